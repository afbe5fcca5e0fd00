"""What the year becomes: names, anchors, series, what is left out, hours and school time."""

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from conftest import MINIMAL, DatedYear
from cop_plan.base import errors, files
from cop_plan.dates import phrases
from cop_plan.dates.workdays import Closed, Holidays
from cop_plan.definition import load, nodes
from cop_plan.schedule import drafts, timeline

EXAMPLES = settings(max_examples=60, derandomize=True)
YearOf = Callable[..., DatedYear]
ProblemsOf = Callable[..., list[str]]

# A pattern with nothing in it, so that a test shows all that is in its year.
BARE = {"bare.yaml": "title: Bare\n"}
HEAD = MINIMAL + "pattern: bare.yaml\n"
ALBERTA = HEAD + "region: CA-AB\n"


def reason_of(entry: timeline.Entry) -> timeline.Reason:
    assert entry.reason is not None
    return entry.reason


def closed(*spans: str) -> str:
    return "closures:\n" + "".join(f"  break-{number}: {span}\n" for number, span in enumerate(spans))


# Sessions and other kinds on closed days, through a whole definition.

SESSION_KINDS = ("gathering", "webinar", "online-meeting", "visit")
OTHER_KINDS = ("task", "letter", "survey")


@pytest.mark.parametrize("kind", SESSION_KINDS)
def test_a_session_of_any_kind_goes_to_the_nearest_open_same_weekday(year_of: YearOf, kind: str) -> None:
    text = ALBERTA + f"activities: {{meet: {{kind: {kind}, when: second wednesday of november}}}}\n"
    assert year_of(text, BARE)["meet"].day == date(2026, 11, 18)


@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_any_other_kind_goes_to_the_working_day_before(year_of: YearOf, kind: str) -> None:
    text = ALBERTA + f"activities: {{work: {{kind: {kind}, when: second wednesday of november}}}}\n"
    assert year_of(text, BARE)["work"].day == date(2026, 11, 10)


def test_an_activity_without_a_kind_is_a_task(year_of: YearOf) -> None:
    assert year_of(HEAD + "activities: {tea: {when: 2026-10-10}}\n", BARE)["tea"].kind == "task"


def test_a_guide_due_on_a_holiday_goes_out_earlier(year_of: YearOf) -> None:
    text = ALBERTA + "activities: {webinar-1: {kind: webinar, when: third wednesday of november}}\n"
    guide = year_of(text, BARE)["webinar-1.distribute-guide"]
    assert (guide.day, reason_of(guide).moved_from) == (date(2026, 11, 10), date(2026, 11, 11))


def test_a_follow_up_due_on_a_holiday_goes_out_later(year_of: YearOf) -> None:
    text = ALBERTA + "activities: {thanks: {when: 1 day after visit}, visit: {when: 2026-11-10}}\n"
    assert year_of(text, BARE)["thanks"].day == date(2026, 11, 12)


def test_a_task_on_new_years_day_stays_in_january(year_of: YearOf) -> None:
    text = ALBERTA + "activities: {tea: {when: first friday of january}}\n"
    assert year_of(text, BARE)["tea"].day == date(2027, 1, 4)


def test_an_explicit_date_on_a_holiday_stays(year_of: YearOf) -> None:
    text = ALBERTA + "activities: {meet: {kind: gathering, when: 2026-11-11}}\n"
    assert year_of(text, BARE)["meet"].day == date(2026, 11, 11)


def test_the_same_day_as_an_entry_on_a_holiday_stays(year_of: YearOf) -> None:
    text = ALBERTA + "activities: {meet: {when: 2026-11-11}, survey: {kind: survey, when: same day as meet}}\n"
    assert year_of(text, BARE)["survey"].day == date(2026, 11, 11)


def test_a_session_on_a_named_saturday_is_held(year_of: YearOf) -> None:
    text = ALBERTA + "activities: {meet: {kind: gathering, when: third saturday of november}}\n"
    assert year_of(text, BARE)["meet"].day == date(2026, 11, 21)


def test_a_distance_is_counted_from_where_its_anchor_finally_stands(year_of: YearOf) -> None:
    activities = (
        "activities: {after: {when: 1 day after meet}, meet: {kind: visit, when: second wednesday of november}}\n"
    )
    year = year_of(ALBERTA + activities, BARE)
    assert (year["meet"].day, year["after"].day) == (date(2026, 11, 18), date(2026, 11, 19))


def test_a_distance_from_a_distance_is_counted_from_where_that_one_stands(year_of: YearOf) -> None:
    # A week before the webinar is Remembrance Day: the guide goes out on the 10th, and is ready on the 9th.
    text = ALBERTA + "activities: {webinar-1: {kind: webinar, when: third wednesday of november}}\n"
    assert year_of(text, BARE)["webinar-1.develop-guide"].day == date(2026, 11, 9)


def test_an_entry_keeps_why_it_stands_where_it_stands(year_of: YearOf) -> None:
    activities = "activities: {guide: {when: 1 week before talk}, talk: {when: 2026-11-18}}\n"
    reason = reason_of(year_of(ALBERTA + activities, BARE)["guide"])
    assert (reason.phrase.text, reason.anchor, reason.moved_from, reason.closed_by) == (
        "1 week before talk",
        "talk",
        date(2026, 11, 11),
        Closed("holiday", "Remembrance Day"),
    )


def test_an_entry_that_did_not_move_has_nothing_that_closed_it(year_of: YearOf) -> None:
    reason = reason_of(year_of(ALBERTA + "activities: {tea: {when: first monday of october}}\n", BARE)["tea"])
    assert (reason.anchor, reason.moved_from, reason.closed_by) == (None, None, None)


@pytest.mark.parametrize("kind", ["break", "teachers' convention", "other"])
def test_a_closure_of_any_kind_but_one_closes_its_days(year_of: YearOf, kind: str) -> None:
    closure = f"closures: {{pause: {{days: 2026-10-05, kind: {kind}}}}}\n"
    text = HEAD + closure + "activities: {tea: {when: first monday of october}}\n"
    moved = year_of(text, BARE)["tea"]
    assert reason_of(moved).closed_by == Closed("closure", "Pause")


def test_a_day_without_students_is_open(year_of: YearOf) -> None:
    closure = "closures: {planning: {days: 2026-10-05, kind: no students}}\n"
    text = HEAD + closure + "activities: {tea: {when: first monday of october}}\n"
    assert year_of(text, BARE)["tea"].day == date(2026, 10, 5)


def test_a_closure_of_one_jurisdiction_closes_its_days_for_everyone(year_of: YearOf) -> None:
    closure = "closures: {convention: {days: 2026-10-05, kind: teachers' convention, for: Prairie View}}\n"
    text = HEAD + closure + "activities: {tea: {when: first tuesday of october}, cup: {when: 1 day before tea}}\n"
    assert year_of(text, BARE)["cup"].day == date(2026, 10, 2)


# Days that are not there.


def test_a_session_without_an_open_day_in_its_month_is_a_problem_with_the_line_to_write(
    problems_of: ProblemsOf,
) -> None:
    text = HEAD + "activities:\n  meet:\n    kind: gathering\n    when: third tuesday of march\n"
    assert problems_of(text + closed("2027-03-01 to 2027-03-31"), BARE) == [
        "community.yaml:8:11: activities.meet.when: every Tuesday of March 2027 is closed, 16 March by 'Break 0'",
        "    hint: write under activities:  meet: {when: 2027-04-06}",
    ]


def test_the_line_to_write_mends_the_problem(year_of: YearOf, problems_of: ProblemsOf) -> None:
    series = "activities:\n  meet: {kind: gathering, when: third tuesday, repeat: [february, march]}\n"
    pause = closed("2027-03-01 to 2027-03-31")
    line = problems_of(HEAD + series + pause, BARE)[1].removeprefix("    hint: write under activities:  ")
    assert year_of(HEAD + series + f"  {line}\n" + pause, BARE)["meet.march"].day == date(2027, 4, 6)


def test_a_fifth_weekday_that_a_month_does_not_have_is_a_problem(problems_of: ProblemsOf) -> None:
    text = HEAD + "activities:\n  tea:\n    when: fifth monday of february\n"
    assert problems_of(text, BARE) == [
        "community.yaml:7:11: activities.tea.when: February 2027 has only four Mondays",
        "    hint: write under activities:  tea: {when: 2027-02-22}",
    ]


def test_a_fifth_weekday_of_a_series_names_the_month_that_has_none(problems_of: ProblemsOf) -> None:
    text = HEAD + "activities:\n  tea: {when: fifth monday, repeat: [november, february]}\n"
    assert problems_of(text, BARE)[1] == "    hint: write under activities:  tea.february: {when: 2027-02-22}"


@pytest.mark.parametrize("when", ["1999-01-01", "2026-10-10", "first monday of may 1999"])
def test_what_lies_far_from_the_school_year_is_a_problem(problems_of: ProblemsOf, when: str) -> None:
    text = HEAD + f"activities: {{tea: {{when: {when}}}, cup: {{when: 999 months after tea}}}}\n"
    assert "is further than a year away from the school year" in problems_of(text, BARE)[0]


def test_all_days_that_are_not_there_are_told_at_once_in_the_order_of_the_file(problems_of: ProblemsOf) -> None:
    text = HEAD + (
        "activities:\n"
        "  tea: {when: fifth monday of february}\n"
        "  cup: {when: same day as nothing}\n"
        "  one: {when: same day as two}\n"
        "  two: {when: same day as one}\n"
    )
    problems = [line for line in problems_of(text, BARE) if not line.startswith(" ")]
    assert [line.split(":")[1] for line in problems] == ["6", "7", "8"]


# Hours.


def test_an_activity_without_an_hour_is_an_all_day_entry(year_of: YearOf) -> None:
    meet = year_of(HEAD + "activities: {meet: {kind: webinar, when: 2026-11-17}}\n", BARE)["meet"]
    assert (meet.start, meet.end) == (None, None)


def test_a_session_begins_at_its_hour_and_lasts_as_long_as_it_says(year_of: YearOf) -> None:
    activity = "{kind: webinar, when: 2026-11-17, at: 3:30 pm, lasts: 1 hour 15 minutes}"
    meet = year_of(HEAD + f"activities: {{meet: {activity}}}\n", BARE)["meet"]
    assert meet.start is not None
    assert meet.end is not None
    assert (meet.start.astimezone(UTC), meet.end.astimezone(UTC)) == (
        datetime(2026, 11, 17, 21, 30, tzinfo=UTC),
        datetime(2026, 11, 17, 22, 45, tzinfo=UTC),
    )


TORONTO = HEAD.replace("America/Edmonton", "America/Toronto")


def test_an_hour_that_the_clocks_leave_out_is_a_problem(problems_of: ProblemsOf) -> None:
    text = TORONTO + "activities:\n  watch:\n    when: 2027-03-14\n    at: 02:30\n"
    assert problems_of(text, BARE) == [
        "community.yaml:8:9: activities.watch.at: there is no 02:30 on 2027-03-14 in America/Toronto:"
        " the clocks go forward",
        "    hint: write 03:00",
    ]


def test_an_hour_that_exists_twice_is_the_first(year_of: YearOf) -> None:
    watch = year_of(TORONTO + "activities: {watch: {when: 2026-11-01, at: 01:30}}\n", BARE)["watch"]
    assert watch.start is not None
    assert watch.start.astimezone(UTC) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_a_session_across_a_change_of_the_clocks_lasts_its_hours(year_of: YearOf) -> None:
    activity = "{kind: visit, when: 2026-11-01, at: 0:30, lasts: 3 hours}"
    watch = year_of(TORONTO + f"activities: {{watch: {activity}}}\n", BARE)["watch"]
    assert watch.end is not None
    assert watch.end.isoformat() == "2026-11-01T02:30:00-05:00"


def test_an_unknown_time_zone_is_a_problem_with_the_nearest(problems_of: ProblemsOf) -> None:
    assert problems_of(MINIMAL.replace("Edmonton", "Edmontn")) == [
        "community.yaml:3:11: timezone: no time zone is called 'America/Edmontn'",
        "    hint: write  timezone: America/Edmonton",
    ]


def test_the_hours_of_members_are_summed_by_what_they_agreed_to(year_of: YearOf) -> None:
    text = HEAD + (
        "activities:\n"
        "  one: {kind: gathering, when: 2026-09-29, at: 9:00, lasts: 6 hours}\n"
        "  two: {kind: webinar, when: 2026-11-17, at: 15:30, lasts: 90 minutes}\n"
        "  three: {kind: online-meeting, when: 2026-12-02, lasts: 45 minutes}\n"
        "  four: {kind: task, when: 2026-12-03, lasts: 8 hours}\n"
        "  five: {kind: online-meeting, when: 2026-12-04, at: 9:00, lasts: 30 minutes, audience: team}\n"
    )
    assert year_of(text, BARE).dated.hours == timeline.SessionMinutes(450, 45, in_school_time=360, without_hour=1)


# School time.


def in_school_time(year_of: YearOf, activity: str, more: str = "") -> bool | None:
    return year_of(ALBERTA + more + f"activities: {{meet: {{{activity}}}}}\n", BARE)["meet"].in_school_time


@pytest.mark.parametrize(
    ("at", "lasts", "overlaps"),
    [
        pytest.param("9:00", "6 hours", True, id="within"),
        pytest.param("15:29", "1 hour", True, id="begins a minute before its end"),
        pytest.param("15:30", "1 hour", False, id="begins at its end"),
        pytest.param("7:30", "1 hour", False, id="ends at its beginning"),
        pytest.param("7:30", "61 minutes", True, id="ends a minute after its beginning"),
        pytest.param("7:00", "10 hours", True, id="around it"),
        pytest.param("19:00", "2 hours", False, id="evening"),
        pytest.param("23:00", "3 hours", False, id="across midnight"),
    ],
)
def test_a_session_is_in_school_time_if_it_overlaps_the_school_day(
    year_of: YearOf, at: str, lasts: str, overlaps: bool
) -> None:
    assert in_school_time(year_of, f"kind: visit, when: 2026-11-17, at: {at}, lasts: {lasts}") is overlaps


@pytest.mark.parametrize(("at", "overlaps"), [("15:00", False), ("14:59", True)])
def test_the_school_day_is_the_communitys_own(year_of: YearOf, at: str, overlaps: bool) -> None:
    meetings = "meetings: {school_day: 9:00 to 15:00}\n"
    assert in_school_time(year_of, f"kind: visit, when: 2026-11-17, at: {at}", meetings) is overlaps


@pytest.mark.parametrize(
    ("when", "more"),
    [
        pytest.param("2026-11-11", "", id="holiday"),
        pytest.param("2026-11-14", "", id="weekend"),
        pytest.param("third saturday of november", "", id="weekend that the phrase names"),
        pytest.param("2026-11-17", closed("2026-11-16 to 2026-11-20"), id="break"),
        pytest.param("2026-11-17", "closures: {pd: {days: 2026-11-17, kind: no students}}\n", id="no students"),
        pytest.param(
            "2026-11-17",
            "closures: {pd: {days: [2026-10-05, 2026-11-16 to 2026-11-18], kind: no students}}\n",
            id="no students for some days",
        ),
    ],
)
def test_no_session_is_in_school_time_on_a_day_without_school(year_of: YearOf, when: str, more: str) -> None:
    assert in_school_time(year_of, f"kind: gathering, when: {when}, at: 9:00", more) is False


@pytest.mark.parametrize(
    "activity",
    [
        pytest.param("kind: gathering, when: 2026-11-17", id="session without an hour"),
        pytest.param("kind: task, when: 2026-11-17, at: 9:00", id="task"),
    ],
)
def test_school_time_is_of_sessions_with_an_hour_only(year_of: YearOf, activity: str) -> None:
    assert in_school_time(year_of, activity) is None


# Places.

PLACES = "places: {elm-street: {name: Elm Street School, address: 12 Elm Street}}\n"


def test_a_gathering_is_at_the_meeting_place(year_of: YearOf) -> None:
    text = (
        HEAD
        + PLACES
        + "meetings: {meeting_place: elm-street}\nactivities: {meet: {kind: gathering, when: 2026-11-17}}\n"
    )
    assert year_of(text, BARE)["meet"].where == "Elm Street School, 12 Elm Street"


@pytest.mark.parametrize("kind", ["webinar", "online-meeting"])
def test_an_online_session_is_on_the_platform(year_of: YearOf, kind: str) -> None:
    text = HEAD + f"meetings: {{platform: Video meetings}}\nactivities: {{meet: {{kind: {kind}, when: 2026-11-17}}}}\n"
    assert year_of(text, BARE)["meet"].where == "Video meetings"


def test_a_platform_that_is_a_web_address_is_the_link(year_of: YearOf) -> None:
    address = "https://example.org/room"
    text = HEAD + f"meetings: {{platform: '{address}'}}\nactivities: {{meet: {{kind: webinar, when: 2026-11-17}}}}\n"
    assert year_of(text, BARE)["meet"].link == address


def test_a_sessions_own_link_is_kept(year_of: YearOf) -> None:
    activity = "{kind: webinar, when: 2026-11-17, link: 'https://example.org/1'}"
    text = HEAD + f"meetings: {{platform: 'https://example.org/room'}}\nactivities: {{meet: {activity}}}\n"
    assert year_of(text, BARE)["meet"].link == "https://example.org/1"


def test_a_sessions_own_place_is_kept(year_of: YearOf) -> None:
    activity = "{kind: gathering, when: 2026-11-17, where: The library}"
    text = HEAD + PLACES + f"meetings: {{meeting_place: elm-street}}\nactivities: {{meet: {activity}}}\n"
    assert year_of(text, BARE)["meet"].where == "The library"


# Names and anchors.


def test_a_step_without_a_name_counts_from_its_activity(year_of: YearOf) -> None:
    text = HEAD + "activities: {tea: {when: 2026-10-15, steps: {buy: {when: 1 week before}}}}\n"
    buy = year_of(text, BARE)["tea.buy"]
    assert (buy.day, reason_of(buy).anchor, buy.parent) == (date(2026, 10, 8), "tea", "tea")


def test_a_name_is_sought_first_among_the_steps_of_the_same_activity(year_of: YearOf) -> None:
    text = HEAD + (
        "activities:\n"
        "  buy: {when: 2027-03-03}\n"
        "  tea:\n"
        "    when: 2026-10-15\n"
        "    steps:\n"
        "      buy: {when: 1 week before}\n"
        "      list: {when: 1 day before buy}\n"
    )
    assert reason_of(year_of(text, BARE)["tea.list"]).anchor == "tea.buy"


def test_a_name_that_no_step_has_is_sought_among_all_entries(year_of: YearOf) -> None:
    text = HEAD + (
        "activities:\n"
        "  talk: {when: 2027-03-03}\n"
        "  tea: {when: 2026-10-15, steps: {buy: {when: 1 day before talk}, list: {when: same day as tea.buy}}}\n"
    )
    year = year_of(text, BARE)
    assert (reason_of(year["tea.buy"]).anchor, reason_of(year["tea.list"]).anchor) == ("talk", "tea.buy")


def test_outside_its_activity_a_step_is_named_in_full(problems_of: ProblemsOf) -> None:
    text = HEAD + (
        "activities:\n  tea: {when: 2026-10-15, steps: {buy: {when: 1 week before}}}\n  cup: {when: same day as buy}\n"
    )
    assert "no entry is called 'buy'" in problems_of(text, BARE)[0]


@pytest.mark.parametrize("name", ["tea.buy", "TEA.BUY", "evidence.read.lessons", "capacity-building.1", "blog.october"])
def test_every_entry_can_be_counted_from(year_of: YearOf, name: str) -> None:
    text = HEAD + (
        "activities:\n"
        "  tea: {when: 2026-10-15, steps: {buy: {when: 1 week before}}}\n"
        "  blog: {when: first monday, repeat: october}\n"
        f"  cup: {{when: same day as {name}}}\n"
        "goals: {read: {aim: Read, evidence: {lessons: {by: last friday of february}}}}\n"
        "legacy: {capacity_building: [{activity: A half day, when: fourth monday of august next}]}\n"
    )
    year = year_of(text, BARE)
    assert year["cup"].day == year[name.casefold()].day


def test_a_name_that_no_entry_has_is_pointed_at_in_the_phrase(problems_of: ProblemsOf) -> None:
    text = HEAD + "activities:\n  webinar-1: {when: 2026-11-17}\n  tea:\n    when: 1 week before Webinr-1\n"
    assert problems_of(text, BARE) == [
        "community.yaml:8:25: activities.tea.when: no entry is called 'Webinr-1'",
        "    hint: did you mean 'webinar-1'?",
    ]


def test_a_circle_is_a_problem_with_all_its_places(problems_of: ProblemsOf) -> None:
    text = HEAD + (
        "activities:\n"
        "  one: {when: 1 week before two}\n"
        "  two: {when: 1 day after three}\n"
        "  three: {when: same day as one}\n"
    )
    assert problems_of(text, BARE) == [
        "community.yaml:6:15: activities.one.when: these count from each other: one → two → three → one",
        "    community.yaml:7:15: and here",
        "    community.yaml:8:17: and here",
        "    hint: give one of them a date",
    ]


def test_what_counts_from_itself_is_a_problem(problems_of: ProblemsOf) -> None:
    text = HEAD + "activities:\n  tea:\n    when: 1 week before tea\n"
    assert problems_of(text, BARE)[0] == "community.yaml:7:11: activities.tea.when: this counts from itself"


def test_every_circle_is_told_once_and_what_hangs_on_it_is_not(problems_of: ProblemsOf) -> None:
    text = HEAD + (
        "activities:\n"
        "  before: {when: 1 week before one}\n"
        "  one: {when: same day as two}\n"
        "  two: {when: same day as one}\n"
        "  three: {when: same day as four}\n"
        "  four: {when: same day as three}\n"
        "  after: {when: 1 week after three}\n"
    )
    assert sum(not line.startswith(" ") for line in problems_of(text, BARE)) == 2


def test_an_activity_that_counts_from_its_own_step_is_a_circle(problems_of: ProblemsOf) -> None:
    text = HEAD + "activities: {tea: {when: 1 day after tea.buy, steps: {buy: {when: 1 week before}}}}\n"
    assert "these count from each other: tea → tea.buy → tea" in problems_of(text, BARE)[0]


def test_an_activity_that_counts_from_nothing_is_a_problem(problems_of: ProblemsOf) -> None:
    text = HEAD + "activities: {tea: {when: 1 week before}}\n"
    assert "activities.tea.when: the phrase names no entry" in problems_of(text, BARE)[0]


def test_an_activity_without_a_date_is_a_problem(problems_of: ProblemsOf) -> None:
    text = HEAD + "activities: {tea: {title: Tea}}\n"
    assert "activities.tea: an activity needs a date, and this has none" in problems_of(text, BARE)[0]


def test_a_month_must_be_named_where_nothing_repeats(problems_of: ProblemsOf) -> None:
    text = HEAD + "activities: {tea: {when: first monday}}\n"
    assert problems_of(text, BARE)[1] == "    hint: write, for example, 'first monday of october'"


# Series.

SERIES = (
    HEAD
    + "activities:\n"
    + "  blog:\n"
    + "    when: first wednesday\n"
    + "    repeat: [october, june prior, april 2027]\n"
    + "    steps: {edit: {when: 2 days before}, post: {when: 1 day after edit}}\n"
)


def test_a_series_is_an_entry_in_each_of_its_months(year_of: YearOf) -> None:
    entries = {entry.id: entry.day for entry in year_of(SERIES, BARE).dated.entries if entry.parent is None}
    assert entries == {
        "blog.june-prior": date(2026, 6, 3),
        "blog.october": date(2026, 10, 7),
        "blog.april-2027": date(2027, 4, 7),
    }


def test_the_steps_of_a_series_are_steps_of_each_entry(year_of: YearOf) -> None:
    edit = year_of(SERIES, BARE)["blog.october.edit"]
    assert (edit.day, edit.parent) == (date(2026, 10, 5), "blog.october")


def test_in_a_series_a_name_is_sought_among_the_steps_of_the_same_entry(year_of: YearOf) -> None:
    assert reason_of(year_of(SERIES, BARE)["blog.october.post"]).anchor == "blog.october.edit"


def test_an_entry_of_a_series_is_changed_under_its_own_name(year_of: YearOf) -> None:
    year = year_of(SERIES + "  blog.october: {when: 2026-10-15}\n", BARE)
    assert (year["blog.october"].day, year["blog.april-2027"].day) == (date(2026, 10, 15), date(2027, 4, 7))


def test_the_steps_of_a_changed_entry_move_with_it(year_of: YearOf) -> None:
    year = year_of(SERIES + "  blog.october: {when: 2026-10-15}\n", BARE)
    assert year["blog.october.edit"].day == date(2026, 10, 13)


def test_a_step_of_one_entry_of_a_series_is_changed_under_its_own_name(year_of: YearOf) -> None:
    year = year_of(SERIES + "  blog.october.edit: {when: 1 week before}\n", BARE)
    assert (year["blog.october.edit"].day, year["blog.april-2027.edit"].day) == (date(2026, 9, 30), date(2027, 4, 5))


def test_the_name_of_a_series_alone_is_no_anchor(problems_of: ProblemsOf) -> None:
    assert problems_of(SERIES + "  tea:\n    when: 1 week before Blog\n", BARE) == [
        "community.yaml:11:25: activities.tea.when: 'Blog' is a series",
        "    hint: name one of its entries, such as blog.october",
    ]


@pytest.mark.parametrize("when", ["first wednesday of may", "2026-10-10", "1 week before tea"])
def test_a_series_whose_phrase_names_its_day_is_a_problem(problems_of: ProblemsOf, when: str) -> None:
    text = HEAD + f"activities: {{tea: {{when: 2026-12-01}}, blog: {{when: {when}, repeat: [may, june]}}}}\n"
    assert (
        "activities.blog.when: the entries of the series would all stand on the same day" in problems_of(text, BARE)[0]
    )


def test_a_month_named_twice_in_a_series_is_a_problem(problems_of: ProblemsOf) -> None:
    text = HEAD + "activities: {blog: {when: first wednesday, repeat: [may, june, May]}}\n"
    assert "activities.blog.repeat.3: 'may' is there twice" in problems_of(text, BARE)[0]


# What is left out.

PATTERN = {
    "ours.yaml": (
        "title: Ours\n"
        "activities:\n"
        "  talk: {kind: task, when: 2026-11-17, steps: {guide: {when: 1 week before}}}\n"
        "  letter: {kind: letter, when: 1 week after talk}\n"
        "  answer: {kind: task, when: same day as letter}\n"
        "  blog: {kind: task, when: first monday, repeat: [october, november], steps: {edit: {when: 1 day before}}}\n"
        "  echo: {kind: task, when: same day as blog.november}\n"
        "  other: {kind: task, when: 2027-02-02}\n"
    )
}
OURS = MINIMAL + "pattern: ours.yaml\n"


def ids_of(year: DatedYear) -> set[str]:
    return {entry.id for entry in year.dated.entries}


def test_what_is_left_out_is_not_in_the_year(year_of: YearOf) -> None:
    assert "other" not in year_of(OURS + "leave_out: {other: No time}\n", PATTERN)


def test_the_year_says_what_is_left_out_and_why(year_of: YearOf) -> None:
    left_out = year_of(OURS + "leave_out: {other: No time}\n", PATTERN).dated.left_out
    assert left_out == (drafts.LeftOut("other", "Other", "No time", "other"),)


def test_what_the_pattern_hangs_on_a_dropped_entry_goes_with_it(year_of: YearOf) -> None:
    year = year_of(OURS + "leave_out: {talk: No time}\n", PATTERN)
    assert ids_of(year) == {"blog.october", "blog.october.edit", "blog.november", "blog.november.edit", "echo", "other"}


def test_the_year_says_on_what_each_hung_that_went_with_it(year_of: YearOf) -> None:
    left_out = year_of(OURS + "leave_out: {talk: No time}\n", PATTERN).dated.left_out
    assert {(gone.id, gone.hung_on, gone.why) for gone in left_out} == {
        ("talk", None, "No time"),
        ("talk.guide", "talk", "No time"),
        ("letter", "talk", "No time"),
        ("answer", "letter", "No time"),
    }


def test_a_step_alone_can_be_left_out(year_of: YearOf) -> None:
    year = year_of(OURS + "leave_out: {talk.guide: No guide}\n", PATTERN)
    assert ("talk" in year, "talk.guide" in year) == (True, False)


def test_one_entry_of_a_series_can_be_left_out(year_of: YearOf) -> None:
    year = year_of(OURS + "leave_out: {blog.november: Too much}\n", PATTERN)
    assert {"blog.november", "blog.november.edit", "echo"} & ids_of(year) == set()
    assert "blog.october" in year


def test_a_whole_series_is_left_out_under_its_name(year_of: YearOf) -> None:
    year = year_of(OURS + "leave_out: {blog: Too much}\n", PATTERN)
    assert ids_of(year) == {"talk", "talk.guide", "letter", "answer", "other"}


def test_a_step_is_left_out_of_a_whole_series_under_the_series_name(year_of: YearOf) -> None:
    year = year_of(OURS + "leave_out: {blog.edit: Nobody edits}\n", PATTERN)
    assert {"blog.october", "blog.november"} <= ids_of(year)
    assert {"blog.october.edit", "blog.november.edit"} & ids_of(year) == set()


def test_dropping_an_unknown_name_is_a_problem_with_the_nearest(problems_of: ProblemsOf) -> None:
    assert problems_of(OURS + "leave_out:\n  othr: No time\n", PATTERN) == [
        "community.yaml:6:3: leave_out.othr: no entry is called 'othr'",
        "    hint: did you mean 'other'?",
    ]


def test_an_entry_is_dropped_only_with_a_reason(problems_of: ProblemsOf) -> None:
    assert problems_of(OURS + "leave_out:\n  other:\n", PATTERN)


def test_a_persons_own_entry_that_hangs_on_a_dropped_one_is_a_problem_with_both_places(
    problems_of: ProblemsOf,
) -> None:
    text = OURS + "activities:\n  tea:\n    when: 1 week before talk\nleave_out:\n  talk: No time\n"
    assert problems_of(text, PATTERN) == [
        "community.yaml:7:11: activities.tea.when: this hangs on 'talk', which is left out",
        "    community.yaml:9:9: left out here",
        "    hint: count it from another entry, or leave it out as well",
    ]


def test_a_persons_own_entry_that_hangs_on_what_goes_with_a_dropped_one_is_told_where_that_is_written(
    problems_of: ProblemsOf,
) -> None:
    text = OURS + "activities:\n  tea:\n    when: 1 week before answer\nleave_out:\n  other: No\n  talk: No time\n"
    assert problems_of(text, PATTERN)[:2] == [
        "community.yaml:7:11: activities.tea.when: this hangs on 'answer', which is left out",
        "    community.yaml:10:9: left out here",
    ]


def test_a_persons_own_step_of_a_dropped_activity_is_a_problem(problems_of: ProblemsOf) -> None:
    text = OURS + "activities: {talk: {steps: {tea: {when: 1 day after}}}}\nleave_out: {talk: No time}\n"
    assert "activities.talk.steps.tea.when: this hangs on 'talk', which is left out" in problems_of(text, PATTERN)[0]


def test_own_evidence_that_hangs_on_a_dropped_entry_is_a_problem(problems_of: ProblemsOf) -> None:
    text = OURS + "goals: {read: {aim: Read, evidence: {notes: {by: same day as talk}}}}\nleave_out: {talk: No time}\n"
    assert "goals.read.evidence.notes.by: this hangs on 'talk', which is left out" in problems_of(text, PATTERN)[0]


def test_a_persons_own_date_for_an_entry_of_the_pattern_makes_it_hang_no_more(year_of: YearOf) -> None:
    text = OURS + "activities: {letter: {when: 2026-11-24}}\nleave_out: {talk: No time}\n"
    assert {"letter", "answer"} <= ids_of(year_of(text, PATTERN))


# References outside the language of dates.


REFERENCES = pytest.mark.parametrize(
    ("written", "where"),
    [
        pytest.param("legacy: {discussed_at: [other, NAME]}", "legacy.discussed_at.2", id="discussed at"),
        pytest.param(
            "goals: {read: {aim: Read, evidence: {notes: {by: 2027-03-03, share_at: NAME}}}}",
            "goals.read.evidence.notes.share_at",
            id="share at",
        ),
    ],
)


@REFERENCES
def test_a_reference_to_an_entry_holds(problems_of: ProblemsOf, written: str, where: str) -> None:
    assert problems_of(OURS + written.replace("NAME", "talk") + "\n", PATTERN) == []


@REFERENCES
def test_a_reference_to_nothing_is_a_problem_with_the_nearest(
    problems_of: ProblemsOf, written: str, where: str
) -> None:
    problem, hint = problems_of(OURS + written.replace("NAME", "tolk") + "\n", PATTERN)
    assert f"{where}: no entry is called 'tolk'" in problem
    assert hint == "    hint: did you mean 'talk'?"


@REFERENCES
def test_a_reference_to_what_is_left_out_is_a_problem_with_both_places(
    problems_of: ProblemsOf, written: str, where: str
) -> None:
    left_out = "leave_out:\n  talk: No time\n"
    problem, place = problems_of(OURS + left_out + written.replace("NAME", "letter") + "\n", PATTERN)
    assert f"{where}: 'letter' is left out" in problem
    assert place == "    community.yaml:6:9: left out here"


# Evidence, capacity building and what they bring.


def test_evidence_is_an_entry(year_of: YearOf) -> None:
    evidence = "{what: Lesson artefacts, by: last friday of february, owner: facilitator, how: Shared folder}"
    entry = year_of(HEAD + f"goals: {{read: {{aim: Read, evidence: {{lessons: {evidence}}}}}}}\n", BARE)[
        "evidence.read.lessons"
    ]
    assert (entry.day, entry.title, entry.owner, entry.audience) == (
        date(2027, 2, 26),
        "Collect: Lesson artefacts",
        "facilitator",
        ("team",),
    )


def test_evidence_on_a_closed_day_goes_to_the_working_day_before(year_of: YearOf) -> None:
    evidence = "{lessons: {by: second wednesday of november}}"
    year = year_of(ALBERTA + f"goals: {{read: {{aim: Read, evidence: {evidence}}}}}\n", BARE)
    assert year["evidence.read.lessons"].day == date(2026, 11, 10)


def test_evidence_without_a_day_is_not_decided_yet(year_of: YearOf) -> None:
    year = year_of(HEAD + "goals: {read: {aim: Read, evidence: {lessons: {what: Lessons}}}}\n", BARE)
    assert year.dated.entries == ()


def test_a_wrong_day_of_evidence_is_a_problem_where_it_is_written(problems_of: ProblemsOf) -> None:
    text = HEAD + "goals: {read: {aim: Read, evidence: {lessons: {by: fifth monday of february}}}}\n"
    assert problems_of(text, BARE) == [
        "community.yaml:5:52: goals.read.evidence.lessons.by: February 2027 has only four Mondays",
        "    hint: write  by: 2027-02-22",
    ]


def test_capacity_building_is_counted_from_one(year_of: YearOf) -> None:
    text = HEAD + (
        "legacy:\n"
        "  capacity_building:\n"
        "    - {activity: A half day, jurisdiction: Prairie View, when: fourth monday of august next}\n"
        "    - {activity: A guide, when: second monday of september next}\n"
    )
    entries = year_of(text, BARE).dated.entries
    assert [(entry.id, entry.day, entry.phase) for entry in entries] == [
        ("capacity-building.1", date(2027, 8, 23), "legacy"),
        ("capacity-building.2", date(2027, 9, 13), "legacy"),
    ]


@pytest.mark.parametrize("name", ["evidence", "capacity-building"])
def test_an_activity_cannot_take_the_name_of_evidence_or_capacity_building(problems_of: ProblemsOf, name: str) -> None:
    text = HEAD + f"activities:\n  {name}: {{when: 2026-10-10}}\n"
    assert (
        f"community.yaml:6:3: activities.{name}: the name '{name}' has a meaning of its own"
        in problems_of(text, BARE)[0]
    )


# Identity and order.


def uid(year: DatedYear, entry_id: str = "tea") -> str:
    return timeline.uid(year.loaded.community, year[entry_id].id)


def test_the_identity_of_an_entry_is_its_name_the_year_and_the_community(year_of: YearOf) -> None:
    year = year_of(HEAD + "activities: {tea: {when: 2026-10-10, steps: {buy: {when: 1 day before}}}}\n", BARE)
    assert uid(year, "tea.buy") == "tea.buy@2026-2027.readers.cop-plan"


def test_neither_date_nor_title_touches_the_identity(year_of: YearOf) -> None:
    one = uid(year_of(HEAD + "activities: {tea: {when: 2026-10-10}}\n", BARE))
    other = uid(year_of(HEAD + "activities: {tea: {title: High tea, when: 2027-01-10}}\n", BARE))
    assert one == other


def test_another_year_is_another_identity(year_of: YearOf) -> None:
    text = HEAD + "activities: {tea: {when: first monday of october}}\n"
    assert uid(year_of(text, BARE)) != uid(year_of(text.replace("2026-2027", "2027-2028"), BARE))


def test_an_id_holds_when_the_community_takes_another_name(year_of: YearOf) -> None:
    text = HEAD + "id: readers-2020\nactivities: {tea: {when: 2026-10-10}}\n"
    assert uid(year_of(text, BARE)) == uid(year_of(text.replace("Readers", "Writers"), BARE))


def test_a_name_of_which_no_id_can_be_made_is_a_problem(problems_of: ProblemsOf) -> None:
    assert problems_of(HEAD.replace("Readers", "'???'"), BARE)[-1].endswith(
        "write an id, such as  id: literacy-for-all"
    )


def test_entries_stand_in_the_order_of_their_days_and_then_of_their_hours(year_of: YearOf) -> None:
    text = HEAD + (
        "activities:\n"
        "  zebra: {when: 2026-10-09, at: 9:00}\n"
        "  tea: {when: 2026-10-10}\n"
        "  ant: {when: 2026-10-09, at: 15:00}\n"
    )
    assert [entry.id for entry in year_of(text, BARE).dated.entries] == ["zebra", "ant", "tea"]


def test_the_window_encloses_all_entries(year_of: YearOf) -> None:
    text = (
        HEAD + "activities: {one: {when: 2026-04-06, at: 0:00}, two: {when: 2027-09-13, at: 23:30, lasts: 2 hours}}\n"
    )
    year = year_of(text, BARE)
    first, last = year.dated.window
    start, end = year["one"].start, year["two"].end
    assert start is not None
    assert end is not None
    assert first < start < end < last


def test_a_year_without_entries_has_the_window_of_the_school_year(year_of: YearOf) -> None:
    first, last = year_of(HEAD, BARE).dated.window
    assert first.date() < date(2026, 8, 1) < date(2027, 7, 31) < last.date()


# Properties: any community.

NAMES = ("one", "two", "three", "four", "five")
STEPS = ("plan", "tell")
MONTHS = st.sampled_from(["october", "january", "may", "june prior", "august next"])
ORDINALS = st.sampled_from(["first", "third", "fifth", "last"])
ANCHORLESS = st.one_of(
    st.dates(date(2026, 4, 1), date(2027, 7, 31)).map(str),
    st.builds("{} {} of {}".format, ORDINALS, st.sampled_from(phrases.WEEKDAYS), MONTHS),
    st.builds("{} working day of {}".format, ORDINALS, MONTHS),
    st.builds("{} of {}".format, st.sampled_from(["start", "middle", "end"]), MONTHS),
)
UNITS = st.sampled_from(["days", "weeks", "working days", "months"])
SIDES = st.sampled_from(["before", "after"])
DISTANCES = st.builds("{} {} {}".format, st.integers(1, 6), UNITS, SIDES) | st.just("same day as")
KINDS = st.sampled_from(["gathering", "webinar", "online-meeting", "visit", "showcase", "task", "letter", "survey"])
CLOSURES = st.lists(
    st.tuples(st.dates(date(2026, 8, 1), date(2027, 7, 1)), st.integers(0, 40)).map(
        lambda pair: f"{pair[0]} to {date.fromordinal(pair[0].toordinal() + pair[1])}"
    ),
    max_size=3,
)


@st.composite
def definitions(draw: st.DrawFn, *, sound: bool) -> str:
    """A community of activities that count from each other; if `sound`, only from such as stand above them."""
    lines = [HEAD, "activities:\n"]
    anchors: list[str] = []
    wild = [*NAMES, *STEPS, "two.plan", "series", "series.october", "series.may.tell", "nobody", "evidence.goal.shown"]

    def phrase(*, of_step: bool = False) -> str:
        known = anchors if sound else wild
        choices = [ANCHORLESS]
        if known:
            choices.append(st.builds("{} {}".format, DISTANCES, st.sampled_from(known)))
        if of_step:
            choices.append(DISTANCES.map(lambda text: text.removesuffix(" as")))
        return draw(st.one_of(choices))

    def steps(name: str) -> str:
        written = {step: phrase(of_step=True) for step in draw(st.sets(st.sampled_from(STEPS)))}
        anchors.extend(f"{name}.{step}" for step in written)
        return "{" + ", ".join(f"{step}: {{when: {when}}}" for step, when in written.items()) + "}"

    activities = []
    for name in draw(st.permutations(NAMES))[: draw(st.integers(1, 5))]:
        when = phrase()
        anchors.append(name)
        at = draw(st.sampled_from(["", ", at: 15:30", ", at: 9:00, lasts: 6 hours"]))
        activities.append(f"  {name}: {{kind: {draw(KINDS)}, when: {when}{at}, steps: {steps(name)}}}\n")
    if draw(st.booleans()):
        series = "when: third monday, repeat: [october, may], steps: {tell: {when: 1 week after}}"
        activities.append(f"  series: {{kind: {draw(KINDS)}, {series}}}\n")
    lines += draw(st.permutations(activities))
    if draw(st.booleans()):
        lines.append(f"goals: {{goal: {{aim: Aim, evidence: {{shown: {{by: {phrase()}}}}}}}}}\n")
    if spans := draw(CLOSURES):
        lines.append(closed(*spans))
    if not sound and (names := draw(st.sets(st.sampled_from(wild), max_size=2))):
        lines.append("leave_out: {" + ", ".join(f"{name}: No time" for name in sorted(names)) + "}\n")
    return "".join(lines)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> files.DefinitionFiles:
    folder: Path = tmp_path_factory.mktemp("any")
    for name, text in BARE.items():
        (folder / name).write_text(text, encoding="utf-8")
    return files.DefinitionFiles(folder / "community.yaml", nodes.MAX_BYTES)


def expanded(text: str, shelf: files.DefinitionFiles) -> timeline.Timeline | errors.ValueProblems:
    loaded = load.community(text.encode(), "community.yaml", shelf)
    open_days = timeline.workdays_of(loaded.community, Holidays())
    try:
        return timeline.expand(loaded.community, open_days, loaded.is_own)
    except errors.ValueProblems as value_problems:
        return value_problems


@EXAMPLES
@given(text=definitions(sound=False))
def test_any_community_becomes_a_year_or_value_problems(shelf: files.DefinitionFiles, text: str) -> None:
    year = expanded(text, shelf)
    event(type(year).__name__)
    assert isinstance(year, timeline.Timeline) or year.value_problems


@EXAMPLES
@given(text=definitions(sound=True))
def test_every_entry_stands_where_its_phrase_says_from_where_its_anchor_stands(
    shelf: files.DefinitionFiles, text: str
) -> None:
    year = expanded(text, shelf)
    assume(isinstance(year, timeline.Timeline))
    assert isinstance(year, timeline.Timeline)
    days = {entry.id: entry.day for entry in year.entries}
    open_days = timeline.workdays_of(year.community, Holidays())
    for entry in year.entries:
        reason = reason_of(entry)
        anchor = days[reason.anchor] if reason.anchor else None
        computed = phrases.resolve(reason.phrase.form, year.community.year, open_days, anchor)
        assert (reason.moved_from or entry.day) == computed


@EXAMPLES
@given(text=definitions(sound=True))
def test_the_order_of_any_year_is_by_day_and_every_entry_stands_once(shelf: files.DefinitionFiles, text: str) -> None:
    year = expanded(text, shelf)
    assume(isinstance(year, timeline.Timeline))
    assert isinstance(year, timeline.Timeline)
    days = [entry.day for entry in year.entries]
    assert days == sorted(days)
    assert len({entry.id for entry in year.entries}) == len(days)


@EXAMPLES
@given(text=definitions(sound=True), again=st.randoms(use_true_random=False))
def test_the_order_of_the_file_matters_only_within_a_day(
    shelf: files.DefinitionFiles, text: str, again: Random
) -> None:
    lines = text.splitlines(keepends=True)
    own = [line for line in lines if line.startswith("  ") and "{kind: " in line]
    shuffled = again.sample(own, len(own))
    other = "".join(shuffled.pop() if line in own else line for line in lines)
    one, two = expanded(text, shelf), expanded(other, shelf)
    assert isinstance(one, timeline.Timeline) == isinstance(two, timeline.Timeline)
    if isinstance(one, timeline.Timeline) and isinstance(two, timeline.Timeline):
        assert {entry.id: entry for entry in one.entries} == {entry.id: entry for entry in two.entries}
        assert [entry.day for entry in one.entries] == [entry.day for entry in two.entries]


def test_a_platform_that_begins_with_a_web_address_gives_it_as_the_link(year_of: Callable[..., DatedYear]) -> None:
    webinar = year_of(MINIMAL + "meetings: {platform: 'https://example.org/meet (code 1234)'}\n")["webinar-1"]
    assert (webinar.link, webinar.where) == ("https://example.org/meet", "https://example.org/meet (code 1234)")


def test_what_the_pattern_hangs_on_a_month_that_the_series_lost_goes_with_it(year_of: Callable[..., DatedYear]) -> None:
    year = year_of(MINIMAL + "activities: {online-meeting: {repeat: [october, april]}}\n")
    assert [(gone.id, gone.name) for gone in year.dated.left_out] == [
        ("review-guidelines", "online-meeting.january"),
        ("discuss-capacity-building", "online-meeting.february"),
        ("discuss-capacity-building.again", "online-meeting.february"),
    ]


# When sessions usually are

USUAL = MINIMAL + "meetings: {usual_time: %s}\n"


def hours_of(year: DatedYear) -> dict[str, str]:
    """Return the hours of what has one, by the name of the entry."""
    return {one.id: f"{one.start:%H:%M}" for one in year.dated.entries if one.start}


def test_every_session_begins_at_the_usual_hour_and_nothing_else_does(year_of: YearOf) -> None:
    year = year_of(USUAL % "3:30 pm")
    assert hours_of(year) == {one.id: "15:30" for one in year.dated.sessions}
    assert {"orientation", "webinar-1", "wrap-up"} <= hours_of(year).keys()


def test_sessions_in_person_may_have_an_hour_of_their_own(year_of: YearOf) -> None:
    found = hours_of(year_of(USUAL % "{at: 3:30 pm, in_person_at: 9:00}"))
    assert (found["webinar-1"], found["orientation"]) == ("15:30", "09:00")
    only_in_person = hours_of(year_of(USUAL % "{in_person_at: 9:00}"))
    assert (only_in_person.get("webinar-1"), only_in_person["orientation"]) == (None, "09:00")


def test_the_hour_of_a_session_itself_comes_first(year_of: YearOf) -> None:
    found = hours_of(year_of(USUAL % "3:30 pm" + "activities: {webinar-1: {at: noon}}\n"))
    assert (found["webinar-1"], found["webinar-2"]) == ("12:00", "15:30")


def test_the_sessions_of_the_pattern_are_on_the_usual_weekday(year_of: YearOf) -> None:
    year = year_of(USUAL % "{weekday: thursday}" + "activities: {webinar-3: {when: second monday of february}}\n")
    days = {one.id: one.day.strftime("%A") for one in year.dated.sessions}
    assert days.pop("webinar-3") == "Monday"
    assert set(days.values()) == {"Thursday"}
    assert year["webinar-1"].day == date(2026, 11, 19)
    assert reason_of(year["webinar-1"]).phrase.text == "third thursday of november"


EVERY = "repeat: every two weeks on wednesday from 7 october to april"


def test_a_series_of_ones_own_keeps_its_weekday(year_of: YearOf) -> None:
    club = f"activities: {{club: {{kind: online-meeting, {EVERY}}}, club.january: {{cancelled: Flu}}}}\n"
    with_club = [year_of(text + club) for text in (MINIMAL, USUAL % "{weekday: monday}")]
    usually, else_ = ({one.id: one.day for one in year.dated.all_entries if "club" in one.id} for year in with_club)
    assert usually == else_


def test_a_series_of_the_pattern_is_every_two_weeks_on_the_usual_weekday(year_of: YearOf) -> None:
    pattern = f"title: P\nyear_begins: august\nactivities:\n  club: {{kind: online-meeting, {EVERY}}}\n"
    year = year_of(USUAL % "{weekday: thursday}" + "pattern: own.yaml\n", {"own.yaml": pattern})
    days = [one.day for one in year.dated.sessions]
    assert days[0] == date(2026, 10, 8)
    assert {(later - day).days for day, later in itertools.pairwise(days)} == {14}


def test_a_usual_hour_that_the_clocks_skip_is_told_where_it_is_written(problems_of: ProblemsOf) -> None:
    text = (
        TORONTO + "meetings: {usual_time: 02:30}\nactivities: {walk: {kind: visit, when: 2027-03-14, closed: stay}}\n"
    )
    assert "meetings.usual_time.at: there is no 02:30 on 2027-03-14" in problems_of(text, BARE)[0]
