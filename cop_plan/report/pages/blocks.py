"""What a page of a report is made of, in words and in no format yet: sections of texts, tables, lists and pictures.

A page in Markdown and one in HTML are made of the same blocks, so that they say the same. A cell or a text that is
`marked` stands where something is hidden, was not collected, or is still to be written. What is drawn stands in a
table, beside the numbers that it shows, and says nothing more than they do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import ClassVar, Literal

from cop_plan.report.pages.bars import BarPiece


@dataclass(frozen=True)
class TableCell:
    """A text in a table or a list. `link` is where it leads, if anywhere; `span` is how many columns it takes.

    `mark` is the name of a small mark before the text, `bar` what is drawn below it.
    """

    text: str
    marked: bool = False
    link: str | None = None
    span: int = 1
    mark: str | None = None
    bar: tuple[BarPiece, ...] = ()


@dataclass(frozen=True)
class Heading:
    """A heading below the one of its section."""

    text: str
    kind: ClassVar[str] = "heading"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    text: str
    tone: Literal["plain", "strong", "quiet", "marked"] = "plain"
    kind: ClassVar[str] = "text"


@dataclass(frozen=True)
class Prose:
    """What somebody wrote in Markdown, and whose it is."""

    source: str
    by: str | None = None
    kind: ClassVar[str] = "prose"


@dataclass(frozen=True)
class Quotes:
    """What people wrote without a name, each as plain text."""

    texts: tuple[str, ...]
    kind: ClassVar[str] = "quotes"


@dataclass(frozen=True)
class Points:
    """A list of texts."""

    points: tuple[TableCell, ...]
    kind: ClassVar[str] = "points"


@dataclass(frozen=True)
class Folded:
    """A long list that few readers need: folded below its title on a page that can fold."""

    title: str
    points: tuple[TableCell, ...]
    kind: ClassVar[str] = "folded"


@dataclass(frozen=True)
class FactList:
    """What is what, each with its name."""

    facts: tuple[tuple[str, TableCell], ...]
    kind: ClassVar[str] = "facts"


@dataclass(frozen=True)
class PageTable:
    """A table whose first column names the rows. `numbers` are the columns of numbers, from 0.

    `is_headed` says that what stands before it says the same as its caption, which then is only heard. `marks` are the
    columns whose heads name a part of the bars, each with the name of its mark. Of a column in `steady` that says the
    same in every row, the sentence of its key takes the place; `instead` has the key of the sentence for a column that
    only says that nothing is known.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    numbers: frozenset[int] = frozenset()
    has_total: bool = False
    is_headed: bool = False
    marks: Mapping[int, str] = field(default_factory=dict)
    steady: Mapping[int, str] = field(default_factory=dict)
    instead: Mapping[int, str] = field(default_factory=dict)
    kind: ClassVar[str] = "table"

    @property
    def is_drawn(self) -> bool:
        """Return whether something is drawn in it."""
        return self.has_bars or any(cell.mark for row in self.rows for cell in row)

    @property
    def has_bars(self) -> bool:
        """Return whether bars are drawn in it."""
        return any(cell.bar for row in self.rows for cell in row)

    @staticmethod
    def placed(row: Sequence[TableCell]) -> list[tuple[int, TableCell]]:
        """Return the cells of a row, each with the column in which it begins."""
        begins = accumulate((cell.span for cell in row), initial=0)
        return list(zip(begins, row, strict=False))


PageBlock = Heading | Paragraph | Prose | Quotes | Points | Folded | FactList | PageTable


def said_once(blocks: Iterable[PageBlock]) -> tuple[PageBlock, ...]:
    """Return blocks in which no caption says again what the heading before it says."""
    listed = list(blocks)
    said = ["", *(block.text if isinstance(block, Heading) else "" for block in listed)]
    return tuple(
        replace(block, is_headed=True) if isinstance(block, PageTable) and block.caption == before else block
        for before, block in zip(said, listed, strict=False)
    )


@dataclass(frozen=True)
class PageSection:
    """A part of a page. `framework` names, in small print, what evaluators call its question."""

    key: str
    title: str
    blocks: tuple[PageBlock, ...]
    framework: str | None = None
    on_own_page: bool = False
