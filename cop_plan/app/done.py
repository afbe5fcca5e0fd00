"""Note in the progress record what is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cop_plan.app import outputs
from cop_plan.app.project import CommunityProject, ProgressRecord
from cop_plan.base import files
from cop_plan.base.errors import Misuse
from cop_plan.dates import phrases
from cop_plan.definition import load, nodes
from cop_plan.definition.community import ProgressRow
from cop_plan.schedule import progress, timeline


@dataclass(frozen=True)
class DoneResult:
    """What was noted: the entries asked for, what the record said before, and what is new in it, by their names."""

    entries: tuple[timeline.Entry, ...]
    before: ProgressRecord
    new: Mapping[str, progress.Done]
    total: int

    @property
    def now(self) -> Mapping[str, progress.Done]:
        """Return all that is done now, by the names of the entries."""
        return {**self.before.done, **self.new}

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "record": str(self.before.file),
            "done": [
                {
                    "id": entry.id,
                    "title": entry.title,
                    "date": self.now[entry.id].day.isoformat(),
                    "note": self.now[entry.id].note,
                    "new": entry.id in self.new,
                }
                for entry in self.entries
            ],
            "done_of": [len(self.now), self.total],
        }


def note(
    project: CommunityProject, names: Sequence[str], today: date, on: str | None = None, remark: str | None = None
) -> DoneResult:
    """Note that entries are done, `on` a day as it is written, or today. Rows are only added.

    Raises Misuse for a name, day or remark that cannot be, Problems, Unreadable.
    """
    dated = project.timeline
    found = [entry(dated, name) for name in names]
    entries = tuple({one.id: one for one in found}.values())
    day = _day(on, today, entries)
    remark = _remark(remark)
    noted: list[DoneResult] = []

    def more(content: bytes) -> bytes:
        before = project.progress_of(content)
        new = {
            one.id: row
            for one in entries
            if (row := _row(before.done.get(one.id), day, remark, is_given=on is not None))
        }
        noted.append(DoneResult(entries, before, new, len(dated.entries)))
        rows = [ProgressRow.model_construct(name=name, day=row.day, note=row.note) for name, row in new.items()]
        return load.more_progress(content, str(before.file), rows) if rows else b""

    outputs.remove_stale_temp_files(project.file, project.written)
    files.append(project.progress_file, more, nodes.MAX_BYTES)
    return noted[-1]


def entry(dated: timeline.Timeline, name: str) -> timeline.Entry:
    """Return the entry of a name. Raises Misuse."""
    found = progress.found(dated, name)
    if isinstance(found, timeline.Entry):
        return found
    raise Misuse(f"{found.message}; {found.hint}" if found.hint else found.message)


def _row(before: progress.Done | None, day: date, remark: str | None, *, is_given: bool) -> progress.Done | None:
    """Return what to note of an entry; None if nothing is new."""
    if before is None:
        return progress.Done(day, remark)
    other_day = is_given and before.day != day
    other_remark = remark is not None and before.note != remark
    if not (other_day or other_remark):
        return None
    return progress.Done(day if is_given else before.day, remark or before.note)


def _day(on: str | None, today: date, entries: Sequence[timeline.Entry]) -> date:
    day = today
    if on is not None:
        try:
            day = phrases.parse_day(on)
        except phrases.Unclear as error:
            raise Misuse(f"--on: {error.message}") from None
        if day > today:
            raise Misuse(f"--on: {day} is still to come; today is {today}")
    for one in entries:
        if day < one.day - progress.EARLIEST:
            said = f"{one.id} stands on {one.day}, more than nine months after {day}: was it that of another year?"
            raise Misuse(said)
    return day


def _remark(remark: str | None) -> str | None:
    cleaned = progress.clean(remark) if remark is not None else None
    if cleaned and len(cleaned) > progress.LONGEST_NOTE:
        raise Misuse(f"--note: it is longer than {progress.LONGEST_NOTE:,} characters")
    return cleaned
