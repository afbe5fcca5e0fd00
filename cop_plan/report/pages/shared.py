"""Blocks and words that several parts of a report share."""

from collections.abc import Iterable, Iterator

from cop_plan.report.pages.blocks import Block, Cell, Prose, Text
from cop_plan.report.pages.report_text import Telling
from cop_plan.report.values import (
    Blank,
    NotCollected,
    Number,
    Part,
    Report,
    Shown,
    Substitutes,
    Surveys,
    ToWrite,
    Written,
)


def surveys_of(report: Report) -> Surveys | None:
    """Return the surveys, if there are any."""
    return report.surveys.value if isinstance(report.surveys, Shown) else None


def gap(tell: Telling, part: Part[object]) -> tuple[Block, ...]:
    """Return what stands in place of a part of which there is no record."""
    assert isinstance(part, NotCollected), "what is shown has blocks of its own"
    return Text(tell("not_collected_part"), "marked"), Text(tell.missing(part.missing), "quiet")


def to_write(tell: Telling, said: ToWrite[tuple[Written, ...]]) -> Iterator[Block]:
    """Yield what only a person can say, or the blank for it."""
    if isinstance(said, Blank):
        yield Text(tell.blank(said.by), "marked")
    else:
        yield from written(tell, said.value)


def written(tell: Telling, notes: Iterable[Written]) -> Iterator[Block]:
    """Yield what people wrote in the notes, each with whose it is."""
    for one in notes:
        yield Prose(tell.foreign(one.text), tell.foreign(tell.whose(one)))


def substitutes(tell: Telling, used: Number[Substitutes]) -> Iterator[Block]:
    """Yield how much release time was used, or what is missing to tell."""
    if isinstance(used, Shown):
        yield Text(tell.substitutes(used.value))
        return
    yield Text(tell("substitutes_none", why=tell.why(used)), "marked")
    if isinstance(used, NotCollected):
        yield Text(tell.missing(used.missing), "quiet")


def named(tell: Telling, people: Iterable[str]) -> Cell:
    """Return people or organizations as a list, or a mark that nobody is named."""
    names = [tell.foreign(one) for one in people]
    return Cell(tell.words.listed(names)) if names else Cell(tell("nobody_named"), marked=True)


def listed(tell: Telling, texts: Iterable[str]) -> Cell:
    """Return texts as a list, or a mark that there are none."""
    shown = [tell.foreign(one) for one in texts]
    return Cell(tell.words("list_semicolon").join(shown)) if shown else Cell(tell("none_of_them"), marked=True)


def ask_of(report: Report, name: str) -> str:
    """Return a question of the surveys by its name."""
    surveys = surveys_of(report)
    return next((item.ask for item in surveys.items if item.name == name), name) if surveys else name
