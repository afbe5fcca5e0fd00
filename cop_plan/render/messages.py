"""What commands say to the person who runs them: sentences of `messages.yaml` in each language, by their keys.

The language is the community's. What it does not have yet is said in English, so that a new language can begin small.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from cop_plan.base.frozen import frozen
from cop_plan.definition import languages
from cop_plan.render.words import MissingWord, with_dotted_keys


@frozen
class Messages:
    """The messages of one language. `main` are those of English, and are said where `table` has none."""

    tag: str
    table: Mapping[str, Any]
    main: Mapping[str, Any]

    def __call__(self, key: str, **facts: object) -> str:
        """Return the message at a dotted key with its braces filled. Raises MissingWord."""
        return self._text(key).format(**facts)

    def count(self, key: str, number: int, **facts: object) -> str:
        """Return a message that depends on a number, which it may show as `{number}`. Raises MissingWord."""
        language = languages.of(self.tag) if f"{key}.other" in self._own else languages.main()
        return self(f"{key}.{'one' if language.is_singular(number) else 'other'}", number=number, **facts)

    def own(self, key: str) -> Any:
        """Return what the language itself has at a dotted key, of whatever shape; None if it has nothing there."""
        return self._own.get(key)

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
