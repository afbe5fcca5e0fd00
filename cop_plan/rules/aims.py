"""Rules on what the year is for: purpose, goals, evidence, sponsor, money, legacy."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cop_plan.base.errors import Path, quote
from cop_plan.definition import names
from cop_plan.definition.community import ONLINE, Part
from cop_plan.rules.context import Remark, RuleContext, count, dotted, for_members, listed, said_day
from cop_plan.rules.declare import BUDGET, LETTERS, ORIENTATION, WRAP_UP, rule

ORDER = 20

BLANK = "___"

# Source: S4-16, "several opportunities to discuss plans"
FEWEST_DISCUSSIONS = 2

# "No-cost link" is an answer, "no" is none.
_NO = re.compile(r"(none|aucune?)\b|(no|non)\W*$")
_NONE_BECAUSE = re.compile(r"(none|no|aucune?|non)(,\s*\w| because\b| parce qu)")


@rule(
    severity="warning",
    reason="A community needs a focused, well-defined purpose; members, sessions and evidence follow from it.",
    source="S0-02, S1-13, S2-28..30",
    decided_at=LETTERS,
)
def no_purpose(context: RuleContext) -> Iterator[Remark]:
    """Remark on a community that does not say why it convenes."""
    purpose = context.community.purpose
    said = (purpose.statement, purpose.shared_interest, purpose.concern, purpose.learn_together_how_best_to)
    if not any(said):
        hint = "write under purpose what the members share, and what they will learn together how best to do"
        yield Remark(("purpose",), "the purpose is not written", hint, at_key=True)


@rule(
    severity="warning",
    reason="A goal that nothing shows can be neither reached nor missed.",
    source="S2-31",
    about="goal",
    decided_at=LETTERS,
)
def goal_without_evidence(context: RuleContext) -> Iterator[Remark]:
    """Remark on goals that nothing shows."""
    for name, goal in context.community.goals.items():
        if not goal.evidence:
            aim = quote(goal.aim or name)
            hint = "write under it  evidence: {lesson-artefacts: {what: Lesson artefacts, by: last friday of february}}"
            asked = f"What will show that the goal {aim} is reached?"
            yield Remark(("goals", name), f"no evidence is named for the goal {aim}", hint, name, asked, at_key=True)


@rule(
    severity="error",
    reason="What is announced for a conference has to be there on its day.",
    source="S2-32",
    about="entry",
)
def evidence_after_showing(context: RuleContext) -> Iterator[Remark]:
    """Remark on evidence that is due after the showcase at which it is shared."""
    for goal_name, goal in context.community.goals.items():
        for name, evidence in goal.evidence.items():
            due = context.by_id.get(f"evidence.{goal_name}.{name}")
            shown = context.by_id.get(evidence.share_at or "")
            if due and shown and due.day > shown.day:
                said = (
                    f"{quote(due.title)} is due on {said_day(due.day)}, after {quote(shown.title)} on"
                    f" {said_day(shown.day)}, where it is shared"
                )
                yield Remark(context.when(due), said, f"write  by: 1 week before {shown.id}", due.id)


@rule(
    severity="hint",
    reason="Evidence is collected along the way; at the end it is too late to change anything by it.",
    source="S2-31, S4-18",
)
def evidence_only_at_the_end(context: RuleContext) -> Iterator[Remark]:
    """Remark on evidence that is all collected when the year is over."""
    due = [entry for entry in context.timeline.entries if entry.id.startswith("evidence.")]
    if due and context.closing and all(entry.day >= context.closing.day for entry in due):
        said = f"all evidence is collected on or after {said_day(context.closing.day)}, the day of {_title(context)}"
        yield Remark(
            ("goals",), said, "collect some along the way, such as by the last friday of february", at_key=True
        )


def _title(context: RuleContext) -> str:
    return quote(context.closing.title) if context.closing else "the end"


@rule(
    severity="hint",
    reason="With more goals than one, a session that serves none is easily about something else. Orientation, wrap-up,"
    " showcases and visits serve all.",
    source="S2-10",
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
        said, asked = f"{quote(session.title)} names no goal", f"Which goal does {quote(session.title)} serve?"
        hint = f"write  goal: and one of {listed(context.community.goals)}"
        yield Remark(path, said, hint, str(path[1]), asked, at_key=True)


@rule(
    severity="warning",
    reason="The report goes to the sponsor, and somebody has to be there to read it.",
    source="S0-36",
    decided_at=LETTERS,
)
def no_sponsor(context: RuleContext) -> Iterator[Remark]:
    """Remark on results that are reported to a sponsor whom nobody names."""
    for at, reader in enumerate(context.community.reporting.to):
        if names.alike(reader).startswith("sponsor") and not context.community.sponsor.organization:
            said = "results are reported to the sponsor, and no sponsor is named"
            yield Remark(("reporting", "to", at), said, "write  sponsor: and the organization's name")
            return


@rule(
    severity="hint",
    reason="Even a small budget says what is there for substitutes and books, and what is given in kind.",
    source="S0-08, S3-57",
    decided_at=BUDGET,
)
def no_budget(context: RuleContext) -> Iterator[Remark]:
    """Remark on a year without a budget."""
    if not context.community.budget:
        hint = "a few lines are enough: substitutes, books, travel, what is given in kind"
        yield Remark(("budget",), "there is no budget", hint, at_key=True)


@rule(
    severity="hint",
    reason="Spaces to which you have access leave the money for people and books.",
    source="S3-53..55",
    about="place",
)
def paid_venue(context: RuleContext) -> Iterator[Remark]:
    """Remark on places that cost rent."""
    meetings = context.community.meetings
    used = {
        context.part(session).where or (meetings.platform if session.kind in ONLINE else meetings.meeting_place)
        for session in context.timeline.sessions
        if session.place
    }
    for name, place in context.community.places.items():
        if place.cost and name in used:
            said = f"{quote(place.name or name)} costs {place.cost} in rent"
            hint = "a school, a library or a member's workplace may have a room that is free"
            yield Remark(("places", name, "cost"), said, hint, name)


@rule(
    severity="hint",
    reason="This is evaluation, not research; for research the division and an ethics board come first.",
    source="ours",
)
def research_review(context: RuleContext) -> Iterator[Remark]:
    """Remark on research questions of a community that creates new knowledge."""
    purpose, area = context.community.purpose, "creating new knowledge"
    areas = {*purpose.areas, *(goal.area for goal in context.community.goals.values())}
    if purpose.research_questions and area in areas:
        said = "research questions whose answers are meant as new knowledge may be research in the sense of the law"
        hint = "ask the division and an ethics board before answers are collected, or ignore this and say why not"
        yield Remark(("purpose", "research_questions"), said, hint)


@rule(
    severity="hint",
    reason="People, local work, drafts, documentaries, programs and services teach what print does not.",
    source="S3-74; five are ours (thresholds.resources_from)",
)
def resources_of_one_kind(context: RuleContext) -> Iterator[Remark]:
    """Remark on resources that are all of one kind."""
    kinds = [names.alike(resource.kind) for resource in context.community.resources if resource.kind]
    if len(kinds) >= max(context.thresholds.resources_from, 2) and len(set(kinds)) == 1:
        said = f"all {len(kinds)} resources whose kind is written are of one kind: {kinds[0]}"
        hint = "people, local work, documentaries, programs and services are resources too"
        yield Remark(("resources",), said, hint, at_key=True)


@rule(
    severity="hint",
    reason="Members are told who sees their answers, and for how long, before they give them.",
    source="ours; the letter of agreement and the surveys carry the notice",
    decided_at=(*LETTERS, "baseline-survey"),
)
def no_notice(context: RuleContext) -> Iterator[Remark]:
    """Remark on forms whose privacy notice nobody has approved."""
    forms = ("letter-of-agreement", "baseline-survey", "final-survey")
    if not context.community.privacy.approved_by and any(context.with_document(form) for form in forms):
        said = "nobody has approved the privacy notice, and forms print as drafts"
        hint = "ask the division's coordinator, and write the name under privacy.approved_by"
        yield Remark(("privacy", "approved_by"), said, hint, None, "Who approved the privacy notice?")


@rule(
    severity="hint",
    reason="Reflection and celebration belong to the whole year, not only to its last day.",
    source="S2-33",
    decided_at=ORIENTATION,
)
def no_celebration(context: RuleContext) -> Iterator[Remark]:
    """Remark on a year in which nobody plans to reflect and celebrate along the way."""
    if not context.community.meetings.reflection_and_celebration:
        said = "nothing says how reflection and celebration are part of the year"
        hint = "one success could open each session, and two minutes of writing close it"
        yield Remark(("meetings", "reflection_and_celebration"), said, hint)


@rule(
    severity="hint",
    reason="Face-to-face meetings, live online events and collaboration over time each reach people whom others"
    " do not.",
    source="S1-25; 'none, because …' answers it",
)
def modes(context: RuleContext) -> Iterator[Remark]:
    """Remark on a year that lacks one of the three ways to take part."""
    meetings = context.community.meetings
    has_online = any(
        session.kind in ONLINE
        or (session.virtual_option and not is_none(session.virtual_option) and not is_bare_no(session.virtual_option))
        for session in context.sessions
    )
    has = (
        ("face to face", "face_to_face", any(session.kind not in ONLINE for session in context.sessions)),
        ("live online", "platform", has_online),
        (
            "over time, between the sessions",
            "communication",
            any(for_members(one) and not one.is_session and one.parent is None for one in context.timeline.entries),
        ),
    )
    for way, key, there in has:
        if not there and not is_none(getattr(meetings, key)):
            said = f"members take part in no way that is {way}"
            yield Remark(("meetings", key), said, f"add one, or write under meetings  {key}: none, because …")


def is_none(text: str | None) -> bool:
    """Return whether an answer is 'none, because …'."""
    return bool(_NONE_BECAUSE.match(names.alike(text or "")))


def is_bare_no(text: str | None) -> bool:
    """Return whether an answer says no, or none, and gives no reason."""
    return not is_none(text) and bool(_NO.match(names.alike(text or "")))


@rule(
    severity="hint",
    reason="Teams plan better for home when they have talked about it more than once before wrap-up.",
    source="S4-16",
    decided_at=("discuss-capacity-building", *WRAP_UP),
)
def late_legacy(context: RuleContext) -> Iterator[Remark]:
    """Remark on plans for capacity building that are discussed too seldom before wrap-up."""
    named = dict.fromkeys(context.community.legacy.discussed_at)
    before = [name for name in named if context.closing and context.by_id[name].day < context.closing.day]
    if len(before) < FEWEST_DISCUSSIONS:
        said = f"plans for capacity building are discussed at {count(len(before), 'session')} before {_title(context)}"
        hint = f"name at least {FEWEST_DISCUSSIONS} sessions under legacy.discussed_at"
        yield Remark(("legacy", "discussed_at"), said, hint)


@rule(
    severity="warning",
    reason="What its people have learned reaches a jurisdiction only if its team plans something there.",
    source="S4-11",
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
            said, asked = f"no capacity building is planned in {quote(name)}", f"What will the team of {name} do there?"
            yield Remark(path, said, "write a row for it: jurisdiction, team, audience, activity", name, asked, True)


@rule(
    severity="warning",
    reason="The letters at the end direct people to where the results lie.",
    source="S4-29",
    decided_at=WRAP_UP,
)
def no_url(context: RuleContext) -> Iterator[Remark]:
    """Remark on results for which nobody is told where they lie."""
    community = context.community
    if not (community.legacy.collective_knowledge.url or community.website):
        said = "no public address says where the results lie"
        yield Remark(("legacy", "collective_knowledge", "url"), said, "write it, or the address of the website")


@rule(
    severity="warning",
    reason="A blank that is copied from the planning tool would be printed in letters and pages.",
    source="S2-01; ours",
    about="value",
)
def unfilled_blank(context: RuleContext) -> Iterator[Remark]:
    """Remark on texts in which a blank is left."""
    for path, text in texts(context.community):
        if BLANK in text:
            hint = "fill it, or leave the whole value out"
            yield Remark(path, f"a blank is left in {quote(text)}", hint, dotted(path))


def texts(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield every text in a part of the definition with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Part):
        for name, field in type(value).model_fields.items():
            inner = getattr(value, name)
            if inner is not None and inner != field.default:
                yield from texts(inner, (*path, field.alias or name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from texts(inner, (*path, key))
    elif type(value) is tuple:
        for at, inner in enumerate(value):
            yield from texts(inner, (*path, at))
