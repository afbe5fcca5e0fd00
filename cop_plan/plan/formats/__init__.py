"""The outputs of the year: one module a format, found by itself.

A module here has one `FORMAT`. All of them are imported to list their names, so that each imports what it makes its
files with only inside `make`. `docs/extending.md` shows a whole one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from cop_plan.base import modules
from cop_plan.base.frozen import frozen

if TYPE_CHECKING:
    import jinja2

    from cop_plan.plan.due import ReadyDocuments
    from cop_plan.render.year import Year


@frozen
class View:
    """What outputs are made from; what several of them show is worked out once, when the first asks for it.

    `before` are the files of ours that lie in the folder of an output that has one, by their names; `ready` are the
    documents that lie in the kit, by the names of the entries that ask for them.
    """

    year: "Year"
    templates: "jinja2.Environment"
    before: Mapping[str, bytes] = field(default_factory=dict)
    ready: "ReadyDocuments" = field(default_factory=dict)

    @cached_property
    def plan(self) -> Mapping[str, Any]:
        """Return what every page of the plan shows."""
        from cop_plan.plan import overview

        return overview.view(self.year)

    def rendered(self, template: str, shown: Mapping[str, Any]) -> str:
        """Return the text that a template makes of what it shows."""
        return self.templates.get_template(template).render(shown)


@frozen
class Format:
    """An output of the year. `make` returns the text of its `files` by their names, without one that has nothing in it.

    An output with a `folder` has no such files, and makes any number of them in there. The first file is what stands on
    standard output. A default is written unless others are asked for. Of the others one that lies in the folder is
    written again whenever the output that it `follows` is, or all the defaults if it follows none. One of lower `rank`
    comes earlier wherever outputs are listed. `to_share` are those of its files that are for everybody,
    `for_team` those that show what the team sees to; of any other nothing is claimed.
    """

    name: str
    files: tuple[str, ...]
    make: Callable[[View], Mapping[str, str]]
    is_default: bool = False
    follows: str | None = None
    rank: int = 50
    folder: str | None = None
    to_share: tuple[str, ...] = ()
    for_team: tuple[str, ...] = ()

    def is_written_again(self, wanted: Iterable[str]) -> bool:
        """Return whether it is written again, where it lies, beside what is wanted."""
        return not self.is_default and set(wanted).issuperset([self.follows] if self.follows else defaults())


@cache
def every() -> tuple[Format, ...]:
    """Return all outputs, in their order."""
    found: list[Format] = modules.values("plan.formats", "FORMAT")
    return tuple(sorted(found, key=lambda one: (one.rank, one.name)))


def names() -> tuple[str, ...]:
    """Return the names of all outputs, in their order."""
    return tuple(one.name for one in every())


def defaults() -> tuple[str, ...]:
    """Return the names of those that are written unless others are asked for."""
    return tuple(one.name for one in every() if one.is_default)


def folders() -> tuple[str, ...]:
    """Return the names of the folders in which outputs make files."""
    return tuple(one.folder for one in every() if one.folder is not None)


def in_folders(names: Iterable[str]) -> list[str]:
    """Return those of some files that lie in the folder of an output."""
    return [name for name in names if name.partition("/")[0] in folders() and "/" in name]


def readers(names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return which of some files are to be shared with everybody, and which are for the team alone.

    A PDF is for whoever has the page that it is printed from.
    """
    pages = {name: name.removesuffix(".pdf") + ".html" if name.endswith(".pdf") else name for name in names}
    for_everybody = {name for one in every() for name in one.to_share}
    for_team = {name for one in every() for name in one.for_team}
    return (
        tuple(name for name, page in pages.items() if page in for_everybody),
        tuple(name for name, page in pages.items() if page in for_team),
    )


def files() -> tuple[str, ...]:
    """Return the names of the files of all outputs."""
    return tuple(name for one in every() for name in one.files)
