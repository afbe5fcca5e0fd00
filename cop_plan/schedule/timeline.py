"""What the year becomes: entries with a date, a reason and an audience; hours summed.

Days are dates, moments aware datetimes of the community's zone, durations whole minutes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property

from cop_plan.base.errors import ValueProblem, ValueProblems, choice_of_lines, quote
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence, sentence
from cop_plan.dates import phrases, places, workdays, zones
from cop_plan.dates.workdays import Closed, Holidays, Workdays
from cop_plan.definition import names
from cop_plan.definition.community import (
    FACILITATOR,
    OCCASIONS,
    ONLINE,
    SESSIONS,
    Activity,
    Attendance,
    Audience,
    Block,
    Community,
    Kind,
    Phase,
    Step,
    Venue,
    link_in,
)
from cop_plan.schedule import drafts, order, students, turns
from cop_plan.schedule.drafts import Draft, IsOwn, LeftOut

_PARTICIPANTS: frozenset[Audience] = frozenset(("participants", "public"))


@frozen
class Reason:
    """Why an entry stands where it stands.

    `anchor` is the entry that it is counted from. If the computed day, `moved_from`, is closed, `moved_to` is where the
    entry went. `day_off` is the name of the closure or holiday that it is counted from. `before_beginning` is where it
    would stand, had the community begun by then.
    """

    phrase: phrases.Phrase
    anchor: str | None = None
    moved_from: date | None = None
    moved_to: date | None = None
    closed_by: Closed | None = None
    day_off: str | None = None
    before_beginning: date | None = None


@frozen
class Entry:
    """One dated thing of the year.

    `parent` names the activity of a step, `part_of` is its title. `start` and `end` are None for an all-day entry.
    `where` is the place in words. `in_school_time` is None where it cannot be known or does not matter. `reason` and
    `owner` are None for an entry that is only remembered. `reminder_minutes` is how long before it calendars remind of
    it.
    `cancelled` is why it does not take place, None if it does. `from_members` is whether it is said that members bring
    or send something.
    """

    id: str
    title: str
    kind: Kind
    phase: Phase
    day: date
    reason: Reason | None
    parent: str | None = None
    part_of: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    minutes: int | None = None
    where: str | None = None
    place: Venue | None = None
    link: str | None = None
    audience: tuple[Audience, ...] = ("team",)
    attendance: Attendance | None = None
    owner: str | None = None
    document: str | None = None
    topic: str | None = None
    presenter: str | None = None
    host: str | None = None
    note_taker: str | None = None
    goal: str | None = None
    readings: tuple[str, ...] = ()
    virtual_option: str | None = None
    agenda: tuple[Block, ...] = ()
    notes: str | None = None
    in_school_time: bool | None = None
    title_for_members: str | None = None
    reminder_minutes: int | None = None
    cancelled: str | None = None
    from_members: bool = False

    @property
    def shown_to_members(self) -> str:
        """Return the title under which members have it."""
        return self.title_for_members or self.title

    @property
    def named_owner(self) -> str | None:
        """Return who sees to it; None for the facilitator, who sees to all that names nobody else."""
        return None if self.owner == FACILITATOR else self.owner

    @property
    def is_session(self) -> bool:
        """Return whether people meet."""
        return self.kind in SESSIONS

    @property
    def is_occasion(self) -> bool:
        """Return whether people come to it: to a session, or to a showcase."""
        return self.kind in OCCASIONS

    @property
    def is_shared(self) -> bool:
        """Return whether participants need the entry."""
        return not _PARTICIPANTS.isdisjoint(self.audience)

    def is_over(self, moment: datetime, day: date) -> bool:
        """Return whether it is over at a moment of a day: at its end, or without an hour with its day."""
        end = self.end or self.start
        return end <= moment if end else self.day < day

    @property
    def is_sent_by_members(self) -> bool:
        """Return whether members bring or send something then: they answer a survey, or what asks for theirs is due."""
        return self.is_shared and not self.is_occasion and (self.kind == "survey" or self.from_members)

    @property
    def is_of_team(self) -> bool:
        """Return whether the team meets without participants."""
        return self.is_session and not self.is_shared

    @property
    def is_attended(self) -> bool:
        """Return whether it is a session for participants."""
        return self.is_session and self.is_shared


@frozen
class SessionMinutes:
    """Minutes of the sessions of members: those that they are asked to come to, the others, and the school's of both.

    `without_hour` is how many of these sessions have no hour yet, so that nobody knows what they take from school.
    """

    mandatory: int
    optional: int
    in_school_time: int
    without_hour: int = 0


@frozen
class Timeline:
    """A community's dated year, in the order of its days and within a day as `schedule.order` says.

    `all_entries` has what is cancelled too. `open_days` are those on which it was laid out.
    """

    community: Community
    all_entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...] = ()
    before_beginning: tuple[Entry, ...] = ()
    open_days: Workdays = Workdays()

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Return the entries of the year: what takes place, and what is to be done."""
        return tuple(entry for entry in self.all_entries if not entry.cancelled)

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """Return the entries of the year by their names."""
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def cancelled(self) -> tuple[Entry, ...]:
        """Return what is cancelled: sessions, and the steps that go with them."""
        return tuple(entry for entry in self.all_entries if entry.cancelled)

    @property
    def hours(self) -> SessionMinutes:
        """Return the hours of the sessions of members, summed; the team's own calls are not among them."""
        return self.hours_since(None)

    def hours_since(self, since: date | None) -> SessionMinutes:
        """Return the hours of the sessions of members since a day, or of all: what every page and letter says."""
        every = self.attended(since)
        return SessionMinutes(
            sum(one.minutes or 0 for one in self.mandatory(since)),
            sum(one.minutes or 0 for one in self.optional(since)),
            sum(school_minutes(one, self.community) for one in every),
            sum(one.in_school_time is None for one in every),
        )

    def mandatory(self, since: date | None = None) -> tuple[Entry, ...]:
        """Return the sessions that members are asked to come to, all or those since a day."""
        return tuple(one for one in self.attended(since) if one.attendance == "mandatory")

    def optional(self, since: date | None = None) -> tuple[Entry, ...]:
        """Return the other sessions that members may come to, all or those since a day."""
        return tuple(one for one in self.attended(since) if one.attendance != "mandatory")

    def attended(self, since: date | None = None) -> tuple[Entry, ...]:
        """Return the sessions of members, all or those since a day."""
        return tuple(one for one in self.sessions if one.is_attended and (since is None or one.day >= since))

    @property
    def sessions(self) -> tuple[Entry, ...]:
        """Return the entries at which people meet."""
        return tuple(entry for entry in self.entries if entry.is_session)

    @property
    def first_session(self) -> date | None:
        """Return the day of the first session of members; None if they have none."""
        return next((entry.day for entry in self.entries if entry.is_session and entry.is_shared), None)

    @property
    def last_beginning(self) -> date:
        """Return the last day from which on something of the year is left, if the community begins then."""
        days = (entry.day for entry in self.all_entries if entry.parent is None)
        return max(days, default=self.community.year.last)

    @property
    def last_day(self) -> date:
        """Return the last day of the school year, or of what stands after it."""
        return max([self.community.year.last, *(entry.day for entry in self.entries)])

    @property
    def window(self) -> tuple[datetime, datetime]:
        """Return two moments that enclose all entries, for the rules of the time zone."""
        first = min((entry.day for entry in self.entries), default=self.community.year.first)
        last = max((entry.day for entry in self.entries), default=self.community.year.last)
        return (
            datetime.combine(first - timedelta(days=2), time(), UTC),
            datetime.combine(last + timedelta(days=3), time(), UTC),
        )


def uid(community: Community, entry_id: str) -> str:
    """Return an entry's identity in calendars, which no change of date or title touches.

    Source: RFC 7986, 5.3: it should say nothing about its maker's machine.
    """
    return f"{entry_id}@{year_name(community)}.{community.identity}.cop-plan"


def year_name(community: Community) -> str:
    """Return the school year as it is written: 2026-2027, or 2027 where it lies in one year."""
    return name_of_year(community.year)


def name_of_year(year: phrases.SchoolYear) -> str:
    """Return a school year as it is written: 2026-2027, or 2027 where it lies in one year."""
    first, last = year.first.year, year.last.year
    return str(first) if first == last else f"{first}-{last}"


def workdays_of(community: Community, holidays: Holidays) -> Workdays:
    """Return the community's open and closed days. A closure closes its days for everyone."""
    closures = (
        workdays.ClosedSpan(title, days.first, days.last, name)
        for name, closure in community.closures.items()
        if closure.closes
        for title, all_days in closure.titled(name).items()
        for days in all_days
    )
    return Workdays(holidays, tuple(closures))


def _no_zone(community: Community) -> ValueProblem:
    """Return what is wrong with a time zone that is none, or a clock of no place, and the zones to write."""
    written = community.timezone
    is_clock = written in zones.names()
    name = quote(written)
    said = sentence("{name} is a clock of no place", name=name) if is_clock else _no_such_zone(name)
    lines = [f"timezone: {zone}" for zone in places.zones_named(written, community.region)]
    hint = (
        sentence("write  {lines}", lines=choice_of_lines(lines))
        if lines
        else sentence("zones are named like America/Edmonton")
    )
    return ValueProblem(("timezone",), said, hint)


def _no_such_zone(name: Sentence) -> Sentence:
    return sentence("no time zone is called {name}", name=name)


def expand(
    community: Community,
    open_days: Workdays,
    is_own: IsOwn = lambda _: True,
    is_done: Callable[[Entry], bool] = lambda _: False,
) -> Timeline:
    """Return the dated year. Raises ValueProblems with all problems of names, circles and dates.

    Entries are dated in the order in which they depend on each other, so that every distance is counted from where its
    anchor finally stands. A step that is done stays when its session is cancelled.
    """
    people = names.PeopleByName(community)
    value_problems = list(names.value_problems(community, people))
    if community.timezone not in zones.names() or zones.is_clock(community.timezone):
        raise ValueProblems([*value_problems, _no_zone(community)])
    drawn = drafts.draw(community, is_own, open_days)
    value_problems.extend(drawn.value_problems)
    entries: dict[str, Entry] = {}
    whens = {draft.id: draft.when for draft in drawn.in_order}
    for drafted in drawn.in_order:
        draft = _on_the_usual_weekday(drafted, community, is_own)
        anchor = entries.get(draft.on) if draft.on else None
        if draft.on and anchor is None:
            continue  # a problem with the anchor says it already
        try:
            entries[draft.id] = _entry(draft, anchor, community, open_days, people)
        except ValueProblems as wrong:
            # Who moved the entry that this one counts from is told where.
            counted_from = whens.get(draft.on or "")
            others = ((counted_from, sentence("it counts from this")),) if counted_from and is_own(counted_from) else ()
            value_problems.extend(replace(value_problem, others=others) for value_problem in wrong.value_problems)
    if value_problems:
        raise ValueProblems(value_problems)
    before = _before_beginning(entries, community.begins)
    if entries and len(before) == len(entries):
        last = max(entry.day for entry in entries.values() if entry.parent is None)
        said = sentence("from {day} on nothing of the year is left", day=community.begins)
        hint = sentence("the last entry is on {day}; write an earlier day", day=last)
        raise ValueProblems([ValueProblem(("begins",), said, hint)])
    for one in entries.values():
        if one.cancelled and one.parent and is_done(one):
            entries[one.id] = replace(one, cancelled=None)
    due = {
        name: _once_begun(entry, entries, community.begins, open_days, community.timezone)
        for name, entry in entries.items()
    }
    positions = [_position(due[draft.id], draft) for draft in drawn.as_named]
    in_order = [due[name] for name in order.in_order(positions)]
    ordered = list(_with_roles(in_order, drawn.in_order, community, people))
    return Timeline(
        community,
        tuple(entry for entry in ordered if entry.id not in before),
        drawn.left_out,
        tuple(entry for entry in ordered if entry.id in before),
        open_days,
    )


def _with_roles(
    ordered: Sequence[Entry], drawn: Iterable[Draft], community: Community, people: names.PeopleByName
) -> Iterator[Entry]:
    """Yield the entries in their order: each session with its host and its note-taker, who also see to its steps."""
    by_id = {draft.id: draft for draft in drawn}
    sessions = ((by_id[entry.id], entry.is_shared) for entry in ordered if entry.is_session and not entry.cancelled)
    roles = turns.in_turn(sessions, community, people)
    for entry in ordered:
        draft = by_id[entry.id]
        host, note_taker = (one and people.called(one) for one in roles.get(entry.id, turns.NOBODY))
        of_session = roles.get(draft.home, turns.NOBODY)
        # Whoever is named by a role stays the role's owner, so that nobody has two lists of what to do.
        named = {"host": of_session.host, "note-taker": of_session.note_taker}.get(names.alike(draft.part.owner or ""))
        owner = people.shown(named) if named else entry.owner
        changed = (entry.host, entry.note_taker, entry.owner) != (host, note_taker, owner)
        yield replace(entry, host=host, note_taker=note_taker, owner=owner) if changed else entry


def _before_beginning(entries: Mapping[str, Entry], begins: date | None) -> frozenset[str]:
    """Return what lies before the community begins: sessions with all their steps, and what prepares no later one."""
    if begins is None:
        return frozenset()
    sessions = {entry.id: entry.day < begins for entry in entries.values() if entry.is_session}
    return frozenset(
        entry.id
        for entry in entries.values()
        if sessions.get(entry.id, sessions.get(entry.parent or "", entry.day < begins))
    )


def _once_begun(
    entry: Entry, entries: Mapping[str, Entry], begins: date | None, open_days: Workdays, timezone: str
) -> Entry:
    """Return a step of a session as it is due: on the day on which the community begins, where it would be earlier."""
    session = entries.get(entry.parent or "")
    if begins is None or entry.day >= begins or session is None or not session.is_session or session.day < begins:
        return entry
    days = (begins + timedelta(days=after) for after in range((session.day - begins).days))
    day = next((day for day in days if open_days.is_open(day)), session.day)
    start, end = entry.start, entry.end
    if start and end:
        try:
            moved = zones.local(day, start.time(), timezone)
        except zones.NoSuchTime as none:  # the clocks go forward
            moved = zones.local(day, none.after.time(), timezone)
        start, end = moved, (moved.astimezone(UTC) + (end - start)).astimezone(moved.tzinfo)
    reason = entry.reason and replace(entry.reason, before_beginning=entry.day)
    return replace(entry, day=day, start=start, end=end, reason=reason)


def _position(entry: Entry, draft: Draft) -> order.Position:
    form = draft.phrase.form
    is_counted_back = (isinstance(form, phrases.Distance) and form.count < 0) or (
        isinstance(form, phrases.WeekdayFrom) and form.nth < 0
    )
    return order.Position(entry.id, entry.day, entry.start, draft.on, is_counted_back or draft.part.prepares)


def _on_the_usual_weekday(draft: Draft, community: Community, is_own: IsOwn) -> Draft:
    """Return a session of the pattern with the weekday on which the community meets, if its date names one."""
    weekday, form = community.meetings.usual_time.weekday, draft.phrase.form
    if weekday is None or draft.part.kind not in SESSIONS or is_own(draft.when):
        return draft
    if not isinstance(form, phrases.NthWeekday | phrases.WeekdayFrom):
        return draft
    series = community.activities.get(draft.id.partition(".")[0])
    if series is not None and any(isinstance(one, phrases.Every) for one in series.repeat):
        return draft  # it was laid out on its weekday
    words = draft.phrase.text.replace(phrases.WEEKDAYS[form.weekday], weekday)
    form = replace(form, weekday=phrases.WEEKDAYS.index(weekday))
    return replace(draft, phrase=replace(draft.phrase, text=words, form=form))


def _entry(
    draft: Draft, anchor: Entry | None, community: Community, open_days: Workdays, people: names.PeopleByName
) -> Entry:
    part, year = draft.part, community.year
    try:
        counted_from = draft.day_off.day_for(draft.phrase.form) if draft.day_off else anchor.day if anchor else None
        computed = phrases.resolve(draft.phrase.form, year, open_days, counted_from)
        _within_reach(computed, year)
        settled = phrases.settle(computed, draft.phrase.form, part.closed, open_days)
    except phrases.NoSuchDay as none:
        hint = none.hint or _nearby(draft, none.nearby)
        raise ValueProblems([ValueProblem(draft.when, none.message, hint)]) from None
    except OverflowError:
        raise ValueProblems([ValueProblem(draft.when, sentence("this is beyond all calendars"))]) from None
    moved_to = settled.day if settled.moved_from else None
    reason = Reason(
        draft.phrase,
        anchor.id if anchor else None,
        settled.moved_from,
        moved_to,
        settled.closed_by,
        draft.day_off.name if draft.day_off else None,
    )
    entry = Entry(
        id=draft.id,
        cancelled=draft.cancelled,
        title=draft.title,
        title_for_members=draft.title_for_members,
        kind=part.kind,
        phase=draft.phase,
        day=settled.day,
        reason=reason,
        parent=draft.parent,
        part_of=draft.part_of,
        minutes=part.lasts,
        link=part.link,
        audience=_audience(draft),
        attendance=part.attendance,
        owner=owner_of(draft, community, people),
        document=part.document,
        reminder_minutes=_reminder(part, community),
        notes=part.notes,
        from_members=part.from_members,
        **({name: getattr(part, name) for name in _OF_ACTIVITIES} if isinstance(part, Activity) else {}),
        presenter=_presenter(part, people) if isinstance(part, Activity) else None,
    )
    entry = _at_its_place(_at_its_hour(entry, draft, community), part, community)
    return replace(entry, in_school_time=_in_school_time(entry, community, open_days)) if entry.is_session else entry


def _audience(draft: Draft) -> tuple[Audience, ...]:
    """Return whom an entry concerns: nobody hears of a session of the team by its steps."""
    asked, session = draft.part.audience or ("team",), draft.activity
    if draft.parent and session and session.kind in SESSIONS and _PARTICIPANTS.isdisjoint(session.audience):
        return tuple(one for one in asked if one not in _PARTICIPANTS) or ("team",)
    return asked


def _presenter(activity: Activity, people: names.PeopleByName) -> str | None:
    return people.shown(activity.presenter) if activity.presenter and not activity.seeks_presenter else None


def owner_of(draft: Draft, community: Community, people: names.PeopleByName) -> str:
    """Return who sees to an entry: the person or role that is named; the facilitator for a role that nobody holds."""
    owner = draft.part.owner
    if owner is None:
        return FACILITATOR
    leadership, session = community.leadership, draft.activity
    named = {
        "co-facilitator": "co-facilitator" if leadership.co_facilitator.name else None,
        "core group": "core group" if leadership.core_group else None,
        "sponsor": "sponsor" if community.sponsor.contact or community.sponsor.organization else None,
        "moderator": community.meetings.blog_moderator,
        "presenter": _presenter(session, people) if session else None,
        "host": None,
        "note-taker": None,
    }
    role = names.alike(owner)
    return people.shown(named[role] or FACILITATOR) if role in named else people.shown(owner)


def _reminder(part: Step, community: Community) -> int | None:
    asked = part.reminder
    if asked is None and part.kind in SESSIONS:
        asked = community.reminder
    return asked or None


# What a step does not have.
_OF_ACTIVITIES = ("topic", "goal", "readings", "virtual_option", "agenda")


def _nearby(draft: Draft, day: date | None) -> Sentence:
    """Return the hint for a phrase without a day: another day, where one is near."""
    if day is None:
        return sentence("write a date")
    if draft.path[0] != "activities":
        return sentence("write  {key}: {day}", key=draft.when[-1], day=day)
    return sentence("write under activities:  {name}: {{when: {day}}}", name=draft.id, day=day)


def _within_reach(day: date, year: phrases.SchoolYear) -> None:
    first, last = _reach(year)
    if not first <= day <= last:
        said = sentence(
            "{day} is further than a year away from the school year, {first} to {last}",
            day=day,
            first=year.first,
            last=year.last,
        )
        raise phrases.NoSuchDay(said)


@cache
def _reach(year: phrases.SchoolYear) -> tuple[date, date]:
    return replace(year, first_year=year.first_year - 1).first, replace(year, first_year=year.first_year + 1).last


def _at_its_hour(entry: Entry, draft: Draft, community: Community) -> Entry:
    at, where = draft.part.at, (*draft.path, "at")
    if at is None and entry.is_session:
        usual = community.meetings.usual_time
        key = "at" if entry.kind in ONLINE or usual.in_person_at is None else "in_person_at"
        at, where = getattr(usual, key), ("meetings", "usual_time", key)
    if at is None:
        return entry
    try:
        start = zones.local(entry.day, at, community.timezone)
    except zones.NoSuchTime as none:
        said = sentence(
            "there is no {time} on {day} in {zone}: the clocks go forward",
            time=f"{at:%H:%M}",
            day=entry.day,
            zone=community.timezone,
        )
        hint = sentence("write {text}", text=f"{none.after:%H:%M}")
        raise ValueProblems([ValueProblem(where, said, hint)]) from None
    end = start.astimezone(UTC) + timedelta(minutes=entry.minutes or 0)
    return replace(entry, start=start, end=end.astimezone(start.tzinfo))


def _at_its_place(entry: Entry, part: Step, community: Community) -> Entry:
    where = part.where
    if where is None and entry.kind == "gathering":
        where = community.meetings.meeting_place
    if where is None and entry.kind in ONLINE:
        where = community.meetings.platform
    if where is None:
        return entry
    place = community.places.get(where)
    if place is not None:
        words = ", ".join(line for line in (place.name or where, place.address) if line)
        return replace(entry, where=words, place=place)
    return replace(entry, where=where, link=entry.link or link_in(where))


def _in_school_time(entry: Entry, community: Community, open_days: Workdays) -> bool | None:
    if not entry.is_session or entry.start is None or entry.end is None:
        return None
    return is_school_day(entry.day, community, open_days) and minutes_of_school_day(entry, community) > 0


def is_school_day(day: date, community: Community, open_days: Workdays) -> bool:
    """Return whether students are in school somewhere on a day.

    What closes it for one jurisdiction closes it for the meetings of all, and yet not the schools of the others.
    """
    return Workdays(open_days.holidays).is_open(day) and not students.are_away(day, community)


def school_minutes(entry: Entry, community: Community) -> int:
    """Return how many minutes of the school day a session takes; 0 where it takes none, or has no hour yet."""
    return minutes_of_school_day(entry, community) if entry.in_school_time else 0


def minutes_of_school_day(entry: Entry, community: Community) -> int:
    """Return how many minutes of the hours of school a session takes, whether there is school that day or not."""
    school, start, end = community.meetings.school_day, entry.start, entry.end
    if start is None or end is None:
        return 0
    first, last = minute_of_day(school.first), minute_of_day(school.last)
    until = last if end.date() > start.date() else min(last, minute_of_day(end))
    return max(0, until - max(first, minute_of_day(start)))


def minute_of_day(at: time | datetime) -> int:
    """Return how many minutes after midnight a time is."""
    return at.hour * 60 + at.minute
