"""What a run over several definitions tells of each, in its turn, wherever and however many at once they are made."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from cop_plan.app import many
from cop_plan.app.events import ProgressEvent
from cop_plan.base.errors import OverwriteConflict, Problem, Problems, Unreadable
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence, sentence
from cop_plan.cli import shell, terminal
from cop_plan.cli.progress import ProgressBar

if TYPE_CHECKING:
    from cop_plan.app import bundle

Job = TypeVar("Job")
Made = TypeVar("Made")


@dataclass
class DefinitionOutput:
    """What a run came to for one definition: what it shows on both outputs, as data, and its exit code.

    `styled` is what has the escapes of a terminal, and comes first; `lines` are folded where a terminal is too narrow.
    `warned` is told to whoever is quiet too, before what is only good to know.
    """

    out: list[str] = field(default_factory=list)
    styled: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)
    data: Any = None
    problems: tuple[Problem, ...] = ()
    code: int = shell.Exit.DONE

    def show(self, text: str) -> None:
        """Show what was asked for."""
        self.out.append(text)

    def say(self, message: str) -> None:
        """Say something that is good to know."""
        self.err.append(message)

    def warn(self, message: str) -> None:
        """Say what is wrong."""
        self.warned.append(message)


class DefinitionWork(Generic[Job]):
    """What is done for one definition; what stops it is told, and the others go on."""

    def __init__(self, do: Callable[[Job, DefinitionOutput], None]) -> None:
        self._do = do

    def __call__(self, job: Job) -> DefinitionOutput:
        """Do the work."""
        told = DefinitionOutput()
        with stopped_by(told):
            self._do(job, told)
        return told


@contextlib.contextmanager
def stopped_by(told: DefinitionOutput) -> Iterator[None]:
    """Do something for one definition; what stops it is told."""
    try:
        yield
    except Problems as found:
        told.problems, told.code = found.problems, shell.Exit.PROBLEMS
    except Unreadable as error:
        told.warn(shell.unreadable(error))
        told.code = shell.Exit.FILES
    except OverwriteConflict as foreign:
        told.warned.extend(shell.conflict_lines(foreign))
        told.code = shell.Exit.CONFLICT


def each(work: DefinitionWork[Job], jobs: Sequence[Job], workers: int | None) -> Iterator[DefinitionOutput]:
    """Yield what each job came to, in their order, however many are done at once."""
    return many.each(work, jobs, workers)


@frozen
class ClusterWork(Generic[Job, Made]):
    """What is done for one definition on a cluster.

    `make` is done there, and tells what it came to; it returns what `put` puts in place here, None for nothing.
    """

    do: Callable[[Job, DefinitionOutput], None]
    make: Callable[[Job, DefinitionOutput], Made | None]
    put: Callable[[Job, Made, Callable[[], None]], None]
    paths: Callable[[Job], Iterable[Path]]
    file: Callable[[Job], Path]

    def each(self, jobs: Sequence[Job], address: str) -> Iterator[DefinitionOutput]:
        """Yield what each job came to, in their order. Raises Misuse, Unreadable."""
        from cop_plan.app import cluster  # costs imports that a run on this machine does not need

        task = cluster.Task(self.paths, _Made(self.make), self._put, self._here, self._failed, lambda _: None)
        return cluster.each(address, task, jobs)

    def _put(self, job: Job, returned: "bundle.Returned") -> DefinitionOutput:
        told: DefinitionOutput
        told, made = returned.value
        if made is None:
            returned.refuse_changed()
            return told
        failed = DefinitionOutput()
        with stopped_by(failed):
            self.put(job, made, returned.refuse_changed)
        return failed if failed.code else told

    def _here(self, job: Job, why: Sentence) -> DefinitionOutput:
        told = DefinitionWork(self.do)(job)
        told.say(sentence("{file}: made on this machine: {why}", file=self.file(job), why=why))
        return told

    def _failed(self, job: Job, why: Sentence) -> DefinitionOutput:
        told = DefinitionOutput()
        with stopped_by(told):
            raise Unreadable(str(self.file(job)), why)
        return told


class _Made(Generic[Job, Made]):
    """What is done on a worker: what a run tells, and what is to be put in place."""

    def __init__(self, make: Callable[[Job, DefinitionOutput], Made | None]) -> None:
        self._make = make

    def __call__(self, job: Job) -> tuple[DefinitionOutput, Made | None]:
        told, made = DefinitionOutput(), None
        with stopped_by(told):
            made = self._make(job, told)
        return told, made


def tell(results: Iterable[DefinitionOutput], *, total: int = 1) -> tuple[list[DefinitionOutput], int]:
    """Tell each result as it comes; return all, without their texts, and the highest exit code.

    A run over many that takes long has a bar.
    """
    kept, code = [], int(shell.Exit.DONE)
    with ProgressBar(is_wanted=total > 1 and not shell.is_quiet()) as bar:
        for told in results:
            bar.clear()
            _tell(told)
            code = max(code, told.code)
            kept.append(told)
            if total > 1:
                bar.update(ProgressEvent(shell.messages()("schedule.years"), len(kept), total))
    return kept, code


def _tell(told: DefinitionOutput) -> None:
    for text in told.styled:
        terminal.show_styled(text)
    for text in told.out:
        terminal.show_text(f"{text}\n")
    terminal.show(*told.lines)
    for message in told.warned:
        shell.warn(message)
    for message in told.err:
        shell.say(message)
    if told.problems:
        shell.tell_problems(told.problems)
    for texts in (told.styled, told.out, told.lines, told.warned, told.err):
        texts.clear()
