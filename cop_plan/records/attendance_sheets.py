"""Which sheets of a workbook have attendance, and of which session each is."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cop_plan.base.errors import Problem, quote
from cop_plan.base.tables import moments, reader
from cop_plan.base.tables.reader import Table
from cop_plan.records import attendance_rows, dated_headings, notes, sources
from cop_plan.records.attendance_rows import Export, FoundAttendance
from cop_plan.records.placing import SessionDays
from cop_plan.records.record_types import Meeting
from cop_plan.records.remarks import Say, remark


def found(export: Export) -> FoundAttendance | None:
    """Return what the source of an export finds in it; None if it has none."""
    return next((found for source in sources.attendance() if (found := source.read(export))), None)


def fitting(content: bytes, file: str) -> tuple[Table, ...]:
    """Return the sheets in which a source finds attendance; where none has any, the first. Raises Problems."""
    tables = [attendance_rows.unfolded(table) for table in reader.tables(content, file)]
    if len(tables) < 2:
        return (*tables, *(() if tables else (reader.read(content, file),)))
    fit = [table for table in tables if found(Export(table, moments.clock(texts([table]))))]
    return tuple(fit or tables[:1])


def texts(tables: Sequence[Table]) -> Iterator[str]:
    """Yield all cells."""
    return (cell for table in tables for row in table.rows for cell in row.cells)


def chosen(tables: Sequence[Table], days: SessionDays) -> Sequence[Table]:
    """Return the sheets to read: those named after a session or a day where several are, else the first."""

    def is_of_session(table: Table) -> bool:
        export = Export(table, moments.Clock(None, halves=False), None, (days.first, days.last))
        called = notes.session_of(table.sheet, days.sessions) or days.titled(table.sheet)
        return bool(called or dated_headings.day(table.sheet, export))

    named = [table for table in tables if is_of_session(table)]
    return named if len(named) > 1 else tables[:1]


def joined(parts: Sequence[tuple[Export, FoundAttendance]]) -> FoundAttendance:
    """Return what several sheets have: each row is of the session after which its sheet is named, if it names none."""
    if len(parts) == 1:
        return parts[0][1]
    rows = (
        replace(row, event=export.table.sheet, day=row.day or dated_headings.day(export.table.sheet, export))
        if row.event is None and row.day is None
        else row
        for export, one in parts
        for row in one.rows
    )
    return FoundAttendance(parts[0][1].kind, Meeting(), tuple(rows))


def remarks(file: str, unread: Sequence[str], say: Say) -> Iterator[Problem]:
    """Yield what a person should know of sheets with attendance that are not read."""
    if unread:
        yield remark(say, file, "other_sheets", "other_sheets", sheets=", ".join(map(quote, unread)))
