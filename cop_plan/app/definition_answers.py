"""A whole definition as answers to the interview: what another community, or another year, can begin from.

What it says of the community is taken, also where no question asks for it. What belongs to that community alone stays
with it: its identity, its records, who has agreed and when, what is of its year alone where the new one has another.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.base.errors import Misuse, quote
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import sentence
from cop_plan.definition import community as models
from cop_plan.definition import load, nodes, of_one_year
from cop_plan.interview import questions

_ITS_OWN = ("id", "output", "records", "last_year", "begins", "ignore")
_OF_ONE_YEAR_ALWAYS: tuple[of_one_year.Kind, ...] = ("begins", "cancelled", "agreement", "approval", "kept until")
_MEMBERS = ("membership", "members")
_NOT_OF_ROWS: Mapping[questions.Path, tuple[str, ...]] = {
    _MEMBERS: ("invited", "agreement_sent", "agreement_signed", "confirmed", "joined", "left"),
    ("budget",): ("actual", "in_kind"),
}
"""What rows of the lists say of one year alone."""


@frozen
class DefinitionAnswers:
    """What a definition answers by its paths, and the dotted names of what was not taken."""

    answers: Mapping[questions.Path, Any]
    not_taken: tuple[str, ...]


def is_definition(tree: nodes.Node | None) -> bool:
    """Return whether answers are a whole definition: they have keys of one that no question asks for."""
    if not isinstance(tree, nodes.MappingNode):
        return False
    asked = {one.path[0] for one in questions.questions()}
    return any(key in models.Community.model_fields.keys() - asked for key in tree.entries)


def of_definition(file: Path, data: bytes, into: Path, year: str | None) -> DefinitionAnswers:
    """Return what a definition answers for one at `into`, in another `year` if one is given.

    Raises Problems of the definition as it is, Misuse where both would have the same lists, Unreadable.
    """
    loaded = CommunityProject(file, ProjectOptions(content=data)).written
    if os.path.realpath(file.parent) == os.path.realpath(into.parent):
        said = sentence("{file} lies in the same folder, with its lists: write the new one into a folder of its own",
                        file=quote(str(file)))  # fmt: skip
        raise Misuse(said)
    return _Taking(loaded, data, into.parent, year).outcome()


class _Taking:
    def __init__(self, loaded: load.Loaded, data: bytes, folder: Path, year: str | None) -> None:
        tree = nodes.read_yaml(data, loaded.file)
        assert isinstance(tree, nodes.MappingNode), "it loads"
        self._loaded, self._own, self._folder = loaded, tree, folder
        self._is_of_year = year is None or models.year_in(year, loaded.community.year.begins) == loaded.community.year
        self._not_taken: list[str] = []

    def outcome(self) -> DefinitionAnswers:
        found = dict(self._of(self._own, ()))
        for key in ("year", "timezone"):  # they are asked for, also where they are shared
            found.setdefault((key,), nodes.plain(nodes.find(self._loaded.tree, (key,))[0]))
        for path in questions.TABLES:
            if path not in found and (name := self._list_below(path)):
                found[path] = name
        return DefinitionAnswers(found, tuple(dict.fromkeys(self._not_taken)))

    def _of(self, node: nodes.MappingNode, path: questions.Path) -> Iterator[tuple[questions.Path, Any]]:
        """Yield what is taken of a part, by its path."""
        asked = {one.path for one in questions.questions()}
        of_year = self._of_its_year()
        for key, below in node.entries.items():
            here = (*path, key)
            if nodes.is_empty(below):
                continue
            if here[0] in _ITS_OWN or here in of_year:
                self._not_taken.append(nodes.dotted(here))
            elif here in load.TABLES:
                yield here, [*self._rows(here)]
            elif here not in asked and isinstance(below, nodes.MappingNode) and self._is_section(here):
                yield from self._of(below, here)
            elif (value := self._value(below, here)) not in ({}, [], None):
                yield here, value

    def _is_section(self, path: questions.Path) -> bool:
        return any(one[: len(path)] == path and len(one) > len(path) for one in questions.key_paths())

    def _of_its_year(self) -> set[tuple[str | int, ...]]:
        until = self._loaded.community.year.last
        found = of_one_year.found(self._own, until, until)
        return {path for path, kind in found if not self._is_of_year or kind in _OF_ONE_YEAR_ALWAYS}

    def _value(self, node: nodes.Node, path: tuple[str | int, ...]) -> Any:
        """Return the plain data of a value, less what is of its year alone; files are named from the new folder."""
        of_year = self._of_its_year()
        if path in of_year:
            self._not_taken.append(nodes.dotted(path))
            return None
        match node:
            case nodes.ScalarNode(text):
                is_file = path[0] in ("extends", "busy", "templates") or (path[0] == "closures" and path[-1] == "from")
                is_own = path == ("pattern",) and (text or "").endswith((".yaml", ".yml"))
                return self._from_here(text) if text and (is_file or is_own) else text
            case nodes.SequenceNode(items):
                every = (self._value(item, (*path, at)) for at, item in enumerate(items))
                return [one for one in every if one is not None]
            case nodes.MappingNode(entries):
                parts = {key: self._value(item, (*path, key)) for key, item in entries.items()}
                return {key: one for key, one in parts.items() if one is not None}

    def _rows(self, path: questions.Path) -> Iterator[dict[str, Any]]:
        """Yield the rows of a list, less what they say of one year alone; whoever left is not among the members."""
        rows, _ = nodes.find(self._loaded.tree, path)
        gone = _NOT_OF_ROWS.get(path, ())
        seen: set[str] = set()
        for row in rows.items if isinstance(rows, nodes.SequenceNode) else (rows,):
            texts = nodes.plain(row)
            texts = texts if isinstance(texts, dict) else {next(iter(models.column_names(load.TABLES[path]))): texts}
            seen |= {key for key in gone if texts.get(key)}
            if "left" not in gone or not texts.get("left"):
                yield {key: text for key, text in texts.items() if text is not None and key not in gone}
        self._not_taken += (nodes.dotted((*path, key)) for key in gone if key in seen)

    def _list_below(self, path: questions.Path) -> str | None:
        """Return the file of a list that is shared, from the new folder; None if there is none."""
        node, reached = nodes.find(self._loaded.tree, path)
        is_list = len(reached) == len(path) and node.place.file not in (self._loaded.file, *self._loaded.extended)
        return Path(os.path.relpath(node.place.file, self._folder)).as_posix() if is_list else None

    def _from_here(self, name: str) -> str:
        """Return how the new definition names a file that the other one names."""
        return Path(os.path.relpath(Path(self._loaded.file).parent / name, self._folder)).as_posix()
