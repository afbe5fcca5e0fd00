"""What a run of `schedule` shows of each definition: the year as a table, what changed, what was written."""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from cop_plan.base.frozen import frozen
from cop_plan.cli import move_output, year_table
from cop_plan.cli.running import DefinitionOutput
from cop_plan.plan import changes, formats
from cop_plan.render.messages import Messages
from cop_plan.schedule import details, drafts, history

if TYPE_CHECKING:
    from cop_plan import render
    from cop_plan.app.move import MoveOutcome
    from cop_plan.app.schedule import Scheduled

SHARING = "cop-plan help sharing-the-calendar"
"""What shows how a calendar is shared."""


@frozen
class DisplayOptions:
    """How a year is shown: as JSON, or as what changed, or as a table so many columns wide; None is plain lines.

    What changed may be told `for_members` alone. One of several years is not shown. A table has what is past before
    `today`, and with `with_names` the names of entries.
    """

    as_json: bool
    only_changes: bool
    columns: int | None
    shows_year: bool
    today: date
    for_members: bool = False
    with_names: bool = False


def show(done: "Scheduled", screen: DisplayOptions, told: DefinitionOutput) -> None:
    """Show the year, or what changed, and say what was written, what moved and what was left out."""
    told.data = data(done) if screen.as_json else None
    year = done.year.said_in(done.project.spoken)
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
            m = done.project.messages
            told.styled.append(year_table.styled(year, m, screen.today, screen.columns, with_names=screen.with_names))
        else:
            told.show(year_table.lines(year, with_names=screen.with_names))
    if done.newer.is_any and done.moved is None:
        told.say(move_output.newer_line(done.newer, done.project))
    for line in _messages(done, screen):
        told.say(line)


def _messages(done: "Scheduled", screen: DisplayOptions) -> Iterator[str]:
    m = done.project.messages
    yield from done.notices
    for problem in done.problems:  # what is done changes nothing that is published, and stops nothing
        yield from m.problem_lines(problem)
    yield from _left_out(done.year.timeline.left_out, m)
    if before := done.year.timeline.before_beginning:
        yield m.count("schedule.before_beginning", len(before), day=done.project.community.begins)
    if not screen.only_changes and (done.moved is None or done.is_written):
        yield from changes.changed(done.year.said_in(done.project.spoken), done.changes)
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
    if of_owners := formats.in_folders(done.new_pages):
        yield m("schedule.for_owners", names=", ".join(of_owners))
    if done.has_old_papers and done.moved is None:
        yield m("schedule.old_papers")
    for name in done.old_pdfs:
        yield m("schedule.old_pdf", name=name)
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
        "newer": move_output.newer_data(done.newer),
        **(_move_data(done.moved, done.year) if done.moved else {}),
        "changes": [_change_data(change) for change in done.changes],
    }


def _move_data(moved: "MoveOutcome", year: "render.Year") -> dict[str, Any]:
    of_moved = move_output.data(moved, year)
    return {"update": {**move_output.newer_data(moved.newer), **of_moved}} if moved.newer else {"move": of_moved}


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
        line: str = m(key, title=named[0].title if named else "", name=name)
        if len(named) > 1:
            line += m("schedule.and_entries", number=len(named))
        if steps:
            line += m.count("schedule.and_steps", len(steps))
        if others:
            key = "schedule.and_what_hangs_on_it" if named else "schedule.and_others"
            line += m(key, titles=", ".join(gone.title for gone in others))
        yield line
