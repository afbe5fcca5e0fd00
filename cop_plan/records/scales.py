"""The words of scales and choices: an answer as a form has it → the word that the definition has.

Case, spaces and the punctuation at the end do not matter; words of different languages that say the same are the same;
a number may stand for a step of the scale, or before its word. What fits no word, or more than one, is nobody's guess.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from cop_plan.records.answer_sheet import same

_JOINTS = re.compile(r"([;,\n])")


@dataclass(frozen=True)
class StepWordings:
    """The words that say the same, in all languages: `groups` leads from each to the step that it says.

    `own` are those of a definition, which come first: from each answer to the word that it says.
    """

    groups: Mapping[str, str]
    declined: frozenset[str]
    asides: tuple[str, ...]
    other: frozenset[str]
    own: Mapping[str, str] = field(default_factory=dict)

    def with_own(self, words: Mapping[str, str]) -> "StepWordings":
        """Return these wordings with those that a definition has."""
        return replace(self, own={same(text): word for text, word in words.items()})

    @staticmethod
    def of(tables: Iterable[Mapping[str, Any]]) -> "StepWordings":
        """Return the wordings of the files `scales.yaml` of several languages."""
        tables = tuple(tables)

        def all_in(name: str) -> tuple[str, ...]:
            return tuple(same(word) for table in tables for word in table.get(name, ()))

        return StepWordings(
            {same(word): step for table in tables for step, words in table.get("same", {}).items() for word in words},
            frozenset(all_in("declined")),
            all_in("asides"),
            frozenset(all_in("other")),
        )

    def word(self, text: str, words: Sequence[str]) -> str | None:
        """Return the one of the words that a text says, in any language; None if it says none, or might say two."""
        told = same(text)
        if self.own.get(told) in words:
            return self.own[told]
        if exact := [word for word in words if same(word) == told]:
            return exact[0]
        group = self.groups.get(told)
        alike = [word for word in words if group is not None and self.groups.get(same(word)) == group]
        return alike[0] if len(alike) == 1 else None

    def step(self, text: str, scale: Sequence[str]) -> str | None:
        """Return the step of a scale that an answer says; None if it says none.

        A number alone counts the steps from the lowest, as 1; before or behind a word, the word decides.
        """
        if found := self.word(text, scale):
            return found
        number, words = _numbered(" ".join(text.split()))
        if words:
            return self.word(words, scale) or (self.word(number, scale) if _is_counted(scale) else None)
        if not number or float(number) % 1:
            return None
        whole = int(float(number))
        if _is_counted(scale):
            return self.word(str(whole), scale)
        return scale[whole - 1] if 1 <= whole <= len(scale) else None

    def falls(self, scale: Sequence[str]) -> bool:
        """Return whether a scale goes from high to low: each of its steps is known, and lower than the one before."""
        order = {step: at for at, step in enumerate(dict.fromkeys(self.groups.values()))}
        found = [int(one) if _is_counted(scale) else order.get(self.groups.get(same(one), "")) for one in scale]
        known = [one for one in found if one is not None]
        return len(known) == len(scale) > 2 and all(this > following for this, following in pairwise(known))

    def declines(self, text: str, words: Iterable[str]) -> bool:
        """Return whether an answer says that it is none, such as "Prefer not to answer", where no word is the same."""
        words = tuple(words)
        says = same(text) in map(same, words) or self.own.get(same(text)) in words
        return not text.strip() or (same(text) in self.declined and not says)

    def chosen(self, text: str, choices: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return which choices an answer with several names, in their own order, and what else it says.

        They are joined by semicolons or commas, which may also stand inside of a choice.
        """
        longest = 1 + max((len(_JOINTS.findall(one)) for one in (*choices, *self.own)), default=0)
        parts = _JOINTS.split(text)
        found: set[str] = set()
        rest: list[str] = []
        at = 0
        while at < len(parts):
            for end in range(min(len(parts), at + 2 * longest - 1), at, -2):
                if said := self.word("".join(parts[at:end]), choices):
                    found.add(said)
                    at = end + 1
                    break
            else:
                rest += [parts[at].strip()] if same(parts[at]) else []
                at += 2
        return tuple(choice for choice in choices if choice in found), tuple(rest)

    def other_of(self, choices: Iterable[str]) -> str | None:
        """Return the choice that takes what people write themselves; None if there is none."""
        return next((choice for choice in choices if same(choice) in self.other), None)

    def is_other(self, heading: str) -> bool:
        """Return whether a column is headed as the one for what people write themselves: `Other (please specify)`."""
        begun = re.match(r"[^(:,;\[-]*", same(heading))
        first = begun[0].strip() if begun else ""
        return first in self.other or first.partition(" please")[0] in self.other

    def without_asides(self, text: str) -> str:
        """Return a question without its number and without what forms write behind it, as `same` has it."""
        told = re.sub(r"^(?:q\s?)?\d{1,2}\s?[.):]\s+", "", same(text))
        for aside in self.asides:
            before = told.rstrip(" )].*")
            told = same(before.removesuffix(aside).rstrip(" ([")) if before.endswith(aside) else told
        return told


_BEFORE = re.compile(r"(\d{1,2}(?:[.,]\d+)?)(?:\s*[-–—=:.)]\s*|\s+|$)(\D.*)?", re.DOTALL)
_BEHIND = re.compile(r"(\D.*?)\s*\((\d{1,2})\)", re.DOTALL)


def _numbered(text: str) -> tuple[str, str]:
    """Return the number and the words of an answer such as `5 - Strongly agree`; what it does not have is empty."""
    if found := _BEFORE.fullmatch(text):
        return found[1].replace(",", "."), found[2] or ""
    found = _BEHIND.fullmatch(text)
    return (found[2], found[1]) if found else ("", "")


def _is_counted(scale: Sequence[str]) -> bool:
    return all(re.fullmatch(r"\s*-?\d+\s*", word) for word in scale)
