"""The months of the year as a calendar on a wall has them: weeks of days, what is on each, and why it is closed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple, get_args

from cop_plan.dates.months import first_days, next_month
from cop_plan.dates.workdays import ONE_DAY
from cop_plan.definition import names
from cop_plan.definition.community import Closure, Community
from cop_plan.plan import closed_days
from cop_plan.plan.anchors import anchor
from cop_plan.render.words import Words, shortened
from cop_plan.render.year import Year
from cop_plan.schedule.release import CONVENTION
from cop_plan.schedule.timeline import Entry

Look = Literal["closed", "partly", "no-students"]
"""Closed for everyone; a convention, or closed for some; or open for meetings while students are away."""

_STRENGTHS: tuple[Look, ...] = get_args(Look)

LOOKS = ("must", "may", "send", *_STRENGTHS)
"""How entries and days look that a legend explains, in its order."""


class NamedClosure(NamedTuple):
    """A holiday or a closure on a day. `whose` names those whom it concerns; it is empty for everyone.

    `goes_on` says that it was told of the day before, in the same week of the same month.
    """

    name: str
    look: Look
    whose: str
    goes_on: bool = False

    @property
    def said(self) -> str:
        """Return its name, and whom it concerns if that is not everyone."""
        return f"{self.name} · {self.whose}" if self.whose else self.name


class Chip(NamedTuple):
    """An entry on its day.

    `look` is `must` for a mandatory session of members, `may` for another one, `send` where a sheet marks what they
    bring or send, else empty.
    """

    entry: Entry
    anchor: str
    title: str
    time: str
    look: str
    topic: str = ""

    def shortened(self, most: int) -> "Chip":
        """Return it with a title and a topic of at most so many characters."""
        return self._replace(title=shortened(self.title, most), topic=shortened(self.topic, most))


class GridDay(NamedTuple):
    """A day of a month. `more` is how many of its closures and entries are not shown for want of room."""

    day: date
    off: tuple[NamedClosure, ...]
    chips: tuple[Chip, ...]
    more: int = 0

    @property
    def look(self) -> Look | None:
        """Return what the day is beside its entries: the strongest of its reasons; None for a usual day."""
        looks = [one.look for one in self.off]
        return next((look for look in _STRENGTHS if look in looks), None) if looks else None

    def shortened(self, most: int) -> "GridDay":
        """Return the day with titles and topics of at most so many characters."""
        off = tuple(one._replace(name=shortened(one.name, most), whose=shortened(one.whose, most)) for one in self.off)
        return self._replace(off=off, chips=tuple(one.shortened(most) for one in self.chips))

    def cut(self, most: int) -> "GridDay":
        """Return the day with at most so many closures and so many entries, and how many are left out."""
        off = [one for one in self.off if not one.goes_on]
        more = max(0, len(off) - most) + max(0, len(self.chips) - most)
        return self._replace(off=tuple(off[:most]), chips=self.chips[:most], more=more) if more else self

    @property
    def mark(self) -> str:
        """Return how the day is marked where there is no room for its entries: as the strongest of them."""
        looks = [one.look for one in self.chips]
        return next((look for look in ("must", "may", "send") if look in looks), "")

    @property
    def is_bare(self) -> bool:
        """Return whether nothing is to be said of it."""
        return not (self.off or self.chips)


class GridMonth(NamedTuple):
    """A month in weeks of seven days, which are None before its first and after its last."""

    key: str
    name: str
    weeks: tuple[tuple[GridDay | None, ...], ...]

    def shortened(self, most: int) -> "GridMonth":
        """Return the month with titles and topics of at most so many characters."""
        return self._replace(weeks=tuple(tuple(day and day.shortened(most) for day in week) for week in self.weeks))

    def cut(self, most: int) -> "GridMonth":
        """Return the month with at most so many closures and entries on each day."""
        return self._replace(weeks=tuple(tuple(day and day.cut(most) for day in week) for week in self.weeks))

    @property
    def days(self) -> Iterator[GridDay]:
        """Yield the days of the month."""
        return (day for week in self.weeks for day in week if day is not None)

    @property
    def is_bare(self) -> bool:
        """Return whether no entry is in it."""
        return not any(day.chips for day in self.days)


def view(year: Year, entries: Iterable[Entry], *, for_members: bool) -> dict[str, Any]:
    """Return what the months on a page show: those from the first of some entries to the last, with these entries.

    `opened` is the month that is open before a script knows the reader's day: that of what was published last.
    """
    found = months(year, chips(year, entries, for_members=for_members))
    now = f"{year.day_of(year.as_of):%Y-%m}" if year.as_of else ""
    opened = next((one.key for one in found if one.key >= now), found[-1].key if found else "")
    # The team has its tasks too, which these months do not show.
    nothing = year.words("months_view.nothing" if for_members else "months_view.no_session")
    return {"months": found, "opened": opened, "legend": legend(found), "nothing": nothing, **weekdays(year)}


def legend(found: Iterable[GridMonth]) -> list[str]:
    """Return the looks that occur in months, in the order in which they are explained."""
    days = [day for month in found for day in month.days]
    looks = {chip.look for day in days for chip in day.chips} | {day.look for day in days}
    return [look for look in LOOKS if look in looks]


def weekdays(year: Year) -> dict[str, Any]:
    """Return the heads of a week's columns, and a class for each that is of the weekend, counted from 1."""
    words, first = year.words, year.community.first_weekday
    order = [(first + after) % 7 for after in range(7)]
    weekend = year.timeline.open_days.holidays.weekend
    heads = [(str(words.at("weekdays")[one]), str(words.at("short_weekdays")[one])) for one in order]
    return {
        "weekdays": [{"name": name, "short": short, "initial": name[:1].upper()} for name, short in heads],
        "weekend": "".join(f" off{order.index(one) + 1}" for one in sorted(weekend, key=order.index)),
    }


def chips(year: Year, entries: Iterable[Entry], *, for_members: bool) -> Mapping[date, Sequence[Chip]]:
    """Return entries by their days, sessions first, each as members or as the team has it.

    Of what is cancelled, there are sessions alone.
    """
    found = defaultdict[date, list[Chip]](list)
    for entry in sorted(entries, key=lambda one: not one.is_session):
        if not (entry.cancelled and entry.parent):
            title = entry.shown_to_members if for_members else entry.title
            time = year.words.short_times(entry.start, entry.end) if entry.start and entry.end else ""
            topic = "" if entry.cancelled else entry.topic or ""
            found[entry.day].append(Chip(entry, anchor(entry.id), title, time, _chip_look(entry), topic))
    return found


def _chip_look(entry: Entry) -> str:
    if entry.cancelled or not entry.is_attended:
        return ""
    return "must" if entry.attendance == "mandatory" else "may"


def months(year: Year, on_days: Mapping[date, Sequence[Chip]]) -> tuple[GridMonth, ...]:
    """Return the months from that of the first day to that of the last."""
    if not on_days:
        return ()
    first, last = min(on_days), max(on_days)
    off = days_off(year, first.replace(day=1), next_month(last))
    weekday = year.community.first_weekday
    return tuple(month(one, year.words, weekday, off, on_days) for one in first_days(first, last))


def month(
    first: date,
    words: Words,
    first_weekday: int,
    off: Mapping[date, Sequence[NamedClosure]],
    on_days: Mapping[date, Sequence[Chip]],
) -> GridMonth:
    """Return the month that begins on a day, in weeks that begin on a weekday."""
    cells: list[GridDay | None] = [None] * ((first.weekday() - first_weekday) % 7)
    day = first
    while day.month == first.month:
        begins = day == first or not len(cells) % 7
        before = () if begins else [(one.name, one.whose) for one in off.get(day - ONE_DAY, ())]
        told = tuple(one._replace(goes_on=(one.name, one.whose) in before) for one in off.get(day, ()))
        cells.append(GridDay(day, told, tuple(on_days.get(day, ()))))
        day += ONE_DAY
    cells += [None] * (-len(cells) % 7)
    weeks = tuple(tuple(cells[at : at + 7]) for at in range(0, len(cells), 7))
    return GridMonth(f"{first:%Y-%m}", words.month_and_year(first), weeks)


def days_off(year: Year, first: date, end: date) -> Mapping[date, Sequence[NamedClosure]]:
    """Return the holidays of the region and the closures of the community on the days from one until before another."""
    found = defaultdict[date, list[NamedClosure]](list)
    for day, name in year.timeline.open_days.holidays.days.items():
        if first <= day < end:
            found[day].extend(NamedClosure(year.words.holiday(one), "closed", "") for one in name.split("; "))
    for title, closure, spans in closed_days.titled(year):
        whose = year.words.listed(closure.for_) if closure.for_ else ""
        one = NamedClosure(title, _look(closure, year.community), whose)
        for span in spans:
            day = max(span.first, first)
            while day <= span.last and day < end:
                if not any(_tells(other, one) for other in found[day]):
                    found[day].append(one)
                day += ONE_DAY
    return found


def _tells(one: NamedClosure, other: NamedClosure) -> bool:
    """Return whether one tells what another does: a school's calendar has the holidays of the region too."""
    return one.whose in ("", other.whose) and names.alike(one.name) == names.alike(other.name)


def _look(closure: Closure, community: Community) -> Look:
    if not closure.closes:
        return "no-students"
    concerned = {names.alike(one) for one in closure.for_}
    everyone = {names.alike(one) for one in names.jurisdictions(community)}
    is_for_all = not concerned or (bool(everyone) and everyone <= concerned)
    return "closed" if is_for_all and closure.kind != CONVENTION else "partly"
