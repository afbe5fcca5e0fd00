"""What is remembered from one run to the next: sequence and stamp, what is cancelled or restored, a lost lock."""

import dataclasses
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

import communities
from cop_plan import cli
from cop_plan.base import errors
from cop_plan.dates import workdays
from cop_plan.render import ical
from cop_plan.schedule import history

FIRST = datetime(2026, 4, 1, tzinfo=UTC)
LATER = datetime(2026, 9, 15, 12, 30, tzinfo=UTC)
LATEST = datetime(2027, 1, 20, tzinfo=UTC)
OUTPUTS = ("plan.md", "plan.html", "team.html", "year.html", "calendar.ics", "team.ics", "timeline.json")

COMMUNITY = """
name: Readers
year: 2026-2027
timezone: America/Toronto
pattern: own.yaml
goals:
  routines: {aim: Weekly routines, outcome: Used}
places:
  library: {name: Library, address: 12 Elm Street, parking: Behind, cost: 10}
activities:
  orientation:
    {kind: showcase, when: last tuesday of september, at: 9:00, lasts: 6 hours, where: library, goal: routines}
  webinar:
    kind: showcase
    when: third tuesday of november
    at: 15:30
    lasts: 60 minutes
    link: https://example.org/room
    where: Video
    topic: Talk
    steps:
      guide: {title: Guide sent, when: 1 week before, audience: participants}
  report: {title: Report, kind: task, when: 2027-06-01}
"""
OWN_PATTERN = {"own.yaml": "title: Our year\nyear_begins: august\nactivities: {}\n"}


def made(text: str = COMMUNITY, lock: history.Lock | None = None, now: datetime = FIRST) -> communities.Made:
    known = written_and_read(lock) if lock else None
    return communities.make(communities.Definition(text, OWN_PATTERN), known, now)


def written_and_read(lock: history.Lock) -> history.Lock:
    """Return a lock as the next run finds it; it remembers less of an entry than the run that made it knew."""
    return history.parse(history.dump(lock))


def changed(*changes: tuple[str, str], text: str = COMMUNITY) -> str:
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return text


def without_webinar(text: str = COMMUNITY) -> str:
    return re.sub(r"(?s)  webinar:.*?(?=  report)", "", text)


def revisions(one: communities.Made) -> dict[str, tuple[int, datetime, str]]:
    return {entry.entry.id: (entry.sequence, entry.stamp, entry.status) for entry in one.published}


@pytest.fixture(scope="module")
def first() -> communities.Made:
    return made()


# Unchanged.


def test_at_first_everything_has_sequence_nought_and_the_stamp_of_the_run(first: communities.Made) -> None:
    assert set(revisions(first).values()) == {(0, FIRST, "planned")}


def test_an_unchanged_year_changes_no_byte_on_a_later_day(first: communities.Made) -> None:
    again = made(lock=first.lock, now=LATER)
    assert again.pages == first.pages
    assert history.dump(again.lock) == history.dump(first.lock)


@settings(max_examples=50, derandomize=True)
@given(communities.definitions())
def test_any_community_published_twice_over_its_written_lock_is_the_same_bytes(
    definition: communities.Definition,
) -> None:
    try:
        once = communities.make(definition)
    except errors.Problems:
        reject()
    lock = written_and_read(once.lock)
    twice = communities.make(definition, lock, LATER)
    assert twice.pages == once.pages
    assert history.dump(twice.lock) == history.dump(once.lock)
    assert history.changes(lock, twice.published) == []


# Changed.

SEEN = {
    "date": ("when: third tuesday of november", "when: first tuesday of december"),
    "hour": ("at: 15:30", "at: 15:45"),
    "length": ("lasts: 60 minutes", "lasts: 61 minutes"),
    "hour taken away": ("at: 15:30\n", "\n"),
    "place": ("where: Video", "where: Another room"),
    "link": ("example.org/room", "example.org/another"),
    "topic": ("topic: Talk", "topic: Write"),
    "title": ("topic: Talk", "topic: Talk\n    title: Another"),
    "kind": ("webinar:\n    kind: showcase", "webinar:\n    kind: survey"),
    "phase": ("topic: Talk", "topic: Talk\n    phase: launch"),
    "presenter": ("topic: Talk", "topic: Talk\n    presenter: Noor"),
    "readings": ("topic: Talk", "topic: Talk\n    readings: [One, Two]"),
    "notes": ("topic: Talk", "topic: Talk\n    notes: Bring a book"),
    "owner": ("topic: Talk", "topic: Talk\n    owner: Kim"),
    "goal": ("topic: Talk", "topic: Talk\n    goal: routines"),
    "way to take part from afar": ("topic: Talk", "topic: Talk\n    virtual_option: Phone"),
}


@pytest.mark.parametrize("change", SEEN.values(), ids=SEEN.keys())
def test_what_people_see_changes_sequence_and_stamp(change: tuple[str, str], first: communities.Made) -> None:
    after = made(changed(change), first.lock, LATER)
    assert revisions(after)["webinar"] == (1, LATER, "planned")


@pytest.mark.parametrize("change", SEEN.values(), ids=SEEN.keys())
def test_the_others_keep_sequence_and_stamp(change: tuple[str, str], first: communities.Made) -> None:
    after = made(changed(change), first.lock, LATER)
    assert {revisions(after)[name] for name in ("orientation", "report")} == {(0, FIRST, "planned")}


def test_a_step_moves_with_its_session(first: communities.Made) -> None:
    after = made(changed(SEEN["date"]), first.lock, LATER)
    assert revisions(after)["webinar.guide"] == (1, LATER, "planned")


@pytest.mark.parametrize(
    ("change", "revised"),
    [
        pytest.param(("aim: Weekly", "aim: Daily"), {"orientation"}, id="aim of the goal"),
        pytest.param(("parking: Behind", "parking: None"), {"orientation"}, id="parking at the place"),
        pytest.param(("address: 12", "address: 14"), {"orientation"}, id="address of the place"),
        pytest.param(("outcome: Used", "outcome: Seen"), set(), id="outcome of the goal"),
        pytest.param(("name: Readers", "name: Readers\nid: readers"), set(), id="id written down"),
    ],
)
def test_a_change_elsewhere_revises_what_shows_it(
    change: tuple[str, str], revised: set[str], first: communities.Made
) -> None:
    after = made(changed(change), first.lock, LATER)
    assert {name for name, (sequence, *_) in revisions(after).items() if sequence} == revised


def test_another_reason_for_the_same_day_revises_nothing(first: communities.Made) -> None:
    day = f"when: {first['webinar'].entry.day}"
    after = made(changed((SEEN["date"][0], day)), first.lock, LATER)
    assert {sequence for sequence, *_ in revisions(after).values()} == {0}
    assert after.pages["calendar.ics"] == first.pages["calendar.ics"]
    assert after.pages["timeline.json"] != first.pages["timeline.json"]


@settings(max_examples=30, derandomize=True)
@given(communities.definitions(), st.sampled_from(communities.ZONES))
def test_an_event_that_reads_differently_in_a_calendar_has_a_higher_sequence(
    definition: communities.Definition, key: str
) -> None:
    other = re.sub('(?m)^"timezone": .*$', f'"timezone": "{key}"', definition.text)
    try:
        before = communities.make(definition)
        after = communities.make(communities.Definition(other, definition.beside), written_and_read(before.lock), LATER)
    except errors.Problems:
        reject()
    old, new = (events(one.pages["team.ics"]) for one in (before, after))
    assert set(old) == set(new)
    for uid in old:
        same = unstamped(old[uid]) == unstamped(new[uid])
        assert same or sequence(new[uid]) > sequence(old[uid])


def events(content: bytes) -> dict[str, str]:
    text = "\n".join(ical.unfold(content.decode()))
    return {found[2]: found[1] for found in re.finditer("(?s)BEGIN:VEVENT\n(UID:(.*?)\n.*?)END:VEVENT", text)}


def unstamped(event: str) -> str:
    return re.sub("(?m)^(DTSTAMP|LAST-MODIFIED|SEQUENCE):.*\n", "", event)


def sequence(event: str) -> int:
    found = re.search(r"(?m)^SEQUENCE:(\d+)$", event)
    assert found
    return int(found[1])


def test_each_change_counts_one_further(first: communities.Made) -> None:
    one = made(changed(SEEN["hour"]), first.lock, LATER)
    back = made(lock=one.lock, now=LATEST)
    assert revisions(back)["webinar"] == (2, LATEST, "planned")


def test_a_stamp_never_goes_back(first: communities.Made) -> None:
    late = made(changed(SEEN["hour"]), first.lock, LATEST)
    after = made(lock=late.lock, now=LATER)
    assert revisions(after)["webinar"] == (2, LATEST, "planned")


def test_a_new_entry_begins_at_nought_on_the_day_of_its_run(first: communities.Made) -> None:
    text = changed(("activities:\n", "activities:\n  extra: {kind: task, when: 2026-10-01}\n"))
    assert revisions(made(text, first.lock, LATER))["extra"] == (0, LATER, "planned")


def test_stamp_and_sequence_reach_the_calendar(first: communities.Made) -> None:
    after = made(changed(SEEN["hour"]), first.lock, LATER)
    event = events(after.pages["team.ics"])["webinar@2026-2027.readers.cop-plan"]
    assert "DTSTAMP:20260915T123000Z\nLAST-MODIFIED:20260915T123000Z\nSEQUENCE:1\n" in event


# Cancelled and restored.


def test_what_is_taken_away_is_published_as_cancelled(first: communities.Made) -> None:
    after = made(without_webinar(), first.lock, LATER)
    assert revisions(after)["webinar"] == (1, LATER, "cancelled")
    assert revisions(after)["webinar.guide"] == (1, LATER, "cancelled")


def test_what_is_cancelled_says_so_in_its_title_and_its_status(first: communities.Made) -> None:
    after = made(without_webinar(), first.lock, LATER)
    event = events(after.pages["team.ics"])["webinar@2026-2027.readers.cop-plan"]
    assert "SUMMARY:Cancelled: Webinar\n" in event
    assert "STATUS:CANCELLED\nTRANSP:TRANSPARENT\n" in event


def test_what_is_cancelled_stays_where_it_was(first: communities.Made) -> None:
    after = made(without_webinar(), first.lock, LATER)
    uid = "webinar@2026-2027.readers.cop-plan"
    old, new = (events(one.pages["team.ics"])[uid] for one in (first, after))
    for name in ("DTSTART", "DTEND", "LOCATION", "URL", "CATEGORIES"):
        assert re.findall(f"(?m)^{name}.*$", new) == re.findall(f"(?m)^{name}.*$", old)


def test_what_is_cancelled_stays_in_the_calendars_in_which_it_was(first: communities.Made) -> None:
    after = made(without_webinar(), first.lock, LATER)
    for file in ("calendar.ics", "team.ics"):
        assert set(events(after.pages[file])) == set(events(first.pages[file]))


def test_cancelled_once_it_changes_no_more(first: communities.Made) -> None:
    cancelled = made(without_webinar(), first.lock, LATER)
    again = made(without_webinar(), cancelled.lock, LATEST)
    assert again.pages == cancelled.pages
    assert history.dump(again.lock) == history.dump(cancelled.lock)


def test_what_is_restored_continues_its_count(first: communities.Made) -> None:
    cancelled = made(without_webinar(), first.lock, LATER)
    restored = made(lock=cancelled.lock, now=LATEST)
    assert revisions(restored)["webinar"] == (2, LATEST, "planned")
    assert "SUMMARY:Webinar\n" in events(restored.pages["team.ics"])["webinar@2026-2027.readers.cop-plan"]


def test_what_was_cancelled_in_another_zone_keeps_its_moment(first: communities.Made) -> None:
    text = changed(("America/Toronto", "Asia/Kathmandu"), text=without_webinar())
    after = made(text, first.lock, LATER)
    assert after["webinar"].entry.start == first["webinar"].entry.start
    assert b"DTSTART;TZID=America/Toronto:20261117T153000" in after.pages["team.ics"]
    assert re.findall(rb"TZID:(.*)\r", after.pages["team.ics"]) == [b"America/Toronto", b"Asia/Kathmandu"]


def test_another_years_entries_are_left_in_peace(first: communities.Made) -> None:
    next_year = changed(("2026-2027", "2027-2028"), ("2027-06-01", "2028-06-01"))
    after = made(next_year, first.lock, LATER)
    assert {one.status for one in after.published} == {"planned"}
    assert {one.sequence for one in after.published} == {0}
    assert b"2026-2027.readers" not in after.pages["team.ics"]


def test_last_year_is_remembered_through_another_year(first: communities.Made) -> None:
    next_year = changed(("2026-2027", "2027-2028"), ("2027-06-01", "2028-06-01"))
    between = made(next_year, first.lock, LATER)
    back = made(lock=between.lock, now=LATEST)
    assert back.pages == first.pages


# What became of the entries.


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param(COMMUNITY, {}, id="nothing"),
        pytest.param(changed(SEEN["hour"]), {"webinar": "moved"}, id="another hour"),
        pytest.param(changed(SEEN["date"]), {"webinar": "moved", "webinar.guide": "moved"}, id="another day"),
        pytest.param(changed(SEEN["topic"]), {"webinar": "changed"}, id="another topic"),
        pytest.param(without_webinar(), {"webinar": "cancelled", "webinar.guide": "cancelled"}, id="taken away"),
        pytest.param(
            changed(("activities:\n", "activities:\n  extra: {kind: task, when: 2026-10-01}\n")),
            {"extra": "added"},
            id="new",
        ),
    ],
)
def test_a_run_tells(text: str, what: dict[str, str], first: communities.Made) -> None:
    told = history.changes(first.lock, made(text, first.lock, LATER).published)
    assert {change.entry.id: change.what for change in told} == what


def test_a_run_tells_what_is_restored(first: communities.Made) -> None:
    cancelled = made(without_webinar(), first.lock, LATER)
    told = history.changes(cancelled.lock, made(lock=cancelled.lock, now=LATEST).published)
    assert {change.entry.id: change.what for change in told} == {"webinar": "restored", "webinar.guide": "restored"}


def test_the_first_run_tells_nothing(first: communities.Made) -> None:
    assert history.changes(None, first.published) == []


# The lock as text.


def test_a_lock_that_is_read_and_written_is_the_same_text(first: communities.Made) -> None:
    text = history.dump(first.lock)
    assert history.dump(history.parse(text)) == text


def test_a_lock_of_a_newer_cop_plan_is_not_understood(first: communities.Made) -> None:
    text = history.dump(first.lock).replace('"schema_version": 2', '"schema_version": 3')
    with pytest.raises(history.DamagedLock, match="newer"):
        history.parse(text)


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "{}", '{"schema_version": 1}', "<<<<<<< HEAD\n{", '{"schema_version": "1"}', "[" * 100_000],
    ids=["empty", "null", "list", "empty map", "only a version", "merge", "version as text", "deep"],
)
def test_another_text_is_no_lock(text: str) -> None:
    with pytest.raises(history.DamagedLock):
        history.parse(text)
    with pytest.raises(history.DamagedLock):
        history.from_timeline(text)


def test_a_lock_nested_too_deep_says_so() -> None:
    deep = "[" * 100_000 + "]" * 100_000
    with pytest.raises(history.DamagedLock, match="nested too deep"):
        history.parse(f'{{"schema_version": {deep}}}')


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param("start", "2026-09-29T09:00:00", id="moment without an offset"),
        pytest.param("end", "9999-12-31T09:00:00+00:00", id="end beyond reach"),
        pytest.param("zone", "America/Exampleville", id="unknown zone"),
        pytest.param("link", "javascript:alert(1)", id="link of another scheme"),
        pytest.param("kind", "party", id="unknown kind"),
        pytest.param("phase", None, id="no phase"),
        pytest.param("audience", ["everyone"], id="unknown audience"),
        pytest.param("status", "moved", id="unknown status"),
        pytest.param("sequence", -1, id="negative sequence"),
        pytest.param("sequence", True, id="sequence that is no number"),
        pytest.param("sequence", 2**31, id="sequence that no calendar can hold"),
        pytest.param("title", "half \ud83d", id="half a character"),
        pytest.param("uid", 7, id="number for a text"),
    ],
)
def test_a_lock_is_damaged_where_an_entry_has(key: str, value: object, first: communities.Made) -> None:
    lock = json.loads(history.dump(first.lock))
    lock["entries"][0][key] = value
    with pytest.raises(history.DamagedLock, match="missing or of the wrong kind"):
        history.parse(json.dumps(lock))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param("weekend", [99], id="day that no week has"),
        pytest.param("weekend", [0, 1, 2, 3, 4, 5, 6], id="week without a working day"),
        pytest.param("days", {"2026-10-07": "half \ud83d"}, id="half a character"),
        pytest.param("days", {"2026-10-07": "\x1b[31mred"}, id="name that steers a terminal"),
        pytest.param("days", {"2026-10-07": ["a"]}, id="name that is no text"),
        pytest.param("named", {"Labour Day": {"2026-09-07": "\x00"}}, id="name that cannot be shown"),
        pytest.param("years", [1e400, 1], id="year without an end"),
    ],
)
def test_a_lock_is_damaged_where_its_holidays_have(key: str, value: object, first: communities.Made) -> None:
    table = workdays.HolidayTable("CA-AB", (2026, 2027), "en-CA", workdays.Holidays())
    text = history.dump(dataclasses.replace(first.lock, basis=history.Basis({"kinds": 1}, table)))
    assert history.parse(text).basis.holidays == table
    lock = json.loads(text)
    lock["holidays"][key] = value
    with pytest.raises(history.DamagedLock, match="missing or of the wrong kind"):
        history.parse(json.dumps(lock))


@pytest.mark.parametrize("version", [0, True, 1.0, "1", 10**3000])
def test_a_lock_is_damaged_where_a_pattern_has_no_version(version: object, first: communities.Made) -> None:
    lock = json.loads(history.dump(first.lock)) | {"patterns": {"kinds": version}}
    with pytest.raises(history.DamagedLock, match="missing or of the wrong kind"):
        history.parse(json.dumps(lock))


ODD_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.just([]),
    st.just({}),
    st.sampled_from(
        ["2026-11-17", "9999-12-31", "0001-01-01", "2026-11-17T15:30:00", "0001-01-01T00:00:00+00:00", "javascript:x"]
    ),
    st.sampled_from(["\ud800", "cancelled", "done", "visit", "America/Toronto", "UTC", "x\r\nATTENDEE:mailto:x"]),
)


@settings(max_examples=300, derandomize=True)
@given(st.data())
def test_a_lock_changed_by_hand_is_damaged_or_can_be_published_over(data: st.DataObject) -> None:
    lock = json.loads(history.dump(FIRST_MADE.lock))
    part = data.draw(st.sampled_from([lock, *lock["entries"]]))
    key = data.draw(st.sampled_from(sorted(part)))
    if data.draw(st.booleans()):
        part[key] = data.draw(ODD_VALUES)
    else:
        del part[key]
    try:
        known = history.parse(json.dumps(lock))
    except history.DamagedLock:
        return
    after = made(lock=known, now=LATER)
    assert b"\nATTENDEE" not in after.pages["team.ics"]
    assert history.dump(written_and_read(after.lock)) == history.dump(after.lock)


@settings(max_examples=300, derandomize=True)
@given(st.data())
def test_a_timeline_changed_by_hand_is_damaged_or_can_be_published_over(data: st.DataObject) -> None:
    written = FIRST_MADE.data
    part = data.draw(st.sampled_from([written, written["community"], *written["entries"]]))
    key = data.draw(st.sampled_from(sorted(part)))
    part[key] = data.draw(ODD_VALUES)
    try:
        known = history.from_timeline(json.dumps(written))
    except history.DamagedLock:
        return
    after = made(lock=known, now=LATER)
    assert history.dump(written_and_read(after.lock)) == history.dump(after.lock)


FIRST_MADE = made()


# Rebuilt from timeline.json.


def rebuilt(one: communities.Made) -> history.Lock:
    return history.from_timeline(one.pages["timeline.json"].decode())


def test_a_lock_made_again_from_the_timeline_changes_no_byte(first: communities.Made) -> None:
    assert made(lock=rebuilt(first), now=LATER).pages == first.pages


def test_a_lock_made_again_is_the_lock_that_was_lost(first: communities.Made) -> None:
    assert history.dump(made(lock=rebuilt(first), now=LATER).lock) == history.dump(first.lock)


@settings(max_examples=40, derandomize=True)
@given(communities.definitions())
def test_a_lock_made_again_from_any_timeline_changes_no_byte(definition: communities.Definition) -> None:
    try:
        once = communities.make(definition)
    except errors.Problems:
        reject()
    assert communities.make(definition, rebuilt(once), LATER).pages == once.pages


def test_counts_go_on_over_a_lock_made_again(first: communities.Made) -> None:
    one = made(changed(SEEN["hour"]), first.lock, LATER)
    after = made(changed(SEEN["date"]), rebuilt(one), LATEST)
    assert revisions(after)["webinar"] == (2, LATEST, "planned")
    assert revisions(after)["orientation"] == (0, FIRST, "planned")


def test_what_was_cancelled_stays_so_over_a_lock_made_again(first: communities.Made) -> None:
    cancelled = made(without_webinar(), first.lock, LATER)
    again = made(without_webinar(), rebuilt(cancelled), LATEST)
    assert again.pages == cancelled.pages


def test_what_a_lock_made_again_cancels_changes_no_more(first: communities.Made) -> None:
    cancelled = made(without_webinar(), rebuilt(first), LATER)
    again = made(without_webinar(), cancelled.lock, LATEST)
    assert again.pages == cancelled.pages


def test_what_is_done_is_not_revised_over_a_lock_made_again(first: communities.Made) -> None:
    text = first.pages["timeline.json"].decode().replace('"status": "planned"', '"status": "done"')
    after = made(lock=history.from_timeline(text), now=LATER)
    assert {sequence for sequence, *_ in revisions(after).values()} == {0}


# The command.


Schedule = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "own.yaml").write_text(OWN_PATTERN["own.yaml"], encoding="utf-8")
    (tmp_path / "community.yaml").write_text(COMMUNITY, encoding="utf-8")
    return tmp_path


def schedule(folder: Path, today: str = "2026-04-01", *options: str) -> Result:
    arguments = ["schedule", str(folder / "community.yaml"), "--today", today, *options]
    return CliRunner().invoke(cli.app, arguments)


def written(folder: Path) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "plan").iterdir()}


def test_running_twice_gives_identical_bytes(folder: Path) -> None:
    assert schedule(folder).exit_code == 0
    before = written(folder)
    assert schedule(folder, "2026-10-01").exit_code == 0
    assert written(folder) == before
    assert set(before) == {*OUTPUTS, "cop-plan.lock"}


def test_running_in_two_folders_gives_identical_bytes(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    for path in folder.iterdir():
        (other / path.name).write_bytes(path.read_bytes())
    schedule(folder)
    schedule(other)
    assert written(other) == written(folder)


@pytest.mark.parametrize("damage", ["missing", "empty", "merge"])
def test_a_lock_that_is_lost_is_made_again_and_the_person_is_told(damage: str, folder: Path) -> None:
    schedule(folder)
    before = written(folder)
    lock = folder / "plan" / "cop-plan.lock"
    if damage == "missing":
        lock.unlink()
    else:
        lock.write_text("" if damage == "empty" else f"<<<<<<< HEAD\n{lock.read_text()}")
    result = schedule(folder, "2026-10-01")
    assert result.exit_code == 0
    assert "known from timeline.json" in result.stderr
    assert {name: content for name, content in written(folder).items() if name in OUTPUTS} == {
        name: content for name, content in before.items() if name in OUTPUTS
    }


def test_where_lock_and_timeline_are_lost_nothing_is_written(folder: Path) -> None:
    schedule(folder)
    (folder / "plan" / "cop-plan.lock").write_text("{")
    (folder / "plan" / "timeline.json").unlink()
    before = written(folder)
    result = schedule(folder)
    assert result.exit_code == 4
    assert "bring cop-plan.lock back from a copy" in result.stderr
    assert written(folder) == before


def test_another_communitys_lock_is_left_alone(folder: Path) -> None:
    schedule(folder)
    before = written(folder)
    definition = folder / "community.yaml"
    definition.write_text(changed(("name: Readers", "name: Writers\nid: writers")), encoding="utf-8")
    result = schedule(folder)
    assert result.exit_code == 4
    assert "it belongs to the community 'readers'" in result.stderr
    assert "--out" in result.stderr
    assert written(folder) == before


def test_a_newer_lock_is_left_alone_though_the_timeline_is_there(folder: Path) -> None:
    schedule(folder)
    lock = folder / "plan" / "cop-plan.lock"
    lock.write_text(lock.read_text().replace('"schema_version": 2', '"schema_version": 3'))
    result = schedule(folder)
    assert result.exit_code == 4
    assert "update cop-plan" in result.stderr


def test_a_community_that_is_renamed_keeps_its_uids(folder: Path) -> None:
    schedule(folder)
    definition = folder / "community.yaml"
    definition.write_text(changed(("name: Readers", "name: Writers")), encoding="utf-8")
    assert schedule(folder, "2026-10-01").exit_code == 0
    data: dict[str, Any] = json.loads((folder / "plan" / "timeline.json").read_text())
    assert {entry["uid"].partition("@")[2] for entry in data["entries"]} == {"2026-2027.readers.cop-plan"}
    assert {entry["sequence"] for entry in data["entries"]} == {0}


@settings(max_examples=200, derandomize=True)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_is_written_as_the_library_writes_it(data: Any) -> None:
    assert history.as_json(data) == json.dumps(data, ensure_ascii=False, indent=1) + "\n"
