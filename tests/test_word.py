"""Papers as Word files: read back by python-docx, opened by LibreOffice."""

import io
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import PdfObject

from conftest import MINIMAL, PATIENCE_SECONDS, ROOT, TODAY, Ran, Write
from cop_plan.base import errors
from cop_plan.kit import word
from cop_plan.kit.documents import DOCUMENTS

Run = Callable[..., Ran]

PAPER = """\
# A letter

> **Draft.** Not yet.

Dear *Amina*, see <https://example.org/a> or [the list](https://example.org/b).\\
Second line, ~~gone~~.

- one
    - inner
        1. deep
- two

1. first
2. second

Again:

3. third
4. fourth

| Name | Yes |
|:--|:-:|
| Amina | ☐ |
| ____________ | ☐ |

Sign here: ______________________________

[______ the legal authority]

- ☐ a box

---

`code`
"""


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def page(markdown: str, letterhead: bytes | None = None) -> Document:
    own = word.letterhead(letterhead, "letterhead.docx") if letterhead is not None else None
    return opened(word.page(markdown, "A letter", organization="Readers", language="fr-CA", letterhead=own))


def saved(document: Document) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def texts(document: Document) -> list[str]:
    return [one.text for one in document.paragraphs if one.text]


@pytest.fixture(scope="module")
def made() -> Document:
    return page(PAPER)


def paragraph(document: Document, text: str) -> Paragraph:
    found = [one for one in document.paragraphs if text in one.text]
    return next((one for one in found if one.text == text), found[0])


def test_headings_are_headings(made: Document) -> None:
    assert [(one.text, one.style and one.style.name) for one in made.paragraphs[:1]] == [("A letter", "Heading 1")]


def test_emphasis_is_kept(made: Document) -> None:
    runs = {run.text: run for one in made.paragraphs for run in one.runs}
    assert runs["Draft."].bold
    assert runs["Amina"].italic
    assert runs["gone"].font.strike
    assert not runs[" Not yet."].bold


def test_links_lead_where_they_say(made: Document) -> None:
    links = {link.text: link.address for one in made.paragraphs for link in one.hyperlinks}
    assert links == {"https://example.org/a": "https://example.org/a", "the list": "https://example.org/b"}


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "ftp://example.org", "#top", "x.html"]
)
def test_only_web_and_mail_addresses_are_links(address: str) -> None:
    assert not [link for one in page(f"[here]({address})").paragraphs for link in one.hyperlinks]


def numbering_of(document: Document, text: str) -> tuple[str, str, int]:
    """Return the shape, the start and the level of the list that a paragraph is an item of."""
    item = paragraph(document, text)._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    number, level = (item.find(qn(f"w:{name}")).get(qn("w:val")) for name in ("numId", "ilvl"))
    numbers = document.part.numbering_part.element
    used = next(one for one in numbers.findall(qn("w:num")) if one.get(qn("w:numId")) == number)
    kept = used.find(qn("w:abstractNumId")).get(qn("w:val"))
    described = next(one for one in numbers.findall(qn("w:abstractNum")) if one.get(qn("w:abstractNumId")) == kept)
    shown = next(one for one in described.findall(qn("w:lvl")) if one.get(qn("w:ilvl")) == level)
    return shown.find(qn("w:numFmt")).get(qn("w:val")), shown.find(qn("w:start")).get(qn("w:val")), int(level)


@pytest.mark.parametrize(
    ("item", "shape"),
    [
        ("one", ("bullet", "1", 0)),
        ("inner", ("bullet", "1", 1)),
        ("deep", ("decimal", "1", 2)),
        ("two", ("bullet", "1", 0)),
        ("first", ("decimal", "1", 0)),
        ("third", ("decimal", "3", 0)),
        ("fourth", ("decimal", "3", 0)),
    ],
)
def test_lists_are_words_own(made: Document, item: str, shape: tuple[str, str, int]) -> None:
    assert numbering_of(made, item) == shape


def test_a_box_is_its_own_bullet(made: Document) -> None:
    properties = paragraph(made, "a box")._p.pPr
    assert properties is not None
    assert properties.numPr is None


def test_a_table_has_lines_and_a_head_that_is_repeated(made: Document) -> None:
    (table,) = made.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Name", "Yes"], ["Amina", "☐"], ["", "☐"]]
    heads = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True, False, False]
    assert table._tbl.tblPr.find(qn("w:tblBorders")) is not None
    assert (table.rows[2].height or 0) > Mm(9)


def test_a_blank_is_marked_and_a_line_runs_to_the_margin(made: Document) -> None:
    (blank,) = paragraph(made, "the legal authority").runs
    assert blank.font.underline
    assert blank._r.rPr is not None
    assert blank._r.rPr.find(qn("w:shd")) is not None
    line = paragraph(made, "Sign here")
    assert line.text == "Sign here: \t"
    assert len(line.paragraph_format.tab_stops) == 1


def test_a_question_stays_with_the_lines_for_its_answer() -> None:
    document = page("What do you hope to learn?\n\n______________\n\n______________\n\nThank you.")
    assert [one.paragraph_format.keep_with_next for one in document.paragraphs] == [True, True, None, None]


def test_room_to_sign_stays_with_the_name_of_who_signs() -> None:
    text = f"# Thanks\n\nWith kind regards,\n\n{'_' * 27}\n\nAlex Moreau\n"
    letter = DOCUMENTS["thank-you"]
    document = opened(word.page(text, "Thanks", organization="Readers", language="en-CA", document=letter))
    assert [one.paragraph_format.keep_with_next for one in document.paragraphs][1:] == [True, True, None]


def test_a_page_is_letter_paper_in_the_language_of_its_words(made: Document) -> None:
    section = made.sections[0]
    assert (section.page_width, section.page_height) == (Mm(215.9), Mm(279.4))
    languages = {one.get(qn("w:val")) for one in made.styles.element.iter(qn("w:lang"))}
    assert languages == {"fr-CA"}
    assert section.header.paragraphs[0].text == "Readers"


def test_a_file_says_its_title_and_no_day_and_no_program(made: Document) -> None:
    about = made.core_properties
    assert (about.title, about.author, about.language, about.comments) == ("A letter", "Readers", "fr-CA", "")
    assert (about.created, about.modified, about.last_modified_by) == (None, None, "")


def test_the_same_paper_is_the_same_file_byte_for_byte() -> None:
    first, second = (word.page(PAPER, "A", organization="R", language="en-CA") for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        assert {one.date_time for one in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@settings(max_examples=40)
@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=80))
def test_any_text_makes_a_file(text: str) -> None:
    opened(word.page(f"# {text}\n\n{text}\n\n| a |\n|---|\n| {text} |\n", text, organization=text, language="en-CA"))


# Letterheads.


@pytest.fixture
def letterhead() -> Document:
    made = docx.Document()
    made.sections[0].page_width, made.sections[0].page_height = Mm(210), Mm(297)
    made.sections[0].header.paragraphs[0].text = "Example Regional Consortium"
    made.sections[0].footer.paragraphs[0].text = "100 Main Street"
    made.styles["Heading 1"].font.size = Pt(31)
    made.add_paragraph("Write here")
    return made


def test_a_letterhead_keeps_its_header_footer_page_and_styles(letterhead: Document) -> None:
    made = page(PAPER, saved(letterhead))
    section = made.sections[0]
    assert section.header.paragraphs[0].text == "Example Regional Consortium"
    assert section.footer.paragraphs[0].text == "100 Main Street"
    own = opened(saved(letterhead)).sections[0]
    assert (section.page_width, section.page_height) == (own.page_width, own.page_height)
    assert made.styles["Heading 1"].font.size == Pt(31)


def test_the_paper_takes_the_place_of_what_stands_in_a_letterhead(letterhead: Document) -> None:
    assert texts(page("Hello", saved(letterhead))) == ["Hello"]


def test_a_letterhead_may_say_where_the_paper_stands(letterhead: Document) -> None:
    letterhead.add_paragraph("{letter}")
    letterhead.add_paragraph("Our charity number")
    assert texts(page("# Title\n\nHello", saved(letterhead))) == ["Write here", "Title", "Hello", "Our charity number"]


def test_the_first_page_of_a_letterhead_is_the_one_that_is_kept(letterhead: Document) -> None:
    later = letterhead.add_section()
    later.header.is_linked_to_previous = False
    later.header.paragraphs[0].text = "Annex"
    made = page("Hello", saved(letterhead))
    assert [one.header.paragraphs[0].text for one in made.sections] == ["Example Regional Consortium"]


def without(content: bytes, part: str) -> bytes:
    """Return a Word file without one of its parts and what leads to it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            if name != f"word/{part}":
                text = old.read(name).decode("utf-8", "surrogateescape")
                lines = [one for one in text.replace("><", ">\n<").split("\n") if part not in one]
                new.writestr(name, "".join(lines).encode("utf-8", "surrogateescape"))
    return made.getvalue()


def test_a_letterhead_without_lists_of_its_own_gets_them(letterhead: Document) -> None:
    assert numbering_of(page(PAPER, without(saved(letterhead), "numbering.xml")), "one") == ("bullet", "1", 0)


def test_a_letterhead_without_styles_for_headings_gets_them(letterhead: Document) -> None:
    for name in ("Heading 1", "Heading 2", "Heading 3"):
        letterhead.styles[name].delete()
    made = page("# One\n\n## Two", saved(letterhead))
    assert [one.style and one.style.name for one in made.paragraphs] == ["Heading 1", "Heading 2"]


def test_a_template_of_word_is_taken_too(letterhead: Document) -> None:
    parts = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(letterhead))) as old, zipfile.ZipFile(parts, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"document.main+xml", b"template.main+xml"))
    assert texts(page("Hello", parts.getvalue())) == ["Hello"]


def damaged() -> Iterator[tuple[str, bytes]]:
    whole = saved(docx.Document())
    yield "empty", b""
    yield "text", b"Dear members"
    yield "cut", whole[: len(whole) // 2]
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    yield "another zip", other.getvalue()
    yield "no document", without(whole, "document.xml")
    broken = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<w:" if name == "word/document.xml" else old.read(name))
    yield "broken XML", broken.getvalue()
    double = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(double, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"metadata/core-properties", b"metadata/other-properties"))
    yield "two parts of one name", double.getvalue()
    yield "too large", bytes(word.MAX_BYTES + 1)


@pytest.mark.parametrize(
    ("kind", "content"), list(damaged()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_what_is_no_letterhead_is_a_problem_of_that_file(kind: str, content: bytes) -> None:
    with pytest.raises(errors.Problems) as found:
        word.letterhead(content, "letterhead.docx")
    (problem,) = found.value.problems
    assert problem.place.file == "letterhead.docx"
    assert problem.hint


# The command.


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "examples" / "literacy-for-all", tmp_path / "community")
    return tmp_path / "community"


def test_the_kit_can_be_had_in_word_beside_the_other_files(run: Run, folder: Path, letterhead: Document) -> None:
    (folder / "letterhead.docx").write_bytes(saved(letterhead))
    done = run(
        *("kit", "community.yaml", "charter", "baseline-survey", "--format", "docx,html,forms"),
        *("--letterhead", "letterhead.docx", "--today", TODAY),
        cwd=folder,
    )
    assert done.code == 0, done.err
    made = {path.name for path in (folder / "kit").iterdir()}
    assert {"charter.docx", "charter.html", "baseline-survey.docx", "baseline-survey.microsoft-forms.docx"} <= made
    charter = docx.Document(str(folder / "kit" / "charter.docx"))
    assert charter.sections[0].header.paragraphs[0].text == "Example Regional Consortium"
    assert 'href="charter.docx"' in (folder / "kit" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
def test_every_document_has_one_heading_of_the_first_level_its_title_and_its_language(
    language: str, run: Run, write: Write, tmp_path: Path
) -> None:
    definition = write(f"{MINIMAL}language: {language}\npattern: half-day-meetings\n")  # few sessions, nobody named
    assert run("kit", definition, "--format", "docx", "--today", TODAY).code == 0
    faults = []
    for path in sorted((tmp_path / "kit").rglob("*.docx")):
        made = docx.Document(str(path))
        headings = [one for one in made.paragraphs if one.style is not None and one.style.name == "Heading 1"]
        languages = {one.get(qn("w:val")) for one in made.styles.element.iter(qn("w:lang"))}
        if len(headings) != 1 or not made.core_properties.title or languages != {language}:
            faults.append(f"{path.name}: {len(headings)} headings, {made.core_properties.title!r}, {languages}")
    assert faults == []


def test_a_damaged_letterhead_stops_the_run_before_anything_is_written(run: Run, folder: Path) -> None:
    (folder / "letterhead.docx").write_bytes(b"Dear members")
    done = run("kit", "community.yaml", "--format", "docx", "--letterhead", "letterhead.docx", cwd=folder)
    assert done.code == 1
    assert done.err.startswith("letterhead.docx: this is no Word document that can be read\n    hint: ")
    assert not (folder / "kit").exists()


def test_a_letterhead_that_is_not_there_is_told(run: Run, folder: Path) -> None:
    done = run("kit", "community.yaml", "--format", "docx", "--letterhead", "letterhead.docx", cwd=folder)
    assert (done.code, done.err) == (3, "letterhead.docx: there is no such file\n")


def test_a_letterhead_without_word_files_is_misuse(run: Run, folder: Path) -> None:
    done = run("kit", "community.yaml", "--letterhead", "letterhead.docx", cwd=folder)
    assert done.code == 2
    assert "add docx to --format" in done.err


def test_without_the_extra_the_run_says_how_to_get_it_and_writes_nothing(
    folder: Path, environment: dict[str, str]
) -> None:
    program = "import sys; sys.modules['docx'] = None; from cop_plan.__main__ import main; main()"
    command = [sys.executable, "-c", program, "kit", "community.yaml", "--format", "md,docx"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'cop-plan[word]'" in done.stderr
    assert not (folder / "kit").exists()


@pytest.fixture
def office(tmp_path: Path) -> Callable[[Sequence[Path | str]], Path]:
    """Open Word files in LibreOffice; return the folder of what it made of them."""

    def office(files: Sequence[Path | str]) -> Path:
        program = ("soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless")
        command = [*program, "--convert-to", "pdf", "--outdir", str(tmp_path / "pdf"), *map(str, files)]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE_SECONDS)
        return tmp_path / "pdf"

    return office


def test_libreoffice_opens_what_is_made(
    run: Run, folder: Path, tmp_path: Path, letterhead: Document, office: Callable[[Sequence[Path | str]], Path]
) -> None:
    (folder / "letterhead.docx").write_bytes(saved(letterhead))
    names = ("letter-of-agreement", "sign-in-sheet", "baseline-survey", "agenda")
    done = run("kit", "community.yaml", *names, "--format", "docx", "--letterhead", "letterhead.docx", cwd=folder)
    assert done.code == 0, done.err
    papers = [sorted((folder / "kit").glob(f"{name}*/*.docx"))[:1] for name in names]
    chosen = [path for found in papers for path in found] + [folder / "kit" / "baseline-survey.docx"]
    assert len(chosen) == len(names)
    # Papers of one session have the same name in their folders.
    copies = [shutil.copy(path, tmp_path / f"{path.parent.name}-{path.name}") for path in chosen]
    made = office(copies)
    for path in chosen:
        pages = PdfReader(made / f"{path.parent.name}-{path.stem}.pdf").pages
        text = "".join("".join(one.extract_text() for one in pages).split())
        assert "ExampleRegionalConsortium" in text, path
        for table in opened(path.read_bytes()).tables:
            assert all("".join(row.cells[0].text.split()) in text for row in table.rows), path


@pytest.mark.office
def test_a_tagged_pdf_from_word_has_headings_and_heads_of_columns_in_the_language_of_its_words(tmp_path: Path) -> None:
    file = tmp_path / "letter.docx"
    file.write_bytes(word.page(PAPER, "A letter", organization="Readers", language="fr-CA"))
    tagged = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
    program = ("soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless")
    command = [*program, "--convert-to", tagged, "--outdir", str(tmp_path / "pdf"), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE_SECONDS)
    root = PdfReader(tmp_path / "pdf" / "letter.pdf").root_object
    assert str(root["/Lang"]) == "fr-CA"
    assert {"/H1", "/Table", "/TH", "/TD", "/L"} <= set(tags(root["/StructTreeRoot"]))


def tags(element: PdfObject) -> Iterator[str]:
    """Yield what the parts of a tagged document are."""
    found = element.get_object()
    if isinstance(found, list):
        for one in found:
            yield from tags(one)
    elif isinstance(found, dict):
        yield from [str(found["/S"])] if "/S" in found else []
        yield from tags(found["/K"]) if "/K" in found else []
