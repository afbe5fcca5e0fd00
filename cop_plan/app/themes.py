"""Read a theme: a folder of templates, styles and images that lie over the program's own."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cop_plan import render
from cop_plan.base import files
from cop_plan.render.theme import Theme

if TYPE_CHECKING:
    import jinja2


# So many themes a run keeps: communities mostly share one.
_KEPT = 4

_Files = tuple[tuple[str, bytes | None], ...]


def read(folder: str) -> Theme:
    """Return a theme as it lies there, looked through. Raises Problems, Unreadable."""
    return _looked_through(folder, tuple(files.theme(Path(folder)).items()))


@lru_cache(_KEPT)
def _looked_through(folder: str, held: _Files) -> Theme:
    found = Theme(folder, dict(held), files.template_names())
    render.check(found, files.template_text)
    return found


def templates(theme: Theme) -> "jinja2.Environment":
    """Return the templates of a theme over the program's own: the same ones for all communities that wear it."""
    return _templates(theme.folder, tuple(theme.files.items()))


@lru_cache(_KEPT)
def _templates(folder: str, held: _Files) -> "jinja2.Environment":
    theme = Theme(folder, dict(held), files.template_names())
    return render.environment(files.template_text, theme=theme)
