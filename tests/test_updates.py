"""An update of the program changes nothing unasked in a published year: not its dates, titles, UIDs or sequences.

The update is a real one: a copy of the program in which a pattern has a version 2 and the library of public holidays is
corrected.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import MINIMAL, ROOT, TODAY, Ran
from cop_plan.app import newer, outputs
from cop_plan.base import files
from cop_plan.base.errors import Problems
from cop_plan.dates.workdays import Holidays, HolidayTable
from cop_plan.definition import load, nodes
from cop_plan.schedule import history, timeline

pytestmark = pytest.mark.slow

Run = Callable[..., Ran]
Published = Callable[[str], Path]

PATTERNS = (load.KINDS, *load.SHIPPED_PATTERNS)
DEFINITION = MINIMAL + "region: CA-AB\nholidays: {open: [Heritage Day], closed: [Saint Patrick's Day]}\n"
OWN = "title: Our year\nactivities:\n  talk: {title: A talk, kind: webinar, when: second tuesday of october}\n"


def replaced(file: Path, *changes: tuple[str, str]) -> None:
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


def keep_older(package: Path, name: str, version: int = 1) -> Path:
    """Put a pattern and its titles aside as an older version, as docs/extending.md says; return the newer one."""
    for folder in (package / "patterns", *(package / "locale").glob("*/patterns")):
        if (folder / f"{name}.yaml").is_file():
            (folder / name).mkdir()
            shutil.copy(folder / f"{name}.yaml", folder / name / f"{version}.yaml")
    file = package / "patterns" / f"{name}.yaml"
    replaced(file, (f"version: {version}\n", f"version: {version + 1}\n"))
    return file


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A later cop-plan: a version 2 of the sample year and of the kinds, and Family Day a week earlier in Alberta."""
    program = tmp_path_factory.mktemp("program")
    without = shutil.ignore_patterns("__pycache__")
    for name in ("cop_plan", "templates"):
        shutil.copytree(ROOT / name, program / name, ignore=without)
    package, library = program / "cop_plan", find_spec("holidays")
    assert library is not None
    assert library.origin is not None
    shutil.copytree(Path(library.origin).parent, program / "holidays", ignore=without)
    canada = program / "holidays" / "countries" / "canada.py"
    of_alberta = "_ab_public_holidays(self):\n        if self._year >= 1990:\n            # Family Day.\n            "
    replaced(canada, (f"{of_alberta}self._add_holiday_3rd_mon_of_feb", f"{of_alberta}self._add_holiday_2nd_mon_of_feb"))
    sample = keep_older(package, "sample-year")
    gone = next(line for line in sample.read_text(encoding="utf-8").splitlines(True) if "  interim-evidence: " in line)
    replaced(
        sample,
        ("when: third tuesday of february", "when: fourth tuesday of february"),
        ("title: Design the activities and identify technology supports", "title: Choose the technology"),
        (gone, "  thank-hosts: {title: Thank the hosts, kind: task, phase: learn, when: first thursday of march}\n"),
    )  # fmt: skip
    replaced(
        package / "locale" / "fr" / "patterns" / "sample-year.yaml",
        ("Concevoir les activités et déterminer le soutien technologique nécessaire", "Choisir la technologie"),
    )
    kinds = keep_older(package, "kinds")
    text = kinds.read_text(encoding="utf-8")
    kinds.write_text(text.replace("title: send the reminder", "title: remind everybody"), encoding="utf-8")
    return str(program)


@pytest.fixture
def update(later: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a later cop-plan. The bytes stay: pages and calendars name its version, which is the same."""
    return {"PYTHONPATH": later, "XDG_CACHE_HOME": str(tmp_path / "cache of the later one")}


@pytest.fixture
def published(run: Run, tmp_path: Path) -> Published:
    """Publish the year of a definition with the program of today; return its folder."""

    def published(text: str) -> Path:
        folder = tmp_path / "own"
        folder.mkdir()
        (folder / "our-year.yaml").write_text(OWN, encoding="utf-8")
        (folder / "community.yaml").write_text(text, encoding="utf-8")
        done = run("schedule", folder / "community.yaml", "--today", TODAY)
        assert done.code == 0, done.err
        return folder

    return published


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def entries(folder: Path) -> Mapping[str, Mapping[str, object]]:
    data = json.loads((folder / "plan" / "timeline.json").read_text(encoding="utf-8"))
    return {one["id"]: one for one in data["entries"]}


def lock(folder: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((folder / "plan" / "cop-plan.lock").read_text(encoding="utf-8"))
    return data


def test_a_published_year_stays_as_it_is_until_somebody_takes_what_is_newer(
    run: Run, published: Published, update: dict[str, str]
) -> None:
    folder = published(DEFINITION)
    definition, before, old = folder / "community.yaml", contents(folder), entries(folder)

    def updated(command: str, *more: str, today: str = TODAY) -> Ran:
        return run(command, definition, *more, "--today", today, **update)

    # The update: everything stays, and it is said once.
    done = updated("schedule")
    assert done.code == 0, done.err
    assert contents(folder) == before
    (said,) = [line for line in done.err.splitlines() if "newer than what" in line]
    assert said == (
        "newer than what this year was published with: the kinds of entries (version 2); the pattern sample-year "
        "(version 2); the public holidays, on 2 days (Monday 8 February 2027, Monday 15 February 2027); the year stays "
        f"as it is. To see what that changes, and take it: cop-plan schedule {definition} --update-pattern"
    )
    again = updated("schedule")
    assert again.err.splitlines() == [f"nothing changed in {folder / 'plan'}/; --dry-run shows the year"]
    assert "pattern: kinds version 1, sample-year version 1; newer: kinds version 2, sample-year version 2" in re.sub(
        r"\s+", " ", updated("doctor").out
    )
    assert "Design the activities and identify technology supports" in updated("status", today="2026-06-10").out
    assert contents(folder) == before

    # What it would change is shown, and nothing is written unless somebody agrees.
    shown = updated("schedule", "--update-pattern", "--dry-run")
    assert shown.code == 0
    for line in (
        "the pattern sample-year: version 1 becomes version 2",
        "Monday 8 February 2027 is closed: Family Day",
        "Monday 15 February 2027 is no longer closed: Family Day",
        "  Webinar 3: Tue 16 Feb → Tue 23 Feb",
        "  Choose the technology (was called “Design the activities and identify technology supports”), Tue 2 Jun",
        "  Thank the hosts: new, Thu 4 Mar",
        "  Gather the interim evidence, Thu 4 Mar: cancelled",
    ):
        assert line in shown.err.splitlines()
    refused = updated("schedule", "--update-pattern")
    assert (refused.code, refused.err.count("nothing was written: there is nobody to ask; say --yes to take it")) == (
        2,
        1,
    )
    assert contents(folder) == before

    # Taken: calendars update by their sequence, under the same names.
    taken = updated("schedule", "--update-pattern", "--yes")
    assert taken.code == 0, taken.err
    new = entries(folder)
    assert (new["webinar-3"]["day"], new["technology"]["title"]) == ("2027-02-23", "Choose the technology")
    assert new["interim-evidence"]["status"] == "cancelled"
    assert "thank-hosts" in new
    assert all(new[name]["uid"] == one["uid"] for name, one in old.items())
    sequences = {name: new[name]["sequence"] for name in ("webinar-3", "technology", "interim-evidence", "webinar-1")}
    assert sequences == {"webinar-3": 1, "technology": 1, "interim-evidence": 1, "webinar-1": 0}
    assert contents(folder)["community.yaml"] == before["community.yaml"]
    assert lock(folder)["patterns"] == {"kinds": 2, "sample-year": 2}

    # From then on it stays.
    now = contents(folder)
    later = updated("schedule", today="2026-06-01")
    assert "newer than what" not in later.err
    assert contents(folder) == now
    nothing = updated("schedule", "--update-pattern")
    assert (nothing.code, nothing.err) == (0, "nothing is newer than what this year was made with\n")
    # The older program does not know version 2, and leaves the year alone.
    older = run("schedule", definition, "--today", TODAY)
    assert older.code == 1
    assert "published with version 2 of kinds, of which this cop-plan has none\n    hint: update cop-plan" in older.err
    assert contents(folder) == now


def test_what_is_past_or_done_keeps_its_day_when_a_newer_pattern_is_taken(
    run: Run, published: Published, update: dict[str, str]
) -> None:
    folder = published(DEFINITION)
    definition = folder / "community.yaml"
    assert run("done", definition, "interim-evidence", "--on", "2027-02-10", "--today", "2027-02-10").code == 0
    words = ("schedule", folder / "community.yaml", "--update-pattern", "--yes", "--json", "--today", "2027-02-17")
    done = run(*words, **update)
    assert done.code == 0, done.err
    (told,) = json.loads(done.out)["scheduled"]
    assert "webinar-3" in {one["id"] for one in told["update"]["kept"]}
    assert told["update"]["patterns"][1] == {"name": "sample-year", "published": 1, "newest": 2}
    assert entries(folder)["webinar-3"]["day"] == "2027-02-16"
    assert entries(folder)["webinar-3.distribute-guide"]["day"] == "2027-02-09"
    # What the newer pattern has no more is done already: it stays, with all that the older one says of it.
    kept = entries(folder)["interim-evidence"]
    assert (kept["day"], kept["status"], kept["title"]) == ("2027-03-04", "done", "Gather the interim evidence")
    text = (folder / "community.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(text)["activities"]["webinar-3"]["when"] == "2027-02-16"
    assert yaml.safe_load(text)["activities"]["interim-evidence"]["document"] == "evidence-so-far"
    assert text.startswith(DEFINITION)


def test_what_a_person_changes_takes_effect_over_what_was_published(
    run: Run, published: Published, update: dict[str, str]
) -> None:
    folder = published(DEFINITION)
    definition = folder / "community.yaml"

    def days(text: str) -> set[str]:
        definition.write_text(text, encoding="utf-8")
        done = run("check", definition, "--days", "--json", "--today", TODAY, **update)
        return {
            f"{one['day']} {one['name']}" for one in json.loads(done.out)["closed_days"] if one["source"] != "weekend"
        }

    published_days = days(DEFINITION)
    assert {"2027-02-15 Family Day", "2027-03-15 Saint Patrick's Day"} < published_days
    # The person opens a holiday that the library now has on another day: it is the published day that opens.
    changed = days(MINIMAL + "region: CA-AB\nholidays: {open: [Heritage Day, Family Day]}\n")
    assert published_days - changed == {"2027-02-15 Family Day", "2027-03-15 Saint Patrick's Day"}
    # Another region, or another language, has no published table.
    assert "2027-02-08 Family Day" in days(DEFINITION + "language: en-US\n")
    assert "2027-02-15 Family Day" in days(MINIMAL + "region: CA-ON\n")


def test_a_year_that_goes_back_to_its_region_and_pattern_is_as_it_was_published(
    run: Run, published: Published, update: dict[str, str]
) -> None:
    folder = published(DEFINITION)
    definition, basis = folder / "community.yaml", lock(folder)
    days = {name: one["day"] for name, one in entries(folder).items()}
    definition.write_text(MINIMAL + "region: CA-ON\npattern: half-day-meetings\n", encoding="utf-8")
    assert run("schedule", definition, "--today", TODAY, **update).code == 0
    between = lock(folder)
    assert (between["patterns"], between["holidays"]["region"]) == ({"kinds": 2, "half-day-meetings": 1}, "CA-ON")
    definition.write_text(DEFINITION, encoding="utf-8")
    assert run("schedule", definition, "--today", TODAY, **update).code == 0

    back = lock(folder)
    assert (back["patterns"], back["holidays"]) == (basis["patterns"], basis["holidays"])
    assert (back["other_patterns"], back["other_holidays"]) == ([between["patterns"]], [between["holidays"]])
    planned = {name: one["day"] for name, one in entries(folder).items() if one["status"] == "planned"}
    assert planned == days


def test_a_year_in_french_keeps_the_titles_that_it_was_published_with(
    run: Run, published: Published, update: dict[str, str]
) -> None:
    folder = published(MINIMAL + "language: fr-CA\n")
    before, title = contents(folder), entries(folder)["technology"]["title"]
    done = run("schedule", folder / "community.yaml", "--today", TODAY, **update)
    assert "le plan type sample-year (version 2)" in done.err
    assert contents(folder) == before
    (folder / "plan" / "cop-plan.lock").unlink()
    run("schedule", folder / "community.yaml", "--today", TODAY, **update)
    assert entries(folder)["technology"]["title"] == title


def entries_title(before: Mapping[str, bytes]) -> object:
    return next(
        one["title"] for one in json.loads(before["plan/timeline.json"])["entries"] if one["id"] == "technology"
    )


@pytest.mark.parametrize(
    ("text", "patterns"),
    [
        pytest.param("pattern: our-year.yaml\n", {"kinds": 2}, id="own pattern: the kinds alone have a version"),
        pytest.param("pattern: half-day-meetings\n", {"kinds": 2, "half-day-meetings": 1}, id="another pattern"),
    ],
)
def test_a_pattern_that_nobody_published_yet_is_the_newest(
    run: Run, published: Published, update: dict[str, str], text: str, patterns: Mapping[str, int]
) -> None:
    folder = published(MINIMAL)
    (folder / "community.yaml").write_text(MINIMAL + text, encoding="utf-8")
    done = run("schedule", folder / "community.yaml", "--today", TODAY, **update)
    assert done.code == 0, done.err
    assert lock(folder)["patterns"] == patterns


def test_a_lock_of_before_has_version_1_and_is_renewed_without_a_word(
    run: Run, published: Published, update: dict[str, str]
) -> None:
    folder = published(MINIMAL)
    as_now = contents(folder)
    data = lock(folder)
    del data["patterns"]
    (folder / "plan" / "cop-plan.lock").write_text(json.dumps(data | {"schema_version": 1}), encoding="utf-8")
    done = run("schedule", folder / "community.yaml", "--today", TODAY)
    assert (done.code, done.err.splitlines()[0]) == (0, f"nothing changed in {folder / 'plan'}/")
    assert contents(folder) == as_now
    (folder / "plan" / "cop-plan.lock").write_text(json.dumps(data | {"schema_version": 1}), encoding="utf-8")
    run("schedule", folder / "community.yaml", "--today", TODAY, **update)
    assert contents(folder) == as_now


def test_what_is_newer_cannot_be_taken_where_nothing_or_nobody_knows_what_is_published(
    run: Run, published: Published, tmp_path: Path
) -> None:
    folder = published(MINIMAL)
    words = ("schedule", folder / "community.yaml", "--update-pattern", "--today", TODAY)
    done = run(*words, "--out", tmp_path / "other")
    assert done.code == 0
    assert done.err.startswith(f"no year is published in {tmp_path / 'other'}/ yet")
    (folder / "plan" / "cop-plan.lock").write_text(json.dumps(lock(folder) | {"schema_version": 99}), encoding="utf-8")
    done = run(*words)
    assert done.code == 4
    assert "it was written by a newer cop-plan" in done.err


@pytest.mark.parametrize(
    "head",
    [
        "name: Readers\n",
        "name: 'Lire à  sept'\nid: readers-2\noutput: out/here\n",
        "name: &n >-\n  Readers\n  of books\noutput:\n",
        "name: [Readers]\n",
        "id: readers\nname: O'Brien & Co.\noutput: .\n",
    ],
)
@pytest.mark.parametrize("year", ["2026-2027", "2026 - 2027", "2027"])
def test_the_head_of_a_definition_says_what_the_whole_says(head: str, year: str, tmp_path: Path) -> None:
    begins = "pattern: calendar-year\n" if year == "2027" else ""
    text = f"{head}year: {year}\ntimezone: UTC\n{begins}".encode()
    tree = nodes.read_yaml(text, "community.yaml")
    assert isinstance(tree, nodes.MappingNode)
    found = outputs.head(tree)
    try:
        community = load.community(text, "community.yaml", files.DefinitionFiles(tmp_path / "c.yaml", 10**6)).community
    except Problems:
        return  # nothing is written of what has problems
    assert (found.id, found.identity, found.output) == (community.id, community.identity, community.output)
    assert timeline.year_name(community) in found.years


def test_of_two_sides_of_a_merge_the_one_with_the_newer_pattern_says_what_the_year_is_made_with() -> None:
    sides = [
        history.Lock("readers", "2026-2027", "", basis=history.Basis({"kinds": 1, "sample-year": version}, table))
        for version, table in ((1, None), (2, HolidayTable("CA-AB", (2026, 2027), "en-CA", Holidays())))
    ]
    for one, other in (sides, sides[::-1]):
        merged = history.of_merge(f"<<<<<<< HEAD\n{history.dump(one)}=======\n{history.dump(other)}>>>>>>> theirs\n")
        assert merged is not None
        assert merged.basis == sides[1].basis


def test_of_two_years_that_a_merge_brings_together_each_keeps_what_it_was_made_with() -> None:
    sides = [
        history.Lock("readers", year, "", basis=history.Basis({"kinds": version}))
        for year, version in (("2026-2027", 2), ("2027-2028", 1))
    ]
    for one, other in (sides, sides[::-1]):
        merged = history.of_merge(f"<<<<<<< HEAD\n{history.dump(one)}=======\n{history.dump(other)}>>>>>>> theirs\n")
        assert merged is not None
        assert (merged.year, merged.basis) == ("2027-2028", sides[1].basis)


def test_every_pattern_has_a_version_and_every_older_one_is_there() -> None:
    for name in PATTERNS:
        newest = newer.newest_version(name)
        older = sorted(int(file.stem) for file in (files.PACKAGE / "patterns" / name).glob("*.yaml"))
        assert older == list(range(1, newest)), name
        for folder in (files.PACKAGE / "locale").glob("*/patterns"):
            of_titles = sorted(int(file.stem) for file in (folder / name).glob("*.yaml"))
            assert of_titles in (older, []), (folder, name)
        for version in older:
            file = files.PACKAGE / "patterns" / name / f"{version}.yaml"
            assert load.version_of(file.name, file.read_bytes()) == version


KEPT = ROOT / "tests" / "data" / "promises" / "patterns.json"


def test_a_pattern_that_was_published_with_is_never_changed() -> None:
    """What says otherwise needs a new version: docs/extending.md, and then a line more in the file."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    now = {
        f"{name} {version}": digest_of(name, version)
        for name in PATTERNS
        for version in range(1, newer.newest_version(name) + 1)
    }
    assert now == kept


def digest_of(name: str, version: int) -> str:
    """Return the digest of what a pattern and its titles say; how that is written, and comments, do not count."""
    shelf = files.DefinitionFiles(files.PACKAGE, 10**6)
    texts = [shelf.shipped(name, version)]
    texts += [shelf.shipped_titles(name, language, version) for language in files.shipped_folders("locale")]
    said = [yaml.load(text[1], yaml.BaseLoader) for text in texts if text]
    return hashlib.sha256(json.dumps(said, sort_keys=False, ensure_ascii=False).encode()).hexdigest()
