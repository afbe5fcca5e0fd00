"""The rows of an export of answers → responses: each cell as far as it can be read, and what had to be conceded.

An answer that is not on the scale counts as none; what fits no choice counts as something else. Each such cell is told.
"""

import contextlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time

from cop_plan.base.tables import moments
from cop_plan.base.tables.reader import Row, Table
from cop_plan.base.translatable import sentence
from cop_plan.definition.community import Community, Member, SurveyName, SurveyQuestion
from cop_plan.definition.names import alike
from cop_plan.records import survey_columns
from cop_plan.records.answer_sheet import Sheet, same
from cop_plan.records.people import MatchedPerson, PeopleMatcher
from cop_plan.records.record_types import (
    SOMETHING_ELSE,
    Answer,
    ConcededWhy,
    Concession,
    Dropped,
    Response,
)
from cop_plan.records.scales import StepWordings
from cop_plan.records.survey_columns import ItemColumns


class AnswerReader:
    """What is known of one export while its rows are read; collects what is wrong with it, and what it concedes."""

    def __init__(
        self,
        table: Table,
        sheet: Sheet,
        community: Community,
        which: SurveyName | None,
        wordings: StepWordings,
        people: PeopleMatcher | None,
        order: moments.DateOrder | None,
    ) -> None:
        self.table = table
        self.surveys = community.surveys
        self.wordings = wordings.with_own(community.surveys.words)
        self.people = people
        self.has_members = bool(community.membership.members)
        self.layout, self.problems = survey_columns.layout(table, sheet, community.surveys, which, wordings)
        self.concessions: list[Concession] = []
        self.has_numbers = False
        self._check(sheet, which)
        self.sheet = replace(sheet, addresses=self.layout.addresses, names=self.layout.names)
        self._rows = {row.number: row for row in sheet.rows}
        year = community.year.first, community.year.last
        self.clock = moments.clock(map(self.sheet.moment_text, sheet.rows), order, None, year)

    def is_falling(self, name: str) -> bool:
        """Return whether the scale of an item is written from its high end."""
        item = self.surveys.asked_in(None)[name]
        return self.surveys.form_of(item) == "scale" and self.wordings.falls(self.surveys.scale_of(item))

    def _check(self, sheet: Sheet, which: SurveyName | None) -> None:
        if not self.layout.items and not self.problems:
            said = sentence("no column asks an item of the surveys")
            if which:
                said = sentence("no column asks an item of the {which} survey", which=survey_columns.CALLED[which])
            hint = sentence("name the columns in surveys.columns, or head them with the items' texts")
            self.problems.append(self.table.problem(said, sheet.header, hint=hint))

    def response(self, row: Row) -> Response | Dropped:
        """Return what a row says, or why it does not count."""
        name, email = self.sheet.name(row), self.sheet.email(row)
        if why := self.sheet.why(row):
            return Dropped(row.number, why, name or email or "")
        if self.sheet.is_heading(row):
            return Dropped(row.number, "headings")
        if self.table.cut(row, self.sheet.header) is not None:
            return Dropped(row.number, "breaks off", name or email or "")
        items = self.surveys.asked_in(None)
        answers = {item: self._answer(row, items[item], asked) for item, asked in self.layout.items.items()}
        given = {item: answer for item in items if (answer := answers.get(item))}
        if not given and (self.sheet.kind == "plain" or not (name or email or self.sheet.moment_text(row))):
            return Dropped(row.number, "incomplete row", name or email or "")
        who = self.people.who(name, email) if self.people and (name or email) else MatchedPerson()
        is_counted = not (self.people and self.has_members and (name or email)) or who.member is not None
        key = self._key(row, who.member)
        return Response(row.number, given, self._at(row), name, email, who.member, key, who.known_as, is_counted)

    def _key(self, row: Row, member: Member | None) -> str | None:
        if self.surveys.match_answers_by == "email" and member is not None:
            return alike(member.email or member.name)
        if self.surveys.match_answers_by == "code" and self.layout.code is not None:
            return "".join(alike(self._cell(row, self.layout.code)).split()) or None
        return None

    def last(self, given: Sequence[Response]) -> Response:
        """Return the last of several answers of one person, as the function `last` does.

        Where their days can be meant in two ways that give two orders, this is conceded.
        """
        if all(one.at for one in given):
            return last(given)
        times = self._times_of(given)
        found = [last([replace(one, at=at) for one, at in zip(given, at_all, strict=True)]) for at_all in times]
        if len({one.row for one in found}) == 1:
            return next(one for one in given if one.row == found[0].row)
        if found:
            for one in given:
                self._concede(self._rows[one.row], self.sheet.moment or 0, "ambiguous day")
        return last(given)

    def _times_of(self, given: Sequence[Response]) -> list[list[datetime]]:
        """Return the times of some answers in each order of days that all of the file can be read in."""
        texts = [text for row in self._rows.values() if (text := self.sheet.moment_text(row))]
        found = []
        for order in moments.ORDERS:
            clock = replace(self.clock, order=order)
            with contextlib.suppress(moments.UnclearMoment):
                for text in texts:
                    _moment(clock, text)
                found.append([_moment(clock, self.sheet.moment_text(self._rows[one.row])) for one in given])
        return found

    def _at(self, row: Row) -> datetime | None:
        """Return when a row was written; None if nobody can tell."""
        text = self.sheet.moment_text(row)
        try:
            return _moment(self.clock, text) if text else None
        except moments.UnclearMoment:
            return None

    def _cell(self, row: Row, asked: ItemColumns) -> str:
        """Return the one cell that answers in several columns of one question. Of two that differ neither counts."""
        filled = [at for at in asked.whole if self.sheet.cell(row, at)]
        if len({same(row.cell(at)) for at in filled}) > 1:
            self._concede(row, filled[1], "two answers differ")
            return ""
        return row.cell(filled[0]) if filled else ""

    def _answer(self, row: Row, item: SurveyQuestion, asked: ItemColumns) -> Answer | None:
        """Return an answer as the definition writes it; None for none."""
        if asked.by_choice:
            return self._ticked(row, item, asked)
        text = self._cell(row, asked)
        match self.surveys.form_of(item):
            case "text":
                return text.replace("\r\n", "\n").replace("\r", "\n") or None
            case "scale":
                scale = self.surveys.scale_of(item)
                if self.wordings.declines(text, scale):
                    return None
                step = self.wordings.step(text, scale)
                if step is None:
                    self._concede_answer(row, asked, text, "not on the scale")
                elif _NUMBER.fullmatch(text) and self.wordings.word(text, scale) is None:
                    self.has_numbers = True
                return step
            case "choices":
                return self._chosen(row, item, asked, text)

    def _chosen(self, row: Row, item: SurveyQuestion, asked: ItemColumns, text: str) -> Answer | None:
        choices = item.choices
        other = self._written_in(row, item, asked)
        chosen = {other} if other else set()
        rest: tuple[str, ...] = ()
        if not self.wordings.declines(text, choices):
            if item.several:
                found, rest = self.wordings.chosen(text, choices)
            else:
                choice = self.wordings.word(text, choices)
                found, rest = ((choice,), ()) if choice else ((), (text,))
            chosen.update(found)
        if rest := tuple(said for said in rest if not (other and self.wordings.is_other(said))):
            chosen.add(self.wordings.other_of(choices) or SOMETHING_ELSE)
            if SOMETHING_ELSE in chosen:
                self._concede_answer(row, asked, "; ".join(rest), "not among the choices")
        return self._one_or_several(row, item, asked, chosen)

    def _written_in(self, row: Row, item: SurveyQuestion, asked: ItemColumns) -> str | None:
        """Return the choice of who wrote, in a column for it, what fits no choice; None of who did not."""
        at = next((at for at in asked.others if same(self.sheet.cell(row, at)) not in _UNMARKED), None)
        if at is None:
            return None
        other = self.wordings.other_of(item.choices)
        if other is None:
            self._concede(row, at, "not among the choices")
        return other or SOMETHING_ELSE

    def _ticked(self, row: Row, item: SurveyQuestion, asked: ItemColumns) -> Answer | None:
        """Return the choices whose columns are marked, by a yes, a cross or the choice itself."""
        other = self.wordings.other_of(item.choices)
        written = self._written_in(row, item, asked)
        ticked = {written} if written else set()
        for at, choice in asked.by_choice.items():
            mark = same(self.sheet.cell(row, at))
            if mark in _MARKED or mark == same(choice) or self.wordings.word(mark, [choice]):
                ticked.add(choice)
            elif mark not in _UNMARKED:
                if choice == other:
                    ticked.add(choice)
                else:
                    self._concede(row, at, "yes or no")
        return self._one_or_several(row, item, asked, ticked)

    def _one_or_several(self, row: Row, item: SurveyQuestion, asked: ItemColumns, chosen: set[str]) -> Answer | None:
        """Return what is chosen, in the definition's order; of two where one may be, neither counts."""
        in_order = tuple(word for word in (*self.surveys.words_of(item), SOMETHING_ELSE) if word in chosen)
        if item.several or not in_order:
            return in_order
        if len(in_order) > 1:
            self._concede(row, asked.columns[0], "two answers differ", "; ".join(in_order))
            return None
        return in_order[0]

    def _concede_answer(self, row: Row, asked: ItemColumns, text: str, why: ConcededWhy) -> None:
        at = next((at for at in asked.whole if self.sheet.cell(row, at)), 0)
        self._concede(row, at, why, text)

    def _concede(self, row: Row, at: int, why: ConcededWhy, text: str | None = None) -> None:
        said = row.cell(at) if text is None else text
        self.concessions.append(Concession(self.table.file, row.number, at, why, said))


def _moment(clock: moments.Clock, text: str) -> datetime:
    """Return the moment that a text names; of a day alone its beginning. Raises UnclearMoment."""
    try:
        found = clock.moment(text)
    except moments.UnclearMoment as unclear:
        if unclear.hint:
            raise
        found = clock.moment(f"{text} 00:00")
    if found.date() == moments.NO_DAY:
        raise moments.UnclearMoment(sentence("this has no day"))
    return found


def last(given: Sequence[Response]) -> Response:
    """Return the last of several answers of one person; one that is quite blank takes nothing back.

    Their order in the file, which is the given one, decides where not all have a time.
    """
    timed = all(one.at for one in given)
    never = datetime.combine(moments.NO_DAY, time())
    places = enumerate(given)
    at, _ = max(places, key=lambda place: (bool(place[1].answers), (timed and place[1].at) or never, place[0]))
    return given[at]


_NUMBER = re.compile(r"\d+(?:[.,]0+)?")

_MARKED = frozenset(("yes", "oui", "y", "o", "1", "x", "true", "vrai", "checked", "selected", "coché", "✓", "✔"))
_UNMARKED = frozenset(("", "no", "non", "n", "0", "false", "faux", "-", "not selected", "unchecked", "non coché"))
