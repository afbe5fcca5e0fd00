"""What the letters between sessions and the papers of the year's end show, made ready so that no template computes.

Source: S0-29 to S0-37; S4, the legacy plan.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple

from cop_plan.definition import names
from cop_plan.definition.community import ONLINE, CapacityBuilding, Channel, Organization, Resource
from cop_plan.kit import Paper, YearFacts
from cop_plan.kit.agenda_times import STORY_MINUTES
from cop_plan.kit.forms import YearResults
from cop_plan.records.record_types import Notice
from cop_plan.render.words import Words
from cop_plan.render.year import Year
from cop_plan.schedule import session_days
from cop_plan.schedule.timeline import Entry

_LINKS = ("http://", "https://", "mailto:")


class CapacityPlanText(NamedTuple):
    """What a team does for its jurisdiction after the year; what is not decided is None, or empty."""

    team: str | None
    audience: tuple[str, ...]
    audience_in_words: str | None
    activity: str | None
    day: str | None
    support: str | None


# Whose every fact is a blank.
_NO_AUDIENCE = Channel.model_construct(None, who="")

_NO_PLAN = CapacityPlanText(None, (), None, None, None, None)


def of_all(year: Year, facts: YearFacts, came_to: YearResults) -> dict[str, Any]:
    """Return what every paper can show. `came_to` are the year's results, empty while there are none."""
    community, words = year.community, year.words
    knowledge = community.legacy.collective_knowledge
    members = facts.members_on(None)
    questions = community.purpose.research_questions
    gifts = [line.category for line in community.budget if line.in_kind]
    return {
        **came_to._asdict(),
        "year_map": _year_map(year),
        "areas": _areas(year, came_to),
        "meets_online": any(one.kind in ONLINE for one in facts.sessions),
        "asks_commitments": facts.asks_for("commitment-card"),
        "asks_reflection": facts.asks_for("impact-reflection"),
        **_both_surveys(year, facts),
        "knowledge": knowledge,
        "legacy_plans": [one for one in community.legacy.capacity_building if one.activity],
        "find_more": knowledge.url or community.website,
        "story_day": _day(year, facts, "success-stories"),
        "story_minutes": words.duration(STORY_MINUTES),
        "wrap_up": _wrap_up(year, facts),
        "question": questions[0] if questions else None,
        "recommended": _recommended(community.resources),
        "member_count": words.count("plan.members_count", len(members)) if members else None,
        "from_jurisdictions": _listed(year, names.jurisdictions(community)),
        "wished_for": _listed(year, dict.fromkeys(gifts)),
        "named": _listed(year, (one.name for one in members if one.agreement_signed and _may_be_named(one.declines))),
        "discussed": _discussed(year),
    }


def of(paper: Paper, year: Year, facts: YearFacts) -> dict[str, Any]:
    """Return what one paper shows."""
    school, member = paper.school, paper.member
    organization = paper.organization or Organization()
    next_meeting = next((one for one in facts.shared if paper.due and one.day > paper.due), None)
    return {
        "plans": _plans(paper, year) or [_NO_PLAN],
        "for_school": school is not None,
        "organization": organization,
        "is_sponsor": paper.organization in (None, year.community.sponsor),
        "addressee": school.principal if school else organization.contact,
        "their_part": _part_of(organization, year),
        "audience": paper.audience or _NO_AUDIENCE,
        "channel": channel(paper, year.words) if paper.audience else None,
        # A letter that is still blank reminds of the copy.
        "is_copied": member is None or (school is not None and "copy to the principal" not in member.declines),
        # What has come out by then can be told; what has not is announced.
        "results_follow": _report_day(paper, year, facts),
        "next_meeting": _titled(year, next_meeting),
    }


def _report_day(paper: Paper, year: Year, facts: YearFacts) -> str | None:
    """Return the day of the report if it comes after a paper; None if the results are known by then."""
    day = facts.day_of("report")
    return year.words.full_day(day) if day and paper.due and day > paper.due else None


def shareable(notice: Notice, year: Year) -> Notice:
    """Return a line of the noticeboard as all may see it: without members' addresses, and no link but to a page."""
    is_link = (notice.link or "").casefold().startswith(_LINKS)
    title = year.shareable(notice.title if is_link or not notice.link else f"{notice.title} {notice.link}")
    by = names.shown(year.shareable(notice.by)) if notice.by else None
    note = year.shareable(notice.note) if notice.note else None
    return replace(notice, title=title, link=notice.link if is_link else None, by=by or None, note=note)


def _may_be_named(declines: Sequence[str]) -> bool:
    return "name in the summary" not in declines


def _listed(year: Year, texts: Iterable[str]) -> str | None:
    found = list(texts)
    return year.words.listed(found) if found else None


def _day(year: Year, facts: YearFacts, name: str) -> str | None:
    day = facts.day_of(name)
    return year.words.full_day(day) if day else None


class TitledSession(NamedTuple):
    """A session by its title and day."""

    title: str
    day: str


def _titled(year: Year, session: Entry | None) -> TitledSession | None:
    return TitledSession(session.title, year.words.full_day(session.day)) if session else None


def _wrap_up(year: Year, facts: YearFacts) -> TitledSession | None:
    """Return the session at which members tell stories; None in a year that has none, or where these come after it."""
    due = facts.day_of("success-stories")
    last = next((one for one in facts.shared if facts.session_type(one) == "last"), None)
    return _titled(year, last if last and (due is None or last.day >= due) else None)


def _recommended(resources: Sequence[Resource]) -> Resource | None:
    """Return the resource that says the most: recommended by somebody, with two lines on its use if there is one."""
    known = [one for one in resources if one.recommended_by]
    return max(known, key=lambda one: bool(one.review), default=None)


def _discussed(year: Year) -> list[str]:
    """Return the sessions at which plans are discussed, each with its day; of what is no session only the day."""
    words = year.words
    return [
        f"{one.title}{words('colon')}{words.full_day(one.day)}" if one.is_session else words.full_day(one.day)
        for one in session_days.discussions(year.timeline)
    ]


def _plans(paper: Paper, year: Year) -> list[CapacityPlanText]:
    wanted = names.alike(paper.jurisdiction or "")
    plans = enumerate(year.community.legacy.capacity_building, start=1)
    return [
        _plan(one, number, year) for number, one in plans if wanted and names.alike(one.jurisdiction or "") == wanted
    ]


def _plan(plan: CapacityBuilding, number: int, year: Year) -> CapacityPlanText:
    words = year.words
    dated = year.timeline.by_id.get(f"capacity-building.{number}")
    return CapacityPlanText(
        team=_listed(year, (names.shown(one) for one in plan.team)),
        audience=plan.audience,
        audience_in_words=_listed(year, (words.name("answers", one) for one in plan.audience)),
        activity=plan.activity,
        day=words.full_day(dated.day) if dated else None,
        support=plan.support,
    )


def _part_of(organization: Organization, year: Year) -> list[str]:
    """Return what the definition says that an organization gave to the year: money, gifts in kind, who presented."""
    words, community = year.words, year.community
    called = names.alike(organization.organization or "")
    if not called:
        return []
    found = []
    if names.alike(community.release_time.paid_by or "") == called:
        found.append(words("kit.gave.release_time"))
    gifts = [one for one in community.budget if one.in_kind and called in names.alike(one.note or "")]
    found += [words("kit.gave.in_kind", what=one.category) for one in gifts]
    speakers = {names.alike(one.name) for one in community.guests if names.alike(one.organization or "") == called}
    speakers |= {names.alike(organization.contact)} if organization.contact else set()
    found += [
        words("kit.gave.presented", who=names.shown(one.presenter), title=one.title)
        for one in year.timeline.sessions
        if one.presenter and names.alike(one.presenter) in speakers
    ]
    return found


def channel(paper: Paper, words: Words) -> str:
    """Return what an audience's channel asks for, such as `email`; `page` if its words name none that we know."""
    written = set(re.findall(r"\w+", ((paper.audience and paper.audience.channel) or "").casefold()))
    channels: dict[str, str] = words.at("kit.channels")
    return next((kind for kind, known in channels.items() if written & set(known.split())), "page")


def _both_surveys(year: Year, facts: YearFacts) -> dict[str, Any]:
    """Return whether members answer two surveys that share statements, and when those of the first come again.

    While no statement is written yet, they are taken to be shared.
    """
    first, last = ({name for name, _ in facts.items(survey)} for survey in ("baseline", "final"))
    is_shared = bool(first & last) or not year.community.surveys.items
    days = [one.day for one in year.timeline.entries if one.document == "final-survey"]
    return {
        "asked_twice": is_shared and bool(days) and facts.asks_for("baseline-survey"),
        "asked_again": year.words.full_day(days[0]) if is_shared and days else None,
    }


class AreaReview(NamedTuple):
    """An area of purpose with its goals and what members report of it, a line each."""

    name: str
    goals: tuple[str, ...]
    found: tuple[str, ...]


def _areas(year: Year, came_to: YearResults) -> list[AreaReview]:
    """Return the areas that were chosen, then those to which only goals or questions belong."""
    community = year.community
    goals = [(goal.area, goal.aim) for goal in community.goals.values()]
    named = [*(area for area, _ in goals), *(item.area for item in community.surveys.items.values())]
    return [
        AreaReview(
            year.words.name("areas", area),
            tuple(aim for of, aim in goals if of == area and aim),
            tuple(line for of, line in came_to.by_area if of == area),
        )
        for area in dict.fromkeys([*community.purpose.areas, *named])
        if area
    ]


class MapMonth(NamedTuple):
    """A month of the year's map, and what is on in it, each with its day."""

    name: str
    entries: tuple[str, ...]


def _year_map(year: Year) -> list[MapMonth]:
    """Return the sessions and the letters of the year by month: no step of another entry, and no task."""
    words = year.words
    shown = (one for one in year.timeline.entries if one.is_session or (one.kind == "letter" and one.parent is None))
    by_month = groupby(shown, key=lambda one: (one.day.year, one.day.month))
    return [
        MapMonth(
            words.month_and_year(some[0].day).replace(" ", "\u00a0"),
            tuple(f"{one.title} ({words.short_day(one.day)})" for one in some),
        )
        for _, group in by_month
        for some in [list(group)]
    ]
