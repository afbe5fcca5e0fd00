"""The page of what a year's communities came to holds in a real browser, and its first sheet has all in short."""

import json
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest

from browser import Mistakes, Visiting
from conftest import ROOT, Ran

LETTER_PIXELS = 816


@pytest.fixture
def page(run: Callable[..., Ran], tmp_path: Path) -> Callable[[str], Path]:
    """Write the roll-up of three communities in a language; return its page."""

    def page(language: str) -> Path:
        of = {"literacy": "literacy-for-all", "numbers": "literacy-for-all", "lire": "lire-a-sept"}
        for another, name in of.items():
            report = json.loads((ROOT / "tests" / "golden" / name / "report.json").read_text(encoding="utf-8"))
            folder = tmp_path / "all" / another
            (folder / "report").mkdir(parents=True)
            text = json.dumps({**report, "id": another, "community": another.title()})
            (folder / "report" / "report.json").write_text(text, encoding="utf-8")
            definition = f"name: {another.title()}\nid: {another}\nyear: 2026-2027\ntimezone: America/Edmonton\n"
            (folder / "community.yaml").write_text(definition, encoding="utf-8")
        words = ("--report", "--language", language, "--today", "2027-06-30", "--out", tmp_path / "out")
        assert run("portfolio", tmp_path / "all", *words).code == 0
        return tmp_path / "out" / "annual-2026-2027.html"

    return page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_has_no_barrier_fits_at_every_width_and_is_valid(
    language: str, page: Callable[[str], Path], visit: Visiting, mistakes: Mistakes, tmp_path: Path
) -> None:
    file, found = page(language), {}
    with visit(file) as visited:
        for scheme, width in (("light", 320), ("dark", 1440)):
            visited.look(width=width, scheme=scheme)  # type: ignore[arg-type]
            found[scheme, width] = (visited.barriers(), visited.overflow)
        visited.look(width=LETTER_PIXELS, media="print")
        found["print", LETTER_PIXELS] = (visited.barriers(), visited.overflow)
        visited.page.pdf(path=tmp_path / "annual.pdf", prefer_css_page_size=True)
    assert {where: what for where, what in found.items() if what != ([], 0)} == {}
    assert mistakes([file]) == []
    sheets = pypdf.PdfReader(tmp_path / "annual.pdf").pages
    first, second, *_ = ("".join(sheet.extract_text().split()) for sheet in sheets)
    cost, asks = {
        "en": ("Whatitcost", "Whatthecommunitiesaskyoutodecide"),
        "fr": ("Cequecelaacoûté", "Cequelescommunautésvousdemandentdedécider"),
    }[language]
    assert cost in first
    assert asks not in first
    assert asks in second
