"""Blocks and words that several parts of a report share."""

from collections.abc import Iterable, Iterator

from cop_plan.report.pages.blocks import PageBlock, Paragraph, Prose, TableCell
from cop_plan.report.pages.report_text import ReportText
from cop_plan.report.values import (
    Blank,
    NotCollected,
    NotePassage,
    Number,
    Part,
    Report,
    Shown,
    Substitutes,
    SurveyResults,
    ToWrite,
)


def surveys_of(report: Report) -> SurveyResults | None:
    """Return the surveys, if there are any."""
    return report.surveys.value if isinstance(report.surveys, Shown) else None


def gap(tell: ReportText, part: Part[object]) -> tuple[PageBlock, ...]:
    """Return what stands in place of a part of which there is no record."""
    assert isinstance(part, NotCollected), "what is shown has blocks of its own"
    return Paragraph(tell("not_collected_part"), "marked"), Paragraph(tell.missing(part.missing), "quiet")


def to_write(tell: ReportText, said: ToWrite[tuple[NotePassage, ...]]) -> Iterator[PageBlock]:
    """Yield what only a person can say, or the blank for it."""
    if isinstance(said, Blank):
        yield Paragraph(tell.blank(said.by), "marked")
    else:
        yield from written(tell, said.value)


def written(tell: ReportText, notes: Iterable[NotePassage]) -> Iterator[PageBlock]:
    """Yield what people wrote in the notes, each with whose it is."""
    for one in notes:
        yield Prose(tell.foreign(one.text), tell.foreign(tell.whose(one)))


def substitutes(tell: ReportText, used: Number[Substitutes]) -> Iterator[PageBlock]:
    """Yield how much release time was used, or what is missing to tell."""
    if isinstance(used, Shown):
        yield Paragraph(tell.substitutes(used.value))
        return
    yield Paragraph(tell("substitutes_none", why=tell.why(used)), "marked")
    if isinstance(used, NotCollected):
        yield Paragraph(tell.missing(used.missing), "quiet")


def named(tell: ReportText, people: Iterable[str]) -> TableCell:
    """Return people or organizations as a list, or a mark that nobody is named."""
    names = [tell.foreign(one) for one in people]
    return TableCell(tell.words.listed(names)) if names else TableCell(tell("nobody_named"), marked=True)


def listed(tell: ReportText, texts: Iterable[str]) -> TableCell:
    """Return texts as a list, or a mark that there are none."""
    shown = [tell.foreign(one) for one in texts]
    if not shown:
        return TableCell(tell("none_of_them"), marked=True)
    return TableCell(tell.words("list_semicolon").join(shown))


def ask_of(report: Report, name: str) -> str:
    """Return a question of the surveys by its name."""
    surveys = surveys_of(report)
    return next((item.ask for item in surveys.items if item.name == name), name) if surveys else name
