"""What is measured: definitions of any size, and the sample year as other programs want it, already dated."""

import csv
import json
import math
import shutil
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

Dated = Mapping[str, Any]
"""An entry as `timeline.json` has it."""

MONTHS = "september october november december january february march april may june".split()  # noqa: SIM905
NTHS = ("first", "second", "third", "fourth", "last")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
ENTRIES_IN_A_GROUP = 4

# With nothing in it, so that the number of entries is exact.
BARE_PATTERN = "title: Bare\n"


def write_definition(folder: Path, entries: int) -> Path:
    """Write a definition of so many entries, a multiple of 4, and its bare pattern; return the definition's path.

    Each group of four is a visit on a weekday of a month, its two steps, and a task counted from it.
    """
    lines = [
        f"name: {entries} entries",
        "year: 2026-2027",
        "timezone: America/Edmonton",
        "region: CA-AB",
        "pattern: bare.yaml",
        "closures: {winter-break: 2026-12-21 to 2027-01-01, spring-break: 2027-03-29 to 2027-04-02}",
        "activities:",
    ]
    for group in range(entries // ENTRIES_IN_A_GROUP):
        weekday, nth = WEEKDAYS[group % 5], NTHS[group // 5 % 5]
        month = MONTHS[group // 25 % 10]
        lines += [
            f"  visit-{group}:",
            f"    title: Visit {group}",
            "    kind: showcase",
            f"    when: {nth} {weekday} of {month}",
            f"    at: {9 + group % 7}:30",
            "    lasts: 1 hour",
            f"    where: Room {group % 12}",
            "    steps:",
            "      guide: {title: Guide distributed, when: 1 week before}",
            "      thanks: {title: Thanks sent, when: 2 working days after, owner: facilitator}",
            f"  task-{group}:",
            "    title: What was seen is noted",
            f"    when: 3 working days after visit-{group}",
        ]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bare.yaml").write_text(BARE_PATTERN, encoding="utf-8")
    definition = folder / "community.yaml"
    definition.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return definition


def write_small(folder: Path, name: str) -> Path:
    """Write the smallest definition that has a year; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    definition = folder / "community.yaml"
    text = f"name: {name}\nyear: 2026-2027\ntimezone: America/Edmonton\nregion: CA-AB\n"
    definition.write_text(text, encoding="utf-8")
    return definition


def write_many_members(sample: Path, folder: Path, members: int) -> Path:
    """Write a community like another one, with so many members, all of its schools; return its definition's path."""
    shutil.copytree(sample, folder, ignore=shutil.ignore_patterns("records"))
    (folder / "records").mkdir()
    table = folder / "members.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    schools = [row["school"] for row in rows if row["school"]]
    with table.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        for at in range(members - len(rows)):
            name, email = f"Member {at:04}", f"member-{at:04}@example.org"
            writer.writerow({"name": name, "email": email, "school": schools[at % len(schools)]})
    return folder / "community.yaml"


def descriptions(calendar: str) -> dict[str, str]:
    """Return the description of each event of a calendar file by its UID; one without has none."""
    found: dict[str, str] = {}
    uid = ""
    for line in calendar.replace("\r\n ", "").splitlines():
        name, _, value = line.partition(":")
        if name == "UID":
            uid = value
        elif name == "DESCRIPTION":
            found[uid] = value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
    return found


def read_year(folder: Path) -> tuple[Dated, list[Dated]]:
    """Return a community and its entries as a run wrote them into a folder, each entry with its description."""
    data = json.loads((folder / "timeline.json").read_text(encoding="utf-8"))
    said = descriptions((folder / "team.ics").read_bytes().decode())
    return data["community"], [entry | {"description": said.get(entry["uid"])} for entry in data["entries"]]


def for_yaml2ics(community: Dated, entries: Iterable[Dated]) -> str:
    """Return the same events for yaml2ics: titles, dates, times, places and descriptions."""
    return yaml.safe_dump(
        {
            "name": community["name"],
            "timezone": community["timezone"],
            "events": [_yaml2ics_event(entry) for entry in entries],
        },
        sort_keys=False,
        allow_unicode=True,
    )


def _yaml2ics_event(entry: Dated) -> dict[str, Any]:
    if "start" in entry:
        begin, end = (datetime.fromisoformat(entry[key]).replace(tzinfo=None) for key in ("start", "end"))
        when: dict[str, Any] = {"begin": begin, "end": end}
    else:
        when = {"begin": date.fromisoformat(entry["date"])}
    facts = {
        "uid": entry["uid"],
        "description": entry["description"],
        "location": entry["where"],
        "url": entry["link"],
    }
    return {"summary": entry["title"], **when, **{key: fact for key, fact in facts.items() if fact}}


def for_taskjuggler(community: Dated, entries: Iterable[Dated]) -> str:
    """Return the same plan for TaskJuggler: an HTML page of the dates with their reasons, and both calendars."""
    entries = list(entries)
    days = [_day(entry) for entry in entries]
    # The coarsest grid on which every time lies: a finer one costs it time.
    minutes = math.gcd(60, *(_minute(entry[key]) for entry in entries if "start" in entry for key in ("start", "end")))
    lines = [
        f"project year {_quoted(community['name'])} {min(days).replace(day=1)} +{_months(days)}m {{",
        f'  timezone "{community["timezone"]}"',
        f"  timingresolution {minutes} min",
        '  extend task { text Who "Who" text Why "Why" }',
        "}",
        "flags participants",
        *(_taskjuggler_task(number, entry) for number, entry in enumerate(entries)),
        'taskreport plan "plan" { formats html columns start, end, name, Who, Why timeformat "%Y-%m-%d %H:%M" }',
        'icalreport calendar "calendar" { hidetask ~participants }',
        'icalreport team "team"',
    ]
    return "\n".join(lines) + "\n"


def _taskjuggler_task(number: int, entry: Dated) -> str:
    facts = (
        [f"start {_moment(entry['start'])}", f"end {_moment(entry['end'])}"]
        if "start" in entry
        else [f"start {_day(entry)}"]
    )
    facts += [f"Who {_quoted(', '.join(entry['audience']))}", f"Why {_quoted(entry['because'])}"]
    if entry["description"]:
        facts.append(f"note {_quoted(entry['description'])}")
    if {"participants", "public"} & set(entry["audience"]):
        facts.append("flags participants")
    return f"task t{number} {_quoted(entry['title'])} {{ {' '.join(facts)} }}"


def _day(entry: Dated) -> date:
    return date.fromisoformat((entry.get("start") or entry["date"])[:10])


def _months(days: list[date]) -> int:
    first, last = min(days), max(days)
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _minute(moment: str) -> int:
    return datetime.fromisoformat(moment).minute


def _moment(moment: str) -> str:
    return f"{datetime.fromisoformat(moment):%Y-%m-%d-%H:%M}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " · ") + '"'
