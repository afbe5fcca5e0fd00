"""Reading: shape and place from YAML and CSV, one layer over another, and an end to whatever is thrown at it."""

import contextlib
import csv
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import MINIMAL, PATIENCE_SECONDS, Write
from cop_plan.app.project import CommunityProject
from cop_plan.base import errors, files
from cop_plan.definition import community as models
from cop_plan.definition import load, nodes

GALLERY = Path(__file__).parent / "problems"
EXAMPLE = Path(__file__).parents[1] / "examples" / "literacy-for-all" / "community.yaml"
HERE = files.DefinitionFiles(Path(__file__), nodes.MAX_BYTES)


def read(text: str) -> Any:
    """Return the plain data of a YAML text."""
    node = nodes.read_yaml(text.encode(), "community.yaml")
    return None if node is None else nodes.plain(node)


def told(data: bytes, reader: Callable[[bytes, str], object] = nodes.read_yaml, file: str = "community.yaml") -> str:
    """Return what a person reads about bytes."""
    with pytest.raises(errors.Problems) as found:
        reader(data, file)
    return "\n".join(line for problem in found.value.problems for line in problem.lines())


def read_members(data: bytes, file: str = "members.csv") -> nodes.SequenceNode:
    return load.read_list(data, file, models.Member)


def rows(data: bytes) -> Any:
    return nodes.plain(read_members(data))


# What a scalar is


@pytest.mark.parametrize("year", ["{first_year: 2026}", "{a: b}"])
def test_a_year_is_a_text_whatever_it_becomes(year: str, problems_of: Callable[..., list[str]]) -> None:
    told = problems_of(MINIMAL.replace("2026-2027", year))
    assert told == ["community.yaml:2:7: year: a text is expected here, and this is a set of keys"]


@pytest.mark.parametrize("written", ["15:30", "no", "012", "2026-09-29", "1e3", "0x1F", "1_000", "12:30:45", "Off"])
def test_a_value_stays_the_text_that_was_written(written: str) -> None:
    assert read(f"key: {written}") == {"key": written}


@pytest.mark.parametrize("written", ["", "~", "null", '""', "''", '"  "'])
def test_nothing_written_is_nothing(written: str) -> None:
    assert read(f"key: {written}") == {"key": None}


@pytest.mark.parametrize("written", ['"null"', "'~'"])
def test_a_word_in_quotes_is_a_word(written: str) -> None:
    assert read(f"key: {written}") == {"key": written[1:-1]}


def test_an_empty_item_is_no_item() -> None:
    assert read("- one\n-\n- two\n") == ["one", "two"]


def test_accents_are_composed() -> None:
    assert read(f"key: {unicodedata.normalize('NFD', 'Hélène')}") == {"key": "Hélène"}


def test_a_byte_order_mark_is_no_character() -> None:
    node = nodes.read_yaml(b"\xef\xbb\xbfname: Readers", "community.yaml")

    assert isinstance(node, nodes.MappingNode)
    assert node.keys["name"] == ("community.yaml", 1, 1)


def test_an_anchor_repeats_what_it_names() -> None:
    assert read("a: &x {b: [c]}\nd: *x\n") == {"a": {"b": ["c"]}, "d": {"b": ["c"]}}


def test_line_ends_of_other_systems_are_line_ends() -> None:
    node = nodes.read_yaml(b"a: b\r\nc:\r\n  d: e\r\n", "community.yaml")

    assert isinstance(node, nodes.MappingNode)
    assert nodes.place_of(node, ("c", "d")) == ("community.yaml", 3, 6)


# Bytes that a definition cannot carry


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        pytest.param(
            "name: Hélène".encode("cp1252"),
            "community.yaml:1:8: this is not UTF-8 text\n    hint: save the file as UTF-8",
            id="cp1252",
        ),
        pytest.param(
            "name: A\nplace: 日本, Zürich".encode()[:-4] + b"\xfc",
            "community.yaml:2:14: this is not UTF-8 text\n    hint: save the file as UTF-8",
            id="columns count characters",
        ),
        pytest.param(
            b"\xef\xbb\xbfname: H\xe9l\xe8ne",
            "community.yaml:1:8: this is not UTF-8 text\n    hint: save the file as UTF-8",
            id="cp1252 after a byte order mark",
        ),
        pytest.param(
            "name: Readers".encode("utf-16"),
            "community.yaml:1:1: this is not UTF-8 text\n    hint: save the file as UTF-8",
            id="utf-16",
        ),
        pytest.param(
            "name: Readers".encode("utf-16-be"),
            "community.yaml:1:1: this is not UTF-8 text\n    hint: save the file as UTF-8",
            id="utf-16 without a mark",
        ),
        pytest.param(
            b"name: Readers\nregion: CA\x1b-AB",
            "community.yaml:2:11: an invisible control character (U+001B) stands here\n    hint: delete it",
            id="control character",
        ),
        pytest.param(
            b"PK\x03\x04\x14\x00",
            "community.yaml: this is a spreadsheet, a document or an archive, not a text",
            id="spreadsheet",
        ),
        pytest.param(b"#" * 1_000_001, "community.yaml: is larger than 1 MB", id="too large"),
    ],
)
def test_bytes_that_are_no_text_are_told(data: bytes, answer: str) -> None:
    assert told(data) == answer


# Tables


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_may_be_divided_by(delimiter: str) -> None:
    text = f"name{delimiter}position\nAmina{delimiter}Teacher\n"

    assert rows(text.encode()) == [{"name": "Amina", "position": "Teacher"}]


@pytest.mark.parametrize(
    "header",
    [
        "agreement_sent",
        "Agreement sent",
        "AGREEMENT-SENT",
        "agreement\u00a0sent",
        " agreement_sent ",
        '"Agreement sent"',
    ],
)
def test_a_column_may_be_headed(header: str) -> None:
    assert rows(f"name,{header}\nAmina,2026-06-01\n".encode()) == [{"name": "Amina", "agreement_sent": "2026-06-01"}]


def test_columns_of_ones_own_are_left_alone() -> None:
    assert rows(b"notes,name,telephone\nkind,Amina,555\n") == [{"name": "Amina"}]


def test_a_short_row_ends_in_open_cells() -> None:
    assert rows(b"name,email,position\nAmina\n") == [{"name": "Amina"}]


def test_empty_cells_beyond_the_header_are_nothing() -> None:
    assert rows(b"name\nAmina,,\n") == [{"name": "Amina"}]


def test_blank_rows_are_no_members_and_are_counted() -> None:
    table = read_members(b"\nname\n\n,\nAmina\n")

    assert [row.place for row in table.items] == [("members.csv", 5, 1)]


def test_a_cell_may_hold_commas_quotes_and_lines() -> None:
    assert rows(b'name,brings\nAmina,"Talk, ""try"",\nread"\n') == [{"name": "Amina", "brings": 'Talk, "try",\nread'}]


def test_the_column_of_a_cell_is_its_number() -> None:
    table = read_members("position,school,name\nTeacher,Élan,Amina\n".encode())

    assert nodes.place_of(table, (0, "name")) == ("members.csv", 2, 3)


# Laying one over the other

TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cn", "Co")), min_size=1, max_size=8
).map(lambda text: unicodedata.normalize("NFC", text))
DATA = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)
MAYBE_EMPTY = st.none() | DATA


def node_of(data: object) -> nodes.Node:
    node = nodes.read_yaml(yaml.safe_dump(data, allow_unicode=True).encode(), "a.yaml")
    assert node is not None
    return node


def test_maps_are_laid_key_by_key() -> None:
    laid = nodes.overlay(node_of({"a": {"b": "1", "c": "2"}}), node_of({"a": {"c": "3", "d": "4"}}))

    assert nodes.plain(laid) == {"a": {"b": "1", "c": "3", "d": "4"}}


def test_lists_and_texts_replace() -> None:
    laid = nodes.overlay(node_of({"a": ["1", "2"], "b": {"c": "3"}}), node_of({"a": ["4"], "b": "5"}))

    assert nodes.plain(laid) == {"a": ["4"], "b": "5"}


def test_what_is_empty_leaves_what_lies_below() -> None:
    assert nodes.plain(nodes.overlay(node_of({"a": {"b": "1"}}), node_of({"a": None}))) == {"a": {"b": "1"}}


def test_a_laid_value_keeps_its_own_place() -> None:
    below = nodes.read_yaml(b"a:\n  b: 1\n  c: 2\n", "pattern.yaml")
    above = nodes.read_yaml(b"a: {c: 3}\n", "community.yaml")
    laid = nodes.overlay(below, above)

    assert nodes.place_of(laid, ("a", "b")) == ("pattern.yaml", 2, 6)
    assert nodes.place_of(laid, ("a", "c")) == ("community.yaml", 1, 8)


@given(DATA)
def test_laid_over_itself_a_tree_is_the_same(data: object) -> None:
    node = node_of(data)

    assert nodes.overlay(node, node) == node


@given(DATA)
def test_nothing_below_and_nothing_above_change_nothing(data: object) -> None:
    node = node_of(data)

    assert nodes.overlay(None, node) == node
    assert nodes.overlay(node, None) == node
    assert nodes.overlay(node, node_of(None)) == node


@given(MAYBE_EMPTY, MAYBE_EMPTY)
def test_laid_twice_is_laid_once(lower: object, upper: object) -> None:
    once = nodes.overlay(node_of(lower), node_of(upper))

    assert nodes.plain(nodes.overlay(once, node_of(upper))) == nodes.plain(once)


# Whatever is thrown at it


@given(DATA, st.booleans(), st.sampled_from([True, False, None]), st.integers(10, 200))
def test_dumped_data_come_back_as_the_same_texts(data: object, raw: bool, flow: bool | None, width: int) -> None:
    dumped = yaml.safe_dump(data, allow_unicode=raw, default_flow_style=flow, width=width)

    assert read(dumped) == data


def ends(read: Callable[[], object]) -> None:
    """Run to a value or to an answer; any other exception fails the test."""
    try:
        read()
    except errors.Problems as found:
        answered = bool([line for problem in found.problems for line in problem.lines()])
    except errors.Unreadable as found:
        answered = bool(found.reason)
    else:
        answered = True
    assert answered


SLIPS = st.lists(
    st.sampled_from(
        [
            *"\t\n\r :-,[]{}&*!|>'\"%@`#?~<\\é\ufeff\x85\u2028\U0001f600",
            *("\n  ", ": ", "- ", "<<: ", "---\n", "...\n", "&a ", "*a", "!!str ", "null", "2026-2027"),
            *("activities:\n  ", "webinar-1", "online-meeting.october: ", "when: ", "repeat: ", "steps: "),
            *("third tuesday of ", "leave_out: ", "pattern: ", "members: ", "community.yaml"),
        ]
    ),
    max_size=40,
).map("".join)


@given(st.text(max_size=200) | SLIPS)
def test_any_text_ends_in_a_value_or_in_problems(text: str) -> None:
    ends(lambda: nodes.read_yaml(text.encode("utf-8", "surrogatepass"), "community.yaml"))


@given(st.binary(max_size=200))
def test_any_bytes_end_in_a_value_or_in_problems(data: bytes) -> None:
    ends(lambda: nodes.read_yaml(data, "community.yaml"))
    ends(lambda: read_members(data))
    ends(lambda: read_members(b"name,email\n" + data))


@given(st.text(st.sampled_from('nameil,;\t"\n\r\x00\u00a0é '), max_size=60))
def test_any_table_ends_in_rows_or_in_problems(text: str) -> None:
    ends(lambda: read_members(text.encode()))


@settings(max_examples=60)
@given(SLIPS)
def test_any_definition_ends_in_a_community_or_in_problems(text: str) -> None:
    ends(lambda: load.community((MINIMAL + text).encode(), "community.yaml", HERE))


SECTIONS = st.sampled_from(
    [*models.Community.model_fields, "for", "in", "webinar-1", "steps", "agenda", "evidence", "items"]
)
SHAPES = st.recursive(
    st.none() | st.sampled_from(["", "yes", "2026-2027", "october", "9:00", "webinar-1", "task", "sample-year"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(SECTIONS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100)
@given(
    st.dictionaries(SECTIONS, SHAPES, max_size=4),
    st.dictionaries(
        st.sampled_from(
            [
                "webinar-1",
                "webinar-1.reminder",
                "online-meeting.october",
                "online-meeting.october.reminder",
                "calls",
                "calls.may",
            ]
        ),
        SHAPES,
    ),
)
def test_any_shape_anywhere_ends_in_a_community_or_in_problems(data: dict[str, object], changes: object) -> None:
    text = yaml.safe_dump({"name": "Readers", "year": "2026-2027", "timezone": "UTC", "activities": changes} | data)

    ends(lambda: load.community(text.encode(), "community.yaml", HERE))


# Bounds of time and of memory


def definition(text: str) -> load.Loaded:
    return load.community(text.encode(), "community.yaml", HERE)


def with_pattern(text: str) -> load.Loaded:
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path("own.yaml").write_text(text, encoding="utf-8")
        shelf = files.DefinitionFiles(Path("community.yaml"), nodes.MAX_BYTES)
        return load.community((MINIMAL + "pattern: own.yaml\n").encode(), "community.yaml", shelf)


def headed(text: str) -> object:
    return nodes.read_headed(text.encode(), "s.md")


def members(text: str) -> nodes.SequenceNode:
    return read_members(text.encode())


def lines(line: str, count: int, head: str = "") -> str:
    return MINIMAL + head + "".join(line.format(number) for number in range(count))


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{key}: &{key} [{','.join([f'*{below}'] * 9)}]\n" for below, key in zip("abcdefgh", "bcdefghi", strict=True)
)
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 300))
INDENTED = "".join(" " * depth + "a:\n" for depth in range(1_200))
TOO_MANY = "community.yaml:1:1: there are more problems than the 300 told here"
ATTACKS: dict[str, tuple[Callable[[str], object], str, str]] = {
    "aliases of aliases": (definition, BOMB, "community.yaml:5:23: this is more than 50,000 values"),
    "brackets": (definition, "[" * 999_000, "community.yaml:1:65: this is nested more than 64 deep"),
    "brackets under a key": (definition, MINIMAL + "purpose: " + "[" * 10_000, "community.yaml:4:73: this is nested"),
    "braces": (definition, "{" * 999_000, "community.yaml:1:65: this is nested more than 64 deep"),
    "items of items": (definition, "- " * 400_000, "community.yaml:1:129: this is nested more than 64 deep"),
    "keys of keys": (definition, "? " * 400_000, "community.yaml:1:129: this is nested more than 64 deep"),
    "brackets that are closed": (definition, "[" * 5_000 + "]" * 5_000, "community.yaml:1:65: this is nested"),
    "brackets on lines": (definition, "[\n" * 100_000, "community.yaml:65:1: this is nested more than 64 deep"),
    "brackets as a key": (definition, "[" * 5_000 + "]" * 5_000 + ": a", "community.yaml:1:65: this is nested"),
    "brackets where a key must be": (definition, "a: b\n" + "[" * 5_000, "community.yaml:2:1: this is neither a key"),
    "brackets and braces": (definition, "[{" * 5_000, "community.yaml:1:65: this is nested more than 64 deep"),
    "braces of braces": (definition, "{a: " * 200_000, "community.yaml:1:254: this is nested more than 64 deep"),
    "items and brackets": (definition, "- " * 60 + "[" * 2_000, "community.yaml:1:125: this is nested more than 64"),
    "keys by indentation": (definition, INDENTED, "community.yaml:64:64: this is nested more than 64 deep"),
    "brackets before a slip": (definition, "[" * 80 + "*", "community.yaml:1:65: this is nested more than 64 deep"),
    "a slip before brackets": (
        definition,
        "[*" + "[" * 2_000,
        "community.yaml:1:3: an anchor or alias is not complete",
    ),
    "anchors of brackets": (definition, "&a [" * 2_000, "community.yaml:1:257: this is nested more than 64 deep"),
    "aliases in aliases": (definition, CHAIN, "community.yaml:63:12: this is nested more than 64 deep"),
    "brackets of a pattern": (with_pattern, "[" * 5_000, "own.yaml:1:65: this is nested more than 64 deep"),
    "brackets above a text": (headed, "---\n" + "[" * 5_000 + "\n---\n", "s.md:2:65: this is nested more than 64 deep"),
    "colons on a line": (definition, "a: " * 330_000, "community.yaml:1:5: a colon stands where no key can be"),
    "the same key": (definition, "a:\n" * 330_000, "community.yaml:2:1: the key 'a' is given twice"),
    "a long key": (definition, MINIMAL + "k" * 990_000 + ": x", "community.yaml:4:1: this is neither a key"),
    "a long key in quotes": (definition, MINIMAL + '? "' + "k" * 990_000 + '"\n: x', "community.yaml:4:3: 'kkk"),
    "a long value": (definition, MINIMAL + "currency: " + "k" * 990_000, "community.yaml:4:11: currency: 'kkk"),
    "an open quote": (definition, 'a: "' + "x\n" * 400_000, "community.yaml:1:4: a quoted text is not closed"),
    "unknown keys": (definition, lines("regoin{}: x\n", 5_000), TOO_MANY),
    "keys of activities": (definition, lines("  w{}: {{topc: x}}\n", 5_000, "activities:\n"), TOO_MANY),
    "unknown steps": (
        definition,
        lines("  webinar-1.w{}: {{topic: x}}\n", 5_000, "activities:\n"),
        "community.yaml:5:3: activities.webinar-1.w0: no entry is called 'webinar-1.w0'",
    ),
    "many values": (definition, lines("key{}: x\n", 60_000), "community.yaml:25000:11: this is more than 50,000"),
    "too many columns": (members, "a," * 400_000, "members.csv:1:1: this is more than"),
    "columns nearly ours": (members, ",".join(f"nam{n}" for n in range(90_000)), "members.csv:1:1: this is more than"),
    "too many rows": (members, "name\n" + "a\n" * 400_000, "members.csv:200001:1: this is more than 200,000 cells"),
    "a cell without end": (members, 'name\n"' + "a" * 900_000, "members.csv:2:1: a cell is too long"),
    "blank rows": (members, "\n" * 900_000, "members.csv:1:1: the file is empty"),
}


def attack() -> None:
    """Read all that is hostile and print the first line of each answer; too much memory ends the process."""
    resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
    answers = {}
    for name, (reader, text, _) in ATTACKS.items():
        try:
            reader(text)
            answers[name] = "nothing"
        except errors.Problems as found:
            answers[name] = found.problems[0].lines()[0]
    json.dump(answers, sys.stdout)


# A question mark in braces begins a key there, as in YAML 1.1.
READ_DIFFERENTLY = {"yes-and-counts"}


def test_the_parser_in_python_reads_and_answers_like_the_one_in_c(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_all() -> dict[str, str]:
        return {path.stem: said(path.read_bytes()) for path in sorted(GALLERY.glob("*.yaml"))}

    def said(data: bytes) -> str:
        try:
            return repr(nodes.read_yaml(data, "community.yaml"))
        except errors.Problems as found:
            return "\n".join(line for problem in found.problems for line in problem.lines())

    in_c = read_all()
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    in_python = read_all()
    assert {name for name in in_c if in_c[name] != in_python[name]} <= READ_DIFFERENTLY


PARSERS = {"the parser in C": "", "the parser in Python": "import yaml; yaml.__dict__.pop('CSafeLoader', None); "}


@pytest.fixture(scope="module", params=PARSERS)
def answers(request: pytest.FixtureRequest) -> dict[str, str]:
    """Return the answers to all that is hostile, from a process with a gigabyte of memory."""
    command = [sys.executable, "-c", f"{PARSERS[request.param]}import test_load; test_load.attack()"]
    path = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[1])])
    done = subprocess.run(
        command,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=PATIENCE_SECONDS,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.slow
@pytest.mark.parametrize("name", ATTACKS)
def test_what_is_hostile_is_answered_within_bounds(name: str, answers: dict[str, str]) -> None:
    assert answers[name].startswith(ATTACKS[name][2])


def test_thousands_of_unknown_names_are_answered_within_bounds(
    write: Callable[..., Path], problems_of: Callable[..., list[str]]
) -> None:
    schools = "school\n" + "".join(f"School {number}\n" for number in range(400))
    people = "name,school\n" + "".join(f"Person {number},Scool {number}\n" for number in range(20_000))
    text = MINIMAL + "membership: {members: members.csv, schools: schools.csv}\n"

    told = problems_of(text, {"members.csv": people, "schools.csv": schools})

    assert any("more problems than the 300" in line for line in told)
    assert len(told) <= 2 * errors.MAX_PROBLEMS + 1


def test_a_huge_file_is_not_read_whole(tmp_path: Path) -> None:
    huge = tmp_path / "community.yaml"
    with huge.open("wb") as file:
        file.truncate(50_000_000)

    data = files.read(huge, nodes.MAX_BYTES)

    assert len(data) == nodes.MAX_BYTES + 1
    assert told(data) == "community.yaml: is larger than 1 MB"


# The normative sample


def leaves(node: nodes.Node, path: errors.Path = ()) -> Iterator[tuple[errors.Path, nodes.ScalarNode]]:
    match node:
        case nodes.ScalarNode():
            yield path, node
        case nodes.SequenceNode(items):
            for at, item in enumerate(items):
                yield from leaves(item, (*path, at))
        case nodes.MappingNode(entries):
            for key, item in entries.items():
                yield from leaves(item, (*path, key))


def shown_at(place: errors.Place) -> str:
    """Return what stands in a file from a place to the end of the line, or in a cell."""
    if place.file.startswith("patterns/"):
        text = files.shipped_text(*place.file.split("/")) or ""
    else:
        text = (EXAMPLE.parent / Path(place.file).name).read_text(encoding="utf-8")
    if place.file.endswith(".csv"):
        return list(csv.reader(io.StringIO(text)))[place.line - 1][place.column - 1]
    return text.split("\n")[place.line - 1][place.column - 1 :]


def test_every_value_of_the_sample_stands_at_its_place() -> None:
    loaded = CommunityProject(EXAMPLE).written
    written = [(path, leaf) for path, leaf in leaves(loaded.tree) if leaf.text is not None]

    wrong = [(path, leaf) for path, leaf in written if not shown_at(loaded.place(path)).startswith(leaf.text or "")]

    assert len(written) > 500
    assert wrong == []


def test_every_key_of_the_sample_stands_at_its_place() -> None:
    loaded = CommunityProject(EXAMPLE).written
    keys = {path[: at + 1] for path, _ in leaves(loaded.tree) for at, part in enumerate(path) if isinstance(part, str)}

    wrong = [
        path
        for path in keys
        if (place := loaded.place(path, key=True)).file.endswith(".yaml")
        and not shown_at(place).startswith((str(path[-1]), str(path[-1]).rpartition(".")[2]))
    ]

    assert wrong == []


def test_the_place_of_a_word_inside_a_value_counts_its_characters() -> None:
    loaded = CommunityProject(EXAMPLE).written

    place = loaded.place(("activities", "webinar-3", "when"), offset=len("fourth tuesday of "))

    assert shown_at(place).startswith("february")


def test_what_the_person_wrote_is_told_from_what_the_pattern_brings() -> None:
    loaded = CommunityProject(EXAMPLE).written

    assert loaded.is_own(("activities", "webinar-1", "topic"))
    assert not loaded.is_own(("activities", "webinar-1", "when"))


WRITTEN_BY_FEW = {
    "begins", "busy", "credit", "extends", "holidays", "last_year", "letters", "output", "reminder", "templates",
    "thresholds",
}  # fmt: skip


@pytest.mark.parametrize("section", sorted(set(models.Community.model_fields) - WRITTEN_BY_FEW))
def test_every_section_of_the_sample_is_filled(section: str) -> None:
    community = CommunityProject(EXAMPLE).written.community

    assert section in community.model_fields_set
    assert getattr(community, section) not in (None, (), {}, "")


def test_the_tables_of_the_sample_are_read() -> None:
    community = CommunityProject(EXAMPLE).written.community

    assert [member.name for member in community.membership.members][:2] == ["Amina Okafor", "Bernadette Cardinal"]
    assert len(community.membership.members) == 12
    assert [school.school for school in community.membership.schools] == ["Elm Street School", "Riverside School"]
    assert len({resource.kind for resource in community.resources}) >= 5
    assert {guest.relation for guest in community.guests} == {
        "work with",
        "want to work with",
        "does interesting work",
    }
    assert [str(line.planned) for line in community.budget][:2] == ["4800.00", "1200.00"]


def test_a_pattern_of_ones_own_has_its_titles_in_the_language_beside_it(write: Write) -> None:
    ours = "activities: {start: {title: The start, when: first monday of october}}\n"
    theirs = "activities: {start: {title: Le début}}\n"
    text = MINIMAL + "pattern: our.yaml\nlanguage: fr-CA\n"
    community = CommunityProject(write(text, {"our.yaml": ours, "our.fr.yaml": theirs})).written.community
    assert community.activities["start"].title == "Le début"
