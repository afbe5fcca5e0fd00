"""Several years of one community: a year that was published is not lost where the definition says another one."""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from conftest import MINIMAL, TODAY, Ran

Run = Callable[..., Ran]

LAST, NEXT, BEFORE = "2026-2027", "2027-2028", "2025-2026"
# What writes what is of one year, each with all that it needs.
WRITING = [
    ("schedule",),
    ("schedule", "--force"),
    ("schedule", "--dry-run"),
    ("schedule", "--changes"),
    ("schedule", "--update-pattern", "--yes"),
    ("schedule", "--move", "wrap-up=2028-05-30", "--yes"),
    ("move", "wrap-up", "2028-05-30", "--yes"),
    ("cancel", "webinar-1", "--because", "Snow", "--yes"),
    ("kit", "invitation"),
    ("kit", "invitation", "--force"),
    ("hours",),
    ("report",),
    ("move", "wrap-up", "2027-05-18", "--yes"),
    ("done", "establish-purpose"),
    ("done", "--before", "2027-05-01", "--yes"),
    ("done", "--undo", "establish-purpose"),
]


@pytest.fixture
def published(run: Run, tmp_path: Path) -> Path:
    """A definition whose year is published, with a kit; return its file."""
    file = tmp_path / "readers" / "community.yaml"
    file.parent.mkdir()
    file.write_text(MINIMAL + "region: CA-AB\n", encoding="utf-8")
    for words in (("kit", "invitation"), ("schedule",)):
        assert run(words[0], file, *words[1:], "--today", TODAY).code == 0
    return file


def contents(folder: Path) -> Mapping[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def says(definition: Path, year: str) -> None:
    text = definition.read_text(encoding="utf-8")
    before = next(line for line in text.splitlines() if line.startswith("year: "))
    definition.write_text(text.replace(before, f"year: {year}"), encoding="utf-8")


def test_what_another_year_was_published_with_is_never_written_over(published: Path, run: Run) -> None:
    says(published, NEXT)
    before, folder = contents(published.parent), published.parent / "plan"
    said = [
        f"{folder}: it holds the year {LAST}, and {published} is of {NEXT}",
        f"    hint: type  cop-plan next {published}  to begin {NEXT} in a folder of its own; if {NEXT} is a slip, "
        f"write  year: {LAST}  again; if {LAST} was the slip, rename this folder",
        "nothing was written",
    ]
    for words in WRITING:
        ran = run(words[0], published, *words[1:], "--today", "2027-05-03")
        assert (words, ran.code, ran.out, ran.err.splitlines()) == (words, 4, "", said)
    assert contents(published.parent) == before


def test_a_french_community_is_told_in_french(published: Path, run: Run) -> None:
    says(published, NEXT)
    published.write_text(published.read_text(encoding="utf-8") + "language: fr-CA\n", encoding="utf-8")
    asked = (
        ("move", "wrap-up", "2028-05-30"),
        ("cancel", "webinar-1", "--because", "Neige"),
        ("done", "wrap-up"),
    )
    for words in asked:
        ran = run(words[0], published, *words[1:], "--today", "2027-05-03")
        assert (words, f"il contient l’année {LAST}" in ran.err) == (words, True)


def test_each_way_out_that_is_named_works(published: Path, run: Run, tmp_path: Path) -> None:
    before = contents(published.parent)
    says(published, NEXT)
    says(published, LAST)
    assert run("schedule", published, "--today", TODAY).code == 0
    assert contents(published.parent) == before

    says(published, NEXT)
    assert run("schedule", published, "--out", tmp_path / "apart", "--today", "2027-05-03").code == 0
    (published.parent / "plan").rename(published.parent / "plan-2026-2027")
    assert run("schedule", published, "--today", "2027-05-03").code == 0
    assert {path: content for path, content in before.items() if path.startswith("plan/")} == {
        path.replace("plan-2026-2027/", "plan/"): content
        for path, content in contents(published.parent).items()
        if path.startswith("plan-2026-2027/")
    }


def test_a_year_before_and_the_next_one_of_another_folder_are_refused_with_a_folder_of_their_own(
    published: Path, run: Run
) -> None:
    says(published, BEFORE)
    ran = run("schedule", published, "--today", TODAY)
    assert ran.code == 4
    assert f"hint: give {BEFORE} a folder of its own with --out; if {BEFORE} is a slip" in ran.err
    # What would follow it lies here already.
    ran = run("next", published, "--today", TODAY)
    assert (ran.code, f"write  year: {LAST}  again" in ran.err) == (4, True)
    assert [path.name for path in published.parent.parent.iterdir()] == [published.parent.name]
    checked = run("check", published, "--today", TODAY).out
    assert f"    hint: write  year: {LAST}  again; if {LAST} was the slip, rename the folder of the plan" in checked

    says(published, LAST)
    following = published.parent.parent / "readers-2027-2028" / "community.yaml"
    shutil.copytree(published.parent, following.parent, ignore=shutil.ignore_patterns("plan", "kit"))
    says(following, NEXT)
    ran = run("schedule", following, "--out", published.parent / "plan", "--today", "2027-05-03")
    assert ran.code == 4
    assert f"hint: give {NEXT} a folder of its own with --out; if {NEXT} is a slip" in ran.err


def test_a_lost_lock_does_not_lose_the_year(published: Path, run: Run) -> None:
    (published.parent / "plan" / "cop-plan.lock").unlink()
    says(published, NEXT)
    before = contents(published.parent)

    ran = run("schedule", published, "--today", "2027-05-03")
    assert (ran.code, f"it holds the year {LAST}" in ran.err) == (4, True)
    assert contents(published.parent) == before


def test_who_only_looks_hears_of_it_and_of_nothing_false(published: Path, run: Run) -> None:
    for name, day in (("establish-purpose", "2026-04-28"), ("wrap-up", "2027-05-25")):
        assert run("done", published, name, "--on", day, "--today", "2027-05-26").code == 0
    says(published, NEXT)

    checked = run("check", published, "--today", "2027-05-03")
    assert f"{published}:2:7: outside-year: the plan that lies there is of {LAST}, and this says {NEXT}" in checked.out
    looked = run("doctor", published, "--today", "2027-05-03")
    assert (looked.code, f"it holds the year {LAST}" in looked.out) == (1, True)
    # Of what was noted last year nothing is done for the next: neither what ended it nor what began it.
    status = json.loads(run("status", published, "--json", "--today", "2027-05-26").out)
    assert status["community"]["year"] == NEXT
    assert {one["done_count"] for one in status["owners"]} == {0}
    told = run("status", published, "--today", "2027-05-26")
    assert (told.code, f"it holds the year {LAST}" in told.err, "nothing was written" in told.err) == (0, True, False)
    beside = run("portfolio", published, "--out", published.parent / "all", "--today", "2027-05-26")
    assert (beside.code, f"it holds the year {LAST}" in beside.err) == (1, True)
    # Standard output overwrites nothing, and next year's entries are other ones.
    shown = run("schedule", published, "--out", "-", "--format", "ics", "--today", "2027-05-03")
    assert (shown.code, f"@{LAST}." in shown.out, f"@{NEXT}." in shown.out) == (0, False, True)


def test_a_folder_in_which_version_1_0_published_two_years_works_on(published: Path, run: Run) -> None:
    """What 1.0 left: the year changed in place, and scheduled over the one before."""
    plan, folder = published.parent / "plan", published.parent
    last = json.loads((plan / "cop-plan.lock").read_text(encoding="utf-8"))
    kit_lock = (folder / "kit" / "cop-plan.lock").read_bytes()
    says(published, NEXT)
    plan.rename(folder / "before")
    assert run("schedule", published, "--today", "2027-05-03").code == 0
    of_both = json.loads((plan / "cop-plan.lock").read_text(encoding="utf-8"))
    of_both["entries"] = [*last["entries"], *of_both["entries"]]
    (plan / "cop-plan.lock").write_text(json.dumps(of_both), encoding="utf-8")

    ran = run("schedule", published, "--force", "--today", "2027-05-04")
    assert ran.code == 0, ran.err
    years = [one["year"] for one in json.loads((plan / "cop-plan.lock").read_text(encoding="utf-8"))["entries"]]
    assert {year: years.count(year) for year in (LAST, NEXT)} == {
        LAST: len(last["entries"]),
        NEXT: len(of_both["entries"]) - len(last["entries"]),
    }
    # Its kit goes on, and from then on is the new year's.
    assert run("kit", published, "invitation", "--today", "2027-05-04").code == 0
    assert json.loads(kit_lock)["year"] == LAST
    assert json.loads((folder / "kit" / "cop-plan.lock").read_text(encoding="utf-8"))["year"] == NEXT
    # Back in the year before, the newer one is as safe as any.
    says(published, LAST)
    before = contents(folder)
    assert run("schedule", published, "--today", "2027-05-05").code == 4
    assert contents(folder) == before


def test_pages_offer_no_papers_of_another_year(published: Path, run: Run) -> None:
    folder = published.parent
    assert 'href="../kit/' in (folder / "plan" / "team.html").read_text(encoding="utf-8")
    says(published, NEXT)
    (folder / "plan").rename(folder / "before")

    assert run("schedule", published, "--today", "2027-05-03").code == 0
    assert 'href="../kit/' not in (folder / "plan" / "team.html").read_text(encoding="utf-8")


def test_the_report_of_a_year_is_written_over_by_none_of_another(published: Path, run: Run) -> None:
    folder = published.parent
    assert run("report", published, "--interim", "--today", "2027-03-10").code == 0
    says(published, NEXT)
    (folder / "plan").rename(folder / "before")
    assert run("schedule", published, "--today", "2027-05-03").code == 0
    before = contents(folder)

    for words in (("report",), ("report", "--interim", "--force")):
        ran = run(words[0], published, *words[1:], "--today", "2028-06-12")
        assert ran.code == 4
        assert ran.err.splitlines()[-3:] == [
            f"{folder / 'report' / 'report-interim.json'}: it is the report of '{LAST}', and not of {NEXT}",
            "    hint: rename that folder, or give this report another one with --out",
            "nothing was written",
        ]
    assert contents(folder) == before
    (folder / "report").rename(folder / "report-2026-2027")
    assert run("report", published, "--today", "2028-06-12").code == 0
