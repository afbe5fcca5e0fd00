"""What changed since the last time, in sentences."""

from collections import Counter
from collections.abc import Iterable

import jinja2

from cop_plan.render.templates import one_line
from cop_plan.render.words import Words
from cop_plan.render.year import Year
from cop_plan.schedule.history import Change
from cop_plan.schedule.timeline import Entry, year_name


def changed(year: Year, changes: Iterable[Change], *, steps_too: bool = False) -> Iterable[str]:
    """Yield a line for each change; steps that went with their activity are counted, or listed with `steps_too`."""
    listed = list(changes)
    whats = {change.entry.id: change.what for change in listed}
    with_it = Counter((change.entry.parent, change.what) for change in listed)
    for change in listed:
        line = year.shareable(one_line(_changed(change, year.words)))
        steps = with_it[change.entry.id, change.what]
        if steps_too:
            yield f"{line} · {change.entry.part_of}" if change.entry.part_of else line
        elif change.entry.parent is None or whats.get(change.entry.parent) != change.what:
            yield year.words.count("changes.with_steps", steps, change=line) if steps else line


def _changed(change: Change, w: Words) -> str:
    """Return a change as a sentence: days, times where they differ, and what else is new."""
    before, after, what = change.before, change.after, change.what
    if what == "cancelled" and after is not None:
        day = w.short_day(after.day)
        return w("changes.cancelled_because", title=after.title, before=day, why=after.cancelled)
    if before is None or after is None:
        day = w.short_day(change.entry.day)
        return w(f"changes.{what}", title=change.entry.title, before=day, after=day)
    new_day, new_time = before.day != after.day, _clock(before) != _clock(after)
    was, now = (_when(entry, w, new_time=new_time) for entry in (before, after))
    if what == "moved" and not new_day:
        what = "changed"
        if new_time:
            was, now = (_time_of(entry, w) for entry in (before, after))
            line = w("changes.same_day", title=after.title, day=w.short_day(after.day), before=was, after=now)
            return w("list_semicolon").join([line, *_new_facts(before, after, w)])
    facts = list(_new_facts(before, after, w))
    if what == "changed" and facts:
        return w("changes.facts", title=after.title, after=now, facts=w("list_semicolon").join(facts))
    return w("list_semicolon").join([w(f"changes.{what}", title=after.title, before=was, after=now), *facts])


def _clock(entry: Entry) -> tuple[object, object]:
    return entry.start and entry.start.time(), entry.end and entry.end.time()


def _time_of(entry: Entry, w: Words) -> str:
    return w.times(entry.start, entry.end) if entry.start and entry.end else w("changes.all_day")


def _when(entry: Entry, w: Words, *, new_time: bool) -> str:
    day = w.short_day(entry.day)
    return w("changes.at", day=day, time=_time_of(entry, w)) if new_time else day


def _new_facts(before: Entry, after: Entry, w: Words) -> Iterable[str]:
    if before.title != after.title:
        yield w("changes.called", before=w("quote", text=before.title))
    if before.where != after.where and after.where:
        yield w("changes.place", after=after.where)
    if before.link != after.link and after.link:
        yield w("changes.link", after=after.link)


def changes_page(year: Year, changes: Iterable[Change], templates: jinja2.Environment) -> str:
    """Return what changed since the last time as a text that the team can forward."""
    title = year.words("changes.title", name=year.community.name, year=year_name(year.community))
    template = templates.get_template("changes.txt.j2")
    return template.render(w=year.words, title=one_line(title), lines=list(changed(year, changes)))
