"""From the text of a definition, a pattern or a table to models, every complaint with its place.

YAML gives shape and place, pydantic gives meaning: every scalar is still text when it reaches a model, so `15:30` stays
a time, `no` a word and `012` three digits. The parser's events are read once into nodes that know where they stand;
`lay` puts one tree over another; what pydantic then says about a path is looked up in the tree.
"""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, get_args

import yaml
from pydantic import Field, ValidationError

from cop_plan import community as models
from cop_plan import dates
from cop_plan.errors import (
    MOST,
    TOO_MANY,
    Complaint,
    Path,
    Place,
    Problem,
    Problems,
    as_list,
    did_you_mean,
    nearest,
    quote,
)

LARGEST_BYTES = 1_000_000
LARGEST_DEPTH = 64
LARGEST_NODES = 50_000
LARGEST_CELLS = 200_000
LARGEST_COLUMNS = 1_000
SHIPPED_PATTERNS = ("sample-year", "compressed-year", "half-day-meetings")

TABLES: Mapping[Path, type[models.Part]] = {
    ("membership", "members"): models.Member,
    ("membership", "schools"): models.School,
    ("resources",): models.Resource,
    ("guests",): models.Guest,
    ("budget",): models.BudgetLine,
}
"""Where the name of a CSV file may stand instead of a list, and what its rows are."""


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar. `text` is None if nothing is written; `exact` says that it stands in the file letter by letter."""

    text: str | None
    place: Place
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple["Node", ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Map:
    """A map and the places of its keys. `flow` says that it is written in braces."""

    entries: Mapping[str, "Node"]
    keys: Mapping[str, Place]
    place: Place
    flow: bool = False

    def without(self, *names: str) -> "Map":
        """Return the map less some of its keys."""
        return Map(
            {key: node for key, node in self.entries.items() if key not in names}, self.keys, self.place, self.flow
        )

    def with_entry(self, key: str, node: "Node", place: Place) -> "Map":
        """Return the map with one entry put in or replaced."""
        return Map({**self.entries, key: node}, {**self.keys, key: place}, self.place, self.flow)


Node = Text | Items | Map


def is_empty(node: Node | None) -> bool:
    """Return whether nothing is written there."""
    return node is None or (isinstance(node, Text) and node.text is None)


def plain(node: Node) -> Any:
    """Return the plain data of a node: dicts, lists, texts and None."""
    match node:
        case Text(text):
            return text
        case Items(items):
            return [plain(item) for item in items]
        case Map(entries):
            return {key: plain(item) for key, item in entries.items()}


def lay(lower: Node | None, upper: Node | None) -> Node:
    """Lay one tree over another: maps key by key, lists and texts replace, what is empty leaves what lies below."""
    if lower is None or upper is None or is_empty(upper):
        kept = lower if upper is None or (lower is not None and is_empty(upper)) else upper
        assert kept is not None, "there is nothing to lay"
        return kept
    if not (isinstance(lower, Map) and isinstance(upper, Map)):
        return upper
    entries = dict(lower.entries)
    for key, node in upper.entries.items():
        entries[key] = lay(entries.get(key), node)
    return Map(entries, {**lower.keys, **upper.keys}, upper.place, upper.flow)


def find(tree: Node, path: Path) -> tuple[Node, Path]:
    """Return the node at a path, or the nearest above it, and the part of the path that leads to it."""
    node, walked = tree, 0
    for part in path:
        if isinstance(node, Map) and isinstance(part, str) and part in node.entries:
            node = node.entries[part]
        elif isinstance(node, Items) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
        else:
            break
        walked += 1
    return node, path[:walked]


def place_of(tree: Node, path: Path, *, key: bool = False, offset: int = 0) -> Place:
    """Return where the value at a path is written, or its key, or the nearest thing above it.

    `offset` counts characters into a text; it moves the place where the text stands in the file letter by letter.
    """
    if key and path:
        parent, reached = find(tree, path[:-1])
        if len(reached) == len(path) - 1 and isinstance(parent, Map) and path[-1] in parent.keys:
            return parent.keys[str(path[-1])]
    node, reached = find(tree, path)
    if is_empty(node) and reached and not key:
        return place_of(tree, reached, key=True)
    if isinstance(node, Text) and node.exact and len(reached) == len(path):
        return node.place._replace(column=node.place.column + offset)
    return node.place


# From libyaml's own words to the reader's: what it says, how the line is divided there (a line break stands at the
# place), what we say, what helps. The first that fits.
# Source: libyaml 0.2.5, src/scanner.c and src/parser.c
_SAYINGS: tuple[tuple[str, str, str, str | None], ...] = (
    ("cannot start any token", "", "this character cannot begin a value", "put the value in quotes"),
    ("mapping values are not", r"^[^:]*\n", "this colon stands inside the value that begins above",
     "is this line indented too far, or is ': ' missing above?"),
    ("mapping values are not", "", "a colon stands where no key can be", "put a value with ': ' in it in quotes"),
    ("expected ',' or", r"\n:", "a colon stands where no key can be", "put a value with ': ' in it in quotes"),
    ("expected ',' or '}'", "", "the braces are not closed", "put '}' here, or the value in quotes"),
    ("expected ',' or ']'", "", "the brackets are not closed", "put ']' here, or the value in quotes"),
    ("expected ':'", "", "this is neither a key with a colon nor an item of a list", "is a colon missing?"),
    ("expected key", r"[\"']\s*\n", "the text goes on after the closing quote",
     "is a quote missing above, or do these quotes need to be of the other kind?"),
    ("expected key", r"[\]}]\s*\n", "the text goes on after the closing bracket", "put the whole value in quotes"),
    ("expected key", r"\n-\s", "an item of a list stands among keys", "leave out the '-', or write a key above"),
    ("expected key", "", "a key is expected here", "is the line indented like its neighbours?"),
    ("expected '-' indicator", "", "an item of a list is expected here", "begin it with '- '"),
    ("unexpected end of stream", "", "a quoted text is not closed", "put the same quote at its end"),
    ("unexpected document indicator", "", "a quoted text is not closed", "put the same quote at its end"),
    ("unknown escape character", "", "no escape begins like this", "use single quotes, or two backslashes"),
    ("expected hexdecimal number", "", "an escape is not complete", "use single quotes, or two backslashes"),
    ("block sequence entries", "", "an item of a list cannot begin here", "put '- ' on a line of its own"),
    ("block mapping entries", "", "an entry cannot begin here", None),
    ("while scanning an alias", r"^ *\*\n ", "an item of a list does not begin with '*'", "begin it with '- '"),
    ("anchor|alias", "", "an anchor or alias is not complete", "put a value that begins with & or * in quotes"),
    ("tag", "", "a tag cannot stand here", "put a value that begins with ! in quotes"),
    ("directive", "", "a line cannot begin with %", "put the value in quotes"),
    ("nesting level", "", f"this is nested more than {LARGEST_DEPTH} deep", None),
)  # fmt: skip

_NOT_UTF_8 = ("this is not UTF-8 text", "save the file as UTF-8")


def read_yaml(data: bytes, file: str) -> Node | None:
    """Read one YAML document; None if there is none. Raises Problems."""
    text = _text(data, file)
    try:
        return _Composer(text, file).document()
    except yaml.MarkedYAMLError as error:
        raise Problems([_in_the_readers_words(error, text, file)]) from None


def _text(data: bytes, file: str) -> str:
    """Decode UTF-8, with or without a byte order mark. Raises Problems."""
    if len(data) > LARGEST_BYTES:
        raise Problems([Problem(Place(file, 0, 0), "", f"is larger than {LARGEST_BYTES // 1_000_000} MB")])
    if data.startswith(b"PK\x03\x04"):
        said = "this is a spreadsheet or an archive, not a text"
        raise Problems([Problem(Place(file, 0, 0), "", said, "save the table as CSV (UTF-8)")])
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
    # Source: YAML 1.1, 5.1: c-printable
    if found := re.search("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text):
        line, column = text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start())
        said = f"an invisible control character (U+{ord(found[0]):04X}) stands here"
        raise Problems([Problem(Place(file, line, column), "", said, "delete it")])
    return text


def _in_the_readers_words(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    said, context = f"{error.problem or ''} {error.context or ''}", error.context_mark
    # A quoted text or a key without its colon is seen to be wrong where it ends; what is wrong is where it begins.
    begins_wrong = context and re.search("unexpected end of stream|could not find expected ':'|directive", said)
    mark = context if begins_wrong else error.problem_mark or context
    if mark is None:
        return Problem(Place(file, 0, 0), "", f"this is not YAML: {said}")
    place = Place(file, mark.line + 1, mark.column + 1)
    line = (text.split("\n")[mark.line :] or [""])[0]
    if re.match(r" *\t", line) and "\t" in line[: place.column]:
        place = place._replace(column=line.index("\t") + 1)
        return Problem(place, "", "a tab stands before the text", "indent with spaces")
    if (found := re.search(r"expected ',' or '(.)'", said)) and context and context.line < mark.line:
        opened = {"}": "a brace", "]": "a bracket"}[found[1]]
        return Problem(
            Place(file, context.line + 1, context.column + 1),
            "",
            f"{opened} is opened here, and not closed before something else begins",
            f"put '{found[1]}' at its end, or a comma between its lines",
            ((place, "this begins"),) if line else (),
        )
    around = f"{line[: mark.column]}\n{line[mark.column :]}"
    for theirs, divided, ours, hint in _SAYINGS:
        if re.search(theirs, said) and re.search(divided, around):
            return Problem(place, "", ours, hint)
    return Problem(place, "", f"this is not YAML: {said.strip()}")


class _Composer:
    """Reads the events of one document into nodes. Aliases are shared nodes, counted as often as they are used."""

    def __init__(self, text: str, file: str) -> None:
        self._events: Iterator[Any] = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self._file = file
        self._nodes = 0
        self._sizes: dict[int, int] = {}
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._problems: list[Problem] = []

    def document(self) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._complain(event.start_mark, "a second document begins here", "keep one community in one file")
                    break
                root = self._node(next(self._events), 1)
        if self._problems:
            raise Problems(self._problems)
        return root

    def _place(self, mark: Any) -> Place:
        return Place(self._file, mark.line + 1, mark.column + 1)

    def _complain(
        self, mark: Any, message: str, hint: str | None = None, others: tuple[tuple[Place, str], ...] = ()
    ) -> None:
        self._problems.append(Problem(self._place(mark), "", message, hint, others))

    def _count(self, nodes: int, mark: Any) -> None:
        self._nodes += nodes
        if self._nodes > LARGEST_NODES:
            self._complain(mark, f"this is more than {LARGEST_NODES:,} values; are there aliases of aliases?")
            raise Problems(self._problems)

    def _node(self, event: Any, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                self._complain(event.start_mark, f"nothing before this is called {quote(f'&{event.anchor}')}",
                               "put a value that begins with * in quotes")  # fmt: skip
                return Text(None, self._place(event.start_mark))
            node, size = self._anchors[event.anchor]
            self._count(size, event.start_mark)
            return node
        before = self._nodes
        self._count(1, event.start_mark)
        if depth > LARGEST_DEPTH:
            self._complain(event.start_mark, f"this is nested more than {LARGEST_DEPTH} deep")
            raise Problems(self._problems)
        if event.tag is not None and event.tag != "!":
            self._complain(event.start_mark, "a value cannot begin with !", "put it in quotes")
        if isinstance(event, yaml.ScalarEvent):
            node = self._scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._items(event, depth)
        else:
            node = self._map(event, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = node, self._nodes - before
        return node

    def _scalar(self, event: Any) -> Text:
        text = unicodedata.normalize("NFC", event.value)
        start, end = event.start_mark, event.end_mark
        place = self._place(start)
        if not event.style and start.line != end.line and re.match(r"-[^\W\d]", text):
            self._complain(start, "a space is missing after '-'", f"write  - {text[1:].partition(' -')[0]}")
        if not event.style:  # the C parser says "", the other None
            exact = start.line == end.line and end.column - start.column == len(event.value)
            return Text(None if text in ("", "~", "null") else text, place, exact and text == event.value)
        quoted = event.style in "'\"" and start.line == end.line and end.column - start.column == len(event.value) + 2
        return Text(
            text if text.strip() else None, place._replace(column=place.column + quoted), quoted and text == event.value
        )

    def _items(self, start: Any, depth: int) -> Items:
        items: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            node = self._node(event, depth + 1)
            if not is_empty(node):
                items.append(node)
        return Items(tuple(items), self._place(start.start_mark))

    def _map(self, start: Any, depth: int) -> Map:
        entries: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            place, said_before = self._place(event.start_mark), len(self._problems)
            key_node = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            key = key_node.text if isinstance(key_node, Text) else None
            if key is None:
                del self._problems[said_before:]
                self._complain(
                    event.start_mark, "a key is a plain text", "put a value that begins with { or [ in quotes"
                )
            elif key == "<<" and not event.style:
                self._complain(event.start_mark, "merge keys are not used here", "write the values out")
            elif key in entries:
                self._complain(event.start_mark, f"the key {quote(key)} is given twice", "keep one of the two",
                               ((keys[key], "the first"),))  # fmt: skip
            else:
                entries[key], keys[key] = value, place
        return Map(entries, keys, self._place(start.start_mark), bool(start.flow_style))


def read_table(data: bytes, file: str, rows_are: type[models.Part]) -> Items:
    """Read a CSV file with a header row into a list of maps. The place of a cell is its row and its number in it.

    Columns may come in any order. A column that is none of ours is left alone, unless it looks like a slip of one.
    Raises Problems.
    """
    text = _text(data, file)
    columns = models.column_names(rows_are)
    delimiter = _delimiter(text, columns)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] | None = None
    problems: list[Problem] = []
    maps: list[Node] = []
    cells_left = LARGEST_CELLS
    number = 0
    try:
        for number, row in enumerate(rows, 1):
            cells = [unicodedata.normalize("NFC", cell.replace("\u00a0", " ").strip()) for cell in row]
            if not any(cells):
                continue
            if (cells_left := cells_left - len(cells)) < 0:
                raise Problems([Problem(Place(file, number, 1), "", f"this is more than {LARGEST_CELLS:,} cells")])
            if header is None:
                if len(cells) > LARGEST_COLUMNS:
                    said = f"this is more than {LARGEST_COLUMNS:,} columns"
                    raise Problems([Problem(Place(file, number, 1), "", said)])
                header = [re.sub(r"[\s-]+", "_", cell.casefold()) for cell in cells]
                problems.extend(_header_problems(header, cells, columns, Place(file, number, 1)))
                continue
            if len(cells) > len(header) and any(cells[len(header) :]):
                hint = "put a text that contains a comma in quotes" if delimiter == "," else None
                said = f"this row has {len(cells)} cells, and the header {len(header)}"
                problems.append(Problem(Place(file, number, len(header) + 1), "", said, hint))
            places = {name: Place(file, number, at) for at, name in enumerate(header, 1) if name in columns}
            entries: dict[str, Node] = {
                name: Text(cell or None, places[name], exact=False)
                for name, cell in zip(header, cells, strict=False)
                if name in columns
            }
            maps.append(Map(entries, places, Place(file, number, 1)))
    except csv.Error as error:
        said = (
            "a cell is too long"
            if "field larger" in str(error)
            else "a quote is not closed or stands in the wrong place"
        )
        problems.append(
            Problem(Place(file, number + 1, 1), "", said, 'put the whole cell in quotes, and write " as ""')
        )
    if header is None and not problems:
        needed = ",".join(columns)
        problems.append(Problem(Place(file, 1, 1), "", "the file is empty", f"its first row is {needed}"))
    if problems:
        raise Problems(problems)
    return Items(tuple(maps), Place(file, 1, 1))


def _delimiter(text: str, columns: Mapping[str, bool]) -> str:
    """Return which of comma, semicolon and tab the header row uses."""
    first = next((line for line in text.splitlines() if line.strip()), "")

    def known(delimiter: str) -> int:
        return sum(cell.strip().strip('"').casefold() in columns for cell in first.split(delimiter))

    return max(",;\t", key=known)


def _header_problems(
    header: list[str], cells: list[str], columns: Mapping[str, bool], place: Place
) -> Iterator[Problem]:
    missing, seen, meant = set(columns) - set(header), set(), set()
    for at, (name, cell) in enumerate(zip(header, cells, strict=True), 1):
        if name in seen:
            yield Problem(place._replace(column=at), "", f"the column {quote(cell)} is there twice")
        elif name in columns:
            seen.add(name)
        elif near := nearest(name, missing, 0.75):  # `notes` is a column of one's own, not a slip of `wants`
            meant.add(near)
            said = f"no column is called {quote(cell)}"
            yield Problem(place._replace(column=at), "", said, f"did you mean '{near}'?")
    for name, needed in columns.items():
        if needed and name in missing - meant:
            yield Problem(place, "", f"the column '{name}' is missing", f"the columns are {', '.join(columns)}")


class Pattern(models.Part):
    """A pattern: what a year lays out, in the definition's own grammar."""

    title: models.Text = models.said("What the pattern is called")
    source: models.Text | None = models.said("Where it comes from")
    year_begins: models.SeriesMonth = Field(
        default=dates.Month(8), description="The month in which the school year begins"
    )
    kinds: Mapping[models.Kind, models.Activity] = models.said("What each kind of entry brings with it", default={})
    activities: Mapping[str, Any] = models.said("The activities, by name", default={})


class Shelf(Protocol):
    """Where the files lie that a definition names. Both return the name to show and the content."""

    def beside(self, name: str, place: Place, path: str) -> tuple[str, bytes]:
        """Read a file beside the definition. Raises Problems at `place` if it is missing, else Unreadable."""

    def shipped(self, name: str) -> tuple[str, bytes] | None:
        """Read a file of the program's own patterns; None if there is none."""


@dataclass(frozen=True)
class Loaded:
    """A community and where everything in it was written."""

    community: models.Community
    tree: Node = field(repr=False)
    file: str

    def is_own(self, path: Path) -> bool:
        """Return whether the person wrote the value at a path, as against the pattern."""
        node, reached = find(self.tree, path)
        return len(reached) == len(path) and not is_empty(node) and node.place.file == self.file

    def place(self, path: Path, *, key: bool = False, offset: int = 0) -> Place:
        """Return where a value, or its key, is written."""
        return place_of(self.tree, path, key=key, offset=offset)

    def problems(self, complaints: Iterable[Complaint]) -> Problems:
        """Return complaints about the community with their places."""
        return Problems(_placed(self.tree, complaint) for complaint in complaints)


def _placed(tree: Node, complaint: Complaint) -> Problem:
    return Problem(
        place_of(tree, complaint.path, key=complaint.at_key, offset=complaint.offset),
        dotted(complaint.path),
        complaint.message,
        complaint.hint,
        tuple((place_of(tree, path), words) for path, words in complaint.others),
    )


def dotted(path: Path) -> str:
    """Return a path as a person reads it; positions in a list count from 1."""
    return ".".join(str(part + 1) if isinstance(part, int) else _shown(part) for part in path)


def _shown(key: str) -> str:
    return key if len(key) <= 60 and key.isprintable() else quote(key)


def community(data: bytes, file: str, shelf: Shelf) -> Loaded:
    """Load a definition with its pattern and its tables. Raises Problems, Unreadable.

    First the syntax of definition and pattern; if it holds, all problems of shape and of phrases at once.
    """
    definition = _document(data, file, "it needs at least name, year and timezone", "name: Literacy for All")
    below = _below(definition, shelf)
    problems: list[Problem] = []
    begins = None
    try:
        begins = _checked(Pattern, below.without("activities"), {}).year_begins.number
    except Problems as found:
        problems.extend(found.problems)
    tree, complaints = _with_activities(definition, below)
    problems.extend(_placed(tree, complaint) for complaint in complaints)
    for path, rows_are in TABLES.items():
        try:
            tree = _with_table(tree, path, rows_are, shelf)
        except Problems as found:
            problems.extend(found.problems)
            tree = _put(tree, path, Items((), find(tree, path)[0].place))
    try:
        checked = _checked(models.Community, tree, {"year_begins": begins})
    except Problems as found:
        raise Problems([*problems, *found.problems]) from None
    if problems:
        raise Problems(problems)
    return Loaded(checked, tree, file)


def _document(data: bytes, file: str, if_empty: str, example: str) -> Map:
    root = read_yaml(data, file)
    if isinstance(root, Map):
        return root
    if is_empty(root):
        said, hint = "the file is empty", if_empty
    else:
        said, hint = "a map is expected here", f"write lines of  key: value, such as  {example}"
    raise Problems([Problem(Place(file, 1, 1) if root is None else root.place, "", said, hint)])


def _below(definition: Map, shelf: Shelf) -> Map:
    """Return what lies below a definition: the kinds, over them the pattern, over each its titles in the language."""
    language = definition.entries.get("language")
    tongue = (language.text or "").partition("-")[0] if isinstance(language, Text) else ""
    kinds = shelf.shipped("kinds.yaml")
    assert kinds is not None, "the program ships its kinds"
    layers = [kinds, shelf.shipped(f"kinds.{tongue}.yaml")]
    written = definition.entries.get("pattern")
    name = written.text if isinstance(written, Text) and written.text else "sample-year"
    if name in SHIPPED_PATTERNS:
        layers += [shelf.shipped(f"{name}.yaml"), shelf.shipped(f"{name}.{tongue}.yaml")]
    elif name.endswith((".yaml", ".yml")):
        layers.append(shelf.beside(name, place_of(definition, ("pattern",)), "pattern"))
    else:
        hint = did_you_mean(name, SHIPPED_PATTERNS) or "one of your own is named by its file, such as our-year.yaml"
        said = f"no pattern is called {quote(name)}"
        raise Problems([Problem(place_of(definition, ("pattern",)), "pattern", said, hint)])
    laid: Node | None = None
    for layer in layers:
        if layer is not None:
            laid = lay(laid, _document(layer[1], layer[0], "it needs at least activities", "title: Our year"))
    assert isinstance(laid, Map), "maps laid over maps are a map"
    return laid


def _with_activities(definition: Map, below: Map) -> tuple[Map, list[Complaint]]:
    """Lay the definition's activities over the pattern's, and the kinds below both.

    Entries are changed under their own names: `webinar-1`, its step `webinar-1.reminder`, the entry
    `online-meeting.october` of a series, that entry's step, or the step in the whole series.
    """
    kinds, pattern = _map_at(below, "kinds"), below.entries.get("activities")
    own = definition.entries.get("activities")
    for activities in (pattern, own):
        if activities is not None and not is_empty(activities) and not isinstance(activities, Map):
            return definition.with_entry("activities", activities, activities.place), []
    changes = own if isinstance(own, Map) else Map({}, {}, definition.place)
    complaints = [
        Complaint(("activities", name), "nothing is written under this name", _hint_to_leave_out(name), at_key=True)
        for name, change in changes.entries.items()
        if is_empty(change)
    ]
    laid = lay(pattern, changes.without(*(name for name in changes.entries if "." in name)))
    assert isinstance(laid, Map), "maps laid over maps are a map"
    dotted_names = sorted((name for name in changes.entries if "." in name), key=lambda name: name.count("."))
    members: dict[str, Node] = {}
    for name in dotted_names:
        change, key = changes.entries[name], changes.keys[name]
        first, _, rest = name.partition(".")
        activity = laid.entries.get(first)
        months = _months_of(activity)
        member, _, step = rest.partition(".")
        if rest.partition(".")[0] in months:
            partial = _as_step(step, change, key) if step else change
            members[f"{first}.{member}"] = lay(members.get(f"{first}.{member}"), partial)
        elif activity is not None and rest in _step_names(activity, kinds):
            laid = laid.with_entry(first, lay(activity, _as_step(rest, change, key)), laid.keys[first])
        else:
            known = laid.entries if activity is None else _dotted_names(first, activity, kinds)
            hint = did_you_mean(first if activity is None else name, known)
            complaints.append(Complaint(("activities", name), f"no entry is called {quote(name)}", hint, at_key=True))
    entries = {name: _with_kind(activity, kinds) for name, activity in laid.entries.items()}
    for name, change in members.items():
        series = laid.entries[name.partition(".")[0]]
        assert isinstance(series, Map), "only a map has months"
        entries[name] = _with_kind(lay(series.without("repeat"), change), kinds)
    keys = {**laid.keys, **{name: changes.keys.get(name, changes.place) for name in members}}
    # Places of keys that are complained about, though nothing is laid under them.
    keys |= {name: changes.keys[name] for name in changes.entries}
    activities = Map(entries, keys, changes.place, changes.flow)
    key = definition.keys.get("activities", definition.place)
    return definition.with_entry("activities", activities, key), complaints


def _hint_to_leave_out(name: str) -> str:
    return f"to do without it, write  leave_out: {{{name}: why}}" if len(name) <= 60 else "see leave_out"


def _map_at(parent: Node, key: str) -> Map:
    node = parent.entries.get(key) if isinstance(parent, Map) else None
    return node if isinstance(node, Map) else Map({}, {}, parent.place)


def _as_step(name: str, change: Node, key: Place) -> Map:
    return Map({"steps": Map({name: change}, {name: key}, key)}, {"steps": key}, key)


def _months_of(activity: Node | None) -> set[str]:
    repeat = activity.entries.get("repeat") if isinstance(activity, Map) else None
    items = repeat.items if isinstance(repeat, Items) else (repeat,)
    return {item.text.casefold().strip().replace(" ", "-") for item in items if isinstance(item, Text) and item.text}


def _kind_of(activity: Node, kinds: Map) -> Map:
    kind = activity.entries.get("kind") if isinstance(activity, Map) else None
    name = kind.text if isinstance(kind, Text) and kind.text else "task"
    return _map_at(kinds, name)


def _step_names(activity: Node, kinds: Map) -> set[str]:
    return {*_map_at(activity, "steps").entries, *_map_at(_kind_of(activity, kinds), "steps").entries}


def _dotted_names(name: str, activity: Node, kinds: Map) -> set[str]:
    return {f"{name}.{below}" for below in (*_step_names(activity, kinds), *_months_of(activity))}


def _with_kind(activity: Node, kinds: Map) -> Node:
    """Lay an activity over what its kind brings, and each of its steps over what the step's own kind brings."""
    if not isinstance(activity, Map):
        return activity
    laid = lay(_kind_of(activity, kinds), activity)
    assert isinstance(laid, Map), "maps laid over maps are a map"
    steps = laid.entries.get("steps")
    if not isinstance(steps, Map):
        return laid
    with_kinds = {
        name: lay(_kind_of(step, kinds).without("steps"), step) if isinstance(step, Map) else step
        for name, step in steps.entries.items()
    }
    return laid.with_entry("steps", Map(with_kinds, steps.keys, steps.place), laid.keys["steps"])


def _with_table(tree: Map, path: Path, rows_are: type[models.Part], shelf: Shelf) -> Map:
    """Put the rows of a CSV file in the place of its name."""
    node, reached = find(tree, path)
    if len(reached) < len(path) or not isinstance(node, Text) or node.text is None:
        return tree
    file, data = shelf.beside(node.text, node.place, dotted(path))
    return _put(tree, path, read_table(data, file, rows_are))


def _put(tree: Map, path: Path, node: Node) -> Map:
    key = str(path[0])
    if len(path) > 1:
        below = tree.entries[key]
        assert isinstance(below, Map), "the path was found before"
        node = _put(below, path[1:], node)
    return tree.with_entry(key, node, tree.keys[key])


Model = TypeVar("Model", bound=models.Part)


def _checked(model: type[Model], tree: Map, context: Mapping[str, Any]) -> Model:
    """Validate a tree. Raises Problems with everything that pydantic found."""
    try:
        return model.model_validate(plain(tree), context=dict(context))
    except ValidationError as error:
        found = error.errors(include_url=False)
    # Who wrote `nane` did not forget the name.
    meant = {
        (*one["loc"][:-1], _meant_key(one["loc"], model)) for one in found[:MOST] if one["type"] == "extra_forbidden"
    }
    problems: dict[object, Problem] = {}
    for one in found[:MOST]:
        complaint = None if one["type"] == "missing" and one["loc"] in meant else _complaint(one, tree, model)
        if complaint is not None:
            problem = _placed(tree, complaint)
            # What is written once, behind an anchor or for a whole series, is wrong once.
            problems.setdefault((problem.place, problem.message, complaint.path[-1:]), problem)
    more = [Problem(tree.place, "", TOO_MANY)] if len(found) > MOST else []
    raise Problems([*more, *problems.values()])


def _complaint(error: Any, tree: Map, model: type[models.Part]) -> Complaint | None:
    """Return what pydantic found in the reader's words; None where it speaks of a shape that was not written."""
    path, rest = _written_path(tree, error["loc"])
    at_key = bool(rest) and rest[-1] == "[key]"
    node, reached = find(tree, path)
    kind, context = error["type"], error.get("ctx", {})
    if rest and rest[0] == "str" and not isinstance(node, Text):
        return None
    if rest and str(rest[0]).startswith("dict[") and isinstance(node, Text):
        return None
    if kind == "extra_forbidden":
        return _unknown_key(path, node, tree, model)
    if kind == "missing":
        said = "this is required, and nothing is written" if not rest else "this is required, and not written"
        return Complaint((*path, *rest), said, _example_of((*path, *rest)))
    if kind == "unclear":
        path = (*path, *context.get("at", ()))
        return Complaint(path, context["message"], context.get("hint"), context.get("offset", 0), at_key)
    if kind == "literal_error":
        choices = re.findall(r"'((?:[^'\\]|\\.|'(?=\w))*)'|\"([^\"]*)\"", context["expected"])
        known = [one or two for one, two in choices]
        written = error["input"] if isinstance(error["input"], str) else ""
        hint = as_list(written) or did_you_mean(written, known)
        return Complaint(path, f"{quote(written)} is none of: {', '.join(known)}", hint, at_key=at_key)
    if kind == "string_too_short":
        return Complaint(path, "this is required, and nothing is written")
    expected, hint = _SHAPES.get(kind, (error["msg"], None))
    if is_empty(node) or len(reached) < len(path):
        hint = "write the reason after the colon" if path[0] in ("leave_out", "ignore") else None
        return Complaint(path, f"{expected}, and nothing is written", hint, at_key=at_key)
    shape = {Map: "a map", Items: "a list", Text: "a text"}[type(node)]
    return Complaint(path, f"{expected}, and this is {shape}", _hint_at_shape(node, path) or hint, at_key=at_key)


_MAP = ("a map is expected here", "write lines of  key: value")
_LIST = ("a list is expected here", "write each item on a line of its own after '- '")
_TEXT = ("a text is expected here", None)
_SHAPES: Mapping[str, tuple[str, str | None]] = {
    "string_type": _TEXT,
    "text_expected": _TEXT,
    "dict_type": _MAP,
    "mapping_type": _MAP,
    "model_type": _MAP,
    "model_attributes_type": _MAP,
    "tuple_type": _LIST,
    "list_type": _LIST,
}


def _hint_at_shape(node: Node, path: Path) -> str | None:
    """Return a hint at what somebody may have meant who wrote another shape."""
    if isinstance(node, Items) and any(isinstance(item, Map) for item in node.items):
        return "write lines of  key: value, without '- '"
    if isinstance(node, Text) and re.match(r"[\w ]+:[^\s/]", node.text or ""):
        return "is a space missing after the colon?"
    if isinstance(node, Text) and path[0] == "activities":
        try:
            return f"write under it  when: {dates.parse(node.text or '').text}"
        except dates.Unclear:
            return None
    return None


def _written_path(tree: Map, location: tuple[int | str, ...]) -> tuple[Path, Path]:
    """Divide pydantic's location into the part that is written in the tree and the rest."""
    path: Path = ()
    for at, part in enumerate(location):
        node, _ = find(tree, path)
        if isinstance(node, Map) and str(part).startswith("dict[") and part not in node.entries:
            continue  # pydantic's name of the shape that it tried
        if find(tree, (*path, part))[1] != (*path, part):
            return path, location[at:]
        path = (*path, part)
    return path, ()


def _unknown_key(path: Path, value: Node, tree: Map, model: type[models.Part]) -> Complaint:
    key, (parent, _) = str(path[-1]), find(tree, path[:-1])
    if isinstance(parent, Map) and parent.flow and is_empty(value):
        return Complaint(path, f"a comma ended the value before {quote(key)}", "put the value in quotes", at_key=True)
    hint = None
    if near := _meant_key(path, model):
        hint = f"did you mean '{near}'?"
    elif _part_at(model, path[:-1]) is models.Activity and isinstance(value, Map):
        hint = "a step stands under 'steps:', and is indented there"
    elif len(path) == 1 and key in _map_at(tree, "activities").entries:
        hint = "it belongs under 'activities:', and is indented there"
    elif len(path) > 1 and key in _sections():
        hint = f"'{key}:' stands at the left margin"
    elif owner := _section_of(key) if len(path) <= 2 else None:
        hint = f"it belongs under '{owner}:', and is indented there"
    return Complaint(path, f"no key is called {quote(key)} here", hint, at_key=True)


def _meant_key(path: Path, model: type[models.Part]) -> str | None:
    """Return the key that somebody may have meant by an unknown one."""
    part = _part_at(model, path[:-1])
    return nearest(str(path[-1]), models.column_names(part)) if part else None


def _sections() -> set[str]:
    """Return the keys of a definition under which others stand."""
    fields = models.Community.model_fields.items()
    return {name for name, field in fields if isinstance(field.default, models.Part | dict)}


def _part_at(model: Any, path: Path) -> type[models.Part] | None:
    """Return the model that stands at a path."""
    for part in path:
        field = model.model_fields.get(part) or model.model_fields.get(f"{part}_") if _is_part(model) else None
        model = _inner(field.annotation) if field else _inner(model)
        if model is None:
            return None
    while not _is_part(model):
        model = _inner(model)
        if model is None:
            return None
    return model  # type: ignore[no-any-return]


def _is_part(model: Any) -> bool:
    return isinstance(model, type) and issubclass(model, models.Part)


def _inner(annotation: Any) -> Any:
    """Return the first model inside an annotation such as `Mapping[str, Activity]`, or None."""
    if _is_part(annotation):
        return annotation
    return next((inner for part in reversed(get_args(annotation)) if (inner := _inner(part)) is not None), None)


def _section_of(key: str) -> str | None:
    """Return the section that has such a key, if just one has."""
    sections = [
        name
        for name, section in models.Community.model_fields.items()
        if _is_part(section.annotation) and key in models.column_names(section.annotation)  # type: ignore[arg-type]
    ]
    return sections[0] if len(sections) == 1 else None


def _example_of(path: Path) -> str | None:
    examples = {"name": "name: Literacy for All", "year": "year: 2026-2027", "timezone": "timezone: America/Edmonton"}
    return f"write, for example,  {examples[str(path[0])]}" if len(path) == 1 and path[0] in examples else None
