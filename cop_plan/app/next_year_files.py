"""The files of a year as the next one has them: its texts are edited, and what they name is taken along.

What is turned into a comment is marked there, so that it is found again once all is edited.
"""

import contextlib
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Literal, NoReturn

from cop_plan.app import outputs
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.errors import Path as ValuePath
from cop_plan.base.errors import Place, Problem, Problems, Unreadable
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence, sentence
from cop_plan.dates import calendar_files, zones
from cop_plan.definition import commenting, edit, lists, load, nodes, of_one_year
from cop_plan.definition import community as models

Kind = Literal[of_one_year.Kind, "calendar", "records", "output", "does not fit"]

_FORGOTTEN = ("invited", "agreement_sent", "agreement_signed", "confirmed", "joined")
"""The columns of the members' list that are of one year; who declined what stays."""
_SPENT = ("actual", "in_kind")
MEMBERS, BUDGET = ("membership", "members"), ("budget",)

# What says which activities there are below those of the definition itself.
_BELOW = ("name", "year", "timezone", "language", "pattern", "extends")


@dataclass
class Text:
    """A file of YAML that is edited: its name in the new folder, and the folder in which it lay."""

    name: str
    text: str
    home: Path


@frozen
class NewComment:
    """A comment that is new: in which file and line it is, of what kind it was, and why it does not fit."""

    file: str
    line: int
    kind: Kind
    why: Sentence | None


@dataclass
class NextYearFiles:
    """The files of the year `before` in the new `folder`, where the definition has a `name`.

    Before `take_along` these are its texts alone. `is_changed` says that another year was named there already. `counts`
    is how much became a comment or was dropped, by kind; `left` are the names of members who left, and `renamed` is
    what is told of lists that have another name.
    """

    old: CommunityProject
    written: bytes
    folder: Path
    name: str
    before: str
    is_changed: bool
    texts: dict[str, Text] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    left: set[str] = field(default_factory=set)
    renamed: list[Sentence] = field(default_factory=list)
    _sources: dict[str, Path] = field(default_factory=dict)
    _marks: list[tuple[Kind, Sentence | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with the definition, and with what it names as a text like it: a pattern, what it extends."""
        self.texts[self.name] = Text(self.name, self.written.decode(), self.old.file.parent)
        self._sources[self.name] = self.old.file
        self._take_texts_along()

    @property
    def own(self) -> Text:
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

    def _take_texts_along(self) -> None:
        """Take along a pattern of one's own and what is extended, where they lie beside the definition."""
        todo = [self.own]
        while todo:
            one = todo.pop()
            for key in ("extends", "pattern"):
                name = nodes.text_at(self.tree(one), (key,))
                if not name or not name.endswith((".yaml", ".yml")) or not is_inside(name):
                    continue
                for file in (name, *(_titles_of(name) if key == "pattern" else ())):
                    place = one.home / file
                    known = str(PurePosixPath(one.name).parent / os.path.normpath(file).replace(os.sep, "/"))
                    if files.is_file(place) and known not in self.texts:
                        more = Text(known, files.read(place, nodes.MAX_BYTES).decode(), place.parent)
                        self.texts[known], self._sources[known] = more, place
                        todo.append(more)

    def take_along(self) -> None:
        """Edit each text, and take along what is named, as the new year has it. Raises Problems, Unreadable."""
        for one in self.texts.values():
            self._comment_dated(one)
            self._comment_calendars(one)
            self._forget_inline(one)
            self._take_files_along(one)
        self._take_along_what_is_not_named()

    def take_marks_out(self) -> list[NewComment]:
        """Take the marks out of the texts, which are contents then, and return them."""
        marks, pattern = list[NewComment](), re.compile(rf"{self.mark}(\d+){self.mark}")
        for one in self.texts.values():
            for number, line in enumerate(one.text.split("\n"), 1):
                marks += [NewComment(one.name, number, *self._marks[int(found)]) for found in pattern.findall(line)]
            one.text = re.sub(rf" ?{self.mark}\d+{self.mark}(?=\r?$)", "", one.text, flags=re.MULTILINE)
            one.text = pattern.sub("", one.text)
            self.contents[one.name] = one.text.encode()
        return marks

    @property
    def private(self) -> frozenset[str]:
        """Return the names of the files that nobody but their owner may read."""
        return frozenset(name for name, file in self._sources.items() if not files.is_readable_by_others(file))

    def tree(self, one: Text) -> nodes.Node:
        """Return the tree of a text, an empty one where nothing is written."""
        tree = nodes.read_yaml(one.text.encode(), str(self.folder / one.name))
        return tree if tree is not None else nodes.MappingNode({}, {}, Place(one.name, 1, 1))

    def comment(self, one: Text, path: ValuePath, kind: Kind, why: Sentence | None = None) -> None:
        """Turn what stands at a path into a comment, or the part in which it stands. Raises Problems.

        An activity with what is an alias of it elsewhere goes with that; a section never goes as a whole.
        """
        said = f"{self.mark}{len(self._marks)}{self.mark}"
        for length in range(len(path), min(len(path), 2) - 1, -1):
            with contextlib.suppress(edit.CannotEdit):
                one.text = commenting.commented_out(one.text, path[:length], self.before, said)
                self._marks.append((kind, why))
                return
        aliases = commenting.aliases(one.text, path)
        for alias in aliases:
            self.comment(one, alias, kind, why)
        if not aliases:
            self.refuse(one, path)
        self.comment(one, path, kind, why)

    def refuse(self, one: Text, path: ValuePath) -> NoReturn:
        """Raise Problems: a person has to take out what stands at a path."""
        name = nodes.dotted(path)
        place = nodes.place_of(self.tree(one), path, key=True)._replace(file=str(self._sources[one.name]))
        said = sentence("this cannot be taken out from here; take it out yourself, and run this again")
        raise Problems([Problem(place, name, said)])

    def _comment_dated(self, one: Text) -> None:
        """Turn into comments what belongs to the year before alone."""
        promised = self.until if self.is_changed else self.until + timedelta(days=366)
        while found := list(of_one_year.found(self.tree(one), self.until, promised)):
            written = nodes.spans(one.text.removeprefix("\ufeff"))
            # What is behind an alias is gone with what it stands for.
            found = [each for each in found if each[0] in written] or found
            # An activity that goes with its date takes along what else is of the year.
            whole = [each for each in found if self.with_its_activity(each[0]) != each[0]]
            path, kind = (whole or found)[-1]
            self.counts[kind] += 1
            self.comment(one, self.with_its_activity(path), kind)

    def with_its_activity(self, path: ValuePath) -> ValuePath:
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

    def _comment_calendars(self, one: Text) -> None:
        """Turn into comments the calendar files that have no day of the new year."""
        tree = self.tree(one)
        closures, _ = nodes.find(tree, ("closures",))
        if isinstance(closures, nodes.MappingNode) and closures is not tree:
            for name, closure in closures.entries.items():
                file = closure.entries.get("from") if isinstance(closure, nodes.MappingNode) else None
                if isinstance(file, nodes.ScalarNode) and file.text and not self._has_new_days(one, file.text):
                    self.counts["calendar"] += 1
                    self.comment(one, ("closures", name), "calendar")
        busy, reached = nodes.find(tree, ("busy",))
        listed = busy.items if isinstance(busy, nodes.SequenceNode) else (busy,)
        for at in reversed(range(len(listed) if reached else 0)):
            file = listed[at]
            if isinstance(file, nodes.ScalarNode) and file.text and not self._has_new_days(one, file.text):
                self.comment(one, ("busy", at) if isinstance(busy, nodes.SequenceNode) else ("busy",), "calendar")

    def _has_new_days(self, one: Text, name: str) -> bool:
        """Return whether a calendar file has an event after the year before."""
        try:
            content = files.read(one.home / name, calendar_files.MAX_BYTES)
            zone = zones.zone(self.old.community.timezone)
            last = date(self.until.year + 1, 12, 31)
            events = calendar_files.events(content, date(self.until.year, 1, 1), last, zone, is_private=True)
        except (Unreadable, calendar_files.Broken):
            return False
        return any(event.start.date() > self.until for event in events)

    def _forget_inline(self, one: Text) -> None:
        """Take out of lists in the definition itself who left, what members agreed to, and what was spent."""
        for path in (MEMBERS, BUDGET):
            rows, reached = nodes.find(self.tree(one), path)
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
                        self.refuse(one, out)

    def _row(self, path: ValuePath, row: Mapping[str, str | None]) -> dict[str, str] | None:
        """Return a row of a list as the new year has it; None for a member who left."""
        texts = {key: text for key, text in row.items() if text}
        if path == MEMBERS:
            if (left := texts.get("left")) and left <= self.until.isoformat():
                self.counts["left"] += 1
                self.left.add(texts.get("name", "").casefold())
                return None
            self.counts["agreements"] += any(key in texts for key in _FORGOTTEN)
            self.counts["hopes"] += any(key in texts for key in ("brings", "wants"))
        self.counts["spent"] += path == BUDGET and any(key in texts for key in _SPENT)
        gone = _FORGOTTEN if path == MEMBERS else _SPENT
        return {key: text for key, text in texts.items() if key not in gone}

    def _take_files_along(self, one: Text) -> None:
        """Take along what a text names, as the new year has it, or name it from the new folder."""
        for path in load.TABLES:
            if name := nodes.text_at(self.tree(one), path):
                self._take_list_along(one, path, name)
        closures, _ = nodes.find(self.tree(one), ("closures",))
        closed = closures.entries if isinstance(closures, nodes.MappingNode) else {}
        busy, reached = nodes.find(self.tree(one), ("busy",))
        listed = len(busy.items) if isinstance(busy, nodes.SequenceNode) else 0
        for path in (
            ("pattern",),
            ("extends",),
            *(("closures", closure, "from") for closure in closed),
            *([("busy",)] if reached and not listed else [("busy", at) for at in range(listed)]),
        ):
            name = nodes.text_at(self.tree(one), path)
            if not name or (path == ("pattern",) and not name.endswith((".yaml", ".yml"))):
                continue
            if not is_inside(name):
                self._name_anew(one, path, name)
            elif path[0] in ("closures", "busy"):
                self._take(one, name, files.read(one.home / name, calendar_files.MAX_BYTES))
        self._take_theme_along(one)
        self._look_at_records(one)

    def _take_theme_along(self, one: Text) -> None:
        """Take along the folder of a theme, or name it from the new folder."""
        path = ("templates",)
        if (name := nodes.text_at(self.tree(one), path)) is None:
            return
        if not is_inside(name):
            self._name_anew(one, path, name)
            return
        for file, content in files.theme(one.home / name).items():
            if content is not None:  # it is part of the theme
                self._take(one, f"{name}/{file}", content)

    def _take(self, one: Text, name: str, content: bytes) -> str:
        """Take a file along under its name; return that name in the new folder."""
        known = (PurePosixPath(one.name).parent / os.path.normpath(name).replace(os.sep, "/")).as_posix()
        if known not in self.texts:
            self.contents.setdefault(known, content)
            self._sources.setdefault(known, one.home / name)
        return known

    def _take_list_along(self, one: Text, path: ValuePath, name: str) -> None:
        file, columns = one.home / name, models.column_names(load.TABLES[path])
        data = files.read(file, nodes.MAX_BYTES)
        rows = [
            {key: text for key, text in row.items() if text is not None}
            for row in nodes.plain(load.read_list(data, str(file), load.TABLES[path], path))
        ]
        is_changed, is_workbook = path in (MEMBERS, BUDGET), lists.is_workbook(data, str(file), columns)
        if not is_changed and not is_workbook:
            if is_inside(name):
                self._take(one, name, data)
            else:
                self._name_anew(one, path, name)
            return
        after = [self._row(path, row) for row in rows] if is_changed else rows
        content = lists.rewritten(data, str(file), columns, after)
        new = name if is_inside(name) else file.name
        if is_workbook:
            new = str(PurePosixPath(new).with_name(f"{path[-1]}.csv"))
            self.renamed.append(sentence("{file}, as {new}", file=name, new=new))
        taken = self._take(one, new, content)
        self._sources[taken] = file
        if new != name:
            self.splice(one, path, new)

    def _name_anew(self, one: Text, path: ValuePath, name: str) -> None:
        """Name a file that lies elsewhere from the new folder, where it is another way from there."""
        if Path(name).is_absolute():
            return
        place = (self.folder / one.name).parent
        new = Path(os.path.relpath(one.home / name, place)).as_posix()
        if os.path.normpath(name).replace(os.sep, "/") != new:
            self.splice(one, path, new)

    def splice(self, one: Text, path: ValuePath, value: str) -> None:
        """Put another value in the place of one. Raises Problems."""
        bare = one.text.removeprefix("\ufeff")
        span = nodes.spans(bare).get(path)
        if span is None:
            self.refuse(one, path)
        start = len(one.text) - len(bare)
        plain = [value] if re.fullmatch(r"[\w./-]*\w", value) else []
        for written in (*plain, edit.scalar(value), edit.scalar(value, in_block=True)):
            new = one.text[: start + span.start] + written + one.text[start + span.end :]
            if nodes.text_at(nodes.read_yaml(new.encode(), ""), path) == value:
                one.text = new
                return
        self.refuse(one, path)

    def _look_at_records(self, one: Text) -> None:
        """Turn into comments where records and outputs lie outside the folder: last year's lie there."""
        tree = self.tree(one)
        for path, text in [*nodes.texts(tree)]:
            is_place = path[0] == "records" and path[1:2] not in (("bots",), ("counts_from",), ("aliases",))
            if (is_place or path == ("output",)) and not is_inside(text):
                self.comment(one, path, "output" if path == ("output",) else "records")
            if path == ("records", "aliases") and not is_inside(text):
                self._name_anew(one, path, text)
            elif path == ("records", "aliases") and files.is_file(one.home / text):
                self._take(one, text, files.read(one.home / text, nodes.MAX_BYTES))

    def _take_along_what_is_not_named(self) -> None:
        home, schema = self.old.file.parent, files.shipped_text(outputs.SCHEMA)
        if schema and files.is_file(home / outputs.SCHEMA):
            self.contents.setdefault(outputs.SCHEMA, schema.encode())
        if files.is_file(home / ".gitignore"):
            self.contents.setdefault(".gitignore", files.read(home / ".gitignore", nodes.MAX_BYTES))

    def project(self) -> CommunityProject:
        """Return the new year as it would be read from the new folder."""
        contents = {**self.contents, **{name: one.text.encode() for name, one in self.texts.items()}}
        tables = {name: content for name, content in contents.items() if name != self.name}
        # Its theme is not there yet: it is that of the year before.
        asked = ProjectOptions(
            theme=self.old.theme, content=contents[self.name], tables=tables, language=self.old.asked.language
        )
        return CommunityProject(self.folder / self.name, asked)


def is_inside(name: str) -> bool:
    """Return whether a file that is named lies in the folder of what names it, or below it."""
    norm = os.path.normpath(name).replace(os.sep, "/")
    return not (Path(name).is_absolute() or norm == ".." or norm.startswith("../"))


def _titles_of(name: str) -> Iterator[str]:
    """Yield what the titles of a pattern are called in each language."""
    from cop_plan.definition import languages

    yield from (re.sub(r"\.(ya?ml)$", rf".{folder}.\1", name) for folder in languages.BY_FOLDER)


def shared(home: Path, name: str | None) -> Iterator[tuple[Path, nodes.Node]]:
    """Yield the files that are extended, the nearest first."""
    seen = set[Path]()
    while name is not None and (file := Path(os.path.normpath(home / name))) not in seen and files.is_file(file):
        seen.add(file)
        tree = nodes.read_yaml(files.read(file, nodes.MAX_BYTES), str(file))
        if tree is None:
            return
        yield file, tree
        home, name = file.parent, nodes.text_at(tree, ("extends",))
