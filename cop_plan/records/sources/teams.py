"""Microsoft Teams: three numbered sections, whose labels are in the organiser's language; or, before 2022, a journal.

Where a heading is in a language that is not known here, a section's columns are taken by their position.
Source: the attendance report that Teams has for download, from 2022 on and before.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from cop_plan.base.errors import Problems
from cop_plan.base.tables import moments
from cop_plan.base.tables.headings import plain
from cop_plan.base.tables.reader import EXPORT_AGAIN, Row
from cop_plan.records.attendance_rows import AttendanceRow, Export, FoundAttendance, HeadedRows, first
from cop_plan.records.record_types import Meeting, TimePresent
from cop_plan.records.sources import AttendanceSource

HEADINGS = {
    "name": ("name", "full name", "nom", "nom complet"),
    "joined": (
        "first join",
        "join time",
        "première connexion",
        "première participation",
        "heure d'arrivée",
        "heure de connexion",
        "heure de participation",
    ),
    "left": (
        "last leave",
        "leave time",
        "dernier départ",
        "dernière sortie",
        "dernière déconnexion",
        "heure de départ",
        "heure de sortie",
        "heure de déconnexion",
    ),
    "duration": (
        "in-meeting duration",
        "duration",
        "durée dans la réunion",
        "durée de la réunion",
        "durée en réunion",
        "durée de participation",
        "durée",
    ),
    "email": ("email", "e-mail", "adresse e-mail", "courriel", "adresse courriel", "adresse de courriel"),
    "user": ("participant id (upn)", "id du participant (upn)", "id de participant (upn)", "identifiant (upn)"),
    "role": ("role", "rôle"),
}

_POSITIONS = {
    "2": ("name", "joined", "left", "duration", "email", "user", "role"),
    "3": ("name", "joined", "left", "duration", "email", "role"),
}

_JOURNAL = {
    "name": ("full name", "nom complet", "nom"),
    "action": ("user action", "action de l'utilisateur", "action utilisateur", "action"),
    "at": ("timestamp", "horodatage", "date et heure"),
}


def read(export: Export) -> FoundAttendance | None:
    """Read a report of attendance, whichever its form; None if it is none."""
    sections = _sections(export)
    if "2" in sections:
        return _numbered(export, sections)
    rows = export.table.rows
    journal = export.below(_JOURNAL, lambda found: found == set(_JOURNAL))
    if journal is not None:
        return _journal(journal)
    header = first(rows, lambda row: _full_name(row) and {"joined", "left", "duration"} <= set(row.fields(HEADINGS)))
    if header is not None:
        block = HeadedRows(export, header, header.fields(HEADINGS), rows[rows.index(header) + 1 :])
        return FoundAttendance("teams", Meeting(), tuple(_interval(block, row) for row in block.rows))
    return None


def _full_name(row: Row) -> bool:
    return any(plain(cell) in ("full name", "nom complet") for cell in row.cells)


def _sections(export: Export) -> Mapping[str, list[Row]]:
    """Return the rows of each numbered section, without its title."""
    sections: dict[str, list[Row]] = {}
    number = None
    for row in export.table.rows:
        if (found := re.match(r"([1-9])\. ?\D", row.cells[0])) and not any(row.cells[1:]):
            number = found[1]
            sections[number] = []
        elif number:
            sections[number].append(row)
    return sections


def _numbered(export: Export, sections: Mapping[str, list[Row]]) -> FoundAttendance:
    people = _block(export, sections["2"], "2")
    meeting, expected = _summary(export, sections.get("1", []))
    listed = len(people.rows) if people else 0
    if "3" not in sections and expected is not None and listed < expected:
        said = f"the file breaks off: it counts {expected} participants and lists {listed}"
        raise Problems([export.table.problem(said, export.table.rows[-1], 0, EXPORT_AGAIN)])
    each = _block(export, sections.get("3", []), "3")
    stays: dict[str, list[AttendanceRow]] = defaultdict(list)
    for seen in [_interval(each, row) for row in each.rows] if each else ():
        stays[_key(seen)].append(seen)
    return FoundAttendance("teams", meeting, tuple(_people(people, stays)) if people else ())


def _people(block: HeadedRows, stays: Mapping[str, Sequence[AttendanceRow]]) -> Iterator[AttendanceRow]:
    """Yield everybody of the second section: with each of the stays that the third lists, if it lists all of them."""
    for row in block.rows:
        whole = _whole(block, row)
        each = stays.get(_key(whole), ())
        listed = sum(
            (one.stay.end - one.stay.start).total_seconds()
            for one in each
            if one.stay and one.stay.start and one.stay.end
        )
        # Where the file breaks off in the third section, the second still says how long each was there.
        if not each or listed < ((whole.stay.seconds if whole.stay else None) or 0) - 60:
            yield whole
            continue
        for one in each:
            yield AttendanceRow(one.row, whole.name, whole.email, one.stay, manner="online", role=whole.role)


def _key(seen: AttendanceRow) -> str:
    return seen.email or plain(seen.name)


def _block(export: Export, rows: Sequence[Row], section: str) -> HeadedRows | None:
    if not rows:
        return None
    header = rows[0]
    at = header.fields(HEADINGS)
    if not {"name", "joined", "left", "duration"} <= set(at):
        at = dict(zip(_POSITIONS[section], range(len(header.cells)), strict=False))
    return HeadedRows(export, header, at, tuple(rows[1:]))


def _summary(export: Export, rows: Sequence[Row]) -> tuple[Meeting, int | None]:
    """Return what the first section says of the meeting, and how many took part; its rows are known by their values."""
    times: list[datetime] = []
    durations: list[int] = []
    counts: list[int] = []
    for row in rows[1:]:
        value = row.cell(1)
        if re.fullmatch(r"\d{1,4}", value):
            counts.append(int(value))
            continue
        if spent := _seconds(value):
            durations.extend(spent)
            continue
        try:
            times.append(export.clock.moment(value))
        except moments.UnclearMoment as unclear:
            # What is neither a moment nor a duration is of no interest; a moment that can be two is.
            if unclear.hint:
                export.problems.append(export.table.problem(f"{unclear.message}: '{value}'", row, 1, unclear.hint))
    title = rows[0].cell(1) if rows else ""
    start, end = (*times, None, None)[:2]
    minutes = durations[0] // 60 if durations else None
    return Meeting(title or None, start, end, minutes), counts[0] if counts else None


def _seconds(text: str) -> tuple[int, ...]:
    try:
        return (moments.seconds(text),)
    except moments.UnclearMoment:
        return ()


def _who(block: HeadedRows, row: Row) -> tuple[str, str | None]:
    user = block.lenient(row, "user").casefold()
    return block.text(row, "name"), block.email(row) or (user if "@" in user else None)


def _whole(block: HeadedRows, row: Row) -> AttendanceRow:
    """Return a person of the second section: how long of the time between first join and last leave."""
    name, email = _who(block, row)
    start, end, seconds = block.moment(row, "joined"), block.moment(row, "left"), block.seconds(row, "duration")
    stay = TimePresent(start, end, seconds) if seconds is not None else block.stay(row)
    return _attendance_row(block, row, name, email, stay)


def _interval(block: HeadedRows, row: Row) -> AttendanceRow:
    name, email = _who(block, row)
    return _attendance_row(block, row, name, email, block.stay(row))


def _attendance_row(block: HeadedRows, row: Row, name: str, email: str | None, stay: TimePresent) -> AttendanceRow:
    if not name and not email:
        return AttendanceRow(row.number, "", why="incomplete row")
    return AttendanceRow(
        row.number, name, email, stay, manner="online", role=block.lenient(row, "role").casefold() or None
    )


def _journal(block: HeadedRows) -> FoundAttendance:
    """Read who joined and who left when. One who is still there at the end stays until the last moment of the file."""
    seen: dict[str, list[tuple[datetime, int, Row]]] = defaultdict(list)
    for row in block.rows:
        name, at = block.text(row, "name"), block.moment(row, "at")
        change = _change(block, row)
        if name and at and change:
            seen[name].append((at, change, row))
    last = max((at for steps in seen.values() for at, _, _ in steps), default=None)
    rows = []
    for name, steps in seen.items():
        devices, since = 0, None
        for at, change, row in sorted(steps, key=lambda step: (step[0], -step[1])):
            since = since or (at, row)
            devices = max(devices + change, 0)
            if not devices:
                rows.append(AttendanceRow(since[1].number, name, None, TimePresent(since[0], at), manner="online"))
                since = None
        if since:
            rows.append(AttendanceRow(since[1].number, name, None, TimePresent(since[0], last), manner="online"))
    return FoundAttendance("teams", Meeting(), tuple(rows))


def _change(block: HeadedRows, row: Row) -> int:
    """Return 1 for who joined, -1 for who left; 0 if the action is neither, which is a concession."""
    action = plain(block.text(row, "action"))
    if re.match(r"(?:a )?(?:joined|rejoint|entré)", action):
        return 1
    if re.match(r"(?:a )?(?:left|quitté|sorti|parti)", action):
        return -1
    block.concede(row, "action", "no such action")
    return 0


SOURCE = AttendanceSource(
    kind="teams",
    title={"en": "attendance of a Microsoft Teams meeting", "fr": "les présences d’une réunion Microsoft Teams"},
    called="Microsoft Teams",
    where="Microsoft Teams",
    how="in the meeting, under Attendance: Download",
    rank=10,
    read=read,
    marks=({"user action", "timestamp"}, {"first join", "last leave"}),
)
