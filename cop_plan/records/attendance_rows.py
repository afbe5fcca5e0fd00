"""The rows below one header of an export of attendance, read cell by cell, and what a reader finds in them.

What is wrong with a cell is noted with its place, so that all of it is told at once.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from cop_plan.base.errors import Problem, quote
from cop_plan.base.tables import moments
from cop_plan.base.tables.headings import plain
from cop_plan.base.tables.reader import Row, Table
from cop_plan.records.record_types import ConcededWhy, Concession, Manner, Meeting, Presence, TimePresent, Why

Value = TypeVar("Value")

NOTHING = frozenset(("", "-", "--", "—", "n/a", "s.o."))
"""How exports write that there is no value."""

YES = frozenset(("yes", "y", "oui", "o", "true", "vrai", "1", "x", "✓", "✔"))

NO = frozenset(("no", "n", "non", "false", "faux", "0"))


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """What one row says of a person. `why` is the reason if it does not count.

    `event` and `day` are what the row itself says of which session it is of, where one file may hold several.
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

    def below(self, headings: Mapping[str, Collection[str]], heads: Callable[[Set[str]], bool]) -> "HeadedRows | None":
        """Return the rows below the first header: a row with such fields that `heads` is true of them."""
        rows = self.table.rows
        header = first(rows, lambda row: heads(row.fields(headings).keys()))
        if header is None:
            return None
        return HeadedRows(self, header, header.fields(headings), rows[rows.index(header) + 1 :])


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
        at = self.at.get(name)
        cut = self.export.table.cut(row, self.header)
        if at is not None and cut is not None and at >= cut:
            self.export.concede(row, len(row.cells) - 1, "breaks off")
            return ""
        return self.lenient(row, name)

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
        return self._read(row, name, self.export.clock.moment, "unreadable time")

    def seconds(self, row: Row, name: str) -> int | None:
        """Return the duration in a cell; None if there is none. What cannot be read is a concession."""
        return self._read(row, name, moments.seconds, "unreadable duration")

    def _read(self, row: Row, name: str, read: Callable[[str], Value], otherwise: ConcededWhy) -> Value | None:
        text = self.text(row, name)
        try:
            return read(text) if text else None
        except moments.UnclearMoment as unclear:
            if unclear.hint:
                said = f"{unclear.message}: {quote(text)}"
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
        start, end = self.moment(row, "joined"), self.moment(row, "left")
        if start and end:
            end = past_midnight(start, end)
            if end >= start:
                return TimePresent(start, end)
            self.concede(row, "left", "left before joining")
            end = None
        seconds = self.seconds(row, "duration")
        if seconds is None and len(self.export.concessions) == conceded:
            field = "left" if start else "joined" if "joined" in self.at else "duration"
            self.concede(row, field, "no time")
        return TimePresent(start, end, seconds)


def past_midnight(start: datetime, end: datetime) -> datetime:
    """Return the end of a stay, on the next day where days are not written and midnight lies between."""
    return end + timedelta(days=1) if end < start and start.date() == moments.NO_DAY else end


def meeting_above(export: Export, header: Row, headings: Mapping[str, Collection[str]]) -> Meeting:
    """Return what stands of the session itself above the people's header, under a title and a start."""
    rows = export.table.rows[: export.table.rows.index(header)]
    above = first(rows, lambda row: {"title", "start"} <= row.fields(headings).keys())
    if above is None:
        return Meeting()
    return meeting_of(HeadedRows(export, above, above.fields(headings), rows[rows.index(above) + 1 :]))


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
