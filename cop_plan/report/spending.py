"""The budget: planned, spent and given in kind, by category and in total; differences are computed, never read."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from cop_plan.definition.community import BudgetLine, Community
from cop_plan.hours import ledger
from cop_plan.report.values import Budget, BudgetCategory, Money, NotCollected, Part, Shown, UnitCosts
from cop_plan.report.year import ReportedYear


def budget(community: Community) -> Part[Budget]:
    """Return the budget by category, in the order of its first lines."""
    lines = community.budget
    if not lines:
        return NotCollected(("budget",))
    categories = (_category(name, lines) for name in dict.fromkeys(line.category for line in lines))
    return Shown(Budget(tuple(categories), _sum(lines), community.currency))


def unit_costs(year: ReportedYear, cost: Part[Budget]) -> UnitCosts | None:
    """Return what was spent for each member and each hour of learning; None where it is not known what was spent."""
    spent = cost.value.total.actual if isinstance(cost, Shown) and not cost.value.total.is_partial else None
    if not spent or not year.members:
        return None
    members = len(year.members)
    found = UnitCosts(_whole(spent / members), members)
    hours = ledger.ledger(year)
    # Who came to a session is not told of fewer members than the limit, nor is it by the hours of all.
    enrolled = [len(year.enrolled(year.day_of(session))) for session, _ in year.recorded]
    if hours.minutes < 60 or min((members, *enrolled)) < year.limit:
        return found
    if len(year.not_recorded) > len(year.recorded):
        return found  # the hours of less than half of the sessions say nothing of the year
    partial = bool(year.not_recorded) or not all(time.planned for time in hours.times.values())
    per_hour = _whole(spent * 60 / hours.minutes)
    return replace(found, per_hour=per_hour, hours=hours.minutes // 60, partial=partial)


def _whole(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), ROUND_HALF_UP)


def _category(name: str, lines: Iterable[BudgetLine]) -> BudgetCategory:
    of_it = [line for line in lines if line.category == name]
    return BudgetCategory(
        name,
        _sum(of_it),
        tuple(dict.fromkeys(line.for_ for line in of_it if line.for_)),
        tuple(dict.fromkeys(line.note for line in of_it if line.note)),
    )


def _sum(lines: Iterable[BudgetLine]) -> Money:
    """Return amounts, added up; one that no line has stays unknown."""
    listed = list(lines)
    planned, actual, in_kind = (_added(line_amounts) for line_amounts in zip(*map(_amounts, listed), strict=True))
    is_partial = actual is not None and any(line.planned and line.actual is None for line in listed)
    return Money(planned, actual, in_kind, is_partial)


def _amounts(line: BudgetLine) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    return line.planned, line.actual, line.in_kind


def _added(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal("0.00")) if known else None
