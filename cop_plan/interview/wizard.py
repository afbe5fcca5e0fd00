"""The interview of `init`: a pure machine that asks the questions.

A state and one line of input give the next state and what to say. Nothing here reads a clock, a disk or a terminal.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from cop_plan.interview import questions
from cop_plan.interview.questions import ESSENTIALS, MOST_LINES, SECTIONS, STATEMENT, Answers, Question, Unclear
from cop_plan.render.words import Language

LARGEST_ANSWERS = 400_000
"""So many characters of answers make a definition that is far from the largest that is read."""


@dataclass(frozen=True)
class Offer:
    """A section of questions that a person may answer now or later."""

    title: str
    count: int

    @property
    def text(self) -> str:
        """Return the offer."""
        many = "1 question" if self.count == 1 else f"{self.count} questions"
        return f"{self.title}: {many}. Answer now? [y/N]"


@dataclass(frozen=True)
class Interview:
    """What is asked, in order, and what is known beforehand."""

    agenda: tuple[Question | Offer, ...]
    guesses: Answers
    file: str
    words: Language
    known: Answers = field(default_factory=dict)

    def sentence(self, answers: Answers) -> str | None:
        """Return the purpose statement as the answers have it; None if too little is decided."""
        of = {**self.known, **answers}
        return self.words.statement(*(of.get(path) for path in STATEMENT))

    def default(self, state: "State", question: Question) -> Any:
        """Return what an empty line answers, or None."""
        if question.path in state.given:
            return state.given[question.path]
        if question.path == ("region",) and question.path not in self.guesses:
            return questions.region_guess(state.answers.get(("timezone",)) or self.known.get(("timezone",)))
        return self.guesses.get(question.path, question.default)


@dataclass(frozen=True)
class State:
    """Where an interview stands. `given` is what was answered before somebody went back.

    `to_mend` is what would be wrong with the definition if it were written now: paths, and what is wrong there.
    """

    at: int = 0
    answers: Answers = field(default_factory=dict)
    given: Answers = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    before: "State | None" = field(default=None, repr=False)
    to_review: bool = False
    to_mend: tuple[tuple[tuple[str | int, ...], str], ...] = ()
    over: Literal["write", "stop"] | None = None


def interview(
    asked: Sequence[Question], guesses: Answers, file: str, words: Language, known: Answers | None = None
) -> Interview:
    """Return the interview that asks these questions: the essentials first, then section by section."""
    essential = sorted((one for one in asked if one.essential), key=lambda one: ESSENTIALS.index(one.path))
    agenda: list[Question | Offer] = [*essential]
    for title, _ in SECTIONS:
        section = [one for one in asked if not one.essential and questions.section_of(one) == title]
        agenda += [Offer(title, len(section)), *section] if section else []
    return Interview(tuple(agenda), guesses, file, words, known or {})


INTRODUCTION = (
    "Enter takes what stands in brackets, or leaves a question open.",
    "? explains a question, < goes back, - leaves it open, Ctrl-C stops and writes nothing.",
)


def is_review(asked: Interview, state: State) -> bool:
    """Return whether all is asked, and the answers are to be looked over."""
    return state.at >= len(asked.agenda)


def prompt(asked: Interview, state: State) -> list[str]:
    """Return what to show before the next line is read."""
    if is_review(asked, state):
        return _review(asked, state)
    one = asked.agenda[state.at]
    if isinstance(one, Offer):
        return ["", one.text]
    if state.lines:
        going_on = questions.goals(state.lines)[1] if one.form == "goals" else None
        return [going_on] if going_on else []
    default = asked.default(state, one)
    shown = [] if default is None else [line for line in questions.typed(one, default) if line]
    text = _counted(asked, state, one)
    lines = ["", f"{text} [{shown[0]}]" if len(shown) == 1 else text]
    if len(shown) > 1:
        lines += [*(f"  {line}" for line in shown), "Enter keeps this."]
    if one.form in ("choice", "choices"):
        lines += [f"  {number} {choice}" for number, choice in enumerate(one.choices, 1)]
    if (way := questions.how(one)) is not None:
        lines.append(way)
    if one.form == "goals":
        lines.append(questions.goals(())[1] or "")
    return lines


def _counted(asked: Interview, state: State, one: Question) -> str:
    """Return a question with its number among those that are asked together."""
    offers = [at for at, other in enumerate(asked.agenda) if isinstance(other, Offer)]
    first = max([at + 1 for at in offers if at < state.at], default=0)
    last = min([at for at in offers if at > state.at], default=len(asked.agenda))
    return one.text if state.to_review else f"{state.at - first + 1} of {last - first}. {one.text}"


def _review(asked: Interview, state: State) -> list[str]:
    if not state.answers:
        return ["", "Nothing was answered. Press Enter to stop, or < to go back."]
    numbered = enumerate(_answered(state), 1)
    lines = ["", "Your answers:"]
    for number, one in numbered:
        shown = " / ".join(line for line in questions.typed(one, state.answers[one.path]) if line)
        lines.append(f"{number}. {one.text} {shown}")
    if sentence := asked.sentence(state.answers):
        lines += ["", sentence]
    lines += (
        ["", *(f"To mend: {_whose(state, path)} {wrong}" for path, wrong in state.to_mend)] if state.to_mend else []
    )
    asks = f"Write {asked.file} as it is? [y/n]" if state.to_mend else f"Write {asked.file}? [Y/n]"
    return [*lines, "", f"{asks} A number changes that answer."]


def _whose(state: State, path: tuple[str | int, ...]) -> str:
    """Return the number of the answer in which a path lies, or the path where none was given."""
    for number, one in enumerate(_answered(state), 1):
        if path[: len(one.path)] == one.path:
            return f"{number}."
    return f"{'.'.join(map(str, path))}:"


def _answered(state: State) -> list[Question]:
    return [one for one in questions.questions() if one.path in state.answers]


def advance(asked: Interview, state: State, line: str) -> tuple[State, list[str]]:
    """Return the next state after a line of input, and what to say about it."""
    try:
        text = questions.clean(line)
        if text == "<":
            return _back(state)
        if is_review(asked, state):
            return _after_review(asked, state, text)
        one = asked.agenda[state.at]
        if isinstance(one, Offer):
            return _after_offer(asked, state, one, text)
        if text == "?":
            return state, questions.explained(one)
        if text == "-" and not state.lines:
            return _left_open(asked, state, one)
        return _after_line(asked, state, one, text)
    except Unclear as error:
        return state, [f"Sorry: {error}{'' if str(error).endswith('?') else '.'}"]


def _back(state: State) -> tuple[State, list[str]]:
    if state.lines:
        return replace(state, lines=()), ["This question from its beginning:"]
    if state.before is None:
        return state, ["This is the first question."]
    return replace(state.before, given={**state.before.given, **state.given, **state.answers}), []


def _next(asked: Interview, state: State, at: int, answers: Answers) -> State:
    to = len(asked.agenda) if state.to_review else at
    start = replace(state, lines=())
    return State(to, answers, state.given, before=start)


def _after_line(asked: Interview, state: State, one: Question, text: str) -> tuple[State, list[str]]:
    if not text and not state.lines:
        default = asked.default(state, one)
        return _left_open(asked, state, one) if default is None else _decided(asked, state, one, default)
    if not one.several_lines:
        return _decided(asked, state, one, _answer(asked, one, [text]))
    lines = (*state.lines, text)
    if one.form == "goals":
        goals, going_on = questions.goals(lines)
        if going_on is None:
            return _decided(asked, state, one, goals)
    elif not text:
        return _decided(asked, state, one, _answer(asked, one, state.lines))
    elif len(lines) > MOST_LINES:
        raise Unclear(f"these are {MOST_LINES:,} lines, and no more fit: an empty line ends")
    questions.read(one, lines)
    _answer(asked, one, lines if one.form == "goals" else [text])
    return replace(state, lines=lines), []


def _answer(asked: Interview, one: Question, lines: Sequence[str]) -> Any:
    return questions.answer(one, lines, asked.known.get(("pattern",)))


def _decided(asked: Interview, state: State, one: Question, value: Any) -> tuple[State, list[str]]:
    answers = {**state.answers, one.path: value}
    if sum(len(line) for path, found in answers.items() for line in _all_texts(found)) > LARGEST_ANSWERS:
        raise Unclear("all answers together are too long: please say it in fewer words")
    said = []
    if one.path == STATEMENT[-1] and (sentence := asked.sentence(answers)):
        said = ["", "Your purpose statement:", sentence]
    return _next(asked, state, state.at + 1, answers), said


def _all_texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield key
            yield from _all_texts(item)
    else:
        for item in value:
            yield from _all_texts(item)


def _left_open(asked: Interview, state: State, one: Question) -> tuple[State, list[str]]:
    if one.required:
        raise Unclear("this one is needed, everything else can wait")
    answers = {path: value for path, value in state.answers.items() if path != one.path}
    return _next(asked, state, state.at + 1, answers), []


def _after_offer(asked: Interview, state: State, offer: Offer, text: str) -> tuple[State, list[str]]:
    if text == "?":
        return state, [
            f"y asks the {offer.count} now. n, or Enter, leaves them open; run init again whenever you like."
        ]
    if text.casefold() in ("y", "yes"):
        return _next(asked, state, state.at + 1, state.answers), []
    if text.casefold() in ("", "n", "no", "-"):
        return _next(asked, state, state.at + offer.count + 1, state.answers), []
    raise Unclear("please answer y or n")


def _after_review(asked: Interview, state: State, text: str) -> tuple[State, list[str]]:
    answered = _answered(state)
    if not answered and text in ("", "n", "no"):
        return replace(state, over="stop"), []
    if text == "?":
        yes = "y" if state.to_mend else "y, or Enter,"
        return state, [f"{yes} writes. n stops and writes nothing. A number asks that question again."]
    if not text and state.to_mend:
        raise Unclear("something is to mend: type the number of an answer, y to write it as it is, or n to stop")
    if text.casefold() in ("", "y", "yes") and answered:
        return replace(state, over="write"), []
    if text.casefold() in ("n", "no"):
        return replace(state, over="stop"), []
    if re.fullmatch(r"\d{1,3}", text, re.ASCII) and 1 <= int(text) <= len(answered):
        chosen = answered[int(text) - 1]
        if chosen not in asked.agenda:
            raise Unclear("this answer came with the command, and is changed there")
        given = {**state.given, **state.answers}
        return State(asked.agenda.index(chosen), state.answers, given, before=state, to_review=True), []
    raise Unclear(f"please answer y or n, or a number from 1 to {len(answered)}" if answered else "press Enter, or <")
