"""What somebody wrote in Markdown, such as a story or a note, as a part of a page of ours.

Paragraphs, lists, quotes, emphasis, code and links stay. A heading becomes a line of its own, so that the page keeps
its outline; a picture becomes its words; markup is text. Links are `http(s)` and `mailto` only.
Source: CommonMark 0.31.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING

import jinja2

from cop_plan.render import ical
from cop_plan.render.templates import markdown_text, one_line

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

_SAFE = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # only reports and papers need it

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20})
    # What is no such link stays the text that it is.
    parser.validateLink = _is_safe  # type: ignore[method-assign]
    return parser


def _is_safe(url: str) -> bool:
    return _SAFE.match(url) is not None


def _tree(text: str) -> "SyntaxTreeNode":
    from markdown_it.tree import SyntaxTreeNode

    return SyntaxTreeNode(_parser().parse(text))


def html(text: str) -> str:
    """Return somebody's Markdown as HTML, in which every text is escaped."""
    return _blocks_html(_tree(text).children)


def markdown(text: str) -> str:
    """Return somebody's Markdown as Markdown of ours, without an empty line at either end."""
    return "\n\n".join(_blocks(_tree(text).children))


_TAGS = {"paragraph": "p", "bullet_list": "ul", "ordered_list": "ol", "list_item": "li", "blockquote": "blockquote"}
_INLINE_TAGS = {"strong": "strong", "em": "em"}


def _blocks_html(nodes: "Iterable[SyntaxTreeNode]") -> str:
    return "\n".join(map(_block_html, nodes))


def _block_html(node: "SyntaxTreeNode") -> str:
    match node.type:
        case "heading":
            return f'<p class="line"><strong>{_inline_html(node.children)}</strong></p>'
        case "paragraph" if node.hidden:
            return _inline_html(node.children)
        case "paragraph":
            return f'<p dir="auto">{_inline_html(node.children)}</p>'
        case "code_block" | "fence":
            return f"<p><code>{escape(node.content)}</code></p>"
        case "hr":
            return ""
        case "inline":
            return _inline_html([node])
        case kind:
            tag = _TAGS.get(kind, "div")
            return f"<{tag}>{_blocks_html(node.children)}</{tag}>"


def _inline_html(nodes: "Iterable[SyntaxTreeNode]") -> str:
    return "".join(map(_part_html, nodes))


def _part_html(node: "SyntaxTreeNode") -> str:
    match node.type:
        case "inline":
            return _inline_html(node.children)
        case "strong" | "em" as kind:
            tag = _INLINE_TAGS[kind]
            return f"<{tag}>{_inline_html(node.children)}</{tag}>"
        case "link":
            return f'<a href="{escape(ical.uri(str(node.attrs["href"])))}">{_inline_html(node.children)}</a>'
        case "code_inline":
            return f"<code>{escape(node.content)}</code>"
        case "hardbreak":
            return "<br>\n"
        case "softbreak":
            return "\n"
        case "image":
            return _inline_html(node.children)
        case _:
            return escape(node.content)


def _blocks(nodes: "Iterable[SyntaxTreeNode]") -> Iterator[str]:
    for node in nodes:
        match node.type:
            case "heading":
                yield f"**{_line(node.children)}**"
            case "bullet_list":
                yield "\n".join(_item(one, "- ") for one in node.children)
            case "ordered_list":
                first = int(node.attrs.get("start", 1))
                yield "\n".join(_item(one, f"{first + at}. ") for at, one in enumerate(node.children))
            case "blockquote":
                yield _indented("\n\n".join(_blocks(node.children)), "> ", "> ")
            case "code_block" | "fence":
                yield markdown_text(node.content)
            case "hr":
                continue
            case _:
                yield _line(node.children)


def _item(node: "SyntaxTreeNode", mark: str) -> str:
    return _indented("\n\n".join(_blocks(node.children)), mark, " " * len(mark))


def _indented(text: str, first: str, others: str) -> str:
    lines = (others + line if line else others.rstrip() for line in text.split("\n"))
    return first + "\n".join(lines).removeprefix(others)


def _line(nodes: "Sequence[SyntaxTreeNode]") -> str:
    """Return what stands in a line; a line of ours is one line, since nothing may begin another."""
    return one_line("".join(map(_part, nodes))) or "\\"


def _part(node: "SyntaxTreeNode") -> str:
    match node.type:
        case "inline" | "image":
            return "".join(map(_part, node.children))
        case "strong" | "em" as kind:
            mark = "**" if kind == "strong" else "_"
            inside = "".join(map(_part, node.children))
            return f"{mark}{inside}{mark}" if inside.strip() else inside
        case "link":
            return f"[{''.join(map(_part, node.children))}](<{ical.uri(str(node.attrs['href']))}>)"
        case "softbreak" | "hardbreak":
            return " "
        case _:
            # A space at either end of a part is between words.
            content = node.content
            before, after = content[: len(content) - len(content.lstrip())], content[len(content.rstrip()) :]
            return f"{' ' if before else ''}{markdown_text(content)}{' ' if after and content.strip() else ''}"


def add_filters(environment: jinja2.Environment) -> None:
    """Give templates the filters `prose` for pages and `prose_md` for Markdown."""
    environment.filters |= {"prose": html, "prose_md": markdown}
