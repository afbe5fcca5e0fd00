"""The items with which the surveys can begin, by area of purpose: `starter_items.yaml` in the folder of each language.

What is returned is plain data as a definition has it.
"""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from cop_plan.definition import languages

AREAS = ("purpose", "areas")
ITEMS = ("surveys", "items")
SCALE = ("surveys", "scale")

_IN_ORDER = ("agreement", "frequency", None)
"""What is answered alike stands together on a form; what is answered in words comes last."""


def items(areas: Collection[str], tag: str, scale: Any = None) -> dict[str, dict[str, Any]]:
    """Return the items for areas of purpose in the language of a tag; none for no area.

    `scale` is that of the definition. Statements of agreement have no scale of their own where it is theirs, or where
    there is none: `with_scale` puts it beside them.
    """
    table = _table(tag)
    wanted = [one for one in table["items"] if areas and one.get("area", next(iter(areas))) in areas]
    wanted.sort(key=lambda one: _IN_ORDER.index(one.get("scale")))
    return {one["name"]: _item(one, table["scales"], scale) for one in wanted}


def _item(one: Mapping[str, str], scales: Mapping[str, list[str]], scale: Any) -> dict[str, Any]:
    item: dict[str, Any] = {key: one[key] for key in ("ask", "area", "shows") if key in one}
    steps = scales.get(one.get("scale", ""))
    if steps is None:
        item["type"] = "text"
    elif one["scale"] != _IN_ORDER[0] or scale not in (None, steps):
        item["scale"] = list(steps)
    return item | ({"in": [one["in"]]} if "in" in one else {})


def with_scale(answers: Mapping[tuple[str, ...], Any], tag: str) -> Mapping[tuple[str, ...], Any]:
    """Return answers with the scale of agreement where there is an item that needs one, and none is chosen."""
    needs_scale = any(
        one.get("type", "scale") == "scale" and not one.keys() & {"scale", "choices"}
        for one in answers.get(ITEMS, {}).values()
    )
    if needs_scale and SCALE not in answers:
        return {**answers, SCALE: list(_table(tag)["scales"][_IN_ORDER[0]])}
    return answers


@cache
def _table(tag: str) -> Mapping[str, Any]:
    table = languages.read(languages.of(tag).folder, "starter_items.yaml")
    if table is None:
        table = languages.read(languages.MAIN, "starter_items.yaml")
    assert table is not None, "the main language has every text"
    return table
