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
from cop_plan.app import init as use_case
from cop_plan.app import shipped
from cop_plan.definition import languages, load
from cop_plan.interview import questions
from cop_plan.render import words
from cop_plan.render.messages import Messages

OTHERS = [one for one in languages.BY_FOLDER.values() if one.folder != languages.MAIN]


def texts(folder: str, name: str) -> dict[str, str]:
    """Return every text of a file of a language by its dotted key."""
    table = languages.read(folder, name)
    return {key: text for key, text in words.with_dotted_keys(table or {}) if isinstance(text, str)}


def facts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


# What each language has.


def test_a_language_is_known_by_its_folder() -> None:
    assert all(languages.of(one.tag) == one for one in languages.BY_FOLDER.values())
    assert {path.name for path in (ROOT / "templates" / "kit").iterdir() if path.is_dir()} == {
        one.folder for one in languages.BY_FOLDER.values()
    }


@pytest.mark.parametrize("language", OTHERS, ids=lambda one: one.tag)
def test_a_language_lacks_no_message(language: languages.Language) -> None:
    assert texts(languages.MAIN, "messages.yaml").keys() == texts(language.folder, "messages.yaml").keys()


@pytest.mark.parametrize("language", OTHERS, ids=lambda one: one.tag)
def test_a_language_has_no_message_that_english_has_not_and_tells_the_same_facts(language: languages.Language) -> None:
    english, other = (texts(one, "messages.yaml") for one in (languages.MAIN, language.folder))
    assert {key: facts(text) for key, text in other.items()} == {key: facts(english[key]) for key in other}


SAID_BY_BOTH = ("interview", "init")
"""What of `interview.yaml` every language has; the rest is with the models, or is English's own."""


@pytest.mark.parametrize("language", OTHERS, ids=lambda one: one.tag)
def test_a_language_says_all_of_the_interview_with_the_same_facts(language: languages.Language) -> None:
    english, other = (
        {key: facts(text) for key, text in texts(one, "interview.yaml").items() if key.startswith(SAID_BY_BOTH)}
        for one in (languages.MAIN, language.folder)
    )
    assert english == other
    assert {key.partition(".")[0] for key in texts(languages.MAIN, "interview.yaml")} == set(SAID_BY_BOTH)


@pytest.mark.parametrize("language", OTHERS, ids=lambda one: one.tag)
def test_a_language_has_every_question_with_its_help_and_example(language: languages.Language) -> None:
    of_fields = (languages.read(language.folder, "interview.yaml") or {})["fields"]
    of_plan = shipped.language(language.tag).at("questions")
    asked = {".".join(one.path) for one in questions.questions()}
    assert of_fields.keys() == asked
    for key in asked:
        assert of_fields[key].keys() == {"help", "example"} | (set() if key in of_plan else {"question"}), key


@pytest.mark.parametrize("language", OTHERS, ids=lambda one: one.tag)
@pytest.mark.parametrize("one", questions.questions(), ids=lambda one: ".".join(one.path))
def test_an_example_of_a_language_can_stand_in_a_definition_and_is_typed_as_it_is_shown(
    one: questions.Question, language: languages.Language
) -> None:
    w = use_case.wording(language.tag)
    example = w.example(one.path, one.example)
    assert load.wrong_with(one.path, example) is None
    lines = questions.typed(one, example, w)
    again = questions.answer(one, [*lines, ""] if one.form == "goals" else lines, w)
    assert questions.typed(one, again, w) == lines


def test_a_message_that_a_language_lacks_is_said_in_english() -> None:
    english, french = shipped.messages("en-CA").table, shipped.messages("fr-CA").table
    of_check = Messages("fr-CA", {"check": french["check"]}, english)
    assert of_check("unchanged", folder="x") == "nothing changed in x"
    assert of_check.count("kit.wrote", 0, folder="x") == "wrote 0 files to x"
    assert of_check.count("check.error", 0) == "0 erreur"


def test_a_message_that_nobody_wrote_is_an_error() -> None:
    with pytest.raises(words.MissingWord, match=r"fr-CA: check\.nothing_at_all"):
        shipped.messages("fr-CA")("check.nothing_at_all")


def test_every_message_is_said_somewhere() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "cop_plan").rglob("*.py"))
    written = [key for name in ("messages.yaml", "interview.yaml") for key in texts(languages.MAIN, name)]
    keys = {re.sub(r"\.(one|other)$", "", key) for key in written}
    sets = (
        r"sections\.|interview\.(goals|pieces|patterns|times)\.|check\.(error|warning|hint|days\.\w+)$"
        r"|check\.explain\.severity\.|kit\.withheld\.|remarks\.(hints\.)?\w+_(email|code)$"
        r"|placed\.(remarks\.|baseline$|final$|file$|session$|day$|people$)"
    )
    of_sets = {key for key in keys if re.match(sets, key)}
    # Those of `remarks` are named without it.
    called = {key: re.sub(r"^remarks\.(hints\.)?", "", key) for key in keys - of_sets}
    assert [key for key, name in called.items() if f'"{name}"' not in code and f'"{key}"' not in code] == []


def test_every_word_is_said_somewhere() -> None:
    """A key stands between quotes, or its table is read whole, or it is put together of a beginning and a name."""
    paths = [path for folder in ("cop_plan", "templates") for path in (ROOT / folder).rglob("*")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in paths if path.suffix in (".py", ".j2"))
    quoted = {text for mark in "\"'" for text in re.findall(rf"{mark}([^{mark}\n]*){mark}", code)}
    quoted |= set(re.findall(r'\bw\("([\w.]+)"', code))  # within the quotes of an attribute
    begun = {text.partition("{")[0] for text in quoted if re.match(r"[\w.]+[._]\{", text)}
    tables = {*re.findall(r"""\.(?:at|name)\(["']([\w.]+)["']""", code), "report.missing"}
    ends = quoted | {name for names in re.findall(r"^ +(\w+): |\b(\w+)=", code, re.MULTILINE) for name in names}

    def is_said(key: str) -> bool:
        above = key.split(".")[:-1]
        return (
            key in quoted
            or not tables.isdisjoint(".".join(above[:at]) for at in range(1, len(above) + 1))
            or any(key.startswith(one) and key.removeprefix(one) in ends for one in begun)
        )

    keys = {re.sub(r"\.(one|other)$", "", key) for key in texts(languages.MAIN, "words.yaml")}
    # The report and the roll-up of reports name their words without the table in which they stand.
    inner = re.compile(r"^(report|annual)\.")
    assert sorted(key for key in keys if not (is_said(key) or is_said(inner.sub("", key)))) == []


# French.


@pytest.mark.parametrize(
    ("path", "typed", "answer"),
    [
        ("purpose.division_priority", "Oui", "yes"),
        ("purpose.division_priority", "pas", "not yet"),
        (
            "purpose.areas",
            "creating new knowledge, tisser des liens",
            ["creating new knowledge", "developing relationships"],
        ),
        ("meetings.topics", "un seul pour l'année", "one for the year"),
        ("membership.ideal_size", "12 à 30", "12 to 30"),
        ("membership.must_include", "Direction; Chaque école", [{"position": "Direction", "one_from": "each school"}]),
        ("reporting.to", "Commanditaire", ["sponsor"]),
        ("surveys.items", "Je planifie; premier", {"je-planifie": {"ask": "Je planifie", "in": "baseline"}}),
        (
            "closures",
            "Congrès: du 2027-02-18 au 2027-02-19; congrès des enseignants",
            {"congrès": {"days": "2027-02-18 to 2027-02-19", "kind": "teachers' convention"}},
        ),
        (
            "legacy.capacity_building",
            "Est; Atelier; Le quatrième lundi d'août prochain",
            [{"jurisdiction": "Est", "activity": "Atelier", "when": "fourth monday of august next"}],
        ),
        (
            "legacy.capacity_building",
            "Est; Atelier; 2 semaines avant webinar-1",
            [{"jurisdiction": "Est", "activity": "Atelier", "when": "2 weeks before webinar-1"}],
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_what_is_typed_in_french_is_understood(path: str, typed: str, answer: object) -> None:
    one = next(one for one in questions.questions() if ".".join(one.path) == path)
    w = use_case.wording("fr-CA")
    assert questions.answer(one, [typed], w) == answer
    assert questions.answer(one, questions.typed(one, answer, w), w) == answer


@pytest.mark.parametrize(
    ("path", "typed", "said"),
    [
        ("closures", "Congé: le 2027-13-01", "«\u00a0le 2027-13-01\u00a0» ne se lit pas comme un jour"),
        ("legacy.capacity_building", "Est; Atelier; dernier vendredi de fevrir", "ne se lit pas comme une date"),
        ("legacy.capacity_building", "Est; Atelier; dernier vendredi", "«\u00a0dernier vendredi de février\u00a0»"),
        (
            "membership.ideal_size",
            "30 à 12",
            "«\u00a030 à 12\u00a0» ne convient pas comme taille; écrivez 12 à 30",
        ),
        ("sponsor", "Conseil; a@example", "n’est pas une adresse courriel"),
    ],
)
def test_what_is_not_understood_is_answered_in_french(path: str, typed: str, said: str) -> None:
    one = next(one for one in questions.questions() if ".".join(one.path) == path)
    with pytest.raises(questions.UnclearAnswer) as refused:
        questions.answer(one, [typed], use_case.wording("fr-CA"))
    assert said in str(refused.value)


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
NOT_SAID = ("kit.small_inside", "markdown.axis")
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
    added = re.search(r"^```yaml cop_plan/locale/(\w+)/language\.yaml$", page, re.MULTILINE)
    assert added
    folder = added[1]
    shown = rf"^```yaml (cop_plan/locale/{folder}/\w+\.yaml)\n(.*?)^```$"
    for command in re.findall(rf"^(?:cp|sed) .*/{folder}\b.*$", page, re.MULTILINE):
        subprocess.run(command, shell=True, cwd=copy, check=True)
    for file, text in re.findall(shown, page, re.DOTALL | re.MULTILINE):
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


@pytest.mark.slow
def test_the_language_of_the_page_makes_a_year_a_kit_and_a_report(run_copy: Run, tmp_path: Path) -> None:
    said = {}
    for tag in ("en-CA", "es-CA"):
        community(tmp_path / tag, tag)
        said[tag] = [run_copy(tag, *command.split()) for command in COMMANDS]
    english, spanish = said["en-CA"], said["es-CA"]
    assert [MARK in text for text in english] == [False] * len(COMMANDS)
    assert [text.replace(MARK, "") for text in spanish] == english
    # A title of names alone has no word.
    unmarked = {line for text in spanish for line in text.splitlines() if line and MARK not in line}
    assert unmarked == {"Readers, 2026-2027"}
    ours, theirs = (dict(written(tmp_path / tag)) for tag in said)
    assert ours.keys() == theirs.keys()
    assert {name for name, text in theirs.items() if MARK not in text} == set()
    assert len({name.partition("/")[0] for name in theirs}) == len(("plan", "kit", "report"))
    # The pages say the same, but for what a diagram cuts off.
    for name in (name for name in ours if name.endswith(".md")):
        lines = zip(theirs[name].replace(MARK, "").splitlines(), ours[name].splitlines(), strict=True)
        # A mark before a role keeps its first letter from being made large at the beginning of a cell.
        different = [(line, other) for line, other in lines if line.casefold() != other.casefold()]
        assert [(line, other) for line, other in different if "…" not in line] == [], name


def test_the_variant_of_the_page_is_for_the_people_of_its_country(run_copy: Run, tmp_path: Path) -> None:
    hours = {}
    for tag in ("es", "es-ES"):
        community(tmp_path / tag, tag)
        with (tmp_path / tag / "community.yaml").open("a", encoding="utf-8") as definition:
            definition.write("activities: {webinar-1: {at: '15:30'}}\n")
        run_copy(tag, "schedule")
        hours[tag] = set(re.findall(r"\d+:30(?: ¤pm)?", dict(written(tmp_path / tag))["plan/plan.md"]))
    assert hours == {"es": {"3:30 ¤pm", "4:30 ¤pm"}, "es-ES": {"15:30", "16:30"}}
