"""What a person sees and types: output that fails, text that would steer a terminal, odd input, narrow terminals."""

import csv
import fcntl
import itertools
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import pytest
import typer

from communities import yaml_text
from conftest import MINIMAL, PATIENCE_SECONDS, TODAY, Ran, Write, end_of, screens, wait_until_it_reads
from cop_plan.app.project import CommunityProject
from cop_plan.base import documentation
from cop_plan.base.errors import NON_PRINTING
from cop_plan.cli import shell
from test_cli import WRITTEN, names_in
from test_hostile_text import accepted, example, leaves, with_behind, with_texts

pytestmark = pytest.mark.slow

Run = Callable[..., Ran]
InShell = Callable[[str], Ran]

# What `init new.yaml` says and keeps where it is left.
INPUT_ENDED = "the input ended before the questions\n"
LEFT = "new.unfinished.yaml"

NAMED = "--name A --audience b --interest c --concern d --learn e --timezone America/Toronto --no-input --defaults"


@pytest.fixture
def in_shell(environment: dict[str, str], write: Write) -> InShell:
    """Run a line of bash in the folder of a definition; `COP` stands for the command."""

    def in_shell(line: str) -> Ran:
        folder = write(MINIMAL).parent
        line = line.replace("COP", f"{sys.executable} -m cop_plan")
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=folder,
            env=environment,
            capture_output=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return in_shell


# Output that cannot be written.

PRINTING = {
    "help": "--help",
    "help of a command": "schedule --help",
    "version": "--version",
    "completion": "--show-completion bash",
    "schema": "schema",
    "explained rule": "check --explain gap",
    "findings as data": "check community.yaml --json",
    "open questions": "check community.yaml --open",
    "calendar": f"schedule community.yaml --out - --format ics --today {TODAY}",
    "standing": f"status community.yaml --today {TODAY}",
    "standing as data": f"status community.yaml --json --today {TODAY}",
    "papers": "kit community.yaml --list",
    "report": f"report community.yaml --out - --format md --today {TODAY}",
}


@pytest.mark.parametrize(("to", "why"), [(">/dev/full", "the disk is full"), (">&-", "it is closed")])
@pytest.mark.parametrize("words", PRINTING.values(), ids=PRINTING)
def test_standard_output_that_fails_is_code_3_and_one_line(words: str, to: str, why: str, in_shell: InShell) -> None:
    done = in_shell(f"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION=1 COP {words} {to}")
    assert done.code == 3
    assert done.err.splitlines()[-1] == f"standard output: {why}"
    assert done.err.count("standard output") == 1
    assert "Traceback" not in done.err
    assert "Exception" not in done.err


@pytest.mark.parametrize("to", ["2>/dev/full", "2>&-", "2>/dev/full >/dev/full", "2>&- >&-"])
@pytest.mark.parametrize(
    "words",
    ["nothing-like-it", "schedule community.yaml --dry-run", "init new.yaml <&-"],
)
def test_standard_error_that_fails_is_code_3(words: str, to: str, in_shell: InShell) -> None:
    done = in_shell(f"COP {words} {to}; exit ${{PIPESTATUS[0]}}")
    assert done.code == 3
    assert done.err == ""


@pytest.mark.parametrize("to", [">/dev/full", ">&-", "2>/dev/full", "2>&-", "| true", "2>&1 | true", ">&- 2>&- <&-"])
def test_files_are_whole_where_output_fails(to: str, in_shell: InShell, tmp_path: Path, run: Run) -> None:
    done = in_shell(f"COP schedule community.yaml --today {TODAY} {to}; exit ${{PIPESTATUS[0]}}")
    assert done.code in (
        (0, 3) if "true" in to else (3,)
    )  # what fits into a pipe may be in it before the reader leaves
    assert names_in(tmp_path / "plan") == WRITTEN
    again = run("schedule", tmp_path / "community.yaml", "--today", TODAY)
    assert (again.code, "nothing changed" in again.err) == (0, True)


def test_what_was_written_is_said_where_standard_output_fails(in_shell: InShell) -> None:
    for words in ("schedule community.yaml --json", "kit community.yaml --json", "report community.yaml --json"):
        assert re.search(r"^wrote .*\nstandard output: the disk is full$",
                         in_shell(f"COP {words} >/dev/full").err.replace("members can", "\nmembers can"),
                         re.MULTILINE | re.DOTALL)  # fmt: skip
    done = in_shell("COP done community.yaml webinar-1 --json --today 2026-11-18 >/dev/full")
    assert done.err.startswith("done: ")
    assert done.err.endswith("\nstandard output: the disk is full\n")


def test_several_definitions_are_all_written_where_output_fails(in_shell: InShell, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "community.yaml").write_text(MINIMAL, encoding="utf-8")
    assert in_shell("COP schedule one/community.yaml two/community.yaml --json >/dev/full").code == 3
    assert names_in(tmp_path / "one" / "plan") == names_in(tmp_path / "two" / "plan") == WRITTEN


def test_a_reader_that_leaves_is_no_reason_for_a_word(in_shell: InShell) -> None:
    done = in_shell("COP schema | { exec <&-; sleep 0; }; exit ${PIPESTATUS[0]}")
    assert (done.code, done.out, done.err) in ((3, "", ""), (0, "", ""))
    done = in_shell("COP schema > >(exit) 2>said; echo $?; cat said")
    assert done.out in ("3\n", "0\n")


def test_an_artefact_for_a_reader_that_left_is_code_3(environment: dict[str, str], write: Write) -> None:
    command = [sys.executable, "-m", "cop_plan", "schedule", str(write(MINIMAL)), "--out", "-", "--format", "ics"]
    reads, writes = os.pipe()
    os.close(reads)
    try:
        done = subprocess.run(command, env=environment, stdout=writes, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(writes)
    assert (done.returncode, done.stderr) == (3, b"")


def test_a_pipe_that_does_not_wait_gets_everything(environment: dict[str, str]) -> None:
    reads, writes = os.pipe()
    os.set_blocking(writes, False)
    with subprocess.Popen([sys.executable, "-m", "cop_plan", "schema"], env=environment, stdout=writes) as process:
        os.close(writes)
        with open(reads, "rb") as pipe:  # noqa: PTH123  # a handle, not a path
            json.loads(pipe.read())
    assert process.returncode == 0


def test_a_definition_is_not_overwritten_through_a_closed_stream(in_shell: InShell, tmp_path: Path) -> None:
    assert in_shell("COP check community.yaml >&- 2>&-").code == 3
    assert (tmp_path / "community.yaml").read_text(encoding="utf-8") == MINIMAL


def test_a_question_that_nobody_can_see_is_not_asked(in_shell: InShell, tmp_path: Path) -> None:
    done = in_shell("yes | COP init new.yaml 2>/dev/full; exit ${PIPESTATUS[1]}")
    assert done.code == 3
    assert names_in(tmp_path) == {"community.yaml"}


# The terminal is no program.

STEERING = "\x1b]0;x\x07\x1b[31mq\x9b31m\x7f\r\x08\u202e\u2066\u061c\u200f\u2028\u2029\u200b\ufeff[red]x[/red][link=x]"
# A definition refuses the escapes of control characters by itself.
IN_TEXT = "\u202e\u2066\u061c\u200f\u2028\u2029\x85\u200b\ufeff\xad[red]x[/red][link=x]"
IN_NAME = STEERING.replace("/", "")
SGR = re.compile(r"\x1b\[[0-9;]*m")
LINK = re.compile(rf"\x1b\]8;;(?:{re.escape(documentation.SITE)}[\w.#/-]*)?\x1b\\")


def steers(text: str) -> list[str]:
    """Return what could steer a terminal in what was printed."""
    return NON_PRINTING.findall(text)


@dataclass(frozen=True)
class Hostile:
    """A folder in which every name and every text is hostile."""

    definition: Path
    export: Path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    folder = tmp_path_factory.mktemp("steering") / f"folder{IN_NAME}"
    folder.mkdir()
    definition = folder / f"community{IN_NAME}.yaml"
    tree = example(f" {IN_TEXT}")
    own = dict(leaves(tree))
    chosen = accepted(tree, IN_TEXT, definition)
    assert len(chosen) >= 40
    texts = {where: with_behind(text, IN_TEXT) if where in chosen else text for where, text in own.items()}
    definition.write_text(yaml_text(with_texts(tree, texts)), encoding="utf-8")
    records = folder / "records" / "attendance"
    records.mkdir(parents=True)
    export = records / f"webinar-1{IN_NAME}.csv"
    with export.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["Name", "Minutes"], [f"Nobody {IN_TEXT}", "60"], [f"Amina {IN_TEXT}", "x"]])
    (folder / "records" / "progress.csv").write_text(f'name,date\n"nothing{IN_TEXT}",2026-05-01\n', encoding="utf-8")
    return Hostile(definition, export)


HOSTILE_RUNS = [
    "check FILE",
    "check FILE --open",
    "check FILE --json",
    "schedule FILE",
    "schedule FILE",
    "schedule FILE --changes --dry-run",
    "schedule FILE --json",
    "schedule FILE --move webinar-1=2026-11-24 --dry-run",
    "move FILE webinar-1 2026-11-24 --because HOSTILE --dry-run",
    "cancel FILE webinar-1 --because HOSTILE --dry-run",
    "cancel FILE webinar-1 --because HOSTILE --dry-run --json",
    "status FILE",
    "status FILE --all --json",
    "status FILE --owner HOSTILE",
    "done FILE webinar-1 --note HOSTILE",
    "done FILE webinar-1",
    "done FILE HOSTILE",
    "done FILE webinar-1 --on HOSTILE",
    "kit FILE",
    "kit FILE --list",
    "kit FILE --list --json",
    "kit FILE --json",
    "kit FILE HOSTILE",
    "kit FILE --for HOSTILE",
    "kit FILE --due HOSTILE",
    "report FILE",
    "report FILE --json",
    "report FILE --inspect EXPORT",
    "report FILE --inspect EXPORT --json",
    "report FILE --inspect EXPORT --session HOSTILE",
    "report FILE --survey HOSTILE",
    "report --inspect EXPORT",
    "init FILE --no-input --defaults",
    "init FILE --name HOSTILE",
    "init HOSTILE --no-input",
    "init --answers HOSTILE",
    "HOSTILE",
    "check HOSTILE",
    "check --HOSTILE",
    "check --explain HOSTILE",
    "check FILE --today HOSTILE",
    "schedule FILE --format HOSTILE",
    "schedule FILE --out HOSTILE",
    "schedule FILE --out HOSTILE",
    "schedule FILE --templates HOSTILE",
    "schedule FILE --move HOSTILE",
    "schedule FILE --move HOSTILE=2026-11-11",
    "schedule FILE --move webinar-1=HOSTILE",
    "move FILE HOSTILE 2026-11-11",
    "move FILE webinar-1 HOSTILE",
    "cancel FILE HOSTILE --because x",
    "kit FILE --letterhead HOSTILE --format docx",
]


def test_no_text_steers_the_terminal(hostile: Hostile, run: Run, tmp_path: Path) -> None:
    seen: dict[str, Ran] = {}
    for line in HOSTILE_RUNS:
        words: list[str | Path] = []
        for word in line.split():
            named = {"FILE": hostile.definition, "EXPORT": hostile.export}.get(word)
            words.append(named if named is not None else word.replace("HOSTILE", STEERING))
        done = run(*words, cwd=tmp_path)
        seen[line] = done
        assert (line, steers(done.out), steers(done.err)) == (line, [], [])
        assert "Traceback" not in done.err
        if "--json" in line and done.code == 0:
            json.loads(done.out)
    assert seen["schedule FILE"].code == 0, seen["schedule FILE"].err
    assert IN_NAME in json.loads(seen["schedule FILE --json"].out)["scheduled"][0]["definition"]
    assert "\N{REPLACEMENT CHARACTER}[31m" in seen["schedule FILE"].err
    assert "[red]x[/red]" in seen["schedule FILE"].out


@pytest.mark.parametrize("command", ["schedule", "status", "check"])
def test_no_text_steers_a_terminal_that_has_colours(
    command: str, hostile: Hostile, environment: dict[str, str]
) -> None:
    for columns in (30, 100):
        shown = LINK.sub("", in_terminal([command, str(hostile.definition)], environment, columns).shown)
        assert steers(SGR.sub("", shown).replace("\r\n", "\n")) == []
        assert set(SGR.findall(shown)) <= {
            f"\x1b[{code}m" for code in ("0", "1", "2", "1;2", "36", "2;36", "1;36", "35", "2;35", "1;32")
        }


def test_text_that_looks_like_markup_is_shown(write: Write, environment: dict[str, str]) -> None:
    definition = write(MINIMAL + 'activities: {webinar-1: {title: "[red]Web[/red] \\u202einar"}}\n')
    shown = in_terminal(["schedule", str(definition), "--today", TODAY], environment, 120).shown
    assert "[red]Web[/red] \N{REPLACEMENT CHARACTER}inar" in shown


def test_a_name_of_a_file_makes_no_line_of_its_own(run: Run) -> None:
    done = run("check", "a\nwrote plan.md to plan.yaml")
    assert done.err.count("\n") == 1


def test_a_title_makes_no_line_of_its_own(run: Run, write: Write) -> None:
    write(MINIMAL + 'activities: {tea: {title: "Tea\\n  2026-10-07  Webinar 9", when: 2026-10-06}}\n')
    shown = run("schedule", "community.yaml", "--dry-run").out
    assert "Tea\N{REPLACEMENT CHARACTER}  2026-10-07  Webinar 9  (" in shown


def test_letters_of_all_scripts_and_french_spaces_are_printed(run: Run, write: Write) -> None:
    text = "Réunion\u00a0: 15\u202fh\u00a030 👩\u200d🏫 👨\u200d👩\u200d👧 می\u200cخواهم שלום"
    definition = write(MINIMAL + f"activities: {{webinar-1: {{title: '{text}'}}}}\n")
    assert text in run("schedule", definition, "--today", TODAY).out
    assert text in run("status", definition, "--today", "2026-11-01").out
    assert text in run("status", definition, "--today", "2026-11-01", "--json").out


def test_an_artefact_on_standard_output_is_the_file_that_would_be_written(
    environment: dict[str, str], write: Write, run: Run
) -> None:
    definition = write(MINIMAL + 'activities: {webinar-1: {title: "a\\u202eb\\u200bc"}}\n')
    run("schedule", definition, "--today", TODAY)
    for name, form in (("calendar.ics", "ics"), ("timeline.json", "json"), ("plan.md", "md"), ("plan.html", "html")):
        words = ["schedule", str(definition), "--today", TODAY, "--out", "-", "--format", form]
        command = [sys.executable, "-m", "cop_plan", *words]
        out = subprocess.run(command, env=environment, capture_output=True, check=True).stdout
        assert out == (definition.parent / "plan" / name).read_bytes()


# Odd input.


def test_a_name_that_is_no_text_works_or_is_refused(environment: dict[str, str], write: Write) -> None:
    definition = os.fsencode(write(MINIMAL).parent) + b"/caf\xe9.yaml"
    Path(os.fsdecode(definition)).write_text(MINIMAL, encoding="utf-8")

    def run(*words: str | bytes, **more: str) -> tuple[int, str, str]:
        command = [sys.executable, "-m", "cop_plan", *words]
        done = subprocess.run(
            command, env=environment | more, capture_output=True, check=False, timeout=PATIENCE_SECONDS
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    for words in (["check"], ["schedule"], ["schedule", "--json"], ["status"], ["kit"], ["report"]):
        code, out, err = run(*words, definition, "--today", TODAY)
        assert (code, steers(out + err)) == (0, [])
    assert run("schedule", definition, "--today", TODAY)[0] == 0  # now there are documents to link to
    assert run("schedule", definition, "--today", TODAY)[2].startswith("nothing changed")
    assert run("done", definition, "webinar-1.reminder", "--today", TODAY)[0] == 0
    assert run("check", definition, PYTHONIOENCODING="ascii")[0] == 0
    for option in ("--out", "--move", "--today", "--format"):
        code, _, err = run("schedule", definition, option, b"\xe9")
        assert (code, "'\\udce9' is no text in UTF-8" in err) == (2, True)
    assert run("init", definition, "--name", b"\xe9")[0] == 2
    assert run(b"\xe9")[0] == 2
    new = definition.replace(b"caf", b"new-caf")
    assert run("init", new, *NAMED.split(), "--today", TODAY)[0] == 0
    assert run("check", new, "--today", TODAY)[0] == 0


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_every_encoding_of_the_output_is_printed(encoding: str, environment: dict[str, str], write: Write) -> None:
    definition = write(MINIMAL.replace("Readers", "Café 読書") + "language: fr-CA\n")
    for words in (["schedule"], ["status"], ["status", "--json"], ["check", "--json"]):
        command = [sys.executable, "-m", "cop_plan", *words, str(definition), "--today", TODAY]
        more = {"LC_ALL": "C", "PYTHONIOENCODING": encoding}
        done = subprocess.run(
            command, env=environment | more, capture_output=True, check=False, timeout=PATIENCE_SECONDS
        )
        assert done.returncode == 0, done.stderr
        text = done.stdout.decode(encoding)
        if words == ["status", "--json"]:
            assert json.loads(text)["community"]["name"] == "Café 読書"


def test_standard_input_is_a_definition_where_nothing_is_written_beside_it(in_shell: InShell, tmp_path: Path) -> None:
    for name in ("-", "/dev/stdin", "/dev/fd/0"):
        for words in ("check FILE", "status FILE", "schedule FILE --out - --format json", "kit FILE --list",
                      "report FILE --out - --format md"):  # fmt: skip
            done = in_shell(f"cat community.yaml | COP {words.replace('FILE', name)}")
            assert done.code == 0, done.err
    done = in_shell("printf 'name: [' | COP check -")
    assert (done.code, done.err.startswith("stdin:2:1: ")) == (1, True)
    assert names_in(tmp_path) == {"community.yaml"}


@pytest.mark.parametrize(
    "words", ["schedule -", "schedule - --out plans", "kit -", "report -", "init -", "done - webinar-1"]
)
def test_standard_input_is_refused_where_something_is_written_beside_it(
    words: str, in_shell: InShell, tmp_path: Path
) -> None:
    for named in (words, words.replace(" -", " /dev/stdin", 1)):
        done = in_shell(f"COP {named} < community.yaml")
        assert done.code == 2
        assert "standard input has no folder to write beside: name a file" in done.err
    assert names_in(tmp_path) == {"community.yaml"}


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("COP check - <&-", 3, "standard input: it is closed"),
        ("COP init new.yaml --answers - <&-", 3, "standard input: it is closed"),
        ("COP check - - < community.yaml", 3, "standard input: it was read already"),
        ("COP init new.yaml <&-", 130, f"{INPUT_ENDED}nothing was answered, and nothing written\n"),
        ("COP init new.yaml < /dev/null", 130, f"{INPUT_ENDED}nothing was answered, and nothing written\n"),
        ("printf 'Readers\\n' | COP init new.yaml", 130, f"{INPUT_ENDED}1 answer is kept in {LEFT}\n"),
        ("COP init new.yaml 0>out", 3, "standard input: "),
        ("COP schedule community.yaml --move webinar-1=2026-11-24 <&-", 2, "there is nobody to ask"),
        ("COP check /dev/null", 1, "/dev/null"),
        ("COP check /dev/zero", 1, "/dev/zero"),
        ("mkdir no; COP check no; x=$?; rmdir no; exit $x", 3, "no: this is a folder, and a file is needed"),
        ("ln -s nowhere broken; COP check broken; x=$?; rm broken; exit $x", 3, "broken: this link leads to nothing"),
        ("ln -s b a; ln -s a b; COP check a; x=$?; rm a b; exit $x", 3, "a: the links go round in a circle"),
        ("ln -s b a; ln -s a b; COP init a; x=$?; rm a b; exit $x", 3, "a: the links go round in a circle"),
        ("COP init /dev/null --no-input", 3, "/dev/null: this is a device, and a file is needed"),
    ],
)
def test_odd_input_is_told(line: str, code: int, said: str, in_shell: InShell, tmp_path: Path) -> None:
    done = in_shell(line)
    assert done.code == code, done.err
    assert said in done.err
    assert "Traceback" not in done.err
    kept = {LEFT} if f"is kept in {LEFT}" in said else set()
    assert names_in(tmp_path) - {"out"} == {"community.yaml"} | kept


def test_a_file_of_init_in_another_folder_is_told_as_it_was_written(in_shell: InShell) -> None:
    done = in_shell(f"mkdir one; echo '# Ours.' >one/new.yaml; chmod 444 one/new.yaml; COP init one/new.yaml {NAMED}")
    assert (done.code, done.err) == (3, "one/new.yaml: it is write-protected\n")


@pytest.mark.parametrize("name", ["members.csv", "plan/cop-plan.lock", "plan/plan.md", "records/progress.csv",
                                  "records/attendance/webinar-1.csv", "records/final.csv", "kit/index.html",
                                  "report/report.json"])  # fmt: skip
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_pipe_or_a_device_beside_a_definition_keeps_no_run_waiting(
    name: str, kind: str, run: Run, write: Write
) -> None:
    definition = write(
        MINIMAL + "membership: {members: members.csv}\nrecords: {surveys: {final: records/final.csv}}\n",
        {"members.csv": "name\n"},
    )
    path = definition.parent / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    for command in ("check", "schedule", "status", "kit", "report"):
        done = run(command, definition, "--today", TODAY)  # which gives up after two minutes
        assert done.code in (0, 1, 3, 4)
        assert "Traceback" not in done.err


def test_a_pipe_that_a_person_names_waits_until_it_is_interrupted(environment: dict[str, str], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    command = [sys.executable, "-m", "cop_plan", "check", str(tmp_path / "pipe.yaml")]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as process:
        for _ in range(1000):
            if is_waiting(process.pid):
                break
            time.sleep(0.05)
        else:
            process.kill()
            pytest.skip("this system does not tell where a process waits")
        process.send_signal(signal.SIGINT)
        assert process.stderr
        assert process.stderr.read() == b"interrupted\n"
    assert process.returncode == 130


def is_waiting(pid: int) -> bool:
    """Return whether a process waits for the other end of a pipe, as far as the system tells."""
    place = Path(f"/proc/{pid}/wchan")
    return place.exists() and re.search("fifo|wait_for_partner", place.read_text(encoding="ascii")) is not None


@pytest.mark.parametrize("epoch", ["x", "-1", "1.5", "99999999999", "9" * 30, "٣"])
def test_a_moment_of_the_environment_that_is_none_is_misuse(epoch: str, run: Run, write: Write) -> None:
    for command in ("schedule", "status", "check", "report"):
        done = run(command, write(MINIMAL), SOURCE_DATE_EPOCH=epoch)
        assert (done.code, "SOURCE_DATE_EPOCH: " in done.err) == (2, True)


@pytest.mark.parametrize("epoch", ["", "0", "10413792000"])
def test_a_moment_of_the_environment_may_be_far_away(epoch: str, run: Run, write: Write) -> None:
    definition = write(MINIMAL)
    for command in ("schedule", "status", "check", "kit", "report"):
        done = run(command, definition, SOURCE_DATE_EPOCH=epoch)
        assert done.code == 0, done.err


def test_a_year_that_cannot_be_is_not_guessed(run: Run, tmp_path: Path) -> None:
    done = run("init", tmp_path / "new.yaml", *NAMED.split(), SOURCE_DATE_EPOCH="0")
    assert (done.code, "--year is missing" in done.err) == (2, True)


@pytest.mark.parametrize("year", [1970, 1989, 2101, 2300])
def test_a_clock_that_is_wrong_by_decades_is_told(year: int, write: Write) -> None:
    project = CommunityProject(write(MINIMAL))

    def clock(zone: tzinfo) -> datetime:
        return datetime(year, 1, 2, tzinfo=zone)

    moments: list[Callable[[], object]] = [
        lambda: shell.now(None, clock),
        lambda: shell.day(None, project, clock),
    ]
    for moment in moments:
        with pytest.raises(typer.BadParameter, match=f"the clock of this machine says {year}-01-02"):
            moment()
        assert shell.now(TODAY, clock).year == 2026


@pytest.mark.parametrize(("zone", "day"), [("America/Edmonton", 20), ("Africa/Abidjan", 21), ("Pacific/Auckland", 21)])
def test_the_day_is_the_one_that_it_is_where_the_community_is(zone: str, day: int, write: Write) -> None:
    project = CommunityProject(write(MINIMAL.replace("America/Edmonton", zone)))
    assert shell.day(None, project, lambda _: datetime(2026, 11, 21, 5, tzinfo=UTC)).day == day
    assert shell.day(TODAY, project).isoformat() == TODAY


@pytest.mark.parametrize("today", ["1970-01-01", "2300-01-01", "9999-12-31", "0000-01-01", ""])
def test_a_day_out_of_reach_is_misuse(today: str, run: Run, write: Write) -> None:
    for command in ("schedule", "status"):
        done = run(command, write(MINIMAL), "--today", today)
        assert (done.code, "--today: " in done.err) == (2, True)


# Terminals.


@dataclass(frozen=True)
class Shown:
    """What a terminal showed, and the exit code."""

    shown: str
    code: int

    @property
    def plain(self) -> str:
        """Return it without colours."""
        return SGR.sub("", self.shown).replace("\r\n", "\n")


def in_terminal(
    words: Sequence[str],
    environment: dict[str, str],
    columns: int,
    typed: Sequence[str] = (),
    cwd: Path | None = None,
    more: Mapping[str, str] | None = None,
) -> Shown:
    """Run the command in a terminal of so many columns; type each text when a prompt waits for it."""
    shown, answers = b"", iter(typed)
    child, terminal = pty.fork()
    if child == 0:
        if cwd is not None:
            os.chdir(cwd)
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        os.execvpe(
            sys.executable,
            [sys.executable, "-m", "cop_plan", *words],
            environment | {"TERM": "xterm-256color", **(more or {})},
        )
    prompts = 0
    for shown in screens(terminal):
        if (now := len(re.findall(rb"(?:^|\n)(?:\x1b\[\?2004h)?> |\[y/N\] ", shown))) > prompts:
            prompts = now
            wait_until_it_reads(child)
            os.write(terminal, next(answers, "\x04").encode())
    return Shown(shown.decode(errors="replace"), end_of(child, terminal))


def letters(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("columns", [20, 40, 60, 80, 200])
def test_nothing_of_the_year_is_cut_on_a_terminal_of_any_width(
    columns: int, write: Write, environment: dict[str, str]
) -> None:
    definition = write(MINIMAL + "activities: {webinar-1: {at: 15:30, title: Supercalifragilisticexpialidocious}}\n")
    done = in_terminal(["schedule", str(definition), "--today", TODAY, "--dry-run"], environment, columns)
    assert done.code == 0
    table = done.plain.partition("would write")[0]
    assert max(map(len, table.splitlines())) <= columns
    assert "Tue17Nov" in letters(table)
    titles = table
    if columns == 200:
        of_webinar = next(line for line in table.splitlines() if "third Tuesday of November" in line)
        titles = "\n".join(line[: of_webinar.index("third")] for line in table.splitlines())
    for entry in CommunityProject(definition).timeline.entries:
        assert letters(entry.title) in letters(titles)
    # A reason quotes the beginning of a long title.
    assert "…" not in re.sub("“[^”]*…”", "", letters(table))


@pytest.mark.parametrize(
    "more",
    [{"COLUMNS": "1"}, {"COLUMNS": "0"}, {"COLUMNS": "x"}, {"COLUMNS": "-5"}, {"FORCE_COLOR": "1"}, {"TERM": ""}],
)
def test_a_terminal_that_says_odd_things_of_itself_is_printed_to(
    more: dict[str, str], write: Write, environment: dict[str, str]
) -> None:
    definition = write(MINIMAL)
    for command in ("schedule", "status", "check"):
        done = in_terminal([command, str(definition), "--today", TODAY], environment, 80, more=more)
        assert (done.code, "Traceback" in done.shown) == (0, False)


@pytest.mark.parametrize("more", [{"TERM": "dumb"}, {"TERM": "unknown"}, {"TERM": "dumb", "FORCE_COLOR": "1"}])
def test_a_dumb_terminal_gets_plain_lines(more: dict[str, str], write: Write, environment: dict[str, str]) -> None:
    done = in_terminal(["schedule", str(write(MINIMAL)), "--today", TODAY], environment, 80, more=more)
    assert "\x1b" not in done.shown
    assert "Webinar 1  (third Tuesday of November)" in done.shown


def test_no_colour_leaves_where_nothing_is_a_terminal(run: Run, write: Write) -> None:
    done = run("schedule", write(MINIMAL), "--today", TODAY, FORCE_COLOR="1", TERM="xterm-256color", COLUMNS="20")
    assert "\x1b" not in done.out + done.err
    assert "Webinar 1  (third Tuesday of November)" in done.out


ANSWERS = ["Readers", "talk about books", "Bo Ek", "2026-2027", "America/Toronto"]


def interrupted_at_every_question() -> Iterator[list[str]]:
    for number in range(12):
        answers = (ANSWERS[index] if index < len(ANSWERS) else "" for index in itertools.count())
        yield [f"{one}\n" for one in itertools.islice(answers, number)] + ["\x03"]


@pytest.mark.parametrize("columns", [20, 40])
def test_an_interrupt_at_any_question_keeps_the_answers_and_says_so(
    columns: int, environment: dict[str, str], tmp_path: Path
) -> None:
    asked = []
    for number, typed in enumerate(interrupted_at_every_question()):
        folder = tmp_path / str(number)
        folder.mkdir()
        done = in_terminal(["init", "new.yaml", "--today", TODAY], environment, columns, typed, cwd=folder)
        assert done.code == 130, done.shown
        assert "Traceback" not in done.shown
        shown, _, said = done.plain.partition("\nstopped\n")
        assert max(map(len, shown.splitlines())) <= columns
        said = " ".join(said.split())
        if number == 0:
            assert said == "nothing was answered, and nothing written"
            assert names_in(folder) == set()
        else:
            are_kept = rf"\d+ answers? (is|are) kept in {LEFT} to go on from there: cop-plan init new\.yaml"
            assert re.fullmatch(are_kept, said)
            assert names_in(folder) == {LEFT}
            kept = (folder / LEFT).read_text(encoding="utf-8")
            assert [one for one in ANSWERS[:number] if one not in kept] == []
        asked.append(shown)
    assert len(set(asked)) == len(asked)  # each run came one question further


def test_a_move_is_asked_for_on_a_terminal(write: Write, environment: dict[str, str]) -> None:
    definition = write(MINIMAL)
    before = definition.read_bytes()
    words = ["schedule", str(definition), "--today", TODAY, "--move", "webinar-1=2026-11-24"]
    for typed, code in ((["n\n"], 0), (["\n"], 0), (["what?\n", "no\n"], 0), (["\x03"], 130), (["\x04"], 130)):
        done = in_terminal(words, environment, 80, typed)
        assert (done.code, definition.read_bytes()) == (code, before), done.shown
    assert in_terminal(words, environment, 80, ["y\n"]).code == 0
    assert b"2026-11-24" in definition.read_bytes()


@pytest.mark.parametrize(("answer", "code", "is_noted"), [("y\n", 0, True), ("\n", 0, False), ("\x04", 130, False)])
def test_many_entries_are_shown_and_asked_about_before_they_are_noted(
    answer: str, code: int, is_noted: bool, write: Write, environment: dict[str, str]
) -> None:
    definition = write(MINIMAL)
    words = ["done", str(definition), "--before", "2026-09-01", "--today", "2026-09-01"]
    done = in_terminal(words, environment, 200, [answer])
    number = done.plain.count("  2026-")
    assert (done.code, number > 5) == (code, True)
    assert f"Note these {number} as done, each on its planned day? [y/N]" in done.plain
    record = definition.parent / "records" / "progress.csv"
    assert record.exists() == is_noted
    if is_noted:
        assert len(record.read_text(encoding="utf-8").splitlines()) == number + 1
    assert ("nothing was written" in done.plain) == (code == 0 and not is_noted)


def test_what_check_says_leads_to_the_documentation_where_a_terminal_can(
    write: Write, environment: dict[str, str]
) -> None:
    link = "\x1b]8;;{}{}\x1b\\{}\x1b]8;;\x1b\\:"
    definition = str(write(MINIMAL))
    shown = in_terminal(["check", definition], environment, 40).shown
    assert link.format(documentation.SITE, "rules.html#no-purpose", "no-purpose") in shown
    assert "\x1b]8;" not in in_terminal(["check", definition], environment, 40, more={"TERM": "linux"}).shown
    wrong = str(write(f"{MINIMAL}activities: {{webinar-1: {{when: first tuesday of aprl}}}}\n"))
    shown = in_terminal(["check", wrong], environment, 200).shown
    assert link.format(documentation.SITE, "dates.html", "activities.webinar-1.when") in shown
