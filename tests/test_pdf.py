"""The page is printed by a real browser: the same bytes each time, or nothing is written and it is said why."""

import json
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest

from conftest import MINIMAL, ROOT, TODAY, Ran, Write
from cop_plan.base import browser, errors, files

pytestmark = pytest.mark.browser  # the program itself finds it

Run = Callable[..., Ran]
DEFINITION = MINIMAL + "region: CA-AB\npattern: compressed-year\nwebsite: https://example.org/readers\n"
FIRST_OF_MAY = datetime(2026, 5, 1, tzinfo=UTC)
A_BROWSER_THAT_FAILS = """#!/bin/sh
echo "[1:2:ERROR:sandbox.cc(3)] first" >&2
echo "No usable sandbox!" >&2
exit 7
"""


@pytest.fixture
def print_page(run: Run, tmp_path: Path) -> Callable[..., Ran]:
    def print_page(*more: str, today: str = TODAY, **environment: str) -> Ran:
        return run("schedule", "community.yaml", "--pdf", "--today", today, *more, **environment)

    return print_page


def program(folder: Path, text: str) -> Path:
    """Write a program into a folder."""
    folder.mkdir(exist_ok=True)
    path = folder / "chromium"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


def lock_of(folder: Path) -> dict[str, dict[str, str]]:
    files_of: dict[str, dict[str, str]] = json.loads((folder / "cop-plan.lock").read_text(encoding="utf-8"))["files"]
    return files_of


def test_the_page_is_printed_on_letter_paper_with_its_text_and_outline(
    print_page: Callable[..., Ran], write: Write, tmp_path: Path
) -> None:
    write(DEFINITION)
    done = print_page()
    assert done.code == 0, done.err
    assert "plan.pdf, year.pdf to plan/" in done.err
    read = pypdf.PdfReader(tmp_path / "plan" / "plan.pdf")
    assert {(page.mediabox.width, page.mediabox.height) for page in read.pages} == {(612, 792)}
    text = "\n".join(page.extract_text() for page in read.pages)
    assert "Readers, 2026-2027" in text
    assert "Webinar 1" in text
    assert str(tmp_path) not in text
    assert read.metadata is not None
    assert read.metadata.title == "Readers, 2026-2027"
    assert read.outline
    assert "'/Marked': True" in str(read.root_object["/MarkInfo"].get_object())
    links = {
        str(note.get_object()["/A"]["/URI"])
        for page in read.pages
        for note in page.get("/Annots", [])
        if "/URI" in note.get_object().get("/A", {})
    }
    assert "https://example.org/readers" in links
    assert all(link.startswith(("https://", "mailto:")) for link in links)


def test_the_sheets_of_the_year_are_printed_on_their_side(
    print_page: Callable[..., Ran], write: Write, tmp_path: Path
) -> None:
    write(DEFINITION)
    assert print_page().code == 0
    read = pypdf.PdfReader(tmp_path / "plan" / "year.pdf")
    assert {(page.mediabox.width, page.mediabox.height) for page in read.pages} == {(792, 612)}
    assert [one.title for one in read.outline if not isinstance(one, list)] == ["Readers, 2026-2027"]
    assert "Wrap-up" in read.pages[0].extract_text()


def test_where_people_print_on_a4_so_are_the_pages(
    print_page: Callable[..., Ran], write: Write, tmp_path: Path
) -> None:
    write(DEFINITION.replace("CA-AB", "GB-ENG"))
    assert print_page().code == 0
    for name, size in (("plan.pdf", (595, 842)), ("year.pdf", (842, 595))):
        read = pypdf.PdfReader(tmp_path / "plan" / name)
        assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in read.pages} == {size}


def test_the_same_page_makes_the_same_bytes(print_page: Callable[..., Ran], write: Write, tmp_path: Path) -> None:
    write(DEFINITION)
    assert [print_page("--out", out).code for out in ("one", "two")] == [0, 0]
    assert (tmp_path / "one" / "year.pdf").read_bytes() == (tmp_path / "two" / "year.pdf").read_bytes()
    one, two = ((tmp_path / out / "plan.pdf").read_bytes() for out in ("one", "two"))
    assert one == two
    assert b"HeadlessChrome" not in one
    names = re.findall(rb"\(node(\d{8})\)", one)
    assert {int(name) for name in names} == set(range(1, len(set(names)) + 1)), "the browser's own counts vary"
    assert b"(D:20260501000000+00'00')" in one


def test_an_unchanged_page_is_not_printed_again(print_page: Callable[..., Ran], write: Write, tmp_path: Path) -> None:
    definition = write(DEFINITION)
    assert print_page().code == 0
    unable = program(tmp_path / "bin", A_BROWSER_THAT_FAILS)
    again = print_page(COP_PLAN_BROWSER=str(unable))
    assert (again.code, again.err) == (0, "nothing changed in plan/\n")
    definition.write_text(DEFINITION.replace("Readers", "Writers"), encoding="utf-8")
    assert print_page(COP_PLAN_BROWSER=str(unable)).code == 3
    assert print_page().code == 0
    made = pypdf.PdfReader(tmp_path / "plan" / "plan.pdf")
    assert made.metadata is not None
    assert made.metadata.title == "Writers, 2026-2027"


def test_a_pdf_that_is_older_than_its_page_is_named(
    print_page: Callable[..., Ran], run: Run, write: Write, tmp_path: Path
) -> None:
    definition = write(DEFINITION)
    assert print_page().code == 0
    old = (tmp_path / "plan" / "plan.pdf").read_bytes()
    definition.write_text(DEFINITION.replace("Readers", "Writers"), encoding="utf-8")
    told = [f"{name}.pdf shows the year as it was before: print it again with --pdf" for name in ("plan", "year")]
    for _ in range(2):  # as long as they are old
        said = run("schedule", "community.yaml", "--today", TODAY).err.splitlines()
        assert [line for line in said if "as it was before" in line] == told
    assert (tmp_path / "plan" / "plan.pdf").read_bytes() == old
    assert print_page().code == 0
    assert "as it was before" not in run("schedule", "community.yaml", "--today", TODAY).err


def test_only_the_page_that_changed_is_printed_again(
    print_page: Callable[..., Ran], write: Write, tmp_path: Path
) -> None:
    definition = write(DEFINITION)
    assert print_page().code == 0
    before = (tmp_path / "plan" / "year.pdf").read_bytes()
    definition.write_text(
        DEFINITION + "purpose: {statement: We read.}\n", encoding="utf-8"
    )  # of which the sheet says nothing
    assert "wrote plan.html, team.html, plan.pdf to plan/" in print_page("--format", "html").err
    assert (tmp_path / "plan" / "year.pdf").read_bytes() == before


def test_a_pdf_that_was_taken_away_is_printed_again(
    print_page: Callable[..., Ran], write: Write, tmp_path: Path
) -> None:
    write(DEFINITION)
    assert print_page().code == 0
    made = (tmp_path / "plan" / "plan.pdf").read_bytes()
    (tmp_path / "plan" / "plan.pdf").unlink()
    assert "wrote plan.pdf to plan/" in print_page().err
    assert (tmp_path / "plan" / "plan.pdf").read_bytes() == made
    (tmp_path / "plan" / "year.pdf").unlink()
    assert "wrote year.pdf to plan/" in print_page().err


@pytest.mark.parametrize("name", ["plan.pdf", "year.pdf"])
def test_anothers_pdf_is_not_overwritten(
    name: str, print_page: Callable[..., Ran], write: Write, tmp_path: Path
) -> None:
    write(DEFINITION, {f"plan/{name}": "%PDF-1.4 of somebody"})
    unable = program(tmp_path / "bin", A_BROWSER_THAT_FAILS)
    done = print_page(COP_PLAN_BROWSER=str(unable))  # not even asked
    assert done.code == 4
    assert done.err.startswith(f"plan/{name}: cop-plan did not write it\n")
    assert [path.name for path in (tmp_path / "plan").iterdir()] == [name]
    assert print_page("--force").code == 0
    assert (tmp_path / "plan" / name).read_bytes() != b"%PDF-1.4 of somebody"


def test_the_lock_remembers_the_pdf(print_page: Callable[..., Ran], write: Write, tmp_path: Path) -> None:
    write(DEFINITION)
    assert print_page("--format", "ics").code == 0
    assert {"plan.html", "plan.pdf", "year.html", "year.pdf", "calendar.ics"} <= set(
        lock_of(tmp_path / "plan")
    )  # the page comes with it
    assert "plan.md" not in lock_of(tmp_path / "plan")
    content = (tmp_path / "plan" / "plan.pdf").read_bytes()
    assert lock_of(tmp_path / "plan")["plan.pdf"]["digest"] == files.digest(content)


def test_without_a_browser_it_is_said_what_to_install(
    print_page: Callable[..., Ran], write: Write, tmp_path: Path
) -> None:
    write(DEFINITION)
    done = print_page(PATH="", HOME=str(tmp_path))
    assert (done.code, done.out) == (3, "")
    assert done.err == (
        "plan.pdf: there is no Chromium, Chrome or Edge to print it: install one, or name one in COP_PLAN_BROWSER\n"
        "nothing was written\n"
    )
    assert not (tmp_path / "plan").exists()


def test_a_browser_that_is_named_and_not_there_is_told(print_page: Callable[..., Ran], write: Write) -> None:
    write(DEFINITION)
    done = print_page(COP_PLAN_BROWSER="no-such-browser")
    assert (done.code, done.err.splitlines()[0]) == (3, "COP_PLAN_BROWSER: no program is called 'no-such-browser'")


def test_a_browser_that_fails_has_the_last_word_and_nothing_is_written(
    print_page: Callable[..., Ran], write: Write, tmp_path: Path
) -> None:
    write(DEFINITION)
    unable = program(tmp_path / "bin", A_BROWSER_THAT_FAILS)
    done = print_page(COP_PLAN_BROWSER=str(unable), TMPDIR=str(tmp_path / "bin"))
    assert done.code == 3
    assert "the browser ended with 7 and without a page: " in done.err
    assert "No usable sandbox!" in done.err
    assert "wrote" not in done.err
    assert not (tmp_path / "plan").exists()
    assert [path.name for path in (tmp_path / "bin").iterdir()] == ["chromium"]  # its folder is taken away


@pytest.mark.parametrize("text", ["#!/bin/sh\nexit 0\n", "#!/no/such/shell\n", "not a program"])
def test_a_program_that_prints_nothing_is_no_success(
    text: str, print_page: Callable[..., Ran], write: Write, tmp_path: Path
) -> None:
    write(DEFINITION)
    done = print_page(COP_PLAN_BROWSER=str(program(tmp_path / "bin", text)))
    assert done.code == 3
    assert "Traceback" not in done.err
    assert "wrote" not in done.err
    assert not (tmp_path / "plan").exists()


def test_a_trial_run_prints_nothing(print_page: Callable[..., Ran], write: Write, tmp_path: Path) -> None:
    write(DEFINITION)
    unable = program(tmp_path / "bin", A_BROWSER_THAT_FAILS)
    done = print_page("--dry-run", COP_PLAN_BROWSER=str(unable))
    assert done.code == 0
    assert "plan.pdf, year.pdf to plan/" in done.err
    assert not (tmp_path / "plan").exists()


def test_a_pdf_does_not_go_to_standard_output(print_page: Callable[..., Ran], write: Write) -> None:
    write(DEFINITION)
    assert print_page("--format", "html", "--out", "-").code == 2


def test_a_theme_prints_its_letterhead(print_page: Callable[..., Ran], write: Write, tmp_path: Path) -> None:
    write(DEFINITION)
    done = print_page("--templates", str(ROOT / "docs" / "theme"))
    assert done.code == 0, done.err
    first = pypdf.PdfReader(tmp_path / "plan" / "plan.pdf").pages[0].extract_text()
    assert "100 Example Avenue" in first
    sheets = pypdf.PdfReader(tmp_path / "plan" / "year.pdf").pages
    assert "Prairie Sky" in sheets[0].extract_text()
    year = (tmp_path / "plan" / "year.html").read_text(encoding="utf-8")
    assert len(sheets) == year.count('<section class="sheet ')


def test_no_script_of_the_page_runs_in_print(tmp_path: Path) -> None:
    page = b"<!doctype html><html><head><title>T</title></head><body><p>as written</p>"
    page += b"<script>document.body.textContent = 'changed'</script></body></html>"
    found = browser.installed(None)
    assert found is not None
    made = tmp_path / "page.pdf"
    made.write_bytes(browser.pdf(found, page, FIRST_OF_MAY))
    assert browser.made_of(made.read_bytes()) == files.digest(page)
    assert "as written" in pypdf.PdfReader(made).pages[0].extract_text()


def test_a_browser_that_does_not_end_is_stopped(tmp_path: Path) -> None:
    endless = program(tmp_path / "bin", "#!/bin/sh\necho waiting >&2\nexec sleep 86400\n")
    with pytest.raises(errors.Unreadable) as found:
        browser.pdf(str(endless), b"<p>", FIRST_OF_MAY, patience_seconds=0.5)
    assert [path.name for path in tmp_path.iterdir()] == ["bin"]
    stopped = "the browser took longer than 0.5 seconds and was stopped"
    # On a busy machine it may not have come to its first words.
    assert found.value.reason in (f"{stopped}: waiting", f"{stopped}, and said nothing")


def test_a_place_may_begin_with_a_variable_or_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = program(tmp_path / "apps", "#!/bin/sh\n")
    monkeypatch.setenv("PLACE(X86)", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert files.program([], ["$NOWHERE/apps/chromium", "$PLACE(X86)/apps/chromium"]) == str(here)
    if sys.platform != "win32":
        assert files.program([], ["~/apps/chromium"]) == str(here)
    assert files.program(["no-such-program"], ["$NOWHERE/apps/chromium"]) is None
