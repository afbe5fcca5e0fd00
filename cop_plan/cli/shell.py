"""What all commands share: the clock, options, what stopped a run told in one way, exit codes.

Artefacts and findings go to standard output, messages to standard error.
"""

import contextlib
import functools
import inspect
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cop_plan.base import files
from cop_plan.base.translatable import Sentence, all_of, counted, sentence
from cop_plan.cli import language, terminal

if TYPE_CHECKING:
    from cop_plan.app.events import Event, EventListener
    from cop_plan.app.options import ProjectOptions
    from cop_plan.app.project import CommunityProject
    from cop_plan.base.errors import OverwriteConflict, Problem, Unreadable
    from cop_plan.base.tables.moments import DateOrder as DateOrderValue
    from cop_plan.render.messages import Messages
    from cop_plan.render.theme import Theme


class Exit(IntEnum):
    """What the exit codes mean."""

    DONE = 0
    PROBLEMS = 1
    MISUSE = 2
    FILES = 3
    CONFLICT = 4
    INTERRUPTED = 130


Definition = Annotated[
    str | None,
    typer.Argument(
        metavar="[FILE]", help="The definition of a community; if left out, the nearest.", show_default=False
    ),
]
Definitions = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FILE]...", help="Definitions of communities; if left out, the nearest.", show_default=False
    ),
]
Today = Annotated[
    str | None,
    typer.Option("--today", metavar="DATE", help="Take this day (2026-09-29) for today; it means 00:00 UTC."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Output JSON.")]
Out = Annotated[
    str | None,
    typer.Option("--out", "-o", metavar="DIR", help="Where the plan was written, if not where the definition says."),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", metavar="N", min=1, help="Work on so many definitions at once (default: the cores)."),
]
Cluster = Annotated[
    str | None,
    typer.Option("--cluster", metavar="ADDRESS", help="Work on a dask cluster, such as tcp://10.0.0.5:8786."),
]
Templates = Annotated[
    str | None,
    typer.Option(
        "--templates",
        metavar="DIR",
        help="Use the templates, styles and images of this folder (a theme) in place of ours.",
    ),
]


class _DateOrder(StrEnum):
    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


DateOrder = Annotated[
    _DateOrder | None,
    typer.Option(
        "--date-order", metavar="|".join(_DateOrder), help="How days such as 3/4/27 are meant, if nothing else says."
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite files that a person changed.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show only results and what is wrong.")]
Language = Annotated[
    str | None,
    typer.Option(
        language.OPTION,
        metavar="en|fr",
        help="The language of messages and help, if not that of this machine.",
        autocompletion=lambda: sorted(files.shipped_folders("locale")),
    ),
]

JSON_VERSION = 1
"""The version of the shape of what `--json` outputs."""

Command = Callable[..., int]

_is_quiet = False


def report_errors(command: Command) -> Callable[..., None]:
    """Run a command that returns its exit code, and tell what stopped it in one way.

    Every command can be quiet, and can be asked for a language; `init` has one of its own, that of what it writes. An
    argument that is no text is refused, except for the name of a file that is only read.
    """
    signature = inspect.signature(command)
    kind = inspect.Parameter.KEYWORD_ONLY
    more = [inspect.Parameter("quiet", kind, default=False, annotation=Quiet)]
    has_language = "language" in signature.parameters
    if not has_language:
        more.append(inspect.Parameter("language", kind, default=None, annotation=Language))

    @functools.wraps(command)
    def run(*args: Any, quiet: bool = False, **kwargs: Any) -> None:
        global _is_quiet  # one run, one voice
        _is_quiet = quiet
        if not has_language:
            speak(kwargs.pop("language", None))
        _refuse_no_text(kwargs)
        try:
            code = stopping(lambda: command(*args, **kwargs))
        except KeyboardInterrupt:
            terminal.start_line()
            warn(sentence("interrupted"))
            code = Exit.INTERRUPTED
        raise typer.Exit(code)

    run.__signature__ = signature.replace(parameters=[*signature.parameters.values(), *more])  # type: ignore[attr-defined]
    run.__annotations__ = {**command.__annotations__, **{one.name: one.annotation for one in more}}
    return run


def speak(asked: str | None) -> None:
    """Speak the language that is asked for to the end of the run. Raises typer.BadParameter for one unknown."""
    if asked is None:
        return
    if (found := language.known(asked)) is not None:
        language.speak(found)
    else:
        from cop_plan.base.errors import quote

        known = ", ".join(sorted(files.shipped_folders("locale")))
        raise typer.BadParameter(
            sentence("--language: there is no {language} yet: choose from {known}", language=quote(asked), known=known)
        )


def messages() -> "Messages":
    """Return what is said where no community is known."""
    from cop_plan.app import shipped

    return shipped.messages(language.of_messages())


def messages_of(names: Sequence[str]) -> "Messages":
    """Return what is said of definitions that may not load: in the language of the run, or that of the first."""
    from cop_plan.app import shipped

    return shipped.messages(language.of_messages() or language.written_in(names))


# How Python holds the bytes of an argument that are no text.
_NO_TEXT = re.compile(r"[\ud800-\udfff]")


def _refuse_no_text(given: Mapping[str, Any]) -> None:
    for name, value in given.items():
        for text in value if isinstance(value, list) else [value]:
            if name not in _READ and isinstance(text, str) and _NO_TEXT.search(text):
                from cop_plan.base.errors import quote

                raise typer.BadParameter(sentence("{text} is no text in UTF-8", text=quote(text)))


# The arguments that name files which are only read.
_READ = ("definition", "definitions", "words", "file", "export")


def project(
    named: str | Path | None, asked: "ProjectOptions | None" = None, *, beside: Path | None = None
) -> "CommunityProject":
    """Return the project of the definition that is named, or of the nearest; `-` is standard input.

    Raises Misuse, Unreadable.
    """
    from cop_plan.app import find
    from cop_plan.app.options import STDIN, ProjectOptions
    from cop_plan.app.project import CommunityProject

    file = find.definition(None if named is None else Path(named), beside=beside)
    language.work_on(file)
    asked = replace(asked or ProjectOptions(), language=language.spoken())
    if file == STDIN:
        from cop_plan.definition import nodes

        asked = replace(asked, content=terminal.read(nodes.MAX_BYTES))
    return CommunityProject(file, asked)


def refuse_stdin(*definitions: Path | None) -> None:
    """Raise typer.BadParameter where a file is needed, since what is written lies beside it."""
    from cop_plan.app.options import STDIN

    if STDIN in definitions:
        raise typer.BadParameter(sentence("standard input has no folder to write beside: name a file"))


def stopping(work: Callable[[], int]) -> int:
    """Do some work and return its exit code; what stops it is told."""
    from cop_plan.base.errors import Misuse

    stops = StopCollector()
    code = int(Exit.DONE)
    try:
        with stops.one():
            code = work()
    except Misuse as error:
        raise typer.BadParameter(error.message) from None
    return max(code, stops.code)


class StopCollector:
    """What stops the work on one of several definitions is told, and the highest code counts.

    With `keep_problems` problems are kept in `problems` instead of being told.
    """

    def __init__(self, *, keep_problems: bool = False) -> None:
        self._keep_problems = keep_problems
        self.code: int = Exit.DONE
        self.problems: list[Problem] = []

    @contextlib.contextmanager
    def one(self) -> Iterator[None]:
        """Do the work for one definition."""
        from cop_plan.base.errors import OverwriteConflict, Problems, Unreadable

        try:
            yield
        except Problems as found:
            if self._keep_problems:
                self.problems.extend(found.problems)
            else:
                tell_problems(found.problems)
            self.code = max(self.code, Exit.PROBLEMS)
        except Unreadable as error:
            warn(unreadable(error))
            self.code = max(self.code, Exit.FILES)
        except OverwriteConflict as foreign:
            for line in conflict_lines(foreign):
                warn(line)
            self.code = max(self.code, Exit.CONFLICT)


NOTHING_WRITTEN = sentence("nothing was written")

Clock = Callable[[tzinfo], datetime]


@contextlib.contextmanager
def before_writing() -> Iterator[None]:
    """Do what comes before anything is written; what stops it ends the run, and it is said that nothing was written."""
    stops = StopCollector()
    with stops.one():
        yield
    if stops.code:
        if stops.code != Exit.CONFLICT:  # that says so itself
            warn(NOTHING_WRITTEN)
        raise typer.Exit(stops.code)


def now(today: str | None, clock: Clock = datetime.now) -> datetime:
    """Return the moment of this run: the day given, the one of SOURCE_DATE_EPOCH, or the clock's."""
    if today is not None:
        day = _day(today)
        if day.year not in _YEARS:
            raise typer.BadParameter(sentence("--today: the year is out of reach"))
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    return _of_environment() or _of_clock(clock, UTC).replace(microsecond=0)


def day(today: str | None, project: "CommunityProject", clock: Clock = datetime.now) -> date:
    """Return the day of this run: the one given, or the one that it is now where the community is."""
    moment = now(today, clock)
    return moment.date() if is_day_given(today) else project.day(moment)


def is_day_given(today: str | None) -> bool:
    """Return whether somebody says which day it is, rather than the clock."""
    return today is not None or _of_environment() is not None


def local_day(today: str | None, clock: Clock = datetime.now) -> date:
    """Return the day of this run where whoever runs it is, for what is of no one community: the one given, or now."""
    is_given = today is not None or _of_environment() is not None
    moment = now(today, clock)
    return moment.date() if is_given else moment.astimezone().date()


_YEARS = range(1990, 2101)


def _day(today: str) -> date:
    with contextlib.suppress(ValueError):  # as it mostly is, for which the language of dates need not be loaded
        if re.fullmatch(r"\d{4}-\d\d-\d\d", today, re.ASCII):
            return date.fromisoformat(today)
    from cop_plan.dates import phrases

    try:
        return phrases.parse_day(today)
    except phrases.Unclear as error:
        raise typer.BadParameter(sentence("--today: {problem}", problem=error.message)) from None


def _of_clock(clock: Clock, zone: tzinfo) -> datetime:
    moment = clock(zone)
    if moment.year not in _YEARS:
        raise typer.BadParameter(
            sentence("the clock of this machine says {day}: set it, or give --today", day=moment.date())
        )
    return moment


def _of_environment() -> datetime | None:
    """Return the moment that SOURCE_DATE_EPOCH names, None if it names none. Raises typer.BadParameter.

    Source: https://reproducible-builds.org/specs/source-date-epoch/
    """
    written = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not written:
        return None
    if not re.fullmatch(r"\d{1,18}", written, re.ASCII):
        from cop_plan.base.errors import quote

        raise typer.BadParameter(
            sentence("SOURCE_DATE_EPOCH: {text} is no number of seconds since 1970", text=quote(written))
        )
    if int(written) >= _END_OF_TIME:
        raise typer.BadParameter(sentence("SOURCE_DATE_EPOCH: the year is out of reach"))
    return datetime.fromtimestamp(int(written), UTC)


_END_OF_TIME = datetime(2400, 1, 1, tzinfo=UTC).timestamp()


def theme(templates: str | None) -> "Theme | None":
    """Return the theme of `--templates`; None without one. Raises Problems, Unreadable."""
    if not templates:
        return None
    from cop_plan.app import themes

    return themes.read(templates)


def date_order(given: str | None) -> "DateOrderValue | None":
    """Return how `--date-order` says that days are meant; None without it."""
    from cop_plan.base.tables import moments

    return next((one for one in moments.ORDERS if one == given), None)


def refuse_no_folder(out: str | None, *, or_stdout: bool = False) -> None:
    """Raise typer.BadParameter for an `--out` that is empty, as of a script's variable that was not set, or for `-`.

    With `or_stdout` the latter is standard output.
    """
    if out is not None and (not out.strip() or (out == "-" and not or_stdout)):
        raise typer.BadParameter(sentence("--out names no folder"))


def refuse_with_cluster(cluster: str | None, asked: Mapping[str, object]) -> None:
    """Raise typer.BadParameter where a cluster is named beside an option, by its name, for this machine alone."""
    for option in (name for name, value in asked.items() if value):
        if cluster is not None:
            raise typer.BadParameter(sentence("--cluster and {option} do not go together", option=option))


def formats(written: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return the formats that `--format` lists. Raises typer.BadParameter for one that is not known, or for none."""
    wanted = tuple(part.strip() for part in written.split(",") if part.strip())
    unknown = [part for part in wanted if part not in known]
    if unknown or not wanted:
        from cop_plan.base.errors import quote

        choices = ", ".join(known)
        if unknown:
            name = quote(unknown[0])
            raise typer.BadParameter(
                sentence("no format is called {name}: choose from {choices}", name=name, choices=choices)
            )
        raise typer.BadParameter(sentence("no format is given: choose from {choices}", choices=choices))
    return wanted


def unreadable(error: "Unreadable") -> Sentence:
    """Return that a file cannot be read or written, and why."""
    return sentence("{file}: {why}", file=error.file, why=error.reason)


def conflict_lines(foreign: "OverwriteConflict") -> list[str]:
    """Return which files would be overwritten, and how they differ."""
    lines: list[str] = []
    for file, why in foreign.files:
        lines += [
            sentence("{file}: {why}", file=file, why=why),
            *(f"    {line}" for line in foreign.differ.get(file, ())),
        ]
    return [*lines, sentence("    hint: {hint}", hint=foreign.hint), NOTHING_WRITTEN]


def tell_problems(problems: "Sequence[Problem]") -> None:
    """Tell problems, each with its place and hint, and how many there are."""
    names = list(dict.fromkeys(problem.place.file for problem in problems))
    m = messages_of(names)
    for problem in problems:
        head, *others = m.problem_lines(problem)
        terminal.say(terminal.LinkedLine(head, problem.path, functools.partial(_address, problem.path)))
        for line in others:
            terminal.say(line)
    count = counted(len(problems), "1 problem in {files}", "{number} problems in {files}", files=all_of(names))
    terminal.say(m.translated(count))


def _address(path: str) -> str | None:
    from cop_plan.definition import reference  # costs an import that only a link needs

    return reference.address(path)


def problem_data(problem: "Problem") -> dict[str, Any]:
    """Return a problem as plain data, with the page that explains it and the further places."""
    return {
        **problem.data(),
        "url": _address(problem.path),
        "others": [{"file": other.file, "line": other.line, "column": other.column, "words": text}
                   for other, text in problem.others],
    }  # fmt: skip


def show_json(data: dict[str, Any]) -> bool:
    """Show data as JSON, with the version of its shape, on standard output; return whether it could be written."""
    return terminal.show_json({"schema_version": JSON_VERSION, **data})


def is_quiet() -> bool:
    """Return whether the run shows only results and what is wrong."""
    return _is_quiet


def say(line: str) -> None:
    """Say something that is good to know: a line on standard error; nothing where the run is quiet."""
    if not _is_quiet:
        warn(line)


def warn(line: str) -> None:
    """Say what is wrong: a line on standard error."""
    terminal.say(line)


def agreed(question: str, m: "Messages") -> bool:
    """Return whether a person says yes. Raises KeyboardInterrupt where nobody answers, Unreadable where nobody can."""
    yes, no = ("y", *m("ask.is_yes").split()), ("", "n", *m("ask.is_no").split())
    try:
        while (answer := terminal.ask(m("ask.prompt", question=question)).strip().casefold()) not in (*yes, *no):
            warn(m("ask.again"))
    except EOFError:
        raise KeyboardInterrupt from None
    return answer in yes


@contextlib.contextmanager
def hearing() -> "Iterator[EventListener]":
    """Yield what hears the events of long work: notices are said at once, progress is a bar once it takes long."""
    from cop_plan.app.events import NoticeEvent
    from cop_plan.cli.progress import ProgressBar

    with ProgressBar(is_wanted=not _is_quiet) as bar:

        def heard(event: "Event") -> None:
            if isinstance(event, NoticeEvent):
                warn(event.text)
            else:
                bar.update(event)

        yield heard


def hear(event: "Event") -> None:
    """Hear the events of work that is soon done: notices are said, progress is not."""
    from cop_plan.app.events import NoticeEvent

    if isinstance(event, NoticeEvent):
        warn(event.text)
