"""The commands, loaded only when they are called, and their exit codes.

Artefacts and findings go to standard output, messages to standard error. Exit codes: 0 done, 1 the definition or the
records have problems, 2 misuse, 3 a file cannot be read or written, 4 would overwrite what a person changed, 130
interrupted.
"""

import gc
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from cop_plan.base.version import __version__
from cop_plan.cli import help_text, language, shell, terminal
from cop_plan.cli.commands import COMMANDS

# A message of the library's own takes escapes out of what a person typed, where colours are off.
SETTINGS: Mapping[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100, "color": False}


# What is raised for a wrong command line: of these the library makes only one kind public.
_WrongCommandLine: Any = typer.BadParameter.__base__


class _AsTyped:
    """Takes the text of a parameter as it was typed.

    For each parameter the library builds a validator of pydantic first, with which a command's help takes twice as
    long; for a number it still does. A version of it that asks for no validator never comes here.
    """

    def __init__(self, param: Any) -> None:
        self._validator = param.get_runtime_param
        self._takes = param.type_descriptor.annotation
        self._takes_many = param.multiple or param.nargs == -1

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the value of a parameter."""
        if value is None:
            return () if self._takes_many else None
        if self._takes is str and isinstance(value, str):
            return value
        if self._takes == list[str] and isinstance(value, list | tuple):
            return list(value)
        return self._validator().coerce(value, param=param, ctx=ctx)


def _as_typed(params: list[Any]) -> list[Any]:
    """Return parameters, each of which takes a text as it was typed."""
    for param in params:
        if hasattr(param, "get_runtime_param") and "get_runtime_param" not in vars(param):
            typed = _AsTyped(param)
            param.get_runtime_param = lambda typed=typed: typed
    return params


class _Command(TyperCommand):
    """A command whose texts are taken as they were typed."""

    def get_short_help_str(self, limit: int = 0) -> str:  # noqa: ARG002  # the library's signature
        """Return what the command does in one line, which shells show beside its name."""
        return help_text.said(COMMANDS[self.name or ""])

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters."""
        return _as_typed(super().get_params(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help in the language of the run."""
        help_text.write(self, ctx, formatter)

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write how the command is used."""
        help_text.write_usage(self, ctx, formatter)


class _Commands(TyperGroup):
    """The commands, of which only the one that is called is imported."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters that stand before a command."""
        return _as_typed(super().get_params(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help in the language of the run."""
        help_text.write(self, ctx, formatter)

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write how the command is used."""
        help_text.write_usage(self, ctx, formatter)

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
        named_apart = getattr(module, f"{cmd_name}_", None)  # where Python has the name for itself
        alone.command(cmd_name, cls=_Command)(named_apart or getattr(module, cmd_name))
        return typer.main.get_command(alone)


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
    # To look for plugins, pydantic reads what is said of every installed package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    terminal.open_streams()
    sys.exit(_run())


def _run() -> int:
    """Run the command line to its end; return its exit code, 3 at least where something could not be printed."""
    if "_COP_PLAN_COMPLETE" in os.environ or {"--install-completion", "--show-completion"} & set(sys.argv):
        from cop_plan.cli import shell_scripts

        shell_scripts.prepare()
    try:
        language.begin(sys.argv[1:])
        code: int = app(prog_name="cop-plan", standalone_mode=False) or shell.Exit.DONE
    except _WrongCommandLine as error:
        code = error.exit_code
        for line in help_text.usage_error(error):
            terminal.say(line)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else shell.Exit.DONE
    except (KeyboardInterrupt, typer.Abort):
        code = shell.Exit.INTERRUPTED
    return code if terminal.close() else max(code, shell.Exit.FILES)


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
    language: shell.Language = None,
) -> None:
    """Plan the year of a community of practice.

    \b
    Example:
      cop-plan init
      cop-plan schedule

    One YAML file describes the community. cop-plan lays out the dated year, from preparation to report, says why every
    date is what it is, and writes the plan, a page and the calendars.

    New here? Begin with: cop-plan help five-minutes
    """
    shell.speak(language)
