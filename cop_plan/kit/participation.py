"""What a member took part in, as a certificate says it: the rows of the ledger that count, and what they come to."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from cop_plan.definition import names
from cop_plan.hours.ledger import Ledger
from cop_plan.kit import Paper, YearFacts
from cop_plan.render.year import Year
from cop_plan.schedule.timeline import Entry

_ROWS_IN_ONE_COLUMN = 4


class CertifiedSession(NamedTuple):
    """A session on a certificate, in words."""

    day: str
    topic: str
    format: str
    minutes: str


def of(paper: Paper, year: Year, facts: YearFacts, ledger: Ledger | None) -> dict[str, Any]:
    """Return what a paper for one member shows; what is not known is None, or empty.

    A paper that is dated before the last session attended does not say on which day it was issued.
    """
    words, credit = year.words, year.community.credit
    rows = ledger.of(paper.member) if paper.member and ledger else ()
    rows = tuple(row for row in rows if row.counted_minutes)
    minutes = sum(row.counted_minutes for row in rows)
    days = [row.day for row in rows]
    issued = paper.due if paper.due and (not days or days[-1] <= paper.due) else None
    sessions = [
        CertifiedSession(
            words.short_day(row.day, with_year=True).replace(" ", "\u00a0"),
            row.session.topic or row.session.title,
            words.at("ledger.formats")[row.format],
            words.number(row.counted_minutes),
        )
        for row in rows
    ]
    return {
        "credit": credit,
        "credit_step": words.duration(credit.step) if credit.step else None,
        "hours_attended": words.duration(minutes) if minutes else None,
        "minutes_attended": words.count("minutes", minutes) if minutes else None,
        "sessions_attended": list(_beside(sessions)),
        "attended_from": words.full_day(days[0]) if days else None,
        "attended_until": words.full_day(days[-1]) if days else None,
        "topics_attended": _topics([row.session for row in rows], facts.sessions, year),
        "issued_on": words.full_day(issued) if issued else None,
    }


def _beside(sessions: Sequence[CertifiedSession]) -> Iterator[tuple[CertifiedSession | None, ...]]:
    """Yield the lines of a table: one session each, or where they are many two, the first half beside the other."""
    if len(sessions) <= _ROWS_IN_ONE_COLUMN:
        yield from ((one,) for one in sessions)
        return
    half = (len(sessions) + 1) // 2
    for at in range(half):
        yield sessions[at], (sessions[half + at] if half + at < len(sessions) else None)


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
