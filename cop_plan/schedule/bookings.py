"""What may be booked already for the day of a session, and is wrong if the session moves or is cancelled."""

from collections.abc import Iterable
from datetime import timedelta

from cop_plan.base.frozen import frozen
from cop_plan.definition.community import ONLINE
from cop_plan.schedule.timeline import Entry

# What begins so early is arranged with others: a room, presenters, a bus, a meal.
_AHEAD = timedelta(weeks=1)


@frozen
class Bookings:
    """The place and the presenter of a session, whether teachers need substitutes for it, and the tasks that book."""

    place: str | None
    presenter: str | None
    substitutes: bool
    tasks: tuple[Entry, ...]

    def __bool__(self) -> bool:
        """Return whether anything may be booked."""
        return bool(self.place or self.presenter or self.substitutes or self.tasks)


def of(session: Entry, entries: Iterable[Entry]) -> Bookings:
    """Return what may be booked for a session: tasks among the entries that are counted from it by a week or more."""
    return Bookings(
        session.where if session.kind not in ONLINE else None,
        session.presenter,
        bool(session.in_school_time),
        tuple(
            one
            for one in entries
            if one.kind == "task" and one.day + _AHEAD <= session.day and _is_counted_from(one, session)
        ),
    )


def _is_counted_from(one: Entry, session: Entry) -> bool:
    return one.parent == session.id if one.reason is None else one.reason.anchor == session.id
