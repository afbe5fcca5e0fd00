"""Rules on when things are: closed days, windows, rhythm, order."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import time, timedelta
from itertools import pairwise

from cop_plan.base.errors import shown
from cop_plan.dates.months import next_month
from cop_plan.dates.phrases import DayOfMonth, Fixed
from cop_plan.definition import names
from cop_plan.definition.community import Kind
from cop_plan.rules.context import (
    ClosureName,
    Fact,
    Facts,
    MonthOfYear,
    Remark,
    RuleContext,
    RuleText,
    Weekday,
    dotted,
    for_members,
)
from cop_plan.rules.declare import PLAN, rule
from cop_plan.schedule import release, session_days
from cop_plan.schedule.drafts import is_discussion
from cop_plan.schedule.timeline import Entry

ORDER = 10

JULY, AUGUST = 7, 8
ONE_DAY = timedelta(days=1)

# Source: S0-27, "distribute guide one week prior"
GUIDE_DAYS = 7

# The years whose members have a teachers' convention in February or March: the province of the sources.
WITH_CONVENTIONS = "CA-AB"


@rule(
    severity="error",
    about="entry",
)
def convention_day(context: RuleContext) -> Iterator[Remark]:
    """Remark on sessions on a convention day of a member's jurisdiction; of all where no member is known yet."""
    for session, whose in release.on_conventions(context.timeline, context.jurisdictions):
        other = context.open_day_like(session.day)
        yield Remark(
            context.when(session),
            {"title": shown(session.title), "day": session.day, "jurisdictions": tuple(whose), "date": str(other)},
            message="message_of" if whose else "message",
            hint="hint" if other else None,
            about=session.id,
        )


@rule(
    severity="warning",
    about="entry",
)
def closed_day(context: RuleContext) -> Iterator[Remark]:
    """Remark on explicit dates that are closed; a convention day is another rule's."""
    on_conventions = {one.id for one, _ in release.on_conventions(context.timeline, context.jurisdictions)}
    for entry in context.timeline.entries:
        if (
            entry.reason is None
            or not isinstance(entry.reason.phrase.form, Fixed | DayOfMonth)
            or entry.id in on_conventions
        ):
            continue
        closed = context.open_days.why_closed(entry.day)
        if closed is None or context.part(entry).closed == "stay":
            continue
        why: Fact = ClosureName(closed.name)
        other = context.open_day_like(entry.day)
        if closed.by == "weekend":
            why, other = RuleText("weekend"), context.open_days.step(entry.day, -1)
        facts: Facts = {"title": shown(entry.title), "day": entry.day, "why": why, "date": str(other)}
        yield Remark(context.when(entry), facts, hint="hint" if other else None, about=entry.id)


@rule(
    severity="hint",
    about="entry",
)
def outside_window(context: RuleContext) -> Iterator[Remark]:
    """Remark on entries that leave the window which their pattern gives as expected."""
    for entry in context.timeline.entries:
        expected = context.part(entry).expected
        if expected is None:
            continue
        first, last = context.community.year.window(expected)
        if not first <= entry.day <= last:
            facts: Facts = {"title": shown(entry.title), "day": entry.day, "first": first, "last": last}
            yield Remark(context.when(entry), facts, about=entry.id)


@rule(
    severity="hint",
    about="entry",
)
def irregular_rhythm(context: RuleContext) -> Iterator[Remark]:
    """Remark on sessions of one kind, three or more, that change their weekday or their hour too often."""
    most = context.thresholds.weekdays_or_times
    kinds: dict[Kind, list[Entry]] = defaultdict(list)
    for session in context.sessions:
        kinds[session.kind].append(session)
    for kind, sessions in kinds.items():
        if len(sessions) < 3:
            continue
        facts: dict[str, Fact] = {"sessions": RuleText(kind, {"number": len(sessions)})}
        weekdays: dict[int, Entry] = {}
        times: dict[time, Entry] = {}
        for session in sessions:
            weekdays.setdefault(session.day.weekday(), session)
            if session.start:
                times.setdefault(session.start.time(), session)
        if len(weekdays) > most:
            facts |= {"number": len(weekdays), "days": tuple(map(Weekday, weekdays))}
            first = list(weekdays.values())[most]
            yield Remark(context.when(first), facts, message="weekdays", about=first.id)
        elif len(times) > most:
            facts |= {"number": len(times), "times": tuple(sorted(times))}
            first = list(times.values())[most]
            yield Remark(context.when(first), facts, message="times", about=first.id)


@rule(
    severity="warning",
    about="entry",
)
def gap(context: RuleContext) -> Iterator[Remark]:
    """Remark on weeks from launch to wrap-up without session, message or post."""
    for before, after, days in _between_touches(context):
        if days > context.thresholds.gap_weeks * 7:
            facts: Facts = {
                "number": days // 7,
                "before": shown(before.title),
                "before_day": before.day,
                "after": shown(after.title),
                "after_day": after.day,
            }
            yield Remark(context.when(before), facts, about=before.id)


@rule(
    severity="hint",
    about="entry",
)
def empty_month(context: RuleContext) -> Iterator[Remark]:
    """Remark on months from launch to wrap-up in which nothing reaches the members; a longer time is another rule's."""
    for before, after, days in _between_touches(context):
        if days > context.thresholds.gap_weeks * 7:
            continue
        first = next_month(before.day)
        while (following := next_month(first)) <= after.day:
            days_of_month = (first + one * ONE_DAY for one in range((following - first).days))
            if first.month not in (JULY, AUGUST) and any(map(context.open_days.is_open, days_of_month)):
                facts: Facts = {"month": MonthOfYear(first), "before": shown(before.title), "after": shown(after.title)}
                yield Remark(context.when(before), facts, about=before.id)
            first = following


def _between_touches(context: RuleContext) -> Iterator[tuple[Entry, Entry, int]]:
    """Yield each pair of entries from launch to wrap-up between which nothing reaches the members, and the days.

    Days in July and August do not count.
    """
    if context.launch is None or context.closing is None:
        return
    touched = [
        entry
        for entry in context.timeline.entries
        if (entry.is_session or for_members(entry)) and context.launch.day <= entry.day <= context.closing.day
    ]
    for before, after in pairwise(touched):
        days = (before.day + (one + 1) * ONE_DAY for one in range((after.day - before.day).days))
        yield before, after, sum(day.month not in (JULY, AUGUST) for day in days)


@rule(
    severity="hint",
    about="entry",
)
def report_too_soon(context: RuleContext) -> Iterator[Remark]:
    """Remark on a report that leaves too little time to read the final survey."""
    survey, report = final_survey(context), context.first(["report"])
    if survey is None or report is None or report.day < survey.day:
        return
    between = range(1, (report.day - survey.day).days + 1)
    days = sum(context.open_days.is_open(survey.day + after * ONE_DAY) for after in between)
    if days < (needed := context.thresholds.report_working_days):
        facts: Facts = {"number": days, "title": shown(report.title), "needed": needed, "survey": survey.id}
        yield Remark(context.when(report), facts, about=report.id)


def final_survey(context: RuleContext) -> Entry | None:
    """Return the entry of the final survey."""
    return next(iter(context.with_document("final-survey")), context.first(["final-survey"]))


@rule(
    severity="hint",
    comes_and_goes=True,
)
def past_dates(context: RuleContext) -> Iterator[Remark]:
    """Remark, in one line, on all entries before today when nothing is recorded yet."""
    past = sum(entry.day < context.today for entry in context.timeline.entries)
    if past and not context.recorded:
        facts: Facts = {"number": past, "file": context.community.records.progress, "today": context.today.isoformat()}
        may_begin = context.community.begins is None and context.today <= context.timeline.last_beginning
        yield Remark(("year",), facts, hint="hint" if may_begin else "hint_to_note")


@rule(
    severity="hint",
    about="jurisdiction",
    decided_at=PLAN,
)
def convention_missing(context: RuleContext) -> Iterator[Remark]:
    """Remark on jurisdictions of Alberta whose teachers' convention no closure gives."""
    conventions = [closure for closure in context.community.closures.values() if closure.kind == release.CONVENTION]
    if context.community.region != WITH_CONVENTIONS or any(not closure.for_ for closure in conventions):
        return
    given = {names.alike(name) for closure in conventions for name in closure.for_}
    for alike, name in context.jurisdictions.items():
        if alike not in given:
            yield Remark(("closures",), {"name": shown(name)}, about=name, question="question", at_key=True)


@rule(
    severity="warning",
    about="entry",
    decided_at=PLAN,
)
def undecided_date(context: RuleContext) -> Iterator[Remark]:
    """Remark on entries whose date is said to be decided later."""
    undecided = [one for one in context.timeline.entries if one.reason is not None and one.reason.phrase.undecided]
    at_place = Counter(map(context.when, undecided))
    for entry in undecided:
        facts: Facts = {"title": shown(entry.title), "day": entry.day, "date": str(entry.day), "entry": entry.id}
        # One line for a whole series can give no date.
        hint = "hint" if at_place[context.when(entry)] == 1 else "hint_of_series"
        yield Remark(context.when(entry), facts, hint=hint, about=entry.id, question="question")


@rule(
    severity="hint",
    decided_at=PLAN,
)
def no_closures(context: RuleContext) -> Iterator[Remark]:
    """Remark on a definition that gives no breaks."""
    if all(closure.kind != "break" for closure in context.community.closures.values()):
        yield Remark(("closures",), question="question", at_key=True)


# The order of the year, by names and by documents; whoever reads `S0-R5` finds it there. Resources are ordered before
# orientation, wherever else that lies.
def _stages(context: RuleContext) -> Iterator[tuple[Entry, ...]]:
    def named(*ids: str) -> tuple[Entry, ...]:
        return tuple(context.by_id[one] for one in ids if one in context.by_id)

    def launch() -> tuple[Entry, ...]:
        return (context.launch,) if context.launch else ()

    yield named("establish-purpose")
    yield named("detailed-plan", "share-vision")
    yield named("invite-core-group", "invite-participants")
    yield named("invite-participants.replies")
    yield named("letters-of-agreement.brief-principals")
    yield context.with_document("letter-of-agreement")
    yield named("letters-of-agreement")
    yield named("confirm-participants")
    yield launch()
    yield context.with_document("baseline-survey")
    yield tuple(session for session in context.sessions if session.kind == "webinar")
    yield named("success-stories")
    yield tuple(session for session in context.sessions if session.phase == "wrap-up")
    yield context.with_document("final-survey")
    yield named("report")
    yield named("thank-members", "thank-jurisdictions")
    yield named("share-results")


@rule(
    severity="warning",
    about="entry",
)
def wrong_order(context: RuleContext) -> Iterator[Remark]:
    """Remark on what comes before something that it builds on, once for every date to change."""
    found = [(_to_change(context, entry, needed), entry, needed) for entry, needed in _too_early(context)]
    found.sort(key=lambda one: (one[0] not in one[1:], one[1].day))
    told: set[str] = set()
    for changed, entry, needed in found:
        if changed.id in told:
            continue
        told.add(changed.id)
        other = entry if changed is needed else needed
        is_free = changed in (entry, needed) and changed not in _counted_from(context, other)
        facts: Facts = {
            "title": shown(entry.title),
            "day": entry.day,
            "needed": shown(needed.title),
            "needed_day": needed.day,
            "date": str(other.day),
            "path": dotted(context.when(other)),
        }
        yield Remark(
            context.when(changed),
            facts,
            message="too_late" if changed is needed else "too_early",
            hint="hint" if is_free else "hint_to_move",
            about=changed.id,
        )


def _too_early(context: RuleContext) -> Iterator[tuple[Entry, Entry]]:
    """Yield each entry that comes too early, and what it builds on; the same day is in order."""
    latest: Entry | None = None
    left = {entry.id for entry, _ in _left_on_cancelled_days(context)}  # `cancelled-day` says where these belong
    for stage in _stages(context):
        for entry in stage:
            if latest is not None and entry.day < latest.day and entry.id not in left:
                yield entry, latest
        latest = max((*stage, *([latest] if latest else [])), key=lambda entry: entry.day, default=None)
    resources, launch = context.first(["order-resources"]), context.launch
    if resources and launch and launch.day < resources.day:
        yield launch, resources


def _to_change(context: RuleContext, *entries: Entry) -> Entry:
    """Return which of some entries, or else of those they are counted from, has a date that the person wrote."""
    counted_from = (one for entry in entries for one in _counted_from(context, entry))
    return next((one for one in (*entries, *counted_from) if context.is_own(context.when(one))), entries[0])


def _counted_from(context: RuleContext, entry: Entry) -> Iterator[Entry]:
    """Yield an entry, the one that it is counted from, and so on."""
    counted: Entry | None = entry
    while counted is not None:
        yield counted
        anchor = counted.reason.anchor if counted.reason else None
        counted = context.by_id.get(anchor or "")


@rule(
    severity="warning",
    about="entry",
)
def cancelled_day(context: RuleContext) -> Iterator[Remark]:
    """Remark on what still stands on the day of a session that is cancelled."""
    for entry, session in _left_on_cancelled_days(context):
        earliest = max(session.day + timedelta(days=1), context.today)
        following = next((one.id for one in context.sessions if one.day >= earliest), "")
        facts: Facts = {
            "title": shown(entry.title),
            "session": shown(session.title),
            "day": session.day,
            "following": following,
        }
        # The sessions at which plans are discussed are named in one place.
        is_named = is_discussion(entry.id) and bool(context.community.legacy.discussed_at)
        yield Remark(
            ("legacy", "discussed_at") if is_named else context.when(entry),
            facts,
            hint="hint_of_discussion" if is_named else "hint" if following else "hint_to_move",
            about=entry.id,
        )


def _left_on_cancelled_days(context: RuleContext) -> Iterator[tuple[Entry, Entry]]:
    """Yield what is on the same day as a cancelled session, without being a step of it, and that session."""
    cancelled = {one.id: one for one in context.timeline.cancelled if one.is_session}
    for entry in context.timeline.entries if cancelled else ():
        session = cancelled.get((entry.reason and entry.reason.anchor) or "")
        if session is None or entry.parent == session.id or entry.day != session.day:
            continue
        if session_days.session_of(entry, context.timeline) is None:
            yield entry, session


@rule(
    severity="warning",
    about="entry",
)
def late_guide(context: RuleContext) -> Iterator[Remark]:
    """Remark on guides of webinars that go out less than a week before."""
    yield from _late(context, "webinar", "webinar-guide", GUIDE_DAYS)


@rule(
    severity="hint",
    about="entry",
)
def late_agenda(context: RuleContext) -> Iterator[Remark]:
    """Remark on agendas of gatherings that go out late."""
    yield from _late(context, "gathering", "agenda", context.thresholds.agenda_days)


def _late(context: RuleContext, kind: Kind, document: str, needed: int) -> Iterator[Remark]:
    for session in context.timeline.sessions:
        if session.kind != kind:
            continue
        steps = [
            step
            for step in context.hanging.get(session.id, ())
            if step.parent == session.id and step.document == document
        ]
        # What is posted again afterwards was sent before.
        before = [step for step in steps if step.day <= session.day] or steps
        last = max(before, key=lambda step: step.day, default=None)
        if last and last.reason and last.reason.before_beginning:
            continue  # no earlier day is left
        if last and (days := (session.day - last.day).days) < needed:
            facts: Facts = {"number": days, "title": shown(session.title), "when": RuleText("when", {"number": needed})}
            away = "before" if days > 0 else "on_its_day" if days == 0 else "after"
            yield Remark(context.when(last), facts, message=away, about=last.id)


@rule(
    severity="hint",
    about="entry",
)
def short_notice(context: RuleContext) -> Iterator[Remark]:
    """Remark on invitations that leave little time until the first session."""
    invitations = context.with_document("invitation")
    if context.launch is None or not invitations:
        return
    last = max(invitations, key=lambda entry: entry.day)
    days, needed = (context.launch.day - last.day).days, context.thresholds.notice_weeks
    if 0 <= days < needed * 7:
        facts: Facts = {
            "number": days,
            "title": shown(last.title),
            "launch": shown(context.launch.title),
            "when": RuleText("when", {"number": needed, "launch": context.launch.id}),
        }
        yield Remark(context.when(last), facts, about=last.id)
