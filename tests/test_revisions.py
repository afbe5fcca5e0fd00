"""One year published again and again: each time independent readers find every entry once, newer, or cancelled."""

import json
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

import communities
from conftest import ROOT, Ran, Write
from cop_plan.base import errors
from cop_plan.schedule import history
from test_readers import Seen, read_by_icalendar, read_by_vobject, said_by_timeline_json

Run = Callable[..., Ran]

FIRST = datetime(2026, 4, 1, tzinfo=UTC)
COMMUNITY = """\
name: Readers
id: readers
year: 2026-2027
timezone: America/Edmonton
pattern: own.yaml
activities:
  launch: {title: Launch, kind: gathering, when: last tuesday of september, at: 9:00, lasts: 3 hours}
  talk:
    title: Talk
    kind: webinar
    when: third tuesday of november
    at: 15:30
    lasts: 1 hour
    where: Video
    steps:
      guide: {title: Guide sent, kind: letter, when: 1 week before, audience: participants}
      room: {title: Room booked, when: 2 weeks before}
"""
MOVED = COMMUNITY.replace("third tuesday", "fourth tuesday")
RETITLED = MOVED.replace("name: Readers", "name: Readers and Writers").replace("title: Talk", "title: Number talks")
ADDED = RETITLED + "  visit: {title: Visit, kind: visit, when: 2027-04-14}\n"
DROPPED = re.sub(r"(?s)  talk:.*?(?=  visit)", "", ADDED)
OWN_PATTERN = {"own.yaml": "title: Our year\nyear_begins: august\nactivities: {}\n"}
VERSIONS = {"first": COMMUNITY, "move": MOVED, "retitle": RETITLED, "add": ADDED, "drop": DROPPED, "restore": ADDED}
UID = "{}@2026-2027.readers.cop-plan"


def made(text: str, lock: history.Lock | None = None, now: datetime = FIRST) -> communities.Made:
    known = history.parse(history.dump(lock)) if lock else None  # as the next run finds it
    return communities.make(communities.Definition(text, OWN_PATTERN), known, now, ("ics", "sessions", "json", "todos"))


def published(*texts: str) -> list[communities.Made]:
    """Publish one version after the other, a week apart."""
    years: list[communities.Made] = []
    for number, text in enumerate(texts):
        years.append(made(text, years[-1].lock if years else None, FIRST + timedelta(weeks=number)))
    return years


@pytest.fixture(scope="module")
def rebuilds() -> Mapping[str, communities.Made]:
    return dict(zip(VERSIONS, published(*VERSIONS.values()), strict=True))


def read(one: communities.Made, file: str) -> dict[str, Seen]:
    """Return what both readers find, and `timeline.json` says."""
    by_icalendar, by_vobject = read_by_icalendar(one.pages[file]), read_by_vobject(one.pages[file])
    assert by_icalendar == by_vobject == said_by_timeline_json(one, file)
    return by_icalendar


@pytest.mark.parametrize("file", ["calendar.ics", "sessions.ics", "team.ics"])
def test_no_identity_is_lost_or_doubled_and_no_sequence_or_stamp_falls(
    file: str, rebuilds: Mapping[str, communities.Made]
) -> None:
    before: dict[str, Seen] = {}
    for one in rebuilds.values():
        now = read(one, file)
        assert set(before) <= set(now)
        assert len(re.findall(rb"(?m)^UID:", one.pages[file])) == len(now)
        for uid, old in before.items():
            new = now[uid]
            step = new.sequence - old.sequence
            assert (step, new.stamp > old.stamp) in ((0, False), (1, True))
            # A step's title comes to name its session once another session has such a step: the entry is the same.
            assert step or (new.title.endswith(old.title) and replace(new, title=old.title) == old)
        before = now


def test_each_rebuild_shows_what_was_done(rebuilds: Mapping[str, communities.Made]) -> None:
    seen = {name: read(one, "calendar.ics") for name, one in rebuilds.items()}
    talk = [(one[UID.format("talk")].sequence, one[UID.format("talk")].status) for one in seen.values()]
    assert talk == [
        *[(0, "CONFIRMED"), (1, "CONFIRMED"), (2, "CONFIRMED")],
        *[(2, "CONFIRMED"), (3, "CANCELLED"), (4, "CONFIRMED")],
    ]
    assert seen["drop"][UID.format("talk")].title == "Cancelled: Number talks"
    assert seen["drop"][UID.format("talk.guide")].status == "CANCELLED"
    assert {one[UID.format("launch")].sequence for one in seen.values()} == {0}
    assert [UID.format("visit") in one for one in seen.values()] == [False, False, False, True, True, True]


def test_a_rebuild_without_change_is_the_same_bytes(rebuilds: Mapping[str, communities.Made]) -> None:
    for name, one in rebuilds.items():
        assert made(VERSIONS[name], one.lock, datetime(2027, 6, 1, tzinfo=UTC)).pages == one.pages


def test_five_rebuilds_of_the_command_touch_no_file_that_did_not_change(run: Run, write: Write) -> None:
    times: dict[str, int] = {}
    for day, text in enumerate([*VERSIONS.values(), ADDED], start=1):
        definition = write(text, OWN_PATTERN)
        assert run("schedule", definition, "--today", f"2026-05-{day:02}").code == 0
        folder = definition.parent / "plan"
        before, times = times, {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert times == before


# Any community after any other.


@st.composite
def pairs(draw: st.DrawFn) -> tuple[communities.Definition, communities.Definition]:
    """Build two communities of one id and one year that have nothing else in common, or almost everything."""
    year = st.just(draw(communities.YEARS))
    first = with_id(draw(communities.definitions(year)))
    if draw(st.booleans()):
        return first, with_id(draw(communities.definitions(year)))
    lines = first.text.splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith('"timezone"')]
    return first, replace(first, text="".join([*kept, f'"timezone": "{draw(st.sampled_from(communities.ZONES))}"\n']))


def with_id(definition: communities.Definition) -> communities.Definition:
    text = re.sub('(?m)^"id": .*\n', "", definition.text)
    return replace(definition, text=text + '"id": "one-id"\n')


@pytest.mark.slow
@settings(
    max_examples=60,
    derandomize=True,
    # Two whole communities are large, and that is the point of them; some of them cannot be dated.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
@given(pairs())
def test_any_calendar_over_another_holds_its_own_entries_and_the_missing_ones_as_cancelled(
    pair: tuple[communities.Definition, communities.Definition],
) -> None:
    try:
        first = communities.make(pair[0])
        alone = communities.make(pair[1])
        second = communities.make(pair[1], history.parse(history.dump(first.lock)), FIRST + timedelta(days=9))
    except errors.Problems:
        reject()
    for file in ("calendar.ics", "sessions.ics", "team.ics"):
        before, own, after = (states(one.pages[file]) if file in one.pages else {} for one in (first, alone, second))
        assert after == own | {uid: "CANCELLED" for uid in before if uid not in own}


def states(content: bytes) -> dict[str, str]:
    events = icalendar.Calendar.from_ical(content.decode()).walk("VEVENT")
    found = {str(one["UID"]): str(one["STATUS"]) for one in events}
    assert len(found) == len(events)
    return found


# What is no longer for participants.

FOR_TEAM = COMMUNITY.replace("audience: participants", "audience: team")
GUIDE = UID.format("talk.guide")


def test_what_is_no_longer_for_participants_is_cancelled_in_their_calendar_and_stays_so() -> None:
    years = published(COMMUNITY, FOR_TEAM, FOR_TEAM, FOR_TEAM.replace("title: Talk", "title: Maths"))
    for one, session in zip(years[1:], ("Talk", "Talk", "Maths"), strict=True):
        shared, team = (read_by_icalendar(one.pages[file])[GUIDE] for file in ("calendar.ics", "team.ics"))
        assert (shared.status, shared.title) == ("CANCELLED", f"Cancelled: {session}: Guide sent")
        assert (team.status, team.title) == ("CONFIRMED", f"{session}: Guide sent")
        assert shared.sequence == team.sequence > 0
    assert years[2].pages == years[1].pages


def test_what_is_no_longer_for_participants_tells_them_nothing_of_it_but_its_day() -> None:
    private = FOR_TEAM.replace(
        "audience: team", "audience: team, notes: For us, link: https://example.org/us, where: X"
    )
    private = private.replace("For us", '"For us"').replace("https://example.org/us", '"https://example.org/us"')
    shared = published(COMMUNITY, private)[1].pages["calendar.ics"].replace(b"\r\n ", b"")
    event = next(part for part in shared.split(b"BEGIN:VEVENT") if GUIDE.encode() in part)
    assert not re.search(rb"DESCRIPTION|LOCATION|URL|For us", event)


def test_what_is_for_participants_again_is_confirmed_again() -> None:
    found = read(published(COMMUNITY, FOR_TEAM, COMMUNITY)[2], "calendar.ics")[GUIDE]
    assert (found.status, found.sequence) == ("CONFIRMED", 2)


def test_what_was_withdrawn_and_then_dropped_stays_cancelled_for_all() -> None:
    dropped = re.sub(r" +guide: .*\n", "", FOR_TEAM)
    last = published(COMMUNITY, FOR_TEAM, dropped, dropped)[3]
    for file in ("calendar.ics", "team.ics"):
        assert read_by_icalendar(last.pages[file])[GUIDE].status == "CANCELLED"


def test_that_it_is_no_longer_for_participants_is_said() -> None:
    first, second = published(COMMUNITY, FOR_TEAM)
    assert [(one.what, one.entry.id) for one in history.changes(first.lock, second.published)] == [
        ("withdrawn", "talk.guide")
    ]


# To-dos.


def to_dos(one: communities.Made) -> dict[str, Any]:
    whole: Any = icalendar.Calendar.from_ical(one.pages["team-todos.ics"].decode())
    assert [part.errors for part in whole.walk() if part.errors] == []
    found = whole.walk("VTODO")
    assert len(found) == len({str(todo["UID"]) for todo in found})
    return {str(todo["UID"]): todo for todo in found}


def test_to_dos_are_what_is_done_and_no_session(rebuilds: Mapping[str, communities.Made]) -> None:
    found = to_dos(rebuilds["first"])
    assert {f"{UID.format(name)}-todo" for name in ("talk.guide", "talk.room")} < set(found)
    assert not {f"{UID.format(name)}-todo" for name in ("talk", "launch")} & set(found)
    guide = found[f"{GUIDE}-todo"]
    assert (str(guide["SUMMARY"]), str(guide["STATUS"])) == ("Talk: Guide sent", "NEEDS-ACTION")
    assert f"{guide['DUE'].dt}" == "2026-11-10"


def test_no_to_do_has_the_identity_of_an_event(rebuilds: Mapping[str, communities.Made]) -> None:
    for one in rebuilds.values():
        assert not set(to_dos(one)) & set(read_by_icalendar(one.pages["team.ics"]))


def test_to_dos_are_revised_and_cancelled_as_their_events(rebuilds: Mapping[str, communities.Made]) -> None:
    states_of = [to_dos(one)[f"{GUIDE}-todo"] for one in rebuilds.values()]
    assert [(int(one["SEQUENCE"]), str(one["STATUS"])) for one in states_of][-2:] == [
        (3, "CANCELLED"),
        (4, "NEEDS-ACTION"),
    ]


@settings(max_examples=30, derandomize=True)
@given(communities.definitions())
def test_the_to_dos_of_any_community_can_be_read(definition: communities.Definition) -> None:
    try:
        one = communities.make(definition, formats=("json", "todos"))
    except errors.Problems:
        reject()
    wanted = {entry["uid"] for entry in one.data["entries"] if entry["kind"] in ("task", "letter", "survey")}
    assert set(to_dos(one)) == {f"{uid}-todo" for uid in wanted}
    for address in definition.addresses:
        assert address.encode() not in one.pages["team-todos.ics"].replace(b"\r\n ", b"")


def test_to_dos_are_written_on_request_and_kept_up_to_date(run: Run, write: Write) -> None:
    def files_of(definition: Path) -> set[str]:
        return {path.name for path in (definition.parent / "plan").iterdir()}

    definition = write(COMMUNITY, OWN_PATTERN)
    run("schedule", definition, "--today", "2026-05-01")
    assert "team-todos.ics" not in files_of(definition)
    run("schedule", definition, "--today", "2026-05-01", "--todos")
    file = definition.parent / "plan" / "team-todos.ics"
    assert b"DUE;VALUE=DATE:20261110" in file.read_bytes()
    write(MOVED, OWN_PATTERN)
    run("schedule", definition, "--today", "2026-05-02")
    assert b"DUE;VALUE=DATE:20261117" in file.read_bytes()


def test_a_lock_of_before_raises_no_sequence(run: Callable[..., Ran], tmp_path: Path) -> None:
    """The lock is of the program of November 2026, on every kind of fact that its digests are made of."""
    kept = ROOT / "tests" / "data" / "locks"
    definition, folder = tmp_path / "community.yaml", tmp_path / "plan"
    folder.mkdir()
    shutil.copy(kept / "community.yaml", definition)
    shutil.copy(kept / "cop-plan.lock", folder)
    said = run("schedule", definition, "--today", "2026-11-30")
    assert said.code == 0
    before, after = (json.loads((at / "cop-plan.lock").read_text(encoding="utf-8")) for at in (kept, folder))
    # Titles became what is to be done, and a lock remembers more; what reads as it did is as it was.
    was, now = ({one["uid"]: one for one in lock["entries"]} for lock in (before, after))
    same = [uid for uid in was if was[uid]["title"] == now[uid]["title"] and "title_for_members" not in now[uid]]
    assert len(same) > 12
    known = {uid: {key: fact for key, fact in now[uid].items() if key != "details"} for uid in same}
    assert known == {uid: was[uid] for uid in same}
    changes = run("schedule", definition, "--today", "2026-12-01", "--changes", "--dry-run")
    assert "Nothing changed since last time." in changes.out
