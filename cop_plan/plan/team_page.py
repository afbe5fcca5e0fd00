"""What the page for the team shows beside the plan: what is due, and the rows that a reader can choose from."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, get_args

import jinja2

from cop_plan.definition.community import Audience, Kind, PlanningQuestion
from cop_plan.plan import calendars, due, month_grids, year_drawing
from cop_plan.plan.anchors import anchor
from cop_plan.plan.due import ReadyDocument, ReadyDocuments
from cop_plan.plan.overview import EntryLine
from cop_plan.render.words import Words
from cop_plan.render.year import Year
from cop_plan.schedule.progress import ProgressStanding
from cop_plan.schedule.timeline import Entry

PARTS = (
    *("due", "sessions", "months", "glance", "by_month", "dates", "purpose", "goals", "membership", "leadership"),
    *("guidelines", "meetings", "designing", "budget", "reporting", "surveys", "legacy", "questions"),
)
"""The sections of the page, in their order; those with nothing in them are left out."""

SESSIONS = "sessions"
"""What chooses all sessions, among the kinds of entries."""

_UPCOMING = 5

_OVERDUE = 10
"""So many entries that are overdue are shown, the latest; the list of dates has all."""

_ASKED_WITH = {"guests": "resources"}
"""Sections of questions that share a heading with others."""


class ShownDocument(NamedTuple):
    """A document that is ready, as the page links it. `blanks` says how many it still has; None for none."""

    href: str
    title: str
    blanks: str | None


class EntryRow(NamedTuple):
    """An entry as the page shows it, and as its script reads it; what it has not is empty.

    `datetime` is when it begins, or its day; `minutes` is how long one with an hour takes, 1 at least. `add` is the
    address that holds its calendar file, if it is one to add. `for_others` says for whom it is, of what is not the
    team's alone.
    """

    line: EntryLine
    anchor: str
    datetime: str
    time: str
    audience: str
    for_others: str
    owner: str
    minutes: int | None
    add: str
    is_done: bool
    documents: Sequence[ShownDocument]

    @property
    def is_session(self) -> bool:
        """Return whether people meet, and nobody has cancelled it."""
        return self.line.entry.is_session and not self.line.entry.cancelled

    @property
    def is_moot(self) -> bool:
        """Return whether it is a step that went with a cancelled session."""
        return bool(self.line.entry.cancelled and self.line.entry.parent)

    @property
    def is_cancelled(self) -> bool:
        """Return whether it is cancelled itself, which people want to be told."""
        return bool(self.line.entry.cancelled) and not self.is_moot

    @property
    def is_unmade(self) -> bool:
        """Return whether it asks for a document, and none is ready."""
        return bool(self.line.document and not self.documents)

    @property
    def look(self) -> str:
        """Return the class of the row."""
        what = (
            (self.is_session, "session"),
            (self.is_cancelled, "cancelled"),
            (self.is_moot, "moot"),
            (self.is_done, "done"),
        )
        return " ".join(name for holds, name in what if holds)


class ShownPart(NamedTuple):
    """A part of what is due, with its rows, and how many more lie before these.

    `is_folded` says that they are many and that nothing was ever noted.
    """

    name: str
    title: str
    said: str
    rows: Sequence[EntryRow]
    more: int
    is_folded: bool


def view(
    year: Year, shown: Mapping[str, Any], templates: jinja2.Environment, ready: ReadyDocuments | None = None
) -> dict[str, Any]:
    """Return what only the page for the team shows; `shown` is what the plan shows on every page.

    `any_day` is how a day is written, for the script that knows the reader's.
    """
    words, ready = year.words, ready or {}
    # The page for members has the calendar files of the others.
    own = (one for one in year.timeline.all_entries if one.is_occasion and not one.is_attended)
    files = calendars.addresses(year, own, templates)
    done = {one.entry.id for one in year.published if one.status == "done"}
    months = [
        {**month, "rows": [_row(line, year, files, done, ready) for line in month["lines"]]}
        for month in shown["months"]
    ]
    rows = [row for month in months for row in month["rows"]]
    as_of = year.as_of
    today = year.day_of(as_of) if as_of else None
    return {
        "months": months,
        "anchors": {one.entry.id: anchor(one.entry.id) for one in year.published},
        "as_of": today and words.full_day(today),
        "any_day": words("full_day", weekday="{weekday}", number="{day}", month="{month}", year="{year}"),
        "first_of_month": words.table.get("first_of_month", "1"),
        "upcoming": upcoming(rows, as_of, today) if as_of and today else [],
        "due": _due(rows, ProgressStanding(year.timeline.entries, done, today), year) if today else None,
        "facilitator": year.role("facilitator"),
        "has_unmade": any(row.is_unmade for row in rows),
        "choices": _choices(rows, year),
        "drawing": year_drawing.drawing(year),
        "month_view": month_grids.view(year, filter(_is_session, year.timeline.all_entries), for_members=False),
        "questions": _questions(shown),
        "filled": {
            "budget": _filled(shown["budget"]["lines"], "planned", "in_kind", "for", "note"),
            "closures": {"for"} if len({one["for"] for one in shown["closures"]}) > 1 else set[str](),
        },
    }


def _due(rows: Sequence[EntryRow], standing: ProgressStanding, year: Year) -> dict[str, Any]:
    """Return what is due on a day, what to say where nothing is, and whether a document that is named is not ready."""
    by_id = {row.line.entry.id: row for row in rows}
    later = standing.after_those
    parts = [
        ShownPart(
            one.name,
            one.title,
            one.said,
            [by_id[entry.id] for entry in one.entries[-_most(one) :]],
            more=max(0, len(one.entries) - _most(one)),
            is_folded=one.name == "overdue" and standing.is_never_noted,
        )
        for one in due.parts(standing, year.words)
    ]
    return {
        "parts": parts,
        "is_anything": any(part.rows for part in parts),
        "names_unmade": any(row.is_unmade for part in parts if not part.is_folded for row in part.rows),
        "overdue": len(standing.overdue),
        "most_overdue": _OVERDUE,
        "today": standing.today.isoformat(),
        "nothing_until": year.words.full_day(standing.last_day),
        "next": later and (by_id[later.id], year.words.full_day(later.day)),
    }


def _most(part: due.DuePart) -> int:
    return _OVERDUE if part.name == "overdue" else len(part.entries) or 1


def _questions(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return the open questions by the sections of the page, each once, and how many they are."""
    of_section = {one.path: name for name, asked in shown["sections"].items() for one in asked}
    is_told = shown["statement"] is not None
    by_section: dict[str, list[PlanningQuestion]] = {}
    for one in shown["undecided"]:
        name = of_section[one.path]
        if not (is_told and name == "purpose") or one in shown["purpose_facts"]:
            by_section.setdefault(_ASKED_WITH.get(name, name), []).append(one)
    return {"count": sum(map(len, by_section.values())), "sections": list(by_section.items())}


def _filled(rows: Iterable[Mapping[str, str]], *columns: str) -> set[str]:
    """Return the columns of a table that say something in one of its rows."""
    listed = list(rows)
    return {name for name in columns if any(row[name] for row in listed)}


def _is_session(entry: Entry) -> bool:
    return entry.is_session


def _row(line: EntryLine, year: Year, files: Mapping[str, str], done: set[str], ready: ReadyDocuments) -> EntryRow:
    entry = line.entry
    return EntryRow(
        line=line,
        anchor=anchor(entry.id),
        datetime=(entry.start or entry.day).isoformat(),
        time=year.words.short_times(entry.start, entry.end) if entry.start and entry.end else "",
        audience=" ".join(entry.audience),
        for_others="" if entry.audience == ("team",) else line.audience,
        owner=year.role(entry.named_owner) or "",
        minutes=_minutes(entry),
        add=files.get(entry.id, ""),
        is_done=entry.id in done,
        documents=[] if entry.cancelled else [_document(one, year.words) for one in ready.get(entry.id, ())],
    )


def _minutes(entry: Entry) -> int | None:
    """Return how long an entry with an hour takes: a minute at least, so that it is said to have one."""
    if entry.start is None:
        return None
    return max(1, round(((entry.end or entry.start).timestamp() - entry.start.timestamp()) / 60))


def _document(ready: ReadyDocument, words: Words) -> ShownDocument:
    return ShownDocument(ready.href, ready.said(words), due.blanks(ready.blanks, words))


def upcoming(rows: Iterable[EntryRow], moment: datetime, day: date) -> list[EntryRow]:
    """Return the next few sessions from a moment of a day on, those that are cancelled too."""
    sessions = (row for row in rows if row.is_session or row.is_cancelled)
    return [row for row in sessions if not row.line.entry.is_over(moment, day)][:_UPCOMING]


def _choices(rows: Iterable[EntryRow], year: Year) -> dict[str, list[tuple[str, str]]]:
    """Return what the page can be filtered by: each value that is there, with its name."""
    listed, words = list(rows), year.words
    audiences = {one for row in listed for one in row.line.entry.audience}
    kinds = {row.line.entry.kind for row in listed}
    owners = {year.shown_owner(row.line.entry.owner) or "": year.role(row.line.entry.owner) or "" for row in listed}
    all_sessions = [(SESSIONS, words("team.all_sessions"))] if any(row.is_session for row in listed) else []
    return {
        "audience": [(one, words.name("audiences", one)) for one in get_args(Audience) if one in audiences],
        "kind": all_sessions + [(one, words.name("kinds", one)) for one in get_args(Kind) if one in kinds],
        "owner": sorted(((one, name) for one, name in owners.items() if one), key=lambda one: one[1].casefold()),
    }
