"""How fast cop-plan is, in ratios: to an empty interpreter, to other programs, and to itself with more to do.

Whole processes are measured, from their start to their end, in rounds: each round runs every case once, so that
whatever else the machine does falls on all of them alike. The fastest run of each is what the program costs; the median
tells how restless the machine was. Nothing here fails: what is aimed at is said to be met or not.

What other programs need is made below `.cache/bench`, once. Compiled Python lies there too, so that every case starts
with its modules compiled, as an installed program does.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import measure
import parts
import peers
from measure import Runs
from parts import Aim, Part


def main() -> None:
    """Measure, and say what came of it."""
    parser = argparse.ArgumentParser(description="How fast cop-plan is, in ratios.")
    parser.add_argument("--rounds", type=int, default=15, help="how often each case runs (default: 15)")
    parser.add_argument("--only", action="append", choices=list(parts.PARTS), help="measure this part; may be repeated")
    parser.add_argument("--json", action="store_true", help="say it as JSON")
    asked = parser.parse_args()
    peers.CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=peers.CACHE) as folder:
        program = parts.Program(Path(folder))
        empty = measure.Case(parts.EMPTY, [program.python, "-c", "pass"], peers.environment())
        wanted = asked.only or [name for name in parts.PARTS if name not in parts.ON_REQUEST]
        measured = [make(program) for name, make in parts.PARTS.items() if name in wanted]
        cases = [empty, *(case for part in measured for case in part.cases)]
        known = measure.rounds(cases, max(asked.rounds, 1))
    aims = [aim for part in measured for aim in part.aims(known)]
    missing = list(dict.fromkeys(line for part in measured for line in part.missing))
    lines = (
        [json.dumps(_data(known, aims, missing), ensure_ascii=False, indent=1)]
        if asked.json
        else _report(measured, known, aims, missing)
    )
    sys.stdout.write("\n".join(lines) + "\n")


def _table(part: Part, known: Mapping[str, Runs], unit: Runs) -> Iterable[str]:
    yield ""
    yield f"  {part.title:<46} {'least':>9} {'median':>9} {'× empty':>9} {'memory':>8} {'runs':>5}"
    for case in part.cases:
        one = known[case.name]
        least, median, times = one.least * 1000, one.median * 1000, one.least / unit.least
        peak = "–" if one.peak_megabytes is None else f"{one.peak_megabytes:.0f}"
        yield f"  {case.name:<46} {least:>6.0f} ms {median:>6.0f} ms {times:>9.1f} {peak:>5} MB {len(one.seconds):>5}"


def _report(
    measured: Sequence[Part], known: Mapping[str, Runs], aims: Iterable[Aim], missing: Iterable[str]
) -> list[str]:
    unit = known[parts.EMPTY]
    return [
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        f"{parts.EMPTY}: {unit.least * 1000:.0f} ms at least",
        *(line for part in measured for line in _table(part, known, unit)),
        *("", "Aims, by the least times"),
        *(f"  {aim.words:<62} {aim.shown:>6}, at most {aim.at_most:<4} {aim.unit:<2}: {aim.verdict}" for aim in aims),
        *(f"  {line}" for line in missing),
    ]


def _data(known: Mapping[str, Runs], aims: Iterable[Aim], missing: Iterable[str]) -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "cases": {
            name: {"least": one.least, "median": one.median, "seconds": one.seconds, "peaks": one.peaks}
            for name, one in known.items()
        },
        "aims": [
            {"words": aim.words, "at_most": aim.at_most, "unit": aim.unit, "figure": aim.figure, "verdict": aim.verdict}
            for aim in aims
        ],
        "missing": list(missing),
    }


if __name__ == "__main__":
    main()
