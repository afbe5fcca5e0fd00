"""A table of our own: one header row with the items' texts or names, such as answers on paper, typed in."""

from collections.abc import Collection

from cop_plan.records import exports
from cop_plan.records.exports import Export, same
from cop_plan.records.tables import Table


def export(table: Table, asked: Collection[str]) -> Export | None:
    """Return a table of whose columns some have one of the texts asked, or None; the texts are as `same` has them."""
    for position, header in exports.headers(table):
        if not any(same(text) in asked for cell in header.cells for text in exports.column(0, cell).texts):
            continue
        addresses, names = (exports.positions(header, spelled) for spelled in (exports.ADDRESS, exports.CALLED))
        moment = exports.positions(header, exports.DAY)
        known = {*addresses, *names, *moment}
        return Export(
            "plain",
            header,
            tuple(exports.column(at, cell) for at, cell in enumerate(header.cells) if cell and at not in known),
            table.rows[position + 1 :],
            addresses,
            tuple((at,) for at in names),
            moment[0] if moment else None,
        )
    return None
