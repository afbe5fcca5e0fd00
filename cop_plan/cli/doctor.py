"""`cop-plan doctor`: say whether the installation and the files of a definition are in order."""

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cop_plan.cli import shell, terminal

if TYPE_CHECKING:
    from cop_plan.app.doctor import Check


@shell.report_errors
def doctor(definition: shell.Definition = None, today: shell.Today = None, as_json: shell.AsJson = False) -> int:
    """Say whether the installation and the files of a definition are in order, and what to do.

    \b
    Example:
      cop-plan doctor
      cop-plan doctor community.yaml

    Looks at the program, its templates, cache, browser and extras; and at a definition, its outputs with their lock,
    its kit, reports and records: whether they agree, and what a run that was stopped left behind. Nothing is written.
    What it says has no name or address of a member in it, so that it can be sent to somebody who helps.
    """
    from cop_plan.app import doctor as use_case
    from cop_plan.app import find
    from cop_plan.base.errors import Misuse

    checks = list(use_case.installation())
    try:
        project = shell.project(definition)
    except Misuse:
        if definition is not None or find.nearest() is not None:
            raise
        checks.append(use_case.Check("definition", "note", "there is none here", "cop-plan init begins one"))
    else:
        checks += use_case.definition(project, shell.now(today))
    if as_json:
        shell.show_json({"checks": [one._asdict() for one in checks]})
    else:
        terminal.show(*_lines(checks))
    states = {one.state for one in checks}
    if "unreadable" in states:
        return shell.Exit.FILES
    return shell.Exit.PROBLEMS if "problem" in states else shell.Exit.DONE


_MARKS = {"ok": "ok", "note": "note", "problem": "WRONG", "unreadable": "WRONG"}


def _lines(checks: "list[Check]") -> Iterator[str]:
    """Yield a line for each check, wrapped for the terminal, with what to do; what is wrong is counted at the end."""
    wrap = textwrap.TextWrapper(
        min(100, terminal.width()), subsequent_indent="      ", break_on_hyphens=False, break_long_words=False
    )
    for one in checks:
        yield from wrap.wrap(f"{_MARKS[one.state]:<6}{one.name}: {one.found}")
        if one.to_do:
            yield from wrap.wrap(f"      to do: {one.to_do}")
    wrong = [one for one in checks if one.state in ("problem", "unreadable")]
    yield ""
    yield f"{len(wrong)} of {len(checks)} checks found something wrong" if wrong else "all is in order"
