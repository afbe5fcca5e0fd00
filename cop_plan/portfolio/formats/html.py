"""The portfolio as a page: `index.html`, in one file, with nothing fetched from anywhere."""

from collections.abc import Mapping

from cop_plan.portfolio.formats import PortfolioFormat, PortfolioView


def make(view: PortfolioView) -> Mapping[str, bytes]:
    """Return the page."""
    from cop_plan.portfolio import page
    from cop_plan.render.templates import html_text

    shown = page.view(view)
    text = view.templates.get_template("portfolio.html.j2").render(shown)
    return {"index.html": html_text(text).encode()}


FORMAT = PortfolioFormat("html", ("index.html",), make, rank=10)
