"""What the program has newer than what a year was published with: patterns, and the table of public holidays."""

from collections.abc import Mapping
from datetime import date

from cop_plan.app import closed_days
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.frozen import frozen
from cop_plan.definition import load, nodes


@frozen
class Newer:
    """What an update of the program brought that a published year has not taken.

    `patterns` are the version of the year and the newest, by the pattern's name; `holidays` the days that are closed
    otherwise now, with the name of the holiday before and after.
    """

    patterns: Mapping[str, tuple[int, int]]
    holidays: Mapping[date, tuple[str | None, str | None]]

    @property
    def is_any(self) -> bool:
        """Return whether there is anything newer."""
        return bool(self.patterns or self.holidays)


def than(project: CommunityProject) -> Newer:
    """Return what is newer than what a year has; nothing for one that is not published. Raises Problems, Unreadable."""
    if project.asked.is_newest or project.lock is None:
        return Newer({}, {})
    patterns = {
        name: (version, newest_version(name))
        for name, version in project.written.patterns.items()
        if files.has_newer_pattern(name, version)
    }
    return Newer(patterns, project.newer_holidays(*closed_days.window(project)))


def newest_version(name: str) -> int:
    """Return the version of a pattern as the program has it now."""
    shipped = files.DefinitionFiles(files.PACKAGE, nodes.MAX_BYTES).shipped(name)
    assert shipped is not None, "the program ships its patterns"
    return load.version_of(*shipped)
