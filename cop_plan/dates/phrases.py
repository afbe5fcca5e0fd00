"""The language of dates: what a person writes, parsed.

A phrase such as "third tuesday of november" is parsed once into a form; a form is resolved for one school year, on the
open days of one community, from where its anchor finally stands. Phrases are in English or in French, each by the same
grammar over its own words. Case does not matter. Positions are offsets in characters from the start of the text.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple, TypeVar

from dateutil.relativedelta import relativedelta

from cop_plan.base.errors import quote
from cop_plan.base.translatable import sentence
from cop_plan.dates import refusals, spoken
from cop_plan.dates.clock import parse_minutes, parse_reminder, parse_time
from cop_plan.dates.forms import (
    LONGEST_DISTANCE,
    LONGEST_SESSION_MINUTES,
    MONTHS,
    UNITS,
    WEEKDAYS,
    DayOfMonth,
    Days,
    Distance,
    Every,
    Fixed,
    Form,
    Hours,
    Middle,
    Month,
    NoSuchDay,
    NthWeekday,
    NthWorkingDay,
    Phrase,
    SameDay,
    SchoolYear,
    Unclear,
    Unit,
    WeekdayFrom,
    WeekOf,
    Window,
)
from cop_plan.dates.grammar import (
    Choice,
    Grammar,
    Maybe,
    Rest,
    SaidBy,
    Sequel,
    Signs,
    WordTable,
    Wrong,
    any_of,
    first_reading,
    in_any_case,
    table,
    words_of,
)
from cop_plan.dates.settling import Settled, WhenClosed, nth_weekday, resolve, settle
from cop_plan.dates.vocabulary import LANGUAGES, UnitOf, Vocabulary
from cop_plan.dates.workdays import LONGEST_CLOSURE_DAYS

__all__ = [
    "LONGEST_DISTANCE",
    "LONGEST_SESSION_MINUTES",
    "MONTHS",
    "UNITS",
    "WEEKDAYS",
    "DayOfMonth",
    "Days",
    "Distance",
    "Every",
    "Fixed",
    "Form",
    "Hours",
    "Middle",
    "Month",
    "NoSuchDay",
    "NthWeekday",
    "NthWorkingDay",
    "Phrase",
    "SameDay",
    "SchoolYear",
    "Settled",
    "Unclear",
    "Unit",
    "WeekOf",
    "WeekdayFrom",
    "WhenClosed",
    "Window",
    "day_of_month_expression",
    "expression",
    "first_that_is_one",
    "is_undecided",
    "month_expression",
    "nth_weekday",
    "parse",
    "parse_day",
    "parse_days",
    "parse_hours",
    "parse_minutes",
    "parse_month",
    "parse_reminder",
    "parse_repeated",
    "parse_time",
    "parse_window",
    "repeated_expression",
    "resolve",
    "settle",
    "span_day_expression",
    "undecided_expression",
]  # fmt: skip

Parsed = TypeVar("Parsed")

_YEAR_NUMBER = "(?:000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
_LEAP_YEAR = any_of(
    ["[0-9]{2}(?:0[48]|[2468][048]|[13579][26])", "(?:0[48]|[2468][048]|[13579][26])00"]  # every fourth century
)
_DAYS_OF_MONTHS = (
    "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])",
    "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)",
    "02-(?:0[1-9]|1[0-9]|2[0-8])",
)
DAY = any_of([f"{_YEAR_NUMBER}-{any_of(_DAYS_OF_MONTHS)}", f"{_LEAP_YEAR}-02-29"])
"""The expression of a date that is in the calendar."""


_UNDECIDED = tuple(word for vocabulary in LANGUAGES for word in vocabulary.undecided)
TO = ("to", "au", "à")
"""The words between the ends of a span."""


class _Read(NamedTuple):
    """A form that was read, and where the name begins that it counts from; None if there is none."""

    form: Form
    anchor_at: int | None = None
    undecided: bool = False


def _fixed(written: str) -> Fixed:
    try:
        return Fixed(date.fromisoformat(written))
    except ValueError:
        said = sentence("there is no {day} in the calendar", day=written)
        raise Wrong(0, said, refusals.YEAR_MONTH_DAY) from None


_DATE = Sequel((Signs("date", r"\d{4}-\d{2}-\d{2}", str, DAY),), _fixed)


def _digits(text: str) -> int:
    return int(re.match(r"\d+", text)[0])  # type: ignore[index]  # its shape begins with digits


def _ordinal(vocabulary: Vocabulary, digits: str, highest: int = 999) -> Grammar:
    """Return ordinals in words or digits; the expression takes no higher ones, and of digits those given."""
    suffixes = any_of(map(in_any_case, vocabulary.suffixes))
    shape = rf"\d{{1,3}}(?:{'|'.join(vocabulary.suffixes)})"
    signs = Signs("ordinal", shape, _digits, f"(?:{digits}){suffixes}")
    right = WordTable("ordinal", {word: nth for word, nth in vocabulary.ordinals.items() if nth <= highest})
    any_ordinal = Choice((WordTable("ordinal", vocabulary.ordinals), signs))
    return SaidBy(any_ordinal, any_of([right.expression, signs.expression]))


def _month(vocabulary: Vocabulary) -> Grammar:
    which = Choice((WordTable("year", vocabulary.years), Signs("year", r"[12]\d{3}", int, "[12][0-9]{3}")))
    parts = (WordTable("month", vocabulary.months, comma=True), Maybe(which))
    return Sequel(parts, lambda number, of: Month(number, of or "this"))


def _days_in(month: int) -> int:
    """Return how many days a month can have: February as in a leap year."""
    return (date(2024, month, 1) + relativedelta(day=31)).day


@cache
def _month_and_day(vocabulary: Vocabulary) -> Grammar:
    """Return a day by its number and month, such as `September 29th`: the month and the day."""
    suffixes = any_of(map(in_any_case, vocabulary.suffixes))
    days = {31: "0?[1-9]|[12][0-9]|3[01]", 30: "0?[1-9]|[12][0-9]|30", 29: "0?[1-9]|[12][0-9]"}
    shape = rf"\d{{1,2}}(?:{'|'.join(vocabulary.suffixes)})?"
    of = Maybe(table("of", vocabulary.of[:1] if vocabulary.month_first else ()))

    def both(number: Grammar, months: WordTable) -> Grammar:
        day_first = Sequel((number, of, months), lambda day, _, month: _in_calendar(month, day))
        month_first = Sequel((months, number), _in_calendar)
        return Choice((day_first, month_first)) if vocabulary.month_first else day_first

    def number(right: str) -> Signs:
        return Signs("day of the month", shape, _digits, f"(?:{right}){suffixes}?", comma=True)

    def of_length(length: int) -> WordTable:
        months = {word: month for word, month in vocabulary.months.items() if _days_in(month) == length}
        return WordTable("month", months, comma=True)

    right = any_of(both(number(days[length]), of_length(length)).expression for length in days)
    return SaidBy(both(number(""), WordTable("month", vocabulary.months, comma=True)), right)


def _in_calendar(month: int, day: int) -> tuple[int, int]:
    if not 1 <= day <= _days_in(month):
        last = sentence("write {text}", text=spoken.day_of_month(_days_in(month), month)) if day else None
        raise Wrong(0, sentence("there is no {day} in the calendar", day=spoken.day_of_month(day, month)), last)
    return month, day


def _day_of_month(vocabulary: Vocabulary) -> Grammar:
    """Return a day, perhaps with its weekday and year, such as `Tuesday, September 29th, 2026`."""
    weekday = Maybe(WordTable("weekday", vocabulary.weekdays, comma=True))
    which = Choice((WordTable("year", vocabulary.years), Signs("year", r"[12]\d{3}", int, "[12][0-9]{3}")))
    return Sequel((weekday, _month_and_day(vocabulary), Maybe(which)), _a_day)


def _a_day(weekday: int | None, written: tuple[int, int], of: Any) -> Fixed | DayOfMonth:
    month, day = written
    if not isinstance(of, int):
        return DayOfMonth(day, Month(month, of or "this"), weekday)
    try:
        found = date(of, month, day)
    except ValueError:
        said = sentence("there is no {day} in {year}", day=spoken.day_of_month(day, month), year=of)
        raise Wrong(1, said, sentence("write {text}", text=f"{of}-02-28")) from None
    if weekday is not None and weekday != found.weekday():
        raise Wrong(0, *refusals.wrong_weekday(found, weekday))
    return Fixed(found)


def _nth_weekday(vocabulary: Vocabulary, nth: int, weekday: int, month: Month | None) -> _Read:
    if not (nth < 0 or 1 <= nth <= 5):
        said = sentence(
            "no month has a {nth} {weekday}", nth=refusals.nth_in_digits(nth), weekday=spoken.weekday(weekday)
        )
        first, fifth, last = (vocabulary.ordinal(one) for one in (1, 5, -1))
        hint = sentence("count from '{first}' to '{fifth}', or say '{last}'", first=first, fifth=fifth, last=last)
        raise Wrong(0, said, hint)
    return _Read(NthWeekday(nth, weekday, month))


def _nth_working_day(vocabulary: Vocabulary, nth: int, _: None, month: Month | None) -> _Read:
    if not (nth < 0 or 1 <= nth <= 23):
        last = f"{vocabulary.ordinal(-1)} {vocabulary.working_day[0]}"
        hint = sentence("say '{phrase}' for the last", phrase=last)
        raise Wrong(0, sentence("a month has at most 23 working days"), hint)
    return _Read(NthWorkingDay(nth, month))


def _part(part: int, month: Month | None) -> _Read:
    return _Read(NthWorkingDay(part, month) if part else Middle(month))


def _distance(vocabulary: Vocabulary, count: int, unit: UnitOf, direction: int, anchor_at: int | None) -> _Read:
    if not 1 <= count <= LONGEST_DISTANCE:
        same_day = f"{vocabulary.same_day[0]} {vocabulary.as_[0]}"
        hint = None if count else sentence("write '{phrase}' for no distance", phrase=same_day)
        raise Wrong(0, sentence("a distance is 1 to {most}", most=LONGEST_DISTANCE), hint)
    name, times = unit
    return _Read(Distance(direction * count * times, name, None), anchor_at)


def _weekday_from(
    vocabulary: Vocabulary, nth: int | None, weekday: int, direction: int, anchor_at: int | None
) -> _Read:
    count = 1 if nth is None or (nth == -1 and direction < 0) else nth
    if not 1 <= count <= _MOST_WEEKDAYS:
        said = sentence("a weekday before or after is counted from 1 to {most}", most=_MOST_WEEKDAYS)
        raise Wrong(0, said, sentence("count from '{first}'", first=vocabulary.ordinal(1)))
    return _Read(WeekdayFrom(direction * count, weekday, None), anchor_at)


def _working_day_from(vocabulary: Vocabulary, nth: int | None, _: None, direction: int, anchor_at: int | None) -> _Read:
    form = _weekday_from(vocabulary, nth, 0, direction, None).form
    assert isinstance(form, WeekdayFrom), "it is counted as weekdays are"
    return _Read(Distance(form.nth, "working day", None), anchor_at)


_MOST_WEEKDAYS = 99
_UP_TO_23 = "0?[1-9]|1[0-9]|2[0-3]"
assert LONGEST_DISTANCE == 999, "three digits"


@cache
def _phrase(vocabulary: Vocabulary) -> Grammar:
    """Return the grammar of a phrase in one language."""
    weekday, unit = WordTable("weekday", vocabulary.weekdays), WordTable("unit", vocabulary.units)
    direction, anchor = WordTable("direction", vocabulary.directions), Maybe(Rest("name"))
    working_day = table("working day", vocabulary.working_day)
    month, of = _month(vocabulary), table("of", vocabulary.of)
    of_month = Maybe(Sequel((of, month), lambda _, month: month))
    perhaps_of_month = Sequel((Maybe(of), month), lambda _, month: month)
    part_of_month = Maybe(perhaps_of_month) if vocabulary.of_may_be_missing else of_month
    number = Choice(
        (WordTable("number", vocabulary.numbers), Signs("number", r"\d{1,19}", int, "0{0,16}[1-9][0-9]{0,2}"))
    )
    # The ordinal of a weekday from another entry has more digits, the expressions of the words are the same.
    nth = _ordinal(vocabulary, "0{0,2}[1-5]", 5)
    nth_from = Maybe(_nth_from(vocabulary))
    day = _day_of_month(vocabulary)
    return Sequel(
        (
            Maybe(WordTable("undecided", dict.fromkeys(_UNDECIDED, True), comma=True)),
            Maybe(table("article", vocabulary.articles)),
            Choice(
                (
                    Sequel((_DATE,), _Read),
                    Sequel((nth, weekday, of_month), partial(_nth_weekday, vocabulary)),
                    Sequel((_ordinal(vocabulary, f"00[1-9]|{_UP_TO_23}|0(?:1[0-9]|2[0-3])"), working_day, of_month),
                           partial(_nth_working_day, vocabulary)),
                    Sequel((WordTable("part", vocabulary.parts), part_of_month), _part),
                    Sequel((table("part", vocabulary.middle_of, 0), perhaps_of_month), _part),
                    Sequel((number, unit, direction, anchor), partial(_distance, vocabulary)),
                    Sequel((WordTable("next to", vocabulary.next_to), anchor),
                           lambda count, anchor_at: _Read(Distance(count, "day", None), anchor_at)),
                    Sequel((nth_from, weekday, direction, anchor), partial(_weekday_from, vocabulary)),
                    Sequel((nth_from, working_day, direction, anchor), partial(_working_day_from, vocabulary)),
                    Sequel((table("same day", vocabulary.same_day),
                            Maybe(Sequel((table("as", vocabulary.as_), Rest("name")), lambda _, at: at))),
                           lambda _, anchor_at: _Read(SameDay(None), anchor_at)),
                    Sequel((table("week of", vocabulary.week_of), Choice((_DATE, day))),
                           lambda _, day: _Read(WeekOf(day))),
                    Sequel((day,), _Read),
                )
            ),
        ),
        lambda undecided, _, read: read._replace(undecided=bool(undecided)),
    )  # fmt: skip


def _nth_from(vocabulary: Vocabulary) -> Grammar:
    """Return ordinals of what is counted from another entry: no last but the one before it."""
    every = _ordinal(vocabulary, "0{0,2}[1-9]|0?[1-9][0-9]")
    words = {word: nth for word, nth in vocabulary.ordinals.items() if nth > 0}
    signs = any_of(map(in_any_case, vocabulary.suffixes))
    digits = Signs("ordinal", "", _digits, f"(?:0{{0,2}}[1-9]|0?[1-9][0-9]){signs}")
    return SaidBy(every, any_of([WordTable("ordinal", words).expression, digits.expression]))


def _each(grammar: Callable[[Vocabulary], Grammar]) -> str:
    return any_of(grammar(vocabulary).expression for vocabulary in LANGUAGES)


def expression() -> str:
    """Return the regular expression of a phrase: what `parse` takes, it takes, but for what only a calendar knows."""
    return _each(_phrase)


def month_expression() -> str:
    """Return the regular expression of a month of a series."""
    return _each(_month)


def day_of_month_expression() -> str:
    """Return the regular expression of a day of every year."""
    return _each(_month_and_day)


@lru_cache(maxsize=4096)
def parse(text: str) -> Phrase:
    """Parse a date as people write it. Raises Unclear."""
    words = words_of(text)
    if is_undecided(text):
        said = sentence(
            "{text} keeps the date that a pattern gives, and here is none to keep", text=quote(text.strip())
        )
        hint = sentence("write a date, such as {examples}", examples=refusals.EXAMPLES)
        raise Unclear(said, hint, words[0].offset)
    reached = []
    for vocabulary in LANGUAGES:
        read, progress = first_reading(_phrase(vocabulary), words)
        if read is not None:
            return replace(_named(text, read.form, read.anchor_at), undecided=read.undecided)
        reached.append(progress)
    refusals.refuse_other_dates(text)
    refusals.refuse_ambiguous(text, words, _can_be_read)
    raise refusals.of_phrase(text, words, *refusals.furthest(words, reached), _can_be_read)


def _can_be_read(text: str) -> bool:
    return any(first_reading(_phrase(vocabulary), words_of(text))[0] is not None for vocabulary in LANGUAGES)


def first_that_is_one(*texts: str) -> str:
    """Return the first of some texts that is a phrase, or the last of them."""
    return next(filter(_can_be_read, texts), texts[-1])


def _named(text: str, form: Form, anchor_at: int | None) -> Phrase:
    """Return a phrase with the name that it counts from. Raises Unclear if that can be no name."""
    if anchor_at is None or not isinstance(form, Distance | WeekdayFrom | SameDay):
        return Phrase(text, form, len(text.rstrip()))
    written = text[anchor_at:]
    name = written.strip(' \t\n\u00a0\u202f"“”«»')
    if not name:
        hint = sentence("write the name of another entry, such as 'webinar-1'")
        raise Unclear(sentence("a name is missing"), hint, len(text.rstrip()))
    refusals.refuse_date_as_name(form, name, anchor_at)
    return Phrase(text, replace(form, anchor=" ".join(name.casefold().split())), anchor_at + written.index(name))


def undecided_expression() -> str:
    """Return the regular expression of what says that a date is not decided yet."""
    return table("undecided", _UNDECIDED).expression


def is_undecided(text: str) -> bool:
    """Return whether a text says that a date is not decided yet, such as `tbd`."""
    return " ".join(text.lower().split()) in _UNDECIDED


def parse_day(text: str) -> date:
    """Parse a date written as year-month-day. Raises Unclear."""
    found = re.fullmatch(r"\s*(\d{4})-(\d{2})-(\d{2})\s*", text, re.ASCII)
    if not found:
        refusals.refuse_other_dates(text)
        for vocabulary in LANGUAGES:
            day, _ = first_reading(_day_of_month(vocabulary), words_of(text))
            if day is not None:
                written = (
                    sentence("write {text}", text=day.day)
                    if isinstance(day, Fixed)
                    else sentence("write the year too, such as 2026-09-29")
                )
                raise Unclear(refusals.not_so(text.strip()), written, 0, [day])
        raise Unclear(sentence("{text} is not a date", text=quote(text)), refusals.YEAR_MONTH_DAY)
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        raise Unclear(sentence("there is no {day} in the calendar", day=text.strip())) from None


def parse_month(text: str) -> Month:
    """Parse a month of the school year: `april`, `april prior`, `august next`, `april 2026`. Raises Unclear."""
    words = words_of(text)
    reached = []
    for vocabulary in LANGUAGES:
        month, progress = first_reading(_month(vocabulary), words)
        if isinstance(month, Month):
            return month
        reached.append(progress)
    raise refusals.of_phrase(text, words, *refusals.furthest(words, reached), _is_repeated)


@cache
def _repeated(vocabulary: Vocabulary) -> Grammar:
    """Return the grammar of what a series is repeated in: a month, or a weekday every so many weeks."""
    month, day = _month(vocabulary), _day_of_month(vocabulary)
    number = Choice(
        (WordTable("number", vocabulary.numbers), Signs("number", r"\d{1,2}", int, "0?[1-9]|[1-4][0-9]|5[0-2]"))
    )
    end = Choice((day, month, _DATE))
    every = Sequel(
        (
            table("every", vocabulary.every),
            Maybe(number),
            WordTable("week", vocabulary.weeks),
            table("on", vocabulary.on),
            WordTable("weekday", vocabulary.weekdays, comma=True),
            table("from", vocabulary.from_),
            end,
            table("to", vocabulary.to),
            end,
        ),
        lambda _, count, weeks, __, weekday, ___, first, ____, last: _every(count, weeks, weekday, first, last),
    )
    return Choice((month, every))


def _every(count: int | None, weeks: int, weekday: int, first: Any, last: Any) -> Every:
    if count is not None and not 1 <= count <= _MOST_WEEKS:
        raise Wrong(1, sentence("a series is repeated every 1 to {most} weeks", most=_MOST_WEEKS))
    return Every((1 if count is None else count) * weeks, weekday, first, last)


_MOST_WEEKS = 52


def repeated_expression() -> str:
    """Return the regular expression of what a series is repeated in."""
    return _each(_repeated)


def _is_repeated(text: str) -> bool:
    return any(first_reading(_repeated(vocabulary), words_of(text))[0] is not None for vocabulary in LANGUAGES)


@lru_cache(maxsize=256)
def parse_repeated(text: str) -> Month | Every:
    """Parse what a series is repeated in: `october`, `every two weeks on wednesday from 7 october to april`.

    Raises Unclear.
    """
    words, reached = words_of(text), []
    for vocabulary in LANGUAGES:
        found, progress = first_reading(_repeated(vocabulary), words)
        if isinstance(found, Month | Every):
            return found
        reached.append(progress)
    refusals.refuse_repeated(text, _is_repeated)
    raise refusals.of_phrase(text, words, *refusals.furthest(words, reached), _is_repeated)


def span_day_expression() -> str:
    """Return the regular expression of a day at an end of a span that is not written as year-month-day."""
    return _each(_day_of_month)


def parse_days(text: str, year: SchoolYear | None = None) -> Days:
    """Parse `2026-12-21 to 2027-01-01`, or one date. Raises Unclear.

    With the school year a day may be written without its own: `Dec 21 to Jan 1`.
    """
    if found := re.fullmatch(
        r"\s*(\d{4}-\d{2}-\d{2})\s*(?:-|–|—|/|until|till|through)\s*(\d{4}-\d{2}-\d{2})\s*", text, re.I
    ):
        said = sentence("{text} lacks the word between its ends", text=quote(text))
        raise Unclear(said, sentence("write {first} to {last}", first=found[1], last=found[2]))
    (first, _), (last, offset) = _ends(text)

    def day(text: str) -> date:
        return _day_of(text, year)

    days = Days(day(first), _at(offset, day, last))
    if days.last < days.first:
        after, before = days.last + relativedelta(years=1), days.first - relativedelta(years=1)
        if after - days.first < days.first - days.last and not re.search(r"\d{4}", text):
            said = sentence("{text} goes over the end of the school year", text=quote(text.strip()))
            hint = sentence(
                "write {first} to {after}, or {before} to {last}",
                first=days.first,
                after=after,
                before=before,
                last=days.last,
            )
            raise Unclear(said, hint)
        hint = sentence("write {first} to {last}", first=days.last, last=days.first)
        raise Unclear(sentence("the last day comes before the first"), hint, offset)
    if (days.last - days.first).days > LONGEST_CLOSURE_DAYS:
        raise Unclear(sentence("these are more days than a school year has"), None, offset)
    return days


def _day_of(text: str, year: SchoolYear | None) -> date:
    """Read a day as year-month-day, or as people write it in a school year."""
    form, _ = next(
        (found for one in LANGUAGES if (found := first_reading(_day_of_month(one), words_of(text)))[0] is not None),
        (None, None),
    )
    if year is None or form is None:
        return parse_day(text)
    if isinstance(form, Fixed):
        return form.day
    day = year.day(form)
    if day is None:
        raise Unclear(sentence("there is no {day} in the calendar of this school year", day=text.strip()))
    if form.weekday not in (None, day.weekday()):
        raise Unclear(*refusals.wrong_weekday(day, form.weekday))
    return day


def parse_hours(text: str) -> Hours:
    """Parse `8:30 to 15:30`. Raises Unclear."""
    (first, _), (last, offset) = _ends(text, alone=False)
    hours = Hours(parse_time(first), _at(offset, parse_time, last))
    if hours.last <= hours.first:
        raise Unclear(sentence("the end is not after the beginning"), None, offset)
    return hours


def parse_window(text: str) -> Window:
    """Parse `21 september to 10 october`. Raises Unclear."""
    (first, _), (last, offset) = _ends(text, alone=False)
    return Window(_day_in_year(first), _at(offset, _day_in_year, last))


def _day_in_year(text: str) -> tuple[int, int]:
    words, reached = words_of(text), []
    for vocabulary in LANGUAGES:
        found, progress = first_reading(_month_and_day(vocabulary), words)
        if found is not None:
            month, day = found
            return month, day
        reached.append(progress)
    vocabulary, progress = refusals.furthest(words, reached)
    if progress.at or progress.wrong:
        raise refusals.of_phrase(text, words, vocabulary, progress, _can_be_read)
    said = sentence("{text} is not a day of a month", text=quote(text))
    raise Unclear(said, sentence("write, for example, 21 september"))


def _ends(text: str, *, alone: bool = True) -> tuple[tuple[str, int], tuple[str, int]]:
    found = re.search(rf"\s+(?:{'|'.join(TO)})\s+", text, re.I)
    if found:
        return (text[: found.start()], 0), (text[found.end() :], found.end())
    if alone:
        return (text, 0), (text, 0)
    said = sentence("{text} lacks a beginning or an end", text=quote(text))
    raise Unclear(said, sentence("put 'to' between the two"))


def _at(offset: int, parse: Callable[[str], Parsed], text: str) -> Parsed:
    try:
        return parse(text)
    except Unclear as unclear:
        raise Unclear(unclear.message, unclear.hint, offset + unclear.offset, unclear.days) from None
