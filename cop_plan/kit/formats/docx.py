"""A paper as a Word file."""

from collections.abc import Mapping

from cop_plan.kit.formats import PaperFormat, PaperView


def make(view: PaperView) -> Mapping[str, bytes]:
    """Return the Word file."""
    return {"docx": view.word_file(view.written.markdown, view.written.title)}


FORMAT = PaperFormat("docx", ("docx",), make, rank=50)
