"""The short survey along the way, as blocks of a page: a row for each session, and no difference between two."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cop_plan.report.pages import bars, survey_results
from cop_plan.report.pages.blocks import Heading, PageBlock, PageTable, Paragraph, TableCell
from cop_plan.report.pages.report_text import ReportText
from cop_plan.report.values import (
    AnswerCount,
    AnswersAtSession,
    Distribution,
    Hidden,
    NotCollected,
    PulseItem,
    PulseResults,
    PulseTime,
    Shown,
    Tally,
)

_NOT_COLLECTED = NotCollected(("records.surveys.pulse",))


def pulses(tell: ReportText, part: PulseResults) -> Iterator[PageBlock]:
    """Yield who answered at which session, then each question with its answers at each."""
    yield Paragraph(tell("pulse.reading"))
    yield PageTable(
        tell("pulse.table"),
        tuple(tell(f"pulse.{key}") for key in ("session", "day", "answered")),
        tuple(_time(tell, one) for one in part.times),
    )
    for item in part.items:
        yield Heading(tell.foreign(item.ask))
        yield from _texts(tell, item) if item.form == "text" else _answers(tell, item)


def _time(tell: ReportText, time: PulseTime) -> tuple[TableCell, ...]:
    if time.answered is None:
        answered = TableCell(tell.why(_NOT_COLLECTED), marked=True)
    elif time.answered > time.enrolled:  # who gives no name may be no member
        answered = TableCell(tell.number(time.answered))
    else:
        answered = TableCell(tell.tally(Tally(time.answered, time.enrolled)))
    return TableCell(tell.title(time.session)), TableCell(tell.day(time.day)), answered


def _answers(tell: ReportText, item: PulseItem) -> Iterator[PageBlock]:
    """Yield a row of numbers for each session, or why there are none."""
    tables = [one.distribution.value for one in item.answers if isinstance(one.distribution, Shown)]
    if not tables:
        yield Paragraph(tell("answers_all", why=_why(tell, item)), "marked")
        return
    # What fits no choice stands only where somebody wrote it.
    levels = tuple(dict.fromkeys(cell.answer for table in tables for cell in table.cells))
    whole = [_with_levels(table, levels) for table in tables]
    is_scale = item.form == "scale"
    width = len(levels) + (2 if is_scale else 1)
    drawn = bars.answers(whole) if is_scale else [()] * len(whole)
    rows, shown = [], iter(zip(whole, drawn, strict=True))
    for one in item.answers:
        table, bar = next(shown) if isinstance(one.distribution, Shown) else (None, ())
        # Choices have no order, and so no median.
        cells = survey_results.distribution_cells(tell, Shown(table) if table else _gap(one), width - 2)
        rows.append((TableCell(tell.title(one.session), bar=bar), *cells[:width]))
    heads = (tell("pulse.session"), *map(tell.answer, levels), tell("how_many"), tell("median"))[: width + 1]
    yield PageTable(
        tell("answers_table" if is_scale else "choices_table", ask=tell.foreign(item.ask)),
        heads,
        tuple(rows),
        numbers=frozenset(range(1, len(levels) + 2)),
        marks={at + 1: bars.mark(at, len(levels)) for at in range(len(levels))} if is_scale else {},
        is_headed=True,
    )
    if any(sum(table.counts) > table.n for table in tables):
        yield Paragraph(tell("several"), "quiet")


def _with_levels(table: Distribution, levels: Sequence[str]) -> Distribution:
    counts = {cell.answer: cell.count for cell in table.cells}
    return replace(table, cells=tuple(AnswerCount(level, counts.get(level, 0)) for level in levels))


def _gap(one: AnswersAtSession) -> Hidden | NotCollected:
    gap = one.distribution if one.texts is None else one.texts
    return gap if isinstance(gap, Hidden) else _NOT_COLLECTED


def _texts(tell: ReportText, item: PulseItem) -> Iterator[PageBlock]:
    """Yield what was written at each session, or why it is not shown."""
    if not any(isinstance(one.texts, Shown) for one in item.answers):
        yield Paragraph(tell("no_texts", why=_why(tell, item)), "marked")
        return
    for one in item.answers:
        if one.texts is not None:
            yield Paragraph(tell.title(one.session), "strong")
            yield from survey_results.written_answers(tell, one.texts)


def _why(tell: ReportText, item: PulseItem) -> str:
    """Return why nothing is shown of a question, each reason once."""
    return tell.words("list_semicolon").join(dict.fromkeys(tell.why(_gap(one)) for one in item.answers))
