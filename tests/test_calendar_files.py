"""Closures from a school's calendar file: which of its events close days, and what is said of files that are broken."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from conftest import DatedYear, Ran, Write

YearOf = Callable[..., DatedYear]
Run = Callable[..., Ran]

HEAD = "name: Readers\nyear: 2026-2027\ntimezone: America/Edmonton\nregion: CA-AB\n"
FROM_FILE = HEAD + "closures:\n  school: {from: school.ics, only: [break, PD day, convention]}\n"


def calendar(*events: str) -> str:
    """Return a calendar file with events of such lines, each with an identity."""
    written = (f"BEGIN:VEVENT\nUID:{at}@school\n{event.strip()}\nEND:VEVENT\n" for at, event in enumerate(events))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//School//EN\n{''.join(written)}END:VCALENDAR\n"


def closed(year: DatedYear) -> dict[str, str]:
    """Return the days that closures close, and what each is called."""
    found = {}
    for closure in year.project.open_days.closures:
        day = closure.first
        while day <= closure.last:
            found[day.isoformat()] = closure.name
            day += timedelta(days=1)
    return found


WINTER = "DTSTART;VALUE=DATE:20261221\nDTEND;VALUE=DATE:20261224\nSUMMARY:Winter Break"


def test_events_of_whole_days_with_one_of_the_words_close_their_days_under_their_titles(year_of: YearOf) -> None:
    convention = "DTSTART;VALUE=DATE:20270218\nDURATION:P2D\nSUMMARY:Teachers' CONVENTION"
    year = year_of(FROM_FILE, {"school.ics": calendar(WINTER, convention)})

    assert closed(year) == {
        "2026-12-21": "Winter Break",
        "2026-12-22": "Winter Break",
        "2026-12-23": "Winter Break",
        "2027-02-18": "Teachers' CONVENTION",
        "2027-02-19": "Teachers' CONVENTION",
    }


@pytest.mark.parametrize(
    ("title", "closes"),
    [
        ("PD Day", True),
        ("PD  days (all schools)", True),
        ("Spring break begins", True),
        ("Pancake breakfast", False),
        ("First day of classes", False),
    ],
)
def test_a_title_holds_a_word_in_any_case_and_number_but_no_part_of_another_word(
    title: str, closes: bool, year_of: YearOf
) -> None:
    event = f"DTSTART;VALUE=DATE:20261016\nSUMMARY:{title}"
    year = year_of(FROM_FILE, {"school.ics": calendar(WINTER, event)})

    assert ("2026-10-16" in closed(year)) == closes


def test_without_words_every_event_of_whole_days_closes(year_of: YearOf) -> None:
    definition = HEAD + "closures: {school: {from: school.ics}}\n"
    year = year_of(definition, {"school.ics": calendar("DTSTART;VALUE=DATE:20261016\nSUMMARY:Fair")})

    assert closed(year) == {"2026-10-16": "Fair"}


def test_a_series_is_worked_out_with_what_was_left_out_and_moved(year_of: YearOf) -> None:
    series = (
        "DTSTART;VALUE=DATE:20260918\nRRULE:FREQ=MONTHLY;BYDAY=3FR;COUNT=4\nEXDATE;VALUE=DATE:20261016\nSUMMARY:PD day"
    )
    moved = "RECURRENCE-ID;VALUE=DATE:20261120\nDTSTART;VALUE=DATE:20261119\nSUMMARY:PD day, a day earlier"
    file = calendar(series, moved).replace("UID:1@", "UID:0@")
    year = year_of(FROM_FILE, {"school.ics": file})

    assert closed(year) == {
        "2026-09-18": "PD day",
        "2026-11-19": "PD day, a day earlier",
        "2026-12-18": "PD day",
    }


@pytest.mark.parametrize(
    "hours",
    [
        pytest.param("DTSTART:20261016T000000\nDTEND:20261017T000000", id="without a zone"),
        pytest.param(
            "DTSTART;TZID=America/Toronto:20261016T000000\nDTEND;TZID=America/Toronto:20261017T000000", id="own"
        ),
        pytest.param("DTSTART:20261016T060000Z\nDTEND:20261017T060000Z", id="in the community's"),
    ],
)
def test_an_event_from_midnight_to_midnight_is_one_of_whole_days(hours: str, year_of: YearOf) -> None:
    year = year_of(FROM_FILE, {"school.ics": calendar(f"{hours}\nSUMMARY:PD day")})

    assert closed(year) == {"2026-10-16": "PD day"}


def test_events_with_hours_and_cancelled_ones_close_nothing(year_of: YearOf) -> None:
    coffee = "DTSTART:20261016T090000\nDTEND:20261016T100000\nSUMMARY:Coffee break"
    cancelled = "DTSTART;VALUE=DATE:20261106\nSTATUS:CANCELLED\nSUMMARY:PD day"
    year = year_of(FROM_FILE, {"school.ics": calendar(WINTER, coffee, cancelled)})

    assert {*closed(year).values()} == {"Winter Break"}


def test_what_a_session_was_moved_for_is_called_by_the_events_title(year_of: YearOf) -> None:
    year = year_of(FROM_FILE, {"school.ics": calendar("DTSTART;VALUE=DATE:20261117\nSUMMARY:Division PD Day")})

    reason = year["webinar-1"].reason
    assert reason is not None
    assert reason.closed_by is not None
    assert reason.closed_by.name == "Division PD Day"


def test_a_closure_has_its_own_title_and_kind(year_of: YearOf) -> None:
    definition = (
        HEAD
        + "closures:\n  pv: {days: 2026-11-17, title: Division day}\n"
        + "  pd: {from: school.ics, only: PD day, kind: no students}\n"
    )
    year = year_of(definition, {"school.ics": calendar("DTSTART;VALUE=DATE:20261215\nSUMMARY:PD day")})

    assert closed(year) == {"2026-11-17": "Division day"}


def test_the_plan_lists_each_event_by_its_title(run: Run, write: Write) -> None:
    write(FROM_FILE, {"school.ics": calendar(WINTER, "DTSTART;VALUE=DATE:20261016\nSUMMARY:PD day | all")})
    run("schedule", "--format", "md")

    plan = (write(FROM_FILE).parent / "plan" / "plan.md").read_text(encoding="utf-8")
    assert "| Winter Break | " in plan
    assert "| PD day \\| all | " in plan


OF_TWO_YEARS = calendar(
    "DTSTART;VALUE=DATE:20260330\nDTEND;VALUE=DATE:20260404\nSUMMARY:Spring Break",
    "DTSTART;VALUE=DATE:20270322\nDTEND;VALUE=DATE:20270327\nSUMMARY:Spring Break",
    "DTSTART;VALUE=DATE:20271108\nSUMMARY:Fall Break",
)


def test_a_date_is_counted_from_an_event_of_the_school_year_by_its_title(year_of: YearOf) -> None:
    activities = (
        "activities:\n  tea: {when: 1 week before the spring break}\n  cake: {when: 2 days after Spring Break}\n"
    )
    dated = year_of(FROM_FILE + activities, {"school.ics": OF_TWO_YEARS})

    assert [dated[name].day.isoformat() for name in ("tea", "cake")] == ["2027-03-15", "2027-03-30"]


def test_a_date_is_counted_from_a_closure_by_its_own_title_and_by_its_name(year_of: YearOf) -> None:
    closures = "closures: {pv: {days: 2026-10-09, title: Planning Day}}\n"
    activities = "activities:\n  tea: {when: 1 day before planning day}\n  cake: {when: 1 day before pv}\n"
    dated = year_of(HEAD + closures + activities)

    assert [dated[name].day.isoformat() for name in ("tea", "cake")] == ["2026-10-08", "2026-10-08"]


def test_what_a_file_holds_of_another_year_is_no_slip_and_not_in_the_plan(run: Run, write: Write) -> None:
    folder = write(FROM_FILE, {"school.ics": OF_TWO_YEARS}).parent

    assert "outside-year" not in run("check", "--today", "2026-05-01").out
    run("schedule", "--format", "md")
    plan = (folder / "plan" / "plan.md").read_text(encoding="utf-8")
    assert "Spring Break" in plan
    assert "Fall Break" not in plan


def test_a_changed_calendar_file_is_a_changed_input(run: Run, write: Write) -> None:
    write(FROM_FILE, {"school.ics": calendar(WINTER)})
    run("schedule", "--format", "json")
    assert "same" in run("schedule", "--format", "json").err or "nothing" in run("schedule", "--format", "json").err

    write(FROM_FILE, {"school.ics": calendar(WINTER, "DTSTART;VALUE=DATE:20261117\nSUMMARY:PD day")})
    path = write(FROM_FILE).parent / "plan" / "timeline.json"
    run("schedule", "--format", "json")

    days = {entry["id"]: entry["day"] for entry in json.loads(path.read_text(encoding="utf-8"))["entries"]}
    assert days["webinar-1"] == "2026-11-24"


def test_a_file_of_thousands_of_events_is_read(year_of: YearOf) -> None:
    many = [
        f"DTSTART;VALUE=DATE:{date(2026, 1, 1) + timedelta(days=at % 700):%Y%m%d}\nSUMMARY:Day {at}"
        for at in range(4000)
    ]
    year = year_of(FROM_FILE, {"school.ics": calendar(*many, WINTER)})

    assert {*closed(year).values()} == {"Winter Break"}


def test_a_text_that_is_broken_over_lines_does_not_hide_its_event(year_of: YearOf) -> None:
    event = "DTSTART;VALUE=DATE:20261016\nSUMMARY:PD day\nDESCRIPTION:No buses\nin the whole division"
    year = year_of(FROM_FILE, {"school.ics": calendar(event)})

    assert closed(year) == {"2026-10-16": "PD day"}


# What is said of a file that is broken.

NO_DAYS = (
    "community.yaml:6:18: closures.school.from: 'school.ics' has no event of whole days in 2026 or 2027"
    " with 'break', 'PD day' or 'convention' in its title"
)


@pytest.mark.parametrize(
    ("file", "told"),
    [
        pytest.param(
            "<html>Sign in</html>",
            [
                "school.ics:1:1: this is no calendar file",
                "    hint: export the calendar as iCalendar, a file whose name ends in .ics",
            ],
            id="no calendar",
        ),
        pytest.param(
            calendar(WINTER).replace("PRODID:-//School//EN", "Our school"),
            ["school.ics:3:1: this calendar file cannot be read", "    hint: export it from the calendar again"],
            id="a line of nothing",
        ),
        pytest.param(
            calendar(WINTER)[:120],
            ["school.ics:1:1: this calendar file breaks off", "    hint: export it from the calendar again"],
            id="broken off",
        ),
        pytest.param(
            calendar(WINTER, "DTSTART;VALUE=DATE:2026132\nSUMMARY:PD day"),
            [
                "school.ics:10:1: the event 'PD day' has days or hours that cannot be read",
                "    hint: correct it in the calendar, and export it again",
            ],
            id="a day that is none",
        ),
        pytest.param(
            calendar("DTSTART;VALUE=DATE:20261016\nRRULE:FREQ=SECONDLY\nSUMMARY:PD day"),
            [
                "school.ics:4:1: the event 'PD day' repeats too often to be worked out",
                "    hint: correct it in the calendar, and export it again",
            ],
            id="each second",
        ),
        pytest.param(
            calendar("DTSTART;VALUE=DATE:20261016\nRRULE:FREQ=DAILY;INTERVAL=0\nSUMMARY:PD day"),
            [
                "school.ics:4:1: the event 'PD day' repeats too often to be worked out",
                "    hint: correct it in the calendar, and export it again",
            ],
            id="every no days",
        ),
        pytest.param(
            calendar("DTSTART;VALUE=DATE:00010101\nRRULE:FREQ=DAILY\nSUMMARY:PD day"),
            [
                "school.ics:4:1: the event 'PD day' repeats too often to be worked out",
                "    hint: correct it in the calendar, and export it again",
            ],
            id="each day since the year 1",
        ),
        pytest.param(
            calendar("DTSTART;VALUE=DATE:20261016\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\nSUMMARY:PD day"),
            [
                "school.ics:4:1: the event 'PD day' repeats in a way that cannot be worked out",
                "    hint: correct it in the calendar, and export it again",
            ],
            id="each 30 February",
        ),
        pytest.param(
            calendar(*["DTSTART:20261016T080000\nRRULE:FREQ=HOURLY\nSUMMARY:PD day"] * 5),
            [
                "school.ics:28:1: the events up to here repeat too often to be worked out",
                "    hint: export it from the calendar again, of this school year alone",
            ],
            id="thousands of series",
        ),
        pytest.param(
            "BEGIN:VCALENDAR\n" + "X:\n" * 300_000,
            [
                "school.ics:1:1: this calendar file has more than 300,000 lines",
                "    hint: export it from the calendar again, of this school year alone",
            ],
            id="too many lines",
        ),
        pytest.param(
            "BEGIN:VCALENDAR\nX:" + "long" * 2_500_000,
            [
                "school.ics:1:1: this calendar file is larger than 10 MB",
                "    hint: export it from the calendar again, of this school year alone",
            ],
            id="too large",
        ),
        pytest.param(
            calendar("DTSTART;VALUE=DATE:20261016\nDTEND;VALUE=DATE:20311016\nSUMMARY:PD day"),
            [
                "school.ics:4:1: the event 'PD day' lasts longer than a school year",
                "    hint: correct it in the calendar, and export it again",
            ],
            id="for five years",
        ),
        pytest.param(
            calendar("SUMMARY:PD day"),
            [
                "school.ics:4:1: the event 'PD day' has days or hours that cannot be read",
                "    hint: correct it in the calendar, and export it again",
            ],
            id="no day",
        ),
        pytest.param(
            calendar("DTSTART;VALUE=DATE:20261016\nSUMMARY:Fair", "DTSTART;VALUE=DATE:20261017\nSUMMARY:Gala"),
            [
                NO_DAYS,
                "    hint: its titles are 'Fair', 'Gala'",
            ],
            id="other titles",
        ),
        pytest.param(
            calendar("DTSTART:20261016T083000\nDTEND:20261016T153000\nSUMMARY:PD day"),
            [
                NO_DAYS,
                "    hint: 'PD day' has hours there: write its days under closures",
            ],
            id="hours",
        ),
        pytest.param(
            calendar("DTSTART;VALUE=DATE:20191016\nSUMMARY:PD day"),
            [
                NO_DAYS,
            ],
            id="another year",
        ),
    ],
)
def test_a_broken_or_empty_calendar_file_is_told(
    file: str, told: list[str], problems_of: Callable[..., list[str]]
) -> None:
    assert problems_of(FROM_FILE, {"school.ics": file}) == told


@pytest.mark.parametrize(
    ("written", "hint"),
    [("school.ics", "{from: school.ics}"), ("{days: school.ics, kind: break}", "from: school.ics")],
    ids=["alone", "as days"],
)
def test_a_file_that_stands_for_days_is_answered_with_the_key_for_it(
    written: str, hint: str, problems_of: Callable[..., list[str]]
) -> None:
    definition = HEAD + f"closures:\n  school: {written}\n"
    assert problems_of(definition, {"school.ics": calendar(WINTER)}) == [
        "community.yaml:6:11: closures.school: 'school.ics' is a file, not days",
        f"    hint: write  {hint}",
    ]


def test_a_broken_event_that_is_not_wanted_is_left_alone(year_of: YearOf) -> None:
    year = year_of(FROM_FILE, {"school.ics": calendar(WINTER, "DTSTART;VALUE=DATE:2026132\nSUMMARY:Fair")})

    assert {*closed(year).values()} == {"Winter Break"}


def test_an_event_without_a_title_closes_its_days_under_the_name_of_the_closure(year_of: YearOf) -> None:
    text = HEAD + "closures:\n  school: {from: school.ics}\n"
    year = year_of(text, {"school.ics": calendar("DTSTART;VALUE=DATE:20261013\nSUMMARY:")})

    assert closed(year) == {"2026-10-13": "School"}


def test_no_page_and_no_calendar_shows_the_address_that_an_event_holds(run: Run, write: Write) -> None:
    fair = "DTSTART;VALUE=DATE:20261116\nDTEND;VALUE=DATE:20261121\nSUMMARY:Fair <robin@example.org>"
    member = "membership: {members: [{name: Robin, email: robin@example.org}]}\n"
    definition = write(HEAD + member + "closures: {school: {from: school.ics}}\n", {"school.ics": calendar(fair)})
    shown = run("schedule")

    files = {path.name: path.read_text("utf-8") for path in (definition.parent / "plan").iterdir()}
    for name in ("plan.html", "team.html", "year.html", "plan.md"):
        assert "Fair" in files[name], name
    assert [name for name, text in files.items() if "robin@example.org" in text] == []
    assert "robin@example.org" not in shown.out


def test_the_address_of_a_calendar_is_no_file(problems_of: Callable[..., list[str]]) -> None:
    assert problems_of(HEAD + "closures:\n  school: {from: 'https://example.org/school.ics'}\n") == [
        "community.yaml:6:19: closures.school.from: there is no file 'https://example.org/school.ics' beside this one",
        "    hint: nothing is fetched: save it beside the definition, and write the name of that file",
    ]
