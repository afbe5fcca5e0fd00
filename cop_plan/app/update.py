"""Take what the program has newer into a published year: what that changes is worked out first; nothing is written.

What happened, happened: what is done or past keeps its day, which is written into the definition for it. What a newer
pattern has no more is written there whole.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from cop_plan.app import move
from cop_plan.app.newer import Newer
from cop_plan.app.project import CommunityProject
from cop_plan.schedule.drafts import Draft


def outcome(project: CommunityProject, newer: Newer, now: datetime, today: date) -> move.MoveOutcome:
    """Return what comes of taking what is newer.

    Raises Misuse, Problems of the definition over the newer pattern too, and Unreadable.
    """
    project = move.as_read(project)
    splicing, kept, lost = move.Splicing(project), dict[str, move.KeptDay](), set[str]()
    after = _with_newest(project)
    # What is counted from an entry that stays may stay with it: the anchors first.
    while moved := [one for one in _happened(splicing, project, after, today) if one.id not in (kept.keys() | lost)]:
        names, there = {one.id for one in moved}, after.timeline.by_id
        for draft in moved:
            if draft.on not in names:
                entry = project.timeline.by_id[draft.id]
                keep = splicing.keep if draft.id in there else splicing.keep_whole
                if value := keep(draft, entry.day):
                    kept[draft.id] = move.KeptDay(entry, value, draft.id in project.progress.done)
                else:
                    lost.add(draft.id)
        after = _with_newest(splicing.project)
    return move.MoveOutcome(
        before=project,
        after=after,
        replaced=(),
        kept=tuple(kept.values()),
        changes=tuple(move.changes_between(project.timeline, after.timeline, now)),
        would_break=move.newly_broken(project, after, today),
        named=(),
        held=(),
        today=today,
        is_cancelling=False,
        newer=newer,
    )


def is_published(project: CommunityProject, *, force: bool) -> bool:
    """Return whether the year is published. Raises OverwriteConflict where that is another's, or another year."""
    return project.claim(project.folder, force=force).lock is not None


def _with_newest(project: CommunityProject) -> CommunityProject:
    return CommunityProject(project.file, replace(project.asked, is_newest=True))


def _happened(
    splicing: move.Splicing, project: CommunityProject, after: CommunityProject, today: date
) -> Iterator[Draft]:
    """Yield what is done or past, and would stand on another day or not at all, in the order of the year."""
    entries, days = project.timeline.by_id, {entry.id: entry.day for entry in after.timeline.entries}
    for draft in splicing.in_order:
        entry = entries.get(draft.id)
        if entry is None or entry.cancelled or days.get(draft.id) == entry.day:
            continue
        if entry.day < today or draft.id in project.progress.done:
            yield draft
