"""Runs that meet, that are killed, that find no room: every file is whole, and the next run works."""

import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import ROOT, TODAY, Ran, Write
from cop_plan.base import errors, files
from cop_plan.schedule import history

Run = Callable[..., Ran]

COMMUNITY = """\
name: Readers
year: 2026-2027
timezone: America/Toronto
pattern: own.yaml
activities:
  talk: {kind: webinar, when: %s, at: 15:30, steps: {guide: {when: 1 week before, audience: participants}}}
"""
FIRST, SECOND = "third tuesday of november", "first tuesday of december"
OWN_PATTERN = {"own.yaml": "title: Our year\nyear_begins: august\nactivities: {}\n"}

# A process that has read the program once, and starts as many runs as it is told to: `run WORDS` to its end, or
# `kill SECONDS WORDS`, again and again, with WORDS of one run after the other, until it is killed.
STARTER = """
import itertools, json, os, signal, sys, time
from cop_plan import cli
def run(words):
    try:
        return cli.app(words, standalone_mode=False) or 0
    except SystemExit as ended:
        return ended.code
for line in sys.stdin:
    seconds, *runs = json.loads(line)
    child = os.fork()
    if child == 0:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1), os.dup2(nowhere, 2)
        if seconds is None:
            os._exit(max(run(words) for words in runs))
        for words in itertools.cycle(runs):
            run(words)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    print(os.waitstatus_to_exitcode(status), flush=True)
"""


class Starter:
    """Starts runs, and kills them."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", STARTER], env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def _tell(self, seconds: float | None, runs: list[list[str]]) -> int:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([seconds, *runs]) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def run(self, *words: str) -> int:
        return self._tell(None, [list(words)])

    def kill_after(self, seconds: float, *runs: list[str]) -> None:
        assert self._tell(seconds, list(runs)) == -9

    def close(self) -> None:
        self._process.communicate(timeout=60)


@pytest.fixture
def starter(environment: dict[str, str]) -> Iterator[Starter]:
    one = Starter(environment)
    yield one
    one.close()


def strangers(folder: Path) -> list[str]:
    """Return the names of files that are not, to the last byte, as a lock says that they were written."""
    on_disk = {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith(".new")}
    if not on_disk:
        return []
    lock = history.parse(on_disk.pop("cop-plan.lock").decode())
    return [name for name, content in on_disk.items() if not history.is_ours(lock, name, files.digest(content))]


@pytest.mark.parametrize("kills", [150])
def test_a_run_killed_at_any_moment_leaves_whole_files_and_the_next_run_works(
    kills: int, starter: Starter, tmp_path: Path, write: Write
) -> None:
    chance = random.Random(20260501)
    folder = tmp_path / "plan"
    runs = []
    for name, when in (("first.yaml", FIRST), ("second.yaml", SECOND)):
        write("", {name: COMMUNITY % when, **OWN_PATTERN})
        runs.append(["schedule", str(tmp_path / name), "--out", str(folder), "--today", TODAY])
    left = 0
    for _ in range(kills):
        starter.kill_after(chance.uniform(0, 0.15), *chance.sample(runs, 2))
        if folder.exists():
            assert strangers(folder) == []
            left += any(path.name.endswith(".new") for path in folder.iterdir())
        if chance.random() < 0.25:
            assert starter.run(*runs[0]) == 0
            assert {path.name for path in folder.iterdir()} == {
                *("plan.md", "plan.html", "calendar.ics", "team.ics", "timeline.json", "cop-plan.lock")
            }
    assert left  # some were killed while they wrote


def test_a_move_killed_at_any_moment_leaves_the_definition_old_or_new_and_the_next_run_follows_it(
    starter: Starter, write: Write
) -> None:
    chance = random.Random(20260502)
    definition = write(COMMUNITY % FIRST, OWN_PATTERN)
    runs = [
        ["schedule", str(definition), "--today", TODAY, "--move", f"talk={when}", "--yes"] for when in (SECOND, FIRST)
    ]
    seen = set()
    for _ in range(50):
        starter.kill_after(chance.uniform(0, 0.4), *chance.sample(runs, 2))
        text = definition.read_text(encoding="utf-8")
        assert text in (COMMUNITY % FIRST, COMMUNITY % SECOND)
        seen.add(text)
    assert starter.run(*runs[0]) == 0
    data = json.loads((definition.parent / "plan" / "timeline.json").read_text(encoding="utf-8"))
    assert "2026-12-01" in {entry.get("start", "")[:10] for entry in data["entries"]}
    assert {path.name for path in definition.parent.iterdir()} == {"community.yaml", "own.yaml", "plan"}
    assert len(seen) == 2


# Two runs.


def test_who_is_alone_in_a_folder_keeps_others_out(tmp_path: Path) -> None:
    with files.alone(tmp_path), pytest.raises(errors.Unreadable, match="another run"), files.alone(tmp_path, 2):
        raise AssertionError
    with files.alone(tmp_path, 1):
        pass


def test_a_folder_made_to_be_alone_in_is_taken_away_if_it_stays_empty(tmp_path: Path) -> None:
    with files.alone(tmp_path / "a" / "b"):
        assert (tmp_path / "a" / "b").is_dir()
    assert list(tmp_path.iterdir()) == []
    with files.alone(tmp_path / "a"):
        (tmp_path / "a" / "page").write_text("")
    assert (tmp_path / "a" / "page").exists()


def test_a_run_that_waits_in_vain_is_code_3_and_one_line(run: Run, write: Write) -> None:
    definition = write(COMMUNITY % FIRST, OWN_PATTERN)
    with files.alone(definition.parent / "plan"):
        done = run("schedule", definition, "--today", TODAY)
    assert (done.code, done.err.count("\n")) == (3, 1)
    assert "another run of cop-plan is at work there" in done.err


def test_runs_that_meet_come_one_after_the_other(environment: dict[str, str], tmp_path: Path, write: Write) -> None:
    processes = []
    for name, when in (("first.yaml", FIRST), ("second.yaml", SECOND)) * 3:
        write("", {name: COMMUNITY % when, **OWN_PATTERN})
        words = ["schedule", str(tmp_path / name), "--out", str(tmp_path / "plan"), "--today", TODAY]
        processes.append(
            subprocess.Popen(
                [sys.executable, "-m", "cop_plan", *words], env=environment,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            )
        )  # fmt: skip
    for process in processes:
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    assert strangers(tmp_path / "plan") == []
    lock = history.parse((tmp_path / "plan" / "cop-plan.lock").read_text(encoding="utf-8"))
    assert {one.now for one in lock.files.values()} == {
        files.digest(path.read_bytes()) for path in (tmp_path / "plan").iterdir() if path.name != "cop-plan.lock"
    }


def test_only_what_a_run_left_is_swept(tmp_path: Path) -> None:
    kept = [".plan.md.new", ".other.md.abcd1234.new", "plan.md.abcd1234.new", ".plan.md.ABCD1234.new", "plan.md"]
    for name in [*kept, ".plan.md.abcd_234.new"]:
        (tmp_path / name).write_text("")
    files.sweep(tmp_path, ["plan.md"])
    assert {path.name for path in tmp_path.iterdir()} == set(kept)


# No room.


def test_a_folder_in_the_place_of_a_file_is_code_3_and_one_line(run: Run, write: Write) -> None:
    definition = write(COMMUNITY % FIRST, OWN_PATTERN | {"plan/plan.md/notes.txt": "mine"})
    done = run("schedule", definition, "--today", TODAY)
    assert (done.code, done.err) == (
        3,
        f"{definition.parent / 'plan' / 'plan.md'}: this is a folder, and a file is needed\n",
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="to root no folder is read-only")
def test_a_read_only_folder_is_code_3_and_one_line(run: Run, write: Write) -> None:
    definition = write(COMMUNITY % FIRST, OWN_PATTERN)
    (definition.parent / "plan").mkdir(mode=0o555)
    done = run("schedule", definition, "--today", TODAY)
    assert (done.code, done.err.count("\n")) == (3, 1)
    assert "permission denied" in done.err


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with room for a page or two."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=24k", "tmpfs", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_code_3_and_one_line_and_leaves_what_was_there(run: Run, write: Write, small_disk: Path) -> None:
    definition = write(COMMUNITY % FIRST, OWN_PATTERN)
    words = ["schedule", definition, "--out", small_disk, "--today", TODAY]
    assert run(*words, "--format", "json").code == 0
    before = {path.name: path.read_bytes() for path in small_disk.iterdir()}
    done = run(*words)
    assert (done.code, done.err.count("\n")) == (3, 1)
    assert "the disk is full" in done.err
    assert {path.name: path.read_bytes() for path in small_disk.iterdir()} == before


# How a file differs.


def test_a_refusal_shows_what_a_person_changed(run: Run, write: Write) -> None:
    definition = write(COMMUNITY % FIRST, OWN_PATTERN)
    run("schedule", definition, "--today", TODAY)
    page = definition.parent / "plan" / "plan.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("# Readers", "# Our \x1b[31mreaders"), encoding="utf-8")
    done = run("schedule", definition, "--today", TODAY)
    assert done.code == 4
    assert "plan.md: a person changed it\n    @@ -1 +1 @@\n    -# Readers" in done.err
    assert "    +# Our \N{REPLACEMENT CHARACTER}[31mreaders" in done.err


def test_a_refusal_shows_only_the_beginning(run: Run, write: Write) -> None:
    definition = write(COMMUNITY % FIRST, OWN_PATTERN | {"plan/plan.html": "<p>\n" * 900})
    done = run("schedule", definition, "--today", TODAY)
    assert re.search(r"    … and \d+ lines more\n", done.err)
    assert done.err.count("\n") < 15
    assert str(ROOT) not in done.err
