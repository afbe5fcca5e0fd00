"""What is due of a year, as pages for the team tell it: in three parts, with the documents that are ready for it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from cop_plan.base.frozen import frozen
from cop_plan.render.words import Words
from cop_plan.schedule.progress import ProgressStanding
from cop_plan.schedule.timeline import Entry


@frozen
class ReadyDocument:
    """A document of an entry that lies in the kit, in so many papers.

    `href` leads to it from the folder of the pages. `blanks` are how many each paper still has, None where they cannot
    be counted.
    """

    href: str
    title: str
    papers: int = 1
    blanks: tuple[int | None, ...] = ()

    def said(self, words: Words) -> str:
        """Return what it is called: of several papers, how many there are."""
        if self.papers == 1:
            return self.title
        return f"{self.title}{words('colon')}{words.count('kit.papers', self.papers)}"


ReadyDocuments = Mapping[str, Sequence[ReadyDocument]]
"""The documents that are ready, by the names of the entries that ask for them."""


class DuePart(NamedTuple):
    """A part of what is due. `title` names its last day, `said` with braces in its place, for a script."""

    name: str
    title: str
    said: str
    entries: tuple[Entry, ...]


def parts(standing: ProgressStanding, words: Words) -> tuple[DuePart, ...]:
    """Return what is overdue, due within a week, and due within the two weeks after it; a part may be empty."""
    any_day = words("day", weekday="{weekday}", number="{day}", month="{month}")

    def ending(name: str, last: date, entries: tuple[Entry, ...]) -> DuePart:
        return DuePart(name, words(f"due.{name}", day=words.day(last)), words(f"due.{name}", day=any_day), entries)

    overdue = words("status.overdue")
    return (
        DuePart("overdue", overdue, overdue, standing.overdue),
        ending("this_week", standing.last_of_week, standing.this_week),
        ending("weeks_after", standing.last_day, standing.weeks_after),
    )


def blanks(counts: Sequence[int | None], words: Words) -> str | None:
    """Return how many blanks papers have; None for none, and where those of one of them cannot be counted."""
    found = [count for count in counts if count]
    if None in counts or not found:
        return None
    said = words.count("kit.blanks", sum(found))
    return said if len(counts) == 1 else words.count("kit.in_papers", len(found), blanks=said)
