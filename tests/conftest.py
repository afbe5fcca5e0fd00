"""What all tests share: definitions as a person writes them, read and expanded by the real thing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from cop_plan import errors, files, load, timeline, workdays

MINIMAL = "name: Readers\nyear: 2026-2027\ntimezone: America/Edmonton\n"


@dataclass(frozen=True)
class DatedYear:
    """A definition, loaded and expanded."""

    loaded: load.Loaded
    dated: timeline.Timeline

    def __getitem__(self, entry_id: str) -> timeline.Entry:
        return next(entry for entry in self.dated.entries if entry.id == entry_id)

    def __contains__(self, entry_id: str) -> bool:
        return any(entry.id == entry_id for entry in self.dated.entries)


def load_file(path: Path) -> load.Loaded:
    return load.community(path.read_bytes(), path.name, files.Shelf(path, load.LARGEST_BYTES))


def expand(loaded: load.Loaded) -> timeline.Timeline:
    """Expand as the command does. Raises Problems."""
    community = loaded.community
    holidays = (
        workdays.holidays_of(community.region, community.year.calendar_years, community.language)
        if community.region
        else workdays.Holidays()
    )
    try:
        return timeline.expand(community, timeline.workdays_of(community, holidays), loaded.is_own)
    except errors.Complaints as wrong:
        raise loaded.problems(wrong.complaints) from None


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a definition, and files beside it, into an empty folder; return the definition's path."""

    def write(text: str, beside: Mapping[str, str] | None = None) -> Path:
        for name, content in {"community.yaml": text, **(beside or {})}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return tmp_path / "community.yaml"

    return write


@pytest.fixture
def year_of(write: Write) -> Callable[..., DatedYear]:
    """Load and expand a definition given as text."""

    def year_of(text: str, beside: Mapping[str, str] | None = None) -> DatedYear:
        loaded = load_file(write(text, beside))
        return DatedYear(loaded, expand(loaded))

    return year_of


@pytest.fixture
def problems_of(write: Write) -> Callable[..., list[str]]:
    """Return what a person reads about a definition given as text: one line for each problem, other place and hint."""

    def problems_of(text: str, beside: Mapping[str, str] | None = None) -> list[str]:
        try:
            expand(load_file(write(text, beside)))
        except errors.Problems as found:
            return [line for problem in found.problems for line in problem.lines()]
        return []

    return problems_of
