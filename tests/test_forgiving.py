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


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("Dec 21 to Jan 1", "2026-12-21", "2027-01-01"),
        ("21 décembre au 1er janvier", "2026-12-21", "2027-01-01"),
        ("March 29th to April 2nd", "2027-03-29", "2027-04-02"),
        ("December 21, 2026 to 2027-01-01", "2026-12-21", "2027-01-01"),
        ("Fri 9 oct", "2026-10-09", "2026-10-09"),
    ],
)
def test_days_without_a_year_are_of_the_school_year(written: str, first: str, last: str, year_of: YearOf) -> None:
    (days,) = year_of(f'{MINIMAL}closures: {{break: "{written}"}}\n').loaded.community.closures["break"].days
    assert [day.isoformat() for day in days] == [first, last]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("July 20 to Aug 10", ["'July 20 to Aug 10' goes over the end of the school year",
                               "write 2027-07-20 to 2027-08-10, or 2026-07-20 to 2026-08-10"]),
        ("29 february", ["there is no 29 february in the calendar of this school year"]),
        ("Mon 9 oct", ["9 October 2026 is a Friday", "write 2026-10-09, or 2026-10-12 for the Monday near it"]),
        ("9 oct to 5 oct", ["the last day comes before the first", "write 2026-10-05 to 2026-10-09"]),
    ],
)  # fmt: skip
def test_days_that_can_be_none_or_two_are_a_problem(written: str, told: list[str], problems_of: ProblemsOf) -> None:
    lines = problems_of(f"{MINIMAL}closures:\n  break: {written}\n")
    assert [line.partition("break: ")[2] or line.partition("hint: ")[2] for line in lines] == told


def test_a_calendar_year_takes_days_without_a_year(year_of: YearOf) -> None:
    text = MINIMAL.replace("2026-2027", "2027") + "pattern: calendar-year\nclosures: {break: 5 april to 16 april}\n"
    (days,) = year_of(text).loaded.community.closures["break"].days
    assert [day.isoformat() for day in days] == ["2027-04-05", "2027-04-16"]


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("1 jour", 1440), ("2 Heures", 120), ("30 minutes", 30), ("1 semaine", 10080), ("non", 0), ("1 day", 1440)],
)
def test_a_reminder_is_said_in_french_too(written: str, minutes: int, year_of: YearOf) -> None:
    assert year_of(f"{MINIMAL}reminder: {written}\n").loaded.community.reminder == minutes


@pytest.mark.parametrize("key", ["webinar 1", "Webinar 1", "webinar–1", "WEBINAR-1"])
def test_a_key_that_can_only_mean_an_activity_of_the_pattern_is_its_name(key: str, year_of: YearOf) -> None:
    dated = year_of(f"{MINIMAL}activities:\n  {key}: {{topic: Talk, when: 2026-11-18}}\n")
    assert (dated["webinar-1"].topic, dated["webinar-1"].day.isoformat()) == ("Talk", "2026-11-18")
    assert len([one for one in dated.dated.entries if one.id == "webinar-1"]) == 1


def test_so_are_keys_of_steps_and_of_what_is_switched_on(year_of: YearOf) -> None:
    text = "activities:\n  Field trip: yes\n  webinar 1.distribute guide: {when: 2026-11-03}\n"
    dated = year_of(MINIMAL + text)
    assert dated["field-trip"].kind == "visit"
    assert dated["webinar-1.distribute-guide"].day.isoformat() == "2026-11-03"


def test_what_is_written_twice_so_or_is_of_no_pattern_is_a_problem(problems_of: ProblemsOf) -> None:
    for other in ("webinar-1: {topic: A}", "webinar–1: {topic: A}"):
        told = problems_of(f"{MINIMAL}activities:\n  {other}\n  webinar 1: {{topic: B}}\n")
        assert told[:2] == [
            "community.yaml:6:3: activities.webinar 1: 'webinar 1' cannot be a name", "    hint: write webinar-1",
        ]  # fmt: skip
    told = problems_of(f"{MINIMAL}activities:\n  Book Club: {{title: Book club, when: 2026-10-06}}\n")
    assert told == [
        "community.yaml:5:3: activities.Book Club: 'Book Club' cannot be a name",
        "    hint: write book-club",
    ]
