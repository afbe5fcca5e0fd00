"""Ten made-up years whose every number was worked out by hand, in each format of the report."""

import html
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from conftest import Ran
from constructed import YEARS, MadeUp

JUNE = "2027-06-15"


@pytest.mark.parametrize("year", YEARS.values(), ids=list(YEARS))
def test_a_made_up_year_comes_to_what_was_worked_out(year: MadeUp, run: Callable[..., Ran], tmp_path: Path) -> None:
    for name, content in year.written().items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    done = run("report", "community.yaml", "--today", JUNE)
    assert done.code == 0, done.err
    folder = tmp_path / "report"
    data = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    wrong = {path: (right, found) for path, right in year.right.items() if not _holds(found := _at(data, path), right)}
    assert not wrong
    texts = {
        "md": (folder / "report.md").read_text(encoding="utf-8"),
        "html": _text(folder / "report.html"),
        "json": (folder / "report.json").read_text(encoding="utf-8"),
    }
    for kind, text in texts.items():
        assert not [said for said in year.never_says if said in text], kind
        assert kind == "json" or all(said in text.replace("\\$", "$") for said in year.says), (kind, done.err)


def _text(page: Path) -> str:
    """Return what a page says, without its marks and styles."""
    body = re.sub(r"<(style|script)\b.*?</\1>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def _at(data: Any, path: str) -> Any:
    """Return what stands in a report at a path such as `surveys.items[aloud].change`."""
    for key, name in re.findall(r"([a-z_]+)(?:\[([a-z0-9-]+)\])?", path):
        data = data[key]
        if name:
            data = next((one for one in data if name in (one.get("name"), one.get("id"), one.get("item"))), None)
        if data is None:
            return None
    return data


def _holds(found: Any, right: Any) -> bool:
    """Return whether what was found is right: of data with keys, those that were worked out."""
    if isinstance(right, Mapping):
        return isinstance(found, Mapping) and all(found.get(key) == value for key, value in right.items())
    return bool(found == right)
