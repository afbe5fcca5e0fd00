"""The wheel is whole: installed into an empty environment, it does the main job from any folder."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
import yaml

from conftest import OUTPUTS, ROOT, TODAY
from cop_plan.base import built
from cop_plan.render import compiled

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT], check=True, capture_output=True
    )
    (made,) = folder.glob("*.whl")
    return made


def test_the_wheel_ships_patterns_words_templates_and_examples_and_nothing_else(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    top_level = {
        f"cop_plan/{top}/{path.relative_to(ROOT / top)}"
        for top in ("templates", "examples")
        for path in (ROOT / top).rglob("*")
        if path.is_file() and path.parent.name != "plan"
    }
    package = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "cop_plan").rglob("*")
        if path.is_file() and not {"__pycache__", "_compiled"} & set(path.parts)
    }
    sources = [*_templates(), *_tables()]
    made = {f"cop_plan/_compiled/{built.module_name(name)}.py" for name in sources}
    assert len(made) == len(sources), "each has a module of its own"
    docs = ROOT / "docs"
    guides = {f"cop_plan/docs/{path.relative_to(docs)}" for path in docs.rglob("*.md") if path.name != "README.md"}
    assert names == top_level | package | made | guides


def _templates() -> dict[str, str]:
    return {name: path.read_text(encoding="utf-8") for name, path in built.templates(ROOT / "templates").items()}


def _tables() -> dict[str, str]:
    return {name: path.read_text(encoding="utf-8") for name, path in built.tables(ROOT / "cop_plan").items()}


def test_the_tables_of_words_of_the_wheel_are_those_of_its_texts(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as whole:
        for name, text in _tables().items():
            module: dict[str, object] = {}
            exec(whole.read(f"cop_plan/_compiled/{built.module_name(name)}.py"), module)
            assert module["data"] == yaml.load(text, yaml.BaseLoader), name


def test_the_templates_of_the_wheel_are_compiled_from_its_texts(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as whole:
        for name, text in _templates().items():
            module = whole.read(f"cop_plan/_compiled/{built.module_name(name)}.py").decode()
            # Early versions of Jinja write what is a set in any order.
            assert module.splitlines()[-1:] == compiled.module_text(name, text).splitlines()[-1:], name
            compile(module, name, "exec")


def test_the_wheel_does_the_main_job_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "environment"
    venv.create(home, with_pip=True)
    python = str(home / "bin" / "python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    exact = ["--require-hashes", "--requirement", str(ROOT / "requirements.txt")]
    subprocess.run([*pip, *exact], check=True, capture_output=True, cwd=tmp_path)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True, capture_output=True, cwd=tmp_path)
    subprocess.run([python, "-m", "pip", "check"], check=True, capture_output=True, cwd=tmp_path)
    where = [python, "-c", "import cop_plan, pathlib; print(pathlib.Path(cop_plan.__file__).parent)"]
    package = subprocess.run(where, check=True, capture_output=True, text=True, cwd=tmp_path).stdout.strip()
    assert package.startswith(str(home))
    definition = Path(package, "examples", "literacy-for-all", "community.yaml")
    command = [str(home / "bin" / "cop-plan"), "schedule", str(definition), "--out", "year", "--today", TODAY]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    golden = ROOT / "tests" / "golden" / "literacy-for-all"
    for name in OUTPUTS:
        assert (tmp_path / "year" / name).read_bytes() == (golden / name).read_bytes(), name
