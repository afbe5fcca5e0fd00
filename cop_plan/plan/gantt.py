"""The year as a Gantt chart of Mermaid: what is drawn in it.

A school year has too many steps for a chart. Activities are drawn, each with the span of its steps; the entries of a
series share a line, and sessions stand out.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from cop_plan.definition.community import PHASES
from cop_plan.render.templates import one_line
from cop_plan.render.words import shortened
from cop_plan.render.year import Year
from cop_plan.schedule.history import Published
from cop_plan.schedule.timeline import Entry

LONGEST_LABEL = 48
"""In characters; what is longer runs out of the drawing."""


class GanttBar(NamedTuple):
    """A line of the chart. `tags` is how Mermaid draws it, with commas; `days` counts the first day and the last."""

    title: str
    tags: str
    first: date
    days: int


class GanttSection(NamedTuple):
    """A phase of the year, with what is drawn in it."""

    name: str
    bars: Sequence[GanttBar]


def chart(year: Year) -> list[GanttSection]:
    """Return what the chart of a year shows: its phases, each with its activities in the order of their days."""
    published = [one for one in year.published if one.status != "cancelled"]
    activities = [one for one in published if one.entry.parent is None]
    sections = []
    for phase in PHASES:
        lines: dict[tuple[str, str], list[Published]] = {}
        for one in activities:
            if one.entry.phase == phase:
                lines.setdefault((_series(one.entry, year), one.entry.title), []).append(one)
        if lines:
            bars = (_bar(line, published, year) for line in lines.values())
            sections.append(GanttSection(year.words.name("phases", phase), sorted(bars, key=lambda bar: bar.first)))
    return sections


def _series(entry: Entry, year: Year) -> str:
    """Return what the entries of a series have in common; of any other entry, its own name."""
    name = entry.id.partition(".")[0]
    activity = year.community.activities.get(name)
    return name if activity and activity.repeat else entry.id


def _bar(line: Sequence[Published], published: Iterable[Published], year: Year) -> GanttBar:
    entries = [one.entry for one in line]
    title = shortened(one_line(entries[0].title), LONGEST_LABEL)
    if len(entries) > 1:
        title = year.words("markdown.times", title=title, number=len(entries))
    is_session = entries[0].is_session
    steps = [] if is_session else [one.entry for one in published if one.entry.parent in {one.id for one in entries}]
    first, last = (pick(one.day for one in (*entries, *steps)) for pick in (min, max))
    is_done = all(one.status == "done" for one in line)
    drawn = ["crit", "milestone"] if is_session and first == last else ["active"] if is_session else []
    tags = ["done", *drawn] if is_done else drawn
    return GanttBar(title, "".join(f"{tag}, " for tag in tags), first, (last - first).days + 1)
