"""`cop-plan schedule`: write the dated year."""

import contextlib
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cop_plan import drafts, files, history, load, render
from cop_plan.cli import folder, record, shell
from cop_plan.errors import Foreign, quote

FORMATS = ("md", "html", "ics", "json")
OUTPUTS = {"md": ("plan.md",), "html": ("plan.html",), "ics": ("calendar.ics", "team.ics"), "json": ("timeline.json",)}


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

    Shows the year as a table and writes plan.md, plan.html, calendar.ics (what participants need), team.ics
    (everything) and timeline.json, all or none. Several definitions get a folder each. What a person changed in these
    files is never overwritten without --force. On standard output, ics is the participants' calendar.
    """
    wanted = _wanted(formats)
    now = shell.now(today)
    if out is not None and not out.strip():
        raise typer.BadParameter("--out names no folder")
    if out == "-":
        return _to_stdout(definitions, wanted, now)
    run = shell.Run()
    scheduled: list[Scheduled] = []
    for definition in definitions:
        choose = folder.choose(definition, out, definitions)
        with run.one():
            scheduled.append(_schedule(definition, choose, wanted, now, force, scheduled))
            _report(scheduled[-1], as_json=as_json)
    if as_json:
        typer.echo(json.dumps({"scheduled": [one.data() for one in scheduled]}, ensure_ascii=False, indent=1))
    return run.code


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
    choose: Callable[[load.Loaded], Path],
    wanted: Sequence[str],
    now: datetime,
    force: bool,
    before: Sequence[Scheduled],
) -> Scheduled:
    """Make the year of one definition and write it into its folder."""
    loaded = shell.loaded(definition)
    into = choose(loaded)
    if twin := next((one for one in before if one.folder.resolve() == into.resolve()), None):
        raise Foreign([(str(into), f"{twin.definition} was written there in this run")], "give each its own id")
    lock = folder.remembered(into, definition, loaded, force=force)
    year = _year(folder.identified(loaded, lock), lock, now)
    pages = render.pages(year, wanted, files.template_text, files)
    on_disk = files.existing(into, [*pages, history.FILE_NAME])
    if not force:
        folder.refuse_foreign(into, pages, on_disk, lock)
    digests = {name: files.digest(content) for name, content in pages.items()}
    renewed = history.renewed(lock, year.timeline, year.published, files.from_folder(into, definition))
    renewed = history.with_files(renewed, digests, {name: files.digest(old) for name, old in on_disk.items()})
    contents = {**pages, history.FILE_NAME: history.dump(renewed).encode()}
    new = {name: content for name, content in contents.items() if on_disk.get(name) != content}
    if new:
        files.write_all(into, new, first=history.FILE_NAME)
    written = tuple(name for name in pages if name in new)
    unchanged = tuple(name for name in pages if name not in new)
    return Scheduled(definition, into, year, written, unchanged, tuple(history.changes(lock, year.published)))


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


def _report(done: Scheduled, *, as_json: bool) -> None:
    """Show the year, and say what was written, what moved and what was left out."""
    if not as_json:
        _show_table(done.year)
    for line in _left_out(done.year.timeline.left_out):
        shell.say(line)
    for line in _changes(done):
        shell.say(line)
    if done.written:
        shell.say(f"wrote {', '.join(done.written)} to {done.folder}{os.sep}")
    else:
        shell.say(f"nothing changed in {done.folder}{os.sep}")


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


def _changes(done: Scheduled) -> Iterable[str]:
    """Yield a line for each change; steps that moved with their activity are counted, not listed."""
    w = done.year.words
    whats = {change.entry.id: change.what for change in done.changes}
    moved_with = Counter((change.entry.parent, change.what) for change in done.changes)
    for change in done.changes:
        parent = change.entry.parent
        if parent and whats.get(parent) == change.what:
            continue
        steps = moved_with[change.entry.id, change.what]
        line = w(
            f"changes.{change.what}",
            title=change.entry.title,
            before=w.short_day(change.before.day) if change.before else "",
            after=w.short_day(change.after.day) if change.after else "",
        )
        yield w.count("changes.with_steps", steps, change=line) if steps else line


def _show_table(year: render.Year) -> None:
    """Show the year by month: as a table on a terminal, as plain and whole lines anywhere else."""
    view = year.view
    if sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        _show_rich_table(view)
        return
    lines = [view["title"], view["hours"]]
    for month in view["months"]:
        lines += ["", month["name"]]
        for line in month["lines"]:
            entry = line.entry
            when = f"{entry.day}  {line.time:<19}".rstrip()
            lines.append(f"  {when:<31} {entry.title}  ({line.because})")
    typer.echo("\n".join(lines))


def _show_rich_table(view: Mapping[str, Any]) -> None:
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
            entry = line.entry
            indent = "  " if entry.parent else ""
            title = Text(f"{indent}{entry.title}", style="bold" if entry.is_session else "")
            table.add_row(Text(line.day), Text(line.time), title, Text(line.because))
        table.add_section()
    Console().print(table)
