"""A language is a folder: what each has, and that one more is added by folders alone."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

from conftest import MINIMAL, PATIENCE_SECONDS, ROOT, TODAY, Ran, Write
from cop_plan.app import shipped
from cop_plan.definition import languages, load
from cop_plan.render import words

OTHERS = [one for one in languages.BY_TAG.values() if one.folder != languages.MAIN]


def texts(folder: str, name: str) -> dict[str, str]:
    """Return every text of a file of a language by its dotted key."""
    table = languages.read(folder, name)
    return {key: text for key, text in words.with_dotted_keys(table or {}) if isinstance(text, str)}


def facts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


# What each language has.


def test_a_language_is_known_by_its_folder() -> None:
    assert all(tag.partition("-")[0] == one.folder for tag, one in languages.BY_TAG.items())
    assert {path.name for path in (ROOT / "templates" / "kit").iterdir() if path.is_dir()} == {
        one.folder for one in languages.BY_TAG.values()
    }


@pytest.mark.parametrize("language", OTHERS, ids=lambda one: one.tag)
def test_the_messages_that_a_language_lacks_are_those_of_the_interview(language: languages.Language) -> None:
    # Its questions and their help are in English too.
    lacking = texts(languages.MAIN, "messages.yaml").keys() - texts(language.folder, "messages.yaml").keys()
    assert {key.partition(".")[0] for key in lacking} <= {"interview", "init"}


@pytest.mark.parametrize("language", OTHERS, ids=lambda one: one.tag)
def test_a_language_has_no_message_that_english_has_not_and_tells_the_same_facts(language: languages.Language) -> None:
    english, other = (texts(one, "messages.yaml") for one in (languages.MAIN, language.folder))
    assert {key: facts(text) for key, text in other.items()} == {key: facts(english[key]) for key in other}


def test_a_message_that_a_language_lacks_is_said_in_english() -> None:
    french = shipped.messages("fr-CA")
    assert french("init.stopped") == "stopped; nothing was written"
    assert french.count("init.completed", 0, names="x") == "wrote 0 answers into x"
    assert french.count("check.error", 0) == "0 erreur"


def test_a_message_that_nobody_wrote_is_an_error() -> None:
    with pytest.raises(words.MissingWord, match=r"fr-CA: check\.nothing_at_all"):
        shipped.messages("fr-CA")("check.nothing_at_all")


def test_every_message_is_said_somewhere() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "cop_plan").rglob("*.py"))
    keys = {re.sub(r"\.(one|other)$", "", key) for key in texts(languages.MAIN, "messages.yaml")}
    of_sets = {
        key for key in keys if re.match(r"sections\.|interview\.goals\.|check\.(error|warning|hint|days\.\w+)$", key)
    }
    assert [key for key in keys - of_sets if f'"{key}"' not in code] == []


# French.


def test_a_french_report_names_french_headings_for_what_is_to_be_written(
    write: Write, run: Callable[..., Ran], tmp_path: Path
) -> None:
    write(f"{MINIMAL}language: fr-CA\n")
    done = run("report", "--today", TODAY, "--json")
    assert "reste à écrire" in done.err
    assert "d’une rencontre\u00a0: Ce qui n’a pas fonctionné\n" in done.err
    assert "d’une rencontre\u00a0: Poursuivre, Changer, Cesser\n" in done.err
    assert json.loads(done.out)["to_be_written"] == ["What did not work", "Continue, Change, Stop"]


def test_a_year_that_is_as_it_was_is_told_in_its_language(write: Write, run: Callable[..., Ran]) -> None:
    write(f"{MINIMAL}language: fr-CA\n")
    assert run("schedule", "--today", TODAY).code == 0
    assert run("schedule", "--today", TODAY).err == "rien n’a changé dans plan/; --dry-run affiche l’année\n"


# One more.

MARK = "¤"
NOT_SAID = ("plan.before_what_is_learned", "kit.small_inside", "markdown.axis")
"""What is read, not said: a pattern, a list of words, a format of Mermaid."""


def marked(value: Any, path: str = "") -> Any:
    """Return a table with a mark before every text that has words of its own."""
    if isinstance(value, Mapping):
        return {key: marked(item, f"{path}.{key}" if path else str(key)) for key, item in value.items()}
    if isinstance(value, list):
        return [marked(item, path) for item in value]
    has_words = any(re.search(r"[^\W\d_]", said) for said, _, _, _ in Formatter().parse(value))
    return MARK + value if has_words and path not in NOT_SAID and not path.startswith("currency_signs") else value


def titles(pattern: str) -> Any:
    """Return what a pattern says in English, in the shape of its French titles."""
    of = yaml.safe_load((ROOT / "cop_plan" / "patterns" / pattern).read_text(encoding="utf-8"))

    def only(shape: Any, value: Any) -> Any:
        return {key: only(shape[key], value[key]) for key in shape} if isinstance(shape, Mapping) else value

    return only(languages.read("fr", f"patterns/{pattern}"), of)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a copy of the program with the language of the page, in which every English text has a mark."""
    copy = tmp_path_factory.mktemp("program")
    for name in ("cop_plan", "templates"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "_compiled"))
    page = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
    shown = re.search(r"^```yaml (cop_plan/locale/(\w+)/language\.yaml)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert shown
    file, folder, text = shown.groups()
    for command in re.findall(r"^(?:cp|sed) .*$", page, re.MULTILINE):
        subprocess.run(command, shell=True, cwd=copy, check=True)
    (copy / file).write_text(text, encoding="utf-8")
    for path in (copy / "cop_plan" / "locale" / folder).glob("*.yaml"):
        if path.name != "language.yaml":
            made = marked(yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader))
            path.write_text(yaml.safe_dump(made, allow_unicode=True), encoding="utf-8")
    patterns = copy / "cop_plan" / "locale" / folder / "patterns"
    patterns.mkdir()
    for name in ("kinds", *load.SHIPPED_PATTERNS):
        made = marked(titles(f"{name}.yaml"))
        (patterns / f"{name}.yaml").write_text(yaml.safe_dump(made, allow_unicode=True), encoding="utf-8")
    for path in (copy / "templates" / "kit" / folder).glob("*.j2"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"^(title: |why: |#+ )(?=\w)", rf"\1{MARK}", text, flags=re.MULTILINE), encoding="utf-8")
    return copy


Run = Callable[..., str]


@pytest.fixture
def run_copy(program: Path, environment: Mapping[str, str], tmp_path: Path) -> Run:
    """Run the copy in the folder of a community and return all that it said."""

    def run(folder: str, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "cop_plan", *words, "--today", TODAY],
            cwd=tmp_path / folder,
            env={**environment, "PYTHONPATH": str(program)},
            capture_output=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode() + done.stderr.decode()

    return run


def community(folder: Path, language: str) -> None:
    folder.mkdir()
    members = "members: [{name: Amina Okafor, email: amina@example.org}]"
    definition = f"{MINIMAL}language: {language}\nmembership: {{{members}}}\n"
    (folder / "community.yaml").write_text(definition, encoding="utf-8")


def written(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every page that a run wrote."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".md", ".html"):
            yield str(path.relative_to(folder)), path.read_text(encoding="utf-8")


COMMANDS = ("schedule", "kit", "report", "status", "check", "done identify-questions", "schedule")


def test_the_language_of_the_page_makes_a_year_a_kit_and_a_report(run_copy: Run, tmp_path: Path) -> None:
    said = {}
    for tag in ("en-CA", "es-CA"):
        community(tmp_path / tag, tag)
        said[tag] = [run_copy(tag, *command.split()) for command in COMMANDS]
    english, spanish = said["en-CA"], said["es-CA"]
    assert [MARK in text for text in english] == [False] * len(COMMANDS)
    assert [text.replace(MARK, "") for text in spanish] == english
    # What a rule finds is in English; a title of names alone has no word.
    unmarked = {line for text in spanish for line in text.splitlines() if line and MARK not in line}
    findings = {line for line in unmarked if line.startswith(("community.yaml:", "    hint:"))}
    assert unmarked - findings == {"Readers, 2026-2027"}
    ours, theirs = (dict(written(tmp_path / tag)) for tag in said)
    assert ours.keys() == theirs.keys()
    assert {name for name, text in theirs.items() if MARK not in text} == set()
    assert len({name.partition("/")[0] for name in theirs}) == len(("plan", "kit", "report"))
    # The pages say the same, but for what a diagram cuts off.
    for name in (name for name in ours if name.endswith(".md")):
        lines = zip(theirs[name].replace(MARK, "").splitlines(), ours[name].splitlines(), strict=True)
        assert [(line, other) for line, other in lines if line != other and "…" not in line] == [], name
