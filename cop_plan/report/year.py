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

NO_SCHOOLS = NotCollected(("membership.members.school",))

NO_ADDRESSES = NotCollected(("records.surveys.addresses",))
"""What needs answers by person, where none has an address or whatever else they are matched by."""


class ReportedYear(recorded_year.RecordedYear):
    """The year as its records tell it, and what its report makes of that."""

    @property
    def limit(self) -> int:
        """Return the size below which a group is not shown."""
        return self.community.reporting.hide_groups_under

    @cached_property
    def came_to_all(self) -> frozenset[Member] | NotCollected:
        """Return who came to all mandatory sessions since they joined; nobody who joined after the last of them."""
        days = {one.id: self.day_of(one) for one in self.sessions if one.attendance == "mandatory"}
        if not set(days) <= {session.id for session, _ in self.recorded}:
            return ATTENDANCE

        def came(member: Member) -> bool:
            agreed = {name for name, day in days.items() if joined(member, day)}
            return agreed <= set(self.attended(member)) and (bool(agreed) or not days)

        return frozenset(member for member in self.members if came(member))

    @cached_property
    def completed(self) -> frozenset[Member] | NotCollected:
        """Return who came to all mandatory sessions since they joined, and answered the final survey.

        Who joined after the last of them did not complete the year.
        """
        came, final = self.came_to_all, self.records.final
        missing = came.missing if isinstance(came, NotCollected) else ()
        if final is None:
            missing += ("records.surveys.final",)
        elif self.community.surveys.match_answers_by != "email":
            missing += ("surveys.match_answers_by",)
        elif final.counted and not any(one.member for one in final.counted):
            missing += NO_ADDRESSES.missing
        if missing or final is None or isinstance(came, NotCollected):
            return NotCollected(missing)
        return came & {one.member for one in final.counted}

    @cached_property
    def release(self) -> Mapping[Member, Substitutes] | NotCollected:
        """Return the release time that each member used: whoever belongs to a school and came in school time."""
        recorded = {session.id for session, _ in self.recorded}
        mandatory = [one for one in self.sessions if one.attendance == "mandatory" and one.day <= self.today]
        if any(one.in_school_time is None for one in mandatory):
            return NotCollected(tuple(f"activities.{one.id}.at" for one in mandatory if one.in_school_time is None))
        if any(one.in_school_time and one.id not in recorded for one in mandatory):
            return ATTENDANCE
        if any(one.in_school_time for one in mandatory) and not any(member.school for member in self.members):
            return NO_SCHOOLS
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
