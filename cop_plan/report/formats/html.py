"""The report as a page: `report.html`."""

from cop_plan.render.templates import html_text
from cop_plan.report.formats import ReportFormat, ReportView


def make(view: ReportView) -> str:
    """Return the page."""
    return html_text(view.rendered("report.html.j2"))


FORMAT = ReportFormat("html", make, is_default=True, rank=20)
