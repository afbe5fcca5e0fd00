"""Our own tables among the records, joined to the community: the noticeboard, the commitments, the aliases.

Their rows come checked one by one; here it is seen whether the people whom they name are there. Complaints stand at
paths such as `records.commitments.1.member`.
"""

from collections.abc import Mapping, Sequence

from cop_plan import community as models
from cop_plan import names
from cop_plan.errors import Complaint, did_you_mean, quote
from cop_plan.records.values import Commitment, Notice


def notices(rows: Sequence[models.Notice], people: names.People) -> tuple[Notice, ...]:
    """Return the noticeboard by day; whoever posted is named as it can be shared."""
    posted = (Notice(row.day, row.kind, row.title, row.link, people.shown(row.by) if row.by else None) for row in rows)
    return tuple(sorted(posted, key=lambda notice: notice.day))


def commitments(
    rows: Sequence[models.Commitment], people: names.People
) -> tuple[tuple[Commitment, ...], list[Complaint]]:
    """Return what the members commit to, and complaints about rows that name none."""
    made, complaints = [], []
    for at, row in enumerate(rows):
        member = people.member(row.member)
        if member is not None:
            made.append(Commitment(member, row.to, row.commitment))
            continue
        path = ("records", "commitments", at, "member")
        unlisted = Complaint(
            path, "a commitment is a member's, and no members are listed", "list them in the definition"
        )
        complaints.append(people.complaint(row.member, path) or unlisted)
    return tuple(made), complaints


def aliases(rows: Sequence[models.Alias], community: models.Community) -> tuple[Mapping[str, str], list[Complaint]]:
    """Return who is meant by names and addresses as exports show them, and complaints about rows that name nobody.

    Whoever is meant is named as the row names them: a member, a leader, a guest or a presenter. Of a name that is seen
    for two people nobody can say whose it is.
    """
    people = names.People(community)
    outside = {names.alike(name): name for name in outsiders(community)}
    meant: dict[str, tuple[int, str]] = {}
    complaints = []
    for at, row in enumerate(rows):
        path = ("records", "aliases", at, "member")
        complaint = None if names.alike(row.member) in outside else people.complaint(row.member, path, leaders_too=True)
        if complaint is not None:
            hint = complaint.hint or did_you_mean(row.member, outside.values())
            complaints.append(Complaint(path, complaint.message, hint))
            continue
        before, other = meant.setdefault(names.alike(row.seen), (at, row.member))
        if names.alike(other) != names.alike(row.member):
            said = f"{quote(row.seen)} stands for two people"
            first = (("records", "aliases", before, "seen"), "the other")
            complaints.append(Complaint((*path[:-1], "seen"), said, "keep one of the two", others=(first,)))
    return {rows[at].seen: member for at, member in meant.values()}, complaints


def outsiders(community: models.Community) -> list[str]:
    """Return the names of those who take part without being members or leaders: guests and presenters."""
    parts = [step for activity in community.activities.values() for step in (activity, *activity.steps.values())]
    presenters = [part.presenter for part in parts if isinstance(part, models.Activity) and part.presenter]
    return list(dict.fromkeys([*(guest.name for guest in community.guests), *presenters]))
