"""Rules on when things are: closed days, windows, rhythm, order."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, time, timedelta
from itertools import pairwise

from cop_plan.base.errors import quote
from cop_plan.dates.phrases import DayOfMonth, Fixed
from cop_plan.definition import names
from cop_plan.definition.community import SESSIONS, Closure, Kind
from cop_plan.rules.context import Remark, RuleContext, count, dotted, for_members, listed, said_day
from cop_plan.rules.declare import PLAN, rule
from cop_plan.schedule.timeline import Entry

ORDER = 10

JULY, AUGUST = 7, 8
ONE_DAY = timedelta(days=1)
CONVENTION = "teachers' convention"

# Source: S0-27, "distribute guide one week prior"
GUIDE_DAYS = 7

# The years whose members have a teachers' convention in February or March: the province of the sources.
WITH_CONVENTIONS = "CA-AB"


@rule(
    severity="error",
    reason="On their convention days teachers are somewhere else by contract: they cannot come.",
    source="ours; the letter of agreement promises it",
    about="entry",
)
def convention_day(context: RuleContext) -> Iterator[Remark]:
    """Remark on sessions on a convention day of a member's jurisdiction; of all where no member is known yet."""
    for session, whose in _on_conventions(context):
        said = f"{quote(session.title)} is on {said_day(session.day)}, a day of the teachers' convention"
        of = f" of {listed(whose)}" if whose else ""
        other = context.open_day_like(session.day)
        yield Remark(context.when(session), said + of, f"write  when: {other}" if other else None, session.id)


def _on_conventions(context: RuleContext) -> Iterator[tuple[Entry, list[str]]]:
    conventions: dict[date, list[Closure]] = defaultdict(list)
    for closure in context.community.closures.values():
        if closure.kind == CONVENTION:
            for days in closure.days:
                for after in range((days.last - days.first).days + 1):
                    conventions[days.first + after * ONE_DAY].append(closure)
    for session in context.timeline.sessions:
        for closure in conventions.get(session.day, ()):
            whose = [
                name for name in closure.for_ if not context.jurisdictions or names.alike(name) in context.jurisdictions
            ]
            if whose or not closure.for_:
                yield session, whose
                break


@rule(
    severity="warning",
    reason="A date that is written never moves, so a holiday or a break is easily overlooked.",
    source="ours",
    about="entry",
)
def closed_day(context: RuleContext) -> Iterator[Remark]:
    """Remark on explicit dates that are closed; a convention day is another rule's."""
    on_conventions = {session.id for session, _ in _on_conventions(context)}
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
        why = "a weekend" if closed.by == "weekend" else closed.name
        other = context.open_day_like(entry.day)
        if closed.by == "weekend":
            other = context.open_days.step(entry.day, -1)
        said = f"{quote(entry.title)} is on {said_day(entry.day)}, which is closed: {why}"
        hint = f"the nearest open day is {other}" if other else None
        yield Remark(context.when(entry), said, hint, entry.id)


@rule(
    severity="hint",
    reason="The sample plan gives each activity its time of the year; outside it the steps before and after run short.",
    source="S0-R1, the windows of the sample plans",
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
            said = (
                f"{quote(entry.title)} is on {said_day(entry.day)}; the pattern expects it from {said_day(first)} to"
                f" {said_day(last)}"
            )
            yield Remark(context.when(entry), said, "write  when: and a day in that time", entry.id)


@rule(
    severity="hint",
    reason="A predictable rhythm tells members how and when to take part; a changing day has to be looked up"
    " each time.",
    source="S1-24; two weekdays and two hours are ours (thresholds.weekdays_or_times)",
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
        many = f"the {len(sessions)} {kind.replace('-', ' ')}s"
        weekdays: dict[str, Entry] = {}
        times: dict[time, Entry] = {}
        for session in sessions:
            weekdays.setdefault(f"{session.day:%A}", session)
            if session.start:
                times.setdefault(session.start.time(), session)
        if len(weekdays) > most:
            said = f"{many} fall on {len(weekdays)} weekdays: {', '.join(weekdays)}"
            yield _irregular(context, said, list(weekdays.values())[most])
        elif len(times) > most:
            said = f"{many} begin at {len(times)} times of day: {', '.join(f'{at:%H:%M}' for at in sorted(times))}"
            yield _irregular(context, said, list(times.values())[most])


def _irregular(context: RuleContext, said: str, session: Entry) -> Remark:
    return Remark(context.when(session), said, "one weekday and one hour are easiest to keep free", session.id)


@rule(
    severity="warning",
    reason="Momentum is lost in long breaks, and the first meeting after them begins anew. July and August do"
    " not count.",
    source="S3-70, S1-24; six weeks are ours (thresholds.gap_weeks)",
    about="entry",
)
def gap(context: RuleContext) -> Iterator[Remark]:
    """Remark on weeks from launch to wrap-up without session, message or post."""
    if context.launch is None or context.closing is None:
        return
    touched = [
        entry
        for entry in context.timeline.entries
        if (entry.kind in SESSIONS or for_members(entry)) and context.launch.day <= entry.day <= context.closing.day
    ]
    for before, after in pairwise(touched):
        days = sum(
            (before.day + (one + 1) * ONE_DAY).month not in (JULY, AUGUST)
            for one in range((after.day - before.day).days)
        )
        if days > context.thresholds.gap_weeks * 7:
            said = (
                f"nothing reaches the members for {days // 7} weeks, from {quote(before.title)} on"
                f" {said_day(before.day)} to {quote(after.title)} on {said_day(after.day)}"
            )
            hint = "write under activities a post, a letter or a short meeting between them"
            yield Remark(context.when(before), said, hint, before.id)


@rule(
    severity="hint",
    reason="Answers have to be collected, matched and read before something true can be said about them.",
    source="ours: ten working days (thresholds.report_working_days)",
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
        said = f"{quote(report.title)} is {count(days, 'working day')} after the final survey"
        hint = f"write  when: {needed} working days after {survey.id}"
        yield Remark(context.when(report), said, hint, report.id)


def final_survey(context: RuleContext) -> Entry | None:
    """Return the entry of the final survey."""
    return next(iter(context.with_document("final-survey")), context.first(["final-survey"]))


@rule(
    severity="hint",
    reason="A year that was begun before it was written down, or is not kept up, shows as overdue what is long done.",
    source="ours",
    comes_and_goes=True,
)
def past_dates(context: RuleContext) -> Iterator[Remark]:
    """Remark, in one line, on all entries before today when nothing is recorded yet."""
    past = sum(entry.day < context.today for entry in context.timeline.entries)
    if past and not context.recorded:
        said = f"{count(past, 'entry lies', 'entries lie')} before today, and nothing is recorded as done"
        hint = f"note in {context.community.records.progress} what is done; put what the year does without in leave_out"
        yield Remark(("year",), said, hint)


@rule(
    severity="hint",
    reason="Alberta's divisions have their conventions on different days, and no holiday calendar knows them.",
    source="ours",
    about="jurisdiction",
    decided_at=PLAN,
)
def convention_missing(context: RuleContext) -> Iterator[Remark]:
    """Remark on jurisdictions of Alberta whose teachers' convention no closure gives."""
    conventions = [closure for closure in context.community.closures.values() if closure.kind == CONVENTION]
    if context.community.region != WITH_CONVENTIONS or any(not closure.for_ for closure in conventions):
        return
    given = {names.alike(name) for closure in conventions for name in closure.for_}
    for alike, name in context.jurisdictions.items():
        if alike not in given:
            yield Remark(
                ("closures",),
                f"no closure gives the teachers' convention of {quote(name)}",
                "write its days under closures, with  kind: teachers' convention",
                name,
                f"When is the teachers' convention of {name}?",
                at_key=True,
            )


@rule(
    severity="warning",
    reason="A date that is still to be decided stands on the day of the pattern, and people plan with it.",
    source="ours",
    about="entry",
    decided_at=PLAN,
)
def undecided_date(context: RuleContext) -> Iterator[Remark]:
    """Remark on entries whose date is said to be decided later."""
    for entry in context.timeline.entries:
        if entry.reason is not None and entry.reason.phrase.undecided:
            said = f"{quote(entry.title)} stands on {said_day(entry.day)} until its date is decided"
            asks = f"On which day is {quote(entry.title)}?"
            yield Remark(context.when(entry), said, f"write  when: {entry.day}, or another day", entry.id, asks)


@rule(
    severity="hint",
    reason="School breaks differ from place to place; dates are worked out around those that are written.",
    source="ours",
    decided_at=PLAN,
)
def no_closures(context: RuleContext) -> Iterator[Remark]:
    """Remark on a definition that gives no breaks."""
    if all(closure.kind != "break" for closure in context.community.closures.values()):
        hint = "write under closures, for example,  winter-break: 2026-12-21 to 2027-01-01"
        yield Remark(("closures",), "no breaks are given", hint, None, "Which breaks does the year have?", at_key=True)


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
    yield context.with_document("letter-of-agreement")
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
    reason="Each step builds on the one before: nobody can confirm before being invited, or report before the survey.",
    source="S0-R5; the same day is in order",
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
        first, last = (
            f"{quote(entry.title)} on {said_day(entry.day)}",
            f"{quote(needed.title)} on {said_day(needed.day)}",
        )
        said, other = f"{first} comes before {last}, on which it builds", needed
        if changed is needed:
            said, other = f"{last} comes after {first}, which builds on it", entry
        is_free = changed in (entry, needed) and changed not in _counted_from(context, other)
        how = f"write  when: {other.day}" if is_free else "move it"
        yield Remark(context.when(changed), said, f"{how}, or change {dotted(context.when(other))}", changed.id)


def _too_early(context: RuleContext) -> Iterator[tuple[Entry, Entry]]:
    """Yield each entry that comes too early, and what it builds on; the same day is in order."""
    latest: Entry | None = None
    for stage in _stages(context):
        for entry in stage:
            if latest is not None and entry.day < latest.day:
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
    reason="The guide goes out a week before the webinar, so that people can read, and come with a question.",
    source="S0-27, S0-R2",
    about="entry",
)
def late_guide(context: RuleContext) -> Iterator[Remark]:
    """Remark on guides of webinars that go out less than a week before."""
    yield from _late(context, "webinar", "webinar-guide", "guide", GUIDE_DAYS)


@rule(
    severity="hint",
    reason="Who knows the agenda in time can prepare and bring something.",
    source="S3-63; seven days are ours (thresholds.agenda_days)",
    about="entry",
)
def late_agenda(context: RuleContext) -> Iterator[Remark]:
    """Remark on agendas of gatherings that go out late."""
    yield from _late(context, "gathering", "agenda", "agenda", context.thresholds.agenda_days)


def _late(context: RuleContext, kind: Kind, document: str, called: str, needed: int) -> Iterator[Remark]:
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
        if last and (days := (session.day - last.day).days) < needed:
            away = f"{count(days, 'day')} before it" if days > 0 else "on its day" if days == 0 else "after it"
            said = f"the {called} of {quote(session.title)} goes out {away}"
            yield Remark(context.when(last), said, f"write  when: {count(needed, 'day')} before", last.id)


@rule(
    severity="hint",
    reason="Members need time to ask their principal and to book a substitute; who hears late cannot come.",
    source="ours: four weeks (thresholds.notice_weeks)",
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
        said = f"{quote(last.title)} is {count(days, 'day')} before {quote(context.launch.title)}"
        yield Remark(
            context.when(last), said, f"write  when: {count(needed, 'week')} before {context.launch.id}", last.id
        )
