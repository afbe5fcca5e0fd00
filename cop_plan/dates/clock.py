"""Times of day and durations as people write them, in English and in French. Minutes are int.

The expressions are of the kind that the schema takes too: without their names, they are what it says.
"""

import re
from datetime import time
from decimal import Decimal

from cop_plan.base.errors import quote
from cop_plan.base.translatable import Sentence, sentence
from cop_plan.dates.forms import LONGEST_SESSION_MINUTES, Unclear


class MorningOrEvening(time):
    """An hour from 7:00 to 7:59, written so that it may be of the morning or of the evening."""


_MINUTE = "(?P<minute>[0-5][0-9])"
_WAYS = (
    # An hour from 1 to 6 without am, pm or a leading zero is most often one of the afternoon.
    rf"(?P<hour>0[0-9]|[07-9]|1[0-9]|2[0-3]):{_MINUTE}",
    rf"(?P<hour>0[0-9]|[07-9]|1[0-9]|2[0-3])\s*[Hh](?:\s*{_MINUTE})?",
    rf"(?P<hour>0?[1-9]|1[0-2])(?::{_MINUTE})?\s*(?P<half>[AaPp])\.?[Mm]\.?",
    "(?P<noon>[Nn][Oo][Oo][Nn]|[Mm][Ii][Dd][Ii])",
)
TIME = "(?:" + "|".join(re.sub(r"\?P<\w+>", "?:", way) for way in _WAYS) + ")"
"""The expression of a time of day."""

_EXAMPLES = sentence("write 9:00, 15:30 or 3:30 pm")


def parse_time(text: str) -> time:
    """Parse a time of day: `9:00`, `15:30`, `3:30 pm`, `9am`, `noon`, `15h30`. Raises Unclear."""
    written = text.strip()
    found = next((found for way in _WAYS if (found := re.fullmatch(way, written))), None)
    if found is None:
        raise _no_time(text)
    parts = found.groupdict()
    if "noon" in parts:
        return time(12)
    hour, minute = int(parts["hour"]), int(parts["minute"] or 0)
    if half := parts.get("half"):
        return time(hour % 12 + (12 if half in "pP" else 0), minute)
    return MorningOrEvening(hour, minute) if hour == 7 and not written.startswith("0") else time(hour, minute)


def _no_time(text: str) -> Unclear:
    written = text.strip()
    found = re.fullmatch(r"(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*(?:([ap])\.?m\.?)?", written, re.ASCII | re.IGNORECASE)
    no_time = sentence("{text} is not a time", text=quote(text))
    if not found:
        return Unclear(no_time, _EXAMPLES)
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    shown, on_no_clock = f"{hour}:{minute:02}", sentence("there is no {time} on a clock", time=written)
    if minute > 59 or hour > 23 or (half and hour == 0):
        return Unclear(on_no_clock, _EXAMPLES)
    if half and hour > 12:
        after_noon = f"{hour - 12}:{minute:02}"
        return Unclear(on_no_clock, sentence("write {time} or {after_noon} pm", time=shown, after_noon=after_noon))
    if half:
        return Unclear(no_time, sentence("write {text}", text=f"{shown} {half}m"))
    if 1 <= hour <= 6 and not written.startswith("0"):
        said = sentence("{text} may be in the morning or in the afternoon", text=quote(text))
        return Unclear(said, sentence("write {time} pm, or {morning}", time=shown, morning=f"{hour:02}:{minute:02}"))
    return Unclear(no_time, sentence("write {text}", text=shown))


_HOURS = "hours?|hrs?\\.?|heures?|h\\.?"
_MINUTES = "minutes?|mins?\\.?"
_DURATION = re.compile(
    rf"(?:(?P<hours>[0-9]{{1,4}}(?:\.[0-9]{{1,3}})?)\s*(?:{_HOURS})(?:\s*,\s*(?=[0-9])|\s+(?:and|et)\s+(?=[0-9])|\s*))?"
    rf"(?:(?P<minutes>[0-9]{{1,5}})\s*(?:{_MINUTES}))?",
    re.IGNORECASE,
)
_WITH_H = re.compile(r"(?P<hours>0?[1-9]|1[0-9]|2[0-3])\s*h\s*(?P<minutes>[0-5][0-9])", re.IGNORECASE)
IN_WORDS = {
    "half a day": 180,
    "half day": 180,
    "half-day": 180,
    "a half day": 180,
    "a half-day": 180,
    "demi-journée": 180,
    "une demi-journée": 180,
    "half an hour": 30,
    "half hour": 30,
    "half-hour": 30,
    "a half hour": 30,
    "demi-heure": 30,
    "une demi-heure": 30,
    "an hour": 60,
    "one hour": 60,
    "une heure": 60,
    "an hour and a half": 90,
    "une heure et demie": 90,
}
"""The minutes of durations that are said in words. Half a day is the half of a school day with its breaks."""


def parse_minutes(text: str) -> int:
    """Parse a duration into minutes: `6 hours`, `90 min`, `1.5h`, `1 hour 15 minutes`, `half a day`. Raises Unclear."""
    written = text.strip()
    if in_words := IN_WORDS.get(" ".join(written.lower().split())):
        return in_words
    # Of numbers, French writes its decimals behind a comma.
    point = re.sub(r"^([0-9]+),([0-9]+)(?=\s*heures?$)", r"\1.\2", written, flags=re.IGNORECASE)
    found = _WITH_H.fullmatch(point) or _DURATION.fullmatch(point)
    if not found or not (found["hours"] or found["minutes"]):
        raise _no_duration(text)
    minutes = Decimal(found["hours"] or 0) * 60 + int(found["minutes"] or 0)
    if minutes != int(minutes):
        near = sentence("write {number} minutes", number=round(minutes)) if minutes >= 1 else None
        raise Unclear(sentence("{text} is not a whole number of minutes", text=written), near)
    if not 0 < minutes <= LONGEST_SESSION_MINUTES:
        raise Unclear(sentence("{text} is not between 1 minute and 24 hours", text=written))
    return int(minutes)


def _no_duration(text: str) -> Unclear:
    return Unclear(sentence("{text} is not a duration", text=quote(text)), _duration(text.strip()))


_WHOLE_DAY = (
    r"(?:a|one|1|all|the whole|whole|full|a full)[\s-]*(?:school\s+)?day"
    r"|(?:(?:une|1|la|toute la)\s+)?journée(?:\s+(?:entière|complète))?"
)


def _duration(plain: str) -> Sentence:
    """Return the hint for a text that is no duration."""
    if re.fullmatch(r"[0-9]+,[0-9]+\s*\w+\.?", plain):
        return sentence("write {text}", text=plain.replace(",", "."))
    if re.fullmatch(r"[0-9]{1,3}", plain):
        if 0 < int(plain) <= 12:
            return sentence("write {number} minutes or {number} hours", number=int(plain))
        return sentence("write {number} minutes", number=int(plain))
    if found := re.fullmatch(r"([0-9]{1,2}):([0-5][0-9])", plain):
        return sentence("write {text}", text=f"{int(found[1])}h{found[2]}")
    if re.fullmatch(_WHOLE_DAY, plain, re.IGNORECASE):
        return sentence("write its hours, such as 6 hours")
    return sentence("write 6 hours, 2.5 hours, 90 minutes or 1 hour 15 minutes")


REMINDER_UNITS = {
    "minute": 1, "hour": 60, "heure": 60, "day": 24 * 60, "jour": 24 * 60, "week": 7 * 24 * 60, "semaine": 7 * 24 * 60
}  # fmt: skip
NEVER = ("no", "non")


def parse_reminder(text: str) -> int:
    """Parse how long before something one is reminded of it into minutes: `1 day`; `no` is 0. Raises Unclear."""
    if text.strip().casefold() in NEVER:
        return 0
    found = re.fullmatch(rf"\s*([1-9]\d{{0,2}})\s*({'|'.join(REMINDER_UNITS)})s?\s*", text, re.ASCII | re.I)
    if not found:
        said = sentence("{text} is no time before something", text=quote(text))
        raise Unclear(said, sentence("write 1 day, 2 hours, 30 minutes or 1 week, or no"))
    return int(found[1]) * REMINDER_UNITS[found[2].lower()]
