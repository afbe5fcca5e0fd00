"""Who is behind a name in an export: telephones, devices and headings are nobody known; decorations do not matter."""

import pytest

from conftest import MINIMAL, Write
from cop_plan.app.project import CommunityProject
from cop_plan.records import attendance, callers, merge_attendance
from cop_plan.records.people import MatchedPerson, PeopleMatcher
from cop_plan.records.record_types import Attendance

DEFINITION = f"""{MINIMAL}
sponsor: {{organization: Consortium, contact: Robin Achebe, email: robin@example.org}}
leadership: {{facilitator: {{name: Alex Moreau}}, co_facilitator: {{name: Sam Ito}}}}
guests: [{{name: Dana Whitfield}}]
membership:
  members: [{{name: Amina Okafor}}, {{name: Fiona O'Leary}}, {{name: Hélène Lavallée}}, {{name: Guest}}]
  schools: [{{school: Oak, principal: Ruth Poundmaker, consultant: Ivo Novak}}]
activities:
  talk: {{title: Talk, kind: webinar, when: 2026-11-17, at: 3:30 pm, lasts: 1 hour, presenter: Lena Fox}}
"""
MEET = "First name,Last name,Email,Duration,Time joined,Time exited\n"


@pytest.fixture
def people(write: Write) -> PeopleMatcher:
    return PeopleMatcher(CommunityProject(write(DEFINITION)).written.community)


def named(people: PeopleMatcher, name: str) -> str | None:
    who = people.who(name)
    return who.member.name if who.member else who.known_as


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("17805550100", "7805550100"),
        ("+1 780 555 0100", "7805550100"),
        ("(780) 555-0100", "7805550100"),
        ("001 780-555-0100", "7805550100"),
        ("+33 6 12 34 56 78", "33612345678"),
        ("1780***0100", "780***0100"),
        ("Call-in user 1", "call-in user 1"),
        ("Call-In User_2", "call-in user_2"),
        ("Caller 3", "caller 3"),
        ("Utilisateur téléphonique 1", "utilisateur telephonique 1"),
        ("iPhone", None),
        ("Amina Okafor", None),
        ("Amina Okafor 780 555 0100", None),
        ("Maxx Fox", None),
        ("2026", None),
        ("", None),
    ],
)
def test_a_telephone_is_one_caller_however_its_number_is_written(name: str, key: str | None) -> None:
    assert callers.caller(name) == key


NOBODY = (
    "iPhone", "iPad 2", "Galaxy Tab", "Galaxy S21", "Zoom Room 2", "Anonymous", "Guest", "Invité", "Participant 4",
    "Name", "Nom", "Full Name", "Name (original name)", "+1 780 555 0100", "Caller",
)  # fmt: skip


@pytest.mark.parametrize("name", NOBODY)
def test_a_device_a_telephone_or_a_heading_is_nobody_known(people: PeopleMatcher, name: str) -> None:
    assert named(people, name) is None
    assert people.alias_line(name, None, "WHO").endswith(",WHO")


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("🌟 Amina Okafor 👩🏽‍🏫", "Amina Okafor"),
        ("Amina Okafor she/her", "Amina Okafor"),
        ("Amina Okafor – she/her/hers", "Amina Okafor"),
        ("Lavallée, Hélène (elle/la)", "Hélène Lavallée"),
        ("*Dr. Amina Okafor*", "Amina Okafor"),
        ("🎧 Mme Hélène Lavallée", "Hélène Lavallée"),
        ("Amina Okafor, PhD", "Amina Okafor"),
        ("Fiona O´Leary", "Fiona O'Leary"),
        ("Fiona O`Leary", "Fiona O'Leary"),
        ("iPhone (Amina Okafor)", "Amina Okafor"),
        ("Robin Achebe", "Robin Achebe"),
        ("Sam Ito", "Sam Ito"),
        ("Dana Whitfield", "Dana Whitfield"),
        ("Lena Fox", "Lena Fox"),
        ("Ruth Poundmaker", "Ruth Poundmaker"),
        ("Novak, Ivo", "Ivo Novak"),
        ("Amina Okafor Oak School", None),
        ("Amina's iPhone", None),
        ("Amina O", None),
        ("Okafor Amina", None),
        ("🙂", None),
    ],
)
def test_a_name_is_matched_without_its_decorations_and_never_because_it_is_near(
    people: PeopleMatcher, name: str, who: str | None
) -> None:
    assert named(people, name) == who


def test_only_members_are_members(people: PeopleMatcher) -> None:
    others = ("Robin Achebe", "Alex Moreau", "Sam Ito", "Dana Whitfield", "Lena Fox", "Ruth Poundmaker")
    assert [people.who(name).member for name in others] == [None] * len(others)


def seen(people: PeopleMatcher, *rows: str) -> Attendance:
    content = MEET + "".join(f"{row},,10 min,,\n" for row in rows)
    return attendance.read(content.encode(), "webinar-1.csv", people=people)


def test_one_number_is_one_caller_and_several_are_several(people: PeopleMatcher) -> None:
    found = seen(people, "17805550100,", "+1 780,555 0100", "Call-in,user 1", "14035550199,", "iPhone,")
    assert [(one.name, one.minutes, one.is_caller) for one in found.present] == [
        ("17805550100", 20, True), ("Call-in user 1", 10, True), ("14035550199", 10, True), ("iPhone", 10, False)
    ]  # fmt: skip
    both = merge_attendance.merged([found, seen(people, "(780) 555-0100,")])
    assert [one.minutes for one in both.present] == [30, 10, 10, 10]


def test_an_alias_of_a_number_holds_however_the_number_is_written(write: Write) -> None:
    community = CommunityProject(write(DEFINITION)).written.community
    amina = MatchedPerson(member=community.membership.members[0])
    assert named(PeopleMatcher(community, {"17805550100": amina}), "+1 (780) 555-0100") == "Amina Okafor"
    assert named(PeopleMatcher(community, {"17805550100": amina}), "+1 (780) 555-0101") is None
