"""Runs that meet, that are killed, that find no room: every file is whole, and the next run works."""

import itertools
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
from cop_plan.app.project import CommunityProject
from cop_plan.base import errors, files
from cop_plan.schedule import history
from kill_points import BEFORE, SCENARIOS, Played, Scenario, Starter

pytestmark = pytest.mark.slow

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


OF_PEOPLE = re.compile(r"(kit|report|hours)/|\.?(members|schools)\.csv")
"""What holds names with answers, or addresses: from the moment at which it exists, it is for its owner only."""


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
    for number, struck in enumerate(played.struck()):
        assert struck.ended.code == -signal.SIGKILL, struck.call
        for name, content in struck.left.items():
            # A record that is made is empty until its first row is in it.
            whole = [played.before.get(name), played.after.get(name), *([b""] if name.startswith("records/") else [])]
            assert kill_points.is_hidden(name) or content in whole, (struck.call, name)
            # A list that a person has is as they made it, and so is what takes its place.
            kept = re.sub(r"^\.(.+)\.[a-z0-9_]{8}\.new$", r"\1", name) in played.before
            assert not OF_PEOPLE.match(name) or kept or name not in struck.shared, (struck.call, name)
        assert {name for name in played.before if not kill_points.is_hidden(name)} <= set(struck.left), struck.call
        for folder in ("plan", "kit", "report", "hours"):
            assert not_explained(below(folder, struck.left)) == [], struck.call
        if b"name: Readers" in struck.left.get("community.yaml", b""):
            _ = CommunityProject(kill_points.put(struck.left, tmp_path / f"left {number}") / "community.yaml").written
        for ended, _ in struck.later:
            assert ended.code == 0, (struck.call, ended.said)
        *earlier, (_, last) = struck.later
        for _, left in earlier:  # only a run of the kit clears its folder
            assert not [name for name in hidden(left) if not name.startswith("kit/")], struck.call
        assert not hidden(last), struck.call
        assert struck.later[-1][1] == played.after, struck.call


# Refused by the system.


@pytest.mark.parametrize(
    "name",
    [
        "schedule, after a change and a killed run",
        "done, for the first time",
        "done, once more",
        "done, taken back",
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


def test_what_a_run_left_stays_while_another_is_at_work(tmp_path: Path) -> None:
    left = tmp_path / ".plan.md.abcd_234.new"
    left.write_text("")
    with files.lock_directory(tmp_path):
        files.remove_stale_temp_files_if_idle(tmp_path, ["plan.md"])
        assert left.exists()
    files.remove_stale_temp_files_if_idle(tmp_path, ["plan.md"])
    assert not left.exists()


# What stands in the place of an output.

OUTPUTS = {
    "schedule, after a change and a killed run": ["plan/plan.md", "plan/cop-plan.lock"],
    "kit, after a change and a killed run": ["kit/letter-of-agreement/amina-okafor.html", "kit/cop-plan.lock"],
    "report, after a change and a killed run": ["report/report.json", "report/cop-plan.lock"],
    "init, beside lists and below a comment": ["community.yaml", "members.csv"],
    "done, once more": ["records/progress.csv"],
}
BY_NAME = {one.name: one for one in SCENARIOS}


def put_aside(place: Path) -> Path:
    """Move a file away; return where it lies now."""
    aside = place.parent / "aside"
    aside.mkdir()
    return place.rename(aside / place.name)


STRANGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a pipe": (os.mkfifo, "this is a pipe, and a file is needed"),
    "a device": (lambda place: place.symlink_to("/dev/zero"), "this is a device, and a file is needed"),
    "a folder": (Path.mkdir, "this is a folder, and a file is needed"),
    "a link to nothing": (lambda place: place.symlink_to("nothing"), "this link leads to nothing"),
    "a link to a folder": (lambda place: place.symlink_to("."), "this is a folder, and a file is needed"),
    "a link to itself": (lambda place: place.symlink_to(place.name), "the links go round in a circle"),
}


@pytest.mark.parametrize("name", OUTPUTS)
def test_what_is_no_file_in_the_place_of_an_output_is_code_3_and_one_line(
    name: str, starter: Starter, tmp_path: Path
) -> None:
    scenario = BY_NAME[name]
    made = scenario.made(starter, tmp_path / "made")
    for number, (output, (strange, reason)) in enumerate(itertools.product(OUTPUTS[name], STRANGE.values())):
        folder = kill_points.put(made, tmp_path / str(number))
        (folder / output).unlink()
        strange(folder / output)
        ended = starter.run(folder, scenario.words)
        assert (ended.code, ended.said) == (3, f"{output}: {reason}\n")


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_write_protected_output_is_code_3_and_one_line_and_stays(name: str, starter: Starter, tmp_path: Path) -> None:
    scenario = BY_NAME[name]
    made = scenario.made(starter, tmp_path / "made")
    for number, output in enumerate(OUTPUTS[name]):
        folder = kill_points.put(made, tmp_path / str(number))
        (folder / output).chmod(0o444)
        ended = starter.run(folder, scenario.words)
        assert (ended.code, ended.said) == (3, f"{output}: it is write-protected\n")
        left = kill_points.tree(folder)
        assert left == {one: made[one] for one in made if one in left}


@pytest.mark.parametrize("name", OUTPUTS)
def test_what_is_behind_a_link_is_written_and_the_link_stays(name: str, starter: Starter, tmp_path: Path) -> None:
    played = Played(BY_NAME[name], starter, tmp_path)
    for number, output in enumerate(OUTPUTS[name]):
        folder = kill_points.put(played.before, tmp_path / str(number))
        behind = put_aside(folder / output)
        (folder / output).symlink_to(Path("aside") / behind.name)
        ended = starter.run(folder, BY_NAME[name].words)
        assert ended.code == 0, ended.said
        assert (folder / output).is_symlink()
        assert behind.read_bytes() == played.after[output] != played.before[output]
        assert not hidden(kill_points.tree(folder))


@pytest.mark.parametrize("name", ["kit, for the first time", "report, for the first time", "init, in a new folder"])
def test_what_holds_names_and_addresses_is_for_its_owner_only(name: str, starter: Starter, tmp_path: Path) -> None:
    folder = kill_points.put(BY_NAME[name].files, tmp_path / "one")
    assert starter.run(folder, BY_NAME[name].words).code == 0
    assert starter.run(folder, SCENARIOS[0].words).code == 0
    for path in folder.rglob("*"):
        written = path.relative_to(folder).as_posix()
        if path.is_file() and written not in BY_NAME[name].files:
            expected = 0o600 if OF_PEOPLE.match(written) else 0o666 & ~kill_points.umask()
            assert path.stat().st_mode & 0o777 == expected, written


def test_a_letter_that_others_may_read_is_for_its_owner_only_once_it_is_written_anew(
    starter: Starter, tmp_path: Path
) -> None:
    scenario = BY_NAME["kit, after a change and a killed run"]
    folder = kill_points.put(scenario.made(starter, tmp_path / "made"), tmp_path / "one")
    letter = folder / "kit" / "letter-of-agreement" / "amina-okafor.html"
    letter.chmod(0o644)
    assert starter.run(folder, scenario.words).code == 0
    assert letter.stat().st_mode & 0o777 == 0o600
    letter.chmod(0o640)
    assert starter.run(folder, scenario.words).code == 0
    assert letter.stat().st_mode & 0o777 == 0o640  # unchanged, it is not written


# What stands in the place of what is read.


@pytest.mark.parametrize("command", ["check", "schedule", "kit", "report", "init"])
def test_a_pipe_that_a_definition_names_is_code_3_and_one_line(command: str, starter: Starter, tmp_path: Path) -> None:
    folder = kill_points.put(BEFORE, tmp_path / "one")
    (folder / "members.csv").unlink()
    os.mkfifo(folder / "members.csv")
    ended = starter.run(folder, [command, "community.yaml", *(["--no-input"] if command == "init" else [])])
    assert (ended.code, ended.said) == (3, "members.csv: this is a pipe, and a file is needed\n")


@pytest.mark.parametrize("record", ["attendance/talk.csv", "notes/talk.md", "stories/one.md", "progress.csv"])
def test_a_pipe_among_the_records_is_code_3_and_one_line(record: str, starter: Starter, tmp_path: Path) -> None:
    folder = kill_points.put(BEFORE, tmp_path / "one")
    (folder / "records" / record).parent.mkdir(parents=True)
    os.mkfifo(folder / "records" / record)
    with (folder / "community.yaml").open("a") as definition:
        definition.write("records: {notes: records/notes/, stories: records/stories/}\n")
    ended = starter.run(folder, ["report", "community.yaml"])
    assert (ended.code, ended.said) == (3, f"records/{record}: this is a pipe, and a file is needed\n")


def test_a_definition_may_come_through_a_pipe_but_moves_need_a_file(
    environment: dict[str, str], starter: Starter, tmp_path: Path
) -> None:
    folder = kill_points.put(BEFORE, tmp_path / "one")
    whole = (folder / "community.yaml").read_bytes()
    (folder / "community.yaml").unlink()
    os.mkfifo(folder / "community.yaml")
    moved = starter.run(folder, BY_NAME["schedule --move"].words)
    assert (moved.code, moved.said) == (3, "community.yaml: this is a pipe, and a file is needed\n")
    with subprocess.Popen(
        [sys.executable, "-m", "cop_plan", "schedule", "community.yaml", "--today", TODAY],
        cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        (folder / "community.yaml").write_bytes(whole)
        assert process.stderr
        said = process.stderr.read().decode()
    assert process.returncode == 0, said


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
