"""The rows of a workbook, after its size was made sure of.

A few bytes of a workbook can stand for gigabytes. So each part is unpacked up to a limit first, and where its cells
stand is read, before the reader that holds all of them at once sees it.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, time, timedelta
from functools import reduce
from xml.parsers import expat

from cop_plan.errors import Place, Problem, Problems

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How older workbooks begin, and newer ones with a password."""

SAVE_AGAIN = "save it again as XLSX or CSV"

UNPACKED_BYTES = 50_000_000

MOST_PARTS = 1_000

LARGEST_AREA = 500_000
"""In cells, from the first of a sheet to its last, with the empty ones between."""

LONGEST_STRINGS = 200_000_000
"""In characters, if every cell had the longest text that the cells share."""


def rows(content: bytes, file: str) -> list[tuple[int, list[str]]]:
    """Return the rows of the first visible sheet with anything in it, counted from 1. Raises Problems.

    Dates are in ISO form, whole numbers without a point, durations in hours, minutes and seconds.
    """
    import python_calamine as calamine

    checked = _checked(content, file)
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(checked)) as book:
            for sheet in book.sheets_metadata:
                if sheet.visible != calamine.SheetVisibleEnum.Visible or sheet.typ != calamine.SheetTypeEnum.WorkSheet:
                    continue
                cells = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                found = [(number, [_text(cell) for cell in row]) for number, row in enumerate(cells, 1)]
                if any(any(row) for _, row in found):
                    return found
    except calamine.CalamineError:
        raise _problem(file, "this is no workbook that can be read", SAVE_AGAIN) from None
    return []


def _problem(file: str, message: str, hint: str | None = None) -> Problems:
    return Problems([Problem(Place(file, 0, 0), "", message, hint)])


def _text(cell: object) -> str:
    """Return a cell's value as text in one convention."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(cell)


def _checked(content: bytes, file: str) -> bytes:
    """Return a workbook with its parts unpacked; what its parts claim to be counts for nothing. Raises Problems."""
    if content.startswith(OLD):
        said = "this is a workbook in an older form (XLS), or one locked with a password"
        raise _problem(file, said, "save it again as XLSX without a password, or as CSV")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _check_kind(packed.namelist(), file)
            parts = dict(_unpacked(packed, file))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise _problem(file, "this workbook is damaged or breaks off", SAVE_AGAIN) from None
    longest = max(
        (_longest(part, file) for name, part in parts.items() if name.endswith("sharedStrings.xml")), default=0
    )
    for name, part in parts.items():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            _check_area(part, longest, file)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as stored:
        for name, part in parts.items():
            stored.writestr(name, part)
    return out.getvalue()


def _check_kind(names: Collection[str], file: str) -> None:
    """Raise Problems for an archive that is no workbook."""
    if "xl/workbook.xml" in names:
        if len(names) > MOST_PARTS or len(set(names)) < len(names):
            raise _problem(file, "this workbook has more parts than any spreadsheet writes", SAVE_AGAIN)
        return
    marks = {
        "xl/workbook.bin": "a workbook in another form (XLSB)",
        "content.xml": "an OpenDocument file (such as ODS)",
        "word/document.xml": "a text document (DOCX)",
        "ppt/presentation.xml": "a presentation (PPTX)",
    }
    kind = next((kind for mark, kind in marks.items() if mark in names), "a packed archive (ZIP)")
    hint = SAVE_AGAIN if "workbook" in kind or "ODS" in kind else None
    raise _problem(file, f"this is {kind}, not an XLSX workbook", hint)


def _unpacked(packed: zipfile.ZipFile, file: str) -> Iterator[tuple[str, bytes]]:
    """Yield the parts that hold the cells and what they need, unpacked up to a limit. Raises Problems."""
    left = UNPACKED_BYTES
    for part in packed.infolist():
        if part.filename.startswith(("xl/media/", "xl/drawings/", "docProps/")):
            continue
        if part.file_size > left:
            raise _problem(file, f"this workbook unpacks to more than {UNPACKED_BYTES // 1_000_000} MB")
        # No more is unpacked than the part claims to have, and a part with more is a damaged one.
        content = packed.read(part)
        left -= len(content)
        yield part.filename, content


def _longest(part: bytes, file: str) -> int:
    """Return how many characters the longest of the texts has that cells share."""
    lengths = [0]

    def start(name: str, _: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "si":
            lengths.append(0)

    def text(data: str) -> None:
        lengths[-1] += len(data)

    _parse(part, file, start, text)
    return max(lengths)


def _check_area(part: bytes, longest: int, file: str) -> None:
    """Raise Problems for a sheet whose cells span too many rows and columns, or share too much text."""
    row = column = last_row = last_column = sharing = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, last_row, last_column, sharing
        match name.rpartition(":")[2]:
            case "row":
                row, column = int(attributes.get("r", row + 1)), 0
            case "c":
                found = re.fullmatch(r"([A-Z]{1,4})(\d{1,8})", attributes.get("r", ""))
                column = _number(found[1]) if found else column + 1
                row = int(found[2]) if found else row
                sharing += attributes.get("t") == "s"
            case "v" | "is" | "f":
                last_row, last_column = max(last_row, row), max(last_column, column)

    _parse(part, file, start)
    if last_row * last_column > LARGEST_AREA:
        raise _problem(file, f"a sheet spans more than {LARGEST_AREA:,} cells", "delete what stands far from the table")
    if sharing * longest > LONGEST_STRINGS:
        raise _problem(file, "the texts of a sheet are longer than any export's", SAVE_AGAIN)


def _number(letters: str) -> int:
    """Return the number of a column, counted from 1: A is 1, AA is 27."""
    return reduce(lambda number, letter: number * 26 + ord(letter) - 64, letters, 0)


def _parse(
    part: bytes,
    file: str,
    start: Callable[[str, dict[str, str]], None],
    text: Callable[[str], None] | None = None,
) -> None:
    """Read an XML part, and refuse one that defines entities: they are another way to stand for gigabytes."""

    def refuse(*_: object) -> None:
        raise _problem(file, "this workbook defines entities, as no spreadsheet does", SAVE_AGAIN)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError):
        raise _problem(file, "this workbook is damaged", SAVE_AGAIN) from None
