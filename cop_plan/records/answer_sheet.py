"""An export of answers as its program shaped it, before anybody asks which items they answer.

Each source is a module that finds its shape in a table and returns a `Sheet`, or None if the table is not of its
shape. Positions of columns count from 0.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cop_plan.base.tables import reader
from cop_plan.base.tables.headings import plain
from cop_plan.base.tables.reader import Row, Table
from cop_plan.records.record_types import Why

ADDRESS = frozenset(
    (
        "email", "e-mail", "email address", "e-mail address", "your email", "your e-mail", "your email address",
        "your e-mail address", "what is your email", "what is your e-mail", "what is your email address",
        "what is your e-mail address", "work email", "adresse e-mail", "adresse email", "adresse mail",
        "adresse électronique", "adresse courriel", "adresse de courriel", "adresse de messagerie", "courriel",
        "votre courriel", "votre adresse courriel", "votre adresse électronique", "votre adresse de courriel",
        "quelle est votre adresse courriel", "quelle est votre adresse électronique",
    )
)  # fmt: skip
"""How forms head the respondent's address, when they collect it or ask for it."""

CALLED = frozenset(
    (
        "name", "your name", "full name", "your full name", "first and last name", "what is your name", "nom",
        "votre nom", "nom complet", "nom et prénom", "prénom et nom", "votre nom complet", "quel est votre nom",
    )
)  # fmt: skip

DAY = frozenset(("date", "day", "jour"))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of answers. `texts` is all that an item's text may stand in: the whole header, the row of a grid.

    `divided` has the ways to read the header as a question and one of its rows or choices. `code` is the program's own
    name of the question. `repeat` counts the columns of one text from 1.
    """

    at: int
    header: str
    texts: tuple[str, ...]
    divided: tuple[tuple[str, str], ...] = ()
    code: str = ""
    repeat: int = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """The columns and rows of an export. `why` says of a row why it does not count, or None.

    `addresses` and `names` are the columns that say who answered, the surest first; `moment` is the column that says
    when. A name may take several columns. `blank` is what the program writes for a question that it did not show,
    `undated` for a moment that it did not record.
    """

    kind: str
    header: Row
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    addresses: tuple[int, ...] = ()
    names: tuple[tuple[int, ...], ...] = ()
    moment: int | None = None
    why: Callable[[Row], Why | None] = lambda _: None
    blank: str = ""
    undated: str = ""

    def cell(self, row: Row, at: int) -> str:
        """Return what a row answers in a column; empty if nothing."""
        text = row.cell(at)
        return "" if text == self.blank else text

    def moment_text(self, row: Row) -> str:
        """Return when a row was written, as the file says it; empty if it does not."""
        text = row.cell(self.moment)[:60].replace("−", "-")
        return "" if text == self.undated else text

    def email(self, row: Row) -> str | None:
        """Return the address of who answered; None if the row has none."""
        return next((cell for at in self.addresses if "@" in (cell := row.cell(at))), None)

    def name(self, row: Row) -> str:
        """Return the name of who answered; empty if the row has none."""
        named = (" ".join(row.cell(at) for at in parts).strip() for parts in self.names)
        return next((name for name in named if name and plain(name) not in NOBODY), "")


NOBODY = frozenset(("anonymous", "anonyme"))
"""What programs write for a name and an address that they did not collect."""


@lru_cache(maxsize=4096)
def same(text: str) -> str:
    """Return a text such that two that a reader would call the same question or answer are equal.

    Case, spaces, the shape of quotes and dashes, and the punctuation at the end do not matter.
    """
    told = plain(re.sub("[“”«»„]", '"', re.sub("[‐‑‒–—−]", "-", text))).rstrip(" .?!:;,*…")
    return re.sub('" ?([^"]*?) ?"', r'"\1"', told)


def divided(header: str) -> tuple[tuple[str, str], ...]:
    """Return a header such as `Question [Row]` as question and row, if it is one; a row may have brackets in it."""
    text = header.rstrip()
    depth = 0
    for at in range(len(text) - 1, 0, -1):
        depth += {"]": 1, "[": -1}.get(text[at], 0)
        if depth == 0:
            row = text[at + 1 : -1].strip()
            return ((text[:at].rstrip(), row),) if row else ()
    return ()


def column(at: int, header: str, *, text: str | None = None, code: str = "", repeat: int = 1) -> Column:
    """Return the column under a header. Its text may be `Question [Row]`; None is all of the header."""
    told = header if text is None else text
    parts = divided(told)
    return Column(at, header, (told, *(row for _, row in parts)), parts, code, repeat)


def headers(table: Table) -> Iterator[tuple[int, Row]]:
    """Yield the rows among which a header may be, with their positions in the table."""
    yield from enumerate(table.rows[: reader.SEARCHED])


def positions(row: Row, spelled: Collection[str]) -> tuple[int, ...]:
    """Return where in a row a heading of such spellings stands."""
    return tuple(at for at, cell in enumerate(row.cells) if same(cell) in spelled)


def fields(row: Row, headings: Mapping[str, Collection[str]]) -> dict[str, int]:
    """Return where in a row each field's heading stands, first come; fields without one are not there."""
    return {field: found[0] for field, spelled in headings.items() if (found := positions(row, spelled))}
