"""No test depends on how fast the machine is: how long a test waits stands in one place, and no test measures time."""

import re
from pathlib import Path

import pytest

from conftest import ROOT

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
