"""What `cop-plan report --inspect` shows of an export: as what it is understood, who is in it, what does not count."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from cop_plan.app import exports, shipped
from cop_plan.app.inspect import InspectedExport
from cop_plan.definition import languages
from cop_plan.records import sources
from cop_plan.records.record_types import Attendance, Attendee, Dropped, Response
from cop_plan.render.words import Words


def lines(looked: InspectedExport) -> Iterator[str]:
    """Yield the lines that a person reads."""
    project, found = looked.project, looked.found
    w = project.language if project else shipped.language(languages.main().tag)
    (source,) = (one for one in sources.every() if one.kind == found.kind)
    kind = source.title.get(w.tag.partition("-")[0], source.title[languages.MAIN])
    yield _plain(w("inspect.read_as", file=looked.asked.export.name, kind=kind, encoding=found.encoding))
    if isinstance(found, Attendance):
        yield from _about_session(looked, found, w)
        yield from _listed(w.count("inspect.people", len(found.present)), _rows_of_people(found, w), w)
    else:
        yield from _listed(w.count("inspect.responses", len(found.responses)), (), w)
        asked = project.community.surveys.asked_in(None) if project else {}
        for key, items in (("items", found.items), ("missing", found.missing)):
            yield from _listed(w.count(f"inspect.{key}", len(items)), (asked[name].ask for name in items), w)
        yield from _listed(w.count("inspect.not_asked", len(found.not_asked)), found.not_asked, w)
    yield from _listed(w.count("inspect.dropped", len(found.dropped)), _rows_dropped(found.dropped, w), w)
    yield from _about_unmatched(looked, w)


def _listed(head: str, items: Iterable[str], w: Words) -> Iterator[str]:
    """Yield a heading with its number, and what it counts; nothing where there is nothing to count."""
    rows = [f"  {_plain(item)}" for item in items]
    if rows or not head.startswith("0"):
        yield from ("", f"{head}{w('colon').rstrip()}" if rows else head, *rows)


def _about_session(looked: InspectedExport, found: Attendance, w: Words) -> Iterator[str]:
    session, meeting = looked.session, found.meeting
    if session is not None:
        yield _plain(w("inspect.session", title=session.title, id=session.id, day=w.full_day(session.day)))
    elif looked.project is not None:
        yield w("inspect.no_session")
    facts = [meeting.title, _times(meeting.start, meeting.end, w)]
    facts.append(None if meeting.minutes is None else w("inspect.minutes", number=meeting.minutes))
    if any(facts):
        yield _plain(w("inspect.says", facts=", ".join(fact for fact in facts if fact)))


def _times(start: datetime | None, end: datetime | None, w: Words) -> str | None:
    shown = [f"{moment:%Y-%m-%d %H:%M}" for moment in (start, end) if moment]
    return w("inspect.from_to", start=shown[0], end=shown[1]) if len(shown) == 2 else shown[0] if shown else None


def _rows_of_people(found: Attendance, w: Words) -> Iterator[str]:
    shown = [(one, one.name or one.email or "") for one in found.present]
    width = max((len(name) for _, name in shown), default=0)
    for one, name in shown:
        minutes = "" if one.minutes is None else w("inspect.minutes", number=one.minutes)
        who = f"{one.member.name}, {w('inspect.as_member')}" if one.member else one.known_as or "?"
        yield f"{name:{width}}  {minutes:>8}  {who}"


def _rows_dropped(dropped: Iterable[Dropped], w: Words) -> Iterator[str]:
    for one in dropped:
        row, why = w("inspect.row", row=one.row), w(f"inspect.why.{one.why}")
        yield f"{row}{w('colon')}{one.name}, {why}" if one.name else f"{row}{w('colon')}{why}"


def _about_unmatched(looked: InspectedExport, w: Words) -> Iterator[str]:
    unmatched: list[Attendee | Response] = list(looked.found.unmatched)
    if looked.project is None or not unmatched:
        return
    community = looked.project.community
    yield from _listed(
        w.count("inspect.unmatched", len(unmatched)), (one.name or one.email or "" for one in unmatched), w
    )
    if not community.membership.members:
        yield w("inspect.no_members")
        return
    named = community.records.aliases
    yield w("inspect.add_alias", file=named) if named else w("inspect.name_aliases")
    people = exports.ExportReader(community).people
    for one in unmatched:
        yield f"  {_plain(people.alias_line(one.name, one.email, w('inspect.whose')))}"


def _plain(text: str) -> str:
    """Return a text of somebody's file as one line."""
    return " ".join(text.splitlines()).rstrip()
