"""Zoom webinars: a report of blocks for the host, the panelists, the attendees, and those who only called in.

Source: the attendee report as Zoom's web portal exports it, in English and in French.
"""

import re

from cop_plan.base.tables.headings import plain
from cop_plan.base.tables.reader import Row
from cop_plan.records.attendance_rows import NO, AttendanceRow, Export, FoundAttendance, HeadedRows, meeting_above
from cop_plan.records.sources import AttendanceSource, zoom_meeting

MEETING = {
    "id": ("webinar id", "id du webinaire", "n° de webinaire", "numéro du webinaire"),
    "title": ("topic", "sujet"),
    "start": ("actual start time", "start time", "heure de début réelle", "heure réelle de début", "heure de début"),
    "duration": (
        "actual duration (minutes)",
        "durée réelle (minutes)",
        "durée réelle (en minutes)",
        "durée (minutes)",
    ),
}

PEOPLE = {
    "attended": ("attended", "a participé", "présent", "a assisté"),
    "name": (*zoom_meeting.NAME, "user name", "nom d'utilisateur"),
    "first": ("first name", "prénom"),
    "last": ("last name", "nom de famille"),
    "email": zoom_meeting.EMAIL,
    "joined": zoom_meeting.JOINED,
    "left": zoom_meeting.LEFT,
    "duration": (
        "time in session (minutes)",
        "temps passé en session (minutes)",
        "temps en session (minutes)",
        "durée de la session (minutes)",
        "temps dans la session (minutes)",
    ),
}


def _heads(row: Row) -> bool:
    found = set(row.fields(PEOPLE))
    return {"name", "joined", "left"} <= found and bool(found & {"attended", "duration"})


def read(export: Export) -> FoundAttendance | None:
    """Read a webinar's report; None if it is none."""
    rows = export.table.rows
    headers = [row for row in rows if _heads(row)]
    if not any("attended" in row.fields(PEOPLE) for row in headers):
        return None
    meeting = meeting_above(export, headers[0], MEETING)
    people: list[AttendanceRow] = []
    for header, following in zip(headers, [*headers[1:], None], strict=True):
        last = following.number if following else rows[-1].number + 1
        below = tuple(row for row in rows if header.number < row.number < last and not _titles(export, row))
        block = HeadedRows(export, header, header.fields(PEOPLE), below)
        role = _role(rows[max(rows.index(header) - 1, 0)])
        people.extend(_attendance_row(block, row, role) for row in below)
    return FoundAttendance("zoom-webinar", meeting, tuple(people))


def _titles(export: Export, row: Row) -> bool:
    """Return whether a row is the title of a block: one cell, and not one that may be cut."""
    may_be_cut = export.table.breaks_off and row is export.table.rows[-1]
    return bool(row.cells[0]) and not any(row.cells[1:]) and not may_be_cut


def _role(title: Row) -> str | None:
    """Return the role of the people in a block, by its title; None for those who only listen."""
    words = plain(title.cells[0])
    if re.search(r"panel|panél", words):
        return "panelist"
    return "host" if re.search(r"\bhosts?\b|\bhôtes?\b|animat", words) else None


def _attendance_row(block: HeadedRows, row: Row, role: str | None) -> AttendanceRow:
    name, email = block.text(row, "name"), block.email(row)
    name = name or " ".join(filter(None, (block.lenient(row, "first"), block.lenient(row, "last"))))
    if not name and not email:
        return AttendanceRow(row.number, "", why="incomplete row")
    if plain(block.text(row, "attended")) in NO:
        return AttendanceRow(row.number, name, email, why="did not attend")
    return AttendanceRow(row.number, name, email, block.stay(row), manner="online", role=role)


SOURCE = AttendanceSource(
    kind="zoom-webinar",
    title={"en": "attendance of a Zoom webinar", "fr": "les présences d’un webinaire Zoom"},
    called="Zoom",
    where="Zoom webinar",
    how="on Zoom's website under Reports, Webinar: the attendee report",
    rank=20,
    read=read,
    marks=({"attended", "join time", "leave time"},),
)
