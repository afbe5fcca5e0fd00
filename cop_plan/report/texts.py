"""Texts that are to be without names: whether one names somebody after all.

Nothing is blacked out, since what is left could still tell. A word that begins with a capital and is part of a member's
name counts as the name; that a text is withheld for an innocent word does no harm.
"""

import re
from collections.abc import Iterable

from cop_plan.definition import names
from cop_plan.definition.community import Community, Member

SHORTEST = 3
"""In letters. Shorter parts of names are everyday words."""

_ADDRESS = re.compile(r"\S@\S|\d(?:[\s().-]?\d){6}")


class AnonymityCheck:
    """Whether texts are without the names of members, leaders and schools, of addresses and of telephone numbers."""

    def __init__(self, community: Community) -> None:
        leadership = community.leadership
        people = [member.name for member in community.membership.members]
        people += [one.name for one in (leadership.facilitator, leadership.co_facilitator) if one.name]
        self._parts = {part for name in people for part in _words(name) if len(part) >= SHORTEST}
        schools = [school.school for school in community.membership.schools]
        schools += [member.school for member in community.membership.members if member.school]
        self._schools = {names.alike(school) for school in schools}

    def names_somebody(self, text: str) -> bool:
        """Return whether a text names a person or a school, or holds an address or a number."""
        if _ADDRESS.search(text):
            return True
        capitals = {part for word in re.findall(r"[^\W\d_]\S*", text) if word[0].isupper() for part in _words(word)}
        return bool(capitals & self._parts) or _holds(text, self._schools)

    def tells_of(self, member: Member, text: str) -> bool:
        """Return whether a text names somebody, or what this member is there."""
        return self.names_somebody(text) or bool(member.position and _holds(text, [names.alike(member.position)]))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", names.alike(text))


def _holds(text: str, phrases: Iterable[str]) -> bool:
    plain = names.alike(text)
    return any(re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", plain) for phrase in phrases if phrase)
