"""The languages that there are: each is a folder of `cop_plan/locale`, found by itself, with all that is said in it.

`language.yaml` says how it is known. The other files are read once, when they are first needed, and hold text only.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import yaml

from cop_plan.base import files

MAIN = "en"
"""The language that has every text: the questions of the models and the patterns are written in it."""


class Language(NamedTuple):
    """How a language is known: its folder, its tag, as a definition writes it, and its English name.

    Numbers below `singular_below` are singular; None is for the number 1 alone.
    """

    folder: str
    tag: str
    name: str
    singular_below: int | None

    def is_singular(self, number: Any) -> bool:
        """Return whether what is counted is in the singular."""
        return bool(number == 1 if self.singular_below is None else number < self.singular_below)


def read(folder: str, name: str) -> Mapping[str, Any] | None:
    """Return a file of a language, such as `words.yaml`, as plain data of texts; None if the language has none."""
    text = files.shipped_text("locale", folder, name)
    if text is None:
        return None
    # No node is needed where no place is told: this takes half the time of `nodes.read_yaml`.
    found: Mapping[str, Any] = yaml.load(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506  # ours, and texts only
    return found


def _language(folder: str) -> Language:
    table = read(folder, "language.yaml")
    assert table is not None, f"locale/{folder} has a language.yaml"
    below = table.get("singular_below")
    return Language(folder, table["tag"], table["name"], int(below) if below else None)


BY_TAG: Mapping[str, Language] = {one.tag: one for one in map(_language, files.shipped_folders("locale"))}
"""Every language, by its tag."""

TAGS = tuple(BY_TAG)


def main() -> Language:
    """Return the main language."""
    return next(one for one in BY_TAG.values() if one.folder == MAIN)


@cache
def tables(name: str) -> tuple[Mapping[str, Any], ...]:
    """Return the files of this name of all languages that have one, the main language's first."""
    folders = sorted((one.folder for one in BY_TAG.values()), key=lambda folder: (folder != MAIN, folder))
    return tuple(table for folder in folders if (table := read(folder, name)) is not None)
