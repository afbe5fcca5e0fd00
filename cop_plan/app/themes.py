"""Read a theme: a folder of templates, styles and images that lie over the program's own."""

from pathlib import Path

from cop_plan import render
from cop_plan.base import files
from cop_plan.render.theme import Theme


def read(folder: str) -> Theme:
    """Return a theme, looked through. Raises Problems, Unreadable."""
    found = Theme(folder, files.theme(Path(folder)), files.template_names())
    render.check(found, files.template_text)
    return found
