"""From values to text: the template engine, a theme over ours, Markdown, iCalendar text, the words of a language.

What needs the template engine is imported when it is first asked for: who only needs words does without.
"""

from typing import TYPE_CHECKING, Any

from cop_plan.render.year import Year

if TYPE_CHECKING:
    from cop_plan.render.templates import TemplateText, check, environment, html_text, markdown_text, mermaid_text

__all__ = [
    "TemplateText",
    "Year",
    "check",
    "environment",
    "html_text",
    "markdown_text",
    "mermaid_text",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'cop_plan.render' has no attribute {name!r}")
    from cop_plan.render import templates

    return getattr(templates, name)
