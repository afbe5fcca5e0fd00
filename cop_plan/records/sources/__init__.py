"""Whose exports are read: one module a source, found by itself and loaded when the first record is read.

A module here has one `SOURCE`. What it is asked is only whether a table is its own, seen from what the table holds; the
headings that it knows, in every language, stand in the module. `docs/extending.md` shows a whole one.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache

from cop_plan.base import modules
from cop_plan.base.tables.reader import Table
from cop_plan.base.translatable import Sentence, joined, sentence
from cop_plan.records.answer_sheet import Sheet
from cop_plan.records.attendance_rows import Export, FoundAttendance


@dataclass(frozen=True, kw_only=True)
class Source:
    """A program that exports records, or a form of table of our own.

    `kind` is its name in data, `title` what it gives, `called` its name in messages. `where` and `how` are
    its row in `docs/records.md`: where people met or were asked, and how they get the file. A source of lower `rank` is
    asked earlier: one with more marks of its own before one whose headings others have too.
    """

    kind: str
    title: Sentence
    called: str
    where: str
    how: str
    rank: int = 50


@dataclass(frozen=True, kw_only=True)
class AttendanceSource(Source):
    """A source of attendance. `read` returns who was there, or None for an export of another source.

    Each of the `marks` is a set of plain headings that only this source has together: answers to a survey have none.
    """

    read: Callable[[Export], FoundAttendance | None]
    marks: tuple[Collection[str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class SurveySource(Source):
    """A source of answers to a survey.

    `read` takes a table and the texts that are asked, as `answer_sheet.same` has them, and returns the answers, or None
    for a table of another source.
    """

    read: Callable[[Table, Collection[str]], Sheet | None]


@cache
def every() -> tuple[Source, ...]:
    """Return all sources, in the order in which they are asked."""
    sources: list[Source] = modules.values("records.sources", "SOURCE")
    return tuple(sorted(sources, key=lambda source: (source.rank, source.kind)))


def attendance() -> tuple[AttendanceSource, ...]:
    """Return the sources of attendance, in the order in which they are asked."""
    return tuple(source for source in every() if isinstance(source, AttendanceSource))


def surveys() -> tuple[SurveySource, ...]:
    """Return the sources of answers, in the order in which they are asked."""
    return tuple(source for source in every() if isinstance(source, SurveySource))


def called(sources: Collection[Source]) -> Sentence:
    """Return how messages name several sources, each name once."""
    *names, last = sorted({source.called for source in sources})
    return sentence("{names}, or {last}", names=joined(names), last=last)
