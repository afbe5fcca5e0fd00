"""What the year was for: goals with their evidence, areas of purpose, and what members asked for in the fall."""

from collections.abc import Iterable

from cop_plan.definition.community import AREAS
from cop_plan.report.running import held
from cop_plan.report.values import (
    AreaOfPurpose,
    CommunityResource,
    EvidencePiece,
    GoalEvidence,
    MemberRequests,
    NotCollected,
    PairedItem,
    Part,
    ReportedItems,
    Shown,
    SingleItem,
    SurveyResults,
    WhatMembersGained,
)
from cop_plan.report.year import ReportedYear
from cop_plan.schedule.timeline import Entry

Told = tuple[PairedItem | SingleItem, ...]


def told(surveys: Part[SurveyResults]) -> Told:
    """Return the items of the surveys, if there are any."""
    return surveys.value.items if isinstance(surveys, Shown) else ()


def gains(year: ReportedYear, surveys: Part[SurveyResults]) -> Part[WhatMembersGained]:
    """Return what members gained: items that show potential or nothing else, what was made, and areas of purpose."""
    items = _names(item for item in told(surveys) if item.cycle in (None, "potential") and not _tells_change(item))
    made, areas = _made(year), _areas(year, told(surveys))
    gained = [item for item in told(surveys) if item.name in items and not _is_asked_first(item)]
    if not gained and isinstance(made, NotCollected) and not any(one.items or one.sessions for one in areas):
        return NotCollected((*_missing(surveys), *made.missing))
    return Shown(WhatMembersGained(items, made, areas))


def _is_asked_first(item: PairedItem | SingleItem) -> bool:
    """Return whether only the first survey asks an item, which tells of no gain."""
    return isinstance(item, SingleItem) and item.survey == "baseline"


def reported(surveys: Part[SurveyResults], cycle: str) -> Part[ReportedItems]:
    """Return what members report in a value cycle; what they wrote of change at the end belongs to what changed."""
    items = _names(
        item for item in told(surveys) if item.cycle == cycle or (cycle == "realized" and _tells_change(item))
    )
    return Shown(ReportedItems(items)) if items else NotCollected(_missing(surveys))


def _tells_change(item: PairedItem | SingleItem) -> bool:
    return isinstance(item, SingleItem) and item.cycle is None and item.survey == "final" and item.form == "text"


def _missing(surveys: Part[SurveyResults]) -> tuple[str, ...]:
    if isinstance(surveys, NotCollected):
        return surveys.missing
    return ("records.surveys.final",) if surveys.value.respondents.final is None else ("surveys.items",)


def _names(items: Iterable[PairedItem | SingleItem]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.name for item in items))


def _made(year: ReportedYear) -> Part[tuple[CommunityResource, ...]]:
    """Return what was posted on the noticeboard until today."""
    if year.records.noticeboard is None:
        return NotCollected(("records.noticeboard",))
    notices = sorted((one for one in year.records.noticeboard if one.day <= year.today), key=lambda one: one.day)
    made = (one for one in notices if one.kind != "opportunity")
    return Shown(tuple(CommunityResource(one.title, one.kind, one.link, one.day) for one in made))


def _areas(year: ReportedYear, items: Told) -> tuple[AreaOfPurpose, ...]:
    goals = year.community.goals
    return tuple(
        AreaOfPurpose(
            area,
            tuple(name for name, goal in goals.items() if goal.area == area),
            _names(item for item in items if item.area == area),
            tuple(
                one.id
                for one in _held(year)
                if one.goal in goals and goals[one.goal].area == area  # type: ignore[index]
            ),
        )
        for area in AREAS
        if area in year.community.purpose.areas or any(goal.area == area for goal in goals.values())
    )


def _held(year: ReportedYear) -> tuple[Entry, ...]:
    """Return the sessions that took place, as far as a record says so."""
    recorded = {session.id for session, _ in year.recorded}
    return tuple(one for one in year.timeline.sessions if one.id in recorded or held(year, one).held)


def goals(year: ReportedYear, surveys: Part[SurveyResults]) -> Part[tuple[GoalEvidence, ...]]:
    """Return what there is for each goal."""
    if not year.community.goals:
        return NotCollected(("goals",))
    planned = {entry.id: entry.day for entry in year.timeline.entries}
    return Shown(
        tuple(
            GoalEvidence(
                *(name, goal.aim, goal.outcome, goal.for_students, goal.area, goal.horizon),
                evidence=tuple(
                    EvidencePiece(
                        key,
                        one.what,
                        one.how,
                        planned.get(f"evidence.{name}.{key}"),
                        year.done.get(f"evidence.{name}.{key}"),
                        one.share_at,
                    )
                    for key, one in goal.evidence.items()
                ),
                items=_names(item for item in told(surveys) if item.goal == name),
                sessions=tuple(one.id for one in _held(year) if one.goal == name),
            )
            for name, goal in year.community.goals.items()
        )
    )


def asked(year: ReportedYear, surveys: Part[SurveyResults]) -> Part[MemberRequests]:
    """Return what members asked for in the fall, and the sessions with a topic that took place."""
    items = tuple(item for item in told(surveys) if isinstance(item, SingleItem) and _is_asked_first(item))
    if not items:
        answered = year.records.baseline is not None
        return NotCollected(("surveys.items.baseline" if answered else "records.surveys.baseline",))
    return Shown(MemberRequests(items, tuple(one.id for one in _held(year) if one.topic)))
