"""Qualtrics: three header rows, with the codes, the texts and `{"ImportId": …}`; older exports and saved ones have two.

The row of a grid stands behind the question (`Question - Row`), and so does the choice where each has its column
(`Question - Selected Choice - Choice`). Previews, tests and unfinished answers do not count.
"""

import re
from collections.abc import Collection, Mapping

from cop_plan.base.tables.headings import plain
from cop_plan.base.tables.reader import Row, Table
from cop_plan.base.translatable import sentence
from cop_plan.records import answer_sheet
from cop_plan.records.answer_sheet import Sheet
from cop_plan.records.record_types import Why
from cop_plan.records.sources import SurveySource

_IMPORT = re.compile(r'\{\s*"ImportId"')

_KNOWN = {
    "start": {"startdate"},
    "end": {"enddate"},
    "status": {"status", "responsetype"},
    "address": {"ipaddress"},
    "progress": {"progress"},
    "duration": {"duration (in seconds)"},
    "finished": {"finished"},
    "recorded": {"recordeddate"},
    "id": {"responseid"},
    "last name": {"recipientlastname"},
    "first name": {"recipientfirstname"},
    "email": {"recipientemail", "emailaddress"},
    "name": {"name"},
    "set": {"responseset"},
    "reference": {"externalreference", "externaldatareference"},
    "latitude": {"locationlatitude"},
    "longitude": {"locationlongitude"},
    "channel": {"distributionchannel"},
    "language": {"userlanguage"},
}

# As words, and as the numbers that an export of values has.
_PREVIEWS = frozenset(("survey preview", "survey test", "1", "2", "17"))
_SPAM = frozenset(("spam", "8"))
_DAYS = frozenset(("start", "end", "recorded"))

_UNFINISHED = frozenset(("false", "0", "no"))


def read(table: Table, _: Collection[str]) -> Sheet | None:
    """Return a table as Qualtrics exports it, or None."""
    rows = table.rows
    for position, row in answer_sheet.headers(table):
        own = _own(row)
        if not ("finished" in own and own.keys() & _DAYS and own.keys() & {"id", "status", "progress", "recorded"}):
            continue
        codes = header = row
        first = position + 1
        if position and all(re.fullmatch(r"V\d+", rows[position - 1].cell(at)) for at in own.values()):
            codes = rows[position - 1]
        elif first < len(rows) and _is_heading(rows[first], own) and not _is_import(rows[first]):
            header = rows[first]
            first += 1
        first += first < len(rows) and _is_import(rows[first])
        return _sheet(codes, header, own, rows[first:])
    return None


def _own(row: Row) -> dict[str, int]:
    """Return where the program's own columns stand; the row of texts has spaces in their names."""
    return answer_sheet.fields(
        Row(row.number, tuple(cell if "(" in cell else cell.replace(" ", "") for cell in row.cells)), _KNOWN
    )


def _is_heading(row: Row, own: Mapping[str, int]) -> bool:
    """Return whether a row has headings where answers have days and times."""
    days = [row.cell(at) for name, at in own.items() if name in _DAYS]
    return any(days) and not any(re.search(r"\d", day) for day in days)


def _is_import(row: Row) -> bool:
    return sum(bool(_IMPORT.match(cell)) for cell in row.cells) > 1


def _sheet(codes: Row, header: Row, own: Mapping[str, int], rows: tuple[Row, ...]) -> Sheet:
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
        tuple(
            answer_sheet.divided_column(at, header.cell(at), " - ", code)
            for at, code in enumerate(codes.cells)
            if at not in own.values()
        ),
        rows,
        (own["email"],) if "email" in own else (),
        tuple(tuple(own[name] for name in names if name in own) for names in (("first name", "last name"), ("name",))),
        own.get("recorded", own.get("end")),
        why,
        headings=(codes,),
    )


SOURCE = SurveySource(
    kind="qualtrics",
    title=sentence("answers from Qualtrics"),
    called="Qualtrics",
    where="Qualtrics",
    how="under Data & Analysis, Export: CSV, with choice text",
    rank=10,
    read=read,
)
