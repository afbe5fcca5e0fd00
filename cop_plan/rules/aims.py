"""Rules on what the year is for: purpose, goals, evidence, sponsor, money, legacy."""

import re
from collections.abc import Iterator

from cop_plan.base.errors import Path, shown
from cop_plan.definition import addresses, names
from cop_plan.definition.community import ONLINE, Showing, empty
from cop_plan.rules.context import Facts, Remark, RuleContext, dotted, for_members
from cop_plan.rules.declare import BUDGET, LETTERS, ORIENTATION, WRAP_UP, rule
from cop_plan.schedule import session_days

ORDER = 20

BLANK = "___"

# Source: S4-16, "several opportunities to discuss plans"
FEWEST_DISCUSSIONS = 2

# "No-cost link" is an answer, "no" is none.
_NO = re.compile(r"(none|aucune?)\b|(no|non)\W*$")
_NONE_BECAUSE = re.compile(r"(none|no|aucune?|non)(,\s*\w| because\b| parce qu)")


@rule(
    severity="warning",
    decided_at=LETTERS,
)
def no_purpose(context: RuleContext) -> Iterator[Remark]:
    """Remark on a community that does not say why it convenes."""
    purpose = context.community.purpose
    said = (purpose.statement, purpose.shared_interest, purpose.concern, purpose.learn_together_how_best_to)
    if not any(said):
        yield Remark(("purpose",), at_key=True)


@rule(
    severity="warning",
    about="goal",
    decided_at=LETTERS,
)
def goal_without_evidence(context: RuleContext) -> Iterator[Remark]:
    """Remark on goals that nothing shows."""
    for name, goal in context.community.goals.items():
        if not goal.evidence:
            facts = {"aim": shown(goal.aim or name)}
            yield Remark(("goals", name), facts, about=name, question="question", at_key=True)


@rule(
    severity="error",
    about="entry",
)
def evidence_after_showing(context: RuleContext) -> Iterator[Remark]:
    """Remark on evidence that is due after the showcase at which it is shared."""
    for goal_name, goal in context.community.goals.items():
        for name, evidence in goal.evidence.items():
            due = context.by_id.get(f"evidence.{goal_name}.{name}")
            at = context.by_id.get(evidence.share_at or "")
            if due and at and due.day > at.day:
                facts: Facts = {
                    "title": shown(evidence.what or goal.aim or due.title),
                    "day": due.day,
                    "showcase": shown(at.title),
                    "showcase_day": at.day,
                    "showcase_name": at.id,
                }
                yield Remark(context.when(due), facts, about=due.id)


@rule(
    severity="hint",
)
def showing_without_day(context: RuleContext) -> Iterator[Remark]:
    """Remark on evidence that is to be shown in a year that has no showcase."""
    shown_in_year = any(entry.kind == "showcase" for entry in context.timeline.entries)
    if context.community.reporting.showcase != empty(Showing) and not shown_in_year:
        yield Remark(("reporting", "showcase"), at_key=True)


@rule(
    severity="hint",
)
def evidence_only_at_the_end(context: RuleContext) -> Iterator[Remark]:
    """Remark on evidence that is all collected when the year is over."""
    due = [entry for entry in context.timeline.entries if entry.id.startswith("evidence.")]
    if due and context.closing and all(entry.day >= context.closing.day for entry in due):
        facts: Facts = {"day": context.closing.day, "title": shown(context.closing.title)}
        yield Remark(("goals",), facts, at_key=True)


@rule(
    severity="hint",
    about="entry",
    decided_at=ORIENTATION,
)
def session_without_goal(context: RuleContext) -> Iterator[Remark]:
    """Remark on sessions that serve no goal, where there is a choice of goals; a series is one."""
    if len(context.community.goals) < 2:
        return
    told: set[Path] = set()
    for session in context.sessions:
        at_either_end = session.kind == "gathering" and session.phase in ("launch", "wrap-up")
        path = context.path(session)
        if session.goal or session.kind == "visit" or at_either_end or path in told:
            continue
        told.add(path)
        facts: Facts = {"title": shown(session.title), "goals": tuple(context.community.goals)}
        yield Remark(path, facts, about=str(path[1]), question="question", at_key=True)


@rule(
    severity="warning",
    decided_at=LETTERS,
)
def no_sponsor(context: RuleContext) -> Iterator[Remark]:
    """Remark on results that are reported to a sponsor whom nobody names."""
    for at, reader in enumerate(context.community.reporting.to):
        if names.alike(reader).startswith("sponsor") and not context.community.sponsor.organization:
            yield Remark(("reporting", "to", at))
            return


@rule(
    severity="warning",
)
def not_a_priority(context: RuleContext) -> Iterator[Remark]:
    """Remark on a community that is no priority of its divisions, and has no sponsor to speak for it."""
    if context.community.purpose.division_priority in ("no", "not yet") and not context.community.sponsor.organization:
        yield Remark(("purpose", "division_priority"))


@rule(
    severity="hint",
    decided_at=BUDGET,
)
def no_budget(context: RuleContext) -> Iterator[Remark]:
    """Remark on a year without a budget."""
    if not context.community.budget:
        yield Remark(("budget",), at_key=True)


@rule(
    severity="hint",
    about="place",
)
def paid_venue(context: RuleContext) -> Iterator[Remark]:
    """Remark on places that cost rent."""
    yield from _costs(context, "cost")


@rule(
    severity="hint",
    about="place",
)
def paid_parking(context: RuleContext) -> Iterator[Remark]:
    """Remark on places at which members pay for parking."""
    yield from _costs(context, "parking_cost")


def _costs(context: RuleContext, key: str) -> Iterator[Remark]:
    meetings = context.community.meetings
    used = {
        context.part(session).where or (meetings.platform if session.kind in ONLINE else meetings.meeting_place)
        for session in context.timeline.sessions
        if session.place
    }
    for name, place in context.community.places.items():
        if (cost := getattr(place, key)) and name in used:
            yield Remark(("places", name, key), {"place": shown(place.name or name), "cost": cost}, about=name)


@rule(
    severity="hint",
)
def research_review(context: RuleContext) -> Iterator[Remark]:
    """Remark on research questions of a community that creates new knowledge."""
    purpose, area = context.community.purpose, "creating new knowledge"
    areas = {*purpose.areas, *(goal.area for goal in context.community.goals.values())}
    if purpose.research_questions and area in areas:
        yield Remark(("purpose", "research_questions"))


@rule(
    severity="hint",
)
def resources_of_one_kind(context: RuleContext) -> Iterator[Remark]:
    """Remark on resources that are all of one kind."""
    kinds = [names.alike(resource.kind) for resource in context.community.resources if resource.kind]
    if len(kinds) >= max(context.thresholds.resources_from, 2) and len(set(kinds)) == 1:
        yield Remark(("resources",), {"number": len(kinds), "kind": kinds[0]}, at_key=True)


@rule(
    severity="hint",
    decided_at=(*LETTERS, "baseline-survey"),
)
def no_notice(context: RuleContext) -> Iterator[Remark]:
    """Remark on forms whose privacy notice nobody has approved."""
    forms = ("letter-of-agreement", "baseline-survey", "final-survey", "pulse-survey")
    if not context.community.privacy.approved_by and any(context.with_document(form) for form in forms):
        yield Remark(("privacy", "approved_by"), question="question")


@rule(
    severity="hint",
    decided_at=ORIENTATION,
)
def no_celebration(context: RuleContext) -> Iterator[Remark]:
    """Remark on a year in which nobody plans to reflect and celebrate along the way."""
    if not context.community.meetings.reflection_and_celebration:
        yield Remark(("meetings", "reflection_and_celebration"))


@rule(
    severity="hint",
)
def modes(context: RuleContext) -> Iterator[Remark]:
    """Remark on a year that lacks one of the three ways to take part."""
    meetings = context.community.meetings
    has_online = any(
        session.kind in ONLINE
        or (session.virtual_option and not is_none(session.virtual_option) and not is_bare_no(session.virtual_option))
        for session in context.sessions
    )
    has = {
        "face_to_face": any(session.kind not in ONLINE for session in context.sessions),
        "platform": has_online,
        "communication": any(
            for_members(one) and not one.is_session and one.parent is None for one in context.timeline.entries
        ),
    }
    for key, there in has.items():
        if not there and not is_none(getattr(meetings, key)):
            yield Remark(("meetings", key), {"key": key}, message=key)


def is_none(text: str | None) -> bool:
    """Return whether an answer is 'none, because …'."""
    return bool(_NONE_BECAUSE.match(names.alike(text or "")))


def is_bare_no(text: str | None) -> bool:
    """Return whether an answer says no, or none, and gives no reason."""
    return not is_none(text) and bool(_NO.match(names.alike(text or "")))


@rule(
    severity="hint",
    decided_at=("discuss-capacity-building", *WRAP_UP),
)
def late_legacy(context: RuleContext) -> Iterator[Remark]:
    """Remark on plans for capacity building that are discussed too seldom before wrap-up."""
    closing = context.closing
    found = session_days.discussions(context.timeline)
    before = [one for one in found if one.is_session and closing and one.day < closing.day]
    if len(before) < FEWEST_DISCUSSIONS:
        title = shown(closing.title) if closing else ""
        facts: Facts = {"number": len(before), "title": title, "fewest": FEWEST_DISCUSSIONS}
        message = "message" if closing else "message_without_sessions"
        yield Remark(("legacy", "discussed_at"), facts, message=message)


@rule(
    severity="warning",
    about="jurisdiction",
    decided_at=WRAP_UP,
)
def jurisdiction_without_plan(context: RuleContext) -> Iterator[Remark]:
    """Remark on jurisdictions in which no team plans to build capacity."""
    path: Path = ("legacy", "capacity_building")
    plans = context.community.legacy.capacity_building
    planned = {names.alike(plan.jurisdiction) for plan in plans if plan.jurisdiction}
    for alike, name in context.jurisdictions.items():
        if alike not in planned:
            yield Remark(path, {"name": shown(name)}, about=name, question="question", at_key=True)


@rule(
    severity="warning",
    decided_at=WRAP_UP,
)
def no_url(context: RuleContext) -> Iterator[Remark]:
    """Remark on results for which nobody is told where they lie."""
    community = context.community
    if not (community.legacy.collective_knowledge.url or community.website):
        yield Remark(("legacy", "collective_knowledge", "url"))


@rule(
    severity="warning",
    about="value",
)
def unfilled_blank(context: RuleContext) -> Iterator[Remark]:
    """Remark on texts in which a blank is left."""
    for path, text in context.texts:
        if BLANK in text:
            yield Remark(path, {"text": shown(text)}, about=dotted(path))


# Where an address belongs, or is told apart from the name that pages show.
_OF_ADDRESSES = {
    *("email", "jurisdiction_email", "consultant_email", "link", "website", "privacy"),
    *("core_group", "blog_moderator", "owner", "presenter", "host", "note_taker", "hosts", "note_takers"),
    "team",
}


@rule(
    severity="warning",
    about="value",
)
def address_in_text(context: RuleContext) -> Iterator[Remark]:
    """Remark on e-mail addresses in texts that pages show."""
    for path, text in context.texts:
        if (found := addresses.split(text)[1]) and not _OF_ADDRESSES.intersection(path):
            yield Remark(path, {"address": shown(found[0])}, about=dotted(path))
