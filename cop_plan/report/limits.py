"""What the report cannot say, drawn from what it says and what it does not."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from cop_plan.definition import names
from cop_plan.definition.community import Member, Which
from cop_plan.records.record_types import BRIEF, Attendee, Concession
from cop_plan.report.answers import Answers
from cop_plan.report.hiding import FULL
from cop_plan.report.values import (
    DayByPlan,
    Hidden,
    LimitKind,
    Report,
    ReportLimit,
    Respondents,
    Shown,
    SurveyResults,
    UncountedFile,
    UnreadCells,
)
from cop_plan.report.year import ReportedYear

ALWAYS: tuple[LimitKind, ...] = ("self-report", "no comparison", "evaluation, not research", "not for supervision")
"""What holds of every year."""


def limits(answers: Answers, report: Report) -> tuple[ReportLimit, ...]:
    """Return the limits of a report, from the general to those of its own records."""
    return tuple(_limits(answers, report))


def _limits(answers: Answers, report: Report) -> Iterator[ReportLimit]:
    if report.is_interim:
        yield ReportLimit("interim")
    yield from map(ReportLimit, ALWAYS)
    if isinstance(report.surveys, Shown):
        yield from _of_surveys(answers, report.surveys.value)
    if report.pulses is not None and (others := answers.others("pulse")):
        yield ReportLimit("answers of nobody known", others, names=("pulse",))
    if hides(report):
        yield ReportLimit("numbers are hidden", report.limit)
    yield from _of_attendance(answers.year)
    yield from _of_files(answers)
    if missing := report.not_collected:
        yield ReportLimit("not collected", len(missing), names=missing)


def _of_surveys(answers: Answers, surveys: SurveyResults) -> Iterator[ReportLimit]:
    numbers = surveys.respondents
    yield from _of_answering(answers, numbers)
    for which, others in (("baseline", numbers.others_baseline), ("final", numbers.others_final)):
        if others:
            yield ReportLimit("answers of nobody known", others, names=(which,))
    yield from _of_matching(numbers)
    if numbers.matched is not None:
        yield ReportLimit("confidential, not anonymous", names=(surveys.seen_by,) if surveys.seen_by else ())
        if numbers.matched < answers.year.limit:
            yield ReportLimit("too few matched", numbers.matched)
        elif numbers.matched < FULL:
            yield ReportLimit("under ten matched", numbers.matched)
    if numbers.ambiguous:
        yield ReportLimit("ambiguous answers", numbers.ambiguous)
    if lost := answers.lost:
        yield ReportLimit("published before cannot be made again", len(lost), names=lost)


def _of_answering(answers: Answers, numbers: Respondents) -> Iterator[ReportLimit]:
    """Yield whether everybody answered who was enrolled when the latest survey opened, as far as answers have names."""
    which: Which = "baseline" if answers.final is None else "final"
    survey, enrolled = getattr(answers, which), answers.year.enrolled(answers.day_of(which))
    if any(one.member is None for one in survey.responses):
        yield ReportLimit("answers without names", len(survey.responses), numbers.enrolled)
        return
    answered = sum(1 for one in survey.responses if one.member in enrolled)
    if answered < numbers.enrolled:
        yield ReportLimit("not everybody answered", answered, numbers.enrolled)


def _of_matching(numbers: Respondents) -> Iterator[ReportLimit]:
    """Yield why answers are not matched: none of them, or those without what they would be matched by."""
    if numbers.keyless:
        kind: LimitKind = "answers cannot be matched" if numbers.final is None else "answers could not be matched"
        yield ReportLimit(kind, names=numbers.keyless)
    elif numbers.final is not None and numbers.baseline is not None and numbers.matched is None:
        yield ReportLimit("answers not matched")
    else:
        for which, without in (("baseline", numbers.keyless_baseline), ("final", numbers.keyless_final)):
            if without:
                yield ReportLimit("answers without an address", without, names=(which,))


def _of_attendance(year: ReportedYear) -> Iterator[ReportLimit]:
    # One name may have come to several sessions.
    if unmatched := {names.alike(one.email or one.name) for _, export in year.recorded for one in export.unmatched}:
        yield ReportLimit("unmatched people", len(unmatched))
    members = set(year.members)
    # How long single members stayed is not told of a group so small that not even who came is.
    if len(members) >= year.limit:
        exports = [export for _, export in year.recorded]
        least = year.community.records.counts_from
        if least is None and (brief := _of(members, (export.under_five for export in exports))):
            yield ReportLimit("short stays", brief, BRIEF)
        if least is not None and (uncounted := _of(members, (export.not_counted for export in exports))):
            yield ReportLimit("present, not counted", uncounted, least)
    if sessions := year.not_recorded:
        yield ReportLimit("sessions without attendance", len(sessions), names=tuple(one.id for one in sessions))


def _of(members: Collection[Member], listed: Iterable[Iterable[Attendee]]) -> int:
    return sum(1 for people in listed for one in people if one.member in members)


def _of_files(answers: Answers) -> Iterator[ReportLimit]:
    """Yield which files count for nothing, and which cells could not be read: never what stands in them."""
    placed = answers.year.records.placed
    out = tuple(
        UncountedFile(_name(one.file), one.day, one.why)
        for one in placed
        if one.session is None and one.why != "the same meeting"  # that one is counted
    )
    if out:
        yield ReportLimit("files left out", len(out), files=out)
    if days := tuple(
        DayByPlan(_name(one.file), one.written, one.day) for one in placed if one.readings and one.written and one.day
    ):
        yield ReportLimit("days decided by the plan", len(days), days=days)
    if cells := _unread(answers):
        rows = {(one.file, row) for one in cells for row in one.rows}
        yield ReportLimit("cells that could not be read", len(rows), cells=cells)


def _unread(answers: Answers) -> tuple[UnreadCells, ...]:
    found: dict[tuple[str, str], list[Concession]] = {}
    for one in sorted(set(_concessions(answers))):
        found.setdefault((one.file, one.why), []).append(one)
    return tuple(
        UnreadCells(_name(file), same[0].why, tuple(dict.fromkeys(one.row for one in same)))
        for (file, _), same in found.items()
    )


def _concessions(answers: Answers) -> Iterator[Concession]:
    for _, export in answers.year.recorded:
        yield from export.concessions
    for survey in (answers.baseline, answers.final, *map(answers.pulse, answers.year.pulse_days)):
        # One that fits no choice is an answer, which its table counts, and which is hidden where that is.
        told = survey.concessions if survey is not None else ()
        yield from (one for one in told if one.why != "not among the choices")


def _name(file: str) -> str:
    """Return the name of a file, without the folders of somebody's machine."""
    return file.replace("\\", "/").rpartition("/")[2]


def hides(value: Any) -> bool:
    """Return whether a part of a report hides numbers."""
    if isinstance(value, Hidden):
        return value.why in ("small group", "under ten", "protected")
    if isinstance(value, tuple | list):
        return any(map(hides, value))
    if is_dataclass(value):
        return any(hides(getattr(value, field.name)) for field in fields(value))
    return isinstance(value, dict) and any(map(hides, value.values()))
