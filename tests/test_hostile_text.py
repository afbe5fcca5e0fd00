"""Whatever somebody writes into a definition shows on the page as text, and breaks nothing.

The longest example is written anew with a hostile text behind every text of its own; what a definition refuses there
(a date, a name from a list, an address) keeps what it was. So whatever the format accepts, now and later, is tried.
"""

import csv
import functools
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from browser import Mistakes, Visiting, scheduled
from communities import yaml_text
from conftest import ROOT
from cop_plan.app.project import CommunityProject
from cop_plan.base import errors
from cop_plan.definition import nodes
from forks import Forks

EXAMPLE = ROOT / "examples" / "literacy-for-all"

LONG = "W" * 10_000
LONG_PARTS = 3
"""A definition of more than a megabyte is refused: the long text stands behind one of each kind, a third at a time."""

HOSTILE = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(2)><!-- ]]></style></title></textarea></svg>&amp;<b>",
    "quotes": """" onfocus="alert(1)" autofocus ' onload='alert(2)' ` \\" \\' &quot;><svg/onload=alert(3)>""",
    "script links": "javascript:alert(1) [here](javascript:alert(2)) data:text/html,<script>alert(3)</script>",
    "braces": "{{ 7*7 }} {% raw %} {% endraw %} {# no #} ${7*7} {title} {shown} {0} %s $& $1 $` \\1",
    "directions": "\u202egnp.exe\u200f \u2067שלום \u202d \u0627\u0644\u0633\u0644\u0627\u0645 \u2066",
    "rare characters": "a\u00adb\u200bc\ufeffd\u2028e\u2029f\x85g\ufdd0h\U0001fffei\U0010ffffj \u1eb9\u0301 👩‍👩‍👧‍👦",
    **{f"{len(LONG):,} characters, part {part}": LONG for part in range(LONG_PARTS)},
}

Where = tuple[str | int, ...]
"""The keys, and the places in lists, that lead to a text."""


def leaves(tree: Any, where: Where = ()) -> Iterator[tuple[Where, str]]:
    """Yield every text of a tree and where it stands."""
    if isinstance(tree, str):
        yield where, tree
    else:
        for key, value in tree.items() if isinstance(tree, Mapping) else enumerate(tree):
            yield from leaves(value, (*where, key))


def with_texts(tree: Any, texts: Mapping[Where, str], where: Where = ()) -> Any:
    """Return a tree with other texts in it."""
    if isinstance(tree, str):
        return texts[where]
    if isinstance(tree, Mapping):
        return {key: with_texts(value, texts, (*where, key)) for key, value in tree.items()}
    return [with_texts(value, texts, (*where, number)) for number, value in enumerate(tree)]


def example(key_too: str) -> dict[str, Any]:
    """Return the example with the rows of its lists written into it, all of it texts, some under hostile keys."""
    tree: dict[str, Any] = yaml.load((EXAMPLE / "community.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)

    def rows(name: str) -> list[dict[str, str]]:
        with (EXAMPLE / name).open(encoding="utf-8", newline="") as file:
            return [{key: cell for key, cell in row.items() if cell} for row in csv.DictReader(file)]

    def renamed(part: Mapping[str, str]) -> dict[str, str]:
        return {f"{key}{key_too}": value for key, value in part.items()}

    tree |= {name: rows(f"{name}.csv") for name in ("resources", "guests", "budget")}
    tree["membership"] |= {name: rows(f"{name}.csv") for name in ("members", "schools")}
    tree["purpose"] |= {name: renamed(tree["purpose"][name]) for name in ("needs", "benefits")}
    activities = tree["activities"]
    activities["orientation"]["agenda"] = [renamed(block) for block in activities["orientation"]["agenda"]]
    # Every field of an entry that has a text.
    activities["webinar-4"] |= {
        "title": "Webinar 4",
        "where": "Library",
        "virtual_option": "A link",
        "presenter": "Noor Haddad",
        "owner": "Amina Okafor",
        "link": "https://example.org/webinar-4",
        "readings": ["Reading 4", "https://example.org/reading-4"],
        "notes": "Bring a lesson",
        "steps": {"tea": {"title": "Tea is made", "when": "same day", "owner": "Caleb Friesen", "notes": "Black"}},
    }
    del tree["records"]
    # The format takes any region and the command refuses what is none; the languages have tests of their own.
    del tree["region"], tree["language"]
    return tree


def wrong_in(definition: Path, tree: Mapping[str, Any]) -> set[str]:
    """Return the paths of what is wrong with a tree as a definition."""
    definition.write_text(yaml_text(tree), encoding="utf-8")
    try:
        _ = CommunityProject(definition).timeline
    except errors.Problems as found:
        return {problem.path for problem in found.problems}
    return set()


def with_behind(text: str, behind: str) -> str:
    """Return a text with another behind it; an address stays one as far as it may."""
    return f"{text}?q={behind.replace(' ', '')}" if text.startswith("https://") else f"{text} {behind}"


def accepted(tree: Any, behind: str, definition: Path) -> set[Where]:
    """Return the places whose texts may have another behind them."""
    own = dict(leaves(tree))
    tried = set(own)
    while True:
        texts = {where: with_behind(text, behind) if where in tried else text for where, text in own.items()}
        if not (wrong := wrong_in(definition, with_texts(tree, texts))):
            return tried
        # A problem is told of the text, or of what holds it.
        refused = {where for where in tried if wrong & {nodes.dotted(where[: end + 1]) for end in range(len(where))}}
        assert refused, wrong
        tried -= refused


def hostile(name: str, definition: Path) -> Any:
    """Return the example with a hostile text wherever one is accepted."""
    text, is_long = HOSTILE[name], HOSTILE[name] == LONG
    tree = example("" if is_long else f" {text}")
    own = dict(leaves(tree))
    chosen = accepted(tree, "W" if is_long else text, definition)
    if is_long:
        kinds = {tuple(key for key in where if isinstance(key, str)): own[where] for where in sorted(chosen, key=str)}
        # Who is named in two places stays the same person.
        some = sorted(set(kinds.values()))[int(name[-1]) :: LONG_PARTS]
        chosen = {where for where in chosen if own[where] in some}
    assert len(chosen) >= 40
    return with_texts(tree, {where: with_behind(one, text) if where in chosen else one for where, one in own.items()})


Build = Callable[[str], Path]


@pytest.fixture(scope="session")
def build(started: Forks, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Make the year of a hostile definition, once; return its page."""

    @functools.cache
    def build(name: str) -> Path:
        folder = tmp_path_factory.mktemp("hostile")
        text = yaml_text(hostile(name, folder / "community.yaml"))
        return scheduled(folder, text, started) / "plan.html"

    return build


hostilities = pytest.mark.parametrize("name", HOSTILE)


@hostilities
def test_hostile_text_shows_as_text(name: str, build: Build, visit: Visiting) -> None:
    with visit(build(name)) as visited:
        text = visited.page.evaluate("document.body.textContent")
    assert _plain(text).count(_plain(HOSTILE[name])) >= 30


def _plain(text: str) -> str:
    """Return a text without what a page may leave out: how wide a space is, and what no page may hold.

    Source: HTML, 13.2.3.5: noncharacters and control characters are errors.
    """
    return re.sub("[\\s\x85\ufdd0\ufffd\U0001fffe\U0010ffff]+", "", text)


@hostilities
def test_hostile_text_makes_no_element_no_handler_and_no_link_of_its_own(
    name: str, build: Build, visit: Visiting
) -> None:
    with visit(build(name)) as visited:
        page = visited.page
        assert page.locator("script").count() == 1
        assert page.locator("style").count() == 1
        assert page.locator("img, iframe, object, embed, base, textarea, [autofocus]").count() == 0
        assert page.locator("b:not(.next b, .grid b, figure b, #closed_days b, #meetings b)").count() == 0
        assert page.evaluate(_HANDLERS) == []
        links = page.locator("[href], [src], [action]").evaluate_all(
            "all => all.map(one => one.getAttribute('href') ?? one.getAttribute('src') ?? one.getAttribute('action'))"
        )
    ours = re.compile(r"(team\.html)?#|https?://|mailto:|data:text/calendar[;,]|calendar\.ics$")
    assert [link for link in links if not ours.match(link)] == []


_HANDLERS = """[...document.querySelectorAll('*')].flatMap(one => one.getAttributeNames())
    .filter(name => /^on|[^a-z0-9:-]/i.test(name) && name !== 'viewBox')"""


@hostilities
def test_hostile_text_makes_a_page_neither_wider_nor_closed_to_anybody(
    name: str, build: Build, visit: Visiting
) -> None:
    with visit(build(name)) as visited:
        for width in (320, 1440):
            visited.look(width=width)
            assert (visited.overflow, visited.barriers()) == (0, []), width


@hostilities
def test_a_filter_with_hostile_names_filters(name: str, build: Build, visit: Visiting) -> None:
    with visit(build(name).with_name("team.html")) as visited:
        page = visited.page
        for owner in page.locator("select[name=owner] option").evaluate_all("all => all.map(one => one.value)"):
            page.locator("select[name=owner]").select_option(value=owner)
            assert page.locator("#dates tr[id]:visible").count() > 0, owner
            page.reload()
            assert page.locator("select[name=owner]").input_value() == owner


def test_pages_with_hostile_text_are_valid_html(build: Build, mistakes: Mistakes) -> None:
    assert mistakes([build(name) for name in HOSTILE]) == []
