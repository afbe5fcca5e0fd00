"""The rows below one header of an export of attendance, read cell by cell, and what a reader finds in them.

What is wrong with a cell is noted with its place, so that all of it is told at once.
"""

import csv
import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from cop_plan.base.errors import Problem, quote
from cop_plan.base.tables import moments
from cop_plan.base.tables.headings import plain
from cop_plan.base.tables.reader import SEARCHED, Row, Table
from cop_plan.base.translatable import sentence
from cop_plan.records.record_types import ConcededWhy, Concession, Manner, Meeting, Presence, TimePresent, Why

Value = TypeVar("Value")

NOTHING = frozenset(("", "-", "--", "—", "n/a", "s.o."))
"""How exports write that there is no value."""

YES = frozenset(("yes", "y", "oui", "o", "true", "vrai", "1", "x", "✓", "✔"))

NO = frozenset(("no", "n", "non", "false", "faux", "0"))

_NOBODY = frozenset((
    "host details", "panelist details", "attendee details", "other attended", "total", "totals", "grand total",
    "détails de l'animateur", "détails de l'hôte", "détails des panélistes", "détails des participants",
    "autres participants", "total général", "totaux",
))  # fmt: skip
"""What stands where a name does and is none: titles of blocks, and sums that somebody added."""

_DAY = re.compile(r"\d{1,4}([/.-])\d{1,2}\1\d{1,4}|[^\W\d]{3,9}\.? \d{1,2}")

_AFTER_DAY = re.compile(r"\d{1,2}(?::\d\d| ?h).*|\d{4}(?: .*)?")

_SERIAL_DAY = re.compile(r"(?:([3-9]\d{4})|0)?[.,](\d+)", re.ASCII)

_FIRST_SERIAL_DAY = date(1899, 12, 30)

_TWO_PARTS = re.compile(r"(\d{1,3}):(\d{2})", re.ASCII)

_LONGEST_HOURS = 12
"""Nobody is in a meeting for longer."""

_HALF = re.compile(r"\d ?[ap]\.? ?m\b", re.IGNORECASE)

_BROKEN = re.compile(r"#+|#(?:n/a|name\?|ref!|value!|null!|num!|nom\?|valeur!)", re.IGNORECASE)
"""How spreadsheets write what they cannot show, in English and in French."""

LONGEST_OVER_MIDNIGHT = timedelta(hours=12)
"""Of two times without a day, so far after the first the second can lie; else it is earlier on the same day."""


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """What one row says of a person. `why` is the reason if it does not count.

    `event` and `day` are what the row itself says of which session it is of, where one file may hold several. `at` is
    the column that says it, where a person has one row for all sessions.
    """

    row: int
    name: str
    email: str | None = None
    stay: TimePresent | None = None
    presence: Presence = "present"
    manner: Manner | None = None
    role: str | None = None
    why: Why | None = None
    event: str | None = None
    day: date | None = None
    at: int | None = None

    @property
    def held_on(self) -> date | None:
        """Return the day of which the row is; None where it says none."""
        moment = (self.stay.start or self.stay.end) if self.stay else None
        return self.day or (moment.date() if moment and moment.date() != moments.NO_DAY else None)


@dataclass(frozen=True, slots=True)
class FoundAttendance:
    """What a reader understood of an export. `kind` names its source."""

    kind: str
    meeting: Meeting
    rows: tuple[AttendanceRow, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """An export to be read: its table, how it writes its times, which session is wanted, the days of the school year.

    While it is read, the cells that cannot be read are collected, and what keeps the whole file from being read.
    """

    table: Table
    clock: moments.Clock
    session: str | None = None
    year: tuple[date, date] | None = None
    problems: list[Problem] = field(default_factory=list)
    concessions: list[Concession] = field(default_factory=list)

    def concede(self, row: Row, at: int, why: ConcededWhy) -> None:
        """Keep that a cell is read as far as it can be, and no further."""
        self.concessions.append(Concession(self.table.called, row.number, at, why, row.cell(at)))

    def concede_cut(self, row: Row, header: Row) -> None:
        """Keep that the file breaks off in a row of which nothing else may be left, if it does."""
        if self.table.cut(row, header) is not None:
            self.concede(row, len(row.cells) - 1, "breaks off")

    def below(self, headings: Mapping[str, Collection[str]], heads: Callable[[Set[str]], bool]) -> "HeadedRows | None":
        """Return the rows below the first header: a row with such fields that `heads` is true of them."""
        rows = self.table.rows
        header = first(rows, lambda row: heads(row.fields(headings).keys()))
        if header is None:
            return None
        return self.headed(header, headings, rows[rows.index(header) + 1 :])

    def headed(
        self,
        header: Row,
        headings: Mapping[str, Collection[str]],
        rows: Iterable[Row],
        at: Mapping[str, int] | None = None,
    ) -> "HeadedRows":
        """Return the rows below a header, each moment in one cell; titles, headings and sums among them are left out.

        `at` is the position of each field where not the headings tell it.
        """
        found = header.fields(headings) if at is None else at
        width = _width(header.cells)
        whole = (rejoined(row, width) for row in rows if not _is_again(row, headings, found))
        return HeadedRows(self, header, found, tuple(row for row in whole if not self._is_nobody(row, found)))

    def blocks(
        self,
        headings: Mapping[str, Collection[str]],
        heads: Callable[[Set[str]], bool],
        meeting: Mapping[str, Collection[str]],
    ) -> "tuple[HeadedRows, ...]":
        """Return the rows below each header, up to the next header or what the file says of the next `meeting`."""
        rows = self.table.rows
        headers = {at for at, row in enumerate(rows) if heads(row.fields(headings).keys())}
        meetings = {at for at, row in enumerate(rows) if headers and _is_of_meeting(row, meeting)}
        ends = [*sorted(headers | meetings), len(rows)]
        return tuple(
            self.headed(rows[at], headings, rows[at + 1 : ends[place + 1]])
            for place, at in enumerate(ends)
            if at in headers
        )

    def _is_nobody(self, row: Row, at: Mapping[str, int]) -> bool:
        filled = [place for place, cell in enumerate(row.cells) if cell]
        if {plain(row.cells[filled[0]]), plain(row.cell(at.get("name")))} & _NOBODY:
            return True
        may_be_cut = self.table.breaks_off and row.number == self.table.rows[-1].number
        return filled == [0] and not may_be_cut and 0 not in at.values()


@dataclass(frozen=True, slots=True)
class HeadedRows:
    """The rows below one header. `at` is the position of each field that the header has."""

    export: Export
    header: Row
    at: Mapping[str, int]
    rows: tuple[Row, ...]

    def text(self, row: Row, name: str) -> str:
        """Return a cell's text; empty where the export writes that there is none, or has no such column.

        Where the file breaks off in the row, at the cell or before, that is a concession.
        """
        if self._is_lost(row, name):
            self.export.concede(row, len(row.cells) - 1, "breaks off")
            return ""
        return self.lenient(row, name)

    def _is_lost(self, row: Row, name: str) -> bool:
        at, cut = self.at.get(name), self.export.table.cut(row, self.header)
        return at is not None and cut is not None and at >= cut

    def name(self, row: Row) -> str:
        """Return a person's name: of one cell, or of the fields `first` and `last`; empty where part of it is lost."""
        name = self.text(row, "name")
        if _BROKEN.fullmatch(name):
            self.concede(row, "name", "unreadable name")
            return ""
        if name:
            return name
        parts = [self.text(row, "first"), self.text(row, "last")]
        return "" if self._is_lost(row, "first") or self._is_lost(row, "last") else " ".join(filter(None, parts))

    def lenient(self, row: Row, name: str) -> str:
        """Return the text of a cell that nothing hangs on, even where the file breaks off."""
        text = row.cell(self.at.get(name))
        return "" if plain(text) in NOTHING else text

    def email(self, row: Row) -> str | None:
        """Return the address of a row in small letters; None if there is none."""
        text = self.text(row, "email").casefold().removeprefix("mailto:").strip("<> ")
        return text if "@" in text else None

    def yes(self, row: Row, name: str) -> bool:
        """Return whether a cell says yes; one that says something else than yes or no is a concession."""
        said = plain(self.text(row, name))
        if said and said not in YES | NO:
            self.concede(row, name, "yes or no")
        return said in YES

    def moment(self, row: Row, name: str) -> datetime | None:
        """Return the moment in a cell; None if there is none. What cannot be read is a concession."""
        return self._read(row, name, lambda text: self._moment(text, name), "unreadable time")

    def _moment(self, text: str, name: str) -> datetime:
        if found := serial_moment(text):
            return found
        clock = self.export.clock
        try:
            return clock.moment(text)
        except moments.UnclearMoment:
            column = (row.cell(self.at.get(name)) for row in self.rows)
            if not clock.halves or any(_HALF.search(cell) for cell in column):
                raise
            # Zoom writes AM and PM in one place, and counts to 24 in another.
            return replace(clock, halves=False).moment(text)

    def seconds(self, row: Row, name: str) -> int | None:
        """Return the duration in a cell; None if there is none. What cannot be read is a concession."""
        in_minutes = "minute" in plain(self.header.cell(self.at.get(name)))

        def read(text: str) -> int:
            if (found := _TWO_PARTS.fullmatch(text)) and self._leaves_out_hours(name):
                return int(found[1]) * 60 + int(found[2])
            return _seconds(text, in_minutes=in_minutes)

        return self._read(row, name, read, "unreadable duration")

    def _leaves_out_hours(self, name: str) -> bool:
        """Return whether `20:05` in a column is 20 minutes: others there have hours too, or would be half a day."""
        column = [row.cell(self.at.get(name)) for row in self.rows[:SEARCHED]]
        hours = [int(found[1]) for cell in column if (found := _TWO_PARTS.fullmatch(cell))]
        return max(hours, default=0) > _LONGEST_HOURS or any(cell.count(":") == 2 for cell in column)

    def _read(self, row: Row, name: str, read: Callable[[str], Value], otherwise: ConcededWhy) -> Value | None:
        text = self.text(row, name)
        try:
            return read(text) if text else None
        except moments.UnclearMoment as unclear:
            if unclear.hint:
                said = sentence("{why}: {text}", why=unclear.message, text=quote(text))
                self.export.problems.append(self.export.table.problem(said, row, self.at.get(name, 0), unclear.hint))
            else:
                self.concede(row, name, otherwise)
            return None

    def concede(self, row: Row, name: str, why: ConcededWhy) -> None:
        """Keep that a cell of a field is read as far as it can be, and no further."""
        self.export.concede(row, self.at.get(name, 0), why)

    def stay(self, row: Row) -> TimePresent:
        """Return the stay of a row with the fields `joined`, `left` and `duration`; the moments win if both are there.

        Where they contradict each other the duration counts, and how long it was is not known if there is none; what
        is missing is a concession.
        """
        conceded = len(self.export.concessions)
        start, end = self._span(row)
        if start and end:
            return TimePresent(start, end)
        return self._lasting(row, start, end, conceded)

    def time_within(self, row: Row) -> TimePresent:
        """Return the stay of a row that sums several up: the duration counts, and the moments are its bounds.

        They tell how long it was only where the export has no durations.
        """
        conceded = len(self.export.concessions)
        start, end = self._span(row)
        stay = self._lasting(row, start, end, conceded, or_between="duration" not in self.at)
        is_bound = stay.seconds is None and stay.start and "duration" in self.at
        return replace(stay, end=None) if is_bound else stay

    def _span(self, row: Row) -> tuple[datetime | None, datetime | None]:
        start, end = self.moment(row, "joined"), self.moment(row, "left")
        if start and end:
            end = past_midnight(start, end)
            if end < start:
                self.concede(row, "left", "left before joining")
                end = None
        return start, end

    def _lasting(
        self, row: Row, start: datetime | None, end: datetime | None, conceded: int, *, or_between: bool = True
    ) -> TimePresent:
        """Return a stay with its duration. One that nothing tells is a concession, if none was made in its row."""
        seconds = self.seconds(row, "duration")
        could_tell = "duration" in self.at or {"joined", "left"} <= self.at.keys()
        is_known = seconds is not None or (or_between and start and end)
        if could_tell and not is_known and len(self.export.concessions) == conceded:
            missing = ("left" if start else "joined") if or_between else "duration"
            self.concede(row, missing if missing in self.at else "duration", "no time")
        return TimePresent(start, end, seconds)


def past_midnight(start: datetime, end: datetime) -> datetime:
    """Return the end of a stay, on the next day where days are not written and midnight lies between."""
    if start.date() != moments.NO_DAY or end >= start or end + timedelta(days=1) - start > LONGEST_OVER_MIDNIGHT:
        return end
    return end + timedelta(days=1)


def serial_moment(text: str) -> datetime | None:
    """Return the moment that a spreadsheet writes as a number of days and their fraction; None for another text.

    A fraction alone is a time without its day.
    """
    found = _SERIAL_DAY.fullmatch(text)
    if found is None:
        return None
    day = _FIRST_SERIAL_DAY + timedelta(days=int(found[1])) if found[1] else moments.NO_DAY
    seconds = round(float(f"0.{found[2]}") * 86400)
    return datetime.combine(day, time()) + timedelta(seconds=seconds)


def _seconds(text: str, *, in_minutes: bool) -> int:
    """Return how long a cell says; a number below 1 is part of a day, except below a heading that says minutes."""
    if re.fullmatch(r"\d{1,4}[.,]\d+", text, re.ASCII) is None:
        return moments.seconds(text)
    number = float(text.replace(",", "."))
    if number >= 1 and not in_minutes:
        raise moments.UnclearMoment(sentence("this is no duration that can be read"))
    return round(number * (60 if in_minutes else 86400))


def rejoined(row: Row, width: int) -> Row:
    """Return a row in which each day has its time in the same cell, where a comma between them parted the two.

    Such a row has more cells than its header, whose cells reach to `width`.
    """
    cells, more = list(row.cells), _width(row.cells) - width
    at = 0
    while more > 0 and at + 1 < len(cells):
        if _DAY.fullmatch(cells[at]) and _AFTER_DAY.fullmatch(cells[at + 1]):
            cells[at : at + 2] = [f"{cells[at]}, {cells[at + 1]}"]
            more -= 1
        at += 1
    return row if len(cells) == len(row.cells) else Row(row.number, tuple(cells))


def _width(cells: Sequence[str]) -> int:
    """Return how many cells there are up to the last one with something in it."""
    return next((at for at in range(len(cells), 0, -1) if cells[at - 1]), 0)


def unfolded(table: Table) -> Table:
    """Return a table all of whose rows stand in their first cell, as programs leave it, in its true cells."""
    texts = [row.cells[0] for row in table.rows]
    if any(any(row.cells[1:]) for row in table.rows):
        return table
    delimiter = max("\t;,", key=lambda one: sum(one in text for text in texts))
    if sum(delimiter in text for text in texts) * 2 <= len(texts):
        return table
    rows = (next(csv.reader([" ".join(text.splitlines())], delimiter=delimiter)) for text in texts)
    cells = (tuple(cell.strip() for cell in row) for row in rows)
    return replace(
        table, rows=tuple(Row(row.number, one) for row, one in zip(table.rows, cells, strict=True) if any(one))
    )


def meetings_above(blocks: Sequence[HeadedRows], headings: Mapping[str, Collection[str]]) -> Iterator[Meeting]:
    """Yield what stands of the session itself last above each block of one export, under a title and a start."""
    begun, found = 0, Meeting()
    for block in blocks:
        # Every row is looked at once, however many blocks there are.
        rows = block.export.table.rows
        here = bisect_left(rows, block.header.number, begun, key=lambda row: row.number)
        above = next((at for at in reversed(range(begun, here)) if _is_of_meeting(rows[at], headings)), None)
        if above is not None:
            of = rows[above]
            found = meeting_of(HeadedRows(block.export, of, of.fields(headings), rows[above + 1 : here]))
        yield found
        begun = here


def _is_again(row: Row, headings: Mapping[str, Collection[str]], at: Mapping[str, int]) -> bool:
    """Return whether a row is its header once more: under what somebody is called and another heading, the same."""
    same = {field for field, column in row.fields(headings).items() if at.get(field) == column}
    return len(same) > 1 and bool(same & {"name", "first", "email"})


def _is_of_meeting(row: Row, headings: Mapping[str, Collection[str]]) -> bool:
    return {"title", "start"} <= row.fields(headings).keys()


def meeting_of(block: HeadedRows) -> Meeting:
    """Return what the first row of a block says of the session itself."""
    if not block.rows:
        return Meeting()
    row = block.rows[0]
    seconds = block.seconds(row, "duration")
    title, number = block.lenient(row, "title"), block.lenient(row, "id")
    start, end = block.moment(row, "start"), block.moment(row, "end")
    if start and not end and seconds is not None:
        end = start + timedelta(seconds=seconds)
    return Meeting(title or None, start, end, None if seconds is None else seconds // 60, number or None)


def first(rows: Iterable[Row], test: Callable[[Row], bool]) -> Row | None:
    """Return the first row that passes a test."""
    return next((row for row in rows if test(row)), None)
