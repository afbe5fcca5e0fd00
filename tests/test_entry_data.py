"""An entry as plain data and back, and the data of the year in both versions."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import communities
from conftest import MINIMAL, ROOT, TODAY, DatedYear, Ran, Write
from cop_plan.schedule import entry_data, history
from cop_plan.schedule.timeline import Entry

YearOf = Callable[..., DatedYear]
Run = Callable[..., Ran]
VERSION_1 = ROOT / "tests" / "data" / "timelines" / "version-1.json"
LITERACY = ROOT / "tests" / "golden" / "literacy-for-all" / "timeline.json"
VERSION_2 = ROOT / "tests" / "golden" / "small-start" / "timeline.json"
TIMED = (
    MINIMAL
    + """meetings: {platform: https://example.org/meet, meeting_place: Room 12}
activities: {orientation: {at: 9:00}, webinar-1: {at: 3:30 pm}}
"""
)
KEPT = ("id", "title", "kind", "phase", "day", "parent", "start", "end", "where", "link", "audience")
"""What a lock remembers of an entry."""


def test_what_is_written_of_an_entry_is_read_back(year_of: YearOf) -> None:
    for entry in year_of(TIMED).dated.entries:
        keys = (*("id", "title", "kind", "phase", "parent", "where", "link", "audience"), *entry_data.when(entry))
        back = entry_data.entry(json.loads(json.dumps(entry_data.data(entry, keys))), "America/Edmonton")
        assert [getattr(back, key) for key in KEPT] == [getattr(entry, key) for key in KEPT]


def test_a_fact_that_the_entry_does_not_know_stands_where_its_key_does(year_of: YearOf) -> None:
    entry = year_of(MINIMAL)["orientation"]
    found = entry_data.data(entry, ("id", "because", "title"), {"because": "it is so"})
    assert list(found.items()) == [("id", "orientation"), ("because", "it is so"), ("title", "Orientation")]


def test_every_fact_has_the_name_of_what_it_is() -> None:
    """A key that is not a field of an entry is one of those that only data has."""
    fields = set(Entry.__dataclass_fields__) | {"date", "zone", "title_for_members"}
    assert set(entry_data._FACTS) <= fields


# timeline.json


def entries_of(file: Path) -> list[dict[str, Any]]:
    data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    entries: list[dict[str, Any]] = data["entries"]
    return entries


def test_version_2_only_adds_to_version_1() -> None:
    old, new = entries_of(VERSION_1), entries_of(VERSION_2)
    added = {"title_for_members", "session", "day", "host", "note_taker"}
    as_before = {one["id"]: {key: one[key] for key in one if key not in added} for one in new}
    assert as_before == {one["id"]: one for one in old}
    assert all(added <= set(one) for one in new)


def test_the_page_tells_every_key() -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8").partition("| key of an entry |")[2]
    told = re.findall(r"^\| (`.*?`) \| ", page.partition("\n\n")[0], re.MULTILINE)
    keys = {key for one in entries_of(LITERACY) for key in one}
    assert {key.strip("`") for row in told for key in row.split(", ")} == keys


def test_every_entry_has_its_day() -> None:
    for one in entries_of(VERSION_2):
        assert one["day"] == (one.get("date") or one["start"][:10])


def test_the_entries_stand_in_the_order_of_their_days() -> None:
    days = [one["day"] for one in entries_of(VERSION_2)]
    assert days == sorted(days)


def test_a_session_and_its_steps_belong_to_the_session() -> None:
    entries = {one["id"]: one for one in entries_of(VERSION_2)}
    assert entries["webinar-1"]["session"] == "webinar-1"
    assert {one["session"] for one in entries.values() if one["parent"] == "webinar-1"} == {"webinar-1"}
    tasks = [one for one in entries.values() if one["kind"] == "task" and one["parent"] is None]
    assert tasks
    assert {one["session"] for one in tasks} == {None}


def test_a_lock_is_rebuilt_from_either_version_alike() -> None:
    first, second = (history.from_timeline(file.read_text(encoding="utf-8")) for file in (VERSION_1, VERSION_2))
    # Version 1 knew one title: what members read was that.
    untitled = tuple(replace(one, entry=replace(one.entry, title_for_members=None)) for one in second.entries)
    assert sorted(first.entries, key=lambda one: one.uid) == sorted(untitled, key=lambda one: one.uid)
    assert len(first.entries) == len(entries_of(VERSION_1))


def test_over_a_timeline_of_version_1_only_what_members_read_otherwise_is_revised(run: Run, tmp_path: Path) -> None:
    definition = tmp_path / "community.yaml"
    definition.write_bytes((ROOT / "examples" / "small-start" / "community.yaml").read_bytes())
    folder = tmp_path / "plan"
    folder.mkdir()
    (folder / "timeline.json").write_bytes(VERSION_1.read_bytes())
    done = run("schedule", definition, "--today", "2026-11-30")
    assert done.code == 0, done.err
    assert "known from timeline.json" in done.err
    after = entries_of(folder / "timeline.json")
    assert {one["id"] for one in after if one["sequence"]} == {
        one["id"] for one in after if one["title_for_members"] != one["title"]
    }
    untouched = ("sequence", "stamp")
    assert [{key: one[key] for key in one if key not in untouched} for one in after] == [
        {key: one[key] for key in one if key not in untouched} for one in entries_of(VERSION_2)
    ]


@pytest.mark.parametrize(("version", "is_newer"), [(3, True), (0, False), ("2", False), (None, False), ([], False)])
def test_a_timeline_of_another_version_is_not_guessed_at(version: object, is_newer: bool) -> None:
    data = json.loads(VERSION_2.read_text(encoding="utf-8")) | {"schema_version": version}
    with pytest.raises(history.DamagedLock) as damaged:
        history.from_timeline(json.dumps(data))
    assert damaged.value.is_newer == is_newer


def test_what_the_lock_and_the_status_say_of_an_entry_keeps_its_keys(run: Run, write: Write) -> None:
    definition = write(TIMED)
    run("schedule", definition, "--today", TODAY)
    lock = json.loads((definition.parent / "plan" / "cop-plan.lock").read_text(encoding="utf-8"))
    head, tail = ["id", "title", "kind", "phase", "parent"], ["where", "link", "audience", "year"]
    tail += ["uid", "sequence", "stamp", "status", "digest"]
    more = {"title_for_members", "details", "withdrawn", "unattended"}  # only where there is something to say
    shapes = {tuple(key for key in one if key not in more) for one in lock["entries"]}
    assert shapes == {(*head, "date", *tail), (*head, "start", "end", "zone", *tail)}
    status = json.loads(run("status", definition, "--json", "--today", TODAY).out)
    keys = ["id", "title", "part_of", "kind", "day", "start", "end", "where", "link", "owner"]
    assert [list(one) for one in status["due"]] == [keys] * len(status["due"])
    assert list(status["next_session"]) == keys


# The version in all other data.


@pytest.mark.parametrize(
    "words",
    [
        *("schedule FILE --json", "check FILE --json", "check --explain gap --json", "status FILE --json"),
        *("doctor FILE --json", "kit FILE --list --json", "kit FILE charter --json", "report FILE --json"),
        *("done FILE technology --json", "schedule FILE --dry-run --move orientation=2026-09-30 --json"),
    ],
)
def test_what_a_command_says_as_json_has_a_version(words: str, run: Run, write: Write) -> None:
    definition = write(MINIMAL)
    done = run(*(str(definition) if word == "FILE" else word for word in words.split()), "--today", TODAY)
    assert json.loads(done.out)["schema_version"] == 1, done.err


def test_a_session_that_was_cancelled_still_has_its_steps() -> None:
    first = communities.make(communities.Definition(MINIMAL), now=datetime(2026, 4, 1, tzinfo=UTC))
    without = communities.Definition(MINIMAL + "leave_out: {webinar-1: too much}\n")
    after = communities.make(without, first.lock, datetime(2026, 5, 1, tzinfo=UTC))
    gone = [one for one in after.data["entries"] if one["session"] == "webinar-1"]
    assert len(gone) > 1
    assert {one["status"] for one in gone} == {"cancelled"}
