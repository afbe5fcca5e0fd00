"""`cop-plan help`: show the help of a command, or a guide."""

from typing import Annotated

import typer

from cop_plan.cli import complete, shell, terminal


def help_(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[COMMAND or GUIDE]",
            help="A command or a guide; if left out, both are listed.",
            show_default=False,
            autocompletion=complete.command_or_guide,
        ),
    ] = None,
) -> None:
    """Show the help of a command, or a guide.

    \b
    Example:
      cop-plan help schedule
      cop-plan help sharing-the-calendar
    """
    from cop_plan.base import documentation, files
    from cop_plan.cli import COMMANDS, command_line

    if name is None or name in COMMANDS:
        if name is None:
            terminal.show("Guides, shown by  cop-plan help NAME:", *(f"  {one}" for one in files.guides()), "")
        command_line([*([name] if name else []), "--help"])
    elif name in files.guides():
        terminal.show_text(files.guide(name))
        terminal.show("", shell.messages()("documentation", url=documentation.address(name)))
    else:
        from cop_plan.base.errors import did_you_mean, quote

        near = did_you_mean(name, [*COMMANDS, *files.guides()])
        said = f"no command or guide is called {quote(name)}"
        raise typer.BadParameter(f"{said}; {near}" if near else said)
