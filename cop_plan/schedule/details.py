"""What people see of an entry besides its title and its date, by name: what the lock remembers to tell what changed.

A short fact is remembered as it is, to say what it was; of a long text, which may be for few, only a digest.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import get_args

from cop_plan.dates import zones
from cop_plan.definition.community import Attendance
from cop_plan.schedule import entry_data
from cop_plan.schedule.timeline import Entry, Timeline

PLAIN = (
    *("topic", "presenter", "host", "note_taker", "attendance", "owner", "document", "reminder", "lasts"),
    *("timezone", "language"),
)
"""The facts that are remembered as they are; the others are digests."""


def of(entry: Entry, timeline: Timeline) -> dict[str, str]:
    """Return the facts that an entry has: those of the lock's digest, and those that only the plan shows."""
    community = timeline.community
    goal = community.goals.get(entry.goal or "")
    facts = {
        "topic": entry.topic,
        "presenter": entry.presenter,
        "host": entry.host,
        "note_taker": entry.note_taker,
        "attendance": entry.attendance,
        "owner": entry.owner,
        "document": entry.document,
        "reminder": entry.reminder_minutes,
        "lasts": None if entry.start else entry.minutes,
        "timezone": community.timezone,
        "language": community.language,
        "goal": goal.aim if goal else None,
        "readings": entry.readings,
        "virtual_option": entry.virtual_option,
        "notes": entry.notes,
        "place": {name: str(value) for name, value in entry.place if value is not None} if entry.place else None,
    }
    return {name: str(fact) if name in PLAIN else _digest(fact) for name, fact in facts.items() if fact}


def _digest(fact: object) -> str:
    return hashlib.sha256(json.dumps(fact, ensure_ascii=False).encode()).hexdigest()[:16]


def parse(data: object) -> dict[str, str] | None:
    """Return the facts that a lock remembers, which a person or a merge may have changed.

    None where an older lock remembers none. Raises `entry_data.DAMAGES`.
    """
    if data is None:
        return None
    if not isinstance(data, dict):
        raise TypeError(data)
    facts = {entry_data.text(name): entry_data.text(fact) for name, fact in data.items()}
    if "attendance" in facts:
        entry_data.one_of(get_args(Attendance), facts["attendance"])
    if "timezone" in facts:
        zones.zone(facts["timezone"])
    for name in {"reminder", "lasts"} & set(facts):
        if not re.fullmatch("[0-9]{1,9}", facts[name]):
            raise ValueError(data)
    return facts


Differences = Mapping[str, tuple[str | None, str | None]]
"""Facts as they are remembered, before and now; None where there is none."""


def differences(before: Mapping[str, str], now: Mapping[str, str]) -> Differences:
    """Return the facts that differ."""
    return {name: (before.get(name), now.get(name)) for name in {**before, **now} if before.get(name) != now.get(name)}
