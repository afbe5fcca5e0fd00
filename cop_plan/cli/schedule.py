"""`cop-plan schedule`: write the dated year."""

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cop_plan import drafts, files, history, load, nodes, render
from cop_plan.cli import folder, moving, record, shell
from cop_plan.errors import Foreign, quote

FORMATS = ("md", "html", "ics", "json")
OUTPUTS = {
    "md": ("plan.md",),
    "html": ("plan.html",),
    "ics": ("calendar.ics", "team.ics"),
    "json": ("timeline.json",),
    "todos": ("team-todos.ics",),
}
"""The files of each format; `todos` is asked for by an option of its own."""

SHARING = "docs/sharing-the-calendar.md"


@shell.telling
def schedule(
    definitions: shell.Definitions,
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="DIR", help="Write here instead of plan/ beside the file; - for stdout."),
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", "-f", metavar="LIST", help="Which of md, html, ics, json, with commas.")
    ] = ",".join(FORMATS),
    moves: Annotated[
        list[str] | None,
        typer.Option("--move", metavar="NAME=DATE", help="Give an entry another date in the definition, after asking."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Move without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")] = False,
    only_changes: Annotated[
        bool, typer.Option("--changes", help="Show what changed as a text to forward, instead of the year.")
    ] = False,
    todos: Annotated[
        bool, typer.Option("--todos", help="Write team-todos.ics too; later runs keep it up to date.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that a person changed.")] = False,
    today: shell.Today = None,
    as_json: shell.AsJson = False,
) -> int:
    """Write the dated year: plan, page, calendars and data.

    \b
    Example:
      cop-plan schedule community.yaml
      cop-plan schedule community.yaml --format json --out - | jq .entries
      cop-plan schedule */community.yaml --out published
      cop-plan schedule community.yaml --move webinar-3=2027-02-23
      cop-plan schedule community.yaml --changes --dry-run

    Shows the year as a table and writes plan.md, plan.html, calendar.ics (what participants need), team.ics
    (everything) and timeline.json, all or none. Several definitions get a folder each. What a person changed in these
    files is never overwritten without --force. On standard output, ics is the participants' calendar.

    --move takes any date that a definition may hold, such as "fourth tuesday of february". It shows what moves with the
    entry and which rules that would break, and changes nothing else in the definition.
    """
    order = Order(_wanted(formats), shell.now(today), moving.parse(moves or ()), yes, dry_run, todos, force)
    if out is not None and not out.strip():
        raise typer.BadParameter("--out names no folder")
    if order.moves and (out == "-" or len(definitions) != 1):
        raise typer.BadParameter("--move changes one definition, and not with --out -")
    if out == "-":
        return _to_stdout(definitions, order.wanted, order.now)
    run = shell.Run()
    scheduled: list[Scheduled] = []
    for definition in definitions:
        choose = folder.choose(definition, out, definitions)
        with run.one():
            scheduled.append(_schedule(definition, choose, order, scheduled))
            _report(scheduled[-1], as_json=as_json, only_changes=only_changes)
            run.code = max(run.code, scheduled[-1].code)
    if as_json:
        typer.echo(json.dumps({"scheduled": [one.data() for one in scheduled]}, ensure_ascii=False, indent=1))
    return run.code


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is to do for each definition."""

    wanted: tuple[str, ...]
    now: datetime
    moves: tuple[moving.Move, ...]
    yes: bool
    dry_run: bool
    todos: bool
    force: bool


@dataclass(frozen=True)
class Decided:
    """What is to be written for one definition: the pages by their names, and of all files those that are new."""

    year: render.Year
    pages: tuple[str, ...]
    new: Mapping[str, bytes]
    changes: tuple[history.Change, ...]
    is_first: bool


@dataclass(frozen=True)
class Scheduled:
    """What a run did for one definition, or would have done if it `wrote` nothing."""

    definition: Path
    folder: Path
    decided: Decided
    wrote: bool = True
    moved: moving.Outcome | None = None
    code: shell.Exit = shell.Exit.DONE

    @property
    def year(self) -> render.Year:
        """Return the year."""
        return self.decided.year

    @property
    def new(self) -> tuple[str, ...]:
        """Return the names of the pages that are new or other than before."""
        return tuple(name for name in self.decided.pages if name in self.decided.new)

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        hours = self.year.timeline.hours
        moved = {"move": self.moved.data()} if self.moved else {}
        return {
            "definition": str(self.definition),
            "folder": str(self.folder),
            "written": self.new if self.wrote else (),
            "would_write": () if self.wrote else self.new,
            "unchanged": tuple(name for name in self.decided.pages if name not in self.decided.new),
            "entries": len(self.year.timeline.entries),
            "minutes": {
                "mandatory": hours.mandatory,
                "optional": hours.optional,
                "in_school_time": hours.in_school_time,
            },
            "left_out": [
                {"id": gone.id, "why": gone.why, "with": gone.hung_on} for gone in self.year.timeline.left_out
            ],
            **moved,
            "changes": [_change_data(change) for change in self.decided.changes],
        }


def _change_data(change: history.Change) -> dict[str, Any]:
    """Return a change as plain data: its days, and every other fact that differs, before and after."""
    before, after = change.before, change.after
    differ = {}
    if before and after:
        for name in ("title", "start", "end", "where", "link"):
            was, now = (getattr(entry, name) for entry in (before, after))
            if was != now:
                differ[name] = [one.isoformat() if isinstance(one, datetime) else one for one in (was, now)]
    return {
        "id": change.entry.id,
        "title": change.entry.title,
        "what": change.what,
        "before": before and before.day.isoformat(),
        "after": after and after.day.isoformat(),
        "differ": differ,
    }


def _schedule(
    definition: Path, choose: Callable[[load.Loaded], Path], order: Order, before: Sequence[Scheduled]
) -> Scheduled:
    """Make the year of one definition and write it into its folder; with moves, change the definition first."""
    data = files.read(definition, nodes.LARGEST_BYTES)
    loaded = shell.loaded(definition, data)
    into = choose(loaded)
    if twin := next((one for one in before if one.folder.resolve() == into.resolve()), None):
        raise Foreign([(str(into), f"{twin.definition} was written there in this run")], "give each its own id")
    with _alone(definition, into, order) as waited:
        # A pipe is read once; a file may be another since, and after a wait so may the lists that it names.
        again = files.read(definition, nodes.LARGEST_BYTES) if definition.is_file() else data
        if waited or again != data:
            data, loaded = again, shell.loaded(definition, again)
        lock = folder.remembered(into, definition, loaded, force=order.force)
        loaded, moved = folder.identified(loaded, lock), None
        if order.moves:
            moved = moving.outcome(definition, data, loaded, lock, order.moves, order.now)
            loaded = folder.identified(moved.loaded, lock)
        decided = _decide(definition, loaded, into, lock, order)
        if moved is not None:
            moving.tell(moved, decided.year)
        if order.dry_run:
            return Scheduled(definition, into, decided, wrote=False, moved=moved)
        if moved is not None and not order.yes:
            if not sys.stdin.isatty():
                shell.say("nothing was written: there is nobody to ask; say --yes to move")
                return Scheduled(definition, into, decided, wrote=False, moved=moved, code=shell.Exit.MISUSE)
            if not moving.agreed():
                return Scheduled(definition, into, decided, wrote=False, moved=moved)
            if files.read(definition, nodes.LARGEST_BYTES) != data:
                raise Foreign([(str(definition), "somebody changed it meanwhile")], "look at it and move again")
        source = {definition.resolve(): moved.text} if moved is not None and moved.text != data else {}
        if decided.new or source:
            # The definition first: should the run be killed here, the next one brings the outputs after it.
            files.write_all(into, decided.new, first=history.FILE_NAME, before=source)
        return Scheduled(definition, into, decided, moved=moved)


@contextlib.contextmanager
def _alone(definition: Path, into: Path, order: Order) -> Iterator[bool]:
    """Be alone in the folder of the outputs, and beside a definition that changes; yield whether it took a wait.

    What a killed run left is taken away.
    """
    if order.dry_run:
        yield False
        return
    ours = [history.FILE_NAME, *(name for names in OUTPUTS.values() for name in names)]
    with contextlib.ExitStack() as stack:
        beside, waited = definition.resolve().parent, False
        if order.moves and beside != into.resolve():
            waited = stack.enter_context(files.alone(beside))
        waited = stack.enter_context(files.alone(into)) or waited
        if order.moves:
            files.sweep(beside, [definition.resolve().name])
        files.sweep(into, ours)
        yield waited


def _decide(definition: Path, loaded: load.Loaded, into: Path, lock: history.Lock | None, order: Order) -> Decided:
    """Return what is to be written. Raises Foreign where that would overwrite what is not ours."""
    year = _year(loaded, lock, order.now)
    wanted = [*order.wanted, *(["todos"] if order.todos or _has_todos(into, lock, order) else [])]
    pages = render.pages(year, wanted, files.template_text, files)
    on_disk = files.existing(into, [*pages, history.FILE_NAME])
    if not order.force:
        folder.refuse_foreign(into, pages, on_disk, lock)
    digests = {name: files.digest(content) for name, content in pages.items()}
    renewed = history.renewed(lock, year.timeline, year.published, files.from_folder(into, definition))
    renewed = history.with_files(renewed, digests, {name: files.digest(old) for name, old in on_disk.items()})
    contents = {**pages, history.FILE_NAME: history.dump(renewed).encode()}
    new = {name: content for name, content in contents.items() if on_disk.get(name) != content}
    return Decided(year, tuple(pages), new, tuple(history.changes(lock, year.published)), lock is None)


def _has_todos(into: Path, lock: history.Lock | None, order: Order) -> bool:
    """Return whether the to-dos were written before, lie there still, and calendars are wanted."""
    (name,) = OUTPUTS["todos"]
    return "ics" in order.wanted and lock is not None and name in lock.files and (into / name).exists()


def _to_stdout(definitions: Sequence[Path], wanted: Sequence[str], now: datetime) -> int:
    if len(wanted) != 1 or len(definitions) != 1:
        raise typer.BadParameter("with --out - give one definition and one --format")
    run = shell.Run()
    with run.one():
        loaded = shell.loaded(definitions[0])
        beside = folder.choose(definitions[0], None, definitions)(loaded)
        lock = None
        with contextlib.suppress(Foreign):  # another's folder does not matter to who writes nothing
            lock = folder.remembered(beside, definitions[0], loaded, force=True)
        year = _year(folder.identified(loaded, lock), lock, now)
        content = render.pages(year, wanted, files.template_text, files)[OUTPUTS[wanted[0]][0]]
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    return run.code


def _wanted(formats: str) -> tuple[str, ...]:
    wanted = tuple(part.strip() for part in formats.split(",") if part.strip())
    unknown = [part for part in wanted if part not in FORMATS]
    if unknown or not wanted:
        said = f"no format is called {quote(unknown[0])}" if unknown else "no format is given"
        raise typer.BadParameter(f"{said}: choose from {', '.join(FORMATS)}")
    return wanted


def _year(loaded: load.Loaded, lock: history.Lock | None, now: datetime) -> render.Year:
    dated = shell.dated(loaded)
    recorded = record.read(loaded, dated)
    for problem in recorded.problems:  # what is done changes nothing that is published, and stops nothing
        for line in problem.lines():
            shell.say(line)
    published = history.with_done(history.publish(dated, lock, now), recorded.done)
    return render.Year(dated, published, shell.language(loaded.community.language))


def _report(done: Scheduled, *, as_json: bool, only_changes: bool) -> None:
    """Show the year, or what changed, and say what was written, what moved and what was left out."""
    decided = done.decided
    if only_changes and not as_json:
        typer.echo(render.changes_page(done.year, decided.changes, files.template_text), nl=False)
    elif done.moved is None and not as_json:
        _show_table(done.year)
    for line in _left_out(done.year.timeline.left_out):
        shell.say(line)
    if not only_changes and (done.moved is None or done.wrote):
        for line in render.changed(done.year, decided.changes):
            shell.say(line)
    where = f"{done.folder}{os.sep}"
    if not done.wrote:
        shell.say(f"would write {', '.join(done.new)} to {where}" if done.new else f"nothing would change in {where}")
        shell.say("nothing was written")
        return
    if done.moved is not None:
        shell.say(f"wrote {done.definition}")
    shell.say(f"wrote {', '.join(done.new)} to {where}" if done.new else f"nothing changed in {where}")
    if "calendar.ics" in done.new:
        shell.say(_how_to_share(is_first=decided.is_first))


def _how_to_share(*, is_first: bool) -> str:
    """Return the line that fits: how to publish the calendar, or how to publish it anew."""
    if is_first:
        return f"members can subscribe to calendar.ics once it has an address of its own: {SHARING}"
    return f"put calendar.ics where it was before; calendars take it up in hours, some in a day: {SHARING}"


def _left_out(left_out: Sequence[drafts.LeftOut]) -> Iterable[str]:
    """Yield a line for each name that is left out: activities that went with it are named, steps are counted."""
    for name in dict.fromkeys(gone.name for gone in left_out):
        under = [gone for gone in left_out if gone.name == name]
        named = [gone for gone in under if gone.hung_on is None]
        steps = [gone for gone in under if gone.hung_on is not None and gone.id.startswith(f"{gone.hung_on}.")]
        others = [gone for gone in under if gone not in named and gone not in steps]
        line = f"left out: {named[0].title} ({name})" if named else f"left out, since the series has no {name}"
        if len(named) > 1:
            line += f", {len(named)} entries"
        if steps:
            line += f", with {len(steps)} {'step' if len(steps) == 1 else 'steps'}"
        if others:
            line += f"{'; what hangs on it goes too' if named else ''}: {', '.join(gone.title for gone in others)}"
        yield line


def _show_table(year: render.Year) -> None:
    """Show the year by month: as a table on a terminal, as plain and whole lines anywhere else."""
    if sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        _show_rich_table(year)
        return
    lines = [render.plan.title(year), render.plan.hours(year)]
    for month in render.plan.months(year):
        lines += ["", month["name"]]
        for line in month["lines"]:
            entry = line.entry
            when = f"{entry.day}  {line.time:<19}".rstrip()
            lines.append(f"  {when:<31} {entry.title}  ({line.because})")
    typer.echo("\n".join(lines))


def _show_rich_table(year: render.Year) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    w = year.words
    table = Table(
        title=Text(render.plan.title(year)), caption=Text(render.plan.hours(year)), box=box.SIMPLE_HEAD, expand=True
    )
    for name, style in (("date", "cyan"), ("time", "cyan"), ("what", ""), ("why", "dim")):
        wide = name in ("what", "why")
        table.add_column(w(f"plan.{name}"), style=style, no_wrap=not wide, ratio=1 if wide else None, overflow="fold")
    for month in render.plan.months(year):
        table.add_row(Text(month["name"], style="bold"), "", "", "", end_section=False)
        for line in month["lines"]:
            entry = line.entry
            indent = "  " if entry.parent else ""
            title = Text(f"{indent}{entry.title}", style="bold" if entry.is_session else "")
            table.add_row(Text(line.day), Text(line.time), title, Text(line.because))
        table.add_section()
    Console().print(table)
