"""Which days are open, by region, by closure, and how far the next one is."""

import contextlib
import csv
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cop_plan.dates import workdays
from cop_plan.dates.workdays import Closed, ClosedSpan, Holidays, Workdays

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
PROVINCES = ("AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT")
COUNTRIES: Mapping[str, list[str]] = holidays.list_supported_countries(include_aliases=True)
EXAMPLES = settings(max_examples=100, derandomize=True)


def in_region(region: str, language: str = "en-CA", years: range = range(2025, 2029)) -> Workdays:
    return Workdays(workdays.holidays_of(region, years, language))


ALBERTA = in_region("CA-AB")

DAYS = st.dates(date(2024, 1, 1), date(2060, 12, 31))


@st.composite
def any_workdays(draw: st.DrawFn) -> Workdays:
    """Weekends, holidays and closures of no place in particular, with open days left."""
    weekend = draw(st.frozensets(st.integers(0, 6), max_size=3))
    near = st.dates(date(2026, 6, 1), date(2027, 6, 30))
    named = draw(st.dictionaries(near, st.just("Holiday"), max_size=30))
    closures = [
        ClosedSpan("Break", first, first + timedelta(days=length))
        for first, length in draw(st.lists(st.tuples(near, st.integers(0, 40)), max_size=3))
    ]
    return Workdays(Holidays(weekend, named), tuple(closures))


# Closed and open days.


def test_without_a_region_saturday_and_sunday_are_the_weekend() -> None:
    closed = [day for day in range(2, 9) if not Workdays().is_open(date(2026, 11, day))]
    assert [date(2026, 11, day).weekday() for day in closed] == [SATURDAY, SUNDAY]


@pytest.mark.parametrize(
    ("region", "weekend"),
    [
        pytest.param("CA-AB", {SATURDAY, SUNDAY}, id="Alberta"),
        pytest.param("FR", {SATURDAY, SUNDAY}, id="France"),
        pytest.param("EG", {FRIDAY, SATURDAY}, id="Egypt"),
        pytest.param("JO", {FRIDAY, SATURDAY}, id="Jordan"),
        pytest.param("IL", {FRIDAY, SATURDAY}, id="Israel"),
        pytest.param("AE", {SATURDAY, SUNDAY}, id="United Arab Emirates"),
        pytest.param("IR", {FRIDAY}, id="Iran"),
        pytest.param("BN", {FRIDAY, SUNDAY}, id="Brunei"),
    ],
)
def test_the_weekend_is_the_regions_own(region: str, weekend: set[int]) -> None:
    assert in_region(region).holidays.weekend == weekend


def test_a_sunday_is_open_where_the_weekend_is_friday_and_saturday() -> None:
    assert in_region("JO").is_open(date(2026, 11, 15))


def test_a_friday_is_closed_where_the_weekend_is_friday_and_saturday() -> None:
    assert in_region("JO").why_closed(date(2026, 11, 13)) == Closed("weekend")


@pytest.mark.parametrize(
    ("day", "name"),
    [
        pytest.param(date(2026, 11, 11), "Remembrance Day", id="public"),
        pytest.param(date(2027, 3, 29), "Easter Monday", id="of schools"),
        pytest.param(date(2026, 9, 30), "National Day for Truth and Reconciliation", id="of schools, in all years"),
        pytest.param(date(2026, 12, 28), "Boxing Day (observed)", id="observed on another day"),
    ],
)
def test_public_holidays_and_those_of_schools_close_their_days_in_alberta(day: date, name: str) -> None:
    assert ALBERTA.why_closed(day) == Closed("holiday", name)


# What the schools of each province and territory keep in the school year 2026-27, beside the holidays that all have.
# Sources: cop_plan/dates/school_holidays.csv
TRUTH, REMEMBRANCE, EASTER_MONDAY = date(2026, 9, 30), date(2026, 11, 11), date(2027, 3, 29)
FAMILY, VICTORIA, THANKSGIVING = date(2027, 2, 15), date(2027, 5, 24), date(2026, 10, 12)
GOOD_FRIDAY, LABOUR = date(2027, 3, 26), date(2026, 9, 7)
IN_ALL = {LABOUR, THANKSGIVING, GOOD_FRIDAY, VICTORIA}
OF_PROVINCE = {
    "AB": {TRUTH, REMEMBRANCE, FAMILY, EASTER_MONDAY},
    "BC": {TRUTH, REMEMBRANCE, FAMILY, EASTER_MONDAY},
    "MB": {TRUTH, REMEMBRANCE, FAMILY},
    "NB": {TRUTH, REMEMBRANCE, FAMILY, EASTER_MONDAY},
    "NL": {TRUTH, REMEMBRANCE, EASTER_MONDAY},
    "NS": {TRUTH, REMEMBRANCE, FAMILY, EASTER_MONDAY},
    "NT": {TRUTH, REMEMBRANCE, EASTER_MONDAY, date(2027, 6, 21)},
    "NU": {TRUTH, REMEMBRANCE, EASTER_MONDAY},
    "ON": {FAMILY, EASTER_MONDAY},
    "PE": {TRUTH, REMEMBRANCE, FAMILY, EASTER_MONDAY},
    "QC": {EASTER_MONDAY, date(2027, 6, 24)},
    "SK": {TRUTH, REMEMBRANCE, FAMILY, EASTER_MONDAY},
    "YT": {TRUTH, REMEMBRANCE, EASTER_MONDAY, date(2027, 2, 26), date(2027, 6, 21)},
}


@pytest.mark.parametrize("province", PROVINCES)
def test_a_provinces_schools_are_closed_on_their_own_holidays_and_no_others(province: str) -> None:
    days = in_region(f"CA-{province}").holidays.days
    outside_breaks = {
        day for day in days if date(2026, 9, 1) <= day <= date(2027, 6, 30) and (day.month, day.year) != (12, 2026)
    }
    assert outside_breaks - {date(2027, 1, 1)} == IN_ALL | OF_PROVINCE[province]


def test_every_row_of_the_table_names_a_holiday_and_where_that_is_said() -> None:
    text = Path(workdays.__file__).with_name("school_holidays.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    for row in rows:
        assert "http" in row["source"], row
        province = "CA-AB" if row["region"] == "CA" else row["region"]
        assert row["holiday"] in in_region(province).holidays.days.values(), row


@pytest.mark.parametrize(
    ("region", "day"),
    [
        pytest.param("US-TX", date(2027, 3, 2), id="Texas Independence Day"),
        pytest.param("US-TX", date(2027, 3, 26), id="Good Friday in Texas"),
        pytest.param("US-MA", date(2027, 4, 19), id="Patriots' Day in Massachusetts"),
        pytest.param("US-VA", date(2026, 11, 3), id="Election Day in Virginia"),
    ],
)
def test_in_the_united_states_only_federal_holidays_close(region: str, day: date) -> None:
    assert in_region(region).is_open(day)
    assert not in_region(region).is_open(date(2026, 11, 26))


def test_elsewhere_public_holidays_close_and_optional_ones_do_not() -> None:
    assert not in_region("DE-BY").is_open(date(2027, 1, 6))
    assert in_region("BR").is_open(date(2027, 2, 9))


def test_30_september_is_closed_in_canada_by_whatever_code_it_is_named() -> None:
    assert not in_region("CAN").is_open(date(2026, 9, 30))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        pytest.param(date(2026, 9, 30), "Journée nationale de la vérité et de la réconciliation", id="30 September"),
        pytest.param(date(2026, 11, 11), "Jour du Souvenir", id="11 November"),
        pytest.param(date(2027, 2, 15), "Fête de la famille", id="Family Day"),
    ],
)
def test_holidays_of_canada_have_french_names_in_french(day: date, name: str) -> None:
    assert in_region("CA-AB", "fr-CA").why_closed(day) == Closed("holiday", name)


def test_a_region_without_the_language_names_its_holidays_in_another() -> None:
    assert in_region("JO", "fr-CA").why_closed(date(2027, 1, 1)) == Closed("holiday", "New Year's Day")


def test_a_language_that_a_region_knows_in_another_countrys_form_is_used() -> None:
    assert in_region("EG", "en-CA").why_closed(date(2027, 1, 7)) == Closed("holiday", "Coptic Christmas Day")


def test_the_same_days_are_closed_in_every_language() -> None:
    assert in_region("CA-QC", "fr-CA").holidays.days.keys() == in_region("CA-QC", "en-CA").holidays.days.keys()


def test_a_closure_closes_its_first_and_its_last_day_and_no_other() -> None:
    spring_break = ClosedSpan("Spring break", date(2027, 3, 22), date(2027, 3, 24))
    open_days = Workdays(closures=(spring_break,))
    closed = [day for day in range(22, 27) if open_days.why_closed(date(2027, 3, day))]
    assert closed == [22, 23, 24]


def test_a_closed_day_says_which_closure_closes_it() -> None:
    spring_break = ClosedSpan("Spring break", date(2027, 3, 22), date(2027, 3, 24))
    assert Workdays(closures=(spring_break,)).why_closed(date(2027, 3, 23)) == Closed("closure", "Spring break")


def test_a_holiday_within_a_closure_is_named_as_the_holiday() -> None:
    winter_break = ClosedSpan("Winter break", date(2026, 12, 21), date(2027, 1, 1))
    open_days = Workdays(ALBERTA.holidays, (winter_break,))
    assert open_days.why_closed(date(2026, 12, 25)) == Closed("holiday", "Christmas Day")


def test_a_saturday_counts_as_open_where_the_weekend_does() -> None:
    assert ALBERTA.why_closed(date(2026, 11, 14), weekend_open=True) is None


def test_a_holiday_on_a_saturday_is_closed_even_where_the_weekend_counts_as_open() -> None:
    assert ALBERTA.why_closed(date(2026, 12, 26), weekend_open=True) == Closed("holiday", "Boxing Day")


def test_a_saturday_that_is_a_working_day_by_decree_is_open() -> None:
    assert in_region("CN").is_open(date(2026, 2, 14))


# The community's own choice.


def chosen(region: str, *, opened: Sequence[str] = (), closed: Sequence[str] = (), language: str = "en-CA") -> Workdays:
    years = range(2026, 2028)
    table = workdays.holidays_of(region, years, language)
    of_region = workdays.HolidayTable(region, (years[0], years[-1]), language, table)
    return Workdays(workdays.with_choice(of_region, opened, closed)[1])


@pytest.mark.parametrize("name", ["Remembrance Day", "remembrance", "Jour du Souvenir"])
def test_a_holiday_is_opened_by_its_name_in_either_language(name: str) -> None:
    assert chosen("CA-AB", opened=[name], language="fr-CA").is_open(date(2026, 11, 11))


def test_a_holiday_that_the_region_leaves_open_is_closed_by_its_name() -> None:
    open_days = chosen("CA-ON", closed=["Remembrance Day", "National Day for Truth and Reconciliation"])
    assert open_days.why_closed(date(2026, 11, 11)) == Closed("holiday", "Remembrance Day")
    assert not open_days.is_open(date(2026, 9, 30))


def test_a_holiday_that_only_another_part_of_the_country_keeps_can_be_closed() -> None:
    assert not chosen("CA-MB", closed=["Easter Monday"]).is_open(date(2027, 3, 29))
    assert not chosen("US-TX", closed=["Patriots' Day"]).is_open(date(2027, 4, 19))


def test_a_day_of_a_state_is_closed_by_its_name() -> None:
    assert not chosen("US-TX", closed=["Good Friday"]).is_open(date(2027, 3, 26))


def test_what_is_observed_on_another_day_is_opened_with_its_holiday() -> None:
    assert chosen("CA-AB", opened=["Boxing Day"]).is_open(date(2026, 12, 28))


def test_a_day_with_two_holidays_stays_closed_by_the_other() -> None:
    open_days = chosen("CA-NL", opened=["Memorial Day"])
    assert open_days.why_closed(date(2027, 7, 1)) == Closed("holiday", "Canada Day")


def test_a_closed_holiday_is_named_in_the_language_whatever_it_was_called() -> None:
    open_days = chosen("CA-ON", closed=["Remembrance Day"], language="fr-CA")
    assert open_days.why_closed(date(2026, 11, 11)) == Closed("holiday", "Jour du Souvenir")


# Regions.


def test_every_country_that_is_known_loads() -> None:
    for country in COUNTRIES:
        workdays.holidays_of(country, [2026], "fr-CA")


@pytest.mark.parametrize("country", ["AU", "BR", "CA", "CH", "DE", "ES", "GB", "IN", "US"])
def test_every_subdivision_of_a_country_loads(country: str) -> None:
    for subdivision in COUNTRIES[country]:
        workdays.holidays_of(f"{country}-{subdivision}", [2026], "en-CA")


@pytest.mark.parametrize(
    ("region", "nearest"),
    [
        pytest.param("ca-ab", "CA-AB", id="small letters"),
        pytest.param("CA_AB", "CA-AB", id="underscore"),
        pytest.param("CA-Alberta", "CA-AB", id="name instead of code"),
        pytest.param("DE-BAY", "DE-BY", id="letter too many"),
        pytest.param("CA-", "CA", id="nothing after the hyphen"),
        pytest.param("ca", "CA", id="country in small letters"),
    ],
)
def test_an_unknown_region_brings_the_nearest_code(region: str, nearest: str) -> None:
    with pytest.raises(workdays.UnknownRegion) as unknown:
        workdays.holidays_of(region, [2026], "en-CA")
    assert unknown.value.near[0] == nearest


def test_a_region_like_no_other_is_refused_without_a_nearest_code() -> None:
    with pytest.raises(workdays.UnknownRegion) as unknown:
        workdays.holidays_of("Hogwarts School of Witchcraft", [2026], "en-CA")
    assert unknown.value.near == ()


@EXAMPLES
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
def test_any_text_is_a_region_or_an_unknown_one(text: str) -> None:
    with contextlib.suppress(workdays.UnknownRegion):
        workdays.holidays_of(text, [2026], "en-CA")


@EXAMPLES
@given(st.sampled_from(sorted(COUNTRIES)), st.integers(2024, 2034))
def test_the_nearest_codes_are_known_ones(country: str, year: int) -> None:
    with pytest.raises(workdays.UnknownRegion) as unknown:
        workdays.holidays_of(f"{country}-nowhere", [year], "en-CA")
    for near in unknown.value.near:
        workdays.holidays_of(near, [year], "en-CA")


# Steps.


def test_a_step_of_one_working_day_passes_over_the_weekend() -> None:
    assert ALBERTA.step(date(2026, 11, 13), 1) == date(2026, 11, 16)


def test_steps_of_working_days_pass_over_a_holiday() -> None:
    assert ALBERTA.step(date(2026, 9, 29), 3) == date(2026, 10, 5)


def test_a_step_back_from_a_closed_day_reaches_the_working_day_before() -> None:
    assert ALBERTA.step(date(2026, 11, 15), -1) == date(2026, 11, 13)


def test_where_no_day_is_ever_open_there_is_no_step() -> None:
    assert Workdays(Holidays(weekend=frozenset(range(7)))).step(date(2026, 11, 15), 1) is None


@EXAMPLES
@given(any_workdays(), DAYS, st.integers(-120, 120).filter(bool))
def test_as_many_working_days_back_lead_to_where_one_came_from(open_days: Workdays, day: date, count: int) -> None:
    assume(open_days.is_open(day))
    there = open_days.step(day, count)
    assert there is not None
    assert open_days.step(there, -count) == day


@EXAMPLES
@given(any_workdays(), st.dates(date(2026, 5, 1), date(2027, 7, 31)), st.integers(-60, 60).filter(bool))
def test_between_a_day_and_a_step_lie_as_many_open_days_as_it_counts(
    open_days: Workdays, day: date, count: int
) -> None:
    there = open_days.step(day, count)
    assert there is not None
    direction = 1 if count > 0 else -1
    passed = [day + timedelta(days=direction * away) for away in range(1, abs((there - day).days) + 1)]
    assert sum(map(open_days.is_open, passed)) == abs(count)
    assert open_days.is_open(there)


@EXAMPLES
@given(any_workdays(), DAYS)
def test_a_day_is_open_or_has_a_reason(open_days: Workdays, day: date) -> None:
    assert open_days.is_open(day) == (open_days.why_closed(day) is None)


def test_a_province_in_place_of_its_code_is_answered_with_the_code() -> None:
    with pytest.raises(workdays.UnknownRegion) as unknown:
        workdays.holidays_of("Alberta", [2026], "en-CA")
    assert unknown.value.near == ("CA-AB",)
