"""The table of rooms: a room imports only rooms above it, each outer library has one, and there is no circle anywhere.

Every module is read, with the imports inside its functions. ARCHITECTURE.md shows the same table.
"""

import ast
import importlib
import re
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

PACKAGE = Path(__file__).parent.parent / "cop_plan"

# The rooms from the ground up, each with the outer libraries that it alone opens.
ROOMS: dict[str, str] = {
    "base": "python_calamine",
    "dates": "dateutil holidays icalendar recurring_ical_events tzdata zoneinfo",
    "definition": "pydantic pydantic_core yaml",
    "schedule": "",
    "rules": "",
    "records": "",
    "render": "jinja2 markdown_it markupsafe segno",
    "plan": "",
    "hours": "",
    "report": "",
    "portfolio": "",
    "kit": "docx xlsxwriter",
    "interview": "",
    "app": "distributed",
    "cli": "typer rich",
}

# The two modules outside of the rooms: what `import cop_plan` offers, and the way in from a shell.
OUTSIDE = {"": "app", "__main__": "cli"}

# The types of an outer library that a room names in its signatures, and nothing else of it.
NAMED_ELSEWHERE = {(room, "jinja2") for room in ("plan", "hours", "report", "portfolio", "kit", "app")}


@cache
def modules() -> dict[str, Path]:
    """Return the path of every module by its dotted name below the package."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if "_compiled" not in parts:
            found[".".join(part for part in parts if part != "__init__")] = path
    return found


def room_of(module: str) -> str:
    return module.partition(".")[0]


@cache
def imports(module: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return our modules and the outer libraries that a module imports, anywhere in it."""
    ours, outer = set(), set()
    for node in ast.walk(ast.parse(modules()[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports by a relative name"
            base = node.module or ""
            names = [f"{base}.{alias.name}" for alias in node.names] if base.partition(".")[0] == "cop_plan" else [base]
        else:
            continue
        for name in names:
            top, _, below = name.partition(".")
            if top == "cop_plan":
                home = below if below in modules() else below.rpartition(".")[0]
                ours.update([home] if home else [])
            elif top not in sys.stdlib_module_names or top == "zoneinfo":
                outer.add(top)
    return frozenset(ours - {module}), frozenset(outer)


def test_every_module_stands_in_a_room() -> None:
    assert {room_of(module) for module in modules()} == {*ROOMS, *OUTSIDE}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_rooms_above_it(room: str) -> None:
    above = [*ROOMS][: [*ROOMS].index(room) + 1]
    below = {
        f"{module} imports {one}"
        for module in modules()
        if room_of(module) == room
        for one in imports(module)[0]
        if room_of(one) not in above
    }
    assert not below


@pytest.mark.parametrize("room", ROOMS)
def test_an_outer_library_has_one_room(room: str) -> None:
    opened = {outer for module in modules() if room_of(module) == room for outer in imports(module)[1]}
    named = {library for where, library in NAMED_ELSEWHERE if where == room}
    assert opened - named <= set(ROOMS[room].split())
    assert set(ROOMS[room].split()) <= opened | {"tzdata"}  # its files are read as data, by name


def test_no_two_modules_need_each_other() -> None:
    left = {module: {one for one in imports(module)[0] if one in modules()} for module in modules()}
    while left:
        # A package's own module may import what lies in it; what lies in it does not import the package back.
        free = {module for module, needs in left.items() if not needs & set(left)}
        assert free, f"a circle among {sorted(left)}"
        for module in free:
            del left[module]


def test_the_page_on_architecture_shows_this_table() -> None:
    page = (PACKAGE.parent / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| [^|]* \| ([^|]*) \|$", page, re.MULTILINE)
    assert [name for name, _ in rows] == [*ROOMS]
    for name, libraries in rows:
        shown = {one.replace("-", "_") for one in re.findall(r"`([\w-]+)`", libraries)}
        assert shown == set(ROOMS[name].split()), name


def text_of(room: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for module, path in modules().items() if room_of(module) == room)


def test_no_class_name_is_defined_in_two_modules() -> None:
    homes: dict[str, set[str]] = {}
    for module, path in modules().items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, set()).add(module)
    assert not {name: sorted(where) for name, where in homes.items() if len(where) > 1}


def test_no_package_hides_a_module_of_its_own_behind_a_name() -> None:
    for module, path in modules().items():
        if path.name == "__init__.py" and module:
            package = importlib.import_module(f"cop_plan.{module}")
            inside = {one.rpartition(".")[2] for one in modules() if one.rpartition(".")[0] == module}
            hidden = {name for name in inside & vars(package).keys() if not isinstance(vars(package)[name], ModuleType)}
            assert not hidden, module


def test_only_the_base_touches_the_disk() -> None:
    for room in set(ROOMS) - {"base", "dates", "app", "cli"}:
        text = text_of(room)
        assert not re.search(r"\bopen\(|read_text|write_text|read_bytes|write_bytes|import os\b|pathlib", text), room


def test_only_the_command_line_has_a_clock_and_prints() -> None:
    for room in set(ROOMS) - {"cli"}:
        text = text_of(room)
        assert not re.search(r"\bnow\(\)|\.today\(|\bprint\(|time\.time\(|\butcnow\b|now\(UTC\)", text), room


def test_no_use_case_knows_a_terminal() -> None:
    assert not re.search(r"\bsys\.std|\bisatty\b|\binput\(", text_of("app"))
