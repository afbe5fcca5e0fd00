"""An export of answers → a `Survey`: each item by its text, each answer as the definition writes it, each person once.

An answer that the definition does not have is a problem with its row and column: nothing is dropped unsaid. Who answers
again counts once, with the last answer; answers without a name or address are never taken for one person's.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time

from cop_plan.base.errors import MAX_PROBLEMS, TOO_MANY, Place, Problem, Problems, quote
from cop_plan.base.tables import moments, reader
from cop_plan.base.tables.reader import Row, Table
from cop_plan.definition import languages
from cop_plan.definition.community import Community, Member, SurveyName, SurveyQuestion, Surveys
from cop_plan.definition.names import alike
from cop_plan.records import sources, survey_columns
from cop_plan.records.answer_sheet import Sheet, same
from cop_plan.records.people import MatchedPerson, PeopleMatcher
from cop_plan.records.record_types import Answer, Dropped, Response, Survey
from cop_plan.records.scales import StepWordings
from cop_plan.records.survey_columns import ItemColumns

MAX_ANSWERS = 10_000
"""A community has a few dozen members."""

_NEVER = datetime.combine(moments.NO_DAY, time())


def found(table: Table) -> str | None:
    """Return the name of the form service whose export a table is, such as `Google Forms`; None if it is none's."""
    known = () if _other_kind(table) else sources.surveys()
    return next((source.called for source in known if source.read(table, ())), None)


def read(
    content: bytes,
    file: str,
    community: Community,
    which: SurveyName | None = None,
    *,
    wordings: StepWordings,
    people: PeopleMatcher | None = None,
    date_order: moments.DateOrder | None = None,
) -> Survey:
    """Return the answers of an export to one survey, or to any item if it is not said to which. Raises Problems.

    Those whom `people` knows are matched. `date_order` says how a day such as 3/4/27 is meant; without it only the file
    and the school year do.
    """
    table = reader.read(content, file)
    reading = _Reader(table, community, which, wordings, date_order)
    responses, dropped = [], []
    for row in reading.sheet.rows:
        got = reading.response(row, people)
        if isinstance(got, Dropped):
            dropped.append(got)
        else:
            responses.append(got)
    if reading.problems:
        more = [table.problem(TOO_MANY)] if len(reading.problems) > MAX_PROBLEMS else []
        raise Problems([*reading.problems[:MAX_PROBLEMS], *more])
    counted, earlier = _last_of_each(responses)
    return Survey(
        reading.sheet.kind,
        table.encoding,
        tuple(reading.layout.items),
        counted,
        tuple(sorted([*dropped, *earlier], key=lambda one: one.row)),
        reading.layout.not_asked,
        tuple(name for name in community.surveys.asked_in(which) if name not in reading.layout.items),
    )


def remarks(survey: Survey, surveys: Surveys, file: str) -> Iterator[Problem]:
    """Yield what a person should know of an export that can be read: items that no column asks, codes given twice."""
    for name in survey.missing:
        item = surveys.asked_in(None)[name]
        hint = survey_columns.missing_hint(name, item, survey.not_asked)
        yield Problem(_of_file(file), f"surveys.items.{name}", f"the export has no column for {quote(item.ask)}", hint)
    if surveys.match_answers_by == "code":
        rows = defaultdict(list)
        for response in survey.responses:
            rows[response.key].append(response.row)
        for key, given in rows.items():
            if key is not None and len(given) > 1:
                said = f"rows {', '.join(map(str, given))} have one code, so that none of them can be matched"
                yield Problem(_of_file(file), "", said)


class _Reader:
    """What is known of one export while its rows are read; collects the problems of all of them."""

    def __init__(
        self,
        table: Table,
        community: Community,
        which: SurveyName | None,
        wordings: StepWordings,
        order: moments.DateOrder | None,
    ) -> None:
        self.table = table
        self.surveys = community.surveys
        self.wordings = wordings
        self.sheet = _sheet(table, community.surveys, which, wordings)
        self.layout, self.problems = survey_columns.layout(table, self.sheet, community.surveys, which, wordings)
        self._check(which)
        self.sheet = replace(self.sheet, addresses=self.layout.addresses, names=self.layout.names)
        year = community.year.first, community.year.last
        self._clock = moments.clock(map(self._moment, self.sheet.rows), order, None, year)

    def _check(self, which: SurveyName | None) -> None:
        asked = f"an item of the {which} survey" if which else "an item of the surveys"
        if not self.layout.items and not self.problems:
            hint = "name the columns in surveys.columns, or head them with the items' texts"
            self.problems.append(self.table.problem(f"no column asks {asked}", self.sheet.header, hint=hint))
        if self.surveys.match_answers_by == "code" and self.layout.code is None:
            hint = 'write  surveys: {columns: {code: "the column\'s heading"}}'
            self.problems.append(self.table.problem("no column asks for the code", self.sheet.header, hint=hint))

    def response(self, row: Row, people: PeopleMatcher | None) -> Response | Dropped:
        """Return what a row says, or why it does not count."""
        name, email = self.sheet.name(row), self.sheet.email(row)
        if why := self.sheet.why(row):
            return Dropped(row.number, why, name or email or "")
        if self.table.cut(row, self.sheet.header) is not None:
            return Dropped(row.number, "incomplete row", name or email or "")
        items = self.surveys.asked_in(None)
        answers = {item: self._answer(row, items[item], asked) for item, asked in self.layout.items.items()}
        given = {item: answer for item in items if (answer := answers.get(item))}
        if self.sheet.kind == "plain" and not given:
            return Dropped(row.number, "incomplete row", name or email or "")
        who = people.who(name, email) if people and (name or email) else MatchedPerson()
        key = self._key(row, who.member)
        return Response(row.number, given, self._at(row), name, email, who.member, key, who.known_as)

    def _key(self, row: Row, member: Member | None) -> str | None:
        if self.surveys.match_answers_by == "email" and member is not None:
            return alike(member.email or member.name)
        if self.surveys.match_answers_by == "code" and self.layout.code is not None:
            return "".join(alike(self._cell(row, self.layout.code)).split()) or None
        return None

    def _moment(self, row: Row) -> str:
        text = row.cell(self.sheet.moment)[:60].replace("−", "-")
        return "" if text == self.sheet.undated else text

    def _at(self, row: Row) -> datetime | None:
        try:
            return self._clock.moment(self._moment(row)) if self._moment(row) else None
        except moments.UnclearMoment as unclear:
            # A time that nobody can read only leaves the order to the rows; one with two readings asks for a word.
            if unclear.hint and self.sheet.moment is not None:
                self.problems.append(self.table.problem(unclear.message, row, self.sheet.moment, unclear.hint))
            return None

    def _cell(self, row: Row, asked: ItemColumns) -> str:
        """Return the one cell that answers in several columns of one question. Two that differ are a problem."""
        filled = [at for at in asked.whole if self.sheet.cell(row, at)]
        if len({row.cell(at) for at in filled}) > 1:
            header = self.sheet.header
            said = f"two columns ask {quote(header.cell(filled[0]))}, and the answers differ"
            hint = "name the one that counts in surveys.columns, or delete the other"
            self.problems.append(self.table.problem(said, row, filled[1], hint))
        return row.cell(filled[0]) if filled else ""

    def _answer(self, row: Row, item: SurveyQuestion, asked: ItemColumns) -> Answer | None:
        """Return an answer as the definition writes it; None for none."""
        if asked.by_choice:
            return self._ticked(row, item, asked.by_choice)
        text = self._cell(row, asked)
        match self.surveys.form_of(item):
            case "text":
                return text.replace("\r\n", "\n").replace("\r", "\n") or None
            case "scale":
                scale = self.surveys.scale_of(item)
                if self.wordings.declines(text, scale):
                    return None
                step = self.wordings.step(text, scale)
                return step if step else self._outside(row, asked, text, "is not on the scale", scale)
            case "choices":
                return self._chosen(row, item, asked, text)

    def _chosen(self, row: Row, item: SurveyQuestion, asked: ItemColumns, text: str) -> Answer | None:
        choices = item.choices
        if self.wordings.declines(text, choices):
            return None
        other = self.wordings.other_of(choices)
        if not item.several:
            choice = self.wordings.word(text, choices) or other
            return choice if choice else self._outside(row, asked, text, "is none of the choices", choices)
        chosen, rest = self.wordings.chosen(text, choices)
        if rest and other:
            chosen = tuple(choice for choice in choices if choice in (*chosen, other))
        elif rest:
            return self._outside(row, asked, rest[0], "is none of the choices", choices)
        return chosen

    def _ticked(self, row: Row, item: SurveyQuestion, by_choice: Mapping[int, str]) -> Answer | None:
        """Return the choices whose columns are marked, by a yes, a cross or the choice itself."""
        other = self.wordings.other_of(item.choices)
        ticked = set()
        for at, choice in by_choice.items():
            mark = same(self.sheet.cell(row, at))
            if mark in _MARKED or mark == same(choice) or self.wordings.word(mark, [choice]):
                ticked.add(choice)
            elif mark and mark not in _UNMARKED:
                if choice == other:
                    ticked.add(choice)
                else:
                    self._outside(
                        row, ItemColumns((at,)), row.cell(at), "does not say whether it is chosen", ["yes", "no"]
                    )
        chosen = tuple(choice for choice in item.choices if choice in ticked)
        return chosen if item.several or not chosen else chosen[0]

    def _outside(self, row: Row, asked: ItemColumns, text: str, said: str, words: Iterable[str]) -> Answer | None:
        """Note an answer that the definition does not have; it counts as none."""
        at = next((at for at in asked.whole if row.cell(at)), 0)
        header = quote(self.sheet.header.cell(at))
        hint = f"it is one of: {', '.join(words)}"
        self.problems.append(self.table.problem(f"{header}: {quote(text)} {said}", row, at, hint))
        return None


_MARKED = frozenset(("yes", "oui", "y", "o", "1", "x", "true", "vrai", "checked", "selected", "coché", "✓", "✔"))
_UNMARKED = frozenset(("no", "non", "n", "0", "false", "faux", "-", "not selected", "unchecked", "non coché"))


def _sheet(table: Table, surveys: Surveys, which: SurveyName | None, wordings: StepWordings) -> Sheet:
    """Return a table as the export that it is. Raises Problems where it is none."""
    items = surveys.asked_in(which)
    if not items:
        asked = f"items of the {which} survey" if which else "survey items"
        said = f"the definition has no {asked}, so that no answer can be read"
        raise Problems([table.problem(said, hint="write them under surveys.items")])
    if len(table.rows) > MAX_ANSWERS:
        raise Problems([table.problem(f"this has more than {MAX_ANSWERS:,} rows, as no survey of a community has")])
    if looks_like := _other_kind(table):
        raise Problems([table.problem(f"this looks like {looks_like}, not like answers to a survey")])
    named = frozenset(map(same, surveys.columns_of(which).values()))
    asked_for = survey_columns.texts_of(items, wordings) | named
    sheet = next((sheet for source in sources.surveys() if (sheet := source.read(table, asked_for))), None)
    if sheet is None:
        hint = "a row at the top has a heading for each column: the items' texts, as surveys.items has them"
        raise Problems([table.problem("this is no export of a survey, and no column asks an item", hint=hint)])
    return sheet


# Headings of our own lists that no form has all of.
_LISTS: tuple[tuple[str, frozenset[str]], ...] = (
    ("a list of members", frozenset(("name", "agreement_signed"))),
    ("a budget", frozenset(("category", "planned"))),
    ("a progress record", frozenset(("name", "date", "note"))),
)


def _other_kind(table: Table) -> str | None:
    """Return what a table is that is no survey, as far as a heading tells."""
    others = [*((one.title[languages.MAIN], marks) for one in sources.attendance() for marks in one.marks), *_LISTS]
    for row in table.rows[: reader.SEARCHED]:
        found = set(map(same, row.cells))
        if kind := next((kind for kind, needed in others if found.issuperset(needed)), None):
            return kind
    return None


def _last_of_each(responses: Iterable[Response]) -> tuple[tuple[Response, ...], list[Dropped]]:
    """Return the answers that count, in the file's order, and the earlier ones of people who answered again."""
    by_person: dict[object, list[Response]] = defaultdict(list)
    for response in responses:
        by_person[_person(response)].append(response)
    counted, earlier = [], []
    for given in by_person.values():
        # Rows give the order where not all have a time. A last answer that is quite blank takes nothing back.
        timed = all(one.at for one in given)
        last = max(given, key=lambda one: (bool(one.answers), one.at if timed and one.at else _NEVER, one.row))
        counted.append(last)
        earlier += [Dropped(one.row, "answered again", one.name or one.email or "") for one in given if one is not last]
    return tuple(sorted(counted, key=lambda one: one.row)), earlier


def _person(response: Response) -> object:
    if response.member is not None:
        return alike(response.member.name), alike(response.member.email or "")
    if response.known_as is not None:
        return response.known_as
    # Two people may have one name; nobody else has one's address.
    return alike(response.email) if response.email else response.row


def _of_file(file: str) -> Place:
    return Place(file, 0, 0)
