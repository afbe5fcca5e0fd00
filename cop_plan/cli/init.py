"""`cop-plan init`: ask for a definition, and write it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from cop_plan.cli import shell

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
    ("language",): "--language",
}


def _flag(name: str, question: str) -> Any:
    """Return the flag that answers a question."""
    return typer.Option(name, metavar="TEXT", help=question, show_default=False)


@shell.report_errors
def init(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The definition to write or to complete.")] = Path(
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
    language: Annotated[
        str | None, _flag("--language", "In which language, such as fr-CA, are interview, plan, letters and calendars?")
    ] = None,
    answers: Annotated[
        str | None,
        typer.Option(
            "--answers", metavar="FILE", help="Take answers from a YAML or JSON file (- for stdin); ask nothing."
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
      cop-plan init community.yaml --name "Numeracy Circle" --timezone America/Edmonton --defaults
      cop-plan init community.yaml --answers answers.yaml
      cop-plan init community.yaml --language fr-CA

    First about ten questions that matter most, then, section by section, those of the planning tool, for now or for
    later. Where the areas of purpose are known, starter items are offered for both surveys, and --defaults takes them.
    Writes a commented definition with members.csv, schools.csv and budget.csv. Run on a definition, it asks only
    what is still open and leaves every other line as it is. Nothing is overwritten. Asks in the language that
    --language, the file of answers or the definition names; in English if none does.
    """
    from cop_plan.app import find

    shell.refuse_stdin(find.also_stdin(file))
    from cop_plan.cli import conversation  # no other command asks, and what it takes costs an import

    words = (name, audience, interest, concern, learn, year, timezone, region, facilitator, sponsor, pattern, language)
    flags = {path: (flag, text) for (path, flag), text in zip(FLAGS.items(), words, strict=True)}
    now = shell.now(today)
    return conversation.run(file, flags, answers, now, defaults=defaults, no_input=no_input)
