"""The public interface: a project, and the use cases as its methods. It is what `import cop_plan` offers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from cop_plan import rules
from cop_plan.app import check, find, project, report, schedule, status
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import moment_of
from cop_plan.report.values import Report
from cop_plan.schedule.history import Change
from cop_plan.schedule.timeline import Entry


class Finding(NamedTuple):
    """What a rule of good practice finds. Lines and columns count from 1; line 0 is the whole file.

    `url` is where the documentation says why there is the rule.
    """

    rule: str
    severity: Literal["error", "warning", "hint"]
    message: str
    hint: str | None
    file: str
    line: int
    column: int
    entry: str | None
    url: str


class Status(NamedTuple):
    """How a year stands on a day: what is done, overdue, due within four weeks, and the session that comes next."""

    today: date
    done: tuple[Entry, ...]
    overdue: tuple[Entry, ...]
    due: tuple[Entry, ...]
    next_session: Entry | None


class Written(NamedTuple):
    """What was written: the folder, the names of the files that are new or other than before, what changed since.

    `changes` is empty for the first time.
    """

    folder: Path
    files: tuple[str, ...]
    changes: tuple[Change, ...]


class Project(project.CommunityProject):
    """A definition and all that follows from it; each thing is worked out once.

    `community` is what the person wrote, `timeline` the dated year, `open_days` the days on which schools are open.
    Every method takes today's day, since nothing here reads a clock. All raise Problems and Unreadable.
    """

    def findings(self, *, today: date) -> tuple[Finding, ...]:
        """Return what the rules of good practice find, the gravest first."""
        results = check.look(self, today).results
        return tuple(_finding(one, self) for one in results.findings)

    def status(self, *, today: date, owner: str | None = None) -> Status:
        """Return how the year stands, for everybody or for one owner, as the progress record tells it."""
        standing = status.look(self, today, owner).standing
        done = tuple(entry for entry in standing.entries if entry.id in standing.done)
        return Status(today, done, standing.overdue, standing.due, standing.next_session)

    def report(self, *, today: date, interim: bool = False) -> Report:
        """Return what the year came to, from its records, with everything hidden that must not be seen."""
        made = report.make(self, report.ReportRequest(today, interim=interim)).report
        assert isinstance(made, Report), "no roll-up was asked for"
        return made

    def pages(self, *, today: date, formats: Sequence[str] = schedule.FORMATS) -> dict[str, bytes]:
        """Return the content of every page by its file's name; nothing is written.

        The formats are `md`, `html`, `ics`, `sessions`, `json`, and for whoever asks `todos` and `calendars`. Entries
        that are new or changed since they were published are stamped with today. Raises ValueError for a format that
        there is not.
        """
        return schedule.pages(self, schedule.ScheduleRequest(moment_of(today), tuple(formats)))

    def write(
        self,
        folder: str | Path | None = None,
        *,
        today: date,
        formats: Sequence[str] = schedule.FORMATS,
        force: bool = False,
    ) -> Written:
        """Write the pages as `cop-plan schedule` does, beside the definition or into a folder; return what changed.

        A relative folder is one in the current folder. Raises OverwriteConflict where a file there was changed by a
        person or written by something else, unless `force` says to overwrite it.
        """
        asked = self if folder is None else Project(self.file, replace(self.asked, out=Path(folder)))
        done = schedule.write(asked, schedule.ScheduleRequest(moment_of(today), tuple(formats), force=force))
        return Written(done.folder, done.new_pages, done.changes)


def opened(path: Path) -> Project:
    """Return the project of a definition, or of the folder in which one lies, once it has no problems."""
    opened = Project(find.definition(path), ProjectOptions())
    _ = opened.timeline
    return opened


def _finding(one: rules.RuleFinding, of: project.CommunityProject) -> Finding:
    data = check.finding_data(one, of)
    return Finding(
        one.rule.name,
        one.rule.severity,
        data["message"],
        data["hint"],
        data["file"],
        data["line"],
        data["column"],
        data["entry"],
        data["url"],
    )
