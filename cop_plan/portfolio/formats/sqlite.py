"""The portfolio as tables for whoever asks in SQL: `portfolio.sqlite`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from cop_plan.portfolio.formats import PortfolioFormat, PortfolioView

if TYPE_CHECKING:
    from cop_plan.portfolio.values import GroupTotals, Portfolio

FILE_NAME = "portfolio.sqlite"

TABLES: Mapping[str, str] = {
    "communities": "id TEXT PRIMARY KEY, name TEXT, year TEXT, file TEXT, language TEXT, timezone TEXT, region TEXT, "
    "sponsor TEXT, facilitator TEXT, members INTEGER, sessions INTEGER, next_session TEXT, next_date TEXT, "
    "planned_minutes INTEGER, counted_minutes INTEGER, entries INTEGER, done INTEGER, overdue INTEGER, "
    "problems INTEGER, ended INTEGER",
    "sessions": "community TEXT, entry TEXT, title TEXT, kind TEXT, date TEXT, starts TEXT, ends TEXT, place TEXT, "
    "minutes INTEGER, for_members INTEGER, mandatory INTEGER, in_school_time INTEGER, held TEXT",
    "overdue": "community TEXT, entry TEXT, title TEXT, date TEXT, owner TEXT, who TEXT",
    "problems": "community TEXT, file TEXT, line INTEGER, path TEXT, message TEXT, hint TEXT",
    "clashes": "clash INTEGER PRIMARY KEY, kind TEXT, who TEXT, date TEXT, members INTEGER",
    "clash_sessions": "clash INTEGER, community TEXT, entry TEXT",
    "totals": "year TEXT, grouping TEXT, name TEXT, communities INTEGER, members INTEGER, sessions INTEGER, "
    "held INTEGER, planned_minutes INTEGER, places_taken INTEGER, places_offered INTEGER, "
    "attendance_communities INTEGER, counted_minutes INTEGER, hours_communities INTEGER",
    "costs": "year TEXT, grouping TEXT, name TEXT, currency TEXT, planned TEXT, spent TEXT",
}
"""The columns of every table. What is hidden or not known is NULL; times are in UTC, `date` is the day of the place."""


def make(view: PortfolioView) -> Mapping[str, bytes]:
    """Return the tables. The same portfolio makes the same bytes with the same version of SQLite."""
    import sqlite3

    with closing(sqlite3.connect(":memory:")) as database:
        for table, columns in TABLES.items():
            database.execute(f'CREATE TABLE "{table}" ({columns})')
            marks = ", ".join("?" for _ in columns.split(","))
            rows = ([*map(_cell, row)] for row in _ROWS[table](view.portfolio))
            database.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)  # noqa: S608  # our own words
        database.commit()
        return {FILE_NAME: database.serialize()}


def _cell(value: Any) -> Any:
    """Return a value as a cell; a name of a file may hold bytes that are no text."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _communities(portfolio: "Portfolio") -> Iterator[Sequence[Any]]:
    from cop_plan.portfolio import data

    for one in portfolio.communities:
        known = data.community(one, portfolio)
        following = known["next"] or {}
        hours = known["counted_minutes"]
        yield (
            *(known[key] for key in ("id", "name", "year", "file", "language", "timezone", "region", "sponsor")),
            *(known["facilitator"], known["members"], known["sessions"]),
            *(following.get("entry"), following.get("date"), known["planned_minutes"]),
            *(hours if isinstance(hours, int) else None, known["entries"], known["done"]),
            *(len(one.overdue), len(one.problems), known["ended"]),
        )


def _sessions(portfolio: "Portfolio") -> Iterator[Sequence[Any]]:
    from cop_plan.render.year import without_address

    for community in portfolio.communities:
        for one in community.sessions:
            yield (
                *(community.id, one.entry, without_address(one.title), one.kind, one.day.isoformat()),
                *(_utc(one.start), _utc(one.end), one.place and without_address(one.place), one.minutes),
                *(one.is_for_members, one.is_mandatory, one.in_school_time),
                one.held.isoformat() if one.held else None,
            )


def _utc(moment: Any) -> str | None:
    from datetime import UTC

    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if moment else None


def _overdue(portfolio: "Portfolio") -> Iterator[Sequence[Any]]:
    from cop_plan.portfolio import data

    for community in portfolio.communities:
        for one in community.overdue:
            yield (community.id, *data.entry(one, community).values())


def _problems(portfolio: "Portfolio") -> Iterator[Sequence[Any]]:
    for community in portfolio.communities:
        for one in community.problems:
            known = one.data()
            yield (community.id, *(known[key] for key in ("file", "line", "path", "message", "hint")))


def _clashes(portfolio: "Portfolio") -> Iterator[Sequence[Any]]:
    from cop_plan.render.year import without_address

    for at, one in enumerate(portfolio.clashes, 1):
        yield at, one.kind, without_address(one.who), one.day.isoformat(), one.members


def _clash_sessions(portfolio: "Portfolio") -> Iterator[Sequence[Any]]:
    for at, one in enumerate(portfolio.clashes, 1):
        for entry in one.entries:
            community, _, name = entry.partition("/")
            yield at, community, name


def _totals(portfolio: "Portfolio") -> Iterator[Sequence[Any]]:
    from cop_plan.report.values import Shown

    for year, grouping, one in _groups(portfolio):
        came = one.attended.value if isinstance(one.attended, Shown) else None
        hours = one.counted_minutes.value if isinstance(one.counted_minutes, Shown) else None
        yield (
            *(year, grouping, one.name, len(one.communities), one.members, one.sessions, one.held, one.minutes),
            *((came.value.count, came.value.of, came.count) if came else (None, None, None)),
            *((hours.value, hours.count) if hours else (None, None)),
        )


def _costs(portfolio: "Portfolio") -> Iterator[Sequence[Any]]:
    from cop_plan.portfolio import data

    for year, grouping, one in _groups(portfolio):
        for costs in one.costs:
            yield (year, grouping, one.name, *data.number(costs).values())


def _groups(portfolio: "Portfolio") -> "Iterable[tuple[str, str, GroupTotals]]":
    """Yield all totals: of all communities of a year, whose grouping is `all`, then of its groups."""
    for year in portfolio.totals:
        yield year.year, "all", year.all
        yield from ((year.year, portfolio.grouping, one) for one in year.groups)


_ROWS = {
    "communities": _communities,
    "sessions": _sessions,
    "overdue": _overdue,
    "problems": _problems,
    "clashes": _clashes,
    "clash_sessions": _clash_sessions,
    "totals": _totals,
    "costs": _costs,
}

FORMAT = PortfolioFormat("sqlite", (FILE_NAME,), make, rank=40)
