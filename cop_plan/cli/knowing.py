"""What the kit knows of the year beside its definition: its records, and what they came to, hidden where it must be."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cop_plan import render
from cop_plan import report as reports
from cop_plan.cli import collect, reporting, shell
from cop_plan.definition import load
from cop_plan.kit import results
from cop_plan.kit.forms import Result
from cop_plan.records.record_types import Records
from cop_plan.report.values import Report, Rollup
from cop_plan.schedule import timeline


@dataclass(frozen=True)
class Known:
    """The records of a year; what the first survey said, None before it is answered; the results, a line each."""

    records: Records
    first_survey: tuple[Result, ...] | None
    in_short: tuple[str, ...]


def known(
    loaded: load.Loaded, dated: timeline.Timeline, year: render.Year, today: date, documents: Collection[str]
) -> Known:
    """Return what is known for papers of these documents. What is wrong with a record is said; the others are taken."""
    found = collect.records(loaded, dated)
    for problem in found.problems:
        for line in problem.lines():
            shell.say(line)
    first = None
    folder = Path(loaded.file).parent / reporting.DEFAULT_FOLDER
    if "orientation-letter" in documents and found.records.baseline is not None:
        before = reporting.published(folder, dated, reporting.EARLIER[:1])
        rollup = reports.survey_rollup(dated, found.records, today, before=before)
        first = results.of_survey(rollup, year) if isinstance(rollup, Rollup) else None
    short: tuple[str, ...] = ()
    if {"thank-jurisdictions", "public-summary"} & set(documents) and found.records.final is not None:
        before = reporting.published(folder, dated, reporting.EARLIER)
        told = reporting.Told(reports.of(dated, found.records, today, before=before), year, found.missing)
        if named := reporting.tells_of_few(folder, told):
            shell.say(f"{folder / named}: few have answered anew since it was made, so that no letter tells results")
        elif isinstance(told.report, Report):
            short = results.in_short(told.report, year)
    return Known(found.records, first, short)
