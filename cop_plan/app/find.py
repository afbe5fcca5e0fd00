"""Find the definition that is meant where none is named, and tell a definition from a name on a command line."""

import itertools
from collections.abc import Sequence
from pathlib import Path

from cop_plan.app.options import STDIN
from cop_plan.base import files
from cop_plan.base.errors import Misuse
from cop_plan.base.translatable import joined, sentence

NAME = "community.yaml"
_ALSO_STDIN = (STDIN, *map(Path, ("/dev/stdin", "/dev/fd/0", "/proc/self/fd/0")))
_PATTERN = "*.cop.yaml"
_ENDINGS = (".yaml", ".yml")


def definition(named: Path | None = None, *, beside: Path | None = None) -> Path:
    """Return the definition that is meant: the one named, the one in the folder named, or the nearest one.

    The nearest is `community.yaml`, or the only `*.cop.yaml`, in the current folder or the nearest above it; with
    `beside` it is sought in the folders around that file too. The search goes up to the first folder into which
    anybody on the machine may put a file, such as /tmp: what lies there may be a stranger's. Raises Misuse where there
    is none, or where it is not clear which.
    """
    if named is not None and also_stdin(named) == STDIN:
        return STDIN
    if named is not None:
        return _in_folder(named) or named if files.is_folder(named) else named
    starts = [Path.cwd(), *([beside.absolute().parent] if beside else [])]
    for start in starts:
        for folder in (start, *itertools.takewhile(_is_ours, start.parents)):
            if found := _in_folder(folder):
                return _shown(found)
    raise Misuse(
        sentence(
            "there is no {file} here, nor in a folder above: go to your community's folder, or begin with {command}",
            file=NAME,
            command="cop-plan init",
        )
    )


def also_stdin(named: Path) -> Path:
    """Return a path, with one name for standard input."""
    return STDIN if named in _ALSO_STDIN else named


def nearest(beside: Path | None = None) -> Path | None:
    """Return the nearest definition; None if there is none."""
    try:
        return definition(beside=beside)
    except Misuse:
        return None


def _is_ours(folder: Path) -> bool:
    return not files.is_writable_by_others(folder)


def _in_folder(folder: Path) -> Path | None:
    """Return the definition in a folder; None if there is none. Raises Misuse where there are several."""
    if files.is_file(folder / NAME):
        return folder / NAME
    others = files.matching(folder, _PATTERN)
    if len(others) > 1:
        names = joined([one.name for one in others[:3]])
        raise Misuse(sentence("several definitions lie in {folder}: name one of {names}", folder=folder, names=names))
    return others[0] if others else None


def _shown(file: Path) -> Path:
    """Return a file as a person would write it from the current folder."""
    here = Path.cwd()
    return file.relative_to(here) if file.is_relative_to(here) else file


def split(words: Sequence[str]) -> tuple[Path, tuple[str, ...]]:
    """Return the definition and the names of a command line on which the definition may be left out.

    The first word is the definition if it is `-`, ends in .yaml or .yml, or is a folder that holds one.
    """
    if words and _is_definition(words[0]):
        return definition(Path(words[0])), tuple(words[1:])
    return definition(), tuple(words)


def split_several(words: Sequence[str]) -> tuple[list[Path], tuple[str, ...]]:
    """Return the definitions, each once, and the names after them of a command line; of none, the nearest."""
    named = list(itertools.takewhile(_is_definition, words))
    found = list(dict.fromkeys(definition(Path(one)) for one in named)) or [definition()]
    return found, tuple(words[len(named) :])


def _is_definition(word: str) -> bool:
    is_file = Path(word) in _ALSO_STDIN or word.casefold().endswith(_ENDINGS)
    return is_file or bool(word and _holds_definition(Path(word)))


def _holds_definition(folder: Path) -> bool:
    return files.is_folder(folder) and _in_folder(folder) is not None
