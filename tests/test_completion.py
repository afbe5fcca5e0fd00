"""What the shells complete: in each real shell that is here, with the script that the command installs there."""

import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import MINIMAL, PATIENCE_SECONDS, Ran, Write, end_of, screens

# A title holds what zsh would run, what the library reads as markup, and more than a line of a terminal.
COMMUNITY = MINIMAL + (
    "leadership: {facilitator: Alex Moreau}\n"
    "membership: {members: [{name: Zoë d'Arc}, {name: \"Jean-Luc d'Arc: $HOME\"}]}\n"
    "activities:\n"
    f"  webinar-1: {{title: '\\$(touch ran) `touch ran` \"Talk\": [/notes] {'before text ' * 6}', owner: Zoë d'Arc}}\n"
)
SHELLS = [pytest.param(name, id=name) for name in ("bash", "zsh", "fish") if shutil.which(name)]


@pytest.fixture
def home(write: Write, environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The environment of somebody with a home of their own, a program on the path, and a community beside."""
    write(COMMUNITY)
    program = tmp_path / "bin" / "cop-plan"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nfrom cop_plan.__main__ import main\nmain()\n", encoding="utf-8")
    program.chmod(0o755)
    mine = {name: str(tmp_path / "home") for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "ZDOTDIR")}
    mine["XDG_CONFIG_HOME"] += "/.config"
    return environment | mine | {"PATH": f"{program.parent}:{os.environ['PATH']}", "TERM": "xterm"}


def installed(shell: str, home: dict[str, str], folder: Path) -> None:
    """Install the script, as somebody does who types the command in this shell."""
    Path(home["HOME"]).mkdir(exist_ok=True)
    line = "cop-plan --install-completion; true"  # the last command of a line would replace the shell
    done = subprocess.run(
        [shell, "-c", line], cwd=folder, env=home, capture_output=True, check=True, timeout=PATIENCE_SECONDS
    )
    assert done.stdout.startswith(f"{shell} completion installed in".encode()), done


def typed(shell: str, home: dict[str, str], folder: Path, *keys: str) -> str:
    """Type into a new shell in a terminal, line by line; return what it showed."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        os.execvpe(shell, [shell, "-i"], home)
    shown = b""
    for line in ("", *keys):
        os.write(terminal, f"{line}\recho re''ady\r".encode())
        shown += next(part for part in screens(terminal) if b"ready\r" in part)
    os.write(terminal, b"exit\r")
    for _ in screens(terminal):
        pass
    end_of(process, terminal)
    return shown.decode(errors="replace")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes_at_the_first_tab_and_runs_nothing_that_stands_in_a_title(
    shell: str, home: dict[str, str], tmp_path: Path
) -> None:
    installed(shell, home, tmp_path)
    shown = typed(
        shell,
        home,
        tmp_path,
        "cop-plan don\tcommunity.yaml webinar-1.distr\t--today 2026-11-21",
        "cop-plan status --owner zo\t--today 2026-11-21",
    )
    assert "Traceback" not in shown
    assert "webinar-1.distribute-guide,2026-11-21" in (tmp_path / "records" / "progress.csv").read_text("utf-8")
    assert "Zoë d'Arc" in shown.rpartition("--today")[2]
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("shell", ["complete_zsh", "complete_fish", "complete_powershell"])
def test_a_description_is_one_line_without_signs_of_a_shell(shell: str, run: Callable[..., Ran], write: Write) -> None:
    write(COMMUNITY)
    line = "cop-plan done webinar-1"
    asked = {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args", "COLUMNS": "40"}
    word = {"_TYPER_COMPLETE_WORD_TO_COMPLETE": "webinar-1"}
    done = run(_COP_PLAN_COMPLETE=shell, **asked, **word)
    assert done.err == ""
    lines = done.out.splitlines()
    assert len(lines) == len([one for one in lines if "webinar-1" in one]) >= 8
    assert not {"`", "$", "[", "'touch"} & set(done.out.replace("_arguments '*: :((", ""))


def test_members_and_languages_are_completed_without_quotes(run: Callable[..., Ran], write: Write) -> None:
    write(COMMUNITY)
    fish = {"_COP_PLAN_COMPLETE": "complete_fish", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    member = run(_TYPER_COMPLETE_ARGS="cop-plan hours --member j", **fish).out
    assert member == "jean-luc-darc-home\tJean-Luc d’Arc: HOME\n"
    assert run(_TYPER_COMPLETE_ARGS="cop-plan kit agenda --for j", **fish).out == member
    assert run(_TYPER_COMPLETE_ARGS="cop-plan kit agenda --for orient", **fish).out == "orientation\tOrientation\n"
    assert run(_TYPER_COMPLETE_ARGS="cop-plan init --language f", **fish).out == "fr-CA\tCanadian French\n"


def test_descriptions_are_in_the_language_of_the_machine(run: Callable[..., Ran], write: Write) -> None:
    write(COMMUNITY)
    fish = {"_COP_PLAN_COMPLETE": "complete_fish", "_TYPER_COMPLETE_FISH_ACTION": "get-args", "LC_ALL": "fr_CA.UTF-8"}
    assert run(_TYPER_COMPLETE_ARGS="cop-plan ki", **fish).out.startswith("kit\tÉcrire les documents de l’année")
    document = run(_TYPER_COMPLETE_ARGS="cop-plan kit orientation-l", **fish).out
    assert document == "orientation-letter\tLettre après la première rencontre\n"
