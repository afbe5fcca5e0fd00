"""Records of a year, built from small tables: who answered what, and who came."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from cop_plan.definition.community import Community, Member
from cop_plan.records.record_types import Attendance, Attendee, Meeting, Response, Survey


def survey(answers: Mapping[str, Mapping[str, str | tuple[str, ...]]], community: Community, **at: datetime) -> Survey:
    """Return a survey: the answers by who gave them (a member's name, or a code), and when, by the same."""
    members = {member.name: member for member in community.membership.members}
    responses = [
        Response(row, given, at.get(who.replace(" ", "_")), who, member=members.get(who), key=who)
        for row, (who, given) in enumerate(answers.items(), start=2)
    ]
    return Survey("plain", "UTF-8", tuple(community.surveys.items), tuple(responses))


def attendance(people: Sequence[Member | str], start: datetime | None = None) -> Attendance:
    """Return who came: members, and names that nobody is found for."""
    found = [Attendee(one.name, one.email, member=one) if isinstance(one, Member) else Attendee(one) for one in people]
    return Attendance("register", "UTF-8", Meeting(start=start), tuple(found))
