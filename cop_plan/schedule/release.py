"""Release time: the substitute days that a session takes, until when they are booked, and what conventions it meets.

What takes more than half of the school day is a day, anything else half a day. Letters that ask for release time and
the report of what was used both count so.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, TypeAlias

from cop_plan.definition import names
from cop_plan.definition.community import ClosureKind, Community
from cop_plan.schedule import students
from cop_plan.schedule.timeline import Entry, Timeline, minute_of_day, minutes_of_school_day, school_minutes

CONVENTION: ClosureKind = "teachers' convention"
FULL_DAY, HALF_DAY = Decimal(1), Decimal("0.5")

Away: TypeAlias = Literal["full day", "half day", "no students"]


def substitute_days(session: Entry, community: Community, jurisdiction: str | None) -> Decimal:
    """Return the days for which somebody of a jurisdiction needs a substitute: 0, a half or 1.

    Nobody needs one where the jurisdiction's students are away; of a session without an hour it is not known, and 0.
    """
    away = school_minutes(session, community)
    if not away or students.are_away(session.day, community, jurisdiction):
        return Decimal(0)
    school = community.meetings.school_day
    return FULL_DAY if away * 2 > minute_of_day(school.last) - minute_of_day(school.first) else HALF_DAY


def away(session: Entry, community: Community, jurisdictions: Sequence[str | None]) -> Away | None:
    """Return how long a session takes somebody of these jurisdictions away from class, the longest of them.

    `no students` is for hours of school on a day that all of them have without students; None is for no hour of school,
    for none that is known, and for a day on which their schools are closed.
    """
    days = max(substitute_days(session, community, one) for one in jurisdictions)
    if days:
        return "full day" if days == FULL_DAY else "half day"
    return "no students" if all(is_without_students(session, community, one) for one in jurisdictions) else None


def is_without_students(session: Entry, community: Community, jurisdiction: str | None) -> bool:
    """Return whether a session takes hours of school on a day that a jurisdiction's schools have without students."""
    is_away = students.are_away(session.day, community, jurisdiction, "no students")
    return is_away and minutes_of_school_day(session, community) > 0


def book_by(session: Entry, timeline: Timeline) -> date | None:
    """Return the day by which a substitute is booked: the working day before, where it is closed.

    None where the definition does not say how long before.
    """
    ahead = timeline.community.release_time.book_ahead
    if not ahead:
        return None
    day = session.day - timedelta(minutes=ahead)
    return day if timeline.open_days.is_open(day) else timeline.open_days.step(day, -1)


def on_conventions(timeline: Timeline, jurisdictions: Collection[str]) -> Iterator[tuple[Entry, list[str]]]:
    """Yield the sessions on convention days of some jurisdictions, or of any if there are none yet, and whose they are.

    A convention that names no jurisdiction is everybody's: nobody is named with its sessions.
    """
    wanted = {names.alike(one) for one in jurisdictions}
    conventions = [one for one in timeline.community.closures.values() if one.kind == CONVENTION]
    for session in timeline.sessions:
        for closure in conventions:
            if closure.has(session.day):
                whose = [name for name in closure.for_ if not wanted or names.alike(name) in wanted]
                if whose or not closure.for_:
                    yield session, whose
                    break


def avoids_conventions(timeline: Timeline) -> bool:
    """Return whether it is known of every jurisdiction that takes part that no session is on its convention days."""
    year = timeline.community.year
    this_year = [
        one
        for one in timeline.community.closures.values()
        if one.kind == CONVENTION and any(days.first <= year.last and days.last >= year.first for days in one.days)
    ]
    taking_part = names.jurisdictions(timeline.community)
    given = {names.alike(name) for one in this_year for name in one.for_}
    is_known = any(not one.for_ for one in this_year) or (
        bool(taking_part) and all(names.alike(one) in given for one in taking_part)
    )
    return is_known and not any(on_conventions(timeline, taking_part))
