"""`cop-plan kit`: the documents of the year, merged with what is known."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cop_plan.base import modules
from cop_plan.base.frozen import frozen
from cop_plan.cli import complete, several, shell

if TYPE_CHECKING:
    from cop_plan.app.kit import KitRequest, WrittenKit
    from cop_plan.app.project import CommunityProject
    from cop_plan.cli.running import DefinitionOutput
    from cop_plan.render.messages import Messages
    from cop_plan.render.words import Words


@shell.report_errors
def kit(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]... [NAME]...",
            help="Definitions, if not the nearest, and documents by name, if not all that are needed.",
            autocompletion=complete.document,
        ),
    ] = None,
    for_: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="WHO",
            help="Only for this member, school, jurisdiction, guest or session.",
            autocompletion=complete.for_whom,
        ),
    ] = None,
    due: Annotated[
        str | None, typer.Option("--due", metavar="TIME", help="Only what is due from today on: 4w, 10d.")
    ] = None,
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="DIR", help="Write here instead of kit/ beside the file."),
    ] = None,
    formats: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="LIST",
            help=f"Only these of {', '.join(modules.names('kit.formats'))}, with commas; docx is made only if named.",
            autocompletion=complete.kit_format,
        ),
    ] = None,
    letterhead: Annotated[
        str | None,
        typer.Option("--letterhead", metavar="DOCX", help="With docx: the Word file whose header and styles to keep."),
    ] = None,
    reported: Annotated[
        str | None,
        typer.Option("--reports", metavar="DIR", help="Where the reports were written, if not in report/."),
    ] = None,
    templates: shell.Templates = None,
    list_: Annotated[bool, typer.Option("--list", help="Show which there are and why; write nothing.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite what a person changed, too.")] = False,
    today: shell.Today = None,
    as_json: shell.AsJson = False,
) -> int:
    """Write the documents of the year, ready to print or send.

    \b
    Example:
      cop-plan kit community.yaml
      cop-plan kit community.yaml --due 4w
      cop-plan kit community.yaml letter-of-agreement --for amina-okafor
      cop-plan kit community.yaml --templates letterhead
      cop-plan kit */community.yaml --due 4w
      cop-plan kit community.yaml --format docx --letterhead letterhead.docx

    Letters, agendas, guides, forms and surveys, merged with what the definition and the records know: each as Markdown
    to change, as a page to print, and, if it is a message, as a draft for your mail program with its calendar file;
    surveys also as files for the large form services (forms), and with the extra `word` all as Word files (docx).
    Nothing is sent. What is not known yet is a marked blank, and is listed at the end. A file that you changed is kept,
    and named; the rest is written. kit/index.html begins with what is due now, lists all by month, and links pages on
    which all copies of a document, or all that a session needs, are printed at once; mail-merge.csv is for a mailer of
    your own, register.xlsx to note who came.

    Of several definitions each kit lies beside its own; with --out each has a folder of its own there.
    """
    from cop_plan.app import find
    from cop_plan.app import kit as use_case
    from cop_plan.app.options import ProjectOptions
    from cop_plan.kit import formats as paper_formats

    shell.refuse_no_folder(out)
    definitions, documents = find.split_several(words or [])
    several.refuse_for_several(definitions, for_=for_)
    wanted = paper_formats.defaults() if formats is None else shell.formats(formats, paper_formats.names())
    request = use_case.KitRequest(
        today=shell.now(today).date(),
        documents=use_case.known_documents(documents),
        for_=for_,
        days=use_case.days(due),
        formats=wanted,
        force=force,
        reported=None if reported is None else Path(reported),
        letterhead=use_case.letterhead(letterhead, wanted),
    )
    theme = shell.theme(templates)
    if not list_:
        shell.refuse_stdin(*definitions)
    order = _KitOrder(request, today, as_json)
    jobs = several.jobs(definitions, ProjectOptions(theme=theme), order, out)
    told, code = several.tell(_list, jobs) if list_ else several.tell(_write, jobs, "kit")
    if as_json:
        several.show_json(told, "kits")
    return code


@frozen
class _KitOrder:
    """What is wanted of each definition, and how it is shown. `today` is the day as it is given."""

    request: "KitRequest"
    today: str | None
    as_json: bool


def _request(job: "several.DefinitionJob[_KitOrder]", project: "CommunityProject") -> "KitRequest":
    """Return what is wanted of one definition: its day, its folder, and where its reports lie."""
    from cop_plan.app import outputs

    order, reported = job.order, job.order.request.reported
    if not job.is_alone:  # as `report` puts them for the same definitions
        is_shared, community = reported is not None or job.asked.is_shared, project.written.community
        reported = outputs.folder(project.file, community, out=reported, is_shared=is_shared, kind=outputs.REPORT)
    into = job.folder(project, outputs.KIT) if job.is_shared else job.into
    return replace(order.request, today=shell.day(order.today, project), out=into, reported=reported)


def _of(job: "several.DefinitionJob[_KitOrder]", data: dict[str, Any]) -> dict[str, Any]:
    return data if job.is_alone else {"definition": str(job.file), **data}


def _write(job: "several.DefinitionJob[_KitOrder]", told: "DefinitionOutput") -> None:
    """Write the kit of one definition, and say what it lacks."""
    from cop_plan.app import kit as use_case
    from cop_plan.app import unchanged

    project = job.project()
    request = _request(job, project)
    said = None if job.order.as_json else unchanged.kit(project, request)
    if said is not None:
        for line in said:
            told.say(line)
        return
    with job.hearing(project, told) as hear:
        packed = use_case.write(project, request, hear)
    if job.order.as_json:
        told.data = _of(job, packed.data())
    for line in _lines(packed, project.messages):
        told.say(line)
    if packed.wrong:
        told.problems, told.code = packed.wrong, shell.Exit.PROBLEMS


def _list(job: "several.DefinitionJob[_KitOrder]", told: "DefinitionOutput") -> None:
    """Show which documents of one definition there are, why, when each is due, and how many papers it has."""
    from cop_plan.app import kit as use_case

    project = job.project()
    rows = use_case.listed(project, _request(job, project))
    if job.order.as_json:
        told.data = _of(job, {"documents": rows})
    else:
        if not job.is_alone:
            told.lines.extend((project.community.name, ""))
        for row in rows:
            told.lines.extend(_row(row, project.spoken))
        if not job.is_alone:
            told.lines.append("")
    if not rows and job.order.request.days is not None:
        told.say(project.messages("kit.none_due"))


def _row(row: dict[str, Any], w: "Words") -> Iterator[str]:
    days = [*row["due"][:3], "…"] if len(row["due"]) > 3 else row["due"]
    when = ", ".join(days) or w("kit.by_name")
    yield f"{row['document']}  ×{row['papers']}  {when}"
    yield f"    {row['why']}"


def _lines(packed: "WrittenKit", m: "Messages") -> Iterator[str]:
    """Yield what the papers lack, what is no longer made, what a person changed, and what was written."""
    from cop_plan.app import kit as use_case
    from cop_plan.kit.folder import INDEX

    where = f"{packed.folder}{os.sep}"
    yield from packed.lacks()
    if not packed.papers and not packed.wrong:
        yield m("kit.none_due")
    if packed.gone:
        yield packed.words.count("kit.gone", len(packed.gone), papers=use_case.first_few(packed.gone))
    for name in packed.kept:
        yield m("kit.kept", file=packed.folder / name)
    if packed.kept:
        yield m("hint", hint=m("kit.how_to_keep"))
    if not packed.new:
        yield m("unchanged", folder=where)
        return
    yield m.count("kit.wrote", len(packed.new), folder=where)
    yield m("kit.to_open", file=packed.folder / INDEX)
