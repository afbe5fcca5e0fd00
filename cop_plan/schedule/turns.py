"""Who hosts each session and who takes its notes: named for it, or in turn.

The names at a series take turns through its entries, in the order of their days; those of all meetings
(`meetings.hosts`, `meetings.note_takers`) through the sessions of members for which nobody else is named. After the
last name it is the first one's turn again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cop_plan.definition.community import Activity, Community
from cop_plan.schedule.drafts import Draft


class Roles(NamedTuple):
    """Who hosts a session and who takes its notes, as the definition names them; None for nobody."""

    host: str | None
    note_taker: str | None


NOBODY = Roles(None, None)


def in_turn(sessions: Iterable[tuple[Draft, bool]], community: Community) -> Mapping[str, Roles]:
    """Return the roles of each session. The sessions are in the order of their days; each says if it is for members."""
    taken = Counter[tuple[str, ...]]()

    def next_of(role: str, named: tuple[str, ...], series: str) -> str | None:
        if not named:
            return None
        turn = (role, series, *named)
        taken[turn] += 1
        return named[(taken[turn] - 1) % len(named)]

    def whose(draft: Draft, role: str, of_all: tuple[str, ...], *, for_members: bool) -> str | None:
        own: tuple[str, ...] = getattr(draft.part, role) if isinstance(draft.part, Activity) else ()
        return next_of(role, own, draft.id.partition(".")[0]) or (next_of(role, of_all, "") if for_members else None)

    meetings = community.meetings
    return {
        draft.id: Roles(
            whose(draft, "host", meetings.hosts, for_members=for_members),
            whose(draft, "note_taker", meetings.note_takers, for_members=for_members),
        )
        for draft, for_members in sessions
    }
