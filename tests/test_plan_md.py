"""`plan.md` as it reads on GitHub: contents that lead somewhere, whole tables, tasks, a chart that Mermaid draws."""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from markdown_it import MarkdownIt

from browser import Diagrams
from conftest import MINIMAL, ROOT, DatedYear
from cop_plan import plan, render
from cop_plan.app import shipped
from cop_plan.base import errors
from cop_plan.cli import shell
from cop_plan.schedule import history
from test_render import HOSTILE, INLINE, Elements, everywhere, pages_of

YearOf = Callable[..., DatedYear]
EXAMPLES = sorted(path.parent for path in (ROOT / "examples").glob("*/community.yaml"))
GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def plan_of(year: DatedYear) -> str:
    return pages_of(year, "md")["plan.md"]


def chart_in(page: str) -> str:
    """Return the text of the chart."""
    (chart,) = (token.content for token in GITHUB.parse(page) if token.info == "mermaid")
    return chart


def example(folder: Path, language: str, into: Path) -> DatedYear:
    """Load an example in a language."""
    for path in folder.iterdir():
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            if path.name == "community.yaml":
                text = re.sub(r"^language:.*\n", "", text, flags=re.MULTILINE) + f"\nlanguage: {language}\n"
            (into / path.name).write_text(text, encoding="utf-8")
    return DatedYear(into / "community.yaml")


IN_BOTH = pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
ALL_EXAMPLES = pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)


# The contents.


def anchors(page: str) -> set[str]:
    """Return the names that GitHub gives the headings of a page. Source: github-slugger."""
    tokens = GITHUB.parse(page)
    seen: Counter[str] = Counter()
    names = set()
    for before, token in pairwise(tokens):
        if before.type == "heading_open":
            text = "".join(child.content for child in token.children or ()).lower()
            kept = (c for c in text if c in "- " or unicodedata.category(c)[0] in "LM" or _is_in_a_word(c))
            name = "".join(kept).replace(" ", "-")
            names.add(f"{name}-{seen[name]}" if seen[name] else name)
            seen[name] += 1
    return names


def _is_in_a_word(sign: str) -> bool:
    return unicodedata.category(sign) in ("Nd", "Nl", "Pc")


def links(page: str) -> Iterator[str]:
    for token in GITHUB.parse(page):
        for child in token.children or ():
            if child.type == "link_open" and str(child.attrs["href"]).startswith("#"):
                yield GITHUB.normalizeLinkText(str(child.attrs["href"]))[1:]


@IN_BOTH
@ALL_EXAMPLES
def test_every_link_within_the_plan_leads_to_a_heading(folder: Path, language: str, tmp_path: Path) -> None:
    page = plan_of(example(folder, language, tmp_path))
    wanted = list(links(page))
    assert len(wanted) > 20
    assert set(wanted) <= anchors(page)


def test_a_year_without_a_chart_has_no_link_to_one(year_of: YearOf) -> None:
    bare = "activities: {only: {title: One, kind: task, when: 2027-01-04, phase: learn}}\n"
    definition = f"{MINIMAL}pattern: bare.yaml\nleave_out: {{only: Not this year}}\n"
    page = plan_of(year_of(definition, {"bare.yaml": bare}))
    assert set(links(page)) <= anchors(page)


@IN_BOTH
def test_no_words_of_a_person_take_the_link_of_a_section(language: str, year_of: YearOf) -> None:
    goals = "goals: {a: {aim: Budget}, b: {aim: Dates and reasons}, c: {aim: April 2026}, d: {aim: Raison d’être}}\n"
    page = plan_of(year_of(f"{MINIMAL}language: {language}\n{goals}"))
    assert set(links(page)) <= anchors(page)
    assert not [name for name in anchors(page) if name.endswith("-1") and name[:-2] in anchors(page)]


@ALL_EXAMPLES
def test_a_plain_viewer_shows_no_markup_but_line_breaks(folder: Path, tmp_path: Path) -> None:
    tokens = GITHUB.parse(plan_of(example(folder, "en-CA", tmp_path)))
    assert not [token.content for token in tokens if token.type == "html_block"]
    inline = {child.content for token in tokens for child in token.children or () if child.type == "html_inline"}
    assert inline == {"<br>"}


# The tables and lists.


def tables(page: str) -> dict[str, list[list[str]]]:
    """Return the tables of a page by the headings above them, each as its rows of cells, the head first."""
    found: dict[str, list[list[str]]] = {}
    heading = ""
    for line in page.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif line.startswith("|") and not set(line) <= set("|-:"):
            found.setdefault(heading, []).append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    return found


@IN_BOTH
@ALL_EXAMPLES
def test_no_table_has_a_column_that_is_empty_in_every_row(folder: Path, language: str, tmp_path: Path) -> None:
    found = tables(plan_of(example(folder, language, tmp_path)))
    assert len(found) >= 2
    for heading, (head, *rows) in found.items():
        assert {len(row) for row in rows} == {len(head)}, heading
        assert all(any(cells) for cells in zip(*rows, strict=True)), heading


def test_a_table_of_sessions_without_topics_and_places_has_no_columns_for_them(year_of: YearOf) -> None:
    bare = "activities: {one: {title: One, kind: visit, when: 2027-01-05, phase: learn}}\n"
    found = tables(plan_of(year_of(f"{MINIMAL}pattern: bare.yaml\n", {"bare.yaml": bare})))
    assert found["Activities"][0] == ["Date", "Time", "What", "Attendance"]


@IN_BOTH
@ALL_EXAMPLES
def test_no_section_is_empty(folder: Path, language: str, tmp_path: Path) -> None:
    tokens = GITHUB.parse(plan_of(example(folder, language, tmp_path)))
    for before, after in pairwise(token for token in tokens if token.type not in ("heading_close", "inline")):
        if before.type == after.type == "heading_open":
            assert after.tag > before.tag


CLOSURES = """\
closures:
  winter-break: 2026-12-21 to 2027-01-01
  planning: {days: 2026-09-22, kind: no students, title: Planning day}
  fair: {days: 2026-10-23, kind: other}
activities: {webinar-1: {cancelled: Snow day}}
"""


def test_the_table_of_months_is_by_date_and_begins_each_line_with_it(year_of: YearOf) -> None:
    year = year_of(MINIMAL + CLOSURES)
    rows = dict(tables(plan_of(year))["The year by month"][1:])
    lines = [line for cell in rows.values() for line in cell.split("<br>")]
    days = [re.match(r"(?:Mon|Tue|Wed|Thu|Fri) (\d+) (\w{3})(?: to \w{3} \d+ \w{3})? · ", line) for line in lines]
    assert all(days)
    for cell in rows.values():
        numbers = [int(re.match(r"\w{3} (\d+)", line)[1]) for line in cell.split("<br>")]  # type: ignore[index]
        assert numbers == sorted(numbers)
    at = lines.index("Tue 22 Sep · _Planning day (day without students)_")
    assert lines[at + 1] == "Tue 22 Sep · **Orientation**"
    assert "Fri 23 Oct · _Fair (closed)_" in lines
    assert "Mon 21 Dec to Fri 1 Jan · _Winter break_" in lines
    assert "Tue 17 Nov · Cancelled: ~~Webinar 1~~" in lines


def test_two_tasks_of_a_session_on_one_day_are_one_line_that_names_it_once(year_of: YearOf) -> None:
    page = plan_of(year_of(MINIMAL))
    cells = dict(tables(page)["The year by month"][1:])
    lines = [line for cell in cells.values() for line in cell.split("<br>")]
    assert [line for line in lines if re.search(r"· Orientation: book .*; decide ", line)]
    named = [(line[:10], name) for line in lines if (name := re.match(r".*?· ([^:*]+): ", line))]
    assert len({(day, name[1]) for day, name in named}) == len(named)


def test_closures_have_their_titles_in_the_order_of_their_days_and_holidays_are_told(year_of: YearOf) -> None:
    page = plan_of(year_of(f"{MINIMAL}region: CA-AB\n{CLOSURES}"))
    rows = tables(page)["Closed days and days without students"]
    assert rows[0] == ["What", "Days", "Kind"]
    assert [row[0] for row in rows[1:]] == ["Planning day", "Fair", "Winter break"]
    (said,) = re.findall(r"^Holidays, which are closed too: (.*)\.$", page, re.M)
    assert "Labour Day (Mon 7 Sep 2026), " in said
    assert "New Year's Day (Fri 1 Jan 2027)" in said
    assert "Sat " not in said
    assert "Sun " not in said
    without = plan_of(year_of(f"{MINIMAL}region: CA-AB\nholidays: {{open: [Labour Day]}}\n"))
    assert "Labour Day" not in without


def test_a_year_without_closures_and_holidays_says_nothing_of_closed_days(year_of: YearOf) -> None:
    assert "Closed days" not in plan_of(year_of(MINIMAL))


def shape(page: str) -> list[str]:
    """Return the elements of a page in their order, and how many cells each row has as it is written."""
    rows = [str(len(re.findall(r"(?<!\\)\|", line))) for line in page.splitlines() if line.startswith("|")]
    return [tag for tag, _ in Elements(GITHUB.render(page)).seen] + rows


@settings(max_examples=25)
@given(text=INLINE)
def test_no_text_breaks_a_table_or_a_list(text: str, year_of: YearOf) -> None:
    assume(text.strip(" .;,") and "http" not in text)  # of punctuation alone no sentence of the purpose is made
    try:
        year = year_of(everywhere(text))
    except errors.Problems:
        assume(False)
    assert shape(plan_of(year)) == shape(plan_of(year_of(everywhere("words"))))


@pytest.mark.parametrize("text", ["# one #", "C #", "x ##", "#", "a #b #", "C#"])
def test_a_number_sign_stays_at_the_end_of_a_heading(text: str) -> None:
    assert Elements(GITHUB.render(f"### {render.markdown_text(text)}")).text.strip() == text


TASKS = """\
timezone: America/Edmonton
year: 2026-2027
name: Readers
leadership: {facilitator: {name: Alex Moreau}}
activities:
  webinar-1:
    at: 15:30
    where: The hall
    link: https://example.org/w1
    owner: Kim
    steps: {polls: {title: Polls prepared, when: 3 working days before, owner: facilitator}}
"""


def test_an_entry_is_a_task_with_its_place_link_owner_and_reason(year_of: YearOf) -> None:
    page = plan_of(year_of(TASKS))
    assert (
        "- [ ] **Tue 17 Nov, 3:30 pm to 4:30 pm · Webinar 1** · mandatory · participants and team · The hall"
        " · <https://example.org/w1> · Kim · _third Tuesday of November_\n"
    ) in page
    assert "- [ ] Thu 12 Nov · Webinar 1: Polls prepared · _3 working days before Webinar 1_\n" in page


def test_every_entry_is_one_task_in_its_month(year_of: YearOf) -> None:
    year = year_of(TASKS)
    page = plan_of(year)
    tasks = Counter(
        match[1]
        for match in re.finditer(r"^### (.*)\n\n((?:- \[ \] .*\n)+)", page, re.M)
        for _ in match[2].splitlines()
    )
    assert tasks == Counter(f"{entry.day:%B %Y}" for entry in year.dated.entries)


def test_what_is_done_is_ticked(year_of: YearOf) -> None:
    year = year_of(TASKS)
    published = history.publish(year.dated, None, shell.now("2026-05-01"))
    made = render.Year(year.dated, history.with_done(published, {"webinar-1.polls"}), shipped.language("en-CA"))
    page = plan.pages(made, ["md"], shipped.templates())["plan.md"].decode()
    assert re.findall(r"^- \[x\] (.*?) ·", page, re.M) == ["Thu 12 Nov"]


# The chart.


def tasks_of(chart: str) -> dict[str, str]:
    """Return what stands behind the title of every task."""
    found = re.findall(r"^    (?!section|accTitle|axis|date|tick|today)(.*?) :(.*)$", chart, re.M)
    return dict(found)


CALLS = """\
activities:
  talks: {title: Talk, kind: online-meeting, phase: learn, repeat: [october, march], when: first monday}
  calls: {title: Call, kind: online-meeting, phase: learn, repeat: [october], when: second monday, audience: team}
"""


def test_the_chart_shows_phases_sessions_and_those_of_the_team_alone_and_nothing_else(year_of: YearOf) -> None:
    year = year_of(MINIMAL + CALLS)
    sections = re.split(r"^    section (.*)$", chart_in(plan_of(year)), flags=re.M)[1:]
    shown = {name: tasks_of(text) for name, text in zip(sections[::2], sections[1::2], strict=True)}
    assert list(shown) == ["Phases", "Sessions", "Team meetings"]
    assert list(shown["Phases"]) == ["Prepare", "Launch", "Learn together", "Wrap up", "Legacy"]
    sessions = [entry for entry in year.dated.sessions if entry.is_shared]
    assert [title.partition(" · ")[2] for title in shown["Sessions"]] == [entry.title for entry in sessions]
    assert shown["Sessions"]["Tue 17 Nov · Webinar 1"] == "crit, milestone, 2026-11-17, 1d"
    assert shown["Sessions"]["Mon 5 Oct · Talk"] == "milestone, 2026-10-05, 1d"
    assert shown["Team meetings"] == {"Mon 12 Oct · Call": "milestone, 2026-10-12, 1d"}


def test_a_phase_reaches_from_its_first_entry_to_its_last(year_of: YearOf) -> None:
    year = year_of(MINIMAL)
    tasks = tasks_of(chart_in(plan_of(year)))
    days = [entry.day for entry in year.dated.entries if entry.phase == "wrap-up"]
    assert tasks["Wrap up"] == f"{min(days)}, {(max(days) - min(days)).days + 1}d"


def test_a_cancelled_session_is_not_in_the_chart(year_of: YearOf) -> None:
    page = plan_of(year_of(f"{MINIMAL}activities: {{webinar-1: {{cancelled: Snow day}}}}\n"))
    assert not [title for title in tasks_of(chart_in(page)) if "Webinar 1" in title]


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("A talk agreed: activities, outcomes, timelines, reporting", "A talk agreed…"),
        ("Question and something to read, for everyone before", "Question and something to read…"),
        ("Posts and one more thing to read and to talk about at home", "Posts and one more thing to read and to…"),
        ("x" * 200, "x" * 40 + "…"),
        ("A title of as many signs as may be shown", "A title of as many signs as may be shown"),
    ],
    ids=["colon", "comma", "words", "no space", "fits"],
)  # fmt: skip
def test_a_long_title_is_cut_where_it_may_be(title: str, label: str, year_of: YearOf) -> None:
    year = year_of(f"{MINIMAL}activities: {{x: {{title: '{title}', kind: visit, when: 2026-10-06}}}}\n")
    assert f"Tue 6 Oct · {label}" in tasks_of(chart_in(plan_of(year)))


def texts(svg: str) -> list[str]:
    """Return the texts of a drawing, with single spaces."""
    found = re.findall(r"<text\b[^>]*>(.*?)</text>", svg, re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split()) for text in found]


@IN_BOTH
@ALL_EXAMPLES
def test_mermaid_draws_the_year_of_an_example(folder: Path, language: str, tmp_path: Path, mermaid: Diagrams) -> None:
    year = example(folder, language, tmp_path)
    chart = chart_in(plan_of(year))
    drawn = texts(mermaid.drawn(chart))
    labels = [text.partition(" · ")[2] for text in drawn]
    for entry in year.dated.sessions:
        assert [label for label in labels if label and entry.title.startswith(label.removesuffix("…"))], entry.id


def test_mermaid_draws_each_of_forty_sessions_on_a_line_of_its_own(year_of: YearOf, mermaid: Diagrams) -> None:
    talks = "{title: Talk, kind: online-meeting, phase: learn, repeat: every week on thursday from 1 october to june}"
    chart = chart_in(plan_of(year_of(f"{MINIMAL}activities: {{talks: {talks}}}\n")))
    svg = mermaid.drawn(chart)
    assert sum(text.endswith("· Talk") for text in texts(svg)) > 30
    lines = re.findall(r'<text[^>]*? y="([\d.]+)"[^>]*class="taskText[^>]*>[^<]*· Talk', svg)
    assert len(lines) == len(set(lines)) > 30


# Each would be a statement, a comment, an entity, a date, a keyword or a fence, if it were not foreign text.
NOT_TITLES = [
    "a: b; c #35; d, e", "title of the year", "section two", "Click here", "gantt", "gantté", "end", "%% not a comment",
    "5% done", "%%{init: {}}%%", "---", "2026-10-06", "done", "crit, milestone", "```", "&lt;b&gt; &amp;",
    "#quot;x#quot;", "<br>", "<b>x</b>", "accTitle", "accTitle: x", "accDescr { x }", "accDescription x", "dateFormat",
    "dateFormat YY", "todayMarker off", "topAxis", "excludes weekends", "weekday monday", "ﬂ°°65¶ß", "ﬂ°lt¶ß",
    "\\\"'`", "a\\nb", "{{ 7*7 }} ${x}", "x" * 300, "‏שלום‏", "🦄 à é",
    "call f()", "Call for topics", 'href "x"', ":", ";", "#", "#;",
    "style: x #a;", "classDef: x#b;", HOSTILE,
]  # fmt: skip


@pytest.mark.parametrize("title", NOT_TITLES, ids=range(len(NOT_TITLES)))
def test_mermaid_shows_a_strange_title_as_it_is(title: str, mermaid: Diagrams) -> None:
    assert shown_by(mermaid, title) == " ".join(title.split())


@settings(max_examples=60)
@given(title=INLINE)
def test_mermaid_shows_any_title_as_it_is(title: str, mermaid: Diagrams) -> None:
    assume(title.strip())
    assert shown_by(mermaid, title) == " ".join(title.split())


def shown_by(mermaid: Diagrams, title: str) -> str:
    """Return the text of a task as Mermaid shows it, among others that it must not disturb."""
    said = render.mermaid_text(title)
    chart = (
        f"gantt\n    accTitle: {said}\n    dateFormat YYYY-MM-DD\n    section {said}\n"
        f"    before :2026-10-05, 1d\n    {said} :2026-10-06, 1d\n    after :2026-10-07, 1d\n"
    )
    shown = texts(mermaid.drawn(chart))
    assert {"before", "after"} <= set(shown) | {title}
    at = shown.index("before")
    return shown[at + 1]
