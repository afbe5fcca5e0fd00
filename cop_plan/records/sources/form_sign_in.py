"""A form of Google or Microsoft to sign in with: who sent it was there, at the session of that day.

It asks for a name or an address and little else: which session, how the person takes part. One that asks whether people
will come is no sign-in, and one with more questions is a survey.
"""

import re
from collections.abc import Sequence

from cop_plan.base.tables.headings import plain
from cop_plan.base.tables.moments import NO_DAY
from cop_plan.base.tables.reader import Row
from cop_plan.base.translatable import sentence
from cop_plan.definition.names import alike
from cop_plan.records import marks
from cop_plan.records.answer_sheet import Column, Sheet
from cop_plan.records.attendance_rows import AttendanceRow, Export, FoundAttendance, HeadedRows
from cop_plan.records.record_types import Manner, Meeting, TimePresent
from cop_plan.records.sources import AttendanceSource, google_forms, microsoft_forms
from cop_plan.records.sources.register import ABOUT, person

_MAX_QUESTIONS = 4
"""Beside who it is, which session, and how somebody takes part."""

_SESSION = re.compile(r"\b(?:session|webinar|meeting|event|seance|webinaire|rencontre|reunion|evenement)\b")

_INVITED = re.compile(r"\b(?:will you|plan(?:ning)? to|going to|rsvp|intend|serez|allez|comptez|viendrez)\b")


def read(export: Export) -> FoundAttendance | None:
    """Read who signed in; None for another export, or a form of another purpose."""
    sheet = google_forms.read(export.table, ()) or microsoft_forms.read(export.table, ())
    if sheet is None or not _is_sign_in(sheet):
        return None
    known = sheet.header.fields(ABOUT)
    moment = {} if sheet.moment is None else {"moment": sheet.moment}
    block = HeadedRows(export, sheet.header, known | moment, sheet.rows)
    # Columns are told apart by all their rows, and so once.
    questions = _questions(sheet)
    manners = [one for one in questions if _is_of_manner(sheet, one)]
    sessions = [one for one in questions if one not in manners and _is_of_session(one)]
    found = (_attendance_row(block, sheet, row, manners, sessions) for row in sheet.rows)
    return FoundAttendance("form-sign-in", Meeting(), tuple(found))


def _is_sign_in(sheet: Sheet) -> bool:
    known = sheet.header.fields(ABOUT)
    questions = [one for one in _questions(sheet) if not (_is_of_session(one) or _is_of_manner(sheet, one))]
    return (
        bool(known or sheet.addresses or sheet.names)
        and len(questions) <= _MAX_QUESTIONS
        and not any(one.divided or _INVITED.search(alike(one.header)) for one in sheet.columns)
    )


def _questions(sheet: Sheet) -> list[Column]:
    about = set(sheet.header.fields(ABOUT).values())
    return [one for one in sheet.columns if one.at not in about]


def _is_of_session(column: Column) -> bool:
    return bool(_SESSION.search(alike(column.header)))


def _is_of_manner(sheet: Sheet, column: Column) -> bool:
    """Return whether all answers in a column say how somebody takes part."""
    cells = [cell for row in sheet.rows if (cell := row.cell(column.at))]
    return bool(cells) and all(marks.read(cell).manner for cell in cells)


def _attendance_row(
    block: HeadedRows, sheet: Sheet, row: Row, manners: Sequence[Column], sessions: Sequence[Column]
) -> AttendanceRow:
    """Return who signed in; `manners` are the columns that say how, `sessions` those that say at which session."""
    name, email = sheet.name(row) or person(block, row), sheet.email(row)
    moment = block.moment(row, "moment")
    manner: Manner | None = next((said for one in manners if (said := marks.read(row.cell(one.at)).manner)), None)
    events = (row.cell(one.at) for one in sessions)
    return AttendanceRow(
        row.number,
        name,
        email.casefold() if email else None,
        TimePresent(moment) if moment else None,
        manner=manner,
        why=None if name or email else "incomplete row",
        event=next((event for event in events if event and not plain(event).isdigit()), None),
        day=moment.date() if moment and moment.date() != NO_DAY else None,
    )


SOURCE = AttendanceSource(
    kind="form-sign-in",
    title=sentence("a form to sign in with"),
    called=sentence("a form to sign in with"),
    where="a form to sign in with",
    how="of Google or Microsoft, as for answers; one form may serve all sessions",
    rank=92,
    read=read,
)
