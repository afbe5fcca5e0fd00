"""The bytes that the work on one community may read, as one value: it can be sent, and the work done where it arrives.

Whoever works on a bundle lays its files into a private folder, in the places that they have below the root of the
machine they come from, works from the same current folder, and returns what came of it with the state of every file
that was looked at. So the work is a function of these bytes: done twice, it comes to the same. Paths are those of the
person who asked, on the way there and on the way back; no text that comes back names the private folder.

Which files the work reads is known for sure only when it is done. What a definition names is sent at once; where the
work looked at a file that is otherwise here than it was there, the bundle was not whole, or somebody changed the file
meanwhile: it is sent again as it is now.
"""

import contextlib
import io
import os
import pickle
import sys
import tempfile
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any

from cop_plan.app import outputs, unchanged
from cop_plan.base import files
from cop_plan.base.errors import Problems, Unreadable
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence, grouped, sentence
from cop_plan.definition import nodes
from cop_plan.plan import formats
from cop_plan.schedule import history

MAX_BYTES = 50_000_000
"""What the files of a bundle may come to before they are compressed."""

_MAX_FILES = 2_000

# What a definition may name, and what cop-plan writes. Nothing else leaves the machine, whatever is asked for.
_SENT = frozenset(
    ".csv .docx .eml .gs .html .ics .json .lock .md .ods .pdf .png .svg .tsv .txt .xls .xlsm .xlsx .yaml .yml".split()  # noqa: SIM905
) | frozenset(files.OF_A_THEME)

# Sections of a definition whose files are not sent because they are named there. They may hold what members said.
_NOT_FOR_THE_YEAR = ("last_year", "records", "surveys")

# So many files may be laid one below the other before nothing more is looked for.
_MAX_BELOW = 50


class Unsendable(Exception):
    """Raised where the files of a job cannot be sent; `why` says it to a person."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(why)
        self.why = why


class OtherVersions(Exception):
    """Raised where the program that does the work is another than the one that asks for it."""


class ChangedMeanwhile(Exception):
    """Raised where files are not as they were when the work was done; `paths` are these files."""

    def __init__(self, paths: list[Path]) -> None:
        super().__init__(paths)
        self.paths = paths


@frozen
class Returned:
    """What work came to, and the state of each file that it looked at, as `files.state_of` tells it."""

    value: Any
    states: Mapping[str, str | None]

    def refuse_changed(self) -> None:
        """Raise ChangedMeanwhile where a file is not as it was when the work was done."""
        changed = [Path(path) for path, state in self.states.items() if files.state_of(Path(path)) != state]
        if changed:
            raise ChangedMeanwhile(changed)


def of_year(definition: Path, out: Path | None, *, has_theme: bool = False) -> list[Path]:
    """Return the files that the year of a definition is likely to be made of, and the outputs that lie there.

    `out` is the folder of its outputs, if the run names one; a run that has a theme needs not that of the definition.
    Of a kit all files are named: the pages link them. Raises Unsendable.
    """
    named = [definition, *_named(definition, _NOT_FOR_THE_YEAR)]
    head = _head(definition)
    progress = _text(head, "records", "progress") or _PROGRESS
    folder = out or definition.parent / (_text(head, "output") or outputs.PLAN)
    _refuse_links(folder, definition)
    ours = [folder / name for name in (history.FILE_NAME, *formats.files(), *_PRINTED)]
    below = [path for name in formats.folders() for path in _below(folder / name)]
    theme = [] if has_theme else _theme(definition)
    return [*named, definition.parent / progress, *ours, *below, *_kit(definition.parent / outputs.KIT), *theme]


def of_summary(definition: Path) -> list[Path]:
    """Return the files that a portfolio's summary of a definition is likely to be made of."""
    head, folder = _head(definition), definition.parent
    plan = folder / (_text(head, "output") or outputs.PLAN)
    named = [name for key, default in _RECORDS.items() for name in _values(head, "records", key) or [default]]
    records = [folder / name for name in named]
    below = [path for one in records for path in (one, *(_below(one) if one.is_dir() else ()))]
    return [
        *(definition, *_named(definition, _NOT_FOR_THE_YEAR)),
        *(plan / history.FILE_NAME, plan / history.TIMELINE_NAME, *below),
    ]


_PROGRESS = "records/progress.csv"
_RECORDS = {
    "progress": _PROGRESS,
    "aliases": "records/aliases.csv",
    "attendance": "records/attendance/",
    "inbox": "records/inbox/",
}
_PRINTED = ("plan.pdf", "year.pdf")


def _kit(folder: Path) -> Iterator[Path]:
    if (folder / history.FILE_NAME).is_file():
        yield from _below(folder)


def _below(folder: Path) -> Iterator[Path]:
    """Yield the files in a folder and those below it; hidden ones are nobody's."""
    with contextlib.suppress(OSError):
        for path in sorted(folder.iterdir()):
            if not path.name.startswith("."):
                yield from _below(path) if path.is_dir() and not path.is_symlink() else [path]


def _head(definition: Path) -> nodes.Node | None:
    """Return what is written in a definition; None where it cannot be read, which the work on it tells."""
    with contextlib.suppress(Problems, Unreadable):
        return nodes.read_yaml(files.read(definition, nodes.MAX_BYTES), str(definition))
    return None


def _text(node: nodes.Node | None, *keys: str) -> str | None:
    return next(iter(_values(node, *keys)), None)


def _values(node: nodes.Node | None, *keys: str) -> list[str]:
    """Return the text that stands under some keys, or those of the map that does."""
    for key in keys:
        node = node.entries.get(key) if isinstance(node, nodes.MappingNode) else None
    found = node.entries.values() if isinstance(node, nodes.MappingNode) else [node]
    return [one.text for one in found if isinstance(one, nodes.ScalarNode) and one.text]


def _named(definition: Path, without: Iterable[str]) -> list[Path]:
    """Return the files that a definition names, and those that what lies below it names."""
    found: dict[Path, None] = {}
    left = [definition]
    while left and len(found) < _MAX_FILES:
        file = left.pop()
        tree = _head(file)
        if not isinstance(tree, nodes.MappingNode):
            continue
        for text in _texts(tree.without(*without)):
            for path in {file.parent / text, definition.parent / text}:
                if path not in found and _may_be_sent(path) and files.is_file(path):
                    found[path] = None
                    if text in (_text(tree, "extends"), _text(tree, "pattern")) and len(found) < _MAX_BELOW:
                        left.append(path)
    return [*found]


def _theme(definition: Path) -> list[Path]:
    """Return the folder of the theme that a definition names, or what it extends, with all files in it.

    Raises Unsendable where there is anything else than what a theme is made of.
    """
    file = definition
    for _ in range(_MAX_BELOW):
        head = _head(file)
        if name := _text(head, "templates"):
            found = [*_below(file.parent / name)]
            for one in found:
                if one.suffix not in files.OF_A_THEME:
                    raise Unsendable(sentence("{file} is none of the files that are sent", file=one))
            return [file.parent / name, *found]
        below = _text(head, "extends")
        if below is None:
            break
        file = file.parent / below
    return []


def _texts(node: nodes.Node) -> Iterator[str]:
    """Yield all texts of a tree that may name a file."""
    if isinstance(node, nodes.ScalarNode):
        if node.text and PurePath(node.text).suffix.lower() in _SENT:
            yield node.text
    else:
        for below in node.items if isinstance(node, nodes.SequenceNode) else node.entries.values():
            yield from _texts(below)


def _may_be_sent(path: Path) -> bool:
    return path.suffix.lower() in _SENT and not path.name.startswith(".")


def pack(job: object, paths: Iterable[Path]) -> bytes:
    """Return a job with the files that its work may read; a path that leads to nothing is left out. Raises Unsendable.

    Links are followed.
    """
    contents: dict[str, bytes] = {}
    folders = set()
    left = MAX_BYTES
    for path in paths:
        if path.is_dir():
            folders.add(_place(path))
        elif (content := _content(path, left)) is not None:
            left -= len(content)
            contents[_place(path)] = content
        if left < 0:
            raise Unsendable(sentence("what it reads is more than {most} MB", most=MAX_BYTES // 1_000_000))
        if len(contents) > _MAX_FILES:
            raise Unsendable(sentence("what it reads is more than {most} files", most=grouped(_MAX_FILES)))
    made_of = io.BytesIO()
    packer = _Packer(made_of, pickle.HIGHEST_PROTOCOL)
    packer.dump(versions())  # first and alone: another program may not be able to read the rest
    packer.dump((_place(Path.cwd()), contents, folders, job))
    return zlib.compress(made_of.getbuffer(), 1)


def _content(path: Path, limit_bytes: int) -> bytes | None:
    """Return what is in a file; None if there is none. Raises Unsendable."""
    if not os.path.lexists(path):
        return None
    if not _may_be_sent(path):
        raise Unsendable(sentence("{file} is none of the files that are sent", file=path))
    try:
        return files.read(path, limit_bytes)
    except Unreadable as error:
        raise Unsendable(sentence("{file}: {why}", file=error.file, why=error.reason)) from None


def _place(path: Path) -> str:
    """Return the way to a file from the root of its disk. Raises Unsendable where the way depends on links."""
    whole = Path(os.path.normpath(path.absolute()))
    with contextlib.suppress(OSError):
        if ".." in path.parts and not path.samefile(whole):
            raise Unsendable(sentence("the way to {file} leads over links", file=path))
    if whole.drive != Path.cwd().drive:
        raise Unsendable(sentence("{file} lies on another disk", file=path))
    return whole.relative_to(whole.anchor).as_posix()


def _refuse_links(folder: Path, definition: Path) -> None:
    """Raise Unsendable where the way from the outputs to their definition depends on links: a lock has it."""
    ways = (os.path.normpath(one.absolute()) for one in (definition, folder))
    if files.from_folder(folder, definition) != PurePath(os.path.relpath(*ways)).as_posix():
        raise Unsendable(sentence("the way to {file} leads over links", file=folder))


def versions() -> dict[str, str]:
    """Return what must be the same there as here, so that the same bytes come of it."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {"Python": python, "system": sys.platform, **unchanged.package_versions()}


# The current folder belongs to the whole process.
_ONE_AT_A_TIME = threading.Lock()


def run(work: Callable[[Any], object], packed: bytes, within: Path | None = None) -> bytes:
    """Do the work on a bundle in a folder of its own, made `within` another one, and return what came of it.

    Raises OtherVersions, OSError, and what the work raises.
    """
    with _ONE_AT_A_TIME, tempfile.TemporaryDirectory(prefix="cop-plan-", dir=within) as made:
        root = Path(made).resolve()
        unpacker = _Unpacker(io.BytesIO(zlib.decompress(packed)), root)
        if unpacker.load() != versions():
            raise OtherVersions
        current, contents, folders, job = unpacker.load()
        for folder in {current, *folders}:
            (root / folder).mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        with contextlib.chdir(root / current), files.noting() as seen:
            value = work(job)
        states = {path: state for path, state in seen.items() if Path(path).is_relative_to(root)}
        returned = io.BytesIO()
        _Returner(returned, root).dump((value, states))
    return zlib.compress(returned.getbuffer(), 1)


def opened(returned: bytes) -> Returned:
    """Return what work on a bundle came to."""
    value, states = _Opener(io.BytesIO(zlib.decompress(returned))).load()
    return Returned(value, states)


class _Packer(pickle.Pickler):
    """Writes a job; a whole path as what it is here."""

    def persistent_id(self, obj: object) -> str | None:
        return str(obj) if isinstance(obj, PurePath) and obj.is_absolute() else None


class _Unpacker(pickle.Unpickler):
    """Reads a job; a whole path leads into the private folder."""

    def __init__(self, file: io.BytesIO, root: Path) -> None:
        super().__init__(file)
        self._root = root

    def persistent_load(self, pid: str) -> Path:
        whole = Path(pid)
        return self._root / whole.relative_to(whole.anchor)


class _Returner(pickle.Pickler):
    """Writes what came of a job; whatever lies in the private folder is named as it is where the job came from."""

    def __init__(self, file: io.BytesIO, root: Path) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._root = str(root)

    def persistent_id(self, obj: object) -> tuple[bool, str] | None:
        is_path = isinstance(obj, PurePath)
        if not is_path and type(obj) is not str:
            return None
        text = str(obj)
        return (is_path, text.replace(self._root, "")) if self._root in text else None


class _Opener(pickle.Unpickler):
    """Reads what came of a job."""

    def persistent_load(self, pid: tuple[bool, str]) -> Path | str:
        is_path, text = pid
        return Path(text) if is_path else text
