"""The outputs of the year are found by themselves, and every place that names one asks which there are."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conftest import MINIMAL, PATIENCE_SECONDS, ROOT, TODAY, DatedYear, Ran, Write
from cop_plan import plan, render
from cop_plan.app import schedule, shipped
from cop_plan.cli import complete
from cop_plan.plan import formats
from cop_plan.schedule import history

YearOf = Callable[..., DatedYear]
Run = Callable[..., Ran]
PACKAGE = Path(next(iter(formats.__path__)))
EXAMPLE = ROOT / "docs" / "extending.md"


def view_of(year: DatedYear) -> formats.View:
    published = history.publish(year.dated, None, datetime(2026, 5, 1, tzinfo=UTC))
    return formats.View(render.Year(year.dated, published, year.project.language), shipped.templates())


def test_every_module_of_the_folder_is_a_format_of_its_own() -> None:
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    assert len(modules) == len(set(formats.names())) == len(formats.every())
    assert len(set(formats.files())) == len(formats.files())


def test_the_defaults_are_the_plan_the_page_the_calendars_and_the_data() -> None:
    assert formats.names() == ("md", "html", "ics", "sessions", "todos", "calendars", "json")
    assert formats.defaults() == schedule.FORMATS == ("md", "html", "ics", "sessions", "json")


@pytest.mark.parametrize("one", formats.every(), ids=lambda one: one.name)
def test_a_format_makes_the_files_that_it_names(one: formats.Format, year_of: YearOf) -> None:
    made = tuple(one.make(view_of(year_of(MINIMAL))))
    assert made == one.files if one.folder is None else formats.in_folders(made) == [*made]


def test_what_several_formats_show_is_worked_out_once(year_of: YearOf) -> None:
    view = view_of(year_of(MINIMAL))
    assert view.plan is view.plan


def test_a_format_that_there_is_not_is_refused(year_of: YearOf) -> None:
    view = view_of(year_of(MINIMAL))
    with pytest.raises(
        ValueError, match="no format is called 'pdf': choose from md, html, ics, sessions, todos, calendars, json"
    ):
        plan.pages(view.year, ["md", "pdf"], view.templates)


def test_the_help_names_every_format_and_the_defaults(run: Run) -> None:
    said = " ".join(run("schedule", "--help").out.split())
    assert f"Which of {', '.join(formats.names())}, with commas." in said
    assert f"[default: {','.join(formats.defaults())}]" in said


def test_what_formats_are_made_with_is_not_imported_for_the_help() -> None:
    heavy = ("jinja2", "pydantic", "holidays", "cop_plan.render", "cop_plan.schedule", "cop_plan.plan.page")
    code = f"import sys; from cop_plan.cli import schedule; print([one for one in {heavy} if one in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, timeout=PATIENCE_SECONDS
    )
    assert done.stdout.decode().strip() == "[]"


def test_a_list_of_formats_is_completed_name_by_name() -> None:
    assert complete.output("") == list(formats.names())
    assert complete.output("m") == ["md"]
    assert complete.output("md,t") == ["md,todos"]
    assert complete.output("md,") == ["md,html", "md,ics", "md,sessions", "md,todos", "md,calendars", "md,json"]


def test_what_is_no_default_can_be_asked_for_by_its_name(run: Run, write: Write) -> None:
    done = run("schedule", write(MINIMAL), "--format", "todos", "--out", "-", "--today", TODAY)
    assert done.code == 0
    assert "BEGIN:VTODO" in done.out


def test_to_dos_follow_the_calendars_only(run: Run, write: Write) -> None:
    definition = write(MINIMAL)
    file = definition.parent / "plan" / "team-todos.ics"
    assert run("schedule", definition, "--todos", "--today", TODAY).code == 0
    before = file.read_bytes()
    write(MINIMAL + "pattern: half-day-meetings\n")
    run("schedule", definition, "--format", "json", "--today", TODAY)
    assert file.read_bytes() == before
    run("schedule", definition, "--format", "ics", "--today", TODAY)
    assert file.read_bytes() != before


# The output of `docs/extending.md`, in a copy of the program.


@pytest.fixture
def copied(tmp_path: Path, environment: Mapping[str, str]) -> Callable[..., bytes]:
    """Put every file of the page's section into a copy of the program; return how to run something there."""
    for name in ("cop_plan", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "_compiled"))
    for name, text in re.findall(r"^```\w+ (\S+)\n(.*?)^```$", section(), re.DOTALL | re.MULTILINE):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    def run(*words: str) -> bytes:
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=tmp_path,
            env={**environment, "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
        assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
        return done.stdout

    return run


def section() -> str:
    return EXAMPLE.read_text(encoding="utf-8").partition("\n## Add an output\n")[2].partition("\n## ")[0]


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", section(), re.DOTALL | re.MULTILINE)
    assert found, language
    return found[1]


def test_the_output_of_the_page_is_made_without_another_change(copied: Callable[..., bytes]) -> None:
    copied("pytest", "-q", "-p", "no:cacheprovider", "tests/test_sessions_table.py")
    assert copied("cop_plan", *block("sh").split()[1:]).decode("utf-8-sig") == block("text")
    assert b"Which of md, html, ics, sessions, todos, calendars, json, csv" in b" ".join(
        copied("cop_plan", "schedule", "--help").split()
    )


def test_the_output_of_the_page_is_written_again_with_the_defaults(
    copied: Callable[..., bytes], tmp_path: Path
) -> None:
    file, left = tmp_path / "plan" / "sessions.csv", tmp_path / "plan" / ".sessions.csv.abcdefgh.new"
    words = ("cop_plan", "schedule", "community.yaml", "--today", TODAY)
    copied(*words)
    assert not file.exists()
    copied(*words, "--format", "csv")
    before = file.read_bytes()
    definition = tmp_path / "community.yaml"
    changed = "activities: {meeting-1: {title: The first morning}}\n"
    definition.write_text(definition.read_text(encoding="utf-8") + changed, encoding="utf-8")
    left.write_bytes(b"what a killed run left")
    copied(*words)
    assert file.read_bytes() == before.replace(b"Half-day meeting 1", b"The first morning")
    assert not left.exists()


def test_no_id_stands_twice_on_a_page_whatever_activities_are_called(run: Run, write: Write, tmp_path: Path) -> None:
    write(MINIMAL)
    assert run("schedule", "--today", TODAY, "--format", "html,json").code == 0
    pages = sorted((tmp_path / "plan").glob("*.html"))
    first = {name for page in pages for name in ids_of(page)}
    timeline = json.loads((tmp_path / "plan" / "timeline.json").read_text(encoding="utf-8"))
    entries = {one["id"].partition(".")[0] for one in timeline["entries"]}
    names = sorted(name for name in first - entries if re.fullmatch("[a-z][a-z-]*", name))
    assert {"plan", "sessions"} <= set(names)
    of_all = "{kind: webinar, audience: participants, title: One, phase: learn, when: 2026-10-06}"
    write(MINIMAL + "activities:\n" + "".join(f"  {name}: {of_all}\n" for name in names))
    ended = run("schedule", "--today", TODAY, "--format", "html")
    assert ended.code == 0, ended
    for page in pages:
        found = ids_of(page)
        assert sorted({one for one in found if found.count(one) > 1}) == [], page.name


def ids_of(page: Path) -> list[str]:
    return re.findall(r'\sid="([^"]+)"', page.read_text(encoding="utf-8"))
