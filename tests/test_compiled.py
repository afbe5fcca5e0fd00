"""Templates compiled when the package is built: used only where they are what a run would make of the text itself."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import jinja2
import pytest
import yaml

from conftest import MINIMAL, ROOT, TODAY, DatedYear
from cop_plan import render
from cop_plan.app import shipped
from cop_plan.base import built as of_build
from cop_plan.base import files
from cop_plan.base.errors import Problems
from cop_plan.kit import writing
from cop_plan.render import compiled, prose
from cop_plan.schedule import history

TEXT = "{# a comment #}\n{% if yes %}\n  <b>{{ name }}</b>\n{% endif %}\n{{ nothing }}\n"


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of compiled templates, in which nothing is yet."""
    name = f"compiled_{tmp_path.name}"
    monkeypatch.setattr(compiled, "PACKAGE", name)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / name).mkdir()
    return tmp_path / name


def _environment(text: str) -> jinja2.Environment:
    return render.environment({"a.html.j2": text}.get)


def _rendered(text: str) -> str:
    return _environment(text).get_template("a.html.j2").render(yes=True, name="<&>", nothing="")


def _build(folder: Path, text: str, module: str | None = None) -> None:
    (folder / "a_html_j2.py").write_text(module or compiled.module_text("a.html.j2", text), encoding="utf-8")


def test_a_module_is_used_where_it_was_made_from_the_text(built: Path) -> None:
    _build(built, TEXT, compiled.module_text("a.html.j2", TEXT).replace("<b>", "<i>"))
    assert _rendered(TEXT) == "  <i>&lt;&amp;&gt;</b>\n\n"


@pytest.mark.parametrize(
    "module",
    [
        pytest.param(compiled.module_text("a.html.j2", "another text"), id="of-another-text"),
        pytest.param(compiled.module_text("a.md.j2", TEXT), id="of-another-name"),
        pytest.param(compiled.module_text("a.html.j2", TEXT).replace("digest =", "other ="), id="without-digest"),
        pytest.param(compiled.module_text("a.html.j2", TEXT)[:200], id="cut-off"),
        pytest.param("from jinja2.runtime import gone\n", id="of-a-jinja-with-other-names"),
        pytest.param("x = (\n", id="no-python"),
        pytest.param("", id="empty"),
    ],
)
def test_the_text_wins_over_a_module(module: str, built: Path) -> None:
    _build(built, TEXT, module or "\n")
    assert _rendered(TEXT) == "  <b>&lt;&amp;&gt;</b>\n\n"


@pytest.mark.parametrize(
    ("changed", "value"), [("bc_version", -1), ("OPTIONS", {"trim_blocks": False}), ("ESCAPED", ("txt",))]
)
def test_a_module_made_in_another_way_is_not_used(
    changed: str, value: object, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as then:
        then.setattr(compiled, changed, value)
        stale = compiled.module_text("a.html.j2", TEXT).replace("<b>", "<i>")
    _build(built, TEXT, stale)
    assert _rendered(TEXT) == "  <b>&lt;&amp;&gt;</b>\n\n"


def test_environments_do_not_share_what_a_module_holds(built: Path) -> None:
    _build(built, TEXT)
    first, second = _environment(TEXT).get_template("a.html.j2"), _environment(TEXT).get_template("a.html.j2")
    assert first.environment is not second.environment
    assert first.render(yes=True, name="1", nothing="") == second.render(yes=True, name="1", nothing="")


def test_a_fault_has_its_line_in_a_module_too(built: Path) -> None:
    _build(built, TEXT)
    with pytest.raises(Problems) as found:
        _environment(TEXT).get_template("a.html.j2").render(yes=False)
    (problem,) = found.value.problems
    assert str(problem.place) == "templates/a.html.j2:5"
    assert problem.message == "no value is called 'nothing'"


def test_a_build_knows_how_filters_are_called(year_of: Callable[..., DatedYear]) -> None:
    own = render.environment(files.template_text)
    prose.add_filters(own)
    dated = year_of(MINIMAL).dated
    published = history.publish(dated, None, datetime(2026, 5, 1, tzinfo=UTC))
    writing.Papers(render.Year(dated, published, shipped.language("en-CA")), own)
    of_jinja = jinja2.Environment().filters
    assert {name for name, known in of_jinja.items() if own.filters[name] is not known} == set()
    given = {name for name, known in own.filters.items() if name not in of_jinja and hasattr(known, "jinja_pass_arg")}
    assert given == compiled.WITH_CONTEXT


@pytest.mark.slow
def test_outputs_are_the_same_from_modules_and_from_texts(environment: dict[str, str], tmp_path: Path) -> None:
    """Both ways make the year, the report and the kit of the example, from copies of the program."""
    made: dict[bool, dict[str, bytes]] = {}
    kept = {name: value for name, value in environment.items() if not name.startswith(("PYTHONDONT", "PYTHONPYC"))}
    for is_built in (False, True):
        root = tmp_path / ("built" if is_built else "plain")
        ignore = shutil.ignore_patterns("__pycache__", "_compiled", "plan", "report", "kit")
        shutil.copytree(ROOT / "cop_plan", root / "cop_plan", ignore=shutil.ignore_patterns("__pycache__", "_compiled"))
        shutil.copytree(ROOT / "templates", root / "templates")
        shutil.copytree(ROOT / "examples" / "literacy-for-all", root / "example", ignore=ignore)
        if is_built:
            folder = root / "cop_plan" / "_compiled"
            folder.mkdir()
            for name, path in of_build.templates(root / "templates").items():
                text = compiled.module_text(name, path.read_text(encoding="utf-8"))
                (folder / f"{of_build.module_name(name)}.py").write_text(text, encoding="utf-8")
            for name, path in of_build.tables(root / "cop_plan").items():
                text = path.read_text(encoding="utf-8")
                module = of_build.data_module(name, text, yaml.load(text, yaml.BaseLoader))
                (folder / f"{of_build.module_name(name)}.py").write_text(module, encoding="utf-8")
        for command in ("schedule", "report", "kit"):
            words = [command, "community.yaml", "--today", TODAY if command == "schedule" else "2027-06-10"]
            done = subprocess.run(
                [sys.executable, "-m", "cop_plan", *words, "--out", "out"],
                cwd=root / "example", env=kept | {"PYTHONPATH": str(root)}, capture_output=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr.decode()
            made.setdefault(is_built, {})[command] = done.stdout
        for path in (root / "example" / "out").rglob("*"):
            if path.is_file():
                made[is_built][str(path.relative_to(root))] = path.read_bytes()
        used = list((root / "cop_plan" / "_compiled" / "__pycache__").glob("plan_html_j2.*.pyc"))
        assert bool(used) is is_built
    assert made[False] == made[True]
    assert len(made[True]) > 50
