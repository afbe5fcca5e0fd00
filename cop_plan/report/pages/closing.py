"""Budget, legacy, limits, what comes next, and the page of a jurisdiction, as blocks of a page."""

from collections.abc import Iterable, Iterator, Mapping

from cop_plan.report.pages import shared
from cop_plan.report.pages.blocks import Block, Cell, Facts, Heading, Points, Table, Text
from cop_plan.report.pages.report_text import Telling
from cop_plan.report.values import (
    Budget,
    CapacityPlan,
    Jurisdiction,
    JurisdictionNumbers,
    Legacy,
    Limit,
    Money,
    Next,
    Shown,
)

# Budget.


def budget(tell: Telling, part: Budget) -> Iterator[Block]:
    """Yield the budget by category and in total."""

    def amounts(money: Money) -> tuple[Cell, ...]:
        return (
            tell.money(money.planned, part.currency),
            tell.money(money.actual, part.currency),
            tell.money(money.difference, part.currency, signed=True),
            tell.money(money.in_kind, part.currency),
        )

    heads = ("category", "planned_amount", "actual", "difference", "in_kind", "for", "note")
    caption = tell("budget_table", currency=part.currency) if part.currency else tell("budget_table_plain")
    rows = tuple(
        (
            Cell(tell.foreign(one.category)),
            *amounts(one.money),
            Cell(tell.foreign(tell.words("list_semicolon").join(one.occasions))),
            Cell(tell.foreign(tell.words("list_semicolon").join(one.notes))),
        )
        for one in part.categories
    )
    total = (Cell(tell("total")), *amounts(part.total), Cell(""), Cell(""))
    yield Table(caption, tuple(map(tell, heads)), (*rows, total), numbers=frozenset((1, 2, 3, 4)), has_total=True)
    yield Text(tell("difference_read"), "quiet")


# What lasts.


def legacy(tell: Telling, part: Legacy) -> Iterator[Block]:
    """Yield commitments, what teams do in their jurisdictions, and where the knowledge lies."""
    yield Heading(tell("commitments"))
    if isinstance(part.commitments, Shown):
        yield Table(
            tell("commitments_table"),
            (tell("commitments"), tell("members")),
            tuple(
                (Cell(tell(f"commitment_to.{to}")), tell.cell(number, tell.tally))
                for to, number in part.commitments.value.items()
            ),
            numbers=frozenset((1,)),
        )
    else:
        yield Text(tell("commitments_none", why=tell.why(part.commitments)), "marked")
    yield Heading(tell("capacity"))
    if part.plans:
        yield plans(tell, part.plans, tell("capacity_table"))
    else:
        yield Text(tell("no_plans"), "marked")
    if part.discussed:
        yield Text(tell("discussed", sessions=tell.foreign(tell.words.listed(one.title for one in part.discussed))))
    else:
        yield Text(tell("discussed_none"), "marked")
    yield Heading(tell("knowledge"))
    kept = [("resources", part.resources, None), ("licence", part.licence, None), ("url", part.url, part.url)]
    facts = [
        (tell(key), Cell(tell.foreign(said), link=link) if said else Cell(tell("not_written"), marked=True))
        for key, said, link in kept
    ]
    told = [f"{who} ({channel})" if channel else who for who, channel in part.audiences]
    yield Facts((*facts, (tell("audiences"), shared.listed(tell, told))))


def plans(tell: Telling, planned: tuple[CapacityPlan, ...], caption: str, *, within: bool = False) -> Table:
    """Return what teams do in their jurisdictions; `within` a jurisdiction's own page it is not named again."""
    heads = ("activity", "jurisdiction", "team", "for_audience", "when", "support_needed")
    rows = [_plan_row(tell, one) for one in planned]
    columns = [at for at in range(len(heads)) if not (within and at == 1)]
    return Table(
        caption, tuple(tell(heads[at]) for at in columns), tuple(tuple(row[at] for at in columns) for row in rows)
    )


def _plan_row(tell: Telling, plan: CapacityPlan) -> tuple[Cell, ...]:
    gap = Cell(tell("not_written"), marked=True)
    if plan.done:
        when = Cell(tell("done_on", day=tell.short_day(plan.done)))
    else:
        when = Cell(tell.day(plan.day)) if plan.day else Cell(tell("no_day"), marked=True)
    return (
        Cell(tell.foreign(plan.activity)) if plan.activity else gap,
        Cell(tell.foreign(plan.jurisdiction)) if plan.jurisdiction else gap,
        shared.named(tell, plan.team),
        shared.listed(tell, (tell.words.name("answers", one) for one in plan.audience)),
        when,
        Cell(tell.foreign(plan.support or "")),
    )


# What it cannot say, and what comes next.


def limits(tell: Telling, listed: Iterable[Limit]) -> Iterator[Block]:
    """Yield the limits of the report in sentences."""
    yield Points(tuple(Cell(_limit(tell, one)) for one in listed))


def _limit(tell: Telling, limit: Limit) -> str:
    names = limit.names
    if limit.kind == "not collected":
        names = tuple(tell("ask_quoted", ask=tell(f"parts.{name}")) for name in names)
    elif limit.kind == "published before cannot be made again":
        names = tuple(tell("ask_quoted", ask=shared.ask_of(tell.report, name)) for name in names)  # type: ignore[arg-type]
    else:
        names = tuple(map(tell.title, names))
    key, count = f"limits.{limit.kind}", limit.count or 0
    facts = {"of": tell.number(limit.of or 0), "names": tell.words.listed(names)}
    if isinstance(tell.words.at(f"report.{key}"), Mapping):
        return tell.foreign(tell.count(key, count, **facts))
    return tell.foreign(tell(key, count=tell.number(count), **facts))


def following(tell: Telling, part: Next) -> Iterator[Block]:
    """Yield what comes next."""
    if part.entries:
        yield Heading(tell("ahead"))
        lines = (f"{tell.day(day)}{tell.words('colon')}{tell.foreign(title)}" for day, title in part.entries)
        yield Points(tuple(map(Cell, lines)))
    else:
        yield Text(tell("nothing_ahead"))
    if part.longer_goals:
        yield Heading(tell("longer_goals"))
        yield Points(tuple(Cell(tell.foreign(goal)) for goal in part.longer_goals))
    lead = Cell(tell.foreign(part.lead)) if part.lead else Cell(tell("not_written"), marked=True)
    yield Facts(((tell("lead_next"), lead),))


# A jurisdiction's page.


def jurisdiction(tell: Telling, one: Jurisdiction) -> Iterator[Block]:
    """Yield the page of a jurisdiction: its own people and plans, and its numbers if they may be seen."""
    yield Facts(
        (
            (tell("people"), _people(tell, one.people)),
            (tell("schools"), _people(tell, one.schools)),
        )
    )
    yield Heading(tell("its_numbers"))
    if isinstance(one.numbers, Shown):
        yield _its_numbers(tell, one.numbers.value)
    else:
        yield Text(tell("numbers_hidden", why=tell.why(one.numbers)), "marked")
    yield Heading(tell("its_plans"))
    if one.plans:
        yield plans(tell, one.plans, tell("its_plans"), within=True)
    else:
        yield Text(tell("no_plans"), "marked")


def _people(tell: Telling, names: tuple[str, ...]) -> Cell:
    return Cell(tell.foreign(tell.words.listed(names))) if names else Cell(tell("nobody"), marked=True)


def _its_numbers(tell: Telling, numbers: JurisdictionNumbers) -> Facts:
    release = numbers.substitutes
    return Facts(
        (
            (tell("its_completed"), tell.cell(numbers.completed, tell.tally)),
            (tell("its_committed"), tell.cell(numbers.committed, tell.tally)),
            (tell("its_days"), tell.cell(release, lambda used: tell.words.number(used.days))),
            (tell("its_hours"), tell.cell(release, lambda used: tell.words.number(used.hours))),
        )
    )
