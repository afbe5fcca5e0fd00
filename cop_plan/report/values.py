"""What a report says, as values from which what must not be seen is already gone.

A number that is suppressed does not exist in them: where it would stand there is a `Hidden`, which knows why and
nothing else. Where nothing was collected there is a `NotCollected`, which names what is missing. Every part of a report
is always there, shown or as one of these two. No value holds the answers of one person, or an address.

Counts are of people unless their name says otherwise; money is in the currency of the report.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import ClassVar, Generic, Literal, TypeAlias, TypeVar

from cop_plan.records.record_types import ConcededWhy, HeldDay, LeftOutWhy

Value = TypeVar("Value")

HiddenWhy = Literal["small group", "under ten", "protected", "several groups", "interim"]
"""Why something is not shown.

`small group`: fewer people than the limit · `under ten`: enough for up, same and down, too few for a distribution ·
`protected`: a small group, or that all said the same, could be worked out from it · `several groups`: it is of people
of several groups together, among whom it cannot be divided · `interim`: it stands in the final report only.
"""


@dataclass(frozen=True, slots=True)
class Shown(Generic[Value]):
    """Something that may be seen."""

    value: Value
    is_shown: ClassVar[bool] = True
    is_collected: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Hidden:
    """Something that is known and not shown. It does not hold what it hides."""

    why: HiddenWhy
    is_shown: ClassVar[bool] = False
    is_collected: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class NotCollected:
    """Something of which there is no record. `missing` are the keys of the definition under which it would be named."""

    missing: tuple[str, ...]
    is_shown: ClassVar[bool] = False
    is_collected: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Blank:
    """Something that only a person can say and nobody has said yet: the report shows the gap, and who is to fill it."""

    by: str | None
    is_shown: ClassVar[bool] = False
    is_collected: ClassVar[bool] = False


ToWrite: TypeAlias = Shown[Value] | Blank
"""What only a person can say, or the gap that is left for it."""

Number: TypeAlias = Shown[Value] | Hidden | NotCollected
"""A number or a table, shown, hidden or not collected."""

Part: TypeAlias = Shown[Value] | NotCollected
"""A part of the report."""


@dataclass(frozen=True, slots=True)
class Tally:
    """So many of so many, to be said as such: below 30 never as a percentage."""

    count: int
    of: int

    @property
    def may_be_percentage(self) -> bool:
        """Return whether there are enough for a percentage beside the count."""
        return self.of >= 30


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """How many gave an answer; `answer` is a word of the scale or a choice, as the definition writes it."""

    answer: str
    count: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """How many gave which answer, from the scale's low end to its high end, or in the order of the choices.

    `median` is the answer in the middle, two if the middle lies between them; empty for choices, which have no order.
    Where several choices could be taken the counts add up to more than `n`.
    """

    n: int
    cells: tuple[AnswerCount, ...]
    median: tuple[str, ...] = ()

    @property
    def counts(self) -> tuple[int, ...]:
        """Return the counts alone."""
        return tuple(cell.count for cell in self.cells)


@dataclass(frozen=True, slots=True)
class ChangeCounts:
    """How many of those with both answers went up on the scale, stayed and went down."""

    up: int
    same: int
    down: int

    @property
    def n(self) -> int:
        """Return how many have both answers."""
        return self.up + self.same + self.down


@dataclass(frozen=True, slots=True)
class ChangeBounds:
    """How many went up at worst and at best, whatever those would have said who are not matched.

    `of` is who was enrolled on the day the final survey opened: `worst` is k of N, `best` k + (N - n) of N.
    """

    worst: int
    best: int
    of: int


@dataclass(frozen=True, slots=True)
class WrittenAnswers:
    """Written answers of one item, without their writers and not in their order.

    `withheld` says that some are left out, since they name somebody. Where they are not `quoted`, since the forms did
    not ask for it, there are none.
    """

    n: int
    answers: tuple[str, ...]
    withheld: bool = False
    quoted: bool = True


@dataclass(frozen=True, slots=True)
class Respondents:
    """The numbers that every result names. None is a survey of which there are no records.

    `enrolled` is of the day the final survey opened (the baseline survey, where there is only this). `matched` is None
    where answers are not brought together. `ambiguous` answers could be of several people and are matched with nobody.
    Answers count that are a member's, or have neither name nor address; `others_baseline` and `others_final` are those
    of people whom the definition does not know. Of those that count, `not_joined` are of who was invited and did not
    join. `keyless` are the surveys of which no answer has what answers are
    matched by, `keyless_baseline` and `keyless_final` how many answers have it not.
    """

    enrolled: int
    baseline: int | None
    final: int | None
    matched: int | None
    ambiguous: int = 0
    others_baseline: int = 0
    others_final: int = 0
    keyless: tuple[Literal["baseline", "final"], ...] = ()
    keyless_baseline: int = 0
    keyless_final: int = 0
    not_joined: int = 0


Form = Literal["scale", "choices", "text"]
Cycle = Literal["potential", "applied", "realized", "support"]


@dataclass(frozen=True, slots=True)
class PairedItem:
    """A result of an item that both surveys ask, of those who answered both times.

    `unanswered` counts those matched who left it out at least once. `only_before` and `only_after` are the answers of
    those who answered one survey; they stand apart and are never subtracted.
    """

    name: str
    ask: str
    scale: tuple[str, ...]
    area: str | None
    goal: str | None
    cycle: Cycle | None
    n: int
    unanswered: int
    change: Number[ChangeCounts]
    bounds: Number[ChangeBounds]
    before: Number[Distribution]
    after: Number[Distribution]
    only_before: Number[Distribution]
    only_after: Number[Distribution]


@dataclass(frozen=True, slots=True)
class SingleItem:
    """A result of an item in one survey: a distribution, or written answers. The other of both is None.

    `n` is how many answered it; where what is shown was published before, what is shown has an `n` of its own.
    """

    name: str
    ask: str
    form: Form
    area: str | None
    goal: str | None
    cycle: Cycle | None
    survey: Literal["baseline", "final"]
    n: int
    distribution: Number[Distribution] | None = None
    texts: Number[WrittenAnswers] | None = None


FindingKind = Literal["rise", "fall", "most the same", "half the same", "both ways"]
"""What may be claimed of a change.

`rise`, `fall`: more than half went that way, and at least twice as many as the other way · `most the same`, `half the
same`: more than half stayed, or just half · `both ways`: none of these, so that some went up and some down.
"""


@dataclass(frozen=True, slots=True)
class SurveyFinding:
    """What members report on one item.

    A `fall` may be a shift in what people see, which has to be said with it.
    """

    kind: FindingKind
    item: str
    ask: str
    change: ChangeCounts


@dataclass(frozen=True, slots=True)
class NotePassage:
    """What somebody wrote under a heading of the notes. `text` is Markdown; `session` and `author` say whose it is."""

    text: str
    session: str
    author: str | None = None


@dataclass(frozen=True, slots=True)
class DecisionsAsked:
    """What those who read the report are asked to decide, in the words of the notes."""

    keep_on: tuple[NotePassage, ...] = ()
    change: tuple[NotePassage, ...] = ()
    stop: tuple[NotePassage, ...] = ()


@dataclass(frozen=True, slots=True)
class Substitutes:
    """Release time that was used: half days count 0.5. `minutes` are those in school time."""

    days: Decimal
    minutes: int

    @property
    def hours(self) -> Decimal:
        """Return the hours, to a tenth."""
        return (Decimal(self.minutes) / 60).quantize(Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class Money:
    """Amounts that were planned, spent and given in kind; None is not written. `difference` is actual less planned.

    `is_partial` is a sum of lines if something was spent on some, and on others that were planned it is not written.
    """

    planned: Decimal | None
    actual: Decimal | None
    in_kind: Decimal | None
    is_partial: bool = False

    @property
    def difference(self) -> Decimal | None:
        """Return what was spent beyond the plan, negative if less; None if one of both is unknown or partial."""
        known = self.planned is not None and self.actual is not None and not self.is_partial
        return self.actual - self.planned if known else None  # type: ignore[operator]


@dataclass(frozen=True, slots=True)
class BudgetCategory:
    """A category of the budget, its lines added up."""

    category: str
    money: Money
    occasions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Budget:
    """The budget by category, in the order of the file, and in total."""

    categories: tuple[BudgetCategory, ...]
    total: Money
    currency: str | None


@dataclass(frozen=True, slots=True)
class PurposeStatement:
    """What the community set out to do: its statement, or the four parts of which `words` makes it.

    `success` is what it said that success would look like.
    """

    statement: str | None
    audience: str | None
    shared_interest: str | None
    concern: str | None
    learn_together_how_best_to: str | None
    success: str | None = None


@dataclass(frozen=True, slots=True)
class AttendanceInShort:
    """Who came to the mandatory sessions: how many there are, and of how many it is recorded who came.

    `places` are one for each member at each of those that are recorded; `every` counts, of all who joined, who came to
    every one since they joined.
    """

    sessions: int
    recorded: int
    places: Number[Tally]
    every: Number[Tally]


@dataclass(frozen=True, slots=True)
class UnitCosts:
    """What was spent, divided by the members who joined, and by the hours of learning that all of them had together.

    Both are whole units of the currency. The hours are None where they are not known or not shown; they are `partial`
    if a session has no record of who came, so that an hour cost no more than that.
    """

    per_member: Decimal
    members: int
    per_hour: Decimal | None = None
    hours: int | None = None
    partial: bool = False


@dataclass(frozen=True, slots=True)
class FirstPage:
    """What a reader sees who reads no further."""

    purpose: PurposeStatement
    aims: tuple[str, ...]
    found: tuple[SurveyFinding, ...]
    completed: Number[Tally]
    did_not_work: ToWrite[tuple[NotePassage, ...]]
    cost: Part[Money]
    substitutes: Number[Substitutes]
    asks: ToWrite[DecisionsAsked]
    written_by: tuple[str, ...]
    paid_by: tuple[str, ...]
    coming: Part[AttendanceInShort] = NotCollected(("records.attendance",))
    unit_costs: UnitCosts | None = None


@dataclass(frozen=True, slots=True)
class SessionHeld:
    """A session as it was planned and as it took place. `held` is None where no record says when.

    `guide_lead` and `planned_lead` are the days from its guide or agenda to the session; None where not known.
    `archived` says whether its recording or highlights are recorded as kept; None if it has no such step, or if no
    progress is recorded at all.
    """

    id: str
    title: str
    kind: str
    mandatory: bool
    planned: date
    held: HeldDay | None
    topic: str | None = None
    goal: str | None = None
    planned_lead: int | None = None
    guide_lead: int | None = None
    archived: bool | None = None

    @property
    def days_later(self) -> int | None:
        """Return how many days after its planned day it was held, negative if before; None if not known."""
        return (self.held.day - self.planned).days if self.held else None


@dataclass(frozen=True, slots=True)
class CancelledSession:
    """A session that did not take place, and why, in the words of the definition."""

    id: str
    title: str
    planned: date
    why: str


@dataclass(frozen=True, slots=True)
class ProgressResults:
    """Did it run? Sessions in the order of their planned days, and how many of the year's other entries are done."""

    sessions: tuple[SessionHeld, ...]
    entries_done: Part[Tally]
    cancelled: tuple[CancelledSession, ...] = ()

    def named(self, names: Collection[str]) -> tuple[SessionHeld, ...]:
        """Return the sessions of some names, in the order of their planned days."""
        return tuple(one for one in self.sessions if one.id in names)


@dataclass(frozen=True, slots=True)
class SessionAttendance:
    """Who of those enrolled on its day came to a session.

    `online` are those of them who came from afar, where it was written. `others` are the rest of the room: leaders,
    guests, people not enrolled that day. `unmatched` are names that nobody could be found for. `too_short` are those
    enrolled who were there and do not count, since they stayed too short a time.
    """

    id: str
    title: str
    day: date
    mandatory: bool
    attended: Number[Tally]
    online: Number[int]
    others: int
    unmatched: int
    too_short: int = 0


@dataclass(frozen=True, slots=True)
class ParticipantFlow:
    """How many were invited, agreed, confirmed, joined, came and completed.

    Completed is: came to all mandatory sessions since joining, and answered the final survey.
    """

    invited: Number[int]
    agreed: Number[int]
    confirmed: Number[int]
    joined: int
    attended: Number[int]
    completed: Number[int]
    left: int


@dataclass(frozen=True, slots=True)
class AttendanceResults:
    """Did people come? Tallies of `mandatory` and `optional` are of places: one for each person at each session."""

    flow: ParticipantFlow
    sessions: tuple[SessionAttendance, ...]
    mandatory: Number[Tally]
    optional: Number[Tally]
    not_recorded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SurveyResults:
    """Both surveys: every item in the order of the questionnaire, those in which members went down too."""

    respondents: Respondents
    matched_by: Literal["email", "code", "nothing"] | None
    seen_by: str | None
    items: tuple[PairedItem | SingleItem, ...]

    def of(self, cycle: str | None) -> tuple[PairedItem | SingleItem, ...]:
        """Return the items that show a value cycle; None are those that name no cycle."""
        return tuple(item for item in self.items if item.cycle == cycle)

    def named(self, names: Collection[str]) -> tuple[PairedItem | SingleItem, ...]:
        """Return the items of some names, in the order of the questionnaire."""
        return tuple(item for item in self.items if item.name in names)


@dataclass(frozen=True, slots=True)
class PulseTime:
    """A session at whose end the short survey was asked: who was enrolled that day, and how many answered.

    `answered` is None where nothing was collected.
    """

    session: str
    title: str
    day: date
    enrolled: int
    answered: int | None


@dataclass(frozen=True, slots=True)
class AnswersAtSession:
    """What was answered to one question of the short survey at one session; as in `SingleItem`."""

    session: str
    n: int
    distribution: Number[Distribution] | None = None
    texts: Number[WrittenAnswers] | None = None


@dataclass(frozen=True, slots=True)
class PulseItem:
    """A question of the short survey, with its answers at each session of which there are some."""

    name: str
    ask: str
    form: Form
    answers: tuple[AnswersAtSession, ...]


@dataclass(frozen=True, slots=True)
class PulseResults:
    """The short survey: each time alone, in the order of the days. No answer is compared with another time's."""

    times: tuple[PulseTime, ...]
    items: tuple[PulseItem, ...]


@dataclass(frozen=True, slots=True)
class CommunityResource:
    """Something that the community made or shared."""

    title: str
    kind: str
    link: str | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class AreaOfPurpose:
    """An area of purpose with the goals, the items and the sessions that belong to it, by their names."""

    area: str
    goals: tuple[str, ...]
    items: tuple[str, ...]
    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhatMembersGained:
    """What did they gain? Items are named as in `surveys`."""

    items: tuple[str, ...]
    made: Part[tuple[CommunityResource, ...]]
    areas: tuple[AreaOfPurpose, ...]


@dataclass(frozen=True, slots=True)
class ReportedItems:
    """What members report in a value cycle: the items, named as in `surveys`."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Support:
    """How the community was supported: release time, principals, and what stood in the way."""

    items: tuple[str, ...]
    paid_by: str | None
    how_to_book: str | None
    in_school_time: int
    principals: Tally
    substitutes: Number[Substitutes]
    barriers: tuple[NotePassage, ...]


@dataclass(frozen=True, slots=True)
class EvidencePiece:
    """A piece of evidence: by when it was planned, and the day on which it was there."""

    name: str
    what: str | None
    how: str | None
    planned: date | None
    done: date | None
    share_at: str | None


@dataclass(frozen=True, slots=True)
class GoalEvidence:
    """What there is for a goal: pieces of evidence, items and sessions, by their names."""

    name: str
    aim: str | None
    outcome: str | None
    for_students: str | None
    area: str | None
    horizon: str | None
    evidence: tuple[EvidencePiece, ...]
    items: tuple[str, ...]
    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MemberRequests:
    """What members asked for in the fall, and the sessions with a topic that were held since, by their names."""

    items: tuple[SingleItem, ...]
    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownStory:
    """A story that may be shown. `author` is None for one that is told without a name."""

    title: str
    body: str
    author: str | None = None
    school: str | None = None
    session: str | None = None


@dataclass(frozen=True, slots=True)
class Stories:
    """The stories that may be shown, and how many may not."""

    told: tuple[ShownStory, ...]
    without_consent: int
    naming_somebody: int


@dataclass(frozen=True, slots=True)
class CapacityPlan:
    """What a team does in its jurisdiction after the year."""

    jurisdiction: str | None
    team: tuple[str, ...]
    audience: tuple[str, ...]
    activity: str | None
    day: date | None
    done: date | None
    support: str | None


@dataclass(frozen=True, slots=True)
class LegacyResults:
    """What lasts. `commitments` say for each direction how many members wrote one."""

    commitments: Part[Mapping[str, Number[Tally]]]
    plans: tuple[CapacityPlan, ...]
    discussed: tuple[SessionHeld, ...]
    resources: str | None
    licence: str | None
    url: str | None
    audiences: tuple[tuple[str, str | None], ...]


LimitKind = Literal[
    "interim",
    "self-report",
    "no comparison",
    "evaluation, not research",
    "not for supervision",
    "confidential, not anonymous",
    "not everybody answered",
    "answers without names",
    "answers of nobody known",
    "answers without an address",
    "answers not matched",
    "answers cannot be matched",
    "answers could not be matched",
    "ambiguous answers",
    "too few matched",
    "under ten matched",
    "numbers are hidden",
    "unmatched people",
    "short stays",
    "present, not counted",
    "sessions without attendance",
    "files left out",
    "days decided by the plan",
    "cells that could not be read",
    "not collected",
    "published before cannot be made again",
]


@dataclass(frozen=True, slots=True)
class UnreadCells:
    """Cells of a file that could not be read, all for one reason, by the rows in which they stand."""

    file: str
    why: ConcededWhy
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UncountedFile:
    """A file, or the rows of one day in it, that count for no session, and why; `day` is what it says itself."""

    file: str
    day: date | None
    why: LeftOutWhy | None


@dataclass(frozen=True, slots=True)
class DayByPlan:
    """A day as a file writes it that can be read in several ways, and what it is taken for since that fits the plan."""

    file: str
    written: str
    day: date


@dataclass(frozen=True, slots=True)
class ReportLimit:
    """A limit of what the report can say. `count` and `of` are its numbers, `names` what it concerns.

    `cells` are those that could not be read, `files` those left out, `days` those that the plan decided.
    """

    kind: LimitKind
    count: int | None = None
    of: int | None = None
    names: tuple[str, ...] = ()
    cells: tuple[UnreadCells, ...] = ()
    files: tuple[UncountedFile, ...] = ()
    days: tuple[DayByPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What comes next: dated entries from the day of the report on, goals for longer, and who leads."""

    entries: tuple[tuple[date, str], ...]
    longer_goals: tuple[str, ...]
    lead: str | None


@dataclass(frozen=True, slots=True)
class JurisdictionNumbers:
    """The numbers of a jurisdiction: all of them are shown or none."""

    completed: Part[Tally]
    committed: Part[Tally]
    substitutes: Part[Substitutes]


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A jurisdiction's own page: its people by name, and its numbers if they may be seen."""

    name: str
    people: tuple[str, ...]
    schools: tuple[str, ...]
    numbers: Number[JurisdictionNumbers]
    plans: tuple[CapacityPlan, ...]


@dataclass(frozen=True)
class Report:
    """What a year came to. `is_interim` says that it is the evidence of March, and that nothing in it is final.

    `pulses` is None where no short survey was to be answered yet.
    """

    community: str
    id: str
    year: str
    language: str
    today: date
    is_interim: bool
    limit: int
    currency: str | None
    sponsor: str | None
    partners: tuple[str, ...]
    first_page: FirstPage
    running: Part[ProgressResults]
    coming: Part[AttendanceResults]
    surveys: Part[SurveyResults]
    pulses: Part[PulseResults] | None
    gains: Part[WhatMembersGained]
    use: Part[ReportedItems]
    change: Part[ReportedItems]
    support: Part[Support]
    goals: Part[tuple[GoalEvidence, ...]]
    asked: Part[MemberRequests]
    stories: Part[Stories]
    budget: Part[Budget]
    legacy: Part[LegacyResults]
    limits: tuple[ReportLimit, ...]
    next: NextSteps
    jurisdictions: Part[tuple[Jurisdiction, ...]]

    @property
    def not_collected(self) -> tuple[str, ...]:
        """Return the names of the parts of which there is no record, in the order of the report."""
        return tuple(field.name for field in fields(self) if isinstance(getattr(self, field.name), NotCollected))


@dataclass(frozen=True)
class Rollup:
    """What members said in the first survey, for the letter after orientation.

    `enrolled` is of the day on which the survey was answered.
    """

    community: str
    id: str
    year: str
    today: date
    limit: int
    enrolled: int
    answered: int
    items: tuple[SingleItem, ...]
