"""`cop-plan status`: how the year stands, and what is to be done."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cop_plan.base.translatable import sentence
from cop_plan.cli import complete, shell, terminal

if TYPE_CHECKING:
    from cop_plan.app.status import YearStatus
    from cop_plan.render.words import Words
    from cop_plan.schedule.progress import ProgressStanding
    from cop_plan.schedule.timeline import Entry

SHOWN = 12
"""So many overdue entries are listed; whoever begins to keep a record late has most of a year of them."""


@shell.report_errors
def status(
    definition: shell.Definition = None,
    owner: Annotated[
        str | None,
        typer.Option("--owner", metavar="NAME", help="Only what this owner sees to.", autocompletion=complete.owner),
    ] = None,
    as_ics: Annotated[
        bool, typer.Option("--ics", help="Print a calendar of the owner's open entries; it needs --owner.")
    ] = False,
    all_of_them: Annotated[bool, typer.Option("--all", help="List all that is overdue, however much.")] = False,
    out: shell.Out = None,
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
        raise typer.BadParameter(sentence("--ics needs --owner, and goes without --json"))
    from cop_plan.app import status as use_case
    from cop_plan.app.options import ProjectOptions
    from cop_plan.base.errors import NON_PRINTING

    asked = ProjectOptions(None if out is None else Path(out))
    project = shell.project(definition, asked)
    found = use_case.look(project, shell.day(today, project), owner)
    problems = project.progress.problems
    if as_ics:
        calendar = use_case.calendar(found, NON_PRINTING.sub(" ", _one_line(found.owner or "")), shell.now(today))
        if calendar is None:
            shell.warn(project.messages("no_calendar"))
        else:
            terminal.deliver(calendar)
    elif as_json:
        shell.show_json({**found.data(), "problems": [shell.problem_data(one) for one in problems]})
    else:
        terminal.show(*_lines(found, SHOWN if not all_of_them else None))
    if problems and not as_json:
        shell.tell_problems(problems)
    return shell.Exit.PROBLEMS if problems else shell.Exit.DONE


def _lines(found: "YearStatus", most: int | None) -> Iterator[str]:
    """Yield the lines that a person reads."""
    from cop_plan.schedule import timeline

    w, standing, community = found.project.spoken, found.standing, found.project.community
    title = w("plan.title", name=community.name, year=timeline.year_name(community))
    head = [title, *([w.role(found.owner)] if found.owner else []), w.full_day(standing.today)]
    yield _one_line(" · ".join(head))
    yield w.count("status.done", len(standing.entries), done=standing.done_count)
    if found.is_never_noted:
        yield from ("", *_offers(found))
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
    if found.owner is None:
        yield from ("", w("status.by_owner"))
        for name, part in standing.by_owner().items():
            yield f"  {_of_owner(name, part, w)}"


def _offers(found: "YearStatus") -> Iterator[str]:
    """Yield what somebody writes once who begins to keep the record late, or whose community begins late."""
    w, today = found.project.spoken, found.standing.today
    yield w("status.never_noted")
    yield f"  cop-plan done {shlex.quote(found.project.shown_as)} --before {today}"
    if found.may_begin_now:
        yield w("status.begins_now", file=found.project.shown_as)
        yield f"  begins: {today}"


def _line(entry: "Entry", w: "Words") -> str:
    """Return an entry as one line: its day, title, what it is part of, its owner, and its name for `done`."""
    what = w("status.part_of", title=entry.title, of=entry.part_of) if entry.part_of else entry.title
    who = f" · {w.role(entry.owner)}" if entry.owner else ""
    return _one_line(f"{entry.day}  {what}{who}  [{entry.id}]", indent="  ")


def _session(entry: "Entry", w: "Words") -> Iterator[str]:
    when = w.full_day(entry.day)
    if entry.start and entry.end:
        when = f"{when}, {w.times(entry.start, entry.end)}"
    yield _one_line(f"{when}{w('colon')}{entry.title}  [{entry.id}]")
    for fact in (entry.where, entry.link if entry.link != entry.where else None):
        if fact:
            yield _one_line(fact)


def _of_owner(name: str, standing: "ProgressStanding", w: "Words") -> str:
    said = w.count("status.done", len(standing.entries), done=standing.done_count)
    facts = [said, *([w.count("status.overdue_count", len(standing.overdue))] if standing.overdue else [])]
    return _one_line(f"{w.role(name)}{w('colon')}{', '.join(facts)}")


def _one_line(text: str, indent: str = "") -> str:
    return indent + " ".join(text.splitlines()).rstrip()
