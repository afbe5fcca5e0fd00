"""From the text of a definition to its community, every value_problem with its place.

YAML gives shape and place, pydantic gives meaning. The kinds, the pattern, its titles, what the definition extends and
the definition are laid one over the other; what pydantic then says about a path is looked up in the tree and told in
the reader's words.
"""

import codecs
import contextlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, Generic, Protocol, TypeVar, get_args, get_origin

from pydantic import Field, ValidationError

from cop_plan.base.errors import (
    MAX_PROBLEMS,
    TOO_MANY,
    Path,
    Place,
    Problem,
    Problems,
    Unreadable,
    ValueProblem,
    as_list,
    did_you_mean,
    nearest,
    quote,
)
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence, joined, one_of, sentence
from cop_plan.dates import calendar_files, phrases, zones
from cop_plan.definition import community as models
from cop_plan.definition import languages
from cop_plan.definition.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    dotted,
    find,
    is_empty,
    made,
    overlay,
    place_of,
    plain,
    read_headed,
    read_yaml,
)

CALENDAR_YEAR = "calendar-year"
"""The pattern for school years that begin in January."""

OPTIONAL = ("field-trip", "showcase")
"""What the shipped patterns have for those who want it, if they do not have it anyway."""

KINDS = "kinds"
"""What lies below every pattern: what each kind of entry brings with it."""

SHIPPED_PATTERNS = ("sample-year", "compressed-year", "half-day-meetings", CALENDAR_YEAR)

# The patterns that are laid over another one and change its dates.
_LAID_OVER = {CALENDAR_YEAR: "sample-year"}

TABLES: Mapping[Path, type[models.Part]] = {
    ("membership", "members"): models.Member,
    ("membership", "schools"): models.School,
    ("resources",): models.Resource,
    ("guests",): models.Guest,
    ("budget",): models.BudgetLine,
}
"""Where the name of a CSV file or workbook may stand instead of a list, and what its rows are."""


OF_EACH = ("name", "id", "output", "last_year")
"""What each community writes for itself: in a file that several extend, it would make one of all of them."""

MAX_EXTENDED = 8
"""So many files may lie below a definition by `extends`, one below the other."""


class Pattern(models.Part):
    """A pattern: what a year lays out, in the definition's own grammar."""

    title: models.Text = models.said("What the pattern is called")
    source: models.Text | None = models.said("Where it comes from")
    year_begins: models.SeriesMonth = Field(
        default=phrases.Month(8), description="The month in which the school year begins"
    )
    kinds: Mapping[models.Kind, models.Activity] = models.said("What each kind of entry brings with it", default={})
    activities: Mapping[str, Any] = models.said("The activities, by name", default={})
    optional: Mapping[str, Any] = models.said(
        "Activities that a definition switches on by naming them, as `field-trip: yes`", default={}
    )


class FileSource(Protocol):
    """Where the files lie that a definition names. All return the name to show and the content."""

    def beside(self, name: str, place: Place, path: str, limit_bytes: int | None = None) -> tuple[str, bytes]:
        """Read a file beside the one that names it at `place`. Raises Problems there if it is missing, or Unreadable.

        `limit_bytes` is for a file that may be larger than a definition.
        """

    def beside_if_there(self, name: str, place: Place) -> tuple[str, bytes] | None:
        """Read a file beside the one in which it is named, at `place`; None if there is none. Raises Unreadable."""

    def versions(self, definition: MappingNode, names: Iterable[str]) -> Mapping[str, int]:
        """Return the versions that the published year of a definition has of the program's patterns of these names.

        The newest is meant of each that is not among them.
        """

    def shipped(self, name: str, version: int | None = None) -> tuple[str, bytes] | None:
        """Read one of the program's own patterns, in an older version if one is named; None if there is none."""

    def shipped_titles(self, name: str, language: str, version: int | None = None) -> tuple[str, bytes] | None:
        """Read the titles of one of the program's own patterns in a language; None if there are none."""


@frozen
class Loaded:
    """A community and where everything in it was written.

    `patterns` are the versions of the program's own patterns that lie below it, by their names; `extended` the files
    that it extends, the nearest first.
    """

    community: models.Community
    tree: Node = field(repr=False)
    file: str
    patterns: Mapping[str, int] = field(default_factory=dict)
    extended: tuple[str, ...] = ()

    def is_own(self, path: Path) -> bool:
        """Return whether a person wrote the value at a path, here or in a file that is extended, not the pattern."""
        node, reached = find(self.tree, path)
        is_written = len(reached) == len(path) and not is_empty(node)
        return is_written and (node.place.file == self.file or node.place.file in self.extended)

    def place(self, path: Path, *, key: bool = False, offset: int = 0) -> Place:
        """Return where a value, or its key, is written."""
        return place_of(self.tree, path, key=key, offset=offset)

    def problems(self, value_problems: Iterable[ValueProblem]) -> Problems:
        """Return problems with the community with their places."""
        return Problems(_placed(self.tree, value_problem) for value_problem in value_problems)


def _placed(tree: Node, value_problem: ValueProblem) -> Problem:
    return Problem(
        place_of(tree, value_problem.path, key=value_problem.at_key, offset=value_problem.offset),
        dotted(value_problem.path),
        value_problem.message,
        value_problem.hint,
        tuple((place_of(tree, path), words) for path, words in value_problem.others),
    )


def community(data: bytes, file: str, shelf: FileSource) -> Loaded:
    """Load a definition with its pattern and its tables. Raises Problems, Unreadable.

    First the syntax of definition and pattern; if it holds, all problems of shape and of phrases at once.
    """
    needs, example = sentence("it needs at least name, year and timezone"), sentence("name: Literacy for All")
    written = _document(data, file, needs, example)
    _refuse_part(written)
    shared = _extended(written, shelf)
    definition, problems = _laid_over(shared, written)
    layers, versions = _layers(definition, shelf)
    below = _below(layers)
    begins = None
    try:
        begins = below.year_begins
    except Problems as found:
        problems.extend(found.problems)
    tree, value_problems = _with_activities(definition, [*reversed(shared), written], below)
    problems.extend(_placed(tree, value_problem) for value_problem in value_problems)
    for path, rows_are in TABLES.items():
        try:
            tree = _with_table(tree, path, rows_are, shelf)
        except Problems as found:
            problems.extend(found.problems)
            tree = _put(tree, path, SequenceNode((), find(tree, path)[0].place))
    calendars: dict[str, tuple[str, bytes]] = {}
    for name, file_name in _calendars(tree):
        try:
            at, most = f"closures.{name}.from", calendar_files.MAX_BYTES
            calendars[name] = shelf.beside(file_name.text or "", file_name.place, at, most)
        except Problems as found:
            problems.extend(found.problems)
    try:
        checked = _checked(models.Community, tree, {"year_begins": begins}, below.read_before(tree))
    except Problems as found:
        # Told with the rest, so that nobody mends one thing only to hear of the next.
        problems.extend(_placed(tree, complaint) for complaint in _undated(tree))
        raise Problems([*problems, *found.problems]) from None
    if problems:
        raise Problems(problems)
    extended = tuple(one.place.file for one in shared)
    return Loaded(_with_calendars(checked, tree, calendars), tree, file, versions, extended)


def _extended(definition: MappingNode, shelf: FileSource) -> list[MappingNode]:
    """Return what lies below a definition by its `extends`, the nearest first. Raises Problems, of a circle too."""
    chain = [definition]
    while not is_empty(named := chain[-1].entries.get("extends")):
        place = place_of(chain[-1], ("extends",))
        if not isinstance(named, ScalarNode) or named.text is None:
            said = sentence("the name of one file is expected here, and this is {shape}", shape=_FOUND[type(named)])
            hint = sentence("a file that is extended may itself extend another")
            raise Problems([Problem(place, "extends", said, hint)])
        try:
            file, data = shelf.beside(named.text, place, "extends")
        except Unreadable as error:
            said = sentence("{file}: {why}", file=quote(named.text), why=error.reason)
            raise Problems([Problem(place, "extends", said)]) from None
        known = [one.place.file for one in chain]
        if file in known:
            circle = [place_of(one, ("extends",)) for one in chain[known.index(file) : -1]]
            others = tuple((one, sentence("here too")) for one in circle)
            said = sentence("these files extend one another in a circle")
            if not circle:
                said = sentence("this file extends itself")
            raise Problems([Problem(place, "extends", said, sentence("leave out one extends"), others)])
        if len(chain) > MAX_EXTENDED:
            said = sentence("more than {most} files extend one another", most=MAX_EXTENDED)
            raise Problems([Problem(place, "extends", said)])
        chain.append(_shared_part(file, data))
    return chain[1:]


def _refuse_part(definition: MappingNode) -> None:
    """Raise Problems for what has sections, and neither name nor id: it may be a part that communities share."""
    written = {key for key, node in definition.entries.items() if not is_empty(node)}
    has_section = any(not isinstance(node, ScalarNode) for node in definition.entries.values())
    if written & {"name", "id"} or not has_section:
        return
    if any(_meant_key((key,), models.Community) == "name" for key in written - models.Community.model_fields.keys()):
        return
    said = sentence("no name is written, so this is no community by itself")
    hint = sentence("write  name: Literacy for All; if communities share this file, check those that extend it")
    raise Problems([Problem(definition.place, "name", said, hint)])


@lru_cache(maxsize=32)
def _shared_part(file: str, data: bytes) -> MappingNode:
    """Read a file that definitions extend, once for all of them. Raises Problems."""
    needs, example = sentence("write in it what the communities share"), sentence("region: CA-AB")
    return _document(data, file, needs, example)


def _laid_over(shared: Sequence[MappingNode], definition: MappingNode) -> tuple[MappingNode, list[Problem]]:
    """Lay a definition over what it extends, less the activities, and say what cannot be shared."""
    problems = [
        Problem(
            one.keys[key],
            key,
            sentence("each community has its own {key}: it cannot be shared", key=key),
            sentence("write it in the definition of each community"),
        )
        for one in shared
        for key in OF_EACH
        if not is_empty(one.entries.get(key))
    ]
    laid: Node | None = None
    for one in (*reversed(shared), definition):
        laid = overlay(laid and _less(laid, *OF_EACH), _less(one, "activities"))
    assert isinstance(laid, MappingNode), "maps laid over maps are a map"
    return laid, problems


def _less(node: Node, *names: str) -> MappingNode:
    assert isinstance(node, MappingNode), "a definition is a map"
    return node.without(*names)


def _calendars(tree: MappingNode) -> Iterator[tuple[str, ScalarNode]]:
    """Yield the name of each closure that is from a calendar file, and where its file is named."""
    for name, closure in _map_at(tree, "closures").entries.items():
        written = closure.entries.get("from") if isinstance(closure, MappingNode) else None
        if isinstance(written, ScalarNode) and written.text:
            yield name, written


def _with_calendars(
    checked: models.Community, tree: MappingNode, calendars: Mapping[str, tuple[str, bytes]]
) -> models.Community:
    """Put the days of calendar files into the closures that are from them. Raises Problems."""
    if not calendars:
        return checked
    closures, problems = dict(checked.closures), list[Problem]()
    first, last = date(checked.year.first.year, 1, 1), date(checked.year.last.year, 12, 31)
    zone = zones.zone(checked.timezone if checked.timezone in zones.names() else "UTC")
    for name, (file, content) in calendars.items():
        closure = closures[name]
        try:
            found = calendar_files.events(content, first, last, zone, calendar_files.holds_one_of(closure.only))
            days = tuple(event.days for event in found if event.days)
        except calendar_files.Broken as broken:
            problems += (Problem(Place(file, line, 1), "", said, hint) for line, said, hint in broken.faults)
            continue
        closures[name] = closure.model_copy(update={"days": (*closure.days, *days)})
        if not days:
            all_titles = {event.title: event for event in calendar_files.events(content, first, last, zone)}
            years = one_of([*dict.fromkeys((str(first.year), str(last.year)))])
            problems.append(_placed(tree, _no_days(("closures", name, "from"), closure, years, found, [*all_titles])))
    if problems:
        raise Problems(problems)
    return checked.model_copy(update={"closures": closures})


def _no_days(
    path: Path,
    closure: models.Closure,
    years: Sentence,
    with_hours: Sequence[calendar_files.Event],
    titles: Sequence[str],
) -> ValueProblem:
    """Return the problem of a file without days for a closure, with the titles of all that it has in the years."""
    file = quote(closure.from_ or "")
    said = sentence("{file} has no event of whole days in {years}", file=file, years=years)
    if closure.only:
        words = one_of([*map(quote, closure.only)])
        said = sentence(
            "{file} has no event of whole days in {years} with {words} in its title",
            file=file,
            years=years,
            words=words,
        )
    hint = sentence("its titles are {titles}", titles=joined([*map(quote, titles[:5])])) if titles else None
    if titles[5:]:
        hint = sentence("its titles are {titles} and others", titles=joined([*map(quote, titles[:5])]))
    if with_hours:
        title = quote(with_hours[0].title)
        hint = sentence("{title} has hours there: write its days under closures", title=title)
    return ValueProblem(path, said, hint)


class _RecordTables(models.Part):
    progress: tuple[models.ProgressRow, ...] = ()
    noticeboard: tuple[models.NoticeRow, ...] = ()
    commitments: tuple[models.CommitmentRow, ...] = ()
    aliases: tuple[models.Alias, ...] = ()


class _RecordFiles(models.Part):
    records: _RecordTables


Row = TypeVar("Row")


@frozen
class TableRecord(Generic[Row]):
    """A record that is a CSV file, and where its rows are written."""

    rows: tuple[Row, ...]
    tree: Node = field(repr=False)

    def problems(self, value_problems: Iterable[ValueProblem]) -> Problems:
        """Return problems with rows, at paths such as `records.progress.1.name`, with their places."""
        return Problems(_placed(self.tree, value_problem) for value_problem in value_problems)


def progress(data: bytes, file: str) -> TableRecord[models.ProgressRow]:
    """Load a progress record; an empty one has no rows. Raises Problems."""
    return _record("progress", models.ProgressRow, data, file)


def noticeboard(data: bytes, file: str) -> TableRecord[models.NoticeRow]:
    """Load a noticeboard; an empty one has no rows. Raises Problems."""
    return _record("noticeboard", models.NoticeRow, data, file)


def commitments(data: bytes, file: str) -> TableRecord[models.CommitmentRow]:
    """Load the members' commitments; an empty file has none. Raises Problems."""
    return _record("commitments", models.CommitmentRow, data, file)


def aliases(data: bytes, file: str) -> TableRecord[models.Alias]:
    """Load the names and addresses as exports show them; an empty file has none. Raises Problems."""
    return _record("aliases", models.Alias, data, file)


def _record(name: str, row: type[Row], data: bytes, file: str) -> TableRecord[Row]:
    assert issubclass(row, models.Part), "a row is a part"
    rows = SequenceNode((), Place(file, 1, 1))
    if data.removeprefix(codecs.BOM_UTF8).strip():
        rows = read_list(data, file, row, ("records", name))
    below = MappingNode({name: rows}, {name: rows.place}, rows.place)
    tree = MappingNode({"records": below}, {"records": rows.place}, rows.place)
    return TableRecord(getattr(_checked(_RecordFiles, tree, {}).records, name), tree)


Head = TypeVar("Head", bound=models.Part)


@frozen
class TextRecord(Generic[Head]):
    """A record that is a text: the head that it begins with, what follows, and where the head is written."""

    head: Head
    body: str
    tree: Node = field(repr=False)

    def problems(self, value_problems: Iterable[ValueProblem]) -> Problems:
        """Return problems with the head, at paths such as `session`, with their places."""
        return Problems(_placed(self.tree, value_problem) for value_problem in value_problems)


def note(data: bytes, file: str) -> TextRecord[models.NoteHead]:
    """Load the notes of a session; they need no head. Raises Problems."""
    return _headed(models.NoteHead, data, file, None)


def story(data: bytes, file: str) -> TextRecord[models.StoryHead]:
    """Load a success story or a final product. Raises Problems."""
    return _headed(models.StoryHead, data, file, sentence("title: What we tried"))


def _headed(head: type[Head], data: bytes, file: str, example: Sentence | None) -> TextRecord[Head]:
    """Load a text with its head; where an example is given, there must be one."""
    root, body = read_headed(data, file)
    if root is None and example is None:
        root = MappingNode({}, {}, Place(file, 1, 1))
    if not isinstance(root, MappingNode):
        said = sentence("lines of  key: value  are expected at the top, between two lines of ---")
        place = root.place if root else Place(file, 1, 1)
        raise Problems([Problem(place, "", said, _for_example(example or "session: webinar-1"))])
    return TextRecord(_checked(head, root, {}), body, root)


def more_progress(data: bytes, file: str, rows: Iterable[models.ProgressRow]) -> bytes:
    """Return what goes to the end of a progress record for it to have more rows. Raises Problems."""
    texts = ({"name": row.name, "date": row.day.isoformat(), "note": row.note or ""} for row in rows)

    from cop_plan.definition import lists  # costs an import that few definitions need

    return lists.more_rows(data, file, models.column_names(models.ProgressRow), list(texts))


def less_progress(data: bytes, file: str, gone: Collection[int]) -> bytes:
    """Return a progress record without those of its rows, counted from 0. Raises Problems."""
    from cop_plan.definition import lists

    return lists.without_rows(data, file, models.column_names(models.ProgressRow), gone)


def wrong_with(path: tuple[str, ...], value: Any, year_begins: int | None = 8) -> Problem | None:
    """Return what is wrong with plain data that a definition would have at a path; None if it can stand there.

    Whether what it names is there, and whether its dates can be, is seen only in the whole definition. `year_begins` is
    the month of the pattern, None if that is not known.
    """
    data: dict[str, Any] = {"name": "Readers", "year": "2026-2027", "timezone": "UTC", "id": "readers"}
    part = data
    for key in path[:-1]:
        part = part.setdefault(key, {})
    part[path[-1]] = value
    tree = made(data, Place("", 0, 0))
    assert isinstance(tree, MappingNode), "a dict is a map"
    try:
        _checked(models.Community, tree, {"year_begins": year_begins})
    except Problems as found:
        return found.problems[0]
    return None


def _document(data: bytes, file: str, if_empty: Sentence, example: Sentence) -> MappingNode:
    root = read_yaml(data, file)
    if isinstance(root, MappingNode):
        return root
    if is_empty(root):
        said, hint = sentence("the file is empty"), if_empty
    else:
        said = sentence("keys with values are expected here")
        hint = sentence("write lines of  key: value, such as  {example}", example=example)
    raise Problems([Problem(Place(file, 1, 1) if root is None else root.place, "", said, hint)])


Layers = tuple[tuple[str, bytes], ...]
"""The files that lie below a definition, the lowest first: the name to show and the content of each."""


def _layers(definition: MappingNode, shelf: FileSource) -> tuple[Layers, Mapping[str, int]]:
    """Return what lies below a definition: the kinds, over them the pattern, over each its titles in the language.

    With it the versions of those that the program ships. Raises Problems, where a pattern is not there too.
    """
    language = definition.entries.get("language")
    tag = (language.text or "") if isinstance(language, ScalarNode) else ""
    folder = tag.partition("-")[0]
    tongue = folder if folder in languages.BY_FOLDER else languages.MAIN  # a wrong one is told with other problems
    written = definition.entries.get("pattern")
    name = written.text if isinstance(written, ScalarNode) and written.text else SHIPPED_PATTERNS[0]
    is_own = name.endswith((".yaml", ".yml"))
    if not is_own and name not in SHIPPED_PATTERNS:
        own = sentence("one of your own is named by its file, such as our-year.yaml")
        hint = did_you_mean(name, SHIPPED_PATTERNS) or own
        said = sentence("no pattern is called {name}", name=quote(name))
        raise Problems([Problem(place_of(definition, ("pattern",)), "pattern", said, hint)])
    names = [KINDS] if is_own else [KINDS, *filter(None, (_LAID_OVER.get(name), name))]
    layers: list[tuple[str, bytes] | None] = []
    versions, published = dict[str, int](), shelf.versions(definition, names)
    for one in names:
        shipped = shelf.shipped(one, published.get(one))
        assert shipped is not None, "the program ships its patterns"
        versions[one] = version_of(*shipped)
        if versions[one] < published.get(one, 0):
            said = sentence(
                "the year was published with version {version} of {name}, of which this cop-plan has none",
                version=str(published[one]),
                name=one,
            )
            raise Problems([Problem(place_of(definition, ("pattern",)), "pattern", said, sentence("update cop-plan"))])
        layers += [shipped, shelf.shipped_titles(one, tongue, published.get(one))]
    if is_own:
        place = place_of(definition, ("pattern",))
        layers.append(shelf.beside(name, place, "pattern"))
        layers.append(shelf.beside_if_there(re.sub(r"\.(ya?ml)$", rf".{tongue}.\1", name), place))
    return tuple(layer for layer in layers if layer is not None), versions


@lru_cache(maxsize=16)
def version_of(file: str, data: bytes) -> int:
    """Return the version of a pattern that the program ships."""
    found = re.search(rb"^version: (\d+)$", data, re.MULTILINE)
    assert found, f"{file} says its version"
    return int(found[1])


class _PatternReader:
    """What lies below definitions, read once for all that stand on it in a run."""

    def __init__(self, layers: Layers) -> None:
        tree: Node | None = None
        for file, data in layers:
            needs, example = sentence("it needs at least activities"), sentence("title: Our year")
            layer = _document(data, file, needs, example)
            # Its version is the program's to know; a copy of it, as a person's own pattern, may say it still.
            tree = overlay(tree, layer.without("version"))
        assert isinstance(tree, MappingNode), "maps laid over maps are a map"
        self.tree = tree
        self.kinds = _map_at(tree, "kinds")
        self.activities = _map_at(tree, "activities")
        self.optional = _map_at(tree, "optional")
        self._with_kinds: dict[str, Node] = {}
        self._read: dict[str, models.Activity | None] = {}

    @cached_property
    def year_begins(self) -> int:
        """Return the month in which the pattern's year begins. Raises Problems with what is wrong in the pattern."""
        return _checked(Pattern, self.tree.without("activities", "optional"), {}).year_begins.number

    def with_kind(self, name: str, activity: Node) -> Node:
        """Return an activity with what its kind brings."""
        if activity is not self.activities.entries.get(name):
            return _with_kind(activity, self.kinds)
        if name not in self._with_kinds:
            self._with_kinds[name] = _with_kind(activity, self.kinds)
        return self._with_kinds[name]

    def read_before(self, tree: MappingNode) -> Mapping[str, models.Activity]:
        """Return the activities of a tree that no definition changed, and that are right, by their names."""
        written = _map_at(tree, "activities").entries
        untouched = [name for name, node in self._with_kinds.items() if written.get(name) is node]
        for name in untouched:
            if name not in self._read:
                try:
                    self._read[name] = models.Activity.model_validate(plain(self._with_kinds[name]))
                except ValidationError:
                    self._read[name] = None  # it is told with all the others
        return {name: activity for name in untouched if (activity := self._read[name]) is not None}


_below = lru_cache(maxsize=8)(_PatternReader)


def _with_activities(
    definition: MappingNode, written: Sequence[MappingNode], below: _PatternReader
) -> tuple[MappingNode, list[ValueProblem]]:
    """Lay the activities of what was `written`, the lowest first, over the pattern's, and the kinds below all."""
    own = [one.entries.get("activities") for one in written]
    for activities in (below.tree.entries.get("activities"), *own):
        if not (is_empty(activities) or isinstance(activities, MappingNode)):
            assert activities is not None, "nothing is empty"
            return definition.with_entry("activities", activities, activities.place), []
    laying = _ActivityOverlay(below, _year_of(definition, below))
    keys, place = dict[str, Place](), definition.place
    for activities in own:
        if isinstance(activities, MappingNode):
            changes = laying.switch_on(_with_names_of(below, activities))
            laying.change(changes)
            keys, place = {**keys, **changes.keys}, changes.place
    key = definition.keys.get("activities", definition.place)
    return definition.with_entry("activities", laying.laid(keys, place), key), laying.value_problems


def _with_names_of(below: _PatternReader, changes: MappingNode) -> MappingNode:
    """Return changes in which a key such as `Webinar 1` is the name of what the pattern has.

    It is not, where that name stands there too.
    """
    known = below.activities.entries.keys() | below.optional.entries.keys()
    entries: dict[str, Node] = {}
    keys = dict(changes.keys)
    for written, node in changes.entries.items():
        name = models.as_name(written)
        if name == written or name.partition(".")[0] not in known or name in changes.entries or name in entries:
            name = written
        entries[name], keys[name] = node, changes.keys[written]
    return MappingNode(entries, keys, changes.place, changes.flow)


def _year_of(definition: MappingNode, below: _PatternReader) -> phrases.SchoolYear | None:
    year = definition.entries.get("year")
    try:
        return models.year_in(year.text if isinstance(year, ScalarNode) else None, below.year_begins)
    except Problems:
        return None  # told where the pattern is read


_NOTHING_WRITTEN = sentence("nothing is written under this name")


class _ActivityOverlay:
    """Activities laid one over the other.

    Entries are changed under their own names: `webinar-1`, its step `webinar-1.reminder`, the entry
    `online-meeting.october` of a series, that entry's step, or the step in the whole series. Which entries a series has
    is known when all is laid: what changes one waits until then.
    """

    def __init__(self, below: _PatternReader, year: phrases.SchoolYear | None) -> None:
        self._below = below
        self._year = year
        self._kinds = below.kinds
        self._activities = MappingNode({}, {}, below.activities.place)
        self._members: dict[str, tuple[Node, Place]] = {}
        self._taken: set[str] = set()
        self._later: list[tuple[str, Node, Place]] = []
        self.value_problems: list[ValueProblem] = []
        self.change(below.activities)

    def switch_on(self, changes: MappingNode) -> MappingNode:
        """Take in what the pattern has for those who want it, where changes name it; return what else they change.

        `field-trip: yes` takes it as it is, `field-trip: {when: …}` changes it, `field-trip: no` does without it, also
        where a file that is extended takes it. Nobody has to know whether the pattern has it anyway.
        """
        optional, has = self._below.optional, self._activities.entries.keys()
        named = [one for one in changes.entries if one in optional.entries or one in has]
        for name in named:
            change = changes.entries[name]
            answer = (change.text or "").strip().casefold() if isinstance(change, ScalarNode) else "changed"
            if answer == "no" and name in self._taken:
                self._activities = self._activities.without(name)
                self._taken.remove(name)
                has = self._activities.entries.keys()
            if answer == "yes" or (answer in ("no", "") and name not in has):
                changes = changes.without(name)
            if answer in ("yes", "changed") and name not in has:
                self._activities = self._activities.with_entry(name, optional.entries[name], optional.keys[name])
                self._taken.add(name)
        return changes

    def change(self, changes: MappingNode) -> None:
        """Lay changes over what is there."""
        names = sorted(changes.entries, key=lambda name: name.count("."))
        plain_names = [name for name in names if "." not in name]
        self.value_problems += [
            ValueProblem(("activities", name), _NOTHING_WRITTEN, _hint_to_leave_out(name), at_key=True)
            for name in names
            if is_empty(changes.entries[name])
        ]
        self.value_problems += [
            ValueProblem(
                ("activities", name, "steps", step),
                _NOTHING_WRITTEN,
                _hint_to_leave_out(f"{name}.{step}"),
                at_key=True,
            )
            for name in plain_names
            for step, change in _map_at(changes.entries[name], "steps").entries.items()
            if is_empty(change) and name in self._activities.entries
            if step in _step_names(self._activities.entries[name], self._kinds)
        ]
        laid = overlay(self._activities, changes.without(*names[len(plain_names) :]))
        assert isinstance(laid, MappingNode), "maps laid over maps are a map"
        self._activities = laid
        for name in names[len(plain_names) :]:
            if not self._change_step(name, changes.entries[name], changes.keys[name]):
                self._later.append((name, changes.entries[name], changes.keys[name]))

    def _change_step(self, name: str, change: Node, key: Place) -> bool:
        """Lay a change over a step of an activity that is there; return whether it is one."""
        first, _, rest = name.partition(".")
        activity = self._activities.entries.get(first)
        if activity is None or rest not in _step_names(activity, self._kinds):
            return False
        if rest.partition(".")[0] in self._entries_of(activity):
            return False
        changed = overlay(activity, _as_step(rest, change, key))
        self._activities = self._activities.with_entry(first, changed, self._activities.keys[first])
        return True

    def _change_below(self, name: str, change: Node, key: Place) -> None:
        first, _, rest = name.partition(".")
        activity = self._activities.entries.get(first)
        member, _, step = rest.partition(".")
        if member in self._entries_of(activity):
            partial = _as_step(step, change, key) if step else change
            before = self._members.get(f"{first}.{member}")
            self._members[f"{first}.{member}"] = overlay(before[0] if before else None, partial), key
            if isinstance(change, MappingNode) and "repeat" in change.entries:
                said = sentence("an entry of a series is no series")
                hint = sentence("write it under '{name}:'", name=first)
                self.value_problems.append(ValueProblem(("activities", name, "repeat"), said, hint, at_key=True))
        elif not self._change_step(name, change, key):
            near = self._activities.entries if activity is None else self._dotted_names(first, activity)
            said = sentence("no entry is called {name}", name=quote(name))
            meant = did_you_mean(first if activity is None else name, near)
            self.value_problems.append(ValueProblem(("activities", name), said, meant, at_key=True))

    def laid(self, written: Mapping[str, Place], place: Place) -> MappingNode:
        """Return all activities with what their kinds bring, with the places at which changes are `written`."""
        for name, change, key in self._later:
            self._change_below(name, change, key)
        entries = {name: self._below.with_kind(name, activity) for name, activity in self._activities.entries.items()}
        keys = {**self._activities.keys, **{name: place for name, (_, place) in self._members.items()}, **written}
        for name, (change, _) in self._members.items():
            series = self._activities.entries[name.partition(".")[0]]
            assert isinstance(series, MappingNode), "only a map has months"
            # What says every so many weeks dates its entries itself.
            gives_dates = any(isinstance(one, phrases.Every) for one in _repeated(series))
            common = series.without("repeat", "when") if gives_dates else series.without("repeat")
            entries[name] = _with_kind(overlay(common, change), self._kinds)
        return MappingNode(entries, keys, place)

    def _entries_of(self, activity: Node | None) -> set[str]:
        """Return the names of the entries of a series, less its own."""
        found: set[str] = set()
        for one in _repeated(activity):
            if isinstance(one, phrases.Month):
                found.add(one.name)
            elif self._year is not None:
                with contextlib.suppress(phrases.NoSuchDay):  # told where the entries are dated
                    found.update(self._year.series(one))
        return found

    def _dotted_names(self, name: str, activity: Node) -> set[str]:
        return {f"{name}.{below}" for below in (*_step_names(activity, self._kinds), *self._entries_of(activity))}


def _hint_to_leave_out(name: str) -> Sentence:
    if len(name) > 60:
        return sentence("see leave_out")
    return sentence("to do without it, write  leave_out: {{{name}: why}}", name=name)


def _undated(tree: MappingNode) -> Iterator[ValueProblem]:
    """Yield what is wrong with activities and steps that have no date, and no key that was meant for one."""
    activities = _map_at(tree, "activities").entries
    for name, activity in activities.items():
        if "." in name or not isinstance(activity, MappingNode):
            continue
        # What is repeated otherwise than in months has its dates by that, or is told there.
        in_months = "repeat" not in activity.entries or any(
            isinstance(one, phrases.Month) for one in _repeated(activity)
        )
        if in_months and _lacks_date(activity, ("activities", name)):
            yield ValueProblem(("activities", name), *models.undated_activity(name, activities), at_key=True)
        for step_name, step in _map_at(activity, "steps").entries.items():
            path = ("activities", name, "steps", step_name)
            if isinstance(step, MappingNode) and _lacks_date(step, path):
                yield ValueProblem(path, *models.UNDATED_STEP, at_key=True)


def _lacks_date(part: MappingNode, path: Path) -> bool:
    known = {*models.column_names(models.Activity)}
    meant = (_meant_key((*path, key), models.Community) for key in part.entries if key not in known)
    return is_empty(part.entries.get("when")) and "when" not in meant


def _map_at(parent: Node, key: str) -> MappingNode:
    node = parent.entries.get(key) if isinstance(parent, MappingNode) else None
    return node if isinstance(node, MappingNode) else MappingNode({}, {}, parent.place)


def _as_step(name: str, change: Node, key: Place) -> MappingNode:
    return MappingNode({"steps": MappingNode({name: change}, {name: key}, key)}, {"steps": key}, key)


def _repeated(activity: Node | None) -> list[phrases.Month | phrases.Every]:
    repeat = activity.entries.get("repeat") if isinstance(activity, MappingNode) else None
    items = repeat.items if isinstance(repeat, SequenceNode) else (repeat,)
    found = []
    for item in items:
        if isinstance(item, ScalarNode) and item.text:
            with contextlib.suppress(phrases.Unclear):  # told where it is read
                found.append(phrases.parse_repeated(item.text))
    return found


def _kind_of(activity: Node, kinds: MappingNode) -> MappingNode:
    kind = activity.entries.get("kind") if isinstance(activity, MappingNode) else None
    name = kind.text if isinstance(kind, ScalarNode) and kind.text else "task"
    return _map_at(kinds, name)


def _step_names(activity: Node, kinds: MappingNode) -> set[str]:
    return {*_map_at(activity, "steps").entries, *_map_at(_kind_of(activity, kinds), "steps").entries}


def _with_kind(activity: Node, kinds: MappingNode) -> Node:
    """Lay an activity over what its kind brings, and each of its steps over what the step's own kind brings."""
    if not isinstance(activity, MappingNode):
        return activity
    laid = overlay(_kind_of(activity, kinds), activity)
    assert isinstance(laid, MappingNode), "maps laid over maps are a map"
    steps = laid.entries.get("steps")
    if not isinstance(steps, MappingNode):
        return laid
    with_kinds = {
        name: overlay(_kind_of(step, kinds).without("steps"), step) if isinstance(step, MappingNode) else step
        for name, step in steps.entries.items()
    }
    return laid.with_entry("steps", MappingNode(with_kinds, steps.keys, steps.place), laid.keys["steps"])


def read_list(data: bytes, file: str, rows_are: type[models.Part], path: Path = ()) -> SequenceNode:
    """Read a CSV file or a workbook whose rows are such parts, for a path of the definition. Raises Problems."""
    from cop_plan.definition import lists

    holds: dict[str, lists.Holds] = {}
    for name, one in rows_are.model_fields.items():
        types = set(_types(one.annotation))
        if date in types or int in types:
            holds[one.alias or name] = "day" if date in types else "number"
    return lists.read(data, file, models.column_names(rows_are), holds, dotted(path))


def _types(annotation: Any) -> Iterator[Any]:
    """Yield what an annotation such as `Day | None` is made of."""
    yield annotation
    for part in get_args(annotation):
        yield from _types(part)


def _with_table(tree: MappingNode, path: Path, rows_are: type[models.Part], shelf: FileSource) -> MappingNode:
    """Put the rows of a list in the place of its file's name."""
    node, reached = find(tree, path)
    if len(reached) < len(path) or not isinstance(node, ScalarNode) or node.text is None:
        return tree
    file, data = shelf.beside(node.text, node.place, dotted(path))
    return _put(tree, path, read_list(data, file, rows_are, path))


def _put(tree: MappingNode, path: Path, node: Node) -> MappingNode:
    key = str(path[0])
    if len(path) > 1:
        below = tree.entries[key]
        assert isinstance(below, MappingNode), "the path was found before"
        node = _put(below, path[1:], node)
    return tree.with_entry(key, node, tree.keys[key])


Model = TypeVar("Model", bound=models.Part)


def _checked(
    model: type[Model], tree: MappingNode, context: Mapping[str, Any], activities: Mapping[str, models.Activity] = {}
) -> Model:
    """Read a tree as a part. Raises Problems with everything that is wrong with it.

    `activities` were read before.
    """
    said = tree.entries.get("year")
    year = models.year_in(said.text if isinstance(said, ScalarNode) else None, context.get("year_begins"))
    try:
        data = plain(tree.without("activities") if activities else tree)
        if activities:
            written = _map_at(tree, "activities").entries
            data["activities"] = {name: activities.get(name) or plain(node) for name, node in written.items()}
        return model.model_validate(data, context={**context, "year": year})
    except ValidationError as error:
        found = error.errors(include_url=False)
    # Who wrote `nane` did not forget the name.
    meant = {
        (*one["loc"][:-1], _meant_key(one["loc"], model))
        for one in found[:MAX_PROBLEMS]
        if one["type"] == "extra_forbidden"
    }
    problems: dict[object, Problem] = {}
    for one in found[:MAX_PROBLEMS]:
        value_problem = (
            None if one["type"] == "missing" and one["loc"] in meant else _value_problem(one, tree, model, year)
        )
        if value_problem is not None:
            problem = _placed(tree, value_problem)
            # What is written once, behind an anchor or for a whole series, is wrong once.
            problems.setdefault((problem.place, problem.message, value_problem.path[-1:]), problem)
    more = [Problem(tree.place, "", TOO_MANY)] if len(found) > MAX_PROBLEMS else []
    raise Problems([*more, *problems.values()])


def _value_problem(
    error: Any, tree: MappingNode, model: type[models.Part], year: phrases.SchoolYear | None
) -> ValueProblem | None:
    """Return what pydantic found in the reader's words; None where it speaks of a shape that was not written."""
    path, rest = _written_path(tree, error["loc"])
    at_key = bool(rest) and rest[-1] == "[key]"
    node, reached = find(tree, path)
    kind, context = error["type"], error.get("ctx", {})
    if rest and rest[0] == "str" and not isinstance(node, ScalarNode):
        return None
    if rest and str(rest[0]).startswith("dict[") and isinstance(node, ScalarNode):
        return None
    if kind == "extra_forbidden":
        return _unknown_key(path, node, tree, model)
    if kind == "missing":
        said = sentence("this is required, and not written") if rest else _REQUIRED
        return ValueProblem((*path, *rest), said, _example_of((*path, *rest)))
    if kind == "unclear":
        path = (*path, *context.get("at", ()))
        of_dates: phrases.Unclear | None = context.get("error")
        hint = of_dates.hint_in(year) if of_dates else context.get("hint")
        return ValueProblem(path, context["message"], hint, context.get("offset", 0), at_key)
    if kind == "literal_error":
        expected = re.findall(r"'((?:[^'\\]|\\.|'(?=\w))*)'|\"([^\"]*)\"", context["expected"])
        known = [one or two for one, two in expected]
        written = error["input"] if isinstance(error["input"], str) else ""
        begun = [one for one in known if len(written) > 1 and one.casefold().startswith(written.casefold())]
        meant = sentence("did you mean '{name}'?", name=begun[0]) if begun else did_you_mean(written, known)
        said = sentence("{text} is none of: {choices}", text=quote(written), choices=joined(known))
        return ValueProblem(path, said, as_list(written) or meant, at_key=at_key)
    if kind in ("string_too_short", "too_short"):
        return ValueProblem(path, _REQUIRED)
    wanted, hint = _SHAPES.get(kind, (sentence("another value is expected here"), None))
    if is_empty(node) or len(reached) < len(path):
        hint = sentence("write the reason after the colon") if path[0] in ("leave_out", "ignore") else None
        said = sentence("{expected}, and nothing is written", expected=wanted)
        return ValueProblem(path, said, hint, at_key=at_key)
    said = sentence("{expected}, and this is {shape}", expected=wanted, shape=_FOUND[type(node)])
    return ValueProblem(path, said, _hint_at_shape(node, path) or hint, at_key=at_key)


_REQUIRED = sentence("this is required, and nothing is written")
_FOUND = {MappingNode: sentence("a set of keys"), SequenceNode: sentence("a list"), ScalarNode: sentence("a text")}
_MAP = (sentence("keys with values are expected here"), sentence("write lines of  key: value"))
_LIST = (sentence("a list is expected here"), sentence("write each item on a line of its own after '- '"))
_TEXT = (sentence("a text is expected here"), None)
_SHAPES: Mapping[str, tuple[Sentence, Sentence | None]] = {
    "string_type": _TEXT,
    "text_expected": _TEXT,
    "dict_type": _MAP,
    "mapping_type": _MAP,
    "model_type": _MAP,
    "model_attributes_type": _MAP,
    "tuple_type": _LIST,
    "list_type": _LIST,
}


_NO_SPACE = sentence("is a space missing after the colon?")


def _hint_at_shape(node: Node, path: Path) -> Sentence | None:
    """Return a hint at what somebody may have meant who wrote another shape."""
    if isinstance(node, SequenceNode) and any(isinstance(item, MappingNode) for item in node.items):
        return sentence("write lines of  key: value, without '- '")
    if path and "{" in str(path[-1]):
        return models.NO_COLON
    if isinstance(node, ScalarNode) and re.match(r"[^\W\d][\w ]*:[^\s/]", node.text or ""):
        return _NO_SPACE
    if isinstance(node, ScalarNode) and path[0] == "activities":
        if re.fullmatch(r"\d{1,2}(:\d\d)?( ?[ap]\.?m\.?)?|\d{1,2} ?h ?\d*", node.text or ""):
            return sentence("write under it  at: {time}", time=node.text)
        try:
            return sentence("write under it  when: {phrase}", phrase=phrases.parse(node.text or "").text)
        except phrases.Unclear:
            return None
    return None


def _written_path(tree: MappingNode, location: tuple[int | str, ...]) -> tuple[Path, Path]:
    """Divide pydantic's location into the part that is written in the tree and the rest."""
    path: Path = ()
    for at, part in enumerate(location):
        node, _ = find(tree, path)
        if isinstance(node, MappingNode) and str(part).startswith("dict[") and part not in node.entries:
            continue  # pydantic's name of the shape that it tried
        if find(tree, (*path, part))[1] != (*path, part):
            return path, location[at:]
        path = (*path, part)
    return path, ()


def _unknown_key(path: Path, value: Node, tree: MappingNode, model: type[models.Part]) -> ValueProblem:
    key, (parent, _) = str(path[-1]), find(tree, path[:-1])
    if isinstance(parent, MappingNode) and parent.flow and is_empty(value) and re.match(r"[^\W\d][\w-]*:\S", key):
        return ValueProblem(path, sentence("no key is called {key} here", key=quote(key)), _NO_SPACE, at_key=True)
    if isinstance(parent, MappingNode) and parent.flow and is_empty(value):
        said = sentence("a comma ended the value before {key}", key=quote(key))
        return ValueProblem(path, said, sentence("put the value in quotes"), at_key=True)
    hint = None
    if near := _meant_key(path, model):
        hint = sentence("did you mean '{name}'?", name=near)
    elif _part_at(model, path[:-1]) is models.Activity and isinstance(value, MappingNode):
        hint = sentence("a step stands under 'steps:', and is indented there")
    elif len(path) == 1 and key in _map_at(tree, "activities").entries:
        hint = _belongs_under("activities")
    elif len(path) > 1 and key in _sections():
        hint = sentence("'{key}:' stands at the left margin", key=key)
    elif owner := _section_of(key) if len(path) <= 2 else None:
        hint = _belongs_under(owner)
    return ValueProblem(path, sentence("no key is called {key} here", key=quote(key)), hint, at_key=True)


def _belongs_under(section: str) -> Sentence:
    return sentence("it belongs under '{section}:', and is indented there", section=section)


def _meant_key(path: Path, model: type[models.Part]) -> str | None:
    """Return the key that somebody may have meant by an unknown one."""
    part = _part_at(model, path[:-1])
    for kind, synonyms in models.SYNONYMS.items():
        if part is not None and issubclass(part, kind) and path[-1] in synonyms:
            return synonyms[str(path[-1])]
    return nearest(str(path[-1]), models.column_names(part)) if part else None


def _sections() -> set[str]:
    """Return the keys of a definition under which others stand."""
    fields = models.Community.model_fields.items()
    return {name for name, field in fields if isinstance(field.default, models.Part | dict)}


def _part_at(model: Any, path: Path) -> type[models.Part] | None:
    """Return the model that stands at a path."""
    parts = iter(path)
    for part in parts:
        field = model.model_fields.get(part) or model.model_fields.get(f"{part}_") if _is_part(model) else None
        model = _inner(field.annotation) if field else _inner(model)
        if model is None:
            return None
        if field and _holds_many(field.annotation):
            next(parts, None)  # a name or a position in it, which may be called as a key of the model is
    while not _is_part(model):
        model = _inner(model)
        if model is None:
            return None
    return model  # type: ignore[no-any-return]


def _is_part(model: Any) -> bool:
    return isinstance(model, type) and issubclass(model, models.Part)


def _holds_many(annotation: Any) -> bool:
    """Return whether an annotation is of a mapping or a sequence, or has one inside."""
    inside = get_args(annotation)
    return get_origin(annotation) in (Mapping, dict, tuple, list) or any(_holds_many(one) for one in inside)


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


def _example_of(path: Path) -> Sentence | None:
    examples = {
        ("name",): sentence("name: Literacy for All"),
        ("year",): "year: 2026-2027",
        ("timezone",): "timezone: America/Edmonton",
    }
    return _for_example(examples[path]) if path in examples else None


def _for_example(line: str) -> Sentence:
    return sentence("write, for example,  {line}", line=line)
