"""What people write on a register or a sign-in sheet, to say whether and how somebody was there."""

import re
from functools import lru_cache
from typing import NamedTuple

from cop_plan.base.tables.headings import plain
from cop_plan.base.translatable import sentence
from cop_plan.definition.names import alike
from cop_plan.records.attendance_rows import NO, NOTHING, YES
from cop_plan.records.record_types import Manner, Presence


class PresenceMark(NamedTuple):
    """Whether and how somebody was there; None is not said."""

    presence: Presence | None
    manner: Manner | None = None


HOW_TO_MARK = sentence("write yes, no, late, regrets, in person or online")

_MANNERS: dict[Manner, frozenset[str]] = {
    "in person": frozenset(
        ("in person", "in-person", "on site", "onsite", "en personne", "en présentiel", "présentiel", "sur place")
    ),
    "online": frozenset(
        ("online", "virtual", "virtually", "remote", "zoom", "teams", "en ligne", "virtuel", "à distance", "distanciel")
    ),
}

_PRESENCES: dict[Presence, frozenset[str]] = {
    "present": YES
    | {"p", "pr", "prés", "present", "présent", "présente", "présent(e)", "attended", "here", "ok", "v", "√", "☑", "☒"}
    | {"✅", "🗸", "•", "●", "l", "t", "late", "tardy", "left early", "retard", "en retard"},
    "absent": NO | NOTHING | {"a", "ab", "abs", "absent", "absente", "absent(e)", "no show", "no-show", "–"},
    "regrets": frozenset(
        ("e", "ex", "exc", "regrets", "regret", "excused", "sends regrets", "excusé", "excusée", "excusé(e)", "motivé")
    ),
}

_LATE_OR_REGRETS = "r"
"""Regrets in English, and `retard` in French."""

_NOT_TICKED = re.compile("☐[^☐☑☒✓✔✅]*")
_TICKED = re.compile("[☑☒✓✔✅]+")


@lru_cache(maxsize=1024)
def read(text: str, *, is_french: bool = False) -> PresenceMark:
    """Return what a cell says; an empty one says that the person was not there, one that is not understood nothing."""
    said = plain(_NOT_TICKED.sub(" ", text).replace("\N{VARIATION SELECTOR-16}", ""))
    if (known := _known(said, is_french)).presence:
        return known
    said = plain(_TICKED.sub(" ", said)) if _TICKED.search(said) else said
    for parts in (re.split(r"[(),;:/]| [-–—] ", said), said.split()):
        marks = [_known(part.strip(), is_french) for part in parts if part.strip()]
        presences, manners = {mark.presence for mark in marks}, {mark.manner for mark in marks} - {None}
        if len(presences) == 1 and len(manners) < 2:
            return PresenceMark(presences.pop(), next(iter(manners), None))
    return PresenceMark(None)


def _known(said: str, is_french: bool) -> PresenceMark:
    if said == _LATE_OR_REGRETS:
        return PresenceMark(None if is_french else "regrets")
    manner = next((one for one, words in _MANNERS.items() if said in words), None)
    presence = next((one for one, words in _PRESENCES.items() if said in words), None)
    return PresenceMark("present" if manner else presence, manner)


def is_empty(text: str) -> bool:
    """Return whether nothing is marked in a cell, whatever boxes to tick are printed in it."""
    return not _NOT_TICKED.sub("", text).strip()


def signs(text: str, name: str) -> bool:
    """Return whether a text is a person's signature: the name, some words of it in order, or their initials."""
    last, comma, first = name.partition(",")
    words = re.findall(r"\w+", alike(f"{first} {last}" if comma else name))
    signed = re.findall(r"\w+", alike(text))
    if "".join(signed) == "".join(word[0] for word in words):
        return bool(words)
    left = iter(words)
    is_of_name = bool(signed) and all(any(one in (word, word[0]) for word in left) for one in signed)
    return is_of_name and any(len(one) > 1 for one in signed)
