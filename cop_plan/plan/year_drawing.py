"""The year as a drawing: a row for each kind of session, the phases as a ribbon, closed days behind all of it.

Across, everything is in percent of the width, so that the drawing fits a phone as it fits a sheet of paper and its text
keeps its size; down, it is in pixels. What needs its room, as a session its circle, is laid out twice: for a narrow
drawing and for a wide one (`drawn_labels`).
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple, get_args

from cop_plan.dates.months import first_days, next_month
from cop_plan.dates.workdays import ONE_DAY
from cop_plan.definition.community import PHASES, Kind
from cop_plan.plan.drawn_labels import Layout, by_layout, placed, text_width
from cop_plan.plan.phase_ribbon import PhaseSpan, Ribbon, ribbon
from cop_plan.render.words import Words
from cop_plan.render.year import Year
from cop_plan.schedule.timeline import Entry

TRACK = 26
"""How high a track of a row is, in pixels."""

CLOSEST = 24
"""Nearer than so many pixels, from middle to middle, two sessions do not share a track: a finger must hit one."""

_LABEL_SIZE, _YEAR_SIZE, _WIDEST_INITIAL = 11, 12, 9


class AxisMonth(NamedTuple):
    """A month of the axis, by its name in short and its initial; `begins_year` is true of the first of all too."""

    x: str
    middle: str
    short: str
    initial: str
    begins_year: bool


class DrawnText(NamedTuple):
    """A text with its place in the row."""

    text: str
    x: str
    anchor: str = "middle"


class MonthNames(NamedTuple):
    """The months of the axis, by their names or their initials."""

    texts: tuple[DrawnText, ...]


class Mark(NamedTuple):
    """A session as it is drawn: a circle with the number of its day, hollow if the session is optional."""

    id: str
    x: str
    y: int
    is_optional: bool
    number: int
    title: str


class Tracks(NamedTuple):
    """The sessions of a row on as many tracks as keep them apart."""

    height: int
    marks: tuple[Mark, ...]


class DrawnRow(NamedTuple):
    """The sessions of one kind, or those of the team; the tracks with the class of the layouts that have them so."""

    label: str
    sessions: int
    tracks: tuple[tuple[Tracks, str], ...]


class ClosedBand(NamedTuple):
    """Days on which nothing meets."""

    x: str
    width: str
    title: str


class Drawing(NamedTuple):
    """The year at a glance. `first` and `end` are the days at its two edges, the second not included."""

    first: date
    end: date
    months: tuple[AxisMonth, ...]
    axis: tuple[tuple[MonthNames, str], ...]
    years: tuple[tuple[DrawnText, str], ...]
    rows: tuple[DrawnRow, ...]
    ribbon: Ribbon
    closed: tuple[ClosedBand, ...]
    closed_names: tuple[tuple[DrawnText, str], ...]
    said: str

    def has(self, *, optional: bool) -> bool:
        """Return whether a session is drawn that is optional, or one that is not."""
        return any(mark.is_optional is optional for row in self.rows for mark in row.tracks[0][0].marks)


class Scale(NamedTuple):
    """Where days lie across a drawing that begins on `first` and ends before `end`."""

    first: date
    end: date

    @classmethod
    def over(cls, days: Collection[date]) -> "Scale":
        """Return the scale of whole months over some days."""
        return cls(min(days).replace(day=1), next_month(max(days)))

    @property
    def last(self) -> date:
        """Return the last day."""
        return self.end - ONE_DAY

    def share(self, day: date) -> float:
        """Return how far across a day begins, in percent."""
        return (day - self.first).days / (self.end - self.first).days * 100

    def x(self, day: date) -> str:
        """Return how far across a day begins, as SVG writes it."""
        return f"{self.share(day):.3g}%"

    def width(self, start: date, end: date) -> str:
        """Return how wide a span of days is, as SVG writes it."""
        return f"{self.share(end) - self.share(start):.4g}%"

    def clipped(self, first: date, end: date) -> tuple[date, date] | None:
        """Return what of a span of days is within; None if nothing is."""
        first, end = max(first, self.first), min(end, self.end)
        return (first, end) if first < end else None


def drawing(year: Year, *, for_members: bool = False) -> Drawing:
    """Return the drawing of a year; for members, of the months in which they meet, with what they attend alone."""
    entries, words = year.timeline.entries, year.words
    attended = year.timeline.attended()
    reach = attended if for_members and attended else entries
    days = [entry.day for entry in reach] or [year.community.year.first, year.community.year.last]
    scale = Scale.over(days)
    rows = tuple(_rows(attended if for_members else [one for one in entries if one.is_occasion], scale, words))
    spans = list(_phases(year, scale))
    closures = list(_closures(year, scale))
    shown = tuple(_months(scale, words))
    return Drawing(
        first=scale.first,
        end=scale.end,
        months=shown,
        axis=tuple(by_layout(lambda layout: _axis(shown, layout))),
        years=tuple(by_layout(lambda layout: _years(scale, layout))),
        rows=rows,
        ribbon=ribbon(spans, scale),
        closed=tuple(
            ClosedBand(scale.x(first), scale.width(first, end), _titled(title, first, end, words))
            for title, first, end in closures
        ),
        closed_names=tuple(by_layout(lambda layout: _closed_names(closures, scale, layout))),
        said=" ".join(_said(scale, rows, spans, closures, words)),
    )


def _months(scale: Scale, words: Words) -> Iterable[AxisMonth]:
    """Yield the months of a scale."""
    for day in first_days(scale.first, scale.last):
        following = next_month(day)
        yield AxisMonth(
            x=scale.x(day),
            middle=f"{(scale.share(day) + scale.share(following)) / 2:.4g}%",
            short=str(words.at("short_months")[day.month - 1]),
            initial=words.month(day)[0].upper(),
            begins_year=day == scale.first or day.month == 1,
        )


def _axis(shown: Sequence[AxisMonth], layout: Layout) -> Iterable[MonthNames]:
    """Yield the names of months, where they fit, or else their initials, of as many as fit."""
    room = layout.pixels / len(shown)
    are_short = all(text_width(month.short, _LABEL_SIZE) + 2 <= room for month in shown)
    every = 1 if are_short else max(1, math.ceil(_WIDEST_INITIAL / room))
    yield MonthNames(tuple(DrawnText(one.short if are_short else one.initial, one.middle) for one in shown[::every]))


def _years(scale: Scale, layout: Layout) -> Iterable[DrawnText]:
    """Yield the years where they begin, and the first one at the edge; the later has its place first."""
    starts = [date(at, 1, 1) for at in range(scale.last.year, scale.first.year, -1)] + [scale.first]
    width = text_width("2000", _YEAR_SIZE)
    # A label that begins at its place has its middle half its width further on.
    wanted = [(scale.share(day) / 100 + width / 2 / layout.pixels, width) for day in starts]
    for day, place in zip(starts, placed(wanted, layout), strict=True):
        if place is not None:
            yield DrawnText(str(day.year), *(("100%", "end") if place.anchor == "end" else (scale.x(day), "start")))


def _rows(shown: Iterable[Entry], scale: Scale, words: Words) -> Iterable[DrawnRow]:
    """Yield a row for each kind of session of members, and one for what only the team meets for."""
    listed = list(shown)
    named: list[tuple[str, list[Entry]]] = [
        (words.name("kinds", kind), [one for one in listed if one.kind == kind and not one.is_of_team])
        for kind in get_args(Kind)
    ]
    named.append((words("plan.team_meetings"), [one for one in listed if one.is_of_team]))
    for label, alike in named:
        if alike:
            yield DrawnRow(label, len(alike), tuple(by_layout(partial(_tracks, alike, scale, words))))


def _tracks(alike: Sequence[Entry], scale: Scale, words: Words, layout: Layout) -> Iterable[Tracks]:
    """Yield the tracks of a row in a layout: each session on the first one where it touches none."""
    last_on: list[float] = []
    marks = []
    for entry in alike:
        at = scale.share(entry.day) / 100 * layout.pixels
        track = next((track for track, last in enumerate(last_on) if at - last >= CLOSEST), len(last_on))
        last_on[track : track + 1] = [at]
        title = words("plan.mark", title=entry.shown_to_members, day=words.day(entry.day))
        is_optional = entry.attendance != "mandatory"
        x = f"{scale.share(entry.day):.4g}%"
        marks.append(Mark(entry.id, x, track * TRACK + TRACK // 2, is_optional, entry.day.day, title))
    yield Tracks(len(last_on) * TRACK, tuple(marks))


def _phases(year: Year, scale: Scale) -> Iterable[PhaseSpan]:
    for phase in PHASES:
        days = [entry.day for entry in year.timeline.entries if entry.phase == phase]
        if days and (within := scale.clipped(min(days), max(days) + ONE_DAY)):
            yield PhaseSpan(year.words.name("phases", phase), *within)


def _closures(year: Year, scale: Scale) -> Iterable[tuple[str, date, date]]:
    """Yield the closures of the community that close their days, in the order of the days, each once."""
    found = {
        (within[0], within[1], span.name): None
        for span in year.timeline.open_days.closures
        if (within := scale.clipped(span.first, span.last + ONE_DAY))
    }
    for first, end, title in sorted(found):
        yield year.shareable(title), first, end


def _titled(title: str, first: date, end: date, words: Words) -> str:
    one, other = words.short_day(first), words.short_day(end - ONE_DAY)
    days = words("one_day", day=one) if one == other else words("day_span", first=one, last=other)
    return words("plan.glance_span", title=title, days=days)


def _closed_names(closures: Sequence[tuple[str, date, date]], scale: Scale, layout: Layout) -> Iterable[DrawnText]:
    """Yield the names of closures for which there is room under their days: the longest closures come first."""
    by_length = sorted(closures, key=lambda closure: closure[1] - closure[2])
    wanted = [
        ((scale.share(first) + scale.share(end)) / 200, text_width(title, _LABEL_SIZE))
        for title, first, end in by_length
    ]
    for (title, _, _), place in zip(by_length, placed(wanted, layout), strict=True):
        if place is not None:
            yield DrawnText(title, f"{place.share * 100:.4g}%", place.anchor)


def _said(
    scale: Scale,
    rows: Iterable[DrawnRow],
    spans: Iterable[PhaseSpan],
    closures: Iterable[tuple[str, date, date]],
    words: Words,
) -> Iterable[str]:
    """Yield what the drawing shows, in sentences."""
    yield words("plan.glance_said", first=words.full_day(scale.first), last=words.full_day(scale.last))
    counted = [words("plan.glance_row", what=row.label, count=words.number(row.sessions)) for row in rows]
    phases = [_titled(*span, words) for span in spans]
    closed = [_titled(*closure, words) for closure in closures]
    told: Mapping[str, list[str]] = {"sessions": counted, "phases": phases, "closed": closed}
    for key, texts in told.items():
        if texts:
            yield words(f"plan.glance_{key}", said=words("list_semicolon").join(texts))
