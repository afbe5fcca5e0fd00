"""A letter of agreement is two printed pages: it is read, signed by three people, and kept."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest

from browser import Visiting, in_language
from conftest import ROOT, TODAY, Ran

Run = Callable[..., Ran]


@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
@pytest.mark.parametrize("example", sorted(path.parent.name for path in (ROOT / "examples").glob("*/community.yaml")))
def test_a_letter_of_agreement_is_two_sheets_with_its_signatures_on_one(
    example: str, language: str, run: Run, visit: Visiting, tmp_path: Path
) -> None:
    folder = tmp_path / "community"
    shutil.copytree(ROOT / "examples" / example, folder)
    definition = folder / "community.yaml"
    definition.write_text(in_language(definition.read_text(encoding="utf-8"), language), encoding="utf-8")
    assert run("kit", definition, "letter-of-agreement", "--format", "html", "--today", TODAY).code == 0
    pages = (folder / "kit" / "letter-of-agreement").glob("*.html")
    longest = max((page for page in pages if page.stem != "print-all"), key=lambda page: page.stat().st_size)
    for paper in ("Letter", "A4"):
        with visit(longest) as visited:
            visited.page.pdf(path=tmp_path / "printed.pdf", format=paper)
        first, second = (sheet.extract_text() for sheet in pypdf.PdfReader(tmp_path / "printed.pdf").pages)
        assert "Signatures" not in first
        assert second.count("_____") >= 6
