"""The conversation of `cop-plan init`, and what is written at its end."""

import contextlib
import shlex
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from cop_plan.base import files
from cop_plan.base.errors import Foreign, Place, Problem, Problems, did_you_mean, quote
from cop_plan.cli import shell
from cop_plan.definition import edit, load, nodes
from cop_plan.interview import questions, wizard
from cop_plan.interview.questions import Question, Unclear

SCHEMA = "community.schema.json"


class InputClosed(Exception):
    """Raised where the input ends before the questions do."""


def run(
    file: Path,
    flags: Mapping[questions.Path, tuple[str, str | None]],
    answers: str | None,
    now: datetime,
    *,
    defaults: bool,
    no_input: bool,
) -> int:
    """Ask, and write a definition or complete one. `flags` are the names and texts of flags by the path they answer."""
    stopped = shell.Run()
    try:
        with stopped.one():
            given = {**_from_file(answers), **_from_flags(flags)}
            names = {path: name for path, (name, _) in flags.items()}
            setting = _Setting(file, _guesses(now), given, names, defaults, may_ask=not (no_input or answers))
            return _begin(setting) if _is_new(file) else _complete(setting)
    except InputClosed:
        shell.say("the input ended before the questions; nothing was written")
        return shell.Exit.INTERRUPTED
    except KeyboardInterrupt:
        shell.say("\nstopped; nothing was written")
        return shell.Exit.INTERRUPTED
    except edit.CannotEdit as error:
        shell.say(f"{file}: {nodes.dotted(error.path)} cannot be put in at its place; nothing was written")
        shell.say("    hint: write it into the file by hand")
        return shell.Exit.PROBLEMS
    return stopped.code


def _guesses(now: datetime) -> dict[questions.Path, Any]:
    """Return what the clock and the machine answer."""
    zone = questions.zone_guess(files.machine_zone())
    return {("year",): questions.coming_year(now.date()), **({("timezone",): zone} if zone else {})}


@dataclass(frozen=True)
class _Setting:
    """What a run was called with, and what the machine guesses."""

    file: Path
    guesses: Mapping[questions.Path, Any]
    given: Mapping[questions.Path, Any]
    flags: Mapping[questions.Path, str]
    defaults: bool
    may_ask: bool

    def taken(self, asked: Iterable[Question]) -> dict[questions.Path, Any]:
        """Return the answers given, and with `--defaults` the guesses for what else is asked."""
        if not self.defaults:
            return dict(self.given)
        guesses = {one.path: self.guesses[one.path] for one in asked if one.path in self.guesses}
        taken = {**guesses, **self.given}
        region = questions.region_guess(taken.get(("timezone",)))
        if region and any(one.path == ("region",) for one in asked):
            taken.setdefault(("region",), region)
        return taken


def _is_new(file: Path) -> bool:
    """Return whether there is no definition yet, or nothing in it but comments. Raises Problems, Unreadable."""
    return not file.exists() or nodes.read_yaml(files.read(file, nodes.LARGEST_BYTES), str(file)) is None


def _begin(setting: _Setting) -> int:
    """Write a new definition with the files beside it."""
    asked = questions.questions()
    answers = setting.taken(asked)
    missing = [one for one in asked if one.required and one.path not in answers]
    if missing and not setting.may_ask:
        flags = ", ".join(setting.flags[one.path] for one in missing)
        raise typer.BadParameter(f"{flags} {'is' if len(missing) == 1 else 'are'} missing")
    before = _there(setting.file, (setting.file.name, *questions.TABLES.values(), SCHEMA))
    if setting.may_ask and (missing or not setting.defaults):
        wanted = missing if setting.defaults else [one for one in asked if one.path not in answers]
        shell.say("A definition of your community, in about three minutes.")
        found = _asked(
            setting, wanted, answers, lambda more: _problems_of(setting.file, _new_files(setting.file, before, more))
        )
        if found is None:
            shell.say("nothing was written")
            return shell.Exit.DONE
        answers = found
    contents = _new_files(setting.file, before, answers)
    _loaded_new(setting.file, contents, dated=not setting.may_ask)
    changed = {name: content for name, content in contents.items() if name in before}
    added = [name for name in changed if name != setting.file.name]
    _write_over(setting.file, before, changed)
    files.write_new(setting.file.parent, {name: contents[name] for name in contents if name not in before})
    shell.say(f"wrote {', '.join(name for name in contents if name not in added)}")
    if added:
        shell.say(f"added the new rows to {', '.join(added)}")
    for name in before:
        if name not in contents:
            shell.say(f"kept {name} as it was" + ("; the community takes its rows" if name != SCHEMA else ""))
    _say_what_next(setting.file)
    return shell.Exit.DONE


def _there(file: Path, names: Iterable[str]) -> dict[str, bytes]:
    """Return the content of those files beside a definition that are there, by name. Raises Unreadable."""
    return {
        name: files.read(file.parent / name, nodes.LARGEST_BYTES) for name in names if (file.parent / name).exists()
    }


def _new_files(file: Path, before: Mapping[str, bytes], answers: Mapping[questions.Path, Any]) -> dict[str, bytes]:
    """Return the content of a new definition and of the files beside it that are new or change, by name.

    What is there `before` stays: comments stand above the new definition, rows above new rows. Raises Problems.
    """
    schema = files.shipped_text(SCHEMA)
    remarks = before.get(file.name, b"").decode()
    texts = {file.name: _whole_lines(remarks) + questions.definition(answers, file.name, SCHEMA if schema else None)}
    texts |= questions.tables(answers) | ({SCHEMA: schema} if schema else {})
    contents = {name: text.encode() for name, text in texts.items() if name == file.name or name not in before}
    for path, name in questions.TABLES.items():
        rows = answers.get(path)
        if name in before and rows and not isinstance(rows, str):
            contents[name] = _with_rows(before[name], path, rows, file.parent / name)
    return contents


def _whole_lines(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _with_rows(before: bytes, path: questions.Path, rows: Sequence[Any], table: Path) -> bytes:
    """Return the content of a table with rows more. Raises edit.CannotEdit, Problems."""
    nodes.read_table(before, str(table), questions.columns_of(path))  # what cannot be read has its place
    added = [questions.row(path, item) for item in rows]
    return edit.with_rows(before.decode(), questions.columns_of(path), added, str(table)).encode()


def _write_over(file: Path, before: Mapping[str, bytes], contents: Mapping[str, bytes]) -> None:
    """Write files that were read before. Raises Foreign where one was changed meanwhile, Unreadable."""
    foreign = [
        (str(file.parent / name), "it was changed meanwhile")
        for name in contents
        if files.read(file.parent / name, nodes.LARGEST_BYTES) != before[name]
    ]
    if foreign:
        raise Foreign(foreign, "run init again")
    # What is behind a link is changed, not the link.
    homes = {str((file.parent / name).resolve()): content for name, content in contents.items()}
    if homes:
        files.write_all(file.parent, homes)


def _complete(setting: _Setting) -> int:
    """Ask what a definition leaves open, and put the answers in at their places."""
    before = _with_tables(setting.file)
    loaded = shell.loaded(setting.file)
    left_open = questions.open_questions(loaded)
    _refuse_answered(setting, loaded, left_open)
    asked = [one for one in left_open if one.path not in setting.given]
    answers = {path: value for path, value in setting.taken(asked).items() if path in {one.path for one in left_open}}
    if not left_open:
        shell.say(f"{setting.file}: every question is answered")
        return shell.Exit.DONE
    if setting.may_ask and not setting.defaults and asked:
        shell.say(f"{setting.file}: {_many(len(left_open))} open.")
        known = _known(loaded)
        found = _asked(
            setting,
            asked,
            answers,
            lambda more: _problems_of(setting.file, _with_answers(setting.file, before, more)),
            known,
        )
        answers = found or {}
    if not answers:
        shell.say("nothing was answered, and nothing written")
        return shell.Exit.DONE
    contents = _with_answers(setting.file, before, answers)
    _loaded(setting.file, contents)
    _write_over(setting.file, before, contents)
    shell.say(f"wrote {_answers(len(answers))} into {', '.join(contents)}")
    _say_what_next(setting.file)
    return shell.Exit.DONE


def _with_tables(file: Path) -> dict[str, bytes]:
    """Return the content of a definition and of the tables that it names, by name. Raises Problems, Unreadable."""
    definition = files.read(file, nodes.LARGEST_BYTES)
    written = nodes.read_yaml(definition, str(file))
    names = [_text_at(written, path) for path in load.TABLES]
    return {file.name: definition, **_there(file, [name for name in names if name])}


def _text_at(tree: nodes.Node | None, path: Sequence[str | int]) -> str | None:
    node, reached = nodes.find(tree, tuple(path)) if tree is not None else (None, ())
    return node.text if len(reached) == len(path) and isinstance(node, nodes.Text) else None


def _refuse_answered(setting: _Setting, loaded: load.Loaded, left_open: Sequence[Question]) -> None:
    """Refuse to change what is answered otherwise. Raises Foreign."""
    known, still = _known(loaded), {one.path for one in left_open}
    foreign = [
        (str(setting.file), f"{nodes.dotted(path)} is answered already")
        for path, value in setting.given.items()
        if path not in still and known.get(path) != value
    ]
    if foreign:
        raise Foreign(foreign, "change it in the file itself")


def _known(loaded: load.Loaded) -> dict[questions.Path, Any]:
    """Return what a definition answers, as it is written."""
    known = {}
    for one in questions.questions():
        node, reached = nodes.find(loaded.tree, one.path)
        if len(reached) == len(one.path) and not nodes.is_empty(node):
            known[one.path] = nodes.plain(node)
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
        name = _text_at(written, one.path) if one.path in load.TABLES and not isinstance(value, str) else None
        if name is not None:
            contents[name] = _with_rows(before[name], one.path, value, file.parent / name)
        else:
            text = edit.with_answer(text, one.path, value, one.shown)
    return {file.name: text.encode(), **contents}


class _Shelf(files.Shelf):
    """The files that a definition names, as they will be."""

    def __init__(self, file: Path, contents: Mapping[str, bytes]) -> None:
        super().__init__(file, nodes.LARGEST_BYTES)
        self._contents = contents
        self._definition = file

    def beside(self, name: str, place: Place, path: str) -> tuple[str, bytes]:
        """Return what will lie there, or else what does."""
        new = self._contents.get(name)
        return super().beside(name, place, path) if new is None else (str(self._definition.parent / name), new)


def _loaded(file: Path, contents: Mapping[str, bytes]) -> load.Loaded:
    """Load a definition as it will be. Raises Problems."""
    return load.community(contents[file.name], str(file), _Shelf(file, contents))


def _loaded_new(file: Path, contents: Mapping[str, bytes], *, dated: bool) -> None:
    """See that a new definition loads, and where nobody could look it over, that it makes a year. Raises Problems."""
    try:
        loaded = _loaded(file, contents)
        if dated:
            shell.dated(loaded)
    except Problems as found:
        # There is no such definition yet: what is wrong is one of the answers, or in a file that was there.
        raise Problems(
            one if one.place.file != str(file) else replace(one, place=Place("answers", 0, 0), others=())
            for one in found.problems
        ) from None


def _problems_of(file: Path, contents: Mapping[str, bytes]) -> list[Problem]:
    """Return what is wrong with a definition as it will be, with its names and dates too."""
    try:
        shell.dated(_loaded(file, contents))
    except Problems as found:
        return list(found.problems)
    return []


def _asked(
    setting: _Setting,
    asked: Sequence[Question],
    answers: Mapping[questions.Path, Any],
    problems_of: Callable[[Mapping[questions.Path, Any]], list[Problem]],
    known: Mapping[questions.Path, Any] | None = None,
) -> dict[questions.Path, Any] | None:
    """Ask until the person wants it written; None if not. Raises InputClosed."""
    conversation = wizard.interview(asked, setting.guesses, str(setting.file), shell.language("en-CA"),
                                    {**(known or {}), **answers})  # fmt: skip
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="surrogateescape")  # what cannot be read is refused with the rest of its line
    state = wizard.State()
    for line in wizard.INTRODUCTION:
        _show(line)
    while state.over is None:
        if wizard.is_review(conversation, state) and state.answers:
            state = replace(state, to_mend=tuple(map(_to_mend, problems_of({**answers, **state.answers}))))
        for line in wizard.prompt(conversation, state):
            _show(line)
        state, remarks = wizard.advance(conversation, state, _line())
        for line in remarks:
            _show(line)
    return {**answers, **state.answers} if state.over == "write" else None


def _to_mend(problem: Problem) -> tuple[tuple[str | int, ...], str]:
    """Return where a problem lies, and what is wrong there."""
    return tuple(problem.path.split(".")), problem.message + (f" ({problem.hint})" if problem.hint else "")


def _line() -> str:
    """Return the next line that a person types. Raises InputClosed."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401  # lets a person edit the line
        try:
            return input("> ")
        except EOFError:
            raise InputClosed from None
    shell.say("> ")
    if not (line := sys.stdin.readline()):
        raise InputClosed
    return line


def _show(line: str) -> None:
    """Show a line, wrapped at words on a terminal."""
    if not sys.stderr.isatty():
        shell.say(line)
        return
    indent = line[: len(line) - len(line.lstrip())]
    width = max(40, min(100, shutil.get_terminal_size().columns))
    for part in textwrap.wrap(line, width, subsequent_indent=indent) or [""]:
        shell.say(part)


def _from_flags(flags: Mapping[questions.Path, tuple[str, str | None]]) -> dict[questions.Path, Any]:
    """Return the answers that came as flags. Raises typer.BadParameter."""
    found = {}
    for one in questions.questions():
        name, text = flags.get(one.path, ("", None))
        if text is None:
            continue
        try:
            if not text.strip():
                raise Unclear("nothing is given")
            found[one.path] = questions.answer(one, [text], flags[("pattern",)][1])
        except Unclear as error:
            raise typer.BadParameter(f"{name}: {error}") from None
    return found


def _from_file(name: str | None) -> dict[questions.Path, Any]:
    """Return the answers of a file. Raises Problems, Unreadable."""
    if name is None:
        return {}
    if name == "-":
        data = sys.stdin.buffer.read(nodes.LARGEST_BYTES + 1)
    else:
        data = files.read(Path(name), nodes.LARGEST_BYTES)
    tree = nodes.read_yaml(data, "answers" if name == "-" else name)
    found: dict[questions.Path, Any] = {}
    problems: list[Problem] = []
    if tree is not None:
        _gather(tree, (), found, problems)
    if problems:
        raise Problems(problems)
    return found


def _gather(node: nodes.Node, path: questions.Path, found: dict[questions.Path, Any], problems: list[Problem]) -> None:
    """Gather the answers in a tree; keys may be dotted paths."""
    known = {one.path: one for one in questions.questions()}
    dotted = nodes.dotted(path)
    if nodes.is_empty(node):
        return
    if path in found:
        problems.append(Problem(node.place, dotted, "this answer is there twice", "keep one of the two"))
    elif path in known:
        value = nodes.plain(nodes.without_empty(node))
        named = path in load.TABLES and isinstance(value, str)
        problem = None if named else load.wrong_with(path, value, None)
        if problem is not None:
            problems.append(Problem(node.place, dotted, problem.message, problem.hint))
        elif path in (("timezone",), ("region",)):
            try:
                value = questions.read(known[path], [value])
            except Unclear as error:
                problems.append(Problem(node.place, dotted, str(error)))
        elif path in load.TABLES and not named:
            value = _rows(node, path, problems)
        found[path] = value
    elif isinstance(node, nodes.Map) and any(one[: len(path)] == path for one in known):
        for key, item in node.entries.items():
            _gather(item, (*path, *key.split(".")), found, problems)
    elif not path:
        problems.append(Problem(node.place, "", "a map is expected here", "write lines of  key: value"))
    else:
        hint = did_you_mean(dotted, [".".join(one) for one in known])
        problems.append(Problem(node.place, "", f"no question is called {quote(dotted)}", hint))


def _rows(node: nodes.Node, path: questions.Path, problems: list[Problem]) -> list[dict[str, str]]:
    """Return the rows of a table that a list, or what is enough for a list of one, gives."""
    rows = []
    for item in node.items if isinstance(node, nodes.Items) else (node,):
        try:
            rows.append(questions.row(path, nodes.plain(item)))
        except Unclear as error:
            problems.append(Problem(item.place, nodes.dotted(path), str(error)))
    return rows


def _say_what_next(file: Path) -> None:
    name = shlex.quote(str(file))
    left = len(questions.open_questions(shell.loaded(file)))
    if left:
        shell.say(f"{_many(left)} open; cop-plan init {name} asks them when you are ready")
    shell.say(f"next: cop-plan schedule {name}")


def _many(count: int) -> str:
    return "1 question is" if count == 1 else f"{count} questions are"


def _answers(count: int) -> str:
    return "1 answer" if count == 1 else f"{count} answers"
