"""The year as a drawing: a row for each kind of session, a bar for each phase, a tick for each day with work.

Across, everything is in percent of the width, so that the drawing fits a phone as it fits a sheet of paper and its text
keeps its size; down, it is in pixels.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple, get_args

from cop_plan.definition.community import Kind, Phase
from cop_plan.render.words import Words
from cop_plan.render.year import Year
from cop_plan.schedule.timeline import Entry

AXIS = 38
"""How far down the rows begin, below the years and the months."""

_LABEL, _TRACK, _BAR, _GAP = 18, 34, 16, 12
_CLOSEST_DAYS = 24
"""Nearer than this, two marks with their numbers would touch on a phone."""

_LARGEST_TICK = 4
_FAR_RIGHT = 60


class AxisMonth(NamedTuple):
    """A month of the axis; the year is named where it begins. `is_odd` shades every other one."""

    x: str
    middle: str
    width: str
    short: str
    initial: str
    year: str
    is_odd: bool


class Mark(NamedTuple):
    """A session as it is drawn: the kind gives its shape, and it is hollow if it is optional."""

    x: str
    y: int
    kind: Kind
    is_optional: bool
    number: int
    title: str


class SessionTracks(NamedTuple):
    """The sessions of one kind, on as many tracks as keep them apart."""

    label: str
    y: int
    tracks: tuple[int, ...]
    marks: tuple[Mark, ...]


class Tick(NamedTuple):
    """A day with work of a phase. How much there is to do gives its size, from 1 to 4."""

    x: str
    size: int


class PhaseBar(NamedTuple):
    """A phase from its first entry to its last."""

    label: str
    label_x: str
    at_end: bool
    y: int
    x: str
    width: str
    ticks: tuple[Tick, ...]


class Drawing(NamedTuple):
    """The year at a glance. `first` and `end` are the days at its two edges, the second not included."""

    height: int
    first: date
    end: date
    months: tuple[AxisMonth, ...]
    rows: tuple[SessionTracks, ...]
    bars: tuple[PhaseBar, ...]
    said: str

    @property
    def last(self) -> date:
        """Return the last day of the last month."""
        return self.end - timedelta(days=1)


class Scale(NamedTuple):
    """Where days lie across a drawing that begins on `first` and ends before `end`."""

    first: date
    end: date

    @classmethod
    def over(cls, days: Collection[date]) -> "Scale":
        """Return the scale of whole months over some days."""
        return cls(min(days).replace(day=1), _next_month(max(days)))

    def share(self, day: date) -> float:
        """Return how far across a day begins, in percent."""
        return (day - self.first).days / (self.end - self.first).days * 100

    def x(self, day: date) -> str:
        """Return how far across a day begins, as SVG writes it."""
        return f"{self.share(day):.3g}%"

    def width(self, start: date, end: date) -> str:
        """Return how wide a span of days is, as SVG writes it."""
        return f"{self.share(end) - self.share(start):.4g}%"


def drawing(year: Year, *, for_members: bool = False) -> Drawing:
    """Return the drawing of a year; for members only the sessions that they attend are in it."""
    entries, words = year.timeline.entries, year.words
    days = [entry.day for entry in entries] or [year.community.year.first, year.community.year.last]
    scale = Scale.over(days)
    y, rows, bars = AXIS, [], []
    shown = year.timeline.attended() if for_members else [entry for entry in entries if entry.is_occasion]
    for kind in get_args(Kind):
        if alike := [entry for entry in shown if entry.kind == kind]:
            rows.append(_row(kind, alike, y, scale, words))
            y += _LABEL + _TRACK * len(rows[-1].tracks)
    y += _GAP
    for phase in get_args(Phase):
        if within := [entry for entry in entries if entry.phase == phase]:
            bars.append(_bar(phase, within, y, scale, words))
            y += _LABEL + _BAR + _GAP
    said = words.listed(words("plan.glance_row", what=row.label, count=words.number(len(row.marks))) for row in rows)
    return Drawing(y, *scale, tuple(months(scale, words)), tuple(rows), tuple(bars), said)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def months(scale: Scale, words: Words) -> Iterable[AxisMonth]:
    """Yield the months of a scale."""
    day, is_odd = scale.first, False
    while day < scale.end:
        following = _next_month(day)
        yield AxisMonth(
            x=scale.x(day),
            middle=f"{(scale.share(day) + scale.share(following)) / 2:.4g}%",
            width=scale.width(day, following),
            short=str(words.at("short_months")[day.month - 1]),
            initial=words.month(day)[0].upper(),
            year=str(day.year) if day == scale.first or day.month == 1 else "",
            is_odd=is_odd,
        )
        day, is_odd = following, not is_odd


def _row(kind: Kind, alike: Sequence[Entry], top: int, scale: Scale, words: Words) -> SessionTracks:
    last_on: list[date] = []
    marks = []
    for entry in alike:
        free = (at for at, last in enumerate(last_on) if (entry.day - last).days >= _CLOSEST_DAYS)
        track = next(free, len(last_on))
        last_on[track : track + 1] = [entry.day]
        y = top + _LABEL + track * _TRACK + 10
        title = words("plan.mark", title=entry.title, day=words.full_day(entry.day))
        marks.append(Mark(scale.x(entry.day), y, kind, entry.attendance == "optional", entry.day.day, title))
    tracks = tuple(top + _LABEL + track * _TRACK + 10 for track in range(len(last_on)))
    return SessionTracks(words.name("kinds", kind), top, tracks, tuple(marks))


def _bar(phase: Phase, within: Sequence[Entry], top: int, scale: Scale, words: Words) -> PhaseBar:
    first, last = within[0].day, within[-1].day
    ticks = []
    for day, entries in groupby((entry for entry in within if not entry.is_occasion), key=lambda entry: entry.day):
        ticks.append(Tick(scale.x(day), min(sum(1 for _ in entries), _LARGEST_TICK)))
    # On a phone, a label that begins near the right edge would leave the drawing: it ends with its bar instead.
    at_end = scale.share(first) > _FAR_RIGHT
    return PhaseBar(
        label=words.name("phases", phase),
        label_x=scale.x(last) if at_end else scale.x(first),
        at_end=at_end,
        y=top,
        x=scale.x(first),
        width=scale.width(first, last + timedelta(days=1)),
        ticks=tuple(ticks),
    )
