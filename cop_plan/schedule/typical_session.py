"""What a typical session holds, as the definition tells it in words, and which sessions of the year are such."""

import re
from typing import Literal

from cop_plan.dates import phrases
from cop_plan.definition.community import Block
from cop_plan.schedule.timeline import Entry, Timeline

SessionType = Literal["first", "last", "visit", "other"]


def session_type(session: Entry, timeline: Timeline) -> SessionType:
    """Return what kind of agenda a session has: the last is the last of wrap-up, the first that of members."""
    shared = [one for one in timeline.sessions if one.is_shared]
    if session in [one for one in shared if one.phase == "wrap-up"][-1:]:
        return "last"
    if session in shared[:1]:
        return "first"
    return "visit" if session.kind == "visit" else "other"


def is_ordinary(session: Entry, timeline: Timeline) -> bool:
    """Return whether a session is a meeting of members such as the definition says a typical one is."""
    return session_type(session, timeline) == "other" and session.is_shared and session.kind != "webinar"


def blocks(text: str | None) -> tuple[Block, ...]:
    """Return the blocks that a text about a typical session names, each with its minutes; none if one has none."""
    pieces = [piece.strip(" .") for piece in re.split(r"[,;\n]", text or "") if piece.strip(" .")]
    found = [re.fullmatch(r"(.*?\w)[\s:(–-]+(\d+\s*(?:min|minutes?|h|hours?|heures?)\.?)\)?", one) for one in pieces]
    if not all(found):
        return ()
    try:
        return tuple(Block(title=one[1], lasts=phrases.parse_minutes(one[2].rstrip("."))) for one in found if one)
    except phrases.Unclear:
        return ()


def blocks_of(session: Entry, timeline: Timeline) -> tuple[Block, ...]:
    """Return the blocks of a typical session, if a session is one and they take as long; none else."""
    if session.agenda or not is_ordinary(session, timeline):
        return ()
    found = blocks(timeline.community.meetings.typical_session)
    return found if sum(block.lasts for block in found) == session.minutes else ()
