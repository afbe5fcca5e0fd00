"""What the letters say of results: lines of a report that has hidden already what must not be seen."""

from collections.abc import Iterator, Sequence

from cop_plan.kit.forms import ItemResult
from cop_plan.render.year import Year
from cop_plan.report.pages import opening
from cop_plan.report.pages.blocks import Points
from cop_plan.report.pages.report_text import ReportText
from cop_plan.report.values import Report, Rollup, Shown, SingleItem


def of_survey(rollup: Rollup, year: Year) -> tuple[ItemResult, ...]:
    """Return what the first survey found, for each of its questions, so that no group under the limit can be told.

    The roll-up shows a whole table from ten answers on; a letter shows no cell of it that few people fill, nor one that
    could be had by subtraction.
    """
    tell = ReportText(rollup, year)
    results = ((tell.foreign(item.ask), tuple(_lines(tell, item, rollup.limit))) for item in rollup.items)
    return tuple(ItemResult(ask, lines, hidden=not lines) for ask, lines in results)


def _lines(tell: ReportText, item: SingleItem, limit: int) -> Iterator[str]:
    words = tell.words
    if item.form == "text":
        yield words("kit.own_words")  # said of all: how many wrote would tell how many did not
        return
    table = item.distribution.value if isinstance(item.distribution, Shown) else None
    if table is None or table.n < 2 * limit:
        return
    levels = [tell.foreign(cell.answer) for cell in table.cells]
    number = tell.number(table.n)
    if item.form == "choices":
        often = [levels[at] for at in often_chosen(table.counts, limit)]
        if often:
            yield words("kit.often_chosen", limit=tell.number(limit), of=number, choices=words.listed(often))
        return
    if all(level.isdecimal() for level in levels):
        yield words("kit.scale_ends", low=levels[0], high=levels[-1])
    joined = joined_levels(table.counts, limit)
    for some in joined:
        answers = words.listed((levels[at] for at in some), "kit.or")
        said = tell("k_of_n", count=tell.number(sum(table.counts[at] for at in some)), of=number)
        yield f"{answers}{words('colon')}{said}"
    if not joined:
        yield words("kit.middle_answer", of=number, answer=words.listed(tell.foreign(one) for one in table.median))


def joined_levels(counts: Sequence[int], limit: int) -> tuple[range, ...]:
    """Return the levels of a scale joined with their neighbours, so that at least `limit` people answered each part.

    As many parts as there can be, at least two; none where that is impossible.
    """
    ends, since = [0], 0
    for level, count in enumerate(counts, start=1):
        since += count
        if since >= limit and sum(counts[level:]) >= limit:
            ends.append(level)
            since = 0
    return tuple(map(range, ends, (*ends[1:], len(counts)))) if len(ends) > 1 else ()


def often_chosen(counts: Sequence[int], limit: int) -> list[int]:
    """Return the choices that at least `limit` people took, the most frequent first: an order tells no number."""
    return sorted((at for at, count in enumerate(counts) if count >= limit), key=lambda at: -counts[at])


def in_short(report: Report, year: Year) -> tuple[str, ...]:
    """Return what a report found, a line each; none where nothing may be said."""
    tell = ReportText(report, year)
    blocks = opening.found(tell, report.first_page, report)
    return tuple(cell.text for block in blocks if isinstance(block, Points) for cell in block.points if not cell.marked)
