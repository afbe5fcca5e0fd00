"""What an editor shows of a definition: asked of the language server, set up as docs/editors.md says."""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, Ran, Write
from cop_plan.definition import community, schema
from language_server import LanguageServer

PAGE = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
SETTINGS = json.loads(re.findall(r"^```json \.vscode/settings\.json\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)[0])
TEXT = """\
name: Readers
year: 2026-2027
timezone: America/Edmonton
purpose:
  concrn: students who fear numbers
activities:
  webinar-1:
    kind: webinr
    """
LINE = "# yaml-language-server: $schema=community.schema.json\n"
MARKED = [
    "5: Property concrn is not allowed.",
    '8: Value must be "gathering" | "webinar" | "online-meeting" | "visit" | "showcase" | "task" | "letter" | '
    '"survey".',
]


def schema_says(key: str) -> str:
    """Return what the schema says of a key of an activity."""
    (found,) = [one.description for one in schema.keys(community.Activity) if one.key == key]
    return found


@pytest.mark.node
@pytest.mark.parametrize("name", ["community.yaml", "readers.cop.yaml"])
def test_an_editor_marks_explains_and_completes_what_the_settings_name(
    name: str, write: Write, run: Callable[..., Ran]
) -> None:
    file = write("").with_name(name)
    file.with_name("community.schema.json").write_text(run("schema").out, encoding="utf-8")
    schemas = SETTINGS["yaml.schemas"]
    with LanguageServer(file.parent, {"schemas": schemas}) as server:
        assert server.opened(file, TEXT) == MARKED
        assert "Why the community convenes" in server.explained(file, 4, 2)
        offered = server.completed(file, 9, 5)
    assert {"title", "when", "at", "topic"} <= offered.keys()
    assert "kind" not in offered, "it is there already"
    assert offered["topic"].startswith(schema_says("topic"))


def test_the_entry_for_a_catalogue_leads_to_the_schema_of_the_project() -> None:
    (entry,) = [json.loads(one) for one in re.findall(r"^```json\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    owned = project["urls"]["Repository"].removeprefix("https://github.com/")
    assert entry["url"] == f"https://raw.githubusercontent.com/{owned}/main/cop_plan/community.schema.json"
    assert (ROOT / "cop_plan" / "community.schema.json").exists()


@pytest.mark.node
def test_the_first_line_that_init_writes_is_enough(run: Callable[..., Ran], tmp_path: Path) -> None:
    assert run("init", "readers.cop.yaml", "--name", "Readers", "--timezone", "Edmonton", "--defaults").code == 0
    file = tmp_path / "readers.cop.yaml"
    assert file.read_text(encoding="utf-8").startswith(LINE)
    with LanguageServer(tmp_path, {}) as server:
        assert server.opened(file, LINE + TEXT) == [f"{int(one[0]) + 1}{one[1:]}" for one in MARKED]
