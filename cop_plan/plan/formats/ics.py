"""The calendars: `calendar.ics` for participants, `team.ics` with everything."""

from collections.abc import Mapping

from cop_plan.plan.formats import Format, View


def make(view: View) -> Mapping[str, str]:
    """Return both calendars."""
    from cop_plan.plan import calendars

    return {
        name: calendars.icalendar(view.year, view.templates, participants=name == "calendar.ics")
        for name in FORMAT.files
    }


FORMAT = Format("ics", ("calendar.ics", "team.ics"), make, is_default=True, rank=30)
