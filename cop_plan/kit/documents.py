"""The documents of the year, as a table: for whom each is, and whether it is sent as a message.

Source: the field's own documents, row by row in `domain.md`; what each must contain stands in its template.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cop_plan.definition.community import SESSIONS, Kind

Recipient = Literal["community", "sponsor", "member", "school", "jurisdiction", "session", "organization", "team"]
"""For whom there is a copy: one for the whole community, or one for each member, school, jurisdiction or session."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the kit.

    A `message` is also written as a draft to send. `kinds` are the sessions that have it, for one that is made for each
    session. A `form` collects answers or signatures, and so has a privacy notice. One that is `each_time` is made anew
    for every entry that asks for it.
    """

    name: str
    recipient: Recipient
    message: bool = False
    form: bool = False
    each_time: bool = False
    kinds: frozenset[Kind] = frozenset()


_FACE_TO_FACE: frozenset[Kind] = frozenset(("gathering", "visit"))

_TABLE = (
    Document("charter", "community"),
    Document("case-for-sponsorship", "sponsor", message=True),
    Document("invitation", "member", message=True),
    Document("letter-of-agreement", "member", form=True),
    Document("principal-brief", "school", message=True),
    Document("confirmation", "member", message=True),
    Document("agenda", "session", message=True, kinds=SESSIONS),
    Document("host-checklist", "session", kinds=_FACE_TO_FACE),
    Document("presenter-brief", "session", message=True, kinds=SESSIONS),
    Document("sign-in-sheet", "session", kinds=SESSIONS),
    Document("baseline-survey", "community", form=True),
    Document("final-survey", "community", form=True),
    Document("orientation-letter", "community", message=True),
    Document("webinar-guide", "session", message=True, kinds=frozenset(("webinar",))),
    Document("reminder", "session", message=True, kinds=SESSIONS),
    Document("thanks", "session", message=True, kinds=SESSIONS),
    Document("absentee", "session", message=True, kinds=SESSIONS),
    Document("webinars-letter", "community", message=True, each_time=True),
    Document("in-between", "community", message=True, each_time=True),
    Document("success-story", "member", form=True),
    Document("final-product", "member", form=True),
    Document("capacity-building-planner", "jurisdiction"),
    Document("commitment-card", "member", form=True),
    Document("impact-reflection", "member"),
    Document("donation-request", "organization", message=True),
    Document("certificate", "member"),
    Document("thank-you", "member", message=True),
    Document("thank-jurisdictions", "jurisdiction", message=True),
    Document("public-summary", "community"),
    Document("closing-checklist", "team"),
)

DOCUMENTS: Mapping[str, Document] = {document.name: document for document in _TABLE}
"""Every document by its name, in the order of the year."""
