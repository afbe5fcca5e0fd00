"""Runs that meet, that are killed, that find no room: every file is whole, and the next run works."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest

import kill_points
from conftest import ROOT, TODAY, Ran, Write
from cop_plan.app.project import Project
from cop_plan.base import errors, files
from cop_plan.schedule import history
from kill_points import SCENARIOS, Played, Scenario, Starter

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


def strangers(folder: Path) -> list[str]:
    """Return the names of files that are not, to the last byte, as a lock says that they were written."""
    return not_explained({path.name: path.read_bytes() for path in folder.iterdir()})


def not_explained(on_disk: Mapping[str, bytes]) -> list[str]:
    """Return the names of those files of a folder that its lock does not know as they are."""
    shown = {name: content for name, content in on_disk.items() if not kill_points.is_hidden(name)}
    if not shown:
        return []
    lock = history.parse(shown.pop("cop-plan.lock").decode())
    return [name for name, content in shown.items() if not history.is_ours(lock, name, files.digest(content))]


@pytest.fixture(scope="module")
def starter(environment: dict[str, str]) -> Iterator[Starter]:
    with Starter(environment) as one:
        yield one


# Killed. What is named here is known to be all, since each call that changes the disk is one.


def below(folder: str, left: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files below a folder, as they are called there."""
    return {name.removeprefix(f"{folder}/"): content for name, content in left.items() if name.startswith(f"{folder}/")}


def hidden(left: Iterable[str]) -> list[str]:
    return [name for name in left if kill_points.is_hidden(name)]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_a_run_killed_at_any_of_its_calls_leaves_whole_files_and_the_next_runs_bring_the_rest(
    scenario: Scenario, starter: Starter, tmp_path: Path
) -> None:
    played = Played(scenario, starter, tmp_path)
    assert not hidden(played.after)
    for struck in played.struck():
        assert struck.ended.code == -signal.SIGKILL, struck.call
        for name, content in struck.left.items():
            # A record that is made is empty until its first row is in it.
            whole = [played.before.get(name), played.after.get(name), *([b""] if name.startswith("records/") else [])]
            assert kill_points.is_hidden(name) or content in whole, (struck.call, name)
            assert not name.startswith(("kit/", "report/")) or name in played.before or name not in struck.shared
        assert {name for name in played.before if not kill_points.is_hidden(name)} <= set(struck.left), struck.call
        for folder in ("plan", "kit", "report"):
            assert not_explained(below(folder, struck.left)) == [], struck.call
        if b"name: Readers" in struck.left.get("community.yaml", b""):
            _ = Project(
                kill_points.put(struck.left, tmp_path / struck.call.replace("/", " ")) / "community.yaml"
            ).written
        for ended, _ in struck.later:
            assert ended.code == 0, (struck.call, ended.said)
        for _, left in struck.later:
            assert not hidden(left), struck.call
        assert struck.later[-1][1] == played.after, struck.call


# Refused by the system.


@pytest.mark.parametrize(
    "name",
    [
        "schedule, after a change and a killed run",
        "done, for the first time",
        "done, once more",
        "init, in a new folder",
    ],
)
def test_a_call_that_the_disk_refuses_is_one_line_and_code_3_and_nothing_is_changed_or_left(
    name: str, starter: Starter, tmp_path: Path
) -> None:
    played = Played(next(one for one in SCENARIOS if one.name == name), starter, tmp_path)
    placed = False  # once one is in its place, the others stay whole, and that is all
    refused = 0
    for struck in played.struck("refuse"):
        placed |= struck.call.startswith("replace")
        shown = {one: content for one, content in struck.left.items() if content and one not in hidden(played.before)}
        assert not hidden(shown) or struck.call.startswith("unlink"), struck.call
        assert struck.ended.code in (0, 3), (struck.call, struck.ended.said)
        if struck.ended.code == 0:  # what can be done without
            assert {one: shown[one] for one in shown if one not in hidden(shown)} == played.after, struck.call
            continue
        refused += 1
        assert (struck.ended.said.count("\n"), "the disk is full" in struck.ended.said) == (1, True), struck.call
        if not placed:
            assert shown == {one: played.before[one] for one in played.before if one not in hidden(played.before)}
    assert refused >= len(played.calls) / 2


def test_a_folder_taken_away_in_the_middle_is_one_line_or_made_anew(starter: Starter, tmp_path: Path) -> None:
    played = Played(SCENARIOS[0], starter, tmp_path)
    codes = set()
    for struck in played.struck("folder"):
        codes.add(struck.ended.code)
        if struck.ended.code == 3:
            assert struck.ended.said == "plan: this folder was taken away meanwhile\n", struck.call
        assert not hidden(struck.left)
    assert codes == {0, 3}


# Two runs.


def test_who_is_alone_in_a_folder_keeps_others_out(tmp_path: Path) -> None:
    with (
        files.lock_directory(tmp_path),
        pytest.raises(errors.Unreadable, match="another run"),
        files.lock_directory(tmp_path, 2),
    ):
        raise AssertionError
    with files.lock_directory(tmp_path, 1):
        pass


def test_a_folder_made_to_be_alone_in_is_taken_away_if_it_stays_empty(tmp_path: Path) -> None:
    with files.lock_directory(tmp_path / "a" / "b"):
        assert (tmp_path / "a" / "b").is_dir()
    assert list(tmp_path.iterdir()) == []
    with files.lock_directory(tmp_path / "a"):
        (tmp_path / "a" / "page").write_text("")
    assert (tmp_path / "a" / "page").exists()


def test_a_run_that_waits_in_vain_is_code_3_and_one_line(run: Run, write: Write) -> None:
    definition = write(COMMUNITY % FIRST, OWN_PATTERN)
    with files.lock_directory(definition.parent / "plan"):
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
    files.remove_stale_temp_files(tmp_path, ["plan.md"])
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
