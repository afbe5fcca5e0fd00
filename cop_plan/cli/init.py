"""`cop-plan init`: ask for a definition, and write it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from cop_plan.cli import complete, shell

FLAGS: Mapping[tuple[str, ...], str] = {
    ("name",): "--name",
    ("purpose", "audience"): "--audience",
    ("purpose", "shared_interest"): "--interest",
    ("purpose", "concern"): "--concern",
    ("purpose", "learn_together_how_best_to"): "--learn",
    ("year",): "--year",
    ("timezone",): "--timezone",
    ("region",): "--region",
    ("leadership", "facilitator"): "--facilitator",
    ("sponsor",): "--sponsor",
    ("pattern",): "--pattern",
    ("meetings", "usual_time"): "--time",
    ("closures",): "--closure",
    ("meetings", "platform"): "--platform",
    ("language",): "--language",
}


def _flag(name: str, question: str, completion: Any = None) -> Any:
    """Return the flag that answers a question."""
    return typer.Option(name, metavar="TEXT", help=question, show_default=False, autocompletion=completion)


@shell.report_errors
def init(
    file: Annotated[Path, typer.Argument(metavar="[FILE]", help="The definition to write or to complete.")] = Path(
        "community.yaml"
    ),
    name: Annotated[str | None, _flag("--name", "What is the community called?")] = None,
    audience: Annotated[str | None, _flag("--audience", "Whom is the community for?")] = None,
    interest: Annotated[str | None, _flag("--interest", "What is the shared area of interest or expertise?")] = None,
    concern: Annotated[str | None, _flag("--concern", "What concern do the members share?")] = None,
    learn: Annotated[
        str | None, _flag("--learn", "For what purpose are you convening: what will you learn together how best to do?")
    ] = None,
    year: Annotated[str | None, _flag("--year", "Which school year is it for?")] = None,
    timezone: Annotated[str | None, _flag("--timezone", "Which time zone are its clocks in?")] = None,
    region: Annotated[str | None, _flag("--region", "In which province, state or country are the schools?")] = None,
    facilitator: Annotated[str | None, _flag("--facilitator", "Who is the facilitator?")] = None,
    sponsor: Annotated[str | None, _flag("--sponsor", "Who sponsors the community?")] = None,
    pattern: Annotated[str | None, _flag("--pattern", "Which pattern of a year do you start from?")] = None,
    time: Annotated[str | None, _flag("--time", "At what time do sessions usually begin?")] = None,
    closure: Annotated[
        list[str] | None, _flag("--closure", "On which days are there no meetings? Give it once for each closure.")
    ] = None,
    platform: Annotated[str | None, _flag("--platform", "On what platform do you meet online?")] = None,
    language: Annotated[
        str | None,
        _flag(
            "--language",
            "In which language, such as fr-CA, are interview, plan, letters and calendars?",
            complete.language_tag,
        ),
    ] = None,
    answers: Annotated[
        str | None,
        typer.Option(
            "--answers",
            metavar="FILE",
            help="Take answers from a YAML or JSON file, or another definition (- for stdin); ask nothing.",
        ),
    ] = None,
    defaults: Annotated[bool, typer.Option("--defaults", help="Take every default; ask only what has none.")] = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing; what is needed comes with flags.")] = False,
    today: shell.Today = None,
) -> int:
    """Ask for a definition and write it, or ask what one leaves open.

    \b
    Example:
      cop-plan init
      cop-plan init --name "Numeracy Circle" --timezone Edmonton --defaults
      cop-plan init --time "3:30 pm; 9:00" --closure "winter break: Dec 21 to Jan 1"
      cop-plan init community.yaml --answers answers.yaml
      cop-plan init numbers/community.yaml --answers readers/community.yaml --name "Number talks"
      cop-plan init community.yaml --language fr-CA

    First ten questions, then, section by section, those of the planning tool, for now or for later. Writes a
    definition with members.csv, schools.csv and budget.csv. Where the areas of purpose are known, starter items are
    offered for both surveys, and --defaults takes them. Whoever leaves before the end (quit, Ctrl-C, a closed window)
    finds the answers again by the same command. Run on a definition, it asks only what is still open and leaves every
    other line as it is. Nothing is overwritten. Asks in the language that --language, the file of answers or the
    definition names. Where none does, a new definition is asked for in the language of this machine, and is in it.
    """
    from cop_plan.app import find

    shell.refuse_stdin(find.also_stdin(file))
    from cop_plan.cli import conversation  # no other command asks, and what it takes costs an import

    closures = "\n".join(closure) if closure else None
    words = (name, audience, interest, concern, learn, year, timezone, region, facilitator, sponsor, pattern, time,
             closures, platform, language)  # fmt: skip
    flags = {path: (flag, text) for (path, flag), text in zip(FLAGS.items(), words, strict=True)}
    return conversation.run(file, flags, answers, today, defaults=defaults, no_input=no_input)
