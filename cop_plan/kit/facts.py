"""What papers say of the year: which sessions are meant, what they hold, which people belong where."""

from datetime import date
from functools import cached_property

from cop_plan.definition import names
from cop_plan.definition.community import Item, Member
from cop_plan.kit.agenda_times import TimedBlock, TooShortSession, UnevenAgenda, agenda
from cop_plan.kit.documents import DOCUMENTS
from cop_plan.kit.paper_copies import Paper
from cop_plan.schedule.timeline import Entry, Timeline

_SURVEYS = ("baseline-survey", "final-survey")


class YearFacts:
    """What papers say of one year."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.community = timeline.community
        self.sessions = timeline.sessions
        self.shared = tuple(one for one in timeline.sessions if one.is_shared)
        self.homes = names.SchoolMembership(timeline.community)
        self._members_on: dict[date | None, tuple[Member, ...]] = {}
        self._entries = {entry.id: entry for entry in timeline.entries}

    def day_of(self, name: str) -> date | None:
        """Return the day of an entry; None if the year has no entry of that name."""
        entry = self._entries.get(name)
        return entry.day if entry else None

    @cached_property
    def review_day(self) -> date | None:
        """Return the day on which the purpose is reviewed together: the first session of the year's second half."""
        if not self.shared:
            return None
        first, last = self.shared[0].day, self.shared[-1].day
        return next((one.day for one in self.shared if one.day - first >= last - one.day), None)

    @cached_property
    def interim_day(self) -> date | None:
        """Return the day of the first evidence: of the first showcase, or on which it is gathered; None for neither."""
        days = [one.day for one in self.timeline.entries if one.kind == "showcase"]
        return min(days, default=None) or self.day_of("interim-evidence")

    @cached_property
    def core_group(self) -> frozenset[str]:
        """Return the names of the core group, as `names.alike` compares them."""
        return frozenset(names.alike(name) for name in self.community.leadership.core_group)

    @cached_property
    def mandatory(self) -> tuple[Entry, ...]:
        """Return the sessions that the letter of agreement asks members to come to."""
        return tuple(one for one in self.shared if one.attendance == "mandatory")

    @cached_property
    def optional(self) -> tuple[Entry, ...]:
        """Return the other sessions that members may come to."""
        return tuple(one for one in self.shared if one.attendance != "mandatory")

    def next_session(self, after: Entry) -> Entry | None:
        """Return the session after one, of those that concern members where it does; None for the last."""
        sessions = self.shared if after.is_shared else self.sessions
        at = [one.id for one in sessions].index(after.id)
        return sessions[at + 1] if at + 1 < len(sessions) else None

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

    def reply_by(self, paper: Paper) -> date | None:
        """Return the day by which an answer is asked for: an invitation's before any letter of agreement is sent."""
        days = [one.day for one in self.timeline.entries if one.document == "letter-of-agreement"]
        days += [day] if (day := self.day_of("letters-of-agreement")) else []
        replies = self.day_of("invite-participants.replies") if paper.document.name == "invitation" else None
        # A letter of agreement is asked back on the last of its days, an invitation before the first.
        asked = [replies] if replies else sorted(days)[:1] if paper.document.name == "invitation" else sorted(days)[-1:]
        return next((day for day in asked if paper.due is None or day >= paper.due), None)

    def is_last_letter(self, paper: Paper) -> bool:
        """Return whether a paper is the last letter that follows up webinars: it brings the templates for stories."""
        days = [one.day for one in self.timeline.entries if one.document == paper.document.name]
        return not days or paper.due == max(days)

    def agenda(self, session: Entry) -> tuple[TimedBlock, ...] | TooShortSession | UnevenAgenda:
        """Return the agenda of a session, or why there is none."""
        surveys = {one.document for one in self.timeline.entries if one.document in _SURVEYS and one.day == session.day}
        is_last = "final-survey" in surveys and session == self._last_of(session.day)
        return agenda(
            session,
            survey=bool(surveys) and (is_last or session == self._first_of(session.day)),
            is_first=session in self.shared[:1],
            is_last=is_last,
            stories=len(self.members_on(session.day)) if is_last else 0,
        )

    def _first_of(self, day: date) -> Entry:
        return next(one for one in self.sessions if one.day == day)

    def _last_of(self, day: date) -> Entry:
        return next(one for one in reversed(self.sessions) if one.day == day)

    def members_on(self, day: date | None) -> tuple[Member, ...]:
        """Return who is a member on a day; without a day, now."""
        if day not in self._members_on:
            members = self.community.membership.members
            self._members_on[day] = tuple(one for one in members if self.homes.is_member_on(one, day))
        return self._members_on[day]

    def items(self, survey: str) -> tuple[tuple[str, Item], ...]:
        """Return the items of a survey, `baseline` or `final`, by name, in the order of the definition."""
        return tuple((name, item) for name, item in self.community.surveys.items.items() if survey in item.in_)
