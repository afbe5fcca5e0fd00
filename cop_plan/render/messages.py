"""What commands say to the person who runs them: sentences of `messages.yaml` in each language, by their keys.

What is wrong is a sentence in English where it is found; `problems.yaml` of a language translates it by its template.
What a language does not have yet is said in English, so that a new one can begin small.
"""

from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from typing import Any

from cop_plan.base.errors import Problem
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence
from cop_plan.definition import languages
from cop_plan.render.words import MissingWord, with_dotted_keys


@frozen
class Messages:
    """The messages of one language. `main` are those of English, and are said where `table` has none.

    `problems` are the translations of sentences by their English templates; English has none.
    """

    tag: str
    table: Mapping[str, Any]
    main: Mapping[str, Any]
    problems: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, key: str, **facts: object) -> Sentence:
        """Return the message at a dotted key with its braces filled. Raises MissingWord."""
        said = {name: self.translated(one) if isinstance(one, Sentence) else one for name, one in facts.items()}
        return Sentence(self._text(key).format(**said))

    def count(self, key: str, number: int, **facts: object) -> Sentence:
        """Return a message that depends on a number, which it may show as `{number}`. Raises MissingWord."""
        language = languages.of(self.tag) if f"{key}.other" in self._own else languages.main()
        return self(f"{key}.{'one' if language.is_singular(number) else 'other'}", number=number, **facts)

    def own(self, key: str) -> Any:
        """Return what the language itself has at a dotted key, of whatever shape; None if it has nothing there."""
        return self._own.get(key)

    def translated(self, text: str) -> str:
        """Return a sentence in this language; as it stands if it is none, or if the language has no translation."""
        found = self.problems.get(text.template) if isinstance(text, Sentence) else None
        if found is None or not isinstance(text, Sentence):
            return str(text)
        if text.number is not None:
            found = found["one" if languages.of(self.tag).is_singular(text.number) else "other"]
        facts = {name: self.translated(one) if isinstance(one, str) else one for name, one in text.facts.items()}
        return str(found.format(**facts))

    def problem_lines(self, problem: Problem) -> list[str]:
        """Return what a person reads of a problem: what is wrong, where else to look, at most one hint."""
        return problem.lines(self.translated)

    def _text(self, key: str) -> str:
        text = self._own.get(key) or self._of_main.get(key)
        if not isinstance(text, str):
            raise MissingWord(self.tag, key)
        return text

    @cached_property
    def _own(self) -> Mapping[str, Any]:
        return dict(with_dotted_keys(self.table))

    @cached_property
    def _of_main(self) -> Mapping[str, Any]:
        return dict(with_dotted_keys(self.main))
