"""Where months begin and end."""

from collections.abc import Iterator
from datetime import date, timedelta


def next_month(day: date) -> date:
    """Return the first day of the month after a day's."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def last_of_month(day: date) -> date:
    """Return the last day of a day's month."""
    return next_month(day) - timedelta(days=1)


def first_days(first: date, last: date) -> Iterator[date]:
    """Yield the first day of each month from that of a day to that of another."""
    day = first.replace(day=1)
    while day <= last:
        yield day
        day = next_month(day)
