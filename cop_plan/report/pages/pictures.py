"""The pictures of a report as measures: what is drawn where, without a word about how.

Across, everything is in percent of the width, so that a picture fits a phone as it fits a sheet of paper; down, it is
in pixels. A picture shows nothing that its table does not say, and no number that is hidden reaches it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

from cop_plan.plan import year_drawing
from cop_plan.render.words import Words
from cop_plan.report.values import ChangeCounts, Distribution, SessionHeld

_LABEL, _BAR, _GAP = 20, 16, 12


class FlowStage(NamedTuple):
    """A step of the flow. `width` is None where its number is not shown."""

    label: str
    said: str
    y: int
    width: str | None


class FlowPicture(NamedTuple):
    """How many were there at each step, from top to bottom."""

    height: int
    stages: tuple[FlowStage, ...]


def flow(stages: Iterable[tuple[str, str, int | None]]) -> FlowPicture:
    """Return the picture of steps, each with its label, its number in words, and the number if it is shown."""
    listed = list(stages)
    most = max((count for _, _, count in listed if count is not None), default=0) or 1
    step = _LABEL + _BAR + _GAP
    drawn = (
        FlowStage(label, said, at * step, None if count is None else _percent(count / most * 100))
        for at, (label, said, count) in enumerate(listed)
    )
    return FlowPicture(len(listed) * step, tuple(drawn))


When = Literal["on_day", "moved", "unknown"]


def when(session: SessionHeld) -> When:
    """Return whether a session was held on its planned day, on another, or on a day that no record tells."""
    return "unknown" if session.held is None else "on_day" if session.days_later == 0 else "moved"


class StripSession(NamedTuple):
    """A session in the strip."""

    x: str
    width: str
    when: When
    is_mandatory: bool
    title: str


def strip(sessions: Sequence[tuple[SessionHeld, str]]) -> tuple[StripSession, ...]:
    """Return the sessions side by side in the order given, each with what is said of it."""
    width = 100 / max(len(sessions), 1)
    return tuple(
        StripSession(_percent(at * width + width * 0.06), _percent(width * 0.88), when(one), one.mandatory, said)
        for at, (one, said) in enumerate(sessions)
    )


class PlannedAndHeldLine(NamedTuple):
    """A session between the day it was planned for and the day it was held, which is None where no record says."""

    label: str
    said: str
    planned: str
    held: str | None


class PlannedAndHeld(NamedTuple):
    """Planned against held days, a line for each session, under an axis of months."""

    months: tuple[year_drawing.AxisMonth, ...]
    lines: tuple[PlannedAndHeldLine, ...]


def days(sessions: Sequence[tuple[SessionHeld, str, str]], words: Words) -> PlannedAndHeld:
    """Return the picture of planned and held days. Each session comes with its label and what is said of it."""
    scale = year_drawing.Scale.over(_days(one for one, _, _ in sessions))
    lines = tuple(
        PlannedAndHeldLine(label, said, scale.x(one.planned), scale.x(one.held.day) if one.held else None)
        for one, label, said in sessions
    )
    return PlannedAndHeld(tuple(year_drawing.months(scale, words)), lines)


def first_and_last(sessions: Iterable[SessionHeld]) -> tuple[date, date]:
    """Return the first and the last of all planned and held days."""
    every = _days(sessions)
    return min(every), max(every)


def _days(sessions: Iterable[SessionHeld]) -> list[date]:
    return [day for one in sessions for day in (one.planned, *([one.held.day] if one.held else []))]


class BarPiece(NamedTuple):
    """A part of a bar: `mark` names its look, `people` how many it is; `middle` is where its number stands."""

    mark: str
    x: str
    width: str
    middle: str
    people: int
    is_wide: bool


class DivergingBar(NamedTuple):
    """A bar that parts to both sides of a column in the middle, and what it says in words."""

    label: str
    said: str
    y: int
    pieces: tuple[BarPiece, ...]


class DivergingBars(NamedTuple):
    """Bars under one another, on one scale. `column` is where the column in the middle lies, if there is one."""

    height: int
    bars: tuple[DivergingBar, ...]
    column: tuple[str, str] | None


# The sides reach from the column to where a number still has its place.
_LEFT, _RIGHT, _SIDE, _COLUMN = 39.0, 61.0, 35.0, 20.0
_WIDE = 3.0
"""From so many percent on a number stands inside its piece."""


def changes(of: Sequence[tuple[str, str, ChangeCounts]]) -> tuple[DivergingBar, ...]:
    """Return a bar for each change on one scale: down to the left, up to the right, the same in a column between.

    Each comes with its label and what is said of it.
    """
    unit = _unit(max(max(one.up, one.down) for _, _, one in of), max(one.same for _, _, one in of))
    return tuple(DivergingBar(label, said, 0, _change(one, unit)) for label, said, one in of)


def _unit(side: int, column: int) -> float:
    return min(_SIDE / max(side, 1), _COLUMN / max(column, 1), 6.0)


def _change(change: ChangeCounts, unit: float) -> tuple[BarPiece, ...]:
    return (
        _piece("down", _LEFT - change.down * unit, change.down, unit),
        _piece("same", 50 - change.same * unit / 2, change.same, unit),
        _piece("up", _RIGHT, change.up, unit),
    )


def _piece(mark: str, x: float, count: int, unit: float) -> BarPiece:
    width = count * unit
    return BarPiece(mark, _percent(x), _percent(width), _percent(x + width / 2), count, width >= _WIDE)


def mark(level: int, levels: int) -> str:
    """Return the look of a level of a scale: `low`, `high` or `middle`, with its distance from the middle."""
    distance = 2 * level - (levels - 1)
    if distance == 0:
        return "middle"
    return f"{'low' if distance < 0 else 'high'}_{min(3, (abs(distance) + 1) // 2)}"


def answers(rows: Sequence[tuple[str, Distribution]]) -> DivergingBars:
    """Return the bars of distributions over one scale, low answers to the left, neutral ones in their own column."""
    levels = len(rows[0][1].cells)
    half, has_middle = levels // 2, levels % 2 == 1
    counts = [one.counts for _, one in rows]
    side = max(max(sum(one[:half]), sum(one[levels - half :])) for one in counts)
    unit = _unit(side, max(one[half] for one in counts) if has_middle else 0)
    bars = (
        DivergingBar(label, "", at * (_LABEL + _BAR + _GAP), tuple(_pieces(one.counts, unit)))
        for at, (label, one) in enumerate(rows)
    )
    column = (_percent(_LEFT + 0.5), _percent(_RIGHT - _LEFT - 1)) if has_middle else None
    return DivergingBars(len(rows) * (_LABEL + _BAR + _GAP), tuple(bars), column)


def _pieces(counts: Sequence[int], unit: float) -> Iterable[BarPiece]:
    levels = len(counts)
    half = levels // 2
    x = _LEFT - sum(counts[:half]) * unit
    for level in range(half):
        yield _piece(mark(level, levels), x, counts[level], unit)
        x += counts[level] * unit
    if levels % 2:
        yield _piece("middle", 50 - counts[half] * unit / 2, counts[half], unit)
    x = _RIGHT
    for level in range(levels - half, levels):
        yield _piece(mark(level, levels), x, counts[level], unit)
        x += counts[level] * unit


def _percent(share: float) -> str:
    return f"{share:.4g}%"
