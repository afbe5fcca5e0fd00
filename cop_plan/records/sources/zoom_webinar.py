"""Zoom webinars: a report of blocks for the host, the panelists, the attendees, and those who only called in.

Source: the attendee report as Zoom's web portal exports it, in English and in French.
"""

import re
from bisect import bisect_left
from collections.abc import Set

from cop_plan.base.tables.headings import plain
from cop_plan.base.tables.reader import Row
from cop_plan.base.translatable import sentence
from cop_plan.records.attendance_rows import (
    NO,
    YES,
    AttendanceRow,
    Export,
    FoundAttendance,
    HeadedRows,
    meetings_above,
)
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


_TIMES = ("joined", "left", "duration")


def _heads(found: Set[str]) -> bool:
    return "name" in found and (found >= {"joined", "left", "duration"} or _has_attended(found))


def _has_attended(found: Set[str]) -> bool:
    # A register may say who attended as well, but never when anybody joined.
    return "attended" in found and bool(found & {"joined", "left", "duration"})


def read(export: Export) -> FoundAttendance | None:
    """Read a webinar's report; None if it is none."""
    blocks = export.blocks(PEOPLE, _heads, MEETING)
    if not any("attended" in block.at for block in blocks):
        return None
    rows = export.table.rows
    people: list[AttendanceRow] = []
    for block in blocks:
        role = _role(rows[max(bisect_left(rows, block.header.number, key=lambda row: row.number) - 1, 0)])
        people.extend(_attendance_row(block, row, role) for row in block.rows)
    return FoundAttendance("zoom-webinar", next(meetings_above(blocks, MEETING)), tuple(people))


def _role(title: Row) -> str | None:
    """Return the role of the people in a block, by its title; None for those who only listen."""
    words = plain(title.cells[0])
    if re.search(r"panel|panél", words):
        return "panelist"
    return "host" if re.search(r"\bhosts?\b|\bhôtes?\b|animat", words) else None


def _attendance_row(block: HeadedRows, row: Row, role: str | None) -> AttendanceRow:
    name, email = block.name(row), block.email(row)
    if not name and not email:
        return AttendanceRow(row.number, "", why="incomplete row")
    attended = plain(block.text(row, "attended"))
    if attended in NO:
        return AttendanceRow(row.number, name, email, why="did not attend")
    if "attended" in block.at and attended not in YES and not any(block.text(row, field) for field in _TIMES):
        block.concede(row, "attended", "no such presence")
        return AttendanceRow(row.number, name, email, why="did not attend")
    return AttendanceRow(row.number, name, email, block.stay(row), manner="online", role=role)


SOURCE = AttendanceSource(
    kind="zoom-webinar",
    title=sentence("attendance of a Zoom webinar"),
    called="Zoom",
    where=sentence("Zoom webinar"),
    how=sentence("on Zoom's website under Reports, Webinar: the attendee report"),
    rank=20,
    read=read,
    marks=({"attended", "join time", "leave time"},),
)
