"""The heads of the templates of the kit: what each key says, and what is told of one that is wrong."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from conftest import ROOT
from cop_plan.base.errors import Problems
from cop_plan.definition.community import KINDS, SESSIONS
from cop_plan.render import documents
from cop_plan.render.documents import Document

EN, FR = "kit/en/card.md.j2", "kit/fr/card.md.j2"
LEAST = "title: Card\nwhy: It is kept.\nfor: member\n"


def head(lines: str) -> str:
    return f"{{# document\n{lines}#}}\n# The text\n"


def document(lines: str, others: Mapping[str, str] | None = None) -> Document:
    """Return the document whose head has these lines beside those that it needs."""
    return documents.read({EN: head(LEAST + lines), **(others or {})})["card"]


def problems(texts: Mapping[str, str]) -> list[str]:
    """Return what is told of templates; the place of each without the folder that they all lie in."""
    with pytest.raises(Problems) as raised:
        documents.read(texts)
    lines = [line for problem in raised.value.problems for line in problem.lines()]
    return [re.sub(r"^templates/kit/", "", line) for line in lines]


# What a head says.


def test_a_document_needs_a_title_a_reason_and_for_whom_it_is() -> None:
    assert document("") == Document("card", "member", titles={"en": "Card"}, reasons={"en": "It is kept."})


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("message: yes", {"message": True}),
        ("form: yes", {"form": True}),
        ("form: no", {"form": False}),
        ("each time: yes", {"each_time": True}),
        ("each session: yes", {"each_session": True}),
        ("frame: letter", {"frame": "letter"}),
        ("one page: yes", {"one_page": True}),
        ("core group first: yes", {"core_group_first": True}),
        ("letter: yes", {"letter": True}),
        ("agenda: yes", {"agenda": True}),
        ("asks: baseline", {"asks": "baseline"}),
        ("asks: final", {"asks": "final"}),
        ("tells: first survey", {"tells": "first survey"}),
        ("tells: evidence so far", {"tells": "evidence so far"}),
        ("tells: results", {"tells": "results"}),
        ("tells: last year", {"tells": "last year"}),
        ("goes to: presenter", {"goes_to": "presenter"}),
        ("goes to: absent members", {"goes_to": "absent members"}),
        ("calendar: session", {"calendar": "session"}),
        ("calendar: invitation", {"calendar": "invitation"}),
        ("happened: moved", {"happened": "moved"}),
        ("happened: presenter changed", {"happened": "presenter changed"}),
        ("attach: card", {"attach": ("card",)}),
        ("sheet: certificate", {"sheet": "certificate"}),
        ("sheet: cards", {"sheet": "cards"}),
        ("sheet: list", {"sheet": "list"}),
        ("copy to: principal", {"copy_to_principal": True}),
        ("kinds: sessions", {"kinds": frozenset(SESSIONS)}),
        ("kinds: webinar", {"kinds": frozenset({"webinar"})}),
        ("kinds: [gathering, visit]", {"kinds": frozenset({"gathering", "visit"})}),
        ("follows: card", {"follows": ("card",)}),
        ("place: 85", {"place": 85}),
        ("message:", {"message": False}),
    ],
)
def test_a_key_says_one_thing_of_the_document(line: str, value: Mapping[str, Any]) -> None:
    assert vars(document(f"{line}\n")) == {**vars(document("")), **value}


@pytest.mark.parametrize(
    "recipient",
    [
        *("community", "sponsor", "sponsor and partners", "member", "school", "jurisdiction", "session"),
        *("organization", "audience", "team"),
    ],
)
def test_a_document_is_for(recipient: str) -> None:
    found = documents.read({EN: head(LEAST.replace("member", recipient))})
    assert found["card"].recipient == recipient


def test_a_document_follows_others_in_their_written_order() -> None:
    others = {"kit/en/note.md.j2": head(LEAST)}
    assert document("follows: [note, card]\n", others).follows == ("note", "card")


def test_documents_stand_by_their_place_and_then_by_name_those_without_one_last() -> None:
    places = {"a": "", "b": "place: 20\n", "c": "place: 3\n", "d": "place: 20\n"}
    found = documents.read({f"kit/en/{name}.md.j2": head(LEAST + place) for name, place in places.items()})
    assert list(found) == ["c", "b", "d", "a"]


def test_what_several_documents_share_is_no_document() -> None:
    parts = {
        "kit/en/_parts.md.j2": "no head",
        "kit/_news.md.j2": "none",
        "kit/google-form.gs.j2": "none",
        "plan.md.j2": "",
    }
    assert list(documents.read({EN: head(LEAST), **parts})) == ["card"]


def test_a_head_may_have_blank_lines_comments_and_spaces_behind_its_first_word() -> None:
    text = head(f"\n# how it looks\n{LEAST}").replace("document\n", "document  \n", 1)
    assert documents.read({EN: text})["card"] == document("")


# Languages.


def test_title_reason_and_text_are_those_of_the_language_or_else_the_english_ones() -> None:
    both = document("", {FR: head("title: Carte\nwhy: On la garde.\n")})
    assert [both.title(tag) for tag in ("en-CA", "fr", "fr-CA", "de")] == ["Card", "Carte", "Carte", "Card"]
    assert [both.reason(tag) for tag in ("en", "fr-CA", "de")] == ["It is kept.", "On la garde.", "It is kept."]
    assert [both.template(tag) for tag in ("en-CA", "fr-CA", "de")] == [EN, FR, EN]


def test_without_a_template_in_a_language_all_of_it_is_english() -> None:
    alone = document("")
    assert (alone.title("fr-CA"), alone.reason("fr-CA"), alone.template("fr-CA")) == ("Card", "It is kept.", EN)


# What is wrong.


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "# The text\n",
            ["en/card.md.j2:1:1: a document begins with its head",
             "    hint: write {# document, then lines of key: value, then #}"],
        ),
        (head(""), [
            "en/card.md.j2:1:1: a document needs its 'title'",
            "en/card.md.j2:1:1: a document needs its 'why'",
            "en/card.md.j2:1:1: a document says for whom it is",
            "    hint: write  for: community",
        ]),
        (head("title:\nwhy: It is kept.\nfor: member\n"), ["en/card.md.j2:1:1: a document needs its 'title'"]),
        (head("- title\n"), ["en/card.md.j2:2:1: the head of a document is lines of key: value"]),
        (head("a sign for the door\n"), ["en/card.md.j2:2:1: the head of a document is lines of key: value"]),
        (head("title: Card\ntitle: Sign\nwhy: It is kept.\nfor: member\n"), [
            "en/card.md.j2:3:1: the key 'title' is given twice",
            "    templates/kit/en/card.md.j2:2:1: the first",
            "    hint: keep one of the two",
        ]),
    ],
    ids=["no head", "empty head", "empty title", "a list", "a text", "wrong YAML"],
)  # fmt: skip
def test_a_head_that_is_none_is_told(text: str, told: list[str]) -> None:
    assert problems({EN: text}) == told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("mesage: yes", ["5:1: a document has no 'mesage'", "    hint: did you mean 'message'?"]),
        ("colour: red", ["5:1: a document has no 'colour'"]),
        ("message: ja", ["5:10: message: 'ja' is none of yes, no"]),
        ("message: [yes]", ["5:10: message: one word is expected here", "    hint: choose from yes, no"]),
        ("asks: finale", ["5:7: asks: 'finale' is none of baseline, final, pulse", "    hint: did you mean 'final'?"]),
        ("tells: all", ["5:8: tells: 'all' is none of first survey, evidence so far, results, last year"]),
        ("goes to: presenters",
         ["5:10: goes to: 'presenters' is none of presenter, absent members", "    hint: did you mean 'presenter'?"]),
        ("copy to: all", ["5:10: copy to: 'all' is none of principal"]),
        ("place: first", ["5:8: place: a number is expected here", "    hint: write digits only"]),
        ("place: -1", ["5:8: place: a number is expected here", "    hint: write digits only"]),
        ("kinds: [visit, gathring]",
         ["5:16: no kind of entry is called 'gathring'", "    hint: did you mean 'gathering'?"]),
        ("kinds: {visit: yes}", ["5:8: kinds: a word, or a list of words, is expected here"]),
        ("kinds: [[visit]]", ["5:9: kinds: a word, or a list of words, is expected here"]),
        ("follows: cart", ["5:10: no document is called 'cart'", "    hint: did you mean 'card'?"]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_key_is_told_at_its_place(line: str, told: list[str]) -> None:
    first, *hint = told
    assert problems({EN: head(f"{LEAST}{line}\n")}) == [f"en/card.md.j2:{first}", *hint]


def test_for_whom_a_document_is_can_be_misspelled() -> None:
    first, hint = problems({EN: head(LEAST.replace("for: member", "for: members"))})
    assert first.startswith("en/card.md.j2:4:6: for: 'members' is none of community, sponsor, ")
    assert hint == "    hint: did you mean 'member'?"


def test_a_title_is_a_text() -> None:
    told = problems({EN: head(LEAST.replace("title: Card", "title: [Card]"))})
    assert told == ["en/card.md.j2:2:8: title: a text is expected here"]


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_files() -> None:
    told = problems({FR: head("title: Carte\n"), EN: head(f"{LEAST}place: x\nform: x\n"), "kit/en/note.md.j2": ""})
    assert [line for line in told if "hint" not in line] == [
        "en/card.md.j2:5:8: place: a number is expected here",
        "en/card.md.j2:6:7: form: 'x' is none of yes, no",
        "en/note.md.j2:1:1: a document begins with its head",
        "fr/card.md.j2:1:1: a document needs its 'why'",
    ]


def test_another_language_says_title_and_reason_and_nothing_that_would_not_hold() -> None:
    told = problems({EN: head(LEAST), FR: head("title: Carte\nwhy: On la garde.\nmessage: yes\ncouleur: rouge\n")})
    assert told == [
        "fr/card.md.j2:4:1: 'message' is said in one place, the head of 'kit/en/card.md.j2'",
        "fr/card.md.j2:5:1: a document has no 'couleur'",
    ]


def test_a_document_in_another_language_alone_is_not_left_out_silently() -> None:
    told = problems({FR: head("title: Carte\nwhy: On la garde.\n")})
    assert told == ["fr/card.md.j2:1:1: a document needs its template 'kit/en/card.md.j2'"]


# Those that ship.


def test_every_template_of_the_kit_is_a_document_in_both_languages() -> None:
    names = {path.name.partition(".")[0] for path in (ROOT / "templates" / "kit").glob("??/[!_]*.md.j2")}
    found = documents.shipped()
    assert set(found) == names
    assert all(set(one.titles) == set(one.reasons) == {"en", "fr"} for one in found.values())


def test_the_documents_that_ship_each_have_a_place_of_their_own() -> None:
    places = [one.place for one in documents.shipped().values()]
    assert places == sorted(set(places))


def test_kinds_are_kinds_of_entries() -> None:
    assert all(one.kinds <= set(KINDS) for one in documents.shipped().values())
