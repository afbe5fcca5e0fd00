"""Of which survey the answers in the inbox are: the items say, and where both surveys ask the same, the days."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median_low

from cop_plan.base.errors import Problem
from cop_plan.definition.community import WHICH, SurveyName, Surveys, Which
from cop_plan.definition.names import alike
from cop_plan.records.record_types import Survey
from cop_plan.records.remarks import Say, remark
from cop_plan.schedule.timeline import Timeline


@dataclass(frozen=True, slots=True)
class InboxAnswers:
    """A file of answers and the survey of which they are; None where nobody can tell."""

    path: Path
    which: SurveyName | None
    responses: int


def of(path: Path, found: Survey, timeline: Timeline) -> InboxAnswers:
    """Return of which survey the answers in a file are: by its name, its items, or the days of its answers."""
    named = next((which for which in WHICH if alike(path.stem) == which), None)
    which = named or _by_items(found, timeline.community.surveys) or _by_days(found, timeline)
    return InboxAnswers(path, which, len(found.responses))


def remarks(found: Iterable[InboxAnswers], say: Say) -> Iterator[Problem]:
    """Yield which files in the inbox are of no survey that could be told."""
    for one in found:
        if one.which is None:
            if one.responses:
                yield remark(say, str(one.path), "either_survey", "either_survey", ending=one.path.suffix)
            else:
                yield remark(say, str(one.path), "no_answer_counts")


def _by_items(found: Survey, surveys: Surveys) -> SurveyName | None:
    """Return the only survey that asks what only one survey asks."""
    asked: set[SurveyName] = set()
    for name in found.items:
        if surveys.key_of(name) == "pulse.items":
            asked.add("pulse")
        elif len(set(surveys.items[name].in_)) == 1:
            asked.add(surveys.items[name].in_[0])
    return asked.pop() if len(asked) == 1 else None


def _by_days(found: Survey, timeline: Timeline) -> Which | None:
    """Return the survey whose planned day is nearer to the middle one of the days on which people answered."""
    days = sorted(one.at.date() for one in found.responses if one.at)
    planned = planned_days(timeline)
    if not days or len(planned) < len(WHICH):
        return None
    middle = median_low(days)
    off = {which: abs(middle - day) for which, day in planned.items()}
    nearest = [which for which in WHICH if off[which] == min(off.values())]
    return nearest[0] if len(nearest) == 1 else None


def planned_days(timeline: Timeline) -> Mapping[Which, date]:
    """Return when each survey is asked, as far as the year says it."""
    return {which: day for which in WHICH if (day := _planned(which, timeline))}


def _planned(which: Which, timeline: Timeline) -> date | None:
    """Return when a survey is asked: its own day, else that of the first or the last session."""
    own = [one.day for one in timeline.entries if one.document == f"{which}-survey" or one.id == f"{which}-survey"]
    sessions = sorted(one.day for one in timeline.sessions if "participants" in one.audience)
    if own:
        return min(own)
    if not sessions:
        return None
    return sessions[0] if which == "baseline" else sessions[-1]
