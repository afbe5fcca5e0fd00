"""Google Forms: the download (`Timestamp`, `Username`, choices joined by `;`) and the linked sheet (joined by commas).

A grid has a column for each row, headed `Question [Row]`. Previews are not recorded.
"""

from collections.abc import Collection

from cop_plan.base.tables.reader import Table
from cop_plan.base.translatable import sentence
from cop_plan.records import answer_sheet
from cop_plan.records.answer_sheet import Sheet
from cop_plan.records.sources import SurveySource

_MOMENT = frozenset(("timestamp", "horodateur", "horodatage"))

_USER = frozenset(("username", "nom d'utilisateur", *answer_sheet.ADDRESS))


def read(table: Table, _: Collection[str]) -> Sheet | None:
    """Return a table as Google Forms exports it, or None."""
    for position, header in answer_sheet.headers(table):
        moment = answer_sheet.positions(header, _MOMENT)
        if not moment or len(header.cells) < 2:
            continue
        addresses, names = answer_sheet.positions(header, _USER), answer_sheet.positions(header, answer_sheet.CALLED)
        known = {moment[0], *addresses, *names}
        asked = tuple(answer_sheet.column(at, cell) for at, cell in enumerate(header.cells) if cell and at not in known)
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


SOURCE = SurveySource(
    kind="google-forms",
    title=sentence("answers from Google Forms"),
    called="Google Forms",
    where="Google Forms",
    how="under Responses: Download responses (.csv), and unpack the ZIP; or the linked sheet, downloaded as CSV",
    rank=40,
    read=read,
)
