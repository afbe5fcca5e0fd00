"""Gather a year's records, make a report of them, and write it into its folder, all files or none."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from cop_plan import render
from cop_plan import report as reports
from cop_plan.app import outputs, placements, records
from cop_plan.app.events import EventListener, NoticeEvent, ignore
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.errors import OverwriteConflict, Place, Problem, Problems, Unreadable, quote
from cop_plan.base.tables import moments
from cop_plan.base.translatable import sentence
from cop_plan.definition import languages
from cop_plan.records import notes
from cop_plan.report import formats as report_formats
from cop_plan.report import pages as report_pages
from cop_plan.report.data import NotAFinalReport
from cop_plan.report.earlier import EarlierReport
from cop_plan.report.values import Blank, NotCollected, Report, Rollup
from cop_plan.schedule import history, timeline

BASELINE, INTERIM, FINAL = PUBLISHED = tuple(f"{stem}.json" for stem in report_pages.STEMS)
"""The files from which later reports, and later years, know what was published; in the order of the year."""

EARLIER = (BASELINE, INTERIM)
"""What is published before a final report; an interim one comes after the first only."""

MAX_BYTES = 10_000_000
"""So long a report may be; the longest that we know has 200,000."""

Value = TypeVar("Value")


@dataclass(frozen=True)
class ReportRequest:
    """What is wanted. `rollup` is the roll-up of the first survey instead of a report; `out` its folder, if another."""

    today: date
    formats: tuple[str, ...] = field(default_factory=report_formats.defaults)
    interim: bool = False
    rollup: bool = False
    out: Path | None = None
    date_order: moments.DateOrder | None = None
    force: bool = False


@dataclass(frozen=True)
class BuiltReport:
    """A report with the year that it is of, and the files of records that are not there yet.

    `placed` are the lines that say of which session each file is, where that is not plain from the names, and
    `placements` the same as plain data, of all files.
    """

    report: Report | Rollup
    year: render.Year
    missing: tuple[str, ...]
    placed: tuple[str, ...] = ()
    placements: tuple[dict[str, object], ...] = ()

    def blanks(self, tag: str) -> tuple[str, ...]:
        """Return what only a person can write and nobody has written yet, as notes are headed in a language."""
        if isinstance(self.report, Rollup):
            return ()
        page = self.report.first_page
        gaps = ((page.did_not_work, ("did not work",)), (page.asks, ("keep on", "change", "stop")))
        return tuple(
            ", ".join(notes.heading(section, tag) for section in sections)
            for written, sections in gaps
            if isinstance(written, Blank)
        )


@dataclass(frozen=True)
class WrittenReport:
    """What was written into a folder: all its pages, and those that are new or other than before."""

    project: CommunityProject
    folder: Path
    made: BuiltReport
    pages: tuple[str, ...]
    new: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        told = self.made.report
        return {
            "definition": str(self.project.file),
            "folder": str(self.folder),
            "written": self.new,
            "unchanged": tuple(name for name in self.pages if name not in self.new),
            "not_collected": told.not_collected if isinstance(told, Report) else (),
            "to_be_written": self.made.blanks(languages.main().tag),
            "missing_files": self.made.missing,
            "placed": self.made.placements,
        }


def folder(project: CommunityProject, out: Path | None) -> Path:
    """Return the folder of a definition's reports."""
    return out if out is not None else project.file.parent / outputs.REPORT


def final_of(definition: Path) -> Path:
    """Return the file of the final report that is published of a definition."""
    return definition.parent / outputs.REPORT / FINAL


def read_final(file: Path, parse: Callable[[Any], Value]) -> Value | Problem | None:
    """Return what a final report shows, what is wrong with it, or None if there is none.

    `parse` gets its JSON, and raises NotAFinalReport.
    """
    try:
        content = files.read_if_there(file, MAX_BYTES)
        return None if content is None else parse(json.loads(content))
    except Unreadable as unreadable:
        return Problem(Place(str(file), 0, 0), "", unreadable.reason)
    except NotAFinalReport as wrong:
        why = wrong.why
    except RecursionError:
        why = sentence("it is nested too deep")
    except ValueError:
        why = sentence("it is no JSON")
    return Problem(Place(str(file), 0, 0), "", why, sentence("write it again with cop-plan report"))


def page(project: CommunityProject, order: ReportRequest, hear: EventListener = ignore) -> bytes:
    """Return a report in the one format that is wanted; nothing is written. Raises Problems, Unreadable."""
    (content,) = _pages(project, make(project, order, hear), order.formats).values()
    return content


def write(project: CommunityProject, order: ReportRequest, hear: EventListener = ignore) -> WrittenReport:
    """Make a report and write it into its folder. Raises Problems, Unreadable, OverwriteConflict."""
    into = folder(project, order.out)
    formats = tuple(dict.fromkeys((*order.formats, "json")))  # later reports read it
    names = [f"{stem}.{ending}" for stem in report_pages.STEMS for ending in report_formats.names()]
    with outputs.locked({into: [history.FILE_NAME, *names]}):
        claim = project.claim(into, force=order.force)
        _refuse_other_year(into, project)
        for notice in claim.notices:
            hear(NoticeEvent(notice))
        made = make(project, order, hear)
        pages = _pages(project, made, formats)
        lock = outputs.lock_of_year(claim.lock, into, project.file, project.loaded)
        new = outputs.changed(into, pages, claim.lock, lock, force=order.force)
        if not order.force and (named := tells_of_few(into, made)):
            said = sentence(
                "few have answered anew since it was made, and whoever has both could tell what they answered"
            )
            hint = sentence("keep it; if nobody has seen it yet, overwrite it with --force")
            raise OverwriteConflict([(str(into / named), said)], hint)
        if new:
            files.write_all(into, new, first=history.FILE_NAME, private=new)
    outputs.remove_stale_temp_files(project.file, project.written)
    return WrittenReport(project, into, made, tuple(pages), tuple(name for name in pages if name in new))


def _refuse_other_year(into: Path, project: CommunityProject) -> None:
    """Raise OverwriteConflict where a folder has a report of another year, which is told by itself alone."""
    year, found = (
        timeline.year_name(project.community),
        files.existing(into, PUBLISHED),
    )
    for name, content in found.items():
        try:
            held = json.loads(content)["year"]
        except (ValueError, RecursionError, LookupError, TypeError):  # told where it is to be read
            continue
        if isinstance(held, str) and held != year:
            said = sentence("it is the report of {held}, and not of {year}", held=quote(held), year=year)
            hint = sentence("rename that folder, or give this report another one with --out")
            raise OverwriteConflict([(str(into / name), said)], hint)


def make(project: CommunityProject, order: ReportRequest, hear: EventListener = ignore) -> BuiltReport:
    """Return the report of a year's records; what a person should know of them is heard.

    Raises Problems with everything that is wrong with them, Unreadable.
    """
    found = records.collect(project, order.date_order)
    placements.tell(project, found, hear)
    placed, went = tuple(placements.table(project, found.records)), placements.data(project, found.records)
    year = render.Year(project.timeline, (), project.language)
    into = folder(project, order.out)
    before = () if order.rollup else published(into, project, EARLIER[:1] if order.interim else EARLIER)
    if not order.rollup:
        told = reports.of(project.timeline, found.records, order.today, interim=order.interim, before=before)
        return BuiltReport(told, year, found.missing, placed, went)
    rollup = reports.survey_rollup(project.timeline, found.records, order.today)
    if isinstance(rollup, NotCollected):
        said = sentence("there are no answers to the first survey")
        named = project.community.records.surveys.baseline
        write = "records: {surveys: {baseline: records/baseline.csv}}"
        hint = sentence("name the file of its answers: {write}", write=write)
        if named is not None:
            hint = sentence("save its answers as {file}, as the form exports them", file=named)
        raise Problems([Problem(Place(str(project.file), 0, 0), "records.surveys.baseline", said, hint)])
    return BuiltReport(rollup, year, found.missing, placed, went)


def published(into: Path, project: CommunityProject, names: Sequence[str]) -> tuple[EarlierReport, ...]:
    """Return what was published before, from its own files. Raises Problems where one is not what it says."""
    community, found = project.community, []
    for name, content in files.existing(into, names).items():
        try:
            data = json.loads(content)
            found.append(reports.published_before(data, community.identity, timeline.year_name(community)))
        except (ValueError, RecursionError) as error:
            said = sentence("it is nested too deep") if isinstance(error, RecursionError) else sentence("it is no JSON")
            said = error.why if isinstance(error, reports.NotAReport) else said
            hint = sentence("what it published stays known, so that it must be read: bring it back as it was written")
            raise Problems([Problem(Place(str(into / name), 0, 0), "", said, hint)]) from None
    return tuple(found)


def tells_of_few(into: Path, made: BuiltReport) -> str | None:
    """Return the file of an earlier version of a report beside which the new one tells what a few answered, or None."""
    name = f"{report_pages.stem(made.report)}.json"
    content = files.existing(into, [name]).get(name)
    try:
        known = json.loads(content) if content is not None else None
    except (ValueError, RecursionError):
        return None
    now = json.loads(report_pages.report_json(made.report, made.year))
    return name if known is not None and reports.tells_of_few(known, now) else None


def _pages(project: CommunityProject, made: BuiltReport, formats: Sequence[str]) -> dict[str, bytes]:
    return report_formats.pages(made.report, made.year, formats, project.templates, project.theme)
