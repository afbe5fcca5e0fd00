"""What is done, what is overdue and due: the record as people and spreadsheets keep it, and the commands around it."""

import csv
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from icalendar import Calendar

from conftest import MINIMAL, PATIENCE_SECONDS, DatedYear, Ran, Write
from cop_plan.definition import load
from cop_plan.definition.community import ProgressRow
from cop_plan.schedule import progress

Run = Callable[..., Ran]
YearOf = Callable[..., DatedYear]

TODAY = "2026-11-21"
COMMUNITY = MINIMAL + (
    "leadership: {facilitator: Alex Moreau, co_facilitator: Kim Sandoval}\n"
    "goals:\n"
    "  routines:\n"
    "    aim: Two routines\n"
    "    evidence: {artefacts: {what: Artefacts, by: 2026-12-04, owner: facilitator}}\n"
    "activities:\n"
    "  webinar-2: {owner: Alex Moreau, at: 15:30, where: Video meetings, link: 'https://example.org/2'}\n"
    "  webinar-3: {owner: co-facilitator}\n"
    "legacy: {capacity_building: [{activity: A half day, when: 2027-08-23}]}\n"
)


def record_of(definition: Path) -> Path:
    return definition.parent / "records" / "progress.csv"


def noted(definition: Path) -> list[list[str]]:
    with record_of(definition).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


# Noting what is done.


@pytest.mark.parametrize(
    "name",
    [
        "webinar-1",
        "webinar-1.distribute-guide",
        "online-meeting.november",
        "online-meeting.november.distribute-agenda",
        "evidence.routines.artefacts",
        "capacity-building.1",
    ],
)
def test_whatever_the_year_has_can_be_done(name: str, run: Run, write: Write) -> None:
    definition = write(COMMUNITY)
    done = run("done", definition, name, "--today", "2027-07-01")
    assert done.code == 0, done.err
    assert noted(definition) == [["name", "date", "note"], [name, "2027-07-01", ""]]


def test_several_are_noted_at_once_with_their_day_and_note(run: Run, write: Write) -> None:
    definition = write(COMMUNITY)
    words = ["webinar-1", "Orientation", "--on", "2026-11-18", "--note", "Twenty came"]
    done = run("done", definition, *words, "--today", TODAY)
    assert (done.code, done.out) == (0, "")
    assert noted(definition)[1:] == [[name, "2026-11-18", "Twenty came"] for name in ("webinar-1", "orientation")]
    assert "done: Webinar 1 (webinar-1), 2026-11-18\n" in done.err


def test_what_is_done_already_is_noted_once(run: Run, write: Write) -> None:
    definition = write(COMMUNITY)
    run("done", definition, "webinar-1", "--today", "2026-11-18")
    before = record_of(definition).read_bytes()
    again = run("done", definition, "webinar-1", "--today", TODAY)
    assert again.code == 0
    assert "was done already: Webinar 1 (webinar-1), 2026-11-18; nothing is added\n" in again.err
    assert record_of(definition).read_bytes() == before


def test_another_day_or_note_is_a_further_row_and_the_last_counts(run: Run, write: Write) -> None:
    definition = write(COMMUNITY)
    run("done", definition, "webinar-1", "--today", "2026-11-18")
    run("done", definition, "webinar-1", "--on", "2026-11-17", "--today", TODAY)
    done = run("done", definition, "webinar-1", "--note", "Twenty", "--today", TODAY, "--json")
    assert noted(definition)[1:] == [
        ["webinar-1", "2026-11-18", ""],
        ["webinar-1", "2026-11-17", ""],
        ["webinar-1", "2026-11-17", "Twenty"],
    ]
    (one,) = json.loads(done.out)["done"]
    assert (one["date"], one["note"], one["new"]) == ("2026-11-17", "Twenty", True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["webinar-9"], "did you mean 'webinar-"),
        (["online-meeting"], "name one of online-meeting."),
        (["webinar-1", "nothing-like-it"], "no entry is called 'nothing-like-it'"),
        (["webinar-1", "--on", "2026-11-22"], "is still to come"),
        (["webinar-1", "--on", "11/10/2026"], "is not how a date is written"),
        (["webinar-1", "--on", "2025-11-18"], "was it that of another year?"),
        (["webinar-1", "--note", "x" * 2001], "longer than 2,000"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_what_cannot_be_noted_is_misuse_and_nothing_is_written(
    words: list[str], said: str, run: Run, write: Write
) -> None:
    definition = write(COMMUNITY)
    done = run("done", definition, *words, "--today", TODAY)
    assert (done.code, said in done.err) == (2, True), done.err
    assert not record_of(definition).parent.exists()


@pytest.mark.parametrize(
    ("note", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM", "'@SUM"),
        ('a, "b"; c', 'a, "b"; c'),
        ("two\nlines\tand \x1b[31m", "two lines and [31m"),
        ("  =x", "'=x"),
        ("e\u0301", "é"),
    ],
)
def test_a_note_is_one_line_that_no_spreadsheet_computes(note: str, cell: str, run: Run, write: Write) -> None:
    definition = write(COMMUNITY)
    assert run("done", definition, "webinar-1", "--note", note, "--today", TODAY).code == 0
    assert noted(definition)[1][2] == cell
    again = run("done", definition, "webinar-1", "--note", note, "--today", TODAY, "--json")
    assert json.loads(again.out)["done"][0]["new"] is False
    assert json.loads(again.out)["done"][0]["note"] == cell.removeprefix("'")


@pytest.mark.parametrize(
    ("before", "added"),
    [
        (b"name,date,note\norientation,2026-09-29,", b"\nwebinar-1,2026-11-21,a;b\n"),
        (b"\xef\xbb\xbfname;date;note\r\norientation;2026-09-29;\r\n", b'webinar-1;2026-11-21;"a;b"\r\n'),
        (b"Date,Who,Note,Name\n", b"2026-11-21,,a;b,webinar-1\n"),
        (b"name\tdate\tnote\n\n\t\t\n", b"webinar-1\t2026-11-21\ta;b\n"),
        (b"", b"name,date,note\nwebinar-1,2026-11-21,a;b\n"),
        (b"\xef\xbb\xbf", b"name,date,note\nwebinar-1,2026-11-21,a;b\n"),
    ],
    ids=["no last line end", "semicolons", "other columns", "tabs", "empty", "a mark alone"],
)
def test_a_record_grows_in_its_own_shape(before: bytes, added: bytes, run: Run, write: Write) -> None:
    definition = write(COMMUNITY, {"records/progress.csv": ""})
    record_of(definition).write_bytes(before)
    done = run("done", definition, "webinar-1", "--note", "a;b", "--today", TODAY)
    assert done.code == 0, done.err
    assert record_of(definition).read_bytes() == before + added


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name,date,note\nwebinar-1,11/10/2026,\n", ":2:2: records.progress.1.date: '11/10/2026' can be two days"),
        ("name,date\nwebinar-1,\n", ":2:2: records.progress.1.date: this is required"),
        ("name,note\n", ":1:1: the column 'date' is missing"),
        ("name,date\n", ":1:1: the column 'note' is missing"),
        ('name,date,note\n"webinar-1,2026-11-10,\n', "a quote is not closed"),
    ],
)
def test_a_record_with_problems_is_told_with_places_and_left_alone(
    content: str, said: str, run: Run, write: Write
) -> None:
    definition = write(COMMUNITY, {"records/progress.csv": content})
    done = run("done", definition, "orientation", "--note", "x", "--today", TODAY)
    assert (done.code, said in done.err) == (1, True), done.err
    assert record_of(definition).read_text(encoding="utf-8") == content


def test_two_programs_that_note_at_once_lose_no_row(write: Write, environment: dict[str, str]) -> None:
    definition = write(COMMUNITY)
    script = (
        "import sys; from pathlib import Path\n"
        "from cop_plan.base import files; from cop_plan.definition import load\n"
        "from cop_plan.definition.community import ProgressRow\n"
        "for number in range(50):\n"
        "    row = ProgressRow.model_validate({'name': sys.argv[2], 'date': '2026-11-21', 'note': str(number)})\n"
        "    more = lambda before: load.more_progress(before, '', [row])\n"
        "    files.append(Path(sys.argv[1]), more, 10**6, patience_seconds=float(sys.argv[3]))\n"
    )
    command = [sys.executable, "-c", script, str(record_of(definition))]
    both = [
        subprocess.Popen([*command, who, str(PATIENCE_SECONDS)], env=environment) for who in ("webinar-1", "webinar-2")
    ]
    assert [process.wait(timeout=PATIENCE_SECONDS) for process in both] == [0, 0]
    header, *rows = noted(definition)
    assert header == ["name", "date", "note"]
    assert sorted(rows) == sorted([who, TODAY, str(n)] for who in ("webinar-1", "webinar-2") for n in range(50))


def test_the_same_name_noted_by_many_at_once_is_one_row(write: Write, environment: dict[str, str]) -> None:
    definition = write(COMMUNITY)
    command = [sys.executable, "-m", "cop_plan", "done", str(definition), "webinar-1", "--today", TODAY]
    runs = [subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) for _ in range(6)]
    assert {process.wait(timeout=PATIENCE_SECONDS) for process in runs} == {0}
    assert noted(definition) == [["name", "date", "note"], ["webinar-1", TODAY, ""]]


@pytest.mark.parametrize("there", ["name,date,note\norientation,2026-09-29,\n", None], ids=["there", "new"])
def test_a_full_disk_is_code_3_and_leaves_the_record_as_it_was(
    there: str | None, write: Write, environment: dict[str, str]
) -> None:
    definition = write(COMMUNITY, {"records/progress.csv": there} if there else None)

    def almost_full() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        size = len(there or "") + 10
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    done = subprocess.run(
        [sys.executable, "-m", "cop_plan", "done", str(definition), "webinar-1", "--today", TODAY],
        env=environment | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=almost_full,
    )
    assert (done.returncode, "the file would be larger than is allowed" in done.stderr) == (3, True), done.stderr
    if there:
        assert record_of(definition).read_text(encoding="utf-8") == there
    else:
        assert not record_of(definition).parent.exists()


@pytest.mark.parametrize("place", ["a folder", "a file above"])
def test_a_place_that_cannot_be_written_is_code_3_and_one_line(place: str, run: Run, write: Write) -> None:
    definition = write(COMMUNITY, {"records/progress.csv/x": ""} if place == "a folder" else {"records": "mine"})
    done = run("done", definition, "webinar-1", "--today", TODAY)
    assert (done.code, done.err.count("\n")) == (3, 1), done.err


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_record_is_code_3(run: Run, write: Write) -> None:
    definition = write(COMMUNITY, {"records/progress.csv": "name,date,note\n"})
    record_of(definition).chmod(0o444)
    assert run("done", definition, "webinar-1", "--today", TODAY).err.endswith("permission denied\n")


# The record joined to the year.


def rows(text: str) -> load.TableRecord[ProgressRow]:
    return load.progress(text.encode(), "progress.csv")


def test_an_unknown_name_has_its_row_and_the_nearest(year_of: YearOf) -> None:
    record = rows("name,date\nwebinar-1,2026-11-17\nwebinr-2,2026-11-20\n")
    done, value_problems = progress.join(year_of(COMMUNITY).dated, record.rows)
    assert set(done) == {"webinar-1"}
    (problem,) = record.problems(value_problems).problems
    assert problem.lines()[0] == "progress.csv:3:1: records.progress.2.name: no entry is called 'webinr-2'"
    assert "webinar-2" in (problem.hint or "")


def test_rows_of_another_year_and_of_what_is_left_out_are_no_trouble(year_of: YearOf) -> None:
    year = year_of(COMMUNITY + "leave_out: {webinar-4: Enough}\n")
    record = rows("name,date\nwebinar-1,2025-11-18\nold-thing,2025-05-05\nwebinar-4,2027-03-16\n")
    assert progress.join(year.dated, record.rows) == ({}, [])


def test_a_guarded_note_is_read_as_it_was_meant() -> None:
    assert [row.note for row in rows("name,date,note\na,2026-01-01,'=1\nb,2026-01-01,'tis\n").rows] == ["=1", "'tis"]


def test_a_record_in_another_encoding_is_read() -> None:
    assert load.progress("name,date\na,2026-01-01\n".encode("utf-16"), "progress.csv").rows[0].name == "a"


# How the year stands.


def test_what_is_overdue_comes_first_then_what_is_due_then_the_next_session(run: Run, write: Write) -> None:
    done = run("status", write(COMMUNITY), "--today", TODAY)
    assert (done.code, done.err) == (0, "")
    heads = [line for line in done.out.splitlines() if line and not line.startswith(" ")]
    assert heads[0] == "Readers, 2026-2027 · Saturday 21 November 2026"
    assert heads[2:] == ["Overdue", "Due in the next four weeks", "Next session", "By owner"]
    assert "  2026-12-04  Collect: Artefacts · facilitator  [evidence.routines.artefacts]\n" in done.out
    assert "  2026-11-10  Webinar 1: distribute the guide · facilitator  [webinar-1.distribute-guide]\n" in done.out


def test_what_is_done_is_counted_and_no_longer_overdue(run: Run, write: Write) -> None:
    definition = write(COMMUNITY)
    before = json.loads(run("status", definition, "--today", TODAY, "--json").out)
    run("done", definition, "webinar-1", "--today", TODAY)
    after = json.loads(run("status", definition, "--today", TODAY, "--json").out)
    assert "webinar-1" in {one["id"] for one in before["overdue"]}
    assert after["done_count"] == before["done_count"] + 1 == 1
    assert after["overdue_count"] == before["overdue_count"] - 1
    assert sum(one["total_count"] for one in after["owners"]) == after["total_count"]


def test_four_weeks_begin_today_and_include_their_last_day(year_of: YearOf) -> None:
    year = year_of(COMMUNITY).dated
    for entry in year.entries:
        for days, is_due in ((0, True), (28, True), (29, False), (-1, False)):
            today = entry.day.fromordinal(entry.day.toordinal() - days)
            assert (entry in progress.ProgressStanding(year.entries, {}, today).due) == is_due
    last = progress.ProgressStanding(year.entries, {}, year.entries[-1].day.replace(year=2028))
    assert (last.next_session, last.due) == (None, ())


def test_a_record_with_an_unknown_name_is_shown_and_code_1(run: Run, write: Write) -> None:
    definition = write(COMMUNITY, {"records/progress.csv": "name,date\nwebinr-1,2026-11-17\n"})
    done = run("status", definition, "--today", TODAY)
    assert (done.code, "Overdue" in done.out) == (1, True)
    assert "progress.csv:2:1: records.progress.1.name: no entry is called 'webinr-1'" in done.err
    assert run("check", definition, "--today", TODAY).code == 1
    assert run("schedule", definition, "--today", TODAY).code == 0


@pytest.mark.parametrize("owner", ["facilitator", "Alex Moreau", "alex moreau"])
def test_a_role_and_its_person_are_one_owner(owner: str, run: Run, write: Write) -> None:
    done = run("status", write(COMMUNITY), "--owner", owner, "--ics", "--today", TODAY)
    events = {str(event["UID"]).partition("@")[0]: event for event in Calendar.from_ical(done.out).events}
    assert {"evidence.routines.artefacts", "webinar-2", "report"} <= set(events)
    assert not {"webinar-3", "webinar-1.reminder"} & set(events)
    assert events["webinar-2"]["URL"] == "https://example.org/2"


def _unrelated(calendar: str) -> dict[str, bytes]:
    """Return the events by their UIDs, less what they are a part of, which a personal calendar need not have."""
    events = {str(event["UID"]): event for event in Calendar.from_ical(calendar).events}
    for event in events.values():
        event.pop("RELATED-TO", None)
    return {uid: event.to_ical() for uid, event in events.items()}


def test_a_personal_calendar_has_only_what_is_open_and_the_teams_identities(run: Run, write: Write) -> None:
    definition = write(COMMUNITY)
    run("schedule", definition, "--today", "2026-05-01")
    run("done", definition, "webinar-2", "--today", "2026-12-16")
    done = run("status", definition, "--owner", "facilitator", "--ics", "--today", "2026-12-17")
    events = _unrelated(done.out)
    assert not any(uid.startswith("webinar-2@") for uid in events)
    team = _unrelated((definition.parent / "plan" / "team.ics").read_text(encoding="utf-8"))
    assert {uid: team[uid] for uid in events} == events
    assert "@example" not in done.out


@pytest.mark.parametrize(
    "words", [["--ics"], ["--owner", "Nobody"], ["--ics", "--json", "--owner", "facilitator"]], ids=" ".join
)
def test_a_personal_calendar_needs_somebody(words: list[str], run: Run, write: Write) -> None:
    done = run("status", write(COMMUNITY), *words)
    assert (done.code, done.out) == (2, "")


def test_a_long_list_of_what_is_overdue_is_cut_and_can_be_had_whole(run: Run, write: Write) -> None:
    definition = write(COMMUNITY)
    count = json.loads(run("status", definition, "--today", TODAY, "--json").out)["overdue_count"]
    assert f"  {count - 12} more before these\n" in run("status", definition, "--today", TODAY).out
    assert "more before these" not in run("status", definition, "--today", TODAY, "--all").out


def test_a_french_community_is_told_in_french(run: Run, write: Write) -> None:
    done = run("status", write(COMMUNITY + "language: fr-CA\n"), "--today", TODAY)
    assert "En retard\n" in done.out
    assert "Prochaine rencontre\n" in done.out


# What is done is not published.


def test_what_is_done_shows_in_the_timeline_and_as_a_tick_in_the_plan_and_nowhere_else(run: Run, write: Write) -> None:
    definition = write(COMMUNITY)
    plan = definition.parent / "plan"
    run("schedule", definition, "--today", "2026-11-01")
    before = {path.name: path.read_bytes() for path in plan.iterdir()}
    run("done", definition, "webinar-1", "--today", TODAY)
    done = run("schedule", definition, "--today", TODAY)
    after = {path.name: path.read_bytes() for path in plan.iterdir()}
    assert {name for name in after if after[name] != before.get(name)} == {"timeline.json", "plan.md", "cop-plan.lock"}
    assert "wrote plan.md, timeline.json to" in done.err
    assert before["plan.md"].count(b"- [x] ") == 0
    assert after["plan.md"].count(b"- [x] ") == 1
    old, new = (json.loads(files["timeline.json"])["entries"] for files in (before, after))
    changed = [(one["id"], one["status"]) for one, other in zip(new, old, strict=True) if one != other]
    assert changed == [("webinar-1", "done")]
    unchanged = run("schedule", definition, "--today", TODAY)
    assert "nothing changed in" in unchanged.err
    record_of(definition).unlink()
    run("schedule", definition, "--today", TODAY)
    assert json.loads((plan / "timeline.json").read_bytes())["entries"] == old


# The shell.


def completed(definition: Path, words: list[str], environment: dict[str, str]) -> tuple[list[str], str]:
    """Ask bash itself what it would complete, through the script that the command gives it."""
    program = definition.parent / "bin" / "cop-plan"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f"#!{sys.executable}\nfrom cop_plan.__main__ import main\nmain()\n", encoding="utf-8")
    program.chmod(0o755)
    script = (
        'eval "$(_COP_PLAN_COMPLETE=source_bash cop-plan)"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
        '_cop_plan_completion cop-plan; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", script, "bash", "cop-plan", *words],
        env=environment | {"PATH": f"{program.parent}:{os.environ['PATH']}"},
        cwd=definition.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    return done.stdout.split(), done.stderr


def test_the_shell_completes_names_that_are_not_done(write: Write, environment: dict[str, str]) -> None:
    definition = write(COMMUNITY, {"records/progress.csv": "name,date\nwebinar-2,2026-12-15\n"})
    found, said = completed(definition, ["done", "community.yaml", "webinar-3", "webinar-"], environment)
    assert said == ""
    assert {"webinar-1", "webinar-4", "webinar-2.distribute-guide"} <= set(found)
    assert not {"webinar-2", "webinar-3", "orientation"} & set(found)


def test_the_shell_completes_owners(write: Write, environment: dict[str, str]) -> None:
    found, said = completed(write(COMMUNITY), ["status", "community.yaml", "--owner", "co"], environment)
    assert (found, said) == (["co-facilitator"], "")


@pytest.mark.parametrize("definition", ["missing.yaml", "community.yaml", "."])
def test_the_shell_completes_nothing_and_says_nothing_where_something_is_wrong(
    definition: str, write: Write, environment: dict[str, str]
) -> None:
    path = write("name: [")
    assert completed(path, ["done", definition, "web"], environment) == ([], "")
