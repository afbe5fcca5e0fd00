"""The dates in school time, as those read them who release teachers and pay for their substitutes."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from cop_plan.definition import names
from cop_plan.definition.community import Member
from cop_plan.kit.facts import YearFacts
from cop_plan.kit.paper_copies import Paper
from cop_plan.render.year import Year
from cop_plan.schedule import release
from cop_plan.schedule.release import Away
from cop_plan.schedule.timeline import Entry


class ReleaseDate(NamedTuple):
    """A date in school time. It concerns `who`, or all `but` some, by their names; all members where both are None.

    `book_by` is the day by which substitutes are booked, None where it is not said; `at_once` that it is past when the
    paper goes out.
    """

    title: str
    day: str
    time: str
    away: Away
    who: str | None
    but: str | None
    days: str
    book_by: str | None
    at_once: bool


class ReleaseTable(NamedTuple):
    """The dates in school time that members agree to, and those that they may choose; days of substitutes in all.

    Where nobody is known yet, the days are those of one member (`for_each`). `without_hour` is how many of the dates
    have no hour yet: whether they take school time is not known. `leaves_some_out` says that a date does not concern
    everybody whom the paper names.
    """

    agreed: list[ReleaseDate]
    optional: list[ReleaseDate]
    days: str
    days_alone: str
    days_with_optional: str
    school_day: str
    takes_days: bool
    optional_takes_days: bool
    has_booking_days: bool
    leaves_some_out: bool
    for_each: bool
    without_hour: int
    ids: frozenset[str]


class _Asked(NamedTuple):
    """A session and those of a paper's members who are asked to it, the others, and the days of substitutes."""

    entry: Entry
    people: tuple[str, ...]
    others: tuple[str, ...]
    days: Decimal
    away: Away | None


def table(year: Year, facts: YearFacts, people: Sequence[Member], paper: Paper) -> ReleaseTable:
    """Return what a paper tells of release time: of the members whom it concerns, or of one if nobody is known."""
    words, timeline = year.words, year.timeline
    every = [one for entry in timeline.sessions if (one := _asked(entry, facts, people, paper))]
    agreed = [one for one in every if one.away and one.entry.attendance == "mandatory"]
    optional = [one for one in every if one.away and one.entry.attendance != "mandatory"]
    days, more = (sum((one.days for one in dates), Decimal(0)) for dates in (agreed, optional))
    school = facts.community.meetings.school_day
    return ReleaseTable(
        agreed=[_date(one, year, paper) for one in agreed],
        optional=[_date(one, year, paper) for one in optional],
        days=words.count("kit.substitute_days", days),
        days_alone=words.number(days),
        days_with_optional=words.number(days + more),
        school_day=words("time_span", start=words.time(school.first), end=words.time(school.last)),
        takes_days=days > 0,
        optional_takes_days=more > 0,
        has_booking_days=any(one.days and release.book_by(one.entry, timeline) for one in (*agreed, *optional)),
        leaves_some_out=any(one.others for one in (*agreed, *optional)),
        for_each=not people,
        without_hour=sum(one.entry.in_school_time is None for one in every),
        ids=frozenset(one.entry.id for one in (*agreed, *optional)),
    )


def _asked(entry: Entry, facts: YearFacts, people: Sequence[Member], paper: Paper) -> _Asked | None:
    """Return a session as it concerns some members: one of the team's own only the core group; None for nobody."""
    asked = [
        one
        for one in people
        if facts.homes.is_member_on(one, entry.day) and (entry.is_shared or names.alike(one.name) in facts.core_group)
    ]
    if not asked and (people or not entry.is_shared):
        return None
    homes = [facts.homes.jurisdiction_of(one) for one in asked] or [paper.jurisdiction]
    days = [release.substitute_days(entry, facts.community, home) for home in homes]
    away = release.away(entry, facts.community, homes)
    others = tuple(one.name for one in people if one not in asked)
    return _Asked(entry, tuple(one.name for one in asked), others, sum(days, Decimal(0)), away)


def _date(one: _Asked, year: Year, paper: Paper) -> ReleaseDate:
    entry, words = one.entry, year.words
    assert entry.start, "what has no hour takes no school time"
    assert entry.end, "it begins and ends"
    assert one.away, "only such a session has a row"
    day = release.book_by(entry, year.timeline) if one.days else None
    names_others = bool(one.others) and len(one.others) < len(one.people)
    names_people = len(one.people) == 1 or (bool(one.others) and not names_others)
    return ReleaseDate(
        title=entry.title,
        day=words.short_day(entry.day, with_year=True),
        time=words.times(entry.start, entry.end),
        away=one.away,
        who=words.listed(one.people) if names_people else None,
        but=words.listed(one.others) if names_others else None,
        days=words.number(one.days),
        book_by=words.short_day(day, with_year=True) if day else None,
        at_once=bool(day and paper.due and day <= paper.due),
    )
