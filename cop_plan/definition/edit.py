"""A change to a definition's text that touches only the value that changes.

Values are plain data: texts, lists and maps of texts. A text is spliced in at its place; every other character stays,
comments and line ends included. What comes of it is read again and must mean the same but for the answer.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cop_plan.base.errors import Path, Problems
from cop_plan.definition import nodes

INDENT = "  "
# A map in a list stands on one line if it is not longer than this.
_LONGEST_LINE = 110

# What may stand without quotes for every reader of YAML 1.1 and 1.2: alone on its line, and in braces and brackets.
_BEGIN = r"(?:\d+(?:\.\d+)? )?[^\W\d_]"
_PLAIN_IN_BLOCK = re.compile(rf"{_BEGIN}(?:[\w .;/()+?!,'’“”«»…–&%=@*<>|-]|:(?=\S))*")
_PLAIN_IN_FLOW = re.compile(rf"{_BEGIN}(?:[\w .;/()+!'’“”«»…–&%=@*<>|-])*")
# Dates, sizes, spans and addresses, which no reader takes for anything but text.
_PLAIN_VALUE = re.compile(r"\d{4}-\d{4}|\d+ to \d+|\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d|https?://[\w./-]+")
_NOT_A_TEXT = re.compile(r"(true|false|yes|no|on|off|y|n|null|nan|inf)", re.IGNORECASE)
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


class CannotEdit(Exception):
    """Raised where no splice gives what is meant, such as behind an alias; `path` is the value's."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(path)


def scalar(text: str, *, in_block: bool = False) -> str:
    """Return a text as YAML that means it. `in_block` says that it stands alone on its line."""
    plain = _PLAIN_IN_BLOCK if in_block else _PLAIN_IN_FLOW
    if plain.fullmatch(text) and not _NOT_A_TEXT.fullmatch(text) and text == text.strip() and len(text) <= 1000:
        return text
    if in_block and _PLAIN_VALUE.fullmatch(text):
        return text
    quoted = "".join(_ESCAPES.get(c) or (c if _is_shown(c) else _escape(c)) for c in text)
    return f'"{quoted}"'


def _is_shown(character: str) -> bool:
    # Line and paragraph separators are line breaks to YAML 1.1.
    return character.isprintable() or (character not in "\x85\u2028\u2029\ufeff" and ord(character) >= 0xA0)


def _escape(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def in_flow(value: Any) -> str:
    """Return a value as YAML on one line, in braces and brackets."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(str(key))}: {in_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(in_flow(item) for item in value) + "]"
    return scalar(str(value))


def lines(key: str, value: Any) -> list[str]:
    """Return a key and its value as lines of YAML, the key at the margin."""
    name = scalar(key)
    if isinstance(value, Mapping) and value:
        return [f"{name}:", *(INDENT + line for below, item in value.items() for line in lines(str(below), item))]
    if isinstance(value, list | tuple) and value:
        return [f"{name}:", *(INDENT + line for item in value for line in _item(item))]
    return [f"{name}: {in_flow(value) if isinstance(value, Mapping | list | tuple) else scalar(value, in_block=True)}"]


def _item(item: Any) -> list[str]:
    if not isinstance(item, Mapping):
        return [f"- {in_flow(item) if isinstance(item, list | tuple) else scalar(item, in_block=True)}"]
    if len(flow := f"- {in_flow(item)}") <= _LONGEST_LINE:
        return [flow]
    first, *rest = [line for key, value in item.items() for line in lines(str(key), value)]
    return [f"- {first}", *(INDENT + line for line in rest)]


def commented(key: str, example: Any) -> list[str]:
    """Return a key with an example as lines that are comments: without their first character they are an answer."""
    return [f"#{line}" for line in lines(key, example)]


def with_answer(
    text: str, path: tuple[str, ...], value: Any, example: Any = None, order: Sequence[tuple[str, ...]] = ()
) -> str:
    """Return a definition's text with a value at a path. Raises CannotEdit.

    Where the path is not written yet, the value takes the place of its commented `example`, if that stands there as
    `commented` makes it. Or else it is put behind those keys of its section that come before it in `order`, the paths
    of the format; where `order` does not have it, at the end of the section.
    """
    before = nodes.read_yaml(text.encode(), "")
    expected = _with(nodes.plain(before) if before is not None else None, path, _normal(value))
    bare = text.removeprefix("\ufeff")
    ranks = {one: rank for rank, one in enumerate(order)}
    for candidate in _candidates(bare, path, value, example, ranks):
        if _plain_of(candidate) == expected:
            return text[: len(text) - len(bare)] + candidate
    raise CannotEdit(path)


def must_mean(text: str, values: Mapping[tuple[str, ...], Any]) -> None:
    """See that a definition has these values at their paths. Raises CannotEdit for the first that it has not."""
    data = _plain_of(text)
    for path, value in values.items():
        found = data
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        if found != _normal(value):
            raise CannotEdit(path)


def _plain_of(text: str) -> Any:
    try:
        tree = nodes.read_yaml(text.encode("utf-8", "surrogatepass"), "")
    except Problems:
        return None
    return None if tree is None else nodes.plain(tree)


def _with(data: Any, path: tuple[str, ...], value: Any) -> Any:
    if not path:
        return value
    if not (data is None or isinstance(data, dict)):
        raise CannotEdit(path)
    return {**(data or {}), path[0]: _with((data or {}).get(path[0]), path[1:], value)}


def _normal(value: Any) -> Any:
    """Return plain data as the reader gives it."""
    if isinstance(value, Mapping):
        return {_normal(str(key)): _normal(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_normal(item) for item in value]
    return unicodedata.normalize("NFC", str(value))


def _candidates(
    text: str, path: tuple[str, ...], value: Any, example: Any, ranks: Mapping[tuple[str, ...], int]
) -> Iterator[str]:
    """Yield texts that may mean what is wanted, the best first."""
    found = nodes.spans(text)
    if path in found:
        yield from _replaced(text, found, path, value)
    elif path[:-1] in found:
        yield from _put_in(text, found, path, value, example, ranks)
    elif len(path) > 1:
        yield from _candidates(text, path[:-1], {path[-1]: value}, None, ranks)


def _replaced(text: str, found: Mapping[Path, nodes.Span], path: tuple[str, ...], value: Any) -> Iterator[str]:
    span = found[path]
    old = text[span.start : span.end]
    before, after = text[: span.start], text[span.end :]
    if "#" in old and not old.startswith(("'", '"')):
        return  # a comment may stand in it
    ending = _line_end(text) if old.endswith("\n") else ""
    if _in_flow(found, path):
        written = _json(value) if text.startswith('"', span.key) else in_flow(value)
        for colon in ("", " ", ": "):
            yield before + colon + written + after
    elif isinstance(value, Mapping | list | tuple) and value:
        own_line = before.rpartition("\n")[2]
        if old and not own_line.strip():
            block = [line.removeprefix(INDENT) for line in lines(path[-1], value)[1:]]
            yield before + f"{_line_end(text)}{own_line}".join(block) + ending + after
        else:
            indent = " " * _column(text, span.key)
            yield _with_lines_after(
                before.rstrip(" ") + after, len(before.rstrip(" ")), lines(path[-1], value)[1:], indent
            )
    else:
        space = "" if before.endswith((" ", "\n")) else " "
        yield before + space + scalar(str(value), in_block=True) + ending + after


def _put_in(
    text: str,
    found: Mapping[Path, nodes.Span],
    path: tuple[str, ...],
    value: Any,
    example: Any,
    ranks: Mapping[tuple[str, ...], int],
) -> Iterator[str]:
    """Yield texts with an entry more in a map that is there, or in the place of one that is empty."""
    parent = found[path[:-1]]
    if parent.flow or _in_flow(found, path[:-1]):
        siblings = [found[below] for below in found if below[:-1] == path[:-1] and below]
        as_json = any(text.startswith('"', span.key) for span in siblings)
        inside = f"{_json(path[-1])}: {_json(value)}" if as_json else f"{scalar(path[-1])}: {in_flow(value)}"
        yield from _on_a_line_of_its_own(text, parent, siblings, inside)
        end = parent.end - 1
        for comma in (", ", " ") if text[parent.start + 1 : end].strip() else ("",):
            yield text[:end] + comma + inside + text[end:]
        return
    new = lines(path[-1], value)
    siblings = [span for below, span in found.items() if len(below) == len(path) and below[:-1] == path[:-1]]
    if example is not None:
        yield from _uncommented(text, found, path, new, example)
    if siblings:
        indent = " " * _column(text, siblings[0].key)
        if len(path) == 1 and path in ranks and isinstance(value, Mapping | list | tuple):
            new = ["", *new]  # a section
        yield from _behind_what_comes_before(text, found, path, new, ranks)
        last = max(span.end for span in siblings)
        yield _with_lines_after(text, _after_remarks(text, last, indent), new, indent)
        yield _with_lines_after(text, last, new, indent)
    elif path[:-1]:
        kept = text[: parent.start].rstrip(" ") + text[parent.end :]
        indent = " " * _column(text, parent.key) + INDENT
        yield _with_lines_after(kept, len(text[: parent.start].rstrip(" ")), new, indent)


def _behind_what_comes_before(
    text: str,
    found: Mapping[Path, nodes.Span],
    path: tuple[str, ...],
    new: Sequence[str],
    ranks: Mapping[tuple[str, ...], int],
) -> Iterator[str]:
    """Yield texts in which a key stands where the format has it among those that are there."""
    if path not in ranks:
        return
    siblings = {below: span for below, span in found.items() if len(below) == len(path) and below[:-1] == path[:-1]}
    before = [span for below, span in siblings.items() if ranks.get(tuple(map(str, below)), len(ranks)) < ranks[path]]
    indent = " " * _column(text, min(siblings.values(), key=lambda span: span.key).key)
    if before:
        end = max(span.end for span in before)
        yield _with_lines_after(text, _after_remarks(text, end, indent), new, indent)
        yield _with_lines_after(text, end, new, indent)
    elif path[:-1]:
        yield _with_lines_after(text, found[path[:-1]].key + 1, new, indent)  # on the line of the section


def _json(value: Any) -> str:
    """Return a value as JSON, which is YAML too."""
    return json.dumps(_normal(value), ensure_ascii=False)


def _on_a_line_of_its_own(text: str, parent: nodes.Span, siblings: Sequence[nodes.Span], inside: str) -> Iterator[str]:
    """Yield texts with an entry more in braces whose entries stand on lines of their own."""
    if not siblings or not text[text.rfind("\n", 0, siblings[-1].key) + 1 : siblings[-1].key].isspace():
        return
    last = max(span.end for span in siblings)
    break_and_indent = _line_end(text) + " " * _column(text, siblings[-1].key)
    found = re.compile(r"[ \t]*(?:,[ \t]*)?(?:#[^\n]*?)?(?=\r?\n)").match(text, last, parent.end - 1)
    line = found.end() if found else last
    if text[last:line].lstrip().startswith(","):
        yield text[:line] + break_and_indent + inside + "," + text[line:]
    else:
        yield text[:last] + "," + text[last:line] + break_and_indent + inside + text[line:]


def _after_remarks(text: str, at: int, indent: str) -> int:
    """Return where the comments end that belong to what ends at a position: those below it and indented deeper."""
    own = "" if at and text[at - 1] == "\n" else r"[^\n]*\n"
    remarks = re.compile(rf"{own}(?:(?:[ \t]*\r?\n)*{indent} +#[^\n]*(?:\n|\Z))+").match(text, at)
    return remarks.end() if remarks else at


def _uncommented(
    text: str, found: Mapping[Path, nodes.Span], path: tuple[str, ...], new: Sequence[str], example: Any
) -> Iterator[str]:
    """Yield texts in which the answer stands where its key was a comment."""
    parent = found[path[:-1]]
    later = [span.key for below, span in found.items() if span.key > parent.end and below[: len(path) - 1] != path[:-1]]
    first, last = (parent.key, min([*later, len(text)])) if path[:-1] else (0, len(text))
    whole = r"\r?\n(?P=indent)".join(re.escape(line) for line in commented(path[-1], example))
    exact = re.compile(rf"^(?P<indent> *){whole}[ \t]*(?=\r?$)", re.MULTILINE)
    for place in exact.finditer(text, first, last):
        kept = text
        if path[:-1] and parent.start < parent.end and not _has_children(found, path[:-1]):
            # `purpose: ~`: what says that nothing is there yet.
            blank = " " * (parent.end - parent.start)
            kept = text[: parent.start] + blank + text[parent.end :]
        yield kept[: place.start()] + _joined(new, place["indent"], text) + kept[place.end() :]
    # A line of the same key that somebody changed stays, and the answer stands below it.
    alike = re.compile(rf"^(?P<indent> *)#{re.escape(path[-1])}:.*$(?:\r?\n(?P=indent)#[ -].*$)*", re.MULTILINE)
    for place in alike.finditer(text, first, last):
        yield _with_lines_after(text, place.end(), new, place["indent"])


def _has_children(found: Mapping[Path, nodes.Span], path: tuple[str, ...]) -> bool:
    return any(len(below) > len(path) and below[: len(path)] == path for below in found)


def _in_flow(found: Mapping[Path, nodes.Span], path: tuple[str, ...]) -> bool:
    return any(found[path[:length]].flow for length in range(len(path)))


def _column(text: str, at: int) -> int:
    return at - (text.rfind("\n", 0, at) + 1)


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _joined(new: Sequence[str], indent: str, text: str) -> str:
    return _line_end(text).join((indent + line).rstrip() if not line else indent + line for line in new)


def _with_lines_after(text: str, at: int, new: Sequence[str], indent: str) -> str:
    """Return a text with lines put in below the line on which a position stands, or at it if a line begins there."""
    block = _joined(new, indent, text)
    if at and text[at - 1] == "\n":
        return text[:at] + block + _line_end(text) + text[at:]
    found = re.compile(r"\r?$", re.MULTILINE).search(text, at)
    end = found.start() if found else len(text)
    return text[:end] + _line_end(text) + block + (text[end:] or _line_end(text))
