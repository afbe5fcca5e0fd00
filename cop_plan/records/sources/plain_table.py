"""A table of our own: one header row with the items' texts or names, such as answers on paper, typed in."""

from collections.abc import Collection

from cop_plan.base.tables.reader import Table
from cop_plan.records import answer_sheet
from cop_plan.records.answer_sheet import Sheet, same
from cop_plan.records.sources import SurveySource


def read(table: Table, asked: Collection[str]) -> Sheet | None:
    """Return a table of whose columns some have one of the texts asked, or None; the texts are as `same` has them."""
    for position, header in answer_sheet.headers(table):
        if not any(same(text) in asked for cell in header.cells for text in answer_sheet.column(0, cell).texts):
            continue
        addresses, names = (
            answer_sheet.positions(header, spelled) for spelled in (answer_sheet.ADDRESS, answer_sheet.CALLED)
        )
        moment = answer_sheet.positions(header, answer_sheet.DAY)
        known = {*addresses, *names, *moment}
        return Sheet(
            "plain",
            header,
            tuple(answer_sheet.column(at, cell) for at, cell in enumerate(header.cells) if cell and at not in known),
            table.rows[position + 1 :],
            addresses,
            tuple((at,) for at in names),
            moment[0] if moment else None,
        )
    return None


SOURCE = SurveySource(
    kind="plain",
    title={"en": "a table of answers", "fr": "un tableau de réponses"},
    called="a table with the items' texts",
    where="anything else",
    how="a table whose headings are the texts of the items",
    rank=90,
    read=read,
)
