"""Markdown as a person's words on paper: HTML to print, and plain text to send.

Beside CommonMark, tables and struck text: a marked blank in brackets, a line to write on (six underscores or more), and
a box to tick (☐). Markup in the text is text. Source: CommonMark 0.31; GFM 0.29, 4.10.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token as Token  # for rooms that read tokens

_BLANK = re.compile(r"\[_{6} ([^\]\n]+)\]")
_BLANK_HTML = '<span class="blank">'
_LINE = re.compile(r"_{6,}")


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # only the kit and the report need it

    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.block.ruler.at("hr", _rule, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    parser.inline.ruler.before("link", "blank", _blank)
    parser.inline.ruler.before("emphasis", "line", _line)
    parser.core.ruler.at("inline", _read_lines)
    parser.add_render_rule("blank", _blank_html)
    parser.add_render_rule("line", _line_html)
    return parser


def _read_lines(state: "StateCore") -> None:
    """Read what stands in lines; a line that a letter shares with others is read once.

    Nothing that stands around a line changes how it is read, but for the addresses of its links further below.
    """
    for token in state.tokens:
        if token.type == "inline":
            if state.env.get("references"):
                token.children = []
                state.md.inline.parse(token.content, state.md, state.env, token.children)
            else:
                token.children = _children(token.content)


# As many lines as the documents of a kit have in common, with room for those with names in them.
@lru_cache(maxsize=4096)
def _children(line: str) -> "list[Token]":
    """Return what stands in a line, which nobody changes.

    The parser's last step joins pieces of text in place: it is done here, once, and finds nothing left to join later.
    """
    from markdown_it.rules_core import StateCore, text_join
    from markdown_it.token import Token

    parser, children = _parser(), list["Token"]()
    parser.inline.parse(line, parser, {}, children)
    read = Token("inline", "", 0, children=children)
    text_join(StateCore(line, parser, {}, [read]))
    return read.children or []


def _rule(state: "StateBlock", line: int, end: int, silent: bool) -> bool:
    """Take a rule between parts, but not of underscores: these are a line to write on."""
    from markdown_it.rules_block import hr

    at = state.bMarks[line] + state.tShift[line]
    return not state.src.startswith("_", at) and hr(state, line, end, silent)


def _blank(state: "StateInline", silent: bool) -> bool:
    return _taken(state, silent, "blank", _BLANK.match(state.src, state.pos), 1)


def _line(state: "StateInline", silent: bool) -> bool:
    return _taken(state, silent, "line", _LINE.match(state.src, state.pos), 0)


def _taken(state: "StateInline", silent: bool, kind: str, found: re.Match[str] | None, group: int) -> bool:
    if found is None or found.end() > state.posMax:
        return False
    if not silent:
        state.push(kind, "", 0).content = found[group]
    state.pos = found.end()
    return True


def _blank_html(_self: Any, tokens: "Sequence[Token]", at: int, *_: Any) -> str:
    if style := tokens[at].attrGet("style"):
        return f'<span style="{style}">[______ {escape(tokens[at].content)}]</span>'
    return f'{_BLANK_HTML}<span class="what">{escape(tokens[at].content)}</span></span>'


def _line_html(_self: Any, tokens: "Sequence[Token]", at: int, *_: Any) -> str:
    style = tokens[at].attrGet("style")
    shown = f'style="{style}"' if style else 'class="line"'
    return f"<span {shown}>{tokens[at].content}</span>"


def tokens(markdown: str) -> "Sequence[Token]":
    """Return Markdown as its parser reads it, blanks (`blank`) and lines to write on (`line`) among the rest."""
    return _parser().parse(markdown)


def _tokens(markdown: str) -> "list[Token]":
    return [token for piece in _pieces(markdown) for token in _read(piece)]


def html(markdown: str) -> str:
    """Return Markdown as HTML; nothing in it is markup of its own."""
    return "".join([_piece_as_html(piece) for piece in _pieces(markdown)])


# Where a block begins that nothing before an empty line can hold: a letter, or a heading, at the left margin.
_BLOCK = re.compile(r"\n{2,}(?=[^\W\d_]|#)")
# What may hold an empty line, or change how lines elsewhere are read.
_REACHES_FURTHER = re.compile(r"```|~~~|\]:")


def _pieces(markdown: str) -> list[str]:
    """Return Markdown in pieces that mean the same one by one: letters to many have most of them in common."""
    return [markdown] if _REACHES_FURTHER.search(markdown) else _BLOCK.split(markdown)


# A page, a draft and its plain text are made of the same pieces, and so are the letters of a kit.
@lru_cache(maxsize=2048)
def _read(piece: str) -> "Sequence[Token]":
    tokens = _parser().parse(piece)
    for at, token in enumerate(tokens):
        _classed(token, tokens[at + 1 : at + 3])
    return tokens


@lru_cache(maxsize=2048)
def _piece_as_html(piece: str) -> str:
    parser = _parser()
    return str(parser.renderer.render(_read(piece), parser.options, {}))


def _classed(token: "Token", following: "Sequence[Token]") -> None:
    """Give a cell and a point with a box a class: a page's policy lets no style stand in an attribute.

    A head of a column with nothing in it is no head: whoever has a page read aloud would hear an empty one.
    """
    if token.type == "th_open" and not following[0].content.strip():
        token.tag = following[1].tag = "td"
    if token.type in ("th_open", "td_open") and (style := token.attrs.pop("style", None)):
        token.attrSet("class", str(style).removeprefix("text-align:"))
    elif token.type == "list_item_open" and following[-1].content.startswith("☐"):
        token.attrSet("class", "box")


def blanks(markdown: str) -> int:
    """Return how many marked blanks stand in Markdown."""
    return len(_BLANK.findall(markdown))


def blanks_in_html(page: str) -> int:
    """Return how many marked blanks stand in a page that was made of Markdown."""
    return page.count(_BLANK_HTML)


# Mail programs drop style sheets, turn pages dark, and show tables on phones: no colour but with its background, no
# width but of the whole. Each is by the tag, or by the type of what has none.
_CELL = "padding:6px 6px 6px 0;border-bottom:1px solid #8a8a8a;vertical-align:top;font-size:14px;line-height:1.4"
_LIST = "margin:0 0 16px;padding:0 0 0 24px"
_HEADING = "font-size:18px;line-height:1.3;margin:24px 0 8px"
_MAIL_STYLES = {
    "table": "border-collapse:collapse;width:100%;margin:0 0 16px",
    "th": f"{_CELL};font-weight:bold",
    "td": _CELL,
    "p": "margin:0 0 16px",
    "ul": _LIST,
    "ol": _LIST,
    "li": "margin:0 0 4px",
    "h2": _HEADING,
    "h3": _HEADING,
    "blockquote": "margin:0 0 16px;padding:0 0 0 12px;border-left:4px solid #8a8a8a",
    "hr": "border:0;border-top:1px solid #8a8a8a;margin:16px 0",
    "a": "overflow-wrap:anywhere;word-break:break-word",
    "blank": "background-color:#fff3bf;color:#1f1f1f;padding:0 2px",
    "line": "display:inline-block;max-width:100%;overflow:hidden;vertical-align:bottom",
}
_BOX_STYLE = "list-style:none;margin:0 0 4px"
# Between a number and what it counts no line ends: 3:30 pm, 17 November, 10 minutes.
_COUNTED = re.compile(r"(?<=\d) (?=[^\W\d_])")


def mail_html(markdown: str) -> str:
    """Return Markdown as HTML for a message, in which every tag has its style with it."""
    parser = _parser()
    return str(parser.renderer.render([_styled(token) for token in _tokens(markdown)], parser.options, {}))


def _styled(token: "Token") -> "Token":
    """Return a token with the style of its tag; the tokens that are read stay as they are."""
    attrs = {name: value for name, value in token.attrs.items() if name != "class"}
    style = _MAIL_STYLES.get(token.tag or token.type) if token.nesting >= 0 else None
    if style and (side := token.attrs.get("class")) is not None:
        style = _BOX_STYLE if token.tag == "li" else f"{style};text-align:{side}"
    elif style and token.tag in ("th", "td"):
        style = f"{style};text-align:left"
    if style:
        attrs["style"] = style
    children = [_styled(child) for child in token.children] if token.children is not None else None
    content = _COUNTED.sub("\u00a0", token.content) if token.type == "text" else token.content
    return token.copy(attrs=attrs, children=children, content=content)


def plain(markdown: str) -> str:
    """Return Markdown as plain text for a message: links spelled out, tables a row a line."""
    return "\n".join(_without_ends(_plain(_tokens(markdown)))) + "\n"


def _without_ends(lines: Iterator[str]) -> list[str]:
    """Return lines without empty ones at the ends, and never two empty ones in a row."""
    found: list[str] = []
    for line in lines:
        if line or (found and found[-1]):
            found.append(line)
    while found and not found[-1]:
        found.pop()
    return found


def _plain(tokens: "Sequence[Token]") -> Iterator[str]:
    page = _PlainTextPage()
    for token in tokens:
        yield from page.lines(token)


class _PlainTextPage:
    """Where a plain page stands: in which lists, with which cells of a row, and what the next line begins with."""

    def __init__(self) -> None:
        self._lists: list[int | None] = []
        self._cells: list[str] | None = None
        self._begins = ""

    def lines(self, token: "Token") -> Iterator[str]:
        """Yield the lines that a token gives."""
        if token.type in ("bullet_list_open", "ordered_list_open"):
            self._lists.append(int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self._lists.pop()
            yield from [] if self._lists else [""]
        elif token.type == "list_item_open":
            self._begins = "  " * (len(self._lists) - 1) + self._mark()
        elif token.type == "tr_open":
            self._cells = []
        elif token.type == "tr_close":
            yield " | ".join(self._cells or [])
            self._cells = None
        elif token.type == "inline":
            yield from self._text(_inline(token))
        elif token.type in ("heading_close", "table_close", "hr") or (
            token.type == "paragraph_close" and not token.hidden and not self._lists
        ):
            yield ""
        elif token.type in ("fence", "code_block"):
            yield from token.content.splitlines()

    def _mark(self) -> str:
        number = self._lists[-1]
        if number is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number}. "

    def _text(self, text: str) -> Iterator[str]:
        if self._cells is not None:
            self._cells.append(text)
            return
        for line in text.split("\n"):
            yield (self._begins or "  " * len(self._lists)) + line
            self._begins = ""


def _inline(token: "Token") -> str:
    """Return what stands in a line: a link with its address, a blank in brackets."""
    found, address = "", ""
    for one in token.children or ():
        match one.type:
            case "text" | "line" | "code_inline":
                found += one.content
            case "blank":
                found += f"[______ {one.content}]"
            case "softbreak" | "hardbreak":
                found += "\n"
            case "link_open":
                address, begins = str(one.attrGet("href") or ""), len(found)
            case "link_close":
                shown = found[begins:]
                if address.removeprefix("mailto:") not in (shown, ""):
                    found += f" <{address}>"
    return found
