"""Every paper of every example, printed by a real browser: no page ends with a heading, no last page is nearly empty.

Of a document with many copies the shortest, the longest and one between are printed, of the smaller examples the
longest alone. All that is measured is read back from the PDF.
"""

import functools
import io
import json
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
LARGE = ("literacy-for-all", "lire-a-sept")
ONE_PAGE = ("invitation", "principal-brief", "case-for-sponsorship")

LEAST = 0.25
"""So full each page is, at least, where there are several."""

POINTS_OF_MARGINS = (17 + 16) / 25.4 * 72
LOWEST_FOOT = 16 / 25.4 * 72  # points above the edge; what stands below it is the number of the page


@dataclass(frozen=True)
class Printed:
    """A paper as it comes out of the printer: the text of each page from its top, and how full each is."""

    pages: tuple[str, ...]
    sizes: tuple[tuple[int, int], ...]
    filled: tuple[float, ...]
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
    return _printed(paper)


def _printed(paper: Page) -> Printed:
    headings = paper.locator("h1, h2, h3").all_inner_texts()
    made = paper.pdf(prefer_css_page_size=True, tagged=True)
    reader = pypdf.PdfReader(io.BytesIO(made))
    texts, filled = [], []
    for page in reader.pages:
        text, lowest = read(page)
        texts.append(text)
        top = float(page.mediabox.height) - POINTS_OF_MARGINS + LOWEST_FOOT
        filled.append((top - lowest) / (top - LOWEST_FOOT))
    root = reader.root_object
    assert reader.metadata
    return Printed(
        pages=tuple(texts),
        sizes=tuple((round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages),
        filled=tuple(filled),
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


Kit = Callable[[str], Path]


@pytest.fixture(scope="module")
def kit_of(started: Forks, tmp_path_factory: pytest.TempPathFactory) -> Kit:
    """Make all papers of an example, once; return their folder."""

    @functools.cache
    def kit_of(example: str) -> Path:
        into = tmp_path_factory.mktemp(example)
        shutil.copytree(ROOT / "examples" / example, into, dirs_exist_ok=True)
        command = ["kit", "community.yaml", "--today", TODAY]
        listed = json.loads(started.run(into, [*command, "--list", "--json"]).out)["documents"]
        names = [row["document"] for row in listed if row["papers"]]
        done = started.run(into, [*command, *names, "--format", "html"])
        assert done.code == 0, done.said
        return into / "kit"

    return kit_of


def copies(folder: Path, document: str) -> list[str]:
    """Return the shortest, the longest and another copy of a document, by their names."""
    found = [folder / f"{document}.html", *(folder / document).rglob("*.html")]
    by_length = sorted((path for path in found if path.is_file() and path.stem != "print-all"), key=_length)
    chosen = {by_length[at] for at in (0, -1, len(by_length) // 2)} if by_length else set()
    return [path.relative_to(folder).as_posix() for path in sorted(chosen, key=_length)]


def _length(path: Path) -> tuple[int, str]:
    return path.stat().st_size, path.name


@pytest.mark.parametrize("document", kit.DOCUMENTS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_a_paper_breaks_where_a_reader_would_break_it(example: str, document: str, kit_of: Kit, paper: Page) -> None:
    faults = []
    chosen = copies(kit_of(example), document)
    for name in chosen if example in LARGE else chosen[-1:]:
        made = printed(paper, kit_of(example) / name)
        if len(made.pages) > 1 and min(made.filled) < LEAST:
            faults.append(f"{name}: of its pages one is {min(made.filled):.0%} full")
        if document in ONE_PAGE and len(made.pages) > 1:
            faults.append(f"{name}: {len(made.pages)} pages")
        faults += [f"{name}: the heading {one} at the foot of a page" for one in made.headings_at_a_foot]
        if not (made.is_tagged and made.language and made.title):
            faults.append(f"{name}: not tagged, or without language or title")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("space", [0, 400, 700])
def test_what_is_measured_is_what_is_printed(space: int, paper: Page) -> None:
    paper.goto("about:blank")  # the policy of a page before it would keep the style out
    text = '<html lang="en"><style>@page { size: letter; margin: 17mm 20mm 16mm; } body { margin: 0; }</style>'
    paper.set_content(
        f'{text}<p style="height: {space}px">Above.</p><h2>A heading</h2><p style="break-before: page">x</p>'
    )
    assert _printed(paper).headings_at_a_foot == ["Aheading"]
    paper.set_content(
        f'{text}<p>Above.</p><p style="break-before: page; height: {space}px">x</p><h2>A heading</h2><p>Below.</p>'
    )
    made = _printed(paper)
    assert made.headings_at_a_foot == []
    assert (made.filled[-1] < LEAST) is (space == 0)


def test_what_a_session_needs_is_printed_as_its_papers_are(kit_of: Kit, paper: Page) -> None:
    folder = kit_of("literacy-for-all")
    together = printed(paper, folder / "on-the-day" / "wrap-up.html")
    session = ("agenda/wrap-up", "host-checklist/wrap-up", "sign-in-sheet/wrap-up", "final-survey")
    of_members = (
        sorted((folder / "commitment-card").glob("[!p]*.html")),
        sorted((folder / "impact-reflection").glob("[!p]*.html")),
    )
    files = [*(folder / f"{name}.html" for name in session), *of_members[0], *of_members[1]]
    alone = [printed(paper, file) for file in files]
    assert together.pages == tuple(text for one in alone for text in one.pages)
    assert together.sizes == tuple(size for one in alone for size in one.sizes)
    assert together.is_tagged


@pytest.mark.parametrize("document", ["invitation", "letter-of-agreement"])
def test_all_copies_are_printed_as_each_is_alone(document: str, kit_of: Kit, paper: Page) -> None:
    folder = kit_of("literacy-for-all") / document
    together = printed(paper, folder / "print-all.html")
    alone = [printed(paper, file) for file in sorted(folder.glob("*.html")) if file.stem != "print-all"]
    assert together.pages == tuple(text for one in alone for text in one.pages)
    assert together.sizes == tuple(size for one in alone for size in one.sizes)
