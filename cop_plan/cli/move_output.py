"""What `move`, `cancel` and an update show: what they would do, before anybody is asked, and whom to tell."""

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cop_plan.base.errors import quote
from cop_plan.definition.load import KINDS
from cop_plan.plan import announcement, changes

if TYPE_CHECKING:
    from cop_plan import render
    from cop_plan.app.move import MoveOutcome, ReplacedValue
    from cop_plan.app.newer import Newer
    from cop_plan.app.project import CommunityProject
    from cop_plan.plan.announcement import Announcement
    from cop_plan.render.messages import Messages
    from cop_plan.render.words import Words


def lines(moved: "MoveOutcome", year: "render.Year") -> Iterator[str]:
    """Yield what it does: to the definition, to the year, to people and rooms, to the rules of good practice."""
    m = moved.after.messages
    if moved.newer:
        yield from _newer(moved.newer, moved.after.spoken, m)
    yield from (_value(one, m) for one in moved.replaced)
    if moved.kept:
        yield m("move.kept")
    for one in moved.kept:
        key = "move.kept_done" if one.is_done else "move.kept_past"
        title, day = one.entry.title, year.words.short_day(one.entry.day)
        yield f"  {m(key, title=title, day=day, value=_value(one.value, m))}"
    what = {"move": "move.moves", "cancel": "move.cancels", "update": "update.changes"}[moved.how]
    nothing = "update.changes_nothing" if moved.newer else "move.moves_nothing"
    yield m(what if moved.changes else nothing)
    yield from (f"  {line}" for line in changes.changed(year, moved.changes, steps_too=True))
    to_tell = tuple(_to_tell(moved, year))
    if to_tell:
        yield m("move.to_tell")
        yield from (f"  {line}" for line in to_tell)
    yield m("move.new_warnings" if moved.would_break else "move.no_new_warnings")
    yield from (f"  {line}" for line in moved.would_break)
    yield from _held(moved, year)


def _newer(newer: "Newer", w: "Words", m: "Messages") -> Iterator[str]:
    """Yield what is newer: versions of patterns, and days that are closed otherwise."""
    for name, (before, after) in newer.patterns.items():
        key = "update.kinds" if name == KINDS else "update.pattern"
        yield m(key, name=name, before=before, after=after)
    for day, (was, now) in newer.holidays.items():
        yield m(_NEWER_DAY[bool(was), bool(now)], day=w.full_day(day), before=was, after=now)


# Whether the day was and is a holiday; one that is neither is, or was, of the weekend.
_NEWER_DAY = {
    (True, True): "update.renamed",
    (True, False): "update.opens",
    (False, True): "update.closes",
    (False, False): "update.weekend",
}


def newer_line(newer: "Newer", project: "CommunityProject") -> str:
    """Return one line on what is newer than the year, and how to take it."""
    w, m = project.spoken, project.messages
    found = [
        m("update.newer_kinds" if name == KINDS else "update.newer_pattern", name=name, version=version)
        for name, (_, version) in newer.patterns.items()
    ]
    if newer.holidays:
        days = [w.full_day(day) for day in [*newer.holidays][:MAX_DAYS]] + ["…"] * (len(newer.holidays) > MAX_DAYS)
        found.append(m.count("update.newer_holidays", len(newer.holidays), days=", ".join(days)))
    is_elsewhere = project.asked.out is not None or project.asked.is_shared
    out = ["--out", str(project.folder)] if is_elsewhere else []
    command = shlex.join(["cop-plan", "schedule", str(project.file), *out, "--update-pattern"])
    return m("update.newer", what="; ".join(found), command=command)


MAX_DAYS = 3
"""So many days are named in one line."""


def newer_data(newer: "Newer") -> dict[str, Any]:
    """Return what is newer as plain data."""
    return {
        "patterns": [
            {"name": name, "published": before, "newest": after} for name, (before, after) in newer.patterns.items()
        ],
        "holidays": [
            {"day": day.isoformat(), "published": was, "newest": now} for day, (was, now) in newer.holidays.items()
        ],
    }


def _value(one: "ReplacedValue", m: "Messages") -> str:
    key = "move.becomes" if one.before and one.before != one.after else "move.is_set"
    return m(key, path=one.path, before=quote(one.before or ""), after=quote(one.after))


def _to_tell(moved: "MoveOutcome", year: "render.Year") -> Iterator[str]:
    """Yield, for each session that changes, what may be booked already for its day of now."""
    new = {one.entry.id for one in moved.changes if one.what == "added"}
    for change in moved.changes:
        if booked := changes.booked(change, year, new=new):
            yield moved.after.messages("move.booked", title=change.entry.title, booked=booked)


def _held(moved: "MoveOutcome", year: "render.Year") -> Iterator[str]:
    """Yield a sentence for each session that is past, or noted as done: it may have taken place."""
    past = "move.past_cancelled" if moved.is_cancelling else "move.past_moved"
    done = "move.done_cancelled" if moved.is_cancelling else "move.done_moved"
    noted = moved.before.progress.done
    for entry in moved.held:
        key = done if entry.id in noted else past
        yield moved.after.messages(key, title=entry.title, day=year.words.full_day(entry.day))


def _announcements(moved: "MoveOutcome", year: "render.Year") -> Iterator["Announcement"]:
    for entry in moved.named:
        told = announcement.announcement(year, moved.changes, entry.id, moved.because, moved.today)
        if told is not None:
            yield told


def messages(moved: "MoveOutcome", year: "render.Year") -> Iterator[str]:
    """Yield the lines of the messages to forward; none if members have nothing of it."""
    for number, one in enumerate(_announcements(moved, year)):
        yield from ([""] if number else [])
        yield year.words("announcement.subject", text=one.subject)
        yield ""
        yield from one.lines


def data(moved: "MoveOutcome", year: "render.Year") -> dict[str, Any]:
    """Return what was moved or cancelled as plain data."""
    return {
        "replaced": [_value_data(one) for one in moved.replaced],
        "kept": [
            {"id": one.entry.id, "day": one.entry.day.isoformat(), "done": one.is_done, **_value_data(one.value)}
            for one in moved.kept
        ],
        "held": [entry.id for entry in moved.held],
        "to_tell": list(_to_tell(moved, year)),
        "would_break": list(moved.would_break),
        "messages": [{"subject": one.subject, "lines": list(one.lines)} for one in _announcements(moved, year)],
    }


def _value_data(one: "ReplacedValue") -> dict[str, Any]:
    return {"path": one.path, "before": one.before, "after": one.after}
