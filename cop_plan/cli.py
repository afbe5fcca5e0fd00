"""Words in, words out: the commands, their exit codes, and the only clock.

Artefacts go to standard output, messages to standard error. Exit codes: 0 done, 1 the definition or the records have
problems, 2 misuse, 3 a file cannot be read or written, 4 would overwrite what a person changed, 130 interrupted.
"""

import functools
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from cop_plan import __version__, dates, drafts, files, history, load, nodes, render, timeline, words, workdays
from cop_plan.errors import Complaint, Complaints, Foreign, Problem, Problems, Unreadable, quote

FORMATS = ("md", "html", "ics", "json")
OUTPUTS = {"md": ("plan.md",), "html": ("plan.html",), "ics": ("calendar.ics", "team.ics"), "json": ("timeline.json",)}
DEFAULT_FOLDER = "plan"


class Exit(IntEnum):
    """What the exit codes mean."""

    DONE = 0
    PROBLEMS = 1
    MISUSE = 2
    FILES = 3
    FOREIGN = 4
    INTERRUPTED = 130


app = typer.Typer(
    name="cop-plan",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

Definitions = Annotated[list[Path], typer.Argument(metavar="FILE...", help="One or more definitions of a community.")]
Today = Annotated[
    str | None,
    typer.Option("--today", metavar="DATE", help="Take this day (2026-09-29) for today; it means 00:00 UTC."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Say it as JSON on standard output.")]


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows a question mark; it is no reason to stop.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cop-plan {__version__}")
        raise typer.Exit


@app.callback()
def cop_plan(
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")] = False,
) -> None:
    r"""Plan the year of a community of practice.

    \b
    Example:
      cop-plan schedule community.yaml

    One YAML file describes the community. cop-plan lays out the dated year, from preparation to report, says why every
    date is what it is, and writes the plan, a page and the calendars.
    """


Command = Callable[..., int]


def _telling(command: Command) -> Callable[..., None]:
    """Run a command that returns its exit code, and tell what stopped it in one way."""

    @functools.wraps(command)
    def told(*args: Any, **kwargs: Any) -> None:
        try:
            code = command(*args, **kwargs)
        except KeyboardInterrupt:
            _say("interrupted: nothing was written")
            code = Exit.INTERRUPTED
        raise typer.Exit(code)

    return told


@app.command()
@_telling
def schedule(
    definitions: Definitions,
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="DIR", help="Write here instead of plan/ beside the file; - for stdout."),
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", "-f", metavar="LIST", help="Which of md, html, ics, json, with commas.")
    ] = ",".join(FORMATS),
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that a person changed.")] = False,
    today: Today = None,
    as_json: AsJson = False,
) -> int:
    r"""Write the dated year: plan, page, calendars and data.

    \b
    Example:
      cop-plan schedule community.yaml
      cop-plan schedule community.yaml --format json --out - | jq .entries
      cop-plan schedule */community.yaml --out published

    Shows the year as a table and writes plan.md, plan.html, calendar.ics (what participants need), team.ics
    (everything) and timeline.json, all or none. Several definitions get a folder each. What a person changed in these
    files is never overwritten without --force.
    """
    wanted = _wanted(formats)
    now = _now(today)
    if out == "-":
        return _to_stdout(definitions, wanted, now)
    scheduled: list[Scheduled] = []
    code = Exit.DONE
    for definition in definitions:
        result = _told_what_stopped(
            lambda definition=definition: _schedule(  # type: ignore[misc]
                definition, _folder(definition, out, several=len(definitions) > 1), wanted, now, force, scheduled
            )
        )
        if isinstance(result, Scheduled):
            scheduled.append(result)
            _report(result, as_json=as_json)
        else:
            code = max(code, result)
    if as_json:
        typer.echo(json.dumps({"scheduled": [one.data() for one in scheduled]}, ensure_ascii=False, indent=1))
    return code


@app.command()
@_telling
def check(definitions: Definitions, as_json: AsJson = False) -> int:
    r"""Say what is wrong with a definition, each problem with its place.

    \b
    Example:
      cop-plan check community.yaml
    """
    found: list[Problem] = []
    code = Exit.DONE
    for definition in definitions:
        result = _told_what_stopped(lambda definition=definition: _dated(_loaded(definition)),  # type: ignore[misc]
                                    found if as_json else None)  # fmt: skip
        if isinstance(result, timeline.Timeline):
            _say(f"{definition}: no problems; a year of {len(result.entries)} entries")
        else:
            code = max(code, result)
    if as_json:
        typer.echo(json.dumps({"problems": [_problem_data(one) for one in found]}, ensure_ascii=False, indent=1))
    return code


@dataclass(frozen=True)
class Scheduled:
    """What a run did for one definition."""

    definition: Path
    folder: Path
    year: render.Year
    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    changes: tuple[history.Change, ...]

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        hours = self.year.timeline.hours
        return {
            "definition": str(self.definition),
            "folder": str(self.folder),
            "written": self.written,
            "unchanged": self.unchanged,
            "entries": len(self.year.timeline.entries),
            "minutes": {
                "mandatory": hours.mandatory,
                "optional": hours.optional,
                "in_school_time": hours.in_school_time,
            },
            "left_out": [
                {"id": gone.id, "why": gone.why, "with": gone.hung_on} for gone in self.year.timeline.left_out
            ],
            "changes": [
                {
                    "id": change.entry.id,
                    "what": change.what,
                    "before": change.before and change.before.day.isoformat(),
                    "after": change.after and change.after.day.isoformat(),
                }
                for change in self.changes
            ],
        }


def _schedule(
    definition: Path,
    folder: Path | Callable[[str], Path],
    wanted: Sequence[str],
    now: datetime,
    force: bool,
    before: Sequence[Scheduled],
) -> Scheduled:
    """Make the year of one definition and write it into its folder."""
    loaded = _loaded(definition)
    if callable(folder):
        folder = folder(loaded.community.identity)
    if twin := next((one for one in before if one.folder.resolve() == folder.resolve()), None):
        raise Foreign([(str(folder), f"{twin.definition} was written there in this run")], "give each its own id")
    lock = _lock(folder, definition, loaded)
    loaded = _identified(loaded, lock)
    year = _year(loaded, lock, now)
    pages = render.pages(year, wanted, files.template_text)
    on_disk = files.existing(folder, [*pages, history.FILE_NAME])
    if not force:
        _refuse_foreign(folder, pages, on_disk, lock)
    digests = {name: files.digest(content) for name, content in pages.items()}
    renewed = history.renewed(lock, year.timeline, year.published, files.from_folder(folder, definition))
    renewed = history.with_files(renewed, digests, {name: files.digest(old) for name, old in on_disk.items()})
    contents = {**pages, history.FILE_NAME: history.dump(renewed).encode()}
    new = {name: content for name, content in contents.items() if on_disk.get(name) != content}
    if new:
        files.write_all(folder, new, first=history.FILE_NAME)
    written = tuple(name for name in pages if name in new)
    unchanged = tuple(name for name in pages if name not in new)
    return Scheduled(definition, folder, year, written, unchanged, tuple(history.changes(lock, year.published)))


def _to_stdout(definitions: Sequence[Path], wanted: Sequence[str], now: datetime) -> int:
    if len(wanted) != 1 or len(definitions) != 1:
        raise typer.BadParameter("with --out - give one definition and one --format")
    result: Any = _told_what_stopped(lambda: _year(_loaded(definitions[0]), None, now))
    if not isinstance(result, render.Year):
        return int(result)
    content = render.pages(result, wanted, files.template_text)[OUTPUTS[wanted[0]][0]]
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
    return Exit.DONE


def _wanted(formats: str) -> tuple[str, ...]:
    wanted = tuple(part.strip() for part in formats.split(",") if part.strip())
    unknown = [part for part in wanted if part not in FORMATS]
    if unknown or not wanted:
        said = f"no format is called {quote(unknown[0])}" if unknown else "no format is given"
        raise typer.BadParameter(f"{said}: choose from {', '.join(FORMATS)}")
    return wanted


def _now(today: str | None) -> datetime:
    """Return the moment of this run: the day given, the one of SOURCE_DATE_EPOCH, or the clock's."""
    if today is not None:
        try:
            day = dates.parse_day(today)
        except dates.Unclear as error:
            raise typer.BadParameter(f"--today: {error.message}") from None
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if re.fullmatch(r"\d{1,11}", epoch, re.ASCII):
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC).replace(microsecond=0)


def _folder(definition: Path, out: str | None, *, several: bool) -> Path | Callable[[str], Path]:
    """Return where the outputs go; with several definitions it depends on the community's id."""
    folder = Path(out) if out is not None else definition.parent / DEFAULT_FOLDER
    return folder.joinpath if several else folder


def _loaded(definition: Path) -> load.Loaded:
    limit = nodes.LARGEST_BYTES
    return load.community(files.read(definition, limit), str(definition), files.Shelf(definition, limit))


def _holidays(loaded: load.Loaded) -> workdays.Holidays:
    """Return the region's holidays, from the cache if they were worked out before."""
    community = loaded.community
    region, years, language = community.region, community.year.calendar_years, community.language
    if region is None:
        return workdays.Holidays()
    known = f"holidays-{files.version_of('holidays')}-{region}-{years[0]}-{years[-1]}-{language}.json"
    name = known if re.fullmatch(r"[\w.-]{1,120}", known, re.ASCII) else None
    if name and (content := files.recall(name)):
        try:
            return workdays.parse(content)
        except ValueError:
            pass  # it is made anew
    try:
        made = workdays.holidays_of(region, years, language)
    except workdays.UnknownRegion as unknown:
        hint = f"the nearest are {', '.join(unknown.near)}" if unknown.near else "write an ISO code such as CA-AB or FR"
        said = f"no holidays are known for {quote(region)}"
        raise loaded.problems([Complaint(("region",), said, hint)]) from None
    if name:
        files.remember(name, workdays.dump(made))
    return made


def _dated(loaded: load.Loaded) -> timeline.Timeline:
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


def _year(loaded: load.Loaded, lock: history.Lock | None, now: datetime) -> render.Year:
    dated = _dated(loaded)
    return render.Year(dated, history.publish(dated, lock, now), _language(loaded.community.language))


def _language(tag: str) -> words.Language:
    name = f"words/{tag.partition('-')[0]}.yaml"
    text = files.shipped_text(name)
    tree = nodes.read_yaml((text or "").encode(), name)
    assert tree is not None, f"the program ships {name}"
    return words.Language(tag, nodes.plain(tree))


def _lock(folder: Path, definition: Path, loaded: load.Loaded) -> history.Lock | None:
    """Return what the folder remembers, or None for a new one. Raises Foreign where it cannot be told."""
    found = files.existing(folder, [history.FILE_NAME, "timeline.json"])
    text, data = found.get(history.FILE_NAME), found.get("timeline.json")
    if text is None and data is None:
        return None
    try:
        if text is None:
            raise history.DamagedLock("there is none")
        lock = history.parse(text.decode("utf-8", "replace"))
    except history.DamagedLock as damaged:
        lock = _rebuilt(folder, str(damaged), data)
    community = loaded.community
    renamed = community.id is None and lock.definition == files.from_folder(folder, definition)
    if lock.community != community.identity and not renamed:
        said = f"it belongs to the community {quote(lock.community)}"
        raise Foreign([(str(folder), said)], "give this one a folder of its own with --out")
    return lock


def _rebuilt(folder: Path, why: str, data: bytes | None) -> history.Lock:
    file = str(folder / history.FILE_NAME)
    if "newer" in why:
        raise Foreign([(file, why)], "update cop-plan")
    try:
        if data is None:
            raise history.DamagedLock("there is none")
        lock = history.from_timeline(data.decode("utf-8", "replace"))
    except history.DamagedLock:
        hint = f"bring {history.FILE_NAME} back from a copy; without it calendars would show entries twice"
        raise Foreign([(file, why)], hint) from None
    _say(f"{file}: {why}; it is made again from timeline.json")
    return lock


def _identified(loaded: load.Loaded, lock: history.Lock | None) -> load.Loaded:
    """Return the community under the id that its calendars already have."""
    if lock is None or loaded.community.id is not None:
        return loaded
    community = loaded.community.model_copy(update={"id": lock.community})
    return load.Loaded(community, loaded.tree, loaded.file)


def _refuse_foreign(
    folder: Path, pages: dict[str, bytes], on_disk: dict[str, bytes], lock: history.Lock | None
) -> None:
    foreign = []
    for name, content in pages.items():
        old = on_disk.get(name)
        if old is None or old == content or history.is_ours(lock, name, files.digest(old)):
            continue
        known = lock is not None and name in lock.files
        foreign.append((str(folder / name), "a person changed it" if known else "cop-plan did not write it"))
    if foreign:
        raise Foreign(foreign, "rename what is to be kept, or overwrite it with --force")


def _told_what_stopped(work: Callable[[], Any], problems: list[Problem] | None = None) -> Any:
    """Return what the work returns, or the exit code of what stopped it, after telling it.

    Problems are put into `problems` where it is given, instead of being told.
    """
    try:
        return work()
    except Problems as found:
        if problems is not None:
            problems.extend(found.problems)
        else:
            _tell_problems(found.problems)
        return Exit.PROBLEMS
    except Unreadable as error:
        _say(f"{error.file}: {error.reason}")
        return Exit.FILES
    except Foreign as foreign:
        for file, why in foreign.files:
            _say(f"{file}: {why}")
        _say(f"    hint: {foreign.hint}")
        _say("nothing was written")
        return Exit.FOREIGN


def _tell_problems(problems: Sequence[Problem]) -> None:
    for problem in problems:
        for line in problem.lines():
            _say(line)
    names = list(dict.fromkeys(problem.place.file for problem in problems))
    many = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    _say(f"{many} in {' and '.join(names)}")


def _problem_data(problem: Problem) -> dict[str, Any]:
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


def _report(done: Scheduled, *, as_json: bool) -> None:
    """Show the year, and say what was written, what moved and what was left out."""
    if not as_json:
        _show_table(done.year)
    for gone in done.year.timeline.left_out:
        if gone.hung_on is None:
            with_it = sum(other.hung_on is not None and _root(other, done.year) == gone.id
                          for other in done.year.timeline.left_out)  # fmt: skip
            also = "" if not with_it else ", and the entry that hangs on it" if with_it == 1 else \
                f", and the {with_it} entries that hang on it"  # fmt: skip
            _say(f"left out: {gone.title} ({gone.id}){also}")
    for line in _changes(done):
        _say(line)
    if done.written:
        _say(f"wrote {', '.join(done.written)} to {done.folder}{os.sep}")
    else:
        _say(f"nothing changed in {done.folder}{os.sep}")


def _root(gone: drafts.LeftOut, year: render.Year) -> str:
    by_id = {one.id: one for one in year.timeline.left_out}
    while gone.hung_on is not None:
        gone = by_id[gone.hung_on]
    return gone.id


def _changes(done: Scheduled) -> Iterable[str]:
    """Yield a line for each change; steps that moved with their activity are counted, not listed."""
    w = done.year.words
    whats = {change.entry.id: change.what for change in done.changes}
    for change in done.changes:
        parent = change.entry.parent
        if parent and whats.get(parent) == change.what:
            continue
        steps = sum(other.entry.parent == change.entry.id and other.what == change.what for other in done.changes)
        line = w(
            f"changes.{change.what}",
            title=change.entry.title,
            before=w.short_day(change.before.day) if change.before else "",
            after=w.short_day(change.after.day) if change.after else "",
        )
        yield w.count("changes.with_steps", steps, change=line) if steps else line


def _show_table(year: render.Year) -> None:
    """Show the year by month: as a table on a terminal, as plain and whole lines anywhere else."""
    view = render.plan_view(year)
    if sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        _show_rich_table(view)
        return
    lines = [view["title"], view["hours"]]
    for month in view["months"]:
        lines += ["", month["name"]]
        for line in month["lines"]:
            entry = line["entry"]
            when = f"{entry.day}  {line['time']:<19}".rstrip()
            lines.append(f"  {when:<31} {entry.title}  ({line['because']})")
    typer.echo("\n".join(lines))


def _show_rich_table(view: dict[str, Any]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    w = view["w"]
    table = Table(title=Text(view["title"]), caption=Text(view["hours"]), box=box.SIMPLE_HEAD, expand=True)
    for name, style in (("date", "cyan"), ("time", "cyan"), ("what", ""), ("why", "dim")):
        wide = name in ("what", "why")
        table.add_column(w(f"plan.{name}"), style=style, no_wrap=not wide, ratio=1 if wide else None, overflow="fold")
    for month in view["months"]:
        table.add_row(Text(month["name"], style="bold"), "", "", "", end_section=False)
        for line in month["lines"]:
            entry = line["entry"]
            indent = "  " if entry.parent else ""
            title = Text(f"{indent}{entry.title}", style="bold" if entry.is_session else "")
            table.add_row(Text(line["day"]), Text(line["time"]), title, Text(line["because"]))
        table.add_section()
    Console().print(table)


def _say(message: str) -> None:
    typer.echo(message, err=True)
