"""cop-plan: a planner for communities of practice.

The public interface: `open` reads a definition; what follows from it are properties and methods of the `Project` that
it returns. docs/api.md shows each with an example.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cop_plan.base.version import __version__ as __version__

if TYPE_CHECKING:
    from cop_plan.app.api import Finding, Project, Status, Written
    from cop_plan.base.errors import OverwriteConflict, Problem, Problems, Unreadable
    from cop_plan.report.values import Report
    from cop_plan.schedule.timeline import Entry, Timeline

__all__ = [
    "Entry",
    "Finding",
    "OverwriteConflict",
    "Problem",
    "Problems",
    "Project",
    "Report",
    "Status",
    "Timeline",
    "Unreadable",
    "Written",
    "open",
]

_HOMES = {
    "Entry": "schedule.timeline",
    "Finding": "app.api",
    "OverwriteConflict": "base.errors",
    "Problem": "base.errors",
    "Problems": "base.errors",
    "Project": "app.api",
    "Report": "report.values",
    "Status": "app.api",
    "Timeline": "schedule.timeline",
    "Unreadable": "base.errors",
    "Written": "app.api",
}


def open(path: str | Path) -> "Project":  # noqa: A001  # as one opens a file
    """Read a definition: a file, or the folder in which one lies.

    Raises Problems with everything that is wrong with it, each with file, line and column, and Unreadable for a file
    that cannot be read.
    """
    from cop_plan.app import api

    return api.opened(Path(path))


def __getattr__(name: str) -> Any:
    """Import a name of the interface when it is first asked for: `import cop_plan` alone costs next to nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'cop_plan' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"cop_plan.{_HOMES[name]}"), name)
