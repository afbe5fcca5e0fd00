"""A calendar for each owner of what that owner sees to: `calendars/NAME.ics`."""

from collections.abc import Mapping

from cop_plan.plan.formats import Format, View

FOLDER = "calendars"


def make(view: View) -> Mapping[str, str]:
    """Return the calendar of each owner.

    What the file of an owner held before, and is no longer the owner's, is cancelled in it.
    """
    from cop_plan.plan import calendars
    from cop_plan.plan.formats import in_folders

    year, made = view.year, dict[str, str]()
    owned = calendars.by_owner(year)
    earlier = {name: text.decode("utf-8", "replace") for name, text in view.before.items() if in_folders([name])}
    of_files = {f"{FOLDER}/{name}.ics": one for name, one in owned.items()}
    for name in sorted({*of_files, *earlier}):
        text = calendars.personal(year, view.templates, of_files.get(name), earlier.get(name))
        if text is not None:
            made[name] = text
    return made


FORMAT = Format("calendars", (), make, follows="ics", rank=36, folder=FOLDER)
