"""What a person should know of answers that can be read: what is missing, what was conceded, whom nobody knows.

What keeps answers from being matched is told with the first survey already, when it can still be mended.
"""

import json
import re
import shlex
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from cop_plan.base.errors import Place, Problem, listed, quote
from cop_plan.definition.community import Community, Surveys
from cop_plan.records import survey_columns
from cop_plan.records.answer_sheet import same
from cop_plan.records.pairs import pair
from cop_plan.records.people import PeopleMatcher
from cop_plan.records.record_types import Response, Survey

_ASK_ADDRESS = 'turn on "Collect email addresses" in the form, or ask a code:  surveys: {match_answers_by: code}'
_ASK_CODE = 'ask for it in the form, or name its column:  surveys: {columns: {code: "the column\'s heading"}}'


def remarks(survey: Survey, community: Community, *, is_matched: bool = True) -> Iterator[Problem]:
    """Yield what a person should know of an export; `is_matched` is false of a survey that nothing brings together."""
    yield from _missing(survey, community.surveys)
    if is_matched:
        yield from _of_matching(survey, community.surveys)
    yield from _of_the_other(survey)
    yield from _of_other_years(survey)
    yield from _broken_off(survey)
    yield from _off_the_scale(survey, community.surveys)
    yield from _ambiguous(survey)
    if survey.has_numbers:
        said = "numbers are read as steps of the scale, 1 as its low end"
        yield _of_file(survey, said, "if the form counts otherwise, say so in surveys.words, such as  {1: Agree}")


def of_people(survey: Survey, community: Community, people: PeopleMatcher) -> Iterator[Problem]:
    """Yield whose answers do not count as a member's: of nobody whom the definition knows, and of those who lead."""
    unknown = survey.unmatched
    if unknown and community.membership.members:
        names = listed([one.name or one.email or "" for one in unknown])
        hint = f"see the lines to add:  cop-plan report --inspect {shlex.quote(survey.file)}"
        if len(unknown) == 1 and community.records.aliases:
            line = people.alias_line(unknown[0].name, unknown[0].email, "name of the member")
            hint = f"if you know who it is, add to {community.records.aliases}:  {line}"
        if not any(one.email for one in community.membership.members):
            hint = "no member has an address in the definition: write them in the list of members"
        said = f"answers of nobody whom the definition knows, and so counted apart: {names}"
        yield _of_file(survey, said, hint)
    if others := [one for one in survey.responses if one.known_as is not None and not one.is_counted]:
        names = listed([one.known_as or "" for one in others])
        yield _of_file(survey, f"answers of those who are no members, and so do not count: {names}")


def of_both(before: Survey | None, after: Survey | None, surveys: Surveys) -> Iterator[Problem]:
    """Yield that fewer than half of the answers could be brought together with the same person's in both surveys."""
    if before is None or after is None or surveys.match_answers_by not in ("email", "code"):
        return
    fewer = min(len(before.counted), len(after.counted))
    matched = len(pair(before, after).matched)
    if before.has_keys and after.has_keys and matched * 2 < fewer:
        by = "address" if surveys.match_answers_by == "email" else "code"
        said = f"only {matched} of the {len(after.counted)} answers have the {by} of an answer to the first survey"
        yield _of_file(after, said)


def _missing(survey: Survey, surveys: Surveys) -> Iterator[Problem]:
    for name in survey.missing:
        item = surveys.asked_in(None)[name]
        hint = survey_columns.missing_hint(name, item, survey.not_asked)
        said = f"the export has no column for {quote(item.ask)}"
        yield Problem(Place(survey.file, 0, 0), f"surveys.{surveys.key_of(name)}.{name}", said, hint)


def _of_matching(survey: Survey, surveys: Surveys) -> Iterator[Problem]:
    answered = survey.counted
    by_code = surveys.match_answers_by == "code"
    if not answered or surveys.match_answers_by not in ("email", "code"):
        return
    without = [one for one in answered if one.key is None and (by_code or not (one.name or one.email))]
    what, hint = ("a code", _ASK_CODE) if by_code else ("an address", _ASK_ADDRESS)
    if len(without) == len(survey.responses):
        yield _of_file(survey, f"the answers cannot be matched: no answer has {what}", hint)
    elif len(without) * 2 > len(answered):
        said = f"{len(without)} of {len(answered)} answers cannot be matched, since they do not have {what}"
        yield _of_file(survey, said, hint)
    if by_code:
        yield from _codes_given_twice(survey.responses, survey)


def _codes_given_twice(responses: Iterable[Response], survey: Survey) -> Iterator[Problem]:
    rows = defaultdict(list)
    for response in responses:
        rows[response.key].append(response.row)
    for key, given in rows.items():
        if key is not None and len(given) > 1:
            yield _of_file(survey, f"{_rows(given)} have one code, so that none of them can be matched")


def _of_the_other(survey: Survey) -> Iterator[Problem]:
    """Yield that one form was used for both surveys, and how many of its answers count for the other."""
    if count := sum(one.why == "other survey" for one in survey.dropped):
        said = f"answers from the days of the other survey, which do not count for this one: {count}"
        yield _of_file(survey, said)


def _of_other_years(survey: Survey) -> Iterator[Problem]:
    """Yield how many answers are of other years, as in a form that is used every year."""
    if count := sum(one.why == "other year" for one in survey.dropped):
        hint = None if survey.responses else "put the export of this year's survey in its place"
        yield _of_file(survey, f"answers from outside the school year, which do not count: {count}", hint)


def _broken_off(survey: Survey) -> Iterator[Problem]:
    """Yield the row in which the file breaks off, of which nothing counts."""
    if cut := [one.row for one in survey.dropped if one.why == "breaks off"]:
        said = f"the file breaks off in row {cut[0]}, which does not count, and may have lost more"
        yield _of_file(survey, said, "export it again")


def _off_the_scale(survey: Survey, surveys: Surveys) -> Iterator[Problem]:
    """Yield the answers that are not on the scale, with the line that would say what they say."""
    texts: dict[str, str] = {}
    for one in survey.concessions:
        if one.why == "not on the scale":
            texts.setdefault(same(one.text), one.text)
    codes = [text for text in texts.values() if re.fullmatch(r"[A-Za-z]{1,3}\d{1,4}", text)]
    if codes:
        hint = "export the file again with the text of the answers"
        yield _of_file(survey, f"answers that are codes, which say no step of the scale: {listed(codes)}", hint)
    if words := [text for text in texts.values() if text not in codes]:
        steps = {word for name in survey.items for word in surveys.words_of(surveys.asked_in(None)[name])}
        said = {text: step for text in words if (step := _step_within(text, steps))}
        text, step = next(iter(said.items()), (words[0], "a step of the scale"))
        hint = f"if one says a step, write which:  surveys: {{words: {{{_in_yaml(text)}: {_in_yaml(step)}}}}}"
        yield _of_file(survey, f"answers in other words than those of the scale: {listed(words)}", hint)


def _in_yaml(text: str) -> str:
    return text if re.fullmatch(r"[^\W\d_][\w ]*", text) else json.dumps(text, ensure_ascii=False)


def _step_within(text: str, steps: Collection[str]) -> str | None:
    """Return the step whose words an answer ends with, such as Agree of "Somewhat agree"; the longest of several."""
    within = [step for step in steps if same(text).endswith(f" {same(step)}")]
    return max(within, key=lambda step: (len(step), step), default=None)


def _ambiguous(survey: Survey) -> Iterator[Problem]:
    if rows := [one.row for one in survey.concessions if one.why == "ambiguous day"]:
        said = f"days that can be meant in two ways do not say which answer of a person is the last ({_rows(rows)})"
        yield _of_file(survey, f"{said}: the lower row counts", "say it with --date-order dmy or --date-order mdy")


def _rows(numbers: Sequence[int]) -> str:
    rows = [str(number) for number in sorted(set(numbers))]
    return f"{'row' if len(rows) == 1 else 'rows'} {listed(rows)}"


def _of_file(survey: Survey, said: str, hint: str | None = None) -> Problem:
    return Problem(Place(survey.file, 0, 0), "", said, hint)
