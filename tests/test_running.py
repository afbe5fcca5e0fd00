"""Several definitions in one call: told in their order, whatever each comes to and however many are done at once."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import MINIMAL, OUTPUTS, PATIENCE_SECONDS, TODAY, Ran, end_of, screens
from cop_plan.app import many
from cop_plan.cli import running

pytestmark = pytest.mark.slow

Run = Callable[..., Ran]
HOW_MANY_AT_ONCE = ("1", "2", "7")
WRITTEN = {*OUTPUTS, "cop-plan.lock"}
NAMES = tuple(f"Readers {number:02}" for number in range(9))


@pytest.fixture
def communities(tmp_path: Path) -> list[Path]:
    """The definitions of some communities, each in its folder."""
    return [written(tmp_path / f"{at:02}" / "community.yaml", name) for at, name in enumerate(NAMES)]


def written(definition: Path, name: str) -> Path:
    definition.parent.mkdir(parents=True, exist_ok=True)
    definition.write_text(MINIMAL.replace("Readers", name), encoding="utf-8")
    return definition


def folders(said: str) -> list[str]:
    """Return the folders whose years are told to be written, in the order in which they are told."""
    return re.findall(r"^wrote plan\.md.* to .*/(\d\d)/plan/$", said, re.MULTILINE)


@pytest.mark.parametrize("workers", HOW_MANY_AT_ONCE)
def test_years_are_told_in_the_order_of_the_call(workers: str, run: Run, communities: list[Path]) -> None:
    done = run("schedule", *communities, "--workers", workers, "--today", TODAY)
    assert done.code == 0
    assert folders(done.err) == [one.parent.name for one in communities]
    assert all((one.parent / "plan" / "cop-plan.lock").is_file() for one in communities)


@pytest.mark.parametrize("workers", HOW_MANY_AT_ONCE)
def test_a_broken_definition_is_told_in_its_turn_and_stops_no_other(
    workers: str, run: Run, communities: list[Path]
) -> None:
    communities[3].write_text("name: Readers 03\nyear: someday\ntimezone: America/Edmonton\n", encoding="utf-8")
    done = run("schedule", *communities, "--workers", workers, "--today", TODAY)
    assert done.code == 1
    assert folders(done.err) == [one.parent.name for one in communities if one != communities[3]]
    before, problem, after = (
        done.err.index(f"{one}") for one in (communities[2].parent, communities[3], communities[4].parent)
    )
    assert before < problem < after
    assert not (communities[3].parent / "plan").exists()


@pytest.mark.parametrize("workers", HOW_MANY_AT_ONCE)
def test_the_highest_code_counts(workers: str, run: Run, communities: list[Path]) -> None:
    communities[1].write_text("nonsense", encoding="utf-8")
    (communities[4].parent / "plan").mkdir()
    (communities[4].parent / "plan" / "plan.md").write_text("mine", encoding="utf-8")
    done = run("schedule", *communities, "--workers", workers, "--today", TODAY)
    assert done.code == 4
    assert (communities[4].parent / "plan" / "plan.md").read_text() == "mine"


def test_as_json_all_come_in_their_order(run: Run, communities: list[Path]) -> None:
    done = run("schedule", *communities, "--workers", "2", "--json", "--today", TODAY)
    assert [one["definition"] for one in json.loads(done.out)["scheduled"]] == [str(one) for one in communities]


@pytest.mark.parametrize("workers", HOW_MANY_AT_ONCE)
def test_two_of_one_id_are_both_refused_and_the_others_go_on(
    workers: str, run: Run, communities: list[Path], tmp_path: Path
) -> None:
    written(communities[5], "Readers 02")
    done = run("schedule", *communities, "--out", tmp_path / "published", "--workers", workers, "--today", TODAY)
    assert done.code == 4
    assert "give each its own id" in done.err
    assert str(communities[2]) in done.err
    assert str(communities[5]) in done.err
    others = {f"readers-{at:02}" for at in range(len(NAMES)) if at not in (2, 5)}
    assert {one.name for one in (tmp_path / "published").iterdir()} == others


def test_two_of_one_id_are_refused_where_one_lies_there_already(
    run: Run, communities: list[Path], tmp_path: Path
) -> None:
    into = tmp_path / "published"
    assert run("schedule", *communities[:2], "--out", into, "--today", TODAY).code == 0
    before = {path: path.read_bytes() for path in into.rglob("*") if path.is_file()}
    written(communities[2], "Readers 01")
    assert run("schedule", *communities[:3], "--out", into, "--today", TODAY).code == 4
    assert {path: path.read_bytes() for path in into.rglob("*") if path.is_file()} == before


def test_a_community_renamed_stays_in_its_folder_among_others(
    run: Run, communities: list[Path], tmp_path: Path
) -> None:
    into = tmp_path / "published"
    assert run("schedule", *communities, "--out", into, "--today", TODAY).code == 0
    written(communities[4], "Writers")
    done = run("schedule", *communities, "--out", into, "--workers", "2", "--today", TODAY)
    assert done.code == 0, done.err
    assert len(list(into.iterdir())) == len(communities)
    assert "Writers" in (into / "readers-04" / "plan.md").read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="an interrupt is sent otherwise there")
@pytest.mark.parametrize("to_all", [False, True], ids=["to the parent", "to all, as a terminal does"])
def test_an_interrupt_ends_all_workers_at_once_and_leaves_whole_files(
    to_all: bool, environment: dict[str, str], tmp_path: Path
) -> None:
    many = [written(tmp_path / f"{at:03}" / "community.yaml", f"Readers {at:03}") for at in range(300)]
    command = [sys.executable, "-m", "cop_plan", "schedule", *map(str, many), "--workers", "2", "--today", TODAY]
    with (tmp_path / "err").open("wb") as err:
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=err, start_new_session=True
        )
        while not (many[5].parent / "plan" / "cop-plan.lock").is_file():
            assert process.poll() is None
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT) if to_all else process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_SECONDS) == 130
    said = [line for line in (tmp_path / "err").read_text(encoding="utf-8").splitlines() if "interrupted" in line]
    assert said == ["interrupted"]
    assert "Traceback" not in (tmp_path / "err").read_text(encoding="utf-8")
    with pytest.raises(ProcessLookupError):  # nobody of its session is left
        os.killpg(process.pid, 0)
    assert not list(tmp_path.rglob("*.new"))
    assert not (many[-1].parent / "plan").exists()
    for page in tmp_path.rglob("plan/plan.html"):
        assert page.read_text(encoding="utf-8").rstrip().endswith("</html>")
    begun = [one for one in many if (one.parent / "plan").exists()]
    command[4:-4] = map(str, begun)
    assert subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0
    assert {path.name for one in begun for path in (one.parent / "plan").iterdir()} == WRITTEN


def test_a_community_of_a_new_name_is_in_no_other_ones_folder(run: Run, tmp_path: Path) -> None:
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    text = "name: {}\nyear: 2026-2027\ntimezone: America/Edmonton\n"
    first.write_text(text.format("Readers"))
    second.write_text(text.format("Others"))
    into = ("--out", tmp_path / "published", "--today", TODAY)
    assert run("schedule", first, second, *into).code == 0
    first.write_text(text.format("Writers"))
    second.unlink()
    third = tmp_path / "third.yaml"
    third.write_text(text.format("Writers"))
    assert run("schedule", first, third, *into).code == 0  # the first stays in readers/, where it is known
    assert sorted(one.name for one in (tmp_path / "published").iterdir()) == ["others", "readers", "writers"]
    fourth = tmp_path / "fourth.yaml"
    fourth.write_text(text.format("Readers"))
    refused = run("schedule", first, fourth, *into)
    assert refused.code == 4
    assert f"{tmp_path / 'published' / 'readers'}: {first} and {fourth} would be written there" in refused.err


# The bar.

AT_ONCE = """
import sys
from cop_plan.cli import progress
progress.SLOW_SECONDS = 0
from cop_plan.__main__ import main
main()
"""
DRAWN = re.compile(r"\x1b\[(\?25[lh]|[0-9;]*[mAK])")


def drawn(words: list[str], environment: dict[str, str], **more: str) -> str:
    """Return what a terminal gets from a run that takes long from the first."""
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(
            sys.executable,
            [sys.executable, "-c", AT_ONCE, *words],
            environment | {"TERM": "xterm-256color", "COLUMNS": "80", **more},
        )
    *_, shown = b"", *screens(terminal)
    assert end_of(child, terminal) == 0, shown.decode()
    return shown.decode()


def test_long_work_has_a_bar_that_is_drawn_and_taken_away(environment: dict[str, str], communities: list[Path]) -> None:
    for words, what in (
        (["schedule", *map(str, communities)], "years"),
        (["kit", str(communities[0])], "making the documents"),
    ):
        shown = drawn([*words, "--today", TODAY], environment)
        assert f"{what} " in shown
        assert "━" in shown
        plain = DRAWN.sub("", shown)
        assert "\x1b" not in plain
        assert "\N{REPLACEMENT CHARACTER}" not in plain
        hidden, seen = shown.count("\x1b[?25l"), shown.count("\x1b[?25h")
        assert hidden == seen > 0  # the cursor is there again
        assert "\x1b[1A\x1b[2K" in shown.rpartition("━")[2]  # its last line is taken away


@pytest.mark.parametrize("more", [{"TERM": "dumb"}, {"TERM": ""}])
def test_a_terminal_on_which_nothing_can_be_drawn_has_no_bar(
    more: dict[str, str], environment: dict[str, str], communities: list[Path]
) -> None:
    assert "━" not in drawn(["kit", str(communities[0]), "--today", TODAY], environment, **more)


def test_of_several_definitions_each_has_its_lines_and_no_table(run: Run, communities: list[Path]) -> None:
    done = run("schedule", *communities[:2], "--today", TODAY)
    assert done.out == ""
    assert done.err.count("wrote plan.md") == 2
    shown = run("schedule", *communities[:2], "--today", TODAY, "--dry-run")
    assert shown.out.count("Webinar 1 ") >= 2


# Where processes are not forked: macOS and Windows


SPAWNED = """
from cop_plan.__main__ import main
from cop_plan.app import many

many._forks = lambda: False
main()
"""


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_told_is_the_same_where_processes_are_not_forked(
    language: str, environment: dict[str, str], communities: list[Path], tmp_path: Path
) -> None:
    communities[1].write_text("name: Readers\nyear: someday\ntimezone: America/Edmonton\n", encoding="utf-8")
    (communities[2].parent / "plan").mkdir()
    (communities[2].parent / "plan" / "plan.md").write_text("mine", encoding="utf-8")
    words = ["schedule", *map(str, communities[:4]), "--dry-run", "--language", language, "--today", TODAY]

    def told(*how: str) -> tuple[int, str, str]:
        command = [sys.executable, *how, *words, "--workers", "2"]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
        return done.returncode, done.stdout, done.stderr

    forked = told("-m", "cop_plan")
    assert forked[0] == 4
    assert told("-c", SPAWNED) == forked


def note_whether_it_is_a_child(_job: int, told: running.DefinitionOutput) -> None:
    told.data = many._child.is_one


@pytest.mark.parametrize("forks", [True, False], ids=["forked", "not forked"])
def test_a_process_of_the_pool_knows_that_it_is_one(forks: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "_forks", lambda: forks)
    work = running.DefinitionWork(note_whether_it_is_a_child)
    assert [one.data for one in running.each(work, [1, 2], workers=2)] == [True, True]
