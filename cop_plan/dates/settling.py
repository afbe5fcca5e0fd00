"""On which day a phrase falls in one school year, and where it moves if that day is closed.

Weekdays count from Monday = 0, months from January = 1.
"""

from datetime import date
from functools import lru_cache
from typing import Literal

from dateutil.relativedelta import relativedelta
from dateutil.relativedelta import weekday as Weekday

from cop_plan.base.errors import quote
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import counted, one_of, sentence
from cop_plan.dates import spoken
from cop_plan.dates.forms import (
    DayOfMonth,
    Distance,
    Fixed,
    Form,
    Middle,
    Month,
    NoSuchDay,
    NthWeekday,
    NthWorkingDay,
    SameDay,
    SchoolYear,
    Unit,
    WeekdayFrom,
    WeekOf,
)
from cop_plan.dates.refusals import wrong_weekday
from cop_plan.dates.workdays import ONE_DAY, SUNDAY, Closed, Workdays


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
        case DayOfMonth():
            return _day_of_month(form, year)
        case WeekOf(day):
            return _week_of(day, year, workdays)
        case SameDay():
            return _known(anchor)
        case WeekdayFrom(nth, weekday, _):
            # That weekday does not count on the anchor's own day: it is strictly before, or after.
            return _known(anchor) + ONE_DAY * (1 if nth > 0 else -1) + relativedelta(weekday=Weekday(weekday, nth))
        case Distance(count, unit, _):
            return _far_from(_known(anchor), count, unit, workdays)
        case NthWeekday(nth, weekday, month):
            calendar_year, number = year.month(_given(month))
            found = nth_weekday(calendar_year, number, nth, weekday)
            if found is None:
                said = sentence(
                    "{month} has only four {weekday}s",
                    month=spoken.month_of_year(number, calendar_year),
                    weekday=spoken.weekday(weekday),
                )
                raise NoSuchDay(said, nth_weekday(calendar_year, number, -1, weekday))
            return found
        case NthWorkingDay(nth, month):
            return _nth_working_day(nth, *year.month(_given(month)), workdays)
        case Middle(month):
            return _middle(*year.month(_given(month)), workdays)


def _day_of_month(form: DayOfMonth, year: SchoolYear) -> date:
    calendar_year, number = year.month(form.month)
    day = year.day(form)
    if day is None:
        last = date(calendar_year, number, 1) + relativedelta(day=31)
        month = spoken.month_of_year(number, calendar_year)
        raise NoSuchDay(sentence("{month} has no {day}th", month=month, day=form.day), last)
    if form.weekday is not None and form.weekday != day.weekday():
        said, hint = wrong_weekday(day, form.weekday)
        raise NoSuchDay(said, day, hint)
    return day


def _week_of(written: Fixed | DayOfMonth, year: SchoolYear, workdays: Workdays) -> date:
    day = written.day if isinstance(written, Fixed) else _day_of_month(written, year)
    if day.weekday() == SUNDAY:
        # To some a week begins with its Sunday, to others it ends with it.
        weeks = [
            sentence("'week of {day}'", day=spoken.day_of_month(other.day, other.month))
            for other in (day - ONE_DAY, day + ONE_DAY)
        ]
        said = sentence("{day} is a Sunday, between two weeks", day=spoken.day(day))
        raise NoSuchDay(said, None, sentence("write {text}", text=one_of(weeks)))
    monday = day - ONE_DAY * day.weekday()
    found = next((other for away in range(5) if workdays.is_open(other := monday + ONE_DAY * away)), None)
    if found is None:
        said = sentence("the week of {day} has no open day", day=spoken.day(monday))
        raise NoSuchDay(said, workdays.step(monday, 1))
    return found


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
                raise NoSuchDay(sentence("there are not so many working days that way"))
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
        if not working:
            raise _no_working_days(calendar_year, month)
        said = counted(
            len(working),
            "{month} has one working day",
            "{month} has {number} working days",
            month=spoken.month_of_year(month, calendar_year),
        )
        raise NoSuchDay(said, working[-1])
    return working[nth - 1 if nth > 0 else nth]


def _no_working_days(calendar_year: int, month: int, nearby: date | None = None) -> NoSuchDay:
    said = sentence("{month} has no working days", month=spoken.month_of_year(month, calendar_year))
    return NoSuchDay(said, nearby)


def _middle(calendar_year: int, month: int, workdays: Workdays) -> date:
    working = _working_days(calendar_year, month, workdays)
    if not working:
        raise _no_working_days(calendar_year, month)
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
    if isinstance(form, Fixed | DayOfMonth | SameDay) or when_closed == "stay":
        return Settled(day)
    names_weekday = isinstance(form, NthWeekday | WeekdayFrom)
    closed_by = workdays.why_closed(day, weekend_open=names_weekday)
    if closed_by is None:
        return Settled(day)
    if when_closed == "same weekday":
        return Settled(_same_weekday(day, names_weekday, workdays), day, closed_by)
    names_month = isinstance(form, NthWeekday | NthWorkingDay | Middle)
    goes_after = (isinstance(form, Distance) and form.count > 0) or (isinstance(form, WeekdayFrom) and form.nth > 0)
    back = workdays.step(day, -1)
    if back is None or goes_after or (names_month and (back.year, back.month) != (day.year, day.month)):
        back = workdays.step(day, 1)
    if back is None:
        raise NoSuchDay(sentence("no working day is near {day}", day=day))
    if names_month and (back.year, back.month) != (day.year, day.month):
        raise _no_working_days(day.year, day.month, back)
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
    weekday, month = spoken.weekday(day.weekday()), spoken.month_of_year(day.month, day.year)
    said = sentence("every {weekday} of {month} is closed", weekday=weekday, month=month)
    if closed and closed.name:
        said = sentence(
            "every {weekday} of {month} is closed, {day} by {name}",
            weekday=weekday,
            month=month,
            day=spoken.day_of_month(day.day, day.month),
            name=quote(closed.name),
        )
    raise NoSuchDay(said, nearest if nearest and abs(nearest - day) < 7 * ONE_DAY * 7 else None)
