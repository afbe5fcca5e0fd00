"""Google Meet: its own report, with a first and a last name, and the lists that extensions of browsers make of a call.

A person has one row, with the first time of joining, the last of leaving, and how long of it the person was there.
Source: the attendance report that Meet sends to the organizer, in English and in French; the lists that the extensions
`Google Meet Attendance List`, `Google Meet Attendance Tracker` and their like save as CSV.
"""

import contextlib
import re
from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import datetime

from cop_plan.base.tables import moments
from cop_plan.base.tables.reader import Row
from cop_plan.base.translatable import sentence
from cop_plan.records import journals
from cop_plan.records.attendance_rows import AttendanceRow, Export, FoundAttendance, HeadedRows
from cop_plan.records.record_types import Meeting
from cop_plan.records.sources import AttendanceSource, register

HEADINGS = {
    "first": ("first name", "prénom"),
    "last": ("last name", "surname", "nom", "nom de famille"),
    "email": ("email", "e-mail", "email address", "adresse e-mail", "courriel", "adresse courriel"),
    "duration": ("duration", "time in call", "durée", "durée de l'appel", "durée de présence"),
    "joined": (
        "time joined",
        "first joined",
        "heure d'arrivée",
        "heure de connexion",
        "heure à laquelle l'appel a été rejoint",
    ),
    "left": (
        "time exited",
        "time left",
        "last left",
        "heure de départ",
        "heure de sortie",
        "heure de déconnexion",
        "heure à laquelle l'appel a été quitté",
    ),
}

_OF_EXTENSIONS = {
    "name": (
        "full name",
        "name",
        "names",
        "participant name",
        "participant",
        "participants",
        "attendee",
        "attendee name",
        "nom complet",
        "nom",
        "participant(e)",
    ),
    "email": HEADINGS["email"],
    # Only lists of a call have these: by them they are known.
    "seen": (
        "first seen at",
        "first seen",
        "joined at",
        "time joined",
        "vu pour la première fois",
        "première apparition",
    ),
    "last seen": (
        "last seen at",
        "last seen",
        "left at",
        "time exited",
        "time left",
        "dernière apparition",
    ),
    "in call": ("time in call", "time in meeting", "durée de l'appel", "temps dans l'appel"),
    # A sheet on paper may have these as well.
    "arrived": ("arrival time", "time of arrival", "heure d'arrivée"),
    "departed": ("departure time", "exit time", "heure de départ"),
    "duration": ("duration", "stay duration", "total time", "durée"),
}

_JOURNAL = {
    "name": _OF_EXTENSIONS["name"],
    "email": HEADINGS["email"],
    "action": ("type", "event", "action"),
    "at": ("time", "timestamp", "heure"),
}

_CODE = re.compile(r"\b[a-z]{3}-[a-z]{4}-[a-z]{3}\b")

_WRITTEN_MOMENT = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}(?:,? |T| à )\d{1,2}(?::| h )\d{2}(?::\d{2})?(?: ?[ap]\.?m)?", re.IGNORECASE
)


def read(export: Export) -> FoundAttendance | None:
    """Read a report of attendance; None if it is none."""
    block = export.below(HEADINGS, lambda found: found >= {"first", "last"} and bool(found & {"duration", "joined"}))
    if block is None:
        block = _of_extension(export)
    if block is None:
        return _journal(export)
    above = export.table.rows[: export.table.rows.index(block.header)]
    meeting, (_, day) = _meeting(export, above), register.above(block)
    rows = (_attendance_row(block, row) for row in block.rows)
    if meeting.start is None:
        rows = (row if row.held_on else replace(row, day=day) for row in rows)
    return FoundAttendance("google-meet", meeting, tuple(rows))


def _journal(export: Export) -> FoundAttendance | None:
    """Read the list of an extension that has a row for each time that somebody joined or left."""
    block = export.below(_JOURNAL, lambda found: found >= journals.FIELDS)
    if block is None or not any(journals.change_of(block.lenient(row, "action")) > 0 for row in block.rows):
        return None
    return FoundAttendance("google-meet", Meeting(), journals.attendance(block))


def _of_extension(export: Export) -> HeadedRows | None:
    def heads(found: Set[str]) -> bool:
        return "name" in found and bool(found & {"seen", "in call"})

    block = export.below(_OF_EXTENSIONS, heads)
    if block is None:
        return None
    fields = {"seen": "joined", "arrived": "joined", "last seen": "left", "departed": "left", "in call": "duration"}
    at = {fields.get(field, field): column for field, column in block.at.items()}
    return HeadedRows(export, block.header, at, block.rows)


def _meeting(export: Export, rows: Sequence[Row]) -> Meeting:
    """Return what the lines above the people say of the meeting: its code, when it began and ended."""
    lines = [" ".join(row.cells) for row in rows]
    code = next((found[0] for line in lines if (found := _CODE.search(line))), None)
    times: list[datetime] = []
    for written in (found[0] for line in lines for found in _WRITTEN_MOMENT.finditer(line)):
        with contextlib.suppress(moments.UnclearMoment):
            times.append(export.clock.moment(written))
    start, end = (*sorted(times), None, None)[:2]
    return Meeting(None, start, end, None, code)


def _attendance_row(block: HeadedRows, row: Row) -> AttendanceRow:
    name, email = block.name(row), block.email(row)
    if not name and not email:
        return AttendanceRow(row.number, "", why="incomplete row")
    return AttendanceRow(row.number, name, email, block.time_within(row), manner="online")


SOURCE = AttendanceSource(
    kind="google-meet",
    title=sentence("attendance of a Google Meet meeting"),
    called="Google Meet",
    where="Google Meet",
    how="the report that Meet sends to the organizer; open the sheet, then download it as CSV; "
    "or the list that an extension of your browser saves",
    rank=40,
    read=read,
    marks=({"time joined", "time exited"},),
)
