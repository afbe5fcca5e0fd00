"""What happened to the year that a message tells: to its sessions, to its presenters, and to who leads it."""

from collections.abc import Callable, Mapping
from datetime import date

from cop_plan.definition import names
from cop_plan.definition.community import Activity, Member
from cop_plan.render.documents import Happened
from cop_plan.render.year import Year
from cop_plan.schedule.history import Published
from cop_plan.schedule.timeline import Entry, Timeline


def sessions(happened: Happened, year: Year) -> tuple[Published, ...]:
    """Return the sessions and showcases to which it happened, in the order of their days."""
    is_so = _OF_SESSIONS[happened]
    return tuple(one for one in year.published if one.entry.is_occasion and is_so(one))


def _has_moved(one: Published) -> bool:
    return one.status != "cancelled" and one.was is not None and one.was.day is not None


def _has_another_presenter(one: Published) -> bool:
    before = one.was.presenter if one.was else None
    return one.status != "cancelled" and before is not None and before != one.entry.presenter


_OF_SESSIONS: Mapping[Happened, Callable[[Published], bool]] = {
    "moved": _has_moved,
    "cancelled": lambda one: one.status == "cancelled",
    "presenter changed": _has_another_presenter,
}


def joins_late(member: Member | None, timeline: Timeline) -> date | None:
    """Return the day on which somebody joins after the first session; None for anybody else."""
    joined, began = member.joined if member else None, _began(timeline)
    return joined if joined and began and began < joined else None


def homes(timeline: Timeline) -> names.SchoolMembership:
    """Return where members belong, and when: who joins late is none before; who has no day began with the others."""
    return names.SchoolMembership(timeline.community, _began(timeline))


def _began(timeline: Timeline) -> date | None:
    return next((one.day for one in timeline.sessions if one.is_shared), None)


def has_presenter(session: Entry, timeline: Timeline) -> bool:
    """Return whether somebody presents at a session, or is sought for it."""
    activities = timeline.community.activities
    activity: Activity | None = activities.get(session.id) or activities.get(session.id.partition(".")[0])
    return bool(session.presenter or (activity and activity.seeks_presenter))
