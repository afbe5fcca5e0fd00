"""What the records of a year come to, whatever program exported them.

Rows are counted from 1, as a spreadsheet shows them. Times are as the file writes them, on the clock of whoever
exported it, and so without a zone: they are compared with each other, never with the calendar's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from cop_plan.definition.community import Member
from cop_plan.records import callers

Why = Literal[
    "waiting room",
    "did not attend",
    "preview",
    "not finished",
    "bot",
    "answered again",
    "incomplete row",
    "breaks off",
    "headings",
    "other survey",
    "other year",
]
"""Why a row does not count."""

Presence = Literal["present", "absent", "regrets"]

Manner = Literal["in person", "online"]

Consent = Literal["name", "anonymous", "none"]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A row of an export that does not count. `name` is as the file writes it, empty if it has none."""

    row: int
    why: Why
    name: str = ""


ConcededWhy = Literal[
    "ambiguous day",
    "breaks off",
    "left before joining",
    "no such action",
    "no such presence",
    "no time",
    "not on the scale",
    "not among the choices",
    "two answers differ",
    "unreadable duration",
    "unreadable name",
    "unreadable time",
    "yes or no",
]
"""Why a cell is read as if it were empty, or as something else than it says."""


@dataclass(frozen=True, slots=True, order=True)
class Concession:
    """A cell that could not be read as it stands: it costs that cell, not the file.

    `at` is its column, counted from 0 as `Row.cells` are; `text` is what it says, empty if nothing.
    """

    file: str
    row: int
    at: int
    why: ConcededWhy
    text: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """What an export says of the session itself; None is what it does not say."""

    title: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    minutes: int | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class TimePresent:
    """One time that somebody was there: all the time from `start` to `end`, or `seconds` of it, or only so long."""

    start: datetime | None = None
    end: datetime | None = None
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody in an export of attendance: all rows of one person taken together.

    `minutes` are whole ones, of the union of the `stays`, or of their sum where there are only durations; None if the
    file does not say how long. `member` is None for one who is matched to nobody; `role` is what the file says, such
    as host or panelist.
    """

    name: str
    email: str | None = None
    minutes: int | None = None
    presence: Presence = "present"
    manner: Manner | None = None
    role: str | None = None
    rows: tuple[int, ...] = ()
    member: Member | None = None
    known_as: str | None = None
    """Who it is if not a member: the facilitator, a guest or a presenter, by the name that the definition has."""
    stays: tuple[TimePresent, ...] = ()
    files: tuple[str, ...] = ()
    """The file in which each of the `rows` stands."""
    is_counted: bool = True
    """Whether somebody who was there stayed long enough to count; see `records.counts_from`."""

    @property
    def is_caller(self) -> bool:
        """Return whether nobody can tell who it is but that the person called by telephone."""
        is_unknown = self.member is None and self.known_as is None and not self.email
        return is_unknown and callers.caller(self.name) is not None


BRIEF = 5
"""Whoever was there for fewer minutes is told, unless `records.counts_from` decides."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """An export of one session's attendance. `kind` names its source, such as `zoom-meeting`.

    `people` has those too whom a register calls absent, since it may say who sent regrets. `files` are those of which
    it was read, in the order of their parts. `day` is the one that they say, None if they say none.
    """

    kind: str
    encoding: str
    meeting: Meeting
    people: tuple[Attendee, ...]
    dropped: tuple[Dropped, ...] = ()
    concessions: tuple[Concession, ...] = ()
    files: tuple[str, ...] = ()
    day: date | None = None
    unread_sheets: tuple[str, ...] = ()
    """The sheets of its workbook that have attendance too, and are of no session that can be told."""

    @property
    def present(self) -> tuple[Attendee, ...]:
        """Return those who were there."""
        return tuple(one for one in self.people if one.presence == "present")

    @property
    def counted(self) -> tuple[Attendee, ...]:
        """Return those who were there long enough to count."""
        return tuple(one for one in self.present if one.is_counted)

    @property
    def not_counted(self) -> tuple[Attendee, ...]:
        """Return those who were there, and too short a time to count. They are not absent either."""
        return tuple(one for one in self.present if not one.is_counted)

    @property
    def under_five(self) -> tuple[Attendee, ...]:
        """Return the members who count though they stayed under five minutes, as the records tell."""
        return tuple(one for one in self.counted if one.member and one.minutes is not None and one.minutes < BRIEF)

    @property
    def unmatched(self) -> tuple[Attendee, ...]:
        """Return those who are neither members nor known otherwise."""
        return tuple(one for one in self.people if one.member is None and one.known_as is None)


Answer = str | tuple[str, ...]
"""One answer as the definition writes it: a word of the scale, a text, or several choices."""

SOMETHING_ELSE = "(something else)"
"""The answer of who wrote in what fits no choice, where none of the choices takes that."""


@dataclass(frozen=True, slots=True)
class Response:
    """One person's complete answers, by the name of the item. An item without an answer is not there.

    Several choices stand in the definition's order. `key` is what the answers are matched by: the member's address (the
    name, of a member without one), the code, or None where nothing matches them.
    """

    row: int
    answers: Mapping[str, Answer]
    at: datetime | None = None
    name: str = ""
    email: str | None = None
    member: Member | None = None
    key: str | None = None
    known_as: str | None = None
    """Who it is if not a member: the facilitator, a guest or a presenter, by the name that the definition has."""
    is_counted: bool = True
    """Whether these are a member's answers, as far as anybody can tell: who has a name or address is known by it."""


@dataclass(frozen=True, slots=True)
class Survey:
    """An export of one survey. `items` are the names of the definition's items that it asks, in the file's order.

    `not_asked` are its columns that no item of the definition takes; `missing` are the items of the definition for this
    survey that no column asks.
    """

    kind: str
    encoding: str
    items: tuple[str, ...]
    responses: tuple[Response, ...]
    dropped: tuple[Dropped, ...] = ()
    not_asked: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    concessions: tuple[Concession, ...] = ()
    file: str = ""
    has_numbers: bool = False
    """Whether numbers are read as steps of a scale of words, counted from its low end."""
    columns: tuple[str, ...] = ()
    """All headings of the file, in its order."""
    falling: tuple[str, ...] = ()
    """The items whose scale is written from its high end, as far as its words are known."""

    @property
    def counted(self) -> tuple[Response, ...]:
        """Return the responses of members; those with no name and no address are taken for theirs."""
        return tuple(one for one in self.responses if one.is_counted)

    @property
    def has_keys(self) -> bool:
        """Return whether any response can be brought together with the same person's in another survey."""
        return any(one.key is not None for one in self.responses)

    @property
    def unmatched(self) -> tuple[Response, ...]:
        """Return the responses with a name or address that belongs to nobody whom the definition knows."""
        named = (one for one in self.responses if one.name or one.email)
        return tuple(one for one in named if one.member is None and one.known_as is None)


@dataclass(frozen=True, slots=True)
class SurveyOutline:
    """What an export of answers shows without a definition, by which nobody knows what its questions ask.

    `responses` counts the rows that are complete answers; `columns` are all headings, in the file's order. The first
    and the last day are None where the file has no days, or days that can be meant in two ways.
    """

    kind: str
    responses: int
    columns: tuple[str, ...]
    first_day: date | None
    last_day: date | None
    encoding: str


@dataclass(frozen=True, slots=True)
class ItemTally:
    """How many members answered an item, and how many gave which answer: of written answers it counts none apart.

    `counts` has every step of the scale from the low end, or every choice in the definition's order.
    """

    item: str
    ask: str
    answered: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Note:
    """The notes of one session: Markdown by the heading above it; what stands before the first is under ''."""

    session: str
    sections: Mapping[str, str]
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A success story or a final product. `body` is Markdown."""

    title: str
    author: str | None
    session: str | None
    consent: Consent
    body: str
    member: Member | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A line of the noticeboard."""

    day: date
    kind: Literal["post", "research", "blog", "resource", "opportunity"]
    title: str
    link: str | None = None
    by: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Commitment:
    """What a member commits to, and to whom."""

    member: Member
    to: Literal["my learning", "colleagues", "others"]
    commitment: str


LeftOutWhy = Literal["outside the school year", "of another session's day", "the same meeting", "of no session"]
"""Why an export, or the rows of one day in it, counts for no session."""

PlacedBy = Literal["map", "name", "event", "day", "title", "meeting id"]
"""What says of which session an export is: the definition's map, the file's name, or what is inside the file."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the rows of one day in an export of attendance went: to a session, or nowhere and why.

    `day` is what the file says, None if it does not; `people` is how many were there. `planned_for` is the session
    whose day it is, where that is not the one that the file is named after, `named`. `same_as` is the other file of
    the same meeting. `written` is a day as the file has it that can be any of the `readings`: `day` was taken by the
    plan, or none was.
    """

    file: str
    people: int
    day: date | None = None
    session: str | None = None
    by: PlacedBy | None = None
    why: LeftOutWhy | None = None
    named: str | None = None
    planned_for: str | None = None
    same_as: str | None = None
    written: str | None = None
    readings: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldDay:
    """The day on which something took place, and what says so."""

    day: date
    source: Literal["progress record", "export"]


@dataclass(frozen=True)
class Records:
    """The year's records, read and matched. None, or an absent key, is what was not collected.

    `attendance` and `notes` are by the name of the session; `done` says on which day an entry was done or held, by its
    name. `pulses` are the short surveys between the first and the last, by the name of the session at which they were
    asked. `placed` says where each export of attendance went.
    """

    attendance: Mapping[str, Attendance]
    baseline: Survey | None = None
    final: Survey | None = None
    pulses: Mapping[str, Survey] = field(default_factory=dict)
    placed: tuple[Placement, ...] = ()
    notes: Mapping[str, Note] | None = None
    stories: tuple[Story, ...] | None = None
    noticeboard: tuple[Notice, ...] | None = None
    commitments: tuple[Commitment, ...] | None = None
    done: Mapping[str, date] | None = None
