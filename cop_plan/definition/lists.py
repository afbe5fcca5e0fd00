"""A list that a definition or a record names, such as `members.csv` → plain data with places; and rows added to it.

It may be a CSV file or a workbook. Its columns may come in any order, under any heading that the `lists.yaml` of a
language knows, below a title and beside columns of one's own. What a spreadsheet made of days and whole numbers is
turned back.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal

from cop_plan.base.errors import MAX_PROBLEMS, TOO_MANY, Place, Problem, Problems, nearest, quote
from cop_plan.base.tables import headings, moments, reader, writer
from cop_plan.base.tables.reader import Row, Table
from cop_plan.base.translatable import joined, one_of, sentence
from cop_plan.definition import languages, nodes
from cop_plan.definition.nodes import MappingNode, ScalarNode, SequenceNode

Holds = Literal["day", "number"]
"""What a column holds that is not just text."""

_SLIP = 0.75  # `notes` is a column of one's own, not a slip of `wants`


def read(
    data: bytes, file: str, columns: Mapping[str, bool], holds: Mapping[str, Holds] | None = None, path: str = ""
) -> SequenceNode:
    """Read a table into a list of maps. The place of a cell is its row and its number in it.

    `columns` are those that are known, and whether each must be there; one that is not known is left alone, unless it
    looks like a slip. `holds` says which have days and numbers. `path` is the list's, such as `membership.members`, and
    stands in problems with a cell. Raises Problems.
    """
    table = _table(data, file, columns)
    if table is None:
        hint = sentence("its first row is {columns}", columns=",".join(columns))
        raise Problems([Problem(Place(file, 1, 1), "", sentence("the file is empty"), hint)])
    header, at = _header(table, columns)
    rows = [row for row in table.rows if row.number > header.number]
    cells = [{name: _cell(row.cells[here]) for name, here in at.items() if here < len(row.cells)} for row in rows]
    problems = [*_header_problems(table, header, at, columns), *_stray_cells(table, header, rows)]
    problems += _as_written(table, rows, at, cells, holds or {}, path)
    problems += (
        table.problem(
            sentence("an invisible control character (U+{code:04X}) stands here", code=ord(found)),
            row,
            at[name],
            sentence("delete it"),
        )
        for row, entries in zip(rows, cells, strict=True)
        for name, text in entries.items()
        if (found := nodes.unprintable(text))
    )
    if problems:
        more = [table.problem(TOO_MANY)] if len(problems) > MAX_PROBLEMS else []
        raise Problems([*problems[:MAX_PROBLEMS], *more])
    maps = (
        MappingNode(
            {name: ScalarNode(text or None, table.place(row, at[name]), exact=False) for name, text in entries.items()},
            {name: table.place(row, position) for name, position in at.items()},
            table.place(row),
        )
        for row, entries in zip(rows, cells, strict=True)
    )
    return SequenceNode(tuple(maps), Place(file, 1, 1))


def more_rows(data: bytes, file: str, columns: Mapping[str, bool], rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return what goes to the end of a CSV file for it to have more rows; an empty file gets its header first.

    The rows take the file's own encoding, delimiter, line ends, headings and order of columns. Raises Problems where
    the file is a workbook, or cannot hold what is to be written.
    """
    table = _table(data, file, columns)
    if table is None:
        return writer.text([columns, *([row.get(name, "") for name in columns] for row in rows)]).encode()
    header, at = _header(table, columns)
    if table.is_workbook:
        hint = sentence("write them in the spreadsheet, or save it as CSV and name that file")
        raise Problems([table.problem(sentence("rows cannot be added to a workbook"), hint=hint)])
    if missing := [name for row in rows for name in row if row[name] and name not in at]:
        row = table.delimiter.join([*header.cells, missing[0]])
        hint = sentence("add it to the first row: {row}", row=row)
        raise Problems([table.problem(sentence("the column '{name}' is missing", name=missing[0]), header, hint=hint)])
    names = {position: name for name, position in at.items()}
    added = [[row.get(names.get(position, ""), "") for position in range(len(header.cells))] for row in rows]
    text = (table.line_end if table.breaks_off else "") + writer.text(added, table.delimiter, table.line_end)
    try:
        more = text.encode(table.encoding.removesuffix("-sig"))
    except UnicodeEncodeError as error:
        letters = quote(text[error.start : error.end])
        said = sentence("this file is not UTF-8 text, and cannot hold {text}", text=letters)
        raise Problems([table.problem(said, hint=sentence("save it as CSV UTF-8"))]) from None
    if rows and plain_rows(data + more, file, columns)[-len(rows) :] != [
        {name: _cell(row[name]) for name in at if row.get(name)} for row in rows
    ]:
        said, hint = sentence("no row can be added to this file"), sentence("save it again as CSV UTF-8")
        raise Problems([table.problem(said, hint=hint)])
    return more


def without_rows(data: bytes, file: str, columns: Mapping[str, bool], gone: Collection[int]) -> bytes:
    """Return a CSV file without those of its rows, counted from 0 below the headings; every other byte stays.

    Raises Problems where the file is a workbook, or does not come out right.
    """
    table = _table(data, file, columns)
    if table is None or not gone:
        return data
    if table.is_workbook:
        hint = sentence("take them out in the spreadsheet, or save it as CSV and name that file")
        raise Problems([table.problem(sentence("rows cannot be taken out of a workbook"), hint=hint)])
    header, _ = _header(table, columns)
    below = [row.number for row in table.rows if row.number > header.number]
    left = reader.without_rows(data, table, {below[at] for at in gone})
    kept = [row for at, row in enumerate(plain_rows(data, file, columns)) if at not in gone]
    if left is None or plain_rows(left, file, columns) != kept:
        said, hint = sentence("no row can be taken out of this file"), sentence("save it again as CSV UTF-8")
        raise Problems([table.problem(said, hint=hint)])
    return left


def is_workbook(data: bytes, file: str, columns: Mapping[str, bool]) -> bool:
    """Return whether a table is a sheet of a workbook, not a text. Raises Problems."""
    table = _table(data, file, columns)
    return table is not None and table.is_workbook


def rewritten(data: bytes, file: str, columns: Mapping[str, bool], rows: Sequence[Mapping[str, str] | None]) -> bytes:
    """Return a table as CSV in which these texts stand in the columns that are known; a row that is None is gone.

    All else stays: what is above the headings, columns of one's own, the encoding, delimiter and line ends. A workbook
    becomes UTF-8 text with the mark by which spreadsheets know it. Raises Problems.
    """
    table = _table(data, file, columns)
    if table is None:
        return data
    header, at = _header(table, columns)
    made = [row.cells for row in table.rows if row.number <= header.number]
    below = [row for row in table.rows if row.number > header.number]
    for row, texts in zip(below, rows, strict=True):
        if texts is not None:
            cells = [*row.cells, *[""] * (len(header.cells) - len(row.cells))]
            for name, position in at.items():
                if _cell(cells[position]) != texts.get(name, ""):
                    cells[position] = texts.get(name, "")
            made.append(tuple(cells))
    unguarded = [map(writer.unguarded, cells) for cells in made]
    if table.is_workbook:
        return writer.text(unguarded, marked=True).encode()
    return writer.text(unguarded, table.delimiter, table.line_end or "\n").encode(table.encoding)


def plain_rows(data: bytes, file: str, columns: Mapping[str, bool]) -> list[dict[str, str]]:
    """Return the rows of a table, each with the columns in which something is written. Raises Problems."""
    rows: list[dict[str, str | None]] = nodes.plain(read(data, file, columns))
    return [{name: text for name, text in row.items() if text} for row in rows]


def _cell(text: str) -> str:
    """Return what was meant by a cell."""
    return writer.unguarded(unicodedata.normalize("NFC", text.replace("\u00a0", " ").strip()))


def of_list(columns: Iterable[str]) -> Mapping[str, str]:
    """Return which column of a list a heading means, by its `spelled` form; a column's own name comes first."""
    columns = list(columns)
    found = {headings.spelled(column): column for column in columns}
    for table in languages.tables("lists.yaml"):
        for key, spellings in table.items():
            beside, _, column = key.rpartition(": ")
            if column in columns and (not beside or beside in columns):
                for heading in spellings:
                    found.setdefault(headings.spelled(heading), column)
    return found


def _table(data: bytes, file: str, columns: Mapping[str, bool]) -> Table | None:
    """Return the table of a file; of several sheets the one with the most headings. None for an empty file."""
    known = of_list(columns)
    found = list(reader.tables(data, file, known, is_own=True))
    return max(found, key=lambda table: reader.known_headings(table.rows, known), default=None)


def _header(table: Table, columns: Mapping[str, bool]) -> tuple[Row, dict[str, int]]:
    """Return the row of the headings, and at which position each column stands. Raises Problems.

    It is the first row with the most headings that are known, and if none has any, the first row.
    """
    known = of_list(columns)
    meant = {row: [known.get(headings.spelled(cell)) for cell in row.cells] for row in table.rows[: reader.SEARCHED]}
    header = max(meant, key=lambda row: len(set(meant[row]) - {None}))
    at: dict[str, int] = {}
    for position, (cell, name) in enumerate(zip(header.cells, meant[header], strict=True)):
        if name is None:
            continue
        before = header.cell(at.get(name))
        if name not in at or _is_own(cell, name) > _is_own(before, name):
            at[name] = position  # a column that has the very name counts, whatever else means the same
        elif _is_own(cell, name) == _is_own(before, name):
            raise Problems([_twice(table, header, position, name, before)])
    return header, at


def _is_own(cell: str, name: str) -> bool:
    return headings.spelled(cell) == headings.spelled(name)


def _twice(table: Table, header: Row, position: int, name: str, before: str) -> Problem:
    cell = header.cells[position]
    if headings.spelled(cell) == headings.spelled(before):
        return table.problem(sentence("the column {name} is there twice", name=quote(cell)), header, position)
    said = sentence("the columns {one} and {other} mean the same", one=quote(before), other=quote(cell))
    return table.problem(said, header, position, sentence("head the one that counts '{name}'", name=name))


def _header_problems(
    table: Table, header: Row, at: Mapping[str, int], columns: Mapping[str, bool]
) -> Iterator[Problem]:
    missing, meant = set(columns) - set(at), set()
    for position, cell in enumerate(header.cells):
        is_unknown = position not in at.values() and headings.spelled(cell) not in of_list(at)
        if is_unknown and (near := nearest(headings.spelled(cell).replace(" ", "_"), missing, _SLIP)):
            meant.add(near)
            said = sentence("no column is called {name}", name=quote(cell))
            yield table.problem(said, header, position, sentence("did you mean '{name}'?", name=near))
    for name, needed in columns.items():
        if needed and name in missing - meant:
            hint = sentence("the columns are {columns}", columns=joined([*columns]))
            yield table.problem(sentence("the column '{name}' is missing", name=name), header, hint=hint)


def _stray_cells(table: Table, header: Row, rows: Iterable[Row]) -> Iterator[Problem]:
    """Yield problems with texts to the right of all columns: in a text, a cell before them was cut in two."""
    width = len(header.cells)
    for row in rows if not table.is_workbook else ():
        if any(row.cells[width:]):
            hint = sentence("put a text that contains a comma in quotes") if table.delimiter == "," else None
            said = sentence("this row has {cells} cells, and the header {width}", cells=len(row.cells), width=width)
            yield table.problem(said, row, width, hint)


def _as_written(
    table: Table,
    rows: Sequence[Row],
    at: Mapping[str, int],
    cells: Sequence[dict[str, str]],
    holds: Mapping[str, Holds],
    path: str,
) -> Iterator[Problem]:
    """Turn back what a spreadsheet made of days and numbers, such as `9/22/2026` or `12.0`; yield days that can be two.

    As in records, a day is read if only one order of day and month fits all days of the file.
    """
    days = {name for name in at if holds.get(name) == "day"}
    numbers = {name for name in at if holds.get(name) == "number"}
    written = (entries.get(name, "") for entries in cells for name in days)
    clock = moments.clock(text for text in written if not text[:4].isdigit())
    for number, (row, entries) in enumerate(zip(rows, cells, strict=True), 1):
        for name in entries.keys() & numbers:
            entries[name] = re.sub(r"(?<=\d)\.0+$", "", entries[name])
        for name in entries.keys() & days:
            found = clock.days(entries[name])
            if len(found) == 1:
                entries[name] = found[0].isoformat()
            elif found:
                hint = sentence("write {text}", text=one_of([day.isoformat() for day in found]))
                said = sentence("{text} can be two days", text=quote(entries[name]))
                yield Problem(table.place(row, at[name]), f"{path}.{number}.{name}", said, hint)
