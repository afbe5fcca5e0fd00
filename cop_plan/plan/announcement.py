"""The message to members of what is moved or cancelled, ready to forward."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from cop_plan.base.frozen import frozen
from cop_plan.render.templates import one_line
from cop_plan.render.year import Year
from cop_plan.schedule.history import Change
from cop_plan.schedule.timeline import Entry


@frozen
class Announcement:
    """A message: its subject, and its lines."""

    subject: str
    lines: tuple[str, ...]


def announcement(
    year: Year, changes: Sequence[Change], named: str, because: str | None, today: date
) -> Announcement | None:
    """Return the message of what becomes of one entry; None if members do not have it, or nothing becomes of it.

    The sessions that move with it are told too. `year` is the year as it will be.
    """
    change = next((one for one in changes if one.entry.id == named and one.what in ("moved", "cancelled")), None)
    if change is None or change.before is None or change.after is None or not _is_told(change):
        return None
    w, before, after = year.words, change.before, change.after
    is_cancelled = after.cancelled is not None
    day = w.full_day(before.day if is_cancelled else after.day)
    subject = w(f"announcement.{'cancelled' if is_cancelled else 'moved'}", title=after.shown_to_members, day=day)
    if is_cancelled:
        others = [one for one in year.timeline.sessions if one.is_shared and one.day > max(before.day, today)]
        facts = {
            "was": _when(before, year),
            "because": because,
            "next": _what_and_when(others[0], year) if others else None,
        }
    else:
        facts = {"before": _when(before, year), "after": _when(after, year), **_where(after), "because": because}
    lines = [w(f"announcement.{key}", text=text) for key, text in facts.items() if text]
    lines += _with_it(year, [one for one in changes if one is not change and one.entry.is_session])
    return Announcement(*(one_line(year.shareable(subject)), tuple(one_line(year.shareable(line)) for line in lines)))


def _is_told(change: Change) -> bool:
    return change.entry.is_shared or change.entry.is_session


def _with_it(year: Year, changes: Iterable[Change]) -> Iterator[str]:
    for one in changes:
        if one.what == "moved" and one.before and one.after and one.entry.is_shared:
            before, after = year.words.full_day(one.before.day), _when(one.after, year)
            yield year.words("announcement.with_it", title=one.after.shown_to_members, before=before, after=after)


def _where(entry: Entry) -> dict[str, str | None]:
    return {"where": entry.where, "link": entry.link if entry.link != entry.where else None}


def _when(entry: Entry, year: Year) -> str:
    w, day = year.words, year.words.full_day(entry.day)
    return w("changes.at", day=day, time=w.times(entry.start, entry.end)) if entry.start and entry.end else day


def _what_and_when(entry: Entry, year: Year) -> str:
    return f"{entry.shown_to_members}{year.words('list_comma')}{_when(entry, year)}"
