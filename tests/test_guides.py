"""What the guides tell people to type does what they say, in the order in which they say it."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, Ran, Write
from cop_plan.app.project import CommunityProject
from cop_plan.base import documentation, files
from cop_plan.cli.commands import COMMANDS

Run = Callable[..., Ran]


def blocks(page: str) -> list[tuple[str, str]]:
    """Return the blocks of a page, each with its language."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(r"^```(\w*).*?\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("five-minutes.md", ["Jamie Blackwood", "3:30", "9:00"]),
        ("fr/cinq-minutes.md", ["Camille Tremblay", "15 h 30", "9 h"]),
    ],
)
def test_five_minutes_are_walked_as_they_are_written(run: Run, tmp_path: Path, page: str, shown: list[str]) -> None:
    (_, begin), (_, asked), (_, look), (_, wrote), (_, added), (_, again) = blocks(page)
    answers = re.findall(r"^> (.*)$", asked, re.MULTILINE)
    begun = run(*begin.split()[1:], "--today", "2026-05-01", given="\n".join([*answers, "", ""]).encode())
    assert begun.code == 0, begun.err
    questions = re.findall(r"^\d (?:of|sur) \d\. .*$", asked, re.MULTILINE)
    assert len(questions) == 2
    assert [line for line in questions if line in spaced(begun.err)] == questions

    looked = run(*look.split()[1:], "--today", "2026-05-01")
    assert spaced(looked.err).startswith(wrote)
    definition = tmp_path / "community.yaml"
    with definition.open("a", encoding="utf-8") as file:
        file.write(added)
    changed = run(*again.split()[1:], "--today", "2026-05-01")
    assert (changed.code, "→" in changed.err) == (0, True), changed.err
    made = spaced((tmp_path / "plan" / "plan.html").read_text(encoding="utf-8"))
    assert [text for text in shown if text not in made] == []
    assert run("kit", "invitation", "--today", "2026-05-01").code == 0


def spaced(text: str) -> str:
    """Return a text with plain spaces, as they are written in the guides."""
    return text.replace("\xa0", " ").replace("\u202f", " ")


def test_the_definitions_of_the_french_guide_load(write: Write) -> None:
    whole, closures, activities = (text for kind, text in blocks("fr/guide-d-animation.md") if kind == "yaml")
    head = "name: X\nyear: 2026-2027\ntimezone: America/Toronto\nregion: CA-QC\nlanguage: fr-CA\n"
    school = "membership: {schools: [{school: École des Érables, jurisdiction: Centre de services des Érables}]}\n"
    for text in (whole, head + school + closures, head + activities):
        project = CommunityProject(write(text))
        assert len(project.timeline.entries) > 100


# Of a guide that is called as a command is, `help` shows the command.
GUIDES = [one for one in documentation.IN_FRENCH.items() if one[0] not in ("index", *COMMANDS)]


@pytest.mark.parametrize(("english", "french"), GUIDES)
def test_help_shows_a_guide_in_the_language_of_the_run(run: Run, english: str, french: str) -> None:
    title = (ROOT / "docs" / "fr" / f"{french}.md").read_text(encoding="utf-8").splitlines()[0]
    for words in ((english, "--language", "fr"), (french, "--language", "fr"), (french,)):
        assert run("help", *words).out.splitlines()[0] == title
    assert run("help", english).out.splitlines()[0] != title
    listed = run("help", "--language", "fr").out.split()
    assert (french in listed, english in listed) == (True, False)


@pytest.mark.parametrize("name", sorted({*COMMANDS} & {*files.guides()}))
def test_a_guide_that_is_called_as_a_command_is_shown_by_the_name_of_its_file(run: Run, name: str) -> None:
    told = run("help", name)
    assert (told.code, told.out.startswith("Usage: ")) == (0, True)
    assert told.out.endswith(f"\nThe guide of this name, shown by:  cop-plan help {name}.md\n")
    title = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8").splitlines()[0]
    assert run("help", f"{name}.md").out.splitlines()[0] == title


def test_each_guide_that_help_lists_is_shown(run: Run) -> None:
    listed = [one.strip() for one in run("help").out.partition("\n\n")[0].splitlines()[1:]]
    assert {one.removesuffix(".md") for one in listed} == {*files.guides()}
    assert not {*listed} & {*COMMANDS}


def test_the_brief_and_the_costs_that_the_guides_show_are_those_of_the_example(run: Run, tmp_path: Path) -> None:
    definition = str(ROOT / "examples" / "literacy-for-all" / "community.yaml")
    out = ("--out", str(tmp_path / "kit"), "--format", "md", "--today", "2026-09-01")
    assert run("kit", definition, "principal-brief", "--for", "elm-street-school", *out).code == 0
    (brief,) = (tmp_path / "kit").rglob("elm-street-school.md")
    told = brief.read_text(encoding="utf-8")
    page = (ROOT / "docs" / "for-principals.md").read_text(encoding="utf-8")
    rows = page[page.index("| Date in school time") :].partition("\n\n")[0].splitlines()
    assert len(rows) == 5
    assert [row for row in rows if row not in told.splitlines()] == []

    report = run("report", definition, "--format", "md", "--out", "-", "--today", "2027-06-10").out
    cost = " ".join(re.findall(r"^> (.*)$", (ROOT / "docs" / "for-sponsors.md").read_text("utf-8"), re.MULTILINE))
    assert cost in " ".join(report.replace("\\$", "$").split()).replace(" Amounts in CAD.", "")


def test_the_command_of_each_month_runs_in_a_year_with_everything(run: Run, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "literacy-for-all", tmp_path, dirs_exist_ok=True)
    guide = (ROOT / "docs" / "facilitators-guide.md").read_text(encoding="utf-8")
    months = re.findall(r"^\| [A-Z][a-z, A-Z]* \| [^|]* \| `cop-plan ([^`]*)` \|$", guide, re.MULTILINE)
    assert len(months) >= 13
    for words in months:
        if words != "init":  # it asks a person, and all is answered here
            done = run(*words.split(), "--today", "2027-06-10" if "report" in words else "2026-05-01")
            assert done.code == 0, f"{words}: {done.err}"


def test_a_consortium_makes_all_its_communities_at_once(run: Run, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "for-consortia.md").read_text(encoding="utf-8")
    for name, text in re.findall(r"^```\w+ (shared/\S+)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (definition,) = re.findall(r"^```yaml\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    for name in ("readers", "numbers"):
        (tmp_path / name).mkdir()
        text = definition.replace("shared/", "../shared/").replace("id: readers", f"id: {name}")
        (tmp_path / name / "community.yaml").write_text(text, encoding="utf-8")
    assert run("check", "readers", "numbers", "--today", "2026-05-01").code == 0
    assert run("schedule", "readers", "numbers", "--out", "published", "--today", "2026-05-01").code == 0
    assert sorted(path.name for path in (tmp_path / "published").iterdir()) == ["numbers", "readers"]
    days = run("check", "readers", "--days", "--today", "2026-05-01").out
    assert "Winter break" in days
    assert "convention" in days


def test_the_commands_that_output_json_are_those_that_the_page_names(run: Run) -> None:
    page = (ROOT / "docs" / "for-programmers.md").read_text(encoding="utf-8")
    (said,) = re.findall(r"^(`schedule`.*) take it\.$", page, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", said)) == {name for name in COMMANDS if "--json" in run(name, "--help").out}
