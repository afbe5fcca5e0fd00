"""What can go wrong, as values with a place.

A `ValueProblem` is what the pure rooms raise: it knows the path of the value that is wrong, not the file. `load` knows
where every path was written and makes a `Problem` of it. Lines and columns count from 1; line 0 means the whole file,
column 0 the whole line.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from typing import NamedTuple

from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence, sentence

MAX_PROBLEMS = 300
"""So many problems of one stage are told: each costs time, and nobody reads more."""

TOO_MANY = sentence("there are more problems than the {count} told here", count=MAX_PROBLEMS)

# The joiners of emoji and of Persian, the spaces of French and the letters of all scripts are none of them.
NON_PRINTING = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters; tab and line feed only lay text out
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that turn the direction of what stands around them
    r"\u2028\u2029"  # ends of lines and paragraphs
    r"\xad\u115f\u1160\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"  # what takes no room
    r"\U000e0000-\U000e007f"  # letters of a hidden text
    r"\ud800-\udfff]"  # bytes of a file's name that are no text
)
"""A character that steers a terminal, or that hides in a text. Source: Unicode Technical Report 36, 2.5 and 3.6."""

Path = tuple[str | int, ...]
"""The keys and positions that lead to a value, outermost first."""


class Place(NamedTuple):
    """A position in a file. For a CSV file the line is the row and the column the number of the cell."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        column = f":{self.column}" if self.column else ""
        return f"{self.file}:{self.line}{column}" if self.line else self.file


@frozen
class ValueProblem:
    """Something wrong with the value at `path`.

    `offset` counts the characters from the start of the value's text to the word that is wrong; `at_key` says that the
    key is wrong, not the value. `others` are paths of values that have a part in it, each with words on which part.
    """

    path: Path
    message: Sentence
    hint: Sentence | None = None
    offset: int = 0
    at_key: bool = False
    others: tuple[tuple[Path, Sentence], ...] = ()


@frozen
class Problem:
    """A problem at its place in a file. `others` are further places that have a part in it."""

    place: Place
    path: str
    message: Sentence
    hint: Sentence | None = field(default=None, compare=False)
    others: tuple[tuple[Place, Sentence], ...] = field(default=(), compare=False)

    @property
    def file(self) -> str:
        """Return the file in which it lies."""
        return self.place.file

    @property
    def line(self) -> int:
        """Return its line, from 1; 0 means the whole file."""
        return self.place.line

    @property
    def column(self) -> int:
        """Return its column, from 1; 0 means the whole line."""
        return self.place.column

    def __lt__(self, other: "Problem") -> bool:
        return (self.place, self.path, self.message) < (other.place, other.path, other.message)

    def data(self) -> dict[str, str | int | None]:
        """Return it as plain data, without the further places."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "path": self.path,
            "message": str(self.message),
            "hint": self.hint and str(self.hint),
        }

    def lines(self, translated: Callable[[str], str] = str) -> list[str]:
        """Return what a person reads: the problem, where else to look, at most one hint.

        `translated` says a sentence in another language. Of a sheet of a workbook the file is named by one.
        """

        def at(place: Place) -> str:
            return str(place._replace(file=translated(place.file)))

        head = ": ".join(part for part in (at(self.place), self.path, translated(self.message)) if part)
        return [
            head,
            *(f"    {at(place)}: {translated(words)}" for place, words in self.others),
            *([translated(sentence("    hint: {hint}", hint=self.hint))] if self.hint else []),
        ]


class ValueProblems(Exception):
    """Raised by the pure rooms with everything that is wrong at one stage."""

    def __init__(self, value_problems: Iterable[ValueProblem]) -> None:
        self.value_problems = tuple(value_problems)
        super().__init__(self.value_problems)


class Problems(Exception):
    """Raised by the rooms that know places, with every problem of one stage in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(self.problems)


class Misuse(Exception):
    """Raised where what somebody asks for cannot be done, or is not clear; says why."""

    def __init__(self, message: Sentence) -> None:
        self.message = message
        super().__init__(message)


class Unreadable(Exception):
    """Raised where a file cannot be read or written; `reason` is the system's, in the reader's words."""

    def __init__(self, file: str, reason: Sentence) -> None:
        self.file = file
        self.reason = reason
        super().__init__(file, reason)


class OverwriteConflict(Exception):
    """Raised where writing would overwrite what a person or another program wrote; `files` names each and why.

    `differ` has lines that show how a file differs from what would be written.
    """

    def __init__(
        self, files: Iterable[tuple[str, Sentence]], hint: Sentence, differ: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self.files = tuple(files)
        self.hint = hint
        self.differ = differ or {}
        super().__init__(self.files, hint)


def quote(text: str) -> Sentence:
    """Return somebody's text as it can stand in a message: in quotes, on one line, printable, not too long."""
    return sentence("'{text}'", text=shown(text))


def choice_of_lines(lines: Sequence[str]) -> Sentence:
    """Return lines of a definition as choices, each apart from the words around it: `a: 1  or  a: 2`."""
    *rest, last = lines
    return sentence("{before}  or  {last}", before=choice_of_lines(rest), last=last) if rest else Sentence(last)


def shown(text: str) -> str:
    """Return somebody's text as it can stand between the quotes of a message."""
    escaped = "".join(map(_escaped, text[:61]))
    return escaped if len(text) <= 60 else escaped[:57] + "..."


def _escaped(character: str) -> str:
    is_shown = character not in "\t\n" and not NON_PRINTING.match(character)
    return character if is_shown else character.encode("unicode_escape", "surrogatepass").decode()


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """Return the known word, as it is spelled there, that somebody may have meant by `word`; None if none is near.

    `likeness` is how much of both has to agree, from 0 to 1.
    """
    return _nearest(word.casefold(), frozenset(known), likeness)


@lru_cache(maxsize=1024)
def _nearest(word: str, known: frozenset[str], likeness: float) -> str | None:
    # The comparison takes time in the square of the length, and nobody's slip is that long.
    if len(word) > 60 or len(known) > 1000:
        return None
    from difflib import get_close_matches  # costs an import that only a mistake needs

    spelled = {one.casefold(): one for one in sorted(known)}
    near = get_close_matches(word, spelled, n=1, cutoff=likeness)
    return spelled[near[0]] if near else None


def as_list(text: str) -> Sentence | None:
    """Return the hint for a text that was meant as a list, its items divided by commas; None if it has no comma."""
    items = [item.strip() for item in text.split(",") if item.strip()]
    return sentence("write a list: [{items}]", items=", ".join(items)) if len(items) > 1 and len(text) <= 200 else None


def did_you_mean(word: str, known: Iterable[str]) -> Sentence | None:
    """Return the hint that names the nearest known word, or None if none is near."""
    near = nearest(word, known)
    return sentence("did you mean '{name}'?", name=near) if near is not None else None
