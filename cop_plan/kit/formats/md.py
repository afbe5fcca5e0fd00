"""A paper as Markdown, to change."""

from collections.abc import Mapping

from cop_plan.kit.formats import PaperFormat, PaperView


def make(view: PaperView) -> Mapping[str, bytes]:
    """Return the paper's text."""
    return {"md": view.written.markdown.encode()}


FORMAT = PaperFormat("md", ("md",), make, is_default=True, rank=10)
