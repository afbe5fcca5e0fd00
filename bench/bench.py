"""How fast cop-plan is, in ratios: to an empty interpreter, to two other programs, and to itself with more entries.

Whole processes are measured, from their start to their end, in rounds: each round runs every case once, so that
whatever else the machine does falls on all of them alike. The fastest run of each is what the program costs; the median
tells how restless the machine was. Nothing here fails: what is aimed at is said to be met or not.

What other programs need is made below `.cache/bench`, once. Compiled Python lies there too, so that every case starts
with its modules compiled, as an installed program does.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import inputs

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "bench"
SAMPLE = ROOT / "examples" / "literacy-for-all"
TODAY = "2026-05-01"
YAML2ICS = "yaml2ics==0.3"
SIZES = (40, 400, 4000)

EMPTY = "python -c pass"
YEAR = "cop-plan: the sample year, all outputs"
WITH_YAML2ICS = "yaml2ics 0.3: its entries, dated before"
WITH_TASKJUGGLER = "TaskJuggler: its plan, HTML and both iCal"

# What is imported, in words that `python -c` runs.
LIBRARIES: Mapping[str, str] = {
    "typer": "import typer",
    "rich": "import rich.console, rich.table",
    "pydantic": "from pydantic import BaseModel, Field",
    "PyYAML": "import yaml",
    "Jinja2": "import jinja2",
    "python-dateutil": "import dateutil.relativedelta",
    "markdown-it-py": "import markdown_it",
    "python-calamine": "import python_calamine",
    "holidays": "import holidays",
    "holidays and its tables": "import holidays; holidays.country_holidays('CA', subdiv='AB', years=range(2025, 2029))",
}
PROGRAM: Mapping[str, str] = {"cop-plan itself, all it needs for a year": "import cop_plan.cli"}


@dataclass(frozen=True)
class Case:
    """A command that is measured. `every` says in which rounds: 3 is every third. `before` is not measured."""

    name: str
    command: Sequence[str | Path]
    environment: Mapping[str, str]
    every: int = 1
    before: Callable[[], None] = lambda: None


@dataclass
class Runs:
    """The durations of a case's runs, in seconds."""

    seconds: list[float] = field(default_factory=list)

    @property
    def least(self) -> float:
        """Return the duration of the fastest run."""
        return min(self.seconds)

    @property
    def median(self) -> float:
        """Return the middle duration."""
        return statistics.median(self.seconds)


def main() -> None:
    """Measure, and say what came of it."""
    parser = argparse.ArgumentParser(description="How fast cop-plan is, in ratios.")
    parser.add_argument("--rounds", type=int, default=15, help="how often each case runs (default: 15)")
    parser.add_argument("--json", action="store_true", help="say it as JSON")
    asked = parser.parse_args()
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        cases, missing = _cases(Path(folder))
        imports = _imports()
        measured = _measured([*cases, *imports], max(asked.rounds, 1))
    known = {case.name: measured[case.name] for case in cases}
    known_imports = {case.name: measured[case.name] for case in imports}
    aims = _aims(known)
    lines = (
        [json.dumps(_data(known, known_imports, aims, missing), ensure_ascii=False, indent=1)]
        if asked.json
        else _report(known, known_imports, aims, missing)
    )
    sys.stdout.write("\n".join(lines) + "\n")


def _environment(**more: str) -> dict[str, str]:
    """Return the environment of a measured process: ours without what tells Python how to run."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    kept.pop("SOURCE_DATE_EPOCH", None)
    return kept | {"PYTHONPYCACHEPREFIX": str(CACHE / "compiled"), "NO_COLOR": "1", **more}


def _run(command: Sequence[str | Path], environment: Mapping[str, str]) -> float:
    """Run a command and return the seconds that it took. Raises CalledProcessError."""
    begun = time.perf_counter()
    subprocess.run(  # noqa: S603  # commands of our own
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=True
    )
    return time.perf_counter() - begun


def _emptied(folder: Path) -> Callable[[], None]:
    return lambda: shutil.rmtree(folder, ignore_errors=True)


def _cases(work: Path) -> tuple[list[Case], list[str]]:
    """Return the cases, and what is missing to measure the others."""
    script = Path(sys.executable).with_name("cop-plan")
    program = [script] if script.is_file() else [sys.executable, "-m", "cop_plan"]
    warm = _environment(PYTHONPATH=str(ROOT), XDG_CACHE_HOME=str(work / "warm"))
    cold = _environment(PYTHONPATH=str(ROOT), XDG_CACHE_HOME=str(work / "cold"))

    def scheduled(definition: Path, out: str) -> list[str | Path]:
        return [*program, "schedule", definition, "--out", work / out, "--today", TODAY]

    def forget() -> None:
        for name in ("first", "cold"):
            shutil.rmtree(work / name, ignore_errors=True)

    sample = shutil.copytree(SAMPLE, work / "sample") / "community.yaml"
    cases = [
        Case(EMPTY, [sys.executable, "-c", "pass"], _environment()),
        Case(YEAR, scheduled(sample, "year"), warm, before=_emptied(work / "year")),
        Case("cop-plan: the same again, nothing changed", scheduled(sample, "again"), warm),
        Case("cop-plan: the same with an empty cache", scheduled(sample, "first"), cold, 3, forget),
        Case("cop-plan: check", [*program, "check", sample], warm),
        Case("cop-plan: --help", [*program, "--help"], warm),
    ]  # fmt: skip
    for size in SIZES:
        definition, out = inputs.write_definition(work / f"definition-{size}", size), f"grown-{size}"
        cases.append(
            Case(_grown(size), scheduled(definition, out), warm, 3 if size > 1000 else 1, _emptied(work / out))
        )
    _run(scheduled(sample, "dated"), warm)
    community, entries = inputs.read_year(work / "dated")
    others = [_yaml2ics(work, inputs.for_yaml2ics(community, entries)),
              _taskjuggler(work, inputs.for_taskjuggler(community, entries))]  # fmt: skip
    return (
        [*cases, *(other for other in others if isinstance(other, Case))],
        [other for other in others if isinstance(other, str)],
    )


def _grown(size: int) -> str:
    return f"cop-plan: {size:,} entries"


def _yaml2ics(work: Path, text: str) -> Case | str:
    """Return the case of yaml2ics, in an environment of its own that is made once; else why there is none."""
    home = CACHE / f"yaml2ics-0.3-{sys.implementation.cache_tag}"
    program = home / "bin" / "yaml2ics"
    if not program.is_file():
        sys.stderr.write(f"making an environment for {YAML2ICS}, once\n")
        try:
            venv.create(home, clear=True, with_pip=True)
            _run([home / "bin" / "python", "-m", "pip", "install", "--quiet", YAML2ICS], dict(os.environ))
        except (OSError, subprocess.CalledProcessError) as error:
            shutil.rmtree(home, ignore_errors=True)
            last = _last_line(error)
            return f"{YAML2ICS} cannot be installed ({last}); it is left out, and so is the ratio to it"
    definition = work / "year.yaml"
    definition.write_text(text, encoding="utf-8")
    return Case(WITH_YAML2ICS, [program, definition], _environment())


def _last_line(error: Exception) -> str:
    said = getattr(error, "stderr", None)
    lines = said.decode(errors="replace").split("\n") if isinstance(said, bytes) else []
    return next((line.strip() for line in reversed(lines) if line.strip()), str(error))


def _taskjuggler(work: Path, text: str) -> Case | str:
    """Return the case of TaskJuggler if it is installed; else why there is none."""
    program = shutil.which("tj3")
    if program is None:
        return "TaskJuggler (tj3) is not installed; it is left out, and so is the ratio to it"
    plan, out = work / "year.tjp", work / "taskjuggler"
    plan.write_text(text, encoding="utf-8")
    out.mkdir()
    return Case(WITH_TASKJUGGLER, [program, "--silent", "--no-color", "-o", out, plan], _environment())


def _imports() -> list[Case]:
    """Return the imports as cases: of each library that is installed, of all together, of the program."""
    environment = _environment(PYTHONPATH=str(ROOT))
    installed = {name: words for name, words in LIBRARIES.items() if _works(words, environment)}
    all_words = {"all libraries, with the tables": "; ".join(installed.values())}
    return [
        Case(name, [sys.executable, "-c", words], environment, every=3)
        for name, words in {**installed, **all_words, **PROGRAM}.items()
    ]


def _works(words: str, environment: Mapping[str, str]) -> bool:
    try:
        _run([sys.executable, "-c", words], environment)
    except subprocess.CalledProcessError:
        return False
    return True


def _measured(cases: Sequence[Case], rounds: int) -> dict[str, Runs]:
    runs = {case.name: Runs() for case in cases}
    for number in range(-1, rounds):
        for case in cases:
            if number > 0 and number % case.every:
                continue
            case.before()
            try:
                seconds = _run(case.command, case.environment)
            except subprocess.CalledProcessError as error:
                sys.exit(f"{case.name}: {_last_line(error)}")
            if number >= 0:  # the round before the first compiles modules and fills caches
                runs[case.name].seconds.append(seconds)
    return runs


@dataclass(frozen=True)
class Aim:
    """A ratio between two cases that should not exceed `at_most`. `ratio` is None where one was not measured."""

    words: str
    at_most: float
    ratio: float | None

    @property
    def shown(self) -> str:
        """Return the ratio as it is printed."""
        return "–" if self.ratio is None else f"{self.ratio:.2f}"

    @property
    def verdict(self) -> str:
        """Return whether the aim is met, in words."""
        if self.ratio is None:
            return "not measured"
        return "met" if self.ratio <= self.at_most else "NOT MET"


def _aims(known: Mapping[str, Runs]) -> list[Aim]:
    def ratio(name: str, other: str) -> float | None:
        return known[name].least / known[other].least if name in known and other in known else None

    growth = [
        Aim(f"{large:,} entries to {small:,}: 10 times as many", 10.5, ratio(_grown(large), _grown(small)))
        for small, large in pairwise(SIZES)
    ]
    return [
        Aim("the sample year to TaskJuggler", 0.5, ratio(YEAR, WITH_TASKJUGGLER)),
        Aim("the sample year to yaml2ics, which only writes what is dated", 1.5, ratio(YEAR, WITH_YAML2ICS)),
        *growth,
    ]


def _table(runs: Mapping[str, Runs], unit: Runs) -> Iterable[str]:
    yield f"  {'':<46} {'least':>9} {'median':>9} {'× empty':>9} {'runs':>5}"
    for name, one in runs.items():
        least, median, times = one.least * 1000, one.median * 1000, one.least / unit.least
        yield f"  {name:<46} {least:>6.0f} ms {median:>6.0f} ms {times:>9.1f} {len(one.seconds):>5}"


def _report(
    known: Mapping[str, Runs], imports: Mapping[str, Runs], aims: Iterable[Aim], missing: Iterable[str]
) -> list[str]:
    return [
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        *("", "Whole processes", *_table(known, known[EMPTY])),
        *("", "Imports, each in a process of its own", *_table(imports, known[EMPTY])),
        *("", "Aims, by the least times"),
        *(f"  {aim.words:<62} {aim.shown:>6}, at most {aim.at_most:<4}: {aim.verdict}" for aim in aims),
        *(f"  {line}" for line in missing),
    ]


def _data(
    known: Mapping[str, Runs], imports: Mapping[str, Runs], aims: Iterable[Aim], missing: Iterable[str]
) -> dict[str, object]:
    def seconds(runs: Mapping[str, Runs]) -> dict[str, object]:
        return {name: {"least": one.least, "median": one.median, "runs": one.seconds} for name, one in runs.items()}

    return {
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "seconds": seconds(known),
        "imports": seconds(imports),
        "aims": [
            {"words": aim.words, "at_most": aim.at_most, "ratio": aim.ratio, "verdict": aim.verdict} for aim in aims
        ],
        "missing": list(missing),
    }


if __name__ == "__main__":
    main()
