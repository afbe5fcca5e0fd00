"""What papers say of the year: which sessions are meant, what they hold, which people belong where."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property

from cop_plan.definition import names
from cop_plan.definition.community import Member, SurveyName, SurveyQuestion
from cop_plan.kit import happened
from cop_plan.kit.agenda_times import TimedBlock, TooShortSession, UnevenAgenda, agenda
from cop_plan.kit.documents import DOCUMENTS
from cop_plan.kit.paper_copies import Paper
from cop_plan.schedule import session_days, typical_session
from cop_plan.schedule.drafts import PULSE_SURVEY
from cop_plan.schedule.timeline import Entry, Timeline
from cop_plan.schedule.typical_session import SessionType

_RECORDING = ("archive", "archive-webinar", "archive-meeting")
"""The steps of a session that is recorded."""

_BLOCKS_BY_DOCUMENT = {
    "baseline-survey": "survey",
    "final-survey": "survey",
    "commitment-card": "commitments",
    "impact-reflection": "impact-reflection",
    PULSE_SURVEY: "pulse",
}
_BLOCKS_BY_NAME = {
    "draft-guidelines": "guidelines-draft",
    "adopt-guidelines": "guidelines-adopt",
    "review-guidelines": "guidelines-review",
}


class YearFacts:
    """What papers say of one year."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.community = timeline.community
        self.sessions = timeline.sessions
        self.shared = tuple(one for one in timeline.sessions if one.is_shared)
        self.homes = names.SchoolMembership(timeline.community, timeline.first_session)
        self._members_on: dict[date | None, tuple[Member, ...]] = {}

    def day_of(self, name: str) -> date | None:
        """Return the day of an entry; None if the year has no entry of that name."""
        entry = self.timeline.by_id.get(name)
        return entry.day if entry else None

    def asks_for(self, document: str) -> bool:
        """Return whether an entry of the year asks for a document."""
        return document in self.asked_for

    @cached_property
    def asked_for(self) -> frozenset[str]:
        """Return the documents that entries of the year ask for, by their names."""
        return frozenset(entry.document for entry in self.timeline.entries if entry.document)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Return of which kinds there are entries in the year, such as `webinar` or `survey`."""
        return frozenset(entry.kind for entry in self.timeline.entries)

    @cached_property
    def adopts_by_letter_on(self) -> date | None:
        """Return the day on which guidelines are adopted; None if that is done at a session, or not at all."""
        day = self.day_of("adopt-guidelines")
        return None if any(one.day == day for one in self.shared) else day

    @cached_property
    def interim_day(self) -> date | None:
        """Return the day of the first evidence: of the first showcase, or on which it is gathered; None for neither."""
        days = [one.day for one in self.timeline.entries if one.kind == "showcase"]
        return min(days, default=None) or self.day_of("interim-evidence")

    @cached_property
    def core_group(self) -> frozenset[str]:
        """Return the names of the core group, as `names.alike` compares them."""
        return frozenset(names.alike(name) for name in self.community.leadership.core_group)

    def joins_late(self, member: Member | None) -> date | None:
        """Return the day on which somebody joins after the first session; None for anybody else."""
        return happened.joins_late(member, self.timeline)

    def is_recorded(self, session: Entry) -> bool:
        """Return whether a session is recorded: a step of it archives it."""
        return any(f"{session.id}.{step}" in self.timeline.by_id for step in _RECORDING)

    def has_archive(self, session: Entry) -> bool:
        """Return whether what a session leaves has a place, or is to have one."""
        return self.community.website is not None or session.id in self._archived

    @cached_property
    def _archived(self) -> frozenset[str | None]:
        steps = (one for one in self.timeline.entries if one.parent and f"{one.parent}.archive" in one.id)
        return frozenset(one.parent for one in steps)

    def next_session(self, after: Entry) -> Entry | None:
        """Return the session after one, of those that concern members where it does; None for the last.

        After one that does not take place, and after a showcase, it is that of a later day.
        """
        sessions = self.shared if after.is_shared else self.sessions
        ids = [one.id for one in sessions]
        if after.id not in ids:
            return next((one for one in sessions if one.day > after.day), None)
        return next(iter(sessions[ids.index(after.id) + 1 :]), None)

    def presented_by(self, name: str) -> tuple[Entry, ...]:
        """Return the sessions of members that somebody presents at."""
        return tuple(one for one in self.shared if one.presenter and names.alike(one.presenter) == names.alike(name))

    def webinars_of(self, paper: Paper) -> tuple[Entry, ...]:
        """Return the webinars since the last letter to all: those that a letter follows up; none if it has no day."""
        if paper.due is None:
            return ()
        since = self.last_letter(paper)
        return tuple(
            one
            for one in self.sessions
            if one.kind == "webinar" and (not since or since < one.day) and one.day < paper.due
        )

    def last_letter(self, paper: Paper) -> date | None:
        """Return the day of the letter to all members before a paper; None if there is none."""
        documents = paper.document.follows or [name for name, one in DOCUMENTS.items() if one.letter]
        days = [one.day for one in self.timeline.entries if one.document in documents]
        return max((day for day in days if paper.due and day < paper.due), default=None)

    @cached_property
    def letter_days(self) -> tuple[date, ...]:
        """Return the days on which letters of agreement go out, in their order."""
        return tuple(one.day for one in self.timeline.entries if one.document == "letter-of-agreement")

    @cached_property
    def _agreement_days(self) -> tuple[date, ...]:
        """Return the days on which letters of agreement go out or come back, in their order."""
        back = self.day_of("letters-of-agreement")
        return tuple(sorted((*self.letter_days, *((back,) if back else ()))))

    def _reaches(self, paper: Paper) -> date:
        """Return the day before which a paper reaches nobody: it is due then, or its member joins late."""
        return max(paper.due or date.min, self.joins_late(paper.member) or date.min)

    def letter_day(self, paper: Paper) -> date | None:
        """Return the day on which letters of agreement go out after a paper; None if they have gone out before it."""
        first = self._reaches(paper)
        return next((day for day in self.letter_days if day > first), None)

    def first_letter_after(self, paper: Paper, documents: Collection[str]) -> date | None:
        """Return the first day after a paper on which one of some documents goes out; None if there is none."""
        days = (one.day for one in self.timeline.entries if one.document in documents)
        return min((day for day in days if paper.due is None or day > paper.due), default=None)

    def reply_by(self, paper: Paper) -> date | None:
        """Return the day by which an invitation is answered: before any letter of agreement is sent.

        None for somebody who joins when that day has passed.
        """
        asked = self.day_of("invite-participants.replies") or next(iter(self._agreement_days), None)
        return asked if asked and asked >= self._reaches(paper) else None

    def return_by(self, paper: Paper) -> date | None:
        """Return the day by which a letter of agreement comes back, which is after it was sent; None for none."""
        sent = self._reaches(paper)
        return max((day for day in self._agreement_days if day > sent), default=None)

    def is_last_letter(self, paper: Paper) -> bool:
        """Return whether a paper is the last letter that follows up webinars: it brings the templates for stories."""
        days = [one.day for one in self.timeline.entries if one.document == paper.document.name]
        return not days or paper.due == max(days)

    def agenda(self, session: Entry) -> tuple[TimedBlock, ...] | TooShortSession | UnevenAgenda:
        """Return the agenda of a session, or why there is none."""
        called = self.session_type(session)
        told = self.community.meetings.typical_session if self.is_ordinary(session) else None
        return agenda(
            session,
            called,
            asked=self.asked_blocks(session),
            without=self._blocks_without if session.is_shared else {*self._blocks_without, "resource"},
            stories=len(self.members_on(session.day)) if called == "last" else 0,
            typical=typical_session.blocks(told),
        )

    def is_ordinary(self, session: Entry) -> bool:
        """Return whether a session is a meeting of members such as the definition says a typical one is."""
        return typical_session.is_ordinary(session, self.timeline)

    def session_type(self, session: Entry) -> SessionType:
        """Return what kind of agenda a session has."""
        return typical_session.session_type(session, self.timeline)

    def asked_blocks(self, session: Entry) -> frozenset[str]:
        """Return the blocks that the entries on a session's day ask for."""
        return frozenset(self._asked.get(session.id, ()))

    @cached_property
    def _asked(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for entry in self.timeline.entries:
            if entry.parent is not None and entry.document != PULSE_SURVEY:
                continue  # a step prepares
            block = _BLOCKS_BY_NAME.get(entry.id) or _BLOCKS_BY_DOCUMENT.get(entry.document or "")
            at = session_days.session_of(entry, self.timeline) if block else None
            if block and at:
                found[at.id].add(block)
        for session in session_days.discussions(self.timeline):
            found[session.id].add("capacity-building")
        return found

    @cached_property
    def _blocks_without(self) -> frozenset[str]:
        """Return the blocks that no session of this year has: what is left out, or has a session of its own."""
        drafted = any("guidelines-draft" in blocks for blocks in self._asked.values())
        left_out = any(gone.id == "draft-guidelines" for gone in self.timeline.left_out)
        found = {"guidelines-draft"} if drafted or left_out else set()
        if not session_days.discussions(self.timeline):
            found.add("team-plans")
        if not self.asks_for("commitment-card"):
            found.add("commitments")
        return frozenset(found if self.community.website else {*found, "website"})

    def documents_of(self, session: Entry) -> frozenset[str]:
        """Return the documents that a session and its steps ask for."""
        entries = self.timeline.entries
        return frozenset(one.document for one in entries if one.document and session.id in (one.id, one.parent))

    def members_on(self, day: date | None) -> tuple[Member, ...]:
        """Return who is a member on a day; without a day, now."""
        if day not in self._members_on:
            members = self.community.membership.members
            self._members_on[day] = tuple(one for one in members if self.homes.is_member_on(one, day))
        return self._members_on[day]

    def items(self, survey: SurveyName) -> tuple[tuple[str, SurveyQuestion], ...]:
        """Return the items of a survey by name, in the order of the definition."""
        return tuple(self.community.surveys.asked_in(survey).items())
