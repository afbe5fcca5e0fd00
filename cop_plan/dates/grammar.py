"""Small grammars: each is read from words and says the same as a regular expression, so that there is no second one.

The expressions are of a kind that the engines of Python and of JavaScript both take: no flags, no look-around, no
Unicode classes. A grammar begins at a word, and its expression takes the space after its last word too.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence

# What stands close to the next word is a word of its own, as a comma is.
_CLOSE = r"(?:mid|mi)-|(?:[dl]|qu|jusqu)['’]"
_WORD = re.compile(rf"{_CLOSE}|,|[^\s,]+", re.IGNORECASE)
_GAP = r"(?:\s+|$)"
_GAP_OR_COMMA = r"(?:\s*,\s*|\s+|$)"


class Word(NamedTuple):
    """A word of a text: in small letters, where it begins, and as it is written."""

    text: str
    offset: int
    written: str


def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a text."""
    return tuple(Word(found[0].lower().replace("’", "'"), found.start(), found[0]) for found in _WORD.finditer(text))


class Wrong(ValueError):
    """Raised by what makes a value of the parts of a phrase: the part of that number cannot be so."""

    def __init__(self, part: int, message: Sentence, hint: Sentence | None = None) -> None:
        self.part = part
        self.message = message
        self.hint = hint
        super().__init__(message)


class Progress:
    """How far the reading of a text came: the furthest word that nothing fits, and the sorts that would have."""

    def __init__(self) -> None:
        self.at = 0
        self.sorts: set[str] = set()
        self.wrong: tuple[int, Wrong, int] | None = None
        self.complete_at = 0

    def stopped(self, at: int, sort: str) -> None:
        """Note that at a word one of this sort would have gone on."""
        if at > self.at:
            self.at, self.sorts = at, set()
        if at == self.at:
            self.sorts.add(sort)

    def went_wrong(self, end: int, wrong: Wrong, at: int) -> None:
        """Note that what was read up to a word cannot be; `at` is the word that is wrong."""
        if self.wrong is None or end > self.wrong[0]:
            self.wrong = end, wrong, at


Read = Iterator[tuple[int, Any]]
"""The ways in which words can be read: the word behind each, and the value."""


class Grammar:
    """What can be read from words. `read` yields every way, the first that fits first."""

    def read(self, words: Sequence[Word], at: int, progress: Progress) -> Read:
        """Yield the ways in which the words from one on can be read."""
        raise NotImplementedError

    @cached_property
    def expression(self) -> str:
        """Return the regular expression that takes the same."""
        raise NotImplementedError


def in_any_case(word: str) -> str:
    """Return the expression of a word in any case."""
    return "".join(
        f"[{c.upper()}{c}]" if c.isalpha() else "['’]" if c == "'" else re.escape(c) if c in ".^$*+?" else c
        for c in word
    )


def any_of(expressions: Iterable[str]) -> str:
    """Return the expression of one of several."""
    several = list(expressions)
    return several[0] if len(several) == 1 else f"(?:{'|'.join(several)})"


def _is_close(word: str) -> bool:
    return word.endswith(("'", "-"))


@frozen
class WordTable(Grammar):
    """Words of one sort, each with its value; the longest that fits first. A comma may follow if `comma` says so."""

    sort: str
    values: Mapping[str, Any]
    comma: bool = False

    @cached_property
    def _by_parts(self) -> list[tuple[int, dict[tuple[str, ...], Any]]]:
        found: dict[int, dict[tuple[str, ...], Any]] = {}
        for words, value in self.values.items():
            parts = tuple(words.split())
            found.setdefault(len(parts), {})[parts] = value
        return sorted(found.items(), key=lambda item: -item[0])

    def read(self, words: Sequence[Word], at: int, progress: Progress) -> Read:
        """Yield the values of the words that stand there."""
        found = False
        for count, values in self._by_parts:
            parts = tuple(word.text for word in words[at : at + count])
            if parts in values:
                found = True
                yield _behind(words, at + count, comma=self.comma), values[parts]
        if not found:
            progress.stopped(at, self.sort)

    @cached_property
    def expression(self) -> str:
        """Return the regular expression of these words."""
        gap = _GAP_OR_COMMA if self.comma else _GAP
        apart = [self._one(words) for words in self.values if not _is_close(words)]
        close = [self._one(words) for words in self.values if _is_close(words)]
        found = [f"{any_of(apart)}{gap}"] if apart else []
        found += [rf"{any_of(close)}\s*"] if close else []
        return any_of(found)

    def _one(self, words: str) -> str:
        parts = words.split()
        gaps = [r"\s*" if _is_close(part) else r"\s+" for part in parts[:-1]]
        return "".join(in_any_case(part) + gap for part, gap in zip(parts, [*gaps, ""], strict=True))


def _behind(words: Sequence[Word], at: int, *, comma: bool) -> int:
    return at + 1 if comma and at < len(words) and words[at].text == "," else at


def table(sort: str, words: Iterable[str], value: Any = None) -> WordTable:
    """Return words of one sort that all mean the same."""
    return WordTable(sort, dict.fromkeys(words, value))


@frozen
class Signs(Grammar):
    """A word of digits and the like. `shape` is what is taken for one, `right` the expression of those that can be."""

    sort: str
    shape: str
    value: Callable[[str], Any]
    right: str
    comma: bool = False

    def read(self, words: Sequence[Word], at: int, progress: Progress) -> Read:
        """Yield the value of the word that stands there."""
        if at < len(words) and re.fullmatch(self.shape, words[at].text, re.ASCII):
            yield _behind(words, at + 1, comma=self.comma), self.value(words[at].text)
        else:
            progress.stopped(at, self.sort)

    @cached_property
    def expression(self) -> str:
        """Return the regular expression of what can be."""
        return f"(?:{self.right}){_GAP_OR_COMMA if self.comma else _GAP}"


@frozen
class Rest(Grammar):
    """All words that are left, at least one: where they begin, in characters."""

    sort: str

    def read(self, words: Sequence[Word], at: int, progress: Progress) -> Read:
        """Yield where the rest begins."""
        if at < len(words):
            yield len(words), words[at].offset
        else:
            progress.stopped(at, self.sort)

    @cached_property
    def expression(self) -> str:
        """Return the regular expression of any words."""
        return r"\S+(?:\s+\S+)*"


@frozen
class Sequel(Grammar):
    """One after the other; `make` makes the value of theirs, and may raise Wrong."""

    parts: tuple[Grammar, ...]
    make: Callable[..., Any]

    def read(self, words: Sequence[Word], at: int, progress: Progress) -> Read:
        """Yield the values of the parts, made one."""
        return self._from(0, words, (at,), (), progress)

    def _from(
        self, part: int, words: Sequence[Word], begins: tuple[int, ...], values: tuple[Any, ...], progress: Progress
    ) -> Read:
        if part < len(self.parts):
            for end, value in self.parts[part].read(words, begins[-1], progress):
                yield from self._from(part + 1, words, (*begins, end), (*values, value), progress)
            return
        try:
            value = self.make(*values)
        except Wrong as wrong:
            progress.went_wrong(begins[-1], wrong, begins[wrong.part])
            return
        yield begins[-1], value

    @cached_property
    def expression(self) -> str:
        """Return the regular expression of the parts, one after the other."""
        return "".join(part.expression for part in self.parts)


@frozen
class Choice(Grammar):
    """One of several."""

    options: tuple[Grammar, ...]

    def read(self, words: Sequence[Word], at: int, progress: Progress) -> Read:
        """Yield what each option yields."""
        for option in self.options:
            yield from option.read(words, at, progress)

    @cached_property
    def expression(self) -> str:
        """Return the regular expression of the options."""
        return any_of(option.expression for option in self.options)


@frozen
class Maybe(Grammar):
    """Something that may be missing: its value, or None."""

    one: Grammar

    def read(self, words: Sequence[Word], at: int, progress: Progress) -> Read:
        """Yield what is there, and then that it is missing."""
        yield from self.one.read(words, at, progress)
        yield at, None

    @cached_property
    def expression(self) -> str:
        """Return the regular expression of what may be missing."""
        return f"(?:{self.one.expression})?"


@frozen
class SaidBy(Grammar):
    """A grammar whose expression knows more than its words: `right` is the expression of what can be."""

    one: Grammar
    right: str

    def read(self, words: Sequence[Word], at: int, progress: Progress) -> Read:
        """Yield what the grammar yields."""
        return self.one.read(words, at, progress)

    @cached_property
    def expression(self) -> str:
        """Return the expression of what can be."""
        return self.right


def first_reading(grammar: Grammar, words: Sequence[Word]) -> tuple[Any, Progress]:
    """Return the value of the first way to read all words, None if there is none, and how far the reading came."""
    progress = Progress()
    for end, value in grammar.read(words, 0, progress):
        if end == len(words):
            return value, progress
        progress.complete_at = max(progress.complete_at, end)
    return None, progress
