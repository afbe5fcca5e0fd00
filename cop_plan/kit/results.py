"""What the letters say of results: lines of a report that has hidden already what must not be seen."""

from collections.abc import Iterator

from cop_plan.kit.forms import ItemResult
from cop_plan.render.year import Year
from cop_plan.report.pages import opening
from cop_plan.report.pages.blocks import Points
from cop_plan.report.pages.report_text import ReportText
from cop_plan.report.values import Report, Rollup, Shown, SingleItem


def of_survey(rollup: Rollup, year: Year) -> tuple[ItemResult, ...]:
    """Return what the first survey found, for each of its questions; what is hidden has its reason as its line."""
    tell = ReportText(rollup, year)
    return tuple(_result(tell, item) for item in rollup.items)


def _result(tell: ReportText, item: SingleItem) -> ItemResult:
    gaps = [one for one in (item.distribution, item.texts) if one is not None and not isinstance(one, Shown)]
    lines = tuple(_lines(tell, item))
    return ItemResult(tell.foreign(item.ask), lines, hidden=not lines, why=tell.why(gaps[0]) if gaps else None)


def _lines(tell: ReportText, item: SingleItem) -> Iterator[str]:
    if isinstance(item.distribution, Shown):
        table = item.distribution.value
        for cell in table.cells:
            said = tell("k_of_n", count=tell.number(cell.count), of=tell.number(table.n))
            yield f"{tell.foreign(cell.answer)}{tell.words('colon')}{said}"
    if isinstance(item.texts, Shown):
        yield tell.count("wrote", item.texts.value.n)  # what they wrote stays in the report


def in_short(report: Report, year: Year) -> tuple[str, ...]:
    """Return what a report found, a line each; none where nothing may be said."""
    tell = ReportText(report, year)
    blocks = opening.found(tell, report.first_page, report)
    return tuple(cell.text for block in blocks if isinstance(block, Points) for cell in block.points if not cell.marked)
