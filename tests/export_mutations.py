"""Exports of records, changed at random and read in this process: a result, or problems with their places.

No input may end in a traceback, take longer than five seconds or more than 300 megabytes. One input is a seed and a
number; the same two give the same input. `make nightly` reads 100,000.
"""

import argparse
import os
import random
import resource
import signal
import sys
import traceback
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import fuzzing
from cop_plan.app import inspect
from cop_plan.app.project import CommunityProject
from cop_plan.base.errors import Misuse, Problems
from cop_plan.cli import inspect_output

SECONDS = 5
MEGABYTES = 300
SHARE = 500

RECORDS = Path(__file__).parent / "data" / "records"
EXAMPLE = Path(__file__).parent.parent / "examples" / "literacy-for-all"


@dataclass(frozen=True)
class Told:
    """What a share of inputs came to: how many gave a result, how many problems; the slowest; the faults."""

    read: int
    refused: int
    slowest: tuple[float, int]
    megabytes: int
    faults: tuple[str, ...]


@cache
def exports() -> tuple[Path, ...]:
    """Return the exports that are changed."""
    of_example = (EXAMPLE / "records").rglob("*.*")
    found = (path for path in (*RECORDS.rglob("*.*"), *of_example) if path.suffix in (".csv", ".xlsx", ".ods", ".xls"))
    return tuple(sorted(found))


@cache
def project() -> CommunityProject:
    """Return the community for which they are read."""
    return CommunityProject(EXAMPLE / "community.yaml")


def one(seed: int, number: int) -> tuple[bytes, inspect.InspectRequest, bool]:
    """Return an input, what is said of it, and whether a definition is known."""
    pick = random.Random(f"{seed} export {number}")
    path = pick.choice(exports())
    content = path.read_bytes()
    if path.suffix in (".xlsx", ".ods") or pick.randrange(6):
        content = fuzzing.changed(content, path.suffix, pick)
    else:  # the head of one and the tail of another
        other = pick.choice(exports()).read_bytes()
        content = content[: pick.randint(0, len(content))] + other[pick.randint(0, len(other)) :]
    session = pick.choice((None, None, "webinar-1", "orientation"))
    survey = None if session else pick.choice((None, None, "baseline", "final"))
    order = pick.choice((None, None, None, "dmy", "mdy", "ymd"))
    return content, inspect.asked(Path(path.name), session, survey, order), pick.randrange(8) > 0


def is_read(seed: int, number: int) -> bool:
    """Read an input as the command does; return whether it gave a result. Raises whatever must not be."""
    content, asked, is_known = one(seed, number)
    try:
        looked = inspect.look(project() if is_known else None, asked, content)
    except Problems as found:
        if not (found.problems and all(problem.message and problem.place.file for problem in found.problems)):
            raise AssertionError("a problem without its place") from found
        return False
    except Misuse:
        return False
    assert inspect.data(looked)
    assert "".join(map(str, inspect_output.lines(looked)))
    return True


class _Slow(BaseException):
    pass


def _stop(*_: object) -> None:
    raise _Slow


def share(seed: int, first: int, count: int) -> Told:
    """Read a share of the inputs."""
    results, slowest, faults = [], (0.0, first), []
    signal.signal(signal.SIGPROF, _stop)
    for number in range(first, first + count):
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            results.append(is_read(seed, number))
        except BaseException as error:  # whatever comes out is the fault that is looked for
            if isinstance(error, KeyboardInterrupt):
                raise
            faults.append(f"{seed} {number}: {''.join(traceback.format_exception(error, limit=-6))}")
        finally:
            left, _ = signal.setitimer(signal.ITIMER_PROF, 0)
        slowest = max(slowest, (SECONDS - left, number))
    return Told(sum(results), len(results) - sum(results), slowest, _megabytes(), tuple(faults))


def _megabytes() -> int:
    """Return the most memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (2**20 if sys.platform == "darwin" else 2**10)


def every(seed: int, count: int) -> Iterator[Told]:
    """Read all inputs, in processes beside each other, each of which ends after one share."""
    firsts = range(0, count, SHARE)
    with ProcessPoolExecutor(os.cpu_count(), max_tasks_per_child=1) as pool:
        shares = [pool.submit(share, seed, first, min(SHARE, count - first)) for first in firsts]
        yield from (one.result() for one in shares)


def main() -> int:
    """Read the inputs that are asked for, and tell what they came to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="one input alone")
    asked = parser.parse_args()
    found = list(every(asked.seed, asked.count)) if asked.only is None else [share(asked.seed, asked.only, 1)]
    lines = [fault for told in found for fault in told.faults]
    seconds, number = max(told.slowest for told in found)
    megabytes = max(told.megabytes for told in found)
    read, refused = (sum(getattr(told, name) for told in found) for name in ("read", "refused"))
    lines.append(
        f"{read} read, {refused} refused with their places, {len(lines)} faults; "
        f"the slowest {seconds:.2f} s ({number}), the most memory {megabytes} MB"
    )
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if len(lines) > 1 or megabytes > MEGABYTES else 0


if __name__ == "__main__":
    raise SystemExit(main())
