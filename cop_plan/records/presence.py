"""Who was there long enough to count, by `records.counts_from`, and what a person should know of who came."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cop_plan.base.errors import Problem
from cop_plan.records.record_types import Attendance, Attendee
from cop_plan.records.remarks import Say, listed, remark

_COUNTS_FROM = "records: {counts_from: 10 minutes}"


def weighed(attendance: Attendance, counts_from: int | None) -> Attendance:
    """Return an attendance that says of everybody whether they count.

    Who was there for fewer minutes than `counts_from` does not; who was there for nobody knows how long does, and where
    it is None everybody does. An attendance in parts is put together first, so that the sum of minutes decides.
    """
    least = counts_from or 0
    people = (replace(one, is_counted=one.minutes is None or one.minutes >= least) for one in attendance.people)
    return replace(attendance, people=tuple(people))


def remarks(attendance: Attendance, counts_from: int | None, file: str, say: Say) -> Iterator[Problem]:
    """Yield what a person should know of who came to a session: who stayed briefly, and who is nobody known."""
    if counts_from is None and (brief := attendance.under_five):
        yield remark(say, file, "brief", "counts_from", names=_names(brief, say), write=_COUNTS_FROM)
    if not_counted := [one for one in attendance.not_counted if one.member]:
        yield remark(say, file, "not_counted", least=counts_from, names=_names(not_counted, say))
    if unknown := [one for one in attendance.unmatched if one.presence == "present"]:
        yield remark(say, file, "unknown", "see_lines", names=_names(unknown, say), export=shlex.quote(file))


def _names(people: Sequence[Attendee], say: Say) -> str:
    return listed(say, [one.member.name if one.member else one.name or one.email or "" for one in people])
