"""A table of our own: one header row with the items' texts or names, such as answers on paper, typed in."""

from collections.abc import Collection

from cop_plan.records import sheets
from cop_plan.records.sheets import Sheet, same
from cop_plan.records.tables import Table


def sheet(table: Table, asked: Collection[str]) -> Sheet | None:
    """Return a table of whose columns some have one of the texts asked, or None; the texts are as `same` has them."""
    for position, header in sheets.headers(table):
        if not any(same(text) in asked for cell in header.cells for text in sheets.column(0, cell).texts):
            continue
        addresses, names = (sheets.positions(header, spelled) for spelled in (sheets.ADDRESS, sheets.CALLED))
        moment = sheets.positions(header, sheets.DAY)
        known = {*addresses, *names, *moment}
        return Sheet(
            "plain",
            header,
            tuple(sheets.column(at, cell) for at, cell in enumerate(header.cells) if cell and at not in known),
            table.rows[position + 1 :],
            addresses,
            tuple((at,) for at in names),
            moment[0] if moment else None,
        )
    return None
