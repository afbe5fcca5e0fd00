"""What is wrong with a date, a time or a file is said in French, with its days and months."""

import errno
import itertools
import re
from collections.abc import Callable
from datetime import date

import pytest

from cop_plan.app import shipped
from cop_plan.base import files
from cop_plan.base.tables.reader import Table
from cop_plan.base.translatable import sentence
from cop_plan.dates import phrases, spoken
from cop_plan.dates.vocabulary import FRENCH
from said import untranslated


@pytest.mark.parametrize(
    ("parse", "written", "said", "hint"),
    [
        (phrases.parse, "sixth tuesday of may", "aucun mois n’a de 6e mardi",
         "comptez de «\xa0first\xa0» à «\xa0fifth\xa0», ou écrivez «\xa0last\xa0»"),
        (phrases.parse, "sixième mardi de mai", "aucun mois n’a de 6e mardi",
         "comptez de «\xa0premier\xa0» à «\xa0cinquième\xa0», ou écrivez «\xa0dernier\xa0»"),
        (phrases.parse, "1 semaine webinar-1", "«\xa0webinar-1\xa0» n’est ni «\xa0avant\xa0» ni «\xa0après\xa0»",
         "écrivez «\xa01 semaine avant webinar-1\xa0» ou «\xa01 semaine après webinar-1\xa0»"),
        (phrases.parse, "octobre", "«\xa0octobre\xa0» seul n’est pas une date",
         "dites lequel\xa0: «\xa0premier mardi d’octobre\xa0»"),
        (phrases.parse, "mardi 29 septembre 2027", "le 29 septembre 2027 est un mercredi",
         "écrivez 2027-09-29, ou 2027-09-28 pour le mardi le plus proche"),
        (phrases.parse, "31 septembre", "il n’y a pas de 31 septembre dans le calendrier", "écrivez 30 septembre"),
        (phrases.parse_repeated, "tous les mardis du 6 octobre à mai",
         "une série ne s’écrit pas «\xa0tous les mardis du 6 octobre à mai\xa0» ici",
         "écrivez  repeat: toutes les semaines le mardi du 6 octobre à mai"),
        (phrases.parse_time, "3:30", "«\xa03:30\xa0» peut être le matin ou l’après-midi",
         "écrivez 3:30 pm, ou 03:30 pour le matin"),
        (phrases.parse_minutes, "une journée", "«\xa0une journée\xa0» n’est pas une durée",
         "écrivez sa durée en heures, par exemple 6 heures"),
    ],
)  # fmt: skip
def test_a_text_that_is_no_date_or_time_is_answered_in_french(
    parse: Callable[[str], object], written: str, said: str, hint: str
) -> None:
    with pytest.raises(phrases.Unclear) as unclear:
        parse(written)
    m = shipped.messages("fr")
    assert (m.translated(unclear.value.message), m.translated(unclear.value.hint or "")) == (said, hint)


PHRASES = (
    "third tuesday of november", "2026-09-29", "1 week before webinar-1", "same day as orientation", "week of 3 may",
    "troisième mardi de novembre", "1 semaine avant webinar-1", "même jour que orientation", "mardi 6 octobre 2026",
    "every two weeks on wednesday from 7 october to april", "toutes les semaines le mardi du 6 octobre à mai",
    "first working day of may", "15:30", "1 hour 15 minutes", "21 september to 10 october", "1 day",
)  # fmt: skip
SLIPS = (
    lambda words: words[:-1],
    lambda words: words[1:],
    lambda words: [*words, "please"],
    lambda words: [words[0] + "x", *words[1:]],
    lambda words: [*words[:-1], words[-1][:-1]],
    lambda words: ["every", *words],
    lambda words: ["tous les", *words],
    lambda words: ["early", *words[-1:]],
    lambda words: ["99", *words[1:]],
    lambda words: ["around", *words],
)  # fmt: skip
PARSERS = (
    phrases.parse, phrases.parse_repeated, phrases.parse_day, phrases.parse_month, phrases.parse_time,
    phrases.parse_hours, phrases.parse_minutes, phrases.parse_reminder, phrases.parse_window, phrases.parse_days,
)  # fmt: skip


@pytest.mark.parametrize("parse", PARSERS, ids=lambda one: one.__name__)
def test_whatever_is_slipped_into_a_phrase_the_answer_is_translated(parse: Callable[[str], object]) -> None:
    answers: list[str | None] = []
    for phrase, slip in itertools.product(PHRASES, SLIPS):
        try:
            parse(" ".join(slip(phrase.split())))
        except phrases.Unclear as unclear:
            answers += (unclear.message, unclear.hint, unclear.hint_in(phrases.SchoolYear(2026)))
    assert len(answers) > 60
    assert untranslated(*answers) == []


def test_days_and_months_have_the_names_by_which_they_are_written() -> None:
    m = shipped.messages("fr")
    for name, table in ((spoken.weekday, FRENCH.weekdays), (spoken.month, FRENCH.months)):
        first_words = {number: word for word, number in reversed([*table.items()])}
        assert {number: m.translated(name(number)) for number in first_words} == first_words
    assert m.translated(spoken.day(date(2027, 5, 1))) == "1er mai 2027"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOENT, "ce fichier n’existe pas"),
        (errno.EACCES, "vous n’en avez pas la permission"),
        (errno.ENOSPC, "le disque est plein"),
        (errno.ENAMETOOLONG, "le nom est trop long"),
        (errno.EILSEQ, "as the system says it"),
    ],
)
def test_what_the_system_refuses_is_said_in_french_where_we_have_words_for_it(number: int, said: str) -> None:
    refused = OSError(number, "As the system says it")
    assert shipped.messages("fr").translated(files.reason(refused)) == said


def test_the_sheet_of_a_workbook_is_named_in_the_language_of_the_run() -> None:
    table = Table("p.xlsx", "xlsx", (), sheet="Mai")
    problem = table.problem(sentence("the file is empty"), 3, 0)
    assert problem.lines()[0] == "p.xlsx (sheet 'Mai'):3:1: the file is empty"
    assert shipped.messages("fr").problem_lines(problem) == ["p.xlsx (feuille «\xa0Mai\xa0»):3:1: le fichier est vide"]


@pytest.mark.parametrize(
    "wrong",
    [r"(?<!«)\s[;!?]", r"«[^\xa0]|[^\xa0]»", r"\.\.\."],
    ids=["semicolon", "guillemets", "dots"],
)
def test_no_translation_has_the_spaces_of_english(wrong: str) -> None:
    texts = [form for text in shipped.messages("fr").problems.values() for form in forms(text)]
    assert [text for text in texts if re.search(wrong, text.partition("  ")[0])] == []


def forms(text: str | dict[str, str]) -> list[str]:
    return [text] if isinstance(text, str) else [*text.values()]
