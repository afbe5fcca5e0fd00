"""What lies in the folder of a kit after a run, and the pages made of it: the index, and those to print all at once."""

import re
from collections.abc import Container, Mapping, Set
from datetime import date
from pathlib import Path

from cop_plan import kit
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.kit import formats as paper_formats
from cop_plan.kit import index, print_pages
from cop_plan.kit.folder import INDEX, KitFolder
from cop_plan.kit.print_pages import PrintPage
from cop_plan.kit.writing import Papers


class PagesOfFolder:
    """The pages of a folder. `made` are the papers' files of this run, `earlier` the names of those there before.

    `kept` are those of them that a person changed: what they hold is what lies there.
    """

    def __init__(
        self, into: Path, made: Mapping[str, bytes], earlier: Set[str], kept: Mapping[str, bytes], papers: Papers
    ) -> None:
        self._into, self._made, self._kept, self._papers = into, made, kept, papers
        self._earlier, self._there = earlier, frozenset({*made, *earlier})
        self._all = kit.papers(papers.year.timeline, kit.DOCUMENTS, papers.year)
        there = [paper for paper in self._all if f"{paper.name}.html" in self._there]
        self._to_print = print_pages.print_pages(papers.year.timeline, there)

    def to_print_at_once(self) -> tuple[dict[str, bytes], dict[str, str]]:
        """Return the pages to print by their files' names, and what keeps some from being made."""
        made: dict[str, bytes] = {}
        without: dict[str, str] = {}
        for one in self._to_print:
            # A head that a person changed is no other paper's.
            names = [f"{paper.name}.html" for paper in one.papers]
            ours = next((name for name in names if name in self._made and name not in self._kept), names[0])
            pages = {name: self._content(name) or "" for name in names}
            unread = next((name for name in names if not print_pages.has_body(pages[name])), None)
            if unread is not None:
                without[one.name] = unread
            else:
                title = self._title(one)
                made[f"{one.name}.html"] = print_pages.joined(pages.values(), pages[ours], title).encode()
        return made, without

    def _title(self, page: PrintPage) -> str:
        words = self._papers.year.words
        if page.session is not None:
            return words("kit.day_title", session=page.session.title, day=words.full_day(page.session.day))
        return words.count("kit.copies", len(page.papers), document=page.papers[0].document.title(words.tag))

    def index(
        self, made: Mapping[str, bytes], without: Mapping[str, str], project: CommunityProject, today: date
    ) -> bytes:
        """Return the list of all papers. `made` and `without` are what `to_print_at_once` returns."""
        there = self._there | made.keys()
        folder = KitFolder(
            papers=self._all,
            there=there,
            content=self._content,
            print_pages=tuple(one for one in self._to_print if f"{one.name}.html" in there or one.name in without),
            not_joined=without,
            endings=paper_formats.endings(),
        )
        return index.page(self._papers, folder, today, project.progress.done).encode()

    def no_longer_made(self, without: Container[str], others: Container[str]) -> tuple[str, ...]:
        """Return which papers and pages to print are there and are no longer made. `others` are files of no paper."""
        made = {paper.name for paper in self._all} | {one.name for one in self._to_print if one.name not in without}
        names = {_of_paper(name) for name in self._earlier - self._made.keys() if name != INDEX and name not in others}
        # Whoever puts the kit where the plan is has files there that never were papers.
        papers = {name for name in names if name.partition("/")[0] in (*kit.DOCUMENTS, print_pages.ON_THE_DAY)}
        return tuple(sorted(papers - made))

    def _content(self, name: str) -> str | None:
        found = self._kept.get(name, self._made.get(name))
        if found is None:
            found = files.existing(self._into, [name]).get(name)
        return None if found is None else found.decode("utf-8", "replace")


def _of_paper(name: str) -> str:
    """Return the name of the paper that a file belongs to: no paper's name has a dot, and an ending may have two."""
    return re.sub(r"\.[^/]*$", "", name)
