"""What goes with a message: the calendar file of its session, and other documents of the kit.

A calendar file has the event that the published calendars have, with the same UID, sequence and stamp: it changes what
is there, and doubles nothing. Sources: RFC 5545; of requests and cancellations, RFC 5546, 3.2, and RFC 6047, 2.4.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cop_plan.base.errors import ValueProblem, ValueProblems
from cop_plan.base.translatable import sentence
from cop_plan.kit.addresses import envelope
from cop_plan.kit.documents import DOCUMENTS
from cop_plan.kit.formats import PaperView
from cop_plan.kit.messages import Attachment, CalendarRequest
from cop_plan.kit.paper_copies import Paper, asked_for
from cop_plan.plan.calendars import CalendarUser, Scheduling

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class MessageCalendar:
    """The calendar file of a message; a request that a mail program answers; what the message says of the file."""

    attached: Attachment
    request: CalendarRequest | None = None
    told: str | None = None


def is_to_nobody(view: PaperView) -> bool:
    """Return whether a message asks somebody to come whose address is not known."""
    return view.written.paper.document.calendar == "invitation" and not _addressees(view)


def _addressees(view: PaperView) -> tuple[CalendarUser, ...]:
    return tuple(CalendarUser(one.name, one.email) for one in envelope(view.written.paper, view.papers.facts).to)


def calendar(view: PaperView) -> MessageCalendar | None:
    """Return the calendar file of a paper's session; None for a document without one.

    Raises ValueProblems for a request that would come from nobody.
    """
    paper, papers = view.written.paper, view.papers
    leader, wanted = papers.facts.community.leadership.facilitator, paper.document.calendar
    if wanted is None or paper.session is None:
        return None
    organizer = CalendarUser(leader.name or "", leader.email) if leader.email else None
    if wanted == "invitation":
        if organizer is None:
            raise ValueProblems([ValueProblem(("leadership", "facilitator", "email"), *_NO_ORGANIZER)])
        (attendee,) = _addressees(view)
        asked = papers.calendar_file(paper.session, Scheduling("REQUEST", organizer, attendee))
        invite = Attachment("invite.ics", "application/ics", asked)
        return MessageCalendar(invite, CalendarRequest("REQUEST", asked))
    scheduling = Scheduling("CANCEL", organizer) if wanted == "cancellation" and organizer else None
    kind = 'text/calendar; charset="utf-8"' + (f"; method={scheduling.method}" if scheduling else "")
    name = f"{paper.name.split('/')[1]}.ics"
    told = papers.year.words("kit.calendar_cancels" if wanted == "cancellation" else "kit.calendar_attached", file=name)
    return MessageCalendar(Attachment(name, kind, papers.calendar_file(paper.session, scheduling)), told=told)


_NO_ORGANIZER = (
    sentence("a calendar invitation comes from the facilitator, whose email is missing"),
    sentence("write  email: name@example.org"),
)


def documents(view: PaperView) -> Iterator[Attachment]:
    """Yield the documents that go with a message: as Word files where these can be made, else as pages."""
    paper, papers = view.written.paper, view.papers
    if paper.document.each_time and not papers.facts.is_last_letter(paper):
        return
    for name in paper.document.attach:
        document = DOCUMENTS[name]
        asked = asked_for(papers.year.timeline).get(name, ())
        to_fill_in = Paper(document, f"{name}/blank", asked)
        if document.recipient == paper.document.recipient == "member":
            member = (paper.member, paper.school, paper.jurisdiction)
            to_fill_in = Paper(document, f"{name}/{paper.name.split('/')[1]}", asked, None, *member)
        written = papers.written(to_fill_in)
        try:
            content = view.word_file(written.markdown, written.title)
        except ModuleNotFoundError as missing:
            if missing.name != "docx":
                raise
            yield Attachment(f"{name}.html", 'text/html; charset="utf-8"', papers.page(written).encode())
        else:
            yield Attachment(f"{name}.docx", _WORD, content)
