"""The commands as a person runs them: exit codes, what goes where, what is written and what is left alone."""

import json
import os
import pty
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import MINIMAL, OUTPUTS, PATIENCE_SECONDS, TODAY, Ran, Write, end_of, screens

Run = Callable[..., Ran]

WRITTEN = {*OUTPUTS, "cop-plan.lock"}


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("command", ["", "init", "schedule", "check", "status", "done"])
def test_help_shows_an_example_first(command: str, run: Run) -> None:
    done = run(*command.split(), "--help")
    assert done.code == 0
    assert done.out.index("Example:") < done.out.index("Options")
    # Each example stands on a line of its own.
    assert re.search(rf"Example:\n +cop-plan {command or 'init'}\b[^\n]*\n", done.out)


def test_the_version_is_said(run: Run) -> None:
    assert re.fullmatch(r"cop-plan \d+\.\d+\.\d+\n", run("--version").out)


def test_a_year_is_written_beside_its_definition(run: Run, write: Write) -> None:
    definition = write(MINIMAL)
    done = run("schedule", definition, "--today", TODAY)
    assert done.code == 0
    assert names_in(definition.parent / "plan") == WRITTEN
    assert (
        "wrote plan.md, plan.html, team.html, year.html, calendar.ics, team.ics, sessions.ics, timeline.json to"
        in done.err
    )


def test_a_run_says_what_of_the_written_files_to_share_and_what_not(run: Run, write: Write) -> None:
    definition = write(MINIMAL)

    def said(*words: str) -> list[str]:
        lines = run("schedule", definition, "--today", TODAY, *words).err.splitlines()
        return [line for line in lines if line.startswith(("to share with everybody: ", "for the team alone: "))]

    assert said("--dry-run") == []
    assert said("--format", "md,json") == ["for the team alone: plan.md, timeline.json"]
    assert said() == [
        "to share with everybody: plan.html, year.html, calendar.ics, sessions.ics",
        "for the team alone: team.html, team.ics",
    ]
    assert said() == []


def test_the_table_goes_to_standard_output_whole_and_without_colour(run: Run, write: Write) -> None:
    done = run("schedule", write(MINIMAL), "--today", TODAY, COLUMNS="40")
    assert "November 2026" in done.out
    assert "Webinar 1  (third Tuesday of November)" in done.out
    assert "\x1b" not in done.out + done.err
    whole = (
        "Send the follow-up from orientation: schedule of webinars, survey results, roll-up of the day  (2 weeks after"
    )
    assert whole in done.out


def in_terminal(words: list[str], environment: dict[str, str]) -> str:
    """Run the command in a pseudo-terminal; return what it shows."""
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(sys.executable, [sys.executable, "-m", "cop_plan", *words], environment)
    *_, shown = b"", *screens(terminal)
    end_of(child, terminal)
    return shown.decode(errors="replace")


def test_a_terminal_gets_a_table_with_colour(write: Write, environment: dict[str, str]) -> None:
    words = ["schedule", str(write(MINIMAL)), "--today", TODAY]
    shown = in_terminal(words, environment | {"TERM": "xterm-256color", "COLUMNS": "100"})
    assert "\x1b[" in shown
    assert "Webinar 1" in shown


def test_no_color_is_heeded(write: Write, environment: dict[str, str]) -> None:
    words = ["schedule", str(write(MINIMAL)), "--today", TODAY]
    shown = in_terminal(words, environment | {"TERM": "xterm-256color", "NO_COLOR": "1", "COLUMNS": "100"})
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", shown)


def test_one_format_alone_can_be_had(run: Run, write: Write) -> None:
    definition = write(MINIMAL)
    run("schedule", definition, "--format", "ics", "--today", TODAY)
    assert names_in(definition.parent / "plan") == {"calendar.ics", "team.ics", "cop-plan.lock"}


def test_data_goes_to_standard_output_and_nothing_is_written(run: Run, write: Write) -> None:
    definition = write(MINIMAL)
    done = run("schedule", definition, "--format", "json", "--out", "-", "--today", TODAY)
    assert json.loads(done.out)["community"]["name"] == "Readers"
    assert not (definition.parent / "plan").exists()


def test_a_calendar_on_standard_output_keeps_its_line_ends(run: Run, write: Write) -> None:
    out = run("schedule", write(MINIMAL), "-f", "ics", "-o", "-").out
    assert out.startswith("BEGIN:VCALENDAR\r\n")
    assert out.endswith("END:VCALENDAR\r\n")


def test_what_comes_over_a_pipe_and_is_not_asked_for_disturbs_nobody(run: Run, write: Write) -> None:
    done = run("schedule", write(MINIMAL), "--today", TODAY, given=b"y\n" * 100_000)
    assert done.code == 0, done.err


def test_several_definitions_get_a_folder_each(run: Run, tmp_path: Path) -> None:
    files = []
    for name in ("Readers", "Writers"):
        path = tmp_path / name / "community.yaml"
        path.parent.mkdir()
        path.write_text(MINIMAL.replace("Readers", name), encoding="utf-8")
        files.append(path)
    done = run("schedule", *files, "--out", tmp_path / "all", "--today", TODAY)
    assert done.code == 0
    assert {path.name: names_in(path) for path in (tmp_path / "all").iterdir()} == {
        "readers": WRITTEN,
        "writers": WRITTEN,
    }


def test_with_several_definitions_the_highest_code_counts_and_the_good_are_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(MINIMAL, encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("name: Nothing else\n", encoding="utf-8")
    done = run("schedule", "bad.yaml", "missing.yaml", "good.yaml", "--today", TODAY)
    assert done.code == 3
    assert names_in(tmp_path / "plan" / "readers") == WRITTEN


def test_two_definitions_of_one_id_do_not_overwrite_each_other(run: Run, tmp_path: Path) -> None:
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(MINIMAL, encoding="utf-8")
    done = run("schedule", "one.yaml", "two.yaml", "--today", TODAY)
    assert done.code == 4
    assert "give each its own id" in done.err


def test_problems_are_told_with_place_and_hint_and_counted(run: Run, write: Write) -> None:
    definition = write(MINIMAL + "activities:\n  webinar-3:\n    when: fourth tuesday of febuary\n")
    done = run("schedule", definition, cwd=definition.parent)
    assert done.code == 1
    assert done.err == (
        f"{definition}:6:29: activities.webinar-3.when: no month is called 'febuary'\n"
        "    hint: did you mean 'february'?\n"
        f"1 problem in {definition}\n"
    )
    assert not (definition.parent / "plan").exists()


def test_check_tells_problems_as_data(run: Run, write: Write) -> None:
    done = run("check", write(MINIMAL + "region: CA-AL\n"), "--json")
    (problem,) = json.loads(done.out)["problems"]
    assert done.code == 1
    assert (problem["line"], problem["column"], problem["path"]) == (4, 9, "region")
    assert "CA-AB" in problem["hint"]


def test_check_writes_nothing(run: Run, write: Write) -> None:
    definition = write(MINIMAL)
    assert run("check", definition).code == 0
    assert names_in(definition.parent) == {"community.yaml"}


@pytest.mark.parametrize(
    "words",
    [
        ["schedule", "community.yaml", "--format", "pdf"],
        ["schedule", "community.yaml", "--format", ""],
        ["schedule", "community.yaml", "--today", "yesterday"],
        ["schedule", "community.yaml", "--out", "-"],
        ["schedule", "community.yaml", "--out", ""],
        ["schedule", "community.yaml", "--today", "0001-01-01"],
        ["schedule", "a.yaml", "b.yaml", "--format", "md", "--out", "-"],
        ["sing"],
        ["schedule", "community.yaml", "--loud"],
    ],
    ids=" ".join,
)
def test_misuse_is_code_2(words: list[str], run: Run, write: Write) -> None:
    write(MINIMAL)
    done = run(*words)
    assert done.code == 2
    assert done.out == ""
    assert "Traceback" not in done.err


def test_a_missing_file_is_code_3_and_one_line(run: Run) -> None:
    done = run("schedule", "nowhere.yaml")
    assert (done.code, done.err) == (3, "nowhere.yaml: there is no such file\n")


def test_a_folder_in_place_of_a_definition_is_code_3(run: Run, tmp_path: Path) -> None:
    assert run("check", tmp_path).code == 3


def test_a_file_in_place_of_the_folder_is_code_3(run: Run, write: Write) -> None:
    definition = write(MINIMAL, {"plan": "my own notes"})
    done = run("schedule", definition, "--today", TODAY)
    assert done.code == 3
    assert (definition.parent / "plan").read_text() == "my own notes"


def test_a_full_disk_is_code_3_and_leaves_nothing(environment: dict[str, str], write: Write) -> None:
    definition = write(MINIMAL)

    def small_files_only() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = subprocess.run(
        [sys.executable, "-m", "cop_plan", "schedule", str(definition), "--today", TODAY],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=small_files_only,
    )
    assert done.returncode == 3, done.stderr
    assert "the file would be larger than is allowed" in done.stderr
    assert names_in(definition.parent) == {"community.yaml"}


def test_an_interrupted_run_is_code_130_and_leaves_nothing(environment: dict[str, str], tmp_path: Path) -> None:
    pipe = tmp_path / "community.yaml"
    os.mkfifo(pipe)  # the run waits for a definition that nobody writes
    command = [sys.executable, "-m", "cop_plan", "schedule", str(pipe)]
    # A file that the signal leaves open is no leak: the process ends.
    quiet = environment | {"PYTHONWARNINGS": "ignore::ResourceWarning"}
    process = subprocess.Popen(command, env=quiet, stderr=subprocess.PIPE, text=True)
    writer = os.open(pipe, os.O_WRONLY)  # returns when the run has opened it
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE_SECONDS)
    os.close(writer)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert names_in(tmp_path) == {"community.yaml"}


def test_what_a_person_changed_is_not_overwritten(run: Run, write: Write) -> None:
    definition = write(MINIMAL)
    run("schedule", definition, "--today", TODAY)
    page = definition.parent / "plan" / "plan.md"
    page.write_text("my own words", encoding="utf-8")
    definition.write_text(MINIMAL.replace("Readers", "Great Readers"), encoding="utf-8")
    before = {path.name: path.read_bytes() for path in page.parent.iterdir()}
    done = run("schedule", definition, "--today", TODAY)
    assert done.code == 4
    assert f"{page}: a person changed it" in done.err
    assert {path.name: path.read_bytes() for path in page.parent.iterdir()} == before
    assert run("schedule", definition, "--today", TODAY, "--force").code == 0
    assert "Great Readers" in page.read_text(encoding="utf-8")


def test_what_another_program_wrote_is_not_overwritten(run: Run, write: Write) -> None:
    definition = write(MINIMAL, {"plan/plan.html": "<p>the old page"})
    done = run("schedule", definition, "--today", TODAY)
    assert done.code == 4
    assert "cop-plan did not write it" in done.err
    assert names_in(definition.parent / "plan") == {"plan.html"}


def test_an_unchanged_rebuild_touches_no_file(run: Run, write: Write) -> None:
    definition = write(MINIMAL)
    run("schedule", definition, "--today", TODAY)
    before = {path.name: path.stat().st_mtime_ns for path in (definition.parent / "plan").iterdir()}
    done = run("schedule", definition, "--today", "2026-09-09")
    assert "nothing changed in" in done.err
    assert {path.name: path.stat().st_mtime_ns for path in (definition.parent / "plan").iterdir()} == before


def test_what_moved_since_last_time_is_said(run: Run, write: Write) -> None:
    definition = write(MINIMAL)
    run("schedule", definition, "--today", TODAY)
    definition.write_text(MINIMAL + "activities: {webinar-3: {when: fourth tuesday of february}}\n", encoding="utf-8")
    done = run("schedule", definition, "--today", TODAY)
    assert re.search(r"Webinar 3: Tue 16 Feb → Tue 23 Feb, and its \d steps", done.err)


def test_a_community_renamed_keeps_its_identity(run: Run, write: Write) -> None:
    definition = write(MINIMAL)
    run("schedule", definition, "--today", TODAY)
    definition.write_text(MINIMAL.replace("Readers", "Readers and Writers"), encoding="utf-8")
    done = run("schedule", definition, "--today", TODAY)
    assert done.code == 0, done.err
    data = json.loads((definition.parent / "plan" / "timeline.json").read_text(encoding="utf-8"))
    assert data["community"] == {
        "id": "readers",
        "name": "Readers and Writers",
        "year": "2026-2027",
        "timezone": "America/Edmonton",
    }


def test_another_communitys_folder_is_respected(run: Run, write: Write, tmp_path: Path) -> None:
    run("schedule", write(MINIMAL), "--out", tmp_path / "plan", "--today", TODAY)
    (tmp_path / "other.yaml").write_text(MINIMAL.replace("Readers", "Writers"), encoding="utf-8")
    done = run("schedule", "other.yaml", "--out", tmp_path / "plan", "--today", TODAY)
    assert done.code == 4
    assert "it belongs to the community 'readers'" in done.err
    assert "--out" in done.err


def test_a_lock_that_was_lost_is_made_again_from_the_timeline(run: Run, write: Write) -> None:
    definition = write(MINIMAL)
    run("schedule", definition, "--today", TODAY)
    lock = definition.parent / "plan" / "cop-plan.lock"
    before = lock.read_text(encoding="utf-8")
    lock.unlink()
    done = run("schedule", definition, "--today", "2026-09-09")
    assert done.code == 0
    assert "known from timeline.json" in done.err
    assert {one["stamp"] for one in json.loads(lock.read_text(encoding="utf-8"))["entries"]} == {
        one["stamp"] for one in json.loads(before)["entries"]
    }


def test_the_day_given_wins_over_the_one_of_the_environment(run: Run, write: Write) -> None:
    done = run("schedule", write(MINIMAL), "-f", "json", "-o", "-", "--today", TODAY, SOURCE_DATE_EPOCH="86400")
    assert json.loads(done.out)["entries"][0]["stamp"] == "2026-05-01T00:00:00Z"


def test_the_day_of_the_environment_is_taken(run: Run, write: Write) -> None:
    done = run("schedule", write(MINIMAL), "-f", "json", "-o", "-", SOURCE_DATE_EPOCH="86400")
    assert json.loads(done.out)["entries"][0]["stamp"] == "1970-01-02T00:00:00Z"


def test_what_was_left_out_is_said(run: Run, write: Write) -> None:
    definition = write(MINIMAL + "leave_out: {webinar-2: three are enough}\n")
    done = run("schedule", definition, "--today", TODAY)
    assert re.search(r"left out: Webinar 2 \(webinar-2\), with \d steps", done.err)


def test_a_series_that_was_left_out_is_said_once(run: Run, write: Write) -> None:
    done = run("schedule", write(MINIMAL + "leave_out: {online-meeting: no time}\n"), "--today", TODAY)
    assert re.findall(r"^left out: .*", done.err, re.MULTILINE) == [
        "left out: Online meeting (online-meeting), 8 entries, with 24 steps; what hangs on it goes too: "
        "Adopt the guidelines, Review the guidelines and the purpose, Discuss plans for capacity building, "
        "Discuss plans for capacity building again"
    ]


def test_what_hangs_on_an_entry_that_a_shorter_series_has_not_is_said(run: Run, write: Write) -> None:
    definition = write(MINIMAL + "activities: {online-meeting: {repeat: [october, april]}}\n")
    done = run("schedule", definition, "--today", TODAY)
    assert done.code == 0
    assert (
        "left out, since the series has no online-meeting.february, with 1 step: Discuss plans for capacity building"
        in done.err
    )
    assert "Discuss plans for capacity building" in (definition.parent / "plan" / "plan.md").read_text(encoding="utf-8")


def test_an_activity_that_goes_with_another_is_named_in_the_plan(run: Run, write: Write) -> None:
    definition = write(MINIMAL + "leave_out: {wrap-up: none this year}\n")
    done = run("schedule", definition, "--today", TODAY)
    page = (definition.parent / "plan" / "plan.md").read_text(encoding="utf-8")
    assert "Give the final survey at wrap-up" in done.err
    assert "- Give the final survey at wrap-up (`final-survey`): goes with “Wrap-up”" in page


def test_standard_output_knows_what_was_published(run: Run, write: Write) -> None:
    definition = write(MINIMAL)
    run("schedule", definition, "--today", TODAY)
    definition.write_text(MINIMAL.replace("Readers", "All Readers") + "activities: {webinar-1: {at: 15:30}}\n", "utf-8")
    run("schedule", definition, "--today", TODAY)
    shown = json.loads(run("schedule", definition, "-f", "json", "-o", "-", "--today", TODAY).out)
    assert shown["community"]["id"] == "readers"
    assert {entry["id"]: entry["sequence"] for entry in shown["entries"]}["webinar-1"] == 1


def test_several_definitions_in_folders_of_their_own_keep_their_places(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "community.yaml").write_text(MINIMAL.replace("Readers", name), encoding="utf-8")
    run("schedule", "one/community.yaml", "--today", TODAY)
    done = run("schedule", "one/community.yaml", "two/community.yaml", "--today", TODAY)
    assert done.code == 0
    assert f"nothing changed in one{os.sep}plan" in done.err
    assert names_in(tmp_path / "two" / "plan") == WRITTEN


def test_a_renamed_community_keeps_its_folder_among_several(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(MINIMAL.replace("Readers", name), encoding="utf-8")
    run("schedule", "one.yaml", "two.yaml", "--out", "all", "--today", TODAY)
    (tmp_path / "one.yaml").write_text(MINIMAL.replace("Readers", "first"), encoding="utf-8")
    assert run("schedule", "one.yaml", "two.yaml", "--out", "all", "--today", TODAY).code == 0
    assert names_in(tmp_path / "all") == {"one", "two"}


def test_a_timeline_of_another_program_is_refused_as_any_file_is(run: Run, write: Write) -> None:
    definition = write(MINIMAL, {"plan/timeline.json": '{"mine": 1}'})
    assert run("schedule", definition, "--format", "md", "--today", TODAY).code == 0
    done = run("schedule", definition, "--today", TODAY)
    assert (done.code, "cop-plan did not write it" in done.err) == (4, True)
    assert run("schedule", definition, "--today", TODAY, "--force").code == 0


def test_a_damaged_lock_without_a_timeline_is_begun_anew_only_by_force(run: Run, write: Write) -> None:
    definition = write(MINIMAL, {"plan/cop-plan.lock": "{"})
    assert run("schedule", definition, "--today", TODAY).code == 4
    done = run("schedule", definition, "--today", TODAY, "--force")
    assert (done.code, "it is begun anew" in done.err) == (0, True)


def test_a_reader_that_stops_early_causes_no_traceback(environment: dict[str, str], write: Write) -> None:
    command = f"{sys.executable} -m cop_plan schedule {write(MINIMAL)} --today {TODAY} | head -1"
    done = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "Readers" in done.stdout


def test_the_zone_rules_of_an_old_machine_do_not_matter(run: Run, write: Write, tmp_path: Path) -> None:
    definition = write(MINIMAL + "activities: {webinar-1: {at: 15:30}}\n")
    entries = {}
    for zones in ("/usr/share/zoneinfo", str(tmp_path)):
        done = run("schedule", definition, "-f", "json", "-o", "-", "--today", TODAY, PYTHONTZPATH=zones)
        entries[zones] = json.loads(done.out)["entries"]
    first, second = entries.values()
    assert first == second
    assert "2026-11-17T15:30:00-06:00" in {entry.get("start") for entry in first}


def test_a_large_file_is_refused_in_little_memory(environment: dict[str, str], tmp_path: Path) -> None:
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as file:
        file.truncate(50_000_000)

    def little_memory() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (600_000_000, 600_000_000))

    done = subprocess.run(
        [sys.executable, "-m", "cop_plan", "check", str(huge)],
        env=environment, capture_output=True, text=True, check=False, preexec_fn=little_memory,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "is larger than 1 MB" in done.stderr
