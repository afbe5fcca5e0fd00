"""Twelve regions as whole communities, with the real days of schools there; and what `check --days` lists."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from conftest import DatedYear, Ran, Write
from cop_plan.app import closed_days

Run = Callable[..., Ran]
YearOf = Callable[..., DatedYear]

SATURDAY = 5

# Sessions on the weekdays that holidays, breaks and days of teachers' own learning most often take.
ACTIVITIES = """\
activities:
  circle: {title: Circle, kind: online-meeting, repeat: [october, november, february, march, april, may], \
when: second wednesday}
  clinic: {title: Clinic, kind: online-meeting, repeat: [october, november, february, march, april, may], \
when: second friday}
  reading: {title: Reading, kind: online-meeting, repeat: [november, february, may], when: first thursday}
  talk: {title: Talk, kind: webinar, when: fifth wednesday of september}
  review: {title: Review, kind: online-meeting, repeat: [october, march, may], when: last monday}
  visit: {title: Visit, kind: visit, repeat: [february, march], when: third monday}
  orders: {title: Order books, kind: task, when: 1 working day before talk}
"""


@dataclass(frozen=True)
class Schools:
    """The days of a school board, a ministry or a school as it published them, told from `first` to `last`.

    `holidays` are those on weekdays outside the breaks; `breaks` is whatever else closes the schools, as a definition
    has it. On the days `without_students` teachers work: they are open. `choice` is what a community says of holidays.
    """

    timezone: str
    first: str
    last: str
    holidays: str
    breaks: dict[str, str]
    source: str
    without_students: str = ""
    choice: str = ""
    language: str = "en-CA"
    year: str = "year: 2026-2027"

    @property
    def told(self) -> set[date]:
        """Return the weekdays from the first day to the last."""
        return set(weekdays(f"{self.first} to {self.last}"))

    @property
    def closed(self) -> set[date]:
        """Return the weekdays on which the schools are closed."""
        in_breaks = {day for span in self.breaks.values() for day in weekdays(span)}
        return in_breaks | set(map(date.fromisoformat, self.holidays.split()))

    @property
    def closures(self) -> str:
        """Return the breaks, and the days without students, as a definition has them."""
        lines = ["closures:", *(f"  {name}: {span}" for name, span in self.breaks.items())]
        if self.without_students:
            days = ", ".join(self.without_students.split())
            lines.append(f"  teachers-learn: {{days: [{days}], kind: no students}}")
        return "\n".join(lines) + "\n"


def weekdays(span: str) -> list[date]:
    begins, _, ends = span.partition(" to ")
    first, last = date.fromisoformat(begins), date.fromisoformat(ends or begins)
    days = (first + timedelta(days=after) for after in range((last - first).days + 1))
    return [day for day in days if day.weekday() < SATURDAY]


# Real days, as published for 2026-27 (in New Zealand for 2026). Beside each region: whose days, and what its source
# does not say.
SCHOOLS = {
    # Elk Island Public Schools, division calendar 2026-27, https://www.eips.ca/download/480909, as a public web project
    # of a class there copied it, which leaves out the holidays: those are Alberta's, and 30 September is as
    # https://www.prsd.ab.ca/calendar has it.
    "CA-AB": Schools(
        "America/Edmonton",
        "2026-09-01",
        "2027-06-28",
        "2026-09-07 2026-09-30 2026-10-12 2027-02-15 2027-03-29 2027-05-24",
        {
            "november-break": "2026-11-09 to 2026-11-13",
            "christmas-break": "2026-12-21 to 2027-01-01",
            "teachers-convention": "2027-02-04 to 2027-02-05",
            "school-closure-march": "2027-03-19",
            "spring-break": "2027-03-22 to 2027-03-26",
            "school-closure-may": "2027-05-20 to 2027-05-21",
        },
        "https://www.eips.ca/download/480909",
        "2026-10-02 2027-01-29 2027-03-05 2027-05-07 2027-06-29",
    ),
    # School District No. 23 (Central Okanagan), 2026-2027 School Year Calendar, read to the end of the spring vacation;
    # that Good Friday, Easter Monday and Victoria Day are closed is said there of 2025-26.
    "CA-BC": Schools(
        "America/Vancouver",
        "2026-09-08",
        "2027-05-31",
        "2026-09-30 2026-10-12 2026-11-11 2027-02-15 2027-03-26 2027-03-29 2027-05-24",
        {
            "winter-vacation": "2026-12-21 to 2027-01-01",
            "spring-vacation": "2027-03-15 to 2027-03-25",
        },
        "https://www.sd23.bc.ca/DistrictInfo/calendar/Pages/default.aspx",
        "2026-10-09 2026-10-23 2027-02-12",
    ),
    # Prince Albert Catholic School Division, 2026-27 as its board approved it in December 2025. The report names the
    # breaks, taken with both days included, and the convention; the holidays are Saskatchewan's, and 30 September is
    # by its row in school_holidays.csv.
    "CA-SK": Schools(
        "America/Regina",
        "2026-09-02",
        "2027-06-24",
        "2026-09-07 2026-09-30 2026-10-12 2026-11-11 2027-02-15 2027-05-24",
        {
            "christmas-break": "2026-12-22 to 2027-01-04",
            "february-break": "2027-02-16 to 2027-02-19",
            "teachers-convention": "2027-03-12",
            "easter-break": "2027-03-26 to 2027-04-05",
        },
        "https://paherald.sk.ca/catholic-division-approves-2026-2027-calendar-awaits-ministry-approval/",
    ),
    # The ministry's school holidays of 2026-27; boards put their professional activity days beside them.
    "CA-ON": Schools(
        "America/Toronto",
        "2026-09-01",
        "2027-06-30",
        "2026-09-07 2026-10-12 2027-02-15 2027-03-26 2027-03-29 2027-05-24",
        {
            "christmas-break": "2026-12-21 to 2027-01-01",
            "mid-winter-break": "2027-03-15 to 2027-03-19",
        },
        "https://www.ontario.ca/page/school-year-calendars",
    ),
    # École secondaire Cardinal-Roy, Québec: calendrier scolaire 2026-2027, as the portal of its staff counts the days;
    # so it has the 180 days of class that the régime pédagogique asks for.
    "CA-QC": Schools(
        "America/Toronto",
        "2026-08-28",
        "2027-06-23",
        "2026-09-07 2026-10-12 2027-03-26 2027-03-29 2027-05-24",
        {
            "vacances-des-fetes": "2026-12-21 to 2027-01-04",
            "relache": "2027-03-01 to 2027-03-05",
        },
        "https://github.com/techno-cardi/Portail-Cardinal-Roy, search-easter-egg.js",
        "2026-09-18 2026-10-05 2026-11-19 2026-11-20 2027-01-05 2027-01-25 2027-02-19 2027-03-08 2027-04-09 2027-04-19"
        " 2027-05-07 2027-05-21 2027-06-04",
        language="fr-CA",
    ),
    # Eanes Independent School District, 2026-27 as its board adopted it on 4 November 2025. Veterans Day and Good
    # Friday are not among the holidays of its students.
    "US-TX": Schools(
        "America/Chicago",
        "2026-08-13",
        "2027-05-21",
        "2026-09-07 2027-01-18",
        {
            "october-break": "2026-10-09 to 2026-10-12",
            "student-holiday": "2026-11-13",
            "thanksgiving-break": "2026-11-23 to 2026-11-27",
            "winter-break": "2026-12-21 to 2027-01-04",
            "february-break": "2027-02-12 to 2027-02-15",
            "spring-break": "2027-03-15 to 2027-03-19",
            "april-break": "2027-04-23 to 2027-04-26",
        },
        "https://communityimpact.com/austin/lake-travis-westlake/education/2025/11/07/"
        "eanes-isd-to-start-school-on-a-thursday-other-2026-27-calendar-updates",
        choice="holidays: {open: Veterans Day}",
        language="en-US",
    ),
    # Saratoga Springs City School District, 2026-2027 School Calendar. Juneteenth is a Saturday; the Friday before is
    # not among the days without classes.
    "US-NY": Schools(
        "America/New_York",
        "2026-09-07",
        "2027-06-24",
        "2026-09-07 2026-10-12 2026-11-11 2027-01-18 2027-05-31",
        {
            "yom-kippur": "2026-09-21",
            "thanksgiving-recess": "2026-11-26 to 2026-11-27",
            "holiday-recess": "2026-12-24 to 2027-01-01",
            "mid-winter-recess": "2027-02-15 to 2027-02-19",
            "good-friday": "2027-03-26",
            "spring-recess": "2027-03-29 to 2027-04-02",
        },
        "https://www.saratogaschools.org/2026-2027-calendar",
        "2026-09-08 2026-09-09 2026-11-03 2027-03-16",
        "holidays: {open: Juneteenth}",
        "en-US",
    ),
    # Orange County Public Schools, 2026-2027 School Calendar, its text as a public project's test has it. On Columbus
    # Day teachers work; Veterans Day is no holiday there.
    "US-FL": Schools(
        "America/New_York",
        "2026-08-11",
        "2027-05-26",
        "2026-09-07 2027-01-18 2027-02-15",
        {
            "thanksgiving-break": "2026-11-23 to 2026-11-27",
            "winter-break": "2026-12-21 to 2027-01-01",
            "spring-break": "2027-03-15 to 2027-03-19",
            "professional-day": "2027-04-23",
        },
        "https://www.ocps.net/110680_3",
        "2026-10-12 2027-01-04 2027-03-12",
        "holidays: {open: [Columbus Day, Veterans Day]}",
        "en-US",
    ),
    # Kaye's Academy, Kirklees: Term Dates 2026-2027.
    "GB-ENG": Schools(
        "Europe/London",
        "2026-09-01",
        "2027-07-21",
        "2027-05-03",
        {
            "autumn-half-term": "2026-10-26 to 2026-10-30",
            "christmas": "2026-12-21 to 2027-01-01",
            "spring-half-term": "2027-02-15 to 2027-02-19",
            "easter": "2027-03-26 to 2027-04-09",
            "summer-half-term": "2027-05-31 to 2027-06-04",
        },
        "https://www.kayesacademy.co.uk/kgfl/primary/kayesprimary/site/pages/office/termdates",
        "2026-09-01 2026-10-23 2026-12-04 2027-05-28 2027-06-07",
        language="en-GB",
    ),
    # The ministry's calendar of zone C (Paris), as the package vacances-scolaires-france 0.12.0 has it.
    "FR": Schools(
        "Europe/Paris",
        "2026-09-01",
        "2027-07-02",
        "2026-11-11 2027-03-29 2027-05-06 2027-05-17",
        {
            "toussaint": "2026-10-17 to 2026-11-01",
            "noel": "2026-12-19 to 2027-01-03",
            "hiver": "2027-02-06 to 2027-02-21",
            "printemps": "2027-04-03 to 2027-04-18",
            "pont-de-l-ascension": "2027-05-07",
        },
        "https://www.education.gouv.fr/calendrier-scolaire-100148",
        language="fr-FR",
    ),
    # Établissement primaire de Haut-Vallon, canton of Vaud: vacances et congés.
    "CH-VD": Schools(
        "Europe/Zurich",
        "2026-08-17",
        "2027-07-02",
        "2026-09-21 2027-05-06 2027-05-17",
        {
            "automne": "2026-10-05 to 2026-10-16",
            "hiver": "2026-12-24 to 2027-01-08",
            "semaine-blanche": "2027-02-15 to 2027-02-19",
            "printemps": "2027-03-26 to 2027-04-09",
            "ascension": "2027-05-07",
        },
        "https://www.ephaut-vallon.ch/infos-pratiques/vacances-et-conge",
        language="fr-CH",
    ),
    # Howick Intermediate, Auckland: Term Dates 2026. A school's days of 2027 were not found.
    "NZ-AUK": Schools(
        "Pacific/Auckland",
        "2026-02-04",
        "2026-12-16",
        "2026-02-06 2026-04-27 2026-06-01 2026-10-26",
        {
            "after-term-1": "2026-04-03 to 2026-04-17",
            "after-term-2": "2026-07-06 to 2026-07-17",
            "after-term-3": "2026-09-28 to 2026-10-09",
        },
        "https://www.howickintermediate.school.nz/term-dates-timetable",
        language="en-NZ",
        year="year: 2026\npattern: calendar-year",
    ),
}


def definition(region: str, more: str | None = None) -> str:
    schools = SCHOOLS[region]
    head = (
        f"name: Readers\n{schools.year}\ntimezone: {schools.timezone}\nregion: {region}\nlanguage: {schools.language}\n"
    )
    return f"{head}{schools.closures}{schools.choice if more is None else more}\n{ACTIVITIES}"


@pytest.mark.parametrize("region", SCHOOLS)
def test_of_a_whole_community_no_session_is_on_a_closed_day_and_none_was_moved_off_an_open_one(
    region: str, year_of: YearOf
) -> None:
    year, schools = year_of(definition(region)), SCHOOLS[region]
    told, closed = schools.told, schools.closed
    listed = {day for one in closed_days.closed_days(year.project) for day in one.days}

    assert listed & told == closed & told
    for entry in year.dated.entries:
        if entry.is_session:
            assert entry.day not in closed, entry.id
            assert entry.day.weekday() < SATURDAY, entry.id
        moved_from = entry.reason and entry.reason.moved_from
        if moved_from in told:
            assert moved_from in closed, entry.id


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
    assert (
        "  Monday 21 December 2026 to Thursday 24 December 2026: Christmas break (closures.christmas-break)\n" in days
    )
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
    assert days["2026-12-22"]["closure"] == "christmas-break"
    assert days["2026-11-14"]["source"] == "weekend"
    assert "2026-11-12" not in days


def test_without_the_option_no_day_is_listed(run: Run, write: Write) -> None:
    write(definition("CA-ON"))

    assert "closed_days" not in json.loads(run("check", "--json").out)
    assert "Thanksgiving Day" not in run("check").out


def test_in_french_the_closed_days_are_listed_in_french(run: Run, write: Write) -> None:
    write(definition("CA-QC"))

    assert "  le lundi 29 mars 2027\u00a0: Lundi de Pâques (congé des écoles, CA-QC)\n" in run("check", "--days").out
