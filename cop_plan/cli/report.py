"""`cop-plan report`: what the year came to, and how an export is understood."""

import json
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cop_plan.cli import shell


class _Survey(StrEnum):
    BASELINE = "baseline"
    FINAL = "final"


class _DateOrder(StrEnum):
    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


@shell.telling
def report(
    definition: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="The definition of a community; without it, the nearest community.yaml."),
    ] = None,
    interim: Annotated[
        bool, typer.Option("--interim", help="Make the interim report, and say so on every page.")
    ] = False,
    survey: Annotated[
        _Survey | None,
        typer.Option("--survey", help="With baseline: what the first survey said. With --inspect: whose answers."),
    ] = None,
    export: Annotated[
        Path | None, typer.Option("--inspect", metavar="EXPORT", help="Only say how an export is understood.")
    ] = None,
    session: Annotated[
        str | None,
        typer.Option("--session", metavar="NAME", help="The session of the export, if its name is another."),
    ] = None,
    date_order: Annotated[
        _DateOrder | None, typer.Option("--date-order", help="How days such as 3/4/27 are meant, if nothing else says.")
    ] = None,
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="DIR", help="Write here instead of report/ beside the file; - for stdout."),
    ] = None,
    formats: Annotated[
        str,
        typer.Option(
            "--format", "-f", metavar="LIST", help="Which of md, html, json, with commas; json always lies with them."
        ),
    ] = "md,html,json",
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
      cop-plan report --inspect webinar-3.csv --date-order dmy

    Writes report.md, report.html and report.json, all or none; with --interim report-interim.*, for March; with
    --survey baseline report-baseline.*, for the letter after orientation. Later reports read the earlier ones, so that
    nothing hidden can be had by subtraction: keep them. What is not collected yet is said to be so, and what only a
    person can say is a blank with a name.

    With --inspect nothing is written. What an export is, is found by what it holds. Said are the session, who was there
    and how long, or which items were answered; what does not count, and why; and who is nobody whom the definition
    knows, with the line that would tell. Nobody is matched by a guess.
    """
    run = shell.Run()
    if export is not None:
        from cop_plan.cli import inspect  # no other command needs the readers, and they cost an import

        with run.one():
            looked = inspect.look(definition, inspect.asked(export, session, survey, date_order))
            if as_json:
                typer.echo(json.dumps(inspect.data(looked), ensure_ascii=False, indent=1))
            else:
                typer.echo("\n".join(inspect.lines(looked)))
                for remark in looked.remarks:
                    for line in remark.lines():
                        shell.say(line)
        return run.code
    _refuse_nonsense(session=session, survey=survey, interim=interim, out=out)
    from cop_plan.cli import reporting
    from cop_plan.report.pages import FORMATS

    order = reporting.Order(
        shell.formats(formats, FORMATS),
        interim=interim,
        rollup=survey is not None,
        out=out,
        today=today,
        date_order=reporting.date_order(date_order),
        force=force,
    )
    with run.one():
        order = replace(order, theme=shell.theme(templates))
        found = reporting.nearest(definition)
        if out == "-":
            reporting.to_stdout(found, order)
            return run.code
        done = reporting.write(found, order)
        reporting.tell(done)
        if as_json:
            typer.echo(json.dumps(done.data(), ensure_ascii=False, indent=1))
    return run.code


def _refuse_nonsense(*, session: str | None, survey: _Survey | None, interim: bool, out: str | None) -> None:
    """Raise what says that options do not go together."""
    if session is not None:
        raise typer.BadParameter("--session goes with --inspect")
    if survey is _Survey.FINAL:
        raise typer.BadParameter("the final survey stands in the report itself; --survey final goes with --inspect")
    if survey is not None and interim:
        raise typer.BadParameter("--interim and --survey baseline are two different reports")
    if out is not None and not out.strip():
        raise typer.BadParameter("--out names no folder")
