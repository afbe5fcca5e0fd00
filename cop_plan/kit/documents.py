"""The documents that ship with the program, as `render.documents` reads them from their templates."""

from cop_plan.render.documents import Document, Recipient, shipped

__all__ = ["DOCUMENTS", "Document", "Recipient"]

DOCUMENTS = shipped()
"""Every document by its name, in the order of the year."""
