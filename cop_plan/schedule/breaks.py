"""Breaks and meals of a session: how an agenda names them, and those of an agenda that nobody wrote."""

import re
from math import ceil
from typing import Literal, NamedTuple

from cop_plan.definition import names

BREAK_EVERY = 90
"""Minutes after which there has been a break. Source: S3-66, "wellness breaks"; the number is ours."""

_BREAK_MINUTES, _LUNCH_MINUTES, _LUNCH_FROM = 15, 60, 300

# People also break into groups, and an afternoon is no noon. Words as `names.alike` leaves them.
_RESTS = re.compile(
    r"\b(breaks?(?![ -](?:into|out|down|up)\b)|lunch(?:es|eon)?|breakfast|supper|dinner|coffee|tea|recess|snacks?"
    r"|meals?|(?:de)?jeuner|diner|souper|repas|pauses?|collations?|cafe|recreation|(?<!apres[ -])midi)\b"
)


class BreakTime(NamedTuple):
    """A break of a session."""

    key: Literal["break", "lunch"]
    minutes: int


def is_break(title: str) -> bool:
    """Return whether a block of an agenda is a break or a meal, by a word of its title."""
    return bool(_RESTS.search(names.alike(title)))


def rests(minutes: int) -> tuple[BreakTime, ...]:
    """Return the breaks of a session without an agenda of its own: as few as leave no stretch of work over the limit.

    Lunch comes first.
    """
    found = [BreakTime("lunch", _LUNCH_MINUTES)] if minutes >= _LUNCH_FROM else []
    while ceil((minutes - sum(one.minutes for one in found)) / BREAK_EVERY) > len(found) + 1:
        found.append(BreakTime("break", _BREAK_MINUTES))
    return tuple(found)
