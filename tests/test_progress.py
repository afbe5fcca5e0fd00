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
from cop_plan.app.project import CommunityProject
from cop_plan.definition import load
from cop_plan.definition.community import ProgressRow
from cop_plan.schedule import progress
from workbooks import workbook

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
    entry = next(one for one in CommunityProject(definition).timeline.entries if one.id == name)
    day = entry.day.isoformat() if entry.is_session else "2027-07-01"
    assert noted(definition) == [["name", "date", "note"], [name, day, ""]]


def test_several_are_noted_at_once_with_their_day_and_note(run: Run, write: Write) -> None:
    definition = write(COMMUNITY)
    words = ["webinar-1", "Orientation", "--on", "2026-11-18", "--note", "Twenty came"]
    done = run("done", definition, *words, "--today", TODAY)
    assert (done.code, done.out) == (0, "")
    assert noted(definition)[1:] == [[name, "2026-11-18", "Twenty came"] for name in ("webinar-1", "orientation")]
    assert "done: Webinar 1 (webinar-1), 2026-11-18\n" in done.err


def test_what_is_done_already_is_noted_once(run: Run, write: Write) -> None:
    definition = write(COMMUNITY)
    run("done", definition, "webinar-1", "--on", "2026-11-18", "--today", "2026-11-18")
    before = record_of(definition).read_bytes()
    again = run("done", definition, "webinar-1", "--today", TODAY)
    assert again.code == 0
    assert "was done already: Webinar 1 (webinar-1), 2026-11-18; nothing is added\n" in again.err
    assert record_of(definition).read_bytes() == before


def test_another_day_or_note_is_a_further_row_and_the_last_counts(run: Run, write: Write) -> None:
    definition = write(COMMUNITY)
    run("done", definition, "webinar-1", "--on", "2026-11-18", "--today", "2026-11-18")
    run("done", definition, "webinar-1", "--on", "2026-11-17", "--today", TODAY)
    done = run("done", definition, "webinar-1", "--note", "Twenty", "--today", TODAY, "--json")
    assert noted(definition)[1:] == [
        ["webinar-1", "2026-11-18", ""],
        ["webinar-1", "2026-11-17", ""],
        ["webinar-1", "2026-11-17", "Twenty"],
    ]
    (one,) = json.loads(done.out)["done"]
    assert (one["day"], one["note"], one["new"]) == ("2026-11-17", "Twenty", True)


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
        (b"name,date,note\norientation,2026-09-29,", b"\nwebinar-1,2026-11-17,a;b\n"),
        (b"\xef\xbb\xbfname;date;note\r\norientation;2026-09-29;\r\n", b'webinar-1;2026-11-17;"a;b"\r\n'),
        (b"Date,Who,Note,Name\n", b"2026-11-17,,a;b,webinar-1\n"),
        (b"name\tdate\tnote\n\n\t\t\n", b"webinar-1\t2026-11-17\ta;b\n"),
        (b"", b"name,date,note\nwebinar-1,2026-11-17,a;b\n"),
        (b"\xef\xbb\xbf", b"name,date,note\nwebinar-1,2026-11-17,a;b\n"),
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
    assert noted(definition) == [["name", "date", "note"], ["webinar-1", "2026-11-17", ""]]


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


# The day that is noted.


@pytest.mark.parametrize(
    ("words", "day", "because"),
    [
        (["webinar-1"], "2026-11-17", "its planned day"),
        (["webinar-1.distribute-guide"], TODAY, "today"),
        (["webinar-1", "--on", "2026-11-18"], "2026-11-18", "given"),
        (["webinar-1.distribute-guide", "--on", "2026-11-09"], "2026-11-09", "given"),
        (["webinar-3", "--on", "2026-11-20"], "2026-11-20", "given"),
    ],
)
def test_a_session_is_noted_on_its_planned_day_and_anything_else_today(
    words: list[str], day: str, because: str, run: Run, write: Write
) -> None:
    definition = write(COMMUNITY)
    done = run("done", definition, *words, "--today", TODAY, "--json")
    assert noted(definition)[1:] == [[words[0], day, ""]]
    (one,) = json.loads(done.out)["done"]
    assert (one["day"], one["because"]) == (day, because)


def test_it_is_said_why_a_day_is_noted(run: Run, write: Write) -> None:
    done = run("done", write(COMMUNITY), "webinar-1", "webinar-1.reminder", "--today", TODAY)
    assert "done: Webinar 1 (webinar-1), on its planned day, 2026-11-17\n" in done.err
    assert "(webinar-1.reminder), today, 2026-11-21\n" in done.err
    french = run("done", write(COMMUNITY + "language: fr-CA\n"), "webinar-2.reminder", "--today", TODAY)
    assert ", aujourd’hui, 2026-11-21\n" in french.err


def test_a_session_that_is_still_to_come_is_refused_and_nothing_is_noted(run: Run, write: Write) -> None:
    definition = write(COMMUNITY)
    done = run("done", definition, "webinar-1", "webinar-*", "--today", TODAY)
    assert (done.code, "webinar-3 on 2027-02-16, webinar-4 on" in done.err) == (2, True)
    assert not record_of(definition).parent.exists()
    french = run("done", write(COMMUNITY + "language: fr-CA\n"), "webinar-3", "--today", TODAY)
    assert (french.code, "encore à venir\u00a0: webinar-3, le 2027-02-16" in french.err) == (2, True)


def test_a_session_is_held_on_its_day_and_not_the_day_before(run: Run, write: Write) -> None:
    definition = write(COMMUNITY)
    assert run("done", definition, "webinar-1", "--today", "2026-11-16").code == 2
    assert run("done", definition, "webinar-1", "--today", "2026-11-17").code == 0


# Many at once.


def test_a_pattern_notes_all_names_that_fit_it(run: Run, write: Write) -> None:
    definition = write(COMMUNITY)
    done = run("done", definition, "webinar-1.*", "Webinar-[23].Reminder", "--today", TODAY)
    assert done.code == 0, done.err
    entries = {one.id for one in CommunityProject(definition).timeline.entries if one.parent == "webinar-1"}
    assert {name for name, *_ in noted(definition)[1:]} == entries | {"webinar-2.reminder", "webinar-3.reminder"}


def test_all_that_fits_nothing_is_told_at_once(run: Run, write: Write) -> None:
    definition = write(COMMUNITY)
    done = run("done", definition, "webnar-*", "nothing-like-it", "webinar-1", "--today", TODAY)
    assert done.code == 2
    assert "no entry fits 'webnar-*'; cop-plan status --all shows names\nno entry is called 'nothing" in done.err
    assert not record_of(definition).parent.exists()


def test_all_that_is_planned_before_a_day_is_noted_on_its_planned_day(run: Run, write: Write) -> None:
    definition = write(COMMUNITY)
    run("done", definition, "orientation", "--on", "2026-09-29", "--today", TODAY)
    done = run("done", definition, "--before", "2026-11-17", "--yes", "--today", TODAY, "--json")
    assert done.code == 0, done.err
    days = {one.id: one.day.isoformat() for one in CommunityProject(definition).timeline.entries}
    wanted = {name: day for name, day in days.items() if day < "2026-11-17"} | {"orientation": "2026-09-29"}
    assert {name: day for name, day, _ in noted(definition)[1:]} == wanted
    assert "webinar-1" not in wanted
    assert {one["because"] for one in json.loads(done.out)["done"]} == {"its planned day"}
    assert json.loads(run("status", definition, "--today", "2026-11-17", "--json").out)["overdue_count"] == 0
    again = run("done", definition, "--before", "2026-11-17", "--today", TODAY)
    assert (again.code, "nothing that is planned before 2026-11-17 is left to be noted\n" in again.err) == (0, True)


@pytest.mark.parametrize("words", [["--before", TODAY], ["webinar-1.*", "--undo"]], ids=" ".join)
def test_many_at_once_need_somebody_to_agree(words: list[str], run: Run, write: Write) -> None:
    definition = write(COMMUNITY)
    run("done", definition, "webinar-1.*", "--today", TODAY)
    before = record_of(definition).read_bytes()
    done = run("done", definition, *words, "--today", TODAY)
    assert (done.code, "there is nobody to ask; say --yes" in done.err) == (2, True)
    assert record_of(definition).read_bytes() == before


def test_a_handful_needs_nobody(run: Run, write: Write) -> None:
    definition = write(COMMUNITY)
    first = CommunityProject(definition).timeline.entries[5].day
    few = [one for one in CommunityProject(definition).timeline.entries if one.day < first]
    assert 0 < len(few) <= 5
    assert run("done", definition, "--before", str(first), "--today", TODAY).code == 0
    assert len(noted(definition)) == 1 + len(few)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["webinar-1", "--before", "2026-11-20"], "either names of entries or --before, not both"),
        (["webinar-1", "--undo", "--on", "2026-11-20"], "--undo"),
        (["webinar-1", "--undo", "--note", "x"], "--undo"),
        (["--undo"], "name what is done"),
        (["--on", "2026-11-20"], "name what is done"),
        (["--before", "2026-11-22"], "--before: 2026-11-22 is still to come; today is 2026-11-21"),
        (["--before", "soon"], "--before: "),
        (["--before", ""], "--before: "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_makes_no_sense_together_is_misuse(words: list[str], said: str, run: Run, write: Write) -> None:
    definition = write(COMMUNITY)
    done = run("done", definition, *words, "--yes", "--today", TODAY)
    assert (done.code, said in done.err) == (2, True), done.err
    assert not record_of(definition).parent.exists()


# Taken back.

LONG = (
    "\ufeffname;date;note\r\n"
    'webinar-1;2026-11-17;"Twenty\r\ncame"\r\n'
    "\r\n"
    "webinar-1;2025-11-18;last year\r\n"
    "Orientation;22/09/2026;’tis done\r\n"
    "WEBINAR-1;2026-11-18;\r\n"
    "blog.october;2026-10-08;"
)


def test_what_is_taken_back_is_gone_from_the_record_and_every_other_byte_stays(run: Run, write: Write) -> None:
    definition = write(COMMUNITY, {"records/progress.csv": ""})
    record_of(definition).write_bytes(LONG.encode())
    record_of(definition).chmod(0o640)
    kept = record_of(definition).read_bytes()
    assert "with the note “last" not in run("done", definition, "webinar-2", "--undo", "--today", TODAY).err
    assert record_of(definition).read_bytes() == kept
    done = run("done", definition, "webinar-1", "blog.november", "--undo", "--today", TODAY, "--json")
    assert done.code == 0, done.err
    left = LONG.replace('webinar-1;2026-11-17;"Twenty\r\ncame"\r\n', "").replace("WEBINAR-1;2026-11-18;\r\n", "")
    assert record_of(definition).read_bytes() == left.encode()
    assert record_of(definition).stat().st_mode & 0o777 == 0o640
    assert sorted(one.name for one in record_of(definition).parent.iterdir()) == ["progress.csv"]
    data = json.loads(done.out)
    assert [(one["id"], one["day"]) for one in data["undone"]] == [("webinar-1", "2026-11-18")]
    assert (data["done"], data["not_done"], data["done_count"]) == ([], ["blog.november"], 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_row_is_taken_out_of_a_record_in_any_shape(encoding: str, delimiter: str, run: Run, write: Write) -> None:
    definition = write(COMMUNITY, {"records/progress.csv": ""})
    rows = ["name,date,note", "webinar-1,2026-11-17,Réussi", "orientation,2026-09-22,Été"]
    content = "\n".join(rows).replace(",", delimiter)
    record_of(definition).write_bytes(content.encode(encoding))
    assert run("done", definition, "webinar-1", "--undo", "--today", TODAY).code == 0
    left = "\n".join([rows[0], rows[2]]).replace(",", delimiter)
    assert record_of(definition).read_bytes().decode(encoding) == left


def test_it_is_said_what_was_taken_back_so_that_it_can_be_noted_again(run: Run, write: Write) -> None:
    definition = write(COMMUNITY)
    run("done", definition, "webinar-1", "--note", "Twenty came", "--today", TODAY)
    done = run("done", definition, "webinar-1", "--undo", "--today", TODAY)
    said = "no longer done: Webinar 1 (webinar-1), which was noted on 2026-11-17 with the note “Twenty came”\n"
    assert said in done.err
    assert noted(definition) == [["name", "date", "note"]]
    again = run("done", definition, "webinar-1", "--undo", "--today", TODAY)
    assert "was not noted as done: Webinar 1 (webinar-1); nothing is taken out\n" in again.err


def test_a_note_of_several_lines_is_shown_on_one(run: Run, write: Write) -> None:
    record = 'name,date,note\nwebinar-1,2026-11-17,"Twenty\ncame"\n'
    definition = write(COMMUNITY, {"records/progress.csv": record})
    assert "with the note “Twenty came”\n" in run("done", definition, "webinar-1", "--undo", "--today", TODAY).err


def test_what_is_behind_a_link_is_taken_back_and_the_link_stays(run: Run, write: Write) -> None:
    definition = write(COMMUNITY, {"real.csv": "name,date\nwebinar-1,2026-11-17\n"})
    record_of(definition).parent.mkdir()
    record_of(definition).symlink_to("../real.csv")
    assert run("done", definition, "webinar-1", "--undo", "--today", TODAY).code == 0
    assert record_of(definition).is_symlink()
    assert (definition.parent / "real.csv").read_text(encoding="utf-8") == "name,date\n"


def test_rows_are_not_taken_out_of_a_workbook(run: Run, write: Write) -> None:
    definition = write(COMMUNITY + "records: {progress: done.xlsx}\n")
    content = workbook([["name", "date"], ["webinar-1", "2026-11-17"]])
    (definition.parent / "done.xlsx").write_bytes(content)
    done = run("done", definition, "webinar-1", "--undo", "--today", TODAY)
    assert (done.code, "rows cannot be taken out of a workbook" in done.err) == (1, True), done.err
    assert (definition.parent / "done.xlsx").read_bytes() == content


def test_where_nothing_was_noted_nothing_is_taken_back_and_no_record_is_made(run: Run, write: Write) -> None:
    definition = write(COMMUNITY)
    done = run("done", definition, "webinar-1", "--undo", "--today", TODAY)
    assert (done.code, "was not noted as done" in done.err) == (0, True)
    assert not record_of(definition).parent.exists()


def test_what_is_left_must_be_readable(run: Run, write: Write) -> None:
    record = (
        "name,date\nwebinar-1,11/17/2026\norientation,10/11/2026\n"  # without the first, the second can be two days
    )
    definition = write(COMMUNITY, {"records/progress.csv": record})
    done = run("done", definition, "webinar-1", "--undo", "--today", TODAY)
    assert (done.code, "can be two days" in done.err) == (1, True)
    assert record_of(definition).read_text(encoding="utf-8") == record


def test_a_row_is_added_while_another_is_taken_back_and_none_is_lost(write: Write, environment: dict[str, str]) -> None:
    definition = write(COMMUNITY, {"records/progress.csv": "name,date,note\n"})
    names = [one.id for one in CommunityProject(definition).timeline.entries if not one.is_session][:20]
    script = (
        "import sys; from pathlib import Path; from datetime import date\n"
        "from cop_plan.app import done; from cop_plan.app.project import CommunityProject\n"
        "for name in sys.argv[3:]:\n"
        "    project = CommunityProject(Path(sys.argv[1]))\n"
        "    for undo in (False, True) if sys.argv[2] == 'both' else (False,):\n"
        "        request = done.DoneRequest((name,), undo=undo)\n"
        "        done.write(project, done.select(project, request, date(2026, 11, 21)))\n"
    )
    command = [sys.executable, "-c", script, str(definition)]
    both = [
        subprocess.Popen([*command, *words], env=environment) for words in (["both", *names[:10]], ["add", *names[10:]])
    ]
    assert [process.wait(timeout=PATIENCE_SECONDS) for process in both] == [0, 0]
    assert sorted(name for name, *_ in noted(definition)[1:]) == sorted(names[10:])


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
    definition = write(COMMUNITY, {"records/progress.csv": "name,date\norientation,2026-09-22\n"})
    done = run("status", definition, "--today", TODAY)
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


def test_what_is_done_shows_in_the_timeline_in_the_plan_and_to_the_team_and_nowhere_else(
    run: Run, write: Write
) -> None:
    definition = write(COMMUNITY)
    plan = definition.parent / "plan"
    run("schedule", definition, "--today", "2026-11-01")
    before = {path.name: path.read_bytes() for path in plan.iterdir()}
    run("done", definition, "webinar-1", "--today", TODAY)
    done = run("schedule", definition, "--today", TODAY)
    after = {path.name: path.read_bytes() for path in plan.iterdir()}
    assert {name for name in after if after[name] != before.get(name)} == {
        *("timeline.json", "plan.md", "team.html", "cop-plan.lock"),
    }
    assert "wrote plan.md, team.html, timeline.json to" in done.err
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


def test_the_shell_completes_what_is_moved_and_only_sessions_to_cancel(
    write: Write, environment: dict[str, str]
) -> None:
    definition = write(COMMUNITY)
    moved, said = completed(definition, ["move", "webinar-2"], environment)
    assert ({"webinar-2", "webinar-2.distribute-guide"} <= set(moved), said) == (True, "")
    cancelled, said = completed(definition, ["cancel", "community.yaml", "webinar-2"], environment)
    assert (cancelled, said) == (["webinar-2"], "")


def test_the_shell_completes_owners(write: Write, environment: dict[str, str]) -> None:
    found, said = completed(write(COMMUNITY), ["status", "community.yaml", "--owner", "co"], environment)
    assert (found, said) == (["co-facilitator"], "")


@pytest.mark.parametrize("definition", ["missing.yaml", "community.yaml", "."])
def test_the_shell_completes_nothing_and_says_nothing_where_something_is_wrong(
    definition: str, write: Write, environment: dict[str, str]
) -> None:
    path = write("name: [")
    assert completed(path, ["done", definition, "web"], environment) == ([], "")
