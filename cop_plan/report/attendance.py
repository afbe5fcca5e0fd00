"""Did people come? Of those who were enrolled on the day of each session, and who completed the year."""

from collections.abc import Collection
from datetime import date

from cop_plan.records.record_types import Attendance
from cop_plan.report.values import (
    AttendanceInShort,
    AttendanceResults,
    Hidden,
    NotCollected,
    Number,
    Part,
    ParticipantFlow,
    SessionAttendance,
    Shown,
    Substitutes,
    Tally,
)
from cop_plan.report.year import ATTENDANCE, ReportedYear, add
from cop_plan.schedule.timeline import Entry


def substitutes(year: ReportedYear) -> Number[Substitutes]:
    """Return the release time that all members used."""
    if not year.members:
        return NotCollected(("membership.members",))
    if isinstance(year.release, NotCollected):
        return year.release
    return Shown(add(year.release.values())) if len(year.members) >= year.limit else Hidden("small group")


def completed(year: ReportedYear, *, interim: bool) -> Number[Tally]:
    """Return how many of those who ever joined completed the year."""
    if interim:
        return Hidden("interim")
    if isinstance(year.completed, NotCollected):
        return year.completed
    return _tally(len(year.completed), len(year.members), year.limit)


def in_short(year: ReportedYear, *, interim: bool) -> Part[AttendanceInShort]:
    """Return who came to the mandatory sessions, in a few numbers; of an interim report those until its day."""
    if not year.members:
        return NotCollected(("membership.members",))
    recorded = {one.id for one, _ in year.recorded if one.attendance == "mandatory"}
    until = [one for one in year.sessions if not interim or one.day <= year.today or one.id in recorded]
    mandatory = [one for one in until if one.attendance == "mandatory"]
    every: Number[Tally] = Hidden("interim")
    if not interim:
        came = year.came_to_all
        every = came if isinstance(came, NotCollected) else _tally(len(came), len(year.members), year.limit)
    return Shown(AttendanceInShort(len(mandatory), len(recorded), _places(year, mandatory=True), every))


def coming(year: ReportedYear, *, interim: bool) -> Part[AttendanceResults]:
    """Return who was invited, came and completed. What changes by one person from March to June waits for June."""
    if not year.community.membership.members:
        return NotCollected(("membership.members",))
    return Shown(
        AttendanceResults(
            _flow(year, interim=interim),
            tuple(_of_session(year, session, export) for session, export in year.recorded),
            _places(year, mandatory=True),
            _places(year, mandatory=False),
            tuple(session.id for session in year.not_recorded),
        )
    )


def _flow(year: ReportedYear, *, interim: bool) -> ParticipantFlow:
    done = completed(year, interim=interim)
    came: Number[int] = ATTENDANCE
    if interim:
        came = Hidden("interim")
    elif year.recorded:
        everybody = {member for session, _ in year.recorded for member in year.present(session)}
        came = _number(len(everybody), len(year.members), year.limit)
    return ParticipantFlow(
        invited=_dated(year, "invited"),
        agreed=_dated(year, "agreement_signed"),
        confirmed=_dated(year, "confirmed"),
        joined=len(year.members),
        attended=came,
        completed=Shown(done.value.count) if isinstance(done, Shown) else done,
        left=sum(1 for member in year.members if member.left and member.left <= year.today),
    )


def _dated(year: ReportedYear, column: str) -> Number[int]:
    days: Collection[date] = [
        day for member in year.community.membership.members if (day := getattr(member, column)) is not None
    ]
    if not days:
        return NotCollected((f"membership.members.{column}",))
    return Shown(sum(1 for day in days if day <= year.today))


def _of_session(year: ReportedYear, session: Entry, export: Attendance) -> SessionAttendance:
    day, present = year.day_of(session), year.present(session)
    members = year.enrolled(day)
    enrolled, here = len(members), export.counted
    manners = {one.manner for one in here if one.member in present}
    online = sum(1 for one in here if one.member in present and one.manner == "online")
    few = enrolled < year.limit or any(0 < part < year.limit for part in (online, len(present) - online))
    unmatched = sum(1 for one in export.unmatched if one in here)
    return SessionAttendance(
        session.id,
        session.title,
        day,
        session.attendance == "mandatory",
        _tally(len(present), enrolled, year.limit),
        NotCollected(("records.attendance",)) if manners <= {None} else Hidden("small group") if few else Shown(online),
        len(here) - len(present) - unmatched,
        unmatched,
        sum(1 for one in export.not_counted if one.member in members),
    )


def _places(year: ReportedYear, *, mandatory: bool) -> Number[Tally]:
    sessions = [one for one, _ in year.recorded if (one.attendance == "mandatory") is mandatory]
    if not sessions:
        return ATTENDANCE
    enrolled = [len(year.enrolled(year.day_of(session))) for session in sessions]
    if min(enrolled) < year.limit:
        return Hidden("small group")
    return Shown(Tally(sum(len(year.present(session)) for session in sessions), sum(enrolled)))


def _tally(count: int, of: int, limit: int) -> Number[Tally]:
    return Shown(Tally(count, of)) if of >= limit else Hidden("small group")


def _number(count: int, of: int, limit: int) -> Number[int]:
    return Shown(count) if of >= limit else Hidden("small group")
