"""The year as a Gantt chart of Mermaid: its phases as bars, what people come to as milestones, and nothing else."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from cop_plan.definition.community import PHASES
from cop_plan.render.templates import one_line
from cop_plan.render.words import shortened
from cop_plan.render.year import Year
from cop_plan.schedule.history import Published

LONGEST_TITLE = 40
"""In characters; beside its day, what is longer runs out of the drawing."""


class GanttBar(NamedTuple):
    """A line of the chart. `tags` is how Mermaid draws it, with commas; `days` counts the first day and the last."""

    title: str
    tags: str
    first: date
    days: int


class GanttSection(NamedTuple):
    """A part of the chart, with what is drawn in it."""

    name: str
    bars: Sequence[GanttBar]


def chart(year: Year) -> list[GanttSection]:
    """Return what the chart of a year shows: its phases, its sessions by date, those of the team alone at the end."""
    words = year.words
    published = [one for one in year.published if one.status != "cancelled"]
    occasions = [one for one in published if one.entry.is_occasion]
    of_team = [one for one in occasions if one.entry.is_of_team]
    parts = (
        ("plan.phases_row", _phases(published, year)),
        ("markdown.sessions", _milestones((one for one in occasions if not one.entry.is_of_team), year)),
        ("plan.team_meetings", _milestones(of_team, year)),
    )
    return [GanttSection(words(key), bars) for key, made in parts if (bars := list(made))]


def _phases(published: Iterable[Published], year: Year) -> Iterator[GanttBar]:
    listed = list(published)
    for phase in PHASES:
        within = [one for one in listed if one.entry.phase == phase]
        if within:
            days = [one.entry.day for one in within]
            tags = "done, " if all(one.status == "done" for one in within) else ""
            yield GanttBar(year.words.name("phases", phase), tags, min(days), (max(days) - min(days)).days + 1)


def _milestones(occasions: Iterable[Published], year: Year) -> Iterator[GanttBar]:
    """Yield a milestone for each session; the mandatory ones stand out."""
    for one in sorted(occasions, key=lambda one: one.entry.day):
        title = year.words(
            "markdown.milestone",
            day=year.words.short_day(one.entry.day),
            title=shortened(one_line(one.entry.title), LONGEST_TITLE),
        )
        tags = [
            *(["done"] if one.status == "done" else []),
            *(["crit"] if one.entry.attendance == "mandatory" else []),
            "milestone",
        ]
        yield GanttBar(title, "".join(f"{tag}, " for tag in tags), one.entry.day, 1)
