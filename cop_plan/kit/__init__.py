"""Which documents the year needs, for whom, with which facts.

A *document* is one of a table; a *paper* is one copy of it, for one recipient. Its text is a template's; what the
template shows is made ready here and in `render`, so that no template computes.
"""

from cop_plan.kit.addresses import Address, Envelope, envelope
from cop_plan.kit.agenda_times import RESTS, TimedBlock, TooShortSession, UnevenAgenda, agenda
from cop_plan.kit.documents import DOCUMENTS, Document
from cop_plan.kit.facts import YearFacts
from cop_plan.kit.paper_copies import Paper, asked_for, papers, unknown

__all__ = [
    "DOCUMENTS",
    "RESTS",
    "Address",
    "Document",
    "Envelope",
    "Paper",
    "TimedBlock",
    "TooShortSession",
    "UnevenAgenda",
    "YearFacts",
    "agenda",
    "asked_for",
    "envelope",
    "papers",
    "unknown",
]
