"""A message as a draft for a mail program, with the files that go with it."""

from collections.abc import Mapping

from cop_plan.kit.formats import PaperFormat, PaperView


def make(view: PaperView) -> Mapping[str, bytes]:
    """Return the draft; nothing for a paper that is no message, or for a request to nobody.

    Raises ValueProblems of its addresses.
    """
    from cop_plan import kit
    from cop_plan.kit import attachments, messages
    from cop_plan.render import markup

    written, papers = view.written, view.papers
    paper = written.paper
    if not papers.is_message(paper) or attachments.is_to_nobody(view):
        return {}
    envelope = kit.envelope(paper, papers.facts, papers.present(paper))
    calendar = attachments.calendar(view)
    attached = [*([calendar.attached] if calendar else ()), *attachments.documents(view)]
    body = papers.message(written)
    if calendar and calendar.told:
        body += f"\n{calendar.told}\n"
    request = calendar.request if calendar else None
    page = papers.mail(written, body)
    return {"eml": messages.draft(envelope, written.title, markup.plain(body), page, attached, request)}


FORMAT = PaperFormat("eml", ("eml",), make, is_default=True, rank=30)
