"""The values of the language of dates: what a phrase says once it is read.

Weekdays count from Monday = 0, months from January = 1.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Literal, NamedTuple

from dateutil.relativedelta import relativedelta

from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence, one_of, sentence
from cop_plan.dates import spoken

MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()  # noqa: SIM905

LONGEST_DISTANCE = 999
LONGEST_SESSION_MINUTES = 24 * 60

Unit = Literal["day", "week", "month", "working day"]
UNITS: tuple[Unit, ...] = ("day", "week", "month", "working day")


class NoSuchDay(ValueError):
    """Raised where a phrase is understood and no day answers it.

    `nearby` is a day that could be written instead, `hint` says what to write where that is no single day.
    """

    def __init__(self, message: Sentence, nearby: date | None = None, hint: Sentence | None = None) -> None:
        self.message = message
        self.nearby = nearby
        self.hint = hint
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
class DayOfMonth:
    """A day of a month of the school year; `weekday` is the one that the person wrote with it."""

    day: int
    month: Month
    weekday: int | None = None


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
class WeekOf:
    """The first open day of the week from Monday to Friday that holds a day."""

    day: Fixed | DayOfMonth


@frozen
class Distance:
    """So many days, weeks, months or working days from another entry; `count` is negative before it.

    `anchor` is the other's name or title as written, in small letters, or None for the activity that a step belongs to.
    """

    count: int
    unit: Unit
    anchor: str | None


@frozen
class WeekdayFrom:
    """The nth such weekday strictly after another entry, or before it if `nth` is negative."""

    nth: int
    weekday: int
    anchor: str | None


@frozen
class SameDay:
    """The day of another entry."""

    anchor: str | None


Form = Fixed | DayOfMonth | NthWeekday | NthWorkingDay | Middle | WeekOf | Distance | WeekdayFrom | SameDay


@frozen
class Every:
    """A weekday every so many weeks, from the first such day on or after `first` to the last on or before `last`.

    A month stands for its first day, or for its last.
    """

    weeks: int
    weekday: int
    first: Fixed | DayOfMonth | Month
    last: Fixed | DayOfMonth | Month


@frozen
class Phrase:
    """A date as a person wrote it, and what it says.

    `anchor_offset` is where the anchor's name begins in the text; `undecided` says that the date holds until another is
    decided.
    """

    text: str
    form: Form
    anchor_offset: int = 0
    undecided: bool = False

    @property
    def anchor(self) -> str | None:
        """Return the name that the phrase counts from, or None."""
        return self.form.anchor if isinstance(self.form, Distance | WeekdayFrom | SameDay) else None

    @property
    def is_anchored(self) -> bool:
        """Return whether the date depends on another entry's."""
        return isinstance(self.form, Distance | WeekdayFrom | SameDay)

    @property
    def anchor_written(self) -> str:
        """Return the anchor's name as it stands in the text; empty if there is none."""
        return self.text[self.anchor_offset :].strip() if self.anchor else ""

    @property
    def lacks_month(self) -> bool:
        """Return whether the phrase leaves its month to a series."""
        return isinstance(self.form, NthWeekday | NthWorkingDay | Middle) and self.form.month is None

    def in_month(self, month: Month) -> "Phrase":
        """Return the phrase with that month put in, if it has room for one."""
        if isinstance(self.form, NthWeekday | NthWorkingDay | Middle):
            return replace(self, form=replace(self.form, month=month))
        return self


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

    def day(self, form: DayOfMonth) -> date | None:
        """Return a day of a month, or None if the month of this year does not have it."""
        year, month = self.month(form.month)
        try:
            return date(year, month, form.day)
        except ValueError:
            return None

    def end(self, end: Fixed | DayOfMonth | Month, *, is_last: bool) -> date | None:
        """Return the day at which a series begins or ends; None if the month of this year does not have it."""
        if isinstance(end, Month):
            return date(*self.month(end), 1) + relativedelta(day=31 if is_last else 1)
        return end.day if isinstance(end, Fixed) else self.day(end)

    def series(self, every: Every) -> dict[str, Phrase]:
        """Return the dates of a series by the names of its entries: `october`, then `october-2`. Raises NoSuchDay.

        They are counted before any is moved off a closed day.
        """
        first, last = self.end(every.first, is_last=False), self.end(every.last, is_last=True)
        if first is None or last is None:
            raise NoSuchDay(sentence("the month of this year does not have that day"))
        day = first + timedelta(days=(every.weekday - first.weekday()) % 7)
        if day > last:
            weekday = spoken.weekday(every.weekday)
            said = sentence("no {weekday} lies between {first} and {last}", weekday=weekday, first=first, last=last)
            raise NoSuchDay(said)
        if (last - first).days > _LONGEST_SERIES_DAYS:
            raise NoSuchDay(sentence("a series is no longer than a year"))
        found: dict[str, Phrase] = {}
        of_month: dict[str, int] = {}
        while day <= last:
            month = Month(day.month)
            if self.month(month) != (day.year, day.month):
                month = Month(day.month, day.year)
            nth = (day.day - 1) // 7 + 1
            of_month[month.name] = count = of_month.get(month.name, 0) + 1
            name = f"{month.name}-{count}" if count > 1 else month.name
            text = f"{_ORDINALS[nth - 1]} {WEEKDAYS[every.weekday]} of {month.name.replace('-', ' ')}"
            found[name] = Phrase(text, NthWeekday(nth, every.weekday, month), len(text))
            day += timedelta(weeks=every.weeks)
        return found


_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_LONGEST_SERIES_DAYS = 366


class Unclear(ValueError):
    """Raised for a text that is not of the language. `offset` is where it stops being so.

    `days` are what a date in other signs can mean: a hint that shows them has to know the school year.
    """

    def __init__(
        self, message: Sentence, hint: Sentence | None = None, offset: int = 0, days: Sequence[Fixed | DayOfMonth] = ()
    ) -> None:
        self.message = message
        self.hint = hint
        self.offset = offset
        self.days = tuple(days)
        super().__init__(message)

    def hint_in(self, year: SchoolYear | None) -> Sentence | None:
        """Return the hint with the dates that the text can mean in a school year, those within it if there are any."""
        if year is None or not self.days:
            return self.hint
        found = {one.day if isinstance(one, Fixed) else year.day(one) for one in self.days}
        in_calendar = sorted(day for day in found if day is not None)
        in_year = [day for day in in_calendar if year.first <= day <= year.last]
        shown = one_of([str(day) for day in in_year or in_calendar])
        return sentence("write {text}", text=shown) if shown else self.hint
