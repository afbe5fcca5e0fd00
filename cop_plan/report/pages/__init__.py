"""The report as pages: what it says, section by section, in the words of its language and in every format."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from cop_plan import report
from cop_plan.base.version import __version__
from cop_plan.render.year import Year
from cop_plan.report.pages import calm_tables, chapters, closing, opening, pulses, sessions, shared, survey_results
from cop_plan.report.pages.blocks import PageBlock, PageSection, PageTable, said_once
from cop_plan.report.pages.report_text import ReportText
from cop_plan.report.values import Jurisdiction, NotCollected, Report, Rollup, Shown

STEMS = ("report-baseline", "report-interim", "report")
"""What the files of a report are called, without their endings, in the order in which a year brings them."""


def stem(told: Report | Rollup) -> str:
    """Return what the files of a report are called, without their endings."""
    return STEMS[0 if isinstance(told, Rollup) else 1 if told.is_interim else 2]


def report_json(told: Report | Rollup, year: Year) -> str:
    """Return a report as data, without addresses of members, as on its pages."""
    return json.dumps(_shareable(report.as_data(told), year), ensure_ascii=False, indent=1) + "\n"


def _shareable(data: Any, year: Year) -> Any:
    match data:
        case str():
            return year.shareable(data)
        case dict():
            return {key: _shareable(value, year) for key, value in data.items()}
        case list():
            return [_shareable(value, year) for value in data]
    return data


def view(told: Report | Rollup, year: Year) -> dict[str, Any]:
    """Return what the templates of a report show."""
    tell = ReportText(told, year)
    is_interim = isinstance(told, Report) and told.is_interim
    kind = "title_rollup" if isinstance(told, Rollup) else "title_interim" if is_interim else "title"
    found = _rollup(tell, told) if isinstance(told, Rollup) else _sections(tell, told)
    told_sections = tuple(replace(one, blocks=said_once(calm_tables.calmed(tell, one.blocks))) for one in found)
    return {
        "w": year.words,
        "language": year.community.language,
        "paper_size": year.community.paper_size.name,
        "title": tell(kind, name=told.community, year=told.year),
        "lead": _lead(tell),
        "is_interim": is_interim,
        "about": opening.about(tell, told) if isinstance(told, Report) else (),
        "sections": told_sections,
        "drawn": any(
            isinstance(block, PageTable) and block.is_drawn for section in told_sections for block in section.blocks
        ),
        "version": __version__,
    }


def _lead(tell: ReportText) -> str:
    told, day = tell.report, tell.day(tell.report.today)
    if isinstance(told, Rollup):
        numbers = {"answered": told.answered, "enrolled": told.enrolled, "limit": told.limit}
        return tell("rollup_lead", **{key: tell.number(one) for key, one in numbers.items()}, day=day)
    return tell("lead_interim" if told.is_interim else "lead", day=day)


def _sections(tell: ReportText, told: Report) -> Iterator[PageSection]:
    """Yield the sections of a report, in their order; those without records are named among its limits."""
    yield PageSection("summary", tell("parts.summary"), tuple(opening.first_page(tell, told.first_page, told)))
    parts: tuple[tuple[str, Callable[[Any], Iterator[PageBlock]]], ...] = (
        ("running", lambda part: sessions.running(tell, part)),
        ("coming", lambda part: sessions.coming(tell, part)),
        ("surveys", lambda part: survey_results.overview(tell, part)),
        ("pulses", lambda part: pulses.pulses(tell, part)),
        ("gains", lambda part: chapters.gains(tell, part, told)),
        ("use", lambda part: _reported(tell, part, told)),
        ("change", lambda part: _reported(tell, part, told)),
        ("support", lambda part: chapters.support(tell, part, told)),
        ("goals", lambda part: chapters.goals(tell, part, told)),
        ("asked", lambda part: chapters.asked(tell, part, told)),
        ("stories", lambda part: chapters.stories(tell, part)),
        ("budget", lambda part: closing.budget(tell, part)),
        ("legacy", lambda part: closing.legacy(tell, part)),
    )
    frameworks = tell.words.at("report.frameworks")
    for name, blocks in parts:
        part = getattr(told, name)
        if isinstance(part, Shown):
            framework = tell("framework", said=frameworks[name]) if name in frameworks else None
            yield PageSection(name, tell(f"parts.{name}"), tuple(blocks(part.value)), framework)
    gaps = [(name, part) for name in told.not_collected if isinstance(part := getattr(told, name), NotCollected)]
    yield PageSection("limits", tell("parts.limits"), tuple(closing.limits(tell, told.limits, gaps)))
    yield PageSection("next", tell("parts.next"), tuple(closing.following(tell, told.next)))
    if isinstance(told.jurisdictions, Shown):
        yield from _jurisdictions(tell, told.jurisdictions.value)


def _jurisdictions(tell: ReportText, listed: Sequence[Jurisdiction]) -> Iterator[PageSection]:
    """Yield a page for each jurisdiction that has numbers to show, after one section for all the others."""
    if others := [one for one in listed if not closing.has_numbers(one)]:
        yield PageSection("jurisdictions", tell("parts.jurisdictions"), tuple(closing.without_numbers(tell, others)))
    for number, one in enumerate(listed, start=1):
        if closing.has_numbers(one):
            page, small = tuple(closing.jurisdiction(tell, one)), tell("of_jurisdiction")
            yield PageSection(f"jurisdiction-{number}", tell.foreign(one.name), page, small, on_own_page=True)


def _reported(tell: ReportText, part: Any, told: Report) -> Iterator[PageBlock]:
    if surveys := shared.surveys_of(told):
        yield from survey_results.items(tell, part.items, surveys)


def _rollup(tell: ReportText, told: Rollup) -> Iterator[PageSection]:
    """Yield a section for each question of the first survey."""
    for number, item in enumerate(told.items, start=1):
        yield PageSection(f"question-{number}", tell.foreign(item.ask), tuple(survey_results.result(tell, item)))
