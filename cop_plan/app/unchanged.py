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
from typing import TYPE_CHECKING, Any

from cop_plan.app.asked import Asked
from cop_plan.base import files
from cop_plan.base.version import __version__

if TYPE_CHECKING:
    from cop_plan.app.project import Project

# Packages whose other version could write other bytes.
_PACKAGES = ("holidays", "jinja2", "markdown_it_py", "tzdata")


def said(file: Path, asked: Asked, formats: Iterable[str]) -> str | None:
    """Return what to say where all outputs lie as they would be written now; None where that is not known.

    It was kept in the community's language, so that nothing has to be read for it.
    """
    content = files.read_cache(_name(file, asked))
    try:
        kept = json.loads(content) if content is not None else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(kept, dict) or kept.get("made_by") != _made_by(asked, formats) or "said" not in kept:
        return None
    seen = {**kept["read"], **kept["written"]}
    if files.stale_temp_files(Path(kept["folder"])):
        return None
    if any(files.digest_of(Path(path)) != digest for path, digest in seen.items()):
        return None
    return str(kept["said"])


def keep(project: "Project", formats: Iterable[str], written: Mapping[str, str]) -> None:
    """Keep what a run read and wrote; `written` are the digests of all outputs by their names, the lock's too."""
    into = project.folder.absolute()
    kept: dict[str, Any] = {
        "made_by": _made_by(project.asked, formats),
        "folder": str(project.folder),
        "said": project.messages("schedule.unchanged", folder=f"{project.folder}{os.sep}"),
        "read": project.read,
        "written": {str(into / name): digest for name, digest in written.items()},
    }
    files.write_cache(_name(project.file, project.asked), json.dumps(kept).encode())


def _name(file: Path, asked: Asked) -> str:
    where = [str(file.absolute()), str(asked.out and asked.out.absolute()), asked.is_shared]
    return f"unchanged-{files.digest(json.dumps(where).encode())[:40]}.json"


def _made_by(asked: Asked, formats: Iterable[str]) -> list[Any]:
    """Return all that decides what is written beside the files that are read and written."""
    held = sorted(asked.theme.files.items()) if asked.theme else None
    return [*_versions(), files.digest(repr(held).encode()), sorted(formats)]


@cache
def _versions() -> tuple[str, ...]:
    return (__version__, files.checkout_stamp(), *map(files.version_of, _PACKAGES))
