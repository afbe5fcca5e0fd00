"""What `cop-plan report --inspect` shows: as what exports are understood, who is in them, what does not count.

Lines to be copied into the file of aliases come last, and apart from the others: they are shown whole.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from cop_plan.app import inspect, placements, shipped
from cop_plan.app.inspect import InspectedDay, InspectedExport, InspectedFile, InspectedFolder, UnknownPerson
from cop_plan.app.project import CommunityProject
from cop_plan.cli import language, shell
from cop_plan.definition import languages
from cop_plan.records import sources
from cop_plan.records.record_types import (
    SOMETHING_ELSE,
    Attendance,
    Attendee,
    Concession,
    Dropped,
    ItemTally,
    Response,
    Survey,
    SurveyOutline,
)
from cop_plan.render.words import Words


def lines(looked: InspectedExport) -> Iterator[str]:
    """Yield the lines that a person reads of one export."""
    w, answers = _words(looked.project), looked.answers
    kind, name = _kind(looked.found.kind, w), looked.asked.export.name
    yield _plain(w("inspect.read_as", file=name, kind=kind, encoding=looked.found.encoding))
    if isinstance(answers, SurveyOutline):
        yield from _about_outline(looked, answers, w)
    elif isinstance(answers, Survey):
        yield from _about_answers(looked, answers, w)
    if len(looked.days) > 1:
        yield from _listed(w.count("inspect.days", len(looked.days)), (_day_line(one, w) for one in looked.days), w)
    for day in looked.own_days:
        yield from ("",) if len(looked.days) > 1 else ()
        yield from _about_day(looked, day, w)
    dropped, conceded = looked.dropped, looked.concessions
    yield from _listed(w.count("inspect.dropped", len(dropped)), _rows_dropped(dropped, w), w)
    yield from _listed(w.count("inspect.concessions", len(conceded)), _rows_conceded(conceded, w), w)
    if looked.project:
        yield from _about_unknown(inspect.unknown([looked]), looked.project, w, several=False)


def remark_lines(looked: InspectedExport) -> Iterator[str]:
    """Yield what a person should know of where the rows of an export go, and of its answers."""
    for day in looked.days:
        yield from day.remarks
    for remark in looked.remarks:
        yield from (
            placements.lines(looked.project, remark) if looked.project else shell.messages().problem_lines(remark)
        )


def alias_lines(looked: InspectedExport | InspectedFolder) -> Iterator[str]:
    """Yield the lines to add to the file of aliases, in the order in which those are listed whom nobody knows."""
    if looked.project is None or not looked.project.community.membership.members:
        return
    line, whose = inspect.liner(looked.project), _words(looked.project)("inspect.whose")
    unknown = inspect.unknown(looked.exports if isinstance(looked, InspectedFolder) else [looked])
    if unknown and not inspect.has_aliases(looked.project):
        yield "  seen,member"
    for one in unknown:
        yield f"  {_plain(line(one, whose))}"


def folder_lines(looked: InspectedFolder) -> Iterator[str]:
    """Yield the lines that a person reads of a folder: one for each file, then those whom nobody knows, each once."""
    w = _words(looked.project)
    head = w.count("inspect.files", len(looked.files), folder=str(looked.path))
    yield _plain(f"{head}{w('colon').rstrip()}" if looked.files else head)
    for file in looked.files:
        yield from _file_lines(file, w)
    if looked.below:
        yield f"  {_plain(w('inspect.below', names=', '.join(looked.below)))}"
    if conceded := sum(len(one.concessions) for one in looked.exports):
        yield from ("", f"{w.count('inspect.concessions', conceded)}{w('colon')}{w('inspect.see_alone')}")
    if looked.project:
        yield from _about_unknown(inspect.unknown(looked.exports), looked.project, w, several=True)


def _words(project: CommunityProject | None) -> Words:
    return project.spoken if project else shipped.language(language.spoken() or languages.main().tag)


def _kind(kind: str, w: Words) -> str:
    """Return what an export is; of one in several parts, each of them."""
    m = shipped.messages(w.tag)
    title = {one.kind: m.translated(one.title) for one in sources.every()}
    return ", ".join(title[one] for one in kind.split(" + "))


def _listed(head: str, items: Iterable[str], w: Words) -> Iterator[str]:
    """Yield a heading with its number, and what it counts; nothing where there is nothing to count."""
    rows = [f"  {_plain(item)}" for item in items]
    if rows or not head.startswith("0"):
        yield from ("", f"{head}{w('colon').rstrip()}" if rows else head, *rows)


def _file_lines(file: InspectedFile, w: Words) -> Iterator[str]:
    name = f"  {_plain(file.path.name)}{w('colon')}"
    if file.problems:
        first, *more = file.problems
        m = shipped.messages(w.tag)
        said = "; ".join(m.translated(part) for part in (first.message, first.hint) if part)
        yield _plain(f"{name}{said}" + (f" ({w.count('inspect.more_problems', len(more))})" if more else ""))
    elif file.looked is None:
        yield f"{name}{w('inspect.no_export')}"
    elif len(file.looked.days) == 1:
        yield f"{name}{_kind(file.looked.found.kind, w)}, {_plain(_day_line(file.looked.days[0], w))}"
    elif file.looked.days:
        many = w.count("inspect.days", len(file.looked.days))
        yield f"{name}{_kind(file.looked.found.kind, w)}, {many}{w('colon').rstrip()}"
        yield from (f"    {_plain(_day_line(one, w))}" for one in file.looked.days)
    else:
        which = w(f"inspect.which.{file.looked.which}") if file.looked.which else "—"
        facts = (which, _span(file.looked, w), _answered(file.looked, w))
        yield f"{name}{_kind(file.looked.found.kind, w)}, {', '.join(fact for fact in facts if fact)}"


def _day_line(one: InspectedDay, w: Words) -> str:
    """Return a session's name, its day as the file has it, and how many were there."""
    session = one.session.id if one.session else "—"
    where = one.placement
    if where and where.why and (meant := where.planned_for or where.named):
        session = f"— ({meant})"
    day = one.day.isoformat() if one.day else "—"
    here = one.attendance
    many = w.count("inspect.people_there", len(here.present))
    apart = f", {w.count('inspect.not_counted', len(here.not_counted))}" if here.not_counted else ""
    return f"{session}, {day}, {many}{apart}"


def _span(looked: InspectedExport, w: Words) -> str | None:
    """Return from when to when answers were given; None if the file has no days."""
    days: list[date] = [day for day, _ in inspect.survey_days(looked)]
    if len(days) < 2:
        return days[0].isoformat() if days else None
    return w("inspect.from_to", start=days[0].isoformat(), end=days[-1].isoformat())


def _answered(looked: InspectedExport, w: Words) -> str:
    answers = looked.answers
    number = answers.responses if isinstance(answers, SurveyOutline) else len(answers.responses) if answers else 0
    # Who answers the short survey at two sessions is one person with two answers.
    return w.count("inspect.answers" if looked.which == "pulse" else "inspect.responses", number)


def _about_outline(looked: InspectedExport, answers: SurveyOutline, w: Words) -> Iterator[str]:
    """Yield what an export of answers shows without a definition."""
    span = _span(looked, w)
    yield from ("", _answered(looked, w) + (f", {span}" if span else ""))
    yield from _listed(w.count("inspect.columns", len(answers.columns)), answers.columns, w)
    yield from ("", w("inspect.needs_definition"))


def _about_answers(looked: InspectedExport, found: Survey, w: Words) -> Iterator[str]:
    span = _span(looked, w)
    head = _answered(looked, w) + (f", {span}" if span else "")
    at = (f"{session}{w('colon')}{w.count('inspect.answers', count)}" for session, count in looked.at.items())
    yield from _listed(head, (*at, *_rows_of_responses(found, w)), w)
    if apart := len(found.responses) - len(found.counted):
        yield w.count("inspect.apart", apart)
    yield from _listed(w.count("inspect.items", len(found.items)), _rows_of_items(looked.tallies, w), w)
    asked = looked.project.community.surveys.asked_in(None) if looked.project else {}
    missing = (asked[name].ask for name in found.missing)
    yield from _listed(w.count("inspect.missing", len(found.missing)), missing, w)
    yield from _listed(w.count("inspect.not_asked", len(found.not_asked)), found.not_asked, w)


def _rows_of_responses(found: Survey, w: Words) -> Iterator[str]:
    named = [(one, one.name or one.email or "") for one in found.responses if one.name or one.email]
    width = max((len(name) for _, name in named), default=0)
    yield from (f"{name:{width}}  {_who(one, w)}" for one, name in named)
    if nameless := len(found.responses) - len(named):
        yield w.count("inspect.nameless", nameless)


def _rows_of_items(tallies: Iterable[ItemTally], w: Words) -> Iterator[str]:
    """Yield how members answered each item; of a text only how many did."""
    for one in tallies:
        yield f"{one.ask} ({w.count('inspect.answers', one.answered)})"
        if one.counts:
            shown = (
                f"{w('report.something_else') if word == SOMETHING_ELSE else word}{w('colon')}{w.number(count)}"
                for word, count in one.counts.items()
            )
            yield f"  {' · '.join(shown)}"


def _about_day(looked: InspectedExport, one: InspectedDay, w: Words) -> Iterator[str]:
    """Yield the session of a day, what the file says of it, and who was there."""
    session, meeting = one.session, one.attendance.meeting
    if session is not None:
        yield _plain(w("inspect.session", title=session.title, id=session.id, day=w.full_day(session.day)))
    elif looked.project is not None:
        yield w("inspect.no_session")
    facts = [meeting.title, _times(meeting.start, meeting.end, w)]
    facts.append(None if meeting.minutes is None else w("inspect.minutes", number=meeting.minutes))
    if any(facts):
        yield _plain(w("inspect.says", facts=", ".join(fact for fact in facts if fact)))
    here, least = one.attendance, looked.project.community.records.counts_from if looked.project else None
    yield from _listed(w.count("inspect.people", len(here.present)), _rows_of_people(here, least, w), w)
    if here.under_five and least is None:
        yield w("inspect.all_count")


def _times(start: datetime | None, end: datetime | None, w: Words) -> str | None:
    shown = [f"{moment:%Y-%m-%d %H:%M}" for moment in (start, end) if moment]
    return w("inspect.from_to", start=shown[0], end=shown[1]) if len(shown) == 2 else shown[0] if shown else None


def _rows_of_people(found: Attendance, least: int | None, w: Words) -> Iterator[str]:
    shown = [(one, one.name or one.email or "", _how_long(one, w)) for one in found.present]
    width = max((len(name) for _, name, _ in shown), default=0)
    length = max((8, *(len(long) for _, _, long in shown)))
    for one, name, long in shown:
        why = ""
        if not one.is_counted:
            why = f"; {w('inspect.too_short', number=least)}"
        elif least is None and one in found.under_five:
            why = f"; {w('inspect.under_five')}"
        yield f"{name:{width}}  {long:>{length}}  {_who(one, w)}{why}"


def _how_long(one: Attendee, w: Words) -> str:
    """Return how long somebody was there; of one of whom nobody knows, whether in person or online."""
    if one.minutes is not None:
        return w("inspect.minutes", number=one.minutes)
    return w(f"inspect.manner.{one.manner}") if one.manner else ""


def _who(one: Attendee | Response, w: Words) -> str:
    if one.member:
        return f"{one.member.name}, {w('inspect.as_member')}"
    return one.known_as or (w("inspect.caller") if isinstance(one, Attendee) and one.is_caller else "?")


def _rows_dropped(dropped: Iterable[Dropped], w: Words) -> Iterator[str]:
    for one in dropped:
        row, why = w("inspect.row", row=one.row), w(f"inspect.why.{one.why}")
        yield f"{row}{w('colon')}{one.name}, {why}" if one.name else f"{row}{w('colon')}{why}"


def _rows_conceded(conceded: Iterable[Concession], w: Words) -> Iterator[str]:
    for one in conceded:
        cell, why = w("inspect.cell", row=one.row, column=one.at + 1), w(f"inspect.conceded.{one.why}")
        yield f"{cell}{w('colon')}{one.text}, {why}" if one.text else f"{cell}{w('colon')}{why}"


def _about_unknown(
    unknown: Sequence[UnknownPerson], project: CommunityProject, w: Words, *, several: bool
) -> Iterator[str]:
    """Yield those whom the definition does not know; of several files, in how many each stands."""
    if not unknown:
        return
    yield from _listed(w.count("inspect.unmatched", len(unknown)), (_called(one, w, several) for one in unknown), w)
    if not project.community.membership.members:
        yield w("inspect.no_members")
        return
    named = project.community.records.aliases
    if named:
        yield w("inspect.add_alias", file=named)
    else:
        yield w("inspect.name_aliases", write="aliases: records/aliases.csv")


def _called(one: UnknownPerson, w: Words, several: bool) -> str:
    told = [one.name or one.email or ""]
    told += [w("inspect.caller")] if one.is_caller else []
    told += [w.count("inspect.in_files", len(one.files))] if several else []
    return ", ".join(told)


def _plain(text: str) -> str:
    """Return a text of somebody's file as one line."""
    return " ".join(text.splitlines()).rstrip()
