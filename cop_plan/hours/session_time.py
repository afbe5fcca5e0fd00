"""Which minutes of a session count: the planned ones without breaks, meals and what the rules of `credit` leave out.

An agenda in the definition says when its breaks are. Where none is written, the breaks that the kit's agenda has are
taken off, as those are what members are told; when they were nobody knows then. Whoever was there for a part only is
taken to have been there in the breaks, unless the times of the export say otherwise. So nothing counts that may have
been none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median_low

from cop_plan.base.tables import moments
from cop_plan.definition import names
from cop_plan.definition.community import Block, Credit
from cop_plan.records import stays
from cop_plan.records.record_types import Attendance, TimePresent
from cop_plan.schedule import breaks
from cop_plan.schedule.timeline import Entry

_SAME_CLOCK = timedelta(minutes=20)
"""If half of the people join so near to the planned hour, an export is on the community's clock. The number is ours."""


@dataclass(frozen=True, slots=True)
class SessionTime:
    """The minutes of a session: all that are planned, and those that count.

    `spans` are the minutes after its beginning between which they count; None where no agenda says so, and only how
    many they are is known.
    """

    planned: int
    countable: int
    spans: tuple[tuple[int, int], ...] | None = None


def of(session: Entry, credit: Credit, typical: Sequence[Block] = ()) -> SessionTime:
    """Return the minutes of a session. Blocks that go on after its planned end do not count.

    `typical` are the blocks of a typical session, if it is one without an agenda of its own.
    """
    if not session.agenda:
        planned = session.minutes or 0
        off = sum(rest.minutes for rest in breaks.rests(planned))
        if typical:  # its own may stand at another place, since the day can ask for more
            off = sum(block.lasts for block in typical if _is_left_out(block, credit))
        return SessionTime(planned, max(planned - off, 0))
    planned = session.minutes or sum(block.lasts for block in session.agenda)
    spans, at = [], 0
    for block in session.agenda:
        end = min(at + block.lasts, planned)
        if end > at and not _is_left_out(block, credit):
            spans.append((at, end))
        at = end
    return SessionTime(planned, sum(end - start for start, end in spans), tuple(spans))


def _is_left_out(block: Block, credit: Credit) -> bool:
    return breaks.is_break(block.title) or any(_names(word, block.title) for word in credit.not_counted)


def _names(words: str, title: str) -> bool:
    """Return whether a title has some words in it, next to each other."""
    return f" {_words(words)} " in f" {_words(title)} "


def _words(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in names.alike(text)).split())


def counted(
    time: SessionTime, minutes: int | None, spent: Sequence[TimePresent], begins: datetime | None, step: int = 1
) -> int:
    """Return the minutes that count of somebody's, rounded down to a step.

    Somebody was there for `minutes` in all, in the stays `spent`; None stands for a signature, which is for all of the
    session. `begins` is when it was to begin on the clock of the export; None if that is not known.
    """
    if minutes is None:
        found = time.countable
    elif begins is None or time.spans is None or not (spans := stays.spans(spent)):
        found = min(minutes, time.planned) - (time.planned - time.countable)
    else:
        found = sum(_within(spans, begins, span) for span in time.spans) // 60
    return max(found, 0) // step * step


def _within(spans: Iterable[tuple[datetime, datetime]], begins: datetime, minutes: tuple[int, int]) -> int:
    """Return how many seconds of the minutes after a beginning lie in one of some spans."""
    first, last = (begins + timedelta(minutes=one) for one in minutes)
    return stays.union((max(start, first), min(end, last)) for start, end in spans if start < last and end > first)


def beginning(session: Entry, held: date, export: Attendance) -> datetime | None:
    """Return when a session was to begin on the clock of its export; None if it is not the community's clock.

    Exports do not say in which zone their times are.
    """
    joined = sorted(
        min(starts) for one in export.present if (starts := [stay.start for stay in one.stays if stay.start])
    )
    if session.start is None or not joined:
        return None
    middle = median_low(joined)
    day = moments.NO_DAY if middle.date() == moments.NO_DAY else held
    begins = datetime.combine(day, session.start.time())
    return begins if abs(middle - begins) <= _SAME_CLOCK else None
