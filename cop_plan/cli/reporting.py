"""A year's records gathered, told as a report, and written into its folder, all files or none."""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from cop_plan import render
from cop_plan import report as reports
from cop_plan.base import files
from cop_plan.base.errors import Foreign, Place, Problem, Problems
from cop_plan.cli import collect, folder, shell
from cop_plan.definition import load
from cop_plan.records import moments
from cop_plan.report import pages as report_pages
from cop_plan.report.earlier import Published
from cop_plan.report.values import Blank, NotCollected, Report, Rollup
from cop_plan.schedule import history, timeline

if TYPE_CHECKING:
    from cop_plan.render.theme import Theme

DEFAULT_FOLDER = "report"
"""Where a report lies beside its definition."""

EARLIER = ("report-baseline.json", "report-interim.json")
"""What is published before a final report, in this order; an interim one comes after the first only."""


@dataclass(frozen=True)
class Order:
    """What a person asks for. `rollup` is the roll-up of the first survey instead of a report."""

    formats: tuple[str, ...]
    interim: bool = False
    rollup: bool = False
    out: str | None = None
    today: str | None = None
    date_order: moments.DateOrder | None = None
    force: bool = False
    theme: "Theme | None" = None


@dataclass(frozen=True)
class Told:
    """A report with the year that it is of."""

    report: Report | Rollup
    year: render.Year
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Reported:
    """What a run wrote into a folder."""

    definition: Path
    folder: Path
    told: Told
    pages: tuple[str, ...]
    new: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        told = self.told.report
        return {
            "definition": str(self.definition),
            "folder": str(self.folder),
            "written": self.new,
            "unchanged": tuple(name for name in self.pages if name not in self.new),
            "not_collected": told.not_collected if isinstance(told, Report) else (),
            "to_be_written": _blanks(told),
            "missing_files": self.told.missing,
        }


def date_order(named: str | None) -> moments.DateOrder | None:
    """Return an order of days as the readers know it."""
    return next((one for one in moments.ORDERS if one == named), None)


def nearest(definition: Path | None) -> Path:
    """Return the definition that is named, or the one here."""
    here = Path("community.yaml")
    if definition is None and not here.is_file():
        raise typer.BadParameter("name a definition: there is no community.yaml here")
    return definition or here


def to_stdout(definition: Path, asked: Order) -> None:
    """Write one format of a report to standard output, and remember nothing. Raises Problems, Unreadable, Foreign."""
    if len(asked.formats) != 1:
        raise typer.BadParameter("with --out - give one --format")
    loaded = shell.loaded(definition)
    told = _told(loaded, definition.parent / DEFAULT_FOLDER, asked)
    (content,) = _pages(told, asked).values()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def write(definition: Path, asked: Order) -> Reported:
    """Make a report and write it into its folder. Raises Problems, Unreadable, Foreign."""
    into = Path(asked.out) if asked.out is not None else definition.parent / DEFAULT_FOLDER
    asked = replace(asked, formats=tuple(dict.fromkeys((*asked.formats, "json"))))  # later reports read it
    names = [f"{stem}.{ending}" for stem in report_pages.STEMS for ending in report_pages.FORMATS]
    with files.alone(into):
        files.sweep(into, [history.FILE_NAME, *names])
        loaded = shell.loaded(definition)
        lock = folder.remembered(into, definition, loaded, force=asked.force)
        loaded = folder.identified(loaded, lock)
        told = _told(loaded, into, asked)
        pages = _pages(told, asked)
        on_disk = files.existing(into, [*pages, history.FILE_NAME])
        if not asked.force:
            folder.refuse_foreign(into, pages, on_disk, lock)
            if named := tells_of_few(into, told):
                said = "few have answered anew since it was made, and whoever has both could tell what they answered"
                hint = "keep it; if nobody has seen it yet, overwrite it with --force"
                raise Foreign([(str(into / named), said)], hint)
        new = folder.new_files(pages, on_disk, lock or folder.first_lock(into, definition, loaded))
        if new:
            files.write_all(into, new, first=history.FILE_NAME, before={})
    return Reported(definition, into, told, tuple(pages), tuple(name for name in pages if name in new))


def _told(loaded: load.Loaded, into: Path, asked: Order) -> Told:
    """Return the report of a year's records. Raises Problems with everything that is wrong with them, Unreadable."""
    dated = shell.dated(loaded)
    found = collect.records(loaded, dated, asked.date_order)
    for remark in found.remarks:
        for line in remark.lines():
            shell.say(line)
    if found.problems:
        raise Problems(found.problems)
    community = loaded.community
    day = shell.day(asked.today, community.timezone)
    year = render.Year(dated, (), shell.language(community.language))
    before = () if asked.rollup else published(into, dated, EARLIER[:1] if asked.interim else EARLIER)
    if not asked.rollup:
        return Told(reports.of(dated, found.records, day, interim=asked.interim, before=before), year, found.missing)
    rollup = reports.survey_rollup(dated, found.records, day)
    if isinstance(rollup, NotCollected):
        complaint = "there are no answers to the first survey"
        hint = "name the file of its answers: records: {surveys: {baseline: records/baseline.csv}}"
        raise Problems([Problem(Place(loaded.file, 0, 0), "records.surveys.baseline", complaint, hint)])
    return Told(rollup, year, found.missing)


def published(into: Path, dated: timeline.Timeline, names: Sequence[str]) -> tuple[Published, ...]:
    """Return what was published before, from its own files. Raises Problems where one is not what it says."""
    found = []
    for name, content in files.existing(into, names).items():
        try:
            data = json.loads(content)
            found.append(reports.published_before(data, dated.community.identity, timeline.year_name(dated.community)))
        except (ValueError, RecursionError) as error:
            said = str(error) if isinstance(error, reports.NotAReport) else "it is no JSON"
            hint = "what it published stays known, so that it must be read: bring it back as it was written"
            raise Problems([Problem(Place(str(into / name), 0, 0), "", said, hint)]) from None
    return tuple(found)


def tells_of_few(into: Path, told: Told) -> str | None:
    """Return the file of an earlier version of a report beside which the new one tells what a few answered, or None."""
    name = f"{report_pages.stem(told.report)}.json"
    content = files.existing(into, [name]).get(name)
    try:
        known = json.loads(content) if content is not None else None
    except (ValueError, RecursionError):
        return None
    now = json.loads(report_pages.report_json(told.report, told.year))
    return name if known is not None and reports.tells_of_few(known, now) else None


def _pages(told: Told, asked: Order) -> dict[str, bytes]:
    return report_pages.pages(told.report, told.year, asked.formats, files.template_text, asked.theme)


def tell(done: Reported) -> None:
    """Say what was written, what is to be written by a person, and what was not collected."""
    where = f"{done.folder}{os.sep}"
    told = done.told.report
    if isinstance(told, Report):
        words = done.told.year.words
        if told.not_collected:
            parts = ", ".join(f"“{words(f'report.parts.{name}')}”" for name in told.not_collected)
            shell.say(f"not collected: {parts}")
        for what in _blanks(told):
            shell.say(f"still to be written, under a heading of its own in the notes of a session: {what}")
    for name in done.told.missing:
        shell.say(f"{name}: there is no such file yet")
    shell.say(f"wrote {', '.join(done.new)} to {where}" if done.new else f"nothing changed in {where}")


def _blanks(told: Report | Rollup) -> tuple[str, ...]:
    if isinstance(told, Rollup):
        return ()
    page = told.first_page
    gaps = {"What did not work": page.did_not_work, "Continue, Change, Stop": page.asks}
    return tuple(name for name, written in gaps.items() if isinstance(written, Blank))
