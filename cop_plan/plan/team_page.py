"""What the page shows beside the plan: the rows that a reader can choose from, what is next, the drawn year."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, get_args

import jinja2

from cop_plan.definition.community import Audience, Kind
from cop_plan.plan import calendars, year_drawing
from cop_plan.plan.anchors import anchor
from cop_plan.plan.overview import EntryLine
from cop_plan.render.year import Year
from cop_plan.schedule.history import Published
from cop_plan.schedule.timeline import Entry

PARTS = (
    *("next", "glance", "by_month", "dates", "purpose", "goals", "membership", "leadership", "guidelines", "meetings"),
    *("designing", "budget", "reporting", "surveys", "legacy"),
)
"""The sections of the page, in their order, which are their names in its address too."""

_UPCOMING = 5


class EntryRow(NamedTuple):
    """An entry as the page shows it, and as its script reads it; what it has not is empty.

    `datetime` is when it begins, or its day. `add` is the address that holds its calendar file, if it is one to add.
    """

    line: EntryLine
    anchor: str
    datetime: str
    audience: str
    owner: str
    owner_said: str
    end: str
    add: str

    @property
    def is_session(self) -> bool:
        """Return whether people meet, and nobody has cancelled it."""
        return self.line.entry.is_session and not self.line.entry.cancelled

    @property
    def is_moot(self) -> bool:
        """Return whether it is a step that went with a cancelled session."""
        return bool(self.line.entry.cancelled and self.line.entry.parent)

    @property
    def is_cancelled(self) -> bool:
        """Return whether it is cancelled itself, which people want to be told."""
        return bool(self.line.entry.cancelled) and not self.is_moot


def view(year: Year, shown: Mapping[str, Any], templates: jinja2.Environment) -> dict[str, Any]:
    """Return what only the page shows; `shown` is what the plan shows on every page.

    `any_day` is how a day is written, for the script that knows the reader's.
    """
    words = year.words
    files = calendars.alone(year, _added(year), templates)
    months = [{**month, "rows": [_row(line, year, files) for line in month["lines"]]} for month in shown["months"]]
    rows = [row for month in months for row in month["rows"]]
    as_of = max((one.stamp for one in year.published), default=None)
    return {
        "parts": PARTS,
        "months": months,
        "anchors": {one.entry.id: anchor(one.entry.id) for one in year.published},
        "as_of": as_of and words.full_day(as_of.date()),
        "any_day": words("full_day", weekday="{weekday}", number="{day}", month="{month}", year="{year}"),
        "first_of_month": words.table.get("first_of_month", "1"),
        "upcoming": upcoming(rows, as_of) if as_of else [],
        "choices": _choices(rows, year),
        "drawing": year_drawing.drawing(year),
    }


def _added(year: Year) -> Iterable[Published]:
    """Return what a reader may want in a calendar by itself: the occasions. The whole one has the work too."""
    return (one for one in year.published if one.status != "cancelled" and one.entry.is_occasion)


def _row(line: EntryLine, year: Year, files: Mapping[str, str]) -> EntryRow:
    entry = line.entry
    owner = year.shown_owner(entry.owner)
    return EntryRow(
        line=line,
        anchor=anchor(entry.id),
        datetime=(entry.start or entry.day).isoformat(),
        audience=" ".join(entry.audience),
        owner=owner or "",
        owner_said=year.role(entry.named_owner) or "",
        end=(entry.end or entry.start).isoformat() if entry.start else "",
        add=calendars.address_of(files[entry.id]) if entry.id in files else "",
    )


def upcoming(rows: Iterable[EntryRow], moment: datetime) -> list[EntryRow]:
    """Return the next few entries from a moment on, and the next session if none of them is one."""
    ahead = [row for row in rows if not (_is_over(row.line.entry, moment) or row.is_moot)]
    few, later = ahead[:_UPCOMING], ahead[_UPCOMING:]
    if not any(row.is_session for row in few):
        few += [row for row in later if row.is_session][:1]
    return few


def _is_over(entry: Entry, moment: datetime) -> bool:
    end = entry.end or entry.start
    return end <= moment if end else entry.day < moment.date()


def _choices(rows: Iterable[EntryRow], year: Year) -> dict[str, list[tuple[str, str]]]:
    """Return what the page can be filtered by: each value that is there, with its name."""
    listed, words = list(rows), year.words
    audiences = {one for row in listed for one in row.line.entry.audience}
    kinds = {row.line.entry.kind for row in listed}
    owners = {row.owner: year.role(row.owner) or "" for row in listed if row.owner}
    return {
        "audience": [(one, words.name("audiences", one)) for one in get_args(Audience) if one in audiences],
        "kind": [(one, words.name("kinds", one)) for one in get_args(Kind) if one in kinds],
        "owner": sorted(owners.items(), key=lambda owner: owner[1].casefold()),
    }
