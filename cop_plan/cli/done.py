"""`cop-plan done`: note in the progress record what is done."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cop_plan.base.translatable import sentence
from cop_plan.cli import complete, shell, terminal

if TYPE_CHECKING:
    from cop_plan.app.done import DoneResult, DoneSelection
    from cop_plan.app.project import CommunityProject
    from cop_plan.render.messages import Messages


@shell.report_errors
def done(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE] [NAME]...",
            help="The definition, if it is not the nearest, and the names of what is done; * stands for anything.",
            autocompletion=complete.entry,
            show_default=False,
        ),
    ] = None,
    before: Annotated[
        str | None,
        typer.Option("--before", metavar="DATE", help="Everything planned before that day that is not noted yet."),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            "--on", metavar="DATE", help="The day it was done, if not a session's planned day, or else today."
        ),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="A note, on one line.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take out of the record what is not done after all.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    today: shell.Today = None,
    as_json: shell.AsJson = False,
) -> int:
    """Note in the progress record what is done.

    \b
    Example:
      cop-plan done community.yaml webinar-1
      cop-plan done webinar-1.distribute-guide --on 2026-11-09 --note "by e-mail"
      cop-plan done community.yaml "webinar-1.*" "*.reminder"
      cop-plan done community.yaml --before 2026-11-29
      cop-plan done community.yaml webinar-1 --undo

    Adds a row for each name to the record (records/progress.csv, unless the definition names another). A session was
    held on its planned day, and anything else was done today, unless --on says otherwise; with --before each was done
    on its planned day. What is noted already is noted again only with another day or note; the last row of a name
    counts. --undo takes the rows of this year out again. Many at once, with --before or --undo, are asked about first.
    Names are those that `status` shows; put one with * in quotes. The shell completes them after cop-plan
    --install-completion. Calendars do not change.
    """
    from cop_plan.app import done as use_case
    from cop_plan.app import find

    definition, names = find.split(words or [])
    if not names and before is None:
        raise typer.BadParameter(sentence("name what is done: cop-plan status shows the names"))
    shell.refuse_stdin(definition)
    project = shell.project(definition)
    request = use_case.DoneRequest(names, before, on, note, undo)
    selection = use_case.select(project, request, shell.day(today, project))
    has_asked = selection.is_to_be_asked and not yes
    is_agreed = not has_asked or _agrees(project, selection)
    if not is_agreed and not terminal.can_ask():
        return shell.Exit.MISUSE
    noted = use_case.write(project, selection) if is_agreed else use_case.nothing(project)
    if not (as_json and shell.show_json(noted.data())):
        for line in _lines(noted, selection, project.messages, in_short=has_asked):
            shell.say(line)
    return shell.Exit.DONE


def _agrees(project: "CommunityProject", selection: "DoneSelection") -> bool:
    """Show many entries and ask about them; return False where nobody can be asked, too."""
    m, number = project.messages, len(selection.entries)
    if not terminal.can_ask():
        shell.warn(m("done.nobody_to_ask", number=number))
        return False
    for entry in selection.entries:
        shell.warn(m("done.entry", day=entry.day, title=entry.title, id=entry.id))
    asked = "done.ask_undo" if selection.request.undo else "done.ask_before"
    on = next((one.day for one in selection.days.values() if one.because == "given"), None)
    if on is not None:
        asked = "done.ask_before_on"
    if shell.agreed(m(asked, number=number, day=on), m):
        return True
    shell.warn(m("nothing_written"))
    return False


_NOTED = {"its planned day": "done.on_planned_day", "today": "done.today", "given": "done.given"}


def _lines(noted: "DoneResult", selection: "DoneSelection", m: "Messages", *, in_short: bool) -> Iterator[str]:
    """Yield what was noted or taken back, line by line; in short, where a person has just seen them, only the count."""
    request = selection.request
    if request.before is not None and not selection.entries:
        yield m("done.nothing_noted" if request.undo else "done.nothing_left", day=request.before)
    for entry in noted.entries if not in_short else ():
        facts = {"title": " ".join(entry.title.split()), "id": entry.id}
        if one := noted.new.get(entry.id):
            yield m(_NOTED[noted.because.get(entry.id, "given")], **facts, day=one.day)
        elif gone := noted.undone.get(entry.id):
            note = " ".join((gone.note or "").split())
            yield m("done.undone_with_note" if note else "done.undone", **facts, day=gone.day, note=note)
        elif known := noted.now.get(entry.id):
            yield m("done.done_already", **facts, day=known.day)
        else:
            yield m("done.not_done", **facts)
    yield m("done.count", done=len(noted.now), total=noted.total)
