"""What people fill in and what they wrote, made ready for paper: survey items, sign-in rows, notes as points."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from cop_plan.definition.community import Member, SurveyQuestion
from cop_plan.render import markup
from cop_plan.render.templates import one_line
from cop_plan.render.words import Words


class FormQuestion(NamedTuple):
    """An item of a survey: `options` are the words of its scale or its choices, none for a written answer."""

    name: str
    ask: str
    kind: str
    options: tuple[str, ...]
    several: bool


class QuestionTable(NamedTuple):
    """Questions in a row that are answered the same way, each with its number; choices stand alone."""

    kind: str
    options: tuple[str, ...]
    questions: tuple[tuple[int, FormQuestion], ...]

    @property
    def ends(self) -> tuple[str, str] | None:
        """Return the ends of a scale of bare numbers, which do not say themselves which end is high."""
        return numbered_ends(self.options) if self.kind == "scale" else None


class ExpectedPerson(NamedTuple):
    """Somebody who is expected at a session."""

    name: str
    school: str
    jurisdiction: str


class ItemResult(NamedTuple):
    """What a survey found for one item, in lines; of a `hidden` one nothing is shown."""

    ask: str
    lines: tuple[str, ...] = ()
    hidden: bool = False


class PieceSoFar(NamedTuple):
    """A piece of evidence as it was planned; `there_since` is None while it is missing."""

    what: str
    by: str | None
    owner: str | None
    there_since: str | None


class GoalSoFar(NamedTuple):
    """A goal with its evidence."""

    aim: str
    pieces: tuple[PieceSoFar, ...]


class MissingEvidence(NamedTuple):
    """What is not there yet, who brings it, and by when; the last two may be unknown."""

    what: str
    owner: str | None
    by: str | None = None


class EvidenceSoFar(NamedTuple):
    """What there is until a day in the middle of the year, a line each, and what is missing."""

    until: str
    goals: tuple[GoalSoFar, ...]
    attendance: tuple[str, ...]
    collected: tuple[str, ...]
    missing: tuple[MissingEvidence, ...]


class NotePoint(NamedTuple):
    """A heading of a session's notes with what stands under it, a line each; the heading may be empty."""

    heading: str
    lines: tuple[str, ...]


class YearResults(NamedTuple):
    """What the report says on its first page, a line each; empty where nothing is known or may be said.

    `by_area` has each line on a question that belongs to an area of purpose, behind the area.
    """

    in_short: tuple[str, ...] = ()
    did_not_work: tuple[str, ...] = ()
    asks: tuple[NotePoint, ...] = ()
    by_area: tuple[tuple[str, str], ...] = ()


def question(name: str, item: SurveyQuestion, default: Sequence[str]) -> FormQuestion:
    """Return an item of a survey as it is asked. `default` is the scale of items without their own."""
    kind = item.type or ("choices" if item.choices else "scale")
    options = () if kind == "text" else item.choices or item.scale or tuple(default)
    return FormQuestion(name, item.ask, kind, tuple(options), item.several)


def numbered_ends(levels: Sequence[str]) -> tuple[str, str] | None:
    """Return the low and the high end of a scale of bare numbers; None for one of words."""
    return (levels[0], levels[-1]) if levels and all(level.isdecimal() for level in levels) else None


def tables(questions: Iterable[FormQuestion]) -> list[QuestionTable]:
    """Return the questions of a survey in their order, those with the same scale under one head."""
    numbered = enumerate(questions, start=1)
    runs = groupby(numbered, key=lambda one: (one[1].kind, one[1].options, one[0] if one[1].kind != "scale" else 0))
    return [QuestionTable(kind, options, tuple(run)) for (kind, options, _), run in runs]


def points(sections: Iterable[tuple[str, str]]) -> list[NotePoint]:
    """Return the sections of a session's notes, Markdown by heading, as points in plain words."""
    found = (NotePoint(one_line(heading), tuple(_lines(text))) for heading, text in sections)
    return [point for point in found if point.lines]


def _lines(markdown: str) -> Iterable[str]:
    for line in markup.plain(markdown).splitlines():
        if text := re.sub(r"^\s*(?:[-•]|\d+\.)\s+", "", line).strip():
            yield text


def inside(text: str | None, words: Words) -> str | None:
    """Return a person's words as they stand inside a sentence: no full stop, and a small first word if it is one.

    What a name may begin with stays as it is; None stays None.
    """
    if text is None:
        return None
    first, space, rest = one_line(text).rstrip(".").partition(" ")
    return (first.lower() if first in words("kit.small_inside").split() else first) + space + rest


def sentence(text: str | None) -> str | None:
    """Return a person's words as they stand at the beginning of a line or a sentence, without a full stop."""
    if text is None:
        return None
    line = one_line(text).rstrip(".")
    return line[:1].upper() + line[1:]


def ended(text: str) -> str:
    """Return a person's words with the full stop that ends them, unless they have an end of their own."""
    return text if text.endswith(("?", "!", "…")) else f"{text}."


def row(member: Member, jurisdiction: str | None) -> ExpectedPerson:
    """Return a member's line of a sign-in sheet."""
    return ExpectedPerson(member.name, member.school or "", jurisdiction or "")
