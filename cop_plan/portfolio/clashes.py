"""Who, and what, cannot be at two places at once: people, places, and schools that miss too many on one day.

Spans are half-open: a session that begins when another ends does not overlap it. The same person is the same address,
or the same name unless both have addresses that differ; the same place is the same name unless both have addresses that
differ. Sessions that overlap one after the other are one clash, so that no two of them are told twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from cop_plan.base.frozen import frozen
from cop_plan.definition import names
from cop_plan.portfolio.values import Clash, ClashKind, CommunitySummary, Enrolled, Person, PortfolioSession

SCHOOL_LIMIT = 3
"""From so many members on whom a school misses on one day it is a clash, unless the run says otherwise."""


def clashes(communities: Sequence[CommunitySummary], school_limit: int = SCHOOL_LIMIT) -> tuple[Clash, ...]:
    """Return the clashes among the sessions of communities, in the order of their days."""
    found = [
        *_overlaps("person", _people(communities), is_one_by_address=True),
        *_overlaps("place", _places(communities), is_one_by_address=False),
        *_schools(communities, school_limit),
    ]
    return tuple(sorted(found, key=lambda one: (one.day, _KINDS.index(one.kind), names.alike(one.who), one.entries)))


_KINDS: tuple[ClashKind, ...] = ("person", "place", "school")


@frozen
class _Stay:
    """Somebody or something that a session takes, from a moment to another in UTC. `mark` tells two of a name apart."""

    name: str
    who: str
    mark: str | None
    start: datetime
    end: datetime
    day: date
    entry: str

    @property
    def at(self) -> tuple[datetime, datetime, str, str, str]:
        """Return what puts stays in order, whichever community was named first."""
        return self.start, self.end, self.entry, self.who, self.mark or ""


def _overlaps(kind: ClashKind, stays: Iterable[_Stay], *, is_one_by_address: bool) -> Iterator[Clash]:
    """Yield what is wanted at several sessions that overlap."""
    ordered = sorted(stays, key=lambda one: one.at)
    linked = _Links(len(ordered))
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, stay in enumerate(ordered):
        alike["name", stay.name].append(at)
        if is_one_by_address and stay.mark is not None:
            alike["mark", stay.mark].append(at)
    for (by, _), those in alike.items():
        last: dict[str | None, int] = {}
        for at in those:
            now, mark = ordered[at], ordered[at].mark if by == "name" else None
            for other, before in last.items():
                is_same = mark is None or other is None or mark == other
                if is_same and ordered[before].end > now.start:
                    linked.join(before, at)
            if mark not in last or ordered[last[mark]].end < now.end:
                last[mark] = at
    for group in linked.groups():
        together = [ordered[at] for at in group]
        if entries := _each_once(together):
            yield Clash(kind, together[0].who, together[0].day, entries)


def _each_once(stays: Iterable[_Stay]) -> tuple[str, ...]:
    """Return the sessions in the order of their hours; none if it is only one."""
    entries = tuple(dict.fromkeys(stay.entry for stay in stays))
    return entries if len(entries) > 1 else ()


class _Links:
    """Numbers that are linked with each other, directly or through others."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def _top(self, at: int) -> int:
        while self._above[at] != at:
            self._above[at] = self._above[self._above[at]]
            at = self._above[at]
        return at

    def join(self, one: int, other: int) -> None:
        """Link two numbers."""
        low, high = sorted((self._top(one), self._top(other)))
        self._above[high] = low

    def groups(self) -> Iterable[Sequence[int]]:
        """Return the numbers that are linked, each group in its order."""
        found: dict[int, list[int]] = defaultdict(list)
        for at in range(len(self._above)):
            found[self._top(at)].append(at)
        return [group for group in found.values() if len(group) > 1]


def _people(communities: Iterable[CommunitySummary]) -> Iterator[_Stay]:
    """Yield each person whom a session needs: who leads, presents or hosts it, and the members who agreed to come."""
    for community, session in _dated(communities):
        people = [person for _, person in session.parts]
        people += [one.person for one in _asked(community, session)]
        for person in people:
            if name := names.alike(person.name):
                yield _stay(community, session, name, person.name, _address(person))


def _places(communities: Iterable[CommunitySummary]) -> Iterator[_Stay]:
    for community, session in _dated(communities):
        if session.place and (name := names.alike(session.place)):
            address = names.alike(session.address) if session.address else None
            yield _stay(community, session, name, session.place, address)


def _dated(communities: Iterable[CommunitySummary]) -> Iterator[tuple[CommunitySummary, PortfolioSession]]:
    """Yield the sessions with an hour."""
    for community in communities:
        for session in community.sessions:
            if session.start and session.end and session.start < session.end:
                yield community, session


def _stay(community: CommunitySummary, session: PortfolioSession, name: str, who: str, mark: str | None) -> _Stay:
    assert session.start is not None, "only what has an hour overlaps"
    assert session.end is not None, "only what has an end overlaps"
    start, end = session.start.astimezone(UTC), session.end.astimezone(UTC)
    return _Stay(name, who, mark, start, end, session.day, f"{community.id}/{session.entry}")


def _asked(community: CommunitySummary, session: PortfolioSession) -> Sequence[Enrolled]:
    """Return the members who agreed to come to a session."""
    if not (session.is_mandatory and session.is_for_members):
        return ()
    return community.members_on(session.day)


def _address(person: Person) -> str | None:
    return person.email.casefold() if person.email else None


def _schools(communities: Iterable[CommunitySummary], limit: int) -> Iterator[Clash]:
    """Yield the schools that miss so many members on a school day, each person once."""
    away: dict[tuple[date, str], list[tuple[CommunitySummary, PortfolioSession, Enrolled]]] = defaultdict(list)
    for community in communities:
        for session in community.sessions:
            for one in _asked(community, session) if session.in_school_time is True else ():
                if one.school and (name := names.alike(one.school)):
                    away[session.day, name].append((community, session, one))
    for (day, _), every in away.items():
        for those in _by_jurisdiction(every).values():
            if (count := _people_in([one.person for _, _, one in those])) >= limit:
                sessions = sorted({(_hour(session), f"{of.id}/{session.entry}") for of, session, _ in those})
                who = min(one.school or "" for _, _, one in those)
                yield Clash("school", who, day, tuple(dict.fromkeys(entry for _, entry in sessions)), count)


_Away = tuple[CommunitySummary, PortfolioSession, Enrolled]


def _by_jurisdiction(away: Sequence[_Away]) -> Mapping[str | None, Sequence[_Away]]:
    """Return who is away from schools of a name; two that are known to be of other jurisdictions are apart."""
    found: dict[str | None, list[_Away]] = defaultdict(list)
    for one in away:
        found[names.alike(one[2].jurisdiction) if one[2].jurisdiction else None].append(one)
    if len(found.keys() - {None}) > 1:
        return found
    return {None: away}


def _people_in(people: Iterable[Person]) -> int:
    """Return how many people these are, each counted once."""
    return len(distinct(people))


def distinct(people: Iterable[Person]) -> frozenset[tuple[str, str]]:
    """Return one value for each person: by the address, else by a name that nobody with an address has."""
    every = [(names.alike(one.name), _address(one)) for one in people]
    known = {name for name, address in every if address}
    by_address = {("address", address) for _, address in every if address}
    return frozenset(by_address | {("name", name) for name, address in every if not address and name not in known})


def _hour(session: PortfolioSession) -> datetime:
    return (session.start or datetime.combine(session.day, datetime.min.time(), UTC)).astimezone(UTC)
