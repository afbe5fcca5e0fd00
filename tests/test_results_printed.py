"""Papers of results and legacy, and the map of the year, fit on one page: in each example and in both languages."""

import io
from datetime import UTC, date, datetime
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser

from conftest import ROOT
from cop_plan import kit, render
from cop_plan.app import kit_inputs, shipped
from cop_plan.app.project import CommunityProject
from cop_plan.kit.writing import Papers
from cop_plan.schedule import history

pytestmark = pytest.mark.slow

DOCUMENTS = (
    *("areas-review", "evidence-so-far", "impact-reflection", "results-letter"),
    *("thank-jurisdictions", "thank-you", "year-map", "closing-checklist", "capacity-building-planner"),
)
TELLS = {"results", "evidence so far"}
JUNE = date(2027, 6, 20)


@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
@pytest.mark.parametrize("example", ["literacy-for-all", "lire-a-sept", "hospital-schools", "college-readers"])
def test_it_is_printed_on_one_page(chromium: Browser, example: str, language: str, tmp_path: Path) -> None:
    project = CommunityProject(ROOT / "examples" / example / "community.yaml")
    published = history.publish(project.timeline, None, datetime(2026, 5, 1, tzinfo=UTC))
    year = render.Year(project.timeline, published, shipped.language(language))
    known = kit_inputs.gather(project, year, JUNE, TELLS, tmp_path)
    papers = Papers(year, project.templates, known.records, None, known.results, known.so_far)
    written = [papers.written(paper) for paper in kit.papers(project.timeline, DOCUMENTS)]
    # Of each document the longest copy.
    longest = {one.paper.document.name: one for one in sorted(written, key=lambda one: len(one.markdown))}
    page = chromium.new_page()
    pages = {}
    for name, one in longest.items():
        page.set_content(papers.page(one))
        pages[name] = len(pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages)
    page.close()
    assert pages == dict.fromkeys(DOCUMENTS, 1)
