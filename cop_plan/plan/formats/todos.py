"""What the team has to do, as a calendar of to-dos: `team-todos.ics`."""

from collections.abc import Mapping

from cop_plan.plan.formats import Format, View


def make(view: View) -> Mapping[str, str]:
    """Return the calendar of to-dos, if there are any."""
    from cop_plan.plan import calendars

    text = calendars.to_dos(view.year, view.templates)
    return {} if text is None else {"team-todos.ics": text}


FORMAT = Format("todos", ("team-todos.ics",), make, follows="ics", rank=35, for_team=("team-todos.ics",))
