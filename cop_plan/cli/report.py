"""`cop-plan report`: what the year came to, and how an export is understood."""

import os
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cop_plan.base import modules
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import sentence
from cop_plan.cli import complete, several, shell, terminal

if TYPE_CHECKING:
    from cop_plan.app.report import ReportRequest, WrittenReport
    from cop_plan.cli.running import DefinitionOutput


class _Survey(StrEnum):
    BASELINE = "baseline"
    FINAL = "final"
    PULSE = "pulse"


@shell.report_errors
def report(
    definitions: shell.Definitions = None,
    interim: Annotated[
        bool, typer.Option("--interim", help="Make the interim report, and say so on every page.")
    ] = False,
    survey: Annotated[
        _Survey | None,
        typer.Option(
            "--survey",
            metavar="|".join(_Survey),
            help="With baseline: what the first survey said. With --inspect: whose answers.",
        ),
    ] = None,
    export: Annotated[
        str | None,
        typer.Option(
            "--inspect", metavar="EXPORT", help="Only say how an export, or each one in a folder, is understood."
        ),
    ] = None,
    session: Annotated[
        str | None,
        typer.Option(
            "--session",
            metavar="NAME",
            help="The session of the export, if its name is another.",
            autocompletion=complete.session,
        ),
    ] = None,
    date_order: shell.DateOrder = None,
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="DIR", help="Write here instead of report/ beside the file; - for stdout."),
    ] = None,
    formats: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="LIST",
            help=f"Only these of {', '.join(modules.names('report.formats'))}, with commas; json is always written.",
            autocompletion=complete.report_format,
        ),
    ] = None,
    templates: shell.Templates = None,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite files that a person changed, and reports that somebody may have.")
    ] = False,
    today: shell.Today = None,
    as_json: shell.AsJson = False,
) -> int:
    """Write what the year came to, from its records; or say how an export of them is understood.

    \b
    Example:
      cop-plan report community.yaml
      cop-plan report community.yaml --interim
      cop-plan report community.yaml --survey baseline
      cop-plan report community.yaml --inspect records/attendance/webinar-1.csv
      cop-plan report community.yaml --inspect records/inbox
      cop-plan report --inspect webinar-3.csv --date-order dmy
      cop-plan report */community.yaml --interim

    Writes report.md, report.html and report.json, all or none; with --interim report-interim.*, for March; with
    --survey baseline report-baseline.*, for the letter after orientation. Later reports read the earlier ones, so that
    nothing hidden can be had by subtraction: keep them. What is not collected yet is said to be so, and what only a
    person can say is a blank with a name. Of several definitions each report lies beside its own; with --out each has a
    folder of its own there.

    With --inspect nothing is written. What an export is, is found by what it holds. Said are the session, who was there
    and how long, or which items were answered; what does not count, and why; and who is nobody whom the definition
    knows, with the line that would tell. Nobody is matched by a guess.
    """
    if export is not None:
        if len(definitions or ()) > 1:
            several.refuse_for_several(several.found(definitions), inspect=export)
        return _inspect(next(iter(definitions or ()), None), export, session, survey, date_order, as_json=as_json)
    _refuse_nonsense(session=session, survey=survey, interim=interim, out=out)
    from cop_plan.app import report as use_case
    from cop_plan.app.options import ProjectOptions
    from cop_plan.report import formats as report_formats

    found = several.found(definitions)
    several.refuse_for_several(found)
    wanted = report_formats.defaults() if formats is None else shell.formats(formats, report_formats.names())
    if out == "-" and (len(wanted) != 1 or len(found) > 1):
        one_each = sentence("with --out - give one definition and one --format")
        raise typer.BadParameter(one_each if len(found) > 1 else sentence("with --out - give one --format"))
    theme = shell.theme(templates)
    if out != "-":
        shell.refuse_stdin(*found)
    request = use_case.ReportRequest(
        today=shell.now(today).date(),
        formats=wanted,
        interim=interim,
        rollup=survey is not None,
        date_order=shell.date_order(date_order),
        force=force,
    )
    order = _ReportOrder(request, today, is_page=out == "-")
    told, code = several.tell(_write, several.jobs(found, ProjectOptions(theme=theme), order, out), "report")
    if as_json and out != "-":
        several.show_json(told, "reports")
    return code


@frozen
class _ReportOrder:
    """What is wanted of each definition. `today` is the day as it is given; a page goes to standard output."""

    request: "ReportRequest"
    today: str | None
    is_page: bool


def _write(job: "several.DefinitionJob[_ReportOrder]", told: "DefinitionOutput") -> None:
    """Write the report of one definition, and say what it lacks."""
    from cop_plan.app import outputs
    from cop_plan.app import report as use_case

    project, order = job.project(), job.order
    request = replace(order.request, today=shell.day(order.today, project))
    with job.hearing(project, told) as hear:
        if order.is_page:
            terminal.deliver(use_case.page(project, request, hear))
            return
        done = use_case.write(project, replace(request, out=job.folder(project, outputs.REPORT)), hear)
    told.data = done.data()
    for line in _lines(done):
        told.say(line)


def _lines(done: "WrittenReport") -> Iterator[str]:
    """Yield what was written, what is to be written by a person, and what was not collected."""
    from cop_plan.report.values import Report

    where, told, m = f"{done.folder}{os.sep}", done.made.report, done.project.messages
    yield from done.made.placed
    if isinstance(told, Report):
        words = done.made.year.words
        if told.not_collected:
            parts = (m("quoted", text=words(f"report.parts.{name}")) for name in told.not_collected)
            yield m("report.not_collected", parts=", ".join(parts))
        for headings in done.made.blanks(words.tag):
            yield m("report.to_be_written", headings=headings)
    for name in done.made.missing:
        yield m("report.missing", file=name)
    yield m("wrote" if done.new else "unchanged", names=", ".join(done.new), folder=where)


def _inspect(
    definition: str | None,
    export: str,
    session: str | None,
    survey: _Survey | None,
    date_order: shell.DateOrder,
    *,
    as_json: bool,
) -> int:
    """Say how an export is understood."""
    from cop_plan.app import exports, find
    from cop_plan.app import inspect as use_case
    from cop_plan.app.options import STDIN
    from cop_plan.base import files
    from cop_plan.cli import inspect_output

    file = find.also_stdin(Path(export))
    if files.is_folder(file):
        return _inspect_folder(definition, file, session, survey, date_order, as_json=as_json)
    found = definition or find.nearest(beside=file)
    asked = use_case.asked(file, session, survey, date_order)
    project = shell.project(found) if found else None
    content = terminal.read(exports.LIMIT_BYTES) if file == STDIN else None
    looked = use_case.look(project, asked, content)
    if as_json:
        shell.show_json(use_case.data(looked))
    else:
        terminal.show(*inspect_output.lines(looked))
        terminal.show_whole(*inspect_output.alias_lines(looked))
        for line in inspect_output.remark_lines(looked):
            shell.warn(line)
    return shell.Exit.DONE


def _inspect_folder(
    definition: str | None,
    folder: Path,
    session: str | None,
    survey: _Survey | None,
    date_order: shell.DateOrder,
    *,
    as_json: bool,
) -> int:
    """Say how each export in a folder is understood, and who is nobody that the definition knows."""
    from cop_plan.app import find
    from cop_plan.app import inspect as use_case
    from cop_plan.cli import inspect_output

    for option, given in (("--session", session), ("--survey", survey)):
        if given is not None:
            raise typer.BadParameter(sentence("{option} goes with one export, not with a folder", option=option))
    found = definition or find.nearest(beside=folder / find.NAME)
    project = shell.project(found) if found else None
    looked = use_case.look_into(project, use_case.asked(folder, None, None, date_order))
    if as_json:
        shell.show_json(use_case.folder_data(looked, shell.problem_data))
    else:
        terminal.show(*inspect_output.folder_lines(looked))
        terminal.show_whole(*inspect_output.alias_lines(looked))
        for one in looked.exports:
            for line in inspect_output.remark_lines(one):
                shell.warn(line)
    return shell.Exit.PROBLEMS if any(one.problems for one in looked.files) else shell.Exit.DONE


def _refuse_nonsense(*, session: str | None, survey: _Survey | None, interim: bool, out: str | None) -> None:
    """Raise what says that options do not go together."""
    if session is not None:
        raise typer.BadParameter(sentence("--session goes with --inspect"))
    if survey in (_Survey.FINAL, _Survey.PULSE):
        raise typer.BadParameter(
            sentence("the report itself has what this survey says: --survey {name} goes with --inspect", name=survey)
        )
    if survey is not None and interim:
        raise typer.BadParameter(sentence("--interim and --survey baseline are two different reports"))
    shell.refuse_no_folder(out, or_stdout=True)
