"""What is wrong is said in every language: sentences that know their template, and the translations of all of them."""

import ast
import pickle
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

import pytest

from conftest import ROOT
from cop_plan.app import init, shipped
from cop_plan.base.translatable import all_of, counted, grouped, joined, one_of, sentence
from cop_plan.cli import language
from cop_plan.definition import languages
from said import OTHERS


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
