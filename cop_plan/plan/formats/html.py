"""The year as pages: `plan.html` for members and whoever else reads it, `team.html` for those who run the year.

`year.html` is for the wall: the year on one sheet, then a sheet a month.
"""

from collections.abc import Mapping

from cop_plan.plan.formats import Format, View


def make(view: View) -> Mapping[str, str]:
    """Return the pages."""
    from cop_plan.plan import page, team_page, year_sheet
    from cop_plan.render.templates import html_text

    shown = {
        "plan.html": page.view(view.year, view.plan, view.templates),
        "team.html": team_page.view(view.year, view.plan, view.templates, view.ready),
        "year.html": year_sheet.view(view.year),
    }
    return {name: html_text(view.rendered(f"{name}.j2", {**view.plan, **own})) for name, own in shown.items()}


FORMAT = Format(
    "html",
    ("plan.html", "team.html", "year.html"),
    make,
    is_default=True,
    rank=20,
    to_share=("plan.html", "year.html"),
    for_team=("team.html",),
)
