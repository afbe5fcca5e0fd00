"""Google Forms: the download (`Timestamp`, `Username`, choices joined by `;`) and the linked sheet (joined by commas).

A grid has a column for each row, headed `Question [Row]`. Previews are not recorded.
"""

from cop_plan.records import sheets
from cop_plan.records.sheets import Sheet
from cop_plan.records.tables import Table

_MOMENT = frozenset(("timestamp", "horodateur", "horodatage"))

_USER = frozenset(("username", "nom d'utilisateur", *sheets.ADDRESS))


def sheet(table: Table) -> Sheet | None:
    """Return a table as Google Forms exports it, or None."""
    for position, header in sheets.headers(table):
        moment = sheets.positions(header, _MOMENT)
        if not moment or len(header.cells) < 2:
            continue
        addresses, names = sheets.positions(header, _USER), sheets.positions(header, sheets.CALLED)
        known = {moment[0], *addresses, *names}
        asked = tuple(sheets.column(at, cell) for at, cell in enumerate(header.cells) if cell and at not in known)
        return Sheet(
            "google-forms",
            header,
            asked,
            table.rows[position + 1 :],
            addresses,
            tuple((at,) for at in names),
            moment[0],
        )
    return None
