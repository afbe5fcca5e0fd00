"""Which column of an export asks which item of the definition: by its text, or as the definition says."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cop_plan.base.errors import Problem, did_you_mean, nearest, quote
from cop_plan.base.tables.reader import Table
from cop_plan.base.translatable import Sentence, sentence
from cop_plan.definition.community import RESPONDENT, SurveyName, SurveyQuestion, Surveys
from cop_plan.records import answer_sheet
from cop_plan.records.answer_sheet import Column, Sheet, same
from cop_plan.records.scales import StepWordings

CALLED: Mapping[SurveyName, Sentence] = {
    "baseline": sentence("baseline"),
    "final": sentence("final"),
    "pulse": sentence("pulse"),
}
"""How messages name a survey, before the word."""


@dataclass(frozen=True, slots=True)
class ItemColumns:
    """Where an item stands in an export: in whole columns, of which a row fills one, or a column for each choice.

    `others` are columns in which people write what fits no choice.
    """

    whole: tuple[int, ...] = ()
    by_choice: Mapping[int, str] = field(default_factory=dict)
    others: tuple[int, ...] = ()

    @property
    def columns(self) -> tuple[int, ...]:
        """Return the positions of its columns."""
        return (*self.whole, *self.by_choice, *self.others)


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """What the columns of an export are. `items` are in the file's order; `not_asked` are the headers of no item."""

    items: Mapping[str, ItemColumns]
    code: ItemColumns | None
    addresses: tuple[int, ...]
    names: tuple[tuple[int, ...], ...]
    not_asked: tuple[str, ...]


def texts_of(items: Mapping[str, SurveyQuestion], wordings: StepWordings) -> frozenset[str]:
    """Return every text by which items are found, as `answer_sheet.same` has them."""
    asks = [item.ask for item in items.values()]
    return frozenset((*map(same, items), *map(same, asks), *map(wordings.without_asides, asks)))


def layout(
    table: Table, sheet: Sheet, surveys: Surveys, which: SurveyName | None, wordings: StepWordings
) -> tuple[ColumnLayout, list[Problem]]:
    """Return what the columns of an export are, and problems about columns that the definition names."""
    items = surveys.asked_in(which)
    sought = {
        name: _Sought(item.ask, surveys.words_of(item), surveys.form_of(item) == "choices")
        for name, item in items.items()
    }
    if surveys.match_answers_by == "code" and "code" not in items:
        sought["code"] = _Sought(surveys.code_question or "code")
    found, problems = _named(table, sheet, sought, surveys.columns_of(which), wordings)
    taken = {at for asked in found.values() for at in asked.columns}
    free = [column for column in sheet.columns if column.at not in taken]
    found |= _by_text({name: item for name, item in sought.items() if name not in found}, free, wordings)
    found |= _with_others(found, sought, sheet.columns, wordings)

    taken = {at for asked in found.values() for at in asked.columns}
    free = [column for column in sheet.columns if column.at not in taken]
    addresses = (*_respondent(found, "email", items), *sheet.addresses, *_headed(free, answer_sheet.ADDRESS))
    asked_for = _headed(free, answer_sheet.CALLED)
    names = (_respondent(found, "name", items), *sheet.names, *((at,) for at in asked_for))
    taken |= {*addresses, *asked_for}
    in_order = sorted(found.keys() & items.keys(), key=lambda name: found[name].columns)
    return ColumnLayout(
        {name: found[name] for name in in_order},
        None if "code" in items else found.get("code"),
        addresses,
        tuple(filter(None, names)),
        tuple(column.header for column in sheet.columns if column.at not in taken),
    ), problems


def nearest_column(item: SurveyQuestion, not_asked: Sequence[str]) -> str | None:
    """Return the column that is likeliest to ask an item, or None if none is near."""
    return nearest(item.ask, not_asked)


@dataclass(frozen=True, slots=True)
class _Sought:
    """What is looked for in the headings: the text of an item, and the words that answer it if it has any."""

    ask: str
    words: tuple[str, ...] = ()
    takes_others: bool = False


def _respondent(found: Mapping[str, ItemColumns], which: str, items: Mapping[str, SurveyQuestion]) -> tuple[int, ...]:
    return found[which].columns if which in found and which not in items else ()


def _headed(columns: Iterable[Column], spelled: frozenset[str]) -> tuple[int, ...]:
    """Return the columns of questions of such spellings: a form that does not collect who answers may ask for it."""
    return tuple(column.at for column in columns if same(column.texts[0]) in spelled)


def _named(
    table: Table, sheet: Sheet, sought: Mapping[str, _Sought], headings: Mapping[str, str], wordings: StepWordings
) -> tuple[dict[str, ItemColumns], list[Problem]]:
    """Return the columns that the definition names, and problems about those that are not there."""
    every = {at: answer_sheet.column(at, cell) for at, cell in enumerate(sheet.header.cells) if cell}
    every |= {column.at: column for column in sheet.columns}
    named = {}
    problems = []
    for name, heading in headings.items():
        if name not in sought and name not in RESPONDENT:
            continue
        choices = _by_choice(sought[name].words, heading, every.values(), wordings) if name in sought else {}
        wanted = same(heading)
        whole = tuple(at for at, one in every.items() if wanted in (same(one.header), same(one.code)))
        whole = whole or tuple(at for at, one in every.items() if wanted in map(same, one.texts))
        if whole or choices:
            named[name] = ItemColumns(by_choice=choices) if choices else ItemColumns(whole)
        else:
            near = did_you_mean(heading, [one.header for one in every.values()] + [one.code for one in every.values()])
            said = sentence("no column is headed {heading}", heading=quote(heading))
            hint = near or sentence("write a column's heading as the file has it")
            problems.append(Problem(table.place(sheet.header), f"surveys.columns.{name}", said, hint))
    return named, problems


_Way = tuple[Callable[[Column], Iterable[str]], Callable[[str, _Sought], str]]


def _ways(wordings: StepWordings) -> tuple[_Way, ...]:
    """Return what a column and what an item may be called, the surest way first."""
    bare = wordings.without_asides
    return (
        (lambda column: map(same, column.texts), lambda _, item: same(item.ask)),
        (lambda column: map(bare, column.texts), lambda _, item: bare(item.ask)),
        (lambda column: map(same, (column.code, column.header)), lambda name, _: same(name)),
    )


def _by_text(items: Mapping[str, _Sought], columns: Sequence[Column], wordings: StepWordings) -> dict[str, ItemColumns]:
    """Return where items stand whose text a column has. Of items with one text, each has the column of its turn."""
    turns: Counter[str] = Counter()
    turn = {}
    for name, item in items.items():
        turns[same(item.ask)] += 1
        turn[name] = turns[same(item.ask)]
    found: dict[str, ItemColumns] = {}
    taken: set[int] = set()
    for called, wanted in _ways(wordings):
        for name, item in items.items():
            free = [column for column in columns if column.at not in taken and column.repeat == turn[name]]
            if name not in found and (at := [one.at for one in free if wanted(name, item) in called(one)]):
                found[name] = ItemColumns(tuple(at))
                taken.update(at)
    for name, item in items.items():
        free = [column for column in columns if column.at not in taken and column.repeat == turn[name]]
        if name not in found and (choices := _by_choice(item.words, item.ask, free, wordings)):
            found[name] = ItemColumns(by_choice=choices)
            taken.update(choices)
    free = [column for column in columns if column.at not in taken]
    return found | _headed_by_choices({name: item for name, item in items.items() if name not in found}, free)


def _by_choice(words: Sequence[str], asked: str, columns: Iterable[Column], wordings: StepWordings) -> dict[int, str]:
    """Return the columns that have one of these words each, of an item asked in these words."""
    return {
        column.at: choice
        for column in columns
        for row in _rows_of(column, asked, wordings)
        if (choice := wordings.word(row, words))
    }


def _rows_of(column: Column, asked: str, wordings: StepWordings) -> Iterator[str]:
    """Yield the rows or choices of a question that a column may have."""
    wanted = {same(asked), wordings.without_asides(asked)}
    codes = ((column.code.partition("[")[0], row) for _, row in column.divided if column.code)
    for question, row in (*column.divided, *codes):
        if not wanted.isdisjoint((same(question), wordings.without_asides(question))):
            yield row


def _headed_by_choices(items: Mapping[str, _Sought], columns: Sequence[Column]) -> dict[str, ItemColumns]:
    """Return the items of which at least two columns are headed with a choice alone, which no other item has."""
    owners = Counter(word for item in items.values() for word in {same(word) for word in item.words})
    found = {}
    for name, item in items.items():
        words = {same(word): word for word in item.words if owners[same(word)] == 1}
        headed = {column.at: words[same(column.header)] for column in columns if same(column.header) in words}
        if len(set(headed.values())) > 1:
            found[name] = ItemColumns(by_choice=headed)
    return found


def _with_others(
    found: Mapping[str, ItemColumns], items: Mapping[str, _Sought], columns: Sequence[Column], wordings: StepWordings
) -> dict[str, ItemColumns]:
    """Return the items of choices with the columns beside theirs in which people write something else."""
    taken = {at for asked in found.values() for at in asked.columns}
    free = [column for column in columns if column.at not in taken]
    told = {}
    for name, asked in found.items():
        if name in items and items[name].takes_others:
            others = [
                column.at
                for column in free
                if any(wordings.is_other(row) for row in _rows_of(column, items[name].ask, wordings))
            ]
            told[name] = replace(asked, others=tuple(others))
    return told
