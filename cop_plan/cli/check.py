"""`cop-plan check`: say what is wrong with a definition, and what a colleague would say about it."""

from pathlib import Path
from typing import Annotated

import typer

from cop_plan.cli import shell, terminal


@shell.telling
def check(
    definitions: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE...", help="One or more definitions of a community.", callback=shell.file_or_stdin),
    ] = None,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="RULE", help="Say why there is a rule, with two examples.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 on warnings too.")] = False,
    show_open: Annotated[bool, typer.Option("--open", help="List the questions that are still open.")] = False,
    today: shell.Today = None,
    as_json: shell.AsJson = False,
) -> int:
    """Say what is wrong with a definition, and what a colleague would say about it.

    \b
    Example:
      cop-plan check community.yaml
      cop-plan check community.yaml --open --today 2026-11-21
      cop-plan check --explain gap

    Problems come first; without any, the rules of good practice look at the year. Their errors would harm people or
    publish something false, at their warnings a colleague would speak up, their hints are worth a thought. What is not
    decided yet is an open question, not a finding, until its day has passed.
    """
    from cop_plan.cli import findings  # no other command needs the rules, and they cost an import

    if explain is not None:
        return findings.explain(explain, as_json=as_json)
    if not definitions:
        raise typer.BadParameter("name a definition, or a rule with --explain")
    day = shell.now(today).date()
    run = shell.Run(keep_problems=as_json)
    looked: list[findings.Looked] = []
    for definition in definitions:
        with run.one():
            looked.append(findings.look(definition, day))
            if not as_json:
                findings.tell(looked[-1], show_open=show_open)
    if as_json:
        data = {"problems": [shell.problem_data(one) for one in run.problems], **findings.data(looked)}
        terminal.show_json(data)
    return max([run.code, *(one.code(strict=strict) for one in looked)])
