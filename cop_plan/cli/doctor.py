"""`cop-plan doctor`: say whether the installation and the files of a definition are in order."""

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cop_plan.base.translatable import sentence
from cop_plan.cli import shell, terminal

if TYPE_CHECKING:
    from cop_plan.app.doctor import Check
    from cop_plan.render.messages import Messages


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

    checks, named = list(use_case.installation()), list[str]()
    try:
        project = shell.project(definition)
    except Misuse:
        if definition is not None or find.nearest() is not None:
            raise
        name, found, to_do = (
            sentence("definition"),
            sentence("there is none here"),
            sentence("cop-plan init begins one"),
        )
        checks.append(use_case.Check(name, "note", found, to_do))
    else:
        named = [str(project.file)]
        checks += use_case.definition(project, shell.now(today))
    if as_json:
        shell.show_json({"checks": [one._asdict() for one in checks]})
    else:
        terminal.show(*_lines(checks, shell.messages_of(named)))
    states = {one.state for one in checks}
    if "unreadable" in states:
        return shell.Exit.FILES
    return shell.Exit.PROBLEMS if "problem" in states else shell.Exit.DONE


_WRONG = sentence("WRONG")
_MARKS = {"ok": sentence("ok"), "note": sentence("note"), "problem": _WRONG, "unreadable": _WRONG}


def _lines(checks: "list[Check]", m: "Messages") -> Iterator[str]:
    """Yield a line for each check, wrapped for the terminal, with what to do; what is wrong is counted at the end."""
    marks = {state: m.translated(mark) for state, mark in _MARKS.items()}
    width = max(map(len, marks.values())) + 1
    indent = " " * width
    wrap = textwrap.TextWrapper(
        min(100, terminal.width()), subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )
    for one in checks:
        found = m.translated(sentence("{name}: {found}", name=one.name, found=one.found))
        yield from wrap.wrap(f"{marks[one.state]:<{width}}{found}")
        if one.to_do:
            to_do = m.translated(sentence("to do: {to_do}", to_do=one.to_do))
            yield from wrap.wrap(f"{indent}{to_do}")
    wrong = sum(one.state in ("problem", "unreadable") for one in checks)
    yield ""
    said = sentence("{number} of {all} checks found something wrong", number=wrong, all=len(checks))
    yield m.translated(said if wrong else sentence("all is in order"))
