"""No test depends on how fast the machine is: how long a test waits stands in one place, and no test measures time."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from conftest import PATIENCE_SECONDS, ROOT, TODAY

# Where it stands how long a test waits.
PATIENT = {"conftest.py", "browser.py", "kill_points.py", "test_crash.py", Path(__file__).name}
TIMED = re.compile(
    r"timeout=\d|set_default_timeout|deadline=|\bdeadline\s*=|RLIMIT_CPU"
    r"|time\.(monotonic|perf_counter|process_time|time)\(|wait_for_timeout"
)


@pytest.mark.parametrize("path", sorted(ROOT.glob("tests/*.py")), ids=lambda path: path.name)
def test_no_test_measures_time_or_waits_in_its_own_way(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert path.name in PATIENT or not [line for line in text.splitlines() if TIMED.search(line)]


DEFINITION = "name: Readers\nyear: 2026-2027\ntimezone: America/Edmonton\n"

# What a plain run needs nothing of, and would take long to import.
COSTLY = {"dateutil.rrule", "docx", "holidays", "icalendar", "markdown_it",
          "python_calamine", "recurring_ical_events", "rich", "segno", "xlsxwriter",
          "cop_plan.base.browser", "cop_plan.definition.lists", "cop_plan.kit", "cop_plan.records",
          "cop_plan.report"}  # fmt: skip


def imported(command: str, text: str, folder: Path, environment: Mapping[str, str]) -> set[str]:
    """Return what a run of a command over a definition imports."""
    definition = folder / "community.yaml"
    definition.write_text(text, encoding="utf-8")
    program = (
        "import atexit, sys; from cop_plan.__main__ import main; "
        "atexit.register(lambda: print(*sys.modules, file=sys.__stdout__)); main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, command, str(definition), "--today", TODAY],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        timeout=PATIENCE_SECONDS,
    )
    found = set(done.stdout.decode().splitlines()[-1].split())
    assert "cop_plan.app.project" in found, done.stderr
    return found


@pytest.mark.parametrize("text", ["", "pattern: nowhere\n"], ids=["a sound definition", "one with problems"])
def test_check_imports_no_template_engine(text: str, tmp_path: Path, environment: Mapping[str, str]) -> None:
    found = imported("check", f"{DEFINITION}{text}", tmp_path, environment)
    assert "cop_plan.rules" in found
    assert not found & {*COSTLY, "jinja2"}


def test_a_plain_year_imports_nothing_that_only_others_need(tmp_path: Path, environment: Mapping[str, str]) -> None:
    found = imported("schedule", DEFINITION, tmp_path, environment)
    assert "jinja2" in found
    assert not found & {*COSTLY, "cop_plan.base.tables", "cop_plan.interview", "cop_plan.rules"}
