"""The progress record of a definition, as the commands read it, and names as the shell completes them."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from cop_plan.base import files
from cop_plan.base.errors import Problem
from cop_plan.cli import shell
from cop_plan.definition import load, nodes
from cop_plan.schedule import drafts, progress, timeline


@dataclass(frozen=True)
class Recorded:
    """What a record tells of a year. `problems` are those of rows that name no entry; `rows` counts all."""

    file: Path
    rows: int
    done: Mapping[str, progress.Done]
    problems: tuple[Problem, ...]


def path(loaded: load.Loaded) -> Path:
    """Return where the progress record lies."""
    return Path(loaded.file).parent / loaded.community.records.progress


def read(loaded: load.Loaded, dated: timeline.Timeline) -> Recorded:
    """Return what the record tells; one that is not there yet tells nothing. Raises Problems, Unreadable."""
    content = files.read_if_there(path(loaded), nodes.LARGEST_BYTES)
    return joined(content or b"", loaded, dated)


def joined(content: bytes, loaded: load.Loaded, dated: timeline.Timeline) -> Recorded:
    """Return what a record of such content tells. Raises Problems."""
    file = path(loaded)
    record = load.progress(content, str(file))
    done, complaints = progress.join(dated, record.rows)
    return Recorded(file, len(record.rows), done, record.problems(complaints).problems)


def entry(dated: timeline.Timeline, name: str) -> timeline.Entry:
    """Return the entry of a name on the command line. Raises what says that there is none."""
    found = progress.found(dated, name)
    if isinstance(found, timeline.Entry):
        return found
    raise typer.BadParameter(f"{found.message}; {found.hint}" if found.hint else found.message)


# What the shell completes. Whatever is wrong with the definition, there is nothing to complete then.


def complete_entry(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the names, with titles, of what is not done yet."""
    with contextlib.suppress(Exception):
        return [one for one in _open(context) if one[0].startswith(incomplete.casefold())]
    return []


def _open(context: typer.Context) -> Iterator[tuple[str, str]]:
    loaded = _loaded(context)
    done = set()
    with contextlib.suppress(Exception):  # a record with problems completes too
        content = files.read_if_there(path(loaded), nodes.LARGEST_BYTES) or b""
        done = {row.name for row in load.progress(content, "").rows}
    chosen = set(context.params.get("names") or ())
    # Their dates do not matter here, and neither do the holidays, which take longer than all the rest.
    for draft in drafts.draw(loaded.community, loaded.is_own).in_order:
        if draft.id not in done | chosen:
            yield draft.id, " ".join(draft.title.split())


def complete_owner(context: typer.Context, incomplete: str) -> list[str]:
    """Return the names of those who see to something."""
    with contextlib.suppress(Exception):
        loaded = _loaded(context)
        drawn = drafts.draw(loaded.community, loaded.is_own).in_order
        owners = dict.fromkeys(progress.owner_of(draft.part) for draft in drawn)
        return [one for one in owners if one and one.casefold().startswith(incomplete.casefold())]
    return []


def _loaded(context: typer.Context) -> load.Loaded:
    # While the value of an option is still missing, nothing of the line is assigned yet.
    words = [context.params.get("definition"), *(word for word in context.args if not word.startswith("-"))]
    definition = Path(str(next(word for word in words if word))).expanduser()
    if not definition.is_file():  # a pipe would wait
        raise FileNotFoundError
    return shell.loaded(definition)


def entry_data(one: timeline.Entry) -> dict[str, Any]:
    """Return an entry as plain data."""
    return {
        "id": one.id,
        "title": one.title,
        "part_of": one.part_of,
        "kind": one.kind,
        "date": one.day.isoformat(),
        "start": one.start and one.start.isoformat(),
        "end": one.end and one.end.isoformat(),
        "where": one.where,
        "link": one.link,
        "owner": one.owner,
    }
