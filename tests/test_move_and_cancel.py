"""`cop-plan move` and `cop-plan cancel`: what happened stays, what would change is shown, and whom to tell."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from conftest import PATIENCE_SECONDS, Ran, Write, end_of, screens, wait_until_it_reads

Run = Callable[..., Ran]

DAY = "2026-11-12"
DEFINITION = """\
name: Readers
year: 2026-2027
timezone: America/Edmonton
region: CA-AB   # its holidays
pattern: own.yaml
activities:
  # The first of two.
  one: {title: First visit, when: 2026-11-17, at: 15:30, presenter: Noor Haddad}   # with Noor
  two:
    title: Second webinar
    kind: webinar
    lasts: 1 hour
    when: 4 weeks after one   # agreed
    at: 15:30
    audience: participants
  trip: {title: Trip, kind: visit, when: 2027-04-14, audience: participants}
  call: {title: Call, kind: online-meeting, repeat: [january, february], when: first wednesday, audience: participants}
  brief: {title: Principals briefed, kind: task, when: 2 weeks before one}
"""
OWN_PATTERN = {
    "own.yaml": """\
title: Our year
year_begins: august
kinds:
  showcase: {where: Elm School, lasts: 1 hour}
  visit: {where: Elm School}
  webinar: {link: "https://example.org/room"}
activities:
  one:
    title: Showcase
    kind: showcase
    when: third tuesday of november
    audience: participants
    steps:
      write: {title: Guide written, when: 1 day before guide}
      guide: {title: Guide sent, when: 1 week before, audience: participants}
      reminder: {title: Reminder, when: 1 day before}
      thanks: {title: Thanks, when: 1 day after}
"""
}


@pytest.fixture
def definition(run: Run, write: Write) -> Path:
    """A definition that was published once."""
    path = write(DEFINITION, OWN_PATTERN)
    assert run("schedule", path, "--today", "2026-06-01").code == 0
    return path


def text(definition: Path) -> str:
    return definition.read_text(encoding="utf-8")


def entries(definition: Path) -> Mapping[str, dict[str, Any]]:
    data = json.loads((definition.parent / "plan" / "timeline.json").read_text(encoding="utf-8"))
    return {entry["id"]: entry for entry in data["entries"]}


def days(definition: Path) -> Mapping[str, str]:
    return {name: entry["day"] for name, entry in entries(definition).items()}


def all_files(definition: Path) -> Mapping[str, bytes]:
    paths = (path for path in definition.parent.rglob("*") if path.is_file())
    return {path.relative_to(definition.parent).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.parametrize("date", [["2026-11-24"], ["24", "november"], ["24 november"], ["fourth tuesday of november"]])
def test_a_session_moves_and_what_went_out_before_keeps_its_day(date: list[str], definition: Path, run: Run) -> None:
    done = run("move", definition, "one", *date, "--today", DAY, "--yes")
    assert done.code == 0, done.err
    now = days(definition)
    assert {name: now[name] for name in ("one", "one.write", "one.guide", "one.reminder", "one.thanks", "brief")} == {
        "one": "2026-11-24",
        "one.write": "2026-11-09",
        "one.guide": "2026-11-10",
        "one.reminder": "2026-11-23",
        "one.thanks": "2026-11-25",
        "brief": "2026-11-03",
    }


def test_only_the_values_that_change_change_in_the_definition(definition: Path, run: Run) -> None:
    assert run("move", definition, "one", "2026-11-24", "--today", DAY, "--yes").code == 0
    assert text(definition) == DEFINITION.replace(
        "{title: First visit, when: 2026-11-17, at: 15:30, presenter: Noor Haddad}",
        '{title: First visit, when: "2026-11-24", at: 15:30, presenter: Noor Haddad,'
        ' steps: {guide: {when: "2026-11-10"}}}',
    ).replace("when: 2 weeks before one", 'when: "2026-11-03"')


def test_what_stays_is_shown_and_why(definition: Path, run: Run) -> None:
    assert run("done", definition, "one.reminder", "--today", DAY).code == 0
    shown = run("move", definition, "one", "2026-11-24", "--today", DAY, "--dry-run").err
    assert "these stay on their days, since they happened:\n" in shown
    path = "activities.one.steps.guide.when: '1 week before' becomes '2026-11-10'"
    assert re.search(rf"\n  .*, Tue 10 Nov \(past\): {re.escape(path)}\n", shown)
    assert "Mon 16 Nov (done): activities.one.steps.reminder.when: '1 day before' becomes '2026-11-16'\n" in shown


def test_before_anything_is_past_nothing_is_kept(definition: Path, run: Run) -> None:
    assert run("move", definition, "one", "2026-11-24", "--today", "2026-06-01", "--yes").code == 0
    assert "steps" not in text(definition)
    assert days(definition)["one.guide"] == "2026-11-17"


def test_what_follows_a_session_that_did_not_take_place_goes_with_it(definition: Path, run: Run) -> None:
    assert run("move", definition, "one", "2026-11-24", "--today", "2026-11-20", "--yes").code == 0
    now = days(definition)
    assert (now["one.thanks"], now["one.reminder"]) == ("2026-11-25", "2026-11-16")


def test_another_session_that_is_past_stays_although_it_is_counted_from_it(definition: Path, run: Run) -> None:
    assert run("move", definition, "one", "2026-11-24", "--today", "2027-01-20", "--yes").code == 0
    assert days(definition)["two"] == "2026-12-15"
    assert 'when: "2026-12-15"   # agreed\n' in text(definition)


def test_a_follow_up_that_is_done_stays(definition: Path, run: Run) -> None:
    assert run("done", definition, "one.thanks", "--today", "2026-11-18").code == 0
    assert run("move", definition, "one", "2026-11-24", "--today", "2026-11-20", "--yes").code == 0
    assert days(definition)["one.thanks"] == "2026-11-18"


def test_a_series_that_moves_keeps_what_is_past(definition: Path, run: Run) -> None:
    words = ["--move", "call=second wednesday", "--today", "2027-01-20", "--yes"]
    assert run("schedule", definition, *words).code == 0
    now = days(definition)
    assert (now["call.january"], now["call.february"]) == ("2027-01-06", "2027-02-10")


def test_who_presents_and_what_may_be_booked_is_told(definition: Path, run: Run) -> None:
    shown = run("move", definition, "one", "2026-11-24", "--today", DAY, "--dry-run").err
    said = "may be booked already for Tuesday"
    assert f"  First visit {said} 17 November: the place (Elm School); the presenter (Noor Haddad)\n" in shown
    assert f"  Second webinar {said} 15 December: the online meeting\n" in shown
    shown = run("cancel", definition, "trip", "--because", "Flood", "--today", DAY, "--dry-run").err
    assert "  Trip may be booked already for Wednesday 14 April, all day: the place (Elm School); " in shown


def test_a_message_to_members_says_what_from_when_to_when_where_and_why(definition: Path, run: Run) -> None:
    done = run("move", definition, "one", "2026-11-24", "--because", "Noor is away", "--today", DAY, "--yes")
    assert done.out == (
        "Subject: First visit moves to Tuesday 24 November 2026\n"
        "\n"
        "Until now: Tuesday 17 November 2026, 3:30 pm to 4:30 pm\n"
        "New date: Tuesday 24 November 2026, 3:30 pm to 4:30 pm\n"
        "Where: Elm School\n"
        "Why: Noor is away\n"
        "Second webinar moves too: from Tuesday 15 December 2026 to Tuesday 22 December 2026, 3:30 pm to 4:30 pm\n"
    )
    assert "Noor is away" not in text(definition)


def test_nobody_is_told_of_what_only_the_team_has(definition: Path, run: Run) -> None:
    done = run("move", definition, "brief", "2026-11-20", "--today", DAY, "--yes")
    assert (done.code, done.out) == (0, "")


def test_a_cancelled_session_is_told_with_the_next_one(definition: Path, run: Run) -> None:
    done = run("cancel", definition, "one", "--because", "Snow day", "--today", DAY, "--yes")
    assert done.code == 0, done.err
    assert done.out == (
        "Subject: First visit on Tuesday 17 November 2026 is cancelled\n"
        "\n"
        "It was planned for: Tuesday 17 November 2026, 3:30 pm to 4:30 pm\n"
        "Why: Snow day\n"
        "The session after it: Second webinar, Tuesday 15 December 2026, 3:30 pm to 4:30 pm\n"
    )


def test_its_steps_go_with_a_cancelled_session_less_what_happened(definition: Path, run: Run) -> None:
    assert run("done", definition, "one.thanks", "--today", DAY).code == 0
    assert run("cancel", definition, "one", "--because", "Snow day", "--today", DAY, "--yes").code == 0
    found = {name: entry["status"] for name, entry in entries(definition).items() if name.startswith("one")}
    assert found == {
        "one": "cancelled",
        "one.write": "planned",
        "one.guide": "planned",
        "one.reminder": "cancelled",
        "one.thanks": "done",
    }
    assert text(definition) == DEFINITION.replace(
        "presenter: Noor Haddad}",
        'presenter: Noor Haddad, cancelled: Snow day, steps: {guide: {when: "2026-11-10"}, '
        'write: {when: "2026-11-09"}, thanks: {when: "2026-11-18"}}}',
    )


def test_without_its_line_a_cancelled_session_is_on_again(definition: Path, run: Run) -> None:
    assert run("cancel", definition, "two", "--because", "Snow day", "--today", DAY, "--yes").code == 0
    assert text(definition) == DEFINITION.replace(
        "    audience: participants\n", "    audience: participants\n    cancelled: Snow day\n", 1
    )
    definition.write_text(DEFINITION, encoding="utf-8")
    assert "Second webinar: on again, Tue 15 Dec" in run("schedule", definition, "--today", DAY).err
    assert (entries(definition)["two"]["status"], entries(definition)["two"]["sequence"]) == ("planned", 2)


def test_one_entry_of_a_series_is_cancelled_under_its_own_name(definition: Path, run: Run) -> None:
    assert run("cancel", definition, "call.january", "--because", "Flu: #1", "--today", DAY, "--yes").code == 0
    assert text(definition) == DEFINITION + '  call.january:\n    cancelled: "Flu: #1"\n'
    assert {entries(definition)[name]["status"] for name in ("call.january", "call.february")} == {
        "cancelled",
        "planned",
    }


def test_the_nearest_definition_is_meant_without_a_file(definition: Path, run: Run) -> None:
    done = run("move", "trip", "2027-04-21", "--today", DAY, "--yes", cwd=definition.parent)
    assert (done.code, days(definition)["trip"]) == (0, "2027-04-21")


@pytest.mark.parametrize(
    ("words", "written"),
    [
        (["move", "field-trip", "2027-04-20"], '{field-trip: {when: "2027-04-20"}}'),
        (["cancel", "field-trip", "--because", "Flood"], "{field-trip: {cancelled: Flood}}"),
        (["move", "field-trip.find-place", "2027-03-01"], '{field-trip: {steps: {find-place: {when: "2027-03-01"}}}}'),
    ],
)
def test_what_is_switched_on_in_a_word_gets_its_lines(words: list[str], written: str, run: Run, write: Write) -> None:
    head = "name: Readers\nyear: 2026-2027\ntimezone: America/Edmonton\nactivities: "
    definition = write(head + "{field-trip: yes}\n")
    done = run(words[0], definition, *words[1:], "--today", DAY, "--yes")
    assert done.code == 0, done.err
    assert text(definition) == f"{head}{written}\n"


def test_outputs_that_were_never_written_are_not_begun(run: Run, write: Write) -> None:
    definition = write(DEFINITION, OWN_PATTERN)
    assert run("schedule", definition, "--format", "md,json", "--today", "2026-06-01").code == 0
    assert run("move", definition, "trip", "2027-04-21", "--today", DAY, "--yes").code == 0
    assert sorted(path.name for path in (definition.parent / "plan").iterdir()) == [
        "cop-plan.lock",
        "plan.md",
        "timeline.json",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["move", "won", "2026-11-24"], "no entry is called 'won'; did you mean ", id="unknown"),
        pytest.param(
            ["move", "call", "second wednesday"],
            "'call' alone is no entry; name one of call.january, call.february, ",
            id="series alone",
        ),
        pytest.param(
            ["cancel", "call", "--because", "Flu"], "'call' alone is no entry; name one of", id="all cancelled"
        ),
        pytest.param(
            ["move", "one", "2027-11-23"],
            "'one' would stand on 2027-11-23, outside the year 2026-2027, which goes from 2026-08-01 to 2027-07-31",
            id="another year",
        ),
        pytest.param(
            ["move", "one", "third tuesday of november prior"], "'one' would stand on 2025-11-18", id="the year before"
        ),
        pytest.param(["move", "one", "23 febuary"], "no month is called 'febuary'; did you mean", id="no date"),
        pytest.param(["move", "one", "23/2/27"], "'23/2/27'", id="a date that can be two"),
        pytest.param(["move", "one"], "name an entry and its new date, as in  cop-plan move", id="no day"),
        pytest.param(["cancel"], "Missing argument", id="no name"),
        pytest.param(["cancel", "one", "two", "--because", "x"], "name one session, as in", id="two names"),
        pytest.param(["cancel", "one"], "say why, as in  --because 'Snow day'", id="no reason"),
        pytest.param(
            ["cancel", "one", "--because", " \t"], "say why, as in  --because 'Snow day'", id="a blank reason"
        ),
        pytest.param(
            ["cancel", "brief", "--because", "x"],
            "only a session is cancelled, and 'brief' is a task; to do without it, write  leave_out: {brief: why}",
            id="a task",
        ),
    ],
)
def test_what_cannot_be_is_misuse_with_a_hint(words: list[str], said: str, definition: Path, run: Run) -> None:
    before = all_files(definition)
    done = run(
        *words, "--today", DAY, *(["--yes"] if "no name" not in said else []), cwd=definition.parent, COLUMNS="300"
    )
    assert (done.code, said in done.err) == (2, True), done.err
    assert all_files(definition) == before


def test_what_is_cancelled_is_not_moved(definition: Path, run: Run) -> None:
    assert run("cancel", definition, "one", "--because", "Snow day", "--today", DAY, "--yes").code == 0
    before = all_files(definition)
    done = run("move", definition, "one", "2026-11-24", "--today", DAY, "--yes", COLUMNS="300")
    assert (done.code, "'one' is cancelled; if it takes place, take the line" in done.err) == (2, True)
    done = run("move", definition, "one.reminder", "2026-11-24", "--today", DAY, "--yes", COLUMNS="300")
    assert (done.code, "'one.reminder' is cancelled with its session" in done.err) == (2, True)
    assert all_files(definition) == before


def test_moved_to_where_it_is_nothing_is_written(definition: Path, run: Run) -> None:
    assert run("move", definition, "two", "2026-12-16", "--yes", "--today", DAY).code == 0
    before = definition.read_bytes()
    again = run("move", definition, "two", "2026-12-16", "--yes", "--today", DAY)
    assert again.err.splitlines() == [
        "activities.two.when: '2026-12-16'",
        "this moves nothing",
        "no new warnings",
        f"nothing changed in {definition.parent / 'plan'}/",
    ]
    assert definition.read_bytes() == before


def test_cancelled_again_it_has_another_reason(definition: Path, run: Run) -> None:
    words = ["cancel", definition, "one", "--today", DAY, "--yes", "--because"]
    assert run(*words, "Snow day").code == 0
    before = all_files(definition)
    assert run(*words, "Snow day").code == 0
    assert all_files(definition) == before
    done = run(*words, "Flood")
    assert (done.code, done.out) == (0, "")
    assert "activities.one.cancelled: 'Snow day' becomes 'Flood'\n" in done.err
    assert text(definition) == before["community.yaml"].decode().replace("Snow day", "Flood")


@pytest.mark.parametrize("words", [["move", "one", "2026-11-05"], ["schedule", "--move", "trip=2026-11-05"]])
def test_nothing_is_moved_out_of_the_year_by_the_day_on_which_it_begins(
    words: list[str], run: Run, write: Write
) -> None:
    path = write(DEFINITION + "begins: 2026-11-06\n", OWN_PATTERN)
    before = all_files(path)
    done = run(*words, "--today", DAY, "--yes", cwd=path.parent, COLUMNS="300")
    assert (done.code, "2026-11-05, before the community begins, on 2026-11-06" in done.err) == (2, True), done.err
    assert all_files(path) == before


def test_what_was_cancelled_by_hand_before_is_not_on_again(run: Run, write: Write) -> None:
    by_hand = DEFINITION.replace("title: First visit", "title: First visit, cancelled: Snow day")
    path = write(by_hand, OWN_PATTERN)
    assert run("cancel", path, "one", "--because", "Flood", "--today", "2026-11-20", "--yes").code == 0
    assert text(path) == by_hand.replace("Snow day", "Flood")


def test_what_is_cancelled_goes_along_with_what_it_is_counted_from(run: Run, write: Write) -> None:
    more = "\n    steps: {book: {title: Book, when: 5 weeks before}}\n    cancelled: Flu"
    path = write(DEFINITION.replace("Second webinar", f"Second webinar{more}"), OWN_PATTERN)
    before = text(path)
    done = run("move", path, "one", "2026-11-24", "--today", DAY, "--yes")
    assert (done.code, "on again" in done.err) == (0, False), done.err
    changed = set(text(path).splitlines()) - set(before.splitlines())
    assert {line.split(":")[0].strip() for line in changed} == {"one", "brief"}


@pytest.mark.parametrize("words", [["move", "one", "2026-11-24"], ["cancel", "one", "--because", "Snow day"]])
def test_where_nobody_can_be_asked_it_takes_yes(words: list[str], definition: Path, run: Run) -> None:
    before = all_files(definition)
    done = run(*words, "--today", "2026-11-20", cwd=definition.parent)
    assert done.code == 2
    assert "First visit was on Tuesday 17 November 2026, which is past: " in done.err
    assert f"there is nobody to ask; say --yes to {words[0]}" in done.err
    assert all_files(definition) == before
    assert run(*words, "--today", "2026-11-20", "--yes", cwd=definition.parent).code == 0


def test_a_session_noted_as_done_is_asked_for_with_its_own_sentence(definition: Path, run: Run) -> None:
    assert run("done", definition, "one", "--today", "2026-11-17").code == 0
    shown = run("cancel", definition, "one", "--because", "x", "--today", "2026-11-17", "--dry-run").err
    assert (
        "First visit, on Tuesday 17 November 2026, is noted as done: cancel it only if it did not take place" in shown
    )


def test_a_task_that_is_past_is_moved_without_a_word(definition: Path, run: Run) -> None:
    assert "is past" not in run("move", definition, "brief", "2026-11-20", "--today", DAY, "--dry-run").err


def test_rules_newly_broken_are_shown(definition: Path, run: Run) -> None:
    shown = run("move", definition, "trip", "2027-03-26", "--today", "2026-06-01", "--dry-run").err
    assert "new warnings:\n" in shown
    assert "closed-day: " in shown


def test_it_is_data(definition: Path, run: Run) -> None:
    words = ["--because", "Snow day", "--today", DAY, "--dry-run", "--json"]
    (one,) = json.loads(run("cancel", definition, "one", *words).out)["scheduled"]
    move = one["move"]
    assert move["replaced"] == [{"path": "activities.one.cancelled", "before": None, "after": "Snow day"}]
    assert [(kept["id"], kept["day"], kept["done"]) for kept in move["kept"]] == [
        ("one.guide", "2026-11-10", False),
        ("one.write", "2026-11-09", False),
    ]
    assert move["held"] == []
    assert move["to_tell"][0].endswith(": the place (Elm School); the presenter (Noor Haddad)")
    assert ["modes: " in line for line in move["would_break"]] == [True]
    assert move["messages"][0]["subject"] == "First visit on Tuesday 17 November 2026 is cancelled"
    changed = {change["id"] for change in one["changes"] if change["what"] == "cancelled"}
    assert changed == {"one", "one.reminder", "one.thanks"}


def test_in_french(definition: Path, run: Run) -> None:
    definition.write_text(DEFINITION + "language: fr-CA\n", encoding="utf-8")
    done = run("cancel", definition, "one", "--because", "Tempête de neige", "--today", "2026-11-20", "--yes")
    assert done.code == 0, done.err
    assert done.out.startswith("Objet\N{NO-BREAK SPACE}: First visit\N{NO-BREAK SPACE}: annulation, mardi 17 novembre")
    assert "First visit\N{NO-BREAK SPACE}: la date prévue, mardi 17 novembre 2026, est passée" in done.err
    done = run("move", definition, "two", "troisième", "mercredi", "de", "décembre", "--today", "2026-11-20", "--yes")
    assert (done.code, days(definition)["two"]) == (0, "2026-12-16"), done.err


# On a terminal.


def answered(words: list[str], environment: dict[str, str], *typed: bytes) -> tuple[int, str]:
    """Run a command in a pseudo-terminal and type a line whenever it reads; return its exit code and what was shown."""
    shown, left = b"", list(typed)
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(sys.executable, [sys.executable, "-m", "cop_plan", *words], environment)
    questions = [b"Why?", b"it?"]
    for shown in screens(terminal):
        asks = questions[len(questions) - len(left)] if left else b""
        if left and asks in shown:
            wait_until_it_reads(child)
            os.write(terminal, left.pop(0))
    return end_of(child, terminal), shown.decode(errors="replace")


@pytest.mark.parametrize(("answer", "code"), [(b"n\n", 0), (b"\x03", 130), (b"\x04", 130)], ids=["no", "^C", "^D"])
@pytest.mark.parametrize(
    "words", [["move", "one", "2026-11-24"], ["cancel", "one", "--because", "Snow"]], ids=["move", "cancel"]
)
def test_who_does_not_agree_finds_all_as_it_was(
    words: list[str], answer: bytes, code: int, definition: Path, environment: dict[str, str]
) -> None:
    before = all_files(definition)
    given = [words[0], str(definition), *words[1:], "--today", DAY]
    found, shown = answered(given, environment | {"PYTHONWARNINGS": "ignore::ResourceWarning"}, answer)
    assert found == code, shown
    assert "Traceback" not in shown
    assert all_files(definition) == before


def test_the_reason_is_asked_for_on_a_terminal(definition: Path, environment: dict[str, str]) -> None:
    words = ["cancel", str(definition), "one", "--today", DAY]
    found, shown = answered(words, environment, b"Snow day\n", b"y\n")
    assert found == 0, shown
    assert "cancelled: Snow day" in text(definition)


def test_of_two_at_once_neither_takes_the_other_for_a_person(definition: Path, environment: dict[str, str]) -> None:
    for round_ in range(3):
        asked = [["move", "trip", f"2027-04-2{round_}"], ["cancel", "call.january", "--because", f"Flu {round_}"]]
        runs = [
            subprocess.Popen(
                [sys.executable, "-m", "cop_plan", words[0], definition, *words[1:], "--today", DAY, "--yes"],
                env=environment,
                stderr=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                text=True,
            )
            for words in asked
        ]
        for (*_, wanted), one in zip(asked, runs, strict=True):
            said = one.communicate(timeout=PATIENCE_SECONDS)[1]
            refused = {0: False, 4: True}[one.returncode]
            assert ("somebody changed it meanwhile" in said) == refused, said
            assert refused or wanted in text(definition)


def test_a_definition_that_changed_meanwhile_is_refused(definition: Path, environment: dict[str, str]) -> None:
    child, terminal = pty.fork()
    if child == 0:
        words = ["move", str(definition), "one", "2026-11-24", "--today", DAY]
        os.execvpe(sys.executable, [sys.executable, "-m", "cop_plan", *words], environment)
    shown, is_asked = b"", False
    for shown in screens(terminal):
        if b"Move it?" in shown and not is_asked:
            wait_until_it_reads(child)
            definition.write_text(DEFINITION + "website: https://example.org\n", encoding="utf-8")
            os.write(terminal, b"y\n")
            is_asked = True
    assert end_of(child, terminal) == 4
    assert b"somebody changed it meanwhile" in b" ".join(shown.split())
    assert text(definition) == DEFINITION + "website: https://example.org\n"
