"""The register that the kit makes: a row for each member, a column for each session, its name above its head."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from cop_plan.base.errors import Problems, quote
from cop_plan.base.tables.headings import plain
from cop_plan.base.tables.reader import Row
from cop_plan.definition.community import slug
from cop_plan.records.attendance_rows import AttendanceRow, Export, FoundAttendance, HeadedRows
from cop_plan.records.record_types import Meeting, Why
from cop_plan.records.sources import AttendanceSource
from cop_plan.records.sources.register import HEADINGS, HOW_TO_MARK, mark

_ABOUT = {name: HEADINGS[name] for name in ("name", "email")}


class _Grid(NamedTuple):
    """The rows of members, and at which column each session stands, by its name."""

    block: HeadedRows
    columns: Mapping[str, int]


def _grid(export: Export) -> _Grid | None:
    rows = export.table.rows
    for at, (above, header) in enumerate(pairwise(rows)):
        known = header.fields(_ABOUT)
        columns = {name: column for column, name in enumerate(above.cells) if name}
        # Nothing stands above what a member is called, and each session has its day and title below its name.
        if "name" in known and columns and min(columns.values()) > max(known.values()) and _is_headed(header, columns):
            return _Grid(HeadedRows(export, header, known, rows[at + 2 :]), columns)
    return None


def _is_headed(header: Row, columns: Mapping[str, int]) -> bool:
    return all(header.cell(column) for column in columns.values())


def sessions(export: Export) -> tuple[str, ...] | None:
    """Return the sessions in whose columns something is marked; None for another export."""
    grid = _grid(export)
    if grid is None:
        return None
    return tuple(name for name, at in grid.columns.items() if any(row.cell(at) for row in grid.block.rows))


def read(export: Export) -> FoundAttendance | None:
    """Read the column of the session that is wanted. Raises Problems where it cannot be told which, or none is."""
    grid = _grid(export)
    if grid is None:
        return None
    name = _wanted(grid, sessions(export) or ())
    found = [_attendance_row(grid, row, name) for row in grid.block.rows if row.cell(grid.columns[name])]
    return FoundAttendance("kit-register", Meeting(), tuple(found))


def _wanted(grid: _Grid, marked: tuple[str, ...]) -> str:
    export = grid.block.export
    if export.session is None and len(marked) == 1:
        return marked[0]
    names = {key: name for name in grid.columns for key in (plain(name), slug(name))}
    found = names.get(plain(export.session or "")) or names.get(slug(export.session or ""))
    if found is None:
        if export.session is not None:
            said, hint = f"no column is of {quote(export.session)}", f"its columns are {_first_few([*grid.columns])}"
        elif marked:
            said, hint = "this register has several sessions", f"say which with --session: {_first_few(marked)}"
        else:
            said, hint = "nobody is marked in this register", HOW_TO_MARK
        raise Problems([export.table.problem(said, grid.block.header, 0, hint)])
    return found


def _first_few(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")


def _attendance_row(grid: _Grid, row: Row, session: str) -> AttendanceRow:
    block, at = grid.block, grid.columns[session]
    said = plain(row.cell(at))
    presence, manner = mark(said)
    if presence is None:
        block.export.concede(row, at, "no such presence")
    name, email = block.text(row, "name"), block.email(row)
    why: Why | None = None if presence == "present" else "did not attend"
    if not name and not email:
        why = "incomplete row"
    return AttendanceRow(row.number, name, email, None, presence or "absent", manner, None, why)


SOURCE = AttendanceSource(
    kind="kit-register",
    title={"en": "the kit’s register of attendance", "fr": "le registre des présences de la trousse"},
    called="the kit's register.xlsx",
    where="anywhere, marked by hand",
    how="the kit's register.xlsx, filled in: save it among the attendance, under any name",
    rank=31,
    read=read,
    sessions=sessions,
)
