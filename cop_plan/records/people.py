"""Who the people in an export are: members, others whom the definition knows, or nobody that can be told.

The address decides, then the aliases file, then the exact name, alone or before the person's own school or
jurisdiction; where two members have it, nobody is matched. So one who joins with the account of another member counts
as that member, whatever the name says: an account is lent more rarely than a name is changed. Nothing is matched
because it is only near.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from cop_plan.base.errors import nearest
from cop_plan.base.tables import writer
from cop_plan.definition import names
from cop_plan.definition.community import ROLES, Community, Member
from cop_plan.definition.names import alike
from cop_plan.records import callers, stays
from cop_plan.records.record_types import Attendance, Attendee

_TITLES = re.compile(
    r"(?:(?:dr|dre|prof|pr|mr|mrs|ms|mx|miss|mme|mlle|elder|aîné|aînée)\.?|m\.)\s+(?=\S+\s+\S)", re.IGNORECASE
)

_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")

_PRONOUNS = re.compile(
    r"\b(?:she|he|they|ze|xe|elle|il|iel)(?:\s*/\s*(?:her|hers|him|his|them|theirs|they|she|he|zir|xem|elle|lui|iel))+\b",
    re.IGNORECASE,
)

_DEGREES = re.compile(r"(?:,\s*|\s+)(?:Ph\.?\s?D|Ed\.?\s?D|M\.?\s?Ed|B\.?\s?Ed)\b\.?", re.IGNORECASE)

_HOME = re.compile(r"\s+[-–—|]\s+")

# As keyboards write an apostrophe: the accents alone, and the letter that looks like one.
_APOSTROPHES = str.maketrans(dict.fromkeys("´`ʼ", "'"))


@dataclass(frozen=True, slots=True)
class MatchedPerson:
    """A member, or the name by which the definition knows somebody else; neither, if nobody can be told."""

    member: Member | None = None
    known_as: str | None = None

    def __bool__(self) -> bool:
        return self.member is not None or self.known_as is not None


class PeopleMatcher:
    """The members of a community and the others whom it knows, to be found as exports show them."""

    def __init__(self, community: Community, aliases: Mapping[str, MatchedPerson] | None = None) -> None:
        """Take the people of the definition; `aliases` are by the name or address as `own.aliases` returns them."""
        self._addresses: dict[str, list[MatchedPerson]] = defaultdict(list)
        self._names: dict[str, list[MatchedPerson]] = defaultdict(list)
        self._aliases = aliases or {}
        self._numbers: dict[str, set[MatchedPerson]] = defaultdict(set)
        for seen, who in self._aliases.items():
            if number := callers.caller(seen):
                self._numbers[number].add(who)
        self.spelled = [member.name for member in community.membership.members]
        for member in community.membership.members:
            self._add(MatchedPerson(member=member), member.name, member.email)
        homes = names.SchoolMembership(community, None)
        for member in community.membership.members:
            for home in filter(None, {member.school, member.jurisdiction, homes.jurisdiction_of(member)}):
                self._add(MatchedPerson(member=member), f"{bare(member.name)} - {home}", None)
        # A member who presents is a member first.
        members = set(self._names)
        for name, email in others(community):
            if alike(bare(name)) not in members:
                self._add(MatchedPerson(known_as=name), name, email)

    def _add(self, who: MatchedPerson, name: str, email: str | None) -> None:
        found = self._names[alike(bare(name))]
        if who.member is not None or not found:
            found.append(who)
        if email and who not in self._addresses[email.casefold()]:
            self._addresses[email.casefold()].append(who)

    def who(self, name: str, email: str | None = None) -> MatchedPerson:
        """Return who somebody is of that name and address in an export."""
        by_address = self._addresses.get((email or "").strip().casefold(), [])
        if len(by_address) == 1:
            return by_address[0]
        for seen in (email, name, bare(name)):
            if seen and (alias := self._aliases.get(alike(seen))):
                return alias
        if (number := callers.caller(name)) and len(self._numbers.get(number, ())) == 1:
            return next(iter(self._numbers[number]))
        *before, home = _HOME.split(bare(name), maxsplit=1)
        at_home = (f"{one} - {home}" for head in before for one in spellings(head))
        keys = dict.fromkeys(alike(one) for one in (*spellings(name), *at_home) if not callers.is_nobody(one))
        spelled = [self._names[key] for key in keys if key in self._names]
        found = list({id(who): who for people in spelled for who in people}.values())
        if len(found) > 1 and by_address:
            found = [who for who in found if who in by_address]
        return found[0] if len(found) == 1 else MatchedPerson()

    def alias_line(self, name: str, email: str | None, otherwise: str) -> str:
        """Return the line to add to the aliases file for one who is not matched.

        It names the member whose name is nearest, for a person to make sure of, or has `otherwise` in its place.
        """
        is_name = name and not callers.is_nobody(bare(name))
        near = nearest(bare(name), self.spelled, 0.75) if is_name else None
        return writer.text([[email or name, near or otherwise]], line_end="")


def others(community: Community) -> Iterator[tuple[str, str | None]]:
    """Yield the names and addresses of those who may come and are no members."""
    for leader in (community.leadership.facilitator, community.leadership.co_facilitator):
        if leader.name:
            yield leader.name, leader.email
    for guest in community.guests:
        yield guest.name, guest.email
    for organization in (community.sponsor, *community.partners):
        if organization.contact:
            yield organization.contact, organization.email
    for school in community.membership.schools:
        for name, email in (
            (school.principal, school.email),
            (school.jurisdiction_contact, school.jurisdiction_email),
            (school.consultant, school.consultant_email),
        ):
            if name:
                yield name, email
    for named in _named_in_the_year(community):
        if alike(shown := names.shown(named)) not in ROLES:
            yield shown, None


def _named_in_the_year(community: Community) -> Iterator[str]:
    """Yield who presents, hosts or takes notes, by name or role."""
    for activity in community.activities.values():
        yield from (activity.presenter,) if activity.presenter else ()
        yield from (*activity.host, *activity.note_taker)
    yield from (*community.meetings.hosts, *community.meetings.note_takers)


def spellings(name: str) -> Iterator[str]:
    """Yield what may be somebody's name in the text of an export: `Okafor, Amina (she/her)` is Amina Okafor.

    What stands in brackets is another name of the person, or something else that nobody is called.
    """
    for one in (name, bare(name), *(found[1] for found in _BRACKETS.finditer(name))):
        whole = _TITLES.sub("", _undecorated(one), count=1)
        yield from (one, whole)
        last, comma, first = whole.partition(",")
        if comma and first.strip() and "," not in first:
            yield f"{_TITLES.sub('', first.strip(), count=1)} {last.strip()}"


def bare(name: str) -> str:
    """Return a name without what stands in brackets, such as `(Guest)`, an older name, or pronouns, and undecorated."""
    return _TITLES.sub("", _undecorated(_BRACKETS.sub(" ", name)), count=1) or name


@lru_cache(maxsize=4096)
def _undecorated(name: str) -> str:
    """Return a name without pictures, pronouns, degrees, and marks around it."""
    drawn = " ".join("".join(map(_letter, name.translate(_APOSTROPHES))).split())
    words = _DEGREES.sub("", _PRONOUNS.sub(" ", drawn))
    return " ".join(words.split()).strip(' *_-–—|·•~«»“”",;:/')


def _letter(one: str) -> str:
    """Return a character of a name; a space for a picture, nothing for what takes no room."""
    if "\ufe00" <= one <= "\ufe0f":  # says that a picture is meant
        return ""
    return {"So": " ", "Sk": " ", "Co": " ", "Cn": " ", "Cc": " ", "Cf": ""}.get(unicodedata.category(one), one)


def matched(attendance: Attendance, people: PeopleMatcher) -> Attendance:
    """Return an attendance whose people are matched; what is seen of one member by several names is taken together."""
    together: dict[tuple[str, str], list[Attendee]] = defaultdict(list)
    for at, one in enumerate(attendance.people):
        who = people.who(one.name, one.email)
        key = ("other", who.known_as or "")
        if not who:
            number = callers.caller(one.name) if not one.email else None
            key = ("caller", number) if number else ("", str(at))
        if who.member is not None:
            key = (f"member {alike(who.member.name)}", who.member.email or "")
        together[key].append(replace(one, member=who.member, known_as=who.known_as))
    return replace(attendance, people=tuple(_one(same) for same in together.values()))


def _one(same: Sequence[Attendee]) -> Attendee:
    """Return one person of all that an export shows of the person; who was there once was there."""
    there = [one for one in same if one.presence == "present"] or list(same)
    spent = tuple(stay for one in there for stay in one.stays)
    return replace(
        there[0],
        email=next((one.email for one in there if one.email), None),
        minutes=stays.minutes(spent),
        manner=next((one.manner for one in there if one.manner), None),
        role=next((one.role for one in there if one.role), None),
        rows=tuple(sorted(row for one in there for row in one.rows)),
        files=tuple(file for one in there for file in one.files),
        stays=spent,
    )
