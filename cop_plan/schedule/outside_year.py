"""What a definition holds for another school year than its own: closures and dates that were left in it."""

from collections.abc import Iterator
from datetime import date

from cop_plan.base.frozen import frozen
from cop_plan.dates.calendar_files import TitledDays
from cop_plan.dates.phrases import Fixed
from cop_plan.schedule.timeline import Entry, Timeline


@frozen
class Outside:
    """A closure's days or an entry's day outside the year; `entry` is None for a closure. `last` is included."""

    name: str
    first: date
    last: date
    entry: Entry | None = None


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
    for name, closure in timeline.community.closures.items():
        for days in closure.days:
            if not isinstance(days, TitledDays) and (days.last < first or days.first > last):
                yield Outside(name, days.first, days.last)
    for entry in timeline.entries:
        if _is_written(entry) and not first <= entry.day <= last:
            yield Outside(entry.title, entry.day, entry.day, entry)


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
