"""The sessions of a community as dots on a line, and the months that all lines share.

A line is drawn in days from the left and from -1 to 1 down, and is stretched to its room. A dot is a stroke without a
length, which keeps its size: a year takes a hundred characters, so that a page holds a thousand of them.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from cop_plan.dates.months import first_days, next_month
from cop_plan.dates.workdays import ONE_DAY
from cop_plan.portfolio.values import PortfolioSession
from cop_plan.render.words import Words

MOST_LETTERS = 16
"""So many months have their letters; of more, one in two or three."""

MOST_MONTHS = 36
"""Of more months than these only the years are named."""


class AxisText(NamedTuple):
    """A text of the axis, with its place in percent."""

    text: str
    x: str


class Axis(NamedTuple):
    """The months of all lines: where they begin, their letters, the years, and the day of the run, None if outside.

    Places are in percent.
    """

    bounds: Sequence[str]
    months: Sequence[AxisText]
    years: Sequence[AxisText]
    today: str | None


class YearLine(NamedTuple):
    """The sessions of a community: how wide the line is, in days, the paths of the dots, and all of it in words."""

    days: int
    mandatory: str
    optional: str
    clashing: str
    said: str


class YearScale(NamedTuple):
    """The whole months that all lines span, from `first` to before `end`."""

    first: date
    end: date
    today: date

    @classmethod
    def over(cls, days: Collection[date], today: date) -> "YearScale":
        """Return the scale over some days; over the month of the run, if there are none."""
        return cls(min(days, default=today).replace(day=1), next_month(max(days, default=today)), today)

    def axis(self, words: Words) -> Axis:
        """Return the months of all lines."""
        starts = list(first_days(self.first, self.end - ONE_DAY))
        shown = starts[:: math.ceil(len(starts) / MOST_LETTERS)] if len(starts) <= MOST_MONTHS else []
        in_year = [day for day in starts if day == self.first or day.month == 1]
        return Axis(
            bounds=[self._x(day) for day in starts[1:]],
            months=[AxisText(words.month(day)[0].upper(), self._x(day, next_month(day))) for day in shown],
            years=[AxisText(str(day.year), self._x(day)) for day in in_year if self._has_room(day, in_year)],
            today=self._x(self.today) if self.first <= self.today < self.end else None,
        )

    def _has_room(self, day: date, years: Sequence[date]) -> bool:
        """Return whether the year that begins on a day has room for its name; of the first two the second has it."""
        nearest = min((other - day).days for other in (*years, self.end) if other > day)
        return nearest >= (self.end - self.first).days / 6

    def _x(self, *days: date) -> str:
        share = sum((day - self.first).days for day in days) / len(days) / (self.end - self.first).days
        return f"{share * 100:.4g}"

    def line(self, sessions: Sequence[PortfolioSession], clashing: Collection[str], words: Words) -> YearLine:
        """Return the line of a community; `clashing` are the names of its sessions that clash."""
        return YearLine(
            (self.end - self.first).days,
            self._dots(one for one in sessions if one.is_mandatory),
            self._dots(one for one in sessions if not one.is_mandatory),
            self._dots((one for one in sessions if one.entry in clashing), "h.01"),
            words.short_days(sorted({one.day for one in sessions})) if sessions else "",
        )

    def _dots(self, sessions: Iterable[PortfolioSession], stroke: str = "h0") -> str:
        """Return the path of some sessions: each a stroke, which has no length unless its ends are square.

        Source: PDF 2.0, 8.5.3.2: a stroke without a length has round ends, or nothing is seen of it.
        """
        days = sorted({(one.day - self.first).days for one in sessions})
        return "".join(f"M{at} 0{stroke}" for at in days)
