"""The languages that there are: each is a folder of `cop_plan/locale`, found by itself, with all that is said in it.

`language.yaml` says how it is known. The other files are read once, when they are first needed, and hold text only.
`variants.yaml` says what people of other countries write otherwise. A tag is a language's folder, alone or with the
ISO 3166 code of a country: `fr`, `fr-CH`.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import yaml

from cop_plan.base import built, files
from cop_plan.dates import places

MAIN = "en"
"""The language that has every text: the questions of the models and the patterns are written in it."""


class Language(NamedTuple):
    """How a language is known: its folder, the tag of whose country its texts are, and its English name.

    Numbers below `singular_below` are singular; None is for the number 1 alone. `step_title` joins the title of a
    session and that of its step, `evidence_title` is that of an entry by which evidence is there, `pulse_title` that of
    the short survey at a session, and `pulse_for_members` what members have instead.
    """

    folder: str
    tag: str
    name: str
    singular_below: int | None
    step_title: str
    evidence_title: str
    pulse_title: str
    pulse_for_members: str

    def is_singular(self, number: Any) -> bool:
        """Return whether what is counted is in the singular."""
        return bool(number == 1 if self.singular_below is None else number < self.singular_below)


def read(folder: str, name: str) -> Mapping[str, Any] | None:
    """Return a file of a language, such as `words.yaml`, as plain data of texts; None if the language has none."""
    text = files.shipped_text("locale", folder, name)
    if text is None:
        return None
    found: Mapping[str, Any] | None = built.data(f"locale/{folder}/{name}", text)
    # No node is needed where no place is told: this takes half the time of `nodes.read_yaml`.
    return found or yaml.load(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506  # ours, and texts only


def _language(folder: str) -> Language:
    table = read(folder, "language.yaml")
    assert table is not None, f"locale/{folder} has a language.yaml"
    below = table.get("singular_below")
    titles = (table.get(name, unsaid) for name, unsaid in _TITLES.items())
    return Language(folder, table["tag"], table["name"], int(below) if below else None, *titles)


_TITLES = {
    "step_title": "{session}: {step}",
    "evidence_title": "{what}",
    "pulse_title": "ask the short survey",
    "pulse_for_members": "short survey",
}
"""The titles of a language, and what stands for one that it does not have."""


BY_FOLDER: Mapping[str, Language] = {one.folder: one for one in map(_language, files.shipped_folders("locale"))}
"""Every language, by its folder."""

TAGS = tuple(one.tag for one in BY_FOLDER.values())


def main() -> Language:
    """Return the main language."""
    return BY_FOLDER[MAIN]


def of(tag: str) -> Language:
    """Return the language of a tag. Raises KeyError where there is none."""
    return BY_FOLDER[tag.partition("-")[0]]


def territory(tag: str) -> str | None:
    """Return the ISO 3166 code of the country that a tag names; None for a language alone."""
    return tag.partition("-")[2] or None


def meant_by(written: str) -> tuple[str, ...]:
    """Return the tag that somebody may have meant by what is none, such as `en_gb`; none for no language."""
    language, *others = re.split(r"[-_\s]+", written.strip().casefold())
    by_name = {one.name.casefold().split()[-1]: one.folder for one in BY_FOLDER.values()}
    folder = language if language in BY_FOLDER else by_name.get(language)
    if folder is None:
        return ()
    countries = (region.partition("-")[0] for one in others for region in places.regions_named(one))
    return (next((f"{folder}-{country}" for country in countries), BY_FOLDER[folder].tag),)


def variant(folder: str, country: str | None) -> Mapping[str, Any]:
    """Return what people of a country write otherwise than the words of a language, in their shape.

    Each table of the file is for the countries of its key; where a country is in several, the later is laid over.
    """
    found: dict[str, Any] = {}
    for countries, table in (read(folder, "variants.yaml") or {}).items():
        if country in countries.split():
            found = overlaid(found, table)
    return found


def overlaid(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table with another laid over it, key by key."""
    made = {**below, **above}
    for key in below.keys() & above.keys():
        if isinstance(below[key], Mapping) and isinstance(above[key], Mapping):
            made[key] = overlaid(below[key], above[key])
    return made


@cache
def tables(name: str) -> tuple[Mapping[str, Any], ...]:
    """Return the files of this name of all languages that have one, the main language's first."""
    folders = sorted((one.folder for one in BY_FOLDER.values()), key=lambda folder: (folder != MAIN, folder))
    return tuple(table for folder in folders if (table := read(folder, name)) is not None)
