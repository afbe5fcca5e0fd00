"""The page that lists the papers of a kit: what is due now, as the day of the run has it, then the year by month.

It tells only of what lies in the folder: a file that an earlier run made, or that a person changed, is read again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from cop_plan.kit.addresses import envelope
from cop_plan.kit.folder import KitFolder
from cop_plan.kit.paper_copies import Paper
from cop_plan.kit.writing import Papers
from cop_plan.plan import due
from cop_plan.schedule.progress import Done, ProgressStanding
from cop_plan.schedule.timeline import Entry, year_name

_FOR_TEAM = ("register.xlsx", "mail-merge.csv")
"""Files of the whole kit that are no papers."""

# So many recipients are named.
_NAMED = 3


def page(papers: Papers, folder: KitFolder, today: date, done: Mapping[str, Done]) -> str:
    """Return the page. `done` is what is noted as done, by the names of the entries."""
    return _Index(papers, folder, today, done).page()


class _Index:
    """The page in the making."""

    def __init__(self, papers: Papers, folder: KitFolder, today: date, done: Mapping[str, Done]) -> None:
        self._papers, self._folder, self._today = papers, folder, today
        self._year, self._words = papers.year, papers.year.words
        self._files, self._of_entry = folder.files, folder.of_entry
        asked = tuple(entry for entry in self._year.timeline.entries if entry.id in self._of_entry)
        self._standing = ProgressStanding(asked, done, today)

    def page(self) -> str:
        """Return the page as HTML."""
        community = self._year.community
        return self._papers.rendered(
            "kit.html.j2",
            title=self._words("kit.title", name=community.name, year=year_name(community)),
            as_of=self._words.full_day(self._today),
            catch_up=self._words("due.catch_up", day=self._today.isoformat()),
            due=list(self._due()),
            nothing_until=self._words.full_day(self._standing.last_day),
            next_due=self._next_due(),
            months=list(self._months()),
            by_name=[one for one in self._folder.papers if not one.entries and self._folder.has(one)],
            files=self._files,
            called={paper.name: self._called(paper) for paper in self._folder.papers},
            print_pages=self._of_sessions,
            for_team=[name for name in _FOR_TEAM if name in self._folder.there],
        )

    @cached_property
    def _of_sessions(self) -> dict[str, dict[str, Any]]:
        """Return the pages to print of sessions that are there, by the names of the sessions."""
        tag, pages = (
            self._words.tag,
            [one for one in self._folder.print_pages if one.name not in self._folder.not_joined],
        )
        return {
            one.session.id: {
                "name": one.name,
                "titles": list(dict.fromkeys(paper.document.title(tag) for paper in one.papers)),
            }
            for one in pages
            if one.session
        }

    def _due(self) -> Iterator[dict[str, Any]]:
        """Yield what is due, in parts: overdue, within a week, within the two weeks after it."""
        for part in due.parts(self._standing, self._words):
            if part.entries:
                is_folded = part.name == "overdue" and self._standing.is_never_noted
                folded = self._words.count("due.never_noted", len(part.entries)) if is_folded else None
                yield {"title": part.title, "folded": folded, "sessions": list(self._by_session(part.entries))}

    def _by_session(self, entries: Iterable[Entry]) -> Iterator[dict[str, Any]]:
        """Yield entries by the session that they belong to, in the order in which these come first."""
        found: dict[str | None, list[Entry]] = {}
        for entry in entries:
            found.setdefault(self._year.session_of(entry), []).append(entry)
        sessions = self._year.timeline.by_id
        for name, of_session in found.items():
            session = sessions.get(name or "")
            title = (
                self._words("kit.of_session", session=session.title, day=self._words.day(session.day))
                if session
                else None
            )
            yield {"title": title, "session": session, "tasks": [self._task(entry) for entry in of_session]}

    def _task(self, entry: Entry) -> dict[str, Any]:
        """Return what is to be known of an entry that asks for papers, before they go out."""
        all_papers = self._of_entry[entry.id]
        made = [one for one in all_papers if self._folder.has(one)]
        return {
            "entry": entry,
            "day": self._words.short_day(entry.day),
            "owner": self._year.role(entry.owner),
            "document": all_papers[0].document,
            "made": made,
            "number": len(all_papers),
            "to_print": self._to_print(made),
            **self._recipients(all_papers),
            "blanks": due.blanks([self._folder.blanks(one) for one in made], self._words),
        }

    def _recipients(self, papers: Sequence[Paper]) -> dict[str, str | None]:
        """Return to whom papers go, and of whom no address is known; None for nobody."""
        reached: dict[str, None] = {}
        without: dict[str, None] = {}
        for paper in papers:
            if paper.document.message:
                found = envelope(paper, self._papers.facts, self._papers.present(paper))
                reached |= dict.fromkeys(found.recipients)
                without |= dict.fromkeys(found.without)
            elif paper.recipient:
                reached[paper.recipient] = None
        return {"to": self._named(reached), "without": self._named(without)}

    def _named(self, names: Iterable[str]) -> str | None:
        first, others = list(names)[:_NAMED], list(names)[_NAMED:]
        if not first:
            return None
        shown = [self._year.shown_owner(name) or name for name in first]
        if not others:
            return self._words.listed(shown)
        return self._words.count("kit.and_others", len(others), names=self._words("list_comma").join(shown))

    def _called(self, paper: Paper) -> str | None:
        """Return for whom or of which session a paper is; of one that no entry asks for both, with the day."""
        session = paper.session.title if paper.session else None
        if paper.session and not paper.entries:
            day = self._words.short_day(paper.session.day)
            session = self._words("kit.of_session", session=paper.session.title, day=day)
        if paper.recipient and session and not paper.entries:
            return self._words("kit.of_session", session=paper.recipient, day=session)
        return paper.recipient or session

    def _next_due(self) -> str | None:
        """Return what is due next, after all that the page tells; None after the last."""
        entry = self._standing.after_those
        if entry is None:
            return None
        title = self._words("status.part_of", title=entry.title, of=entry.part_of) if entry.part_of else entry.title
        return self._words("due.next_due", title=title, day=self._words.full_day(entry.day))

    def _to_print(self, papers: Sequence[Paper]) -> list[dict[str, Any]]:
        """Return the pages that hold all copies, with what they say, or why one is not there."""
        names = {paper.name for paper in papers}
        found: list[dict[str, Any]] = []
        for one in self._folder.print_pages:
            if one.session is None and names.issuperset(paper.name for paper in one.papers):
                file = self._folder.not_joined.get(one.name)
                said = self._words.count("kit.print_all", len(one.papers))
                found.append({"name": one.name, "said": said, "without": file})
        return found

    def _months(self) -> Iterator[dict[str, Any]]:
        """Yield the months with the entries whose papers are there, and the sessions that have a page to print."""
        shown = [
            (entry, papers)
            for entry in self._year.timeline.entries
            for papers in [[one for one in self._of_entry.get(entry.id, ()) if self._folder.has(one)]]
            if papers or entry.id in self._of_sessions
        ]
        for _, group in groupby(shown, key=lambda one: (one[0].day.year, one[0].day.month)):
            of_month = list(group)
            yield {
                "name": self._words.month_and_year(of_month[0][0].day),
                "entries": [
                    {
                        "entry": entry,
                        "day": self._words.short_day(entry.day),
                        "papers": papers,
                        "to_print": self._to_print(papers),
                    }
                    for entry, papers in of_month
                ],
            }
