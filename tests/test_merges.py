"""What two people changed at once: git's marks in every file that is read, both sides of a lock, copies of a drive."""

import json
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import communities
from conftest import ROOT, Ran, Write
from cop_plan.base import merges
from cop_plan.schedule import history

Run = Callable[..., Ran]

TODAY = "2026-05-01"
COMMUNITY = """\
name: Readers
id: readers
year: 2026-2027
timezone: America/Edmonton
pattern: own.yaml
membership: {members: members.csv}
activities:
  launch: {title: Launch, kind: showcase, when: last tuesday of september, at: 9:00, lasts: 3 hours}
  talk: {title: Talk, kind: showcase, when: third tuesday of november, at: 15:30, lasts: 1 hour}
  report: {title: Report, kind: task, when: 2027-06-01}
"""
BESIDE = {
    "own.yaml": "title: Our year\nyear_begins: august\nactivities: {}\n",
    "members.csv": "name,email\nAmina Okafor,amina@example.org\n",
}
MARKED = "<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> their-branch\n"


def both(ours: str, theirs: str) -> str:
    return MARKED.format(ours=ours, theirs=theirs)


@pytest.fixture
def definition(write: Write, run: Run) -> Path:
    file = write(COMMUNITY, BESIDE)
    assert run("schedule", file, "--today", TODAY).code == 0
    return file


# Files that people write.


def test_marks_in_a_definition_are_told_with_their_lines(write: Write, run: Run) -> None:
    talk = next(line for line in COMMUNITY.splitlines(keepends=True) if "talk:" in line)
    text = COMMUNITY.replace(talk, both(talk, talk.replace("15:30", "16:00")))
    done = run("schedule", write(text, BESIDE), "--today", TODAY)
    assert done.code == 1
    assert re.search(
        r"community\.yaml:9:1: git left both versions of a merge here, down to line 13\n"
        r"    hint: keep the lines that are right, and take out those that begin with <<<<<<<, ======= and >>>>>>>\n"
        r"1 problem in ",
        done.err,
    )


def test_every_conflict_is_told_and_the_hint_once(write: Write, run: Run) -> None:
    text = both("name: A\n", "name: B\n") + COMMUNITY + both("id: a\n", "id: b\n")
    done = run("check", write(text, BESIDE), "--today", TODAY)
    assert [line.count("git left") for line in done.err.splitlines()] == [1, 0, 1, 0]


def test_a_mark_that_was_forgotten_is_told(write: Write, run: Run) -> None:
    done = run("check", write(COMMUNITY + ">>>>>>> their-branch\n", BESIDE), "--today", TODAY)
    assert "community.yaml:11:1: a merge left its mark here" in done.err


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("members.csv", "name,email\n" + both("Amina Okafor,a@example.org\n", "Caleb Lund,c@example.org\n")),
        ("records/progress.csv", "entry,done,by,note\n" + both("launch,2026-09-29,,\n", "talk,2026-11-17,,\n")),
    ],
)
def test_marks_in_a_list_are_told_with_their_lines(name: str, content: str, definition: Path, run: Run) -> None:
    (definition.parent / name).parent.mkdir(exist_ok=True)
    (definition.parent / name).write_text(content, encoding="utf-8")
    done = run("status", definition, "--today", TODAY)
    assert f"{name}:2:1: git left both versions of a merge here, down to line 6" in done.err


def test_a_line_of_signs_in_a_text_is_no_mark(write: Write, run: Run) -> None:
    text = COMMUNITY + "purpose:\n  concern: |\n    Heading\n    =======\n    <<<<<<< so they say\n"
    assert run("check", write(text, BESIDE), "--today", TODAY).code == 0


# The lock.


def lock(definition: Path) -> Path:
    return definition.parent / "plan" / "cop-plan.lock"


def git_merge(base: str, ours: str, theirs: str, folder: Path) -> str:
    """Return what git makes of two versions of a file."""
    for name, text in (("base", base), ("ours", ours), ("theirs", theirs)):
        (folder / name).write_text(text, encoding="utf-8")
    ran = subprocess.run(
        ["git", "merge-file", "-p", "ours", "base", "theirs"], cwd=folder, capture_output=True, check=False
    )
    return ran.stdout.decode()


def test_a_lock_with_both_sides_of_a_merge_keeps_the_newer_of_each_entry(
    definition: Path, run: Run, write: Write, tmp_path: Path
) -> None:
    base = lock(definition).read_text(encoding="utf-8")
    sides = []
    for day, text in (
        ("2026-05-02", COMMUNITY.replace("third tuesday", "second tuesday")),
        ("2026-05-03", COMMUNITY.replace("third tuesday", "fourth tuesday").replace("2027-06-01", "2027-06-02")),
    ):
        lock(definition).write_text(base, encoding="utf-8")
        write(text, BESIDE)
        assert run("schedule", definition, "--today", day, "--force").code == 0
        sides.append(lock(definition).read_text(encoding="utf-8"))
    merged = git_merge(base, sides[0], sides[1], tmp_path)
    assert "<<<<<<<" in merged
    lock(definition).write_text(merged, encoding="utf-8")
    done = run("schedule", definition, "--today", "2026-05-04")
    assert done.code == 0, done.err
    assert "cop-plan.lock: git left both sides of a merge in it; the newer of each entry counts" in done.err
    entries = {one["id"]: one for one in json.loads(lock(definition).read_text(encoding="utf-8"))["entries"]}
    assert [entries[name]["sequence"] for name in ("launch", "talk", "report")] == [0, 2, 1]
    assert run("schedule", definition, "--today", "2026-05-05").err.startswith("nothing changed")


EDITS = (
    ("third tuesday", "second tuesday"),
    ("third tuesday", "fourth tuesday"),
    ("title: Talk", "title: Number talks"),
    ("at: 9:00", "at: 10:00"),
    ("2027-06-01", "2027-06-02"),
    ("  report: {title: Report, kind: task, when: 2027-06-01}\n", ""),
    ("  report:", "  visit: {title: Visit, kind: showcase, when: 2027-04-14}\n  report:"),
)
some_edits = st.lists(st.sampled_from(EDITS), max_size=4, unique=True)


def made(edits: list[tuple[str, str]], before: history.Lock | None, day: int) -> communities.Made:
    text = COMMUNITY.replace("membership: {members: members.csv}\n", "")
    for old, new in edits:
        text = text.replace(old, new)
    return communities.make(communities.Definition(text, BESIDE), before, datetime(2026, 5, day, tzinfo=UTC))


@settings(max_examples=100, derandomize=True)
@given(st.lists(some_edits, min_size=1, max_size=2), st.lists(some_edits, min_size=1, max_size=2), some_edits)
def test_after_a_merge_every_calendar_that_has_either_side_takes_what_is_published(
    tmp_path_factory: pytest.TempPathFactory,
    our_runs: list[list[tuple[str, str]]],
    their_runs: list[list[tuple[str, str]]],
    last: list[tuple[str, str]],
) -> None:
    first = made([], None, 1)
    sides: list[communities.Made] = []
    for runs, day in ((our_runs, 2), (their_runs, 2)):
        side = first
        for later, edits in enumerate(runs):
            side = made(edits, history.parse(history.dump(side.lock)), day + later)
        sides.append(side)
    base, ours, theirs = (history.dump(one.lock) for one in (first, *sides))
    text = git_merge(base, ours, theirs, tmp_path_factory.mktemp("merge"))
    known = history.of_merge(text) or history.parse(text)
    after = {one.uid: one for one in made(last, known, 9).published}
    for side in sides:
        for had in side.published:
            now = after[had.uid]
            assert now.sequence > had.sequence or (now.digest == had.digest and now.sequence == had.sequence)


def test_a_lock_whose_marks_are_damaged_is_told_with_the_command_to_type(definition: Path, run: Run) -> None:
    lock(definition).write_text("<<<<<<< HEAD\n" + lock(definition).read_text(encoding="utf-8"), encoding="utf-8")
    (definition.parent / "plan" / "timeline.json").unlink()
    done = run("schedule", definition, "--today", TODAY)
    assert done.code == 4
    assert re.search(r"cop-plan\.lock: git left both versions of a merge in it, in line 1\n", done.err)
    assert "git checkout --theirs " in done.err


def test_two_communities_do_not_become_one(definition: Path, run: Run) -> None:
    text = lock(definition).read_text(encoding="utf-8")
    line = ' "community": "readers",\n'
    lock(definition).write_text(text.replace(line, both(line, line.replace("readers", "writers"))), encoding="utf-8")
    (definition.parent / "plan" / "timeline.json").unlink()
    done = run("schedule", definition, "--today", TODAY)
    assert done.code == 4
    assert "the two sides of its merge are of two communities" in done.err


def test_an_output_with_marks_is_told_and_made_again_with_force(definition: Path, run: Run) -> None:
    timeline = definition.parent / "plan" / "timeline.json"
    whole = timeline.read_text(encoding="utf-8")
    timeline.write_text(both(whole, whole), encoding="utf-8")
    done = run("schedule", definition, "--today", "2026-05-02")
    assert done.code == 4
    assert re.search(r"timeline\.json: git left both versions of a merge in it\n", done.err)
    assert run("schedule", definition, "--today", "2026-05-02", "--force").code == 0
    assert timeline.read_text(encoding="utf-8") == whole


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_both_sides_of_a_text_are_found_with_what_lay_between(end: str) -> None:
    text = "a\n<<<<<<< HEAD\nours\n||||||| base\nold\n=======\ntheirs\n>>>>>>> branch\nz".replace("\n", end)
    ours, theirs = merges.sides(text) or ("", "")
    assert ours == "a\nours\nz".replace("\n", end)
    assert theirs == "a\ntheirs\nz".replace("\n", end)


def test_what_the_page_says_to_leave_out_is_not_committed(definition: Path, run: Run) -> None:
    page = (ROOT / "docs" / "sharing-your-plan.md").read_text(encoding="utf-8")
    ignored = re.search(r"(?s)```gitignore .gitignore\n(.*?)```", page)
    assert ignored
    folder = definition.parent
    (folder / ".gitignore").write_text(ignored[1], encoding="utf-8")
    assert run("kit", definition, "--today", TODAY).code == 0
    (folder / "records").mkdir()
    for name in ("progress.csv", "baseline.csv"):
        (folder / "records" / name).write_text("entry,done,by,note\n", encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    listed = subprocess.run(
        ["git", "ls-files", "--others", "--exclude-standard"], cwd=folder, check=True, capture_output=True, text=True
    )
    assert set(listed.stdout.split()) == {
        ".gitignore",
        "community.yaml",
        "own.yaml",
        "plan/cop-plan.lock",
        "records/progress.csv",
    }


# Copies of a shared drive.


@pytest.mark.parametrize(
    ("beside", "of"),
    [
        ("community (1).yaml", "community.yaml"),
        ("community (Jamie's conflicted copy 2026-11-29).yaml", "community.yaml"),
        ("members 2.csv", "members.csv"),
        ("plan/cop-plan (conflicted copy 2026-11-29 101112).lock", "plan/cop-plan.lock"),
        ("plan/cop-plan.sync-conflict-20261129-101112-ABCDEFG.lock", "plan/cop-plan.lock"),
        ("community - Copie.yaml", "community.yaml"),
    ],
)
def test_a_copy_that_a_drive_made_is_told_without_its_name(beside: str, of: str, definition: Path, run: Run) -> None:
    (definition.parent / beside).write_bytes((definition.parent / of).read_bytes())
    said = " ".join(run("doctor", definition, "--today", TODAY).out.split())
    assert f"{of} has 1 other version beside it" in said
    assert "Jamie" not in said


def test_another_file_is_no_copy(definition: Path, run: Run) -> None:
    (definition.parent / "community-next-year.yaml").write_text("name: Other\n", encoding="utf-8")
    assert "other version" not in run("doctor", definition, "--today", TODAY).out
