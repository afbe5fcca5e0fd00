"""Pages that hold several papers, to print at once: all copies of a document, and all that a session needs on its day.

Each is made of the papers' own pages: the head of one, the bodies of all. So each copy has its letterhead, and what a
person changed in the page of a paper is printed as it was changed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from cop_plan.kit.paper_copies import Paper, entry_file_names
from cop_plan.schedule import session_days
from cop_plan.schedule.timeline import Entry, Timeline

ON_THE_DAY = "on-the-day"
"""The folder of the pages of sessions."""

_BODY = re.compile(r'<body(?:\s+class="([^"]*)")?[^>]*>(.*)</body>', re.DOTALL | re.IGNORECASE)
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL | re.IGNORECASE)
_MAIN = re.compile(r"<(/?)main\b", re.IGNORECASE)


@dataclass(frozen=True)
class PrintPage:
    """A page of several papers. `name` is its file's name without ending; `session` is whose day it is for, if any."""

    name: str
    papers: tuple[Paper, ...]
    session: Entry | None = None


def print_pages(timeline: Timeline, papers: Iterable[Paper]) -> tuple[PrintPage, ...]:
    """Return which pages hold several of these papers: those of documents, then those of sessions.

    A paper that has the name of such a page, as that of somebody called Print All, keeps it.
    """
    all_papers = tuple(papers)
    copies: dict[str, list[Paper]] = {}
    for paper in all_papers:
        if paper.recipient is not None:
            copies.setdefault(paper.name.rpartition("/")[0], []).append(paper)
    found = [PrintPage(f"{folder}/print-all", tuple(of_folder)) for folder, of_folder in copies.items()]
    file_names = entry_file_names(timeline.entries)
    needed = [paper for paper in all_papers if paper.document.on_the_day]
    for session in timeline.sessions:
        on_day = tuple(paper for paper in needed if _is_for(paper, session, timeline))
        found.append(PrintPage(f"{ON_THE_DAY}/{file_names[session.id]}", on_day, session))
    taken = {paper.name for paper in all_papers}
    return tuple(one for one in found if len(one.papers) > 1 and one.name not in taken)


def _is_for(paper: Paper, session: Entry, timeline: Timeline) -> bool:
    """Return whether a paper is used at a session: it is the session's own, or what stands on its day asks for it."""
    if paper.session is not None:
        return paper.session is session
    return any(
        entry is session
        # A step prepares, unless its day is the session's because it is answered there.
        or ((entry.parent is None or entry.kind == "survey") and session_days.session_of(entry, timeline) is session)
        for entry in paper.entries
    )


def has_body(page: str) -> bool:
    """Return whether a page, which a person may have changed, has a body."""
    return _BODY.search(page) is not None


def joined(pages: Iterable[str], like: str, title: str) -> str:
    """Return one page of the bodies of pages that have one, with the head of one of them."""
    bodies = [found for page in pages if (found := _BODY.search(page))]
    begins = _BODY.search(like)
    head = _TITLE.sub(lambda _: f"<title>{escape(title)}</title>", like[: begins.start()] if begins else "", count=1)
    copies = "\n".join(_copy(one) for one in bodies)
    return f'{head}<body class="copies">\n<main>\n{copies}\n</main>\n</body>\n</html>\n'


def _copy(body: re.Match[str]) -> str:
    # A page has one main part; what the class of a body says, such as that it is landscape, is said of the copy.
    called = f"copy {body[1]}" if body[1] else "copy"
    content = _MAIN.sub(r"<\1section", body[2])
    return f'<article class="{called}">{content}</article>'
