"""What a definition holds for another school year than its own: closures and dates that were left in it."""

from collections.abc import Iterator, Mapping
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

    Where it begins and ends is told by the days that were worked out, not by those that a person wrote nor by what
    counts from them.
    """
    year = timeline.community.year
    by_id = {entry.id: entry for entry in timeline.entries}
    computed = [entry.day for entry in timeline.entries if not _is_written(_first_anchor(entry, by_id))]
    return min([year.first, *(day.replace(day=1) for day in computed)]), max([year.last, *computed])


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


def _first_anchor(entry: Entry, by_id: Mapping[str, Entry]) -> Entry:
    """Return the entry from which, over however many others, one is counted; itself if from none."""
    anchor = entry.reason and by_id.get(entry.reason.anchor or "")
    return _first_anchor(anchor, by_id) if anchor else entry


def _is_written(entry: Entry) -> bool:
    return entry.reason is not None and isinstance(entry.reason.phrase.form, Fixed)
