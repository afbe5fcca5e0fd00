"""The formats of a report: one module a format, found by itself, with one `FORMAT`, and named as it is.

`docs/extending.md` shows a whole one.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from cop_plan.base import modules
from cop_plan.base.errors import quote
from cop_plan.base.frozen import frozen
from cop_plan.render import prose
from cop_plan.report import pages as report_pages
from cop_plan.report.values import Report, Rollup

if TYPE_CHECKING:
    import jinja2

    from cop_plan.render.theme import Theme
    from cop_plan.render.year import Year


@frozen
class ReportView:
    """What the formats of a report are made from; what several of them show is worked out once."""

    report: Report | Rollup
    year: "Year"
    templates: "jinja2.Environment"

    @cached_property
    def shown(self) -> Mapping[str, Any]:
        """Return what the templates of a report show."""
        return report_pages.view(self.report, self.year)

    def rendered(self, template: str) -> str:
        """Return the text that a template makes of the report."""
        return self.templates.get_template(template).render(self.shown)


@frozen
class ReportFormat:
    """A format of a report, whose file ends in its name. `make` returns the text of the file.

    A default is written unless others are asked for. One of lower `rank` comes earlier wherever formats are listed.
    """

    name: str
    make: Callable[[ReportView], str]
    is_default: bool = False
    rank: int = 50


@cache
def every() -> tuple[ReportFormat, ...]:
    """Return all formats, in their order."""
    found: list[ReportFormat] = modules.values("report.formats", "FORMAT")
    return tuple(sorted(found, key=lambda one: (one.rank, one.name)))


def names() -> tuple[str, ...]:
    """Return the names of all formats, in their order."""
    return tuple(one.name for one in every())


def defaults() -> tuple[str, ...]:
    """Return the names of those that are written unless others are asked for."""
    return tuple(one.name for one in every() if one.is_default)


def pages(
    report: Report | Rollup,
    year: "Year",
    wanted: Iterable[str],
    templates: "jinja2.Environment",
    theme: "Theme | None" = None,
) -> dict[str, bytes]:
    """Return a report in the wanted formats, by the names of the files.

    The roll-up of the first survey and the interim report have names of their own, since later reports read them.
    `templates` are those of the theme too, if there is one. Raises Problems of templates, ValueError for a format that
    there is not.
    """
    wanted, stem = set(wanted), report_pages.stem(report)
    if unknown := wanted.difference(names()):
        raise ValueError(f"no format is called {quote(min(unknown))}: choose from {', '.join(names())}")
    prose.add_filters(templates)
    view = ReportView(report, year, templates)
    made = {f"{stem}.{one.name}": one.make(view) for one in every() if one.name in wanted}
    if theme is not None:
        from cop_plan.render import content_security_policy

        content_security_policy.check(
            [(text, "report.html.j2") for file, text in made.items() if file.endswith(".html")], theme
        )
    return {file: text.encode() for file, text in made.items()}
