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

_GAP, _WIDEST = 2.5, 12.0
"""In percent: between a side and the column in the middle, and the most that one person takes."""


class _Sides(NamedTuple):
    """How wide one person is, where the low side ends, where the middle lies, and where the high side begins."""

    unit: float
    low: float
    middle: float
    high: float
    column: Bar


def _sides(low: int, middle: int, high: int) -> _Sides:
    """Lay out two sides and the column between them, each as wide as the most people that it ever has."""
    unit = min((100 - 2 * _GAP) / max(low + middle + high, 1), _WIDEST)
    begins, width = low * unit + _GAP, middle * unit
    column = (BarPiece("column", f"{begins:.4g}%", f"{width:.4g}%"),) if middle else ()
    return _Sides(unit, low * unit, begins + width / 2, begins + width + _GAP, column)


def shares(counts: Sequence[int | None]) -> tuple[Bar, ...]:
    """Return a bar for each number, the greatest as wide as the cell; None has no bar."""
    most = max((count for count in counts if count is not None), default=0) or 1
    return tuple(() if count is None else share(count, most) for count in counts)


def share(count: int, of: int) -> Bar:
    """Return the bar of so many of so many."""
    return BarPiece("whole", "0%", "100%"), *_pieces("part", 0, count, 100 / max(of, 1))


def changes(of: Sequence[ChangeCounts]) -> tuple[Bar, ...]:
    """Return a bar for each change on one scale: down to the left, up to the right, the same in a column between."""
    most = (max((getattr(one, way) for one in of), default=0) for way in ("down", "same", "up"))
    unit, low, middle, high, column = _sides(*most)
    return tuple(
        (
            *column,
            *_pieces("down", low - one.down * unit, one.down, unit),
            *_pieces("same", middle - one.same * unit / 2, one.same, unit),
            *_pieces("up", high, one.up, unit),
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
    half, odd = divmod(len(counts[0]), 2)
    sides = _sides(
        max(sum(one[:half]) for one in counts),
        max(one[half] for one in counts) if odd else 0,
        max(sum(one[half + odd :]) for one in counts),
    )
    return tuple((*sides.column, *_levels(one, sides)) for one in counts)


def _levels(counts: Sequence[int], sides: _Sides) -> Iterator[BarPiece]:
    levels, unit = len(counts), sides.unit
    half, odd = divmod(levels, 2)
    x = sides.low - sum(counts[:half]) * unit
    for level, count in enumerate(counts):
        if odd and level == half:
            x = sides.middle - count * unit / 2
        elif level == half + odd:
            x = sides.high
        yield from _pieces(mark(level, levels), x, count, unit)
        x += count * unit


def _pieces(look: str, x: float, count: int, unit: float) -> Bar:
    return (BarPiece(look, f"{x:.4g}%", f"{count * unit:.4g}%"),) if count else ()
