"""The exports of attendance where they lie: in their folder, by the map, or in the inbox under any name.

What the definition or a file's name says of its session wins over what is inside, as far as the plan's days allow. No
file of the inbox stops anything: what cannot be read, or is of no session, is told.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations
from pathlib import Path

from cop_plan.app import exports, inbox_answers
from cop_plan.app.inbox_answers import InboxAnswers
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.errors import Place, Problem, Problems, Unreadable, ValueProblem, did_you_mean, quote
from cop_plan.base.translatable import Sentence, all_of, sentence
from cop_plan.records import attendance, attendance_sheets, merge_attendance, notes, placing, remarks
from cop_plan.records.attendance import PlacedAttendance
from cop_plan.records.placing import Claim, SessionDays
from cop_plan.records.record_types import Attendance, PlacedBy, Placement
from cop_plan.schedule.timeline import Entry

MAX_FILES = 1_000
"""So many files of one kind are read: no year has more."""


TABLES = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods")
"""How the names of exports end."""

TEXTS = (".txt", ".tab", "")
"""How the names of exports may end, and those of other texts, such as what was said in a meeting."""


@dataclass(frozen=True, slots=True)
class AttendanceFile:
    """A file with what is said of it: its session, by whom, and which part of its attendance it has, from 1."""

    path: Path
    session: str | None = None
    by: PlacedBy | None = None
    part: int = 1
    is_in_inbox: bool = False

    @property
    def stops_nothing(self) -> bool:
        """Return whether a report is made without the file, if it cannot be read: it need not be an export."""
        is_foreign = self.by != "map" and self.path.suffix.casefold() not in (*TABLES, *TEXTS)
        return self.is_in_inbox or is_foreign


@dataclass(frozen=True, slots=True)
class CollectedAttendance:
    """The attendance of the sessions by their names, where each file went, and the inbox's answers to surveys."""

    attendance: Mapping[str, Attendance]
    placed: tuple[Placement, ...]
    answers: tuple[InboxAnswers, ...]


@dataclass
class AttendanceFiles:
    """The files of a year's attendance. What is wrong with them, and what is not there, is collected on the way."""

    project: CommunityProject
    reading: exports.ExportReader
    done: Mapping[str, date]
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._named = self.project.community.records
        self._sessions = sessions(self.project)
        self._before = tuple(entry.id for entry in self.project.timeline.before_beginning)
        self.left_out = tuple(entry.id for entry in self.project.timeline.left_out)
        self._answers: list[InboxAnswers] = []

    @cached_property
    def days(self) -> SessionDays:
        """Return the sessions with their days."""
        return placing.session_days(self.project.timeline, self.done)

    def collected(self) -> CollectedAttendance:
        """Return what all files come to. Raises Unreadable."""
        opened = [(file, export) for file in self._all() if (export := self._opened(file)) is not None]
        for file, export in opened:
            self.remarks.extend(
                attendance_sheets.remarks(str(file.path), export.each[0].unread_sheets, self.project.messages)
            )
        found = settled(self._placed(opened), self.days)
        by_session: dict[str, list[tuple[AttendanceFile, PlacedAttendance]]] = {name: [] for name in self._sessions}
        elsewhere = []
        for file, one in found:
            if one.placement.session:
                by_session[one.placement.session].append((file, one))
            else:
                elsewhere.append(one.placement)
        whole = {name: self._joined(same) for name, same in by_session.items() if same}
        if whole and self._named.attendance in self.missing:
            self.missing.remove(str(self._named.attendance))
        placed = [one for _, of_session in whole.values() for one in of_session]
        placed += sorted(elsewhere, key=lambda one: (one.day or date.max, one.file))
        return CollectedAttendance(
            {name: made for name, (made, _) in whole.items()}, tuple(placed), tuple(self._answers)
        )

    def _all(self) -> Iterator[AttendanceFile]:
        """Yield each file once: what the map names, the folder, the inbox."""
        named = self._named.attendance
        known = set()
        given = self._in_folder(named) if isinstance(named, str) else self._mapped(named)
        for file in (*given, *self._in_inbox()):
            # One register may be named for several sessions.
            key = files.real(file.path), file.session if file.by == "map" else None
            if key not in known:
                known |= {key, (key[0], None)}
                yield file

    def _in_folder(self, named: str) -> Iterator[AttendanceFile]:
        for path in self.files_in(named, "attendance"):
            file = self._by_name(path)
            if gone := self._problem_of_gone(file):
                self.problems.append(gone)
            else:
                yield file

    def _in_inbox(self) -> Iterator[AttendanceFile]:
        for path in self.files_in(self._named.inbox, "inbox"):
            file = replace(self._by_name(path), is_in_inbox=True)
            if gone := self._problem_of_gone(file):
                self.remarks.append(gone)
            else:
                yield file
        inbox = self.project.file.parent / self._named.inbox
        if below := [path.name for path in files.folders_in(inbox) if not path.name.startswith(".")]:
            names = remarks.listed(self.project.messages, below)
            self.remarks.append(remarks.remark(self.project.messages, str(inbox), "below", "below", names=names))

    def _by_name(self, path: Path) -> AttendanceFile:
        session, part = named_after(path.stem, self._sessions)
        return AttendanceFile(path, session, "name" if session else None, part)

    def _mapped(self, named: Mapping[str, str]) -> Iterator[AttendanceFile]:
        """Yield the file of each session of a map."""
        for name, file in named.items():
            path = self.project.file.parent / file
            if name not in self._sessions:
                gone = name in (*self.left_out, *self._before)
                said = self._why_gone(name) if gone else unknown_session(name)
                hint = None if gone else did_you_mean(name, self._sessions)
                value_problem = ValueProblem(("records", "attendance", name), said, hint, at_key=True)
                self.problems.extend(self.project.loaded.problems([value_problem]).problems)
            elif not files.is_there(path):
                self.missing.append(file)
            elif cancelled := self._problem_of_gone(mapped := AttendanceFile(path, name, "map")):
                self.problems.append(cancelled)
            else:
                yield mapped

    def files_in(self, named: str, key: str) -> list[Path]:
        """Return the files of a folder that the definition names under a key of `records`; none if it is not there."""
        found = files.files_in(self.project.file.parent / named, MAX_FILES)
        if found is None and self.project.loaded.is_own(("records", key)):
            self.missing.append(named)
        return found or []

    def _problem_of_gone(self, file: AttendanceFile) -> Problem | None:
        """Return what is wrong with a file of a session that does not take place; None for others."""
        if file.session is None:
            gone = notes.session_of(file.path.stem, [*self.left_out, *self._before])
            return self.of_no_session(file.path, file.path.stem) if gone else None
        return self._problem_of_cancelled(file.path, file.session)

    def _problem_of_cancelled(self, path: Path, named: str) -> Problem | None:
        session = self._sessions.get(named)
        if session and session.cancelled:
            hint = sentence("if it took place, take the line  cancelled  out of it, or else the file out of here")
            return Problem(Place(str(path), 0, 0), "", cancelled_session(session), hint)
        return None

    def gone(self, named: str) -> str | None:
        """Return the session that is meant, if it is left out or lies before the community begins."""
        return notes.session_of(named, [*self.left_out, *self._before])

    def _why_gone(self, name: str) -> Sentence:
        if name in self._before:
            begins = self.project.community.begins
            return sentence("{name} is not laid out: the community begins on {day}", name=quote(name), day=begins)
        return sentence("{name} is left out of this year", name=quote(name))

    def of_no_session(self, path: Path, named: str) -> Problem:
        """Return the problem of a record that is named after no session that takes place this year."""
        if cancelled := self._problem_of_cancelled(path, named):
            return cancelled
        if gone := self.gone(named):
            said = self._why_gone(gone)
            hint = sentence("take it out of leave_out, or the file out of here")
            if gone in self._before:
                hint = sentence("write another day at begins, or take the file out of here")
        else:
            said = unknown_session(named)
            near = did_you_mean(named, self._sessions)
            hint = near or sentence("name the file after its session, such as webinar-1.csv")
        return Problem(Place(str(path), 0, 0), "", said, hint)

    def _opened(self, file: AttendanceFile) -> attendance.Readings | None:
        """Return what a file holds; None where it is no attendance that can be read, which is told."""
        try:
            return self._read(file, files.read(file.path, exports.LIMIT_BYTES))
        except Problems as found:
            (self.remarks if file.stops_nothing else self.problems).extend(found.problems)
        except Unreadable as error:
            if not file.stops_nothing:
                raise
            self.remarks.append(Problem(Place(str(file.path), 0, 0), "", error.reason))
        return None

    def _read(self, file: AttendanceFile, content: bytes) -> attendance.Readings | None:
        """Return what a file holds; None for answers to a survey in the inbox, which are kept. Raises Problems."""
        may_be_answers = file.is_in_inbox and file.session is None
        # A form to sign in with looks like answers, and asks none of the items.
        if may_be_answers and exports.is_of_form(content, str(file.path)) and self._has_answers(file, content):
            return None
        try:
            return self.reading.opened(content, str(file.path), self.days)
        except Problems:
            if may_be_answers and self._has_answers(file, content):
                return None
            raise

    def _has_answers(self, file: AttendanceFile, content: bytes) -> bool:
        """Return whether a file has answers to items of the definition; they are kept."""
        found = self.reading.answers(content, str(file.path))
        if found is not None:
            self._answers.append(inbox_answers.of(file.path, found, self.project.timeline))
        return found is not None

    def _placed(
        self, opened: Sequence[tuple[AttendanceFile, attendance.Readings]]
    ) -> list[tuple[AttendanceFile, PlacedAttendance]]:
        """Return where the rows of all files go."""
        placed: list[tuple[AttendanceFile, PlacedAttendance]] = []
        for file, parts in place_all(opened, self.reading, self.days):
            placed.extend((file, one) for one in parts)
            if not file.is_in_inbox:
                self.problems.extend(self._unplaced(file, parts))
        return placed

    def _unplaced(self, file: AttendanceFile, parts: Iterable[PlacedAttendance]) -> Iterator[Problem]:
        """Yield what is wrong with a file of the folder of whose rows nobody can tell the session."""
        for one in parts:
            if one.placement.why == "of no session" and not one.placement.readings and one.placement.day is None:
                event = one.placement.named if one.placement.named != file.session else None
                yield self.of_no_session(file.path, event or file.path.stem)

    def _joined(
        self, same: Sequence[tuple[AttendanceFile, PlacedAttendance]]
    ) -> tuple[Attendance, tuple[Placement, ...]]:
        """Return the attendance of one session, its parts put together: those with a name of their own come last."""
        kept, left_out = joined_twins(same)
        self.problems.extend(_two_of_one_name(kept))
        merged = merge_attendance.merged([one.attendance for _, one in kept])
        return merged, (*(one.placement for _, one in kept), *left_out)


def sessions(project: CommunityProject) -> Mapping[str, Entry]:
    """Return the sessions by their names, the cancelled ones too, of which there may be notes."""
    return {entry.id: entry for entry in project.timeline.all_entries if entry.is_session}


def named_after(stem: str, names: Collection[str]) -> tuple[str | None, int]:
    """Return the session that a file is named after, or None, and which part of its attendance it has, from 1."""
    session = notes.session_of(stem, names)
    part = re.fullmatch(r"(.+?)[\W_]*(?:part|partie)[\W_]*(\d{1,2})[\W_]*", stem, re.IGNORECASE)
    if session is None and part:
        return notes.session_of(part[1], names), int(part[2])
    return session, 1


def place_all(
    opened: Sequence[tuple[AttendanceFile, attendance.Readings]], reading: exports.ExportReader, days: SessionDays
) -> list[tuple[AttendanceFile, tuple[PlacedAttendance, ...]]]:
    """Return where the rows of several files go; what one tells of a meeting helps to place others of its number."""
    titles = _titles_of_several_days(export for _, export in opened)
    found = []
    ids: dict[str, set[str]] = {}
    for file, export in opened:
        parts = reading.placed(export, days, Claim(file.session, file.by, titles))
        found.append((file, export, parts))
        if export.meeting.id:
            ids.setdefault(export.meeting.id, set()).update(filter(None, (one.placement.session for one in parts)))
    placed = []
    for file, export, parts in found:
        if any(one.placement.why == "of no session" for one in parts) and ids.get(export.meeting.id or ""):
            parts = reading.placed(export, days, Claim(file.session, file.by, titles, ids))
        placed.append((file, parts))
    return placed


def _titles_of_several_days(opened: Iterable[attendance.Readings]) -> frozenset[str]:
    """Return the titles of meetings that were held on several days: of a series, they are of no single session."""
    days: dict[str, set[date]] = {}
    for export in opened:
        days.setdefault(placing.title_key(export.meeting.title), set()).update(export.days)
    return frozenset(title for title, known in days.items() if len(known) > 1)


def _is_same_meeting(one: PlacedAttendance, other: PlacedAttendance) -> bool:
    is_other_file = one.placement.file != other.placement.file
    return is_other_file and merge_attendance.is_same_meeting(one.attendance, other.attendance)


def joined_twins(
    same: Sequence[tuple[AttendanceFile, PlacedAttendance]],
) -> tuple[list[tuple[AttendanceFile, PlacedAttendance]], list[Placement]]:
    """Return the attendance of one session, each meeting once, and where it stands in a second file."""
    ordered = sorted(same, key=lambda one: (one[0].session is None, one[0].part, str(one[0].path)))
    kept: list[tuple[AttendanceFile, PlacedAttendance]] = []
    placed = []
    for file, one in ordered:
        twin = next((at for at, other in enumerate(kept) if _is_same_meeting(other[1], one)), None)
        if twin is None:
            kept.append((file, one))
            continue
        other_file, other = kept[twin]
        whole = merge_attendance.same_meeting_twice(other.attendance, one.attendance)
        more, less = (other, one) if whole.files[0] == other.placement.file else (one, other)
        kept[twin] = (other_file, PlacedAttendance(more.placement, whole))
        left_out = replace(less.placement, session=None, by=None, why="the same meeting")
        placed.append(replace(left_out, named=more.placement.session, same_as=more.placement.file))
    return kept, placed


def settled(
    found: Sequence[tuple[AttendanceFile, PlacedAttendance]], days: SessionDays
) -> list[tuple[AttendanceFile, PlacedAttendance]]:
    """Leave out what another file contradicts: another day of a session, the same people for two sessions."""
    return _claimed_twice_left_out(_other_days_left_out(found, days))


def _other_days_left_out(
    found: Sequence[tuple[AttendanceFile, PlacedAttendance]], days: SessionDays
) -> list[tuple[AttendanceFile, PlacedAttendance]]:
    """Leave out what is of another day than the rest of its session: nobody meets for one session on two days.

    Of several days the one nearest to the session's own is kept. What was only near, or is far, is not of a session
    that has something else. A register says on which day a session was planned: it is never left out.
    """
    by_session: dict[str, list[PlacedAttendance]] = {}
    for _, one in found:
        if one.placement.session:
            by_session.setdefault(one.placement.session, []).append(one)
    kept = []
    for file, one in found:
        where = one.placement
        if where.session and where.day and where.by != "event":
            held = days.sessions[where.session].day
            if not _is_of_its_day(one, held, by_session[where.session]):
                where = replace(where, session=None, by=None, why="of no session", named=where.session)
        kept.append((file, replace(one, placement=where)))
    return kept


def _is_of_its_day(one: PlacedAttendance, held: date, same: Sequence[PlacedAttendance]) -> bool:
    """Return whether what a file has of a day can stand beside all that is of the same session."""
    day, is_near_only = one.placement.day or held, one.placement.by in ("day", "meeting id")
    exports = [other for other in same if other.placement.by != "event"]
    nearest = min(
        (other.placement.day for other in exports if other.placement.day), key=lambda day: (abs(day - held), day)
    )
    if day == held or _is_night(one, nearest):
        return True
    is_alone = all(other.placement.day == day for other in (same if is_near_only else exports))
    return day == nearest and (is_alone or (not is_near_only and abs(day - held) <= placing.NEAR))


def _is_night(one: PlacedAttendance, day: date) -> bool:
    """Return whether somebody met in the night after a day."""
    start = one.attendance.meeting.start
    return bool(start and start.hour < placing.NIGHT_ENDS and start.date() - day == timedelta(days=1))


def _claimed_twice_left_out(
    found: Sequence[tuple[AttendanceFile, PlacedAttendance]],
) -> list[tuple[AttendanceFile, PlacedAttendance]]:
    """Leave out files without a day that have the same people for the same minutes, and are named after two sessions.

    One that a person names by the map stays.
    """
    undated = [(file, one) for file, one in found if one.placement.session and one.placement.day is None]
    twins: dict[tuple[str, str | None], str] = {}
    for (file, one), (other_file, other) in combinations(undated, 2):
        are_two = one.placement.session != other.placement.session and file.path != other_file.path
        if are_two and merge_attendance.are_same_minutes(one.attendance, other.attendance):
            for left_out, its, twin in ((file, one, other), (other_file, other, one)):
                if left_out.by != "map":
                    twins[its.placement.file, its.placement.session] = twin.placement.file
    kept = []
    for file, one in found:
        where = one.placement
        if twin_file := twins.get((where.file, where.session)):
            where = replace(where, session=None, by=None, why="of no session", named=where.session, same_as=twin_file)
        kept.append((file, replace(one, placement=where)))
    return kept


def _two_of_one_name(kept: Sequence[tuple[AttendanceFile, PlacedAttendance]]) -> Iterator[Problem]:
    """Yield what is wrong with two files of the folder that are named after one session, and are not one meeting."""
    known: dict[int, Path] = {}
    for file, one in kept:
        if file.is_in_inbox or file.by != "name":
            continue
        other = known.setdefault(file.part, file.path)
        if other != file.path:
            session = one.placement.session
            names = all_of([f"{session}-part-1", f"{session}-part-2"])
            hint = sentence("keep one; if both count, name them {names}", names=names)
            others = ((Place(str(other), 0, 0), sentence("the other")),)
            said = sentence("{session} has two files", session=quote(session or ""))
            yield Problem(Place(str(file.path), 0, 0), "", said, hint, others)


def cancelled_session(session: Entry) -> Sentence:
    """Return that a session does not take place, and why."""
    return sentence("{name} is cancelled: {why}", name=quote(session.id), why=session.cancelled)


def unknown_session(name: str) -> Sentence:
    """Return that no session has a name."""
    return sentence("no session is called {name}", name=quote(name))
