"""LimeSurvey: headers with the code and the text (`Q01[SQ001]. Text [Row]`), the code alone, or the text alone.

A question with several choices has a column for each choice, headed like the row of a grid. Who did not finish has no
date of submission. Answers to questions that were not shown are `N/A`.
"""

import re
from collections.abc import Collection

from cop_plan.base.tables.headings import plain
from cop_plan.base.tables.reader import Row, Table
from cop_plan.base.translatable import sentence
from cop_plan.records import answer_sheet
from cop_plan.records.answer_sheet import Column, Sheet
from cop_plan.records.record_types import Why
from cop_plan.records.sources import SurveySource

_KNOWN = frozenset(
    ("id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "token", "ipaddr", "refurl",
     "firstname", "lastname", "email")
)  # fmt: skip

# With the text alone, the headers of the program's own columns.
_TEXTS = {
    "id": {"response id", "id de la réponse", "id de réponse"},
    "submitdate": {"date submitted", "date de soumission"},
    "lastpage": {"last page", "dernière page"},
    "startlanguage": {"start language", "langue de départ"},
    "seed": {"seed", "tête de série"},
    "startdate": {"date started", "date de lancement"},
    "datestamp": {"date last action", "date de la dernière action"},
    "token": {"access code", "token", "code d'accès", "invitation"},
    "ipaddr": {"ip address", "adresse ip"},
    "refurl": {"referrer url", "url de renvoi"},
    "firstname": {"first name", "prénom"},
    "lastname": {"last name", "nom", "nom de famille"},
    "email": answer_sheet.ADDRESS,
}


def read(table: Table, _: Collection[str]) -> Sheet | None:
    """Return a table as LimeSurvey exports it, or None."""
    for position, header in answer_sheet.headers(table):
        codes = [_code(cell) for cell in header.cells]
        own = {code: at for at, code in reversed(list(enumerate(codes))) if code in _KNOWN}
        texts = answer_sheet.fields(header, _TEXTS)
        if "submitdate" not in own and {"id", "submitdate"} <= texts.keys():
            own, codes = texts, [""] * len(codes)
        if "submitdate" in own and ("id" in own or "lastpage" in own):
            return _sheet(table, position, own, codes)
    return None


def _sheet(table: Table, position: int, own: dict[str, int], codes: list[str]) -> Sheet:
    header = table.rows[position]
    asked = tuple(
        _column(at, cell, codes[at]) for at, cell in enumerate(header.cells) if cell and at not in own.values()
    )
    submitted = own["submitdate"]

    def why(row: Row) -> Why | None:
        return "not finished" if plain(row.cell(submitted)) in ("", "n/a") else None

    return Sheet(
        "limesurvey",
        header,
        asked,
        table.rows[position + 1 :],
        (own["email"],) if "email" in own else (),
        (tuple(own[name] for name in ("firstname", "lastname") if name in own),),
        submitted,
        why,
        blank="N/A",
        undated="1980-01-01 00:00:00",
    )


def _code(header: str) -> str:
    found = re.match(r"([A-Za-z][A-Za-z0-9]*(?:\[\w+\])*)(?:\.\s|\s*$)", header)
    return found[1] if found else ""


def _column(at: int, header: str, code: str) -> Column:
    text = header[len(code) :].removeprefix(".").strip() if code else header
    return answer_sheet.column(at, header, text=text or header, code=code)


SOURCE = SurveySource(
    kind="limesurvey",
    title=sentence("answers from LimeSurvey"),
    called="LimeSurvey",
    where="LimeSurvey",
    how="under Responses, Export: CSV, with question code and question text, complete answers in full",
    rank=20,
    read=read,
)
