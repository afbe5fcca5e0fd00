"""Who was there long enough to count, by `records.counts_from`, and what a person should know of who came."""

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cop_plan.base.errors import Place, Problem, listed
from cop_plan.records.record_types import Attendance, Attendee


def weighed(attendance: Attendance, counts_from: int | None) -> Attendance:
    """Return an attendance that says of everybody whether they count.

    Who was there for fewer minutes than `counts_from` does not; who was there for nobody knows how long does, and where
    it is None everybody does. An attendance in parts is put together first, so that the sum of minutes decides.
    """
    least = counts_from or 0
    people = (replace(one, is_counted=one.minutes is None or one.minutes >= least) for one in attendance.people)
    return replace(attendance, people=tuple(people))


def remarks(attendance: Attendance, counts_from: int | None, file: str) -> Iterator[Problem]:
    """Yield what a person should know of who came to a session: who stayed briefly, and who is nobody known."""
    place = Place(file, 0, 0)
    if counts_from is None and (brief := attendance.under_five):
        hint = "if that is too short, write  records: {counts_from: 10 minutes}"
        yield Problem(place, "", f"stayed under five minutes, and counts as present: {_names(brief)}", hint)
    if not_counted := [one for one in attendance.not_counted if one.member]:
        said = f"stayed under {counts_from} minutes, and does not count as present: {_names(not_counted)}"
        yield Problem(place, "", said)
    if unknown := [one for one in attendance.unmatched if one.presence == "present"]:
        said = f"nobody whom the definition knows, and so counted apart: {_names(unknown)}"
        yield Problem(place, "", said, f"see the lines to add:  cop-plan report --inspect {shlex.quote(file)}")


def _names(people: Iterable[Attendee]) -> str:
    return listed([one.member.name if one.member else one.name or one.email or "" for one in people])
