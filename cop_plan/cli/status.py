"""`cop-plan status`: how the year stands, and what is to be done."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import counted, sentence
from cop_plan.cli import complete, several, shell, terminal

if TYPE_CHECKING:
    from cop_plan.app.status import YearStatus
    from cop_plan.cli.running import DefinitionOutput
    from cop_plan.render.words import Words
    from cop_plan.schedule.progress import ProgressStanding
    from cop_plan.schedule.timeline import Entry

SHOWN = 12
"""So many overdue entries are listed; whoever begins to keep a record late has most of a year of them."""


@shell.report_errors
def status(
    definitions: shell.Definitions = None,
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
      cop-plan status readers numbers --owner "Alex Moreau"

    Overdue is what stands before today and is not noted as done (see cop-plan done); due is what stands in the next
    four weeks, today included. An owner is a role or a person; whoever has a role sees to what is the role's.

    Of several definitions there is a line each, with its next session and how much is overdue; then what is open in
    all of them in one list, by day, and who sees to it.
    """
    if as_ics and (owner is None or as_json):
        raise typer.BadParameter(sentence("--ics needs --owner, and goes without --json"))
    from cop_plan.app.options import ProjectOptions

    found = several.found(definitions)
    several.refuse_for_several(found, ics=as_ics)
    shell.now(today)  # what is wrong with it is told once
    order = _StatusOrder(owner, today, None if all_of_them else SHOWN, as_ics=as_ics, as_json=as_json)
    told, code = several.tell(
        _look, several.jobs(found, ProjectOptions(None if out is None else Path(out)), order, None)
    )
    known = [one for one in told if not isinstance(one.data, _NotKnown)]
    if len(known) < len(told) and not any(one.data for one in known):
        raise typer.BadParameter(next(one.data.why for one in told if isinstance(one.data, _NotKnown)))
    if as_json and len(found) > 1:
        shell.show_json({"statuses": [one.data for one in known if one.data is not None]})
    elif as_json:
        several.show_json(known, "")
    elif rows := [one.data for one in known if one.data is not None]:
        from cop_plan.cli import status_of_several

        terminal.show(*status_of_several.lines(rows, order.most, owner))
        if unread := len(known) - len(rows):
            shell.warn(counted(unread, "1 community cannot be read", "{number} communities cannot be read"))
        if others := len(told) - len(known):
            shell.say(
                counted(others, "1 community has nobody of that name", "{number} communities have nobody of that name")
            )
    return code


@frozen
class _NotKnown:
    """A community in which nobody is called as the owner who is asked for; `why` says so."""

    why: str


@frozen
class _StatusOrder:
    """What is wanted of each definition: whose entries, and how many that are overdue are listed, None for all."""

    owner: str | None
    today: str | None
    most: int | None
    as_ics: bool
    as_json: bool


def _look(job: "several.DefinitionJob[_StatusOrder]", told: "DefinitionOutput") -> None:
    """Say how the year of one definition stands; of several, keep it to be told together."""
    from cop_plan.app import status as use_case
    from cop_plan.base.errors import NON_PRINTING, OverwriteConflict

    project, order = job.project(), job.order
    try:
        found = use_case.look(project, shell.day(order.today, project), order.owner)
    except use_case.UnknownOwner as unknown:
        if job.is_alone:
            raise
        told.data = _NotKnown(unknown.message)  # she may lead others
        return
    problems = project.progress.problems
    try:
        project.refuse_other_year(project.folder, project.lock)
    except OverwriteConflict as conflict:
        told.warned.extend(shell.conflict_lines(conflict)[:-1])  # nothing was to be written
    if order.as_ics:
        title = NON_PRINTING.sub(" ", _one_line(found.owner or ""))
        calendar = use_case.calendar(found, title, shell.now(order.today))
        if calendar is None:
            told.warn(project.messages("no_calendar"))
        else:
            terminal.deliver(calendar)
    elif order.as_json:
        told.data = {**found.data(), "problems": [shell.problem_data(one) for one in problems]}
        if not job.is_alone:
            told.data = {"definition": str(job.file), **told.data}
    elif job.is_alone:
        told.lines.extend(_lines(found, order.most))
    else:
        told.data = {**found.data(), "people": found.people(), "language": project.spoken.tag}
    if problems:
        told.code = shell.Exit.PROBLEMS
        if not order.as_json:
            told.problems = problems


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
        if standing.is_over and key == "overdue":
            left = len(standing.not_done)
            yield from ("", w.count("status.year_over", left) if left else w("status.year_over_all_done"))
            entries = entries if most is None else ()
        elif entries:
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
    is_late = standing.overdue and not standing.is_over
    facts = [said, *([w.count("status.overdue_count", len(standing.overdue))] if is_late else [])]
    return _one_line(f"{w.role(name)}{w('colon')}{', '.join(facts)}")


def _one_line(text: str, indent: str = "") -> str:
    return indent + " ".join(text.splitlines()).rstrip()
