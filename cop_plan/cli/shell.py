"""What all commands share: the clock, options, what stopped a run told in one way, exit codes.

Artefacts and findings go to standard output, messages to standard error.
"""

import contextlib
import functools
import inspect
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from cop_plan.app.events import Event, Hear
    from cop_plan.base.errors import OverwriteConflict, Problem


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
Templates = Annotated[
    str | None,
    typer.Option("--templates", metavar="DIR", help="Lay the templates, styles and images of this folder over ours."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what is wrong.")]

JSON_VERSION = 1
"""The version of the shape of what `--json` outputs."""

Command = Callable[..., int]

_is_quiet = False


def telling(command: Command) -> Callable[..., None]:
    """Run a command that returns its exit code, and tell what stopped it in one way; every command can be quiet."""
    signature = inspect.signature(command)
    quiet = inspect.Parameter("quiet", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Quiet)

    @functools.wraps(command)
    def told(*args: Any, quiet: bool = False, **kwargs: Any) -> None:
        global _is_quiet  # one run, one voice
        _is_quiet = quiet
        try:
            code = stopping(lambda: command(*args, **kwargs))
        except KeyboardInterrupt:
            warn("interrupted")
            code = Exit.INTERRUPTED
        raise typer.Exit(code)

    told.__signature__ = signature.replace(parameters=[*signature.parameters.values(), quiet])  # type: ignore[attr-defined]
    told.__annotations__ = {**command.__annotations__, "quiet": Quiet}
    return told


def stopping(work: Callable[[], int]) -> int:
    """Do some work and return its exit code; what stops it is told."""
    from cop_plan.base.errors import Misuse

    stops = Stops()
    code = int(Exit.DONE)
    try:
        with stops.one():
            code = work()
    except Misuse as error:
        raise typer.BadParameter(error.message) from None
    return max(code, stops.code)


class Stops:
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
            warn(f"{error.file}: {error.reason}")
            self.code = max(self.code, Exit.FILES)
        except OverwriteConflict as foreign:
            for line in conflict_lines(foreign):
                warn(line)
            self.code = max(self.code, Exit.CONFLICT)


def now(today: str | None) -> datetime:
    """Return the moment of this run: the day given, the one of SOURCE_DATE_EPOCH, or the clock's."""
    if today is not None:
        with contextlib.suppress(
            ValueError
        ):  # as it is mostly written, for which the language of dates need not be loaded
            return _moment(date.fromisoformat(today))
        from cop_plan.dates import phrases

        try:
            day = phrases.parse_day(today)
        except phrases.Unclear as error:
            raise typer.BadParameter(f"--today: {error.message}") from None
        return _moment(day)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if re.fullmatch(r"\d{1,11}", epoch, re.ASCII):
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC).replace(microsecond=0)


def _moment(day: date) -> datetime:
    if not 1990 <= day.year <= 2100:
        raise typer.BadParameter("--today: the year is out of reach")
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def day(today: str | None, timezone: str) -> date:
    """Return the day of this run: the one given, or the one that it is now where the community is."""
    if today is None and "SOURCE_DATE_EPOCH" not in os.environ:
        from cop_plan.dates import zones

        return datetime.now(zones.zone(timezone)).date()
    return now(today).date()


def formats(written: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return the formats that `--format` lists. Raises typer.BadParameter for one that is not known, or for none."""
    wanted = tuple(part.strip() for part in written.split(",") if part.strip())
    unknown = [part for part in wanted if part not in known]
    if unknown or not wanted:
        from cop_plan.base.errors import quote

        said = f"no format is called {quote(unknown[0])}" if unknown else "no format is given"
        raise typer.BadParameter(f"{said}: choose from {', '.join(known)}")
    return wanted


def conflict_lines(foreign: "OverwriteConflict") -> list[str]:
    """Return which files would be overwritten, and how they differ."""
    lines = []
    for file, why in foreign.files:
        lines += [f"{file}: {why}", *(f"    {line}" for line in foreign.differ.get(file, ()))]
    return [*lines, f"    hint: {foreign.hint}", "nothing was written"]


def tell_problems(problems: "Sequence[Problem]") -> None:
    """Tell problems, each with its place and hint, and how many there are."""
    for problem in problems:
        for line in problem.lines():
            warn(line)
    names = list(dict.fromkeys(problem.place.file for problem in problems))
    many = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    warn(f"{many} in {' and '.join(names)}")


def problem_data(problem: "Problem") -> dict[str, Any]:
    """Return a problem as plain data."""
    place = problem.place
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "path": problem.path,
        "message": problem.message,
        "hint": problem.hint,
        "others": [{"file": other.file, "line": other.line, "column": other.column, "words": text}
                   for other, text in problem.others],
    }  # fmt: skip


def show(text: str) -> None:
    """Show what was asked for, on standard output."""
    typer.echo(text)


def show_json(data: dict[str, Any]) -> None:
    """Show data as JSON, with the version of its shape, on standard output."""
    typer.echo(json.dumps({"schema_version": JSON_VERSION, **data}, ensure_ascii=False, indent=1))


def show_bytes(content: bytes) -> None:
    """Write an artefact as it is to standard output."""
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def say(message: str) -> None:
    """Say something that is good to know, on standard error; nothing where the run is quiet."""
    if not _is_quiet:
        typer.echo(message, err=True)


def warn(message: str) -> None:
    """Say what is wrong, on standard error."""
    typer.echo(message, err=True)


def agreed(question: str) -> bool:
    """Ask whether to go on. Raises KeyboardInterrupt."""
    try:
        return typer.confirm(question, default=False, err=True)
    except typer.Abort:
        raise KeyboardInterrupt from None


@contextlib.contextmanager
def hearing() -> "Iterator[Hear]":
    """Yield what hears the events of long work: notices are said at once, progress is a bar once it takes long."""
    from cop_plan.app.events import Notice
    from cop_plan.cli.progress import Bar

    with Bar(is_shown=sys.stderr.isatty() and not _is_quiet) as bar:

        def heard(event: "Event") -> None:
            if isinstance(event, Notice):
                warn(event.text)
            else:
                bar.update(event)

        yield heard


def hear(event: "Event") -> None:
    """Hear the events of work that is soon done: notices are said, progress is not."""
    from cop_plan.app.events import Notice

    if isinstance(event, Notice):
        warn(event.text)
