"""The order within a day: what prepares a session, the session, what it brings with it.

What is counted back from another entry of its day, or prepares it, stands before it; what is counted on from it or
stands on the same day as it follows. Else the hour decides, an entry without one first, then the order in which pattern
and definition name the entries.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from heapq import heapify, heappop, heappush

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


def _of_day(positions: Sequence[Position]) -> Iterator[str]:
    of_day = {position.id: position for position in positions}
    ranks = {one.id: (one.start.timestamp() if one.start else float("-inf"), at) for at, one in enumerate(positions)}
    follow: dict[str, list[str]] = defaultdict(list)
    waits_for = dict.fromkeys(of_day, 0)
    for position in positions:
        if anchor := of_day.get(position.anchor or ""):
            first, then = (position, anchor) if _is_before(position, anchor) else (anchor, position)
            follow[first.id].append(then.id)
            waits_for[then.id] += 1
    # What waits for nothing any more, the earliest first.
    free = [(ranks[name], name) for name, number in waits_for.items() if not number]
    heapify(free)
    while free:
        _, name = heappop(free)
        yield name
        for later in follow[name]:
            waits_for[later] -= 1
            if not waits_for[later]:
                heappush(free, (ranks[later], later))


def _is_before(position: Position, anchor: Position) -> bool:
    if position.start and anchor.start and position.start != anchor.start:
        return position.start < anchor.start
    return position.is_before
