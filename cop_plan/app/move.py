"""Give an entry another date, or cancel a session: what that changes is worked out first, and nothing is written.

What happened, happened: what is done or past keeps its day, which is written into the definition for it. Only the steps
that follow a session go with it although they are past: it did not take place, and neither did they.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from cop_plan.app.newer import Newer
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.errors import Misuse, did_you_mean, quote
from cop_plan.base.translatable import Sentence, sentence
from cop_plan.dates import phrases
from cop_plan.definition import edit, load, nodes
from cop_plan.schedule import drafts, history, outside_year, progress, timeline
from cop_plan.schedule.timeline import Entry

if TYPE_CHECKING:
    from cop_plan.rules import RuleFinding


@dataclass(frozen=True, slots=True)
class Move:
    """An entry, or a series, and the phrase that is to give its date."""

    name: str
    phrase: str


@dataclass(frozen=True, slots=True)
class Cancellation:
    """A session, and why it does not take place."""

    name: str
    because: str


@dataclass(frozen=True, slots=True)
class ReplacedValue:
    """A value in the definition: where it stands now or will stand, and its text before and after."""

    path: str
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class KeptDay:
    """An entry that stays on its day, and where that is written; `is_done` says that it is noted so, or else past."""

    entry: Entry
    value: ReplacedValue
    is_done: bool


@dataclass(frozen=True)
class MoveOutcome:
    """What comes of moving and cancelling: the project before and after, and all that changes with it.

    `named` are the entries asked for as they are now, `held` the sessions among them that are past or noted as done.
    `because` is why, for those who are told. `would_break` has a line for each rule that would newly be broken. Where
    nothing is moved by name, the year takes what the program has `newer`.
    """

    before: CommunityProject
    after: CommunityProject
    replaced: tuple[ReplacedValue, ...]
    kept: tuple[KeptDay, ...]
    changes: tuple[history.Change, ...]
    would_break: tuple[str, ...]
    named: tuple[Entry, ...]
    held: tuple[Entry, ...]
    today: date
    is_cancelling: bool
    because: str | None = None
    newer: Newer | None = None

    @property
    def how(self) -> Literal["move", "cancel", "update"]:
        """Return what is done to the year."""
        return "update" if self.newer else "cancel" if self.is_cancelling else "move"

    @property
    def is_new(self) -> bool:
        """Return whether the definition's text changes."""
        return self.before.content != self.after.content


def parse(written: Iterable[str]) -> tuple[Move, ...]:
    """Return the moves of texts such as `webinar-3=2027-02-23`. Raises Misuse."""
    moves: dict[str, Move] = {}
    for one in written:
        name, equals, phrase = (part.strip() for part in one.partition("="))
        if not (name and equals and phrase):
            said = sentence("--move: write NAME=DATE, as in webinar-3=2027-02-23, not {text}", text=quote(one))
            raise Misuse(said)
        if name in moves:
            raise Misuse(sentence("--move: {name} is moved twice", name=quote(name)))
        moves[name] = _dated(name, phrase, Sentence(f"--move {name}"))
    return tuple(moves.values())


def to(project: CommunityProject, name: str, phrase: str) -> Move:
    """Return the move of one entry to a date. Raises Misuse for a name or a date that cannot be, Problems."""
    return _dated(_entry(project, name).id, phrase, quote(phrase))


def session(project: CommunityProject, name: str) -> Entry:
    """Return the session of a name, one that is cancelled too. Raises Misuse for what cannot be cancelled, Problems."""
    cancelled = {one.id: one for one in project.timeline.cancelled if one.parent is None}
    entry = cancelled.get(name.strip().casefold()) or _entry(project, name)
    if not entry.is_occasion:
        said = sentence(
            "only a session is cancelled, and {name} is a {kind}; to do without it, write  leave_out: {{{id}: why}}",
            name=quote(entry.id),
            kind=_KINDS.get(entry.kind, entry.kind),
            id=entry.id,
        )
        raise Misuse(said)
    return entry


def reason(written: str) -> str:
    """Return why a session is cancelled, on one line. Raises Misuse where that says nothing."""
    if cleaned := progress.clean(written):
        return cleaned
    raise Misuse(sentence("say why, as in  --because 'Snow day'"))


_KINDS = {"task": sentence("task"), "letter": sentence("letter"), "survey": sentence("survey")}


def _entry(project: CommunityProject, name: str) -> Entry:
    found = project.entry(name)
    if found.cancelled:
        said = sentence(
            "{name} is cancelled with its session; if that takes place, take its  cancelled  out", name=quote(found.id)
        )
        raise Misuse(said)
    return found


def _dated(name: str, phrase: str, said: Sentence) -> Move:
    try:
        phrases.parse(phrase)
    except phrases.Unclear as unclear:
        why = sentence("{what}: {why}", what=said, why=unclear.message)
        raise Misuse(sentence("{why}; {hint}", why=why, hint=unclear.hint) if unclear.hint else why) from None
    return Move(name, " ".join(phrase.split()))


def as_read(project: CommunityProject) -> CommunityProject:
    """Return a project of the definition as its file is now, whatever becomes of that file. Raises Unreadable."""
    if project.asked.content is not None:
        return project
    content = files.read(project.file, nodes.MAX_BYTES)
    return CommunityProject(project.file, replace(project.asked, content=content))


def outcome(
    project: CommunityProject,
    asked: Sequence[Move | Cancellation],
    now: datetime,
    today: date,
    because: str | None = None,
) -> MoveOutcome:
    """Return what comes of moving and cancelling; `because` is why, for those who are told.

    Raises Misuse, OverwriteConflict where another year was published, Problems of the definition as it is and as it
    would be, and Unreadable where it is no file of a disk, into which a value could be put.
    """
    project = as_read(project)
    project.refuse_other_year(project.folder, project.lock)
    splicing = Splicing(project)
    _refuse_another_year(project, {one.name: day for one in asked if (day := _written_day(one)) is not None})
    replaced = tuple(map(splicing.ask, asked))
    trial = splicing.project
    kept = tuple(_kept(project, trial.timeline, asked, today, splicing))
    after = splicing.project if kept else trial
    _refuse_before_beginning(after, {one.name for one in asked})
    moved = after.timeline.by_id
    _refuse_another_year(project, {one.name: moved[one.name].day for one in asked if one.name in moved})
    entries = project.timeline.by_id
    named = tuple(entries[one.name] for one in asked if one.name in entries)
    return MoveOutcome(
        before=project,
        after=after,
        replaced=replaced,
        kept=kept,
        changes=tuple(changes_between(project.timeline, after.timeline, now)),
        would_break=newly_broken(project, after, today),
        named=named,
        held=tuple(one for one in named if one.is_occasion and (one.day < today or one.id in project.progress.done)),
        today=today,
        is_cancelling=any(isinstance(one, Cancellation) for one in asked),
        because=next((one.because for one in asked if isinstance(one, Cancellation)), progress.clean(because or "")),
    )


def newly_broken(before: CommunityProject, after: CommunityProject, today: date) -> tuple[str, ...]:
    """Return a line for each rule that is broken afterwards, and was not before."""
    from cop_plan.app import check  # the rules cost an import that nothing else here needs

    known = {_of_rule(one) for one in check.checked(before, today).findings}
    found = check.checked(after, today).findings
    return tuple(check.line(one, after) for one in found if _of_rule(one) not in known)


def _of_rule(finding: "RuleFinding") -> tuple[object, ...]:
    return finding.rule.name, finding.remark.about, finding.remark.path


def changes_between(before: timeline.Timeline, after: timeline.Timeline, now: datetime) -> Iterable[history.Change]:
    """Return what is other in one year than in the other, whatever was published."""
    as_it_is = history.renewed(None, before, history.publish(before, None, now), "")
    return history.changes(as_it_is, history.publish(after, as_it_is, now))


def _written_day(one: Move | Cancellation) -> date | None:
    """Return the day to which an entry is moved, if its phrase is one."""
    form = phrases.parse(one.phrase).form if isinstance(one, Move) else None
    return form.day if isinstance(form, phrases.Fixed) else None


def _refuse_another_year(project: CommunityProject, days: Mapping[str, date]) -> None:
    first, last = outside_year.reach(project.timeline)
    for name, day in days.items():
        if not first <= day <= last:
            year = timeline.year_name(project.community)
            said = sentence(
                "{name} would stand on {day}, outside the year {year}, which goes from {first} to {last}; "
                "what belongs to another year stands in that year's definition",
                name=quote(name),
                day=day,
                year=year,
                first=first,
                last=last,
            )
            raise Misuse(said)


def _refuse_before_beginning(after: CommunityProject, names: Collection[str]) -> None:
    gone = next((one for one in after.timeline.before_beginning if one.id in names), None)
    if gone is not None:
        said = sentence(
            "{name} would stand on {day}, before the community begins, on {first}: it would not be laid out",
            name=quote(gone.id),
            day=gone.day,
            first=after.community.begins,
        )
        raise Misuse(said)


def _kept(
    project: CommunityProject,
    trial: timeline.Timeline,
    asked: Sequence[Move | Cancellation],
    today: date,
    splicing: "Splicing",
) -> Iterator[KeptDay]:
    """Put in the days of what happened, and yield them; `trial` is the year as it would be without."""
    days, done = {entry.id: entry.day for entry in trial.all_entries}, project.progress.done
    entries = {entry.id: entry for entry in project.timeline.all_entries}
    cancelled = {one.name for one in asked if isinstance(one, Cancellation)}
    named = {one.name for one in asked}
    goes_with = set(named)  # and all that is counted from it, and does not stay
    for draft in splicing.in_order:
        entry = entries.get(draft.id)
        if entry is None or draft.id in named:
            continue
        session = entries.get(draft.parent or "") if draft.parent in named else None
        is_of_series = draft.parent is None and draft.id.partition(".")[0] in named
        is_moved = days.get(draft.id) != entry.day and (is_of_series or draft.on in goes_with)
        if is_moved or (draft.parent in cancelled and not drafts.is_written(draft.phrase)):
            # What follows a session that did not take place did not either, nor did what is cancelled already.
            happened = entry.day < today and not entry.cancelled and not (session and entry.day >= session.day)
            if draft.id in done or happened:
                yield KeptDay(entry, splicing.keep(draft, entry.day), draft.id in done)
            else:
                goes_with.add(draft.id)


class Splicing:
    """The text of a definition into which values are put one after the other."""

    def __init__(self, project: CommunityProject) -> None:
        self._before = project
        self._loaded = project.loaded
        drawn = drafts.draw(self._loaded.community, self._loaded.is_own, project.open_days)
        self.in_order = drawn.in_order
        self._drafts = {draft.id: draft for draft in drawn.in_order}
        root = nodes.read_yaml(project.content, self._loaded.file)
        own: Mapping[str, Any] = nodes.plain(root) if root is not None else {}
        self._activities: Mapping[str, Any] = own.get("activities") or {}
        self._text = project.content.decode()

    @property
    def project(self) -> CommunityProject:
        """Return the project as it is with what was put in."""
        return CommunityProject(self._before.file, replace(self._before.asked, content=self._text.encode()))

    def ask(self, one: Move | Cancellation) -> ReplacedValue:
        """Put in what is asked for. Raises Misuse."""
        if isinstance(one, Cancellation):
            draft = self._drafts[one.name]
            return self._put(one.name, ("activities", draft.home, "cancelled"), draft.cancelled, one.because)
        path, before = _place_of(one.name, self._loaded, self._drafts, self._activities)
        return self._put(one.name, path, before, one.phrase)

    def keep(self, draft: drafts.Draft, day: date) -> ReplacedValue:
        """Put in the day of an entry that stays. Raises Misuse."""
        path, before = _place_of(draft.id, self._loaded, self._drafts, self._activities)
        return self._put(draft.id, path, before, day.isoformat())

    def keep_whole(self, draft: drafts.Draft, day: date) -> ReplacedValue | None:
        """Put in an entry that stays with its day, with all that a pattern says of it; None for one of a series."""
        path, before = _place_of(draft.id, self._loaded, self._drafts, self._activities)
        *whole, when = path
        node, reached = nodes.find(self._loaded.tree, tuple(whole))
        if draft.path[0] != "activities" or len(reached) != len(whole) or not isinstance(node, nodes.MappingNode):
            return None
        data = nodes.plain(node)
        if "repeat" in data:
            return None
        self._put(draft.id, tuple(whole), None, data | {when: day.isoformat()})
        return ReplacedValue(nodes.dotted(path), before, day.isoformat())

    def _put(self, name: str, path: tuple[str, ...], before: str | None, after: Any) -> ReplacedValue:
        try:
            self._text = self._with(path, after)
        except edit.CannotEdit:
            where = nodes.dotted(tuple(int(key) if key.isdecimal() else key for key in path))
            said = sentence(
                "{name}: this cannot be put in from here; write it yourself at {where}: {text}",
                name=name,
                where=where,
                text=after,
            )
            raise Misuse(said) from None
        return ReplacedValue(nodes.dotted(path), before, after)

    def _with(self, path: tuple[str, ...], value: Any) -> str:
        """Return the text with a value. Raises CannotEdit."""
        try:
            return edit.with_answer(self._text, path, value)
        except edit.CannotEdit:
            # What is switched on in a word, as `field-trip: yes`, is as well by what is written under it.
            if path[0] != "activities" or len(path) < 3 or not isinstance(self._activities.get(path[1]), str):
                raise
            return self._with(path[:-1], {path[-1]: value})


def _place_of(
    name: str, loaded: load.Loaded, drawn: Mapping[str, drafts.Draft], own_activities: Mapping[str, Any]
) -> tuple[tuple[str, ...], str | None]:
    """Return the path at which the phrase of an entry belongs, and the phrase of now. Raises Misuse."""
    draft = drawn.get(name)
    if draft is None:
        series = loaded.community.activities.get(name)
        if series is not None and series.repeat:
            return ("activities", name, "when"), series.when.text if series.when else None
        near = did_you_mean(name, drawn)
        said = sentence("--move: no entry is called {name}", name=quote(name))
        raise Misuse(sentence("{why}; {hint}", why=said, hint=near) if near else said)
    before = draft.phrase.text
    if draft.path[0] != "activities":
        return tuple(str(key) for key in draft.when), before
    if name in own_activities:
        return ("activities", name, "when"), before
    if draft.parent is None:
        return ("activities", draft.home, "when"), before
    return ("activities", draft.home, "steps", name.removeprefix(f"{draft.home}."), "when"), before
