"""The conversation of `cop-plan init`: what is asked on a terminal, and what is said at its end.

It is in the language that a flag, the file of answers or the definition names; of a new definition, in that of the
machine where none does. All of the run is.
"""

import contextlib
import re
import shlex
import signal
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cop_plan.app import init as use_case
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.errors import Misuse, OverwriteConflict, Problem, Problems
from cop_plan.base.translatable import sentence
from cop_plan.cli import language, shell, terminal
from cop_plan.definition import edit, languages, nodes
from cop_plan.interview import questions, wizard
from cop_plan.interview.questions import Question, UnclearAnswer
from cop_plan.interview.wording import Wording
from cop_plan.render.messages import Messages


class InputClosed(Exception):
    """Raised where the input ends before the questions do, or the terminal is closed."""


class _Left(Exception):
    """Raised where somebody was made to leave, when the answers are kept and that is told."""


def run(
    file: Path,
    flags: Mapping[questions.Path, tuple[str, str | None]],
    answers: str | None,
    today: str | None,
    *,
    defaults: bool,
    no_input: bool,
) -> int:
    """Ask, and write a definition or complete one. `flags` are the names and texts of flags by the path they answer."""
    read = _content(answers)
    is_new = use_case.is_new(file)
    w = use_case.wording(_language(flags, read, file, is_new=is_new))
    m = w.messages
    language.speak(language.known(w.words.tag))
    try:
        from_file, not_taken = _from_file(read, w, file if is_new else None, flags[("year",)][1])
        by_flag = _from_flags({path: flag for path, flag in flags.items() if path != ("year",)}, w)
        given = {**from_file, **by_flag}
        tag = w.words.tag if is_new and w.words.tag != languages.main().tag else None
        guesses = use_case.guesses(shell.now(today).date(), given.get(("timezone",)), tag)
        pattern = given.get(("pattern",)) or questions.likely_pattern(guesses.get(("year",)))
        given |= _from_flags({("year",): flags[("year",)]}, w, pattern)
        names = {path: name for path, (name, _) in flags.items()}
        may_ask = not (no_input or answers)
        setting = _InitOptions(file, guesses, given, names, w, today, defaults, may_ask=may_ask)
        if not is_new:
            return _complete(setting)
        return _begin(setting, m("init.not_taken", file=answers, names=", ".join(not_taken)) if not_taken else None)
    except _Left:
        return shell.Exit.INTERRUPTED
    except KeyboardInterrupt:
        terminal.start_line()
        shell.warn(m("init.stopped"))
        return shell.Exit.INTERRUPTED
    except edit.CannotEdit as error:
        shell.warn(m("init.cannot_put_in", file=file, path=nodes.dotted(error.path)))
        shell.warn(m("hint", hint=m("init.by_hand")))
        return shell.Exit.PROBLEMS
    except OverwriteConflict as conflict:
        for name, why in conflict.files:
            shell.warn(sentence("{file}: {why}", file=name, why=why))
        shell.warn(m("hint", hint=m.translated(conflict.hint)))
        shell.warn(m("nothing_written"))
        return shell.Exit.CONFLICT


@dataclass(frozen=True)
class _InitOptions:
    """What a run was called with, and what the machine guesses."""

    file: Path
    guesses: use_case.Answers
    given: use_case.Answers
    flags: Mapping[questions.Path, str]
    wording: Wording
    today: str | None
    defaults: bool
    may_ask: bool

    def taken(self, asked: Sequence[Question], known: use_case.Answers | None = None) -> dict[questions.Path, Any]:
        """Return the answers given, and with `--defaults` the guesses for what else is asked."""
        if not self.defaults:
            return dict(self.given)
        return use_case.taken(self.given, self.guesses, asked, self.wording.words.tag, known)


def _begin(setting: _InitOptions, not_taken: str | None = None) -> int:
    """Write a new definition with the files beside it; `not_taken` says what it does not have of the answers."""
    asked = questions.questions()
    answers = setting.taken(asked)
    m = setting.wording.messages
    missing = [one for one in asked if one.required and one.path not in answers]
    if missing and not setting.may_ask:
        flags = ", ".join(setting.flags[one.path] for one in missing)
        raise Misuse(m.count("init.missing", len(missing), flags=flags))
    beginning = use_case.NewDefinition(setting.file, setting.wording)
    unfinished = use_case.UnfinishedInterview(setting.file, setting.wording) if setting.may_ask else None
    if unfinished is not None and setting.defaults:
        answers = {**answers, **unfinished.answers()[0], **setting.given}
        missing = [one for one in missing if one.path not in answers]
    if unfinished is not None and (missing or not setting.defaults):
        wanted = missing if setting.defaults else [one for one in asked if one.path not in answers]
        _show(m.count("init.begin_shortly", len(missing)) if setting.defaults else m("init.begin"))
        found = _asked(setting, wanted, answers, beginning.problems, unfinished)
        if found is None:
            return shell.Exit.DONE
        answers = found
    written = beginning.write(answers, dated=not setting.may_ask)
    if unfinished is not None:
        unfinished.remove()
    shell.say(m("init.wrote", names=", ".join(written.new)))
    if written.added:
        shell.say(m("init.added", names=", ".join(written.added)))
    for name in written.kept:
        shell.say(m("init.kept" if name == use_case.SCHEMA else "init.kept_with_rows", file=name))
    if not_taken:
        shell.say(not_taken)
    _say_what_next(setting.file, m, setting.today)
    return shell.Exit.DONE


def _complete(setting: _InitOptions) -> int:
    """Ask what a definition leaves open, and put the answers in at their places."""
    completing, m = use_case.DefinitionToComplete(setting.file, setting.wording), setting.wording.messages
    left_open = completing.open
    completing.refuse_answered(setting.given)
    asked = [one for one in left_open if one.path not in setting.given]
    taken = setting.taken(asked, completing.known)
    answers = {path: value for path, value in taken.items() if path in {one.path for one in left_open}}
    if not left_open:
        shell.say(m("init.all_answered", file=setting.file))
        return shell.Exit.DONE
    unfinished = None
    if setting.may_ask and not setting.defaults and asked:
        shell.say(m.count("init.open", len(left_open), file=setting.file))
        unfinished = use_case.UnfinishedInterview(setting.file, setting.wording)
        found = _asked(setting, asked, answers, completing.problems, unfinished, completing.known)
        if found is None:
            return shell.Exit.DONE
        answers = found
    if not answers:
        shell.say(m("init.nothing_answered"))
        return shell.Exit.DONE
    changed = completing.write(answers)
    if unfinished is not None:
        unfinished.remove()
    shell.say(m.count("init.completed", len(answers), names=", ".join(changed)))
    _say_what_next(setting.file, m, setting.today)
    return shell.Exit.DONE


def _asked(
    setting: _InitOptions,
    asked: Sequence[Question],
    answers: use_case.Answers,
    problems_of: Callable[[use_case.Answers], list[Problem]],
    unfinished: use_case.UnfinishedInterview,
    known: use_case.Answers | None = None,
) -> dict[questions.Path, Any] | None:
    """Ask until the person wants it written; None if not: then the answers are kept, and that is told. Raises _Left."""
    known = {**(known or {}), **answers}
    conversation = wizard.interview(asked, setting.guesses, str(setting.file), setting.wording, known)
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="surrogateescape")  # what cannot be read is refused with the rest of its line
    state = _begun(setting, conversation, unfinished)
    try:
        with _told_when_the_terminal_closes():
            while state.over is None:
                state = _one_line_more(setting, conversation, state, answers, problems_of)
    except (InputClosed, KeyboardInterrupt) as left:
        if isinstance(left, KeyboardInterrupt):
            terminal.start_line()
        shell.warn(setting.wording("init.input_ended" if isinstance(left, InputClosed) else "init.stopped"))
        _keep(setting, conversation, state, answers, unfinished)
        raise _Left from None
    if state.over == "write":
        # Until it is written: what hinders that must not cost the answers.
        unfinished.keep({**answers, **state.answers}, wizard.left_at(conversation, state))
        return {**answers, **state.answers}
    _keep(setting, conversation, state, answers, unfinished)
    return None


def _begun(
    setting: _InitOptions, conversation: wizard.Interview, unfinished: use_case.UnfinishedInterview
) -> wizard.State:
    """Introduce an interview, and return its first state, or that in which somebody left it. Raises Problems."""
    found, left_at = unfinished.answers()
    asked = {one.path for one in conversation.agenda if isinstance(one, Question)}
    found = {path: value for path, value in found.items() if path in asked}
    if found:
        _show(setting.wording.messages.count("init.goes_on", len(found), file=unfinished.file))
    for line in wizard.introduction(conversation):
        _show(line)
    return wizard.resumed(conversation, found, left_at) if found else wizard.State()


def _one_line_more(
    setting: _InitOptions,
    conversation: wizard.Interview,
    state: wizard.State,
    answers: use_case.Answers,
    problems_of: Callable[[use_case.Answers], list[Problem]],
) -> wizard.State:
    """Ask once, and return the next state. Raises InputClosed, Unreadable."""
    if wizard.is_review(conversation, state) and state.answers:
        state = wizard.with_language(conversation, state)
        given = {**answers, **state.answers}
        mend = tuple(_to_mend(problem, given, setting.wording) for problem in problems_of(given))
        state = replace(state, to_mend=mend)
    for line in wizard.prompt(conversation, state):
        _show(line)
    state, remarks = wizard.advance(conversation, state, _line())
    for line in remarks:
        _show(line)
    return state


def _keep(
    setting: _InitOptions,
    conversation: wizard.Interview,
    state: wizard.State,
    answers: use_case.Answers,
    unfinished: use_case.UnfinishedInterview,
) -> None:
    """Keep the answers of somebody who leaves, and tell where. Nothing interrupts that. Raises Unreadable."""
    m = setting.wording.messages
    typed = wizard.kept(conversation, state)
    to_keep = {**answers, **typed} if typed else {}
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        is_kept = unfinished.keep(to_keep, wizard.left_at(conversation, state))
    finally:
        signal.signal(signal.SIGINT, before)
    if not is_kept:
        shell.say(m("init.nothing_answered"))
        return
    shell.say(m.count("init.answers_kept", len(to_keep), name=unfinished.file))
    shell.say(m("init.goes_on_by", file=shlex.quote(str(setting.file))))


@contextlib.contextmanager
def _told_when_the_terminal_closes() -> Iterator[None]:
    """Raise InputClosed where the terminal is closed or the run is asked to end."""
    signals = [getattr(signal, name) for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name)]

    def close(*_: object) -> None:
        raise InputClosed

    before = {one: signal.signal(one, close) for one in signals}
    try:
        yield
    except BaseException:
        for one in signals:  # whatever comes now, the answers are kept, and the run ends
            signal.signal(one, signal.SIG_IGN)
        raise
    for one, handler in before.items():
        signal.signal(one, handler)


def _to_mend(problem: Problem, answers: use_case.Answers, w: Wording) -> tuple[tuple[str | int, ...], str]:
    """Return where a problem lies, and what is wrong there."""
    at = tuple(problem.path.split("."))
    path = next((path for path in answers if at[: len(path)] == path), ())
    wrong, hint = questions.refusal(problem, path, answers.get(path), w)
    return at, wrong + (f" ({hint})" if hint else "")


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
    indent = " " * len((re.match(r" *(\d+ )?", line) or [""])[0]) if line.startswith(" ") else ""
    width = min(100, terminal.width())
    for part in textwrap.wrap(line, width, subsequent_indent=indent, break_on_hyphens=False) or [""]:
        shell.say(part)


def _language(
    flags: Mapping[questions.Path, tuple[str, str | None]],
    answers: tuple[str, bytes] | None,
    file: Path,
    *,
    is_new: bool,
) -> str:
    """Return the language of the interview. Raises Misuse, Unreadable."""
    one = next(one for one in questions.questions() if one.path == ("language",))
    name, text = flags[one.path]
    if text is not None:
        of_system = use_case.language_guess(language.locale_of_system())
        return str(_from_flag(one, name, text, None, use_case.wording(of_system)))
    there = [files.read(one, nodes.MAX_BYTES) for one in (file, use_case.unfinished_file(file)) if files.is_there(one)]
    named = use_case.language_of(*([answers[1]] if answers else []), *there)
    return named or use_case.language_guess(language.locale_of_system() if is_new else None)


def _from_flags(
    flags: Mapping[questions.Path, tuple[str, str | None]], w: Wording, pattern: str | None = None
) -> dict[questions.Path, Any]:
    """Return the answers that came as flags, the year as one of a pattern. Raises Misuse."""
    found = {}
    for one in questions.questions():
        name, text = flags.get(one.path, ("", None))
        if text is not None:
            found[one.path] = _from_flag(one, name, text, pattern, w)
    return found


def _from_flag(one: Question, name: str, text: str, pattern: str | None, w: Wording) -> Any:
    """Return the answer that came as a flag. Raises Misuse."""
    try:
        if not text.strip():
            raise UnclearAnswer(w("init.nothing_given"))
        return questions.answer(one, text.split("\n") if one.several_lines else [text], w, pattern)
    except UnclearAnswer as error:
        raise Misuse(sentence("{file}: {why}", file=name, why=str(error))) from None


def _content(name: str | None) -> tuple[str, bytes] | None:
    """Return the name of a file of answers, as it is told, and what is in it. Raises Unreadable."""
    if name is None:
        return None
    if name == "-":
        return "answers", terminal.read(nodes.MAX_BYTES)
    return name, files.read(Path(name), nodes.MAX_BYTES, or_pipe=True)


def _from_file(
    read: tuple[str, bytes] | None, w: Wording, into: Path | None, year: str | None
) -> tuple[use_case.Answers, tuple[str, ...]]:
    """Return the answers of a file, and the names of what was not taken of it.

    A new definition, at `into`, may begin from another one. Raises Problems, Misuse, Unreadable.
    """
    if read is None:
        return {}, ()
    name, content = read
    of_another = use_case.of_another(Path(name), content, into, year) if into is not None else None
    if of_another is not None:
        return of_another.answers, of_another.not_taken
    return use_case.from_file(name, content, w), ()


def _say_what_next(file: Path, m: Messages, today: str | None) -> None:
    name, project = shlex.quote(str(file)), CommunityProject(file)
    left = len(questions.open_questions(project.written))
    if left:
        shell.say(m.count("init.still_open", left, file=name))
    with contextlib.suppress(Problems):  # what is left open may be what is wrong
        day = shell.day(today, project)
        if past := use_case.past(project, day):
            shell.say(m("init.past_begins", number=past, file=file, today=day))
            shell.say(m("init.past_done", file=name, today=day))
    shell.say(m("init.next", file=name))
