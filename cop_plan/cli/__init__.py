"""The commands, loaded only when they are called, and their exit codes.

Artefacts and findings go to standard output, messages to standard error. Exit codes: 0 done, 1 the definition or the
records have problems, 2 misuse, 3 a file cannot be read or written, 4 would overwrite what a person changed, 130
interrupted.
"""

import gc
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cop_plan.base.version import __version__
from cop_plan.cli import terminal

COMMANDS: Mapping[str, str] = {
    "init": "Ask for a definition and write it, or ask what one leaves open.",
    "schedule": "Show the dated year and write it: plan, page, calendars, data.",
    "check": "Say what is wrong with a definition, and what a colleague would say about it.",
    "status": "Say how the year stands: what is overdue, what is due, what comes next.",
    "done": "Note in the progress record what is done.",
    "kit": "Write the documents of the year, ready to print or send.",
    "report": "Write what the year came to, or say how an export of its records is understood.",
    "doctor": "Say whether the installation and the files of a definition are in order.",
    "schema": "Print the JSON Schema of the definition, for editors.",
    "help": "Show the help of a command, or a guide.",
}
"""Every command, each with its first line of help: a module of this package has its name and its function."""

# A message of the library's own takes escapes out of what a person typed, where colours are off.
SETTINGS: Mapping[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100, "color": False}


class _Commands(TyperGroup):
    """The commands, of which only the one that is called is imported."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  # the library's signature
        """Return the names of the commands, in the order of a year."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """Return a command, imported now; None for a name that none has."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"cop_plan.cli.{cmd_name}")
        alone = typer.Typer(
            add_completion=False,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
            context_settings=dict(SETTINGS),
        )
        alone.command(cmd_name)(getattr(module, f"{cmd_name}_" if cmd_name == "help" else cmd_name))
        return typer.main.get_command(alone)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """Write the table of the commands, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


app = typer.Typer(
    name="cop-plan",
    cls=_Commands,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=dict(SETTINGS),
)


def main() -> None:
    """Run the command line."""
    # What is imported stays to the end: to look for garbage in it takes a tenth of a run.
    gc.freeze()
    terminal.open_streams()
    sys.exit(_run())


def _run() -> int:
    """Run the command line to its end; return its exit code, 3 at least where something could not be printed."""
    from cop_plan.cli.shell import Exit

    try:
        app()
        code: int = Exit.DONE
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else Exit.DONE
    except KeyboardInterrupt:
        code = Exit.INTERRUPTED
    return code if terminal.close() else max(code, Exit.FILES)


def command_line(words: Sequence[str]) -> None:
    """Run the command line on these words, and end."""
    app(list(words), prog_name="cop-plan")


def _version(wanted: bool) -> None:
    if wanted:
        terminal.show(f"cop-plan {__version__}")
        raise typer.Exit


@app.callback()
def cop_plan(
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")] = False,
) -> None:
    """Plan the year of a community of practice.

    \b
    Example:
      cop-plan schedule community.yaml

    One YAML file describes the community. cop-plan lays out the dated year, from preparation to report, says why every
    date is what it is, and writes the plan, a page and the calendars.
    """
