"""Each call by which a run changes the disk, counted and named; the run is killed before one of them, or it is refused.

python tests/kill_points.py        plays each scenario, killed at each of its calls, and says what became of it
"""

import errno
import fcntl
import itertools
import json
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

import forks
from cop_plan.base import files

ROOT = Path(__file__).parent.parent
TODAY = "2026-05-01"

Tree = Mapping[str, bytes]
"""The files below a folder, by their names with slashes."""

How = Literal["kill", "refuse", "folder"]
"""What happens at a call: the run is killed, the disk is full, or the folder of the call is taken away first."""

# The functions through which a program changes the disk, with the word for each; pathlib and tempfile use them too.
CALLS: tuple[tuple[Any, str, str], ...] = (
    *((os, name, name) for name in ("rename", "replace", "link", "symlink", "chmod", "unlink", "remove", "mkdir")),
    *((os, name, name) for name in ("rmdir", "truncate", "ftruncate", "write", "fsync")),
    (os, "open", "create"),
    (fcntl, "flock", "lock"),
)


def _shown(argument: object) -> str:
    """Return what a call is about, the same in each run: a path from the folder of the run, without random letters."""
    if isinstance(argument, int):
        try:
            argument = Path(f"/proc/self/fd/{argument}").readlink()
        except OSError:  # not every system tells
            return "a file"
    path = os.path.relpath(os.fsdecode(argument))  # type: ignore[arg-type]
    return re.sub(r"\.[a-z0-9_]{8}\.new$", ".*.new", path)


@dataclass
class Counter:
    """Counts the calls, and does what is asked at one of them; what has no number is only counted."""

    at: int | None = None
    how: How = "kill"
    names: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=itertools.count)  # threads get one each

    def install(self) -> None:
        """Put the counting around the calls."""
        for module, function, word in CALLS:
            setattr(module, function, self._counted(getattr(module, function), word))

    def _counted(self, real: Callable[..., Any], word: str) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            if word == "create" and not args[1] & os.O_CREAT:
                return real(*args, **kwargs)
            if word == "write" and args[0] in (1, 2):
                return real(*args, **kwargs)
            called = "unlock" if word == "lock" and args[1] & fcntl.LOCK_UN else word
            self.names.append(f"{called} {_shown(args[1 if word in ('link', 'rename', 'replace') else 0])}")
            if next(self.numbers) == self.at:
                self._strike()
            return real(*args, **kwargs)

        return counted

    def _strike(self) -> None:
        if self.how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.how == "refuse":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        shutil.rmtree("plan", ignore_errors=True)


def _counting(order: Mapping[str, Any]) -> Callable[[], list[str]]:
    """Make a child count its calls; it notes them at its end."""
    if order["many_files"] is not None:
        files._MANY_FILES = order["many_files"]  # two hundred would take too long
    counter = Counter(order["at"], order["how"])
    counter.install()
    return lambda: counter.names


class Starter:
    """Starts runs, each in a child of a process that counts its calls."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._forks = forks.Forks(environment, Path(__file__))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._forks.close()

    def run(
        self,
        folder: Path,
        words: Sequence[str],
        at: int | None = None,
        how: How = "kill",
        *,
        many_files: int | None = None,
    ) -> forks.Ended:
        """Run the program in a folder; at call number `at`, from 0, what `how` says happens. It notes its calls."""
        return self._forks.run(folder, words, at=at, how=how, many_files=many_files)


def tree(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def put(contents: Tree, folder: Path) -> Path:
    """Write files into a new folder."""
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def umask() -> int:
    """Return the bits that new files do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def is_hidden(name: str) -> bool:
    """Return whether a file is hidden."""
    return name.rpartition("/")[2].startswith(".")


# The scenarios.

COMMUNITY = """\
name: Readers
year: 2026-2027
timezone: America/Toronto
pattern: own.yaml
membership: {members: members.csv}
activities:
  talk: {kind: webinar, when: %s, at: 15:30, steps: {guide: {when: 1 week before, audience: participants}}}
"""
BEFORE = {
    "community.yaml": (COMMUNITY % "third tuesday of november").encode(),
    "own.yaml": b"title: Our year\nyear_begins: august\nactivities: {}\n",
    "members.csv": b"name,email\nAmina Okafor,amina@example.org\n",
}
MOVED = {**BEFORE, "community.yaml": (COMMUNITY % "first tuesday of december").encode()}
ANSWERS = {
    "name": "Readers",
    "timezone": "America/Toronto",
    "year": "2026-2027",
    "pattern": "own.yaml",
    "purpose.audience": "teachers",
    "membership.members": [{"name": "Amina Okafor", "email": "amina@example.org", "school": "Elm Street"}],
    "membership.schools": [{"school": "Elm Street", "jurisdiction": "North"}],
    "budget": [{"category": "Books", "planned": "200"}],
}
OPEN = {
    "community.yaml": b"name: Readers\nyear: 2026-2027\ntimezone: America/Toronto\npattern: own.yaml\n"
    b"membership: {members: members.csv, schools: schools.csv}\nbudget: budget.csv\n",
    "members.csv": b"name,email,school\n",
    "schools.csv": b"school,jurisdiction\n",
    "budget.csv": b"category,planned\n",
    "own.yaml": BEFORE["own.yaml"],
}
INIT = ("init", "community.yaml", "--answers", "answers.json", "--today", TODAY)


def _schedule(*words: str, formats: str = "json") -> tuple[str, ...]:
    return ("schedule", "community.yaml", "--format", formats, "--today", TODAY, *words)


@dataclass(frozen=True)
class Scenario:
    """A command, the folder in which it runs, and what a person does after it was killed.

    `made_by` are runs that make the folder what it is before `files` are put over it.
    """

    name: str
    words: tuple[str, ...]
    files: Tree
    made_by: tuple[tuple[str, ...], ...] = ()
    over: Tree = field(default_factory=dict)
    then: tuple[tuple[str, ...], ...] = ()
    many_files: int | None = None
    """Above so many files they are flushed by threads, several at once; None for the number of every run."""

    @property
    def afterwards(self) -> tuple[tuple[str, ...], ...]:
        """Return what is run after it was killed: the same again, unless something else is said."""
        return self.then or (self.words,)

    def made(self, starter: Starter, folder: Path) -> Tree:
        """Return the files before the run."""
        put(self.files, folder)
        for words in self.made_by:
            ended = starter.run(folder, words)
            assert ended.code == 0, ended.said
        return {**tree(folder), **self.over}


_BOTH = _schedule(formats="md,json")
_KIT = ("kit", "community.yaml", "letter-of-agreement", "--for", "amina-okafor", "--today", TODAY, "--format", "html")
_REPORT = ("report", "community.yaml", "--format", "json", "--today", TODAY)
_HOURS = ("hours", "community.yaml", "--today", TODAY)
_DONE = ("done", "community.yaml", "talk", "--today", "2026-11-20")
_MOVE = ("move", "community.yaml", "talk", "first tuesday of december", "--yes", "--today", TODAY)
_CANCEL = ("cancel", "community.yaml", "talk", "--because", "Snow day", "--yes", "--today", TODAY)


def _message(document: str) -> tuple[str, ...]:
    """Return how the message of what happened is made where the run that tells it was killed before."""
    return ("kit", "community.yaml", document, "--for", "talk", "--today", TODAY)


_ANSWERS = {"answers.json": json.dumps(ANSWERS).encode()}
SCENARIOS = (
    Scenario("schedule, for the first time", _schedule(), BEFORE),
    Scenario(
        "schedule, after a change and a killed run", _BOTH, BEFORE, (_BOTH,),
        {**MOVED, "plan/.plan.md.abcd1234.new": b"half", ".members.csv.abcd1234.new": b"half"},
    ),
    Scenario(
        "schedule --move", _schedule("--move", "talk=first tuesday of december", "--yes"), BEFORE, (_schedule(),),
        then=(_schedule(), _schedule("--move", "talk=first tuesday of december", "--yes"), _message("moved")),
    ),
    Scenario("move", _MOVE, BEFORE, (_schedule(),), then=(_schedule(), _MOVE, _message("moved"))),
    Scenario("cancel", _CANCEL, BEFORE, (_schedule(),), then=(_CANCEL, _message("cancelled"))),
    Scenario("kit, for the first time", _KIT, BEFORE),
    Scenario(
        "kit, after a change and a killed run", _KIT, BEFORE, (_KIT,),
        {**MOVED, "kit/invitation/.bo-ek.eml.abcd1234.new": b"half"},
    ),
    Scenario(
        "kit, flushed by threads", _KIT, BEFORE, (_KIT,), {**MOVED, "kit/invitation/.bo-ek.eml.abcd1234.new": b"half"},
        many_files=1,
    ),
    Scenario("hours, for the first time", _HOURS, BEFORE),
    Scenario("report, for the first time", _REPORT, BEFORE),
    Scenario(
        "report, after a change and a killed run", _REPORT, BEFORE, (_REPORT,),
        {**MOVED, "report/.report-interim.md.abcd1234.new": b"half"},
    ),
    Scenario("done, for the first time", _DONE, BEFORE),
    Scenario("done, once more", _DONE, {**BEFORE, "records/progress.csv": b"name,date,note\ntalk.guide,2026-11-10,\n"}),
    Scenario(
        "done, taken back", (*_DONE, "--undo"),
        {**BEFORE, "records/progress.csv": b"name,date,note\ntalk.guide,2026-11-10,\ntalk,2026-11-17,\n",
         "records/.progress.csv.abcd1234.new": b"half"},
    ),
    Scenario("init, in a new folder", INIT, {**_ANSWERS, "own.yaml": BEFORE["own.yaml"]}),
    Scenario(
        "init, beside lists and below a comment", INIT,
        {**_ANSWERS, "own.yaml": BEFORE["own.yaml"], "community.yaml": b"# Ours.\n",
         "members.csv": b"name,email,school\nBo Ek,bo@example.org,Elm Street\n"},
    ),
    Scenario("init, into a definition and its lists", INIT, {**OPEN, **_ANSWERS}),
)  # fmt: skip


@dataclass(frozen=True)
class Struck:
    """What became of a run at one of its calls: the files then, and after each of the runs that followed.

    `shared` are those that others than their owner may read.
    """

    call: str
    ended: forks.Ended
    left: Tree
    shared: frozenset[str]
    later: tuple[tuple[forks.Ended, Tree], ...]


@dataclass
class Played:
    """A scenario played through: the files before, those after a run that nothing stops, and the calls of that run."""

    scenario: Scenario
    starter: Starter
    folder: Path
    before: Tree = field(init=False)
    after: Tree = field(init=False)
    calls: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.before = self.scenario.made(self.starter, self.folder / "made")
        # What a first run keeps in the cache for all runs, later ones do not write again.
        self.starter.run(put(self.before, self.folder / "first"), self.scenario.words)
        whole = put(self.before, self.folder / "whole")
        ended = self.starter.run(whole, self.scenario.words, many_files=self.scenario.many_files)
        assert ended.code == 0, ended.said
        self.after, self.calls = tree(whole), ended.noted

    def struck(self, how: How = "kill", only: Sequence[str] = ()) -> Iterator[Struck]:
        """Yield what becomes of the run at each of its calls, or only at those of some words."""
        for at, call in enumerate(self.calls):
            if only and call.partition(" ")[0] not in only:
                continue
            folder = put(self.before, self.folder / f"{how}-{at}")
            ended = self.starter.run(folder, self.scenario.words, at, how, many_files=self.scenario.many_files)
            left, later = tree(folder), []
            shared = frozenset(name for name in left if (folder / name).stat().st_mode & 0o077)
            if how == "kill":
                for words in self.scenario.afterwards:
                    then = self.starter.run(folder, words)
                    later.append((then, tree(folder)))
            shutil.rmtree(folder)
            yield Struck(call, ended, left, shared, tuple(later))


def _outcome(played: Played, struck: Struck) -> str:
    """Return in a line what a kill left and what came of the next runs."""
    new = [name for name, content in struck.left.items() if content != played.before.get(name) and not is_hidden(name)]
    hidden = sum(is_hidden(name) for name in set(struck.left) - set(played.before))
    codes = ", ".join(str(ended.code) for ended, _ in struck.later)
    last = struck.later[-1][1]
    ends = "as a run that nothing stops" if last == played.after else "OTHERWISE"
    left = f"new: {', '.join(new) or 'nothing'}" + (f"; {hidden} temporary" if hidden else "")
    return f"{left}; next runs: {codes}, ends {ends}"


def _list() -> None:
    for scenario in SCENARIOS:
        with tempfile.TemporaryDirectory() as folder, Starter(os.environ) as starter:
            played = Played(scenario, starter, Path(folder))
            head = f"{scenario.name}: cop-plan {' '.join(scenario.words)}  ({len(played.calls)} points)"
            lines = [
                f"  {at:3} before {struck.call}: {_outcome(played, struck)}"
                for at, struck in enumerate(played.struck(), 1)
            ]
            sys.stdout.write("\n".join([head, *lines, "", ""]))
            sys.stdout.flush()


if __name__ == "__main__":
    forks.serve(_counting) if sys.argv[1:] == ["--serve"] else _list()
