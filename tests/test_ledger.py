"""The minutes that count: those of the agenda without breaks, never more than planned, each with its proof."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Write
from cop_plan.app import records
from cop_plan.app.project import CommunityProject
from cop_plan.definition.community import Block, Credit
from cop_plan.hours import ledger, session_time
from cop_plan.hours.ledger import Ledger, RowAt
from cop_plan.records import stays
from cop_plan.records.record_types import TimePresent
from cop_plan.records.recorded_year import RecordedYear
from cop_plan.schedule import breaks
from cop_plan.schedule.timeline import Entry

PROPERTIES = settings(max_examples=150, derandomize=True)

COMMUNITY = """\
name: Readers
year: 2026-2027
timezone: America/Edmonton
pattern: bare.yaml
membership:
  members:
    - {name: Ada Bell, email: ada@example.org}
    - {name: Ben Cole, email: ben@example.org}
    - {name: Cam Drew, email: cam@example.org, joined: 2026-10-20}
activities:
  meet:
    kind: gathering
    when: 2026-10-06
    at: "9:00"
    lasts: 3 hours
    topic: Reading graphs
    attendance: mandatory
    audience: participants
    agenda: [Welcome: 15 minutes, Work: 75 minutes, Pause-café: 30 minutes, More work: 60 minutes]
  call: {kind: online-meeting, when: 2026-11-03, at: "15:30", lasts: 1 hour, audience: participants}
"""
ZOOM = "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest\n"


@pytest.fixture
def hours(write: Write) -> Callable[..., Ledger]:
    """Return the ledger of the community with some records, up to a day."""

    def hours(files: Mapping[str, str], today: str = "2027-06-01", more: str = "") -> Ledger:
        project = CommunityProject(write(COMMUNITY + more, {"bare.yaml": "title: Bare\n", **files}))
        found = records.collect(project)
        assert not found.problems
        return ledger.ledger(RecordedYear(project.timeline, found.records, date.fromisoformat(today)))

    return hours


def zoom(*rows: str) -> str:
    return ZOOM + "".join(f"{row},No\n" for row in rows)


def test_a_break_is_taken_from_whoever_was_there_in_it(hours: Callable[..., Ledger]) -> None:
    file = "records/attendance/meet.csv"
    rows = (
        "Ada Bell,ada@example.org,2026-10-06 08:55,2026-10-06 12:05,190",
        "Ben Cole,ben@example.org,2026-10-06 09:00,2026-10-06 10:00,60",
    )
    found = hours({file: zoom(*rows)})

    assert [(row.member.name, row.planned_minutes, row.present_minutes, row.counted_minutes) for row in found.rows] == [
        ("Ada Bell", 180, 190, 150),
        ("Ben Cole", 180, 60, 60),  # left before the break
    ]
    assert found.minutes == 210
    assert [at.row for at in found.rows[1].proof] == [3]
    assert found.rows[1].proof[0].file.endswith("meet.csv")


def test_without_the_hours_of_a_stay_it_is_taken_to_hold_the_break(hours: Callable[..., Ledger]) -> None:
    durations = "Name (original name),Email,Total duration (minutes),Guest\nBen Cole,ben@example.org,60,No\n"
    (row,) = hours({"records/attendance/meet.csv": durations}).rows
    assert (row.present_minutes, row.counted_minutes) == (60, 30)


def test_without_an_agenda_the_breaks_of_a_typical_session_are_taken_off_or_those_of_the_kit(
    hours: Callable[..., Ledger],
) -> None:
    register = (
        "event,email,name,present\nmeet,ada@example.org,,yes\nlong,ada@example.org,,yes\ncall,ada@example.org,,yes\n"
    )
    typical = "meetings: {typical_session: 'Success 10 min, coffee 10 min, topic 40 min'}\n"
    more = "  long: {kind: gathering, when: 2026-10-13, lasts: 6 hours, audience: participants}\n"
    found = hours({"records/attendance/all.csv": register}, more=more + typical)
    assert {row.session.id: row.counted_minutes for row in found.rows} == {"meet": 150, "long": 270, "call": 50}


def test_another_clock_than_the_communitys_is_not_laid_over_the_agenda(hours: Callable[..., Ledger]) -> None:
    in_utc = zoom("Ben Cole,ben@example.org,2026-10-06 15:00,2026-10-06 16:00,60")
    (row,) = hours({"records/attendance/meet.csv": in_utc}).rows
    assert row.counted_minutes == 30


def test_a_signature_is_for_the_whole_session_without_its_breaks(hours: Callable[..., Ledger]) -> None:
    register = "event,email,name,present\nmeet,ada@example.org,Ada Bell,yes\nmeet,ben@example.org,Ben Cole,no\n"
    (row,) = hours({"records/attendance/meet.csv": register}).rows
    assert (row.present_minutes, row.counted_minutes, row.format) == (None, 150, "in person")
    assert [at.row for at in row.proof] == [2]


def test_who_was_not_enrolled_has_no_row_and_what_is_still_to_come_has_none(hours: Callable[..., Ledger]) -> None:
    register = "event,email,name,present\n" + "".join(
        f"{event},{name}@example.org,,yes\n" for event in ("meet", "call") for name in ("ada", "cam")
    )
    found = hours({"records/attendance/all.csv": register})
    assert [(row.session.id, row.member.name) for row in found.rows] == [
        ("meet", "Ada Bell"),
        ("call", "Ada Bell"),
        ("call", "Cam Drew"),
    ]
    assert [row.session.id for row in hours({"records/attendance/all.csv": register}, "2026-10-31").rows] == ["meet"]


def test_the_rules_of_credit_leave_blocks_out_and_round_each_row_down(hours: Callable[..., Ledger]) -> None:
    rows = (
        "Ada Bell,ada@example.org,2026-10-06 09:00,2026-10-06 12:00,180",
        "Ben Cole,ben@example.org,2026-10-06 09:00,2026-10-06 11:59,179",
    )
    credit = "credit: {step: 15 minutes, not_counted: WELCOME, at_least: 3 of 4}\n"
    found = hours({"records/attendance/meet.csv": zoom(*rows)}, more=credit)
    assert [row.counted_minutes for row in found.rows] == [135, 120]
    assert found.minutes == sum(found.minutes_of(one) for one in found.year.members)
    assert [found.has_reached(one) for one in found.year.members] == [True, True, True]


def test_a_share_is_of_the_mandatory_sessions_since_a_member_joined(hours: Callable[..., Ledger]) -> None:
    register = "event,email,name,present\nmeet,ada@example.org,,yes\nmeet,ben@example.org,,no\n"
    found = hours({"records/attendance/meet.csv": register}, more="credit: {at_least: 3 of 4}\n")
    assert [(found.share_of(one).came, found.share_of(one).asked) for one in found.year.members] == [
        (1, 1),
        (0, 1),
        (0, 0),
    ]
    assert [found.has_reached(one) for one in found.year.members] == [True, False, True]


def test_a_meeting_in_parts_is_proved_by_the_rows_of_each(hours: Callable[..., Ledger], tmp_path: Path) -> None:
    folder = tmp_path / "records/attendance"
    parts = {
        "records/attendance/call-part-1.csv": zoom("Ada Bell,ada@example.org,2026-11-03 15:30,2026-11-03 15:50,20"),
        "records/attendance/call-part-2.csv": zoom("Ada Bell,ada@example.org,2026-11-03 15:55,2026-11-03 16:30,35"),
    }
    (row,) = hours(parts).rows
    assert (row.present_minutes, row.counted_minutes) == (55, 55)
    assert row.proof == tuple(RowAt(str(folder / f"call-part-{part}.csv"), 2) for part in (1, 2))


@pytest.mark.parametrize(
    "title",
    [
        "Break",
        "Wellness break",
        "LUNCH",
        "Dîner",
        "Repas du midi",
        "Pause-café",
        "Coffee and talk",
        "Déjeuner",
        "Souper",
    ],
)
def test_breaks_and_meals_are_known_in_both_languages(title: str) -> None:
    assert breaks.is_break(title)


@pytest.mark.parametrize(
    "title", ["Break into groups", "Ice-breaker", "Travail de l’après-midi", "Teams", "Breakout rooms"]
)
def test_work_is_no_break(title: str) -> None:
    assert not breaks.is_break(title)


# Any agenda, and any stays at a session that begins at 9:00.
BEGINS = datetime.fromisoformat("2026-10-06T09:00")
TITLES = st.sampled_from(("Work", "Break", "Lunch", "Welcome", "Repas"))
AGENDAS = st.lists(st.tuples(TITLES, st.integers(5, 90)), min_size=0, max_size=6)
MINUTES = st.integers(-60, 500)
STAYS = st.lists(st.tuples(MINUTES, MINUTES).map(sorted), min_size=0, max_size=4)
TIMES = st.tuples(AGENDAS, st.integers(1, 400))
CREDIT = Credit(not_counted=("welcome",))


def time_of(blocks: list[tuple[str, int]], minutes: int) -> session_time.SessionTime:
    agenda = tuple(Block(title=title, lasts=lasts) for title, lasts in blocks)
    entry = Entry("meet", "Meet", "gathering", "learn", BEGINS.date(), None, minutes=minutes, agenda=agenda)
    return session_time.of(entry, CREDIT)


def spent(spans: list[list[int]]) -> list[TimePresent]:
    return [TimePresent(BEGINS + timedelta(minutes=first), BEGINS + timedelta(minutes=last)) for first, last in spans]


def counted(time: session_time.SessionTime, spans: list[list[int]], step: int = 1, *, same_clock: bool = True) -> int:
    there = spent(spans)
    return session_time.counted(time, stays.minutes(there) or 0, there, BEGINS if same_clock else None, step)


@PROPERTIES
@given(TIMES, STAYS, st.integers(1, 60), st.booleans())
def test_no_more_counts_than_the_agenda_without_its_breaks_or_than_the_time_there(
    session: tuple[list[tuple[str, int]], int], spans: list[list[int]], step: int, same_clock: bool
) -> None:
    time = time_of(*session)
    left_out = sum(minutes for title, minutes in session[0] if title != "Work")
    found = counted(time, spans, step, same_clock=same_clock)
    assert 0 <= found <= time.countable <= time.planned
    assert not session[0] or time.countable <= sum(minutes for _, minutes in session[0]) - left_out
    assert found <= (stays.minutes(spent(spans)) or 0)
    assert found % step == 0
    assert 0 <= counted(time, spans, same_clock=same_clock) - found < step


@PROPERTIES
@given(TIMES, STAYS, st.tuples(MINUTES, MINUTES).map(sorted), st.integers(1, 60), st.booleans())
def test_more_time_there_never_counts_less(
    session: tuple[list[tuple[str, int]], int], spans: list[list[int]], more: list[int], step: int, same_clock: bool
) -> None:
    time = time_of(*session)
    before = counted(time, spans, step, same_clock=same_clock)
    assert before <= counted(time, [*spans, more], step, same_clock=same_clock)


@PROPERTIES
@given(TIMES, st.tuples(MINUTES, MINUTES, MINUTES).map(sorted), st.booleans())
def test_a_stay_in_two_pieces_counts_like_the_whole(
    session: tuple[list[tuple[str, int]], int], moments: list[int], same_clock: bool
) -> None:
    first, middle, last = moments
    whole = counted(time_of(*session), [[first, last]], same_clock=same_clock)
    assert whole == counted(time_of(*session), [[first, middle], [middle, last]], same_clock=same_clock)


@PROPERTIES
@given(TIMES)
def test_time_in_a_break_never_counts(session: tuple[list[tuple[str, int]], int]) -> None:
    time, at, rests = time_of(*session), 0, []
    for title, minutes in session[0]:
        if title != "Work":
            rests.append([at, at + minutes])
        at += minutes
    if session[0]:
        assert counted(time, rests) == 0
