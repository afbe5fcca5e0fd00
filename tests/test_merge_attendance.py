"""Attendance in parts: whoever is in several is one person, and no minute counts twice."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cop_plan.definition.community import Member
from cop_plan.records import merge_attendance
from cop_plan.records.record_types import Attendance, Attendee, Dropped, Meeting, TimePresent

NINE = datetime.fromisoformat("2026-09-29T09:00")
AMINA = Member.model_construct(name="Amina Okafor", email="amina.okafor@example.org")


def after(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


def part(*people: Attendee, kind: str = "zoom-meeting", start: int = 0, end: int = 60) -> Attendance:
    meeting = Meeting("Orientation", after(start), after(end), end - start, None)
    return Attendance(kind, "utf-8", meeting, people, (Dropped(9, "bot", "Scribe"),))


def seen(name: str, *spans: tuple[int, int], member: Member | None = None) -> Attendee:
    stays = tuple(TimePresent(after(start), after(end)) for start, end in spans)
    total = sum(end - start for start, end in spans)
    return Attendee(name, minutes=total, member=member, stays=stays, rows=(5,))


def test_a_member_by_two_names_in_two_parts_is_one_person() -> None:
    one = part(seen("Amina O.", (0, 30), member=AMINA), start=0, end=40)
    two = part(seen("Amina Okafor", (20, 50), member=AMINA), kind="google-meet", start=20, end=60)
    together = merge_attendance.merged([one, two])
    assert [(person.name, person.minutes, person.rows) for person in together.people] == [("Amina O.", 50, (5, 5))]
    assert together.kind == "zoom-meeting + google-meet"
    assert (together.meeting.start, together.meeting.end, together.meeting.minutes) == (after(0), after(60), 60)
    assert len(together.dropped) == 2


def test_who_is_absent_in_one_part_and_there_in_the_other_was_there() -> None:
    absent = Attendee("Amina Okafor", presence="regrets", member=AMINA)
    for order in (
        [part(absent), part(seen("A", (0, 30), member=AMINA))],
        [part(seen("A", (0, 30), member=AMINA)), part(absent)],
    ):
        (one,) = merge_attendance.merged(order).people
        assert (one.presence, one.minutes) == ("present", 30)


def test_two_telephones_of_nobody_are_told_apart_by_their_names() -> None:
    together = merge_attendance.merged(
        [part(seen("iPhone", (0, 10))), part(seen("iPad", (0, 10)), seen("IPHONE", (20, 30)))]
    )
    assert [(one.name, one.minutes) for one in together.people] == [("iPhone", 20), ("iPad", 10)]


SPANS = st.lists(st.tuples(st.integers(0, 90), st.integers(1, 90)).map(lambda pair: (pair[0], sum(pair))), min_size=1)


@given(st.lists(SPANS, min_size=1, max_size=4))
def test_no_minute_counts_twice_in_however_many_parts(spans: Sequence[Sequence[tuple[int, int]]]) -> None:
    together = merge_attendance.merged([part(seen("A", *one, member=AMINA)) for one in spans])
    minutes = {minute for one in spans for start, end in one for minute in range(start, end)}
    if len(spans) > 1:
        assert [one.minutes for one in together.people] == [len(minutes)]
    else:
        assert together == part(seen("A", *spans[0], member=AMINA))
