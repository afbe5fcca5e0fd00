"""Bytes of a file → the rows of its table, whatever program wrote them or saved them again.

A text is decoded by its byte order mark, else by where its zero bytes lie, else as UTF-8, else as Windows or
a Mac of old writes it.
What is no table is a problem that says what it is instead. Time and memory are bounded.
"""

import contextlib
import csv
import io
import itertools
import re
import unicodedata
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cop_plan.base import merges
from cop_plan.base.errors import Place, Problem, Problems, quote
from cop_plan.base.tables import headings, old_workbook, single_byte, workbook
from cop_plan.base.translatable import Sentence, grouped, sentence

LIMIT_BYTES = 20_000_000
"""An export of a year's largest community is a hundredth of it."""

MAX_COLUMNS = 2_000

SEARCHED = 50
"""In so many rows a heading is sought; more of a preamble no program writes."""

EXPORT_AGAIN = sentence("export it again as CSV or XLSX from the program that has it")

_WORKBOOKS = (b"PK\x03\x04", b"PK\x05\x06", old_workbook.MAGIC)


@dataclass(frozen=True)
class Row:
    """A row with something in it. `number` counts from 1, as a spreadsheet shows it, empty rows too."""

    number: int
    cells: tuple[str, ...]

    def cell(self, at: int | None) -> str:
        """Return the cell at a position counted from 0; empty where the row has none."""
        return self.cells[at] if at is not None and at < len(self.cells) else ""

    def fields(self, spellings: Mapping[str, Collection[str]]) -> dict[str, int]:
        """Return at which position each field's heading stands, for those fields that have one here.

        `spellings` are the plain headings of each field. Of two columns with one heading the first counts.
        """
        places = self._places
        is_none = places.keys().isdisjoint
        # A file has many more rows than headers: that a row has none of the headings is found out first.
        fields = [field for field, known in spellings.items() if not is_none(known)]
        found: dict[str, int] = {}
        taken: set[str] = set()
        for field in reversed(fields):
            here = [one for one in spellings[field] if one in places and one not in taken]
            if here:
                found[field] = min(places[one] for one in here)
                taken.update(here)
        return dict(sorted(found.items(), key=lambda one: one[1]))

    @cached_property
    def _places(self) -> Mapping[str, int]:
        """Return where each plain heading stands first: every source looks for its own among the same cells."""
        places: dict[str, int] = {}
        for at, cell in enumerate(self.cells):
            places.setdefault(headings.plain(cell), at)
        return places


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a text or of a sheet. `encoding` is how a text was written, or else xlsx, xls or ods.

    `sheet` is the name of a workbook's sheet; `delimiter` and `line_end` are those of a text. `breaks_off` says that no
    line end closes the last row. Whole files can end so too; see `cut`.
    """

    file: str
    encoding: str
    rows: tuple[Row, ...]
    breaks_off: bool = False
    sheet: str = ""
    delimiter: str = ""
    line_end: str = ""

    @property
    def is_workbook(self) -> bool:
        """Return whether it is a sheet of a workbook, not a text."""
        return not self.delimiter

    @property
    def called(self) -> str:
        """Return how messages name the table: its file, of a workbook with the sheet."""
        if not self.sheet:
            return self.file
        return sentence("{file} (sheet {sheet})", file=self.file, sheet=quote(self.sheet))

    def place(self, row: Row | int, at: int = 0) -> Place:
        """Return the place of a cell, whose position counts from 0."""
        return Place(self.called, row if isinstance(row, int) else row.number, at + 1)

    def problem(self, message: Sentence, row: Row | int = 0, at: int = 0, hint: Sentence | None = None) -> Problem:
        """Return a problem at a cell, or with the whole file where no row is given."""
        place = self.place(row, at) if row else Place(self.called, 0, 0)
        return Problem(place, "", message, hint)

    def cut(self, row: Row, header: Row) -> int | None:
        """Return from which position on a row's cells may be lost or cut; None if the row is whole."""
        if not self.breaks_off or row.number != self.rows[-1].number:
            return None
        width = max((at for at, cell in enumerate(header.cells, 1) if cell), default=0)
        short = len(row.cells) < width or not row.cells[-1]
        return len(row.cells) - 1 if short else None


def read(content: bytes, file: str) -> Table:
    """Return the table that an export holds; of a workbook, its first sheet with anything in it. Raises Problems."""
    for table in tables(content, file):
        return table
    is_workbook = content.startswith(_WORKBOOKS)
    raise _no_table(file, sentence("the sheet is empty") if is_workbook else sentence("the file is empty"))


def tables(content: bytes, file: str, known: Collection[str] = (), *, is_own: bool = False) -> Iterator[Table]:
    """Yield the tables of a file that have anything in them: that of a text, or each visible sheet of a workbook.

    `known` are headings as `headings.spelled` has them, by which the delimiter is found where the rows do not say.
    `is_own` says that a person wrote the file, so that it cannot be exported again. Raises Problems.
    """
    if len(content) > LIMIT_BYTES:
        said = sentence(
            "this is more than {most} MB, and an export of a session or survey is far smaller",
            most=LIMIT_BYTES // 1_000_000,
        )
        raise Problems([Problem(Place(file, 0, 0), "", said)])
    if content.startswith(_WORKBOOKS):
        for sheet, cells in workbook.sheets(content, file):
            if rows := _rows(cells, file):
                yield Table(file, workbook.kind(content), rows, sheet=sheet)
        return
    again = workbook.SAVE_AGAIN if is_own else EXPORT_AGAIN
    if kind := _kind(content):
        raise _no_table(file, sentence("this is {kind}, not a table", kind=kind), again)
    encoding, text = _decoded(content, file, again, _NO_TEXT if not is_own else "\0")
    if left := merges.problems(text, file):
        raise Problems(left)
    delimiter = _delimiter(text, known)
    if rows := _rows(_parsed(text, delimiter, file, is_own=is_own), file):
        ends = re.search("\r\n?|\n", text)
        breaks_off = not text.endswith(("\n", "\r"))
        yield Table(file, encoding, rows, breaks_off, "", delimiter, ends[0] if ends else "\n")


def known_headings(rows: Sequence[Row], known: Collection[str]) -> int:
    """Return how many headings that are known stand in the row that has the most of them."""
    return max((sum(headings.spelled(cell) in known for cell in row.cells) for row in rows[:SEARCHED]), default=0)


_KINDS = (
    (rb"\xff\xd8\xff", sentence("a picture (JPEG)")),
    (rb"\x89PNG", sentence("a picture (PNG)")),
    (rb"GIF8[79]a", sentence("a picture (GIF)")),
    (rb"RIFF....WEBP", sentence("a picture (WebP)")),
    (rb"....ftyp(?:heic|heix|mif1|avif)", sentence("a picture (HEIC)")),
    (rb"....ftyp", sentence("a recording (MP4)")),
    (rb"%PDF", sentence("a PDF file")),
    (rb"\{\\rtf", sentence("a text document (RTF)")),
    (rb"\x1f\x8b|7z\xbc\xaf|Rar!", sentence("a packed archive")),
    (rb"\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype html|html)\b", sentence("a web page")),
    (rb"\s*<(?:\?xml|svg)\b", sentence("an XML file")),
    (rb"\s*BEGIN:VCALENDAR", sentence("a calendar")),
    (rb"\s*\{\s*\"|\s*\[\s*\{", sentence("a JSON file")),
)


def _kind(content: bytes) -> Sentence | None:
    start = content[:4096].removeprefix(b"\xef\xbb\xbf")
    return next((kind for magic, kind in _KINDS if re.match(magic, start, re.IGNORECASE | re.DOTALL)), None)


def _no_table(file: str, message: Sentence, hint: Sentence = EXPORT_AGAIN) -> Problems:
    return Problems([Problem(Place(file, 0, 0), "", message, hint)])


_NO_TEXT = r"[\x00-\x08\x0e-\x1a\x1c-\x1f]"


def _decoded(content: bytes, file: str, again: Sentence, no_text: str) -> tuple[str, str]:
    """Return the name of the encoding and the text without a byte order mark. Raises Problems."""
    encoding = _encoding(content)
    whole = content[: len(content) - len(content) % 2] if encoding.startswith("utf-16") else content
    whole = _whole(whole) if encoding.startswith("utf-8") else whole
    try:
        text = whole.decode(encoding)
    except UnicodeDecodeError:
        raise _no_table(file, sentence("this is not text, and no workbook either"), again) from None
    # What was cut inside of a character shows that it was.
    text += "\ufffd" if len(whole) < len(content) else ""
    text = text.removeprefix("\ufeff")
    if re.search(no_text, text):
        raise _no_table(file, sentence("this is not text, and no workbook either"), again)
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
        return single_byte.encoding(content)
    # Where nothing else needs UTF-8, half a character at the end is an accent as Windows writes it.
    return single_byte.WINDOWS if len(whole) < len(content) and whole.isascii() else "utf-8"


def _whole(content: bytes) -> bytes:
    """Return UTF-8 without the half character that it may end with."""
    cut = re.search(rb"[\xc2-\xf4][\x80-\xbf]{0,2}\Z", content)
    if cut is None:
        return content
    needed = 2 if cut[0][0] < 0xE0 else 3 if cut[0][0] < 0xF0 else 4
    return content[: cut.start()] if len(cut[0]) < needed else content


# Excel reads and writes the delimiter on a first line of its own.
_NAMED_DELIMITER = re.compile(r'"?sep=([^\w\s"]|\t)"?[,;\t]*\r?\n', re.IGNORECASE)


_IN_QUOTES = sentence('put the whole cell in quotes, and write " as ""')


def _parsed(text: str, delimiter: str, file: str, *, is_own: bool) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a text, counted from 1. Raises Problems."""
    named = _NAMED_DELIMITER.match(text)
    number = 0
    try:
        for number, cells in enumerate(_reader(text[named.end() :] if named else text, delimiter), 2 if named else 1):
            yield number, cells
    except csv.Error as error:
        place = Place(file, number + 1, 1)
        hint = _IN_QUOTES if is_own else EXPORT_AGAIN
        if "larger" in str(error):
            said = sentence("a cell is too long")
        elif is_own:
            said = sentence("a quote is not closed or stands in the wrong place")
        elif "end of data" in str(error):
            said = sentence("the file breaks off inside of a text in quotes that begins here")
        else:
            said, hint = sentence("a quote stands in the wrong place"), _IN_QUOTES
        raise Problems([Problem(place, "", said, hint)]) from None


def without_rows(content: bytes, table: Table, numbers: Collection[int]) -> bytes | None:
    """Return a text without those of its rows that have such numbers, every other byte as it was.

    None where its bytes are not what the text would be written as, or the table is of a workbook.
    """
    if table.is_workbook:
        return None
    encoding, text = _decoded(content, table.file, EXPORT_AGAIN, "\0")
    plain = encoding.removesuffix("-sig")
    written = text.encode(plain)
    if not content.endswith(written):
        return None
    named = _NAMED_DELIMITER.match(text)
    head, below = (text[: named.end()], text[named.end() :]) if named else ("", text)
    kept, of_row = [head], list[str]()

    def lines() -> Iterator[str]:
        for line in io.StringIO(below, newline=""):
            of_row.append(line)
            yield line

    for number, _ in enumerate(_reader(below, table.delimiter, lines()), 2 if named else 1):
        kept += of_row if number not in numbers else ()
        of_row.clear()
    return content.removesuffix(written) + "".join(kept).encode(plain)


def _reader(text: str, delimiter: str, lines: Iterable[str] | None = None) -> Iterator[list[str]]:
    """Return the rows of a text; `lines` are its lines where somebody counts them."""
    lines = io.StringIO(text, newline="") if lines is None else lines
    # Programs that write tabs put nothing in quotes, so that a title may begin with one.
    if delimiter == "\t" and not _well_quoted(text):
        return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=True)
    return csv.reader(lines, delimiter=delimiter, strict=True)


def _well_quoted(text: str) -> bool:
    """Return whether the quotes of a text with tabs divide it into cells."""
    if '"' not in text:
        return True
    with contextlib.suppress(csv.Error):
        deque(csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True), maxlen=0)
        return True
    return False


def _delimiter(text: str, known: Collection[str]) -> str:
    """Return which of comma, semicolon and tab finds the most known headings, or else columns that rows agree on."""
    if named := _NAMED_DELIMITER.match(text):
        return named[1]
    start = text[:1_000_000]
    tried: dict[str, list[list[str]]] = {delimiter: [] for delimiter in ",;\t"}
    for delimiter, rows in tried.items():
        # What stands before a fault counts: the start of a long text may end inside of quotes.
        with contextlib.suppress(csv.Error):
            rows.extend(row for row in itertools.islice(_reader(start, delimiter), 1000) if row)

    def agreed(delimiter: str) -> tuple[int, int]:
        lengths = Counter(map(len, tried[delimiter]))
        return (
            sum((n - 1) * rows for n, rows in lengths.items() if rows > 1),
            sum((n - 1) * rows for n, rows in lengths.items()),
        )

    found = {
        delimiter: known_headings([Row(0, tuple(row)) for row in rows[:SEARCHED]], known) if known else 0
        for delimiter, rows in tried.items()
    }
    return max(tried, key=found.__getitem__ if any(found.values()) else agreed)


def _rows(numbered: Iterable[tuple[int, list[str]]], file: str) -> tuple[Row, ...]:
    """Return the rows with something in them, their cells without the spaces around. Raises Problems."""
    rows = []
    left = workbook.MAX_CELLS
    for number, raw in numbered:
        left -= len(raw)
        if left < 0 or len(raw) > MAX_COLUMNS:
            said = (
                sentence("this is more than {most} columns", most=grouped(MAX_COLUMNS))
                if len(raw) > MAX_COLUMNS
                else sentence("this is more than {most} cells", most=grouped(workbook.MAX_CELLS))
            )
            raise Problems([Problem(Place(file, number, 1), "", said)])
        cells = tuple(unicodedata.normalize("NFC", cell.strip("\ufeff\u200b").strip()) for cell in raw)
        if any(cells):
            rows.append(Row(number, cells))
    return tuple(rows)
