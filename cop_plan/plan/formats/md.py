"""The plan to read: `plan.md`."""

from collections.abc import Mapping

from cop_plan.plan.formats import Format, View


def make(view: View) -> Mapping[str, str]:
    """Return the plan with the chart of the year, and of every entry whether it is done and who sees to it.

    What the facilitator sees to names nobody.
    """
    from cop_plan.plan import gantt

    year = view.year
    own = {
        "chart": gantt.chart(year),
        "owners": {one.entry.id: year.role(one.entry.named_owner) for one in year.published},
        "done": frozenset(one.entry.id for one in year.published if one.status == "done"),
    }
    return {"plan.md": view.rendered("plan.md.j2", {**view.plan, **own})}


FORMAT = Format("md", ("plan.md",), make, is_default=True, rank=10, for_team=("plan.md",))
