"""Who completed the year and what release time it took, of the year as its records tell it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property

from cop_plan.definition import names
from cop_plan.definition.community import Member
from cop_plan.records import recorded_year
from cop_plan.records.recorded_year import joined
from cop_plan.report.values import NotCollected, Substitutes
from cop_plan.schedule import release
from cop_plan.schedule.timeline import school_minutes

ATTENDANCE = NotCollected(("records.attendance",))


class ReportedYear(recorded_year.RecordedYear):
    """The year as its records tell it, and what its report makes of that."""

    @property
    def limit(self) -> int:
        """Return the size below which a group is not shown."""
        return self.community.reporting.hide_groups_under

    @cached_property
    def completed(self) -> frozenset[Member] | NotCollected:
        """Return who came to all mandatory sessions since they joined, and answered the final survey.

        Who joined after the last of them did not complete the year.
        """
        recorded = {session.id for session, _ in self.recorded}
        days = {one.id: self.day_of(one) for one in self.sessions if one.attendance == "mandatory"}
        mandatory = set(days)
        missing = () if mandatory <= recorded else ATTENDANCE.missing
        if self.records.final is None:
            missing += ("records.surveys.final",)
        elif self.community.surveys.match_answers_by != "email":
            missing += ("surveys.match_answers_by",)
        if missing or self.records.final is None:
            return NotCollected(missing)
        answered = {response.member for response in self.records.final.responses}

        def came(member: Member) -> bool:
            agreed = {name for name, day in days.items() if joined(member, day)}
            return agreed <= set(self.attended(member)) and (bool(agreed) or not days)

        return frozenset(member for member in self.members if member in answered and came(member))

    @cached_property
    def release(self) -> Mapping[Member, Substitutes] | NotCollected:
        """Return the release time that each member used: whoever belongs to a school and came in school time."""
        recorded = {session.id for session, _ in self.recorded}
        mandatory = [one for one in self.sessions if one.attendance == "mandatory" and one.day <= self.today]
        if any(one.in_school_time is None for one in mandatory):
            return NotCollected(tuple(f"activities.{one.id}.at" for one in mandatory if one.in_school_time is None))
        if any(one.in_school_time and one.id not in recorded for one in mandatory):
            return ATTENDANCE
        return {member: self._release_of(member) for member in self.members}

    def _release_of(self, member: Member) -> Substitutes:
        jurisdiction = self._homes.jurisdiction_of(member)
        days, minutes = Decimal(0), 0
        for session, _ in self.recorded if member.school else ():
            taken = release.substitute_days(session, self.community, jurisdiction)
            if taken and member in self.present(session):
                days += taken
                minutes += school_minutes(session, self.community)
        return Substitutes(days, minutes)

    @cached_property
    def _homes(self) -> names.SchoolMembership:
        return names.SchoolMembership(self.community, self.timeline.first_session)


def add(amounts: Iterable[Substitutes]) -> Substitutes:
    """Return release time, added up."""
    listed = list(amounts)
    return Substitutes(sum((one.days for one in listed), Decimal(0)), sum(one.minutes for one in listed))
