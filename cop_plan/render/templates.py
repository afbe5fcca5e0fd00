"""The environment of the templates: where they come from, the filters for foreign text, the policy of a page.

HTML is escaped by Jinja, `md` escapes Markdown, `mermaid` what stands in a chart, `ical` iCalendar text.
"""

import base64
import contextlib
import hashlib
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

import jinja2

from cop_plan import __version__
from cop_plan.base.errors import Problems, did_you_mean, quote
from cop_plan.render import ical

if TYPE_CHECKING:
    from cop_plan.render.house import House

ORIGINAL = "cop-plan/"
"""What stands before the name of a template of ours where a house's may have the same name."""

SHIPPED_IN = "templates/"
"""Where a template of ours is said to lie."""

STYLE = "house.css"
"""The style sheet of a house, laid over that of every page."""

# The filters that `papers` adds, which knows the blanks and the language.
_OF_PAPERS = ("known", "inside", "sentence")
# Those that `prose` adds to the pages of a report.
_OF_REPORTS = ("prose", "prose_md")

TemplateText = Callable[[str], str | None]
"""Gives the text of a template by its name, or None."""


class Keeper(Protocol):
    """Keeps between runs what can be made again, by name. What was not kept is None."""

    def recall(self, name: str) -> bytes | None:
        """Return what was remembered under a name."""

    def remember(self, name: str, content: bytes) -> None:
        """Keep something under a name, or do not."""


# What Markdown gives a meaning to, wherever it stands, at the end of a heading, and at the beginning of a line.
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~$&]|(?<= )#(?=#*$))")
# A no-break space is none of them: it is part of the text.
_LINE_BREAKS_AND_SPACES = re.compile("[ \t\r\n\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")
# Source: github-slugger, which does as GitHub does.
_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")
_MARKDOWN_AT_START = re.compile(r"^(\d{0,9})([#+=.)-])")


def markdown_text(text: object) -> str:
    """Return any text as one line of Markdown that means itself. Source: CommonMark 0.31, 2.4; GFM 0.29."""
    line = _LINE_BREAKS_AND_SPACES.sub(" ", str(text)).strip()
    escaped = _MARKDOWN.sub(r"\\\1", line)
    return _MARKDOWN_AT_START.sub(r"\1\\\2", escaped)


def markdown_inside(text: object) -> str:
    """Return any text as a part of a line of Markdown that means itself, where the line begins with something else."""
    return _MARKDOWN.sub(r"\\\1", _LINE_BREAKS_AND_SPACES.sub(" ", str(text)).strip())


def markdown_link(address: str) -> str:
    """Return an address as a Markdown link."""
    return f"<{ical.uri(address)}>"


def markdown_anchor(heading: str) -> str:
    """Return the name that GitHub, and most that show Markdown, give a heading to be linked by."""
    return _NOT_IN_ANCHORS.sub("", heading.lower()).replace(" ", "-")


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


class _Compiled(jinja2.BytecodeCache):
    """Keeps templates compiled, which takes longer than to render them. Jinja tells by itself whether one is stale.

    For the program's own templates only: in a sandbox the same text is compiled to other code.
    """

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Fill a bucket with the code that was kept for its template, if any."""
        with contextlib.suppress(Exception):  # whatever is wrong with what was kept, the template is compiled anew
            bucket.bytecode_from_string(self._keeper.recall(_kept_as(bucket)) or b"")

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep the code of a bucket's template."""
        self._keeper.remember(_kept_as(bucket), bucket.bytecode_to_string())


def _kept_as(bucket: jinja2.bccache.Bucket) -> str:
    return f"template-{__version__}-{sys.implementation.cache_tag}-{bucket.key}"


class _Unknown(jinja2.StrictUndefined):
    """Stands for what a template asks for and nothing has. The hint follows what is said on a line of its own."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:
            return self._undefined_hint
        name, owner = str(self._undefined_name), self._undefined_obj
        if owner is jinja2.utils.missing:
            return f"no value is called {quote(name)}"
        known = [str(key) for key in owner] if isinstance(owner, Mapping) else dir(owner)
        hint = did_you_mean(name, [one for one in known if not one.startswith(("_", "model_"))])
        kind = type(owner)
        called = f"this {kind.__name__.casefold()}" if kind.__module__.startswith("cop_plan.") else "this value"
        return "\n".join([f"{called} has no {quote(name)}", *([hint] if hint else [])])


class _Template(jinja2.Template):
    """A template that tells what is wrong with it as Problems, at its file and line."""

    environment: "_Places"

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Return the page. Raises Problems."""
        facts = dict(*args, **kwargs)
        house = self.environment.house
        try:
            if house is None:
                return super().render(facts)
            from cop_plan.render import mistakes, sandbox

            if self.name not in self.environment.looked_through:  # some are rendered once for every entry
                self.environment.looked_through.add(self.name)
                if unknown := mistakes.unknown_names(self.name or "", facts, house, self.environment):
                    raise Problems(unknown)
            return "".join(sandbox.bounded(self.generate(facts)))
        except Problems:
            raise
        except Exception as error:
            raise _problems(error, house, self.name) from error


class _Places(jinja2.Environment):
    """An environment in which what is wrong with a template has its place."""

    template_class = _Template
    house: "House | None" = None

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.looked_through: set[str | None] = set()

    def parse(self, source: str, name: str | None = None, filename: str | None = None) -> jinja2.nodes.Template:
        """Return the tree of a template. Raises jinja2.TemplateSyntaxError."""
        with _within_limits(source, name, filename):
            return super().parse(source, name, filename)

    def compile(self, source: Any, name: Any = None, filename: Any = None, *more: Any, **options: Any) -> Any:
        """Return a template as code. Raises jinja2.TemplateSyntaxError."""
        with _within_limits(source, name, filename):
            return super().compile(source, name, filename, *more, **options)

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
            raise _problems(error, self.house, str(name)) from error


# Python reads no number with more digits, unless it is told to. Source: sys.int_info.default_max_str_digits
_LONG_NUMBER = re.compile(r"[0-9][0-9_]{4000,}")


@contextlib.contextmanager
def _within_limits(source: object, name: str | None, filename: str | None) -> Iterator[None]:
    """Let a template that goes beyond what Python reads be one with a mistake in it, as Jinja does for all others."""
    try:
        yield
    except (RecursionError, MemoryError, SyntaxError):  # of expressions, or of the code that Jinja writes
        raise jinja2.TemplateSyntaxError("this is nested too deeply", 0, name, filename) from None
    except ValueError:
        found = _LONG_NUMBER.search(source) if isinstance(source, str) else None
        if found is None:
            raise
        line = found.string.count("\n", 0, found.start()) + 1
        raise jinja2.TemplateSyntaxError("this number has too many digits", line, name, filename) from None


def _problems(error: Exception, house: "House | None", name: str | None) -> Problems:
    from cop_plan.render import mistakes  # costs an import that only a mistake needs

    return Problems([mistakes.problem_of(error, house, name)])


def environment(
    template_text: TemplateText, keeper: Keeper | None = None, house: "House | None" = None
) -> jinja2.Environment:
    """Return the environment in which all templates are rendered; with a keeper they are compiled once for all runs.

    The templates of a house lie over ours and all run in a sandbox. What is wrong in one is raised as Problems.
    """
    kind: type[_Places] = _Places
    if house is not None:
        kind = _sandboxed()
        keeper = None  # in a sandbox the same text is compiled to other code
    made = kind(
        loader=jinja2.FunctionLoader(_lookup(template_text, house)),
        undefined=_Unknown,
        autoescape=jinja2.select_autoescape(enabled_extensions=("html", "html.j2")),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_Compiled(keeper) if keeper else None,
    )
    made.filters |= {
        "md": markdown_text,
        "md_inside": markdown_inside,
        "md_link": markdown_link,
        "md_anchor": markdown_anchor,
        "mermaid": mermaid_text,
        "ical": ical.escape,
        "uri": ical.uri,
        "utc": ical.utc_value,
        "local": ical.local_value,
        "date_value": ical.date_value,
        "source_digest": source_digest,
    }
    if house is not None:
        made.house = house
        made.globals["asset"] = house.asset
    return made


def _sandboxed() -> type[_Places]:
    from cop_plan.render.sandbox import Sandbox

    class Sandboxed(_Places, Sandbox):
        """The sandbox, in which what is wrong has its place too."""

    return Sandboxed


def _lookup(
    template_text: TemplateText, house: "House | None"
) -> Callable[[str], tuple[str, str | None, Callable[[], bool] | None] | None]:
    """Return what finds a template by its name: the house's, else ours; ours alone under its name after `cop-plan/`."""

    def found(name: str) -> tuple[str, str | None, Callable[[], bool] | None] | None:
        own = house.text(name) if house is not None else None
        if house is not None and own is not None:
            return own, house.place(name).file, None
        original = name.removeprefix(ORIGINAL)
        text = template_text(original)
        return None if text is None else (text, f"{SHIPPED_IN}{original}", None)

    return found


def check(house: "House", template_text: TemplateText) -> None:
    """Look through the folder of a house. Raises Problems with all that is wrong in it, whatever it is used for."""
    from cop_plan.render import mistakes, obeying

    templates = environment(template_text, house=house)
    templates.filters |= dict.fromkeys((*_OF_PAPERS, *_OF_REPORTS), str)
    wrong = [*mistakes.in_house(house, templates), *obeying.in_styles(house)]
    if wrong:
        raise Problems(wrong)


def source_digest(text: str) -> str:
    """Return what a page's policy calls a style sheet or a script that stands in the page, so that it lets it in.

    A browser reads every line end as a line feed first. Source: Content Security Policy Level 3, 2.3.1.
    """
    read = text.replace("\r\n", "\n").replace("\r", "\n")
    return f"'sha256-{base64.b64encode(hashlib.sha256(read.encode()).digest()).decode()}'"


# Control characters and noncharacters, of which each plane has two at its end. Source: HTML, 13.2.3.5
_NOT_IN_HTML = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef{}]".format(
        "".join(chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF))
    )
)


def html_text(text: str) -> str:
    """Return a page with a space for each character that no HTML page may hold, though a definition may."""
    return _NOT_IN_HTML.sub(" ", text)


def one_line(text: str) -> str:
    """Return a text with every run of spaces and line breaks as one space."""
    return _LINE_BREAKS_AND_SPACES.sub(" ", text).strip()
