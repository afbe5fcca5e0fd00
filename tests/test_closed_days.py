"""Twelve regions as whole communities, with the days of 2026-27 that schools keep; and what `check --days` lists."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from conftest import DatedYear, Ran, Write
from cop_plan.app import closed_days

Run = Callable[..., Ran]
YearOf = Callable[..., DatedYear]

# Sessions on the weekdays that holidays most often take.
ACTIVITIES = """\
activities:
  circle: {title: Circle, kind: online-meeting, repeat: [october, november, january, february, march, april, may], \
when: second wednesday}
  talk: {title: Talk, kind: webinar, when: fifth wednesday of september}
  review: {title: Review, kind: online-meeting, repeat: [october, march, may], when: last monday}
  visit: {title: Visit, kind: visit, repeat: [february, march], when: third monday}
  orders: {title: Order books, kind: task, when: 1 working day before talk}
"""


@dataclass(frozen=True)
class Schools:
    """A region's schools in 2026-27: `closed` are their holidays of September to June on weekdays, outside breaks."""

    timezone: str
    closed: str
    breaks: str
    source: str
    language: str = "en-CA"

    @property
    def days(self) -> set[date]:
        return set(map(date.fromisoformat, self.closed.split()))


SCHOOLS = {
    "CA-AB": Schools(
        "America/Edmonton",
        "2026-09-07 2026-09-30 2026-10-12 2026-11-11 2027-02-15 2027-03-26 2027-03-29 2027-05-24",
        "{winter-break: 2026-12-21 to 2027-01-01, spring-break: 2027-03-22 to 2027-03-25}",
        "https://www.prsd.ab.ca/calendar: no school for staff or students; the breaks are an example's",
    ),
    "CA-BC": Schools(
        "America/Vancouver",
        "2026-09-07 2026-09-30 2026-10-12 2026-11-11 2027-02-15 2027-03-26 2027-03-29 2027-05-24",
        "{winter-break: 2026-12-21 to 2027-01-01, spring-break: 2027-03-15 to 2027-03-25}",
        "https://www.sd23.bc.ca/DistrictInfo/calendar/Pages/default.aspx, 2026-2027",
    ),
    "CA-SK": Schools(
        "America/Regina",
        "2026-09-07 2026-09-30 2026-10-12 2026-11-11 2027-02-15 2027-05-24",
        "{winter-break: 2026-12-22 to 2027-01-04, february-break: 2027-02-16 to 2027-02-19,"
        " easter-break: 2027-03-26 to 2027-04-05}",
        "https://paherald.sk.ca/catholic-division-approves-2026-2027-calendar-awaits-ministry-approval/",
    ),
    "CA-MB": Schools(
        "America/Winnipeg",
        "2026-09-07 2026-09-30 2026-10-12 2026-11-11 2027-02-15 2027-03-26 2027-05-24",
        "{winter-break: 2026-12-21 to 2027-01-01}",
        "https://hsd.ca/calendar/list-of-dates-2025-26, a year later: school on Easter Monday",
    ),
    "CA-ON": Schools(
        "America/Toronto",
        "2026-09-07 2026-10-12 2027-02-15 2027-03-26 2027-03-29 2027-05-24",
        "{winter-break: 2026-12-21 to 2027-01-01, mid-winter-break: 2027-03-15 to 2027-03-19}",
        "https://www.ontario.ca/page/school-year-calendars, 2026-27",
    ),
    "CA-QC": Schools(
        "America/Toronto",
        "2026-09-07 2026-10-12 2027-03-26 2027-03-29 2027-05-24 2027-06-24",
        "{temps-des-fetes: 2026-12-21 to 2027-01-04, relache: 2027-03-01 to 2027-03-05}",
        "https://fi.teluq.ca/mod/glossary/showentry.php?eid=30123, the days off; the breaks are an example's",
        "fr-CA",
    ),
    "CA-NB": Schools(
        "America/Moncton",
        "2026-09-07 2026-09-30 2026-10-12 2026-11-11 2027-02-15 2027-03-26 2027-03-29 2027-05-24",
        "{winter-break: 2026-12-21 to 2027-01-01, march-break: 2027-03-01 to 2027-03-05}",
        "https://www.cbc.ca/news/canada/new-brunswick/truth-and-reconciliation-day-closures-nb-1.6600171; an example's"
        " breaks",
    ),
    "CA-NS": Schools(
        "America/Halifax",
        "2026-09-07 2026-09-30 2026-10-12 2026-11-11 2027-02-15 2027-03-26 2027-03-29 2027-05-24",
        "{winter-break: 2026-12-21 to 2027-01-01, march-break: 2027-03-15 to 2027-03-19}",
        "https://lhs.hrce.ca/lhs/news/2024/important-dates-april; the breaks are an example's",
    ),
    "CA-NL": Schools(
        "America/St_Johns",
        "2026-09-07 2026-09-30 2026-10-12 2026-11-11 2027-05-24",
        "{winter-break: 2026-12-21 to 2027-01-01, spring-break: 2027-03-26 to 2027-04-02}",
        "https://cowanheights.nlesd.ca/parent-info: the break begins on Good Friday",
    ),
    "US-TX": Schools(
        "America/Chicago",
        "2026-09-07 2026-10-12 2026-11-11 2026-11-26 2027-01-18 2027-02-15 2027-05-31 2027-06-18",
        "{winter-break: 2026-12-21 to 2027-01-01, spring-break: 2027-03-15 to 2027-03-19}",
        "https://www.opm.gov/policy-data-oversight/pay-leave/federal-holidays/; the breaks are an example's",
    ),
    "GB-ENG": Schools(
        "Europe/London",
        "2027-03-26 2027-03-29 2027-05-03 2027-05-31",
        "{christmas: 2026-12-21 to 2027-01-01}",
        "https://www.gov.uk/bank-holidays; the break is an example's",
    ),
    "FR": Schools(
        "Europe/Paris",
        "2026-11-11 2027-03-29 2027-05-06 2027-05-17",
        "{noel: 2026-12-21 to 2027-01-01}",
        "https://www.service-public.fr/particuliers/vosdroits/F2405; the break is an example's",
        "fr-CA",
    ),
}


def definition(region: str, more: str = "") -> str:
    schools = SCHOOLS[region]
    head = f"name: Readers\nyear: 2026-2027\ntimezone: {schools.timezone}\nregion: {region}\n"
    return f"{head}language: {schools.language}\nclosures: {schools.breaks}\n{more}{ACTIVITIES}"


@pytest.mark.parametrize("region", SCHOOLS)
def test_of_a_whole_community_no_session_is_on_a_closed_day_and_none_was_moved_off_an_open_one(
    region: str, year_of: YearOf
) -> None:
    year, schools = year_of(definition(region)), SCHOOLS[region]
    closures = {
        days.first + timedelta(days=after)
        for closure in year.loaded.community.closures.values()
        for days in closure.days
        for after in range((days.last - days.first).days + 1)
    }
    holidays = {
        day
        for closed in closed_days.closed_days(year.project)
        for day in closed.days
        if closed.source not in ("weekend", "closure") and day.weekday() < 5
    }

    assert {day for day in holidays - closures if date(2026, 9, 1) <= day <= date(2027, 6, 30)} == schools.days
    for entry in year.dated.entries:
        if entry.is_session:
            assert entry.day not in schools.days | closures, entry.id
            assert entry.day.weekday() < 5, entry.id
        moved_from = entry.reason and entry.reason.moved_from
        if moved_from and date(2026, 9, 1) <= moved_from <= date(2027, 6, 30):
            assert moved_from.weekday() >= 5 or moved_from in schools.days | closures, entry.id


# The list.


def test_the_closed_days_are_listed_with_their_sources_and_what_they_moved(run: Run, write: Write) -> None:
    write(definition("CA-ON", "holidays: {open: [Family Day], closed: [Remembrance Day]}\n"))

    listed = run("check", "--days").out

    _, days = listed.split("Closed from Tuesday 14 April 2026 to Saturday 31 July 2027:\n")
    assert days.startswith("  every Saturday and Sunday\n")
    assert "  Monday 12 October 2026: Thanksgiving Day (public holiday, CA-ON)\n" in days
    assert "  Monday 29 March 2027: Easter Monday (holiday of the schools, CA-ON)\n" in days
    assert (
        "  Wednesday 11 November 2026: Remembrance Day (holidays.closed)\n"
        "      moved “Circle” from Wednesday 11 November 2026 to Wednesday 18 November 2026\n"
    ) in days
    assert "  Monday 21 December 2026 to Thursday 24 December 2026: Winter break (closures.winter-break)\n" in days
    assert "Family Day" not in days


def test_as_json_every_closed_day_stands_for_itself_weekends_too(run: Run, write: Write) -> None:
    write(definition("CA-ON", "holidays: {closed: Remembrance Day}\n"))

    days = {one["day"]: one for one in json.loads(run("check", "--days", "--json").out)["closed_days"]}

    assert days["2026-11-11"] == {
        "definition": "community.yaml",
        "day": "2026-11-11",
        "source": "chosen",
        "name": "Remembrance Day",
        "closure": None,
        "moved": [{"entry": "circle.november", "to": "2026-11-18"}],
    }
    assert days["2026-12-22"]["closure"] == "winter-break"
    assert days["2026-11-14"]["source"] == "weekend"
    assert "2026-11-12" not in days


def test_without_the_option_no_day_is_listed(run: Run, write: Write) -> None:
    write(definition("CA-ON"))

    assert "closed_days" not in json.loads(run("check", "--json").out)
    assert "Thanksgiving Day" not in run("check").out


def test_in_french_the_closed_days_are_listed_in_french(run: Run, write: Write) -> None:
    write(definition("CA-QC"))

    assert "  le lundi 29 mars 2027\u00a0: Lundi de Pâques (congé des écoles, CA-QC)\n" in run("check", "--days").out
