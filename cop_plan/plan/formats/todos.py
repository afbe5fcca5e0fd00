"""What the team has to do, as a calendar of to-dos: `team-todos.ics`."""

from collections.abc import Mapping

from cop_plan.plan.formats import Format, View


def make(view: View) -> Mapping[str, str]:
    """Return the calendar of to-dos."""
    from cop_plan.plan import calendars

    return {"team-todos.ics": calendars.to_dos(view.year, view.templates)}


FORMAT = Format("todos", ("team-todos.ics",), make, follows="ics", rank=35)
