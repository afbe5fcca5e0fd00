"""Every page of every example holds in a real browser: in both languages, light and dark, narrow and wide, on paper."""

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdf
import pytest

from browser import Mistakes, Plan, Visiting
from conftest import ROOT

EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/community.yaml"))
LANGUAGES = ("en-CA", "fr-CA")
AMID = "2026-11-16T12:00:00-07:00"
LETTER_PIXELS = 816
"""How wide letter paper is at 96 pixels an inch."""

pages = pytest.mark.parametrize(
    ("example", "language"), [(example, language) for example in EXAMPLES for language in LANGUAGES]
)


def entries(folder: Path) -> list[dict[str, Any]]:
    """Return the entries of a year as `timeline.json` has them."""
    listed: list[dict[str, Any]] = json.loads((folder / "timeline.json").read_text(encoding="utf-8"))["entries"]
    return listed


@pages
def test_a_page_has_no_barrier_and_fits_at_every_width_in_light_and_dark(
    example: str, language: str, plan: Plan, visit: Visiting
) -> None:
    found = {}
    with visit(plan(example, language) / "plan.html") as visited:
        for scheme in ("light", "dark"):
            for width in (320, 768, 1440):
                visited.look(width=width, scheme=scheme)
                found[scheme, width] = (visited.barriers(), visited.overflow)
        visited.look(width=LETTER_PIXELS, media="print")
        found["print", LETTER_PIXELS] = (visited.barriers(), visited.overflow)
    assert {where: what for where, what in found.items() if what != ([], 0)} == {}


def test_every_page_is_valid_html(plan: Plan, mistakes: Mistakes) -> None:
    assert mistakes([plan(example, language) / "plan.html" for example in EXAMPLES for language in LANGUAGES]) == []


@pytest.mark.parametrize(
    "foreign",
    [
        '<script>document.title = "changed"</script>',
        '<img alt="" src="data:," onerror="document.title = \'changed\'">',
        "<style>body { display: none }</style>",
        '<img alt="" src="http://127.0.0.1:9/seen.png">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/seen.css">',
    ],
)
def test_the_policy_of_a_page_lets_in_nothing_that_is_not_its_own(
    foreign: str, plan: Plan, visit: Visiting, tmp_path: Path
) -> None:
    page = plan("small-start", "en-CA") / "plan.html"
    changed = tmp_path / "plan.html"
    changed.write_text(page.read_text(encoding="utf-8").replace("</main>", f"{foreign}</main>"), encoding="utf-8")

    def look() -> None:
        with visit(changed) as visited:
            assert visited.page.title() != "changed"
            assert visited.page.locator("h1").is_visible()

    with pytest.raises(AssertionError, match="Content Security Policy"):
        look()


@pages
def test_a_page_is_whole_without_scripts_and_nothing_on_it_is_dead(
    example: str, language: str, plan: Plan, visit: Visiting
) -> None:
    folder = plan(example, language)
    with visit(folder / "plan.html", java_script_enabled=False) as visited:
        page = visited.page
        for entry in entries(folder):
            assert page.locator(f'tr[id="{entry["id"]}"]').is_visible(), entry["id"]
        assert page.locator("button:visible, select:visible, input:visible").count() == 0
        assert page.locator("form#filter").is_hidden()
        assert page.locator("section#next ol.upcoming > li a").count() > 0


@pages
def test_every_link_inside_a_page_leads_to_something(example: str, language: str, plan: Plan, visit: Visiting) -> None:
    with visit(plan(example, language) / "plan.html") as visited:
        assert visited.page.evaluate(_LOST) == []


_LOST = """[...document.querySelectorAll('a[href^="#"]')].map(link => decodeURIComponent(link.hash.slice(1)))
    .filter(name => document.getElementById(name) === null)"""


def test_a_page_has_its_sections_and_its_entries_as_others_rely_on_them(plan: Plan, visit: Visiting) -> None:
    folder = plan("literacy-for-all", "en-CA")
    with visit(folder / "plan.html") as visited:
        page = visited.page
        sections = page.locator("main#plan section[id]").evaluate_all("found => found.map(one => one.id)")
        assert sections[:4] == ["next", "glance", "by_month", "dates"]
        assert set(sections) >= {
            *("purpose", "goals", "membership", "leadership", "guidelines"),
            *("meetings", "budget", "reporting", "surveys", "legacy"),
        }
        assert page.locator("h1").count() == 1
        assert page.locator("#glance svg").count() >= 1
        rows = {row["id"]: row for row in page.locator("#dates tr[id]").evaluate_all(_ROWS)}
    for entry in entries(folder):
        row = rows[entry["id"]]
        assert row["datetime"] == (entry.get("date") or entry["start"])
        # What most rows are is not written in them.
        assert row.get("kind") == (entry["kind"] if entry["kind"] != "task" else None)
        assert row.get("audience") == (" ".join(entry["audience"]) if entry["audience"] != ["team"] else None)
        assert row.get("owner") == (entry["owner"] if entry["owner"] != "facilitator" else None)
        assert ("end" in row) == ("end" in entry)


_ROWS = """rows => rows.map(
    row => ({id: row.id, ...row.dataset, datetime: row.querySelector('time').dateTime}))"""


@dataclass(frozen=True)
class Sheet:
    """A sheet of a printed page: its size in points and its text in lines."""

    size: tuple[float, float]
    lines: list[str]

    @property
    def text(self) -> str:
        """Return the text without any space, since a reader of PDF files puts spaces where it pleases."""
        return close("".join(self.lines))


def close(text: str) -> str:
    """Return a text without any space."""
    return "".join(text.split())


Printed = Callable[[str], list[Sheet]]


@pytest.fixture(scope="session")
def printed(plan: Plan, visit: Visiting, tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """Print the longest example in a language, once, on letter paper."""

    @functools.cache
    def printed(language: str) -> list[Sheet]:
        path = tmp_path_factory.mktemp("paper") / "plan.pdf"
        with visit(plan("literacy-for-all", language) / "plan.html", now=AMID) as visited:
            visited.page.pdf(path=path, format="Letter", prefer_css_page_size=True)
        return [
            Sheet((float(sheet.mediabox.width), float(sheet.mediabox.height)), sheet.extract_text().strip().split("\n"))
            for sheet in pypdf.PdfReader(path).pages
        ]

    return printed


languages = pytest.mark.parametrize("language", LANGUAGES)


@languages
def test_on_paper_every_sheet_is_of_letter_size_and_numbered(language: str, printed: Printed) -> None:
    sheets = printed(language)
    assert 6 <= len(sheets) <= 30
    assert {sheet.size for sheet in sheets} == {(612, 792)}
    for number, sheet in enumerate(sheets, start=1):
        assert {f"{number} / {len(sheets)}"} & {sheet.lines[0], sheet.lines[-1]}


@languages
def test_on_paper_the_year_at_a_glance_stands_on_one_sheet(
    language: str, plan: Plan, visit: Visiting, printed: Printed
) -> None:
    with visit(plan("literacy-for-all", language) / "plan.html", now=AMID) as visited:
        visited.look(width=LETTER_PIXELS, media="print")
        glance = visited.page.locator("section#glance")
        drawn = [glance.locator("h2").inner_text(), *glance.locator("svg text:visible").all_text_contents()]
    wanted = {close(text) for text in drawn if text.strip()}
    assert len(wanted) > 10
    assert [sheet for sheet in printed(language) if all(text in sheet.text for text in wanted)]


@languages
def test_on_paper_links_are_spelled_out(language: str, printed: Printed) -> None:
    text = "".join(sheet.text for sheet in printed(language))
    # Where a word is the link, its address follows it.
    for address in ("(https://example.org/webinar-1)", "https://example.org/literacy-for-all"):
        assert address in text


@languages
def test_on_paper_no_row_is_cut_and_heads_are_repeated_but_none_stands_alone(
    language: str, plan: Plan, visit: Visiting, printed: Printed
) -> None:
    with visit(plan("literacy-for-all", language) / "plan.html", now=AMID) as visited:
        visited.look(width=LETTER_PIXELS, media="print")
        page = visited.page
        styles = "all => [...new Set(all.map(one => getComputedStyle(one).{}))]"
        assert page.locator("tbody tr").evaluate_all(styles.format("breakInside")) == ["avoid"]
        assert page.locator("thead").evaluate_all(styles.format("display")) == ["table-header-group"]
        heads = {close(head) for head in page.locator("h2, h3, thead tr").all_text_contents()}
    assert [sheet.lines[-1] for sheet in printed(language) if close(sheet.lines[-1]) in heads] == []
