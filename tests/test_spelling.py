"""The regular expressions of the schema take what the readers take, and nothing else, in two engines."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import regress
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from cop_plan.dates import phrases
from cop_plan.dates.phrases import MONTHS, WEEKDAYS
from cop_plan.dates.vocabulary import ENGLISH
from cop_plan.definition import addresses, community, spelling

EXAMPLES = settings(max_examples=200, derandomize=True)

# What a value is read by, and the expression that says the same.
READERS: dict[str, tuple[Callable[[str], object], str]] = {
    "phrase": (phrases.parse, spelling.PHRASE),
    "day": (phrases.parse_day, spelling.DAY),
    "time": (phrases.parse_time, spelling.TIME),
    "duration": (phrases.parse_minutes, spelling.DURATION),
    "reminder": (phrases.parse_reminder, spelling.REMINDER),
    "days": (partial(phrases.parse_days, year=phrases.SchoolYear(2027)), spelling.DAYS),
    "hours": (phrases.parse_hours, spelling.HOURS),
    "window": (phrases.parse_window, spelling.WINDOW),
    "month": (phrases.parse_month, spelling.MONTH),
    "repeated": (phrases.parse_repeated, spelling.REPEATED),
}


def reads(reader: Callable[[str], object], text: str) -> bool:
    try:
        reader(text)
    except phrases.Unclear:
        return False
    return True


def matches(expression: str, text: str) -> bool:
    """Return whether an expression takes a text, in Python's engine as in JavaScript's, with and without `u`."""
    pattern = spelling.whole(expression, required=True)
    answers = {
        re.search(pattern, text) is not None,
        regress.Regex(pattern, flags="u").find(text) is not None,
        regress.Regex(pattern).find(text) is not None,
    }
    assert len(answers) == 1, f"the engines differ on {text!r}"
    return answers.pop()


def agrees(kind: str, text: str) -> None:
    reader, expression = READERS[kind]
    assert matches(expression, text) == reads(reader, text), text


def mixed_case(words: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return words.flatmap(lambda word: st.sampled_from([word, word.upper(), word.title(), word.swapcase()]))


def any_of(*words: str) -> st.SearchStrategy[str]:
    return mixed_case(st.sampled_from(words))


DIGITS = st.integers(0, 1200).map(str) | st.sampled_from(["01", "007", "00", "0000000000000001"])
SUFFIXES = any_of("st", "nd", "rd", "th", "")
ANCHORS = st.sampled_from(
    [
        "webinar-1",
        "Webinar-1",
        "orientation",
        "réunion-d-été",
        "webinar-1.distribute-guide",
        "online-meeting.october",
        "",
    ]
)
WORDS = (
    any_of(*MONTHS, *WEEKDAYS, *ENGLISH.numbers, *ENGLISH.ordinals)
    | any_of("of", "prior", "next", "same", "day", "days", "as", "working", "week", "weeks", "month", "months")
    | any_of("before", "after", "start", "middle", "end", "the", "to", "am", "pm", "hours", "hour", "minutes")
    | ANCHORS
    | st.tuples(DIGITS, SUFFIXES).map("".join)
    | st.sampled_from(["2026", "2027", "3026", "2026-09-29", "2026-02-30", "2024-02-29", "2026-2-3", "febuary"])
)
BLANKS = st.sampled_from([" ", "  ", "\t", "\n", "\u00a0"])
ORDINAL = any_of(*ENGLISH.ordinals) | st.tuples(DIGITS, SUFFIXES).map("".join)
MONTH = st.tuples(any_of(*MONTHS, "sept"), st.sampled_from(["", " prior", " NEXT", " 2026", " 999", " last"])).map(
    "".join
)
OF_MONTH = st.just("") | MONTH.map(lambda month: f" of {month}")


def joined(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(lambda texts: " ".join(text for text in texts if text))


PHRASES = (
    joined(ORDINAL, any_of(*WEEKDAYS, "working day", "working days", "day"), OF_MONTH)
    | joined(any_of("start", "end", "middle"), OF_MONTH)
    | joined(
        any_of(*ENGLISH.numbers, "first") | DIGITS,
        any_of("day", "days", "weeks", "week", "month", "working day", "working days", "workingday", "year"),
        any_of("before", "after", "since"),
        ANCHORS,
    )
    | joined(any_of("same day", "same", "same day as"), ANCHORS)
    | st.lists(WORDS, max_size=6).map(" ".join)
)


@EXAMPLES
@given(PHRASES)
@example("third tuesday of november")
@example("6th tuesday of november")
@example("")
def test_a_phrase_of_dates_is_taken_where_it_is_read(phrase: str) -> None:
    agrees("phrase", phrase)


@EXAMPLES
@given(st.lists(WORDS, max_size=5), st.lists(BLANKS, min_size=6, max_size=6))
def test_blanks_between_and_around_the_words_do_not_matter(words: list[str], blanks: list[str]) -> None:
    text = blanks[0] + "".join(word + blank for word, blank in zip(words, blanks[1:], strict=False))
    agrees("phrase", text)
    agrees("month", text)


@EXAMPLES
@given(
    st.sampled_from(["every", "Every", "each"]),
    st.sampled_from(["two weeks", "2 weeks", "week", "fortnight", "53 weeks", "0 weeks", "second week"]),
    st.sampled_from(["on wednesday", "on the Wed", "wednesday"]),
    st.sampled_from(["from 7 october", "from october", "from 2026-10-07", "from 31 september", "october"]),
    st.sampled_from(["to april", "until April 30", "to 2027-04-21", "to avril", ""]),
)
def test_a_series_of_weeks_is_taken_where_it_is_read(every: str, weeks: str, on: str, first: str, last: str) -> None:
    agrees("repeated", " ".join((every, weeks, on, first, last)).strip())


@EXAMPLES
@given(st.dates(), st.sampled_from([0, 1, 2, 3, 4, 5]))
def test_a_date_of_the_calendar_is_taken(day: Any, slip: int) -> None:
    text = day.isoformat()
    slipped = [text, text[:-1], text.replace("-", "/"), f"{text[:8]}30", f"{text[:8]}31", f"{text[:5]}02-29"][slip]
    agrees("day", slipped)
    agrees("phrase", slipped)


@pytest.mark.parametrize("year", [1, 4, 100, 400, 1900, 2000, 2023, 2024, 2100, 9999])
def test_leap_days_are_known(year: int) -> None:
    agrees("day", f"{year:04}-02-29")


def test_every_time_of_the_clock_and_beyond_is_told_apart() -> None:
    for hour in range(27):
        for shown in (f"{hour}", f"{hour:02}"):
            for half in ("", " am", "pm", " P.M.", "a.m", " xm"):
                for minute in ("00", "5", "30", "59", "60"):
                    agrees("time", f"{shown}:{minute}{half}")
                agrees("time", f"{shown}{half}")
            for text in ("h", " h", "h30", " H 05", "h60"):
                agrees("time", f"{shown}{text}")
    for text in ("noon", "Midi", "midnight"):
        agrees("time", text)


HOURS = st.sampled_from(
    ["0", "1", "6", "06", "0006", "23", "24", "25", "2.5", "2,5", "0.05", "2.25", "0.333", "24.0", "0.0"]
)
MINUTES = st.sampled_from(["0", "1", "09", "60", "90", "00090", "1439", "1440", "1441", "15", "1.5"])
HOUR_WORDS, MINUTE_WORDS = any_of("hour", "hours", "h", "hrs.", "heures"), any_of("minute", "minutes", "min", "m")


@EXAMPLES
@given(
    joined(HOURS, HOUR_WORDS)
    | joined(MINUTES, MINUTE_WORDS)
    | st.tuples(HOURS, HOUR_WORDS).map("".join)
    | joined(
        st.sampled_from(["0", "1", "6", "2.5", "0.0"]), HOUR_WORDS, st.sampled_from(["0", "1", "90", "x"]), MINUTE_WORDS
    )
)
def test_a_duration_is_taken_where_it_is_read(text: str) -> None:
    agrees("duration", text)


@pytest.mark.parametrize(
    "text",
    ["1h30", "1 h 30", "0h30", "24h00", "1h60", "1 hour and 5 minutes", "1 hour, 5 min", "1 hour and", "half a day",
     "Half  Hour", "une demi-journée", "1,5 heure", "1,5 hour", "1.5heures", "1hour and5 minutes"],
)  # fmt: skip
def test_a_duration_in_other_words_is_taken_where_it_is_read(text: str) -> None:
    agrees("duration", text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-21 to 2027-01-01",
        "2026-12-21",
        "2026-12-21  TO 2027-01-01",
        "2026-12-21 - 2027-01-01",
        "21 december",
        "Dec 21 to Jan 1",
        "Dec 21 to",
        "Dec 21 - Jan 1",
        "Dec. 21st to 2027-12-23",
        "2027-12-21 to Dec 22, 2027",
        "Monday, December 20 to Friday, December 24",
        "21 décembre au 1er janvier",
        "21 smarch to 2 april",
        "",
    ],
)
def test_days_in_a_row_are_taken_where_they_are_read(text: str) -> None:
    agrees("days", text)


@pytest.mark.parametrize("text", ["8:30 to 15:30", "8:30 am to 3:30 pm", "8:30-15:30", "8:30", "8:30 to 25:00"])
def test_hours_of_a_day_are_taken_where_they_are_read(text: str) -> None:
    agrees("hours", text)


@EXAMPLES
@given(st.integers(0, 33), any_of(*MONTHS, "sept"))
def test_windows_are_taken_where_they_are_read(day: int, month: str) -> None:
    agrees("window", f"{day} {month} to 10 october")
    agrees("window", f"1 june to {day:02} {month}")
    agrees("window", f"{day} {month}")


def test_what_only_the_reader_knows_is_a_matter_of_two_values() -> None:
    for kind, text in (
        ("days", "2027-01-01 to 2026-12-21"),  # the end before the beginning
        ("days", "2026-01-01 to 2028-01-01"),  # longer than a school year
        ("hours", "15:30 to 8:30"),
        ("duration", "23 hours 90 minutes"),  # more than a day together
        ("phrase", "1 week before 1.2.3"),  # a dotted date, and no entry's name
    ):
        reader, expression = READERS[kind]
        assert matches(expression, text)
        assert not reads(reader, text)


VALUES: dict[str, tuple[Any, str, list[str]]] = {
    "count": (community.Count, spelling.COUNT, ["6", " 6 ", "0", "999999", "1000000", "six", "-1", "1.5", "٦"]),
    "group": (community.Group, spelling.GROUP, ["3", " 6 ", "006", "10", "999999", "2", "0", "02", "0000003", "six"]),
    "money": (
        community.Money,
        spelling.MONEY,
        ["0", "4800.00", "-5", "12.3", "12.345", "$200", "1,250.00", "free", "1e3", ".5", "9" * 13],
    ),
    "yes": (community.Yes, spelling.YES, ["yes", "No", " YES ", "true", "y", "ja"]),
    "sizes": (
        community.Sizes,
        spelling.SIZES,
        ["20", "12 to 30", "12 TO 30", "0", "00007", "12-30", "12 to", "100000", "0 to 5", "twelve"],
    ),
    "link": (
        community.Link,
        spelling.LINK,
        ["https://example.org/a?b=c#d", "HTTP://example.org", "mailto:a@example.org", "www.example.org",
         "javascript:alert(1)", "ftp://example.org", "https://", "https://a b", "mailto:a", "https://exämple.org",
         "mailto:a@example.org?subject=Yes,%20please", "MAILTO:a@example.org?Subject=", "mailto:a%2Cb@example.org",
         "mailto:a@example.org,b@example.org", "mailto:a@example.org?bcc=b@example.org", "mailto:é@example.org",
         "mailto:a@example.org?subject=a&bcc=b@example.org"],
    ),
    "email": (
        community.Email,
        addresses.EMAIL,
        ["robin.achebe@example.org", "a@b", "a b@example.org", "Alex <alex@example.org>", "é@exämple.org", "a@b.",
         "a@@b.c", "a..b@example.org", ".a@example.org", "a@-b.org", "a@b.1", '"a b"@example.org', "a@[192.0.2.1]",
         "o'neil+x@mail.example.org", "a@x_y.org", "=a@example.org", "+a@example.org", "_a@example.org",
         "'a@example.org", "a@" + "b" * 64 + ".org", "a@xn--exmple-cua.org"],
    ),
    "year": (
        community.Year,
        spelling.SCHOOL_YEAR,
        ["2026-2027", " 2026-2027 ", "2026-2028", "2026-27", "2026/2027", "1826-1827", "1990-1991", "2090-2091",
         "2091-2092", "2027-2026", "next year"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", VALUES)
def test_a_value_is_taken_where_the_model_takes_it(kind: str) -> None:
    takes, expression, texts = VALUES[kind]
    adapter: TypeAdapter[Any] = TypeAdapter(takes)
    for text in texts:
        try:
            adapter.validate_python(text)
            read = True
        except ValidationError:
            read = False
        assert matches(expression, text) == read, text


LETTERS = [*map(chr, range(0x20, 0x250)), *"αβγжщ漢字かな가नमסע١٢"]


def test_names_have_the_letters_and_digits_of_any_script() -> None:
    refused_wrongly = [
        letter for letter in LETTERS if community.is_name(letter) and not re.fullmatch(spelling.NAME, letter)
    ]
    assert refused_wrongly == []


def test_names_have_no_signs_spaces_or_capitals_of_western_europe() -> None:
    taken_wrongly = [
        letter
        for letter in map(chr, range(0x20, 0x100))
        if re.fullmatch(spelling.NAME, letter) and not community.is_name(letter)
    ]
    assert taken_wrongly == []


@pytest.mark.parametrize(
    "text",
    [
        "webinar-1",
        "réunion-1",
        "a-b-c",
        "Kick Off",
        "Weekly_Routines",
        "-a",
        "a-",
        "a--b",
        "!!!",
        "été-2",
        "a b",
        "a/b",
    ],
)
def test_a_name_is_taken_where_it_is_one(text: str) -> None:
    taken = re.search(spelling.exactly(spelling.ID), text) is not None
    assert taken == community.is_name(text)
    assert taken == (regress.Regex(spelling.exactly(spelling.ID), flags="u").find(text) is not None)
