"""The calendar of what members come to: `sessions.ics`."""

from collections.abc import Mapping

from cop_plan.plan.formats import Format, View


def make(view: View) -> Mapping[str, str]:
    """Return the calendar of the sessions, if there are any."""
    from cop_plan.plan import calendars

    text = calendars.icalendar(view.year, view.templates, calendars.ATTENDING)
    return {} if text is None else {"sessions.ics": text}


FORMAT = Format("sessions", ("sessions.ics",), make, is_default=True, rank=32, to_share=("sessions.ics",))
