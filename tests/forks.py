"""Runs of the program, each in a child of a process that has imported all of it once: like a run, without the imports.

What depends on how Python itself starts (its own variables, signals, terminals, limits) takes a whole process instead.
"""

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
# How long a test waits for a process: far longer than any takes on a slow and busy machine, so that only a hang fails.
PATIENCE_SECONDS = 300

Prepare = Callable[[Mapping[str, Any]], Callable[[], list[str]]]
"""Makes a child ready for its order; returns what tells at its end what it had to note."""


@dataclass(frozen=True)
class Ended:
    """How a run ended: -9 is killed. `noted` is what the child had to note; nothing is known of a killed one's."""

    code: int
    out: bytes
    err: bytes
    noted: tuple[str, ...]

    @property
    def said(self) -> str:
        """Return all that it printed."""
        return (self.out + self.err).decode()


class Forks:
    """A process that runs the program in children, one after the other; started when it is first needed."""

    def __init__(self, environment: Mapping[str, str], script: Path = Path(__file__)) -> None:
        self._command = [sys.executable, str(script.resolve()), "--serve"]
        self._environment = {**environment, "PYTHONPATH": str(ROOT)}
        self._process: subprocess.Popen[str] | None = None

    def run(
        self,
        folder: Path,
        words: Sequence[str],
        environment: Mapping[str, str] | None = None,
        given: bytes = b"",
        **more: object,
    ) -> Ended:
        """Run the program in a folder, with what is given to it over a pipe; `more` is for what prepares a child.

        Raises TimeoutError.
        """
        process = self._process or self._started()
        assert process.stdin
        assert process.stdout
        order = {
            "folder": str(folder),
            "words": list(words),
            "environment": environment and dict(environment),
            "given": given.decode("latin-1"),
            **more,
        }
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        if not select.select([process.stdout], [], [], PATIENCE_SECONDS)[0]:
            self.close()
            raise TimeoutError(words)
        answer = json.loads(process.stdout.readline())
        out, err = (answer[name].encode("latin-1") for name in ("out", "err"))
        return Ended(answer["code"], out, err, tuple(answer["noted"]))

    def close(self) -> None:
        """End the process, and the child that still runs."""
        if process := self._process:
            self._process = None
            process.kill()
            process.communicate()

    def _started(self) -> subprocess.Popen[str]:
        self._process = subprocess.Popen(
            self._command, env=self._environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        return self._process


def serve(prepare: Prepare | None = None) -> None:
    """Run what is ordered on standard input until there is nothing more; in each child, this ends with its run."""
    from cop_plan.__main__ import main

    for module in pkgutil.walk_packages([str(ROOT / "cop_plan")], "cop_plan."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    sys.argv[0] = str(ROOT / "cop_plan" / "__main__.py")
    gc.freeze()  # what children have in common with this process is not looked through in each of them
    orders, answers = os.dup(0), os.dup(1)
    for order in _lines(orders):
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            (noted, note), (given, give) = os.pipe(), os.pipe()
            child = os.fork()
            if child == 0:
                for opened, own in ((given, 0), (out.fileno(), 1), (err.fileno(), 2)):
                    os.dup2(opened, own)
                for inherited in (orders, answers, noted, given, give):
                    os.close(inherited)
                _run(main, order, prepare, note)
            os.close(note)
            os.close(given)
            with contextlib.suppress(BrokenPipeError), os.fdopen(give, "wb") as pipe:  # it need not read all of it
                pipe.write(order["given"].encode("latin-1"))
            with os.fdopen(noted, "rb") as pipe:
                listed = pipe.read().decode()
            answer = {"code": os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), "noted": listed.splitlines()}
            for name, file in (("out", out), ("err", err)):
                file.seek(0)
                answer[name] = file.read().decode("latin-1")
        os.write(answers, json.dumps(answer).encode() + b"\n")


def _lines(handle: int) -> Iterator[Any]:
    with os.fdopen(handle, closefd=False) as lines:
        yield from map(json.loads, iter(lines.readline, ""))


def _run(main: Callable[[], None], order: Mapping[str, Any], prepare: Prepare | None, note: int) -> None:
    """Run the program in this child, and leave it."""
    os.chdir(order["folder"])
    if order["environment"] is not None:
        os.environ.clear()
        os.environ.update(order["environment"])
        time.tzset()
    sys.argv[1:] = order["words"]
    code, write = 70, os.write
    told = prepare(order) if prepare else list
    try:
        main()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    for stream in (sys.stdout, sys.stderr):
        if not stream.closed:
            stream.flush()
    write(note, "\n".join(told()).encode())
    os._exit(code)


if __name__ == "__main__":
    serve()
