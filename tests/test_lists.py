"""Our own lists are read however a spreadsheet, a mailer or another program wrote them, and rows are added to them."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Ran, Write
from cop_plan.app.project import CommunityProject
from cop_plan.base import errors
from cop_plan.base.tables import headings, writer
from cop_plan.definition import community as models
from cop_plan.definition import languages, lists, load, nodes
from cop_plan.kit import forms, services
from workbooks import Cell, workbook

Run = Callable[..., Ran]
PARTS: Mapping[str, type[models.Part]] = {
    "members.csv": models.Member,
    "schools.csv": models.School,
    "resources.csv": models.Resource,
    "guests.csv": models.Guest,
    "budget.csv": models.BudgetLine,
    "progress.csv": models.ProgressRow,
    "noticeboard.csv": models.NoticeRow,
    "commitments.csv": models.CommitmentRow,
    "aliases.csv": models.Alias,
}
MEMBERS = "name,email,joined\nHélène Lavallée,helene@example.org,2026-09-29\nAmina Okafor,amina@example.org,\n"
READ = [
    {"name": "Hélène Lavallée", "email": "helene@example.org", "joined": "2026-09-29"},
    {"name": "Amina Okafor", "email": "amina@example.org"},
]
COLUMNS = models.column_names(models.Member)


def rows(content: bytes | str, part: type[models.Part] = models.Member, file: str = "members.csv") -> object:
    """Return what is written in the rows of a list."""
    data = content.encode() if isinstance(content, str) else content
    read = nodes.plain(load.read_list(data, file, part, ("membership", "members")))
    return [{name: cell for name, cell in row.items() if cell} for row in read]


def told(content: bytes | str, file: str = "members.csv") -> list[str]:
    with pytest.raises(errors.Problems) as found:
        rows(content, file=file)
    return [line for problem in found.value.problems for line in problem.lines()]


# However the file is written.


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_a_list_is_read_in_any_encoding_with_any_delimiter(encoding: str, delimiter: str) -> None:
    assert rows(MEMBERS.replace(",", delimiter).encode(encoding)) == READ


def test_a_workbook_is_a_list() -> None:
    cells: list[list[Cell]] = [line.split(",") for line in MEMBERS.splitlines()]  # type: ignore[misc]
    cells[1][2] = date(2026, 9, 29)
    assert rows(workbook(cells), file="members.xlsx") == READ


def test_of_several_sheets_the_one_with_the_headings_is_the_list() -> None:
    how = [["How to fill this in"], ["One row a member, with the name as it is to be written"]]
    assert rows(workbook(how, [[], ["", "Name", "E-mail"], ["", "Amina", "a@example.org"]])) == [
        {"name": "Amina", "email": "a@example.org"}
    ]


def test_a_problem_in_a_workbook_names_the_sheet_row_and_column(write: Write) -> None:
    definition = write("name: R\nyear: 2026-2027\ntimezone: UTC\nmembership: {members: members.xlsx}\n")
    cells: list[list[Cell]] = [["Our members"], [], ["Name", "E-mail", "Level"], ["Amina", "amina", 12.0]]
    (definition.parent / "members.xlsx").write_bytes(workbook(cells))
    with pytest.raises(errors.Problems) as found:
        _ = CommunityProject(definition).written
    assert [str(problem.place).rpartition("/")[2] for problem in found.value.problems] == [
        "members.xlsx (sheet 'S0'):4:2",
        "members.xlsx (sheet 'S0'):4:3",
    ]


def test_excel_may_name_the_delimiter_in_the_first_line() -> None:
    assert rows("sep=;\nname;brings\nAmina;1,2,3\n") == [{"name": "Amina", "brings": "1,2,3"}]
    assert told("sep=;\nname;level\nAmina;x;y\n")[0] == "members.csv:3:3: this row has 3 cells, and the header 2"


def test_a_title_blank_rows_and_columns_and_columns_of_ones_own_are_left_alone() -> None:
    content = "Literacy for All,,,\n,,,\n,Name,Telephone,E-mail\n,,,\n,Amina Okafor,555,a@example.org\n"
    assert rows(content) == [{"name": "Amina Okafor", "email": "a@example.org"}]


def test_cells_with_several_choices_do_not_take_the_semicolon_for_the_delimiter() -> None:
    declines = "photographs; recording; name in the summary"
    content = f"name,declines\nAmina,{declines}\nBo,{declines}\nCy,{declines}\n"
    assert rows(content) == [{"name": name, "declines": declines} for name in ("Amina", "Bo", "Cy")]


def test_non_breaking_spaces_are_spaces_and_a_control_character_has_its_place() -> None:
    assert rows("name\u00a0,E\u00a0mail\n\u00a0Amina\u00a0Okafor ,a@example.org\u00a0\n") == [
        {"name": "Amina Okafor", "email": "a@example.org"}
    ]
    assert told("name,brings\nAmina,a\x07b\n") == [
        "members.csv:2:2: an invisible control character (U+0007) stands here",
        "    hint: delete it",
    ]


# However its columns are headed.


@pytest.mark.parametrize(
    ("file", "header", "columns"),
    [
        ("members.csv", "Nom et prénom;Courriel;École;Poste", "name email school position"),
        ("members.csv", "FULL NAME;e-mail address;School name;Job title *", "name email school position"),
        ("schools.csv", "Name;School division;Principal;Principal's e-mail", "school jurisdiction principal email"),
        ("schools.csv", "Nom de l’école;Conseil scolaire;Direction;Courriel", "school jurisdiction principal email"),
        ("budget.csv", "Poste budgétaire;Prévu;Dépensé;Remarques", "category planned actual note"),
        ("noticeboard.csv", "Date;Genre;Titre;Lien;Publié par", "date kind title link by"),
        ("commitments.csv", "Membre;Envers;Engagement", "member to commitment"),
        ("commitments.csv", "Name;To;Commitment", "member to commitment"),
    ],
)
def test_headings_are_known_in_english_and_in_french(file: str, header: str, columns: str) -> None:
    row = ";".join("x" for _ in header.split(";"))
    found = lists.read(f"{header}\n{row}\n".encode(), file, models.column_names(PARTS[file]))
    assert " ".join(nodes.plain(found.items[0])) == columns


@pytest.mark.parametrize("file", PARTS)
def test_a_heading_means_one_column_of_a_list(file: str) -> None:
    columns = list(models.column_names(PARTS[file]))
    for language in languages.tables("lists.yaml"):
        for key, spellings in language.items():
            beside, _, column = key.rpartition(": ")
            if column in columns and (not beside or beside in columns):
                assert {lists.of_list(columns)[headings.spelled(one)] for one in spellings} == {column}


def test_every_heading_is_of_a_column_that_a_list_has() -> None:
    columns = {column for part in PARTS.values() for column in models.column_names(part)}
    for language in languages.tables("lists.yaml"):
        assert {part for key in language for part in key.split(": ")} <= columns


def test_the_very_name_of_a_column_wins_over_what_means_the_same() -> None:
    assert rows("Full name,name\nMs. Amina Okafor,Amina\n") == [{"name": "Amina"}]


# What a spreadsheet made of days and numbers.


@pytest.mark.parametrize(
    ("written", "days"),
    [
        (("9/22/2026", "3/4/2026"), ("2026-09-22", "2026-03-04")),
        (("22/9/2026", "3/4/2026"), ("2026-09-22", "2026-04-03")),
        (("2026/9/2", "29.09.2026"), ("2026-09-02", "2026-09-29")),
        (("9/22/26 0:00", ""), ("2026-09-22", None)),
        (("10/10/2026", "2026-10-01"), ("2026-10-10", "2026-10-01")),
    ],
)
def test_days_are_understood_where_only_one_reading_is_possible(
    written: tuple[str, str], days: tuple[str, str | None]
) -> None:
    found = rows(f"name,invited,joined\nAmina,{written[0]},{written[1]}\n")
    assert found == [{"name": "Amina", "invited": days[0]} | ({"joined": days[1]} if days[1] else {})]


def test_a_day_written_in_full_elsewhere_in_the_list_does_not_settle_the_order() -> None:
    (said, _) = told("name,invited,joined\nAmina,2026-09-10,9/10/2026\n")
    assert said == "members.csv:2:3: membership.members.1.joined: '9/10/2026' can be two days"


def test_a_number_with_a_point_is_a_number_and_a_text_stays_as_it_is() -> None:
    assert rows("title,quantity,cost,review\nBooks,12.0,12.0,2.0\n", models.Resource) == [
        {"title": "Books", "quantity": "12", "cost": "12.0", "review": "2.0"}
    ]
    assert rows(workbook([["title", "quantity", "cost"], ["Books", 12.0, 0.1 + 0.2]]), models.Resource) == [
        {"title": "Books", "quantity": "12", "cost": "0.3"}
    ]


# Rows that are added.

TEXTS = st.text(st.characters(codec="utf-8"), min_size=1).filter(
    lambda text: text.strip("\ufeff\u200b").strip() and nodes.unprintable(text) is None
)
NAMES = TEXTS.map(lambda text: " ".join(text.strip("\ufeff\u200b").split())).filter(
    lambda text: text == text.strip("\ufeff\u200b").strip() != ""
)


@given(st.lists(NAMES, max_size=4), st.sampled_from([",", ";", "\t"]), st.sampled_from(["utf-8-sig", "utf-16"]))
def test_rows_that_are_added_are_read_as_they_were_given(names: list[str], delimiter: str, encoding: str) -> None:
    before = f"E-mail{delimiter}Name\r\nada@example.org{delimiter}Ada\r\n".encode(encoding)
    more = lists.more_rows(before, "members.csv", COLUMNS, [{"name": name} for name in names])
    expected = [nodes.plain(nodes.made([name], errors.Place("", 0, 0)))[0] for name in names]
    assert [row["name"] for row in nodes.plain(load.read_list(before + more, "", models.Member))][1:] == [
        lists._cell(writer.guarded(name)) for name in expected
    ]


@pytest.mark.parametrize("header", ["name;email\n", "email,Name\r\n", "\ufeffname\temail", "Our list\n\nE-mail;Nom\n"])
def test_rows_follow_the_header_that_is_there(header: str) -> None:
    more = lists.more_rows(header.encode(), "members.csv", COLUMNS, [{"name": "Ada", "email": "a@example.org"}])
    assert rows(header.encode() + more) == [{"name": "Ada", "email": "a@example.org"}]


@pytest.mark.parametrize("last", ["\r\n", ""], ids=["ended", "not ended"])
def test_rows_end_as_the_lines_of_the_table_do(last: str) -> None:
    before = f"name\r\nAda{last}".encode()
    assert before + lists.more_rows(before, "m.csv", COLUMNS, [{"name": "Bo"}]) == b"name\r\nAda\r\nBo\r\n"


def test_rows_are_written_in_the_encoding_of_the_file() -> None:
    before = "name\nHélène\n".encode("cp1252")
    assert lists.more_rows(before, "m.csv", COLUMNS, [{"name": "Zoé"}]) == "Zoé\n".encode("cp1252")
    with pytest.raises(errors.Problems) as found:
        lists.more_rows(before, "m.csv", COLUMNS, [{"name": "Żaneta"}])
    assert found.value.problems[0].lines() == [
        "m.csv: this file is not UTF-8 text, and cannot hold 'Ż'",
        "    hint: save it as CSV UTF-8",
    ]


def test_a_workbook_is_never_spliced(run: Run, write: Write) -> None:
    definition = write(
        "name: R\nyear: 2026-2027\ntimezone: UTC\nmembership: {members: members.xlsx}\n",
        {"answers.json": '{"membership": {"members": ["Bo"]}}'},
    )
    file = definition.parent / "members.xlsx"
    file.write_bytes(before := workbook([["name"]]))
    done = run("init", definition, "--answers", definition.parent / "answers.json")
    assert done.code == 1
    assert "members.xlsx (sheet 'S0'): rows cannot be added to a workbook\n    hint: write them in" in done.err
    assert file.read_bytes() == before


# What no spreadsheet may compute.


@pytest.mark.parametrize("cell", ["=1+1", "+1 780", "-x", "@cmd", "\t=1", "\r=1", " =1", "＝1", "'=1", "''@x"])
def test_what_a_spreadsheet_would_compute_is_guarded_once_and_freed_once(cell: str) -> None:
    assert writer.guarded(cell) == f"'{cell}"
    assert writer.unguarded(writer.guarded(cell)) == cell
    assert writer.text([[cell]]).lstrip('"').startswith("'")


@pytest.mark.parametrize("cell", ["", "Amina", "a=b", "'tis", "1+1", "St-Jean"])
def test_any_other_cell_is_written_as_it_is(cell: str) -> None:
    assert writer.guarded(cell) == writer.unguarded(cell) == cell


@given(st.text())
def test_a_guard_takes_nothing_away(cell: str) -> None:
    assert writer.unguarded(writer.guarded(cell)) == cell


def test_a_question_that_begins_like_a_formula_is_a_reference_in_a_file_for_a_form_service() -> None:
    item = forms.FormQuestion("sum", "=1+1: what is it?", "text", (), False)
    survey = services.Questionnaire("Numbers", ("Hello",), (item,), None, "", "", "en")
    assert "\t&#61;1+1: what is it?\t" in services.limesurvey(survey)


@pytest.mark.parametrize(("form", "other"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_list_whose_name_a_mac_spells_otherwise_is_found(
    form: Literal["NFC", "NFD"], other: Literal["NFC", "NFD"], problems_of: Callable[..., list[str]]
) -> None:
    definition = "name: R\nyear: 2026-2027\ntimezone: America/Edmonton\nmembership: {members: élèves.csv}\n"
    beside = {unicodedata.normalize(other, "élèves.csv"): MEMBERS}
    assert problems_of(unicodedata.normalize(form, definition), beside) == []
