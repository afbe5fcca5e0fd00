"""The questions stand on the models' fields; each has an example that reads back, and a place in a new definition."""

import re
from datetime import date
from pathlib import Path

import pytest

from conftest import ROOT, Write
from cop_plan.app import init as use_case
from cop_plan.app.project import CommunityProject
from cop_plan.definition import community, edit, load, nodes
from cop_plan.interview import questions
from cop_plan.interview.questions import Question, UnclearAnswer

ENGLISH = use_case.wording("en-CA")
ALL = questions.questions()
by_path = {".".join(one.path): one for one in ALL}
every = pytest.mark.parametrize("one", ALL, ids=lambda one: ".".join(one.path))
NEEDED: dict[questions.Path, str] = {("name",): "Readers", ("year",): "2026-2027", ("timezone",): "America/Edmonton"}


@every
def test_a_question_asks_explains_and_shows(one: Question) -> None:
    assert one.text.endswith("?")
    assert one.help.endswith((".", "?", "'."))
    assert one.example
    assert len(re.findall(r"[.?!](?= [A-Z]|$)", one.help)) <= 3, "one or two plain sentences"


@every
def test_an_example_can_stand_in_a_definition(one: Question) -> None:
    assert load.wrong_with(one.path, one.example) is None


@every
def test_an_example_is_typed_as_the_help_shows_it(one: Question) -> None:
    lines = questions.typed(one, one.example, ENGLISH)
    again = questions.answer(one, [*lines, ""] if one.form == "goals" else lines, ENGLISH)
    assert questions.typed(one, again, ENGLISH) == lines


@every
def test_a_question_is_essential_or_offered_in_a_section(one: Question) -> None:
    assert one.essential == (one.path in questions.ESSENTIALS)
    assert one.essential or questions.section_of(one) in dict(questions.SECTIONS)


def test_the_planning_tools_seven_sections_are_offered() -> None:
    seven = {"Membership", "Implementation plan", "Leadership", "Purpose", "Results and celebrations", "Guidelines",
             "Impact on practice"}  # fmt: skip
    assert seven <= {questions.section_of(one) for one in ALL if not one.essential}


def test_the_wizard_asks_every_open_question_of_the_plan(write: Write) -> None:
    loaded = CommunityProject(write("name: R\nyear: 2026-2027\ntimezone: America/Edmonton\n")).written
    assert {one.path for one in community.questions(loaded.community)} <= {one.path for one in ALL}


@pytest.mark.parametrize(
    ("path", "typed", "answer"),
    [
        ("timezone", "edmonton", "America/Edmonton"),
        ("timezone", "new york", "America/New_York"),
        ("timezone", "Saskatoon", "America/Regina"),
        ("region", "ca-ab", "CA-AB"),
        ("pattern", "2", "compressed-year"),
        ("pattern", "half", "half-day-meetings"),
        ("pattern", "ours.yaml", "ours.yaml"),
        ("purpose.areas", "1 4", ["developing relationships", "creating new knowledge"]),
        ("purpose.areas", "creating, 1, 1", ["creating new knowledge", "developing relationships"]),
        ("purpose.division_priority", "Not yet", "not yet"),
        ("leadership.facilitator", "Alex Moreau", {"name": "Alex Moreau"}),
        ("leadership.facilitator", "Alex Moreau, alex@x.org", {"name": "Alex Moreau", "email": "alex@x.org"}),
        ("leadership.facilitator", "Alex Moreau <alex@x.org>", {"name": "Alex Moreau", "email": "alex@x.org"}),
        ("sponsor", "University, Faculty of Education", {"organization": "University, Faculty of Education"}),
        ("sponsor", "Board; Sam Ito; s@x.org", {"organization": "Board", "contact": "Sam Ito", "email": "s@x.org"}),
        ("purpose.needs", "school leaders: time: more", {"school leaders": "time: more"}),
        ("closures", "Winter break: 2026-12-21 to 2027-01-01", {"winter-break": {"days": "2026-12-21 to 2027-01-01"}}),
        ("closures", "PD: 2026-11-10; no students", {"pd": {"days": "2026-11-10", "kind": "no students"}}),
        ("membership.must_include", "Lead; each school", [{"position": "Lead", "one_from": "each school"}]),
        ("membership.members", "Ada; ada@example.org", [{"name": "Ada", "email": "ada@example.org"}]),
        ("budget", "Books; 120.50", [{"category": "Books", "planned": "120.50"}]),
        ("surveys.items", "I plan; final", {"i-plan": {"ask": "I plan", "in": "final"}}),
        ("surveys.items", "What now?", {"what-now": {"ask": "What now?", "type": "text"}}),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_typed_is_understood(path: str, typed: str, answer: object) -> None:
    assert questions.answer(by_path[path], [typed], ENGLISH) == answer


@pytest.mark.parametrize(
    ("path", "typed", "said"),
    [
        ("timezone", "America/Edmontn", "try America/Edmonton"),
        ("timezone", "Mountain Time", "try America/Edmonton, America/Denver, America/Phoenix"),
        ("timezone", "utc", "'utc' is a clock of no place: try America/Edmonton"),
        ("timezone", "the moon", "no time zone is called 'the moon'"),
        ("region", "CA-AL", "CA-AB"),
        ("year", "next", "is not a school year: write 2026-2027"),
        ("pattern", "5", "type a number from 1 to 4"),
        ("pattern", "free", "or the word"),
        ("membership.ideal_size", "30 to 12", "write 12 to 30"),
        ("leadership.facilitator", "a; b; c; d", "too many semicolons"),
        ("leadership.facilitator", "; a@example.org", "begin with the name"),
        ("leadership.facilitator", "Ann; ann@example", "not an e-mail address"),
        ("website", "example.org", "write https://example.org"),
        ("purpose.needs", "teachers need time", "needs a colon"),
        ("purpose.needs", ": time", "needs a colon"),
        ("closures", "winter: someday", "someday"),
        ("closures", "2026-12-21", "needs a name and a colon"),
        ("budget", "Books; twelve", "is not an amount"),
        (
            "legacy.capacity_building",
            "Prairie View; A day; last friday",
            "names no month: write, for example, 'last friday of",
        ),
        ("name", "a\x1b[Db", "invisible control character (U+001B)"),
        ("name", "a\udcffb", "could not be read"),
        ("name", "a" * 2_001, "1 characters too long"),
    ],
)
def test_what_is_not_understood_is_answered_with_what_would_do(path: str, typed: str, said: str) -> None:
    with pytest.raises(UnclearAnswer) as refused:
        questions.answer(by_path[path], [typed], ENGLISH)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("today", "year"),
    [
        ("2026-01-15", "2026-2027"),
        ("2026-04-10", "2026-2027"),
        ("2026-08-20", "2026-2027"),
        ("2026-12-01", "2026-2027"),
    ],
)
def test_who_plans_in_a_year_means_the_school_year_that_begins_in_it(today: str, year: str) -> None:
    assert questions.coming_year(date.fromisoformat(today)) == year


@pytest.mark.parametrize(
    ("machine", "zone"),
    [("America/Edmonton", "America/Edmonton"), ("Etc/UTC", None), ("UTC", None), ("MST7MDT", None), ("Mars/Base", None),
     (None, None)],
)  # fmt: skip
def test_only_the_zone_of_a_place_is_guessed(machine: str | None, zone: str | None) -> None:
    assert questions.zone_guess(machine) == zone


@pytest.mark.parametrize(
    ("zone", "region"),
    [("America/Edmonton", "CA-AB"), ("America/Toronto", None), ("Europe/Paris", "FR"), ("Antarctica/Casey", "AQ"),
     ("America/Regina", "CA-SK"), ("US/Pacific", None), (None, None)],
)  # fmt: skip
def test_a_region_is_guessed_only_where_it_is_sure_and_known(zone: str | None, region: str | None) -> None:
    guess = questions.region_guess(zone)
    assert guess == region or (region == "AQ" and guess is None)


@pytest.mark.parametrize(
    ("name", "identity"),
    [("Literacy for All", "literacy-for-all"), ("阅读 小组", "阅读-小组"), ("!!!", "community"), ("_", "community")],
)
def test_every_name_gives_an_id(name: str, identity: str) -> None:
    assert questions.identity(name) == identity
    assert community.is_name(questions.identity(name))


def test_a_new_definition_loads_before_anything_else_is_answered(tmp_path: Path) -> None:
    for name, text in questions.tables(NEEDED).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    path = tmp_path / "community.yaml"
    path.write_text(questions.definition(NEEDED, "community.yaml", None, ENGLISH), encoding="utf-8")
    loaded = CommunityProject(path).written
    assert loaded.community.id == "readers"
    assert {one.path for one in questions.open_questions(loaded)} == {one.path for one in ALL} - set(NEEDED)


def test_a_new_definition_names_the_defaults_that_hold_as_comments() -> None:
    text = questions.definition(NEEDED, "community.yaml", None, ENGLISH)
    assert "\n#pattern: sample-year\n" in text
    assert "\n#language: en-CA\n" in text


def test_a_new_definition_explains_every_key_of_the_format() -> None:
    text = questions.definition(NEEDED, "community.yaml", "community.schema.json", ENGLISH)
    assert text.startswith("# yaml-language-server: $schema=community.schema.json\n")
    for path in _keys(community.Community):
        assert re.search(rf"^ *#?{path[-1]}:", text, re.MULTILINE), path


def _keys(part: type[community.Part], path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    return [(*path, name) for name in community.column_names(part)]


@every
def test_a_commented_example_without_its_marks_is_an_answer(one: Question) -> None:
    text = questions.definition(NEEDED, "community.yaml", None, ENGLISH)
    commented = edit.commented(one.path[-1], one.example)
    indent = edit.INDENT * (len(one.path) - 1)
    block = "\n".join(indent + line for line in commented)
    if one.path in NEEDED or one.path in questions.TABLES or one.default is not None:
        return
    assert text.count(block + "\n") >= 1
    section = text.index(f"\n{one.path[0]}:") if len(one.path) > 1 else 0
    at = text.index(block, section)
    answered = (
        text[:at] + block.replace("#", "", len(commented)).replace(f"{indent}#", indent) + text[at + len(block) :]
    )
    tree = nodes.read_yaml(answered.encode(), "")
    assert tree is not None
    found = nodes.find(tree, one.path)
    assert nodes.plain(found[0]) == one.example
    assert edit.with_answer(text, one.path, one.example, one.example) == answered


def test_the_examples_of_the_repository_answer_no_question_that_is_not_asked() -> None:
    loaded = CommunityProject(ROOT / "examples" / "literacy-for-all" / "community.yaml").written
    assert [one.path for one in questions.open_questions(loaded) if one.essential] == []


@pytest.mark.parametrize(
    ("year", "days"),
    [
        ("2026-2027", ["2026-12-21 to 2027-01-01", "2027-03-29 to 2027-04-02"]),
        ("2027-2028", ["2027-12-20 to 2027-12-31", "2028-03-27 to 2028-03-31"]),
        ("2031-2032", ["2031-12-22 to 2032-01-02", "2032-03-29 to 2032-04-02"]),
        ("2027", ["2027-12-20 to 2027-12-31", "2027-03-29 to 2027-04-02"]),
    ],
)
def test_the_days_of_an_example_are_the_same_weekdays_of_the_school_year(year: str, days: list[str]) -> None:
    w = ENGLISH.in_year(year)
    assert list(w.example(("closures",), by_path["closures"].example).values()) == days
    assert w.example(("year",), by_path["year"].example) == year
    assert f"winter break: {days[0]}" in "".join(questions.explained(by_path["closures"], w))


@pytest.mark.parametrize(
    ("path", "typed", "said"),
    [
        ("year", "next", "write 2031-2032, or 2032 where it begins in January"),
        ("year", "2026", "write 2026-2027"),
        ("closures", "winter: someday", "write year-month-day, such as 2031-09-29"),
        ("closures", "winter: 2026-9-29", "write 2026-09-29"),
        ("closures", "2031-12-22", "write  winter break: 2031-12-22 to 2032-01-02"),
    ],
)
def test_the_days_of_a_hint_are_of_the_school_year_or_of_what_was_typed(path: str, typed: str, said: str) -> None:
    with pytest.raises(UnclearAnswer) as refused:
        questions.answer(by_path[path], [typed], ENGLISH.in_year("2031-2032"), "sample-year")
    assert said in str(refused.value)


# School years that begin in January.


@pytest.mark.parametrize(
    ("zone", "today", "year"),
    [
        ("America/Edmonton", date(2026, 11, 29), "2026-2027"),
        (None, date(2026, 11, 29), "2026-2027"),
        ("Pacific/Auckland", date(2026, 11, 29), "2027"),
        ("Pacific/Auckland", date(2026, 2, 1), "2026"),
        ("Australia/Sydney", date(2026, 7, 1), "2027"),
        ("Africa/Johannesburg", date(2026, 6, 30), "2026"),
    ],
)
def test_the_coming_year_is_that_of_the_zones_schools(zone: str | None, today: date, year: str) -> None:
    assert questions.coming_year(today, zone) == year


def test_a_year_of_one_calendar_year_brings_its_pattern_unless_one_is_chosen() -> None:
    year, pattern = ("year",), ("pattern",)
    assert questions.with_pattern({year: "2027"}) == {year: "2027", pattern: "calendar-year"}
    assert questions.with_pattern({year: "2027", pattern: "ours.yaml"}) == {year: "2027", pattern: "ours.yaml"}
    assert questions.with_pattern({year: "2026-2027"}) == {year: "2026-2027"}
