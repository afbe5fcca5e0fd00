"""What a portfolio shows of a community, kept until something that it was made of is another.

It is kept in the person's cache with the digests of all that was read for it, as JSON. What is overdue is worked out
anew for each day. A community of which something is wrong is not kept: what is wrong is told in words that a
translation has to know the making of.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from cop_plan.app import summary, unchanged
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.frozen import frozen
from cop_plan.portfolio.values import CommunitySummary, Enrolled, Person, PortfolioEntry, PortfolioSession

_KINDS: Mapping[str, type[Any]] = {
    kind.__name__: kind for kind in (CommunitySummary, Enrolled, Person, PortfolioEntry, PortfolioSession)
}


@frozen
class SummaryJob:
    """One definition of a portfolio, to be read anywhere where its files are."""

    file: Path
    today: date
    language: str | None = None
    with_report: bool = False


def of(job: SummaryJob) -> CommunitySummary:
    """Return a community as it stands on the day, from what is kept if nothing of it is another."""
    project = CommunityProject(job.file, ProjectOptions(language=job.language))
    name = f"portfolio-{files.digest(str(job.file.absolute()).encode())[:40]}.json"
    if (kept := _kept(name, job.today)) is not None:
        as_named = replace(kept, file=project.shown_as)
        return summary.with_report(as_named, project) if job.with_report else as_named
    with files.noting() as read:
        made = summary.made(project, job.today)
    if not made.summary.problems:
        _keep(name, made, {**read, **project.read})
    found = summary.as_of(made.summary, job.today)
    return summary.with_report(found, project) if job.with_report else found


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
    ours = tuple(str(folder) for folder in files.shipped_places())
    kept = {
        "made_by": [*unchanged.versions()],
        "since": made.since,
        "until": made.until,
        "read": {path: state for path, state in read.items() if not path.startswith(ours)},
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
