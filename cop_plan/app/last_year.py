"""What was published of the year before, whose definition another one names."""

import contextlib
import json
from pathlib import Path

from cop_plan.app import outputs
from cop_plan.app import report as reports
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.errors import Problems, Unreadable
from cop_plan.base.translatable import Sentence, sentence
from cop_plan.kit import last_year
from cop_plan.kit.last_year import LastYear


def told(project: CommunityProject) -> tuple[LastYear | None, tuple[Sentence, ...]]:
    """Return what the final report of the year before published, with what is to be told; None if there is none.

    What cannot be read stops nothing.
    """
    named = project.community.last_year
    if named is None:
        return None, ()
    definition = project.file.parent / named
    report = definition.parent / outputs.REPORT
    try:
        content = files.existing(report, [reports.FINAL]).get(reports.FINAL)
        return None if content is None else _read(json.loads(content), definition, project), ()
    except (Unreadable, ValueError, RecursionError):  # among them that it is another report
        why = sentence("it is no final report of a year before, so that no letter tells of it")
        return None, (sentence("{what}: {why}", what=report / reports.FINAL, why=why),)


def _read(data: object, definition: Path, project: CommunityProject) -> LastYear:
    before = None
    with contextlib.suppress(Problems, Unreadable):
        before = CommunityProject(definition).written.community
    return last_year.read(data, project.community, before)
