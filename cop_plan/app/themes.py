"""Read a theme: a folder of templates, styles and images that lie over the program's own."""

from pathlib import Path

from cop_plan import render
from cop_plan.base import files
from cop_plan.render.house import House


def read(folder: str) -> House:
    """Return a theme, looked through. Raises Problems, Unreadable."""
    found = House(folder, files.house(Path(folder)), files.template_names())
    render.check(found, files.template_text)
    return found
