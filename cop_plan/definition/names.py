"""Who and what is called by name in a definition, and whether it is there.

People, schools and jurisdictions are named as their lists write them; case, accents and extra spaces do not matter. Two
people of the same name are told apart by the e-mail address in brackets. Where a list is not written yet, nothing that
would be in it can be wrong.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import islice

from cop_plan.base.errors import MAX_PROBLEMS, TOO_MANY, Path, ValueProblem, as_list, did_you_mean, quote
from cop_plan.base.translatable import Sentence, joined, sentence
from cop_plan.definition import addresses
from cop_plan.definition.community import FACILITATOR, ROLES, Community, Member, School, is_name, slug

_HOSTING_ROLES = (FACILITATOR, "co-facilitator", "core group", "sponsor")


@lru_cache(maxsize=10_000)
def alike(text: str) -> str:
    """Return a text such that two that a person would call the same name are equal."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def each_once(texts: Iterable[str]) -> list[str]:
    """Return texts in their order, of those that are alike the first."""
    found: dict[str, str] = {}
    for text in texts:
        found.setdefault(alike(text), text)
    return list(found.values())


# Windows keeps these for devices, whatever their ending.
_DEVICES = frozenset(("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))))


def file_names(texts: Iterable[str], otherwise: str = "x") -> list[str]:
    """Return a name for each text that any disk takes: small letters, digits and hyphens, at most 64, each only once.

    Of two that would be the same, the later ones are counted; a text of which nothing is left is called `otherwise`.
    """
    found: list[str] = []
    taken: set[str] = set()
    for text in texts:
        name = slug(text) or otherwise
        name = f"{name}-1" if name in _DEVICES else name
        candidate, count = name, 2
        while candidate in taken:
            candidate, count = f"{name}-{count}", count + 1
        taken.add(candidate)
        found.append(candidate)
    return found


def slugs(community: Community) -> Mapping[str, Member]:
    """Return the members by a short name each, such as `amina-okafor`, in the order of the list.

    Two that would have the same are told apart by a number, which stays as long as new members come below.
    """
    members = community.membership.members
    return dict(zip(file_names([member.name for member in members], "member"), members, strict=True))


def first_joined(members: Iterable[Member], first_session: date | None) -> date | None:
    """Return the day on which the first members joined; None where no day says so.

    Where all days are after the first session, they are those of latecomers: whoever has none was there before.
    """
    first = min((member.joined for member in members if member.joined), default=None)
    return None if first and first_session and first_session < first else first


class SchoolMembership:
    """The schools and jurisdictions, who belongs to them, and when. `first_session` is the day of the first session."""

    def __init__(self, community: Community, first_session: date | None) -> None:
        self._members = community.membership.members
        self._first_session = first_session
        self._first_joined = first_joined(self._members, first_session)
        self._schools = {alike(school.school): school for school in reversed(community.membership.schools)}

    def school_of(self, member: Member) -> School | None:
        """Return a member's school; None if the member has none, or the list of schools lacks it."""
        return self._schools.get(alike(member.school)) if member.school else None

    def jurisdiction_of(self, member: Member) -> str | None:
        """Return the jurisdiction of a member's school, or the member's own."""
        school = self.school_of(member)
        return (school.jurisdiction if school else None) or member.jurisdiction

    def members_of_school(self, school: str) -> tuple[Member, ...]:
        """Return the members of a school."""
        return self._by_school.get(alike(school), ())

    def members_of_jurisdiction(self, jurisdiction: str) -> tuple[Member, ...]:
        """Return the members of a jurisdiction's schools, and those who belong to it without a school."""
        return self._by_jurisdiction.get(alike(jurisdiction), ())

    def is_member_on(self, member: Member, day: date | None) -> bool:
        """Return whether somebody is a member on a day; without a day, now.

        Who has left is none; nor is one who never joined, once the first have joined, or who joins later. Where only
        latecomers have a day of joining, everybody else has been a member from the first.
        """
        if member.left is not None and (day is None or day >= member.left):
            return False
        first = self._first_joined
        if first is None:
            is_before = day is not None and self._first_session is not None and day < self._first_session
            return is_before or day is None or member.joined is None or member.joined <= day
        if day is not None and day < first:
            return True
        if member.joined is None:
            return day == first
        return day is None or member.joined <= day

    @cached_property
    def _by_school(self) -> Mapping[str, tuple[Member, ...]]:
        return _grouped((member.school, member) for member in self._members)

    @cached_property
    def _by_jurisdiction(self) -> Mapping[str, tuple[Member, ...]]:
        return _grouped((self.jurisdiction_of(member), member) for member in self._members)


def _grouped(members: Iterable[tuple[str | None, Member]]) -> Mapping[str, tuple[Member, ...]]:
    found: dict[str, list[Member]] = defaultdict(list)
    for home, member in members:
        if home:
            found[alike(home)].append(member)
    return {home: tuple(of_it) for home, of_it in found.items()}


class PeopleByName:
    """The members and leaders, to be found by name."""

    def __init__(self, community: Community) -> None:
        self._members: Mapping[str, list[Member]] = defaultdict(list)
        for member in community.membership.members:
            self._members[alike(member.name)].append(member)
        leadership = community.leadership
        roles = {"facilitator": leadership.facilitator.name, "co-facilitator": leadership.co_facilitator.name}
        self._by_role = {role: name for role, name in roles.items() if name}
        self._leaders = {alike(name): name for name in self._by_role.values()}
        self.names = [member.name for member in community.membership.members]

    def member(self, text: str) -> Member | None:
        """Return the member of that name; None if there is none or more than one."""
        name, email = _with_email(text)
        found = [
            member
            for member in self._members.get(alike(name), ())
            if email is None or alike(member.email or "") == alike(email)
        ]
        return found[0] if len(found) == 1 else None

    def shown(self, text: str) -> str:
        """Return a person's name, or a role, as it can be shared; a member's as the list writes it."""
        member = self.member(text)
        return member.name if member else shown(text)

    def called(self, text: str) -> str:
        """Return a person's name as it can be shared; of a role the name of who has it, if one person does."""
        return self._by_role.get(alike(text)) or self.shown(text)

    def value_problem(self, text: str, path: Path, *, leaders_too: bool = False) -> ValueProblem | None:
        """Return what is wrong with a person's name at a path, or None."""
        if not self._members or self.member(text) is not None:
            return None
        name = _with_email(text)[0]
        if leaders_too and alike(name) in self._leaders:
            return None
        if len(self._members.get(alike(name), ())) > 1:
            email = self._members[alike(name)][0].email or "name@example.org"
            hint = sentence("add the address in brackets: {name} [{email}]", name=name, email=email)
            return ValueProblem(path, sentence("more than one member is called {name}", name=quote(name)), hint)
        known = [*self.names, *self._leaders.values()] if leaders_too else self.names
        said = sentence("no member is called {name}", name=quote(text))
        return ValueProblem(path, said, as_list(text) or did_you_mean(text, known))


def _with_email(text: str) -> tuple[str, str | None]:
    name, found = addresses.split(text)
    return name, next(iter(found), None)


def shown(person: str) -> str:
    """Return a person's name, or a role, as it can be shared: without an address, a role as it is written here."""
    name = addresses.split(person)[0].strip()
    return alike(name) if alike(name) in ROLES else name


def jurisdictions(community: Community) -> list[str]:
    """Return the names of the jurisdictions that take part, in the order of the lists."""
    named = [school.jurisdiction for school in community.membership.schools]
    named += [member.jurisdiction for member in community.membership.members]
    return list({alike(name): name for name in reversed([name for name in named if name])}.values())[::-1]


def value_problems(community: Community, people: PeopleByName) -> Iterator[ValueProblem]:
    """Yield what is wrong with the names of people, schools, jurisdictions and goals."""
    found = _value_problems(community, people)
    yield from islice(found, MAX_PROBLEMS)
    yield from (ValueProblem((), TOO_MANY) for _ in islice(found, 1))


def _value_problems(community: Community, people: PeopleByName) -> Iterator[ValueProblem]:
    yield from _wrong_members(community)
    yield from _wrong_people(community, people)
    known = _Known(jurisdictions(community))
    for path, name in _jurisdictions_named(community):
        if known.lacks(name):
            yield ValueProblem(path, sentence("no jurisdiction is called {name}", name=quote(name)), known.near(name))
    for path, where in _places_named(community):
        # A place or words: only what can be a name, and is nearly one of a place, is a slip of it.
        if where not in community.places and is_name(where) and (near := did_you_mean(where, community.places)):
            yield ValueProblem(path, sentence("no place is called {name}", name=quote(where)), near)
    for path, goal in _goals_named(community):
        if goal not in community.goals:
            said = sentence("no goal is called {name}", name=quote(goal))
            yield ValueProblem(path, said, did_you_mean(goal, community.goals))


def _wrong_people(community: Community, people: PeopleByName) -> Iterator[ValueProblem]:
    for at, name in enumerate(community.leadership.core_group):
        yield from _some(people.value_problem(name, ("leadership", "core_group", at)))
    if moderator := community.meetings.blog_moderator:
        yield from _some(people.value_problem(moderator, ("meetings", "blog_moderator"), leaders_too=True))
    for row, plan in enumerate(community.legacy.capacity_building):
        for at, name in enumerate(plan.team):
            yield from _some(people.value_problem(name, ("legacy", "capacity_building", row, "team", at)))
    yield from _wrong_hosts(community, people)
    for path, owner in _owners(community):
        found = None if alike(owner) in ROLES else people.value_problem(owner, path, leaders_too=True)
        if found:
            one_of_these = sentence("an owner is one of {roles}, or a member", roles=joined(ROLES))
            yield replace(found, hint=found.hint or did_you_mean(owner, ROLES) or one_of_these)


def _wrong_hosts(community: Community, people: PeopleByName) -> Iterator[ValueProblem]:
    for path, person in hosts_named(community):
        if alike(person) in _HOSTING_ROLES:
            continue
        found = people.value_problem(person, path, leaders_too=True)
        if alike(person) in ROLES:
            said = sentence("{role} is a role that nobody holds for all sessions", role=quote(person))
            found = ValueProblem(path, said, found.hint if found else None)
        if found:
            one_of_these = sentence("name a member, or one of {roles}", roles=joined(_HOSTING_ROLES))
            yield replace(found, hint=found.hint or did_you_mean(person, _HOSTING_ROLES) or one_of_these)
    for name, activity in community.activities.items():
        series = community.activities.get(name.partition(".")[0], activity)
        for key in ("host", "note_taker"):
            named = getattr(activity, key)
            takes_turns = activity.repeat or (series is not activity and named == getattr(series, key))
            if len(named) > 1 and not takes_turns:
                said = sentence("only a series has names that take turns, and this is one session")
                yield ValueProblem(("activities", name, key), said, sentence("name one person"))


def _wrong_members(community: Community) -> Iterator[ValueProblem]:
    schools = [school.school for school in community.membership.schools]
    known_schools = _Known(schools)
    seen: dict[tuple[str, str], int] = {}
    for row, member in enumerate(community.membership.members):
        path: Path = ("membership", "members", row)
        if member.school and known_schools.lacks(member.school):
            said = sentence("no school is called {name}", name=quote(member.school))
            yield ValueProblem((*path, "school"), said, known_schools.near(member.school))
        who = alike(member.name), alike(member.email or "")
        if who in seen:
            first: Path = ("membership", "members", seen[who], "name")
            yield _listed_twice((*path, "name"), member.name, first)
        seen.setdefault(who, row)
    seen_schools: dict[str, int] = {}
    for row, name in enumerate(schools):
        if alike(name) in seen_schools:
            first = ("membership", "schools", seen_schools[alike(name)], "school")
            here: Path = ("membership", "schools", row, "school")
            yield _listed_twice(here, name, first)
        seen_schools.setdefault(alike(name), row)


def _listed_twice(path: Path, name: str, first: Path) -> ValueProblem:
    said = sentence("{name} is listed twice", name=quote(name))
    return ValueProblem(path, said, others=((first, sentence("the first")),))


def _owners(community: Community) -> Iterator[tuple[Path, str]]:
    for name, activity in community.activities.items():
        if activity.owner:
            yield ("activities", name, "owner"), activity.owner
        for step_name, step in activity.steps.items():
            if step.owner:
                yield ("activities", name, "steps", step_name, "owner"), step.owner
    for goal_name, goal in community.goals.items():
        for evidence_name, evidence in goal.evidence.items():
            if evidence.owner:
                yield ("goals", goal_name, "evidence", evidence_name, "owner"), evidence.owner


def hosts_named(community: Community) -> Iterator[tuple[Path, str]]:
    """Yield who hosts a session or takes its notes."""
    for key in ("hosts", "note_takers"):
        for at, name in enumerate(getattr(community.meetings, key)):
            yield ("meetings", key, at), name
    for activity_name, activity in community.activities.items():
        for key in ("host", "note_taker"):
            for at, name in enumerate(getattr(activity, key)):
                yield ("activities", activity_name, key, at), name


def _jurisdictions_named(community: Community) -> Iterator[tuple[Path, str]]:
    for name, closure in community.closures.items():
        for at, jurisdiction in enumerate(closure.for_):
            yield ("closures", name, "for", at), jurisdiction
    for row, plan in enumerate(community.legacy.capacity_building):
        if plan.jurisdiction:
            yield ("legacy", "capacity_building", row, "jurisdiction"), plan.jurisdiction


def _places_named(community: Community) -> Iterator[tuple[Path, str]]:
    if community.meetings.meeting_place:
        yield ("meetings", "meeting_place"), community.meetings.meeting_place
    for name, activity in community.activities.items():
        if activity.where:
            yield ("activities", name, "where"), activity.where
        for step_name, step in activity.steps.items():
            if step.where:
                yield ("activities", name, "steps", step_name, "where"), step.where


def _goals_named(community: Community) -> Iterator[tuple[Path, str]]:
    for name, activity in community.activities.items():
        if activity.goal:
            yield ("activities", name, "goal"), activity.goal
    for name, item in community.surveys.items.items():
        if item.goal:
            yield ("surveys", "items", name, "goal"), item.goal


class _Known:
    """Names that a list writes; where it is not written yet, no name is wrong."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = frozenset(names)
        self._alike = {alike(name) for name in names}

    def lacks(self, name: str) -> bool:
        return bool(self._alike) and alike(name) not in self._alike

    def near(self, name: str) -> Sentence | None:
        return did_you_mean(name, self._names)


def _some(value_problem: ValueProblem | None) -> Iterable[ValueProblem]:
    return () if value_problem is None else (value_problem,)
