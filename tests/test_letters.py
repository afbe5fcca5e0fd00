"""The form of a letter: its greeting, its dates as one table, its day, and the room to sign that a message has not."""

from datetime import date

import pytest

from cop_plan.app import shipped
from cop_plan.kit.frame import Manner, Salutation
from cop_plan.render.words import Words


@pytest.fixture(scope="module", params=["en-CA", "fr-CA"])
def words(request: pytest.FixtureRequest) -> Words:
    """The words of each language."""
    return shipped.language(request.param)


@pytest.mark.parametrize(
    ("name", "manner", "said"),
    [
        ("Amina Okafor", "first name", "Amina"),
        ("Amina Okafor", "full name", "Amina Okafor"),
        ("Amina Okafor", "formal", "Amina Okafor"),
        ("Marie-Claude Tremblay", "first name", "Marie-Claude"),
        ("Nguyen, Anh Thu", "first name", "Anh Thu"),
        ("Nguyen, Anh Thu", "full name", "Anh Thu Nguyen"),
        ("Nguyen, Anh Thu", "formal", "Anh Thu Nguyen"),
        ("Dr. Jane Pelletier", "first name", "Dr. Jane Pelletier"),
        ("Dr. Jane Pelletier", "formal", "Dr. Jane Pelletier"),
        ("Dr. Jane Pelletier", "full name", "Dr. Jane Pelletier"),
        ("Dr. Pelletier", "first name", "Dr. Pelletier"),
        ("dr Jane van Dijk", "first name", "dr Jane van Dijk"),
        ("Okafor,", "first name", "Okafor,"),
        ("Cher", "first name", "Cher"),
        ("  Amina \n Okafor ", "first name", "Amina"),
        ("", "formal", ""),
    ],
)
def test_a_letter_greets_as_it_was_told_to(words: Words, name: str, manner: Manner, said: str) -> None:
    assert Salutation(manner, words).of(name) == said


def test_days_in_short_say_a_year_and_a_weekday_only_where_they_change(words: Words) -> None:
    days = [date(2026, 10, 7), date(2026, 11, 4), date(2027, 1, 6), date(2027, 4, 15)]
    wanted = {
        "en-CA": "Wed 7 Oct, 4 Nov 2026, 6 Jan, Thu 15 Apr 2027",
        "fr-CA": "mer. 7 oct., 4 nov. 2026, 6 janv., jeu. 15 avr. 2027",
    }
    assert words.short_days(days) == wanted[words.tag]
    assert words.short_days(days[:1]) == words.short_day(days[0], with_year=True)
    assert words.short_days([]) == ""


def test_days_that_have_a_comma_are_parted_by_another_sign() -> None:
    days = [date(2026, 10, 7), date(2026, 11, 4), date(2027, 1, 6)]
    assert shipped.language("en-US").short_days(days) == "Wed, Oct 7; Nov 4, 2026; Jan 6, 2027"
