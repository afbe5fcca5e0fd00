"""What is drawn in the tables of a report, as measures: which part begins where, and how wide it is.

Everything is in percent of the width of a cell. A bar shows nothing that its row does not say in numbers, and no number
that is hidden reaches it.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from cop_plan.report.values import ChangeCounts, Distribution, SessionHeld

When = Literal["on_day", "moved", "unknown"]


def when(session: SessionHeld) -> When:
    """Return whether a session was held on its planned day, on another, or on a day that no record tells."""
    return "unknown" if session.held is None else "on_day" if session.days_later == 0 else "moved"


class BarPiece(NamedTuple):
    """A part of a bar; `mark` names its look."""

    mark: str
    x: str
    width: str


Bar = tuple[BarPiece, ...]

# The sides reach from the column in the middle to the ends.
_LEFT, _RIGHT, _SIDE, _COLUMN = 39.0, 61.0, 39.0, 20.0
_MIDDLE = BarPiece("column", f"{_LEFT + 0.5:g}%", f"{_RIGHT - _LEFT - 1:g}%")


def shares(counts: Sequence[int | None]) -> tuple[Bar, ...]:
    """Return a bar for each number, the greatest as wide as the cell; None has no bar."""
    most = max((count for count in counts if count is not None), default=0) or 1
    return tuple(() if count is None else share(count, most) for count in counts)


def share(count: int, of: int) -> Bar:
    """Return the bar of so many of so many."""
    return BarPiece("whole", "0%", "100%"), *_pieces("part", 0, count, 100 / max(of, 1))


def changes(of: Sequence[ChangeCounts]) -> tuple[Bar, ...]:
    """Return a bar for each change on one scale: down to the left, up to the right, the same in a column between."""
    unit = _unit(
        max((max(one.up, one.down) for one in of), default=0),
        max((one.same for one in of), default=0),
    )
    return tuple(
        (
            _MIDDLE,
            *_pieces("down", _LEFT - one.down * unit, one.down, unit),
            *_pieces("same", 50 - one.same * unit / 2, one.same, unit),
            *_pieces("up", _RIGHT, one.up, unit),
        )
        for one in of
    )


def mark(level: int, levels: int) -> str:
    """Return the look of a level of a scale: `low`, `high` or `middle`, with its distance from the middle."""
    distance = 2 * level - (levels - 1)
    if distance == 0:
        return "middle"
    return f"{'low' if distance < 0 else 'high'}_{min(3, (abs(distance) + 1) // 2)}"


def answers(of: Sequence[Distribution]) -> tuple[Bar, ...]:
    """Return the bars of distributions over one scale, low answers to the left, neutral ones in their own column."""
    counts = [one.counts for one in of]
    if not counts:
        return ()
    levels = len(counts[0])
    half = levels // 2
    side = max(max(sum(one[:half]), sum(one[levels - half :])) for one in counts)
    unit = _unit(side, max(one[half] for one in counts) if levels % 2 else 0)
    return tuple((*((_MIDDLE,) if levels % 2 else ()), *_levels(one, unit)) for one in counts)


def _levels(counts: Sequence[int], unit: float) -> Iterator[BarPiece]:
    levels = len(counts)
    half = levels // 2
    x = _LEFT - sum(counts[:half]) * unit
    for level, count in enumerate(counts):
        if levels % 2 and level == half:
            x = 50 - count * unit / 2
        elif level == levels - half:
            x = _RIGHT
        yield from _pieces(mark(level, levels), x, count, unit)
        x += count * unit


def _unit(side: int, column: int) -> float:
    return min(_SIDE / max(side, 1), _COLUMN / max(column, 1), 6.0)


def _pieces(look: str, x: float, count: int, unit: float) -> Bar:
    return (BarPiece(look, f"{x:.4g}%", f"{count * unit:.4g}%"),) if count else ()
