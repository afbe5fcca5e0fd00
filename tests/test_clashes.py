"""Who and what is wanted twice: the examples worked out by hand, and any number of communities against every pair."""

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_plan.definition import names
from cop_plan.portfolio.clashes import clashes
from cop_plan.portfolio.values import Clash, CommunitySummary, Enrolled, Part, Person, PortfolioSession

DAY = date(2026, 11, 17)


def session(
    name: str,
    start: str | None = "16:00",
    end: str = "17:00",
    *,
    day: date = DAY,
    place: str | None = None,
    address: str | None = None,
    parts: tuple[tuple[Part, Person], ...] = (),
    mandatory: bool = True,
    at_school: bool = False,
    zone: tzinfo = UTC,
) -> PortfolioSession:
    def at(hour: str) -> datetime:
        hours, minutes = map(int, hour.split(":"))
        return datetime.combine(day, time(hours, minutes), zone)

    return PortfolioSession(
        entry=name,
        title=name,
        kind="gathering",
        day=day,
        place=place,
        address=address,
        parts=parts,
        is_mandatory=mandatory,
        in_school_time=at_school,
        start=at(start) if start else None,
        end=at(end) if start else None,
    )


def led_by(name: str, email: str | None = None) -> tuple[tuple[Part, Person], ...]:
    return (("facilitator", Person(name, email)),)


def community(name: str, *sessions: PortfolioSession, members: tuple[Enrolled, ...] = ()) -> CommunitySummary:
    return CommunitySummary(id=name, name=name, file=f"{name}.yaml", first=DAY, sessions=sessions, members=members)


def told(*communities: CommunitySummary, limit: int = 3) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.kind, one.who, one.entries) for one in clashes(communities, limit)]


def test_a_facilitator_of_two_sessions_that_overlap_is_wanted_twice() -> None:
    a = community("a", session("talk", "16:00", "17:00", parts=led_by("Kim Lee")))
    b = community("b", session("talk", "16:30", "17:30", parts=led_by("kim  LEE")))
    assert told(a, b) == [("person", "Kim Lee", ("a/talk", "b/talk"))]


def test_a_session_that_begins_when_another_ends_does_not_overlap_it() -> None:
    a = community("a", session("talk", "16:00", "17:00", parts=led_by("Kim Lee")))
    b = community("b", session("talk", "17:00", "18:00", parts=led_by("Kim Lee")))
    assert told(a, b) == []


def test_hours_are_compared_across_time_zones() -> None:
    edmonton, toronto = (timezone(timedelta(hours=-hours)) for hours in (7, 5))
    a = community("a", session("talk", "16:00", "17:00", parts=led_by("Kim Lee"), zone=edmonton))
    b = community("b", session("talk", "16:00", "17:00", parts=led_by("Kim Lee"), zone=toronto))
    c = community("c", session("talk", "18:00", "19:00", parts=led_by("Kim Lee"), zone=toronto))
    assert told(a, b) == []
    assert told(a, c) == [("person", "Kim Lee", ("a/talk", "c/talk"))]


def test_a_session_without_an_hour_clashes_with_nothing() -> None:
    sessions = [
        session("talk", None, parts=led_by("Kim Lee"), place="Elm Street"),
        session("talk", parts=led_by("Kim Lee"), place="Elm Street"),
    ]
    assert told(*(community(name, one) for name, one in zip("ab", sessions, strict=True))) == []


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (Person("Kim Lee", "kim@example.org"), Person("K. Lee", "KIM@example.org"), True),
        (Person("Kim Lee", "kim@example.org"), Person("Kim Lee"), True),
        (Person("Kim Lee", "kim@example.org"), Person("Kim Lee", "other@example.org"), False),
        (Person("Kim Lee"), Person("Kim Li"), False),
        (Person("Éloïse Côté"), Person("Eloise Cote"), True),
    ],
)
def test_the_same_person_is_the_same_address_or_the_same_name(one: Person, other: Person, is_same: bool) -> None:
    a = community("a", session("talk", parts=(("presenter", one),)))
    b = community("b", session("talk", parts=(("host", other),)))
    assert bool(told(a, b)) is is_same


def test_three_sessions_at_once_are_one_clash() -> None:
    those = [community(name, session("talk", parts=led_by("Kim Lee"))) for name in "abc"]
    assert told(*those) == [("person", "Kim Lee", ("a/talk", "b/talk", "c/talk"))]


def test_a_person_in_two_parts_of_one_session_is_not_wanted_twice() -> None:
    parts: tuple[tuple[Part, Person], ...] = (*led_by("Kim Lee"), ("presenter", Person("Kim Lee")))
    assert told(community("a", session("talk", parts=parts))) == []


def test_a_member_of_two_communities_is_wanted_at_mandatory_sessions_while_a_member() -> None:
    kim = Person("Kim Lee", "kim@example.org")

    def clash_of(member: Enrolled, *, mandatory: bool = True) -> bool:
        a = community("a", session("talk", mandatory=mandatory), members=(member,))
        b = community("b", session("talk"), members=(Enrolled(kim),))
        return bool(told(a, b))

    assert clash_of(Enrolled(kim))
    assert not clash_of(Enrolled(kim), mandatory=False)
    assert clash_of(Enrolled(kim, joined=DAY))
    assert not clash_of(Enrolled(kim, joined=DAY + timedelta(days=1)))
    assert not clash_of(Enrolled(kim, left=DAY))
    assert clash_of(Enrolled(kim, left=DAY + timedelta(days=1)))


def test_two_places_of_one_name_are_one_unless_their_addresses_differ() -> None:
    def clash_of(one: str | None, other: str | None) -> bool:
        a = community("a", session("talk", place="Elm Street School", address=one))
        b = community("b", session("talk", place="elm street school", address=other))
        return bool(told(a, b))

    assert clash_of(None, None)
    assert clash_of("12 Elm Street", None)
    assert clash_of("12 Elm Street", "12 elm street")
    assert not clash_of("12 Elm Street, Red Deer", "12 Elm Street, Olds")


def test_a_school_that_misses_as_many_members_as_the_limit_on_one_day_is_told_with_each_person_once() -> None:
    def of(name: str, *people: str) -> CommunitySummary:
        members = tuple(Enrolled(Person(one), "Elm Street School", "Prairie View") for one in people)
        return community(name, session("talk", f"{9 + len(name)}:00", "12:00", at_school=True), members=members)

    assert told(of("a", "Kim", "Noor"), of("bb", "Kim", "Sam")) == [
        ("person", "Kim", ("a/talk", "bb/talk")),
        ("school", "Elm Street School", ("a/talk", "bb/talk")),
    ]
    (_, school) = clashes((of("a", "Kim", "Noor"), of("bb", "Kim", "Sam")))
    assert school.members == 3
    assert [kind for kind, _, _ in told(of("a", "Kim", "Noor"), of("bb", "Kim"))] == ["person"]
    assert [kind for kind, _, _ in told(of("a", "Kim", "Noor"), limit=2)] == ["school"]


def test_two_schools_of_one_name_are_apart_if_their_jurisdictions_are_known_to_be() -> None:
    def of(*jurisdictions: str | None) -> CommunitySummary:
        members = tuple(Enrolled(Person(f"M{at}"), "Elm", one) for at, one in enumerate(jurisdictions))
        return community("a", session("talk", at_school=True), members=members)

    assert told(of("North", "North", "South")) == []
    assert told(of("North", "North", "North"))
    assert told(of("North", "North", None))


# From here on: any communities, against every pair of sessions.

_PEOPLE = [Person(name, email) for name in ("Kim", "Noor") for email in (None, "k@x.org", "n@x.org")]


def _any_communities(seed: int) -> tuple[CommunitySummary, ...]:
    dice = Random(seed)  # nothing secret: always the same

    def one_session(at: int) -> PortfolioSession:
        start = dice.randrange(8, 15)
        return session(
            f"s{at}",
            f"{start}:00",
            f"{start + dice.randrange(1, 4)}:00",
            place=dice.choice([None, "Elm", "Oak"]),
            address=dice.choice([None, "1", "2"]),
            parts=(("facilitator", dice.choice(_PEOPLE)),),
            mandatory=dice.random() < 0.7,
            at_school=dice.random() < 0.5,
        )

    return tuple(
        community(
            f"c{number}",
            *(one_session(at) for at in range(dice.randrange(1, 4))),
            members=tuple(
                Enrolled(one, dice.choice([None, "Elm"]), dice.choice([None, "N", "S"]))
                for one in dice.sample(_PEOPLE, dice.randrange(3))
            ),
        )
        for number in range(dice.randrange(1, 6))
    )


def _people_at(of: CommunitySummary, one: PortfolioSession) -> list[Person]:
    return [person for _, person in one.parts] + [each.person for each in of.members if one.is_mandatory]


def _same_person(one: Person, other: Person) -> bool:
    same_name = names.alike(one.name) == names.alike(other.name)
    return one.email == other.email if one.email and other.email else same_name


def _overlap(one: PortfolioSession, other: PortfolioSession) -> bool:
    last = min(each.end for each in (one, other) if each.end)
    return all(each.start and each.start < last for each in (one, other))


def _pairs(communities: tuple[CommunitySummary, ...], kind: str) -> set[frozenset[str]]:
    """Return every pair of sessions that overlap and need one person, or one place."""
    every = [(of, one) for of in communities for one in of.sessions]
    found = set()
    for (of, one), (of_other, other) in combinations(every, 2):
        if not _overlap(one, other):
            continue
        if kind == "place":
            differ = one.address and other.address and one.address != other.address
            is_wanted_twice = one.place is not None and one.place == other.place and not differ
        else:
            is_wanted_twice = any(_same_person(a, b) for a in _people_at(of, one) for b in _people_at(of_other, other))
        if is_wanted_twice:
            found.add(frozenset((f"{of.id}/{one.entry}", f"{of_other.id}/{other.entry}")))
    return found


@given(st.integers(0, 10**9))
def test_the_clashes_are_those_of_every_pair(seed: int) -> None:
    communities = _any_communities(seed)
    for kind in ("person", "place"):
        told_pairs = [
            frozenset(pair) for one in clashes(communities) if one.kind == kind for pair in combinations(one.entries, 2)
        ]
        wanted = _pairs(communities, kind)
        assert wanted <= set(told_pairs)
        # A clash has no session that overlaps with none of its others.
        for one in clashes(communities):
            if one.kind == kind:
                for entry in one.entries:
                    assert any(entry in pair and pair <= set(one.entries) for pair in wanted), (one, entry)


@given(st.integers(0, 10**9))
def test_the_order_in_which_communities_are_named_does_not_matter(seed: int) -> None:
    communities = _any_communities(seed)
    assert clashes(communities) == clashes(communities[::-1])


@given(st.integers(0, 10**9))
def test_no_one_is_told_twice_of_two_sessions(seed: int) -> None:
    found: list[Clash] = [one for one in clashes(_any_communities(seed)) if one.kind == "place"]
    pairs = [(one.who, frozenset(pair)) for one in found for pair in combinations(one.entries, 2)]
    assert len(pairs) == len(set(pairs))
    assert [one.day for one in found] == sorted(one.day for one in found)
