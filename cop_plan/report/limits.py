"""What the report cannot say, drawn from what it says and what it does not."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from cop_plan.report.answers import Answers
from cop_plan.report.hiding import FULL
from cop_plan.report.values import Hidden, LimitKind, Report, ReportLimit, Shown, SurveyResults

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
    if hides(report):
        yield ReportLimit("numbers are hidden", report.limit)
    if count := sum(len(export.unmatched) for _, export in answers.year.recorded):
        yield ReportLimit("unmatched people", count)
    if sessions := answers.year.not_recorded:
        yield ReportLimit("sessions without attendance", len(sessions), names=tuple(one.id for one in sessions))
    if missing := report.not_collected:
        yield ReportLimit("not collected", len(missing), names=missing)


def _of_surveys(answers: Answers, surveys: SurveyResults) -> Iterator[ReportLimit]:
    numbers = surveys.respondents
    answered = numbers.baseline if numbers.final is None else numbers.final
    if answered is not None and answered < numbers.enrolled:
        yield ReportLimit("not everybody answered", answered, numbers.enrolled)
    if numbers.final is not None and numbers.baseline is not None and numbers.matched is None:
        yield ReportLimit("answers not matched")
    if numbers.matched is not None:
        yield ReportLimit("confidential, not anonymous", names=(surveys.seen_by,) if surveys.seen_by else ())
        if numbers.matched < FULL:
            yield ReportLimit("under ten matched", numbers.matched)
    if numbers.ambiguous:
        yield ReportLimit("ambiguous answers", numbers.ambiguous)
    if lost := answers.lost:
        yield ReportLimit("published before cannot be made again", len(lost), names=lost)


def hides(value: Any) -> bool:
    """Return whether a part of a report hides numbers."""
    if isinstance(value, Hidden):
        return value.why in ("small group", "under ten", "protected")
    if isinstance(value, tuple | list):
        return any(map(hides, value))
    if is_dataclass(value):
        return any(hides(getattr(value, field.name)) for field in fields(value))
    return isinstance(value, dict) and any(map(hides, value.values()))
