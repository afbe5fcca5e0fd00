"""Pages: what they hold, what is open in them, and that foreign text stays text."""

import html.parser
import re
from collections.abc import Callable, Mapping
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from conftest import MINIMAL, ROOT, DatedYear
from cop_plan import plan, render
from cop_plan.app import shipped
from cop_plan.base import errors
from cop_plan.cli import shell
from cop_plan.schedule import history

YearOf = Callable[..., DatedYear]
NOW = shell.now("2026-05-01")
HOSTILE = (
    "<script>alert(1)</script> & \"quoted\" 'single' {{ 7*7 }} {% raw %}"
    " `code` *star* _line_ [a](javascript:b) | | ~~x~~"
)


def pages_of(year: DatedYear, formats: str = "md html ics json") -> dict[str, str]:
    published = history.publish(year.dated, None, NOW)
    made = render.Year(year.dated, published, shipped.language(year.loaded.community.language))
    return {name: page.decode() for name, page in plan.pages(made, formats.split(), shipped.templates()).items()}


class Elements(html.parser.HTMLParser):
    """The elements of a page, each closed where it must be, and its text."""

    VOID = frozenset(("meta", "link", "br", "hr", "img", "input"))
    # Their end tags may be left out. Source: HTML, 13.1.2.4
    ENDED_BY_OTHERS = frozenset(("tr", "td", "th", "thead", "tbody", "li", "p", "dt", "dd"))

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        while self.open[-1] != tag and self.open[-1] in self.ENDED_BY_OTHERS:
            self.open.pop()
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_plan_has_the_sections_that_a_detailed_plan_must_have(year_of: YearOf) -> None:
    page = pages_of(year_of(MINIMAL))["plan.md"]
    headings = re.findall(r"^## (.*)$", page, re.MULTILINE)
    wanted = ["Purpose", "Goals and expected outcomes", "Activities", "The year by month", "Dates and reasons",
              "Reporting procedures", "Budget"]  # fmt: skip
    assert [heading for heading in headings if heading in wanted] == wanted


def test_what_is_not_decided_yet_shows_as_the_planning_tools_question(year_of: YearOf) -> None:
    pages = pages_of(year_of(MINIMAL))
    for question in ("What concern do the members share?", "What is the budget?", "To whom are results reported?"):
        assert f"Open question: {question}" in pages["plan.md"]
        assert f"<dd>{question}</dd>" in pages["team.html"]
        assert question not in pages["plan.html"]


def test_what_is_decided_is_no_open_question(year_of: YearOf) -> None:
    page = pages_of(year_of(MINIMAL + "purpose: {concern: students who cannot read}\n"))["plan.md"]
    assert "Open question: What concern" not in page
    assert "students who cannot read" in page


PURPOSE = "purpose: {audience: teachers, shared_interest: reading, learn_together_how_best_to: teach it"


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ("}", "who share an interest in reading, and commit to learning together how best to teach it."),
        (", concern: grade 4}", "how best to teach it. The shared concern: grade 4."),
        (", statement: We read.}", "We read."),
    ],
    ids=["interest", "interest and concern", "own words"],
)  # fmt: skip
def test_the_purpose_is_told_in_one_sentence(more: str, sentence: str, year_of: YearOf) -> None:
    assert sentence in pages_of(year_of(f"{MINIMAL}{PURPOSE}{more}\n"))["plan.md"]


def test_every_month_of_the_year_is_a_row_of_the_month_table(year_of: YearOf) -> None:
    page = pages_of(year_of(MINIMAL))["plan.md"]
    table = page.partition("## The year by month")[2].partition("## Dates and reasons")[0]
    months = re.findall(r"^\| \*\*\[(\w+ \d{4})\]", table, re.MULTILINE)
    assert months[:3] == ["April 2026", "May 2026", "June 2026"]
    assert months[-1] == "June 2027"
    # A step is named only where its own activity is in another month.
    assert "Tue 17 Nov · **Webinar 1**" in table
    assert "Tue 25 Aug · Orientation: book the space, free of rent and parking if possible" in table
    assert "Webinar 1: distribute the guide" not in table


def test_every_entry_is_in_the_dated_list_with_its_reason(year_of: YearOf) -> None:
    year = year_of(MINIMAL)
    page = pages_of(year)["team.html"]
    ids = {attrs.get("id") for tag, attrs in Elements(page).seen if tag == "tr"}
    assert ids >= {entry.id for entry in year.dated.entries}
    assert "1 week before Webinar 1" in page


def test_the_budget_is_summed(year_of: YearOf) -> None:
    text = MINIMAL + "budget: [{category: Books, planned: 1200.50}, {category: Bus, planned: 99.50, in_kind: 10}]\n"
    page = pages_of(year_of(text))["plan.md"]
    assert "| **Total** | **1,300.00** | **10.00** |\n" in page


def test_hours_of_sessions_are_summed_in_the_lead(year_of: YearOf) -> None:
    page = pages_of(year_of(MINIMAL))["plan.md"]
    assert "Sessions that we ask members to come to: 16 hours; optional: 8 hours." in page


def everywhere(text: str) -> str:
    quoted = "'" + text.replace("'", "''") + "'"
    return f"""
name: {quoted}
id: readers
year: 2026-2027
timezone: America/Edmonton
sponsor: {{organization: {quoted}, contact: {quoted}}}
purpose: {{audience: {quoted}, concern: {quoted}, needs: {{teachers: {quoted}}}, research_questions: [{quoted}]}}
goals: {{g: {{aim: {quoted}, outcome: {quoted}, evidence: {{e: {{what: {quoted}, how: {quoted}, by: 2027-02-02}}}}}}}}
guidelines: {{conflict: {quoted}}}
meetings: {{platform: {quoted}, technology: [{quoted}]}}
activities:
  webinar-1: {{title: {quoted}, topic: {quoted}, presenter: {quoted}, where: {quoted}, notes: {quoted}, at: 15:30}}
leave_out: {{webinar-2: {quoted}}}
budget: [{{category: {quoted}, note: {quoted}}}]
resources: [{{title: {quoted}, kind: {quoted}}}]
guests: [{{name: {quoted}, topic: {quoted}}}]
legacy: {{audiences: [{{who: {quoted}, channel: {quoted}}}]}}
"""


@pytest.mark.parametrize(("name", "times"), [("plan.html", 10), ("team.html", 20)])
def test_hostile_text_in_every_field_shows_as_text_in_the_page(name: str, times: int, year_of: YearOf) -> None:
    page = pages_of(year_of(everywhere(HOSTILE)))[name]
    elements = Elements(page)
    assert not elements.open
    assert not {tag for tag, _ in elements.seen} & {"iframe", "object", "img"}
    assert [tag for tag, _ in elements.seen].count("script") == 1  # the page's own, at its end
    assert elements.text.count(HOSTILE) >= times
    assert not [value for _, attrs in elements.seen for name, value in attrs.items() if name.startswith("on")]


def test_hostile_text_in_every_field_shows_as_text_in_markdown(year_of: YearOf) -> None:
    page = pages_of(year_of(everywhere(HOSTILE)))["plan.md"]
    rendered = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(page)
    elements = Elements(rendered)
    assert "script" not in {tag for tag, _ in elements.seen}
    assert "javascript:b" not in {attrs.get("href") for tag, attrs in elements.seen if tag == "a"}
    assert elements.text.count(HOSTILE) >= 20


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "‏שלום‏ עולם", "\U0001f984 à ﬁ \u202e abc", "a\u2028b"], ids=["long", "rtl", "emoji", "ls"]
)
def test_strange_text_breaks_no_page(text: str, year_of: YearOf) -> None:
    pages = pages_of(year_of(everywhere(text)))
    assert not [name for name in ("plan.html", "team.html") if Elements(pages[name]).open]
    assert max(len(line) for line in pages["team.ics"].encode().split(b"\r\n")) <= 75


INLINE = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=60)


@given(INLINE)
def test_any_text_escaped_for_markdown_means_itself(text: str) -> None:
    rendered = (
        MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(f"| {render.markdown_text(text)} |\n|---|\n")
    )
    assert Elements(rendered).text.strip() == " ".join(part for part in text.split(" ") if part).strip()


@given(INLINE)
def test_any_text_escaped_for_markdown_is_no_block(text: str) -> None:
    rendered = MarkdownIt("commonmark").render(render.markdown_text(text))
    if text.strip():
        assert {tag for tag, _ in Elements(rendered).seen} == {"p"}
        assert Elements(rendered).text.strip() == " ".join(part for part in text.split(" ") if part).strip()


@pytest.mark.parametrize("name", ["plan.html", "team.html"])
def test_a_page_lets_nothing_in_from_anywhere(name: str, year_of: YearOf) -> None:
    page = pages_of(year_of(MINIMAL + "meetings: {platform: 'https://example.org/meet'}\n"))[name]
    elements = Elements(page)
    policy = next(attrs["content"] for tag, attrs in elements.seen if attrs.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert not [attrs for _, attrs in elements.seen if attrs.get("src") or attrs.get("style")]
    assert not [tag for tag, _ in elements.seen if tag in ("link", "img")]


@pytest.mark.parametrize("name", ["plan.html", "team.html"])
def test_headings_and_names_in_a_page_are_in_order(name: str, year_of: YearOf) -> None:
    elements = Elements(pages_of(year_of(MINIMAL))[name])
    headings = [int(tag[1]) for tag, _ in elements.seen if re.fullmatch(r"h[1-6]", tag)]
    assert headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))
    ids = [attrs["id"] for _, attrs in elements.seen if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_a_template_that_names_what_is_not_there_is_an_error() -> None:
    templates: Mapping[str, str] = {"x.md.j2": "one\n{{ nowhere }}"}
    with pytest.raises(errors.Problems) as found:
        render.environment(templates.get).get_template("x.md.j2").render()
    (problem,) = found.value.problems
    assert (str(problem.place), problem.message) == ("templates/x.md.j2:2", "no value is called 'nowhere'")


def test_templates_open_with_a_comment_that_names_their_inputs() -> None:
    for path in (ROOT / "templates").glob("*.j2"):
        assert path.read_text(encoding="utf-8").startswith("{#"), path.name


def test_data_has_the_keys_of_the_schema(year_of: YearOf) -> None:
    import json

    data = json.loads(pages_of(year_of(MINIMAL))["timeline.json"])
    assert set(data) == {"schema_version", "community", "patterns", "entries"}
    keys = {"id", "title", "title_for_members", "kind", "phase", "parent", "session", "day", "where", "link",
            "audience", "attendance", "owner", "host", "note_taker", "document", "because",
            "uid", "sequence", "stamp", "status"}  # fmt: skip
    for entry in data["entries"]:
        assert set(entry) - {"date", "start", "end"} == keys
        assert ("date" in entry) != ("start" in entry and "end" in entry)
    days = [entry["day"] for entry in data["entries"]]
    assert days == sorted(days)


@pytest.mark.parametrize("text", ["1. We read", "2) Then we talk", "# one", "- two", "+ three", "= four"])
def test_a_text_that_looks_like_a_list_or_heading_is_none(text: str) -> None:
    rendered = MarkdownIt("commonmark").render(render.markdown_text(text))
    assert {tag for tag, _ in Elements(rendered).seen} == {"p"}
    assert Elements(rendered).text.strip() == text


MEMBERS = "membership: {members: [{name: Amina, email: amina@example.org}, {name: Bo, email: bo@example.org}]}\n"


@pytest.mark.parametrize(
    "more",
    [
        "activities: {webinar-1: {notes: 'ask amina@example.org, or the office'}}",
        "activities: {webinar-1: {notes: 'ask Amina <amina@example.org>'}}",
        "activities: {webinar-1: {presenter: 'Bo <bo@example.org>'}}",
        "leadership: {core_group: ['Amina [amina@example.org]']}",
        "legacy: {capacity_building: [{team: ['Amina [amina@example.org]'], activity: A day, when: 2027-08-23}]}",
        "guidelines: {conflict: 'Write to amina@example.org.'}",
    ],
    ids=[
        "bare in notes",
        "in brackets in notes",
        "of a presenter",
        "of the core group",
        "of a team",
        "in the guidelines",
    ],
)
def test_no_address_of_a_member_is_in_anything_that_is_shared(more: str, year_of: YearOf) -> None:
    for name, page in pages_of(year_of(MINIMAL + MEMBERS + more + "\n")).items():
        unfolded = page.replace("\r\n ", "")
        assert "amina@" not in unfolded, name
        assert "bo@" not in unfolded, name


def test_an_address_that_is_no_members_stays_where_a_person_wrote_it(year_of: YearOf) -> None:
    text = MINIMAL + MEMBERS + "activities: {webinar-1: {notes: 'Write to office@example.org'}}\n"
    assert "Write to office@example.org" in pages_of(year_of(text))["team.ics"].replace("\r\n ", "")


def test_only_values_of_a_fixed_set_are_put_in_the_languages_words(year_of: YearOf) -> None:
    page = pages_of(year_of(MINIMAL + "purpose: {success: nothing, division_priority: not yet}\n"))["plan.md"]
    assert "**What does success look like for the group?** nothing" in page


def test_answers_written_as_sentences_make_the_statement(year_of: YearOf) -> None:
    text = "purpose: {audience: teachers., shared_interest: numbers., concern: those who fear them., "
    page = pages_of(year_of(f"{MINIMAL}{text}learn_together_how_best_to: To teach them.}}\n"))["plan.md"]
    assert (
        "intended for teachers who share an interest in numbers, and commit to learning together how best to teach "
        "them. The shared concern: those who fear them." in page
    )
