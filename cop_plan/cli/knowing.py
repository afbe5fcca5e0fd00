"""What the kit knows of the year beside its definition: its records, and what they came to, hidden where it must be."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cop_plan import load, render, timeline
from cop_plan import report as reports
from cop_plan.cli import collect, reporting, shell
from cop_plan.records.values import Records
from cop_plan.render import results
from cop_plan.render.forms import Result
from cop_plan.report.values import Rollup


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
    if "orientation-letter" in documents and found.records.baseline is not None:
        rollup = reports.survey_rollup(dated, found.records, today)
        first = results.of_survey(rollup, year) if isinstance(rollup, Rollup) else None
    short: tuple[str, ...] = ()
    if {"thank-jurisdictions", "public-summary"} & set(documents) and found.records.final is not None:
        before = reporting.published(Path(loaded.file).parent / reporting.DEFAULT_FOLDER, dated, reporting.EARLIER)
        short = results.in_short(reports.of(dated, found.records, today, before=before), year)
    return Known(found.records, first, short)
