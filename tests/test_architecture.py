"""The table of rooms: what each module may import, of ours and of others. ARCHITECTURE.md shows the same table."""

import ast
import re
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "cop_plan"

# room: (what it may import of ours, the outer libraries that it alone opens)
ROOMS: dict[str, tuple[str, str]] = {
    "frozen": ("", ""),
    "errors": ("frozen", ""),
    "zones": ("frozen", "tzdata zoneinfo"),
    "workdays": ("frozen", "holidays"),
    "dates": ("errors frozen workdays", ""),
    "fields": ("errors", ""),
    "community": ("dates errors fields", ""),
    "names": ("community errors", ""),
    "nodes": ("errors", "yaml"),
    "edit": ("errors nodes", ""),
    "load": ("community dates errors fields frozen nodes", ""),
    "spelling": ("dates", ""),
    "schema": ("community dates load spelling", ""),
    "drafts": ("community dates errors frozen names", ""),
    "timeline": ("community dates drafts errors frozen names workdays zones", ""),
    "progress": ("community errors frozen names timeline", ""),
    "check": ("community dates errors names timeline workdays", ""),
    "history": ("frozen timeline zones", ""),
    "words": ("dates frozen timeline", ""),
    "calendar": ("zones", ""),
    "records": ("community errors names", "python_calamine"),
    "report": ("community names records timeline", ""),
    "kit": ("community names timeline", ""),
    "render": (
        "calendar community errors frozen history kit names records report timeline words",
        "jinja2 markdown_it markupsafe",
    ),
    "word": ("errors render", "docx"),
    "questions": ("community dates edit errors load nodes workdays zones", ""),
    "wizard": ("questions words", ""),
    "files": ("errors", ""),
    "browser": ("errors files", ""),
    "cli": (
        "browser check community dates drafts edit errors files history kit load names nodes progress questions "
        "records render report schema timeline wizard word words workdays zones",
        "typer rich",
    ),
    "__init__": ("", ""),
    "__main__": ("cli", ""),
}


def text_of(room: str) -> str:
    """Return the text of a module, or of all modules of a package."""
    paths = sorted((PACKAGE / room).glob("*.py")) or [PACKAGE / f"{room}.py"]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def imports(room: str) -> tuple[set[str], set[str]]:
    """Return the rooms and the outer libraries that a module imports, anywhere in it."""
    ours: set[str] = set()
    outer: set[str] = set()
    for node in ast.walk(ast.parse(text_of(room))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "cop_plan":
            names = [f"cop_plan.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        for name in names:
            top, _, rest = name.partition(".")
            below = rest.partition(".")[0]
            if top == "cop_plan":
                ours.update([below] if not rest.startswith("__") and below != room else [])
            elif top not in sys.stdlib_module_names or top == "zoneinfo":
                outer.add(top)
    return ours, outer


def test_every_module_is_a_room_of_the_table() -> None:
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert {path.stem for path in PACKAGE.glob("*.py")} | packages == set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_its_row_names(room: str) -> None:
    ours, outer = imports(room)
    assert ours <= set(ROOMS[room][0].split())
    assert outer <= set(ROOMS[room][1].split())


@pytest.mark.parametrize("room", ROOMS)
def test_a_row_names_only_what_its_room_imports(room: str) -> None:
    ours, outer = imports(room)
    assert set(ROOMS[room][0].split()) <= ours
    assert set(ROOMS[room][1].split()) <= outer | {"tzdata"}  # its files are read as data, by name


def test_no_arrow_leads_back() -> None:
    seen: set[str] = set()
    while len(seen) < len(ROOMS):
        free = {room for room in ROOMS if room not in seen and set(ROOMS[room][0].split()) <= seen}
        assert free, f"a circle among {set(ROOMS) - seen}"
        seen |= free


def test_the_page_on_architecture_shows_this_table() -> None:
    page = (PACKAGE.parent / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| [^|]* \| ([^|]*) \| [^|]* \|$", page, re.MULTILINE))
    for room, (ours, _) in ROOMS.items():
        if not room.startswith("__"):
            assert set(re.findall(r"\w+", rows[room])) == set(ours.split()), room


def test_only_the_room_of_files_touches_the_disk() -> None:
    for room in set(ROOMS) - {"files", "zones", "cli", "__main__"}:
        text = text_of(room)
        assert not re.search(r"\bopen\(|read_text|write_text|read_bytes|write_bytes|import os\b|pathlib", text), room


def test_only_the_command_line_has_a_clock_and_prints() -> None:
    for room in set(ROOMS) - {"cli", "__main__"}:
        text = text_of(room)
        assert not re.search(r"\bnow\(\)|\.today\(|\bprint\(|time\.time\(|\butcnow\b|now\(UTC\)", text), room
