"""Microsoft Forms: a workbook with `ID`, `Start time`, `Completion time`, `Email`, `Name`, then the questions.

A question whose text is asked again gets a number at its end: `Any comments?2`. Several choices end in `;` each.
Where the form does not record names, every address is `anonymous`.
"""

import re
from collections.abc import Collection

from cop_plan.base.tables.reader import Row, Table
from cop_plan.base.translatable import sentence
from cop_plan.records import answer_sheet
from cop_plan.records.answer_sheet import Column, Sheet, same
from cop_plan.records.sources import SurveySource

_HEADINGS = {
    "id": {"id"},
    "start": {"start time", "heure de début"},
    "completion": {"completion time", "heure de fin", "heure d'achèvement", "heure de la fin"},
}

_MODIFIED = frozenset(
    (
        "last modified time", "heure de la dernière modification", "heure de dernière modification",
        "dernière modification",
    )
)  # fmt: skip

# What a form has beside its questions in several languages, or as a quiz.
_BESIDE = frozenset(
    (
        "language", "langue", "total points", "total des points", "quiz feedback", "commentaires sur le questionnaire",
        "commentaires du questionnaire", "grade posted time", "heure de publication de la note",
    )
)  # fmt: skip

_OF_A_QUIZ = re.compile(r"(?:points|feedback|commentaires?)\s*[-–—:]\s*(.+)", re.IGNORECASE | re.DOTALL)

# A report on a meeting has these beside its start and end.
_OF_A_MEETING = frozenset(("participants", "duration (minutes)", "durée (minutes)", "topic", "sujet"))


def read(table: Table, _: Collection[str]) -> Sheet | None:
    """Return a table as Microsoft Forms exports it, or None."""
    for position, header in answer_sheet.headers(table):
        found = answer_sheet.fields(header, _HEADINGS)
        if not {"start", "completion"} <= found.keys() or answer_sheet.positions(header, _OF_A_MEETING):
            continue
        addresses, names = (
            answer_sheet.positions(header, spelled) for spelled in (answer_sheet.ADDRESS, answer_sheet.CALLED)
        )
        known = {*found.values(), *addresses, *names, *answer_sheet.positions(header, _MODIFIED | _BESIDE)}
        known |= {at for at in range(len(header.cells)) if _is_of_quiz(header, at)}
        return Sheet(
            "microsoft-forms",
            header,
            tuple(_column(header, at) for at, cell in enumerate(header.cells) if cell and at not in known),
            table.rows[position + 1 :],
            addresses,
            tuple((at,) for at in names),
            found["completion"],
        )
    return None


def _is_of_quiz(header: Row, at: int) -> bool:
    """Return whether a column has the points or the feedback of a question of a quiz."""
    found = _OF_A_QUIZ.fullmatch(header.cells[at])
    return found is not None and any(same(cell) == same(found[1]) for cell in header.cells)


def _column(header: Row, at: int) -> Column:
    text = header.cells[at]
    found = re.fullmatch(r"(.*\D)([2-9]|[1-9]\d)", text, re.DOTALL)
    if found and any(same(cell) == same(found[1]) for cell in header.cells):
        return answer_sheet.column(at, text, text=found[1], repeat=int(found[2]))
    return answer_sheet.column(at, text)


SOURCE = SurveySource(
    kind="microsoft-forms",
    title=sentence("answers from Microsoft Forms"),
    called="Microsoft Forms",
    where="Microsoft Forms",
    how="under Responses: Open in Excel; keep the workbook as it is",
    rank=30,
    read=read,
)
