"""Registers, grids and sign-in sheets as people type them: who was there, at which session, and how."""

from collections.abc import Callable
from datetime import date

import pytest

from conftest import Write
from cop_plan.app import records
from cop_plan.app.project import CommunityProject
from cop_plan.base.errors import Problems
from cop_plan.base.tables import moments, reader
from cop_plan.records import attendance, attendance_sheets, dated_headings, marks
from cop_plan.records.attendance_rows import Export
from cop_plan.records.people import PeopleMatcher
from cop_plan.records.record_types import Attendance
from workbooks import Cell, workbook

YEAR = (date(2026, 8, 1), date(2027, 7, 31))


def read(text: str | bytes, session: str | None = None, planned: date | None = None) -> Attendance:
    content = text if isinstance(text, bytes) else text.encode()
    return attendance.read(content, "sheet.csv", session=session, planned=planned, year=YEAR)


def said(found: Attendance) -> list[tuple[str, str, str | None]]:
    return [(one.name, one.presence, one.manner) for one in found.people]


def sessions(text: str) -> list[str]:
    found = attendance_sheets.found(Export(reader.read(text.encode(), "sheet.csv"), moments.Clock(None, halves=False)))
    return list(dict.fromkeys(row.event or "" for row in found.rows)) if found else []


def came(found: Attendance) -> list[str]:
    return [one.name for one in found.present]


# The kit's sign-in sheet, typed in.


def test_the_sign_in_sheet_has_a_column_for_each_way_to_be_there() -> None:
    sheet = (
        "Name,School,Jurisdiction,In person,Online\n"
        "Amina Okafor,Elm Street School,North SD,x,\n"
        "Caleb Friesen,Riverside School,North SD,,x\n"
        "Priya Nair,Elm,North SD,,\n"
    )
    assert said(read(sheet)) == [
        ("Amina Okafor", "present", "in person"),
        ("Caleb Friesen", "present", "online"),
        ("Priya Nair", "absent", None),
    ]


PRINTED = (
    "Feuille de présence : Orientation;;;;;;;\n"
    ";;;;;;;\n"
    "Nº;Nom;École;Autorité scolaire;Présence;Arrivée;Départ;Signature\n"
    "1;Amina Okafor;Elm;N;☒ en présentiel ☐ en ligne;9 h;11 h 30;\n"
    "2;Caleb Friesen;;;☐ en présentiel ☑ en ligne;;;\n"
    "3;Hélène Lavallée;;;☐ en présentiel ☐ en ligne;;;H. L.\n"
    "4;Jordan Wiebe;;;excusé;;;\n"
    "5;Priya Nair;;;☐ en présentiel ☐ en ligne;11:45;1:15;\n"
    "6;Wei Zhang;;;☐ en présentiel ☐ en ligne;;;\n"
    "7;;;;☐ en présentiel ☐ en ligne;;;\n"
    "Total;;;;4;;;\n"
)


def test_a_box_that_is_ticked_a_signature_or_a_time_says_who_was_there() -> None:
    found = read(PRINTED)
    assert said(found) == [
        ("Amina Okafor", "present", "in person"),
        ("Caleb Friesen", "present", "online"),
        ("Hélène Lavallée", "present", None),
        ("Jordan Wiebe", "regrets", None),
        ("Priya Nair", "present", None),
        ("Wei Zhang", "absent", None),
    ]
    assert [one.minutes for one in found.present] == [150, None, None, 90]
    assert found.concessions == ()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("First name,Last name,Present\nAmina,Okafor,yes\nCaleb,Friesen,no\n", id="in two columns"),
        pytest.param("Last Name,First Name,Signature\nOkafor,Amina,A Okafor\nFriesen,Caleb,\n", id="the last first"),
        pytest.param("Nom,Prénom,Présence\nOkafor,Amina,P\nFriesen,Caleb,A\n", id="in French"),
        pytest.param("Name,Present\n1. Amina Okafor,x\n2) Caleb Friesen,\n3.,\n", id="numbered"),
    ],
)
def test_a_name_may_stand_in_two_columns(text: str) -> None:
    assert came(read(text)) == ["Amina Okafor"]


def test_a_register_says_by_itself_of_which_session_each_row_is() -> None:
    sheet = (
        "Session,Date,Name,Present\n"
        "Webinar 1,2026-11-17,Amina Okafor,yes\n"
        "Webinar 1,2026-11-17,Caleb Friesen,no\n"
        "Webinar 2,2026-12-15,Amina Okafor,\n"
    )
    found = read(sheet, "webinar-1")
    assert said(found) == [("Amina Okafor", "present", None), ("Caleb Friesen", "absent", None)]
    # At the second nobody is marked, whether there or not.
    with pytest.raises(Problems):
        read(sheet, "webinar-2")


def test_a_day_that_cannot_be_read_costs_the_day_alone() -> None:
    found = read("Date,Name,Present\nsoon,Amina Okafor,yes\n")
    assert came(found) == ["Amina Okafor"]
    assert [(one.at, one.why, one.text) for one in found.concessions] == [(0, "unreadable time", "soon")]


# A grid of names by sessions or days.

GRID = (
    "Name,Email,2026-10-07,2026-11-17,2026-12-15\n"
    "Amina Okafor,amina.okafor@example.org,x,x,\n"
    "Caleb Friesen,caleb.friesen@example.org,,x,x\n"
)


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (date(2026, 10, 7), ["Amina Okafor"]),
        (date(2026, 11, 17), ["Amina Okafor", "Caleb Friesen"]),
        (date(2026, 12, 15), ["Caleb Friesen"]),
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "headings",
    [
        pytest.param("2026-10-07,2026-11-17,2026-12-15", id="days"),
        pytest.param('Oct 7,"Tue, Nov 17",Dec. 15', id="days without a year"),
        pytest.param("7 oct.,mar. 17 nov.,15 déc. 2026", id="days in French"),
        pytest.param("7-Oct-26,17-Nov-2026,15-Dec-26", id="as spreadsheets write days"),
        pytest.param("46302,46343,46371", id="as spreadsheets count days"),
        pytest.param("10/7,11/17,12/15", id="months first"),
        pytest.param("07/10/2026,17/11/2026,15/12/2026", id="days first"),
        pytest.param('Orientation (Oct 7),Webinar 1 - Nov 17,"Webinar 2, December 15, 2026"', id="titles and days"),
        pytest.param('"Wed 7 Oct 2026\nOrientation","Tue 17 Nov 2026\nWebinar 1","Tue 15 Dec 2026\nW"', id="two lines"),
    ],
)
def test_each_column_of_a_grid_is_of_its_own_day(headings: str, day: date, names: list[str]) -> None:
    text = GRID.replace("2026-10-07,2026-11-17,2026-12-15", headings)
    assert came(read(text, "a name that no column has", day)) == names


def test_a_workbook_has_true_days_at_its_head() -> None:
    head: list[Cell] = ["Name", date(2026, 10, 7), date(2026, 11, 17)]
    rows: list[list[Cell]] = [["Amina Okafor", 1.0, "✓"], ["Caleb Friesen", 0.0, "✓"]]
    found = read(workbook([["Attendance"], [], head, *rows]), "x", date(2026, 10, 7))
    assert came(found) == ["Amina Okafor"]


def test_a_column_that_nobody_marked_says_nothing_of_its_session() -> None:
    text = "Name,Webinar 1,Webinar 2\nAmina Okafor,x,\nCaleb Friesen,,\n"
    assert sessions(text) == ["Webinar 1"]


def test_what_stands_beside_the_sessions_is_no_session_and_totals_are_no_people() -> None:
    text = (
        "Présences 2026-2027,,,,,,\n"
        "Nom,Prénom,École,Webinaire 1,Webinaire 2,Présences,Remarques\n"
        "Okafor,Amina,Elm,✓,en ligne,2,\n"
        "Friesen,Caleb,Oak,absent,CF,1,appelé\n"
        "Total,,,1,2,,\n"
    )
    assert sessions(text) == ["Webinaire 1", "Webinaire 2"]
    assert said(read(text, "webinaire-2")) == [
        ("Amina Okafor", "present", "online"),
        ("Caleb Friesen", "present", None),
    ]


def test_a_mark_that_is_not_understood_costs_that_cell() -> None:
    found = read(GRID.replace("x,x,\n", "maybe,x,\n"), "x", date(2026, 10, 7))
    assert came(found) == []
    assert [(one.row, one.at, one.text) for one in found.concessions] == [(2, 2, "maybe")]
    assert read(GRID.replace("x,x,\n", "maybe,x,\n"), "x", date(2026, 11, 17)).concessions == ()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("name,email,school,joined,left\nAmina,a@x.org,Elm,2026-10-01,\n", id="a list of members"),
        pytest.param("Nom,École,Entente signée,Confirmed\nAmina,Elm,oui,x\n", id="another list of members"),
        pytest.param("Name,Will you come?\nAmina,yes\n", id="answers"),
        pytest.param("Item,Planned,Actual\nRoom,100,90\n", id="a budget"),
        pytest.param("Name,Mood\nAmina,fine\n", id="other words"),
    ],
)
def test_another_table_is_no_grid(text: str) -> None:
    with pytest.raises(Problems) as raised:
        read(text)
    assert raised.value.problems[0].message == attendance.UNKNOWN


# A form to sign in with.

GOOGLE = (
    "Timestamp,Email Address,Your name,Which session is this?,How did you join?\n"
    "2026/11/17 3:31:02 PM GMT-7,Amina.Okafor@example.org,Amina Okafor,Webinar 1,Online\n"
    "2026/11/17 3:32:10 PM GMT-7,amina.okafor@example.org,Amina,Webinar 1,Online\n"
    "2026/12/15 3:30:00 PM GMT-7,,Caleb Friesen,Webinar 2,In person\n"
)


def test_who_sends_the_form_was_there_once_at_the_session_that_is_named() -> None:
    first, second = read(GOOGLE, "webinar-1"), read(GOOGLE, "webinar-2")
    assert [(one.email, one.manner, one.minutes) for one in first.people] == [
        ("amina.okafor@example.org", "online", None)
    ]
    assert said(second) == [("Caleb Friesen", "present", "in person")]


MICROSOFT = [
    ["ID", "Start time", "Completion time", "Email", "Name", "Prénom", "Nom de famille", "Comment participez-vous ?"],
    *(["1", "2026-11-17 15:30", "2026-11-17 15:31", "anonymous", "", "Amina", "Okafor", "en ligne"],),
    *(["2", "2026-11-17 15:30", "2026-11-17 15:32", "anonymous", "", "Caleb", "Friesen", "sur place"],),
]


def test_a_form_may_ask_for_the_name_in_two_questions_and_say_the_day_alone() -> None:
    found = read(workbook(MICROSOFT))
    assert said(found) == [("Amina Okafor", "present", "online"), ("Caleb Friesen", "present", "in person")]
    assert found.day == date(2026, 11, 17)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Timestamp,Email,Will you attend?\n2026/11/17 3:31:02 PM,a@x.org,Yes\n", id="an invitation"),
        pytest.param("Timestamp,Email,A,B,C,D,E\n2026/11/17 3:31:02 PM,a@x.org,x,x,x,x,x\n", id="many questions"),
        pytest.param("Timestamp,Email,A [One],A [Two]\n2026/11/17 3:31:02 PM,a@x.org,x,x\n", id="a grid question"),
        pytest.param("Timestamp,What did you learn?\n2026/11/17 3:31:02 PM,much\n", id="nobody's name"),
    ],
)
def test_a_form_of_another_purpose_is_no_sign_in(text: str) -> None:
    with pytest.raises(Problems) as raised:
        read(text)
    assert raised.value.problems[0].message.startswith("this looks like answers to a survey")


# In the folder of attendance.

COMMUNITY = """\
name: Readers
year: 2026-2027
timezone: America/Edmonton
pattern: own.yaml
membership:
  members:
    - {name: Amina Okafor, email: amina.okafor@example.org}
    - {name: Caleb Friesen, email: caleb.friesen@example.org}
activities:
  orientation: {title: Orientation, kind: gathering, when: 2026-10-07, at: 9:00 am, lasts: 2 hours}
  webinar-1: {title: Talk moves, kind: webinar, when: 2026-11-17, at: 3:30 pm, lasts: 1 hour}
  webinar-2: {title: Vocabulary, kind: webinar, when: 2026-12-15, at: 3:30 pm, lasts: 1 hour}
surveys:
  scale: [No, A little, Yes]
  items:
    collaborate: {ask: I collaborate}
records: {attendance: records/}
"""


@pytest.fixture
def collected(write: Write) -> Callable[[str, bytes], records.CollectedRecords]:
    """Return what the records of a community with one file of attendance come to."""

    def collected(name: str, content: bytes) -> records.CollectedRecords:
        definition = write(COMMUNITY, {"own.yaml": "activities: {}\n"})
        folder = definition.parent / "records"
        folder.mkdir()
        (folder / name).write_bytes(content)
        return records.collect(CommunityProject(definition))

    return collected


Collected = Callable[[str, bytes], records.CollectedRecords]

WHO = {"orientation": ["Amina Okafor"], "webinar-1": ["Amina Okafor", "Caleb Friesen"], "webinar-2": ["Caleb Friesen"]}


def by_session(found: records.CollectedRecords) -> dict[str, list[str]]:
    return {name: came(one) for name, one in found.records.attendance.items()}


@pytest.mark.parametrize(
    "headings",
    [
        pytest.param("2026-10-07,2026-11-17,2026-12-15", id="days"),
        pytest.param("Orientation,Talk moves (17 Nov),webinar-2", id="titles and names"),
        pytest.param("10/7,11/17,12/15", id="months first"),
    ],
)
def test_a_grid_is_the_record_of_each_session_that_it_names(collected: Collected, headings: str) -> None:
    found = collected("who came.csv", GRID.replace("2026-10-07,2026-11-17,2026-12-15", headings).encode())
    assert (found.problems, found.remarks) == ((), ())
    assert by_session(found) == WHO


def test_a_workbook_has_a_sheet_for_each_session(collected: Collected) -> None:
    sheets: list[list[list[Cell]]] = [[["how to fill in"]]]
    for names in WHO.values():
        marked: list[list[Cell]] = [[name, "x", None] for name in names]
        sheets.append([["Name", "In person", "Online"], *marked])
    found = collected("year.xlsx", workbook(*sheets, names=["Notes", "Orientation", "Webinar 1", "Dec 15"]))
    assert (found.problems, found.remarks) == ((), ())
    assert by_session(found) == WHO


def test_the_sheet_with_attendance_is_read_and_others_like_it_are_told(collected: Collected) -> None:
    register: list[list[Cell]] = [["Name", "Present"], ["Amina Okafor", "x"]]
    found = collected("webinar-1.xlsx", workbook([["Notes"]], register, register, names=["Notes", "Final", "Draft"]))
    assert by_session(found) == {"webinar-1": ["Amina Okafor"]}
    assert [one.message for one in found.remarks] == ["other sheets have attendance too, and are not read: 'Draft'"]


def test_the_answers_of_one_form_are_of_the_sessions_of_their_days(collected: Collected) -> None:
    form = (
        "Timestamp,Email Address\n2026/10/07 9:01:02 AM,amina.okafor@example.org\n"
        "2026/11/17 3:31:02 PM,amina.okafor@example.org\n2026/11/17 3:32:02 PM,caleb.friesen@example.org\n"
        "2026/12/15 3:32:02 PM,caleb.friesen@example.org\n2026/12/15 3:40:02 PM,caleb.friesen@example.org\n"
    )
    found = collected("sign-in.csv", form.encode())
    assert {name: [one.email for one in made.present] for name, made in found.records.attendance.items()} == {
        name: [f"{who.lower().replace(' ', '.')}@example.org" for who in names] for name, names in WHO.items()
    }


def test_answers_in_a_second_sheet_are_answers(collected: Collected) -> None:
    asked: list[list[Cell]] = [["Timestamp", "Email Address", "I collaborate"], ["2026-11-17 15:31", "a@x.org", "Yes"]]
    content = workbook([["Notes"]], asked)
    found = collected("webinar-1.xlsx", content)
    assert [one.message for one in found.problems] == [
        "this looks like answers to a survey, not like a form to sign in with"
    ]


def test_a_form_that_asks_items_of_the_surveys_is_no_sign_in(collected: Collected) -> None:
    found = collected("webinar-1.csv", b"Timestamp,Email,I collaborate\n2026/11/17 3:31:02 PM,a@x.org,Yes\n")
    assert [one.message for one in found.problems] == [
        "this looks like answers to a survey, not like a form to sign in with"
    ]


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("★ Amina Okafor", "Amina Okafor"),
        ("Amina 🦊 Okafor", "Amina Okafor"),
        ("\u200fAmi\u200bna\u00a0Okafor®", "Amina Okafor"),
        ("Amina Okafor (she/her)", "Amina Okafor"),
        ("Amina Okafor - North SD", "Amina Okafor"),
        ("Okafor, Amina – Elm", "Amina Okafor"),
        ("Amina Okafor - South SD", None),
        ("Amina Okafor - Elms", None),
        ("Amina", None),
    ],
)
def test_a_name_is_found_between_signs_and_before_its_own_school(name: str, who: str | None, write: Write) -> None:
    of_elm = COMMUNITY.replace(
        "amina.okafor@example.org}", "amina.okafor@example.org, school: Elm, jurisdiction: North SD}"
    )
    people = PeopleMatcher(CommunityProject(write(of_elm, {"own.yaml": "activities: {}\n"})).community)
    found = people.who(name)
    assert (found.member and found.member.name) == who


# Marks.


@pytest.mark.parametrize(
    ("presence", "texts"),
    [
        (
            "present",
            ["x", "X", "✓", "✔️", "☑", "P", "1", "present", "Présente", "L", "oui", "ok", "late, online"],
        ),
        ("absent", ["", "A", "0", "no", "absent(e)", "–", "n/a", "☐ in person ☐ online", "No show"]),
        ("regrets", ["E", "R", "excused", "Regrets", "excusé(e)"]),
        (None, ["maybe", "?", "in person / online", "x or not", "2"]),
    ],
)
def test_marks_say_whether_somebody_was_there(presence: str | None, texts: list[str]) -> None:
    assert {text: marks.read(text).presence for text in texts} == dict.fromkeys(texts, presence)


def test_a_letter_that_means_two_things_is_not_guessed() -> None:
    assert marks.read("R", is_french=True).presence is None


@pytest.mark.parametrize("text", ["Amina Okafor", "amina okafor", "A. Okafor", "AO", "A.O.", "Amina", "Amina O."])
def test_a_signature_is_the_name_of_the_row_or_a_part_of_it(text: str) -> None:
    assert marks.signs(text, "Amina Okafor")
    assert marks.signs(text, "Okafor, Amina")


@pytest.mark.parametrize("text", ["", "Caleb", "OA", "A", "O", "Amina Friesen", "Okafor Amina Okafor"])
def test_anything_else_signs_nothing(text: str) -> None:
    assert not marks.signs(text, "Amina Okafor")


# Headings with a day.


@pytest.mark.parametrize(
    ("text", "event", "day"),
    [
        ("Webinar 1", "Webinar 1", None),
        ("March 12", "", date(2027, 3, 12)),
        ("mar. 2 mars", "", date(2027, 3, 2)),
        ("Mardi", "Mardi", None),
        ("Decision 3", "Decision 3", None),
        ("Session 3: May 4th, 2027", "Session 3", date(2027, 5, 4)),
        ("le 1er juin – Clôture", "Clôture", date(2027, 6, 1)),
        ("3/4", "3/4", None),
        ("2026-11-17 15:30", "", date(2026, 11, 17)),
        ("99999", "99999", None),
    ],
)
def test_a_heading_is_divided_into_a_title_and_a_day(text: str, event: str, day: date | None) -> None:
    export = Export(reader.read(b"a,b\n", "sheet.csv"), moments.Clock(None, halves=False), None, YEAR)
    assert dated_headings.divided(text, export) == (event, day)
