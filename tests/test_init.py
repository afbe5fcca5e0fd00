"""`cop-plan init` as a person meets it: at a terminal, over a pipe, with flags, with a file of answers."""

import json
import os
import pty
import re
import select
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import MINIMAL, PATIENCE_SECONDS, ROOT, TODAY, Ran, Write, end_of, wait_until_it_reads
from cop_plan.app import init as use_case
from cop_plan.app.project import CommunityProject
from cop_plan.definition.community import Community
from cop_plan.interview import questions, wizard
from cop_plan.render.words import with_dotted_keys

Run = Callable[..., Ran]

WRITTEN = {"community.yaml", "members.csv", "schools.csv", "budget.csv", "community.schema.json"}
ENGLISH = use_case.wording("en-CA")
ALL = questions.questions()
SECTION_COUNT = len(questions.SECTIONS)
ESSENTIALS = ["Numeracy Circle", "talk about numbers", "Alex Moreau", "", "", "", "", "3:30 pm; 9:00", "",
              "https://example.org/room"]  # fmt: skip
LEFT = "community.unfinished.yaml"
CTRL_D = "\x04"
PROMPT = re.compile(rb"> $")


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


class Terminal:
    """A pseudo-terminal in which the command runs, and in which a person reads and types."""

    def __init__(self, words: list[str], folder: Path, environment: dict[str, str]) -> None:
        self._child, self._terminal = pty.fork()
        if self._child == 0:
            os.chdir(folder)
            os.execvpe(sys.executable, [sys.executable, "-m", "cop_plan", "init", *words], environment)
        self.code: int | None = None
        self.shown = self._until_asked()

    def _until_asked(self) -> str:
        shown = b""
        while not PROMPT.search(shown):
            if not select.select([self._terminal], [], [], PATIENCE_SECONDS)[0]:
                raise TimeoutError(shown.decode(errors="replace"))
            try:
                part = os.read(self._terminal, 65536)
            except OSError:  # how Linux says that the other side has closed
                part = b""
            if not part:
                self.code = end_of(self._child, self._terminal)
                break
            shown += part
        return shown.decode(errors="replace").replace("\r\n", "\n")

    def type(self, line: str) -> str:
        """Type a line, or a control character; return what is shown until the next prompt."""
        os.write(self._terminal, (line if line == CTRL_D else f"{line}\n").encode())
        self.shown = self._until_asked()
        return self.shown

    def interrupt(self) -> str:
        """Press Ctrl-C."""
        wait_until_it_reads(self._child)
        os.write(self._terminal, b"\x03")
        self.shown = self._until_asked()
        return self.shown

    def hang_up(self, number: signal.Signals) -> None:
        """Close the terminal as a window is closed: the command gets a signal."""
        wait_until_it_reads(self._child)
        os.kill(self._child, number)
        self.shown = self._until_asked()

    def close(self) -> None:
        if self.code is None:
            os.kill(self._child, signal.SIGKILL)
            end_of(self._child, self._terminal)


Open = Callable[..., Terminal]


@pytest.fixture
def terminal(tmp_path: Path, environment: dict[str, str]) -> Iterator[Open]:
    """Run `init` in a pseudo-terminal, on a machine in Edmonton."""
    opened: list[Terminal] = []

    def open_terminal(
        *words: str, zone: str = "America/Edmonton", folder: Path = tmp_path, locale: str = "C.UTF-8"
    ) -> Terminal:
        place = environment | {"TERM": "dumb", "TZ": zone, "COLUMNS": "100", "LC_ALL": locale}
        opened.append(Terminal([*words, "--today", "2026-04-10"], folder, place))
        return opened[-1]

    yield open_terminal
    for one in opened:
        one.close()


def test_all_defaults_make_a_definition_and_a_year(terminal: Open, run: Run, tmp_path: Path) -> None:
    person = terminal()
    assert "1 of 10. What is the community called?" in person.shown
    assert "2 of 10." in person.type("Numeracy Circle")
    while person.code is None:
        person.type("")
    assert person.code == 0
    assert names_in(tmp_path) == WRITTEN
    found = CommunityProject(tmp_path / "community.yaml").written.community
    assert (found.name, found.timezone, found.region, found.id) == (
        "Numeracy Circle", "America/Edmonton", "CA-AB", "numeracy-circle",
    )  # fmt: skip
    assert found.year.first.year == 2026
    assert run("schedule", "community.yaml", "--today", TODAY).code == 0


@pytest.mark.parametrize("tag", ["en-CA", "fr-CA"])
def test_every_question_can_be_answered(tag: str, terminal: Open, run: Run, tmp_path: Path) -> None:
    w = use_case.wording(tag)
    person = terminal(*([] if w == ENGLISH else ["--language", tag]))
    asked = [one for one in ALL if w == ENGLISH or one.path != ("language",)]
    for step in wizard.interview(asked, {}, "community.yaml", w).agenda:
        if isinstance(step, wizard.Offer):
            assert w(f"sections.{step.title}") in person.shown
            person.type(w("ask.is_yes").split()[-1])
            continue
        assert w.question(step.path, step.text).split()[-1] in person.shown
        lines = questions.typed(step, w.example(step.path, step.example), w)
        for line in [*lines, ""] if step.several_lines else lines:
            person.type(line)
        assert not re.search("Sorry|Désolé", person.shown), (step.path, person.shown)
    assert w("interview.your_answers") in person.shown
    person.type(w("ask.is_yes").split()[0])
    assert person.code == 0, person.shown
    loaded = CommunityProject(tmp_path / "community.yaml").written
    assert questions.open_questions(loaded) == []
    assert loaded.community.language == tag
    (goal,) = loaded.community.goals.values()
    (example,) = w.example(("goals",), next(one for one in ALL if one.path == ("goals",)).example).values()
    assert goal.outcome == example["outcome"]
    assert [member.name for member in loaded.community.membership.members] == ["Amina Okafor"]


def english() -> Iterator[str]:
    """Yield all that init says in English, without what is put in, people, and what French says too."""
    texts = [text for _, text in with_dotted_keys(ENGLISH.messages.table) if isinstance(text, str)]
    texts += [line for one in ALL for line in (one.text, one.help, *questions.typed(one, one.example, ENGLISH))]
    texts += [field.description or "" for field in Community.model_fields.values()]
    french = (ROOT / "cop_plan" / "locale" / "fr" / "interview.yaml").read_text(encoding="utf-8")
    for text in texts:
        for said in re.split(r"\{\w+\}|\n", text):
            if len(re.findall(r"[^\W\d_]{2,}", said)) > 1 and said.strip() not in french and "@" not in said:
                yield re.sub(r"\s+", " ", said.strip())


def test_a_french_interview_says_nothing_in_english(terminal: Open, tmp_path: Path) -> None:
    w = use_case.wording("fr-CA")
    person = terminal("--language", "fr")
    shown = [person.shown]
    named: dict[questions.Path, list[str]] = {
        ("name",): ["La lecture"],
        ("year",): ["bientôt", ""],
        ("timezone",): ["la lune", ""],
    }
    asked = [one for one in ALL if one.path != ("language",)]
    for step in wizard.interview(asked, {}, "community.yaml", w).agenda:
        if isinstance(step, wizard.Offer):
            lines = ["oui"]
        else:
            refused = ["x; y; z; x; y; z"] if step.form in ("part", "parts", "named") else []
            lines = named.get(step.path, [*refused, "-"])
        shown += [person.type(line) for line in ["?", *lines]]
    shown += [person.type(line) for line in ["?", "99", "1", "", "oui"]]
    assert person.code == 0, person.shown
    said = re.sub(r"\s+", " ", "\n".join(shown)) + (tmp_path / "community.yaml").read_text(encoding="utf-8")
    assert "1 sur 10. Comment la communauté s’appelle-t-elle?" in said
    assert [text for text in english() if text in said] == []


def test_the_interview_is_in_the_language_of_the_definition(terminal: Open, write: Write) -> None:
    write(f"{MINIMAL}language: fr-CA\n")
    assert "1 sur 7. Dans quel but vous réunissez-vous" in terminal("community.yaml").shown


@pytest.mark.parametrize(("locale", "tag"), [("fr_CA.UTF-8", "fr-CA"), ("fr_CH.UTF-8", "fr-CH"), ("fr", "fr-CA")])
def test_on_a_french_machine_the_interview_and_the_community_are_in_french(
    locale: str, tag: str, terminal: Open, tmp_path: Path
) -> None:
    person = terminal("--defaults", locale=locale)
    assert "1 sur 1. Comment la communauté s’appelle-t-elle?" in person.shown
    person.type("La lecture")
    person.type("")
    assert "fichiers écrits" in person.shown
    assert f"\nlanguage: {tag}\n" in (tmp_path / "community.yaml").read_text(encoding="utf-8")


def test_a_french_machine_offers_its_language_where_the_question_is_asked(terminal: Open, tmp_path: Path) -> None:
    person = terminal(locale="fr_CH.UTF-8")
    person.type("La lecture")
    while "[fr-CH]" not in person.shown:
        person.type("oui" if "Plan de mise en œuvre" in person.shown else "")
    assert "Dans quelle langue" in person.shown
    while "Vos réponses" not in person.shown:
        person.type("")
    assert re.search(r"\d\. Dans quelle langue .* fr-CH$", person.shown, re.MULTILINE)


def test_the_language_of_a_french_machine_is_among_the_answers_that_are_looked_over(
    terminal: Open, tmp_path: Path
) -> None:
    person = terminal(locale="fr_CA.UTF-8")
    person.type("La lecture")
    while "Vos réponses" not in person.shown:
        person.type("")
    number = re.search(r"(\d)\. Dans quelle langue .* fr-CA$", person.shown, re.MULTILINE)
    assert number
    person.type(number[1])
    person.type("anglais")
    person.type("")
    assert "\nlanguage: en-CA\n" in (tmp_path / "community.yaml").read_text(encoding="utf-8")


def test_what_was_begun_in_french_goes_on_in_french_on_any_machine(terminal: Open, tmp_path: Path) -> None:
    person = terminal(locale="fr_CA.UTF-8")
    person.type("La lecture")
    assert "1 réponse est gardée" in person.interrupt()
    assert "fichiers écrits" in terminal("--defaults").shown
    assert "\nlanguage: fr-CA\n" in (tmp_path / "community.yaml").read_text(encoding="utf-8")


def test_an_english_definition_is_asked_for_in_english_on_a_french_machine(terminal: Open, write: Write) -> None:
    write(MINIMAL)
    assert "1 of 7. For what purpose are you convening" in terminal("community.yaml", locale="fr_CA.UTF-8").shown


def test_what_is_wrong_with_flags_and_answers_is_said_in_the_language_of_the_machine(run: Run, tmp_path: Path) -> None:
    assert "il manque --name" in run("init", "--no-input", LC_ALL="fr_CA.UTF-8").err
    answers = "name: La lecture\nyear: bientôt\ngoals: {lire: {amm: Lire}}\nsponsors: X\nmembership: [a\n"
    (tmp_path / "answers.yaml").write_text(answers, encoding="utf-8")
    assert (
        "answers.yaml:5:13: un crochet s’ouvre ici"
        in run("init", "--answers", "answers.yaml", LC_ALL="fr_CA.UTF-8").err
    )
    (tmp_path / "answers.yaml").write_text(answers.rpartition("membership")[0], encoding="utf-8")
    said = run("init", "--answers", "answers.yaml", LC_ALL="fr_CA.UTF-8").err.replace("\xa0", " ").splitlines()
    assert said == [
        "answers.yaml:2:7: year: « bientôt » ne convient pas comme année scolaire",
        "    conseil : écrivez 2026-2027, ou une année seule si le plan type suivi commence en janvier",
        "answers.yaml:3:8: goals: aucune clé ne s’appelle « amm » ici",
        "    conseil : vouliez-vous dire « aim »?",
        "answers.yaml:4:11: aucune question ne s’appelle « sponsors »",
        "    conseil : vouliez-vous dire « sponsor »?",
        "3 problèmes dans answers.yaml",
    ]


def test_a_file_of_answers_in_french_makes_a_definition_with_a_french_head(run: Run, tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_text(f"{MINIMAL}language: fr-CA\n", encoding="utf-8")
    done = run("init", "--answers", "answers.yaml")
    assert done.err.startswith("fichiers écrits\u00a0: community.yaml")
    text = (tmp_path / "community.yaml").read_text(encoding="utf-8")
    assert "\n# Seules les réponses données sont ici." in text
    assert run("schedule", "--today", TODAY).code == 0


@pytest.mark.parametrize("tag", ["en-CA", "fr-CA"])
def test_answers_of_a_file_are_put_where_the_format_has_them_in_either_language(
    tag: str, run: Run, tmp_path: Path
) -> None:
    run("init", "--no-input", "--name", "R", "--year", "2031-2032", "--timezone", "edmonton", "--language", tag)
    (tmp_path / "answers.yaml").write_text("closures: {fall: 2031-11-10}\nsponsor: Board\n", encoding="utf-8")
    assert run("init", "--answers", "answers.yaml").code == 0
    text = (tmp_path / "community.yaml").read_text(encoding="utf-8")
    assert '\nsponsor: Board\n\nclosures:\n  fall: "2031-11-10"\n' in text


def test_back_help_and_skip(terminal: Open, tmp_path: Path) -> None:
    person = terminal()
    assert "every letter and calendar" in person.type("?")
    person.type("Numeracy Circle")
    assert "[Numeracy Circle]" in person.type("<")
    person.type("")
    assert "3 of 10" in person.type("-")
    while person.code is None:
        person.type("")
    assert CommunityProject(tmp_path / "community.yaml").written.community.purpose.learn_together_how_best_to is None


def test_bad_answers_are_answered_kindly_and_asked_again(terminal: Open, tmp_path: Path) -> None:
    person = terminal()
    person.type("Numeracy Circle")
    for _ in range(2):
        person.type("")
    assert "Sorry: 'soon' is not a school year: write 2026-2027" in person.type("soon")
    assert "4 of 10" in person.shown
    person.type("2026-2027")
    assert "try America/Edmonton" in person.type("America/Edmontn")
    person.type("")
    assert "CA-AB" in person.type("CA-AL")
    assert names_in(tmp_path) == set()


# Who leaves before the end


def kept_in(folder: Path) -> str:
    """Return the answers that were kept, from nobody but their owner."""
    path = folder / LEFT
    assert path.stat().st_mode & 0o777 == 0o600
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("answered", range(len(ESSENTIALS) + 1))
def test_ctrl_c_keeps_the_answers_and_the_same_command_goes_on(answered: int, terminal: Open, tmp_path: Path) -> None:
    person = terminal()
    for line in ESSENTIALS[:answered]:
        person.type(line)
    asked = person.shown.strip().splitlines()
    told = person.interrupt()
    assert person.code == 130
    assert names_in(tmp_path) == ({LEFT} if answered else set())
    if not answered:
        assert "nothing was answered, and nothing written" in told
        return
    assert LEFT in told
    assert "to go on from there: cop-plan init community.yaml" in told
    person = terminal()
    assert [line for line in asked if line != ">"][-1] in person.shown
    for line in ESSENTIALS[answered:]:
        person.type(line)
    while person.code is None:
        person.type("")
    assert person.code == 0
    assert names_in(tmp_path) == WRITTEN
    found = CommunityProject(tmp_path / "community.yaml").written.community
    assert (found.name, found.leadership.facilitator.name) == ("Numeracy Circle", "Alex Moreau")
    assert (found.region, found.meetings.platform) == ("CA-AB", "https://example.org/room")


GIVEN = [word for flag in ("learn", "facilitator", "pattern", "time", "platform")
         for word in (f"--{flag}", {"pattern": "1", "time": "9:00"}.get(flag, "x"))]  # fmt: skip


@pytest.mark.parametrize("section", range(SECTION_COUNT))
def test_ctrl_c_in_a_section_leaves_the_definition_as_it_was(section: int, terminal: Open, write: Write) -> None:
    definition = write(MINIMAL)
    person = terminal("community.yaml", "--region", "CA-AB", *GIVEN, "--closure", "fall: 2026-11-10")
    for _ in range(section):
        person.type("")
    assert "1 of " in person.type("y")
    person.interrupt()
    assert person.code == 130
    assert definition.read_text(encoding="utf-8") == MINIMAL
    assert names_in(definition.parent) == {"community.yaml"}


def test_ctrl_c_at_the_review_comes_back_to_the_review(terminal: Open, tmp_path: Path) -> None:
    person = terminal()
    for line in [*ESSENTIALS, *[""] * SECTION_COUNT]:
        person.type(line)
    assert "Write community.yaml? [Y/n]" in person.shown
    person.interrupt()
    assert (person.code, names_in(tmp_path)) == (130, {LEFT})
    person = terminal()
    assert "Write community.yaml? [Y/n]" in person.shown
    person.type("")
    assert (person.code, names_in(tmp_path)) == (0, WRITTEN)


def test_closed_input_keeps_the_answers_and_says_so(terminal: Open, tmp_path: Path) -> None:
    person = terminal()
    person.type("Numeracy Circle")
    told = person.type(CTRL_D)
    assert "the input ended before the questions" in told
    assert f"1 answer is kept in {LEFT}" in told
    assert (person.code, names_in(tmp_path)) == (130, {LEFT})


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_terminal_that_is_closed_keeps_the_answers(number: signal.Signals, terminal: Open, tmp_path: Path) -> None:
    person = terminal()
    for line in ESSENTIALS[:3]:
        person.type(line)
    person.hang_up(number)
    assert person.code == 130
    assert "name: Alex Moreau" in kept_in(tmp_path)
    assert names_in(tmp_path) == {LEFT}


@pytest.mark.parametrize("word", ["quit", "Exit"])
def test_quit_keeps_the_answers_and_is_no_fault(word: str, terminal: Open, tmp_path: Path) -> None:
    person = terminal()
    person.type("Numeracy Circle")
    assert f"1 answer is kept in {LEFT}" in person.type(word)
    assert (person.code, names_in(tmp_path)) == (0, {LEFT})


def test_who_does_not_want_it_written_yet_finds_the_answers_again(terminal: Open, tmp_path: Path) -> None:
    person = terminal("--defaults")
    person.type("Readers")
    assert LEFT in person.type("n")
    assert person.code == 0
    assert "1. What is the community called? Readers" in terminal().shown


def test_the_language_of_the_answers_that_are_kept_is_that_of_the_interview(terminal: Open, tmp_path: Path) -> None:
    person = terminal("--language", "fr-CA")
    person.type("La lecture")
    person.type("quitter")
    assert (person.code, names_in(tmp_path)) == (0, {LEFT})
    person = terminal()
    assert "on reprend à cet endroit" in person.shown
    assert "2 sur 10" in person.shown


def test_answers_kept_to_what_a_definition_leaves_open_are_put_in(terminal: Open, write: Write) -> None:
    definition = write(MINIMAL)
    person = terminal("community.yaml")
    person.type("teach maps")
    person.interrupt()
    assert definition.read_text(encoding="utf-8") == MINIMAL
    person = terminal("community.yaml")
    assert "2 of 7" in person.shown
    while person.code is None:
        person.type("")
    assert "learn_together_how_best_to: teach maps" in definition.read_text(encoding="utf-8")
    assert LEFT not in names_in(definition.parent)


def test_a_file_of_that_name_that_is_none_of_ours_is_left(run: Run, tmp_path: Path) -> None:
    (tmp_path / LEFT).write_text("name: mine\n", encoding="utf-8")
    done = run("init", given=b"Readers\n")
    assert done.code == 4
    assert f"{LEFT}: it is not a file of answers that init kept" in done.err
    assert (tmp_path / LEFT).read_text(encoding="utf-8") == "name: mine\n"


def test_answers_that_were_kept_and_spoiled_are_told_at_their_places(run: Run, tmp_path: Path) -> None:
    text = "# cop-plan init: unfinished\nleft_at: year\nanswers:\n  name: R\n  year: soon\n"
    (tmp_path / LEFT).write_text(text, encoding="utf-8")
    done = run("init", given=b"\n")
    assert done.code == 1
    assert f"{LEFT}:5:9: year: 'soon' is not a school year" in done.err
    assert (tmp_path / LEFT).read_text(encoding="utf-8") == text


def test_answers_that_cannot_be_kept_are_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    done = run("init", "file/community.yaml", given=b"Readers\n")
    assert done.code == 3
    assert "Traceback" not in done.err


def test_what_needs_mending_is_told_before_anything_is_written(terminal: Open, tmp_path: Path) -> None:
    person = terminal()
    for line in [*ESSENTIALS, *[""] * (SECTION_COUNT - 1), "y", "", "webinar-9", *[""] * 6]:
        person.type(line)
    assert re.search(r"To mend: 10\. .*'webinar-9'", person.shown)
    assert re.search(r"^10\. .* webinar-9$", person.shown, re.MULTILINE)
    assert "Write community.yaml as it is? [y/n] A number changes that answer." in person.shown
    assert "Sorry: something is to mend" in person.type("")
    assert names_in(tmp_path) == set()
    person.type("10")
    assert "Write community.yaml? [Y/n]" in person.type("-")


def test_a_machine_without_a_place_has_to_be_told_its_zone(terminal: Open) -> None:
    person = terminal(zone="Etc/UTC")
    for line in ESSENTIALS[:4]:
        person.type(line)
    assert person.shown.endswith("5 of 10. Which time zone are its clocks in?\n> ")
    assert "this one is needed" in person.type("")


def test_on_a_terminal_nothing_moves_and_nothing_is_coloured(terminal: Open) -> None:
    person = terminal()
    shown = person.shown + "".join(person.type(line) for line in ESSENTIALS)
    assert "\x1b" not in shown
    assert max(len(line) for line in shown.splitlines()) <= 100


# Over a pipe


def piped(run: Run, given: str | bytes, folder: Path, *words: str) -> Ran:
    data = given.encode() if isinstance(given, str) else given
    return run("init", *words, "--today", "2026-04-10", cwd=folder, given=data, TZ="America/Edmonton")


def test_it_works_over_a_pipe(run: Run, tmp_path: Path) -> None:
    done = piped(run, "\r\n".join([*ESSENTIALS, *[""] * SECTION_COUNT, "y", ""]), tmp_path)
    assert done.code == 0, done.err
    assert done.out == ""
    assert (
        CommunityProject(tmp_path / "community.yaml").written.community.meetings.platform == "https://example.org/room"
    )


@pytest.mark.parametrize("lines", range(0, 20, 3))
def test_a_pipe_that_ends_early_leaves_the_answers_alone(lines: int, run: Run, tmp_path: Path) -> None:
    text = "".join(f"{line}\n" for line in [*ESSENTIALS, *[""] * SECTION_COUNT][:lines])
    done = piped(run, text, tmp_path)
    assert (done.code, names_in(tmp_path)) == (130, {LEFT} if lines else set())
    assert "the input ended before the questions" in done.err


def test_bytes_that_are_no_letters_are_refused(run: Run, tmp_path: Path) -> None:
    done = piped(run, b"Caf\xe9\n\x00\n\x1b[A\nReaders\n", tmp_path)
    assert "could not be read" in done.err
    assert "U+0000" in done.err
    assert "U+001B" in done.err
    assert "Traceback" not in done.err


# Flags and answers


def test_without_input_the_missing_flags_are_named(run: Run, tmp_path: Path) -> None:
    done = run("init", "--no-input", "--year", "2026-2027")
    assert done.code == 2
    assert "--name, --timezone are missing" in done.err
    assert names_in(tmp_path) == set()


def test_flags_alone_make_a_definition(run: Run, tmp_path: Path) -> None:
    words = {"name": "Readers: all", "year": "2026-2027", "timezone": "edmonton", "region": "ca-ab", "audience": "us",
             "interest": "books", "concern": "time", "learn": "read", "facilitator": "Al <al@example.org>",
             "sponsor": "Board", "pattern": "compressed-year"}  # fmt: skip
    done = run("init", "--no-input", *(word for key, value in words.items() for word in (f"--{key}", value)))
    assert done.code == 0, done.err
    found = CommunityProject(tmp_path / "community.yaml").written.community
    assert (found.name, found.timezone, found.region) == ("Readers: all", "America/Edmonton", "CA-AB")
    assert (found.leadership.facilitator.email, found.pattern) == ("al@example.org", "compressed-year")


def test_every_essential_question_has_a_flag() -> None:
    from cop_plan.cli.init import FLAGS

    assert {one.path for one in ALL if one.essential} <= set(FLAGS)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--year", "2026"], "write 2026-2027"),
        (["--region", "XX"], "no holidays are known"),
        (["--name", " "], "--name"),
        (["--language", "xx"], "no language 'xx' is known: write  language: en-CA  or  language: fr-CA"),
        (["--language", ""], "nothing is given"),
        (["--language", "fr", "--year", "2026"], "écrivez 2026-2027"),
    ],
)
def test_a_bad_flag_is_misuse_and_says_what_would_do(words: list[str], said: str, run: Run, tmp_path: Path) -> None:
    done = run("init", *words)
    assert (done.code, names_in(tmp_path)) == (2, set())
    assert said in done.err


def test_defaults_ask_only_what_has_none(terminal: Open, tmp_path: Path) -> None:
    person = terminal("--defaults")
    assert "1 of 1. What is the community called?" in person.shown
    assert "Write community.yaml?" in person.type("Readers")
    person.type("")
    assert person.code == 0
    assert CommunityProject(tmp_path / "community.yaml").written.community.region == "CA-AB"


ANSWERS = {"name": "Readers", "year": "2026-2027", "timezone": "America/Edmonton", "purpose.concern": "a: b # c",
           "membership": {"ideal_size": "12 to 30", "members": [{"name": "Ada"}]}}  # fmt: skip


@pytest.mark.parametrize("form", ["json", "yaml", "-"])
def test_answers_come_from_a_file(form: str, run: Run, tmp_path: Path) -> None:
    text = json.dumps(ANSWERS)
    if form == "yaml":
        text = 'name: Readers\nyear: 2026-2027\ntimezone: America/Edmonton\npurpose: {concern: "a: b # c"}\n' \
               "membership:\n  ideal_size: 12 to 30\n  members: [{name: Ada}]\n"  # fmt: skip
    folder = tmp_path / "here"
    folder.mkdir()
    if form != "-":
        (tmp_path / "answers").write_text(text, encoding="utf-8")
    done = piped(run, text if form == "-" else "", folder, "--answers", "-" if form == "-" else "../answers")
    assert done.code == 0, done.err
    found = CommunityProject(folder / "community.yaml").written.community
    assert (found.purpose.concern, found.membership.ideal_size) == ("a: b # c", (12, 30))
    assert [member.name for member in found.membership.members] == ["Ada"]


def test_wrong_answers_of_a_file_are_problems_at_their_places(run: Run, tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_text("name: R\nyear: soon\npurpose:\n  concrn: x\n", encoding="utf-8")
    done = run("init", "--answers", "answers.yaml")
    assert done.code == 1
    assert done.err == (
        "answers.yaml:2:7: year: 'soon' is not a school year\n"
        "    hint: write 2026-2027, or 2027 where it begins in January\n"
        "answers.yaml:4:11: no question is called 'purpose.concrn'\n"
        "    hint: did you mean 'purpose.concern'?\n"
        "2 problems in answers.yaml\n"
    )
    assert names_in(tmp_path) == {"answers.yaml"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("timezone: Mars/Base\n", "answers.yaml:3:11: timezone: no time zone is called 'Mars/Base'"),
        ("timezone: America/Edmonton\nregion: CA-XX\n", "answers.yaml:4:9: region: no holidays are known"),
        ("timezone: America/Edmonton\npattern: own.yaml\n", "answers: pattern: there is no file 'own.yaml'"),
        ("timezone: America/Edmonton\nlegacy: {discussed_at: webinar-9}\n", "answers: legacy.discussed_at"),
        ("- name\n", "answers.yaml:1:1: keys with values are expected here"),
    ],
    ids=["zone", "region", "pattern", "names", "shape"],
)  # fmt: skip
def test_answers_that_make_no_year_write_nothing(text: str, said: str, run: Run, tmp_path: Path) -> None:
    head = "name: R\nyear: 2026-2027\n" if text.startswith("timezone") else ""
    (tmp_path / "answers.yaml").write_text(head + text, encoding="utf-8")
    done = run("init", "--answers", "answers.yaml")
    assert done.code == 1
    assert said in done.err
    assert names_in(tmp_path) == {"answers.yaml"}


def test_a_region_is_an_answer_however_it_is_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_text(
        "name: R\nyear: 2026-2027\ntimezone: edmonton\nregion: ca-ab\n", encoding="utf-8"
    )
    assert run("init", "--answers", "answers.yaml").code == 0
    assert CommunityProject(tmp_path / "community.yaml").written.community.timezone == "America/Edmonton"


def test_what_a_spreadsheet_would_compute_is_written_guarded_and_read_as_it_was_meant(run: Run, tmp_path: Path) -> None:
    answers = {**ANSWERS, "membership": {"members": ["=1+1"], "schools": [{"school": "@Elm"}]}}
    (tmp_path / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    done = run("init", "--answers", "answers.json")
    assert done.code == 0, done.err
    assert "\n'=1+1," in (tmp_path / "members.csv").read_text(encoding="utf-8")
    assert "\n'@Elm," in (tmp_path / "schools.csv").read_text(encoding="utf-8")
    members = CommunityProject(tmp_path / "community.yaml").written.community.membership
    assert ([one.name for one in members.members], [one.school for one in members.schools]) == (["=1+1"], ["@Elm"])


def test_a_member_of_the_answers_may_be_a_name_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "answers.json").write_text(json.dumps({**ANSWERS, "membership": {"members": ["Ada", "Bo"]}}), "utf-8")
    done = run("init", "--answers", "answers.json")
    assert done.code == 0, done.err
    assert [one.name for one in CommunityProject(tmp_path / "community.yaml").written.community.membership.members] == [
        "Ada",
        "Bo",
    ]


def test_a_year_among_spaces_is_a_year(run: Run, tmp_path: Path) -> None:
    (tmp_path / "answers.json").write_text(json.dumps({**ANSWERS, "year": "     2031-2032 "}), "utf-8")
    done = run("init", "--answers", "answers.json")
    assert done.code == 0, done.err
    assert CommunityProject(tmp_path / "community.yaml").written.community.year.first.year == 2031


@pytest.mark.parametrize("empty", ["''", "", "null", "~"])
def test_what_an_answer_leaves_empty_is_left_open(empty: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_text(
        "name: Readers\nyear: 2026-2027\ntimezone: America/Edmonton\n"
        f"sponsor:\n  organization: Example\n  contact: {empty}\n"
        f"goals:\n  plan:\n    aim: Plan\n    outcome: {empty}\n",
        "utf-8",
    )
    done = run("init", "--answers", "answers.yaml")
    assert done.code == 0, done.err
    found = CommunityProject(tmp_path / "community.yaml").written.community
    assert (found.sponsor.organization, found.sponsor.contact) == ("Example", None)
    assert (found.goals["plan"].aim, found.goals["plan"].outcome) == ("Plan", None)
    assert "None" not in (tmp_path / "community.yaml").read_text("utf-8")


def test_the_answers_that_the_guide_shows_make_a_year(run: Run, tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "facilitators-guide.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```json\n(.*?)```", guide, re.DOTALL)
    (tmp_path / "answers.json").write_text(shown, encoding="utf-8")
    done = run("init", "--answers", "answers.json")
    assert done.code == 0, done.err
    found = CommunityProject(tmp_path / "community.yaml").written.community
    assert [member.name for member in found.membership.members] == ["Amina Okafor", "Caleb Lund"]


def test_an_answer_that_is_there_twice_is_refused(run: Run, tmp_path: Path) -> None:
    text = "name: R\npurpose.audience: us\npurpose: {audience: them}\n"
    (tmp_path / "answers.yaml").write_text(text, encoding="utf-8")
    done = run("init", "--answers", "answers.yaml")
    assert "answers.yaml:3:21: purpose.audience: this answer is there twice" in done.err
    assert names_in(tmp_path) == {"answers.yaml"}


# On a definition that is there

OWN = """\
# Our own remarks
name: Readers   # the old name stays
year: 2026-2027
timezone: America/Edmonton

purpose:
    audience: "us"   # four spaces, quotes: as we like it
    #concern: to be talked over with Robin

# the end
"""


def test_only_what_is_open_is_asked_and_every_line_of_the_persons_stays(terminal: Open, write: Write) -> None:
    definition = write(OWN)
    person = terminal("community.yaml")
    assert "1 of 7. For what purpose are you convening" in person.shown
    for line in ["read", "", "CA-AB", "", "", "", "", "y", "books", "", "Which books?", "", *[""] * 30]:
        if person.code is None:
            person.type(line)
    assert person.code == 0, person.shown
    after = definition.read_text(encoding="utf-8")
    assert set(OWN.splitlines()) <= set(after.splitlines())
    found = CommunityProject(definition).written.community
    assert found.purpose.shared_interest == "books"
    assert found.purpose.research_questions == ("Which books?",)
    assert found.region == "CA-AB"


def test_what_init_wrote_it_completes_in_place(run: Run, tmp_path: Path) -> None:
    needed = ["--no-input", "--name", "R", "--year", "2026-2027", "--timezone", "edmonton"]
    run("init", *needed)
    before = (tmp_path / "community.yaml").read_text(encoding="utf-8")
    done = run("init", "--no-input", "--concern", "time: none", "--facilitator", "Al")
    assert done.code == 0, done.err
    assert "wrote 2 answers into community.yaml" in done.err
    after = (tmp_path / "community.yaml").read_text(encoding="utf-8")
    written = '\npurpose:\n  concern: "time: none"\n', "\nleadership:\n  facilitator:\n    name: Al\n"
    assert all(part in after for part in written)
    assert "".join(after.replace(written[0], "").replace(written[1], "").split()) == "".join(before.split())
    assert after.index("purpose:") < after.index("membership:") < after.index("leadership:") < after.index("budget:")


def test_the_pattern_can_be_answered_later(run: Run, tmp_path: Path) -> None:
    run("init", "--no-input", "--name", "R", "--year", "2026-2027", "--timezone", "edmonton")
    before = (tmp_path / "community.yaml").read_text(encoding="utf-8")
    done = run("init", "--no-input", "--pattern", "compressed-year")
    assert done.code == 0, done.err
    after = (tmp_path / "community.yaml").read_text(encoding="utf-8")
    assert after == before.replace("\n# Every calendar entry", "\npattern: compressed-year\n# Every calendar entry")


def test_members_are_added_to_the_list_that_the_definition_names(run: Run, write: Write) -> None:
    definition = write(
        MINIMAL + "membership: {members: people.csv}\n",
        {"people.csv": "email;name\n", "answers.json": '{"membership": {"members": [{"name": "Ada Roe"}]}}'},
    )
    done = run("init", "community.yaml", "--answers", "answers.json")
    assert done.code == 0, done.err
    assert (definition.parent / "people.csv").read_text(encoding="utf-8") == "email;name\n;Ada Roe\n"
    assert definition.read_text(encoding="utf-8") == MINIMAL + "membership: {members: people.csv}\n"


def test_what_is_answered_is_never_changed(run: Run, write: Write) -> None:
    definition = write(MINIMAL + "purpose: {concern: ours}\n")
    done = run("init", "community.yaml", "--no-input", "--concern", "theirs")
    assert done.code == 4
    assert "purpose.concern is answered already" in done.err
    assert definition.read_text(encoding="utf-8") == MINIMAL + "purpose: {concern: ours}\n"


def test_lists_that_are_there_are_kept(run: Run, tmp_path: Path) -> None:
    (tmp_path / "members.csv").write_text("name\nAda\n", encoding="utf-8")
    done = run("init", "--no-input", "--name", "R", "--year", "2026-2027", "--timezone", "edmonton")
    assert done.code == 0
    assert "kept members.csv as it was; the community takes its rows" in done.err
    assert (tmp_path / "members.csv").read_text(encoding="utf-8") == "name\nAda\n"


def test_members_who_are_answered_stand_below_those_of_a_list_that_is_there(run: Run, tmp_path: Path) -> None:
    (tmp_path / "members.csv").write_text("name\nAda\n", encoding="utf-8")
    answers = {**ANSWERS, "membership": {"members": [{"name": "Bo"}]}}
    (tmp_path / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    done = run("init", "--answers", "answers.json")
    assert done.code == 0, done.err
    assert "added the new rows to members.csv" in done.err
    assert (tmp_path / "members.csv").read_text(encoding="utf-8") == "name\nAda\nBo\n"


def test_members_who_are_typed_stand_below_those_of_a_list_that_is_there(terminal: Open, tmp_path: Path) -> None:
    (tmp_path / "members.csv").write_text("name\nAda\n", encoding="utf-8")
    person = terminal()
    for line in [*ESSENTIALS, "", ""]:
        person.type(line)
    assert "Membership" in person.shown
    person.type("y")
    while "Who are the members?" not in person.shown:
        person.type("")
    for line in ["Bo", *[""] * 30]:
        if person.code is None:
            person.type(line)
    assert person.code == 0, person.shown
    assert (tmp_path / "members.csv").read_text(encoding="utf-8") == "name\nAda\nBo\n"


def test_a_list_that_lacks_a_column_for_the_answer_is_told_which(run: Run, tmp_path: Path) -> None:
    (tmp_path / "members.csv").write_text("name,school\n", encoding="utf-8")
    answers = {**ANSWERS, "membership": {"members": [{"name": "Bo", "email": "bo@example.org"}]}}
    (tmp_path / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    done = run("init", "--answers", "answers.json")
    assert done.code == 1
    assert done.err.startswith(
        "members.csv:1:1: the column 'email' is missing\n    hint: add it to the first row: name,school,email\n"
    )
    assert names_in(tmp_path) == {"members.csv", "answers.json"}


@pytest.mark.parametrize("text", ["", "# Ours, from spring\n# to be begun", "\ufeff# Ours\n"])
def test_a_file_without_an_answer_becomes_a_definition_and_keeps_its_comments(
    text: str, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "community.yaml").write_text(text, encoding="utf-8")
    done = run("init", "--no-input", "--name", "R", "--year", "2026-2027", "--timezone", "edmonton")
    assert done.code == 0, done.err
    after = (tmp_path / "community.yaml").read_text(encoding="utf-8")
    assert after.startswith(text)
    assert "\n\ufeff" not in after
    assert CommunityProject(tmp_path / "community.yaml").written.community.name == "R"


def test_a_definition_with_problems_is_not_touched(run: Run, write: Write) -> None:
    definition = write(MINIMAL + "purpse: x\n")
    done = run("init", "community.yaml", "--no-input", "--concern", "x")
    assert done.code == 1
    assert "no key is called 'purpse' here" in done.err
    assert definition.read_text(encoding="utf-8") == MINIMAL + "purpse: x\n"


def test_what_cannot_be_put_in_is_said(run: Run, write: Write) -> None:
    definition = write(MINIMAL + "purpose: &same {}\nmeetings: *same\n")
    done = run("init", "community.yaml", "--no-input", "--concern", "x")
    assert done.code == 1
    assert "purpose.concern cannot be put in at its place; nothing was written" in done.err
    assert "*same" in definition.read_text(encoding="utf-8")


def test_a_definition_behind_a_link_stays_behind_it(run: Run, write: Write, tmp_path: Path) -> None:
    write(MINIMAL)
    (tmp_path / "link.yaml").symlink_to("community.yaml")
    assert run("init", "link.yaml", "--no-input", "--concern", "x").code == 0
    assert (tmp_path / "link.yaml").is_symlink()
    assert CommunityProject(tmp_path / "community.yaml").written.community.purpose.concern == "x"


def test_a_list_is_written_where_it_was_read_beside_a_link(run: Run, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "community.yaml").write_text(MINIMAL + "membership: {members: m.csv}\n", encoding="utf-8")
    (tmp_path / "real" / "m.csv").write_text("name\nNobody read this\n", encoding="utf-8")
    (tmp_path / "m.csv").write_text("name\n", encoding="utf-8")
    (tmp_path / "link.yaml").symlink_to("real/community.yaml")
    (tmp_path / "answers.json").write_text('{"membership": {"members": ["Ada"]}}', encoding="utf-8")
    done = run("init", "link.yaml", "--answers", "answers.json")
    assert done.code == 0, done.err
    assert (tmp_path / "m.csv").read_text(encoding="utf-8") == "name\nAda\n"
    assert (tmp_path / "real" / "m.csv").read_text(encoding="utf-8") == "name\nNobody read this\n"


def test_a_list_that_was_changed_while_somebody_answered_is_left(terminal: Open, write: Write) -> None:
    definition = write(MINIMAL + "membership: {members: m.csv}\n", {"m.csv": "name\n"})
    person = terminal("community.yaml", "--region", "CA-AB")
    while "Membership" not in person.shown:
        person.type("")
    person.type("y")
    while "Who are the members?" not in person.shown:
        person.type("")
    person.type("Ada")
    (definition.parent / "m.csv").write_text("name\nBo\n", encoding="utf-8")
    while person.code is None:
        person.type("")
    assert person.code == 4
    assert "m.csv: it was changed meanwhile" in person.shown
    assert (definition.parent / "m.csv").read_text(encoding="utf-8") == "name\nBo\n"


def test_a_whole_definition_has_nothing_open(run: Run, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(ROOT / "examples" / "literacy-for-all", tmp_path / "all")
    before = (tmp_path / "all" / "community.yaml").read_bytes()
    done = run("init", "all/community.yaml", "--no-input")
    assert done.code == 0
    assert (tmp_path / "all" / "community.yaml").read_bytes() == before


def test_a_folder_that_cannot_be_written_is_code_3(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    done = run(
        "init",
        "file/community.yaml",
        "--no-input",
        "--name",
        "R",
        "--year",
        "2026-2027",
        "--timezone",
        "America/Edmonton",
    )
    assert done.code == 3
    assert "Traceback" not in done.err


def test_a_definition_in_a_folder_named_from_here_is_written_there(run: Run, tmp_path: Path) -> None:
    words = ("--name", "Readers", "--timezone", "America/Edmonton", "--year", "2026-2027", "--no-input")
    done = run("init", "circle/community.yaml", *words, cwd=tmp_path)
    assert done.code == 0, done.err
    assert names_in(tmp_path / "circle") == WRITTEN
