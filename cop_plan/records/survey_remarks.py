"""What a person should know of answers that can be read: what is missing, what was conceded, whom nobody knows.

What keeps answers from being matched is told with the first survey already, when it can still be mended.
"""

import json
import re
import shlex
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from cop_plan.base.errors import Problem, quote
from cop_plan.definition.community import Community, Surveys
from cop_plan.records import survey_columns
from cop_plan.records.answer_sheet import same
from cop_plan.records.pairs import pair
from cop_plan.records.people import PeopleMatcher
from cop_plan.records.record_types import Response, Survey
from cop_plan.records.remarks import Say, listed, remark, rows

_ASK_CODE = "surveys: {match_answers_by: code}"


def remarks(survey: Survey, community: Community, say: Say, *, is_matched: bool = True) -> Iterator[Problem]:
    """Yield what a person should know of an export; `is_matched` is false of a survey that nothing brings together."""
    yield from _missing(survey, community.surveys, say)
    if is_matched:
        yield from _of_matching(survey, community.surveys, say)
    yield from _of_the_other(survey, say)
    yield from _of_other_years(survey, say)
    yield from _broken_off(survey, say)
    yield from _off_the_scale(survey, community.surveys, say)
    yield from _ambiguous(survey, say)
    yield from _falling(survey, community.surveys, say)
    if survey.has_numbers:
        yield remark(say, survey.file, "numbers", "numbers", write="{1: Agree}")


def _falling(survey: Survey, surveys: Surveys, say: Say) -> Iterator[Problem]:
    """Yield which scales are written from their high end, so that what people call better counts as a fall."""
    for scale in dict.fromkeys(surveys.scale_of(surveys.asked_in(None)[name]) for name in survey.falling):
        yield remark(say, survey.file, "falling", "falling", first=quote(scale[0]), last=quote(scale[-1]))


def of_people(survey: Survey, community: Community, people: PeopleMatcher, say: Say) -> Iterator[Problem]:
    """Yield whose answers do not count as a member's: of nobody whom the definition knows, and of those who lead."""
    unknown = survey.unmatched
    if unknown and community.membership.members:
        facts: dict[str, object] = {"export": shlex.quote(survey.file)}
        hint = "see_lines"
        if len(unknown) == 1 and community.records.aliases:
            line = people.alias_line(unknown[0].name, unknown[0].email, say("remarks.whose"))
            hint, facts = "add_line", {"aliases": community.records.aliases, "line": line}
        if not any(one.email for one in community.membership.members):
            hint = "no_addresses"
        names = listed(say, [one.name or one.email or "" for one in unknown])
        yield remark(say, survey.file, "unknown_answers", hint, names=names, **facts)
    if others := [one for one in survey.responses if one.known_as is not None and not one.is_counted]:
        yield remark(say, survey.file, "others", names=listed(say, [one.known_as or "" for one in others]))


def of_both(before: Survey | None, after: Survey | None, surveys: Surveys, say: Say) -> Iterator[Problem]:
    """Yield that fewer than half of the answers could be brought together with the same person's in both surveys."""
    if before is None or after is None or surveys.match_answers_by not in ("email", "code"):
        return
    fewer = min(len(before.counted), len(after.counted))
    matched = len(pair(before, after).matched)
    if before.has_keys and after.has_keys and matched * 2 < fewer:
        by = surveys.match_answers_by
        yield remark(say, after.file, f"few_matched_by_{by}", matched=matched, all=len(after.counted))


def _missing(survey: Survey, surveys: Surveys, say: Say) -> Iterator[Problem]:
    for name in survey.missing:
        item = surveys.asked_in(None)[name]
        column = survey_columns.nearest_column(item, survey.not_asked) or say("remarks.heading")
        write = f"surveys: {{columns: {{{name}: {json.dumps(column, ensure_ascii=False)}}}}}"
        told = remark(say, survey.file, "no_column", "no_column", item=quote(item.ask), write=write)
        yield replace(told, path=f"surveys.{surveys.key_of(name)}.{name}")


def _of_matching(survey: Survey, surveys: Surveys, say: Say) -> Iterator[Problem]:
    answered = survey.counted
    by = surveys.match_answers_by
    if not answered or by not in ("email", "code"):
        return
    without = [one for one in answered if one.key is None and (by == "code" or not (one.name or one.email))]
    write = f'surveys: {{columns: {{code: "{say("remarks.heading")}"}}}}' if by == "code" else _ASK_CODE
    if len(without) == len(survey.responses):
        yield remark(say, survey.file, f"none_by_{by}", f"ask_{by}", write=write)
    elif len(without) * 2 > len(answered):
        yield remark(say, survey.file, f"few_by_{by}", f"ask_{by}", count=len(without), all=len(answered), write=write)
    if by == "code":
        yield from _codes_given_twice(survey.responses, survey, say)


def _codes_given_twice(responses: Iterable[Response], survey: Survey, say: Say) -> Iterator[Problem]:
    given = defaultdict(list)
    for response in responses:
        given[response.key].append(response.row)
    for key, numbers in given.items():
        if key is not None and len(numbers) > 1:
            yield remark(say, survey.file, "one_code", rows=rows(say, numbers))


def _of_the_other(survey: Survey, say: Say) -> Iterator[Problem]:
    """Yield that one form was used for both surveys, and how many of its answers count for the other."""
    if count := sum(one.why == "other survey" for one in survey.dropped):
        yield remark(say, survey.file, "other_survey", count=count)


def _of_other_years(survey: Survey, say: Say) -> Iterator[Problem]:
    """Yield how many answers are of other years, as in a form that is used every year."""
    if count := sum(one.why == "other year" for one in survey.dropped):
        yield remark(say, survey.file, "other_year", None if survey.responses else "other_year", count=count)


def _broken_off(survey: Survey, say: Say) -> Iterator[Problem]:
    """Yield the row in which the file breaks off, of which nothing counts."""
    if cut := [one.row for one in survey.dropped if one.why == "breaks off"]:
        yield remark(say, survey.file, "breaks_off", "breaks_off", row=cut[0])


def _off_the_scale(survey: Survey, surveys: Surveys, say: Say) -> Iterator[Problem]:
    """Yield the answers that are not on the scale, with the line that would say what they say."""
    texts: dict[str, str] = {}
    for one in survey.concessions:
        if one.why == "not on the scale":
            texts.setdefault(same(one.text), one.text)
    codes = [text for text in texts.values() if re.fullmatch(r"[A-Za-z]{1,3}\d{1,4}", text)]
    if codes:
        yield remark(say, survey.file, "codes", "codes", texts=listed(say, codes))
    if words := [text for text in texts.values() if text not in codes]:
        steps = {word for name in survey.items for word in surveys.words_of(surveys.asked_in(None)[name])}
        said = {text: step for text in words if (step := _step_within(text, steps))}
        text, step = next(iter(said.items()), (words[0], say("remarks.a_step")))
        write = f"surveys: {{words: {{{_in_yaml(text)}: {_in_yaml(step)}}}}}"
        yield remark(say, survey.file, "other_words", "other_words", texts=listed(say, words), write=write)


def _in_yaml(text: str) -> str:
    return text if re.fullmatch(r"[^\W\d_][\w ]*", text) else json.dumps(text, ensure_ascii=False)


def _step_within(text: str, steps: Collection[str]) -> str | None:
    """Return the step whose words an answer ends with, such as Agree of "Somewhat agree"; the longest of several."""
    within = [step for step in steps if same(text).endswith(f" {same(step)}")]
    return max(within, key=lambda step: (len(step), step), default=None)


def _ambiguous(survey: Survey, say: Say) -> Iterator[Problem]:
    if numbers := [one.row for one in survey.concessions if one.why == "ambiguous day"]:
        yield remark(say, survey.file, "ambiguous", "ambiguous", rows=rows(say, numbers))
