"""The formats of a portfolio: one module a format, found by itself, with one `FORMAT`."""

from collections.abc import Callable, Mapping
from dataclasses import field
from functools import cache
from typing import TYPE_CHECKING

from cop_plan.base import modules
from cop_plan.base.frozen import frozen
from cop_plan.portfolio.values import Portfolio

if TYPE_CHECKING:
    import jinja2

    from cop_plan.render.messages import Messages
    from cop_plan.render.words import Words


@frozen
class PortfolioView:
    """What the formats of a portfolio are made from. `messages` say its problems in the language of `words`.

    `links` are the addresses of the communities' own pages from the folder of the portfolio, by their ids, of those
    that are there.
    """

    portfolio: Portfolio
    words: "Words"
    messages: "Messages"
    templates: "jinja2.Environment"
    links: Mapping[str, str] = field(default_factory=dict)


@frozen
class PortfolioFormat:
    """A format of a portfolio. `make` returns its files by their names, without one that has nothing in it.

    `files` are the names that they can have. One of lower `rank` comes earlier wherever formats are listed.
    """

    name: str
    files: tuple[str, ...]
    make: Callable[[PortfolioView], Mapping[str, bytes]]
    rank: int = 50


@cache
def every() -> tuple[PortfolioFormat, ...]:
    """Return all formats, in their order."""
    found: list[PortfolioFormat] = modules.values("portfolio.formats", "FORMAT")
    return tuple(sorted(found, key=lambda one: (one.rank, one.name)))


def names() -> tuple[str, ...]:
    """Return the names of all formats, in their order."""
    return tuple(one.name for one in every())


def files() -> tuple[str, ...]:
    """Return the names of the files of all formats."""
    return tuple(name for one in every() for name in one.files)
