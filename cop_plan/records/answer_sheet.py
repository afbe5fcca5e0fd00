"""An export of answers as its program shaped it, before anybody asks which items they answer.

Each source is a module that finds its shape in a table and returns a `Sheet`, or None if the table is not of its
shape. Positions of columns count from 0.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
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

# Such as in `Amina Okafor <amina@example.org>` and `mailto:amina@example.org`.
LONGEST = 1_000
"""In letters. So far into a cell an address is looked for."""

_ADDRESS_IN = re.compile(r"[^\s<>()\[\]\",;:]+@[^\s<>()\[\]\",;:]+")

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
    `undated` for a moment that it did not record. `headings` are the rows of a header that has several.
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
    headings: tuple[Row, ...] = ()

    def is_heading(self, row: Row) -> bool:
        """Return whether a row has headings once more, as where one file was copied below another."""
        return any(
            all(same(cell) == same(header.cell(at)) for at, cell in enumerate(row.cells) if cell)
            for header in (self.header, *self.headings)
        )

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
        found = (_ADDRESS_IN.search(row.cell(at)[:LONGEST]) for at in self.addresses)
        return next((one[0] for one in found if one), None)

    def name(self, row: Row) -> str:
        """Return the name of who answered; empty if the row has none."""
        named = (" ".join(row.cell(at) for at in parts).strip() for parts in self.names)
        return next((name for name in named if name and plain(name) not in NOBODY), "")


NOBODY = frozenset(("anonymous", "anonyme"))
"""What programs write for a name and an address that they did not collect."""


# As many cells as there are in all the rows in which a heading is sought: each source looks at the same ones.
@lru_cache(maxsize=reader.SEARCHED * reader.MAX_COLUMNS)
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


RESPONSE = frozenset(("response", "open-ended response", "réponse", "réponse ouverte", "réponse libre"))
"""What stands below a question that has one column, where the choices of others stand in a second row of headings."""


def has_second_row(header: Row, below: Sequence[Row], known: Collection[int], asked: Collection[str]) -> bool:
    """Return whether the row below a header heads columns too: with questions, rows or choices, and nobody's answers.

    `known` are the columns that say who answered and when; `asked` are texts that are asked, as `same` has them.
    """
    row = next(iter(below), None)
    if row is None or any(row.cell(at) for at in known):
        return False
    said = [same(cell) for cell in row.cells if cell]
    headings = sum(text in RESPONSE or text in asked for text in said)
    # A row of answers has something where somebody is asked for who answered; a table without that needs more marks.
    if not known:
        return headings > 1 or headings == len(said)
    beside = any(cell and not header.cell(at) for at, cell in enumerate(row.cells) if at > 0)
    return headings > 0 or (beside and not asked)


def joined(headings: Sequence[Row]) -> tuple[Row, tuple[Column, ...]]:
    """Return one or two rows of headings as one, and its columns.

    A question holds for the columns beside it that have none.
    """
    header, below = headings[0], headings[-1] if len(headings) > 1 else Row(0, ())
    columns = []
    question = ""
    for at in range(max(len(header.cells), len(below.cells))):
        question = header.cell(at) or question
        said = below.cell(at)
        if same(said) in RESPONSE or not (said and question):
            columns.append(column(at, header.cell(at) or said))
        else:
            # Of a grid with a column for each answer: the row, then the answer.
            row = said.rsplit(" - ", 1)
            parts = ((question, said), *([(row[0], row[1])] if len(row) == 2 else ()))
            columns.append(Column(at, f"{question} [{said}]", (said,), parts))
    return Row(headings[-1].number, tuple(one.header for one in columns)), tuple(one for one in columns if one.header)


def column(at: int, header: str, *, text: str | None = None, code: str = "", repeat: int = 1) -> Column:
    """Return the column under a header. Its text may be `Question [Row]`; None is all of the header."""
    told = header if text is None else text
    parts = divided(told)
    return Column(at, header, (told, *(row for _, row in parts)), parts, code, repeat)


def divided_column(at: int, header: str, sign: str, code: str = "") -> Column:
    """Return a column whose header has a question, then its row or choice, behind a sign that may stand in both."""
    words = " ".join(header.split()).split(sign)
    words = [part for part in words if part != "Selected Choice"]
    cuts = range(1, min(len(words), _MAX_SIGNS))
    parts = tuple((sign.join(words[:cut]), sign.join(words[cut:])) for cut in cuts)
    return Column(at, header, (sign.join(words), *(row for _, row in parts)), parts, code)


_MAX_SIGNS = 20


def headers(table: Table) -> Iterator[tuple[int, Row]]:
    """Yield the rows among which a header may be, with their positions in the table."""
    yield from enumerate(table.rows[: reader.SEARCHED])


def positions(row: Row, spelled: Collection[str]) -> tuple[int, ...]:
    """Return where in a row a heading of such spellings stands."""
    return tuple(at for at, cell in enumerate(row.cells) if same(cell) in spelled)


def fields(row: Row, headings: Mapping[str, Collection[str]]) -> dict[str, int]:
    """Return where in a row each field's heading stands, first come; fields without one are not there."""
    return {field: found[0] for field, spelled in headings.items() if (found := positions(row, spelled))}
