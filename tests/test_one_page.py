"""What is read in one look is printed on one sheet, in both languages, on letter paper and on A4."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest

from browser import Visiting
from conftest import ROOT
from cop_plan import kit, render
from cop_plan.app import shipped
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.kit.writing import Papers
from cop_plan.schedule import history

EXAMPLES = sorted(path.name for path in (ROOT / "examples").iterdir())
DOCUMENTS = ("case-for-sponsorship", "charter", "design-worksheet", "guest-letter", "invitation", "principal-brief")
A4 = "GB-ENG"


def papers_of(example: str, language: str, region: str | None) -> tuple[Papers, list[kit.Paper]]:
    file = ROOT / "examples" / example / "community.yaml"
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^region: \S+", f"region: {region}", text) if region else text
    project = CommunityProject(file, ProjectOptions(content=text.encode()))
    dated = project.timeline
    published = history.publish(dated, None, datetime(2026, 5, 1, tzinfo=UTC))
    year = render.Year(dated, published, shipped.language(language))
    return Papers(year, render.environment(files.template_text)), list(kit.papers(dated, DOCUMENTS))


@pytest.mark.parametrize("region", [None, A4], ids=["letter", "A4"])
@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_an_invitation_and_what_a_group_works_from_are_one_page(
    example: str, language: str, region: str | None, visit: Visiting, tmp_path: Path
) -> None:
    made, papers = papers_of(example, language, region)
    written = [made.written(paper) for paper in papers]
    # Of each document the longest copy.
    longest = {one.paper.document.name: one for one in sorted(written, key=lambda one: len(one.markdown))}
    sheets: dict[str, int] = {}
    for name, one in longest.items():
        page = tmp_path / f"{name}.html"
        page.write_text(made.page(one), encoding="utf-8")
        with visit(page) as visited:
            printed = pypdf.PdfReader(io.BytesIO(visited.page.pdf(prefer_css_page_size=True))).pages
        sheets[name] = len(printed)
        assert round(printed[0].mediabox.width) == (595 if region else 612)
    assert sheets == dict.fromkeys(DOCUMENTS, 1)
