"""How exports and spreadsheets write dates, times and durations, in English and in French.

A day such as 3/4/27 is read only if its order is settled: by the caller, by another day of the file, by the day on
which it should be, or because only one reading lies in the year. Where nothing settles it, `clocks` has one for each
order, and whoever knows the plan chooses. A zone behind a time is left alone: all times of a file are on one clock.
"""

import contextlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

from cop_plan.base.translatable import Sentence, one_of, sentence

DateOrder = Literal["dmy", "mdy", "ymd"]
ORDERS: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd")

NO_DAY = date(1, 1, 1)
"""The day of a time that is written without one."""

_MONTHS = (
    ("jan",), ("feb", "fev"), ("mar",), ("apr", "avr"), ("may", "mai"), ("jun", "juin"),
    ("jul", "juil"), ("aug", "aou"), ("sep",), ("oct",), ("nov",), ("dec",),
)  # fmt: skip

_NUMBERS = r"(?P<one>\d{1,4})(?P<sign>[/.-])(?P<two>\d{1,2})(?P=sign)(?P<three>\d{4}|\d{1,2})"
_NAMED = r"(?P<day>\d{1,2})(?:er|st|nd|rd|th)?[ .-]+(?P<month>[a-z]{3,9})[., -]+(?P<year>\d{4})"
_NAMED_FIRST = r"(?P<month1>[a-z]{3,9})\.? (?P<day1>\d{1,2})(?:st|nd|rd|th)?,? (?P<year1>\d{4})"
_TIME = (
    r"(?P<hour>\d{1,2})(?:(?: ?h ?|:(?=\d\d))(?P<minute>\d{1,2})| ?h)"
    r"(?:(?: ?min ?|:(?=\d\d))(?:(?P<second>\d{1,2})(?:[.,]\d+)?)?(?: ?s)?)?"
    r"(?: ?(?P<half>[ap])\.? ?m\b\.?)?"
)
_ZONE = r" ?(?:\(?(?:utc|gmt|[a-z]{1,2}[sd]t|z)?(?:[+-]\d{1,2}(?::?\d{2})?)?\)?)"
_MOMENT = re.compile(
    rf"(?:(?:{_NUMBERS}|(?:[a-z]+,? )?(?:{_NAMED}|{_NAMED_FIRST}))(?:,? | a | at |t|$))?(?:{_TIME}{_ZONE})?", re.ASCII
)


class UnclearMoment(Exception):
    """Raised for a text that is no moment or duration, or can be read in two ways."""

    def __init__(self, message: Sentence, hint: Sentence | None = None) -> None:
        self.message = message
        self.hint = hint
        super().__init__(message, hint)


def _simple(text: str) -> str:
    """Return a text in small letters without accents, and with plain spaces only."""
    if text.isascii():
        return " ".join(text.casefold().split())
    plain = unicodedata.normalize("NFKD", text)
    kept = (c for c in plain if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return " ".join("".join(kept).casefold().split())


@dataclass(frozen=True, slots=True)
class Clock:
    """How one file writes its days and times. `order` is None where nothing settles it, or nothing needs to.

    `year` is the first and last day that can be meant by a year of two digits, as far as any reading lies in it.
    """

    order: DateOrder | None
    halves: bool
    year: tuple[date, date] | None = None

    def moment(self, text: str) -> datetime:
        """Return the moment that a text names; its day is `NO_DAY` if it has none. Raises UnclearMoment."""
        found = _found(text)
        if found is None or not found["hour"]:
            raise UnclearMoment(sentence("this is no day and time that can be read"))
        return datetime.combine(self._day(found), self._time(found))

    def _day(self, found: re.Match[str]) -> date:
        if found["month"] or found["month1"]:
            return _named(found)
        if not found["one"]:
            return NO_DAY
        days = self._readings(found)
        if len(set(days.values())) == 1:
            return next(iter(days.values()))
        if not days:
            if self.order in _orders(found, self.year):
                raise UnclearMoment(sentence("there is no such day in the order {order}", order=self.order))
            raise UnclearMoment(sentence("there is no such day"))
        meant = one_of([day.isoformat() for day in dict.fromkeys(days.values())])
        hint = sentence("say which with --date-order {orders}", orders=one_of(list(days)))
        raise UnclearMoment(sentence("this can be {days}", days=meant), hint)

    def days(self, text: str) -> tuple[date, ...]:
        """Return the days that a text of numbers such as 9/22/2026 can mean, in order; none if it is another text."""
        found = _found(text)
        # A spreadsheet may put midnight behind a day.
        if found is None or not found["one"] or any(int(found[part] or 0) for part in ("hour", "minute", "second")):
            return ()
        return tuple(sorted(set(self._readings(found).values())))

    def _readings(self, found: re.Match[str]) -> dict[DateOrder, date]:
        orders = _orders(found, self.year)
        if self.order in orders:
            orders = (self.order,)
        return {order: day for order in orders if (day := _numbered(found, order))}

    def _time(self, found: re.Match[str]) -> time:
        hour, minute, second = int(found["hour"]), int(found["minute"] or 0), int(found["second"] or 0)
        if found["half"]:
            if not 1 <= hour <= 12:
                raise UnclearMoment(sentence("there is no such time"))
            hour = hour % 12 + (12 if found["half"] == "p" else 0)
        elif self.halves and hour <= 12:
            raise UnclearMoment(sentence("this time has no AM or PM, and others of the file do"))
        try:
            return time(hour, minute, second)
        except ValueError:
            raise UnclearMoment(sentence("there is no such time")) from None


def clock(
    texts: Iterable[str],
    order: DateOrder | None = None,
    day: date | None = None,
    year: tuple[date, date] | None = None,
) -> Clock:
    """Return how a file with such cells writes its days and times.

    `order` wins if it is given. `day` is the one on which the session is planned, `year` the first and last day that
    can be meant.
    """
    found = clocks(texts, order, year, {day} if day else set())
    return found[0] if len(found) == 1 else replace(found[0], order=None)


def clocks(
    texts: Iterable[str],
    order: DateOrder | None = None,
    year: tuple[date, date] | None = None,
    days: Collection[date] = (),
) -> tuple[Clock, ...]:
    """Return how a file with such cells can write its days and times: one clock, or one for each order that is open.

    `order` wins if it is given. A reading with one of `days` in it wins over others, as one in the `year` does.
    """
    moments = [found for text in texts if (found := _found(text))]
    halves = any(found["half"] for found in moments)
    numbered = {found[0]: found for found in moments if found["one"]}.values()
    if order or not numbered:
        return (Clock(order, halves, year),)
    settled = {known for found in moments if (known := _certain(found))} | set(days)
    possible = _possible(list(numbered), settled, year)
    return tuple(Clock(one, halves, year) for one in possible) or (Clock(None, halves, year),)


def open_day(text: str, clocks: Collection[Clock]) -> tuple[date, ...]:
    """Return the days that a text has by each of the clocks, in their order; none where they agree or it has none."""
    found = _found(text)
    if found is None or not found["one"] or len(clocks) < 2:
        return ()
    days = [next(iter(clock._readings(found).values()), None) for clock in clocks]
    return tuple(day for day in days if day) if len(set(days)) > 1 and None not in days else ()


def _possible(
    numbered: Collection[re.Match[str]], settled: Collection[date], year: tuple[date, date] | None
) -> tuple[DateOrder, ...]:
    """Return the orders in which all days can be read, if need be in the year, or with those that are known."""
    open_days = [found for found in numbered if len(_orders(found)) > 1]
    possible: dict[DateOrder, tuple[date, ...]] = {}
    for order in ORDERS:
        days = [_numbered(found, order) for found in open_days if order in _orders(found, year)]
        if days and len(days) == len(open_days) and None not in days:
            possible[order] = tuple(one for one in days if one)
    if len(possible) > 1 and year:
        possible = {
            o: days for o, days in possible.items() if all(year[0] <= one <= year[1] for one in days)
        } or possible
    if len(possible) > 1:
        possible = {order: days for order, days in possible.items() if set(days) & set(settled)} or possible
    if len(set(possible.values())) == 1:
        return (next(iter(possible)),)
    return tuple(possible)


@lru_cache(maxsize=1024)
def _found(text: str) -> re.Match[str] | None:
    if len(text) > 60:
        return None
    simple = _simple(text)
    found = _MOMENT.fullmatch(simple)
    return found if found and simple and (found["one"] or found["hour"] or found["month"] or found["month1"]) else None


def _orders(found: re.Match[str], year: tuple[date, date] | None = None) -> tuple[DateOrder, ...]:
    """Return the orders in which a day of numbers can be meant, whether there is such a day or not.

    A year of two digits is one of the school `year`, if in any order it can be.
    """
    if len(found["one"]) > 2:
        return ("ymd",)
    if len(found["three"]) == 4:
        return ("dmy", "mdy")
    if year:
        days = {order: day for order in ORDERS if (day := _numbered(found, order))}
        if within := tuple(order for order, day in days.items() if year[0] <= day <= year[1]):
            return within
    # Some write the year first with two digits, and with hyphens.
    return ("dmy", "mdy", "ymd") if found["sign"] == "-" else ("dmy", "mdy")


def _numbered(found: re.Match[str], order: str) -> date | None:
    parts = dict(zip(order, (found["one"], found["two"], found["three"]), strict=True))
    year = int(parts["y"])
    return _date(year + 2000 if len(parts["y"]) <= 2 else year, int(parts["m"]), int(parts["d"]))


def _date(year: int, month: int, day: int) -> date | None:
    """Return a day of a time in which there are meetings online; None for others, and for those that do not exist."""
    with contextlib.suppress(ValueError):
        return date(year, month, day) if 1990 <= year < 2200 else None
    return None


def _certain(found: re.Match[str]) -> date | None:
    if found["one"]:
        return _numbered(found, "ymd") if _orders(found) == ("ymd",) else None
    try:
        return _named(found) if found["month"] or found["month1"] else None
    except UnclearMoment:
        return None


def _named(found: re.Match[str]) -> date:
    name, day, year = (found[part] or found[f"{part}1"] for part in ("month", "day", "year"))
    month = next((at for at, starts in enumerate(_MONTHS, 1) if name.startswith(starts)), 0)
    found_day = _date(int(year), month, int(day))
    if found_day is None:
        raise UnclearMoment(sentence("there is no such day"))
    return found_day


_UNITS = (
    (r"h|hr|hrs|hours?|heures?|std|stunden?|horas?|or[ae]|uur|godz|tim", 3600),
    (r"m|mins?|minut(?:|e|es|en|o|os|i|y)", 60),
    (r"s|secs?|seconds?|secondes?|sek|sekunden?|seg|segundos?", 1),
)


def seconds(text: str, unit: int = 60) -> int:
    """Return how long a text says, such as `1h 13m 42s`, `1 hr 2 min` or `1:13:42`; a bare number counts units.

    Raises UnclearMoment.
    """
    simple = _simple(text)
    if re.fullmatch(r"\d{1,6}(?:[.,]0+)?", simple):
        return int(re.split("[.,]", simple)[0]) * unit
    if found := re.fullmatch(r"(\d{1,3}):(\d{2})(?::(\d{2}))?", simple):
        return timedelta(hours=int(found[1]), minutes=int(found[2]), seconds=int(found[3] or 0)) // timedelta(seconds=1)
    parts = list(_parts(simple.removeprefix("<").strip()))
    if not parts or any(per is None for _, per in parts):
        raise UnclearMoment(sentence("this is no duration that can be read"))
    return sum(number * per for number, per in parts if per is not None)


def _parts(text: str) -> Iterator[tuple[int, int | None]]:
    """Yield the numbers of a duration, each with the seconds of its unit; None where it is no unit."""
    if not re.fullmatch(r"(?:\d{1,6} ?[a-z]+\.?,? ?)+", text):
        return
    for number, unit in re.findall(r"(\d+) ?([a-z]+)", text):
        yield int(number), next((per for spelled, per in _UNITS if re.fullmatch(spelled, unit)), None)
