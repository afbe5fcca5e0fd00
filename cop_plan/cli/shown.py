"""What a run of `schedule` shows of each definition: the year as a table, what changed, what was written."""

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from cop_plan import plan, render
from cop_plan.base import files
from cop_plan.cli import shell
from cop_plan.cli.outputs import Decided
from cop_plan.plan import overview
from cop_plan.schedule import drafts, history

if TYPE_CHECKING:
    from cop_plan.cli import moving
    from cop_plan.render.theme import Theme

SHARING = "docs/sharing-the-calendar.md"


@dataclass(frozen=True)
class Scheduled:
    """What a run did for one definition, or would have done if it `wrote` nothing."""

    definition: Path
    folder: Path
    decided: Decided
    wrote: bool = True
    moved: "moving.Outcome | None" = None
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


def report(done: Scheduled, *, as_json: bool, only_changes: bool, theme: "Theme | None" = None) -> None:
    """Show the year, or what changed, and say what was written, what moved and what was left out."""
    decided = done.decided
    if only_changes and not as_json:
        typer.echo(plan.changes_page(done.year, decided.changes, files.template_text, theme), nl=False)
    elif done.moved is None and not as_json:
        _show_table(done.year)
    for line in _left_out(done.year.timeline.left_out):
        shell.say(line)
    if not only_changes and (done.moved is None or done.wrote):
        for line in plan.changed(done.year, decided.changes):
            shell.say(line)
    where = f"{done.folder}{os.sep}"
    if not done.wrote:
        shell.say(f"would write {', '.join(done.new)} to {where}" if done.new else f"nothing would change in {where}")
        shell.say("nothing was written")
        return
    if done.moved is not None:
        shell.say(f"wrote {done.definition}")
    shell.say(f"wrote {', '.join(done.new)} to {where}" if done.new else f"nothing changed in {where}")
    if decided.has_old_pdf:
        shell.say("plan.pdf shows the year as it was before: print it again with --pdf")
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
    lines = [overview.title(year), overview.hours(year)]
    for month in overview.months(year):
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
        title=Text(overview.title(year)), caption=Text(overview.hours(year)), box=box.SIMPLE_HEAD, expand=True
    )
    for name, style in (("date", "cyan"), ("time", "cyan"), ("what", ""), ("why", "dim")):
        wide = name in ("what", "why")
        table.add_column(w(f"plan.{name}"), style=style, no_wrap=not wide, ratio=1 if wide else None, overflow="fold")
    for month in overview.months(year):
        table.add_row(Text(month["name"], style="bold"), "", "", "", end_section=False)
        for line in month["lines"]:
            entry = line.entry
            indent = "  " if entry.parent else ""
            title = Text(f"{indent}{entry.title}", style="bold" if entry.is_session else "")
            table.add_row(Text(line.day), Text(line.time), title, Text(line.because))
        table.add_section()
    Console().print(table)
