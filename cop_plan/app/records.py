"""The year's records, collected from where the definition says that they lie, with every problem of them at once.

What is not there is not collected yet, and no problem: only what lies under `records` may be missing.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from cop_plan.app import attendance_files, exports, inbox_answers
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.errors import Place, Problem, Problems, ValueProblem, quote
from cop_plan.base.tables import moments
from cop_plan.base.translatable import sentence
from cop_plan.definition import community as models
from cop_plan.definition import load, names, nodes
from cop_plan.records import notes, own_lists, people, presence, recorded_year, survey_remarks, surveys
from cop_plan.records.record_types import Attendance, Commitment, Note, Notice, Records, Story, Survey
from cop_plan.records.remarks import remark

_TEXTS = (".md", ".markdown", ".txt")

_OTHER_TEXTS = (".doc", ".docx", ".odt", ".rtf", ".pages")

Value = TypeVar("Value")
Joined = TypeVar("Joined")


@dataclass(frozen=True)
class CollectedRecords:
    """The year's records, and what is wrong with them.

    `remarks` are what a person should know of records that can be read. `missing` are the files and folders that the
    definition names and that are not there, as it writes them.
    """

    records: Records
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    missing: tuple[str, ...]


def collect(project: CommunityProject, date_order: moments.DateOrder | None = None) -> CollectedRecords:
    """Collect the records of a year. `date_order` says how days such as 3/4/27 are meant. Raises Unreadable."""
    collection = _RecordCollector(project, date_order)
    came = collection.attendance()
    found = Records(
        attendance=came.attendance,
        placed=came.placed,
        baseline=collection.survey("baseline", came.answers),
        final=collection.survey("final", came.answers),
        notes=collection.notes(),
        stories=collection.stories(),
        noticeboard=collection.noticeboard(),
        commitments=collection.commitments(),
        done=collection.done(),
    )
    found = replace(found, pulses=collection.pulses(found, came.answers))
    of_both = survey_remarks.of_both(found.baseline, found.final, project.community.surveys, project.messages)
    collection.remarks.extend(of_both)
    return collection.collected(found)


def collect_attendance(project: CommunityProject, date_order: moments.DateOrder | None = None) -> CollectedRecords:
    """Collect who came when, and when sessions were held: whatever is wrong with other records. Raises Unreadable."""
    collection = _RecordCollector(project, date_order)
    came = collection.attendance()
    return collection.collected(Records(came.attendance, placed=came.placed, done=collection.done()))


def aliases(project: CommunityProject) -> Mapping[str, people.MatchedPerson]:
    """Return who is meant by the names and addresses that exports show. Raises Problems, Unreadable."""
    named = project.community.records.aliases
    if named is None:
        return {}
    path = project.file.parent / named
    table = load.aliases(files.read_if_there(path, nodes.MAX_BYTES) or b"", str(path))
    meant, value_problems = own_lists.aliases(table.rows, project.community)
    if value_problems:
        raise table.problems(value_problems)
    return meant


def survey_of(project: CommunityProject, export: Path) -> models.SurveyName | None:
    """Return the survey whose answers the definition says that a file has, or None."""
    named = project.community.records.surveys
    of_pulse = named.pulse.values() if isinstance(named.pulse, Mapping) else (named.pulse,)
    given: list[tuple[models.SurveyName, str | None]] = [("baseline", named.baseline), ("final", named.final)]
    given += [("pulse", file) for file in of_pulse]
    return next((which for which, file in given if file and _is_same(project.file.parent / file, export)), None)


def pulse_sessions(project: CommunityProject, export: Path) -> list[str]:
    """Return the sessions whose short survey the definition says that a file has; empty if it says none."""
    named, folder = project.community.records.surveys.pulse, project.file.parent
    of_sessions = named.items() if isinstance(named, Mapping) else ()
    return [name for name, file in of_sessions if _is_same(folder / file, export)]


def is_in_inbox(project: CommunityProject, path: Path) -> bool:
    """Return whether a file lies in the inbox."""
    return files.real(path).parent == files.real(project.file.parent / project.community.records.inbox)


def is_own_list(project: CommunityProject, path: Path) -> bool:
    """Return whether a file is one of the lists that the definition names, which no program exports."""
    named = project.community.records
    lists = (named.progress, named.noticeboard, named.commitments, named.aliases)
    return any(_is_same(project.file.parent / one, path) for one in lists if one)


def claimed(project: CommunityProject, export: Path) -> attendance_files.AttendanceFile:
    """Return an export of attendance with what the map of the definition, or its own name, says of its session."""
    if mapped := mapped_for(project, export):
        return attendance_files.AttendanceFile(export, mapped, "map")
    session, part = attendance_files.named_after(export.stem, attendance_files.sessions(project))
    return attendance_files.AttendanceFile(export, session, "name" if session else None, part)


def mapped_for(project: CommunityProject, export: Path) -> str | None:
    """Return the session for which the map of the definition names a file; None if there is none."""
    named = project.community.records.attendance
    sessions = attendance_files.sessions(project)
    given = () if isinstance(named, str) else named.items()
    return next(
        (name for name, file in given if name in sessions and _is_same(project.file.parent / file, export)), None
    )


def _is_same(one: Path, other: Path) -> bool:
    return files.real(one) == files.real(other)


@dataclass
class _RecordCollector:
    project: CommunityProject
    date_order: moments.DateOrder | None
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        project = self.project
        self._folder = project.file.parent
        self._named = project.community.records
        self._people = names.PeopleByName(project.community)
        self._sessions = attendance_files.sessions(project)

    def collected(self, found: Records) -> CollectedRecords:
        """Return records with what is wrong with them, each told once."""
        problems, remarks = (tuple(sorted(set(told))) for told in (self.problems, self.remarks))
        return CollectedRecords(found, problems, remarks, tuple(self.missing))

    @contextlib.contextmanager
    def _keeping(self) -> Iterator[None]:
        """Keep the problems of one file, and go on with the next."""
        try:
            yield
        except Problems as found:
            self.problems.extend(found.problems)

    @cached_property
    def _reading(self) -> exports.ExportReader:
        meant: Mapping[str, people.MatchedPerson] = {}
        with self._keeping():
            meant = aliases(self.project)
        days = inbox_answers.planned_days(self.project.timeline)
        return exports.ExportReader(self.project.community, meant, self.date_order, days)

    @cached_property
    def _exports(self) -> attendance_files.AttendanceFiles:
        found = self.done() or {}
        return attendance_files.AttendanceFiles(
            self.project, self._reading, found, self.problems, self.remarks, self.missing
        )

    def attendance(self) -> attendance_files.CollectedAttendance:
        """Return the attendance of the sessions, by their names, and where each export of it went."""
        found = self._exports.collected()
        self.remarks.extend(inbox_answers.remarks(found.answers, self.project.messages))
        return replace(found, attendance={name: self._weighed(whole) for name, whole in found.attendance.items()})

    def _weighed(self, merged: Attendance) -> Attendance:
        """Return an attendance that says who was there long enough to count; what a person should know is told."""
        least = self._named.counts_from
        weighed = presence.weighed(merged, least)
        self.remarks.extend(presence.remarks(weighed, least, weighed.files[0], self.project.messages))
        return weighed

    def _is_there(self, path: Path, named: str) -> bool:
        there = files.is_there(path)
        if not there:
            self.missing.append(named)
        return there

    def survey(self, which: models.Which, inbox: Sequence[inbox_answers.InboxAnswers]) -> Survey | None:
        """Return the answers to a survey: of the file that the definition names, else of the fullest in the inbox."""
        named = getattr(self._named.surveys, which)
        path = self._folder / named if named is not None else None
        given = sorted((one for one in inbox if one.which == which), key=lambda one: -one.responses)
        if path and (files.is_there(path) or not given):
            given = [one for one in given if not _is_same(one.path, path)]
            path = path if self._is_there(path, str(named)) else None
        elif given:
            path, *_ = (one.path for one in given)
            given = given[1:]
        for other in given:
            say, whole = self.project.messages, quote(str(path))
            told = remark(say, str(other.path), "answers_too", "keep_whole", which=say(f"placed.{which}"), whole=whole)
            self.remarks.append(told)
        if path is not None:
            with self._keeping():
                read = self._reading.survey(files.read(path, exports.LIMIT_BYTES), str(path), which)
                self._remark(read)
                is_of_others = not read.responses and any(one.why == "other year" for one in read.dropped)
                return None if is_of_others else read
        return None

    def _remark(self, survey: Survey, *, is_matched: bool = True) -> None:
        """Keep what a person should know of the answers to a survey, and of who gave them."""
        community, say = self.project.community, self.project.messages
        self.remarks.extend(survey_remarks.remarks(survey, community, say, is_matched=is_matched))
        self.remarks.extend(survey_remarks.of_people(survey, community, self._reading.people, say))

    def pulses(self, found: Records, inbox: Sequence[inbox_answers.InboxAnswers]) -> Mapping[str, Survey]:
        """Return the answers to the short survey, by the sessions at which it was asked; `found` says when that was."""
        named = self._named.surveys.pulse
        days = recorded_year.RecordedYear(self.project.timeline, found, date.max).pulse_days
        by_file: dict[str, list[str]] = {}
        if isinstance(named, str):
            by_file[named] = [*days]
        for name, file in named.items() if isinstance(named, Mapping) else ():
            if name in days:
                by_file.setdefault(file, []).append(name)
            elif name not in self._exports.left_out:
                said = sentence("the short survey is not asked at {name}", name=quote(name))
                hint = sentence("name the session at surveys.pulse.at")
                if days:
                    hint = sentence("surveys.pulse.at has {names}", names=", ".join(days))
                value_problem = ValueProblem(("records", "surveys", "pulse", name), said, hint, at_key=True)
                self.problems.extend(self.project.loaded.problems([value_problem]).problems)
        read: dict[str, Survey] = {}
        placed = [str(one.path) for one in inbox if one.which == "pulse"]
        placed = [path for path in placed if not any(_is_same(self._folder / file, Path(path)) for file in by_file)]
        there = [file for file in by_file if files.is_there(self._folder / file)]
        self.missing.extend(file for file in by_file if file not in there and not placed)
        for file in (*there, *placed):
            with self._keeping():
                for name, survey in self._pulse(file, days, by_file.get(file, [*days])).items():
                    if survey.responses:
                        read[name] = surveys.joined(read[name], survey) if name in read else survey
        return {name: read[name] for name in days if name in read}

    def _pulse(self, file: str, days: Mapping[str, date], sessions: Sequence[str]) -> Mapping[str, Survey]:
        """Return the answers in one file, and remark on those that are of none of its sessions."""
        path = self._folder / file
        read = self._reading.pulse(files.read(path, exports.LIMIT_BYTES), str(path), days, sessions)
        first = next(iter(read.by_session.values()), None)
        if first is not None:
            self._remark(first, is_matched=False)
        say = self.project.messages
        told = [
            remark(
                say,
                str(path),
                "pulse_elsewhere",
                "pulse_elsewhere",
                name=name,
                count=count,
                write=_of_pulse(name, file),
            )
            for name, count in read.elsewhere.items()
        ]
        if read.early:
            told.append(remark(say, str(path), "pulse_early", "pulse_early", name=next(iter(days)), count=read.early))
        if read.undated:
            told.append(remark(say, str(path), "pulse_undated", "pulse_undated", count=read.undated))
        self.remarks.extend(told)
        return read.by_session

    def notes(self) -> Mapping[str, Note] | None:
        """Return the notes of the sessions, by their names."""
        found: dict[str, tuple[Note, Path]] = {}
        for path, content in self._texts(self._named.notes, "notes"):
            with self._keeping():
                document = load.note(content, str(path))
                if self._exports.gone(document.head.session or path.stem):
                    self.problems.append(self._exports.of_no_session(path, document.head.session or path.stem))
                    continue
                made, value_problems = notes.note(document.head, document.body, path.stem, self._sessions, self._people)
                self.problems.extend(document.problems(value_problems).problems)
                if made is None:
                    continue
                _, before = found.setdefault(made.session, (made, path))
                if before != path:
                    value_problem = ValueProblem(
                        ("session",),
                        sentence("{session} has notes already", session=quote(made.session)),
                        sentence("put them together"),
                    )
                    (problem,) = document.problems([value_problem]).problems
                    others = ((Place(str(before), 0, 0), sentence("these")),)
                    self.problems.append(replace(problem, others=others))
        return {session: found[session][0] for session in self._sessions if session in found} or None

    def stories(self) -> tuple[Story, ...] | None:
        """Return the stories, by the names of their files."""
        found = []
        for path, content in self._texts(self._named.stories, "stories"):
            with self._keeping():
                document = load.story(content, str(path))
                if document.head.session and self._exports.gone(document.head.session):
                    self.problems.append(self._exports.of_no_session(path, document.head.session))
                    continue
                made, value_problems = notes.story(
                    document.head, document.body, path.name, self._sessions, self._people
                )
                self.problems.extend(document.problems(value_problems).problems)
                found.append(made)
        return tuple(found) or None

    def _texts(self, named: str | None, key: str) -> Iterator[tuple[Path, bytes]]:
        """Yield the texts in a folder. What people keep beside them, such as pictures, is left alone."""
        for path in self._exports.files_in(named, key) if named else ():
            ending = path.suffix.casefold()
            if ending in _TEXTS:
                yield path, files.read(path, nodes.MAX_BYTES)
            elif ending in _OTHER_TEXTS:
                said, hint = sentence("this is not plain text"), sentence("save it as Markdown, .md")
                self.problems.append(Problem(Place(str(path), 0, 0), "", said, hint))

    def noticeboard(self) -> tuple[Notice, ...] | None:
        """Return the noticeboard."""
        return self._table(
            self._named.noticeboard, load.noticeboard, lambda rows: (own_lists.notices(rows, self._people), [])
        )

    def commitments(self) -> tuple[Commitment, ...] | None:
        """Return what the members commit to."""
        return self._table(
            self._named.commitments, load.commitments, lambda rows: own_lists.commitments(rows, self._people)
        )

    def _table(
        self,
        named: str | None,
        loading: Callable[[bytes, str], load.TableRecord[Value]],
        joining: Callable[[Sequence[Value]], tuple[tuple[Joined, ...], list[ValueProblem]]],
    ) -> tuple[Joined, ...] | None:
        if named is not None and self._is_there(self._folder / named, named):
            with self._keeping():
                path = self._folder / named
                table = loading(files.read(path, nodes.MAX_BYTES), str(path))
                joined, value_problems = joining(table.rows)
                self.problems.extend(table.problems(value_problems).problems)
                return joined
        return None

    def done(self) -> Mapping[str, date] | None:
        """Return on which day each entry was done or held, by its name; None while nothing is noted."""
        with self._keeping():
            recorded = self.project.progress
            self.problems.extend(recorded.problems)
            return {name: done.day for name, done in recorded.done.items()} if recorded.rows else None
        return None


def _of_pulse(session: str, file: str) -> str:
    """Return the line that gives a session a file of the short survey."""
    return f"records: {{surveys: {{pulse: {{{session}: {file}}}}}}}"
