"""The months as a calendar on a wall has them: every day once, weeks as people begin them, closed days with names."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import babel.localedata
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from browser import Plan, Visiting
from conftest import MINIMAL, DatedYear
from cop_plan.dates import weeks, zones
from cop_plan.dates.months import first_days, next_month
from cop_plan.plan import month_grids
from cop_plan.render.year import Year

NOW = datetime(2026, 5, 1, tzinfo=UTC)
WEBINARS = """
activities:
  one: {kind: webinar, when: 2026-11-17, at: 3:30 pm, attendance: mandatory, title: One}
  two: {kind: online-meeting, when: 2027-02-03, title: Two}
"""
DAYS_OFF = """
closures:
  winter-break: 2026-12-21 to 2027-01-01
  hill-convention: {title: Hill convention, days: 2026-11-19 to 2026-11-20, kind: teachers' convention, for: [Hill]}
  vale-convention: {title: Vale convention, days: 2026-11-20, kind: teachers' convention, for: [Vale]}
  planning: {days: 2026-11-18, kind: no students}
"""

ALONE = MINIMAL + "pattern: alone.yaml\n"
PATTERN = {"alone.yaml": "activities: {}\n"}

YearOf = Callable[..., DatedYear]


@pytest.fixture
def year_of(year_of: YearOf) -> YearOf:
    """Load and expand a definition whose pattern has nothing of its own."""
    return lambda text: year_of(text, PATTERN)


def of(dated: DatedYear) -> Year:
    return dated.project.year(None, NOW)


def months(dated: DatedYear) -> dict[str, month_grids.GridMonth]:
    year = of(dated)
    found = month_grids.months(year, month_grids.chips(year, year.timeline.entries, for_members=True))
    return {one.key: one for one in found}


def day(found: dict[str, month_grids.GridMonth], of_year: str) -> month_grids.GridDay:
    wanted = date.fromisoformat(of_year)
    return next(one for one in found[of_year[:7]].days if one.day == wanted)


# Weeks.


def test_a_week_begins_as_in_cldr() -> None:
    every = map(babel.Locale.parse, babel.localedata.locale_identifiers())
    # It gives countries that speak Portuguese the week of Portugal.
    spoken = {one.territory: one for one in every if one.language != "pt" or one.territory == "PT"}
    known = {country: spoken[country].first_week_day for country in zones.countries() if country in spoken}
    assert len(known) > 200
    assert {country: weeks.first_day(country) for country in known} == known


@pytest.mark.parametrize(
    ("more", "first"),
    [
        ("region: CA-AB\n", "Sunday"),
        ("region: FR\n", "Monday"),
        ("region: EG\n", "Saturday"),
        ("language: fr-CA\ntimezone: Europe/Paris\n", "dimanche"),
        ("timezone: Europe/Paris\n", "Monday"),
    ],
    ids=["Alberta", "France", "Egypt", "a language of Canada", "a clock of France"],
)
def test_a_week_begins_as_people_of_the_region_begin_it(more: str, first: str, year_of: YearOf) -> None:
    definition = ALONE.replace("timezone: America/Edmonton\n", "") if "timezone" in more else ALONE
    year = of(year_of(definition + more + WEBINARS))
    assert month_grids.weekdays(year)["weekdays"][0]["name"] == first


def test_the_weekend_is_that_of_the_region(year_of: YearOf) -> None:
    assert month_grids.weekdays(of(year_of(ALONE + "region: CA-AB\n" + WEBINARS)))["weekend"] == " off1 off7"
    assert month_grids.weekdays(of(year_of(ALONE + "region: FR\n" + WEBINARS)))["weekend"] == " off6 off7"
    # There a week begins on Saturday, and Friday ends it.
    assert month_grids.weekdays(of(year_of(ALONE + "region: EG\n" + WEBINARS)))["weekend"] == " off1 off7"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Year:
    path = tmp_path_factory.mktemp("sample") / "community.yaml"
    (path.parent / "alone.yaml").write_text(PATTERN["alone.yaml"], encoding="utf-8")
    path.write_text(ALONE + "region: CA-AB\n" + WEBINARS + DAYS_OFF, encoding="utf-8")
    return of(DatedYear(path))


@settings(max_examples=100, derandomize=True)
@given(first=st.dates(date(2024, 1, 1), date(2060, 12, 31)), length=st.integers(0, 500), weekday=st.integers(0, 6))
def test_every_day_of_every_month_is_there_once_below_its_weekday(
    first: date, length: int, weekday: int, sample: Year
) -> None:
    last = first + timedelta(days=length)
    chip = month_grids.Chip(sample.timeline.entries[0], "one", "One", "", "must")
    grid = [
        month_grids.month(start, sample.words, weekday, {}, {first: [chip], last: [chip]})
        for start in first_days(first, last)
    ]
    days = [one.day for found in grid for one in found.days]
    begun, ended = first.replace(day=1), next_month(last)
    assert days == [begun + timedelta(days=after) for after in range((ended - begun).days)]
    rows = [week for found in grid for week in found.weeks]
    assert {len(week) for week in rows} == {7}
    assert all(one is None or one.day.weekday() == (weekday + at) % 7 for week in rows for at, one in enumerate(week))
    assert all(any(week) for week in rows)
    assert [one.day for found in grid for one in found.days if one.chips] == sorted({first, last})


# Days.


def test_the_months_go_from_the_first_entry_to_the_last(year_of: YearOf) -> None:
    found = months(year_of(ALONE + "region: CA-AB\n" + WEBINARS))
    assert list(found) == ["2026-11", "2026-12", "2027-01", "2027-02"]
    assert found["2026-12"].is_bare
    assert found["2026-11"].name == "November 2026"


def test_a_session_is_filled_or_hollow_on_its_day_with_its_hour(year_of: YearOf) -> None:
    found = months(year_of(ALONE + WEBINARS))
    one, two = (day(found, of_year).chips[0] for of_year in ("2026-11-17", "2027-02-03"))
    assert (one.title, one.time, one.look) == ("One", "3:30–4:30 pm", "must")
    assert (two.title, two.time, two.look) == ("Two", "", "may")


def test_a_session_stands_before_what_is_sent_on_its_day(year_of: YearOf) -> None:
    sent = "  letter: {kind: letter, audience: participants, when: 2026-11-17, title: Letter}\n"
    year = of(year_of(ALONE + WEBINARS + sent))
    entries = sorted(year.timeline.all_entries, key=lambda one: one.is_session)
    chips = month_grids.chips(year, entries, for_members=True)[date(2026, 11, 17)]
    assert [one.title for one in chips] == ["One", "Letter"]


def test_a_cancelled_session_is_neither(year_of: YearOf) -> None:
    cancelled = WEBINARS.replace("title: One", "title: One, cancelled: no presenter")
    year = of(year_of(ALONE + cancelled))
    chips = month_grids.chips(year, year.timeline.all_entries, for_members=True)
    assert [(one.entry.cancelled, one.look) for one in chips[date(2026, 11, 17)]] == [("no presenter", "")]


def test_closed_days_have_their_names_and_whom_they_concern(year_of: YearOf) -> None:
    found = months(year_of(ALONE + "region: CA-AB\n" + WEBINARS + DAYS_OFF))
    told = {of_year: (day(found, of_year).look, [one.said for one in day(found, of_year).off]) for of_year in (
        "2026-11-11", "2026-11-18", "2026-11-19", "2026-11-20", "2026-12-25", "2027-02-15", "2027-02-16",
    )}  # fmt: skip
    assert told == {
        "2026-11-11": ("closed", ["Remembrance Day"]),
        "2026-11-18": ("no-students", ["Planning"]),
        "2026-11-19": ("partly", ["Hill convention · Hill"]),
        "2026-11-20": ("partly", ["Hill convention · Hill", "Vale convention · Vale"]),
        "2026-12-25": ("closed", ["Christmas Day", "Winter break"]),
        "2027-02-15": ("closed", ["Family Day"]),
        "2027-02-16": (None, []),
    }


def test_a_break_that_goes_on_is_told_again_in_the_next_month(year_of: YearOf) -> None:
    closed = "region: CA-AB\nclosures: {late-break: 2026-11-30 to 2026-12-04}\n"
    found = months(year_of(ALONE + closed + WEBINARS))
    assert [one.said for one in day(found, "2026-12-01").off if not one.goes_on] == ["Late break"]


def test_a_break_is_told_once_a_week(year_of: YearOf) -> None:
    found = months(year_of(ALONE + "region: CA-AB\n" + WEBINARS + DAYS_OFF))
    told = [
        one.day.day
        for one in found["2026-12"].days
        if any(off.name == "Winter break" and not off.goes_on for off in one.off)
    ]
    assert told == [21, 27]  # a Monday, and the Sunday with which the next week begins


def test_what_a_schools_calendar_repeats_of_the_holidays_is_told_once(year_of: YearOf) -> None:
    more = "region: CA-AB\nclosures:\n  remembrance: {title: remembrance day, days: 2026-11-11, for: [Hill]}\n"
    assert [one.said for one in day(months(year_of(ALONE + more + WEBINARS)), "2026-11-11").off] == ["Remembrance Day"]


def test_breaks_of_one_name_concern_those_that_they_name(year_of: YearOf) -> None:
    closed = "{{title: Break, days: 2026-11-23, for: [{}]}}"
    more = f"closures:\n  hill: {closed.format('Hill')}\n  vale: {closed.format('Vale')}\n"
    found = day(months(year_of(ALONE + more + WEBINARS)), "2026-11-23")
    assert (found.look, [one.said for one in found.off]) == ("partly", ["Break · Hill", "Break · Vale"])


def test_a_break_of_every_jurisdiction_that_takes_part_closes_for_everyone(year_of: YearOf) -> None:
    more = (
        "membership: {members: [{name: Ada, jurisdiction: Hill}, {name: Bo, jurisdiction: Vale}]}\n"
        "closures:\n  break: {days: 2026-11-23, for: [hill, Vale]}\n"
    )
    assert day(months(year_of(ALONE + more + WEBINARS)), "2026-11-23").look == "closed"


def test_the_legend_explains_what_occurs_and_nothing_else(year_of: YearOf) -> None:
    def legend(text: str) -> list[str]:
        return month_grids.legend(months(year_of(text)).values())

    assert legend(ALONE + WEBINARS) == ["must", "may"]
    assert legend(ALONE + WEBINARS + DAYS_OFF) == ["must", "may", "closed", "partly", "no-students"]


def test_without_an_entry_there_is_no_month(year_of: YearOf) -> None:
    year = of(year_of(ALONE + WEBINARS))
    shown = month_grids.view(year, [], for_members=True)
    assert (shown["months"], shown["opened"], shown["legend"]) == ((), "", [])


# On a page.


def test_the_months_open_at_that_of_the_reader_and_turn(plan: Plan, visit: Visiting) -> None:
    with visit(plan("literacy-for-all", "en-CA") / "plan.html", now="2026-11-10T10:00:00-07:00") as visited:
        page = visited.page
        shown = page.locator(".month-view .grid:visible")
        assert shown.locator("caption").all_inner_texts() == ["November 2026"]
        assert shown.locator("[aria-current=date]").inner_text().startswith("10")
        assert "3:30–4:30 pm Webinar 1" in shown.get_by_role("link", name="Webinar 1", exact=False).all_inner_texts()
        page.get_by_role("button", name="Next month").click()
        assert shown.locator("caption").all_inner_texts() == ["December 2026"]
        assert "Winter break" in shown.inner_text()
        page.get_by_role("combobox", name="Month").select_option("February 2027")
        assert shown.locator("caption").all_inner_texts() == ["February 2027"]
        page.get_by_role("button", name="Previous month").click()
        assert shown.locator("caption").all_inner_texts() == ["January 2027"]


@pytest.mark.parametrize(("now", "month"), [("2025-01-01", "August 2026"), ("2030-01-01", "June 2027")])
def test_before_and_after_the_year_its_first_or_last_month_is_open(
    now: str, month: str, plan: Plan, visit: Visiting
) -> None:
    with visit(plan("literacy-for-all", "en-CA") / "plan.html", now=f"{now}T10:00:00-07:00") as visited:
        assert visited.page.locator(".month-view caption:visible").all_inner_texts() == [month]


def test_on_a_phone_a_month_is_the_list_of_its_days_with_something(plan: Plan, visit: Visiting) -> None:
    page = plan("literacy-for-all", "en-CA") / "plan.html"
    phone = {"width": 375, "height": 667}
    with visit(page, now="2026-11-10T10:00:00-07:00", viewport=phone) as visited:
        days = visited.page.locator(".month-view td:visible").all_inner_texts()
        first = [re.sub(r"\s+", " ", one).split(" ")[:2] for one in days[:3]]
        assert first == [
            ["Wed", "4"],
            ["Thu", "5"],
            ["Tue", "10"],
        ]
        assert all(one.strip() for one in days)


def test_without_its_script_every_month_opens_by_itself(plan: Plan, visit: Visiting) -> None:
    page = plan("literacy-for-all", "en-CA") / "plan.html"
    with visit(page, java_script_enabled=False) as visited:
        assert visited.page.locator(".month-view .turn:visible").count() == 0
        visited.page.locator(".month-view summary", has_text="March 2027").click()
        assert visited.page.get_by_role("table", name="March 2027").is_visible()
