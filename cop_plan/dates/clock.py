"""Times of day and durations as people write them. Minutes are int."""

import re
from datetime import time
from decimal import Decimal

from cop_plan.base.errors import quote
from cop_plan.dates.forms import LONGEST_SESSION_MINUTES, Unclear


def parse_time(text: str) -> time:
    """Parse a time of day: `9:00`, `15:30`, `3:30 pm`. Raises Unclear."""
    found = re.fullmatch(r"\s*(\d{1,2}):(\d{2})\s*(?:([ap])\.?m\.?)?\s*", text, re.ASCII | re.I)
    if not found:
        whole = re.fullmatch(r"\s*(\d{1,2})\s*(?:h|([ap])\.?m\.?)?\s*", text, re.ASCII | re.I)
        hint = f"write {int(whole[1])}:00{' ' + whole[2].lower() + 'm' if whole[2] else ''}" if whole else None
        raise Unclear(f"{quote(text)} is not a time", hint or "write 9:00, 15:30 or 3:30 pm")
    hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").lower()
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        raise Unclear(f"there is no {text.strip()} on a clock", "write 9:00, 15:30 or 3:30 pm")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute)


def parse_minutes(text: str) -> int:
    """Parse a duration into minutes: `6 hours`, `2.5 hours`, `90 minutes`, `1 hour 15 minutes`. Raises Unclear."""
    found = re.fullmatch(
        r"\s*(?:(\d{1,4}(?:\.\d{1,3})?)\s*hours?)?\s*(?:(\d{1,5})\s*minutes?)?\s*", text, re.ASCII | re.I
    )
    if not found or not (found[1] or found[2]):
        hint = "write 6 hours, 2.5 hours, 90 minutes or 1 hour 15 minutes"
        if re.fullmatch(r"\s*\d+,\d+\s*hours?\s*", text, re.I):
            hint = f"write {text.strip().replace(',', '.')}"
        elif re.fullmatch(r"\s*\d{1,3}\s*", text, re.ASCII):
            hint = f"write {int(text)} minutes" + (f" or {int(text)} hours" if 0 < int(text) <= 12 else "")
        raise Unclear(f"{quote(text)} is not a duration", hint)
    minutes = Decimal(found[1] or 0) * 60 + int(found[2] or 0)
    if minutes != int(minutes):
        raise Unclear(f"{text.strip()} is not a whole number of minutes")
    if not 0 < minutes <= LONGEST_SESSION_MINUTES:
        raise Unclear(f"{text.strip()} is not between 1 minute and 24 hours")
    return int(minutes)
