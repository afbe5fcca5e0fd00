"""What the rules look at, and what they find.

A rule is a function from a `RuleContext` to its remarks. What is missing is remarked on as if it were due; whether it
is decides the entry that stands beside the rule. A remark holds keys and values; `render.sentences` says it, in the
language of the community.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeAlias

from cop_plan.base.errors import Path
from cop_plan.base.frozen import frozen
from cop_plan.dates.workdays import Workdays
from cop_plan.definition import names
from cop_plan.definition.community import Activity, Community, Member, Part, Step, Thresholds
from cop_plan.schedule.timeline import Entry, Timeline


@frozen
class Weekday:
    """A day of the week, from Monday = 0."""

    number: int


@frozen
class MonthOfYear:
    """A month, by its first day."""

    first: date


@frozen
class ClosureName:
    """The name of a holiday or a closure."""

    name: str


@frozen
class RuleText:
    """What a language says under a key of the rule; `facts` fill its braces."""

    key: str
    facts: "Facts" = field(default_factory=dict)


Fact: TypeAlias = (
    str | int | float | Decimal | date | time | Weekday | MonthOfYear | ClosureName | RuleText | tuple["Fact", ...]
)
"""What fills a brace: a text is said as it is, days, times, numbers and lists as the language says them."""

Facts: TypeAlias = Mapping[str, Fact]
"""What fills the braces of a rule's texts, by their names; `number` is the one that decides between one and many."""


@frozen
class Remark:
    """What a rule finds about the value at `path`, or about its key.

    `message`, `hint` and `question` are keys of the rule's texts in `rules.yaml`, and `facts` fill the braces of all
    three. `about` is the name under which it can be ignored alone: an entry's, a goal's, a jurisdiction's. `question`
    is what it asks as long as it is not due; None where the planning tool asks it already, or where there is nothing to
    ask.
    """

    path: Path
    facts: Facts = field(default_factory=dict)
    _: KW_ONLY
    message: str = "message"
    hint: str | None = "hint"
    question: str | None = None
    about: str | None = None
    at_key: bool = False


@frozen
class Busy:
    """An event of a calendar under `busy`, in the community's zone; without its title where that is not to be shown."""

    file: str
    start: datetime
    end: datetime
    whole_days: bool = False
    title: str | None = None


@dataclass(frozen=True)
class RuleContext:
    """What the rules look at: a dated year on a day of it.

    `recorded` says whether anything is noted as done; `published` is the day under which each entry was published last;
    `unused` are the paths of what is ignored in vain. `is_own` tells whether the person wrote the value at a path, as
    against the pattern. `busy` are the events of other people's calendars. `published_year` is the school year in the
    folder of the plan, None where there is none; `year_at` is where the definition says its own, itself or by what it
    extends. `has_last_year` tells whether the definition of the year before is there, where one is named.
    """

    timeline: Timeline
    open_days: Workdays
    today: date
    recorded: bool = True
    published: Mapping[str, date] = field(default_factory=dict)
    unused: tuple[Path, ...] = ()
    is_own: Callable[[Path], bool] = lambda _: True
    busy: tuple[Busy, ...] = ()
    published_year: str | None = None
    year_at: Path = ("year",)
    has_last_year: bool = False

    @property
    def community(self) -> Community:
        """Return the community."""
        return self.timeline.community

    @property
    def thresholds(self) -> Thresholds:
        """Return the numbers to count with."""
        return self.community.thresholds

    @cached_property
    def texts(self) -> tuple[tuple[Path, str], ...]:
        """Return every text of the definition with its path."""
        return tuple(texts(self.community))

    # The entries.

    @property
    def by_id(self) -> Mapping[str, Entry]:
        """Return every entry by its name."""
        return self.timeline.by_id

    @cached_property
    def hanging(self) -> Mapping[str, tuple[Entry, ...]]:
        """Return for each entry its steps and what is counted from it."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.timeline.entries:
            anchor = entry.reason.anchor if entry.reason else None
            for on in {entry.parent, anchor} - {None}:
                found[on or ""].append(entry)
        return {name: tuple(entries) for name, entries in found.items()}

    @cached_property
    def sessions(self) -> tuple[Entry, ...]:
        """Return the sessions to which members come, as against those of the team alone."""
        return tuple(entry for entry in self.timeline.sessions if for_members(entry))

    @cached_property
    def launch(self) -> Entry | None:
        """Return the session with which the community begins."""
        in_phase = (session for session in self.sessions if session.phase == "launch")
        return next(in_phase, next(iter(self.sessions), None))

    @cached_property
    def closing(self) -> Entry | None:
        """Return the session with which it ends."""
        in_phase = [session for session in self.sessions if session.phase == "wrap-up"]
        return next(iter(in_phase[-1:] or self.sessions[-1:]), None)

    def first(self, candidates: Iterable[str]) -> Entry | None:
        """Return the first of those entries that the year has."""
        return next((self.by_id[name] for name in candidates if name in self.by_id), None)

    def has_passed(self, candidates: Iterable[str]) -> bool:
        """Return whether the first of those entries that the year has, or else its launch, lies before today."""
        decided = self.first(candidates) or self.launch
        return decided is not None and decided.day < self.today

    def with_document(self, document: str) -> tuple[Entry, ...]:
        """Return the entries that need a document."""
        return self._by_document.get(document, ())

    @cached_property
    def _by_document(self) -> Mapping[str, tuple[Entry, ...]]:
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.timeline.entries:
            if entry.document:
                found[entry.document].append(entry)
        return {document: tuple(entries) for document, entries in found.items()}

    def path(self, entry: Entry) -> Path:
        """Return where an entry is written."""
        home = entry.parent or entry.id
        if home.startswith("evidence."):
            _, goal, name = home.split(".", 2)
            return ("goals", goal, "evidence", name)
        if home.startswith("capacity-building."):
            return ("legacy", "capacity_building", int(home.rpartition(".")[2]) - 1)
        key = home if home in self.community.activities else home.partition(".")[0]
        if entry.parent is None:
            return ("activities", key)
        step = entry.id.removeprefix(f"{home}.")
        # Where more sessions are named than the pattern has entries, these are written nowhere else.
        return ("activities", key, "steps", step) if step in self.community.activities[key].steps else _DISCUSSED_AT

    def when(self, entry: Entry) -> Path:
        """Return where an entry's date is written."""
        path = self.path(entry)
        return path if path == _DISCUSSED_AT else (*path, "by" if path[0] == "goals" else "when")

    def part(self, entry: Entry) -> Step:
        """Return what is written of an entry; an empty step for evidence and capacity building."""
        path = self.path(entry)
        if path[0] != "activities":
            return _NOTHING
        activity = self.community.activities[str(path[1])]
        return activity.steps[str(path[3])] if len(path) > 2 else activity

    def activity(self, session: Entry) -> Activity:
        """Return what is written of a session; an empty activity for a step."""
        part = self.part(session)
        return part if isinstance(part, Activity) else _NO_ACTIVITY

    def open_day_like(self, day: date, is_free: Callable[[date], bool] = lambda _: True) -> date | None:
        """Return the nearest open day of the same weekday, the later of two; None if none is within eight weeks."""
        weeks = sorted((week for week in range(-8, 9) if week), key=lambda week: (abs(week), -week))
        days = (day + timedelta(weeks=week) for week in weeks)
        return next((other for other in days if self.open_days.is_open(other) and is_free(other)), None)

    # The people.

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """Return the members of today."""
        members = self.community.membership.members
        return tuple(member for member in members if member.left is None or member.left > self.today)

    @cached_property
    def _jurisdiction_of_school(self) -> Mapping[str, str]:
        schools = self.community.membership.schools
        return {names.alike(school.school): school.jurisdiction for school in schools if school.jurisdiction}

    def jurisdiction(self, member: Member) -> str | None:
        """Return the jurisdiction that a member comes from, if it is known."""
        of_school = self._jurisdiction_of_school.get(names.alike(member.school)) if member.school else None
        return of_school or member.jurisdiction

    @cached_property
    def jurisdictions(self) -> Mapping[str, str]:
        """Return the jurisdictions that members come from, each by what makes it alike."""
        named = (self.jurisdiction(member) for member in self.members)
        return {names.alike(name): name for name in named if name}


_DISCUSSED_AT: Path = ("legacy", "discussed_at")

_NOTHING = Step()
_NO_ACTIVITY = Activity()


def for_members(entry: Entry) -> bool:
    """Return whether an entry concerns members, as against the team alone."""
    return "participants" in entry.audience or "public" in entry.audience


def dotted(path: Path) -> str:
    """Return a path as a person reads it; positions in a list count from 1."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)


def texts(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield every text in a part of the definition with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Part):
        for name, field in type(value).model_fields.items():
            inner = getattr(value, name)
            if inner is not None and inner != field.default:
                yield from texts(inner, (*path, field.alias or name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from texts(inner, (*path, key))
    elif type(value) is tuple:
        for at, inner in enumerate(value):
            yield from texts(inner, (*path, at))
