"""What the page for members shows, and for everybody outside the team: sessions first, and nothing of the team's.

It has what is decided: no open question, no empty section.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import jinja2

from cop_plan.definition import names
from cop_plan.definition.community import PlanningQuestion, Venue
from cop_plan.plan import calendars, for_members, month_grids, year_drawing
from cop_plan.plan.anchors import anchor
from cop_plan.plan.for_members import SessionRow
from cop_plan.render.words import Words
from cop_plan.render.year import Year
from cop_plan.schedule.timeline import Entry

PARTS = (
    *("sessions", "by_month", "glance", "to_send", "days_away", "dates", "closed_days"),
    *("purpose", "goals", "people", "meetings", "guidelines", "legacy"),
)
"""The sections of the page, in their order; those with nothing in them are left out."""

_ABOUT = frozenset(PARTS[PARTS.index("closed_days") :])
"""Those that tell of the community: a phone names only the others at its top."""

_SHOWN: Mapping[str, Sequence[str]] = {
    "purpose": ("success", "benefits"),
    "people": ("sponsor", "partners", "leadership.facilitator", "leadership.co_facilitator", "leadership.core_group"),
    "meetings": (
        *("meetings.rhythm", "membership.between_sessions", "meetings.communication", "meetings.platform"),
        "meetings.share_resources",
    ),
    "guidelines": (
        *("role_and_voice", "accountability", "decisions", "conflict", "stay_on_track", "shared_resources"),
        "new_members",
    ),
    "legacy": ("commitment", "collective_knowledge.resources", "collective_knowledge.url"),
}
"""What is decided and concerns everybody, by section: the questions that the section answers, in its order."""

_IN_LINES = ("benefits", "partners")
"""Those with more than a word or two in each of their lines."""

_WITHOUT_STATEMENT = ("audience", "shared_interest", "concern", "learn_together_how_best_to")


class PageRow(NamedTuple):
    """A session on the page. `add` is the address that holds its calendar file, empty if it is not to be added."""

    session: SessionRow
    add: str
    is_past: bool
    is_next: bool


class DatedRow(NamedTuple):
    """What else is dated for members; what it has not is empty. `because` is why it is cancelled."""

    entry: Entry
    anchor: str
    title: str
    day: str
    datetime: str
    end: str
    time: str
    where: str
    link: str
    add: str
    is_past: bool
    because: str


def view(year: Year, shown: Mapping[str, Any], templates: jinja2.Environment) -> dict[str, Any]:
    """Return what only this page shows; `shown` is what the plan shows on every page.

    What is next and what is past is told as of the latest stamp; the script of the page knows the reader's day.
    """
    words = year.words
    as_of = year.as_of
    sessions = _sessions(year, templates)
    dated = _dated(year, templates)
    shared = [one for one in year.timeline.all_entries if one.is_shared]
    month_view = month_grids.view(year, shared, for_members=True)
    facts = {section: list(_facts(section, shown, words)) for section in _SHOWN}
    members, places, away = shown["members"], _places(year), for_members.days_away(year)
    filled: dict[str, Any] = {
        "by_month": month_view["months"],
        "to_send": for_members.sent(year),
        "days_away": None if away.is_empty else away,
        "dates": dated,
        "closed_days": shown["closures"],
        "purpose": shown["statement"] or facts["purpose"],
        "goals": shown["goals"],
        "people": facts["people"] or members["count"] or shown["community"].website,
        "meetings": facts["meetings"] or places,
        "guidelines": facts["guidelines"],
        "legacy": facts["legacy"],
    }
    return {
        "parts": [part for part in PARTS if filled.get(part, True)],
        "about": _ABOUT,
        "heads": {part: words(_HEADS.get(part, f"plan.{part}")) for part in PARTS},
        "sessions": sessions,
        "next": next((row for row in sessions if row.is_next), None),
        "as_of": words("for_members.next_as_of", day=words.full_day(year.day_of(as_of))) if as_of else "",
        "has_calendar": any(one.is_shared or one.withdrawn for one in year.published),
        "month_view": month_view,
        "to_send": filled["to_send"],
        "days_away": filled["days_away"],
        "dated": dated,
        "facts": facts,
        "places": places,
        "of_the_team": [anchor(one.id) for one in year.timeline.all_entries if not one.is_shared],
        "anchors": {one.entry.id: anchor(one.entry.id) for one in year.published if one.entry.is_shared},
        "drawing": year_drawing.drawing(year, for_members=True),
    }


_HEADS = {
    **{part: f"for_members.{part}" for part in ("sessions", "to_send", "days_away", "dates", "people")},
    "closed_days": "plan.closures",
}


def _sessions(year: Year, templates: jinja2.Environment) -> list[PageRow]:
    rows = for_members.sessions(year)
    files = calendars.addresses(year, (row.entry for row in rows), templates)
    next_one = for_members.next_session(year, year.as_of) if year.as_of else None
    return [
        PageRow(
            session=row,
            add=files.get(row.entry.id, ""),
            is_past=_is_past(row.entry, year),
            is_next=row is next_one,
        )
        for row in rows
    ]


def _is_past(entry: Entry, year: Year) -> bool:
    return year.as_of is not None and entry.is_over(year.as_of, year.day_of(year.as_of))


def _dated(year: Year, templates: jinja2.Environment) -> list[DatedRow]:
    """Return what else is dated for members: neither a session nor what they bring or send."""
    words = year.words
    sent = {row.entry.id for row in for_members.sent(year)}
    shown = [one for one in year.timeline.all_entries if one.is_shared and not one.is_session and one.id not in sent]
    files = calendars.addresses(year, (one for one in shown if one.is_occasion), templates)
    return [
        DatedRow(
            entry=one,
            anchor=anchor(one.id),
            title=one.shown_to_members,
            day=words.short_day(one.day),
            datetime=(one.start or one.day).isoformat(),
            end=(one.end or one.start).isoformat() if one.start else "",
            time=words.times(one.start, one.end) if one.start and one.end else "",
            where=year.shareable(one.where or "") if not one.cancelled and one.where != one.link else "",
            link=(one.link or "") if not one.cancelled else "",
            add=files.get(one.id, ""),
            is_past=_is_past(one, year),
            because=year.shareable(one.cancelled or "") if one.parent is None else "",
        )
        for one in shown
    ]


def _facts(section: str, shown: Mapping[str, Any], words: Words) -> Iterator[PlanningQuestion]:
    """Yield what is decided of a section, under a short name instead of its question."""
    every = {".".join(one.path): one for part in shown["sections"].values() for one in part}
    wanted = _SHOWN[section]
    if section == "purpose" and not shown["statement"]:
        wanted = (*_WITHOUT_STATEMENT, *wanted)
    for name in wanted:
        one = every.get(name) or every.get(f"{section}.{name}")
        if one is not None and one.answer:
            answer = one.answer if isinstance(one.answer, str) or name in _IN_LINES else words.listed(one.answer)
            yield one._replace(question=words.name("for_members.facts", ".".join(one.path)), answer=answer)


def _places(year: Year) -> list[tuple[str, list[str]]]:
    """Return the places of sessions by their names, each with its address, where to park and how to get in."""
    used: dict[str, Venue] = {}
    for entry in year.timeline.attended():
        if entry.place and (name := entry.place.name or entry.where):
            used.setdefault(names.alike(name), entry.place)
    return [
        (place.name or "", [text for text in (place.address, year.parking(place), place.accessibility) if text])
        for place in used.values()
    ]
