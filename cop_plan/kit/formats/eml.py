"""A message as a draft for a mail program."""

from collections.abc import Mapping

from cop_plan.kit.formats import PaperFormat, PaperView


def make(view: PaperView) -> Mapping[str, bytes]:
    """Return the draft; nothing for a paper that is no message. Raises ValueProblems of its addresses."""
    from cop_plan import kit
    from cop_plan.kit import messages
    from cop_plan.render import markup

    written, papers = view.written, view.papers
    paper = written.paper
    if not papers.is_message(paper):
        return {}
    envelope = kit.envelope(paper, papers.facts, papers.present(paper))
    return {"eml": messages.draft(envelope, written.title, markup.plain(written.message), papers.mail(written))}


FORMAT = PaperFormat("eml", ("eml",), make, is_default=True, rank=30)
