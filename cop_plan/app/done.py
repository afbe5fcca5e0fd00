"""Note in the progress record what is done, and take out of it what is not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from cop_plan.app import outputs
from cop_plan.app.project import CommunityProject, ProgressRecord
from cop_plan.base import files
from cop_plan.base.errors import Misuse, quote
from cop_plan.base.translatable import grouped, sentence
from cop_plan.dates import phrases
from cop_plan.definition import load, nodes
from cop_plan.definition.community import ProgressRow
from cop_plan.schedule import progress, timeline

Because = Literal["its planned day", "today", "given"]
"""Why an entry is noted on a day."""


@dataclass(frozen=True)
class DoneRequest:
    """What is to be noted as done, or with `undo` taken back.

    Either `names` says it, with patterns such as `webinar-1.*`, or `before`: everything planned before that day. `on`
    is the day on which it was done, as it is written; None is the planned day of a session, and of what is chosen by
    `before`, and today for anything else.
    """

    names: tuple[str, ...] = ()
    before: str | None = None
    on: str | None = None
    remark: str | None = None
    undo: bool = False


@dataclass(frozen=True)
class NotedDay:
    """The day on which an entry is noted as done, and why that day."""

    day: date
    because: Because


@dataclass(frozen=True)
class DoneSelection:
    """The entries that are to be noted, or taken back, in the order in which they are told; nothing is written yet."""

    request: DoneRequest
    entries: tuple[timeline.Entry, ...]
    days: Mapping[str, NotedDay]
    remark: str | None
    today: date

    @property
    def is_to_be_asked(self) -> bool:
        """Return whether a person is to agree first."""
        unnamed = len(self.entries) > max(progress.HANDFUL, len(self.request.names))
        return unnamed and (self.request.before is not None or self.request.undo)


@dataclass(frozen=True)
class DoneResult:
    """What the record said before of the entries asked for, what is new in it, and what was taken out, by names.

    `because` says why a new row has its day.
    """

    entries: tuple[timeline.Entry, ...]
    before: ProgressRecord
    total: int
    new: Mapping[str, progress.Done]
    because: Mapping[str, Because]
    undone: Mapping[str, progress.Done]

    @property
    def now(self) -> Mapping[str, progress.Done]:
        """Return all that is done now, by the names of the entries."""
        left = {name: one for name, one in self.before.done.items() if name not in self.undone}
        return {**left, **self.new}

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        now = self.now
        return {
            "record": str(self.before.file),
            "done": [
                {
                    **_data(entry, now[entry.id]),
                    "new": entry.id in self.new,
                    "because": self.because.get(entry.id),
                }
                for entry in self.entries
                if entry.id in now
            ],
            "undone": [_data(entry, self.undone[entry.id]) for entry in self.entries if entry.id in self.undone],
            "not_done": [entry.id for entry in self.entries if entry.id not in {**now, **self.undone}],
            "done_count": len(now),
            "total_count": self.total,
        }


def _data(entry: timeline.Entry, one: progress.Done) -> dict[str, Any]:
    return {"id": entry.id, "title": entry.title, "day": one.day.isoformat(), "note": one.note}


def select(project: CommunityProject, request: DoneRequest, today: date) -> DoneSelection:
    """Return what a request is about, for whoever is to agree first; nothing is written.

    Raises Misuse for names, days or a remark that cannot be, and for what does not go together; OverwriteConflict where
    another year was published, whose record it is; Problems, Unreadable.
    """
    if (request.before is None) == (not request.names):
        if request.names:
            raise Misuse(sentence("give either names of entries or --before, not both"))
        raise Misuse(sentence("say what is done: either names of entries or --before"))
    if request.undo and (request.on is not None or request.remark is not None):
        raise Misuse(sentence("--undo takes rows out of the record, so that it goes without --on and --note"))
    project.refuse_other_year(project.folder, project.lock)
    dated = project.timeline
    entries = _planned_before(project, request, today) if request.before is not None else _named(project, request)
    on = None if request.on is None else _day("--on", request.on, today, project)
    days = {one.id: _noted_day(one, request, on, today) for one in entries}
    if not request.undo:
        _refuse_other_years(dated, days)
    return DoneSelection(request, entries, days, _remark(request.remark), today)


def write(project: CommunityProject, selection: DoneSelection) -> DoneResult:
    """Note what was selected, or take it back.

    Raises Misuse for a session that is still to come, Problems, Unreadable.
    """
    outputs.remove_stale_temp_files(project.file, project.written)
    return _undone(project, selection) if selection.request.undo else _noted(project, selection)


def nothing(project: CommunityProject) -> DoneResult:
    """Return what it comes to where nobody agrees."""
    return DoneResult((), project.progress, len(project.timeline.entries), {}, {}, {})


def _noted(project: CommunityProject, selection: DoneSelection) -> DoneResult:
    results: list[DoneResult] = []

    def more(content: bytes) -> bytes:
        before = project.progress_of(content)
        _refuse_sessions_to_come(project, selection, before)
        new = {one.id: row for one in selection.entries if (row := _row(before.done.get(one.id), one.id, selection))}
        because = {
            name: selection.days[name].because for name, row in new.items() if row.day == selection.days[name].day
        }
        results.append(DoneResult(selection.entries, before, len(project.timeline.entries), new, because, {}))
        rows = [ProgressRow.model_construct(name=name, day=row.day, note=row.note) for name, row in new.items()]
        return load.more_progress(content, str(before.file), rows) if rows else b""

    files.append(project.progress_file, more, nodes.MAX_BYTES)
    return results[-1]


def _undone(project: CommunityProject, selection: DoneSelection) -> DoneResult:
    names, file = {one.id for one in selection.entries}, project.progress_file
    results = [DoneResult(selection.entries, project.progress, len(project.timeline.entries), {}, {}, {})]

    def less(content: bytes) -> bytes:
        before, rows = project.progress_of(content), load.progress(content, str(file)).rows
        left = load.less_progress(content, str(file), progress.rows_of(project.timeline, rows, names))
        now = project.progress_of(left).done  # what is left can be read
        undone = {name: one for name, one in before.done.items() if name not in now}
        results.append(DoneResult(selection.entries, before, len(project.timeline.entries), {}, {}, undone))
        return left

    if files.is_there(file):
        with files.lock_directory(file.parent):
            files.rewrite(file, less, nodes.MAX_BYTES)
    return results[-1]


def _named(project: CommunityProject, request: DoneRequest) -> tuple[timeline.Entry, ...]:
    """Return the entries of names and patterns, each once. Raises Misuse that tells all that are of none."""
    entries: dict[str, timeline.Entry] = {}
    wrong = []
    for name in request.names:
        fitting = progress.matching(project.timeline, name)
        try:
            if fitting is None:
                fitting = (project.entry(name),)
            elif not fitting:
                raise Misuse(project.messages("done.no_match", pattern=quote(name)))
            entries |= {one.id: one for one in fitting}
        except Misuse as error:
            wrong.append(error.message)
    if wrong:
        said, *more = dict.fromkeys(wrong)
        for one in more:
            said = sentence("{before}\n{last}", before=said, last=one)
        raise Misuse(said)
    return tuple(entries.values())


def _planned_before(project: CommunityProject, request: DoneRequest, today: date) -> tuple[timeline.Entry, ...]:
    """Return what is planned before a day and not noted yet, or with `undo` what is noted."""
    day = _day("--before", request.before or "", today, project)
    done = project.progress.done
    return tuple(one for one in project.timeline.entries if one.day < day and (one.id in done) == request.undo)


def _noted_day(entry: timeline.Entry, request: DoneRequest, on: date | None, today: date) -> NotedDay:
    if on is not None:
        return NotedDay(on, "given")
    # Nobody knows the days of many tasks any more, and today is wrong for each of them.
    if entry.is_session or request.before is not None:
        return NotedDay(entry.day, "its planned day")
    return NotedDay(today, "today")


def _day(option: str, written: str, today: date, project: CommunityProject) -> date:
    """Return the day of an option. Raises Misuse for one that is still to come, too."""
    try:
        day = phrases.parse_day(written)
    except phrases.Unclear as error:
        raise Misuse(sentence("{option}: {why}", option=option, why=error.message)) from None
    if day > today:
        raise Misuse(project.messages("done.day_to_come", option=option, day=day, today=today))
    return day


def _refuse_other_years(dated: timeline.Timeline, days: Mapping[str, NotedDay]) -> None:
    for one in dated.entries:
        if one.id in days and (day := days[one.id].day) < one.day - progress.EARLIEST:
            said = sentence(
                "{name} stands on {day}, more than nine months after {before}: was it that of another year?",
                name=one.id,
                day=one.day,
                before=day,
            )
            raise Misuse(said)


def _refuse_sessions_to_come(project: CommunityProject, selection: DoneSelection, before: ProgressRecord) -> None:
    to_come = [
        one for one in selection.entries if one.id not in before.done and selection.days[one.id].day > selection.today
    ]
    if to_come:
        m = project.messages
        listed = m("list_comma").join(m("done.stands_on", id=one.id, day=one.day) for one in to_come)
        raise Misuse(m.count("done.still_to_come", len(to_come), sessions=listed, today=selection.today))


def _row(before: progress.Done | None, name: str, selection: DoneSelection) -> progress.Done | None:
    """Return what to note of an entry; None if nothing is new."""
    noted, remark = selection.days[name], selection.remark
    if before is None:
        return progress.Done(noted.day, remark)
    day = noted.day if noted.because == "given" else before.day
    if day == before.day and remark in (None, before.note):
        return None
    return progress.Done(day, remark or before.note)


def _remark(remark: str | None) -> str | None:
    cleaned = progress.clean(remark) if remark is not None else None
    if cleaned and len(cleaned) > progress.LONGEST_NOTE:
        most = grouped(progress.LONGEST_NOTE)
        raise Misuse(sentence("--note: it is longer than {count} characters", count=most))
    return cleaned
