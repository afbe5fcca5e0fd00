"""RFC 5545's rules for text and for time zones.

What is written here is a line of a calendar file or a part of one. Lines end with CRLF only when `fold` makes them.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from urllib.parse import quote

from cop_plan.dates import clock_rules, zones

LONGEST_LINE_OCTETS = 75

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_LINE_BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")


def escape(text: str) -> str:
    r"""Return any text as a TEXT value: `\ ; ,` and line breaks escaped, control characters dropped.

    Source: RFC 5545, 3.3.11.
    """
    one_line = text if text.isprintable() else _CONTROLS.sub("", _LINE_BREAKS.sub("\n", text))
    return one_line.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def unescape(text: str) -> str:
    """Return the text of a TEXT value."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)


def uri(address: str) -> str:
    """Return an address as a URI value: what no URI may contain is percent-encoded. Source: RFC 3986, 2."""
    encoded = quote(address, safe="%:/?#[]@!$&'()*+,;=~-._")
    return re.sub("%(?![0-9A-Fa-f]{2})", "%25", encoded)


def mailto(address: str) -> str:
    """Return the address of a person as a URI value. Source: RFC 6068, 2."""
    return "mailto:" + quote(address, safe="!$'*+-._~@")


def parameter(text: str, name: str) -> str:
    """Return any text as a parameter of a property, with its name; nothing where no text is left.

    A quotation mark, which none may hold, becomes an apostrophe. Sources: RFC 5545, 3.2; RFC 6868, 3.
    """
    held = (
        _CONTROLS.sub("", _LINE_BREAKS.sub(" ", text)).replace("\t", " ").replace("^", "^^").replace('"', "'").strip()
    )
    return f';{name}="{held}"' if held else ""


def fold(text: str) -> str:
    """Return content lines, divided by line feeds, as a calendar file: folded at 75 octets, ending with CRLF.

    A fold never falls inside a character or inside an escape. Empty lines are dropped. Source: RFC 5545, 3.1.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        # Most lines are short and ASCII; only the others are taken apart.
        if len(line) <= LONGEST_LINE_OCTETS and line.isascii():
            lines += [line] if line else []
        else:
            lines += _folded(line)
    return "".join([f"{line}\r\n" for line in lines])


def _folded(line: str) -> Iterator[str]:
    begun, octets = "", 0
    for unit in re.findall(r"\\.|.", line, re.DOTALL):
        size = len(unit.encode())
        if octets + size > LONGEST_LINE_OCTETS:
            yield begun
            begun, octets = " ", 1
        begun += unit
        octets += size
    yield begun


def unfold(text: str) -> list[str]:
    """Return the content lines of a calendar file."""
    return re.sub("\r?\n[ \t]", "", text).splitlines()


def date_value(day: date) -> str:
    """Return a DATE. Source: RFC 5545, 3.3.4."""
    return f"{day:%Y%m%d}" if day.year > 999 else f"{day.year:04}{day:%m%d}"


def local_value(moment: datetime) -> str:
    """Return a DATE-TIME on its own clock, to stand beside a TZID. Source: RFC 5545, 3.3.5, form 3."""
    return f"{moment:%Y%m%dT%H%M%S}"


def utc_value(moment: datetime) -> str:
    """Return a DATE-TIME in UTC. Source: RFC 5545, 3.3.5, form 2."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def offset_value(offset: timedelta) -> str:
    """Return a UTC-OFFSET. Source: RFC 5545, 3.3.14."""
    seconds = int(offset.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    minutes, seconds_left = divmod(rest, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02}{minutes:02}" + (f"{seconds_left:02}" if seconds_left else "")


def duration_value(duration: timedelta) -> str:
    """Return a DURATION of whole minutes: in days, hours or minutes, in the largest that is whole. RFC 5545, 3.3.6."""
    minutes = int(abs(duration).total_seconds()) // 60
    sign = "-" if duration < timedelta() else ""
    for size, form in ((24 * 60, "P{}D"), (60, "PT{}H")):
        if minutes % size == 0:
            return sign + form.format(minutes // size)
    return f"{sign}PT{minutes}M"


@lru_cache(maxsize=256)
def vtimezone(key: str, first: datetime, last: datetime) -> tuple[str, ...]:
    """Return the lines of a zone's VTIMEZONE that holds from `first` to `last`.

    Some readers take only one sub-component of each name: the first, or the one that begins last. So there is one
    STANDARD, and one DAYLIGHT where the clocks change, each with its yearly rule. Where no such rules make the changes
    of the window, one sub-component says which offset is in force when it opens, and one each change within it. No
    RDATE and no COMMENT: some readers take only the first date of a list, or refuse the comment. DAYLIGHT is always the
    larger offset. Sources: RFC 5545, 3.6.5; MS-OXCICAL, 2.1.3.1.1.19.
    """
    changes = list(zones.changes(key, first, last))
    rules = clock_rules.yearly(key, first, last) if changes else None
    if rules is not None:
        # Both begin long enough before the window for both to be in force when it opens.
        begins = first.year - 2
        parts = [
            (rule.wall(begins), rule.before, rule.after, [_recurrence(rule)]) for rule in (rules.back, rules.forward)
        ]
    else:
        at_first = zones.offset(key, first)
        parts = [(first.astimezone(zones.zone(key)), at_first, at_first, [])]
        # A change begins at the time that the clock showed before it.
        parts += [(change.moment + change.before, change.before, change.after, []) for change in changes]
    offsets = {after for _, _, after, _ in parts}
    lines = ["BEGIN:VTIMEZONE", f"TZID:{key}"]
    for start, before, after, recurrence in parts:
        name = "DAYLIGHT" if len(offsets) > 1 and after == max(offsets) else "STANDARD"
        lines += [
            f"BEGIN:{name}",
            f"DTSTART:{local_value(start)}",
            f"TZOFFSETFROM:{offset_value(before)}",
            f"TZOFFSETTO:{offset_value(after)}",
            *recurrence,
            f"END:{name}",
        ]
    return (*lines, "END:VTIMEZONE")


_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _recurrence(rule: clock_rules.ClockRule) -> str:
    """Return when a change comes every year. Source: RFC 5545, 3.3.10."""
    return f"RRULE:FREQ=YEARLY;BYMONTH={rule.month};BYDAY={rule.nth}{_WEEKDAYS[rule.weekday]}"
