"""What the year asks of members: where to be and when, what to bring or send, and the days away from class.

In the words of the community's language, for the page and the year's sheet; nothing is said that the definition does
not say.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from cop_plan.definition import names
from cop_plan.definition.community import link_in
from cop_plan.plan.anchors import anchor
from cop_plan.render.year import Year
from cop_plan.schedule import release
from cop_plan.schedule.release import Away
from cop_plan.schedule.timeline import Entry, is_school_day

_TAKES: frozenset[Away | None] = frozenset(("full day", "half day"))


class SessionRow(NamedTuple):
    """A session that participants attend; what it has not is empty.

    `day` is without its year, `datetime` when it begins, or its day; `end` is empty without an hour, and `time` then
    says that it is to be set. `where` is empty too where it is an address alone, beside the link. `from_afar` is how
    those take part who cannot travel, or why they cannot; `because` is why it is cancelled.
    """

    entry: Entry
    anchor: str
    title: str
    topic: str
    presenter: str
    day: str
    short_day: str
    full_day: str
    datetime: str
    end: str
    time: str
    has_hour: bool
    lasts: str
    where: str
    from_afar: str
    link: str
    attendance: str
    is_mandatory: bool
    is_cancelled: bool
    because: str


class SentRow(NamedTuple):
    """Something that members bring, send or read, by a day; `readings` are texts, each with its address or nothing."""

    entry: Entry
    anchor: str
    title: str
    day: str
    short_day: str
    datetime: str
    readings: tuple[tuple[str, str], ...]


class AwayFor(NamedTuple):
    """How long a session takes somebody away from class, said; `whom` names jurisdictions, empty for everybody."""

    away: Away | None
    said: str
    whom: str


class AwayRow(NamedTuple):
    """A session in school time: it takes everybody away alike, or each jurisdiction in its own way.

    `book_by` is the day by which substitutes are booked, empty where it is not said or nobody needs one.
    """

    entry: Entry
    anchor: str
    title: str
    day: str
    short_day: str
    datetime: str
    time: str
    attendance: str
    is_mandatory: bool
    parts: tuple[AwayFor, ...]
    said: str
    book_by: str


class DaysAway(NamedTuple):
    """The sessions in school time, who pays and how to book; what is not decided is empty.

    `not_known` is the sentence of those without an hour.
    """

    rows: tuple[AwayRow, ...]
    paid_by: str
    how_to_book: str
    not_known: str

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to say: no session is in school time, and each has its hour."""
        return not (self.rows or self.not_known)


def sessions(year: Year) -> tuple[SessionRow, ...]:
    """Return the sessions that participants attend, by date, those that are cancelled too."""
    return year.once(_sessions)


def sent(year: Year) -> tuple[SentRow, ...]:
    """Return what members bring, send or read, by date."""
    return year.once(_sent)


def days_away(year: Year) -> DaysAway:
    """Return the days away from class that the sessions of members take."""
    return year.once(_days_away)


def next_session(year: Year, moment: datetime) -> SessionRow | None:
    """Return the session that is next at a moment: one with an hour until it ends, another until its day is over."""
    day = year.day_of(moment)
    return next((row for row in sessions(year) if not (row.is_cancelled or row.entry.is_over(moment, day))), None)


def _sessions(year: Year) -> tuple[SessionRow, ...]:
    return tuple(_session(entry, year) for entry in year.timeline.all_entries if entry.is_attended)


def _session(entry: Entry, year: Year) -> SessionRow:
    words, start, end = year.words, entry.start, entry.end
    is_held = not entry.cancelled
    return SessionRow(
        entry=entry,
        anchor=anchor(entry.id),
        title=entry.shown_to_members,
        topic=entry.topic or "",
        presenter=(entry.presenter or "") if is_held else "",
        day=words.day(entry.day),
        short_day=words.short_day(entry.day),
        full_day=words.full_day(entry.day),
        datetime=_begins(entry),
        end=(end or start).isoformat() if start else "",
        time=_time(entry, year),
        has_hour=start is not None,
        lasts=words.duration(entry.minutes) if entry.minutes and is_held else "",
        where=year.shareable(entry.where) if is_held and entry.where and not _is_mere_link(entry) else "",
        from_afar=year.shareable(entry.virtual_option or "") if is_held else "",
        link=(entry.link or "") if is_held else "",
        attendance=words.name("attendance", _attendance(entry)) if is_held else "",
        is_mandatory=is_held and _attendance(entry) == "mandatory",
        is_cancelled=not is_held,
        because=year.shareable(entry.cancelled or ""),
    )


def _is_mere_link(entry: Entry) -> bool:
    """Return whether a place is an address and nothing else, such as the platform's, beside a link to follow."""
    return entry.link is not None and link_in(entry.where or "") == entry.where


def _attendance(entry: Entry) -> str:
    return entry.attendance or "optional"


def _begins(entry: Entry) -> str:
    return (entry.start or entry.day).isoformat()


def _time(entry: Entry, year: Year) -> str:
    if entry.start and entry.end:
        return year.words.times(entry.start, entry.end)
    return "" if entry.cancelled else year.words("for_members.time_to_be_set")


def _sent(year: Year) -> tuple[SentRow, ...]:
    rows = []
    for entry in year.timeline.entries:
        if entry.is_sent_by_members:
            rows.append(_sent_row(entry, entry.shown_to_members, year))
        elif entry.is_attended and entry.readings:
            title = year.words("for_members.read_before", session=entry.shown_to_members)
            rows.append(_sent_row(entry, title, year, entry.readings))
    return tuple(rows)


def _sent_row(entry: Entry, title: str, year: Year, readings: tuple[str, ...] = ()) -> SentRow:
    words = year.words
    texts = tuple((year.shareable(one), _address_in(one)) for one in readings)
    return SentRow(
        entry, anchor(entry.id), title, words.day(entry.day), words.short_day(entry.day), _begins(entry), texts
    )


def _address_in(text: str) -> str:
    """Return the address with which a text begins, empty without one: brackets stand in a host alone.

    Source: RFC 3986, 3.2.2.
    """
    link = link_in(text) or ""
    return link if "://[" in link else link.replace("[", "%5B").replace("]", "%5D")


def _days_away(year: Year) -> DaysAway:
    rows = tuple(row for entry in year.timeline.attended() if (row := _away(entry, year)))
    asked, without_hour = year.community.release_time, [one for one in year.timeline.attended() if one.start is None]
    unknown = sum(is_school_day(one.day, year.community, year.timeline.open_days) for one in without_hour)
    needs = any(part.away in _TAKES for row in rows for part in row.parts)
    is_told = needs or unknown > 0
    return DaysAway(
        rows=rows,
        paid_by=year.shareable(asked.paid_by or "") if is_told else "",
        how_to_book=year.shareable(asked.how_to_book or "") if is_told else "",
        not_known=year.words.count("for_members.away_not_known", unknown) if unknown else "",
    )


def _away(entry: Entry, year: Year) -> AwayRow | None:
    """Return how a session in school time takes members away from class; None for one that takes nobody away."""
    words, parts = year.words, tuple(_parts(entry, year))
    if not any(part.away for part in parts):
        return None
    needs = any(part.away in _TAKES for part in parts)
    by = release.book_by(entry, year.timeline) if needs else None
    return AwayRow(
        entry=entry,
        anchor=anchor(entry.id),
        title=entry.shown_to_members,
        day=words.day(entry.day),
        short_day=words.short_day(entry.day),
        datetime=_begins(entry),
        time=_time(entry, year),
        attendance=words.name("attendance", _attendance(entry)),
        is_mandatory=_attendance(entry) == "mandatory",
        parts=parts,
        said=words("list_semicolon").join(
            words("for_members.away_for", **one._asdict()) if one.whom else one.said for one in parts
        ),
        book_by=words.short_day(by) if by else "",
    )


def _parts(entry: Entry, year: Year) -> Iterator[AwayFor]:
    """Yield how a session takes each jurisdiction away, those alike together; everybody if nobody differs."""
    community, words = year.community, year.words
    homes: list[str | None] = [*names.jurisdictions(community)] or [None]
    by_away: dict[Away | None, list[str | None]] = {}
    for home in homes:
        by_away.setdefault(release.away(entry, community, [home]), []).append(home)
    for away, whose in by_away.items():
        said = words.name("for_members.away", away or "closed")
        whom = words.listed(one for one in whose if one) if len(by_away) > 1 else ""
        yield AwayFor(away, said, whom)
