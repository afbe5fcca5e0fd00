"""Calendar files: what participants need, everything, one owner's own, and what the team has to do."""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple
from urllib.parse import quote

import jinja2

from cop_plan.base.frozen import frozen
from cop_plan.base.version import __version__
from cop_plan.definition import names
from cop_plan.definition.community import ONLINE
from cop_plan.render import ical
from cop_plan.render.words import Words
from cop_plan.render.year import Year
from cop_plan.schedule import history, progress
from cop_plan.schedule.history import Published
from cop_plan.schedule.timeline import Entry, year_name


@frozen
class Readers:
    """Whose a calendar is: the word for its name, its colour (CSS), what it shows, and what it shows as cancelled.

    For `members`, an entry has the title that is theirs.
    """

    name: str
    color: str
    members: bool
    shows: Callable[[Published], bool]
    withdrawn: Callable[[Published], bool]


PARTICIPANTS = Readers("for_participants", "steelblue", True, lambda one: one.is_shared, lambda one: one.withdrawn)
ATTENDING = Readers("for_sessions", "teal", True, lambda one: one.is_attended, lambda one: one.unattended)
TEAM = Readers("for_team", "slategray", False, lambda _: True, lambda _: False)


def icalendar(year: Year, templates: jinja2.Environment, readers: Readers, name: str | None = None) -> str | None:
    """Return the calendar file of its readers; None where it has no entry, since such a file is none.

    `name` is what it is called if not after its readers. Source: RFC 5545, 3.4.
    """
    words, community = year.words, year.community
    shown = [one for one in year.published if readers.shows(one) or readers.withdrawn(one)]
    if not shown:
        return None
    uids = {one.entry.id: one.uid for one in shown}
    titles = year.once(_titles_for_members) if readers.members else year.titles
    text = templates.get_template("calendar.ics.j2").render(
        name=name or words(f"calendar.{readers.name}", name=community.name, year=year_name(community)),
        version=__version__,
        language=words.tag.partition("-")[0].upper(),
        zone=community.timezone,
        color=readers.color,
        vtimezones=_zones(shown, year),
        events=[
            _event(one, year, uids, titles, members=readers.members, withdrawn=not readers.shows(one)) for one in shown
        ],
    )
    return ical.fold(text)


def events(year: Year, templates: jinja2.Environment, readers: Readers) -> str:
    """Return the events of a calendar that stands among those of other communities; nothing where it has none.

    Each is as the calendar of its readers has it, but for its title and its categories, which begin with the name of
    the community. Its lines are not folded.
    """
    name = year.community.name
    titled = [replace(one, entry=_titled(one.entry, year.words, name)) for one in year.published]
    lines = ical.unfold(icalendar(replace(year, published=tuple(titled)), templates, readers) or "")
    begin, end = ("BEGIN:VEVENT", "END:VEVENT")
    if begin not in lines:
        return ""
    ours = lines[lines.index(begin) : len(lines) - lines[::-1].index(end)]
    of_ours = f"CATEGORIES:{ical.escape(name)},"
    return "\n".join(of_ours + line[11:] if line.startswith("CATEGORIES:") else line for line in ours)


def _titled(entry: Entry, words: Words, name: str) -> Entry:
    """Return an entry with the name of its community before its titles."""

    def titled(title: str) -> str:
        return f"{name}{words('colon')}{title}"

    for_members = titled(entry.title_for_members) if entry.title_for_members else None
    return replace(entry, title=titled(entry.title), title_for_members=for_members)


def _titles_for_members(year: Year) -> Mapping[str, str]:
    """Return the title of every entry that members have, or had, by its name."""
    theirs = [one.entry for one in year.published if one.is_shared or one.withdrawn]
    return {entry.id: entry.shown_to_members for entry in theirs}


def to_dos(year: Year, templates: jinja2.Environment) -> str | None:
    """Return the calendar file of what the team has to do: tasks, letters and surveys; None where that is nothing.

    Each has the UID of its event with a suffix, so that the two never meet. Source: RFC 5545, 3.6.2.
    """
    words, community = year.words, year.community
    shown = [one for one in year.published if not one.entry.is_occasion]
    if not shown:
        return None
    uids = {one.entry.id: f"{one.uid}{TO_DO}" for one in shown}
    titles = year.titles
    text = templates.get_template("todos.ics.j2").render(
        name=words("calendar.for_to_dos", name=community.name, year=year_name(community)),
        version=__version__,
        language=words.tag.partition("-")[0].upper(),
        zone=community.timezone,
        vtimezones=_zones(shown, year),
        to_dos=[
            {"event": _event(one, year, uids, titles), "uid": uids[one.entry.id], "status": _TO_DO_STATUS[one.status]}
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

    Who imports one and subscribes to the calendar later has it once: it is the same UID.
    """
    return {one.entry.id: event_file(year, one, templates) for one in shown}


def addresses(year: Year, entries: Iterable[Entry], templates: jinja2.Environment) -> Mapping[str, str]:
    """Return an address that holds the calendar file of each of some entries that takes place, by its name.

    Source: RFC 2397.
    """
    wanted = {one.id for one in entries}
    shown = (one for one in year.published if one.status != "cancelled" and one.entry.id in wanted)
    return {
        name: "data:text/calendar;charset=utf-8," + quote(file, safe="!$()*+,-./:;=?@_~")
        for name, file in alone(year, shown, templates).items()
    }


class CalendarUser(NamedTuple):
    """Somebody whom an event names, by an address. Source: RFC 5545, 3.3.3."""

    name: str
    email: str


class Scheduling(NamedTuple):
    """What makes a calendar file a message of iTIP: who asks whom to come, or takes it back. Source: RFC 5546, 3.2."""

    method: Literal["REQUEST", "CANCEL"]
    organizer: CalendarUser
    attendee: CalendarUser | None = None


def event_file(year: Year, one: Published, templates: jinja2.Environment, scheduling: Scheduling | None = None) -> str:
    """Return the calendar file of one entry, for members what they have of it.

    The zone's rules hold around the entry only, which keeps the file small.
    """
    moments = [moment for moment in (one.entry.start, one.entry.end) if moment]
    zone = [ical.vtimezone(str(moments[0].tzinfo), min(moments) - _DAY, max(moments) + _DAY)] if moments else []
    uids, titles = year.once(_known_to_members if one.is_shared else _known_to_team)
    text = templates.get_template("event.ics.j2").render(
        version=__version__,
        language=year.words.tag.partition("-")[0].upper(),
        vtimezones=zone,
        event=_event(one, year, uids, titles, members=one.is_shared),
        scheduling=scheduling,
        is_optional=one.entry.attendance != "mandatory",
    )
    return ical.fold(text)


def _known_to_members(year: Year) -> tuple[Mapping[str, str], Mapping[str, str]]:
    uids = {one.entry.id: one.uid for one in year.published if one.is_shared or one.withdrawn}
    return uids, year.once(_titles_for_members)


def _known_to_team(year: Year) -> tuple[Mapping[str, str], Mapping[str, str]]:
    return {one.entry.id: one.uid for one in year.published}, year.titles


_DAY = timedelta(days=1)


def _zones(shown: Iterable[Published], year: Year) -> list[tuple[str, ...]]:
    """Return the rules of every zone in which something shown stands."""
    # What was cancelled may lie outside the year as it is now, or in the zone of before.
    moments = [moment for one in shown for moment in (one.entry.start, one.entry.end) if moment]
    first, last = year.timeline.window
    first, last = min([first, *moments]), max([last, *moments])
    return [ical.vtimezone(key, first, last) for key in sorted({str(moment.tzinfo) for moment in moments})]


class Owned(NamedTuple):
    """What an owner is called, and the names of the entries that the owner sees to."""

    owner: str
    entries: Container[str]


def by_owner(year: Year) -> Mapping[str, Owned]:
    """Return what every owner sees to, by a name that a file can have, such as `alex-moreau`."""
    owners = sorted({one.owner for one in year.timeline.all_entries if one.owner})
    found = {}
    for name, owner in zip(names.file_names(owners, "owner"), owners, strict=True):
        entries = progress.of_owner(year.timeline, owner)
        if not isinstance(entries, progress.UnknownEntry):
            found[name] = Owned(year.role(owner) or owner, frozenset(entry.id for entry in entries))
    return found


def personal(year: Year, templates: jinja2.Environment, owned: Owned | None, earlier: str | None = None) -> str | None:
    """Return the calendar of an owner, None if it has no entry.

    What the calendar that lay there `earlier` has beyond it is cancelled; with no owner, that is all.
    """
    lines = ical.unfold(earlier or "")
    before = {ical.unescape(line[4:]) for line in lines if line.startswith("UID:")}
    entries: Container[str] = owned.entries if owned else ()
    readers = Readers(
        *("for_owner", "slategray", False),
        shows=lambda one: one.entry.id in entries or (one.status == "cancelled" and one.uid in before),
        withdrawn=lambda one: one.uid in before,
    )
    known = next((ical.unescape(line[5:]) for line in lines if line.startswith("NAME:")), "")
    community = year.community
    name = (
        year.words("calendar.for_owner", name=community.name, year=year_name(community), owner=owned.owner)
        if owned
        else known
    )
    return icalendar(year, templates, readers, name)


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
    join: str | None
    categories: tuple[str, ...]
    parent: str | None
    busy: bool
    description: str
    reminder: str | None


def _event(
    one: Published,
    year: Year,
    uids: Mapping[str, str],
    titles: Mapping[str, str],
    *,
    members: bool = False,
    withdrawn: bool = False,
) -> _Event:
    """Return what the calendar shows of an entry; of one that was `withdrawn`, only that it is cancelled, and when.

    `uids` and `titles` are those of the calendar, by the names of the entries. Who sees to it is nothing for members.
    """
    entry, words = one.entry, year.words
    cancelled = withdrawn or one.status == "cancelled"
    join = entry.link if not cancelled and _is_joined(entry) else None
    return _Event(
        uid=one.uid,
        stamp=one.stamp,
        sequence=one.sequence,
        cancelled=cancelled,
        title=words("calendar.cancelled", title=titles[entry.id]) if cancelled else titles[entry.id],
        day=entry.day,
        next_day=entry.day.fromordinal(entry.day.toordinal() + 1),
        start=entry.start,
        end=entry.end if _takes_time(entry) else None,
        where=None if withdrawn else entry.where or (join and ical.uri(join)),
        link=None if withdrawn else entry.link,
        join=join,
        categories=(words.name("kinds", entry.kind), words.name("phases", entry.phase)),
        parent=uids.get(entry.parent or ""),
        busy=entry.is_session and entry.start is not None and not cancelled,
        description=""
        if withdrawn
        else "\n".join([*_link_line(entry, words, join), *_description(entry, year, members=members)]),
        reminder=ical.duration_value(_before(entry)) if entry.reminder_minutes and not cancelled else None,
    )


# The hour of an alarm that comes whole days before an entry without an hour.
_MORNING = timedelta(hours=9)


def _before(entry: Entry) -> timedelta:
    """Return how far from its beginning an entry's alarm is, which is before it: of a day, that is midnight."""
    ahead = timedelta(minutes=entry.reminder_minutes or 0)
    return -ahead + (_MORNING if entry.start is None and not ahead % _DAY else timedelta())


def _is_joined(entry: Entry) -> bool:
    """Return whether an entry's link leads into it: it is online, or who cannot travel takes part through it."""
    leads_to_page = (entry.link or "").casefold().startswith(("https://", "http://"))
    return leads_to_page and (entry.kind in ONLINE or (entry.is_session and bool(entry.virtual_option)))


def _link_line(entry: Entry, words: Words, join: str | None) -> Iterable[str]:
    """Yield the line that the description begins with: large calendars show its links, and never a URL property."""
    if entry.link:
        yield f"{words('calendar.join' if join else 'calendar.link')}{words('colon')}{ical.uri(entry.link)}"


def _takes_time(entry: Entry) -> bool:
    # In UTC: on its own clock, what ends when the clocks go back may seem to end as it begins, or before.
    return entry.start is not None and entry.end is not None and entry.start.astimezone(UTC) < entry.end.astimezone(UTC)


def _description(entry: Entry, year: Year, *, members: bool) -> Iterable[str]:
    """Yield the lines of an entry's plain description. The reason for its date is not part of it: see `history`."""
    words = year.words
    goal = year.community.goals.get(entry.goal or "")
    place = entry.place
    facts = {
        "topic": entry.topic,
        "presenter": entry.presenter,
        "goal": goal.aim if goal else None,
        "readings": year.shareable(", ".join(entry.readings)),
        "virtual_option": entry.virtual_option,
        "parking": year.parking(place),
        "accessibility": place.accessibility if place else None,
        "owner": None if members else year.role(entry.named_owner),
    }
    if entry.cancelled:
        yield words("calendar.cancelled", title=year.shareable(entry.cancelled))
    if entry.part_of:
        yield words("calendar.part_of", title=entry.part_of)
    if entry.is_session and entry.attendance:
        yield words(f"calendar.{entry.attendance}")
    for key, value in facts.items():
        if value:
            yield f"{words(f'calendar.{key}')}{words('colon')}{value}"
    if entry.notes:
        yield year.shareable(entry.notes)
