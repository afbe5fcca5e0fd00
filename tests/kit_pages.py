"""The first half of the kit's papers, written for real definitions, and read as their reader finds them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from conftest import MINIMAL, ROOT
from cop_plan import kit, render
from cop_plan.app import shipped
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.kit.forms import ItemResult
from cop_plan.kit.writing import Papers, WrittenPaper
from cop_plan.records.record_types import Records
from cop_plan.schedule import history

LANGUAGES = ("en-CA", "fr-CA")
DEFINITIONS = ("literacy-for-all", "small-start", "ten lines")
TEN_LINES = (
    MINIMAL
    + """\
region: CA-AB
pattern: sample-year
closures:
  winter-break: 2026-12-21 to 2027-01-01
purpose:
  concern: students who cannot yet read
leadership: {facilitator: Alex Moreau}
activities: {orientation: {presenter: tbd}}
"""
)

DOCUMENTS = tuple(name for name, one in kit.DOCUMENTS.items() if not one.happened)
DOCUMENTS = DOCUMENTS[: DOCUMENTS.index("webinars-letter")]

each_language = pytest.mark.parametrize("language", LANGUAGES)


def papers_of(
    project: CommunityProject,
    language: str,
    records: Records | None = None,
    results: Sequence[ItemResult] | None = None,
) -> tuple[Papers, dict[str, list[WrittenPaper]]]:
    """Write all papers of these documents."""
    dated = project.timeline
    year = render.Year(
        dated, history.publish(dated, None, datetime(2026, 5, 1, tzinfo=UTC)), shipped.language(language)
    )
    made = Papers(year, render.environment(files.template_text), records, results)
    return made, {name: [made.written(paper) for paper in kit.papers(dated, [name])] for name in DOCUMENTS}


@cache
def written(definition: str, language: str) -> dict[str, list[WrittenPaper]]:
    if definition == "ten lines":
        project = CommunityProject(Path("community.yaml"), ProjectOptions(content=TEN_LINES.encode()))
    else:
        project = CommunityProject(ROOT / "examples" / definition / "community.yaml")
    return papers_of(project, language)[1]


def first(definition: str, language: str, document: str) -> str:
    return written(definition, language)[document][0].markdown


def tokens_of(markdown: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").disable("hr").parse(markdown)


def said(token: Token) -> str:
    """Return an inline token as it is read; a no-break space is a space."""
    return "".join(one.content for one in token.children or ()).replace("\u00a0", " ")


def read(markdown: str) -> str:
    """Return a page as its reader finds it, a line for each heading (`# `), point (`- `), row (`| `) and paragraph."""
    found: list[str] = []
    begins = ""
    for token in tokens_of(markdown):
        match token.type:
            case "heading_open":
                begins = "# "
            case "list_item_open":
                begins = "- "
            case "tr_open":
                found.append("")
            case "inline" if token.level == 4:  # in a cell
                found[-1] += f"{' ' if found[-1] else ''}| {said(token)}"
            case "inline":
                found.append(begins + said(token))
                begins = ""
    return "\n".join(found) + "\n"
