"""Which days of a year are closed, from where that is known, and what they moved."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Literal

from cop_plan.app.project import CommunityProject
from cop_plan.base.frozen import frozen
from cop_plan.dates.workdays import ONE_DAY, Workdays
from cop_plan.schedule.timeline import Entry

Source = Literal["weekend", "public", "of_schools", "chosen", "closure"]
"""A holiday is public, or one of the schools by our table, or chosen in the definition."""


@frozen
class ClosedDays:
    """Days in a row that are closed by one thing: `first` and `last` included, `closure` its name in the definition.

    `moved` are the entries that would stand on these days.
    """

    first: date
    last: date
    source: Source
    name: str = ""
    closure: str = ""
    moved: tuple[Entry, ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        """Return each of the days."""
        return tuple(self.first + timedelta(days=after) for after in range((self.last - self.first).days + 1))


def window(project: CommunityProject) -> tuple[date, date]:
    """Return the first and the last day of the school year, or of what is dated before and after it."""
    year, days = project.community.year, [entry.day for entry in project.timeline.entries]
    return min([year.first, *days]), max([year.last, *days])


def closed_days(project: CommunityProject) -> list[ClosedDays]:
    """Return the closed days of a year, weekends each for itself. Raises Problems, Unreadable."""
    moved: dict[date, list[Entry]] = defaultdict(list)
    for entry in project.timeline.entries:
        if entry.reason and entry.reason.moved_from and entry.reason.closed_by:
            moved[entry.reason.moved_from].append(entry)
    day, last = window(project)
    found: list[ClosedDays] = []
    while day <= last:
        if one := _closed(day, project.open_days, moved):
            before = found[-1] if found else None
            if before and before.last == day - ONE_DAY and _of(before) == _of(one) and one.source != "weekend":
                found[-1] = ClosedDays(before.first, day, *_of(one), before.moved + one.moved)
            else:
                found.append(one)
        day += ONE_DAY
    return found


def _of(closed: ClosedDays) -> tuple[Source, str, str]:
    return closed.source, closed.name, closed.closure


def _closed(day: date, open_days: Workdays, moved: Mapping[date, list[Entry]]) -> ClosedDays | None:
    closed = open_days.why_closed(day)
    if closed is None:
        return None
    source: Source = closed.by if closed.by != "holiday" else "public"
    if closed.by == "holiday" and day in open_days.holidays.of_schools | open_days.holidays.chosen:
        source = "chosen" if day in open_days.holidays.chosen else "of_schools"
    closing = (one.key for one in open_days.closures if closed.by == "closure" and one.first <= day <= one.last)
    return ClosedDays(day, day, source, closed.name, next(closing, ""), tuple(moved.get(day, ())))


def data(project: CommunityProject) -> list[dict[str, Any]]:
    """Return every closed day as plain data."""
    return [
        {
            "definition": project.shown_as,
            "day": day.isoformat(),
            "source": closed.source,
            "name": closed.name or None,
            "closure": closed.closure or None,
            "moved": [
                {"entry": entry.id, "to": entry.day.isoformat()}
                for entry in closed.moved
                if entry.reason and entry.reason.moved_from == day
            ],
        }
        for closed in closed_days(project)
        for day in closed.days
    ]
