"""Commands that take several definitions: each told by itself, one that fails stops nothing, the shape of one kept."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import MINIMAL, Ran

pytestmark = pytest.mark.slow

Run = Callable[..., Ran]
TODAY = ("--today", "2027-03-01")
WRITING = {"kit": "kits", "hours": "hours", "report": "reports"}
MEMBERS = """
leadership: {facilitator: {name: FACILITATOR}}
membership: {members: [{name: Amina Okafor, email: amina@example.org}]}
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """The folder of four communities: two of Alex Moreau's, one of Kim Sandoval's, and one that cannot be read."""
    for folder, name, leads in (
        ("readers", "Readers", "Alex Moreau"),
        ("numbers", "Numbers", "Kim Sandoval"),
        ("writers", "Writers", "Alex Moreau"),
    ):
        (tmp_path / folder).mkdir()
        text = MINIMAL.replace("Readers", name) + MEMBERS.replace("FACILITATOR", leads)
        (tmp_path / folder / "community.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "community.yaml").write_text("name: Broken\nyear: someday\n", encoding="utf-8")
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


@pytest.mark.parametrize("command", WRITING)
def test_each_is_written_beside_its_definition_and_one_that_is_broken_stops_none(
    command: str, run: Run, here: Path
) -> None:
    done = run(command, "readers", "broken", "numbers/community.yaml", *TODAY)
    assert done.code == 1
    assert [(here / one / command / "cop-plan.lock").is_file() for one in ("readers", "broken", "numbers")] == [
        True,
        False,
        True,
    ]
    places = [done.err.index(one) for one in (f"readers/{command}/", "broken/community.yaml:", f"numbers/{command}/")]
    assert places == sorted(places)


@pytest.mark.parametrize("command", [*WRITING, "schedule", "portfolio"])
def test_a_folder_without_a_name_is_refused_and_nothing_is_written(command: str, run: Run, here: Path) -> None:
    before = files(here)
    done = run(command, "readers/community.yaml", "--out", "", *TODAY)
    assert done.code == 2
    assert "--out names no folder" in done.err
    assert files(here) == before


@pytest.mark.parametrize("command", WRITING)
def test_what_is_written_of_several_is_what_is_written_of_each_alone(command: str, run: Run, here: Path) -> None:
    assert run(command, "readers", "numbers", "writers", *TODAY).code == 0
    together = files(here)
    for one in ("readers", "numbers", "writers"):
        shutil.rmtree(here / one / command)
        assert run(command, one, *TODAY).code == 0
    assert files(here) == together


@pytest.mark.parametrize(("command", "key"), WRITING.items())
def test_with_out_each_has_a_folder_named_by_its_id(command: str, key: str, run: Run, here: Path) -> None:
    done = run(command, "readers", "numbers", "--out", "all", "--json", *TODAY)
    assert done.code == 0
    assert sorted(one.name for one in (here / "all").iterdir()) == ["numbers", "readers"]
    data = json.loads(done.out)
    assert list(data) == ["schema_version", key]
    assert [(one["definition"], one["folder"]) for one in data[key]] == [
        ("readers/community.yaml", "all/readers"),
        ("numbers/community.yaml", "all/numbers"),
    ]


@pytest.mark.parametrize("command", WRITING)
def test_with_out_alone_the_folder_is_the_one_that_is_named(command: str, run: Run, here: Path) -> None:
    done = run(command, "readers", "--out", "one", "--json", *TODAY)
    assert (here / "one" / "cop-plan.lock").is_file()
    assert json.loads(done.out)["folder"] == "one"


@pytest.mark.parametrize("command", WRITING)
def test_of_two_that_have_one_id_neither_is_written(command: str, run: Run, here: Path) -> None:
    (here / "numbers" / "community.yaml").write_text((here / "readers" / "community.yaml").read_text())
    done = run(command, "readers", "numbers", "writers", "--out", "all", *TODAY)
    assert done.code == 4
    assert "readers/community.yaml and numbers/community.yaml would be written there" in done.err
    assert [one.name for one in (here / "all").iterdir()] == ["writers"]


def test_those_in_one_folder_have_folders_of_their_own_there(run: Run, here: Path) -> None:
    for one in ("readers", "numbers"):
        shutil.copy(here / one / "community.yaml", here / f"{one}.cop.yaml")
    assert run("report", "readers.cop.yaml", "numbers.cop.yaml", *TODAY).code == 0
    assert sorted(one.name for one in (here / "report").iterdir()) == ["numbers", "readers"]


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (["kit", "--for", "amina-okafor"], "--for"),
        (["hours", "--member", "Amina Okafor"], "--member"),
        (["report", "--inspect", "x.csv"], "--inspect"),
        (["status", "--owner", "facilitator", "--ics"], "--ics"),
    ],
    ids=lambda one: one[0] if isinstance(one, list) else "",
)
def test_what_names_one_thing_is_refused_for_several(words: list[str], option: str, run: Run, here: Path) -> None:
    before = files(here)
    done = run(words[0], "readers", "numbers", *words[1:], *TODAY)
    assert (done.code, files(here)) == (2, before)
    assert f"{option} goes with one definition" in done.err


def test_standard_output_takes_one_report(run: Run, here: Path) -> None:
    done = run("report", "readers", "numbers", "--out", "-", "--format", "md", *TODAY)
    assert (done.code, done.out) == (2, "")
    assert "with --out - give one definition and one --format" in done.err


@pytest.mark.parametrize("command", ["kit", "hours", "portfolio"])
@pytest.mark.parametrize("out", ["-", " "])
def test_what_is_many_files_needs_a_folder(command: str, out: str, run: Run, here: Path) -> None:
    before = files(here)
    done = run(command, "readers", "numbers", "--out", out, *TODAY)
    assert (done.code, files(here)) == (2, before)
    assert "--out names no folder" in done.err


@pytest.mark.parametrize("command", [*WRITING, "status"])
def test_standard_input_is_not_one_of_several(command: str, run: Run, here: Path) -> None:
    done = run(command, "-", "readers", *TODAY, given=MINIMAL.encode())
    assert done.code == 2
    assert "name a file" in done.err


def test_the_kit_takes_definitions_and_then_documents(run: Run, here: Path) -> None:
    done = run("kit", "readers", "numbers/community.yaml", "letter-of-agreement", "--json", *TODAY)
    assert done.code == 0
    for kit in json.loads(done.out)["kits"]:
        assert {one.split("/")[0] for one in kit["written"]} == {"letter-of-agreement", "index.html"}


def test_the_documents_of_several_are_listed_for_each(run: Run, here: Path) -> None:
    done = run("kit", "readers", "numbers", "--list", "--json", *TODAY)
    alone = json.loads(run("kit", "readers", "--list", "--json", *TODAY).out)["documents"]
    kits = json.loads(done.out)["kits"]
    assert [one["definition"] for one in kits] == ["readers/community.yaml", "numbers/community.yaml"]
    assert kits[0]["documents"] == alone
    shown = run("kit", "readers", "numbers", "--list", *TODAY).out.splitlines()
    assert [line for line in shown if line in ("Readers", "Numbers")] == ["Readers", "Numbers"]


def test_an_unchanged_kit_among_several_changes_no_byte(run: Run, here: Path) -> None:
    assert run("kit", "readers", "numbers", *TODAY).code == 0
    before = files(here)
    done = run("kit", "readers", "numbers", *TODAY)
    assert (done.code, files(here)) == (0, before)
    assert done.err.count("nothing changed in ") == 2


def test_what_is_said_of_each_stands_below_its_file(run: Run, here: Path) -> None:
    said = run("kit", "readers", "numbers", "charter", *TODAY).err.splitlines()
    heads = [said.index(f"{one}/community.yaml:") for one in ("readers", "numbers")]
    assert heads[0] == 0
    assert [line.split(":")[0] for line in (said[1], said[heads[1] + 1])] == ["Charter", "Charter"]


def test_of_one_of_several_what_cannot_be_done_is_told_below_its_file(run: Run, here: Path) -> None:
    definition = here / "numbers" / "community.yaml"
    definition.write_text(definition.read_text() + "activities: {webinar-1: {cancelled: Snow day}}\n")
    done = run("kit", "readers", "numbers", "cancelled", *TODAY)
    assert done.code == 2
    assert done.err.index("readers/community.yaml:") < done.err.index("no session is cancelled")
    assert (here / "numbers" / "kit" / "cancelled").is_dir()


# How several stand.


def done(here: Path, folder: str, *rows: str) -> None:
    (here / folder / "records").mkdir()
    text = "\n".join(("name,date,note", *(f"{row},2026-09-29," for row in rows)))
    (here / folder / "records" / "progress.csv").write_text(text, encoding="utf-8")


def status(run: Run, *words: str) -> Any:
    return json.loads(run("status", *words, "--json", *TODAY).out)


def test_how_one_stands_keeps_its_shape_and_several_are_a_list(run: Run, here: Path) -> None:
    alone = status(run, "readers")
    both = status(run, "readers", "numbers")
    assert both["statuses"][0] == {
        "definition": "readers/community.yaml",
        **{key: value for key, value in alone.items() if key != "schema_version"},
    }
    assert [one["community"]["name"] for one in both["statuses"]] == ["Readers", "Numbers"]


def test_each_community_has_a_line_in_the_order_of_the_call_within_80_columns(run: Run, here: Path) -> None:
    definition = here / "numbers" / "community.yaml"
    definition.write_text(definition.read_text().replace("name: Numbers", f"name: {'Numbers ' * 12}\nid: numbers"))
    said = run("status", "writers", "numbers", "readers", *TODAY)
    assert said.code == 0
    head, empty, *table = said.out.splitlines()[:5]
    assert (head, empty) == ("3 communities · Monday 1 March 2027", "")
    assert [line.split()[0] for line in table] == ["Writers", "Numbers", "Readers"]
    assert all(len(line) <= 80 for line in table)
    assert all(line.endswith(" overdue") and "Wed 3 Mar: Online meeting" in line for line in table)


def test_below_how_the_others_stand_it_says_how_many_cannot_be_read(run: Run, here: Path) -> None:
    said = run("status", "readers", "broken", *TODAY)
    assert said.code == 1
    assert said.out.startswith("1 community · ")
    assert said.err.endswith("1 community cannot be read\n")


def test_what_is_overdue_in_all_is_one_list_by_day_with_whose_it_is(run: Run, here: Path) -> None:
    done(here, "readers", "orientation")
    done(here, "numbers", "orientation")
    said = run("status", "readers", "numbers", "--all", *TODAY).out.splitlines()
    listed = said[said.index("Overdue") + 1 : said.index("Due in the next four weeks") - 1]
    days = [line.split()[0] for line in listed]
    assert days == sorted(days)
    counts = {one["community"]["name"]: one["overdue_count"] for one in status(run, "readers", "numbers")["statuses"]}
    assert sum(counts.values()) == len(listed)
    assert sum(" · Alex Moreau · Readers  [" in line for line in listed) == counts["Readers"]
    owners = said[said.index("By owner") + 1 :]
    assert owners[0].startswith(f"  Alex Moreau: {counts['Readers']} overdue")
    assert len(owners) == 2


def test_a_facilitator_of_two_sees_her_weeks_in_one_list(run: Run, here: Path) -> None:
    said = run("status", "readers", "numbers", "writers", "--owner", "alex moreau", *TODAY)
    assert said.code == 0
    assert "1 community has nobody of that name" in said.err
    assert said.out.splitlines()[0] == "2 communities · alex moreau · Monday 1 March 2027"
    assert "Kim Sandoval" not in said.out
    assert said.out.casefold().count("alex moreau") == 1
    due = said.out[said.out.index("Due in") :].splitlines()[1:]
    assert {line.rpartition("  [")[0].rpartition(" · ")[2] for line in due} == {"Readers", "Writers"}


def test_an_owner_whom_nobody_knows_anywhere_is_told_once(run: Run, here: Path) -> None:
    said = run("status", "readers", "numbers", "--owner", "Somebody Else", *TODAY)
    assert (said.code, said.out) == (2, "")
    assert said.err.count("nobody is called 'Somebody Else'") == 1


def test_how_the_others_stand_is_told_beside_one_that_cannot_be_read(run: Run, here: Path) -> None:
    said = run("status", "broken", "readers", "numbers", *TODAY)
    assert said.code == 1
    assert "broken/community.yaml:2:" in said.err
    assert said.out.startswith("2 communities")


def test_two_years_of_one_community_are_told_apart(run: Run, here: Path) -> None:
    text = (here / "readers" / "community.yaml").read_text()
    (here / "numbers" / "community.yaml").write_text(text.replace("2026-2027", "2025-2026"))
    said = run("status", "readers", "numbers", *TODAY).out.splitlines()
    assert [line.split("  ")[1] for line in said[2:4]] == ["Readers, 2026-2027", "Readers, 2025-2026"]


def test_a_community_that_noted_nothing_floods_no_list(run: Run, here: Path) -> None:
    done(here, "numbers", "orientation")
    said = run("status", "readers", "numbers", *TODAY).out
    assert "Nothing is noted as done yet in Readers" in said
    overdue = said[said.index("Overdue") : said.index("Due in")]
    assert "Numbers" in overdue
    assert "Readers" not in overdue


def test_several_in_french_are_told_in_french(run: Run, here: Path) -> None:
    said = run("status", "readers", "numbers", "--language", "fr", *TODAY)
    assert said.out.startswith("2 communautés · lundi 1er mars 2027")
