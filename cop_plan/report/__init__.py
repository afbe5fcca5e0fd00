"""What the year came to, already suppressed where it must be.

`of` makes the report of a year from its records, for March (`interim`) or for June; `survey_rollup` tells what members
said in the first survey, for the letter after orientation. `values` says what is in them, `hiding` what is not and why.
Words for readers are not made here: a value has what a sentence needs.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from cop_plan.records.record_types import Records
from cop_plan.report import aims, jurisdictions, legacy, limits, narrative, pulses, running, surveys
from cop_plan.report.answers import Answers
from cop_plan.report.attendance import coming, completed, in_short, substitutes
from cop_plan.report.data import as_data as as_data
from cop_plan.report.earlier import EarlierReport
from cop_plan.report.earlier import NotAReport as NotAReport
from cop_plan.report.earlier import read as published_before
from cop_plan.report.earlier import tells_of_few as tells_of_few
from cop_plan.report.spending import budget, unit_costs
from cop_plan.report.values import (
    FirstPage,
    NotCollected,
    Part,
    PurposeStatement,
    Report,
    Rollup,
    Shown,
    Support,
    Tally,
)
from cop_plan.report.values import SurveyResults as SurveysPart
from cop_plan.report.year import ReportedYear
from cop_plan.schedule.timeline import Timeline, year_name

__all__ = ["NotAReport", "as_data", "of", "published_before", "survey_rollup", "tells_of_few"]


def of(
    timeline: Timeline, records: Records, today: date, *, interim: bool = False, before: Sequence[EarlierReport] = ()
) -> Report:
    """Return what a year came to until today.

    `before` is what was published of its surveys already, in that order, as `published_before` reads it from
    `report-baseline.json` and `report-interim.json`. Without it, the roll-up of all first answers counts as published.
    """
    year = ReportedYear(timeline, records, today)
    community = timeline.community
    answers = Answers(year, tuple(before), interim)
    found = surveys.surveys(answers)
    report = Report(
        community=community.name,
        id=community.identity,
        year=year_name(community),
        language=community.language,
        today=today,
        is_interim=interim,
        limit=year.limit,
        currency=community.currency,
        sponsor=community.sponsor.organization,
        partners=tuple(one.organization for one in community.partners if one.organization),
        first_page=_first_page(year, found, interim=interim),
        running=running.running(year),
        coming=coming(year, interim=interim),
        surveys=found,
        pulses=pulses.pulses(answers),
        gains=aims.gains(year, found),
        use=aims.reported(found, "applied"),
        change=aims.reported(found, "realized"),
        support=_support(year, found),
        goals=aims.goals(year, found),
        asked=aims.asked(year, found),
        stories=narrative.stories(year),
        budget=budget(community),
        legacy=legacy.legacy(year),
        limits=(),
        next=legacy.following(year),
        jurisdictions=jurisdictions.jurisdictions(year, interim=interim),
    )
    return replace(report, limits=limits.limits(answers, report))


def survey_rollup(
    timeline: Timeline, records: Records, today: date, *, before: Sequence[EarlierReport] = ()
) -> Rollup | NotCollected:
    """Return what members said in the first survey, for `report-baseline.json` and the letter after orientation."""
    return surveys.rollup(Answers(ReportedYear(timeline, records, today), tuple(before), interim=True))


def _first_page(year: ReportedYear, found: Part[SurveysPart], *, interim: bool) -> FirstPage:
    community, purpose = year.community, year.community.purpose
    leaders = (community.leadership.facilitator.name, community.leadership.co_facilitator.name)
    paying = (community.sponsor.organization, community.release_time.paid_by)
    cost = budget(community)
    return FirstPage(
        PurposeStatement(
            purpose.statement,
            purpose.audience,
            purpose.shared_interest,
            purpose.concern,
            purpose.learn_together_how_best_to,
            purpose.success,
        ),
        aims=tuple(goal.aim for goal in community.goals.values() if goal.aim),
        found=surveys.findings(found),
        completed=completed(year, interim=interim),
        did_not_work=narrative.did_not_work(year),
        cost=Shown(cost.value.total) if isinstance(cost, Shown) else cost,
        substitutes=substitutes(year),
        asks=narrative.asks(year),
        written_by=tuple(name for name in leaders if name),
        paid_by=tuple(dict.fromkeys(name for name in paying if name)),
        coming=in_short(year, interim=interim),
        unit_costs=None if interim else unit_costs(year, cost),
    )


def _support(year: ReportedYear, found: Part[SurveysPart]) -> Part[Support]:
    community, release = year.community, year.community.release_time
    schools = community.membership.schools
    items = tuple(item.name for item in aims.told(found) if item.cycle == "support")
    barriers = narrative.under(year, "barriers")
    if not (items or barriers or schools or release.paid_by or release.how_to_book):
        return NotCollected(("release_time", "membership.schools", "records.notes"))
    return Shown(
        Support(
            items,
            release.paid_by,
            release.how_to_book,
            sum(1 for one in year.sessions if one.in_school_time and one.day <= year.today),
            Tally(sum(1 for school in schools if school.principal), len(schools)),
            substitutes(year),
            barriers,
        )
    )
