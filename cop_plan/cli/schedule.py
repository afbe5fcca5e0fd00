"""`cop-plan schedule`: write the dated year."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cop_plan import drafts, files, history, load, render
from cop_plan.cli import shell
from cop_plan.errors import Foreign, quote

FORMATS = ("md", "html", "ics", "json")
OUTPUTS = {"md": ("plan.md",), "html": ("plan.html",), "ics": ("calendar.ics", "team.ics"), "json": ("timeline.json",)}
DEFAULT_FOLDER = "plan"


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
    now = shell.now(today)
    if out == "-":
        return _to_stdout(definitions, wanted, now)
    run = shell.Run()
    scheduled: list[Scheduled] = []
    for definition in definitions:
        folder = _folder(definition, out, several=len(definitions) > 1)
        with run.one():
            scheduled.append(_schedule(definition, folder, wanted, now, force, scheduled))
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
    folder: Path | Callable[[str], Path],
    wanted: Sequence[str],
    now: datetime,
    force: bool,
    before: Sequence[Scheduled],
) -> Scheduled:
    """Make the year of one definition and write it into its folder."""
    loaded = shell.loaded(definition)
    if callable(folder):
        folder = folder(loaded.community.identity)
    if twin := next((one for one in before if one.folder.resolve() == folder.resolve()), None):
        raise Foreign([(str(folder), f"{twin.definition} was written there in this run")], "give each its own id")
    lock = _lock(folder, definition, loaded)
    loaded = _identified(loaded, lock)
    year = _year(loaded, lock, now)
    pages = render.pages(year, wanted, files.template_text, files)
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
    run = shell.Run()
    with run.one():
        year = _year(shell.loaded(definitions[0]), None, now)
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


def _folder(definition: Path, out: str | None, *, several: bool) -> Path | Callable[[str], Path]:
    """Return where the outputs go; with several definitions it depends on the community's id."""
    folder = Path(out) if out is not None else definition.parent / DEFAULT_FOLDER
    return folder.joinpath if several else folder


def _year(loaded: load.Loaded, lock: history.Lock | None, now: datetime) -> render.Year:
    dated = shell.dated(loaded)
    return render.Year(dated, history.publish(dated, lock, now), shell.language(loaded.community.language))


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
    shell.say(f"{file}: {why}; it is made again from timeline.json")
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
    """Yield a line for each name under `leave_out`; what went with it is counted."""
    for name in dict.fromkeys(gone.name for gone in left_out):
        named = [gone for gone in left_out if gone.name == name and gone.hung_on is None]
        hanging = sum(gone.name == name and gone.hung_on is not None for gone in left_out)
        line = f"left out: {named[0].title} ({name})" + (f", {len(named)} entries" if len(named) > 1 else "")
        if hanging:
            those = "the entry that hangs" if hanging == 1 else f"the {hanging} entries that hang"
            line += f", and {those} on {'it' if len(named) == 1 else 'them'}"
        yield line


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
    view = year.view
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
            entry = line["entry"]
            indent = "  " if entry.parent else ""
            title = Text(f"{indent}{entry.title}", style="bold" if entry.is_session else "")
            table.add_row(Text(line["day"]), Text(line["time"]), title, Text(line["because"]))
        table.add_section()
    Console().print(table)
