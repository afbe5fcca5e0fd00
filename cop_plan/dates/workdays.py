"""Which days are open, and why the others are closed.

A day is closed by the weekend of its region, by a holiday, or by a closure of the community's own. A region is an
ISO 3166 code: a country (`FR`) or a country and its subdivision (`CA-AB`). Years are calendar years.
"""

import json
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Literal

from cop_plan.base.frozen import frozen
from cop_plan.dates import places

ONE_DAY = timedelta(days=1)

# As far as a closed day may lie from the next open one; a longer closure is a mistake, not a break.
LONGEST_CLOSURE_DAYS = 400

# For Canada 30 September is listed for some provinces under `government` only.
# Source: https://holidays.readthedocs.io, Canada: supported categories
CATEGORIES: Mapping[str, tuple[str, ...]] = {"CA": ("public", "optional", "government")}
USUAL_CATEGORIES = ("public", "optional")

SATURDAY, SUNDAY = 5, 6


@frozen
class Closed:
    """Why a day is closed. `name` is the holiday's or the closure's; a weekend has none."""

    by: Literal["weekend", "holiday", "closure"]
    name: str = ""


@frozen
class ClosedSpan:
    """Days closed for everyone, `first` and `last` included."""

    name: str
    first: date
    last: date


@frozen
class Holidays:
    """The weekend, the holidays and the make-up days of a region. Weekdays count from Monday = 0.

    `worked` are days of a weekend that are working days by decree.
    """

    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})
    days: Mapping[date, str] = field(default_factory=dict)
    worked: frozenset[date] = frozenset()


def dump(holidays: Holidays) -> bytes:
    """Return a table of holidays as bytes that `parse` reads."""
    data = {
        "weekend": sorted(holidays.weekend),
        "days": {day.isoformat(): name for day, name in holidays.days.items()},
        "worked": [day.isoformat() for day in sorted(holidays.worked)],
    }
    return json.dumps(data, ensure_ascii=False).encode()


@lru_cache(maxsize=32)
def parse(content: bytes) -> Holidays:
    """Return the table of holidays that `dump` wrote. Raises ValueError."""
    try:
        data = json.loads(content)
        return Holidays(
            frozenset(map(int, data["weekend"])),
            {date.fromisoformat(day): str(name) for day, name in data["days"].items()},
            frozenset(map(date.fromisoformat, data["worked"])),
        )
    except (KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError("not a table of holidays") from None


class UnknownRegion(ValueError):
    """Raised for a code that no holidays are known for; `near` are known codes like it, the nearest first."""

    def __init__(self, region: str, near: Iterable[str]) -> None:
        self.region = region
        self.near = tuple(near)
        super().__init__(region)


def holidays_of(region: str, years: Iterable[int], language: str) -> Holidays:
    """Return a region's weekend and holidays, named in `language` (a tag like `en-CA`) where that is known.

    Raises UnknownRegion. Source: the `holidays` package, its public and optional holidays.
    """
    import holidays  # its tables cost more than the rest of the program: only who needs them pays

    country, dash, subdivision = region.partition("-")
    supported = holidays.list_supported_countries(include_aliases=True)
    if country not in supported or (dash and subdivision not in supported[country]):
        raise UnknownRegion(region, places.regions_named(region) or _near(region, supported))
    calendar = getattr(holidays, country)
    wanted = CATEGORIES.get(calendar.country, USUAL_CATEGORIES)
    with warnings.catch_warnings():
        # Of years for which some religious holidays are not announced yet, it warns; the others are as good.
        warnings.simplefilter("ignore", UserWarning)
        table = holidays.country_holidays(
            country,
            subdiv=subdivision or None,
            years=sorted(set(years)),
            language=_spoken(language, calendar.supported_languages),
            categories=[category for category in wanted if category in calendar.supported_categories],
        )
    return Holidays(
        weekend=frozenset(table.weekend),
        days={day: str(name) for day, name in sorted(table.items())},
        worked=frozenset(table.weekend_workdays),
    )


def _spoken(language: str, supported: Iterable[str]) -> str | None:
    """Return the supported language nearest to a tag: the tag itself, its base, another country's; None for none."""
    tag, base = language.replace("-", "_"), language.partition("-")[0]
    kin = sorted(name for name in supported if name.partition("_")[0] == base)
    return next((name for name in (tag, base) if name in kin), kin[0] if kin else None)


def _near(region: str, supported: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the codes that somebody may have meant, the nearest first; one alone if only its spelling is wrong."""
    from difflib import get_close_matches

    country, _, subdivision = region.upper().replace("_", "-").partition("-")
    if country not in supported:
        return []  # of two letters any other two are a guess
    codes = [f"{country}-{code}" for code in supported[country] if code.isascii() and " " not in code]
    if not subdivision or f"{country}-{subdivision}" in codes:
        return [f"{country}-{subdivision}".strip("-")]
    return get_close_matches(f"{country}-{subdivision}", codes, n=4, cutoff=0.5) or [country, *sorted(codes)[:3]]


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
