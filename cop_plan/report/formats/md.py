"""The report to read: `report.md`."""

from cop_plan.report.formats import ReportFormat, ReportView


def make(view: ReportView) -> str:
    """Return the report as Markdown."""
    return view.rendered("report.md.j2")


FORMAT = ReportFormat("md", make, is_default=True, rank=10)
