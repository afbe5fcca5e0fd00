"""A register with a row for each person, and the sign-in sheet of the kit, typed in as it stands.

Whether somebody was there may stand in one column (`present`), in one for each way to be there (`in person`, `online`),
or is seen from a signature or from the times of coming and going.
"""

import re
from collections.abc import Set
from dataclasses import replace
from datetime import date, timedelta

from cop_plan.base.tables.headings import plain
from cop_plan.base.tables.reader import Row
from cop_plan.base.translatable import sentence
from cop_plan.definition.names import alike
from cop_plan.records import dated_headings, marks
from cop_plan.records.attendance_rows import AttendanceRow, Export, FoundAttendance, HeadedRows
from cop_plan.records.record_types import Manner, Meeting, TimePresent
from cop_plan.records.sources import AttendanceSource

ABOUT = {
    "name": (
        "name", "names", "full name", "first and last name", "participant", "participants", "participant name",
        "member", "members", "member name", "attendee", "teacher", "educator", "nom", "noms", "nom complet",
        "nom et prénom", "prénom et nom", "nom, prénom", "nom du participant",
        "participante", "participant(e)", "membre", "membres",
        "enseignant", "enseignante", "enseignant(e)", "personne",
    ),
    "first": ("first name", "first", "given name", "given names", "prénom", "prénoms"),
    "last": ("last name", "last", "surname", "family name", "nom de famille"),
    "email": (
        "email", "e-mail", "email address", "e-mail address", "courriel", "adresse courriel", "adresse électronique",
        "adresse e-mail", "adresse de courriel",
    ),
}  # fmt: skip
"""How a column is headed that says who somebody is."""

HEADINGS = ABOUT | {
    "event": ("event", "session", "activity", "événement", "évènement", "séance", "rencontre", "activité"),
    "day": ("date", "day", "jour"),
    "present": (
        "present", "present?", "presence", "attended", "attended?", "attendance", "présent", "présente", "présent(e)",
        "présence",
    ),
    "in person": ("in person", "in-person", "en personne", "en présentiel", "présentiel", "sur place"),
    "online": ("online", "virtual", "remote", "en ligne", "virtuel", "à distance"),
    "signature": ("signature", "initials", "paraphe", "initiales"),
    "joined": ("time in", "arrived", "arrival", "arrivée"),
    "left": ("time out", "departure", "départ"),
    "role": ("role", "rôle"),
    "duration": ("minutes", "duration", "durée"),
}  # fmt: skip

_WHETHER = {"present", "in person", "online", "signature", "joined"}

TOTALS = frozenset(
    (
        "total", "totals", "total present", "count", "number present", "sum", "totaux", "nombre", "présences",
        "total des présences", "nombre de présences", "somme", "présents",
        "present", "absent", "absents", "attended", "attendance", "average", "number of participants", "participants",
        "% present", "percent", "% présents", "moyenne", "nombre de participants", "nombre de présents",
    )
)  # fmt: skip
"""How a row or a column is headed that counts the others."""


_LONGEST_TITLE = 100

_MOST_ABOVE = 6
"""In cells. A sheet says in a few lines which session it is of."""


def person(block: HeadedRows, row: Row) -> str:
    """Return the name of a row, in one column or in two; empty if it has none."""
    first, last, name = (block.text(row, field) for field in ("first", "last", "name"))
    # A column headed `Nom` is the whole name, or the family name beside a `Prénom`.
    family = last or name
    whole = name if first and alike(first) in alike(name) else " ".join(filter(None, (first, family)))
    return re.sub(r"^\d{1,3}(?:[.)]\s*|$)", "", whole)  # lines may be numbered


def is_total(row: Row) -> bool:
    """Return whether a row counts the others."""
    return plain(next(filter(None, row.cells), "")).rstrip(" :") in TOTALS


def is_french(header: Row) -> bool:
    """Return whether a header is French, by its name or first name."""
    return any(plain(cell).startswith(("nom", "prénom", "participant(e)", "membre")) for cell in header.cells)


def _block(export: Export) -> HeadedRows | None:
    def heads(found: Set[str]) -> bool:
        return bool(found & ABOUT.keys() and found & _WHETHER)

    return export.below(HEADINGS, heads)


def read(export: Export) -> FoundAttendance | None:
    """Read the rows of all sessions; of one at which nobody is marked, whether there or not, there are none."""
    block = _block(export)
    if block is None:
        return None
    rows = [row for row in block.rows if not is_total(row)]
    marked = {
        _session(block, row) for row in rows if any(not marks.is_empty(block.lenient(row, field)) for field in _WHETHER)
    }
    for row in rows[-1:]:
        if _session(block, row) not in marked:
            export.concede_cut(row, block.header)
    french = is_french(block.header)
    found = (_attendance_row(block, row, french) for row in rows if _session(block, row) in marked)
    title, day = above(block)
    dated = (replace(row, day=day) if row.day is None and row.event is None else row for row in filter(None, found))
    return FoundAttendance("register", Meeting(title), tuple(dated))


def above(block: HeadedRows) -> tuple[str | None, date | None]:
    """Return the title and the day that stand over the columns of a sheet; None for what does not, or stands twice."""
    rows = block.export.table.rows
    lines = [cell for row in rows[: rows.index(block.header)] for cell in row.cells if cell.strip()]
    said = [dated_headings.divided(line, block.export) for line in lines[:_MOST_ABOVE]]
    title = ", ".join(text for text, _ in said if text and len(text) <= _LONGEST_TITLE)
    days = {day for _, day in said if day}
    return title or None, days.pop() if len(days) == 1 else None


def _session(block: HeadedRows, row: Row) -> tuple[str, str]:
    return plain(block.lenient(row, "event")), plain(block.lenient(row, "day"))


def _attendance_row(block: HeadedRows, row: Row, french: bool) -> AttendanceRow | None:
    """Return what a row says; None for one of a sheet that was left empty."""
    name, email = person(block, row), block.email(row)
    mark = _mark(block, row, name, french)
    if not name and not email:
        return AttendanceRow(row.number, "", why="incomplete row") if mark.presence == "present" else None
    return AttendanceRow(
        row.number,
        name,
        email,
        _stay(block, row) if mark.presence == "present" else None,
        mark.presence or "absent",
        mark.manner,
        block.lenient(row, "role") or None,
        None if mark.presence == "present" else "did not attend",
        block.lenient(row, "event") or None,
        _day(block, row),
    )


def _day(block: HeadedRows, row: Row) -> date | None:
    text = block.lenient(row, "day")
    found = dated_headings.day(text, block.export)
    if text and found is None:
        block.concede(row, "day", "unreadable time")
    return found


def _mark(block: HeadedRows, row: Row, name: str, french: bool) -> marks.PresenceMark:
    """Return what the columns of a row say together: who is there by one of them was there."""
    said = [
        _marked(block, row, field, name, french) for field in ("present", "in person", "online", "signature", "joined")
    ]
    there = [mark for mark in said if mark.presence == "present"]
    manner = next((mark.manner for mark in there if mark.manner), None)
    if there:
        return marks.PresenceMark("present", manner)
    return next((mark for mark in said if mark.presence == "regrets"), marks.PresenceMark("absent"))


def _marked(block: HeadedRows, row: Row, field: str, name: str, french: bool) -> marks.PresenceMark:
    text = block.text(row, field)
    if marks.is_empty(text):
        return marks.PresenceMark(None)
    mark = marks.read(text, is_french=french)
    if mark.presence is None and (field in ("signature", "joined") or marks.signs(text, name)):
        mark = marks.PresenceMark("present")
    if mark.presence is None:
        block.concede(row, field, "no such presence")
    manner: Manner | None = "in person" if field == "in person" else "online" if field == "online" else mark.manner
    return marks.PresenceMark(mark.presence, manner)


def _stay(block: HeadedRows, row: Row) -> TimePresent | None:
    """Return how long a row says that the person was there; None if it does not."""
    start, end, seconds = block.moment(row, "joined"), block.moment(row, "left"), block.seconds(row, "duration")
    if start and end and end < start and end.hour < 12 and not block.export.clock.halves:
        end += timedelta(hours=12)  # on paper nobody writes that it is the afternoon
    if start and end and end < start:
        block.concede(row, "left", "left before joining")
        end = None
    return TimePresent(start, end, seconds) if seconds is not None or (start and end) else None


SOURCE = AttendanceSource(
    kind="register",
    title=sentence("a register of attendance"),
    called=sentence("our register event,email,name,present,role"),
    where="in a room",
    how="the sign-in sheet, typed in as it stands: a row for each person, as below",
    rank=30,
    read=read,
    marks=({"event", "present"},),
)
