"""Rules on other people's calendars: what a session overlaps there."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from cop_plan.base.errors import shown
from cop_plan.rules.context import Busy, Facts, Remark, RuleContext, RuleText
from cop_plan.rules.declare import rule
from cop_plan.schedule.timeline import Entry

ORDER = 15


@rule(
    severity="warning",
    about="entry",
    comes_and_goes=True,
)
def busy(context: RuleContext) -> Iterator[Remark]:
    """Remark on sessions that overlap an event of the calendars under `busy`."""
    for session in context.timeline.sessions:
        if session.start is None or session.end is None:
            continue
        for event in _overlapped(context, session, session.day):
            other = context.open_day_like(session.day, partial(_is_free, context, session))
            facts: Facts = {
                "title": shown(session.title),
                "day": session.day,
                "start": session.start.time(),
                "end": session.end.time(),
                "file": shown(event.file),
                "event": _called(event),
                "when": _when(event),
                "date": str(other),
            }
            yield Remark(context.when(session), facts, hint="hint" if other else None, about=session.id)


def _is_free(context: RuleContext, session: Entry, day: date) -> bool:
    return not any(_overlapped(context, session, day))


def _overlapped(context: RuleContext, session: Entry, day: date) -> Iterator[Busy]:
    """Yield the events that a session would overlap if it were on a day; one without an hour overlaps none."""
    if session.start and session.end:
        start, end = (moment + (day - session.day) for moment in (session.start, session.end))
        yield from (event for event in context.busy if start < event.end and event.start < end)


def _called(event: Busy) -> RuleText:
    return RuleText("an_event") if event.title is None else RuleText("titled", {"event": shown(event.title)})


def _when(event: Busy) -> RuleText:
    """Return when an event is; one of whole days ends with its last, not with the midnight after it."""
    first, last = event.start.date(), (event.end - timedelta(microseconds=1)).date()
    facts: Facts = {
        "first": first,
        "last": last if event.whole_days else event.end.date(),
        "start": event.start.time(),
        "end": event.end.time(),
    }
    if event.whole_days:
        return RuleText("on_day" if first == last else "days", facts)
    return RuleText("hours" if first == last else "days_and_hours", facts)
