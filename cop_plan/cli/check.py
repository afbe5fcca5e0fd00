"""`cop-plan check`: say what is wrong with a definition."""

import json

import typer

from cop_plan import timeline
from cop_plan.cli import shell
from cop_plan.errors import Problem


@shell.telling
def check(definitions: shell.Definitions, as_json: shell.AsJson = False) -> int:
    r"""Say what is wrong with a definition, each problem with its place.

    \b
    Example:
      cop-plan check community.yaml
    """
    found: list[Problem] = []
    code = shell.Exit.DONE
    for definition in definitions:
        result = shell.told_what_stopped(lambda definition=definition: shell.dated(shell.loaded(definition)),  # type: ignore[misc]
                                    found if as_json else None)  # fmt: skip
        if isinstance(result, timeline.Timeline):
            shell.say(f"{definition}: no problems; a year of {len(result.entries)} entries")
        else:
            code = max(code, result)
    if as_json:
        typer.echo(json.dumps({"problems": [shell.problem_data(one) for one in found]}, ensure_ascii=False, indent=1))
    return code
