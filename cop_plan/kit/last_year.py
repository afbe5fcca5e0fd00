"""What the first letters of a year tell of the year before: what its final report published, and nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import sentence
from cop_plan.definition import languages, names
from cop_plan.definition.community import Community
from cop_plan.kit import forms
from cop_plan.report.data import NotAFinalReport
from cop_plan.report.texts import AnonymityCheck
from cop_plan.schedule.timeline import year_name

# What a letter of one page has room for; a longer point is left out whole.
_MOST_FINDINGS, _LONGEST_POINT = 2, 100


# A report that was made before these last months of its year tells of a part of it.
_END = timedelta(days=120)


class NotOfTheYearBefore(NotAFinalReport):
    """Raised for data that is no final report of an earlier year of the community."""

    def __init__(self) -> None:
        super().__init__(sentence("it is no final report of a year before, so that no letter tells of it"))


class LastFinding(NamedTuple):
    """How many of `n` who answered both surveys went up on an item, stayed and went down."""

    ask: str
    n: int
    up: int
    same: int
    down: int


@frozen
class LastYear:
    """What was published of a year before. `is_last` says that this year follows it.

    `sessions` of members took place, `members` came to at least one of them, and all of them together had at least so
    many `hours` of learning; None where that was hidden or not collected. `keep`, `change` and `stop` are the first
    points that were written under these headings, None where one could name somebody.
    """

    year: str
    is_last: bool
    sessions: int | None = None
    members: int | None = None
    hours: int | None = None
    findings: tuple[LastFinding, ...] = ()
    keep: str | None = None
    change: str | None = None
    stop: str | None = None

    @property
    def has_points(self) -> bool:
        """Return whether anything is to be kept, changed or stopped."""
        return bool(self.keep or self.change or self.stop)

    @property
    def is_any(self) -> bool:
        """Return whether there is anything to tell."""
        return bool(self.sessions or self.findings or self.has_points)


def read(data: Any, community: Community, before: Community | None) -> LastYear:
    """Return what a report's JSON tells for the letters of a later year. Raises NotOfTheYearBefore.

    `before` is the community of that year, whose people are not named; where it is None, nobody knows whom a text may
    name.
    """
    year = year_name(community)
    try:
        known = data["schema_version"], data["id"], data["kind"]
        told = str(data["year"])
        if known != (1, community.identity, "final") or told >= year:
            raise NotOfTheYearBefore
        if before is not None and year_name(before) != told:
            before = None  # somebody changed its year, and perhaps its lists
        if before is not None and date.fromisoformat(data["today"]) < before.year.last - _END:
            raise NotOfTheYearBefore
        found = LastYear(told, int(told[:4]) + 1 == int(year[:4]), *_numbers(data))
        if languages.of(str(data["language"])) is languages.of(community.language):
            findings = tuple(map(_finding, data["first_page"]["found"][:_MOST_FINDINGS]))
            found = replace(found, findings=findings)
            if before is not None:
                asks, people = data["first_page"]["asks"], (before, community)
                keep, change, stop = (_point(asks.get(key) or (), people) for key in ("keep_on", "change", "stop"))
                found = replace(found, keep=keep, change=change, stop=stop)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise error if isinstance(error, NotOfTheYearBefore) else NotOfTheYearBefore from None
    return found


def _numbers(data: Mapping[str, Any]) -> tuple[int | None, int | None, int | None]:
    """Return how many sessions members had, how many came, and the hours of all."""
    coming, costs = data["coming"], data["first_page"].get("unit_costs") or {}
    if "sessions" not in coming:
        return None, None, None
    of_members = {*(one["id"] for one in coming["sessions"]), *coming["not_recorded"]}
    held = [one for one in data["running"]["sessions"] if one["held"] is not None and one["id"] in of_members]
    return len(held) or None, _shown(coming["flow"]["attended"]), _shown(costs.get("hours"))


def _shown(value: Any) -> int | None:
    return value if type(value) is int and value > 0 else None


def _finding(one: Mapping[str, Any]) -> LastFinding:
    n, up, same, down = (one["change"][key] for key in ("n", "up", "same", "down"))
    if not all(type(number) is int for number in (n, up, same, down)):
        raise NotOfTheYearBefore
    return LastFinding(str(one["ask"]), n, up, same, down)


def _point(passages: Iterable[Mapping[str, Any]], communities: Iterable[Community]) -> str | None:
    """Return the first point, unless it is long, or could name somebody."""
    written = forms.points(("", str(one["text"])) for one in passages)
    first = next((line.rstrip(".") for point in written for line in point.lines), None)
    if first is None or len(first) > _LONGEST_POINT or any(_names_somebody(first, one) for one in communities):
        return None
    return first


def _names_somebody(text: str, community: Community) -> bool:
    guests = (names.alike(one.name) for one in community.guests)
    return AnonymityCheck(community).names_somebody(text) or any(name in names.alike(text) for name in guests)
