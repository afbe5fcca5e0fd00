"""RFC 5545's rules for text and for time zones.

What is written here is a line of a calendar file or a part of one. Lines end with CRLF only when `fold` makes them.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from urllib.parse import quote

from cop_plan.dates import zones

LONGEST_LINE_OCTETS = 75

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_LINE_BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")


def escape(text: str) -> str:
    r"""Return any text as a TEXT value: `\ ; ,` and line breaks escaped, control characters dropped.

    Source: RFC 5545, 3.3.11.
    """
    one_line = _CONTROLS.sub("", _LINE_BREAKS.sub("\n", text))
    return one_line.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def unescape(text: str) -> str:
    """Return the text of a TEXT value."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)


def uri(address: str) -> str:
    """Return an address as a URI value: what no URI may contain is percent-encoded. Source: RFC 3986, 2."""
    encoded = quote(address, safe="%:/?#[]@!$&'()*+,;=~-._")
    return re.sub("%(?![0-9A-Fa-f]{2})", "%25", encoded)


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


@lru_cache(maxsize=256)
def vtimezone(key: str, first: datetime, last: datetime) -> tuple[str, ...]:
    """Return the lines of a zone's VTIMEZONE that holds from `first` to `last`.

    One sub-component says which offset is in force when the window opens, and one each change within it. No RRULE, no
    RDATE and no COMMENT: some readers take only the first date of a list, or refuse the comment. At least one is
    STANDARD, as the standard asks. Source: RFC 5545, 3.6.5.
    """
    at_first = zones.offset(key, first)
    changes = list(zones.changes(key, first, last))
    begins = first.astimezone(zones.zone(key))
    observances = [(zones.is_summer(key, first), local_value(begins), at_first, at_first)]
    # A change begins at the time that the clock showed before it.
    observances += [
        (change.summer, local_value(change.moment + change.before), change.before, change.after) for change in changes
    ]
    if all(summer for summer, *_ in observances):
        observances[0] = (False, *observances[0][1:])
    lines = ["BEGIN:VTIMEZONE", f"TZID:{key}"]
    for summer, start, before, after in observances:
        name = "DAYLIGHT" if summer else "STANDARD"
        lines += [
            f"BEGIN:{name}",
            f"DTSTART:{start}",
            f"TZOFFSETFROM:{offset_value(before)}",
            f"TZOFFSETTO:{offset_value(after)}",
            f"END:{name}",
        ]
    return (*lines, "END:VTIMEZONE")
