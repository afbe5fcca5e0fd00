"""The environment of the templates: where they come from, the filters for foreign text, the policy of a page.

HTML is escaped by Jinja, `md` escapes Markdown, `mermaid` what stands in a chart, `ical` iCalendar text.
"""

import re
from collections.abc import Callable, Mapping, MutableMapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import jinja2

from cop_plan.base.errors import Problems, did_you_mean, quote
from cop_plan.base.translatable import sentence
from cop_plan.render import compiled, ical
from cop_plan.render.theme import ORIGINAL, SHIPPED_IN, SaidToJinja, source_digest

if TYPE_CHECKING:
    from cop_plan.render.theme import Theme

# The filters that `papers` adds, which knows the blanks and the language.
_OF_PAPERS = ("known", "inside", "sentence", "ended")
# Those that `prose` adds to the pages of a report.
_OF_REPORTS = ("prose", "prose_md")

TemplateText = Callable[[str], str | None]
"""Gives the text of a template by its name, or None."""


# What Markdown gives a meaning to, wherever it stands, at the end of a heading, and at the beginning of a line.
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~$&]|(?<= )#(?=#*$))")
# A no-break space is none of them: it is part of the text.
_LINE_BREAKS_AND_SPACES = re.compile("[ \t\r\n\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")
# Source: github-slugger, which does as GitHub does.
_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")
_MARKDOWN_AT_START = re.compile(r"^(\d{0,9})([#+=.)-])")


def markdown_text(text: object) -> str:
    """Return any text as one line of Markdown that means itself. Source: CommonMark 0.31, 2.4; GFM 0.29."""
    return _markdown_line(str(text))


# Titles and reasons stand in several places of a page, and in the years of several communities.
@lru_cache(maxsize=2_000)
def _markdown_line(text: str) -> str:
    line = _LINE_BREAKS_AND_SPACES.sub(" ", text).strip()
    escaped = _MARKDOWN.sub(r"\\\1", line)
    return _MARKDOWN_AT_START.sub(r"\1\\\2", escaped)


def markdown_inside(text: object) -> str:
    """Return any text as a part of a line of Markdown that means itself, where the line begins with something else."""
    return _MARKDOWN.sub(r"\\\1", _LINE_BREAKS_AND_SPACES.sub(" ", str(text)).strip())


# Scripts and styles are the same for all years of a run, as far as no theme changes them.
@lru_cache(maxsize=16)
def dense_script(script: str) -> str:
    """Return a script without what is there for whoever reads it: lines of comments, and the room before a line."""
    return _ROOM_AND_COMMENTS.sub("", script)


@lru_cache(maxsize=16)
def dense_style(style: str) -> str:
    """Return a style sheet of ours, in which no text has a brace or a semicolon, without the room around these."""
    return _ROOM_IN_STYLE.sub(lambda found: found[1] or found[2], style)


def markdown_link(address: str) -> str:
    """Return an address as a Markdown link."""
    return f"<{ical.uri(address)}>"


def _spaced(name: str) -> str:
    """Return the name of a class in words: `entry row` for `EntryRow`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def markdown_anchor(heading: str) -> str:
    """Return the name that GitHub, and most that show Markdown, give a heading to be linked by."""
    return _NOT_IN_ANCHORS.sub("", heading.lower()).replace(" ", "-")


_ROOM_AND_COMMENTS = re.compile(r"^[ \t]*(?://.*\n)?[ \t]*", re.MULTILINE)

_ROOM_IN_STYLE = re.compile(r"\s*([{;])\s*(?!\s*})|;?\s*(})[ \t]*")


# What a chart's grammar, its comments, entities and directives are made of; the last two of the printable signs are how
# Mermaid writes entities to itself. Source: Mermaid's gantt.jison and encodeEntities.
_MERMAID = re.compile("[:;#%<>&\"'`\\\\{}\\[\\]\ufb02\u00b6\x00-\x1f\x7f]")
# A line that begins with one of these, or with a day, is a statement.
_MERMAID_STATEMENT = re.compile(
    r"(?:acc(?:title|descr|description)|axisformat|call|click|dateformat|excludes|gantt|href|includes|inclusiveenddates"
    r"|section|tickinterval|title|todaymarker|topaxis|weekday|weekend)\b|\d{4}-",
    re.IGNORECASE | re.ASCII,
)


def mermaid_text(text: object) -> str:
    """Return any text as one line that means itself in a Gantt chart of Mermaid, its signs as in `#58;` for a colon."""
    line = one_line(str(text))
    first = 1 if _MERMAID_STATEMENT.match(line) else 0
    return "".join(map(_by_number, line[:first])) + _MERMAID.sub(lambda found: _by_number(found[0]), line[first:])


def _by_number(sign: str) -> str:
    return f"#{ord(sign)};"


class _MissingValue(jinja2.StrictUndefined):
    """Stands for what a template asks for and nothing has. The hint follows what is said on a line of its own."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:
            return self._undefined_hint
        name, owner = str(self._undefined_name), self._undefined_obj
        if owner is jinja2.utils.missing:
            return SaidToJinja(sentence("no value is called {name}", name=quote(name)))
        known = [str(key) for key in owner] if isinstance(owner, Mapping) else dir(owner)
        hint = did_you_mean(name, [one for one in known if not one.startswith(("_", "model_"))])
        kind = type(owner)
        said = sentence("this value has no {name}", name=quote(name))
        if kind.__module__.startswith("cop_plan."):
            said = sentence("this {kind} has no {name}", kind=_spaced(kind.__name__), name=quote(name))
        return SaidToJinja(said, hint)


class _Template(jinja2.Template):
    """A template that tells what is wrong with it as Problems, at its file and line."""

    environment: "_PlacedEnvironment"

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Return the page. Raises Problems."""
        facts = dict(*args, **kwargs)
        theme = self.environment.theme
        try:
            if theme is None:
                return super().render(facts)
            from cop_plan.render import mistakes, sandbox

            if self.name not in self.environment.looked_through:  # some are rendered once for every entry
                if unknown := mistakes.unknown_names(self.name or "", facts, theme, self.environment):
                    raise Problems(unknown)
                self.environment.looked_through.add(self.name)
            assert isinstance(self.environment, sandbox.Sandbox), "what a theme wrote runs nowhere else"
            return "".join(self.environment.bounded(self.generate(facts)))
        except Problems:
            raise
        except Exception as error:
            raise _problems(error, theme, self.name) from error


class _PlacedEnvironment(jinja2.Environment):
    """An environment in which what is wrong with a template has its place."""

    template_class = _Template
    theme: "Theme | None" = None

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.looked_through: set[str | None] = set()

    def get_template(
        self,
        name: Any,
        parent: str | None = None,
        globals: Any = None,  # noqa: A002  # Jinja's name
    ) -> jinja2.Template:
        """Return a template. Raises Problems, or Jinja's own error where another template asks for it."""
        try:
            return super().get_template(name, parent, globals)
        except jinja2.TemplateError as error:
            if parent is not None:
                raise  # it is told at the line that asks
            raise _problems(error, self.theme, str(name)) from error


class _Loader(jinja2.FunctionLoader):
    """Loads the templates of the program, compiled when it was built where that can be."""

    def load(
        self,
        environment: jinja2.Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002  # Jinja's name
    ) -> jinja2.Template:
        """Return a template."""
        text, file, _ = self.get_source(environment, name)
        built = compiled.template(environment, name, text, file, {} if globals is None else globals)
        return built or super().load(environment, name, globals)


def _problems(error: Exception, theme: "Theme | None", name: str | None) -> Problems:
    from cop_plan.render import mistakes  # costs an import that only a mistake needs

    return Problems([mistakes.problem_of(error, theme, name)])


def environment(template_text: TemplateText, theme: "Theme | None" = None) -> jinja2.Environment:
    """Return the environment in which all templates are rendered.

    The templates of a theme lie over ours and all run in a sandbox. What is wrong in one is raised as Problems.
    """
    kind = _PlacedEnvironment if theme is None else _sandboxed()
    # In a sandbox the same text is compiled to other code.
    loader = _Loader if theme is None else jinja2.FunctionLoader
    made = kind(
        loader=loader(_lookup(template_text, theme)),
        undefined=_MissingValue,
        autoescape=jinja2.select_autoescape(compiled.ESCAPED),
        **compiled.OPTIONS,
    )
    made.filters |= {
        "md": markdown_text,
        "md_inside": markdown_inside,
        "md_link": markdown_link,
        "md_anchor": markdown_anchor,
        "mermaid": mermaid_text,
        "ical": ical.escape,
        "dense_script": dense_script,
        "dense_style": dense_style,
        "uri": ical.uri,
        "mailto": ical.mailto,
        "parameter": ical.parameter,
        "utc": ical.utc_value,
        "local": ical.local_value,
        "date_value": ical.date_value,
        "source_digest": source_digest,
    }
    if theme is not None:
        made.theme = theme
        made.globals["asset"] = theme.asset
    return made


def _sandboxed() -> type[_PlacedEnvironment]:
    from cop_plan.render.sandbox import Sandbox

    class Sandboxed(_PlacedEnvironment, Sandbox):
        """The sandbox, in which what is wrong has its place too."""

    return Sandboxed


def _lookup(
    template_text: TemplateText, theme: "Theme | None"
) -> Callable[[str], tuple[str, str | None, Callable[[], bool] | None] | None]:
    """Return what finds a template by its name: the theme's, else ours; ours alone under its name after `cop-plan/`."""

    def found(name: str) -> tuple[str, str | None, Callable[[], bool] | None] | None:
        own = theme.text(name) if theme is not None else None
        if theme is not None and own is not None:
            return own, theme.place(name).file, None
        original = name.removeprefix(ORIGINAL)
        text = template_text(original)
        return None if text is None else (text, f"{SHIPPED_IN}{original}", None)

    return found


def check(theme: "Theme", template_text: TemplateText) -> None:
    """Look through the folder of a theme. Raises Problems with all that is wrong in it, whatever it is used for."""
    from cop_plan.render import content_security_policy, mistakes

    templates = environment(template_text, theme=theme)
    templates.filters |= dict.fromkeys((*_OF_PAPERS, *_OF_REPORTS), str)
    wrong = [*mistakes.in_theme(theme, templates), *content_security_policy.in_styles(theme)]
    if wrong:
        raise Problems(wrong)


# Control characters and noncharacters, of which each plane has two at its end. Source: HTML, 13.2.3.5
_NOT_IN_HTML = frozenset(
    chr(code)
    for codes in (
        *(range(0x09), [0x0B], range(0x0E, 0x20), range(0x7F, 0xA0), range(0xFDD0, 0xFDF0)),
        *((plane + 0xFFFE, plane + 0xFFFF) for plane in range(0, 0x110000, 0x10000)),
    )
    for code in codes
)


def html_text(text: str) -> str:
    """Return a page with a space for each character that no HTML page may hold, though a definition may."""
    for character in _NOT_IN_HTML:
        if character in text:  # quicker than to look at each character of the page
            text = text.replace(character, " ")
    return text


def one_line(text: str) -> str:
    """Return a text with every run of spaces and line breaks as one space."""
    return _LINE_BREAKS_AND_SPACES.sub(" ", text).strip()
