"""Surveys as files for form services: each is read as its service reads it, whatever people wrote in their items."""

import csv
import html
import io
import json
import re
import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import takewhile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conftest import MINIMAL, PATIENCE_SECONDS, TODAY, DatedYear, Ran, Write
from cop_plan import kit, render
from cop_plan.app import exports, shipped
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.kit import services
from cop_plan.kit.forms import FormQuestion
from cop_plan.kit.writing import Papers
from cop_plan.records import people, surveys
from cop_plan.render.templates import one_line
from cop_plan.schedule import history

SCALE = ("Disagree", "Agree")
ITEMS = """\
surveys:
  match_answers_by: email
  scale: [Disagree, Agree]
  items:
    collaborate: {ask: I collaborate with colleagues}
    try-out: {ask: I try new practices}
    id: {ask: How sure are you?, scale: [1, 2, 3]}
    topics: {ask: Which topics?, choices: [Reading, "Writing, and more"], several: yes, in: [baseline]}
    role: {ask: What do you teach?, choices: [Reading, Science]}
    hope: {ask: What do you hope for?, type: text}
"""
HOSTILE = (
    '[[Choices]] ${q://1} {TOKEN} "quoted" <b>bold</b> & \\" tab\there',
    "`${alert(1)}` */ // <!-- </script> \u2028 \u2029 ' \\u0022",
    "=HYPERLINK(1)",
)


def survey(*asks: str, options: tuple[str, ...] = SCALE, key: tuple[str, str] | None = None) -> services.Questionnaire:
    questions = tuple(FormQuestion(f"item-{at}", ask, "scale", options, False) for at, ask in enumerate(asks))
    return services.Questionnaire("A survey", ("A notice.",), questions, key, "Tick one", "(tick all)", "en")


Made = Callable[..., dict[str, str]]


@pytest.fixture
def made(year_of: Callable[..., DatedYear]) -> Made:
    """Write a survey of a definition for every service."""

    def made(items: str = ITEMS, document: str = "baseline-survey", language: str = "en-CA") -> dict[str, str]:
        dated = year_of(MINIMAL + items).dated
        published = history.publish(dated, None, datetime(2026, 5, 1, tzinfo=UTC))
        papers = Papers(
            render.Year(dated, published, shipped.language(language)), render.environment(files.template_text)
        )
        found = papers.questionnaire(kit.papers(dated, [document])[0])
        return papers.online(found) if found else {}

    return made


# Qualtrics. Source: "Preparing an Advanced Format TXT File".


def qualtrics(text: str) -> list[dict[str, object]]:
    """Read a file as Qualtrics does: tags open questions and their parts, whatever else stands in a line is text."""
    head, *rest = re.split(r"\[\[Question:([^\]]*)\]\]", text)
    assert head.strip() == "[[AdvancedFormat]]"
    found: list[dict[str, object]] = []
    for kind, part in zip(rest[::2], rest[1::2], strict=True):
        asked, _, choices = part.partition("[[Choices]]\n")
        named = re.match(r"\n\[\[ID:(\w+)\]\]\n(.*)\n", asked)
        assert named
        assert "[[" not in f"{named[2]}\n{choices}"
        lines = [html.unescape(line) for line in choices.split("\n") if line]
        found.append({"kind": kind, "id": named[1], "ask": html.unescape(named[2]), "choices": lines})
    return found


def test_qualtrics_gets_every_item_in_its_order(made: Made) -> None:
    _, key, *items = qualtrics(made()["qualtrics.txt"])
    assert key == {"kind": "TE:SingleLine", "id": "KEY", "ask": "Your email address", "choices": []}
    assert [(one["kind"], one["id"], one["ask"]) for one in items] == [
        ("MC:SingleAnswer:Vertical", "collaborate", "I collaborate with colleagues"),
        ("MC:SingleAnswer:Vertical", "try_out", "I try new practices"),
        ("MC:SingleAnswer:Vertical", "id", "How sure are you?"),
        ("MC:MultipleAnswer:Vertical", "topics", "Which topics?"),
        ("MC:SingleAnswer:Vertical", "role", "What do you teach?"),
        ("TE:Essay", "hope", "What do you hope for?"),
    ]
    assert [one["choices"] for one in items[2:5]] == [
        ["1", "2", "3"],
        ["Reading", "Writing, and more"],
        ["Reading", "Science"],
    ]


@given(st.lists(st.text(min_size=1).filter(lambda text: bool(one_line(text))), min_size=1, max_size=3))
def test_whatever_is_asked_is_what_qualtrics_asks(asks: list[str]) -> None:
    _, *items = qualtrics(services.qualtrics(survey(*asks, options=tuple(asks))))
    assert [one["ask"] for one in items] == [html.unescape(html.escape(one_line(ask))) for ask in asks]
    assert "${" not in services.qualtrics(survey(*asks))


# LimeSurvey. Source: TSVImportSurvey in its import helper.


def limesurvey(text: str) -> list[dict[str, str]]:
    """Read a file as LimeSurvey does: cells between tabs, quotation marks around a cell taken off."""
    head, *rows = (re.split("\t", line) for line in text.removesuffix("\n").split("\n"))
    assert all(len(row) == len(head) for row in rows)
    assert '"' not in text
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_limesurvey_gets_every_item_with_its_answers(made: Made) -> None:
    rows = limesurvey(made()["limesurvey.txt"])
    about = {row["name"]: row["text"] for row in rows if row["class"] == "S"}
    assert about == {"language": "en", "format": "A", "anonymized": "N", "datestamp": "Y"}
    assert [(row["type/scale"], row["name"], row["text"]) for row in rows if row["class"] == "Q"] == [
        ("S", "Q00email", "Your email address"),
        ("L", "Q01collaborate", "I collaborate with colleagues"),
        ("L", "Q02tryout", "I try new practices"),
        ("L", "Q03id", "How sure are you?"),
        ("M", "Q04topics", "Which topics?"),
        ("L", "Q05role", "What do you teach?"),
        ("T", "Q06hope", "What do you hope for?"),
    ]
    kinds = [row["class"] for row in rows]
    assert (kinds.count("G"), kinds.count("A"), kinds.count("SQ")) == (1, 2 + 2 + 3 + 2, 2)
    assert {row["language"] for row in rows if row["class"] != "S"} == {"en"}


def test_codes_of_limesurvey_are_letters_and_figures_of_at_most_twenty() -> None:
    long = tuple(FormQuestion(f"a-very-long-name-{'x' * 40}-{at}", "Why?", "text", (), False) for at in range(3))
    rows = limesurvey(services.limesurvey(_of(long)))
    codes = [row["name"] for row in rows if row["class"] == "Q"]
    assert len(set(codes)) == 3
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,19}", code) for code in codes)


def _of(questions: tuple[FormQuestion, ...]) -> services.Questionnaire:
    return services.Questionnaire("A survey", (), questions, None, "Tick one", "(tick all)", "en")


@given(st.lists(st.text(min_size=1).filter(lambda text: bool(one_line(text))), min_size=1, max_size=3))
def test_whatever_is_asked_is_one_cell_without_expressions_at_limesurvey(asks: list[str]) -> None:
    rows = limesurvey(services.limesurvey(survey(*asks, options=tuple(asks))))
    asked = [row["text"] for row in rows if row["class"] == "Q"]
    assert [html.unescape(one) for one in asked] == [html.unescape(html.escape(one_line(ask))) for ask in asks]
    assert not any("{" in one or "<" in one for one in asked)


@given(st.text(), st.lists(st.text(), max_size=3))
@example('<b>A</b> & {TOKEN} "quoted" &#123; &lt;', [HOSTILE[0]])
def test_titles_and_notices_are_text_in_every_service(title: str, notice: list[str]) -> None:
    plain = services.Questionnaire(title, tuple(notice), survey(*HOSTILE).questions, None, "Tick", "(all)", "en")
    text = services.limesurvey(plain)
    assert not re.search(r'["{}]|<(?!/?p>)|&(?!amp;|lt;|gt;|quot;|#\d+;)', text)
    rows = limesurvey(text)
    titles = [row["text"] if row["class"] == "SL" else row["name"] for row in rows if row["class"] in ("SL", "G")]
    shown = "".join(f"<p>{html.escape(one_line(one), quote=False)}</p>" for one in notice)
    assert [html.unescape(one) for one in titles] == [as_html(title), html.unescape(shown), as_html(title)]
    said = json.loads(services.google_forms(plain))
    assert (said["title"], said["description"]) == (one_line(title), "\n\n".join(map(one_line, notice)))
    assert qualtrics(services.qualtrics(plain))[0]["ask"] == "<br><br>".join(map(as_html, notice))
    paragraphs = services.microsoft_forms(plain).split("\n\n")
    assert paragraphs[: 1 + len(notice)] == [one_line(title), *map(one_line, notice)]


def as_html(text: str) -> str:
    """Return what a text is when a page shows it: HTML has no word for some characters."""
    return html.unescape(html.escape(one_line(text)))


# Google Forms: the script is run, against forms that only remember what was asked of them.

FORMS = """
const said = [];
const anything = (name) => new Proxy({}, {get: (_, method) => (...given) => {
  said.push([name, String(method), ...given]);
  return anything(String(method).startsWith("add") ? String(method) : name);
}});
const FormApp = {create: (title) => { said.push(["FormApp", "create", title]); return anything("form"); }};
const Logger = {log: () => {}};
"""


def google(script: str) -> list[list[object]]:
    program = f"{FORMS}\n{script}\nmakeForm();\nprocess.stdout.write(JSON.stringify(said));"
    done = subprocess.run(
        ["node", "-"], input=program.encode(), capture_output=True, check=False, timeout=PATIENCE_SECONDS
    )
    assert done.returncode == 0, done.stderr.decode()
    found: list[list[object]] = json.loads(done.stdout)
    return found


@pytest.mark.node
def test_google_gets_a_grid_then_single_questions_in_their_order(made: Made) -> None:
    said = google(made()["google-forms.gs"])
    assert ["form", "setCollectEmail", True] in said
    asked = [one for one in said if one[0] != "form" and one[1] != "create"]
    assert asked == [
        ["addGridItem", "setRows", ["I collaborate with colleagues", "I try new practices"]],
        ["addGridItem", "setColumns", ["Disagree", "Agree"]],
        ["addGridItem", "setTitle", "Tick one box in each row"],
        ["addMultipleChoiceItem", "setChoiceValues", ["1", "2", "3"]],
        ["addMultipleChoiceItem", "setTitle", "How sure are you?"],
        ["addCheckboxItem", "setChoiceValues", ["Reading", "Writing, and more"]],
        ["addCheckboxItem", "setTitle", "Which topics?"],
        ["addMultipleChoiceItem", "setChoiceValues", ["Reading", "Science"]],
        ["addMultipleChoiceItem", "setTitle", "What do you teach?"],
        ["addParagraphTextItem", "setTitle", "What do you hope for?"],
    ]


@pytest.mark.node
@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
def test_whatever_is_asked_is_text_in_the_script(made: Made, language: str) -> None:
    items = "".join(f"    item-{at}: {{ask: {json.dumps(ask)}, type: text}}\n" for at, ask in enumerate(HOSTILE))
    said = google(
        made(f"surveys:\n  match_answers_by: nothing\n  items:\n{items}", language=language)["google-forms.gs"]
    )
    assert ["form", "setCollectEmail", False] in said
    assert [one[2] for one in said if one[1] == "setTitle" and one[0] != "form"] == [one_line(ask) for ask in HOSTILE]


@pytest.mark.node
def test_a_code_is_asked_for_first(made: Made) -> None:
    items = ITEMS.replace(
        "match_answers_by: email", "match_answers_by: code\n  code_question: Your street's first letters"
    )
    files_made = made(items)
    first = next(one for one in google(files_made["google-forms.gs"]) if one[1] == "setTitle" and one[0] != "form")
    assert first == ["addTextItem", "setTitle", "Your street's first letters"]
    assert qualtrics(files_made["qualtrics.txt"])[1]["ask"] == "Your street's first letters"
    assert "1. Your street's first letters\n" in files_made["microsoft-forms.txt"]


def test_items_with_one_text_are_not_rows_of_a_grid() -> None:
    found = json.loads(services.google_forms(survey("The same?", "The same?")))
    assert [one["kind"] for one in found["items"]] == ["one", "one"]


# Microsoft Forms.


def test_microsoft_gets_numbered_questions_with_lettered_answers(made: Made) -> None:
    text = made()["microsoft-forms.txt"]
    assert "\n\n2. I collaborate with colleagues\nA. Disagree\nB. Agree\n\n3. I try new practices\n" in text
    assert "\n\n5. Which topics? (tick all that apply)\nA. Reading\nB. Writing, and more\n\n" in text
    assert text.endswith("\n\n7. What do you hope for?\n")


# There and back: an export of the form that our file makes, as its service would write it, is read with every answer.

MEMBER = "membership: {members: [{name: Amina Okafor, email: amina@example.org}]}\n"
ANSWERS: Mapping[str, str | tuple[str, ...]] = {
    "collaborate": "Agree",
    "try-out": "Disagree",
    "id": "2",
    "topics": ("Reading", "Writing, and more"),
    "role": "Science",
    "hope": "Colleagues",
}
SAID = [said if isinstance(said, str) else ";".join(said) for said in ANSWERS.values()]
WHEN = "2026-09-29 13:00:00"


def from_google(files_made: Mapping[str, str]) -> list[list[str]]:
    head = ["Timestamp", "Username"]
    rows: list[str] = []
    for one in google(files_made["google-forms.gs"]):
        if one[1] == "setRows":
            rows = [str(row) for row in one[2]]  # type: ignore[attr-defined]
        elif one[1] == "setTitle" and one[0] != "form":
            head += [f"{one[2]} [{row}]" for row in rows] or [str(one[2])]
            rows = []
    return [head, [WHEN, "amina@example.org", *SAID]]


def from_microsoft(files_made: Mapping[str, str]) -> list[list[str]]:
    asked = re.findall(r"^\d+\. (.*)$", files_made["microsoft-forms.txt"], re.MULTILINE)
    said = [f"{one};" if ";" in one else one for one in SAID]
    head = ["ID", "Start time", "Completion time", "Email", "Name", *asked]
    return [head, ["1", WHEN, WHEN, "anonymous", "", "amina@example.org", *said]]


def from_limesurvey(files_made: Mapping[str, str]) -> list[list[str]]:
    head = ["id. Response ID", "submitdate. Date submitted"]
    cells = ["1", WHEN]
    rows = limesurvey(files_made["limesurvey.txt"])
    answers = iter(["amina@example.org", *SAID])
    for at, row in enumerate(rows):
        if row["class"] == "Q":
            asked, said = html.unescape(row["text"]), next(answers)
            offered = list(takewhile(lambda one: one["class"] == "SQ", rows[at + 1 :]))
            head += [f"{row['name']}[{one['name']}]. {asked} [{html.unescape(one['text'])}]" for one in offered]
            cells += ["Yes" if html.unescape(one["text"]) in said.split(";") else "No" for one in offered]
            head += [] if offered else [f"{row['name']}. {asked}"]
            cells += [] if offered else [said]
    return [head, cells]


def from_qualtrics(files_made: Mapping[str, str]) -> list[list[str]]:
    asked = [one for one in qualtrics(files_made["qualtrics.txt"]) if one["kind"] != "DB"]
    codes = ["StartDate", "EndDate", "Status", "Finished", "RecordedDate", *(str(one["id"]) for one in asked)]
    texts = [
        "Start Date",
        "End Date",
        "Response Type",
        "Finished",
        "Recorded Date",
        *(str(one["ask"]) for one in asked),
    ]
    imports = [json.dumps({"ImportId": f"QID{at}"}) for at, _ in enumerate(codes)]
    said = [one.replace(";", ",") for one in SAID]
    return [codes, texts, imports, [WHEN, WHEN, "IP Address", "True", WHEN, "amina@example.org", *said]]


@pytest.mark.parametrize(
    "export",
    [pytest.param(from_google, marks=pytest.mark.node), from_microsoft, from_limesurvey, from_qualtrics],
)
@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
def test_every_answer_to_our_form_comes_back(
    export: Callable[[Mapping[str, str]], list[list[str]]], language: str, made: Made, write: Write
) -> None:
    table = io.StringIO(newline="")
    csv.writer(table).writerows(export(made(language=language)))
    community = CommunityProject(write(MINIMAL + MEMBER + ITEMS)).written.community
    found = surveys.read(
        table.getvalue().encode(),
        "baseline.csv",
        community,
        "baseline",
        wordings=exports.wordings(),
        people=people.PeopleMatcher(community),
    )
    assert [(one.member and one.member.name, dict(one.answers)) for one in found.responses] == [
        ("Amina Okafor", ANSWERS)
    ]


# All of them.


@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
def test_every_file_has_the_privacy_notice_and_says_that_it_is_a_draft(made: Made, language: str) -> None:
    draft, notice = {
        "en-CA": ("Draft: privacy notice not approved", "Privacy notice"),
        "fr-CA": ("avis de confidentialité non approuvé", "Avis de confidentialité"),
    }[language]
    for ending, text in made(language=language).items():
        readable = text.replace("\u00a0", " ")
        assert draft in readable, ending
        assert notice in readable, ending


def test_the_final_survey_leaves_out_what_only_the_baseline_asks(made: Made) -> None:
    assert all("Which topics?" not in text for text in made(document="final-survey").values())


def test_a_survey_without_items_has_no_such_files(made: Made) -> None:
    assert made("surveys: {match_answers_by: email}\n") == {}


def test_the_files_lie_beside_the_paper_and_in_the_list(run: Callable[..., Ran], write: Write) -> None:
    definition = write(MINIMAL + ITEMS)
    done = run("kit", definition, "baseline-survey", "--today", TODAY)
    assert done.code == 0, done.err
    folder = definition.parent / "kit"
    made = sorted(path.name for path in folder.glob("baseline-survey.*"))
    endings = ("google-forms.gs", "html", "limesurvey.txt", "md", "microsoft-forms.txt", "qualtrics.txt")
    assert made == [f"baseline-survey.{ending}" for ending in endings]
    assert 'href="baseline-survey.google-forms.gs"' in (folder / "index.html").read_text(encoding="utf-8")
