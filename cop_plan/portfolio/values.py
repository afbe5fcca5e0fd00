"""What a portfolio shows, as plain frozen values: small enough that a thousand communities lie in memory together.

A `CommunitySummary` is all that is kept of one community: it is made where its definition was read, perhaps in another
process or on another machine, and nothing of the definition goes with it. Days are dates, moments aware datetimes,
minutes whole numbers; money is in the currency that stands beside it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Generic, Literal, TypeVar

from cop_plan.base.errors import Problem
from cop_plan.base.frozen import frozen
from cop_plan.report.values import Number, Tally

Value = TypeVar("Value")

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

    Without `joined`, somebody has been a member from the first. Nobody is here who is invited and has not joined when
    others have. `counted_minutes` are the minutes of sessions that count; None where no attendance is recorded.
    """

    person: Person
    school: str | None = None
    jurisdiction: str | None = None
    joined: date | None = None
    left: date | None = None
    counted_minutes: int | None = None

    def is_member_on(self, day: date) -> bool:
        """Return whether somebody is a member on a day."""
        return (self.joined is None or self.joined <= day) and (self.left is None or day < self.left)


@frozen
class PortfolioEntry:
    """A dated thing that somebody sees to. `entry` is its name; the owner is as the definition has it."""

    entry: str
    title: str
    day: date
    owner: str | None = None


@frozen
class PortfolioSession:
    """A session that takes place.

    `start` and `end` are None where it has no hour, else on the clock of its place, whose zone is only a distance from
    UTC. `place` is the name of a place, or the words for one: None where nobody travels to one. `address` is where it
    is, if that is known. `parts` are the people who must be there but for the members. Members come to it if it
    `is_for_members`; the others are the team's own. `held` is when it took place, None where that is not recorded;
    `enrolled` is how many members there were that day, `attended` how many of them came, both None where attendance is
    not recorded.
    """

    entry: str
    title: str
    kind: str
    day: date
    start: datetime | None = None
    end: datetime | None = None
    where: str | None = None
    place: str | None = None
    address: str | None = None
    is_for_members: bool = True
    is_mandatory: bool = False
    in_school_time: bool | None = None
    minutes: int | None = None
    parts: tuple[tuple[Part, Person], ...] = ()
    held: date | None = None
    enrolled: int | None = None
    attended: int | None = None


@frozen
class CommunitySummary:
    """One community in one school year, as of a day. One that cannot be read has `problems` and little else.

    `id` names it in paths such as `readers/webinar-1`; it is unique in a portfolio. `own_id` is the one that the
    definition has, where `id` is another. `file` is the definition as it was named. `members` are all who ever joined.
    `entries` and `done` count what the year has and what is noted as done; `overdue` stands before the day and is not,
    and nothing is after `ends`, the last day of the year and of all in it. `events` is the text of its sessions as
    VEVENTs, with the UIDs and counts of its own calendars, unfolded. `plan` is the folder of its plan, from that of its
    definition, `templates` that of the theme that it names. One that `is_second` has the id and the year of another,
    and counts for nothing.
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
    plan: str = "plan"
    ends: date | None = None
    own_id: str = ""
    is_second: bool = False
    templates: str | None = None

    @property
    def is_read(self) -> bool:
        """Return whether there is a year; what is wrong with its records alone hides none."""
        return self.first is not None

    def is_over(self, day: date) -> bool:
        """Return whether the year is over on a day: what was not noted as done until then never will be."""
        return self.ends is not None and self.ends < day

    def members_on(self, day: date) -> tuple[Enrolled, ...]:
        """Return who is a member on a day."""
        return tuple(one for one in self.members if one.is_member_on(day))

    @property
    def member_sessions(self) -> tuple[PortfolioSession, ...]:
        """Return the sessions to which members come."""
        return tuple(one for one in self.sessions if one.is_for_members)

    def next_session(self, day: date) -> PortfolioSession | None:
        """Return the session that comes next, that day's too, the team's own as well; None after the last."""
        return next((one for one in self.sessions if one.day >= day and one.held is None), None)

    def owner_of(self, entry: PortfolioEntry) -> Person | str:
        """Return whose an entry is: the person, if one has the role, else the owner as the definition has it."""
        leaders = {"facilitator": self.facilitator, "co-facilitator": self.co_facilitator}
        owner = entry.owner or "facilitator"
        return leaders.get(owner) or owner

    def who_sees_to(self, entry: PortfolioEntry, role: Callable[[str], str]) -> str:
        """Return who sees to an entry: by name, if one person has the role; `role` says a role in a language."""
        owner = self.owner_of(entry)
        return owner.name if isinstance(owner, Person) else role(owner)

    @property
    def minutes(self) -> int:
        """Return the minutes of the sessions to which members are asked to come."""
        return sum(one.minutes or 0 for one in self.member_sessions if one.is_mandatory)

    @property
    def recorded(self) -> tuple[PortfolioSession, ...]:
        """Return the sessions whose attendance is recorded."""
        return tuple(one for one in self.member_sessions if one.attended is not None)


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


def number_of(communities: Iterable[CommunitySummary]) -> int:
    """Return how many communities these are, of which some may have several years."""
    return len({one.own_id or one.id for one in communities})


def together(clashes: Iterable[Clash]) -> tuple[tuple[Clash, ...], ...]:
    """Return the clashes of people who are needed at the same sessions side by side; each other one by itself."""
    found: dict[tuple[object, ...], list[Clash]] = {}
    for at, one in enumerate(clashes):
        found.setdefault((one.entries,) if one.kind == "person" else (at,), []).append(one)
    return tuple(map(tuple, found.values()))


@frozen
class OfCommunities(Generic[Value]):
    """A number that is a sum over whole communities: over `count` of the `of` that could have one.

    `hidden` are so many whose number is known and not shown, since a group is too small, or is of several groups; the
    others have no records.
    """

    value: Value
    count: int
    of: int
    hidden: int = 0


@frozen
class Costs:
    """What is planned and spent in one currency; None where no line says so."""

    currency: str
    planned: Decimal | None = None
    spent: Decimal | None = None


@frozen
class GroupTotals:
    """Totals of some communities of one year; `name` is None for those that name no group, and for all together.

    `communities` are the ids of those that are counted. A member of two communities counts once. `sessions` are those
    to which members come; `held` is how many of them are known to have taken place. `minutes` are those of the
    mandatory sessions, summed over the communities. `attended` are the places taken at mandatory sessions, of those
    offered; `counted_minutes` the minutes of all sessions that count, summed over the people.
    """

    name: str | None
    communities: tuple[str, ...]
    members: int
    sessions: int
    held: int
    minutes: int
    attended: Number[OfCommunities[Tally]]
    counted_minutes: Number[OfCommunities[int]]
    costs: tuple[Costs, ...] = ()


@frozen
class YearTotals:
    """Totals of one school year: of all its communities, and of its groups."""

    year: str
    all: GroupTotals
    groups: tuple[GroupTotals, ...] = ()


Grouping = Literal["jurisdiction", "sponsor", "facilitator", "region"]
GROUPINGS: tuple[Grouping, ...] = ("jurisdiction", "sponsor", "facilitator", "region")


@frozen
class Portfolio:
    """Many communities as of a day, side by side, in the order in which they were named.

    `clashes` are in the order of their days.
    `totals` has one for each school year, so that no number mixes years; their groups are by `grouping`.
    """

    today: date
    communities: tuple[CommunitySummary, ...]
    clashes: tuple[Clash, ...] = ()
    totals: tuple[YearTotals, ...] = ()
    grouping: Grouping = "jurisdiction"

    @cached_property
    def number(self) -> int:
        """Return how many communities there are, of which some may have several years."""
        return number_of(self.communities)

    @cached_property
    def by_id(self) -> Mapping[str, CommunitySummary]:
        """Return the communities by their ids."""
        return {one.id: one for one in self.communities}

    def session(self, entry: str) -> tuple[CommunitySummary, PortfolioSession]:
        """Return the community and the session of an entry of a clash, `community/entry`."""
        community, _, name = entry.partition("/")
        return self.by_id[community], self._sessions[community, name]

    @cached_property
    def _sessions(self) -> Mapping[tuple[str, str], PortfolioSession]:
        return {(one.id, session.entry): session for one in self.communities for session in one.sessions}

    @cached_property
    def clashes_of(self) -> Mapping[str, tuple[Clash, ...]]:
        """Return the clashes in which a community has a part, by its id."""
        found: dict[str, list[Clash]] = {}
        for clash in self.clashes:
            for name in dict.fromkeys(entry.partition("/")[0] for entry in clash.entries):
                found.setdefault(name, []).append(clash)
        return {name: tuple(those) for name, those in found.items()}
