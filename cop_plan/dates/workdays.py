"""Which days are open, and why the others are closed.

A day is closed by the weekend of its region, by a holiday, or by a closure of the community's own. A region is an
ISO 3166 code: a country (`FR`) or a country and its subdivision (`CA-AB`). Years are calendar years.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any, Literal

from cop_plan.base.errors import NON_PRINTING
from cop_plan.base.frozen import frozen
from cop_plan.dates.holiday_names import Found, Region, UnknownRegion

__all__ = (
    "Closed", "ClosedSpan", "HolidayTable", "Holidays", "UnknownHolidays", "UnknownRegion", "Workdays",
    "as_data", "differences", "dump", "holiday_name", "holidays_of", "of_data", "parse", "with_choice",
)  # fmt: skip

ONE_DAY = timedelta(days=1)

# As far as a closed day may lie from the next open one; a longer closure is a mistake, not a break.
LONGEST_CLOSURE_DAYS = 400

SATURDAY, SUNDAY = 5, 6


@frozen
class Closed:
    """Why a day is closed. `name` is the holiday's or the closure's; a weekend has none."""

    by: Literal["weekend", "holiday", "closure"]
    name: str = ""


@frozen
class ClosedSpan:
    """Days closed for everyone, `first` and `last` included; `key` is the closure's name in the definition."""

    name: str
    first: date
    last: date
    key: str = ""


@frozen
class Holidays:
    """The weekend, the holidays and the make-up days of a region. Weekdays count from Monday = 0.

    `worked` are days of a weekend that are working days by decree; `of_schools` those holidays that are no public ones,
    and close schools; `chosen` those that the community itself keeps closed.
    """

    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})
    days: Mapping[date, str] = field(default_factory=dict)
    worked: frozenset[date] = frozenset()
    of_schools: frozenset[date] = frozenset()
    chosen: frozenset[date] = frozenset()


@frozen
class HolidayTable:
    """The holidays of a region in some calendar years, named in a language, as a year was published with them.

    `named` are the days of those holidays that its definition names, each by that name.
    """

    region: str
    years: tuple[int, int]
    language: str
    holidays: Holidays
    named: Mapping[str, Mapping[date, str]] = field(default_factory=dict)

    def is_of(self, region: str, years: Sequence[int], language: str) -> bool:
        """Return whether it is the table of this region in this language, from the first to the last of these years."""
        return (self.region, self.years, self.language) == (region, (years[0], years[-1]), language)


def as_data(holidays: Holidays) -> dict[str, Any]:
    """Return a table of holidays as plain data that `of_data` reads."""
    return {
        "weekend": sorted(holidays.weekend),
        "days": {day.isoformat(): name for day, name in holidays.days.items()},
        "worked": [day.isoformat() for day in sorted(holidays.worked)],
        "of_schools": [day.isoformat() for day in sorted(holidays.of_schools)],
    }


def of_data(data: Mapping[str, Any]) -> Holidays:
    """Return the table of holidays of plain data. Raises ValueError, KeyError, TypeError, AttributeError."""
    weekend = frozenset(map(int, data["weekend"]))
    if not weekend < frozenset(range(7)):  # a week without a working day is none
        raise ValueError(data["weekend"])
    return Holidays(
        weekend,
        {date.fromisoformat(day): holiday_name(name) for day, name in data["days"].items()},
        frozenset(map(date.fromisoformat, data["worked"])),
        frozenset(map(date.fromisoformat, data["of_schools"])),
    )


def holiday_name(value: object) -> str:
    """Return a value that is the name of a holiday, as it can be shown. Raises ValueError."""
    if not isinstance(value, str) or NON_PRINTING.search(value):
        raise ValueError(value)
    return value


def dump(holidays: Holidays) -> bytes:
    """Return a table of holidays as bytes that `parse` reads."""
    return json.dumps(as_data(holidays), ensure_ascii=False).encode()


@lru_cache(maxsize=32)
def parse(content: bytes) -> Holidays:
    """Return the table of holidays that `dump` wrote. Raises ValueError."""
    try:
        return of_data(json.loads(content))
    except (KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError("not a table of holidays") from None


def holidays_of(region: str, years: Iterable[int], language: str) -> Holidays:
    """Return a region's weekend and the holidays on which its schools are closed, named in a language where known.

    Raises UnknownRegion. Source: the `holidays` package, its public holidays, and `school_holidays.csv`.
    """
    known = Region(region, years, language)
    public = known.public()
    beside = {day: name for day, name in known.of_schools().items() if day not in public}
    return Holidays(known.weekend, dict(sorted((public | beside).items())), known.worked, frozenset(beside))


class UnknownHolidays(ValueError):
    """Raised for names that no holiday has; each where it stands among those given, with names like it."""

    def __init__(self, opened: Mapping[int, tuple[str, ...]], closed: Mapping[int, tuple[str, ...]]) -> None:
        self.opened, self.closed = opened, closed
        super().__init__("unknown holidays")


def with_choice(
    table: HolidayTable, opened: Sequence[str], closed: Sequence[str], *, is_published: bool = False
) -> tuple[HolidayTable, Holidays]:
    """Return the holidays as a community changes them, by their names in the language or in English.

    Any holiday that is known of the country can be closed; what is both opened and closed is closed. With them the
    table that knows these names. In one that `is_published` a name has the days of that table, if it has any.
    Raises UnknownHolidays.
    """
    to_find = [name for name in (*opened, *closed) if name not in table.named]
    found = {name: Found(days) for name, days in table.named.items()}
    if to_find:
        known = Region(table.region, range(table.years[0], table.years[1] + 1), table.language)
        found |= {name: known.named(name) for name in to_find}
    if is_published:
        found |= {name: Found(_as_published(found[name].days, table.holidays)) for name in to_find if found[name].days}
    unknown = [
        {at: found[name].near for at, name in enumerate(names) if not found[name].days} for names in (opened, closed)
    ]
    if any(unknown):
        raise UnknownHolidays(*unknown)
    days = dict(table.holidays.days)
    for one in opened:
        for day, name in found[one].days.items():
            of_day = days.pop(day, name)
            if left := [part for part in of_day.split("; ") if part not in name.split("; ")]:
                days[day] = "; ".join(left)
    chosen = {day: name for one in closed for day, name in found[one].days.items() if day not in days}
    changed = replace(table.holidays, days=dict(sorted((days | chosen).items())), chosen=frozenset(chosen))
    named = {name: found[name].days for name in sorted({*opened, *closed})}
    return replace(table, named=named), changed


def _as_published(days: Mapping[date, str], table: Holidays) -> Mapping[date, str]:
    """Return the days that holidays have in a table; those found now, if it has none of these names."""
    names = {one for name in days.values() for one in name.split("; ")}
    return {day: name for day, name in table.days.items() if not names.isdisjoint(name.split("; "))} or days


def differences(one: Holidays, other: Holidays, first: date, last: date) -> dict[date, tuple[str | None, str | None]]:
    """Return the days from `first` to `last` that a table closes otherwise than another, with their names in both.

    The name is that of a holiday; a day that only the weekend closes, or nothing, has none.
    """
    found: dict[date, tuple[str | None, str | None]] = {}
    for after in range((last - first).days + 1):
        day = first + after * ONE_DAY
        closed = [Workdays(table).why_closed(day) for table in (one, other)]
        if closed[0] != closed[1]:
            was, now = (reason.name or None if reason else None for reason in closed)
            found[day] = was, now
    return found


@frozen
class Workdays:
    """The open and the closed days of a community."""

    holidays: Holidays = Holidays()
    closures: tuple[ClosedSpan, ...] = ()

    @cached_property
    def _closure_of(self) -> Mapping[date, str]:
        days: dict[date, str] = {}
        for closure in self.closures:
            day = closure.first
            while day <= closure.last:
                days.setdefault(day, closure.name)
                day += ONE_DAY
        return days

    def why_closed(self, day: date, *, weekend_open: bool = False) -> Closed | None:
        """Return what closes a day, or None if it is open. With `weekend_open` a weekend closes nothing."""
        if (name := self.holidays.days.get(day)) is not None:
            return Closed("holiday", name)
        if (name := self._closure_of.get(day)) is not None:
            return Closed("closure", name)
        if not weekend_open and day.weekday() in self.holidays.weekend and day not in self.holidays.worked:
            return Closed("weekend")
        return None

    def named_spans(self, first: date, last: date) -> tuple[ClosedSpan, ...]:
        """Return what closes days from `first` to `last`, by its days: closures, each whole, and holidays beside them.

        A holiday or a closure that only closes days of a weekend is left out.
        """
        closures = [one for one in self.closures if one.first <= last and first <= one.last]
        holidays: list[ClosedSpan] = []
        for day, name in sorted(self.holidays.days.items()):
            if day < first or last < day or day in self._closure_of:
                continue
            if holidays and (holidays[-1].name, holidays[-1].last) == (name, day - ONE_DAY):
                holidays[-1] = replace(holidays[-1], last=day)
            else:
                holidays.append(ClosedSpan(name, day, day))
        found = (one for one in (*closures, *holidays) if not self._is_weekend(one))
        return tuple(sorted(found, key=lambda one: (one.first, one.last)))

    def _is_weekend(self, span: ClosedSpan) -> bool:
        days = ((span.first + after * ONE_DAY) for after in range((span.last - span.first).days + 1))
        return all(day.weekday() in self.holidays.weekend and day not in self.holidays.worked for day in days)

    def is_open(self, day: date) -> bool:
        """Return whether a day is a working day."""
        return self.why_closed(day) is None

    def step(self, day: date, count: int) -> date | None:
        """Return the working day `count` working days after `day` (before it, if negative), or None if there is none.

        The day itself does not count, open or not.
        """
        direction = ONE_DAY if count > 0 else -ONE_DAY
        left, closed_for = abs(count), 0
        while left:
            day += direction
            if self.is_open(day):
                left, closed_for = left - 1, 0
            elif (closed_for := closed_for + 1) > LONGEST_CLOSURE_DAYS:
                return None
        return day
