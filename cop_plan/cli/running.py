"""Do the same for several definitions, in processes of their own where that is faster, and tell each in its turn."""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from cop_plan.app.events import ProgressEvent
from cop_plan.base.errors import OverwriteConflict, Problem, Problems, Unreadable
from cop_plan.cli import shell, terminal
from cop_plan.cli.progress import ProgressBar

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from multiprocessing.process import BaseProcess

# Below so many a second process takes longer to start than it saves: where it is forked, and where it is not.
_FEW_FORKED, _FEW_SPAWNED = 4, 20

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
        _child.is_at_work = True
        try:
            self._do(job, told)
        except KeyboardInterrupt:
            if _child.is_one:
                os._exit(shell.Exit.INTERRUPTED)  # the person is told once, by the process that was started
            raise
        except Problems as found:
            told.problems, told.code = found.problems, shell.Exit.PROBLEMS
        except Unreadable as error:
            told.warn(shell.unreadable(error))
            told.code = shell.Exit.FILES
        except OverwriteConflict as foreign:
            told.warned.extend(shell.conflict_lines(foreign))
            told.code = shell.Exit.CONFLICT
        finally:
            _child.is_at_work = False
        return told


_STOPPING = (signal.SIGINT, signal.SIGTERM)


@dataclass
class _Child:
    """Whether this process works for another one, whether it is at a job now, and whether it was told to stop."""

    is_one: bool = False
    is_at_work: bool = False
    is_stopping: bool = False

    def begin(self) -> None:
        """Begin to work for another process: an interrupt ends the job, which leaves no half files, and the process."""
        self.is_one = True
        for one in _STOPPING:
            signal.signal(one, self._interrupted)

    def _interrupted(self, *_: object) -> None:
        if self.is_stopping:  # the terminal, the parent, and the pool once another child is gone may all say it
            return
        self.is_stopping = True
        if not self.is_at_work:
            os._exit(shell.Exit.INTERRUPTED)
        raise KeyboardInterrupt


_child = _Child()


def _begin_child() -> None:
    """Begin in a process of the pool. A method would not do: a process that is not forked gets a copy of its object."""
    _child.begin()


def each(work: DefinitionWork[Job], jobs: Sequence[Job], workers: int | None) -> Iterator[DefinitionOutput]:
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
    from multiprocessing import active_children, get_context

    context = get_context("fork" if _forks() else "spawn")
    executor = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_child)
    try:
        yield executor
    except BaseException:
        # Its thread would stumble at the program's end over what is closed: it is waited for when nobody works.
        manager = getattr(executor, "_executor_manager_thread", None)
        executor.shutdown(wait=False, cancel_futures=True)
        children = active_children()
        for child in children:
            _interrupt(child)
        for child in children:
            child.join()
        if manager is not None:
            manager.join(5)
        raise
    executor.shutdown()


def _interrupt(child: "BaseProcess") -> None:
    if sys.platform == "win32" or child.pid is None:
        child.terminate()
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(child.pid, signal.SIGINT)


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
