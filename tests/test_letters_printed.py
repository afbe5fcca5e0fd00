"""A letter of agreement is two printed pages, signed by three people, and kept; a letter is read on a phone too."""

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


# What goes to members, principals and sponsors with a table in it.
WITH_TABLES = ("letter-of-agreement", "principal-brief", "case-for-sponsorship", "capacity-building-planner")
NARROWEST = """Math.min(...[...document.querySelectorAll("th, td")].map(cell => cell.getBoundingClientRect().width))"""


def test_a_letter_with_a_table_is_read_on_a_phone(run: Run, visit: Visiting, tmp_path: Path) -> None:
    folder = tmp_path / "community"
    shutil.copytree(ROOT / "examples" / "literacy-for-all", folder)
    definition = folder / "community.yaml"
    definition.write_text(in_language(definition.read_text(encoding="utf-8"), "fr-CA"), encoding="utf-8")
    assert run("kit", definition, *WITH_TABLES, "--format", "html", "--today", TODAY).code == 0
    for name in WITH_TABLES:
        page = min((folder / "kit").glob(f"{name}*/[a-o]*.html"), default=folder / "kit" / f"{name}.html")
        with visit(page) as visited:
            visited.look(width=320)
            assert (visited.overflow, visited.barriers()) == (0, []), name
            assert visited.page.evaluate(NARROWEST) > 50, f"{name}: a column has no room for a word"
