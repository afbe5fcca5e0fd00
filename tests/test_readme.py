"""What README says is true: its definitions run, its mistakes are answered as it shows, its links lead somewhere."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, TODAY, Ran
from cop_plan.interview import questions

PAGES = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DEFINITIONS = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)

Run = Callable[..., Ran]


@pytest.mark.parametrize("number", range(len(DEFINITIONS)))
def test_a_definition_of_the_readme_makes_a_year(number: int, run: Run, tmp_path: Path) -> None:
    (tmp_path / "community.yaml").write_text(DEFINITIONS[number], encoding="utf-8")
    done = run("schedule", "community.yaml", "--today", TODAY)
    assert done.code == 0, done.err
    assert (tmp_path / "plan" / "plan.html").exists()


def test_the_commands_of_the_five_minutes_lead_to_a_year(run: Run, tmp_path: Path) -> None:
    commands = re.search(r"## Five minutes.*?```\n(.*?)```", README, re.DOTALL)
    assert commands
    answers = b"Numeracy Circle\n" + b"\n" * 3 + b"edmonton\n" + b"\n" * (6 + len(questions.SECTIONS))
    for command in commands[1].splitlines():
        done = run(*command.split()[1:], given=answers)
        assert done.code == 0, done.err
    assert (tmp_path / "plan" / "plan.html").exists()


def test_the_mistake_of_the_readme_is_answered_as_it_shows(run: Run, tmp_path: Path) -> None:
    shown = re.search(r"```\n(community\.yaml:\d+:.*?)```", README, re.DOTALL)
    assert shown
    text = DEFINITIONS[1].replace("second wednesday of april", "second wednesday of aprl")
    (tmp_path / "community.yaml").write_text(text, encoding="utf-8")
    assert run("check", "community.yaml").err == shown[1]


def test_every_shipped_pattern_is_told_of() -> None:
    for path in (ROOT / "cop_plan" / "patterns").glob("*.yaml"):
        if "." not in path.stem and path.stem != "kinds":
            assert f"`{path.stem}`" in README


def test_every_phrase_of_the_readme_is_of_the_language() -> None:
    from cop_plan.dates import phrases

    told = README.partition("**Dates as people say them**")[2].partition("worked out")[0]
    shown = re.findall(r"`([^`]+)`", told)
    assert len(shown) >= 3
    for phrase in shown:
        phrases.parse(phrase)


@pytest.mark.parametrize("page", PAGES)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text(encoding="utf-8")):
        assert target.startswith("https://") or (ROOT / target).exists(), target


def test_make_quick_leaves_out_whatever_is_marked_and_contributing_names_each_mark() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    marks = {line.partition(":")[0] for line in settings["markers"]}
    left_out = re.search(r"^QUICK := not \((.*)\)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert left_out
    assert set(left_out[1].split(" or ")) == marks
    assert marks <= set(re.findall(r"`(\w+)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
