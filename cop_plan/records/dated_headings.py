"""Which session a text names, by its title, by its day or by both: `Webinar 1 (17 Nov)`, `Tue 6 Oct 2026`, `11/17`.

A day without a year lies in the school year; where no school year is known, it is no day.
"""

import contextlib
import re
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import islice

from cop_plan.base.tables import moments
from cop_plan.definition.names import alike
from cop_plan.records.attendance_rows import Export

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
    *("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout"),
    *("septembre", "octobre", "novembre", "decembre"),
)

_WEEKDAY = re.compile(
    r"(?:(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|lun(?:di)?|mar(?:di)?|mer(?:credi)?|jeu(?:di)?|ven(?:dredi)?|sam(?:edi)?|dim(?:anche)?)\b[.,]? *)?"
    r"(?:le +|the +)?"
)

_DAY_FIRST = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?[ .-]*([a-z]{3,9})\b\.?(?:[ ,.'-]+(\d{4}|\d{2}))?")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\b\.?[ -]*(\d{1,2})(?:st|nd|rd|th)?(?:,? +(\d{4}))?")
_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})")
_SERIAL = re.compile(r"[34]\d{4}")
"""A day as a spreadsheet counts it, from 1899."""

LONGEST = 300
"""In letters. Nothing longer heads a column of a session."""

_MAX_DIVIDERS = 20
"""A heading has a few words."""

_DIVIDERS = re.compile(r"\s*[\n,;:|()\[\]–—]+\s*|\s+-\s+|\s+(?=[^\W\d]|\d+[/.-])")


def divided(text: str, export: Export) -> tuple[str, date | None]:
    """Return the title and the day of a session in a text; empty and None for what it does not say."""
    if len(text) > LONGEST:
        return " ".join(text.split()), None
    if found := day(text, export):
        return "", found
    for divider in islice(_DIVIDERS.finditer(text), _MAX_DIVIDERS):
        for one, other in (
            (text[divider.end() :], text[: divider.start()]),
            (text[: divider.start()], text[divider.end() :]),
        ):
            if found := day(one.strip(" ()[],;:–—-"), export):
                return " ".join(other.strip(" ()[],;:–—-\n").split()), found
    return " ".join(text.split()), None


def day(text: str, export: Export) -> date | None:
    """Return the day that a text says and nothing else; None if it says none, or can mean two."""
    if len(text) > LONGEST:
        return None
    plain = alike(text)
    for said in dict.fromkeys((_WEEKDAY.sub("", plain, count=1), plain)):
        if found := _whole(said, export) or _named(said, export) or _numbered(said, export):
            return found
    if _SERIAL.fullmatch(plain):
        counted = date(1899, 12, 30) + timedelta(days=int(plain))
        return counted if _is_in_year(counted, export) else None
    return None


def order(texts: Iterable[str], export: Export) -> moments.DateOrder | None:
    """Return the order in which days such as `11/17` are written, if one of them settles it for all."""
    short = (text for text in texts if len(text) <= LONGEST)
    numbered = [found for text in short if (found := _NUMBERS.fullmatch(_WEEKDAY.sub("", alike(text), count=1)))]
    # In a leap year there is every day.
    return export.clock.order or moments.clock(f"{found[1]}/{found[2]}/2028" for found in numbered).order


def _whole(said: str, export: Export) -> date | None:
    for moment in (said, f"{said}, 13:00"):
        with contextlib.suppress(moments.UnclearMoment):
            found = export.clock.moment(moment).date()
            return None if found == moments.NO_DAY else found
    return None


def _named(said: str, export: Export) -> date | None:
    if found := _DAY_FIRST.fullmatch(said):
        number, month, year = found.groups()
    elif found := _MONTH_FIRST.fullmatch(said):
        month, number, year = found.groups()
    else:
        return None
    if not any(name.startswith(month) for name in _MONTHS):
        return None
    if year:
        return _whole(f"{number} {month} {f'20{year}'[-4:]}", export)
    return _in_school_year((_whole(f"{number} {month} {year}", export) for year in _years(export)), export)


def _numbered(said: str, export: Export) -> date | None:
    found = _NUMBERS.fullmatch(said)
    if found is None:
        return None
    days = (day for year in _years(export) for day in export.clock.days(f"{found[1]}/{found[2]}/{year}"))
    return _in_school_year(days, export)


def _years(export: Export) -> tuple[int, ...]:
    return tuple(dict.fromkeys(day.year for day in export.year)) if export.year else ()


def _is_in_year(one: date, export: Export) -> bool:
    return export.year is not None and export.year[0] <= one <= export.year[1]


def _in_school_year(days: Iterable[date | None], export: Export) -> date | None:
    """Return the one of the days that lies in the school year; None if none does, or two do."""
    found = {one for one in days if one and _is_in_year(one, export)}
    return found.pop() if len(found) == 1 else None
