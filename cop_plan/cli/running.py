"""Do the same for several definitions, in processes of their own where that is faster, and tell each in its turn."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from cop_plan.base.errors import OverwriteConflict, Problem, Problems, Unreadable
from cop_plan.cli import shell, terminal

if TYPE_CHECKING:
    from concurrent.futures import Executor

# Below so many a second process takes longer to start than it saves: where it is forked, and where it is not.
_FEW_FORKED, _FEW_SPAWNED = 4, 20

Job = TypeVar("Job")


@dataclass
class Told:
    """What a run came to for one definition: what it shows on both outputs, as data, and its exit code.

    `styled` is what has the escapes of a terminal, and comes first.
    """

    out: list[str] = field(default_factory=list)
    styled: list[str] = field(default_factory=list)
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


class Work(Generic[Job]):
    """What is done for one definition; what stops it is told, and the others go on."""

    def __init__(self, do: Callable[[Job, Told], None]) -> None:
        self._do = do

    def __call__(self, job: Job) -> Told:
        """Do the work."""
        told = Told()
        try:
            self._do(job, told)
        except Problems as found:
            told.problems, told.code = found.problems, shell.Exit.PROBLEMS
        except Unreadable as error:
            told.say(f"{error.file}: {error.reason}")
            told.code = shell.Exit.FILES
        except OverwriteConflict as foreign:
            told.err.extend(shell.conflict_lines(foreign))
            told.code = shell.Exit.CONFLICT
        return told


def each(work: Work[Job], jobs: Sequence[Job], workers: int | None) -> Iterator[Told]:
    """Yield what each job came to, in their order, however many are done at once."""
    wanted = min(workers or os.cpu_count() or 1, len(jobs))
    few = _FEW_FORKED if _forks() else _FEW_SPAWNED
    if wanted < 2 or (workers is None and len(jobs) < few):
        yield from map(work, jobs)
        return
    with _executor(wanted) as executor:
        yield from executor.map(work, jobs, chunksize=max(1, min(16, len(jobs) // (wanted * 4))))


def _forks() -> bool:
    return sys.platform == "linux"


@contextlib.contextmanager
def _executor(workers: int) -> "Iterator[Executor]":
    """Yield processes that stop at once when the person interrupts."""
    from concurrent.futures import ProcessPoolExecutor  # costs an import that one definition does not need
    from multiprocessing import get_context

    executor = ProcessPoolExecutor(workers, mp_context=get_context("fork" if _forks() else "spawn"))
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        raise
    executor.shutdown()


def tell(results: Iterable[Told], *, keep_problems: bool = False) -> tuple[list[Told], int]:
    """Tell each result as it comes; return all and the highest exit code. With `keep_problems` they are not told."""
    kept, code = [], int(shell.Exit.DONE)
    for told in results:
        for text in told.styled:
            terminal.show_styled(text)
        for text in told.out:
            terminal.show_text(f"{text}\n")
        for message in told.err:
            shell.warn(message) if told.code else shell.say(message)
        if told.problems and not keep_problems:
            shell.tell_problems(told.problems)
        told.styled.clear()
        told.out.clear()
        told.err.clear()
        code = max(code, told.code)
        kept.append(told)
    return kept, code
