"""What a person should know of where the exports went: a table of the files, and a line for each that is not plain.

The lines are in the community's language. A file is shown as it lies from the definition's folder.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from cop_plan.app.events import EventListener, NoticeEvent
from cop_plan.app.project import CommunityProject
from cop_plan.app.records import CollectedRecords
from cop_plan.base.errors import Problem, Problems, shown
from cop_plan.records import placing
from cop_plan.records.record_types import Concession, Placement, Records
from cop_plan.records.remarks import RecordRemark

MAX_CONCESSIONS = 10
"""So many cells of one file are told; `--inspect` shows all."""

_COLUMNS = 80
"""The width into which the table fits, as far as no name of a file is shorter than `_NARROWEST`."""

_NARROWEST = 20


def table(project: CommunityProject, found: Records) -> Iterator[str]:
    """Yield which file is of which session, where the inbox has any, or anything counts for none; else nothing."""
    m, rows = project.messages, [_row(one) for one in found.placed]
    inbox = project.file.parent / project.community.records.inbox
    answers = [
        (m(f"placed.{which}"), survey)
        for which, survey in (("baseline", found.baseline), ("final", found.final))
        if survey is not None and Path(survey.file).parent == inbox
    ]
    answers += [
        (m("placed.pulse", session=name), survey)
        for name, survey in found.pulses.items()
        if Path(survey.file).parent == inbox
    ]
    rows += [(Path(survey.file).name, called, "", str(len(survey.responses))) for called, survey in answers]
    if not answers and not any(_is_worth_a_row(one, inbox) for one in found.placed):
        return
    yield m("placed.title")
    rows.insert(0, tuple(m(f"placed.{head}") for head in ("file", "session", "day", "people")))
    widths = [max(len(row[at]) for row in rows) for at in range(4)]
    widths[0] = min(widths[0], max(_NARROWEST, _COLUMNS - sum(widths[1:]) - 2 * len(widths)))
    for file, session, day, people in rows:
        name = shown(_cut(file, widths[0]))
        yield f"  {name:{widths[0]}}  {session:{widths[1]}}  {day:{widths[2]}}  {people:>{widths[3]}}"


def remarks(project: CommunityProject, found: Records, but: Collection[str] = ()) -> Iterator[str]:
    """Yield what a person should know of where files went, and of the cells that could not be read.

    Of the files `but` something else is told: where they went is not.
    """
    days = placing.session_days(project.timeline, found.done or {})
    for one in (one for one in found.placed if one.file not in but):
        yield from remark(project, days, one, found.placed)
    told = [one for export in found.attendance.values() for one in export.concessions]
    surveys = (found.baseline, found.final, *found.pulses.values())
    told += [one for survey in surveys if survey is not None for one in survey.concessions]
    yield from conceded(project, told)


def tell(project: CommunityProject, found: CollectedRecords, hear: EventListener) -> None:
    """Tell what a person should know of a year's records. Raises Problems with everything that is wrong with them."""
    for line in remarks(project, found.records, {problem.file for problem in found.problems}):
        hear(NoticeEvent(line))
    for one in found.remarks:
        for line in lines(project, one):
            hear(NoticeEvent(line))
    if found.problems:
        raise Problems(found.problems)


def lines(project: CommunityProject, problem: Problem) -> Iterator[str]:
    """Yield the lines of what a person should know of a record, in the community's language."""
    if not isinstance(problem, RecordRemark):
        yield from project.messages.problem_lines(problem)
        return
    yield project.spoken("colon").join(part for part in (problem.file, problem.path, problem.message) if part)
    if problem.hint:
        yield project.messages("hint", hint=problem.hint)


def remark(
    project: CommunityProject, days: placing.SessionDays, one: Placement, placed: Sequence[Placement]
) -> Iterator[str]:
    """Yield what a person should know of one placement, with what to do about it; `placed` are all of its file."""
    m, w = project.messages, project.spoken
    facts: dict[str, object] = {"file": _path(project, one.file), "session": one.session, "named": one.named}
    facts |= {"other": one.planned_for, "written": one.written, "people": m.count("placed.people_were", one.people)}
    facts["inbox"] = project.community.records.inbox
    if one.day:
        facts |= {"day": w.full_day(one.day), "iso": one.day.isoformat()}
    about = days.sessions.get(one.session or one.named or "")
    if about:
        facts["planned"] = w.full_day(about.day)
    if one.same_as:
        facts["same"] = _path(project, one.same_as)
    if one.readings:
        facts["readings"] = m("placed.or").join(w.full_day(day) for day in one.readings)
        facts.setdefault("day", facts["readings"])
    kind = _kind(one, days, placed)
    if kind is not None:
        if about and one.day:
            facts["off"] = m.count("placed.days", abs((one.day - about.day).days))
        yield m(f"placed.remarks.{kind}.said", **facts)
        if m.own(f"placed.remarks.{kind}.hint") is not None:
            yield m("hint", hint=m(f"placed.remarks.{kind}.hint", **facts))
    if one.session and one.readings and one.day:
        yield m("placed.remarks.decided.said", **facts)
        yield m("hint", hint=m("placed.remarks.decided.hint", **facts))


def _kind(one: Placement, days: placing.SessionDays, placed: Sequence[Placement]) -> str | None:
    """Return what is to be said of a placement; None where nothing is."""
    if one.why == "outside the school year":
        return "outside"
    if one.why == "the same meeting":
        return "same"
    if one.why is not None:
        return _kind_of_none(one, days, any(other.file == one.file and other.session for other in placed))
    about = days.sessions[one.session or ""]
    if one.planned_for and one.day:
        return "as_said"
    if one.day and one.by in ("day", "meeting id") and one.day != about.day:
        return "near"
    return "far" if one.day and abs(one.day - about.day) > placing.NEAR else None


def _kind_of_none(one: Placement, days: placing.SessionDays, is_one_of_several: bool) -> str:
    """Return what is to be said of rows of no session."""
    if one.same_as:
        return "claimed_twice"
    if one.readings and not one.day:
        return "two_days"
    if one.named in days.cancelled:
        return "cancelled"
    if one.named is not None and one.named not in days.sessions:
        return "unknown"
    if one.planned_for and one.named and not one.day:
        return "rows_of_another"
    if one.planned_for and one.named:
        return "of_another" if is_one_of_several else "anothers"
    if one.named and one.day:
        return "another_day"
    return "no_session" if one.day else "no_day"


def conceded(project: CommunityProject, told: Iterable[Concession]) -> Iterator[str]:
    """Yield the cells that could not be read as they stand, and what was done with each."""
    m, w = project.messages, project.spoken
    for file, same in groupby(sorted(set(told)), key=lambda one: one.file):
        cells = list(same)
        for one in cells[:MAX_CONCESSIONS]:
            why = w(f"inspect.conceded.{one.why}")
            said = m("placed.cell", text=shown(one.text), why=why) if one.text else why
            yield m("placed.conceded", file=_path(project, file), row=one.row, said=said)
        if len(cells) > MAX_CONCESSIONS:
            yield m.count("placed.more", len(cells) - MAX_CONCESSIONS, file=_path(project, file))


def data(project: CommunityProject, found: Records) -> tuple[dict[str, object], ...]:
    """Return where the files went as plain data."""
    return tuple(
        {
            "file": _path(project, one.file),
            "session": one.session,
            "day": one.day and one.day.isoformat(),
            "people": one.people,
            "by": one.by,
            "left_out": one.why,
        }
        for one in found.placed
    )


def _row(one: Placement) -> tuple[str, ...]:
    return Path(one.file).name, one.session or "–", one.day.isoformat() if one.day else "", str(one.people)


def _is_worth_a_row(one: Placement, inbox: Path) -> bool:
    return one.by not in ("map", "name", "event") or Path(one.file).parent == inbox


def _cut(name: str, width: int) -> str:
    """Return a name with its middle left out, if it is too long: its beginning and its end tell more."""
    end = (width - 1) // 2
    return name if len(name) <= width else f"{name[: width - 1 - end]}…{name[-end:]}"


def _path(project: CommunityProject, file: str) -> str:
    """Return a file as a person would write it who is in the definition's folder."""
    path, folder = Path(file), project.file.parent
    return shown(str(path.relative_to(folder)) if path.is_relative_to(folder) else file)
