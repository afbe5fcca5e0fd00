"""Sources of records are found by themselves, and what is said of them is true."""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from conftest import ROOT
from cop_plan import records
from cop_plan.definition import languages
from cop_plan.records import sources

PACKAGE = Path(next(iter(records.__path__))) / "sources"
EXAMPLE = ROOT / "docs" / "extending.md"


def test_every_module_of_the_folder_is_a_source_of_its_own() -> None:
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    kinds = {source.kind for source in sources.every()}
    assert len(modules) == len(kinds) == len(sources.every())


def test_sources_whose_headings_others_have_too_are_asked_last() -> None:
    assert [source.kind for source in sources.attendance()] == [
        "teams",
        "zoom-webinar",
        "register",
        "google-meet",
        "zoom-meeting",
    ]
    assert [source.kind for source in sources.surveys()] == [
        "qualtrics",
        "limesurvey",
        "microsoft-forms",
        "google-forms",
        "plain",
    ]


@pytest.mark.parametrize("source", sources.every(), ids=lambda source: source.kind)
def test_a_source_is_named_in_every_language(source: sources.Source) -> None:
    assert {language for language, title in source.title.items() if title} == {
        one.folder for one in languages.BY_TAG.values()
    }


def test_the_page_on_records_has_a_row_for_every_source() -> None:
    page = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")
    tables = re.findall(
        r"^\| where you \w+ \| how you get the file \|\n\|---\|---\|\n((?:\|.*\|\n)+)", page, re.MULTILINE
    )
    rows = {tuple(line.strip("| ").split(" | ")) for table in tables for line in table.splitlines()}
    assert rows == {(source.where, source.how) for source in sources.every()}


def test_no_source_is_loaded_where_no_record_is_read() -> None:
    code = (
        "import sys; from cop_plan.cli import check, collect, done, schedule, status;"
        "sys.exit(any(name.startswith('cop_plan.records.sources.') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=120).returncode == 0


def block(language: str) -> str:
    """Return the first example of a language on the page, of those without a name."""
    page = EXAMPLE.read_text(encoding="utf-8").partition("## Add a source of records")[2]
    found = re.search(rf"^```{language}\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert found, language
    return found[1]


def test_the_example_of_the_page_is_a_source_without_another_change(
    tmp_path: Path, environment: Mapping[str, str]
) -> None:
    shutil.copytree(ROOT / "cop_plan", tmp_path / "cop_plan", ignore=shutil.ignore_patterns("__pycache__"))
    page = EXAMPLE.read_text(encoding="utf-8")
    for name, text in re.findall(r"^```\w+ (\S+)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    def run(*words: str) -> str:
        command = [sys.executable, "-m", *words]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env={**environment, "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
        return done.stdout.decode()

    run("pytest", "-q", "-p", "no:cacheprovider", "tests/test_parlour.py")
    assert run("cop_plan", *block("sh").split()[1:]) == block("text")
