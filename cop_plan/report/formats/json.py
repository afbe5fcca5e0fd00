"""The report as data, which later reports read: `report.json`."""

from cop_plan.report import pages
from cop_plan.report.formats import ReportFormat, ReportView


def make(view: ReportView) -> str:
    """Return the data."""
    return pages.report_json(view.report, view.year)


FORMAT = ReportFormat("json", make, is_default=True, rank=30)
