"""Calendar files: what participants need, everything, one owner's own, and what the team has to do."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import jinja2

from cop_plan.base.version import __version__
from cop_plan.render import ical
from cop_plan.render.year import Year
from cop_plan.schedule import history
from cop_plan.schedule.history import Published
from cop_plan.schedule.timeline import Entry, year_name


def icalendar(year: Year, templates: jinja2.Environment, *, participants: bool, name: str | None = None) -> str:
    """Return a calendar file: what participants need, or everything; `name` is what it is called if not after these."""
    words, community = year.words, year.community
    shown = [one for one in year.published if not participants or one.is_shared or one.withdrawn]
    uids = {one.entry.id: one.uid for one in shown}
    text = templates.get_template("calendar.ics.j2").render(
        name=name
        or words(
            "calendar.for_participants" if participants else "calendar.for_team",
            name=community.name,
            year=year_name(community),
        ),
        version=__version__,
        language=words.tag.partition("-")[0].upper(),
        zone=community.timezone,
        color="steelblue" if participants else "slategray",
        vtimezones=_zones(shown, year),
        events=[_event(one, year, uids, withdrawn=participants and one.withdrawn) for one in shown],
    )
    return ical.fold(text)


def to_dos(year: Year, templates: jinja2.Environment) -> str:
    """Return the calendar file of what the team has to do: tasks, letters and surveys.

    Each has the UID of its event with a suffix, so that the two never meet. Source: RFC 5545, 3.6.2.
    """
    words, community = year.words, year.community
    shown = [one for one in year.published if not one.entry.is_session and one.entry.kind != "showcase"]
    uids = {one.entry.id: f"{one.uid}{TO_DO}" for one in shown}
    text = templates.get_template("todos.ics.j2").render(
        name=words("calendar.for_to_dos", name=community.name, year=year_name(community)),
        version=__version__,
        language=words.tag.partition("-")[0].upper(),
        zone=community.timezone,
        vtimezones=_zones(shown, year),
        to_dos=[
            {"event": _event(one, year, uids), "uid": uids[one.entry.id], "status": _TO_DO_STATUS[one.status]}
            for one in shown
        ],
    )
    return ical.fold(text)


TO_DO = "-todo"
"""What the UID of a to-do ends with, after that of its event."""

_TO_DO_STATUS: Mapping[history.Status, str] = {
    "planned": "NEEDS-ACTION",
    "done": "COMPLETED",
    "cancelled": "CANCELLED",
}


def alone(year: Year, shown: Iterable[Published], templates: jinja2.Environment) -> Mapping[str, str]:
    """Return a calendar file for each of some entries by its name, each with the event that the whole calendar has.

    Who imports one and subscribes to the calendar later has it once: it is the same UID. The zone's rules hold around
    the entry only, which keeps the files small.
    """
    template = templates.get_template("event.ics.j2")
    language = year.words.tag.partition("-")[0].upper()
    every = {one.entry.id: one.uid for one in year.published}
    shared = {one.entry.id: one.uid for one in year.published if one.is_shared or one.withdrawn}
    made = {}
    for one in shown:
        moments = [moment for moment in (one.entry.start, one.entry.end) if moment]
        zone = [ical.vtimezone(str(moments[0].tzinfo), min(moments) - _DAY, max(moments) + _DAY)] if moments else []
        event = _event(one, year, shared if one.is_shared else every)
        text = template.render(version=__version__, language=language, vtimezones=zone, event=event)
        made[one.entry.id] = ical.fold(text)
    return made


_DAY = timedelta(days=1)


def _zones(shown: Iterable[Published], year: Year) -> list[tuple[str, ...]]:
    """Return the rules of every zone in which something shown stands."""
    # What was cancelled may lie outside the year as it is now, or in the zone of before.
    moments = [moment for one in shown for moment in (one.entry.start, one.entry.end) if moment]
    first, last = year.timeline.window
    first, last = min([first, *moments]), max([last, *moments])
    return [ical.vtimezone(key, first, last) for key in sorted({str(moment.tzinfo) for moment in moments})]


def personal(year: Year, owner: str, templates: jinja2.Environment) -> bytes:
    """Return the calendar of one owner's entries, which are all that the year has published."""
    name = year.words("calendar.for_owner", name=year.community.name, year=year_name(year.community), owner=owner)
    return icalendar(year, templates, participants=False, name=name).encode()


class _Event(NamedTuple):
    """What the calendar's template shows of an entry. `next_day` is where an all-day event ends."""

    uid: str
    stamp: datetime
    sequence: int
    cancelled: bool
    title: str
    day: date
    next_day: date
    start: datetime | None
    end: datetime | None
    where: str | None
    link: str | None
    categories: tuple[str, ...]
    parent: str | None
    busy: bool
    description: str


def _event(one: Published, year: Year, uids: Mapping[str, str], *, withdrawn: bool = False) -> _Event:
    """Return what the calendar shows of an entry; of one that was `withdrawn`, only that it is cancelled, and when."""
    entry, words = one.entry, year.words
    cancelled = withdrawn or one.status == "cancelled"
    return _Event(
        uid=one.uid,
        stamp=one.stamp,
        sequence=one.sequence,
        cancelled=cancelled,
        title=words("calendar.cancelled", title=entry.title) if cancelled else entry.title,
        day=entry.day,
        next_day=entry.day.fromordinal(entry.day.toordinal() + 1),
        start=entry.start,
        end=entry.end if _takes_time(entry) else None,
        where=None if withdrawn else entry.where,
        link=None if withdrawn else entry.link,
        categories=(words.name("kinds", entry.kind), words.name("phases", entry.phase)),
        parent=uids.get(entry.parent or ""),
        busy=entry.is_session and entry.start is not None and not cancelled,
        description="" if withdrawn else "\n".join(_description(entry, year)),
    )


def _takes_time(entry: Entry) -> bool:
    # In UTC: on its own clock, what ends when the clocks go back may seem to end as it begins, or before.
    return entry.start is not None and entry.end is not None and entry.start.astimezone(UTC) < entry.end.astimezone(UTC)


def _description(entry: Entry, year: Year) -> Iterable[str]:
    """Yield the lines of an entry's plain description. The reason for its date is not part of it: see `history`."""
    words = year.words
    goal = year.community.goals.get(entry.goal or "")
    place = entry.place
    facts = {
        "topic": entry.topic,
        "presenter": entry.presenter,
        "goal": goal.aim if goal else None,
        "readings": ", ".join(entry.readings),
        "virtual_option": entry.virtual_option,
        "parking": place.parking if place else None,
        "accessibility": place.accessibility if place else None,
        "owner": year.role(entry.owner),
    }
    if entry.part_of:
        yield words("calendar.part_of", title=entry.part_of)
    if entry.is_session and entry.attendance:
        yield words(f"calendar.{entry.attendance}")
    for key, value in facts.items():
        if value:
            yield f"{words(f'calendar.{key}')}{words('colon')}{value}"
    if entry.notes:
        yield year.shareable(entry.notes)
