"""The formats of the kit's papers: one module a format, found by itself, with one `FORMAT`, and named as it is.

`docs/extending.md` shows a whole one.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from cop_plan.base import modules
from cop_plan.base.frozen import frozen

if TYPE_CHECKING:
    from cop_plan.kit.word import Letterhead
    from cop_plan.kit.writing import Papers, WrittenPaper


@frozen
class PaperView:
    """What the files of one paper are made from. `wanted` are the names of all formats that are asked for.

    `papers` are those of its year, `letterhead` is what Word files are written on; None is the program's own.
    """

    written: "WrittenPaper"
    papers: "Papers"
    wanted: tuple[str, ...] = ()
    letterhead: "Letterhead | None" = None

    def word_file(self, markdown: str, title: str) -> bytes:
        """Return a text in Markdown as a Word file."""
        from cop_plan.kit import word  # an extra: most do without it

        year = self.papers.year
        return word.page(
            markdown,
            title,
            organization=year.community.name,
            language=year.words.tag,
            letterhead=self.letterhead,
            paper=year.community.paper_size,
            document=self.written.paper.document,
        )


@frozen
class PaperFormat:
    """A format of papers. `make` returns the content of a paper's files by their endings; none if it has none.

    `endings` are all that there can be, such as `md`; one may have two parts. A default is written unless others are
    asked for. One of lower `rank` comes earlier wherever formats are listed.
    """

    name: str
    endings: tuple[str, ...]
    make: Callable[[PaperView], Mapping[str, bytes]]
    is_default: bool = False
    rank: int = 50


@cache
def every() -> tuple[PaperFormat, ...]:
    """Return all formats, in their order."""
    found: list[PaperFormat] = modules.values("kit.formats", "FORMAT")
    return tuple(sorted(found, key=lambda one: (one.rank, one.name)))


def names() -> tuple[str, ...]:
    """Return the names of all formats, in their order."""
    return tuple(one.name for one in every())


def defaults() -> tuple[str, ...]:
    """Return the names of those that are written unless others are asked for."""
    return tuple(one.name for one in every() if one.is_default)


def endings() -> tuple[str, ...]:
    """Return what the names of papers' files can end in."""
    return tuple(ending for one in every() for ending in one.endings)


def files(view: PaperView) -> dict[str, bytes]:
    """Return the files of one paper in the formats that are wanted, by their names.

    Raises ValueProblems where a draft would go to somebody else than the paper names.
    """
    name = view.written.paper.name
    made = [one.make(view) for one in every() if one.name in view.wanted]
    return {f"{name}.{ending}": content for files in made for ending, content in files.items()}
