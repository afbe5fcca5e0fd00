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


@pytest.mark.parametrize("text", ["", "pattern: nowhere\n"], ids=["a sound definition", "one with problems"])
def test_check_imports_no_template_engine(text: str, tmp_path: Path, environment: Mapping[str, str]) -> None:
    definition = tmp_path / "community.yaml"
    definition.write_text(f"name: Readers\nyear: 2026-2027\ntimezone: America/Edmonton\n{text}", encoding="utf-8")
    program = (
        "import atexit, sys; from cop_plan.__main__ import main; "
        "atexit.register(lambda: print('jinja2' in sys.modules, 'cop_plan.rules' in sys.modules)); main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "check", str(definition), "--today", TODAY],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        timeout=PATIENCE_SECONDS,
    )
    assert done.stdout.decode().splitlines()[-1] == "False True", done.stderr
