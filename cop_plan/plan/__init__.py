"""The dated year as files: the plan to read, its page, calendars and data, made from the templates.

Templates are texts that the caller brings; nothing here touches the disk. What a template shows is made ready here, in
the language of the community, so that no template computes.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import jinja2

from cop_plan.base.errors import Problem, Problems
from cop_plan.plan import markdown, overview, page
from cop_plan.plan.calendars import icalendar, personal, to_dos
from cop_plan.plan.changes import changed, changes_page
from cop_plan.plan.data import timeline_json
from cop_plan.render.templates import html_text
from cop_plan.render.year import Year

if TYPE_CHECKING:
    from cop_plan.render.theme import Theme

__all__ = ["changed", "changes_page", "look_over", "overview", "pages", "personal", "timeline_json"]


def pages(
    year: Year, formats: Iterable[str], templates: jinja2.Environment, theme: "Theme | None" = None
) -> dict[str, bytes]:
    """Return the content of every page of the wanted formats by its file's name.

    The formats are `md`, `html`, `ics`, `todos`, `json`. `templates` are those of the theme too, if there is one.
    Raises Problems of templates.
    """
    made: dict[str, str] = {}
    wanted = set(formats)
    shown = overview.view(year) if wanted & {"md", "html"} else {}
    if "md" in wanted:
        made["plan.md"] = templates.get_template("plan.md.j2").render({**shown, **markdown.view(year)})
    if "html" in wanted:
        text = templates.get_template("plan.html.j2").render(shown | page.view(year, shown, templates))
        made["plan.html"] = html_text(text)
    if "ics" in wanted:
        made["calendar.ics"] = icalendar(year, templates, participants=True)
        made["team.ics"] = icalendar(year, templates, participants=False)
    if "todos" in wanted:
        made["team-todos.ics"] = to_dos(year, templates)
    if "json" in wanted:
        made["timeline.json"] = timeline_json(year)
    if theme is not None:
        look_over(year, made, theme)
    return {name: text.encode() for name, text in made.items()}


def look_over(year: Year, made: Mapping[str, str], theme: "Theme") -> None:
    """Look over what a theme's templates made, by the files' names, before it is shared.

    Raises Problems where a page has what its policy keeps from working, or shows a member's address that no template
    itself holds.
    """
    from cop_plan.render import content_security_policy

    held = "".join(theme.templates().values()).casefold()
    wrong: list[Problem] = []
    for name, text in made.items():
        template = f"{name}.j2"
        if name.endswith(".html"):
            wrong.extend(content_security_policy.refused(text, template, theme))
        if not name.endswith(".json") and (shown := [one for one in year.addresses_in(text) if one not in held]):
            said = f"it shows the address of {len(shown)} member{'s' if len(shown) > 1 else ''}"
            hint = "the page is for everyone: members' addresses stay in their list"
            wrong.append(Problem(theme.place(template), "", said, hint))
    if wrong:
        raise Problems(wrong)
