"""The register of attendance that the kit brings, opened by those who will open it."""

import csv
import io
import re
import stat
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from conftest import PATIENCE_SECONDS, TODAY, Ran, Write
from cop_plan.app import records, shipped
from cop_plan.app.project import CommunityProject
from cop_plan.base.errors import Problems
from cop_plan.records import attendance
from workbooks import Cell, opendocument

Run = Callable[..., Ran]

COMMUNITY = """\
name: Readers
year: 2026-2027
timezone: America/Edmonton
region: CA-AB
id: readers
language: en-CA
leadership: {core_group: [Amina Okafor]}
membership: {members: members.csv, schools: schools.csv}
pattern: own.yaml
activities:
  first: {title: First meeting, kind: gathering, when: 2026-10-06, at: 9:00 am, lasts: 2 hours}
  planning: {title: Planning call, kind: online-meeting, when: 2026-11-03, at: 9:00 am, lasts: 1 hour, audience: team}
  second: {title: Second meeting, kind: gathering, when: 2026-12-01, at: 9:00 am, lasts: 2 hours}
"""
LISTS = {
    "members.csv": "name,email,school,joined,left\n"
    "Caleb Friesen,caleb@example.org,Oak,2026-10-01,2026-11-15\n"
    "Amina Okafor,amina@example.org,Elm,2026-10-01,\n"
    "Ève Noël,,,2026-11-20,\n",
    "own.yaml": "activities: {}\n",
    "schools.csv": "school,jurisdiction\nElm,North Division\nOak,South Division\n",
}


@pytest.fixture
def register(run: Run, write: Write) -> Callable[..., Path]:
    """Write the whole kit of a definition; return its register."""

    def register(text: str = COMMUNITY, lists: dict[str, str] = LISTS) -> Path:
        definition = write(text, lists)
        done = run("kit", definition, "--format", "md", "--today", TODAY)
        assert done.code == 0, done.err
        return definition.parent / "kit" / "register.xlsx"

    return register


def sheet(file: Path) -> Worksheet:
    found = openpyxl.load_workbook(file).worksheets[0]
    assert isinstance(found, Worksheet)
    return found


def test_a_register_has_a_row_for_each_member_and_a_column_for_each_session(register: Callable[..., Path]) -> None:
    rows = CalamineWorkbook.from_path(register()).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "Register of attendance: Readers, 2026-2027"
    assert rows[2][4:] == ["first", "planning", "second"]
    assert rows[3] == [
        *("Name", "Email", "School", "Jurisdiction"),
        *("Tue 6 Oct 2026\nFirst meeting", "Tue 3 Nov 2026\nPlanning call", "Tue 1 Dec 2026\nSecond meeting"),
    ]
    assert [row[:4] for row in rows[4:7]] == [
        ["Amina Okafor", "amina@example.org", "Elm", "North Division"],
        ["Caleb Friesen", "caleb@example.org", "Oak", "South Division"],
        ["Ève Noël", "", "", ""],
    ]


def test_sessions_that_do_not_concern_a_member_are_grey_and_locked(register: Callable[..., Path]) -> None:
    found = sheet(register())
    is_open = [[not found.cell(row, column).protection.locked for column in (5, 6, 7)] for row in (5, 6, 7, 8)]
    # Of the core group; one who left; one who joined later; nobody yet.
    assert is_open == [[True, True, True], [True, False, False], [False, False, True], [True, True, True]]
    grey = [[found.cell(row, column).fill.fill_type == "solid" for column in (5, 6, 7)] for row in (5, 6, 7, 8)]
    assert grey == [[not one for one in row] for row in is_open]
    assert found.protection.sheet


@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
def test_every_mark_that_can_be_chosen_is_one_that_the_report_reads(
    register: Callable[..., Path], language: str
) -> None:
    found = sheet(register(COMMUNITY.replace("en-CA", language)))
    (choice,) = found.data_validations.dataValidation
    assert choice.type == "list"
    assert str(choice.sqref) == "E5:G17"
    marks = str(choice.formula1).strip('"').split(",")
    assert marks == shipped.language(language).at("register.marks")
    typed = "name,present\n" + "".join(f"Member {at},{mark}\n" for at, mark in enumerate(marks))
    read = attendance.read(typed.encode(), "typed.csv")
    assert [one.presence for one in read.people] == ["present", "present", "regrets", "absent"]
    assert [one.manner for one in read.people][1] == "online"


def test_what_people_wrote_is_never_a_formula_or_a_link(register: Callable[..., Path]) -> None:
    texts = ("=cmd()", "+1", "-2", "@x", "{=1}", "https://example.org")
    lists = {
        "own.yaml": LISTS["own.yaml"],
        "members.csv": "name,school\n" + "".join(f'"{text}","{text}"\n' for text in texts),
    }
    made = register(COMMUNITY.replace("[Amina Okafor]", "[]").replace(", schools: schools.csv", ""), lists)
    with zipfile.ZipFile(made) as packed:
        xml = packed.read("xl/worksheets/sheet1.xml").decode()
    assert not re.search("<f>|<f |<hyperlink", xml)
    rows = CalamineWorkbook.from_path(made).get_sheet_by_index(0).to_python()
    assert sorted(row[0] for row in rows[4:10]) == sorted(texts)


def test_a_register_is_printed_on_one_landscape_page_width(register: Callable[..., Path]) -> None:
    found = sheet(register())
    assert (found.page_setup.orientation, found.page_setup.fitToHeight) == ("landscape", 0)
    assert found.sheet_properties.pageSetUpPr is not None
    assert found.sheet_properties.pageSetUpPr.fitToPage
    assert found.freeze_panes == "B5"
    assert found.print_title_rows == "$3:$4"


def test_the_same_year_is_the_same_register_and_nobody_elses_to_read(register: Callable[..., Path]) -> None:
    first = register()
    content = first.read_bytes()
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    first.unlink()
    assert register().read_bytes() == content


def test_a_register_comes_with_the_whole_kit_and_is_no_paper_that_is_gone(
    register: Callable[..., Path], run: Run
) -> None:
    made = register()
    done = run("kit", made.parent.parent / "community.yaml", "charter", "--today", TODAY)
    assert "no longer made" not in done.out + done.err
    made.unlink()
    assert run("kit", made.parent.parent / "community.yaml", "charter", "--today", TODAY).code == 0
    assert not made.exists()


def test_a_year_without_sessions_or_members_has_a_register_too(register: Callable[..., Path]) -> None:
    made = register(COMMUNITY.partition("leadership:")[0] + "pattern: own.yaml\n", {"own.yaml": "activities: {}\n"})
    rows = CalamineWorkbook.from_path(made).get_sheet_by_index(0).to_python()
    assert rows[3] == ["Name", "Email", "School", "Jurisdiction"]


def filled(file: Path) -> Path:
    """Mark some cells of a register as a person does."""
    book = openpyxl.load_workbook(file)
    for cell, said in {"E5": "x", "E6": "online", "F5": "regrets", "G5": "absent", "G7": "x"}.items():
        book.worksheets[0][cell] = said
    book.worksheets[0]["A8"], book.worksheets[0]["E8"] = "Guest Speaker", "x"
    book.save(file)
    return file


def test_a_register_that_is_filled_in_is_a_record_of_each_session_that_has_marks(register: Callable[..., Path]) -> None:
    content = filled(register()).read_bytes()
    first, second = (attendance.read(content, "register.xlsx", session=name) for name in ("first", "second"))
    assert first.kind == "grid"
    assert [(one.name, one.email, one.manner) for one in first.present] == [
        ("Amina Okafor", "amina@example.org", None),
        ("Caleb Friesen", "caleb@example.org", "online"),
        ("Guest Speaker", None, None),
    ]
    assert [(one.name, one.presence) for one in second.people] == [("Amina Okafor", "absent"), ("Ève Noël", "present")]


def saved_as_csv(rows: list[list[Cell]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(["" if cell is None else cell for cell in row] for row in rows)
    return out.getvalue().encode("cp1252")


@pytest.mark.parametrize("save", [saved_as_csv, opendocument], ids=["CSV", "ODS"])
def test_a_register_that_was_saved_otherwise_says_the_same(
    register: Callable[..., Path], write: Write, save: Callable[[list[list[Cell]]], bytes]
) -> None:
    rows: list[list[Cell]] = [[*row] for row in sheet(filled(register())).iter_rows(values_only=True)]
    definition = write(COMMUNITY + "records: {attendance: records/}\n", LISTS)
    folder = definition.parent / "records"
    folder.mkdir()
    (folder / "who came").write_bytes(save(rows))
    found = records.collect(CommunityProject(definition))
    assert found.problems == ()
    assert {name: [one.name for one in read.present] for name, read in found.records.attendance.items()} == {
        "first": ["Amina Okafor", "Caleb Friesen", "Guest Speaker"],
        "planning": [],
        "second": ["Ève Noël"],
    }


def test_a_register_without_a_mark_is_the_record_of_no_session(register: Callable[..., Path], write: Write) -> None:
    made = register()
    folder = made.parent.parent / "records"
    folder.mkdir()
    made.rename(folder / "register.xlsx")
    found = records.collect(CommunityProject(write(COMMUNITY + "records: {attendance: records/}\n", LISTS)))
    assert (found.problems, dict(found.records.attendance)) == ((), {})


def test_the_report_reads_a_register_that_lies_among_the_attendance(
    register: Callable[..., Path], write: Write
) -> None:
    made = filled(register())
    folder = made.parent.parent / "records"
    folder.mkdir()
    made.rename(folder / "any name.xlsx")
    definition = write(COMMUNITY + "records: {attendance: records/}\n", LISTS)
    found = records.collect(CommunityProject(definition))
    assert found.problems == ()
    attended = found.records.attendance.items()
    came = {name: [one.member.name for one in read.present if one.member] for name, read in attended}
    assert came == {"first": ["Amina Okafor", "Caleb Friesen"], "planning": [], "second": ["Ève Noël"]}


def test_a_mark_that_says_nothing_is_told_with_its_cell(register: Callable[..., Path]) -> None:
    book = openpyxl.load_workbook(register())
    book.worksheets[0]["E5"], book.worksheets[0]["E6"] = "maybe", "x"
    made = io.BytesIO()
    book.save(made)
    found = attendance.read(made.getvalue(), "register.xlsx", session="first")
    assert [one.name for one in found.present] == ["Caleb Friesen"]
    (conceded,) = found.concessions
    assert (conceded.row, conceded.at, conceded.why, conceded.text) == (5, 4, "no such presence", "maybe")


def test_a_register_is_asked_of_which_session(register: Callable[..., Path]) -> None:
    empty, content = register().read_bytes(), filled(register()).read_bytes()
    for read, session, said, hint in (
        (content, None, "this register has several sessions", "say which with --session: first, planning, second"),
        (content, "third", "no row is of 'third'", "its sessions are first, planning, second"),
        (empty, None, "nobody is marked in this register", "write yes, no, late, regrets, in person or online"),
    ):
        with pytest.raises(Problems) as raised:
            attendance.read(read, "register.xlsx", session=session)
        (problem,) = raised.value.problems
        assert (problem.message, problem.hint) == (said, hint)


@pytest.mark.office
def test_libreoffice_reads_what_the_register_says(register: Callable[..., Path], tmp_path: Path) -> None:
    program = ("soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless")
    command = [*program, "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", str(tmp_path / "csv")]
    subprocess.run([*command, str(register())], check=True, capture_output=True, timeout=PATIENCE_SECONDS)
    text = (tmp_path / "csv" / "register.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[2][4:7] == ["first", "planning", "second"]
    assert rows[6][0] == "Ève Noël"
