"""What people write for a time zone or a region: a city, a province, a country, a clock such as Mountain Time.

A zone is named by its IANA key, a region by its ISO 3166 code. `places.csv` holds what tzdata does not name.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from itertools import chain

from cop_plan.base.errors import nearest
from cop_plan.base.frozen import frozen
from cop_plan.dates import zones


@frozen
class NamedPlace:
    """A row: the region, None for a clock alone, and the zones of its people, the most usual first."""

    region: str | None
    zones: tuple[str, ...]

    @property
    def is_part(self) -> bool:
        """Return whether it is a province or a state rather than a country or a clock."""
        return self.region is not None and "-" in self.region


def zones_named(name: str, region: str | None = None) -> tuple[str, ...]:
    """Return the zones that a name can mean, the likeliest first, of these those of `region` if it has any.

    A name that means nothing may be misspelled; what is like no name gives the zones of the region.
    """
    kept_there = zones_of(region) if region else ()
    meant = _zones(_like(name) if is_misspelled(name) else plain(name))
    return (tuple(zone for zone in meant if zone in kept_there) or meant or kept_there)[:_MOST]


def regions_named(name: str) -> tuple[str, ...]:
    """Return the codes of the regions in which a place of that name lies, none for a clock."""
    key = plain(name) if plain(name) in _by_name() else _like(name)
    return _unique(place.region for place in _by_name().get(key, ()) if place.region)[:_MOST]


def is_misspelled(name: str) -> bool:
    """Return whether a name is none of a place, a zone or a clock."""
    return plain(name) not in _keys() and plain(name) not in _by_name()


def _zones(key: str) -> tuple[str, ...]:
    """Return the zones of a plain name: of a key or a city in tzdata that zone, of a province its most usual."""
    if key in _keys():
        return _keys()[key]
    places = _by_name().get(key, ())
    return _unique(zone for place in places for zone in place.zones[: 1 if place.is_part else _MOST])


def _like(name: str) -> str:
    """Return the plain name that was meant by a misspelled one, or an empty text."""
    known: Iterable[str] = _keys() if "/" in name else _by_name()
    long = [one for one in known if len(one) > _SHORT]
    return (nearest(plain(name), long, _LIKENESS) or "") if len(plain(name)) > _SHORT else ""


@cache
def zones_of(region: str) -> tuple[str, ...]:
    """Return the zones that people keep in a region, the most usual first; none if the code is not known."""
    table = [place for place in _places() if place.region == region]
    if table:
        return table[0].zones
    # Territories of a country, such as US-PR and FR-RE, have a row of their own in tzdata.
    country, _, part = region.partition("-")
    return zones.of_country().get(country, ()) + (zones.of_country().get(part, ()) if part else ())


_MOST = 4
"""How many zones or regions a hint offers."""

_SHORT = 4
"""Names as short as this are like too many others to be guessed."""

_LIKENESS = 0.75


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def plain(name: str) -> str:
    """Return a name less its case, accents, spaces and signs, so that `québec` is `Quebec`, `St. John's` `st johns`."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", name).casefold() if letter.isalnum())


@cache
def _places() -> tuple[NamedPlace, ...]:
    return tuple(place for place, _ in _rows())


@cache
def _by_name() -> Mapping[str, tuple[NamedPlace, ...]]:
    """Return the places by their plain names, those of the table before the countries, and these by their code too."""
    found: dict[str, list[NamedPlace]] = defaultdict(list)
    for place, names in _rows():
        for name in names:
            found[plain(name)].append(place)
    countries = zones.countries()
    for code, kept in zones.of_country().items():
        place = NamedPlace(code, kept)
        for name in (code, countries[code]):
            if not any(one.region == code for one in found[plain(name)]):
                found[plain(name)].append(place)
    for place, _ in _rows():
        if place.region and place.is_part and place not in found[plain(place.region)]:
            found[plain(place.region)].append(place)
    return {name: tuple(places) for name, places in found.items() if places}


def _rows() -> Iterator[tuple[NamedPlace, list[str]]]:
    text = resources.files(__package__).joinpath("places.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    for region, kept, names in (line.split(",") for line in lines[1:]):
        yield NamedPlace(region or None, tuple(kept.split())), names.split("|")


@cache
def _keys() -> Mapping[str, tuple[str, ...]]:
    """Return the zones by their plain keys and by the cities that they are named for."""
    found: dict[str, list[str]] = defaultdict(list)
    kept = set(chain.from_iterable(zones.of_country().values()))
    for zone in sorted(zones.names()):
        if "/" in zone and not zones.is_clock(zone):  # without, it is an old name of a country
            found[plain(zone)].append(zone)
            if zone in kept:
                found[plain(zone.rpartition("/")[2])].append(zone)
    return {name: _unique(meant) for name, meant in found.items()}


def agree(zone: str, region: str, first: datetime, last: datetime) -> bool:
    """Return whether some clock of a region shows what a zone shows, from `first` to `last`; true if none is known."""
    kept_there = zones_of(region)
    return not kept_there or any(_same_clock(zone, other, first, last) for other in kept_there)


def _same_clock(one: str, other: str, first: datetime, last: datetime) -> bool:
    if one == other:
        return True
    moments = [first, *(change.moment for key in (one, other) for change in zones.changes(key, first, last))]
    return all(zones.offset(one, moment) == zones.offset(other, moment) for moment in moments)
