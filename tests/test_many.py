"""Jobs mapped over processes: their order, how many are ordered, and what an interrupt leaves."""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest

from cop_plan.app import many
from cop_plan.base.errors import Unreadable

# Since Python 3.12 a fork warns where threads run, as those of a test before may.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="processes are ended there, not interrupted")


def in_which_process(job: int) -> tuple[int, int]:
    return job, os.getpid()


def test_what_processes_did_comes_in_the_order_of_the_jobs() -> None:
    done = list(many.each(in_which_process, range(100), workers=2))
    assert [job for job, _ in done] == list(range(100))
    assert os.getpid() not in {process for _, process in done}


@pytest.mark.parametrize(
    ("jobs", "workers"), [(3, None), (100, 1), (1, 7), (0, 7)], ids=["few", "one worker", "one job", "none"]
)
def test_what_is_not_worth_a_process_is_done_in_this_one(jobs: int, workers: int | None) -> None:
    done = list(many.each(in_which_process, range(jobs), workers))
    assert done == [(job, os.getpid()) for job in range(jobs)]


@pytest.mark.parametrize(
    ("size", "chunks"), [(4, [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]), (1, [[job] for job in range(10)])]
)
def test_chunks_hold_every_job_once_and_in_order(size: int, chunks: list[Sequence[int]]) -> None:
    assert [list(chunk) for chunk in many._chunks(range(10), size)] == chunks


def test_no_more_is_ordered_ahead_than_may_be() -> None:
    ordered: list[int] = []

    def orders() -> Iterator[int]:
        for number in range(6):
            ordered.append(number)
            yield number

    seen = [(one, len(ordered)) for one in many.ahead(orders(), 3)]
    assert seen == [(0, 3), (1, 4), (2, 5), (3, 6), (4, 6), (5, 6)]
    assert list(many.ahead([], 3)) == []


def interrupt_the_fourth(folder: Path, job: int) -> int:
    if job == 3:
        half = folder / "half"
        half.touch()
        try:
            os.kill(os.getpid(), signal.SIGINT)
        finally:
            half.unlink()
            (folder / "ended").touch()
    return job


@on_posix
def test_a_child_that_is_interrupted_ends_its_job_without_half_files_and_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="one of its processes was ended"):
        list(many.each(partial(interrupt_the_fourth, tmp_path), range(8), workers=2))
    assert [one.name for one in tmp_path.iterdir()] == ["ended"]


def at_rest() -> NoReturn:
    os.kill(os.getpid(), signal.SIGTERM)
    os._exit(0)


def at_work() -> NoReturn:
    many._child.is_at_work = True
    try:
        os.kill(os.getpid(), signal.SIGINT)
        os._exit(0)
    except KeyboardInterrupt:
        os.kill(os.getpid(), signal.SIGINT)  # the terminal and the parent both say it
        os._exit(7)


@on_posix
@pytest.mark.parametrize(("does", "code"), [(at_rest, many.INTERRUPTED), (at_work, 7)], ids=["at rest", "at work"])
def test_a_child_at_rest_ends_at_once_and_one_at_work_is_interrupted_once(
    does: Callable[[], NoReturn], code: int
) -> None:
    child = os.fork()
    if child == 0:
        try:
            many._begin_child()
            does()
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == code
