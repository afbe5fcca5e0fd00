"""Of which session the rows of an export are: what the file says of its day is held against the plan.

A row that names a session is of that one; all others are taken by their days. What a file is called is not enough where
its day is another session's: such rows count for no session until a person says which, by the map of the definition or
by the progress record. Nothing here changes a row.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from cop_plan.base.tables import moments
from cop_plan.definition import names
from cop_plan.records import notes
from cop_plan.records.attendance_rows import AttendanceRow
from cop_plan.records.record_types import LeftOutWhy, Meeting, PlacedBy, Placement
from cop_plan.schedule.timeline import Entry, Timeline

NEAR = timedelta(days=7)
"""So far from its planned day a session is held without a word, and a file that names none is of the one so near."""

_PAUSE = timedelta(hours=3)
"""After so long without anybody it is another meeting, even in the same night."""

NIGHT_ENDS = 6
"""Until this hour a meeting of the day before may still go on."""

_ABOUT_MINUTES = 90
"""So long before or after its hour people come to a session of a day that has several."""


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A session with the day on which its attendance is looked for: when it was done, else its planned day."""

    entry: Entry
    day: date

    @property
    def name(self) -> str:
        """Return the name of its entry."""
        return self.entry.id


@dataclass(frozen=True)
class SessionDays:
    """The sessions that are not cancelled, in the order of the plan, and the first and last day that can be meant.

    Those that are `cancelled` have no attendance; a file may be of one all the same, if it took place after all.
    """

    sessions: Mapping[str, PlannedSession]
    first: date
    last: date
    cancelled: Mapping[str, PlannedSession] = field(default_factory=dict)

    def on(self, day: date) -> tuple[PlannedSession, ...]:
        """Return the sessions of a day."""
        return tuple(one for one in self.sessions.values() if one.day == day)

    def near(self, day: date) -> tuple[PlannedSession, ...]:
        """Return the sessions that are no more than a week from a day."""
        return tuple(one for one in self.sessions.values() if abs(one.day - day) <= NEAR)

    def titled(self, title: str | None) -> PlannedSession | None:
        """Return the one session whose title or name stands in the title of a meeting, as whole words."""
        return _titled(title, self.sessions)

    def cancelled_at(self, title: str | None, day: date | None = None) -> str | None:
        """Return the cancelled session of a title, or else of a day; None if there is none."""
        if titled := _titled(title, self.cancelled):
            return titled.name
        return next((one.name for one in self.cancelled.values() if one.day == day), None)


def _titled(title: str | None, sessions: Mapping[str, PlannedSession]) -> PlannedSession | None:
    said = _words(title or "")
    found: dict[str, int] = {}
    for one in sessions.values():
        called = {one.name, one.entry.title, one.entry.shown_to_members}
        lengths = [len(words) for text in called if (words := _words(text)).strip() and words in said]
        if lengths:
            found[one.name] = max(lengths)
    # `Webinar 1` stands in `Webinar 1 again` too: what says more is meant.
    longest = [name for name, length in found.items() if length == max(found.values())]
    return sessions[longest[0]] if len(longest) == 1 else None


def session_days(timeline: Timeline, done: Mapping[str, date]) -> SessionDays:
    """Return the sessions of a year with their days, as far as the record says when they were held."""
    every = [PlannedSession(one, done.get(one.id, one.day)) for one in timeline.all_entries if one.is_session]
    held = {one.name: one for one in every if not one.entry.cancelled}
    cancelled = {one.name: one for one in every if one.entry.cancelled}
    days = [day for one in held.values() for day in (one.day, one.entry.day)]
    year = timeline.community.year
    return SessionDays(held, min([year.first, *days]) - NEAR, max([year.last, *days]) + NEAR, cancelled)


@dataclass(frozen=True)
class Claim:
    """What is known of an export without looking into it.

    `session` is the one that a person says, `by` map, or that the file is named after. `titles` are those of meetings
    on several days, which say nothing of the session; `ids` are the sessions of the meetings that are placed already.
    """

    session: str | None = None
    by: PlacedBy | None = None
    titles: Collection[str] = ()
    ids: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlacedRows:
    """Rows of one session, or of one day, in an export, and where they went."""

    placement: Placement
    rows: tuple[AttendanceRow, ...]


def placed(
    file: str, rows: Sequence[AttendanceRow], meeting: Meeting, days: SessionDays, claim: Claim
) -> tuple[PlacedRows, ...]:
    """Return the rows of an export, by the sessions of which they are; those of no session by their days."""
    how = _Placing(file, meeting, days, claim)
    found = [
        *how.by_event([row for row in rows if row.event]),
        *how.by_day([row for row in rows if not row.event]),
    ]
    return tuple(sorted(found, key=lambda one: (one.placement.day or date.min, one.rows[0].row)))


_COSTS: Mapping[LeftOutWhy, int] = {"of no session": 2, "of another session's day": 3, "outside the school year": 4}

ANOTHERS = _COSTS["of another session's day"]
"""How ill a reading fits by which rows are of a day of another session than their file says."""


def cost(found: Iterable[PlacedRows], days: SessionDays) -> tuple[int, int]:
    """Return how ill a reading of an export fits the plan, and how many days all of it lies off.

    A session's own day costs 0, another of its days 1, and what is left out more. Less fits better.
    """
    rank, off = 0, 0
    for where in (one.placement for one in found):
        if where.day is None:
            continue
        about = days.sessions.get(where.session or where.named or "")
        nearest = [about] if about else list(days.sessions.values())
        off += min((abs((where.day - one.day).days) for one in nearest), default=0)
        if where.why is not None:
            rank = max(rank, _COSTS.get(where.why, 0))
        elif about and where.day != about.day:
            rank = max(rank, 1)
    return rank, off


@dataclass(frozen=True)
class _Placing:
    file: str
    meeting: Meeting
    days: SessionDays
    claim: Claim

    def by_event(self, rows: Sequence[AttendanceRow]) -> Iterator[PlacedRows]:
        """Yield the rows of each session that they name; of a session that is claimed, its rows alone count."""
        events: dict[tuple[str, date | None], list[AttendanceRow]] = {}
        for row in rows:
            events.setdefault((names.alike(row.event or ""), row.day), []).append(row)
        dated: list[AttendanceRow] = []
        sessions: set[str] = set()
        for (_, day), same in events.items():
            event = same[0].event or ""
            session = notes.session_of(event, self.days.sessions)
            if session is None and (titled := self.days.titled(event)):
                session = titled.name
            if session is None and day:
                dated.extend(same)
            else:
                sessions.update([session] if session else [])
                day = day or next((row.held_on for row in same if row.held_on), None)
                yield PlacedRows(self._of_event(event, session, day), tuple(same))
        named = self.days.sessions[self.claim.session] if self.claim.session in sessions else None
        for one in self.by_day(dated):
            # Another day is no part of a session that has rows of its own name.
            is_more = named and one.placement.session and one.placement.day != named.day
            yield replace(one, placement=self._not_its_day(one.placement)) if is_more else one

    def _of_event(self, event: str, session: str | None, day: date | None) -> Placement:
        claimed, found = self.claim.session, Placement(self.file, 0, day)
        if session is None:
            return replace(found, why="of no session", named=self.days.cancelled_at(event) or event)
        if claimed not in (None, session):
            return replace(found, why="of another session's day", named=claimed, planned_for=session)
        if day and self._is_outside(day):
            return replace(found, why="outside the school year", named=session)
        return replace(found, session=session, by="event")

    def by_day(self, rows: Sequence[AttendanceRow]) -> Iterator[PlacedRows]:
        """Yield the rows of each day; where a session is claimed and several days could be its own, the nearest is."""
        found = [one for day, same in _by_day(rows, self.meeting) for one in self._of_day(day, same)]
        own = [one for one in found if one.placement.session]
        if self.claim.session is None or len(own) < 2:
            yield from found
            return
        held = self.days.sessions[self.claim.session].day
        # Of several days none is said to be another session's.
        of_no_other = [one.placement.day for one in own if not one.placement.planned_for]
        nearest = min(of_no_other, key=lambda day: abs(day - held) if day else timedelta.max, default=date.max)
        for one in found:
            is_other = one in own and one.placement.day != nearest
            yield replace(one, placement=self._not_its_day(one.placement)) if is_other else one

    def _not_its_day(self, found: Placement) -> Placement:
        others = self.days.on(found.day) if found.day else ()
        why: LeftOutWhy = "of another session's day" if others else "of no session"
        planned_for = others[0].name if others else None
        return replace(found, session=None, by=None, why=why, named=self.claim.session, planned_for=planned_for)

    def _is_outside(self, day: date) -> bool:
        return not self.days.first <= day <= self.days.last

    def _of_day(self, day: date | None, rows: Sequence[AttendanceRow]) -> list[PlacedRows]:
        if day and self._is_outside(day):
            found = Placement(self.file, 0, day, why="outside the school year", named=self.claim.session)
            return [PlacedRows(found, tuple(rows))]
        there = self.days.on(day) if day else ()
        if len(there) > 1 and (self.claim.session is None or self.claim.session in {one.name for one in there}):
            return self._at_several(there, day, rows)
        found = self._of_claimed(day, there) if self.claim.session else self._of_any(day, there)
        return [PlacedRows(found, tuple(rows))]

    def _at_several(
        self, there: Sequence[PlannedSession], day: date | None, rows: Sequence[AttendanceRow]
    ) -> list[PlacedRows]:
        """Return where rows of a day with several sessions go: as the title says, or to the sessions of their hours."""
        titled = self._titled()
        parts: dict[str | None, list[AttendanceRow]] = {}
        for same in _by_time(rows):
            meant = titled if titled in there else _nearest_hour(there, _start(same) or self.meeting.start)
            parts.setdefault(meant.name if meant else None, []).extend(same)
        claimed, by = self.claim.session, self.claim.by
        if claimed and (None in parts or by == "map") and claimed not in parts:
            return [PlacedRows(Placement(self.file, 0, day, claimed, by), tuple(rows))]
        return [PlacedRows(self._at(name, day, there), tuple(same)) for name, same in parts.items()]

    def _at(self, name: str | None, day: date | None, there: Sequence[PlannedSession]) -> Placement:
        claimed, found = self.claim.session, Placement(self.file, 0, day)
        if claimed is not None and name in (claimed, None):
            return replace(found, session=claimed, by=self.claim.by)
        if claimed is not None:
            return replace(found, why="of another session's day", named=claimed, planned_for=name)
        if name is None:
            return replace(found, why="of no session", planned_for=there[0].name)
        titled = self._titled()
        return replace(found, session=name, by="title" if titled and titled.name == name else "day")

    def _of_claimed(self, day: date | None, there: Sequence[PlannedSession]) -> Placement:
        """Return where rows of a day go of a file that a person or its name gives to a session."""
        claimed, by = self.claim.session, self.claim.by
        others = [one for one in there if one.name != claimed]
        if not others or len(others) < len(there):
            return Placement(self.file, 0, day, claimed, by)
        if by == "map":
            return Placement(self.file, 0, day, claimed, by, named=claimed, planned_for=others[0].name)
        return Placement(self.file, 0, day, why="of another session's day", named=claimed, planned_for=others[0].name)

    def _of_any(self, day: date | None, there: Sequence[PlannedSession]) -> Placement:
        """Return where rows of a day go of a file that nobody gives to a session."""
        found, titled = Placement(self.file, 0, day), self._titled()
        if there:
            (one,) = there
            if titled and titled != one:
                return replace(found, why="of another session's day", named=titled.name, planned_for=one.name)
            return replace(found, session=one.name, by="day")
        if titled:
            return replace(found, session=titled.name, by="title")
        if cancelled := self.days.cancelled_at(self._title(), day):
            return replace(found, why="of no session", named=cancelled)
        near = self.days.near(day) if day else ()
        if len(near) == 1:
            return replace(found, session=near[0].name, by="day")
        known = self.claim.ids.get(self.meeting.id or "", ())
        by_id = [one.name for one in near if one.name in known]
        if len(by_id) == 1:
            return replace(found, session=by_id[0], by="meeting id")
        return replace(found, why="of no session")

    def _titled(self) -> PlannedSession | None:
        return self.days.titled(self._title())

    def _title(self) -> str | None:
        """Return the title of the meeting; None where meetings of several days have it."""
        title = self.meeting.title
        return None if _words(title or "") in self.claim.titles else title


def title_key(title: str | None) -> str:
    """Return what is the same of two titles of meetings."""
    return _words(title or "")


def _words(text: str) -> str:
    return " " + re.sub(r"[\W_]+", " ", names.alike(text)).strip() + " "


def _by_day(rows: Sequence[AttendanceRow], meeting: Meeting) -> list[tuple[date | None, list[AttendanceRow]]]:
    """Return the rows of each day. Who joined after midnight a meeting of the day before is of that one."""
    days = dict(_days(rows))
    known = sorted(set(days.values()))
    of_file = _day_of(meeting.start)
    others = of_file if len(known) < 2 else None
    others = known[0] if len(known) == 1 else others
    found: dict[date | None, list[AttendanceRow]] = {}
    last = others
    for at, row in enumerate(rows):
        # A row that does not count, such as one of the waiting room, may have no time: it is of where it stands.
        last = days.get(at, others if others or not row.why else last)
        found.setdefault(last, []).append(row)
    return list(found.items())


def _days(rows: Iterable[AttendanceRow]) -> Iterator[tuple[int, date]]:
    """Yield the day of each row that has one, by its position."""
    since: tuple[date, datetime] | None = None
    dated = [(day, _joined(row), at, row) for at, row in enumerate(rows) if (day := row.held_on)]
    for held, joined, at, row in sorted(dated, key=lambda one: one[:3]):
        day = held
        if since and day == since[0] + timedelta(days=1) and joined.hour < NIGHT_ENDS and joined - since[1] < _PAUSE:
            day = since[0]
        left = (row.stay and row.stay.end) or joined
        since = (day, max(left, since[1]) if since and since[0] == day else left)
        yield at, day


def _joined(row: AttendanceRow) -> datetime:
    found = row.stay and (row.stay.start or row.stay.end)
    return found or datetime.combine(row.held_on or moments.NO_DAY, datetime.min.time())


def _by_time(rows: Sequence[AttendanceRow]) -> list[tuple[AttendanceRow, ...]]:
    """Return the rows of one day, by meetings between which nobody was there; those without a time are of the first."""
    timed = sorted((row for row in rows if row.stay and row.stay.start), key=_joined)
    found: list[list[AttendanceRow]] = []
    reached: datetime | None = None
    for row in timed:
        end = (row.stay and row.stay.end) or _joined(row)
        if reached is None or _joined(row) > reached:
            found.append([])
        found[-1].append(row)
        reached = end if reached is None else max(end, reached)
    untimed = [row for row in rows if not (row.stay and row.stay.start)]
    if not found:
        return [tuple(untimed)]
    found[0].extend(untimed)
    return [tuple(sorted(same, key=lambda row: row.row)) for same in found]


def _start(rows: Iterable[AttendanceRow]) -> datetime | None:
    return min((row.stay.start for row in rows if row.stay and row.stay.start), default=None)


def _nearest_hour(there: Sequence[PlannedSession], start: datetime | None) -> PlannedSession | None:
    """Return the session of a day that begins about when people came; None if that can be none or several."""
    if start is None:
        return None
    off = [abs(_minutes(start) - _minutes(one.entry.start)) for one in there if one.entry.start]
    nearest = min(off, default=_ABOUT_MINUTES + 1)
    if len(off) < len(there) or nearest > _ABOUT_MINUTES or off.count(nearest) > 1:
        return None
    return there[off.index(nearest)]


def _minutes(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def _day_of(moment: datetime | None) -> date | None:
    return moment.date() if moment and moment.date() != moments.NO_DAY else None
