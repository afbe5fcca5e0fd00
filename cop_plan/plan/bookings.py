"""What may be booked already for the day of a session, and is wrong if the session moves or is cancelled."""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta

from cop_plan.base.frozen import frozen
from cop_plan.dates import phrases
from cop_plan.definition.community import ONLINE
from cop_plan.render.words import Words
from cop_plan.schedule.timeline import Entry

# What is counted from so early is arranged with others: a room, presenters, a bus, a meal.
_WEEK: Mapping[str, int] = {"day": 7, "working day": 5, "week": 1, "month": 1}


@frozen
class Bookings:
    """What is booked for a session: its place, or its link, its presenter, substitutes, and the tasks that book."""

    place: str | None
    link: str | None
    presenter: str | None
    substitutes: bool
    tasks: tuple[Entry, ...]

    def __bool__(self) -> bool:
        """Return whether anything may be booked."""
        return bool(self.place or self.link or self.presenter or self.substitutes or self.tasks)


def of(session: Entry, entries: Iterable[Entry]) -> Bookings:
    """Return what may be booked for a session: its own tasks that are counted a week or more before it."""
    return Bookings(
        session.where if session.kind not in ONLINE else None,
        session.link if session.kind in ONLINE else None,
        session.presenter,
        bool(session.in_school_time),
        tuple(one for one in entries if one.kind == "task" and _is_a_week_before(one, session)),
    )


def in_words(found: Bookings, session: Entry, w: Words) -> str:
    """Return what may be booked for a session as a list."""
    parts = [
        *([w("changes.booked_place", where=found.place)] if found.place else []),
        *([w("changes.booked_link")] if found.link else []),
        *([w("changes.booked_presenter", name=found.presenter)] if found.presenter else []),
        *([w("changes.booked_substitutes")] if found.substitutes else []),
        *(w("quote", text=under_session(one.title, session.title)) for one in found.tasks),
    ]
    return w("list_semicolon").join(parts)


def under_session(title: str, session: str) -> str:
    """Return the title of a step where its session is named above it, and need not be named again."""
    alone = re.sub(rf"^{re.escape(session)}\s*:\s*", "", title)
    return alone[:1].upper() + alone[1:]


def _is_a_week_before(one: Entry, session: Entry) -> bool:
    if one.parent != session.id:
        return False
    if one.reason is None:  # it is only remembered
        return one.day + timedelta(weeks=1) <= session.day
    form = one.reason.phrase.form
    is_so_early = isinstance(form, phrases.Distance) and -form.count >= _WEEK[form.unit]
    return one.reason.anchor == session.id and is_so_early
