"""What the kit knows of the year beside its definition: its records, and what they came to, hidden where it must be."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cop_plan import report as reports
from cop_plan.app import last_year, records, report
from cop_plan.app.project import CommunityProject
from cop_plan.base.errors import Problem
from cop_plan.base.translatable import Sentence
from cop_plan.kit import results
from cop_plan.kit.forms import EvidenceSoFar, ItemResult, YearResults
from cop_plan.kit.last_year import LastYear
from cop_plan.records.record_types import Records
from cop_plan.render import Year
from cop_plan.report.values import Report, Rollup


@dataclass(frozen=True)
class KitInputs:
    """The records of a year; what the first survey said, None before it is answered; the results; evidence so far.

    `last_year` is what was published of the year before, None where nothing was.
    `problems` are what is wrong with records, of which the others are taken all the same; `notices` are to be told.
    """

    records: Records
    first_survey: tuple[ItemResult, ...] | None
    results: YearResults
    so_far: EvidenceSoFar | None
    problems: tuple[Problem, ...]
    notices: tuple[Sentence, ...]
    last_year: LastYear | None = None


def gather(
    project: CommunityProject, year: Year, today: date, told: Collection[str | None], reported: Path
) -> KitInputs:
    """Return what is known for papers that tell these parts of the records; `reported` is the folder of the reports."""
    found, dated = records.collect(project), project.timeline
    first = None
    if "first survey" in told and found.records.baseline is not None:
        before = report.published(reported, project, report.EARLIER[:1])
        rollup = reports.survey_rollup(dated, found.records, today, before=before)
        first = results.of_survey(rollup, year) if isinstance(rollup, Rollup) else None
    so_far = None
    if "evidence so far" in told:
        so_far = results.so_far(reports.of(dated, found.records, today, interim=True), found.records, year)
    came_to = YearResults()
    notices: tuple[Sentence, ...] = ()
    if "results" in told and found.records.final is not None:
        before = report.published(reported, project, report.EARLIER)
        of_year = reports.of(dated, found.records, today, before=before)
        made = report.BuiltReport(of_year, year, found.missing)
        if named := report.tells_of_few(reported, made):
            notices = (project.messages("kit.few_anew", file=reported / named),)
        elif isinstance(of_year, Report):
            came_to = results.of_year(of_year, year)
    year_before, more = last_year.told(project) if "last year" in told else (None, ())
    return KitInputs(found.records, first, came_to, so_far, found.problems, (*notices, *more), year_before)
