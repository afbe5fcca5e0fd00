"""The documents of the kit as people of French-speaking countries write them."""

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from cop_plan import kit, render
from cop_plan.app import shipped
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.kit.writing import Papers
from cop_plan.schedule import history

CIRCLE = """\
name: École en projet
year: 2026-2027
timezone: America/Edmonton
pattern: PATTERN
purpose: {concern: les élèves qui abandonnent, learn_together_how_best_to: faire lire}
leadership: {facilitator: Odile Aubert}
membership:
  members: [{name: Anne Hébert, school: École d’Ivry, jurisdiction: Division d’Orsay}]
"""


@cache
def texts(pattern: str, language: str, more: str = "") -> dict[str, str]:
    """Return the text of each document, all its copies one after the other."""
    project = CommunityProject(
        Path("community.yaml"), ProjectOptions(content=(CIRCLE.replace("PATTERN", pattern) + more).encode())
    )
    dated, words = project.timeline, shipped.language(language)
    year = render.Year(dated, history.publish(dated, None, datetime(2026, 4, 1, tzinfo=UTC)), words)
    made = Papers(year, render.environment(files.template_text))
    return {
        name: "\n".join(made.written(one).markdown for one in kit.papers(dated, [name]))
        for name, document in kit.DOCUMENTS.items()
        if not document.happened
    }


@pytest.mark.parametrize("name", ["École en projet", "École d’Ivry", "Division d’Orsay"])
def test_no_preposition_stands_before_a_name_that_may_begin_with_a_vowel_or_an_article(name: str) -> None:
    joined = re.compile(rf".*\b(?:de|du|à|au|par) \**{name}")
    assert {
        where: found[0] for where, text in texts("sample-year", "fr-CA").items() if (found := joined.search(text))
    } == {}


@pytest.mark.parametrize(
    ("language", "story", "consent"),
    [
        ("fr-CA", "trois diapositives", "Pas au-delà de la communauté"),
        ("en-CA", "three slides", "Not beyond the community"),
    ],
)
def test_a_story_is_asked_for_by_letter_alone_where_no_session_has_time_for_it(
    language: str, story: str, consent: str
) -> None:
    without, with_wrap_up = texts("half-day-meetings", language), texts("sample-year", language)
    assert (story in without["success-story"], consent in without["success-story"]) == (False, True)
    assert (story in with_wrap_up["success-story"], consent in with_wrap_up["success-story"]) == (True, False)


@pytest.mark.parametrize("language", ["fr-FR", "fr-CH", "fr-BE"])
def test_a_narrow_space_stands_before_high_marks_in_europe(language: str) -> None:
    for name, text in texts("sample-year", language).items():
        assert re.findall(r".*[^\s\u202f;?!][;?!](?:[ *]|$)", text, re.MULTILINE) == [], name
    assert "Que pourriez-vous apporter\u202f?" in texts("sample-year", language)["invitation"]
    assert shipped.language(language)("questions.website").endswith("membres\u202f?")


def test_no_space_stands_before_high_marks_in_canada() -> None:
    assert {
        name for name, text in texts("sample-year", "fr-CA").items() if re.search(r"[\s\u202f][;?!]", text)
    } == set()


@pytest.mark.parametrize(
    "written",
    [
        "https://example.org/?a;b",
        "<https://example.org/?>",
        "&amp; &#233; le",
        "?",
        "`a ;b`",
        "Ah\u202f!",
        "Bravo\u202f\\!",
    ],
)
def test_what_is_no_end_of_a_phrase_or_is_spaced_already_stays(written: str) -> None:
    assert shipped.language("fr-FR").spaced(written) == written


@pytest.mark.parametrize(("language", "meal"), [("fr-FR", "Déjeuner"), ("fr-CA", "Dîner"), ("fr-CH", "Dîner")])
def test_the_meal_at_noon_is_called_as_in_its_country(language: str, meal: str) -> None:
    assert f"| {meal} | 1 heure |" in texts("sample-year", language)["agenda"]


@pytest.mark.parametrize("channel", ["courriel", "Email à toutes les écoles", "e-mail"])
def test_an_audience_that_hears_by_mail_has_a_message_however_mail_is_called(channel: str) -> None:
    audience = f"\nlegacy: {{audiences: [{{who: Les directions, channel: {channel}}}]}}\n"
    assert "Bonjour," in texts("sample-year", "fr-CA", audience)["audience-draft"]


def test_a_formal_closing_fits_one_person_and_all_members() -> None:
    formal = texts("sample-year", "fr-CA", "\nletters: {salutation: formal}\n")
    for name, greeting in {"thank-you": "Madame, Monsieur,", "reminder": "Mesdames, Messieurs,"}.items():
        assert greeting in formal[name]
        assert len(re.findall("Madame|Mesdames", formal[name])) == formal[name].count("Nous vous prions")
        assert "Nous vous prions d’agréer nos salutations distinguées." in formal[name]
