"""`init --answers` of a whole definition: another community begins as that one did, without what is its alone."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import MINIMAL, ROOT, Ran
from cop_plan.app.project import CommunityProject
from cop_plan.definition import nodes

EXAMPLES = [
    *("college-readers", "hospital-schools", "lire-a-sept", "literacy-for-all", "small-start"),
    *("consortium/lecture", "consortium/readers"),
]
Run = Callable[..., Ran]


def begun(run: Run, folder: Path, example: str, *more: str) -> tuple[Path, str]:
    """Begin a definition from an example; return it, and what was said."""
    new = folder / "new" / "community.yaml"
    answers = ROOT / "examples" / example / "community.yaml"
    new.parent.mkdir()
    done = run("init", new, "--answers", answers, "--name", "Others", "--today", "2026-05-01", *more)
    assert done.code == 0, done.err
    return new, done.err


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_begins_another_community_with_the_same_year(example: str, run: Run, tmp_path: Path) -> None:
    new, _ = begun(run, tmp_path, example)
    before, after = (CommunityProject(file) for file in (ROOT / "examples" / example / "community.yaml", new))

    assert (after.community.name, after.community.identity) == ("Others", "others")
    assert {one.id: one.day for one in after.timeline.entries} == {one.id: one.day for one in before.timeline.entries}
    for member in after.community.membership.members:
        dates = (member.invited, member.agreement_sent, member.agreement_signed, member.confirmed, member.joined)
        assert [*dates, member.left] == [None] * 6


def test_what_is_its_own_stays_with_a_community_and_is_named(run: Run, tmp_path: Path) -> None:
    new, said = begun(run, tmp_path, "literacy-for-all")
    community = CommunityProject(new).community
    rows = [*csv.DictReader((new.parent / "budget.csv").read_text(encoding="utf-8-sig").splitlines())]

    assert community.records == CommunityProject(_minimal(tmp_path)).community.records
    assert (community.ignore, community.privacy.kept_until) == ({}, None)
    assert [row["planned"] for row in rows][:2] == ["4800.00", "1200.00"]
    assert {row["actual"] for row in rows} == {""}
    for name in ("id", "records", "ignore", "privacy.kept_until", "membership.members.joined", "budget.actual"):
        assert name in said


def _minimal(folder: Path) -> Path:
    (folder / "minimal.yaml").write_text(MINIMAL, encoding="utf-8")
    return folder / "minimal.yaml"


def test_with_another_year_the_days_and_topics_of_the_old_one_stay_there(run: Run, tmp_path: Path) -> None:
    new, said = begun(run, tmp_path, "literacy-for-all", "--year", "2027-2028")
    community = CommunityProject(new).community

    assert community.closures == {}
    assert community.activities["webinar-1"].topic is None
    assert "closures.winter-break" in said
    assert "activities.webinar-1.topic" in said
    assert run("check", new, "--today", "2027-05-01").code == 0


def test_whoever_left_is_no_member_of_another_community(run: Run, tmp_path: Path) -> None:
    new, _ = begun(run, tmp_path, "consortium/readers")
    names = [one.name for one in CommunityProject(new).community.membership.members]

    assert len(names) == 6
    assert "Jordan Wiebe" not in names


def test_what_is_shared_is_extended_from_the_new_folder(run: Run, tmp_path: Path) -> None:
    new, _ = begun(run, tmp_path, "consortium/readers")
    tree = nodes.read_yaml(new.read_bytes(), "")
    assert tree is not None
    written = nodes.plain(tree)

    assert (new.parent / written["extends"]).samefile(ROOT / "examples" / "consortium" / "2026-2027.yaml")
    assert (new.parent / written["membership"]["schools"]).samefile(ROOT / "examples" / "consortium" / "schools.csv")


def test_two_definitions_do_not_share_the_lists_of_one_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "community.yaml").write_text(f"{MINIMAL}id: readers\n", encoding="utf-8")
    done = run("init", "others.yaml", "--answers", "community.yaml")

    assert done.code == 2
    assert "in the same folder" in done.err
    assert not (tmp_path / "others.yaml").exists()


def test_what_is_wrong_in_the_definition_is_told_at_its_place(run: Run, tmp_path: Path) -> None:
    (tmp_path / "community.yaml").write_text(f"{MINIMAL}id: readers\nregions: CA-AB\n", encoding="utf-8")
    done = run("init", "new/community.yaml", "--answers", "community.yaml")

    assert done.code == 1
    assert done.err.startswith("community.yaml:5:1: regions: no key is called 'regions' here\n")


def test_what_is_only_a_file_of_answers_is_taken_as_it_is(run: Run, tmp_path: Path) -> None:
    members = "membership: {members: [{name: Amina Okafor, joined: 2026-09-08}]}\n"
    (tmp_path / "answers.yaml").write_text(MINIMAL + members, encoding="utf-8")
    assert run("init", "--answers", "answers.yaml").code == 0

    (member,) = CommunityProject(tmp_path / "community.yaml").community.membership.members
    assert str(member.joined) == "2026-09-08"
