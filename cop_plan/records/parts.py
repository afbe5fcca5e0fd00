"""An attendance that was exported in several parts: two rooms, a register beside a video meeting, a meeting cut in two."""

from collections.abc import Sequence
from dataclasses import replace

from cop_plan import names
from cop_plan.records.values import Attendance, Attendee, Meeting


def together(parts: Sequence[Attendance]) -> Attendance:
    """Return one attendance of all parts; who is in several is one person there.

    Minutes of parts that follow each other add up. Of parts that overlap, so far as their times say, the longest stay
    counts, since the same minutes may be in both. Rows are those of each part, one after the other.
    """
    first, *others = parts
    for other in others:
        first = _two(first, other)
    return first


def _two(first: Attendance, second: Attendance) -> Attendance:
    overlap = _overlap(first.meeting, second.meeting)
    people = {_key(one): one for one in first.people}
    for one in second.people:
        before = people.get(_key(one))
        people[_key(one)] = one if before is None else _one(before, one, overlap=overlap)
    return Attendance(
        " + ".join(dict.fromkeys([*first.kind.split(" + "), second.kind])),
        " + ".join(dict.fromkeys([*first.encoding.split(" + "), second.encoding])),
        _meeting(first.meeting, second.meeting, overlap=overlap),
        tuple(people.values()),
        (*first.dropped, *second.dropped),
    )


def _key(one: Attendee) -> tuple[str, str]:
    if one.member is not None:
        return names.alike(one.member.name), names.alike(one.member.email or "")
    return names.alike(one.known_as or one.name), "" if one.known_as else names.alike(one.email or "")


def _one(first: Attendee, second: Attendee, *, overlap: bool) -> Attendee:
    here, there = (first, second) if first.presence == "present" or second.presence != "present" else (second, first)
    return replace(
        here,
        email=here.email or there.email,
        minutes=_minutes(first.minutes, second.minutes, overlap=overlap),
        manner=here.manner or there.manner,
        role=here.role or there.role,
        rows=(*first.rows, *second.rows),
    )


def _minutes(first: int | None, second: int | None, *, overlap: bool) -> int | None:
    if first is None or second is None:
        return second if first is None else first
    return max(first, second) if overlap else first + second


def _overlap(first: Meeting, second: Meeting) -> bool:
    if first.start is None or first.end is None or second.start is None or second.end is None:
        return False
    return first.start < second.end and second.start < first.end


def _meeting(first: Meeting, second: Meeting, *, overlap: bool) -> Meeting:
    starts = [start for start in (first.start, second.start) if start]
    ends = [end for end in (first.end, second.end) if end]
    return Meeting(
        first.title or second.title,
        min(starts, default=None),
        max(ends, default=None),
        _minutes(first.minutes, second.minutes, overlap=overlap),
        first.id or second.id,
    )
