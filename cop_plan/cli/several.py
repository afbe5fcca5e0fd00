"""What the commands share that take several definitions: which these are, where each writes, and how each is told."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import typer

from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import all_of, sentence
from cop_plan.cli import language, shell

if TYPE_CHECKING:
    from cop_plan.app.events import Event, EventListener
    from cop_plan.app.options import ProjectOptions
    from cop_plan.app.project import CommunityProject
    from cop_plan.cli.running import DefinitionOutput

Order = TypeVar("Order")


@frozen
class DefinitionJob(Generic[Order]):
    """What is asked of one definition.

    `into` is the folder that is asked for, None for the one beside the definition; where it is shared, each definition
    has a folder of its own in it. `is_alone` says that the run is about no other.
    """

    file: Path
    asked: "ProjectOptions"
    order: Order
    into: Path | None
    is_shared: bool
    is_alone: bool

    def project(self) -> "CommunityProject":
        """Return the definition's project; standard input is read only for one alone."""
        from cop_plan.app.project import CommunityProject

        if self.is_alone:
            return shell.project(self.file, self.asked)
        return CommunityProject(self.file, replace(self.asked, language=language.spoken()))

    def folder(self, project: "CommunityProject", kind: str) -> Path:
        """Return the folder into which outputs of a kind are written."""
        from cop_plan.app import outputs

        community = project.written.community
        return outputs.folder(self.file, community, out=self.into, is_shared=self.is_shared, kind=kind)

    @contextlib.contextmanager
    def hearing(self, project: "CommunityProject", told: "DefinitionOutput") -> "Iterator[EventListener]":
        """Yield what hears the work: of one alone notices are said at once, of several each in its turn."""
        from cop_plan.app.events import NoticeEvent

        def heard(event: "Event") -> None:
            if isinstance(event, NoticeEvent):
                told.warn(project.messages.translated(event.text))

        if self.is_alone:
            with shell.hearing() as hear:
                yield hear
        else:
            yield heard


def found(named: Sequence[str] | None) -> list[Path]:
    """Return the definitions that are named, each once, or the nearest. Raises Misuse."""
    from cop_plan.app import find

    return list(dict.fromkeys(find.definition(Path(one)) for one in named or [])) or [find.definition()]


def refuse_for_several(definitions: Sequence[Path], **given: object) -> None:
    """Raise typer.BadParameter for an option, by its name, that names one thing, where there are several definitions.

    Standard input is one too: it can be read for one definition alone.
    """
    if len(definitions) < 2:
        return
    shell.refuse_stdin(*definitions)
    for name, value in given.items():
        if value not in (None, False):
            option = f"--{name.strip('_').replace('_', '-')}"
            raise typer.BadParameter(sentence("{option} goes with one definition", option=option))


def jobs(
    definitions: Sequence[Path], asked: "ProjectOptions", order: Order, into: str | None
) -> list[DefinitionJob[Order]]:
    """Return what is asked of each definition; those that lie in one folder have folders of their own in it."""
    from cop_plan.app.options import shared

    folder = None if into in (None, "-") else Path(str(into))
    of_plan, together = shared(definitions, asked.out), shared(definitions, folder)
    return [
        DefinitionJob(
            one,
            replace(asked, is_shared=one in of_plan),
            order,
            folder,
            is_shared=one in together,
            is_alone=len(definitions) == 1,
        )
        for one in definitions
    ]


def tell(
    work: "Callable[[DefinitionJob[Order], DefinitionOutput], None]",
    wanted: Sequence[DefinitionJob[Order]],
    kind: str | None = None,
) -> "tuple[list[DefinitionOutput], int]":
    """Do some work for each definition and tell it in its turn; return what each came to, and the highest exit code.

    `kind` is the kind of outputs that are written: of those that would be written into one folder, none is.
    """
    from cop_plan.cli import running

    folders = [meant_folder(one.file, one.into, kind) if kind and one.is_shared else None for one in wanted]
    refused = in_one_folder([(one.file, folder) for one, folder in zip(wanted, folders, strict=True)])
    left = [one for at, one in enumerate(wanted) if at not in refused]
    worked = running.each(running.DefinitionWork(_Worker(work)), left, None)
    results = (refused[at] if at in refused else next(worked) for at in range(len(wanted)))
    return running.tell(results, total=len(wanted))


class _Worker(Generic[Order]):
    """Work in which what cannot be done for one of several definitions is told, and stops no other.

    What is said of one of several stands below its file.
    """

    def __init__(self, work: "Callable[[DefinitionJob[Order], DefinitionOutput], None]") -> None:
        self._work = work

    def __call__(self, job: DefinitionJob[Order], told: "DefinitionOutput") -> None:
        """Do the work for a definition."""
        from cop_plan.base.errors import Misuse

        try:
            self._work(job, told)
        except Misuse as error:
            if job.is_alone:
                raise
            told.warn(error.message)
            told.code = shell.Exit.MISUSE
        finally:
            if not job.is_alone and (said := told.warned or told.err):
                said.insert(0, f"{job.file}:")


def show_json(told: "Sequence[DefinitionOutput]", key: str) -> None:
    """Output as JSON what each definition came to, under a key; of one alone it is the whole."""
    data: list[Any] = [one.data for one in told if one.data is not None]
    if len(told) > 1:
        shell.show_json({key: data})
    elif data:
        shell.show_json(data[0])


def in_one_folder(folders: "Sequence[tuple[Path, Path | None]]") -> "dict[int, DefinitionOutput]":
    """Return a refusal for each definition that would be written into the folder of another one, by its position."""
    from cop_plan.base.errors import OverwriteConflict
    from cop_plan.cli.running import DefinitionOutput

    by_folder: dict[Path, list[int]] = {}
    for at, (_, folder) in enumerate(folders):
        if folder is not None:
            by_folder.setdefault(folder, []).append(at)
    refused = {}
    for folder, positions in by_folder.items():
        names = list(dict.fromkeys(str(folders[at][0]) for at in positions))
        if len(names) > 1:
            why = sentence("{names} would be written there", names=all_of(names))
            hint = sentence("give each its own id; two years of one community need an --out each")
            conflict = OverwriteConflict([(str(folder), why)], hint)
            for at in positions:
                refused[at] = DefinitionOutput(code=shell.Exit.CONFLICT)
            refused[positions[0]].warned.extend(shell.conflict_lines(conflict))
    return refused


def meant_folder(definition: Path, out: Path | None, kind: str | None = None) -> Path | None:
    """Return the folder that a definition has among those of others; None if it is unclear, or cannot be read twice."""
    from cop_plan.app import outputs
    from cop_plan.base import files
    from cop_plan.base.errors import Unreadable
    from cop_plan.definition import nodes

    if files.is_file(definition):  # a pipe can be read only once
        with contextlib.suppress(Unreadable):  # it is told where the definition is read
            content = files.read(definition, nodes.MAX_BYTES)
            return outputs.meant_folder(definition, out=out, content=content, kind=kind or outputs.PLAN)
    return None
