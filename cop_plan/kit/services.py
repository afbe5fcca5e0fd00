"""Surveys as files that form services import, or that a person pastes there.

Every item is asked in the very words of the definition, so that the answers are recognised when they come back. What a
service takes for a sign of its own becomes a reference to a character, as texts are HTML at Qualtrics and LimeSurvey.
Sources: Qualtrics, "Import and Export Surveys", Advanced Format TXT; LimeSurvey 6, TSVImportSurvey; Google Apps
Script, FormApp. Microsoft Forms finds numbered questions with lettered answers by itself, and has no format for it.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from cop_plan.base.tables import writer
from cop_plan.kit.forms import FormQuestion
from cop_plan.render.templates import markdown_text, one_line


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A survey as it is asked online.

    `notice` is what stands above the first question, a paragraph each. `key` is the question that brings a person's two
    answers together, with its name, `email` or `code`; None if nothing does. `each_row` stands above items with one
    scale, `several` behind a question with several answers. `language` is such as `en`.
    """

    title: str
    notice: tuple[str, ...]
    questions: tuple[FormQuestion, ...]
    key: tuple[str, str] | None
    each_row: str
    several: str
    language: str


def qualtrics(survey: Questionnaire) -> str:
    """Return a survey in Qualtrics' Advanced Format."""
    return "\n".join(["[[AdvancedFormat]]", *_qualtrics(survey)]) + "\n"


def _qualtrics(survey: Questionnaire) -> Iterator[str]:
    # Names of items have small letters only.
    yield from ("", "[[Question:DB]]", "[[ID:NOTICE]]", "<br><br>".join(map(_qualtrics_text, survey.notice)))
    if survey.key:
        yield from ("", "[[Question:TE:SingleLine]]", "[[ID:KEY]]", _qualtrics_text(survey.key[1]))
    for question in survey.questions:
        answers = "MultipleAnswer:Vertical" if question.several else "SingleAnswer:Vertical"
        yield from ("", f"[[Question:MC:{answers}]]" if question.options else "[[Question:TE:Essay]]")
        yield from (f"[[ID:{question.name.replace('-', '_')}]]", _qualtrics_text(question.ask))
        if question.options:
            yield from ("[[Choices]]", *map(_qualtrics_text, question.options))


def _qualtrics_text(text: str) -> str:
    # Two brackets begin a tag, a dollar sign with a brace piped text.
    escaped = html.escape(one_line(text), quote=False)
    return escaped.replace("[[", "&#91;&#91;").replace("${", "&#36;{")


_COLUMNS = ("class", "type/scale", "name", "relevance", "text", "help", "language", "mandatory", "other")


def limesurvey(survey: Questionnaire) -> str:
    """Return a survey in LimeSurvey's tab-separated structure."""
    rows = [dict(zip(_COLUMNS, _COLUMNS, strict=True)), *_limesurvey(survey)]
    return "".join("\t".join(row.get(column, "") for column in _COLUMNS) + "\n" for row in rows)


def _limesurvey(survey: Questionnaire) -> Iterator[Mapping[str, str]]:
    spoken = {"language": survey.language}
    settings = {"language": survey.language, "format": "A", "anonymized": "N" if survey.key else "Y", "datestamp": "Y"}
    for name, value in settings.items():
        yield {"class": "S", "name": name, "text": value}
    # The title of a survey and of a group is shown as HTML, and its expressions are computed, as in all other texts.
    title = _limesurvey_text(survey.title)
    notice = "".join(f"<p>{_limesurvey_text(one)}</p>" for one in survey.notice)
    yield {"class": "SL", "name": "surveyls_title", "text": title, **spoken}
    yield {"class": "SL", "name": "surveyls_welcometext", "text": notice, **spoken}
    yield {"class": "G", "type/scale": "1", "name": title, "relevance": "1", **spoken}
    if survey.key:
        yield _asked("S", f"Q00{survey.key[0]}", survey.key[1], spoken)
    for number, question in enumerate(survey.questions, start=1):
        # Letters and figures only, at most twenty, and none of the words that the program keeps for itself.
        code = f"Q{number:02}{re.sub(r'[^a-z0-9]', '', question.name)}"[:20]
        several = question.several and bool(question.options)
        yield _asked("M" if several else "L" if question.options else "T", code, question.ask, spoken)
        for at, option in enumerate(question.options, start=1):
            kind = {"class": "SQ", "name": f"SQ{at:03}"} if several else {"class": "A", "name": f"A{at}"}
            yield {**kind, "type/scale": "0", "relevance": "1", "text": _limesurvey_text(option), **spoken}


def _asked(kind: str, code: str, text: str, spoken: Mapping[str, str]) -> Mapping[str, str]:
    row = {"class": "Q", "type/scale": kind, "name": code, "text": _limesurvey_text(text), "relevance": "1"}
    return {**row, "mandatory": "N", "other": "N", **spoken}


def _limesurvey_text(text: str) -> str:
    # Braces hold an expression that would be computed.
    escaped = html.escape(one_line(text), quote=False).replace('"', "&quot;")
    escaped = escaped.replace("{", "&#123;").replace("}", "&#125;")
    # An apostrophe as elsewhere would become part of the question.
    return f"&#{ord(escaped[0])};{escaped[1:]}" if writer.is_formula(escaped) else escaped


def google_forms(survey: Questionnaire) -> str:
    """Return a survey as JSON that stands in a script: nothing in it can end the script's own text."""
    made = {
        "title": one_line(survey.title),
        "description": "\n\n".join(map(one_line, survey.notice)),
        "collectEmail": survey.key is not None and survey.key[0] == "email",
        "items": list(_google_items(survey)),
    }
    text = json.dumps(made, ensure_ascii=False, indent=2)
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _google_items(survey: Questionnaire) -> Iterator[dict[str, Any]]:
    if survey.key and survey.key[0] == "code":
        yield {"kind": "short", "title": one_line(survey.key[1])}
    for options, run in groupby(survey.questions, key=lambda one: one.options if one.kind == "scale" else None):
        asked = list(run)
        rows = [one_line(one.ask) for one in asked]
        # A grid takes no row twice.
        if options and 1 < len(asked) == len(set(rows)):
            yield {"kind": "grid", "title": survey.each_row, "rows": rows, "columns": list(map(one_line, options))}
        else:
            yield from map(_google_item, asked)


def _google_item(question: FormQuestion) -> dict[str, Any]:
    item: dict[str, Any] = {"title": one_line(question.ask)}
    if not question.options:
        return {"kind": "text", **item}
    choices = list(dict.fromkeys(map(one_line, question.options)))
    return {"kind": "several" if question.several else "one", **item, "choices": choices}


def microsoft_forms(survey: Questionnaire) -> str:
    """Return a survey as numbered questions with lettered answers, to be pasted or imported from a Word file."""
    paragraphs = [one_line(survey.title), *map(one_line, survey.notice)]
    blocks = ["\n".join(block) for block in _microsoft_blocks(survey)]
    return "\n\n".join([*paragraphs, *blocks]) + "\n"


def microsoft_forms_markdown(survey: Questionnaire) -> str:
    """Return the same as Markdown, a paragraph a line, to be made a Word file."""
    lines = [line for block in _microsoft_blocks(survey) for line in block]
    return "\n\n".join([f"# {markdown_text(survey.title)}", *map(markdown_text, (*survey.notice, *lines))]) + "\n"


def _microsoft_blocks(survey: Questionnaire) -> Iterator[Iterable[str]]:
    key = [FormQuestion(survey.key[0], survey.key[1], "text", (), False)] if survey.key else []
    for number, question in enumerate([*key, *survey.questions], start=1):
        tail = f" {survey.several}" if question.several else ""
        options = (f"{_letter(at)}. {one_line(option)}" for at, option in enumerate(question.options))
        yield [f"{number}. {one_line(question.ask)}{tail}", *options]


def _letter(at: int) -> str:
    return (_letter(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)
