"""Tables without the columns that say nothing.

Such a column is empty, or only says in every row why nothing is known, or says the same in every row where the table
lets it go. What it would have said, if anything, is one sentence after the table.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from cop_plan.report.pages.blocks import Heading, PageBlock, PageTable, Paragraph, Points, TableCell
from cop_plan.report.pages.report_text import ReportText


class _Silence(NamedTuple):
    """What stands for a column that says nothing; None is not worth saying."""

    said: str | None
    marked: bool = False


def calmed(tell: ReportText, blocks: Iterable[PageBlock]) -> Iterator[PageBlock]:
    """Yield blocks whose tables have no column that says nothing, each table with what is to be said instead.

    A heading of a table that is gone goes with it: the sentence in its place says as much.
    """
    listed = list(blocks)
    for block, following in zip(listed, (*listed[1:], None), strict=True):
        if isinstance(block, PageTable):
            yield from _calmed(tell, block)
        elif not (isinstance(block, Heading) and isinstance(following, PageTable) and _is_gone(tell, block, following)):
            yield block


def _is_gone(tell: ReportText, heading: Heading, table: PageTable) -> bool:
    is_its = table.caption == heading.text
    return is_its and not any(isinstance(one, PageTable) for one in _calmed(tell, table))


def _calmed(tell: ReportText, table: PageTable) -> Iterator[PageBlock]:
    silent = {at: one for at in range(1, len(table.heads)) if (one := _silence(tell, table, at)) is not None}
    if len(silent) == len(table.heads) - 1 and silent:
        yield from _without_table(tell, table)
        return
    yield without(table, frozenset(silent))
    for said, marked in silent.values():
        if said is not None:
            yield Paragraph(said, "marked" if marked else "quiet")


def _silence(tell: ReportText, table: PageTable, at: int) -> _Silence | None:
    """Return what stands for a column, or None if it stays."""
    cells = _column(table, at)
    if cells is None:
        return None
    said = {(cell.text, cell.marked) for cell in cells if cell.text}
    if not said:
        return _Silence(None)
    if len(said) > 1:
        return None
    ((text, marked),) = said
    if marked:
        key = table.instead.get(at)
        return _Silence(tell(key) if key else tell("column_says", what=table.heads[at], said=text), marked=True)
    if at in table.steady and len(cells) > 1 and all(cell.text for cell in cells):
        return _Silence(tell(table.steady[at], said=text))
    return None


def _column(table: PageTable, at: int) -> list[TableCell] | None:
    """Return the cells of a column; None if a cell takes others with it."""
    found = []
    for row in table.rows:
        placed = dict(table.placed(row))
        if at not in placed or placed[at].span > 1:
            return None
        found.append(placed[at])
    return found


def _without_table(tell: ReportText, table: PageTable) -> Iterator[PageBlock]:
    """Yield what stands for a table of which only the names of its rows would be left."""
    why = list(dict.fromkeys(cell.text for row in table.rows for cell in row[1:] if cell.text))
    if why:
        said = tell.words("list_semicolon").join(why)
        yield Paragraph(tell("column_says", what=table.caption, said=said), "marked")
    else:
        yield Points(tuple(replace(row[0], bar=()) for row in table.rows))


def without(table: PageTable, columns: frozenset[int]) -> PageTable:
    """Return a table without some of its columns."""
    if not columns:
        return table
    left = [at for at in range(len(table.heads)) if at not in columns]
    new = {old: at for at, old in enumerate(left)}
    return replace(
        table,
        heads=tuple(table.heads[at] for at in left),
        rows=tuple(tuple(cell for at, cell in table.placed(row) if at in new) for row in table.rows),
        numbers=frozenset(new[at] for at in table.numbers if at in new),
        marks={new[at]: look for at, look in table.marks.items() if at in new},
        steady={},
        instead={},
    )
