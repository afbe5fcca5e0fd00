"""Which papers the year needs: a document for one recipient, asked for by entries of the year.

The pattern says when: an entry names its document. What the definition's legacy plan calls for is made in every year: a
planner for teams that have plans, a draft for each audience. One that is called by name is made whether an entry asks
for it or not: for every session that has it, and for members who have left, too. What tells of something that happened
to the year is made where it did.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from cop_plan.definition import names
from cop_plan.definition.community import Channel, Guest, Member, Organization, School
from cop_plan.kit import happened
from cop_plan.kit.documents import DOCUMENTS, Document
from cop_plan.render.year import Year
from cop_plan.schedule import session_days
from cop_plan.schedule.timeline import Entry, Timeline

Value = TypeVar("Value")

# Whoever joins gets these, however late.
_BEFORE_JOINING = ("invitation", "letter-of-agreement")


@dataclass(frozen=True)
class Paper:
    """One copy of a document.

    `name` is its file's name without ending, such as `letter-of-agreement/amina-okafor`. `entries` are those that ask
    for it, in the order of their days; none if it was called by name. Of the facts after them, those are there that fit
    the document's recipient: the thanks to a jurisdiction have a school too where they go to the school, and else the
    jurisdiction as an `organization`, with the person in it to whom they go.
    """

    document: Document
    name: str
    entries: tuple[Entry, ...] = ()
    session: Entry | None = None
    member: Member | None = None
    school: School | None = None
    jurisdiction: str | None = None
    guest: Guest | None = None
    organization: Organization | None = None
    audience: Channel | None = None

    @property
    def due(self) -> date | None:
        """Return the day of the first entry that asks for it."""
        return self.entries[0].day if self.entries else None

    @property
    def sent(self) -> date | None:
        """Return the day on which it goes out: that of the first letter which asks for it, or on which it is due."""
        return next((entry.day for entry in self.entries if entry.kind == "letter"), self.due)

    @property
    def recipient(self) -> str | None:
        """Return whom it is for, by name; None if it is for all, or for a session."""
        if (person := self.member or self.guest) is not None:
            return person.name
        if self.school is not None:
            return self.school.school
        if self.audience is not None:
            return self.audience.who
        return self.jurisdiction or (_called(self.organization) if self.organization is not None else None)


def asked_for(timeline: Timeline) -> Mapping[str, tuple[Entry, ...]]:
    """Return the entries that name a document, by the document's name, as the entries write it.

    What the legacy plan calls for belongs to others where none names it: a planner to the sessions at which plans are
    discussed, drafts for audiences to the public summary, or to the report; both else to the last meeting.
    A cancelled session needs none, not even for a step that stays since it was done.
    """
    found: dict[str, list[Entry]] = {}
    cancelled = {entry.id for entry in timeline.cancelled}
    for entry in timeline.entries:
        if entry.document and entry.parent not in cancelled:
            found.setdefault(entry.document, []).append(entry)
    legacy = timeline.community.legacy
    last = [one for one in timeline.sessions if one.is_shared and one.kind != "visit"][-1:]
    if legacy.capacity_building:
        found.setdefault("capacity-building-planner", list(session_days.discussions(timeline)) or last)
    if legacy.audiences:
        sharing = found.get("public-summary") or found.get("results-letter") or last
        found.setdefault("audience-draft", sharing)
    return {name: tuple(entries) for name, entries in found.items()}


def papers(timeline: Timeline, wanted: Iterable[str] | None = None, year: Year | None = None) -> tuple[Paper, ...]:
    """Return the papers of the wanted documents, or of all that entries ask for, in the order of the table.

    Where there is nobody yet for whom there would be one each, there is one with blanks. `year` knows what happened to
    it; without it, nothing did.
    """
    asked = asked_for(timeline)
    chosen = [name for name in DOCUMENTS if (name in asked if wanted is None else name in set(wanted))]
    of_year = _PapersOfYear(timeline, year, by_name=wanted is not None)
    return tuple(paper for name in chosen for paper in of_year.papers(DOCUMENTS[name], asked.get(name, ())))


class _PapersOfYear:
    """The year's people and sessions, each with the name that its files have."""

    def __init__(self, timeline: Timeline, year: Year | None, *, by_name: bool) -> None:
        self._timeline = timeline
        self._year = year
        self._by_name = by_name
        self._community = timeline.community
        membership = timeline.community.membership
        self._homes = happened.homes(timeline)
        self._members = names.slugs(timeline.community)
        self._schools = _by_file_name(membership.schools, lambda school: school.school)
        self._jurisdictions = _by_file_name(names.jurisdictions(timeline.community), str)
        # What does not take place has its name after the others, so that these stay.
        gone = [one.entry for one in year.published if one.entry.id not in timeline.by_id] if year else []
        self._file_names = entry_file_names([*timeline.entries, *gone])

    def papers(self, document: Document, asked: tuple[Entry, ...]) -> Iterator[Paper]:
        """Yield the papers of one document."""
        if document.happened is not None:
            yield from self._for_what_happened(document, asked)
            return
        make: Mapping[str, Callable[[Document, tuple[Entry, ...]], Iterator[Paper]]] = {
            "member": self._for_members,
            "school": self._for_schools,
            "jurisdiction": self._for_jurisdictions,
            "sponsor and partners": self._for_sponsor_and_partners,
            "audience": self._for_audiences,
            "session": self._for_sessions,
            "guest": self._for_guests,
        }
        yield from make.get(document.recipient, self._for_all)(document, asked)

    def _for_what_happened(self, document: Document, asked: tuple[Entry, ...]) -> Iterator[Paper]:
        if self._year is None:
            return
        if document.happened == "joined late":
            for slug, member in self._members.items():
                if happened.joins_late(member, self._timeline):
                    yield self._for_member(document, f"{document.name}/{slug}", member, asked)
        elif document.happened == "facilitator changed":
            if self._year.led_before is not None:
                yield Paper(document, document.name, asked)
        elif document.happened is not None:
            for one in happened.sessions(document.happened, self._year):
                if one.entry.kind in document.kinds:
                    yield Paper(document, f"{document.name}/{self._file_names[one.entry.id]}", asked, one.entry)

    def _for_all(self, document: Document, asked: tuple[Entry, ...]) -> Iterator[Paper]:
        if document.each_time and asked:
            yield from (Paper(document, f"{document.name}/{self._file_names[entry.id]}", (entry,)) for entry in asked)
        else:
            yield Paper(document, document.name, asked)

    def _for_members(self, document: Document, asked: tuple[Entry, ...]) -> Iterator[Paper]:
        if document.each_session:
            yield from self._for_members_at_sessions(document, asked)
            return
        core = {names.alike(name) for name in self._community.leadership.core_group}
        if not self._members:
            yield Paper(document, f"{document.name}/blank", asked)
        for slug, member in self._members.items():
            entries = asked
            if document.core_group_first and len(asked) > 1:
                entries = asked[:1] if names.alike(member.name) in core else asked[1:]
            day = entries[0].day if entries else None
            if document.name in _BEFORE_JOINING and member.joined is not None:
                day = max(day or member.joined, member.joined)
            if self._by_name or self._homes.is_member_on(member, day):
                yield self._for_member(document, f"{document.name}/{slug}", member, entries)

    def _for_member(
        self, document: Document, name: str, member: Member | None, entries: tuple[Entry, ...], at: Entry | None = None
    ) -> Paper:
        if member is None:
            return Paper(document, name, entries, at)
        school, jurisdiction = self._homes.school_of(member), self._homes.jurisdiction_of(member)
        return Paper(document, name, entries, at, member, school, jurisdiction)

    def _for_members_at_sessions(self, document: Document, asked: tuple[Entry, ...]) -> Iterator[Paper]:
        """Yield a paper for every member and every session that it is asked for, or of all sessions that have it."""
        members: Mapping[str, Member | None] = self._members or {"blank": None}
        by_session = self._by_session(asked)
        if document.kinds and self._by_name:
            here = [one for one in self._timeline.sessions if one.kind in document.kinds and one.is_shared]
            by_session = {one.id: by_session.get(one.id, []) for one in here}
        elif not by_session:
            first = next((one for one in self._timeline.sessions if one.kind == "gathering"), None)
            by_session = {first.id: list(asked)} if first else {}
        for session_id, entries in by_session.items():
            folder = f"{document.name}/{self._file_names[session_id]}"
            session = self._timeline.by_id[session_id]
            for slug, member in members.items():
                # Who has left is invited to nothing more.
                everybody = self._by_name and not document.kinds
                if everybody or member is None or self._homes.is_member_on(member, session.day):
                    yield self._for_member(document, f"{folder}/{slug}", member, tuple(entries), session)

    def _for_schools(self, document: Document, asked: tuple[Entry, ...]) -> Iterator[Paper]:
        if not self._schools:
            yield Paper(document, f"{document.name}/blank", asked)
        for slug, school in self._schools.items():
            yield Paper(document, f"{document.name}/{slug}", asked, school=school, jurisdiction=school.jurisdiction)

    def _for_guests(self, document: Document, asked: tuple[Entry, ...]) -> Iterator[Paper]:
        if not self._community.guests:
            yield Paper(document, f"{document.name}/blank", asked)
        for slug, guest in _by_file_name(self._community.guests, lambda one: one.name).items():
            yield Paper(document, f"{document.name}/{slug}", asked, guest=guest)

    def _for_jurisdictions(self, document: Document, asked: tuple[Entry, ...]) -> Iterator[Paper]:
        if not self._jurisdictions:
            yield Paper(document, f"{document.name}/blank", asked)
        for slug, jurisdiction in self._jurisdictions.items():
            contacts = self._contacts(jurisdiction) if document.message else []
            first, *others = contacts or [Organization(organization=jurisdiction)]
            name = f"{document.name}/{slug}"
            yield Paper(document, name, asked, jurisdiction=jurisdiction, organization=first)
            for person, contact in _by_file_name(others, lambda one: one.contact or "").items():
                yield Paper(document, f"{name}/{person}", asked, jurisdiction=jurisdiction, organization=contact)
        if document.message:  # the thanks go to school leaders and to jurisdictional staff
            for slug, school in self._schools.items():
                name = f"{document.name}/schools/{slug}"
                yield Paper(document, name, asked, school=school, jurisdiction=school.jurisdiction)

    def _contacts(self, jurisdiction: str) -> list[Organization]:
        """Return who speaks for a jurisdiction, then its consultants, each once, as its schools' rows name them."""
        wanted = names.alike(jurisdiction)
        schools = [one for one in self._community.membership.schools if names.alike(one.jurisdiction or "") == wanted]
        rows = [(one.jurisdiction_contact, one.jurisdiction_email) for one in schools]
        rows += [(one.consultant, one.consultant_email) for one in schools]
        found: dict[str, Organization] = {}
        for name, email in rows:
            key = names.alike(name or "")
            known = found.get(key)
            if (name or email) and (known is None or known.email is None):
                first = known.contact if known else name
                found[key] = Organization(organization=jurisdiction, contact=first, email=email)
        return list(found.values())

    def _for_sponsor_and_partners(self, document: Document, asked: tuple[Entry, ...]) -> Iterator[Paper]:
        there = [one for one in (self._community.sponsor, *self._community.partners) if _called(one)]
        if not there:
            yield Paper(document, f"{document.name}/blank", asked)
        for slug, one in _by_file_name(there, lambda one: _called(one) or "").items():
            yield Paper(document, f"{document.name}/{slug}", asked, organization=one)

    def _for_audiences(self, document: Document, asked: tuple[Entry, ...]) -> Iterator[Paper]:
        audiences = self._community.legacy.audiences
        if not audiences:
            yield Paper(document, f"{document.name}/blank", asked)
        for slug, one in _by_file_name(audiences, lambda one: one.who).items():
            yield Paper(document, f"{document.name}/{slug}", asked, audience=one)

    def _for_sessions(self, document: Document, asked: tuple[Entry, ...]) -> Iterator[Paper]:
        by_session = self._by_session(asked)
        if self._by_name:
            here = [one for one in self._timeline.sessions if one.kind in document.kinds]
            # Members hear only of the sessions that concern them.
            by_session = {one.id: [] for one in here if one.is_shared or not document.message} | by_session
        for session in self._timeline.sessions:
            if session.id in by_session and self._is_needed(document, session):
                name = f"{document.name}/{self._file_names[session.id]}"
                yield Paper(document, name, tuple(by_session[session.id]), session=session)

    def _is_needed(self, document: Document, session: Entry) -> bool:
        """Return whether there is, or is sought, somebody at a session to whom a document goes."""
        return document.goes_to != "presenter" or happened.has_presenter(session, self._timeline)

    def _by_session(self, asked: Iterable[Entry]) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for entry in asked:
            if session := self._session_of(entry):
                found.setdefault(session.id, []).append(entry)
        return found

    def _session_of(self, entry: Entry) -> Entry | None:
        """Return the session that an entry belongs to: itself, its parent, or the next face-to-face one."""
        home = self._timeline.by_id.get(entry.parent or "", entry)
        if home.is_session:
            return home
        later: Sequence[Entry] = [one for one in self._timeline.sessions if one.day >= entry.day]
        return next((one for one in later if one.kind == "gathering"), later[0] if later else None)


def entry_file_names(entries: Sequence[Entry]) -> Mapping[str, str]:
    """Return what files of entries are called, by the names of the entries."""
    return {entry.id: name for name, entry in _by_file_name(entries, lambda one: one.id).items()}


def _called(organization: Organization) -> str | None:
    return organization.organization or organization.contact


def _by_file_name(values: Sequence[Value], text: Callable[[Value], str]) -> dict[str, Value]:
    # A dot would look like the beginning of an ending.
    return dict(zip(names.file_names([text(value).replace(".", " ") for value in values]), values, strict=True))


def unknown(timeline: Timeline) -> Iterator[Entry]:
    """Yield the entries that ask for a document which the kit does not have."""
    yield from (entry for entry in timeline.entries if entry.document and entry.document not in DOCUMENTS)
