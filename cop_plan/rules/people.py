"""Rules on who takes part: leaders, members, letters, schools, hours."""

import re
from collections.abc import Iterable, Iterator

from cop_plan.base.errors import Path, quote
from cop_plan.definition import names
from cop_plan.definition.community import Member, MustInclude
from cop_plan.rules.context import Remark, RuleContext, count, listed, said_day
from cop_plan.rules.declare import CONFIRMATION, FACILITATOR, INVITATION, LETTERS, rule

ORDER = 30

# Below twice the limit every division into two leaves a group that is hidden.
SMALLEST_IN_LIMITS = 2

# A principal's place is not taken by the vice-principal; in French the word may stand behind: directrice adjointe.
DEPUTIES = frozenset(("vice", "assistant", "assistante", "associate", "deputy", "sous"))
DEPUTIES_BEHIND = frozenset(("adjoint", "adjointe"))


@rule(
    severity="warning",
    reason="Somebody has to welcome, plan and keep the community going; it is the first thing to settle.",
    source="S0-11, S3-10",
    decided_at=LETTERS,
)
def no_facilitator(context: RuleContext) -> Iterator[Remark]:
    """Remark on a community that nobody facilitates."""
    if not context.community.leadership.facilitator.name:
        said = "no facilitator is named"
        yield Remark(("leadership", "facilitator"), said, "write under leadership  facilitator: and a name")


@rule(
    severity="hint",
    reason="In a large community two share the work, and one can lead when the other is away.",
    source="S3-11; twenty members are ours (thresholds.co_facilitator_over)",
    decided_at=FACILITATOR,
)
def no_co_facilitator(context: RuleContext) -> Iterator[Remark]:
    """Remark on a large community with one facilitator."""
    most = context.thresholds.co_facilitator_over
    if len(context.members) > most and not context.community.leadership.co_facilitator.name:
        said = f"one person facilitates {count(len(context.members), 'member')}"
        yield Remark(("leadership", "co_facilitator"), said, "name a co-facilitator under leadership")


@rule(
    severity="hint",
    reason="Begin with those closest to you, and include members in tasks and decisions.",
    source="S3-21, S3-23; twelve members are ours (thresholds.core_group_over)",
    decided_at=INVITATION,
)
def no_core_group(context: RuleContext) -> Iterator[Remark]:
    """Remark on a community of some size that nobody plans together."""
    if len(context.members) > context.thresholds.core_group_over and not context.community.leadership.core_group:
        said = f"{count(len(context.members), 'member')}, and no core group plans with the facilitator"
        yield Remark(("leadership", "core_group"), said, "name two or three members under leadership.core_group")


@rule(
    severity="warning",
    reason="Certain people have to be members for the purpose to be achieved.",
    source="S2-05",
    about="position",
    decided_at=CONFIRMATION,
)
def must_include(context: RuleContext) -> Iterator[Remark]:
    """Remark on positions that the purpose needs and no member holds."""
    for at, needed in enumerate(context.community.membership.must_include):
        lacking = _lacking(context, needed)
        if lacking is not None:
            where = f" from {listed(lacking)}" if lacking else ""
            path: Path = ("membership", "must_include", at)
            said, asked = f"no member{where} is {quote(needed.position)}", f"Who{where} is {quote(needed.position)}?"
            yield Remark(path, said, "invite one, or correct the position in the members' list", needed.position, asked)


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
    reason="The ideal size was chosen for the purpose; another size asks for other sessions.",
    source="S2-07, S3-46",
    decided_at=CONFIRMATION,
)
def size(context: RuleContext) -> Iterator[Remark]:
    """Remark on a number of members outside the ideal size."""
    ideal, members = context.community.membership.ideal_size, len(context.members)
    if ideal and members and not ideal.low <= members <= ideal.high:
        wanted = str(ideal.low) if ideal.low == ideal.high else f"{ideal.low} to {ideal.high}"
        said = f"the ideal size is {wanted}, and there {'is' if members == 1 else 'are'} {count(members, 'member')}"
        yield Remark(("membership", "ideal_size"), said)


@rule(
    severity="hint",
    reason="Results of small groups are hidden, since people could be recognized; under twice the limit every division"
    " leaves a small group.",
    source="ours: twice the limit (reporting.hide_groups_under)",
    decided_at=CONFIRMATION,
)
def small_group(context: RuleContext) -> Iterator[Remark]:
    """Remark on a community in which every division would leave a group that is hidden."""
    members, limit = len(context.members), context.community.reporting.hide_groups_under
    if 0 < members < SMALLEST_IN_LIMITS * limit:
        said = f"with {count(members, 'member')}, and groups under {limit} hidden, results show only as a whole"
        yield Remark(("membership", "members"), said, "stories and products say more here than counts", at_key=True)


@rule(
    severity="warning",
    reason="The letter says what is agreed; until it is signed, neither hours nor release time are. Members without a"
    " school sign none.",
    source="S0-10",
    comes_and_goes=True,
)
def unsigned_letters(context: RuleContext) -> Iterator[Remark]:
    """Remark, in one line, on letters of agreement that are not signed after their date.

    Only members who belong to a school sign; who has not confirmed when the others have takes no part.
    """
    letters = context.with_document("letter-of-agreement")
    if not letters or letters[-1].day >= context.today:
        return
    asked = [member for member in context.members if member.school]
    if context.has_passed(CONFIRMATION) and any(member.confirmed or member.joined for member in asked):
        asked = [member for member in asked if member.confirmed or member.joined]
    unsigned = [member.name for member in asked if member.agreement_signed is None]
    if unsigned:
        said = f"{len(unsigned)} of {count(len(asked), 'letter')} of agreement {_is(unsigned)} not signed"
        yield Remark(("membership", "members"), said, f"still to sign: {listed(unsigned)}", at_key=True)


def _is(some: list[str]) -> str:
    return "is" if len(some) == 1 else "are"


@rule(
    severity="warning",
    reason="Members signed for dates. If a mandatory one moves, they and their principals have to agree again.",
    source="S0-10",
    about="entry",
    comes_and_goes=True,
)
def letter_changed(context: RuleContext) -> Iterator[Remark]:
    """Remark on mandatory dates that have moved since they were published, after members signed for them."""
    signed = sum(
        member.agreement_signed is not None and member.agreement_signed <= context.today for member in context.members
    )
    for session in context.sessions if signed else ():
        before = context.published.get(session.id)
        if session.attendance == "mandatory" and before and before != session.day:
            said = (
                f"{quote(session.title)} moves from {said_day(before)} to {said_day(session.day)}, and"
                f" {count(signed, 'member has', 'members have')} signed for the old date"
            )
            yield Remark(context.when(session), said, "tell them and their principals, and ask again", session.id)


@rule(
    severity="warning",
    reason="Principals are told the dates and the release time before the year, and thanked after it.",
    source="S0-37, S3-20",
    decided_at=("confirm-participants.principals", "letters-of-agreement.principals"),
)
def no_principal(context: RuleContext) -> Iterator[Remark]:
    """Remark, in one line, on schools of members whose principal is not known."""
    listed_schools = context.community.membership.schools
    known = {names.alike(school.school) for school in listed_schools if school.principal}
    schools = {names.alike(member.school): member.school for member in context.members if member.school}
    lacking = [name for alike, name in schools.items() if alike not in known]
    if lacking:
        said = f"the principals of {len(lacking)} of {count(len(schools), 'school')} are not known"
        asked = f"Who is the principal of {listed(lacking)}?"
        path: Path = ("membership", "schools") if listed_schools else ("membership",)
        yield Remark(path, said, f"write them under principal: {listed(lacking)}", None, asked, at_key=True)


@rule(
    severity="warning",
    reason="A teacher can promise to come in school time only when somebody pays the substitute.",
    source="ours; the letter of agreement says who pays",
    decided_at=LETTERS,
)
def release_undecided(context: RuleContext) -> Iterator[Remark]:
    """Remark on mandatory sessions in school time for which nobody pays substitutes."""
    in_school = [one for one in context.sessions if one.attendance == "mandatory" and one.in_school_time]
    if in_school and not context.community.release_time.paid_by:
        said = (
            f"{count(len(in_school), 'mandatory session')} in school time, from {said_day(in_school[0].day)} on, and"
            " nobody is named to pay substitute teachers"
        )
        yield Remark(("release_time", "paid_by"), said, "write under release_time  paid_by: and who pays")


@rule(
    severity="hint",
    reason="'Mandatory' means agreed in the letter, with its hours; more than that was not agreed.",
    source="S3-13; the hours are the community's own (thresholds.agreed_hours)",
)
def hours_over_agreed(context: RuleContext) -> Iterator[Remark]:
    """Remark on more mandatory hours than the letters of agreement name."""
    agreed, minutes = context.thresholds.agreed_hours, context.timeline.hours.mandatory
    if agreed is not None and minutes > agreed * 60:
        said = f"the mandatory sessions take {minutes / 60:g} hours, and members agreed to {agreed}"
        yield Remark(("thresholds", "agreed_hours"), said, "make some sessions shorter, or optional, or ask again")
