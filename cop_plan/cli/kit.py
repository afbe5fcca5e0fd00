"""`cop-plan kit`: the documents of the year, merged with what is known."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cop_plan.base import modules
from cop_plan.cli import complete, shell, terminal

if TYPE_CHECKING:
    from cop_plan.app.kit import WrittenKit
    from cop_plan.render.messages import Messages
    from cop_plan.render.words import Words


@shell.report_errors
def kit(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE] [NAME]...",
            help="The definition, if it is not the nearest, and documents by name, if not all that are needed.",
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
      cop-plan kit community.yaml --format docx --letterhead letterhead.docx

    Letters, agendas, guides, forms and surveys, merged with what the definition and the records know: each as Markdown
    to change, as a page to print, and, if it is a message, as a draft for your mail program with its calendar file;
    surveys also as files for the large form services (forms), and with the extra `word` all as Word files (docx).
    Nothing is sent. What is not known yet is a marked blank, and is listed at the end. A file that you changed is kept,
    and named; the rest is written. kit/index.html begins with what is due now, lists all by month, and links pages on
    which all copies of a document, or all that a session needs, are printed at once; mail-merge.csv is for a mailer of
    your own, register.xlsx to note who came.
    """
    from cop_plan.app import find, themes, unchanged
    from cop_plan.app import kit as use_case
    from cop_plan.app.options import ProjectOptions
    from cop_plan.kit import formats as paper_formats

    definition, documents = find.split(words or [])
    wanted = paper_formats.defaults() if formats is None else shell.formats(formats, paper_formats.names())
    documents_wanted, days = use_case.known_documents(documents), use_case.days(due)
    letter = use_case.letterhead(letterhead, wanted)
    theme = themes.read(templates) if templates else None
    if not list_:
        shell.refuse_stdin(definition)
    project = shell.project(definition, ProjectOptions(theme=theme))
    order = use_case.KitRequest(
        today=shell.day(today, project),
        documents=documents_wanted,
        for_=for_,
        days=days,
        formats=wanted,
        force=force,
        out=None if out is None else Path(out),
        reported=None if reported is None else Path(reported),
        letterhead=letter,
    )
    if list_:
        rows = use_case.listed(project, order)
        _show_list(rows, project.spoken, as_json=as_json)
        if not rows and days is not None:
            shell.say(project.messages("kit.none_due"))
        return shell.Exit.DONE
    said = None if as_json else unchanged.kit(project, order)
    if said is not None:
        for line in said:
            shell.say(line)
        return shell.Exit.DONE
    with shell.hearing() as hear:
        packed = use_case.write(project, order, hear)
    if as_json:
        shell.show_json(packed.data())
    for line in _lines(packed, project.messages):
        shell.say(line)
    if packed.wrong:
        shell.tell_problems(packed.wrong)
        return shell.Exit.PROBLEMS
    return shell.Exit.DONE


def _show_list(rows: list[dict[str, Any]], w: "Words", *, as_json: bool) -> None:
    """Show which documents there are, why, when each is due, and how many papers it has."""
    if as_json:
        shell.show_json({"documents": rows})
        return
    for row in rows:
        days = [*row["due"][:3], "…"] if len(row["due"]) > 3 else row["due"]
        when = ", ".join(days) or w("kit.by_name")
        terminal.show(f"{row['document']}  ×{row['papers']}  {when}", f"    {row['why']}")


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
