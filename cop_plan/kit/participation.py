"""What a member took part in, as a certificate says it: the hours, the days from first to last, the topics."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from cop_plan.definition import names
from cop_plan.kit import Paper, YearFacts
from cop_plan.records.record_types import Records
from cop_plan.render.year import Year
from cop_plan.schedule.timeline import Entry


class _SessionAttended(NamedTuple):
    """A session that a member came to, the day on which it was held, and the minutes that count."""

    session: Entry
    day: date
    minutes: int


def of(paper: Paper, year: Year, facts: YearFacts, records: Records | None) -> dict[str, Any]:
    """Return what a paper for one member shows; what is not known is None, or empty.

    A paper that is dated before the last session attended does not say on which day it was issued.
    """
    words = year.words
    attended = _attended(paper, facts, records) if paper.member and records else []
    # Exports count every minute; a certificate need not.
    minutes = round(sum(one.minutes for one in attended) / 5) * 5
    days = sorted(one.day for one in attended)
    issued = paper.due if paper.due and (not days or days[-1] <= paper.due) else None
    return {
        "hours_attended": words.duration(minutes) if minutes else None,
        "attended_from": words.full_day(days[0]) if days else None,
        "attended_until": words.full_day(days[-1]) if days else None,
        "topics_attended": _topics([one.session for one in attended], facts.sessions, year),
        "issued_on": words.full_day(issued) if issued else None,
    }


def _attended(paper: Paper, facts: YearFacts, records: Records) -> list[_SessionAttended]:
    found = []
    for session in facts.sessions:
        attendance = records.attendance.get(session.id)
        for one in attendance.counted if attendance else ():
            if one.member is not None and one.member == paper.member:
                minutes = one.minutes if one.minutes is not None else session.minutes or 0
                found.append(_SessionAttended(session, (records.done or {}).get(session.id, session.day), minutes))
    return found


def _topics(attended: Sequence[Entry], sessions: Sequence[Entry], year: Year) -> list[str]:
    """Return the topics of sessions, each once; a title stands for the topic of a session that has none.

    A title that several sessions of the year have says nothing, and is left out; where there is nothing else, it stands
    there with how often.
    """
    titles = Counter(names.alike(one.title) for one in sessions if not one.topic)
    told = [one.topic or one.title for one in attended if one.topic or titles[names.alike(one.title)] == 1]
    if told:
        return names.each_once(told)
    often = Counter(one.title for one in attended)
    said = year.words
    return [title if times == 1 else said("kit.several", what=title, number=times) for title, times in often.items()]
