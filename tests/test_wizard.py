"""The interview, line by line: what it shows, what it takes, and that any answers make a definition that means them."""

import re
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cop_plan.app import init as use_case
from cop_plan.app.project import CommunityProject
from cop_plan.definition import edit, load, nodes
from cop_plan.interview import questions, wizard
from cop_plan.interview.wording import Wording

ENGLISH = use_case.wording("en-CA")
GUESSES: dict[questions.Path, Any] = {("year",): "2026-2027", ("timezone",): "America/Edmonton"}
ALL = questions.questions()
SECTION_COUNT = len(questions.SECTIONS)
ONE_LINERS = ["Readers", "teach reading", "Alex", "", "", "", "", "3:30 pm; 9:00", "", "example.org room"]
# The answers to the section on the purpose that make the statement.
PURPOSE = ["teachers", "reading", "weak readers"]


def interview(asked: Iterable[questions.Question] = ALL) -> wizard.Interview:
    return wizard.interview(list(asked), GUESSES, "community.yaml", ENGLISH)


class Talk:
    """A conversation: lines go in, and what was shown is kept."""

    def __init__(self, asked: wizard.Interview | None = None) -> None:
        self.asked = asked or interview()
        self.state = wizard.State()
        self.shown: list[str] = wizard.prompt(self.asked, self.state)

    def say(self, *lines: str) -> "Talk":
        for line in lines:
            self.state, remarks = wizard.advance(self.asked, self.state, line)
            self.shown = [*remarks, *wizard.prompt(self.asked, self.state)]
        return self

    @property
    def text(self) -> str:
        return "\n".join(self.shown)

    @property
    def answers(self) -> Mapping[questions.Path, Any]:
        return self.state.answers


def only(*paths: str) -> wizard.Interview:
    return interview(one for one in ALL if ".".join(one.path) in paths)


def test_the_essentials_are_ten_and_come_first() -> None:
    talk = Talk().say("Readers")
    assert "2 of 10. For what purpose are you convening" in talk.text
    talk.say(*ONE_LINERS[1:])
    assert "Purpose: 11 questions. Answer now? [y/N]" in talk.text


def test_the_pattern_the_breaks_the_hours_and_the_platform_are_essential() -> None:
    essential = {one.path for one in ALL if one.essential}
    assert {("pattern",), ("closures",), ("meetings", "usual_time"), ("meetings", "platform")} <= essential


def test_each_pattern_says_in_a_line_what_one_gets() -> None:
    shown = Talk(only("pattern")).shown
    lines = [line for line in shown if re.match(r"  \d ", line)]
    assert [line.split(":")[0] for line in lines] == [
        f"  {number} {name}" for number, name in enumerate(load.SHIPPED_PATTERNS, 1)
    ]
    assert all(len(line) <= 125 for line in lines)


def test_a_pattern_for_another_school_year_is_refused() -> None:
    talk = Talk().say(*ONE_LINERS[:6], "4")
    assert "calendar-year is for another kind of school year than 2026-2027" in talk.text
    assert talk.say("3").answers["pattern",] == "half-day-meetings"


@pytest.mark.parametrize(
    ("pattern", "time", "is_told"),
    [("1", "3:30 pm", True), ("1", "3:30 pm; 9:00", False), ("1", "9:00", False), ("3", "1 pm", False)],
)
def test_a_day_in_person_that_would_begin_in_the_afternoon_is_told(pattern: str, time: str, is_told: bool) -> None:
    talk = Talk().say(*ONE_LINERS[:6], pattern, time)
    assert ("Days in person begin at" in talk.text) == is_told


def test_what_stands_in_brackets_is_taken_by_an_empty_line() -> None:
    talk = Talk().say(*ONE_LINERS, *[""] * SECTION_COUNT)
    assert talk.answers["year",] == "2026-2027"
    assert talk.answers["timezone",] == "America/Edmonton"
    assert talk.answers["region",] == "CA-AB"
    assert talk.say("").state.over == "write"


def test_the_region_is_guessed_from_the_zone_that_was_answered() -> None:
    talk = Talk().say(*ONE_LINERS[:4], "regina")
    assert "In which province, state or country are the schools? [CA-SK]" in talk.text
    assert "[" not in Talk().say(*ONE_LINERS[:4], "toronto").text


def test_the_purpose_statement_is_made_of_the_sample_sentence() -> None:
    talk = Talk().say(*ONE_LINERS[:2])
    assert "This community of practice commits to learning together how best to teach reading." in talk.text
    talk.say(*ONE_LINERS[2:], "y", *PURPOSE)
    assert (
        "This community of practice is intended for teachers who share an interest in reading, and commit to learning "
        "together how best to teach reading. The shared concern: weak readers."
    ) in talk.text


def test_what_is_needed_cannot_be_skipped_and_all_else_can() -> None:
    talk = Talk().say("", "-")
    assert "this one is needed" in talk.text
    assert "1 of 10" in talk.text
    talk.say("Readers", "", "-")
    assert dict(talk.answers) == {("name",): "Readers"}
    assert "4 of 10" in talk.text


def test_a_question_explains_itself() -> None:
    talk = Talk(only("purpose.areas")).say("y", "?")
    assert "framework by which success is documented" in talk.text
    assert "Numbers or words" in talk.text
    assert "For example: learning and developing practice, creating new knowledge" in talk.text
    assert "1 of 1." in talk.text


def test_every_question_explains_itself() -> None:
    for one in ALL:
        talk = Talk(only(".".join(one.path)))
        talk = talk if one.essential else talk.say("y")
        assert one.help in talk.say("?").text


def test_going_back_keeps_what_was_answered() -> None:
    talk = Talk().say("Readers", "teachers", "<", "<")
    assert "1 of 10. What is the community called? [Readers]" in talk.text
    talk.say("", "")
    assert "3 of 10" in talk.text
    assert talk.answers["purpose", "learn_together_how_best_to"] == "teachers"


def test_nothing_is_before_the_first_question() -> None:
    assert "This is the first question." in Talk().say("<").text


def test_going_back_in_a_list_begins_it_again() -> None:
    talk = Talk(only("meetings.topic_ideas")).say("y", "Graphs", "Maps", "<", "Charts", "")
    assert talk.answers["meetings", "topic_ideas"] == ["Charts"]


def test_a_list_shows_its_lines_when_somebody_comes_back() -> None:
    talk = Talk(only("meetings.topic_ideas")).say("y", "Graphs", "Maps", "", "<")
    assert talk.shown[-4:-1] == ["  Graphs", "  Maps", "Enter keeps this."]
    assert talk.say("").answers["meetings", "topic_ideas"] == ["Graphs", "Maps"]


def test_a_bad_line_of_a_list_leaves_the_good_ones() -> None:
    talk = Talk(only("purpose.needs")).say("y", "teachers: time", "nothing", "teachers: rest", "students: help", "")
    assert talk.answers["purpose", "needs"] == {"teachers": "time", "students": "help"}


def test_evidence_without_a_month_is_asked_again() -> None:
    talk = Talk(only("goals")).say("y", "Better plans", "", "", "", "Plans; last friday")
    assert "the phrase names no month: write, for example, 'last friday of february'" in talk.text
    talk.say("Plans; last friday of may", "", "")
    assert talk.answers["goals",]["better-plans"]["evidence"] == {
        "plans": {"what": "Plans", "by": "last friday of may"}
    }


def test_what_is_to_mend_is_named_by_the_number_of_its_answer() -> None:
    talk = Talk(only("name", "legacy.discussed_at")).say("Readers", "y", "webinar-9", "")
    state = replace(talk.state, to_mend=((("legacy", "discussed_at"), "no entry is called so"),))
    assert "To mend: 2. no entry is called so" in wizard.prompt(talk.asked, state)
    state = replace(talk.state, to_mend=((("activities", "x"), "it has no date"),))
    assert "To mend: activities.x: it has no date" in wizard.prompt(talk.asked, state)


def test_what_is_to_mend_is_written_only_by_a_yes() -> None:
    talk = Talk(only("name", "legacy.discussed_at")).say("Readers", "y", "webinar-9", "")
    state = replace(talk.state, to_mend=((("legacy", "discussed_at"), "no entry is called so"),))
    assert wizard.advance(talk.asked, state, "")[0].over is None
    assert wizard.advance(talk.asked, state, "y")[0].over == "write"


def test_a_bad_answer_is_asked_again_with_what_would_do() -> None:
    talk = Talk(only("membership.ideal_size")).say("y", "many")
    assert "Sorry: 'many' is not a size: write 20, or 12 to 30." in talk.text
    assert talk.say("20").answers["membership", "ideal_size"] == "20"


def test_goals_come_with_outcome_and_evidence() -> None:
    talk = Talk(only("goals")).say("y", "Two routines", "Teachers use them", "", "2")
    assert "Its evidence" in talk.text
    talk.say("Lesson plans; last friday of febuary")
    assert "did you mean 'february'?" in talk.text
    talk.say("Lesson plans; last friday of february", "Survey", "", "A bank", "", "", "", "", "")
    assert talk.answers["goals",] == {
        "two-routines": {
            "aim": "Two routines",
            "outcome": "Teachers use them",
            "area": "learning and developing practice",
            "evidence": {
                "lesson-plans": {"what": "Lesson plans", "by": "last friday of february"},
                "survey": {"what": "Survey"},
            },
        },
        "a-bank": {"aim": "A bank"},
    }


def test_a_section_is_asked_only_on_a_yes() -> None:
    asked = only("guidelines.conflict", "guidelines.decisions", "legacy.commitment")
    talk = Talk(asked)
    assert talk.shown[-1] == "Guidelines: 2 questions. Answer now? [y/N]"
    assert "please answer y or n" in talk.say("perhaps").text
    assert Talk(asked).say("").shown[-1] == "Legacy: 1 question. Answer now? [y/N]"
    assert "1 of 2. How will the community manage conflict" in Talk(asked).say("y").text


def test_an_answer_can_be_changed_in_the_review() -> None:
    talk = Talk(only("name", "year")).say("Reders", "")
    assert "1. What is the community called? Reders" in talk.text
    assert "[Reders]" in talk.say("1").text
    talk.say("Readers")
    assert "1. What is the community called? Readers" in talk.text
    assert talk.say("y").state.over == "write"


def test_the_review_can_be_left_without_writing() -> None:
    assert Talk(only("name")).say("Readers", "n").state.over == "stop"


def test_the_review_without_answers_offers_nothing_to_write() -> None:
    assert Talk(only("legacy.commitment")).say("n", "").state.over == "stop"


def test_long_lists_are_taken_and_endless_ones_end() -> None:
    lines = [f"Topic {number}" for number in range(questions.MOST_LINES)]
    talk = Talk(only("meetings.topic_ideas")).say("y", *lines)
    assert "no more fit" in talk.say("one more").text
    assert talk.say("").answers["meetings", "topic_ideas"] == lines


def test_answers_that_would_make_a_file_too_large_are_refused() -> None:
    talk = Talk(interview(one for one in ALL if one.form == "list")).say("y")
    for _ in range(300):
        talk.say("a" * questions.LONGEST_LINE)
    assert "too long" in talk.say("").text
    assert not talk.answers


HOSTILE = [
    *(
        ": ",
        "- ",
        "# no",
        "{a: b}",
        "[",
        "'",
        '"',
        "\\",
        "&a",
        "*a",
        "!t",
        "%",
        "@",
        "`",
        "|",
        ">",
        "<<: *a",
        "~",
        "null",
    ),
    *("yes", "---", "...", "2026-09-29", "0x10", "1e3", "\x85", "\u2028", "\ufeff", "\x00", "\x1b[A", "\x7f", "\ud800"),
    *(
        "a: b; c: d",
        "x; y@example.org",
        "teachers: time",
        "1",
        "1, 2",
        "y",
        "?",
        "<",
        "-",
        "é",
        "\t",
        "{{ x }}",
        "=1+1",
    ),
]
LINES = st.lists(st.one_of(st.sampled_from([*HOSTILE, "", "", "y", "1"]), st.text(max_size=30)), max_size=60)


def written(answers: Mapping[questions.Path, Any]) -> nodes.Node:
    """Write a definition of the answers, and read it with all that stands beside it."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in questions.tables(answers).items():
            (Path(folder) / name).write_text(text, encoding="utf-8", newline="")
        path = Path(folder) / "community.yaml"
        path.write_text(questions.definition(answers, "community.yaml", None, ENGLISH), encoding="utf-8", newline="")
        return CommunityProject(path).written.tree


def meaning(value: Any) -> Any:
    """Return an answer as it is read: in NFC, and in a table with one kind of space."""
    if isinstance(value, Mapping):
        return {meaning(key): meaning(item) for key, item in value.items()}
    if isinstance(value, list):
        return [meaning(item) for item in value]
    return unicodedata.normalize("NFC", value)


def assert_means(answers: Mapping[questions.Path, Any], tree: nodes.Node) -> None:
    for path, value in answers.items():
        node, reached = nodes.find(tree, path)
        assert len(reached) == len(path), path
        found = nodes.plain(node)
        if path in questions.TABLES:
            found = [{key: cell for key, cell in row.items() if cell} for row in found]
            expected = [
                {key: meaning(cell).replace("\u00a0", " ").strip() for key, cell in row.items()} for row in value
            ]
            assert found == expected
        else:
            assert found == meaning(value), path


@settings(max_examples=150)
@given(LINES)
@example([*HOSTILE, "y", *HOSTILE])
def test_whatever_is_typed_makes_a_definition_that_loads_and_means_it(lines: list[str]) -> None:
    talk = Talk().say("Readers", *lines)
    while not isinstance(talk.asked.agenda[min(talk.state.at, len(talk.asked.agenda) - 1)], wizard.Offer):
        if wizard.is_review(talk.asked, talk.state):
            break
        talk.say("")
    answers = {**GUESSES, **talk.answers}
    if answers.get(("pattern",), "sample-year") not in load.SHIPPED_PATTERNS:
        answers["pattern",] = "sample-year"  # one's own lies in a file
    answers.setdefault(("name",), "Readers")
    assert_means(answers, written(answers))


TEXT = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=80))


@pytest.mark.parametrize("w", [ENGLISH, use_case.wording("fr-CA")], ids=lambda w: w.words.tag)
@settings(max_examples=100)
@given(data=st.data())
def test_any_text_answers_any_question_or_is_refused(data: st.DataObject, w: Wording) -> None:
    answers: dict[questions.Path, Any] = {**GUESSES, ("name",): "Readers"}
    for one in data.draw(st.lists(st.sampled_from(ALL), max_size=12)):
        lines = [data.draw(TEXT, label=".".join(one.path)) for _ in range(3 if one.several_lines else 1)]
        try:
            value = questions.answer(one, lines, w)
        except questions.UnclearAnswer as refused:
            assert str(refused)  # noqa: PT017
            continue
        if one.path != ("pattern",) and value and (isinstance(value, Mapping) or all(value)):
            answers[one.path] = value
    assert_means(answers, written(answers))


@settings(max_examples=100)
@given(st.data())
def test_an_answer_put_into_a_definition_later_means_itself_and_changes_nothing_else(data: st.DataObject) -> None:
    text = questions.definition({**GUESSES, ("name",): "Readers"}, "community.yaml", None, ENGLISH)
    chosen = data.draw(
        st.permutations([one for one in ALL if one.form in ("text", "list", "pairs") and not one.required])
    )
    for one in chosen[:6]:
        line = data.draw(st.text(min_size=1, max_size=30), label=".".join(one.path))
        try:
            value = questions.answer(one, [f"{line}: {line}" if one.form == "pairs" else line], ENGLISH)
        except questions.UnclearAnswer:
            continue
        if value and (isinstance(value, Mapping) or all(value)):
            before = text
            text = edit.with_answer(text, one.path, value, one.example, questions.key_paths())
            assert set(before.split("\n")) <= set(text.split("\n"))
            edit.must_mean(text, {one.path: value})


# Who leaves, and comes back


def test_quit_leaves_at_any_question_and_the_word_may_be_part_of_an_answer() -> None:
    assert Talk().say("Readers", "quit").state.over == "stop"
    assert Talk(only("meetings.topic_ideas")).say("y", "Graphs", "Exit").state.over == "stop"
    assert Talk().say("Quit smoking").answers["name",] == "Quit smoking"


LEFT = [
    ["Readers"],
    ["Readers", "teach", "Alex", "", "", "", "3"],
    [*ONE_LINERS, "y", "teachers"],
    [*ONE_LINERS, "", "", "y", "", ""],
    [*ONE_LINERS, *[""] * SECTION_COUNT],
    ["Readers", "teach", "<"],
    [*ONE_LINERS, *[""] * SECTION_COUNT, "2"],
]


@pytest.mark.parametrize("lines", LEFT, ids=len)
def test_an_interview_goes_on_where_it_was_left(lines: list[str]) -> None:
    left = Talk().say(*lines)
    place = wizard.left_at(left.asked, left.state)
    back = Talk(left.asked)
    back.state = wizard.resumed(left.asked, wizard.kept(left.asked, left.state), place)
    assert wizard.left_at(back.asked, back.state) == place
    assert back.state.so_far == left.state.so_far
    step = left.asked.agenda[back.state.at] if place != wizard.REVIEW else None
    if isinstance(step, questions.Question):
        assert left.asked.default(left.state, step) == back.asked.default(back.state, step)


def test_the_lines_of_a_list_that_is_not_ended_are_kept() -> None:
    left = Talk(only("meetings.topic_ideas")).say("y", "Graphs", "Maps")
    kept = wizard.kept(left.asked, left.state)
    assert kept == {("meetings", "topic_ideas"): ["Graphs", "Maps"]}
    back = Talk(left.asked)
    back.state = wizard.resumed(left.asked, kept, wizard.left_at(left.asked, left.state))
    assert "Enter keeps this." in back.say("<", "<").text
    assert back.say("").answers == kept


def test_who_comes_back_can_go_back() -> None:
    left = Talk().say("Readers", "teach", "Alex")
    back = Talk(left.asked)
    back.state = wizard.resumed(left.asked, wizard.kept(left.asked, left.state), "year")
    assert "2 of 10. For what purpose" in back.say("<", "<").text
    assert "[teach]" in back.text
    assert "4 of 10" in back.say("teach maps", "").text
    assert back.answers["purpose", "learn_together_how_best_to"] == "teach maps"
