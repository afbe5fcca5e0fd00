"""What members answered, survey by survey, until a day: who was asked, and what each answered to one item.

Nothing of a single survey is shown that could be subtracted from what was published before; see `earlier`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Literal

from cop_plan.definition.community import Item, SurveyName, SurveyQuestion, Surveys, Which
from cop_plan.records.pairs import Pairs, pair
from cop_plan.records.record_types import SOMETHING_ELSE, Answer, Response, Survey
from cop_plan.report import earlier
from cop_plan.report.hiding import FULL, why_hidden
from cop_plan.report.texts import AnonymityCheck
from cop_plan.report.values import AnswerCount, Distribution, Hidden, Number, Shown, SingleItem, WrittenAnswers
from cop_plan.report.year import ReportedYear


@dataclass(frozen=True)
class Answers:
    """The answers of a year until a day, and what was published of them before."""

    year: ReportedYear
    published: tuple[earlier.EarlierReport, ...]
    interim: bool

    @cached_property
    def baseline(self) -> Survey | None:
        """Return the first survey, with what was answered until today."""
        return _until(self.year.records.baseline, self.year.today)

    @cached_property
    def final(self) -> Survey | None:
        """Return the final survey; none of it is in an interim report."""
        return None if self.interim else _until(self.year.records.final, self.year.today)

    def pulse(self, session: str) -> Survey | None:
        """Return the answers to the short survey at a session, until today."""
        return _until(self.year.records.pulses.get(session), self.year.today)

    @cached_property
    def pairs(self) -> Pairs | None:
        """Return the answers of both surveys, brought together if the definition says by what.

        None if they are not, or if a survey has no answer with what they would be matched by.
        """
        if self.baseline is None or self.final is None or self.matched_by in (None, "nothing") or self.keyless:
            return None
        return pair(self.baseline, self.final)

    @cached_property
    def keyless(self) -> tuple[Which, ...]:
        """Return the surveys that were answered, and of which no answer has what answers are matched by."""
        if self.matched_by in (None, "nothing"):
            return ()
        surveys: tuple[tuple[Which, Survey | None], ...] = (("baseline", self.baseline), ("final", self.final))
        return tuple(
            which for which, one in surveys if one and one.responses and without_key(one) == len(one.responses)
        )

    def others(self, which: SurveyName) -> int:
        """Return how many answers of a survey are of people whom the definition does not know."""
        records = self.year.records
        surveys = records.pulses.values() if which == "pulse" else [getattr(records, which)]
        if which == "final" and self.interim:
            return 0
        answered = (one for survey in surveys if survey for one in _answered(survey, self.year.today))
        return sum(1 for one in answered if not one.is_counted)

    @property
    def not_joined(self) -> int:
        """Return how many of the answers to both surveys are of people of the list who did not join until today."""
        members = set(self.year.members)
        answered = [one for survey in (self.baseline, self.final) if survey for one in survey.responses]
        return sum(1 for one in answered if one.member is not None and one.member not in members)

    @property
    def matched_by(self) -> Literal["email", "code", "nothing"] | None:
        """Return by what the definition has answers brought together."""
        return self.year.community.surveys.match_answers_by

    @cached_property
    def anonymous(self) -> AnonymityCheck:
        """Return what tells whether a text names somebody."""
        return AnonymityCheck(self.year.community)

    @cached_property
    def lost(self) -> tuple[str, ...]:
        """Return the shared items that were published so that it cannot be made again from the records."""
        if self.pairs is None:
            return ()
        surveys = self.year.community.surveys
        shared = (name for name, item in surveys.items.items() if is_paired(surveys, item))
        return tuple(name for name in shared if self.counted(name) is None)

    def counted(self, name: str) -> Mapping[int, tuple[bool, ...]] | None:
        """Return which earlier report counted whose first answer to an item, by the row of the response.

        Where no earlier report is handed over, the roll-up of all answers is taken for published. A report may repeat
        the table of the one before. None is an earlier table that cannot be made again from the records, so that nobody
        can say who is in it.
        """
        scale = self.year.community.surveys.scale_of(self.year.community.surveys.items[name])
        answered = () if self.baseline is None else self.baseline.responses
        responses = [one for one in answered if one.answers.get(name) in scale]
        if not self.published:
            seen = why_hidden(_counts(responses, name, scale), len(responses), self.year.limit) is None
            return {one.row: (seen,) for one in responses}
        groups: list[Sequence[Response]] = []
        for published in self.published:
            known = published.tables.get(name)
            early = [one for one in responses if one.at is None or one.at.date() <= published.day]
            group = _same(known, (*groups, early, responses), name, scale) if known else ()
            if group is None:
                return None
            groups.append(group)
        rows = [{one.row for one in group} for group in groups]
        return {one.row: tuple(one.row in group for group in rows) for one in responses}

    def day_of(self, which: Which) -> date:
        """Return the day on which a survey opened: when it is recorded as done, else its planned day."""
        document = f"{which}-survey"
        entries = [one for one in self.year.timeline.entries if one.document == document or one.id == document]
        entry = next(iter(entries), None)
        if entry is None:
            return self.year.today
        return min(self.year.done.get(entry.id, entry.day), self.year.today)


def _until(survey: Survey | None, today: date) -> Survey | None:
    if survey is None:
        return None
    return replace(survey, responses=tuple(one for one in _answered(survey, today) if one.is_counted))


def _answered(survey: Survey, today: date) -> Iterator[Response]:
    """Yield what was answered until a day, whoever did it; who leads may try the survey out, and is not asked for."""
    for one in survey.responses:
        if (one.at is None or one.at.date() <= today) and one.known_as is None:
            yield one


def without_key(survey: Survey | None) -> int:
    """Return how many answers of a survey have nothing to match them by."""
    return 0 if survey is None else sum(1 for one in survey.responses if one.key is None)


def is_paired(surveys: Surveys, item: Item) -> bool:
    """Return whether both surveys ask an item, on a scale."""
    return set(item.in_) == {"baseline", "final"} and surveys.form_of(item) == "scale"


def _same(
    known: Distribution, groups: Iterable[Sequence[Response]], name: str, scale: Sequence[str]
) -> Sequence[Response] | None:
    """Return the first of some groups whose answers make a known table, or None."""
    if tuple(cell.answer for cell in known.cells) != tuple(scale):
        return None
    return next((group for group in groups if _counts(group, name, scale) == known.counts), None)


def _counts(responses: Iterable[Response], name: str, scale: Sequence[str]) -> tuple[int, ...]:
    found = Counter(one.answers[name] for one in responses)
    return tuple(found[level] for level in scale)


def single(answers: Answers, name: str, item: Item, which: Which) -> SingleItem:
    """Return the result of an item in one survey, on its own."""
    survey, community = getattr(answers, which), answers.year.community
    given = [one.answers[name] for one in survey.responses if name in one.answers]
    form = community.surveys.form_of(item)
    before = answers.published if which == "baseline" else ()
    result = SingleItem(name, item.ask, form, item.area, item.goal, item.shows, which, len(given))
    table, texts = told(answers, name, item, given, before)
    return replace(result, distribution=table, texts=texts)


def told(
    answers: Answers, name: str, item: SurveyQuestion, given: Sequence[Answer], before: Iterable[earlier.EarlierReport]
) -> tuple[Number[Distribution] | None, Number[WrittenAnswers] | None]:
    """Return what may be seen of the answers to an item at one time: a distribution or written answers, not both.

    `before` is what was published of the same time.
    """
    community = answers.year.community
    form = community.surveys.form_of(item)
    if form == "text":
        return None, earlier.texts_again(name, _texts(answers, given), before)
    chosen = Counter(one for answer in given for one in ((answer,) if isinstance(answer, str) else answer))
    levels = item.choices if form == "choices" else community.surveys.scale_of(item)
    levels = (*levels, SOMETHING_ELSE) if chosen[SOMETHING_ELSE] else levels
    counts = [chosen[level] for level in levels]
    table = distribution(levels, counts, len(given), ordered=form == "scale")
    why = why_hidden(counts, len(given), answers.year.limit)
    return earlier.table_again(name, Hidden(why) if why else Shown(table), before), None


def _texts(answers: Answers, given: Sequence[Answer]) -> Number[WrittenAnswers]:
    written = [text for one in given if (text := " ".join(one) if isinstance(one, tuple) else one.strip())]
    if len(written) < answers.year.limit:
        return Hidden("small group")
    if not answers.year.community.surveys.quotes:
        return Shown(WrittenAnswers(len(written), (), quoted=False))
    if len(written) < FULL:
        return Hidden("under ten")
    kept = [text for text in written if not answers.anonymous.names_somebody(text)]
    return Shown(WrittenAnswers(len(written), tuple(sorted(set(kept))), withheld=len(kept) < len(written)))


def distribution(levels: Sequence[str], counts: Sequence[int], n: int, *, ordered: bool = True) -> Distribution:
    """Return a table of answers; only ordered ones have a median."""
    cells = tuple(AnswerCount(level, count) for level, count in zip(levels, counts, strict=True))
    return Distribution(n, cells, _median(levels, counts, n) if ordered and n else ())


def _median(levels: Sequence[str], counts: Sequence[int], n: int) -> tuple[str, ...]:
    answered = [level for level, count in zip(levels, counts, strict=True) for _ in range(count)]
    return tuple(dict.fromkeys((answered[(n - 1) // 2], answered[n // 2])))
