"""Totals of many communities, worked out by hand: no years mixed, no person counted twice, no small group shown."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cop_plan.portfolio.totals import totals
from cop_plan.portfolio.values import (
    CommunitySummary,
    Costs,
    Enrolled,
    Grouping,
    GroupTotals,
    OfCommunities,
    Person,
    PortfolioSession,
)
from cop_plan.report.values import Hidden, NotCollected, Shown, Tally

DAY = date(2026, 11, 17)


def members(
    number: int, jurisdiction: str | None = None, *, minutes: int | None = 60, first: int = 0
) -> tuple[Enrolled, ...]:
    return tuple(
        Enrolled(Person(f"Member {at}", f"m{at}@example.org"), "Elm", jurisdiction, counted_minutes=minutes)
        for at in range(first, first + number)
    )


def talk(enrolled: int | None = None, attended: int | None = None, *, mandatory: bool = True) -> PortfolioSession:
    held = DAY if attended is not None else None
    return PortfolioSession(
        "talk",
        "Talk",
        "webinar",
        DAY,
        is_mandatory=mandatory,
        minutes=60,
        held=held,
        enrolled=enrolled,
        attended=attended,
    )


def community(
    name: str, people: tuple[Enrolled, ...], *sessions: PortfolioSession, year: str = "2026-2027", **more: object
) -> CommunitySummary:
    return CommunitySummary(
        id=name,
        name=name,
        file=name,
        year=year,
        first=DAY,
        members=people,
        sessions=sessions,
        **more,  # type: ignore[arg-type]
    )


def of_all(*communities: CommunitySummary) -> GroupTotals:
    (found,) = totals(communities, "jurisdiction")
    return found.all


def groups(grouping: Grouping, *communities: CommunitySummary) -> dict[str | None, GroupTotals]:
    (found,) = totals(communities, grouping)
    return {one.name: one for one in found.groups}


def test_a_member_of_two_communities_counts_once() -> None:
    a, b = community("a", members(8)), community("b", members(8, first=5))
    assert of_all(a, b).members == 13


def test_years_are_never_mixed() -> None:
    a, b = community("a", members(6), talk()), community("a-2", members(6), talk(), year="2027-2028")
    found = totals((a, b), "jurisdiction")
    assert [(one.year, one.all.communities, one.all.sessions) for one in found] == [
        ("2027-2028", ("a-2",), 1),
        ("2026-2027", ("a",), 1),
    ]


def test_a_community_that_cannot_be_read_is_in_no_total() -> None:
    assert of_all(community("a", members(6)), CommunitySummary("b", "b", "b")).communities == ("a",)


def test_sessions_and_their_minutes_are_summed_and_the_held_ones_counted() -> None:
    a = community("a", members(6), talk(6, 5), talk(), talk(mandatory=False))
    found = of_all(a, community("b", members(6), talk()))
    assert (found.sessions, found.held, found.minutes) == (4, 1, 180)


def test_coming_is_a_sum_over_the_communities_that_have_records_and_says_so() -> None:
    found = of_all(
        community("a", members(8), talk(8, 6)),
        community("b", members(6), talk(6, 6)),
        community("c", members(9), talk()),
        community("d", members(4), talk(4, 3)),
    )
    assert found.attended == Shown(OfCommunities(Tally(12, 14), 2, 4, 1))
    assert found.counted_minutes == Shown(OfCommunities(14 * 60, 2, 4, 1))


def test_optional_sessions_are_none_of_the_places_and_yet_hide_a_small_group() -> None:
    assert of_all(community("a", members(8), talk(8, 6), talk(8, 2, mandatory=False))).attended == Shown(
        OfCommunities(Tally(6, 8), 1, 1)
    )
    assert of_all(community("a", members(8), talk(8, 6), talk(5, 2, mandatory=False))).attended == Hidden("small group")


def test_without_records_nothing_is_hidden() -> None:
    found = of_all(community("a", members(3), talk()))
    assert found.attended == found.counted_minutes == NotCollected(("records.attendance",))


def test_the_limit_of_each_community_holds_for_it() -> None:
    a = community("a", members(8), talk(8, 6), hide_groups_under=10)
    b = community("b", members(7), talk(7, 6))
    assert of_all(a, b).attended == Shown(OfCommunities(Tally(6, 7), 1, 2, 1))


def test_money_of_two_currencies_is_never_added() -> None:
    found = of_all(
        community("a", (), currency="CAD", planned=Decimal("100.00"), spent=Decimal("80.50")),
        community("b", (), currency="EUR", planned=Decimal("50.00")),
        community("c", (), currency="CAD", planned=Decimal("1.00")),
        community("d", ()),
    )
    assert found.costs == (
        Costs("CAD", Decimal("101.00"), Decimal("80.50")),
        Costs("EUR", Decimal("50.00")),
    )


@pytest.mark.parametrize("grouping", ["sponsor", "facilitator", "region"])
def test_groups_of_communities_are_by_name_and_those_without_one_stand_last(grouping: Grouping) -> None:
    known: dict[str, dict[str, Any]] = {
        "sponsor": {"sponsor": "North"},
        "facilitator": {"facilitator": Person("North")},
        "region": {"region": "North"},
    }
    named = [community(name, members(number), **known[grouping]) for name, number in (("b", 3), ("c", 6))]
    found = groups(grouping, community("a", members(2)), *named)
    assert [(name, one.communities, one.members) for name, one in found.items()] == [
        ("North", ("b", "c"), 6),
        (None, ("a",), 2),
    ]


def test_without_any_name_there_are_no_groups() -> None:
    assert groups("sponsor", community("a", members(6))) == {}


def test_a_jurisdiction_has_its_own_people_and_only_the_coming_of_communities_that_are_its_alone() -> None:
    both = community("both", members(6, "North") + members(6, "South", first=6), talk(12, 11), planned=Decimal(5))
    own = community("own", members(7, "North"), talk(7, 5), planned=Decimal(3), currency="CAD")
    found = groups("jurisdiction", both, own)
    north, south = found["North"], found["South"]
    assert (north.communities, north.members, north.sessions) == (("both", "own"), 7, 2)
    assert (south.communities, south.members, south.sessions) == (("both",), 6, 1)
    assert north.attended == Shown(OfCommunities(Tally(5, 7), 1, 2, 1))
    assert south.attended == south.counted_minutes == Hidden("several groups")
    assert north.costs == (Costs("CAD", Decimal(3)),)
    assert south.costs == ()
