"""The interview in each language, from the first line to the last: what it says is as it was read and approved."""

import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from conftest import PATIENCE_SECONDS, ROOT
from cop_plan.app import init as use_case
from cop_plan.interview import questions, wizard
from cop_plan.interview.wording import Wording

GOLDEN = ROOT / "tests" / "golden" / "interview"
ENGLISH = use_case.wording("en-CA")
FRENCH = use_case.wording("fr-CA")
ALL = questions.questions()

REFUSED = {
    "name": ["", "a\x1b[Db", "a" * 2_001],
    "year": ["soon", "2026", "1815-1816", "2026-2028"],
    "timezone": ["America/Edmontn", "the moon"],
    "region": ["CA-AL", "XX-1"],
    "pattern": ["5", "free"],
    "website": ["example.org", "none"],
    "meetings.usual_time": ["3:30", "after school", "Monday or Tuesday", "9:00; 10:00; 11:00"],
    "sponsor": ["Board; a@example.org, b@example.org", "robin@example.org"],
    "closures": ["winter: someday", "winter: Dec 21 to Jan", "2026-12-21", "a: 2026-12-21", "a: 2026-12-22"],
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


def typed(one: questions.Question, w: Wording) -> Iterator[str]:
    """Yield what is typed at a question: for its help, what is refused, then its example."""
    yield from ["?", *REFUSED.get(".".join(one.path), ())]
    yield from questions.typed(one, w.example(one.path, one.example), w)
    yield from (["A bank of lessons", *GOAL] if one.form == "goals" else [""] if one.several_lines else [])


def whole(w: Wording) -> Iterator[str]:
    """Yield the lines of somebody who asks for every help, answers everything, and looks it over."""
    yield "<"
    given = {} if w == ENGLISH else {("language",)}
    asked = wizard.interview([one for one in ALL if one.path not in given], {}, "community.yaml", w)
    for step in asked.agenda:
        yield from ["perhaps", "?", w("ask.is_yes").split()[-1]] if isinstance(step, wizard.Offer) else typed(step, w)
    yield from ["?", "", "99", "2", "", w("ask.is_yes").split()[0]]


NEEDED = ["--name", "Readers", "--year", "2026-2027", "--timezone", "edmonton"]
Runs = Mapping[str, Sequence[tuple[list[str], Sequence[str]]]]


def runs(w: Wording) -> Runs:
    """Return calls, each with the lines that are typed; a run finds what those before it left."""
    tongue = [] if w == ENGLISH else ["--language", w.words.tag]
    no = w("ask.is_no").split()[-1][0]
    yes = w("ask.is_yes").split()[0]
    return {
        "everything": [(tongue, list(whole(w))), ([], [])],
        "nothing": [
            ([*tongue, "--no-input", "--year", "2026-2027"], []),
            ([*tongue, "--no-input"], []),
            ([*tongue, "--year", "2026", "--name", "x"], []),
            ([*tongue, "--name", " "], []),
            ([*tongue, "--region", "XX-1"], []),
            ([*tongue, "--answers", "answers.yaml"], []),
            (tongue, ["Readers"]),
            (tongue, ["teach reading", *[""] * 17, no]),
        ],
        "later": [
            ([*tongue, "--no-input", *NEEDED], []),
            (["--no-input", "--name", "Others"], []),
            (["--no-input", "--concern", "time", "--sponsor", "Board"], []),
            ([], ["read maps", "-", "<", *[""] * 20]),
            (
                ["--region", "CA-AB"],
                ["", "4 pm; 9:00; tuesday", "", "", *[""] * 8, yes, "", "webinar-9", "", "", *[""] * 3, "quit"],
            ),
        ],
        "defaults": [
            ([*tongue, "--defaults"], ["", "Readers", "1", no]),
            ([*tongue, "--defaults", *NEEDED], []),
        ],
    }


ANSWERS = "year: soon\ntimezone: Mars/Base\nregion: CA-XX\npurpose: {concrn: x}\npurpose.needs: {}\npurpos: y\n"


def transcript(called: Sequence[tuple[list[str], Sequence[str]]], folder: Path, environment: dict[str, str]) -> str:
    """Return what was said in runs, and the definition that they left."""
    (folder / "answers.yaml").write_text(ANSWERS, encoding="utf-8")
    said = []
    for words, lines in called:
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


@pytest.mark.parametrize("w", [ENGLISH, FRENCH], ids=lambda w: w.words.tag)
@pytest.mark.parametrize("name", runs(ENGLISH))
def test_the_interview_is_as_approved(
    name: str, w: Wording, environment: dict[str, str], tmp_path: Path, golden: bool
) -> None:
    said = transcript(runs(w)[name], tmp_path, environment)
    approved = GOLDEN / f"{name}.{w.words.tag}.txt"
    if golden:
        approved.write_text(said, encoding="utf-8")
    assert said == approved.read_text(encoding="utf-8")
