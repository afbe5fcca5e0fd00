"""Zoom meetings, in the older and the newer form, with each time of joining or with totals only.

Source: the participants' reports as Zoom's web portal exports them, in English and in French.
"""

from collections.abc import Set

from cop_plan.base.tables.reader import Row
from cop_plan.records.attendance_rows import AttendanceRow, Export, FoundAttendance, HeadedRows, meeting_above
from cop_plan.records.record_types import TimePresent
from cop_plan.records.sources import AttendanceSource

MEETING = {
    "id": ("meeting id", "id", "n° de réunion", "numéro de réunion", "id de réunion", "id de la réunion"),
    "title": ("topic", "sujet"),
    "start": ("start time", "heure de début", "date de début"),
    "end": ("end time", "heure de fin", "date de fin"),
    "duration": ("duration (minutes)", "durée (minutes)", "durée (en minutes)"),
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
    "total": ("total duration (minutes)", "durée totale (minutes)", "durée totale (en minutes)"),
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
    """Read a meeting's report; None if it is none."""
    block = export.below(PARTICIPANTS, _heads)
    if block is None:
        return None
    meeting = meeting_above(export, block.header, MEETING)
    return FoundAttendance("zoom-meeting", meeting, tuple(_attendance_row(block, row) for row in block.rows))


def _attendance_row(block: HeadedRows, row: Row) -> AttendanceRow:
    name, email = block.text(row, "name"), block.email(row)
    if not name and not email:
        return AttendanceRow(row.number, "", why="incomplete row")
    if block.yes(row, "waiting"):
        return AttendanceRow(row.number, name, email, why="waiting room")
    stay = TimePresent(seconds=block.seconds(row, "total")) if "total" in block.at else block.stay(row)
    return AttendanceRow(row.number, name, email, stay, manner="online")


SOURCE = AttendanceSource(
    kind="zoom-meeting",
    title={"en": "attendance of a Zoom meeting", "fr": "les présences d’une réunion Zoom"},
    called="Zoom",
    where="Zoom meeting",
    how="on Zoom's website under Reports, Usage: the number of participants of the meeting, then Export; "
    "with or without “unique users”",
    rank=90,
    read=read,
    marks=({"join time", "leave time"}, {"name (original name)"}, {"user name (original name)"}),
)
