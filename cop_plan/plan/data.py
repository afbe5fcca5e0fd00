"""The year as data."""

from typing import Any

from cop_plan.render.year import Year
from cop_plan.schedule import history
from cop_plan.schedule.history import Published
from cop_plan.schedule.timeline import year_name


def timeline_json(year: Year) -> str:
    """Return the year as data, by the schema of version 1."""
    community = year.community
    data = {
        "schema_version": 1,
        "community": {
            "id": community.identity,
            "name": community.name,
            "year": year_name(community),
            "timezone": community.timezone,
        },
        "entries": [_entry_data(one, year) for one in year.published],
    }
    return history.as_json(data)


def _entry_data(one: Published, year: Year) -> dict[str, Any]:
    entry = one.entry
    when = (
        {"start": entry.start.isoformat(), "end": entry.end.isoformat()}
        if entry.start and entry.end
        else {"date": entry.day.isoformat()}
    )
    return {
        "id": entry.id,
        "title": entry.title,
        "kind": entry.kind,
        "phase": entry.phase,
        "parent": entry.parent,
        **when,
        "where": entry.where,
        "link": entry.link,
        "audience": list(entry.audience),
        "attendance": entry.attendance,
        "owner": year.shown_owner(entry.owner),
        "document": entry.document,
        "because": year.because(entry),
        "uid": one.uid,
        "sequence": one.sequence,
        "stamp": history.stamp_text(one.stamp),
        "status": one.status,
    }
