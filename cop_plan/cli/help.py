"""`cop-plan help`: show the help of a command, or a guide."""

from typing import Annotated

import typer

from cop_plan.base.translatable import sentence
from cop_plan.cli import complete, help_text, shell, terminal


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
    language: shell.Language = None,
) -> None:
    """Show the help of a command, or a guide.

    \b
    Example:
      cop-plan help schedule
      cop-plan help sharing-the-calendar
    """
    shell.speak(language)
    from cop_plan.base import documentation, files
    from cop_plan.cli import command_line
    from cop_plan.cli.commands import COMMANDS

    if name is None or name in COMMANDS:
        if name is None:
            terminal.show(
                help_text.said("Guides, shown by  cop-plan help NAME:"), *(f"  {one}" for one in files.guides()), ""
            )
        command_line([*([name] if name else []), "--help"])
    elif name in files.guides():
        terminal.show_text(files.guide(name))
        terminal.show("", help_text.said("Documentation: {url}").format(url=documentation.address(name)))
    else:
        from cop_plan.base.errors import did_you_mean, quote

        said = sentence("no command or guide is called {name}", name=quote(name))
        near = did_you_mean(name, [*COMMANDS, *files.guides()])
        raise typer.BadParameter(sentence("{problem}: {hint}", problem=said, hint=near) if near else said)
