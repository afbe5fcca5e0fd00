"""What a run over several definitions tells of each, in its turn, wherever and however many at once they are made."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from cop_plan.app import many
from cop_plan.app.events import ProgressEvent
from cop_plan.base.errors import OverwriteConflict, Problem, Problems, Unreadable
from cop_plan.cli import shell, terminal
from cop_plan.cli.progress import ProgressBar

Job = TypeVar("Job")


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
        try:
            self._do(job, told)
        except Problems as found:
            told.problems, told.code = found.problems, shell.Exit.PROBLEMS
        except Unreadable as error:
            told.warn(shell.unreadable(error))
            told.code = shell.Exit.FILES
        except OverwriteConflict as foreign:
            told.warned.extend(shell.conflict_lines(foreign))
            told.code = shell.Exit.CONFLICT
        return told


def each(work: DefinitionWork[Job], jobs: Sequence[Job], workers: int | None) -> Iterator[DefinitionOutput]:
    """Yield what each job came to, in their order, however many are done at once."""
    return many.each(work, jobs, workers)


def tell(results: Iterable[DefinitionOutput], *, total: int = 1) -> tuple[list[DefinitionOutput], int]:
    """Tell each result as it comes; return all, without their texts, and the highest exit code.

    A run over many that takes long has a bar.
    """
    kept, code = [], int(shell.Exit.DONE)
    with ProgressBar(is_wanted=total > 1) as bar:
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
