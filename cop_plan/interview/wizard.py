"""The interview of `init`: a pure machine that asks the questions.

A state and one line of input give the next state and what to say. Nothing here reads a clock, a disk or a terminal.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from cop_plan.definition.load import CALENDAR_YEAR
from cop_plan.interview import questions, starter
from cop_plan.interview.questions import (
    ESSENTIALS,
    MOST_LINES,
    PATTERN,
    SECTIONS,
    STATEMENT,
    Answers,
    Question,
    UnclearAnswer,
)
from cop_plan.interview.wording import Wording

LARGEST_ANSWERS = 400_000
"""So many characters of answers make a definition that is far from the largest that is read."""


REVIEW = "review"
"""Where all is asked, and the answers are looked over."""


@dataclass(frozen=True)
class Offer:
    """A section of questions that a person may answer now or later."""

    title: str
    count: int


@dataclass(frozen=True)
class Interview:
    """What is asked, in order, and what is known beforehand."""

    agenda: tuple[Question | Offer, ...]
    guesses: Answers
    file: str
    wording: Wording
    known: Answers = field(default_factory=dict)

    def says(self, state: "State") -> Wording:
        """Return what is said, for the school year as far as it is known."""
        year = {**self.guesses, **self.known, **state.answers}.get(("year",))
        return self.wording.in_year(year) if year else self.wording

    def sentence(self, answers: Answers) -> str | None:
        """Return the purpose statement as the answers have it; None if too little is decided."""
        of = {**self.known, **answers}
        return self.wording.words.statement(*(of.get(path) for path in STATEMENT))

    def default(self, state: "State", question: Question) -> Any:
        """Return what an empty line answers, or None."""
        if question.path in state.given:
            return state.given[question.path]
        if question.path == ("region",) and question.path not in self.guesses:
            return questions.region_guess(state.answers.get(("timezone",)) or self.known.get(("timezone",)))
        if question.path == starter.ITEMS:
            of = {**self.known, **state.answers}
            tag = of.get(("language",), self.wording.words.tag)
            return starter.items(of.get(starter.AREAS, ()), tag, of.get(starter.SCALE)) or None
        if question.path == ("pattern",) and questions.is_calendar_year(state.answers.get(("year",))):
            return CALENDAR_YEAR
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

    @property
    def so_far(self) -> Answers:
        """Return what is answered, with what was answered before somebody went back."""
        return {**self.given, **self.answers}


def interview(
    asked: Sequence[Question],
    guesses: Answers,
    file: str,
    wording: Wording,
    known: Answers | None = None,
) -> Interview:
    """Return the interview that asks these questions: the essentials first, then section by section."""
    essential = sorted((one for one in asked if one.essential), key=lambda one: ESSENTIALS.index(one.path))
    agenda: list[Question | Offer] = [*essential]
    for title, _ in SECTIONS:
        section = [one for one in asked if not one.essential and questions.section_of(one) == title]
        agenda += [Offer(title, len(section)), *section] if section else []
    return Interview(tuple(agenda), guesses, file, wording, known or {})


def resumed(asked: Interview, answers: Answers, left_at: str | None) -> State:
    """Return the state in which somebody left an interview; what was answered can be gone back to.

    It is at the question or section of that name, or at REVIEW, or else after the last answer.
    """
    names = [step.title if isinstance(step, Offer) else ".".join(step.path) for step in asked.agenda] + [REVIEW]
    answered = [at for at, one in enumerate(asked.agenda) if isinstance(one, Question) and one.path in answers]
    at = names.index(left_at) if left_at in names else max(answered, default=-1) + 1
    state: State | None = None
    found: dict[questions.Path, Any] = {}
    for place in (one for one in answered if one < at):
        one = asked.agenda[place]
        assert isinstance(one, Question), "a section has no answer"
        state = State(place, dict(found), answers, before=state)
        found[one.path] = answers[one.path]
    return State(at, found, answers, before=state)


def left_at(asked: Interview, state: State) -> str:
    """Return the name of the question or section at which an interview stands, or REVIEW."""
    if is_review(asked, state):
        return REVIEW
    step = asked.agenda[state.at]
    return step.title if isinstance(step, Offer) else ".".join(step.path)


def kept(asked: Interview, state: State) -> Answers:
    """Return the answers to keep where somebody leaves, with the lines of one that is not ended yet."""
    step = None if is_review(asked, state) else asked.agenda[state.at]
    if not state.lines or not isinstance(step, Question):
        return state.so_far
    try:
        return {**state.so_far, step.path: _answer(asked, state, step, state.lines)}
    except UnclearAnswer:  # each of its lines was taken when it was typed
        return state.so_far


def introduction(asked: Interview) -> list[str]:
    """Return what to show before the first question."""
    return [asked.wording("interview.introduction"), asked.wording("interview.keys")]


def is_review(asked: Interview, state: State) -> bool:
    """Return whether all is asked, and the answers are to be looked over."""
    return state.at >= len(asked.agenda)


def with_language(asked: Interview, state: State) -> State:
    """Return a state with the language that is guessed, where it is asked for: it is written, so it is looked over."""
    language: Answers = {path: tag for path, tag in asked.guesses.items() if path == ("language",)}
    is_asked = any(isinstance(one, Question) and one.path in language for one in asked.agenda)
    return replace(state, answers={**language, **state.answers}) if is_asked else state


def prompt(asked: Interview, state: State) -> list[str]:
    """Return what to show before the next line is read."""
    if is_review(asked, state):
        return _review(asked, state)
    one, w = asked.agenda[state.at], asked.says(state)
    if isinstance(one, Offer):
        return ["", w.messages.count("interview.offer", one.count, section=w(f"sections.{one.title}"))]
    if state.lines:
        going_on = questions.goals(state.lines, w)[1] if one.form == "goals" else None
        return [_asked_next(going_on, w)] if going_on else []
    default = asked.default(state, one)
    shown = [] if default is None else [line for line in questions.typed(one, default, w) if line]
    text = _counted(asked, state, one)
    lines = ["", w("interview.with_default", question=text, default=shown[0]) if len(shown) == 1 else text]
    if len(shown) > 1:
        keeps = "interview.enter_takes_items" if _are_offered(state, one) else "interview.enter_keeps"
        lines += [*(f"  {line}" for line in shown), w(keeps)]
    if one.form in ("choice", "choices"):
        lines += [f"  {choice}" for choice in questions.choices_of(one, w)]
    if (way := questions.how(one, w)) is not None:
        lines.append(way)
    if one.form == "goals":
        lines += [_asked_next(first, w)] if (first := questions.goals((), w)[1]) else []
    return lines


def _are_offered(state: State, one: Question) -> bool:
    """Return whether what stands as the default is the starter items, and no answer that was given before."""
    return one.path == starter.ITEMS and one.path not in state.given


def _asked_next(next_: questions.GoesOn, w: Wording) -> str:
    return w(f"interview.goals.{next_.message}", **next_.facts)


def _counted(asked: Interview, state: State, one: Question) -> str:
    """Return a question with its number among those that are asked together."""
    offers = [at for at, other in enumerate(asked.agenda) if isinstance(other, Offer)]
    first = max([at + 1 for at in offers if at < state.at], default=0)
    last = min([at for at in offers if at > state.at], default=len(asked.agenda))
    w = asked.wording
    text = w.question(one.path, one.text)
    if state.to_review:
        return text
    return w("interview.numbered", number=state.at - first + 1, total=last - first, question=text)


def _review(asked: Interview, state: State) -> list[str]:
    w = asked.says(state)
    if not state.answers:
        return ["", w("interview.nothing_answered")]
    numbered = enumerate(_answered(state), 1)
    lines = ["", w("interview.your_answers")]
    for number, one in numbered:
        shown = " / ".join(line for line in questions.typed(one, state.answers[one.path], w) if line)
        lines.append(f"{number}. {w.question(one.path, one.text)} {shown}")
    if sentence := asked.sentence(state.answers):
        lines += ["", sentence]
    if state.to_mend:
        mend = (w("interview.to_mend", where=_whose(state, path), wrong=wrong) for path, wrong in state.to_mend)
        lines += ["", *mend]
    return [*lines, "", w("interview.write_as_it_is" if state.to_mend else "interview.write", file=asked.file)]


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
    w = asked.says(state)
    try:
        text = questions.clean(line, w)
        if text == "<":
            return _back(asked, state)
        if w.is_quit(text):
            return replace(state, over="stop"), []
        if is_review(asked, state):
            return _after_review(asked, state, text)
        one = asked.agenda[state.at]
        if isinstance(one, Offer):
            return _after_offer(asked, state, one, text)
        if text == "?":
            return state, questions.explained(one, w)
        if text == "-" and not state.lines:
            return _left_open(asked, state, one)
        return _after_line(asked, state, one, text)
    except UnclearAnswer as error:
        key = "interview.sorry_asked" if str(error).endswith("?") else "interview.sorry"
        return state, [w(key, wrong=error)]


def _back(asked: Interview, state: State) -> tuple[State, list[str]]:
    if state.lines:
        return replace(state, lines=()), [asked.wording("interview.from_beginning")]
    if state.before is None:
        return state, [asked.wording("interview.is_first")]
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
        return _decided(asked, state, one, _answer(asked, state, one, [text]))
    lines = (*state.lines, text)
    if one.form == "goals":
        goals, going_on = questions.goals(lines, asked.says(state))
        if going_on is None:
            return _decided(asked, state, one, goals)
    elif not text:
        return _decided(asked, state, one, _answer(asked, state, one, state.lines))
    elif len(lines) > MOST_LINES:
        raise UnclearAnswer(asked.wording("interview.too_many_lines", number=asked.wording.words.number(MOST_LINES)))
    questions.read(one, lines, asked.says(state))
    _answer(asked, state, one, lines if one.form == "goals" else [text])
    return replace(state, lines=lines), []


def _answer(asked: Interview, state: State, one: Question, lines: Sequence[str]) -> Any:
    known, w = {**asked.known, **state.answers}, asked.says(state)
    pattern = asked.known.get(PATTERN) or questions.likely_pattern(asked.guesses.get(("year",)))
    found = questions.answer(one, lines, w, pattern)
    if one.path == PATTERN and not questions.holds_year(found, known.get(("year",))):
        raise UnclearAnswer(w("interview.pattern_and_year", pattern=w.label(found), year=known["year",]))
    return found


def _decided(asked: Interview, state: State, one: Question, value: Any) -> tuple[State, list[str]]:
    answers = {**state.answers, one.path: value}
    if sum(len(line) for path, found in answers.items() for line in _all_texts(found)) > LARGEST_ANSWERS:
        raise UnclearAnswer(asked.wording("interview.too_long"))
    said = []
    if one.path in STATEMENT[-2:] and (sentence := asked.sentence(answers)):
        said = ["", asked.wording("interview.your_statement"), sentence]
    if one.path == ("year",) and questions.is_calendar_year(value):
        said = [asked.wording("interview.calendar_year", pattern=CALENDAR_YEAR)]
    if one.path == questions.USUAL_TIME and questions.is_late_for_a_day(value, {**asked.known, **answers}.get(PATTERN)):
        said = [asked.wording("interview.in_person_too", hour=value["at"])]
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
        raise UnclearAnswer(asked.wording("interview.is_needed"))
    answers = {path: value for path, value in state.answers.items() if path != one.path}
    return _next(asked, state, state.at + 1, answers), []


def _after_offer(asked: Interview, state: State, offer: Offer, text: str) -> tuple[State, list[str]]:
    if text == "?":
        return state, [asked.wording("interview.offer_explained", number=offer.count)]
    if asked.wording.is_yes(text):
        return _next(asked, state, state.at + 1, state.answers), []
    if text in ("", "-") or asked.wording.is_no(text):
        return _next(asked, state, state.at + offer.count + 1, state.answers), []
    raise UnclearAnswer(asked.wording("interview.yes_or_no"))


def _after_review(asked: Interview, state: State, text: str) -> tuple[State, list[str]]:
    answered, w = _answered(state), asked.wording
    if not answered and (not text or w.is_no(text)):
        return replace(state, over="stop"), []
    if text == "?":
        return state, [w("interview.write_as_it_is_explained" if state.to_mend else "interview.write_explained")]
    if not text and state.to_mend:
        raise UnclearAnswer(w("interview.mend_first"))
    if (not text or w.is_yes(text)) and answered:
        return replace(state, over="write"), []
    if w.is_no(text):
        return replace(state, over="stop"), []
    if re.fullmatch(r"\d{1,3}", text, re.ASCII) and 1 <= int(text) <= len(answered):
        chosen = answered[int(text) - 1]
        if chosen not in asked.agenda:
            raise UnclearAnswer(w("interview.of_command"))
        given = {**state.given, **state.answers}
        return State(asked.agenda.index(chosen), state.answers, given, before=state, to_review=True), []
    raise UnclearAnswer(
        w("interview.yes_no_or_number" if answered else "interview.enter_or_back", number=len(answered))
    )
