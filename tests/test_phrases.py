"""What people really write for a date, in English and in French: what it means, or what to write instead."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cop_plan.app import shipped
from cop_plan.dates import phrases, workdays
from cop_plan.dates.phrases import Distance, Middle, Month, NthWeekday, NthWorkingDay, SameDay, WeekdayFrom, WeekOf
from cop_plan.dates.vocabulary import LANGUAGES
from cop_plan.dates.workdays import ClosedSpan, Workdays
from cop_plan.schedule.timeline import Reason

EXAMPLES = settings(max_examples=300, derandomize=True)
YEAR = phrases.SchoolYear(2026)
ALBERTA = Workdays(workdays.holidays_of("CA-AB", YEAR.calendar_years, "en-CA"))
TUESDAY = date(2026, 11, 17)


def day_of(phrase: str, anchor: date | None = None) -> str:
    """Return the day that a phrase says in Alberta in 2026-2027, before it moves."""
    return phrases.resolve(phrases.parse(phrase).form, YEAR, ALBERTA, anchor).isoformat()


def refusal(text: str) -> phrases.Unclear:
    with pytest.raises(phrases.Unclear) as unclear:
        phrases.parse(text)
    return unclear.value


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("the third tuesday of november", "2026-11-17"),
        ("third tuesday in november", "2026-11-17"),
        ("On the first Monday of October", "2026-10-05"),
        ("first Tues of Sept", "2026-09-01"),
        ("2nd Weds of Nov", "2026-11-11"),
        ("last Thurs of Oct.", "2026-10-29"),
        ("first tue of feb", "2027-02-02"),
        ("third Fri. in dec", "2026-12-18"),
        ("29 September 2026", "2026-09-29"),
        ("September 29th, 2026", "2026-09-29"),
        ("September 29, 2026", "2026-09-29"),
        ("Sept 29", "2026-09-29"),
        ("Sept. 29", "2026-09-29"),
        ("29 September", "2026-09-29"),
        ("29th of September", "2026-09-29"),
        ("the 29th of September, 2026", "2026-09-29"),
        ("Tuesday, September 29", "2026-09-29"),
        ("Tuesday 29 September", "2026-09-29"),
        ("tues, sept 29, 2026", "2026-09-29"),
        ("on Tuesday, 29 September 2026", "2026-09-29"),
        ("May 4", "2027-05-04"),
        ("4 may", "2027-05-04"),
        ("march 1", "2027-03-01"),
        ("aug 31", "2026-08-31"),
        ("31 july", "2027-07-31"),
        ("july 31 prior", "2026-07-31"),
        ("beginning of june", "2027-06-01"),
        ("the beginning of january", "2027-01-04"),
        ("mid-october", "2026-10-15"),
        ("mid october", "2026-10-15"),
        ("Mid-November", "2026-11-16"),
        ("middle of may", "2027-05-14"),
        ("the end of may", "2027-05-31"),
        ("second last tuesday of may", "2027-05-18"),
        ("second-last tuesday of may", "2027-05-18"),
        ("the second to last Tuesday in May", "2027-05-18"),
        ("penultimate tuesday of may", "2027-05-18"),
        ("second last working day of june", "2027-06-29"),
        ("first business day of january", "2027-01-04"),
        ("last school day of december", "2026-12-31"),
        ("week of 5 october", "2026-10-05"),
        ("week of October 7", "2026-10-05"),
        ("the week of 12 october", "2026-10-13"),
        ("week of 3 october", "2026-09-28"),
        ("week of 2026-11-11", "2026-11-09"),
        ("week of september 7", "2026-09-08"),
        ("mid-may prior", "2026-05-15"),
        ("start of august next", "2027-08-03"),
        ("second wednesday of jan 2027", "2027-01-13"),
        ("troisième mardi de novembre", "2026-11-17"),
        ("le troisième mardi de novembre", "2026-11-17"),
        ("3e mardi de novembre", "2026-11-17"),
        ("1er lundi d'octobre", "2026-10-05"),
        ("1er lundi d’octobre", "2026-10-05"),
        ("premier mercredi de déc.", "2026-12-02"),
        ("dernier mardi de septembre", "2026-09-29"),
        ("avant-dernier mardi de mai", "2027-05-18"),
        ("premier jour ouvrable de juin", "2027-06-01"),
        ("dernier jour de classe de décembre", "2026-12-31"),
        ("premier jour d'école de janvier", "2027-01-04"),
        ("début octobre", "2026-10-01"),
        ("au début de juin", "2027-06-01"),
        ("fin mai", "2027-05-31"),
        ("à la fin de mai", "2027-05-31"),
        ("fin d’octobre", "2026-10-30"),
        ("mi-octobre", "2026-10-15"),
        ("milieu de novembre", "2026-11-16"),
        ("29 septembre 2026", "2026-09-29"),
        ("29 septembre", "2026-09-29"),
        ("le 29 sept.", "2026-09-29"),
        ("mardi 29 septembre", "2026-09-29"),
        ("le mardi 29 septembre 2026", "2026-09-29"),
        ("1er octobre", "2026-10-01"),
        ("semaine du 5 octobre", "2026-10-05"),
        ("la semaine du 12 octobre", "2026-10-13"),
        ("deuxième mercredi de janvier 2027", "2027-01-13"),
        ("premier lundi d'avril précédent", "2026-04-06"),
        ("DERNIER MARDI DE FÉVRIER", "2027-02-23"),
    ],
)
def test_a_phrase_as_people_write_it_means_its_day(phrase: str, day: str) -> None:
    assert day_of(phrase) == day


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("day before webinar-1", "2026-11-16"),
        ("the day after webinar-1", "2026-11-18"),
        ("a fortnight before webinar-1", "2026-11-03"),
        ("two fortnights after webinar-1", "2026-12-15"),
        ("3 business days before webinar-1", "2026-11-12"),
        ("two school days after webinar-1", "2026-11-19"),
        ("1 week prior to webinar-1", "2026-11-10"),
        ("the working day before webinar-1", "2026-11-16"),
        ("friday before webinar-1", "2026-11-13"),
        ("the last friday before webinar-1", "2026-11-13"),
        ("tuesday before webinar-1", "2026-11-10"),
        ("first tuesday after webinar-1", "2026-11-24"),
        ("second friday after webinar-1", "2026-11-27"),
        ("monday after Webinar 1", "2026-11-23"),
        ("1 week before Webinar 1", "2026-11-10"),
        ("a month before the first webinar", "2026-10-17"),
        ("same day as Webinar 1", "2026-11-17"),
        ("1 semaine avant webinar-1", "2026-11-10"),
        ("une semaine avant le webinaire 1", "2026-11-10"),
        ("deux semaines après webinar-1", "2026-12-01"),
        ("une quinzaine avant webinar-1", "2026-11-03"),
        ("trois jours ouvrables avant webinar-1", "2026-11-12"),
        ("3 jours de classe après webinar-1", "2026-11-20"),
        ("la veille de webinar-1", "2026-11-16"),
        ("veille du webinaire 1", "2026-11-16"),
        ("le lendemain de webinar-1", "2026-11-18"),
        ("vendredi avant webinar-1", "2026-11-13"),
        ("le premier mardi après webinar-1", "2026-11-24"),
        ("même jour que webinar-1", "2026-11-17"),
        ("le même jour qu'orientation", "2026-11-17"),
        ("un mois après webinar-1", "2026-12-17"),
    ],
)
def test_a_phrase_counts_from_another_day(phrase: str, day: str) -> None:
    assert day_of(phrase, TUESDAY) == day


@pytest.mark.parametrize(
    ("phrase", "anchor"),
    [
        ("1 week before Webinar 1", "webinar 1"),
        ("friday before the  Long   Break", "the long break"),
        ("2 days after “Questions collected”", "questions collected"),
        ("1 semaine avant «\u00a0Fin d’année\u00a0»", "fin d’année"),
        ("le lendemain de l'accueil", "l'accueil"),
    ],
)
def test_the_name_is_all_that_is_left_of_a_phrase(phrase: str, anchor: str | None) -> None:
    assert phrases.parse(phrase).anchor == anchor


def test_a_weekday_that_disagrees_is_told_with_the_right_one() -> None:
    with pytest.raises(phrases.NoSuchDay) as none:
        day_of("Monday, September 29")
    assert none.value.message == "29 September 2026 is a Tuesday"
    assert none.value.hint == "write 2026-09-29, or 2026-09-28 for the Monday near it"
    unclear = refusal("Wednesday, September 29, 2026")
    assert (unclear.message, unclear.hint) == (
        "29 September 2026 is a Tuesday",
        "write 2026-09-29, or 2026-09-30 for the Wednesday near it",
    )


def test_a_week_without_an_open_day_has_none() -> None:
    closed = Workdays(closures=(ClosedSpan("Break", date(2026, 12, 21), date(2027, 1, 1)),))
    with pytest.raises(phrases.NoSuchDay) as none:
        phrases.resolve(phrases.parse("week of 21 december").form, YEAR, closed)
    assert none.value.message == "the week of 21 December 2026 has no open day"
    assert none.value.nearby == date(2027, 1, 4)


def test_the_week_of_a_sunday_can_be_two() -> None:
    with pytest.raises(phrases.NoSuchDay) as none:
        day_of("week of 4 october")
    assert none.value.hint == "write 'week of 3 October' or 'week of 5 October'"


def test_29_february_is_no_day_of_most_years() -> None:
    with pytest.raises(phrases.NoSuchDay, match="February 2027 has no 29th"):
        day_of("29 february")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("9/29", "'9/29' is not how a date is written here", "write 2026-09-29"),
        ("3/4/2027", "'3/4/2027' is not how a date is written here", "write 2027-03-04 or 2027-04-03"),
        ("3/4", "'3/4' is not how a date is written here", "write 2027-03-04 or 2027-04-03"),
        ("10/9/2026", "'10/9/2026' is not how a date is written here", "write 2026-09-10 or 2026-10-09"),
        ("3/8/2026", "'3/8/2026' is not how a date is written here", "write 2026-08-03"),
        ("2026‑09–29", "'2026‑09–29' is not how a date is written here", "write 2026-09-29"),
        ("29.09.2026", "'29.09.2026' is not how a date is written here", "write 2026-09-29"),
        ("20260929", "'20260929' is not how a date is written here", "write 2026-09-29"),
        ("2026-9-29", "'2026-9-29' lacks a zero", "write 2026-09-29"),
        ("early october", "'early october' can mean several days",
         "write 'start of october', 'middle of october' or 'first tuesday of october', say"),
        ("late May", "'late May' can mean several days",
         "write 'end of May', 'last tuesday of May' or 'middle of May', say"),
        ("every second wednesday", "'every second wednesday' can mean two things",
         "write  repeat: every two weeks on wednesday from 7 october to april,  or  repeat: [october, november]"
         "  with  when: second wednesday"),
        ("every wednesday", "'every wednesday' is a series",
         "write  repeat: every week on wednesday from 7 october to april"),
        ("every two weeks on wednesday from 7 october to april",
         "'every two weeks on wednesday from 7 october to april' is a series",
         "write  repeat: every two weeks on wednesday from 7 october to april"),
        ("last day of june", "'last day of june' can mean two days", "write 'last working day of june' or '30 june'"),
        ("next tuesday", "'next tuesday' depends on the day on which it is read",
         "write a day of the school year, such as 'first tuesday of october' or '6 october'"),
        ("october 2026", "'october 2026' alone is not a day", "say which one: 'first tuesday of october 2026'"),
        ("the week before webinar-1", "'the week before webinar-1' does not say how many",
         "write '1 week before webinar-1', say"),
        ("before webinar-1", "'before webinar-1' does not say how long", "write '1 week before webinar-1', say"),
        ("5 octobre 2026 à 9h", "the hour stands apart from the day", "write  when: 5 octobre 2026  and  at: 9h"),
        ("september 29 at 9:00", "the hour stands apart from the day", "write  when: september 29  and  at: 9:00"),
        ("15:30", "'15:30' is an hour, not a day", "write it under  at: 15:30"),
        ("around october 15", "'around' leaves the day open", "write 'october 15'"),
        ("1 week before 2026-10-05",
         "a date is counted from an entry, a closure or a holiday, not from another date", "write 2026-09-28"),
        ("31 september", "there is no 31 September in the calendar", "write 30 September"),
        ("third tuesday november", "'of' is missing before 'november'", "write 'third tuesday of november'"),
        ("troisième mardi novembre", "'de' is missing before 'novembre'", "write 'troisième mardi de novembre'"),
        ("troisième mardi de novenbre", "no month is called 'novenbre'", "did you mean 'novembre'?"),
        ("deux semaine aprés webinar-1", "'aprés' is neither 'avant' nor 'après'", "did you mean 'après'?"),
        ("first tuesday of each month", "'first tuesday of each month' is a series",
         "write  repeat: [october, november]  with  when: first tuesday"),
        ("tous les mercredis", "'tous les mercredis' is a series",
         "write  repeat: toutes les semaines le mercredi du 7 octobre à avril"),
        ("in october", "'in october' can mean several days",
         "write 'start of october', 'middle of october' or 'end of october', say"),
        ("oct 5-7", "'oct 5-7' is more than one day", "write its first day: '5 oct'"),
        ("the first of october", "'the first of october' needs the day as a number", "write '1 october'"),
        ("29-09-2026", "'29-09-2026' is not how a date is written here", "write 2026-09-29"),
        ("lundi prochain", "'lundi prochain' depends on the day on which it is read",
         "write a day of the school year, such as 'premier mardi d’octobre' or '6 octobre'"),
        ("webinar-1", "no phrase begins with 'webinar-1'", "write 'same day as webinar-1' if an entry is called so"),
    ],
)  # fmt: skip
def test_a_refusal_shows_what_to_write(text: str, message: str, hint: str) -> None:
    unclear = refusal(text)
    assert (unclear.message, unclear.hint_in(YEAR)) == (message, hint)


# Properties.

MONTHS = st.builds(Month, st.integers(1, 12), st.sampled_from(["this", "prior", "next", 2026, 2031]))
DAYS = st.builds(phrases.DayOfMonth, st.integers(1, 28), MONTHS) | st.builds(
    phrases.Fixed, st.dates(date(1000, 1, 1), date(2999, 12, 31))
)
NAMES = st.from_regex(r"[a-z]{2,8}([ -][a-z0-9]{2,4}){0,2}", fullmatch=True)
EXPLAINED: st.SearchStrategy[phrases.Form] = st.one_of(
    st.builds(NthWeekday, st.sampled_from([1, 2, 3, 4, 5, -1, -2]), st.integers(0, 6), MONTHS),
    st.builds(NthWorkingDay, st.sampled_from([*range(1, 24), -1, -2]), MONTHS),
    st.builds(Middle, MONTHS),
    st.builds(WeekOf, DAYS),
    st.builds(Distance, st.integers(1, 999) | st.integers(-999, -1), st.sampled_from(phrases.UNITS), NAMES),
    st.builds(WeekdayFrom, st.integers(1, 20) | st.integers(-20, -1), st.integers(0, 6), NAMES),
    st.builds(SameDay, NAMES),
)


def in_calendar(form: phrases.Form) -> phrases.Form:
    """Return a form with the calendar year of its month, however that was written."""
    if isinstance(form, NthWeekday | NthWorkingDay | Middle) and form.month:
        calendar_year, number = YEAR.month(form.month)
        return replace(form, month=Month(number, calendar_year))
    if isinstance(form, WeekOf) and isinstance(form.day, phrases.DayOfMonth):
        day = YEAR.day(form.day)
        assert day is not None
        return WeekOf(phrases.Fixed(day))
    return form


@pytest.mark.parametrize("tag", ["en-CA", "fr-CA"])
@pytest.mark.parametrize("is_session", [True, False])
@EXAMPLES
@given(form=EXPLAINED)
def test_what_the_plan_says_of_a_date_can_be_written_again(tag: str, is_session: bool, form: phrases.Form) -> None:
    language = shipped.language(tag)
    anchor = getattr(form, "anchor", None)
    called = {anchor: language.called(anchor, is_session=is_session)} if anchor else {}
    said = language.because(Reason(phrases.Phrase("", form), anchor), called, YEAR)
    assert in_calendar(phrases.parse(said).form) == in_calendar(form), said


KNOWN = sorted({part for one in LANGUAGES for word in one.sorts for part in word.split()})
SLIPS = st.sampled_from(KNOWN).flatmap(
    lambda word: st.builds(
        lambda at, letter: word[:at] + letter + word[at + 1 :],
        st.integers(0, max(len(word) - 1, 0)),
        st.sampled_from("aeiornst"),
    )
)


RIGHT = [
    "third tuesday of november",
    "second last working day of june",
    "two weeks before webinar-1",
    "week of 5 october",
    "friday after webinar-1",
    "troisième mardi de novembre",
    "deux semaines après webinar-1",
    "même jour que webinar-1",
]


@st.composite
def with_a_slip(draw: st.DrawFn) -> str:
    """A phrase of which one word is another word of the language, or misspelled."""
    parts = draw(st.sampled_from(RIGHT)).split()
    parts[draw(st.integers(0, len(parts) - 1))] = draw(
        st.sampled_from(KNOWN) | SLIPS | st.sampled_from(["every", "soon"])
    )
    return " ".join(parts)


@EXAMPLES
@given(with_a_slip())
def test_a_hint_puts_in_a_word_with_which_the_phrase_goes_on(text: str) -> None:
    first = refused(text)
    meant = re.fullmatch(r"did you mean '(.+)'\?", first.hint or "") if first else None
    if first is None or meant is None:
        return
    wrong = text[first.offset :].split()[0].rstrip(",")
    assert not all(wrong in one.sorts for one in LANGUAGES)
    mended = text[: first.offset] + meant[1] + text[first.offset + len(wrong) :]
    after = refused(mended)
    assert after is None or after.offset > first.offset or after.message != first.message, mended


@EXAMPLES
@given(st.lists(st.sampled_from(KNOWN) | st.sampled_from(["the", "7", "29", "2nd", "x", "webinar-1"]), max_size=5))
def test_what_a_hint_says_to_write_can_be_written(written: list[str]) -> None:
    unclear = refused(" ".join(written))
    hint = (unclear.hint or "") if unclear else ""
    assume(hint.startswith("write") and not re.search(r"repeat:|when:|at:", hint))
    for phrase in re.findall(r"'([^']+)'", hint):
        assert refused(phrase) is None, (" ".join(written), hint)


def refused(text: str) -> phrases.Unclear | None:
    try:
        phrases.parse(text)
    except phrases.Unclear as unclear:
        return unclear
    return None
