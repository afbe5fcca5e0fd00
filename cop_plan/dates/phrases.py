"""The language of dates: what a person writes, parsed and worked out.

A phrase such as "third tuesday of november" is parsed once into a form; a form is resolved for one school year, on the
open days of one community, from where its anchor finally stands. Case does not matter. Positions are offsets in
characters from the start of the text. Weekdays count from Monday = 0, months from January = 1. Minutes are int.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple, TypeVar

from dateutil.relativedelta import relativedelta
from dateutil.relativedelta import weekday as Weekday

from cop_plan.base.errors import did_you_mean, quote
from cop_plan.base.frozen import frozen
from cop_plan.dates.workdays import LONGEST_CLOSURE_DAYS, ONE_DAY, Closed, Workdays

MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()  # noqa: SIM905
NUMBERS = {"a": 1, "an": 1} | {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"  # noqa: SIM905
        " eighteen nineteen twenty".split(),
        1,
    )
}
ORDINALS = {"last": -1} | {
    word: number
    for number, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)  # noqa: SIM905
}
Parsed = TypeVar("Parsed")

LONGEST_DISTANCE = 999
LONGEST_SESSION_MINUTES = 24 * 60

Unit = Literal["day", "week", "month", "working day"]
UNITS: tuple[Unit, ...] = ("day", "week", "month", "working day")
EXAMPLES = "'2026-09-29', 'third tuesday of november', '1 week before webinar-1' or 'same day as orientation'"


class Unclear(ValueError):
    """Raised for a text that is not of the language. `offset` is where it stops being so."""

    def __init__(self, message: str, hint: str | None = None, offset: int = 0) -> None:
        self.message = message
        self.hint = hint
        self.offset = offset
        super().__init__(message)


class NoSuchDay(ValueError):
    """Raised where a phrase is understood and no day answers it. `nearby` is a day that could be written instead."""

    def __init__(self, message: str, nearby: date | None = None) -> None:
        self.message = message
        self.nearby = nearby
        super().__init__(message)


@frozen
class Month:
    """A month of the school year: of this one, the one before (`prior`), the one after (`next`), or of a given year."""

    number: int
    of: int | Literal["this", "prior", "next"] = "this"

    @property
    def name(self) -> str:
        """Return the name of a series' entry in it: `october`, `june-prior`, `april-2027`."""
        name = MONTHS[self.number - 1]
        return name if self.of == "this" else f"{name}-{self.of}"


@frozen
class Fixed:
    """A date as written."""

    day: date


@frozen
class NthWeekday:
    """The nth such weekday of a month, -1 for the last. In a series the month is None until one is put in."""

    nth: int
    weekday: int
    month: Month | None


@frozen
class NthWorkingDay:
    """The nth working day of a month, -1 for the last."""

    nth: int
    month: Month | None


@frozen
class Middle:
    """The working day nearest to the 15th, the earlier of two."""

    month: Month | None


@frozen
class Distance:
    """So many days, weeks, months or working days from another entry; `count` is negative before it.

    `anchor` is the other's name as written, or None for the activity that a step belongs to.
    """

    count: int
    unit: Unit
    anchor: str | None


@frozen
class SameDay:
    """The day of another entry."""

    anchor: str | None


Form = Fixed | NthWeekday | NthWorkingDay | Middle | Distance | SameDay


@frozen
class Phrase:
    """A date as a person wrote it, and what it says."""

    text: str
    form: Form

    @property
    def anchor(self) -> str | None:
        """Return the name that the phrase counts from, or None."""
        return self.form.anchor if isinstance(self.form, Distance | SameDay) else None

    @property
    def is_anchored(self) -> bool:
        """Return whether the date depends on another entry's."""
        return isinstance(self.form, Distance | SameDay)

    @property
    def anchor_written(self) -> str:
        """Return the anchor's name as it stands in the text; empty if there is none."""
        return self.text.split()[-1] if self.anchor else ""

    @property
    def anchor_offset(self) -> int:
        """Return where the anchor's name begins in the text."""
        # The name as it is written: in another case it can have another length.
        return len(self.text.rstrip()) - len(self.anchor_written)

    @property
    def lacks_month(self) -> bool:
        """Return whether the phrase leaves its month to a series."""
        return isinstance(self.form, NthWeekday | NthWorkingDay | Middle) and self.form.month is None

    def in_month(self, month: Month) -> "Phrase":
        """Return the phrase with that month put in, if it has room for one."""
        if isinstance(self.form, NthWeekday | NthWorkingDay | Middle):
            return replace(self, form=replace(self.form, month=month))
        return self


class _Word(NamedTuple):
    text: str
    offset: int
    written: str


class _Words:
    """The words of a phrase, taken from the left; past the end stands an empty word."""

    def __init__(self, text: str) -> None:
        self._words = [_Word(found[0].casefold(), found.start(), found[0]) for found in re.finditer(r"\S+", text)]
        self._end = _Word("", len(text.rstrip()), "")
        self._at = 0

    @property
    def next(self) -> _Word:
        return self._words[self._at] if self._at < len(self._words) else self._end

    def take(self) -> _Word:
        word = self.next
        self._at += 1
        return word

    def take_if(self, *words: str) -> bool:
        if [word.text for word in self._words[self._at : self._at + len(words)]] == list(words):
            self._at += len(words)
            return True
        return False


@lru_cache(maxsize=4096)
def parse(text: str) -> Phrase:
    """Parse a date as people write it. Raises Unclear."""
    _refuse_other_dates(text)
    words = _Words(text)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", words.next.text):
        form: Form = Fixed(parse_day(words.take().text))
    elif words.take_if("same", "day"):
        form = SameDay(_anchor(words, "as"))
    elif words.next.text in ("start", "end", "middle"):
        form = _part_of_month(words)
    elif (nth := _ordinal(words.next.text)) is not None:
        form = _nth_of_month(nth, words)
    elif (count := _number(words.next.text)) is not None:
        form = _distance(count, words)
    else:
        raise _not_understood(words)
    if words.next.text:
        raise Unclear(f"{quote(words.next.written)} is one word too many", None, words.next.offset)
    return Phrase(text, form)


def parse_day(text: str) -> date:
    """Parse a date written as year-month-day. Raises Unclear."""
    _refuse_other_dates(text)
    found = re.fullmatch(r"\s*(\d{4})-(\d{2})-(\d{2})\s*", text, re.ASCII)
    if not found:
        raise Unclear(f"{quote(text)} is not a date", "write year-month-day, such as 2026-09-29")
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        raise Unclear(f"there is no {text.strip()} in the calendar") from None


def parse_month(text: str) -> Month:
    """Parse a month of the school year: `april`, `april prior`, `august next`, `april 2026`. Raises Unclear."""
    words = _Words(text)
    month = _month(words)
    if words.next.text:
        raise Unclear(f"{quote(words.next.written)} is one word too many", None, words.next.offset)
    return month


def _not_understood(words: _Words) -> Unclear:
    first = words.next
    if not first.text:
        return Unclear("no date is written here", f"write, for example, {EXAMPLES}", first.offset)
    if first.text == "the":
        return Unclear("a phrase does not begin with 'the'", "leave it out", first.offset)
    if first.text in WEEKDAYS or first.text in MONTHS:
        example = f"first {first.text} of october" if first.text in WEEKDAYS else f"first tuesday of {first.text}"
        return Unclear(f"{quote(first.written)} alone is not a day", f"say which one: '{example}'", first.offset)
    known = [*NUMBERS, *ORDINALS, "same", "start", "end", "middle"]
    hint = did_you_mean(first.text, known) if len(first.text) > 2 else None
    return Unclear(
        f"no phrase begins with {quote(first.written)}", hint or f"write, for example, {EXAMPLES}", first.offset
    )


def _refuse_other_dates(text: str) -> None:
    if found := re.search(r"(?<![\w./])(\d{1,4})([/.])(\d{1,2})\2(\d{1,4})(?![\w/])", text, re.ASCII):
        raise Unclear(
            f"{quote(found[0])} is not how a date is written here",
            f"write year-month-day, such as {_only_reading(found) or '2026-09-29'}",
            found.start(),
        )
    months = "|".join(MONTHS)
    if found := re.fullmatch(
        rf"\s*(?:({months})\s+(\d{{1,2}})|(\d{{1,2}})\s+({months}))(?:,?\s+(\d{{4}}))?\s*", text, re.ASCII | re.I
    ):
        month, day, year = MONTHS.index((found[1] or found[4]).casefold()) + 1, int(found[2] or found[3]), found[5]
        written = (
            f"write {year}-{month:02}-{day:02}" if year else f"write the year too, such as 2026-{month:02}-{day:02}"
        )
        raise Unclear(f"{quote(text.strip())} is not how a date is written here", written)
    found = re.fullmatch(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*", text, re.ASCII)
    if found and (len(found[2]) < 2 or len(found[3]) < 2):
        written = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
        raise Unclear(f"{quote(text.strip())} lacks a zero", f"write {written}")


def _only_reading(found: re.Match[str]) -> str | None:
    """Return a slash or dotted date as year-month-day if it can be read in one way only."""
    parts = [int(found[number]) for number in (1, 3, 4)]
    orders = (
        [parts] if len(found[1]) == 4 else [[parts[2], a, b] for a, b in ((parts[0], parts[1]), (parts[1], parts[0]))]
    )
    readings = set()
    for year, month, day in orders:
        try:
            readings.add(date(year if year > 99 else 2000 + year, month, day).isoformat())
        except ValueError:
            continue
    return readings.pop() if len(readings) == 1 else None


def _ordinal(word: str) -> int | None:
    if found := re.fullmatch(r"(\d{1,3})(?:st|nd|rd|th)", word, re.ASCII):
        return int(found[1])
    return ORDINALS.get(word)


def _number(word: str) -> int | None:
    return int(word) if re.fullmatch(r"\d+", word, re.ASCII) and len(word) < 20 else NUMBERS.get(word)


def _part_of_month(words: _Words) -> Form:
    part = words.take().text
    month = _of_month(words)
    return Middle(month) if part == "middle" else NthWorkingDay(1 if part == "start" else -1, month)


def _nth_of_month(nth: int, words: _Words) -> Form:
    ordinal = words.take()
    if words.take_if("working", "day"):
        if not (nth == -1 or 1 <= nth <= 23):
            raise Unclear("a month has at most 23 working days", None, ordinal.offset)
        return NthWorkingDay(nth, _of_month(words))
    word = words.take()
    if word.text not in WEEKDAYS:
        near = did_you_mean(word.text, [*WEEKDAYS, "working day"])
        if word.text in ("day", "school", "business", "week", "weekday"):
            near = "did you mean 'working day'?"
        said = f"no weekday is called {quote(word.written)}" if word.text else "a weekday is missing"
        raise Unclear(said, near, word.offset)
    if not (nth == -1 or 1 <= nth <= 5):
        raise Unclear(
            f"no month has {_nth_in_digits(nth)} {word.text}",
            "count from 'first' to 'fifth', or say 'last'",
            ordinal.offset,
        )
    return NthWeekday(nth, WEEKDAYS.index(word.text), _of_month(words))


def _nth_in_digits(nth: int) -> str:
    return (
        "a 0th"
        if nth == 0
        else f"a {nth}{'th' if 4 <= nth % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(nth % 10, 'th')}"
    )


def _of_month(words: _Words) -> Month | None:
    if not words.next.text:
        return None
    if not words.take_if("of"):
        word = words.next
        said = f"'of' is missing before {quote(word.written)}"
        raise Unclear(said, "write, for example, 'of november'", word.offset)
    return _month(words)


def _month(words: _Words) -> Month:
    word = words.take()
    if word.text not in MONTHS:
        said = f"no month is called {quote(word.written)}" if word.text else "a month is missing"
        begun = [name for name in MONTHS if len(word.text) > 2 and name.startswith(word.text.rstrip("."))]
        raise Unclear(said, f"did you mean '{begun[0]}'?" if begun else did_you_mean(word.text, MONTHS), word.offset)
    number = MONTHS.index(word.text) + 1
    if words.take_if("prior"):
        return Month(number, "prior")
    if words.take_if("next"):
        return Month(number, "next")
    if re.fullmatch(r"[12]\d{3}", words.next.text, re.ASCII):
        return Month(number, int(words.take().text))
    return Month(number)


def _distance(count: int, words: _Words) -> Form:
    number = words.take()
    if not 1 <= count <= LONGEST_DISTANCE:
        hint = "write 'same day as' for no distance" if count == 0 else None
        raise Unclear(f"a distance is 1 to {LONGEST_DISTANCE}", hint, number.offset)
    unit = _unit(words)
    word = words.next
    if word.text not in ("before", "after"):
        said = f"{quote(word.written)} is neither 'before' nor 'after'"
        if not word.text:
            said = "'before' or 'after' is missing"
        raise Unclear(said, did_you_mean(word.text, ("before", "after")), word.offset)
    sign = -1 if words.take().text == "before" else 1
    return Distance(sign * count, unit, _anchor(words))


def _unit(words: _Words) -> Unit:
    word = words.take()
    if word.text == "working":
        word = words.take()
        if word.text in ("day", "days"):
            return "working day"
    elif (single := word.text.removesuffix("s")) in ("day", "week", "month"):
        return single  # type: ignore[return-value]  # narrowed by the tuple just above
    hint = did_you_mean(word.text, ("days", "weeks", "months", "working days"))
    if word.text in ("school", "business", "weekday", "weekdays"):
        hint = "did you mean 'working days'?"
    said = (
        f"{quote(word.written)} is no unit of distance"
        if word.text
        else "a unit is missing: days, weeks, months, working days"
    )
    raise Unclear(said, hint, word.offset)


def _anchor(words: _Words, *introduced_by: str) -> str | None:
    """Take a name, after a word that introduces it; None if the phrase ends before."""
    if not words.next.text:
        return None
    for word in introduced_by:
        if not words.take_if(word):
            raise Unclear(f"{quote(word)} is missing before {quote(words.next.written)}", None, words.next.offset)
    name = words.take()
    if not name.text:
        raise Unclear("a name is missing", "write the name of another entry, such as 'webinar-1'", name.offset)
    if words.next.text:
        joined = "-".join([name.text, *(word.text for word in words._words[words._at :])])
        raise Unclear("a name has no spaces", f"did you mean '{joined[:60]}'?", words.next.offset)
    return name.text


def parse_time(text: str) -> time:
    """Parse a time of day: `9:00`, `15:30`, `3:30 pm`. Raises Unclear."""
    found = re.fullmatch(r"\s*(\d{1,2}):(\d{2})\s*(?:([ap])\.?m\.?)?\s*", text, re.ASCII | re.I)
    if not found:
        whole = re.fullmatch(r"\s*(\d{1,2})\s*(?:h|([ap])\.?m\.?)?\s*", text, re.ASCII | re.I)
        hint = f"write {int(whole[1])}:00{' ' + whole[2].lower() + 'm' if whole[2] else ''}" if whole else None
        raise Unclear(f"{quote(text)} is not a time", hint or "write 9:00, 15:30 or 3:30 pm")
    hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").lower()
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        raise Unclear(f"there is no {text.strip()} on a clock", "write 9:00, 15:30 or 3:30 pm")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute)


def parse_minutes(text: str) -> int:
    """Parse a duration into minutes: `6 hours`, `2.5 hours`, `90 minutes`, `1 hour 15 minutes`. Raises Unclear."""
    found = re.fullmatch(
        r"\s*(?:(\d{1,4}(?:\.\d{1,3})?)\s*hours?)?\s*(?:(\d{1,5})\s*minutes?)?\s*", text, re.ASCII | re.I
    )
    if not found or not (found[1] or found[2]):
        hint = "write 6 hours, 2.5 hours, 90 minutes or 1 hour 15 minutes"
        if re.fullmatch(r"\s*\d+,\d+\s*hours?\s*", text, re.I):
            hint = f"write {text.strip().replace(',', '.')}"
        elif re.fullmatch(r"\s*\d{1,3}\s*", text, re.ASCII):
            hint = f"write {int(text)} minutes" + (f" or {int(text)} hours" if 0 < int(text) <= 12 else "")
        raise Unclear(f"{quote(text)} is not a duration", hint)
    minutes = Decimal(found[1] or 0) * 60 + int(found[2] or 0)
    if minutes != int(minutes):
        raise Unclear(f"{text.strip()} is not a whole number of minutes")
    if not 0 < minutes <= LONGEST_SESSION_MINUTES:
        raise Unclear(f"{text.strip()} is not between 1 minute and 24 hours")
    return int(minutes)


_REMINDER_UNITS = {"minute": 1, "hour": 60, "day": 24 * 60, "week": 7 * 24 * 60}


def parse_reminder(text: str) -> int:
    """Parse how long before something one is reminded of it into minutes: `1 day`; `no` is 0. Raises Unclear."""
    if text.strip().casefold() == "no":
        return 0
    found = re.fullmatch(r"\s*([1-9]\d{0,2})\s*(minute|hour|day|week)s?\s*", text, re.ASCII | re.I)
    if not found:
        raise Unclear(f"{quote(text)} is no time before something", "write 1 day, 2 hours, 30 minutes or 1 week, or no")
    return int(found[1]) * _REMINDER_UNITS[found[2].lower()]


class Days(NamedTuple):
    """Days in a row, `first` and `last` included."""

    first: date
    last: date


class Hours(NamedTuple):
    """A part of the day, from `first` up to `last`."""

    first: time
    last: time


class Window(NamedTuple):
    """Days of the school year in a row, `first` and `last` included, each as (month, day)."""

    first: tuple[int, int]
    last: tuple[int, int]


_ISO = r"\d{4}-\d{2}-\d{2}"


def parse_days(text: str) -> Days:
    """Parse `2026-12-21 to 2027-01-01`, or one date. Raises Unclear."""
    if found := re.fullmatch(
        r"\s*(\d{4}-\d{2}-\d{2})\s*(?:-|–|—|/|until|till|through)\s*(\d{4}-\d{2}-\d{2})\s*", text, re.I
    ):
        raise Unclear(f"{quote(text)} lacks the word between its ends", f"write {found[1]} to {found[2]}")
    (first, _), (last, offset) = _ends(text)
    days = Days(parse_day(first), _at(offset, parse_day, last))
    if days.last < days.first:
        raise Unclear("the last day comes before the first", f"write {days.last} to {days.first}", offset)
    if (days.last - days.first).days > LONGEST_CLOSURE_DAYS:
        raise Unclear("these are more days than a school year has", None, offset)
    return days


def parse_hours(text: str) -> Hours:
    """Parse `8:30 to 15:30`. Raises Unclear."""
    (first, _), (last, offset) = _ends(text, alone=False)
    hours = Hours(parse_time(first), _at(offset, parse_time, last))
    if hours.last <= hours.first:
        raise Unclear("the end is not after the beginning", None, offset)
    return hours


def parse_window(text: str) -> Window:
    """Parse `21 september to 10 october`. Raises Unclear."""
    (first, _), (last, offset) = _ends(text, alone=False)
    return Window(_day_of_month(first), _at(offset, _day_of_month, last))


def _day_of_month(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"\s*(\d{1,2})\s+([a-z]+)\s*", text, re.ASCII | re.I)
    if not found:
        raise Unclear(f"{quote(text)} is not a day of a month", "write, for example, 21 september")
    month = parse_month(found[2]).number
    # A leap year, so that 29 February is a day.
    if not 1 <= int(found[1]) <= (date(2024, month, 1) + relativedelta(day=31)).day:
        raise Unclear(f"there is no {text.strip()} in the calendar")
    return month, int(found[1])


def _ends(text: str, *, alone: bool = True) -> tuple[tuple[str, int], tuple[str, int]]:
    found = re.search(r"\s+to\s+", text, re.I)
    if found:
        return (text[: found.start()], 0), (text[found.end() :], found.end())
    if alone:
        return (text, 0), (text, 0)
    raise Unclear(f"{quote(text)} lacks a beginning or an end", "put 'to' between the two")


def _at(offset: int, parse: Callable[[str], Parsed], text: str) -> Parsed:
    try:
        return parse(text)
    except Unclear as unclear:
        raise Unclear(unclear.message, unclear.hint, offset + unclear.offset) from None


@frozen
class SchoolYear:
    """A school year: the calendar year in which it begins and the month with which it does."""

    first_year: int
    begins: int = 8

    @property
    def first(self) -> date:
        """Return its first day."""
        return date(self.first_year, self.begins, 1)

    @property
    def last(self) -> date:
        """Return its last day."""
        return self.first + relativedelta(years=1, days=-1)

    @property
    def calendar_years(self) -> range:
        """Return the calendar years of this school year, the one before and the one after."""
        return range(self.first_year - 1, self.last.year + 2)

    def month(self, month: Month) -> tuple[int, int]:
        """Return the calendar year and number of a month."""
        if isinstance(month.of, int):
            return month.of, month.number
        shift = {"prior": -1, "this": 0, "next": 1}[month.of]
        return self.first_year + shift + (month.number < self.begins), month.number

    def window(self, window: Window) -> Days:
        """Return the days of a window in this year; one that ends before it begins began in the year before."""

        def day(end: tuple[int, int]) -> date:
            year, month = self.month(Month(end[0]))
            return date(year, month, 1) + relativedelta(day=end[1])

        first, last = day(window.first), day(window.last)
        return Days(first if first <= last else first - relativedelta(years=1), last)


@lru_cache(maxsize=4096)
def nth_weekday(year: int, month: int, nth: int, weekday: int) -> date | None:
    """Return the nth such weekday of a month, or None if the month has no such day.

    `nth` counts from 1; a negative one counts from the end. `weekday` counts from Monday = 0.
    """
    edge = 1 if nth > 0 else 31
    day = date(year, month, 1) + relativedelta(day=edge, weekday=Weekday(weekday, nth))
    return day if day.month == month else None


def resolve(form: Form, year: SchoolYear, workdays: Workdays, anchor: date | None = None) -> date:
    """Return the day that a form computes, open or not; `anchor` is where the entry that it counts from stands.

    Raises NoSuchDay.
    """
    match form:
        case Fixed(day):
            return day
        case SameDay():
            return _known(anchor)
        case Distance(count, unit, _):
            return _far_from(_known(anchor), count, unit, workdays)
        case NthWeekday(nth, weekday, month):
            calendar_year, number = year.month(_given(month))
            found = nth_weekday(calendar_year, number, nth, weekday)
            if found is None:
                said = f"{_month_of(calendar_year, number)} has only four {WEEKDAYS[weekday].capitalize()}s"
                raise NoSuchDay(said, nth_weekday(calendar_year, number, -1, weekday))
            return found
        case NthWorkingDay(nth, month):
            return _nth_working_day(nth, *year.month(_given(month)), workdays)
        case Middle(month):
            return _middle(*year.month(_given(month)), workdays)


def _month_of(calendar_year: int, number: int) -> str:
    return f"{MONTHS[number - 1].capitalize()} {calendar_year}"


def _known(anchor: date | None) -> date:
    if anchor is None:
        raise ValueError("a distance needs the day of its anchor")
    return anchor


def _given(month: Month | None) -> Month:
    if month is None:
        raise ValueError("the phrase of a series needs a month put in")
    return month


def _far_from(anchor: date, count: int, unit: Unit, workdays: Workdays) -> date:
    match unit:
        case "working day":
            day = workdays.step(anchor, count)
            if day is None:
                raise NoSuchDay("there are not so many working days that way")
            return day
        case "month":
            return anchor + relativedelta(months=count)
        case "week":
            return anchor + relativedelta(weeks=count)
        case "day":
            return anchor + relativedelta(days=count)


def _working_days(calendar_year: int, month: int, workdays: Workdays) -> list[date]:
    first = date(calendar_year, month, 1)
    days = [first + ONE_DAY * count for count in range((first + relativedelta(day=31)).day)]
    return [day for day in days if workdays.is_open(day)]


def _nth_working_day(nth: int, calendar_year: int, month: int, workdays: Workdays) -> date:
    working = _working_days(calendar_year, month, workdays)
    if len(working) < abs(nth):
        count = {0: "no working days", 1: "one working day"}.get(len(working), f"{len(working)} working days")
        raise NoSuchDay(f"{_month_of(calendar_year, month)} has {count}", working[-1] if working else None)
    return working[nth - 1 if nth > 0 else nth]


def _middle(calendar_year: int, month: int, workdays: Workdays) -> date:
    working = _working_days(calendar_year, month, workdays)
    if not working:
        raise NoSuchDay(f"{_month_of(calendar_year, month)} has no working days")
    return min(working, key=lambda day: (abs(day.day - 15), day))


WhenClosed = Literal["same weekday", "working day", "stay"]
"""What happens to a computed day that is closed: see `settle`."""


@frozen
class Settled:
    """A day on which an entry finally stands. `moved_from` and `closed_by` are None if it did not move."""

    day: date
    moved_from: date | None = None
    closed_by: Closed | None = None


def settle(day: date, form: Form, when_closed: WhenClosed, workdays: Workdays) -> Settled:
    """Move a computed day off a closed one. Raises NoSuchDay.

    - A date as written and `same day as` never move; nothing moves under `stay`.
    - A weekday that the phrase itself names counts as open even on a weekend.
    - `same weekday`: to the nearest open same weekday of its month, the later of two equally near.
    - `working day`: to the working day before; to the one after if the phrase says `after`, or if the month that the
      phrase names would be left.
    """
    if isinstance(form, Fixed | SameDay) or when_closed == "stay":
        return Settled(day)
    names_weekday = isinstance(form, NthWeekday)
    closed_by = workdays.why_closed(day, weekend_open=names_weekday)
    if closed_by is None:
        return Settled(day)
    if when_closed == "same weekday":
        return Settled(_same_weekday(day, names_weekday, workdays), day, closed_by)
    names_month = isinstance(form, NthWeekday | NthWorkingDay | Middle)
    goes_after = isinstance(form, Distance) and form.count > 0
    back = workdays.step(day, -1)
    if back is None or goes_after or (names_month and (back.year, back.month) != (day.year, day.month)):
        back = workdays.step(day, 1)
    if back is None:
        raise NoSuchDay(f"no working day is near {day}")
    if names_month and (back.year, back.month) != (day.year, day.month):
        raise NoSuchDay(f"{_month_of(day.year, day.month)} has no working days", back)
    return Settled(back, day, closed_by)


def _same_weekday(day: date, weekend_open: bool, workdays: Workdays) -> date:
    def open_days(weeks: range) -> list[date]:
        days = [day + ONE_DAY * 7 * away for away in weeks]
        return [other for other in days if workdays.why_closed(other, weekend_open=weekend_open) is None]

    in_month = [other for other in open_days(range(-4, 5)) if other.month == day.month]
    if in_month:
        return min(in_month, key=lambda other: (abs(other - day), day - other))
    # Nowhere in the month: what stands nearby can be proposed, for the person to write down.
    nearby = open_days(range(-6, 7)) or [other for step in (-1, 1) if (other := workdays.step(day, step))]
    nearest = min(nearby, key=lambda other: (abs(other - day), day - other), default=None)
    closed = workdays.why_closed(day, weekend_open=weekend_open)
    cause = (
        f", {day.day} {MONTHS[day.month - 1].capitalize()} by {quote(closed.name)}" if closed and closed.name else ""
    )
    raise NoSuchDay(
        f"every {WEEKDAYS[day.weekday()].capitalize()} of {_month_of(day.year, day.month)} is closed{cause}",
        nearest if nearest and abs(nearest - day) < 7 * ONE_DAY * 7 else None,
    )
