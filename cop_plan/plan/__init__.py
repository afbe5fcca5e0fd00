"""The dated year as files: the plan to read, its page, calendars and data, made from the templates.

Templates are texts that the caller brings; nothing here touches the disk. What a template shows is made ready here, in
the language of the community, so that no template computes.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from cop_plan.base.errors import Problem, Problems, quote
from cop_plan.base.translatable import counted, sentence
from cop_plan.plan import formats

if TYPE_CHECKING:
    import jinja2

    from cop_plan.plan.due import ReadyDocuments
    from cop_plan.render.theme import Theme
    from cop_plan.render.year import Year


def pages(
    year: "Year",
    wanted: Iterable[str],
    templates: "jinja2.Environment",
    theme: "Theme | None" = None,
    before: Mapping[str, bytes] | None = None,
    ready: "ReadyDocuments | None" = None,
) -> dict[str, bytes]:
    """Return the content of every page of the wanted formats by its file's name.

    `templates` are those of the theme too, if there is one; `before` and `ready` are as in `formats.View`. Raises
    Problems of templates, ValueError for a format that there is not.
    """
    names = set(wanted)
    if unknown := names.difference(formats.names()):
        raise ValueError(f"no format is called {quote(min(unknown))}: choose from {', '.join(formats.names())}")
    view, made = formats.View(year, templates, before or {}, ready or {}), dict[str, str]()
    for one in formats.every():
        if one.name in names:
            made.update(one.make(view))
    if theme is not None:
        look_over(year, made, theme)
    return {name: text.encode() for name, text in made.items()}


def look_over(year: "Year", made: Mapping[str, str], theme: "Theme") -> None:
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
            said = counted(
                len(shown), "it shows the address of {number} member", "it shows the address of {number} members"
            )
            hint = sentence("the page is for everyone: members' addresses stay in their list")
            wrong.append(Problem(theme.place(template), "", said, hint))
    if wrong:
        raise Problems(wrong)
