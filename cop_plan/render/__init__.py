"""From the timeline to pages, through the templates.

Templates are texts that the caller brings; nothing here touches the disk. What a template shows is made ready here, in
the language of the community, so that no template computes.
"""

from collections.abc import Iterable

from cop_plan.render import markdown, page, plan
from cop_plan.render.calendars import icalendar, personal, to_dos
from cop_plan.render.changes import changed, changes_page
from cop_plan.render.data import timeline_json
from cop_plan.render.templates import Keeper, TemplateText, environment, html_text, markdown_text, mermaid_text
from cop_plan.render.year import Year

__all__ = [
    "Keeper",
    "TemplateText",
    "Year",
    "changed",
    "changes_page",
    "environment",
    "markdown_text",
    "mermaid_text",
    "pages",
    "personal",
    "plan",
    "timeline_json",
]


def pages(
    year: Year, formats: Iterable[str], template_text: TemplateText, keeper: Keeper | None = None
) -> dict[str, bytes]:
    """Return the content of every page of the wanted formats by its file's name.

    The formats are `md`, `html`, `ics`, `todos`, `json`.
    """
    templates = environment(template_text, keeper)
    made: dict[str, str] = {}
    wanted = set(formats)
    shown = plan.view(year) if wanted & {"md", "html"} else {}
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
    return {name: text.encode() for name, text in made.items()}
