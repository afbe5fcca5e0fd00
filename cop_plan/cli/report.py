"""`cop-plan report`: what the year came to, and how an export is understood."""

import json
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
    export: Annotated[
        Path | None, typer.Option("--inspect", metavar="EXPORT", help="Say how an export is understood.")
    ] = None,
    session: Annotated[
        str | None,
        typer.Option("--session", metavar="NAME", help="The session of the export, if its name is another."),
    ] = None,
    survey: Annotated[
        _Survey | None, typer.Option("--survey", help="The survey of the export, if the definition does not say.")
    ] = None,
    date_order: Annotated[
        _DateOrder | None, typer.Option("--date-order", help="How days such as 3/4/27 are meant, if nothing else says.")
    ] = None,
    as_json: shell.AsJson = False,
) -> int:
    """Say how an export of attendance or of answers is understood.

    \b
    Example:
      cop-plan report community.yaml --inspect records/attendance/webinar-1.csv
      cop-plan report community.yaml --inspect webinar-3.csv --date-order dmy
      cop-plan report --inspect records/final.xlsx --json

    What an export is, is found by what it holds. Said are the session, who was there and how long, or which items were
    answered; what does not count, and why; and who is nobody whom the definition knows, with the line that would tell.
    Nothing is written, and nobody is matched by a guess.
    """
    from cop_plan.cli import inspect  # no other command needs the readers, and they cost an import

    if export is None:
        raise typer.BadParameter("name an export with --inspect")
    run = shell.Run()
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
