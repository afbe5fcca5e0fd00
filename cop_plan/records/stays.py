"""How long somebody was there, of all the times that an export saw the person."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from cop_plan.records.record_types import TimePresent


def minutes(stays: Sequence[TimePresent]) -> int | None:
    """Return the whole minutes of all stays together, none counted twice; None if no stay says how long it was.

    Durations add up, but never to more than the time from the first to the last of their moments.
    """
    known = [stay for stay in stays if stay.seconds is not None or _span(stay)]
    if not known:
        return None
    durations = [stay.seconds for stay in known if stay.seconds is not None]
    total = union(span for stay in known if stay.seconds is None and (span := _span(stay))) + sum(durations)
    spans = [span for stay in known if (span := _span(stay))]
    if len(spans) == len(known):
        total = min(total, union(spans))
    return total // 60


def union(spans: Iterable[tuple[datetime, datetime]]) -> int:
    """Return the seconds that lie in at least one of the spans."""
    total = timedelta()
    reached: datetime | None = None
    for start, end in sorted(spans):
        begins = start if reached is None else max(start, reached)
        total += max(end - begins, timedelta())
        reached = max(begins, end)
    return int(total.total_seconds())


def spans(stays: Iterable[TimePresent]) -> list[tuple[datetime, datetime]] | None:
    """Return from when to when each stay was; None if one of them does not say it."""
    found = [_span(stay) for stay in stays]
    return None if None in found else [span for span in found if span]


def _span(stay: TimePresent) -> tuple[datetime, datetime] | None:
    return (stay.start, stay.end) if stay.start and stay.end else None
