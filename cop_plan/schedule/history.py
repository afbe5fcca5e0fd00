"""The lock joined to the timeline: the sequence, stamp and status of every entry, and what moved since last time.

The lock remembers what was published. Entries are known by their UID; those of another school year are left in peace.
Stamps are moments in UTC, to the second.
"""

import hashlib
import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import field, replace
from datetime import UTC, date, datetime
from json.encoder import encode_basestring
from typing import Any, Literal, get_args

from cop_plan.base import merges
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence, sentence
from cop_plan.dates import workdays
from cop_plan.dates.workdays import HolidayTable
from cop_plan.schedule import details, entry_data
from cop_plan.schedule.timeline import Entry, Timeline, uid, year_name

SCHEMA_VERSION = 2
"""Version 2 remembers what the year was made with as well: see `Basis`."""

FILE_NAME = "cop-plan.lock"
TIMELINE_NAME = "timeline.json"

Status = Literal["planned", "done", "cancelled"]


class DamagedLock(ValueError):
    """Raised for a lock that cannot be understood; says why.

    `is_newer` if a later cop-plan would understand it, `is_merge` if git left the marks of a merge in it.
    """

    def __init__(self, why: Sentence, *, is_newer: bool = False, is_merge: bool = False) -> None:
        self.why, self.is_newer, self.is_merge = why, is_newer, is_merge
        super().__init__(why)


@frozen
class Digests:
    """The digest of a file as it was written last, and of the one that it replaced: a file with either is ours."""

    now: str
    before: str | None = None


@frozen
class Former:
    """What an entry was before it became what it is: when it stood, and who presented; None where that is as before.

    `because` is why it moved, where somebody said so.
    """

    day: date | None = None
    start: datetime | None = None
    end: datetime | None = None
    presenter: str | None = None
    because: str | None = None


@frozen
class LastPublished:
    """An entry as it was published last. `digest` is None where only the timeline's file tells of it.

    `withdrawn` says that it was for participants once and is no longer, `unattended` that it was a session for them.
    `details` are as in the module of that name; None where a lock of before, or the timeline's file, tells of it.
    """

    entry: Entry
    year: str
    uid: str
    sequence: int
    stamp: datetime
    status: Status
    digest: str | None = None
    withdrawn: bool = False
    unattended: bool = False
    details: Mapping[str, str] | None = None
    was: Former | None = None


@frozen
class Facilitators:
    """Who leads the community, and who led it before somebody else did; None where that is not known."""

    now: str | None = None
    before: str | None = None


@frozen
class Basis:
    """What a published year was made with, and keeps when an update of the program brings others.

    `patterns` are the versions of the program's own patterns, by their names, None where a lock of before says nothing:
    they are of version 1. `holidays` is None where no region is named, or where nothing is known. The others are those
    of a pattern, a region or a language that the year had before, to which it may go back.
    """

    patterns: Mapping[str, int] | None = None
    holidays: HolidayTable | None = None
    other_patterns: tuple[Mapping[str, int], ...] = ()
    other_holidays: tuple[HolidayTable, ...] = ()

    @property
    def all_patterns(self) -> tuple[Mapping[str, int], ...]:
        """Return the versions of the patterns of now, and of those before."""
        return (*([self.patterns] if self.patterns is not None else []), *self.other_patterns)

    @property
    def all_holidays(self) -> tuple[HolidayTable, ...]:
        """Return the table of now, and those of before."""
        return (*([self.holidays] if self.holidays is not None else []), *self.other_holidays)

    def after(self, before: "Basis") -> "Basis":
        """Return it with what the year was made with before, less what is of the same patterns, or of the same days."""
        patterns = {frozenset(one): one for one in reversed((*self.all_patterns, *before.all_patterns))}
        tables = {(one.region, one.language): one for one in reversed((*self.all_holidays, *before.all_holidays))}
        if self.patterns is not None:
            del patterns[frozenset(self.patterns)]
        if self.holidays is not None:
            del tables[self.holidays.region, self.holidays.language]
        return replace(
            self, other_patterns=(*reversed(patterns.values()),), other_holidays=(*reversed(tables.values()),)
        )


@frozen
class Lock:
    """What a folder's outputs are known by. `definition` is the path from the folder to what they are made from."""

    community: str
    year: str
    definition: str
    files: Mapping[str, Digests] = field(default_factory=dict)
    entries: tuple[LastPublished, ...] = ()
    facilitators: Facilitators = Facilitators()
    basis: Basis = Basis()


@frozen
class Published:
    """An entry as a calendar shows it.

    If it was `withdrawn`, it is cancelled in the participants' calendar, if it is `unattended` in that of the sessions.
    """

    entry: Entry
    uid: str
    sequence: int
    stamp: datetime
    status: Status
    digest: str
    withdrawn: bool = False
    unattended: bool = False
    details: Mapping[str, str] | None = None
    was: Former | None = None

    @property
    def is_shared(self) -> bool:
        """Return whether participants need the entry."""
        return self.entry.is_shared

    @property
    def is_attended(self) -> bool:
        """Return whether it is a session for participants."""
        return self.entry.is_attended


@frozen
class Change:
    """What became of an entry since it was published last. `before` and `after` are None where it was not there.

    What is cancelled for a reason is still there. `differ` are the details that differ, of what is gone all that is
    remembered; none where the lock of before remembers none.
    """

    what: Literal["added", "moved", "changed", "withdrawn", "cancelled", "restored"]
    before: Entry | None
    after: Entry | None
    differ: details.Differences = field(default_factory=dict)

    @property
    def entry(self) -> Entry:
        """Return the entry as it is now, or as it was."""
        found = self.after or self.before
        assert found is not None, "a change is of something"
        return found


def publish(timeline: Timeline, lock: Lock | None, now: datetime) -> tuple[Published, ...]:
    """Return every entry with its sequence, stamp and status; what has gone since the last time is cancelled too.

    An entry that did not change keeps sequence and stamp; one that did gets the next sequence and `now`. Source: RFC
    5545, 3.8.7.4.
    """
    community = timeline.community
    known = {one.uid: one for one in lock.entries} if lock else {}
    present = {uid(community, entry.id): entry for entry in timeline.all_entries}
    gone = [one for one in known.values() if one.uid not in present and one.year == year_name(community)]
    published = [
        *(_revised(entry, name, _status(entry), known.get(name), timeline, now) for name, entry in present.items()),
        *(_revised(one.entry, one.uid, "cancelled", one, timeline, now) for one in gone),
    ]
    at = {entry.id: number for number, entry in enumerate(timeline.all_entries)}
    return tuple(sorted(published, key=lambda one: (one.entry.day, at.get(one.entry.id, len(at)), one.entry.id)))


def _status(entry: Entry) -> Status:
    return "cancelled" if entry.cancelled else "planned"


def with_done(published: Iterable[Published], done: Container[str]) -> tuple[Published, ...]:
    """Return the entries with what is done marked so. It is nothing that a calendar shows, and revises nothing."""
    return tuple(
        replace(one, status="done") if one.status == "planned" and one.entry.id in done else one for one in published
    )


def _revised(
    entry: Entry, entry_uid: str, status: Status, before: LastPublished | None, timeline: Timeline, now: datetime
) -> Published:
    withdrawn = before is not None and not entry.is_shared and (before.withdrawn or before.entry.is_shared)
    unattended = before is not None and not entry.is_attended and (before.unattended or before.entry.is_attended)
    digest = _digest(entry, status, timeline, withdrawn=withdrawn)
    # Of what is gone, no more is known than was remembered.
    facts = before.details if before and entry is before.entry else details.of(entry, timeline)
    gone = (withdrawn, unattended, facts, _former(before, entry, facts) if before else None)
    if before is None:
        return Published(entry, entry_uid, 0, now, status, digest, *gone)
    if entry is before.entry and before.status == "cancelled" and before.digest != _OF_TWO:
        known = before.digest or digest
        return Published(entry, entry_uid, before.sequence, before.stamp, status, known, *gone)
    if before.digest is None:
        was_there = before.status != "cancelled"
        was_so = was_there == (status != "cancelled") and before.withdrawn == withdrawn
        same = was_so and _looks(before.entry) == _looks(entry)
    else:
        same = before.digest == digest
    if same:
        return Published(entry, entry_uid, before.sequence, before.stamp, status, digest, *gone)
    return Published(entry, entry_uid, before.sequence + 1, max(now, before.stamp), status, digest, *gone)


def _former(before: LastPublished, entry: Entry, facts: Mapping[str, str] | None) -> Former | None:
    """Return what an entry was, as it was published last or was before that; None if it has always been so."""
    was, last = before.was or Former(), before.entry
    if _has_moved(last, entry):
        was = replace(was, day=last.day, start=last.start, end=last.end, because=None)
    presenter, now = (before.details or {}).get("presenter"), (facts or {}).get("presenter")
    if presenter and presenter != now:
        was = replace(was, presenter=presenter)
    return was if was != Former() else None


def _has_moved(was: Entry, now: Entry) -> bool:
    """Return whether an entry stands on another day, or at other hours on the clock of its place.

    Another time zone alone moves nothing, and neither does an hour that was not set, or is not any more.
    """
    if was.day != now.day or not (was.start and was.end and now.start and now.end):
        return was.day != now.day
    return (was.start.time(), was.end.time()) != (now.start.time(), now.end.time())


def moved_because(published: Iterable[Published], moved: Container[str], because: str) -> tuple[Published, ...]:
    """Return the entries with why some of them, by their names, have moved."""
    return tuple(
        replace(one, was=replace(one.was, because=because)) if one.was and one.entry.id in moved else one
        for one in published
    )


def facilitators(lock: Lock | None, timeline: Timeline) -> Facilitators:
    """Return who leads the community, and who led it before, as far as the lock remembers."""
    now = timeline.community.leadership.facilitator.name
    known = lock.facilitators if lock else Facilitators()
    if now is None or known.now in (None, now):
        return Facilitators(now or known.now, known.before)
    return Facilitators(now, known.now)


def _looks(entry: Entry) -> tuple[object, ...]:
    return entry.title, entry.shown_to_members, entry.day, entry.start, entry.end, entry.where, entry.link


def _digest(entry: Entry, status: Status, timeline: Timeline, *, withdrawn: bool) -> str:
    """Return the digest of what people see of an entry; the reason for its date is not part of it."""
    goal = timeline.community.goals.get(entry.goal or "")
    place = {name: None if value is None else str(value) for name, value in entry.place} if entry.place else None
    if place and place["parking_cost"] is None:
        del place["parking_cost"]  # came later, as below
    facts = [
        *(
            entry.title,
            entry.kind,
            entry.phase,
            entry.parent,
            entry.part_of,
            entry.attendance,
            entry.named_owner,
            status,
        ),
        *(entry.day.isoformat(), entry.start and entry.start.isoformat(), entry.end and entry.end.isoformat()),
        *(entry.where, place, entry.link, entry.topic, entry.presenter, goal.aim if goal else None),
        *(entry.readings, entry.virtual_option, entry.notes),
        *(timeline.community.timezone, timeline.community.language),
        # What came later stands here only where it is used, so that no entry of an older lock seems changed.
        *(["withdrawn"] if withdrawn else []),
        *(["title_for_members", entry.title_for_members] if entry.title_for_members else []),
        *(["reminder", entry.reminder_minutes] if entry.reminder_minutes else []),
        *(["cancelled", entry.cancelled] if entry.cancelled else []),
    ]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def is_new_year(lock: Lock | None, published: Iterable[Published]) -> bool:
    """Return whether nothing of the year was published before, so that there is nothing to compare it with."""
    known = {one.uid for one in lock.entries} if lock else ()
    return not any(one.uid in known for one in published)


def changes(lock: Lock | None, published: Iterable[Published]) -> list[Change]:
    """Return what became of the entries since the last time, in the order of their days; nothing for the first time."""
    if lock is None or is_new_year(lock, published):
        return []
    known = {one.uid: one for one in lock.entries}
    found = (_change(known.get(one.uid), one) for one in published)
    return [change for change in found if change]


def _change(before: LastPublished | None, now: Published) -> Change | None:
    is_cancelled, entry = now.status == "cancelled", now.entry
    if before is None:
        return Change("cancelled" if is_cancelled else "added", None, entry)
    was = before.entry
    if is_cancelled and not entry.cancelled:
        known = details.differences(before.details or {}, {})
        return Change("cancelled", was, None, known) if before.status != "cancelled" else None
    differ = {} if before.details is None else details.differences(before.details, now.details or {})
    if is_cancelled and (before.status != "cancelled" or before.sequence != now.sequence or differ):
        return Change("cancelled", was, entry, differ)
    if before.status == "cancelled" and not is_cancelled:
        return Change("restored", was, entry, differ)
    if (was.day, was.start, was.end) != (entry.day, entry.start, entry.end):
        return Change("moved", was, entry, differ)
    if now.withdrawn and not before.withdrawn:
        return Change("withdrawn", was, entry, differ)
    # Whom an entry is for, and its document, are shown by the plan and by no calendar.
    if before.sequence != now.sequence or differ or was.audience != entry.audience:
        return Change("changed", was, entry, differ)
    return None


def renewed(
    lock: Lock | None, timeline: Timeline, published: Iterable[Published], definition: str, basis: Basis | None = None
) -> Lock:
    """Return the lock that remembers what is published now; entries of other years stay."""
    community, year = timeline.community, year_name(timeline.community)
    others = tuple(one for one in lock.entries if one.year != year) if lock else ()
    these = tuple(
        LastPublished(
            *(one.entry, year, one.uid, one.sequence, one.stamp, one.status, one.digest),
            *(one.withdrawn, one.unattended, one.details, one.was),
        )
        for one in published
    )
    files, leaders = lock.files if lock else {}, facilitators(lock, timeline)
    return Lock(community.identity, year, definition, files, others + these, leaders, basis or Basis())


def with_files(lock: Lock, digests: Mapping[str, str], on_disk: Mapping[str, str]) -> Lock:
    """Return the lock with the digests of files that are about to be written over those that are there."""
    files = dict(lock.files)
    for name, digest in digests.items():
        if name not in files or files[name].now != digest:
            files[name] = Digests(digest, on_disk.get(name))
    return replace(lock, files=files)


def is_ours(lock: Lock | None, name: str, digest: str) -> bool:
    """Return whether a file on the disk is as we wrote it, now or the time before."""
    known = lock.files.get(name) if lock else None
    return known is not None and digest in (known.now, known.before)


def dump(lock: Lock) -> str:
    """Return the lock's text."""
    data = {
        "schema_version": SCHEMA_VERSION,
        "community": lock.community,
        "year": lock.year,
        "definition": lock.definition,
        "files": {
            name: {"digest": digests.now} | ({"before": digests.before} if digests.before else {})
            for name, digests in sorted(lock.files.items())
        },
        **({"facilitators": leaders} if (leaders := _present(lock.facilitators, "now", "before")) else {}),
        **({"patterns": dict(lock.basis.patterns)} if lock.basis.patterns is not None else {}),
        **({"holidays": _holidays_data(lock.basis.holidays)} if lock.basis.holidays is not None else {}),
        **({"other_patterns": [dict(one) for one in others]} if (others := lock.basis.other_patterns) else {}),
        **(
            {"other_holidays": [_holidays_data(one) for one in lock.basis.other_holidays]}
            if lock.basis.other_holidays
            else {}
        ),
        "entries": [_entry_data(one) for one in lock.entries],
    }
    return as_json(data)


def _holidays_data(table: HolidayTable) -> dict[str, Any]:
    named = {name: {day.isoformat(): known for day, known in days.items()} for name, days in table.named.items()}
    return {
        "region": table.region,
        "years": list(table.years),
        "language": table.language,
        **workdays.as_data(table.holidays),
        **({"named": named} if named else {}),
    }


def as_json(data: Any) -> str:
    """Return plain data as JSON, indented by one space, as `json.dumps` does in five times the time."""
    return _as_json(data, "\n") + "\n"


def _as_json(data: Any, line: str) -> str:
    if isinstance(data, str):
        return encode_basestring(data)
    if data is None:
        return "null"
    below = f"{line} "
    if data and isinstance(data, dict):
        rows = [
            f"{encode_basestring(key)}: {encode_basestring(one) if isinstance(one, str) else _as_json(one, below)}"
            for key, one in data.items()
        ]
        return f"{{{below}{f',{below}'.join(rows)}{line}}}"
    if data and isinstance(data, list):
        return f"[{below}{f',{below}'.join([_as_json(value, below) for value in data])}{line}]"
    return json.dumps(data)


def _entry_data(one: LastPublished) -> dict[str, Any]:
    when = entry_data.when(one.entry)
    keys = (
        *("id", "title", "kind", "phase", "parent"),
        *(when if when == ("date",) else (*when, "zone")),
        *("where", "link", "audience"),
    )
    return {
        **entry_data.data(one.entry, keys),
        "year": one.year,
        **revision_data(one),
        "digest": one.digest,
        **({"title_for_members": one.entry.title_for_members} if one.entry.title_for_members else {}),
        **({"withdrawn": True} if one.withdrawn else {}),
        **({"unattended": True} if one.unattended else {}),
        **({"details": dict(one.details)} if one.details is not None else {}),
        **({"was": _former_data(one.was)} if one.was is not None else {}),
    }


def _former_data(was: Former) -> dict[str, Any]:
    """Return what an entry was as plain data: as an entry, it has a date if it was all day, else when it began."""
    when = {"start": was.start, "end": was.end} if was.start and was.end else {"date": was.day}
    texts = {key: value.isoformat() for key, value in when.items() if value}
    zone = {"zone": str(was.start.tzinfo)} if was.start else {}
    return {**texts, **zone, **_present(was, "presenter", "because")}


def _present(facts: object, *keys: str) -> dict[str, Any]:
    """Return these facts as plain data, less those that are not there."""
    return {key: value for key in keys if (value := getattr(facts, key))}


def revision_data(one: LastPublished | Published) -> dict[str, Any]:
    """Return what a calendar knows a publication of an entry by, and its status, as plain data."""
    return {
        "uid": one.uid,
        "sequence": one.sequence,
        "stamp": stamp_text(one.stamp),
        "status": one.status,
    }


def stamp_text(moment: datetime) -> str:
    """Return a stamp as text: 2026-11-10T00:00:00Z."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def of_merge(text: str) -> Lock | None:
    """Return the lock of a text in which git left both sides of a merge; None if it did not. Raises DamagedLock.

    Of an entry that the sides know otherwise, the one with the higher sequence counts, then the later stamp; it is
    revised the next time, since a calendar that has either takes only a higher sequence. What the year was made with is
    that of the side with the newer patterns; ours, where neither is newer. Of two school years the later one counts.
    """
    found = merges.sides(text)
    if found is None:
        return None
    ours, theirs = map(parse, found)
    if ours.community != theirs.community:
        raise DamagedLock(sentence("the two sides of its merge are of two communities"))
    entries = {one.uid: one for one in ours.entries}
    for one in theirs.entries:
        entries[one.uid] = _of_both(entries[one.uid], one) if one.uid in entries else one
    files = dict(ours.files)
    for name, digests in theirs.files.items():
        known = files.get(name, digests)
        files[name] = digests if known.now == digests.now else Digests(known.now, digests.now)
    if ours.year != theirs.year:
        return replace(max(ours, theirs, key=lambda one: one.year), files=files, entries=tuple(entries.values()))
    ordered = sorted((ours.basis, theirs.basis), key=lambda one: -sum((one.patterns or {}).values()))
    return replace(ours, files=files, entries=tuple(entries.values()), basis=ordered[0].after(ordered[1]))


def _of_both(ours: LastPublished, theirs: LastPublished) -> LastPublished:
    if ours == theirs:
        return ours
    # Git may have taken a line of the one into the other: whose digest it is cannot be known.
    return replace(max(ours, theirs, key=lambda one: (one.sequence, one.stamp)), digest=_OF_TWO)


# The digest of no entry.
_OF_TWO = "of two sides of a merge"


def parse(text: str) -> Lock:
    """Return the lock of a text. Raises DamagedLock."""
    data = _json(text)
    _refuse_unknown_version(data, 1, SCHEMA_VERSION)
    try:
        files = {
            entry_data.text(name): Digests(
                entry_data.text(known["digest"]), entry_data.text_or_none(known.get("before"))
            )
            for name, known in data["files"].items()
        }
        entries = tuple(_remembered(one, entry_data.text(one["year"])) for one in data["entries"])
        return Lock(
            entry_data.text(data["community"]),
            entry_data.text(data["year"]),
            entry_data.text(data["definition"]),
            files,
            entries,
            _remembered_facilitators(data.get("facilitators") or {}),
            _remembered_basis(data),
        )
    except entry_data.DAMAGES:
        raise DamagedLock(sentence("something in it is missing or of the wrong kind")) from None


def from_timeline(text: str, digest: str | None = None) -> Lock:
    """Return the lock that a `timeline.json` tells of: its entries, and no digest but its own. Raises DamagedLock.

    Version 2 only adds to version 1, and nothing that the lock remembers.
    """
    data = _json(text)
    _refuse_unknown_version(data, 1, 2)
    try:
        known = data["community"]
        year, zone = entry_data.text(known["year"]), entry_data.text(known["timezone"])
        entries = tuple(_remembered(one | {"digest": None}, year, zone=zone) for one in data["entries"])
        files = {TIMELINE_NAME: Digests(digest)} if digest else {}
        basis = Basis(_remembered_patterns(data.get("patterns")))
        return Lock(entry_data.text(known["id"]), year, "", files, entries, basis=basis)
    except entry_data.DAMAGES:
        raise DamagedLock(sentence("something in it is missing or of the wrong kind")) from None


def _refuse_unknown_version(data: Mapping[str, Any], *known: int) -> None:
    """Raise DamagedLock for data of a version that is not among those known."""
    version = data.get("schema_version")
    if version not in known:
        newer = isinstance(version, int) and version > max(known)
        said = sentence("it was written by a newer cop-plan") if newer else sentence("it has no version that is known")
        raise DamagedLock(said, is_newer=newer)


def _json(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except ValueError:
        left = merges.problems(text, "")
        said = (
            sentence("git left both versions of a merge in it, in line {line}", line=left[0].line)
            if left
            else sentence("it is not JSON")
        )
        raise DamagedLock(said, is_merge=bool(left)) from None
    except RecursionError:
        raise DamagedLock(sentence("it is nested too deep")) from None
    if not isinstance(data, dict):
        raise DamagedLock(sentence("it is not a map"))
    return data


# An INTEGER of iCalendar. Source: RFC 5545, 3.3.8.
_MAX_SEQUENCE = 2**31 - 1


# No pattern will have so many: a file is looked for by the number.
_MAX_VERSION = 10**6


def _remembered(data: Mapping[str, Any], year: str, *, zone: str | None = None) -> LastPublished:
    """Return an entry of a file that a person or a merge may have changed. Raises `entry_data.DAMAGES`."""
    entry = entry_data.entry(data, zone)
    stamp = datetime.strptime(data["stamp"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    sequence = data["sequence"]
    if not (type(sequence) is int and 0 <= sequence < _MAX_SEQUENCE):
        raise ValueError(data)
    status: Status = entry_data.one_of(get_args(Status), data["status"])
    digest, uid_ = entry_data.text_or_none(data.get("digest")), entry_data.text(data["uid"])
    withdrawn, unattended = (data.get(key, False) is True for key in ("withdrawn", "unattended"))
    facts = details.parse(data.get("details"))
    was = _remembered_former(data["was"]) if data.get("was") is not None else None
    return LastPublished(entry, year, uid_, sequence, stamp, status, digest, withdrawn, unattended, facts, was)


def _remembered_facilitators(data: Mapping[str, Any]) -> Facilitators:
    """Return who leads, and led, as a file remembers it; nobody in an older one. Raises `entry_data.DAMAGES`."""
    return Facilitators(*(entry_data.text_or_none(data.get(key)) for key in ("now", "before")))


def _remembered_basis(data: Mapping[str, Any]) -> Basis:
    """Return what a file remembers that the year was made with, and before. Raises `entry_data.DAMAGES`."""
    patterns = (_remembered_patterns(one) for one in data.get("other_patterns") or ())
    tables = (_remembered_holidays(one) for one in data.get("other_holidays") or ())
    return Basis(
        _remembered_patterns(data.get("patterns")),
        _remembered_holidays(data.get("holidays")),
        tuple(one for one in patterns if one is not None),
        tuple(one for one in tables if one is not None),
    )


def _remembered_patterns(data: Any) -> Mapping[str, int] | None:
    """Return the versions of the patterns; None in an older file. Raises `entry_data.DAMAGES`."""
    if data is None:
        return None
    found = {entry_data.text(name): version for name, version in data.items()}
    if not all(type(version) is int and 0 < version < _MAX_VERSION for version in found.values()):
        raise ValueError(data)
    return found


def _remembered_holidays(data: Any) -> HolidayTable | None:
    """Return the table of holidays that a file remembers; None in an older one. Raises `entry_data.DAMAGES`."""
    if data is None:
        return None
    first, last = map(int, data["years"])
    named = {
        entry_data.text(name): {date.fromisoformat(day): workdays.holiday_name(known) for day, known in days.items()}
        for name, days in (data.get("named") or {}).items()
    }
    region, language = entry_data.text(data["region"]), entry_data.text(data["language"])
    return HolidayTable(region, (first, last), language, workdays.of_data(data), named)


def _remembered_former(data: Mapping[str, Any]) -> Former:
    """Return what a file remembers that an entry was. Raises `entry_data.DAMAGES`."""
    day, start, end = entry_data.times(data, None) if {"start", "date"} & set(data) else (None, None, None)
    return Former(day, start, end, *(entry_data.text_or_none(data.get(key)) for key in ("presenter", "because")))
