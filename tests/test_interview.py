"""The interview in each language, from the first line to the last: what it says is as it was read and approved."""

import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from conftest import PATIENCE_SECONDS, ROOT
from cop_plan.app import init as use_case
from cop_plan.interview import questions, wizard

GOLDEN = ROOT / "tests" / "golden" / "interview"
ENGLISH = use_case.wording("en-CA")
ALL = questions.questions()

REFUSED = {
    "name": ["", "a\x1b[Db", "a" * 2_001],
    "year": ["soon", "2026", "1815-1816", "2026-2028", "2026-27"],
    "timezone": ["America/Edmontn", "the moon"],
    "region": ["CA-AL", "XX-1"],
    "pattern": ["4", "free"],
    "website": ["example.org", "none"],
    "closures": ["winter: someday", "winter: 2026-12-21 - 2027-01-01", "2026-12-21", "a: 2026-12-21", "a: 2026-12-22"],
    "purpose.areas": ["5"],
    "purpose.division_priority": ["perhaps"],
    "purpose.needs": ["teachers need time", ": time"],
    "membership.must_include": ["Lead; somewhere"],
    "membership.ideal_size": ["many", "30 to 12"],
    "membership.members": ["Ann; ann@example"],
    "leadership.facilitator": ["a; b; c; d", "; a@example.org", "Ann; ann@example"],
    "budget": ["Books; twelve", "Books; 1 200,50"],
    "surveys.items": ["I plan; spring"],
    "legacy.capacity_building": ["Prairie View; A day; last friday", "Prairie View; A day; last friday of febuary"],
    "legacy.collective_knowledge.url": ["www.example.org"],
}
"""What is refused before the example is given, by the question that it answers."""

GOAL = ["", "", "9", "2", "; may", "Plans; last friday", "Plans; 2027-02-30", "Plans; last friday of may", "", ""]
"""The rest of a second goal."""


def typed(one: questions.Question) -> Iterator[str]:
    """Yield what is typed at a question: for its help, what is refused, then its example."""
    yield from ["?", *REFUSED.get(".".join(one.path), ())]
    lines = questions.typed(one, one.example, ENGLISH)
    yield from lines
    yield from (["A bank of lessons", *GOAL] if one.form == "goals" else [""] if one.several_lines else [])


def whole() -> Iterator[str]:
    """Yield the lines of somebody who asks for every help, answers everything, and looks it over."""
    yield "<"
    asked = wizard.interview(ALL, {}, "community.yaml", ENGLISH)
    for step in asked.agenda:
        yield from ["perhaps", "?", "y"] if isinstance(step, wizard.Offer) else typed(step)
    yield from ["?", "", "99", "2", "", "y"]


NEEDED = ["--name", "Readers", "--year", "2026-2027", "--timezone", "edmonton"]
# A call with the lines that are typed; each run finds what those before it left.
RUNS: dict[str, Sequence[tuple[list[str], Sequence[str]]]] = {
    "everything": [([], list(whole())), ([], [])],
    "nothing": [
        (["--no-input", "--year", "2026-2027"], []),
        (["--no-input"], []),
        (["--year", "2026", "--name", "x"], []),
        (["--name", " "], []),
        (["--region", "XX-1"], []),
        (["--answers", "answers.yaml"], []),
        ([], ["Readers"]),
        ([], ["Readers", *[""] * 18, "n"]),
    ],
    "later": [
        (["--no-input", *NEEDED], []),
        (["--no-input", "--name", "Others"], []),
        (["--no-input", "--concern", "time", "--sponsor", "Board"], []),
        ([], ["maps", "-", "<", *[""] * 20]),
        (["--region", "CA-AB"], ["", "", *[""] * 8, "y", "", "webinar-9", "", "", "1", "", "", "y"]),
    ],
    "defaults": [(["--defaults"], ["", "Readers", "1", "n"]), (["--defaults", *NEEDED], [])],
}
ANSWERS = "year: soon\ntimezone: Mars/Base\nregion: CA-XX\npurpose: {concrn: x}\npurpose.needs: {}\npurpos: y\n"


def transcript(runs: Sequence[tuple[list[str], Sequence[str]]], folder: Path, environment: dict[str, str]) -> str:
    """Return what was said in runs, and the definition that they left."""
    (folder / "answers.yaml").write_text(ANSWERS, encoding="utf-8")
    said = []
    for words, lines in runs:
        done = subprocess.run(
            [sys.executable, "-m", "cop_plan", "init", *words, "--today", "2026-04-10"],
            cwd=folder,
            env=environment | {"TZ": "America/Edmonton", "COLUMNS": "100"},
            input="".join(f"{line}\n" for line in lines).encode(),
            capture_output=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
        said += [
            f"$ cop-plan init {shlex.join(words)}",
            done.stderr.decode(),
            done.stdout.decode(),
            f"({done.returncode})",
        ]
    left = folder / "community.yaml"
    return "\n".join([*said, "", left.read_text(encoding="utf-8") if left.exists() else "no definition\n"])


@pytest.fixture
def golden(pytestconfig: pytest.Config) -> bool:
    return bool(pytestconfig.getoption("--golden"))


@pytest.mark.parametrize("name", RUNS)
def test_the_english_interview_is_as_approved(
    name: str, environment: dict[str, str], tmp_path: Path, golden: bool
) -> None:
    said = transcript(RUNS[name], tmp_path, environment)
    approved = GOLDEN / f"{name}.en-CA.txt"
    if golden:
        approved.write_text(said, encoding="utf-8")
    assert said == approved.read_text(encoding="utf-8")
