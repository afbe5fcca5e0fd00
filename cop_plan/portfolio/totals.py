"""Totals of many communities: of each school year, of all and by groups, with a person counted once.

Coming and hours are sums over whole communities, and only over those whose own report may show the number: at every
session that counts there were as many members as the community's limit. So nothing stands here that is no sum of what
these reports may publish, and whatever is subtracted from whatever, nothing of a smaller group follows. A community
whose members are of several jurisdictions is therefore part of no jurisdiction's coming, hours and costs, which cannot
be divided among them; its members and its sessions are counted in each.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import reduce
from typing import TypeVar

from cop_plan.base.frozen import frozen
from cop_plan.definition import names
from cop_plan.portfolio import clashes
from cop_plan.portfolio.values import (
    CommunitySummary,
    Costs,
    Enrolled,
    Grouping,
    GroupTotals,
    OfCommunities,
    YearTotals,
)
from cop_plan.report.values import Hidden, NotCollected, Number, Shown, Tally

Counted = TypeVar("Counted", Tally, int)

_ATTENDANCE = NotCollected(("records.attendance",))


def totals(communities: Iterable[CommunitySummary], grouping: Grouping) -> tuple[YearTotals, ...]:
    """Return the totals of each school year, the newest first; what cannot be read is in none."""
    by_year: dict[str, list[CommunitySummary]] = defaultdict(list)
    for one in communities:
        if one.is_read:
            by_year[one.year].append(one)
    return tuple(
        YearTotals(
            year,
            _of(None, [_Share(one, one.members, is_whole=True) for one in those]),
            tuple(_groups(those, grouping)),
        )
        for year, those in sorted(by_year.items(), reverse=True)
    )


@frozen
class _Share:
    """What of a community is in a group: all of it, or some of its members."""

    community: CommunitySummary
    members: Sequence[Enrolled]
    is_whole: bool


def _groups(communities: Sequence[CommunitySummary], grouping: Grouping) -> Iterator[GroupTotals]:
    """Yield the totals of each group by name, last of those that name none; nothing where nobody names one."""
    groups: dict[str, list[_Share]] = defaultdict(list)
    called: dict[str, str] = {}
    for community in communities:
        for name, share in _shares(community, grouping):
            called.setdefault(names.alike(name), name)
            groups[names.alike(name)].append(share)
    if any(groups.keys()):
        for key in sorted(groups, key=lambda key: (not key, key)):
            yield _of(called[key] or None, groups[key])


def _shares(community: CommunitySummary, grouping: Grouping) -> Iterator[tuple[str, _Share]]:
    if grouping != "jurisdiction":
        facilitator = community.facilitator.name if community.facilitator else None
        known = {"sponsor": community.sponsor, "facilitator": facilitator, "region": community.region}
        yield known[grouping] or "", _Share(community, community.members, is_whole=True)
        return
    members: dict[str, list[Enrolled]] = defaultdict(list)
    for one in community.members:
        members[names.alike(one.jurisdiction or "")].append(one)
    for those in members.values():
        yield those[0].jurisdiction or "", _Share(community, those, is_whole=len(members) == 1)
    if not members:
        yield "", _Share(community, (), is_whole=True)


def _of(name: str | None, shares: Sequence[_Share]) -> GroupTotals:
    communities = [one.community for one in shares]
    sessions = [session for one in communities for session in one.member_sessions]
    return GroupTotals(
        name,
        tuple(one.id for one in communities),
        len(clashes.distinct(one.person for share in shares for one in share.members)),
        len(sessions),
        sum(session.held is not None for session in sessions),
        sum(one.minutes for one in communities),
        _summed(shares, _coming),
        _summed(shares, _hours),
        tuple(_costs(one.community for one in shares if one.is_whole)),
    )


def _summed(
    shares: Sequence[_Share], of_one: Callable[[CommunitySummary], Counted | None]
) -> Number[OfCommunities[Counted]]:
    """Return a number summed over the communities of which it may be shown; `of_one` is None where it is not known."""
    known = [(one, number) for one in shares if (number := of_one(one.community)) is not None]
    shown = [number for one, number in known if one.is_whole and may_show(one.community)]
    if not known:
        return _ATTENDANCE
    if not shown:
        return Hidden("small group" if any(one.is_whole for one, _ in known) else "several groups")
    return Shown(OfCommunities(reduce(_plus, shown), len(shown), len(shares), len(known) - len(shown)))


def _plus(one: Counted, other: Counted) -> Counted:
    if isinstance(one, Tally) and isinstance(other, Tally):
        return Tally(one.count + other.count, one.of + other.of)
    assert isinstance(one, int), "a number of these is a tally or whole"
    assert isinstance(other, int), "both are of one sort"
    return one + other


def _coming(community: CommunitySummary) -> Tally | None:
    """Return the places that were taken at mandatory sessions, of those offered to whoever was a member that day."""
    sessions = [one for one in community.recorded if one.is_mandatory]
    return (
        Tally(sum(one.attended or 0 for one in sessions), sum(one.enrolled or 0 for one in sessions))
        if sessions
        else None
    )


def _hours(community: CommunitySummary) -> int | None:
    return counted_minutes(community) if community.recorded else None


def counted_minutes(community: CommunitySummary) -> int:
    """Return the minutes of all members that count."""
    return sum(one.counted_minutes or 0 for one in community.members)


def may_show(community: CommunitySummary) -> bool:
    """Return whether coming and hours of a community may be shown: no session that counts had too few members."""
    enrolled = [one.enrolled or 0 for one in community.recorded]
    return min((len(community.members), *enrolled)) >= community.hide_groups_under


def _costs(communities: Iterable[CommunitySummary]) -> Iterator[Costs]:
    """Yield what is planned and spent, each currency by itself."""
    amounts: dict[str, list[CommunitySummary]] = defaultdict(list)
    for one in communities:
        if one.planned is not None or one.spent is not None:
            amounts[one.currency or ""].append(one)
    for currency, those in sorted(amounts.items()):
        planned = [one.planned for one in those if one.planned is not None]
        spent = [one.spent for one in those if one.spent is not None]
        yield Costs(currency, sum(planned, Decimal(0)) if planned else None, sum(spent, Decimal(0)) if spent else None)
