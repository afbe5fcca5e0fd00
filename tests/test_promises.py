"""What docs/promises.md promises: snapshots in tests/data/promises, which no change alters by chance.

What comes is added with `pytest tests/test_promises.py --golden`. What goes, or means something else, breaks a promise:
docs/promises.md says how a thing is retired.
"""

import hashlib
import inspect
import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import pytest
import typer

import cop_plan
from conftest import ROOT, TODAY, Ran, minimal
from cop_plan import cli
from cop_plan.app import hours, kit, portfolio, report, schedule, shipped, summary
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.cli import shell
from cop_plan.cli.commands import COMMANDS
from cop_plan.definition import load
from cop_plan.schedule import history
from definition_keys import parts

PROMISED = ROOT / "tests" / "data" / "promises"
PAGE = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
LATE = "2027-06-10"

Run = Callable[..., Ran]
Hold = Callable[[str, Any], None]


@pytest.fixture
def hold(request: pytest.FixtureRequest) -> Hold:
    """Compare what is with what was promised."""

    def hold(name: str, found: Any) -> None:
        file = PROMISED / name
        if request.config.getoption("--golden"):
            file.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        assert found == json.loads(file.read_text(encoding="utf-8")), f"docs/promises.md; {file.name}"

    return hold


# The definition, the commands, the interface of programs.


def test_the_keys_of_the_definition(hold: Hold) -> None:
    found: dict[str, list[str]] = {}
    for part, key in parts():
        found.setdefault(part.__name__, []).append(key.key)
    hold("definition.json", {name: sorted(keys) for name, keys in found.items()})


def test_the_commands_and_their_options(hold: Hold) -> None:
    group: Any = typer.main.get_command(cli.app)
    above = typer.Context(group, info_name="cop-plan", **cli.SETTINGS)
    commands = {name: group.get_command(above, name) for name in COMMANDS}
    found = {
        name: sorted(
            option for one in command.params for option in (*one.opts, *one.secondary_opts) if option[0] == "-"
        )
        for name, command in {"cop-plan": group, **commands}.items()
    }
    hold("commands.json", found)


def test_the_exit_codes(hold: Hold) -> None:
    hold("exit-codes.json", {str(int(code)): code.name for code in shell.Exit})
    told = re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)
    assert told == [str(int(code)) for code in shell.Exit]


def test_what_import_cop_plan_offers(hold: Hold) -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8").partition("## What stays")[2]
    shown = {
        name: re.findall(r"`(\w+)`", has) for name, has in re.findall(r"^\| `(\w+)` \| (.*) \|$", page, re.MULTILINE)
    }
    assert {*shown, "open"} == {*cop_plan.__all__}
    found = {name: [offered(getattr(cop_plan, name), one) for one in has] for name, has in shown.items()}
    hold("api.json", found | {"open": called(cop_plan.open)})


def offered(kind: type, name: str) -> str:
    """Return what may be used of a kind of value: one of its fields, or a method and how it is called."""
    written = inspect.signature(kind).parameters if issubclass(kind, Exception) else ()
    noted = (getattr(one, "__annotations__", {}) for one in kind.__mro__)
    assert name in written or hasattr(kind, name) or any(name in one for one in noted), f"{kind.__name__}.{name}"
    value = inspect.getattr_static(kind, name, None)
    return called(value) if inspect.isfunction(value) else name


def called(function: Callable[..., Any]) -> str:
    """Return how a function is called: what must be given, and what may."""
    parameters = inspect.signature(function).parameters.values()
    given = (f"{one.name}{'' if one.default is one.empty else '='}" for one in parameters)
    return f"{function.__name__}({', '.join(given)})"


def test_the_versions_of_python(hold: Hold) -> None:
    found = re.search(
        r'^requires-python = "(.*)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert found
    hold("python.json", found[1])
    assert f"Python {found[1].removeprefix('>=')}" in PAGE


# What is written for programs.

# Below these, a key is data: a name, a date, a fact.
OF_DATA = frozenset({"commitments", "differ", "patterns", "named", "days", "files", "details", "missing"})


def keys(data: Any, path: str = "") -> Iterator[str]:
    """Yield the path of every key of plain data: `entries[].id`."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            known = "*" if path.rpartition(".")[2] in OF_DATA else key
            yield f"{path}.{known}".lstrip(".")
            yield from keys(value, f"{path}.{known}")
    elif isinstance(data, list):
        for value in data:
            yield from keys(value, f"{path}[]")


RUNS = {
    "check": ("check", "--json", "--today", TODAY),
    "check --days": ("check", "--days", "--json", "--today", TODAY),
    "check --explain": ("check", "--explain", "gap", "--json"),
    "schedule": ("schedule", "--json", "--today", TODAY),
    "schedule --move": ("schedule", "--move", "webinar-3=2027-02-24", "--dry-run", "--json", "--today", TODAY),
    "move": ("move", "webinar-3", "2027-02-24", "--dry-run", "--json", "--today", TODAY),
    "cancel": ("cancel", "webinar-3", "--because", "Snow", "--dry-run", "--json", "--today", TODAY),
    "status": ("status", "--json", "--today", TODAY),
    "done": ("done", "technology", "--json", "--today", "2026-06-10"),
    "kit": ("kit", "--json", "--today", TODAY),
    "kit --list": ("kit", "--list", "--json", "--today", TODAY),
    "hours": ("hours", "--json", "--today", LATE),
    "report": ("report", "--json", "--today", LATE),
    "report --inspect": ("report", "--inspect", "records", "--json", "--today", LATE),
    "doctor": ("doctor", "--json", "--today", TODAY),
    "next": ("next", "--into", "../2027-2028", "--dry-run", "--json", "--today", LATE),
}
SEVERAL = ("readers", "numbers", "--json", "--today", LATE)
# In a copy of examples/consortium.
RUNS_OF_SEVERAL = {
    "check": ("check", *SEVERAL),
    "schedule": ("schedule", *SEVERAL),
    "status": ("status", *SEVERAL),
    "kit": ("kit", "--due", "4w", *SEVERAL),
    "kit --list": ("kit", "--list", *SEVERAL),
    "hours": ("hours", *SEVERAL),
    "report": ("report", *SEVERAL),
    "portfolio": ("portfolio", "--report", "--json", "--today", "2027-02-01"),
}


@pytest.mark.slow
def test_the_keys_of_what_is_written_for_programs(run: Run, tmp_path: Path, hold: Hold) -> None:
    folder = tmp_path / "own"
    shutil.copytree(ROOT / "examples" / "literacy-for-all", folder)
    many = tmp_path / "consortium"
    shutil.copytree(ROOT / "examples" / "consortium", many)
    found = {}
    runs = [(f"{name} --json", folder, words) for name, words in RUNS.items()]
    runs += [(f"{name} --json of several", many, words) for name, words in RUNS_OF_SEVERAL.items()]
    for name, where, words in runs:
        done = run(*words, cwd=where)
        assert done.code in (0, 1), (name, done.err)
        data = json.loads(done.out)
        found[name] = {"schema_version": data["schema_version"], "keys": sorted({*keys(data)})}
    for file in (
        folder / "plan" / "timeline.json",
        folder / "plan" / "cop-plan.lock",
        folder / "report" / "report.json",
        many / "portfolio" / "portfolio.json",
        many / "portfolio" / "annual-2026-2027.json",
    ):
        data = json.loads(file.read_text(encoding="utf-8"))
        found[file.name] = {"schema_version": data["schema_version"], "keys": sorted({*keys(data)})}
    made = {"schedule": "plan", "kit": "kit", "hours": "hours", "report": "report"}
    files = {
        f"written by {command}": sorted(path.relative_to(folder).as_posix() for path in (folder / name).iterdir())
        for command, name in made.items()
    }
    files["written by portfolio"] = sorted(path.name for path in (many / "portfolio").iterdir())
    hold("json.json", {**files, **found})
    tables = [path for name in ("hours", "kit", "report") for path in (folder / name).rglob("*.csv")]
    headings = {path.name: path.read_text(encoding="utf-8-sig").splitlines()[0] for path in sorted(tables)}
    assert "hours.csv" in headings
    hold("csv.json", headings)


# What a theme gets.


@pytest.mark.slow
def test_what_each_template_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hold: Hold) -> None:
    given: dict[str, set[str]] = {}

    class Noted(jinja2.Template):
        def render(self, *args: Any, **kwargs: Any) -> str:
            given.setdefault(str(self.name), set()).update(dict(*args, **kwargs))
            return super().render(*args, **kwargs)

    folder = tmp_path / "own"
    shutil.copytree(ROOT / "examples" / "literacy-for-all", folder)
    environment = shipped.templates()
    monkeypatch.setattr(environment, "template_class", Noted)
    monkeypatch.setattr(environment, "cache", {})
    project, day = CommunityProject(folder / "community.yaml", ProjectOptions()), date(2027, 6, 10)
    now = datetime(2027, 6, 10, tzinfo=UTC)
    schedule.pages(project, schedule.ScheduleRequest(now, (*schedule.FORMATS, "todos")))
    report.write(project, report.ReportRequest(day))
    hours.write(project, hours.HoursRequest(day))
    kit.write(project, kit.KitRequest(day, ("invitation",)))
    communities = portfolio.side_by_side([summary.of(project, day)], day)
    portfolio.pages(communities, portfolio.PortfolioRequest())
    parts = {name for name in given if "/_" in f"/{name}"}
    found = {
        name: {"given": sorted(given[name]), "blocks": sorted(environment.get_template(name).blocks)}
        for name in sorted(given.keys() - parts)
    }
    hold("templates.json", found)


# What a published year is known by.


@cache
def year_of(pattern: str, language: str, folder: Path) -> list[str]:
    """Return a line for each entry of a pattern's year: its identity, its day, its titles and what revises it."""
    file = folder / f"{pattern}.yaml"
    file.write_text(minimal(pattern).replace("Edmonton", "Regina") + f"language: {language}\n", encoding="utf-8")
    dated = CommunityProject(file).timeline
    published = history.publish(dated, None, datetime(2026, 5, 1, tzinfo=UTC))
    return [
        f"{one.uid} {one.entry.day} {one.entry.title} {one.entry.shown_to_members} {one.digest}" for one in published
    ]


def test_an_entry_keeps_its_uid_its_title_and_what_raises_its_sequence(tmp_path: Path, hold: Hold) -> None:
    """Nothing but a newer version of a pattern may change it; then the patterns of this test are the older ones."""
    found = {}
    for pattern in load.SHIPPED_PATTERNS:
        for language in ("en-CA", "fr-CA"):
            lines = year_of(pattern, language, tmp_path)
            digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
            found[f"{pattern} {language}"] = {"entries": len(lines), "first": lines[0].split()[0], "digest": digest}
    hold("years.json", found)


def test_every_page_that_the_promises_name_is_there() -> None:
    for address in re.findall(r"\]\(([\w./-]+\.md)", PAGE):
        assert (ROOT / "docs" / address).is_file(), address
