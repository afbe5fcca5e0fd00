"""The conversation of `cop-plan init`: what is asked on a terminal, and what is said at its end."""

import shlex
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from cop_plan.app import init as use_case
from cop_plan.app import shipped
from cop_plan.app.project import Project
from cop_plan.base import files
from cop_plan.base.errors import Misuse, Problem
from cop_plan.cli import shell, terminal
from cop_plan.definition import edit, nodes
from cop_plan.interview import questions, wizard
from cop_plan.interview.questions import Question, Unclear


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
    try:
        given = {**_from_file(answers), **_from_flags(flags)}
        names = {path: name for path, (name, _) in flags.items()}
        may_ask = not (no_input or answers)
        setting = _Setting(file, use_case.guesses(now.date()), given, names, defaults, may_ask=may_ask)
        return _begin(setting) if use_case.is_new(file) else _complete(setting)
    except InputClosed:
        shell.warn("the input ended before the questions; nothing was written")
        return shell.Exit.INTERRUPTED
    except KeyboardInterrupt:
        terminal.start_line()
        shell.warn("stopped; nothing was written")
        return shell.Exit.INTERRUPTED
    except edit.CannotEdit as error:
        shell.warn(f"{file}: {nodes.dotted(error.path)} cannot be put in at its place; nothing was written")
        shell.warn("    hint: write it into the file by hand")
        return shell.Exit.PROBLEMS


@dataclass(frozen=True)
class _Setting:
    """What a run was called with, and what the machine guesses."""

    file: Path
    guesses: use_case.Answers
    given: use_case.Answers
    flags: Mapping[questions.Path, str]
    defaults: bool
    may_ask: bool

    def taken(self, asked: Sequence[Question]) -> dict[questions.Path, Any]:
        """Return the answers given, and with `--defaults` the guesses for what else is asked."""
        return use_case.taken(self.given, self.guesses, asked) if self.defaults else dict(self.given)


def _begin(setting: _Setting) -> int:
    """Write a new definition with the files beside it."""
    asked = questions.questions()
    answers = setting.taken(asked)
    missing = [one for one in asked if one.required and one.path not in answers]
    if missing and not setting.may_ask:
        flags = ", ".join(setting.flags[one.path] for one in missing)
        raise Misuse(f"{flags} {'is' if len(missing) == 1 else 'are'} missing")
    beginning = use_case.Beginning(setting.file)
    if setting.may_ask and (missing or not setting.defaults):
        wanted = missing if setting.defaults else [one for one in asked if one.path not in answers]
        shell.say("A definition of your community, in about three minutes.")
        found = _asked(setting, wanted, answers, beginning.problems)
        if found is None:
            shell.say("nothing was written")
            return shell.Exit.DONE
        answers = found
    written = beginning.write(answers, dated=not setting.may_ask)
    shell.say(f"wrote {', '.join(written.new)}")
    if written.added:
        shell.say(f"added the new rows to {', '.join(written.added)}")
    for name in written.kept:
        rows = "; the community takes its rows" if name != use_case.SCHEMA else ""
        shell.say(f"kept {name} as it was{rows}")
    _say_what_next(setting.file)
    return shell.Exit.DONE


def _complete(setting: _Setting) -> int:
    """Ask what a definition leaves open, and put the answers in at their places."""
    completing = use_case.Completing(setting.file)
    left_open = completing.open
    completing.refuse_answered(setting.given)
    asked = [one for one in left_open if one.path not in setting.given]
    answers = {path: value for path, value in setting.taken(asked).items() if path in {one.path for one in left_open}}
    if not left_open:
        shell.say(f"{setting.file}: every question is answered")
        return shell.Exit.DONE
    if setting.may_ask and not setting.defaults and asked:
        shell.say(f"{setting.file}: {_many(len(left_open))} open.")
        answers = _asked(setting, asked, answers, completing.problems, completing.known) or {}
    if not answers:
        shell.say("nothing was answered, and nothing written")
        return shell.Exit.DONE
    changed = completing.write(answers)
    shell.say(f"wrote {_answers(len(answers))} into {', '.join(changed)}")
    _say_what_next(setting.file)
    return shell.Exit.DONE


def _asked(
    setting: _Setting,
    asked: Sequence[Question],
    answers: Mapping[questions.Path, Any],
    problems_of: Callable[[Mapping[questions.Path, Any]], list[Problem]],
    known: Mapping[questions.Path, Any] | None = None,
) -> dict[questions.Path, Any] | None:
    """Ask until the person wants it written; None if not. Raises InputClosed."""
    conversation = wizard.interview(asked, setting.guesses, str(setting.file), shipped.language("en-CA"),
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
    """Return the next line that a person types. Raises InputClosed, Unreadable."""
    try:
        return terminal.ask("> ")
    except EOFError:
        raise InputClosed from None


def _show(line: str) -> None:
    """Show a line, wrapped at words on a terminal."""
    if not sys.stderr.isatty():
        shell.say(line)
        return
    indent = line[: len(line) - len(line.lstrip())]
    for part in textwrap.wrap(line, min(100, terminal.width()), subsequent_indent=indent) or [""]:
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
            raise Misuse(f"{name}: {error}") from None
    return found


def _from_file(name: str | None) -> dict[questions.Path, Any]:
    """Return the answers of a file. Raises Problems, Unreadable."""
    if name is None:
        return {}
    if name == "-":
        return use_case.from_file("answers", terminal.read(nodes.LARGEST_BYTES))
    return use_case.from_file(name, files.read(Path(name), nodes.LARGEST_BYTES, or_pipe=True))


def _say_what_next(file: Path) -> None:
    name = shlex.quote(str(file))
    left = len(questions.open_questions(Project(file).written))
    if left:
        shell.say(f"{_many(left)} open; cop-plan init {name} asks them when you are ready")
    shell.say(f"next: cop-plan schedule {name}")


def _many(count: int) -> str:
    return "1 question is" if count == 1 else f"{count} questions are"


def _answers(count: int) -> str:
    return "1 answer" if count == 1 else f"{count} answers"
