"""`cop-plan next`: begin the next year from this one."""

import os
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cop_plan.base.translatable import sentence
from cop_plan.cli import shell, terminal

if TYPE_CHECKING:
    from cop_plan.app.next_year import NextYear
    from cop_plan.app.next_year_summary import Decision
    from cop_plan.render.messages import Messages


@shell.report_errors
def next_(
    definition: shell.Definition = None,
    into: Annotated[
        str | None,
        typer.Option("--into", metavar="DIR", help="The folder of the next year, if not the one named by the year."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be kept and dropped, and write nothing.")
    ] = False,
    today: shell.Today = None,
    as_json: shell.AsJson = False,
) -> int:
    """Begin the next year from this one, in a folder of its own.

    \b
    Example:
      cop-plan next
      cop-plan next readers/community.yaml --dry-run
      cop-plan next 2026-2027/community.yaml --into ../2027-2028

    The new folder lies beside that of the definition. If that has the year in its name, the new one is called the same
    with the next year (readers-2026-2027, readers-2027-2028); else the next year stands behind the name (readers,
    readers-2027-2028). A folder in which something lies is refused, and the old folder stays as it is, to the byte.

    What lasts is kept: purpose, people, places, dates that are phrases, your comments. Closures, dates that name their
    year and topics become comments that say what they were. Members who left, invitations, agreements and what was
    spent are dropped; attendance, answers and notes stay in the old folder. At the head of the new definition stands
    what members said should continue, change and stop. At the end you are told what you have to decide, and where.
    """
    from cop_plan.app import next_year as use_case

    if into is not None and not into.strip():
        raise typer.BadParameter(sentence("--into names no folder"))
    with shell.before_writing():
        project = shell.project(definition)
        shell.refuse_stdin(project.file)
        begun = use_case.begin(project, None if into is None else Path(into), shell.day(today, project))
        if not dry_run:
            use_case.write(begun)
    commands = _commands(begun)
    m = project.messages
    if as_json:
        shell.show_json({**begun.data(m.translated, is_written=not dry_run), "next": commands})
        return shell.Exit.DONE
    terminal.show(*_lines(begun, m, is_written=not dry_run))
    if not dry_run:
        terminal.show("", m("next.commands"))
        terminal.show_whole(*(f"  {command}" for command in commands))
    return shell.Exit.DONE


def _commands(begun: "NextYear") -> Sequence[str]:
    file = shlex.quote(str(begun.definition))
    return [f"cop-plan check {file}", f"cop-plan schedule {file}"]


def _lines(begun: "NextYear", m: "Messages", *, is_written: bool) -> Iterator[str]:
    """Yield what a person reads: what was kept, what was dropped, what is to be decided."""
    key = "next.written" if is_written else "next.would_be_written"
    yield m(key, year=begun.year, before=begun.year_before, folder=f"{begun.folder}/")
    for title, said in (("next.kept", begun.kept), ("next.dropped", begun.dropped)):
        if said:
            yield from ("", m(title))
            yield from (f"  {m.translated(one)}" for one in said)
    if begun.to_decide or begun.set_back:
        yield from ("", m("next.to_decide"))
        if begun.set_back:
            place, year = begun.set_back
            back = m("next.set_back", before=year, place=place, line=f"year: {year}", year=begun.year)
            yield f"  {back}"
        yield from (f"  {_decision(one, begun.folder, m)}" for one in begun.to_decide)


def _decision(one: "Decision", folder: Path, m: "Messages") -> str:
    lines = ", ".join(map(str, one.lines[:_SHOWN])) + (", …" if one.lines[_SHOWN:] else "")
    name = one.file.removeprefix(f"{folder}{os.sep}")
    where = f"{name}:{lines}" if lines else name
    return f"{where}: {m.translated(one.text)}"


# So many lines of one question are named.
_SHOWN = 6
