"""The dates in school time, as those read them who release teachers and pay for their substitutes."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from cop_plan.definition import names
from cop_plan.definition.community import Member
from cop_plan.kit.facts import YearFacts
from cop_plan.kit.paper_copies import Paper
from cop_plan.render.year import Year
from cop_plan.schedule import release
from cop_plan.schedule.timeline import Entry

Away: TypeAlias = Literal["full day", "half day", "no students"]


class ReleaseDate(NamedTuple):
    """A date in school time. `who` are those of the members whom it concerns, by name; None if it concerns all.

    `book_by` is the day by which substitutes are booked, None where it is not said; `at_once` that it is past when the
    paper goes out.
    """

    title: str
    day: str
    time: str
    away: Away
    who: str | None
    days: str
    book_by: str | None
    at_once: bool


class ReleaseTable(NamedTuple):
    """The dates in school time that members agree to, and those that they may choose; days of substitutes in all.

    Where nobody is known yet, the days are those of one member (`for_each`). `without_hour` is how many of the dates
    have no hour yet: whether they take school time is not known.
    """

    agreed: list[ReleaseDate]
    optional: list[ReleaseDate]
    days: str
    days_with_optional: str
    takes_days: bool
    optional_takes_days: bool
    has_booking_days: bool
    for_each: bool
    without_hour: int
    ids: frozenset[str]


def table(year: Year, facts: YearFacts, people: Sequence[Member], paper: Paper) -> ReleaseTable:
    """Return what a paper tells of release time: of the members whom it concerns, or of one if nobody is known."""
    dates = [one for entry in year.timeline.sessions if (one := _Concerned(entry, facts, people, paper)).is_any]
    agreed = [one for one in dates if one.entry.attendance == "mandatory"]
    optional = [one for one in dates if one.entry.attendance != "mandatory"]
    count = year.words.count
    days, more = _sum(agreed), _sum(optional)
    in_table = [one for one in dates if one.away]
    return ReleaseTable(
        [_date(one, year, paper) for one in agreed if one.away],
        [_date(one, year, paper) for one in optional if one.away],
        count("kit.substitute_days", days),
        count("kit.substitute_days", days + more),
        days > 0,
        more > 0,
        any(one.days and release.book_by(one.entry, year.timeline) for one in in_table),
        not people,
        sum(one.entry.in_school_time is None for one in dates),
        frozenset(one.entry.id for one in in_table),
    )


class _Concerned:
    """A session and those of a paper's members who are asked to it: of the team's own only the core group."""

    def __init__(self, entry: Entry, facts: YearFacts, people: Sequence[Member], paper: Paper) -> None:
        self.entry, self.of_all = entry, len(people)
        self.people = [
            one
            for one in people
            if facts.homes.is_member_on(one, entry.day)
            and (entry.is_shared or names.alike(one.name) in facts.core_group)
        ]
        self.is_any = bool(self.people) or (not people and entry.is_shared)
        homes = [facts.homes.jurisdiction_of(one) for one in self.people] or [paper.jurisdiction]
        days = [release.substitute_days(entry, facts.community, home) for home in homes]
        self.days, self.longest = sum(days, Decimal(0)), max(days)
        self.away: Away | None = None
        if self.days:
            self.away = "full day" if self.longest == release.FULL_DAY else "half day"
        elif all(release.is_without_students(entry, facts.community, home) for home in homes):
            self.away = "no students"


def _sum(dates: Iterable[_Concerned]) -> Decimal:
    return sum((one.days for one in dates), Decimal(0))


def _date(one: _Concerned, year: Year, paper: Paper) -> ReleaseDate:
    entry, words = one.entry, year.words
    assert entry.start and entry.end and one.away, "what has no hour takes no school time"
    day = release.book_by(entry, year.timeline) if one.days else None
    return ReleaseDate(
        title=entry.title,
        day=words.full_day(entry.day),
        time=words.times(entry.start, entry.end),
        away=one.away,
        who=words.listed(member.name for member in one.people) if len(one.people) < one.of_all else None,
        days=words.number(one.days),
        book_by=words.full_day(day) if day else None,
        at_once=bool(day and paper.due and day <= paper.due),
    )
