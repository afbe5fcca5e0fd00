"""What a definition holds for another school year than its own: closures and dates that were left in it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from cop_plan.base.frozen import frozen
from cop_plan.dates.calendar_files import TitledDays
from cop_plan.dates.phrases import Fixed
from cop_plan.schedule.timeline import Entry, Timeline


@frozen
class Outside:
    """Days outside the year, `last` included; `entry` is None for what is none.

    `name` is the closure's, or the entry's title. A `calendar` is a closure whose file has no day in the year; what is
    `signed` are letters of agreement, of which there are `count`; `kept` is the day until which answers are kept, with
    that of the last survey.
    """

    what: Literal["closure", "calendar", "begins", "signed", "kept", "entry"]
    name: str
    first: date
    last: date
    entry: Entry | None = None
    count: int = 1


# Whoever signs half a year before the first entry of the year, signed for another one.
_EARLIEST_SIGNED = timedelta(days=183)

# What teams plan for their own schools is often of the school year after it.
_PROMISES, _PROMISED = "capacity-building.", timedelta(days=366)


def reach(timeline: Timeline) -> tuple[date, date]:
    """Return the first and the last day of a year: of its school year, or of the months before in which it is prepared.

    Where it begins and ends is told by what belongs to the school year by itself, such as the first Tuesday of April
    prior; not by days that name their year, nor by what is counted from them.
    """
    year = timeline.community.year
    days = [entry.day for entry in (*timeline.before_beginning, *timeline.entries) if _is_of_year(entry)]
    return min([year.first, *(day.replace(day=1) for day in days)]), max([year.last, *days])


def found(timeline: Timeline) -> Iterator[Outside]:
    """Yield what lies outside a year wholly, the closures first; a calendar file may hold as many years as it likes."""
    first, last = reach(timeline)
    yield from _closures(timeline, first, last)
    yield from _days(timeline, first)
    for entry in (*timeline.before_beginning, *timeline.entries):
        until = last + _PROMISED if entry.id.startswith(_PROMISES) else last
        if _is_written(entry) and not first <= entry.day <= until:
            yield Outside("entry", entry.title, entry.day, entry.day, entry)


def _closures(timeline: Timeline, first: date, last: date) -> Iterator[Outside]:
    year = timeline.community.year
    for name, closure in timeline.community.closures.items():
        of_file = [days for days in closure.days if isinstance(days, TitledDays)]
        for days in closure.days:
            if days not in of_file and (days.last < first or days.first > last):
                yield Outside("closure", name, days.first, days.last)
        # What a school closed in the months before the year is in last year's calendar.
        if of_file and all(days.last < year.first or days.first > year.last for days in of_file):
            yield Outside("calendar", name, min(one.first for one in of_file), max(one.last for one in of_file))


def _days(timeline: Timeline, first: date) -> Iterator[Outside]:
    """Yield the other days of a definition that lie before the year, and the end of answers before the last survey."""
    community = timeline.community
    if (begins := community.begins) is not None and begins < first:
        yield Outside("begins", "", begins, begins)
    signed = sorted(one.agreement_signed for one in community.membership.members if one.agreement_signed)
    if early := [day for day in signed if day < first - _EARLIEST_SIGNED]:
        yield Outside("signed", "", early[0], early[-1], count=len(early))
    surveys = [entry.day for entry in timeline.entries if entry.kind == "survey"]
    if (kept := community.privacy.kept_until) is not None and surveys and kept < surveys[-1]:
        yield Outside("kept", "", kept, surveys[-1])


def _is_written(entry: Entry) -> bool:
    """Return whether an entry's day names its year."""
    if entry.reason is None:
        return False
    form = entry.reason.phrase.form
    month = getattr(form, "month", None)
    return isinstance(form, Fixed) or (month is not None and isinstance(month.of, int))


def _is_of_year(entry: Entry) -> bool:
    reason = entry.reason
    return reason is not None and reason.anchor is None and reason.day_off is None and not _is_written(entry)
