"""The items with which the surveys can begin: their wording, the offer of `init`, and the forms made of them."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import MINIMAL, TODAY, Ran, Write
from cop_plan.app import exports
from cop_plan.app import init as use_case
from cop_plan.app.project import CommunityProject
from cop_plan.definition import languages
from cop_plan.definition.community import AREAS
from cop_plan.interview import questions, starter, wizard

TABLES = languages.tables("starter_items.yaml")
TAGS = [language.tag for language in languages.BY_FOLDER.values()]
ASKS = [one["ask"] for table in TABLES for one in table["items"]]
TWO_AREAS = ["developing relationships", "creating new knowledge"]
ANSWERS = f"name: Readers\ntimezone: America/Edmonton\npurpose.areas: [{', '.join(TWO_AREAS)}]\n"


def test_every_language_has_the_same_items_in_the_same_order() -> None:
    def shape(table: Any) -> list[Any]:
        return [{key: one.get(key) for key in ("area", "scale", "shows", "in")} for one in table["items"]]

    assert [shape(table) for table in TABLES] == [shape(TABLES[0])] * len(languages.BY_FOLDER)


@pytest.mark.parametrize("area", AREAS)
def test_an_area_has_four_to_six_items_on_both_scales(area: str) -> None:
    items = [one for one in TABLES[0]["items"] if one.get("area") == area]
    assert 4 <= len(items) <= 6
    assert {one["scale"] for one in items} == {"agreement", "frequency"}


@pytest.mark.parametrize("ask", ASKS)
def test_an_item_has_one_idea(ask: str) -> None:
    assert not re.search(r"\b(and|or|et|ou)\b|[;/]|\.", ask)
    assert len(ask) < 90


@pytest.mark.parametrize("table", TABLES, ids=TAGS)
def test_a_statement_is_on_a_scale_whose_steps_are_known_and_a_question_in_words(table: Any) -> None:
    groups = exports.wordings().groups
    for steps in table["scales"].values():
        assert len({groups[step.casefold().replace("’", "'")] for step in steps}) == len(steps) == 5
    assert all(("scale" in one) != one["ask"].endswith("?") for one in table["items"])


@pytest.mark.parametrize("tag", TAGS)
def test_no_two_items_have_one_name(tag: str) -> None:
    assert len(starter.items(AREAS, tag)) == len(TABLES[0]["items"])


# What `init` offers.


def interview(known: dict[questions.Path, Any]) -> tuple[wizard.Interview, str]:
    asked = [one for one in questions.questions() if one.path == starter.ITEMS]
    conversation = wizard.interview(asked, {}, "community.yaml", use_case.wording("en-CA"), known)
    state, _ = wizard.advance(conversation, wizard.State(), "y")
    return conversation, "\n".join(wizard.prompt(conversation, state))


def test_the_items_of_the_chosen_areas_are_offered_and_enter_takes_them() -> None:
    conversation, shown = interview({starter.AREAS: TWO_AREAS})
    assert "Use these starter items for your areas?" in shown
    assert "  I write down what I find out in my practice\n" in shown
    assert "I have enough time to try something new" not in shown
    state = wizard.State()
    for line in ("y", ""):
        state, _ = wizard.advance(conversation, state, line)
    found = state.answers[starter.ITEMS]
    assert {one.get("area") for one in found.values()} == {*TWO_AREAS, None}
    assert [one["in"] for one in found.values() if "in" in one] == [["baseline"], ["final"], ["final"], ["final"]]


def test_own_items_can_be_written_instead() -> None:
    conversation, _ = interview({starter.AREAS: TWO_AREAS})
    state = wizard.State()
    for line in ("y", "I read aloud every day", ""):
        state, _ = wizard.advance(conversation, state, line)
    assert [one["ask"] for one in state.answers[starter.ITEMS].values()] == ["I read aloud every day"]


def test_without_an_area_none_is_offered() -> None:
    _, shown = interview({})
    assert "starter" not in shown


# What is written, and the forms made of it.


@pytest.mark.parametrize(("tag", "scale"), [("en-CA", "Strongly disagree"), ("fr-CA", "Tout à fait en désaccord")])
def test_defaults_take_them_where_areas_are_given_and_the_forms_are_complete(
    tag: str, scale: str, run: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "answers.yaml").write_text(f"{ANSWERS}language: {tag}\nsurveys.match_answers_by: email\n", "utf-8")
    done = run("init", "--answers", "answers.yaml", "--defaults", "--today", TODAY, cwd=tmp_path)
    assert done.code == 0, done.err
    assert CommunityProject(tmp_path / "community.yaml").written.community.surveys.scale[0] == scale
    run("kit", "baseline-survey", "final-survey", "--today", TODAY, cwd=tmp_path)
    for name, asked in (("baseline-survey", ["baseline"]), ("final-survey", ["final"])):
        text = (tmp_path / "kit" / f"{name}.md").read_text(encoding="utf-8")
        form, _, _ = text.rpartition("\n## ")  # the notice is the coordinator's
        assert "[______" not in form
        shown = [one["ask"] for one in starter.items(TWO_AREAS, tag).values() if one.get("in", asked) == asked]
        numbered = re.findall(r"^(?:\| |\*\*)(\d+)\. (.*?)(?: \||\*\*)", form, re.MULTILINE)
        assert [(int(number), ask) for number, ask in numbered] == list(enumerate(shown, 1))


def test_without_areas_or_defaults_none_is_taken(run: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_text(ANSWERS, "utf-8")
    (tmp_path / "none.yaml").write_text(ANSWERS.rpartition("purpose")[0], "utf-8")
    for folder in ("answers", "none"):
        (tmp_path / folder).mkdir()
    for name, more in (("answers", ["--year", "2026-2027"]), ("none", ["--defaults"])):
        done = run("init", f"{name}/community.yaml", "--answers", f"{name}.yaml", *more, "--today", TODAY, cwd=tmp_path)
        assert done.code == 0, done.err
        assert not CommunityProject(tmp_path / name / "community.yaml").written.community.surveys.items


def test_statements_get_the_scale_of_agreement_only_where_there_is_none(run: Callable[..., Ran], write: Write) -> None:
    areas = f"purpose: {{areas: [{TWO_AREAS[0]}]}}\n"
    for surveys, scales in (
        ("", {(): 3, ("Never", "Rarely", "Sometimes", "Often", "Always"): 2}),
        (
            "surveys: {scale: [Low, High]}\n",
            {tuple(TABLES[0]["scales"]["agreement"]): 3, tuple(TABLES[0]["scales"]["frequency"]): 2},
        ),
    ):
        definition = write(MINIMAL + areas + surveys)
        done = run("init", definition, "--defaults", "--today", TODAY)
        assert done.code == 0, done.err
        found = CommunityProject(definition).written.community.surveys
        of_items = [one.scale for one in found.items.values() if found.form_of(one) == "scale"]
        assert {scale: of_items.count(scale) for scale in of_items} == scales
        assert found.scale == (("Low", "High") if surveys else tuple(TABLES[0]["scales"]["agreement"]))


def test_a_statement_that_is_typed_has_a_scale(run: Callable[..., Ran], tmp_path: Path) -> None:
    items = "surveys.items: {aloud: {ask: I read aloud every day}, hopes: {ask: What do you hope for?, type: text}}\n"
    (tmp_path / "answers.yaml").write_text(f"name: Readers\ntimezone: America/Edmonton\n{items}", "utf-8")
    run("init", "--answers", "answers.yaml", "--year", "2026-2027", "--today", TODAY, cwd=tmp_path)
    surveys = CommunityProject(tmp_path / "community.yaml").written.community.surveys
    assert [surveys.form_of(one) for one in surveys.items.values()] == ["scale", "text"]
