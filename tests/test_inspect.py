"""`cop-plan report --inspect`: what an export was read as, who is in it, what does not count, who is nobody's."""

import json
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import MINIMAL, ROOT, Ran, Write

LITERACY = ROOT / "examples" / "literacy-for-all"
SEVEN = ROOT / "examples" / "lire-a-sept"
MEMBERS = """
membership:
  members:
    - {name: Amina Okafor, email: amina.okafor@example.org}
    - {name: Jo Lee, email: jo.lee@example.org}
    - {name: Jo Lee, email: j.lee@example.org}
    - {name: 王芳, email: fang@example.org}
"""
MEET = "First name,Last name,Email,Duration,Time joined,Time exited\n"

Run = Callable[..., Ran]


def inspected(run: Run, *words: str | Path) -> dict[str, Any]:
    done = run("report", *words, "--json")
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


# What is said as data.


def test_an_attendance_is_told_with_these_keys_and_no_others(run: Run) -> None:
    found = inspected(run, LITERACY / "community.yaml", "--inspect", LITERACY / "records/attendance/webinar-1.csv")
    people = found.pop("people")
    assert found == {
        "schema_version": 1,
        "kind": "zoom-meeting",
        "encoding": "utf-8-sig",
        "session": {
            "id": "webinar-1",
            "planned": "2026-11-17",
            "title": "Webinar #1 – Talk moves",
            "start": "2026-11-18T15:21:44",
            "end": "2026-11-18T16:34:10",
            "minutes": 73,
            "meeting_id": "812 3456 7890",
        },
        "items": [],
        "responses": 0,
        "columns": [],
        "days": [{"day": "2026-11-18", "session": "webinar-1", "people": 9, "not_counted": [], "left_out": None}],
        "dropped": [],
        "concessions": [],
        "unmatched": ["iPhone"],
    }
    assert people[0] == {"name": "Amina Okafor", "email": None, "minutes": 60, "member": "amina-okafor"}
    assert people[-1] == {"name": "iPhone", "email": None, "minutes": 12, "member": None}
    assert [one["minutes"] for one in people] == [60, 30, 58, 30, 56, 30, 54, 30, 12]


def test_answers_are_told_with_these_keys_and_no_others(run: Run) -> None:
    found = inspected(run, LITERACY / "community.yaml", "--inspect", LITERACY / "records/final.xlsx")
    people, columns = found.pop("people"), found.pop("columns")
    assert (columns[:3], len(columns)) == (["ID", "Start time", "Completion time"], 12)
    assert found == {
        "schema_version": 1,
        "kind": "microsoft-forms",
        "encoding": "xlsx",
        "session": {},
        "items": ["collaborate", "try-practices", "use-evidence", "lead-discussion", "changed"],
        "responses": 10,
        "days": [{"day": "2027-05-25", "session": None, "people": 10, "not_counted": [], "left_out": None}],
        "dropped": [{"row": 4, "why": "answered again"}],
        "concessions": [],
        "unmatched": ["Reader at home"],
    }
    assert people[0] == {
        "name": "Amina Okafor",
        "email": "amina.okafor@example.org",
        "minutes": None,
        "member": "amina-okafor",
    }


def test_what_does_not_count_is_told_with_the_reason(run: Run) -> None:
    found = inspected(run, LITERACY / "community.yaml", "--inspect", LITERACY / "records/attendance/webinar-4.csv")
    assert found["dropped"] == [{"row": 7, "why": "waiting room"}, {"row": 17, "why": "bot"}]
    assert "Fireflies.ai Notetaker Caleb" not in [one["name"] for one in found["people"]]


def test_members_of_one_name_or_of_other_letters_have_names_of_their_own(run: Run, write: Write) -> None:
    rows = "Jo,Lee,jo.lee@example.org,50 min,,\nJo,Lee,j.lee@example.org,40 min,,\n王芳,,fang@example.org,30 min,,\n"
    write(MINIMAL + MEMBERS, {"webinar-1.csv": MEET + rows})
    found = inspected(run, "community.yaml", "--inspect", "webinar-1.csv")
    assert [one["member"] for one in found["people"]] == ["jo-lee", "jo-lee-2", "member"]


# The definition, the session and the survey.


def test_the_nearest_definition_is_taken(run: Run) -> None:
    found = inspected(run, "--inspect", SEVEN / "records/presences/meeting-2.csv")
    assert found["session"]["id"] == "meeting-2"
    assert found["people"][1]["member"] == "anouk-lefebvre"


def test_without_a_definition_nobody_is_known(run: Run, tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_text(f"{MEET}Amina,Okafor,,50 min,,\n", encoding="utf-8")
    found = inspected(run, "--inspect", "export.csv")
    assert (found["session"]["id"], found["unmatched"]) == (None, ["Amina Okafor"])
    done = run("report", "--inspect", "export.csv")
    assert done.out == (
        "export.csv: attendance of a Google Meet meeting (utf-8)\n\n1 person was there:\n  Amina Okafor    50 min  ?\n"
    )


def test_without_a_definition_answers_are_told_by_their_columns_and_days(run: Run, tmp_path: Path) -> None:
    content = (LITERACY / "records/baseline.csv").read_bytes()
    (tmp_path / "answers.csv").write_bytes(content)
    found = inspected(run, "--inspect", "answers.csv")
    assert (found["kind"], found["responses"], found["columns"][:2]) == ("google-forms", 12, ["Timestamp", "Username"])
    assert found["days"] == [{"day": "2026-09-29", "session": None, "people": 12, "not_counted": [], "left_out": None}]
    assert (found["people"], found["items"], found["unmatched"], found["session"]) == ([], [], [], {})
    done = run("report", "--inspect", "answers.csv")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[:6] == [
        "answers.csv: answers from Google Forms (utf-8)",
        "",
        "12 people answered, 2026-09-29",
        "",
        "8 columns:",
        "  Timestamp",
    ]


def test_a_session_can_be_named(run: Run, write: Write) -> None:
    write(MINIMAL, {"register.csv": "event,name,present\nwebinar-1,A B,yes\nwebinar-2,C D,yes\n"})
    found = inspected(run, "community.yaml", "--inspect", "register.csv", "--session", "webinar-2")
    assert (found["session"]["id"], [one["name"] for one in found["people"]]) == ("webinar-2", ["C D"])
    without = inspected(run, "community.yaml", "--inspect", "register.csv")
    assert [(one["session"], one["people"]) for one in without["days"]] == [("webinar-1", 1), ("webinar-2", 1)]
    assert (without["session"]["id"], [one["name"] for one in without["people"]]) == (None, ["A B", "C D"])
    wrong = run("report", "community.yaml", "--inspect", "register.csv", "--session", "webinar-22")
    assert (wrong.code, "did you mean 'webinar-2'?" in wrong.err) == (2, True)
    task = run("report", "community.yaml", "--inspect", "register.csv", "--session", "report")
    assert (task.code, "report is no session" in task.err) == (2, True)


def test_an_order_of_days_on_which_nothing_depends_is_not_asked_for(run: Run, write: Write) -> None:
    rows = "Amina Okafor,,3/4/27 3:30 PM,3/4/27 4:30 PM,60,No\n"
    write(
        MINIMAL, {"notes.csv": f"Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n{rows}"}
    )
    for more in ((), ("--date-order", "dmy")):
        assert inspected(run, "community.yaml", "--inspect", "notes.csv", *more)["people"][0]["minutes"] == 60


def test_the_survey_of_an_export_can_be_named(run: Run, tmp_path: Path) -> None:
    content = (LITERACY / "records/baseline.csv").read_bytes()
    (tmp_path / "answers.csv").write_bytes(content)
    word = ("report", LITERACY / "community.yaml", "--inspect", "answers.csv")
    found = inspected(run, *word[1:], "--survey", "baseline")
    assert (found["responses"], found["items"][0]) == (12, "topics")
    final = run(*word, "--survey", "final")
    assert final.code == 0
    assert "the export has no column for 'What changed in your practice?'" in final.err


def test_what_only_an_export_has_needs_one(run: Run) -> None:
    done = run("report", LITERACY / "community.yaml", "--session", "webinar-1")
    assert (done.code, done.out) == (2, "")
    assert "--session goes with --inspect" in done.err


# What a person reads.


def test_a_person_reads_what_it_is_who_was_there_and_the_line_to_add(run: Run, write: Write) -> None:
    rows = (
        "Amina,Okafor,amina.okafor@example.org,1 hr 2 min,,\n"
        "Amina,Okafur,home@example.com,50 min,,\n"
        'Fireflies.ai,Notetaker,,1 hr,,\n"=Big, ""B""",Phone,,20 min,,\n'
    )
    write(
        f"{MINIMAL}{MEMBERS}records: {{aliases: records/names.csv}}\n",
        {"records/attendance/webinar-1.csv": MEET + rows, "records/names.csv": "seen,member\n"},
    )
    done = run("report", "community.yaml", "--inspect", "records/attendance/webinar-1.csv")
    assert done.err == ""
    assert done.out.splitlines() == [
        "webinar-1.csv: attendance of a Google Meet meeting (utf-8)",
        "Session: Webinar 1 (webinar-1), planned for Tuesday 17 November 2026",
        "",
        "3 people were there:",
        "  Amina Okafor       62 min  Amina Okafor, member",
        "  Amina Okafur       50 min  ?",
        '  =Big, "B" Phone    20 min  ?',
        "",
        "1 row does not count:",
        "  row 4: Fireflies.ai Notetaker, a note-taking program",
        "",
        "2 are nobody whom the definition knows:",
        "  Amina Okafur",
        '  =Big, "B" Phone',
        "If you know who it is, add to records/names.csv:",
        "  home@example.com,Amina Okafor",
        '  "\'=Big, ""B"" Phone",name of the member',
    ]


def test_the_line_to_add_is_understood_when_it_is_added(run: Run, write: Write) -> None:
    definition = f"{MINIMAL}{MEMBERS}records: {{aliases: aliases.csv}}\n"
    write(
        definition,
        {"webinar-1.csv": f"{MEET}Mina,O.,,50 min,,\n", "aliases.csv": "seen,member\nMina O.,Amina Okafor\n"},
    )
    found = inspected(run, "community.yaml", "--inspect", "webinar-1.csv")
    assert (found["people"][0]["member"], found["unmatched"]) == ("amina-okafor", [])


def test_a_definition_in_french_is_answered_in_french(run: Run) -> None:
    done = run("report", SEVEN / "community.yaml", "--inspect", SEVEN / "records/presences/meeting-2.csv")
    assert done.out.splitlines()[:5] == [
        "meeting-2.csv\u00a0: les présences d’une réunion Microsoft Teams (utf-16-le)",
        "Rencontre\u00a0: Demi-journée 2 (meeting-2), prévue le mercredi 9 décembre 2026",
        "Le fichier indique\u00a0: Demi-journée 2 – Lire à deux, de 2026-12-09 08:52 à 2026-12-09 11:31, 159\u00a0min",
        "",
        "7 personnes présentes\u00a0:",
    ]


def test_what_an_export_says_cannot_move_the_cursor(run: Run, write: Write) -> None:
    write(MINIMAL, {"webinar-1.csv": f'{MEET}"Am\x1b[31mina",Okafor,,50 min,,\n'})
    done = run("report", "community.yaml", "--inspect", "webinar-1.csv")
    assert "\x1b" not in done.out + done.err


# What is no export.


def test_a_file_that_is_not_there_is_told(run: Run) -> None:
    done = run("report", "--inspect", "webinar-1.csv")
    assert (done.code, done.err) == (3, "webinar-1.csv: there is no such file\n")


WRONG = {
    "a picture": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a.csv: this is a picture (JPEG), not a table"),
    "a plan": (b"# Our plan\n\n- Orientation\n", "a.csv: this is no report of attendance that is known"),
    "an empty file": (b"", "a.csv: the file is empty"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_is_a_clear_problem(case: str, run: Run, write: Write) -> None:
    content, answer = WRONG[case]
    write(MINIMAL).with_name("a.csv").write_bytes(content)
    done = run("report", "community.yaml", "--inspect", "a.csv")
    assert (done.code, done.out, done.err.splitlines()[0]) == (1, "", answer)


def bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (700_000_000, 700_000_000))


@pytest.mark.parametrize("case", ["a large table", "a bomb"])
def test_a_file_out_of_all_bounds_is_a_clear_problem_in_little_memory(
    case: str, write: Write, tmp_path: Path, environment: dict[str, str]
) -> None:
    write(MINIMAL)
    path = tmp_path / "webinar-1.csv"
    if case == "a bomb":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    else:
        with path.open("wb") as file:
            file.write(MEET.encode())
            os.truncate(path, 200_000_000)
    done = subprocess.run(
        [sys.executable, "-m", "cop_plan", "report", "community.yaml", "--inspect", path.name],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, preexec_fn=bounded,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith("webinar-1.csv: ")


def test_in_french_a_colon_has_its_space(run: Run) -> None:
    example = ROOT / "examples" / "lire-a-sept"
    done = run("report", example / "community.yaml", "--inspect", example / "records" / "presences" / "field-trip.csv")
    assert "  ligne 6\u00a0: Benoît Tremblay, absence" in done.out


# How long somebody was there, what could not be read, who answered.

LEADER = "leadership: {facilitator: {name: Alex Moreau}}\n"
BRIEF = (
    f"{MEET}Amina,Okafor,,9 min,,\nAlex,Moreau,,50 min,,\nJo,Lee,j.lee@example.org,4 min,,\n17805550100,,,50 min,,\n"
)


def test_who_was_there_too_briefly_is_present_and_not_counted(run: Run, write: Write) -> None:
    write(f"{MINIMAL}{LEADER}{MEMBERS}records: {{counts_from: 10 minutes}}\n", {"webinar-1.csv": BRIEF})
    done = run("report", "community.yaml", "--inspect", "webinar-1.csv")
    assert done.out.splitlines()[3:8] == [
        "4 people were there:",
        "  Amina Okafor     9 min  Amina Okafor, member; present, not counted (under 10 min in this file)",
        "  Alex Moreau     50 min  Alex Moreau",
        "  Jo Lee           4 min  Jo Lee, member; present, not counted (under 10 min in this file)",
        "  17805550100     50 min  by telephone",
    ]
    (day,) = inspected(run, "community.yaml", "--inspect", "webinar-1.csv")["days"]
    assert (day["people"], day["not_counted"]) == (4, ["Amina Okafor", "Jo Lee"])


def test_unset_who_stayed_under_five_minutes_is_told(run: Run, write: Write) -> None:
    write(f"{MINIMAL}{LEADER}{MEMBERS}", {"webinar-1.csv": BRIEF})
    lines = run("report", "community.yaml", "--inspect", "webinar-1.csv").out.splitlines()
    assert "  Amina Okafor     9 min  Amina Okafor, member" in lines
    assert "  Jo Lee           4 min  Jo Lee, member; under five minutes" in lines
    assert lines[8].startswith("Who stayed under five minutes counts too; to change that, ")


def test_a_cell_that_cannot_be_read_is_listed_with_its_row(run: Run, write: Write) -> None:
    write(f"{MINIMAL}{MEMBERS}", {"webinar-1.csv": f"{MEET}Amina,Okafor,,soon,,\n"})
    found = inspected(run, "community.yaml", "--inspect", "webinar-1.csv")
    assert found["concessions"] == [{"row": 2, "column": 4, "why": "unreadable duration", "text": "soon"}]
    done = run("report", "community.yaml", "--inspect", "webinar-1.csv")
    assert done.out.splitlines()[-2:] == [
        "1 cell could not be read as it stands:",
        "  row 2, column 4: soon, no duration that can be read",
    ]


ANSWERS = """
surveys:
  scale: [no, partly, yes]
  items: {helps: {ask: Does it help?}, more: {ask: What else?, type: text}}
records: {surveys: {baseline: baseline.csv}, aliases: aliases.csv}
"""
ANSWERED = (
    "Timestamp,Email Address,Does it help?,What else?\n"
    "2026/09/29 1:02:00 PM GMT-6,amina.okafor@example.org,yes,Time\n"
    "2026/09/30 1:02:00 PM GMT-6,someone@example.org,no,\n"
    "2026/09/30 1:05:00 PM GMT-6,,partly,\n"
)


def test_answers_are_shown_by_item_and_who_is_no_member_is_counted_apart(run: Run, write: Write) -> None:
    write(f"{MINIMAL}{MEMBERS}{ANSWERS}", {"baseline.csv": ANSWERED})
    done = run("report", "community.yaml", "--inspect", "baseline.csv")
    assert done.out.splitlines() == [
        "baseline.csv: answers from Google Forms (utf-8)",
        "",
        "3 people answered, 2026-09-29 to 2026-09-30:",
        "  amina.okafor@example.org  Amina Okafor, member",
        "  someone@example.org       ?",
        "  1 without a name or address",
        "1 is no member, and is counted apart",
        "",
        "2 items are asked:",
        "  Does it help? (2 answers)",
        "    no: 0 · partly: 1 · yes: 1",
        "  What else? (1 answer)",
        "",
        "1 is nobody whom the definition knows:",
        "  someone@example.org",
        "If you know who it is, add to aliases.csv:",
        # A file that is not there yet begins with its headings.
        "  seen,member",
        "  someone@example.org,name of the member",
    ]


# Of which session the rows are.

ZOOM = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
TWO_DAYS = (
    f"{ZOOM}Amina Okafor,,2026-11-17 15:30,2026-11-17 16:00,30,No\n"
    "Jo Lee,j.lee@example.org,2026-12-15 15:30,2026-12-15 16:30,60,No\n"
)


def test_each_day_of_a_file_is_shown_with_its_session(run: Run, write: Write) -> None:
    write(MINIMAL + MEMBERS, {"export.csv": TWO_DAYS})
    done = run("report", "community.yaml", "--inspect", "export.csv")
    assert done.out.splitlines() == [
        "export.csv: attendance of a Zoom meeting (utf-8)",
        "",
        "2 sessions or days:",
        "  webinar-1, 2026-11-17, 1 person",
        "  webinar-2, 2026-12-15, 1 person",
        "",
        "Session: Webinar 1 (webinar-1), planned for Tuesday 17 November 2026",
        "The file says: 2026-11-17 15:30 to 2026-11-17 16:00",
        "",
        "1 person was there:",
        "  Amina Okafor    30 min  Amina Okafor, member",
        "",
        "Session: Webinar 2 (webinar-2), planned for Tuesday 15 December 2026",
        "The file says: 2026-12-15 15:30 to 2026-12-15 16:30",
        "",
        "1 person was there:",
        "  Jo Lee    60 min  Jo Lee, member",
    ]


def test_of_a_file_that_is_of_one_session_only_that_day_counts(run: Run, write: Write) -> None:
    write(MINIMAL + MEMBERS, {"webinar-1.csv": TWO_DAYS})
    found = inspected(run, "community.yaml", "--inspect", "webinar-1.csv")
    assert [one["name"] for one in found["people"]] == ["Amina Okafor"]
    assert found["days"] == [
        {"day": "2026-11-17", "session": "webinar-1", "people": 1, "not_counted": [], "left_out": None},
        {"day": "2026-12-15", "session": None, "people": 1, "not_counted": [], "left_out": "of another session's day"},
    ]
    done = run("report", "community.yaml", "--inspect", "webinar-1.csv")
    assert "  — (webinar-2), 2026-12-15, 1 person" in done.out.splitlines()
    assert "is of webinar-2, not of webinar-1: it counts for no session (1 person)" in done.err


def test_a_file_of_another_sessions_day_is_told_with_both_sessions_and_days(run: Run, write: Write) -> None:
    rows = "Jo Lee,j.lee@example.org,2026-12-15 15:30,2026-12-15 16:30,60,No\n"
    write(MINIMAL + MEMBERS, {"webinar-1.csv": ZOOM + rows})
    done = run("report", "community.yaml", "--inspect", "webinar-1.csv")
    assert "it is called webinar-1, which is on Tuesday 17 November 2026" in done.err
    assert "its day, Tuesday 15 December 2026, is that of webinar-2" in done.err
    assert "Session: none can be told" in done.out.splitlines()


def test_rows_of_another_session_without_a_day_are_told(run: Run, write: Write) -> None:
    write(MINIMAL + MEMBERS, {"webinar-1.csv": "event,name,present\nwebinar-1,A B,yes\nwebinar-2,C D,yes\n"})
    done = run("report", "community.yaml", "--inspect", "webinar-1.csv")
    said = "the file is called webinar-1, and these rows are of webinar-2: they count for no session (1 person)"
    assert (done.code, done.err.splitlines()[0]) == (0, f"webinar-1.csv: {said}")


# A folder of exports.

FOLDER = {
    "records/webinar-1.csv": f"{MEET}Amina,Okafor,,50 min,,\niPhone,,,soon,,\n17805550100,,,9 min,,\n",
    "records/webinar-2.csv": f'{MEET}iPhone,,,5 min,,\n+1 780 555-0100,,,7 min,,\n"=A,1",B,,50 min,,\n',
    "records/poster.pdf": "%PDF-1.7",
    "records/.hidden.csv": "nothing",
    "records/webinar-3.csv": "%PDF-1.7",
    "records/chat.txt": "15:31 Amina: hello\n",
    "records/aliases.csv": "seen,member\nMina,Amina Okafor\n",
    "records/old/webinar-9.csv": "never read",
}
IN_FOLDER = f"{MINIMAL}{MEMBERS}records: {{attendance: records/, aliases: records/aliases.csv}}\n"


def test_a_folder_has_a_line_for_each_file_and_one_list_of_the_unknown(run: Run, write: Write) -> None:
    write(IN_FOLDER, FOLDER)
    done = run("report", "community.yaml", "--inspect", "records")
    assert (done.code, done.err) == (1, "")
    assert done.out.splitlines() == [
        "6 files in records:",
        "  aliases.csv: no export, left alone",
        "  chat.txt: no export, left alone",
        "  poster.pdf: no export, left alone",
        "  webinar-1.csv: attendance of a Google Meet meeting, webinar-1, —, 3 people",
        "  webinar-2.csv: attendance of a Google Meet meeting, webinar-2, —, 3 people",
        "  webinar-3.csv: this is a PDF file, not a table; export it again as CSV or XLSX from the program that has it",
        "  not looked into: old",
        "",
        "1 cell could not be read as it stands: give a file alone to see which",
        "",
        "3 are nobody whom the definition knows:",
        "  iPhone, in 2 files",
        "  17805550100, by telephone, in 2 files",
        "  =A,1 B, in 1 file",
        "If you know who it is, add to records/aliases.csv:",
        "  iPhone,name of the member",
        "  17805550100,name of the member",
        '  "\'=A,1 B",name of the member',
    ]


def test_a_folder_as_data_has_each_file_as_alone(run: Run, write: Write) -> None:
    write(IN_FOLDER, FOLDER)
    done = run("report", "community.yaml", "--inspect", "records", "--json")
    found = json.loads(done.out)
    assert (done.code, sorted(found)) == (1, ["files", "schema_version", "unknown"])
    alone = inspected(run, "community.yaml", "--inspect", "records/webinar-1.csv")
    assert {"schema_version": 1, **found["files"][3]} == {**alone, "file": "records/webinar-1.csv"}
    assert found["files"][2] == {"file": "records/poster.pdf"}
    assert [one["message"] for one in found["files"][5]["problems"]] == ["this is a PDF file, not a table"]
    assert found["unknown"][1] == {
        "name": "17805550100", "email": None, "files": ["webinar-1.csv", "webinar-2.csv"], "alias": "17805550100,"
    }  # fmt: skip


def test_a_folder_in_which_all_is_understood_is_no_problem(run: Run) -> None:
    done = run("report", LITERACY / "community.yaml", "--inspect", LITERACY / "records" / "attendance")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-4:] == [
        "1 is nobody whom the definition knows:",
        "  iPhone, in 1 file",
        "If you know who it is, add to records/aliases.csv:",
        "  iPhone,name of the member",
    ]
    french = run("report", SEVEN / "community.yaml", "--inspect", SEVEN / "records" / "presences")
    assert "  meeting-2.csv\u00a0: les présences d’une réunion Microsoft Teams, meeting-2, 2026-12-09, 7 personnes" in (
        french.out.splitlines()
    )


def test_a_folder_takes_neither_session_nor_survey(run: Run, write: Write) -> None:
    write(IN_FOLDER, FOLDER)
    for option in (("--session", "webinar-1"), ("--survey", "final")):
        done = run("report", "community.yaml", "--inspect", "records", *option)
        assert (done.code, "goes with one export" in done.err) == (2, True)


def test_a_folder_without_a_definition_is_looked_over_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").write_text(f"{MEET}Amina,Okafor,,50 min,,\n", encoding="utf-8")
    (tmp_path / "in" / "b.csv").write_bytes((LITERACY / "records/baseline.csv").read_bytes())
    done = run("report", "--inspect", "in")
    assert (done.code, done.out.splitlines()) == (0, [
        "2 files in in:",
        "  a.csv: attendance of a Google Meet meeting, —, —, 1 person",
        "  b.csv: answers from Google Forms, —, 2026-09-29, 12 people answered",
    ])  # fmt: skip


def test_a_folder_holds_no_surprise(run: Run, write: Write, tmp_path: Path) -> None:
    """A link in a circle, a link to nothing, a pipe, names that steer a terminal: each is told, and nothing hangs."""
    write(IN_FOLDER, {"records/webinar-1.csv": f'{MEET}"Am\x1b[31mina\n",Okafor,,50 min,,\n'})
    folder = tmp_path / "records"
    (folder / "circle.csv").symlink_to(folder / "circle.csv")
    (folder / "down").symlink_to(folder)
    (folder / "gone.csv").symlink_to(folder / "nothing.csv")
    (folder / "a\nb\x1b[2J.csv").write_text("x")
    os.mkfifo(folder / "pipe.csv")
    done = run("report", "community.yaml", "--inspect", "records")
    assert done.code == 1
    assert "\x1b" not in done.out + done.err
    lines = done.out.splitlines()
    assert "  circle.csv: the links go round in a circle" in lines
    assert "  gone.csv: this link leads to nothing" in lines
    assert "  pipe.csv: this is a pipe, and a file is needed" in lines
    assert "  not looked into: down" in lines
    assert len(lines) == len([line for line in lines if line.strip() or line == ""])


def test_a_folder_of_a_thousand_files_is_looked_over_and_one_of_more_is_refused(
    run: Run, write: Write, tmp_path: Path
) -> None:
    write(IN_FOLDER, {"records/aliases.csv": "seen,member\n"})
    for number in range(999):
        (tmp_path / "records" / f"picture-{number}.png").touch()
    done = run("report", "community.yaml", "--inspect", "records")
    assert (done.code, done.out.splitlines()[0]) == (0, "1,000 files in records:")
    (tmp_path / "records" / "more.png").touch()
    done = run("report", "community.yaml", "--inspect", "records")
    assert (done.code, done.err) == (3, "records: there are more than 1,000 files in it\n")


def test_a_register_in_which_nobody_is_marked_is_told(run: Run, write: Write) -> None:
    write(MINIMAL + MEMBERS, {"webinar-1.csv": "event,name,present\n,,\n"})
    done = run("report", "community.yaml", "--inspect", "webinar-1.csv")
    assert (done.code, done.err.splitlines()[0]) == (1, "webinar-1.csv: nobody is marked in this register")


def test_files_that_contradict_each_other_are_told_as_the_report_tells_them(run: Run, write: Write) -> None:
    same = f"{MEET}Amina,Okafor,,50 min,,\nJo,Lee,j.lee@example.org,41 min,,\n王芳,,fang@example.org,37 min,,\n"
    write(IN_FOLDER, {"records/webinar-1.csv": same, "records/webinar-2.csv": same})
    found = json.loads(run("report", "community.yaml", "--inspect", "records", "--json").out)
    assert [(one["days"][0]["session"], one["days"][0]["left_out"] is None) for one in found["files"]] == [
        (None, False), (None, False)
    ]  # fmt: skip


def test_a_link_in_a_circle_among_the_records_is_told(run: Run, write: Write, tmp_path: Path) -> None:
    write(f"{MINIMAL}{MEMBERS}{ANSWERS}", {"records/attendance/webinar-1.csv": f"{MEET}Amina,Okafor,,50 min,,\n"})
    for name in ("baseline.csv", "records/attendance/webinar-2.csv"):
        (tmp_path / name).symlink_to(tmp_path / name)
    assert inspected(run, "community.yaml", "--inspect", "records/attendance/webinar-1.csv")["session"]["id"]
    done = run("report", "community.yaml", "--today", "2027-06-15")
    assert (done.code, "the links go round in a circle" in done.err) == (3, True)


def test_answers_on_paper_are_answers_in_whatever_order_their_columns_stand(run: Run) -> None:
    content = (ROOT / "tests/data/records/surveys/plain.csv").read_text(encoding="utf-8")
    title, blank, *rows = (line.split(",") for line in content.splitlines())
    turned = "\n".join(",".join(reversed(row)) for row in (title, blank, *rows[:2]))
    words = ("report", LITERACY / "community.yaml", "--inspect", "-", "--json")
    found = json.loads(run(*words, given=turned.encode()).out)
    assert (found["kind"], found["responses"]) == ("plain", 1)


@pytest.mark.parametrize(
    "above", ["Sign-in sheet: Orientation\nTuesday 22 September 2026\n", '"Séance du mardi 22 septembre 2026",\n']
)
def test_a_typed_sheet_is_of_the_session_that_stands_over_its_columns(above: str, run: Run, write: Write) -> None:
    write(MINIMAL + MEMBERS, {"scan.csv": f"{above}Name,In person\nAmina Okafor,x\n"})
    found = inspected(run, "community.yaml", "--inspect", "scan.csv")
    assert [(one["day"], one["session"]) for one in found["days"]] == [("2026-09-22", "orientation")]


def test_the_inbox_is_looked_over_as_the_report_places_it(run: Run, write: Write) -> None:
    more = "surveys: {match_answers_by: email, items: {share: {ask: I share, type: text}}}\n"
    zoom = ZOOM + "Jo Lee,j.lee@example.org,2026-11-17 15:30,2026-11-17 16:30,60,No\n"
    answers = "Timestamp,I share\n2026-09-22 10:00,often\n2026-09-22 10:01,seldom\n"
    exports = {"a.csv": zoom, "a (1).csv": zoom, "form.csv": answers}
    write(MINIMAL + MEMBERS + more, {f"records/inbox/{name}": content for name, content in exports.items()})
    done = run("report", "community.yaml", "--inspect", "records/inbox")
    assert "webinar-1, 2026-11-17, 1 person" in done.out
    assert "— (webinar-1), 2026-11-17, 1 person" in done.out
    assert "the first survey, 2026-09-22, 2 people answered" in done.out
    assert "records/inbox/a.csv: this is the same meeting as in records/inbox/a (1).csv, and counts once" in done.err
    assert "the answers cannot be matched: no answer has an address" in done.err


def test_in_french_what_a_person_should_know_of_records_is_french(run: Run, write: Write) -> None:
    more = "surveys: {match_answers_by: email, items: {share: {ask: I share, type: text}}}\n"
    meet = MEET + "Amina,Okafor,,4 min,,\nUn,Inconnu,,40 min,,\n"
    answers = "Timestamp,I share\n2026-09-22 10:00,often\n2026-09-22 10:01,seldom\n"
    write("language: fr\n" + MINIMAL + MEMBERS + more, {"records/inbox/form.csv": answers})
    write("language: fr\n" + MINIMAL + MEMBERS + more, {"records/inbox/webinar-1.csv": meet})
    done = run("report", "community.yaml", "--today", "2027-06-15")
    told = done.err.replace("\N{NO-BREAK SPACE}", " ")
    assert "présence de moins de cinq minutes, qui compte : Amina Okafor" in told
    assert "conseil : voir les lignes à ajouter :  cop-plan report --inspect records/inbox/webinar-1.csv" in told
    assert "les réponses ne peuvent pas être appariées : aucune n’a d’adresse" in told
    assert "hint" not in told


def test_an_archive_in_a_folder_is_no_file_to_leave_alone(run: Run, write: Write, tmp_path: Path) -> None:
    write(MINIMAL + MEMBERS)
    with zipfile.ZipFile(tmp_path / "form.csv.zip", "w") as packed:
        packed.writestr("form.csv", "Timestamp,I share\n2026-09-22 10:00,often\n")
    done = run("report", "community.yaml", "--inspect", ".")
    assert "unpack it, and put the files that are in it here" in done.out
