"""What lies there as it would be written is left alone; whatever decides the outputs, once changed, makes them anew."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, TODAY, Ran

Run = Callable[..., Ran]
Change = Callable[[Path], object]

DEFINITION = """\
name: Readers
year: 2026-2027
timezone: America/Edmonton
pattern: own.yaml
language: fr-CA
membership: {members: members.csv}
"""
PATTERN = """\
title: Our year
activities:
  talk: {title: A talk, kind: webinar, when: second tuesday of october, at: "16:00", lasts: 1 hour}
"""
FILES = {
    "community.yaml": DEFINITION,
    "own.yaml": PATTERN,
    "own.fr.yaml": "activities:\n  talk: {title: Une causerie}\n",
    "members.csv": "name,email\nAmina Okafor,amina@example.org\n",
    "theme/theme.css": "h1 { color: teal }\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A definition with all that it may name."""
    for name, text in FILES.items():
        (tmp_path / "own" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "own" / name).write_text(text, encoding="utf-8")
    return tmp_path / "own"


@pytest.fixture
def schedule(run: Run, folder: Path, tmp_path: Path) -> Callable[..., Ran]:
    """Write the year, with a cache of this test."""

    def schedule(*more: str | Path, **environment: str) -> Ran:
        kept = {"XDG_CACHE_HOME": str(tmp_path / "cache"), **environment}
        words = (folder / "community.yaml", "--templates", folder / "theme", *more)
        return run("schedule", *words, "--today", TODAY, **kept)

    return schedule


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_ino) for path in found}


def was_skipped(done: Ran) -> bool:
    return "--dry-run affiche l’année" in done.err and not done.out


def replaced(name: str, old: str, new: str) -> Change:
    def change(folder: Path) -> None:
        file = folder / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    return change


def test_a_year_that_would_be_the_same_is_not_written_and_it_is_said(
    schedule: Callable[..., Ran], folder: Path
) -> None:
    assert schedule().code == 0
    before = stamps(folder)
    again = schedule()
    assert again.code == 0
    assert was_skipped(again)
    assert stamps(folder) == before


def test_what_is_said_of_a_year_names_its_folder_as_it_is_seen_from_where_the_run_is(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    kept = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    for _ in range(2):
        inside = run("schedule", "community.yaml", "--today", TODAY, cwd=folder, **kept)
    above = [run("schedule", "own/community.yaml", "--today", TODAY, cwd=tmp_path, **kept) for _ in range(2)]
    assert was_skipped(inside)
    assert was_skipped(above[1])
    assert " plan/;" in inside.err
    assert all(" own/plan/" in one.err for one in above)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(replaced("community.yaml", "Readers", "Writers"), id="definition"),
        pytest.param(replaced("own.yaml", "second tuesday", "third tuesday"), id="pattern"),
        pytest.param(replaced("own.fr.yaml", "Une causerie", "Une rencontre"), id="pattern's titles"),
        pytest.param(lambda folder: (folder / "own.fr.yaml").unlink(), id="pattern's titles gone"),
        pytest.param(replaced("members.csv", "Amina", "Amira"), id="list"),
        pytest.param(replaced("theme/theme.css", "teal", "navy"), id="theme"),
        pytest.param(lambda folder: (folder / "plan" / "plan.md").unlink(), id="output gone"),
        pytest.param(lambda folder: (folder / "plan" / "cop-plan.lock").unlink(), id="lock gone"),
        pytest.param(replaced("plan/cop-plan.lock", "readers", "readers "), id="lock edited"),
    ],
)
def test_what_decides_the_year_makes_it_anew_once_it_is_another(
    change: Change, schedule: Callable[..., Ran], folder: Path
) -> None:
    assert schedule().code == 0
    change(folder)
    assert not was_skipped(schedule())


def test_a_progress_record_that_appears_or_goes_makes_the_year_anew(schedule: Callable[..., Ran], folder: Path) -> None:
    assert schedule().code == 0
    record = folder / "records" / "progress.csv"
    record.parent.mkdir()
    record.write_text("name,date,note\ntalk,2026-10-13,\n", encoding="utf-8")
    done = schedule()
    assert "écrit" in done.err
    assert was_skipped(schedule())
    record.unlink()
    assert "écrit" in schedule().err


def test_what_a_person_changed_is_refused_and_not_skipped(schedule: Callable[..., Ran], folder: Path) -> None:
    assert schedule().code == 0
    (folder / "plan" / "plan.md").write_text("mine", encoding="utf-8")
    assert schedule().code == 4


def test_another_choice_of_formats_is_another_run(schedule: Callable[..., Ran]) -> None:
    assert schedule().code == 0
    assert not was_skipped(schedule("--format", "md"))


@pytest.mark.parametrize("option", ["--force", "--dry-run", "--json", "--changes", "--todos"])
def test_what_asks_for_more_than_the_files_is_not_skipped(option: str, schedule: Callable[..., Ran]) -> None:
    assert schedule().code == 0
    assert not was_skipped(schedule(option))


def test_problems_of_the_progress_record_are_told_each_time(schedule: Callable[..., Ran], folder: Path) -> None:
    record = folder / "records" / "progress.csv"
    record.parent.mkdir()
    record.write_text("name,date,note\nnobody-knows,2026-10-13,\n", encoding="utf-8")
    first, again = schedule(), schedule()
    assert "nobody-knows" in first.err
    assert "nobody-knows" in again.err


def test_without_a_cache_nothing_is_skipped(schedule: Callable[..., Ran]) -> None:
    assert schedule(COP_PLAN_CACHE="off").code == 0
    assert not was_skipped(schedule(COP_PLAN_CACHE="off"))


def test_a_cache_that_was_tampered_with_is_none(schedule: Callable[..., Ran], tmp_path: Path) -> None:
    assert schedule().code == 0
    for file in (tmp_path / "cache" / "cop-plan").glob("unchanged-*"):
        file.write_bytes(file.read_bytes().replace(b"folder", b"fodder"))
    assert not was_skipped(schedule())


def test_a_cache_of_others_is_none(schedule: Callable[..., Ran], tmp_path: Path) -> None:
    assert schedule().code == 0
    (tmp_path / "cache" / "cop-plan").chmod(0o777)
    assert not was_skipped(schedule())


def test_another_version_of_the_program_makes_the_year_anew(schedule: Callable[..., Ran], tmp_path: Path) -> None:
    ours = tmp_path / "program"
    for name in ("cop_plan", "templates", "docs", "examples"):
        shutil.copytree(ROOT / name, ours / name, ignore=shutil.ignore_patterns("__pycache__"))
    assert schedule(PYTHONPATH=str(ours)).code == 0
    assert was_skipped(schedule(PYTHONPATH=str(ours)))
    version = ours / "cop_plan" / "base" / "version.py"
    version.write_text(version.read_text().replace('__version__ = "', '__version__ = "9'), encoding="utf-8")
    assert not was_skipped(schedule(PYTHONPATH=str(ours)))


@pytest.fixture
def kit(run: Run, folder: Path, tmp_path: Path) -> Callable[..., Ran]:
    """Write the documents, with a cache of this test."""

    def kit(*more: str | Path, **environment: str) -> Ran:
        kept = {"XDG_CACHE_HOME": str(tmp_path / "cache"), **environment}
        return run("kit", folder / "community.yaml", "invitation", "--today", TODAY, *more, **kept)

    return kit


def cached(tmp_path: Path) -> set[str]:
    return {one.name for one in (tmp_path / "cache" / "cop-plan").glob("unchanged-kit-*")}


def test_a_kit_that_would_be_the_same_says_the_same_and_writes_nothing(
    kit: Callable[..., Ran], folder: Path, tmp_path: Path
) -> None:
    first = kit()
    assert first.code == 0, first.err
    before = stamps(folder)
    (kept,) = cached(tmp_path)
    stamp = (tmp_path / "cache" / "cop-plan" / kept).stat().st_mtime_ns
    again = kit()
    assert again.err.splitlines()[:-1] == first.err.splitlines()[:-2]
    assert "rien n’a changé dans" in again.err
    assert stamps(folder) == before
    assert (tmp_path / "cache" / "cop-plan" / kept).stat().st_mtime_ns == stamp  # it was not made again


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(replaced("community.yaml", "Readers", "Writers"), id="definition"),
        pytest.param(replaced("members.csv", "Amina Okafor", "Amira Okafor"), id="list"),
        pytest.param(lambda folder: next((folder / "kit").rglob("*.md")).unlink(), id="paper gone"),
    ],
)
def test_what_decides_the_kit_makes_it_anew_once_it_is_another(
    change: Change, kit: Callable[..., Ran], folder: Path
) -> None:
    assert kit().code == 0
    change(folder)
    assert "écrit" in kit().err


def test_a_record_that_appears_is_read_and_what_is_wrong_with_it_is_told_each_time(
    kit: Callable[..., Ran], folder: Path
) -> None:
    assert kit().code == 0
    export = folder / "records" / "attendance" / "talk.csv"
    export.parent.mkdir(parents=True)
    export.write_text("nonsense\n", encoding="utf-8")
    for _ in range(2):
        assert "talk.csv" in kit().err


def test_a_paper_that_a_person_changed_is_named_each_time(kit: Callable[..., Ran], folder: Path) -> None:
    assert kit().code == 0
    paper = next((folder / "kit").rglob("*.md"))
    paper.write_text("mine", encoding="utf-8")
    for _ in range(2):
        assert "gardé tel quel, car une personne l’a modifié" in kit().err
    assert paper.read_text(encoding="utf-8") == "mine"


def test_a_kit_as_json_lists_its_files_each_time(kit: Callable[..., Ran]) -> None:
    assert kit().code == 0
    assert json.loads(kit("--json").out)["unchanged"]
