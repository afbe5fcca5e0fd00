"""How an export is understood: as what, of which session or survey, who is in it, and what does not count."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from cop_plan.base.errors import Place, Problem, Problems
from cop_plan.cli import collect, reading, record, shell
from cop_plan.definition import community as models
from cop_plan.definition import load, names
from cop_plan.records import attendance, moments, surveys, tables
from cop_plan.records.values import Attendance, Attendee, Dropped, Response, Survey
from cop_plan.render import words
from cop_plan.schedule import timeline


@dataclass(frozen=True)
class Asked:
    """An export, and what the person says of it; None is what the export itself is to tell."""

    export: Path
    session: str | None = None
    survey: models.Which | None = None
    date_order: moments.DateOrder | None = None


def asked(export: Path, session: str | None, survey: str | None, date_order: str | None) -> Asked:
    """Return what a person says of an export, as the command line has it."""
    which = next((one for one in models.WHICH if one == survey), None)
    return Asked(export, session, which, next((one for one in moments.ORDERS if one == date_order), None))


@dataclass(frozen=True)
class Looked:
    """An export as it was understood. Without a definition, `loaded` is None, and nobody is known."""

    asked: Asked
    loaded: load.Loaded | None
    session: timeline.Entry | None
    found: Attendance | Survey
    remarks: tuple[Problem, ...] = ()

    @property
    def slugs(self) -> Mapping[tuple[str, str | None], str]:
        """Return the short name of each member, by name and address."""
        members = names.slugs(self.loaded.community) if self.loaded else {}
        return {(member.name, member.email): slug for slug, member in members.items()}


def look(definition: Path | None, asked: Asked) -> Looked:
    """Read an export for a community. Raises Problems, Unreadable, and what says that there is no such session."""
    content = shell.content(asked.export, reading.LIMIT_BYTES)
    definition = definition or _nearest(asked.export)
    if definition is None:
        return Looked(asked, None, None, _alone(content, asked))
    loaded = shell.loaded(definition)
    dated = shell.dated(loaded)
    how = reading.Reading(loaded.community, collect.aliases(loaded), asked.date_order)
    which = asked.survey or collect.survey_of(loaded, asked.export)
    session = None if which else _session(loaded, dated, asked)
    found = how.either(content, str(asked.export), session, which)
    if isinstance(found, Attendance):
        return Looked(asked, loaded, session, found)
    remarks = surveys.remarks(found, loaded.community.surveys, str(asked.export)) if which else ()
    return Looked(asked, loaded, None, found, tuple(remarks))


def _nearest(export: Path) -> Path | None:
    """Return the definition here, or the one beside an export or in a folder around it; None if there is none."""
    here = Path("community.yaml")
    around = (folder / "community.yaml" for folder in export.absolute().parents[:4])
    return next((path for path in (here, *around) if path.is_file()), None)


def _session(loaded: load.Loaded, dated: timeline.Timeline, asked: Asked) -> timeline.Entry | None:
    if asked.session is None:
        return collect.session_of(loaded, dated, asked.export)
    entry = record.entry(dated, asked.session)
    if not entry.is_session:
        raise typer.BadParameter(f"--session: {entry.id} is no session")
    return entry


def _alone(content: bytes, asked: Asked) -> Attendance:
    """Return an attendance whose people nobody knows. Raises Problems, also for answers: their items are not known."""
    file = str(asked.export)
    if service := surveys.found(tables.read(content, file)):
        said = f"these are answers from {service}, and answers are read by the items of a definition"
        hint = "name the definition: cop-plan report community.yaml --inspect …"
        raise Problems([Problem(Place(file, 0, 0), "", said, hint)])
    return attendance.read(content, file, session=asked.session, date_order=asked.date_order)


def data(looked: Looked) -> dict[str, Any]:
    """Return an export as it was understood as plain data."""
    found = looked.found
    return {
        "kind": found.kind,
        "encoding": found.encoding,
        "session": _session_data(looked),
        "people": [_person(one, looked) for one in _people(found)],
        "items": list(found.items) if isinstance(found, Survey) else [],
        "responses": len(found.responses) if isinstance(found, Survey) else 0,
        "dropped": [{"row": one.row, "why": one.why} for one in found.dropped],
        "unmatched": [one.name or one.email for one in _unmatched(found)],
    }


def _session_data(looked: Looked) -> dict[str, Any]:
    found, session = looked.found, looked.session
    if not isinstance(found, Attendance):
        return {}
    meeting = found.meeting
    return {
        "id": session.id if session else None,
        "planned": session.day.isoformat() if session else None,
        "title": meeting.title,
        "start": meeting.start and meeting.start.isoformat(),
        "end": meeting.end and meeting.end.isoformat(),
        "minutes": meeting.minutes,
        "meeting_id": meeting.id,
    }


def _person(one: Attendee | Response, looked: Looked) -> dict[str, Any]:
    return {
        "name": one.name,
        "email": one.email,
        "minutes": one.minutes if isinstance(one, Attendee) else None,
        "member": looked.slugs[one.member.name, one.member.email] if one.member else None,
    }


def _people(found: Attendance | Survey) -> Iterable[Attendee | Response]:
    """Return who was there, or who gave answers with a name."""
    if isinstance(found, Attendance):
        return found.present
    return [one for one in found.responses if one.name or one.email]


def _unmatched(found: Attendance | Survey) -> Iterable[Attendee | Response]:
    return found.unmatched


def lines(looked: Looked) -> Iterator[str]:
    """Yield the lines that a person reads."""
    w, found = shell.language(looked.loaded.community.language if looked.loaded else "en-CA"), looked.found
    kind = w(f"inspect.kinds.{found.kind}")
    yield _plain(w("inspect.read_as", file=looked.asked.export.name, kind=kind, encoding=found.encoding))
    if isinstance(found, Attendance):
        yield from _about_session(looked, found, w)
        yield from _listed(w.count("inspect.people", len(found.present)), _rows_of_people(found, w), w)
    else:
        yield from _listed(w.count("inspect.responses", len(found.responses)), (), w)
        asked = looked.loaded.community.surveys.items if looked.loaded else {}
        for key, items in (("items", found.items), ("missing", found.missing)):
            yield from _listed(w.count(f"inspect.{key}", len(items)), (asked[name].ask for name in items), w)
        yield from _listed(w.count("inspect.not_asked", len(found.not_asked)), found.not_asked, w)
    yield from _listed(w.count("inspect.dropped", len(found.dropped)), _rows_dropped(found.dropped, w), w)
    yield from _about_unmatched(looked, w)


def _listed(head: str, items: Iterable[str], w: words.Language) -> Iterator[str]:
    """Yield a heading with its number, and what it counts; nothing where there is nothing to count."""
    rows = [f"  {_plain(item)}" for item in items]
    if rows or not head.startswith("0"):
        yield from ("", f"{head}{w('colon').rstrip()}" if rows else head, *rows)


def _about_session(looked: Looked, found: Attendance, w: words.Language) -> Iterator[str]:
    session, meeting = looked.session, found.meeting
    if session is not None:
        yield _plain(w("inspect.session", title=session.title, id=session.id, day=w.full_day(session.day)))
    elif looked.loaded is not None:
        yield w("inspect.no_session")
    facts = [meeting.title, _times(meeting.start, meeting.end, w)]
    facts.append(None if meeting.minutes is None else w("inspect.minutes", number=meeting.minutes))
    if any(facts):
        yield _plain(w("inspect.says", facts=", ".join(fact for fact in facts if fact)))


def _times(start: datetime | None, end: datetime | None, w: words.Language) -> str | None:
    shown = [f"{moment:%Y-%m-%d %H:%M}" for moment in (start, end) if moment]
    return w("inspect.from_to", start=shown[0], end=shown[1]) if len(shown) == 2 else shown[0] if shown else None


def _rows_of_people(found: Attendance, w: words.Language) -> Iterator[str]:
    shown = [(one, one.name or one.email or "") for one in found.present]
    width = max((len(name) for _, name in shown), default=0)
    for one, name in shown:
        minutes = "" if one.minutes is None else w("inspect.minutes", number=one.minutes)
        who = f"{one.member.name}, {w('inspect.as_member')}" if one.member else one.known_as or "?"
        yield f"{name:{width}}  {minutes:>8}  {who}"


def _rows_dropped(dropped: Iterable[Dropped], w: words.Language) -> Iterator[str]:
    for one in dropped:
        row, why = w("inspect.row", row=one.row), w(f"inspect.why.{one.why}")
        yield f"{row}{w('colon')}{one.name}, {why}" if one.name else f"{row}{w('colon')}{why}"


def _about_unmatched(looked: Looked, w: words.Language) -> Iterator[str]:
    unmatched = list(_unmatched(looked.found))
    if looked.loaded is None or not unmatched:
        return
    loaded = looked.loaded
    yield from _listed(
        w.count("inspect.unmatched", len(unmatched)), (one.name or one.email or "" for one in unmatched), w
    )
    if not loaded.community.membership.members:
        yield w("inspect.no_members")
        return
    named = loaded.community.records.aliases
    yield w("inspect.add_alias", file=named) if named else w("inspect.name_aliases")
    people = reading.Reading(loaded.community).people
    for one in unmatched:
        yield f"  {_plain(people.alias_line(one.name, one.email, w('inspect.whose')))}"


def _plain(text: str) -> str:
    """Return a text of somebody's file as one line."""
    return " ".join(text.splitlines()).rstrip()
