"""One community as a portfolio shows it: a function of the files that its definition names, and of the day.

It runs wherever the files are, and what it returns is small. What is wrong is a problem of the community's own row, and
stops nothing.
"""

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from cop_plan.app import outputs, records, shipped
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.errors import Misuse, OverwriteConflict, Place, Problem, Problems, Unreadable
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence
from cop_plan.dates import phrases
from cop_plan.definition import addresses, names
from cop_plan.definition.community import FACILITATOR, ONLINE, ROLES, Community, Leader, slug
from cop_plan.hours import ledger as ledgers
from cop_plan.plan import calendars
from cop_plan.portfolio.values import (
    CommunitySummary,
    Enrolled,
    Part,
    Person,
    PortfolioEntry,
    PortfolioSession,
)
from cop_plan.records.record_types import Records
from cop_plan.records.recorded_year import RecordedYear
from cop_plan.schedule import timeline
from cop_plan.schedule.timeline import Entry, Timeline

_ONLINE_WORDS = re.compile(
    r"(?:on-?line|virtual(?:ly)?|remote(?:ly)?|en ligne|a distance|virtuel(?:lement)?|visio(?:conference)?|"
    r"(?:video|telephone|phone) ?(?:meetings?|calls?|conferences?)|(?:microsoft |ms )?teams|zoom|(?:google )?meet|"
    r"webex|skype|discord|slack|bigbluebutton|jitsi|adobe connect|whereby|gotomeeting)"
    r"(?: (?:meetings?|calls?|rooms?|links?))?"
)
"""Words, as `names.alike` folds them, that name no place to which anybody travels."""


@frozen
class Made:
    """A community with all that is not done as `overdue`, whenever it is due; the rest is so on the days of a span.

    The span begins on the day `since`, and ends before the day `until`; None where it has no end.
    """

    summary: CommunitySummary
    since: date | None
    until: date | None


def of(project: CommunityProject, today: date) -> CommunitySummary:
    """Return a community as it stands on a day."""
    return as_of(made(project, today).summary, today)


def made(project: CommunityProject, today: date) -> Made:
    """Return a community as it stands on the days around one on which nothing but what is overdue is another."""
    return _SummaryMaker(project, today).made()


def unread(project: CommunityProject, why: Sentence) -> CommunitySummary:
    """Return the row of a community that could not be made."""
    problem = Problem(Place(project.shown_as, 0, 0), "", why)
    return CommunitySummary(**head(project), problems=(problem,))


def as_of(summary: CommunitySummary, today: date) -> CommunitySummary:
    """Return a community of which only what stands before a day is overdue, and nothing once the year is over."""
    late = () if summary.is_over(today) else tuple(one for one in summary.overdue if one.day < today)
    return replace(summary, overdue=late)


def head(project: CommunityProject) -> dict[str, Any]:
    """Return what a definition is called that perhaps cannot be read."""
    file = project.file
    called = file.absolute().parent.name if file.stem.partition(".")[0] == "community" else file.stem
    found = {"id": slug(called) or "community", "name": called, "file": project.shown_as}
    with contextlib.suppress(Unreadable):
        if (written := outputs.head_of(project.content)) is not None:
            found |= {"name": written.name or called, "id": written.identity or found["id"]}
    return found


class _SummaryMaker:
    def __init__(self, project: CommunityProject, today: date) -> None:
        self._project, self._today = project, today
        self._problems: list[Problem] = []
        self._days: set[date] = set()

    @contextlib.contextmanager
    def _keeping(self) -> Iterator[None]:
        """Keep what is wrong with one part of the community, and go on with the next."""
        try:
            yield
        except Problems as found:
            self._problems += found.problems
        except Unreadable as found:
            self._problems.append(Problem(Place(found.file, 0, 0), "", found.reason))
        except OverwriteConflict as found:
            self._problems += (Problem(Place(file, 0, 0), "", why, found.hint) for file, why in found.files)
        except Misuse as found:
            self._problems.append(Problem(Place(self._project.shown_as, 0, 0), "", found.message))

    def made(self) -> Made:
        """Return the summary, and on which days it is so."""
        known = head(self._project)
        with self._keeping():
            known |= self._of_definition(self._project.community)
        with self._keeping():
            known |= self._of_year(self._project.timeline)
        with self._keeping():  # whose year is not the one that members have
            self._project.refuse_other_year(self._project.folder, self._project.lock)
        found = CommunitySummary(**known, problems=tuple(dict.fromkeys(sorted(self._problems))))
        before = [day for day in self._days if day <= self._today]
        after = [day for day in self._days if day > self._today]
        return Made(found, max(before, default=None), min(after, default=None))

    def _of_definition(self, community: Community) -> dict[str, Any]:
        lines, sponsor, theme = community.budget, community.sponsor, self._project.theme_folder
        return {
            "id": community.identity,
            "name": community.name,
            "year": timeline.year_name(community),
            "language": community.language,
            "timezone": community.timezone,
            "region": community.region,
            "sponsor": sponsor.organization or _shown(sponsor.contact),
            "facilitator": _leader(community.leadership.facilitator),
            "co_facilitator": _leader(community.leadership.co_facilitator),
            "currency": community.currency,
            "planned": _sum([line.planned for line in lines]),
            "spent": _sum([line.actual for line in lines]),
            "hide_groups_under": community.reporting.hide_groups_under,
            "plan": community.output or outputs.PLAN,
            "templates": theme and files.from_folder(self._project.file.parent, theme),
        }

    def _of_year(self, year: Timeline) -> dict[str, Any]:
        """Return what the dated year and its records tell. Raises Problems where there is no year."""
        done: Mapping[str, Any] = {}
        with self._keeping():
            recorded = self._project.progress
            self._problems += recorded.problems
            done = recorded.done
        entries = year.entries
        left = [one for one in entries if one.id not in done]
        known: dict[str, Any] = {
            "first": min((one.day for one in entries), default=year.community.year.first),
            "last": max((one.day for one in entries), default=year.community.year.last),
            "entries": len(entries),
            "done": sum(one.id in done for one in entries),
            "overdue": tuple(_entry(one) for one in left),
            "ends": year.last_day,
        }
        with self._keeping():
            known["events"] = self._events()
        came = self._recorded(year)
        known["members"] = tuple(_members(year, came))
        known["sessions"] = tuple(_session(one, year.community, came) for one in year.sessions)
        return known

    def _recorded(self, year: Timeline) -> RecordedYear:
        """Return the year as its records tell it; without those that cannot be read."""
        found = Records({})
        with self._keeping():
            collected = records.collect_attendance(self._project)
            self._problems += collected.problems
            found = collected.records
        came = RecordedYear(year, found, self._today)
        told = {*found.attendance, *(found.done or {})}
        self._days |= {came.day_of(one) for one in year.sessions if one.id in told}
        self._days |= {one.joined for one in year.community.membership.members if one.joined}
        return came

    def _events(self) -> str:
        """Return the sessions as events. What is not published yet has a stamp before any that it will get."""
        project = self._project
        early = datetime(project.community.year.first.year - 1, 1, 1, tzinfo=UTC)
        return calendars.events(project.year(project.lock, early), shipped.templates(), calendars.ATTENDING)


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _entry(entry: Entry) -> PortfolioEntry:
    return PortfolioEntry(entry.id, entry.title, entry.day, _shown(entry.owner))


def _shown(person: str | None) -> str | None:
    return names.shown(person) if person else None


def _leader(leader: Leader) -> Person | None:
    return Person(leader.name, leader.email) if leader.name else None


def _members(year: Timeline, came: RecordedYear) -> Iterator[Enrolled]:
    """Yield who ever joins; before anybody has, all who are in the list."""
    community = year.community
    homes = names.SchoolMembership(community, year.first_session)
    hours = ledgers.ledger(came) if came.recorded else None
    has_days = names.first_joined(community.membership.members, year.first_session) is not None
    for one in community.membership.members:
        if one.joined is not None or not has_days:
            yield Enrolled(
                Person(one.name, one.email),
                one.school,
                homes.jurisdiction_of(one),
                one.joined,
                one.left,
                hours.minutes_of(one) if hours else None,
            )


def _session(entry: Entry, community: Community, came: RecordedYear) -> PortfolioSession:
    recorded = {one.id for one, _ in came.recorded}
    held = came.held(entry)
    place, address = _place(entry, community)
    return PortfolioSession(
        entry=entry.id,
        title=entry.title,
        kind=entry.kind,
        day=entry.day,
        start=_portable(entry.start),
        end=_portable(entry.end),
        where=entry.where,
        place=place,
        address=address,
        is_for_members=entry.is_attended,
        is_mandatory=entry.attendance == "mandatory",
        in_school_time=entry.in_school_time,
        minutes=entry.minutes,
        parts=tuple(_parts(entry, community)),
        held=held.day if held else came.day_of(entry) if entry.id in recorded else None,
        enrolled=len(came.enrolled(came.day_of(entry))) if entry.id in recorded else None,
        attended=len(came.present(entry)) if entry.id in recorded else None,
    )


def _portable(moment: datetime | None) -> datetime | None:
    """Return a moment as its clock shows it, with its distance from UTC: a zone cannot go to another process."""
    return moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta()), fold=0) if moment else None


def _place(entry: Entry, community: Community) -> tuple[str | None, str | None]:
    """Return the place to which people travel and its address; nothing of what is online, or not decided yet."""
    if entry.place is not None:
        key = next(name for name, place in community.places.items() if place is entry.place)
        return entry.place.name or key, entry.place.address
    words = (entry.where or "").strip()
    platform = names.alike(community.meetings.platform or "")
    if entry.kind in ONLINE:  # how people meet, not where
        return None, None
    is_none = not words or phrases.is_undecided(words) or "://" in words or words.casefold().startswith("www.")
    if is_none or names.alike(words) == platform or _ONLINE_WORDS.fullmatch(names.alike(words)):
        return None, None
    return words, None


def _parts(entry: Entry, community: Community) -> Iterator[tuple[Part, Person]]:
    """Yield who must be at a session besides the members."""
    leaders = community.leadership
    people = _People(community)
    named: Sequence[tuple[Part, Person | None]] = (
        ("facilitator", _leader(leaders.facilitator)),
        ("co-facilitator", _leader(leaders.co_facilitator)),
        ("presenter", people.called(entry.presenter)),
        ("host", people.called(entry.host)),
    )
    for part, person in named:
        if person is not None:
            yield part, person


class _People:
    """Who is meant by a name or a role, with the address that a list of the community has."""

    def __init__(self, community: Community) -> None:
        leaders, sponsor = community.leadership, community.sponsor
        self._members = names.PeopleByName(community)
        self._roles: Mapping[str, Person | None] = {
            FACILITATOR: _leader(leaders.facilitator),
            "co-facilitator": _leader(leaders.co_facilitator),
            "sponsor": Person(sponsor.contact, sponsor.email) if sponsor.contact else None,
        }
        others = [Person(guest.name, guest.email) for guest in community.guests]
        others += [person for person in self._roles.values() if person]
        self._others = {names.alike(person.name): person for person in others}

    def called(self, text: str | None) -> Person | None:
        """Return the person; None for nobody, and for a role that no one person has."""
        if text is None or phrases.is_undecided(text):
            return None
        role = names.alike(text)
        if role in ROLES:
            return self._roles.get(role)
        if member := self._members.member(text):
            return Person(member.name, member.email)
        name, found = addresses.split(text)
        return self._others.get(names.alike(name)) or Person(name.strip() or text, next(iter(found), None))
