"""Our own tables among the records, joined to the community: the noticeboard, the commitments, the aliases.

Their rows come checked one by one; here it is seen whether the people whom they name are there. Complaints stand at
paths such as `records.commitments.1.member`.
"""

from collections.abc import Mapping, Sequence

from cop_plan.base.errors import Complaint, Path, did_you_mean, quote
from cop_plan.definition import community as models
from cop_plan.definition import names
from cop_plan.records import people
from cop_plan.records.record_types import Commitment, Notice


def notices(rows: Sequence[models.NoticeRow], members: names.PeopleByName) -> tuple[Notice, ...]:
    """Return the noticeboard by day; whoever posted is named as it can be shared."""
    posted = (Notice(row.day, row.kind, row.title, row.link, members.shown(row.by) if row.by else None) for row in rows)
    return tuple(sorted(posted, key=lambda notice: notice.day))


def commitments(
    rows: Sequence[models.CommitmentRow], members: names.PeopleByName
) -> tuple[tuple[Commitment, ...], list[Complaint]]:
    """Return what the members commit to, and complaints about rows that name none."""
    made, complaints = [], []
    for at, row in enumerate(rows):
        member = members.member(row.member)
        if member is not None:
            made.append(Commitment(member, row.to, row.commitment))
            continue
        path = ("records", "commitments", at, "member")
        unlisted = Complaint(
            path, "a commitment is a member's, and no members are listed", "list them in the definition"
        )
        complaints.append(members.complaint(row.member, path) or unlisted)
    return tuple(made), complaints


def aliases(
    rows: Sequence[models.Alias], community: models.Community
) -> tuple[Mapping[str, people.Who], list[Complaint]]:
    """Return who is meant by names and addresses as exports show them, and complaints about rows that name nobody.

    Whoever is meant may be a member, a leader, a guest or a presenter. Names stand such that those are equal that a
    person would call the same.
    """
    members, known = names.PeopleByName(community), people.People(community)
    others = [name for name, _ in people.others(community)]
    first: dict[str, int] = {}
    meant: dict[str, people.Who] = {}
    complaints = []
    for at, row in enumerate(rows):
        member = members.member(row.member)
        who = people.Who(member=member) if member else known.who(row.member)
        if not who:
            complaints.append(_nobody(row.member, ("records", "aliases", at, "member"), members, others))
            continue
        seen = names.alike(row.seen)
        first.setdefault(seen, at)
        if meant.setdefault(seen, who) != who:
            said, before = f"{quote(row.seen)} stands for two people", ("records", "aliases", first[seen], "seen")
            here = ("records", "aliases", at, "seen")
            complaints.append(Complaint(here, said, "keep one of the two", others=((before, "the other"),)))
    return meant, complaints


def _nobody(name: str, path: Path, members: names.PeopleByName, others: Sequence[str]) -> Complaint:
    said = f"nobody is called {quote(name)}"
    complaint = members.complaint(name, path) or Complaint(path, said)
    hint = complaint.hint or did_you_mean(name, others)
    return Complaint(path, complaint.message if complaint.hint else said, hint)
