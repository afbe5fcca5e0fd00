"""Whether a year would be written as it lies there already: a comparison of digests, without making the year.

What a run read and wrote is kept in the person's cache, under the definition and how it was asked for. If every file
that it read and every file that it wrote is still the same, and so are the versions of all that makes the outputs, the
year would be the same byte for byte.
"""

import json
import os
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from cop_plan.app.options import ProjectOptions
from cop_plan.base import files
from cop_plan.base.frozen import frozen
from cop_plan.base.version import __version__

if TYPE_CHECKING:
    from datetime import date

    from cop_plan.app.project import CommunityProject

# Packages whose other version could write other bytes.
_PACKAGES = ("holidays", "icalendar", "jinja2", "markdown_it_py", "recurring_ical_events", "segno", "tzdata")


class UnchangedOutputs(NamedTuple):
    """Where all outputs lie as they would be written now, and what to say of it in the community's language."""

    folder: Path
    said: str


def same(file: Path, asked: ProjectOptions, formats: Iterable[str]) -> UnchangedOutputs | None:
    """Return where a year lies as it would be written now; None where that is not known."""
    content = files.read_cache(_name(file, asked))
    try:
        kept = json.loads(content) if content is not None else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(kept, dict) or kept.get("made_by") != _made_by(asked, formats) or "said" not in kept:
        return None
    if files.stale_temp_files(Path(kept["folder"])):
        return None
    if any(files.state_of(Path(path)) != state for path, state in kept["read"].items()):
        return None
    if any(files.digest_of(Path(path)) != digest for path, digest in kept["written"].items()):
        return None
    return UnchangedOutputs(Path(kept["folder"]), str(kept["said"]))


def keep(project: "CommunityProject", formats: Iterable[str], written: Mapping[str, str]) -> None:
    """Keep what a run read and wrote; `written` are the digests of all outputs by their names, the lock's too."""
    keep_made(project.file, project.asked, formats, of_year(project, written))


@frozen
class MadeOf:
    """What a year was made of, and what lies there since: by names, those of the outputs in their folder.

    Of the files digests are kept, and of a folder that was read the state of its names: see `files.state_of`.
    """

    folder: Path
    said: str
    read: Mapping[str, str | None]
    written: Mapping[str, str]


def of_year(project: "CommunityProject", written: Mapping[str, str]) -> MadeOf:
    """Return what the year of a project was made of."""
    said = project.messages("schedule.unchanged", folder=f"{project.folder}{os.sep}")
    return MadeOf(project.folder, said, project.read, written)


def keep_made(file: Path, asked: ProjectOptions, formats: Iterable[str], made: MadeOf) -> None:
    """Keep what a year was made of, wherever it was made."""
    into = made.folder.absolute()
    kept: dict[str, Any] = {
        "made_by": _made_by(asked, formats),
        "folder": str(made.folder),
        "said": made.said,
        "read": made.read,
        "written": {str(into / name): digest for name, digest in made.written.items()},
    }
    files.write_cache(_name(file, asked), json.dumps(kept).encode())


def _name(file: Path, asked: ProjectOptions) -> str:
    where = [*_ways(file, asked.out), asked.is_shared]
    return f"unchanged-{files.digest(json.dumps(where).encode())[:40]}.json"


def _ways(*paths: Path | None) -> list[str]:
    """Return where paths lead, and how they are written: what is kept is said in the words of the same run."""
    return [str(way) for path in paths for way in (path, path and path.absolute())]


def _made_by(asked: ProjectOptions, formats: Iterable[str]) -> list[Any]:
    """Return all that decides what is written beside the files that are read and written."""
    held = sorted(asked.theme.files.items()) if asked.theme else None
    return [asked.language, *versions(), files.digest(repr(held).encode()), sorted(formats)]


@cache
def versions() -> tuple[str, ...]:
    """Return the versions of all that makes the outputs."""
    return (files.checkout_stamp(), *package_versions().values())


@cache
def package_versions() -> Mapping[str, str]:
    """Return the versions of cop-plan and of the packages whose other version could write other bytes."""
    return {"cop-plan": __version__, **{name: files.version_of(name) for name in _PACKAGES}}


class _KitRequestKey(Protocol):
    """What decides a kit beside the files that are read: see `app.kit.KitRequest`."""

    @property
    def today(self) -> "date": ...
    @property
    def documents(self) -> tuple[str, ...] | None: ...
    @property
    def for_(self) -> str | None: ...
    @property
    def days(self) -> int | None: ...
    @property
    def formats(self) -> tuple[str, ...]: ...
    @property
    def force(self) -> bool: ...
    @property
    def out(self) -> Path | None: ...
    @property
    def reported(self) -> Path | None: ...
    @property
    def letterhead(self) -> object: ...


def kit(project: "CommunityProject", order: _KitRequestKey) -> tuple[str, ...] | None:
    """Return what the kit's last run said if it would be written now as it lies there; None if that is not known."""
    content = files.read_cache(_kit_name(project, order)) if _can_be_kept(order) else None
    try:
        kept = json.loads(content) if content is not None else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(kept, dict) or kept.get("made_by") != _kit_made_by(project, order):
        return None
    if any(files.state_of(Path(path)) != state for path, state in kept["read"].items()):
        return None
    from cop_plan.schedule import history  # costs an import that a comparison of years does not need

    into = Path(kept["folder"])
    lock = files.existing(into, [history.FILE_NAME]).get(history.FILE_NAME, b"")
    if files.digest(lock) != kept["lock"]:
        return None
    written = history.parse(lock.decode()).files
    if any(files.stale_temp_files(folder) for folder in {(into / name).parent for name in written}):
        return None
    if any(files.digest_of(into / name) != digests.now for name, digests in written.items()):
        return None
    return tuple(kept["said"])


def keep_kit(
    project: "CommunityProject",
    order: _KitRequestKey,
    into: Path,
    read: Mapping[str, str | None],
    lock: bytes,
    said: Iterable[str],
) -> None:
    """Keep what a run of the kit read, the lock that knows all that lies there, and what the run said."""
    if _can_be_kept(order):
        kept: dict[str, Any] = {
            "made_by": _kit_made_by(project, order),
            "folder": str(into),
            "read": {**project.read, **read},
            "lock": files.digest(lock),
            "said": [*said],
        }
        files.write_cache(_kit_name(project, order), json.dumps(kept).encode())


def _can_be_kept(order: _KitRequestKey) -> bool:
    """Return whether nothing but what is known here decides a kit: a Word file is made by other packages too."""
    return not order.force and order.letterhead is None and "docx" not in order.formats


def _kit_name(project: "CommunityProject", order: _KitRequestKey) -> str:
    where = _ways(project.file, order.out, order.reported)
    return f"unchanged-kit-{files.digest(json.dumps(where).encode())[:40]}.json"


def _kit_made_by(project: "CommunityProject", order: _KitRequestKey) -> list[Any]:
    try:  # some messages carry a Word file where one can be made
        word: str | None = files.version_of("python_docx")
    except ModuleNotFoundError:
        word = None
    wanted = [word, order.documents and list(order.documents), order.for_, order.days, order.today.isoformat()]
    return [*_made_by(project.asked, order.formats), *wanted]
