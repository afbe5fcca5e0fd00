"""The help of the commands and what is said of a wrong command line, in every language."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from conftest import Ran
from cop_plan import cli
from cop_plan.cli import help_text, language
from cop_plan.cli.commands import COMMANDS
from cop_plan.definition import languages

OTHERS = [one.folder for one in languages.BY_FOLDER.values() if one.folder != languages.MAIN]
Run = Callable[..., Ran]


def commands() -> Iterator[tuple[str, Any, Any]]:
    """Yield each command with its name and context; first what stands before a command."""
    group: Any = typer.main.get_command(cli.app)
    context = group.context_class(group, info_name="cop-plan")
    yield "cop-plan", group, context
    for name in COMMANDS:
        command = group.get_command(context, name)
        yield name, command, command.context_class(command, info_name=name, parent=context)


@pytest.fixture
def table(request: pytest.FixtureRequest) -> dict[str, Any]:
    found = languages.read(request.param, "help.yaml")
    assert found is not None
    return dict(found)


in_each = pytest.mark.parametrize("table", OTHERS, indirect=True)


@in_each
def test_a_language_has_the_help_of_each_command_with_its_examples(table: dict[str, Any]) -> None:
    for name, command, _ in commands():
        french = table["commands"][name]
        assert french.count("cop-plan") >= command.help.count("  cop-plan "), name
        assert set(re.findall(r"--[a-z-]+", french)) == set(re.findall(r"--[a-z-]+", command.help)), name
    assert table["commands"].keys() == {name for name, _, _ in commands()}


@in_each
def test_a_language_has_the_help_of_each_argument_and_option_and_no_other(table: dict[str, Any]) -> None:
    asked = {param.help for _, command, context in commands() for param in command.get_params(context)}
    written = {*COMMANDS.values(), "Usage: ", "Arguments", "Options", "Commands", "default: ", "required"}
    others = {text for text in table["texts"] if not text.isupper()} - asked - written
    assert asked | written <= table["texts"].keys()
    assert others == {
        "Try '{command}' for help.",
        "Error: {what}",
        "Documentation: {url}",
        "Guides, shown by  cop-plan help NAME:",
        "The guide of this name, shown by:  cop-plan help {name}",
    }


@in_each
def test_a_language_has_each_word_that_stands_for_a_value(table: dict[str, Any]) -> None:
    metavars = (str(param.metavar) for _, command, context in commands() for param in command.get_params(context))
    words = {word for one in metavars for word in re.findall(r"\b[A-Z]{2,}\b", one)} - {"DOCX"}
    assert words - {"None"} <= table["texts"].keys()


@pytest.mark.parametrize("folder", OTHERS)
def test_help_is_in_the_language_that_is_asked_for_before_or_behind_the_command(run: Run, folder: str) -> None:
    before, behind = run("--language", folder, "status", "-h").out, run("status", "-h", "--language", folder).out
    assert before == behind
    assert "Say how the year stands" not in before
    assert "cop-plan status community.yaml --owner facilitator\n" in before


@pytest.mark.parametrize(
    ("words", "english", "french"),
    [
        (
            ["stats"],
            "no command is called 'stats': did you mean 'status'?",
            "aucune commande ne s’appelle «\xa0stats\xa0»; vouliez-vous dire «\xa0status\xa0»?",
        ),
        (["status", "--xyz"], "No such option: --xyz", "aucune option ne s’appelle --xyz"),
        (
            ["hours", "--date-order", "dym"],
            "Invalid value for '--date-order': 'dym' is not one of 'dmy', 'mdy', 'ymd'.",
            "--date-order\xa0: «\xa0dym\xa0» n’est pas l’un de ces mots\xa0: dmy, mdy, ymd",
        ),
        (["status", "--owner"], "Option '--owner' requires an argument.", "l’option --owner demande une valeur"),
        (["doctor", "a", "b"], "Got unexpected extra argument(s) (b)", "il y a des mots en trop\xa0: b"),
        (["report", "--session", "x"], "--session goes with --inspect", "--session va avec --inspect"),
        (
            ["check", "--language", "nl"],
            "--language: there is no 'nl' yet: choose from en, fr",
            "--language\xa0: cop-plan ne parle pas encore «\xa0nl\xa0»; choisissez parmi\xa0: en, fr",
        ),
        (["move"], "Missing argument '[FILE] NAME DATE'.", "il manque\xa0: [FICHIER] NOM DATE"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, list) else "",
)
def test_a_wrong_command_line_is_told_in_both_languages(run: Run, words: list[str], english: str, french: str) -> None:
    said = run(*words)
    assert (said.code, said.out) == (2, "")
    assert said.err.endswith(f"Error: {english}\n")
    said = run(*words, LANG="fr_CA.UTF-8", LC_ALL="")
    assert said.code == 2
    assert said.err.endswith(f"Erreur\xa0: {french}\n")
    assert not re.search(r"Usage|\b(FILE|NAME|COMMAND)\b", said.err)


def test_an_unknown_language_is_refused_in_that_of_the_machine(run: Run) -> None:
    french = run("init", "--language", "klingon", LANG="fr_CA.UTF-8", LC_ALL="").err
    assert french.startswith("Utilisation\xa0: cop-plan init [OPTIONS] [FICHIER]\n")
    assert french.endswith(" n’est pas une langue connue ici; écrivez, par exemple, fr-CA ou en-CA\n")
    assert run("init", "--language", "klingon").err.endswith(" is known: write  language: en-CA  or  language: fr-CA\n")


def test_a_text_that_a_language_lacks_is_said_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_spoken", "fr")
    assert [help_text.said("required"), help_text.said("nothing of it")] == ["obligatoire", "nothing of it"]


def test_of_a_file_that_is_no_definition_only_the_beginning_is_searched_for_its_language(tmp_path: Path) -> None:
    file = tmp_path / "community.yaml"
    file.write_text("language: fr\n", encoding="utf-8")
    assert language.written_in([str(file)]) == "fr"
    with file.open("wb") as opened:  # with a hole that takes no room on the disk
        opened.truncate(2**36)
    assert language.written_in([str(file)]) is None
