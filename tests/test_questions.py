"""The questions stand on the models' fields; each has an example that reads back, and a place in a new definition."""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from communities import yaml_text
from conftest import ROOT, Write
from cop_plan.app import init as use_case
from cop_plan.app.project import CommunityProject
from cop_plan.definition import community, edit, load, nodes
from cop_plan.interview import questions
from cop_plan.interview.questions import Question, UnclearAnswer
from cop_plan.interview.wording import Wording

ENGLISH = use_case.wording("en-CA")
FRENCH = use_case.wording("fr-CA")
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


def meant(one: Question, value: object, write: Write) -> object:
    """Return what a definition means that has a value at a question's path."""
    tree: dict[str, Any] = {"name": "Readers", "year": "2026-2027", "timezone": "America/Edmonton"}
    part = tree
    for key in one.path[:-1]:
        part = part.setdefault(key, {})
    part[one.path[-1]] = value
    found: Any = CommunityProject(write(yaml_text(tree))).written.community
    for key in one.path:
        found = getattr(found, key)
    # What is asked in several lines is named by its own words.
    return list(found.values()) if one.path in (("goals",), ("surveys", "items")) else found


@pytest.mark.parametrize("w", [ENGLISH, FRENCH], ids=lambda w: w.words.tag)
@every
def test_an_example_typed_as_the_help_shows_it_means_the_same(one: Question, w: Wording, write: Write) -> None:
    example = w.example(one.path, one.example)
    lines = questions.typed(one, example, w)
    said = "\n".join(questions.explained(one, w))
    assert all(line in said for line in lines)
    again = questions.answer(one, [*lines, ""] if one.form == "goals" else lines, w)
    assert meant(one, again, write) == meant(one, example, write)
    assert questions.typed(one, again, w) == lines


@pytest.mark.parametrize("w", [ENGLISH, FRENCH], ids=lambda w: w.words.tag)
@every
def test_what_the_line_above_an_answer_shows_can_be_typed(one: Question, w: Wording, write: Write) -> None:
    way = questions.how(one, w) or ""
    for shows in re.findall(r"  (\S.*?)(?:  |\.(?= [A-Z])|$)", way):
        assert meant(one, questions.answer(one, [shows], w), write)


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


ROBIN = {"organization": "Example Consortium", "contact": "Robin Achebe", "email": "robin@example.org"}


@pytest.mark.parametrize(
    ("path", "typed", "answer"),
    [
        ("timezone", "edmonton", "America/Edmonton"),
        ("timezone", "new york", "America/New_York"),
        ("timezone", "Saskatoon", "America/Regina"),
        ("language", "fr", "fr"),
        ("language", "en_gb", "en-GB"),
        ("language", "French", "fr-CA"),
        ("language", "français", "fr-CA"),
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
        ("closures", "Winter break: 2026-12-21 to 2027-01-01", {"winter-break": "2026-12-21 to 2027-01-01"}),
        ("closures", "Winter break: December 21 to January 1", {"winter-break": "2026-12-21 to 2027-01-01"}),
        ("closures", "winter break, from Dec 21 - Jan 1", {"winter-break": "2026-12-21 to 2027-01-01"}),
        ("meetings.usual_time", "3:30 pm", {"at": "3:30 pm"}),
        ("meetings.usual_time", "15:30, 9:00", {"at": "15:30", "in_person_at": "9:00"}),
        ("meetings.usual_time", "9 am in person", {"in_person_at": "9 am"}),
        ("meetings.usual_time", "Thursdays at 3:30 pm", {"at": "3:30 pm", "weekday": "thursday"}),
        ("meetings.usual_time", "9:00 for face-to-face days and 3:30 pm for webinars",
         {"at": "3:30 pm", "in_person_at": "9:00"}),
        ("meetings.usual_time", "Every Wednesday from 3:30 pm", {"at": "3:30 pm", "weekday": "wednesday"}),
        ("sponsor", "Example Consortium, Robin Achebe, robin@example.org", ROBIN),
        ("sponsor", "Robin Achebe, Example Consortium, robin@example.org", ROBIN),
        ("sponsor", "robin@example.org, Robin Achebe, Example Consortium", ROBIN),
        ("sponsor", "Robin Achebe <robin@example.org>, Example Consortium", ROBIN),
        ("sponsor", "Example Consortium (Robin Achebe, robin@example.org)", ROBIN),
        ("sponsor", "Example Consortium – Robin Achebe – mailto:robin@example.org", ROBIN),
        ("partners", "Example Consortium, contact: Robin Achebe, robin@example.org", [ROBIN]),
        ("sponsor", "Robin Achebe, director, Example Consortium",
         {"organization": "Example Consortium", "contact": "Robin Achebe, director"}),
        ("guests", "Noor Haddad, Library of X, want to work with, poems",
         [{"name": "Noor Haddad", "organization": "Library of X", "relation": "want to work with", "topic": "poems"}]),
        ("guests", "Noor Haddad; we work with; poems",
         [{"name": "Noor Haddad", "relation": "work with", "topic": "poems"}]),
        ("guests", "Noor Haddad; want to work with; speak",
         [{"name": "Noor Haddad", "relation": "want to work with", "takes_part": "speak"}]),
        ("guests", "Noor Haddad, Library, courage to speak, to share",
         [{"name": "Noor Haddad", "organization": "Library", "topic": "courage to speak", "takes_part": "share"}]),
        ("guests", "Noor Haddad; Library; work with; poems; join; noor@x.org",
         [{"name": "Noor Haddad", "organization": "Library", "relation": "work with", "topic": "poems",
           "takes_part": "join", "email": "noor@x.org"}]),
        ("guests", "Noor Haddad; Library; poems; noor@x.org",
         [{"name": "Noor Haddad", "organization": "Library", "topic": "poems", "email": "noor@x.org"}]),
        ("guests", "Haddad, Noor", [{"name": "Haddad, Noor"}]),
        ("membership.members", "Ada, Elm Street School, Lead, ada@example.org",
         [{"name": "Ada", "school": "Elm Street School", "position": "Lead", "email": "ada@example.org"}]),
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
    ("path", "typed", "answer"),
    [
        ("language", "français", "fr-CA"),
        ("language", "anglais", "en-CA"),
        ("meetings.usual_time", "le jeudi à 15 h 30", {"at": "15 h 30", "weekday": "thursday"}),
        ("meetings.usual_time", "9 h en présentiel et 16 h en ligne", {"at": "16 h", "in_person_at": "9 h"}),
        ("closures", "relâche: du 1er mars au 5 mars", {"relâche": "2027-03-01 to 2027-03-05"}),
        ("sponsor", "Robin Achebe, Consortium régional, robin@example.org",
         {"organization": "Consortium régional", "contact": "Robin Achebe", "email": "robin@example.org"}),
        ("guests", "Noor Haddad, Bibliothèque, on aimerait travailler ensemble, lire",
         [{"name": "Noor Haddad", "organization": "Bibliothèque", "relation": "want to work with", "topic": "lire"}]),
        ("guests", "Noor Haddad; Bibliothèque; prendre la parole",
         [{"name": "Noor Haddad", "organization": "Bibliothèque", "takes_part": "speak"}]),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_typed_in_french_is_understood(path: str, typed: str, answer: object) -> None:
    assert questions.answer(by_path[path], [typed], FRENCH) == answer


GUIDE = {"hours": "meetings.usual_time", "breaks": "closures", "who leads": "leadership.facilitator",
         "sponsor, partners": "sponsor", "guests": "guests"}  # fmt: skip


@pytest.mark.parametrize("row", GUIDE)
def test_what_the_guide_shows_can_be_typed(row: str) -> None:
    guide = (ROOT / "docs" / "facilitators-guide.md").read_text(encoding="utf-8")
    (cells,) = re.findall(rf"^\| {row} \| (.*) \|$", guide, re.MULTILINE)
    typed = re.findall("`(.*?)`", cells)
    assert typed
    for text in typed:
        answer = questions.answer(by_path[GUIDE[row]], [text], ENGLISH)
        assert "@" not in str(answer) or "'email': " in str(answer)


SESSIONS = {
    "sample-year": {"gathering": 2, "webinar": 4, "online-meeting": 8},
    "compressed-year": {"gathering": 2, "webinar": 4, "online-meeting": 7},
    "half-day-meetings": {"gathering": 3, "visit": 1},
}


@pytest.mark.parametrize("pattern", SESSIONS)
def test_what_the_line_of_a_pattern_says_is_what_one_gets(pattern: str, write: Write) -> None:
    years = {
        name: CommunityProject(
            write(f"name: R\nyear: 2026-2027\ntimezone: America/Edmonton\nregion: CA-AB\npattern: {name}\n")
        ).timeline
        for name in SESSIONS
    }
    year = years[pattern]
    assert Counter(session.kind for session in year.sessions) == SESSIONS[pattern]
    first, last = year.entries[0].day, year.entries[-1].day
    wrap_up = year.sessions[-1].day
    match pattern:
        case "sample-year":
            assert (first.month, last.month) == (4, 6)
        case "compressed-year":
            assert (first.month, wrap_up.month) == (8, 4)
        case _:
            assert (first.month, last.month) == (8, 6)
            assert 0.4 < len(year.entries) / len(years["sample-year"].entries) < 0.6


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
        ("meetings.usual_time", "3:30", "may be in the morning or in the afternoon: write 3:30 pm"),
        ("meetings.usual_time", "after school", "'after school' is not a time"),
        ("meetings.usual_time", "Monday or Tuesday", "there are two weekdays"),
        ("sponsor", "Board; a@x.org, b@x.org", "there are two e-mail addresses"),
        ("leadership.facilitator", "kim@example.org", "begin with the name"),
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


@pytest.mark.parametrize("w", [ENGLISH, FRENCH], ids=lambda w: w.words.tag)
def test_with_the_essentials_answered_a_definition_is_a_page(w: Wording) -> None:
    answers = {one.path: w.example(one.path, one.example) for one in ALL if one.essential}
    text = questions.definition(answers, "community.yaml", "community.schema.json", w)
    assert text.startswith("# yaml-language-server: $schema=community.schema.json\n")
    assert "cop-plan check --open community.yaml" in text
    assert "cop-plan init community.yaml" in text
    assert len(text.splitlines()) <= 45
    assert max(map(len, text.splitlines())) <= 100


@every
def test_an_answer_is_put_where_the_format_has_its_key(one: Question) -> None:
    if one.path in NEEDED or one.path in questions.TABLES:
        return
    essential = {other.path: other.example for other in ALL if other.essential and other != one}
    text = questions.definition(essential, "community.yaml", None, ENGLISH)
    after = edit.with_answer(text, one.path, one.example, one.example, questions.key_paths())
    assert set(text.splitlines()) <= set(after.splitlines())
    spans = nodes.spans(after)
    written = sorted((path for path in spans if path in questions.key_paths()), key=lambda path: spans[path].key)
    assert one.path in written
    assert written == sorted(written, key=questions.key_paths().index)


@every
def test_an_answer_takes_the_place_of_the_example_that_stands_there_as_a_comment(one: Question) -> None:
    if len(one.path) > 2:
        return
    commented, indent = edit.commented(one.path[-1], one.example), edit.INDENT * (len(one.path) - 1)
    head = f"a: b\n{one.path[0]}:\n" if indent else "a: b\n"
    text = head + "".join(f"{indent}{line}\n" for line in commented) + "# the end\n"
    answered = head + "".join(f"{indent}{line}\n" for line in edit.lines(one.path[-1], one.example)) + "# the end\n"
    assert edit.with_answer(text, one.path, one.example, one.example) == answered


def test_the_examples_of_the_repository_answer_no_question_that_is_not_asked() -> None:
    loaded = CommunityProject(ROOT / "examples" / "literacy-for-all" / "community.yaml").written
    left = {one.path for one in questions.open_questions(loaded) if one.essential}
    assert left <= {questions.USUAL_TIME}  # there each session has an hour of its own, or none yet


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
