"""Journals of a meeting: who joined and who left, a row for each time, in the rows below one header.

A header has the fields `name`, `action` and `at`, and perhaps `email`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from cop_plan.base.tables.headings import plain
from cop_plan.base.tables.reader import Row
from cop_plan.records.attendance_rows import AttendanceRow, HeadedRows
from cop_plan.records.record_types import TimePresent

FIELDS = frozenset(("name", "action", "at"))

_JOINED = re.compile(
    r"(?:has |a )?(?:join|joined|joins|enter|entered|rejoint|entré)\b|arrivée|beigetreten|teilgenommen"
    r"|se (?:unió|ha unido)"
)

_LEFT = re.compile(
    r"(?:has |a )?(?:left|leave|leaves|exit|exited|quitté|sorti|parti)\b|départ|verlassen|salió|abandonó|se fue"
    r"|ha (?:salido|abandonado)"
)


def change_of(action: str) -> int:
    """Return 1 for words that say that somebody joined, -1 for one who left, 0 for others."""
    words = plain(action)
    return 1 if _JOINED.match(words) else -1 if _LEFT.match(words) else 0


class _Step(NamedTuple):
    """One who joined (1) or left (-1) at a moment; None and 0 are what cannot be read."""

    at: datetime | None
    change: int
    row: Row


def attendance(block: HeadedRows) -> tuple[AttendanceRow, ...]:
    """Return who was there and how long. One who is still there at the end stays until the last moment of the file."""
    steps: dict[tuple[str, str | None], list[_Step]] = defaultdict(list)
    for row in block.rows:
        who = block.name(row), block.email(row)
        step = _step(block, row)
        if any(who):
            steps[who].append(step)
    last = max((step.at for seen in steps.values() for step in seen if step.at), default=None)
    rows = []
    for (name, email), seen in steps.items():
        for row, stay in _stays(seen, last):
            if stay.end and not stay.start:
                block.concede(row, "at", "no time")
            rows.append(AttendanceRow(row.number, name, email, stay, manner="online"))
    return tuple(rows)


def _stays(steps: Sequence[_Step], last: datetime | None) -> Iterator[tuple[Row, TimePresent]]:
    """Yield the stays of one person, each with its first row.

    How long they were is not known if one step cannot be read, and of one who only left.
    """
    known = [(step.at, step.change, step.row) for step in steps if step.at and step.change]
    if len(known) < len(steps):
        yield steps[0].row, TimePresent(min((at for at, _, _ in known), default=None))
        return
    devices, since = 0, None
    for at, change, row in sorted(known, key=lambda step: (step[0], -step[1])):
        if since is None and change < 0:
            yield row, TimePresent(end=at)
            continue
        since = since or (at, row)
        devices = max(devices + change, 0)
        if not devices:
            yield since[1], TimePresent(since[0], at)
            since = None
    if since:
        yield since[1], TimePresent(since[0], last)


def _step(block: HeadedRows, row: Row) -> _Step:
    """Return what a row says; what it does not, or in other words, is a concession."""
    conceded = len(block.export.concessions)
    at, change = block.moment(row, "at"), change_of(block.text(row, "action"))
    if len(block.export.concessions) == conceded:
        if not change:
            block.concede(row, "action", "no such action")
        elif at is None:
            block.concede(row, "at", "no time")
    return _Step(at, change, row)
