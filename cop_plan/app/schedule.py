"""Write the dated year of a definition: its pages, calendars and data, all or none."""

import contextlib
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cop_plan import plan, render
from cop_plan.app import newer, outputs, ready, unchanged
from cop_plan.app.newer import Newer
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.errors import OverwriteConflict, Problem
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import sentence
from cop_plan.definition import nodes
from cop_plan.plan import formats
from cop_plan.schedule import history, outside_year

if TYPE_CHECKING:
    from cop_plan.app import move

FORMATS = formats.defaults()
"""The outputs that are written unless others are asked for."""

_PRINTED = {"plan.pdf": "plan.html", "year.pdf": "year.html"}
"""The pages that a browser prints, each by the file that it prints into."""


@frozen
class ScheduleRequest:
    """What is to be written. `now` stamps what is new; `browser` is the program that prints, None to print nothing."""

    now: datetime
    formats: tuple[str, ...] = FORMATS
    browser: str | None = None
    force: bool = False
    dry_run: bool = False

    @property
    def wanted(self) -> tuple[str, ...]:
        """Return the formats of the pages; a PDF is printed from the page."""
        return self.formats if self.browser is None or "html" in self.formats else (*self.formats, "html")


@frozen
class Scheduled:
    """What was written for one definition, or would be in a dry run.

    `pages` are the names of all its files, `new` the contents of those that are other than before, `written` the
    digests of all as they are afterwards, with the lock. `changed_pages` are new and were there before. `is_first` says
    that nothing was published before, `is_new_year` that nothing of this year was, `old_pdfs` are those that lie
    there, show other pages and are not written, `has_old_papers` that papers in the kit may name days that changed.
    `newer` is what the program has, and the year has not taken. `notices` and `problems`, of the progress record, stop
    nothing and are to be told.
    """

    project: CommunityProject
    year: render.Year
    pages: tuple[str, ...]
    new: Mapping[str, bytes]
    written: Mapping[str, str]
    changes: tuple[history.Change, ...]
    changed_pages: tuple[str, ...]
    is_first: bool
    is_new_year: bool
    old_pdfs: tuple[str, ...]
    has_old_papers: bool
    newer: Newer
    is_written: bool
    moved: "move.MoveOutcome | None" = None
    notices: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def folder(self) -> Path:
        """Return the folder of the outputs."""
        return self.project.folder

    @property
    def has_more_to_say(self) -> bool:
        """Return whether there is something to say that the next run should say too, though it changes nothing."""
        return bool(self.notices or self.problems or self.old_pdfs)

    @property
    def new_pages(self) -> tuple[str, ...]:
        """Return the names of the pages that are new or other than before."""
        return tuple(name for name in self.pages if name in self.new)


def write(project: CommunityProject, order: ScheduleRequest, moved: "move.MoveOutcome | None" = None) -> Scheduled:
    """Write the year into its folder; with a move, change the definition first.

    Raises Problems, Unreadable, and OverwriteConflict where something would be overwritten, or where the definition is
    no longer the one that was moved.
    """
    if order.dry_run:
        return _foreseen(moved.after if moved else project, order, moved)
    with _locked(project, is_moving=moved is not None) as waited:
        project = _as_it_is_now(project, waited=waited)
        if moved is not None and files.read(project.file, nodes.MAX_BYTES) != moved.before.content:
            why, hint = sentence("somebody changed it meanwhile"), sentence("look at it and move again")
            raise OverwriteConflict([(str(project.file), why)], hint)
        decided = _decided(moved.after if moved else project, order, moved)
        source = {project.file.resolve(): moved.after.content} if moved and moved.is_new else {}
        if decided.new or source:
            # The definition first: should the run be killed here, the next one brings the outputs after it.
            files.write_all(project.folder, decided.new, first=history.FILE_NAME, before=source)
        if project.asked.content is None and moved is None and not decided.has_more_to_say:
            unchanged.keep(project, order.wanted, decided.written)
        return replace(decided, is_written=True)


@frozen
class MadeYear:
    """A year that was made where it is not written: what is new of it. `made_of` is None where it is not to be kept."""

    folder: Path
    new: Mapping[str, bytes]
    made_of: unchanged.MadeOf | None


def make(project: CommunityProject, order: ScheduleRequest) -> tuple[Scheduled, MadeYear]:
    """Return what `write` would do where nobody else writes, and what `put` puts in place. Raises as `write`."""
    decided = _decided(project, order, None)
    made_of = None if decided.has_more_to_say else unchanged.of_year(project, decided.written)
    return replace(decided, is_written=not order.dry_run), MadeYear(project.folder, decided.new, made_of)


def put(
    made: MadeYear, file: Path, asked: ProjectOptions, order: ScheduleRequest, refuse_changed: Callable[[], None]
) -> None:
    """Write a year that was made elsewhere. `refuse_changed` raises what says that it would be another by now.

    Raises Unreadable, OverwriteConflict.
    """
    with _locked_outputs(made.folder):
        refuse_changed()
        if made.new:
            files.write_all(made.folder, made.new, first=history.FILE_NAME)
        if made.made_of is not None:
            unchanged.keep_made(file, asked, order.wanted, made.made_of)


def formats_written(lock: history.Lock | None) -> tuple[str, ...]:
    """Return the outputs that were written before, or those that are written unless others are asked for."""
    known = lock.files if lock is not None else {}
    return (
        tuple(one.name for one in formats.every() if one.name in FORMATS and known.keys() & set(one.files)) or FORMATS
    )


def page(project: CommunityProject, order: ScheduleRequest) -> bytes | None:
    """Return the first page of the one format that is wanted, over what was published; nothing is written.

    None if there is nothing in it.
    """
    year = project.year(project.lock, order.now)
    made = plan.pages(year, order.wanted, project.templates, project.theme)
    return made.get(next(one.files[0] for one in formats.every() if one.name in order.formats))


def pages(project: CommunityProject, order: ScheduleRequest) -> dict[str, bytes]:
    """Return the content of every page of the wanted formats by its file's name; nothing is written."""
    year, before = project.year(project.lock, order.now), _in_folders(project.folder, project.lock)
    there = ready.documents(project, year)
    return plan.pages(year, order.wanted, project.templates, project.theme, before, there)


def _as_it_is_now(project: CommunityProject, *, waited: bool) -> CommunityProject:
    """Return the project as it is once its folder is locked: another run may have changed what was read before."""
    # A pipe is read once; a file may be another since, and after a wait so may the lists that it names.
    if project.asked.content is None and project.file.is_file():
        fresh = CommunityProject(project.file, project.asked)
        if waited or fresh.content != project.content:
            return fresh
    return project


def _foreseen(project: CommunityProject, order: ScheduleRequest, moved: "move.MoveOutcome | None") -> Scheduled:
    """Return what would be written. Raises as `_decided`, but never for what another run writes at this moment.

    A folder that is only looked at is not locked. A run writes its lock before its files, so that these belong to the
    lock that was read as long as that stays.
    """
    while True:
        lock = files.existing(project.folder, [history.FILE_NAME])
        try:
            return _decided(project, order, moved)
        except OverwriteConflict:
            if files.existing(project.folder, [history.FILE_NAME]) == lock:
                raise


def _decided(project: CommunityProject, order: ScheduleRequest, moved: "move.MoveOutcome | None") -> Scheduled:
    """Return what is to be written. Raises Problems, Unreadable, OverwriteConflict."""
    into, theme = project.folder, project.theme
    claim = outputs.claim(into, project.file, project.written.community, force=order.force)
    lock = claim.lock
    outputs.refuse_other_year(into, lock, project.file, project.written.community)
    year = project.year(lock, order.now)
    if moved is not None and moved.because:
        because = history.moved_because(year.published, {one.id for one in moved.named}, moved.because)
        year = replace(year, published=because)
    wanted = (*order.wanted, *written_again(into, lock, order))
    documents = ready.documents(project, year)
    made = plan.pages(year, wanted, project.templates, theme, _in_folders(into, lock), documents)
    on_disk = files.existing(into, [*made, *_PRINTED, history.FILE_NAME])
    printed = dict.fromkeys(_PRINTED, b"") if order.browser else {}
    if not order.force:
        outputs.refuse_edited(into, {**made, **printed}, on_disk, lock)
    of_now = {pdf for pdf, page in _PRINTED.items() if pdf in on_disk and _shows(on_disk[pdf], made.get(page))}
    for pdf, page in _PRINTED.items() if order.browser else ():
        # A PDF of this page stays: another version of the browser would make other bytes of it.
        is_ours = pdf in of_now and history.is_ours(lock, pdf, files.digest(on_disk[pdf]))
        made[pdf] = on_disk[pdf] if is_ours else _page_as_pdf(made[page], year, order)
    definition = files.from_folder(into, project.file)
    renewed = history.renewed(lock, year.timeline, year.published, definition, project.basis)
    known = lock.files if lock is not None else {}
    lie_there = (pdf for pdf, page in _PRINTED.items() if page in made and pdf in known and pdf in on_disk)
    new = outputs.new_files(made, on_disk, renewed)
    changes = tuple(history.changes(lock, year.published))
    return Scheduled(
        project=project,
        year=year,
        pages=tuple(made),
        new=new,
        written={name: files.digest(new.get(name, on_disk.get(name, b""))) for name in (*made, history.FILE_NAME)},
        changes=changes,
        changed_pages=tuple(name for name in made if name in new and name in on_disk),
        is_first=lock is None,
        is_new_year=history.is_new_year(lock, year.published),
        old_pdfs=() if order.browser else tuple(pdf for pdf in lie_there if pdf not in of_now),
        has_old_papers=bool(documents) and any(_moves_papers(one, documents) for one in changes),
        newer=newer.than(project),
        is_written=False,
        moved=moved,
        notices=(*claim.notices, *_outside_year(project, order.now)),
        problems=project.progress.problems,
    )


def _moves_papers(change: history.Change, documents: Container[str]) -> bool:
    """Return whether papers name a day or an hour that changed: many name those of all sessions."""
    before, after = change.before, change.after
    is_named = change.entry.is_session or change.entry.id in documents
    is_moved = not (before and after) or (before.day, before.start, before.end) != (after.day, after.start, after.end)
    return is_named and is_moved


def _outside_year(project: CommunityProject, now: datetime) -> Iterator[str]:
    """Yield what the rules find outside the year, for those who never ask them."""
    if any(outside_year.found(project.timeline)) and not project.progress.problems:
        from cop_plan.app import check  # costs imports that few runs need

        for finding in check.checked(project, now.date(), with_calendars=False).findings:
            if finding.rule.name == "outside-year":
                yield check.line(finding, project)


def _in_folders(into: Path, lock: history.Lock | None) -> dict[str, bytes]:
    """Return the files of ours that lie in the folders of outputs."""
    return files.existing(into, formats.in_folders(lock.files)) if lock is not None else {}


def written_again(into: Path, lock: history.Lock | None, order: ScheduleRequest) -> tuple[str, ...]:
    """Return the outputs that nobody asks for now, but that were written before, lie there still, and follow others."""
    known = [name for name in lock.files if (into / name).exists()] if lock is not None else []
    return tuple(
        one.name
        for one in formats.every()
        if one.is_written_again(order.formats)
        and (set(one.files) <= set(known) if one.folder is None else formats.in_folders(known))
    )


def _shows(content: bytes, page: bytes | None) -> bool:
    """Return whether a PDF was made of this page."""
    from cop_plan.base import browser  # costs an import that few runs need

    return page is not None and browser.made_of(content) == files.digest(page)


def _page_as_pdf(page: bytes, year: render.Year, order: ScheduleRequest) -> bytes:
    """Return the page as PDF, of the moment of the newest entry; nothing yet in a run that only shows."""
    from cop_plan.base import browser

    newest = max((one.stamp for one in year.published), default=order.now)
    return browser.pdf(order.browser, page, newest) if order.browser and not order.dry_run else b""


@contextlib.contextmanager
def _locked(project: CommunityProject, *, is_moving: bool) -> Iterator[bool]:
    """Keep other runs out of the folders in which files change; yield whether one had to be awaited.

    What a killed run left is removed.
    """
    outputs.remove_stale_temp_files(project.file, project.written)
    with _locked_outputs(project.folder, outputs.by_folder([project.file]) if is_moving else {}) as waited:
        yield waited


@contextlib.contextmanager
def _locked_outputs(into: Path, others: Mapping[Path, list[str]] | None = None) -> Iterator[bool]:
    changing = dict(others or {})
    same = next((one for one in changing if one.resolve() == into.resolve()), into)
    changing[same] = [*changing.get(same, []), history.FILE_NAME, *formats.files(), *_PRINTED]
    with outputs.locked(changing) as waited:
        for name in formats.folders():
            files.remove_stale_temp_files(into / name, (), ("ics",))
        yield waited
