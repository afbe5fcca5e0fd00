"""Which entries a year has, before they have dates: what each is, and what it counts from.

An entry is identified by its dotted name: `webinar-1`, its step `webinar-1.distribute-guide`, the entry
`online-meeting.october` of a series, `evidence.<goal>.<name>`, `capacity-building.<n>` (n counts from 1).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from cop_plan.base.errors import MAX_PROBLEMS, Path, ValueProblem, did_you_mean, quote
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence, joined, sentence
from cop_plan.dates import phrases
from cop_plan.dates.workdays import Workdays
from cop_plan.definition import languages, names
from cop_plan.definition.community import (
    RESERVED_NAMES,
    SESSIONS,
    UNDATED_STEP,
    Activity,
    CapacityBuilding,
    Community,
    Evidence,
    Goal,
    Phase,
    Step,
    undated_activity,
)
from cop_plan.schedule import days_off
from cop_plan.schedule.days_off import DayOff

IsOwn = Callable[[Path], bool]
"""Tells whether the person wrote the value at a path, as against the pattern."""


@frozen
class LeftOut:
    """An entry that is not in the year, and the name under which `leave_out` has it: its own, or its series'.

    `hung_on` is the entry with which it went, or None if it was named itself. `why` is None where a series no longer
    has the entry of that name.
    """

    id: str
    title: str
    why: str | None
    name: str
    hung_on: str | None = None


@frozen
class Draft:
    """An entry before it has a date.

    `path` leads to its part of the definition, `home` names its activity, which `activity` is. `part_of` is a step's
    activity by its title, where the step's own title does not name it. `on` is the entry that it counts from, `day_off`
    the closure or holiday: None if it counts from none. `dated_at` is where its date is written if not with the entry.
    """

    id: str
    part: Step
    phrase: phrases.Phrase
    path: Path
    home: str
    parent: str | None = None
    phase: Phase = "learn"
    title: str = ""
    title_for_members: str | None = None
    part_of: str | None = None
    activity: Activity | None = None
    on: str | None = None
    day_off: DayOff | None = None
    dated_at: Path | None = None

    @property
    def cancelled(self) -> str | None:
        """Return why it does not take place; of a cancelled session, a step goes with it unless its date is written."""
        stays = self.parent is not None and is_written(self.phrase)
        return self.activity.cancelled if self.activity is not None and not stays else None

    @property
    def when(self) -> Path:
        """Return the path of its phrase."""
        return self.dated_at or (*self.path, "by" if self.id.startswith("evidence.") else "when")


@frozen
class DraftedYear:
    """The entries of a year, each after the one that it counts from; what is left out; what is wrong with them.

    `as_named` has them in the order in which pattern and definition name them.
    """

    in_order: tuple[Draft, ...]
    as_named: tuple[Draft, ...]
    left_out: tuple[LeftOut, ...]
    value_problems: tuple[ValueProblem, ...]


_NO_HOLIDAYS = Workdays()

DISCUSSION, AGAIN = "discuss-capacity-building", "again"
"""The entry at which plans for capacity building are discussed, and its step: the second time. Source: S4-16."""


PULSE = "pulse"
"""The step of a session at which the short survey is asked."""

PULSE_SURVEY = "pulse-survey"
"""The document of that step."""


def is_discussion(entry_id: str) -> bool:
    """Return whether plans for capacity building are discussed at an entry."""
    return entry_id == DISCUSSION or entry_id.startswith(f"{DISCUSSION}.{AGAIN}")


def draw(community: Community, is_own: IsOwn, open_days: Workdays = _NO_HOLIDAYS) -> DraftedYear:
    """Return which entries a community's year has. What is wrong is told, and only what is right is drawn.

    `open_days` has the holidays from which dates may be counted.
    """
    drawing = _DraftCollector(is_own, lambda name: days_off.called(name, community, open_days))
    for entry_id, found in _found(community, is_own):
        drawing.add(entry_id, found)
    drawing.discuss(community)
    drawing.ask_pulse(community)
    known = frozenset(drawing.drafts)
    drawing.hang()
    drawing.leave_out(community)
    drawing.refer(community, known)
    in_order = tuple(drawing.ordered())
    found_ids = {draft.id for draft in in_order}
    as_named = tuple(draft for draft in drawing.drafts.values() if draft.id in found_ids)
    return DraftedYear(in_order, as_named, tuple(drawing.left_out.values()), tuple(drawing.value_problems))


class _DraftCollector:
    """The state of drawing a year. A name is invalid if it has a problem, so that no second one follows from it."""

    def __init__(self, is_own: IsOwn, days_off_called: Callable[[str], Sequence[DayOff]]) -> None:
        self._is_own = is_own
        self._days_off_called = days_off_called
        self._several: dict[str, list[str]] = {}
        self._invalid: set[str] = set()
        self._unknown: set[str] = set()
        self._series: set[str] = set()
        self._hanging_on_nothing: list[Draft] = []
        self.drafts: dict[str, Draft] = {}
        self.left_out: dict[str, LeftOut] = {}
        self.value_problems: list[ValueProblem] = []

    def add(self, entry_id: str, found: Draft | ValueProblem) -> None:
        """Take in an entry, or what is wrong with it."""
        if isinstance(found, ValueProblem):
            self._invalid.add(entry_id)
            self.value_problems.append(found)
        else:
            self.drafts[entry_id] = found
            if found.home != entry_id.partition(".")[0] and found.path[0] == "activities":
                self._series.add(entry_id.partition(".")[0])

    def _is_invalid(self, name: str) -> bool:
        return name in self._invalid or name.partition(".")[0] in self._invalid

    def discuss(self, community: Community) -> None:
        """Give the entries at which plans for capacity building are discussed the days of the sessions named for that.

        The first has that of the first session, and so on. Of too few entries the last is repeated, of too many the
        last are dropped. An entry whose date the person wrote keeps it, and so do all if a name is of no entry.
        """
        named = list(dict.fromkeys(community.legacy.discussed_at))
        first = self.drafts.get(DISCUSSION)
        unknown = (name not in self.drafts or name in community.leave_out or is_discussion(name) for name in named)
        if first is None or not named or any(unknown):
            return
        again = self.drafts.get(f"{DISCUSSION}.{AGAIN}")
        if len(named) == 1 and again and not self._is_own(again.when):
            del self.drafts[again.id]
        ids = [DISCUSSION, f"{DISCUSSION}.{AGAIN}", *(f"{DISCUSSION}.{AGAIN}-{n}" for n in range(2, len(named)))]
        like = again or replace(first, parent=DISCUSSION, part_of=first.title)
        for entry_id, name in zip(ids, named, strict=False):
            draft = self.drafts.get(entry_id)
            if draft is not None and draft.part.title is None:  # it was moved by itself, and is nothing but a date
                draft = replace(like, id=entry_id, phrase=draft.phrase, path=draft.path)
            if draft is None or not self._is_own(draft.when):
                at: Path = ("legacy", "discussed_at", community.legacy.discussed_at.index(name))
                before = "same day as "
                phrase = phrases.Phrase(f"{before}{name}", phrases.SameDay(name), len(before))
                draft = replace(draft or replace(like, id=entry_id), phrase=phrase, dated_at=at)
            self.drafts[entry_id] = draft

    def ask_pulse(self, community: Community) -> None:
        """Give each session named for the short survey a step at which it is asked; one with another date keeps it."""
        words = languages.of(community.language)
        for at, name in enumerate(community.surveys.pulse.at):
            session = self.drafts.get(name)
            path: Path = ("surveys", "pulse", "at", at)
            if session is None:
                continue  # `refer` tells it
            if name in community.surveys.pulse.at[:at]:
                self.value_problems.append(ValueProblem(path, _is_there_twice(name)))
                continue
            if session.part.kind not in SESSIONS:
                hint = self._hint(name, (one.id for one in self.drafts.values() if one.part.kind in SESSIONS))
                said = sentence("{name} is no session", name=quote(name))
                self.value_problems.append(ValueProblem(path, said, hint))
                continue
            own = self.drafts.get(f"{name}.{PULSE}")
            owner = own.part.owner if own else None
            part = Step.model_construct(
                kind="survey", audience=("participants", "team"), document=PULSE_SURVEY, owner=owner
            )
            phrase = phrases.Phrase(before := "same day", phrases.SameDay(None), len(before))
            self.drafts[f"{name}.{PULSE}"] = Draft(
                id=f"{name}.{PULSE}",
                part=part,
                phrase=own.phrase if own else phrase,
                path=own.path if own else (*session.path, "steps", PULSE),
                home=name,
                parent=name,
                phase=session.phase,
                title=_naming_session(words.pulse_title, session.title, community),
                title_for_members=_naming_session(words.pulse_for_members, session.title, community),
                activity=session.activity,
                dated_at=None if own else path,
            )

    def hang(self) -> None:
        """Find for every entry the one that it counts from."""
        for draft in list(self.drafts.values()):
            if not draft.phrase.is_anchored:
                continue
            on = self._anchor(draft) or self._titled(draft)
            if on is None and draft.id not in self._several:
                days = self._days_off_called(draft.phrase.anchor or "")
                if len(days) == 1:
                    self.drafts[draft.id] = replace(draft, day_off=days[0])
                    continue
                self._several |= {draft.id: [day.name for day in days]} if days else {}
            if on in self.drafts:
                self.drafts[draft.id] = replace(draft, on=on)
                continue
            if on is None and self._was_of_a_series(draft):
                self._hanging_on_nothing.append(draft)
                continue
            if on is None:
                self._unknown.add(draft.id)
            self._invalid.add(draft.id)

    def _was_of_a_series(self, draft: Draft) -> bool:
        """Return whether the pattern hangs a draft on an entry that the person's series no longer has."""
        series = (draft.phrase.anchor or "").partition(".")[0]
        return series in self._series and not self._is_own(draft.when)

    def _anchor(self, draft: Draft) -> str | None:
        """Return the id of the entry that a draft counts from, invalid or not; None if there is none of that name.

        In a step, the name may be left out, and is sought first among the steps of the same activity.
        """
        name = draft.phrase.anchor
        if name is None:
            return draft.parent
        for candidate in (f"{draft.home}.{name}", name) if draft.parent is not None else (name,):
            if candidate in self.drafts or candidate in self._invalid:
                return candidate
        return name if self._is_invalid(name) else None

    def _titled(self, draft: Draft) -> str | None:
        """Return the id of the entry whose title a draft counts from, first among the steps of the same activity."""
        if draft.phrase.anchor is None:
            return None
        wanted = tuple(days_off.plain_names(draft.phrase.anchor))
        if named := next((one for one in wanted if one in self.drafts), None):
            return named
        found = list(dict.fromkeys(one for title in wanted for one in self._ids_by_title.get(title, ())))
        of_home = [one for one in found if draft.parent is not None and one.startswith(f"{draft.home}.")]
        if len(of_home or found) > 1:
            self._several[draft.id] = of_home or found
            return None
        return next(iter(of_home or found), None)

    @cached_property
    def _ids_by_title(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for draft in self.drafts.values():
            if draft.part.title:
                found[names.alike(draft.part.title)].append(draft.id)
        return found

    def _hint(self, name: str, known: Iterable[str]) -> Sentence | None:
        """Return the nearest known name as a hint; none behind the first problems, since each costs time."""
        return did_you_mean(name, known) if len(self.value_problems) < MAX_PROBLEMS else None

    def _no_such_entry(self, draft: Draft) -> ValueProblem:
        name, written = draft.phrase.anchor or "", quote(draft.phrase.anchor_written)
        below = f"{name}."
        members = [one.id for one in self.drafts.values() if one.id.startswith(below) and one.parent is None]
        if members:
            such = sentence("name one of its entries, such as {name}", name=members[0])
            said = sentence("{name} is a series", name=written)
            return ValueProblem(draft.when, said, such, draft.phrase.anchor_offset)
        if several := self._several.get(draft.id):
            said = sentence("more than one entry, closure or holiday is called {name}", name=written)
            such = sentence("write one of: {names}", names=joined(several[:5]))
            return ValueProblem(draft.when, said, such, draft.phrase.anchor_offset)
        home = f"{draft.home}."
        siblings = {entry_id.removeprefix(home) for entry_id in self.drafts if entry_id.startswith(home)}
        hint = self._hint(name, {*self.drafts, *siblings})
        return ValueProblem(draft.when, no_entry(draft.phrase.anchor_written), hint, draft.phrase.anchor_offset)

    def leave_out(self, community: Community) -> None:
        """Take out what is left out by name, and what the pattern hangs on that."""
        under: dict[str, list[Draft]] = defaultdict(list)
        for draft in self.drafts.values():
            for name in {draft.id, _series_name(draft) or draft.id}:
                under[name].append(draft)
        for name, why in community.leave_out.items():
            if name not in under and not self._is_invalid(name):
                hint = self._hint(name, [*self.drafts, *community.activities])
                self.value_problems.append(ValueProblem(("leave_out", name), no_entry(name), hint, at_key=True))
            for draft in under.get(name, ()):
                self.left_out[draft.id] = LeftOut(draft.id, draft.title, why, name)
        for draft in self._hanging_on_nothing:
            missing = draft.phrase.anchor or ""
            self.left_out.setdefault(draft.id, LeftOut(draft.id, draft.title, None, missing, missing))
        self._leave_out_what_hangs()
        for entry_id in self.left_out:
            del self.drafts[entry_id]

    def _leave_out_what_hangs(self) -> None:
        hanging: dict[str, list[Draft]] = defaultdict(list)
        for draft in self.drafts.values():
            for on in {draft.parent, draft.on} - {None}:
                hanging[on or ""].append(draft)
        for on in (queue := list(self.left_out)):
            gone = self.left_out[on]
            for draft in hanging[on]:
                if draft.id in self.left_out:
                    continue
                if self._is_own(draft.when) and draft.dated_at is None:  # else `refer` tells it
                    said = sentence("this hangs on {name}, which is left out", name=quote(on))
                    hint = sentence("count it from another entry, or leave it out as well")
                    others = ((_where_left_out(gone), _LEFT_OUT_HERE),)
                    self.value_problems.append(ValueProblem(draft.when, said, hint, others=others))
                self.left_out[draft.id] = LeftOut(draft.id, draft.title, gone.why, gone.name, on)
                queue.append(draft.id)

    def refer(self, community: Community, known: frozenset[str]) -> None:
        """Complain about names of entries outside the language of dates that are of none."""
        for path, name in _references(community):
            if gone := self.left_out.get(name):
                others = ((_where_left_out(gone), _LEFT_OUT_HERE),)
                self.value_problems.append(ValueProblem(path, is_left_out(name), others=others))
            elif name not in known and not self._is_invalid(name):
                self.value_problems.append(ValueProblem(path, no_entry(name), self._hint(name, known)))

    def ordered(self) -> Iterator[Draft]:
        """Yield the drafts such that each comes after its anchor; complain of unknown names and of circles."""
        done: set[str] = set()
        for draft in self.drafts.values():
            waiting: dict[str, Draft] = {}
            current: Draft | None = draft
            while current is not None and current.id not in done:
                if current.id in waiting:
                    ids = [*waiting]
                    self.value_problems.append(_circle([self.drafts[one] for one in ids[ids.index(current.id) :]]))
                    done.update(waiting)
                    waiting.clear()
                    break
                waiting[current.id] = current
                if current.id in self._unknown:
                    self.value_problems.append(self._no_such_entry(current))
                current = self.drafts.get(current.on) if current.on else None
            yield from (one for one in reversed(waiting.values()) if one.id not in self._invalid)
            done.update(waiting)


_LEFT_OUT_HERE = sentence("left out here")


def no_entry(name: str) -> Sentence:
    """Return that no entry has a name."""
    return sentence("no entry is called {name}", name=quote(name))


def is_left_out(name: str) -> Sentence:
    """Return that the entry of a name is left out."""
    return sentence("{name} is left out", name=quote(name))


def _is_there_twice(name: str) -> Sentence:
    return sentence("{name} is there twice", name=quote(name))


def _where_left_out(gone: LeftOut) -> Path:
    if gone.why is None:
        return ("activities", gone.name.partition(".")[0], "repeat")
    return ("leave_out", gone.name)


def _circle(circle: list[Draft]) -> ValueProblem:
    first, *others = circle
    if not others:
        said = sentence("this counts from itself")
        return ValueProblem(first.when, said, sentence("give it a date, or another entry to count from"))
    said = sentence("these count from each other: {names}", names=" → ".join(draft.id for draft in [*circle, first]))
    also = tuple((other.when, sentence("and here")) for other in others)
    return ValueProblem(first.when, said, sentence("give one of them a date"), others=also)


def _references(community: Community) -> Iterator[tuple[Path, str]]:
    for at, name in enumerate(community.legacy.discussed_at):
        yield ("legacy", "discussed_at", at), name
    for at, name in enumerate(community.surveys.pulse.at):
        yield ("surveys", "pulse", "at", at), name
    for goal_name, goal in community.goals.items():
        for evidence_name, evidence in goal.evidence.items():
            if evidence.share_at:
                yield ("goals", goal_name, "evidence", evidence_name, "share_at"), evidence.share_at


def _found(community: Community, is_own: IsOwn) -> Iterator[tuple[str, Draft | ValueProblem]]:
    """Yield every entry that a definition asks for, or what is wrong with it."""
    for name, activity in community.activities.items():
        if "." in name:
            continue  # a changed entry of a series, taken up with it
        if name in RESERVED_NAMES:
            said = sentence("the name {name} has a meaning of its own", name=quote(name))
            yield name, ValueProblem(("activities", name), said, sentence("choose another"), at_key=True)
        elif activity.repeat:
            yield from _series(name, activity, community, is_own)
        else:
            yield from _with_steps(name, activity, ("activities", name), activity.when, community, is_own)
    for goal_name, goal in community.goals.items():
        for evidence_name, evidence in goal.evidence.items():
            yield from _evidence(goal_name, goal, evidence_name, evidence, community)
    for row, plan in enumerate(community.legacy.capacity_building):
        yield from _capacity_building(row, plan)


def _series(
    name: str, series: Activity, community: Community, is_own: IsOwn
) -> Iterator[tuple[str, Draft | ValueProblem]]:
    every = next((one for one in series.repeat if isinstance(one, phrases.Every)), None)
    if every is not None:
        yield from _every(name, series, every, community, is_own)
        return
    if series.when and not series.when.lacks_month:
        said = sentence("the entries of the series would all stand on the same day")
        hint = sentence("name no month in a series, as in 'first wednesday'")
        yield name, ValueProblem(("activities", name, "when"), said, hint)
        return
    seen: set[tuple[int, int]] = set()
    months = [one for one in series.repeat if isinstance(one, phrases.Month)]
    for at, month in enumerate(months):
        entry_id = f"{name}.{month.name}"
        if community.year.month(month) in seen:
            path: Path = ("activities", name, "repeat", at)
            yield entry_id, ValueProblem(path, _is_there_twice(month.name))
            continue
        seen.add(community.year.month(month))
        key = entry_id if entry_id in community.activities else name
        activity = community.activities[key]
        when = activity.when.in_month(month) if activity.when and activity.when.lacks_month else activity.when
        yield from _with_steps(entry_id, activity, ("activities", key), when, community, is_own)


def _every(
    name: str, series: Activity, every: phrases.Every, community: Community, is_own: IsOwn
) -> Iterator[tuple[str, Draft | ValueProblem]]:
    """Yield the entries of a series that is repeated every so many weeks; each may be given another date."""
    path: Path = ("activities", name)
    if len(series.repeat) > 1:
        said = sentence("a series is repeated in months or every so many weeks, not both")
        yield name, ValueProblem((*path, "repeat"), said, sentence("make two activities of it"))
        return
    if series.when is not None and is_own((*path, "when")):
        said = sentence("'repeat' says already on which days this is")
        yield name, ValueProblem((*path, "when"), said, sentence("leave out the line with  when"))
        return
    usual = community.meetings.usual_time.weekday
    if usual is not None and series.kind in SESSIONS and not is_own((*path, "repeat")):
        every = replace(every, weekday=phrases.WEEKDAYS.index(usual))
    try:
        dates = community.year.series(every)
    except phrases.NoSuchDay as none:
        yield name, ValueProblem((*path, "repeat"), none.message, sentence("write another beginning or end"))
        return
    for month, when in dates.items():
        entry_id = f"{name}.{month}"
        changed = community.activities.get(entry_id)
        key = name if changed is None else entry_id
        other = changed.when if changed is not None else None
        yield from _with_steps(
            entry_id, community.activities[key], ("activities", key), other or when, community, is_own
        )


def _series_name(draft: Draft) -> str | None:
    """Return the name under which the series of an entry, or a step in the whole series, is left out."""
    series = draft.id.partition(".")[0]
    if draft.home == series or draft.path[0] != "activities":
        return None
    return series if draft.parent is None else f"{series}.{draft.id.removeprefix(draft.home + '.')}"


def _with_steps(
    entry_id: str,
    activity: Activity,
    path: Path,
    when: phrases.Phrase | None,
    community: Community,
    is_own: IsOwn,
) -> Iterator[tuple[str, Draft | ValueProblem]]:
    phase: Phase = activity.phase or "learn"
    title = _title(activity, str(path[-1]))
    if when is None:
        yield entry_id, ValueProblem(path, *undated_activity(str(path[-1]), community.activities), at_key=True)
    else:
        yield _checked(
            Draft(
                id=entry_id,
                part=activity,
                phrase=when,
                path=path,
                home=entry_id,
                phase=phase,
                title=title,
                title_for_members=activity.title_for_members,
                activity=activity,
            )
        )
    for name, step in activity.steps.items():
        step_id, step_path = f"{entry_id}.{name}", (*path, "steps", name)
        if step.when is None:
            yield step_id, ValueProblem(step_path, *UNDATED_STEP, at_key=True)
            continue
        if step.only_with == "presenter" and not activity.presenter:
            continue
        for_team, for_members = _title(step, name), step.title_for_members
        if activity.kind in SESSIONS:
            for_team = _naming_session(for_team, title, community)
            for_members = _naming_session(for_members, title, community) if for_members else None
        names_itself = activity.kind in SESSIONS or (step.title and not is_own((*step_path, "title")))
        yield _checked(
            Draft(
                id=step_id,
                part=step,
                phrase=step.when,
                path=step_path,
                home=entry_id,
                parent=entry_id,
                phase=step.phase or phase,
                title=for_team,
                title_for_members=for_members,
                part_of=None if names_itself else title,
                activity=activity,
            )
        )


def is_written(phrase: phrases.Phrase) -> bool:
    """Return whether a phrase is a date as a person writes one, such as 2026-11-10 or 10 November."""
    return isinstance(phrase.form, phrases.Fixed | phrases.DayOfMonth)


def _naming_session(title: str, session: str, community: Community) -> str:
    """Return the title of a session's step with the session in it: Webinar 1: distribute the guide."""
    if names.alike(session) in names.alike(title):
        return title
    return languages.of(community.language).step_title.format(session=session, step=title)


def _evidence(
    goal_name: str, goal: Goal, name: str, evidence: Evidence, community: Community
) -> Iterator[tuple[str, Draft | ValueProblem]]:
    if evidence.by is None:
        return  # not decided yet
    what = evidence.what or goal.aim
    title = what and languages.of(community.language).evidence_title.format(what=what)
    step = Step.model_construct(title=title, owner=evidence.owner, notes=evidence.how, audience=("team",))
    entry_id = f"evidence.{goal_name}.{name}"
    path: Path = ("goals", goal_name, "evidence", name)
    yield _checked(Draft(entry_id, step, evidence.by, path, entry_id, title=_title(step, name)))


def _capacity_building(row: int, plan: CapacityBuilding) -> Iterator[tuple[str, Draft | ValueProblem]]:
    if plan.when is None:
        return  # not decided yet
    words = " · ".join(part for part in (plan.activity, plan.jurisdiction) if part)
    step = Step.model_construct(
        title=words or None,
        owner=next(iter(plan.team), None),
        audience=("team",),
        notes=", ".join(map(names.shown, plan.team)) or None,
    )
    entry_id = f"capacity-building.{row + 1}"
    path: Path = ("legacy", "capacity_building", row)
    title = _title(step, "capacity-building")
    yield _checked(Draft(entry_id, step, plan.when, path, entry_id, phase="legacy", title=title))


def _title(step: Step, name: str) -> str:
    return step.title or name.rpartition(".")[2].replace("-", " ").capitalize()


def _checked(draft: Draft) -> tuple[str, Draft | ValueProblem]:
    """Return a draft whose phrase can be dated where it stands, or what it lacks for that."""
    written = draft.phrase.text.strip()
    if draft.phrase.lacks_month:
        phrase = phrases.first_that_is_one(f"{written} of october", f"{written} d’octobre")
        hint = sentence("write, for example, '{phrase}'", phrase=phrase)
        return draft.id, ValueProblem(draft.when, sentence("the phrase names no month"), hint)
    if draft.phrase.is_anchored and draft.phrase.anchor is None and draft.parent is None:
        introduced = ("as ", "que ") if isinstance(draft.phrase.form, phrases.SameDay) else ("",)
        phrase = phrases.first_that_is_one(*(f"{written} {word}orientation" for word in introduced))
        hint = sentence("write '{phrase}', say", phrase=phrase)
        return draft.id, ValueProblem(draft.when, sentence("the phrase names no entry"), hint)
    return draft.id, draft
