"""The wall clock and its moments, whatever the system's own zone files say."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cop_plan.dates import zones

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
EXAMPLES = settings(max_examples=60, derandomize=True)

KEYS = st.sampled_from(sorted(zones.names()))
DAYS = st.dates(date(2024, 1, 1), date(2060, 12, 31))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def found_hour_by_hour(key: str, first: datetime, last: datetime) -> list[tuple[datetime, timedelta, timedelta]]:
    """Return every change of offset as the hour within which it happens and the offsets around it."""
    rules, seen = zones.zone(key), []
    moment, before = first, first.astimezone(rules).utcoffset()
    while moment < last:
        moment += HOUR
        after = moment.astimezone(rules).utcoffset()
        if after != before:
            assert before is not None
            assert after is not None
            seen.append((moment, before, after))
            before = after
    return seen


def assert_complete(key: str, first: datetime, last: datetime) -> None:
    found, expected = list(zones.changes(key, first, last)), found_hour_by_hour(key, first, last)
    assert [(change.before, change.after) for change in found] == [(before, after) for _, before, after in expected]
    for change, (hour, _, _) in zip(found, expected, strict=True):
        assert hour - HOUR < change.moment <= hour
        assert zones.offset(key, change.moment) == change.after
        assert zones.offset(key, change.moment - SECOND) == change.before


# Alberta, which went to UTC-6 all year.


def test_half_past_three_in_alberta_in_november_is_half_past_nine_in_utc() -> None:
    start = zones.local(date(2026, 11, 17), time(15, 30), "America/Edmonton")
    assert start.astimezone(UTC) == datetime(2026, 11, 17, 21, 30, tzinfo=UTC)


SAYS_THE_HOUR = """
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo
from cop_plan.dates import zones
def said_by_the_system():
    try:
        return datetime(2026, 11, 17, 15, 30, tzinfo=ZoneInfo("America/Edmonton")).astimezone(UTC)
    except LookupError:
        return None
print(said_by_the_system())
print(zones.local(date(2026, 11, 17), time(15, 30), "America/Edmonton").astimezone(UTC))
"""


def said_with_zone_files_in(folder: Path) -> list[str]:
    environment = {**os.environ, "PYTHONTZPATH": str(folder), "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    ran = subprocess.run(
        [sys.executable, "-c", SAYS_THE_HOUR], env=environment, capture_output=True, text=True, check=True
    )
    return ran.stdout.splitlines()


def test_a_system_with_old_zone_files_changes_no_hour(tmp_path: Path) -> None:
    # As Alberta's clocks once were: those of Denver, which still change.
    (tmp_path / "America").mkdir()
    old = resources.files("tzdata") / "zoneinfo" / "America" / "Denver"
    (tmp_path / "America" / "Edmonton").write_bytes(old.read_bytes())
    assert said_with_zone_files_in(tmp_path) == ["2026-11-17 22:30:00+00:00", "2026-11-17 21:30:00+00:00"]


def test_a_system_without_zone_files_changes_no_hour(tmp_path: Path) -> None:
    assert said_with_zone_files_in(tmp_path)[1] == "2026-11-17 21:30:00+00:00"


def test_alberta_changes_its_clocks_no_more() -> None:
    first, last = datetime(2026, 8, 1, tzinfo=UTC), datetime(2060, 1, 1, tzinfo=UTC)
    assert list(zones.changes("America/Edmonton", first, last)) == []


# Local time.


@pytest.mark.parametrize(
    ("day", "in_utc"),
    [
        pytest.param(date(2026, 7, 14), datetime(2026, 7, 14, 19, 30, tzinfo=UTC), id="summer"),
        pytest.param(date(2026, 11, 17), datetime(2026, 11, 17, 20, 30, tzinfo=UTC), id="winter"),
    ],
)
def test_the_wall_clock_of_toronto_keeps_summer_time(day: date, in_utc: datetime) -> None:
    assert zones.local(day, time(15, 30), "America/Toronto").astimezone(UTC) == in_utc


def test_a_time_that_the_clocks_leave_out_does_not_exist() -> None:
    with pytest.raises(zones.NoSuchTime):
        zones.local(date(2027, 3, 14), time(2, 30), "America/Toronto")


def test_a_time_left_out_brings_the_first_that_there_is_again() -> None:
    with pytest.raises(zones.NoSuchTime) as none:
        zones.local(date(2027, 3, 14), time(2, 30), "America/Toronto")
    assert none.value.after.replace(tzinfo=None) == datetime(2027, 3, 14, 3, 0)  # noqa: DTZ001  # a wall clock


@pytest.mark.parametrize("at", [time(1, 59), time(3, 0)], ids=["just before", "just after"])
def test_the_times_around_a_gap_exist(at: time) -> None:
    assert zones.local(date(2027, 3, 14), at, "America/Toronto").time() == at


def test_a_time_that_exists_twice_is_the_first() -> None:
    start = zones.local(date(2026, 11, 1), time(1, 30), "America/Toronto")
    assert start.astimezone(UTC) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_a_gap_of_half_an_hour_is_a_gap() -> None:
    with pytest.raises(zones.NoSuchTime) as none:
        zones.local(date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe")
    assert none.value.after.time() == time(2, 30)


def first_after_the_gap(key: str, day: date, at: time) -> datetime | None:
    """Return the first time that there is again, or None if the time itself exists."""
    try:
        zones.local(day, at, key)
    except zones.NoSuchTime as none:
        return none.after
    return None


def on_the_wall(moment: datetime, key: str) -> datetime:
    return moment.astimezone(UTC).astimezone(zones.zone(key)).replace(tzinfo=None)


@EXAMPLES
@given(KEYS, DAYS, TIMES)
@example("America/Toronto", date(2027, 3, 14), time(2, 30))
@example("America/Toronto", date(2026, 11, 1), time(1, 30))
@example("Africa/Casablanca", date(2026, 2, 15), time(2, 30))
@example("Antarctica/Troll", date(2026, 3, 29), time(2, 30))
def test_a_moment_shows_the_wall_clock_that_it_was_made_of(key: str, day: date, at: time) -> None:
    wall = datetime.combine(day, at)
    after = first_after_the_gap(key, day, at)
    if after is not None:
        assert on_the_wall(after.astimezone(UTC) - SECOND, key) < wall < on_the_wall(after, key)
        return
    moment = zones.local(day, at, key)
    assert on_the_wall(moment, key) == wall
    assert moment.astimezone(UTC) <= moment.replace(fold=1).astimezone(UTC)


# Changes.


@pytest.mark.parametrize(
    "key", ["America/Toronto", "America/Edmonton", "Africa/Casablanca", "Australia/Lord_Howe", "Antarctica/Troll"]
)
def test_every_change_until_2060_is_found(key: str) -> None:
    assert_complete(key, datetime(2024, 1, 1, tzinfo=UTC), datetime(2061, 1, 1, tzinfo=UTC))


@EXAMPLES
@given(KEYS, DAYS, st.integers(0, 400), st.integers(0, 86_399))
def test_every_change_within_a_window_is_found(key: str, day: date, days: int, second: int) -> None:
    first = datetime.combine(day, time(), UTC) + timedelta(seconds=second)
    assert_complete(key, first, first + timedelta(days=days))


@pytest.mark.parametrize(("seconds_later", "found"), [(-1, 0), (0, 1)], ids=["a second before it", "at its second"])
def test_a_change_is_found_up_to_the_end_of_the_window(seconds_later: int, found: int) -> None:
    change = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)
    last = change + timedelta(seconds=seconds_later)
    assert len(list(zones.changes("America/Toronto", change - timedelta(days=30), last))) == found


def test_a_change_at_the_beginning_of_the_window_is_not_found() -> None:
    change = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)
    assert list(zones.changes("America/Toronto", change, change + timedelta(days=30))) == []


def test_changes_come_in_order() -> None:
    found = list(zones.changes("Africa/Casablanca", datetime(2024, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)))
    assert all(one.moment < other.moment and one.after == other.before for one, other in pairwise(found))


# Names.


@pytest.mark.parametrize(
    "key",
    ["", "America", "America/Edmontn", "america/edmonton", "../zones", "/etc/localtime", "America/../UTC", "a\0b"],
    ids=repr,
)
def test_what_tzdata_does_not_have_is_no_zone(key: str) -> None:
    with pytest.raises(zones.UnknownZone):
        zones.zone(key)


@EXAMPLES
@given(st.text())
def test_any_other_text_is_no_zone(text: str) -> None:
    assume(text not in zones.names())
    with pytest.raises(zones.UnknownZone):
        zones.zone(text)


def test_every_zone_that_tzdata_names_can_be_read() -> None:
    assert all(zones.zone(key).key == key for key in zones.names())
