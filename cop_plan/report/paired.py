"""The change of those who answered both surveys, item by item.

Levels of a scale count from 0 at its low end. Of several ways to tell an item the fullest is taken that makes nothing
certain which is hidden; see `hiding`. Those who answered an item once stand apart.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Literal, NamedTuple

from cop_plan.definition.community import Item, Which
from cop_plan.records.pairs import Pairs
from cop_plan.records.record_types import Response
from cop_plan.report.answers import Answers, distribution, single
from cop_plan.report.hiding import PeopleCount, certain, why_hidden
from cop_plan.report.values import (
    ChangeBounds,
    ChangeCounts,
    Distribution,
    Hidden,
    HiddenWhy,
    NotCollected,
    Number,
    PairedItem,
    Shown,
)
from cop_plan.report.year import NO_ADDRESSES

Table = Literal["change", "after", "before", "only after", "only before"]
TABLES: tuple[Table, ...] = ("change", "after", "before", "only after", "only before")


class AnswerPair(NamedTuple):
    """What somebody answered to one item before and after, None where not; and which earlier reports counted it."""

    before: int | None
    after: int | None
    counted: tuple[bool, ...] = ()


def paired(answers: Answers, name: str, item: Item) -> PairedItem:
    """Return the result of an item of a scale that both surveys ask."""
    scale = answers.year.community.surveys.scale_of(item)
    if answers.pairs is None:
        return _apart(answers, name, item, scale)
    counted = answers.counted(name)
    people = [one for one in _people(answers.pairs, name, scale, counted or {}) if one[:2] != (None, None)]
    told = _TablesOfItem(Counter(people), len(scale), answers.year.limit)
    tables = told.tables() if counted is not None else frozenset()
    matched = sum(1 for one in people if None not in one[:2])
    shown = {table: _shown(told, table, tables, scale) for table in TABLES if table != "change"}
    change = told.change
    enrolled = max(len(answers.year.enrolled(answers.day_of("final"))), matched)
    bounds = ChangeBounds(change.up, change.up + enrolled - matched, enrolled)
    hidden = Hidden(told.why("change") or "protected")
    return PairedItem(
        *(name, item.ask, scale, item.area, item.goal, item.shows),
        n=matched,
        unanswered=len(answers.pairs.matched) - matched,
        change=Shown(change) if "change" in tables else hidden,
        bounds=Shown(bounds) if "change" in tables else hidden,
        before=shown["before"],
        after=shown["after"],
        only_before=shown["only before"],
        only_after=shown["only after"],
    )


def _apart(answers: Answers, name: str, item: Item, scale: tuple[str, ...]) -> PairedItem:
    """Return a shared item whose answers are not brought together: each survey stands for itself."""
    absent = tuple(f"records.surveys.{which}" for which in ("baseline", "final") if getattr(answers, which) is None)
    missing = NotCollected(absent or ("surveys.match_answers_by",))
    if not absent and answers.keyless:
        missing = NO_ADDRESSES

    def alone(which: Which) -> Number[Distribution]:
        found = single(answers, name, item, which).distribution if getattr(answers, which) is not None else None
        return found or NotCollected((f"records.surveys.{which}",))

    return PairedItem(
        *(name, item.ask, scale, item.area, item.goal, item.shows),
        n=0,
        unanswered=0,
        change=missing,
        bounds=missing,
        before=missing,
        after=missing,
        only_before=alone("baseline"),
        only_after=alone("final"),
    )


def _people(
    pairs: Pairs, name: str, scale: Sequence[str], counted: Mapping[int, tuple[bool, ...]]
) -> Iterator[AnswerPair]:
    levels = {level: at for at, level in enumerate(scale)}

    def level(response: Response) -> int | None:
        answer = response.answers.get(name)
        return levels.get(answer) if isinstance(answer, str) else None

    for one in pairs.matched:
        yield AnswerPair(level(one.before), level(one.after), counted.get(one.before.row, ()))
    shared = [response for one in pairs.ambiguous for response in one.before]
    for response in (*pairs.only_before, *shared):
        yield AnswerPair(level(response), None, counted.get(response.row, ()))
    shared = [response for one in pairs.ambiguous for response in one.after]
    for response in (*pairs.only_after, *shared):
        yield AnswerPair(None, level(response))


def _shown(told: "_TablesOfItem", table: Table, tables: frozenset[Table], scale: Sequence[str]) -> Number[Distribution]:
    counts = told.counts(table)
    if table not in tables:
        return Hidden(told.why(table) or "protected")
    return Shown(distribution(scale, counts, sum(counts)))


class _TablesOfItem:
    """In which tables one shared item may be told."""

    def __init__(self, people: Mapping[AnswerPair, int], levels: int, limit: int) -> None:
        self._people, self._levels, self._limit = people, range(levels), limit
        self._reports = max((len(one.counted) for one in people), default=0)
        self._kinds = self._all_kinds()

    def _all_kinds(self) -> tuple[AnswerPair, ...]:
        some, counted = (*self._levels, None), tuple(product((False, True), repeat=self._reports))
        both = [AnswerPair(before, after, seen) for before in some for after in some for seen in counted]
        return tuple({one if one.before is not None else one._replace(counted=()): None for one in both})

    def _numbers(self, table: Table) -> tuple[PeopleCount, ...]:
        """Return the cells of a table, each as the kinds of people that it counts."""
        paired = [one for one in self._kinds if one.before is not None and one.after is not None]
        match table:
            case "change":
                groups: list[list[AnswerPair]] = [[], [], []]
                for one in paired:
                    assert one.before is not None
                    assert one.after is not None
                    groups[1 if one.before == one.after else 0 if one.before < one.after else 2].append(one)
            case "before" | "only before":
                whose = paired if table == "before" else [one for one in self._kinds if one.after is None]
                groups = [[one for one in whose if one.before == level] for level in self._levels]
            case _:
                whose = paired if table == "after" else [one for one in self._kinds if one.before is None]
                groups = [[one for one in whose if one.after == level] for level in self._levels]
        return tuple(PeopleCount(frozenset(group)) for group in groups)

    def counts(self, table: Table) -> tuple[int, ...]:
        """Return the counts of a table."""
        return tuple(sum(self._people.get(one, 0) for one in cell.kinds) for cell in self._numbers(table))

    @property
    def change(self) -> ChangeCounts:
        """Return how many went up, stayed and went down."""
        return ChangeCounts(*self.counts("change"))

    def why(self, table: Table) -> HiddenWhy | None:
        """Return why a table is not shown for its own sake."""
        counts = self.counts(table)
        return why_hidden(counts, sum(counts), self._limit, whole=table != "change")

    def tables(self) -> frozenset[Table]:
        """Return the fullest set of tables from which nothing hidden is certain that was not so before.

        Of the matched nothing is shown without their change.
        """
        allowed = [table for table in TABLES if self.why(table) is None]
        reported = [[one for one in self._kinds if one.counted and one.counted[at]] for at in range(self._reports)]
        known = [
            PeopleCount(frozenset(one for one in kinds if one.before == level))
            for kinds in reported
            for level in self._levels
        ]
        every = {table: self._numbers(table) for table in TABLES}
        # Those whom an earlier report did not count yet must not become a group of their own.
        between = [cell for at in range(self._reports) for cell in self._since(at)]
        cells = [*(cell for table in every.values() for cell in table), *between]
        given = frozenset(certain(self._people, known, cells, self._may_become))
        for size in range(len(allowed), 0, -1):
            for chosen in combinations(allowed, size):
                if "change" not in chosen and {"before", "after"} & set(chosen):
                    continue
                published = [*known, *(cell for table in chosen for cell in every[table])]
                cells = [*(cell for table in TABLES if table not in chosen for cell in every[table]), *between]
                hidden = [cell for cell in cells if cell not in given]
                if not any(certain(self._people, published, hidden, self._may_become)):
                    return frozenset(chosen)
        return frozenset()

    def _since(self, report: int) -> tuple[PeopleCount, ...]:
        """Return the first answers since an earlier report, if they are of a group that is not shown on its own."""
        since = [one for one in self._kinds if one.before is not None and not one.counted[report]]
        cells = [frozenset(one for one in since if one.before == level) for level in self._levels]
        counts = [sum(self._people.get(one, 0) for one in cell) for cell in cells]
        hidden = sum(counts) and why_hidden(counts, sum(counts), self._limit)
        return tuple(map(PeopleCount, cells)) if hidden else ()

    def _may_become(self, kind: AnswerPair) -> Iterator[AnswerPair]:
        """Yield what somebody could have answered to the same questions."""
        for before in self._levels if kind.before is not None else (None,):
            for after in self._levels if kind.after is not None else (None,):
                yield AnswerPair(before, after, kind.counted)
