"""Blocks and words that several parts of a report share."""

from collections.abc import Iterable, Iterator

from cop_plan.report.pages.blocks import FactList, Folded, PageBlock, Paragraph, Prose, TableCell
from cop_plan.report.pages.report_text import ReportText
from cop_plan.report.values import (
    Blank,
    NotCollected,
    NotePassage,
    Number,
    Report,
    Shown,
    Substitutes,
    SurveyResults,
    ToWrite,
)
from cop_plan.report.year import NO_SCHOOLS


def surveys_of(report: Report) -> SurveyResults | None:
    """Return the surveys, if there are any."""
    return report.surveys.value if isinstance(report.surveys, Shown) else None


def to_write(tell: ReportText, said: ToWrite[tuple[NotePassage, ...]]) -> Iterator[PageBlock]:
    """Yield what only a person can say, or the blank for it."""
    if isinstance(said, Blank):
        yield Paragraph(tell.blank(said.by), "marked")
    else:
        yield from written(tell, said.value)


def written(
    tell: ReportText, notes: Iterable[NotePassage], following: NotePassage | None = None
) -> Iterator[PageBlock]:
    """Yield what people wrote in the notes, each with whose it is: of several in a row, after the last of them.

    `following` is what stands after them as their like.
    """
    listed = list(notes)
    for one, after in zip(listed, (*listed[1:], following), strict=True):
        goes_on = after is not None and (one.session, one.author) == (after.session, after.author)
        yield Prose(tell.foreign(one.text), None if goes_on else tell.foreign(tell.whose(one)))


def substitutes(tell: ReportText, used: Number[Substitutes], *, in_short: bool = False) -> Iterator[PageBlock]:
    """Yield how much release time was used; where it is not told, what is missing unless it is said `in_short`."""
    if isinstance(used, Shown):
        yield Paragraph(tell.substitutes(used.value))
        return
    if used == NO_SCHOOLS:
        yield Paragraph(tell("substitutes_no_schools"), "marked")
        return
    if isinstance(used, NotCollected) and all(key.startswith("activities.") for key in used.missing):
        yield Paragraph(tell("substitutes_no_times"), "marked")
        if not in_short:
            sessions = [tell.title(key.removeprefix("activities.").removesuffix(".at")) for key in used.missing]
            yield from folded(tell.count("without_times", len(sessions)), map(tell.foreign, sessions))
        return
    yield Paragraph(tell("substitutes_none", why=tell.why(used)), "marked")
    if isinstance(used, NotCollected) and not in_short:
        yield Paragraph(tell.missing(used.missing), "quiet")


def folded(title: str, texts: Iterable[str]) -> Iterator[PageBlock]:
    """Yield a long list that few readers need, under a title that says what it is."""
    yield Folded(title, tuple(map(TableCell, texts)))


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


def facts(tell: ReportText, listed: Iterable[tuple[str, TableCell]]) -> Iterator[PageBlock]:
    """Yield what is what; those of which nothing is written are one sentence."""
    every = list(listed)
    written = tuple(one for one in every if not one[1].marked)
    if written:
        yield FactList(written)
    if missing := [label for label, fact in every if fact.marked]:
        yield Paragraph(tell("not_written_of", what=tell.words("list_semicolon").join(missing)), "marked")


def ask_of(report: Report, name: str) -> str:
    """Return a question of the surveys by its name."""
    surveys = surveys_of(report)
    return next((item.ask for item in surveys.items if item.name == name), name) if surveys else name
