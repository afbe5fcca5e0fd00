"""Did it run? What was planned beside what was held, as far as a record says so."""

from datetime import date

from cop_plan.report.values import (
    CancelledSession,
    NotCollected,
    Part,
    ProgressResults,
    SessionHeld,
    Shown,
    Tally,
)
from cop_plan.report.year import ReportedYear
from cop_plan.schedule.timeline import Entry

GUIDES = frozenset(("webinar-guide", "agenda"))
"""The documents that go out before a session."""

KEPT = frozenset(("archive-webinar", "archive-slides", "post-highlights"))
"""The steps by which something is kept of a session."""


def running(year: ReportedYear) -> Part[ProgressResults]:
    """Return the sessions of the year until today, each as planned and as held, and how much else is done."""
    sessions = [one for one in year.timeline.sessions if one.day <= year.today or year.held(one)]
    cancelled = tuple(
        CancelledSession(one.id, one.title, one.day, one.cancelled)
        for one in year.timeline.cancelled
        if one.is_session and one.cancelled and one.day <= year.today
    )
    if not sessions and not cancelled:
        return NotCollected(("activities",))
    if year.records.done is None and not year.recorded and not cancelled:
        return NotCollected(("records.progress", "records.attendance"))
    return Shown(ProgressResults(tuple(held(year, one) for one in sessions), _entries_done(year), cancelled))


def held(year: ReportedYear, session: Entry) -> SessionHeld:
    """Return a session as planned and as held."""
    steps = [one for one in year.timeline.entries if one.parent == session.id]
    guide = next((one for one in steps if one.document in GUIDES and one.kind == "letter"), None)
    took_place = year.held(session)
    sent = year.done.get(guide.id) if guide else None
    keeping = [one for one in steps if one.id.rpartition(".")[2] in KEPT]
    return SessionHeld(
        session.id,
        session.title,
        session.kind,
        session.attendance == "mandatory",
        session.day,
        took_place,
        session.topic,
        session.goal,
        planned_lead=(session.day - guide.day).days if guide else None,
        guide_lead=_days(sent, took_place.day if took_place else None),
        archived=all(one.id in year.done for one in keeping) if keeping and year.records.done is not None else None,
    )


def _days(first: date | None, last: date | None) -> int | None:
    return (last - first).days if first and last else None


def _entries_done(year: ReportedYear) -> Part[Tally]:
    if year.records.done is None:
        return NotCollected(("records.progress",))
    until = [one for one in year.timeline.entries if not one.is_session and one.day <= year.today]
    return Shown(Tally(sum(1 for one in until if one.id in year.done), len(until)))
