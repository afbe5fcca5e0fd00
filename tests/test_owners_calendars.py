"""A calendar for each owner: what the owner sees to, and what was the owner's once."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from calendar_checkers import complaints
from conftest import Ran, Write
from cop_plan.render import ical

Run = Callable[..., Ran]

COMMUNITY = """\
name: Readers
id: readers
year: 2026-2027
timezone: America/Toronto
pattern: own.yaml
leadership: {facilitator: {name: Alex Moreau}}
membership: {members: [{name: Alex Moreau}, {name: Bo Lee}, {name: Zoë O'Neil}]}
activities:
  launch: {kind: gathering, when: 2026-09-29, at: "9:00", owner: facilitator}
  talk: {kind: webinar, when: 2026-11-17, at: "15:30", owner: Bo Lee}
  visit: {kind: visit, when: 2027-04-14, owner: Zoë O'Neil}
  survey: {kind: survey, when: 2027-05-04, owner: Bo Lee}
  report: {kind: task, when: 2027-06-01, owner: Alex Moreau}
"""
OWN_PATTERN = {"own.yaml": "title: Our year\nyear_begins: august\nactivities: {}\n"}


def activities(file: Path) -> dict[str, str]:
    """Return the status of every activity in a calendar by its name."""
    text = "\n".join(ical.unfold(file.read_bytes().decode()))
    found = re.findall(r"(?s)BEGIN:VEVENT\nUID:([^@]*)@.*?\nSTATUS:(\w+)", text)
    return {name: status for name, status in found if "." not in name}


@pytest.fixture
def folder(run: Run, write: Write) -> Path:
    definition = write(COMMUNITY, OWN_PATTERN)
    done = run("schedule", definition, "--calendars", "--today", "2026-05-01")
    assert done.code == 0, done.err
    return Path(definition).parent / "plan"


def again(run: Run, write: Write, text: str, *options: str) -> Ran:
    return run("schedule", write(text, OWN_PATTERN), "--today", "2026-05-02", *options)


def test_every_owner_has_a_file_of_what_the_owner_sees_to(folder: Path) -> None:
    found = {file.name: set(activities(file)) for file in (folder / "calendars").iterdir()}
    assert found == {
        "alex-moreau.ics": {"launch", "report"},  # the facilitator
        "facilitator.ics": {"launch", "report"},
        "bo-lee.ics": {"talk", "survey"},
        "zoe-oneil.ics": {"visit"},
    }


def test_the_calendars_of_owners_are_whole(folder: Path) -> None:
    assert complaints({file.name: file.read_bytes() for file in (folder / "calendars").iterdir()}) == []
    assert b"NAME:Readers 2026-2027\\, Bo Lee\r\n" in (folder / "calendars" / "bo-lee.ics").read_bytes()


def test_what_goes_to_another_owner_is_cancelled_where_it_was(folder: Path, run: Run, write: Write) -> None:
    text = COMMUNITY.replace('at: "15:30", owner: Bo Lee', 'at: "15:30", owner: facilitator')
    for _ in range(2):
        assert again(run, write, text).code == 0
        assert activities(folder / "calendars" / "bo-lee.ics") == {"talk": "CANCELLED", "survey": "CONFIRMED"}
        assert activities(folder / "calendars" / "facilitator.ics")["talk"] == "CONFIRMED"
    assert again(run, write, COMMUNITY).code == 0
    assert activities(folder / "calendars" / "bo-lee.ics") == {"talk": "CONFIRMED", "survey": "CONFIRMED"}
    assert activities(folder / "calendars" / "facilitator.ics")["talk"] == "CANCELLED"


def test_what_leaves_the_year_is_cancelled_for_its_owner_alone(folder: Path, run: Run, write: Write) -> None:
    assert again(run, write, re.sub("  survey: .*\n", "", COMMUNITY)).code == 0
    assert activities(folder / "calendars" / "bo-lee.ics") == {"talk": "CONFIRMED", "survey": "CANCELLED"}
    assert "survey" not in activities(folder / "calendars" / "facilitator.ics")


def test_who_owns_nothing_any_more_has_all_of_it_cancelled(folder: Path, run: Run, write: Write) -> None:
    assert again(run, write, COMMUNITY.replace("owner: Zoë O'Neil}", "owner: Bo Lee}")).code == 0
    file = folder / "calendars" / "zoe-oneil.ics"
    assert activities(file) == {"visit": "CANCELLED"}
    assert "NAME:Readers 2026-2027\\, Zoë O'Neil\r\n".encode() in file.read_bytes()


def test_a_rebuild_without_change_touches_no_file(folder: Path, run: Run, write: Write) -> None:
    before = {file.name: file.read_bytes() for file in (folder / "calendars").iterdir()}
    assert "nothing changed" in again(run, write, COMMUNITY).err
    assert {file.name: file.read_bytes() for file in (folder / "calendars").iterdir()} == before


def test_a_calendar_that_somebody_changed_is_not_written_over(folder: Path, run: Run, write: Write) -> None:
    file = folder / "calendars" / "bo-lee.ics"
    file.write_bytes(file.read_bytes().replace(b"SUMMARY:Talk", b"SUMMARY:Chat"))
    done = again(run, write, COMMUNITY.replace("2026-11-17", "2026-11-24"))
    assert done.code == 4
    assert "bo-lee.ics" in done.err
    assert again(run, write, COMMUNITY.replace("2026-11-17", "2026-11-24"), "--force").code == 0
    assert b"SUMMARY:Talk" in file.read_bytes()


def test_nobody_asked_for_them_and_they_are_not_there(run: Run, write: Write) -> None:
    definition = Path(write(COMMUNITY, OWN_PATTERN))
    assert run("schedule", definition, "--today", "2026-05-01").code == 0
    assert not (definition.parent / "plan" / "calendars").exists()


def test_what_a_killed_run_left_among_them_is_removed(folder: Path, run: Run, write: Write) -> None:
    left = folder / "calendars" / ".bo-lee.ics.abcdefgh.new"
    left.write_bytes(b"BEGIN")
    assert again(run, write, COMMUNITY.replace("2026-11-17", "2026-11-24")).code == 0
    assert not left.exists()


def test_several_files_are_none_for_standard_output(run: Run, write: Write) -> None:
    done = run("schedule", write(COMMUNITY, OWN_PATTERN), "--format", "calendars", "--out", "-")
    assert done.code == 2
    assert "several files" in done.err


def test_no_calendar_goes_to_standard_output_where_it_would_have_no_entry(run: Run, write: Write) -> None:
    text = re.sub(r"(?s)activities:\n.*", "activities:\n  report: {kind: task, when: 2027-06-01}\n", COMMUNITY)
    done = run("schedule", write(text, OWN_PATTERN), "--format", "sessions", "--out", "-")
    assert (done.code, done.out) == (0, "")
    assert "there are no entries for it, and so there is no calendar" in done.err
    done = run("status", write(text, OWN_PATTERN), "--owner", "Bo Lee", "--ics", "--today", "2026-05-01")
    assert (done.code, done.out) == (0, "")
