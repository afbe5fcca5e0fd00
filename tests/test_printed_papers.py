"""Every paper of every example, printed by a real browser: no page ends with a heading, no last page is nearly empty.

Of a document with many copies the shortest, the longest and one between are printed. All that is measured is read back
from the PDF.
"""

import functools
import io
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, Page

from conftest import ROOT, TODAY
from cop_plan import kit
from forks import Forks

EXAMPLES = tuple(sorted(path.parent.name for path in (ROOT / "examples").glob("*/community.yaml")))
ONE_PAGE = ("invitation", "principal-brief", "case-for-sponsorship")

POINTS_OF_MARGINS = (17 + 16) / 25.4 * 72
LOWEST_FOOT = 16 / 25.4 * 72  # points above the edge; what stands below it is the number of the page


@dataclass(frozen=True)
class Printed:
    """A paper as it comes out of the printer: the text of each page from its top, and how full the last one is."""

    pages: tuple[str, ...]
    filled: float
    headings: tuple[str, ...]
    is_tagged: bool
    language: str
    title: str

    @property
    def headings_at_a_foot(self) -> list[str]:
        """Return the headings after which a page ends."""
        return [one for one in self.headings for text in self.pages[:-1] if one and text.endswith(one)]


@pytest.fixture(scope="module")
def paper(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    yield page
    page.close()


def printed(paper: Page, file: Path) -> Printed:
    paper.goto(file.as_uri())
    headings = paper.locator("h1, h2, h3").all_inner_texts()
    made = paper.pdf(prefer_css_page_size=True, tagged=True)
    reader = pypdf.PdfReader(io.BytesIO(made))
    texts, filled = [], 0.0
    for page in reader.pages:
        text, lowest = read(page)
        texts.append(text)
        top = float(page.mediabox.height) - POINTS_OF_MARGINS + LOWEST_FOOT
        filled = (top - lowest) / (top - LOWEST_FOOT)
    root = reader.root_object
    assert reader.metadata
    return Printed(
        pages=tuple(texts),
        filled=filled,
        headings=tuple(map(solid, headings)),
        is_tagged=bool(root.get("/MarkInfo", {}).get("/Marked")),
        language=str(root.get("/Lang")),
        title=str(reader.metadata.title),
    )


def read(page: pypdf.PageObject) -> tuple[str, float]:
    """Return a page's text without its spaces, and how far above the edge its last line stands, in points."""
    found: list[tuple[str, float]] = []

    def note(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        height = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        if text.strip() and height > LOWEST_FOOT - 1:
            found.append((text, height))

    page.extract_text(visitor_text=note)
    return solid("".join(text for text, _ in found)), min((height for _, height in found), default=0.0)


def solid(text: str) -> str:
    return re.sub(r"\s", "", text.replace("ﬂ", "fl").replace("ﬁ", "fi").replace("ﬀ", "ff"))


Files = Callable[[str, str], tuple[Path, ...]]


@pytest.fixture(scope="module")
def copies(started: Forks, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Make all papers of an example, once; return the shortest, the longest and another copy of a document."""

    @functools.cache
    def folder(example: str) -> Path:
        into = tmp_path_factory.mktemp(example)
        shutil.copytree(ROOT / "examples" / example, into, dirs_exist_ok=True)
        words = ["kit", "community.yaml", *kit.DOCUMENTS, "--format", "html", "--today", TODAY]
        assert started.run(into, words).code == 0
        return into / "kit"

    def copies(example: str, document: str) -> tuple[Path, ...]:
        found = [folder(example) / f"{document}.html", *(folder(example) / document).rglob("*.html")]
        by_length = sorted((path for path in found if path.is_file() and path.stem != "print-all"), key=_length)
        chosen = {by_length[at] for at in (0, -1, len(by_length) // 2)} if by_length else set()
        return tuple(sorted(chosen))

    return copies


def _length(path: Path) -> tuple[int, str]:
    return path.stat().st_size, path.name


@pytest.mark.parametrize("document", kit.DOCUMENTS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_a_paper_breaks_where_a_reader_would_break_it(example: str, document: str, copies: Files, paper: Page) -> None:
    faults = []
    for file in copies(example, document):
        made = printed(paper, file)
        name = file.relative_to(file.parents[len(file.parts) - 1 - file.parts.index("kit")]).as_posix()
        if len(made.pages) > 1 and made.filled < 0.25:
            faults.append(f"{name}: the last of {len(made.pages)} pages is {made.filled:.0%} full")
        if document in ONE_PAGE and len(made.pages) > 1:
            faults.append(f"{name}: {len(made.pages)} pages")
        faults += [f"{name}: the heading {one} at the foot of a page" for one in made.headings_at_a_foot]
        if not (made.is_tagged and made.language and made.title):
            faults.append(f"{name}: not tagged, or without language or title")
    assert not faults, "\n".join(faults)
