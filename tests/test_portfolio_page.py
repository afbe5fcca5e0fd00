"""The page of many communities: what needs somebody first, then all of them, to filter and to sort, in one file."""

import html
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Page, expect

from browser import Mistakes, Visit, Visiting
from cop_plan.app import shipped
from cop_plan.app.portfolio import PortfolioRequest, pages
from cop_plan.base.errors import Problems
from cop_plan.portfolio.formats import PortfolioView
from cop_plan.portfolio.formats import html as format_of_page
from cop_plan.portfolio.page import MOST_FOLDED
from cop_plan.portfolio.values import Clash, CommunitySummary, Person, Portfolio, PortfolioEntry, PortfolioSession
from cop_plan.render.theme import Theme
from portfolios import TODAY, communities, hostile, portfolio
from test_hostile_text import HOSTILE
from test_render import Elements

LARGEST = 2_000_000
"""In bytes, with a thousand communities of twelve sessions."""


def page_of(shown: Portfolio, language: str = "en-CA") -> str:
    view = PortfolioView(shown, shipped.language(language), shipped.messages(language), shipped.templates())
    return format_of_page.make(view)["index.html"].decode()


@pytest.fixture(scope="module")
def file_of(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages of twelve communities in each language, of a hundred, of a thousand, and of hostile ones."""
    folder = tmp_path_factory.mktemp("portfolios")
    made = {
        "12": page_of(portfolio(communities(12))),
        "12 fr": page_of(portfolio(communities(12)), "fr-CA"),
        "100": page_of(portfolio(communities(100))),
        "1000": page_of(portfolio(communities(1000))),
        "none": page_of(portfolio(())),
        "hostile": page_of(hostile(" ".join([*HOSTILE.values()][:5]) + "W" * 3000)),
    }
    files = {name: folder / f"{name.replace(' ', '-')}.html" for name in made}
    for name, text in made.items():
        files[name].write_text(text, encoding="utf-8")
    return files


def words_of(text: str) -> str:
    plain = re.sub(r"<[^>]+>", " ", re.sub(r"</?(?:a|b|bdi|time|span|strong)\b[^>]*>", "", text))
    return re.sub(r"\s+", " ", html.unescape(plain)).strip()


def part(text: str, name: str) -> str:
    return text.partition(f'<section id="{name}"')[2].partition(">")[2].partition("</section>")[0]


def summary(name: str, **known: object) -> CommunitySummary:
    whole = {"id": name, "name": name, "file": f"{name}.yaml", "year": "2026-2027", "first": TODAY, "last": TODAY}
    return CommunitySummary(**{**whole, **known})  # type: ignore[arg-type]


def late(owner: str | None = None) -> PortfolioEntry:
    return PortfolioEntry("reminder", "Send the reminder", TODAY - timedelta(days=1), owner)


def now_of(*shown: CommunitySummary, clashes: Sequence[Clash] = ()) -> str:
    return words_of(part(page_of(Portfolio(TODAY, shown, tuple(clashes))), "now"))


# What needs somebody.


def test_the_head_says_how_many_there_are_which_are_wrong_and_as_of_when() -> None:
    text = page_of(portfolio(communities(12)))
    assert "<h1>12 communities of practice, 2026-2027</h1>" in text
    assert "As of Monday 16 November 2026." in text
    now = words_of(part(text, "now"))
    assert "Problems in 3 communities Inclusive classrooms · cannot be read" in now
    assert "1 community cannot be read: what is overdue, clashes and totals are without it." in now


def test_what_is_overdue_is_told_by_whose_it_is_over_all_communities() -> None:
    kim, jo = Person("Kim Lee", "kim@example.org"), Person("Jo Wu")
    now = now_of(
        summary("Readers", facilitator=kim, done=1, overdue=(late(), late("facilitator"), late("core group"))),
        summary("Numbers", facilitator=jo, co_facilitator=kim, done=1, overdue=(late("co-facilitator"), late())),
        summary("Land", facilitator=jo, done=1, overdue=(late("core group"), late("Ana (ana@example.org)"))),
    )
    assert "7 entries are overdue" in now
    assert "Kim Lee: 3 · Readers, Numbers" in now
    assert "Jo Wu: 1 · Numbers" in now
    assert "core group: 1 · Readers core group: 1 · Land" in now  # each community has its own
    assert "Ana: 1 · Land" in now
    assert "@" not in now


def test_where_nothing_was_ever_noted_as_done_that_is_said_with_whom_to_ask() -> None:
    now = now_of(summary("Readers", facilitator=Person("Kim Lee"), overdue=(late(), late())))
    assert "Nothing is overdue" not in now
    assert "In 1 community nothing is noted as done yet. Entries from before today: Readers: 2 · Kim Lee No" in now


def test_a_year_that_is_over_says_so_and_how_much_was_never_noted() -> None:
    over = summary("Readers", entries=9, done=2, ends=TODAY - timedelta(days=1))
    text = words_of(part(page_of(Portfolio(TODAY, (over,))), "communities"))
    assert "the year is over; 7 entries were never noted as done" in text
    assert "the year is over" not in page_of(Portfolio(TODAY, (replace(over, ends=TODAY),)))


def test_where_nothing_needs_anybody_the_head_says_so() -> None:
    now = now_of(summary("Readers"))
    for said in (
        "No problems in any file",
        "Nothing is overdue",
        "No clash lies ahead",
        "No session until Sunday 29 November",
    ):
        assert said in now


def session(entry: str, days: int, **known: object) -> PortfolioSession:
    return PortfolioSession(entry, entry, "webinar", TODAY + timedelta(days=days), **known)  # type: ignore[arg-type]


def test_the_next_two_weeks_begin_with_the_day_and_end_before_the_same_weekday() -> None:
    sessions = tuple(session(f"s{days}", days) for days in (-1, 0, 13, 14))
    now = now_of(summary("Readers", sessions=sessions))
    assert "2 sessions until Sunday 29 November 2026 Mon 16 Nov Readers · s0 Sun 29 Nov Readers · s13" in now
    assert "s14" not in now


def test_a_clash_that_is_past_is_no_clash_ahead_and_stands_in_the_list() -> None:
    pair = [summary(name, sessions=(session("s", -3), session("t", 3))) for name in ("Readers", "Numbers")]
    past, ahead = (
        Clash("person", who, TODAY + timedelta(days=days), (f"Readers/{entry}", f"Numbers/{entry}"))
        for who, days, entry in (("Kim Lee", -3, "s"), ("Jo Wu", 3, "t"))
    )
    text = page_of(Portfolio(TODAY, tuple(pair), (past, ahead)))
    now, listed = words_of(part(text, "now")), words_of(part(text, "clashes"))
    assert "1 clash ahead Jo Wu · Thu 19 Nov" in now
    assert "Kim Lee" not in now
    assert "Thursday 19 November 2026 person Jo Wu Readers · t Numbers · t" in listed
    assert "1 clash before Monday 16 November 2026 Friday 13 November 2026 person Kim Lee" in listed


def test_people_who_are_needed_at_the_same_sessions_are_one_line_and_one_clash() -> None:
    pair = tuple(summary(name, sessions=(session("s", 3), session("t", 3))) for name in ("Readers", "Numbers"))
    day, people = TODAY + timedelta(days=3), ("Al", "Bo", "Cy", "Di")
    both = [Clash("person", who, day, ("Readers/s", "Numbers/s")) for who in people]
    other = Clash("person", "Bo", day, ("Readers/t", "Numbers/t"))
    text = page_of(Portfolio(TODAY, pair, (*both, other)))
    assert "2 clashes ahead Al, Bo, 2 more · Thu 19 Nov Bo · Thu 19 Nov" in words_of(part(text, "now"))
    listed = words_of(part(text, "clashes"))
    assert listed.endswith("person Al, Bo, Cy, Di Readers · s Numbers · s person Bo Readers · t Numbers · t")


def test_of_many_past_clashes_the_latest_are_listed() -> None:
    days = range(-MOST_FOLDED - 2, 0)
    pair = [summary(name, sessions=tuple(session(f"s{day}", day) for day in days)) for name in ("Readers", "Numbers")]
    past = tuple(
        Clash("person", f"Kim {day}", TODAY + timedelta(days=day), (f"Readers/s{day}", f"Numbers/s{day}"))
        for day in days
    )
    listed = words_of(part(page_of(Portfolio(TODAY, tuple(pair), past)), "clashes"))
    assert listed.index("Kim -1 ") < listed.index("Kim -2 ")
    assert f"Kim -{MOST_FOLDED} " in listed
    assert f"Kim -{MOST_FOLDED + 1} " not in listed
    assert "2 more are not listed on this page." in listed


def test_a_clash_says_where_each_session_is_and_names_no_link_as_a_place() -> None:
    there = session("s", 3, where="Elm Street School", place="Elm Street School")
    online = session("t", 3, where="https://example.org/meet")
    pair = (summary("Readers", sessions=(there,)), summary("Numbers", sessions=(online,)))
    clash = Clash("person", "Kim Lee", TODAY + timedelta(days=3), ("Readers/s", "Numbers/t"))
    listed = words_of(part(page_of(Portfolio(TODAY, pair, (clash,))), "clashes"))
    assert listed.endswith("person Kim Lee Readers · s · Elm Street School Numbers · t")


# The rows.


def test_a_row_leads_to_the_page_for_the_team_where_that_lies(tmp_path: Path) -> None:
    for folder in ("the readers #1/plan", "numbers"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "the readers #1" / "plan" / "team.html").touch()
    both = [summary(name, file=str(tmp_path / name / "community.yaml")) for name in ("the readers #1", "numbers")]
    order = PortfolioRequest(out=tmp_path / "portfolio", formats=("html",))
    text = pages(Portfolio(TODAY, tuple(both)), order)["index.html"].decode()
    assert re.findall(r'<th scope="row"><a href="(.*?)">', text) == ["../the%20readers%20%231/plan/team.html"]


def test_a_session_names_its_clock_where_that_is_not_the_one_of_most() -> None:
    text = page_of(portfolio(communities(12)))
    assert "Times are Alberta time, unless another is named." in text
    rows = re.findall(r'<tr id="r\d+".*?(?=\n<tr|</table>)', text, re.DOTALL)
    assert ["(British Columbia time)" in one for one in rows] == [at % 9 == 3 for at in range(12)]


def test_a_line_has_a_dot_for_each_day_with_sessions_those_that_clash_twice() -> None:
    sessions = (session("a", 0, is_mandatory=True), session("b", 7), session("c", 7), session("d", 30))
    clash = Clash("place", "Elm", TODAY + timedelta(days=7), ("Readers/b", "Readers/c"))
    text = page_of(Portfolio(TODAY, (summary("Readers", sessions=sessions),), (clash,)))
    row = text.partition('<tr id="r0"')[2].partition("</table>")[0]
    # November has 30 days and the line begins with it; the 16th is the day 15, the 16th of December the day 45.
    assert 'viewBox="0 -1 61 2"' in row
    assert re.findall(r'<path(?: class="(\w)")? d="(.*?)"', row) == [
        ("x", "M22 0h.01"),
        ("y", "M22 0h.01"),
        ("", "M15 0h0"),
        ("", "M22 0h0M45 0h0"),
        ("o", "M22 0h0M45 0h0"),
    ]
    assert "<title>Mon 16 Nov, 23 Nov, Wed 16 Dec 2026</title>" in row


def test_of_very_many_clashes_the_first_lie_open_and_the_page_says_how_many_it_leaves_out() -> None:
    pair = [summary(name, sessions=(session("s", 3), session("t", -3))) for name in ("Readers", "Numbers")]
    many = [
        Clash("place", f"Room {at}", TODAY + timedelta(days=days), (f"Readers/{entry}", f"Numbers/{entry}"))
        for days, entry, number in ((-3, "t", 2), (3, "s", 400))
        for at in range(number)
    ]
    text = page_of(Portfolio(TODAY, tuple(pair), tuple(many)))
    assert "400 clashes ahead" in text
    listed = part(text, "clashes")
    assert len(re.findall(r'<li id="k', listed.partition("<details>")[0])) == 50
    assert "<summary>350 later clashes</summary>" in listed
    assert "50 more are not listed on this page." in listed
    assert "<summary>2 clashes before Monday 16 November 2026</summary>" in listed
    assert len(re.findall(r'<li id="k', listed)) == 352
    # A community whose clash is not listed leads to the list.
    late_ones = [*many, Clash("person", "Kim", TODAY + timedelta(days=4), ("Land/s", "Land/t"))]
    third = summary("Land", sessions=(session("s", 4), session("t", 4)))
    text = page_of(Portfolio(TODAY, (*pair, third), tuple(late_ones)))
    assert re.findall(r'<td data-label="Clashes: "><a href="#(\w+)">', text) == ["k2", "k2", "clashes"]


def test_communities_of_two_years_are_told_apart() -> None:
    pair = (summary("Readers"), replace(summary("b"), name="Readers", year="2025-2026", done=1, overdue=(late(),)))
    text = page_of(Portfolio(TODAY, pair))
    assert "2 communities of practice, 2025-2026 and 2026-2027" in text
    one = tuple(replace(each, own_id="Readers", done=0, overdue=(late(),)) for each in pair)
    assert "In 1 community nothing is noted as done yet." in now_of(*one)
    assert "Readers, 2025-2026" in words_of(part(text, "now"))
    assert "Readers 2025-2026" in words_of(part(text, "communities"))


def test_totals_say_what_is_hidden_what_is_not_collected_and_of_how_many_they_are() -> None:
    totals = words_of(part(page_of(portfolio(communities(12))), "totals"))
    assert "330 of 484 (8 of 11 communities, 1 hidden)" in totals
    assert "Conseil scolaire Centre-Nord 2 169 132 44 198 hidden: fewer than 6 hidden: fewer than 6" in totals
    assert "not named 2 169 132 44 198 cannot be divided not collected" in totals
    assert "13,200.00 CAD; 90.00 EUR" in totals


def test_a_thousand_communities_are_a_page_of_less_than_two_megabytes(file_of: dict[str, Path]) -> None:
    text = file_of["1000"].read_text(encoding="utf-8")
    assert len(text.encode()) < LARGEST
    assert len(re.findall(r'<tr id="r\d+"', text)) == 1000
    assert text.count('role="img"') == 1000 - sum(at % 11 == 4 for at in range(1000))


def test_hostile_text_shows_as_text(file_of: dict[str, Path]) -> None:
    elements = Elements(file_of["hostile"].read_text(encoding="utf-8"))
    assert not elements.open
    assert not {tag for tag, _ in elements.seen} & {"iframe", "object", "img"}
    assert [tag for tag, _ in elements.seen].count("script") == 1
    assert not [name for _, attrs in elements.seen for name in attrs if name.startswith("on")]
    assert "{{ 7*7 }}" in elements.text


def test_every_link_within_the_page_leads_somewhere(file_of: dict[str, Path]) -> None:
    text = file_of["100"].read_text(encoding="utf-8")
    linked = {html.unescape(one) for one in re.findall(r'href="(?:\?\S+?)?#([^"]+)"', text)}
    assert linked <= set(re.findall(r' id="([^"]+)"', text))


def test_every_page_is_valid_html(file_of: dict[str, Path], mistakes: Mistakes) -> None:
    assert mistakes([file_of[name] for name in ("12", "12 fr", "none", "hostile")]) == []


# In a browser.


def shown(page: Page) -> list[str]:
    return [one.strip() for one in page.locator(".rows tbody tr:visible > th").all_inner_texts()]


@pytest.mark.parametrize("name", ["12", "12 fr", "none", "hostile"])
def test_the_page_has_no_barrier_and_fits_at_every_width_in_light_and_dark(
    name: str, file_of: dict[str, Path], visit: Visiting
) -> None:
    found = {}
    with visit(file_of[name]) as visited:
        for scheme in ("light", "dark"):
            for width in (320, 1023, 1440):
                visited.look(width=width, scheme=scheme)
                found[scheme, width] = (visited.barriers(), visited.overflow)
        visited.look(width=1056, media="print")
        found["print", 1056] = (visited.barriers(), visited.overflow)
    assert {where: what for where, what in found.items() if what != ([], 0)} == {}


def to_column(visited: Visit, name: str) -> None:
    """Go to the button of a column with the keys alone, and press it."""
    visited.page.locator("#filter input").focus()
    visited.tab_to(f"th[data-key={name}] button")
    visited.page.keyboard.press("Enter")


def test_the_keys_alone_filter_and_sort_and_the_address_keeps_it(file_of: dict[str, Path], visit: Visiting) -> None:
    with visit(file_of["100"]) as visited:
        page, status = visited.page, visited.page.get_by_role("status")
        expect(status).to_have_text("Shown: 100 of 100.")
        visited.tab_to("input[name=words]")
        page.keyboard.type("lecture")
        expect(status).to_have_text("Shown: 0 of 100.")
        page.keyboard.press("Control+A")
        page.keyboard.type("LANGUE francais jamie")
        expect(status).to_have_text("Shown: 2 of 100.")
        assert all("langue seconde" in one for one in shown(page))
        page.keyboard.press("Control+A")
        page.keyboard.press("Delete")
        visited.tab_to("select[name=state]")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert page.locator(".rows tbody tr:visible:not(.late)").count() == 0
        expect(status).to_have_text("Shown: 36 of 100.")
        to_column(visited, "overdue")
        numbers = page.locator(".rows tbody tr:visible td:nth-child(6) summary").all_inner_texts()
        assert numbers == sorted(numbers, reverse=True)
        assert len(set(numbers)) > 1
        expect(page.locator("th[data-key=overdue]")).to_have_attribute("aria-sort", "descending")
        page.keyboard.press("Enter")
        expect(page.locator("th[data-key=overdue]")).to_have_attribute("aria-sort", "ascending")
        assert page.evaluate("location.search") == "?state=late&sort=overdue"
        kept = shown(page)
        page.reload()
        assert shown(page) == kept
        visited.tab_to("#filter button")
        page.keyboard.press("Enter")
        expect(status).to_have_text("Shown: 100 of 100.")


def test_each_column_sorts_and_what_is_not_known_is_last(file_of: dict[str, Path], visit: Visiting) -> None:
    with visit(file_of["12"]) as visited:
        first = {}
        for name in visited.page.locator("[data-key]").evaluate_all("all => all.map(one => one.dataset.key)"):
            to_column(visited, name)
            first[name] = [shown(visited.page)[at] for at in (0, 1, -1)]
            expect(visited.page.locator(f"th[data-key={name}]")).to_have_attribute("aria-sort", re.compile("cending"))
            assert visited.page.locator("[aria-sort]").count() == 1
        unread = "Inclusive classrooms"
        assert first["community"][0] == "Assessment for learning"
        assert first["facilitator"] == ["Assessment for learning", "Numbers", unread]
        assert first["next"] == ["Science et société", "Readers 2", unread]
        assert first["members"][0].startswith("School leaders")
        assert first["members"][2] == first["done"][2] == first["sessions"][2] == unread
        assert first["overdue"][0].startswith("School leaders")
        assert unread in first["problems"] or first["problems"][0] == "Land-based learning"


def test_a_filter_takes_a_group_and_a_link_shows_its_row_again(file_of: dict[str, Path], visit: Visiting) -> None:
    with visit(file_of["12"]) as visited:
        page = visited.page
        page.get_by_label("Region").select_option(label="CA-BC")
        assert shown(page) == ["Lire et écrire à la maternelle"]
        page.locator("#now").get_by_role("link", name="Land-based learning").first.click()
        expect(page.locator("#r2")).to_be_visible()
        assert len(shown(page)) == 12
        page.get_by_label("Facilitator").select_option(label="Éloïse Bélanger-Tremblay")
        assert len(shown(page)) == 2
        page.goto(file_of["12"].as_uri() + "?state=wrong#communities")
        assert len(shown(page)) == 3


def test_a_thousand_rows_are_filtered_and_sorted(file_of: dict[str, Path], visit: Visiting) -> None:
    with visit(file_of["1000"]) as visited:
        expect(visited.page.get_by_role("status")).to_have_text("Shown: 1,000 of 1,000.")
        to_column(visited, "next")
        visited.page.locator("input[name=words]").fill("numbers 100")
        assert shown(visited.page) == ["Numbers 100"]
        assert visited.overflow == 0


def test_without_a_script_every_row_is_there_and_nothing_that_needs_one(
    file_of: dict[str, Path], visit: Visiting
) -> None:
    with visit(file_of["12"], java_script_enabled=False) as visited:
        assert len(shown(visited.page)) == 12
        assert visited.page.locator("button:visible, input:visible, select:visible").count() == 0
        visited.page.locator("#r2 summary").first.click()
        expect(visited.page.locator("#r2").get_by_text("Webinar 1: send the reminder")).to_be_visible()


def test_a_printed_page_repeats_its_head_and_has_every_community(
    file_of: dict[str, Path], visit: Visiting, tmp_path: Path
) -> None:
    with visit(file_of["100"]) as visited:
        visited.page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    sheets = [sheet.extract_text() for sheet in pypdf.PdfReader(tmp_path / "page.pdf").pages]
    of_rows = [text for text in sheets if re.search(r"\d+/\d\d\b", text)]
    assert len(of_rows) > 3
    assert all("Next session" in text and "Clashes" in text for text in of_rows)
    assert sum(len(re.findall(r"\b\d+/\d\d\b", text)) for text in of_rows) >= 100 - 9
    assert "Shown: 100 of 100." in of_rows[0]  # what is filtered away is not printed
    assert "Show only" not in "".join(sheets)


def test_a_theme_gives_the_page_a_letterhead_and_no_script(tmp_path: Path) -> None:
    template = '{% extends "cop-plan/portfolio.html.j2" %}\n{% block letterhead %}\n@@\n{% endblock %}\n'

    def page_with(letterhead: str) -> str:
        theme = Theme("theme", {"portfolio.html.j2": template.replace("@@", letterhead).encode()}, frozenset())
        return pages(portfolio(communities(2)), PortfolioRequest(formats=("html",), theme=theme))["index.html"].decode()

    assert "<p>2 of ours</p>" in page_with("<p>{{ number }} of ours</p>")
    with pytest.raises(Problems) as wrong:
        page_with("<p>Ours</p>\n<script>alert(1)</script>")
    assert [str(one.place) for one in wrong.value.problems] == ["theme/portfolio.html.j2:4"]
