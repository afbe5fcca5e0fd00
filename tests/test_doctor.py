"""`doctor` says what is in order and what is not, of the program and of a definition, and changes nothing."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, TODAY, Ran

Run = Callable[..., Ran]
Doctor = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A community of a few lines with two members, whose year is not written yet."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own/community.yaml").write_text(
        "name: Readers\nyear: 2026-2027\ntimezone: America/Edmonton\nmembership: {members: members.csv}\n"
    )
    members = tmp_path / "own/members.csv"
    members.write_text("name,email\nAmina Okafor,amina@example.org\nNoor Haddad,noor@example.org\n")
    members.chmod(0o600)
    return tmp_path / "own"


@pytest.fixture
def written(folder: Path, run: Run) -> Path:
    """The same, with its year."""
    assert run("schedule", folder / "community.yaml", "--today", TODAY).code == 0
    return folder


@pytest.fixture
def doctor(run: Run, folder: Path) -> Doctor:
    """Look at the community."""
    return lambda *more: run("doctor", folder / "community.yaml", "--today", TODAY, *more)


def state(ran: Ran) -> dict[str, str]:
    """Return the worst state of each check by its name."""
    worst = ["ok", "note", "problem", "unreadable"]
    found: dict[str, str] = {}
    for one in json.loads(ran.out)["checks"]:
        found[one["name"]] = max(found.get(one["name"], "ok"), one["state"], key=worst.index)
    return found


def content(folder: Path) -> dict[Path, tuple[bytes, int]]:
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def test_a_year_as_it_was_written_is_in_order(written: Path, doctor: Doctor) -> None:
    ran = doctor()
    assert (ran.code, ran.err) == (0, "")
    assert "is as the definition says" in " ".join(ran.out.split())
    assert ran.out.endswith("all is in order\n")


def test_a_page_of_the_team_that_lacks_the_new_kit_is_a_note(written: Path, doctor: Doctor, run: Run) -> None:
    run("kit", written / "community.yaml", "invitation", "--today", TODAY)
    ran = doctor()
    assert ran.code == 0
    assert "not up to date: team.html" in ran.out


def test_a_year_not_written_yet_is_a_note(doctor: Doctor) -> None:
    ran = doctor()
    assert ran.code == 0
    assert "nothing was written yet" in ran.out


def test_nothing_is_written(written: Path, doctor: Doctor) -> None:
    (written / "plan/plan.md").write_text("other")
    before = content(written)
    doctor()
    assert content(written) == before


def test_no_member_is_named(written: Path, run: Run, doctor: Doctor) -> None:
    assert run("kit", written / "community.yaml", "--today", TODAY).code == 0
    for paper in (written / "kit").rglob("*amina*"):
        paper.write_text("changed")
    ran = doctor()
    assert "files" in ran.out
    assert "amina" not in ran.out.casefold()
    assert "example.org" not in ran.out


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda lock: "<<<<<<< HEAD\n" + lock, "take the side that was shared last (git checkout --theirs"),
        (lambda lock: lock[: len(lock) // 2], "bring it back from a copy"),
        (lambda lock: lock.replace('"schema_version": ', '"schema_version": 99'), "update cop-plan"),
    ],
    ids=["merge", "cut", "newer"],
)
def test_a_damaged_lock_is_a_problem(written: Path, doctor: Doctor, damage: Callable[[str], str], told: str) -> None:
    (lock,) = (written / "plan").glob("*.lock*")
    lock.write_text(damage(lock.read_text()))
    ran = doctor()
    assert ran.code == 1
    assert told in " ".join(ran.out.split())
    assert "Traceback" not in ran.out + ran.err


def test_a_lock_of_another_community_is_a_problem(written: Path, doctor: Doctor) -> None:
    text = (written / "community.yaml").read_text()
    (written / "community.yaml").write_text(text.replace("name: Readers", "name: Others\nid: others"))
    ran = doctor()
    assert ran.code == 1
    assert "belongs to another community" in " ".join(ran.out.split())


def test_files_that_differ_are_told(written: Path, doctor: Doctor) -> None:
    (written / "plan/plan.md").write_text("mine")
    (written / "plan/team.ics").unlink()
    ran = doctor()
    assert "a person changed plan.md" in ran.out
    assert "team.ics is not there" in ran.out


def test_a_definition_changed_since_is_a_problem(written: Path, doctor: Doctor) -> None:
    definition = written / "community.yaml"
    definition.write_text(definition.read_text() + "activities: {webinar-1: {topic: Number talks}}\n")
    ran = doctor("--json")
    assert ran.code == 1
    assert state(ran)["plan"] == "problem"


def test_what_a_stopped_run_left_is_told(written: Path, doctor: Doctor) -> None:
    (written / "plan/.plan.md.00000000.new").write_text("half")
    ran = doctor("--json")
    assert ran.code == 0
    assert state(ran)["left behind"] == "note"


def test_a_list_that_others_can_read_is_told(written: Path, doctor: Doctor) -> None:
    assert "private files" not in state(doctor("--json"))
    (written / "hours").mkdir(0o755)
    page = written / "hours" / "amina-okafor.html"
    page.touch(0o600)
    assert "private files" not in state(doctor("--json"))
    page.chmod(0o644)
    assert state(doctor("--json"))["private files"] == "note"
    page.unlink()
    (written / "members.csv").chmod(0o644)
    assert state(doctor("--json"))["private files"] == "note"


def test_a_definition_with_problems_is_told_with_its_place(folder: Path, doctor: Doctor) -> None:
    (folder / "community.yaml").write_text("name: Readers\nyear: twelve\ntimezone: America/Edmonton\n")
    ran = doctor()
    assert ran.code == 1
    assert "community.yaml:2:7" in ran.out
    assert "cop-plan check" in ran.out


def test_a_definition_that_is_not_there_is_unreadable(run: Run, folder: Path) -> None:
    ran = run("doctor", folder / "missing.yaml")
    assert ran.code == 3
    assert "Traceback" not in ran.out + ran.err


def test_without_a_definition_the_installation_is_looked_at(run: Run, tmp_path: Path) -> None:
    ran = run("doctor", "--json", cwd=tmp_path)
    assert ran.code == 0
    found = state(ran)
    assert {"cop-plan", "tzdata", "holidays", "templates", "cache", "Word files", "browser for --pdf"} <= set(found)
    assert found["definition"] == "note"


@pytest.mark.parametrize("name", ["literacy-for-all", "lire-a-sept"])
def test_an_example_with_kit_and_report_is_in_order(run: Run, tmp_path: Path, name: str) -> None:
    example = shutil.copytree(ROOT / "examples" / name, tmp_path / name)
    definition = example / "community.yaml"
    for command in ("schedule", "kit", "schedule", "report"):  # the page for the team links what lies in the kit
        assert run(command, definition, "--today", "2027-06-10").code == 0
    ran = run("doctor", definition, "--today", "2027-06-10", "--json")
    assert ran.code == 0, ran.out
    assert state(ran)["lock of report"] == "ok"


def test_a_file_that_counts_for_no_session_is_noted(doctor: Doctor, folder: Path) -> None:
    (folder / "records/attendance").mkdir(parents=True)
    (folder / "records/attendance/webinar-1.csv").write_text("Name,2019-11-17\nAmina Okafor,x\n")
    done = doctor()
    assert "1 file with people who count for no session" in done.out + done.err
    # Below the home of whoever runs this, it is shown with a ~ and in quotes.
    assert re.search(r"--inspect \S+/records/attendance\b", " ".join((done.out + done.err).split()))
