"""Do the same for many definitions, several at once: a function of one, mapped over an executor.

Results come in the order of the jobs, as soon as they are known. Of many jobs only a few are with the executor at any
time, so that what a run holds in memory does not grow with their number.
"""

import contextlib
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

from cop_plan.base.errors import Unreadable
from cop_plan.base.translatable import sentence

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from multiprocessing.process import BaseProcess

# Below so many a second process takes longer to start than it saves: where it is forked, and where it is not.
_FEW_FORKED, _FEW_SPAWNED = 4, 20

# So many jobs are sent at once to a process, if there are many, and so many times has each process something to do.
_IN_A_CHUNK, _AHEAD = 16, 4

INTERRUPTED = 130
"""The exit code of a process that was told to stop."""

Job = TypeVar("Job")
Result = TypeVar("Result")
Order = TypeVar("Order")


def each(work: Callable[[Job], Result], jobs: Sequence[Job], workers: int | None) -> Iterator[Result]:
    """Yield what each job comes to, in their order, made by so many processes; None is as many as are worth it.

    A process that is interrupted ends its job, which leaves no half files, and itself. Raises Unreadable where one was
    ended from outside.
    """
    wanted = min(workers or os.cpu_count() or 1, len(jobs))
    few = _FEW_FORKED if _forks() else _FEW_SPAWNED
    if wanted < 2 or (workers is None and len(jobs) < few):
        yield from map(work, jobs)
        return
    size = max(1, min(_IN_A_CHUNK, len(jobs) // (wanted * _AHEAD)))
    with _processes(wanted) as executor:
        submitted = (executor.submit(_Chunk(work), chunk) for chunk in _chunks(jobs, size))
        for future in ahead(submitted, wanted * _AHEAD):
            yield from future.result()


def ahead(orders: Iterable[Order], most: int) -> Iterator[Order]:
    """Yield what is ordered, in its order, of which up to `most` are ordered before the first of them is asked for."""
    left, ordered = iter(orders), deque[Order]()
    while True:
        ordered.extend(islice(left, most - len(ordered)))
        if not ordered:
            return
        yield ordered.popleft()


def _chunks(jobs: Sequence[Job], size: int) -> Iterator[Sequence[Job]]:
    return (jobs[at : at + size] for at in range(0, len(jobs), size))


@dataclass
class _Chunk(Generic[Job, Result]):
    """What is done for several jobs, one after the other, in a process of its own."""

    work: Callable[[Job], Result]

    def __call__(self, jobs: Sequence[Job]) -> list[Result]:
        return [self._done(job) for job in jobs]

    def _done(self, job: Job) -> Result:
        _child.is_at_work = True
        try:
            return self.work(job)
        except KeyboardInterrupt:
            os._exit(INTERRUPTED)  # the person is told once, by the process that was started
        finally:
            _child.is_at_work = False


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
            os._exit(INTERRUPTED)
        raise KeyboardInterrupt


_child = _Child()


def _begin_child() -> None:
    """Begin in a process of the pool. A method would not do: a process that is not forked gets a copy of its object."""
    _child.begin()


def _forks() -> bool:
    return sys.platform == "linux"


@contextlib.contextmanager
def _processes(workers: int) -> "Iterator[Executor]":
    """Yield processes that stop at once when the person interrupts."""
    from concurrent.futures import ProcessPoolExecutor  # costs an import that one definition does not need
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import active_children, get_context

    context = get_context("fork" if _forks() else "spawn")
    executor = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_child)
    try:
        yield executor
    except BrokenProcessPool:
        executor.shutdown()
        said = sentence(
            "one of its processes was ended, perhaps for want of memory: run this again, with --workers 1 if need be"
        )
        raise Unreadable("cop-plan", said) from None
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
