"""Rules on what a person did not mean: two sessions at once, what lies outside the year, a zone of somewhere else."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from cop_plan.base.errors import Path, shown
from cop_plan.dates import places
from cop_plan.rules.context import ClosureName, Facts, Remark, RuleContext
from cop_plan.rules.declare import rule
from cop_plan.schedule import outside_year as outside
from cop_plan.schedule.timeline import Entry, year_name

ORDER = 15

# A guide is distributed one week before its webinar (S0-27); over ten days before, members have put it away again.
EARLY_DAYS = 10

# With so many others a session is told to overlap; of many at once each pair would be too much to read.
_MOST_AT_ONCE = 3


@rule(severity="warning", about="entry")
def overlap(context: RuleContext) -> Iterator[Remark]:
    """Remark on sessions that begin before another one has ended."""
    running: list[Entry] = []
    timed = [session for session in context.timeline.sessions if session.start and session.end]
    for session in sorted(timed, key=lambda session: (_moments(session), session.id)):
        begins = _moments(session)[0]
        running = [other for other in running if _moments(other)[1] > begins or _moments(other)[0] == begins]
        for other in running[-_MOST_AT_ONCE:]:
            moved = next((one for one in (session, other) if one.reason and one.reason.moved_from), None)
            is_series = session.id.partition(".")[0] == other.id.partition(".")[0]
            facts: Facts = {
                "title": shown(session.title),
                "entry": moved.id if moved else "",
                "other": shown(other.title),
                "day": session.day,
                "from": _moments(session)[0].time(),
                "to": _moments(session)[1].time(),
                "other_from": _moments(other)[0].time(),
                "other_to": _moments(other)[1].time(),
            }
            hint = "hint_of_series" if moved and is_series else "hint"
            yield Remark(context.when(session), facts, hint=hint, about=session.id)
        running.append(session)


def _moments(session: Entry) -> tuple[datetime, datetime]:
    assert session.start is not None
    assert session.end is not None
    return session.start, session.end


@rule(severity="warning", about="entry")
def early_guide(context: RuleContext) -> Iterator[Remark]:
    """Remark on guides that closed days put over ten days before their webinar."""
    for session in context.timeline.sessions:
        for step in context.hanging.get(session.id, ()):
            reason = step.reason
            if step.parent != session.id or step.document != "webinar-guide" or reason is None:
                continue
            if (days := (session.day - step.day).days) <= EARLY_DAYS or reason.moved_from is None:
                continue
            later = _day_after_the_break(context, session.day)
            facts: Facts = {
                "number": days,
                "title": shown(session.title),
                "day": step.day,
                "why": ClosureName(reason.closed_by.name if reason.closed_by else ""),
                "date": str(later or ""),
            }
            yield Remark(context.when(step), facts, hint="hint" if later else None, about=step.id)


def _day_after_the_break(context: RuleContext, day: date) -> date | None:
    """Return the first later day of the same weekday that is open, as is the one a week before; or None."""
    weeks = (day + timedelta(weeks=week) for week in range(1, 9))
    is_open = context.open_days.is_open
    return next((other for other in weeks if is_open(other) and is_open(other - timedelta(weeks=1))), None)


@rule(severity="warning", about="entry")
def outside_year(context: RuleContext) -> Iterator[Remark]:
    """Remark on closures and written dates of another year than the community's, and on a plan of another one."""
    first, last = outside.reach(context.timeline)
    year = year_name(context.community)
    if context.published_year not in (None, year):
        held: Facts = {"year": year, "held": context.published_year or ""}
        hint = "begin_anew" if (context.published_year or "") < year else "hint_of_published"
        yield Remark(context.year_at, held, message="published", hint=hint)
    for one in outside.found(context.timeline):
        facts: Facts = {"title": shown(one.name), "from": one.first, "to": one.last, "first": first, "last": last}
        if one.entry is not None:
            yield Remark(context.when(one.entry), facts, about=one.entry.id)
            continue
        # With hints of their own, since here nothing is to be taken out.
        hint = {"calendar": "hint_of_calendar", "signed": "hint_of_signed"}.get(one.what, "hint")
        at_key = one.what not in ("begins", "kept")
        message = "closed_day" if one.what == "closure" and one.first == one.last else one.what
        yield Remark(_path(one), {**facts, "number": one.count}, message=message, hint=hint, at_key=at_key)


def _path(one: outside.Outside) -> Path:
    match one.what:
        case "begins":
            return ("begins",)
        case "kept":
            return ("privacy", "kept_until")
        case "signed":
            return ("membership", "members")
        case _:
            return ("closures", one.name)


@rule(severity="hint")
def last_year(context: RuleContext) -> Iterator[Remark]:
    """Remark on a definition of the year before that is not where it is named: it may have been put away."""
    named = context.community.last_year
    if named is not None and not context.has_last_year:
        yield Remark(("last_year",), {"file": shown(named)})


@rule(severity="warning")
def zone_and_region(context: RuleContext) -> Iterator[Remark]:
    """Remark on a time zone whose clocks nobody in the region keeps."""
    community = context.community
    if community.region is None or places.agree(community.timezone, community.region, *context.timeline.window):
        return
    zones = "  or  ".join(f"timezone: {zone}" for zone in places.zones_of(community.region)[:3])
    facts: Facts = {"zone": community.timezone, "region": community.region, "lines": zones}
    yield Remark(("timezone",), facts)
