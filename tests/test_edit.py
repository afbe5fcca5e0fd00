"""An answer is put into a definition's text such that nothing else changes, in looks or in meaning."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conftest import MINIMAL, ROOT
from cop_plan.definition import edit, nodes

TEXTS = st.text(st.characters(codec="utf-8"), min_size=1).filter(
    lambda text: text.strip() and nodes.unprintable(text) is None
)


def plain(text: str) -> Any:
    tree = nodes.read_yaml(text.encode(), "community.yaml")
    assert tree is not None
    return nodes.plain(tree)


@pytest.mark.parametrize(
    ("text", "path", "value", "after"),
    [
        ("purpose:\n  concern:\n", "purpose.concern", "x", "purpose:\n  concern: x\n"),
        ("purpose:\n  concern:   # which?\n", "purpose.concern", "x", "purpose:\n  concern: x   # which?\n"),
        ("purpose:\n    areas: [a]\n", "purpose.concern", "x", "purpose:\n    areas: [a]\n    concern: x\n"),
        ("purpose:\nname: R\n", "purpose.concern", "x", "purpose:\n  concern: x\nname: R\n"),
        ("purpose: ~   # soon\n", "purpose.concern", "x", "purpose:   # soon\n  concern: x\n"),
        ("purpose: {}\n", "purpose.concern", "a, b", 'purpose: {concern: "a, b"}\n'),
        ("purpose: {a: us}\n", "purpose.concern", "x", "purpose: {a: us, concern: x}\n"),
        ("purpose: {a: us,}\n", "purpose.concern", "x", "purpose: {a: us, concern: x}\n"),
        ("purpose: {concern: , a: us}\n", "purpose.concern", "x", "purpose: {concern: x, a: us}\n"),
        ("purpose: {concern}\n", "purpose.concern", "x", "purpose: {concern: x}\n"),
        ("name: R\n", "a.b", ["c", "d: e"], 'name: R\na:\n  b:\n    - c\n    - "d: e"\n'),
        ("a:\n  b:  # which\n  c: x\n", "a.b", ["d"], "a:\n  b:  # which\n    - d\n  c: x\n"),
        ("name: R", "concern", "x", "name: R\nconcern: x\n"),
        ("name: R\n...\n", "concern", "x", "name: R\nconcern: x\n...\n"),
        ("name: |\n  R\n\n# the end\n", "concern", "x", "name: |\n  R\n\nconcern: x\n# the end\n"),
        ("name: R # mine\n\n# the end\n", "concern", "x", "name: R # mine\nconcern: x\n\n# the end\n"),
        ("l:\n  a: x\n  # ask Kim\nname: R\n", "l.b", "u", "l:\n  a: x\n  b: u\n  # ask Kim\nname: R\n"),
        ("l:\n  a: x\n  # ask Kim\n", "b", "u", "l:\n  a: x\n  # ask Kim\nb: u\n"),
        ("l:\n  a: x\n\n    # ask Kim\n    # today", "l.b", "u", "l:\n  a: x\n\n    # ask Kim\n    # today\n  b: u\n"),
        ("p: {\n  a: us\n}\n", "p.b", "x", "p: {\n  a: us,\n  b: x\n}\n"),
        ("p: {\n  a: us, # we\n}\n", "p.b", "x", "p: {\n  a: us, # we\n  b: x,\n}\n"),
        ("p: {\n  a: us # we\n}\n", "p.b", "x", "p: {\n  a: us, # we\n  b: x\n}\n"),
        ("p:\n  {c: d,\n   a: us}\n", "p.b", "x", "p:\n  {c: d,\n   a: us,\n   b: x}\n"),
        ("{\r\n  a: us\r\n}\r\n", "b", "x", "{\r\n  a: us,\r\n  b: x\r\n}\r\n"),
        ("name: Old  # mine\n", "name", "New", "name: New  # mine\n"),
        ("partners:\n- A\n", "partners", ["B"], "partners:\n- B\n"),
    ],
    ids=lambda value: None if isinstance(value, list) else str(value)[:30],
)
def test_only_the_answer_changes(text: str, path: str, value: Any, after: str) -> None:
    assert edit.with_answer(text, tuple(path.split(".")), value) == after


def test_a_commented_example_gives_its_place_to_the_answer() -> None:
    text = "purpose:\n  # What concern?\n  #concern: theirs\n  # What else?\n  #success: theirs\nname: R\n"
    after = edit.with_answer(text, ("purpose", "concern"), "ours", "theirs")
    assert after == text.replace("#concern: theirs", "concern: ours")


def test_a_commented_example_of_several_lines_goes_as_a_whole() -> None:
    text = "#partners:\n#  - A\n#  - B\nname: R\n"
    assert edit.with_answer(text, ("partners",), ["C"], ["A", "B"]) == "partners:\n  - C\nname: R\n"


def test_a_commented_line_that_a_person_changed_stays() -> None:
    text = "purpose:\n  #concern: ask Robin\n  audience: us\n"
    after = edit.with_answer(text, ("purpose", "concern"), "ours", "theirs")
    assert after == "purpose:\n  #concern: ask Robin\n  concern: ours\n  audience: us\n"


def test_the_example_of_another_section_stays() -> None:
    text = "one:\n  #how: same\ntwo:\n  #how: same\n"
    assert edit.with_answer(text, ("two", "how"), "x", "same") == "one:\n  #how: same\ntwo:\n  how: x\n"


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["bare", "marked"])
def test_line_ends_and_byte_order_mark_are_kept(ending: str, mark: str) -> None:
    text = mark + ending.join(["name: R", "purpose:", "  audience: us", ""])
    after = edit.with_answer(text, ("purpose", "areas"), ["a", "b"])
    assert after == text + ending.join(["  areas:", "    - a", "    - b", ""])


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("a: &one {x: y}\nb: *one\n", ("a", "z")),
        ("a: &one {x: y}\nb: *one\n", ("b", "z")),
        ("purpose: words\n", ("purpose", "concern")),
        ("areas:\n  - a # mine\n  - b\n", ("areas",)),
    ],
    ids=["behind an anchor", "behind an alias", "a text in place of a section", "a comment in the old value"],
)
def test_what_cannot_be_put_in_safely_is_refused(text: str, path: tuple[str, ...]) -> None:
    with pytest.raises(edit.CannotEdit):
        edit.with_answer(text, path, ["new"])


@given(TEXTS)
@example("yes")
@example("null")
@example("- a")
@example("a: b # c")
@example("'\"\\")
@example("a\x85b\u2028c\u2029d")
@example("{{ x }}")
@example("1_000")
@example("2026-09-29")
@example("0x1F")
@example("<<")
def test_any_text_means_itself_wherever_it_stands(text: str) -> None:
    expected = edit._normal(text)
    for value in (text, [text, text], {text: text}, [{"name": text, "email": text}]):
        written = "\n".join([*edit.lines("key", value), "next: x", ""])
        assert plain(written) == {"key": edit._normal(value), "next": "x"}
        assert plain(f"key: {edit.in_flow(value)}\n") == {"key": edit._normal(value)}
    assert plain(edit.with_answer(MINIMAL, ("purpose", "concern"), text))["purpose"] == {"concern": expected}


def test_texts_that_another_program_would_take_for_something_else_are_quoted() -> None:
    for text in ("yes", "no", "on", "null", "12", "1.5", "true", "~", "0o7", ".inf", "1e3", "=", "2026-09-29"):
        assert edit.scalar(text, in_block=True) == f'"{text}"'
    for text in ("reading", "12 to 30", "What now?", "https://example.org/a", "a, b; c", "1 hour a month", "l'été"):
        assert edit.scalar(text, in_block=True) == text


DEFINITIONS = sorted((ROOT / "examples").glob("*/community.yaml"))


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.parent.name)
def test_every_value_of_the_examples_can_be_taken_out_and_put_in_again(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    whole = plain(text)
    for section, values in whole.items():
        for key in values if isinstance(values, dict) else ():
            span = nodes.spans(text).get((section, key))
            if span is None or values[key] is None or span.flow or "\n" in text[span.start : span.end]:
                continue
            without = text[: span.start] + text[span.end :]
            if plain(without)[section][key] is None:
                assert plain(edit.with_answer(without, (section, key), values[key])) == whole


def test_json_stays_json() -> None:
    text = '{\n  "name": "R",\n  "purpose": {\n    "concern": ""\n  }\n}\n'
    answered = edit.with_answer(text, ("purpose", "concern"), "time, yes")
    answered = edit.with_answer(answered, ("purpose", "areas"), ["a", "b: c"])
    answered = edit.with_answer(answered, ("goals",), {"more": {"aim": "x"}})
    assert json.loads(answered) == {
        "name": "R",
        "purpose": {"concern": "time, yes", "areas": ["a", "b: c"]},
        "goals": {"more": {"aim": "x"}},
    }
    assert all(len(line) < 40 for line in answered.splitlines())
