"""What a portfolio shows of a community, kept until something that it was made of is another.

It is kept in the person's cache with the digests of all that was read for it, as JSON. What is overdue is worked out
anew for each day. A community of which something is wrong is not kept: what is wrong is told in words that a
translation has to know the making of.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cop_plan.app import many, summary, unchanged
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence
from cop_plan.portfolio.values import CommunitySummary, Enrolled, Person, PortfolioEntry, PortfolioSession

if TYPE_CHECKING:
    from cop_plan.app import bundle

_KINDS: Mapping[str, type[Any]] = {
    kind.__name__: kind for kind in (CommunitySummary, Enrolled, Person, PortfolioEntry, PortfolioSession)
}


@frozen
class SummaryJob:
    """One definition of a portfolio, to be read anywhere where its files are."""

    file: Path
    today: date
    language: str | None = None


def every(jobs: Sequence[SummaryJob], workers: int | None, address: str | None) -> Iterator[CommunitySummary]:
    """Yield each community, in their order: read in so many processes, or on the cluster at an address.

    Raises Misuse, Unreadable, where there is no such cluster.
    """
    if address is None:
        return many.each(of, jobs, workers)
    from cop_plan.app import cluster  # costs imports that a run on this machine does not need

    task = cluster.Task(_paths, make, _put, _here, _failed, known)
    return cluster.each(address, task, jobs)


def of(job: SummaryJob) -> CommunitySummary:
    """Return a community as it stands on the day, from what is kept if nothing of it is another."""
    found = known(job)
    return _keeping(job, *make(job)) if found is None else found


def known(job: SummaryJob) -> CommunitySummary | None:
    """Return a community from what is kept; None if that is not known to be so."""
    kept = _kept(_name(job), job.today)
    return None if kept is None else replace(kept, file=_project(job).shown_as)


def make(job: SummaryJob) -> tuple[summary.Made, Mapping[str, str | None]]:
    """Return a community as it is to be kept, and the states of the files that it was made of."""
    project, ours = _project(job), tuple(map(str, files.shipped_places()))
    with files.noting() as read:
        made = summary.made(project, job.today)
    states = {**read, **project.read}
    return made, {path: state for path, state in states.items() if not path.startswith(ours)}


def _keeping(job: SummaryJob, made: summary.Made, read: Mapping[str, str | None]) -> CommunitySummary:
    """Return a community that was made, and keep it if nothing is wrong with it."""
    if not made.summary.problems:
        _keep(_name(job), made, read)
    return summary.as_of(made.summary, job.today)


def _project(job: SummaryJob) -> CommunityProject:
    return CommunityProject(job.file, ProjectOptions(language=job.language))


def _name(job: SummaryJob) -> str:
    return f"portfolio-{files.digest(str(job.file.absolute()).encode())[:40]}.json"


def _paths(job: SummaryJob) -> list[Path]:
    from cop_plan.app import bundle

    return bundle.of_summary(job.file)


def _put(job: SummaryJob, returned: "bundle.Returned") -> CommunitySummary:
    returned.refuse_changed()
    return _keeping(job, *returned.value)


def _here(job: SummaryJob, _why: Sentence) -> CommunitySummary:
    return of(job)


def _failed(job: SummaryJob, why: Sentence) -> CommunitySummary:
    return summary.unread(_project(job), why)


def _kept(name: str, today: date) -> CommunitySummary | None:
    content = files.read_cache(name)
    try:
        kept = json.loads(content, object_hook=_value) if content is not None else None
    except (ValueError, RecursionError, TypeError, KeyError, ArithmeticError):
        return None
    if not isinstance(kept, dict) or kept.get("made_by") != [*unchanged.versions()]:
        return None
    if not (kept["since"] or date.min) <= today < (kept["until"] or date.max):
        return None
    if any(files.state_of(Path(path)) != state for path, state in kept["read"].items()):
        return None
    found = kept["summary"]
    return summary.as_of(found, today) if isinstance(found, CommunitySummary) else None


def _keep(name: str, made: summary.Made, read: Mapping[str, str | None]) -> None:
    kept = {
        "made_by": [*unchanged.versions()],
        "since": made.since,
        "until": made.until,
        "read": read,
        "summary": made.summary,
    }
    files.write_cache(name, json.dumps(kept, default=_plain, separators=(",", ":")).encode())


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case Decimal():
            return {"amount": str(value)}
    if is_dataclass(value) and not isinstance(value, type):
        return {"kind": type(value).__name__, "of": [getattr(value, one.name) for one in fields(value)]}
    raise TypeError(type(value).__name__)


def _value(found: dict[str, Any]) -> Any:
    match found:
        case {"moment": str(text)} if len(found) == 1:
            return datetime.fromisoformat(text)
        case {"day": str(text)} if len(found) == 1:
            return date.fromisoformat(text)
        case {"amount": str(text)} if len(found) == 1:
            return Decimal(text)
        case {"kind": str(kind), "of": list(values)} if len(found) == 2:
            return _KINDS[kind](*map(_tupled, values))
    return found


def _tupled(value: Any) -> Any:
    return tuple(map(_tupled, value)) if isinstance(value, list) else value
