"""The order within a day, and who sees to what, in definitions as people write them."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import MINIMAL, DatedYear
from cop_plan.schedule import order

YearOf = Callable[[str], DatedYear]


def of_day(day: str, year: DatedYear) -> list[str]:
    return [entry.id for entry in year.dated.entries if entry.day.isoformat() == day]


def test_a_session_stands_between_what_prepares_it_and_what_it_brings(year_of: YearOf) -> None:
    found = of_day("2026-09-22", year_of(MINIMAL))
    assert found[0] == "orientation.sign-in"
    assert found[1] == "orientation"
    assert set(found[2:]) == {"baseline-survey", "draft-guidelines"}


def test_the_wrap_up_comes_before_what_is_written_at_it(year_of: YearOf) -> None:
    found = of_day("2027-05-25", year_of(MINIMAL))
    assert found == ["wrap-up.sign-in", "wrap-up", "final-survey", "reflection", "commitment"]


def test_slides_are_archived_after_the_webinar_even_if_that_is_the_same_day(year_of: YearOf) -> None:
    same = "activities: {webinar-1: {steps: {archive-slides: {when: same day}}}}\n"
    found = of_day("2026-11-17", year_of(MINIMAL + same))
    assert found.index("webinar-1") < found.index("webinar-1.archive-slides")


def test_the_hour_decides_and_what_has_none_comes_first(year_of: YearOf) -> None:
    more = """activities:
  late: {when: 2026-10-01, at: 18:00}
  early: {when: 2026-10-01, at: 9:00}
  all-day: {when: 2026-10-01}
"""
    assert of_day("2026-10-01", year_of(MINIMAL + more)) == ["all-day", "early", "late"]


def test_a_step_with_an_earlier_hour_than_its_session_comes_before_it(year_of: YearOf) -> None:
    more = """activities:
  meet:
    kind: gathering
    when: 2026-10-01
    at: "13:00"
    steps: {set-up: {when: same day, at: "12:00"}, clear: {when: same day}}
"""
    assert of_day("2026-10-01", year_of(MINIMAL + more)) == ["meet.sign-in", "meet.set-up", "meet", "meet.clear"]


def test_else_entries_stand_as_the_definition_names_them(year_of: YearOf) -> None:
    more = "activities: {zebra: {when: 2026-10-01}, ape: {when: 2026-10-01}}\n"
    assert of_day("2026-10-01", year_of(MINIMAL + more)) == ["zebra", "ape"]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 9), st.booleans()), max_size=12))
def test_every_entry_stands_once_on_its_side_of_what_it_is_counted_from(found: list[tuple[int, int, bool]]) -> None:
    positions = [
        order.Position(str(at), date(2026, 10, 1 + day), None, str(on) if 0 <= on < at else None, before)
        for at, (day, on, before) in enumerate(found)
    ]
    names = order.in_order(positions)
    assert sorted(names) == sorted(one.id for one in positions)
    of = {one.id: one for one in positions}
    assert all(of[a].day <= of[b].day for a, b in pairwise(names))
    for one in positions:
        anchor = of.get(one.anchor or "")
        if anchor and anchor.day == one.day:
            assert (names.index(one.id) < names.index(anchor.id)) == one.is_before


@pytest.mark.parametrize(
    ("owner", "more", "shown"),
    [
        ("facilitator", "", "facilitator"),
        ("co-facilitator", "", "facilitator"),
        ("co-facilitator", "leadership: {co_facilitator: Bo}", "co-facilitator"),
        ("core group", "leadership: {core_group: [Bo]}", "core group"),
        ("sponsor", "sponsor: The Board", "sponsor"),
        ("moderator", "", "facilitator"),
        ("moderator", "meetings: {blog_moderator: 'Bo [bo@example.org]'}", "Bo"),
        ("presenter", "", "facilitator"),
        ("Bo", "", "Bo"),
    ],
)
def test_a_role_that_nobody_holds_falls_to_the_facilitator(year_of: YearOf, owner: str, more: str, shown: str) -> None:
    year = year_of(f"{MINIMAL}{more}\nactivities: {{chore: {{when: 2026-10-01, owner: {owner}}}}}\n")
    assert year["chore"].owner == shown


def test_the_presenter_sees_to_the_guide_and_only_a_session_with_one_books_one(year_of: YearOf) -> None:
    found = year_of(f"{MINIMAL}activities: {{webinar-1: {{presenter: Noor Haddad}}, webinar-2: {{presenter: tbd}}}}\n")
    assert found["webinar-1.develop-guide"].owner == "Noor Haddad"
    assert found["webinar-2.develop-guide"].owner == found["webinar-3.develop-guide"].owner == "facilitator"
    assert found["webinar-2"].presenter is None
    assert {one.id for one in found.dated.entries if one.id.endswith((".book-presenter", ".brief-presenter"))} == {
        *(
            "webinar-1.book-presenter",
            "webinar-1.brief-presenter",
            "webinar-2.book-presenter",
            "webinar-2.brief-presenter",
        )
    }


def test_a_step_of_ones_own_names_its_session_once(year_of: YearOf) -> None:
    more = """activities:
  webinar-1:
    steps:
      print: {title: Print the guide, when: 1 week before}
      call: {title: Call for webinar 1, when: 1 week before}
"""
    found = year_of(MINIMAL + more)
    assert found["webinar-1.print"].title == "Webinar 1: Print the guide"
    assert found["webinar-1.call"].title == "Call for webinar 1"
