"""Microsoft Teams: sections for the meeting, the people and their stays; or, before 2022, a journal.

Labels are in the organiser's language. A section is known by its title or its number, a column by its heading or, where
that is in a language that is not known here, by its position. Where an organisation withholds the times, only names,
addresses and roles are there.
Source: the attendance reports that Teams has for download, from 2022 on and before, and those of its webinars, town
halls and live events.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from cop_plan.base.errors import quote
from cop_plan.base.tables import moments
from cop_plan.base.tables.headings import plain
from cop_plan.base.tables.reader import Row
from cop_plan.base.translatable import sentence
from cop_plan.records import journals
from cop_plan.records.attendance_rows import (
    AttendanceRow,
    Export,
    FoundAttendance,
    HeadedRows,
    first,
    serial_moment,
)
from cop_plan.records.record_types import Meeting, TimePresent
from cop_plan.records.sources import AttendanceSource

_TITLES = {
    "summary": (
        "summary",
        "meeting summary",
        "résumé",
        "résumé de la réunion",
        "synthèse",
        "zusammenfassung",
        "besprechungszusammenfassung",
        "resumen",
        "resumen de la reunión",
    ),
    "participants": ("participants", "attendees", "participant(e)s", "teilnehmer", "teilnehmende", "participantes"),
    "activities": (
        "in-meeting activities",
        "in-meeting activity",
        "activités pendant la réunion",
        "activités en réunion",
        "activités dans la réunion",
        "aktivitäten in der besprechung",
        "besprechungsaktivitäten",
        "actividades en la reunión",
        "actividades durante la reunión",
        "actividades de la reunión",
    ),
}

_ALL_TITLES = frozenset(title for titles in _TITLES.values() for title in titles)

_NUMBERS = {"1": "summary", "2": "participants", "3": "activities"}

_FIRST_AND_LAST = (
    "first join",
    "first join time",
    "first joined",
    "last leave",
    "last leave time",
    "last left",
    "première connexion",
    "première participation",
    "première arrivée",
    "dernier départ",
    "dernière sortie",
    "dernière déconnexion",
    "erster beitritt",
    "letztes verlassen",
    "zuletzt verlassen",
    "primera unión",
    "primera conexión",
    "última salida",
    "última desconexión",
)

HEADINGS = {
    "name": ("name", "full name", "nom", "nom complet", "vollständiger name", "nombre", "nombre completo"),
    "joined": (
        "first join",
        "first join time",
        "first joined",
        "join time",
        "première connexion",
        "première participation",
        "première arrivée",
        "erster beitritt",
        "beitrittszeit",
        "primera unión",
        "primera conexión",
        "hora de unión",
        "hora de conexión",
        "heure d'arrivée",
        "heure de connexion",
        "heure de participation",
    ),
    "left": (
        "last leave",
        "last leave time",
        "last left",
        "leave time",
        "letztes verlassen",
        "zuletzt verlassen",
        "verlassenszeit",
        "última salida",
        "última desconexión",
        "hora de salida",
        "hora de desconexión",
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
        "dauer der besprechung",
        "dauer der teilnahme",
        "besprechungsdauer",
        "dauer",
        "duración en la reunión",
        "duración de la reunión",
        "duración",
        "durée dans la réunion",
        "durée de la réunion",
        "durée en réunion",
        "durée de participation",
        "durée",
    ),
    "email": (
        "email",
        "e-mail",
        "email address",
        "adresse e-mail",
        "courriel",
        "adresse courriel",
        "adresse de courriel",
        "correo electrónico",
    ),
    "user": (
        "participant id (upn)",
        "id du participant (upn)",
        "id de participant (upn)",
        "identifiant (upn)",
        "teilnehmer-id (upn)",
        "id de participante (upn)",
        "id. de participante (upn)",
    ),
    "role": ("role", "rôle", "rolle", "rol"),
}

_POSITIONS = {
    "participants": ("name", "joined", "left", "duration", "email", "user", "role"),
    "activities": ("name", "joined", "left", "duration", "email", "role"),
}

_JOURNAL = {
    "name": ("full name", "fullname", "nom complet", "nom", "vollständiger name", "nombre completo"),
    "action": (
        "user action",
        "action",
        "action de l'utilisateur",
        "action utilisateur",
        "benutzeraktion",
        "acción del usuario",
        "acción de usuario",
    ),
    "at": (
        "timestamp",
        "utceventtimestamp",
        "horodatage",
        "date et heure",
        "zeitstempel",
        "marca de tiempo",
    ),
    "email": ("participantid",),
}


class _Section(NamedTuple):
    """A section: the number and the words of its title, and the rows below."""

    number: str
    title: str
    rows: list[Row]


def read(export: Export) -> FoundAttendance | None:
    """Read a report of attendance, whichever its form; None if it is none."""
    sections = _sections(export)
    if "participants" in sections:
        return _in_sections(export, sections)
    journal = export.below(_JOURNAL, lambda found: found >= journals.FIELDS)
    if journal is not None:
        return FoundAttendance("teams", Meeting(), journals.attendance(journal))
    rows = export.table.rows
    header = first(rows, _is_header)
    if header is None:
        return None
    at = rows.index(header)
    return _in_sections(export, {"summary": list(rows[:at]), "participants": list(rows[at:])})


def _is_header(row: Row) -> bool:
    """Return whether a row heads people whose section has no title: by a heading that only Teams has."""
    found = row.fields(HEADINGS).keys()
    if "name" not in found:
        return False
    words = set(map(plain, row.cells))
    is_full = bool(words.intersection(("full name", "nom complet")))
    has_stays = {"joined", "left"} <= found and (is_full or {"duration", "role"} <= found)
    return has_stays or "user" in found or bool(words.intersection(_FIRST_AND_LAST))


def _sections(export: Export) -> Mapping[str, Sequence[Row]]:
    """Return the rows of the sections that are known by their title or number."""
    found = list(_titled(export.table.rows))
    sections = {name: section.rows for name, titles in _TITLES.items() for section in found if section.title in titles}
    for section in found:
        if (name := _NUMBERS.get(section.number)) and section.title not in _ALL_TITLES:
            sections.setdefault(name, section.rows)
    people = sections.get("participants")
    is_numbered = any(section.number for section in found)
    if people and not _are_people(export, people, is_numbered=is_numbered):
        return {}
    return {name: rows for name, rows in sections.items() if rows}


def _are_people(export: Export, rows: Sequence[Row], *, is_numbered: bool) -> bool:
    """Return whether the rows of a section have times or accounts; people in other tables may have a title too."""
    if {"joined", "left", "user"} & rows[0].fields(HEADINGS).keys():
        return True
    return is_numbered and bool({"joined", "left", "user", "email"} & _positions(export, rows, "participants").keys())


def _titled(rows: Sequence[Row]) -> Iterator[_Section]:
    """Yield the sections: a title stands alone in its row, and has a number, is known, or heads people."""
    section: _Section | None = None
    for at, row in enumerate(rows):
        alone = None if any(row.cells[1:]) else re.match(r"(?:([1-9])\. ?)?(?=\D)(.+)", row.cells[0])
        title = plain(alone[2]) if alone else ""
        if alone and (alone[1] or title in _ALL_TITLES or _heads_people(rows[at + 1 : at + 2])):
            if section:
                yield section
            section = _Section(alone[1] or "", title, [])
        elif section:
            section.rows.append(row)
    if section:
        yield section


def _heads_people(below: Sequence[Row]) -> bool:
    """Return whether the row below, if there is one, has the headings of people."""
    found = below[0].fields(HEADINGS) if below else {}
    return "name" in found and len(found) > 1


def _in_sections(export: Export, sections: Mapping[str, Sequence[Row]]) -> FoundAttendance:
    people = _block(export, sections["participants"], "participants")
    meeting, expected = _summary(export, sections.get("summary", ()))
    if "activities" not in sections and expected is not None and len(people.rows) < expected:
        last = export.table.rows[-1]
        export.concede(last, len(last.cells) - 1, "breaks off")
    stays: dict[str, list[AttendanceRow]] = defaultdict(list)
    if "activities" in sections:
        each = _block(export, sections["activities"], "activities")
        for seen in [_interval(each, row) for row in each.rows]:
            stays[_key(seen)].append(seen)
    return FoundAttendance("teams", meeting, tuple(_people(people, stays)))


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


def _block(export: Export, rows: Sequence[Row], section: str) -> HeadedRows:
    return export.headed(rows[0], HEADINGS, rows[1:], _positions(export, rows, section))


def _positions(export: Export, rows: Sequence[Row], section: str) -> Mapping[str, int]:
    """Return at which position each field stands in a section, whose first row is its header."""
    header, *below = rows
    at = header.fields(HEADINGS)
    # What no heading tells, the position does, if what stands below is such.
    told = dict(at)
    for column, field in enumerate(_POSITIONS[section]):
        # Durations may have units of a language that is not known either.
        is_such = field == "duration" and at.keys() - told.keys() >= {"joined", "left"}
        if field not in at and column not in at.values() and (is_such or _has(export, below, column, field)):
            at[field] = column
    for column in range(len(header.cells)):
        if "email" not in at and column not in at.values() and _has(export, below, column, "email"):
            at["email"] = column
    return at


def _has(export: Export, rows: Sequence[Row], column: int, field: str) -> bool:
    """Return whether a column can be that of a field, by what stands in it."""
    cells = [cell for row in rows if (cell := row.cell(column))]
    if field in ("joined", "left"):
        return any(_is_moment(export, cell) for cell in cells)
    if field == "duration":
        return any(_seconds(cell) for cell in cells)
    if field in ("email", "user"):
        return any("@" in cell for cell in cells)
    return field == "name" or bool(cells)


def _is_moment(export: Export, text: str) -> bool:
    try:
        return serial_moment(text) is not None or export.clock.moment(text) is not None
    except moments.UnclearMoment as unclear:
        return unclear.hint is not None


def _summary(export: Export, rows: Sequence[Row]) -> tuple[Meeting, int | None]:
    """Return what the first section says of the meeting, and how many took part; its rows are known by their values."""
    times: list[datetime] = []
    durations: list[int] = []
    counts: dict[str, int] = {}
    title = ""
    for at, row in enumerate(rows):
        label, value = plain(row.cells[0]), ", ".join(cell for cell in row.cells[1:] if cell)
        if re.fullmatch(r"\d{1,4}", value):
            counts[label] = int(value)
            continue
        if re.search(r"tit[lr]e|titel|título", label) or (at == 0 and not title):
            title = value
        if spent := _seconds(value):
            durations.extend(spent)
            continue
        try:
            times.append(export.clock.moment(value))
        except moments.UnclearMoment as unclear:
            # What is neither a moment nor a duration is of no interest; a moment that can be two is.
            if unclear.hint:
                said = sentence("{why}: {text}", why=unclear.message, text=quote(value))
                export.problems.append(export.table.problem(said, row, 1, unclear.hint))
    start, end = (*times, None, None)[:2]
    minutes = durations[0] // 60 if durations else None
    return Meeting(title or None, start, end, minutes), _number_of_people(counts)


def _number_of_people(counts: Mapping[str, int]) -> int | None:
    """Return how many took part, of the numbers that a summary has by their labels; None if it cannot be told."""
    of_people = [
        number
        for label, number in counts.items()
        if re.search(r"attend|particip|présent|teilnehm|anwesend|asist", label)
        and not re.search(r"regist|inscri|anmeld|angemeld|invit|eingelad", label)
    ]
    return of_people[0] if of_people else next(iter(counts.values())) if len(counts) == 1 else None


def _seconds(text: str) -> tuple[int, ...]:
    try:
        return (moments.seconds(text),)
    except moments.UnclearMoment:
        return ()


def _who(block: HeadedRows, row: Row) -> tuple[str, str | None]:
    user = block.lenient(row, "user").casefold()
    return block.name(row), block.email(row) or (user if "@" in user else None)


def _whole(block: HeadedRows, row: Row) -> AttendanceRow:
    """Return a person of the second section: how long of the time between first join and last leave."""
    name, email = _who(block, row)
    times = [field for field in ("joined", "left", "duration") if field in block.at]
    # Webinars list all who registered.
    if times and _has_registration(block.header) and not any(block.text(row, field) for field in times):
        return AttendanceRow(row.number, name, email, why="did not attend")
    return _attendance_row(block, row, name, email, block.time_within(row))


def _has_registration(header: Row) -> bool:
    return any(re.search(r"regist|inscri|anmeld", plain(cell)) for cell in header.cells)


def _interval(block: HeadedRows, row: Row) -> AttendanceRow:
    name, email = _who(block, row)
    return _attendance_row(block, row, name, email, block.stay(row))


def _attendance_row(block: HeadedRows, row: Row, name: str, email: str | None, stay: TimePresent) -> AttendanceRow:
    if not name and not email:
        return AttendanceRow(row.number, "", why="incomplete row")
    return AttendanceRow(
        row.number, name, email, stay, manner="online", role=block.lenient(row, "role").casefold() or None
    )


SOURCE = AttendanceSource(
    kind="teams",
    title=sentence("attendance of a Microsoft Teams meeting"),
    called="Microsoft Teams",
    where="Microsoft Teams",
    how=sentence("in the meeting, under Attendance: Download"),
    rank=10,
    read=read,
    marks=({"user action", "timestamp"}, {"first join", "last leave"}),
)
