"""A paper as a page to print."""

from collections.abc import Mapping

from cop_plan.kit.formats import PaperFormat, PaperView


def make(view: PaperView) -> Mapping[str, bytes]:
    """Return the page."""
    return {"html": view.papers.page(view.written).encode()}


FORMAT = PaperFormat("html", ("html",), make, is_default=True, rank=20)
