"""Google Meet: `First name,Last name,Email,Duration,Time joined,Time exited`.

A person has one row, with the first time of joining, the last of leaving, and how long of it the person was there.
Source: the attendance report that Meet sends to the organizer, in English and in French.
"""

from cop_plan.base.tables.reader import Row
from cop_plan.records.attendance_rows import AttendanceRow, Export, FoundAttendance, HeadedRows
from cop_plan.records.record_types import Meeting
from cop_plan.records.sources import AttendanceSource

HEADINGS = {
    "first": ("first name", "prénom"),
    "last": ("last name", "nom", "nom de famille"),
    "email": ("email", "e-mail", "email address", "adresse e-mail", "courriel", "adresse courriel"),
    "duration": ("duration", "durée"),
    "joined": ("time joined", "heure d'arrivée", "heure de connexion", "heure à laquelle l'appel a été rejoint"),
    "left": ("time exited", "time left", "heure de départ", "heure de sortie", "heure de déconnexion"),
}


def read(export: Export) -> FoundAttendance | None:
    """Read a report of attendance; None if it is none."""
    block = export.below(HEADINGS, lambda found: found >= {"first", "last", "duration"})
    return (
        FoundAttendance("google-meet", Meeting(), tuple(_attendance_row(block, row) for row in block.rows))
        if block
        else None
    )


def _attendance_row(block: HeadedRows, row: Row) -> AttendanceRow:
    name, email = block.name(row), block.email(row)
    if not name and not email:
        return AttendanceRow(row.number, "", why="incomplete row")
    return AttendanceRow(row.number, name, email, block.time_within(row), manner="online")


SOURCE = AttendanceSource(
    kind="google-meet",
    title={"en": "attendance of a Google Meet meeting", "fr": "les présences d’une réunion Google Meet"},
    called="Google Meet",
    where="Google Meet",
    how="the report that Meet sends to the organizer; open the sheet, then download it as CSV",
    rank=40,
    read=read,
    marks=({"time joined", "time exited"},),
)
