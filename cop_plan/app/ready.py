"""Which documents lie in the kit, for the pages of the plan; nothing is read where there is no kit."""

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from cop_plan.app import outputs
from cop_plan.app.options import STDIN
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.errors import Unreadable
from cop_plan.schedule import history, timeline

if TYPE_CHECKING:
    from cop_plan.plan.due import ReadyDocuments
    from cop_plan.render import Year


def documents(project: CommunityProject, year: "Year") -> "ReadyDocuments":
    """Return the documents that lie in the kit, by the names of the entries that ask for them.

    What was looked at is noted in the project, so that a kit that was made or changed since makes the pages anew.
    """
    into = project.file.parent / outputs.KIT
    lock_file = into / history.FILE_NAME
    if project.file == STDIN:  # nothing lies beside it
        return {}
    project.read[str(lock_file.absolute())] = files.digest_of(lock_file)
    way = _way(project.folder, into)
    try:
        lock = outputs.known(into, project.file, project.written.community) if files.is_file(lock_file) else None
    except Unreadable:  # a year can be written without its kit
        lock = None
    if lock is None or way is None or lock.year != timeline.year_name(project.community):
        return {}
    from cop_plan import kit  # costs imports that a year without a kit does not need
    from cop_plan.kit import formats as paper_formats
    from cop_plan.kit import print_pages
    from cop_plan.kit.folder import KitFolder

    def content(name: str) -> str | None:
        found: bytes | None = None
        with contextlib.suppress(Unreadable):
            found = files.existing(into, [name]).get(name)
        project.read[str((into / name).absolute())] = None if found is None else files.digest(found)
        return None if found is None else found.decode("utf-8", "replace")

    papers = kit.papers(year.timeline, kit.DOCUMENTS, year)
    there = frozenset(files.there(into, lock.files))
    joined = print_pages.print_pages(year.timeline, [one for one in papers if f"{one.name}.html" in there])
    to_print = tuple(one for one in joined if f"{one.name}.html" in there)
    folder = KitFolder(papers, there, content, to_print, endings=paper_formats.endings())
    return folder.ready(year.words, lambda name: quote(f"{way}/{name}"))


def _way(folder: Path, kit: Path) -> str | None:
    """Return the way from the folder of the pages to the kit, as a link has it; None between two disks."""
    try:
        return Path(os.path.relpath(kit.absolute(), folder.absolute())).as_posix()
    except ValueError:
        return None
