"""What the interview says in one language: `interview.yaml` in its folder of `locale`.

English has the questions, helps and examples with the models; another language has them under `fields`, by
the path of the field, and the names of choices under `values`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Literal

from cop_plan.base.errors import quote
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence
from cop_plan.definition import community as models
from cop_plan.render.messages import Messages
from cop_plan.render.words import Words

# The examples of the models, and of `interview.yaml`, are of this school year.
_WRITTEN_FOR = int(models.Community.model_fields["year"].json_schema_extra["example"][:4])  # type: ignore[index,arg-type]
_DAY = r"\d{4}-\d\d-\d\d"


@frozen
class Wording:
    """What is said in one language, to whom plans the school year `year`: `2026-2027`, or `2027` alone."""

    messages: Messages
    words: Words
    year: str = f"{_WRITTEN_FOR}-{_WRITTEN_FOR + 1}"

    def __call__(self, key: str, **facts: object) -> Sentence:
        """Return a message of the interview. Raises MissingWord."""
        return self.messages(key, **facts)

    def in_year(self, year: str) -> "Wording":
        """Return the same for another school year."""
        return replace(self, year=year.strip())

    def question(self, path: tuple[str, ...], english: str) -> str:
        """Return what a field's question is; the plan shows most of them, and has them with its words."""
        return str(self._of(path, "question", self.words.question_or(path, english)))

    def help(self, path: tuple[str, ...], english: str) -> str:
        """Return why a field's question is asked."""
        return str(self._of(path, "help", english))

    def example(self, path: tuple[str, ...], english: Any) -> Any:
        """Return the example of a field, of the school year, as a definition has it."""
        return self.of_year(self._of(path, "example", english))

    def _of(self, path: tuple[str, ...], what: str, otherwise: Any) -> Any:
        return self.messages.own(f"fields.{'.'.join(path)}.{what}") or otherwise

    def of_year(self, example: Any) -> Any:
        """Return an example with its days on the same weekdays of the school year."""
        if isinstance(example, Mapping):
            return {key: self.of_year(item) for key, item in example.items()}
        if isinstance(example, list):
            return [self.of_year(item) for item in example]
        text = re.sub(rf"({_DAY})(?:( to )({_DAY}))?", self._days_of_year, str(example))
        return re.sub(rf"\b{_WRITTEN_FOR}-{_WRITTEN_FOR + 1}\b", self.year, text)

    def _days_of_year(self, found: re.Match[str]) -> str:
        first, last = date.fromisoformat(found[1]), date.fromisoformat(found[3] or found[1])
        year = first.year + int(self.year[:4]) - _WRITTEN_FOR
        if len(self.year) == len("2027") and first.year > _WRITTEN_FOR:  # all months lie in one year
            year -= 1
        day = first.replace(year=year)
        moved = day + timedelta((first.weekday() - day.weekday() + 3) % 7 - 3)
        return f"{moved}{found[2]}{moved + (last - first)}" if found[2] else str(moved)

    def hint_of_year(self, hint: str, typed: str) -> str:
        """Return a hint of the definition with its examples of days and years in the school year.

        What is made of the typed text stays.
        """
        if str(_WRITTEN_FOR) in typed or re.search(rf"\b{_WRITTEN_FOR % 100}\b", typed):
            return hint
        year, after = self.year[:4], int(self.year[:4]) + 1
        hint = hint.replace(
            f"{_WRITTEN_FOR}-{_WRITTEN_FOR + 1}, or {_WRITTEN_FOR + 1} ", f"{year}-{after}, or {after} "
        )
        return re.sub(rf"such as {_WRITTEN_FOR}(?=-\d\d-\d\d)", f"such as {year}", hint)

    def label(self, value: str) -> str:
        """Return how a value of a fixed set is shown and typed."""
        return str(self.messages.own(f"values.{value}") or value)

    def value(self, typed: str, values: Iterable[str]) -> str | None:
        """Return the value whose label in the language is typed; None if it is none of these."""
        labels = {value: self.label(value) for value in values}
        same = (value for value, label in labels.items() if label != value and plain(label) == plain(typed))
        return next(same, None)

    def written(self, typed: str, kind: Literal["dates", "sizes"]) -> str:
        """Return a phrase in the words that a definition has for it; what is no word of the language's stays."""
        forms = {form: word for word, forms in self._words_of(kind).items() for form in forms}
        if not forms:
            return typed
        words = [forms.get(word, word) for word in re.sub("['’]", "’ ", typed.casefold()).split()]
        return " ".join(word for word in words if word != "leave out")

    def as_typed(self, phrase: str, kind: Literal["dates", "sizes"] | None) -> str:
        """Return a phrase of a definition in the language's words; as it is where one of its words has no other."""
        forms, text, words = self._words_of(kind or ""), "", phrase.split()
        if not forms or any(word.isalpha() and word not in forms for word in words):
            return phrase
        for word, next_ in zip(words, [*words[1:], ""], strict=True):
            form, *others = forms.get(word, (word,))
            elided = next((other for other in others if other.endswith("’")), None)
            following = forms.get(next_, (next_,))[0]
            text += elided if elided and following[:1] in ("a", "e", "i", "o", "u") else f"{form} "
        return text.rstrip()

    def _words_of(self, kind: str) -> Mapping[str, tuple[str, ...]]:
        """Return the forms of each word, the first of which is shown."""
        return {word: tuple(forms.split()) for word, forms in (self.messages.own(kind) or {}).items()}

    def is_yes(self, typed: str) -> bool:
        """Return whether a question is answered with yes."""
        return typed.casefold() in {"y", "yes", *self("ask.is_yes").split()}

    def is_no(self, typed: str) -> bool:
        """Return whether a question is answered with no."""
        return typed.casefold() in {"n", "no", *self("ask.is_no").split()}

    def is_quit(self, typed: str) -> bool:
        """Return whether somebody leaves the interview for now."""
        return typed.casefold() in self("interview.quit").split()


def plain(text: str) -> str:
    """Return words in small letters with one kind of apostrophe, to be compared."""
    return text.strip().casefold().replace("’", "'")


def shown(text: str) -> str:
    """Return somebody's text as it can stand between the quotes of a message."""
    return quote(text)[1:-1]
