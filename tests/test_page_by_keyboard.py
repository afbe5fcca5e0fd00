"""What the team does with its page works with the keys alone: filter, links, a calendar file for an entry."""

import datetime
import json
from pathlib import Path
from typing import Any

import icalendar
import pytest
from playwright.sync_api import Page, expect

from browser import Plan, Visit, Visiting, scheduled
from conftest import MINIMAL
from forks import Forks

BEFORE, AMID, AFTER = "2026-03-02T12:00:00-07:00", "2026-11-16T12:00:00-07:00", "2027-12-01T12:00:00-07:00"


@pytest.fixture(scope="session")
def folder(plan: Plan) -> Path:
    return plan("literacy-for-all", "en-CA")


def shown(page: Page) -> set[str]:
    """Return the entries that the list of dates shows now."""
    return set(page.locator("#dates tr[id]:not(.month):visible").evaluate_all("rows => rows.map(row => row.id)"))


def upcoming(page: Page) -> list[str]:
    """Return the entries of the list of the next sessions."""
    links = page.locator("section#sessions ol.upcoming > li a:visible")
    return [link.removeprefix("#") for link in links.evaluate_all("all => all.map(one => one.getAttribute('href'))")]


def choose(visited: Visit, name: str, value: str) -> None:
    """Go to a list of the filter and press the arrow until the value is chosen."""
    select = visited.page.locator(f"form#filter select[name={name}]")
    visited.tab_to(f"select[name={name}]")
    for _ in range(select.locator("option").count()):
        visited.page.keyboard.press("ArrowDown")
        if select.input_value() == value:
            return
    raise AssertionError(f"the arrow does not come to {value}")


# The filter.


@pytest.mark.parametrize(
    ("name", "value"), [("audience", "participants"), ("kind", "webinar"), ("owner", "facilitator")]
)
def test_the_filter_shows_what_is_asked_for(name: str, value: str, folder: Path, visit: Visiting) -> None:
    with visit(folder / "team.html") as visited:
        page = visited.page
        entries = json.loads((folder / "timeline.json").read_text(encoding="utf-8"))["entries"]
        wanted = {one["id"] for one in entries if value in (one[name] if name == "audience" else [one[name]])}
        assert 0 < len(wanted) < len(entries)
        choose(visited, name, value)
        assert shown(page) == wanted
        assert page.evaluate("location.search") == f"?{name}={value}"
        expect(page.locator("p#shown[role=status]")).to_contain_text(str(len(wanted)))


def test_all_sessions_are_one_choice(folder: Path, visit: Visiting) -> None:
    with visit(folder / "team.html") as visited:
        choose(visited, "kind", "sessions")
        entries = json.loads((folder / "timeline.json").read_text(encoding="utf-8"))["entries"]
        assert shown(visited.page) == {one["id"] for one in entries if one["session"] == one["id"]}
        choose(visited, "audience", "participants")
        listed = shown(visited.page)
    assert {"webinar-1", "orientation"} < listed
    assert not [name for name in listed if name.startswith("planning-calls")]


def test_the_link_to_all_sessions_shows_them(folder: Path, visit: Visiting) -> None:
    with visit(folder / "team.html") as visited:
        visited.tab_to("section#sessions a[href='?kind=sessions#dates']")
        visited.page.keyboard.press("Enter")
        expect(visited.page.locator("select[name=kind]")).to_have_value("sessions")


def test_filters_narrow_each_other_and_stay_over_a_reload_until_they_are_reset(folder: Path, visit: Visiting) -> None:
    with visit(folder / "team.html") as visited:
        page = visited.page
        everything = shown(page)
        choose(visited, "audience", "participants")
        by_audience = shown(page)
        choose(visited, "kind", "webinar")
        both = shown(page)
        assert both == {"webinar-1", "webinar-2", "webinar-3", "webinar-4"}
        assert both < by_audience < everything
        page.reload()
        assert page.evaluate("location.search") == "?audience=participants&kind=webinar"
        assert shown(page) == both
        assert page.locator("select[name=kind]").input_value() == "webinar"
        visited.tab_to("form#filter button[type=reset]")
        page.keyboard.press("Enter")
        expect(page.locator("#dates tr[id]:not(.month):visible")).to_have_count(len(everything))
        assert page.evaluate("location.search") == ""


def test_an_address_with_a_filter_can_be_passed_on(folder: Path, visit: Visiting) -> None:
    with visit(folder / "team.html", fragment="?kind=webinar") as visited:
        assert shown(visited.page) == {"webinar-1", "webinar-2", "webinar-3", "webinar-4"}


@pytest.mark.parametrize(
    "search", ["?kind=nonsense", "?kind=%22%3E%3Cscript%3E", "?owner=%00&audience=%E0%A4%A", "?kind=__proto__", "?x=y"]
)
def test_an_address_with_nonsense_shows_everything(search: str, folder: Path, visit: Visiting) -> None:
    with visit(folder / "team.html") as whole:
        everything = shown(whole.page)
    with visit(folder / "team.html", fragment=search) as visited:
        assert shown(visited.page) == everything


def test_an_address_that_leads_nowhere_disturbs_nothing(folder: Path, visit: Visiting) -> None:
    with visit(folder / "team.html", fragment="?kind=webinar#%E0%A4%A") as visited:
        assert shown(visited.page) == {"webinar-1", "webinar-2", "webinar-3", "webinar-4"}


def test_a_link_to_an_entry_that_the_filter_hides_shows_it(folder: Path, visit: Visiting) -> None:
    with visit(folder / "team.html", fragment="?kind=webinar#orientation") as visited:
        expect(visited.page.locator("tr[id=orientation]")).to_be_in_viewport()


# What is next.


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(BEFORE, id="before the year"),
        pytest.param(AMID, id="in the middle"),
        pytest.param("2027-06-01T12:00:00-06:00", id="near the end"),
    ],
)
def test_next_is_what_the_readers_own_date_says(now: str, folder: Path, visit: Visiting) -> None:
    with visit(folder / "team.html", now=now) as visited:
        page = visited.page
        rows = page.locator("#dates tr.session")
        ahead = [day for day in rows.evaluate_all(_DAYS) if now[:10] <= day]
        assert page.locator("section#sessions ol.upcoming > li:visible").evaluate_all(_DAYS) == ahead[:5]


_DAYS = "all => all.map(one => one.querySelector('time').dateTime.slice(0, 10))"


@pytest.mark.parametrize(
    ("language", "now", "said"),
    [
        pytest.param("en-CA", AMID, "As of Monday 16 November 2026.", id="in English"),
        pytest.param("fr-CA", AMID, "En date du lundi 16 novembre 2026.", id="in French"),
        pytest.param("fr-CA", "2026-12-01T12:00:00-07:00", "En date du mardi 1er décembre 2026.", id="on a first"),
    ],
)
def test_what_is_next_names_the_readers_day_on_paper_too(
    language: str, now: str, said: str, plan: Plan, visit: Visiting
) -> None:
    with visit(plan("literacy-for-all", language) / "team.html", now=now) as visited:
        visited.look(media="print")
        assert said in visited.page.locator("section#due").inner_text().splitlines()
        assert visited.page.locator("section#sessions a[href='team.ics']").is_hidden()  # no paper leads to a file


def test_a_page_without_an_entry_disturbs_nobody(started: Forks, visit: Visiting, tmp_path: Path) -> None:
    (tmp_path / "bare.yaml").write_text(
        "activities: {only: {title: One, kind: task, when: 2027-01-04, phase: learn}}\n", encoding="utf-8"
    )
    definition = f"{MINIMAL}pattern: bare.yaml\nleave_out: {{only: Not this year}}\n"
    with visit(scheduled(tmp_path, definition, started) / "team.html") as visited:
        assert upcoming(visited.page) == []
        assert visited.page.locator("section#due li").count() == 0


def test_before_the_year_its_first_days_are_next_and_in_the_middle_the_webinar(folder: Path, visit: Visiting) -> None:
    with visit(folder / "team.html", now=AMID) as visited:
        assert "webinar-1" in upcoming(visited.page)
        assert "orientation" not in upcoming(visited.page)


@pytest.mark.parametrize(
    ("minutes_after_it_begins", "zone", "is_next"),
    [
        pytest.param(-30, "America/Edmonton", True, id="before it"),
        pytest.param(15, "America/Edmonton", True, id="during it"),
        pytest.param(15, "Asia/Tokyo", True, id="during it, where it is tomorrow"),
        pytest.param(120, "America/Edmonton", False, id="after it"),
        pytest.param(120, "Pacific/Honolulu", False, id="after it, where it is still morning"),
    ],
)
def test_a_session_is_next_until_it_ends_wherever_the_reader_is(
    minutes_after_it_begins: int, zone: str, is_next: bool, folder: Path, visit: Visiting
) -> None:
    listed = json.loads((folder / "timeline.json").read_text(encoding="utf-8"))["entries"]
    begins = next(datetime.datetime.fromisoformat(one["start"]) for one in listed if one["id"] == "webinar-1")
    now = begins + datetime.timedelta(minutes=minutes_after_it_begins)
    with visit(folder / "team.html", now=now.isoformat(), timezone_id=zone) as visited:
        assert ("webinar-1" in upcoming(visited.page)) == is_next


def test_after_the_year_nothing_is_next_and_the_page_says_so(folder: Path, visit: Visiting) -> None:
    with visit(folder / "team.html", now=AFTER) as visited:
        assert upcoming(visited.page) == []
        assert visited.page.locator("section#sessions .over").is_visible()


# Links.


def test_the_first_tab_offers_to_skip_to_the_plan(folder: Path, visit: Visiting) -> None:
    with visit(folder / "team.html") as visited:
        page = visited.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#plan"
        expect(page.locator("a[href='#plan']")).to_be_in_viewport()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main#plan').contains(document.activeElement)")


def test_what_has_the_focus_is_seen_to_have_it(folder: Path, visit: Visiting) -> None:
    with visit(folder / "team.html") as visited:
        for scheme in ("light", "dark"):
            visited.look(width=768, scheme=scheme)
            for _ in range(12):
                visited.page.keyboard.press("Tab")
                style, width = visited.page.evaluate(_OUTLINE)
                assert (style != "none", width >= 2) == (True, True)


_OUTLINE = """(drawn => [drawn.outlineStyle, parseFloat(drawn.outlineWidth)])(
    getComputedStyle(document.activeElement))"""


def test_an_entry_is_reached_by_its_link(folder: Path, visit: Visiting) -> None:
    with visit(folder / "team.html", now=AMID) as visited:
        visited.tab_to("section#sessions a[href='#webinar-1']")
        visited.page.keyboard.press("Enter")
        assert visited.page.evaluate("location.hash") == "#webinar-1"
        expect(visited.page.locator("tr[id=webinar-1]")).to_be_in_viewport()
    with visit(folder / "team.html", fragment="#webinar-1") as visited:
        expect(visited.page.locator("tr[id=webinar-1]")).to_be_in_viewport()


def test_the_link_of_a_session_that_can_be_copied_leads_to_what_is_shared(folder: Path, visit: Visiting) -> None:
    granted = ["clipboard-read", "clipboard-write"]
    with visit(folder / "team.html", fragment="#webinar-1", permissions=granted) as visited:
        page = visited.page
        visited.tab_to("tr[id=webinar-1] button.copy")
        page.keyboard.press("Enter")
        expect(page.locator("#copied[role=status]")).not_to_be_empty()
        assert page.evaluate("navigator.clipboard.readText()").endswith("/plan.html#webinar-1")


# Calendar files.


def test_the_keys_bring_the_calendar_file_of_an_entry(folder: Path, visit: Visiting) -> None:
    with visit(folder / "team.html", fragment="#planning-calls.october") as visited:
        page = visited.page
        visited.tab_to("tr[id='planning-calls.october'] a.add[download]")
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        assert download.value.suggested_filename.endswith(".ics")
        assert facts(download.value.path()) == published(folder)[facts(download.value.path())[0]]


def test_every_calendar_file_of_a_page_holds_the_event_of_the_calendar(
    folder: Path, visit: Visiting, tmp_path: Path
) -> None:
    known = published(folder)
    with visit(folder / "team.html") as visited:
        links = visited.page.locator("tr[id] a.add[download]").evaluate_all(
            "links => Promise.all(links.map(async link => [link.closest('tr').id, link.href]))"
        )
    listed = json.loads((folder / "timeline.json").read_text(encoding="utf-8"))["entries"]
    uids = {entry["id"]: entry["uid"] for entry in listed}
    assert {name for name, _ in links} >= {"planning-calls.october", "planning-calls.january"}
    for name, link in links:
        path = tmp_path / "entry.ics"
        path.write_bytes(data_of(link))
        assert facts(path) == known[uids[name]], name


def data_of(link: str) -> bytes:
    """Return what a data link holds."""
    from urllib.request import urlopen

    with urlopen(link) as opened:
        content: bytes = opened.read()
    return content


Facts = tuple[str, int, str, datetime.date, datetime.date | None, str, str]


def events(path: Path) -> list[Facts]:
    """Return what matters of every event of a calendar file."""
    calendar: Any = icalendar.Calendar.from_ical(path.read_bytes())
    return [
        (
            str(event["UID"]),
            int(event["SEQUENCE"]),
            str(event["SUMMARY"]),
            event["DTSTART"].dt,
            event["DTEND"].dt if "DTEND" in event else None,
            str(event.get("LOCATION", "")),
            str(event.get("URL", "")),
        )
        for event in calendar.walk("VEVENT")
    ]


def facts(path: Path) -> Facts:
    """Return what matters of the one event of a calendar file."""
    (only,) = events(path)
    return only


def published(folder: Path) -> dict[str, Facts]:
    """Return the events of both calendars of a year by their UIDs; the participants' calendar says what holds."""
    return {one[0]: one for name in ("team.ics", "calendar.ics") for one in events(folder / name)}
