"""What a portfolio shows, as plain frozen values: small enough that a thousand communities lie in memory together.

A `CommunitySummary` is all that is kept of one community: it is made where its definition was read, perhaps in another
process or on another machine, and nothing of the definition goes with it. Days are dates, moments aware datetimes,
minutes whole numbers; money is in the currency that stands beside it.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from cop_plan.base.errors import Problem
from cop_plan.base.frozen import frozen

ClashKind = Literal["person", "place", "school"]
Part = Literal["facilitator", "co-facilitator", "presenter", "host", "member"]
"""As what somebody is at a session: a leader at every session of the community, a member at the mandatory ones."""


@frozen
class Person:
    """Somebody by the name that is written, and by the address, where one is known."""

    name: str
    email: str | None = None


@frozen
class Enrolled:
    """A member: who, where from, and from when to when. The day of `left` is the first without the member.

    `counted_minutes` are the minutes of sessions that count; None where no attendance is recorded.
    """

    person: Person
    school: str | None = None
    jurisdiction: str | None = None
    joined: date | None = None
    left: date | None = None
    counted_minutes: int | None = None


@frozen
class PortfolioEntry:
    """A dated thing that somebody sees to. `entry` is its name; the owner is as the definition has it."""

    entry: str
    title: str
    day: date
    owner: str | None = None


@frozen
class PortfolioSession:
    """A session that takes place. `start` and `end` are None where it has no hour.

    `place` is what tells places apart: None where nobody travels to one. `parts` are the people who must be there but
    for the members: of each part a name.
    `attended` is how many members came, None where that is not recorded.
    """

    entry: str
    title: str
    kind: str
    day: date
    start: datetime | None = None
    end: datetime | None = None
    where: str | None = None
    place: str | None = None
    is_mandatory: bool = False
    in_school_time: bool | None = None
    minutes: int | None = None
    parts: tuple[tuple[Part, Person], ...] = ()
    attended: int | None = None


@frozen
class CommunitySummary:
    """One community in one school year, as of a day. One that cannot be read has `problems` and little else.

    `id` names it in paths such as `readers/webinar-1`; it is unique in a portfolio. `file` is the definition as it was
    named. `entries` and `done` count what the year has and what is noted as done; `overdue` stands before the day and
    is not done. `events` is the text of its sessions as VEVENTs, with the UIDs and counts of its own calendars, and
    `zones` the VTIMEZONEs that they need, by their names. `report` is the report that was published last, as its JSON
    has it.
    """

    id: str
    name: str
    file: str
    year: str = ""
    language: str = "en"
    timezone: str = "UTC"
    region: str | None = None
    sponsor: str | None = None
    first: date | None = None
    last: date | None = None
    facilitator: Person | None = None
    co_facilitator: Person | None = None
    members: tuple[Enrolled, ...] = ()
    sessions: tuple[PortfolioSession, ...] = ()
    entries: int = 0
    done: int = 0
    overdue: tuple[PortfolioEntry, ...] = ()
    currency: str | None = None
    planned: Decimal | None = None
    spent: Decimal | None = None
    hide_groups_under: int = 6
    problems: tuple[Problem, ...] = ()
    events: str = ""
    zones: Mapping[str, str] = field(default_factory=dict)
    report: Mapping[str, Any] | None = None

    @property
    def is_read(self) -> bool:
        """Return whether there is a year; what is wrong with the record of progress alone hides none."""
        return self.first is not None


@frozen
class Clash:
    """What cannot be at two places at once, or a school that misses too many people on one day.

    `who` is the name as it is written. `entries` are `community/entry`, in the order of their hours. `members` is how
    many people a school misses, None for other clashes.
    """

    kind: ClashKind
    who: str
    day: date
    entries: tuple[str, ...]
    members: int | None = None
