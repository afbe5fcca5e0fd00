"""Every page of every example holds in a real browser: in both languages, light and dark, narrow and wide, on paper."""

import json
import re
from pathlib import Path

import pypdf
import pytest

from browser import Plan, Visiting, mistakes
from conftest import ROOT

EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/community.yaml"))
LANGUAGES = ("en-CA", "fr-CA")
LETTER_PIXELS = 816
"""How wide letter paper is at 96 pixels an inch."""

pages = pytest.mark.parametrize(
    ("example", "language"), [(example, language) for example in EXAMPLES for language in LANGUAGES]
)


def entries(folder: Path) -> list[dict[str, str]]:
    """Return the entries of a year as `timeline.json` has them."""
    listed: list[dict[str, str]] = json.loads((folder / "timeline.json").read_text(encoding="utf-8"))["entries"]
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


def test_every_page_is_valid_html(plan: Plan) -> None:
    assert mistakes([plan(example, language) / "plan.html" for example in EXAMPLES for language in LANGUAGES]) == []


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
        assert page.locator("section#next ol.upcoming > li > a").count() > 0


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
        assert row["day"] == (entry.get("date") or entry["start"])[:10]
        assert row["kind"] == entry["kind"]
        assert row["audience"].split() == entry["audience"]
        assert ("end" in row) == ("end" in entry)


_ROWS = "rows => rows.map(row => ({id: row.id, ...row.dataset}))"


@pytest.fixture(scope="session")
def paper(plan: Plan, visit: Visiting, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pypdf.PdfReader]:
    """The longest example in both languages, printed on letter paper."""
    printed = {}
    for language in LANGUAGES:
        path = tmp_path_factory.mktemp("paper") / f"{language}.pdf"
        with visit(plan("literacy-for-all", language) / "plan.html") as visited:
            visited.page.pdf(path=path, format="Letter", prefer_css_page_size=True)
        printed[language] = pypdf.PdfReader(path)
    return printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_paper_every_sheet_is_letter_size_and_numbered(language: str, paper: dict[str, pypdf.PdfReader]) -> None:
    sheets = paper[language].pages
    assert 6 <= len(sheets) <= 24
    for number, sheet in enumerate(sheets, start=1):
        assert (float(sheet.mediabox.width), float(sheet.mediabox.height)) == (612, 792)
        last_lines = sheet.extract_text().split("\n")
        assert any(re.search(rf"\b{number}\b", line) for line in (*last_lines[:2], *last_lines[-2:])), number


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_paper_the_year_at_a_glance_stands_on_one_sheet(
    language: str, plan: Plan, visit: Visiting, paper: dict[str, pypdf.PdfReader]
) -> None:
    with visit(plan("literacy-for-all", language) / "plan.html") as visited:
        glance = visited.page.locator("section#glance")
        drawn = [glance.locator("h2").inner_text(), *glance.locator("svg text").all_text_contents()]
    wanted = {"".join(text.split()) for text in drawn if text.strip()}
    assert len(wanted) > 10
    sheets = ["".join(sheet.extract_text().split()) for sheet in paper[language].pages]
    assert [number for number, sheet in enumerate(sheets) if all(text in sheet for text in wanted)]


def test_on_paper_links_are_spelled_out(paper: dict[str, pypdf.PdfReader]) -> None:
    text = "".join("".join(sheet.extract_text().split()) for sheet in paper["en-CA"].pages)
    for address in ("https://example.org/webinar-1", "https://example.org/literacy-for-all"):
        assert address in text


def test_on_paper_no_row_is_cut_and_heads_are_repeated(plan: Plan, visit: Visiting) -> None:
    with visit(plan("literacy-for-all", "en-CA") / "plan.html") as visited:
        visited.look(width=LETTER_PIXELS, media="print")
        styles = "all => [...new Set(all.map(one => getComputedStyle(one).{}))]"
        assert visited.page.locator("tbody tr").evaluate_all(styles.format("breakInside")) == ["avoid"]
        assert visited.page.locator("thead").evaluate_all(styles.format("display")) == ["table-header-group"]
