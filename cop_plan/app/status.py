"""How a year stands: what is done, overdue and due, what comes next, for everybody or for one owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cop_plan.app.project import CommunityProject
from cop_plan.base.errors import Misuse
from cop_plan.base.translatable import sentence
from cop_plan.definition import names
from cop_plan.definition.community import ROLES
from cop_plan.plan import calendars
from cop_plan.schedule import entry_data, progress, timeline


@dataclass(frozen=True)
class YearStatus:
    """How a year stands on a day. `owner` is whom it is asked for, None for everybody."""

    project: CommunityProject
    standing: progress.ProgressStanding
    owner: str | None

    def people(self) -> dict[str, str]:
        """Return who has which role, by the names of the roles."""
        return dict(progress.holders(self.project.community))

    @property
    def is_never_noted(self) -> bool:
        """Return whether much is overdue for everybody, and nothing was ever noted as done this year."""
        record = self.project.progress
        nothing = not record.done and not record.problems
        return self.owner is None and nothing and len(self.standing.overdue) > progress.HANDFUL

    @property
    def may_begin_now(self) -> bool:
        """Return whether the definition could say that the community begins today."""
        community = self.project.community
        return community.begins is None and self.standing.today <= self.project.timeline.last_beginning

    def data(self) -> dict[str, Any]:
        """Return it as plain data, without the problems of the progress record."""
        standing, community = self.standing, self.project.community
        session = standing.next_session
        return {
            "community": {"id": community.identity, "name": community.name, "year": timeline.year_name(community)},
            "today": standing.today.isoformat(),
            "begins": community.begins.isoformat() if community.begins else None,
            "never_noted": self.is_never_noted,
            "ended": standing.is_over,
            "owner": self.owner,
            **_counts(standing),
            "overdue": _entries(standing.overdue),
            "due": _entries(standing.due),
            "next_session": entry_data.data(session, _KEYS) if session else None,
            "owners": [{"owner": name, **_counts(part)} for name, part in standing.by_owner().items()],
        }


class UnknownOwner(Misuse):
    """Raised for an owner whom nobody knows in a community."""


def look(project: CommunityProject, today: date, owner: str | None = None) -> YearStatus:
    """Return how the year stands on a day. Raises UnknownOwner, Problems, Unreadable."""
    entries = project.timeline.entries
    if owner is not None:
        owner = progress.owner_meant(project.timeline, _role(project, owner))
        found = progress.of_owner(project.timeline, owner)
        if isinstance(found, progress.UnknownEntry):
            raise UnknownOwner(sentence("{option}: {why}", option="--owner", why=found.in_one_line))
        entries = tuple(entry for entry in found if not entry.cancelled)
    last = project.timeline.last_day
    return YearStatus(project, progress.ProgressStanding(entries, project.progress.done, today, last), owner)


def _role(project: CommunityProject, written: str) -> str:
    """Return the role that somebody names as `status` shows it, in the language of the run or the community's."""
    called = {names.alike(w.role(role)): role for w in (project.language, project.spoken) for role in ROLES}
    return called.get(names.alike(written), written)


def calendar(status: YearStatus, title: str, now: datetime) -> bytes | None:
    """Return the calendar of what is open, None if nothing is; entries have the counts of the team's calendar."""
    project = status.project
    year = project.year(project.lock, now)
    wanted = {entry.id for entry in status.standing.not_done}
    made = calendars.personal(year, project.templates, calendars.Owned(title, wanted))
    return made.encode() if made is not None else None


_KEYS = ("id", "title", "part_of", "kind", "day", "start", "end", "where", "link", "owner")


def _entries(entries: Sequence[timeline.Entry]) -> list[dict[str, Any]]:
    return [entry_data.data(entry, _KEYS) for entry in entries]


def _counts(standing: progress.ProgressStanding) -> dict[str, int]:
    return {
        "done_count": standing.done_count,
        "total_count": len(standing.entries),
        "overdue_count": len(standing.overdue),
        "due_count": len(standing.due),
    }
