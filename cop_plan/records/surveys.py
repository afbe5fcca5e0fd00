"""An export of answers → a `Survey`: each item by its text, each answer as the definition writes it, each person once.

An answer that the definition does not have is a concession with its row and column: nothing is dropped unsaid. Who
answers again counts once, with the last answer; answers without a name or address are never taken for one person's.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from cop_plan.base.errors import Place, Problem, Problems
from cop_plan.base.tables import moments, reader
from cop_plan.base.tables.reader import Row, Table
from cop_plan.base.translatable import Sentence, grouped, sentence
from cop_plan.definition.community import WHICH, Community, SurveyName, Surveys, Which
from cop_plan.definition.names import alike
from cop_plan.records import sources, survey_answers, survey_columns
from cop_plan.records.answer_sheet import Sheet, same
from cop_plan.records.people import PeopleMatcher
from cop_plan.records.record_types import SOMETHING_ELSE, Dropped, ItemTally, Response, Survey, SurveyOutline
from cop_plan.records.scales import StepWordings
from cop_plan.records.survey_answers import AnswerReader

MAX_ANSWERS = 10_000
"""A community has a few dozen members."""


def found(table: Table) -> str | None:
    """Return the name of the form service whose export a table is, such as `Google Forms`; None if it is none's."""
    known = () if _other_kind(table) else sources.surveys()
    return next((source.called for source in known if source.read(table, ())), None)


def outline(content: bytes, file: str) -> SurveyOutline | None:
    """Return what an export of a form service shows of itself; None if it is none's. Raises Problems."""
    for table in reader.tables(content, file):
        known = () if _other_kind(table) else sources.surveys()
        if sheet := next((sheet for source in known if (sheet := source.read(table, ()))), None):
            rows = [row for row in sheet.rows if sheet.why(row) is None and table.cut(row, sheet.header) is None]
            days = _days(sheet, rows)
            columns = tuple(cell for cell in sheet.header.cells if cell)
            return SurveyOutline(
                sheet.kind, len(rows), columns, min(days, default=None), max(days, default=None), table.encoding
            )
    return None


def _days(sheet: Sheet, rows: Iterable[Row]) -> set[date]:
    """Return the days of some rows; none if one of them can be meant in two ways."""
    texts = [text for row in rows if (text := sheet.moment_text(row))]
    clock = moments.clock(texts)
    found = set()
    for text in texts:
        try:
            found.add(clock.moment(text).date())
        except moments.UnclearMoment as unclear:
            if unclear.hint:
                return set()
    return found - {moments.NO_DAY}


_LATE = timedelta(days=14)
"""So long before and after the school year, or the day on which a survey is asked, answers are of this year."""


def read(
    content: bytes,
    file: str,
    community: Community,
    which: SurveyName | None = None,
    *,
    wordings: StepWordings,
    people: PeopleMatcher | None = None,
    date_order: moments.DateOrder | None = None,
    asked_on: Mapping[Which, date] | None = None,
) -> Survey:
    """Return the answers of an export to one survey, or to any item if it is not said to which. Raises Problems.

    Those whom `people` knows are matched. `date_order` says how a day such as 3/4/27 is meant; without it only the file
    and the school year do. `asked_on` are the days of the surveys: by them a form used for both is divided.
    """
    table, sheet = _sheet(content, file, community.surveys, which, wordings)
    reading = AnswerReader(table, sheet, community, which, wordings, people, date_order)
    responses, dropped = _responses(reading)
    first, last = _days_of_year(community, asked_on or {})
    given = {one.row: one.at.date() for one in responses if one.at and one.at.date() != moments.NO_DAY}
    of_others = [one for one in responses if not first <= given.get(one.row, first) <= last]
    dropped += [Dropped(one.row, "other year", one.name or one.email or "") for one in of_others]
    responses = [one for one in responses if one not in of_others]
    named = community.records.surveys
    is_shared = named.baseline is not None and named.baseline == named.final
    others = _of_the_other(responses, which, asked_on or {}, is_shared=is_shared)
    dropped += [Dropped(one.row, "other survey", one.name or one.email or "") for one in responses if one.row in others]
    responses = [one for one in responses if one.row not in others]
    # Who answers the short survey at two sessions does not take back what they answered at the first.
    asked = community.surveys.asked_in(which)
    return _survey(reading, responses, dropped, file, asked, each_day=which == "pulse")


def _days_of_year(community: Community, asked_on: Mapping[Which, date]) -> tuple[date, date]:
    """Return the first and the last day of which answers can be: a form may hold those of the year before, too."""
    days = (community.year.first, community.year.last, *asked_on.values())
    return min(days) - _LATE, max(days) + _LATE


def _of_the_other(
    responses: Sequence[Response], which: SurveyName | None, asked_on: Mapping[Which, date], *, is_shared: bool
) -> Collection[int]:
    """Return the rows of answers whose days are nearer to the other survey's, where one form was used for both.

    It was if both surveys are said to be in one file, or if somebody answered near both days.
    """
    if which not in asked_on or len(asked_on) < len(WHICH):
        return ()

    def nearest(day: date) -> Which:
        return min(asked_on, key=lambda name: abs((day - asked_on[name]).days))

    of_row = {one.row: nearest(one.at.date()) for one in responses if one.at}
    of_person: dict[object, set[Which]] = defaultdict(set)
    for one in responses:
        if one.row in of_row:
            of_person[_person(one)].add(of_row[one.row])
    is_both = is_shared or any(len(names) > 1 for names in of_person.values())
    return {row for row, name in of_row.items() if name != which} if is_both else ()


class PulseAnswers(NamedTuple):
    """The answers of an export to the short survey, by the name of the session at which they were given.

    How many are not among them: `elsewhere` are of the days of sessions of which the file is not said to be, `early`
    are from before the first session at which the survey is asked, `undated` could be of several.
    """

    by_session: Mapping[str, Survey]
    elsewhere: Mapping[str, int]
    early: int
    undated: int


def read_pulse(
    content: bytes,
    file: str,
    community: Community,
    days: Mapping[str, date],
    named: Collection[str],
    *,
    wordings: StepWordings,
    people: PeopleMatcher | None = None,
    date_order: moments.DateOrder | None = None,
) -> PulseAnswers:
    """Return the answers of an export to the short survey, each at its session. Raises Problems.

    `days` are those of the sessions at which it is asked, `named` the sessions whose answers the file is said to have.
    An answer belongs to the last session until its day. One without a day belongs to the only session that is named.
    """
    table, sheet = _sheet(content, file, community.surveys, "pulse", wordings)
    reading = AnswerReader(table, sheet, community, "pulse", wordings, people, date_order)
    responses, _ = _responses(reading)
    in_order = sorted(days, key=lambda name: days[name])
    given: dict[str, list[Response]] = {name: [] for name in in_order}
    early = undated = 0
    for response in responses:
        one = replace(response, key=None)  # nothing brings a person's answers to it together
        until = [name for name in in_order if one.at and days[name] <= one.at.date()]
        if one.at is None and len(named) == 1:
            until = [*named]
        if until:
            given[until[-1]].append(one)
        elif one.at is None:
            undated += 1
        else:
            early += 1
    items = community.surveys.asked_in("pulse")
    return PulseAnswers(
        {name: _survey(reading, given[name], (), file, items) for name in in_order if name in named},
        {name: len(given[name]) for name in in_order if name not in named and given[name]},
        early,
        undated,
    )


def joined(one: Survey, other: Survey) -> Survey:
    """Return the answers that two files have of one survey. An answer that stands in both counts once."""
    known = set(map(_answer_key, one.responses))
    more = (response for response in other.responses if response.at is None or _answer_key(response) not in known)
    counted, earlier = _last_of_each([*one.responses, *more], survey_answers.last)
    return replace(
        one,
        responses=counted,
        dropped=(*one.dropped, *other.dropped, *earlier),
        concessions=(*one.concessions, *other.concessions),
    )


def _answer_key(response: Response) -> object:
    return response.at, response.name, response.email, tuple(sorted(response.answers.items()))


def _responses(reading: AnswerReader) -> tuple[list[Response], list[Dropped]]:
    """Return the answers of all rows, and which rows are none. Raises Problems."""
    responses, dropped = [], []
    for row in reading.sheet.rows:
        got = reading.response(row)
        if isinstance(got, Dropped):
            dropped.append(got)
        else:
            responses.append(got)
    if reading.problems:
        raise Problems(reading.problems)
    return responses, dropped


def _survey(
    reading: AnswerReader,
    responses: Iterable[Response],
    dropped: Iterable[Dropped],
    file: str,
    asked: Iterable[str],
    *,
    each_day: bool = False,
) -> Survey:
    counted, earlier = _last_of_each(responses, reading.last, each_day=each_day)
    rows = {response.row for response in counted}
    return Survey(
        reading.sheet.kind,
        reading.table.encoding,
        tuple(reading.layout.items),
        counted,
        tuple(sorted([*dropped, *earlier], key=lambda one: one.row)),
        reading.layout.not_asked,
        tuple(name for name in asked if name not in reading.layout.items),
        tuple(sorted(one for one in reading.concessions if one.row in rows)),
        file,
        reading.has_numbers,
        tuple(cell for cell in reading.sheet.header.cells if cell),
        tuple(name for name in reading.layout.items if reading.is_falling(name)),
    )


def tallies(survey: Survey, surveys: Surveys) -> tuple[ItemTally, ...]:
    """Return how members answered each item that an export asks, in the file's order."""
    return tuple(_tally(survey, name, surveys) for name in survey.items)


def _tally(survey: Survey, name: str, surveys: Surveys) -> ItemTally:
    item = surveys.asked_in(None)[name]
    given = [one.answers[name] for one in survey.counted if name in one.answers]
    counts = Counter(one for answer in given for one in ((answer,) if isinstance(answer, str) else answer))
    match surveys.form_of(item):
        case "text":
            words: tuple[str, ...] = ()
        case "scale":
            words = surveys.scale_of(item)
        case "choices":
            words = (*item.choices, SOMETHING_ELSE) if counts[SOMETHING_ELSE] else item.choices
    return ItemTally(name, item.ask, len(given), {word: counts[word] for word in words})


def _sheet(
    content: bytes, file: str, surveys: Surveys, which: SurveyName | None, wordings: StepWordings
) -> tuple[Table, Sheet]:
    """Return the table of a file that has answers, and the export that it is. Raises Problems where none has."""
    items = surveys.asked_in(which)
    if not items:
        asked = (
            sentence("items of the {which} survey", which=survey_columns.CALLED[which])
            if which
            else sentence("survey items")
        )
        said = sentence("the definition has no {asked}, so that no answer can be read", asked=asked)
        key = "surveys.pulse.items" if which == "pulse" else "surveys.items"
        raise Problems([Problem(_of_file(file), "", said, sentence("write them under {key}", key=key))])
    named = frozenset(map(same, surveys.columns_of(which).values()))
    asked_for = survey_columns.texts_of(items, wordings) | named
    refused = []
    # A file with nothing in it is one that cannot be read.
    for table in tuple(reader.tables(content, file)) or (reader.read(content, file),):
        try:
            return table, _sheet_of(table, asked_for)
        except Problems as wrong:
            refused.append(wrong)
    raise refused[0]


def _sheet_of(table: Table, asked_for: Collection[str]) -> Sheet:
    """Return a table as the export that it is. Raises Problems where it is none."""
    if len(table.rows) > MAX_ANSWERS:
        said = sentence("this has more than {count} rows, as no survey of a community has", count=grouped(MAX_ANSWERS))
        raise Problems([table.problem(said)])
    if looks_like := _other_kind(table):
        said = sentence("this looks like {export}, not like answers to a survey", export=looks_like)
        raise Problems([table.problem(said)])
    if _is_summary(table):
        said = sentence("this is a summary of the answers, and does not say what each person answered")
        raise Problems([table.problem(said, hint=sentence("export all individual responses"))])
    sheet = next((sheet for source in sources.surveys() if (sheet := source.read(table, asked_for))), None)
    if sheet is None:
        hint = sentence("a row at the top has a heading for each column: the items' texts, as surveys.items has them")
        raise Problems(
            [table.problem(sentence("this is no export of a survey, and no column asks an item"), hint=hint)]
        )
    return sheet


# Headings in summaries of SurveyMonkey, LimeSurvey and Qualtrics.
_SUMMARIES = tuple(
    map(
        frozenset,
        (
            ("answer choices", "responses"),
            ("choix de réponses", "réponses"),
            ("answer", "count", "percentage"),
            ("réponse", "décompte", "pourcentage"),
            ("answer", "%", "count"),
            ("field", "choice count"),
            ("field", "minimum", "maximum", "mean"),
        ),
    )
)


def _is_summary(table: Table) -> bool:
    headings = (frozenset(map(same, row.cells)) for row in table.rows[: reader.SEARCHED])
    return any(one >= summary for one in headings for summary in _SUMMARIES)


# Headings of our own lists that no form has all of.
_LISTS: tuple[tuple[Sentence, frozenset[str]], ...] = (
    (sentence("a list of members"), frozenset(("name", "agreement_signed"))),
    (sentence("a budget"), frozenset(("category", "planned"))),
    (sentence("a progress record"), frozenset(("name", "date", "note"))),
)


def _other_kind(table: Table) -> Sentence | None:
    """Return what a table is that is no survey, as far as a heading tells."""
    others = [*((one.title, marks) for one in sources.attendance() for marks in one.marks), *_LISTS]
    for row in table.rows[: reader.SEARCHED]:
        found = set(map(same, row.cells))
        if kind := next((kind for kind, needed in others if found.issuperset(needed)), None):
            return kind
    return None


def _last_of_each(
    responses: Iterable[Response], last_of: Callable[[Sequence[Response]], Response], *, each_day: bool = False
) -> tuple[tuple[Response, ...], list[Dropped]]:
    """Return the answers that count, in the file's order, and the earlier ones of people who answered again.

    With `each_day` only those of the same day are earlier ones.
    """
    by_person: dict[object, list[Response]] = defaultdict(list)
    for response in responses:
        day = response.at.date() if each_day and response.at else None
        by_person[_person(response), day].append(response)
    counted, earlier = [], []
    for given in by_person.values():
        last = given[0] if len(given) == 1 else last_of(given)
        counted.append(last)
        earlier += [Dropped(one.row, "answered again", one.name or one.email or "") for one in given if one is not last]
    return tuple(sorted(counted, key=lambda one: one.row)), earlier


def _person(response: Response) -> object:
    if response.member is not None:
        return alike(response.member.name), alike(response.member.email or "")
    if response.known_as is not None:
        return response.known_as
    # Two people may have one name; nobody else has one's address.
    return alike(response.email) if response.email else id(response)


def _of_file(file: str) -> Place:
    return Place(file, 0, 0)
