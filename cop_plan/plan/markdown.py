"""What `plan.md` shows beside what every page of the plan shows."""

from typing import Any

from cop_plan.plan import gantt
from cop_plan.render.year import Year


def view(year: Year) -> dict[str, Any]:
    """Return the chart of the year, and of every entry who sees to it and whether it is done."""
    return {
        "chart": gantt.chart(year),
        "owners": {one.entry.id: year.role(one.entry.owner) for one in year.published},
        "done": frozenset(one.entry.id for one in year.published if one.status == "done"),
    }
