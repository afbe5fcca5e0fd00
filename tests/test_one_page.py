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
from cop_plan.kit.last_year import LastFinding, LastYear
from cop_plan.kit.writing import Papers
from cop_plan.schedule import history

EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/community.yaml"))
DOCUMENTS = ("case-for-sponsorship", "charter", "design-worksheet", "guest-letter", "invitation", "principal-brief")
A4 = "GB-ENG"


# As long as it may be.
LAST_YEAR = LastYear(
    *("2025-2026", True, 13, 11, 158),
    findings=(
        LastFinding("I collaborate regularly with colleagues outside my school", 9, 6, 3, 0),
        LastFinding("How confident are you leading a team discussion about practice?", 9, 5, 3, 1),
    ),
    keep="Talk before text, and the lesson bank, with somebody from each school who reads what comes in",
    change="Four online meetings instead of seven, none of them in April, when those who coach cannot come",
    stop="Messages by e-mail beside the noticeboard, which few had the time to read before the reports",
)
TELL_OF_IT = ("case-for-sponsorship", "invitation", "principal-brief")


def papers_of(
    example: str, language: str, region: str | None, last_year: LastYear | None = None
) -> tuple[Papers, list[kit.Paper]]:
    file = ROOT / "examples" / example / "community.yaml"
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^region: \S+", f"region: {region}", text) if region else text
    project = CommunityProject(file, ProjectOptions(content=text.encode()))
    dated = project.timeline
    published = history.publish(dated, None, datetime(2026, 5, 1, tzinfo=UTC))
    year = render.Year(dated, published, shipped.language(language))
    papers = Papers(year, render.environment(files.template_text), last_year=last_year)
    return papers, list(kit.papers(dated, DOCUMENTS if last_year is None else TELL_OF_IT))


@pytest.mark.parametrize("region", [None, A4], ids=["letter", "A4"])
@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_an_invitation_and_what_a_group_works_from_are_one_page(
    example: str, language: str, region: str | None, visit: Visiting, tmp_path: Path
) -> None:
    made, papers = papers_of(example, language, region)
    assert sheets(made, papers, visit, tmp_path, 595 if region else 612) == dict.fromkeys(DOCUMENTS, 1)


@pytest.mark.parametrize(("language", "region"), [("en-CA", None), ("fr-CA", A4)], ids=["letter", "French, A4"])
def test_a_letter_that_tells_of_the_year_before_is_one_page_too(
    language: str, region: str | None, visit: Visiting, tmp_path: Path
) -> None:
    made, papers = papers_of("literacy-for-all", language, region, LAST_YEAR)
    assert sheets(made, papers, visit, tmp_path, 595 if region else 612) == dict.fromkeys(TELL_OF_IT, 1)


def sheets(made: Papers, papers: list[kit.Paper], visit: Visiting, folder: Path, width: int) -> dict[str, int]:
    """Return how many sheets each document takes, of its copies the longest, on paper of a width in points."""
    written = [made.written(paper) for paper in papers]
    longest = {one.paper.document.name: one for one in sorted(written, key=lambda one: len(one.markdown))}
    found: dict[str, int] = {}
    for name, one in longest.items():
        page = folder / f"{name}.html"
        page.write_text(made.page(one), encoding="utf-8")
        with visit(page) as visited:
            printed = pypdf.PdfReader(io.BytesIO(visited.page.pdf(prefer_css_page_size=True))).pages
        found[name] = len(printed)
        assert round(printed[0].mediabox.width) == width
    return found
