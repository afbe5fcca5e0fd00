"""`cop-plan schedule`: write the dated year."""

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from cop_plan import plan
from cop_plan.base import files
from cop_plan.base.errors import Foreign, Unreadable, quote
from cop_plan.cli import folder, outputs, shell, shown
from cop_plan.cli.outputs import FORMATS, OUTPUTS, Order
from cop_plan.cli.shown import Scheduled
from cop_plan.definition import load, nodes
from cop_plan.schedule import history


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
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Print the page to plan.pdf, through an installed Chromium, Chrome or Edge.")
    ] = False,
    templates: shell.Templates = None,
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
      cop-plan schedule community.yaml --pdf --templates letterhead

    Shows the year as a table and writes plan.md, plan.html, calendar.ics (what participants need), team.ics
    (everything) and timeline.json, all or none. Several definitions get a folder each. What a person changed in these
    files is never overwritten without --force. On standard output, ics is the participants' calendar.

    --move takes any date that a definition may hold, such as "fourth tuesday of february". It shows what moves with the
    entry and which rules that would break, and changes nothing else in the definition.
    """
    order = Order(shell.formats(formats, FORMATS), shell.now(today), yes=yes, dry_run=dry_run, todos=todos, force=force)
    if moves:
        from cop_plan.cli import moving  # no other run needs it, and it costs an import

        order = replace(order, moves=moving.parse(moves))
    if out is not None and not out.strip():
        raise typer.BadParameter("--out names no folder")
    if order.moves and (out == "-" or len(definitions) != 1):
        raise typer.BadParameter("--move changes one definition, and not with --out -")
    if out == "-" and (pdf or len(order.wanted) != 1 or len(definitions) != 1):
        raise typer.BadParameter("with --out - give one definition and one --format")
    run = shell.Run()
    with run.one():
        order = replace(order, theme=shell.theme(templates))
        if pdf:
            order = _printing(order)
    if run.code:
        shell.say("nothing was written")
        return run.code
    if out == "-":
        return _to_stdout(definitions[0], order)
    scheduled: list[Scheduled] = []
    for definition in definitions:
        choose = folder.choose(definition, out, definitions)
        with run.one():
            scheduled.append(_schedule(definition, choose, order, scheduled))
            shown.report(scheduled[-1], as_json=as_json, only_changes=only_changes, theme=order.theme)
            run.code = max(run.code, scheduled[-1].code)
    if as_json:
        typer.echo(json.dumps({"scheduled": [one.data() for one in scheduled]}, ensure_ascii=False, indent=1))
    return run.code


def _printing(order: Order) -> Order:
    """Return an order to print too, for which the page is made. Raises Unreadable where there is no browser."""
    from cop_plan.base import browser

    named = os.environ.get(browser.NAMED_BY, "").strip() or None
    program = browser.installed(named)
    if program is None and named:
        raise Unreadable(browser.NAMED_BY, f"no program is called {quote(named)}")
    if program is None:
        said = "there is no Chromium, Chrome or Edge to print it: install one, or name one in"
        raise Unreadable(OUTPUTS["pdf"][0], f"{said} {browser.NAMED_BY}")
    wanted = order.wanted if "html" in order.wanted else (*order.wanted, "html")
    return replace(order, wanted=wanted, browser=program)


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
            from cop_plan.cli import moving

            moved = moving.outcome(definition, data, loaded, lock, order.moves, order.now)
            loaded = folder.identified(moved.loaded, lock)
        decided = outputs.decide(definition, loaded, into, lock, order)
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


def _to_stdout(definition: Path, order: Order) -> int:
    run = shell.Run()
    with run.one():
        loaded = shell.loaded(definition)
        beside = folder.choose(definition, None, [definition])(loaded)
        lock = None
        with contextlib.suppress(Foreign):  # another's folder does not matter to who writes nothing
            lock = folder.remembered(beside, definition, loaded, force=True)
        year = outputs.dated_year(folder.identified(loaded, lock), lock, order.now)
        pages = plan.pages(year, order.wanted, files.template_text, order.theme)
        sys.stdout.buffer.write(pages[OUTPUTS[order.wanted[0]][0]])
        sys.stdout.buffer.flush()
    return run.code
