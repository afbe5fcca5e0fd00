"""Google Forms: the download (`Timestamp`, `Username`, choices joined by `;`) and the linked sheet (joined by commas).

A grid has a column for each row, headed `Question [Row]`. Previews are not recorded.
"""

from cop_plan.records import exports
from cop_plan.records.exports import Export
from cop_plan.records.tables import Table

_MOMENT = frozenset(("timestamp", "horodateur", "horodatage"))

_USER = frozenset(("username", "nom d'utilisateur", *exports.ADDRESS))


def export(table: Table) -> Export | None:
    """Return a table as Google Forms exports it, or None."""
    for position, header in exports.headers(table):
        moment = exports.positions(header, _MOMENT)
        if not moment or len(header.cells) < 2:
            continue
        addresses, names = exports.positions(header, _USER), exports.positions(header, exports.CALLED)
        known = {moment[0], *addresses, *names}
        asked = tuple(exports.column(at, cell) for at, cell in enumerate(header.cells) if cell and at not in known)
        return Export(
            "google-forms",
            header,
            asked,
            table.rows[position + 1 :],
            addresses,
            tuple((at,) for at in names),
            moment[0],
        )
    return None
