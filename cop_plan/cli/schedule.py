"""`cop-plan schedule`: write the dated year."""

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cop_plan.cli import shell

if TYPE_CHECKING:
    from cop_plan.app import schedule as use_case
    from cop_plan.app.move import Move
    from cop_plan.app.project import Asked
    from cop_plan.cli.running import Told
    from cop_plan.cli.schedule_output import Screen

FORMATS = "md,html,ics,json"


@shell.telling
def schedule(
    definitions: shell.Definitions = None,
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="DIR", help="Write here instead of plan/ beside the file; - for stdout."),
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", "-f", metavar="LIST", help="Which of md, html, ics, json, with commas.")
    ] = FORMATS,
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
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Print the page to plan.pdf, through an installed Chromium, Chrome or Edge.")
    ] = False,
    templates: shell.Templates = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that a person changed.")] = False,
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", min=1, help="Work on so many definitions at once (default: the cores)."),
    ] = None,
    today: shell.Today = None,
    as_json: shell.AsJson = False,
) -> int:
    """Show the dated year and write it: plan, page, calendars, data.

    \b
    Example:
      cop-plan schedule community.yaml
      cop-plan schedule community.yaml --format json --out - | jq .entries
      cop-plan schedule */community.yaml --out published
      cop-plan schedule community.yaml --move webinar-3=2027-02-23
      cop-plan schedule community.yaml --changes --dry-run
      cop-plan schedule community.yaml --pdf --templates letterhead

    Shows the year as a table and writes plan.md, plan.html, calendar.ics (what participants need), team.ics
    (everything) and timeline.json, all or none, into plan/ beside the definition, or where its `output` says. Several
    definitions get a folder each. What a person changed in these files is never overwritten without --force. On
    standard output, ics is the participants' calendar.

    --move takes any date that a definition may hold, such as "fourth tuesday of february". It shows what moves with the
    entry and which rules that would break, and changes nothing else in the definition.
    """
    from cop_plan.app import find, move, outputs, themes
    from cop_plan.app import schedule as use_case
    from cop_plan.app.project import Asked, Project

    found = [find.definition(Path(one)) for one in definitions or []] or [find.definition()]
    wanted = shell.formats(formats, use_case.FORMATS)
    parsed = move.parse(moves) if moves else ()
    if out is not None and not out.strip():
        raise typer.BadParameter("--out names no folder")
    if parsed and (out == "-" or len(found) != 1):
        raise typer.BadParameter("--move changes one definition, and not with --out -")
    if out == "-" and (pdf or len(wanted) != 1 or len(found) != 1):
        raise typer.BadParameter("with --out - give one definition and one --format")
    now = shell.now(today)
    theme = themes.read(templates) if templates else None
    if out == "-":
        order = use_case.Order(now, wanted)
        shell.show_bytes(use_case.page(Project(found[0], Asked(theme=theme)), order))
        return shell.Exit.DONE
    order = use_case.Order(now, wanted, todos=todos, browser=_browser() if pdf else None, force=force, dry_run=dry_run)
    from cop_plan.cli import running, schedule_output

    screen = schedule_output.screen(as_json=as_json, only_changes=only_changes)
    folder = None if out is None else Path(out)
    shared = outputs.shared(found, folder)
    jobs = [_Job(one, Asked(folder, one in shared, theme), order, screen) for one in found]
    if parsed:
        return _move(jobs[0], parsed, yes=yes)
    told, code = running.tell(running.each(running.Work(_write), jobs, workers))
    if as_json:
        shell.show_json({"scheduled": [one.data for one in told if one.data is not None]})
    return code


@dataclass(frozen=True)
class _Job:
    """The year of one definition, and how it is shown."""

    file: Path
    asked: "Asked"
    order: "use_case.Order"
    screen: "Screen"


def _write(job: _Job, told: "Told") -> None:
    """Write the year of one definition."""
    from cop_plan.app import schedule as use_case
    from cop_plan.app.project import Project
    from cop_plan.cli import schedule_output

    done = use_case.write(Project(job.file, job.asked), job.order)
    schedule_output.show(done, job.screen, told)


def _move(job: _Job, moves: "tuple[Move, ...]", *, yes: bool) -> int:
    """Show what moving does, ask, and write the definition with its year."""
    from cop_plan.app import move
    from cop_plan.app import schedule as use_case
    from cop_plan.app.project import Project
    from cop_plan.cli import running, schedule_output

    moved = move.outcome(Project(job.file, job.asked), moves, job.order.now)
    planned = use_case.write(moved.after, replace(job.order, dry_run=True), moved)
    for line in schedule_output.move_lines(moved, planned.year):
        shell.say(line)
    told, done = running.Told(), planned
    if not (job.order.dry_run or yes or sys.stdin.isatty()):
        shell.warn("nothing was written: there is nobody to ask; say --yes to move")
        told.code = shell.Exit.MISUSE
    elif not job.order.dry_run and (yes or shell.agreed("Move it?")):
        done = use_case.write(moved.before, job.order, moved)
    schedule_output.show(done, job.screen, told)
    running.tell([told])
    if job.screen.as_json:
        shell.show_json({"scheduled": [told.data]})
    return told.code


def _browser() -> str:
    """Return the browser that prints. Raises Unreadable where there is none."""
    from cop_plan.base import browser
    from cop_plan.base.errors import Unreadable, quote

    named = os.environ.get(browser.NAMED_BY, "").strip() or None
    program = browser.installed(named)
    if program is None and named:
        raise Unreadable(browser.NAMED_BY, f"no program is called {quote(named)}")
    if program is None:
        said = "there is no Chromium, Chrome or Edge to print it: install one, or name one in"
        raise Unreadable("plan.pdf", f"{said} {browser.NAMED_BY}")
    return program
