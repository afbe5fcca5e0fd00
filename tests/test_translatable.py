"""What is wrong is said in every language: sentences that know their template, and the translations of all of them."""

import ast
import errno
import itertools
import pickle
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

import pytest

from conftest import ROOT
from cop_plan.app import init, shipped
from cop_plan.base import files
from cop_plan.base.tables.reader import Table
from cop_plan.base.translatable import all_of, counted, grouped, joined, one_of, sentence
from cop_plan.cli import language
from cop_plan.dates import phrases, spoken
from cop_plan.dates.vocabulary import FRENCH
from cop_plan.definition import languages
from said import OTHERS, untranslated


class Written(NamedTuple):
    """A sentence as it stands in the code: its templates, of which the last is the key, and its facts."""

    where: str
    room: str
    templates: tuple[object, ...]
    facts: frozenset[str | None]


def written() -> Iterator[Written]:
    """Yield every sentence of the code."""
    for path in sorted((ROOT / "cop_plan").rglob("*.py")):
        name = path.relative_to(ROOT / "cop_plan")
        if name.parts[0] == "_compiled" or name == Path("base/translatable.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("sentence", "counted")
            ):
                given = node.args if node.func.id == "sentence" else node.args[1:]
                texts = tuple(one.value if isinstance(one, ast.Constant) else None for one in given)
                facts = frozenset(one.arg for one in node.keywords)
                is_counted = node.func.id == "counted"
                yield Written(
                    f"{name}:{node.lineno}", name.parts[0], texts, facts | ({"number"} if is_counted else set())
                )


def braces(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_sentence_is_written_out_where_it_is_said_with_the_facts_that_it_shows() -> None:
    for one in written():
        assert len(one.templates) in (1, 2), one.where
        assert all(isinstance(text, str) for text in one.templates), one.where
        shown = set().union(*(braces(str(text)) for text in one.templates))
        assert shown <= one.facts, one.where
        assert one.facts - shown <= {"number"}, one.where


@pytest.mark.parametrize("other", OTHERS, ids=lambda one: one.tag)
def test_a_language_translates_every_sentence_of_a_room_and_no_other(other: languages.Language) -> None:
    said: dict[str, dict[str, Any]] = {
        room: dict(table) for room, table in (languages.read(other.folder, "problems.yaml") or {}).items()
    }
    of_code: dict[str, set[str]] = {room: set() for room in said}
    for one in written():
        of_code.setdefault(one.room, set()).add(str(one.templates[-1]))
    of_lists = {"{before} or {last}", "{before} and {last}", "{before}, {last}", "{thousands},{rest:03}"}
    of_code["base"] |= of_lists
    everywhere = {template for table in said.values() for template in table}
    unsaid = {room: sorted(texts - everywhere) for room, texts in of_code.items() if texts - everywhere}
    unused = {room: sorted(set(table) - of_code[room]) for room, table in said.items() if set(table) - of_code[room]}
    assert (unsaid, unused) == ({}, {})


@pytest.mark.parametrize("other", OTHERS, ids=lambda one: one.tag)
def test_a_translation_shows_the_facts_of_its_sentence(other: languages.Language) -> None:
    for table in (languages.read(other.folder, "problems.yaml") or {}).values():
        for template, text in table.items():
            for form in text.values() if isinstance(text, dict) else [text]:
                assert braces(form) - {"number"} == braces(template) - {"number"}, template


@pytest.mark.parametrize("other", OTHERS, ids=lambda one: one.tag)
def test_a_translation_has_two_forms_where_its_sentence_counts(other: languages.Language) -> None:
    count = {one.templates[-1] for one in written() if len(one.templates) == 2}
    for table in (languages.read(other.folder, "problems.yaml") or {}).values():
        for template, text in table.items():
            assert isinstance(text, dict) == (template in count), template


def test_a_sentence_is_its_english_text_and_is_said_in_another_language_with_its_facts() -> None:
    said = sentence("{before} or {last}", before=sentence("'{text}'", text="a"), last="b")
    assert said == "'a' or b"
    assert shipped.messages("fr").translated(said) == "«\xa0a\xa0» ou b"
    assert shipped.messages("en").translated(said) == "'a' or b"


def test_a_text_that_is_no_sentence_or_has_no_translation_is_said_as_it_stands() -> None:
    m = shipped.messages("fr")
    assert [m.translated("x"), m.translated(sentence("not translated {x}", x=1))] == ["x", "not translated 1"]


@pytest.mark.parametrize(
    ("number", "english", "french"),
    [
        (0, "0 problems in f", "0 problème dans f"),
        (1, "1 problem in f", "1 problème dans f"),
        (2, "2 problems in f", "2 problèmes dans f"),
    ],
)
def test_a_counted_sentence_is_singular_or_plural_as_the_language_counts(
    number: int, english: str, french: str
) -> None:
    said = counted(number, "1 problem in {files}", "{number} problems in {files}", files="f")
    assert (said, shipped.messages("fr").translated(said)) == (english, french)


@pytest.mark.parametrize(
    ("items", "english", "french"),
    [((), "", ""), (("a",), "a", "a"), (("a", "b"), "a or b", "a ou b"), (("a", "b", "c"), "a, b or c", "a, b ou c")],
)
def test_choices_are_joined_as_the_language_joins_them(items: tuple[str, ...], english: str, french: str) -> None:
    assert (one_of(items), shipped.messages("fr").translated(one_of(items))) == (english, french)
    assert all_of(items) == english.replace(" or ", " and ")
    assert joined(items) == ", ".join(items)


@pytest.mark.parametrize(
    ("number", "english", "french"),
    [(999, "999", "999"), (10_000, "10,000", "10\xa0000"), (50_000_012, "50,000,012", "50\xa0000\xa0012")],
)
def test_thousands_are_set_off_as_the_language_does(number: int, english: str, french: str) -> None:
    assert (grouped(number), shipped.messages("fr").translated(grouped(number))) == (english, french)


def test_a_sentence_among_the_facts_of_a_message_is_in_its_language() -> None:
    said = shipped.messages("fr")("done.no_match", pattern=sentence("'{text}'", text="x"))
    assert said.startswith("aucun élément ne correspond à «\xa0x\xa0»")


def test_a_sentence_comes_whole_from_another_process() -> None:
    said = counted(2, "1 problem in {files}", "{number} problems in {files}", files=all_of(["f", "g"]))
    again = pickle.loads(pickle.dumps(said))
    assert again == said
    assert shipped.messages("fr").translated(again) == "2 problèmes dans f et g"


# In which language a run speaks.


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({}, None),
        ({"LANG": "C.UTF-8"}, None),
        ({"LANG": "POSIX"}, None),
        ({"LANG": "de_DE.UTF-8"}, None),
        ({"LANG": "fr_CA.UTF-8"}, "fr"),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "en_CA.UTF-8", "LC_MESSAGES": "fr_CA.UTF-8"}, "fr"),
        ({"LANG": "fr_CA.UTF-8", "LC_ALL": "C"}, None),
        ({"LANG": "fr_CA.UTF-8", "LC_ALL": ""}, "fr"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "de:fr:en"}, "fr"),
        ({"LANG": "C", "LANGUAGE": "fr"}, None),
    ],
)
def test_a_run_speaks_the_language_of_the_system(environment: dict[str, str], spoken: str | None) -> None:
    assert language.of_system(environment) == spoken


@pytest.mark.parametrize(
    ("environment", "locale", "guess"),
    [
        ({"LANG": "C.UTF-8"}, None, "en-CA"),
        ({"LANG": "de_DE.UTF-8"}, None, "en-CA"),
        ({"LANG": "fr_CA.UTF-8"}, "fr_CA", "fr-CA"),
        ({"LANG": "fr_CH@euro"}, "fr_CH", "fr-CH"),
        ({"LANG": "fr"}, "fr", "fr-CA"),
        ({"LANG": "fr_FR.UTF-8", "LANGUAGE": "fr:en"}, "fr_FR", "fr-FR"),
        ({"LANG": "en_CA.UTF-8", "LANGUAGE": "fr"}, "fr", "fr-CA"),
    ],
)
def test_a_new_community_is_in_the_language_of_the_system_as_its_country_writes_it(
    environment: dict[str, str], locale: str | None, guess: str
) -> None:
    found = language.locale_of_system(environment)
    assert (found, init.language_guess(found)) == (locale, guess)


# What a text that is no date, time or duration is answered, in the language of the run.


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
