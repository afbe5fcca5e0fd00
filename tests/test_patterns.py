"""The patterns: every row of the sources' year plans stands in its month, whatever the year and whatever is closed.

A table's line is a row of the sources, a month of the school year and the entries that answer the row. A series of
months (`april or may`) is written where the row follows a session at the end of a month.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from cop_plan.base import errors, files
from cop_plan.dates import phrases, workdays
from cop_plan.definition import community, load, nodes
from cop_plan.schedule import timeline

PATTERNS = files.PACKAGE / "patterns"
NAMES = load.SHIPPED_PATTERNS
YEARS = range(2024, 2041)
CALENDARS: Mapping[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "data" / "school_calendars.yaml").read_text(encoding="utf-8")
)


class Row(NamedTuple):
    """A row of a source: the months in which its entries stand."""

    id: str
    pattern: str
    months: tuple[str, ...]
    entries: tuple[str, ...]


def _table(pattern: str, text: str) -> tuple[Row, ...]:
    rows = []
    for line in text.strip().splitlines():
        row, months, entries = (cell.strip() for cell in line.split("|"))
        rows.append(Row(row, pattern, tuple(months.split(" or ")), tuple(entries.split())))
    return tuple(rows)


SIX_PARTS = ("develop-guide", "distribute-guide", "post-readings", "", "archive-webinar", "archive-slides")


def _six_parts(webinar: str) -> list[str]:
    """Return the entries of a webinar in the order of S0-27; the fourth part is the webinar itself."""
    return [f"{webinar}.{part}".rstrip(".") for part in SIX_PARTS]


def _webinar(row: str, month: str, name: str) -> str:
    return "\n".join(f"{row} | {month} | {part}" for part in _six_parts(name))


def _monthly(row: str, name: str, months: str) -> str:
    return "\n".join(f"{row} | {month} | {name}.{month}" for month in months.split())


S0 = _table(
    "sample-year",
    f"""
    S0-01 | april prior | identify-questions
    S0-02 | april prior | establish-purpose
    S0-03 | may prior   | detailed-plan
    S0-04 | may prior   | detailed-plan
    S0-05 | may prior   | detailed-plan
    S0-06 | may prior   | detailed-plan
    S0-07 | may prior   | detailed-plan
    S0-08 | may prior   | detailed-plan
    S0-09 | may prior   | invite-core-group invite-participants
    S0-10 | june prior  | letters-of-agreement
    S0-11 | may prior   | designate-facilitator
    S0-12 | june prior  | technology
    S0-13 | june prior  | website
    S0-14 | june prior  | website
    S0-15 | june prior  | website
    S0-16 | june prior  | website
    {_monthly("S0-17", "online-meeting", "october november december january february march april may")}
    {_monthly("S0-18", "blog", "october november december january february march april may")}
    S0-19 | august      | order-resources
    S0-20 | september   | confirm-participants
    S0-21 | september   | orientation
    S0-22 | september   | baseline-survey.develop
    S0-23 | september   | baseline-survey
    S0-24 | september   | baseline-survey.use
    S0-25 | october     | orientation-letter
    S0-26 | october     | orientation-letter
    {_webinar("S0-27", "november", "webinar-1")}
    {_webinar("S0-28", "december", "webinar-2")}
    S0-29 | january     | midyear-letter midyear-letter.research midyear-letter.blog
    {_webinar("S0-30", "february", "webinar-3")}
    {_webinar("S0-31", "march", "webinar-4")}
    S0-32 | april       | spring-letter spring-letter.blog spring-letter.templates spring-letter.products
    S0-33 | may         | wrap-up
    S0-34 | may         | success-stories
    S0-35 | may         | final-survey.develop final-survey
    S0-36 | june        | report
    S0-37 | june        | thank-members thank-jurisdictions share-results
    """,
)

S1 = _table(
    "compressed-year",
    f"""
    S1-01 | august    | identify-questions establish-purpose
    S1-02 | september | confirm-participants
    S1-03 | october   | orientation-letter
    {_webinar("S1-04", "november", "webinar-1")}
    {_webinar("S1-05", "december", "webinar-2")}
    {_webinar("S1-06", "january", "webinar-3")}
    {_webinar("S1-07", "february", "webinar-4")}
    S1-08 | march     | webinars-letter
    S1-09 | march     | webinars-letter.blog
    S1-10 | march     | webinars-letter.templates webinars-letter.products
    S1-11 | april     | wrap-up
    S1-12 | may       | report
    S1-25 | september | orientation
    {_monthly("S1-25", "online-meeting", "october november december january february march april")}
    {_monthly("S1-25", "blog", "october november december january february march april")}
    S1-30 | october   | orientation-letter.opportunities
    S1-30 | march     | webinars-letter.opportunities
    """,
)

S3 = _table(
    "half-day-meetings",
    """
    S3-49 | october             | meeting-1
    S3-49 | december            | meeting-2
    S3-49 | february            | meeting-3
    S3-50 | september           | letters-of-agreement
    S3-53 | september           | meeting-1.book-space
    S3-54 | november            | meeting-2.book-space
    S3-55 | january             | meeting-3.book-space
    S3-57 | august              | set-budget
    S3-58 | september           | set-budget.donations
    S3-59 | september           | set-budget.donations
    S3-60 | september           | set-budget.donations
    S3-61 | september           | set-budget.donations
    S3-62 | october             | meeting-1.call-for-topics
    S3-63 | october             | meeting-1.distribute-agenda
    S3-63 | december            | meeting-2.distribute-agenda
    S3-63 | february            | meeting-3.distribute-agenda
    S3-64 | october             | meeting-1.sign-in
    S3-64 | december            | meeting-2.sign-in
    S3-64 | february            | meeting-3.sign-in
    S3-65 | september           | meeting-1.book-presenters
    S3-65 | november            | meeting-2.book-presenters
    S3-65 | january             | meeting-3.book-presenters
    S3-66 | october             | meeting-1.distribute-agenda
    S3-66 | december            | meeting-2.distribute-agenda
    S3-66 | february            | meeting-3.distribute-agenda
    S3-67 | april               | field-trip
    S3-68 | march               | field-trip.find-place
    S3-69 | october             | meeting-1.follow-up
    S3-69 | december            | meeting-2.follow-up
    S3-69 | february            | meeting-3.follow-up
    S3-69 | april               | field-trip.follow-up
    S3-70 | november            | in-between.november
    S3-70 | january             | in-between.january
    S3-70 | march               | in-between.march
    S3-70 | may                 | in-between.may
    S3-71 | october             | meeting-1.post-highlights
    S3-71 | december            | meeting-2.post-highlights
    S3-71 | february            | meeting-3.post-highlights
    S3-71 | april               | field-trip.post-highlights
    S3-79 | november            | in-between.november
    S3-80 | november            | in-between.november.ask
    S3-80 | january             | in-between.january.ask
    S3-80 | march               | in-between.march.ask
    S3-80 | may                 | in-between.may.ask
    S3-81 | june                | share-results
    """,
) + _table(
    "sample-year",
    """
    S3-58 | august              | order-resources.donations
    S3-63 | september           | orientation.distribute-agenda
    S3-63 | may                 | wrap-up.distribute-agenda
    S3-64 | september           | orientation.sign-in
    S3-64 | may                 | wrap-up.sign-in
    S3-65 | august              | orientation.book-presenters
    S3-65 | april or may        | wrap-up.book-presenters
    S3-69 | september or october | orientation.follow-up
    S3-69 | november            | webinar-1.follow-up
    S3-69 | december            | webinar-2.follow-up
    S3-69 | february            | webinar-3.follow-up
    S3-69 | march               | webinar-4.follow-up
    S3-69 | may or june         | wrap-up.follow-up
    S3-70 | august              | summer-letter
    S3-71 | september or october | orientation.post-highlights
    S3-71 | october             | online-meeting.october.post-highlights
    S3-71 | may or june         | wrap-up.post-highlights
    S3-79 | january             | midyear-letter.research
    S3-81 | june                | share-results
    """,
)

# What the other sources ask of the year.
OTHERS = _table(
    "sample-year",
    """
    S1-30 | october             | orientation-letter.opportunities
    S1-30 | january             | midyear-letter.opportunities
    S1-30 | april               | spring-letter.opportunities
    S2-32 | march               | interim-evidence
    S2-43 | may                 | reflection
    S4-05 | may                 | commitment
    S4-16 | february            | discuss-capacity-building
    S4-16 | april               | discuss-capacity-building.again
    S4-20 | june                | share-results.make-resources
    S4-25 | june                | thank-jurisdictions
    """,
) + _table(
    "compressed-year",
    """
    S2-32 | march               | interim-evidence
    S4-05 | april               | commitment
    S4-16 | february            | discuss-capacity-building
    S4-16 | march               | discuss-capacity-building.again
    S4-20 | may                 | share-results.make-resources
    S4-25 | may                 | thank-jurisdictions
    """,
)

ROWS = (*S0, *S1, *S3, *OTHERS)

# Rows that ask for a field of the definition, a principle or a rule, and for no day; the tests below that name them.
NO_ENTRY = {
    "S1-13..23": "the purpose, in the definition",
    "S1-24": "test_sessions_keep_a_steady_weekday",
    "S1-26..29": "a sense of place, the sample questions and the face-to-face opportunities, in the definition",
    "S1-31": "test_the_compressed_year_has_one_follow_up_after_its_webinars",
    "S1-32": "test_the_compressed_year_begins_in_august_and_ends_in_may",
    "S3-48": "be intentional: a principle",
    "S3-51": "test_meetings_are_half_days",
    "S3-52": "time that is valuable and productive: a principle",
    "S3-56": "test_meetings_can_be_joined_from_afar",
}

# The difference table of the two sample plans. Where a source lost a row, the compressed month is inferred.
DIFFERENCES = (
    ("establish-purpose", "april prior", "august"),
    ("detailed-plan", "may prior", "august"),
    ("invite-participants", "may prior", "august"),
    ("letters-of-agreement", "june prior", "september"),
    ("designate-facilitator", "may prior", "august"),
    ("technology", "june prior", "august"),
    ("website", "june prior", "august"),
    ("order-resources", "august", "august"),
    ("confirm-participants", "september", "september"),
    ("orientation", "september", "september"),
    ("baseline-survey.develop", "september", "september"),
    ("baseline-survey", "september", "september"),
    ("orientation-letter", "october", "october"),
    ("webinar-1", "november", "november"),
    ("webinar-2", "december", "december"),
    ("webinar-3", "february", "january"),
    ("webinar-4", "march", "february"),
    ("midyear-letter", "january", None),
    ("spring-letter", "april", None),
    ("webinars-letter", None, "march"),
    ("wrap-up", "may", "april"),
    ("success-stories", "may", "april"),
    ("final-survey", "may", "april"),
    ("report", "june", "may"),
    ("thank-members", "june", "may"),
    ("thank-jurisdictions", "june", "may"),
    ("share-results", "june", "may"),
)

# S0-R5. Those of one line may stand in any order among themselves; the same day is in order.
ORDER = """
    establish-purpose
    detailed-plan
    invite-participants
    letters-of-agreement
    confirm-participants
    orientation
    baseline-survey
    webinar-1
    webinar-2
    webinar-3
    webinar-4
    success-stories
    wrap-up
    final-survey
    report
    thank-members thank-jurisdictions
    share-results
"""
SAMPLE_PLANS = ("sample-year", "compressed-year")
FROM_AUGUST = tuple(name for name in NAMES if name != "calendar-year")
WEBINARS = ("webinar-1", "webinar-2", "webinar-3", "webinar-4")

# What the pattern counts in working days, or a week, from another entry is far if closures push it further than this.
FAR_DAYS = 14


class Year(NamedTuple):
    """A dated year and the days on which it was dated."""

    dated: timeline.Timeline
    open_days: workdays.Workdays
    entries: Mapping[str, timeline.Entry]

    def day(self, entry_id: str) -> date:
        return self.entries[entry_id].day

    def why(self, entry_id: str) -> timeline.Reason:
        reason = self.entries[entry_id].reason
        assert reason is not None, "an expanded entry has its reason"
        return reason

    def months(self, months: Iterable[str]) -> set[tuple[int, int]]:
        return {self.dated.community.year.month(phrases.parse_month(month)) for month in months}

    def strays(self, row: Row) -> list[str]:
        """Return the entries of a row that are missing or in another month."""
        return [
            entry_id
            for entry_id in row.entries
            if entry_id not in self.entries
            or (self.day(entry_id).year, self.day(entry_id).month) not in self.months(row.months)
        ]


# The tables of holidays are the slow part: each is made once.
@functools.cache
def _holidays(region: str, calendar_years: range) -> workdays.Holidays:
    return workdays.holidays_of(region, calendar_years, "en-CA")


def _expand(definition: str) -> Year:
    shelf = files.DefinitionFiles(PATTERNS / "community.yaml", nodes.MAX_BYTES)
    loaded = load.community(definition.encode(), "community.yaml", shelf)
    year = loaded.community.year
    open_days = timeline.workdays_of(
        loaded.community, _holidays(loaded.community.region or "CA-AB", year.calendar_years)
    )
    try:
        dated = timeline.expand(loaded.community, open_days, loaded.is_own)
    except errors.ValueProblems as wrong:
        raise loaded.problems(wrong.value_problems) from None
    return Year(dated, open_days, {entry.id: entry for entry in dated.entries})


@functools.cache
def _bare(pattern: str, first_year: int) -> Year:
    return _expand(f"""
name: Readers
year: {first_year + 1 if pattern == "calendar-year" else f"{first_year}-{first_year + 1}"}
timezone: America/Edmonton
region: CA-AB
pattern: {pattern}
""")


@functools.cache
def _with_closures(pattern: str, calendar: str) -> Year:
    about = CALENDARS[calendar]
    definition = {"name": "Readers", "pattern": pattern} | {
        key: about[key] for key in ("year", "timezone", "region", "closures")
    }
    return _expand(yaml.safe_dump(definition, sort_keys=False))


def _all_years(pattern: str) -> Iterator[Year]:
    return (_bare(pattern, first_year) for first_year in YEARS)


def _row_id(row: Row) -> str:
    return f"{row.id}-{row.pattern}-{'-'.join(row.entries)}"


def _rows(source: str, last: int, first: int = 1) -> set[str]:
    return {f"{source}-{number:02}" for number in range(first, last + 1)}


def _without_entry() -> set[str]:
    rows = set()
    for written in NO_ENTRY:
        source, first, last = re.fullmatch(r"(S\d)-(\d+)(?:\.\.(\d+))?", written).groups()  # type: ignore[union-attr]
        rows |= _rows(source, int(last or first), int(first))
    return rows


@pytest.mark.parametrize("row", ROWS, ids=_row_id)
def test_every_row_of_the_sources_is_in_its_month(row: Row) -> None:
    strays = {first_year: _bare(row.pattern, first_year).strays(row) for first_year in YEARS}
    assert {first_year: stray for first_year, stray in strays.items() if stray} == {}


def test_the_tables_have_every_row_of_the_full_plan() -> None:
    assert {row.id for row in S0} == _rows("S0", 37)


def test_the_tables_have_every_row_of_the_compressed_plan_or_say_where_it_is() -> None:
    assert {row.id for row in S1} ^ {row for row in _without_entry() if row.startswith("S1")} == _rows("S1", 32)


def test_the_tables_have_every_practical_rule_or_say_where_it_is() -> None:
    asked = _rows("S3", 71, 48) | _rows("S3", 81, 79)
    in_half_days = {row.id for row in S3 if row.pattern == "half-day-meetings"}
    assert in_half_days ^ {row for row in _without_entry() if row.startswith("S3")} == asked


def test_the_tests_that_stand_for_a_row_are_there() -> None:
    named = {where for where in NO_ENTRY.values() if where.startswith("test_")}
    assert named <= globals().keys()


@pytest.mark.parametrize(
    ("entry_id", "full", "compressed"), DIFFERENCES, ids=[entry_id for entry_id, _, _ in DIFFERENCES]
)
def test_the_two_sample_plans_differ_as_the_sources_do(entry_id: str, full: str | None, compressed: str | None) -> None:
    for pattern, month in zip(SAMPLE_PLANS, (full, compressed), strict=True):
        for year in _all_years(pattern):
            if month is None:
                assert entry_id not in year.entries
            else:
                assert not year.strays(Row("", pattern, (month,), (entry_id,)))


@pytest.mark.parametrize(
    ("pattern", "entry_id", "words"),
    [
        ("sample-year", "detailed-plan", "activities outcomes timelines reporting budget"),
        ("sample-year", "website", "develop license"),
        ("sample-year", "orientation-letter", "schedule webinars survey results roll-up"),
        ("sample-year", "midyear-letter", "webinars 1 2 recent posts invitation website"),
        ("sample-year", "midyear-letter.research", "upload describe research"),
        ("sample-year", "midyear-letter.blog", "blog related topic"),
        ("sample-year", "spring-letter", "webinars 3 4 information wrap-up"),
        ("sample-year", "spring-letter.blog", "blog related topic"),
        ("sample-year", "blog.october", "moderated blog"),
        ("sample-year", "report", "sponsor partners"),
        ("sample-year", "thank-members", "thank copy principals"),
        ("sample-year", "thank-jurisdictions", "schools jurisdictions thank"),
        ("sample-year", "share-results", "created learned website"),
        ("sample-year", "interim-evidence", "interim"),
        ("compressed-year", "orientation-letter", "schedule webinars survey results roll-up"),
        ("compressed-year", "webinars-letter", "four webinars information wrap-up"),
        ("half-day-meetings", "identify-facilitator", "facilitator co-facilitator"),
        ("half-day-meetings", "meeting-1.book-space", "free rent parking"),
        ("half-day-meetings", "set-budget.donations", "prizes incentives presenters"),
        ("half-day-meetings", "in-between.november.ask", "resource use"),
    ],
)
def test_a_title_names_what_the_source_asks_for(pattern: str, entry_id: str, words: str) -> None:
    title = _bare(pattern, 2026).entries[entry_id].title.casefold()
    assert [word for word in words.split() if word not in title] == []


def test_the_website_holds_information_and_webinars_and_lets_participants_write() -> None:
    notes = _bare("sample-year", 2026).entries["website"].notes or ""
    assert [word for word in ("information", "webinars", "participants write") if word not in notes] == []


def test_orientation_is_in_late_september_or_early_october() -> None:
    for pattern in SAMPLE_PLANS:
        for year in _all_years(pattern):
            first_year = year.dated.community.year.first_year
            assert date(first_year, 9, 21) <= year.day("orientation") <= date(first_year, 10, 10)


def test_wrap_up_is_at_the_end_of_may_or_the_beginning_of_june() -> None:
    for year in _all_years("sample-year"):
        last_year = year.dated.community.year.last.year
        assert date(last_year, 5, 25) <= year.day("wrap-up") <= date(last_year, 6, 7)


def _late_guides(year: Year) -> list[str]:
    """Return the webinars whose guide goes out on neither the day a week before nor the working day before that."""
    late = []
    for webinar in WEBINARS:
        guide = f"{webinar}.distribute-guide"
        why = year.why(guide)
        week_before = year.day(webinar) - timedelta(days=7)
        closed_by = year.open_days.why_closed(week_before)
        due = week_before if closed_by is None else year.open_days.step(week_before, -1)
        told = (why.moved_from, why.closed_by) == (week_before if closed_by else None, closed_by)
        if year.day(guide) != due or not told:
            late.append(guide)
    return late


@pytest.mark.parametrize("pattern", SAMPLE_PLANS)
def test_a_guide_goes_out_a_week_before_its_webinar_or_on_the_working_day_before_that(pattern: str) -> None:
    assert [guide for year in _all_years(pattern) for guide in _late_guides(year)] == []


@pytest.mark.parametrize("pattern", SAMPLE_PLANS)
def test_the_six_parts_of_a_webinar_are_in_order_and_its_guide_is_made_before_it_goes_out(pattern: str) -> None:
    for year in _all_years(pattern):
        for webinar in WEBINARS:
            days = [year.day(part) for part in _six_parts(webinar)]
            assert days == sorted(days)
            assert days[0] < days[1]


@pytest.mark.parametrize("pattern", [*SAMPLE_PLANS, "calendar-year"])
def test_the_template_for_stories_is_sent_two_weeks_before_they_are_collected(pattern: str) -> None:
    letter = "webinars-letter" if pattern == "compressed-year" else "spring-letter"
    for year in _all_years(pattern):
        assert year.day("success-stories") - year.day(f"{letter}.templates") >= timedelta(weeks=2)


@pytest.mark.parametrize("pattern", NAMES)
def test_members_have_three_days_for_their_letter_before_they_are_reminded(pattern: str) -> None:
    for year in _all_years(pattern):
        letters = "letters-of-agreement"
        assert year.day(f"{letters}.remind") - year.day(f"{letters}.send") >= timedelta(days=3)
        assert year.day(f"{letters}.remind") < year.day(letters)


@pytest.mark.parametrize("pattern", SAMPLE_PLANS)
def test_survey_1_is_there_before_orientation_and_read_before_the_october_letter(pattern: str) -> None:
    for year in _all_years(pattern):
        assert year.day("baseline-survey.develop") < year.day("orientation") == year.day("baseline-survey")
        assert year.day("baseline-survey") < year.day("baseline-survey.use") < year.day("orientation-letter")


def test_every_two_webinars_of_the_full_plan_are_followed_up() -> None:
    for year in _all_years("sample-year"):
        assert year.day("webinar-2") < year.day("midyear-letter") < year.day("webinar-3")
        assert year.day("webinar-4") < year.day("spring-letter") < year.day("wrap-up")


def test_the_compressed_year_has_one_follow_up_after_its_webinars() -> None:
    for year in _all_years("compressed-year"):
        letters = [entry.id for entry in year.dated.entries if entry.document == "webinars-letter"]
        assert letters == ["webinars-letter"]
        assert year.day("webinar-4") < year.day("webinars-letter") < year.day("wrap-up")


def test_the_compressed_year_begins_in_august_and_ends_in_may() -> None:
    for year in _all_years("compressed-year"):
        first, last = year.dated.entries[0].day, year.dated.entries[-1].day
        assert [(first.year, first.month), (last.year, last.month)] == sorted(year.months(("august", "may")))


def _out_of_order(year: Year) -> list[str]:
    """Return the entries that stand before one that S0-R5 puts before them."""
    wrong, latest = [], date.min
    for line in ORDER.split("\n"):
        names = line.split()
        wrong += [name for name in names if year.day(name) < latest]
        latest = max((year.day(name) for name in names), default=latest)
    return wrong


@pytest.mark.parametrize("pattern", SAMPLE_PLANS)
def test_a_sample_plan_keeps_the_order_of_its_source(pattern: str) -> None:
    assert [name for year in _all_years(pattern) for name in _out_of_order(year)] == []


@pytest.mark.parametrize("pattern", SAMPLE_PLANS)
def test_sessions_keep_a_steady_weekday(pattern: str) -> None:
    for year in _all_years(pattern):
        weekdays = {(entry.kind, phrases.WEEKDAYS[entry.day.weekday()]) for entry in year.dated.sessions}
        assert weekdays == {("gathering", "tuesday"), ("webinar", "tuesday"), ("online-meeting", "wednesday")}


def test_half_day_meetings_are_two_to_four_and_every_other_one_is_mandatory() -> None:
    for year in _all_years("half-day-meetings"):
        attendance = [entry.attendance for entry in year.dated.sessions if entry.kind == "gathering"]
        assert attendance == ["mandatory", "optional", "mandatory"]


def test_meetings_are_half_days() -> None:
    sessions = _bare("half-day-meetings", 2026).dated.sessions
    assert {entry.minutes for entry in sessions} == {180}


def test_meetings_can_be_joined_from_afar() -> None:
    sessions = _bare("half-day-meetings", 2026).dated.sessions
    assert all(entry.virtual_option for entry in sessions if entry.kind == "gathering")


def _unexplained(year: Year) -> list[str]:
    """Return the entries whose day is closed, and those that do not say rightly why they moved."""
    return [entry.id for entry in year.dated.entries if not _is_explained(year, entry.id)]


def _is_explained(year: Year, entry_id: str) -> bool:
    why = year.why(entry_id)
    if not year.open_days.is_open(year.day(entry_id)):
        return False
    if why.moved_from is None:
        return why.moved_to is None and why.closed_by is None
    closed_by = year.open_days.why_closed(why.moved_from)
    return closed_by is not None and (why.moved_to, why.closed_by) == (year.day(entry_id), closed_by)


@pytest.mark.parametrize("pattern", NAMES)
def test_every_entry_stands_on_an_open_day_and_says_why_it_moved(pattern: str) -> None:
    assert [entry_id for year in _all_years(pattern) for entry_id in _unexplained(year)] == []


def _out_of_window(year: Year) -> list[str]:
    """Return the activities outside the window that their source gives."""
    wrong = []
    for name, activity in year.dated.community.activities.items():
        if activity.expected:
            window = year.dated.community.year.window(activity.expected)
            if not window.first <= year.day(name) <= window.last:
                wrong.append(name)
    return wrong


@pytest.mark.parametrize("pattern", NAMES)
def test_every_activity_stands_in_the_window_that_its_source_gives(pattern: str) -> None:
    assert [name for year in _all_years(pattern) for name in _out_of_window(year)] == []


@pytest.mark.parametrize("pattern", NAMES)
def test_a_definition_of_few_lines_becomes_a_year_of_at_least_45_entries(pattern: str) -> None:
    assert len(_bare(pattern, 2026).entries) >= 45


@pytest.mark.parametrize("pattern", NAMES)
def test_no_title_is_used_for_two_activities(pattern: str) -> None:
    activities = _bare(pattern, 2026).dated.community.activities.values()
    titles = [title for activity in activities for title in _titles(activity)]
    assert sorted(titles) == sorted(set(titles))


def _titles(activity: community.Activity) -> list[str]:
    """Return an activity's title, and each step's within it."""
    return [
        activity.title or "",
        *(f"{activity.title}: {step.title}" for step in activity.steps.values()),
    ]


def _sections(name: str, below: str) -> dict[str, str]:
    """Return the text of each part of a pattern's file that stands right below a key, with its comments."""
    text = (PATTERNS / f"{name}.yaml").read_text(encoding="utf-8")
    _, _, text = text.partition(f"\n{below}:\n")
    text = re.split(r"^\S", text, maxsplit=1, flags=re.M)[0]
    found = re.split(r"^  ([a-z0-9-]+):", text, flags=re.M)[1:]
    return dict(zip(found[::2], found[1::2], strict=True))


@pytest.mark.parametrize("name", [*NAMES, "kinds"])
def test_every_pattern_names_its_source(name: str) -> None:
    assert re.match(
        r"(ours, after )?S\d", yaml.safe_load((PATTERNS / f"{name}.yaml").read_text(encoding="utf-8"))["source"]
    )


@pytest.mark.parametrize(("name", "below"), [*((name, "activities") for name in FROM_AUGUST), ("kinds", "kinds")])
def test_every_activity_and_every_kind_names_its_source_beside_its_name(name: str, below: str) -> None:
    sections = _sections(name, below)
    assert set(sections) == set(yaml.safe_load((PATTERNS / f"{name}.yaml").read_text(encoding="utf-8"))[below])
    first_lines = {part: text.split("\n")[0] for part, text in sections.items()}
    assert [part for part, line in first_lines.items() if not re.search(r"# S[0-4](-R?\d\d?)?\b", line)] == []


# What a person reads of a year: who sees to what, in which order, under which title.


@pytest.mark.parametrize("pattern", NAMES)
def test_principals_are_told_before_anybody_signs_and_letters_are_sent_before_they_are_collected(pattern: str) -> None:
    letters = [
        *("invite-participants", "invite-participants.replies", "letters-of-agreement.brief-principals"),
        *("letters-of-agreement.send", "letters-of-agreement.remind", "letters-of-agreement"),
    ]
    for year in _all_years(pattern):
        days = [year.day(name) for name in letters]
        assert days == sorted(set(days)), (pattern, days)


def test_the_compressed_year_invites_in_the_last_week_of_august() -> None:
    assert {year.day("invite-participants").day for year in _all_years("compressed-year")} <= set(range(25, 32))


@pytest.mark.parametrize("pattern", NAMES)
def test_nothing_belongs_to_nobody(pattern: str) -> None:
    owners = {entry.owner for year in _all_years(pattern) for entry in year.dated.entries}
    assert owners == {"facilitator"}  # a bare definition names nobody, and so the facilitator sees to it all


@pytest.mark.parametrize("pattern", NAMES)
def test_who_holds_a_role_sees_to_what_it_is_for(pattern: str) -> None:
    year = _expand(f"""
name: Readers
year: {2027 if pattern == "calendar-year" else "2026-2027"}
timezone: America/Edmonton
region: CA-AB
pattern: {pattern}
leadership: {{facilitator: Ana, co_facilitator: Bo, core_group: [Cy]}}
sponsor: {{organization: The Board, contact: Di}}
meetings: {{blog_moderator: Ed}}
""")
    owners = {entry.owner for entry in year.dated.entries}
    moderated = set() if pattern == "half-day-meetings" else {"Ed"}
    assert owners == {"facilitator", "co-facilitator", "core group", "sponsor", *moderated}


@pytest.mark.parametrize("pattern", NAMES)
def test_no_guide_goes_out_on_or_after_the_day_of_its_webinar(pattern: str) -> None:
    for year in _all_years(pattern):
        for entry in year.dated.entries:
            if entry.kind == "webinar":
                assert year.day(f"{entry.id}.distribute-guide") < entry.day


@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
@pytest.mark.parametrize("pattern", NAMES)
def test_titles_are_what_is_to_be_done_and_what_members_get(pattern: str, language: str) -> None:
    year = _expand(f"""
name: Readers
year: {2027 if pattern == "calendar-year" else "2026-2027"}
timezone: America/Edmonton
language: {language}
pattern: {pattern}
activities: {{showcase: yes, webinar-9: {{kind: webinar, when: 2027-02-02, presenter: tbd}}}}
""")
    finished = r"(?i)^\w+ed\b|\b(gone through|settled|booked|sent|told|written|made|done)$"
    for entry in year.dated.entries:
        if entry.is_session:
            continue
        assert language != "en-CA" or not re.search(finished, entry.title), entry.title
        assert not (language == "fr-CA" and re.match(r"\w+(tion|ment|age|oi)\b", entry.title)), entry.title
        assert not entry.is_shared or entry.kind == "showcase" or entry.title_for_members, entry.id
        session = year.entries.get(entry.parent or "")
        if session and session.is_session:
            colon = "\u00a0: " if language == "fr-CA" else ": "
            assert entry.title.startswith(session.title + colon)
            assert entry.shown_to_members.startswith(session.title + colon)


@pytest.mark.parametrize(("pattern", "trip"), [(name, "field-trip") for name in NAMES])
def test_a_field_trip_and_a_showcase_are_switched_on_by_their_names(pattern: str, trip: str) -> None:
    def year_with(activities: str) -> set[str]:
        begins = 2027 if pattern == "calendar-year" else "2026-2027"
        lines = f"name: Readers\nyear: {begins}\ntimezone: America/Edmonton\npattern: {pattern}\n"
        return set(_expand(lines + f"activities: {{{activities}}}\n").entries)

    both = year_with(f"{trip}: yes, showcase: {{when: 2027-03-20}}")
    assert {trip, f"{trip}.find-place", "showcase", "showcase.choose"} <= both
    without = year_with("showcase: no")
    assert "showcase" not in without
    assert (trip in without) == (pattern == "half-day-meetings")


def test_the_half_day_year_is_whole() -> None:
    year = _bare("half-day-meetings", 2026)
    wanted = (
        *("baseline-survey.use", "orientation-letter", "draft-guidelines", "adopt-guidelines", "review-guidelines"),
        *("discuss-capacity-building", "discuss-capacity-building.again", "success-stories", "commitment"),
        *("reflection", "report", "thank-members", "thank-members.certificates", "thank-jurisdictions"),
        *("share-results", "share-results.make-resources", "meeting-place", "field-trip"),
    )
    assert [name for name in wanted if name not in year.entries] == []


# What no phrase cures: where a real school calendar puts an entry out of its month, its window or its order, or far
# from what it counts from, and every other phrase would do more harm than it cures. Each with its reason.
EARLY_AGENDA = (
    "school is back for less than two working days before the first Wednesday of January, so the agenda goes out"
    " before the break; on the second Wednesday more meetings would move, among them November's at Remembrance Day"
)
EARLY_GUIDE = (
    "the fortnight of vacation is the two weeks before the only open Tuesday left in March, so the guide goes out"
    " before it; any other Tuesday puts the guide or the archive out of March in more years"
)
INCURABLE: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("calgary-catholic-school-district-2026-2027", "sample-year"): {
        "online-meeting.january.distribute-agenda": EARLY_AGENDA,
    },
    ("calgary-catholic-school-district-2026-2027", "compressed-year"): {
        "online-meeting.january.distribute-agenda": EARLY_AGENDA,
    },
    ("good-spirit-school-division-2025-2026", "sample-year"): {
        "online-meeting.january.distribute-agenda": EARLY_AGENDA,
    },
    ("good-spirit-school-division-2025-2026", "compressed-year"): {
        "online-meeting.january.distribute-agenda": EARLY_AGENDA,
    },
    ("sunshine-coast-school-district-2022-2023", "sample-year"): {
        "online-meeting.january.distribute-agenda": EARLY_AGENDA,
        "webinar-4.distribute-guide": EARLY_GUIDE,
    },
    ("sunshine-coast-school-district-2022-2023", "compressed-year"): {
        "online-meeting.january.distribute-agenda": EARLY_AGENDA,
    },
}


def _harmed(year: Year, pattern: str) -> set[str]:
    """Return what closures put out of its month, window or order, or far from what it counts from."""
    harmed = {entry_id for row in ROWS if row.pattern == pattern for entry_id in year.strays(row)}
    harmed.update(_out_of_window(year), _unexplained(year), _far(year))
    if pattern != "half-day-meetings":
        harmed.update(_late_guides(year), _out_of_order(year))
    return harmed


def _far(year: Year) -> Iterator[str]:
    """Yield what counts at most a week, or some working days, and stands over two weeks from what it counts from."""
    for entry in year.dated.entries:
        why = year.why(entry.id)
        form = why.phrase.form
        if why.anchor and isinstance(form, phrases.Distance):
            near = form.unit == "working day" or (form.unit, abs(form.count)) == ("week", 1)
            if near and abs(entry.day - year.day(why.anchor)).days > FAR_DAYS:
                yield entry.id


@pytest.mark.parametrize("pattern", NAMES)
def test_a_year_without_closures_has_nothing_to_cure(pattern: str) -> None:
    assert [harmed for year in _all_years(pattern) for harmed in _harmed(year, pattern)] == []


@pytest.mark.parametrize("calendar", CALENDARS)
@pytest.mark.parametrize("pattern", FROM_AUGUST)
def test_real_closures_harm_only_what_no_phrase_cures(pattern: str, calendar: str) -> None:
    assert _harmed(_with_closures(pattern, calendar), pattern) == set(INCURABLE.get((calendar, pattern), {}))


def test_what_no_phrase_cures_is_listed_for_calendars_and_patterns_that_there_are() -> None:
    assert {calendar for calendar, _ in INCURABLE} <= CALENDARS.keys()
    assert {pattern for _, pattern in INCURABLE} <= set(NAMES)


def test_a_break_that_begins_the_day_after_a_webinar_holds_up_its_archive() -> None:
    year = _expand("""
name: Readers
year: 2026-2027
timezone: America/Edmonton
region: CA-AB
pattern: sample-year
closures:
  winter-break: 2026-12-16 to 2027-01-01
""")
    late = {"webinar-2.archive-webinar", "webinar-2.archive-slides", "webinar-2.follow-up"}
    assert late <= _harmed(year, "sample-year")
    assert year.day("webinar-2.archive-webinar") == date(2027, 1, 4)


def test_a_month_without_an_open_day_for_its_session_shows_the_line_to_write() -> None:
    with pytest.raises(errors.Problems) as found:
        _expand("""
name: Readers
year: 2026-2027
timezone: America/Edmonton
region: CA-AB
pattern: sample-year
closures:
  strike: 2027-03-01 to 2027-03-31
""")
    lines = [line for problem in found.value.problems for line in problem.lines()]
    assert "    hint: write under activities:  webinar-4: {when: 2027-04-06}" in lines


# The pattern of a calendar year: the sample plan at the dates of schools whose year begins in January or February.

SHIFTED = {
    "april prior": "september prior",
    "may prior": "october prior",
    "june prior": "november prior",
    "august": "february",
    "september": "february or march",
    "november": "may",
    "december": "may or june",
    "january": "june",
    "february": "august",
    "march": "september",
    "april": "september",  # before the break: stories are collected soon after it
    "may": "october",
    "june": "november",
}


@pytest.mark.parametrize("row", [row for row in S0 if row.id not in ("S0-17", "S0-18")], ids=_row_id)
def test_every_row_of_the_full_plan_is_in_its_month_of_a_calendar_year(row: Row) -> None:
    months = " or ".join(SHIFTED.get(month, "march or april") for month in row.months)
    moved = row._replace(pattern="calendar-year", months=tuple(months.split(" or ")))
    strays = {first_year: _bare("calendar-year", first_year).strays(moved) for first_year in YEARS}
    assert {first_year: stray for first_year, stray in strays.items() if stray} == {}


def test_a_calendar_year_has_the_activities_of_the_sample_year() -> None:
    calendar, sample = (_bare(pattern, 2026).dated.community.activities for pattern in ("calendar-year", "sample-year"))
    assert calendar.keys() == sample.keys()


# Sources: the pages of term dates of New Zealand's Ministry of Education, of the Departments of Education of Victoria,
# New South Wales and Queensland, and of South Africa's Department of Basic Education.
BREAKS_OF_2026 = """
    Pacific/Auckland    | NZ-AUK | 2026-04-03 to 2026-04-19 | 2026-07-04 to 2026-07-19 | 2026-09-26 to 2026-10-11
    Australia/Melbourne | AU-VIC | 2026-04-03 to 2026-04-19 | 2026-06-27 to 2026-07-12 | 2026-09-19 to 2026-10-04
    Australia/Sydney    | AU-NSW | 2026-04-03 to 2026-04-21 | 2026-07-04 to 2026-07-20 | 2026-09-26 to 2026-10-12
    Australia/Brisbane  | AU-QLD | 2026-04-03 to 2026-04-19 | 2026-06-27 to 2026-07-12 | 2026-09-19 to 2026-10-05
    Africa/Johannesburg | ZA     | 2026-03-28 to 2026-04-07 | 2026-06-27 to 2026-07-20 | 2026-09-24 to 2026-10-05
"""


@pytest.mark.parametrize("line", BREAKS_OF_2026.strip().splitlines(), ids=lambda line: line.split()[2])
def test_the_calendar_year_holds_around_the_breaks_of_real_schools(line: str) -> None:
    zone, region, first, second, third = (cell.strip() for cell in line.split("|"))
    year = _expand(f"""
name: Southern readers
year: 2026
timezone: {zone}
region: {region}
pattern: calendar-year
closures: {{autumn: {first}, winter: {second}, spring: {third}}}
""")
    assert _harmed(year, "calendar-year") == set()
    assert {entry.day.month for entry in year.dated.sessions} == {3, 5, 6, 8, 9, 10}
