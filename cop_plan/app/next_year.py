"""Begin the next year from a definition: everything is worked out first, then written into a new folder, or nothing is.

The new definition is the text of the old one, edited. What belongs to the old year alone becomes a comment that says
what it was; what the members agreed to is taken out. What comes of it is loaded, dated and checked before it is
written, and what does not fit the new year becomes a comment too.
"""

import contextlib
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from cop_plan.app import outputs
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.errors import Misuse, Place, Problem, Problems, Unreadable, ValueProblem, quote
from cop_plan.base.errors import Path as ValuePath
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence, all_of, counted, joined, sentence
from cop_plan.dates import calendar_files, phrases, zones
from cop_plan.definition import commenting, edit, lists, load, nodes, of_one_year
from cop_plan.definition import community as models
from cop_plan.interview import questions
from cop_plan.schedule import timeline

Kind = Literal[of_one_year.Kind, "calendar", "records", "output", "does not fit"]

_FORGOTTEN = ("invited", "agreement_sent", "agreement_signed", "confirmed", "joined")
"""The columns of the members' list that are of one year; who declined what stays."""
_SPENT = ("actual", "in_kind")
_MEMBERS, _BUDGET, _GUESTS = ("membership", "members"), ("budget",), ("guests",)
_RECORDS = ("records",)
# So often what does not fit the new year is taken out before it is said that this cannot be done.
_ROUNDS = 40


@frozen
class Decision:
    """What a person has to decide: the file of the new folder and the lines where it stands; none for all of it."""

    file: str
    lines: tuple[int, ...]
    text: Sentence


@frozen
class NextYear:
    """The next year of a community, before it is written.

    `project` is the year before. `contents` are the files of the new `folder`, `private` those that nobody but their
    owner may read. `set_back` is where the old definition names the new year, and what it should say.
    """

    project: CommunityProject
    folder: Path
    definition: Path
    year_before: str
    year: str
    contents: Mapping[str, bytes]
    private: frozenset[str]
    kept: tuple[Sentence, ...]
    dropped: tuple[Sentence, ...]
    to_decide: tuple[Decision, ...]
    set_back: tuple[Place, str] | None = None

    def data(self, said: Callable[[Sentence], str], *, is_written: bool) -> dict[str, Any]:
        """Return it as plain data; `said` gives a sentence in the language of the run."""
        place, year = self.set_back or (None, None)
        return {
            "definition": str(self.project.file),
            "folder": str(self.folder),
            "new_definition": str(self.definition),
            "year": self.year,
            "year_before": self.year_before,
            "written": sorted(self.contents) if is_written else [],
            "kept": [said(one) for one in self.kept],
            "dropped": [said(one) for one in self.dropped],
            "to_decide": [{"file": one.file, "lines": one.lines, "text": said(one.text)} for one in self.to_decide],
            "set_back": place and {"file": place.file, "line": place.line, "year": year},
        }


def begin(project: CommunityProject, into: Path | None, today: date) -> NextYear:
    """Return the next year of a community, for a folder or for the one that is named by the year.

    Raises Misuse, Problems of the definition as it is, OverwriteConflict where something lies there, Unreadable.
    """
    old, set_back = _year_before(project)
    _ = old.timeline
    began = old.community.year
    before = timeline.name_of_year(began)
    first = began.first_year + 1 if set_back is None else _named_year(project)
    year = timeline.name_of_year(phrases.SchoolYear(first, began.begins))
    folder = into if into is not None else _sibling(project.file, before, year)
    _refuse_inside(folder, project.file)
    files.refuse_filled(folder)
    work = _Beginning(old, project.content, folder, before, year, today, is_changed=set_back is not None)
    try:
        return replace(work.outcome(), project=project, set_back=set_back)
    except edit.CannotEdit as error:
        raise project.written.problems([ValueProblem(error.path, _WRITE_IT)]) from None


def write(begun: NextYear) -> None:
    """Write the next year, all of it or nothing. Raises OverwriteConflict, Unreadable."""
    files.make_folder(begun.folder, begun.contents, private=begun.private)


def _year_before(project: CommunityProject) -> tuple[CommunityProject, tuple[Place, str] | None]:
    """Return the year from which the next one begins: the definition's, or the one published if that is an earlier one.

    With it where the definition names the new year already, and what it should say. Raises Problems, OverwriteConflict
    where a later year was published.
    """
    tree = nodes.read_yaml(project.content, project.shown_as)
    if not isinstance(tree, nodes.MappingNode):
        _ = project.written  # which says what is wrong
        return project, None
    head = outputs.head(tree)
    lock = outputs.known(project.folder_of(head), project.file, head) if head.identity else None
    published = models.year_in(lock.year, None) if lock else None
    named = _named_year(project)
    if lock is None or published is None or published.first_year == named:
        return project, None
    if published.first_year > named:  # the year after it lies here already
        project.refuse_other_year(project.folder, lock)
        return project, None
    written = _text_at(tree, ("year",))
    text = project.content.decode()
    if written is None:
        # What others share was changed, and this definition has to say which year was its own.
        back = edit.with_answer(text, ("year",), lock.year, order=questions.key_paths())
        place = nodes.place_of(tree, ("extends",))
    else:
        back, place = _with_year(text, written, lock.year), nodes.place_of(tree, ("year",))
    asked = replace(project.asked, content=back.encode())
    return CommunityProject(project.file, asked), (place, lock.year)


def _named_year(project: CommunityProject) -> int:
    """Return the calendar year in which the year begins of a definition, or of what it extends. Raises Problems."""
    tree = nodes.read_yaml(project.content, project.shown_as)
    named = models.year_in(_text_at(tree, ("year",)), None) if tree is not None else None
    return project.written.community.year.first_year if named is None else named.first_year


def _text_at(tree: nodes.Node | None, path: ValuePath) -> str | None:
    """Return the text that is written at a path; None if there is none."""
    node, reached = nodes.find(tree, path) if tree is not None else (None, ())
    return node.text if len(reached) == len(path) and isinstance(node, nodes.ScalarNode) else None


def _with_year(text: str, before: str, after: str) -> str:
    """Return a definition with another year; it is written as the one before. Raises Problems where that cannot be."""
    bare = text.removeprefix("\ufeff")
    span = nodes.spans(bare)[("year",)]
    old = bare[span.start : span.end]
    first = after[:4]
    short = re.sub(r"^\d{4}", first, before.strip())
    short = re.sub(r"(?<=\D)(\d{2}|\d{4})$", lambda found: after[-len(found[1]) :], short)
    for new in (old.replace(before, short), short, after):
        changed = text[: len(text) - len(bare)] + bare[: span.start] + new + bare[span.end :]
        with contextlib.suppress(edit.CannotEdit):
            edit.must_mean(changed, {("year",): short if new != after else after})
            return changed
    return edit.with_answer(text, ("year",), after)


def _sibling(definition: Path, before: str, year: str) -> Path:
    """Return the folder beside a definition's own that is named by the year.

    Where its own has the year before in its name, it is called so with the next one; else the year stands behind it.
    """
    own = definition.absolute().parent
    name = _renamed(own.name, before, year)
    if not own.name:
        return own / year
    folder = own.with_name(name if name != own.name else f"{own.name}-{year}")
    return folder if definition.is_absolute() else Path(os.path.relpath(folder))


def _renamed(name: str, before: str, year: str) -> str:
    """Return a name with the year in it replaced, in whichever form it stands there; as it is without one."""
    first, _, last = before.partition("-")
    if not last:
        return re.sub(rf"(?<!\d){first}(?!\d)", year, name)
    forms = rf"(?<!\d){first}(?P<between>[-–_/]?)(?P<last>{last}|{last[2:]})(?!\d)"
    return re.sub(forms, lambda found: f"{year[:4]}{found['between']}{year[-len(found['last']) :]}", name)


def _refuse_inside(folder: Path, definition: Path) -> None:
    own = files.real(definition.parent)
    if files.real(folder).is_relative_to(own):
        said = sentence(
            "{folder} lies in the folder of the year before, which stays as it is: name one beside it",
            folder=quote(str(folder)),
        )
        raise Misuse(said)


_WRITE_IT = sentence("this cannot be changed from here; save the file anew as UTF-8, with a key on each line")
_OUTSIDE = sentence("it lies outside the new year")


def _problems(project: CommunityProject, today: date) -> list[Problem]:
    """Return what keeps a definition from being a year, or else what it has of another year."""
    from cop_plan.app import check  # the rules cost an import

    try:
        findings = check.look(project, today).results.findings
    except Problems as wrong:
        return list(wrong.problems)
    outside = (one.remark for one in findings if one.rule.name == "outside-year")
    return [
        Problem(project.loaded.place(one.path, key=one.at_key), nodes.dotted(one.path), _OUTSIDE) for one in outside
    ]


@dataclass
class _Text:
    """A file of YAML that is edited: its name in the new folder, and the folder in which it lay."""

    name: str
    text: str
    home: Path


@dataclass
class _Beginning:
    """The state of beginning a year from the one before."""

    old: CommunityProject
    written: bytes
    folder: Path
    before: str
    year: str
    today: date
    is_changed: bool
    contents: dict[str, bytes] = field(default_factory=dict)
    texts: dict[str, _Text] = field(default_factory=dict)
    sources: dict[str, Path] = field(default_factory=dict)
    marks: list[tuple[Kind, Sentence | None]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    kept: list[Sentence] = field(default_factory=list)
    left: set[str] = field(default_factory=set)
    decisions: list[Decision] = field(default_factory=list)
    asked_of_shared: list[tuple[ValuePath, Sentence]] = field(default_factory=list)

    @cached_property
    def name(self) -> str:
        """Return what the new definition is called."""
        return _renamed(self.old.file.name, self.before, self.year)

    @cached_property
    def definition(self) -> Path:
        """Return where the new definition will lie."""
        return self.folder / self.name

    @property
    def own(self) -> _Text:
        """Return the text of the new definition."""
        return self.texts[self.name]

    @cached_property
    def mark(self) -> str:
        """Return a character that stands in no text, by which comments are found again."""
        every = "".join(one.text for one in self.texts.values())
        return next(one for one in map(chr, range(0xE000, 0xF8FF)) if one not in every)

    @property
    def until(self) -> date:
        """Return the last day of the year before."""
        return self.old.community.year.last

    def outcome(self) -> NextYear:
        """Return the next year. Raises Problems, Misuse, Unreadable."""
        home = self.old.file.parent
        self.texts[self.name] = _Text(self.name, self.written.decode(), home)
        self.sources[self.name] = self.old.file
        self._take_texts_along()
        self._follow_shared_year()
        written = _text_at(self._tree(self.own), ("year",))
        if written is not None and not self.is_changed:
            self.own.text = _with_year(self.own.text, written, self.year)
        for one in self.texts.values():
            self._comment_dated(one)
            self._comment_calendars(one)
            self._forget_inline(one)
            self._take_files_along(one)
        self._take_along_what_is_not_named()
        self._name_itself()
        self._fit()
        self._say_what_is_asked()
        self._tell()
        return NextYear(
            self.old,
            self.folder,
            self.definition,
            self.before,
            self.year,
            self.contents,
            frozenset(name for name, file in self.sources.items() if not files.is_readable_by_others(file)),
            tuple(self.kept),
            tuple(self._dropped()),
            tuple(self.decisions),
        )

    # What is extended.

    def _follow_shared_year(self) -> None:
        """Extend the file of the new year, where the one of the old year is extended; else what that itself extends.

        The year is written down where no file says it any more.
        """
        name = _text_at(self._tree(self.own), ("extends",))
        chain = list(self._shared(self.own.home, name))
        if not chain:
            return
        file, tree = chain[0]
        year = models.year_in(_text_at(tree, ("year",)), None)
        is_of_old_year = year is not None and year.first_year == self.old.community.year.first_year
        following = file.with_name(_renamed(file.name, self.before, self.year))
        if is_of_old_year and following != file and files.is_file(following):
            self._splice(self.own, ("extends",), str(PurePosixPath(name or "").with_name(following.name)))
            self.kept.append(sentence("what is shared, now from {file}", file=following.name))
        elif is_of_old_year and isinstance(tree, nodes.MappingNode) and tree.entries.keys() <= _OF_A_SHARED_YEAR:
            self._extend_what_is_below(chain, name or "")
        tree = self._tree(self.own)
        if _text_at(tree, ("year",)) is None and self._shared_year() != self.year:
            self.own.text = edit.with_answer(self.own.text, ("year",), self.year, order=questions.key_paths())

    def _extend_what_is_below(self, chain: Sequence[tuple[Path, nodes.Node]], name: str) -> None:
        """Leave out a file that holds only the old year and its closures: nobody made that of the new one yet."""
        below = _text_at(chain[0][1], ("extends",))
        said = sentence(
            "nobody made {file} yet: when it is there, extend it, and take  year  out",
            file=_renamed(chain[0][0].name, self.before, self.year),
        )
        if below is None:
            self._comment(self.own, ("extends",), "does not fit", said)
            return
        self._splice(self.own, ("extends",), (PurePosixPath(name).parent / below).as_posix())
        self.asked_of_shared.append((("extends",), said))

    def _shared(self, home: Path, name: str | None) -> Iterator[tuple[Path, nodes.Node]]:
        """Yield the files that are extended, the nearest first."""
        seen = set[Path]()
        while name is not None and (file := Path(os.path.normpath(home / name))) not in seen and files.is_file(file):
            seen.add(file)
            tree = nodes.read_yaml(files.read(file, nodes.MAX_BYTES), str(file))
            if tree is None:
                return
            yield file, tree
            home, name = file.parent, _text_at(tree, ("extends",))

    def _shared_year(self) -> str | None:
        """Return the year that what is extended names, as years are written; None if it names none."""
        for _, tree in self._shared(self.own.home, _text_at(self._tree(self.own), ("extends",))):
            if year := models.year_in(_text_at(tree, ("year",)), self.old.community.year.begins):
                return timeline.name_of_year(year)
        return None

    # What is edited.

    def _take_texts_along(self) -> None:
        """Take along a pattern of one's own and what is extended, where they lie beside the definition."""
        todo = [self.own]
        while todo:
            one = todo.pop()
            for key in ("extends", "pattern"):
                name = _text_at(self._tree(one), (key,))
                if not name or not name.endswith((".yaml", ".yml")) or not _is_inside(name):
                    continue
                for file in (name, *(_titles_of(name) if key == "pattern" else ())):
                    place = one.home / file
                    known = str(PurePosixPath(one.name).parent / os.path.normpath(file).replace(os.sep, "/"))
                    if files.is_file(place) and known not in self.texts:
                        more = _Text(known, files.read(place, nodes.MAX_BYTES).decode(), place.parent)
                        self.texts[known], self.sources[known] = more, place
                        todo.append(more)

    def _tree(self, one: _Text) -> nodes.Node:
        tree = nodes.read_yaml(one.text.encode(), str(self.folder / one.name))
        return tree if tree is not None else nodes.MappingNode({}, {}, Place(one.name, 1, 1))

    def _comment(self, one: _Text, path: ValuePath, kind: Kind, why: Sentence | None = None) -> None:
        """Turn what stands at a path into a comment, or the part in which it stands. Raises Problems.

        An activity with what is an alias of it elsewhere goes with that; a section never goes as a whole.
        """
        said = f"{self.mark}{len(self.marks)}{self.mark}"
        for length in range(len(path), min(len(path), 2) - 1, -1):
            with contextlib.suppress(edit.CannotEdit):
                one.text = commenting.commented_out(one.text, path[:length], self.before, said)
                self.marks.append((kind, why))
                return
        aliases = commenting.aliases(one.text, path)
        for alias in aliases:
            self._comment(one, alias, kind, why)
        if not aliases:
            self._cannot(one, path)
        self._comment(one, path, kind, why)

    def _cannot(self, one: _Text, path: ValuePath) -> None:
        name = nodes.dotted(path)
        place = nodes.place_of(self._tree(one), path, key=True)._replace(file=str(self.sources[one.name]))
        said = sentence("this cannot be taken out from here; take it out yourself, and run this again")
        raise Problems([Problem(place, name, said)])

    def _comment_dated(self, one: _Text) -> None:
        """Turn into comments what belongs to the year before alone."""
        promised = self.until if self.is_changed else self.until + timedelta(days=366)
        while found := list(of_one_year.found(self._tree(one), self.until, promised)):
            written = nodes.spans(one.text.removeprefix("\ufeff"))
            # What is behind an alias is gone with what it stands for.
            found = [each for each in found if each[0] in written] or found
            # An activity that goes with its date takes along what else is of the year.
            whole = [each for each in found if self._with_its_activity(each[0]) != each[0]]
            path, kind = (whole or found)[-1]
            self.counts[kind] += 1
            self._comment(one, self._with_its_activity(path), kind)

    def _with_its_activity(self, path: ValuePath) -> ValuePath:
        """Return the path of a date, or of its activity, if that has no other date."""
        is_date = path[0] == "activities" and path[2:3] in (("when",), ("repeat",)) and "." not in str(path[1])
        return path[:2] if is_date and (models.as_name(str(path[1])) or path[1]) not in self._dated else path

    @cached_property
    def _dated(self) -> frozenset[str]:
        """Return the names of the activities that are dated without the definition: all others go with their date."""
        tree = nodes.read_yaml(self.old.content, "")
        entries = tree.entries if isinstance(tree, nodes.MappingNode) else {}
        kept = {key: nodes.plain(entries[key]) for key in _BELOW if key in entries}
        text = "\n".join(line for key, value in kept.items() if value for line in edit.lines(key, value))
        bare = CommunityProject(self.old.file, ProjectOptions(content=text.encode()))
        try:
            return frozenset((*bare.written.community.activities, *load.OPTIONAL))
        except Problems:  # what does not fit is found afterwards
            return frozenset(self.old.community.activities)

    def _comment_calendars(self, one: _Text) -> None:
        """Turn into comments the calendar files that have no day of the new year."""
        tree = self._tree(one)
        closures, _ = nodes.find(tree, ("closures",))
        if isinstance(closures, nodes.MappingNode) and closures is not tree:
            for name, closure in closures.entries.items():
                file = closure.entries.get("from") if isinstance(closure, nodes.MappingNode) else None
                if isinstance(file, nodes.ScalarNode) and file.text and not self._has_new_days(one, file.text):
                    self.counts["calendar"] += 1
                    self._comment(one, ("closures", name), "calendar")
        busy, reached = nodes.find(tree, ("busy",))
        listed = busy.items if isinstance(busy, nodes.SequenceNode) else (busy,)
        for at in reversed(range(len(listed) if reached else 0)):
            file = listed[at]
            if isinstance(file, nodes.ScalarNode) and file.text and not self._has_new_days(one, file.text):
                self._comment(one, ("busy", at) if isinstance(busy, nodes.SequenceNode) else ("busy",), "calendar")

    def _has_new_days(self, one: _Text, name: str) -> bool:
        """Return whether a calendar file has an event after the year before."""
        try:
            content = files.read(one.home / name, calendar_files.MAX_BYTES)
            zone = zones.zone(self.old.community.timezone)
            last = date(self.until.year + 1, 12, 31)
            events = calendar_files.events(content, date(self.until.year, 1, 1), last, zone, is_private=True)
        except (Unreadable, calendar_files.Broken):
            return False
        return any(event.start.date() > self.until for event in events)

    # What the members agreed to, and what was spent.

    def _forget_inline(self, one: _Text) -> None:
        """Take out of lists in the definition itself who left, what members agreed to, and what was spent."""
        for path in (_MEMBERS, _BUDGET):
            rows, reached = nodes.find(self._tree(one), path)
            if len(reached) < len(path) or not isinstance(rows, nodes.SequenceNode):
                continue
            for at in reversed(range(len(rows.items))):
                row = rows.items[at]
                if not isinstance(row, nodes.MappingNode):
                    continue
                texts = {key: node.text for key, node in row.entries.items() if isinstance(node, nodes.ScalarNode)}
                after = self._row(path, texts)
                gone = [key for key in row.entries if texts.get(key) and not (after or {}).get(key)]
                for out in [(*path, at)] if after is None else [(*path, at, key) for key in reversed(gone)]:
                    try:
                        one.text = commenting.taken_out(one.text, out)
                    except edit.CannotEdit:
                        self._cannot(one, out)

    def _row(self, path: ValuePath, row: Mapping[str, str | None]) -> dict[str, str] | None:
        """Return a row of a list as the new year has it; None for a member who left."""
        texts = {key: text for key, text in row.items() if text}
        if path == _MEMBERS:
            if (left := texts.get("left")) and left <= self.until.isoformat():
                self.counts["left"] += 1
                self.left.add(texts.get("name", "").casefold())
                return None
            self.counts["agreements"] += any(key in texts for key in _FORGOTTEN)
            self.counts["hopes"] += any(key in texts for key in ("brings", "wants"))
        self.counts["spent"] += path == _BUDGET and any(key in texts for key in _SPENT)
        gone = _FORGOTTEN if path == _MEMBERS else _SPENT
        return {key: text for key, text in texts.items() if key not in gone}

    # The files that are named.

    def _take_files_along(self, one: _Text) -> None:
        """Take along what a text names, as the new year has it, or name it from the new folder."""
        for path in load.TABLES:
            node, reached = nodes.find(self._tree(one), path)
            if len(reached) == len(path) and isinstance(node, nodes.ScalarNode) and node.text:
                self._take_list_along(one, path, node.text)
        closures, _ = nodes.find(self._tree(one), ("closures",))
        names = closures.entries if isinstance(closures, nodes.MappingNode) else {}
        busy, reached = nodes.find(self._tree(one), ("busy",))
        listed = len(busy.items) if isinstance(busy, nodes.SequenceNode) else 0
        for path in (
            ("pattern",),
            ("extends",),
            *(("closures", name, "from") for name in names),
            *([("busy",)] if reached and not listed else [("busy", at) for at in range(listed)]),
        ):
            node, reached = nodes.find(self._tree(one), path)
            if len(reached) < len(path) or not isinstance(node, nodes.ScalarNode) or not node.text:
                continue
            if path == ("pattern",) and not node.text.endswith((".yaml", ".yml")):
                continue
            if _is_inside(node.text) and path[0] in ("closures", "busy"):
                self._take(one, node.text, files.read(one.home / node.text, calendar_files.MAX_BYTES))
            elif not _is_inside(node.text):
                self._name_anew(one, path, node.text)
        self._take_theme_along(one)
        self._look_at_records(one)

    def _take_theme_along(self, one: _Text) -> None:
        """Take along the folder of a theme, or name it from the new folder."""
        path = ("templates",)
        if (name := _text_at(self._tree(one), path)) is None:
            return
        if not _is_inside(name):
            self._name_anew(one, path, name)
            return
        for file, content in files.theme(one.home / name).items():
            if content is not None:  # it is part of the theme
                self._take(one, f"{name}/{file}", content)

    def _take(self, one: _Text, name: str, content: bytes) -> str:
        """Take a file along under its name; return that name in the new folder."""
        known = (PurePosixPath(one.name).parent / os.path.normpath(name).replace(os.sep, "/")).as_posix()
        if known not in self.texts:
            self.contents.setdefault(known, content)
            self.sources.setdefault(known, one.home / name)
        return known

    def _take_list_along(self, one: _Text, path: ValuePath, name: str) -> None:
        file, columns = one.home / name, models.column_names(load.TABLES[path])
        data = files.read(file, nodes.MAX_BYTES)
        rows = [
            {key: text for key, text in row.items() if text is not None}
            for row in nodes.plain(load.read_list(data, str(file), load.TABLES[path], path))
        ]
        is_changed, is_workbook = path in (_MEMBERS, _BUDGET), lists.is_workbook(data, str(file), columns)
        if not is_changed and not is_workbook:
            if _is_inside(name):
                self._take(one, name, data)
            else:
                self._name_anew(one, path, name)
            return
        after = [self._row(path, row) for row in rows] if is_changed else rows
        content = lists.rewritten(data, str(file), columns, after)
        new = name if _is_inside(name) else file.name
        if is_workbook:
            new = str(PurePosixPath(new).with_name(f"{path[-1]}.csv"))
            self.kept.append(sentence("{file}, as {new}", file=name, new=new))
        taken = self._take(one, new, content)
        self.sources[taken] = file
        if new != name:
            self._splice(one, path, new)

    def _name_anew(self, one: _Text, path: ValuePath, name: str) -> None:
        """Name a file that lies elsewhere from the new folder, where it is another way from there."""
        if Path(name).is_absolute():
            return
        place = (self.folder / one.name).parent
        new = Path(os.path.relpath(one.home / name, place)).as_posix()
        if os.path.normpath(name).replace(os.sep, "/") != new:
            self._splice(one, path, new)

    def _splice(self, one: _Text, path: ValuePath, value: str) -> None:
        bare = one.text.removeprefix("\ufeff")
        span = nodes.spans(bare).get(path)
        if span is None:
            self._cannot(one, path)
            return
        start = len(one.text) - len(bare)
        plain = [value] if re.fullmatch(r"[\w./-]*\w", value) else []
        for written in (*plain, edit.scalar(value), edit.scalar(value, in_block=True)):
            new = one.text[: start + span.start] + written + one.text[start + span.end :]
            tree = nodes.read_yaml(new.encode(), "")
            node, reached = nodes.find(tree, path) if tree is not None else (None, ())
            if len(reached) == len(path) and isinstance(node, nodes.ScalarNode) and node.text == value:
                one.text = new
                return
        self._cannot(one, path)

    def _look_at_records(self, one: _Text) -> None:
        """Turn into comments where records and outputs lie outside the folder: last year's lie there."""
        tree = self._tree(one)
        for path, text in [*_texts(tree)]:
            is_place = path[0] == "records" and path[1:2] not in (("bots",), ("counts_from",), ("aliases",))
            if (is_place or path == ("output",)) and not _is_inside(text):
                self._comment(one, path, "output" if path == ("output",) else "records")
            if path == ("records", "aliases") and not _is_inside(text):
                self._name_anew(one, path, text)
            elif path == ("records", "aliases") and files.is_file(one.home / text):
                self._take(one, text, files.read(one.home / text, nodes.MAX_BYTES))

    def _take_along_what_is_not_named(self) -> None:
        home, schema = self.old.file.parent, files.shipped_text(outputs.SCHEMA)
        if schema and files.is_file(home / outputs.SCHEMA):
            self.contents.setdefault(outputs.SCHEMA, schema.encode())
        if files.is_file(home / ".gitignore"):
            self.contents.setdefault(".gitignore", files.read(home / ".gitignore", nodes.MAX_BYTES))

    def _name_itself(self) -> None:
        """Write down the community's id, by which calendars know it, and where the year before lies."""
        order = questions.key_paths()
        answers = {("id",): self.old.community.identity}
        before = files.from_folder(self.folder, self.old.file)
        if before.isprintable():
            answers[("last_year",)] = before
        for path, value in answers.items():
            try:
                self.own.text = edit.with_answer(self.own.text, path, value, order=order)
            except edit.CannotEdit:
                self._cannot(self.own, path)

    # What does not fit.

    def _fit(self) -> None:
        """Turn into comments what keeps the new definition from being a year. Raises Problems where that cannot be."""
        problems: list[Problem] = []
        for _ in range(_ROUNDS):
            problems = _problems(self._project(), self.today)
            by_file = {str(self.folder / one.name): one for one in self.texts.values()}
            ours = [one for one in problems if one.place.file in by_file]
            if not ours:
                break
            before = {name: one.text for name, one in self.texts.items()}
            for one in sorted(ours, key=lambda one: (one.place.line, one.place.column), reverse=True):
                text = by_file[one.place.file]
                path = commenting.at(text.text, one.place.line, one.place.column)
                if len(path) < 1 or path in (("year",), ("name",), ("timezone",), ("id",)):
                    raise Problems(problems)
                if commenting.at(before[text.name], one.place.line, one.place.column) != path:
                    continue  # it is gone with what stood behind it
                said = sentence("{path}: {why}", path=one.path or nodes.dotted(path), why=one.message)
                self._comment(text, self._with_its_activity(path), "does not fit", said)
        if any(one.message != _OUTSIDE for one in problems):
            raise Problems(problems)
        for one in problems:  # in a file that others share
            said = sentence("{path}: {why}", path=one.path, why=one.message)
            self.decisions.append(Decision(one.place.file, (one.place.line,), said))

    def _project(self) -> CommunityProject:
        contents = {**self.contents, **{name: one.text.encode() for name, one in self.texts.items()}}
        tables = {name: content for name, content in contents.items() if name != self.name}
        # Its theme is not there yet: it is that of the year before.
        asked = ProjectOptions(
            theme=self.old.theme, content=contents[self.name], tables=tables, language=self.old.asked.language
        )
        return CommunityProject(self.definition, asked)

    # What is said.

    def _say_what_is_asked(self) -> None:
        """Put at the head of the definition what the members said should continue, change and stop."""
        w = self.old.language
        said = [w("next_year.head", year=self.year, before=self.before), ""]
        try:
            asked = _asked(self.old, self.today)
        except (Problems, Unreadable):
            said.append(w("next_year.unreadable", before=self.before))
        else:
            said += [w("next_year.asked"), *_asked_lines(asked, w)] if asked else [w("next_year.no_report")]
        bare = self._without_silent_head(self.own.text.removeprefix("\ufeff"))
        line_end = "\r\n" if "\r\n" in bare else "\n"
        begins = re.match(r"#[^\n]*\$schema=[^\n]*(?:\n|\Z)", bare)
        at = begins.end() if begins else 0
        unmarked = (line.replace(self.mark, "") for line in (*said, ""))
        block = "".join(f"# {line}".rstrip() + line_end for line in unmarked)
        rest = bare[at:]
        gap = "" if rest.startswith(("\n", "\r")) else line_end
        bom = "\ufeff" if self.own.text.startswith("\ufeff") else ""
        self.own.text = bom + bare[:at] + block.removesuffix(f"#{line_end}") + gap + rest

    def _without_silent_head(self, text: str) -> str:
        """Return a definition without the head that the year before was begun with, if it says what nobody had said."""
        w = self.old.language
        head = re.escape(w("next_year.head", year=self.before, before="\0")).replace("\0", r"[\d-]+")
        nothing_known = (w(f"next_year.{one}", before="\0") for one in ("no_report", "unreadable"))
        silent = "|".join(re.escape(one).replace("\0", r"[\d-]+") for one in nothing_known)
        return re.sub(rf"(?m)^# {head}\r?\n#\r?\n# (?:{silent})\r?\n(?:\r?\n)?", "", text, count=1)

    def _tell(self) -> None:
        """Take the marks out of the texts, and tell where what is to be decided stands."""
        marked: dict[tuple[str, Kind], list[int]] = {}
        whys: list[Decision] = []
        pattern = re.compile(rf"{self.mark}(\d+){self.mark}")
        for one in self.texts.values():
            for number, line in enumerate(one.text.split("\n"), 1):
                for found in pattern.findall(line):
                    kind, why = self.marks[int(found)]
                    marked.setdefault((one.name, kind), []).append(number)
                    if why is not None:
                        whys.append(Decision(str(self.folder / one.name), (number,), why))
            one.text = re.sub(rf" ?{self.mark}\d+{self.mark}(?=\r?$)", "", one.text, flags=re.MULTILINE)
            one.text = pattern.sub("", one.text)
            self.contents[one.name] = one.text.encode()
        for (name, kind), lines in marked.items():
            if kind in _TO_DECIDE:
                text = _TO_DECIDE[kind].but(year=self.year)
                self.decisions.append(Decision(str(self.folder / name), tuple(dict.fromkeys(lines)), text))
        self.decisions += whys
        self.decisions += self._still()
        self.kept[:0] = self._kept()

    def _still(self) -> Iterator[Decision]:
        """Yield what was kept, and holds in the new year only if a person says so."""
        tree = self._tree(self.own)
        texts = dict(_texts(tree))

        def on(paths: Iterable[ValuePath], said: Sentence) -> Iterator[Decision]:
            places = [nodes.place_of(tree, path).line for path in paths]
            if places:
                yield Decision(str(self.definition), tuple(dict.fromkeys(places)), said)

        for path, said in self.asked_of_shared:
            yield from on([path], said)
        for file, shared in self._shared(self.folder, _text_at(tree, ("extends",))):
            for path, kind in of_one_year.found(shared, self.until, self.until):
                if kind in _TO_DECIDE and kind not in ("closure", "date"):  # these are found with what does not fit
                    line = nodes.place_of(shared, path, key=True).line
                    yield Decision(str(file), (line,), _TO_DECIDE[kind].but(year=self.year))
        first = self.before[:4]
        named = [path for path in of_one_year.named_years(texts, first) if path[0] not in ("id", "last_year", "year")]
        yield from on(named, sentence("this names {year}: does it still hold?", year=first))
        ended = [path for path in of_one_year.named_months(texts, self.until) if path not in named]
        yield from on(ended, sentence("this names a month of {year}: does it still hold?", year=self.before))
        closures = [path for path in texts if path[0] == "closures" and path[-1] in (path[1], "days")]
        yield from on(closures, sentence("these days name no year: do they still hold?"))
        links = [path for path in texts if path[0] == "activities" and path[-1] == "link"]
        yield from on(links, sentence("do these links still hold?"))
        gone = [path for path, text in texts.items() if text.casefold() in self.left and path[:2] != _MEMBERS]
        yield from on(gone, sentence("who is named here has left"))
        plans, reached = nodes.find(tree, ("legacy", "capacity_building"))
        if len(reached) == 2 and not nodes.is_empty(plans):
            yield from on([("legacy", "capacity_building")], sentence("what each team promised was for last year"))
        community = self._project().community
        for path, is_there, said in (
            (_MEMBERS, self.counts["hopes"], sentence("what members bring and want was said for last year")),
            (_GUESTS, any(one.topic for one in community.guests), sentence("do the topics of guests still hold?")),
            (_BUDGET, any(one.note for one in community.budget), sentence("do the notes still hold?")),
        ):
            node, reached = nodes.find(tree, path)
            if is_there and len(reached) == len(path):
                if isinstance(node, nodes.ScalarNode) and node.text:
                    yield Decision(str(self.folder / node.text), (), said)
                else:
                    yield from on([path], said)

    def _kept(self) -> Iterator[Sentence]:
        tree = self._tree(self.own)
        sections = [
            key
            for key, node in (tree.entries.items() if isinstance(tree, nodes.MappingNode) else ())
            if key in _SECTIONS and isinstance(node, nodes.MappingNode | nodes.SequenceNode)
        ]
        if sections:
            yield sentence("your words and comments in {sections}", sections=joined(sections))
        community = self._project().community
        declining = sum(bool(one.declines) for one in community.membership.members)
        numbers = (
            counted(len(community.membership.members), "1 member", "{number} members"),
            counted(len(community.membership.schools), "1 school", "{number} schools"),
            counted(len(community.guests), "1 guest to invite", "{number} guests to invite"),
            counted(len(community.resources), "1 resource", "{number} resources"),
            counted(len(community.budget), "1 line of the budget", "{number} lines of the budget"),
            counted(declining, "what 1 member declines", "what {number} members decline"),
        )
        if some := [one for one in numbers if one.number]:
            yield all_of(some)
        dates = sum(path[-1] in ("when", "by", "repeat") for path, _ in _texts(tree))
        if dates:
            yield counted(dates, "1 date that is a phrase", "{number} dates that are phrases")
        yield sentence("the id {id}, by which calendars know the community", id=community.identity)

    def _dropped(self) -> Iterator[Sentence]:
        counts = self.counts
        if counts["left"]:
            yield counted(counts["left"], "1 member who left", "{number} members who left")
        if counts["agreements"]:
            yield counted(
                counts["agreements"],
                "the invitation and the agreement of 1 member",
                "the invitations and agreements of {number} members",
            )
        if counts["spent"]:
            yield counted(
                counts["spent"],
                "what was spent or given in kind, in 1 line of the budget",
                "what was spent or given in kind, in {number} lines of the budget",
            )
        closures = counts["closure"] + counts["calendar"]
        numbers = (
            counted(closures, "1 closure", "{number} closures"),
            counted(counts["date"], "1 date", "{number} dates"),
            counted(counts["topic"], "1 topic, presenter or reading", "{number} topics, presenters and readings"),
            counted(counts["cancelled"], "1 cancelled session", "{number} cancelled sessions"),
            counted(counts["begins"], "the late beginning", "the late beginnings"),
        )
        if some := [one for one in numbers if one.number]:
            yield sentence("comments now: {what}", what=all_of(some))
        if there := [f"{one}/" for one in self._left_there() if files.is_folder(self.old.file.parent / one)]:
            yield sentence("left where they are: {folders}", folders=joined(there))

    def _left_there(self) -> Iterable[str]:
        """Return the folders that hold what was made of the year before, and its records, each once."""
        named = dict(_texts(self._tree(_Text(self.old.file.name, self.written.decode(), self.old.file.parent))))
        records = [text for path, text in named.items() if path[0] == "records" and path[-1] != "counts_from"]
        plan = named.get(("output",), outputs.PLAN)
        every = (plan, outputs.KIT, outputs.HOURS, outputs.REPORT, "records", *records)
        inside = [os.path.normpath(one).replace(os.sep, "/") for one in every if _is_inside(one)]
        return dict.fromkeys(one.partition("/")[0] for one in inside)


# What says which activities there are below those of the definition itself.
_BELOW = ("name", "year", "timezone", "language", "pattern", "extends")

# What a file holds that several communities extend for one year alone.
_OF_A_SHARED_YEAR = frozenset(("extends", "year", "closures", "holidays"))

_SECTIONS = frozenset(models.Community.model_fields) - {"closures", "holidays", "records", "budget", "guests"}

_TO_DECIDE: Mapping[Kind, Sentence] = {
    "closure": sentence("when is it closed in {year}?", year=""),
    "calendar": sentence("ask for the calendar of {year}", year=""),
    "date": sentence("which day is it in {year}?", year=""),
    "topic": sentence("what are the sessions about in {year}, and who presents?", year=""),
    "approval": sentence("who approves the privacy notice for {year}?", year=""),
    "kept until": sentence("until when are the answers of {year} kept?", year=""),
    "agreement": sentence("which hours do the letters of agreement name in {year}?", year=""),
    "records": sentence("last year’s records lie there: where will those of {year} lie?", year=""),
    "output": sentence("last year’s pages lie there: where will those of {year} lie?", year=""),
}


def _is_inside(name: str) -> bool:
    """Return whether a file that is named lies in the folder of what names it, or below it."""
    norm = os.path.normpath(name).replace(os.sep, "/")
    return not (Path(name).is_absolute() or norm == ".." or norm.startswith("../"))


def _titles_of(name: str) -> Iterator[str]:
    """Yield what the titles of a pattern are called in each language."""
    from cop_plan.definition import languages

    yield from (re.sub(r"\.(ya?ml)$", rf".{folder}.\1", name) for folder in languages.BY_FOLDER)


def _texts(node: nodes.Node, path: ValuePath = ()) -> Iterator[tuple[ValuePath, str]]:
    """Yield every text of a tree with its path."""
    match node:
        case nodes.ScalarNode(text):
            if text is not None:
                yield path, text
        case nodes.SequenceNode(items):
            for at, item in enumerate(items):
                yield from _texts(item, (*path, at))
        case nodes.MappingNode(entries):
            for key, item in entries.items():
                yield from _texts(item, (*path, key))


_ASKED = ("keep_on", "change", "stop")


def _asked(old: CommunityProject, today: date) -> Mapping[str, Sequence[str]] | None:
    """Return what the report of a year asks to continue, change and stop, or else its notes; None if nobody said so.

    Raises Problems of the records, Unreadable.
    """
    from cop_plan.app import report

    folder = report.folder(old, None)
    content = files.existing(folder, [report.FINAL]).get(report.FINAL)
    with contextlib.suppress(ValueError, RecursionError, KeyError, TypeError, AttributeError):
        data: Any = json.loads(content) if content is not None else {}
        of_this = data.get("id") == old.community.identity and data.get("year") == timeline.year_name(old.community)
        if of_this and data.get("kind") == "final" and isinstance(data["first_page"].get("asks"), dict):
            asks = data["first_page"]["asks"]
            if any(asks.get(key) for key in _ASKED):
                return {key: [str(one["text"]) for one in asks.get(key, ())] for key in _ASKED}
    made = report.make(old, report.ReportRequest(today)).report
    page = getattr(made, "first_page", None)
    asks = getattr(page and page.asks, "value", None)
    return asks and {key: [one.text for one in getattr(asks, key)] for key in _ASKED}


def _asked_lines(asked: Mapping[str, Sequence[str]], w: Any) -> Iterator[str]:
    for key, word in zip(_ASKED, ("keep_on", "do_change", "stop"), strict=True):
        lines = [line for text in asked[key] for line in commenting.lines_of(text) if line]
        if lines:
            yield ""
            yield w(f"report.{word}")
            yield from (f"  {line if line.startswith(('-', '*')) else f'- {line}'}" for line in lines)
