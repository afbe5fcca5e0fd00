"""What is done of the year: the progress record joined to the timeline; what is overdue, what is due, what comes next.

The record is a journal: rows are added to its end, and of several rows of a name the last one counts. What was noted by
mistake is taken out again, row by row: a further row that said so would be read as done by earlier versions, and by
whoever looks for the name in a spreadsheet. Names come back every year, and a record may go on over several: a row
stands for an entry of this year unless it is more than nine months older.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from fnmatch import fnmatchcase
from functools import cached_property

from cop_plan.base.errors import ValueProblem, did_you_mean, quote
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence, joined, sentence
from cop_plan.definition import names
from cop_plan.definition.community import ROLES, Community, ProgressRow, slug
from cop_plan.schedule import drafts
from cop_plan.schedule.timeline import Entry, Timeline

EARLIEST = timedelta(days=274)
"""So long before its day an entry can be done; what lies further back is another year's."""

SOON = timedelta(weeks=4)

WEEK = timedelta(weeks=1)

HANDFUL = 5
"""More entries than these are noted, taken back or found overdue at once only by who begins to keep a record late."""

LONGEST_NOTE = 2_000
"""In characters. A cell that is far longer, no spreadsheet reads."""


@frozen
class Done:
    """When an entry was done, and what was noted."""

    day: date
    note: str | None


@frozen
class UnknownEntry:
    """A name that no entry has, with the reason, and a hint or None."""

    message: Sentence
    hint: Sentence | None

    @property
    def in_one_line(self) -> Sentence:
        """Return the reason, with the hint if there is one."""
        return sentence("{why}; {hint}", why=self.message, hint=self.hint) if self.hint else self.message


def matching(timeline: Timeline, pattern: str) -> tuple[Entry, ...] | None:
    """Return the entries whose names fit a pattern such as `webinar-1.*`; None if it is a name and no pattern."""
    if not any(sign in pattern for sign in "*?["):
        return None
    return tuple(entry for entry in timeline.entries if fnmatchcase(entry.id, _plain(pattern)))


def found(timeline: Timeline, name: str) -> Entry | UnknownEntry:
    """Return the entry of a name; case does not matter."""
    plain = _plain(name)
    # A step of a cancelled session may have been done before.
    step = next((gone for gone in timeline.cancelled if gone.parent and gone.id == plain), None)
    if entry := timeline.by_id.get(plain, step):
        return entry
    if any(gone.id == plain for gone in timeline.left_out):
        return UnknownEntry(sentence("{name} is left out of this year", name=quote(name)), None)
    if any(one.id == plain for one in timeline.before_beginning):
        said = sentence(
            "{name} is not laid out: the community begins on {day}", name=quote(name), day=timeline.community.begins
        )
        return UnknownEntry(said, sentence("what is still to be done gets a date of its own, under activities"))
    if any(gone.id == plain for gone in timeline.cancelled):
        said = sentence("{name} is cancelled", name=quote(plain))
        return UnknownEntry(said, sentence("if it takes place, take the line with  cancelled  out"))
    entries = timeline.by_id
    below = sorted((one for one in entries if one.startswith(f"{plain}.")), key=lambda one: one.count("."))
    if below:
        said = sentence("{name} alone is no entry", name=quote(name))
        return UnknownEntry(said, sentence("name one of {names}, …", names=joined(below[:3])))
    return UnknownEntry(drafts.no_entry(name), did_you_mean(plain, entries))


def is_noted(entry: Entry, rows: Sequence[ProgressRow]) -> bool:
    """Return whether a row of the record stands for an entry of this year."""
    return any(row.name.casefold() == entry.id and _is_of_this_year(row, entry) for row in rows)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().casefold()


def join(timeline: Timeline, rows: Sequence[ProgressRow]) -> tuple[Mapping[str, Done], list[ValueProblem]]:
    """Return what is done, by the names of the entries, and value_problems about rows that name none.

    Rows of entries that were left out or cancelled later, or lie before the community begins, and of other years, are
    no trouble; nor are days on which plans were discussed before fewer sessions were named for it.
    """
    done: dict[str, Done] = {}
    value_problems = []
    begins = min((entry.day for entry in timeline.entries), default=timeline.community.year.first) - EARLIEST
    gone = {one.id for one in timeline.left_out} | {one.id for one in timeline.before_beginning}
    gone |= {one.id for one in timeline.cancelled}
    gone |= {name for row in rows if drafts.is_discussion(name := row.name.casefold())}
    for at, row in enumerate(rows):
        entry = found(timeline, row.name)
        if isinstance(entry, Entry):
            if _is_of_this_year(row, entry):
                done[entry.id] = Done(row.day, row.note)
        elif row.day >= begins and row.name.casefold() not in gone:
            hint = entry.hint or sentence("give the entry its name back, or take this row out")
            value_problems.append(ValueProblem(("records", "progress", at, "name"), entry.message, hint))
    return done, value_problems


def rows_of(timeline: Timeline, rows: Sequence[ProgressRow], names: Collection[str]) -> frozenset[int]:
    """Return which rows say of this year's entries of such names that they are done, counted from 0."""
    by_row = ((at, row, found(timeline, row.name)) for at, row in enumerate(rows))
    return frozenset(
        at
        for at, row, entry in by_row
        if isinstance(entry, Entry) and entry.id in names and _is_of_this_year(row, entry)
    )


def _is_of_this_year(row: ProgressRow, entry: Entry) -> bool:
    return row.day >= entry.day - EARLIEST


def clean(note: str) -> str | None:
    """Return a note as it can stand in a record: one line, nothing that is invisible; None if nothing is left."""
    shown = "".join(" " if c.isspace() else c for c in note if c.isspace() or unicodedata.category(c) not in _INVISIBLE)
    return unicodedata.normalize("NFC", re.sub(" +", " ", shown).strip()) or None


# Control characters, halves of characters, and what has no meaning yet or in one place only.
_INVISIBLE = frozenset(("Cc", "Cs", "Cn", "Co"))


@frozen
class ProgressStanding:
    """How a year, or what one owner sees to of it, stands on a day; `last` is the last day of the year, where asked."""

    entries: tuple[Entry, ...]
    done: Collection[str]
    today: date
    last: date | None = None

    @cached_property
    def not_done(self) -> tuple[Entry, ...]:
        """Return what is not done."""
        return tuple(entry for entry in self.entries if entry.id not in self.done)

    @property
    def is_over(self) -> bool:
        """Return whether the year is over: a person is told of nothing overdue, but of what was never noted."""
        return self.last is not None and self.last < self.today

    @property
    def overdue(self) -> tuple[Entry, ...]:
        """Return what is not done and stands before today."""
        return tuple(entry for entry in self.not_done if entry.day < self.today)

    @property
    def due(self) -> tuple[Entry, ...]:
        """Return what is to be done from today on, up to four weeks ahead."""
        return tuple(entry for entry in self.not_done if self.today <= entry.day <= self.today + SOON)

    @property
    def last_of_week(self) -> date:
        """Return the last day of the week that begins today."""
        return self.today + WEEK - timedelta(days=1)

    @property
    def last_day(self) -> date:
        """Return the last day of the two weeks after that week."""
        return self.today + 3 * WEEK - timedelta(days=1)

    @property
    def this_week(self) -> tuple[Entry, ...]:
        """Return what is to be done within a week from today."""
        return tuple(entry for entry in self.not_done if self.today <= entry.day <= self.last_of_week)

    @property
    def weeks_after(self) -> tuple[Entry, ...]:
        """Return what is to be done in the two weeks after this one."""
        return tuple(entry for entry in self.not_done if self.last_of_week < entry.day <= self.last_day)

    @property
    def after_those(self) -> Entry | None:
        """Return what is to be done next after these weeks; None after the last."""
        return next((entry for entry in self.not_done if entry.day > self.last_day), None)

    @property
    def is_never_noted(self) -> bool:
        """Return whether much is overdue, and nothing was ever noted as done."""
        return not self.done and len(self.overdue) > HANDFUL

    @property
    def next_session(self) -> Entry | None:
        """Return the session that comes next, today's too; None after the last."""
        return next((entry for entry in self.not_done if entry.is_session and entry.day >= self.today), None)

    @property
    def done_count(self) -> int:
        """Return how many entries are done."""
        return len(self.entries) - len(self.not_done)

    def by_owner(self) -> Mapping[str, "ProgressStanding"]:
        """Return how it stands for each owner, in the order in which they come first."""
        owners = dict.fromkeys(entry.owner for entry in self.entries if entry.owner)
        return {
            owner: ProgressStanding(
                tuple(entry for entry in self.entries if entry.owner == owner), self.done, self.today, self.last
            )
            for owner in owners
        }


def owner_meant(timeline: Timeline, owner: str) -> str:
    """Return the owner who is meant by a short name, such as `amina-okafor`; any other text as it is."""
    known = _owners(timeline)
    by_slug = {slug(name): name for name in known.values()}
    return owner if names.alike(owner) in known else by_slug.get(owner, owner)


def of_owner(timeline: Timeline, owner: str) -> tuple[Entry, ...] | UnknownEntry:
    """Return what an owner sees to: under a role, and under the names of the people who have it, and the other way.

    What is cancelled is among it.
    """
    known = _owners(timeline)
    wanted = names.alike(names.shown(owner))
    if wanted not in known:
        shown = {entry.owner for entry in timeline.all_entries if entry.owner} | set(ROLES)
        said = sentence("nobody is called {name}", name=quote(owner))
        return UnknownEntry(said, did_you_mean(owner, shown | set(known.values())))
    called = {wanted} | _also_called(timeline.community, wanted)
    return tuple(entry for entry in timeline.all_entries if entry.owner and names.alike(entry.owner) in called)


def _owners(timeline: Timeline) -> Mapping[str, str]:
    community = timeline.community
    leadership = community.leadership
    written = [
        *(entry.owner for entry in timeline.all_entries if entry.owner),
        *ROLES,
        *(one.name for one in (leadership.facilitator, leadership.co_facilitator) if one.name),
        *map(names.shown, leadership.core_group),
        *(member.name for member in community.membership.members),
    ]
    return {names.alike(one): one for one in reversed(written)}


def holders(community: Community) -> Mapping[str, str]:
    """Return who has which role, where one person has it and is named."""
    leadership = community.leadership
    pairs = [("facilitator", leadership.facilitator.name), ("co-facilitator", leadership.co_facilitator.name)]
    return {role: name for role, name in [*pairs, ("sponsor", community.sponsor.contact)] if name}


def _also_called(community: Community, owner: str) -> set[str]:
    leadership = community.leadership
    people = [(role, names.alike(name)) for role, name in holders(community).items()]
    also = {name if owner == role else role for role, name in people if owner in (role, name)}
    # What the group sees to is everybody's of the group; what one of them does is not the group's.
    if owner in {names.alike(names.shown(one)) for one in leadership.core_group}:
        also.add("core group")
    return also
