"""What in a definition belongs to its year alone: days that name their year, topics, approvals.

A phrase such as `third tuesday of november` belongs to every year.
"""

import contextlib
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from cop_plan.base.errors import Path
from cop_plan.dates import phrases, vocabulary
from cop_plan.definition.nodes import MappingNode, Node, ScalarNode, SequenceNode, find, is_empty

Kind = Literal["begins", "closure", "date", "cancelled", "topic", "agreement", "approval", "kept until"]

# What a session is about in one year.
_TOPICS = ("topic", "presenter", "readings")
_ALWAYS: tuple[tuple[Path, Kind], ...] = (
    (("begins",), "begins"),
    (("privacy", "kept_until"), "kept until"),
    (("privacy", "approved_by"), "approval"),
    (("thresholds", "agreed_hours"), "agreement"),
)
_NAMES_A_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def found(tree: Node, until: date, promised_until: date) -> Iterator[tuple[Path, Kind]]:
    """Yield what belongs to a year that ends on a day, in the order of a definition: the path of each, and what it is.

    A day that names its year and lies after that one belongs to another year. What teams promise for after their year
    is of it up to another day.
    """
    for path, kind in _ALWAYS:
        node, reached = find(tree, path)
        if len(reached) == len(path) and not is_empty(node):
            yield path, kind
    for name, closure in _entries(tree, "closures"):
        yield from _of_closure(("closures", name), closure, until)
    for goal, written in _entries(tree, "goals"):
        for name, _ in _entries(written, "evidence"):
            yield from _dated(tree, ("goals", goal, "evidence", name, "by"), until)
    for name, activity in _entries(tree, "activities"):
        yield from _of_activity(tree, ("activities", name), activity, until)
    rows, _ = find(tree, ("legacy", "capacity_building"))
    for at in range(len(rows.items) if isinstance(rows, SequenceNode) else 0):
        yield from _dated(tree, ("legacy", "capacity_building", at, "when"), promised_until)


def _entries(parent: Node | None, key: str) -> list[tuple[str, Node]]:
    node = parent.entries.get(key) if isinstance(parent, MappingNode) else None
    return [*node.entries.items()] if isinstance(node, MappingNode) else []


def _of_closure(path: Path, closure: Node, until: date) -> Iterator[tuple[Path, Kind]]:
    """Yield a closure whose days are all of the year, or else those of them that are."""
    days, at = closure, path
    if isinstance(closure, MappingNode):
        days, at = closure.entries.get("days", ScalarNode(None, closure.place)), (*path, "days")
        if "from" in closure.entries and not is_empty(days):
            if any(_is_past(one, until) for _, one in _items(days, at)):
                yield at, "closure"
            return
    listed = list(_items(days, at))
    past = [one for one, node in listed if _is_past(node, until)]
    if past and len(past) == len(listed):
        yield path, "closure"
    else:
        yield from ((one, "closure") for one in past)


def _items(node: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    if isinstance(node, SequenceNode):
        yield from (((*path, at), item) for at, item in enumerate(node.items))
    else:
        yield path, node


def _is_past(node: Node, until: date) -> bool:
    """Return whether days name their year, and lie in it or before."""
    text = node.text if isinstance(node, ScalarNode) else None
    if not text or not _NAMES_A_YEAR.search(text):
        return False
    try:
        return phrases.parse_days(text).last <= until
    except phrases.Unclear:  # it is half said: `Dec 21, 2026 to Jan 1`
        return all(int(year) <= until.year for year in _NAMES_A_YEAR.findall(text))


def _of_activity(tree: Node, path: Path, activity: Node, until: date) -> Iterator[tuple[Path, Kind]]:
    if not isinstance(activity, MappingNode):
        return
    yield from _dated(tree, (*path, "when"), until)
    for at, item in _items(activity.entries.get("repeat", ScalarNode(None, activity.place)), (*path, "repeat")):
        if isinstance(item, ScalarNode) and item.text:
            with contextlib.suppress(phrases.Unclear):
                if _has_year(phrases.parse_repeated(item.text), until):
                    yield at, "date"
    if not is_empty(activity.entries.get("cancelled")):
        yield (*path, "cancelled"), "cancelled"
    for key in _TOPICS:
        value = activity.entries.get(key)
        is_sought = isinstance(value, ScalarNode) and phrases.is_undecided(value.text or "")
        if not is_empty(value) and not is_sought:
            yield (*path, key), "topic"
    for step, written in _entries(activity, "steps"):
        if isinstance(written, MappingNode):
            yield from _dated(tree, (*path, "steps", step, "when"), until)


def _dated(tree: Node, path: Path, until: date) -> Iterator[tuple[Path, Kind]]:
    node, reached = find(tree, path)
    if len(reached) == len(path) and isinstance(node, ScalarNode) and node.text:
        with contextlib.suppress(phrases.Unclear):
            if _has_year(phrases.parse(node.text).form, until):
                yield path, "date"


def _has_year(form: object, until: date) -> bool:
    """Return whether a day names its year, and lies in it or before."""
    if isinstance(form, phrases.Fixed):
        return form.day <= until
    if isinstance(form, phrases.Month):
        return isinstance(form.of, int) and date(form.of, form.number, 1) <= until
    if isinstance(form, phrases.WeekOf):
        return _has_year(form.day, until)
    if isinstance(form, phrases.Every):
        return _has_year(form.first, until) or _has_year(form.last, until)
    month = getattr(form, "month", None)
    return month is not None and _has_year(month, until)


def named_years(texts: Mapping[Path, str], year: str) -> Iterator[Path]:
    """Yield the paths of those texts that name a calendar year."""
    pattern = re.compile(rf"(?<!\d){year}(?!\d)")
    yield from (path for path, text in texts.items() if pattern.search(text))


def named_months(texts: Mapping[Path, str], until: date) -> Iterator[Path]:
    """Yield the paths of those texts that name a month of the calendar year in which a year ends, up to that end."""
    ended = [word for one in vocabulary.LANGUAGES for word, number in one.months.items() if number <= until.month]
    words = "|".join(map(re.escape, ended))
    numbers = "|".join(f"{number:02}" for number in range(1, until.month + 1))
    year = until.year
    in_words = rf"\b(?:{words})\.?,? (?:\d\d?(?:st|nd|rd|th)?,? )?{year}(?!\d)"
    pattern = re.compile(rf"(?i){in_words}|(?<!\d){year}-(?:{numbers})(?!\d)")
    yield from (path for path, text in texts.items() if pattern.search(text))
