"""An attendance that was exported in parts: a register beside a video meeting, two rooms, a meeting cut in two."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from cop_plan.definition import names
from cop_plan.records import callers, stays
from cop_plan.records.record_types import Attendance, Attendee, Meeting, TimePresent


def merged(parts: Sequence[Attendance]) -> Attendance:
    """Return one attendance of all parts; who is in several is one person there, and no minute counts twice.

    Rows are those of each part, one after the other.
    """
    whole, *others = parts
    for part in others:
        whole = _two(whole, part)
    return whole


def is_same_meeting(one: Attendance, other: Attendance) -> bool:
    """Return whether two exports are of one meeting: of its number or title and its start, or of the same stays."""
    if one.day and other.day and one.day != other.day:
        return False
    first, second = one.meeting, other.meeting
    if first.start and first.start == second.start:
        ids, titles = {first.id, second.id} - {None}, {first.title, second.title} - {None}
        if len(ids) == 1 and first.id and second.id:
            return True
        if not ids or len(ids) == 1:
            return len(titles) == 1 and bool(first.title and second.title)
    return _are_same_people(one, other)


def _are_same_people(one: Attendance, other: Attendance) -> bool:
    """Return whether two exports have the same people for the same time, or the same marks of them."""
    there, here = ({_key(person): person for person in export.people} for export in (one, other))
    if there.keys() != here.keys():
        return False
    pairs = [(person, here[key]) for key, person in there.items()]
    if all(first.stays == second.stays and first.presence == second.presence for first, second in pairs):
        return one.kind == other.kind or any(stay.start for person, _ in pairs for stay in person.stays)
    minutes = [(first.minutes, second.minutes) for first, second in pairs]
    # One export may have whole minutes, the other each time of joining.
    return len(pairs) > 1 and all(a is not None and b is not None and abs(a - b) <= 1 for a, b in minutes)


def are_same_minutes(one: Attendance, other: Attendance) -> bool:
    """Return whether two exports have the same people, two or more, each for the same minutes and with all known."""
    there, here = ({_key(person): person.minutes for person in export.present} for export in (one, other))
    return len(there) > 1 and there == here and None not in there.values()


def same_meeting_twice(one: Attendance, other: Attendance) -> Attendance:
    """Return one attendance of two exports of one meeting: the fuller one, and whom only the other has."""
    full, rest = sorted((one, other), key=_fullness, reverse=True)
    known = {_key(person) for person in full.people}
    return replace(full, people=(*full.people, *(person for person in rest.people if _key(person) not in known)))


def _fullness(export: Attendance) -> tuple[int, int]:
    """Return how much an export tells: of how many stays the moments, and of how many people."""
    return sum(bool(stay.start) for person in export.people for stay in person.stays), len(export.people)


def _two(first: Attendance, second: Attendance) -> Attendance:
    people = {_key(one): one for one in first.people}
    for one in second.people:
        before = people.get(_key(one))
        people[_key(one)] = one if before is None else _one(before, one)
    return Attendance(
        _both(first.kind, second.kind),
        _both(first.encoding, second.encoding),
        _meeting(first.meeting, second.meeting),
        tuple(people.values()),
        (*first.dropped, *second.dropped),
        (*first.concessions, *second.concessions),
        (*first.files, *second.files),
        _day(first, second),
    )


def _day(first: Attendance, second: Attendance) -> date | None:
    """Return the day of both: a meeting's own before the one that a register has in its head."""
    held = [one.day for one in (first, second) if one.day and one.meeting.start]
    return min(held or [one.day for one in (first, second) if one.day], default=None)


def _both(first: str, second: str) -> str:
    return " + ".join(dict.fromkeys([*first.split(" + "), second]))


def _key(one: Attendee) -> tuple[str, ...]:
    if one.member is not None:
        return "member", names.alike(one.member.name), names.alike(one.member.email or "")
    if one.known_as is not None:
        return "other", names.alike(one.known_as)
    if one.is_caller:
        return "caller", callers.caller(one.name) or ""
    return "nobody", names.alike(one.name), names.alike(one.email or "")


def _one(first: Attendee, second: Attendee) -> Attendee:
    there = [one for one in (first, second) if one.presence == "present"] or [first, second]
    spent = tuple(stay for one in there for stay in one.stays)
    return replace(
        there[0],
        email=first.email or second.email,
        minutes=stays.minutes(spent),
        manner=next((one.manner for one in there if one.manner), None),
        role=next((one.role for one in there if one.role), None),
        rows=tuple(row for one in there for row in one.rows),
        files=tuple(file for one in there for file in one.files),
        stays=spent,
    )


def _meeting(first: Meeting, second: Meeting) -> Meeting:
    spans = [TimePresent(one.start, one.end, one.minutes and one.minutes * 60) for one in (first, second)]
    return Meeting(
        first.title or second.title,
        min((one.start for one in spans if one.start), default=None),
        max((one.end for one in spans if one.end), default=None),
        stays.minutes(spans),
        first.id or second.id,
    )
