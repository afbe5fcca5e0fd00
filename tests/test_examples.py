"""The examples run, and every output is as it was read and approved. `make golden` writes the outputs anew.

The styles and scripts of the pages, and their digests in the policy, stand in the pages of one example; in those of the
others a note has their place.
"""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml

from conftest import OUTPUTS, ROOT, TODAY, Ran

# Its pages are approved whole. It comes first, so that those of the others are written with what it has now.
WHOLE = "literacy-for-all"
EXAMPLES = sorted(
    (path.parent.name for path in (ROOT / "examples").glob("*/community.yaml")), key=lambda name: (name != WHOLE, name)
)
GOLDEN = ROOT / "tests" / "golden"

Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def golden(pytestconfig: pytest.Config) -> bool:
    return bool(pytestconfig.getoption("--golden"))


FRENCH = "lire-a-sept"
"""The example in another language than that whose pages are approved whole."""

_SHARED = re.compile(
    r"<(?P<element>style|script)>(?P<source>.*?)</"
    r"|(?P<policy>style-src|script-src) &#39;(?P<digest>.*?)&#39;",
    re.DOTALL,
)


def shared(output: str) -> dict[str, str]:
    """Return what the pages of all examples have in common, each by the note that has its place in an approved one."""
    if not output.endswith(".html"):
        return {}
    found = _SHARED.finditer((GOLDEN / WHOLE / output).read_bytes().decode())
    # Of two styles the first is the common one.
    named = {one["element"] or one["policy"]: one["source"] or one["digest"] for one in reversed(list(found))}
    return {f"{{{name}: as in {WHOLE}}}": text for name, text in named.items()}


def approve(name: str, output: str, content: bytes) -> None:
    """Write an output as it is expected from now on."""
    text = content.decode()
    if name != WHOLE:
        for note, common in shared(output).items():
            text = text.replace(common, note)
    (GOLDEN / name).mkdir(parents=True, exist_ok=True)
    (GOLDEN / name / output).write_bytes(text.encode())


def approved(name: str, output: str) -> str:
    """Return the whole text of an output as it is expected."""
    text = (GOLDEN / name / output).read_bytes().decode()
    if name != WHOLE:
        for note, common in shared(output).items():
            text = text.replace(note, common)
    return text


def schedule(run: Run, name: str, out: Path) -> Ran:
    return run("schedule", f"examples/{name}/community.yaml", "--out", out, "--today", TODAY, cwd=ROOT)


REPORTED = {"literacy-for-all": "2027-06-21", "lire-a-sept": "2027-06-21"}
"""The examples that have records, and the day of their report."""


def test_there_are_five_examples() -> None:
    assert sorted(EXAMPLES) == ["college-readers", "hospital-schools", "lire-a-sept", "literacy-for-all", "small-start"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_output_of_an_example_is_as_approved(name: str, run: Run, tmp_path: Path, golden: bool) -> None:
    done = schedule(run, name, tmp_path / "plan")
    assert done.code == 0, done.err
    made = {output: (tmp_path / "plan" / output).read_bytes() for output in OUTPUTS}
    made["year.txt"] = done.out.encode()
    for output, content in made.items():
        if golden:
            approve(name, output, content)
        # Compared as text, so that a difference can be read.
        assert content.decode() == approved(name, output), output


@pytest.mark.parametrize("name", REPORTED)
def test_the_report_of_an_example_is_as_approved(name: str, run: Run, tmp_path: Path, golden: bool) -> None:
    definition = f"examples/{name}/community.yaml"
    done = run("report", definition, "--out", tmp_path / "report", "--today", REPORTED[name], cwd=ROOT)
    assert done.code == 0, done.err
    for output in ("report.md", "report.html", "report.json"):
        content = (tmp_path / "report" / output).read_bytes()
        if golden:
            approve(name, output, content)
        assert content.decode() == approved(name, output), output


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_style_or_a_script_stands_in_the_pages_of_one_example_alone(name: str) -> None:
    for page in (GOLDEN / name).glob("*.html"):
        text = page.read_text(encoding="utf-8")
        common = shared(page.name)
        assert len(common) == (4 if page.name in ("plan.html", "team.html") else 2)
        # The sizes of the year's sheet are its own.
        assert len(_SHARED.findall(text)) == len(common) + (page.name == "year.html")
        for note, source in common.items():
            if "style" in note and name == FRENCH and page.name in ("plan.html", "team.html"):
                continue  # months as lists have the weekdays in their style
            assert (text.count(source), text.count(note)) == ((1, 0) if name == WHOLE else (0, 1)), note


@pytest.mark.parametrize("name", EXAMPLES)
def test_making_an_example_twice_gives_identical_bytes(name: str, run: Run, tmp_path: Path) -> None:
    for folder in ("first", "second"):
        schedule(run, name, tmp_path / folder)
    for output in (*OUTPUTS, "cop-plan.lock"):
        first = (tmp_path / "first" / output).read_bytes()
        # The lock alone knows the way from its folder to the definition.
        assert first.replace(b"/first", b"/second") == (tmp_path / "second" / output).read_bytes(), output


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_has_no_problems(name: str, run: Run) -> None:
    done = run("check", f"examples/{name}/community.yaml", cwd=ROOT)
    assert (done.code, done.err, re.search("no problems|aucun problème", done.out) is not None) == (0, "", True)


def test_ten_lines_give_a_whole_year() -> None:
    lines = (ROOT / "examples/small-start/community.yaml").read_text(encoding="utf-8").splitlines()
    entries = json.loads((GOLDEN / "small-start/timeline.json").read_text(encoding="utf-8"))["entries"]
    assert len(lines) < 10
    assert len(entries) >= 45
    assert {date.fromisoformat(entry.get("date") or entry["start"][:10]).month for entry in entries} >= {4, 9, 12, 6}


def test_hospital_schools_meet_four_times_for_half_a_day_beside_a_field_trip() -> None:
    entries = json.loads((GOLDEN / "hospital-schools/timeline.json").read_text(encoding="utf-8"))["entries"]
    meetings = [entry for entry in entries if entry["kind"] == "gathering"]
    assert [entry["attendance"] for entry in meetings] == ["mandatory", "optional", "mandatory", "optional"]
    assert {entry["end"][11:16] for entry in meetings} == {"11:30"}
    assert [entry["id"] for entry in entries if entry["kind"] == "visit"] == ["field-trip"]


def test_the_normative_sample_is_filled_in_whole() -> None:
    text = (ROOT / "examples/literacy-for-all/community.yaml").read_text(encoding="utf-8")
    written = set(yaml.safe_load(text))
    from cop_plan.definition.community import Community, column_names

    # The numbers of the rules are ours, and where outputs lie; nobody needs to write them, or wants every reminder.
    # Its holidays are those of its region, nobody keeps a calendar beside it or credits its hours, it begins with its
    # plan, letters greet by full names, it is the first year, and it shares nothing with other communities,
    # and wears the program's own templates.
    left = {"thresholds", "output", "reminder", "holidays", "busy", "begins", "letters", "credit", "last_year"}
    left |= {"extends", "templates"}
    assert set(column_names(Community)) - left == written


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_address_of_a_person_is_in_what_is_shared(name: str) -> None:
    reports = ("report.md", "report.html", "report.json") if name in REPORTED else ()
    for output in ("plan.html", "team.html", "plan.md", "calendar.ics", "sessions.ics", "team.ics", *reports):
        assert "@example.org" not in (GOLDEN / name / output).read_text(encoding="utf-8")
