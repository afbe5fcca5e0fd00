"""What the year asks of members: rows of sessions, what they bring or send, days away; nothing that is not so."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from conftest import MINIMAL, DatedYear
from cop_plan import render
from cop_plan.app import shipped
from cop_plan.cli import shell
from cop_plan.plan import for_members
from cop_plan.schedule import history

YearOf = Callable[..., DatedYear]
LISTS = {
    "members.csv": "name,email,school,joined\nAmina Okafor,,Elm,\nCaleb Friesen,,Oak,\n",
    "schools.csv": "school,jurisdiction,principal\nElm,North,Jo Banerjee\nOak,South,\n",
    "own.yaml": "title: Own\nactivities:\n  brief: {title: Brief, kind: task, phase: prepare, when: 2026-09-01}\n",
}
HEAD = f"{MINIMAL}pattern: own.yaml\nmembership: {{members: members.csv, schools: schools.csv}}\n"
MEET = "activities: {meet: {kind: gathering, when: 2026-11-17, at: 9:00, lasts: 6 hours}}\n"


def made(year: DatedYear) -> render.Year:
    published = history.publish(year.dated, None, shell.now("2026-05-01"))
    return render.Year(year.dated, published, shipped.language(year.loaded.community.language))


def test_every_session_of_participants_has_a_row_and_nothing_of_the_teams_has_one(year_of: YearOf) -> None:
    team = "activities: {call: {title: Call, kind: online-meeting, when: 2026-10-01, phase: learn, audience: team}}\n"
    year = year_of(MINIMAL + team)
    rows = for_members.sessions(made(year))
    assert [row.entry.id for row in rows] == [one.id for one in year.dated.attended()]
    assert "call" not in [row.anchor for row in rows]


def test_a_session_without_an_hour_says_that_it_is_to_be_set(year_of: YearOf) -> None:
    rows = {row.entry.id: row for row in for_members.sessions(made(year_of(MINIMAL)))}
    assert rows["webinar-1"].time == "time to be set"
    assert (rows["webinar-1"].datetime, rows["webinar-1"].end) == ("2026-11-17", "")


def test_the_platforms_address_is_no_place_beside_a_sessions_own_link(year_of: YearOf) -> None:
    one, two = "{link: 'https://example.org/1'}", "{where: 'https://example.org/2 (code 7)'}"
    online = "meetings: {platform: 'https://example.org/meet'}\n"
    year = year_of(f"{MINIMAL}{online}activities: {{webinar-1: {one}, webinar-2: {two}}}\n")
    rows = {row.entry.id: (row.where, row.link) for row in for_members.sessions(made(year))}
    assert rows["webinar-1"] == ("", "https://example.org/1")
    assert rows["webinar-2"] == ("https://example.org/2 (code 7)", "https://example.org/2")
    assert rows["webinar-3"] == ("", "https://example.org/meet")


def test_who_cannot_travel_reads_how_to_join_or_why_not(year_of: YearOf) -> None:
    asked = "orientation: {virtual_option: A video link}, wrap-up: {virtual_option: 'none, because we cook'}"
    rows = {
        row.entry.id: row.from_afar
        for row in for_members.sessions(made(year_of(f"{MINIMAL}activities: {{{asked}}}\n")))
    }
    assert (rows["orientation"], rows["webinar-1"], rows["wrap-up"]) == ("A video link", "", "none, because we cook")


def test_a_cancelled_session_says_why_and_neither_where_nor_that_one_is_asked(year_of: YearOf) -> None:
    text = f"{MINIMAL}activities: {{webinar-1: {{at: 15:30, where: Hall, cancelled: Snow day}}}}\n"
    (row,) = (row for row in for_members.sessions(made(year_of(text))) if row.entry.id == "webinar-1")
    assert row.is_cancelled
    assert row.because == "Snow day"
    assert (row.where, row.link, row.attendance, row.is_mandatory) == ("", "", "", False)


@pytest.mark.parametrize(
    ("hour", "is_next"),
    [pytest.param(22, True, id="while it lasts"), pytest.param(23, False, id="once it is over")],
)
def test_the_next_session_is_the_one_that_has_not_ended(hour: int, is_next: bool, year_of: YearOf) -> None:
    year = made(year_of(f"{MINIMAL}activities: {{webinar-1: {{at: 15:30}}}}\n"))
    row = for_members.next_session(year, datetime(2026, 11, 17, hour, tzinfo=UTC))
    assert row
    assert (row.entry.id == "webinar-1") == is_next


def test_a_session_without_an_hour_is_next_until_its_day_is_over_where_it_is(year_of: YearOf) -> None:
    year = made(year_of(MINIMAL))
    row = for_members.next_session(year, datetime(2026, 11, 18, 5, tzinfo=UTC))  # ten in the evening in Edmonton
    assert row
    assert row.entry.id == "webinar-1"


def test_a_run_of_a_given_day_knows_a_session_without_an_hour_as_over_when_that_day_has_come(year_of: YearOf) -> None:
    year = made(year_of(MINIMAL))
    row = for_members.next_session(year, datetime(2026, 11, 18, tzinfo=UTC))  # where it is, still the evening before
    assert row
    assert row.entry.id != "webinar-1"


def test_a_cancelled_session_is_never_next_and_after_the_year_none_is(year_of: YearOf) -> None:
    year = made(year_of(f"{MINIMAL}activities: {{webinar-1: {{cancelled: Snow day}}}}\n"))
    row = for_members.next_session(year, datetime(2026, 11, 17, 12, tzinfo=UTC))
    assert row
    assert row.entry.id != "webinar-1"
    assert for_members.next_session(year, datetime(2027, 12, 1, tzinfo=UTC)) is None


def test_members_answer_surveys_and_send_what_the_year_asks_and_nothing_that_is_sent_to_them(year_of: YearOf) -> None:
    rows = for_members.sent(made(year_of(MINIMAL)))
    assert [row.entry.id for row in rows] == [
        *("baseline-survey", "success-stories", "final-survey", "reflection", "commitment")
    ]
    assert rows[1].title == "Send in your success story"


def test_what_is_read_before_a_session_stands_with_its_address(year_of: YearOf) -> None:
    text = f"{MINIMAL}activities: {{webinar-1: {{readings: ['https://example.org/a (10 pages)', Chapter 2]}}}}\n"
    row = for_members.sent(made(year_of(text)))[1]
    assert row.title == "Read before Webinar 1"
    assert row.readings == (
        ("https://example.org/a (10 pages)", "https://example.org/a"),
        ("Chapter 2", ""),
    )


def test_a_task_of_ones_own_is_among_what_members_send_if_the_definition_says_so(year_of: YearOf) -> None:
    own = "title: Bring a text, kind: task, phase: learn, when: 2026-10-05, audience: [participants]"
    for said, is_sent in (("from_members: yes", True), ("from_members: no", False)):
        rows = for_members.sent(made(year_of(f"{MINIMAL}activities: {{text: {{{own}, {said}}}}}\n")))
        assert ("text" in [row.entry.id for row in rows]) == is_sent


def test_nothing_that_is_the_teams_alone_is_sent_by_members(year_of: YearOf) -> None:
    own = "activities: {poll: {title: Poll, kind: survey, phase: learn, when: 2026-10-05, audience: team}}\n"
    assert "poll" not in [row.entry.id for row in for_members.sent(made(year_of(MINIMAL + own)))]


# Days away from class.


def away(text: str, year_of: YearOf) -> for_members.DaysAway:
    return for_members.days_away(made(year_of(text, LISTS)))


def test_a_session_in_school_time_says_how_long_who_pays_and_until_when_one_books(year_of: YearOf) -> None:
    paid = "release_time: {paid_by: The consortium, how_to_book: Through the office, book_ahead: 2 weeks}\n"
    told = away(HEAD + MEET + paid, year_of)
    (row,) = told.rows
    assert (row.title, row.said, row.book_by, row.is_mandatory) == ("Meet", "full day", "Tue 3 Nov", True)
    assert (told.paid_by, told.how_to_book, told.not_known) == ("The consortium", "Through the office", "")


def test_what_is_not_decided_is_not_said(year_of: YearOf) -> None:
    told = away(HEAD + MEET, year_of)
    assert (told.rows[0].book_by, told.paid_by, told.how_to_book) == ("", "", "")


def test_on_a_day_without_students_nobody_needs_a_substitute(year_of: YearOf) -> None:
    closed = "closures: {pd: {days: 2026-11-17, kind: no students}}\nrelease_time: {paid_by: X, book_ahead: 1 week}\n"
    told = away(HEAD + MEET + closed, year_of)
    assert (told.rows[0].said, told.rows[0].book_by) == ("on a day without students", "")
    assert told.paid_by == ""


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("no students", "South: full day; North: on a day without students"),
        ("teachers' convention", "North: no school"),
    ],
)
def test_jurisdictions_that_differ_are_named(kind: str, said: str, year_of: YearOf) -> None:
    closed = f'closures: {{pd: {{days: 2026-11-17, kind: "{kind}", for: [North]}}}}\n'
    told = away(HEAD + MEET + closed, year_of)
    assert sorted(told.rows[0].said.split("; ")) == sorted({*said.split("; "), "South: full day"})


@pytest.mark.parametrize("kind", ["no students", "teachers' convention", "break"])
def test_where_nobody_has_said_who_takes_part_the_day_of_one_jurisdiction_is_not_everybodys(
    kind: str, year_of: YearOf
) -> None:
    closed = f'closures: {{pd: {{days: 2026-11-17, kind: "{kind}", for: [North]}}}}\n'
    meet = MEET.replace("lasts", "closed: stay, lasts")
    told = away(f"{MINIMAL}pattern: own.yaml\n{meet}{closed}", year_of)
    assert [row.said for row in told.rows] == ["full day"]


@pytest.mark.parametrize("day", ["2026-11-14", "2026-11-11", "2026-11-18"])
def test_no_hour_is_needed_to_know_that_nobody_is_away_on_a_day_without_school(day: str, year_of: YearOf) -> None:
    meet = MEET.replace("2026-11-17, at: 9:00", f"{day}, closed: stay")
    closed = "region: CA-AB\nclosures: {pd: {days: 2026-11-18, kind: no students}}\n"
    assert away(HEAD + closed + meet, year_of).is_empty


def test_after_school_nobody_is_away_and_without_an_hour_it_is_not_known(year_of: YearOf) -> None:
    assert away(HEAD + MEET.replace("9:00", "16:00"), year_of).is_empty
    told = away(HEAD + MEET.replace("at: 9:00, ", ""), year_of)
    assert told.rows == ()
    assert told.not_known == "Not known yet for 1 session: its time is to be set."
