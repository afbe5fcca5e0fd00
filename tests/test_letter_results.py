"""What October's letter says of the survey: an attacker who knows how it is made works out no small group from it.

The attacker knows how many answered, the answers that there were to choose from, the limit and the program. He makes
the lines of every survey that there could have been, keeps those that agree with the letter, and looks for a group of
people, of any answers together, that has the same size in all of them.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from itertools import combinations
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import MINIMAL
from cop_plan import render
from cop_plan.app import shipped
from cop_plan.kit import results
from cop_plan.report.answers import distribution
from cop_plan.report.hiding import why_hidden
from cop_plan.report.values import Form, Hidden, Rollup, Shown, SingleItem
from cop_plan.schedule import history
from test_hiding import dated

SCALE = ("Disagree", "Partly", "Neutral", "Mostly", "Agree")


@cache
def year(language: str = "en-CA") -> render.Year:
    timeline = dated(MINIMAL)
    return render.Year(
        timeline, history.publish(timeline, None, datetime(2026, 5, 1, tzinfo=UTC)), shipped.language(language)
    )


def lines(
    answers: Sequence[str], counts: Sequence[int], n: int, limit: int, form: Form = "scale", language: str = "en-CA"
) -> tuple[str, ...]:
    """Return what the letter says of one question."""
    why = why_hidden(counts, n, limit)
    table = Hidden(why) if why else Shown(distribution(answers, counts, n, ordered=form == "scale"))
    item = SingleItem("item", "I read", form, None, None, None, "baseline", n, table)
    rollup = Rollup("Readers", "readers", "2026-2027", date(2026, 10, 20), limit, n, n, (item,))
    return results.of_survey(rollup, year(language))[0].lines


# The attacker.


class Question(NamedTuple):
    """`kinds` are what somebody can have answered: one answer, or several at once."""

    form: Form
    answers: tuple[str, ...]
    kinds: tuple[tuple[int, ...], ...]


def question(form: Form, number: int, *, several: bool = False) -> Question:
    sizes = range(1, number + 1) if several else (1,)
    return Question(form, SCALE[:number], tuple(kind for size in sizes for kind in combinations(range(number), size)))


def worlds(n: int, kinds: int) -> Iterator[tuple[int, ...]]:
    """Yield how many people of each kind there could be."""
    if kinds == 1:
        yield (n,)
        return
    for first in range(n + 1):
        yield from ((first, *rest) for rest in worlds(n - first, kinds - 1))


Say = Callable[[Sequence[str], Sequence[int], int, int, Form], tuple[str, ...]]


def certain_small_groups(
    asked: Question, n: int, limit: int, say: Say = lines
) -> list[tuple[tuple[str, ...], tuple[int, ...], int]]:
    """Return the groups under the limit whose size a letter tells: its lines, the kinds of answers, the size."""
    groups = [some for size in range(1, len(asked.kinds)) for some in combinations(range(len(asked.kinds)), size)]
    sizes: dict[tuple[str, ...], list[int | None]] = {}
    for people in worlds(n, len(asked.kinds)):
        counts = [
            sum(count for count, kind in zip(people, asked.kinds, strict=True) if answer in kind)
            for answer in range(len(asked.answers))
        ]
        said = say(asked.answers, counts, n, limit, asked.form)
        here = [sum(people[at] for at in group) for group in groups]
        known = sizes.get(said)
        sizes[said] = (
            [*here] if known is None else [one if one == two else None for one, two in zip(known, here, strict=True)]
        )
    return [
        (said, group, size)
        for said, known in sizes.items()
        for group, size in zip(groups, known, strict=True)
        if size is not None and 0 < size < limit
    ]


QUESTIONS = {
    "two steps": question("scale", 2),
    "three steps": question("scale", 3),
    "five steps": question("scale", 5),
    "one of two": question("choices", 2),
    "one of four": question("choices", 4),
    "some of two": question("choices", 2, several=True),
}


@given(asked=st.sampled_from(list(QUESTIONS)), n=st.integers(3, 15), limit=st.integers(3, 7))
@settings(max_examples=60)
def test_no_group_under_the_limit_can_be_worked_out_from_the_letter(asked: str, n: int, limit: int) -> None:
    assert certain_small_groups(QUESTIONS[asked], n, limit) == []


@pytest.mark.parametrize(("n", "limit"), [(10, 3), (10, 5)])
def test_nor_where_three_choices_could_be_taken_together(n: int, limit: int) -> None:
    assert certain_small_groups(question("choices", 3, several=True), n, limit) == []


def test_the_attacker_finds_the_small_groups_of_a_whole_table() -> None:
    def whole_table(answers: Sequence[str], counts: Sequence[int], n: int, limit: int, form: Form) -> tuple[str, ...]:
        return tuple(f"{answer}: {count}" for answer, count in zip(answers, counts, strict=True))

    assert certain_small_groups(QUESTIONS["three steps"], 12, 6, whole_table)


@given(counts=st.lists(st.integers(0, 20), min_size=1, max_size=7), limit=st.integers(3, 9))
def test_every_part_of_a_scale_has_the_limit_and_no_level_is_lost(counts: list[int], limit: int) -> None:
    parts = results.joined_levels(counts, limit)
    assert all(sum(counts[at] for at in part) >= limit for part in parts)
    assert [at for part in parts for at in part] in ([], list(range(len(counts))))
    assert len(parts) != 1


# What the reader reads.


def test_neighbours_on_a_scale_are_joined_until_there_are_enough() -> None:
    assert lines(SCALE, (2, 4, 4, 2, 0), 12, 6) == (
        "Disagree or Partly: 6 of 12",
        "Neutral, Mostly or Agree: 6 of 12",
    )
    assert lines(SCALE, (2, 4, 4, 2, 0), 12, 6, language="fr-CA")[0] == "Disagree ou Partly\u00a0: 6 sur 12"


def test_where_no_parts_are_large_enough_the_answer_in_the_middle_is_told() -> None:
    assert lines(SCALE, (2, 2, 5, 3, 0), 12, 6) == ("The middle one of the 12 answers, from low to high: Neutral",)


def test_a_scale_of_numbers_has_its_ends_named() -> None:
    assert lines("12345", (3, 4, 1, 4, 0), 12, 6)[0] == "1 is the low end of the scale, 5 the high end."


def test_of_choices_the_order_is_told_and_no_number() -> None:
    said = lines(("Reading", "Words", "Writing", "Assessment"), (1, 6, 9, 8), 12, 6, "choices")
    assert said == (
        "Chosen by 6 or more of the 12 who answered, the most frequent first: Writing, Assessment and Words",
    )


@pytest.mark.parametrize("counts", [(0, 0, 12, 0, 0), (1, 2, 3, 2, 1)], ids=["all alike", "too few"])
def test_nothing_is_told_where_all_answered_alike_or_too_few_did(counts: tuple[int, ...]) -> None:
    assert lines(SCALE, counts, sum(counts), 6) == ()
