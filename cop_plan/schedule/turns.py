"""Who hosts each session and who takes its notes: named for it, or in turn.

The names at a series take turns through its entries, in the order of their days; those of all meetings
(`meetings.hosts`, `meetings.note_takers`) through the sessions of members for which nobody else is named. After the
last name it is the first one's turn again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cop_plan.definition.community import Activity, Community
from cop_plan.definition.names import PeopleByName
from cop_plan.schedule.drafts import Draft


class Roles(NamedTuple):
    """Who hosts a session and who takes its notes, as the definition names them; None for nobody."""

    host: str | None
    note_taker: str | None


NOBODY = Roles(None, None)


def in_turn(sessions: Iterable[tuple[Draft, bool]], community: Community, people: PeopleByName) -> Mapping[str, Roles]:
    """Return the roles of each session, by its name. They are in the order of their days; each says if members come.

    Whoever hosts a session does not take its notes, if somebody else can.
    """
    turns = Counter[tuple[str, ...]]()

    def next_of(role: str, draft: Draft, of_all: tuple[str, ...], busy: str | None = None) -> str | None:
        own: tuple[str, ...] = getattr(draft.part, role) if isinstance(draft.part, Activity) else ()
        named = own or of_all
        if not named:
            return None
        series = (role, draft.id.partition(".")[0] if own else "", *named)
        at = turns[series]
        if busy is not None and people.called(named[at % len(named)]) == people.called(busy):
            at += 1
        turns[series] = at + 1
        return named[at % len(named)]

    found = {}
    for draft, for_members in sessions:
        hosts = community.meetings.hosts if for_members else ()
        note_takers = community.meetings.note_takers if for_members else ()
        host = next_of("host", draft, hosts)
        found[draft.id] = Roles(host, next_of("note_taker", draft, note_takers, busy=host))
    return found
