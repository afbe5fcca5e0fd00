"""What is taken though it is written a little otherwise, and what cannot be told apart and is a problem."""

from collections.abc import Callable

import pytest

from conftest import MINIMAL, DatedYear
from cop_plan.definition import nodes

YearOf = Callable[..., DatedYear]
ProblemsOf = Callable[..., list[str]]
BARE = {"bare.yaml": "title: Bare\n"}
HEAD = MINIMAL + "pattern: bare.yaml\n"


@pytest.mark.parametrize(
    "year", ["2026-2027", "2026/27", "2026-27", "2026/2027", "2026–2027", "2026 - 2027", "2026–27"]
)
def test_a_school_year_is_taken_as_people_write_it(year_of: YearOf, year: str) -> None:
    community = year_of(MINIMAL.replace("2026-2027", year)).loaded.community
    assert (community.year.first_year, community.year.begins) == (2026, 8)


@pytest.mark.parametrize("year", ["2026-28", "2026/2028", "2026-26"])
def test_a_school_year_of_other_years_is_a_problem(problems_of: ProblemsOf, year: str) -> None:
    assert problems_of(MINIMAL.replace("2026-2027", year)) == [
        f"community.yaml:2:7: year: '{year}' is not a school year",
        "    hint: write 2026-2027",
    ]


def test_a_no_break_space_behind_the_colon_of_a_key_is_a_space(year_of: YearOf) -> None:
    text = HEAD.replace("name: ", "name:\u00a0") + "activities:\n  tea:\n    when:\u00a02026-10-06\n    at:\u202f9:00\n"
    dated = year_of(text, BARE)
    assert dated.loaded.community.name == "Readers"
    assert dated["tea"].day.isoformat() == "2026-10-06"
    assert set(nodes.spans(text)) >= {("name",), ("activities", "tea", "when")}


def test_a_curly_apostrophe_in_a_kind_is_an_apostrophe(year_of: YearOf) -> None:
    text = MINIMAL + "closures: {convention: {days: 2027-02-11 to 2027-02-12, kind: teachers’ convention}}\n"
    assert year_of(text).loaded.community.closures["convention"].kind == "teachers' convention"


@pytest.mark.parametrize(
    ("key", "meant"),
    [("date", "when"), ("time", "at"), ("place", "where"), ("start", "at"), ("end", "lasts"), ("day", "when")],
)
def test_another_word_for_a_key_is_told_with_the_key(problems_of: ProblemsOf, key: str, meant: str) -> None:
    text = (
        f"{HEAD}activities:\n  tea: {{title: Tea, {key}: x, {'when: 2026-10-06' if meant != 'when' else 'notes: y'}}}\n"
    )
    assert problems_of(text, BARE) == [
        f"community.yaml:6:21: activities.tea.{key}: no key is called '{key}' here",
        f"    hint: did you mean '{meant}'?",
    ]


def test_a_closure_with_a_start_and_an_end_is_told_of_its_days(problems_of: ProblemsOf) -> None:
    text = MINIMAL + "closures: {winter-break: {start: 2026-12-21, end: 2027-01-01}}\n"
    assert problems_of(text)[1] == "    hint: did you mean 'days'?"


def test_a_missing_date_is_told_with_what_else_is_wrong(problems_of: ProblemsOf) -> None:
    text = HEAD + (
        "activities:\n  tea: {title: Tea}\n  cake: {when: third tuesday of febuary}\n"
        "  talk: {when: 2026-10-06, steps: {guide: {title: Guide}}}\n"
    )
    assert problems_of(text, BARE) == [
        "community.yaml:6:3: activities.tea: an activity needs a date, and this has none",
        "    hint: write  when: and a date, such as 'third tuesday of november'",
        "community.yaml:7:33: activities.cake.when: no month is called 'febuary'",
        "    hint: did you mean 'february'?",
        "community.yaml:8:36: activities.talk.steps.guide: a step needs a date, and this has none",
        "    hint: write  when: and a distance, such as '1 week before'",
    ]


def test_a_text_cut_by_a_number_sign_is_a_problem(problems_of: ProblemsOf) -> None:
    text = HEAD + "activities:\n  tea:\n    when: 2026-10-06\n    where: Room #12\n"
    assert problems_of(text, BARE) == [
        "community.yaml:8:17: 'Room' is cut here, since ' #' begins a comment",
        '    hint: put the text in quotes: "Room #12"',
    ]


def test_a_comment_with_a_space_is_a_comment(year_of: YearOf) -> None:
    text = (
        HEAD + 'activities:\n  tea:\n    when: 2026-10-06 # moved\n    where: "Room #12" #quoted\n    notes: # none\n'
    )
    assert year_of(text, BARE)["tea"].where == "Room #12"


def test_a_name_with_a_dash_of_print_is_told_with_a_hyphen(problems_of: ProblemsOf) -> None:
    text = HEAD + "activities:\n  kick–off: {when: 2026-10-06}\n"
    assert problems_of(text, BARE) == [
        "community.yaml:6:3: activities.kick–off: 'kick–off' cannot be a name",
        "    hint: write kick-off",
    ]
