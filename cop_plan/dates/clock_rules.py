"""The rules by which a zone puts its clocks forward and back every year, found from the changes themselves."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from cop_plan.base.frozen import frozen
from cop_plan.dates import phrases, zones

_YEAR = timedelta(days=366)


@frozen
class ClockRule:
    """A change that comes every year: on which weekday of a month, and at what time on the clock before it.

    `nth` counts from 1, and from the end of the month where it is negative; `weekday` counts from Monday = 0.
    """

    month: int
    nth: int
    weekday: int
    at: time
    before: timedelta
    after: timedelta

    def wall(self, year: int) -> datetime:
        """Return what the clock shows when it is changed in a year. Its zone says nothing."""
        day = phrases.nth_weekday(year, self.month, self.nth, self.weekday)
        assert day is not None, "a month has four of each weekday, and no rule is of the fifth"
        return datetime.combine(day, self.at, UTC)


class Rules(NamedTuple):
    """How the clocks go forward every year, and how they go back."""

    forward: ClockRule
    back: ClockRule


def yearly(key: str, first: datetime, last: datetime) -> Rules | None:
    """Return the rules that make exactly the changes of a zone after `first` and up to `last`; None if none do.

    A window may hold one change of a year, so the years around it are asked first.
    """
    within = [_seen(change) for change in zones.changes(key, first, last)]
    around = [_seen(change) for change in zones.changes(key, first - _YEAR, last + _YEAR)]
    for seen in (around, within):
        forward = _rule([one for one in seen if one.after > one.before])
        back = _rule([one for one in seen if one.after < one.before])
        if forward and back and sorted(_made((forward, back), first, last)) == within:
            return Rules(forward, back)
    return None


class _Seen(NamedTuple):
    """A change: what the clock shows at it, and the offsets around it. The zone of `wall` says nothing."""

    wall: datetime
    before: timedelta
    after: timedelta


def _seen(change: zones.OffsetChange) -> _Seen:
    return _Seen(change.moment + change.before, change.before, change.after)


def _rule(seen: Sequence[_Seen]) -> ClockRule | None:
    """Return the rule that all these changes follow, the last such day of a month before any other; or None."""
    for nth in (-1, 1, 2, 3, 4):
        rules = {
            ClockRule(one.wall.month, nth, one.wall.weekday(), one.wall.time(), one.before, one.after) for one in seen
        }
        if len(rules) == 1:
            (rule,) = rules
            if all(rule.wall(one.wall.year) == one.wall for one in seen):
                return rule
    return None


def _made(rules: Sequence[ClockRule], first: datetime, last: datetime) -> Iterator[_Seen]:
    for rule in rules:
        for year in range(first.year - 1, last.year + 2):
            wall = rule.wall(year)
            if first < wall - rule.before <= last:
                yield _Seen(wall, rule.before, rule.after)
