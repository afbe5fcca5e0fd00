"""Rules on who takes part: leaders, members, letters, schools, hours."""

import re
from collections.abc import Iterable, Iterator

from cop_plan.base.errors import Path, quote
from cop_plan.definition import names
from cop_plan.definition.community import Member, MustInclude
from cop_plan.rules.year import Remark, Year, count, listed, said_day

CONFIRMATION = ("confirm-participants", "letters-of-agreement")

# Below twice the limit every division into two leaves a group that is hidden.
SMALLEST_IN_LIMITS = 2

# A principal's place is not taken by the vice-principal; in French the word may stand behind: directrice adjointe.
DEPUTIES = frozenset(("vice", "assistant", "assistante", "associate", "deputy", "sous"))
DEPUTIES_BEHIND = frozenset(("adjoint", "adjointe"))


def no_facilitator(year: Year) -> Iterator[Remark]:
    """Remark on a community that nobody facilitates."""
    if not year.community.leadership.facilitator.name:
        said = "no facilitator is named"
        yield Remark(("leadership", "facilitator"), said, "write under leadership  facilitator: and a name")


def no_co_facilitator(year: Year) -> Iterator[Remark]:
    """Remark on a large community with one facilitator."""
    most = year.thresholds.co_facilitator_over
    if len(year.members) > most and not year.community.leadership.co_facilitator.name:
        said = f"one person facilitates {count(len(year.members), 'member')}"
        yield Remark(("leadership", "co_facilitator"), said, "name a co-facilitator under leadership")


def no_core_group(year: Year) -> Iterator[Remark]:
    """Remark on a community of some size that nobody plans together."""
    if len(year.members) > year.thresholds.core_group_over and not year.community.leadership.core_group:
        said = f"{count(len(year.members), 'member')}, and no core group plans with the facilitator"
        yield Remark(("leadership", "core_group"), said, "name two or three members under leadership.core_group")


def size(year: Year) -> Iterator[Remark]:
    """Remark on a number of members outside the ideal size."""
    ideal, members = year.community.membership.ideal_size, len(year.members)
    if ideal and members and not ideal.low <= members <= ideal.high:
        wanted = str(ideal.low) if ideal.low == ideal.high else f"{ideal.low} to {ideal.high}"
        said = f"the ideal size is {wanted}, and there {'is' if members == 1 else 'are'} {count(members, 'member')}"
        yield Remark(("membership", "ideal_size"), said)


def small_group(year: Year) -> Iterator[Remark]:
    """Remark on a community in which every division would leave a group that is hidden."""
    members, limit = len(year.members), year.community.reporting.hide_groups_under
    if 0 < members < SMALLEST_IN_LIMITS * limit:
        said = f"with {count(members, 'member')}, and groups under {limit} hidden, results show only as a whole"
        yield Remark(("membership", "members"), said, "stories and products say more here than counts", at_key=True)


def must_include(year: Year) -> Iterator[Remark]:
    """Remark on positions that the purpose needs and no member holds."""
    for at, needed in enumerate(year.community.membership.must_include):
        lacking = _lacking(year, needed)
        if lacking is not None:
            where = f" from {listed(lacking)}" if lacking else ""
            path: Path = ("membership", "must_include", at)
            said, asked = f"no member{where} is {quote(needed.position)}", f"Who{where} is {quote(needed.position)}?"
            yield Remark(path, said, "invite one, or correct the position in the members' list", needed.position, asked)


def _lacking(year: Year, needed: MustInclude) -> list[str] | None:
    """Return where nobody holds a position, an empty list for nowhere at all; None if it is held wherever needed."""
    holders = [member for member in year.members if _holds(member.position or "", needed.position)]
    if needed.one_from is None:
        return None if holders else []
    places = _places_of(year, year.members, needed)
    if not places:
        return None if holders else []
    held = _places_of(year, holders, needed)
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


def _places_of(year: Year, members: Iterable[Member], needed: MustInclude) -> dict[str, str]:
    by_school = needed.one_from == "each school"
    named = (member.school if by_school else year.jurisdiction(member) for member in members)
    return {names.alike(name): name for name in named if name}


def unsigned_letters(year: Year) -> Iterator[Remark]:
    """Remark, in one line, on letters of agreement that are not signed after their date.

    Only members who belong to a school sign; who has not confirmed when the others have takes no part.
    """
    letters = year.with_document("letter-of-agreement")
    if not letters or letters[-1].day >= year.today:
        return
    asked = [member for member in year.members if member.school]
    if year.has_passed(CONFIRMATION) and any(member.confirmed or member.joined for member in asked):
        asked = [member for member in asked if member.confirmed or member.joined]
    unsigned = [member.name for member in asked if member.agreement_signed is None]
    if unsigned:
        said = f"{len(unsigned)} of {count(len(asked), 'letter')} of agreement {_is(unsigned)} not signed"
        yield Remark(("membership", "members"), said, f"still to sign: {listed(unsigned)}", at_key=True)


def _is(some: list[str]) -> str:
    return "is" if len(some) == 1 else "are"


def no_principal(year: Year) -> Iterator[Remark]:
    """Remark, in one line, on schools of members whose principal is not known."""
    listed_schools = year.community.membership.schools
    known = {names.alike(school.school) for school in listed_schools if school.principal}
    schools = {names.alike(member.school): member.school for member in year.members if member.school}
    lacking = [name for alike, name in schools.items() if alike not in known]
    if lacking:
        said = f"the principals of {len(lacking)} of {count(len(schools), 'school')} are not known"
        asked = f"Who is the principal of {listed(lacking)}?"
        path: Path = ("membership", "schools") if listed_schools else ("membership",)
        yield Remark(path, said, f"write them under principal: {listed(lacking)}", None, asked, at_key=True)


def letter_changed(year: Year) -> Iterator[Remark]:
    """Remark on mandatory dates that have moved since they were published, after members signed for them."""
    signed = sum(
        member.agreement_signed is not None and member.agreement_signed <= year.today for member in year.members
    )
    for session in year.sessions if signed else ():
        before = year.published.get(session.id)
        if session.attendance == "mandatory" and before and before != session.day:
            said = (
                f"{quote(session.title)} moves from {said_day(before)} to {said_day(session.day)}, and"
                f" {count(signed, 'member has', 'members have')} signed for the old date"
            )
            yield Remark(year.when(session), said, "tell them and their principals, and ask again", session.id)


def release_undecided(year: Year) -> Iterator[Remark]:
    """Remark on mandatory sessions in school time for which nobody pays substitutes."""
    in_school = [one for one in year.sessions if one.attendance == "mandatory" and one.in_school_time]
    if in_school and not year.community.release_time.paid_by:
        said = (
            f"{count(len(in_school), 'mandatory session')} in school time, from {said_day(in_school[0].day)} on, and"
            " nobody is named to pay substitute teachers"
        )
        yield Remark(("release_time", "paid_by"), said, "write under release_time  paid_by: and who pays")


def hours_over_agreed(year: Year) -> Iterator[Remark]:
    """Remark on more mandatory hours than the letters of agreement name."""
    agreed, minutes = year.thresholds.agreed_hours, year.timeline.hours.mandatory
    if agreed is not None and minutes > agreed * 60:
        said = f"the mandatory sessions take {minutes / 60:g} hours, and members agreed to {agreed}"
        yield Remark(("thresholds", "agreed_hours"), said, "make some sessions shorter, or optional, or ask again")
