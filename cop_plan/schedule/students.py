"""On which days the students of a jurisdiction's schools are away, as the closures of the definition say it."""

from collections.abc import Iterable
from datetime import date

from cop_plan.definition import names
from cop_plan.definition.community import Closure, ClosureKind, Community


def are_away(day: date, community: Community, jurisdiction: str | None = None, kind: ClosureKind | None = None) -> bool:
    """Return whether a closure, or one of a kind, keeps a jurisdiction's students away; without one, everybody's."""
    on_day = [one for one in _of_kind(kind, community) if one.has(day)]
    if not on_day or any(not one.for_ for one in on_day):
        return bool(on_day)
    away = {names.alike(name) for one in on_day for name in one.for_}
    concerned = [jurisdiction] if jurisdiction else names.jurisdictions(community)
    # Where nobody has said yet who takes part, what is one jurisdiction's is not everybody's.
    return bool(concerned) and all(names.alike(one) in away for one in concerned)


def _of_kind(kind: ClosureKind | None, community: Community) -> Iterable[Closure]:
    return (one for one in community.closures.values() if kind in (None, one.kind))
