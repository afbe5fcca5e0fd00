"""`cop-plan hours`: the hours of each member that count, with the rows that prove them."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from cop_plan.base.frozen import frozen
from cop_plan.cli import complete, several, shell, terminal

if TYPE_CHECKING:
    from cop_plan.app.hours import HoursRequest, WrittenHours
    from cop_plan.cli.running import DefinitionOutput
    from cop_plan.definition.community import Member

_WIDEST_NAME = 40


@shell.report_errors
def hours(
    definitions: shell.Definitions = None,
    member: Annotated[
        str | None,
        typer.Option(
            "--member",
            metavar="NAME",
            help="Only this member: show the rows, write the page.",
            autocompletion=complete.member,
        ),
    ] = None,
    out: Annotated[
        str | None, typer.Option("--out", "-o", metavar="DIR", help="Write here instead of hours/ beside the file.")
    ] = None,
    date_order: shell.DateOrder = None,
    templates: shell.Templates = None,
    force: shell.Force = False,
    today: shell.Today = None,
    as_json: shell.AsJson = False,
) -> int:
    """Write the hours of each member that count, with the rows that prove them.

    \b
    Example:
      cop-plan hours community.yaml
      cop-plan hours community.yaml --member "Amina Okafor"
      cop-plan hours community.yaml --today 2027-06-15 --json
      cop-plan hours */community.yaml

    For each member and session that the records know: the date, the topic, the planned minutes, the minutes there, the
    minutes that count, and the file and row that prove them. Breaks and meals never count, and never more than was
    planned; what whoever credits the hours asks for beside that stands under credit in the definition. A total is the
    sum of its rows, here as on the certificate.

    Writes hours.csv, a page for each member with nothing of anybody else in it, and index.html for the team; all or
    none. Only who runs it can read them. Of several definitions each has its own hours/ beside it; with --out each has
    a folder of its own there.
    """
    from cop_plan.app import hours as use_case
    from cop_plan.app.options import ProjectOptions

    shell.refuse_no_folder(out)
    found = several.found(definitions)
    several.refuse_for_several(found, member=member)
    shell.refuse_stdin(*found)
    theme = shell.theme(templates)
    request = use_case.HoursRequest(
        today=shell.now(today).date(),
        member=member,
        date_order=shell.date_order(date_order),
        force=force,
    )
    order = _HoursOrder(request, today, as_json)
    told, code = several.tell(_write, several.jobs(found, ProjectOptions(theme=theme), order, out), "hours")
    if as_json:
        several.show_json(told, "hours")
    return code


@frozen
class _HoursOrder:
    """What is wanted of each definition, and how it is shown. `today` is the day as it is given."""

    request: "HoursRequest"
    today: str | None
    as_json: bool


def _write(job: "several.DefinitionJob[_HoursOrder]", told: "DefinitionOutput") -> None:
    """Write the hours of one definition, and show them."""
    from cop_plan.app import hours as use_case
    from cop_plan.app import outputs

    project, order = job.project(), job.order
    into = job.folder(project, outputs.HOURS)
    request = replace(order.request, today=shell.day(order.today, project), out=into)
    with job.hearing(project, told) as hear:
        done = use_case.write(project, request, hear)
    if order.as_json:
        told.data = done.data()
    else:
        told.lines.extend(_table(done))
    for line in _lines(done):
        told.say(line)


def _table(done: "WrittenHours") -> Iterator[str]:
    """Yield the members with their sessions and hours, or the rows of the one that is wanted, and the total."""
    from cop_plan.schedule.timeline import year_name

    m, words, community = done.project.messages, done.project.spoken, done.project.community
    name = community.name if done.member is None else done.member.name
    yield m("hours.title", name=name, year=year_name(community), day=words.full_day(done.ledger.year.today))
    yield ""
    if done.member is None:
        yield from _columns(list(_members(done)), texts=1)
    else:
        yield from _columns(list(_rows(done, done.member)), texts=2)


def _members(done: "WrittenHours") -> Iterator[tuple[str, ...]]:
    m, words, told = done.project.messages, done.project.spoken, done.ledger
    yield m("hours.member"), m("hours.sessions"), m("hours.hours")
    for one in told.year.members:
        yield one.name, str(told.sessions_of(one)), words.duration(told.minutes_of(one))
    sessions = sum(told.sessions_of(one) for one in told.year.members)
    yield m("hours.total"), str(sessions), words.duration(told.minutes)


def _rows(done: "WrittenHours", member: "Member") -> Iterator[tuple[str, ...]]:
    m, words, told = done.project.messages, done.project.spoken, done.ledger
    yield m("hours.date"), m("hours.session"), m("hours.planned"), m("hours.there"), m("hours.counted")
    for row in told.of(member):
        there = words("ledger.present") if row.present_minutes is None else str(row.present_minutes)
        called = row.session.topic or row.session.title
        yield row.day.isoformat(), called, str(row.planned_minutes), there, str(row.counted_minutes)
    minutes = told.minutes_of(member)
    yield m("hours.total"), words.duration(minutes), "", "", str(minutes)


def _columns(rows: Sequence[Sequence[str]], texts: int) -> Iterator[str]:
    """Yield rows in columns: first those of texts, cut where they are long, then those of numbers."""
    shown = [
        [terminal.one_line(cell, _WIDEST_NAME) if at < texts else cell for at, cell in enumerate(row)] for row in rows
    ]
    widths = [max(len(row[at]) for row in shown) for at in range(len(shown[0]))]
    for row in shown:
        cells = (cell.ljust(width) if at < texts else cell.rjust(width)
                 for at, (cell, width) in enumerate(zip(row, widths, strict=True)))  # fmt: skip
        yield "  ".join(cells).rstrip()


def _lines(done: "WrittenHours") -> Iterator[str]:
    """Yield who came and was no member, what is not recorded, who has not come often enough, and what was written."""
    m, words, told = done.project.messages, done.project.spoken, done.ledger
    if done.member is None:
        for session, member in told.not_enrolled:
            yield m("hours.not_enrolled", member=member.name, session=session.title)
        if told.year.not_recorded:
            named = (
                words("ledger.on_day", session=one.title, day=words.day(one.day)) for one in told.year.not_recorded
            )
            yield m("hours.not_recorded", sessions=words.listed(named))
        least = told.credit.at_least
        for member in told.year.members if least else ():
            if least and not told.has_reached(member):
                share = told.share_of(member)
                facts = {"came": share.came, "asked": share.asked, "number": least.number, "of": least.of}
                yield m("hours.not_reached", member=member.name, **facts)
    if done.gone:
        yield m("hours.gone", names=", ".join(done.gone))
    where = f"{done.folder}{os.sep}"
    if not done.new:
        yield m("unchanged", folder=where)
        return
    yield m.count("kit.wrote", len(done.new), folder=where)
    yield m("kit.to_open", file=done.folder / next(name for name in reversed(done.pages) if name.endswith(".html")))
