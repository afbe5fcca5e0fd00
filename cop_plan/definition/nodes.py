"""From the text of a YAML file to plain data that knows where it stands.

Every scalar stays text, so `15:30` stays a time, `no` a word and `012` three digits. YAML's events are read once into
nodes with their file, line and column; `overlay` puts one tree over another and keeps the places.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any, NamedTuple

import yaml

from cop_plan.base import merges
from cop_plan.base.errors import Path, Place, Problem, Problems, quote
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence, grouped, sentence
from cop_plan.dates import phrases

MAX_BYTES = 1_000_000
MAX_DEPTH = 64
MAX_NODES = 50_000


@frozen
class ScalarNode:
    """A scalar. `text` is None if nothing is written; `exact` says that it stands in the file letter by letter."""

    text: str | None
    place: Place
    exact: bool = True


@frozen
class SequenceNode:
    """A list."""

    items: tuple["Node", ...]
    place: Place


@frozen
class MappingNode:
    """A map and the places of its keys. `flow` says that it is written in braces."""

    entries: Mapping[str, "Node"]
    keys: Mapping[str, Place]
    place: Place
    flow: bool = False

    def without(self, *names: str) -> "MappingNode":
        """Return the map less some of its keys."""
        return MappingNode(
            {key: node for key, node in self.entries.items() if key not in names}, self.keys, self.place, self.flow
        )

    def with_entry(self, key: str, node: "Node", place: Place) -> "MappingNode":
        """Return the map with one entry put in or replaced."""
        return MappingNode({**self.entries, key: node}, {**self.keys, key: place}, self.place, self.flow)


Node = ScalarNode | SequenceNode | MappingNode


def is_empty(node: Node | None) -> bool:
    """Return whether nothing is written there."""
    return node is None or (isinstance(node, ScalarNode) and node.text is None)


def plain(node: Node) -> Any:
    """Return the plain data of a node: dicts, lists, texts and None."""
    match node:
        case ScalarNode(text):
            return text
        case SequenceNode(items):
            return [plain(item) for item in items]
        case MappingNode(entries):
            return {key: plain(item) for key, item in entries.items()}


def without_empty(node: Node) -> Node:
    """Return a tree without what is not decided yet: keys and items at which nothing is written."""
    match node:
        case SequenceNode(items):
            return replace(node, items=tuple(without_empty(item) for item in items if not is_empty(item)))
        case MappingNode(entries):
            return replace(
                node, entries={key: without_empty(item) for key, item in entries.items() if not is_empty(item)}
            )
    return node


def overlay(lower: Node | None, upper: Node | None) -> Node:
    """Lay one tree over another: maps key by key, lists and texts replace, what is empty leaves what lies below."""
    if lower is None or upper is None or is_empty(upper):
        kept = lower if upper is None or (lower is not None and is_empty(upper)) else upper
        assert kept is not None, "there is nothing to overlay"
        return kept
    if not (isinstance(lower, MappingNode) and isinstance(upper, MappingNode)):
        return upper
    entries = dict(lower.entries)
    for key, node in upper.entries.items():
        below = entries.get(key)
        entries[key] = _undecided(below, node) if key == "when" else overlay(below, node)
    return MappingNode(entries, {**lower.keys, **upper.keys}, upper.place, upper.flow)


def _undecided(lower: Node | None, upper: Node) -> Node:
    """Return a date laid over another: what only says that it is not decided, such as `tbd`, keeps the other."""
    if (
        isinstance(lower, ScalarNode)
        and isinstance(upper, ScalarNode)
        and lower.text
        and phrases.is_undecided(upper.text or "")
    ):
        return ScalarNode(f"{upper.text} {lower.text}", upper.place, exact=False)
    return overlay(lower, upper)


def find(tree: Node, path: Path) -> tuple[Node, Path]:
    """Return the node at a path, or the nearest above it, and the part of the path that leads to it."""
    node, walked = tree, 0
    for part in path:
        if isinstance(node, MappingNode) and isinstance(part, str) and part in node.entries:
            node = node.entries[part]
        elif isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
        else:
            break
        walked += 1
    return node, path[:walked]


def text_at(tree: Node | None, path: Path) -> str | None:
    """Return the text that is written at a path; None if there is none."""
    node, reached = find(tree, path) if tree is not None else (None, ())
    return node.text if len(reached) == len(path) and isinstance(node, ScalarNode) else None


def texts(node: Node, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield every text of a tree with its path."""
    match node:
        case ScalarNode(text):
            if text is not None:
                yield path, text
        case SequenceNode(items):
            for at, item in enumerate(items):
                yield from texts(item, (*path, at))
        case MappingNode(entries):
            for key, item in entries.items():
                yield from texts(item, (*path, key))


def place_of(tree: Node, path: Path, *, key: bool = False, offset: int = 0) -> Place:
    """Return where the value at a path is written, or its key, or the nearest thing above it.

    `offset` counts characters into a text; it moves the place where the text stands in the file letter by letter.
    """
    if key and path:
        parent, reached = find(tree, path[:-1])
        if len(reached) == len(path) - 1 and isinstance(parent, MappingNode) and path[-1] in parent.keys:
            return parent.keys[str(path[-1])]
    node, reached = find(tree, path)
    if is_empty(node) and reached and not key:
        return place_of(tree, reached, key=True)
    if isinstance(node, ScalarNode) and node.exact and len(reached) == len(path):
        return node.place._replace(column=node.place.column + offset)
    return node.place


# From the words of libyaml, and of PyYAML's own parser, to the reader's: what it says, how the line is divided there (a
# line break stands at the place), what we say, what helps. The first that fits.
# Source: libyaml 0.2.5, src/scanner.c and src/parser.c; PyYAML 6.0.2, scanner.py and parser.py
_KEY = "expected key|expected <block end>.*block mapping"
_ITEM = "expected '-' indicator|expected <block end>.*block collection"
_QUOTE_IT = sentence("put the value in quotes")
_COLON, _QUOTE_COLON = sentence("a colon stands where no key can be"), sentence("put a value with ': ' in it in quotes")
_DASH = sentence("begin it with '- '")
_OPEN_QUOTE = sentence("a quoted text is not closed"), sentence("put the same quote at its end")
_SINGLE_QUOTES = sentence("use single quotes, or two backslashes")
_SAYINGS: tuple[tuple[str, str, Sentence, Sentence | None], ...] = (
    ("cannot start any token", "", sentence("this character cannot begin a value"), _QUOTE_IT),
    ("mapping values are not", r"^[^:]*\n", sentence("this colon stands inside the value that begins above"),
     sentence("is this line indented too far, or is ': ' missing above?")),
    ("mapping values are not", "", _COLON, _QUOTE_COLON),
    ("expected ',' or", r"\n:", _COLON, _QUOTE_COLON),
    ("expected ',' or '}'", "", sentence("the braces are not closed"),
     sentence("put '}}' here, or the value in quotes")),
    ("expected ',' or ']'", "", sentence("the brackets are not closed"),
     sentence("put ']' here, or the value in quotes")),
    ("expected ':'", "", sentence("this is neither a key with a colon nor an item of a list"),
     sentence("is a colon missing?")),
    (_KEY, r"[\"']\s*\n", sentence("the text goes on after the closing quote"),
     sentence("is a quote missing above, or do these quotes need to be of the other kind?")),
    (_KEY, r"[\]}]\s*\n", sentence("the text goes on after the closing bracket"),
     sentence("put the whole value in quotes")),
    (_KEY, r"\n-\s", sentence("an item of a list stands among keys"),
     sentence("leave out the '-', or write a key above")),
    (_KEY, "", sentence("a key is expected here"), sentence("is the line indented like its neighbours?")),
    (_ITEM, "", sentence("an item of a list is expected here"), _DASH),
    ("unexpected end of stream", "", *_OPEN_QUOTE),
    ("unexpected document indicator", "", *_OPEN_QUOTE),
    ("unknown escape character", "", sentence("no escape begins like this"), _SINGLE_QUOTES),
    ("hexa?decimal number", "", sentence("an escape is not complete"), _SINGLE_QUOTES),
    ("sequence entries", "", sentence("an item of a list cannot begin here"),
     sentence("put '- ' on a line of its own")),
    ("mapping entries|mapping keys", "", sentence("an entry cannot begin here"), None),
    ("while scanning an alias", r"^ *\*\n ", sentence("an item of a list does not begin with '*'"), _DASH),
    ("anchor|alias", "", sentence("an anchor or alias is not complete"),
     sentence("put a value that begins with & or * in quotes")),
    ("tag", "", sentence("a tag cannot stand here"), sentence("put a value that begins with ! in quotes")),
    ("directive|<document start>", "", sentence("a line cannot begin with %"), _QUOTE_IT),
)  # fmt: skip

# Source: YAML 1.1, 5.1: c-printable
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def unprintable(text: str) -> str | None:
    """Return the first character of a text that cannot stand in a file, or None."""
    found = _UNPRINTABLE.search(text)
    return found[0] if found else None


_NOT_YAML = sentence("no YAML is written like this")
_NOT_UTF_8 = sentence("this is not UTF-8 text"), sentence("save the file as UTF-8")
_DELETE_IT = sentence("delete it")


def read_yaml(data: bytes, file: str) -> Node | None:
    """Read one YAML document; None if there is none. Raises Problems."""
    return _composed(_text(data, file), file)


def read_headed(data: bytes, file: str) -> tuple[Node | None, str]:
    """Read a text that begins with YAML between two lines of `---`: that YAML, None if there is none, and the rest.

    The lines of the rest end with line feeds. Raises Problems.
    """
    lines = re.sub(r"\r\n?", "\n", _text(data, file)).split("\n")
    opened = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if lines[opened].rstrip() != "---":
        return None, unicodedata.normalize("NFC", "\n".join(lines))
    closed = next((at for at, line in enumerate(lines) if at > opened and line.rstrip() == "---"), None)
    if closed is None:
        said, hint = sentence("the lines at the top are not closed"), sentence("put a line of --- after them")
        raise Problems([Problem(Place(file, opened + 1, 1), "", said, hint)])
    # What stands before is left as empty lines, so that every line keeps its number.
    head = "\n" * (opened + 1) + "\n".join(lines[opened + 1 : closed])
    return _composed(head, file), unicodedata.normalize("NFC", "\n".join(lines[closed + 1 :]))


class _TooDeep(Problems):
    """Raised where nesting passes MAX_DEPTH."""


# A no-break space, as French has it, behind the colon of a key.
_BEHIND_COLON = re.compile(r"^([ \t]*(?:- +)?[\w-]+:)[\u00a0\u202f]", re.MULTILINE)


def _with_plain_space(text: str) -> str:
    """Return a text in which every key at the beginning of a line has a plain space behind its colon."""
    return _BEHIND_COLON.sub(r"\1 ", text)


def _composed(text: str, file: str) -> Node | None:
    text = _with_plain_space(text)
    try:
        return _Composer(text, file).document()
    except yaml.MarkedYAMLError as error:
        raise Problems([_in_the_readers_words(_first_error(error, text, file), text, file)]) from None


def _first_error(error: yaml.MarkedYAMLError, text: str, file: str) -> yaml.MarkedYAMLError:
    """Return the error of a text that comes first. Raises _TooDeep where our own limit is passed before it.

    The scanner runs ahead of the events, up to 1,024 characters or as far as its own limit on brackets, where it has
    one. So what stands before the error is read again, without the error.
    """
    end = min(mark.index for mark in (error.context_mark, error.problem_mark) if mark)
    try:
        _Composer(text[:end], file).document()
    except _TooDeep:
        raise
    except Problems:
        pass
    except yaml.MarkedYAMLError as earlier:
        # A text that ends too early is no mistake of the writer, unless only the scanner's limit ended it.
        return earlier if text[end : end + 1] in ("[", "{") else error
    return error


def _text(data: bytes, file: str) -> str:
    """Decode UTF-8, with or without a byte order mark. Raises Problems."""
    if len(data) > MAX_BYTES:
        said = sentence("is larger than {size} MB", size=MAX_BYTES // 1_000_000)
        raise Problems([Problem(Place(file, 0, 0), "", said)])
    if data.startswith(b"PK\x03\x04"):
        said = sentence("this is a spreadsheet, a document or an archive, not a text")
        raise Problems([Problem(Place(file, 0, 0), "", said)])
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        raise Problems([Problem(Place(file, line, column), "", *_NOT_UTF_8)]) from None
    if "\0" in text:
        # Every other byte of UTF-16 is zero where the letters are Latin.
        raise Problems([Problem(Place(file, 1, 1), "", *_NOT_UTF_8)])
    if left := merges.problems(text, file):
        raise Problems(left)
    if found := _UNPRINTABLE.search(text):
        line, column = text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start())
        said = sentence("an invisible control character (U+{code:04X}) stands here", code=ord(found[0]))
        raise Problems([Problem(Place(file, line, column), "", said, _DELETE_IT)])
    return text


def _in_the_readers_words(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    said, context = f"{error.problem or ''} {error.context or ''}", error.context_mark
    # A quoted text or a key without its colon is seen to be wrong where it ends; what is wrong is where it begins.
    begins_wrong = context and re.search("unexpected end of stream|could not find expected ':'|directive", said)
    mark = context if begins_wrong else error.problem_mark or context
    if mark is None:
        return Problem(Place(file, 0, 0), "", _NOT_YAML, sentence("its reader says: {words}", words=said.strip()))
    place = Place(file, mark.line + 1, mark.column + 1)
    line = (text.split("\n")[mark.line :] or [""])[0]
    # PyYAML's own parser is a step further on in both.
    if "<document start>" in said and (directive := re.search("^%", text, re.MULTILINE)):
        place = Place(file, text.count("\n", 0, directive.start()) + 1, 1)
    if "unknown escape" in said and line[mark.column - 1 : mark.column] == "\\":
        place = place._replace(column=mark.column)
    if re.match(r" *\t", line) and "\t" in line[: place.column]:
        place = place._replace(column=line.index("\t") + 1)
        return Problem(place, "", sentence("a tab stands before the text"), sentence("indent with spaces"))
    if (found := re.search(r"expected ',' or '(.)'", said)) and context and context.line < mark.line:
        opened = sentence("a brace") if found[1] == "}" else sentence("a bracket")
        return Problem(
            Place(file, context.line + 1, context.column + 1),
            "",
            sentence("{opened} is opened here, and not closed before something else begins", opened=opened),
            sentence("put '{closing}' at its end, or a comma between its lines", closing=found[1]),
            ((place, sentence("this begins")),) if line else (),
        )
    around = f"{line[: mark.column]}\n{line[mark.column :]}"
    for theirs, divided, ours, hint in _SAYINGS:
        if re.search(theirs, said) and re.search(divided, around):
            return Problem(place, "", ours, hint)
    return Problem(place, "", _NOT_YAML, sentence("its reader says: {words}", words=said.strip()))


class _Composer:
    """Reads the events of one document into nodes. Aliases are shared nodes, counted as often as they are used."""

    def __init__(self, text: str, file: str) -> None:
        self._events: Iterator[Any] = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self._file = file
        self._text = text
        self._nodes = 0
        self._deepest = 0
        self._anchors: dict[str, tuple[Node, int, int]] = {}
        self._problems: list[Problem] = []

    def document(self) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    said, hint = sentence("a second document begins here"), sentence("keep one community in one file")
                    self._complain(event.start_mark, said, hint)
                    break
                root = self._node(next(self._events), 1)
        if self._problems:
            raise Problems(self._problems)
        return root

    def _place(self, mark: Any) -> Place:
        return Place(self._file, mark.line + 1, mark.column + 1)

    def _complain(
        self,
        mark: Any,
        message: Sentence,
        hint: Sentence | None = None,
        others: tuple[tuple[Place, Sentence], ...] = (),
    ) -> None:
        self._problems.append(Problem(self._place(mark), "", message, hint, others))

    def _count(self, nodes: int, mark: Any) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            said = sentence("this is more than {count} values; are there aliases of aliases?", count=grouped(MAX_NODES))
            self._complain(mark, said)
            raise Problems(self._problems)

    def _descend(self, depth: int, mark: Any) -> None:
        self._deepest = max(self._deepest, depth)
        if depth > MAX_DEPTH:
            self._complain(mark, sentence("this is nested more than {count} deep", count=MAX_DEPTH))
            raise _TooDeep(self._problems)

    def _node(self, event: Any, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                self._complain(
                    event.start_mark,
                    sentence("nothing before this is called {name}", name=quote(f"&{event.anchor}")),
                    sentence("put a value that begins with * in quotes"),
                )
                return ScalarNode(None, self._place(event.start_mark))
            node, size, height = self._anchors[event.anchor]
            self._count(size, event.start_mark)
            self._descend(depth + height, event.start_mark)
            return node
        nodes_before, deepest_before, self._deepest = self._nodes, self._deepest, 0
        self._count(1, event.start_mark)
        self._descend(depth, event.start_mark)
        if event.tag is not None and event.tag != "!":
            self._complain(event.start_mark, sentence("a value cannot begin with !"), sentence("put it in quotes"))
        if isinstance(event, yaml.ScalarEvent):
            node = self._scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._items(event, depth)
        else:
            node = self._map(event, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = node, self._nodes - nodes_before, self._deepest - depth
        self._deepest = max(self._deepest, deepest_before)
        return node

    def _scalar(self, event: Any) -> ScalarNode:
        text = unicodedata.normalize("NFC", event.value)
        start, end = event.start_mark, event.end_mark
        place = self._place(start)
        if not event.style and start.line != end.line and re.match(r"-[^\W\d]", text):
            hint = sentence("write  - {item}", item=text[1:].partition(" -")[0])
            self._complain(start, sentence("a space is missing after '-'"), hint)
        if not event.style:  # the C parser says "", the other None
            if text and (cut := re.match(r"[ \t]+#(?=\w)", self._text[end.index : end.index + 100])):
                self._complain_of_cut(text, end, len(cut[0]))
            exact = start.line == end.line and end.column - start.column == len(event.value)
            return ScalarNode(None if text in ("", "~", "null") else text, place, exact and text == event.value)
        if found := _UNPRINTABLE.search(text):
            code = ord(found[0])
            said = sentence("an escape stands for an invisible control character (U+{code:04X})", code=code)
            self._complain(start, said, _DELETE_IT)
        quoted = event.style in "'\"" and start.line == end.line and end.column - start.column == len(event.value) + 2
        return ScalarNode(
            text if text.strip() else None, place._replace(column=place.column + quoted), quoted and text == event.value
        )

    def _complain_of_cut(self, text: str, end: Any, gap: int) -> None:
        """Complain of a text that a `#` cuts, such as `Room #12`; a comment has a space behind its `#`."""
        line = self._text[end.index :].partition("\n")[0].rstrip()
        place = self._place(end)._replace(column=end.column + gap)
        hint = sentence('put the text in quotes: "{text}"', text=f"{text}{line}")
        if '"' in text + line or len(hint) > 100:
            hint = sentence("put the text in quotes")
        said = sentence("{text} is cut here, since ' #' begins a comment", text=quote(text))
        self._problems.append(Problem(place, "", said, hint))

    def _items(self, start: Any, depth: int) -> SequenceNode:
        items: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            node = self._node(event, depth + 1)
            if not is_empty(node):
                items.append(node)
        return SequenceNode(tuple(items), self._place(start.start_mark))

    def _map(self, start: Any, depth: int) -> MappingNode:
        entries: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            place, said_before = self._place(event.start_mark), len(self._problems)
            key_node = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            key = key_node.text if isinstance(key_node, ScalarNode) else None
            if key is None:
                del self._problems[said_before:]
                hint = sentence("put a value that begins with {{ or [ in quotes")
                self._complain(event.start_mark, sentence("a key is a plain text"), hint)
            elif key == "<<" and not event.style:
                self._complain(
                    event.start_mark, sentence("merge keys are not used here"), sentence("write the values out")
                )
            elif key in entries:
                said = sentence("the key {key} is given twice", key=quote(key))
                first = (keys[key], sentence("the first"))
                self._complain(event.start_mark, said, sentence("keep one of the two"), (first,))
            else:
                entries[key], keys[key] = value, place
        return MappingNode(entries, keys, self._place(start.start_mark), bool(start.flow_style))


class Span(NamedTuple):
    """Where a value stands in its text, in characters from `start` up to `end`; its key begins at `key`.

    What a block ends with, comments and empty lines, is not part of it. A value that is not written is as long as
    nothing, and stands where it would be written. `flow` says that it is a map or a list in braces or brackets.
    """

    key: int
    start: int
    end: int
    flow: bool = False


def spans(text: str) -> dict[Path, Span]:
    """Return where every value stands of a YAML document that `read_yaml` reads. What is behind an alias has none."""
    text = _with_plain_space(text)
    events: Iterator[Any] = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    found: dict[Path, Span] = {}

    def walk(event: Any, path: Path, key: int) -> int:
        """Note where a node stands, and what is in it; return where it ends."""
        start, end, flow = event.start_mark.index, event.end_mark.index, bool(getattr(event, "flow_style", False))
        if isinstance(event, yaml.SequenceStartEvent):
            for at in count():
                event = next(events)
                if isinstance(event, yaml.SequenceEndEvent):
                    break
                end = walk(event, (*path, at), event.start_mark.index)
        elif isinstance(event, yaml.MappingStartEvent):
            while not isinstance(event := next(events), yaml.MappingEndEvent):
                name, at_key = unicodedata.normalize("NFC", event.value), event.start_mark.index
                end = walk(next(events), (*path, name), at_key)
        found[path] = Span(key, start, event.end_mark.index if flow else end, flow)
        return found[path].end

    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            walk(next(events), (), 0)
            break
    return found


def made(data: Any, place: Place) -> Node:
    """Return plain data as nodes that all stand at one place."""
    if isinstance(data, Mapping):
        return MappingNode(
            {str(key): made(item, place) for key, item in data.items()}, dict.fromkeys(data, place), place
        )
    if isinstance(data, list | tuple):
        return SequenceNode(tuple(made(item, place) for item in data), place)
    return ScalarNode(None if data is None else str(data), place, exact=False)


def dotted(path: Path) -> str:
    """Return a path as a person reads it; positions in a list count from 1."""
    return ".".join(str(part + 1) if isinstance(part, int) else _shown(part) for part in path)


def _shown(key: str) -> str:
    return key if len(key) <= 60 and key.isprintable() else quote(key)
