"""`cop-plan status`: how the year stands, and what is to be done."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from cop_plan import plan, render
from cop_plan.base import files
from cop_plan.base.errors import NON_PRINTING, Foreign
from cop_plan.cli import folder, record, shell, terminal
from cop_plan.definition import load
from cop_plan.render import words
from cop_plan.schedule import history, progress, timeline

SHOWN = 12
"""So many overdue entries are listed; whoever begins to keep a record late has most of a year of them."""


@shell.telling
def status(
    definition: shell.Definition,
    owner: Annotated[
        str | None,
        typer.Option(
            "--owner", metavar="NAME", help="Only what this owner sees to.", autocompletion=record.complete_owner
        ),
    ] = None,
    as_ics: Annotated[
        bool, typer.Option("--ics", help="Print a calendar of the owner's open entries; it needs --owner.")
    ] = False,
    all_of_them: Annotated[bool, typer.Option("--all", help="List all that is overdue, however much.")] = False,
    today: shell.Today = None,
    as_json: shell.AsJson = False,
) -> int:
    """Say how the year stands: what is overdue, what is due, what comes next.

    \b
    Example:
      cop-plan status community.yaml
      cop-plan status community.yaml --owner facilitator
      cop-plan status community.yaml --owner "Alex Moreau" --ics > alex.ics

    Overdue is what stands before today and is not noted as done (see cop-plan done); due is what stands in the next
    four weeks, today included. An owner is a role or a person; whoever has a role sees to what is the role's.
    """
    if as_ics and (owner is None or as_json):
        raise typer.BadParameter("--ics needs --owner, and goes without --json")
    run = shell.Run()
    with run.one():
        looked = _look(definition, owner, today)
        if as_ics:
            terminal.deliver(_calendar(looked, today))
        elif as_json:
            terminal.show_json(_data(looked))
        else:
            terminal.show(*_lines(looked, SHOWN if not all_of_them else None))
        if looked.recorded.problems:
            if not as_json:
                shell.tell_problems(looked.recorded.problems)
            return shell.Exit.PROBLEMS
    return run.code


@dataclass(frozen=True)
class _Looked:
    """A year, its record, and how it stands. `owner` is whom it is asked for, None for everybody."""

    loaded: load.Loaded
    dated: timeline.Timeline
    recorded: record.Recorded
    standing: progress.Standing
    owner: str | None


def _look(definition: Path, owner: str | None, today: str | None) -> _Looked:
    loaded = shell.loaded(definition)
    dated = shell.dated(loaded)
    recorded = record.read(loaded, dated)
    entries = dated.entries
    if owner is not None:
        found = progress.of_owner(dated, owner)
        if isinstance(found, progress.Unknown):
            said = f"--owner: {found.message}"
            raise typer.BadParameter(f"{said}; {found.hint}" if found.hint else said)
        entries = found
    standing = progress.Standing(entries, recorded.done, shell.day(today, loaded.community.timezone))
    return _Looked(loaded, dated, recorded, standing, owner)


def _lines(looked: _Looked, most: int | None) -> Iterator[str]:
    """Yield the lines that a person reads."""
    w, standing, community = shell.language(looked.loaded.community.language), looked.standing, looked.dated.community
    title = w("plan.title", name=community.name, year=timeline.year_name(community))
    head = [title, *([looked.owner] if looked.owner else []), w.full_day(standing.today)]
    yield _one_line(" · ".join(head))
    yield w("status.done", done=standing.done_count, total=len(standing.entries))
    for key, entries in (("overdue", standing.overdue), ("due", standing.due)):
        if entries:
            yield from ("", w(f"status.{key}"))
        # The oldest may long be past mending; the newest are not.
        hidden = len(entries) - most if most is not None and key == "overdue" and len(entries) > most else 0
        if hidden:
            yield f"  {w.count('status.more', hidden)}"
        yield from (_line(entry, w) for entry in entries[hidden:])
    if (session := standing.next_session) is not None:
        yield from ("", w("status.next_session"))
        yield from (f"  {line}" for line in _session(session, w))
    if looked.owner is None:
        yield from ("", w("status.by_owner"))
        for name, part in standing.by_owner().items():
            yield f"  {_of_owner(name, part, w)}"


def _line(entry: timeline.Entry, w: words.Language) -> str:
    """Return an entry as one line: its day, title, what it is part of, its owner, and its name for `done`."""
    what = w("status.part_of", title=entry.title, of=entry.part_of) if entry.part_of else entry.title
    who = f" · {_role(entry.owner, w)}" if entry.owner else ""
    return _one_line(f"{entry.day}  {what}{who}  [{entry.id}]", indent="  ")


def _session(entry: timeline.Entry, w: words.Language) -> Iterator[str]:
    when = w.full_day(entry.day)
    if entry.start and entry.end:
        when = f"{when}, {w.times(entry.start, entry.end)}"
    yield _one_line(f"{when}{w('colon')}{entry.title}  [{entry.id}]")
    for fact in (entry.where, entry.link if entry.link != entry.where else None):
        if fact:
            yield _one_line(fact)


def _of_owner(name: str | None, standing: progress.Standing, w: words.Language) -> str:
    who = _role(name, w) if name else w("status.nobody")
    said = w("status.done", done=standing.done_count, total=len(standing.entries))
    facts = [said, *([w.count("status.overdue_count", len(standing.overdue))] if standing.overdue else [])]
    return _one_line(f"{who}{w('colon')}{', '.join(facts)}")


def _role(owner: str, w: words.Language) -> str:
    return str(w.at("roles").get(owner, owner))


def _one_line(text: str, indent: str = "") -> str:
    return indent + " ".join(text.splitlines()).rstrip()


def _data(looked: _Looked) -> dict[str, Any]:
    standing, community = looked.standing, looked.dated.community
    session = standing.next_session
    return {
        "community": {"id": community.identity, "name": community.name, "year": timeline.year_name(community)},
        "today": standing.today.isoformat(),
        "owner": looked.owner,
        **_counts(standing),
        "overdue": _entries(standing.overdue),
        "due": _entries(standing.due),
        "next_session": record.entry_data(session) if session else None,
        "owners": [{"owner": name, **_counts(part)} for name, part in standing.by_owner().items()],
        "problems": [shell.problem_data(problem) for problem in looked.recorded.problems],
    }


def _entries(entries: Sequence[timeline.Entry]) -> list[dict[str, Any]]:
    return [record.entry_data(entry) for entry in entries]


def _counts(standing: progress.Standing) -> dict[str, int]:
    return {
        "done_count": standing.done_count,
        "total_count": len(standing.entries),
        "overdue_count": len(standing.overdue),
        "due_count": len(standing.due),
    }


def _calendar(looked: _Looked, today: str | None) -> bytes:
    """Return the calendar of what is open; entries have the counts under which the team's calendar has them."""
    definition, loaded = Path(looked.loaded.file), looked.loaded
    lock = None
    with contextlib.suppress(Foreign):  # another's folder does not matter to who writes nothing
        lock = folder.remembered(folder.choose(definition, None, [definition])(loaded), definition, loaded, force=True)
    dated = timeline.Timeline(folder.identified(loaded, lock).community, looked.dated.entries, looked.dated.left_out)
    published = history.publish(dated, lock, shell.now(today))
    wanted = {entry.id for entry in looked.standing.not_done}
    year = render.Year(
        dated,
        tuple(one for one in published if one.entry.id in wanted and one.status == "planned"),
        shell.language(loaded.community.language),
    )
    return plan.personal(year, NON_PRINTING.sub(" ", _one_line(looked.owner or "")), files.template_text, files)
