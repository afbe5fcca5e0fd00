"""What changed since the last time, as a text to forward: to members, or to the team.

What a reader needs of a session stands together: when it was and is, its titles, its topic, its presenter, its place.
Tasks that only went with their session are counted; what changed for all at once, such as the time zone, is said once.
"""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace

import jinja2

from cop_plan.base.frozen import frozen
from cop_plan.plan import bookings, overview
from cop_plan.render.templates import one_line
from cop_plan.render.words import Words
from cop_plan.render.year import Year
from cop_plan.schedule import details
from cop_plan.schedule.history import Change
from cop_plan.schedule.timeline import Entry, year_name

# The facts that are told of a change, in this order, each with its word.
_LABELS = {
    "topic": "calendar.topic",
    "presenter": "calendar.presenter",
    "host": "plan.host",
    "note_taker": "plan.note_taker",
    "where": "plan.where",
    "link": "calendar.link",
    "attendance": "plan.attendance",
    "virtual_option": "calendar.virtual_option",
    "place": "changes.at_the_place",
    "lasts": "changes.lasts",
    "readings": "calendar.readings",
    "goal": "calendar.goal",
    "notes": "plan.note",
    "reminder": "changes.reminder",
    "kind": "plan.kind",
    "audience": "plan.who",
    "phase": "changes.phase",
    "owner": "calendar.owner",
    "document": "plan.document",
}
_FOR_TEAM_ALONE = frozenset(("audience", "phase", "owner", "document"))
# Told of what moved or is new, though they are as before: who reads it needs nothing else.
_NEEDED = frozenset(("topic", "presenter", "where", "link"))


@frozen
class ChangeLines:
    """A change in words: a line, and a line for each fact that belongs to it."""

    line: str
    facts: tuple[str, ...]
    is_session: bool


def changed(year: Year, changes: Iterable[Change], *, steps_too: bool = False) -> Iterable[str]:
    """Yield a line for each change; steps that went with their activity are counted, or listed with `steps_too`."""
    told = _Telling(year, tuple(changes), folds=not steps_too)
    w = year.words
    yield from told.for_all()
    for one in told.lines():
        facts = w("list_semicolon").join(one.facts)
        yield w("changes.with_facts", line=one.line, facts=facts) if facts else one.line


def changes_page(
    year: Year,
    changes: Iterable[Change],
    templates: jinja2.Environment,
    *,
    for_members: bool = False,
    is_new_year: bool = False,
    other_pages: Sequence[str] = (),
) -> str:
    """Return what changed since the last time as a text to forward; `for_members` only what members need.

    `other_pages` are files that are other than before, whatever did it; `is_new_year` says that there is nothing to
    compare the year with.
    """
    w, told = year.words, _Telling(year, tuple(changes), for_members=for_members, with_needed=True)
    lines = told.lines()
    parts = [lines] if for_members else [[one for one in lines if one.is_session is first] for first in (True, False)]
    if is_new_year:
        nothing = w("changes.first")
    elif for_members:
        nothing = w("changes.none_for_members")
    else:
        nothing = w("changes.only_pages", files=w.listed(other_pages)) if other_pages else w("changes.none")
    title = one_line(w("changes.title", name=year.community.name, year=year_name(year.community)))
    template = templates.get_template("changes.txt.j2")
    return template.render(w=w, title=title, for_all=list(told.for_all()), parts=parts, nothing=nothing)


def booked(change: Change, year: Year, *, new: Container[str] = ()) -> str | None:
    """Return what may be booked already for the day that a session leaves; None if nothing, or if no session moved.

    `new` are the names of entries that were not there before.
    """
    before, after, w = change.before, change.after, year.words
    if before is None or not before.is_occasion:
        return None
    if change.what != "cancelled" and after is not None and _is_same_time(before, after):
        return None
    presenter = after.presenter if after else None
    presenter, _ = change.differ.get("presenter", (presenter, None))
    in_school_time = after.in_school_time if after else before.in_school_time
    # Its tasks have moved with it already.
    now = replace(before, presenter=presenter, in_school_time=in_school_time, day=(after or before).day)
    found = bookings.of(now, [one.entry for one in year.published if one.entry.id not in new])
    if not found:
        return None
    day = w.day(before.day)
    is_same_day = after is not None and after.day == before.day
    when = w("changes.at", day=day, time=_times(before, w)) if is_same_day else day
    return one_line(year.shareable(w("changes.booked", day=when, what=bookings.in_words(found, after or before, w))))


class _Telling:
    """Changes that are told together.

    `folds` counts steps that only went with their activity; `with_needed` tells of what moved, or is new, also what is
    as before and is needed, and has sessions first.
    """

    def __init__(
        self,
        year: Year,
        changes: tuple[Change, ...],
        *,
        for_members: bool = False,
        folds: bool = True,
        with_needed: bool = False,
    ) -> None:
        self._year, self._words, self._changes = year, year.words, changes
        self._for_members, self._folds, self._with_needed = for_members, folds, with_needed
        self._zones, self._languages = tuple(_zones(changes)), tuple(_of_all(changes, "language"))
        self._new = {one.entry.id for one in changes if one.what == "added"}
        self._by_name = {one.entry.id: one for one in changes}
        self._facts = {one.entry.id: tuple(self._facts_of(one)) for one in changes}
        self._above = {one.entry.id: self._goes_with(one) for one in changes}
        self._below: dict[str | None, list[Change]] = defaultdict(list)
        for one in changes:
            self._below[self._above[one.entry.id]].append(one)

    def for_all(self) -> Iterator[str]:
        """Yield what changed for all entries at once."""
        w = self._words
        for was, now in self._zones:
            names = (w.zone(was), w.zone(now)) if w.zone(was) != w.zone(now) else (was, now)
            yield w("changes.zone", before=names[0], after=names[1])
        for was, now in self._languages:
            yield w("changes.language", before=was, after=now)

    def lines(self) -> list[ChangeLines]:
        """Return what is told of each change, by day; those to which the same happened are told together."""
        told = [one for one in self._changes if self._is_told(one)]
        told.sort(key=lambda one: (one.entry.day, one.entry.start is None, str(one.entry.start)))
        if self._with_needed:
            told.sort(key=lambda one: not one.entry.is_occasion)
        alike: dict[object, list[Change]] = defaultdict(list)
        for one in told:
            same = (one.entry.is_occasion, self._facts[one.entry.id] or self._label(one))
            alike[same if self._what(one) == "changed" else one.entry.id].append(one)
        return [self._together(several) for several in alike.values()]

    def _is_told(self, change: Change) -> bool:
        """Return whether a change has a line of its own."""
        if self._for_members and not _is_theirs(change):
            return False
        is_silent = self._what(change) == "changed" and not self._was(change) and not self._facts[change.entry.id]
        return not (is_silent or (self._folds and self._above[change.entry.id]))

    def _together(self, several: Sequence[Change]) -> ChangeLines:
        w, first = self._words, several[0]
        facts, what = list(self._facts[first.entry.id]), self._what(first)
        with_it = self._below[first.entry.id]
        if what == "changed":
            days: dict[str, list[str]] = defaultdict(list)
            for one in several:
                days[self._label(one)].append(w.short_day(one.entry.day))
            line = w("list_semicolon").join(w("list_comma").join([label, *of_it]) for label, of_it in days.items())
            # A step whose session alone has another title is as it was.
            with_it = [step for one in several for step in self._below[one.entry.id] if self._facts[step.entry.id]]
        else:
            line = self._head(first, what)
        if with_it and self._folds and not self._for_members:
            line = w.count("changes.with_steps", len(with_it), change=line)
        if self._for_members:
            takes_place = what in ("added", "moved", "restored")
            theirs = [one.after for one in with_it if one.after and one.after.is_shared and takes_place]
            for step in theirs:
                title = bookings.under_session(step.shown_to_members, first.entry.shown_to_members)
                facts.append(w("changes.also", title=title, day=w.short_day(step.day)))
        elif self._with_needed and (said := booked(first, self._year, new=self._new)):
            facts.append(said)
        line, *facts = (one_line(self._year.shareable(text)) for text in (line, *facts))
        return ChangeLines(line, tuple(facts), first.entry.is_occasion)

    def _head(self, change: Change, what: str) -> str:
        """Return what happened: days, hours, and what it is called."""
        w, label, entry = self._words, self._label(change), change.entry
        if what != "moved" or change.before is None or change.after is None:
            return w(f"changes.{what}", title=label, day=_when(entry, w))
        before, after = change.before, change.after
        far = abs((after.day - before.day).days) > _FAR
        if _clock(before) != _clock(after):
            if before.day != after.day:
                was, now = (_when(one, w, with_year=far) for one in (before, after))
                return w("changes.moved", title=label, before=was, after=now)
            was, now, day = _times(before, w), _times(after, w), w.short_day(after.day)
            return w("changes.same_day", title=label, day=day, before=was, after=now)
        was, now = w.short_day(before.day, with_year=far), _when(after, w, with_year=far)
        return w("changes.moved", title=label, before=was, after=now)

    def _what(self, change: Change) -> str:
        """Return what happened, for whoever reads it; another time zone alone moves nothing."""
        before, after = change.before, change.after
        if before is None or after is None or change.what in ("cancelled", "withdrawn", "restored"):
            return change.what
        if self._for_members and before.is_shared != after.is_shared:
            return "added" if after.is_shared else "withdrawn"
        return "changed" if _is_same_time(before, after) else "moved"

    def _goes_with(self, change: Change) -> str | None:
        """Return the name of the activity that a step merely went with, if that is told."""
        above = self._by_name.get(change.entry.parent or "")
        if above is None or self._was(change) or not {*self._facts[change.entry.id]} <= {*self._facts[above.entry.id]}:
            return None
        is_told = not self._for_members or _is_theirs(above)
        return above.entry.id if is_told and self._what(above) == self._what(change) else None

    def _was(self, change: Change) -> str | None:
        """Return what an entry was called, if it is called otherwise, and not only because it names its activity."""
        if change.before is None or change.after is None:
            return None
        was, now = self._title(change.before), self._title(change.after)
        above = self._by_name.get(change.entry.parent or "")
        if above and above.before and above.after:
            now = now.replace(self._title(above.after), self._title(above.before))
        return was if _plain(was) != _plain(now) else None

    def _title(self, entry: Entry) -> str:
        return entry.shown_to_members if self._for_members else entry.title

    def _label(self, change: Change) -> str:
        """Return what an entry is called, and was."""
        w, title, of, was = self._words, self._title(change.entry), change.entry.part_of, self._was(change)
        label = w("changes.of", title=title, of=of) if of and of not in title else title
        return w("changes.renamed", title=label, before=w("quote", text=was)) if was else label

    def _facts_of(self, change: Change) -> Iterator[str]:
        """Yield the facts that differ, and those that are needed; that details differ, where it is not known which."""
        before, after, what, w = change.before, change.after, self._what(change), self._words
        if after is not None and what == "cancelled" and after.cancelled:
            yield w("changes.fact", label=w("changes.because"), after=after.cancelled)
        if after is None or what in ("cancelled", "withdrawn"):
            return
        differ = _differences(change) if before else {}
        needed = _NEEDED if self._with_needed and what != "changed" else ()
        names = [name for name in _LABELS if not (self._for_members and name in _FOR_TEAM_ALONE)]
        for name in names:
            now = _shown(name, _value(name, after, self._year), self._year)
            if name in differ:
                was = _shown(name, differ[name], self._year)
                key = ("fact_was" if was else "fact") if now else ("fact_gone" if was else "fact_none")
                yield w(f"changes.{key}", label=w(_LABELS[name]), after=now, before=was)
            elif name in needed and now:
                yield w("changes.fact", label=w(_LABELS[name]), after=now)
        above = self._by_name.get(change.entry.parent or "")
        is_known = differ or self._was(change) or self._zones or self._languages or (above and self._was(above))
        if what == "changed" and not is_known and not self._for_members:
            yield w("changes.details")


def _zones(changes: Iterable[Change]) -> Iterator[tuple[str, str]]:
    """Yield the time zones of before and now, if they differ; older locks remember those of hours alone."""
    hours = {
        (str(one.before.start.tzinfo), str(one.after.start.tzinfo)): None
        for one in changes
        if one.before and one.after and one.before.start and one.after.start
    }
    for was, now in dict.fromkeys([*_of_all(changes, "timezone"), *hours]):
        if was != now:
            yield was, now


def _of_all(changes: Iterable[Change], name: str) -> Iterator[tuple[str, str]]:
    """Yield what a fact of the whole year was and is, if it differs."""
    both = (one.differ.get(name, (None, None)) for one in changes if one.after)
    yield from dict.fromkeys((was, now) for was, now in both if was and now)


def _differences(change: Change) -> dict[str, str | None]:
    """Return the facts that differ by name, with what they were if that is remembered."""
    before, after = change.before, change.after
    assert before is not None, "what differs was there"
    assert after is not None, "and is"
    differ = {name: was if name in details.PLAIN else None for name, (was, _) in change.differ.items()}
    for name in ("where", "link", "kind", "phase"):
        if getattr(before, name) != getattr(after, name):
            differ[name] = getattr(before, name)
    if before.audience != after.audience:
        differ["audience"] = ",".join(before.audience)
    if "where" in differ:
        differ.pop("place", None)
    if _is_place(after.link, after):
        differ.pop("link", None)
    if after.start:  # its hours say how long it lasts
        differ.pop("lasts", None)
    return {name: was for name, was in differ.items() if name in _LABELS}


def _is_place(link: str | None, entry: Entry) -> bool:
    """Return whether a link stands in the words of the place already."""
    return link is not None and link in (entry.where or "")


def _value(name: str, entry: Entry, year: Year) -> str | None:
    """Return a fact of an entry as it would be remembered, long ones as they are."""
    w, place = year.words, entry.place
    match name:
        case "audience":
            return ",".join(entry.audience)
        case "link":
            return None if _is_place(entry.link, entry) else entry.link
        case "readings":
            return w("list_comma").join(entry.readings)
        case "goal":
            goal = year.community.goals.get(entry.goal or "")
            return goal.aim if goal else None
        case "place":
            return w("list_semicolon").join(filter(None, (place.parking, place.accessibility))) if place else None
        case "lasts" | "reminder":
            minutes = entry.minutes if name == "lasts" else entry.reminder_minutes
            return str(minutes) if minutes else None
        case _:
            found: str | None = getattr(entry, name)
            return found


def _shown(name: str, value: str | None, year: Year) -> str | None:
    """Return a fact that is remembered as people read it."""
    w = year.words
    if not value:
        return None
    match name:
        case "kind" | "phase":
            return w.name(f"{name}s", value)
        case "attendance":
            return w.name(name, value)
        case "audience":
            return w.listed(w.name("audiences", one) for one in value.split(","))
        case "lasts" | "reminder":
            days, rest = divmod(int(value), 24 * 60)
            return w.duration(int(value)) if rest else w.count("units.day", days)
        case "owner" | "host" | "note_taker":
            return year.role(value)
        case "document":
            return overview.document(value, w.tag) or value
        case _:
            return value


def _plain(title: str) -> str:
    """Return a title without the space that some languages have before a colon."""
    return re.sub(r"\s*:\s*", ":", title)


def _is_theirs(change: Change) -> bool:
    """Return whether members have, or had, what changed."""
    return any(entry is not None and entry.is_shared for entry in (change.before, change.after))


def _clock(entry: Entry) -> tuple[object, object]:
    return entry.start and entry.start.time(), entry.end and entry.end.time()


def _is_same_time(before: Entry, after: Entry) -> bool:
    """Return whether day and hours are the same on the clocks of their places."""
    return before.day == after.day and _clock(before) == _clock(after)


# Over so many days nobody knows the year from the month.
_FAR = 183


def _times(entry: Entry, w: Words) -> str:
    return w.times(entry.start, entry.end) if entry.start and entry.end else w("changes.all_day")


def _when(entry: Entry, w: Words, *, with_year: bool = False) -> str:
    day = w.short_day(entry.day, with_year=with_year)
    return w("changes.at", day=day, time=_times(entry, w)) if entry.start else day
