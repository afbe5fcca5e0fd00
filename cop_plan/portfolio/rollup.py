"""What the communities of a year came to, from the final reports that they published, and from nothing else.

It is a function of the published numbers alone, so that it tells nothing new of anybody. A sum is over those
communities that show the number, and says of how many it is. What was asked is compared only where two communities
asked the same: the same item, in the same words, with the same answers to choose from. Years are never mixed.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar, get_args

from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import sentence
from cop_plan.portfolio.values import OfCommunities
from cop_plan.report import data as report_data
from cop_plan.report.data import NotAFinalReport
from cop_plan.report.surveys import kind as claimed
from cop_plan.report.values import (
    AnswerCount,
    ChangeCounts,
    Distribution,
    FindingKind,
    Hidden,
    HiddenWhy,
    Money,
    NotCollected,
    Number,
    Shown,
    Tally,
)

SCHEMA_VERSION = 1

YEAR = "[0-9]{4}(?:-[0-9]{4})?"
"""A school year, as `timeline.name_of_year` writes it."""

Value = TypeVar("Value")
Sum = Number[OfCommunities[Value]]
"""A sum over those communities that show the number."""


ItemKey = tuple[str, str, tuple[str, ...]]
"""By what a question is known to be the same: its name, its words, and the answers to choose from, in their order."""


@frozen
class PublishedReport:
    """What a community's final report shows, as far as it can stand beside others; `today` is the day of the report.

    `memberships` are all who joined. `held` of the `planned` sessions took place, by a record of it or of who came.
    `places` are those at mandatory sessions; `hours` are of learning, all members' together, and `partial_hours` says
    that not every session is among them. `changes` are by question of both surveys, `answers` by question of the last
    alone. `asks` are texts in Markdown to continue, change and stop; None where nobody has written any.
    """

    name: str
    id: str
    year: str
    language: str
    today: date
    limit: int
    memberships: Number[int]
    planned: Number[int]
    held: Number[int]
    places: Number[Tally]
    completed: Number[Tally]
    hours: Number[int]
    substitute_days: Number[Decimal]
    currency: str | None
    cost: Number[Money]
    changes: Mapping[ItemKey, Number[ChangeCounts]]
    answers: Mapping[ItemKey, Number[Distribution]]
    asks: "Asks | None"
    partial_hours: bool = False


@frozen
class Asks:
    """What a community asks those who read its report to continue, change and stop, in its own words."""

    keep_on: tuple[str, ...] = ()
    change: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()


@frozen
class ComparedChange:
    """A question that several communities asked twice: how many went up, stayed and went down, where that is shown."""

    name: str
    ask: str
    asked_by: tuple[str, ...]
    change: "Sum[ChangeCounts]"

    @property
    def kind(self) -> FindingKind | None:
        """Return what may be claimed of it; None where nothing is shown."""
        return claimed(self.change.value.value) if isinstance(self.change, Shown) else None


@frozen
class ComparedAnswers:
    """A question of the last survey that several communities asked: how many gave which answer, where that is shown."""

    name: str
    ask: str
    asked_by: tuple[str, ...]
    answers: "Sum[Distribution]"


@frozen
class CurrencyCosts:
    """What was planned, spent and given in kind in one currency, None if none is written; `currency` may be unnamed.

    `partial` are so many communities that have not written yet all that they spent.
    """

    currency: str | None
    planned: "Sum[Decimal]"
    actual: "Sum[Decimal]"
    in_kind: "Sum[Decimal]"
    partial: int = 0


@frozen
class Unreported:
    """A community of the year without a final report; it may have an interim one."""

    name: str
    year: str
    has_interim: bool = False


@frozen
class AnnualRollup:
    """What the communities of one school year came to.

    `without` have no final report, `twice` are names of communities of which there is a second report, that is not
    counted. `not_compared` counts the questions that are not: no other community asked the same, or that is hidden.
    """

    year: str
    reports: tuple[PublishedReport, ...]
    without: tuple[Unreported, ...]
    twice: tuple[str, ...]
    memberships: "Sum[int]"
    planned: "Sum[int]"
    held: "Sum[int]"
    places: "Sum[Tally]"
    completed: "Sum[Tally]"
    hours: "Sum[int]"
    substitute_days: "Sum[Decimal]"
    costs: tuple[CurrencyCosts, ...]
    changes: tuple[ComparedChange, ...]
    answers: tuple[ComparedAnswers, ...]
    not_compared: int


def read(data: Any) -> PublishedReport:
    """Return what a report's JSON shows. Raises NotAFinalReport."""
    try:
        if data.get("schema_version", 1) != report_data.SCHEMA_VERSION:
            raise NotAFinalReport(sentence("it is a report of another version of cop-plan"))
        if data["kind"] != "final":
            raise NotAFinalReport(sentence("it is not a final report"))
        return _read(data)
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        raise error if isinstance(error, NotAFinalReport) else NotAFinalReport(sentence("it is no report")) from None


def of(reports: Iterable[PublishedReport], without: Iterable[Unreported] = ()) -> tuple[AnnualRollup, ...]:
    """Return what the communities of each year came to, the newest year first; of a year without a report nothing."""
    by_year: dict[str, dict[str, PublishedReport]] = defaultdict(dict)
    twice: dict[str, list[str]] = defaultdict(list)
    for one in reports:
        if one.id in by_year[one.year]:
            twice[one.year].append(one.name)
        else:
            by_year[one.year][one.id] = one
    unreported = tuple(without)
    return tuple(
        _of_year(year, tuple(those.values()), tuple(one for one in unreported if one.year == year), tuple(twice[year]))
        for year, those in sorted(by_year.items(), reverse=True)
    )


def _of_year(
    year: str, reports: tuple[PublishedReport, ...], without: tuple[Unreported, ...], twice: tuple[str, ...]
) -> AnnualRollup:
    changes = _by_item(reports, lambda one: one.changes)
    answers, apart = _with_those_hidden(_by_item(reports, lambda one: one.answers))
    return AnnualRollup(
        year=year,
        reports=reports,
        without=without,
        twice=twice,
        memberships=_sum((one.memberships for one in reports), sum),
        planned=_sum((one.planned for one in reports), sum),
        held=_sum((one.held for one in reports), sum),
        places=_sum((one.places for one in reports), _tally),
        completed=_sum((one.completed for one in reports), _tally),
        hours=_sum((one.hours for one in reports), sum),
        substitute_days=_sum((one.substitute_days for one in reports), _decimal),
        costs=tuple(_costs(reports)),
        changes=tuple(
            ComparedChange(name, ask, asked_by, _sum(numbers, _change))
            for (name, ask, _), (asked_by, numbers) in changes.items()
            if len(asked_by) > 1
        ),
        answers=tuple(
            ComparedAnswers(name, ask, asked_by, _sum(numbers, _cellwise))
            for (name, ask, _), (asked_by, numbers) in answers.items()
        ),
        not_compared=sum(len(asked_by) == 1 for asked_by, _ in changes.values()) + len(apart),
    )


_Asked = dict[ItemKey, tuple[tuple[str, ...], list[Number[Value]]]]
"""Who asked each question, and what their reports say of it, in the order in which they come first."""


def _by_item(
    reports: Sequence[PublishedReport], of: Callable[[PublishedReport], Mapping[ItemKey, Number[Value]]]
) -> "_Asked[Value]":
    found: _Asked[Value] = {}
    for report in reports:
        for key, number in of(report).items():
            asked_by, numbers = found.get(key, ((), []))
            found[key] = ((*asked_by, report.name), [*numbers, number])
    return found


def _with_those_hidden(found: "_Asked[Distribution]") -> "tuple[_Asked[Distribution], set[ItemKey]]":
    """Return the questions of which two show what was answered, with those who asked them and hide it; and the others.

    What there was to choose from is hidden with the answers, so that of those who hide them only the words are known.
    """
    hidden = {key[:2]: those for key, those in found.items() if not key[2]}
    together: _Asked[Distribution] = {}
    for (name, ask, choices), (asked_by, numbers) in found.items():
        if choices and len(asked_by) > 1:
            more = hidden.get((name, ask), ((), []))
            together[name, ask, choices] = ((*asked_by, *more[0]), [*numbers, *more[1]])
    words = {key[:2] for key in together}
    return together, {key for key in found if key not in together and (key[2] or key[:2] not in words)}


def _sum(numbers: Iterable[Number[Value]], add: Callable[[Sequence[Value]], Any]) -> "Sum[Any]":
    """Return the sum of the numbers that are shown, with how many they are; why there is none where there is none."""
    listed = tuple(numbers)
    shown = [one.value for one in listed if isinstance(one, Shown)]
    hidden = [one for one in listed if isinstance(one, Hidden)]
    if shown:
        return Shown(OfCommunities(add(shown), len(shown), len(listed), len(hidden)))
    return hidden[0] if hidden else NotCollected(())


def _tally(tallies: Sequence[Tally]) -> Tally:
    return Tally(sum(one.count for one in tallies), sum(one.of for one in tallies))


def _decimal(amounts: Sequence[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def _change(changes: Sequence[ChangeCounts]) -> ChangeCounts:
    return ChangeCounts(
        sum(one.up for one in changes), sum(one.same for one in changes), sum(one.down for one in changes)
    )


def _cellwise(tables: Sequence[Distribution]) -> Distribution:
    counts = map(sum, zip(*(one.counts for one in tables), strict=True))
    cells = (AnswerCount(cell.answer, count) for cell, count in zip(tables[0].cells, counts, strict=True))
    return Distribution(sum(one.n for one in tables), tuple(cells))


def _costs(reports: Sequence[PublishedReport]) -> Iterable[CurrencyCosts]:
    """Yield the costs of each currency by itself, those without a name last."""
    by_currency: dict[str | None, list[Money]] = defaultdict(list)
    for one in reports:
        if isinstance(one.cost, Shown):
            by_currency[one.currency].append(one.cost.value)
    for currency, those in sorted(by_currency.items(), key=lambda one: (one[0] is None, one[0] or "")):
        yield CurrencyCosts(
            currency,
            planned=_sum((_written(one.planned) for one in those), _decimal),
            actual=_sum((_written(one.actual) for one in those), _decimal),
            in_kind=_sum((_written(one.in_kind) for one in those), _decimal),
            partial=sum(one.is_partial for one in those),
        )


def _written(amount: Decimal | None) -> Number[Decimal]:
    return NotCollected(("budget",)) if amount is None else Shown(amount)


# Reading a report.


def _read(data: Mapping[str, Any]) -> PublishedReport:
    first, running, coming = data["first_page"], data["running"], data["coming"]
    sessions = _part(running, lambda part: part["sessions"])
    costs = first["unit_costs"] or {}
    recorded = _part(coming, lambda part: [one["id"] for one in part["sessions"]])
    came = recorded.value if isinstance(recorded, Shown) else ()
    items = _part(data["surveys"], lambda part: part["items"])
    every = items.value if isinstance(items, Shown) else ()
    return PublishedReport(
        name=_text(data["community"]),
        id=_text(data["id"]),
        year=_year(data["year"]),
        language=_text(data["language"]),
        today=date.fromisoformat(data["today"]),
        limit=_count(data["limit"]),
        memberships=_part(coming, lambda part: _count(part["flow"]["joined"])),
        planned=_then(sessions, len),
        held=_then(sessions, lambda those: sum(one["held"] is not None or one["id"] in came for one in those)),
        places=_inner(coming, "mandatory", _read_tally),
        completed=_part(first["completed"], _read_tally),
        hours=NotCollected(()) if costs.get("hours") is None else Shown(_count(costs["hours"])),
        partial_hours=bool(costs.get("partial")),
        substitute_days=_part(first["substitutes"], lambda part: _amount(part["days"])),
        currency=_text(data["currency"]) if data["currency"] is not None else None,
        cost=_part(first["cost"], _money),
        changes={_key(one, one["scale"]): _part(one["change"], _read_change) for one in every if "change" in one},
        answers=dict(_answers(one) for one in every if one.get("survey") == "final" and one["distribution"]),
        asks=None if "to_be_written_by" in first["asks"] else _asks(first["asks"]),
    )


def _part(data: Any, parse: Callable[[Any], Value]) -> Number[Value]:
    """Return a part of a report: what it shows, or why it shows nothing."""
    if isinstance(data, Mapping) and "hidden" in data:
        return Hidden(data["hidden"] if data["hidden"] in get_args(HiddenWhy) else "protected")
    if isinstance(data, Mapping) and "not_collected" in data:
        return NotCollected(tuple(map(_text, data["not_collected"])))
    return Shown(parse(data))


def _inner(data: Any, key: str, parse: Callable[[Any], Value]) -> Number[Value]:
    """Return what stands under a key of a part."""
    part = _part(data, lambda whole: whole[key])
    return _part(part.value, parse) if isinstance(part, Shown) else part


def _then(number: Number[Any], parse: Callable[[Any], Value]) -> Number[Value]:
    return Shown(parse(number.value)) if isinstance(number, Shown) else number


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _year(value: Any) -> str:
    """Return a school year that names files: any other text could lead out of their folder."""
    if not re.fullmatch(YEAR, _text(value)):
        raise ValueError
    return str(value)


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError
    return value


def _read_tally(data: Mapping[str, Any]) -> Tally:
    return Tally(_count(data["count"]), _count(data["of"]))


def _read_change(data: Mapping[str, Any]) -> ChangeCounts:
    return ChangeCounts(*(_count(data[way]) for way in ("up", "same", "down")))


def _money(data: Mapping[str, Any]) -> Money:
    planned, actual, in_kind = (
        None if data[key] is None else _amount(data[key]) for key in ("planned", "actual", "in_kind")
    )
    return Money(planned, actual, in_kind, bool(data["is_partial"]))


def _amount(value: Any) -> Decimal:
    amount = Decimal(_text(value))
    if not amount.is_finite():
        raise ValueError
    return amount


def _answers(item: Mapping[str, Any]) -> tuple[ItemKey, Number[Distribution]]:
    table = _part(item["distribution"], _table)
    return _key(item, [cell.answer for cell in table.value.cells] if isinstance(table, Shown) else ()), table


def _table(data: Mapping[str, Any]) -> Distribution:
    cells = tuple(AnswerCount(_text(cell["answer"]), _count(cell["count"])) for cell in data["cells"])
    return Distribution(_count(data["n"]), cells)


def _key(item: Mapping[str, Any], answers: Iterable[Any]) -> ItemKey:
    return _text(item["name"]), " ".join(_text(item["ask"]).split()), tuple(map(_text, answers))


def _asks(data: Mapping[str, Any]) -> Asks:
    return Asks(*(tuple(_text(one["text"]) for one in data[key]) for key in ("keep_on", "change", "stop")))


# As data.


def as_data(rollup: AnnualRollup) -> dict[str, Any]:
    """Return what the communities came to as data that JSON can hold, the same numbers as on the pages."""
    sums = ("memberships", "planned", "held", "places", "completed", "hours", "substitute_days")
    return {
        "schema_version": SCHEMA_VERSION,
        "year": rollup.year,
        "communities": [_community(one) for one in rollup.reports],
        "totals": {name: _plain(getattr(rollup, name)) for name in sums},
        "costs": [
            {
                "currency": one.currency,
                **{name: _plain(getattr(one, name)) for name in ("planned", "actual", "in_kind")},
                "partial_communities": one.partial,
            }
            for one in rollup.costs
        ],
        "changes": [
            {
                "name": one.name,
                "ask": one.ask,
                "asked_by": list(one.asked_by),
                "kind": one.kind,
                "change": _plain(one.change),
            }
            for one in rollup.changes
        ],
        "answers": [
            {"name": one.name, "ask": one.ask, "asked_by": list(one.asked_by), "answers": _plain(one.answers)}
            for one in rollup.answers
        ],
        "not_compared": rollup.not_compared,
        "without_final_report": [{"name": one.name, "has_interim": one.has_interim} for one in rollup.without],
        "not_counted_twice": list(rollup.twice),
    }


def _community(report: PublishedReport) -> dict[str, Any]:
    numbers = ("memberships", "planned", "held", "places", "completed", "hours", "substitute_days", "cost")
    return {
        "id": report.id,
        "name": report.name,
        "today": report.today.isoformat(),
        "hide_groups_under": report.limit,
        "currency": report.currency,
        **{name: _plain(getattr(report, name)) for name in numbers},
        "partial_hours": report.partial_hours,
        "asks": None if report.asks is None else report_data.plain(report.asks),
    }


def _plain(number: Number[Any]) -> Any:
    """Return a number, a sum of some with of how many communities it is."""
    if isinstance(number, Shown) and isinstance(number.value, OfCommunities):
        found = number.value
        return {
            "value": report_data.plain(found.value),
            "communities": found.count,
            "of_communities": found.of,
            "hidden_communities": found.hidden,
        }
    return report_data.plain(number)
