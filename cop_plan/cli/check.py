"""`cop-plan check`: say what is wrong with a definition, and what a colleague would say about it."""

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cop_plan.cli import complete, language, shell, terminal

if TYPE_CHECKING:
    from cop_plan.app import check as use_case
    from cop_plan.app.project import CommunityProject
    from cop_plan.base import errors


@shell.report_errors
def check(
    definitions: shell.Definitions = None,
    explain: Annotated[
        str | None,
        typer.Option(
            "--explain",
            metavar="RULE",
            help="Say why there is a rule, with two examples, in the language of the definition.",
            autocompletion=complete.rule,
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 on warnings too.")] = False,
    show_open: Annotated[bool, typer.Option("--open", help="List the questions that are still open.")] = False,
    show_days: Annotated[
        bool, typer.Option("--days", help="List the closed days, from where each is known, and what it moved.")
    ] = False,
    titles: Annotated[
        bool,
        typer.Option("--titles", help="Show the titles of the events that sessions overlap, not only their times."),
    ] = False,
    out: shell.Out = None,
    today: shell.Today = None,
    as_json: shell.AsJson = False,
) -> int:
    """Say what is wrong with a definition, and what a colleague would say about it.

    \b
    Example:
      cop-plan check community.yaml
      cop-plan check community.yaml --open --today 2026-11-21
      cop-plan check community.yaml --days
      cop-plan check --explain gap

    Problems come first; without any, the rules of good practice look at the year. Their errors would harm people or
    publish something false, at their warnings a colleague would speak up, their hints are worth a thought. What is not
    decided yet is an open question, not a finding, until its day has passed. Findings are on standard output.
    """
    from cop_plan.app import check as use_case
    from cop_plan.app import closed_days, find
    from cop_plan.app.options import ProjectOptions, shared

    if explain is not None:
        explained = use_case.explain(explain, language.spoken() or _language(definitions))
        if as_json:
            shell.show_json(explained.data())
        else:
            terminal.show_whole(*_explained(explained))
        return shell.Exit.DONE
    found = [find.definition(Path(one)) for one in definitions or []] or [find.definition()]
    day = shell.now(today).date()
    folder = None if out is None else Path(out)
    together = shared(found, folder)
    checked: list[use_case.CheckResult] = []
    stops = shell.StopCollector(keep_problems=as_json)
    for definition in found:
        with stops.one():
            project = shell.project(definition, ProjectOptions(folder, definition in together))
            checked.append(use_case.look(project, day, titles=titles))
            if not as_json:
                terminal.show(*_lines(checked[-1], show_open=show_open, show_days=show_days))
    if as_json:
        problems = [shell.problem_data(one) for one in stops.problems]
        days = {"closed_days": [day for one in checked for day in closed_days.data(one.project)]} if show_days else {}
        shell.show_json({"problems": problems, **use_case.data(checked), **days})
    has_findings = any(one.has(strict=strict) for one in checked)
    return max(stops.code, shell.Exit.PROBLEMS if has_findings else shell.Exit.DONE)


def _language(definitions: Sequence[str] | None) -> str | None:
    """Return the language of the definition that is named first or lies nearest; None if none can be read."""
    from cop_plan.app import check as use_case
    from cop_plan.app import find

    found = find.definition(Path(definitions[0])) if definitions else find.nearest()
    return None if found is None else use_case.language_of(shell.project(found))


def _lines(checked: "use_case.CheckResult", *, show_open: bool, show_days: bool) -> Iterator[str]:
    """Yield the findings by severity, what is ignored and why, and how much is open."""
    from cop_plan import rules
    from cop_plan.app import check as use_case

    results, project, m = checked.results, checked.project, checked.project.messages
    for severity, found in rules.in_order(results.findings):
        yield m.count(f"check.{severity}", len(found))
        for finding in found:
            yield _linked(use_case.line(finding, project), finding.rule.name)
            if hint := use_case.hint(finding, project):
                yield m("hint", hint=use_case.one_line(hint))
    if results.excused:
        yield m.count("check.ignored", len(results.excused))
        for excused in results.excused:
            yield use_case.line(excused.finding, project)
            yield m("check.because", reason=use_case.one_line(excused.reason))
    yield _in_short(checked)
    if show_open:
        yield from _open_questions(checked)
    if show_days:
        yield from _closed_days(project)


def _linked(line: str, rule: str) -> str:
    """Return a line on which the name of a rule leads to what the documentation says of it."""
    from cop_plan.base import documentation

    return terminal.LinkedLine(line, rule, lambda: documentation.address("rules", rule))


def _closed_days(project: "CommunityProject") -> Iterator[str]:
    """Yield the closed days in their order, weekends in one line, each with the entries that went elsewhere."""
    from cop_plan.app import closed_days
    from cop_plan.plan import bookings

    m, w = project.messages, project.spoken
    found, (first, last) = closed_days.closed_days(project), closed_days.window(project)
    yield m("check.days.from_to", first=w.full_day(first), last=w.full_day(last))
    weekdays = [w.at("weekdays")[day] for day in sorted(project.open_days.holidays.weekend)]
    yield m("check.days.weekend", weekdays=w.listed(weekdays))
    for weekend in (True, False):
        for closed in (one for one in found if (one.source == "weekend") is weekend):
            if not weekend:
                facts = {"name": closed.name, "region": project.community.region, "closure": closed.closure}
                yield m(f"check.days.{closed.source}", days=w.days(closed.first, closed.last), **facts)
            for entry in closed.moved:
                assert entry.reason is not None, "what was moved has a reason"
                assert entry.reason.moved_from is not None, "and stood elsewhere before"
                title = f"{entry.part_of} · {entry.title}" if entry.part_of else entry.title
                yield m(
                    "check.days.moved", title=title, day=w.full_day(entry.reason.moved_from), to=w.full_day(entry.day)
                )
                if entry.is_session and (known := bookings.of(entry, project.timeline.entries)):
                    yield m("check.days.booked", what=bookings.in_words(known, entry, w))


def _in_short(checked: "use_case.CheckResult") -> str:
    """Return the counts of a definition that has no problems."""
    from cop_plan import rules

    results, project, m = checked.results, checked.project, checked.project.messages
    counts = [m.count(f"check.{severity}", len(found)) for severity, found in rules.in_order(results.findings)]
    found = counts or [m("check.nothing_found")]
    found += [m.count("check.ignored", len(results.excused))] if results.excused else []
    asked = m.count("check.open", len(checked.open))
    if checked.asked_by_rules:
        asked = m("check.open_and_of_rules", open=asked, number=len(checked.asked_by_rules))
    year = m.count("check.year", len(project.timeline.entries))
    return m("check.in_short", file=project.shown_as, year=year, found=", ".join(found), open=asked)


def _open_questions(checked: "use_case.CheckResult") -> Iterator[str]:
    """Yield the open questions by section, and then those that the rules ask."""
    from cop_plan.interview import questions

    m, w = checked.project.messages, checked.project.spoken
    for title, _ in questions.SECTIONS:
        of_section = [
            (one.path, w.question_or(one.path, one.text)) for one in checked.open if questions.section_of(one) == title
        ]
        yield from _section(m(f"sections.{title}"), of_section)
    yield from _section(m("check.of_rules"), checked.asked_by_rules)


def _section(title: str, asked: "Sequence[tuple[errors.Path, str]]") -> Iterator[str]:
    from cop_plan.definition import nodes

    if asked:
        yield title
    for path, question in asked:
        yield f"  {nodes.dotted(path)}: {question}"


def _explained(explained: "use_case.RuleExplanation") -> Iterator[str]:
    """Yield why there is a rule, with a definition that breaks it and one that does not, and where to read on."""
    example, columns = explained.example, min(100, terminal.width()) if terminal.has_colour() else 100
    yield from (explained.head, "")
    for text in (explained.reason, explained.waits, explained.source):
        if text:
            yield from textwrap.wrap(text, columns, break_long_words=False, break_on_hyphens=False)
    for said, definition in ((explained.breaks, example.breaks), (explained.keeps, example.keeps)):
        yield from ("", said, "", *textwrap.indent(definition, "    ").splitlines())
    yield from ("", explained.messages("documentation", url=explained.address))
