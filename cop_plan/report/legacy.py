"""What lasts: commitments, what teams do in their jurisdictions, and where the community's knowledge lies."""

from collections.abc import Mapping

from cop_plan.definition import names
from cop_plan.report.running import held
from cop_plan.report.values import (
    CapacityPlan,
    Hidden,
    LegacyResults,
    NextSteps,
    NotCollected,
    Number,
    Part,
    Shown,
    Tally,
)
from cop_plan.report.year import ReportedYear
from cop_plan.schedule import session_days

DIRECTIONS = ("my learning", "colleagues", "others")
NO_COMMITMENTS = NotCollected(("records.commitments",))


def legacy(year: ReportedYear) -> Part[LegacyResults]:
    """Return what lasts of the year."""
    written = year.community.legacy
    knowledge = written.collective_knowledge
    if not written.model_fields_set and year.records.commitments is None:
        return NotCollected(("legacy", "records.commitments"))
    return Shown(
        LegacyResults(
            _commitments(year),
            plans(year),
            tuple(held(year, one) for one in session_days.discussions(year.timeline)),
            knowledge.resources,
            knowledge.licence,
            knowledge.url,
            tuple((one.who, one.channel) for one in written.audiences),
        )
    )


def _commitments(year: ReportedYear) -> Part[Mapping[str, Number[Tally]]]:
    """Return how many members committed themselves to whom; what they wrote is theirs."""
    if year.records.commitments is None:
        return NO_COMMITMENTS
    members = set(year.members)
    found: dict[str, Number[Tally]] = {}
    for direction in DIRECTIONS:
        count = len({one.member for one in year.records.commitments if one.to == direction} & members)
        found[direction] = Shown(Tally(count, len(members))) if len(members) >= year.limit else Hidden("small group")
    return Shown(found)


def plans(year: ReportedYear) -> tuple[CapacityPlan, ...]:
    """Return what teams do in their jurisdictions, in the order of the definition."""
    days = {entry.id: entry.day for entry in year.timeline.entries}
    people = names.PeopleByName(year.community)
    return tuple(
        CapacityPlan(
            plan.jurisdiction,
            tuple(map(people.shown, plan.team)),
            plan.audience,
            plan.activity,
            days.get(f"capacity-building.{at}"),
            year.done.get(f"capacity-building.{at}"),
            plan.support,
        )
        for at, plan in enumerate(year.community.legacy.capacity_building, start=1)
    )


def following(year: ReportedYear) -> NextSteps:
    """Return what comes next: what is dated from today on and not done, goals for longer, and who leads."""
    ahead = [one for one in year.timeline.entries if one.day >= year.today and one.id not in year.done]
    chosen = [one for one in ahead if one.is_session or one.phase == "legacy"]
    longer = [goal.aim for goal in year.community.goals.values() if goal.horizon == "longer" and goal.aim]
    lead = year.community.leadership.next
    return NextSteps(tuple((one.day, one.title) for one in chosen if not one.parent), tuple(longer), lead)
