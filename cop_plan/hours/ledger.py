"""The ledger: who was at which session, how many of its minutes count, and the rows of the records that prove it.

All minutes are whole. Each row is rounded by itself, so that every total is the sum of its rows. Who was there too
short to count has a row of no minutes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cop_plan.definition.community import ONLINE, Credit, Member
from cop_plan.hours import session_time
from cop_plan.hours.session_time import SessionTime
from cop_plan.records.record_types import Attendance, Attendee, Manner
from cop_plan.records.recorded_year import RecordedYear
from cop_plan.schedule import typical_session
from cop_plan.schedule.timeline import Entry


@dataclass(frozen=True, slots=True, order=True)
class RowAt:
    """A row of a file of the records, as a spreadsheet counts it."""

    file: str
    row: int


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One member at one session. `present_minutes` is None where a register or a signature says only that they came.

    `day` is when it was held. `is_counted` is whether the member was there long enough to count at all.
    """

    member: Member
    session: Entry
    day: date
    format: Manner
    planned_minutes: int
    present_minutes: int | None
    counted_minutes: int
    proof: tuple[RowAt, ...]
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class SessionShare:
    """The sessions to which somebody came, of those to which they were asked."""

    came: int
    asked: int


@dataclass(frozen=True)
class Ledger:
    """All rows of a year, by session in the order of the days, within it by the list of members.

    `times` has the minutes of each session whose attendance is recorded, by its name.
    """

    rows: tuple[LedgerRow, ...]
    times: Mapping[str, SessionTime]
    year: RecordedYear

    @property
    def minutes(self) -> int:
        """Return all minutes that count, of all members together."""
        return sum(row.counted_minutes for row in self.rows)

    @property
    def credit(self) -> Credit:
        """Return the rules by which hours count."""
        return self.year.community.credit

    def of(self, member: Member) -> tuple[LedgerRow, ...]:
        """Return the rows of a member."""
        return self._by_member.get(_key(member), ())

    def minutes_of(self, member: Member) -> int:
        """Return the minutes of a member that count."""
        return sum(row.counted_minutes for row in self.of(member))

    def sessions_of(self, member: Member) -> int:
        """Return at how many sessions a member was there long enough to count."""
        return sum(row.is_counted for row in self.of(member))

    @cached_property
    def _by_member(self) -> Mapping[tuple[str, str | None], tuple[LedgerRow, ...]]:
        found: dict[tuple[str, str | None], list[LedgerRow]] = {}
        for row in self.rows:
            found.setdefault(_key(row.member), []).append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    @property
    def unknown(self) -> tuple[tuple[Entry, Attendee], ...]:
        """Return who is in the records of a session and is nobody whom the definition knows."""
        return tuple((session, one) for session, export in self.year.recorded for one in export.unmatched)

    @property
    def not_enrolled(self) -> tuple[tuple[Entry, Member], ...]:
        """Return the members who came to a session before they joined or after they left: it counts for nothing."""
        found = []
        for session, export in self.year.recorded:
            enrolled = self.year.enrolled(self.year.day_of(session))
            found += [(session, one.member) for one in export.present if one.member and one.member not in enrolled]
        return tuple(found)

    def to_come(self, member: Member) -> tuple[Entry, ...]:
        """Return the sessions from today on that a member can still come to, and whose attendance is not recorded."""
        left, today = member.left or date.max, self.year.today
        return tuple(one for one in self.year.sessions if today <= one.day < left and one.id not in self.times)

    def not_recorded(self, member: Member) -> tuple[Entry, ...]:
        """Return the sessions before today, while a member was enrolled, of whose attendance there is no record."""
        return tuple(one for one in self.year.not_recorded if member in self.year.enrolled(one.day))

    def share_of(self, member: Member) -> SessionShare:
        """Return to how many mandatory sessions a member came, of those recorded while enrolled.

        Where no session is mandatory, all count.
        """
        year = self.year
        asked = [one.id for one, _ in year.recorded if member in year.enrolled(year.day_of(one))]
        mandatory = {one.id for one in year.sessions if one.attendance == "mandatory"}
        asked = [name for name in asked if name in mandatory or not mandatory]
        came = {row.session.id for row in self.of(member) if row.is_counted}
        return SessionShare(len(came & set(asked)), len(asked))

    def has_reached(self, member: Member) -> bool:
        """Return whether a member came to the share of sessions that `credit.at_least` asks for."""
        least, share = self.credit.at_least, self.share_of(member)
        return least is None or share.came * least.of >= share.asked * least.number


def _key(member: Member) -> tuple[str, str | None]:
    return member.name, member.email


def ledger(year: RecordedYear) -> Ledger:
    """Return the ledger of a year, of the sessions recorded until its day."""
    credit = year.community.credit
    times = {
        session.id: session_time.of(session, credit, typical_session.blocks_of(session, year.timeline))
        for session, _ in year.recorded
    }
    recorded = sorted(year.recorded, key=lambda one: year.day_of(one[0]))
    rows = (
        row for session, export in recorded for row in _rows(year, session, export, times[session.id], credit.step or 1)
    )
    return Ledger(tuple(rows), times, year)


def _rows(year: RecordedYear, session: Entry, export: Attendance, time: SessionTime, step: int) -> Iterator[LedgerRow]:
    held = year.day_of(session)
    begins = session_time.beginning(session, held, export)
    came = {_key(one.member): one for one in export.present if one.member is not None}
    for member in year.enrolled(held):
        if one := came.get(_key(member)):
            counted = session_time.counted(time, one.minutes, one.stays, begins, step) if one.is_counted else 0
            yield LedgerRow(
                member,
                session,
                held,
                one.manner or ("online" if session.kind in ONLINE else "in person"),
                time.planned,
                one.minutes,
                counted,
                _proof(one),
                one.is_counted,
            )


def _proof(attendee: Attendee) -> tuple[RowAt, ...]:
    found = {RowAt(file, row) for file, row in zip(attendee.files, attendee.rows, strict=False)}
    return tuple(sorted(found))
