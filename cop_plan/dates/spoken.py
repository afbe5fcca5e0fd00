"""How sentences name days, weekdays and months, so that each language names them as it does.

Weekdays count from Monday = 0, months from January = 1.
"""

from datetime import date

from cop_plan.base.translatable import Sentence, sentence

_WEEKDAYS = (
    sentence("Monday"),
    sentence("Tuesday"),
    sentence("Wednesday"),
    sentence("Thursday"),
    sentence("Friday"),
    sentence("Saturday"),
    sentence("Sunday"),
)
_MONTHS = (
    sentence("January"),
    sentence("February"),
    sentence("March"),
    sentence("April"),
    sentence("May"),
    sentence("June"),
    sentence("July"),
    sentence("August"),
    sentence("September"),
    sentence("October"),
    sentence("November"),
    sentence("December"),
)
_FIRST = sentence("1")
"""The first of a month, which some languages count in another way than the other days."""


def weekday(number: int) -> Sentence:
    """Return the name of a weekday: Tuesday."""
    return _WEEKDAYS[number]


def month(number: int) -> Sentence:
    """Return the name of a month: September."""
    return _MONTHS[number - 1]


def month_of_year(number: int, year: int) -> Sentence:
    """Return the name of a month of a calendar year: September 2026."""
    return sentence("{month} {year}", month=month(number), year=year)


def day_of_month(day: int, number: int) -> Sentence:
    """Return a day of a month: 29 September."""
    return sentence("{day} {month}", day=_FIRST if day == 1 else day, month=month(number))


def day(of: date) -> Sentence:
    """Return a day: 29 September 2026."""
    return sentence("{day} {year}", day=day_of_month(of.day, of.month), year=of.year)
