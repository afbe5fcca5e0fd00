"""An e-mail address beside a name goes where addresses belong, and stands on no page and in no shared calendar."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from communities import yaml_text
from conftest import MINIMAL, TODAY, DatedYear, Ran, Write
from cop_plan.definition import addresses
from test_hostile_text import accepted, example, leaves, with_texts

YearOf = Callable[..., DatedYear]
Run = Callable[..., Ran]

JAMIE = [
    "Jamie Lee <jamie@example.org>",
    "Jamie Lee, jamie@example.org",
    "Jamie Lee (jamie@example.org)",
    "Jamie Lee [jamie@example.org]",
    "Jamie Lee jamie@example.org",
    '"Jamie Lee" <jamie@example.org>',
    "Jamie Lee; jamie@example.org",
    "Jamie Lee: jamie@example.org.",
    "Jamie Lee – jamie@example.org",
    "Jamie Lee mailto:jamie@example.org",
    "Jamie Lee <mailto:jamie@example.org?subject=Hi>",
    "jamie@example.org (Jamie Lee)",
    "<jamie@example.org> Jamie Lee",
]


@pytest.mark.parametrize("text", JAMIE)
def test_an_address_is_told_from_the_name_beside_it(text: str) -> None:
    name, found = addresses.split(text)
    assert (name.strip("()"), found) == ("Jamie Lee", ("jamie@example.org",))


@pytest.mark.parametrize(
    "text", ["Jamie Lee", "Room 4 @ Elm Street", "@jamie", "Jamie (Elm Street School)", "« Lire », le club", "-"]
)
def test_what_holds_no_address_stays_as_it_is(text: str) -> None:
    assert addresses.split(text) == (text, ())


@pytest.mark.parametrize("text", JAMIE[:11])
def test_a_leader_has_the_address_that_is_written_beside_the_name(text: str, year_of: YearOf) -> None:
    found = year_of(f"{MINIMAL}leadership:\n  facilitator: '{text}'\n").dated.community.leadership.facilitator
    assert (found.name, found.email) == ("Jamie Lee", "jamie@example.org")


def test_in_a_list_too(year_of: YearOf) -> None:
    lists = {"m.csv": "name,email\nJamie Lee <jamie@example.org>,\n",
             "s.csv": "school,principal\nElm,Kim Roe (kim@example.org)\n"}  # fmt: skip
    members = year_of(f"{MINIMAL}membership: {{members: m.csv, schools: s.csv}}\n", lists).dated.community.membership
    assert [(one.name, one.email) for one in members.members] == [("Jamie Lee", "jamie@example.org")]
    assert [(one.principal, one.email) for one in members.schools] == [("Kim Roe", "kim@example.org")]


def test_a_sponsors_contact_too(year_of: YearOf) -> None:
    text = f"{MINIMAL}sponsor: {{organization: Board, contact: 'Robin, robin@example.org'}}\n"
    found = year_of(text).dated.community.sponsor
    assert (found.organization, found.contact, found.email) == ("Board", "Robin", "robin@example.org")


@pytest.mark.parametrize(
    ("written", "said", "hint"),
    [
        ("leadership: {facilitator: jamie@example.org}", "leadership.facilitator.name: 'jamie@example.org' is an "
         "address, and no name", "write the name, and  email: jamie@example.org"),
        ("leadership: {facilitator: {name: 'Jamie <j@example.org>', email: jamie@example.org}}", "has another address",
         "write one, as  email: j@example.org"),
        ("leadership: {core_group: [jamie@example.org]}", "leadership.core_group.1", "write the person's name"),
        ("activities: {webinar-1: {presenter: 'A <a@example.org>, B <b@example.org>'}}", "has two addresses",
         "name one person"),
        ("activities: {webinar-1: {title: 'Ask kim@example.org'}}", "activities.webinar-1.title: the address "
         "'kim@example.org' would be shown on pages and in calendars", "write Ask"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_apart_is_a_problem_with_what_to_write(
    written: str, said: str, hint: str, problems_of: Callable[..., list[str]]
) -> None:
    problem, help_ = problems_of(f"{MINIMAL}{written}\n")[:2]
    assert said in problem
    assert help_ == f"    hint: {hint}"


def test_whoever_has_a_part_in_a_session_is_shown_without_the_address(run: Run, write: Write, tmp_path: Path) -> None:
    people = "presenter: Al <al@x.example>, host: 'Jo, jo@x.example', note_taker: Bo (bo@x.example)"
    turns = "meetings: {hosts: [Cy <cy@x.example>], note_takers: ['Di, di@x.example']}"
    write(f"{MINIMAL}activities: {{webinar-1: {{{people}}}}}\n{turns}\n")
    assert run("schedule", "--today", TODAY).code == 0
    for path in (tmp_path / "plan").iterdir():
        text = re.sub(r"\r?\n ", "", path.read_text(encoding="utf-8"))
        assert "x.example" not in text, path.name
    assert "address-in-text" not in run("check", "--today", TODAY).out


def without_addresses(tree: Any) -> Any:
    """Return a definition in which nobody's address stands yet."""
    if isinstance(tree, list):
        return [without_addresses(item) for item in tree]
    if isinstance(tree, dict):
        return {key: without_addresses(item) for key, item in tree.items() if "email" not in key}
    return tree


def test_no_address_is_shared_that_check_does_not_tell_of(run: Run, write: Write, tmp_path: Path) -> None:
    tree = without_addresses(example(""))
    own = dict(leaves(tree))
    numbers = {text: number for number, text in enumerate(dict.fromkeys(own.values()))}  # who is named twice is one
    marks = {where: f"p{numbers[text]}@hidden.example.net" for where, text in own.items()}
    places = {address: where for where, address in marks.items()}
    chosen = accepted(tree, "<p0@hidden.example.net>", tmp_path / "community.yaml")
    people = {("leadership", "facilitator", "name"), ("leadership", "core_group", 0), ("sponsor", "contact"),
              ("membership", "members", 0, "name"), ("membership", "schools", 0, "principal"), ("guests", 0, "name"),
              ("meetings", "blog_moderator"), ("activities", "webinar-4", "presenter"),
              ("activities", "webinar-4", "owner"), ("activities", "webinar-4", "steps", "tea", "owner"),
              ("legacy", "capacity_building", 0, "team", 0)}  # fmt: skip
    assert people <= chosen
    chosen = {where for where in chosen if where[-1] != "organization"}  # its contact has an address already
    texts = {where: f"{text} <{marks[where]}>" if where in chosen else text for where, text in own.items()}
    write(yaml_text(with_texts(tree, texts)))
    assert run("schedule", "--today", TODAY).code == 0
    told = run("check", "--today", TODAY).out
    outputs = [path for path in (tmp_path / "plan").iterdir() if path.suffix in (".ics", ".html", ".md")]
    assert len(outputs) >= 4
    for path in outputs:
        text = re.sub(r"\r?\n ", "", path.read_text(encoding="utf-8"))
        shown = set(re.findall(r"p\d+@hidden\.example\.net", text))
        assert {address: places[address] for address in shown if address not in told} == {}, path.name
