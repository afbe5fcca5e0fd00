"""People, schools, jurisdictions and goals, named as their lists write them."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import MINIMAL, TODAY, DatedYear, Ran, Write
from cop_plan.definition import names

EXAMPLES = settings(max_examples=100, derandomize=True)
ProblemsOf = Callable[..., list[str]]

LISTS = {
    "members.csv": (
        "name,email,school\n"
        "Zoë Tremblay,zoe@example.org,École du Lac\n"
        "Noor Haddad,noor@example.org,Elm Street School\n"
        "Sam Lee,sam.lee@example.org,Elm Street School\n"
        "Sam Lee,s.lee@example.org,École du Lac\n"
    ),
    "schools.csv": "school,jurisdiction\nÉcole du Lac,Prairie View\nElm Street School,Foothills East\n",
}
HEAD = (
    MINIMAL
    + "leadership: {facilitator: Alex Moreau, co_facilitator: Kim Sandoval}\n"
    + "membership: {members: members.csv, schools: schools.csv}\n"
)


def owned_by(owner: str) -> str:
    return HEAD + f"activities:\n  tea:\n    when: 2026-10-10\n    owner: {owner}\n"


@pytest.mark.parametrize(
    "owner",
    [
        pytest.param("Zoë Tremblay", id="as written"),
        pytest.param("zoë tremblay", id="other case"),
        pytest.param("Zoe Tremblay", id="no accent"),
        pytest.param('"  Zoë   Tremblay "', id="extra spaces"),
        pytest.param("ZOE\u0308 TREMBLAY", id="accent as a character of its own"),
        pytest.param("'Sam Lee [s.lee@example.org]'", id="told apart by the address"),
        pytest.param("Sam Lee (S.Lee@example.org)", id="address in other brackets and case"),
        pytest.param("Alex Moreau", id="the facilitator by name"),
        pytest.param("facilitator", id="facilitator"),
        pytest.param("Co-facilitator", id="co-facilitator"),
        pytest.param("core group", id="core group"),
        pytest.param("sponsor", id="sponsor"),
    ],
)
def test_an_owner_is_a_role_or_a_member(problems_of: ProblemsOf, owner: str) -> None:
    assert problems_of(owned_by(owner), LISTS) == []


def test_an_owner_who_is_nobody_is_a_problem_with_the_nearest_name(problems_of: ProblemsOf) -> None:
    assert problems_of(owned_by("Noor Hadad"), LISTS) == [
        "community.yaml:9:12: activities.tea.owner: no member is called 'Noor Hadad'",
        "    hint: did you mean 'Noor Haddad'?",
    ]


def test_a_slip_in_a_role_brings_the_role(problems_of: ProblemsOf) -> None:
    assert problems_of(owned_by("facilitater"), LISTS)[1] == "    hint: did you mean 'facilitator'?"


def test_an_owner_like_nobody_brings_the_rule(problems_of: ProblemsOf) -> None:
    hint = "    hint: an owner is one of facilitator, co-facilitator, core group, sponsor, moderator, "
    hint += "presenter, host, note-taker, or a member"
    assert problems_of(owned_by("xyzzy"), LISTS)[1] == hint


def test_two_of_the_same_name_are_told_apart_by_the_address(problems_of: ProblemsOf) -> None:
    assert problems_of(owned_by("Sam Lee"), LISTS) == [
        "community.yaml:9:12: activities.tea.owner: more than one member is called 'Sam Lee'",
        "    hint: add the address in brackets: Sam Lee [sam.lee@example.org]",
    ]


def test_an_address_that_is_nobodys_tells_nobody_apart(problems_of: ProblemsOf) -> None:
    assert problems_of(owned_by("'Zoë Tremblay [noor@example.org]'"), LISTS)


@pytest.mark.parametrize(
    ("written", "where"),
    [
        pytest.param(
            "activities: {tea: {when: 2026-10-10, steps: {buy: {when: 1 day before, owner: Nobody}}}}",
            "activities.tea.steps.buy.owner",
            id="owner of a step",
        ),
        pytest.param(
            "goals: {read: {aim: Read, evidence: {lessons: {by: 2027-02-02, owner: Nobody}}}}",
            "goals.read.evidence.lessons.owner",
            id="owner of evidence",
        ),
        pytest.param("meetings: {blog_moderator: Nobody}", "meetings.blog_moderator", id="moderator"),
        pytest.param(
            "legacy: {capacity_building: [{when: 2027-09-06, team: [Noor Haddad, Nobody]}]}",
            "legacy.capacity_building.1.team.2",
            id="team",
        ),
    ],
)
def test_nobody_is_nobody_wherever_a_person_is_named(problems_of: ProblemsOf, written: str, where: str) -> None:
    assert f"{where}: no member is called 'Nobody'" in problems_of(HEAD + written + "\n", LISTS)[0]


def test_the_core_group_is_of_members(problems_of: ProblemsOf) -> None:
    text = HEAD.replace("co_facilitator: Kim Sandoval", "core_group: [zoe tremblay, Nobody]")
    assert "leadership.core_group.2: no member is called 'Nobody'" in problems_of(text, LISTS)[0]


@pytest.mark.parametrize("name", ["prairie view", "PRAIRIE  VIEW", "Prairie View"])
def test_a_jurisdiction_is_named_as_the_schools_have_it(problems_of: ProblemsOf, name: str) -> None:
    closure = f"closures: {{convention: {{days: 2027-02-11, kind: teachers' convention, for: {name}}}}}\n"
    assert problems_of(HEAD + closure, LISTS) == []


@pytest.mark.parametrize(
    ("written", "where"),
    [
        pytest.param(
            "closures: {convention: {days: 2027-02-11, for: [Prairie View, Prairy View]}}",
            "closures.convention.for.2",
            id="closure",
        ),
        pytest.param(
            "legacy: {capacity_building: [{when: 2027-09-06, jurisdiction: Prairy View}]}",
            "legacy.capacity_building.1.jurisdiction",
            id="capacity building",
        ),
    ],
)
def test_an_unknown_jurisdiction_is_a_problem_with_the_nearest(
    problems_of: ProblemsOf, written: str, where: str
) -> None:
    problem, hint = problems_of(HEAD + written + "\n", LISTS)
    assert f"{where}: no jurisdiction is called 'Prairy View'" in problem
    assert hint == "    hint: did you mean 'Prairie View'?"


def test_a_member_without_a_school_brings_a_jurisdiction(problems_of: ProblemsOf) -> None:
    members = "name,jurisdiction\nZoë Tremblay,Northern Lights\n"
    closure = "closures: {convention: {days: 2027-02-11, for: northern lights}}\n"
    assert problems_of(HEAD + closure, {**LISTS, "members.csv": members}) == []


def test_a_members_unknown_school_is_a_problem_with_its_row_and_column(problems_of: ProblemsOf) -> None:
    members = "name,email,school\nZoë Tremblay,,Ecole du Lac\nNoor Haddad,,Elm Stret School\n"
    problem, hint = problems_of(HEAD, {**LISTS, "members.csv": members})
    assert "members.csv:3:3: membership.members.2.school: no school is called 'Elm Stret School'" in problem
    assert hint == "    hint: did you mean 'Elm Street School'?"


@pytest.mark.parametrize(
    ("file", "content", "places"),
    [
        pytest.param(
            "members.csv",
            "name,email\nZoë Tremblay,zoe@example.org\nzoe tremblay,ZOE@example.org\n",
            ("members.csv:3:1", "members.csv:2:1"),
            id="member",
        ),
        pytest.param(
            "schools.csv",
            "school\nÉcole du Lac\nElm Street School\nECOLE DU  LAC\n",
            ("schools.csv:4:1", "schools.csv:2:1"),
            id="school",
        ),
    ],
)
def test_what_is_listed_twice_is_a_problem_with_both_places(
    problems_of: ProblemsOf, file: str, content: str, places: tuple[str, str]
) -> None:
    problem, first = problems_of(HEAD, {**LISTS, file: content})
    assert places[0] in problem
    assert "is listed twice" in problem
    assert places[1] in first


def test_where_no_list_is_written_no_name_is_wrong(problems_of: ProblemsOf) -> None:
    text = (
        MINIMAL
        + "activities: {tea: {when: 2026-10-10, owner: Anybody}}\n"
        + "closures: {convention: {days: 2027-02-11, for: Anywhere}}\n"
    )
    assert problems_of(text) == []


@pytest.mark.parametrize(
    ("written", "where"),
    [
        pytest.param("activities: {tea: {when: 2026-10-10, goal: reed}}", "activities.tea.goal", id="activity"),
        pytest.param("surveys: {items: {try: {ask: I try, goal: reed}}}", "surveys.items.try.goal", id="survey item"),
    ],
)
def test_an_unknown_goal_is_a_problem_with_the_nearest(problems_of: ProblemsOf, written: str, where: str) -> None:
    problem, hint = problems_of(MINIMAL + "goals: {read: Read together}\n" + written + "\n")
    assert f"{where}: no goal is called 'reed'" in problem
    assert hint == "    hint: did you mean 'read'?"


def test_all_wrong_names_are_told_at_once(problems_of: ProblemsOf) -> None:
    text = (
        owned_by("Nobody")
        + "meetings: {blog_moderator: No One}\ngoals: {read: Read}\nsurveys: {items: {a: {ask: A, goal: x}}}\n"
    )
    found = [line for line in problems_of(text, LISTS) if not line.startswith(" ")]
    assert len(found) == 3


# What a person would call the same name.

LETTERS = st.text("abcxyzàéîõüçñß ABCXYZÀÉÎÕÜÇÑ'’-\t\u00a0", max_size=20)


@EXAMPLES
@given(LETTERS)
def test_case_does_not_make_another_name(name: str) -> None:
    assert names.alike(name.upper()) == names.alike(name.lower()) == names.alike(name)


@EXAMPLES
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_name_made_alike_stays_so(name: str) -> None:
    assert names.alike(names.alike(name)) == names.alike(name)


@EXAMPLES
@given(LETTERS)
def test_spaces_around_and_between_do_not_make_another_name(name: str) -> None:
    assert names.alike(f"  {name.replace(' ', '   ')}\t") == names.alike(name)


@pytest.mark.parametrize(
    ("one", "other"), [("Zoë", "Zoe"), ("O’Brien", "O'Brien"), ("Groß", "GROSS"), ("Eun-ji", "eun-JI"), ("ﬁ", "fi")]
)
def test_two_ways_to_write_a_name_are_alike(one: str, other: str) -> None:
    assert names.alike(one) == names.alike(other)


@pytest.mark.parametrize(("one", "other"), [("Kim Lee", "Kim Leo"), ("Kim Lee", "KimLee"), ("Lee Kim", "Kim Lee")])
def test_two_names_are_not_alike(one: str, other: str) -> None:
    assert names.alike(one) != names.alike(other)


def test_who_has_left_or_never_joined_is_no_member_then(year_of: Callable[..., DatedYear]) -> None:
    listed = "name,joined,left\nAmina Okafor,2026-09-29,\nLiam Tootoosis,2026-09-29,2027-02-01\nIsaac Bearspaw,,\n"
    community = year_of(MINIMAL + "membership: {members: members.csv}\n", {"members.csv": listed}).dated.community
    homes = names.SchoolMembership(community, date(2026, 9, 29))

    def there(day: date | None) -> list[str]:
        return [one.name.split()[0] for one in community.membership.members if homes.is_member_on(one, day)]

    assert there(date(2026, 6, 1)) == ["Amina", "Liam", "Isaac"]
    assert there(date(2026, 10, 1)) == ["Amina", "Liam"]
    assert there(date(2027, 2, 1)) == ["Amina"]
    assert there(None) == ["Amina"]


def test_where_only_latecomers_have_a_day_of_joining_everybody_else_is_a_member(
    year_of: Callable[..., DatedYear],
) -> None:
    listed = "name,joined\nAmina Okafor,\nLiam Tootoosis,2026-11-20\n"
    dated = year_of(MINIMAL + "membership: {members: members.csv}\n", {"members.csv": listed}).dated
    homes = names.SchoolMembership(dated.community, dated.first_session)

    def there(day: date | None) -> list[str]:
        return [one.name.split()[0] for one in dated.community.membership.members if homes.is_member_on(one, day)]

    assert there(date(2026, 11, 19)) == ["Amina"]
    assert there(date(2026, 11, 20)) == ["Amina", "Liam"]
    assert there(None) == ["Amina", "Liam"]


def test_who_joins_later_is_no_member_before_once_the_first_have_joined(year_of: Callable[..., DatedYear]) -> None:
    listed = "name,joined\nAmina Okafor,2026-09-29\nLiam Tootoosis,2027-01-12\nIsaac Bearspaw,\n"
    community = year_of(MINIMAL + "membership: {members: members.csv}\n", {"members.csv": listed}).dated.community
    homes = names.SchoolMembership(community, date(2026, 9, 29))

    def there(day: date) -> list[str]:
        return [one.name.split()[0] for one in community.membership.members if homes.is_member_on(one, day)]

    assert there(date(2026, 6, 1)) == ["Amina", "Liam", "Isaac"]  # nobody knows yet who will come
    assert there(date(2026, 9, 29)) == ["Amina", "Isaac"]
    assert there(date(2027, 1, 11)) == ["Amina"]
    assert there(date(2027, 1, 12)) == ["Amina", "Liam"]


def test_the_day_of_who_joins_after_the_first_session_makes_nobody_else_leave(
    year_of: Callable[..., DatedYear],
) -> None:
    listed = "name,joined\nAmina Okafor,\nLiam Tootoosis,2027-01-12\n"
    community = year_of(MINIMAL + "membership: {members: members.csv}\n", {"members.csv": listed}).dated.community
    homes = names.SchoolMembership(community, date(2026, 9, 29))

    def there(day: date | None) -> list[str]:
        return [one.name.split()[0] for one in community.membership.members if homes.is_member_on(one, day)]

    assert there(date(2026, 6, 1)) == ["Amina", "Liam"]
    assert there(date(2026, 9, 29)) == ["Amina"]
    assert there(date(2027, 1, 11)) == ["Amina"]
    assert there(date(2027, 1, 12)) == ["Amina", "Liam"]
    assert there(None) == ["Amina", "Liam"]


# Source: Naming Files, Paths, and Namespaces (Windows): device names, forbidden characters, endings.
_ON_NO_WINDOWS = re.compile(r"(?is)(con|prn|aux|nul|com\d|lpt\d)(\..*)?|.*[<>:\"\\|?*\x00-\x1f].*|.*[. ]")


def test_every_disk_takes_the_names_of_what_is_written_whoever_is_called_what(
    run: Callable[..., Ran], write: Write
) -> None:
    members = "[{name: Nul}, {name: 'a: b'}, {name: 'A b.'}, {name: COM1}]"
    definition = write(
        "name: Prn\nid: prn\nyear: 2026-2027\ntimezone: America/Edmonton\nleadership: {facilitator: Con}\n"
        f"membership: {{members: {members}}}\n"
        "activities:\n  aux: {title: Aux, kind: gathering, when: second wednesday of april, at: 9:00}\n"
    )
    run("schedule", definition, "--calendars", "--todos", "--today", TODAY)
    run("kit", definition, "certificate", "agenda", "--today", TODAY)
    names = [path.relative_to(definition.parent).as_posix() for path in definition.parent.rglob("*")]
    assert any("/nul-1." in name for name in names)
    assert [name for name in names if any(map(_ON_NO_WINDOWS.fullmatch, name.split("/")))] == []
    assert len({name.casefold() for name in names}) == len(names)
