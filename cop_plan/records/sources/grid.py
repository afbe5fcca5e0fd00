"""A grid: a row for each person and a column for each session, such as the kit's register.xlsx.

Whose column it is stands above the head (the name of the session, as the kit writes it) or in the head: its title, its
day, or both. A column in which nobody is marked says nothing of its session: it may not have been held yet.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import pairwise

from cop_plan.base.tables import headings
from cop_plan.base.tables.reader import SEARCHED, Row
from cop_plan.definition import lists
from cop_plan.definition.community import Member
from cop_plan.records import dated_headings, marks, sources
from cop_plan.records.attendance_rows import AttendanceRow, Export, FoundAttendance, HeadedRows
from cop_plan.records.record_types import Meeting, Why
from cop_plan.records.sources import AttendanceSource
from cop_plan.records.sources.register import ABOUT, HEADINGS, TOTALS, is_french, is_total, person

_BESIDE = frozenset(
    headings.spelled(one)
    for one in (
        *(heading for field in ("role", "duration", "signature", "present") for heading in HEADINGS[field]),
        *TOTALS, *("district", "division", "grade", "grades", "subject", "phone", "telephone", "pronouns", "id", "no"),
        *("number", "#", "note", "notes", "comment", "comments", "percent", "percentage", "sessions attended", "hours"),
        *("conseil scolaire", "commission scolaire", "niveau", "matière", "téléphone", "pronoms", "nº", "numéro"),
        *("remarque", "remarques", "commentaire", "commentaires", "pourcentage", "séances suivies", "heures"),
    )
)  # fmt: skip
"""How columns are headed, as `headings.spelled` has it, that stand beside those of the sessions.

What a list of members has stands there too; see `_is_beside`.
"""


@dataclass(frozen=True, slots=True)
class _Session:
    """What a column says of whose it is: the title, the day, or both."""

    event: str
    day: date | None


@dataclass(frozen=True, slots=True)
class _Grid:
    """The rows of people, and which session each column is of."""

    block: HeadedRows
    columns: Mapping[int, _Session]


def read(export: Export) -> FoundAttendance | None:
    """Read the marks of all sessions, one after the other; None for another table."""
    is_survey = any(source.read(export.table, ()) for source in sources.surveys())
    grid = None if is_survey else _grid(export)
    if grid is None:
        return None
    found = (_marked(grid, row, at) for at in grid.columns for row in grid.block.rows if row.cell(at))
    return FoundAttendance("grid", Meeting(), tuple(found))


def _grid(export: Export) -> _Grid | None:
    rows = export.table.rows
    for at, (above, header) in enumerate(pairwise([Row(0, ()), *rows[:SEARCHED]])):
        known = header.fields(ABOUT)
        if not known and not header.cell(0) and any(header.cells):
            known = {"name": 0}
        below = tuple(row for row in rows[at + 1 :] if not is_total(row))
        if known and (columns := _columns(HeadedRows(export, header, known, below), above)):
            return _Grid(HeadedRows(export, header, known, below), columns)
    return None


def _columns(block: HeadedRows, above: Row) -> Mapping[int, _Session]:
    """Return the columns of sessions, at their positions; none where the table is no grid."""
    header, known = block.header, block.at.values()
    open_columns = [at for at, cell in enumerate(header.cells) if cell and at not in known and not _is_beside(cell)]
    named = [at for at, cell in enumerate(above.cells) if cell]
    # Nothing stands above what a person is called, and each session has its day and title below its name.
    if named and min(named) > max(known) and set(named) <= {at for at, cell in enumerate(header.cells) if cell}:
        return {at: _Session(above.cells[at], None) for at in named}
    order = dated_headings.order((header.cells[at] for at in open_columns), block.export)
    export = replace(block.export, clock=replace(block.export.clock, order=order))
    found = {at: _Session(*dated_headings.divided(header.cells[at], export)) for at in open_columns}
    # A column of a day alone is called as it is headed.
    return {
        at: replace(one, event=one.event or header.cells[at])
        for at, one in found.items()
        if one.day or _is_marked(block, at)
    }


def _is_beside(cell: str) -> bool:
    called = headings.spelled(cell)
    return called in _BESIDE or called in _of_members() or cell.endswith("?")


@cache
def _of_members() -> Collection[str]:
    return lists.of_list(Member.model_fields)


def _is_marked(block: HeadedRows, at: int) -> bool:
    """Return whether a column has marks and nothing else."""
    french = is_french(block.header)
    cells = [(row.cell(at), row) for row in block.rows if row.cell(at)]
    return bool(cells) and all(
        marks.read(cell, is_french=french).presence or marks.signs(cell, person(block, row)) for cell, row in cells
    )


def _marked(grid: _Grid, row: Row, at: int) -> AttendanceRow:
    block, session = grid.block, grid.columns[at]
    name, email = person(block, row), block.email(row)
    mark = marks.read(row.cell(at), is_french=is_french(block.header))
    if mark.presence is None and marks.signs(row.cell(at), name):
        mark = marks.PresenceMark("present")
    if mark.presence is None:
        block.export.concede(row, at, "no such presence")
    why: Why | None = None if mark.presence == "present" else "did not attend"
    if not name and not email:
        why = "incomplete row"
    return AttendanceRow(
        row.number,
        name,
        email,
        presence=mark.presence or "absent",
        manner=mark.manner,
        why=why,
        event=session.event,
        day=session.day,
        at=at,
    )


SOURCE = AttendanceSource(
    kind="grid",
    title={"en": "a register of names by sessions", "fr": "un registre des noms par séance"},
    called="the kit's register.xlsx",
    where="anywhere, marked by hand",
    how="the kit's register.xlsx, filled in, or any table of names by sessions or days: under any name",
    rank=95,
    read=read,
)
