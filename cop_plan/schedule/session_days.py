"""What stands on the day of a session, and at which sessions plans for capacity building are discussed.

An entry belongs to the session that it is counted `same day as`; one that only stands on the day of sessions, to the
first of them, or, if it belongs to wrap-up, to the last.
"""

from cop_plan.schedule.drafts import is_discussion
from cop_plan.schedule.timeline import Entry, Timeline


def session_of(entry: Entry, timeline: Timeline) -> Entry | None:
    """Return the session to whose day an entry belongs; None if none is on that day."""
    on_day = [one for one in timeline.sessions if one.day == entry.day and one.id != entry.id]
    anchor = entry.reason.anchor if entry.reason else None
    at_either_end = -1 if entry.phase == "wrap-up" else 0
    return next((one for one in on_day if one.id == anchor), on_day[at_either_end] if on_day else None)


def discussions(timeline: Timeline) -> tuple[Entry, ...]:
    """Return the sessions at which plans for capacity building are discussed, in the order of their days.

    Where there is none on the day of such an entry, it is the entry itself. A year without these entries has the
    sessions that the definition names.
    """
    entries = [one for one in timeline.entries if is_discussion(one.id)]
    if not entries:
        named = timeline.community.legacy.discussed_at
        return tuple(one for one in timeline.entries if one.id in named)
    return tuple({at.id: at for at in (session_of(one, timeline) or one for one in entries)}.values())
