"""What the year becomes: entries with a date, a reason and an audience; hours summed.

An entry is identified by its dotted name: `webinar-1`, its step `webinar-1.distribute-guide`, the entry
`online-meeting.october` of a series, `evidence.<goal>.<name>`, `capacity-building.<n>` (n counts from 1). Days are
dates, moments aware datetimes of the community's zone, durations whole minutes.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from cop_plan import dates, names, workdays, zones
from cop_plan.community import (
    ONLINE,
    RESERVED_NAMES,
    SESSIONS,
    Activity,
    Attendance,
    Audience,
    CapacityBuilding,
    Community,
    Evidence,
    Goal,
    Kind,
    Phase,
    Place,
    Step,
)
from cop_plan.errors import Complaint, Complaints, Path, did_you_mean, quote
from cop_plan.workdays import Closed, Holidays, Workdays

IsOwn = Callable[[Path], bool]
"""Tells whether the person wrote the value at a path, as against the pattern."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an entry stands where it stands.

    `anchor` is the entry that it is counted from. If the computed day, `moved_from`, is closed, `moved_to` is where the
    entry went.
    """

    phrase: dates.Phrase
    anchor: str | None = None
    moved_from: date | None = None
    moved_to: date | None = None
    closed_by: Closed | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated thing of the year.

    `start` and `end` are None for an all-day entry. `where` is the place in words. `in_school_time` is None where it
    cannot be known or does not matter. `reason` is None for an entry that is only remembered.
    """

    id: str
    title: str
    kind: Kind
    phase: Phase
    day: date
    reason: Reason | None
    parent: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    minutes: int | None = None
    where: str | None = None
    place: Place | None = None
    link: str | None = None
    audience: tuple[Audience, ...] = ("team",)
    attendance: Attendance | None = None
    owner: str | None = None
    document: str | None = None
    topic: str | None = None
    presenter: str | None = None
    goal: str | None = None
    readings: tuple[str, ...] = ()
    virtual_option: str | None = None
    notes: str | None = None
    in_school_time: bool | None = None

    @property
    def is_session(self) -> bool:
        """Return whether people meet."""
        return self.kind in SESSIONS


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry that is not in the year; `hung_on` is the entry with which it went, or None if it was named itself."""

    id: str
    title: str
    why: str
    hung_on: str | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes of the sessions: those that members agreed to, the others, and those in school time among all."""

    mandatory: int
    optional: int
    in_school_time: int


@dataclass(frozen=True)
class Timeline:
    """A community's dated year, its entries in the order of their days and then of their names."""

    community: Community
    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def hours(self) -> Hours:
        """Return the hours of the sessions, summed."""

        def minutes(wanted: Callable[[Entry], bool]) -> int:
            return sum(entry.minutes or 0 for entry in self.sessions if wanted(entry))

        return Hours(
            minutes(lambda entry: entry.attendance == "mandatory"),
            minutes(lambda entry: entry.attendance != "mandatory"),
            minutes(lambda entry: bool(entry.in_school_time)),
        )

    @property
    def sessions(self) -> tuple[Entry, ...]:
        """Return the entries at which people meet."""
        return tuple(entry for entry in self.entries if entry.is_session)

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
    first, last = community.year.first.year, community.year.last.year
    return str(first) if first == last else f"{first}-{last}"


def workdays_of(community: Community, holidays: Holidays) -> Workdays:
    """Return the community's open and closed days. A closure closes its days for everyone."""
    closures = (
        workdays.Closure(name.replace("-", " ").capitalize(), days.first, days.last)
        for name, closure in community.closures.items()
        if closure.closes
        for days in closure.days
    )
    return Workdays(holidays, tuple(closures))


@dataclass(frozen=True, slots=True)
class _Draft:
    """An entry before it has a date. `path` leads to its part of the definition, `home` names its activity."""

    id: str
    part: Step
    phrase: dates.Phrase
    path: Path
    home: str
    parent: str | None = None
    phase: Phase = "learn"
    title: str = ""

    @property
    def when(self) -> Path:
        return (*self.path, "by" if self.id.startswith("evidence.") else "when")


def expand(community: Community, open_days: Workdays, is_own: IsOwn = lambda _: True) -> Timeline:
    """Return the dated year. Raises Complaints with all problems of names, circles and dates.

    Entries are dated in the order in which they depend on each other, so that every distance is counted from where its
    anchor finally stands.
    """
    people = names.People(community)
    complaints = list(names.complaints(community, people))
    try:
        zones.zone(community.timezone)
    except zones.UnknownZone:
        said = f"no time zone is called {quote(community.timezone)}"
        hint = did_you_mean(community.timezone, zones.names()) or "zones are named like America/Edmonton"
        raise Complaints([*complaints, Complaint(("timezone",), said, hint)]) from None
    drafts: dict[str, _Draft] = {}
    for found in _drafts(community):
        if isinstance(found, Complaint):
            complaints.append(found)
        else:
            drafts[found.id] = found
    known = dict(drafts)
    left_out, written = _leave_out(community, drafts, complaints, is_own)
    complaints.extend(_wrong_references(community, known, written))
    entries: dict[str, Entry] = {}
    for draft in _in_order(drafts, complaints):
        anchor_id = _anchor(draft, drafts)
        anchor = entries.get(anchor_id) if anchor_id else None
        if anchor_id and anchor is None:
            continue  # a complaint about the anchor says it already
        try:
            entries[draft.id] = _entry(draft, anchor, community, open_days, people)
        except Complaints as wrong:
            complaints.extend(wrong.complaints)
    if complaints:
        raise Complaints(complaints)
    ordered = sorted(entries.values(), key=lambda entry: (entry.day, entry.id))
    return Timeline(community, tuple(ordered), tuple(left_out))


def _drafts(community: Community) -> Iterator[_Draft | Complaint]:
    for name, activity in community.activities.items():
        if "." in name:
            continue  # a changed entry of a series, taken up with it
        if name in RESERVED_NAMES:
            said = f"the name {quote(name)} has a meaning of its own"
            yield Complaint(("activities", name), said, "choose another", at_key=True)
        elif activity.repeat:
            yield from _series_drafts(name, activity, community)
        else:
            yield from _activity_drafts(name, activity, ("activities", name), None)
    for goal_name, goal in community.goals.items():
        for evidence_name, evidence in goal.evidence.items():
            yield from _evidence_draft(goal_name, goal, evidence_name, evidence)
    for row, plan in enumerate(community.legacy.capacity_building):
        yield from _capacity_building_draft(row, plan)


def _series_drafts(name: str, series: Activity, community: Community) -> Iterator[_Draft | Complaint]:
    if series.when and not series.when.lacks_month:
        said = "the entries of the series would all stand on the same day"
        yield Complaint(("activities", name, "when"), said, "name no month in a series, as in 'first wednesday'")
        return
    seen: set[str] = set()
    for at, month in enumerate(series.repeat):
        entry_id = f"{name}.{month_name(month)}"
        if entry_id in seen:
            yield Complaint(("activities", name, "repeat", at), f"{quote(month_name(month))} is there twice")
            continue
        seen.add(entry_id)
        key = entry_id if entry_id in community.activities else name
        yield from _activity_drafts(entry_id, community.activities[key], ("activities", key), month)


def _evidence_draft(goal_name: str, goal: Goal, name: str, evidence: Evidence) -> Iterator[_Draft | Complaint]:
    if evidence.by is None:
        return  # not decided yet
    step = Step(title=evidence.what or goal.aim, owner=evidence.owner, notes=evidence.how, audience=("team",))
    entry_id = f"evidence.{goal_name}.{name}"
    path: Path = ("goals", goal_name, "evidence", name)
    yield from _checked_phrase(_Draft(entry_id, step, evidence.by, path, entry_id, title=_title(step, name)))


def _capacity_building_draft(row: int, plan: CapacityBuilding) -> Iterator[_Draft | Complaint]:
    if plan.when is None:
        return  # not decided yet
    words = " · ".join(part for part in (plan.activity, plan.jurisdiction) if part)
    step = Step(title=words or None, audience=("team",), notes=", ".join(plan.team) or None)
    entry_id = f"capacity-building.{row + 1}"
    path: Path = ("legacy", "capacity_building", row)
    title = _title(step, "capacity-building")
    yield from _checked_phrase(_Draft(entry_id, step, plan.when, path, entry_id, phase="legacy", title=title))


def month_name(month: dates.Month) -> str:
    """Return the name of a series' entry: `october`, `june-prior`, `april-2027`."""
    name = dates.MONTHS[month.number - 1]
    return name if month.of == "this" else f"{name}-{month.of}"


def _activity_drafts(
    entry_id: str, activity: Activity, path: Path, month: dates.Month | None
) -> Iterator[_Draft | Complaint]:
    phase: Phase = activity.phase or "learn"
    if activity.when is None:
        hint = "write  when: and a date, such as 'third tuesday of november'"
        yield Complaint(path, "an activity needs a date, and this has none", hint, at_key=True)
    else:
        phrase = activity.when.in_month(month) if month and activity.when.lacks_month else activity.when
        draft = _Draft(entry_id, activity, phrase, path, entry_id, phase=phase, title=_title(activity, str(path[-1])))
        yield from _checked_phrase(draft)
    for name, step in activity.steps.items():
        step_path = (*path, "steps", name)
        if step.when is None:
            hint = "write  when: and a distance, such as '1 week before'"
            yield Complaint(step_path, "a step needs a date, and this has none", hint, at_key=True)
            continue
        draft = _Draft(
            f"{entry_id}.{name}",
            step,
            step.when,
            step_path,
            entry_id,
            entry_id,
            step.phase or phase,
            _title(step, name),
        )
        yield from _checked_phrase(draft)


def _title(step: Step, name: str) -> str:
    return step.title or name.rpartition(".")[2].replace("-", " ").capitalize()


def _checked_phrase(draft: _Draft) -> Iterator[_Draft | Complaint]:
    if draft.phrase.lacks_month:
        yield Complaint(
            draft.when, "the phrase names no month", f"write, for example, '{draft.phrase.text.strip()} of october'"
        )
    elif draft.phrase.is_anchored and draft.phrase.anchor is None and draft.parent is None:
        hint = f"write what it counts from: '{draft.phrase.text.strip()} orientation'"
        yield Complaint(
            draft.when, "the phrase names no entry", hint if draft.phrase.text.split()[0] != "same" else None
        )
    else:
        yield draft


def _leave_out(
    community: Community, drafts: dict[str, _Draft], complaints: list[Complaint], is_own: IsOwn
) -> tuple[list[LeftOut], Mapping[str, str]]:
    """Take out of `drafts` what is left out by name, and what the pattern hangs on that.

    Return it, and for each id the name under which `leave_out` has it.
    """
    gone: dict[str, LeftOut] = {}
    written: dict[str, str] = {}
    for name, why in community.leave_out.items():
        ids = [draft.id for draft in drafts.values() if draft.id == name or _series_name(draft) == name]
        if not ids and name not in gone:
            hint = did_you_mean(name, [*drafts, *community.activities])
            complaints.append(Complaint(("leave_out", name), f"no entry is called {quote(name)}", hint, at_key=True))
        for entry_id in ids:
            gone[entry_id] = LeftOut(entry_id, drafts[entry_id].title, why)
            written[entry_id] = name
    while True:
        hanging = [
            (draft, on)
            for draft in drafts.values()
            if draft.id not in gone and (on := draft.parent if draft.parent in gone else _anchor(draft, drafts)) in gone
        ]
        if not hanging:
            break
        for draft, on in hanging:
            assert on is not None, "nothing hangs on no entry"
            left_out_at: Path = ("leave_out", written[on])
            written[draft.id] = written[on]
            if is_own(draft.when):
                said = f"this hangs on {quote(on)}, which is left out"
                hint = "count it from another entry, or leave it out as well"
                complaints.append(Complaint(draft.when, said, hint, others=((left_out_at, "left out here"),)))
            gone[draft.id] = LeftOut(draft.id, draft.title, gone[on].why, on)
    for entry_id in gone:
        del drafts[entry_id]
    return list(gone.values()), written


def _series_name(draft: _Draft) -> str | None:
    """Return the name under which the series of an entry, or a step in the whole series, is left out."""
    series = draft.id.partition(".")[0]
    if draft.home == series or draft.path[0] != "activities":
        return None
    return series if draft.parent is None else f"{series}.{draft.id.removeprefix(draft.home + '.')}"


def _anchor(draft: _Draft, drafts: Mapping[str, _Draft]) -> str | None:
    """Return the id of the entry that a draft counts from; None if it counts from none, or from an unknown one.

    In a step, the name may be left out, and is sought first among the steps of the same activity.
    """
    if not draft.phrase.is_anchored:
        return None
    name = draft.phrase.anchor
    if name is None:
        return draft.parent
    if draft.parent is not None and (sibling := f"{draft.home}.{name}") in drafts:
        return sibling
    return name if name in drafts else None


def _in_order(drafts: Mapping[str, _Draft], complaints: list[Complaint]) -> Iterator[_Draft]:
    """Yield the drafts such that each comes after its anchor; complain of unknown names and of circles."""
    done: set[str] = set()
    for draft in drafts.values():
        waiting: dict[str, _Draft] = {}
        current: _Draft | None = draft
        while current is not None and current.id not in done:
            if current.id in waiting:
                circle = [*waiting][[*waiting].index(current.id) :]
                complaints.append(_circle([drafts[entry_id] for entry_id in circle]))
                done.update(waiting)
                waiting.clear()
                break
            waiting[current.id] = current
            anchor = _anchor(current, drafts)
            if current.phrase.is_anchored and anchor is None:
                complaints.append(_unknown_anchor(current, drafts))
                done.update(waiting)
                waiting.clear()
                break
            current = drafts[anchor] if anchor else None
        yield from reversed(waiting.values())
        done.update(waiting)


def _circle(circle: list[_Draft]) -> Complaint:
    first, *others = circle
    if not others:
        said = "this counts from itself"
    else:
        said = "these count from each other: " + " → ".join(draft.id for draft in [*circle, first])
    return Complaint(
        first.when, said, "give one of them a date", others=tuple((other.when, "and here") for other in others)
    )


def _unknown_anchor(draft: _Draft, drafts: Mapping[str, _Draft]) -> Complaint:
    name, written = draft.phrase.anchor or "", quote(draft.phrase.anchor_written)
    members = [entry_id for entry_id in drafts if entry_id.startswith(f"{name}.") and drafts[entry_id].parent is None]
    if members:
        such = f"name one of its entries, such as {members[0]}"
        return Complaint(draft.when, f"{written} is a series", such, draft.phrase.anchor_offset)
    siblings = {entry_id.removeprefix(f"{draft.home}.") for entry_id in drafts if entry_id.startswith(f"{draft.home}.")}
    hint = did_you_mean(name, {*drafts, *siblings})
    return Complaint(draft.when, f"no entry is called {written}", hint, draft.phrase.anchor_offset)


def _wrong_references(
    community: Community, known: Mapping[str, _Draft], left_out: Mapping[str, str]
) -> Iterator[Complaint]:
    """Yield complaints about names of entries outside the language of dates."""
    references: list[tuple[Path, str]] = [
        (("legacy", "discussed_at", at), name) for at, name in enumerate(community.legacy.discussed_at)
    ]
    for goal_name, goal in community.goals.items():
        for evidence_name, evidence in goal.evidence.items():
            if evidence.share_at:
                references.append((("goals", goal_name, "evidence", evidence_name, "share_at"), evidence.share_at))
    for path, name in references:
        if name in left_out:
            where: Path = ("leave_out", left_out[name])
            yield Complaint(path, f"{quote(name)} is left out", others=((where, "left out here"),))
        elif name not in known:
            yield Complaint(path, f"no entry is called {quote(name)}", did_you_mean(name, known))


def _entry(
    draft: _Draft, anchor: Entry | None, community: Community, open_days: Workdays, people: names.People
) -> Entry:
    part, year = draft.part, community.year
    try:
        computed = dates.resolve(draft.phrase.form, year, open_days, anchor.day if anchor else None)
        _within_reach(computed, year)
        settled = dates.settle(computed, draft.phrase.form, part.closed, open_days)
    except dates.NoSuchDay as none:
        hint = f"write under activities:  {draft.id}: {{when: {none.nearby}}}" if none.nearby else "write a date"
        if draft.path[0] != "activities":
            hint = f"write  {draft.when[-1]}: {none.nearby}" if none.nearby else "write a date"
        raise Complaints([Complaint(draft.when, none.message, hint)]) from None
    except OverflowError:
        raise Complaints([Complaint(draft.when, "this is beyond all calendars")]) from None
    moved_to = settled.day if settled.moved_from else None
    reason = Reason(draft.phrase, anchor.id if anchor else None, settled.moved_from, moved_to, settled.closed_by)
    entry = Entry(
        id=draft.id,
        title=draft.title,
        kind=part.kind,
        phase=draft.phase,
        day=settled.day,
        reason=reason,
        parent=draft.parent,
        minutes=part.lasts,
        link=part.link,
        audience=part.audience or ("team",),
        attendance=part.attendance,
        owner=people.shown(part.owner) if part.owner else None,
        document=part.document,
        notes=part.notes,
    )
    entry = _at_its_place(_at_its_hour(entry, draft, community), part, community)
    if isinstance(part, Activity):
        entry = replace(
            entry,
            topic=part.topic,
            presenter=part.presenter,
            goal=part.goal,
            readings=part.readings,
            virtual_option=part.virtual_option,
        )
    return replace(entry, in_school_time=_in_school_time(entry, community, open_days))


def _within_reach(day: date, year: dates.SchoolYear) -> None:
    first = replace(year, first_year=year.first_year - 1).first
    last = replace(year, first_year=year.first_year + 1).last
    if not first <= day <= last:
        raise dates.NoSuchDay(f"{day} is further than a year away from the school year, {year.first} to {year.last}")


def _at_its_hour(entry: Entry, draft: _Draft, community: Community) -> Entry:
    at = draft.part.at
    if at is None:
        return entry
    try:
        start = zones.local(entry.day, at, community.timezone)
    except zones.NoSuchTime as none:
        said = f"there is no {at:%H:%M} on {entry.day} in {community.timezone}: the clocks go forward"
        raise Complaints([Complaint((*draft.path, "at"), said, f"write {none.after:%H:%M}")]) from None
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
    if where.startswith(("https://", "http://")):
        return replace(entry, where=where, link=entry.link or where)
    return replace(entry, where=where)


def _in_school_time(entry: Entry, community: Community, open_days: Workdays) -> bool | None:
    if not entry.is_session or entry.start is None or entry.end is None:
        return None
    without_students = any(
        days.first <= entry.day <= days.last
        for closure in community.closures.values()
        if not closure.closes
        for days in closure.days
    )
    if without_students or not open_days.is_open(entry.day):
        return False
    school = community.meetings.school_day
    return entry.start.time() < school.last and (entry.end.date() > entry.day or entry.end.time() > school.first)
