"""What a run of `schedule` shows of each definition: the year as a table, what changed, what was written."""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cop_plan import render
from cop_plan.base.frozen import frozen
from cop_plan.cli import move_output, terminal
from cop_plan.cli.running import DefinitionOutput
from cop_plan.plan import changes, formats, overview
from cop_plan.render.messages import Messages
from cop_plan.schedule import details, drafts, history

if TYPE_CHECKING:
    from rich.text import Text

    from cop_plan.app.schedule import Scheduled
    from cop_plan.schedule.timeline import Entry

SHARING = "cop-plan help sharing-the-calendar"
"""What shows how a calendar is shared."""


@frozen
class DisplayOptions:
    """How a year is shown: as JSON, or as what changed, or as a table so many columns wide; None is plain lines.

    What changed may be told `for_members` alone. One of several years is not shown.
    """

    as_json: bool
    only_changes: bool
    columns: int | None
    shows_year: bool
    for_members: bool = False


def show(done: "Scheduled", screen: DisplayOptions, told: DefinitionOutput) -> None:
    """Show the year, or what changed, and say what was written, what moved and what was left out."""
    told.data = data(done) if screen.as_json else None
    if screen.only_changes and not screen.as_json:
        text = changes.changes_page(
            *(done.year, done.changes, done.project.templates),
            for_members=screen.for_members,
            is_new_year=done.is_new_year,
            other_pages=done.changed_pages,
        )
        told.show(text.removesuffix("\n"))
    elif screen.shows_year and done.moved is None and not screen.as_json:
        if screen.columns:
            told.styled.append(_styled(done.year, screen.columns))
        else:
            told.show(_lines(done.year))
    for line in _messages(done, screen):
        told.say(line)


def _messages(done: "Scheduled", screen: DisplayOptions) -> Iterator[str]:
    m = done.project.messages
    yield from done.notices
    for problem in done.problems:  # what is done changes nothing that is published, and stops nothing
        yield from problem.lines()
    yield from _left_out(done.year.timeline.left_out, m)
    if before := done.year.timeline.before_beginning:
        yield m.count("schedule.before_beginning", len(before), day=done.project.community.begins)
    if not screen.only_changes and (done.moved is None or done.is_written):
        yield from changes.changed(done.year, done.changes)
    where = f"{done.folder}{os.sep}"
    if not done.is_written:
        names = ", ".join(done.new_pages)
        key = "schedule.would_write" if names else "schedule.would_change_nothing"
        yield m(key, names=names, folder=where)
        yield m("nothing_written")
        return
    if done.moved is not None and done.moved.is_new:
        yield m("schedule.wrote_definition", file=done.project.file)
    yield m("wrote" if done.new_pages else "unchanged", names=", ".join(done.new_pages), folder=where)
    to_share, for_team = formats.readers(done.new_pages)
    if to_share:
        yield m("schedule.to_share", names=", ".join(to_share))
    if for_team:
        yield m("schedule.for_team", names=", ".join(for_team))
    if done.has_old_papers and done.moved is None:
        yield m("schedule.old_papers")
    if done.has_old_pdf:
        yield m("schedule.old_pdf")
    if "calendar.ics" in done.new_pages:
        yield m("schedule.subscribe" if done.is_first else "schedule.put_again", help=SHARING)


def data(done: "Scheduled") -> dict[str, Any]:
    """Return what a run did as plain data."""
    hours = done.year.timeline.hours
    return {
        "definition": str(done.project.file),
        "folder": str(done.folder),
        "written": done.new_pages if done.is_written else (),
        "would_write": () if done.is_written else done.new_pages,
        "unchanged": tuple(name for name in done.pages if name not in done.new),
        "entries": len(done.year.timeline.entries),
        "minutes": {
            "mandatory": hours.mandatory,
            "optional": hours.optional,
            "in_school_time": hours.in_school_time,
        },
        "before_beginning": [one.id for one in done.year.timeline.before_beginning],
        "left_out": [{"id": gone.id, "why": gone.why, "with": gone.hung_on} for gone in done.year.timeline.left_out],
        **({"move": move_output.data(done.moved, done.year)} if done.moved else {}),
        "changes": [_change_data(change) for change in done.changes],
    }


def _change_data(change: history.Change) -> dict[str, Any]:
    """Return a change as plain data: its days, and every other fact that differs, before and after."""
    before, after = change.before, change.after
    differ: dict[str, Any] = {}
    if before and after:
        for name in ("title", "start", "end", "where", "link", "kind", "phase", "audience"):
            was, now = (getattr(entry, name) for entry in (before, after))
            if was != now:
                differ[name] = [one.isoformat() if isinstance(one, datetime) else one for one in (was, now)]
        differ |= {name: list(both) for name, both in change.differ.items() if name in details.PLAIN}
    return {
        "id": change.entry.id,
        "title": change.entry.title,
        "what": change.what,
        "before": before and before.day.isoformat(),
        "after": after and after.day.isoformat(),
        "differ": differ,
        "changed": sorted({*differ, *change.differ}),
    }


def _left_out(left_out: Sequence[drafts.LeftOut], m: Messages) -> Iterable[str]:
    """Yield a line for each name that is left out: activities that went with it are named, steps are counted."""
    for name in dict.fromkeys(gone.name for gone in left_out):
        under = [gone for gone in left_out if gone.name == name]
        named = [gone for gone in under if gone.hung_on is None]
        steps = [gone for gone in under if gone.hung_on is not None and gone.id.startswith(f"{gone.hung_on}.")]
        others = [gone for gone in under if gone not in named and gone not in steps]
        key = "schedule.left_out" if named else "schedule.left_out_of_series"
        line = m(key, title=named[0].title if named else "", name=name)
        if len(named) > 1:
            line += m("schedule.and_entries", number=len(named))
        if steps:
            line += m.count("schedule.and_steps", len(steps))
        if others:
            key = "schedule.and_what_hangs_on_it" if named else "schedule.and_others"
            line += m(key, titles=", ".join(gone.title for gone in others))
        yield line


def _lines(year: render.Year) -> str:
    """Return the year by month as plain and whole lines."""
    lines = [overview.title(year), overview.hours(year)]
    for month in overview.months(year):
        lines += ["", month["name"]]
        for line in month["lines"]:
            entry = line.entry
            when = f"{entry.day}  {line.time:<19}".rstrip()
            lines.append(f"  {when:<31} {line.title}  ({line.because})")
    return "\n".join(map(terminal.visible_line, lines))


_TABLE_COLUMNS = 72
"""A table needs so many columns; on a narrower terminal each fact has a line."""


def _styled(year: render.Year, columns: int) -> str:
    """Return the year by month with the escapes of a terminal: as a table where there is room for one."""
    return terminal.styled(*(_rich_table(year) if columns >= _TABLE_COLUMNS else _rich_lines(year)), columns=columns)


def _rich_table(year: render.Year) -> Iterable[Any]:
    from rich import box
    from rich.table import Table

    w = year.words
    table = Table(
        title=_text(overview.title(year)), caption=_text(overview.hours(year)), box=box.SIMPLE_HEAD, expand=True
    )
    for name, style in (("date", "cyan"), ("time", "cyan"), ("what", ""), ("why", "dim")):
        wide = name in ("what", "why")
        table.add_column(w(f"plan.{name}"), style=style, no_wrap=not wide, ratio=1 if wide else None, overflow="fold")
    for month in overview.months(year):
        table.add_row(_text(month["name"], "bold"), "", "", "", end_section=False)
        for line in month["lines"]:
            entry = line.entry
            indent = "  " if entry.parent else ""
            title = _text(f"{indent}{line.title}", _style(entry))
            table.add_row(_text(line.day), _text(line.time), title, _text(line.because))
        table.add_section()
    yield table


def _rich_lines(year: render.Year) -> Iterable[Any]:
    from rich.padding import Padding

    yield _text(overview.title(year), "italic")
    for month in overview.months(year):
        yield Padding(_text(month["name"], "bold"), (1, 0, 0, 0))
        for line in month["lines"]:
            entry = line.entry
            yield _text(f"{line.day} {line.time}".rstrip(), "cyan")
            yield Padding(_text(line.title, _style(entry)), (0, 0, 0, 2))
            yield Padding(_text(line.because, "dim"), (0, 0, 0, 2))
    yield Padding(_text(overview.hours(year), "dim italic"), (1, 0, 0, 0))


def _style(entry: "Entry") -> str:
    return "strike" if entry.cancelled else "bold" if entry.is_session else ""


def _text(text: str, style: str = "") -> "Text":
    """Return somebody's text as rich shows it: without markup, and with nothing that steers a terminal."""
    from rich.text import Text

    return Text(terminal.visible_line(text), style, overflow="fold")
