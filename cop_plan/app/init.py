"""Begin a definition from answers, or put answers into one at their places: what is written, and in which order."""

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from cop_plan.app import definition_answers, outputs, shipped
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.errors import OverwriteConflict, Place, Problem, Problems, did_you_mean, quote
from cop_plan.base.translatable import Sentence, sentence
from cop_plan.definition import edit, languages, lists, load, nodes
from cop_plan.interview import questions, starter
from cop_plan.interview.questions import Question, UnclearAnswer
from cop_plan.interview.wording import Wording
from cop_plan.schedule import progress

SCHEMA = outputs.SCHEMA

# What holds the addresses of people is for its owner only.
_PRIVATE = [name for path, name in questions.TABLES.items() if "email" in questions.columns_of(path)]

Answers = Mapping[questions.Path, Any]
"""Answers by the path at which each belongs."""


def wording(tag: str) -> Wording:
    """Return what the interview says in a language."""
    return Wording(shipped.interview_messages(tag), shipped.language(tag))


def language_of(*texts: bytes) -> str | None:
    """Return the language that the first definition or file of answers names that names one; None if none does.

    The file of an interview that somebody left is one too.
    """
    for text in texts:
        with contextlib.suppress(Problems):  # they are told when it is read
            tree = nodes.read_yaml(text, "")
            tag = nodes.text_at(tree, ("language",)) or nodes.text_at(tree, ("answers", "language"))
            if tag and load.wrong_with(("language",), tag) is None:
                return tag
    return None


def language_guess(locale: str | None) -> str:
    """Return the language of a machine whose locale is called so, such as `fr_CA`; the main one if it names none."""
    return next(iter(languages.meant_by(locale or "")), languages.main().tag)


def guesses(today: date, zone: str | None = None, tag: str | None = None) -> dict[questions.Path, Any]:
    """Return what the day and the machine answer; a `zone` that is given stands for the machine's.

    `tag` is the language in which a new definition is asked for, where that has to be written.
    """
    zone = zone or questions.zone_guess(files.machine_zone())
    year = questions.coming_year(today, zone)
    is_possible = load.wrong_with(("year",), year, None) is None  # not where SOURCE_DATE_EPOCH is 0
    found = {("year",): year if is_possible else None, ("timezone",): zone, ("language",): tag}
    return {path: value for path, value in found.items() if value}


def taken(
    given: Answers, guessed: Answers, asked: Sequence[Question], tag: str, known: Answers | None = None
) -> dict[questions.Path, Any]:
    """Return the answers given, and the guesses for what else is asked.

    The region of a time zone is among them, and where the areas of purpose are given or `known`, the starter items of
    the surveys in the language of `tag`.
    """
    guessed = {one.path: guessed[one.path] for one in asked if one.path in guessed}
    answers = {**guessed, **given}
    region = questions.region_guess(answers.get(("timezone",)))
    if region and any(one.path == ("region",) for one in asked):
        answers.setdefault(("region",), region)
    of = {**(known or {}), **answers}
    items = starter.items(of.get(starter.AREAS, ()), of.get(("language",), tag), of.get(starter.SCALE))
    if items and any(one.path == starter.ITEMS for one in asked):
        answers.setdefault(starter.ITEMS, items)
    return answers


def is_new(file: Path) -> bool:
    """Return whether there is no definition yet, or nothing in it but comments. Raises Problems, Unreadable."""
    return not files.is_there(file) or nodes.read_yaml(files.read(file, nodes.MAX_BYTES), str(file)) is None


@dataclass(frozen=True)
class InitializedFiles:
    """The files beside a definition that were written, those that got rows more, and those kept as they were."""

    new: tuple[str, ...]
    added: tuple[str, ...]
    kept: tuple[str, ...]


class NewDefinition:
    """A definition that is not there yet, and the lists beside it. What lies there already stays."""

    def __init__(self, file: Path, w: Wording) -> None:
        """Look at what is there. Raises Unreadable."""
        self.file = file
        self._wording = w
        self._before = _there(file, (file.name, *questions.TABLES.values(), SCHEMA))

    def problems(self, answers: Answers) -> list[Problem]:
        """Return what would be wrong with the definition."""
        return _problems_of(self.file, self._contents(answers))

    def write(self, answers: Answers, *, dated: bool) -> InitializedFiles:
        """Write it. Raises Problems of the answers, with `dated` of the year too, OverwriteConflict, Unreadable."""
        contents, before = self._contents(answers), self._before
        _check_new(self.file, contents, self._wording, dated=dated)
        _write(self.file, before, contents, self._wording)
        added = tuple(name for name in contents if name in before and name != self.file.name)
        new = tuple(name for name in contents if name not in added)
        return InitializedFiles(new, added, tuple(name for name in before if name not in contents))

    def _contents(self, answers: Answers) -> dict[str, bytes]:
        tag = str(answers.get(("language",), languages.main().tag))
        complete = starter.with_scale(questions.with_pattern(answers), tag)
        return _new_files(self.file, self._before, complete, self._wording)


class DefinitionToComplete:
    """A definition that is there, and the answers to what it leaves open, each put in at its place."""

    def __init__(self, file: Path, w: Wording) -> None:
        """Read the definition, and remove what a killed run left beside it. Raises Problems, Unreadable."""
        self.file = file
        self._wording = w
        self._before = _with_tables(file)
        self._loaded = CommunityProject(file, ProjectOptions(content=self._before[file.name])).written
        outputs.remove_stale_temp_files(file, self._loaded)

    @cached_property
    def open(self) -> list[Question]:
        """Return the questions that are left open."""
        return questions.open_questions(self._loaded)

    @cached_property
    def known(self) -> dict[questions.Path, Any]:
        """Return what the definition answers, as it is written."""
        return _known(self._loaded)

    def refuse_answered(self, given: Answers) -> None:
        """Refuse to change what is answered otherwise. Raises OverwriteConflict."""
        w = self._wording
        still = {one.path for one in self.open}
        written = nodes.read_yaml(self._before[self.file.name], str(self.file))
        foreign = [
            (str(self.file), Sentence(w("init.answered_already", path=nodes.dotted(path))))
            for path, value in given.items()
            if path not in still
            and self.known.get(path) != value
            and not _has_rows(self.file, self._before, written, path, value)
        ]
        if foreign:
            raise OverwriteConflict(foreign, Sentence(w("init.change_in_file")))

    def problems(self, answers: Answers) -> list[Problem]:
        """Return what would be wrong with the definition."""
        return _problems_of(self.file, self._contents(answers))

    def write(self, answers: Answers) -> tuple[str, ...]:
        """Put the answers in; return which files changed.

        Raises edit.CannotEdit, Problems, OverwriteConflict, Unreadable.
        """
        contents = self._contents(answers)
        _ = _project(self.file, contents).written
        _write(self.file, self._before, contents, self._wording)
        return tuple(contents)

    def _contents(self, answers: Answers) -> dict[str, bytes]:
        has_scale = starter.SCALE in self.known
        complete = answers if has_scale else starter.with_scale(answers, self._loaded.community.language)
        return _with_answers(self.file, self._before, complete)


def past(project: CommunityProject, today: date) -> int:
    """Return how many entries of a running year lie before today, where they are many and none is noted; else 0.

    Raises Problems, Unreadable.
    """
    community = project.community
    if community.begins is not None or today > project.timeline.last_beginning or project.progress.done:
        return 0
    number = sum(entry.day < today for entry in project.timeline.entries)
    return number if number > progress.HANDFUL else 0


def unfinished_file(definition: Path) -> Path:
    """Return the file that keeps the answers of somebody who left before a definition was written."""
    return definition.with_name(f"{definition.stem}.unfinished.yaml")


class UnfinishedInterview:
    """The answers to an interview that somebody left, in a file beside the definition until it is written."""

    def __init__(self, file: Path, w: Wording) -> None:
        """Look whether there is one. Raises OverwriteConflict for a file of that name that is none of ours."""
        self.file = unfinished_file(file)
        self._definition = file
        self._wording = w
        self._is_there = files.is_there(self.file)
        if self._is_there and not self._read().startswith(_UNFINISHED):
            raise OverwriteConflict([(str(self.file), Sentence(w("init.not_ours")))], Sentence(w("init.move_it")))

    def _read(self) -> bytes:
        return files.read(self.file, nodes.MAX_BYTES)

    def answers(self) -> tuple[dict[questions.Path, Any], str | None]:
        """Return the answers, and the name of the question or section at which it was left. Raises Problems."""
        if not self._is_there:
            return {}, None
        tree = nodes.read_yaml(self._read(), str(self.file))
        found: dict[questions.Path, Any] = {}
        problems: list[Problem] = []
        if isinstance(tree, nodes.MappingNode) and (answers := tree.entries.get("answers")) is not None:
            _gather(answers, (), found, problems, self._wording)
        if problems:
            raise Problems(problems)
        return found, nodes.text_at(tree, ("left_at",))

    def keep(self, answers: Answers, left_at: str) -> bool:
        """Keep answers for the next run, for their owner alone; return whether there are any. Raises Unreadable."""
        if not answers:
            return False
        nested: dict[str, Any] = {}
        for one in questions.questions():
            if one.path in answers:
                part = nested
                for key in one.path[:-1]:
                    part = part.setdefault(key, {})
                part[one.path[-1]] = answers[one.path]
        whole = {"language": self._wording.words.tag, "left_at": left_at, "answers": nested}
        name = self._definition.name.encode(errors="replace").decode()
        head = "".join(f"# {line}\n" for line in self._wording("init.unfinished", file=name).splitlines())
        body = "\n".join(line for key, value in whole.items() for line in edit.lines(key, value))
        content = _UNFINISHED + f"{head}{body}\n".encode()
        files.write_all(self.file.parent, {self.file.name: content}, private=[self.file.name])
        return True

    def remove(self) -> None:
        """Remove it: its answers are written. Raises Unreadable."""
        files.remove(self.file)


# The first line of a file that holds the answers to an interview.
_UNFINISHED = b"# cop-plan init: unfinished\n"


def of_another(file: Path, data: bytes, into: Path, year: str | None) -> definition_answers.DefinitionAnswers | None:
    """Return what a whole definition answers for a new one at `into`; None for what is only a file of answers.

    Raises Problems, Misuse, Unreadable.
    """
    if not definition_answers.is_definition(nodes.read_yaml(data, str(file))):
        return None
    return definition_answers.of_definition(file, data, into, year)


def from_file(name: str, data: bytes, w: Wording) -> dict[questions.Path, Any]:
    """Return the answers of a file of such content. Raises Problems."""
    tree = nodes.read_yaml(data, name)
    found: dict[questions.Path, Any] = {}
    problems: list[Problem] = []
    if tree is not None:
        _gather(tree, (), found, problems, w)
    if problems:
        raise Problems(problems)
    return found


def _there(file: Path, names: Iterable[str]) -> dict[str, bytes]:
    """Return the content of those files beside a definition that are there, by name. Raises Unreadable."""
    there = (name for name in names if files.is_there(file.parent / name))
    return {name: files.read(file.parent / name, nodes.MAX_BYTES) for name in there}


def _new_files(
    file: Path, before: Mapping[str, bytes], answers: Mapping[questions.Path, Any], w: Wording
) -> dict[str, bytes]:
    """Return the content of a new definition and of the files beside it that are new or change, by name.

    What is there `before` stays: comments stand above the new definition, rows above new rows. Raises Problems.
    """
    schema = files.shipped_text(SCHEMA)
    remarks = before.get(file.name, b"").decode()
    name = file.name.encode(errors="replace").decode()  # a definition is text, and its name may not be
    texts = {file.name: _whole_lines(remarks) + questions.definition(answers, name, SCHEMA if schema else None, w)}
    texts |= questions.tables(answers) | ({SCHEMA: schema} if schema else {})
    contents = {name: text.encode() for name, text in texts.items() if name == file.name or name not in before}
    for path, name in questions.TABLES.items():
        rows = answers.get(path)
        if name in before and rows and not isinstance(rows, str):
            contents[name] = _with_rows(before[name], path, rows, file.parent / name)
    return {name: content for name, content in contents.items() if content != before.get(name)}


def _whole_lines(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _with_rows(before: bytes, path: questions.Path, rows: Sequence[Any], table: Path) -> bytes:
    """Return the content of a table with those rows more that it does not have. Raises Problems.

    A run that was killed may have written them before it came to the definition.
    """
    columns, new = questions.columns_of(path), [questions.row(path, item) for item in rows]
    there = lists.plain_rows(before, str(table), columns) if before else []
    as_read = lists.plain_rows(lists.more_rows(b"", str(table), columns, new), str(table), columns)
    added = [row for row, read in zip(new, as_read, strict=True) if read not in there]
    return before + lists.more_rows(before, str(table), columns, added)


def _write(file: Path, before: Mapping[str, bytes], contents: Mapping[str, bytes], w: Wording) -> None:
    """Write files that are as they were `before`, or new: the definition last, so that it never names what is missing.

    Raises OverwriteConflict where one is other than before, Unreadable.
    """
    in_order = list(contents)
    in_order.reverse()  # a list after those that its rows name, as members name schools
    in_order.sort(key=lambda name: (name == file.name, name in before))
    homes = {name: outputs.home(file.parent / name) for name in in_order}
    # Below its folder, such that a path is told as the person wrote it; elsewhere only where a link leads there.
    ways = {name: str(home) if home != file.parent / name else name for name, home in homes.items()}
    with outputs.locked(
        outputs.by_folder([*homes.values(), *(file.parent / name for name in _all_names(file, before))])
    ):
        now = _there(file, contents)
        changed = [name for name in in_order if now.get(name) != before.get(name)]
        if changed:
            foreign = [
                (
                    str(file.parent / name),
                    Sentence(w("init.changed_meanwhile" if name in before else "init.there_already")),
                )
                for name in changed
            ]
            raise OverwriteConflict(foreign, Sentence(w("init.run_again")))
        files.write_all(
            file.parent,
            {way: contents[name] for name, way in ways.items()},
            private=[way for name, way in ways.items() if name in _PRIVATE and name not in before],
            only_new=[way for name, way in ways.items() if name not in before],
        )


def _all_names(file: Path, before: Iterable[str]) -> tuple[str, ...]:
    """Return the names of all files that a run may write, and a killed one may have begun."""
    return file.name, SCHEMA, *questions.TABLES.values(), *before


def _with_tables(file: Path) -> dict[str, bytes]:
    """Return the content of a definition and of the tables that it names, by name. Raises Problems, Unreadable."""
    definition = files.read(file, nodes.MAX_BYTES)
    written = nodes.read_yaml(definition, str(file))
    names = [nodes.text_at(written, path) for path in load.TABLES]
    return {file.name: definition, **_there(file, [name for name in names if name])}


def _has_rows(
    file: Path, before: Mapping[str, bytes], written: nodes.Node | None, path: questions.Path, value: Any
) -> bool:
    """Return whether the table that answers a question has these rows already. Raises Problems."""
    name = nodes.text_at(written, path) if path in load.TABLES and isinstance(value, list) else None
    if name is None or name not in before:
        return False
    return _with_rows(before[name], path, value, file.parent / name) == before[name]


def _known(loaded: load.Loaded) -> dict[questions.Path, Any]:
    """Return what a definition answers, as it is written."""
    known = {}
    for path in (*(one.path for one in questions.questions()), starter.SCALE):
        node, reached = nodes.find(loaded.tree, path)
        if len(reached) == len(path) and not nodes.is_empty(node):
            known[path] = nodes.plain(node)
    return known


def _with_answers(file: Path, before: Mapping[str, bytes], answers: Mapping[questions.Path, Any]) -> dict[str, bytes]:
    """Return the new content of a definition, and of the tables that it names. Raises edit.CannotEdit, Problems."""
    text = before[file.name].decode()
    contents: dict[str, bytes] = {}
    written = nodes.read_yaml(before[file.name], str(file))
    for one in questions.questions():
        if one.path not in answers:
            continue
        value = answers[one.path]
        name = nodes.text_at(written, one.path) if one.path in load.TABLES and not isinstance(value, str) else None
        if name is not None:
            contents[name] = _with_rows(before[name], one.path, value, file.parent / name)
        else:
            text = edit.with_answer(text, one.path, value, _commented_in(text, one), questions.key_paths())
    if starter.SCALE in answers:
        text = edit.with_answer(text, starter.SCALE, answers[starter.SCALE])
    contents = {file.name: text.encode(), **contents}
    return {name: content for name, content in contents.items() if content != before.get(name)}


def _commented_in(text: str, one: Question) -> Any:
    """Return the example of a question that stands as a comment in a definition, in whichever language it is."""
    year = nodes.text_at(nodes.read_yaml(text.encode(), ""), ("year",))
    wordings = [wording(tag) for tag in languages.TAGS]
    examples = [one.shown(w) for w in (*(w.in_year(year) for w in wordings if year), *wordings)]
    there = {line.strip() for line in text.splitlines()}
    return next((shows for shows in examples if there.issuperset(edit.commented(one.path[-1], shows))), examples[0])


def _project(file: Path, contents: Mapping[str, bytes]) -> CommunityProject:
    """Return a definition as it will be."""
    tables = {name: content for name, content in contents.items() if name != file.name}
    return CommunityProject(file, ProjectOptions(content=contents.get(file.name), tables=tables))


def _check_new(file: Path, contents: Mapping[str, bytes], w: Wording, *, dated: bool) -> None:
    """See that a new definition loads, and where nobody could look it over, that it makes a year. Raises Problems."""
    try:
        project = _project(file, contents)
        _ = project.timeline if dated else project.written
    except Problems as found:
        # There is no such definition yet: what is wrong is one of the answers, or in a file that was there.
        raise Problems(
            one if one.place.file != str(file) else replace(one, place=Place(w("init.answers"), 0, 0), others=())
            for one in found.problems
        ) from None


def _problems_of(file: Path, contents: Mapping[str, bytes]) -> list[Problem]:
    """Return what is wrong with a definition as it will be, with its names and dates too."""
    try:
        _ = _project(file, contents).timeline
    except Problems as found:
        return list(found.problems)
    return []


def _gather(
    node: nodes.Node, path: questions.Path, found: dict[questions.Path, Any], problems: list[Problem], w: Wording
) -> None:
    """Gather the answers in a tree; keys may be dotted paths."""
    known = {one.path: one for one in questions.questions()}
    dotted = nodes.dotted(path)
    if nodes.is_empty(node):
        return
    if path in found:
        twice = sentence("this answer is there twice")
        problems.append(Problem(node.place, dotted, twice, sentence("keep one of the two")))
    elif path in known:
        value = nodes.plain(nodes.without_empty(node))
        named = path in load.TABLES and isinstance(value, str)
        problem = None if named else load.wrong_with(path, value, None)
        if problem is not None:
            wrong, hint = questions.refusal(problem, path, value, w)
            problems.append(Problem(node.place, dotted, Sentence(wrong), Sentence(hint) if hint else None))
        elif path in (("timezone",), ("region",)):
            try:
                value = questions.read(known[path], [value], w)
            except UnclearAnswer as error:
                problems.append(Problem(node.place, dotted, Sentence(str(error))))
        elif path in load.TABLES and not named:
            value = _rows(node, path, problems)
        found[path] = value
    elif isinstance(node, nodes.MappingNode) and any(one[: len(path)] == path for one in known):
        for key, item in node.entries.items():
            _gather(item, (*path, *key.split(".")), found, problems, w)
    elif not path:
        a_map = sentence("keys with values are expected here")
        problems.append(Problem(node.place, "", a_map, sentence("write lines of  key: value")))
    else:
        meant = did_you_mean(dotted, [".".join(one) for one in known])
        problems.append(Problem(node.place, "", sentence("no question is called {name}", name=quote(dotted)), meant))


def _rows(node: nodes.Node, path: questions.Path, problems: list[Problem]) -> list[dict[str, str]]:
    """Return the rows of a table that a list, or what is enough for a list of one, gives."""
    rows = []
    for item in node.items if isinstance(node, nodes.SequenceNode) else (node,):
        try:
            rows.append(questions.row(path, nodes.plain(item)))
        except UnclearAnswer as error:
            problems.append(Problem(item.place, nodes.dotted(path), Sentence(str(error))))
    return rows
