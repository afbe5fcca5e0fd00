"""Bytes of an export → the rows of its table, whatever program wrote them or saved them again.

A text is decoded by its byte order mark, else by where its zero bytes lie, else as UTF-8, else as Windows writes it.
What is no table is a problem that says what it is instead. Time and memory are bounded.
"""

import contextlib
import csv
import io
import itertools
import re
import unicodedata
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from cop_plan.base.errors import Place, Problem, Problems
from cop_plan.records import workbooks

LIMIT_BYTES = 20_000_000
"""An export of a year's largest community is a hundredth of it."""

LARGEST_COLUMNS = 2_000

EXPORT_AGAIN = "export it again as CSV or XLSX from the program that has it"


@dataclass(frozen=True, slots=True)
class Row:
    """A row with something in it. `number` counts from 1, as a spreadsheet shows it, empty rows too."""

    number: int
    cells: tuple[str, ...]

    def cell(self, at: int | None) -> str:
        """Return the cell at a position counted from 0; empty where the row has none."""
        return self.cells[at] if at is not None and at < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of an export. `encoding` is how its text was written, or `xlsx` for a workbook.

    `breaks_off` says that no line end closes the last row. Whole files can end so too; see `cut`.
    """

    file: str
    encoding: str
    rows: tuple[Row, ...]
    breaks_off: bool = False

    def place(self, row: Row | int, at: int = 0) -> Place:
        """Return the place of a cell, whose position counts from 0."""
        return Place(self.file, row if isinstance(row, int) else row.number, at + 1)

    def problem(self, message: str, row: Row | int = 0, at: int = 0, hint: str | None = None) -> Problem:
        """Return a problem at a cell, or with the whole file where no row is given."""
        place = self.place(row, at) if row else Place(self.file, 0, 0)
        return Problem(place, "", message, hint)

    def cut(self, row: Row, header: Row) -> int | None:
        """Return from which position on a row's cells may be lost or cut; None if the row is whole."""
        if not self.breaks_off or row is not self.rows[-1]:
            return None
        short = len(row.cells) < len(header.cells) or not row.cells[-1]
        return len(row.cells) - 1 if short else None


def plain(text: str) -> str:
    """Return a heading such that two that look the same are equal: case, width and spaces do not matter."""
    if text.isascii():
        return " ".join(text.casefold().split())
    seen = "".join(c for c in unicodedata.normalize("NFKC", text.replace("’", "'")) if unicodedata.category(c) != "Cf")
    return " ".join(seen.casefold().split())


def columns(row: Row, headings: Mapping[str, Collection[str]]) -> dict[str, int]:
    """Return at which position of a row each field's heading stands, for those fields that have one there.

    `headings` are the plain spellings of each field. Of two columns with one heading the first counts.
    """
    meant = {heading: field for field, spelled in headings.items() for heading in spelled}
    found: dict[str, int] = {}
    for at, cell in enumerate(row.cells):
        field = meant.get(plain(cell))
        if field is not None:
            found.setdefault(field, at)
    return found


def read(content: bytes, file: str) -> Table:
    """Return the table that an export holds; of a workbook, its first sheet with anything in it. Raises Problems."""
    if len(content) > LIMIT_BYTES:
        said = f"this is more than {LIMIT_BYTES // 1_000_000} MB, and an export of a session or survey is far smaller"
        raise Problems([Problem(Place(file, 0, 0), "", said)])
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", workbooks.OLD)):
        found = _rows(workbooks.rows(content, file), file)
        return _table(Table(file, "xlsx", found))
    if kind := _kind(content):
        raise _no_table(file, f"this is {kind}, not a table")
    encoding, text = _decoded(content, file)
    return _table(Table(file, encoding, _rows(_parsed(text, file), file), not text.endswith(("\n", "\r"))))


def _table(table: Table) -> Table:
    if not table.rows:
        raise _no_table(table.file, "the sheet is empty" if table.encoding == "xlsx" else "the file is empty")
    return table


_KINDS = (
    (rb"\xff\xd8\xff", "a picture (JPEG)"),
    (rb"\x89PNG", "a picture (PNG)"),
    (rb"GIF8[79]a", "a picture (GIF)"),
    (rb"RIFF....WEBP", "a picture (WebP)"),
    (rb"....ftyp(?:heic|heix|mif1|avif)", "a picture (HEIC)"),
    (rb"....ftyp", "a recording (MP4)"),
    (rb"%PDF", "a PDF file"),
    (rb"\{\\rtf", "a text document (RTF)"),
    (rb"\x1f\x8b|7z\xbc\xaf|Rar!", "a packed archive"),
    (rb"\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype html|html)\b", "a web page"),
    (rb"\s*<(?:\?xml|svg)\b", "an XML file"),
    (rb"\s*BEGIN:VCALENDAR", "a calendar"),
    (rb"\s*\{\s*\"|\s*\[\s*\{", "a JSON file"),
)


def _kind(content: bytes) -> str | None:
    start = content[:4096].removeprefix(b"\xef\xbb\xbf")
    return next((kind for magic, kind in _KINDS if re.match(magic, start, re.IGNORECASE | re.DOTALL)), None)


def _no_table(file: str, message: str, hint: str | None = EXPORT_AGAIN) -> Problems:
    return Problems([Problem(Place(file, 0, 0), "", message, hint)])


def _decoded(content: bytes, file: str) -> tuple[str, str]:
    """Return the name of the encoding and the text without a byte order mark."""
    encoding = _encoding(content)
    whole = content[: len(content) - len(content) % 2] if encoding.startswith("utf-16") else content
    whole = _whole(whole) if encoding.startswith("utf-8") else whole
    try:
        text = whole.decode(encoding)
    except UnicodeDecodeError:
        raise _no_table(file, "this is not text, and no workbook either") from None
    # What was cut inside of a character shows that it was.
    text += "\ufffd" if len(whole) < len(content) else ""
    text = text.removeprefix("\ufeff")
    if re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text):
        raise _no_table(file, "this is not text, and no workbook either")
    return encoding, text


def _encoding(content: bytes) -> str:
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    start = content[:4096]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16-le" if start.startswith(b"\xff\xfe") else "utf-16-be"
    first, second = start[::2].count(0), start[1::2].count(0)
    if max(first, second) * 10 > len(start) * 2 and min(first, second) * 10 < max(first, second):
        return "utf-16-le" if second > first else "utf-16-be"
    try:
        whole = _whole(content)
        whole.decode()
    except UnicodeDecodeError:
        return "cp1252"
    # Where nothing else needs UTF-8, half a character at the end is an accent as Windows writes it.
    return "cp1252" if len(whole) < len(content) and whole.isascii() else "utf-8"


def _whole(content: bytes) -> bytes:
    """Return UTF-8 without the half character that it may end with."""
    cut = re.search(rb"[\xc2-\xf4][\x80-\xbf]{0,2}\Z", content)
    if cut is None:
        return content
    needed = 2 if cut[0][0] < 0xE0 else 3 if cut[0][0] < 0xF0 else 4
    return content[: cut.start()] if len(cut[0]) < needed else content


def _parsed(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a text, counted from 1. Raises Problems."""
    delimiter = _delimiter(text)
    number = 0
    try:
        for number, cells in enumerate(_reader(text, delimiter), 1):
            yield number, cells
    except csv.Error as error:
        place = Place(file, number + 1, 1)
        if "end of data" in str(error):
            said, hint = "the file breaks off inside of a text in quotes that begins here", EXPORT_AGAIN
        elif "larger" in str(error):
            said, hint = "a cell is too long", EXPORT_AGAIN
        else:
            said, hint = "a quote stands in the wrong place", 'put the whole cell in quotes, and write " as ""'
        raise Problems([Problem(place, "", said, hint)]) from None


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    # Programs that write tabs put nothing in quotes, so that a title may begin with one.
    if delimiter == "\t" and not _well_quoted(text):
        return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=True)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _well_quoted(text: str) -> bool:
    """Return whether the quotes of a text with tabs divide it into cells."""
    if '"' not in text:
        return True
    with contextlib.suppress(csv.Error):
        deque(csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True), maxlen=0)
        return True
    return False


def _delimiter(text: str) -> str:
    """Return which of comma, semicolon and tab makes the most columns that rows agree on."""
    start = text[:1_000_000]

    def agreed(delimiter: str) -> tuple[int, int]:
        lengths: list[int] = []
        # What stands before a fault counts: the start of a long text may end inside of quotes.
        with contextlib.suppress(csv.Error):
            lengths.extend(len(row) for row in itertools.islice(_reader(start, delimiter), 1000) if row)
        often = Counter(lengths)
        return sum((n - 1) * rows for n, rows in often.items() if rows > 1), sum(n - 1 for n in lengths)

    return max(",;\t", key=agreed)


def _rows(numbered: Iterable[tuple[int, list[str]]], file: str) -> tuple[Row, ...]:
    """Return the rows with something in them, their cells without the spaces around. Raises Problems."""
    rows = []
    left = workbooks.LARGEST_CELLS
    for number, raw in numbered:
        left -= len(raw)
        if left < 0 or len(raw) > LARGEST_COLUMNS:
            many = (
                f"{LARGEST_COLUMNS:,} columns" if len(raw) > LARGEST_COLUMNS else f"{workbooks.LARGEST_CELLS:,} cells"
            )
            raise Problems([Problem(Place(file, number, 1), "", f"this is more than {many}")])
        cells = tuple(unicodedata.normalize("NFC", cell.strip("\ufeff\u200b").strip()) for cell in raw)
        if any(cells):
            rows.append(Row(number, cells))
    return tuple(rows)
