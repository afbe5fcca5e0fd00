"""Read the final reports that communities published, and roll up what each year came to."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from cop_plan.app import report as reported
from cop_plan.base import files
from cop_plan.base.errors import Place, Problem
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import sentence
from cop_plan.portfolio import rollup
from cop_plan.portfolio.rollup import AnnualRollup, PublishedReport, Unreported
from cop_plan.portfolio.values import CommunitySummary


@frozen
class AnnualReports:
    """What the communities of each year came to, and the communities, with what is wrong with their reports.

    Where not all reports `are_read`, nobody knows of which years the others are.
    """

    rollups: tuple[AnnualRollup, ...]
    communities: tuple[CommunitySummary, ...]
    are_read: bool


def of_communities(communities: Iterable[CommunitySummary]) -> AnnualReports:
    """Return what communities came to, from the final report in the folder beside each definition.

    A report counts for the year that it names. One that cannot be read is a problem of its community, and stops
    nothing.
    """
    told, reports, without, are_read = [], list[PublishedReport](), list[Unreported](), True
    for one in communities:
        if one.is_second:
            told.append(one)
            continue
        file = reported.final_of(Path(one.file))
        found = read(file)
        if isinstance(found, PublishedReport) and one.is_read and found.id != one.id:
            said = sentence("it is the report of another community, {id}", id=found.id)
            hint = sentence("give each definition a folder of its own, and write the report again")
            found = Problem(Place(str(file), 0, 0), "id", said, hint)
        if isinstance(found, PublishedReport):
            reports.append(found)
        are_read &= not isinstance(found, Problem)
        if one.year and not (isinstance(found, PublishedReport) and found.year == one.year):
            without.append(Unreported(one.name, one.year, files.is_file(file.with_name(reported.INTERIM))))
        told.append(replace(one, problems=(*one.problems, found)) if isinstance(found, Problem) else one)
    return AnnualReports(rollup.of(reports, without), tuple(told), are_read)


def of_files(reports: Sequence[Path]) -> tuple[AnnualRollup, ...]:
    """Return what the communities came to whose final reports these are; what is none counts for nothing."""
    return rollup.of(one for file in reports if isinstance(one := read(file), PublishedReport))


def read(file: Path) -> PublishedReport | Problem | None:
    """Return a final report as it was published, what is wrong with it, or None if there is none."""
    return reported.read_final(file, rollup.read)
