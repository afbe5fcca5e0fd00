"""What other form services export, and what people make of an export before they hand it over: the same answers."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from conftest import MINIMAL
from cop_plan.app import exports
from cop_plan.app.project import CommunityProject
from cop_plan.base.errors import Problems
from cop_plan.definition.community import Community
from cop_plan.records import people, surveys
from cop_plan.records.record_types import SOMETHING_ELSE, Concession, Survey

DATA = Path(__file__).parent / "data" / "records" / "surveys"

DEFINITION = (
    MINIMAL
    + """
membership:
  members:
    - {name: Amina Okafor, email: amina.okafor@example.org}
    - {name: Caleb Friesen, email: caleb.friesen@example.org}
surveys:
  match_answers_by: email
  scale: [Strongly disagree, Disagree, Neutral, Agree, Strongly agree]
  items:
    collaborate: {ask: I collaborate regularly with colleagues outside my school}
    routines: {ask: I use reading routines each week}
    topics: {ask: Which topics interest you?, choices: [Vocabulary, Fluency, "Talk, and writing"], several: yes}
    place: {ask: Where do you teach?, choices: [Town, Country]}
    hope: {ask: What do you hope to learn?, type: text}
"""
)

AMINA = {
    "collaborate": "Neutral", "routines": "Agree", "topics": ("Vocabulary", "Talk, and writing"), "place": "Town",
    "hope": "Routines",
}  # fmt: skip
CALEB = {"collaborate": "Agree", "routines": "Agree", "topics": ("Fluency",), "place": "Country"}
BOTH = {"Amina": AMINA, "Caleb": CALEB}

Rows = Sequence[Sequence[Any]]


@pytest.fixture(scope="module")
def community(tmp_path_factory: pytest.TempPathFactory) -> Community:
    path = tmp_path_factory.mktemp("community") / "community.yaml"
    path.write_text(DEFINITION, encoding="utf-8")
    return CommunityProject(path).written.community


Read = Callable[..., Survey]


@pytest.fixture(scope="module")
def read(community: Community) -> Read:
    """Read rows as a file of text, or bytes, for the members of the definition."""

    def read(export: Rows | bytes) -> Survey:
        content = export if isinstance(export, bytes) else text(export)
        known = people.PeopleMatcher(community)
        return surveys.read(content, "any.csv", community, "baseline", wordings=exports.wordings(), people=known)

    return read


def text(rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def workbook(rows: Rows) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append([cell or None for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows_of(content: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.strip() + "\n", newline="")))


def answers(survey: Survey) -> dict[str, dict[str, Any]]:
    """Return the answers by the first name of the member."""
    assert not survey.unmatched
    return {one.member.name.split()[0]: dict(one.answers) for one in survey.responses if one.member}


def reordered(rows: Rows) -> Rows:
    """Return the columns in the other order, as far as each may stand anywhere."""
    return [[*reversed(row)] for row in rows]


# SurveyMonkey.

MONKEY = rows_of((DATA / "surveymonkey.csv").read_text(encoding="utf-8"))

# Every choice of every question in its own column, the rows of a grid with them.
EXPANDED = rows_of((DATA / "surveymonkey_expanded.csv").read_text(encoding="utf-8"))

FRENCH = [
    [
        {
            "Respondent ID": "Identifiant du répondant", "Collector ID": "Identifiant du collecteur",
            "Start Date": "Date de début", "End Date": "Date de fin", "Email Address": "Adresse e-mail",
            "First Name": "Prénom", "Last Name": "Nom de famille", "Response": "Réponse",
            "Open-Ended Response": "Réponse ouverte", "Agree": "D'accord", "Neutral": "Neutre",
        }.get(cell, cell)
        for cell in row
    ]
    for row in MONKEY
]  # fmt: skip


@pytest.mark.parametrize(
    "export",
    [
        pytest.param(MONKEY, id="as it comes"),
        pytest.param(workbook(MONKEY), id="as a workbook"),
        pytest.param(text(MONKEY, ";", "cp1252"), id="saved with semicolons"),
        pytest.param(EXPANDED, id="a column for each choice"),
        pytest.param(workbook(EXPANDED), id="a column for each choice, as a workbook"),
        pytest.param(FRENCH, id="in French"),
        pytest.param([row[:4] + row[5:] for row in MONKEY], id="without the IP addresses"),
        pytest.param([row[5:] for row in MONKEY], id="with nothing of its own but the addresses"),
        pytest.param([row[9:] + row[:9] for row in MONKEY], id="its own columns last"),
        pytest.param([*MONKEY, *MONKEY[:2]], id="with the headings once more"),
    ],
)
def test_surveymonkey_has_its_choices_in_a_second_row_of_headings(export: Rows | bytes, read: Read) -> None:
    survey = read(export)
    assert answers(survey) == BOTH
    assert survey.concessions == ()


def test_the_second_row_of_surveymonkey_is_nobody_where_each_question_has_one_column(read: Read) -> None:
    export = [
        [*MONKEY[0][:6], "I use reading routines each week", "What do you hope to learn?"],
        ["", "", "", "", "", "", "Response", "Open-Ended Response"],
        [*MONKEY[2][:6], "Agree", "x"],
    ]
    survey = read(export)
    assert answers(survey) == {"Amina": {"routines": "Agree", "hope": "x"}}
    assert (survey.kind, survey.dropped) == ("surveymonkey", ())


def test_surveymonkey_says_its_days_and_its_columns_without_a_definition() -> None:
    seen = surveys.outline(text(MONKEY), "any.csv")
    assert seen is not None
    assert (seen.kind, seen.responses, seen.first_day, seen.last_day) == (
        "surveymonkey",
        2,
        date(2026, 9, 29),
        date(2026, 9, 30),
    )
    assert seen.columns[9:12] == (
        "How much do you agree? [I collaborate regularly with colleagues outside my school]",
        "How much do you agree? [I use reading routines each week]",
        "Which topics interest you? [Vocabulary]",
    )


def test_what_people_write_beside_the_choices_counts_as_something_else(read: Read) -> None:
    export = [
        row[:14] + added + row[14:]
        for row, added in zip(MONKEY, [[""], ["Other (please specify)"], ["Drama"], [""]], strict=True)
    ]
    survey = read(export)
    assert answers(survey) == {"Amina": AMINA | {"topics": (*AMINA["topics"], SOMETHING_ELSE)}, "Caleb": CALEB}
    assert survey.concessions == (Concession("any.csv", 3, 14, "not among the choices", "Drama"),)


# Qualtrics.

QUALTRICS = rows_of((DATA / "qualtrics_ids.csv").read_text(encoding="utf-8"))

LEGACY = [
    ["V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9", "V10", "Q1_1", "Q1_2", "Q2", "Q3", "Q4"],
    ["ResponseID", "ResponseSet", "Name", "ExternalDataReference", "EmailAddress", "IPAddress", "Status", "StartDate",
     "EndDate", "Finished", *QUALTRICS[1][14:]],
    *(
        ["R", "Default Response Set", f"{row[10]} {row[9]}", "", row[11], row[3], str(int("Preview" in row[2])),
         row[0], row[1], str(int(row[6] == "True")), *row[14:]]
        for row in QUALTRICS[3:]
    ),
]  # fmt: skip

IN_FRENCH = [QUALTRICS[0], ["Date de début", "Date de fin", "Type de réponse", *QUALTRICS[1][3:]], *QUALTRICS[2:]]


@pytest.mark.parametrize(
    "export",
    [
        pytest.param(QUALTRICS, id="three rows of headings"),
        pytest.param(QUALTRICS[:2] + QUALTRICS[3:], id="two, without the ids"),
        pytest.param(QUALTRICS[1:2] + QUALTRICS[3:], id="the texts alone"),
        pytest.param(QUALTRICS[1:], id="the texts and the ids"),
        pytest.param(LEGACY, id="two, of an older export"),
        pytest.param(LEGACY[1:], id="one, of an older export"),
        pytest.param(IN_FRENCH, id="three, in French"),
        pytest.param(IN_FRENCH[:2] + IN_FRENCH[3:], id="two, in French"),
        pytest.param(workbook(QUALTRICS), id="as a workbook"),
        pytest.param(text(QUALTRICS, "\t", "utf-16"), id="with tabs"),
        pytest.param(reordered(QUALTRICS), id="in another order"),
    ],
)
def test_qualtrics_has_two_or_three_rows_of_headings(export: Rows | bytes, read: Read) -> None:
    survey = read(export)
    assert answers(survey) == BOTH
    assert (survey.kind, [one.why for one in survey.dropped]) == ("qualtrics", ["preview", "not finished"])


# Microsoft Forms, Google Forms, LimeSurvey.

MICROSOFT = rows_of((DATA / "microsoft_forms_text.csv").read_text(encoding="utf-8"))


def as_quiz(rows: Rows) -> Rows:
    """Return an export with what a quiz has beside: in all, and for each question its points and feedback."""
    beside = ["Total points", "Quiz feedback", "Grade posted time", "Language"]

    def quiz(at: int, row: Sequence[str]) -> list[str]:
        own, asked = [*row[:6], *(["2", "Well done", "9/29/26 14:00", "English"] if at else beside)], row[6:]
        more = [("1", "Agree") if at else (f"Points - {cell}", f"Feedback - {cell}") for cell in asked]
        return [*own, *(cell for one, two in zip(asked, more, strict=True) for cell in (one, *two))]

    return [quiz(at, row) for at, row in enumerate(rows)]


FRENCH_FORMS = [
    [
        "ID", "Heure de début", "Heure de fin", "Adresse de messagerie", "Nom", "Heure de la dernière modification",
        *MICROSOFT[0][6:],
    ],
    *MICROSOFT[1:],
]  # fmt: skip


@pytest.mark.parametrize(
    "export",
    [
        pytest.param(MICROSOFT, id="as text"),
        pytest.param(workbook(MICROSOFT), id="as a workbook"),
        pytest.param(as_quiz(MICROSOFT), id="as a quiz"),
        pytest.param(FRENCH_FORMS, id="in French"),
    ],
)
def test_microsoft_forms_has_other_columns_beside_the_questions(export: Rows | bytes, read: Read) -> None:
    survey = read(export)
    assert answers(survey) == BOTH
    assert (survey.kind, survey.not_asked) == ("microsoft-forms", ())


@pytest.mark.parametrize("code", ["A2", "AO03", "SQ1"])
def test_an_answer_that_is_a_code_is_nobodys_guess(code: str, read: Read) -> None:
    export = rows_of(
        f"""
id,submitdate,lastpage,startlanguage,collaborate,routines
1,2026-09-29 13:00:00,1,en,{code},Agree
"""
    )
    survey = read(export)
    assert [dict(one.answers) for one in survey.responses] == [{"routines": "Agree"}]
    assert survey.concessions == (Concession("any.csv", 2, 4, "not on the scale", code),)


@pytest.mark.parametrize("heading", ["Response ID,Date submitted,Last page", "id,submitdate,lastpage"])
def test_limesurvey_has_a_column_for_what_people_write_themselves(heading: str, read: Read) -> None:
    ask = "Which topics interest you?"
    export = rows_of(
        f"""
{heading},email,Q2[1]. {ask} [Vocabulary],Q2[2]. {ask} [Fluency],Q2[other]. {ask} [Other]
1,2026-09-29 13:00:00,1,amina.okafor@example.org,Yes,N/A,Drama
"""
    )
    if "Response" in heading:
        export[0] = [cell.partition(". ")[2] or cell for cell in export[0]]
    assert answers(read(export)) == {"Amina": {"topics": ("Vocabulary", SOMETHING_ELSE)}}


# Typeform, Jotform, and tables that people make themselves.

TYPEFORM = rows_of((DATA / "typeform.csv").read_text(encoding="utf-8"))
JOTFORM = rows_of((DATA / "jotform.csv").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "export",
    [
        pytest.param(TYPEFORM, id="Typeform"),
        pytest.param(workbook(TYPEFORM), id="Typeform as a workbook"),
        pytest.param(JOTFORM, id="Jotform"),
        pytest.param([row[:3] + row[4:] for row in JOTFORM], id="Jotform with names alone"),
        pytest.param(
            [[cell.replace(" >> ", " - ") for cell in row] for row in JOTFORM], id="questions and rows in one"
        ),
        pytest.param([[cell.replace(" >> ", ": ") for cell in row] for row in JOTFORM], id="with a colon"),
    ],
)
def test_other_services_are_read_by_the_texts_of_the_items(export: Rows | bytes, read: Read) -> None:
    survey = read(export)
    assert answers(survey) == BOTH
    assert (survey.kind, survey.not_asked, survey.concessions) == ("plain", (), ())


def test_a_form_of_another_service_is_known_as_one_without_a_definition() -> None:
    seen = surveys.outline(text(TYPEFORM), "any.csv")
    assert seen is not None
    assert (seen.responses, seen.first_day, seen.last_day) == (3, date(2026, 9, 28), date(2026, 9, 30))


@pytest.mark.parametrize(
    "headings", ["ID,Start time,Date,Name", "ID,Topic,Start time,End date,Participants", "#,Name,Date,Start date"]
)
def test_a_table_with_ids_and_days_is_no_form_without_a_definition(headings: str) -> None:
    assert surveys.outline(f"{headings}\n1,2,3,4\n".encode(), "any.csv") is None


def test_rows_of_totals_are_nobodys_answers(read: Read) -> None:
    export = [*MICROSOFT, ["", "", "", "", "", "", "Average", "3.6", "", "", ""]]
    assert answers(read(export)) == BOTH
    assert [one.why for one in read(export).dropped] == ["incomplete row"]


@pytest.mark.parametrize(
    "summary",
    [
        pytest.param(["Answer Choices,Responses,", "Agree,40.00%,4", "Neutral,60.00%,6"], id="SurveyMonkey"),
        pytest.param(["Answer,Count,Percentage", "Agree (A4),4,40.00%", "Neutral (A3),6,60.00%"], id="LimeSurvey"),
        pytest.param(["#,Answer,%,Count", "1,Agree,40.00%,4", "2,Neutral,60.00%,6"], id="Qualtrics"),
    ],
)
def test_a_summary_is_nobodys_answers(summary: list[str], read: Read) -> None:
    with pytest.raises(Problems) as wrong:
        read(rows_of("\n".join(["I use reading routines each week", *summary])))
    (problem,) = wrong.value.problems
    assert problem.message == "this is a summary of the answers, and does not say what each person answered"


def test_a_title_that_is_an_item_heads_no_answers(read: Read) -> None:
    rows = [["Email", "I use reading routines each week"], ["amina.okafor@example.org", "Agree"]]
    assert answers(read([["Which topics interest you?"], *rows])) == {"Amina": {"routines": "Agree"}}


@pytest.mark.parametrize(
    "seen",
    ["Amina Okafor <amina.okafor@example.org>", "mailto:Amina.Okafor@example.org", "amina.okafor@example.org;"],
)
def test_an_address_is_found_in_what_stands_around_it(seen: str, read: Read) -> None:
    assert answers(read([["Email", "routines"], [seen, "Agree"]])) == {"Amina": {"routines": "Agree"}}
