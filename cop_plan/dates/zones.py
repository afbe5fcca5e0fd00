"""The rules of time zones, from the `tzdata` package and from nowhere else.

`zoneinfo` would read the system's files first, and many machines carry old ones: there, Alberta still changes its
clocks. A zone is named by its IANA key. Moments are aware datetimes.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from datetime import date as Day
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from cop_plan.base.frozen import frozen

# Nothing changes its clock twice within this time, so no change is overlooked.
_STRIDE = timedelta(days=1)
_SECOND = timedelta(seconds=1)


class UnknownZone(ValueError):
    """Raised for a key that tzdata does not have."""


class NoSuchTime(ValueError):
    """Raised for a local time that a change of the clocks leaves out; `after` is the first that there is again."""

    def __init__(self, after: datetime) -> None:
        self.after = after
        super().__init__(after)


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """Return the keys of all zones. Source: tzdata's own list."""
    return frozenset((resources.files("tzdata") / "zones").read_text(encoding="utf-8").split())


@lru_cache(maxsize=64)
def zone(key: str) -> ZoneInfo:
    """Return the zone of that key. Raises UnknownZone."""
    if key not in names():
        raise UnknownZone(key)
    with (resources.files("tzdata") / "zoneinfo").joinpath(*key.split("/")).open("rb") as rules:
        return ZoneInfo.from_file(rules, key=key)


# Zones with a name of their own in one province, where almost everybody who has that zone lives in it. Toronto's and
# Halifax's are those of several provinces with holidays of their own, so nothing is guessed there.
# Source: tzdata, zone.tab (the comments of CA) and backward
_PROVINCES = {
    "America/St_Johns": "CA-NL",
    "America/Goose_Bay": "CA-NL",
    "America/Glace_Bay": "CA-NS",
    "America/Moncton": "CA-NB",
    "America/Blanc-Sablon": "CA-QC",
    "America/Montreal": "CA-QC",
    "America/Winnipeg": "CA-MB",
    "America/Regina": "CA-SK",
    "America/Swift_Current": "CA-SK",
    "Canada/Saskatchewan": "CA-SK",
    "America/Edmonton": "CA-AB",
    "America/Vancouver": "CA-BC",
    "America/Creston": "CA-BC",
    "America/Dawson_Creek": "CA-BC",
    "America/Fort_Nelson": "CA-BC",
    "America/Whitehorse": "CA-YT",
    "America/Dawson": "CA-YT",
    "America/Iqaluit": "CA-NU",
    "America/Resolute": "CA-NU",
    "America/Rankin_Inlet": "CA-NU",
    "America/Cambridge_Bay": "CA-NU",
    "America/Yellowknife": "CA-NT",
    "America/Inuvik": "CA-NT",
}


def region_of(key: str) -> str | None:
    """Return the ISO 3166 code of the region whose people keep a zone, or None where that is not sure.

    For Canada it is a province, since their holidays differ much; elsewhere it is the country.
    """
    if key in _PROVINCES:
        return _PROVINCES[key]
    country = next((code for code, kept in of_country().items() if key in kept), None)
    return country if country != "CA" else None


def country_of(key: str) -> str | None:
    """Return the ISO 3166 code of a zone's country, None for one of no country."""
    return next((code for code, kept in of_country().items() if named_now(key) in kept), None)


def named_now(key: str) -> str:
    """Return the key that a zone has now: `Canada/Eastern` and `America/Montreal` are `America/Toronto`."""
    return key if any(key in kept for kept in of_country().values()) else _links().get(key, key)


@lru_cache(maxsize=1)
def _links() -> Mapping[str, str]:
    """Return the zones by their other names. Source: tzdata, tzdata.zi."""
    rules = (resources.files("tzdata") / "zoneinfo" / "tzdata.zi").read_text(encoding="utf-8")
    links = (line.split() for line in rules.splitlines() if line.startswith("L "))
    return {other: key for _, key, other in links}


@lru_cache(maxsize=1)
def of_country() -> Mapping[str, tuple[str, ...]]:
    """Return the zones of each country by its ISO 3166 code, the most populous first. Source: tzdata, zone.tab."""
    found: dict[str, list[str]] = {}
    for code, _, key, *_ in _table("zone.tab"):
        found.setdefault(code, []).append(key)
    return {code: tuple(keys) for code, keys in found.items()}


@lru_cache(maxsize=1)
def countries() -> Mapping[str, str]:
    """Return the English names of the countries by their ISO 3166 codes. Source: tzdata, iso3166.tab."""
    return {code: name for code, name, *_ in _table("iso3166.tab")}


def _table(name: str) -> list[list[str]]:
    text = (resources.files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


# Source: tzdata, etcetera, and the names in backward that stand for offsets
_CLOCKS = (
    "CET", "CST6CDT", "EET", "EST", "EST5EDT", "Factory", "GMT", "GMT+0", "GMT-0", "GMT0", "Greenwich", "HST", "MET",
    "MST", "MST7MDT", "PST8PDT", "UCT", "UTC", "Universal", "WET", "Zulu",
)  # fmt: skip


def is_clock(key: str) -> bool:
    """Return whether a zone is a clock that no place keeps by law, such as `Etc/GMT+7`, `UTC` or `EST5EDT`."""
    return key in _CLOCKS or key.startswith("Etc/")


def local(day: Day, at: time, key: str) -> datetime:
    """Return the moment of a wall clock. Of a time that exists twice, the first. Raises NoSuchTime, UnknownZone."""
    moment = datetime.combine(day, at, tzinfo=zone(key))
    there_and_back = moment.astimezone(UTC).astimezone(zone(key))
    if there_and_back.replace(tzinfo=None) != moment.replace(tzinfo=None):
        change = next(changes(key, moment - _STRIDE, moment + _STRIDE))
        raise NoSuchTime(change.moment.astimezone(zone(key)))
    return moment


@frozen
class OffsetChange:
    """The moment at which a zone's offset from UTC changes."""

    moment: datetime
    before: timedelta
    after: timedelta


def offset(key: str, moment: datetime) -> timedelta:
    """Return a zone's offset from UTC at a moment."""
    return zone(key).utcoffset(moment.astimezone(zone(key))) or timedelta(0)


def changes(key: str, first: datetime, last: datetime) -> Iterator[OffsetChange]:
    """Yield the changes of a zone's offset after `first` and up to `last`, in order."""
    early, end = first.astimezone(UTC), last.astimezone(UTC)
    before = offset(key, early)
    while early < end:
        late = min(early + _STRIDE, end)
        after = offset(key, late)
        if before != after:
            low, high = early, late
            while high - low > _SECOND:
                middle = low + (high - low) // 2
                low, high = (middle, high) if offset(key, middle) == before else (low, middle)
            moment = high.replace(microsecond=0)
            yield OffsetChange(moment, before, after)
        early, before = late, after
