"""A grid: a row for each person and a column for each session, such as the kit's register.xlsx.

Whose column it is stands above the head (the name of the session, as the kit writes it) or in the head: its title, its
day, or both. A column in which nobody is marked says nothing of its session: it may not have been held yet.
"""

import itertools
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import NamedTuple

from cop_plan.base.tables import headings
from cop_plan.base.tables.reader import SEARCHED, Row
from cop_plan.base.translatable import sentence
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


_MAX_HEADERS, _MAX_PEOPLE, _MAX_SESSIONS = 3, 2_000, 300
"""A community has a few dozen members, and a year a few dozen sessions."""


class _Session(NamedTuple):
    """What a column says of whose it is: the title, the day, or both."""

    event: str
    day: date | None


class _Grid(NamedTuple):
    """The rows of people, in the words of which language they are marked, and which session each column is of."""

    block: HeadedRows
    is_french: bool
    columns: Mapping[int, _Session]


def read(export: Export) -> FoundAttendance | None:
    """Read the marks of all sessions, one after the other; None for another table."""
    grid = _grid(export)
    if grid is None or any(source.read(export.table, ()) for source in sources.surveys()):
        return None
    for row in grid.block.rows[-1:]:
        export.concede_cut(row, grid.block.header)
    found = (_marked(grid, row, at) for at in grid.columns for row in grid.block.rows if row.cell(at))
    return FoundAttendance("grid", Meeting(), tuple(found))


def _grid(export: Export) -> _Grid | None:
    rows = export.table.rows
    headers = ((at, known) for at, row in enumerate(rows[:SEARCHED]) if (known := _known(row)))
    for at, known in itertools.islice(headers, _MAX_HEADERS if len(rows) <= _MAX_PEOPLE else 0):
        below = tuple(row for row in rows[at + 1 :] if not is_total(row))
        block = HeadedRows(export, rows[at], known, below)
        grid = _Grid(block, is_french(block.header), {})
        if columns := _columns(grid, rows[at - 1] if at else Row(0, ())):
            return grid._replace(columns=columns)
    return None


def _known(row: Row) -> Mapping[str, int]:
    """Return where a row has headings of what says who somebody is; names may stand below none."""
    known = row.fields(ABOUT)
    return known or ({"name": 0} if not row.cell(0) and any(row.cells) else {})


def _columns(grid: _Grid, above: Row) -> Mapping[int, _Session]:
    """Return the columns of sessions, at their positions; none where the table is no grid."""
    block = grid.block
    header, known = block.header, block.at.values()
    open_columns = [at for at, cell in enumerate(header.cells) if cell and at not in known and not _is_beside(cell)]
    named = [at for at, cell in enumerate(above.cells) if cell]
    if len(open_columns) > _MAX_SESSIONS:
        return {}
    # Nothing stands above what a person is called, and each session has its day and title below its name.
    if named and min(named) > max(known) and all(header.cell(at) for at in named):
        return {at: _Session(above.cells[at], None) for at in named}
    order = dated_headings.order((header.cells[at] for at in open_columns), block.export)
    export = replace(block.export, clock=replace(block.export.clock, order=order))
    found = {at: _Session(*dated_headings.divided(header.cells[at], export)) for at in open_columns}
    # A column of a day alone is called as it is headed.
    return {
        at: _Session(one.event or header.cells[at], one.day)
        for at, one in found.items()
        if one.day or _is_marked(grid, at)
    }


def _is_beside(cell: str) -> bool:
    called = headings.spelled(cell)
    return called in _BESIDE or called in _of_members() or cell.endswith("?")


@cache
def _of_members() -> Collection[str]:
    return lists.of_list(Member.model_fields)


def _is_marked(grid: _Grid, at: int) -> bool:
    """Return whether a column has marks and nothing else."""
    marked = [row for row in grid.block.rows if row.cell(at)]
    return bool(marked) and all(_mark(grid, row, at).presence for row in marked)


def _mark(grid: _Grid, row: Row, at: int) -> marks.PresenceMark:
    """Return what a cell says; who signs is there."""
    mark = marks.read(row.cell(at), is_french=grid.is_french)
    if mark.presence is None and marks.signs(row.cell(at), person(grid.block, row)):
        return marks.PresenceMark("present")
    return mark


def _marked(grid: _Grid, row: Row, at: int) -> AttendanceRow:
    block, session = grid.block, grid.columns[at]
    name, email = person(block, row), block.email(row)
    mark = _mark(grid, row, at)
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
    title=sentence("a register of names by sessions"),
    called=sentence("the kit's register.xlsx"),
    where="anywhere, marked by hand",
    how="the kit's register.xlsx, filled in, or any table of names by sessions or days: under any name",
    rank=95,
    read=read,
)
