"""Our own tables among the records, joined to the community: the noticeboard, the commitments, the aliases.

Their rows come checked one by one; here it is seen whether the people whom they name are there. Problems stand at
paths such as `records.commitments.1.member`.
"""

from collections.abc import Mapping, Sequence

from cop_plan.base.errors import Path, ValueProblem, did_you_mean, quote
from cop_plan.base.translatable import sentence
from cop_plan.definition import community as models
from cop_plan.definition import names
from cop_plan.records import people
from cop_plan.records.record_types import Commitment, Notice

_WHO = sentence("write the name of a member, or of a leader or a guest whom the definition has, or take the line out")


def notices(rows: Sequence[models.NoticeRow], members: names.PeopleByName) -> tuple[Notice, ...]:
    """Return the noticeboard by day; whoever posted is named as it can be shared."""
    posted = (
        Notice(row.day, row.kind, row.title, row.link, members.shown(row.by) if row.by else None, row.note)
        for row in rows
    )
    return tuple(sorted(posted, key=lambda notice: notice.day))


def commitments(
    rows: Sequence[models.CommitmentRow], members: names.PeopleByName
) -> tuple[tuple[Commitment, ...], list[ValueProblem]]:
    """Return what the members commit to, and problems with rows that name none."""
    made, value_problems = [], []
    for at, row in enumerate(rows):
        member = members.member(row.member)
        if member is not None:
            made.append(Commitment(member, row.to, row.commitment))
            continue
        path = ("records", "commitments", at, "member")
        unlisted = ValueProblem(
            path,
            sentence("a commitment is a member's, and no members are listed"),
            sentence("list them in the definition"),
        )
        value_problems.append(members.value_problem(row.member, path) or unlisted)
    return tuple(made), value_problems


def aliases(
    rows: Sequence[models.Alias], community: models.Community
) -> tuple[Mapping[str, people.MatchedPerson], list[ValueProblem]]:
    """Return who is meant by names and addresses as exports show them, and problems with rows that name nobody.

    Whoever is meant may be a member, a leader, a guest or a presenter. Names stand such that those are equal that a
    person would call the same.
    """
    members, known = names.PeopleByName(community), people.PeopleMatcher(community)
    others = [name for name, _ in people.others(community)]
    first: dict[str, int] = {}
    meant: dict[str, people.MatchedPerson] = {}
    value_problems = []
    for at, row in enumerate(rows):
        member = members.member(row.member)
        who = people.MatchedPerson(member=member) if member else known.who(row.member, row.member)
        if not who:
            value_problems.append(_nobody(row.member, ("records", "aliases", at, "member"), members, others))
            continue
        seen = names.alike(row.seen)
        first.setdefault(seen, at)
        if meant.setdefault(seen, who) != who:
            said = sentence("{name} stands for two people", name=quote(row.seen))
            here, before = ("records", "aliases", at, "seen"), ("records", "aliases", first[seen], "seen")
            other = (before, sentence("the other"))
            value_problems.append(ValueProblem(here, said, sentence("keep one of the two"), others=(other,)))
    return meant, value_problems


def _nobody(name: str, path: Path, members: names.PeopleByName, others: Sequence[str]) -> ValueProblem:
    said = sentence("nobody is called {name}", name=quote(name))
    value_problem = members.value_problem(name, path) or ValueProblem(path, said)
    hint = value_problem.hint or did_you_mean(name, others) or _WHO
    return ValueProblem(path, value_problem.message if value_problem.hint else said, hint)
