"""A report says the same in every format, all that it should, nothing that it hides, and is written as the plan is."""

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from conftest import MINIMAL, ROOT, Ran
from cop_plan.render import prose
from cop_plan.report.pages import bars
from cop_plan.report.values import AnswerCount, ChangeCounts, Distribution
from forks import Forks
from reported import COMMUNITY, JUNE, PEOPLE, email, report, write, year
from test_words import english_in, said_in

Run = Callable[..., Ran]
EXAMPLES = ("lire-a-sept", "literacy-for-all")

TITLES = {
    "In short": "summary",
    "Did it run?": "running",
    "Did people come?": "coming",
    "What the surveys asked": "surveys",
    "What did they gain?": "gains",
    "Did they use it?": "use",
    "What changed?": "change",
    "Were they supported?": "support",
    "Evidence for each goal": "goals",
    "What members asked for, and what was done": "asked",
    "Stories": "stories",
    "Budget": "budget",
    "What lasts": "legacy",
    "What this report cannot say": "limits",
    "What comes next": "next",
}


class Page(HTMLParser):
    """A page as a reader has it: the texts of its sections, and the rows of its tables."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.sections: dict[str, list[str]] = {}
        self.rows: list[list[str]] = []
        self.opened: list[str] = []
        self._section = ""
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened.append(tag)
        if tag == "section":
            self._section = dict(attrs)["id"] or ""
            self.sections[self._section] = []
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        while self.opened and self.opened.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "svg" in self.opened or "style" in self.opened:
            return
        if self._section:
            self.sections[self._section].append(data)
        if {"td", "th"} & set(self.opened):
            self.rows[-1][-1] += data

    def text(self, section: str) -> str:
        return " ".join(" ".join(self.sections[section]).split())


def cells(row: list[str]) -> list[str]:
    return [re.sub(r"[ \n]+", " ", cell).strip(" ") for cell in row if cell.strip()]


def markdown_rows(page: Path) -> Iterator[list[str]]:
    """Yield the rows of a Markdown page's tables, each cell as the text that it means."""
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("| "):
            plain = (re.sub(r" ?<(https?://[^>]*)>", "", cell).strip() for cell in re.split(r"(?<!\\)\|", line))
            unmarked = (re.sub(r"^(?:\*\*|_)+(.*?)(?:\*\*|_)+$", r"\1", cell) for cell in plain)
            yield [re.sub(r"\\(.)", r"\1", cell) for cell in unmarked if cell]


@pytest.fixture(scope="module")
def twelve(started: Forks, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the twelve readers."""
    return report(write(tmp_path_factory.mktemp("twelve"), year()), started)


@pytest.fixture(scope="module")
def bare(started: Forks, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a community that has written nothing but its name."""
    required = "".join(COMMUNITY.splitlines(keepends=True)[:3])
    return report(write(tmp_path_factory.mktemp("bare"), {"community.yaml": required}), started)


@pytest.fixture(scope="module")
def example(started: Forks, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    def example(name: str) -> Path:
        out = tmp_path_factory.mktemp(name)
        report(ROOT / "examples" / name, started, "--out", str(out))
        return out

    return example


def data_of(folder: Path, name: str = "report") -> dict[str, Any]:
    data: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return data


# Every section, in every format.


@pytest.mark.parametrize("which", ["twelve", "bare"])
def test_every_section_with_records_stands_in_every_format(which: str, request: pytest.FixtureRequest) -> None:
    folder = request.getfixturevalue(which)
    page, data = Page(folder / "report.html"), data_of(folder)
    told = {title: name for title, name in TITLES.items() if name not in data["not_collected"]}
    titles = re.findall(r"^## (.*)$", (folder / "report.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert titles[1 : len(told) + 1] == list(told)
    assert [name for name in page.sections if not name.startswith("jurisdiction")] == list(told.values())
    assert set(TITLES.values()) - {"summary"} <= set(data)
    assert all(text for text in map(page.text, page.sections))


def test_parts_without_records_are_one_list_that_says_what_was_not_collected(bare: Path) -> None:
    page, data = Page(bare / "report.html"), data_of(bare)
    empty = data["not_collected"]
    assert {"surveys", "coming", "goals", "stories", "budget"} <= set(empty)
    assert list(page.sections) == ["summary", "limits", "next"]
    limits = page.text("limits")
    for title in (title for title, name in TITLES.items() if name in empty):
        assert f" {title} (" in limits
    markdown = (bare / "report.md").read_text(encoding="utf-8")
    assert "- Budget (what was planned and spent)" in markdown
    assert "hidden" not in markdown


def test_the_pages_and_the_data_have_the_same_numbers(twelve: Path) -> None:
    rows = list(map(cells, Page(twelve / "report.html").rows))
    assert rows == list(markdown_rows(twelve / "report.md"))
    data = data_of(twelve)
    for item in data["surveys"]["items"][:3]:
        change = item["change"]
        row = next(row for row in rows if row[0] == item["ask"])
        assert row[1:] == [str(change[key]) for key in ("down", "same", "up")]
    for one in data["coming"]["sessions"]:
        assert any(f"{one['attended']['count']} of {one['attended']['of']}" in row for row in rows)
    assert ["Total", "$1,200.00", "$1,187.22", "\u2212$12.78", "$300.00"] in rows


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_says_the_same_in_markdown_and_on_its_page(name: str, example: Callable[[str], Path]) -> None:
    folder = example(name)
    assert list(map(cells, Page(folder / "report.html").rows)) == list(markdown_rows(folder / "report.md"))


def test_change_is_what_the_twelve_answered(twelve: Path) -> None:
    text = Page(twelve / "report.html").text("use")
    assert "Members report: of 12 who answered both times, 7 higher, 4 the same, 1 lower." in text
    assert "A lower rating may be a shift in what people see." in text
    rows = list(map(cells, Page(twelve / "report.html").rows))
    assert ["Matched, before", "2", "3", "4", "3", "0", "12", "Sometimes"] in rows
    assert ["Matched, after", "0", "2", "5", "4", "1", "12", "Sometimes"] in rows


def test_how_many_answered_and_are_matched_is_said_once(twelve: Path) -> None:
    page = Page(twelve / "report.html")
    said = "12 answered the first survey, 12 the final one; 12 known to have answered both (matched)."
    assert [name for name in page.sections if said in page.text(name)] == ["summary"]
    assert (twelve / "report.md").read_text(encoding="utf-8").count(said) == 1


def test_an_answer_of_somebody_who_did_not_join_is_told_on_the_first_page(run: Run, tmp_path: Path) -> None:
    files = year()
    files["members.csv"] = files["members.csv"].replace("2026-06-15,2026-09-01", "2026-06-15,", 1)
    assert run("report", write(tmp_path, files) / "community.yaml", "--today", JUNE).code == 0
    text = Page(tmp_path / "report" / "report.html").text("summary")
    assert "11 members were then enrolled. 2 of the answers are of people who did not join." in text


def test_without_schools_in_the_list_substitute_time_is_unknown_and_not_none(run: Run, tmp_path: Path) -> None:
    files = year()
    for school in ("North", "South"):
        files["members.csv"] = files["members.csv"].replace(f",{school} School,", ",,")
    later = ("webinar-1", "webinar-2", "webinar-3", "webinar-4", "wrap-up")
    files["community.yaml"] = files["community.yaml"].replace(
        "release_time:", "".join(f"  {one}: {{attendance: optional}}\n" for one in later) + "release_time:"
    )
    assert run("report", write(tmp_path, files) / "community.yaml", "--today", JUNE).code == 0
    text = Page(tmp_path / "report" / "report.html").text("summary")
    assert "No member has a school in the list, so substitute time is unknown." in text
    assert "Substitute teachers" not in text


def test_what_was_discussed_stands_with_the_day_on_which_the_session_was_held(run: Run, tmp_path: Path) -> None:
    files = year()
    files["community.yaml"] += "  progress: records/progress.csv\nlegacy: {discussed_at: [orientation]}\n"
    files["records/progress.csv"] = "name,date,note\norientation,2026-10-01,\n"
    assert run("report", write(tmp_path, files) / "community.yaml", "--today", JUNE).code == 0
    page = Page(tmp_path / "report" / "report.html")
    assert "On the agenda: Orientation (Thursday 1 October 2026)." in page.text("legacy")


@pytest.mark.parametrize(
    ("lines", "said", "unsaid"),
    [
        (
            ["{category: Books, planned: 100, actual: 20}", "{category: Room, planned: 80}"],
            "$20.00 spent of $180.00 planned. Amounts in CAD. Not all that was spent is written yet.",
            "a member",
        ),
        (["{category: Books, planned: 100}"], "$100.00 planned; what was spent is not written.", "spent of"),
        (["{category: Books, actual: 24}"], "$24.00 spent; what was planned is not written.", "spent of"),
        (
            ["{category: Room, in_kind: 5}"],
            "planned and spent is not written. $5.00 given in kind.",
            "spent of",
        ),
    ],
    ids=["a line not spent yet", "planned only", "spent only", "in kind only"],
)
def test_a_budget_that_is_written_in_part_is_told_so(
    lines: list[str], said: str, unsaid: str, run: Run, tmp_path: Path
) -> None:
    files = year()
    head, _, rest = files["community.yaml"].partition("budget:")
    budget = "".join(f"  - {line}\n" for line in lines)
    files["community.yaml"] = f"{head}budget:\n{budget}currency:{rest.partition('currency:')[2]}"
    assert run("report", write(tmp_path, files) / "community.yaml", "--today", JUNE).code == 0
    page = Page(tmp_path / "report" / "report.html")
    assert said in page.text("summary")
    assert unsaid not in page.text("summary")
    assert [row for row in map(cells, page.rows) if row[0] == "Total" and "−" in "".join(row)] == []


def test_where_fewer_answered_it_is_said_at_the_place(run: Run, tmp_path: Path) -> None:
    files = year()
    files["records/final.csv"] = files["records/final.csv"].replace(
        "ada.bell@example.org,Rarely", "ada.bell@example.org,"
    )
    assert run("report", write(tmp_path, files) / "community.yaml", "--today", JUNE).code == 0
    rows = list(map(cells, Page(tmp_path / "report" / "report.html").rows))
    head = next(row for row in rows if row[0] == "Question")
    assert head[:5] == ["Question", "Answered both times", "Lower", "The same", "Higher"]
    assert next(row for row in rows if row[0] == "How often do you read aloud?")[1] == "11"
    assert next(row for row in rows if row[0] == "How often do you share books?")[1] == "12"


def test_answers_of_nobody_known_count_for_nobody_and_are_a_limit(run: Run, tmp_path: Path) -> None:
    files = year()
    files["records/final.csv"] += "stranger@example.com,Often,Often,Often,Hello\n"
    assert run("report", write(tmp_path, files) / "community.yaml", "--today", JUNE).code == 0
    page = Page(tmp_path / "report" / "report.html")
    assert "12 answered the first survey, 12 the final one" in page.text("summary")
    assert "1 answer to the final survey is of nobody whom we know, and is not counted." in page.text("limits")


def test_surveys_without_addresses_are_said_to_be_unmatched(run: Run, tmp_path: Path) -> None:
    files = year()
    for name in ("records/baseline.csv", "records/final.csv"):
        rows = [line.partition(",")[2] for line in files[name].splitlines()]
        files[name] = "\n".join(
            [f"Timestamp,{rows[0]}", *(f"5/{at}/2027 9:00:00,{row}" for at, row in enumerate(rows[1:], 1))]
        )
    assert run("report", write(tmp_path, files) / "community.yaml", "--today", JUNE).code == 0
    page, markdown = Page(tmp_path / "report" / "report.html"), (tmp_path / "report" / "report.md").read_text("utf-8")
    assert "could not be matched, since no answer has an address" in page.text("summary")
    assert "The two surveys could not be matched: no answer has an address." in page.text("surveys")
    assert "hidden" not in page.text("summary") + page.text("surveys") + page.text("use")
    for said in ("by e-mail address", "First survey only", "confidential, not anonymous"):
        assert said not in markdown


def test_the_first_page_names_the_questions_that_are_hidden(run: Run, tmp_path: Path) -> None:
    files = year()
    files["records/final.csv"] = re.sub(r"(@example\.org,\w+),\w+,", r"\1,Always,", files["records/final.csv"])
    assert run("report", write(tmp_path, files) / "community.yaml", "--today", JUNE).code == 0
    text = Page(tmp_path / "report" / "report.html").text("summary")
    assert "“How often do you share books?”: hidden: it could tell of single people" in text
    assert "“How often do you read aloud?”: members report a rise." in text
    assert "Of 12 in both surveys, 7 up, 4 the same, 1 down." in text


def test_who_came_and_completed_and_what_it_cost_are_on_the_first_page(run: Run, tmp_path: Path) -> None:
    files = year()
    for name in ("webinar-1", "webinar-2", "webinar-3", "webinar-4", "wrap-up"):
        files[f"records/attendance/{name}.csv"] = files["records/attendance/orientation.csv"].replace(
            "orientation", name
        )
    files["records/attendance/wrap-up.csv"] = without(files["records/attendance/wrap-up.csv"], "Ada Bell")
    assert run("report", write(tmp_path, files) / "community.yaml", "--today", JUNE).code == 0
    text = Page(tmp_path / "report" / "report.html").text("summary")
    assert (
        "Of 12 members, 11 came to every mandatory session since they joined (6 in the year); 11 of these also answered"
        " the final survey, and so completed the year." in text
    )
    assert "$1,187.22 spent of $1,200.00 planned; $300.00 given in kind. Amounts in CAD. About $99 a member" in text


def test_nothing_is_said_to_be_caused(twelve: Path) -> None:
    for page in ("report.md", "report.html"):
        text = (twelve / page).read_text(encoding="utf-8")
        assert (
            re.findall(r"\b(?:caused|led to|resulted in|thanks to|impact)\b", text.replace("what caused it", "")) == []
        )


def test_no_percentage_stands_alone_or_below_thirty(twelve: Path) -> None:
    text = (twelve / "report.md").read_text(encoding="utf-8")
    for before in re.findall(r"(.{12})\(\d+%\)", text):
        assert int(before.split(" of ")[1]) >= 30
    assert len(re.findall(r"\d%", text)) == len(re.findall(r"of \d+ \(\d+%\)", text))


def test_a_french_report_says_no_english_word(example: Callable[[str], Path], run: Run, tmp_path: Path) -> None:
    texts = {"final": (example("lire-a-sept") / "report.md").read_text(encoding="utf-8")}
    definition = ROOT / "examples" / "lire-a-sept" / "community.yaml"
    for name, words in {"interim": ["--interim"], "rollup": ["--survey", "baseline"]}.items():
        done = run("report", definition, *words, "--format", "md", "--out", "-", "--today", "2027-03-05")
        assert done.code == 0, done.err
        texts[name] = done.out
    (tmp_path / "community.yaml").write_text(f"{MINIMAL}language: fr-CA\n", encoding="utf-8")
    texts["bare"] = run("report", "community.yaml", "--format", "md", "--out", "-", "--today", JUNE).out
    assert {name: said for name, text in texts.items() if (said := english_in(said_in("plan.md", text)))} == {}


# What only people can say.


def test_what_people_wrote_in_the_notes_stands_on_the_first_page(twelve: Path) -> None:
    text = Page(twelve / "report.html").text("summary")
    assert "The first hour was too long. Rae Moss, Orientation" in text
    assert "Continue Reading in pairs. Change Shorter mornings. Rae Moss, Orientation" in text
    assert "No substitutes in winter ." in Page(twelve / "report.html").text("support")


def test_what_nobody_wrote_is_a_blank_with_a_name(run: Run, tmp_path: Path) -> None:
    files = {name: text for name, text in year().items() if not name.startswith("records/notes/")}
    done = run("report", write(tmp_path, files) / "community.yaml", "--today", JUNE)
    assert Page(tmp_path / "report" / "report.html").text("summary").count("To be written by Rae Moss") == 2
    assert "What did not work" in done.err
    assert data_of(tmp_path / "report")["first_page"]["did_not_work"] == {"to_be_written_by": "Rae Moss"}


# What is hidden.


def hidden(value: Any) -> Iterator[dict[str, Any]]:
    """Yield everything of the data that is hidden."""
    if isinstance(value, dict):
        if "hidden" in value:
            yield value
        for one in value.values():
            yield from hidden(one)
    elif isinstance(value, list):
        for one in value:
            yield from hidden(one)


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_hidden_says_why_and_nothing_else(name: str, example: Callable[[str], Path]) -> None:
    folder = example(name)
    found = list(hidden(data_of(folder)))
    assert found
    assert all(set(one) == {"hidden"} for one in found)
    page = Page(folder / "report.html")
    assert [section for section in page.sections if section.startswith("jurisdiction")] == ["jurisdictions"]
    text = page.text("jurisdictions")
    for one in data_of(folder)["jurisdictions"]:
        assert "hidden" in one["numbers"]
        assert text.count(one["name"]) == 1
        assert all(person in text for person in one["people"])
    assert set(re.findall(r"\d+", text.partition("cop-plan")[0])) <= {"6"}  # the limit


def test_a_mark_is_the_same_in_all_formats(example: Callable[[str], Path]) -> None:
    folder = example("literacy-for-all")
    page, markdown = Page(folder / "report.html"), (folder / "report.md").read_text(encoding="utf-8")
    text = " ".join(map(page.text, page.sections))
    for said in ("hidden: fewer than 6", "hidden: fewer than 10", "hidden: it could tell of single people"):
        assert said in text
        assert text.count(said) == markdown.count(said)


def test_no_address_of_a_member_is_in_a_report(run: Run, tmp_path: Path) -> None:
    story = (
        "---\ntitle: Write to ada.bell@example.org\nauthor: Ada Bell\nconsent: name\n---\nAsk <ada.bell@example.org>.\n"
    )
    files = year() | {"records/stories/a-shelf.md": story}
    assert run("report", write(tmp_path, files) / "community.yaml", "--today", JUNE).code == 0
    for path in (tmp_path / "report").glob("report.*"):
        assert "@example.org" not in path.read_text(encoding="utf-8"), path.name


# The interim report, and the roll-up of the first survey.


def test_an_interim_report_says_so_on_every_page(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path, year()) / "community.yaml"
    assert run("report", file, "--interim", "--today", "2027-03-05").code == 0
    folder = tmp_path / "report"
    assert {path.name for path in folder.iterdir()} >= {f"report-interim.{one}" for one in ("md", "html", "json")}
    html, markdown = ((folder / f"report-interim.{one}").read_text(encoding="utf-8") for one in ("html", "md"))
    said = "Interim report. Nothing in it is final."
    assert re.search(r"@page { @top-left { content: \"Interim report\.", html)
    assert html.count(f'<p class="interim">{said}</p>') == markdown.count(f"**{said}**") == 1
    assert "its numbers: in the final report" in Page(folder / "report-interim.html").text("jurisdictions")
    assert data_of(folder, "report-interim")["is_interim"] is True
    assert "Interim report" not in Page(folder / "report-interim.html").text("budget")


def test_the_roll_up_tells_what_the_first_survey_said(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path, year()) / "community.yaml"
    done = run("report", file, "--survey", "baseline", "--format", "md", "--out", "-", "--today", "2026-10-20")
    assert "12 answers to the first survey; 12 members were enrolled." in done.out
    assert done.out.index("Groups of fewer than 6 are not shown.") < done.out.index("## How often do you read aloud?")
    assert "| All who answered | 2 | 3 | 4 | 3 | 0 | 12 | Sometimes |" in done.out
    assert "We read more" not in done.out
    assert not (tmp_path / "report").exists()


def test_a_roll_up_without_answers_is_a_problem_that_says_what_to_write(run: Run, tmp_path: Path) -> None:
    files = year()
    del files["records/baseline.csv"]
    done = run("report", write(tmp_path, files) / "community.yaml", "--survey", "baseline")
    assert done.code == 1
    assert "there are no answers to the first survey" in done.err
    assert "save its answers as records/baseline.csv" in done.err


def without(rows: str, person: str) -> str:
    return "".join(row for row in rows.splitlines(keepends=True) if email(person) not in row)


@pytest.mark.parametrize(
    ("survey", "options", "file"),
    [
        ("baseline", ["--survey", "baseline", "--today", "2026-10-20"], "report-baseline.json"),
        ("baseline", ["--interim", "--today", "2027-03-05"], "report-interim.json"),
        ("final", ["--today", JUNE], "report.json"),
    ],
)
@pytest.mark.parametrize("formats", [[], ["--format", "md"]], ids=["every format", "one format"])
def test_a_report_is_not_made_again_for_one_answer_more(
    formats: list[str], survey: str, options: list[str], file: str, run: Run, tmp_path: Path
) -> None:
    files = year()
    answers = f"records/{survey}.csv"
    definition = write(tmp_path, files | {answers: without(files[answers], "Lou Mann")}) / "community.yaml"
    assert run("report", definition, *options, *formats).code == 0
    first = (tmp_path / "report" / file).read_bytes()
    write(tmp_path, {answers: files[answers]})
    done = run("report", definition, *options, *formats)
    assert done.code == 4
    assert f"{file}: few have answered anew since it was made, and whoever has both could tell" in done.err
    assert (tmp_path / "report" / file).read_bytes() == first
    assert run("report", definition, *options, *formats, "--force").code == 0
    assert (tmp_path / "report" / file).read_bytes() != first


def test_thanks_tell_no_results_beside_a_report_of_one_answer_less(run: Run, tmp_path: Path) -> None:
    files = year()
    answers = "records/final.csv"
    definition = write(tmp_path, files | {answers: without(files[answers], "Lou Mann")}) / "community.yaml"
    assert run("report", definition, "--today", JUNE).code == 0
    letter = tmp_path / "kit" / "thank-jurisdictions" / "north-division.md"
    assert run("kit", definition, "thank-jurisdictions", "--today", JUNE).code == 0
    assert "members report a rise" in letter.read_text(encoding="utf-8")
    write(tmp_path, {answers: files[answers]})
    done = run("kit", definition, "thank-jurisdictions", "--today", JUNE)
    assert "report.json: few have answered anew since it was made, so that no letter tells results" in done.err
    assert "members report a rise" not in letter.read_text(encoding="utf-8")


def test_the_letter_after_orientation_tells_what_the_roll_up_told(run: Run, tmp_path: Path) -> None:
    files = year()
    answers = "records/baseline.csv"
    files["community.yaml"] += "reporting: {hide_groups_under: 5}\n"
    definition = write(tmp_path, files | {answers: without(files[answers], "Lou Mann")}) / "community.yaml"
    assert run("report", definition, "--survey", "baseline", "--today", "2026-10-15").code == 0
    write(tmp_path, {answers: files[answers]})
    assert run("kit", definition, "orientation-letter", "--today", "2026-10-20").code == 0
    letter = (tmp_path / "kit" / "orientation-letter.md").read_text(encoding="utf-8")
    assert "of 11" in letter
    assert "of 12" not in letter


def test_an_earlier_report_that_was_changed_stops_the_next(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path, year()) / "community.yaml"
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "report-baseline.json").write_text('{"kind": "rollup"}', encoding="utf-8")
    done = run("report", file, "--today", JUNE)
    assert done.code == 1
    assert "report-baseline.json: it is no report" in done.err


# Writing.


def test_reporting_again_changes_no_byte(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path, year()) / "community.yaml"
    run("report", file, "--today", JUNE)
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in (tmp_path / "report").iterdir()}
    done = run("report", file, "--today", JUNE)
    assert done.err.endswith("nothing changed in report/\n") or "nothing changed in" in done.err
    assert before == {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in (tmp_path / "report").iterdir()
    }


@pytest.mark.parametrize("theirs", ["ours, changed", "never ours"])
def test_a_file_of_somebody_else_is_not_overwritten(theirs: str, run: Run, tmp_path: Path) -> None:
    file = write(tmp_path, year()) / "community.yaml"
    if theirs == "ours, changed":
        run("report", file, "--today", JUNE)
    write(tmp_path, {"report/report.md": "Mine.\n"})
    (tmp_path / "report" / "report.html").unlink(missing_ok=True)
    done = run("report", file, "--today", JUNE)
    assert done.code == 4
    assert "nothing was written" in done.err
    assert (tmp_path / "report" / "report.md").read_text(encoding="utf-8") == "Mine.\n"
    assert not (tmp_path / "report" / "report.html").exists()
    assert run("report", file, "--today", JUNE, "--force").code == 0
    assert "Mine." not in (tmp_path / "report" / "report.md").read_text(encoding="utf-8")


def test_records_with_problems_give_no_report(run: Run, tmp_path: Path) -> None:
    files = year() | {"records/noticeboard.csv": "date,kind,title\n2026-13-01,post,A\n"}
    done = run("report", write(tmp_path, files) / "community.yaml")
    assert done.code == 1
    assert "noticeboard.csv" in done.err
    assert not (tmp_path / "report").exists()


def test_a_run_says_in_json_what_it_wrote(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path, year()) / "community.yaml"
    done = json.loads(run("report", file, "--today", JUNE, "--format", "md,json", "--json").out)
    assert done["written"] == ["report.md", "report.json"]
    assert done["not_collected"] == data_of(tmp_path / "report")["not_collected"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "pdf"], "no format is called 'pdf'"),
        (["--survey", "final"], "goes with --inspect"),
        (["--survey", "baseline", "--interim"], "two different reports"),
        (["--session", "orientation"], "goes with --inspect"),
        (["--out", "-"], "one --format"),
    ],
)
def test_options_that_make_no_sense_are_misuse(words: list[str], said: str, run: Run, tmp_path: Path) -> None:
    done = run("report", write(tmp_path, year()) / "community.yaml", *words)
    assert done.code == 2
    assert said in " ".join(re.sub("[│╭╮╰╯─]", "", done.err).split())


# Somebody's Markdown.


@pytest.mark.parametrize(
    ("written", "html", "markdown"),
    [
        ("# A heading", '<p class="line"><strong>A heading</strong></p>', "**A heading**"),
        ("<script>alert(1)</script>", '<p dir="auto">&lt;script&gt;alert(1)&lt;/script&gt;</p>',
         r"\<script\>alert(1)\</script\>"),
        ("[x](javascript:alert(1))", '<p dir="auto">[x](javascript:alert(1))</p>', r"\[x\](javascript:alert(1))"),
        ("[x](https://example.org/a)", '<p dir="auto"><a href="https://example.org/a">x</a></p>',
         "[x](<https://example.org/a>)"),
        ("![A shelf](https://example.org/a.png)", '<p dir="auto">A shelf</p>', "A shelf"),
        ("- a\n- b", "<ul><li>a</li>\n<li>b</li></ul>", "- a\n- b"),
        ("> a\n>\n> b", '<blockquote><p dir="auto">a</p>\n<p dir="auto">b</p></blockquote>', "> a\n>\n> b"),
        ("**a** _b_ `c`", '<p dir="auto"><strong>a</strong> <em>b</em> <code>c</code></p>', "**a** _b_ c"),
        ("a\n| b |\n|---|", '<p dir="auto">a\n| b |\n|---|</p>', r"a \| b \| \|---\|"),
    ],
)  # fmt: skip
def test_somebodys_markdown_keeps_its_shape_and_nothing_else(written: str, html: str, markdown: str) -> None:
    assert (prose.html(written), prose.markdown(written)) == (html, markdown)


# What is drawn in tables.


def test_bars_of_change_share_a_scale_and_keep_the_same_in_a_column() -> None:
    first, second = bars.changes([ChangeCounts(4, 3, 2), ChangeCounts(8, 1, 0)])
    width = {piece.mark: float(piece.width.rstrip("%")) for piece in first}
    assert width["up"] == pytest.approx(2 * width["down"], abs=0.01)
    assert [piece.mark for piece in second] == ["column", "same", "up"]
    for piece in (*first, *second):
        assert 0 <= float(piece.x.rstrip("%")) <= float(piece.x.rstrip("%")) + float(piece.width.rstrip("%")) <= 100


@pytest.mark.parametrize("levels", [4, 5, 7])
def test_answers_part_at_the_middle_of_their_scale(levels: int) -> None:
    table = Distribution(levels * 3, tuple(AnswerCount(str(at), 3) for at in range(levels)))
    drawn = [piece for piece in bars.answers([table, table])[0] if piece.mark != "column"]
    marks = [piece.mark.partition("_")[0] for piece in drawn]
    assert marks == ["low"] * (levels // 2) + ["middle"] * (levels % 2) + ["high"] * (levels // 2)
    ends = [float(one.x.rstrip("%")) + float(one.width.rstrip("%")) for one in drawn]
    assert ends == sorted(ends)
    assert ends[-1] <= 100


def test_a_share_of_nobody_and_of_none_is_drawn_as_nothing() -> None:
    assert [[piece.mark for piece in bar] for bar in bars.shares([4, 0, None])] == [["whole", "part"], ["whole"], []]
    assert bars.shares([]) == bars.answers([]) == bars.changes([]) == ()


def test_what_is_drawn_stands_in_a_row_that_says_it_in_numbers(twelve: Path) -> None:
    assert len(PEOPLE) >= 10  # fewer would have no distributions
    page = (twelve / "report.html").read_text(encoding="utf-8")
    rows = re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
    drawn = [row for row in rows if 'class="bar"' in row]
    assert len(drawn) >= 3 + 2 * 3  # changes, answers before and after; of steps that are all alike nothing is drawn
    assert all(re.search(r'<td class="number[^"]*"[^>]*>\d', row) for row in drawn)
    assert re.findall(r"<svg(?![^>]*aria-hidden)", page) == []


# Tables without columns that say nothing.


def tables(page: Path) -> list[list[list[str]]]:
    """Return the tables of a page, each with the texts of its rows, empty cells too."""
    found = re.findall(r"<table.*?</table>", page.read_text(encoding="utf-8"), re.DOTALL)
    cell = re.compile(r"<t[dh](?![^>]*aria-hidden)[^>]*>(.*?)</t[dh]>", re.DOTALL)
    return [
        [
            [re.sub(r"<[^>]*>", "", one).strip() for one in cell.findall(row)]
            for row in re.findall(r"<tr.*?</tr>", table)
        ]
        for table in found
    ]


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_column_of_a_report_is_empty_or_says_in_every_row_that_nothing_is_known(
    name: str, example: Callable[[str], Path]
) -> None:
    made = tables(example(name) / "report.html")
    assert len(made) > 5
    for table in made:
        assert len({len(row) for row in table}) == 1
        for head, *column in list(zip(*table, strict=True))[1:]:
            said = set(column) - {""}
            assert said, head
            assert not said <= {"no record", "not collected", "not written", "none", "non consigné", "non recueilli"}, (
                head
            )


def test_a_column_that_says_nothing_is_one_sentence(run: Run, tmp_path: Path) -> None:
    files = year() | {"records/progress.csv": "name,date\norientation,2026-09-29\nwebinar-1,2026-11-17\n"}
    files["community.yaml"] = files["community.yaml"].replace(
        "records:\n", "records:\n  progress: records/progress.csv\n"
    )
    assert run("report", write(tmp_path, files) / "community.yaml", "--today", JUNE).code == 0
    page = Page(tmp_path / "report" / "report.html")
    assert "No record says whether recordings or highlights were kept." in page.text("running")
    assert "Others in the room" not in page.text("coming")  # there were none
    heads = [cells(row) for row in page.rows if cells(row)[0] == "Session"]
    assert heads[0] == ["Session", "Attendance", "Planned", "Held"]


def test_where_no_day_and_no_guide_is_recorded_two_sentences_say_so(twelve: Path) -> None:
    text = Page(twelve / "report.html").text("running")
    assert text.count("No record says") == 2
    assert "no record" not in text


def test_an_interim_report_does_not_say_that_answers_were_brought_together(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path, year()) / "community.yaml"
    done = run("report", file, "--interim", "--format", "md", "--out", "-", "--today", "2027-03-05")
    assert "were brought together" not in done.out
    assert done.out.count("_Change: in the final report_") == 1


def test_a_session_that_was_cancelled_is_named_with_why(run: Run, tmp_path: Path) -> None:
    files = year()
    files["community.yaml"] = files["community.yaml"].replace(
        "release_time:", "  webinar-2: {cancelled: Snow day}\nrelease_time:"
    )
    assert run("report", write(tmp_path, files) / "community.yaml", "--today", JUNE).code == 0
    said = "Cancelled: Webinar 2, planned for Tuesday 15 December 2026. Snow day"
    assert said in Page(tmp_path / "report" / "report.html").text("running")
    assert said in (tmp_path / "report" / "report.md").read_text(encoding="utf-8")
    (gone,) = data_of(tmp_path / "report")["running"]["cancelled"]
    assert gone == {"id": "webinar-2", "title": "Webinar 2", "planned": "2026-12-15", "why": "Snow day"}


# Jurisdictions whose numbers may not be seen.


def committed(*people: str) -> dict[str, str]:
    rows = "".join(f"{person},colleagues,Lend a book\n" for person in people)
    return year() | {"records/commitments.csv": f"member,to,commitment\n{rows}"}


def test_a_jurisdiction_with_numbers_to_show_has_its_page(run: Run, tmp_path: Path) -> None:
    files = committed(*PEOPLE[2:8])  # four of one, two of the other: none is alike in it
    assert run("report", write(tmp_path, files) / "community.yaml", "--today", JUNE).code == 0
    page = Page(tmp_path / "report" / "report.html")
    assert [name for name in page.sections if name.startswith("jurisdiction")] == ["jurisdiction-1", "jurisdiction-2"]
    assert "Wrote a commitment 4 of 6" in page.text("jurisdiction-1")


def test_where_all_is_hidden_no_table_is_left_of_it(run: Run, tmp_path: Path) -> None:
    files = year()
    files["community.yaml"] += "reporting: {hide_groups_under: 13}\n"
    assert run("report", write(tmp_path, files) / "community.yaml", "--today", JUNE).code == 0
    page = Page(tmp_path / "report" / "report.html")
    assert "Commitments: hidden: fewer than 13." in page.text("legacy")
    assert "### Commitments" not in (tmp_path / "report" / "report.md").read_text(encoding="utf-8")
    assert page.text("surveys").count("Change: hidden: fewer than 13") == 1
    assert [row for row in page.rows if "hidden" in " ".join(row[1:])] == [
        ["Came at least once", "", "hidden: fewer than 13"]
    ]


def test_who_of_hidden_jurisdictions_did_what_changes_no_byte_of_a_report(run: Run, tmp_path: Path) -> None:
    """Two people of different jurisdictions change places: whoever has all files cannot tell the years apart."""

    def made(limit: int, *people: str) -> dict[str, bytes]:
        folder = tmp_path / f"{limit} {people[-1]}"
        files = committed(*people)
        files["community.yaml"] += f"reporting: {{hide_groups_under: {limit}}}\n"
        assert run("report", write(folder, files) / "community.yaml", "--today", JUNE).code == 0
        return {path.name: path.read_bytes() for path in (folder / "report").glob("report.*")}

    first, second = PEOPLE[2:6], (*PEOPLE[2:5], PEOPLE[6])
    assert made(7, *first) == made(7, *second)
    assert made(6, *PEOPLE[2:8]) != made(6, *PEOPLE[3:9])  # shown ones tell
