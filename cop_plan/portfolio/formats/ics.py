"""The sessions of all communities as one calendar: `all.ics`."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from cop_plan.portfolio.formats import PortfolioFormat, PortfolioView

FILE_NAME = "all.ics"

_UID = re.compile(r"^UID:(.*)$", re.MULTILINE)
_ZONED = re.compile(r"^DT(?:START|END);TZID=([^:;]+):(\d{4})(\d\d)(\d\d)T", re.MULTILINE)


def make(view: PortfolioView) -> Mapping[str, bytes]:
    """Return the calendar; none where there are no sessions."""
    from cop_plan.base.version import __version__
    from cop_plan.render import ical

    communities = view.portfolio.communities
    events = [*_each_once(one for summary in communities for one in _events(summary.events))]
    if not events:
        return {}
    usual = Counter(one.timezone for one in communities if one.is_read).most_common(1)[0][0]
    name = view.words("calendar.for_all")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//cop-plan//cop-plan {__version__}//{view.words.tag.partition('-')[0].upper()}",
        "CALSCALE:GREGORIAN",
        f"NAME:{ical.escape(name)}",
        f"X-WR-CALNAME:{ical.escape(name)}",
        f"X-WR-TIMEZONE:{usual}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "X-PUBLISHED-TTL:PT12H",
        "COLOR:teal",
        *_zones(events),
        *events,
        "END:VCALENDAR",
    ]
    return {FILE_NAME: ical.fold("\n".join(lines)).encode("utf-8", "replace")}


def _events(text: str) -> Iterator[str]:
    """Yield each event of a text."""
    end = "\nEND:VEVENT"
    yield from (part.strip("\n") + end for part in text.split(end) if part.strip("\n"))


def _each_once(events: Iterable[str]) -> Iterator[str]:
    """Yield the events, of those with one UID the first: two copies of a community have the same."""
    seen = set()
    for event in events:
        found = _UID.search(event)
        uid = found[1] if found else event
        if uid not in seen:
            seen.add(uid)
            yield event


def _zones(events: Iterable[str]) -> Iterator[str]:
    """Yield the lines of the rules of every zone in which something stands, once each."""
    from cop_plan.render import ical

    days: dict[str, list[datetime]] = {}
    for event in events:
        for key, year, month, day in _ZONED.findall(event):
            days.setdefault(key, []).append(datetime(int(year), int(month), int(day), tzinfo=UTC))
    around = timedelta(days=2)
    for key, those in sorted(days.items()):
        yield from ical.vtimezone(key, min(those) - around, max(those) + around)


FORMAT = PortfolioFormat("ics", (FILE_NAME,), make, rank=20)
