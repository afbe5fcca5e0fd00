"""The order within a day: what prepares a session, the session, what it brings with it.

What is counted back from another entry of its day, or prepares it, stands before it; what is counted on from it or
stands on the same day as it follows. Else the hour decides, an entry without one first, then the order in which pattern
and definition name the entries.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from cop_plan.base.frozen import frozen


@frozen
class Position:
    """What the place of an entry among others depends on: its day, its hour if it has one, what it is counted from."""

    id: str
    day: date
    start: datetime | None = None
    anchor: str | None = None
    is_before: bool = False


def in_order(positions: Sequence[Position]) -> list[str]:
    """Return the names of entries, given in the order in which pattern and definition name them, as they follow."""
    by_day: dict[date, list[Position]] = defaultdict(list)
    for position in positions:
        by_day[position.day].append(position)
    return [name for day in sorted(by_day) for name in _of_day(by_day[day])]


def _of_day(positions: Iterable[Position]) -> Iterator[str]:
    of_day = {position.id: position for position in positions}
    before, after = defaultdict[str, list[Position]](list), defaultdict[str, list[Position]](list)
    for position in of_day.values():
        anchor = of_day.get(position.anchor or "")
        if anchor is None:
            after[""].append(position)
        else:
            (before if _is_before(position, anchor) else after)[anchor.id].append(position)
    # By hand instead of by recursion, which has a limit: entries may be counted from each other without end.
    waiting = _reversed(after[""])
    opened: set[str] = set()
    while waiting:
        position = waiting.pop()
        if position.id in opened:
            yield position.id
            continue
        opened.add(position.id)
        waiting += [*_reversed(after[position.id]), position, *_reversed(before[position.id])]


def _is_before(position: Position, anchor: Position) -> bool:
    if position.start and anchor.start and position.start != anchor.start:
        return position.start < anchor.start
    return position.is_before


def _reversed(positions: Iterable[Position]) -> list[Position]:
    """Return positions by their hours, the last first; those without an hour are the first, and else all stay."""
    by_hour = sorted(positions, key=lambda one: one.start.timestamp() if one.start else float("-inf"))
    return by_hour[::-1]
