"""Exports become rows, however they were written; what is no table says what it is, in bounded time and memory."""

import contextlib
import csv
import io
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import PATIENCE_SECONDS, ROOT
from cop_plan.base.errors import Problems
from cop_plan.base.tables import headings, old_workbook, reader, single_byte
from workbooks import OLD, Cell, ods_cell, ods_row, opendocument, packed, sheet, workbook

EXAMPLES = settings(max_examples=100, derandomize=True)

TEXT = "name,note\nHélène Lavallée,“yes” – of course\nAmina Okafor,no\n"
ROWS = [(1, ("name", "note")), (2, ("Hélène Lavallée", "“yes” – of course")), (3, ("Amina Okafor", "no"))]


def rows_of(content: bytes) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.number, row.cells) for row in reader.read(content, "file.csv").rows]


def problems_of(content: bytes) -> list[str]:
    with pytest.raises(Problems) as raised:
        reader.read(content, "file.csv")
    return [line for problem in raised.value.problems for line in problem.lines()]


# Texts.


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        pytest.param("utf-8", TEXT.encode(), id="UTF-8"),
        pytest.param("utf-8-sig", TEXT.encode("utf-8-sig"), id="UTF-8 with its mark"),
        pytest.param("utf-16-le", b"\xff\xfe" + TEXT.encode("utf-16-le"), id="UTF-16, little end first"),
        pytest.param("utf-16-be", b"\xfe\xff" + TEXT.encode("utf-16-be"), id="UTF-16, big end first"),
        pytest.param("utf-16-le", TEXT.encode("utf-16-le"), id="UTF-16 without a mark"),
        pytest.param("utf-16-be", TEXT.encode("utf-16-be"), id="UTF-16 without a mark, big end first"),
        pytest.param("cp1252", TEXT.encode("cp1252"), id="as Windows writes it"),
        pytest.param("mac_roman", TEXT.encode("mac_roman"), id="as a Mac wrote it"),
    ],
)
def test_a_text_is_read_in_the_encoding_that_its_bytes_show(encoding: str, content: bytes) -> None:
    table = reader.read(content, "file.csv")
    assert table.encoding == encoding
    assert [(row.number, row.cells) for row in table.rows] == ROWS


NAMES = (
    "Hélène Lavallée", "Ève Noël", "François Côté", "L’école d’été", "ÉCOLE SACRÉ-CŒUR", "Zoë", "Jürgen Groß",
    "“Talk” – yes…",
    "Renée", "Élise", "Gaël Benoît", "Müller", "Brontë, Anaïs", "El Niño", "Où ça ?", "à bientôt",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names_are_read_as_windows_writes_them(name: str) -> None:
    assert single_byte.encoding(f"name\n{name}\n".encode("cp1252")) == "cp1252"


@pytest.mark.parametrize("name", ["Dušan Žižek", "Šárka", "Škoda™", "Æble", "Ÿ", "50 €", "10 % ± 2"])
def test_rarer_letters_and_signs_are_too(name: str) -> None:
    assert single_byte.encoding(f"name\n{name}\n".encode("cp1252")) == "cp1252"


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("“Talk” – yes…", "Où ça ?", "El Niño")])
def test_names_are_read_as_a_mac_wrote_them(name: str) -> None:
    assert rows_of(f"name,x\n{name.replace(',', '')},1\n".encode("mac_roman"))[1][1][0] == name.replace(",", "")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_lines_may_end_and_cells_be_divided_in_three_ways(delimiter: str, line_end: str) -> None:
    content = TEXT.replace(",", delimiter).replace("\n", line_end).encode()
    assert rows_of(content) == ROWS


def test_blank_rows_are_counted_and_left_out() -> None:
    assert rows_of(b"\n\nname,email\n,\n\nAmina,a@example.org\n\n") == [
        (3, ("name", "email")),
        (6, ("Amina", "a@example.org")),
    ]


def test_a_cell_in_quotes_holds_line_ends_and_delimiters_and_is_one_row() -> None:
    content = b'name,note\n"Okafor, Amina","one\r\ntwo ""three"""\nBernadette,x\n'
    assert rows_of(content) == [
        (1, ("name", "note")),
        (2, ("Okafor, Amina", 'one\r\ntwo "three"')),
        (3, ("Bernadette", "x")),
    ]


def test_where_nothing_is_quoted_a_title_in_quotes_is_a_title() -> None:
    content = 'Meeting title\t"Talk" moves\nName\tEmail\nAmina\ta@example.org\n'.encode("utf-16")
    assert rows_of(content)[0] == (1, ("Meeting title", '"Talk" moves'))


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        pytest.param("a;b;c\n1,5;2,5;x\n3,5;4,5;y\n", ("1,5", "2,5", "x"), id="commas in numbers"),
        pytest.param("when,what\n2026,Writing;Assessment\n2027,Writing;Reading;Talk\n", None, id="choices"),
        pytest.param("Name\tJoined\nA\t2/10/27, 3:25 PM\nB\t2/10/27, 3:26 PM\n", None, id="commas in times"),
        pytest.param('"x;y","a;b"\n"1;2","3;4"\n', ("1;2", "3;4"), id="semicolons in quotes"),
    ],
)
def test_the_delimiter_is_the_one_that_rows_agree_on(text: str, cells: tuple[str, ...] | None) -> None:
    second = rows_of(text.encode())[1][1]
    assert second == cells if cells else len(second) == 2


def test_headings_are_the_same_whatever_their_case_width_and_spaces() -> None:
    spelled = ("User\u00a0Email", " USER  EMAIL ", "user\u200b email", "\ufeffUser Email", "\uff35ser email")
    assert {headings.plain(text) for text in spelled} == {"user email"}
    row = reader.Row(1, ("Note", "Courriel\u00a0", "NAME", "name"))
    assert row.fields({"name": ("name",), "email": ("email", "courriel")}) == {"email": 1, "name": 2}


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf")), max_size=12)
grids = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(texts, min_size=width, max_size=width), min_size=3, max_size=8)
)


def expected(grid: list[list[str]]) -> list[tuple[int, tuple[str, ...]]]:
    import unicodedata

    cleaned = [tuple(unicodedata.normalize("NFC", cell.strip()) for cell in row) for row in grid]
    return [(number, row) for number, row in enumerate(cleaned, 1) if any(row)]


@EXAMPLES
@given(grids, st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["utf-8-sig", "utf-16"]))
def test_what_is_written_is_read_again(grid: list[list[str]], delimiter: str, line_end: str, encoding: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(
        [["name"] * len(grid[0]), *grid]
    )
    head = (1, ("name",) * len(grid[0]))
    found = rows_of(out.getvalue().encode(encoding))
    assert found == [head, *((number + 1, row) for number, row in expected(grid))]


@EXAMPLES
@given(grids)
def test_what_a_workbook_holds_is_read_again(grid: list[list[str]]) -> None:
    found = rows_of(workbook([["name"], *grid]))
    assert [(number, row) for number, row in found if number > 1] == [
        (number + 1, row) for number, row in expected(grid)
    ]


@EXAMPLES
@given(st.data())
def test_an_older_workbook_with_changed_bytes_is_a_table_or_a_problem(data: st.DataObject) -> None:
    content = bytearray(OLD)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(8, len(OLD) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Problems):
        assert reader.read(bytes(content), "file.xls").rows


@EXAMPLES
@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_problem(content: bytes) -> None:
    for start in (b"", b"\xff\xfe", b"PK\x03\x04", b"\xef\xbb\xbf"):
        with contextlib.suppress(Problems):
            assert reader.read(start + content, "file.csv").rows


# Workbooks.


def test_a_workbook_has_dates_times_and_numbers_as_text_and_its_own_row_numbers() -> None:
    moment = datetime(2026, 9, 29, 13, 2, 5)  # noqa: DTZ001
    grid: list[list[Cell]] = [
        [],
        ["When", "Day", "Time", "Number", "Part", None, "Text"],
        [],
        [moment, date(2026, 9, 29), time(13, 2, 5), 17805550100.0, 2.5, None, "Hélène\nLavallée"],
    ]
    assert rows_of(workbook(grid)) == [
        (2, ("When", "Day", "Time", "Number", "Part", "", "Text")),
        (4, ("2026-09-29 13:02:05", "2026-09-29", "13:02:05", "17805550100", "2.5", "", "Hélène\nLavallée")),
    ]
    assert reader.read(workbook(grid), "file.csv").encoding == "xlsx"


def test_of_a_workbook_the_first_sheet_counts_that_shows_and_has_something() -> None:
    assert rows_of(workbook([["hidden"]], [], [["name"], ["Amina"]], [["other"]], hidden=[0])) == [
        (1, ("name",)),
        (2, ("Amina",)),
    ]


def test_a_workbook_in_the_older_form_is_read_as_a_newer_one() -> None:
    (table,) = reader.tables(OLD, "file.xls")
    assert (table.sheet, table.encoding) == ("Attendance", "xls")
    assert [row.cells for row in table.rows] == [
        ("Name", "Courriel", "2026-11-17", "2026-12-15 15:30:00"),
        ("Hélène Lavallée", "helene@example.org", "x", "1"),
        ("Amina Okafor", "", "0", "2.5"),
    ]


def test_an_opendocument_workbook_is_read_with_what_its_cells_stand_for() -> None:
    rows = (
        ods_row(["Name", date(2026, 11, 17), datetime(2026, 12, 15, 15, 30), 2.0])  # noqa: DTZ001
        + ods_row(["Hélène Lavallée"]).replace("</table:table-row>", f"{ods_cell('x', TWICE)}</table:table-row>")
        + ods_row([], 'table:number-rows-repeated="2"')
        + ods_row(["Amina Okafor"])
        # As programs end each sheet.
        + f"<table:table-row {LAST_ROWS}>{ods_cell(None, LAST_COLUMNS)}</table:table-row>"
    )
    (table,) = reader.tables(opendocument([["hidden"]], rows, [[]], hidden=[0]), "file.ods")
    assert (table.sheet, table.encoding) == ("S1", "ods")
    assert [(row.number, row.cells[:4]) for row in table.rows] == [
        (1, ("Name", "2026-11-17", "2026-12-15 15:30:00", "2")),
        (2, ("Hélène Lavallée", "x", "x", "")),
        (5, ("Amina Okafor", "", "", "")),
    ]


TWICE = 'table:number-columns-repeated="2"'
LAST_ROWS, LAST_COLUMNS = 'table:number-rows-repeated="1048571"', 'table:number-columns-repeated="16384"'


# What is no table, or too much of one.

HINT = f"    hint: {reader.EXPORT_AGAIN}"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "the file is empty", id="nothing"),
        pytest.param(b"\xef\xbb\xbf \r\n;;\r\n", "the file is empty", id="blank"),
        pytest.param(
            b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(200), "this is a picture (JPEG), not a table", id="JPEG"
        ),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(99), "this is a picture (PNG), not a table", id="PNG"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3", "this is a PDF file, not a table", id="PDF"),
        pytest.param(b"<!-- saved -->\n<!DOCTYPE html><html>", "this is a web page, not a table", id="plan.html"),
        pytest.param(b"BEGIN:VCALENDAR\r\n", "this is a calendar, not a table", id="calendar.ics"),
        pytest.param(b'{"schema_version": 1}', "this is a JSON file, not a table", id="timeline.json"),
        pytest.param(b"\x00\x01\x02\x03 noise \x07" * 9, "this is not text, and no workbook either", id="noise"),
    ],
)
def test_what_is_no_table_says_what_it_is(content: bytes, said: str) -> None:
    assert problems_of(content) == [f"file.csv: {said}", HINT]


def other(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(name, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(workbook([]), "the sheet is empty", id="empty sheet"),
        pytest.param(
            other("word/document.xml"), "this is a text document (DOCX), not a workbook that can be read", id="DOCX"
        ),
        pytest.param(other("content.xml"), "this is an OpenDocument file, but no spreadsheet (ODS)", id="ODT"),
        pytest.param(other("a.txt"), "this is a packed archive (ZIP), not a workbook that can be read", id="ZIP"),
        pytest.param(old_workbook.MAGIC + bytes(600), "this workbook (XLS) is damaged or breaks off", id="no XLS"),
        pytest.param(OLD[:3000], "this workbook (XLS) is damaged or breaks off", id="cut XLS"),
        pytest.param(opendocument([["a"]])[:-30], "this workbook is damaged or breaks off", id="cut ODS"),
        pytest.param(opendocument([["a"]], locked=True), "this workbook is locked with a password", id="locked ODS"),
        pytest.param(
            # A record that says how the rest is locked.
            OLD.replace(b"\x42\0\x02\0", b"\x2f\0\x02\0", 1),
            "this workbook is locked with a password",
            id="locked XLS",
        ),
        pytest.param(
            OLD.replace(
                "Workbook".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 18),
                "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 34),
            ),
            "this workbook is locked with a password",
            id="locked XLSX",
        ),
        pytest.param(workbook([["a"]])[:-30], "this workbook is damaged or breaks off", id="cut"),
        pytest.param(packed("<worksheet>"), "this workbook is damaged", id="not XML"),
        pytest.param(
            packed('<!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'),
            "this workbook defines entities",
            id="entities",
        ),
    ],
)
def test_a_workbook_that_cannot_be_read_says_why(content: bytes, said: str) -> None:
    assert problems_of(content)[0].startswith(f"file.csv: {said}")


def lying() -> bytes:
    """Return a workbook with a part of 300 MB that claims to have 100 bytes."""
    honest = packed(b" " * 300_000_000)
    size, small = struct.pack("<I", 300_000_000), struct.pack("<I", 100)
    assert honest.count(size) == 2
    return honest.replace(size, small)


FAR = sheet([["a"]]).replace("</row>", '</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
SHARED = f"<sst><si><t>{'x' * 30_000}</t></si></sst>"
MANY_SHARED = (
    "<worksheet><sheetData>" + ("<row>" + '<c t="s"><v>0</v></c>' * 100 + "</row>") * 1000 + "</sheetData></worksheet>"
)

OFTEN = 'table:number-columns-repeated="1000000000"'
SPACES = ods_row(["a"]).replace("<text:p>", '<text:p><text:s text:c="1000000000"/>')

BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "300 MB in a sheet": (lambda: packed(b" " * 300_000_000), "this workbook unpacks to more than 50 MB"),
    "300 MB in a sheet that claims less": (lying, "this workbook unpacks to more than 50 MB"),
    "two cells far apart": (lambda: packed(FAR), "a sheet spans more than 200,000 cells"),
    "one long text in many cells": (
        lambda: packed(MANY_SHARED, more={"xl/sharedStrings.xml": SHARED}),
        "the texts of a sheet are longer than any export's",
    ),
    "one cell that stands for a billion": (
        lambda: opendocument(f"<table:table-row>{ods_cell('x', OFTEN)}</table:table-row>"),
        "a sheet spans more than 200,000 cells",
    ),
    "a billion spaces": (
        lambda: opendocument(SPACES),
        "the texts of a sheet are longer than any export's",
    ),
    "two cells far apart in an older workbook": (
        lambda: OLD.replace(b"\xfd\0\x0a\0\x02\0\0\0", b"\xfd\0\x0a\0\xff\xff\xff\0", 1),
        "a sheet spans more than 200,000 cells",
    ),
    "a million cells in a text": (lambda: b"a,b,c,d\n" * 250_000, "this is more than 200,000 cells"),
    "one cell of ten million": (lambda: b"name\n" + b"x" * 10_000_000, "a cell is too long"),
    "a row of a million": (lambda: b"name,x\n" + b"," * 1_000_000, "this is more than 2,000 columns"),
    "an open quote": (lambda: b'a,b\n"' + b"x,y\n" * 20_000, "the file breaks off inside of a text in quotes"),
    "comments that never end": (lambda: b"<!---->" * 500 + b"x", ""),
}

READ = """
import resource, sys
from pathlib import Path
from cop_plan.base import files
from cop_plan.base.errors import Problems
from cop_plan.base.tables import reader
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
path = Path(sys.argv[1])
try:
    reader.read(files.read(path, reader.LIMIT_BYTES), path.name)
    print("read")
except Problems as found:
    print(found.problems[0].message)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def read_apart(path: Path) -> tuple[str, int]:
    """Read a file in a process of its own; return what it said, and the megabytes that it took."""
    command = [sys.executable, "-c", READ, str(path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=PATIENCE_SECONDS)
    said, megabytes = ran.stdout.decode().splitlines()
    return said, int(megabytes)


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_would_grow_is_refused_in_bounded_memory(bomb: str, tmp_path: Path) -> None:
    content, expected = BOMBS[bomb]
    (tmp_path / "records.csv").write_bytes(content())
    said, megabytes = read_apart(tmp_path / "records.csv")
    assert said.startswith(expected)
    assert megabytes < 250


def test_a_file_of_200_mb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "records.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    said, megabytes = read_apart(path)
    assert said.startswith("this is more than 20 MB")
    assert megabytes < 60


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param('<c r="A99999999999"><v>1</v></c>', id="a row that is none"),
        pytest.param('<c r="A0"><v>1</v></c>', id="row zero"),
        pytest.param('<c r="9"><v>1</v></c>', id="no column"),
        pytest.param('<c r="A1" s="1"><v>-1e300</v></c>', id="a day too far off"),
    ],
)
def test_a_workbook_that_would_end_its_reader_is_a_problem(cells: str) -> None:
    found = problems_of(packed(f"<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>"))
    assert found[0] in (
        "file.csv: this workbook is damaged or breaks off",
        "file.csv: this is no workbook that can be read",
        "file.csv: this workbook is damaged",
    )
