"""The closed days of a year as the pages name them: the closures by their titles, and the holidays of the region."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from cop_plan.dates.calendar_files import TitledDays
from cop_plan.dates.phrases import Days
from cop_plan.definition import names
from cop_plan.definition.community import Closure
from cop_plan.render.words import Words
from cop_plan.render.year import Year
from cop_plan.schedule import outside_year


class ClosedLine(NamedTuple):
    """One span of a closure, `first` included."""

    first: date
    short_days: str
    title: str


def closures(year: Year) -> list[dict[str, str]]:
    """Return the closures by date, by what they are called; those in a calendar file only if they are in the year.

    `unsaid` is what a closure means, empty where its name says it.
    """
    words = year.words
    rows = [
        (
            min((one.first for one in days), default=date.max),
            {
                "name": title,
                "days": words.listed(words.days(one.first, one.last) for one in days),
                "why": words.name("closure_kinds", closure.kind),
                "unsaid": _unsaid(title, closure, words),
                "for": words.listed(closure.for_) if closure.for_ else words("plan.everyone"),
            },
        )
        for title, closure, days in titled(year)
    ]
    return [row for _, row in sorted(rows, key=lambda row: row[0])]


def within(year: Year, month: date) -> list[ClosedLine]:
    """Return the closures that begin in a month, and its days without students, by date."""
    lines = (
        ClosedLine(one.first, short_days(one.first, one.last, year.words), _said(title, closure, year.words))
        for title, closure, days in titled(year)
        for one in days
        if (one.first.year, one.first.month) == (month.year, month.month)
    )
    return sorted(dict.fromkeys(lines))


def holidays(year: Year) -> list[str]:
    """Return the holidays of the region within the year, each with its day; not those on a weekend, which is closed."""
    first, last = year.once(_reach)
    known, words = year.timeline.open_days.holidays, year.words
    return [
        words("plan.holiday", title=words.holiday(name), day=words.short_day(day, with_year=True))
        for day, name in known.days.items()
        if first <= day <= last and (day.weekday() not in known.weekend or day in known.worked)
    ]


def titled(year: Year) -> Iterator[tuple[str, Closure, list[Days]]]:
    """Yield each title of a closure with those of its days that are of this year, if it is in the year at all.

    Titles are without addresses of members, which an event of somebody's calendar may hold.
    """
    first, last = year.once(_reach)
    for name, closure in year.community.closures.items():
        for title, every in closure.titled(name).items():
            days = [
                one for one in every if not isinstance(one, TitledDays) or (first <= one.last and one.first <= last)
            ]
            if days or not every:
                yield year.shareable(title), closure, days


def _reach(year: Year) -> tuple[date, date]:
    return outside_year.reach(year.timeline)


def short_days(first: date, last: date, words: Words) -> str:
    """Return the days of a closure in short: from the first to the last."""
    one, other = words.short_day(first), words.short_day(last)
    return one if first == last else words("plan.short_span", first=one, last=other)


def _unsaid(title: str, closure: Closure, words: Words) -> str:
    """Return what a closure means, empty where its title says it, as that of a winter break does."""
    why = words.name("closure_kinds", closure.kind)
    return "" if f" {names.alike(why)} " in f" {names.alike(title)} " else why


def _said(title: str, closure: Closure, words: Words) -> str:
    """Return a closure's title, and what it means where that is not a break or a convention."""
    if closure.kind in ("break", "teachers' convention"):
        return title
    return words("plan.closed_line", title=title, why=words.name("closure_kinds", closure.kind))
