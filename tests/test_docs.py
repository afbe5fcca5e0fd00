"""What the pages in docs/ say is true: examples run, dates come out, mistakes are answered as shown."""

import json
import re
import runpy
import shlex
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

import pytest

from conftest import ROOT, TODAY, Ran
from cop_plan.app import records
from cop_plan.app.project import CommunityProject
from cop_plan.dates import phrases
from cop_plan.definition import community, load, nodes, schema
from definition_keys import parts

DOCS = ROOT / "docs"
PAGES = sorted(path.name for path in DOCS.glob("*.md"))
# Examples of these are run by tests of their own.
HAVE_EXAMPLES = [name for name in PAGES if name not in ("rules.md", "extending.md")]
REQUIRED = "name: Numeracy Circle\nyear: 2026-2027\ntimezone: America/Edmonton\nregion: CA-AB\n"
MAKE = runpy.run_path(str(DOCS / "make.py"))

Run = Callable[..., Ran]


def text_of(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


# Pages that are made.


def test_the_pages_that_are_made_are_as_they_would_be_made_now() -> None:
    for file, text in MAKE["pages"]().items():
        assert file.read_text(encoding="utf-8") == text, "make it again with  make docs"


def test_what_a_command_outputs_as_json_stands_on_its_page(run: Run, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "literacy-for-all", tmp_path, dirs_exist_ok=True)
    page = MAKE["outputs"](lambda words: run(*words).out)
    assert text_of("outputs.md") == page, "make it again with  make docs"


def test_every_key_stands_on_the_page_with_its_meaning_example_question_and_weight() -> None:
    page = text_of("definition.md")
    for part, key in parts():
        if part is community.Step:
            continue  # they mean what they mean for an activity
        found = [lines for lines in re.split(r"\n(?=- \*\*|#)", page) if lines.startswith(f"- **`{key.key}`** (")]
        said = [lines for lines in found if f": {key.description}" in lines]
        assert said, f"{part.__name__}.{key.key}"
        assert any("for example `" in lines or "see there" in lines for lines in said), f"{part.__name__}.{key.key}"
        assert any((key.question or "") in lines and (key.help or "") in lines for lines in said)
        weights = (re.search(r"; essential[;)]", lines.partition("):")[0] + ")") is not None for lines in said)
        assert key.essential in weights


def test_the_sections_stand_in_the_order_of_the_definition() -> None:
    sections = re.findall(r"^## `(\w+)", text_of("definition.md"), re.MULTILINE)
    assert sections == [key.key for key in schema.keys(community.Community) if key.key in sections]
    assert len(sections) >= 15


def test_every_example_of_a_key_reads_as_what_it_shows() -> None:
    shown = re.findall(r"for example `(.*)`$", text_of("definition.md"), re.MULTILINE)
    assert len(shown) >= 150
    for line in shown:
        assert isinstance(nodes.read_yaml(line.encode(), "example"), nodes.MappingNode), line


@pytest.mark.parametrize(
    "value", ["a, b", "a: b", "- a", "what?", "it's", '"', "#1", "{a}", "[a", " a", "yes", "3:30 pm"]
)
def test_an_example_in_one_line_reads_back(value: str) -> None:
    tree = nodes.read_yaml(
        f"{{key: {MAKE['flow'](value, inside=True)}, list: [{MAKE['flow'](value, inside=True)}]}}".encode(), ""
    )
    assert tree is not None
    assert nodes.plain(tree) == {"key": value, "list": [value]}


# Examples.


@dataclass
class Told:
    """What a page tells from one definition to the next: it, the files beside it, the blocks and tables after it.

    A file is a block of YAML that begins with its name, or any block with a name behind its language. `said` is what a
    block of text shows of the command before it.
    """

    line: int
    definition: str
    beside: dict[str, str] = field(default_factory=dict)
    answer: str | None = None
    commands: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    days: list[Sequence[str]] = field(default_factory=list)


def whole(definition: str) -> str:
    """Return a definition with the required lines that it does not write itself."""
    written = {line.partition(":")[0] for line in definition.splitlines()}
    return "".join(line for line in REQUIRED.splitlines(True) if line.partition(":")[0] not in written) + definition


def told(page: str) -> list[Told]:
    text = text_of(page)
    found = [Told(0, REQUIRED)]
    beside: dict[str, str] = {}
    for block in re.finditer(
        r"^```(\w*)(?: (\S+))?\n(.*?)^```$|^\| `(\S+)` \| (\d{4}-\d\d-\d\d) \| ([^|\n]*) \|$",
        text,
        re.DOTALL | re.MULTILINE,
    ):
        language, named, inside, *row = block.groups()
        line = text.count("\n", 0, block.start()) + 1
        if inside is None:
            found[-1].days.append(row)
        elif named is not None:
            found[-1].beside[named] = inside
        elif language == "text" and found[-1].commands:
            found[-1].said[found[-1].commands[-1]] = inside
        elif language == "yaml" and (name := re.match(r"# ([\w.-]+\.yaml)\n", inside)):
            beside[name[1]] = inside
        elif language == "yaml":
            is_whole = re.search(r"^(timezone|extends):", inside, re.MULTILINE)
            found.append(Told(line, inside if is_whole else whole(inside), dict(beside)))
        elif language == "sh":
            found[-1].commands += inside.splitlines()
        elif inside.startswith("community.yaml:"):
            found[-1].answer = inside
    return found


TOLD = {f"{page}:{one.line}": one for page in HAVE_EXAMPLES for one in told(page)}


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[Told], Path]:
    def folder(one: Told) -> Path:
        for name, text in {"community.yaml": one.definition, **one.beside}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / "community.yaml"

    return folder


@pytest.mark.parametrize("where", TOLD)
def test_a_definition_makes_a_year_or_is_answered_as_the_page_shows(
    where: str, run: Run, folder: Callable[[Told], Path]
) -> None:
    folder(TOLD[where])
    if TOLD[where].answer is not None:
        done = run("check", "community.yaml")
        assert (done.code, done.err) == (1, TOLD[where].answer)
        return
    done = run("schedule", "community.yaml", "--today", TODAY, "--format", "json", "--out", "-")
    assert done.code == 0, done.err
    entries = {entry["id"]: entry for entry in json.loads(done.out)["entries"]}
    for name, day, why in TOLD[where].days:
        entry = entries[name]
        assert (entry.get("date") or entry["start"][:10], entry["because"]) == (day, why), name


@pytest.mark.parametrize("where", [where for where, one in TOLD.items() if one.commands])
def test_the_commands_of_a_page_run(where: str, folder: Callable[[Told], Path], run: Run) -> None:
    folder(TOLD[where])
    for line in TOLD[where].commands:
        program, *words = line.split()
        assert program == "cop-plan"
        # `init` asks a person: what it needs comes with flags.
        done = run(*words, *(["--help"] if words == ["init"] else []))
        assert done.code == 0, f"{line}: {done.err}"
        assert TOLD[where].said.get(line, done.out) == done.out


# The language of dates.

PHRASES = re.findall(r"^\| ([\w-]+) \| `([^`]+)` \| (\d{4}-\d\d-\d\d) \| (.*) \|$", text_of("dates.md"), re.MULTILINE)
MISTAKES = re.findall(
    r"^\| `([^`]+)` \| ([^|]+) \| ([^|]*) \|$", text_of("dates.md").partition("## Mistakes")[2], re.MULTILINE
)


def test_the_tables_of_phrases_are_all_read() -> None:
    assert len(PHRASES) >= 30
    assert len(MISTAKES) >= 12
    forms = {type(phrases.parse(phrase).form) for _, phrase, _, _ in PHRASES}
    assert forms == set(get_args(phrases.Form))


def test_every_phrase_comes_out_as_the_page_says(run: Run, tmp_path: Path) -> None:
    base = next(
        one.definition for where, one in TOLD.items() if "dates.md" in where and "planning-day" in one.definition
    )
    lines = [f"  row-{at}: {{kind: {kind}, when: {phrase}}}\n" for at, (kind, phrase, _, _) in enumerate(PHRASES)]
    (tmp_path / "community.yaml").write_text(f"{base}activities:\n{''.join(lines)}", encoding="utf-8")
    done = run("schedule", "community.yaml", "--today", TODAY, "--format", "json", "--out", "-")
    assert done.code == 0, done.err
    entries = {entry["id"]: entry for entry in json.loads(done.out)["entries"]}
    for at, (kind, phrase, day, why) in enumerate(PHRASES):
        entry = entries[f"row-{at}"]
        assert (entry["date"], entry["because"]) == (day, why), f"{kind}: {phrase}"


@pytest.mark.parametrize(("written", "answer", "hint"), MISTAKES, ids=lambda value: str(value)[:40])
def test_a_mistake_is_answered_as_the_page_says(written: str, answer: str, hint: str) -> None:
    with pytest.raises(phrases.Unclear) as unclear:
        phrases.parse(written)
    assert (unclear.value.message, unclear.value.hint_in(phrases.SchoolYear(2026)) or "") == (answer, hint.strip())


@pytest.mark.parametrize("page", HAVE_EXAMPLES)
def test_a_line_to_write_can_be_written(page: str, tmp_path: Path) -> None:
    for line in re.findall(r"`([\w.-]+: \{when: [^`]*\})`", text_of(page)):
        (tmp_path / "community.yaml").write_text(f"{REQUIRED}activities:\n  {line}\n", encoding="utf-8")
        assert CommunityProject(tmp_path / "community.yaml").written


# Records.


def test_the_records_that_a_page_shows_are_collected_without_a_problem(folder: Callable[[Told], Path]) -> None:
    (shown,) = [one for where, one in TOLD.items() if where.startswith("records.md") and one.beside]
    found = records.collect(CommunityProject(folder(shown)))
    assert found.problems == ()
    assert [one.message for one in found.remarks] == ["nobody whom the definition knows, and so counted apart: iPhone"]
    assert found.missing == ("records/final.xlsx",)
    assert set(found.records.attendance) == {"orientation", "webinar-1", "webinar-2", "webinar-3"}
    assert [one.name for session in found.records.attendance.values() for one in session.unmatched] == ["iPhone"]


# The guide, and all pages.


def test_the_pages_name_only_commands_that_there_are(run: Run) -> None:
    there_are = set(re.findall(r"^  (\w+) ", run("--help").out.partition("Commands:")[2], re.MULTILINE))
    for page in PAGES:
        assert set(re.findall(r"(?:`|^)cop-plan ([a-z]+)", text_of(page), re.MULTILINE)) <= there_are, page


def test_the_change_that_the_guide_shows_is_what_the_command_says(run: Run, tmp_path: Path) -> None:
    page = text_of("facilitators-guide.md")
    shown = re.search(r"```\n(Webinar 2: .*?)```", page, re.DOTALL)
    change = re.search(r"```yaml\nactivities:\n(  webinar-2: .*?)```", page, re.DOTALL)
    assert shown
    assert change
    file = tmp_path / "community.yaml"
    file.write_text(REQUIRED, encoding="utf-8")
    assert run("schedule", "community.yaml", "--today", "2026-10-01").code == 0
    file.write_text(f"{REQUIRED}activities:\n{change[1]}", encoding="utf-8")
    assert run("schedule", "community.yaml", "--today", "2026-10-02").err == shown[1]


def test_the_message_that_the_guide_shows_is_what_move_prints(run: Run, tmp_path: Path) -> None:
    shown = re.search(
        r"```\n(cop-plan move .*)\n```\n\n```\n(Subject: .*?)```", text_of("facilitators-guide.md"), re.DOTALL
    )
    assert shown
    (tmp_path / "community.yaml").write_text(f"{REQUIRED}activities: {{webinar-2: {{at: 15:30}}}}\n", encoding="utf-8")
    words = shlex.split(shown[1])[1:]
    assert run(*words, "--today", "2026-10-02", "--yes").out == shown[2]


@pytest.mark.parametrize("page", PAGES)
def test_links_of_a_page_lead_somewhere(page: str) -> None:
    for target, anchor in re.findall(r"\]\(([^)#\s]*)(?:#([^)\s]*))?\)", text_of(page)):
        if target.startswith("https://"):
            continue
        file = (DOCS / target).resolve() if target else DOCS / page
        assert file.exists(), target
        if anchor:
            titles = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}, anchor


def test_the_index_names_every_page() -> None:
    index = text_of("README.md")
    assert all(f"({page})" in index for page in PAGES if page != "README.md")


def test_every_section_of_the_definition_is_read_by_load() -> None:
    # The page names the tables that may be files; load knows them.
    page = text_of("definition.md")
    assert page.count("the name of a CSV file or workbook, or a list of maps") == len(load.TABLES)
