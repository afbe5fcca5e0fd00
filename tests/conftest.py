"""What all tests share: definitions as a person writes them, read and expanded by the real thing."""

import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import forks
from cop_plan.app.project import CommunityProject
from cop_plan.base import errors
from cop_plan.schedule import timeline
from said import untranslated_in

# Where the tests are started in the background, interrupts may be ignored, and every child would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No property fails because the machine is slow. A whole community is large, and that is the point of it; what a fixture
# makes for all examples of one test, the test does not change.
settings.register_profile(
    "cop-plan",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
settings.load_profile("cop-plan")

pytest_plugins = ["browser"]

ROOT = Path(__file__).parent.parent
TODAY = "2026-05-01"
OUTPUTS = (
    "plan.md",
    "plan.html",
    "team.html",
    "year.html",
    "calendar.ics",
    "sessions.ics",
    "team.ics",
    "timeline.json",
)
"""What a run of `schedule` writes beside its lock, unless other formats are asked for."""
PATIENCE_SECONDS = forks.PATIENCE_SECONDS
MINIMAL = "name: Readers\nyear: 2026-2027\ntimezone: America/Edmonton\n"


def minimal(pattern: str) -> str:
    """Return the shortest definition of a pattern, which holds its kind of year."""
    year = "2027" if pattern == "calendar-year" else "2026-2027"
    return MINIMAL.replace("2026-2027", year) + f"pattern: {pattern}\n"


class DatedYear:
    """A definition, loaded and expanded. Raises Problems."""

    def __init__(self, path: Path) -> None:
        self.project = CommunityProject(path)
        self.loaded = self.project.written
        self.dated = self.project.timeline

    def __getitem__(self, entry_id: str) -> timeline.Entry:
        return next(entry for entry in self.dated.entries if entry.id == entry_id)

    def __contains__(self, entry_id: str) -> bool:
        return any(entry.id == entry_id for entry in self.dated.entries)


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a definition, and files beside it, into an empty folder; return the definition's path."""

    def write(text: str, beside: Mapping[str, str] | None = None) -> Path:
        for name, content in {"community.yaml": text, **(beside or {})}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return tmp_path / "community.yaml"

    return write


@pytest.fixture
def year_of(write: Write) -> Callable[..., DatedYear]:
    """Load and expand a definition given as text."""

    def year_of(text: str, beside: Mapping[str, str] | None = None) -> DatedYear:
        return DatedYear(write(text, beside))

    return year_of


@pytest.fixture
def problems_of(write: Write, tmp_path: Path) -> Callable[..., list[str]]:
    """Return what a person reads about a definition given as text: one line for each problem, other place and hint."""

    def problems_of(text: str, beside: Mapping[str, str] | None = None) -> list[str]:
        problems: tuple[errors.Problem, ...] = ()
        try:
            _ = CommunityProject(write(text, beside)).timeline
        except errors.Problems as found:
            problems = found.problems
        assert untranslated_in(problems) == []
        lines = (line for problem in problems for line in problem.lines())
        return [line.replace(f"{tmp_path}{os.sep}", "") for line in lines]

    return problems_of


@dataclass(frozen=True)
class Ran:
    """What a run of the command left behind."""

    code: int
    out: str
    err: str


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write the expected outputs of the examples anew")
    parser.addoption("--fuzz", type=int, default=300, metavar="N", help="so many changed inputs (tests/fuzzing.py)")
    parser.addoption("--fuzz-seed", type=int, default=1, metavar="SEED", help="which inputs")
    parser.addoption("--every-case", action="store_true", help="all cases of the tests of which else some are taken")
    parser.addoption("--fuzz-replay", metavar="SEED:FAMILY:NUMBER", help="one input alone, as a failure names it")


def pytest_report_header(config: pytest.Config) -> str:
    """Say which inputs are made, so that they can be made again."""
    return f"fuzz: {config.getoption('--fuzz')} inputs of seed {config.getoption('--fuzz-seed')}"


# What a test needs that not every machine has, by the fixture that opens it, and the programs that will do.
_NEEDS = {"chromium": "browser", "mistakes": "java", "office": "office", "read_elsewhere": "node"}
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PROGRAMS = {"browser": CHROMIUMS, "java": ("java",), "office": ("soffice",), "node": ("node",)}

# Files whose tests open what Windows does not have: pseudo-terminals, limits, locks of Unix.
_UNIX_ALONE = re.compile(r"^import (?:fcntl|pty|resource|kill_points|export_mutations)$", re.MULTILINE)
collect_ignore = (
    [one.name for one in ROOT.glob("tests/test_*.py") if _UNIX_ALONE.search(one.read_text(encoding="utf-8"))]
    if sys.platform == "win32"
    else []
)


# Where all files are run, one in so many is taken of tests with many cases that are much alike, each a page that is
# printed or a whole run. `make nightly` takes all, and so does a file that is run by its name.
_ONE_IN = {
    "test_crash": 4,
    "test_hostile_text": 4,
    "test_init": 2,
    "test_interview": 2,
    "test_kit_index": 3,
    "test_kit_papers_a": 3,
    "test_kit_papers_b": 3,
    "test_kit_table": 3,
    "test_letters_printed": 3,
    "test_messages": 2,
    "test_move": 2,
    "test_move_and_cancel": 2,
    "test_next_year": 2,
    "test_one_page": 3,
    "test_page_by_keyboard": 2,
    "test_pages_in_browser": 3,
    "test_papers_ask_the_year": 3,
    "test_portfolio_page": 2,
    "test_printed_papers": 3,
    "test_regions": 3,
    "test_report_in_browser": 3,
    "test_sheets": 2,
    "test_site": 3,
    "test_team_page": 2,
    "test_terminal": 4,
    "test_theme": 2,
    "test_words": 2,
    "test_year_drawing": 2,
    "test_year_sheet": 2,
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark each test with what it needs, before some are chosen by their marks; leave out cases of the largest ones."""
    for item in items:
        for fixture in _NEEDS.keys() & getattr(item, "fixturenames", ()):
            item.add_marker(_NEEDS[fixture])
    if config.getoption("--every-case") or any(".py" in name for name in config.args):
        return
    seen: dict[str, int] = {}
    taken: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        one_in = _ONE_IN.get(item.path.stem, 1) if hasattr(item, "callspec") else 1
        name = item.nodeid.partition("[")[0]
        seen[name] = seen.get(name, -1) + 1
        (left if seen[name] % one_in else taken).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = taken


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose program is not here. `make test` runs none before tests/needs.sh has found them all."""
    for mark, programs in _PROGRAMS.items():
        if item.get_closest_marker(mark) and not any(map(shutil.which, programs)):
            pytest.skip(f"{' or '.join(programs)} is not here: tests/needs.sh says why it is needed")


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a person: a cache of their own, no colours forced, warnings taken for errors."""
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    cache = tmp_path_factory.getbasetemp().parent / "cop-plan-cache"
    return kept | {
        "XDG_CACHE_HOME": str(cache),
        "PYTHONWARNINGS": "error",
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8",
    }


@pytest.fixture(scope="session")
def started(environment: dict[str, str]) -> Iterator[forks.Forks]:
    """Start runs of the program."""
    one = forks.Forks(environment)
    yield one
    one.close()


# What these say is for Python itself, at its start.
_FOR_PYTHON = re.compile("PYTHON|LC_|LANG|LD_")


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path, started: forks.Forks) -> Callable[..., Ran]:
    """Run `cop-plan` as a person does, in a process of its own; what is given to it comes over a pipe."""

    def run(*words: str | Path, cwd: Path = tmp_path, given: bytes = b"", **more: str) -> Ran:
        if any(map(_FOR_PYTHON.match, more)) or not hasattr(os, "fork"):
            command = [sys.executable, "-m", "cop_plan", *map(str, words)]
            done = subprocess.run(
                command,
                cwd=cwd,
                env=environment | more,
                input=given,
                capture_output=True,
                check=False,
                timeout=PATIENCE_SECONDS,
            )
            return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
        ended = started.run(cwd, list(map(str, words)), environment | more, given)
        return Ran(ended.code, ended.out.decode(), ended.err.decode())

    return run


def screens(terminal: int) -> Iterator[bytes]:
    """Yield all that a program has shown in a pseudo-terminal so far, whenever there is more, until it ends."""
    shown = b""
    while select.select([terminal], [], [], PATIENCE_SECONDS)[0]:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
        yield shown


def wait_until_it_reads(process_id: int) -> None:
    """Wait until a process that has shown its question sleeps in reading the answer, where the system tells.

    A Ctrl-C that comes just before is not seen by Python until something is typed. A system that does not tell costs
    ten seconds.
    """
    state = Path(f"/proc/{process_id}/stat")
    for _ in range(1000):
        if state.exists() and state.read_text(encoding="utf-8").rpartition(") ")[2][0] in "SZ":
            return
        time.sleep(0.01)


def end_of(process_id: int, terminal: int) -> int:
    """Return the exit code of a process in a pseudo-terminal that has shown all it had to; one that hangs is killed."""
    for _ in range(1000):
        ended, status = os.waitpid(process_id, os.WNOHANG)
        if ended:
            break
        time.sleep(0.01)
    else:
        os.kill(process_id, signal.SIGKILL)
        _, status = os.waitpid(process_id, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status)


def calls(action: Callable[[], object]) -> int:
    """Count the functions that are called, of Python and of C: a measure of work that no machine changes."""
    found = 0

    def count(_frame: object, event: str, _what: object) -> None:
        nonlocal found
        found += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        action()
    finally:
        sys.setprofile(None)
    return found
