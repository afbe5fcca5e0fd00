"""The first page of a report: what a reader sees who reads no further."""

from collections.abc import Iterator

from cop_plan.report.pages import shared, survey_results
from cop_plan.report.pages.blocks import Heading, PageBlock, Paragraph, Points, TableCell
from cop_plan.report.pages.report_text import ReportText
from cop_plan.report.values import Blank, FirstPage, Hidden, Money, PairedItem, Report, Shown, SurveyFinding, UnitCosts


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
    """Yield what the year found: who came and completed it, who answered, and the change that members report."""
    yield Points((_came(tell, page),))
    surveys = shared.surveys_of(report)
    if surveys:
        yield Paragraph(survey_results.numbers(tell, surveys.respondents))
    points = [TableCell(finding(tell, one)) for one in page.found]
    gaps = [item for item in surveys.items if isinstance(item, PairedItem)] if surveys else []
    if points:
        points += survey_results.gaps_of_change(tell, gaps)
    else:
        why = next((tell.why(one.change) for one in gaps if not isinstance(one.change, Shown)), tell("not_collected"))
        points.append(TableCell(tell("no_finding", why=why), marked=True))
    yield Points(tuple(points))
    if any(one.change.down for one in page.found):
        yield Paragraph(tell("fall"))


def _came(tell: ReportText, page: FirstPage) -> TableCell:
    """Return who came to the mandatory sessions and who completed the year, in one line."""
    if not isinstance(page.coming, Shown):
        return TableCell(tell("came_none", why=tell.why(page.coming)), marked=True)
    short = page.coming.value
    sessions, recorded = tell.number(short.sessions), tell.number(short.recorded)
    if not short.sessions:
        return TableCell(tell("came_no_mandatory"), marked=True)
    if isinstance(short.every, Shown):
        every = short.every.value
        facts = {"of": tell.number(every.of), "every": tell.number(every.count), "sessions": sessions}
        if isinstance(page.completed, Shown):
            return TableCell(tell("came_and_completed", completed=tell.number(page.completed.value.count), **facts))
        return TableCell(tell("came_to_all", why=tell.why(page.completed), **facts))
    if isinstance(short.places, Shown):
        facts = {"sessions": sessions, "recorded": recorded, "places": tell.tally(short.places.value)}
        if short.every == Hidden("interim"):
            return TableCell(tell("came_interim", **facts))
        return TableCell(tell("came_in_part", **facts), marked=True)
    return TableCell(tell("came_none", why=tell.why(short.places)), marked=True)


def finding(tell: ReportText, one: SurveyFinding) -> str:
    """Return what members report on a question, in a sentence."""
    change = {way: tell.number(getattr(one.change, way)) for way in ("n", "up", "same", "down")}
    return tell(f"found_kinds.{one.kind}", ask=tell.foreign(one.ask), **change)


def _cost(tell: ReportText, page: FirstPage, currency: str | None) -> Iterator[PageBlock]:
    if isinstance(page.cost, Shown):
        money = page.cost.value
        sentences = list(_amounts(tell, money, currency))
        if currency:
            sentences.append(tell("amounts_in", currency=currency))
        if money.is_partial:
            sentences.append(tell("spent_in_part"))
        if page.unit_costs:
            sentences.append(_unit_costs(tell, page.unit_costs, currency))
        yield Paragraph(" ".join(sentences))
    else:
        yield Paragraph(tell("spent_none", why=tell.why(page.cost)), "marked")
    yield from shared.substitutes(tell, page.substitutes, in_short=True)


def _amounts(tell: ReportText, money: Money, currency: str | None) -> Iterator[str]:
    """Yield what was spent, planned and given in kind, as far as it is written."""
    names = ("planned", "actual", "in_kind")
    said = {name: tell.money(getattr(money, name), currency).text for name in names}
    if money.actual is not None and money.planned is not None:
        yield tell("spent_only" if money.in_kind is None else "spent", **said)
        return
    if money.actual is not None:
        yield tell("spent_unplanned", **said)
    else:
        yield tell("spent_nothing_written" if money.planned is None else "spent_unknown", **said)
    if money.in_kind is not None:
        yield tell("given_in_kind", **said)


def _unit_costs(tell: ReportText, costs: UnitCosts, currency: str | None) -> str:
    facts = {"member": tell.about_money(costs.per_member, currency), "members": tell.number(costs.members)}
    if costs.per_hour is None or costs.hours is None:
        return tell("cost_by_member", **facts)
    facts |= {"hour": tell.about_money(costs.per_hour, currency), "hours": tell.number(costs.hours)}
    return tell("cost_at_most" if costs.partial else "cost_by_member_and_hour", **facts)
