"""`cop-plan cancel`: say that a session does not take place."""

from typing import TYPE_CHECKING, Annotated

import typer

from cop_plan.base.translatable import sentence
from cop_plan.cli import complete, moving, shell, terminal

if TYPE_CHECKING:
    from cop_plan.app.move import Cancellation
    from cop_plan.app.project import CommunityProject


@shell.report_errors
def cancel(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[FILE] NAME",
            help="The definition, if it is not the nearest, and the name of a session.",
            autocompletion=complete.session,
        ),
    ],
    because: Annotated[
        str | None,
        typer.Option("--because", metavar="TEXT", help="Why, for the definition, the plan and the message to members."),
    ] = None,
    yes: moving.Yes = False,
    dry_run: shell.DryRun = False,
    out: shell.Out = None,
    templates: shell.Templates = None,
    force: shell.Force = False,
    today: shell.Today = None,
    as_json: shell.AsJson = False,
) -> int:
    """Say that a session does not take place, after showing what goes with it.

    \b
    Example:
      cop-plan cancel webinar-3 --because "Snow day"
      cop-plan cancel online-meeting.january --because Flu --dry-run

    Writes  cancelled: Snow day  under the session. It stays in the plan, struck through, calendars show it as
    cancelled, and it counts nowhere. Its steps go with it, except those that are done, or past and before the session,
    whose days are written into the definition. Take the line out again, and the session is on again. Prints a message
    to forward to members; kit/cancelled/ has it as a draft for your mail program, with the calendar file. Names are
    those that `status` shows; the shell completes them after cop-plan --install-completion.
    """
    from cop_plan.app import find
    from cop_plan.app import move as use_case

    definition, names = find.split(words)
    if len(names) != 1:
        raise typer.BadParameter(sentence("name one session, as in  cop-plan cancel webinar-3 --because 'Snow day'"))
    options = moving.MoveOptions(because, yes, dry_run, out, templates, force, today, as_json)

    def asked(project: "CommunityProject") -> "Cancellation":
        entry = use_case.session(project, names[0])
        return use_case.Cancellation(entry.id, use_case.reason(because if because is not None else _why(project)))

    return moving.one(definition, asked, options)


def _why(project: "CommunityProject") -> str:
    """Return why, as a person types it."""
    if not terminal.can_ask():
        return ""
    try:
        return terminal.ask(project.messages("move.why"))
    except EOFError:
        raise KeyboardInterrupt from None
