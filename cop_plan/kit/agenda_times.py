"""Agendas whose minutes add up: the definition's own blocks, or those of a session that works.

A session of ours opens with a success and the reports of what was tried, turns to its topic, plans the next try and
closes with topics for the next time and two minutes of writing. There is a break in each 90 minutes. Orientation begins
with the survey; at wrap-up there is time for every story. Source: S3-31, S3-35 to S3-37, S3-66, S0-23, S0-34, S0-35.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from cop_plan.schedule.timeline import Entry

BREAK_EVERY = 90
"""Minutes after which there has been a break. Source: S3-66; the number is ours."""

SURVEY_MINUTES = 10
"""How long a survey takes, as the letter of agreement says."""

STORY_MINUTES = 5
"""How long a success story is told."""

RESTS = ("break", "lunch")
"""The keys of the blocks in which people rest."""

_BREAK_MINUTES, _LUNCH_MINUTES, _LUNCH_FROM = 15, 60, 300
_SHORT, _LONG = 60, 150
_NEARBY = 15


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
    entry: Entry, *, survey: bool = False, is_first: bool = False, is_last: bool = False, stories: int = 0
) -> tuple[TimedBlock, ...] | TooShortSession | UnevenAgenda:
    """Return the agenda of a session.

    `survey` says that a survey is taken there; at the last session of the year `stories` are told. A session without a
    length has no agenda.
    """
    if entry.agenda:
        blocks = sum(block.lasts for block in entry.agenda)
        if entry.minutes and blocks != entry.minutes:
            return UnevenAgenda(entry, entry.minutes, blocks)
        return _timed([TimedBlock("own", block.lasts, block.title) for block in entry.agenda], entry)
    if not entry.minutes:
        return ()

    def laid(minutes: int) -> list[TimedBlock] | int:
        return _laid(minutes, survey=survey, is_first=is_first, is_last=is_last, stories=stories)

    found, needed = laid(entry.minutes), entry.minutes
    if isinstance(found, list):
        return _timed(found, entry)
    while isinstance(more := laid(needed), int):  # a longer session may need one more break
        needed = more
    return TooShortSession(entry, entry.minutes, needed, stories)


def _laid(minutes: int, *, survey: bool, is_first: bool, is_last: bool, stories: int) -> list[TimedBlock] | int:
    """Return the blocks of a session of so many minutes, or how many they would take with that session's breaks."""
    opening, closing, least = _frame(minutes, survey=survey, is_first=is_first, is_last=is_last)
    fixed = sum(slot.minutes for slot in opening + closing)
    rests = _rests(minutes)
    free = minutes - fixed - sum(slot.minutes for slot in rests)
    # How many stories there will be may not be known yet.
    told = stories * STORY_MINUTES or (free // 15 * 5 if is_last else 0)
    if free < max(told, least):
        return minutes - free + max(told, least)
    middle = [TimedBlock("stories", told), *_after_stories(free - told)] if is_last else [TimedBlock("topic", free)]
    return _with_rests([*opening, *(slot for slot in middle if slot.minutes), *closing], rests)


def _frame(
    minutes: int, *, survey: bool, is_first: bool, is_last: bool
) -> tuple[list[TimedBlock], list[TimedBlock], int]:
    """Return the blocks before and after the middle, and the least that the middle takes."""
    scale = 1 if minutes < _SHORT else 2 if minutes < _LONG else 3
    opening = [TimedBlock("success", 5 if minutes < _LONG else 10)]
    closing = [TimedBlock("reflection", 5)]
    if is_first:
        each = 10 * scale if minutes > _SHORT else 10  # more does not fit into an hour
        opening = [TimedBlock("welcome", each), TimedBlock("existing-issues", each)]
    elif not is_last:
        opening.append(TimedBlock("try-it-reports", 5 * scale))
    if scale > 1:
        closing = [TimedBlock("next-try", 5 * scale - 5), TimedBlock("next-topics", 5), *closing]
    if is_last:
        closing = [TimedBlock("commitments", 5 * scale), *closing[-1:]]
    if survey and is_last:
        closing = [*closing, TimedBlock("survey", SURVEY_MINUTES)]
    elif survey:
        opening = [TimedBlock("survey", SURVEY_MINUTES), *opening]
    return opening, closing, 5 * scale


def _after_stories(minutes: int) -> list[TimedBlock]:
    """Return what the rest of wrap-up is for: the year's results, the teams' plans, and celebrating."""
    third = minutes // 15 * 5
    return [
        TimedBlock("results", third),
        TimedBlock("team-plans", third),
        TimedBlock("celebration", minutes - 2 * third),
    ]


def _rests(minutes: int) -> list[TimedBlock]:
    """Return the breaks of a session: as few as leave no stretch of work over the limit."""
    rests: list[TimedBlock] = [TimedBlock("lunch", _LUNCH_MINUTES)] if minutes >= _LUNCH_FROM else []
    while ceil((minutes - sum(slot.minutes for slot in rests)) / BREAK_EVERY) > len(rests) + 1:
        rests.append(TimedBlock("break", _BREAK_MINUTES))
    return rests


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
