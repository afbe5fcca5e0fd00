"""What all commands share: the clock, reading, telling what stopped a run, exit codes.

Artefacts go to standard output, messages to standard error.
"""

import contextlib
import functools
import os
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cop_plan import __version__, render
from cop_plan.base import errors, files
from cop_plan.base.errors import Complaint, Complaints, Foreign, Place, Problem, Problems, Unreadable, quote
from cop_plan.dates import phrases, workdays, zones
from cop_plan.definition import load, nodes
from cop_plan.render import words
from cop_plan.schedule import timeline

if TYPE_CHECKING:
    from cop_plan.render.theme import Theme


class Exit(IntEnum):
    """What the exit codes mean."""

    DONE = 0
    PROBLEMS = 1
    MISUSE = 2
    FILES = 3
    FOREIGN = 4
    INTERRUPTED = 130


Definition = Annotated[Path, typer.Argument(metavar="FILE", help="The definition of a community.")]
Definitions = Annotated[list[Path], typer.Argument(metavar="FILE...", help="One or more definitions of a community.")]
Today = Annotated[
    str | None,
    typer.Option("--today", metavar="DATE", help="Take this day (2026-09-29) for today; it means 00:00 UTC."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Say it as JSON on standard output.")]


Templates = Annotated[
    str | None,
    typer.Option(
        "--templates",
        metavar="DIR",
        help="Use the templates, styles and images of this folder (a theme) in place of ours.",
    ),
]

DEFAULT_FOLDER = "plan"
"""Where the outputs of a definition lie beside it."""

Command = Callable[..., int]


def telling(command: Command) -> Callable[..., None]:
    """Run a command that returns its exit code, and tell what stopped it in one way."""

    @functools.wraps(command)
    def told(*args: Any, **kwargs: Any) -> None:
        try:
            code = command(*args, **kwargs)
        except KeyboardInterrupt:
            say("interrupted")
            code = Exit.INTERRUPTED
        raise typer.Exit(code)

    return told


def now(today: str | None) -> datetime:
    """Return the moment of this run: the day given, the one of SOURCE_DATE_EPOCH, or the clock's."""
    if today is not None:
        try:
            day = phrases.parse_day(today)
        except phrases.Unclear as error:
            raise typer.BadParameter(f"--today: {error.message}") from None
        if not 1990 <= day.year <= 2100:
            raise typer.BadParameter("--today: the year is out of reach")
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if re.fullmatch(r"\d{1,11}", epoch, re.ASCII):
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC).replace(microsecond=0)


def formats(written: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return the formats that `--format` lists. Raises typer.BadParameter for one that is not known, or for none."""
    wanted = tuple(part.strip() for part in written.split(",") if part.strip())
    unknown = [part for part in wanted if part not in known]
    if unknown or not wanted:
        said = f"no format is called {quote(unknown[0])}" if unknown else "no format is given"
        raise typer.BadParameter(f"{said}: choose from {', '.join(known)}")
    return wanted


def day(today: str | None, timezone: str) -> date:
    """Return the day of this run: the one given, or the one that it is now where the community is."""
    if today is None and "SOURCE_DATE_EPOCH" not in os.environ:
        return datetime.now(zones.zone(timezone)).date()
    return now(today).date()


def loaded(definition: Path, data: bytes | None = None) -> load.Loaded:
    """Load a definition, of which `data` is the content if given, with what it names. Raises Problems, Unreadable."""
    limit = nodes.LARGEST_BYTES
    content = files.read(definition, limit) if data is None else data
    return load.community(content, str(definition), files.Shelf(definition, limit))


_ANY_REGION = "write an ISO code such as CA-AB or FR"


def _holidays(loaded: load.Loaded) -> workdays.Holidays:
    """Return the region's holidays, from the cache if they were worked out before."""
    community = loaded.community
    region, years, language = community.region, community.year.calendar_years, community.language
    if region is None:
        return workdays.Holidays()
    known = f"holidays-{__version__}-{files.version_of('holidays')}-{region}-{years[0]}-{years[-1]}-{language}.json"
    name = known if re.fullmatch(r"[\w.-]{1,120}", known, re.ASCII) else None
    if name and (content := files.read_cache(name)):
        try:
            return workdays.parse(content)
        except ValueError:
            pass  # it is made anew
    try:
        made = workdays.holidays_of(region, years, language)
    except workdays.UnknownRegion as unknown:
        near = ", ".join(unknown.near)
        hint = f"write {near}" if len(unknown.near) == 1 else f"the nearest are {near}" if near else _ANY_REGION
        said = f"no holidays are known for {quote(region)}"
        raise loaded.problems([Complaint(("region",), said, hint)]) from None
    if name:
        files.write_cache(name, workdays.dump(made))
    return made


def dated(loaded: load.Loaded) -> timeline.Timeline:
    """Expand a community. Raises Problems with everything that is wrong with names and dates."""
    try:
        open_days, unknown = timeline.workdays_of(loaded.community, _holidays(loaded)), None
    except Problems as found:
        open_days, unknown = timeline.workdays_of(loaded.community, workdays.Holidays()), found
    try:
        dated = timeline.expand(loaded.community, open_days, loaded.is_own)
    except Complaints as wrong:
        problems = loaded.problems(wrong.complaints).problems
        raise Problems([*problems, *(unknown.problems if unknown else ())]) from None
    if unknown:
        raise unknown
    return dated


def open_days(loaded: load.Loaded) -> workdays.Workdays:
    """Return a community's open and closed days. Raises Problems where its region is not known."""
    return timeline.workdays_of(loaded.community, _holidays(loaded))


def language(tag: str) -> words.Language:
    """Return the words of a language."""
    name = f"locale/{tag.partition('-')[0]}.yaml"
    text = files.shipped_text(name)
    tree = nodes.read_yaml((text or "").encode(), name)
    assert tree is not None, f"the program ships {name}"
    return words.Language(tag, nodes.plain(tree))


def theme(folder: str | None) -> "Theme | None":
    """Return the templates of a theme, looked through; None if none are given. Raises Problems, Unreadable."""
    if folder is None:
        return None
    from cop_plan.render.theme import Theme

    found = Theme(folder, files.theme(Path(folder)), files.template_names())
    render.check(found, files.template_text)
    return found


def place_to_mend(loaded: load.Loaded, path: errors.Path, *, at_key: bool = False) -> Place:
    """Return where a person can mend something; what a shipped pattern wrote is changed in their own definition."""
    place = loaded.place(path, key=at_key)
    while is_shipped(place, loaded) and len(path) > 1:
        path = path[:-1]
        place = loaded.place(path, key=True)
    return place


def is_shipped(place: Place, loaded: load.Loaded) -> bool:
    """Return whether something was written by a pattern that ships with the program."""
    named_like = place.file != loaded.file and place.file.startswith("patterns/")
    return named_like and files.shipped_text(place.file) is not None


class Run:
    """A run over one or several definitions: what stops one is told, and the highest code counts.

    With `keep_problems` problems are kept in `problems` instead of being told.
    """

    def __init__(self, *, keep_problems: bool = False) -> None:
        self._keep_problems = keep_problems
        self.code = Exit.DONE
        self.problems: list[Problem] = []

    @contextlib.contextmanager
    def one(self) -> Iterator[None]:
        """Do the work for one definition."""
        try:
            yield
        except Problems as found:
            if self._keep_problems:
                self.problems.extend(found.problems)
            else:
                tell_problems(found.problems)
            self.code = max(self.code, Exit.PROBLEMS)
        except Unreadable as error:
            say(f"{error.file}: {error.reason}")
            self.code = max(self.code, Exit.FILES)
        except Foreign as foreign:
            _tell_foreign(foreign)
            self.code = max(self.code, Exit.FOREIGN)


def _tell_foreign(foreign: Foreign) -> None:
    """Tell which files would be overwritten, and how they differ."""
    for file, why in foreign.files:
        say(f"{file}: {why}")
        for line in foreign.differ.get(file, ()):
            say(f"    {line}")
    say(f"    hint: {foreign.hint}")
    say("nothing was written")


def tell_problems(problems: Sequence[Problem]) -> None:
    """Tell problems, each with its place and hint, and how many there are."""
    for problem in problems:
        for line in problem.lines():
            say(line)
    names = list(dict.fromkeys(problem.place.file for problem in problems))
    many = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    say(f"{many} in {' and '.join(names)}")


def problem_data(problem: Problem) -> dict[str, Any]:
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


def say(message: str) -> None:
    """Say something to the person, on standard error."""
    typer.echo(message, err=True)
