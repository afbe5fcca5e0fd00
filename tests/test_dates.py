"""The language of dates: what each phrase means, and where its day moves if it is closed."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cop_plan.base import errors
from cop_plan.dates import phrases, workdays
from cop_plan.dates.phrases import Distance, Fixed, Middle, Month, NthWeekday, NthWorkingDay, SameDay
from cop_plan.dates.vocabulary import ENGLISH, FRENCH
from cop_plan.dates.workdays import Closed, ClosedSpan, Holidays, Workdays

EXAMPLES = settings(max_examples=80, derandomize=True)

YEAR = phrases.SchoolYear(2026)
WEEKENDS = Workdays()
ALBERTA = Workdays(workdays.holidays_of("CA-AB", YEAR.calendar_years, "en-CA"))


def resolved(phrase: str, anchor: date | None = None, open_days: Workdays = ALBERTA) -> date:
    """Return the day that a phrase says for 2026-2027, before it moves."""
    return phrases.resolve(phrases.parse(phrase).form, YEAR, open_days, anchor)


def settled(
    phrase: str, when_closed: phrases.WhenClosed, anchor: date | None = None, closed: tuple[ClosedSpan, ...] = ()
) -> phrases.Settled:
    """Return where the day of a phrase stands in Alberta in 2026-2027."""
    open_days = Workdays(ALBERTA.holidays, closed)
    form = phrases.parse(phrase).form
    return phrases.settle(phrases.resolve(form, YEAR, open_days, anchor), form, when_closed, open_days)


def refusal(text: str, parse: Callable[[str], object] = phrases.parse) -> phrases.Unclear:
    with pytest.raises(phrases.Unclear) as unclear:
        parse(text)
    return unclear.value


# What people write, for the properties.

MONTHS = st.builds(Month, st.integers(1, 12), st.one_of(st.sampled_from(["this", "prior", "next"]), st.just(2026)))
NAMES = st.from_regex(r"[a-z]{1,8}(-[a-z0-9]{1,4}){0,2}(\.[a-z]{1,6}(-[0-9])?){0,2}", fullmatch=True)
FORMS: st.SearchStrategy[phrases.Form] = st.one_of(
    st.builds(Fixed, st.dates()),
    st.builds(NthWeekday, st.sampled_from([1, 2, 3, 4, 5, -1]), st.integers(0, 6), st.none() | MONTHS),
    st.builds(NthWorkingDay, st.sampled_from([*range(1, 24), -1]), st.none() | MONTHS),
    st.builds(Middle, st.none() | MONTHS),
    st.builds(
        Distance,
        st.integers(1, phrases.LONGEST_DISTANCE) | st.integers(-phrases.LONGEST_DISTANCE, -1),
        st.sampled_from(phrases.UNITS),
        st.none() | NAMES,
    ),
    st.builds(SameDay, st.none() | NAMES),
)
ORDINALS = {number: word for word, number in ENGLISH.ordinals.items()}
NUMBERS = {number: word for word, number in ENGLISH.numbers.items() if word not in ("a", "an")}


def digits_with_suffix(nth: int) -> str:
    return f"{nth}{'th' if 10 < nth < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(nth % 10, 'th')}"


@st.composite
def written(draw: st.DrawFn, form: phrases.Form) -> str:
    """A form in one of the ways in which a person may write it."""

    def one_of(*ways: str) -> str:
        return draw(st.sampled_from(ways))

    def of(month: Month | None) -> str:
        if month is None:
            return ""
        return f" of {phrases.MONTHS[month.number - 1]}" + ("" if month.of == "this" else f" {month.of}")

    def ordinal(nth: int) -> str:
        return one_of(*([digits_with_suffix(nth)] if nth > 0 else []), *([ORDINALS[nth]] if nth in ORDINALS else []))

    match form:
        case Fixed(day):
            text = day.isoformat()
        case NthWeekday(nth, weekday, month):
            text = f"{ordinal(nth)} {phrases.WEEKDAYS[weekday]}{of(month)}"
        case NthWorkingDay(nth, month):
            part = {1: ["start"], -1: ["end"]}.get(nth, [])
            text = one_of(f"{ordinal(nth)} working day", *part) + of(month)
        case Middle(month):
            text = f"middle{of(month)}"
        case Distance(count, unit, anchor):
            number = one_of(
                str(abs(count)),
                *([NUMBERS[abs(count)]] if abs(count) in NUMBERS else []),
                *(["a"] if abs(count) == 1 else []),
            )
            direction = "before" if count < 0 else "after"
            text = f"{number} {unit}{one_of('', 's')} {direction} {anchor or ''}"
        case SameDay(anchor):
            text = f"same day as {anchor}" if anchor else "same day"
    text = one_of(text, text.upper(), text.title())
    gap = one_of(" ", "  ", "\t")
    return one_of("", " ") + gap.join(text.split()) + one_of("", " ")


# The table of forms.


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        pytest.param("2026-09-29", date(2026, 9, 29), id="a date"),
        pytest.param("first monday of april prior", date(2026, 4, 6), id="first weekday"),
        pytest.param("last tuesday of september", date(2026, 9, 29), id="last weekday"),
        pytest.param("2nd wednesday of march", date(2027, 3, 10), id="weekday by digit"),
        pytest.param("fifth monday of november", date(2026, 11, 30), id="fifth weekday"),
        pytest.param("first working day of june", date(2027, 6, 1), id="first working day"),
        pytest.param("first working day of january", date(2027, 1, 4), id="first working day after a holiday"),
        pytest.param("last working day of january", date(2027, 1, 29), id="last working day"),
        pytest.param("3rd working day of october", date(2026, 10, 5), id="third working day"),
        pytest.param("start of june", date(2027, 6, 1), id="start"),
        pytest.param("start of august", date(2026, 8, 4), id="start after weekend and holiday"),
        pytest.param("end of may", date(2027, 5, 31), id="end"),
        pytest.param("end of october", date(2026, 10, 30), id="end before a weekend"),
        pytest.param("middle of october", date(2026, 10, 15), id="middle"),
        pytest.param("middle of august", date(2026, 8, 14), id="middle on a saturday"),
        pytest.param("middle of november", date(2026, 11, 16), id="middle on a sunday"),
    ],
)
def test_a_phrase_means_its_day(phrase: str, day: date) -> None:
    assert resolved(phrase) == day


@pytest.mark.parametrize(
    ("phrase", "anchor", "day"),
    [
        pytest.param("1 week before webinar-1", date(2026, 11, 17), date(2026, 11, 10), id="week before"),
        pytest.param("4 weeks after webinar-1", date(2026, 11, 17), date(2026, 12, 15), id="weeks after"),
        pytest.param("three working days after orientation", date(2026, 9, 29), date(2026, 10, 5), id="working days"),
        pytest.param("1 working day before webinar-1", date(2026, 11, 16), date(2026, 11, 13), id="working day before"),
        pytest.param("a month before wrap-up", date(2027, 5, 25), date(2027, 4, 25), id="month before"),
        pytest.param("a month before wrap-up", date(2027, 5, 31), date(2027, 4, 30), id="month before a 31st"),
        pytest.param("two days after orientation", date(2026, 9, 29), date(2026, 10, 1), id="days after"),
        pytest.param("same day as orientation", date(2026, 9, 29), date(2026, 9, 29), id="same day"),
    ],
)
def test_a_distance_is_counted_from_its_anchor(phrase: str, anchor: date, day: date) -> None:
    assert resolved(phrase, anchor) == day


def test_of_two_days_equally_near_to_the_middle_the_earlier_is_taken() -> None:
    # 15 November 2026 is a Sunday: with Monday closed, Friday and Tuesday are two days away.
    closed = Workdays(closures=(ClosedSpan("Break", date(2026, 11, 16), date(2026, 11, 16)),))
    assert resolved("middle of november", open_days=closed) == date(2026, 11, 13)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("1st friday of may", "first friday of may", id="ordinal"),
        pytest.param("2 weeks before x", "two weeks before x", id="number"),
        pytest.param("1 week before x", "a week before x", id="a"),
        pytest.param("LAST Tuesday OF September", "last tuesday of september", id="case"),
        pytest.param("  last   tuesday\tof september ", "last tuesday of september", id="spaces"),
        pytest.param("start of june", "first working day of june", id="start"),
        pytest.param("end of june", "last working day of june", id="end"),
        pytest.param("1 weeks before x", "1 week before x", id="plural"),
        pytest.param("1 week before Webinar-1", "1 week before webinar-1", id="case of a name"),
    ],
)
def test_two_ways_to_write_it_mean_the_same(one: str, other: str) -> None:
    assert phrases.parse(one).form == phrases.parse(other).form


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        pytest.param("first monday of august", date(2026, 8, 3), id="first month"),
        pytest.param("first monday of july", date(2027, 7, 5), id="last month"),
        pytest.param("first monday of august prior", date(2025, 8, 4), id="first month prior"),
        pytest.param("first monday of april prior", date(2026, 4, 6), id="spring prior"),
        pytest.param("first monday of august next", date(2027, 8, 2), id="first month next"),
        pytest.param("first monday of april next", date(2028, 4, 3), id="spring next"),
        pytest.param("first monday of april 2026", date(2026, 4, 6), id="explicit"),
    ],
)
def test_a_month_belongs_to_the_school_year(phrase: str, day: date) -> None:
    assert resolved(phrase) == day


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        pytest.param("first monday of january", date(2027, 1, 4), id="first month"),
        pytest.param("first monday of december", date(2027, 12, 6), id="last month"),
        pytest.param("first monday of december prior", date(2026, 12, 7), id="prior"),
        pytest.param("first monday of january next", date(2028, 1, 3), id="next"),
    ],
)
def test_a_school_year_may_begin_in_january(phrase: str, day: date) -> None:
    year = phrases.SchoolYear(2027, begins=1)
    assert phrases.resolve(phrases.parse(phrase).form, year, WEEKENDS) == day


def test_a_fifth_weekday_that_the_month_does_not_have_is_no_day() -> None:
    with pytest.raises(phrases.NoSuchDay, match="February 2027 has only four Mondays"):
        resolved("fifth monday of february")


def test_for_a_fifth_weekday_that_is_not_there_the_last_one_is_proposed() -> None:
    with pytest.raises(phrases.NoSuchDay) as none:
        resolved("fifth monday of february")
    assert none.value.nearby == date(2027, 2, 22)


def test_a_working_day_that_the_month_does_not_have_is_no_day() -> None:
    with pytest.raises(phrases.NoSuchDay, match="February 2027 has 19 working days"):
        resolved("20th working day of february")


@pytest.mark.parametrize("phrase", ["first working day of july", "end of july", "middle of july"])
def test_a_month_without_a_working_day_has_none_of_them(phrase: str) -> None:
    closed = Workdays(closures=(ClosedSpan("Summer", date(2027, 7, 1), date(2027, 7, 31)),))
    with pytest.raises(phrases.NoSuchDay, match="July 2027 has no working days"):
        resolved(phrase, open_days=closed)


# In a step and in a series.


@pytest.mark.parametrize("phrase", ["1 week before", "same day", "three working days after"])
def test_a_step_may_leave_out_the_name(phrase: str) -> None:
    parsed = phrases.parse(phrase)
    assert parsed.is_anchored
    assert parsed.anchor is None


@pytest.mark.parametrize("phrase", ["first wednesday", "last working day", "middle", "start"])
def test_a_series_names_no_month(phrase: str) -> None:
    assert phrases.parse(phrase).lacks_month


def test_a_month_of_a_series_is_put_into_its_phrase() -> None:
    october = phrases.parse("first wednesday").in_month(phrases.parse_month("october"))
    assert october.form == phrases.parse("first wednesday of october").form


# What is refused, and where.


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        pytest.param("29/09/2026", "write 2026-09-29", id="slashes"),
        pytest.param("29.09.2026", "write 2026-09-29", id="dots"),
        pytest.param("2026/09/29", "write 2026-09-29", id="year first"),
        pytest.param("9/29/26", "write 2026-09-29", id="short year"),
        pytest.param("2026-9-29", "write 2026-09-29", id="no zero"),
    ],
)
def test_another_way_to_write_a_date_is_refused_with_a_hint(text: str, hint: str) -> None:
    assert refusal(text).hint == hint


def test_a_date_that_can_be_read_in_two_ways_is_not_guessed() -> None:
    assert refusal("03/04/2027").hint == "write 2027-03-04 or 2027-04-03"


def test_a_day_that_is_not_in_the_calendar_is_refused() -> None:
    assert refusal("2027-02-29").message == "there is no 2027-02-29 in the calendar"


@pytest.mark.parametrize(
    ("phrase", "message", "hint", "wrong"),
    [
        pytest.param(
            "third tuesday of febuary",
            "no month is called 'febuary'",
            "did you mean 'february'?",
            "febuary",
            id="month",
        ),
        pytest.param(
            "third tuesday of Febuary",
            "no month is called 'Febuary'",
            "did you mean 'february'?",
            "Febuary",
            id="month with a capital",
        ),
        pytest.param(
            "third teusday of may", "no weekday is called 'teusday'", "did you mean 'tuesday'?", "teusday", id="weekday"
        ),
        pytest.param(
            "first working tuesday",
            "no weekday is called 'working'",
            "did you mean 'working day'?",
            "working",
            id="working weekday",
        ),
        pytest.param(
            "thrid tuesday of may", "no phrase begins with 'thrid'", "did you mean 'third'?", "thrid", id="ordinal"
        ),
        pytest.param(
            "Tuesday",
            "'Tuesday' alone is not a day",
            "say which one: 'first tuesday of october'",
            "Tuesday",
            id="weekday alone",
        ),
        pytest.param("3 weaks before x", "'weaks' is no unit of distance", "did you mean 'weeks'?", "weaks", id="unit"),
        pytest.param(
            "3 weeks befor x",
            "'befor' is neither 'before' nor 'after'",
            "did you mean 'before'?",
            "befor",
            id="direction",
        ),
        pytest.param(
            "same day orientation",
            "'as' is missing before 'orientation'",
            "write 'same day as orientation'",
            "orientation",
            id="as",
        ),
        pytest.param(
            "last tuesday september",
            "'of' is missing before 'september'",
            "write 'last tuesday of september'",
            "september",
            id="of",
        ),
        pytest.param(
            "last tuesday of may please",
            "'please' is one word too many",
            "write 'last tuesday of may'",
            "please",
            id="word too many",
        ),
        pytest.param(
            "sixth tuesday of may",
            "no month has a 6th Tuesday",
            "count from 'first' to 'fifth', or say 'last'",
            "sixth",
            id="sixth",
        ),
        pytest.param(
            "0 weeks before x", "a distance is 1 to 999", "write 'same day as' for no distance", "0", id="no distance"
        ),
        pytest.param("1000 days before x", "a distance is 1 to 999", None, "1000", id="long distance"),
        pytest.param(
            "24th working day of may",
            "a month has at most 23 working days",
            "say 'last working day' for the last",
            "24th",
            id="working days",
        ),
    ],
)
def test_a_refusal_quotes_what_is_wrong_and_points_at_it(
    phrase: str, message: str, hint: str | None, wrong: str
) -> None:
    unclear = refusal(phrase)
    assert (unclear.message, unclear.hint, unclear.offset) == (message, hint, phrase.rindex(wrong))


@pytest.mark.parametrize(
    ("phrase", "message"),
    [
        pytest.param("", "no date is written here", id="nothing"),
        pytest.param("third", "a weekday is missing", id="ordinal alone"),
        pytest.param("third tuesday of", "a month is missing", id="no month"),
        pytest.param("2", "a unit is missing: days, weeks, months, working days", id="number alone"),
        pytest.param("2 weeks", "'before' or 'after' is missing", id="no direction"),
        pytest.param("same day as", "a name is missing", id="no name"),
    ],
)
def test_a_phrase_that_stops_early_says_what_is_missing(phrase: str, message: str) -> None:
    unclear = refusal(phrase)
    assert (unclear.message, unclear.offset) == (message, len(phrase))


def test_the_name_in_a_phrase_is_found_where_it_is_written() -> None:
    phrase = phrases.parse("1 week before Straße ")
    assert (phrase.anchor_offset, phrase.anchor_written) == (14, "Straße")


# Where a closed day moves.


@pytest.mark.parametrize("when_closed", ["same weekday", "working day"])
@pytest.mark.parametrize("day", ["2026-12-25", "2026-11-14"], ids=["holiday", "weekend"])
def test_an_explicit_date_never_moves(day: str, when_closed: phrases.WhenClosed) -> None:
    assert settled(day, when_closed) == phrases.Settled(date.fromisoformat(day))


@pytest.mark.parametrize("when_closed", ["same weekday", "working day"])
def test_the_same_day_as_another_never_moves(when_closed: phrases.WhenClosed) -> None:
    holiday = date(2026, 11, 11)
    assert settled("same day as visit", when_closed, holiday) == phrases.Settled(holiday)


def test_a_day_that_is_open_does_not_move() -> None:
    assert settled("third tuesday of november", "same weekday") == phrases.Settled(date(2026, 11, 17))


@pytest.mark.parametrize("when_closed", ["same weekday", "working day"])
def test_a_saturday_that_the_phrase_names_is_open(when_closed: phrases.WhenClosed) -> None:
    assert settled("third saturday of november", when_closed).day == date(2026, 11, 21)


def test_a_saturday_that_the_phrase_names_is_closed_on_a_holiday() -> None:
    # Boxing Day, the fourth Saturday of December 2026; the later neighbour lies in January.
    assert settled("fourth saturday of december", "same weekday").day == date(2026, 12, 19)


def test_a_saturday_that_the_phrase_does_not_name_is_closed() -> None:
    assert settled("4 days after webinar-1", "working day", date(2026, 11, 17)).moved_from == date(2026, 11, 21)


def test_a_session_goes_to_the_nearest_open_same_weekday() -> None:
    family_week = ClosedSpan("Break", date(2027, 2, 15), date(2027, 2, 16))
    two_weeks = ClosedSpan("Break", date(2027, 2, 22), date(2027, 2, 23))
    assert settled("third tuesday of february", "same weekday", closed=(family_week, two_weeks)).day == date(2027, 2, 9)


def test_of_two_weekdays_equally_near_a_session_takes_the_later() -> None:
    closed = (ClosedSpan("Break", date(2026, 11, 16), date(2026, 11, 20)),)
    assert settled("third tuesday of november", "same weekday", closed=closed).day == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        pytest.param("last friday of december", date(2026, 12, 18), id="the next one lies in january"),
        pytest.param("first friday of january", date(2027, 1, 8), id="the one before lies in december"),
    ],
)
def test_a_session_stays_in_its_month(phrase: str, day: date) -> None:
    closed = (ClosedSpan("Break", date(2026, 12, 23), date(2027, 1, 1)),)
    assert settled(phrase, "same weekday", closed=closed).day == day


def test_a_session_at_a_distance_keeps_the_weekday_on_which_it_fell() -> None:
    closed = (ClosedSpan("Break", date(2026, 12, 14), date(2027, 1, 1)),)
    moved = settled("4 weeks after webinar-1", "same weekday", date(2026, 11, 17), closed)
    assert moved.day == date(2026, 12, 8)


def test_a_session_without_an_open_weekday_in_its_month_has_no_day() -> None:
    closed = (ClosedSpan("Break", date(2027, 3, 1), date(2027, 3, 31)),)
    with pytest.raises(phrases.NoSuchDay, match="every Tuesday of March 2027 is closed"):
        settled("third tuesday of march", "same weekday", closed=closed)


def test_a_session_without_a_day_is_told_the_nearest_that_could_be_written() -> None:
    closed = (ClosedSpan("Break", date(2027, 3, 1), date(2027, 3, 31)),)
    with pytest.raises(phrases.NoSuchDay) as none:
        settled("third tuesday of march", "same weekday", closed=closed)
    assert none.value.nearby == date(2027, 4, 6)


@pytest.mark.parametrize(
    ("phrase", "anchor", "day"),
    [
        pytest.param("1 week before webinar-1", date(2026, 11, 18), date(2026, 11, 10), id="distance before"),
        pytest.param("second wednesday of november", None, date(2026, 11, 10), id="weekday of a month"),
        pytest.param("a month before wrap-up", date(2027, 5, 25), date(2027, 4, 23), id="to a weekend"),
    ],
)
def test_everything_else_goes_to_the_working_day_before(phrase: str, anchor: date | None, day: date) -> None:
    assert settled(phrase, "working day", anchor).day == day


@pytest.mark.parametrize(
    ("phrase", "anchor", "day"),
    [
        pytest.param("1 week after online-meeting", date(2026, 11, 4), date(2026, 11, 12), id="to a holiday"),
        pytest.param("4 days after webinar-1", date(2026, 11, 17), date(2026, 11, 23), id="to a weekend"),
    ],
)
def test_what_comes_after_goes_to_the_working_day_after(phrase: str, anchor: date, day: date) -> None:
    assert settled(phrase, "working day", anchor).day == day


def test_what_would_leave_the_month_that_it_names_goes_to_the_working_day_after() -> None:
    # Friday, 1 January 2027: the working day before lies in December.
    assert settled("first friday of january", "working day").day == date(2027, 1, 4)


def test_a_distance_names_no_month_and_may_leave_it() -> None:
    assert settled("4 weeks before webinar", "working day", date(2027, 1, 29)).day == date(2026, 12, 31)


def test_a_moved_day_says_where_it_was_and_what_closed_it() -> None:
    moved = settled("1 week before webinar-1", "working day", date(2026, 11, 18))
    assert (moved.moved_from, moved.closed_by) == (date(2026, 11, 11), Closed("holiday", "Remembrance Day"))


def test_a_conference_on_a_closed_day_stays_there() -> None:
    assert settled("second wednesday of november", "stay") == phrases.Settled(date(2026, 11, 11))


# Times, durations and spans.


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("9:00", time(9, 0)),
        ("09:00", time(9, 0)),
        ("15:30", time(15, 30)),
        ("3:30 pm", time(15, 30)),
        ("3:30 P.M.", time(15, 30)),
        ("12:00 pm", time(12, 0)),
        ("12:15 am", time(0, 15)),
        ("0:00", time(0, 0)),
    ],
)
def test_a_time_is_written_with_24_or_12_hours(text: str, at: time) -> None:
    assert phrases.parse_time(text) == at


@pytest.mark.parametrize("text", ["", "25:00", "9:60", "13:00 pm", "0:30 am", "9", "24:00", "٣:٠٠", "midnight", "25h"])
def test_what_no_clock_shows_is_refused(text: str) -> None:
    assert refusal(text, phrases.parse_time).hint


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("9am", time(9)),
        ("9 a.m.", time(9)),
        ("4 pm", time(16)),
        ("4PM", time(16)),
        ("12 pm", time(12)),
        ("noon", time(12)),
        ("Midi", time(12)),
        ("15h30", time(15, 30)),
        ("15 h 30", time(15, 30)),
        ("15\u00a0h\u00a030", time(15, 30)),
        ("9 h", time(9)),
        ("0:30", time(0, 30)),
        ("03:30", time(3, 30)),
        ("7:30", time(7, 30)),
    ],
)
def test_an_hour_is_taken_as_people_write_it(text: str, at: time) -> None:
    assert phrases.parse_time(text) == at


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("3:30", "'3:30' may be in the morning or in the afternoon", "write 3:30 pm, or 03:30"),
        ("3h30", "'3h30' may be in the morning or in the afternoon", "write 3:30 pm, or 03:30"),
        ("6:59", "'6:59' may be in the morning or in the afternoon", "write 6:59 pm, or 06:59"),
        ("4", "'4' may be in the morning or in the afternoon", "write 4:00 pm, or 04:00"),
        ("3.30 pm", "'3.30 pm' is not a time", "write 3:30 pm"),
        ("13:30 pm", "there is no 13:30 pm on a clock", "write 13:30 or 1:30 pm"),
        ("9", "'9' is not a time", "write 9:00"),
    ],
)
def test_an_hour_that_can_be_two_is_refused_with_both(text: str, message: str, hint: str) -> None:
    unclear = refusal(text, phrases.parse_time)
    assert (unclear.message, unclear.hint) == (message, hint)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("6 hours", 360),
        ("2.5 hours", 150),
        ("90 minutes", 90),
        ("1 hour 15 minutes", 75),
        ("1 HOUR", 60),
        ("90 min", 90),
        ("90min.", 90),
        ("1.5h", 90),
        ("2 hrs", 120),
        ("1 hr 30 mins", 90),
        ("1 hour and 15 minutes", 75),
        ("1 hour, 15 minutes", 75),
        ("half a day", 180),
        ("Half day", 180),
        ("an hour", 60),
        ("half an hour", 30),
        ("1h30", 90),
        ("1 h 30", 90),
        ("2 heures", 120),
        ("1,5 heure", 90),
        ("1 heure et 15 minutes", 75),
        ("une demi-journée", 180),
    ],
)
def test_a_duration_is_taken_as_people_write_it(text: str, minutes: int) -> None:
    assert phrases.parse_minutes(text) == minutes


@pytest.mark.parametrize(
    "text",
    ["", "6", "0 minutes", "25 hours", "1.001 hours", "-1 hours", "99999 minutes", "٣ hours", "1 hour,", "1 hour and"],
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    refusal(text, phrases.parse_minutes)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2,5 hours", "write 2.5 hours"),
        ("1:30", "write 1h30"),
        ("all day", "write its hours, such as 6 hours"),
        ("0.333 hours", "write 20 minutes"),
    ],
)
def test_a_duration_that_is_none_is_refused_with_the_right_one(text: str, hint: str) -> None:
    assert refusal(text, phrases.parse_minutes).hint == hint


def test_both_days_of_a_span_are_included() -> None:
    assert phrases.parse_days("2026-12-21 to 2027-01-01") == (date(2026, 12, 21), date(2027, 1, 1))


def test_one_date_is_a_span_of_one_day() -> None:
    assert phrases.parse_days("2026-09-29") == (date(2026, 9, 29), date(2026, 9, 29))


def test_a_span_that_ends_before_it_begins_is_refused_with_the_right_order() -> None:
    assert refusal("2027-01-01 to 2026-12-21", phrases.parse_days).hint == "write 2026-12-21 to 2027-01-01"


def test_a_wrong_end_of_a_span_is_pointed_at() -> None:
    text = "2026-12-21 to 01/01/2027"
    assert refusal(text, phrases.parse_days).offset == text.index("01/01")


def test_a_window_is_two_days_of_the_school_year() -> None:
    window = phrases.parse_window("21 september to 10 october")
    assert YEAR.window(window) == (date(2026, 9, 21), date(2026, 10, 10))


def test_a_window_in_spring_lies_in_the_second_calendar_year() -> None:
    assert YEAR.window(phrases.parse_window("25 may to 7 june")) == (date(2027, 5, 25), date(2027, 6, 7))


def test_the_end_of_february_in_a_window_is_the_last_day_that_there_is() -> None:
    assert YEAR.window(phrases.parse_window("20 february to 29 february")).last == date(2027, 2, 28)


def test_the_school_day_ends_after_it_begins() -> None:
    assert refusal("15:30 to 8:30", phrases.parse_hours).message == "the end is not after the beginning"


# Properties.


@EXAMPLES
@given(FORMS.flatmap(lambda form: st.tuples(st.just(form), written(form))))
def test_a_form_is_read_however_it_is_written(pair: tuple[phrases.Form, str]) -> None:
    form, text = pair
    assert phrases.parse(text).form == form


@EXAMPLES
@given(FORMS.flatmap(written))
def test_case_does_not_matter(text: str) -> None:
    forms = {phrases.parse(text).form, phrases.parse(text.upper()).form, phrases.parse(text.swapcase()).form}
    assert len(forms) == 1


@EXAMPLES
@given(FORMS.flatmap(written))
def test_a_name_stands_at_its_offset(text: str) -> None:
    phrase = phrases.parse(text)
    assert text[phrase.anchor_offset :].strip().casefold() == (phrase.anchor or "")


PARSERS: dict[str, Callable[[str], object]] = {
    "phrase": phrases.parse,
    "day": phrases.parse_day,
    "month": phrases.parse_month,
    "time": phrases.parse_time,
    "minutes": phrases.parse_minutes,
    "days": phrases.parse_days,
    "hours": phrases.parse_hours,
    "window": phrases.parse_window,
}
WORDS = (
    "days weeks months working before after same day as of to prior next start middle end am pm hour hours minutes the"
    " webinar-1 2026 1st 99th 0 00 0000-00-00 9999-12-31 2026-02-30 24:00 1/1/1 1.1.0000 . ٣ ² ½ aprıl auguſt İ e\u0301"
)
VOCABULARY = st.sampled_from(
    [
        *phrases.MONTHS,
        *phrases.WEEKDAYS,
        *ENGLISH.numbers,
        *FRENCH.numbers,
        *ENGLISH.ordinals,
        *FRENCH.ordinals,
        *WORDS.split(),
        *"\0\n\u202e\u2066\u00a0\u2028\x1c\x85",
        "9" * 5000,
        "1" * 19,
    ]
)
ANY_TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.lists(VOCABULARY, max_size=8).map(" ".join),
    st.lists(VOCABULARY | st.text("0123456789-/.: ", max_size=8), max_size=8).map("".join),
)


def refused(parse: Callable[[str], object], text: str) -> phrases.Unclear | None:
    try:
        parse(text)
    except phrases.Unclear as unclear:
        return unclear
    return None


@pytest.mark.parametrize("parse", PARSERS.values(), ids=PARSERS)
@EXAMPLES
@given(text=ANY_TEXT)
@example(text="aprıl 5")
@example(text="5 aprıl")
@example(text="9" * 5000 + " days before x")
@example(text="٣ days before x")
@example(text="٢٠٢٦-٠٩-٢٩")
@example(text="٢٩/٠٩/٢٠٢٦")
@example(text="1 week before \0")
@example(text="\u202e1 week before x")
def test_any_text_is_read_or_refused(parse: Callable[[str], object], text: str) -> None:
    unclear = refused(parse, text)
    if unclear:
        assert 0 <= unclear.offset <= len(text)
        assert not errors.NON_PRINTING.search(unclear.message + (unclear.hint or ""))
        assert "\n" not in unclear.message + (unclear.hint or "")


@st.composite
def any_workdays(draw: st.DrawFn, around: date = date(2027, 1, 15)) -> Workdays:
    """Weekends, holidays and closures of no place in particular, some of them around a day."""
    near = st.integers(-45, 45).map(lambda away: around + timedelta(days=away))
    weekend = draw(st.frozensets(st.integers(0, 6), max_size=3))
    named = draw(st.dictionaries(near, st.just("Holiday"), max_size=20))
    closures = [
        ClosedSpan("Break", first, first + timedelta(days=length))
        for first, length in draw(st.lists(st.tuples(near, st.integers(0, 30)), max_size=3))
    ]
    return Workdays(Holidays(weekend, named), tuple(closures))


Case = tuple[date, phrases.Form, Workdays]
STAYS: st.SearchStrategy[phrases.Form] = st.builds(SameDay, NAMES) | st.builds(Fixed, st.dates())
WHEN_CLOSED = st.sampled_from(["same weekday", "working day"])


@st.composite
def any_case(draw: st.DrawFn, *, closed: bool = False) -> Case:
    """A day that a movable form says, and what is open around it; if `closed`, not the day itself."""
    day = draw(st.dates(date(2024, 1, 1), date(2060, 12, 31)))
    form = draw(FORMS.filter(lambda form: not isinstance(form, Fixed | SameDay)))
    if isinstance(form, NthWeekday):
        form = NthWeekday(form.nth, day.weekday(), form.month)
    open_days = draw(any_workdays(around=day))
    if closed:
        open_days = Workdays(open_days.holidays, (*open_days.closures, ClosedSpan("Closed", day, day)))
    return day, form, open_days


@EXAMPLES
@given(any_case(closed=True), STAYS, WHEN_CLOSED)
def test_a_written_date_and_the_same_day_stand_on_any_day(
    case: Case, form: phrases.Form, when_closed: phrases.WhenClosed
) -> None:
    day, _, open_days = case
    assert phrases.settle(day, form, when_closed, open_days) == phrases.Settled(day)


@EXAMPLES
@given(any_case(), WHEN_CLOSED)
def test_no_other_phrase_lands_on_a_closed_day(case: Case, when_closed: phrases.WhenClosed) -> None:
    day, form, open_days = case
    try:
        stands = phrases.settle(day, form, when_closed, open_days)
    except phrases.NoSuchDay:
        assert when_closed == "same weekday" or isinstance(form, NthWorkingDay | Middle)  # the month has no open day
        return
    assert open_days.why_closed(stands.day, weekend_open=isinstance(form, NthWeekday)) is None


@EXAMPLES
@given(any_case(), WHEN_CLOSED)
def test_no_phrase_leaves_an_open_day(case: Case, when_closed: phrases.WhenClosed) -> None:
    day, form, open_days = case
    assume(open_days.is_open(day))
    assert phrases.settle(day, form, when_closed, open_days) == phrases.Settled(day)


@EXAMPLES
@given(any_case(closed=True))
def test_a_session_moves_to_the_nearest_open_weekday_of_its_month_and_to_no_other(case: Case) -> None:
    day, form, open_days = case
    same = [day + timedelta(weeks=weeks) for weeks in range(-5, 6)]
    could_be = [
        (abs(other - day), day - other, other)
        for other in same
        if other.month == day.month and open_days.why_closed(other, weekend_open=isinstance(form, NthWeekday)) is None
    ]
    try:
        stands = phrases.settle(day, form, "same weekday", open_days)
    except phrases.NoSuchDay:
        assert not could_be
    else:
        assert stands.day == min(could_be)[-1]


@EXAMPLES
@given(any_case(closed=True))
def test_everything_else_moves_back_unless_it_comes_after_or_would_leave_the_month_that_it_names(case: Case) -> None:
    day, form, open_days = case
    try:
        stands = phrases.settle(day, form, "working day", open_days).day
    except phrases.NoSuchDay:
        assert isinstance(form, NthWorkingDay | Middle)  # the month has no open day
        return
    before, after = open_days.step(day, -1), open_days.step(day, 1)
    assert before is not None
    if isinstance(form, Distance):
        assert stands == (after if form.count > 0 else before)
    else:
        assert stands == (before if before.month == day.month else after)


@EXAMPLES
@given(st.integers(1900, 2100), st.integers(1, 12), st.sampled_from([1, 2, 3, 4, 5, -1, -2, -5]), st.integers(0, 6))
def test_the_nth_weekday_is_the_nth_of_a_list(year: int, month: int, nth: int, weekday: int) -> None:
    first = date(year, month, 1)
    days = [day for day in (first + timedelta(days=away) for away in range(31)) if day.month == month]
    such = [day for day in days if day.weekday() == weekday]
    expected = such[nth - 1 if nth > 0 else nth] if abs(nth) <= len(such) else None
    assert phrases.nth_weekday(year, month, nth, weekday) == expected


@EXAMPLES
@given(any_workdays(), st.integers(1, 12))
def test_the_middle_is_the_nearest_open_day_to_the_15th(open_days: Workdays, month: int) -> None:
    year, number = YEAR.month(Month(month))
    first = date(year, number, 1)
    days = [day for day in (first + timedelta(days=away) for away in range(31)) if day.month == number]
    working = sorted((abs(day.day - 15), day) for day in days if open_days.is_open(day))
    assume(working)
    assert phrases.resolve(Middle(Month(month)), YEAR, open_days) == working[0][1]
