"""The holidays that the `holidays` package knows of a region: those of some categories, and any of them by its name.

A region is an ISO 3166 code: a country (`FR`) or a country and its subdivision (`CA-AB`).
"""

import csv
import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from cop_plan.base.files import shipped_text
from cop_plan.base.frozen import frozen
from cop_plan.dates import places

# In the United States only the federal holidays close schools everywhere: states' own are mostly days on which some
# offices work, such as 2 March in Texas.
_FEDERAL = "US"

# Of Canada without a province there are no schools to ask, and some of its holidays are listed under `government` only.
# Source: https://holidays.readthedocs.io, Canada: supported categories
_CANADA, _ALL_OF_CANADA = "CA", ("public", "optional", "government")


# Of a holiday's name at least as much as `Noël` has to be written.
_SHORTEST_PART = 4


class UnknownRegion(ValueError):
    """Raised for a code that no holidays are known for; `near` are known codes like it, the nearest first."""

    def __init__(self, region: str, near: Iterable[str]) -> None:
        self.region = region
        self.near = tuple(near)
        super().__init__(region)


@frozen
class Found:
    """The days of a holiday that was sought by name, each under its name in the language; or else names like it."""

    days: Mapping[date, str]
    near: tuple[str, ...] = ()


class Region:
    """What the package knows of a region in some calendar years, its holidays named in a language where known."""

    def __init__(self, code: str, years: Iterable[int], language: str) -> None:
        """Take a region. Raises UnknownRegion."""
        import holidays  # its tables cost more than the rest of the program: only who needs them pays

        self._country, dash, self._subdivision = code.partition("-")
        supported = holidays.list_supported_countries(include_aliases=True)
        if self._country not in supported or (dash and self._subdivision not in supported[self._country]):
            raise UnknownRegion(code, places.regions_named(code) or _near(code, supported))
        self._library = holidays
        self._calendar: Any = getattr(holidays, self._country)
        self._years = sorted(set(years))
        self._language = language
        self._names: dict[str, Mapping[str, tuple[str, dict[date, str]]]] = {}

    @property
    def weekend(self) -> frozenset[int]:
        """Return the days of the weekend, counted from Monday = 0."""
        return frozenset(self._table(self._subdivision, ("public",)).weekend)

    @property
    def worked(self) -> frozenset[date]:
        """Return the days of a weekend that are working days by decree."""
        return frozenset(self._table(self._subdivision, ("public",)).weekend_workdays)

    def public(self) -> dict[date, str]:
        """Return the public holidays."""
        subdivision = "" if self._calendar.country == _FEDERAL else self._subdivision
        is_canada = self._calendar.country == _CANADA and not self._subdivision
        table = self._table(subdivision, _ALL_OF_CANADA if is_canada else ("public",))
        return {day: str(name) for day, name in sorted(table.items())}

    def of_schools(self) -> dict[date, str]:
        """Return the holidays beside the public ones on which schools are closed: `school_holidays.csv`."""
        code = f"{self._calendar.country}-{self._calendar(subdiv=self._subdivision or None).subdiv}"
        days: dict[date, str] = {}
        for region, holiday in _of_schools() if self._subdivision else ():
            if region in (code, self._calendar.country):
                days |= self.named(holiday).days
        return days

    def named(self, name: str) -> Found:
        """Return a holiday by its name, or by a part of it that no other has, in the language or in English.

        It is sought among all that the package knows of the region, and then among those of the country's other parts.
        """
        wanted, known = places.plain(name), dict[str, str]()
        for subdivision in (self._subdivision, "", *self._calendar.subdivisions):
            of_part = self._by_name(subdivision)
            begun = [one for one in of_part if one.startswith(wanted)]
            within = [one for one in of_part if wanted in one]
            for meant in ([wanted], begun, within) if len(wanted) >= _SHORTEST_PART else ([wanted],):
                if len(meant) == 1 and meant[0] in of_part:
                    return Found(of_part[meant[0]][1])
            known |= {one: shown for one, (shown, _) in of_part.items() if one not in known}
        from difflib import get_close_matches

        near = get_close_matches(wanted, sorted(known), n=1, cutoff=0.75)
        return Found({}, tuple(dict.fromkeys(known[one] for one in near)))

    def _by_name(self, subdivision: str) -> Mapping[str, tuple[str, dict[date, str]]]:
        """Return all holidays of a part of the country: each by its plain name, with its name as it is written."""
        if subdivision in self._names:
            return self._names[subdivision]
        found: dict[str, tuple[str, dict[date, str]]] = {}
        categories = tuple(self._calendar.supported_categories)
        spoken = self._table(subdivision, categories)
        for language in dict.fromkeys((self._language, "en")):
            table = self._table(subdivision, categories, language)
            for day in sorted(table):
                names = table.get_list(day)
                for one in names:
                    shown = without_remark(one)
                    # Of several on one day it is not known which name in one language is which in another.
                    of_day = one if len(names) > 1 and table.language == spoken.language else spoken[day]
                    found.setdefault(places.plain(shown), (shown, {}))[1].setdefault(day, str(of_day))
        return self._names.setdefault(subdivision, found)

    def _table(self, subdivision: str, categories: Iterable[str], language: str | None = None) -> Any:
        import warnings

        with warnings.catch_warnings():
            # Of years for which some religious holidays are not announced yet, it warns; the others are as good.
            warnings.simplefilter("ignore", UserWarning)
            return self._library.country_holidays(
                self._country,
                subdiv=subdivision or None,
                years=self._years,
                language=_spoken(language or self._language, self._calendar.supported_languages),
                categories=[one for one in categories if one in self._calendar.supported_categories],
            )


def without_remark(name: str) -> str:
    """Return the name of a holiday without what the package remarks behind it, such as `(observed)`."""
    return re.sub(r"\s*\([^()]*\)$", "", name)


@cache
def _of_schools() -> tuple[tuple[str, str], ...]:
    text = shipped_text("dates", "school_holidays.csv")
    assert text is not None, "the program ships its table"
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple((row["region"], row["holiday"]) for row in rows)


def _spoken(language: str, supported: Iterable[str]) -> str | None:
    """Return the supported language nearest to a tag: the tag itself, its base, another country's; None for none."""
    tag, base = language.replace("-", "_"), language.partition("-")[0]
    kin = sorted(name for name in supported if name.partition("_")[0] == base)
    return next((name for name in (tag, base) if name in kin), kin[0] if kin else None)


def _near(region: str, supported: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the codes that somebody may have meant, the nearest first; one alone if only its spelling is wrong."""
    from difflib import get_close_matches

    country, _, subdivision = region.upper().replace("_", "-").partition("-")
    if country not in supported:
        return []  # of two letters any other two are a guess
    codes = [f"{country}-{code}" for code in supported[country] if code.isascii() and " " not in code]
    if not subdivision or f"{country}-{subdivision}" in codes:
        return [f"{country}-{subdivision}".strip("-")]
    return get_close_matches(f"{country}-{subdivision}", codes, n=4, cutoff=0.5) or [country, *sorted(codes)[:3]]
