"""The closures and holidays from which a date may be counted: before their first day, after their last."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import sentence
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
                several = sentence("{name} has several days", name=self.name)
                hint = sentence("write {first} or {last}", first=self.first, last=self.last)
                raise phrases.NoSuchDay(several, hint=hint)
            return self.first
        count = form.count if isinstance(form, phrases.Distance) else getattr(form, "nth", 1)
        return self.first if count < 0 else self.last


def called(name: str, community: Community, open_days: Workdays) -> Sequence[DayOff]:
    """Return the closures of that name; if there are none, the holidays of the year that begin so, or hold it."""
    wanted = set(plain_names(name))
    if closures := tuple(_closures(community, wanted)):
        return closures
    begun: dict[str, list[date]] = defaultdict(list)
    within: dict[str, list[date]] = defaultdict(list)
    for day, title in open_days.holidays.days.items():
        if community.year.first <= day <= community.year.last:
            for one in title.split("; "):
                if any(names.alike(one).startswith(prefix) for prefix in wanted):
                    begun[one].append(day)
                if any(re.search(rf"\b{re.escape(part)}\b", names.alike(one)) for part in wanted):
                    within[one].append(day)
    whole = {title: days for title, days in begun.items() if names.alike(title) in wanted}
    return tuple(DayOff(title, min(days), max(days)) for title, days in (whole or begun or within).items())


def _closures(community: Community, wanted: set[str]) -> Iterator[DayOff]:
    """Yield the closures of a name, or events of that title; of days in several years those of the school year."""
    found: dict[str, list[phrases.Days]] = defaultdict(list)
    for key, closure in community.closures.items():
        is_named = not wanted.isdisjoint((key, names.alike(key.replace("-", " "))))
        for title, titled in closure.titled(key).items():
            if is_named or names.alike(title) in wanted:
                found[closure.called(key) if is_named else title] += titled
    year = community.year
    for title, every in found.items():
        days = [one for one in every if one.last >= year.first and one.first <= year.last] or every
        if days:
            yield DayOff(title, min(one.first for one in days), max(one.last for one in days))


def plain_names(name: str) -> Iterator[str]:
    """Yield a name as it may be meant: as written, less its article, as words, as a name with hyphens."""
    plain = names.alike(name.replace("–", "-").replace("—", "-"))
    for word in ("", "the ", "le ", "la ", "les ", "l'"):
        if plain.startswith(word) and plain != word:
            rest = plain.removeprefix(word)
            yield from (rest, rest.replace(" ", "-"))
