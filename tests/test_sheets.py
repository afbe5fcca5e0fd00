"""What people sign, hang up and fill in by hand, printed by a browser and by LibreOffice, and measured on paper."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser

from conftest import PATIENCE_SECONDS, ROOT, TODAY, Ran, Write
from cop_plan.records import attendance

pytestmark = pytest.mark.slow

Run = Callable[..., Ran]
Printed = Callable[[Path], pypdf.PdfReader]
Office = Callable[..., list[pypdf.PdfReader]]

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
def office(tmp_path: Path) -> Office:
    """Print Word files as LibreOffice does."""

    def printed(*files: Path) -> list[pypdf.PdfReader]:
        # Copies for the same member have the same name in the folders of their documents.
        copies = [Path(shutil.copy(file, tmp_path / f"{file.parent.name}-{file.name}")) for file in files]
        program = ("soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless")
        command = [*program, "--convert-to", "pdf", "--outdir", str(tmp_path / "pdf"), *map(str, copies)]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE_SECONDS)
        return [pypdf.PdfReader(tmp_path / "pdf" / f"{copy.stem}.pdf") for copy in copies]

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


ONE_PAGE = ("certificate", "commitment-card", "host-checklist", "success-story", "final-product")
LEGACY = """\
legacy: {{commitment: "Each member writes one commitment to their own learning, one to colleagues, one to others"}}
resources: [{resources}]
sponsor: {{organization: {school}, contact: {name}}}
"""


@pytest.fixture
def kit_of(run: Run, write: Write) -> Callable[..., Path]:
    """Write the documents that fit one page for three members with long names, or for none; return their folder."""

    def kit_of(region: str, language: str, number: int, formats: str) -> Path:
        text = COMMUNITY.format(region=region, language=language).replace("half-day-meetings", "sample-year")
        if number:
            resources = ", ".join(f"{{title: Reading routines across subjects {at}, kind: print}}" for at in range(9))
            text += LEGACY.format(resources=resources, school=LONG_SCHOOL, name=LONG)
        definition = write(text, lists(number, long=True))
        done = run("kit", definition, *ONE_PAGE, "--format", formats, "--today", TODAY)
        assert done.code == 0, done.err
        return definition.parent / "kit"

    return kit_of


def firsts(folder: Path, ending: str) -> dict[str, Path]:
    return {name: min((folder / name).glob(f"*.{ending}")) for name in ONE_PAGE}


each_region = pytest.mark.parametrize(
    ("region", "language"), [("CA-AB", "en-CA"), ("CA-QC", "fr-CA"), ("GB-ENG", "en-GB"), ("FR", "fr-CA")]
)
with_and_without_members = pytest.mark.parametrize("number", [0, 3], ids=["nobody", "long names"])


@pytest.mark.parametrize("document", ["certificate", "commitment-card", "sign-in-sheet"])
def test_a_sheet_is_one_page_under_the_letterhead_of_a_theme(
    run: Run, write: Write, browser_pdf: Printed, document: str
) -> None:
    definition = write(COMMUNITY.format(region="CA-AB", language="en-CA"), lists(12))
    theme = ROOT / "docs" / "theme"
    done = run("kit", definition, document, "--format", "html", "--templates", theme, "--today", TODAY)
    assert done.code == 0, done.err
    (page,) = browser_pdf(min((definition.parent / "kit" / document).glob("*.html"))).pages
    assert "Learning Services" in page.extract_text()
    assert millimetres(page)[0] > millimetres(page)[1]


@each_region
@with_and_without_members
def test_each_sheet_is_one_printed_page(
    kit_of: Callable[..., Path], browser_pdf: Printed, region: str, language: str, number: int
) -> None:
    pages = {
        name: browser_pdf(file).pages for name, file in firsts(kit_of(region, language, number, "html"), "html").items()
    }
    assert {name: len(found) for name, found in pages.items()} == dict.fromkeys(ONE_PAGE, 1)
    on_their_side = {name for name, (page,) in pages.items() if millimetres(page)[0] > millimetres(page)[1]}
    assert on_their_side == {"certificate", "commitment-card"}


@pytest.mark.office
@each_region
@with_and_without_members
def test_each_sheet_is_one_page_in_word(
    kit_of: Callable[..., Path], office: Office, region: str, language: str, number: int
) -> None:
    files = firsts(kit_of(region, language, number, "docx"), "docx")
    pages = {name: read.pages for name, read in zip(files, office(*files.values()), strict=True)}
    assert {name: len(found) for name, found in pages.items()} == dict.fromkeys(ONE_PAGE, 1)
    on_their_side = {name for name, (page,) in pages.items() if millimetres(page)[0] > millimetres(page)[1]}
    assert on_their_side == {"certificate", "commitment-card"}


@pytest.mark.office
@pytest.mark.parametrize("region", ["CA-AB", "GB-ENG"])
def test_a_sign_in_sheet_in_word_has_every_row_under_its_heads(
    run: Run, write: Write, office: Office, region: str
) -> None:
    definition = write(COMMUNITY.format(region=region, language="en-CA"), lists(90))
    done = run("kit", definition, "sign-in-sheet", "--for", "meeting-1", "--format", "docx", "--today", TODAY)
    assert done.code == 0, done.err
    (read,) = office(definition.parent / "kit" / "sign-in-sheet" / "meeting-1.docx")
    pages = read.pages
    rows = [row_numbers(page) for page in pages]
    assert [at for page in rows for at in page] == list(range(1, sum(map(len, rows)) + 1))
    assert min(above - below for page in rows for above, below in pairwise(page.values())) > 8.9
    assert all("Signature" in page.extract_text() for page in pages)
    # The last page is as good as full.
    assert len(rows[-1]) >= len(rows[1]) - 2


@pytest.mark.parametrize(
    ("language", "said"), [("en-CA", ("in person", "online")), ("fr-CA", ("en présentiel", "en ligne"))]
)
def test_a_sign_in_sheet_is_read_as_it_is_typed(run: Run, write: Write, language: str, said: tuple[str, ...]) -> None:
    definition = write(COMMUNITY.format(region="CA-AB", language=language), lists(3))
    done = run("kit", definition, "sign-in-sheet", "--for", "meeting-1", "--format", "md", "--today", TODAY)
    assert done.code == 0, done.err
    text = (definition.parent / "kit" / "sign-in-sheet" / "meeting-1.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("|")]
    filled = [[*row[:4], here, "9:00", "12:00", "signed"] for row, here in zip(rows[2:], said, strict=False)]
    found = attendance.read("\n".join(map(",".join, [rows[0], *filled])).encode(), "typed.csv")
    assert [(one.name, one.manner) for one in found.people] == [("Member 000", "in person"), ("Member 001", "online")]


SERIES = """\
sponsor: {{organization: {school}, contact: {name}}}
credit: {{provider: Example Regional Consortium, number: PL-2026-117, standards: [Ongoing learning], step: 15 minutes}}
records: {{attendance: records/}}
activities:
"""


@pytest.fixture
def certified(run: Run, write: Write) -> Path:
    """Write the certificate of somebody with a long name who came to fourteen sessions; return its folder."""
    text = COMMUNITY.format(region="CA-AB", language="en-CA") + SERIES.format(school=LONG_SCHOOL, name=LONG)
    named = [f"extra-{at}" for at in range(12)]
    for at, name in enumerate(named):
        topic = "Reading routines across the subjects of the middle years" if at % 3 == 0 else f"Topic {at}"
        text += f"  {name}: {{kind: webinar, when: 2026-11-{at + 2:02}, topic: {topic}, audience: participants}}\n"
    rows = [f"{name},{LONG} 0,yes\n" for name in ("meeting-1", *named, "meeting-3")]
    register = {"records/all.csv": "event,name,present\n" + "".join(rows)}
    definition = write(text, {**lists(1, long=True), **register})
    done = run("kit", definition, "certificate", "--format", "html,docx", "--today", "2027-06-20")
    assert done.code == 0, done.err
    return definition.parent / "kit" / "certificate"


def test_a_certificate_with_many_sessions_is_one_printed_page(certified: Path, browser_pdf: Printed) -> None:
    (page,) = browser_pdf(min(certified.glob("*.html"))).pages
    assert len(set(re.findall(r"Topic \d+", page.extract_text()))) == 8


@pytest.mark.office
def test_a_certificate_with_many_sessions_is_one_page_in_word(certified: Path, office: Office) -> None:
    (read,) = office(min(certified.glob("*.docx")))
    assert len(read.pages) == 1
