"""Where the outputs of a definition go, what the folder remembers of them, and whose its files are."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cop_plan.base import files
from cop_plan.base.errors import Foreign, quote
from cop_plan.cli import shell
from cop_plan.definition import load
from cop_plan.schedule import history, timeline

NEEDED_TO_UPDATE = f"bring {history.FILE_NAME} back from a copy, or begin anew with --force: calendars may show doubles"


def choose(definition: Path, out: str | None, definitions: Sequence[Path]) -> Callable[[load.Loaded], Path]:
    """Return how the folder of a definition's outputs is found once it is loaded.

    It is `plan/` beside the definition, or `--out`; where several definitions of a run share it, each has a folder in
    it, named by the community's id.
    """
    base = Path(out) if out is not None else definition.parent / shell.DEFAULT_FOLDER
    neighbours = definitions if out is not None else [one for one in definitions if one.parent == definition.parent]
    if len(neighbours) < 2:
        return lambda _: base
    return lambda loaded: _known_before(base, definition, loaded) or base / loaded.community.identity


def _known_before(base: Path, definition: Path, loaded: load.Loaded) -> Path | None:
    """Return the folder in which a definition was written before, perhaps under another name of the community."""
    if loaded.community.id is not None:
        return None
    for folder in files.folders_in(base):
        lock = _read(folder)
        if isinstance(lock, history.Lock) and lock.definition == files.from_folder(folder, definition):
            return folder
    return None


def _read(folder: Path) -> history.Lock | history.DamagedLock | None:
    text = files.existing(folder, [history.FILE_NAME]).get(history.FILE_NAME)
    if text is None:
        return None
    try:
        return history.parse(text.decode("utf-8", "replace"))
    except history.DamagedLock as damaged:
        return damaged


def remembered(folder: Path, definition: Path, loaded: load.Loaded, *, force: bool = False) -> history.Lock | None:
    """Return what the folder remembers, or None for a new one. Raises Foreign where it is another's or cannot be told.

    A lock that is lost or damaged is made again from the timeline's file; with `force` it is begun anew where that is
    not there either.
    """
    lock = _read(folder)
    if not isinstance(lock, history.Lock):
        lock = _from_timeline(folder, lock, force=force)
    if lock is None:
        return None
    community = loaded.community
    renamed = community.id is None and lock.definition == files.from_folder(folder, definition)
    if lock.community != community.identity and not renamed:
        said = f"it belongs to the community {quote(lock.community)}"
        raise Foreign([(str(folder), said)], "give this one a folder of its own with --out")
    return lock


def _from_timeline(folder: Path, damaged: history.DamagedLock | None, *, force: bool) -> history.Lock | None:
    file = str(folder / history.FILE_NAME)
    if damaged is not None and damaged.is_newer:
        raise Foreign([(file, str(damaged))], "update cop-plan")
    data = files.existing(folder, [history.TIMELINE_NAME]).get(history.TIMELINE_NAME)
    try:
        lock = history.from_timeline(data.decode("utf-8", "replace"), files.digest(data)) if data else None
    except history.DamagedLock:
        lock = None
    why = str(damaged) if damaged is not None else "there is none"
    if lock is not None:
        shell.say(f"{file}: {why}; what was published is known from {history.TIMELINE_NAME}")
    elif damaged is not None and not force:
        raise Foreign([(file, why)], NEEDED_TO_UPDATE)
    elif damaged is not None:
        shell.say(f"{file}: {why}; it is begun anew")
    return lock


def identified(loaded: load.Loaded, lock: history.Lock | None) -> load.Loaded:
    """Return the community under the id that its calendars already have."""
    if lock is None or loaded.community.id is not None:
        return loaded
    community = loaded.community.model_copy(update={"id": lock.community})
    return load.Loaded(community, loaded.tree, loaded.file)


def first_lock(folder: Path, definition: Path, loaded: load.Loaded) -> history.Lock:
    """Return the lock of a folder in which nothing was written before."""
    community = loaded.community
    return history.Lock(community.identity, timeline.year_name(community), files.from_folder(folder, definition))


def new_files(pages: Mapping[str, bytes], on_disk: Mapping[str, bytes], lock: history.Lock) -> dict[str, bytes]:
    """Return the files that are other than what lies there, with the lock that knows the pages."""
    digests = {name: files.digest(content) for name, content in pages.items()}
    known = history.with_files(lock, digests, {name: files.digest(old) for name, old in on_disk.items()})
    contents = {**pages, history.FILE_NAME: history.dump(known).encode()}
    return {name: content for name, content in contents.items() if on_disk.get(name) != content}


def refuse_foreign(
    folder: Path, pages: Mapping[str, bytes], on_disk: Mapping[str, bytes], lock: history.Lock | None
) -> None:
    """Raise Foreign if writing would overwrite what a person, or another program, wrote."""
    foreign, differ = [], {}
    for name, content in pages.items():
        old = on_disk.get(name)
        if old is None or old == content or history.is_ours(lock, name, files.digest(old)):
            continue
        known = lock is not None and name in lock.files
        file = str(folder / name)
        foreign.append((file, "a person changed it" if known else "cop-plan did not write it"))
        differ[file] = _difference(content, old)
    if foreign:
        raise Foreign(foreign, "rename what is to be kept, or overwrite it with --force", differ)


# So much of a difference is shown: enough to recognize it.
_LINES_SHOWN, _LETTERS_SHOWN = 8, 100
_LINES_COMPARED = 5000


def _difference(ours: bytes, theirs: bytes) -> list[str]:
    """Return the beginning of what was taken away from our file and put in; nothing of one that is no text."""
    from difflib import unified_diff  # costs an import that only a refusal needs

    old, new = (content.decode("utf-8", "replace").splitlines() for content in (ours, theirs))
    if b"\0" in theirs or max(len(old), len(new)) > _LINES_COMPARED:
        return []
    found = [line for line in unified_diff(old, new, n=0, lineterm="") if line[:3] not in ("---", "+++")]
    shown = [line if len(line) <= _LETTERS_SHOWN else line[: _LETTERS_SHOWN - 1] + "…" for line in found[:_LINES_SHOWN]]
    more = len(found) - len(shown)
    return [*shown, f"… and {more} lines more"] if more else shown
