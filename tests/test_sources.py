"""Sources of records are found by themselves, and what is said of them is true."""

import re
import subprocess
import sys
from pathlib import Path

from conftest import PATIENCE_SECONDS, ROOT
from cop_plan import records
from cop_plan.records import sources

PACKAGE = Path(next(iter(records.__path__))) / "sources"


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
        "form-sign-in",
        "grid",
    ]
    assert [source.kind for source in sources.surveys()] == [
        "qualtrics",
        "surveymonkey",
        "limesurvey",
        "microsoft-forms",
        "google-forms",
        "plain",
    ]


def test_the_page_on_records_has_a_row_for_every_source() -> None:
    page = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")
    tables = re.findall(
        r"^\| where you \w+ \| how you get the file \|\n\|---\|---\|\n((?:\|.*\|\n)+)", page, re.MULTILINE
    )
    rows = {tuple(line.strip("| ").split(" | ")) for table in tables for line in table.splitlines()}
    assert rows == {(source.where, source.how) for source in sources.every()}


def test_no_source_is_loaded_where_no_record_is_read() -> None:
    code = (
        "import sys; from cop_plan.app import check, done, schedule, status;"
        "sys.exit(any(name.startswith('cop_plan.records.sources.') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=PATIENCE_SECONDS).returncode == 0
