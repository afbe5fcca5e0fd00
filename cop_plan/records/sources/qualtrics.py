"""Qualtrics: three header rows, with the codes, the texts and `{"ImportId": …}`.

The row of a grid stands behind the question (`Question - Row`), and so does the choice where each has its column
(`Question - Selected Choice - Choice`). Previews, tests and unfinished answers do not count.
"""

import re
from collections.abc import Collection

from cop_plan.base.tables.headings import plain
from cop_plan.base.tables.reader import Row, Table
from cop_plan.records import answer_sheet
from cop_plan.records.answer_sheet import Column, Sheet
from cop_plan.records.record_types import Why
from cop_plan.records.sources import SurveySource

_IMPORT = re.compile(r'\{\s*"ImportId"')

_KNOWN = {
    "start": {"startdate"},
    "end": {"enddate"},
    "status": {"status"},
    "address": {"ipaddress"},
    "progress": {"progress"},
    "duration": {"duration (in seconds)"},
    "finished": {"finished"},
    "recorded": {"recordeddate"},
    "id": {"responseid"},
    "last name": {"recipientlastname"},
    "first name": {"recipientfirstname"},
    "email": {"recipientemail"},
    "reference": {"externalreference", "externaldatareference"},
    "latitude": {"locationlatitude"},
    "longitude": {"locationlongitude"},
    "channel": {"distributionchannel"},
    "language": {"userlanguage"},
}

# As words, and as the numbers that an export of values has.
_PREVIEWS = frozenset(("survey preview", "survey test", "1", "2", "17"))
_SPAM = frozenset(("spam", "8"))
_MAX_DASHES = 20

_UNFINISHED = frozenset(("false", "0", "no"))


def read(table: Table, _: Collection[str]) -> Sheet | None:
    """Return a table as Qualtrics exports it, or None."""
    rows = table.rows
    for position, row in answer_sheet.headers(table):
        if position > 1 and sum(bool(_IMPORT.match(cell)) for cell in row.cells) > 1:
            return _sheet(rows[position - 2], rows[position - 1], rows[position + 1 :])
    return None


def _sheet(codes: Row, header: Row, rows: tuple[Row, ...]) -> Sheet:
    own = answer_sheet.fields(codes, _KNOWN)

    def why(row: Row) -> Why | None:
        said = {name: plain(row.cell(own.get(name))) for name in ("status", "channel", "finished")}
        if said["status"] in _PREVIEWS or said["channel"] == "preview":
            return "preview"
        if said["status"] in _SPAM:
            return "bot"
        return "not finished" if said["finished"] in _UNFINISHED else None

    return Sheet(
        "qualtrics",
        header,
        tuple(_column(at, header.cell(at), code) for at, code in enumerate(codes.cells) if at not in own.values()),
        rows,
        (own["email"],) if "email" in own else (),
        (tuple(own[name] for name in ("first name", "last name") if name in own),),
        own.get("recorded", own.get("end")),
        why,
    )


def _column(at: int, header: str, code: str) -> Column:
    """Return a column; where a text has several dashes, each may divide the question from its row."""
    words = " ".join(header.split()).split(" - ")
    words = [part for part in words if part != "Selected Choice"]
    text = " - ".join(words)
    parts = tuple((" - ".join(words[:at]), " - ".join(words[at:])) for at in range(1, min(len(words), _MAX_DASHES)))
    return Column(at, header, (text, *(row for _, row in parts)), parts, code)


SOURCE = SurveySource(
    kind="qualtrics",
    title={"en": "answers from Qualtrics", "fr": "des réponses de Qualtrics"},
    called="Qualtrics",
    where="Qualtrics",
    how="under Data & Analysis, Export: CSV, with choice text",
    rank=10,
    read=read,
)
