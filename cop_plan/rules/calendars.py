"""Rules on other people's calendars: what a session overlaps there."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from cop_plan.base.errors import quote
from cop_plan.rules.context import Busy, Remark, RuleContext, said_day
from cop_plan.rules.declare import rule
from cop_plan.schedule.timeline import Entry

ORDER = 15


@rule(
    severity="warning",
    reason="Who leads a session and is somewhere else at its hour has to move one of the two; the sooner, the easier.",
    source="ours",
    about="entry",
    comes_and_goes=True,
)
def busy(context: RuleContext) -> Iterator[Remark]:
    """Remark on sessions that overlap an event of the calendars under `busy`."""
    for session in context.timeline.sessions:
        if session.start is None or session.end is None:
            continue
        at = f"{said_day(session.day)}, {session.start:%H:%M} to {session.end:%H:%M}"
        for event in _overlapped(context, session, session.day):
            said = f"{quote(session.title)} is on {at}, and {_said_event(event)}"
            other = context.open_day_like(session.day, partial(_is_free, context, session))
            yield Remark(context.when(session), said, f"write  when: {other}" if other else None, session.id)


def _is_free(context: RuleContext, session: Entry, day: date) -> bool:
    return not any(_overlapped(context, session, day))


def _overlapped(context: RuleContext, session: Entry, day: date) -> Iterator[Busy]:
    """Yield the events that a session would overlap if it were on a day; one without an hour overlaps none."""
    if session.start and session.end:
        start, end = (moment + (day - session.day) for moment in (session.start, session.end))
        yield from (event for event in context.busy if start < event.end and event.start < end)


def _said_event(event: Busy) -> str:
    """Return what a calendar has, with its time."""
    called = "has an event" if event.title is None else f"has {quote(event.title)}"
    first, last = event.start.date(), (event.end - timedelta(microseconds=1)).date()
    if event.whole_days:
        time = f"on {said_day(first)}" if first == last else f"from {said_day(first)} to {said_day(last)}"
    elif first == last:
        time = f"from {event.start:%H:%M} to {event.end:%H:%M}"
    else:
        time = f"from {said_day(first)}, {event.start:%H:%M}, to {said_day(event.end.date())}, {event.end:%H:%M}"
    return f"{quote(event.file)} {called} {time}"
