"""What the answers to the surveys come to, as blocks of a page: "members report", and never "caused"."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cop_plan.report.pages import pictures
from cop_plan.report.pages.blocks import (
    Heading,
    Legend,
    PageBlock,
    PageTable,
    Paragraph,
    Picture,
    Points,
    Quotes,
    TableCell,
)
from cop_plan.report.pages.report_text import ReportText
from cop_plan.report.values import (
    ChangeBounds,
    ChangeCounts,
    Distribution,
    NotCollected,
    Number,
    PairedItem,
    Respondents,
    Shown,
    SingleItem,
    SurveyResults,
    WrittenAnswers,
)

Item = PairedItem | SingleItem

_WAYS = ("down", "same", "up")


def numbers(tell: ReportText, respondents: Respondents) -> str:
    """Return the numbers that every result names: enrolled, of both surveys, and matched."""
    return tell(
        "numbers",
        enrolled=tell.number(respondents.enrolled),
        baseline=_or_gap(tell, respondents.baseline),
        final=_or_gap(tell, respondents.final),
        matched=_or_gap(tell, respondents.matched),
    )


def _or_gap(tell: ReportText, number: int | None) -> str:
    return tell("not_collected") if number is None else tell.number(number)


def overview(tell: ReportText, surveys: SurveyResults) -> Iterator[PageBlock]:
    """Yield every question that both surveys asked, in the order of the questionnaire, whichever way it went."""
    yield Paragraph(numbers(tell, surveys.respondents), "strong")
    yield Paragraph(tell(f"matched_by.{surveys.matched_by or 'nothing'}"))
    if surveys.matched_by in ("email", "code"):
        seen_by = surveys.seen_by
        yield Paragraph(tell("seen_by", who=tell.foreign(seen_by)) if seen_by else tell("seen_by_unknown"))
    shared = [item for item in surveys.items if isinstance(item, PairedItem)]
    if shared and surveys.matched_by in ("email", "code"):
        yield Paragraph(tell("reading"))
    if shared:
        yield from _changes_picture(tell, shared)
        yield _changes_table(tell, shared)
    if any(isinstance(item.change, Shown) and item.change.value.down for item in shared):
        yield Paragraph(tell("fall"))
    single = dict.fromkeys(tell.foreign(item.ask) for item in surveys.items if isinstance(item, SingleItem))
    if single:
        yield Paragraph(tell("other_questions", items=tell.words.listed(tell("ask_quoted", ask=one) for one in single)))


def _changes_picture(tell: ReportText, items: Sequence[PairedItem]) -> Iterator[PageBlock]:
    shown = [
        (tell.foreign(item.ask), tell("change_said", **_ways(tell, item.change.value)), item.change.value)
        for item in items
        if isinstance(item.change, Shown)
    ]
    if shown:
        yield Picture(
            "changes",
            tell("changes_title"),
            tell("changes_read"),
            pictures.changes(shown),
            tuple(Legend(one, tell(one)) for one in _WAYS),
        )


def _ways(tell: ReportText, change: ChangeCounts) -> dict[str, str]:
    return {way: tell.number(getattr(change, way)) for way in _WAYS}


def _changes_table(tell: ReportText, items: Sequence[PairedItem]) -> PageTable:
    return PageTable(
        tell("changes_table"),
        tuple(tell(key) for key in ("question", "answered_twice", *_WAYS, "bounds_head")),
        tuple(_changes_row(tell, item) for item in items),
        numbers=frozenset((1, 2, 3, 4, 5)),
    )


def _changes_row(tell: ReportText, item: PairedItem) -> tuple[TableCell, ...]:
    if isinstance(item.change, Shown):
        ways = tuple(TableCell(said) for said in _ways(tell, item.change.value).values())
    else:
        ways = (TableCell(tell.why(item.change), marked=True, span=len(_WAYS)),)
    return (
        TableCell(tell.foreign(item.ask)),
        _both(tell, item),
        *ways,
        tell.cell(item.bounds, lambda one: tell("bounds", **_of(tell, one))),
    )


def _both(tell: ReportText, item: PairedItem) -> TableCell:
    """Return how many answered an item both times."""
    unmatched = isinstance(item.change, NotCollected)
    return TableCell(tell("not_collected") if unmatched else tell.number(item.n), marked=unmatched)


def items(tell: ReportText, names: Iterable[str], surveys: SurveyResults) -> Iterator[PageBlock]:
    """Yield the results of some items, each under its question."""
    for item in surveys.named(set(names)):
        yield Heading(tell.foreign(item.ask))
        if isinstance(item, PairedItem):
            yield from _paired(tell, item, surveys.respondents)
        else:
            yield from single(tell, item, numbers(tell, surveys.respondents))


def _paired(tell: ReportText, item: PairedItem, respondents: Respondents) -> Iterator[PageBlock]:
    if isinstance(item.change, Shown):
        yield Paragraph(tell("reported", n=tell.number(item.n), **_ways(tell, item.change.value)), "strong")
        if item.change.value.down:
            yield Paragraph(tell("fall_in_short"))
    else:
        yield Paragraph(tell("reported_none", why=tell.why(item.change)), "marked")
    yield Paragraph(numbers(tell, respondents), "quiet")
    # Where everybody is matched, there is nobody whose answer is not known.
    if isinstance(item.bounds, Shown) and item.bounds.value.worst != item.bounds.value.best:
        yield Paragraph(tell("at_bounds", **_of(tell, item.bounds.value)))
    if item.unanswered:
        yield Paragraph(tell.count("unanswered", item.unanswered))
    yield from _answers_picture(tell, item)
    matched, apart = (
        (("before", item.before), ("after", item.after)),
        (
            ("only_before", item.only_before),
            ("only_after", item.only_after),
        ),
    )
    yield from _answers(tell, item, item.scale, {"answers_matched": matched, "answers_apart": apart})


def _of(tell: ReportText, bounds: ChangeBounds) -> dict[str, str]:
    return {name: tell.number(getattr(bounds, name)) for name in ("worst", "best", "of")}


def _answers_picture(tell: ReportText, item: PairedItem) -> Iterator[PageBlock]:
    both = [
        (tell(key), answered.value)
        for key, answered in (("before", item.before), ("after", item.after))
        if isinstance(answered, Shown)
    ]
    if both:
        levels = len(item.scale)
        yield Picture(
            "answers",
            tell("answers_title", ask=tell.foreign(item.ask)),
            tell("answers_said", n=tell.number(item.n)),
            pictures.answers(both),
            tuple(Legend(pictures.mark(at, levels), tell.foreign(word)) for at, word in enumerate(item.scale)),
        )


Group = Sequence[tuple[str, Number[Distribution]]]
"""Tables of answers, each with the key of its name."""


def _answers(tell: ReportText, item: Item, scale: Sequence[str], groups: Mapping[str, Group]) -> Iterator[PageBlock]:
    """Yield a table of the groups of which something is shown; of the others only why not, under their keys."""
    rows: list[tuple[TableCell, ...]] = []
    for group in groups.values():
        if any(isinstance(answered, Shown) for _, answered in group):
            rows += [(TableCell(tell(name)), *_distribution(tell, answered, len(scale))) for name, answered in group]
    if rows:
        heads = (tell("whose"), *map(tell.foreign, scale), tell("how_many"), tell("median"))
        caption = tell("answers_table", ask=tell.foreign(item.ask))
        yield PageTable(caption, heads, tuple(rows), numbers=frozenset(range(1, len(heads) - 1)))
    for key, group in groups.items():
        gaps = [answered for _, answered in group if not isinstance(answered, Shown)]
        if len(gaps) == len(group):
            why = tell.words("list_semicolon").join(dict.fromkeys(map(tell.why, gaps)))
            yield Paragraph(tell(key, why=why), "marked")


def _distribution(tell: ReportText, answered: Number[Distribution], levels: int) -> tuple[TableCell, ...]:
    if not isinstance(answered, Shown):
        return (TableCell(tell.why(answered), marked=True, span=levels + 2),)
    table = answered.value
    median = tuple(map(tell.foreign, table.median))
    said = tell("between", low=median[0], high=median[-1]) if len(median) > 1 else "".join(median)
    return *(TableCell(tell.number(count)) for count in table.counts), TableCell(tell.number(table.n)), TableCell(said)


def single(tell: ReportText, item: SingleItem, numbered: str) -> Iterator[PageBlock]:
    """Yield the result of an item in one survey. `numbered` are the numbers that every result names."""
    yield Paragraph(f"{tell(f'single_survey.{item.survey}')} {numbered}", "quiet")
    yield from result(tell, item)


def result(tell: ReportText, item: SingleItem) -> Iterator[PageBlock]:
    """Yield the answers to an item in one survey, as far as they may be seen."""
    if item.texts is not None:
        yield from _texts(tell, item.texts)
    if item.distribution is not None:
        yield from _choices(tell, item, item.distribution)


def _texts(tell: ReportText, texts: Number[WrittenAnswers]) -> Iterator[PageBlock]:
    if not isinstance(texts, Shown):
        yield Paragraph(tell("no_texts", why=tell.why(texts)), "marked")
        return
    yield Paragraph(tell.count("wrote", texts.value.n))
    if texts.value.answers:
        yield Quotes(tuple(map(tell.foreign, texts.value.answers)))
    if not texts.value.quoted:
        yield Paragraph(tell("not_quoted"), "quiet")
    if texts.value.withheld:
        yield Paragraph(tell("withheld"), "quiet")


def _choices(tell: ReportText, item: SingleItem, answered: Number[Distribution]) -> Iterator[PageBlock]:
    if not isinstance(answered, Shown):
        yield Paragraph(tell("answers_all", why=tell.why(answered)), "marked")
        return
    table = answered.value
    if item.form == "scale":
        scale = tuple(cell.answer for cell in table.cells)
        yield from _answers(tell, item, scale, {"answers_all": (("all_of_these", answered),)})
        return
    if sum(table.counts) > table.n:
        yield Paragraph(tell("several"), "quiet")
    of = tell.number(table.n)
    yield PageTable(
        tell("choices_table", ask=tell.foreign(item.ask)),
        (tell("answer"), tell("how_many")),
        tuple(
            (TableCell(tell.foreign(cell.answer)), TableCell(tell("k_of_n", count=tell.number(cell.count), of=of)))
            for cell in table.cells
        ),
        numbers=frozenset((1,)),
    )


def asked(tell: ReportText, items: Iterable[SingleItem], numbered: str) -> Iterator[PageBlock]:
    """Yield what members asked for in the first survey, each question with its answers."""
    for item in items:
        yield Heading(tell.foreign(item.ask))
        yield from single(tell, item, numbered)


def reported(tell: ReportText, names: Iterable[str], surveys: SurveyResults) -> Iterator[Points]:
    """Yield a list that says of each item in a line what members report."""
    lines = [_line(tell, item) for item in surveys.named(set(names))]
    if lines:
        yield Points(tuple(lines))


def _line(tell: ReportText, item: Item) -> TableCell:
    ask = tell("ask_quoted", ask=tell.foreign(item.ask))
    if isinstance(item, SingleItem):
        return TableCell(ask)
    said = tell.known(item.change, lambda one: tell("reported", n=tell.number(one.n), **_ways(tell, one)))
    return TableCell(f"{ask}{tell.words('colon')}{said}", marked=not isinstance(item.change, Shown))
