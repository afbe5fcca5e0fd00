"""How a definition is to be read."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from cop_plan.base.frozen import frozen

if TYPE_CHECKING:
    from cop_plan.render.theme import Theme

STDIN = Path("-")
"""What a person names to have standard input read; its content is given."""


@frozen
class ProjectOptions:
    """How a definition is to be read.

    `out` is the folder of its outputs for this run, None for the one that it names itself; with `is_shared` other
    definitions have theirs there too, and this one's is a folder in it. `content` and `tables` stand for what the
    definition and the lists beside it will hold, before they are written. `language` is the one in which the run speaks
    to whoever runs it, None for the community's. With `is_newest` a published year takes the newest patterns and
    holidays, as the program has them now.
    """

    out: Path | None = None
    is_shared: bool = False
    theme: "Theme | None" = None
    content: bytes | None = None
    tables: Mapping[str, bytes] = field(default_factory=dict)
    language: str | None = None
    is_newest: bool = False


def shared(definitions: Sequence[Path], out: Path | None) -> set[Path]:
    """Return the definitions of a run whose outputs would lie in one folder with another's."""
    if out is not None:
        return set(definitions) if len(definitions) > 1 else set()
    parents = [one.parent for one in definitions]
    return {one for one in definitions if parents.count(one.parent) > 1}
