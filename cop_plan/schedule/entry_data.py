"""An entry as plain data, and back: the one place that knows how a fact of an entry is written in JSON.

Days and moments are ISO 8601, moments with their offset. What an entry has not is None. Each file says which keys it
has, and in which order.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, get_args, get_type_hints

from cop_plan.dates import zones
from cop_plan.schedule.timeline import Entry

_FACTS: Mapping[str, Callable[[Entry], Any]] = {
    "id": lambda entry: entry.id,
    "title": lambda entry: entry.title,
    "title_for_members": lambda entry: entry.shown_to_members,
    "kind": lambda entry: entry.kind,
    "phase": lambda entry: entry.phase,
    "parent": lambda entry: entry.parent,
    "part_of": lambda entry: entry.part_of,
    "day": lambda entry: entry.day.isoformat(),
    "date": lambda entry: entry.day.isoformat(),
    "start": lambda entry: entry.start and entry.start.isoformat(),
    "end": lambda entry: entry.end and entry.end.isoformat(),
    "zone": lambda entry: entry.start and str(entry.start.tzinfo),
    "where": lambda entry: entry.where,
    "link": lambda entry: entry.link,
    "audience": lambda entry: list(entry.audience),
    "attendance": lambda entry: entry.attendance,
    "owner": lambda entry: entry.owner,
    "host": lambda entry: entry.host,
    "note_taker": lambda entry: entry.note_taker,
    "document": lambda entry: entry.document,
}


def data(entry: Entry, keys: Iterable[str], more: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return these facts of an entry, in this order; `more` has those that the entry alone does not know."""
    known = more or {}
    return {key: known[key] if key in known else _FACTS[key](entry) for key in keys}


def when(entry: Entry) -> tuple[str, ...]:
    """Return the keys that say when an entry is: its date if it is all day, else when it starts and ends."""
    return ("start", "end") if entry.start and entry.end else ("date",)


# What an entry can be, from its own types.
_TYPES = get_type_hints(Entry)
_KINDS, _PHASES = get_args(_TYPES["kind"]), get_args(_TYPES["phase"])
_AUDIENCES = get_args(get_args(_TYPES["audience"])[0])

# As far as a definition can reach, and some more; what lies beyond was not written by us.
_YEARS = range(1980, 2101)

DAMAGES = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
"""What reading data that is not as we write it can raise; zones.UnknownZone is a ValueError."""


def entry(facts: Mapping[str, Any], zone: str | None = None) -> Entry:
    """Return what is remembered of an entry, from data that a person or a merge may have changed.

    Its moments stand in their own `zone`, or in the one that is given. Raises DAMAGES.
    """
    day, start, end = times(facts, zone)
    link = text_or_none(facts.get("link"))
    if link is not None and not link.casefold().startswith(("https://", "http://", "mailto:")):
        raise ValueError(facts)
    title, for_members = text(facts["title"]), text_or_none(facts.get("title_for_members"))
    return Entry(
        id=text(facts["id"]),
        title=title,
        title_for_members=for_members if for_members != title else None,
        kind=one_of(_KINDS, facts["kind"]),
        phase=one_of(_PHASES, facts["phase"]),
        day=day,
        reason=None,
        parent=text_or_none(facts["parent"]),
        start=start,
        end=end,
        where=text_or_none(facts.get("where")),
        link=link,
        audience=tuple(one_of(_AUDIENCES, one) for one in facts["audience"]),
    )


def times(facts: Mapping[str, Any], zone: str | None) -> tuple[date, datetime | None, datetime | None]:
    """Return an entry's day, and when it begins and ends, None if it is all day. As for `entry`; raises DAMAGES."""
    start = end = None
    if "start" in facts:
        of_moments = zones.zone(zone or text(facts["zone"]))
        start, end = (_moment(facts[key]).astimezone(of_moments) for key in ("start", "end"))
    day = start.date() if start else date.fromisoformat(facts["date"])
    if not (day.year in _YEARS and (end is None or end.year in _YEARS)):
        raise ValueError(facts)
    return day, start, end


def text(value: object) -> str:
    """Return a value that is text. Raises TypeError, ValueError."""
    if not isinstance(value, str):
        raise TypeError(value)
    value.encode()  # half a character, which JSON can hold, is no text
    return value


def text_or_none(value: object) -> str | None:
    """Return a value that is text or nothing. Raises TypeError, ValueError."""
    return None if value is None else text(value)


def one_of(known: tuple[Any, ...], value: object) -> Any:
    """Return a value that is one of those known. Raises ValueError."""
    if value not in known:
        raise ValueError(value)
    return value


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(text(value))
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment
