"""An attendance that was exported in parts: a register beside a video meeting, two rooms, a meeting cut in two."""

from collections.abc import Sequence
from dataclasses import replace

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
        min((one.day for one in (first, second) if one.day), default=None),
    )


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
