"""What people sign, hang up and fill in by hand, printed by a browser and by LibreOffice, and measured on paper."""

import io
import re
import subprocess
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser

from conftest import PATIENCE_SECONDS, TODAY, Ran, Write

pytestmark = pytest.mark.slow

Run = Callable[..., Ran]
Printed = Callable[[Path], pypdf.PdfReader]

COMMUNITY = """\
name: Readers
year: 2026-2027
timezone: America/Edmonton
region: {region}
id: readers
language: {language}
pattern: half-day-meetings
leadership: {{facilitator: {{name: Alex Moreau, email: alex@example.org}}}}
membership: {{members: members.csv, schools: schools.csv}}
"""
LONG = "Maximiliane Featherstonehaugh-Wójcicka de la Vérendrye"
LONG_SCHOOL = "École secondaire catholique régionale Notre-Dame-de-la-Miséricorde"
LONG_DIVISION = "Conseil scolaire francophone du Centre-Nord et de la vallée supérieure"
MM = 72 / 25.4


def members(number: int, *, long: bool = False) -> str:
    names = [f"{LONG} {at}" if long and at % 3 == 0 else f"Member {at:03}" for at in range(number)]
    school = LONG_SCHOOL if long else "Elm"
    return "name,email,school\n" + "".join(f"{name},,{school}\n" for name in names)


def lists(number: int, *, long: bool = False) -> dict[str, str]:
    school, division = (LONG_SCHOOL, LONG_DIVISION) if long else ("Elm", "North Division")
    return {"members.csv": members(number, long=long), "schools.csv": f"school,jurisdiction\n{school},{division}\n"}


@pytest.fixture
def browser_pdf(chromium: Browser) -> Iterator[Printed]:
    """Print a page as a browser does."""
    page = chromium.new_page()

    def printed(file: Path) -> pypdf.PdfReader:
        page.goto(file.as_uri())
        return pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))

    yield printed
    page.close()


@pytest.fixture
def office(tmp_path: Path) -> Printed:
    """Print a Word file as LibreOffice does."""

    def printed(file: Path) -> pypdf.PdfReader:
        program = ("soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless")
        command = [*program, "--convert-to", "pdf", "--outdir", str(tmp_path / "pdf"), str(file)]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE_SECONDS)
        return pypdf.PdfReader(tmp_path / "pdf" / f"{file.stem}.pdf")

    return printed


def row_numbers(page: pypdf.PageObject) -> dict[int, float]:
    """Return how high above the foot of the page each numbered row of a table stands, in millimetres."""
    found: dict[int, float] = {}

    def visit(text: str, matrix: list[float], text_matrix: list[float], *_: object) -> None:
        x, y = (text_matrix[4] * matrix[at] + text_matrix[5] * matrix[2 + at] + matrix[4 + at] for at in (0, 1))
        if re.fullmatch(r"\s*\d+\s*", text) and x < 26 * MM:
            found[int(text)] = y / MM

    page.extract_text(visitor_text=visit)
    return found


def millimetres(page: pypdf.PageObject) -> tuple[float, float]:
    return float(page.mediabox.width) / MM, float(page.mediabox.height) / MM


@pytest.mark.parametrize(("region", "language"), [("CA-AB", "en-CA"), ("CA-QC", "fr-CA"), ("GB-ENG", "en-GB")])
@pytest.mark.parametrize("number", [0, 3, 14, 40, 90])
@pytest.mark.parametrize("long", [False, True], ids=["", "long names"])
def test_a_sign_in_sheet_is_full_to_the_foot_of_its_last_page(
    run: Run, write: Write, browser_pdf: Printed, number: int, region: str, language: str, long: bool
) -> None:
    definition = write(COMMUNITY.format(region=region, language=language), lists(number, long=long))
    done = run("kit", definition, "sign-in-sheet", "--for", "meeting-1", "--format", "html", "--today", TODAY)
    assert done.code == 0, done.err
    pages = browser_pdf(definition.parent / "kit" / "sign-in-sheet" / "meeting-1.html").pages
    rows = [row_numbers(page) for page in pages]
    assert [at for page in rows for at in page] == list(range(1, sum(map(len, rows)) + 1))
    assert sum(map(len, rows)) >= number + 2
    assert min(above - below for page in rows for above, below in pairwise(page.values())) > 8.9
    # Below the number of the last row there is less than one row between its line and the margin.
    assert min(rows[-1].values()) < 13 + 4.5 + 9.2
    assert all("Signature" in page.extract_text() for page in pages)
    assert {max(millimetres(page)) == millimetres(page)[0] for page in pages} == {True}
