"""`cop-plan kit`: the documents of the year, merged with what is known."""

from dataclasses import replace
from typing import Annotated

import typer

from cop_plan.cli import shell


@shell.telling
def kit(
    definition: shell.Definition,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME...]", help="Documents by name, if not all that are needed."),
    ] = None,
    for_: Annotated[
        str | None,
        typer.Option("--for", metavar="WHO", help="Only for this member, school, jurisdiction or session."),
    ] = None,
    due: Annotated[
        str | None, typer.Option("--due", metavar="TIME", help="Only what is due from today on: 4w, 10d.")
    ] = None,
    out: Annotated[
        str | None,
        typer.Option("--out", metavar="DIR", help="The folder to write into, if not kit/ beside FILE."),
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", metavar="LIST", help="Which files: md, html, eml, forms, docx, joined by commas.")
    ] = "md,html,eml,forms",
    letterhead: Annotated[
        str | None,
        typer.Option("--letterhead", metavar="DOCX", help="With docx: the Word file whose header and styles to keep."),
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
      cop-plan kit community.yaml --format docx --letterhead house.docx

    Letters, agendas, guides, forms and surveys, merged with what the definition and the records know: each as Markdown
    to change, as a page to print, and, if it is a message, as a draft for your mail program; surveys also as files for
    the large form services (forms), and with the extra `word` all as Word files (docx). Nothing is sent. What is
    not known yet is a marked blank, and is listed at the end. A file that you changed is kept, and named; the rest is
    written. kit/index.html lists all by month; mail-merge.csv is for a mailer of your own.
    """
    from cop_plan.cli import packing  # the kit and its libraries: no other command needs them

    order = packing.order(names or [], for_, due, formats, force=force, today=today)
    run = shell.Run()
    with run.one():
        order = replace(packing.in_word(order, letterhead), theme=shell.theme(templates))
        if list_:
            packing.show(definition, order, as_json=as_json)
        else:
            packing.pack(definition, out, order, as_json=as_json)
    return run.code
