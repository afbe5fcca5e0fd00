"""Rules on who takes part: leaders, members, letters, schools, hours."""

import re
from collections.abc import Iterable, Iterator

from cop_plan.base.errors import Path, shown
from cop_plan.definition import names
from cop_plan.definition.community import Member, MustInclude
from cop_plan.rules.context import Facts, Remark, RuleContext, RuleText
from cop_plan.rules.declare import CONFIRMATION, FACILITATOR, INVITATION, LETTERS, rule

ORDER = 30

# Below twice the limit every division into two leaves a group that is hidden.
SMALLEST_IN_LIMITS = 2

# A principal's place is not taken by the vice-principal; in French the word may stand behind: directrice adjointe.
DEPUTIES = frozenset(("vice", "assistant", "assistante", "associate", "deputy", "sous"))
DEPUTIES_BEHIND = frozenset(("adjoint", "adjointe"))


@rule(
    severity="warning",
    decided_at=LETTERS,
)
def no_facilitator(context: RuleContext) -> Iterator[Remark]:
    """Remark on a community that nobody facilitates."""
    if not context.community.leadership.facilitator.name:
        yield Remark(("leadership", "facilitator"))


@rule(
    severity="hint",
    decided_at=FACILITATOR,
)
def no_co_facilitator(context: RuleContext) -> Iterator[Remark]:
    """Remark on a large community with one facilitator."""
    most = context.thresholds.co_facilitator_over
    if len(context.members) > most and not context.community.leadership.co_facilitator.name:
        yield Remark(("leadership", "co_facilitator"), {"number": len(context.members)})


@rule(
    severity="hint",
    decided_at=INVITATION,
)
def no_core_group(context: RuleContext) -> Iterator[Remark]:
    """Remark on a community of some size that nobody plans together."""
    if len(context.members) > context.thresholds.core_group_over and not context.community.leadership.core_group:
        yield Remark(("leadership", "core_group"), {"number": len(context.members)})


@rule(
    severity="warning",
    about="position",
    decided_at=CONFIRMATION,
)
def must_include(context: RuleContext) -> Iterator[Remark]:
    """Remark on positions that the purpose needs and no member holds."""
    for at, needed in enumerate(context.community.membership.must_include):
        lacking = _lacking(context, needed)
        if lacking is not None:
            yield Remark(
                ("membership", "must_include", at),
                {"position": shown(needed.position), "places": tuple(lacking)},
                message="message_from" if lacking else "message",
                question="question_from" if lacking else "question",
                about=needed.position,
            )


def _lacking(context: RuleContext, needed: MustInclude) -> list[str] | None:
    """Return where nobody holds a position, an empty list for nowhere at all; None if it is held wherever needed."""
    holders = [member for member in context.members if _holds(member.position or "", needed.position)]
    if needed.one_from is None:
        return None if holders else []
    places = _places_of(context, context.members, needed)
    if not places:
        return None if holders else []
    held = _places_of(context, holders, needed)
    return [name for alike, name in places.items() if alike not in held] or None


def _holds(position: str, wanted: str) -> bool:
    """Return whether the words of one position stand in another, and not as those of its deputy."""
    held, needed = _words(position), _words(wanted)
    for at in range(len(held) - len(needed) + 1):
        before, found, behind = held[:at][-1:], held[at:][: len(needed)], held[at + len(needed) :][:1]
        if found == needed and DEPUTIES.isdisjoint(before) and DEPUTIES_BEHIND.isdisjoint(behind):
            return True
    return False


def _words(position: str) -> list[str]:
    return re.findall(r"\w+", names.alike(position))


def _places_of(context: RuleContext, members: Iterable[Member], needed: MustInclude) -> dict[str, str]:
    by_school = needed.one_from == "each school"
    named = (member.school if by_school else context.jurisdiction(member) for member in members)
    return {names.alike(name): name for name in named if name}


@rule(
    severity="hint",
    decided_at=CONFIRMATION,
)
def size(context: RuleContext) -> Iterator[Remark]:
    """Remark on a number of members outside the ideal size."""
    ideal, members = context.community.membership.ideal_size, len(context.members)
    if ideal and members and not ideal.low <= members <= ideal.high:
        wanted = ideal.low if ideal.low == ideal.high else RuleText("range", {"low": ideal.low, "high": ideal.high})
        yield Remark(("membership", "ideal_size"), {"number": members, "ideal": wanted}, hint=None)


@rule(
    severity="hint",
    decided_at=CONFIRMATION,
)
def small_group(context: RuleContext) -> Iterator[Remark]:
    """Remark on a community in which every division would leave a group that is hidden."""
    members, limit = len(context.members), context.community.reporting.hide_groups_under
    if 0 < members < SMALLEST_IN_LIMITS * limit:
        yield Remark(("membership", "members"), {"number": members, "limit": limit}, at_key=True)


@rule(
    severity="warning",
    comes_and_goes=True,
)
def unsigned_letters(context: RuleContext) -> Iterator[Remark]:
    """Remark, in one line, on letters of agreement that are not signed after their date.

    Only members who belong to a school sign; who has not confirmed when the others have takes no part.
    """
    letters = context.with_document("letter-of-agreement")
    if not letters or letters[-1].day >= context.today:
        return
    asked = [one for one in context.members if one.school and not (one.joined and one.joined > context.today)]
    is_noted = any(member.confirmed for member in asked) or names.first_joined(asked, context.timeline.first_session)
    if context.has_passed(CONFIRMATION) and is_noted:
        asked = [member for member in asked if member.confirmed or member.joined]
    unsigned = [member.name for member in asked if member.agreement_signed is None]
    if unsigned:
        facts: Facts = {"number": len(unsigned), "letters": len(asked), "names": tuple(unsigned)}
        message = "message" if len(asked) > 1 else "message_of_one"
        yield Remark(("membership", "members"), facts, message=message, at_key=True)


@rule(
    severity="warning",
    about="entry",
    comes_and_goes=True,
)
def letter_changed(context: RuleContext) -> Iterator[Remark]:
    """Remark on mandatory dates that have moved since they were published, after members signed for them."""
    signed_by = [one for one in context.members if one.agreement_signed and one.agreement_signed <= context.today]
    for session in context.sessions if signed_by else ():
        before = context.published.get(session.id)
        # The letter of who joined later does not name it.
        signed = sum(one.joined is None or before is None or one.joined <= before for one in signed_by)
        if session.attendance == "mandatory" and before and before != session.day and signed:
            facts: Facts = {"number": signed, "title": shown(session.title), "before": before, "after": session.day}
            yield Remark(context.when(session), facts, about=session.id)


@rule(
    severity="warning",
    decided_at=("confirm-participants.principals", "letters-of-agreement.principals"),
)
def no_principal(context: RuleContext) -> Iterator[Remark]:
    """Remark, in one line, on schools of members whose principal is not known."""
    listed_schools = context.community.membership.schools
    known = {names.alike(school.school) for school in listed_schools if school.principal}
    schools = {names.alike(member.school): member.school for member in context.members if member.school}
    lacking = [name for alike, name in schools.items() if alike not in known]
    if lacking:
        path: Path = ("membership", "schools") if listed_schools else ("membership",)
        facts: Facts = {"number": len(lacking), "total": len(schools), "schools": tuple(lacking)}
        message = "message" if len(schools) > 1 else "message_of_one"
        yield Remark(path, facts, message=message, question="question", at_key=True)


@rule(
    severity="warning",
    decided_at=LETTERS,
)
def release_undecided(context: RuleContext) -> Iterator[Remark]:
    """Remark on mandatory sessions in school time for which nobody pays substitutes."""
    in_school = [one for one in context.sessions if one.attendance == "mandatory" and one.in_school_time]
    if in_school and not context.community.release_time.paid_by:
        yield Remark(("release_time", "paid_by"), {"number": len(in_school), "day": in_school[0].day})


@rule(
    severity="hint",
)
def hours_over_agreed(context: RuleContext) -> Iterator[Remark]:
    """Remark on more mandatory hours than the letters of agreement name."""
    agreed, minutes = context.thresholds.agreed_hours, context.timeline.hours.mandatory
    if agreed is not None and minutes > agreed * 60:
        yield Remark(("thresholds", "agreed_hours"), {"number": minutes / 60, "agreed": agreed})
