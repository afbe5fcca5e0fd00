"""`cop-plan help`: show the help of a command."""

from typing import Annotated

import typer


def help_(
    command: Annotated[
        str | None, typer.Argument(metavar="[COMMAND]", help="The command; if left out, all are listed.")
    ] = None,
) -> None:
    """Show the help of a command.

    \b
    Example:
      cop-plan help schedule
    """
    from cop_plan.cli import COMMANDS, command_line

    if command is not None and command not in COMMANDS:
        from cop_plan.base.errors import did_you_mean, quote

        near = did_you_mean(command, COMMANDS)
        raise typer.BadParameter(f"no command is called {quote(command)}" + (f"; {near}" if near else ""))
    command_line([*([command] if command else []), "--help"])
