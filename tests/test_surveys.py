"""Answers as five programs export them, and as they are saved again: the same answers, or a problem with its row."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import MINIMAL, Write
from cop_plan.app import exports, shipped
from cop_plan.app.project import CommunityProject
from cop_plan.base import errors
from cop_plan.definition import languages, load
from cop_plan.definition.community import Community, Which
from cop_plan.records import attendance, own_lists, pairs, people, survey_remarks, surveys
from cop_plan.records.record_types import SOMETHING_ELSE, Concession, Dropped, Response, Survey, SurveyOutline
from cop_plan.records.scales import StepWordings

SAY = shipped.messages("en")
DATA = Path(__file__).parent / "data" / "records" / "surveys"
GOOGLE = (DATA / "google_forms.csv").read_bytes()
MICROSOFT = (DATA / "microsoft_forms.xlsx").read_bytes()

SURVEYS = """
surveys:
  match_answers_by: email
  scale: [Strongly disagree, Disagree, Neutral, Agree, Strongly agree]
  items:
    collaborate: {ask: I collaborate regularly with colleagues outside my school}
    try-practices: {ask: I try new literacy practices in my classroom}
    use-evidence: {ask: I use evidence of learning to plan instruction}
    lead-discussion: {ask: How confident are you leading a team discussion?, scale: [1, 2, 3, 4, 5]}
    topics:
      ask: Which topics interest you?
      choices: [Early reading, Vocabulary, Writing, Assessment, "Reading, writing and talk in science"]
      several: yes
      in: [baseline]
    hope: {ask: What do you hope to learn?, type: text, in: [baseline]}
    changed: {ask: What changed in your practice?, type: text, in: [final]}
"""

NAMES = (
    "Amina Okafor", "Bernadette Cardinal", "Caleb Friesen", "Danielle Gagnon", "Eun-ji Park", "Fiona O'Leary",
    "Gurpreet Sandhu", "Hélène Lavallée", "Isaac Bearspaw", "Jordan Wiebe", "Kateryna Melnyk", "Liam Tootoosis",
)  # fmt: skip


def address(name: str) -> str:
    return ".".join(name.replace("-", "").replace("'", "").replace("é", "e").replace("è", "e").lower().split()) + (
        "@example.org"
    )


MEMBERS = "membership:\n  members:\n" + "".join(
    f'    - {{name: "{name}", email: {address(name)}}}\n' for name in NAMES
)  # fmt: skip
DEFINITION = MINIMAL + MEMBERS + "leadership: {facilitator: {name: Alex Moreau, email: alex@example.org}}\n" + SURVEYS

# The answers of the sample, read off its rows: topics in the definition's order, the scale by its first letters.
STEPS = {"SD": "Strongly disagree", "D": "Disagree", "N": "Neutral", "A": "Agree", "SA": "Strongly agree"}
TOPICS = {"E": "Early reading", "V": "Vocabulary", "W": "Writing", "A": "Assessment"}
GET_IT, SHARE, GRADE_3 = (
    'Meet people who "get it"',
    "How to share\nacross schools",
    "Practical strategies, especially for Grade 3",
)


def by_hand(table: str, hopes: Mapping[str, str] | None = None) -> dict[str, dict[str, Any]]:
    """Return answers by the first name, from lines of `name: collaborate try evidence confident topics`."""
    found = {}
    for line in table.strip().splitlines():
        name, _, answers = line.strip().partition(": ")
        collaborate, tries, evidence, confident, topics = answers.split()
        given_answers: dict[str, Any] = {
            "collaborate": STEPS.get(collaborate),
            "try-practices": STEPS.get(tries),
            "use-evidence": STEPS.get(evidence),
            "lead-discussion": confident,
            "topics": tuple(TOPICS[letter] for letter in topics if letter != "-"),
            "hope": (hopes or {}).get(name),
        }
        found[name] = {item: answer for item, answer in given_answers.items() if answer and answer != "-"}
    return found


GOOGLE_ANSWERS = by_hand(
    """
    Amina: N SD A 1 WA
    Bernadette: D D N 2 WA
    Caleb: A D D 1 VA
    Danielle: SD A D 2 VA
    Eun-ji: A D N 2 VW
    Fiona: A N N 4 WA
    Gurpreet: N N D 2 EW
    Hélène: D N N 4 WA
    Isaac: N D N 4 VA
    Jordan: SD N A 3 WA
    Kateryna: N A SD 1 VW
    Liam: N SD A 4 VW
    """,
    {
        **dict.fromkeys(("Amina", "Eun-ji", "Hélène", "Jordan", "Kateryna", "Liam"), GET_IT),
        **dict.fromkeys(("Caleb", "Fiona", "Isaac"), SHARE),
        "Gurpreet": GRADE_3,
    },
)
MICROSOFT_ANSWERS = by_hand(
    """
    Amina: A A D - WA
    Bernadette: A N A - WA
    Caleb: N A D - EW
    Danielle: A SA A - EV
    Eun-ji: A D N - VW
    Fiona: SD SD D - WA
    Gurpreet: A SA N - EW
    Hélène: SD D N - WA
    Isaac: N SA N - EA
    Jordan: A N N - EA
    Kateryna: A A N - EV
    Liam: A D A - EV
    """
)


@pytest.fixture(scope="module")
def wordings() -> StepWordings:
    return exports.wordings()


Read = Callable[..., Survey]


@pytest.fixture(scope="module")
def community(tmp_path_factory: pytest.TempPathFactory) -> Community:
    path = tmp_path_factory.mktemp("community") / "community.yaml"
    path.write_text(DEFINITION, encoding="utf-8")
    return CommunityProject(path).written.community


@pytest.fixture(scope="module")
def read(community: Community, wordings: StepWordings) -> Read:
    """Read an export of the baseline survey, or of another, with the members of the definition."""

    def read(content: bytes | str, which: Which | None = "baseline", of: Community = community, **more: Any) -> Survey:
        raw = content.encode() if isinstance(content, str) else content
        known = people.PeopleMatcher(of, more.pop("aliases", None))
        return surveys.read(raw, "baseline.csv", of, which, wordings=wordings, people=known, **more)

    return read


@pytest.fixture
def defined(write: Write) -> Callable[[str], Community]:
    """Load a definition whose surveys are given as text."""
    return lambda text: CommunityProject(write(MINIMAL + MEMBERS + text)).written.community


def answers(survey: Survey) -> dict[str, dict[str, Any]]:
    """Return the answers by the first name of the member."""
    assert not survey.unmatched
    return {one.member.name.split()[0]: dict(one.answers) for one in survey.responses if one.member}


def told(content: bytes | str, read: Read, **more: Any) -> list[str]:
    with pytest.raises(errors.Problems) as wrong:
        read(content, **more)
    return [line for problem in wrong.value.problems for line in problem.lines()]


def rows_of(content: bytes, encoding: str = "utf-8") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(encoding), newline="")))


def written(rows: Iterable[Sequence[str]], delimiter: str = ",", end: str = "\n") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


def workbook(rows: Iterable[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells_of(content: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [list(row) for row in sheet.iter_rows(values_only=True)]


# What each source says.


def test_the_sample_of_google_forms_has_the_answers_that_its_rows_show(read: Read) -> None:
    survey = read(GOOGLE)
    assert (survey.kind, survey.encoding) == ("google-forms", "utf-8")
    assert answers(survey) == GOOGLE_ANSWERS
    assert survey.items == ("topics", "collaborate", "try-practices", "use-evidence", "lead-discussion", "hope")
    assert (survey.dropped, survey.not_asked, survey.missing) == ((), (), ())
    assert survey.responses[0].at == datetime(2026, 9, 29, 13, 2)  # noqa: DTZ001
    assert survey.responses[0].key == "amina.okafor@example.org"


def test_the_sample_of_microsoft_forms_has_the_answers_that_its_rows_show(read: Read) -> None:
    survey = read(MICROSOFT)
    assert (survey.kind, survey.encoding) == ("microsoft-forms", "xlsx")
    assert answers(survey) == MICROSOFT_ANSWERS
    assert survey.not_asked == ("Any comments?", "Any comments?2")
    assert survey.missing == ("lead-discussion", "hope")
    assert survey.responses[0].at == datetime(2026, 9, 29, 13, 6, 5)  # noqa: DTZ001


def test_a_linked_sheet_of_google_joins_choices_by_commas_that_choices_may_have_too(read: Read) -> None:
    survey = read((DATA / "google_sheet.csv").read_bytes())
    science = "Reading, writing and talk in science"
    assert [one.answers.get("topics") for one in survey.responses] == [
        ("Early reading", "Writing"),
        (science,),
        ("Vocabulary", "Assessment", science),
    ]
    assert survey.responses[1].at == datetime(2026, 9, 29, 13, 6, 5)  # noqa: DTZ001
    assert "use-evidence" not in survey.responses[1].answers


THREE = by_hand(
    """
    Amina: A N D 3 EW
    Caleb: SA A - 5 A
    Hélène: SA D N 2 E
    """,
    {"Amina": "Routines"},
)


def test_limesurvey_has_a_column_for_each_choice_and_says_who_did_not_finish(read: Read) -> None:
    survey = read((DATA / "limesurvey.csv").read_bytes())
    assert survey.kind == "limesurvey"
    assert answers(survey) == THREE
    assert survey.dropped == (Dropped(3, "not finished", "bernadette.cardinal@example.org"),)


def test_qualtrics_has_three_header_rows_and_previews_that_do_not_count(read: Read) -> None:
    survey = read((DATA / "qualtrics.csv").read_bytes())
    assert survey.kind == "qualtrics"
    assert answers(survey) == THREE
    assert [(one.row, one.why) for one in survey.dropped] == [(4, "preview"), (6, "not finished"), (8, "bot")]


def test_answers_on_paper_are_typed_in_under_the_items_texts(read: Read) -> None:
    survey = read((DATA / "plain.csv").read_bytes())
    assert survey.kind == "plain"
    without = {"topics", "try-practices"}
    assert answers(survey) == {
        name: {item: answer for item, answer in given.items() if item not in without} for name, given in THREE.items()
    }
    assert survey.missing == ("try-practices", "topics")


def test_a_header_of_item_names_is_enough(read: Read) -> None:
    assert answers(read("email,collaborate\namina.okafor@example.org,Agree\n")) == {"Amina": {"collaborate": "Agree"}}


def test_limesurvey_may_head_its_columns_with_the_text_alone(read: Read) -> None:
    own = ["Response ID", "Date submitted", "Last page", "Start language", "Seed", "Email address"]
    rows = rows_of((DATA / "limesurvey.csv").read_bytes())
    texts = [cell.partition(". ")[2] for cell in rows[0]]
    survey = read(written([[*own, *texts[len(own) :]], *rows[1:]]))
    assert (survey.kind, answers(survey)) == ("limesurvey", THREE)


def test_limesurvey_without_dates_gives_everyone_one_in_1980_that_is_none(read: Read) -> None:
    content = (DATA / "limesurvey.csv").read_text().replace("2026-09-29 13:02:00", "1980-01-01 00:00:00")
    survey = read(content)
    assert (survey.responses[0].at, answers(survey)) == (None, THREE)


def test_qualtrics_may_have_a_column_for_each_choice(read: Read) -> None:
    rows = rows_of((DATA / "qualtrics.csv").read_bytes())
    heads = (
        [f"Q3_{number}" for number in range(4)],
        [f"Which topics interest you? - Selected Choice - {topic}" for topic in TOPICS.values()],
        [f'{{"ImportId":"QID3_{number}"}}' for number in range(4)],
    )
    cells = [[topic if topic in row[21] else "" for topic in TOPICS.values()] for row in rows[3:]]
    wide = [[*row[:21], *more, row[22]] for row, more in zip(rows, [*heads, *cells], strict=True)]
    assert answers(read(written(wide))) == THREE


# The same file, saved in another way.


def with_cells(change: Callable[[int, int, str], str]) -> bytes:
    rows = rows_of(GOOGLE)
    return written([[change(y, x, cell) for x, cell in enumerate(row)] for y, row in enumerate(rows)]).encode()


def reordered(rows: list[list[str]]) -> list[list[str]]:
    order = [6, 0, 3, 7, 1, 5, 2, 4]
    return [[row[at] for at in order] for row in rows]


SAVED_AGAIN: dict[str, bytes] = {
    "byte order mark": b"\xef\xbb\xbf" + GOOGLE,
    "utf-16 with tabs": written(rows_of(GOOGLE), "\t").encode("utf-16"),
    "cp1252 with semicolons": written(rows_of(GOOGLE), ";", "\r\n").encode("cp1252"),
    "line ends of Windows": written(rows_of(GOOGLE), end="\r\n").replace("\r\nacross", "\nacross").encode(),
    "new lines of Windows in answers": with_cells(lambda _y, _x, cell: cell.replace("\n", "\r\n")),
    "blank lines": written([[], *(part for row in rows_of(GOOGLE) for part in (row, []))]).encode(),
    "empty cells": written([*(row + [""] * 3 for row in rows_of(GOOGLE)), [""] * 11]).encode(),
    "other columns": written([[*row, f"more {y}", ""] for y, row in enumerate(rows_of(GOOGLE))]).encode(),
    "columns in another order": written(reordered(rows_of(GOOGLE))).encode(),
    "addresses in capitals": with_cells(lambda y, x, cell: cell.upper() if x == 1 and y else cell),
    "answers in capitals": with_cells(lambda y, x, cell: cell.upper() if 2 <= x <= 5 and y else cell),
    "spaces that do not break": with_cells(
        lambda y, x, cell: cell.replace(" ", "\u00a0") + "\u00a0" if not y or 2 <= x <= 5 else cell
    ),
    "French headers": with_cells(
        lambda _y, _x, cell: {"Timestamp": "Horodateur", "Username": "Nom d’utilisateur"}.get(cell, cell)
    ),
    "French times": with_cells(lambda _y, x, cell: cell.replace("GMT-6", "UTC−6") if not x else cell),
    "a line break at the end is missing": GOOGLE.rstrip(b"\n"),
}


@pytest.mark.parametrize("name", SAVED_AGAIN)
def test_however_a_file_is_saved_again_its_answers_stay(name: str, read: Read) -> None:
    assert answers(read(SAVED_AGAIN[name])) == GOOGLE_ANSWERS


FRENCH = {
    "Start time": "Heure de début",
    "Completion time": "Heure de fin",
    "Email": "Adresse de messagerie",
    "Name": "Nom",
    "Last modified time": "Heure de la dernière modification",
}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda rows: rows, id="as it is"),
        pytest.param(lambda rows: [[FRENCH.get(cell, cell) for cell in rows[0]], *rows[1:]], id="French headers"),
        pytest.param(lambda rows: [[f"{cell}\u00a0" for cell in rows[0]], *rows[1:]], id="spaces that do not break"),
        pytest.param(lambda rows: [row[::-1] for row in rows], id="columns in another order"),
        pytest.param(lambda rows: [[], [], *rows], id="empty rows above"),
        pytest.param(lambda rows: [[*row[:5], *row[6:]] for row in rows], id="no time of change"),
    ],
)
def test_a_workbook_keeps_its_answers(change: Callable[[Any], Any], read: Read) -> None:
    assert answers(read(workbook(change(cells_of(MICROSOFT))))) == MICROSOFT_ANSWERS


def test_a_file_of_microsoft_forms_saved_as_csv_keeps_its_answers(read: Read) -> None:
    rows = [["" if cell is None else str(cell) for cell in row] for row in cells_of(MICROSOFT)]
    assert answers(read(written(rows, ";", "\r\n").encode("cp1252"))) == MICROSOFT_ANSWERS


def test_a_last_line_that_breaks_off_between_cells_does_not_count(read: Read) -> None:
    cut = GOOGLE[: GOOGLE.rindex(b',"Strongly disagree"')]
    survey = read(cut)
    assert answers(survey) == {name: given for name, given in GOOGLE_ANSWERS.items() if name != "Liam"}
    assert survey.dropped == (Dropped(13, "breaks off", "liam.tootoosis@example.org"),)


def test_a_last_line_that_breaks_off_in_quotes_is_a_problem_with_its_row(read: Read) -> None:
    assert told(GOOGLE[:-20], read)[0].startswith("baseline.csv:13:")


@settings(max_examples=50, derandomize=True)
@given(st.permutations(range(8)))
def test_the_order_of_the_columns_does_not_matter(read: Read, order: Sequence[int]) -> None:
    content = written([[row[at] for at in order] for row in rows_of(GOOGLE)])
    assert answers(read(content)) == GOOGLE_ANSWERS


# Which column asks which item.


ONE = "Timestamp,Email Address,{}\n2026-09-29 13:00:00,amina.okafor@example.org,{}\n"


@pytest.mark.parametrize(
    "header",
    [
        "I COLLABORATE regularly  with colleagues outside my school.",
        "3. I collaborate regularly with colleagues outside my school",
        "I collaborate regularly with colleagues outside my school (required)",
        "Please answer: [I collaborate regularly with colleagues outside my school ]",
        "I collaborate regularly with colleagues outside my school *",
        "collaborate",
    ],
)
def test_an_item_is_found_by_its_text_however_a_form_shows_it(header: str, read: Read) -> None:
    assert read(ONE.format(f'"{header}"', "Agree")).responses[0].answers == {"collaborate": "Agree"}


def test_a_question_that_only_resembles_an_item_is_not_asked(read: Read) -> None:
    near = "I collaborate regularly with colleagues inside my school"
    survey = read(ONE.format(f'"{near}",Which topics interest you?', "Agree,Writing"))
    assert survey.not_asked == (near,)
    assert "collaborate" in survey.missing


def test_a_missing_item_is_told_with_the_line_that_names_its_column(read: Read, community: Community) -> None:
    near = "I collaborate regularly with colleagues inside my school"
    survey = read(ONE.format(f'"{near}",Which topics interest you?', "Agree,Writing"))
    remark = next(iter(survey_remarks.remarks(survey, community, SAY)))
    assert remark.lines() == [
        "baseline.csv: surveys.items.collaborate: the export has no column for "
        "'I collaborate regularly with colleagues outside my school'",
        f'    hint: if a column asks it, write  surveys: {{columns: {{collaborate: "{near}"}}}}',
    ]


CODES = SURVEYS + (
    "  columns:\n"
    '    baseline: {collaborate: "Q01[SQ001]", try-practices: "q01[sq002]", use-evidence: "Q01[SQ003]"}\n'
    "    lead-discussion: Q02\n"
    "    hope: Q04\n"
)


def test_headers_that_are_only_codes_are_named_in_the_definition(
    read: Read, defined: Callable[[str], Community]
) -> None:
    survey = read((DATA / "limesurvey_codes.csv").read_bytes(), of=defined(CODES))
    expected = {name: {item: one for item, one in given.items() if item != "topics"} for name, given in THREE.items()}
    assert answers(survey) == expected


def test_a_column_that_is_not_in_the_file_is_a_problem_that_names_the_nearest(
    read: Read, defined: Callable[[str], Community]
) -> None:
    of = defined(SURVEYS + "  columns: {collaborate: I colaborate}\n")
    assert told(ONE.format("I collaborate,x", "Agree,"), read, of=of) == [
        "baseline.csv:1:1: surveys.columns.collaborate: no column is headed 'I colaborate'",
        "    hint: did you mean 'I collaborate'?",
    ]


def test_a_column_of_another_survey_may_be_missing(read: Read, defined: Callable[[str], Community]) -> None:
    of = defined(SURVEYS + "  columns: {final: {collaborate: Q9}}\n")
    assert answers(read(GOOGLE, of=of)) == GOOGLE_ANSWERS


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ("{colaborate: Q1}", "no item is called 'colaborate'"),
        ("{final: {colaborate: Q1}}", "no item is called 'colaborate'"),
        ("{fnal: {collaborate: Q1}}", "'fnal' is no survey"),
    ],
)
def test_the_definition_names_columns_of_items_and_surveys_only(
    columns: str, message: str, defined: Callable[[str], Community]
) -> None:
    with pytest.raises(errors.Problems) as wrong:
        defined(SURVEYS + f"  columns: {columns}\n")
    assert [problem.message for problem in wrong.value.problems] == [message]


def test_of_two_columns_for_one_item_the_one_with_an_answer_counts(read: Read) -> None:
    # A question that was deleted and asked again leaves its old column in a linked sheet.
    content = "Timestamp,Email,collaborate,collaborate\n2026-09-29,amina.okafor@example.org,,Agree\n"
    assert answers(read(content)) == {"Amina": {"collaborate": "Agree"}}


def test_of_two_answers_to_one_item_neither_counts_and_it_is_told(read: Read) -> None:
    content = "Timestamp,Email,collaborate,collaborate,hope\n2026-09-29,amina.okafor@example.org,Neutral,Agree,More\n"
    survey = read(content)
    assert answers(survey) == {"Amina": {"hope": "More"}}
    assert survey.concessions == (Concession("baseline.csv", 2, 3, "two answers differ", "Agree"),)


def test_two_items_of_one_text_are_told_apart_by_the_number_of_microsoft_forms(
    read: Read, defined: Callable[[str], Community]
) -> None:
    of = defined("surveys: {items: {first: {ask: Any comments?}, second: {ask: Any comments?}}}\n")
    survey = read(MICROSOFT, of=of)
    assert survey.responses[0].answers == {"first": "Time with colleagues", "second": "No"}


def test_a_form_that_asks_for_the_address_is_matched_by_it(read: Read) -> None:
    rows = [*cells_of(MICROSOFT)]
    for row in rows[1:]:
        row.append(row[3])
        row[3], row[4] = "anonymous", "anonymous"
    rows[0].append("What is your email address?")
    survey = read(workbook(rows))
    assert answers(survey) == MICROSOFT_ANSWERS
    assert survey.not_asked == ("Any comments?", "Any comments?2")


def test_a_form_that_asks_for_the_name_is_matched_by_it(read: Read) -> None:
    rows = [*cells_of(MICROSOFT)]
    for name, row in zip(NAMES, rows[1:], strict=True):
        row.append(name.upper())
        row[3], row[4] = "anonymous", ""
    rows[0].append("Name2")
    assert answers(read(workbook(rows))) == MICROSOFT_ANSWERS


def test_a_long_file_and_long_cells_are_read_within_seconds(read: Read) -> None:
    many = "Timestamp,Email,collaborate\n" + "2026-09-29,someone@example.org,Agree\n" * 9_000
    assert len(read(many).dropped) == 8_999
    assert told(many * 2, read) == ["baseline.csv: this has more than 10,000 rows, as no survey of a community has"]
    header, cell = "[(" * 50_000, "Writing," * 10_000
    hostile = ONE.format(f"topics,{header}", f'"{cell}"')
    assert read(hostile).responses[0].answers == {"topics": ("Writing",)}


# What is answered.


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("agree", "Agree"),
        ("  STRONGLY\u00a0agree ", "Strongly agree"),
        ("Tout à fait d’accord", "Strongly agree"),
        ("fortement en désaccord", "Strongly disagree"),
        ("Ni d'accord, ni en désaccord", "Neutral"),
        ("Neither agree nor disagree", "Neutral"),
        ("1", "Strongly disagree"),
        ("5", "Strongly agree"),
        ("4.0", "Agree"),
        ("5 - Strongly agree", "Strongly agree"),
        ("5 = tout à fait d'accord", "Strongly agree"),
        ("Strongly agree (5)", "Strongly agree"),
        # Where the form counts from the other end, its word decides.
        ("1 – Strongly agree", "Strongly agree"),
    ],
)
def test_a_step_of_the_scale_is_known_in_any_case_language_and_by_number(text: str, step: str, read: Read) -> None:
    assert read(ONE.format("collaborate", f'"{text}"')).responses[0].answers == {"collaborate": step}


@pytest.mark.parametrize(("text", "step"), [("3", "3"), ("3.0", "3"), ("5 - Very confident", "5"), ("1 (Not)", "1")])
def test_a_scale_of_numbers_is_known_with_words_beside_them(text: str, step: str, read: Read) -> None:
    assert read(ONE.format("lead-discussion", f'"{text}"')).responses[0].answers == {"lead-discussion": step}


def test_a_definition_in_french_takes_answers_in_english(read: Read, defined: Callable[[str], Community]) -> None:
    of = defined(
        "surveys:\n"
        "  scale: [Tout à fait en désaccord, En désaccord, Neutre, D'accord, Tout à fait d'accord]\n"
        "  items: {essayer: {ask: « J’essaie » de nouvelles pratiques}}\n"
    )
    survey = read(ONE.format('"""J\'essaie"" de nouvelles pratiques :"', "Strongly disagree"), of=of)
    assert survey.responses[0].answers == {"essayer": "Tout à fait en désaccord"}


@pytest.mark.parametrize("text", ["", "  ", "Prefer not to answer", "Préfère ne pas répondre", "N/A"])
def test_a_blank_or_a_refusal_is_no_answer(text: str, read: Read) -> None:
    survey = read(ONE.format("collaborate,lead-discussion", f"{text},3"))
    assert survey.responses[0].answers == {"lead-discussion": "3"}


@pytest.mark.parametrize("text", ["Agre", "6", "0", "2.5", "Somewhat agree", "Agree; Neutral"])
def test_an_answer_off_the_scale_costs_this_answer_and_is_told(text: str, read: Read) -> None:
    survey = read(ONE.format("collaborate,lead-discussion", f"{text},3"))
    assert survey.responses[0].answers == {"lead-discussion": "3"}
    assert survey.concessions == (Concession("baseline.csv", 2, 2, "not on the scale", text),)


def test_every_answer_off_the_scales_is_told(read: Read) -> None:
    survey = read(with_cells(lambda y, x, cell: "Perhaps" if y and 2 <= x <= 3 else cell))
    assert [(one.why, one.text) for one in survey.concessions] == [
        ("not among the choices", "Perhaps"),
        ("not on the scale", "Perhaps"),
    ] * 12


def test_what_fits_no_choice_counts_as_something_else(read: Read) -> None:
    survey = read(ONE.format("topics", "Writing;Poetry;Drama"))
    assert survey.responses[0].answers == {"topics": ("Writing", SOMETHING_ELSE)}
    assert survey.concessions == (Concession("baseline.csv", 2, 2, "not among the choices", "Poetry; Drama"),)


def test_what_people_write_themselves_counts_as_other_where_that_is_a_choice(
    read: Read, defined: Callable[[str], Community]
) -> None:
    of = defined(
        "surveys:\n  items:\n"
        "    topics: {ask: Topics, choices: [Writing, Autre], several: yes}\n"
        "    way: {ask: Way, choices: [Online, Other]}\n"
    )
    survey = read(ONE.format("topics,way", '"Poetry, of all kinds, Writing",By post'), of=of)
    assert survey.responses[0].answers == {"topics": ("Writing", "Autre"), "way": "Other"}


def test_a_text_is_kept_as_it_is_written(read: Read) -> None:
    survey = read(ONE.format("hope", '"Plus : « lire »…\r\n\r\n=1+1, N/A"'))
    assert survey.responses[0].answers == {"hope": "Plus : « lire »…\n\n=1+1, N/A"}


def test_a_mark_that_is_neither_yes_nor_no_is_told(read: Read) -> None:
    content = (DATA / "limesurvey.csv").read_text().replace('"Yes","No","Yes"', '"Yes","No","Perhaps"')
    assert [(one.why, one.text) for one in read(content).concessions] == [("yes or no", "Perhaps")]


WORDS = SURVEYS + "  words: {Mostly: Agree, 1: Strongly agree, Poems: Writing, N/A: Neutral}\n"


@pytest.mark.parametrize(
    ("item", "text", "answer"),
    [
        ("collaborate", "mostly.", "Agree"),
        ("collaborate", "1", "Strongly agree"),
        ("collaborate", "N/A", "Neutral"),
        ("collaborate", "5", "Strongly agree"),
        ("lead-discussion", "1", "1"),
        ("topics", "Poems;Vocabulary", ("Vocabulary", "Writing")),
    ],
)
def test_a_definition_says_what_answers_say_that_are_worded_otherwise(
    item: str, text: str, answer: Any, read: Read, defined: Callable[[str], Community]
) -> None:
    survey = read(ONE.format(item, text), of=defined(WORDS))
    assert (survey.responses[0].answers, survey.concessions) == ({item: answer}, ())


def test_a_word_that_is_on_no_scale_is_no_meaning_of_an_answer(defined: Callable[[str], Community]) -> None:
    with pytest.raises(errors.Problems) as wrong:
        defined(WORDS.replace("Mostly: Agree", "Mostly: Agre"))
    (problem,) = wrong.value.problems
    assert (problem.path, problem.message) == (
        "surveys.words.Mostly",
        "no scale has the step 'Agre', and no item the choice",
    )
    assert problem.hint == "did you mean 'Agree'?"


def test_an_answer_off_the_scale_comes_with_the_line_that_would_say_what_it_says(
    read: Read, community: Community
) -> None:
    content = ONE.format("collaborate,topics", "Somewhat agree,Poetry") + "2026-09-29,,Sort of,\n2026-09-29,,sort of,\n"
    lines = [line for remark in survey_remarks.remarks(read(content), community, SAY) for line in remark.lines()]
    assert [line for line in lines if "no column" not in line and "columns: {" not in line] == [
        "baseline.csv: 2 of 3 answers cannot be matched, since they do not have an address",
        '    hint: turn on "Collect email addresses" in the form, or ask a code:  surveys: {match_answers_by: code}',
        "baseline.csv: answers in other words than those of the scale: Somewhat agree, Sort of",
        "    hint: if one says a step, write which:  surveys: {words: {Somewhat agree: Agree}}",
    ]


def test_no_word_of_the_scales_says_two_things() -> None:
    tables = languages.tables("scales.yaml")
    words = [word.casefold() for table in tables for step in table["same"].values() for word in step]
    assert len(words) == len(set(words))


def test_every_language_has_words_for_every_step() -> None:
    english, *others = languages.tables("scales.yaml")
    assert [table["same"].keys() for table in others] == [english["same"].keys()] * len(others)


# Whose the answers are.


TWICE = (
    "Timestamp,Email Address,Name,collaborate\n"
    "2026-09-30 09:00:00,Amina.Okafor@example.org,Amina,Agree\n"
    "2026-09-29 09:00:00,amina.okafor@example.org,A. Okafor,Neutral\n"
    "2026-09-29 09:10:00,someone@example.org,Someone,Neutral\n"
    "2026-09-29 09:20:00,SOMEONE@example.org,Someone,Agree\n"
    "2026-09-29 09:30:00,,,Disagree\n"
    "2026-09-29 09:30:00,,,Disagree\n"
)


def test_the_last_answer_of_a_person_counts_and_the_earlier_is_told(read: Read) -> None:
    survey = read(TWICE)
    assert [(one.row, one.answers["collaborate"]) for one in survey.responses] == [
        (2, "Agree"),
        (5, "Agree"),
        (6, "Disagree"),
        (7, "Disagree"),
    ]
    assert survey.dropped == (Dropped(3, "answered again", "A. Okafor"), Dropped(4, "answered again", "Someone"))
    assert [one.email for one in survey.unmatched] == ["SOMEONE@example.org"]


def test_an_answer_that_is_not_finished_takes_nothing_back(read: Read) -> None:
    content = (DATA / "qualtrics.csv").read_text().replace("bernadette.cardinal", "amina.okafor")
    assert answers(read(content)) == THREE


def test_an_alias_is_matched(read: Read, community: Community) -> None:
    table = load.aliases(b"seen,member\nsomeone@example.org,Liam Tootoosis\n", "aliases.csv")
    aliases, _ = own_lists.aliases(table.rows, community)
    survey = read(TWICE, aliases=aliases)
    assert [one.key for one in survey.responses][:2] == ["amina.okafor@example.org", "liam.tootoosis@example.org"]


def test_the_facilitator_is_known_and_matched_with_nobody(read: Read) -> None:
    survey = read(ONE.format("collaborate", "Agree").replace("amina.okafor@example.org", "alex@example.org"))
    assert (survey.responses[0].known_as, survey.responses[0].key, survey.unmatched) == ("Alex Moreau", None, ())
    assert not survey.counted


def test_only_members_count_where_answers_have_a_name_or_address(read: Read) -> None:
    assert [one.row for one in read(TWICE).counted] == [2, 6, 7]


def test_where_no_members_are_listed_everybody_counts(read: Read, write: Write) -> None:
    of = CommunityProject(write(MINIMAL + SURVEYS)).written.community
    assert len(read(TWICE, of=of).counted) == 4


def test_without_a_definition_an_export_says_its_service_rows_columns_and_days() -> None:
    assert surveys.outline(GOOGLE, "any.csv") == SurveyOutline(
        "google-forms", 12, tuple(rows_of(GOOGLE)[0]), date(2026, 9, 29), date(2026, 9, 29), "utf-8"
    )
    assert surveys.outline(
        ONE.format("collaborate", "Agree").replace("2026-09-29", "04/03/2027").encode(), "any.csv"
    ) == (SurveyOutline("google-forms", 1, ("Timestamp", "Email Address", "collaborate"), None, None, "utf-8"))
    assert surveys.outline(b"name,colour\nAmina,red\n", "any.csv") is None


def test_answers_are_counted_item_by_item(read: Read, community: Community) -> None:
    content = ONE.format("collaborate,topics,hope", "Agree,Writing;Poetry,More")
    content += "2026-09-29,someone@example.org,Neutral,Writing,Less\n"
    assert [(one.item, one.answered, one.counts) for one in surveys.tallies(read(content), community.surveys)] == [
        ("collaborate", 1, dict.fromkeys(STEPS.values(), 0) | {"Agree": 1}),
        ("topics", 1, dict.fromkeys(community.surveys.items["topics"].choices, 0) | {"Writing": 1, SOMETHING_ELSE: 1}),
        ("hope", 1, {}),
    ]


@pytest.mark.parametrize(("order", "day"), [("dmy", 4), ("mdy", 3)])
def test_a_day_that_can_be_two_is_read_in_the_order_that_is_said(order: str, day: int, read: Read) -> None:
    survey = read(ONE.format("collaborate", "Agree").replace("2026-09-29", "04/03/2027"), date_order=order)
    assert survey.responses[0].at is not None
    assert (survey.responses[0].at.day, survey.responses[0].at.month) == (day, 7 - day)


def test_a_day_that_can_be_two_is_not_asked_where_nothing_depends_on_it(read: Read) -> None:
    survey = read(ONE.format("collaborate", "Agree").replace("2026-09-29", "04/03/2027"))
    assert (survey.responses[0].at, survey.responses[0].answers, survey.concessions) == (
        None,
        {"collaborate": "Agree"},
        (),
    )


@pytest.mark.parametrize(
    ("days", "counts", "is_told"),
    [
        pytest.param(("04/03/2027", "04/02/2027"), "Agree", False, id="all orders agree"),
        pytest.param(("03/04/2027", "04/03/2027"), "Neutral", True, id="two orders"),
        pytest.param(("04/03/2027", "2027-03-20"), "Neutral", True, id="one day is certain"),
        pytest.param(("04/03/2027", ""), "Neutral", False, id="one has no day"),
    ],
)
def test_a_day_that_can_be_two_is_told_only_where_the_last_answer_depends_on_it(
    days: tuple[str, str], counts: str, is_told: bool, read: Read, community: Community
) -> None:
    first, second = (f"{day},amina.okafor@example.org" for day in days)
    survey = read(f"Timestamp,Email Address,collaborate\n{first},Agree\n{second},Neutral\n")
    assert [one.answers["collaborate"] for one in survey.responses] == [counts]
    said = [one.message for one in survey_remarks.remarks(survey, community, SAY) if "two ways" in one.message]
    assert bool(said) == is_told


FALL_AND_SPRING = (
    "Timestamp,Email Address,collaborate\n"
    "2026-09-29 13:00:00,amina.okafor@example.org,Neutral\n"
    "2026-10-20 13:00:00,caleb.friesen@example.org,Disagree\n"
    "2027-05-25 13:00:00,amina.okafor@example.org,Agree\n"
    "2027-05-26 13:00:00,hélène.lavallée@example.org,Strongly agree\n"
)
ASKED_ON = {"baseline": date(2026, 9, 29), "final": date(2027, 5, 25)}


@pytest.mark.parametrize(
    ("which", "counted", "others"),
    [
        ("baseline", {2: "Neutral", 3: "Disagree"}, [4, 5]),
        ("final", {4: "Agree", 5: "Strongly agree"}, [2, 3]),
        (None, {3: "Disagree", 4: "Agree", 5: "Strongly agree"}, []),
    ],
)
def test_one_form_for_both_surveys_is_divided_by_the_days(
    which: Which | None, counted: Mapping[int, str], others: list[int], read: Read
) -> None:
    survey = read(FALL_AND_SPRING, which, asked_on=ASKED_ON)
    assert {one.row: one.answers["collaborate"] for one in survey.responses} == counted
    assert [one.row for one in survey.dropped if one.why == "other survey"] == others


def test_one_file_that_is_said_to_have_both_surveys_is_divided_without_addresses(read: Read, write: Write) -> None:
    of = CommunityProject(write(DEFINITION + "records: {surveys: {baseline: a.csv, final: a.csv}}\n")).written.community
    content = re.sub(r"[^,\n]*@example.org", "", FALL_AND_SPRING)
    survey = read(content, "baseline", of=of, asked_on=ASKED_ON)
    assert [one.row for one in survey.responses] == [2, 3]
    said = [one.message for one in survey_remarks.remarks(survey, of, SAY)]
    assert "answers from the days of the other survey, which do not count for this one: 2" in said


def test_a_late_first_answer_counts_where_nobody_answered_twice(read: Read) -> None:
    late = FALL_AND_SPRING.replace("2027-05-25", "2026-09-30").replace("2027-05-26", "2027-02-20")
    assert len(read(late, "baseline", asked_on=ASKED_ON).responses) == 3


# What a person should know.


def said_of(survey: Survey, community: Community) -> list[str]:
    told = [*survey_remarks.remarks(survey, community, SAY)]
    told += survey_remarks.of_people(survey, community, people.PeopleMatcher(community), SAY)
    return [line for remark in told if "no column" not in remark.message for line in remark.lines()]


def test_answers_of_nobody_known_and_of_the_facilitator_are_told(read: Read, community: Community) -> None:
    content = "".join(TWICE.splitlines(keepends=True)[:-2]) + "2026-09-30 08:00:00,alex@example.org,Test,Agree\n"
    assert said_of(read(content), community) == [
        "baseline.csv: answers of nobody whom the definition knows, and so counted apart: Someone",
        "    hint: see the lines to add:  cop-plan report --inspect baseline.csv",
        "baseline.csv: answers of those who are no members, and so do not count: Alex Moreau",
    ]


def test_the_line_to_add_for_one_whom_nobody_knows_stands_there(read: Read, write: Write) -> None:
    of = CommunityProject(write(DEFINITION + "records: {aliases: records/aliases.csv}\n")).written.community
    content = ONE.format("collaborate", "Agree").replace("amina.okafor@", "amina@")
    assert said_of(read(content, of=of), of) == [
        "baseline.csv: answers of nobody whom the definition knows, and so counted apart: amina@example.org",
        "    hint: if you know who it is, add to records/aliases.csv:  amina@example.org,name of the member",
    ]


def test_answers_without_addresses_are_told_in_september(read: Read, community: Community) -> None:
    survey = read("Timestamp,collaborate\n2026-09-29,Agree\n2026-09-29,Neutral\n")
    assert said_of(survey, community) == [
        "baseline.csv: the answers cannot be matched: no answer has an address",
        '    hint: turn on "Collect email addresses" in the form, or ask a code:  surveys: {match_answers_by: code}',
    ]
    assert not survey.has_keys
    assert len(survey.counted) == 2


def test_answers_without_a_code_are_told(read: Read, defined: Callable[[str], Community]) -> None:
    of = defined(CODED)
    assert said_of(read(GOOGLE, of=of), of)[0] == "baseline.csv: the answers cannot be matched: no answer has a code"
    assert said_of(read(coded("am07", "", ""), of=of), of)[0] == (
        "baseline.csv: 2 of 3 answers cannot be matched, since they do not have a code"
    )


@pytest.mark.parametrize(
    ("texts", "said", "hint"),
    [
        (
            ["Sort of", "sort of", "Yes: mostly"],
            "answers in other words than those of the scale: Sort of, Yes: mostly",
            "if one says a step, write which:  surveys: {words: {Sort of: a step of the scale}}",
        ),
        (
            ["Yes, I agree"],
            "answers in other words than those of the scale: Yes, I agree",
            'if one says a step, write which:  surveys: {words: {"Yes, I agree": Agree}}',
        ),
        (
            ["A2", "AO1"],
            "answers that are codes, which say no step of the scale: A2, AO1",
            "export the file again with the text of the answers",
        ),
    ],
)
def test_answers_off_the_scale_are_told_with_what_to_do(
    texts: Sequence[str], said: str, hint: str, read: Read, community: Community
) -> None:
    rows = [["Timestamp", "Email Address", "collaborate"]]
    rows += [["2026-09-29", address(name), text] for name, text in zip(NAMES, texts, strict=False)]
    assert said_of(read(written(rows)), community) == [f"baseline.csv: {said}", f"    hint: {hint}"]


def test_answers_of_another_year_do_not_count_and_are_told(read: Read, community: Community) -> None:
    content = ONE.format("collaborate", "Agree").replace("2026-", "2025-")
    assert said_of(read(content), community) == [
        "baseline.csv: answers from outside the school year, which do not count: 1",
        "    hint: put the export of this year's survey in its place",
    ]
    both = [["Timestamp", "Email Address", "collaborate"], ["2025-09-30", address(NAMES[0]), "Agree"]]
    survey = read(written([*both, ["2026-09-29", address(NAMES[1]), "Disagree"]]))
    assert [(one.row, one.answers) for one in survey.responses] == [(3, {"collaborate": "Disagree"})]
    assert [(one.row, one.why) for one in survey.dropped] == [(2, "other year")]
    assert said_of(survey, community) == ["baseline.csv: answers from outside the school year, which do not count: 1"]


def test_answers_that_break_off_in_a_row_say_so(read: Read, community: Community) -> None:
    survey = read(ONE.format("collaborate", "Agree") + "2026-09-29 14:00,amina@exa")
    assert len(survey.responses) == 1
    assert said_of(survey, community)[0] == (
        "baseline.csv: the file breaks off in row 3, which does not count, and may have lost more"
    )


@pytest.mark.parametrize(
    ("scale", "is_told"),
    [
        ("[Strongly agree, Agree, Neutral, Disagree, Strongly disagree]", True),
        ("[Toujours, Souvent, Parfois, Rarement, Jamais]", True),
        ("[5, 4, 3, 2, 1]", True),
        ("[Strongly disagree, Disagree, Neutral, Agree, Strongly agree]", False),
        ("[Not at all, Sometimes, Always]", False),
        ("[Green, Yellow, Red]", False),
    ],
)
def test_a_scale_that_is_written_from_its_high_end_is_told(
    scale: str, is_told: bool, read: Read, defined: Callable[[str], Community]
) -> None:
    community = defined(f"surveys: {{items: {{a: {{ask: Is it so?, scale: {scale}}}}}}}\n")
    survey = read(ONE.format("Is it so?", scale.split(", ")[1]), of=community)
    told = [line for line in said_of(survey, community) if "the scale begins with" in line]
    assert bool(told) is is_told


def test_numbers_that_are_read_as_steps_are_told(read: Read, community: Community) -> None:
    assert said_of(read(ONE.format("collaborate,lead-discussion", "4,3")), community)[0] == (
        "baseline.csv: numbers are read as steps of the scale, 1 as its low end"
    )
    assert said_of(read(ONE.format("collaborate,lead-discussion", "Agree,3")), community) == []


def test_that_few_answers_to_both_surveys_are_of_one_person_is_told(read: Read, community: Community) -> None:
    def answered(*names: str) -> Survey:
        rows = [f"2026-09-29,{address(name)},Agree" for name in names]
        return read("\n".join(["Timestamp,Email Address,collaborate", *rows, ""]))

    before, after = answered(*NAMES[:5]), answered(*NAMES[3:9])
    assert [one.message for one in survey_remarks.of_both(before, after, community.surveys, SAY)] == [
        "only 2 of the 6 answers have the address of an answer to the first survey"
    ]
    assert not [*survey_remarks.of_both(before, answered(*NAMES[2:6]), community.surveys, SAY)]


# Files that are something else.


SAMPLES_OF_ATTENDANCE = {
    "register": "event,email,name,present,role\norientation,amina.okafor@example.org,Amina Okafor,yes,\n",
    "Zoom": "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
    "Amina,amina.okafor@example.org,11/18/2026 03:28:00 PM,11/18/2026 04:31:00 PM,63,No\n",
    "Teams": "Full Name\tUser Action\tTimestamp\nAmina\tJoined\t11/18/2026, 3:28:00 PM\n",
    "Meet": "First name,Last name,Email,Duration,Time joined,Time exited\nAmina,Okafor,a@example.org,1 hr,3:28,4:30\n",
}


@pytest.mark.parametrize("name", SAMPLES_OF_ATTENDANCE)
def test_a_report_of_attendance_given_as_a_survey_is_called_one(name: str, read: Read) -> None:
    (line,) = told(SAMPLES_OF_ATTENDANCE[name], read)
    assert line.startswith("baseline.csv: this looks like a")
    assert name in line
    assert "attendance" in line


@pytest.mark.parametrize(
    ("file", "service"),
    [
        ("google_forms.csv", "Google Forms"),
        ("google_sheet.csv", "Google Forms"),
        ("microsoft_forms.xlsx", "Microsoft Forms"),
        ("limesurvey.csv", "LimeSurvey"),
        ("qualtrics.csv", "Qualtrics"),
    ],
)
def test_a_survey_given_as_attendance_is_called_one(file: str, service: str) -> None:
    with pytest.raises(errors.Problems) as wrong:
        attendance.read((DATA / file).read_bytes(), "webinar-1.csv")
    (problem,) = wrong.value.problems
    assert problem.message == f"this looks like answers to a survey ({service}), not like a report of attendance"
    assert problem.hint == "if it is of a survey of the definition, name it under records.surveys"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name,school\nAmina,Elm Street\n", "this is no export of a survey, and no column asks an item"),
        (
            "name,agreement_signed\nAmina,2026-06-12\n",
            "this looks like a list of members, not like answers to a survey",
        ),
        ("\ufeff", "the file is empty"),
        (b"\xff\xd8\xff\xe0 JFIF", "this is a picture (JPEG), not a table"),
    ],
)
def test_a_file_that_is_no_survey_is_told(content: bytes | str, message: str, read: Read) -> None:
    assert message in told(content, read)[0]


def test_an_export_of_another_survey_is_told(read: Read) -> None:
    lines = told("Timestamp,Username,What is your favourite snack?\n2026-09-29,a@example.org,Bannock\n", read)
    assert lines[0] == "baseline.csv:1:1: no column asks an item of the baseline survey"


def test_a_survey_without_items_cannot_be_read(read: Read, defined: Callable[[str], Community]) -> None:
    lines = told(GOOGLE, read, of=defined("surveys: {items: {a: {ask: A, in: final}}}\n"))
    assert lines[0] == "baseline.csv: the definition has no items of the baseline survey, so that no answer can be read"


def test_to_inspect_a_file_nobody_needs_to_say_which_survey_it_is(read: Read) -> None:
    assert answers(read(GOOGLE, which=None)) == GOOGLE_ANSWERS


# Before and after.


def test_answers_are_paired_by_address(read: Read) -> None:
    found = pairs.pair(read(GOOGLE), read((DATA / "qualtrics.csv").read_bytes()))
    assert [pair.key.partition(".")[0] for pair in found.matched] == ["amina", "caleb", "helene"]
    first = found.matched[0]
    assert (first.before.answers["collaborate"], first.after.answers["collaborate"]) == ("Neutral", "Agree")
    assert len(found.only_before) == 9
    assert (found.only_after, found.ambiguous) == ((), ())


CODED = SURVEYS.replace("match_answers_by: email", "match_answers_by: code\n  code_question: Your code?")


def coded(*codes: str) -> str:
    return "Timestamp,Your code,collaborate\n" + "".join(f"2026-09-29,{code},Agree\n" for code in codes)


def test_answers_are_paired_by_a_code_however_it_is_typed(read: Read, defined: Callable[[str], Community]) -> None:
    of = defined(CODED)
    found = pairs.pair(read(coded("Hé 12", "am07", ""), of=of), read(coded("zz1", "HE12"), of=of))
    assert [pair.key for pair in found.matched] == ["he12"]
    assert [one.row for one in found.only_before] == [4, 3]
    assert [one.key for one in found.only_after] == ["zz1"]


def test_a_code_that_two_people_gave_matches_neither_and_is_told(
    read: Read, defined: Callable[[str], Community]
) -> None:
    of = defined(CODED)
    before = read(coded("am07", "AM 07", "he12"), of=of)
    found = pairs.pair(before, read(coded("am07", "he12"), of=of))
    assert [pair.key for pair in found.matched] == ["he12"]
    assert [(one.key, len(one.before), len(one.after)) for one in found.ambiguous] == [("am07", 2, 1)]
    said = [remark.message for remark in survey_remarks.remarks(before, of, SAY)]
    assert "rows 2, 3 have one code, so that none of them can be matched" in said


def test_the_column_of_the_code_can_be_named(read: Read, defined: Callable[[str], Community]) -> None:
    survey = read(coded("am07").replace("Your code", "Q7"), of=defined(CODED + "  columns: {code: Q7}\n"))
    assert [one.key for one in survey.responses] == ["am07"]


@pytest.mark.parametrize("by", ["match_answers_by: nothing", "match_answers_by:"])
def test_without_a_decision_nothing_is_matched(by: str, read: Read, defined: Callable[[str], Community]) -> None:
    survey = read(GOOGLE, of=defined(SURVEYS.replace("match_answers_by: email", by)))
    found = pairs.pair(survey, survey)
    assert (found.matched, len(found.only_before)) == ((), 12)


KEYS = st.lists(st.sampled_from([None, "a", "b", "c", "d"]), max_size=6)


@settings(derandomize=True)
@given(KEYS, KEYS)
def test_pairing_is_symmetric_and_loses_nobody(before: list[str | None], after: list[str | None]) -> None:
    first, last = (
        Survey("plain", "utf-8", (), tuple(Response(row, {}, key=key) for row, key in enumerate(keys, 2)))
        for keys in (before, after)
    )
    there, back = pairs.pair(first, last), pairs.pair(last, first)
    assert there.only_before == back.only_after
    assert there.only_after == back.only_before
    assert there.matched == tuple(replace(one, before=one.after, after=one.before) for one in back.matched)
    assert there.ambiguous == tuple(replace(one, before=one.after, after=one.before) for one in back.ambiguous)
    for mine, side in ((first, "before"), (last, "after")):
        told_of = [getattr(pair, side) for pair in there.matched]
        told_of += getattr(there, f"only_{side}") + tuple(
            one for same in there.ambiguous for one in getattr(same, side)
        )
        assert sorted(told_of, key=lambda one: one.row) == list(mine.responses)
