"""How an export is understood: as what, of which session or survey, who is in it, and what does not count."""

import contextlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from cop_plan.app import attendance_files, exports, inbox_answers, placements, records
from cop_plan.app.attendance_files import AttendanceFile
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.errors import Misuse, Place, Problem, Problems, Unreadable
from cop_plan.base.tables import moments
from cop_plan.base.translatable import sentence
from cop_plan.definition import community as models
from cop_plan.definition import names
from cop_plan.records import (
    attendance,
    attendance_sheets,
    callers,
    marks,
    merge_attendance,
    people,
    placing,
    presence,
    recorded_year,
    survey_remarks,
    surveys,
)
from cop_plan.records.attendance import PlacedAttendance, Readings
from cop_plan.records.record_types import (
    Attendance,
    Attendee,
    Concession,
    Dropped,
    ItemTally,
    Placement,
    Records,
    Response,
    Survey,
    SurveyOutline,
)
from cop_plan.schedule import timeline


@dataclass(frozen=True)
class InspectRequest:
    """An export, and what the person says of it; None is what the export itself is to tell."""

    export: Path
    session: str | None = None
    survey: models.SurveyName | None = None
    date_order: moments.DateOrder | None = None


def asked(export: Path, session: str | None, survey: str | None, date_order: str | None) -> InspectRequest:
    """Return what a person says of an export, as the command line has it."""
    which = next((one for one in models.SURVEY_NAMES if one == survey), None)
    return InspectRequest(export, session, which, next((one for one in moments.ORDERS if one == date_order), None))


@dataclass(frozen=True)
class InspectedDay:
    """What an export says of one session, or of one day that is of none.

    `placement` is None without a definition. `remarks` are lines on where its rows go, in the community's language.
    """

    attendance: Attendance
    session: timeline.Entry | None = None
    placement: Placement | None = None
    remarks: tuple[str, ...] = ()

    @property
    def day(self) -> date | None:
        """Return the day that the export says; None where it says none that is certain."""
        return self.placement.day if self.placement else self.attendance.day


@dataclass(frozen=True)
class InspectedExport:
    """An export as it was understood: the days of an attendance, or else the answers to a survey.

    Without a definition `project` is None, nobody is known, and of answers there is an outline. `which` is the survey
    that the definition says the answers are to; `at` is how many of those to the short survey are of which session.
    """

    asked: InspectRequest
    project: CommunityProject | None
    days: tuple[InspectedDay, ...] = ()
    answers: Survey | SurveyOutline | None = None
    which: models.SurveyName | None = None
    at: Mapping[str, int] = field(default_factory=dict)
    remarks: tuple[Problem, ...] = ()

    @cached_property
    def attendance(self) -> Attendance | None:
        """Return who was there on all days together, of those that are of a session if any is; None of answers."""
        return merge_attendance.merged([one.attendance for one in self.own_days]) if self.days else None

    @property
    def own_days(self) -> tuple[InspectedDay, ...]:
        """Return the days that are of a session; all where none is."""
        return tuple(one for one in self.days if one.session) or self.days

    @property
    def found(self) -> Attendance | Survey | SurveyOutline:
        """Return what the export comes to."""
        found = self.attendance or self.answers
        if found is None:
            raise ValueError("an export has days or answers")
        return found

    @property
    def session(self) -> timeline.Entry | None:
        """Return the session whose attendance it is, if all of it is of one."""
        first, *others = [one.session for one in self.own_days] or [None]
        return None if others else first

    @property
    def people(self) -> tuple[Attendee | Response, ...]:
        """Return who was there, or who gave answers with a name."""
        if self.attendance:
            return self.attendance.present
        named = self.answers.responses if isinstance(self.answers, Survey) else ()
        return tuple(one for one in named if one.name or one.email)

    @property
    def tallies(self) -> tuple[ItemTally, ...]:
        """Return how members answered each item."""
        if self.project is None or not isinstance(self.answers, Survey):
            return ()
        return surveys.tallies(self.answers, self.project.community.surveys)

    @property
    def unmatched(self) -> tuple[Attendee | Response, ...]:
        """Return those who are neither members nor known otherwise."""
        return () if isinstance(self.found, SurveyOutline) else tuple(self.found.unmatched)

    @property
    def concessions(self) -> tuple[Concession, ...]:
        """Return the cells that could not be read as they stand."""
        return () if isinstance(self.found, SurveyOutline) else self.found.concessions

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """Return the rows that do not count."""
        return () if isinstance(self.found, SurveyOutline) else self.found.dropped

    @cached_property
    def slugs(self) -> Mapping[tuple[str, str | None], str]:
        """Return the short name of each member, by name and address."""
        members = names.slugs(self.project.community) if self.project else {}
        return {(member.name, member.email): slug for slug, member in members.items()}


@dataclass(frozen=True)
class InspectedFile:
    """A file in a folder: an export that was understood, what is wrong with it, or neither for what is no export."""

    path: Path
    looked: InspectedExport | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class InspectedFolder:
    """The files of a folder as they were understood, by name."""

    path: Path
    project: CommunityProject | None
    files: tuple[InspectedFile, ...]
    below: tuple[str, ...] = ()
    """The names of the folders in it."""

    @property
    def exports(self) -> tuple[InspectedExport, ...]:
        """Return the exports that were understood."""
        return tuple(one.looked for one in self.files if one.looked)


def look(project: CommunityProject | None, asked: InspectRequest, content: bytes | None = None) -> InspectedExport:
    """Read an export, of which `content` is what it holds if given, for a community, or for none.

    Raises Misuse for what is no session, Problems, Unreadable.
    """
    if content is None:
        content = files.read(asked.export, exports.LIMIT_BYTES, or_pipe=True)
    if project is None:
        return _alone(content, asked)
    found = _known(_Reading.of(project, asked.date_order), asked, content)
    return found if isinstance(found, InspectedExport) else found.looked


@dataclass(frozen=True)
class _Reading:
    """How exports are read for a community, and the days of its sessions."""

    project: CommunityProject
    how: exports.ExportReader
    days: placing.SessionDays
    held: Mapping[str, date]

    @classmethod
    def of(cls, project: CommunityProject, order: moments.DateOrder | None) -> "_Reading":
        held: Mapping[str, date] = {}
        with contextlib.suppress(Problems):
            held = {name: done.day for name, done in project.progress.done.items()}
        days = inbox_answers.planned_days(project.timeline)
        how = exports.ExportReader(project.community, records.aliases(project), order, days)
        return cls(project, how, placing.session_days(project.timeline, held), held)

    def pulses(self, content: bytes, file: str) -> Mapping[str, int]:
        """Return how many answers to the short survey are of which session. Raises Problems."""
        year = recorded_year.RecordedYear(self.project.timeline, Records({}, done=self.held), date.max)
        named = records.pulse_sessions(self.project, Path(file)) or [*year.pulse_days]
        read = self.how.pulse(content, file, year.pulse_days, named)
        return {name: len(survey.responses) for name, survey in read.by_session.items()}


@dataclass(frozen=True)
class _OpenedAttendance:
    """An export of attendance before anybody knows where its rows go."""

    reading: _Reading
    asked: InspectRequest
    file: AttendanceFile
    export: Readings

    @property
    def looked(self) -> InspectedExport:
        """Return the export with the sessions of which its rows are."""
        ((_, parts),) = attendance_files.place_all([self.claim], self.reading.how, self.reading.days)
        return self.placed(parts)

    @property
    def claim(self) -> tuple[AttendanceFile, Readings]:
        """Return the file with the session that is said of it, unless that is cancelled."""
        is_known = self.file.session in self.reading.days.sessions
        return self.file if is_known else AttendanceFile(self.file.path), self.export

    def placed(self, parts: Sequence[PlacedAttendance]) -> InspectedExport:
        """Return the export, the rows of which went to some sessions."""
        project, days = self.reading.project, self.reading.days
        found = []
        for one in parts:
            where, least = one.placement, project.community.records.counts_from
            session = days.sessions[where.session].entry if where.session else None
            # Who names a session of a register wants that one, and knows of the others.
            is_told = self.asked.session is None or where.session or where.day
            told = placements.remark(project, days, where, [part.placement for part in parts]) if is_told else ()
            found.append(InspectedDay(presence.weighed(one.attendance, least), session, where, tuple(told)))
        return InspectedExport(self.asked, project, tuple(found), remarks=tuple(self._remarks(parts)))

    def _remarks(self, parts: Sequence[PlacedAttendance]) -> Iterator[Problem]:
        name = str(self.asked.export)
        entry = attendance_files.sessions(self.reading.project).get(self.file.session or "")
        if entry and entry.cancelled:
            yield Problem(Place(name, 0, 0), "", attendance_files.cancelled_session(entry))
        unread = dict.fromkeys(sheet for one in parts for sheet in one.attendance.unread_sheets)
        yield from attendance_sheets.remarks(name, tuple(unread), self.reading.project.messages)


def _known(reading: _Reading, asked: InspectRequest, content: bytes) -> InspectedExport | _OpenedAttendance:
    project = reading.project
    which = asked.survey or records.survey_of(project, asked.export)
    file = AttendanceFile(asked.export) if which else _claimed(project, asked)
    found = reading.how.either(content, str(asked.export), reading.days, which)
    if not isinstance(found, Survey):
        if not any(one.found.rows for one in found.each):
            place = Place(str(asked.export), 0, 0)
            raise Problems([Problem(place, "", attendance.NOBODY_MARKED, marks.HOW_TO_MARK)])
        return _OpenedAttendance(reading, asked, file, found)
    own = project.community.surveys
    if which is None and found.items and all(own.key_of(name) == "pulse.items" for name in found.items):
        which = "pulse"
    elif which is None and found.items and records.is_in_inbox(project, asked.export):
        which = inbox_answers.of(asked.export, found, project.timeline).which
    else:
        return _answers(reading, asked, content, found, which)
    return _answers(reading, asked, content, reading.how.survey(content, str(asked.export), which), which)


def _answers(
    reading: _Reading, asked: InspectRequest, content: bytes, found: Survey, which: models.SurveyName | None
) -> InspectedExport:
    """Return answers to a survey, or to one that nobody can tell."""
    project = reading.project
    remarks: Iterable[Problem] = ()
    if which:
        is_matched = which != "pulse"
        remarks = survey_remarks.remarks(found, project.community, project.messages, is_matched=is_matched)
    at = reading.pulses(content, str(asked.export)) if which == "pulse" else {}
    return InspectedExport(asked, project, answers=found, which=which, at=at, remarks=tuple(remarks))


def _claimed(project: CommunityProject, asked: InspectRequest) -> AttendanceFile:
    if asked.session is None:
        return records.claimed(project, asked.export)
    entry = project.entry(asked.session)
    if not entry.is_session:
        raise Misuse(sentence("--session: {name} is no session", name=entry.id))
    return AttendanceFile(asked.export, entry.id, "map")


def look_into(project: CommunityProject | None, asked: InspectRequest) -> InspectedFolder:
    """Read the files of a folder, as `look` does; what is wrong with one is kept beside it.

    What lies in folders below is left alone. Raises Problems of the aliases, Unreadable.
    """
    paths = files.files_in(asked.export, attendance_files.MAX_FILES) or ()
    reading = _Reading.of(project, asked.date_order) if project else None
    below = tuple(path.name for path in files.folders_in(asked.export) if not path.name.startswith("."))
    opened = [(path, _opened(path, asked, reading)) for path in paths]
    exported = [one.claim for _, one in opened if isinstance(one, _OpenedAttendance)]
    parts = _placed(reading, exported) if reading else {}
    found = []
    for path, one in opened:
        if isinstance(one, _OpenedAttendance):
            found.append(InspectedFile(path, one.placed(parts[path])))
        elif isinstance(one, InspectedExport):
            found.append(InspectedFile(path, one))
        else:
            found.append(InspectedFile(path, problems=one))
    return InspectedFolder(asked.export, project, tuple(found), below)


def _placed(
    reading: _Reading, exported: Sequence[tuple[AttendanceFile, Readings]]
) -> Mapping[Path, Sequence[PlacedAttendance]]:
    """Return where the rows of all files go, as the report has it."""
    placed = attendance_files.place_all(exported, reading.how, reading.days)
    every = attendance_files.settled([(file, one) for file, parts in placed for one in parts], reading.days)
    of_sessions = defaultdict(list)
    for file, one in every:
        of_sessions[one.placement.session].append((file, one))
    twins = {
        (left_out.file, left_out.named): left_out
        for session, same in of_sessions.items() if session
        for left_out in attendance_files.joined_twins(same)[1]
    }  # fmt: skip
    found: dict[Path, list[PlacedAttendance]] = defaultdict(list)
    for file, one in every:
        where = twins.get((one.placement.file, one.placement.session), one.placement)
        found[file.path].append(replace(one, placement=where))
    return found


def _opened(
    path: Path, asked: InspectRequest, reading: _Reading | None
) -> InspectedExport | _OpenedAttendance | tuple[Problem, ...]:
    """Return what a file in a folder holds, or what is wrong with it, which is nothing for what is no export."""
    ending, asked = path.suffix.casefold(), replace(asked, export=path)
    # Google packs the answers to a form.
    if ending not in (*attendance_files.TABLES, *attendance_files.TEXTS, ".zip"):
        return ()
    try:
        content = files.read(path, exports.LIMIT_BYTES)
        if reading is None:
            return _alone(content, asked)
        return () if records.is_own_list(reading.project, path) else _known(reading, asked, content)
    except Problems as found:
        is_export = ending in attendance_files.TABLES or [one.message for one in found.problems] != [attendance.UNKNOWN]
        return found.problems if is_export else ()
    except Unreadable as error:
        return (Problem(Place(error.file, 0, 0), "", error.reason),)


def has_aliases(project: CommunityProject) -> bool:
    """Return whether the definition names a file of aliases that is there."""
    named = project.community.records.aliases
    return named is not None and files.is_there(project.file.parent / named)


def nearest(export: Path) -> Path | None:
    """Return the definition here, or the one beside an export or in a folder around it; None if there is none."""
    here = Path("community.yaml")
    around = (folder / "community.yaml" for folder in export.absolute().parents[:4])
    return next((path for path in (here, *around) if path.is_file()), None)


def _alone(content: bytes, asked: InspectRequest) -> InspectedExport:
    """Return an export whose people nobody knows; of answers, whose items nobody knows, an outline. Raises Problems."""
    file = str(asked.export)
    if outline := surveys.outline(content, file):
        return InspectedExport(asked, None, answers=outline)
    found = attendance.read(content, file, session=asked.session, date_order=asked.date_order)
    return InspectedExport(asked, None, (InspectedDay(found),))


@dataclass(frozen=True)
class UnknownPerson:
    """Somebody whom the definition does not know, by name or address, and the files in which it stands."""

    name: str
    email: str | None
    files: tuple[str, ...]

    @property
    def is_caller(self) -> bool:
        """Return whether it is only a telephone."""
        return not self.email and callers.caller(self.name) is not None


def unknown(looked: Iterable[InspectedExport]) -> tuple[UnknownPerson, ...]:
    """Return all whom the definition does not know, each once; the same name with several addresses is several."""
    by_name: dict[str, list[tuple[Attendee | Response, str]]] = defaultdict(list)
    for export in looked:
        for one in export.unmatched:
            called = callers.caller(one.name) or names.alike(people.bare(one.name)) or names.alike(one.email or "")
            by_name[called].append((one, export.asked.export.name))
    return tuple(person for same in by_name.values() for person in _apart(same))


def _apart(same: Sequence[tuple[Attendee | Response, str]]) -> Iterator[UnknownPerson]:
    """Yield those of one name; who once has an address is told by it alone only where every file has it."""
    addresses = dict.fromkeys((one.email or "").casefold() for one, _ in same)
    several = len([one for one in addresses if one]) > 1
    for address in addresses if several else ("",):
        seen = [(one, file) for one, file in same if not several or (one.email or "").casefold() == address]
        email = seen[0][0].email if all(one.email for one, _ in seen) else None
        yield UnknownPerson(seen[0][0].name, email, tuple(dict.fromkeys(file for _, file in seen)))


ProblemData = Callable[[Problem], dict[str, Any]]


def folder_data(looked: InspectedFolder, problem_data: ProblemData) -> dict[str, Any]:
    """Return the files of a folder as plain data; those that are no exports have neither `kind` nor `problems`."""
    line = liner(looked.project)
    return {
        "files": [_file_data(one, problem_data) for one in looked.files],
        "unknown": [
            {"name": one.name, "email": one.email, "files": list(one.files), "alias": line(one, "")}
            for one in unknown(looked.exports)
        ],
    }


def _file_data(one: InspectedFile, problem_data: ProblemData) -> dict[str, Any]:
    told = data(one.looked) if one.looked else {}
    problems = {"problems": [problem_data(problem) for problem in one.problems]} if one.problems else {}
    return {"file": str(one.path), **told, **problems}


def liner(project: CommunityProject | None) -> Callable[[UnknownPerson, str], str]:
    """Return what makes the line to add to the aliases for somebody, with what stands where nobody's name is near."""
    matcher = exports.ExportReader(project.community).people if project else None

    def line(one: UnknownPerson, otherwise: str) -> str:
        return matcher.alias_line(one.name, one.email, otherwise) if matcher else ""

    return line


def data(looked: InspectedExport) -> dict[str, Any]:
    """Return an export as it was understood as plain data."""
    found, answers = looked.found, looked.answers
    return {
        "kind": found.kind,
        "encoding": found.encoding,
        "session": _session_data(looked),
        "people": [_person(one, looked) for one in looked.people],
        "items": list(answers.items) if isinstance(answers, Survey) else [],
        "responses": _count_responses(looked),
        "columns": list(answers.columns) if answers else [],
        "days": list(_days(looked)),
        "dropped": [{"row": one.row, "why": one.why} for one in looked.dropped],
        "concessions": [
            {"row": one.row, "column": one.at + 1, "why": one.why, "text": one.text} for one in looked.concessions
        ],
        "unmatched": [one.name or one.email for one in looked.unmatched],
    }


def _count_responses(looked: InspectedExport) -> int:
    answers = looked.answers
    if isinstance(answers, SurveyOutline):
        return answers.responses
    return len(answers.responses) if answers else 0


def _session_data(looked: InspectedExport) -> dict[str, Any]:
    found, session = looked.attendance, looked.session
    if found is None:
        return {}
    meeting = found.meeting
    return {
        "id": session.id if session else None,
        "planned": session.day.isoformat() if session else None,
        "title": meeting.title,
        "start": meeting.start and meeting.start.isoformat(),
        "end": meeting.end and meeting.end.isoformat(),
        "minutes": meeting.minutes,
        "meeting_id": meeting.id,
    }


def _days(looked: InspectedExport) -> Iterator[dict[str, Any]]:
    """Yield the days of an export and how many were there, or answered, where that is known."""
    for one in looked.days:
        here = one.attendance
        yield {
            "day": one.day and one.day.isoformat(),
            "session": one.session.id if one.session else None,
            "people": len(here.present),
            "not_counted": [seen.name or seen.email for seen in here.not_counted],
            "left_out": one.placement.why if one.placement else None,
        }
    for day, number in survey_days(looked):
        yield {"day": day.isoformat(), "session": None, "people": number, "not_counted": [], "left_out": None}


def survey_days(looked: InspectedExport) -> list[tuple[date, int | None]]:
    """Return the days on which answers were given and how many; of an outline, the first and the last of them."""
    answers = looked.answers
    if isinstance(answers, SurveyOutline):
        ends = dict.fromkeys(day for day in (answers.first_day, answers.last_day) if day)
        return [(day, answers.responses if len(ends) == 1 else None) for day in ends]
    given = answers.responses if answers else ()
    return sorted(Counter(one.at.date() for one in given if one.at and one.at.date() != moments.NO_DAY).items())


def _person(one: Attendee | Response, looked: InspectedExport) -> dict[str, Any]:
    return {
        "name": one.name,
        "email": one.email,
        "minutes": one.minutes if isinstance(one, Attendee) else None,
        "member": looked.slugs[one.member.name, one.member.email] if one.member else None,
    }
