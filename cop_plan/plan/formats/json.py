"""The year as data for other programs: `timeline.json`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cop_plan.plan.formats import Format, View

if TYPE_CHECKING:
    from cop_plan.render.year import Year
    from cop_plan.schedule.history import Published

SCHEMA_VERSION = 2
"""Version 2 has more keys than version 1, and all of those."""


def make(view: View) -> Mapping[str, str]:
    """Return the year as data."""
    from cop_plan.schedule import history
    from cop_plan.schedule.timeline import year_name

    year, community = view.year, view.year.community
    data = {
        "schema_version": SCHEMA_VERSION,
        "community": {
            "id": community.identity,
            "name": community.name,
            "year": year_name(community),
            "timezone": community.timezone,
        },
        "patterns": dict(year.patterns),
        "entries": [_entry_data(one, year) for one in year.published],
    }
    return {history.TIMELINE_NAME: history.as_json(data)}


def _entry_data(one: "Published", year: "Year") -> dict[str, Any]:
    from cop_plan.schedule import entry_data, history

    entry = one.entry
    more = {
        "session": year.session_of(entry),
        "owner": year.shown_owner(entry.owner),
        "host": year.shown_owner(entry.host),
        "note_taker": year.shown_owner(entry.note_taker),
        "because": year.because(entry),
    }
    keys = (
        *("id", "title", "title_for_members", "kind", "phase", "parent", "session", "day", *entry_data.when(entry)),
        *("where", "link", "audience", "attendance", "owner", "host", "note_taker", "document", "because"),
    )
    return {**entry_data.data(entry, keys, more), **history.revision_data(one)}


FORMAT = Format("json", ("timeline.json",), make, is_default=True, rank=40, for_team=("timeline.json",))
