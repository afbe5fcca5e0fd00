"""The calendars: `calendar.ics` for participants, `team.ics` with everything."""

from collections.abc import Mapping

from cop_plan.plan.formats import Format, View


def make(view: View) -> Mapping[str, str]:
    """Return both calendars, each if it has an entry."""
    from cop_plan.plan import calendars

    readers = (calendars.PARTICIPANTS, calendars.TEAM)
    made = {
        name: calendars.icalendar(view.year, view.templates, one)
        for name, one in zip(FORMAT.files, readers, strict=True)
    }
    return {name: text for name, text in made.items() if text is not None}


FORMAT = Format(
    "ics",
    ("calendar.ics", "team.ics"),
    make,
    is_default=True,
    rank=30,
    to_share=("calendar.ics",),
    for_team=("team.ics",),
)
