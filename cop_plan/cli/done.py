"""`cop-plan done`: note in the progress record what is done."""

from datetime import date
from typing import Annotated, Any

import typer

from cop_plan.base import files
from cop_plan.cli import record, shell, terminal
from cop_plan.dates import phrases
from cop_plan.definition import load, nodes
from cop_plan.definition.community import Progress
from cop_plan.schedule import progress, timeline


@shell.telling
def done(
    definition: shell.Definition,
    names: Annotated[
        list[str],
        typer.Argument(metavar="NAME...", help="The names of what is done.", autocompletion=record.complete_entry),
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
    shell.refuse_stdin(definition)
    run = shell.Run()
    with run.one():
        loaded = shell.loaded(definition)
        dated = shell.dated(loaded)
        entries = _entries(dated, names)
        this_day = shell.day(today, loaded.community.timezone)
        asked = _Asked(_day(on, this_day, entries), on is not None, _note(note))
        noted = _append(loaded, dated, entries, asked)
        if not (as_json and terminal.show_json(noted.data())):
            noted.tell()
    return run.code


class _Asked:
    """What is to be noted of each name."""

    def __init__(self, day: date, is_given: bool, note: str | None) -> None:
        self._day, self._is_given, self._note = day, is_given, note

    def of(self, before: progress.Done | None) -> progress.Done | None:
        """Return what to note of an entry; None if nothing is new."""
        if before is None:
            return progress.Done(self._day, self._note)
        other_day = self._is_given and before.day != self._day
        other_note = self._note is not None and before.note != self._note
        if not (other_day or other_note):
            return None
        return progress.Done(self._day if self._is_given else before.day, self._note or before.note)


class _Noted:
    """What a run noted. `before` is what the record said of each entry until then."""

    def __init__(self, before: record.Recorded, new: dict[str, progress.Done], dated: timeline.Timeline) -> None:
        self._before, self.new, self._dated = before, new, dated
        self.entries: list[timeline.Entry] = []

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        now = {**self._before.done, **self.new}
        return {
            "record": str(self._before.file),
            "done": [
                {
                    "id": entry.id,
                    "title": entry.title,
                    "date": now[entry.id].day.isoformat(),
                    "note": now[entry.id].note,
                    "new": entry.id in self.new,
                }
                for entry in self.entries
            ],
            "done_of": [len(now), len(self._dated.entries)],
        }

    def tell(self) -> None:
        """Tell it, line by line."""
        for entry in self.entries:
            if one := self.new.get(entry.id):
                shell.say(f"done: {entry.title} ({entry.id}), {one.day}")
            else:
                known = self._before.done[entry.id].day
                shell.say(f"was done already: {entry.title} ({entry.id}), {known}; nothing is added")
        shell.say(f"{len({**self._before.done, **self.new})} of {len(self._dated.entries)} done")


def _append(loaded: load.Loaded, dated: timeline.Timeline, entries: list[timeline.Entry], asked: _Asked) -> _Noted:
    """Add to the record what it does not say yet. Raises Problems, Unreadable."""
    noted: list[_Noted] = []

    def more(content: bytes) -> bytes:
        before = record.joined(content, loaded, dated)
        new = {entry.id: one for entry in entries if (one := asked.of(before.done.get(entry.id)))}
        noted.append(_Noted(before, new, dated))
        rows = [Progress.model_construct(name=name, day=one.day, note=one.note) for name, one in new.items()]
        return load.more_progress(content, str(before.file), rows) if rows else b""

    files.append(record.path(loaded), more, nodes.LARGEST_BYTES)
    noted[-1].entries = entries
    return noted[-1]


def _entries(dated: timeline.Timeline, names: list[str]) -> list[timeline.Entry]:
    found = [record.entry(dated, name) for name in names]
    return list({entry.id: entry for entry in found}.values())


def _day(on: str | None, today: date, entries: list[timeline.Entry]) -> date:
    day = today
    if on is not None:
        try:
            day = phrases.parse_day(on)
        except phrases.Unclear as error:
            raise typer.BadParameter(f"--on: {error.message}") from None
        if day > today:
            raise typer.BadParameter(f"--on: {day} is still to come; today is {today}")
    for entry in entries:
        if day < entry.day - progress.EARLIEST:
            said = f"{entry.id} stands on {entry.day}, more than nine months after {day}: was it that of another year?"
            raise typer.BadParameter(said)
    return day


def _note(note: str | None) -> str | None:
    cleaned = progress.clean(note) if note is not None else None
    if cleaned and len(cleaned) > progress.LONGEST_NOTE:
        raise typer.BadParameter(f"--note: it is longer than {progress.LONGEST_NOTE:,} characters")
    return cleaned and nodes.unguarded(cleaned)
