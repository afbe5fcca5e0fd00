"""Our own register, for sign-in sheets on paper: `event,email,name,present,role`."""

from cop_plan.base.errors import Problems, quote
from cop_plan.base.tables.headings import plain
from cop_plan.base.tables.reader import Row
from cop_plan.definition.community import slug
from cop_plan.records.attendance_rows import NO, YES, AttendanceRow, Export, FoundAttendance, HeadedRows
from cop_plan.records.record_types import Manner, Meeting, Presence, TimePresent
from cop_plan.records.sources import AttendanceSource

HEADINGS = {
    "event": ("event", "session", "activity", "événement", "évènement", "séance", "rencontre", "activité"),
    "email": ("email", "e-mail", "email address", "courriel", "adresse courriel", "adresse électronique"),
    "name": ("name", "full name", "nom", "nom complet", "nom et prénom"),
    "present": ("present", "presence", "attended", "attendance", "présent", "présent(e)", "présence"),
    "role": ("role", "rôle"),
    "duration": ("minutes", "duration", "durée"),
}

_PRESENCES: dict[Presence, frozenset[str]] = {
    "present": YES
    | {"present", "présent", "présente", "présent(e)", "late", "left early", "in person", "online", "virtual"}
    | {"retard", "en retard", "en personne", "en présentiel", "sur place", "en ligne", "virtuel", "à distance"},
    "absent": NO | {"", "absent", "absente", "absent(e)", "no show", "no-show", "--", "-"},
    "regrets": frozenset(("regrets", "regret", "excused", "sends regrets", "excusé", "excusée", "excusé(e)")),
}

_MANNERS: dict[Manner, tuple[str, ...]] = {
    "in person": ("in person", "en personne", "en présentiel", "sur place"),
    "online": ("online", "virtual", "en ligne", "virtuel", "à distance"),
}


HOW_TO_MARK = "write yes, no, late, regrets, in person or online"


def mark(said: str) -> tuple[Presence | None, Manner | None]:
    """Return what a plain word says of whether and how somebody was there; None is not said."""
    presence = next((one for one, words in _PRESENCES.items() if said in words), None)
    return presence, next((one for one, words in _MANNERS.items() if said in words), None)


def _block(export: Export) -> HeadedRows | None:
    return export.below(HEADINGS, lambda found: "present" in found and ("name" in found or "email" in found))


def events(export: Export) -> tuple[str, ...] | None:
    """Return the events that a register names, as it writes them; None for another export, or one that names none."""
    block = _block(export)
    if block is None:
        return None
    named: dict[str, str] = {}
    for row in block.rows:
        if event := block.lenient(row, "event"):
            named.setdefault(plain(event), event)
    return tuple(named.values()) or None


def read(export: Export) -> FoundAttendance | None:
    """Read the rows of the session that is wanted. Raises Problems if the register has others only."""
    block = _block(export)
    if block is None:
        return None
    rows = _wanted(block)
    return FoundAttendance("register", Meeting(), tuple(_attendance_row(block, row) for row in rows))


def _wanted(block: HeadedRows) -> tuple[Row, ...]:
    """Return the rows of the session; a row that names no event is of any."""
    export, named = block.export, events(block.export) or ()
    if export.session is None:
        if len(named) > 1:
            said, hint = "this register has several events", f"say which: {', '.join(named[:5])}"
            raise Problems([export.table.problem(said, block.header, block.at["event"], hint)])
        return block.rows
    wanted = {plain(export.session), slug(export.session)}
    rows = tuple(
        row
        for row in block.rows
        if not (event := block.lenient(row, "event")) or plain(event) in wanted or slug(event) in wanted
    )
    if not rows and named:
        said, hint = f"no row is of {quote(export.session)}", f"its events are {', '.join(named[:5])}"
        raise Problems([export.table.problem(said, block.header, block.at["event"], hint)])
    return rows


def _attendance_row(block: HeadedRows, row: Row) -> AttendanceRow:
    name, email = block.text(row, "name"), block.email(row)
    if not name and not email:
        return AttendanceRow(row.number, "", why="incomplete row")
    said = plain(block.text(row, "present"))
    presence, manner = mark(said)
    if presence is None:
        block.concede(row, "present", "no such presence")
    seconds = block.seconds(row, "duration")
    return AttendanceRow(
        row.number,
        name,
        email,
        None if seconds is None or presence != "present" else TimePresent(seconds=seconds),
        presence or "absent",
        manner,
        block.lenient(row, "role") or None,
        None if presence == "present" else "did not attend",
    )


SOURCE = AttendanceSource(
    kind="register",
    title={"en": "a register of attendance", "fr": "un registre des présences"},
    called="our register event,email,name,present,role",
    where="in a room",
    how="the sign-in sheet, typed in: a register, as below",
    rank=30,
    read=read,
    marks=({"event", "present"},),
    sessions=events,
)
