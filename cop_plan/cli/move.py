"""`cop-plan move`: give an entry another date."""

from typing import Annotated

import typer

from cop_plan.base.translatable import sentence
from cop_plan.cli import complete, moving, shell


@shell.report_errors
def move(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[FILE] NAME DATE",
            help="The definition, if it is not the nearest, the name of an entry, and its new date.",
            autocompletion=complete.entry,
        ),
    ],
    because: Annotated[
        str | None, typer.Option("--because", metavar="TEXT", help="Why, for the message to members.")
    ] = None,
    yes: moving.Yes = False,
    dry_run: shell.DryRun = False,
    out: shell.Out = None,
    templates: shell.Templates = None,
    force: shell.Force = False,
    today: shell.Today = None,
    as_json: shell.AsJson = False,
) -> int:
    """Give an entry another date, after showing what moves with it.

    \b
    Example:
      cop-plan move webinar-3 2027-02-23
      cop-plan move webinar-3 fourth tuesday of february --because "Noor is away"
      cop-plan move online-meeting.january 2027-01-13 --dry-run

    DATE is any date that a definition may hold. Shown are the lines of the definition that change, what moves with the
    entry, what may be booked, and which rules that would break. Then it asks, writes the definition and the plan, and
    prints a message to forward to members; kit/moved/ has it as a draft for your mail program, with the calendar file.
    What is done or past keeps its day, which is written into the definition. Names are those that `status` shows; the
    shell completes them after cop-plan --install-completion.
    """
    from cop_plan.app import find
    from cop_plan.app import move as use_case

    definition, given = find.split(words)
    if len(given) < 2:
        raise typer.BadParameter(sentence("name an entry and its new date, as in  cop-plan move webinar-3 2027-02-23"))
    name, *day = given
    options = moving.MoveOptions(because, yes, dry_run, out, templates, force, today, as_json)
    return moving.one(definition, lambda project: use_case.to(project, name, " ".join(day)), options)
