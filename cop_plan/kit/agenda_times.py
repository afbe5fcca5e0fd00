"""Agendas whose minutes add up: the definition's own blocks, or those of a session that works.

There are four kinds of sessions: the first of the year, the one that ends it, a visit, and every other one. `_SESSIONS`
says which blocks each can have: `order` is the order of the day, `importance` the order in which they are taken in.
What an entry on the session's day asks for (a survey, plans for capacity building, guidelines to adopt) comes before
everything else, and must fit; a block is never left out for one of less importance. Each block has the least that it
takes; what is left over is shared out in steps of five minutes. There is a break in each 90 minutes.

Source: S0-23, S0-34, S0-35, S2-33, S2-34, S2-41 to S2-46, S3-31, S3-35 to S3-39, S3-66, S3-77, S3-79, S4-16.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from cop_plan.definition.community import Block
from cop_plan.schedule import breaks
from cop_plan.schedule.breaks import BREAK_EVERY
from cop_plan.schedule.timeline import Entry
from cop_plan.schedule.typical_session import SessionType

STORY_MINUTES = 5
"""How long a success story is told."""

RESTS = ("break", "lunch")
"""The keys of the blocks in which people rest."""

_NEARBY = 15
_STEP = 5


class _Size(NamedTuple):
    """The least minutes of a block, and its share of what is left over; of 0 it takes no more than the least."""

    least: int
    share: int = 0


_SIZES: Mapping[str, _Size] = {
    "survey": _Size(10),  # as the letter of agreement says
    "pulse": _Size(5),
    "welcome": _Size(10, 40),
    "purpose": _Size(5, 30),
    "guidelines-draft": _Size(10, 40),
    "guidelines-adopt": _Size(10, 15),
    "guidelines-review": _Size(10, 25),
    "what-we-bring": _Size(10, 35),
    "existing-issues": _Size(10, 30),
    "choose-topics": _Size(10, 40),
    "first-try": _Size(5, 25),
    "website": _Size(10, 10),
    "success": _Size(5, 5),
    "half-year-celebration": _Size(5, 10),
    "try-it-reports": _Size(5, 15),
    "topic": _Size(10, 60),
    "capacity-building": _Size(15),
    "resource": _Size(5),
    "next-try": _Size(5, 10),
    "next-topics": _Size(5),
    "stories": _Size(10, 40),
    "results": _Size(5, 30),
    "team-plans": _Size(10, 30),
    "commitments": _Size(10, 15),
    "impact-reflection": _Size(20),
    "reflection": _Size(5),
    "celebration": _Size(5, 30),
    "visit": _Size(20, 200),
    "what-we-saw": _Size(10, 20),
}


class _SessionBlocks(NamedTuple):
    """The blocks that a kind of session can have, in the order of the day, and those it has unasked, by importance."""

    order: tuple[str, ...]
    importance: tuple[str, ...]


_SESSIONS: Mapping[SessionType, _SessionBlocks] = {
    "first": _SessionBlocks(
        order=(
            "survey", "welcome", "purpose", "guidelines-draft", "guidelines-adopt", "guidelines-review",
            "what-we-bring", "existing-issues", "topic", "choose-topics", "first-try", "capacity-building",
            "website", "resource", "commitments", "impact-reflection", "reflection", "pulse",
        ),
        importance=(
            "welcome", "purpose", "existing-issues", "choose-topics", "guidelines-draft", "reflection", "what-we-bring",
            "first-try", "website", "resource",
        ),
    ),
    "other": _SessionBlocks(
        order=(
            "survey", "success", "half-year-celebration", "guidelines-draft", "guidelines-adopt", "guidelines-review",
            "try-it-reports", "topic", "capacity-building", "resource", "next-try", "next-topics", "commitments",
            "impact-reflection", "reflection", "pulse",
        ),
        importance=(
            "topic", "success", "try-it-reports", "half-year-celebration", "reflection", "next-try", "next-topics",
            "resource",
        ),
    ),
    "visit": _SessionBlocks(
        order=(
            "survey", "welcome", "visit", "guidelines-draft", "guidelines-adopt", "guidelines-review",
            "capacity-building", "what-we-saw", "commitments", "impact-reflection", "reflection", "pulse",
        ),
        importance=("visit", "welcome", "what-we-saw", "reflection"),
    ),
    "last": _SessionBlocks(
        order=(
            "success", "stories", "results", "topic", "guidelines-draft", "guidelines-adopt", "guidelines-review",
            "team-plans", "commitments", "impact-reflection", "survey", "pulse", "celebration",
        ),
        importance=(
            "stories", "commitments", "impact-reflection", "celebration", "results", "success", "team-plans",
        ),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TimedBlock:
    """A block of an agenda with the moment at which it begins, None for a session without an hour.

    `title` is the person's own; None for a block of ours, whose `key` is in the words.
    """

    key: str
    minutes: int
    title: str | None = None
    starts: datetime | None = None


@dataclass(frozen=True, slots=True)
class TooShortSession:
    """A session that is too short for what belongs into it, for so many stories. `needed` minutes would be enough."""

    entry: Entry
    minutes: int
    needed: int
    stories: int = 0

    @property
    def by(self) -> int:
        """Return how many minutes are missing."""
        return self.needed - self.minutes


@dataclass(frozen=True, slots=True)
class UnevenAgenda:
    """An agenda of a person's own whose blocks do not take as long as the session."""

    entry: Entry
    minutes: int
    blocks: int


def agenda(
    entry: Entry,
    session: SessionType = "other",
    *,
    asked: Set[str] = frozenset(),
    without: Set[str] = frozenset(),
    stories: int = 0,
    typical: Sequence[Block] = (),
) -> tuple[TimedBlock, ...] | TooShortSession | UnevenAgenda:
    """Return the agenda of a session.

    `asked` are the blocks that the entries of its day ask for, `without` those that the year has not; at the last
    session `stories` are told, of 0 it is not known how many. `typical` are the blocks of an ordinary session, taken
    where they add up. A session without a length has no agenda.
    """
    if entry.agenda:
        blocks = sum(block.lasts for block in entry.agenda)
        if entry.minutes and blocks != entry.minutes:
            return UnevenAgenda(entry, entry.minutes, blocks)
        return _timed(_own(entry.agenda), entry)
    if not entry.minutes:
        return ()
    asked = _asked_for(entry, session, asked, stories)
    if session == "other" and (as_usual := _as_usual(typical, entry.minutes, asked)):
        return _timed(as_usual, entry)
    order, sizes, wanted = _blocks(entry, session, asked, without, stories)

    def laid(minutes: int) -> list[TimedBlock] | int:
        return _laid(minutes, order, sizes, wanted, len(asked & {*order}))

    found, needed = laid(entry.minutes), entry.minutes
    if isinstance(found, list):
        if "survey" in asked:
            found = [replace(one, key="topics-from-survey") if one.key == "choose-topics" else one for one in found]
        return _timed(found, entry)
    while isinstance(more := laid(needed), int):  # a longer session may need one more break
        needed = more
    return TooShortSession(entry, entry.minutes, needed, stories)


def _asked_for(entry: Entry, session: SessionType, asked: Set[str], stories: int) -> Set[str]:
    """Return what is asked of a session, with the topic that the person gave to the first or the last one."""
    if session == "last" and stories:
        asked = asked | {"stories"}
    if session == "last" and "capacity-building" in asked:
        asked = (asked - {"capacity-building"}) | {"team-plans"}
    has_topic = bool(entry.topic or entry.presenter) and session in ("first", "last")
    return asked | {"topic"} if has_topic else asked


def _own(blocks: Iterable[Block]) -> list[TimedBlock]:
    return [TimedBlock("own", block.lasts, block.title) for block in blocks]


def _as_usual(typical: Sequence[Block], minutes: int, asked: Set[str]) -> list[TimedBlock]:
    """Return the blocks of a typical session, the longest of which gives its time to what the day asks for.

    Return none if they do not add up, or if too little of the longest would stay.
    """
    found = _own(typical)
    extra = [TimedBlock(key, _SIZES[key].least) for key in _SESSIONS["other"].order if key in asked - {"topic"}]
    longest = max(range(len(found)), key=lambda at: found[at].minutes, default=0)
    left = (found[longest].minutes if found else 0) - sum(one.minutes for one in extra)
    if sum(one.minutes for one in found) != minutes or left < _STEP:
        return []
    found[longest] = replace(found[longest], minutes=left)
    return [*found[:-1], *extra, *found[-1:]]


def _blocks(
    entry: Entry, session: SessionType, asked: Set[str], without: Set[str], stories: int
) -> tuple[tuple[str, ...], Mapping[str, _Size], Sequence[str]]:
    """Return the blocks of a session in the order of the day, their sizes, and their keys by importance."""
    order, importance = _SESSIONS[session]
    sizes = {**_SIZES, "stories": _Size(stories * STORY_MINUTES)} if stories else _SIZES
    left_out = {*without}
    if "impact-reflection" in asked:
        left_out.add("reflection")
    if "guidelines-review" not in asked:
        left_out.add("half-year-celebration")
    if entry.kind == "webinar":
        left_out.add("resource")  # it has its readings
    needed = [key for key in order if key in asked]
    return order, sizes, [*needed, *(key for key in importance if key not in asked and key not in left_out)]


def _laid(
    minutes: int, order: Sequence[str], sizes: Mapping[str, _Size], wanted: Sequence[str], needed: int
) -> list[TimedBlock] | int:
    """Return the blocks of a session of so many minutes, or how many they would take with that session's breaks.

    Of the keys that are wanted, by importance, the first `needed` must fit.
    """
    rests = _rests(minutes)
    free = minutes - sum(rest.minutes for rest in rests)
    found: dict[str, int] = {}
    for at, key in enumerate(wanted):
        least = sizes[key].least
        if at >= needed and least > free:
            break
        found[key] = least
        free -= least
    if free < 0:
        return minutes - free
    growing = [key for key in found if sizes[key].share]
    if free and not growing:
        growing = [next(key for key in wanted if key not in found and sizes[key].share)]
        found[growing[0]] = 0
    while free >= _STEP:
        smallest = min(growing, key=lambda key: found[key] / sizes[key].share)
        found[smallest] += _STEP
        free -= _STEP
    if free:
        found[max(growing, key=lambda key: found[key])] += free
    return _with_rests([TimedBlock(key, found[key]) for key in order if key in found], rests)


def _rests(minutes: int) -> list[TimedBlock]:
    return [TimedBlock(one.key, one.minutes) for one in breaks.rests(minutes)]


def _with_rests(blocks: Sequence[TimedBlock], rests: Sequence[TimedBlock]) -> list[TimedBlock]:
    """Return blocks with breaks between stretches of nearly equal length; a block that is cut goes on after its break.

    Lunch is the break in the middle.
    """
    ends = _ends(blocks, len(rests) + 1)
    in_order = [slot for slot in rests if slot.key != "lunch"]
    for slot in rests:
        if slot.key == "lunch":
            in_order.insert(len(rests) // 2, slot)
    found: list[TimedBlock] = []
    done = 0
    for block in blocks:
        left = block.minutes
        while ends and done + left >= ends[0]:
            before = ends.pop(0) - done
            found += [replace(block, minutes=before)] if before else []
            found.append(in_order.pop(0))
            done, left = done + before, left - before
        found += [replace(block, minutes=left)] if left else []
        done += left
    return found


def _ends(blocks: Sequence[TimedBlock], stretches: int) -> list[int]:
    """Return after how many minutes of work each break comes: where a block ends, if one does so nearby."""
    between = [sum(slot.minutes for slot in blocks[:at]) for at in range(1, len(blocks))]
    work = sum(slot.minutes for slot in blocks)
    ends = [0]
    for at in range(1, stretches):
        least, most = work - (stretches - at) * BREAK_EVERY, ends[-1] + BREAK_EVERY
        even = min(max(round(work * at / stretches / 5) * 5, least), most)
        near = min(between, key=lambda end: abs(end - even), default=even)
        fits = ends[-1] < near and least <= near <= most
        ends.append(near if fits and abs(near - even) <= _NEARBY else even)
    return ends[1:]


def _timed(slots: Sequence[TimedBlock], entry: Entry) -> tuple[TimedBlock, ...]:
    if entry.start is None:
        return tuple(slots)
    begins, found = entry.start, []
    for slot in slots:
        found.append(replace(slot, starts=begins))
        begins += timedelta(minutes=slot.minutes)
    return tuple(found)
