"""The year's records, collected from where the definition says that they lie, with every problem of them at once.

What is not there is not collected yet, and no problem: only what lies under `records` may be missing.
"""

import contextlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from cop_plan.app import exports
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.errors import Place, Problem, Problems, ValueProblem, did_you_mean, quote
from cop_plan.base.tables import moments
from cop_plan.definition import community as models
from cop_plan.definition import load, names, nodes
from cop_plan.records import attendance, merge_attendance, notes, own_lists, people, presence, surveys
from cop_plan.records.record_types import Attendance, Commitment, Note, Notice, Records, Story, Survey
from cop_plan.schedule import timeline

MAX_FILES = 1_000
"""So many files of one kind are read: no year has more."""

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
    found = Records(
        attendance=collection.attendance(),
        baseline=collection.survey("baseline"),
        final=collection.survey("final"),
        notes=collection.notes(),
        stories=collection.stories(),
        noticeboard=collection.noticeboard(),
        commitments=collection.commitments(),
        done=collection.done(),
    )
    problems, remarks = (tuple(sorted(set(told))) for told in (collection.problems, collection.remarks))
    return CollectedRecords(found, problems, remarks, tuple(collection.missing))


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


def survey_of(project: CommunityProject, export: Path) -> models.Which | None:
    """Return the survey whose answers the definition says that a file has, or None."""
    named = project.community.records.surveys
    given: tuple[tuple[models.Which, str | None], ...] = (("baseline", named.baseline), ("final", named.final))
    return next((which for which, file in given if file and _is_same(project.file.parent / file, export)), None)


def is_own_list(project: CommunityProject, path: Path) -> bool:
    """Return whether a file is one of the lists that the definition names, which no program exports."""
    named = project.community.records
    lists = (named.progress, named.noticeboard, named.commitments, named.aliases)
    return any(_is_same(project.file.parent / one, path) for one in lists if one)


def session_of(project: CommunityProject, export: Path) -> timeline.Entry | None:
    """Return the session whose attendance a file has: the one that the map names it for, or that it is named after."""
    named = project.community.records.attendance
    sessions = _sessions(project)
    for name, file in named.items() if not isinstance(named, str) else ():
        if name in sessions and _is_same(project.file.parent / file, export):
            return sessions[name]
    session, _ = _named_after(export.stem, sessions)
    return sessions[session] if session else None


def _sessions(project: CommunityProject) -> Mapping[str, timeline.Entry]:
    """Return the sessions by their names, the cancelled ones too, of which there may be notes."""
    return {entry.id: entry for entry in project.timeline.all_entries if entry.is_session}


def _is_same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _named_after(stem: str, sessions: Collection[str]) -> tuple[str | None, int]:
    """Return the session that a file is named after, or None, and which part of its attendance it has, from 1."""
    session = notes.session_of(stem, sessions)
    part = re.fullmatch(r"(.+?)[\W_]*(?:part|partie)[\W_]*(\d{1,2})[\W_]*", stem, re.IGNORECASE)
    if session is None and part:
        return notes.session_of(part[1], sessions), int(part[2])
    return session, 1


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
        self._sessions = _sessions(project)
        self._left_out = [entry.id for entry in project.timeline.left_out]
        self._before = [entry.id for entry in project.timeline.before_beginning]

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
        return exports.ExportReader(self.project.community, meant, self.date_order)

    def attendance(self) -> Mapping[str, Attendance]:
        """Return the attendance of the sessions, by their names."""
        named = self._named.attendance
        exported = self._in_folder(named) if isinstance(named, str) else self._mapped(named)
        found = {}
        for name, session in self._sessions.items():
            read = []
            for path in exported.get(name, ()):
                if session.cancelled:
                    said = f"{quote(name)} is cancelled: {session.cancelled}"
                    hint = "if it took place, take the line  cancelled  out of it, or else the file out of here"
                    self.problems.append(Problem(Place(str(path), 0, 0), "", said, hint))
                    continue
                with self._keeping():
                    content = files.read(path, exports.LIMIT_BYTES)
                    read.append(self._reading.attendance(content, str(path), session))
            if read:
                found[name] = self._weighed(merge_attendance.merged(read))
        return found

    def _weighed(self, merged: Attendance) -> Attendance:
        """Return an attendance that says who was there long enough to count; what a person should know is told."""
        least = self._named.counts_from
        weighed = presence.weighed(merged, least)
        self.remarks.extend(presence.remarks(weighed, least, weighed.files[0]))
        return weighed

    def _in_folder(self, named: str) -> Mapping[str, Sequence[Path]]:
        """Return the files of each session in a folder, in the order of their parts; registers of several come last."""
        found: dict[str, dict[int, Path]] = {}
        registers: dict[str, list[Path]] = {}
        for path in self._files(named, "attendance"):
            session, part = _named_after(path.stem, self._sessions)
            if session is not None:
                self._put(path, session, part, found.setdefault(session, {}))
            else:
                for event in self._events(path):
                    registers.setdefault(event, []).append(path)
        parts_of = {session: [path for _, path in sorted(by_part.items())] for session, by_part in found.items()}
        return {session: [*parts_of.get(session, ()), *registers.get(session, ())] for session in self._sessions}

    def _put(self, path: Path, session: str, part: int, by_part: dict[int, Path]) -> None:
        """Take a file for a part of a session, unless another has its place."""
        other = by_part.setdefault(part, path)
        if other != path:
            hint = f"keep one; if both count, name them {session}-part-1 and {session}-part-2"
            others = ((Place(str(other), 0, 0), "the other"),)
            said = f"{quote(session)} has two files"
            self.problems.append(Problem(Place(str(path), 0, 0), "", said, hint, others))

    def _events(self, path: Path) -> Iterator[str]:
        """Yield the sessions of a register that is named after none. What is no session is a problem."""
        events: tuple[str, ...] | None = None
        # What is wrong with a file that nobody can place is not what helps.
        with contextlib.suppress(Problems):
            events = attendance.sessions(files.read(path, exports.LIMIT_BYTES), str(path))
        if events is None:
            self.problems.append(self._of_no_session(path, path.stem))
        for event in events or ():
            if session := notes.session_of(event, self._sessions):
                yield session
            else:
                self.problems.append(self._of_no_session(path, event))

    def _gone(self, named: str) -> str | None:
        """Return the session that is meant, if it is left out or lies before the community begins."""
        return notes.session_of(named, [*self._left_out, *self._before])

    def _why_gone(self, name: str) -> str:
        if name in self._before:
            return f"{quote(name)} is not laid out: the community begins on {self.project.community.begins}"
        return f"{quote(name)} is left out of this year"

    def _of_no_session(self, path: Path, named: str) -> Problem:
        if gone := self._gone(named):
            said = self._why_gone(gone)
            hint = "take it out of leave_out, or the file out of here"
            if gone in self._before:
                hint = "write another day at begins, or take the file out of here"
        else:
            said = f"no session is called {quote(named)}"
            near = did_you_mean(named, self._sessions)
            hint = near or "name the file after its session, such as webinar-1.csv"
        return Problem(Place(str(path), 0, 0), "", said, hint)

    def _mapped(self, named: Mapping[str, str]) -> Mapping[str, Sequence[Path]]:
        """Return the file of each session of a map."""
        found = {}
        for name, file in named.items():
            path = self._folder / file
            if name not in self._sessions:
                gone = name in (*self._left_out, *self._before)
                said = self._why_gone(name) if gone else f"no session is called {quote(name)}"
                hint = None if gone else did_you_mean(name, self._sessions)
                value_problem = ValueProblem(("records", "attendance", name), said, hint, at_key=True)
                self.problems.extend(self.project.loaded.problems([value_problem]).problems)
            elif self._is_there(path, file):
                found[name] = [path]
        return found

    def _is_there(self, path: Path, named: str) -> bool:
        there = files.is_there(path)
        if not there:
            self.missing.append(named)
        return there

    def _files(self, named: str, key: str) -> list[Path]:
        found = files.files_in(self._folder / named, MAX_FILES)
        if found is None and self.project.loaded.is_own(("records", key)):
            self.missing.append(named)
        return found or []

    def survey(self, which: models.Which) -> Survey | None:
        """Return the answers to a survey."""
        named = getattr(self._named.surveys, which)
        if named is not None and self._is_there(self._folder / named, named):
            with self._keeping():
                path = self._folder / named
                read = self._reading.survey(files.read(path, exports.LIMIT_BYTES), str(path), which)
                self.remarks.extend(surveys.remarks(read, self.project.community.surveys, str(path)))
                return read
        return None

    def notes(self) -> Mapping[str, Note] | None:
        """Return the notes of the sessions, by their names."""
        found: dict[str, tuple[Note, Path]] = {}
        for path, content in self._texts(self._named.notes, "notes"):
            with self._keeping():
                document = load.note(content, str(path))
                if self._gone(document.head.session or path.stem):
                    self.problems.append(self._of_no_session(path, document.head.session or path.stem))
                    continue
                made, value_problems = notes.note(document.head, document.body, path.stem, self._sessions, self._people)
                self.problems.extend(document.problems(value_problems).problems)
                if made is None:
                    continue
                _, before = found.setdefault(made.session, (made, path))
                if before != path:
                    value_problem = ValueProblem(
                        ("session",), f"{quote(made.session)} has notes already", "put them together"
                    )
                    (problem,) = document.problems([value_problem]).problems
                    others = ((Place(str(before), 0, 0), "these"),)
                    self.problems.append(replace(problem, others=others))
        return {session: found[session][0] for session in self._sessions if session in found} or None

    def stories(self) -> tuple[Story, ...] | None:
        """Return the stories, by the names of their files."""
        found = []
        for path, content in self._texts(self._named.stories, "stories"):
            with self._keeping():
                document = load.story(content, str(path))
                if document.head.session and self._gone(document.head.session):
                    self.problems.append(self._of_no_session(path, document.head.session))
                    continue
                made, value_problems = notes.story(
                    document.head, document.body, path.name, self._sessions, self._people
                )
                self.problems.extend(document.problems(value_problems).problems)
                found.append(made)
        return tuple(found) or None

    def _texts(self, named: str | None, key: str) -> Iterator[tuple[Path, bytes]]:
        """Yield the texts in a folder. What people keep beside them, such as pictures, is left alone."""
        for path in self._files(named, key) if named else ():
            ending = path.suffix.casefold()
            if ending in _TEXTS:
                yield path, files.read(path, nodes.MAX_BYTES)
            elif ending in _OTHER_TEXTS:
                said = "this is not plain text"
                self.problems.append(Problem(Place(str(path), 0, 0), "", said, "save it as Markdown, .md"))

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
