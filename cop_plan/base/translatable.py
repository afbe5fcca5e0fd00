"""Sentences that keep what they were made of, so that they can be said in another language.

A `Sentence` is its English text, and knows the template and the facts behind it. The template is the key of its
translation, as in gettext: `problems.yaml` of a language has one for each (`cop_plan.render.messages`). A fact may be a
sentence itself.
"""

from collections.abc import Mapping, Sequence


class Sentence(str):
    """A text in English with the template and facts that it was made of; without a template it is said as it stands."""

    __slots__ = ("facts", "number", "template")

    template: str
    facts: Mapping[str, object]
    number: int | None
    """By what is counted a language chooses between singular and plural; None for a text that has one form."""

    def __new__(
        cls, text: str, template: str = "", facts: Mapping[str, object] | None = None, number: int | None = None
    ) -> "Sentence":
        """Make one; `sentence` and `counted` are the ways to do so."""
        made = super().__new__(cls, text)
        made.template, made.facts, made.number = template, facts or {}, number
        return made

    def but(self, **facts: object) -> "Sentence":
        """Return the same sentence with other facts in some of its braces."""
        return sentence(self.template, **{**self.facts, **facts})

    def __reduce__(self) -> tuple[object, ...]:
        return Sentence, (str(self), self.template, self.facts, self.number)


def sentence(template: str, /, **facts: object) -> Sentence:
    """Return a template with its braces filled. It is translated as a whole: write it out, never join two halves."""
    return Sentence(template.format(**facts), template, facts)


def counted(number: int, one: str, other: str, /, **facts: object) -> Sentence:
    """Return a sentence that depends on a number, which it may show as `{number}`. `other` is the key of both."""
    facts = {"number": number, **facts}
    return Sentence((one if number == 1 else other).format(**facts), other, facts, number)


def one_of(items: Sequence[str]) -> Sentence:
    """Return texts as choices: `a, b or c`."""
    return _listed(items, "{before} or {last}")


def all_of(items: Sequence[str]) -> Sentence:
    """Return texts as a list: `a, b and c`."""
    return _listed(items, "{before} and {last}")


def joined(items: Sequence[str]) -> Sentence:
    """Return texts with commas between them: `a, b, c`."""
    return _listed(items, "{before}, {last}")


def grouped(number: int) -> Sentence:
    """Return a whole number with its thousands set off: `10,000`."""
    if number < 1000:
        return Sentence(str(number))
    return sentence("{thousands},{rest:03}", thousands=grouped(number // 1000), rest=number % 1000)


def _listed(items: Sequence[str], end: str) -> Sentence:
    *rest, last = items or [""]
    if not rest:
        return last if isinstance(last, Sentence) else Sentence(last)
    before = joined(rest)
    return sentence(end, before=before, last=last)
