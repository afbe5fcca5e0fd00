"""`import cop_plan`: what the page on it says is true, and its examples run."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import cop_plan
from conftest import MINIMAL, ROOT, Ran, Write

PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
TODAY = date(2026, 5, 1)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the first example in it, and a definition in which something is wrong."""
    shutil.copytree(ROOT / "examples" / "literacy-for-all", tmp_path / "here")
    (tmp_path / "here" / "broken.yaml").write_text(MINIMAL + "activities: {webinar-3: {when: febuary}}\n")
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


@pytest.mark.parametrize("text", EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_of_the_page_runs_and_each_value_is_as_its_comment_says(text: str, folder: Path) -> None:
    names: dict[str, object] = {}
    exec(compile(text, "docs/api.md", "exec"), names)
    for line in text.splitlines():
        expression, _, shown = line.partition("   #")
        shown = shown.strip()
        if shown and re.match(r"^('|\[|datetime\.)", shown):
            assert repr(eval(expression, names)) == shown, line


def test_every_name_that_is_offered_is_there_and_on_the_page() -> None:
    for name in cop_plan.__all__:
        assert getattr(cop_plan, name) is not None
    for name in ("open", "Problems", "Unreadable", "OverwriteConflict"):
        assert f"`{name}`" in PAGE


def test_a_name_that_is_not_offered_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError):
        cop_plan.opn  # noqa: B018


def test_importing_the_package_imports_next_to_nothing() -> None:
    seen = "import sys, cop_plan; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, check=True, text=True, cwd=ROOT)
    loaded = {
        name for name in done.stdout.split() if name.startswith(("cop_plan", "pydantic", "yaml", "jinja2", "typer"))
    }
    assert loaded == {"cop_plan", "cop_plan.base", "cop_plan.base.version"}


def test_a_folder_is_opened_by_the_definition_in_it(write: Write) -> None:
    assert cop_plan.open(write(MINIMAL).parent).community.name == "Readers"


def test_all_problems_come_at_once_each_with_its_place(write: Write) -> None:
    path = write(MINIMAL + "activities:\n  webinar-3: {when: febuary}\n  webinar-2: {when: 31 june}\n")
    with pytest.raises(cop_plan.Problems) as found:
        cop_plan.open(path)
    places = [(Path(one.file).name, one.line, one.path) for one in found.value.problems]
    assert places == [
        ("community.yaml", 5, "activities.webinar-3.when"),
        ("community.yaml", 6, "activities.webinar-2.when"),
    ]


def test_pages_are_what_schedule_writes(run: Callable[..., Ran], write: Write) -> None:
    path = write(MINIMAL)
    pages = cop_plan.open(path).pages(today=TODAY)
    assert not (path.parent / "plan").exists()
    run("schedule", path, "--today", str(TODAY))
    assert pages == {name: (path.parent / "plan" / name).read_bytes() for name in pages}


def test_writing_again_changes_nothing_and_says_so(write: Write) -> None:
    project = cop_plan.open(write(MINIMAL))
    first = project.write(today=TODAY)
    assert set(first.files) == {
        "plan.md",
        "plan.html",
        "calendar.ics",
        "sessions.ics",
        "team.html",
        "year.html",
        "team.ics",
        "timeline.json",
    }
    assert cop_plan.open(project.file).write(today=date(2026, 6, 1)).files == ()


def test_an_entry_that_moves_is_a_change(write: Write) -> None:
    cop_plan.open(write(MINIMAL)).write(today=TODAY)
    moved = MINIMAL + "activities: {webinar-3: {when: 2027-02-23}}\n"
    written = cop_plan.open(write(moved)).write(today=date(2026, 6, 1))
    assert {"webinar-3"} <= {change.entry.id for change in written.changes if change.what == "moved"}


def test_a_folder_elsewhere_is_one_in_the_current_folder(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(MINIMAL)
    (path.parent / "work").mkdir()
    monkeypatch.chdir(path.parent / "work")
    cop_plan.open(path).write("there", today=TODAY, formats=["md"])
    assert (path.parent / "work" / "there" / "plan.md").is_file()
    assert not (path.parent / "plan").exists()


def test_what_a_person_changed_is_not_overwritten_unless_forced(write: Write) -> None:
    path = write(MINIMAL)
    cop_plan.open(path).write(today=TODAY)
    page = path.parent / "plan" / "plan.md"
    page.write_text("mine", encoding="utf-8")
    with pytest.raises(cop_plan.OverwriteConflict) as refused:
        cop_plan.open(path).write(today=TODAY)
    assert [Path(name).name for name, _ in refused.value.files] == ["plan.md"]
    assert page.read_text(encoding="utf-8") == "mine"
    cop_plan.open(path).write(today=TODAY, force=True)
    assert page.read_text(encoding="utf-8") != "mine"
