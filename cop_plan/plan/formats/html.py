"""The plan as a page to share: `plan.html`."""

from collections.abc import Mapping

from cop_plan.plan.formats import Format, View


def make(view: View) -> Mapping[str, str]:
    """Return the page."""
    from cop_plan.plan import page
    from cop_plan.render.templates import html_text

    shown = {**view.plan, **page.view(view.year, view.plan, view.templates)}
    return {"plan.html": html_text(view.rendered("plan.html.j2", shown))}


FORMAT = Format("html", ("plan.html",), make, is_default=True, rank=20)
