"""A table of our own: one header row with the items' texts or names, such as answers on paper, typed in."""

from collections.abc import Callable, Collection, Iterable, Sequence

from cop_plan.base.tables.reader import Row, Table
from cop_plan.base.translatable import sentence
from cop_plan.records import answer_sheet
from cop_plan.records.answer_sheet import Column, Sheet, same
from cop_plan.records.record_types import Why
from cop_plan.records.sources import SurveySource

# What other form services write beside the questions: Typeform, Jotform, and others that have the same.
_SENT = frozenset(
    (
        "submit date (utc)", "submission date", "submit date", "date submitted", "submitted at", "submitted on",
        "timestamp", "completion time", "end date", "recorded date", "date de soumission", "date d'envoi",
        "soumis le", "heure de fin", "date de fin",
    )
)  # fmt: skip

_OF_FORMS = frozenset(
    (
        "response type", "start date (utc)", "stage date (utc)", "network id", "submission id", "submission ip",
        "response id", "identifiant de soumission",
    )
)  # fmt: skip

_BESIDE = _OF_FORMS | frozenset(
    (
        "#", "id", "tags", "ending", "ip", "ip address", "last update date", "start date", "start time",
        "date de début", "heure de début", "adresse ip",
    )
)  # fmt: skip

_FIRST, _LAST = frozenset(("first name", "prénom")), frozenset(("last name", "nom de famille", "surname"))

# Signs between a question and its row or choice, as Jotform and those write who put two rows of headings into one.
_SIGNS = (" >> ", " - ", " – ", " — ", ": ", " | ", " / ")

_UNFINISHED = frozenset(("partial", "started"))


def read(table: Table, asked: Collection[str]) -> Sheet | None:
    """Return a table of whose columns some have one of the texts asked, or None; the texts are as `same` has them.

    Where nothing is asked, it is a table with the marks of a form.
    """
    for position, header in answer_sheet.headers(table):
        moment, beside = (
            answer_sheet.positions(header, spelled.difference(asked)) for spelled in (_SENT | answer_sheet.DAY, _BESIDE)
        )
        addresses, names, first, last = (
            answer_sheet.positions(header, spelled)
            for spelled in (answer_sheet.ADDRESS, answer_sheet.CALLED, _FIRST, _LAST)
        )
        known = {*addresses, *names, *moment, *beside, *first, *last}
        rows = table.rows[position + 1 :]
        headings = (header, *rows[: answer_sheet.has_second_row(header, rows[:1], known, asked)])
        whole, columns = answer_sheet.joined(headings)
        if len(headings) == 1:
            columns = tuple(_column(column.at, column.header) for column in columns)
        if not (_asks(columns, asked) if asked else _is_of_form(header)) or _is_title(header, rows):
            continue
        return Sheet(
            "plain",
            whole,
            tuple(column for column in columns if column.at not in known),
            rows[len(headings) - 1 :],
            addresses,
            (*((at,) for at in names), (*first[:1], *last[:1])),
            moment[0] if moment else None,
            _why_not(header),
            headings=headings,
        )
    return None


def _why_not(header: Row) -> Callable[[Row], Why | None]:
    """Return what says of a row why it does not count."""
    state = next(iter(answer_sheet.positions(header, ("response type",))), None)
    return lambda row: "not finished" if same(row.cell(state)) in _UNFINISHED else None


def _is_of_form(header: Row) -> bool:
    """Return whether a header says when each answer was sent, and has what only forms have."""
    return all(answer_sheet.positions(header, spelled) for spelled in (_SENT, _OF_FORMS))


def _is_title(header: Row, rows: Sequence[Row]) -> bool:
    """Return whether a row has a single cell and those below have more, as the title of a table has."""
    return sum(map(bool, header.cells)) == 1 and any(sum(map(bool, row.cells)) > 1 for row in rows)


def _asks(columns: Iterable[Column], asked: Collection[str]) -> bool:
    return any(same(text) in asked for column in columns for text in column.texts)


def _column(at: int, header: str) -> Column:
    """Return a column whose heading may be a question with its row behind one of several signs, or in brackets."""
    sign = next((sign for sign in _SIGNS if sign in header), None)
    return answer_sheet.divided_column(at, header, sign) if sign else answer_sheet.column(at, header)


SOURCE = SurveySource(
    kind="plain",
    title=sentence("a table of answers"),
    called=sentence("a table with the items' texts"),
    where="anything else, such as Typeform or Jotform",
    how="a table whose headings are the texts of the items",
    rank=90,
    read=read,
)
