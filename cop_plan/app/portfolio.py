"""Look over many communities: each read by itself, wherever that is, then all side by side."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from cop_plan.base.errors import Place, Problem
from cop_plan.base.translatable import all_of, sentence
from cop_plan.portfolio import clashes
from cop_plan.portfolio.values import CommunitySummary, Grouping, Portfolio


def side_by_side(
    communities: Iterable[CommunitySummary],
    today: date,
    *,
    school_limit: int = clashes.SCHOOL_LIMIT,
    grouping: Grouping = "jurisdiction",
) -> Portfolio:
    """Return communities side by side, in the order in which they were named."""
    named = identified(communities)
    return Portfolio(today, named, clashes.clashes(named, school_limit), grouping=grouping)


def identified(communities: Iterable[CommunitySummary]) -> tuple[CommunitySummary, ...]:
    """Return the communities, each with an id of its own.

    Where several have one, the school year is added to each: those of one year would take each other's place in every
    calendar, which is a problem of all of them.
    """
    found = tuple(communities)
    of_id = Counter(one.id for one in found)
    with_year = [one.id if of_id[one.id] == 1 or not one.year else f"{one.id}-{one.year}" for one in found]
    of_year: dict[tuple[str, str], list[CommunitySummary]] = defaultdict(list)
    for one in found:
        of_year[one.id, one.year].append(one)
    taken: set[str] = set()
    named = []
    for one, wanted in zip(found, with_year, strict=True):
        same = of_year[one.id, one.year]
        known, count = wanted, 2
        while known in taken:
            known, count = f"{wanted}-{count}", count + 1
        taken.add(known)
        double = (_double(one, same),) if len(same) > 1 and one.is_read else ()
        named.append(replace(one, id=known, problems=(*one.problems, *double)))
    return tuple(named)


def _double(community: CommunitySummary, same: Sequence[CommunitySummary]) -> Problem:
    others = [one.file for one in same if one.file != community.file]
    said = sentence("{others} and this have one id and year, {id}", others=all_of(others), id=community.id)
    hint = sentence("give each an id of its own: in calendars one takes the other's place")
    return Problem(Place(community.file, 0, 0), "id", said, hint)
