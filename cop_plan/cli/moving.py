"""What `move`, `cancel` and `schedule --move` and `--update-pattern` share: show what would change, ask, and write."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cop_plan.base.frozen import frozen
from cop_plan.cli import language, shell, terminal

if TYPE_CHECKING:
    from cop_plan.app.move import Cancellation, Move, MoveOutcome
    from cop_plan.app.options import ProjectOptions
    from cop_plan.app.project import CommunityProject
    from cop_plan.app.schedule import ScheduleRequest
    from cop_plan.cli.schedule_output import DisplayOptions

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")]


_ASKED = {"move": "move.move_it", "cancel": "move.cancel_it", "update": "update.take_it"}
_NOBODY_TO_ASK = {
    "move": "move.nobody_to_ask",
    "cancel": "move.nobody_to_ask_cancelling",
    "update": "update.nobody_to_ask",
}


def carry_out(moved: "MoveOutcome", order: "ScheduleRequest", screen: "DisplayOptions", *, yes: bool) -> int:
    """Show what moving, cancelling or an update does, ask, and write the definition with its year."""
    from cop_plan.app import schedule as use_case
    from cop_plan.cli import move_output, running, schedule_output

    planned = use_case.write(moved.after, replace(order, dry_run=True), moved)
    for line in move_output.lines(moved, planned.year.said_in(moved.after.spoken)):
        shell.say(line)
    told, done, m = running.DefinitionOutput(), planned, moved.after.messages
    if not (order.dry_run or yes or terminal.can_ask()):
        shell.warn(m(_NOBODY_TO_ASK[moved.how]))
        told.code = shell.Exit.MISUSE
    elif not order.dry_run and (yes or shell.agreed(m(_ASKED[moved.how]), m)):
        done = use_case.write(moved.before, order, moved)
    schedule_output.show(done, screen, told)
    running.tell([told])
    stops, drafts = shell.StopCollector(), tuple[str, ...]()
    message = tuple(move_output.messages(moved, done.year)) if done.is_written else ()
    if message and not (screen.only_changes or screen.as_json):
        shell.say("")
        shell.say(m("move.to_send"))
        terminal.show_whole(*message)
        shell.say("")
    with stops.one():
        drafts = tuple(_written_drafts(moved)) if message else ()
    for file in drafts:
        shell.say(m("move.draft", file=file))
    if done.is_written and moved.changes:
        from cop_plan.app import kit  # the rest needs none of what makes papers

        if kit.has_other_papers(moved.before):
            shell.say(m("move.other_papers"))
    if screen.as_json:
        told.data["update" if moved.newer else "move"]["drafts"] = list(drafts)
        shell.show_json({"scheduled": [told.data]})
    return max(told.code, stops.code)


def _written_drafts(moved: "MoveOutcome") -> Iterator[str]:
    """Write the message of each session that moved, or is cancelled, into the kit, and yield the paths of the drafts.

    One that a person changed is kept, and named. Raises Problems, Unreadable, OverwriteConflict.
    """
    from cop_plan.app import kit  # the rest needs none of what makes papers

    document = "cancelled" if moved.is_cancelling else "moved"
    for entry in moved.named:
        written = kit.write_message(moved.before, document, entry.id, moved.today) if entry.is_occasion else None
        if written is None:
            continue
        for name in written.kept:
            shell.say(moved.after.messages("kit.kept", file=written.folder / name))
        yield from (
            str(written.folder / name) for name in written.pages if name.endswith(".eml") and name not in written.kept
        )


@frozen
class MoveOptions:
    """How `move` and `cancel` are asked: `because` is why, for those who are told."""

    because: str | None
    yes: bool
    dry_run: bool
    out: str | None
    templates: str | None
    force: bool
    today: str | None
    as_json: bool

    @property
    def project(self) -> "ProjectOptions":
        """Return how the definition is to be read."""
        from cop_plan.app.options import ProjectOptions

        theme = shell.theme(self.templates)
        return ProjectOptions(None if self.out is None else Path(self.out), theme=theme, language=language.spoken())


def one(definition: Path, ask: "Callable[[CommunityProject], Move | Cancellation]", options: MoveOptions) -> int:
    """Move or cancel one entry: `ask` says what is to be done in the definition as it is read."""
    from cop_plan.app import move
    from cop_plan.app import schedule as use_case
    from cop_plan.app.project import CommunityProject
    from cop_plan.cli import schedule_output

    shell.refuse_stdin(definition)
    language.work_on(definition)
    with shell.before_writing():
        project = move.as_read(CommunityProject(definition, options.project))
        today = shell.day(options.today, project)
        now, asked = shell.now(options.today), ask(project)
        moved = move.outcome(project, [asked], now, today, options.because)
        formats = use_case.formats_written(project.lock)
    order = use_case.ScheduleRequest(now, formats, force=options.force, dry_run=options.dry_run)
    screen = schedule_output.DisplayOptions(
        options.as_json, only_changes=False, columns=None, shows_year=False, today=today
    )
    return carry_out(moved, order, screen, yes=options.yes)
