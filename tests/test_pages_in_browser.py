"""Every page of every example holds in a real browser: in both languages, light and dark, narrow and wide, on paper."""

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import expect

from browser import Mistakes, Plan, Visiting, in_language, scheduled
from conftest import MINIMAL, ROOT, TODAY
from cop_plan.app import shipped
from cop_plan.definition.community import SESSIONS
from forks import Forks

EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/community.yaml"))
LANGUAGES = ("en-CA", "fr-CA")
AMID = "2026-11-16T12:00:00-07:00"
LETTER_PIXELS = 816
"""How wide letter paper is at 96 pixels an inch."""

pages = pytest.mark.parametrize(
    ("example", "language"), [(example, language) for example in EXAMPLES for language in LANGUAGES]
)
OWN_LANGUAGES = {"lire-a-sept": "fr-CA"}
in_own_language = pytest.mark.parametrize(
    ("example", "language"),
    [*((example, OWN_LANGUAGES.get(example, "en-CA")) for example in EXAMPLES), ("literacy-for-all", "fr-CA")],
)
"""Each example as it is written, and the largest in the other language: for what is slow to look at."""


def entries(folder: Path) -> list[dict[str, Any]]:
    """Return the entries of a year as `timeline.json` has them."""
    listed: list[dict[str, Any]] = json.loads((folder / "timeline.json").read_text(encoding="utf-8"))["entries"]
    return listed


@in_own_language
def test_a_page_has_no_barrier_and_fits_at_every_width_in_light_and_dark(
    example: str, language: str, plan: Plan, visit: Visiting
) -> None:
    found = {}
    with visit(plan(example, language) / "plan.html") as visited:
        for scheme in ("light", "dark"):
            for width in (320, 768, 1440):
                visited.look(width=width, scheme=scheme)
                found[scheme, width] = (visited.barriers(), visited.overflow)
        visited.look(width=LETTER_PIXELS, media="print")
        found["print", LETTER_PIXELS] = (visited.barriers(), visited.overflow)
    assert {where: what for where, what in found.items() if what != ([], 0)} == {}


def test_every_page_is_valid_html(plan: Plan, mistakes: Mistakes) -> None:
    assert mistakes([plan(example, language) / "plan.html" for example in EXAMPLES for language in LANGUAGES]) == []


@pytest.mark.parametrize(
    "foreign",
    [
        '<script>document.title = "changed"</script>',
        '<img alt="" src="data:," onerror="document.title = \'changed\'">',
        "<style>body { display: none }</style>",
        '<img alt="" src="http://127.0.0.1:9/seen.png">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/seen.css">',
    ],
)
def test_the_policy_of_a_page_lets_in_nothing_that_is_not_its_own(
    foreign: str, plan: Plan, visit: Visiting, tmp_path: Path
) -> None:
    page = plan("small-start", "en-CA") / "plan.html"
    changed = tmp_path / "plan.html"
    changed.write_text(page.read_text(encoding="utf-8").replace("</main>", f"{foreign}</main>"), encoding="utf-8")

    def look() -> None:
        with visit(changed) as visited:
            assert visited.page.title() != "changed"
            assert visited.page.locator("h1").is_visible()

    with pytest.raises(AssertionError, match="Content Security Policy"):
        look()


# What the page for members shows, on a phone first.

PHONE = {"width": 375, "height": 667}
SCREENS = 16
"""At most so many screens of a phone."""

TEN_LINES = """\
name: Ten lines
year: 2026-2027
timezone: America/Edmonton
region: CA-AB
purpose: {concern: students who fear numbers}
leadership: {facilitator: Jamie Blackwood}
meetings: {platform: https://example.org/meet, usual_time: {weekday: thursday}}
activities:
  webinar-1: {at: 15:30, topic: Numbers}
"""
BEFORE, AFTER = "2026-03-02T12:00:00-07:00", "2027-12-01T12:00:00-07:00"


@pytest.fixture(scope="session")
def year(plan: Plan, started: Forks, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """The folder of an example's outputs in a language, or of the ten lines'."""

    @functools.cache
    def year(example: str, language: str) -> Path:
        if example != "ten lines":
            return plan(example, language)
        return scheduled(tmp_path_factory.mktemp("ten-lines"), in_language(TEN_LINES, language), started)

    return year


years = pytest.mark.parametrize(
    ("example", "language"), [(example, language) for example in (*EXAMPLES, "ten lines") for language in LANGUAGES]
)


def sessions_ahead(folder: Path, now: str) -> list[str]:
    """Return the sessions that participants attend and that are not over, from `timeline.json`."""
    moment = datetime.fromisoformat(now)
    return [
        one["id"]
        for one in entries(folder)
        if one["kind"] in SESSIONS and "participants" in one["audience"] and one["status"] != "cancelled"
        and (datetime.fromisoformat(one["end"]) > moment if "end" in one else one["date"] >= now[:10])
    ]  # fmt: skip


@years
def test_a_phone_shows_the_next_session_on_its_first_screen(
    example: str, language: str, year: Plan, visit: Visiting
) -> None:
    folder = year(example, language)
    for now in (BEFORE, AMID, AFTER):
        with visit(folder / "plan.html", now=now, viewport=PHONE) as visited:
            page, ahead = visited.page, sessions_ahead(folder, now)
            marked = page.locator("#sessions [data-next]").evaluate_all("all => all.map(one => one.id)")
            assert marked == ahead[:1]
            first = [page.locator(f"#sessions [data-next] {part}") for part in ("time", ".at", ".what > a")]
            if not ahead:
                assert not any(part.is_visible() for part in first)
                first = [page.locator("#sessions .no-more")]
            for part in first:
                box = part.bounding_box()
                assert part.inner_text().strip()
                assert box
                assert box["y"] + box["height"] <= PHONE["height"], (now, part.inner_text())
            if ahead:
                tops = page.locator("#sessions tbody tr").evaluate_all(_TOPS)
                assert min(tops, key=lambda row: row[0])[1] == ahead[0]
            height = page.evaluate("document.documentElement.scrollHeight")
            assert height <= SCREENS * PHONE["height"], (now, height / PHONE["height"])
            assert visited.overflow == 0
            assert page.locator(".open").count() == 0
            words = shipped.language(language)
            text = page.locator("body").inner_text()
            assert words("plan.open_question") not in text


@years
def test_each_session_that_members_attend_has_a_row_in_order(
    example: str, language: str, year: Plan, visit: Visiting
) -> None:
    folder = year(example, language)
    wanted = [one for one in entries(folder) if one["kind"] in SESSIONS and "participants" in one["audience"]]
    with visit(folder / "plan.html", now=AMID) as visited:
        rows = visited.page.locator("#sessions tbody tr").evaluate_all(_ROWS)
        # Nobody joins what is over.
        assert visited.page.locator("tr.past .do:visible").count() == 0
    assert [(row["id"], row["datetime"]) for row in rows] == [
        (one["id"], one.get("date") or one["start"]) for one in wanted
    ]
    past = {row["id"] for row in rows if row["past"]}
    assert past == {one["id"] for one in wanted} - set(sessions_ahead(folder, AMID))


_TOPS = "rows => rows.map(row => [row.getBoundingClientRect().top, row.id])"
_ROWS = """rows => rows.map(row => ({id: row.id, past: row.classList.contains("past"),
    datetime: row.querySelector("time").dateTime}))"""


@pytest.mark.parametrize(
    ("minutes_after_it_begins", "zone", "is_next"),
    [
        pytest.param(-30, "America/Edmonton", True, id="before it"),
        pytest.param(15, "Asia/Tokyo", True, id="during it, where it is tomorrow"),
        pytest.param(120, "America/Edmonton", False, id="after it"),
        pytest.param(120, "Pacific/Honolulu", False, id="after it, where it is still morning"),
    ],
)
def test_a_session_is_next_until_it_ends_wherever_the_reader_is(
    minutes_after_it_begins: int, zone: str, is_next: bool, plan: Plan, visit: Visiting
) -> None:
    folder = plan("literacy-for-all", "en-CA")
    begins = next(datetime.fromisoformat(one["start"]) for one in entries(folder) if one["id"] == "webinar-1")
    now = begins + timedelta(minutes=minutes_after_it_begins)
    with visit(folder / "plan.html", now=now.isoformat(), timezone_id=zone) as visited:
        marked = visited.page.locator("[data-next]").evaluate_all("all => all.map(one => one.id)")
        assert (marked == ["webinar-1"]) == is_next
        assert visited.page.locator(f"#sessions .next a[href='#{marked[0]}']").is_visible()
        assert visited.page.locator("[data-next]").get_attribute("data-next") == "Next session"


@pages
def test_a_page_is_whole_without_scripts_and_nothing_on_it_is_dead(
    example: str, language: str, plan: Plan, visit: Visiting
) -> None:
    folder = plan(example, language)
    with visit(folder / "plan.html", java_script_enabled=False) as visited:
        page = visited.page
        for entry in entries(folder):
            shown = page.locator(f'[id="{entry["id"]}"]')
            assert shown.is_visible() == ("participants" in entry["audience"] or "public" in entry["audience"])
        assert page.locator("button:visible, select:visible, input:visible").count() == 0
        assert page.locator("#sessions .next time").is_visible()
        assert page.locator("#sessions [data-next]").count() == 1


def test_a_link_to_what_is_the_teams_says_so(plan: Plan, visit: Visiting) -> None:
    folder = plan("literacy-for-all", "en-CA")
    for scripts in (True, False):
        with visit(folder / "plan.html", fragment="#webinar-1.reminder", java_script_enabled=scripts) as visited:
            told = visited.page.locator(".of-the-team")
            assert list(filter(None, told.inner_text().split("\n"))) == [
                *("This link leads to something that the team sees to.", "See it on the team’s page")
            ]
            link = told.locator("a:visible")
            expect(link).to_be_in_viewport()
            assert link.get_attribute("href") == "team.html#webinar-1.reminder"
    with visit(folder / "plan.html", fragment="#webinar-1") as visited:
        assert visited.page.locator(".of-the-team").inner_text() == ""
        expect(visited.page.locator("tr[id=webinar-1]")).to_be_in_viewport()


@pages
def test_every_link_inside_a_page_leads_to_something(example: str, language: str, plan: Plan, visit: Visiting) -> None:
    with visit(plan(example, language) / "plan.html") as visited:
        assert visited.page.evaluate(_LOST) == []


_LOST = """[...document.querySelectorAll('a[href^="#"]')]
    .map(link => decodeURIComponent(link.getAttribute("href").slice(1)))
    .filter(name => document.getElementById(name) === null)"""


def test_the_keys_bring_the_calendar_file_of_a_session(plan: Plan, visit: Visiting) -> None:
    with visit(plan("literacy-for-all", "en-CA") / "plan.html", fragment="#webinar-2") as visited:
        # Whoever follows a link to a session has its links, past or not.
        visited.tab_to("tr[id=webinar-2] a.add[download]")
        with visited.page.expect_download() as download:
            visited.page.keyboard.press("Enter")
        assert download.value.suggested_filename == "webinar-2.ics"
        assert "SUMMARY:Webinar 2" in download.value.path().read_text(encoding="utf-8")


def test_a_theme_that_leaves_parts_out_disturbs_no_script(started: Forks, visit: Visiting, tmp_path: Path) -> None:
    theme = tmp_path / "theme"
    theme.mkdir()
    blocks = "".join(
        f"{{% block {name} %}}{{% endblock %}}" for name in ("next", "sessions", "months", "glance", "dates")
    )
    (theme / "plan.html.j2").write_text(
        f'{{# A theme. #}}{{% extends "cop-plan/plan.html.j2" %}}{blocks}', encoding="utf-8"
    )
    (tmp_path / "community.yaml").write_text(TEN_LINES, encoding="utf-8")
    done = started.run(tmp_path, ["schedule", "community.yaml", "--templates", "theme", "--today", TODAY])
    assert done.code == 0, done.said
    with visit(tmp_path / "plan" / "plan.html") as visited:
        assert visited.page.locator("#sessions").inner_text() == "Where to be, and when"


def test_a_year_without_a_session_disturbs_nobody(started: Forks, visit: Visiting, tmp_path: Path) -> None:
    (tmp_path / "bare.yaml").write_text(
        "activities: {only: {title: One, kind: task, when: 2027-01-04, phase: learn}}\n", encoding="utf-8"
    )
    definition = f"{MINIMAL}pattern: bare.yaml\nleave_out: {{only: Not this year}}\n"
    with visit(scheduled(tmp_path, definition, started) / "plan.html", viewport=PHONE) as visited:
        assert visited.page.locator("#sessions .next").is_hidden()
        assert visited.page.locator("#sessions .no-more").is_visible()
        assert visited.page.locator("#sessions table").count() == 0
        assert visited.barriers() == []


# On paper.


@dataclass(frozen=True)
class Sheet:
    """A sheet of a printed page: its size in points and its text in lines."""

    size: tuple[float, float]
    lines: list[str]

    @property
    def text(self) -> str:
        """Return the text without any space, since a reader of PDF files puts spaces where it pleases."""
        return close("".join(self.lines))


def close(text: str) -> str:
    """Return a text without any space."""
    return "".join(text.split())


Printed = Callable[[str], list[Sheet]]


@pytest.fixture(scope="session")
def printed(plan: Plan, visit: Visiting, tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """Print the longest example in a language, once, on letter paper."""

    @functools.cache
    def printed(language: str) -> list[Sheet]:
        path = tmp_path_factory.mktemp("paper") / "plan.pdf"
        with visit(plan("literacy-for-all", language) / "plan.html", now=AMID) as visited:
            visited.page.pdf(path=path, format="Letter", prefer_css_page_size=True)
        return [
            Sheet((float(sheet.mediabox.width), float(sheet.mediabox.height)), sheet.extract_text().strip().split("\n"))
            for sheet in pypdf.PdfReader(path).pages
        ]

    return printed


languages = pytest.mark.parametrize("language", LANGUAGES)


@languages
def test_on_paper_every_sheet_is_of_letter_size_and_numbered(language: str, printed: Printed) -> None:
    sheets = printed(language)
    assert 2 <= len(sheets) <= 8
    assert {sheet.size for sheet in sheets} == {(612, 792)}
    for number, sheet in enumerate(sheets, start=1):
        assert {f"{number} / {len(sheets)}"} & {sheet.lines[0], sheet.lines[-1]}


@languages
def test_on_paper_the_year_at_a_glance_stands_on_one_sheet(
    language: str, plan: Plan, visit: Visiting, printed: Printed
) -> None:
    with visit(plan("literacy-for-all", language) / "plan.html", now=AMID) as visited:
        visited.look(width=LETTER_PIXELS, media="print")
        glance = visited.page.locator("section#glance")
        drawn = [glance.locator("h2").inner_text(), *glance.locator("svg text:visible").all_text_contents()]
    wanted = {close(text) for text in drawn if text.strip()}
    assert len(wanted) > 10
    assert [sheet for sheet in printed(language) if all(text in sheet.text for text in wanted)]


@languages
def test_on_paper_links_are_spelled_out(language: str, printed: Printed) -> None:
    text = "".join(sheet.text for sheet in printed(language))
    # Where a word is the link, its address follows it.
    for address in ("(https://example.org/webinar-1)", "https://example.org/literacy-for-all"):
        assert address in text


@languages
def test_on_paper_no_row_is_cut_and_heads_are_repeated_but_none_stands_alone(
    language: str, plan: Plan, visit: Visiting, printed: Printed
) -> None:
    with visit(plan("literacy-for-all", language) / "plan.html", now=AMID) as visited:
        visited.look(width=LETTER_PIXELS, media="print")
        page = visited.page
        styles = "all => [...new Set(all.map(one => getComputedStyle(one).{}))]"
        assert page.locator("tbody tr").evaluate_all(styles.format("breakInside")) == ["avoid"]
        assert page.locator("thead").evaluate_all(styles.format("display")) == ["table-header-group"]
        heads = {close(head) for head in page.locator("h2, h3, thead tr").all_text_contents()}
    assert [sheet.lines[-1] for sheet in printed(language) if close(sheet.lines[-1]) in heads] == []
