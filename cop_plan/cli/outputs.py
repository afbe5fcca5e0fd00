"""What is to be written for one definition: its pages, and of them those that are new."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cop_plan import plan, render
from cop_plan.base import files
from cop_plan.cli import folder, record, shell
from cop_plan.definition import load
from cop_plan.schedule import history

if TYPE_CHECKING:
    from cop_plan.cli import moving
    from cop_plan.render.theme import Theme

FORMATS = ("md", "html", "ics", "json")
OUTPUTS = {
    "md": ("plan.md",),
    "html": ("plan.html",),
    "ics": ("calendar.ics", "team.ics"),
    "json": ("timeline.json",),
    "todos": ("team-todos.ics",),
    "pdf": ("plan.pdf",),
}
"""The files of each format; `todos` and `pdf` are asked for by options of their own."""

PAGE = "plan.html"


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is to do for each definition; `browser` is the program that prints, if anything is to be printed."""

    wanted: tuple[str, ...]
    now: datetime
    moves: "tuple[moving.Move, ...]" = ()
    yes: bool = False
    dry_run: bool = False
    todos: bool = False
    force: bool = False
    browser: str | None = None
    theme: "Theme | None" = None


@dataclass(frozen=True)
class Decided:
    """What is to be written for one definition: the pages by their names, and of all files those that are new.

    `has_old_pdf` says that a PDF lies there that shows another page, and is not to be written.
    """

    year: render.Year
    pages: tuple[str, ...]
    new: Mapping[str, bytes]
    changes: tuple[history.Change, ...]
    is_first: bool
    has_old_pdf: bool


def decide(definition: Path, loaded: load.Loaded, into: Path, lock: history.Lock | None, order: Order) -> Decided:
    """Return what is to be written. Raises Problems, Unreadable, and Foreign for what would be overwritten."""
    year = dated_year(loaded, lock, order.now)
    (pdf,) = OUTPUTS["pdf"]
    wanted = [*order.wanted, *(["todos"] if order.todos or _has_todos(into, lock, order) else [])]
    pages = plan.pages(year, wanted, files.template_text, order.theme)
    on_disk = files.existing(into, [*pages, pdf, history.FILE_NAME])
    printed = {pdf: b""} if order.browser else {}
    if not order.force:
        folder.refuse_foreign(into, {**pages, **printed}, on_disk, lock)
    shows_page = pdf in on_disk and _shows(on_disk[pdf], pages.get(PAGE))
    if order.browser:
        # A PDF of this page stays: another version of the browser would make other bytes of it.
        is_ours = history.is_ours(lock, pdf, files.digest(on_disk.get(pdf, b"")))
        pages[pdf] = on_disk[pdf] if shows_page and is_ours else _printed(pages[PAGE], year, order)
    renewed = history.renewed(lock, year.timeline, year.published, files.from_folder(into, definition))
    new = folder.new_files(pages, on_disk, renewed)
    has_old_pdf = not order.browser and PAGE in pages and lock is not None and pdf in lock.files and pdf in on_disk
    changes = tuple(history.changes(lock, year.published))
    return Decided(year, tuple(pages), new, changes, lock is None, has_old_pdf and not shows_page)


def _shows(content: bytes, page: bytes | None) -> bool:
    """Return whether a PDF was made of this page."""
    from cop_plan.base import browser  # costs an import that few runs need

    return page is not None and browser.made_of(content) == files.digest(page)


def _printed(page: bytes, year: render.Year, order: Order) -> bytes:
    """Return the page as PDF, of the moment of the newest entry; nothing yet in a run that only shows."""
    from cop_plan.base import browser

    newest = max((one.stamp for one in year.published), default=order.now)
    return browser.pdf(order.browser, page, newest) if order.browser and not order.dry_run else b""


def _has_todos(into: Path, lock: history.Lock | None, order: Order) -> bool:
    """Return whether the to-dos were written before, lie there still, and calendars are wanted."""
    (name,) = OUTPUTS["todos"]
    return "ics" in order.wanted and lock is not None and name in lock.files and (into / name).exists()


def dated_year(loaded: load.Loaded, lock: history.Lock | None, now: datetime) -> render.Year:
    """Return the year of a definition over what was published of it. Raises Problems."""
    dated = shell.dated(loaded)
    recorded = record.read(loaded, dated)
    for problem in recorded.problems:  # what is done changes nothing that is published, and stops nothing
        for line in problem.lines():
            shell.say(line)
    published = history.with_done(history.publish(dated, lock, now), recorded.done)
    return render.Year(dated, published, shell.language(loaded.community.language))
