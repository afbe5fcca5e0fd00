"""Words in, words out: the commands, their exit codes, and the only clock.

Artefacts go to standard output, messages to standard error. Exit codes: 0 done, 1 the definition or the records have
problems, 2 misuse, 3 a file cannot be read or written, 4 would overwrite what a person changed, 130 interrupted.
"""

import gc
import sys
from typing import Annotated

import typer

from cop_plan import __version__
from cop_plan.cli import terminal
from cop_plan.cli.check import check
from cop_plan.cli.done import done
from cop_plan.cli.init import init
from cop_plan.cli.kit import kit
from cop_plan.cli.report import report
from cop_plan.cli.schedule import schedule
from cop_plan.cli.schema import schema
from cop_plan.cli.shell import Exit
from cop_plan.cli.status import status

app = typer.Typer(
    name="cop-plan",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    # A message of the library's own takes escapes out of what a person typed, where colours are off.
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100, "color": False},
)


def main() -> None:
    """Run the command line."""
    # What is imported stays to the end: to look for garbage in it, and at the end once more, takes a tenth of a run.
    gc.freeze()
    terminal.open_streams()
    sys.exit(_run())


def _run() -> int:
    """Run the command line to its end; return its exit code, 3 at least where something could not be printed."""
    try:
        app()
        code: int = Exit.DONE
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else Exit.DONE
    except KeyboardInterrupt:
        code = Exit.INTERRUPTED
    return code if terminal.close() else max(code, Exit.FILES)


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


for command in (init, schedule, check, status, done, kit, report, schema):
    app.command()(command)
