"""The closures and holidays from which a date may be counted: before their first day, after their last."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from cop_plan.base.frozen import frozen
from cop_plan.dates import phrases
from cop_plan.dates.workdays import Workdays
from cop_plan.definition import names
from cop_plan.definition.community import Community


@frozen
class DayOff:
    """A closure or a holiday of the school year, `first` and `last` included."""

    name: str
    first: date
    last: date

    def day_for(self, form: phrases.Form) -> date:
        """Return the day from which a phrase counts. Raises NoSuchDay where it can be several."""
        if isinstance(form, phrases.SameDay):
            if self.first != self.last:
                raise phrases.NoSuchDay(f"{self.name} has several days", hint=f"write {self.first} or {self.last}")
            return self.first
        count = form.count if isinstance(form, phrases.Distance) else getattr(form, "nth", 1)
        return self.first if count < 0 else self.last


def called(name: str, community: Community, open_days: Workdays) -> Sequence[DayOff]:
    """Return the closures of that name; if there are none, the holidays of the year whose names begin so."""
    wanted = set(plain_names(name))
    closures = {one.name: one for one in _closures(community, open_days, wanted)}
    if closures:
        return tuple(closures.values())
    begun: dict[str, list[date]] = defaultdict(list)
    for day, title in open_days.holidays.days.items():
        if community.year.first <= day <= community.year.last:
            for one in title.split("; "):
                if any(names.alike(one).startswith(prefix) for prefix in wanted):
                    begun[one].append(day)
    whole = {title: days for title, days in begun.items() if names.alike(title) in wanted}
    return tuple(DayOff(title, min(days), max(days)) for title, days in (whole or begun).items())


def _closures(community: Community, open_days: Workdays, wanted: set[str]) -> Iterator[DayOff]:
    for key, closure in community.closures.items():
        title = key.replace("-", " ").capitalize()
        if closure.days and not wanted.isdisjoint((key, names.alike(title))):
            yield DayOff(title, min(one.first for one in closure.days), max(one.last for one in closure.days))
    for shut in open_days.closures:
        if names.alike(shut.name) in wanted:
            same = [other for other in open_days.closures if other.name == shut.name]
            yield DayOff(shut.name, min(one.first for one in same), max(one.last for one in same))


def plain_names(name: str) -> Iterator[str]:
    """Yield a name as it may be meant: as written, less its article, as words, as a name with hyphens."""
    plain = names.alike(name.replace("–", "-").replace("—", "-"))
    for word in ("", "the ", "le ", "la ", "les ", "l'"):
        if plain.startswith(word) and plain != word:
            rest = plain.removeprefix(word)
            yield from (rest, rest.replace(" ", "-"))
