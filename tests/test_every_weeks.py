"""A series every so many weeks: its days, its names, and what is refused."""

from collections.abc import Callable

import pytest

from conftest import MINIMAL, DatedYear

YearOf = Callable[..., DatedYear]
ProblemsOf = Callable[..., list[str]]
BARE = {"bare.yaml": "title: Bare\n"}
HEAD = MINIMAL + "pattern: bare.yaml\nregion: CA-AB\nactivities:\n"
CALLS = (
    HEAD
    + "  calls: {title: Call, kind: online-meeting, repeat: every two weeks on wednesday from 7 october to april}\n"
)


def days(year: DatedYear) -> dict[str, str]:
    return {one.id.partition(".")[2]: one.day.isoformat() for one in year.dated.entries if one.id.count(".") == 1}


EVERY_TWO_WEEKS = {
    "october": "2026-10-07",
    "october-2": "2026-10-21",
    "november": "2026-11-04",
    "november-2": "2026-11-18",
    "december": "2026-12-02",
    "december-2": "2026-12-16",
    "december-3": "2026-12-30",
    "january": "2027-01-13",
    "january-2": "2027-01-27",
    "february": "2027-02-10",
    "february-2": "2027-02-24",
    "march": "2027-03-10",
    "march-2": "2027-03-24",
    "april": "2027-04-07",
    "april-2": "2027-04-21",
}


@pytest.mark.parametrize(
    "repeat",
    [
        "every two weeks on wednesday from 7 october to april",
        "every 2 weeks on Wed from October 7 until April",
        "every fortnight on wednesday from 2026-10-05 to 30 april",
        "Every two weeks on wednesday from october 1 to april 30",
        "toutes les deux semaines le mercredi du 7 octobre à avril",
        "toutes les 2 semaines le mercredi du 7 octobre au 30 avril",
    ],
)
def test_the_entries_are_named_by_their_months(year_of: YearOf, repeat: str) -> None:
    text = f"{HEAD}  calls: {{title: Call, kind: webinar, steps: {{}}, repeat: {repeat}}}\n"
    assert days(year_of(text, BARE)) | EVERY_TWO_WEEKS == days(year_of(text, BARE))


def test_every_week_is_every_week(year_of: YearOf) -> None:
    text = HEAD + "  calls: {repeat: every week on friday from 1 september to september}\n"
    assert list(days(year_of(text, BARE)).values()) == ["2026-09-04", "2026-09-11", "2026-09-18", "2026-09-25"]


def test_the_names_are_given_before_closures_move_any(year_of: YearOf) -> None:
    text = CALLS.replace("activities:", "closures: {camp: 2026-11-01 to 2026-11-06}\nactivities:")
    dated = year_of(text, BARE)
    assert dated["calls.november"].day.isoformat() == "2026-11-18"
    assert dated["calls.november-2"].day.isoformat() == "2026-11-18"


def test_an_entry_is_changed_under_its_own_name(year_of: YearOf) -> None:
    dated = year_of(
        CALLS + "  calls.october-2: {when: 2026-10-22}\n  calls.march: {at: 9am}\n"
        "  tea: {title: Tea, when: 1 day before calls.october-2}\n",
        BARE,
    )
    assert dated["calls.october-2"].day.isoformat() == "2026-10-22"
    assert dated["tea"].day.isoformat() == "2026-10-21"
    assert dated["calls.march"].day.isoformat() == "2027-03-10"


def test_a_series_of_the_pattern_is_given_other_days(year_of: YearOf) -> None:
    text = MINIMAL + "activities: {online-meeting: {repeat: every two weeks on wednesday from 7 october to october}}\n"
    dated = year_of(text)
    assert dated["online-meeting.october-2"].day.isoformat() == "2026-10-21"
    assert "online-meeting.november" not in dated


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        pytest.param(
            "  calls: {repeat: every second wednesday}\n",
            [
                "community.yaml:7:19: activities.calls.repeat: 'every second wednesday' can mean two things",
                "    hint: write  repeat: every two weeks on wednesday from 7 october to april,  or"
                "  repeat: [october, november]  with  when: second wednesday",
            ],
            id="every second",
        ),
        pytest.param(
            "  calls: {repeat: every two weeks}\n",
            [
                "community.yaml:7:19: activities.calls.repeat: 'every two weeks' does not say from when to when",
                "    hint: write  repeat: every two weeks on wednesday from 7 october to april,  or"
                "  repeat: [october, november]",
            ],
            id="no ends",
        ),
        pytest.param(
            "  calls: {repeat: every monday from 5 october to 5 may}\n",
            [
                "community.yaml:7:19: activities.calls.repeat: 'every monday from 5 october to 5 may' is not how a"
                " series is written here",
                "    hint: write  repeat: every week on monday from 5 october to 5 may",
            ],
            id="every weekday, with ends",
        ),
        pytest.param(
            "  calls: {repeat: tous les mercredis d’octobre à mai}\n",
            [
                "community.yaml:7:19: activities.calls.repeat: 'tous les mercredis d’octobre à mai' is not how a"
                " series is written here",
                "    hint: write  repeat: toutes les semaines le mercredi d’octobre à mai",
            ],
            id="every weekday, with ends, in French",
        ),
        pytest.param(
            "  calls: {repeat: every 99 weeks on monday from october to may}\n",
            ["community.yaml:7:25: activities.calls.repeat: a series is repeated every 1 to 52 weeks"],
            id="too many weeks",
        ),
        pytest.param(
            "  calls: {repeat: every two weeks on mondays from october to may}\n",
            [
                "community.yaml:7:38: activities.calls.repeat: no weekday is called 'mondays'",
                "    hint: did you mean 'monday'?",
            ],
            id="a misspelled weekday, with ends",
        ),
        pytest.param(
            "  calls: {repeat: weekly from october to may}\n",
            [
                "community.yaml:7:19: activities.calls.repeat: no month is called 'weekly'",
                "    hint: write, for example, 'november'",
            ],
            id="no month",
        ),
        pytest.param(
            "  calls: {when: first monday, repeat: every week on monday from 7 october to april}\n",
            [
                "community.yaml:7:17: activities.calls.when: 'repeat' says already on which days this is",
                "    hint: leave out the line with  when",
            ],
            id="when and weeks",
        ),
        pytest.param(
            "  calls: {repeat: every week on monday from 7 april to october}\n",
            [
                "community.yaml:7:19: activities.calls.repeat: no Monday lies between 2027-04-07 and 2026-10-31",
                "    hint: write another beginning or end",
            ],
            id="backwards",
        ),
        pytest.param(
            "  calls: {repeat: [october, every week on monday from 7 october to april]}\n",
            [
                "community.yaml:7:19: activities.calls.repeat:"
                " a series is repeated in months or every so many weeks, not both",
                "    hint: make two activities of it",
            ],
            id="both",
        ),
        pytest.param(
            "  calls: {repeat: every week on monday from 7 october to october}\n  calls.october-9: {at: 9am}\n",
            [
                "community.yaml:8:3: activities.calls.october-9: no entry is called 'calls.october-9'",
                "    hint: did you mean 'calls.october-3'?",
            ],
            id="no such entry",
        ),
    ],
)
def test_a_series_that_is_not_clear_is_a_problem(problems_of: ProblemsOf, lines: str, problem: list[str]) -> None:
    assert problems_of(HEAD + lines, BARE) == problem
