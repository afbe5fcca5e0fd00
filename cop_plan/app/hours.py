"""The hours of a year that count: make the ledger, and write it with each member's own page, all files or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cop_plan import render
from cop_plan.app import outputs, placements, records
from cop_plan.app.events import EventListener, NoticeEvent, ignore
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.errors import Misuse, did_you_mean, quote
from cop_plan.base.tables import moments, writer
from cop_plan.base.translatable import sentence
from cop_plan.definition import names
from cop_plan.definition.community import Member
from cop_plan.hours import ledger as ledgers
from cop_plan.hours import texts
from cop_plan.hours.ledger import Ledger
from cop_plan.records.recorded_year import RecordedYear
from cop_plan.schedule import history

INDEX, TABLE = "index.html", "hours.csv"


@dataclass(frozen=True)
class HoursRequest:
    """What is wanted: the hours of all members, or of the one that is named; `out` is their folder, if another."""

    today: date
    member: str | None = None
    out: Path | None = None
    date_order: moments.DateOrder | None = None
    force: bool = False


@dataclass(frozen=True)
class WrittenHours:
    """What was written into a folder: all its files, and those that are new or other than before.

    `member` is the one whose page alone was wanted. `gone` are pages there that are no longer made.
    """

    project: CommunityProject
    folder: Path
    ledger: Ledger
    member: Member | None
    pages: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]

    def rows(self) -> list[dict[str, str]]:
        """Return the rows of the ledger, or of its one member, as `hours.csv` has them."""
        found = self.ledger.rows if self.member is None else self.ledger.of(self.member)
        called = _called(self.project)
        return [texts.csv_row(row, self.project.language, called) for row in found]

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        told = self.ledger
        members = told.year.members if self.member is None else (self.member,)
        return {
            "definition": str(self.project.file),
            "folder": str(self.folder),
            "written": self.new,
            "unchanged": tuple(name for name in self.pages if name not in self.new),
            "no_longer_made": self.gone,
            "members": [
                {"member": one.name, "sessions": told.sessions_of(one), "minutes": told.minutes_of(one)}
                for one in members
            ],
            "minutes": sum(told.minutes_of(one) for one in members),
            "rows": [{key: _number(key, cell) for key, cell in row.items()} for row in self.rows()],
            "unknown": [{"name": one.name, "session": session.id} for session, one in told.unknown],
            "not_recorded": [one.id for one in told.year.not_recorded],
        }


def _number(key: str, cell: str) -> str | int | None:
    if not key.endswith("_minutes"):
        return cell
    return int(cell) if cell else None


def make(project: CommunityProject, order: HoursRequest, hear: EventListener = ignore) -> Ledger:
    """Return the ledger of a year's records; what a person should know of them is heard.

    Raises Problems with everything that is wrong with them, Unreadable.
    """
    found = records.collect_attendance(project, order.date_order)
    placements.tell(project, found, hear)
    return ledgers.ledger(RecordedYear(project.timeline, found.records, order.today))


def write(project: CommunityProject, order: HoursRequest, hear: EventListener = ignore) -> WrittenHours:
    """Make the ledger and write it into its folder. Raises Misuse, Problems, Unreadable, OverwriteConflict."""
    into = order.out if order.out is not None else project.file.parent / outputs.HOURS
    of_members = _file_names(project)
    wanted = _member(project, order.member) if order.member is not None else None
    with outputs.locked({into: [history.FILE_NAME, INDEX, TABLE, *of_members]}):
        claim = project.claim(into, force=order.force)
        for notice in claim.notices:
            hear(NoticeEvent(notice))
        told = make(project, order, hear)
        pages = _pages(project, told, wanted)
        lock = outputs.lock_of_year(claim.lock, into, project.file, project.loaded)
        new = outputs.changed(into, pages, claim.lock, lock, force=order.force)
        if new:
            files.write_all(into, new, first=history.FILE_NAME, private=new)
        before = [name for name in lock.files if name not in pages] if wanted is None else []
        gone = tuple(sorted(files.there(into, before)))
    outputs.remove_stale_temp_files(project.file, project.written)
    return WrittenHours(project, into, told, wanted, tuple(pages), tuple(name for name in pages if name in new), gone)


def _file_names(project: CommunityProject) -> Mapping[str, Member]:
    """Return the members by the names of their pages."""
    slugs = names.slugs(project.community)
    return {f"{slug}-1.html" if f"{slug}.html" == INDEX else f"{slug}.html": one for slug, one in slugs.items()}


def _member(project: CommunityProject, named: str) -> Member:
    """Return the member of a name, or of the name that their page has. Raises Misuse."""
    by_slug = {name.removesuffix(".html"): one for name, one in _file_names(project).items()}
    found = by_slug.get(named) or names.PeopleByName(project.community).member(named)
    if found is None:
        near = did_you_mean(named, [one.name for one in by_slug.values()])
        said = sentence("--member: no member is called {name}", name=quote(named))
        raise Misuse(sentence("{why}: {hint}", why=said, hint=near) if near else said)
    return found


def _called(project: CommunityProject) -> texts.Called:
    return lambda file: files.from_folder(project.file.parent, Path(file))


def _pages(project: CommunityProject, told: Ledger, wanted: Member | None) -> dict[str, bytes]:
    year, called = render.Year(project.timeline, (), project.language), _called(project)
    joined = {name: one for name, one in _file_names(project).items() if one in told.year.members}
    view = texts.HoursPages(told, year, project.templates, joined, called)
    pages = {name: view.of_member(one) for name, one in joined.items() if wanted in (None, one)}
    if wanted is None:
        pages[INDEX] = view.of_all()
    if project.theme is not None:
        from cop_plan.render import content_security_policy

        content_security_policy.check(
            [(text, texts.LEDGER_TEMPLATE if name == INDEX else texts.MEMBER_TEMPLATE) for name, text in pages.items()],
            project.theme,
        )
    made = {name: text.encode() for name, text in pages.items()}
    return made if wanted is not None else {TABLE: _table(told, project).encode(), **made}


def _table(told: Ledger, project: CommunityProject) -> str:
    """Return the rows as CSV; without accents in it no mark is needed for Excel to read them."""
    rows = [list(texts.csv_row(row, project.language, _called(project)).values()) for row in told.rows]
    text = writer.text([texts.COLUMNS, *rows], line_end="\r\n")
    return text if text.isascii() else f"\ufeff{text}"
