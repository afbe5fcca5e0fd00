"""Other people's calendars under `busy`: which sessions overlap an event there, and what is said of it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran, Write
from test_calendar_files import HEAD, calendar

Run = Callable[..., Ran]

DEFINITION = HEAD + "busy: mine.ics\nactivities:\n  webinar-1: {at: 4:00 pm, lasts: 1 hour}\n"
SESSION = "community.yaml:7:3: busy: 'Webinar 1' is on Tue 17 Nov 2026, 16:00 to 17:00, and 'mine.ics' has "


@pytest.fixture
def told(run: Run, write: Write) -> Callable[..., list[str]]:
    """Return what `check` says of the events in a calendar that sessions overlap."""

    def told(file: str, *words: str) -> list[str]:
        write(DEFINITION, {"mine.ics": file})
        done = run("check", "--today", "2026-05-01", *words)
        assert done.code == 0, done.err
        return [line for line in done.out.splitlines() if ": busy: " in line]

    return told


DENTIST = "DTSTART;TZID=America/Toronto:20261117T173000\nDTEND;TZID=America/Toronto:20261117T183000\nSUMMARY:Dentist"


def test_a_session_that_overlaps_an_event_is_told_with_its_time_here_and_without_its_title(
    told: Callable[..., list[str]],
) -> None:
    assert told(calendar(DENTIST)) == [SESSION + "an event from 16:30 to 17:30"]


def test_the_title_is_shown_where_it_is_asked_for(told: Callable[..., list[str]]) -> None:
    assert told(calendar(DENTIST), "--titles") == [SESSION + "'Dentist' from 16:30 to 17:30"]


@pytest.mark.parametrize(
    ("event", "time"),
    [
        pytest.param("DTSTART;VALUE=DATE:20261117", "an event on Tue 17 Nov 2026", id="whole day"),
        pytest.param(
            "DTSTART;VALUE=DATE:20261116\nDTEND;VALUE=DATE:20261119",
            "an event from Mon 16 Nov 2026 to Wed 18 Nov 2026",
            id="whole days",
        ),
        pytest.param(
            "DTSTART:20261117T163000\nDTEND:20261118T080000",
            "an event from Tue 17 Nov 2026, 16:30, to Wed 18 Nov 2026, 08:00",
            id="overnight, without a zone",
        ),
        pytest.param(
            "DTSTART:20261013T162500\nDURATION:PT10M\nRRULE:FREQ=WEEKLY", "an event from 16:25 to 16:35", id="series"
        ),
    ],
)
def test_the_time_of_an_event_is_said_as_it_is(event: str, time: str, told: Callable[..., list[str]]) -> None:
    assert told(calendar(event)) == [SESSION + time]


@pytest.mark.parametrize(
    "event",
    [
        pytest.param("DTSTART:20261117T170000\nDTEND:20261117T180000", id="right after it"),
        pytest.param("DTSTART:20261117T150000\nDTEND:20261117T160000", id="right before it"),
        pytest.param("DTSTART;VALUE=DATE:20261117\nTRANSP:TRANSPARENT", id="shown as free"),
        pytest.param("DTSTART;VALUE=DATE:20261117\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", id="shown as free by Outlook"),
        pytest.param("DTSTART:20261117T161500\nDTEND:20261117T180000\nSTATUS:CANCELLED", id="cancelled"),
    ],
)
def test_what_takes_no_time_of_the_session_is_not_told(event: str, told: Callable[..., list[str]]) -> None:
    assert told(calendar(event)) == []


def test_the_communitys_own_entries_in_a_calendar_are_not_told(
    run: Run, write: Write, told: Callable[..., list[str]]
) -> None:
    folder = write(DEFINITION, {"mine.ics": calendar()}).parent
    assert run("schedule", "--format", "ics").code == 0

    assert told((folder / "plan" / "calendar.ics").read_text(encoding="utf-8")) == []


def test_the_hint_is_an_open_day_without_an_overlap(run: Run, write: Write) -> None:
    beside = {"mine.ics": calendar(f"{DENTIST}\nRRULE:FREQ=WEEKLY;INTERVAL=1;COUNT=3")}
    write(DEFINITION + "closures: {day-off: 2026-11-10}\n", beside)

    out = run("check", "--today", "2026-05-01").out

    assert "    hint: write  when: 2026-11-03\n" in out


def test_an_overlap_is_ignored_with_a_reason_or_told_as_json_without_its_title(run: Run, write: Write) -> None:
    write(DEFINITION + "ignore: {busy: {webinar-1: The dentist can wait}}\n", {"mine.ics": calendar(DENTIST)})

    data = json.loads(run("check", "--json", "--today", "2026-05-01").out)

    assert [one["reason"] for one in data["ignored"] if one["rule"] == "busy"] == ["The dentist can wait"]
    assert "Dentist" not in json.dumps(data)


def test_a_missing_and_a_broken_calendar_are_both_told_and_no_title_is(run: Run, write: Write, tmp_path: Path) -> None:
    broken = calendar("DTSTART:2026\nSUMMARY:Dentist")
    write(DEFINITION.replace("busy: mine.ics", "busy: [mine.ics, theirs.ics]"), {"mine.ics": broken})

    done = run("check")

    assert done.code == 1
    assert "community.yaml:5:18: busy.2: there is no file 'theirs.ics' beside this one\n" in done.err
    assert "mine.ics:4:1: the event here has days or hours that cannot be read\n" in done.err
    assert "Dentist" not in done.err


def test_an_address_in_place_of_a_file_is_answered_with_what_to_do(run: Run, write: Write) -> None:
    write(DEFINITION.replace("mine.ics", "https://calendar.example.org/mine.ics"))

    assert run("check").err.splitlines()[:2] == [
        "community.yaml:5:7: busy.1: there is no file 'https://calendar.example.org/mine.ics' beside this one",
        "    hint: nothing is fetched: save it beside the definition, and write the name of that file",
    ]


@pytest.mark.parametrize("more", ["", "closures: {winter: 2025-12-22 to 2026-01-02}\n"], ids=["a year", "and a slip"])
def test_a_year_is_scheduled_without_the_calendars_of_those_who_lead(more: str, run: Run, write: Write) -> None:
    write(DEFINITION + more)

    assert run("schedule", "--format", "json").code == 0
