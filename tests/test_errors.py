"""Problems as a person reads them: with a place, in the order of the file, each once."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_plan.base import errors
from cop_plan.base.errors import Place, Problem, Problems
from cop_plan.base.translatable import Sentence

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
EXAMPLES = settings(max_examples=100, derandomize=True)


def test_a_place_is_file_line_and_column() -> None:
    assert str(Place("community.yaml", 41, 11)) == "community.yaml:41:11"


def test_line_zero_means_the_whole_file() -> None:
    assert str(Place("community.yaml", 0, 0)) == "community.yaml"


def test_a_problem_reads_place_path_message_and_then_the_hint() -> None:
    place = Place("community.yaml", 41, 11)
    path, message = "activities.webinar-3.when", Sentence("no month is called 'febuary'")
    assert Problem(place, path, message, Sentence("did you mean 'february'?")).lines() == [
        "community.yaml:41:11: activities.webinar-3.when: no month is called 'febuary'",
        "    hint: did you mean 'february'?",
    ]


def test_a_problem_of_the_syntax_has_no_path() -> None:
    assert Problem(Place("community.yaml", 3, 1), "", Sentence("the brackets are not closed")).lines() == [
        "community.yaml:3:1: the brackets are not closed"
    ]


def test_other_places_stand_between_the_problem_and_its_hint() -> None:
    others = ((Place("community.yaml", 2, 3), Sentence("the first")),)
    problem = Problem(Place("community.yaml", 5, 3), "", Sentence("given twice"), Sentence("keep one"), others)
    assert problem.lines()[1:] == [
        "    community.yaml:2:3: the first",
        "    hint: keep one",
    ]


def test_problems_stand_in_the_order_of_the_file() -> None:
    places = [Place("community.yaml", 10, 1), Place("community.yaml", 9, 20), Place("community.yaml", 9, 3)]
    found = Problems(Problem(place, "", Sentence("wrong")) for place in places)
    assert [problem.place for problem in found.problems] == sorted(places)


def test_the_same_problem_is_told_once() -> None:
    problem = Problem(Place("community.yaml", 1, 1), "name", Sentence("wrong"))
    assert len(Problems([problem, problem]).problems) == 1


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        pytest.param("febuary", "'febuary'", id="plain"),
        pytest.param("Noël, avant l'été", "'Noël, avant l'été'", id="accents"),
        pytest.param("two\nlines", r"'two\nlines'", id="line break"),
        pytest.param("a\x00b", r"'a\x00b'", id="zero byte"),
        pytest.param("a\u202eb", r"'a\u202eb'", id="writing direction"),
        pytest.param("x" * 60, "'" + "x" * 60 + "'", id="sixty letters"),
        pytest.param("x" * 61, "'" + "x" * 57 + "...'", id="sixty-one letters"),
    ],
)
def test_what_was_written_is_quoted_on_one_printable_line(written: str, shown: str) -> None:
    assert errors.quote(written) == shown


@EXAMPLES
@given(TEXT)
def test_any_text_is_quoted_in_printable_characters(text: str) -> None:
    assert not re.search(r"[\t\n]", errors.quote(text))
    assert not errors.NON_PRINTING.search(errors.quote(text))


@pytest.mark.parametrize(
    "text", ["12\u202f500\u00a0$", "👩\u200d🏫", "می\u200cخواهم", "שלום", "a\u3000b", "\U0001fadf"]
)
def test_what_a_script_or_an_emoji_needs_is_quoted_as_it_is(text: str) -> None:
    assert errors.quote(text) == f"'{text}'"


def test_the_nearest_word_is_named_as_it_is_spelled() -> None:
    assert errors.nearest("NOOR HADAD", ["Noor Haddad", "Kim Sandoval"]) == "Noor Haddad"


def test_a_word_that_is_like_none_has_no_nearest() -> None:
    assert errors.nearest("zzz", ["orientation", "wrap-up"]) is None


def test_among_equally_near_words_the_choice_does_not_depend_on_their_order() -> None:
    words = [f"webinar-{number}" for number in range(1, 5)]
    assert errors.nearest("webinar-9", words) == errors.nearest("webinar-9", reversed(words))


def test_the_hint_names_the_nearest_word() -> None:
    assert errors.did_you_mean("febuary", ["january", "february"]) == "did you mean 'february'?"


def test_there_is_no_hint_where_nothing_is_near() -> None:
    assert errors.did_you_mean("zzz", ["january", "february"]) is None


def test_a_text_too_long_for_a_slip_has_no_nearest_word() -> None:
    assert errors.nearest("webinar" * 100_000, ["webinar-1"]) is None


@EXAMPLES
@given(TEXT, st.lists(TEXT, max_size=5))
def test_the_nearest_of_any_words_is_one_of_them(word: str, known: list[str]) -> None:
    assert errors.nearest(word, known) in {None, *known}
