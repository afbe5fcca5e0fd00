"""Turn values of a definition's text into comments, or take them out; every other character stays.

What comes of it is read again, and must mean the same but for what is gone. A comment says of what it was, as in
`# 2026-2027: winter-break: 2026-12-21 to 2027-01-01`; of several lines each becomes one.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cop_plan.base.errors import Path, Problems
from cop_plan.definition import nodes
from cop_plan.definition.edit import CannotEdit
from cop_plan.definition.nodes import Span

Spans = Mapping[Path, Span]

# What ends a comment to YAML 1.1, whatever else it is to other readers.
LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_IN_ITEM = re.compile(r" *(?:- +)+")
# What may follow a value on its line.
_REMARK = re.compile(r"[ \t]*(?:#[^\n\r\x85\u2028\u2029]*)?")
_COMMA = re.compile(r"(?:\s|(?<=\s)#[^\n]*\n)*,[ \t]*")


def commented_out(text: str, path: Path, label: str, mark: str = "") -> str:
    """Return a definition's text in which what stands at a path is a comment. Raises CannotEdit.

    A part of which nothing else would be left becomes one with it, but for a section of the definition. `label` says of
    what the comment is; `mark` stands before what it says.
    """
    bare = text.removeprefix("\ufeff")
    found = nodes.spans(bare)
    if path not in found:
        raise CannotEdit(path)
    while len(path) > 2 and _is_alone(found, path):
        path = path[:-1]
    for candidate in _candidates(bare, found, path, f"{label}: {mark}"):
        if _lacks(bare, candidate, path):
            return text[: len(text) - len(bare)] + candidate
    raise CannotEdit(path)


def taken_out(text: str, path: Path) -> str:
    """Return a definition's text without what stands at a path. Raises CannotEdit."""
    bare = text.removeprefix("\ufeff")
    found = nodes.spans(bare)
    if path not in found:
        raise CannotEdit(path)
    for candidate in _candidates(bare, found, path, None):
        if _lacks(bare, candidate, path):
            return text[: len(text) - len(bare)] + candidate
    raise CannotEdit(path)


def at(text: str, line: int, column: int) -> Path:
    """Return the path of the innermost value whose key or text has a place, both counted from 1; empty for none."""
    bare = text.removeprefix("\ufeff")
    lines = [0, *(found.end() for found in LINE_BREAK.finditer(bare))]
    if not 0 < line <= len(lines):
        return ()
    place = lines[line - 1] + column - 1
    inside = [path for path, span in nodes.spans(bare).items() if span.key <= place <= max(span.end, span.key)]
    return max(inside, key=len, default=())


def aliases(text: str, path: Path) -> list[Path]:
    """Return the paths at which what stands at another one is used again by an alias, the last first."""
    bare = text.removeprefix("\ufeff")
    found = nodes.spans(bare)
    span = found.get(path, Span(0, 0, 0))
    names = {f"*{name}" for name in re.findall(r"&([^\s,\[\]{}]+)", bare[span.key : span.end])}
    used = [one for one, each in found.items() if bare[each.start : each.end].strip() in names]
    return sorted(used, key=lambda one: found[one].key, reverse=True)


def lines_of(words: str) -> list[str]:
    """Return words as lines that can be comments: no character is in them that cannot stand in a definition."""
    lines = ("".join(map(_printable, line)) for line in words.splitlines())
    return [line.strip() for line in lines]


def _printable(character: str) -> str:
    return "" if nodes.unprintable(character) or character == "\ufeff" else character


def _is_alone(found: Spans, path: Path) -> bool:
    """Return whether nothing else is written in the part in which something stands."""
    return not any(one[:-1] == path[:-1] and one != path for one in found if len(one) == len(path))


def _candidates(text: str, found: Spans, path: Path, label: str | None) -> Iterator[str]:
    """Yield texts without a value, the best first; without a label it is not a comment either."""
    yield from _whole_lines(text, found, path, label)
    if path and any(found[path[:length]].flow for length in range(len(path))):
        yield from _out_of_flow(text, found, path, label)
    elif label is None:
        yield from _first_of_item(text, found, path)


def _start(text: str, found: Spans, path: Path) -> int | None:
    """Return where an entry begins: at its key, or at the dash of an item; None if that is on another line."""
    key = found[path].key
    parent = found[path[:-1]]
    if isinstance(path[-1], int) and not parent.flow:
        dash = re.search(r"-[ \t]*\Z", text[text.rfind("\n", 0, key) + 1 : key])
        return None if dash is None else key - len(dash[0])
    return key


def _whole_lines(text: str, found: Spans, path: Path, label: str | None) -> Iterator[str]:
    """Yield the text in which the lines of an entry are gone that has them for itself."""
    start = _start(text, found, path)
    if start is None:
        return
    first = text.rfind("\n", 0, start) + 1
    before = text[first:start]
    end = max(found[path].end, start + 1)
    while end > start and text[end - 1] in "\r\n":
        end -= 1  # a block of text ends with its line end
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    rest = text[end:last].removesuffix("\r")
    if any(found[path[:length]].flow for length in range(len(path))):
        rest = re.sub(r"^[ \t]*,", "", rest)
    if not _REMARK.fullmatch(rest):
        return
    is_item_begun = bool(_IN_ITEM.fullmatch(before))
    if before.strip(" ") and not is_item_begun:
        return
    if label is None:
        if not is_item_begun:
            yield text[:first] + text[last + 1 :]
        return
    indent = " " * len(before)
    whole = text[start:last].removesuffix("\r")
    lines = LINE_BREAK.split(whole)
    ends = [*LINE_BREAK.findall(whole), ""]
    if len(lines) == 1:
        written = f"# {label}{lines[0]}"
    else:
        new_line = ends[0]
        written = f"# {label}".rstrip() + new_line + _remarks(lines, ends, indent)
    yield text[:first] + before + written + text[start + len(whole) :]


def _remarks(lines: list[str], ends: list[str], indent: str) -> str:
    """Return lines as comments; what they are indented by more than the first stays."""
    made = []
    for number, (line, end) in enumerate(zip(lines, ends, strict=True)):
        own = line if number == 0 else line.removeprefix(indent) if line.startswith(indent) else line.lstrip()
        made.append((f"{indent}# {own}".rstrip() if own.strip() else f"{indent}#") + end)
    return "".join(made)


def _first_of_item(text: str, found: Spans, path: Path) -> Iterator[str]:
    """Yield the text without an entry that begins an item of a list, so that the next one begins it."""
    siblings = sorted(span.key for one, span in found.items() if one[:-1] == path[:-1] and len(one) == len(path))
    later = [key for key in siblings if key > found[path].key]
    if later and "#" not in text[found[path].end : later[0]]:
        yield text[: found[path].key] + text[later[0] :]


def _out_of_flow(text: str, found: Spans, path: Path, label: str | None) -> Iterator[str]:
    """Yield the text without an entry of braces or brackets; a comment above them says what it was."""
    span = found[path]
    start, end = span.key, max(span.end, span.key + 1)
    if span.start == span.end and isinstance(path[-1], str):
        end = max(end, _end_of_key(text, start))
    siblings = [one for one in found if one[:-1] == path[:-1] and len(one) == len(path)]
    before = max((found[one].end for one in siblings if found[one].key < start), default=None)
    is_last = before is not None and all(found[one].key <= start for one in siblings)
    comma = _COMMA.match(text, end)
    above, line, remark = _above(text, found, path, text[start:end], label)
    for cut in (
        *([(start, comma.end())] if comma and not is_last else []),
        *([(before, end)] if is_last and before is not None and text[before:start].strip() == "," else []),
        *([(start, comma.end())] if comma else []),
        (start, end),
    ):
        yield text[:above] + remark + text[line : cut[0]] + text[cut[1] :]


def _end_of_key(text: str, start: int) -> int:
    found = re.compile(r"(\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[^,:{}\[\]\n#]*)(?:[ \t]*:)?").match(text, start)
    return found.end() if found else start + 1


def _above(text: str, found: Spans, path: Path, written: str, label: str | None) -> tuple[int, int, str]:
    """Return where the nearest part of an entry in braces has its line, and what stands above it as a comment.

    Such as `# 2026-2027: webinar-4: {topic: The bank}`. The first position is that of the comment: where one stands
    there already that says the same of another entry, one says both.
    """
    outer = next(length for length in range(len(path)) if found[path[:length]].flow)
    line, indent, length = 0, "", 0
    for length in range(len(path) - 1, max(outer, 1) - 1, -1):
        key = found[path[:length]].key
        line = text.rfind("\n", 0, key) + 1
        if _IN_ITEM.fullmatch(text[line:key]) or not text[line:key].strip(" "):
            indent = re.match(" *", text[line:])[0]  # type: ignore[index]  # it fits always
            break
    else:  # in braces that hold all of it, and begin no line
        line, indent, length = 0, "", 0
    if label is None:
        return line, line, ""
    line_end = "\r\n" if "\r\n" in text else "\n"
    lines = LINE_BREAK.split(written)
    if len(lines) > 1 and "#" in written:
        remark = [f"{indent}# {label}".rstrip(), *(f"{indent}# {one.strip()}" for one in lines), ""]
        return line, line, line_end.join(remark)
    said = " ".join(one.strip() for one in lines)
    names = [str(one) for one in path[max(length - 1, 0) : -1] if isinstance(one, str)]
    is_item = isinstance(path[-1], int)
    of_item = f"{names.pop()}: " if is_item and names else ""
    before = "".join(f"{name}: {{" for name in names) + of_item
    after = "}" * len(names)
    kind, _, mark = label.partition(": ")
    known = re.compile(rf"{indent}# {re.escape(kind)}: (\S*){re.escape(before)}(.*){re.escape(after)}\r?\n")
    last = text.rfind("\n", 0, max(line - 1, 0)) + 1
    if not is_item and line and (same := known.fullmatch(text, last, line)):
        return last, line, f"{indent}# {kind}: {mark}{same[1]}{before}{said}, {same[2]}{after}{line_end}"
    return line, line, f"{indent}# {label}{before}{said}{after}{line_end}"


def _lacks(before: str, after: str, path: Path) -> bool:
    """Return whether a text means the same as another, without what stands there at a path."""
    try:
        old, new = (nodes.read_yaml(one.encode("utf-8", "surrogatepass"), "") for one in (before, after))
    except Problems:
        return False
    if old is None:
        return False
    parent, reached = nodes.find(old, path[:-1])
    if len(reached) < len(path) - 1:
        return False
    expected = _without(old, parent, path[-1])
    return bool(_normal(None if new is None else nodes.plain(new)) == _normal(expected))


def _without(node: nodes.Node, parent: nodes.Node, part: str | int) -> Any:
    """Return the plain data of a tree without what a node has at a key or position, wherever the node is used."""
    match node:
        case nodes.MappingNode(entries):
            kept = (key for key in entries if not (node is parent and key == part))
            return {key: _without(entries[key], parent, part) for key in kept}
        case nodes.SequenceNode(items):
            kept_items = (at for at in range(len(items)) if not (node is parent and at == part))
            return [_without(items[at], parent, part) for at in kept_items]
    return nodes.plain(node)


def _normal(data: Any) -> Any:
    """Return data in which a part that is empty is nothing."""
    if isinstance(data, dict):
        return {key: _normal(item) for key, item in data.items()} or None
    if isinstance(data, list):
        return [one for one in map(_normal, data) if one is not None] or None
    return data
