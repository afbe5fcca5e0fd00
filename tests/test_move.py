"""`schedule --move`, `--dry-run` and `--changes`: what is shown before anything happens, and what happens then."""

import json
import os
import pty
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import TODAY, Ran, Write, end_of, screens, wait_until_it_reads

Run = Callable[..., Ran]

DEFINITION = """\
name: Readers
year: 2026-2027
timezone: America/Edmonton
region: CA-AB   # its holidays
activities:
  webinar-3: {when: third tuesday of february, at: 15:30}   # with Noor
  wrap-up:
    when:   2027-05-12   # agreed
"""


@pytest.fixture
def definition(run: Run, write: Write) -> Path:
    """A definition that was published once."""
    path = write(DEFINITION)
    assert run("schedule", path, "--today", TODAY).code == 0
    return path


def all_files(definition: Path) -> dict[str, tuple[bytes, int]]:
    paths = (path for path in definition.parent.rglob("*") if path.is_file())
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in paths}


def entries(definition: Path) -> dict[str, dict[str, Any]]:
    data = json.loads((definition.parent / "plan" / "timeline.json").read_text(encoding="utf-8"))
    return {entry["id"]: entry for entry in data["entries"]}


@pytest.mark.parametrize(
    ("move", "before", "after"),
    [
        ("webinar-3=2027-02-23", "{when: third tuesday of february, at", '{when: "2027-02-23", at'),
        ("webinar-3=fourth tuesday of february", "third tuesday of", "fourth tuesday of"),
        ("wrap-up=third wednesday of may", "when:   2027-05-12   #", "when:   third wednesday of may   #"),
        ("webinar-3.reminder=3 days before", "at: 15:30}", "at: 15:30, steps: {reminder: {when: 3 days before}}}"),
        ("webinar-1=2026-11-24", "# agreed\n", '# agreed\n  webinar-1:\n    when: "2026-11-24"\n'),
        (
            "online-meeting.october=second monday of october",
            "# agreed\n",
            "# agreed\n  online-meeting.october:\n    when: second monday of october\n",
        ),
        ("online-meeting=second monday", "# agreed\n", "# agreed\n  online-meeting:\n    when: second monday\n"),
    ],
)
def test_only_the_date_changes_in_the_definition(
    move: str, before: str, after: str, definition: Path, run: Run
) -> None:
    done = run("schedule", definition, "--today", TODAY, "--move", move, "--yes")
    assert done.code == 0, done.err
    assert definition.read_text(encoding="utf-8") == DEFINITION.replace(before, after)


def test_the_outputs_follow_the_definition(definition: Path, run: Run) -> None:
    run("schedule", definition, "--today", TODAY, "--move", "webinar-3=2027-02-23", "--yes")
    moved = entries(definition)
    assert moved["webinar-3"]["start"].startswith("2027-02-23T15:30")
    assert (moved["webinar-3"]["sequence"], moved["webinar-3.distribute-guide"]["date"]) == (1, "2027-02-16")
    assert "nothing changed" in run("schedule", definition, "--today", TODAY).err


def test_a_step_that_the_person_wrote_under_its_dotted_name_is_moved_there(run: Run, write: Write) -> None:
    text = DEFINITION + "  webinar-1.reminder: {when: 2 days before}\n"
    definition = write(text)
    done = run("schedule", definition, "--today", TODAY, "--move", "webinar-1.reminder=3 days before", "--yes")
    assert done.code == 0, done.err
    assert definition.read_text(encoding="utf-8") == text.replace("2 days", "3 days")


def test_several_moves_are_one_change(definition: Path, run: Run) -> None:
    moves = ["--move", "webinar-3=2027-02-23", "--move", "wrap-up=2027-05-19"]
    assert run("schedule", definition, "--today", TODAY, *moves, "--yes").code == 0
    assert {entries(definition)[name]["sequence"] for name in ("webinar-3", "wrap-up")} == {1}


def test_all_that_moves_with_it_is_shown_each_with_both_days(definition: Path, run: Run) -> None:
    done = run("schedule", definition, "--today", TODAY, "--move", "webinar-3=2027-02-23", "--dry-run")
    assert done.code == 0
    assert "activities.webinar-3.when: 'third tuesday of february' becomes '2027-02-23'" in done.err
    assert "\n  Webinar 3: Tue 16 Feb → Tue 23 Feb, 3:30 pm to 4:30 pm\n" in done.err
    assert re.search(r"\n  Webinar 3: .*: Tue 9 Feb → Tue 16 Feb\n", done.err)


def test_every_rule_that_it_would_newly_break_is_shown(definition: Path, run: Run) -> None:
    done = run("schedule", definition, "--today", TODAY, "--move", "webinar-3=2027-02-15", "--dry-run")
    assert re.search(r"new warnings:\n  .*community\.yaml:6:\d+: closed-day: ", done.err)
    assert "past-dates" not in done.err  # which is broken already


def test_without_a_new_breach_that_is_said(definition: Path, run: Run) -> None:
    done = run("schedule", definition, "--today", TODAY, "--move", "webinar-3=2027-02-23", "--dry-run")
    assert "no new warnings" in done.err


@pytest.mark.parametrize(
    ("move", "words", "code"),
    [
        pytest.param("webinar-3=2027-02-23", ["--dry-run"], 0, id="dry run"),
        pytest.param("webinar-3=2027-02-23", [], 2, id="nobody to ask"),
        pytest.param("webinar-3=1 day after webinar-3.follow-up", ["--yes"], 1, id="a circle of dates"),
    ],
)
def test_nothing_is_touched(move: str, words: list[str], code: int, definition: Path, run: Run) -> None:
    before = all_files(definition)
    done = run("schedule", definition, "--today", TODAY, "--move", move, *words)
    assert done.code == code, done.err
    assert all_files(definition) == before


@pytest.mark.parametrize(
    ("move", "said"),
    [
        ("webinar-33=2027-02-23", "no entry is called 'webinar-33'; did you mean 'webinar-3'?"),
        ("webinar-3=23 febuary", "webinar-3: "),
        ("webinar-3", "write NAME=DATE"),
        ("webinar-3=", "write NAME=DATE"),
    ],
)
def test_what_cannot_be_moved_is_misuse(move: str, said: str, definition: Path, run: Run) -> None:
    before = all_files(definition)
    done = run("schedule", definition, "--today", TODAY, "--move", move, "--yes", COLUMNS="200")
    assert (done.code, said in done.err) == (2, True), done.err
    assert all_files(definition) == before


def test_a_page_that_a_person_changed_stops_the_move_before_it_begins(definition: Path, run: Run) -> None:
    (definition.parent / "plan" / "plan.md").write_text("mine", encoding="utf-8")
    done = run("schedule", definition, "--today", TODAY, "--move", "webinar-3=2027-02-23", "--yes")
    assert done.code == 4
    assert definition.read_text(encoding="utf-8") == DEFINITION


def test_a_linked_definition_stays_a_link(run: Run, write: Write, tmp_path: Path) -> None:
    definition = write(DEFINITION)
    link = tmp_path / "shared" / "year.yaml"
    link.parent.mkdir()
    link.symlink_to(definition)
    assert run("schedule", link, "--today", TODAY, "--move", "webinar-3=2027-02-23", "--yes").code == 0
    assert link.is_symlink()
    assert "2027-02-23" in definition.read_text(encoding="utf-8")


def asked(definition: Path, environment: dict[str, str], answer: bytes) -> tuple[int, str]:
    """Move a webinar in a pseudo-terminal and answer its question; return the exit code and what was shown."""
    words = ["schedule", str(definition), "--today", TODAY, "--move", "webinar-3=2027-02-23"]
    shown, answered = b"", False
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(sys.executable, [sys.executable, "-m", "cop_plan", *words], environment)
    for shown in screens(terminal):
        if b"Move it?" in shown and not answered:
            wait_until_it_reads(child)
            os.write(terminal, answer)
            answered = True
    return end_of(child, terminal), shown.decode(errors="replace")


def test_who_says_yes_is_obeyed(definition: Path, environment: dict[str, str]) -> None:
    code, shown = asked(definition, environment, b"y\n")
    assert code == 0, shown
    assert entries(definition)["webinar-3"]["start"].startswith("2027-02-23")


@pytest.mark.parametrize(
    ("answer", "code"), [(b"n\n", 0), (b"\n", 0), (b"\x03", 130), (b"\x04", 130)], ids=["no", "enter", "^C", "^D"]
)
def test_who_does_not_say_yes_finds_all_as_it_was(
    answer: bytes, code: int, definition: Path, environment: dict[str, str]
) -> None:
    before = all_files(definition)
    found, shown = asked(definition, environment | {"PYTHONWARNINGS": "ignore::ResourceWarning"}, answer)
    assert found == code, shown
    assert "Traceback" not in shown
    assert all_files(definition) == before


def test_a_move_is_data(definition: Path, run: Run) -> None:
    words = ["--move", "webinar-3=2027-02-15", "--dry-run", "--json"]
    (one,) = json.loads(run("schedule", definition, "--today", TODAY, *words).out)["scheduled"]
    assert one["move"]["replaced"] == [
        {"path": "activities.webinar-3.when", "before": "third tuesday of february", "after": "2027-02-15"}
    ]
    assert any("closed-day" in line for line in one["move"]["would_break"])
    assert (one["written"], "calendar.ics" in one["would_write"]) == ([], True)


# What changed.


def test_a_dry_run_shows_what_would_change_and_writes_nothing(definition: Path, run: Run) -> None:
    definition.write_text(
        DEFINITION.replace("third", "fourth")
        + "  visit: {title: Visit, kind: visit, when: 2027-04-14}\nleave_out: {webinar-2: three are enough}\n",
        encoding="utf-8",
    )
    before = all_files(definition)
    done = run("schedule", definition, "--today", TODAY, "--dry-run")
    assert done.code == 0
    assert re.search(r"(?m)^Webinar 3: Tue 16 Feb → Tue 23 Feb, 3:30 pm to 4:30 pm, and its \d steps$", done.err)
    assert re.search(r"^Webinar 2, Tue 15 Dec: cancelled, and its \d steps$", done.err, re.MULTILINE)
    assert "Visit: new, Wed 14 Apr" in done.err
    assert (
        "would write plan.md, plan.html, team.html, year.html, calendar.ics, team.ics, sessions.ics, timeline.json"
        in done.err
    )
    assert all_files(definition) == before


def test_a_dry_run_of_a_new_definition_makes_no_folder(run: Run, write: Write) -> None:
    definition = write(DEFINITION)
    assert run("schedule", definition, "--today", TODAY, "--dry-run").code == 0
    assert [path.name for path in definition.parent.iterdir()] == ["community.yaml"]


def test_what_changed_is_in_the_language_of_the_community(run: Run, write: Write) -> None:
    definition = write(DEFINITION + "language: fr-CA\n")
    run("schedule", definition, "--today", TODAY)
    done = run("schedule", definition, "--today", TODAY, "--move", "webinar-3=2027-02-23", "--yes", "--changes")
    assert done.out.startswith("Ce qui a changé\N{NO-BREAK SPACE}: Readers, 2026-2027\n")
    assert "mar. 16 févr. → mar. 23 févr., de 15\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30" in done.out


def test_nothing_changed_is_said_too(definition: Path, run: Run) -> None:
    done = run("schedule", definition, "--today", TODAY, "--changes")
    assert done.out == "What changed: Readers, 2026-2027\n\nNothing changed since last time.\n"


def test_what_changed_is_data(definition: Path, run: Run) -> None:
    definition.write_text(DEFINITION.replace("at: 15:30", "at: 16:00, where: Elm School"), encoding="utf-8")
    (one,) = json.loads(run("schedule", definition, "--today", TODAY, "--dry-run", "--json").out)["scheduled"]
    (change,) = one["changes"]
    assert (change["id"], change["what"]) == ("webinar-3", "moved")
    assert change["differ"]["where"] == [None, "Elm School"]
    assert change["differ"]["start"] == ["2027-02-16T15:30:00-06:00", "2027-02-16T16:00:00-06:00"]


def test_the_last_line_says_how_to_publish_and_only_if_there_is_something_to_publish(run: Run, write: Write) -> None:
    definition = write(DEFINITION)
    last = [run("schedule", definition, "--today", TODAY).err.splitlines()[-1] for _ in range(2)]
    assert last[0].startswith("members can subscribe to calendar.ics")
    assert last[1].startswith("nothing changed")
    moved = run("schedule", definition, "--today", TODAY, "--move", "webinar-3=2027-02-23", "--yes")
    *_, publish, empty, to_send, again, draft = moved.err.splitlines()
    assert publish.startswith("put calendar.ics where it was before")
    assert (empty, to_send, again) == ("", "a message to forward to members:", "")
    assert draft.endswith("/kit/moved/webinar-3.eml")
