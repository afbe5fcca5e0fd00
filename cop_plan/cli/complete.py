"""What the shell completes. Whatever is wrong with the definition, there is nothing to complete then.

What is completed never needs quotes: a person is completed as a short name, such as `amina-okafor`, with the name as
the description. Descriptions hold what people wrote, and the script for zsh evaluates them: `_described` leaves nothing
in them that a shell, or the library's markup, would read as its own.
"""

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cop_plan.base import modules
from cop_plan.cli import language

if TYPE_CHECKING:
    from cop_plan.app.project import CommunityProject


def entry(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the names, with titles, of what is not done yet."""
    with contextlib.suppress(Exception):
        return [one for one in _open(context) if one[0].startswith(incomplete.casefold())]
    return []


_NOT_READ_BY_SHELLS = str.maketrans({"'": "’", '"': "”", "`": "’", "$": None, "\\": "/", "[": "(", "]": ")"})
_MAX_DESCRIPTION = 100


def _described(text: str) -> str:
    """Return a description in one line, without any sign that a shell or the library's markup reads as its own."""
    line = " ".join("".join(one if one.isprintable() else " " for one in text.translate(_NOT_READ_BY_SHELLS)).split())
    return line if len(line) <= _MAX_DESCRIPTION else f"{line[: _MAX_DESCRIPTION - 1]}…"


def _begins(incomplete: str, *texts: str) -> bool:
    return any(one.casefold().startswith(incomplete.casefold()) for one in texts)


def owner(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the short names of those who see to something, with their names."""
    with contextlib.suppress(Exception):
        from cop_plan.definition import names
        from cop_plan.definition.community import slug
        from cop_plan.schedule import drafts, timeline

        loaded = _project(context).written
        drawn, people = drafts.draw(loaded.community, loaded.is_own).in_order, names.PeopleByName(loaded.community)
        hosts = (people.shown(name) for _, name in names.hosts_named(loaded.community))
        owners = dict.fromkeys((*(timeline.owner_of(draft, loaded.community, people) for draft in drawn), *hosts))
        return [(slug(one), _described(one)) for one in owners if _begins(incomplete, slug(one), one) and slug(one)]
    return []


def session(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the names, with titles, of the sessions and showcases: of what can be cancelled."""
    with contextlib.suppress(Exception):
        from cop_plan.definition.community import OCCASIONS
        from cop_plan.schedule import drafts

        loaded = _project(context).written
        drawn = drafts.draw(loaded.community, loaded.is_own).in_order
        return [
            (one.id, _described(one.title))
            for one in drawn
            if one.part.kind in OCCASIONS and one.id.startswith(incomplete.casefold())
        ]
    return []


def member(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the short names of the members, with their names."""
    with contextlib.suppress(Exception):
        from cop_plan.definition import names

        members = names.slugs(_project(context).written.community)
        return [(name, _described(one.name)) for name, one in members.items() if _begins(incomplete, name, one.name)]
    return []


def for_whom(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the short names of the members and the names of the sessions: for whom papers are made."""
    return [*member(context, incomplete), *session(context, incomplete)]


def rule(incomplete: str) -> list[tuple[str, str]]:
    """Return the names of the rules, with their severity."""
    from cop_plan import rules

    return [(name, one.severity) for name, one in rules.BY_NAME.items() if name.startswith(incomplete)]


def document(incomplete: str) -> list[tuple[str, str]]:
    """Return the names of the documents, with their titles in the language of the run."""
    from cop_plan.definition.languages import MAIN
    from cop_plan.render import documents

    titles = {one.name: one.title(language.spoken() or MAIN) for one in documents.shipped().values()}
    return [(name, _described(title)) for name, title in titles.items() if name.startswith(incomplete)]


def language_tag(incomplete: str) -> list[tuple[str, str]]:
    """Return the languages by their tags, with their names."""
    from cop_plan.definition import languages

    known = languages.BY_FOLDER.values()
    return [(one.tag, _described(one.name)) for one in known if _begins(incomplete, one.tag, one.name)]


def output(incomplete: str) -> list[str]:
    """Return the lists of outputs that one more name makes."""
    from cop_plan.plan import formats

    return _one_more(formats.names(), incomplete)


def report_format(incomplete: str) -> list[str]:
    """Return the lists of formats of a report that one more name makes."""
    return _one_more(modules.names("report.formats"), incomplete)


def kit_format(incomplete: str) -> list[str]:
    """Return the lists of formats of the kit that one more name makes."""
    return _one_more(modules.names("kit.formats"), incomplete)


def _one_more(names: Iterable[str], incomplete: str) -> list[str]:
    listed, comma, begun = incomplete.rpartition(",")
    return [f"{listed}{comma}{name}" for name in names if name.startswith(begun) and name not in listed.split(",")]


def command_or_guide(incomplete: str) -> list[str]:
    """Return the names of the commands and the guides."""
    from cop_plan.base import files
    from cop_plan.cli.commands import COMMANDS

    guides = (f"{name}.md" if name in COMMANDS else name for name in files.guides())
    return [name for name in (*COMMANDS, *guides) if name.startswith(incomplete)]


def _open(context: typer.Context) -> Iterator[tuple[str, str]]:
    from cop_plan.base import files
    from cop_plan.definition import load, nodes
    from cop_plan.schedule import drafts

    project = _project(context)
    done = set()
    with contextlib.suppress(Exception):  # a record with problems completes too
        content = files.read_if_there(project.progress_file, nodes.MAX_BYTES) or b""
        done = {row.name for row in load.progress(content, "").rows}
    chosen = set(context.params.get("words") or ())
    # Their dates do not matter here, and neither do the holidays, which take longer than all the rest.
    for draft in drafts.draw(project.written.community, project.written.is_own).in_order:
        if draft.id not in done | chosen:
            yield draft.id, _described(draft.title)


def _project(context: typer.Context) -> "CommunityProject":
    from cop_plan.app import find
    from cop_plan.app.project import CommunityProject

    # While the value of an option is still missing, nothing of the line is assigned yet.
    given = next(filter(None, map(context.params.get, ("definition", "definitions", "words"))), ())
    words = [*([given] if isinstance(given, str) else given), *(one for one in context.args if not one.startswith("-"))]
    definition, _ = find.split([str(Path(words[0]).expanduser()), *words[1:]] if words else [])
    if not definition.is_file():  # a pipe would wait
        raise FileNotFoundError
    return CommunityProject(definition)
