"""`cop-plan done`: note in the progress record what is done."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cop_plan.cli import complete, shell

if TYPE_CHECKING:
    from cop_plan.app.done import DoneResult
    from cop_plan.render.messages import Messages


@shell.report_errors
def done(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[FILE] NAME...",
            help="The definition, if it is not the nearest, and the names of what is done.",
            autocompletion=complete.entry,
        ),
    ],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day it was done, if not today.")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="A note, on one line.")] = None,
    today: shell.Today = None,
    as_json: shell.AsJson = False,
) -> int:
    """Note in the progress record what is done.

    \b
    Example:
      cop-plan done community.yaml webinar-1
      cop-plan done community.yaml webinar-1.distribute-guide --on 2026-11-09 --note "by e-mail"

    Adds a row for each name to the record (records/progress.csv, unless the definition names another), which is never
    rewritten. What is noted already is noted again only with another day or note; the last row of a name counts. To
    undo one, take its row out of the file. Names are those that `status` shows; the shell completes them after
    cop-plan --install-completion. Calendars do not change.
    """
    from cop_plan.app import done as use_case
    from cop_plan.app import find
    from cop_plan.app.project import CommunityProject

    definition, names = find.split(words)
    if not names:
        raise typer.BadParameter("name what is done: cop-plan status shows the names")
    shell.refuse_stdin(definition)
    project = CommunityProject(definition)
    noted = use_case.note(project, names, shell.day(today, project), on, note)
    if not (as_json and shell.show_json(noted.data())):
        for line in _lines(noted, project.messages):
            shell.say(line)
    return shell.Exit.DONE


def _lines(noted: "DoneResult", m: "Messages") -> Iterator[str]:
    """Yield what was noted, line by line."""
    for entry in noted.entries:
        if one := noted.new.get(entry.id):
            yield m("done.done", title=entry.title, id=entry.id, day=one.day)
        else:
            known = noted.before.done[entry.id].day
            yield m("done.done_already", title=entry.title, id=entry.id, day=known)
    yield m("done.count", done=len(noted.now), total=noted.total)
