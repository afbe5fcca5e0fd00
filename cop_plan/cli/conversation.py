"""The conversation of `cop-plan init`, and what is written at its end."""

import contextlib
import shlex
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from cop_plan import edit, files, load, nodes, questions, wizard
from cop_plan.cli import shell
from cop_plan.errors import Foreign, Place, Problem, Problems, did_you_mean, quote
from cop_plan.questions import Question, Unclear

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
    run = shell.Run()
    try:
        with run.one():
            given = {**_from_file(answers), **_from_flags(flags)}
            names = {path: name for path, (name, _) in flags.items()}
            setting = _Setting(file, now, given, names, defaults=defaults, may_ask=not (no_input or answers))
            return _complete(setting) if file.exists() else _begin(setting)
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
    return run.code


class _Setting:
    """What a run was called with."""

    def __init__(
        self,
        file: Path,
        now: datetime,
        given: Mapping[questions.Path, Any],
        flags: Mapping[questions.Path, str],
        *,
        defaults: bool,
        may_ask: bool,
    ) -> None:
        self.file = file
        self.given = given
        self.flags = flags
        self.defaults = defaults
        self.may_ask = may_ask
        zone = questions.zone_guess(files.machine_zone())
        self.guesses: dict[questions.Path, Any] = {("year",): questions.coming_year(now.date())}
        if zone:
            self.guesses["timezone",] = zone

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


def _begin(setting: _Setting) -> int:
    """Write a new definition with the files beside it."""
    asked = questions.questions()
    answers = setting.taken(asked)
    missing = [one for one in asked if one.required and one.path not in answers]
    if missing and not setting.may_ask:
        flags = ", ".join(setting.flags[one.path] for one in missing)
        raise typer.BadParameter(f"{flags} {'is' if len(missing) == 1 else 'are'} missing")
    if setting.may_ask and (missing or not setting.defaults):
        wanted = missing if setting.defaults else [one for one in asked if one.path not in answers]
        shell.say("A definition of your community, in about three minutes.")
        found = _asked(
            setting, wanted, answers, lambda more: _problems_of(setting.file, _new_files(setting.file, more))
        )
        if found is None:
            shell.say("nothing was written")
            return shell.Exit.DONE
        answers = found
    contents = _new_files(setting.file, answers)
    _loaded_new(setting.file, contents, dated=not setting.may_ask)
    kept = [other for other in contents if other != setting.file.name and (setting.file.parent / other).exists()]
    new = {other: content for other, content in contents.items() if other not in kept}
    files.write_new(setting.file.parent, new)
    shell.say(f"wrote {', '.join(new)}")
    if kept:
        shell.say(f"kept {', '.join(kept)} as {'it was' if len(kept) == 1 else 'they were'}")
    _say_what_next(setting.file)
    return shell.Exit.DONE


def _new_files(file: Path, answers: Mapping[questions.Path, Any]) -> dict[str, bytes]:
    """Return the content of a new definition and of the files beside it, by name."""
    schema = files.shipped_text(SCHEMA)
    texts = {file.name: questions.definition(answers, file.name, SCHEMA if schema else None)}
    texts |= questions.tables(answers) | ({SCHEMA: schema} if schema else {})
    return {name: text.encode() for name, text in texts.items()}


def _complete(setting: _Setting) -> int:
    """Ask what a definition leaves open, and put the answers in at their places."""
    before = files.read(setting.file, nodes.LARGEST_BYTES)
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
    if files.read(setting.file, nodes.LARGEST_BYTES) != before:
        raise Foreign([(str(setting.file), "it was changed meanwhile")], "run init again")
    home = setting.file.resolve()  # what is behind a link is changed, not the link
    files.write_all(home.parent, {home.name if name == setting.file.name else name: content
                                  for name, content in contents.items()})  # fmt: skip
    shell.say(f"wrote {_answers(len(answers))} into {', '.join(contents)}")
    _say_what_next(setting.file)
    return shell.Exit.DONE


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


def _with_answers(file: Path, before: bytes, answers: Mapping[questions.Path, Any]) -> dict[str, bytes]:
    """Return the new content of a definition, and of the tables that it names. Raises edit.CannotEdit, Problems."""
    text = before.decode()
    contents: dict[str, bytes] = {}
    written = nodes.read_yaml(before, str(file))
    assert written is not None, "it was loaded"
    for one in questions.questions():
        if one.path not in answers:
            continue
        value = answers[one.path]
        node, reached = nodes.find(written, one.path)
        if one.path in load.TABLES and len(reached) == len(one.path) and isinstance(node, nodes.Text) and node.text:
            table = file.parent / node.text
            rows = files.read(table, nodes.LARGEST_BYTES).decode()
            contents[node.text] = edit.with_rows(rows, questions.columns_of(one.path), value, str(table)).encode()
        else:
            text = edit.with_answer(text, one.path, value, one.example)
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
        there = (self._definition.parent / name).exists() and not self._definition.exists()
        return super().beside(name, place, path) if new is None or there else (name, new)


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
        # There is no such file yet: what is wrong is one of the answers.
        raise Problems(replace(one, place=Place("answers", 0, 0), others=()) for one in found.problems) from None


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
            for problem in problems_of({**answers, **state.answers}):
                _show(f"To mend: {problem.path}: {problem.message}" + (f" ({problem.hint})" if problem.hint else ""))
        for line in wizard.prompt(conversation, state):
            _show(line)
        state, remarks = wizard.advance(conversation, state, _line())
        for line in remarks:
            _show(line)
    return {**answers, **state.answers} if state.over == "write" else None


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
    if path in known:
        value = nodes.plain(node)
        named = path in load.TABLES and isinstance(value, str)
        problem = None if named else load.wrong_with(path, value, None)
        if problem is not None:
            problems.append(Problem(node.place, dotted, problem.message, problem.hint))
        elif path in (("timezone",), ("region",)):
            try:
                value = questions.read(known[path], [value])
            except Unclear as error:
                problems.append(Problem(node.place, dotted, str(error)))
        found[path] = value
    elif isinstance(node, nodes.Map) and any(one[: len(path)] == path for one in known):
        for key, item in node.entries.items():
            _gather(item, (*path, *key.split(".")), found, problems)
    elif not path:
        problems.append(Problem(node.place, "", "a map is expected here", "write lines of  key: value"))
    else:
        hint = did_you_mean(dotted, [".".join(one) for one in known])
        problems.append(Problem(node.place, "", f"no question is called {quote(dotted)}", hint))


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
