"""The letters that ask for release time and money are one printed page, and the letter of agreement is two."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdf
import pytest

from browser import Visiting, in_language
from conftest import ROOT, TODAY, Ran

Run = Callable[..., Ran]
PAGES = {"case-for-sponsorship": 1, "principal-brief": 1, "letter-of-agreement": 2}


def first_of_each(kit: Path) -> Iterator[tuple[str, Path]]:
    for name in PAGES:
        found = sorted((kit / name).glob("*.html")) or [kit / f"{name}.html"]
        yield name, found[0]


@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
@pytest.mark.parametrize("example", sorted(path.parent.name for path in (ROOT / "examples").glob("*/community.yaml")))
def test_letters_fill_as_many_sheets_as_their_readers_have_time_for(
    example: str, language: str, run: Run, visit: Visiting, tmp_path: Path
) -> None:
    folder = tmp_path / "community"
    shutil.copytree(ROOT / "examples" / example, folder)
    definition = folder / "community.yaml"
    definition.write_text(in_language(definition.read_text(encoding="utf-8"), language), encoding="utf-8")
    assert run("kit", definition, *PAGES, "--format", "html", "--today", TODAY).code == 0
    for name, page in first_of_each(folder / "kit"):
        for paper in ("Letter", "A4"):
            with visit(page) as visited:
                visited.page.pdf(path=tmp_path / "printed.pdf", format=paper)
            printed = pypdf.PdfReader(tmp_path / "printed.pdf").pages
            assert len(printed) == PAGES[name], (name, paper)
            assert len(printed[-1].extract_text()) > 400, "the last sheet is no remnant"
