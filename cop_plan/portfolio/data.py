"""A portfolio as plain data: numbers as the pages have them, since they are of the same values; no address of anybody.

What is shown stands as itself, what is hidden as `{"hidden": why}`, what was not collected as `{"not_collected":
[keys]}`. Days and moments are ISO 8601, money is text with its decimals.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from cop_plan.portfolio import totals
from cop_plan.portfolio.values import (
    Clash,
    CommunitySummary,
    Costs,
    GroupTotals,
    OfCommunities,
    Portfolio,
    PortfolioEntry,
    PortfolioSession,
)
from cop_plan.render.year import without_address
from cop_plan.report.values import Hidden, NotCollected, Number, Shown, Tally

SCHEMA_VERSION = 1


def as_data(portfolio: Portfolio) -> dict[str, Any]:
    """Return a portfolio as data that JSON can hold."""
    return {
        "schema_version": SCHEMA_VERSION,
        "today": portfolio.today.isoformat(),
        "communities": [community(one, portfolio) for one in portfolio.communities],
        "clashes": [clash(one) for one in portfolio.clashes],
        "totals": {
            "grouping": portfolio.grouping,
            "years": [
                {"year": one.year, "all": group(one.all), "groups": [group(part) for part in one.groups]}
                for one in portfolio.totals
            ],
        },
    }


def community(one: CommunitySummary, portfolio: Portfolio) -> dict[str, Any]:
    """Return a community; what only a year tells is null of one that cannot be read."""
    following = one.next_session(portfolio.today)
    of_year: Mapping[str, Any] = {
        "sessions": len(one.member_sessions),
        "members": len(one.members_on(portfolio.today)),
        "next": session(following) if following else None,
        "planned_minutes": one.minutes,
        "counted_minutes": number(hours(one)),
        "entries": one.entries,
        "done": one.done,
        "first": one.first and one.first.isoformat(),
        "last": one.last and one.last.isoformat(),
        "ended": one.is_over(portfolio.today),
    }
    return {
        "id": one.id,
        "name": one.name,
        "year": one.year or None,
        "file": one.file,
        "language": one.language if one.is_read else None,
        "timezone": one.timezone if one.is_read else None,
        "region": one.region,
        "sponsor": one.sponsor and without_address(one.sponsor),
        "facilitator": one.facilitator and without_address(one.facilitator.name),
        **(of_year if one.is_read else dict.fromkeys(of_year)),
        "overdue": [entry(of, one) for of in one.overdue],
        "problems": [of.data() for of in one.problems],
    }


def hours(one: CommunitySummary) -> Number[int]:
    """Return the minutes of a community's members that count, unless they are hidden or there are no records."""
    if not one.recorded:
        return NotCollected(("records.attendance",))
    return Shown(totals.counted_minutes(one)) if totals.may_show(one) else Hidden("small group")


def session(one: PortfolioSession) -> dict[str, Any]:
    """Return a session."""
    return {
        "entry": one.entry,
        "title": without_address(one.title),
        "kind": one.kind,
        "date": one.day.isoformat(),
        "start": one.start.isoformat() if one.start else None,
        "end": one.end.isoformat() if one.end else None,
        "where": one.where and without_address(one.where),
    }


def entry(one: PortfolioEntry, of: CommunitySummary) -> dict[str, Any]:
    """Return a dated thing with its owner as the definition has it, and who that is: a name, where one person is it."""
    return {
        "entry": one.entry,
        "title": without_address(one.title),
        "date": one.day.isoformat(),
        "owner": one.owner and without_address(one.owner),
        "who": without_address(of.who_sees_to(one, str)),
    }


def clash(one: Clash) -> dict[str, Any]:
    """Return a clash."""
    data: dict[str, Any] = {
        "kind": one.kind,
        "who": without_address(one.who),
        "date": one.day.isoformat(),
        "entries": list(one.entries),
    }
    return data if one.members is None else {**data, "members": one.members}


def group(one: GroupTotals) -> dict[str, Any]:
    """Return the totals of a group."""
    known = {field.name: number(getattr(one, field.name)) for field in fields(GroupTotals)}
    return {"planned_minutes" if name == "minutes" else name: value for name, value in known.items()}


def number(value: Any) -> Any:
    """Return a value of totals, whatever it is."""
    match value:
        case Shown():
            return number(value.value)
        case Hidden():
            return {"hidden": value.why}
        case NotCollected():
            return {"not_collected": list(value.missing)}
        case OfCommunities():
            return {
                "value": number(value.value),
                "communities": value.count,
                "of_communities": value.of,
                "hidden_communities": value.hidden,
            }
        case Tally():
            return {"count": value.count, "of": value.of}
        case Costs():
            amounts = {"planned": value.planned, "spent": value.spent}
            return {
                "currency": value.currency or None,
                **{name: None if amount is None else str(amount) for name, amount in amounts.items()},
            }
        case tuple():
            return [number(one) for one in value]
    return value
