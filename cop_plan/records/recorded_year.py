"""The year as its records tell it, up to a day: what was held, who was enrolled, and who came.

Somebody is enrolled from the day they joined to the day before the one they left. Where the list of members says of
nobody when they joined, all were enrolled from the beginning. Views of a recording are not attendance. What is here of
single people goes into no report.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cop_plan.definition import names
from cop_plan.definition.community import Community, Member
from cop_plan.records.record_types import Attendance, HeldDay, Records
from cop_plan.schedule.drafts import PULSE_SURVEY
from cop_plan.schedule.timeline import Entry, Timeline


@dataclass(frozen=True)
class RecordedYear:
    """The year as its records tell it, up to a day: what was held, who was enrolled, who came to what."""

    timeline: Timeline
    records: Records
    today: date

    @property
    def community(self) -> Community:
        """Return the community whose year it is."""
        return self.timeline.community

    @property
    def done(self) -> Mapping[str, date]:
        """Return the days on which entries were done, as far as they are recorded until today."""
        return {name: day for name, day in (self.records.done or {}).items() if day <= self.today}

    def held(self, session: Entry) -> HeldDay | None:
        """Return when a session was held until today: by the progress record, else by its export; None if not known."""
        held = self._told(session)
        return held if held and held.day <= self.today else None

    def _told(self, session: Entry) -> HeldDay | None:
        if day := (self.records.done or {}).get(session.id):
            return HeldDay(day, "progress record")
        export = self.records.attendance.get(session.id)
        return HeldDay(export.day, "export") if export and export.day else None

    def day_of(self, session: Entry) -> date:
        """Return the day for which a session's attendance is counted: when it was held, else its planned day."""
        held = self._told(session)
        return held.day if held else session.day

    @cached_property
    def pulse_days(self) -> Mapping[str, date]:
        """Return the days on which the short survey is asked, by the names of its sessions, in their order."""
        asked = [one for one in self.timeline.entries if one.document == PULSE_SURVEY]
        sessions = ((self.timeline.by_id.get(one.parent or ""), one.day) for one in asked)
        days = {session.id: self.day_of(session) + (day - session.day) for session, day in sessions if session}
        return dict(sorted(days.items(), key=lambda one: one[1]))

    @cached_property
    def sessions(self) -> tuple[Entry, ...]:
        """Return the sessions to which members are asked; the others are the team's own."""
        return tuple(one for one in self.timeline.sessions if "participants" in one.audience)

    @cached_property
    def recorded(self) -> tuple[tuple[Entry, Attendance], ...]:
        """Return the sessions whose attendance is recorded until today, in the order of their planned days."""
        return tuple(
            (session, self.records.attendance[session.id])
            for session in self.sessions
            if session.id in self.records.attendance and self.day_of(session) <= self.today
        )

    @property
    def not_recorded(self) -> tuple[Entry, ...]:
        """Return the sessions before today of whose attendance there is no record."""
        recorded = {session.id for session, _ in self.recorded}
        return tuple(one for one in self.sessions if one.day < self.today and one.id not in recorded)

    def enrolled(self, day: date) -> tuple[Member, ...]:
        """Return who was enrolled on a day."""
        return tuple(
            member for member in self.members if not (member.left and member.left <= day) and joined(member, day)
        )

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """Return everybody who joined until today, those who left too."""
        members = self.community.membership.members
        if names.first_joined(members, self.timeline.first_session) is None:
            return tuple(member for member in members if joined(member, self.today))
        return tuple(member for member in members if member.joined and member.joined <= self.today)

    def present(self, session: Entry) -> tuple[Member, ...]:
        """Return who of those enrolled on its day came to a session whose attendance is recorded."""
        return self._present[session.id]

    @cached_property
    def _present(self) -> Mapping[str, tuple[Member, ...]]:
        came = {session.id: _members(export) for session, export in self.recorded}
        return {
            session.id: tuple(one for one in self.enrolled(self.day_of(session)) if one in came[session.id])
            for session, _ in self.recorded
        }

    def attended(self, member: Member) -> tuple[str, ...]:
        """Return the sessions to which somebody came while enrolled, by their names."""
        return tuple(session.id for session, _ in self.recorded if member in self.present(session))


def joined(member: Member, day: date) -> bool:
    """Return whether somebody had joined by a day; who has no day of joining had."""
    return member.joined is None or member.joined <= day


def _members(export: Attendance) -> frozenset[Member]:
    return frozenset(one.member for one in export.counted if one.member is not None)
