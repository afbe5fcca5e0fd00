"""`cop-plan help`: show the help of a command, or a guide."""

from typing import Annotated

import typer

from cop_plan.base.translatable import sentence
from cop_plan.cli import complete, help_text, shell, terminal
from cop_plan.cli import language as run_language


def help_(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[COMMAND|GUIDE]",
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
      cop-plan help portfolio.md

    A guide that is called as a command is has .md behind its name.
    """
    shell.speak(language)
    from cop_plan.base import files
    from cop_plan.cli import command_line
    from cop_plan.cli.commands import COMMANDS

    if name is None or name in COMMANDS:
        if name is None:
            terminal.show(
                help_text.said("Guides, shown by  cop-plan help NAME:"), *(f"  {one}" for one in _names()), ""
            )
        try:
            command_line([*([name] if name else []), "--help"])
        finally:
            if name in files.guides():
                said = help_text.said("The guide of this name, shown by:  cop-plan help {name}")
                terminal.show("", said.format(name=f"{name}.md"))
    elif name.removesuffix(".md") in {*files.guides(), *files.guides("fr")}:
        _show(name.removesuffix(".md"))
    else:
        from cop_plan.base.errors import did_you_mean, quote

        said = sentence("no command or guide is called {name}", name=quote(name))
        near = did_you_mean(name, [*COMMANDS, *_names()])
        raise typer.BadParameter(sentence("{problem}: {hint}", problem=said, hint=near) if near else said)


def _names() -> list[str]:
    """Return what shows each guide in the language of the run, and in English what that does not have.

    A guide that is called as a command is has the end of its file: `kit.md`.
    """
    from cop_plan.base import documentation, files
    from cop_plan.cli.commands import COMMANDS

    in_french = documentation.IN_FRENCH if run_language.spoken() == "fr" else {}
    names = sorted({in_french.get(name, name) for name in files.guides()})
    return [f"{name}.md" if name in COMMANDS else name for name in names]


def _show(name: str) -> None:
    """Show a guide, in the language of the run if there is such a one."""
    from cop_plan.base import documentation, files

    in_english = {french: english for english, french in documentation.IN_FRENCH.items()}.get(name, name)
    in_french = documentation.IN_FRENCH.get(in_english)
    if in_french is not None and (run_language.spoken() == "fr" or name not in files.guides()):
        terminal.show_text(files.guide(in_french, "fr"))
        url = documentation.address(in_english, language="fr")
    else:
        terminal.show_text(files.guide(name))
        url = documentation.address(name)
    terminal.show("", help_text.said("Documentation: {url}").format(url=url))
