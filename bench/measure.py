"""Whole processes and what they cost: seconds from start to end, and the most memory that one held."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_BYTES_PER_MAXRSS = 1 if sys.platform == "darwin" else 1024  # Source: getrusage(2) of macOS and of Linux


class Failed(Exception):
    """Raised for a command that ended with a failure; its text is the last line that the command wrote."""


@dataclass(frozen=True)
class Case:
    """A command that is measured.

    `every` says in which rounds: 3 is every third. `most` says how often at most. `before` is not measured.
    """

    name: str
    command: Sequence[str | Path]
    environment: Mapping[str, str]
    every: int = 1
    most: int = 1_000
    before: Callable[[], object] = lambda: None


@dataclass
class Runs:
    """The durations of a case's runs in seconds, and the most memory of each in bytes; none where it is not known."""

    seconds: list[float] = field(default_factory=list)
    peaks: list[int] = field(default_factory=list)

    @property
    def least(self) -> float:
        """Return the duration of the fastest run."""
        return min(self.seconds)

    @property
    def median(self) -> float:
        """Return the middle duration."""
        return statistics.median(self.seconds)

    @property
    def peak_megabytes(self) -> float | None:
        """Return the most memory that any run held, in millions of bytes."""
        return max(self.peaks) / 1_000_000 if self.peaks else None


def run(command: Sequence[str | Path], environment: Mapping[str, str]) -> tuple[float, int | None]:
    """Run a command; return the seconds that it took and the most memory that it held in bytes. Raises Failed."""
    with tempfile.TemporaryFile() as said:
        begun = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603  # commands of our own
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said
        )
        if hasattr(os, "wait4"):
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            peak = usage.ru_maxrss * _BYTES_PER_MAXRSS
        else:
            process.wait()
            peak = None
        seconds = time.perf_counter() - begun
        if process.returncode:
            said.seek(0)
            lines = [line.strip() for line in said.read().decode(errors="replace").splitlines() if line.strip()]
            raise Failed(lines[-1] if lines else f"exit code {process.returncode}")
    return seconds, peak


def rounds(cases: Sequence[Case], count: int) -> dict[str, Runs]:
    """Run every case once a round, so that whatever else the machine does falls on all of them alike.

    The round before the first compiles modules and fills caches; a case that runs once only is not in it.
    """
    runs = {case.name: Runs() for case in cases}
    for number in range(-1, count):
        for case in cases:
            one = runs[case.name]
            if (number > 0 and number % case.every) or len(one.seconds) >= case.most or (number < 0 and case.most == 1):
                continue
            case.before()
            try:
                seconds, peak = run(case.command, case.environment)
            except Failed as failed:
                sys.exit(f"{case.name}: {failed}")
            if number >= 0:
                one.seconds.append(seconds)
                one.peaks += [] if peak is None else [peak]
    return runs
