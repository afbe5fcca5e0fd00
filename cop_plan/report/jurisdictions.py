"""The page of each jurisdiction: its own people and plans, and its numbers if nobody's can be worked out from them."""

from collections.abc import Hashable, Mapping

from cop_plan.definition import names
from cop_plan.definition.community import Member
from cop_plan.report.hiding import shown_groups
from cop_plan.report.legacy import NO_COMMITMENTS, plans
from cop_plan.report.values import Hidden, Jurisdiction, JurisdictionNumbers, NotCollected, Number, Part, Shown, Tally
from cop_plan.report.year import ReportedYear, add


def jurisdictions(year: ReportedYear, *, interim: bool) -> Part[tuple[Jurisdiction, ...]]:
    """Return the jurisdictions in the order of the lists. Their numbers wait for the final report.

    In the final report they are of everybody who joined; between March and June one person more could be told apart.
    """
    named = names.jurisdictions(year.community)
    if not named:
        return NotCollected(("membership.schools",))
    groups, every = _groups(year), plans(year)
    numbers = {} if interim else _numbers(year, groups)
    return Shown(
        tuple(
            Jurisdiction(
                name,
                tuple(member.name for member in groups.get(names.alike(name), ())),
                tuple(
                    school.school
                    for school in year.community.membership.schools
                    if names.alike(school.jurisdiction or "") == names.alike(name)
                ),
                numbers.get(names.alike(name), Hidden("interim" if interim else "small group")),
                tuple(plan for plan in every if names.alike(plan.jurisdiction or "") == names.alike(name)),
            )
            for name in named
        )
    )


def _groups(year: ReportedYear) -> Mapping[str, tuple[Member, ...]]:
    """Return everybody who joined, by the jurisdiction of their school or their own; '' are those without one."""
    of_school = {names.alike(one.school): one.jurisdiction for one in year.community.membership.schools}
    groups: dict[str, tuple[Member, ...]] = {}
    for member in year.members:
        name = names.alike(of_school.get(names.alike(member.school or "")) or member.jurisdiction or "")
        groups[name] = (*groups.get(name, ()), member)
    return groups


def _numbers(year: ReportedYear, groups: Mapping[str, tuple[Member, ...]]) -> Mapping[str, Number[JurisdictionNumbers]]:
    shown = shown_groups({name: [_counted(year, one) for one in people] for name, people in groups.items()}, year.limit)
    return {
        name: Shown(_numbers_of(year, people))
        if name in shown
        else Hidden("small group" if len(people) < year.limit else "protected")
        for name, people in groups.items()
    }


def _counted(year: ReportedYear, member: Member) -> tuple[Hashable, ...]:
    """Return what the numbers of a jurisdiction count of one person."""
    completed = None if isinstance(year.completed, NotCollected) else member in year.completed
    release = None if isinstance(year.release, NotCollected) else year.release[member]
    return completed, member in _committed(year), release and release.days, release and release.minutes


def _committed(year: ReportedYear) -> frozenset[Member]:
    return frozenset(one.member for one in year.records.commitments or ())


def _numbers_of(year: ReportedYear, people: tuple[Member, ...]) -> JurisdictionNumbers:
    completed, release = year.completed, year.release
    committed = Tally(len(_committed(year) & set(people)), len(people))
    return JurisdictionNumbers(
        completed if isinstance(completed, NotCollected) else Shown(Tally(len(completed & set(people)), len(people))),
        NO_COMMITMENTS if year.records.commitments is None else Shown(committed),
        release if isinstance(release, NotCollected) else Shown(add(release[one] for one in people)),
    )
