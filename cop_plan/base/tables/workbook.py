"""The sheets of a workbook, after its size was made sure of.

A few bytes of a workbook can stand for gigabytes. So each part is unpacked up to a limit first, and where its cells
stand is read, before the reader that holds all of them at once sees it.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import reduce
from xml.parsers import expat

from cop_plan.base.errors import Place, Problem, Problems
from cop_plan.base.tables import old_workbook, opendocument
from cop_plan.base.translatable import Sentence, grouped, sentence

SAVE_AGAIN = sentence("save it again as XLSX or CSV")

UNPACKED_BYTES = 50_000_000

MAX_PARTS = 1_000

MAX_CELLS = 200_000
"""From the first cell of a sheet to its last, with the empty ones between."""

LONGEST_TEXTS = 50_000_000
"""In characters, of all cells together."""

LONGEST_STRINGS = 200_000_000
"""In characters, if every cell had the longest text that the cells share."""


def sheets(content: bytes, file: str) -> Iterator[tuple[str, list[tuple[int, list[str]]]]]:
    """Yield the name and the rows, counted from 1, of each sheet that shows. Raises Problems.

    Dates are in ISO form, whole numbers without a point, durations in hours, minutes and seconds.
    """
    import python_calamine as calamine

    checked = _checked(content, file)
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(checked)) as book:
            for sheet in book.sheets_metadata:
                if sheet.visible == calamine.SheetVisibleEnum.Visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet:
                    cells = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                    yield sheet.name, [(number, [_text(cell) for cell in row]) for number, row in enumerate(cells, 1)]
    except BaseException as error:
        # What the reader did not foresee, such as a day too far off, ends it with no Exception of Python's.
        if isinstance(error, calamine.CalamineError) or type(error).__name__ == "PanicException":
            raise _problem(file, sentence("this is no workbook that can be read"), SAVE_AGAIN) from None
        raise


def kind(content: bytes) -> str:
    """Return the form of a workbook: xls, ods or xlsx."""
    if content.startswith(old_workbook.MAGIC):
        return "xls"
    return "ods" if content[30:38] == b"mimetype" else "xlsx"


def _problem(file: str, message: Sentence, hint: Sentence | None = None) -> Problems:
    return Problems([Problem(Place(file, 0, 0), "", message, hint)])


def _text(cell: object) -> str:
    """Return a cell's value as text in one convention."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, float):
        return f"{cell:.15g}"  # so many digits a spreadsheet shows: a sum of 0.1 and 0.2 is 0.3
    if isinstance(cell, datetime):
        # Days are fractions there, and a second is seldom a whole one.
        whole = cell.replace(microsecond=0) + timedelta(seconds=round(cell.microsecond / 1_000_000))
        return whole.isoformat(" ") if whole.time() != time() else whole.date().isoformat()
    if isinstance(cell, time):
        return _text(datetime.combine(date(2000, 1, 1), cell)).partition(" ")[2] or "00:00:00"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(cell)


def _checked(content: bytes, file: str) -> bytes:
    """Return a workbook with its parts unpacked; what its parts claim to be counts for nothing. Raises Problems."""
    if content.startswith(old_workbook.MAGIC):
        return _checked_old(content, file)
    if content.count(b"PK\x01\x02") > MAX_PARTS:
        raise _problem(file, sentence("this workbook has more parts than any spreadsheet writes"), SAVE_AGAIN)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            is_opendocument = _is_opendocument(packed.namelist(), file)
            parts = dict(_unpacked(packed, content, file))
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, ValueError):
        raise _problem(file, sentence("this workbook is damaged or breaks off"), SAVE_AGAIN) from None
    if is_opendocument:
        _check_opendocument(parts, file)
    else:
        shared = [_measured(part, file) for part in parts.values()]
        if max(longest for longest, _ in shared) * max(sharing for _, sharing in shared) > LONGEST_STRINGS:
            raise _too_long(file)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as stored:
        for name, part in parts.items():
            stored.writestr(name, part)
    return out.getvalue()


def _too_long(file: str) -> Problems:
    return _problem(file, sentence("the texts of a sheet are longer than any export's"), SAVE_AGAIN)


def _too_many(file: str) -> Problems:
    return _problem(
        file,
        sentence("a sheet spans more than {most} cells", most=grouped(MAX_CELLS)),
        sentence("delete what stands far from the table"),
    )


def _locked(file: str) -> Problems:
    return _problem(
        file,
        sentence("this workbook is locked with a password"),
        sentence("save it again without a password, or as CSV"),
    )


def _checked_old(content: bytes, file: str) -> bytes:
    """Return a workbook in the older form with nothing but its cells. Raises Problems."""
    try:
        book = old_workbook.checked(content)
    except old_workbook.LockedError:
        raise _locked(file) from None
    except ValueError:
        raise _problem(file, sentence("this workbook (XLS) is damaged or breaks off"), SAVE_AGAIN) from None
    if book.cells > MAX_CELLS:
        raise _too_many(file)
    if book.characters > LONGEST_TEXTS:
        raise _too_long(file)
    return book.content


def _check_opendocument(parts: Mapping[str, bytes], file: str) -> None:
    """Raise Problems for an OpenDocument file that is no workbook, or is locked or too large."""
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise _locked(file)
    if not parts.get("mimetype", b"").startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        raise _problem(file, sentence("this is an OpenDocument file, but no spreadsheet (ODS)"), SAVE_AGAIN)
    for name, part in parts.items():
        if name.endswith(".xml"):
            size = opendocument.SpannedCells()
            _parse(part, file, size.start, size.text, size.end)
            if size.cells > MAX_CELLS:
                raise _too_many(file)
            if size.characters > LONGEST_TEXTS:
                raise _too_long(file)


def _is_opendocument(names: Collection[str], file: str) -> bool:
    """Return whether an archive is an OpenDocument file, not an XLSX workbook. Raises Problems for another."""
    if "xl/workbook.xml" in names or "content.xml" in names:
        return "xl/workbook.xml" not in names
    marks = {
        "xl/workbook.bin": (sentence("a workbook in another form (XLSB)"), SAVE_AGAIN),
        "word/document.xml": (sentence("a text document (DOCX)"), None),
        "ppt/presentation.xml": (sentence("a presentation (PPTX)"), None),
    }
    packed = sentence("a packed archive (ZIP)"), sentence("unpack it, and put the files that are in it here")
    kind, hint = next((known for mark, known in marks.items() if mark in names), packed)
    raise _problem(file, sentence("this is {kind}, not a workbook that can be read", kind=kind), hint)


def _unpacked(packed: zipfile.ZipFile, content: bytes, file: str) -> Iterator[tuple[str, bytes]]:
    """Yield the parts that hold cells and what they need, unpacked up to a limit. Raises Problems.

    Pictures and programs are no such parts, so that nothing is read later that is not looked at here.
    """
    left = UNPACKED_BYTES
    for part in packed.infolist():
        if not part.filename.endswith((".xml", ".rels", "mimetype")) or part.filename.startswith("docProps/"):
            continue
        if part.flag_bits & 1 or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _problem(file, sentence("this workbook is locked, or packed in an unusual way"), SAVE_AGAIN)
        # The size that a part claims may be false: it is unpacked here, and no further than allowed.
        name_length, extra_length = struct.unpack_from("<HH", content, part.header_offset + 26)
        start = part.header_offset + 30 + name_length + extra_length
        unpacked = content[start : start + part.compress_size]
        if part.compress_type == zipfile.ZIP_DEFLATED:
            unpacked = zlib.decompressobj(-zlib.MAX_WBITS).decompress(unpacked, left + 1)
        left -= len(unpacked)
        if left < 0:
            raise _problem(
                file, sentence("this workbook unpacks to more than {most} MB", most=UNPACKED_BYTES // 1_000_000)
            )
        if zlib.crc32(unpacked) != part.CRC:
            raise zipfile.BadZipFile
        yield part.filename, unpacked


def _measured(part: bytes, file: str) -> tuple[int, int]:
    """Return how many characters the longest text has that cells share, and how many cells of a part share any.

    Raises Problems where its cells span too many rows and columns.
    """
    longest = length = sharing = row = column = last_row = last_column = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal length, sharing, row, column, last_row, last_column
        match name.rpartition(":")[2]:
            case "si":
                length = 0
            case "row":
                row, column = int(attributes.get("r", row + 1)), 0
            case "c" if "r" in attributes:
                # The reader takes another place for one that does not exist, and room for all cells up to it.
                found = re.fullmatch(r"([A-Za-z]{1,3})([1-9]\d{0,6})", attributes["r"], re.ASCII)
                if found is None:
                    raise ValueError
                row, column = int(found[2]), _number(found[1].upper())
                sharing += attributes.get("t") == "s"
            case "c":
                column += 1
                sharing += attributes.get("t") == "s"
            case "v" | "is" | "f":
                last_row, last_column = max(last_row, row), max(last_column, column)
                if last_row * last_column > MAX_CELLS:
                    raise _too_many(file)

    def text(characters: str) -> None:
        nonlocal longest, length
        length += len(characters)
        longest = max(longest, length)

    _parse(part, file, start, text)
    return longest, sharing


def _number(letters: str) -> int:
    """Return the number of a column, counted from 1: A is 1, AA is 27."""
    return reduce(lambda number, letter: number * 26 + ord(letter) - 64, letters, 0)


def _parse(
    part: bytes,
    file: str,
    start: Callable[[str, dict[str, str]], None],
    text: Callable[[str], None],
    end: Callable[[str], None] | None = None,
) -> None:
    """Read an XML part, and refuse one that defines entities: they are another way to stand for gigabytes."""

    def refuse(*_: object) -> None:
        raise _problem(file, sentence("this workbook defines entities, as no spreadsheet does"), SAVE_AGAIN)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError):
        raise _problem(file, sentence("this workbook is damaged"), SAVE_AGAIN) from None
