"""What was published of the year before, whose definition another one names."""

import contextlib
from pathlib import Path

from cop_plan.app import report as reports
from cop_plan.app.project import CommunityProject
from cop_plan.base.errors import Problem, Problems, Unreadable
from cop_plan.base.translatable import Sentence, sentence
from cop_plan.kit import last_year
from cop_plan.kit.last_year import LastYear, NotOfTheYearBefore


def told(project: CommunityProject) -> tuple[LastYear | None, tuple[Sentence, ...]]:
    """Return what the final report of the year before published, with what is to be told; None if there is none.

    What cannot be read stops nothing.
    """
    named = project.community.last_year
    if named is None:
        return None, ()
    definition = project.file.parent / named
    found = reports.read_final(reports.final_of(definition), lambda data: _read(data, definition, project))
    if isinstance(found, Problem):
        return None, (sentence("{what}: {why}", what=found.file, why=NotOfTheYearBefore().why),)
    return found, ()


def _read(data: object, definition: Path, project: CommunityProject) -> LastYear:
    before = None
    with contextlib.suppress(Problems, Unreadable):
        before = CommunityProject(definition).written.community
    return last_year.read(data, project.community, before)
