"""Where the outputs of a definition lie, what is known of them from their lock, and whose the files there are."""

import contextlib
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from cop_plan.base import files, merges
from cop_plan.base.errors import OverwriteConflict, Problems, quote
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence, sentence
from cop_plan.definition import load, nodes
from cop_plan.definition.community import Community, slug, year_in
from cop_plan.schedule import history, timeline

PLAN, KIT, REPORT, HOURS = "plan", "kit", "report", "hours"
"""The folders beside a definition in which its outputs lie, unless it or the run says otherwise."""

MANY = "portfolio/"
"""By what the folder of a portfolio is known: no community has such an id."""

_NEEDED_TO_UPDATE = sentence(
    "bring {file} back from a copy, or begin anew with --force: calendars may show doubles", file=history.FILE_NAME
)

_NEEDED_BY_MANY = sentence(
    "bring {file} back from a copy, or begin anew with --force: what somebody changed here is overwritten",
    file=history.FILE_NAME,
)

PEOPLE_TABLES = (("membership", "members"), ("membership", "schools"), ("guests",))
"""Where a definition may name files that hold people's names and addresses."""

SCHEMA = "community.schema.json"
"""What the JSON Schema beside a definition is called."""


@contextlib.contextmanager
def locked(names: Mapping[Path, Iterable[str]]) -> Iterator[bool]:
    """Keep other runs out of folders in which files of these names are written; yield whether one had to be awaited.

    What a killed run left beside these files is removed. Raises Unreadable.
    """
    with contextlib.ExitStack() as stack:
        waited = [stack.enter_context(files.lock_directory(one)) for one in names]
        for one, of_files in names.items():
            files.remove_stale_temp_files(one, of_files)
        yield any(waited)


def remove_stale_temp_files(definition: Path, written: load.Loaded) -> None:
    """Remove what a killed run left beside a definition, its lists and its record of progress.

    Where another run is at work, nothing is removed.
    """
    tables = (Path(written.place(path).file) for path in load.TABLES)
    record = definition.parent / written.community.records.progress
    for folder, names in by_folder([definition, definition.parent / SCHEMA, *tables, record]).items():
        files.remove_stale_temp_files_if_idle(folder, names)


def by_folder(paths: Iterable[Path]) -> dict[Path, list[str]]:
    """Return the folders in which files lie, links followed, and what the files are called there."""
    found: dict[Path, tuple[Path, list[str]]] = {}
    for file in map(home, paths):
        _, names = found.setdefault(file.parent.resolve(), (file.parent, []))
        names.append(file.name)
    return dict(found.values())


def home(path: Path) -> Path:
    """Return where a file lies: as it is written, unless it is a link that leads somewhere."""
    try:
        return path.resolve() if path.is_symlink() else path
    except (OSError, RuntimeError):  # a link in a circle, which is told when it is opened
        return path


class Named(Protocol):
    """What tells whose outputs are whose, and where they lie: a community, or the head of its definition."""

    @property
    def id(self) -> str | None:
        """Return the id that is written."""

    @property
    def identity(self) -> str:
        """Return the id, or else the slug of the name."""

    @property
    def output(self) -> str | None:
        """Return the folder of the outputs, as it is written."""


@frozen
class DefinitionHead:
    """What a definition says of itself, read before all of it is: nothing is checked, and what is unclear is not there.

    `years` are the names that its school year can have, whichever month its pattern begins in.
    """

    id: str | None
    name: str
    output: str | None
    years: frozenset[str]

    @property
    def identity(self) -> str:
        """Return the id, or else the slug of the name; empty if nothing of the name is left."""
        return self.id or slug(self.name)


def head(definition: nodes.MappingNode) -> DefinitionHead:
    """Return the head of a definition."""
    written = definition.entries
    texts = {key: node.text for key, node in written.items() if isinstance(node, nodes.ScalarNode) and node.text}
    years = (year_in(texts.get("year"), begins) for begins in (_JANUARY, _AUGUST))
    names = frozenset(timeline.name_of_year(year) for year in years if year is not None)
    return DefinitionHead(texts.get("id"), texts.get("name", ""), texts.get("output"), names)


# A school year lies in one calendar year or in two: the month in which it begins says no more.
_JANUARY, _AUGUST = 1, 8


def folder(definition: Path, community: Named, *, out: Path | None, is_shared: bool, kind: str = PLAN) -> Path:
    """Return the folder of a definition's outputs; a shared one has a folder for each, named by the community's id.

    `kind` is one of the folders beside a definition; the plan's alone may lie where the definition says.
    """
    beside = (community.output if kind == PLAN else None) or kind
    base = out if out is not None else definition.parent / beside
    if not is_shared:
        return base
    return _among_others(base, definition, community.id, community.identity)


def meant_folder(definition: Path, *, out: Path | None, content: bytes, kind: str = PLAN) -> Path | None:
    """Return the folder that a definition has among those of others, before it is loaded; None if it is unclear."""
    known = head_of(content)
    if known is None or not known.identity:
        return None
    return folder(definition, known, out=out, is_shared=True, kind=kind)


def head_of(content: bytes) -> DefinitionHead | None:
    """Return the head of a definition, before it is loaded; None if it is unclear."""
    try:
        tree = nodes.read_yaml(content, "")
    except Problems:
        return None
    return head(tree) if isinstance(tree, nodes.MappingNode) else None


def _among_others(base: Path, definition: Path, id_: str | None, identity: str) -> Path:
    known = _known_before(base, definition) if id_ is None else None
    return known or base / identity


def _known_before(base: Path, definition: Path) -> Path | None:
    """Return the folder in which a definition was written before, perhaps under another name of the community."""
    wanted, known = files.whole_name(definition), _definitions.setdefault(base, {})
    for one, stamp in files.folders_with(base, history.FILE_NAME):
        if known.get(one, ((), ""))[0] != stamp:  # each lock is read once a process, however many definitions there are
            lock = _read(one)
            of = files.whole_name(one / lock.definition) if isinstance(lock, history.Lock) else ""
            known[one] = stamp, of
        if known[one][1] == wanted:
            return one
    return None


_definitions: dict[Path, dict[Path, tuple[tuple[int, ...], str]]] = {}
"""Of the folders in a folder, what tells one version of the lock from another, and whose definition's it is."""


def _read(into: Path) -> history.Lock | history.DamagedLock | None:
    text = files.existing(into, [history.FILE_NAME]).get(history.FILE_NAME)
    if text is None:
        return None
    try:
        return _parsed(text)
    except history.DamagedLock as damaged:
        return damaged


@lru_cache(maxsize=4)
def _parsed(text: bytes) -> history.Lock:
    """Return the lock of a text; a run asks for it before the definition is loaded, and after. Raises DamagedLock."""
    whole = text.decode("utf-8", "replace")
    return history.of_merge(whole) or history.parse(whole)


@frozen
class FolderOwnership:
    """What a folder is known by before it is written into; None for a new one. `notices` are to be told."""

    lock: history.Lock | None
    notices: tuple[Sentence, ...] = ()


def claim(into: Path, definition: Path, community: Named, *, force: bool = False) -> FolderOwnership:
    """Return what a folder is known by, to be written into.

    Raises OverwriteConflict where it is another's, or where it cannot be told whose it is.

    A lock that is lost or damaged is made again from the timeline's file; with `force` it is begun anew where that is
    not there either.
    """
    found, notices = _read(into), tuple[Sentence, ...]()
    if isinstance(found, history.Lock):
        lock: history.Lock | None = found
        if _is_merged(into):
            both = sentence("git left both sides of a merge in it; the newer of each entry counts")
            notices = (sentence("{what}: {why}", what=into / history.FILE_NAME, why=both),)
    else:
        needed = _NEEDED_BY_MANY if community.identity == MANY else _NEEDED_TO_UPDATE
        lock, notices = _from_timeline(into, found, needed, force=force)
    if lock is not None and not _is_of(lock, into, definition, community):
        said = sentence("it belongs to the community {name}", name=quote(lock.community))
        if lock.community == MANY:
            said = sentence("a portfolio of many communities lies in it")
        raise OverwriteConflict([(str(into), said)], sentence("give this one a folder of its own with --out"))
    return FolderOwnership(lock, notices)


def _is_merged(into: Path) -> bool:
    text = files.existing(into, [history.FILE_NAME]).get(history.FILE_NAME, b"")
    return bool(merges.problems(text.decode("utf-8", "replace"), ""))


def known(into: Path, definition: Path, community: Named) -> history.Lock | None:
    """Return what was published in a folder, for somebody who writes nothing there; None if it cannot be told."""
    try:
        return claim(into, definition, community, force=True).lock
    except OverwriteConflict:
        return None


def _is_of(lock: history.Lock, into: Path, definition: Path, community: Named) -> bool:
    renamed = community.id is None and lock.definition == files.from_folder(into, definition)
    return renamed or lock.community == community.identity


def refuse_other_year(into: Path, lock: history.Lock | None, definition: Path, community: Community) -> None:
    """Raise OverwriteConflict where a folder holds another school year: its entries would leave members' calendars."""
    year = timeline.year_name(community)
    if lock is None or lock.year == year:
        return
    is_in_place = not lock.definition or lock.definition == files.from_folder(into, definition)
    apart = sentence("give {year} a folder of its own with --out", year=year)
    if is_in_place and lock.year < year:
        begin = f"cop-plan next {shlex.quote(str(definition))}"
        apart = sentence("type  {command}  to begin {year} in a folder of its own", command=begin, year=year)
    said = sentence("it holds the year {held}, and {file} is of {year}", held=lock.year, file=definition, year=year)
    hint = sentence(
        "{apart}; if {year} is a slip, write  year: {held}  again; if {held} was the slip, rename this folder",
        apart=apart,
        year=year,
        held=lock.year,
    )
    raise OverwriteConflict([(str(into), said)], hint)


def _from_timeline(
    into: Path, damaged: history.DamagedLock | None, needed: Sentence, *, force: bool
) -> tuple[history.Lock | None, tuple[Sentence, ...]]:
    file = str(into / history.FILE_NAME)
    if damaged is not None and damaged.is_newer:
        raise OverwriteConflict([(file, damaged.why)], sentence("update cop-plan"))
    data = files.existing(into, [history.TIMELINE_NAME]).get(history.TIMELINE_NAME)
    try:
        lock = history.from_timeline(data.decode("utf-8", "replace"), files.digest(data)) if data else None
    except history.DamagedLock:
        lock = None
    why = damaged.why if damaged is not None else sentence("there is none")
    if lock is not None:
        notice = sentence(
            "{file}: {why}; what was published is known from {timeline}",
            file=file,
            why=why,
            timeline=history.TIMELINE_NAME,
        )
        return lock, (notice,)
    if damaged is None:
        return None, ()
    if not force:
        one_side = sentence(
            "take the side that was shared last, git checkout --theirs {file} or --ours, and run this again", file=file
        )
        raise OverwriteConflict([(file, why)], one_side if damaged.is_merge else needed)
    return None, (sentence("{file}: {why}; it is begun anew", file=file, why=why),)


def identified(written: load.Loaded, lock: history.Lock | None) -> load.Loaded:
    """Return the community under the id that its calendars already have."""
    if lock is None or written.community.id is not None or lock.community == written.community.identity:
        return written
    community = written.community.model_copy(update={"id": lock.community})
    return replace(written, community=community)


def lock_of_year(lock: history.Lock | None, into: Path, definition: Path, loaded: load.Loaded) -> history.Lock:
    """Return the lock under which this year's files are written into a folder; None is that of a new folder."""
    community, year = loaded.community, timeline.year_name(loaded.community)
    if lock is not None:
        return replace(lock, year=year)
    return history.Lock(community.identity, year, files.from_folder(into, definition))


def new_files(pages: Mapping[str, bytes], on_disk: Mapping[str, bytes], lock: history.Lock) -> dict[str, bytes]:
    """Return the files that are other than what lies there, with the lock that knows the pages."""
    digests = {name: files.digest(content) for name, content in pages.items()}
    renewed = history.with_files(lock, digests, {name: files.digest(old) for name, old in on_disk.items()})
    contents = {**pages, history.FILE_NAME: history.dump(renewed).encode()}
    return {name: content for name, content in contents.items() if on_disk.get(name) != content}


def changed(
    into: Path,
    pages: Mapping[str, bytes],
    before: history.Lock | None,
    lock: history.Lock,
    *,
    force: bool,
) -> dict[str, bytes]:
    """Return the files that are other than what lies in a folder; `before` is the lock there, `lock` the new one.

    Raises OverwriteConflict where one would overwrite what a person wrote, without `force`.
    """
    on_disk = files.existing(into, [*pages, history.FILE_NAME])
    if not force:
        refuse_edited(into, pages, on_disk, before)
    return new_files(pages, on_disk, lock)


def edited(pages: Mapping[str, bytes], on_disk: Mapping[str, bytes], lock: history.Lock | None) -> list[str]:
    """Return which pages would be written over what a person, or another program, wrote."""
    return [
        name
        for name, content in pages.items()
        if (old := on_disk.get(name)) is not None
        and old != content
        and not history.is_ours(lock, name, files.digest(old))
    ]


def refuse_edited(
    into: Path, pages: Mapping[str, bytes], on_disk: Mapping[str, bytes], lock: history.Lock | None
) -> None:
    """Raise OverwriteConflict if writing would overwrite what a person, or another program, wrote."""
    names = edited(pages, on_disk, lock)
    if not names:
        return
    known_names = lock.files if lock else {}
    why = {name: _why_edited(on_disk[name], is_known=name in known_names) for name in names}
    differ = {str(into / name): _difference(pages[name], on_disk[name]) for name in names}
    hint = sentence("rename what is to be kept, or overwrite it with --force")
    raise OverwriteConflict([(str(into / name), reason) for name, reason in why.items()], hint, differ)


def _why_edited(content: bytes, *, is_known: bool) -> Sentence:
    if merges.problems(content.decode("utf-8", "replace"), ""):
        return sentence("git left both versions of a merge in it")
    return sentence("a person changed it") if is_known else sentence("cop-plan did not write it")


# So much of a difference is shown: enough to recognize it.
_LINES_SHOWN, _CHARACTERS_SHOWN = 8, 100
_LINES_COMPARED = 5000


def _difference(ours: bytes, theirs: bytes) -> list[str]:
    """Return the beginning of what was taken away from our file and put in; nothing of one that is no text."""
    from difflib import unified_diff  # costs an import that only a refusal needs

    old, new = (content.decode("utf-8", "replace").splitlines() for content in (ours, theirs))
    if b"\0" in theirs or max(len(old), len(new)) > _LINES_COMPARED:
        return []
    found = [line for line in unified_diff(old, new, n=0, lineterm="") if line[:3] not in ("---", "+++")]
    shown = [_cut(line) for line in found[:_LINES_SHOWN]]
    more = len(found) - len(shown)
    return [*shown, sentence("… and {count} lines more", count=more)] if more else shown


def _cut(line: str) -> str:
    return line if len(line) <= _CHARACTERS_SHOWN else line[: _CHARACTERS_SHOWN - 1] + "…"
