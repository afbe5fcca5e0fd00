"""An export of a session's attendance, whichever program wrote it: who was there, and how long."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from cop_plan.base.errors import MAX_PROBLEMS, TOO_MANY, Problem, Problems, quote
from cop_plan.base.tables import moments, reader
from cop_plan.base.translatable import sentence
from cop_plan.definition.community import slug
from cop_plan.definition.names import alike
from cop_plan.records import attendance_sheets, bots, marks, placing, sources, stays, surveys, useless_exports
from cop_plan.records.attendance_rows import AttendanceRow, Export, FoundAttendance
from cop_plan.records.people import PeopleMatcher, matched
from cop_plan.records.placing import Claim, PlacedRows, SessionDays
from cop_plan.records.record_types import Attendance, Attendee, Concession, Dropped, Meeting, Placement

UNKNOWN = sentence("this is no report of attendance that is known")

NOBODY_MARKED = sentence("nobody is marked in this register")

FORM = "form-sign-in"
"""The kind of a form to sign in with."""

BY_HAND = ("grid", "register")
"""The kinds of exports in which a person marks who was there, of one session or several."""


@dataclass(frozen=True, slots=True)
class OpenedExport:
    """An export read in one order of its days: all its rows, of whatever session and day."""

    file: str
    encoding: str
    found: FoundAttendance
    concessions: tuple[Concession, ...] = ()
    unread_sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedAttendance:
    """What an export says of one session, or of one day that is of none, and where it went."""

    placement: Placement
    attendance: Attendance


_Reading = tuple[OpenedExport, tuple[PlacedRows, ...]]


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
    """Return what an export says of attendance, without a plan. Raises Problems.

    `session` is the one wanted of a register with several. `planned` is its day, `year` the first and last day that
    the file can speak of: both only settle how a day such as 3/4/27 is meant, which `date_order` does for all. Where
    nothing does, the day is not known, and a concession. Those whom `people` knows are matched.
    """
    sheets = attendance_sheets.fitting(content, file)
    table = next((one for one in sheets if slug(one.sheet) == session), sheets[0])
    clocks = moments.clocks(attendance_sheets.texts([table]), date_order, year, {planned} if planned else ())
    readings = [_opened([Export(table, clock, session, year)], file, sheets) for clock in clocks]
    opened = min(readings, key=lambda one: _longest(one.found.rows))
    rows = _of_session(opened.found.rows, table, session, planned)
    whole = made(opened, rows, _day(opened.found.meeting, rows), more_bots, people)
    open_day = _open_day([table], clocks)
    if open_day is None:
        return whole
    row, at, text, _ = open_day
    told = (*whole.concessions, Concession(table.called, row.number, at, "ambiguous day", text))
    meeting = replace(whole.meeting, start=None, end=None)
    return replace(whole, day=None, meeting=meeting, concessions=tuple(sorted(set(told))))


@dataclass(frozen=True, slots=True)
class Readings:
    """An export read in each order that its days can have.

    `open_day` is the first day with several readings, as it is written, beside these readings; None if there is none.
    """

    each: tuple[OpenedExport, ...]
    open_day: tuple[str, tuple[date, ...]] | None = None

    @property
    def meeting(self) -> Meeting:
        """Return what the export says of the session itself."""
        return self.each[0].found.meeting

    @property
    def days(self) -> frozenset[date]:
        """Return the days on which people were there, by the first reading."""
        return frozenset(row.held_on for row in self.each[0].found.rows if row.held_on)


def opened(content: bytes, file: str, days: SessionDays, date_order: moments.DateOrder | None = None) -> Readings:
    """Return all that an export says of attendance, of whatever session and day. Raises Problems."""
    sheets, year = attendance_sheets.fitting(content, file), (days.first, days.last)
    tables = attendance_sheets.chosen(sheets, days)
    clocks = moments.clocks(attendance_sheets.texts(tables), date_order, year)
    each = tuple(_opened([Export(one, clock, None, year) for one in tables], file, sheets) for clock in clocks)
    found = _open_day(tables, clocks)
    return Readings(each, found and found[2:])


def placed(
    export: Readings,
    days: SessionDays,
    claim: Claim,
    more_bots: Iterable[str] = (),
    people: PeopleMatcher | None = None,
) -> tuple[PlacedAttendance, ...]:
    """Return what an export says of each session of the plan, and of each day that is of none.

    A day that can be meant in two ways is the one that fits the plan. Where both fit, to two sessions, the rows are of
    none.
    """
    readings = [(one, placing.placed(one.file, one.found.rows, one.found.meeting, days, claim)) for one in export.each]
    (chosen, parts), fits = _chosen(readings, days)
    # A cell that reads as a day and is none, such as a number of something, decides nothing.
    decides = len({tuple(part.placement.day for part in found) for _, found in readings}) > 1
    found = []
    for part in parts:
        where = part.placement
        if export.open_day and decides:
            written, meant = export.open_day
            where = replace(where, written=written, readings=meant)
        if fits != "the day" and decides:
            where = replace(where, day=None)
        if fits == "nothing":
            where = replace(where, session=None, by=None, why="of no session", named=claim.session)
        whole = made(chosen, part.rows, where.day, more_bots, people)
        if where.day is None:
            whole = replace(whole, meeting=replace(whole.meeting, start=None, end=None))
        found.append(PlacedAttendance(replace(where, people=len(whole.present)), whole))
    return tuple(found)


def _chosen(
    readings: Sequence[_Reading], days: SessionDays
) -> tuple[_Reading, Literal["the day", "the session", "nothing"]]:
    """Return the reading of a file's days that fits the plan best, and what of it is certain."""
    # Nobody is in a meeting for more than a day, unless the month is taken for the day.
    possible = [one for one in readings if _longest(one[0].found.rows) <= timedelta(days=1)] or list(readings)
    costs = [placing.cost(parts, days) for _, parts in possible]
    outcomes = {tuple((part.placement.session, len(part.rows)) for part in parts) for _, parts in possible}
    ranks, best = [rank for rank, _ in costs], min(costs)
    chosen = possible[costs.index(best)]
    if ranks.count(best[0]) == 1 and (best[0] == 0 or len(ranks) == 1 or placing.ANOTHERS not in ranks):
        return chosen, "the day"
    if len(outcomes) == 1:
        return chosen, "the day" if costs.count(best) == 1 else "the session"
    return chosen, "nothing"


def made(
    opened: OpenedExport,
    rows: Sequence[AttendanceRow],
    day: date | None,
    more_bots: Iterable[str] = (),
    people: PeopleMatcher | None = None,
) -> Attendance:
    """Return the attendance of a day's rows in an export; those whom `people` knows are matched."""
    counted, dropped = _counted(rows, (*bots.NAMES, *more_bots))
    cells = {(row.row, row.at) for row in rows}
    of_all = len(rows) == len(opened.found.rows)
    # A row of which nothing is left is of no session, and told with each.
    known = {row.row for row in opened.found.rows}
    attendance = Attendance(
        opened.found.kind,
        opened.encoding,
        opened.found.meeting if of_all else _meeting(opened.found.meeting, rows, day),
        _attendees(counted, opened.file),
        dropped,
        tuple(
            one
            for one in opened.concessions
            if of_all or one.row not in known or cells & {(one.row, None), (one.row, one.at)}
        ),
        (opened.file,),
        day,
        unread_sheets=opened.unread_sheets,
    )
    return matched(attendance, people) if people else attendance


def _meeting(whole: Meeting, rows: Sequence[AttendanceRow], day: date | None) -> Meeting:
    """Return what a file with several days says of the meeting of one."""
    if whole.start and whole.start.date() == day:
        return whole
    known = [stay for row in rows if (stay := row.stay)]
    start = min((stay.start for stay in known if stay.start), default=None)
    end = max((stay.end for stay in known if stay.end), default=None)
    return Meeting(whole.title, start, end, None, whole.id)


def _day(meeting: Meeting, rows: Iterable[AttendanceRow]) -> date | None:
    """Return the day of a file that is read without a plan: of its meeting, else the first of its rows."""
    if meeting.start and meeting.start.date() != moments.NO_DAY:
        return meeting.start.date()
    return min((row.held_on for row in rows if row.held_on), default=None)


def _longest(rows: Iterable[AttendanceRow]) -> timedelta:
    stays_known = [row.stay for row in rows if row.stay]
    return max((one.end - one.start for one in stays_known if one.start and one.end), default=timedelta())


def _opened(exports: Sequence[Export], file: str, sheets: Sequence[reader.Table]) -> OpenedExport:
    """Return the rows that are found in some sheets of a file, of those that have attendance. Raises Problems."""
    parts = [(export, _found(export)) for export in exports]
    return OpenedExport(
        file,
        exports[0].table.encoding,
        attendance_sheets.joined(parts),
        tuple(sorted({one for export in exports for one in export.concessions})),
        tuple(one.sheet for one in sheets if one not in [export.table for export in exports]),
    )


def _found(export: Export) -> FoundAttendance:
    """Return the rows that the source of an export finds in it. Raises Problems."""
    useless_exports.check(export.table)
    found = attendance_sheets.found(export)
    if export.problems:
        more = [export.table.problem(TOO_MANY)] if len(export.problems) > MAX_PROBLEMS else []
        raise Problems([*export.problems[:MAX_PROBLEMS], *more])
    if found is None and (service := surveys.found(export.table)):
        said = sentence(
            "this looks like answers to a survey ({service}), not like a report of attendance", service=service
        )
        hint = sentence("if it is of a survey of the definition, name it under records.surveys")
        raise Problems([export.table.problem(said, hint=hint)])
    if found is None:
        hint = sentence("known are those of {sources}", sources=sources.called(sources.attendance()))
        raise Problems([export.table.problem(UNKNOWN, hint=hint)])
    # A register that nobody has marked yet is one of no session.
    if not found.rows and (export.session or found.kind not in BY_HAND):
        raise Problems([_nobody(export, found)])
    return found


def _nobody(export: Export, found: FoundAttendance) -> Problem:
    if found.kind in BY_HAND:
        return export.table.problem(NOBODY_MARKED, hint=marks.HOW_TO_MARK)
    return export.table.problem(sentence("nobody is listed in this report"), hint=reader.EXPORT_AGAIN)


def _named(row: AttendanceRow) -> str:
    """Return the session of a row as the export writes it."""
    return row.event or (row.day.isoformat() if row.day else "")


def _of_session(
    rows: Sequence[AttendanceRow], table: reader.Table, session: str | None, planned: date | None
) -> Sequence[AttendanceRow]:
    """Return the rows of the session that is wanted; a row that names none is of any. Raises Problems."""
    named = {slug(_named(row)): _named(row) for row in rows if _named(row)}
    called = ", ".join(list(named.values())[:5]) + (" …" if len(named) > 5 else "")
    if session is None and len(named) > 1:
        said = sentence("this register has several sessions")
        hint = sentence("say which with --session: {sessions}", sessions=called)
        raise Problems([table.problem(said, hint=hint)])
    wanted = {slug(session or ""), *([planned.isoformat()] if planned else [])}
    found = [row for row in rows if session is None or not _named(row) or {slug(_named(row)), str(row.day)} & wanted]
    if not found and not rows:
        raise Problems([table.problem(NOBODY_MARKED, hint=marks.HOW_TO_MARK)])
    if not found:
        raise Problems(
            [
                table.problem(
                    sentence("no row is of {session}", session=quote(session or "")),
                    hint=sentence("its sessions are {sessions}", sessions=called),
                )
            ]
        )
    return found


def _open_day(
    tables: Sequence[reader.Table], clocks: Sequence[moments.Clock]
) -> tuple[reader.Row, int, str, tuple[date, ...]] | None:
    """Return the first day that can be meant in several ways: its row, its column, its text and the days."""
    rows = (row for table in tables for row in table.rows if len(clocks) > 1)
    cells = ((row, at, cell) for row in rows for at, cell in enumerate(row.cells))
    return next(((row, at, text, days) for row, at, text in cells if (days := moments.open_day(text, clocks))), None)


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
