"""From values to text: the template engine, a theme over ours, Markdown, iCalendar text, the words of a language."""

from cop_plan.render.templates import TemplateText, check, environment, html_text, markdown_text, mermaid_text
from cop_plan.render.year import Year

__all__ = [
    "Keeper",
    "TemplateText",
    "Year",
    "check",
    "environment",
    "html_text",
    "markdown_text",
    "mermaid_text",
]
