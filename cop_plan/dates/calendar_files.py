"""Other people's calendar files (iCalendar): their events within some days, series worked out.

Source: RFC 5545. Whoever writes such files writes them in many ways: an event from midnight to midnight, where it is
written or where the community is, is one of whole days.
"""

import re
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

from cop_plan.base.errors import quote
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence, grouped, sentence
from cop_plan.dates import zones
from cop_plan.dates.phrases import Days
from cop_plan.dates.workdays import LONGEST_CLOSURE_DAYS, ONE_DAY

if TYPE_CHECKING:
    from icalendar import Component

MAX_BYTES, MAX_LINES = 10_000_000, 300_000
"""Of a calendar file: some thirty thousand events."""

# What an event's days and hours hang on.
_OF_TIME = {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}

# A line has a name and a value, or begins with a blank and belongs to the one before. Source: RFC 5545, 3.1
_IS_LINE = re.compile(rb"[ \t]|[\w-]+[^:]*:", re.ASCII)

# As often as anything in a school repeats within a day, and all of one file within some years.
_MOST_OFTEN_A_DAY, _MOST_OFTEN = 100, 50_000

# So many days or hours may lie between the beginning of a series and the days that are asked for: a day for 270 years.
_MOST_STEPS = 100_000

# What a rule of each day, or of what is shorter, has no use for, and with which it may never come to any day.
_NOT_OF_DAYS = ("BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS")

_EXPORT_LESS = sentence("export it from the calendar again, of this school year alone")
_EXPORT_AGAIN = sentence("export it from the calendar again")

# What the libraries raise at what nobody should have written.
_BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, RecursionError)


class _Refused(ValueError):
    """Raised for an event of which more is known than that it cannot be read; `said` says it of the event."""

    def __init__(self, said: Callable[[Sentence], Sentence]) -> None:
        self.said = said
        super().__init__()


def _too_often(event: Sentence) -> Sentence:
    return sentence("{event} repeats too often to be worked out", event=event)


def _otherwise(event: Sentence) -> Sentence:
    return sentence("{event} repeats in a way that cannot be worked out", event=event)


def _too_long(event: Sentence) -> Sentence:
    return sentence("{event} lasts longer than a school year", event=event)


def _unreadable(event: Sentence) -> Sentence:
    return sentence("{event} has days or hours that cannot be read", event=event)


class Broken(ValueError):
    """Raised for a file that is no calendar, or has events that cannot be read: line, what is wrong, and a hint."""

    def __init__(self, *faults: tuple[int, Sentence, Sentence | None]) -> None:
        self.faults = faults
        super().__init__(*faults)


class TitledDays(Days):
    """The days of an event, with its title."""

    title: str

    def __new__(cls, first: date, last: date, title: str) -> Self:
        """Return days in a row."""
        made = super().__new__(cls, first, last)
        made.title = title
        return made


@frozen
class Event:
    """An event. `days` are those of one of whole days; of any other they are None.

    `is_busy` says whether it takes time: it is not cancelled, and not shown as free.
    """

    title: str
    uid: str
    start: datetime
    end: datetime
    days: TitledDays | None
    is_busy: bool


def events(
    content: bytes,
    first: date,
    last: date,
    zone: tzinfo,
    wanted: Callable[[str], bool] = lambda _: True,
    *,
    is_private: bool = False,
) -> list[Event]:
    """Return the events with a wanted title that lie in part within some days, by their beginning. Raises Broken.

    `zone` is that of hours which name none. A cancelled event is none. Of a private file no problem says a title.
    """
    series: dict[str, list[tuple[int, Component]]] = defaultdict(list)
    for line, component in _components(content):
        series[_text(component, "UID") or f"line {line}"].append((line, component))
    found: list[Event] = []
    faults: list[tuple[int, Sentence, Sentence | None]] = []
    often = 0
    for parts in series.values():
        line, titles = parts[0][0], [_text(component, "SUMMARY") for _, component in parts]
        if not any(map(wanted, titles)):
            continue
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what the libraries think of a rule is not for who reads the file
                dated = [_event(one, zone) for one in _expanded([component for _, component in parts], first, last)]
        except _BROKEN as error:
            said = error.said if isinstance(error, _Refused) else _unreadable
            title = quote(titles[0])
            event = sentence("the event here") if is_private else sentence("the event {title}", title=title)
            faults.append((line, said(event), sentence("correct it in the calendar, and export it again")))
            continue
        if (often := often + len(dated) - 1) > _MOST_OFTEN:
            raise Broken((line, sentence("the events up to here repeat too often to be worked out"), _EXPORT_LESS))
        found += (one for one in dated if one and wanted(one.title) and _is_within(one, first, last, zone))
    if faults:
        raise Broken(*faults)
    return sorted(found, key=lambda event: (event.start, event.end, event.title))


def _is_within(event: Event, first: date, last: date, zone: tzinfo) -> bool:
    begins, ends = (datetime.combine(day, time(), zone) for day in (first, last + ONE_DAY))
    return event.start < ends and begins < event.end


@lru_cache(maxsize=2)
def _components(content: bytes) -> tuple[tuple[int, "Component"], ...]:
    """Return the events of a file as they are written, each with its line. Raises Broken."""
    import icalendar  # half as slow to import as all the rest of the program: only who has such files pays

    if len(content) > MAX_BYTES:
        large = sentence("this calendar file is larger than {most} MB", most=MAX_BYTES // 1_000_000)
        raise Broken((1, large, _EXPORT_LESS))
    if content.count(b"\n") > MAX_LINES:
        long = sentence("this calendar file has more than {most} lines", most=grouped(MAX_LINES))
        raise Broken((1, long, _EXPORT_LESS))
    if b"BEGIN:VCALENDAR" not in content.upper():
        hint = sentence("export the calendar as iCalendar, a file whose name ends in .ics")
        raise Broken((1, sentence("this is no calendar file"), hint))
    try:
        calendars = icalendar.Calendar.from_ical(content, multiple=True)
        components = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except _BROKEN:
        odd = (at for at, line in enumerate(content.splitlines(), 1) if line.strip() and not _IS_LINE.match(line))
        raise Broken((next(odd, 1), sentence("this calendar file cannot be read"), _EXPORT_AGAIN)) from None
    lines = [at for at, line in enumerate(content.upper().splitlines(), 1) if line.rstrip() == b"BEGIN:VEVENT"]
    if len(lines) != len(components):
        raise Broken((1, sentence("this calendar file breaks off"), _EXPORT_AGAIN))
    return tuple(zip(lines, components, strict=True))


def _expanded(parts: list["Component"], first: date, last: date) -> Iterator["Component"]:
    """Yield an event, or each that a series has within some days. Raises ValueError, and whatever the library does."""
    for part in parts:
        if bad := [name for name, *_ in part.errors if name in _OF_TIME]:
            raise ValueError(bad)
        _check_rules(part, last)
    if len(parts) == 1 and not any(name in parts[0] for name in ("RRULE", "RDATE")):
        yield parts[0]
        return
    import icalendar
    import recurring_ical_events

    calendar = icalendar.Calendar()
    for part in parts:
        calendar.add_component(part)
    yield from recurring_ical_events.of(calendar).between(first, last + ONE_DAY)


def _check_rules(part: "Component", last: date) -> None:
    """Raise ValueError for a rule of repetition that would take forever up to some day."""
    for rule in _each(part, "RRULE"):
        interval = int((rule.get("INTERVAL") or [1])[0])
        unit = str((rule.get("FREQ") or [""])[0]).upper()
        steps_a_day = {"SECONDLY": 86_400, "MINUTELY": 1440, "HOURLY": 24, "DAILY": 1}.get(unit, 0)
        often = max(steps_a_day, 1)
        for by in ("BYHOUR", "BYMINUTE", "BYSECOND"):
            often *= len(rule.get(by) or [1])
        days = last.toordinal() - _first(part, "DTSTART").dt.toordinal()
        if interval < 1 or often > _MOST_OFTEN_A_DAY or steps_a_day * days // interval > _MOST_STEPS:
            raise _Refused(_too_often)
        if steps_a_day and any(by in rule for by in _NOT_OF_DAYS):
            raise _Refused(_otherwise)


def _event(component: "Component", zone: tzinfo) -> Event | None:
    """Return what is written of an event; None for one that is cancelled."""
    if _text(component, "STATUS").upper() == "CANCELLED":
        return None
    start: Any = _first(component, "DTSTART").dt
    end: Any = _end(component, start)
    days: TitledDays | None = None
    if not isinstance(start, datetime):
        end = max(end.date() if isinstance(end, datetime) else end, start + ONE_DAY)
        days = _whole_days(component, start, end)
        start, end = (datetime.combine(day, time(), zone) for day in (start, end))
    else:
        start, end = (one.replace(tzinfo=_zone_of(one, zone)) for one in (start, end))
        for here in (start.tzinfo, zone):
            begins, ends = start.astimezone(here), end.astimezone(here)
            if begins < ends and begins.time() == ends.time() == time():
                days = days or _whole_days(component, begins.date(), ends.date())
    is_free = _text(component, "TRANSP").upper() == "TRANSPARENT"
    is_free |= _text(component, "X-MICROSOFT-CDO-BUSYSTATUS").upper() == "FREE"
    return Event(_text(component, "SUMMARY"), _text(component, "UID"), start, end, days, not is_free)


def _zone_of(moment: datetime, zone: tzinfo) -> tzinfo:
    """Return the zone of a moment by the rules that all the program has; the community's for one without any."""
    key = getattr(moment.tzinfo, "key", None)
    return zones.zone(key) if key in zones.names() else moment.tzinfo or zone


def _end(component: "Component", start: Any) -> Any:
    if (end := _first(component, "DTEND")) is not None:
        return end.dt
    if (lasts := _first(component, "DURATION")) is not None:
        return start + lasts.dt
    return start if isinstance(start, datetime) else start + ONE_DAY


def _whole_days(component: "Component", first: date, end: date) -> TitledDays:
    if end - first > timedelta(days=LONGEST_CLOSURE_DAYS):
        raise _Refused(_too_long)
    return TitledDays(first, end - ONE_DAY, " ".join(_text(component, "SUMMARY").split()))


def _each(component: "Component", name: str) -> list[Any]:
    value = component.get(name)
    return value if isinstance(value, list) else [] if value is None else [value]


def _first(component: "Component", name: str) -> Any:
    return next(iter(_each(component, name)), None)


def _text(component: "Component", name: str) -> str:
    return str(next(iter(_each(component, name)), ""))


def holds_one_of(words: tuple[str, ...]) -> Callable[[str], bool]:
    """Return what tells whether a title has one of some words, in any case, or in the plural; for none, all have."""
    if not words:
        return lambda _: True
    some = "|".join(r"\s+".join(map(re.escape, word.casefold().split())) for word in words)
    pattern = re.compile(rf"(?<!\w)(?:{some})(?:e?s)?(?!\w)")
    return lambda title: pattern.search(title.casefold()) is not None
