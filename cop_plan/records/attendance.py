"""An export of a session's attendance, whichever program wrote it: who was there, and how long."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from cop_plan.base.errors import MAX_PROBLEMS, TOO_MANY, Problem, Problems, quote
from cop_plan.base.tables import moments, reader
from cop_plan.definition.community import slug
from cop_plan.definition.names import alike
from cop_plan.records import bots, marks, sources, stays, surveys
from cop_plan.records.attendance_rows import AttendanceRow, Export, FoundAttendance
from cop_plan.records.people import PeopleMatcher, matched
from cop_plan.records.record_types import Attendance, Attendee, Dropped

UNKNOWN = "this is no report of attendance that is known"


def read(
    content: bytes,
    file: str,
    *,
    session: str | None = None,
    date_order: moments.DateOrder | None = None,
    planned: date | None = None,
    year: tuple[date, date] | None = None,
    more_bots: Iterable[str] = (),
    people: PeopleMatcher | None = None,
) -> Attendance:
    """Return what an export says of one session's attendance. Raises Problems.

    `session` is the one wanted of a register with several. `planned` is its day, `year` the first and last day that
    the file can speak of: both only settle how a day such as 3/4/27 is meant, which `date_order` does for all. Those
    whom `people` knows are matched.
    """
    export = _export(content, file, session, date_order, planned, year)
    found = _found(export)
    if export.problems:
        more = [export.table.problem(TOO_MANY)] if len(export.problems) > MAX_PROBLEMS else []
        raise Problems([*export.problems[:MAX_PROBLEMS], *more])
    if found is None and (service := surveys.found(export.table)):
        said = f"this looks like answers to a survey ({service}), not like a report of attendance"
        raise Problems([export.table.problem(said)])
    if found is None:
        hint = f"known are those of {sources.called(sources.attendance())}"
        raise Problems([export.table.problem(UNKNOWN, hint=hint)])
    if not found.rows:
        raise Problems([_nobody(export, found)])
    counted, dropped = _counted(_of_session(found.rows, export, planned), (*bots.NAMES, *more_bots))
    attendance = Attendance(
        found.kind,
        export.table.encoding,
        found.meeting,
        _attendees(counted, file),
        dropped,
        tuple(sorted(set(export.concessions))),
        (file,),
    )
    return matched(attendance, people) if people else attendance


def sessions(content: bytes, file: str) -> tuple[str, ...] | None:
    """Return the sessions that an export of several names, as it writes them; None for any other. Raises Problems."""
    found = _found(_export(content, file))
    if found is None or found.kind not in ("grid", "register"):
        return None
    return tuple(dict.fromkeys(filter(None, map(_named, found.rows)))) or (() if found.kind == "grid" else None)


def _found(export: Export) -> FoundAttendance | None:
    return next((found for source in sources.attendance() if (found := source.read(export))), None)


def _nobody(export: Export, found: FoundAttendance) -> Problem:
    if found.kind in ("grid", "register"):
        return export.table.problem("nobody is marked in this register", hint=marks.HOW_TO_MARK)
    return export.table.problem("nobody is listed in this report", hint=reader.EXPORT_AGAIN)


def _named(row: AttendanceRow) -> str:
    """Return the session of a row as the export writes it."""
    return row.event or (row.day.isoformat() if row.day else "")


def _of_session(rows: Sequence[AttendanceRow], export: Export, planned: date | None) -> Sequence[AttendanceRow]:
    """Return the rows of the session that is wanted; a row that names none is of any. Raises Problems."""
    named = {slug(_named(row)): _named(row) for row in rows if _named(row)}
    called = ", ".join(list(named.values())[:5]) + (" …" if len(named) > 5 else "")
    if export.session is None and len(named) > 1:
        said, hint = "this register has several sessions", f"say which with --session: {called}"
        raise Problems([export.table.problem(said, hint=hint)])
    wanted = {slug(export.session or ""), *([planned.isoformat()] if planned else [])}
    is_of_any = export.session is None
    found = [row for row in rows if is_of_any or not _named(row) or {slug(_named(row)), str(row.day)} & wanted]
    if not found:
        raise Problems(
            [export.table.problem(f"no row is of {quote(export.session or '')}", hint=f"its sessions are {called}")]
        )
    return found


def _export(
    content: bytes,
    file: str,
    session: str | None = None,
    date_order: moments.DateOrder | None = None,
    planned: date | None = None,
    year: tuple[date, date] | None = None,
) -> Export:
    table = reader.read(content, file)
    clock = moments.clock((cell for row in table.rows for cell in row.cells), date_order, planned, year)
    return Export(table, clock, session, year)


def _counted(
    rows: Sequence[AttendanceRow], known_bots: Iterable[str]
) -> tuple[list[AttendanceRow], tuple[Dropped, ...]]:
    """Return who counts, and what does not. One whom a register calls absent is in both: it may know of regrets."""
    names = [_words(name) for name in known_bots]
    counted, dropped = [], []
    for seen in rows:
        why = seen.why or ("bot" if _is_bot(seen.name, names) else None)
        if why:
            dropped.append(Dropped(seen.row, why, seen.name or seen.email or ""))
        if not why or seen.presence != "present":
            counted.append(seen)
    return counted, tuple(dropped)


def _is_bot(name: str, names: Iterable[str]) -> bool:
    """Return whether a name has that of a bot in it, as words of their own."""
    # A member may take notes, and say so.
    words = _words(re.sub(r"[\[(]\s*note[- ]?taker\s*[\])]", "", name, flags=re.IGNORECASE))
    return any(bot in words for bot in names if bot.strip())


def _words(text: str) -> str:
    return " " + re.sub(r"[^\w.;]+", " ", alike(text)).strip() + " "


def _attendees(rows: Iterable[AttendanceRow], file: str) -> tuple[Attendee, ...]:
    """Return the people, each once: those of one address, or of one name without any."""
    by_person: dict[str, list[AttendanceRow]] = defaultdict(list)
    for seen in rows:
        by_person[seen.email or alike(seen.name)].append(seen)
    return tuple(_attendee(seen, file) for seen in by_person.values())


def _attendee(rows: Sequence[AttendanceRow], file: str) -> Attendee:
    there = [seen for seen in rows if seen.presence == "present"]
    of = there or rows
    spent = tuple(seen.stay for seen in there if seen.stay)
    return Attendee(
        name=next((seen.name for seen in of if seen.name), "") or of[0].email or "",
        email=next((seen.email for seen in of if seen.email), None),
        minutes=stays.minutes(spent),
        presence=of[0].presence,
        manner=next((seen.manner for seen in of if seen.manner), None),
        role=next((seen.role for seen in of if seen.role), None),
        rows=tuple(seen.row for seen in of),
        files=(file,) * len(of),
        stays=spent,
    )
