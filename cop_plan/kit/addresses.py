"""To whom a message goes. A draft is only written; a person looks at it and sends it.

A message to all members has them in Bcc, so that nobody sees the others' addresses, and nobody who has left; one on a
session of the team has the core group there. An absentee's message is never copied to a principal; the thanks to a
member are, unless the member declined.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from cop_plan.definition import names
from cop_plan.definition.community import Community, Guest, Member
from cop_plan.kit.facts import YearFacts
from cop_plan.kit.paper_copies import Paper


@dataclass(frozen=True, slots=True)
class Address:
    """Somebody to write to."""

    name: str
    email: str


@dataclass(frozen=True)
class Envelope:
    """To whom a message goes. `without` are the names of those who would get it, or a copy, and have no address."""

    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    without: tuple[str, ...] = ()
    is_to_many: bool = False

    @property
    def recipients(self) -> tuple[str, ...]:
        """Return the names of those whom it reaches; one to many stands in Bcc."""
        return tuple(one.name or one.email for one in (self.bcc if self.is_to_many else self.to))


def envelope(paper: Paper, facts: YearFacts, present: Collection[Member] | None = None) -> Envelope:
    """Return to whom a paper goes. `present` are those who came to its session; None if that was not collected."""
    community, document = facts.community, paper.document
    if document.recipient in ("school", "jurisdiction", "sponsor and partners"):
        return _to_leaders(paper)
    if document.recipient == "sponsor":
        sponsor = community.sponsor
        return _to(sponsor.contact, sponsor.email, sponsor.organization)
    if document.goes_to == "presenter":
        return _to_presenter(paper, community)
    if document.recipient == "member":
        return _to_member(paper)
    if document.recipient == "guest":
        return _to(paper.recipient, paper.guest.email if paper.guest else None)
    if document.recipient in ("organization", "audience"):
        return Envelope()
    day = paper.session.day if paper.session else paper.due
    members = facts.members_on(day)
    if paper.session is not None and not paper.session.is_shared:
        members = tuple(one for one in members if names.alike(one.name) in facts.core_group)
    if document.goes_to == "absent members":
        members = tuple(one for one in members if one not in present) if present is not None else ()
    leader = community.leadership.facilitator
    return Envelope(
        to=_address(leader.name, leader.email),
        bcc=tuple(_addresses(members)),
        without=tuple(one.name for one in members if not one.email),
        is_to_many=True,
    )


def _to(name: str | None, email: str | None, of: str | None = None) -> Envelope:
    """Return an envelope to one person, who is called by what they are `of` where their name is not known."""
    called = name or of
    found = _address(name, email)
    return Envelope(found, without=(called,) if called and not found else ())


def _address(name: str | None, email: str | None) -> tuple[Address, ...]:
    return (Address(name or "", email),) if email else ()


def _addresses(members: Iterable[Member]) -> Iterable[Address]:
    for member in members:
        yield from _address(member.name, member.email)


def _to_member(paper: Paper) -> Envelope:
    member, school = paper.member, paper.school
    if member is None:
        return Envelope()
    sent = _to(member.name, member.email)
    if not paper.document.copy_to_principal or school is None or "copy to the principal" in member.declines:
        return sent
    copied = _address(school.principal, school.email)
    if copied:
        return replace(sent, cc=copied)
    return replace(sent, without=(*sent.without, school.principal or school.school))


def _to_leaders(paper: Paper) -> Envelope:
    if paper.school is not None:
        return _to(paper.school.principal, paper.school.email, paper.school.school)
    if paper.organization is None:
        return _to(None, None, paper.jurisdiction)
    return _to(paper.organization.contact or paper.organization.organization, paper.organization.email)


def _to_presenter(paper: Paper, community: Community) -> Envelope:
    presenter = names.alike(paper.session.presenter or "") if paper.session else ""
    people: list[Guest | Member] = [*community.guests, *community.membership.members]
    email = next((one.email for one in people if presenter and names.alike(one.name) == presenter), None)
    return _to(paper.session.presenter if paper.session else None, email)
