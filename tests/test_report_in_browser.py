"""A report holds in a real browser: in both languages, light and dark, narrow and wide, on paper, with hostile text."""

import functools
import shutil
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest

from browser import Mistakes, Visiting, in_language
from conftest import ROOT
from forks import Forks
from reported import COMMUNITY, PEOPLE, report, write, year
from test_hostile_text import HOSTILE

EXAMPLES = ("lire-a-sept", "literacy-for-all")
LANGUAGES = ("en-CA", "fr-CA")
LETTER_PIXELS = 816
PRINTED_PIXELS = 695
"""The width of a sheet, and of what is printed on it within its margins."""

Pages = Callable[[str, str], Path]

pages = pytest.mark.parametrize(
    ("name", "language"), [(name, language) for name in (*EXAMPLES, "twelve") for language in LANGUAGES]
)


@pytest.fixture(scope="module")
def page(started: Forks, tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Report an example, or the twelve readers, in a language, once; return the page."""

    @functools.cache
    def page(name: str, language: str) -> Path:
        folder = tmp_path_factory.mktemp(f"{name}-{language}")
        if name == "twelve":
            write(folder, year())
        else:
            shutil.copytree(ROOT / "examples" / name, folder, dirs_exist_ok=True)
        definition = folder / "community.yaml"
        definition.write_text(in_language(definition.read_text(encoding="utf-8"), language), encoding="utf-8")
        return report(folder, started) / "report.html"

    return page


@pages
def test_a_report_has_no_barrier_and_fits_at_every_width_in_light_and_dark(
    name: str, language: str, page: Pages, visit: Visiting
) -> None:
    found = {}
    with visit(page(name, language)) as visited:
        for scheme in ("light", "dark"):
            for width in (320, 768, 1440):
                visited.look(width=width, scheme=scheme)
                found[scheme, width] = (visited.barriers(), visited.overflow)
        # The narrowest window in which tables are tables.
        visited.look(width=641)
        found["light", 641] = ([], visited.overflow)
        visited.look(width=LETTER_PIXELS, media="print")
        found["print", LETTER_PIXELS] = (visited.barriers(), visited.overflow)
    assert {where: what for where, what in found.items() if what != ([], 0)} == {}


def test_every_report_is_valid_html(page: Pages, mistakes: Mistakes) -> None:
    assert mistakes([page(name, language) for name in (*EXAMPLES, "twelve") for language in LANGUAGES]) == []


@pages
def test_a_report_stands_in_one_file_and_in_its_language(
    name: str, language: str, page: Pages, visit: Visiting
) -> None:
    with visit(page(name, language), java_script_enabled=False) as visited:
        opened = visited.page
        assert opened.locator("html").get_attribute("lang") == language
        assert opened.locator("h1").count() == 1
        assert opened.locator("script, img, link, iframe").count() == 0
        assert opened.locator("header, nav, main, footer").count() == 4
        assert opened.locator("table").count() == opened.locator("table > caption").count() > 0
        assert opened.locator("thead th:not([scope=col]), tbody th:not([scope=row])").count() == 0


@pages
def test_the_columns_of_every_table_have_room_between_them(
    name: str, language: str, page: Pages, visit: Visiting
) -> None:
    found = {}
    with visit(page(name, language)) as visited:
        for media, width in (("screen", 768), ("screen", 1440), ("print", LETTER_PIXELS), ("print", PRINTED_PIXELS)):
            visited.look(width=width, media=media)
            found[media, width] = visited.page.evaluate(_TOO_NEAR, ROOM_PIXELS)
    assert {where: near for where, near in found.items() if near} == {}


ROOM_PIXELS = 8

# The texts of neighbouring cells, line by line, that are nearer to each other than so many pixels.
_TOO_NEAR = """room => [...document.querySelectorAll('tr')].flatMap(row => {
    const boxes = [...row.cells].map(cell => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        return [cell.textContent.trim(), [...range.getClientRects()].filter(box => box.width > 0)];
    });
    return boxes.slice(1).flatMap(([text, right], at) => {
        const [before, left] = boxes[at];
        const ends = Math.max(...left.map(box => box.right)), begins = Math.min(...right.map(box => box.left));
        return begins - ends < room ? [`${before} | ${text}: ${begins - ends}`] : [];
    });
})"""


@pages
def test_every_link_inside_a_report_leads_to_something(name: str, language: str, page: Pages, visit: Visiting) -> None:
    with visit(page(name, language)) as visited:
        lost = """[...document.querySelectorAll('a[href^="#"]')].map(link => decodeURIComponent(link.hash.slice(1)))
            .filter(name => document.getElementById(name) === null)"""
        assert visited.page.evaluate(lost) == []


# Paper.


def sheets(page: Path, visit: Visiting, path: Path) -> list[str]:
    """Print a page on its own paper; return the text of each sheet without spaces, which readers put anywhere.

    Two letters that a font has as one sign are two letters.
    """
    with visit(page) as visited:
        visited.page.pdf(path=path, prefer_css_page_size=True)
    read = pypdf.PdfReader(path).pages
    assert {(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in read} == {(612, 792)}
    texts = ["".join(sheet.extract_text().split()) for sheet in read]
    return [text.replace("\ufb01", "fi").replace("\ufb02", "fl") for text in texts]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_printed_report_has_numbered_sheets_and_a_first_page_that_is_one(
    language: str, page: Pages, visit: Visiting, tmp_path: Path
) -> None:
    printed = sheets(page("literacy-for-all", language), visit, tmp_path / "report.pdf")
    for number, text in enumerate(printed, start=1):
        assert f"{number}/{len(printed)}" in text
    assert ("Writtenby" if language == "en-CA" else "Rédaction") in printed[0]
    assert ("Didit" if language == "en-CA" else "Est-cequecela") in printed[1][:40]  # the first page is one page
    assert len(printed) <= 10
    for part in ("PrairieViewSchoolDivision", "FoothillsEastSchoolDivision"):
        assert part in "".join(printed[-2:])
        assert not any(text.startswith(part) for text in printed)  # a sentence, and no sheet


def test_a_jurisdiction_with_numbers_has_a_sheet_of_its_own(started: Forks, visit: Visiting, tmp_path: Path) -> None:
    rows = "".join(f"{person},colleagues,Lend a book\n" for person in PEOPLE[2:8])
    files = year() | {"records/commitments.csv": f"member,to,commitment\n{rows}"}
    printed = sheets(report(write(tmp_path, files), started) / "report.html", visit, tmp_path / "report.pdf")
    assert ["NorthDivision" in printed[-2][:30], "SouthDivision" in printed[-1][:30]] == [True, True]


def test_a_printed_interim_report_says_so_at_the_head_of_every_sheet(
    started: Forks, visit: Visiting, tmp_path: Path
) -> None:
    folder = report(write(tmp_path, year()), started, "--interim", today="2027-03-05")
    printed = sheets(folder / "report-interim.html", visit, tmp_path / "report.pdf")
    assert len(printed) > 3
    assert [text for text in printed if "Interimreport.Nothinginitisfinal." not in text] == []


# Hostile text.


def hostile(text: str) -> dict[str, str]:
    """Return the year of the twelve with a hostile text in notes, stories, answers, titles and names of things."""
    behind = " ".join(text.split())
    quoted = '"' + behind.replace('"', '""') + '"'
    note = f"---\nsession: orientation\nauthor: {quoted_yaml(behind)}\n---\n## What did not work\n{text}\n"
    story = f"---\ntitle: {quoted_yaml(behind)}\nauthor: Ada Bell\nconsent: name\n---\n{text}\n"
    files = year()
    asked = COMMUNITY.replace("We read together.", quoted_yaml(behind)).replace("Books,", f"{quoted_yaml(behind)},")
    return files | {
        "community.yaml": asked.replace("Read aloud every day", quoted_yaml(behind)),
        "records/notes/orientation.md": note,
        "records/stories/a-shelf.md": story,
        "records/noticeboard.csv": f"date,kind,title,link,by\n2026-11-02,resource,{quoted},https://example.org/a,\n",
        "records/baseline.csv": files["records/baseline.csv"].replace("More books 0", quoted),
        "schools.csv": files["schools.csv"].replace("South Division", quoted),
    }


def quoted_yaml(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@pytest.mark.parametrize("name", [name for name in HOSTILE if "part 1" not in name and "part 2" not in name])
def test_hostile_text_in_records_is_text(
    name: str, started: Forks, visit: Visiting, mistakes: Mistakes, tmp_path: Path
) -> None:
    made = report(write(tmp_path, hostile(HOSTILE[name])), started) / "report.html"
    with visit(made) as visited:
        opened = visited.page
        assert opened.locator("script, img, iframe, object, embed, base, [autofocus]").count() == 0
        assert opened.locator("style").count() == 1
        links = opened.locator("[href]").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        assert [link for link in links if not link.startswith(("#", "https://example.org/"))] == []
        assert opened.evaluate(_HANDLERS) == []
        for width in (320, 768, 1440):
            visited.look(width=width)
            assert (visited.overflow, visited.barriers()) == (0, []), width
    assert mistakes([made]) == []


_HANDLERS = (
    "[...document.querySelectorAll('*')].flatMap(one => one.getAttributeNames()).filter(name => /^on/.test(name))"
)
