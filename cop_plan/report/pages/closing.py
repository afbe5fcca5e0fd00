"""Budget, legacy, limits, what comes next, and the page of a jurisdiction, as blocks of a page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from cop_plan.definition.community import SESSIONS
from cop_plan.report.pages import shared
from cop_plan.report.pages.blocks import FactList, Heading, PageBlock, PageTable, Paragraph, Points, TableCell
from cop_plan.report.pages.report_text import ReportText
from cop_plan.report.values import (
    Budget,
    CapacityPlan,
    Jurisdiction,
    JurisdictionNumbers,
    LegacyResults,
    Money,
    NextSteps,
    NotCollected,
    ReportLimit,
    SessionHeld,
    Shown,
    UncountedFile,
    UnreadCells,
)

# Budget.


def budget(tell: ReportText, part: Budget) -> Iterator[PageBlock]:
    """Yield the budget by category and in total."""

    def amounts(money: Money) -> tuple[TableCell, ...]:
        return (
            _amount(tell, money.planned, part),
            _amount(tell, money.actual, part),
            _amount(tell, money.difference, part, signed=True),
            _amount(tell, money.in_kind, part),
        )

    heads = ("category", "planned_amount", "actual", "difference", "in_kind", "for", "note")
    caption = tell("budget_table", currency=part.currency) if part.currency else tell("budget_table_plain")
    rows = tuple(
        (
            TableCell(tell.foreign(one.category)),
            *amounts(one.money),
            TableCell(tell.foreign(tell.words("list_semicolon").join(one.occasions))),
            TableCell(tell.foreign(tell.words("list_semicolon").join(one.notes))),
        )
        for one in part.categories
    )
    total = (TableCell(tell("total")), *amounts(part.total), TableCell(""), TableCell(""))
    yield PageTable(caption, tuple(map(tell, heads)), (*rows, total), numbers=frozenset((1, 2, 3, 4)), has_total=True)
    if part.total.difference is not None:
        yield Paragraph(tell("difference_read"), "quiet")
    if any(None in (one.money.planned, one.money.actual, one.money.in_kind) for one in part.categories):
        yield Paragraph(tell("empty_amounts"), "quiet")


def _amount(tell: ReportText, amount: Decimal | None, part: Budget, *, signed: bool = False) -> TableCell:
    """Return an amount; the cell of one that nobody wrote is empty."""
    return TableCell("") if amount is None else tell.money(amount, part.currency, signed=signed)


# What lasts.


def _on_its_day(tell: ReportText, one: SessionHeld) -> str:
    day = tell.day(one.held.day if one.held else one.planned)
    return f"{tell.foreign(one.title)} ({day})" if one.kind in SESSIONS else day


def legacy(tell: ReportText, part: LegacyResults) -> Iterator[PageBlock]:
    """Yield what a legacy is for, commitments, what teams do in their jurisdictions, and where the knowledge lies."""
    planned = sum(1 for plan in part.plans if plan.activity)
    yield Paragraph(f"{tell('returns')} {tell.count('returns_planned', planned)}" if planned else tell("returns"))
    if isinstance(part.commitments, Shown):
        yield Heading(tell("commitments"))
        yield PageTable(
            tell("commitments"),
            (tell("commitments"), tell("commitments_table")),
            tuple(
                (TableCell(tell(f"commitment_to.{to}")), tell.cell(number, tell.tally))
                for to, number in part.commitments.value.items()
            ),
            numbers=frozenset((1,)),
        )
    else:
        yield Paragraph(tell("commitments_none", why=tell.why(part.commitments)), "marked")
    if part.plans:
        yield Heading(tell("capacity"))
        yield plans(tell, part.plans, tell("capacity"))
    else:
        yield Paragraph(tell("no_plans"), "marked")
    if part.discussed:
        yield Paragraph(tell("discussed", sessions=tell.words.listed(_on_its_day(tell, one) for one in part.discussed)))
    else:
        yield Paragraph(tell("discussed_none"), "marked")
    kept = [("resources", part.resources, None), ("licence", part.licence, None), ("url", part.url, part.url)]
    facts = [
        (tell(key), TableCell(tell.foreign(said), link=link) if said else TableCell(tell("not_written"), marked=True))
        for key, said, link in kept
    ]
    told = [f"{who} ({channel})" if channel else who for who, channel in part.audiences]
    facts.append((tell("audiences"), shared.listed(tell, told)))
    if all(fact.marked for _, fact in facts):
        yield Paragraph(tell("knowledge_none"), "marked")
    else:
        yield Heading(tell("knowledge"))
        yield from shared.facts(tell, facts)


def plans(tell: ReportText, planned: tuple[CapacityPlan, ...], caption: str, *, within: bool = False) -> PageTable:
    """Return what teams do in their jurisdictions; `within` a jurisdiction's own page it is not named again."""
    heads = ("activity", "jurisdiction", "team", "for_audience", "when", "support_needed")
    rows = [_plan_row(tell, one) for one in planned]
    columns = [at for at in range(len(heads)) if not (within and at == 1)]
    return PageTable(
        caption, tuple(tell(heads[at]) for at in columns), tuple(tuple(row[at] for at in columns) for row in rows)
    )


def _plan_row(tell: ReportText, plan: CapacityPlan) -> tuple[TableCell, ...]:
    gap = TableCell(tell("not_written"), marked=True)
    if plan.done:
        when = TableCell(tell("done_on", day=tell.short_day(plan.done)))
    else:
        when = TableCell(tell.day(plan.day)) if plan.day else TableCell(tell("no_day"), marked=True)
    return (
        TableCell(tell.foreign(plan.activity)) if plan.activity else gap,
        TableCell(tell.foreign(plan.jurisdiction)) if plan.jurisdiction else gap,
        shared.named(tell, plan.team),
        shared.listed(tell, (tell.words.name("answers", one) for one in plan.audience)),
        when,
        TableCell(tell.foreign(plan.support or "")),
    )


# What it cannot say, and what comes next.


def limits(
    tell: ReportText, listed: Iterable[ReportLimit], gaps: Sequence[tuple[str, NotCollected]]
) -> Iterator[PageBlock]:
    """Yield the limits of the report in sentences, then the parts of which there is no record, with what is missing."""
    yield Points(tuple(TableCell(_limit(tell, one)) for one in listed if one.kind != "not collected"))
    if gaps:
        lines = (tell("gap_in", part=tell(f"parts.{name}"), what=tell.gaps(part.missing)) for name, part in gaps)
        yield from shared.folded(tell.count("not_collected_part", len(gaps)), lines)


def _limit(tell: ReportText, limit: ReportLimit) -> str:
    key, count = f"limits.{limit.kind}", limit.count or 0
    facts = {"of": tell.number(limit.of or 0), "names": tell.words.listed(_names(tell, limit))}
    if limit.kind in ("answers without an address", "answers cannot be matched", "answers could not be matched"):
        facts |= {"what": tell.key_of(), "no_key": tell.no_key(limit.names)}
    if isinstance(tell.words.at(f"report.{key}"), Mapping):
        return tell.foreign(tell.count(key, count, **facts))
    return tell.foreign(tell(key, count=tell.number(count), **facts))


def _names(tell: ReportText, limit: ReportLimit) -> Iterable[str]:
    """Return what a limit concerns, each in words."""
    match limit.kind:
        case "published before cannot be made again":
            return (tell("ask_quoted", ask=shared.ask_of(tell.report, name)) for name in limit.names)  # type: ignore[arg-type]
        case "answers of nobody known" | "answers without an address":
            return (tell(f"which.{name}") for name in limit.names)
        case "files left out":
            return [tell.words("list_semicolon").join(_left_out(tell, one) for one in limit.files)]
        case "days decided by the plan":
            taken = (tell("day_taken", file=one.file, written=one.written, day=tell.day(one.day)) for one in limit.days)
            return [tell.words("list_semicolon").join(taken)]
        case "cells that could not be read":
            return [tell.words("list_semicolon").join(_unread(tell, one) for one in limit.cells)]
    return map(tell.title, limit.names)


def _left_out(tell: ReportText, one: UncountedFile) -> str:
    why = tell(f"left_out.{one.why or 'of no session'}")
    return tell("left_out_of", file=one.file, day=tell.day(one.day), why=why) if one.day else f"{one.file} ({why})"


MAX_ROWS = 12
"""So many rows of a file are named, and how many more there are."""


def _unread(tell: ReportText, one: UnreadCells) -> str:
    rows = [tell.number(row) for row in one.rows[:MAX_ROWS]]
    if len(one.rows) > MAX_ROWS:
        rows.append(tell("more_rows", number=tell.number(len(one.rows) - MAX_ROWS)))
    facts = {"file": one.file, "why": tell.words(f"inspect.conceded.{one.why}")}
    return tell.count("unread", len(one.rows), rows=tell.words.listed(rows), **facts)


def following(tell: ReportText, part: NextSteps) -> Iterator[PageBlock]:
    """Yield what comes next."""
    if part.entries:
        yield Heading(tell("ahead"))
        lines = (f"{tell.day(day)}{tell.words('colon')}{tell.foreign(title)}" for day, title in part.entries)
        yield Points(tuple(map(TableCell, lines)))
    else:
        yield Paragraph(tell("nothing_ahead"))
    if part.longer_goals:
        yield Heading(tell("longer_goals"))
        yield Points(tuple(TableCell(tell.foreign(goal)) for goal in part.longer_goals))
    lead = TableCell(tell.foreign(part.lead)) if part.lead else TableCell(tell("not_written"), marked=True)
    yield FactList(((tell("lead_next"), lead),))


# A jurisdiction.


def has_numbers(one: Jurisdiction) -> bool:
    """Return whether a number of a jurisdiction may be seen: only then it has a page."""
    if not isinstance(one.numbers, Shown):
        return False
    numbers = one.numbers.value
    return any(isinstance(number, Shown) for number in (numbers.completed, numbers.committed, numbers.substitutes))


def without_numbers(tell: ReportText, listed: Sequence[Jurisdiction]) -> Iterator[PageBlock]:
    """Yield a sentence for each jurisdiction without a page: who belongs to it, and why its numbers are not shown."""
    yield Points(tuple(TableCell(_in_short(tell, one)) for one in listed))


def _in_short(tell: ReportText, one: Jurisdiction) -> str:
    name, people = tell.foreign(one.name), tell.foreign(tell.words.listed(one.people))
    if one.schools:
        name = tell("jurisdiction_and_schools", name=name, schools=tell.foreign(tell.words.listed(one.schools)))
    if not one.people:
        return tell("jurisdiction_of_nobody", name=name)
    why = tell("not_collected") if isinstance(one.numbers, Shown) else tell.why(one.numbers)
    return tell("jurisdiction_in_short", name=name, people=people, why=why)


def jurisdiction(tell: ReportText, one: Jurisdiction) -> Iterator[PageBlock]:
    """Yield the page of a jurisdiction: its own people, numbers and plans."""
    yield FactList(
        (
            (tell("people"), _people(tell, one.people)),
            (tell("schools"), shared.listed(tell, one.schools)),
        )
    )
    if isinstance(one.numbers, Shown):
        yield Heading(tell("its_numbers"))
        yield _its_numbers(tell, one.numbers.value)
    if one.plans:
        yield Heading(tell("its_plans"))
        yield plans(tell, one.plans, tell("its_plans"), within=True)
    else:
        yield Paragraph(tell("no_plan_of_its"), "marked")


def _people(tell: ReportText, names: tuple[str, ...]) -> TableCell:
    return TableCell(tell.foreign(tell.words.listed(names))) if names else TableCell(tell("nobody"), marked=True)


def _its_numbers(tell: ReportText, numbers: JurisdictionNumbers) -> FactList:
    release = numbers.substitutes
    return FactList(
        (
            (tell("its_completed"), tell.cell(numbers.completed, tell.tally)),
            (tell("its_committed"), tell.cell(numbers.committed, tell.tally)),
            (tell("its_days"), tell.cell(release, lambda used: tell.words.number(used.days))),
            (tell("its_hours"), tell.cell(release, lambda used: tell.words.number(used.hours))),
        )
    )
