"""The first page of a report: what a reader sees who reads no further."""

from collections.abc import Iterator

from cop_plan.report.pages import shared
from cop_plan.report.pages.blocks import Heading, PageBlock, Paragraph, Points, TableCell
from cop_plan.report.pages.report_text import ReportText
from cop_plan.report.values import Blank, FirstPage, PairedItem, Report, Shown, SurveyFinding


def first_page(tell: ReportText, page: FirstPage, report: Report) -> Iterator[PageBlock]:
    """Yield what a reader sees who reads no further."""
    yield Heading(tell("set_out"))
    purpose = page.purpose
    statement = purpose.statement or tell.words.statement(
        purpose.audience, purpose.shared_interest, purpose.concern, purpose.learn_together_how_best_to
    )
    if statement:
        yield Paragraph(tell.foreign(statement))
    if purpose.success:
        yield Paragraph(tell("success", success=tell.foreign(purpose.success)))
    if page.aims:
        yield Points(tuple(TableCell(tell.foreign(aim)) for aim in page.aims))
    if not statement and not purpose.success and not page.aims:
        yield Paragraph(tell("blank_by_nobody"), "marked")
    yield Heading(tell("found"))
    yield from found(tell, page, report)
    yield Heading(tell("did_not_work"))
    yield from shared.to_write(tell, page.did_not_work)
    yield Heading(tell("cost"))
    yield from _cost(tell, page, report.currency)
    yield Heading(tell("decide"))
    if isinstance(page.asks, Blank):
        yield from shared.to_write(tell, page.asks)
    else:
        asks = page.asks.value
        every = (("keep_on", asks.keep_on), ("do_change", asks.change), ("stop", asks.stop))
        some = [(key, asked) for key, asked in every if asked]
        firsts = (*(asked[0] for _, asked in some[1:]), None)
        for (key, asked), following in zip(some, firsts, strict=True):
            yield Paragraph(tell(key), "strong")
            yield from shared.written(tell, asked, following)


def about(tell: ReportText, told: Report) -> tuple[tuple[str, TableCell], ...]:
    """Return who stands behind a report: who is its sponsor, who wrote it, who paid."""
    behind = [("sponsor", (told.sponsor,) if told.sponsor else ()), ("partners", told.partners)]
    page = told.first_page
    named = [
        *((key, people) for key, people in behind if people),
        ("written_by", page.written_by),
        ("paid_by", page.paid_by),
    ]
    return tuple((tell(key), shared.named(tell, people)) for key, people in named)


def found(tell: ReportText, page: FirstPage, report: Report) -> Iterator[PageBlock]:
    """Yield what the year found: the change that members report, and how many completed it."""
    surveys = shared.surveys_of(report)
    points = [TableCell(finding(tell, one)) for one in page.found]
    if not points:
        points.append(TableCell(tell("no_finding", why=_why_none_found(tell, report)), marked=True))
    if isinstance(page.completed, Shown):
        points.append(TableCell(tell("completed", tally=tell.tally(page.completed.value))))
    else:
        points.append(TableCell(tell("completed_none", why=tell.why(page.completed)), marked=True))
    yield Points(tuple(points))
    if any(one.change.down for one in page.found):
        yield Paragraph(tell("fall"))
    if page.found and surveys and surveys.respondents.matched is not None:
        facts = {name: tell.number(getattr(surveys.respondents, name)) for name in ("matched", "enrolled")}
        yield Paragraph(tell("who_is_matched", **facts), "quiet")


def finding(tell: ReportText, one: SurveyFinding) -> str:
    """Return which way a question went, in a sentence."""
    change = {way: tell.number(getattr(one.change, way)) for way in ("n", "up", "same", "down")}
    return tell(f"found_{one.kind}", ask=tell.foreign(one.ask), **change)


def _why_none_found(tell: ReportText, report: Report) -> str:
    surveys = shared.surveys_of(report)
    gaps = [item.change for item in surveys.items if isinstance(item, PairedItem)] if surveys else []
    return next((tell.why(one) for one in gaps if not isinstance(one, Shown)), tell("not_collected"))


def _cost(tell: ReportText, page: FirstPage, currency: str | None) -> Iterator[PageBlock]:
    if isinstance(page.cost, Shown):
        money = page.cost.value
        key = "spent_only" if money.in_kind is None else "spent"
        names = ("planned", "actual", "in_kind")
        said = tell(key, **{name: tell.money(getattr(money, name), currency).text for name in names})
        yield Paragraph(f"{said} {tell('amounts_in', currency=currency)}" if currency else said)
    else:
        yield Paragraph(tell("spent_none", why=tell.why(page.cost)), "marked")
    yield from shared.substitutes(tell, page.substitutes, in_short=True)
