"""What the answers to the surveys come to, as blocks of a page: "members report", and never "caused"."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from cop_plan.report.pages import bars
from cop_plan.report.pages.blocks import Heading, PageBlock, PageTable, Paragraph, Points, Quotes, TableCell
from cop_plan.report.pages.report_text import ReportText
from cop_plan.report.values import (
    ChangeBounds,
    ChangeCounts,
    Distribution,
    Hidden,
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
    """Return the numbers behind every result in a sentence: who answered, who is matched, and who was enrolled."""
    known = {"baseline": respondents.baseline, "final": respondents.final, "matched": respondents.matched}
    facts = {name: tell.number(number) for name, number in known.items() if number is not None}
    if len(facts) == len(known):
        key = "matched"
    elif "baseline" in facts and "final" in facts:
        key = "both"
    else:
        key = "baseline" if "baseline" in facts else "final"
    said = tell(f"numbers.{key}", enrolled=tell.number(respondents.enrolled), **facts)
    return f"{said} {tell.count('not_joined', respondents.not_joined)}" if respondents.not_joined else said


def overview(tell: ReportText, surveys: SurveyResults) -> Iterator[PageBlock]:
    """Yield every question that both surveys asked, in the order of the questionnaire, whichever way it went."""
    respondents = surveys.respondents
    is_matched = respondents.matched is not None
    if respondents.keyless:
        key = "cannot_be_matched" if respondents.final is None else "could_not_be_matched"
        yield Paragraph(tell(key, no_key=tell.no_key()), "marked")
    elif respondents.baseline is not None and respondents.final is not None:
        yield Paragraph(tell(f"matched_by.{surveys.matched_by if is_matched else 'nothing'}"))
    if surveys.matched_by in ("email", "code"):
        seen_by = surveys.seen_by
        yield Paragraph(tell("seen_by", who=tell.foreign(seen_by)) if seen_by else tell("seen_by_unknown"))
    shared = [item for item in surveys.items if isinstance(item, PairedItem)]
    if shared and is_matched:
        yield Paragraph(tell("reading"))
    if any(isinstance(item.change, Shown) for item in shared):
        yield _changes_table(tell, shared, surveys.respondents)
    elif shared:
        yield Paragraph(tell("other_questions_of_both", items=_asks(tell, shared)))
        if is_matched or None in (respondents.baseline, respondents.final):
            yield from _gaps(tell, shared, "reported_none", lambda item: (item.change,))
    if any(map(_fell, shared)):
        yield Paragraph(tell("fall_in_short"))
    # Of whom no change is shown, nothing else is: that is said with the change.
    changed = [item for item in shared if isinstance(item.change, Shown)]
    yield from _gaps(tell, changed, "answers_matched", lambda item: (item.before, item.after))
    yield from _gaps(tell, shared, "answers_apart", lambda item: (item.only_before, item.only_after))
    single = [item for item in surveys.items if isinstance(item, SingleItem)]
    if single:
        yield Paragraph(tell("other_questions", items=_asks(tell, single)))


def _asks(tell: ReportText, items: Iterable[Item]) -> str:
    return tell.words.listed(dict.fromkeys(tell("ask_quoted", ask=tell.foreign(item.ask)) for item in items))


def _fell(item: PairedItem) -> bool:
    return isinstance(item.change, Shown) and item.change.value.down > 0


Answered = Callable[[PairedItem], Sequence[Number[Distribution] | Number[ChangeCounts]]]
"""What of an item is shown or not, all of it for the same reason or each for its own."""


def _gaps(tell: ReportText, items: Sequence[PairedItem], key: str, of: Answered) -> Iterator[PageBlock]:
    """Yield why some numbers are not shown: once for each reason, and of which questions where it is not all."""
    reasons: dict[str, list[PairedItem]] = {}
    for item in items:
        gaps = [number for number in of(item) if not isinstance(number, Shown)]
        if len(gaps) == len(of(item)):
            why = tell.words("list_semicolon").join(dict.fromkeys(map(tell.why, gaps)))
            reasons.setdefault(why, []).append(item)
    for why, whose in reasons.items():
        said = tell(key, why=why)
        if len(whose) < len(items):
            said = tell("of_questions", items=_asks(tell, whose), said=said)
        yield Paragraph(said, "marked")


def _ways(tell: ReportText, change: ChangeCounts) -> dict[str, str]:
    return {way: tell.number(getattr(change, way)) for way in _WAYS}


def _changes_table(tell: ReportText, items: Sequence[PairedItem], respondents: Respondents) -> PageTable:
    shown = [item for item in items if isinstance(item.change, Shown)]
    drawn = bars.changes([item.change.value for item in shown if isinstance(item.change, Shown)])
    bar_of = {item.name: bar for item, bar in zip(shown, drawn, strict=True)}
    # What all matched answered is said already; what fewer answered stays in its row.
    is_open, everybody = any(map(_is_open, items)), all(item.n == respondents.matched for item in items)
    return PageTable(
        tell("changes_table"),
        tuple(tell(key) for key in ("question", "answered_twice", *_WAYS, "bounds_head")),
        tuple(_changes_row(tell, item, bar_of.get(item.name, ()), is_open=is_open) for item in items),
        numbers=frozenset((1, 2, 3, 4, 5)),
        marks=dict(enumerate(_WAYS, start=2)),
        steady={1: "answered_throughout"} if everybody else {},
    )


def _is_open(item: PairedItem) -> bool:
    """Return whether there is anybody whose answer is not known."""
    return isinstance(item.bounds, Shown) and item.bounds.value.worst != item.bounds.value.best


def _changes_row(tell: ReportText, item: PairedItem, bar: bars.Bar, *, is_open: bool) -> tuple[TableCell, ...]:
    # Where they are hidden the change is too, and says why.
    bounds = TableCell(
        tell("bounds", **_of(tell, item.bounds.value)) if is_open and isinstance(item.bounds, Shown) else ""
    )
    if isinstance(item.change, Shown):
        ways = tuple(TableCell(said) for said in _ways(tell, item.change.value).values())
    else:
        ways = (TableCell(tell.why(item.change), marked=True, span=len(_WAYS)),)
    return (
        TableCell(tell.foreign(item.ask), bar=bar),
        _both(tell, item),
        *ways,
        bounds,
    )


def _both(tell: ReportText, item: PairedItem) -> TableCell:
    """Return how many answered an item both times."""
    unmatched = isinstance(item.change, NotCollected)
    return TableCell(tell("not_collected") if unmatched else tell.number(item.n), marked=unmatched)


def items(tell: ReportText, names: Iterable[str], surveys: SurveyResults) -> Iterator[PageBlock]:
    """Yield the results of some items: a line for each change alone, a table under its question where there is more."""
    listed = surveys.named(set(names))
    short = [item for item in listed if isinstance(item, PairedItem) and not _has_table(item)]
    yield from _changes(tell, short)
    for item in listed:
        if isinstance(item, SingleItem):
            yield Heading(tell.foreign(item.ask))
            yield from single(tell, item)
        elif _has_table(item):
            yield Heading(tell.foreign(item.ask))
            yield from _with_table(tell, item)
    if any(isinstance(item, PairedItem) and _fell(item) for item in listed):
        yield Paragraph(tell("fall_in_short"))


def _has_table(item: PairedItem) -> bool:
    return any(isinstance(one, Shown) for one in (item.before, item.after, item.only_before, item.only_after))


def _with_table(tell: ReportText, item: PairedItem) -> Iterator[PageBlock]:
    if isinstance(item.change, Shown):
        yield Paragraph(tell("reported", n=tell.number(item.n), **_ways(tell, item.change.value)), "strong")
    elif isinstance(item.change, Hidden):
        yield Paragraph(tell("reported_none", why=tell.why(item.change)), "marked")
    if item.unanswered:
        yield Paragraph(tell.count("unanswered", item.unanswered))
    matched = (("before", item.before), ("after", item.after))
    apart = (("only_before", item.only_before), ("only_after", item.only_after))
    if isinstance(item.change, NotCollected):  # nobody can tell who answered both
        apart = (("all_before", item.only_before), ("all_after", item.only_after))
    yield from _answers(tell, item, item.scale, (matched, apart))


def _changes(tell: ReportText, items: Iterable[PairedItem]) -> Iterator[PageBlock]:
    """Yield a line for each change, under how many answered both times; of what is not shown why not."""
    listed = list(items)
    shown = [(item, item.change.value) for item in listed if isinstance(item.change, Shown)]
    for n, group in groupby(sorted(shown, key=lambda one: -one[1].n), key=lambda one: one[1].n):
        yield Paragraph(tell.count("members_report", n))
        yield Points(
            tuple(TableCell(_line(tell, item, tell("change_said", **_ways(tell, one)))) for item, one in group)
        )
    if gaps := gaps_of_change(tell, listed):
        yield Points(tuple(gaps))


def gaps_of_change(tell: ReportText, items: Iterable[PairedItem]) -> list[TableCell]:
    """Return which questions show no change, a line for each reason."""
    gaps: dict[str, list[PairedItem]] = {}
    for item in items:
        if not isinstance(item.change, Shown):
            gaps.setdefault(tell.why(item.change), []).append(item)
    lines = (f"{_asks(tell, whose)}{tell.words('colon')}{why}" for why, whose in gaps.items())
    return [TableCell(line, marked=True) for line in lines]


def in_sentence(tell: ReportText, names: Iterable[str], surveys: SurveyResults) -> list[str]:
    """Return what members report on some items that both surveys asked, each in half a sentence."""
    found = []
    for item in surveys.named(set(names)):
        if isinstance(item, PairedItem) and not isinstance(item.change, NotCollected):
            change = item.change
            if isinstance(change, Shown):
                said = tell("change_of", n=tell.number(change.value.n), **_ways(tell, change.value))
            else:
                said = tell.why(change)
            found.append(_line(tell, item, said))
    return found


def _line(tell: ReportText, item: Item, said: str) -> str:
    return f"{tell('ask_quoted', ask=tell.foreign(item.ask))}{tell.words('colon')}{said}"


def _of(tell: ReportText, bounds: ChangeBounds) -> dict[str, str]:
    return {name: tell.number(getattr(bounds, name)) for name in ("worst", "best", "of")}


Group = Sequence[tuple[str, Number[Distribution]]]
"""Tables of answers, each with the key of its name."""


def _answers(tell: ReportText, item: Item, scale: Sequence[str], groups: Iterable[Group]) -> Iterator[PageBlock]:
    """Yield a table of the groups of which something is shown, each with what of it is hidden."""
    some = (group for group in groups if any(isinstance(answered, Shown) for _, answered in group))
    told = [one for group in some for one in group if not isinstance(one[1], NotCollected)]
    drawn = iter(bars.answers([answered.value for _, answered in told if isinstance(answered, Shown)]))
    rows = tuple(
        (
            TableCell(tell(name), bar=next(drawn) if isinstance(answered, Shown) else ()),
            *distribution_cells(tell, answered, len(scale)),
        )
        for name, answered in told
    )
    if rows:
        levels = len(scale)
        yield PageTable(
            tell("answers_table", ask=tell.foreign(item.ask)),
            (tell("whose"), *map(tell.foreign, scale), tell("how_many"), tell("median")),
            rows,
            numbers=frozenset(range(1, levels + 2)),
            marks={at + 1: bars.mark(at, levels) for at in range(levels)},
            is_headed=True,
        )


def distribution_cells(tell: ReportText, answered: Number[Distribution], levels: int) -> tuple[TableCell, ...]:
    """Return the cells of a row of answers: a number for each level, how many answered, and the median."""
    if not isinstance(answered, Shown):
        return (TableCell(tell.why(answered), marked=True, span=levels + 2),)
    table = answered.value
    median = tuple(map(tell.foreign, table.median))
    said = tell("between", low=median[0], high=median[-1]) if len(median) > 1 else "".join(median)
    return *(TableCell(tell.number(count)) for count in table.counts), TableCell(tell.number(table.n)), TableCell(said)


def single(tell: ReportText, item: SingleItem) -> Iterator[PageBlock]:
    """Yield the result of an item in one survey."""
    yield Paragraph(tell(f"single_survey.{item.survey}"), "quiet")
    yield from result(tell, item)


def result(tell: ReportText, item: SingleItem) -> Iterator[PageBlock]:
    """Yield the answers to an item in one survey, as far as they may be seen."""
    if item.texts is not None:
        yield from written_answers(tell, item.texts)
    if item.distribution is not None:
        yield from _choices(tell, item, item.distribution)


def written_answers(tell: ReportText, texts: Number[WrittenAnswers]) -> Iterator[PageBlock]:
    """Yield what was written, as far as it may be seen."""
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
        yield from _answers(tell, item, scale, ((("all_of_these", answered),),))
        return
    if sum(table.counts) > table.n:
        yield Paragraph(tell("several"), "quiet")
    of = tell.number(table.n)
    yield PageTable(
        tell("choices_table", ask=tell.foreign(item.ask)),
        (tell("answer"), tell("how_many")),
        tuple(
            (TableCell(tell.answer(cell.answer)), TableCell(tell("k_of_n", count=tell.number(cell.count), of=of)))
            for cell in table.cells
        ),
        numbers=frozenset((1,)),
        is_headed=True,
    )


def asked(tell: ReportText, items: Sequence[SingleItem]) -> Iterator[PageBlock]:
    """Yield what members asked for in the first survey, each question with its answers."""
    if items:
        yield Paragraph(tell("asked_first"), "quiet")
    for item in items:
        yield Heading(tell.foreign(item.ask))
        yield from result(tell, item)


def reported(tell: ReportText, names: Iterable[str], surveys: SurveyResults) -> Iterator[PageBlock]:
    """Yield what members report on some items, each in a line."""
    listed = surveys.named(set(names))
    yield from _changes(tell, (item for item in listed if isinstance(item, PairedItem)))
    single = [item for item in listed if isinstance(item, SingleItem)]
    if single:
        lines = (_line(tell, item, tell(f"single_survey.{item.survey}")) for item in single)
        yield Points(tuple(map(TableCell, lines)))
