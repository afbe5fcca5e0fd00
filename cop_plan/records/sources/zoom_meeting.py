"""Zoom meetings, in the older and the newer form, with each time of joining or with totals only.

In the newest form the meeting stands in each person's row, before the name, and one file may have several meetings.
Source: the participants' reports as Zoom's web portal exports them, in English and in French.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date

from cop_plan.base.tables.headings import plain
from cop_plan.base.tables.reader import Row
from cop_plan.base.translatable import sentence
from cop_plan.records.attendance_rows import (
    AttendanceRow,
    Export,
    FoundAttendance,
    HeadedRows,
    meeting_of,
    meetings_above,
)
from cop_plan.records.record_types import Meeting, Why
from cop_plan.records.sources import AttendanceSource

MEETING = {
    "id": ("meeting id", "id", "n° de réunion", "numéro de réunion", "id de réunion", "id de la réunion"),
    "title": ("topic", "sujet"),
    "start": ("start time", "heure de début", "date de début"),
    "end": ("end time", "heure de fin", "date de fin"),
    "duration": ("duration (minutes)", "duration(minutes)", "durée (minutes)", "durée (en minutes)"),
}

NAME = (
    "name (original name)",
    "name",
    "user name (original name)",
    "nom (nom original)",
    "nom (nom d'origine)",
    "nom d'utilisateur (nom original)",
    "nom d'utilisateur (nom d'origine)",
    "nom",
)

EMAIL = (
    "user email",
    "email",
    "e-mail",
    "courriel",
    "courriel de l'utilisateur",
    "adresse courriel",
    "adresse e-mail",
    "adresse e-mail de l'utilisateur",
    "e-mail de l'utilisateur",
    "e-mail utilisateur",
)

JOINED = ("join time", "heure d'arrivée", "heure d'entrée", "heure de connexion", "heure de participation")

LEFT = ("leave time", "heure de départ", "heure de sortie", "heure de déconnexion")

PARTICIPANTS = {
    "name": NAME,
    "email": EMAIL,
    "joined": JOINED,
    "left": LEFT,
    "duration": MEETING["duration"],
    "total": (
        "total duration (minutes)",
        "total duration(minutes)",
        "durée totale (minutes)",
        "durée totale (en minutes)",
    ),
    "waiting": (
        "in waiting room",
        "en salle d'attente",
        "dans la salle d'attente",
        "dans une salle d'attente",
        "salle d'attente",
    ),
}


def _heads(found: Set[str]) -> bool:
    return "name" in found and (found >= {"joined", "left"} or "total" in found or "duration" in found)


def read(export: Export) -> FoundAttendance | None:
    """Read a report of a meeting, or of several; None if it is none."""
    blocks = export.blocks(PARTICIPANTS, _heads, MEETING)
    if not blocks:
        return None
    rows: list[AttendanceRow] = []
    meetings: list[Meeting] = []
    for block, above in zip(blocks, meetings_above(blocks, MEETING), strict=True):
        meeting, found = _of_each_row(block) if _has_meeting(block.header) else (above, _of_one(block, above))
        meetings.append(meeting)
        rows.extend(found)
    if len({day for row in rows if (day := row.held_on)}) == 1:
        rows = [replace(row, day=None) for row in rows]  # a single day is the meeting's
    return FoundAttendance("zoom-meeting", meetings[0], tuple(rows))


def _has_meeting(header: Row) -> bool:
    return {"title", "start"} <= header.fields(MEETING).keys()


def _of_one(block: HeadedRows, meeting: Meeting) -> Iterator[AttendanceRow]:
    """Return who was there at the meeting above a block."""
    at = {**block.at, "duration": block.at["total"]} if "total" in block.at else block.at
    people = replace(block, at=at)
    day = meeting.start.date() if meeting.start else None
    return (_dated(_attendance_row(people, row), day) for row in block.rows)


def _of_each_row(block: HeadedRows) -> tuple[Meeting, Iterator[AttendanceRow]]:
    """Return the first meeting of a block each of whose rows has its own, and who was there."""
    title, name = block.header.fields(MEETING)["title"], block.at["name"]
    durations = [at for at, cell in enumerate(block.header.cells) if plain(cell) in MEETING["duration"]]
    # The person's duration lies beyond the name, the meeting's before it.
    beyond = [at for at in durations if (at - name) * (name - title) > 0]
    beyond = [block.at["total"]] if "total" in block.at else beyond
    before = [at for at in durations if (at - name) * (name - title) < 0]
    people = replace(block, at=_with_duration(block.at, beyond))
    above = replace(block, at=_with_duration(block.header.fields(MEETING), before))
    return meeting_of(above), (_dated(_attendance_row(people, row), _day(above, row)) for row in block.rows)


def _with_duration(at: Mapping[str, int], columns: Sequence[int]) -> Mapping[str, int]:
    others = {field: column for field, column in at.items() if field != "duration"}
    return others | {"duration": columns[0]} if columns else others


def _day(above: HeadedRows, row: Row) -> date | None:
    start = above.moment(row, "start")
    return start.date() if start else None


def _dated(row: AttendanceRow, day: date | None) -> AttendanceRow:
    """Return a row with the day of its meeting, if it has no times."""
    return row if row.held_on else replace(row, day=day)


def _attendance_row(block: HeadedRows, row: Row) -> AttendanceRow:
    name, email = block.name(row), block.email(row)
    if not name and not email:
        return AttendanceRow(row.number, "", why="incomplete row")
    why: Why | None = "waiting room" if block.yes(row, "waiting") else None
    return AttendanceRow(row.number, name, email, block.stay(row), manner="online", why=why)


SOURCE = AttendanceSource(
    kind="zoom-meeting",
    title=sentence("attendance of a Zoom meeting"),
    called="Zoom",
    where=sentence("Zoom meeting"),
    how=sentence(
        "on Zoom's website under Reports, Usage: the number of participants of the meeting, then Export; "
        "with or without “unique users”"
    ),
    rank=90,
    read=read,
    marks=({"join time", "leave time"}, {"name (original name)"}, {"user name (original name)"}),
)
