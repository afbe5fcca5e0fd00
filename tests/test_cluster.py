"""Work on a real cluster of dask on this machine, whose workers share no folder with whoever asks."""

import asyncio
import logging
import os
import shutil
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from conftest import MINIMAL, OUTPUTS, PATIENCE_SECONDS, ROOT, TODAY, Ran
from cop_plan.app import cluster
from cop_plan.base.errors import Unreadable
from cop_plan.base.version import __version__

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="workers are hidden a folder, and killed, otherwise there"),
    # dask's own threads, which the test asks with
    pytest.mark.filterwarnings("ignore"),
]

Run = Callable[..., Ran]
Processes = dict[str, "subprocess.Popen[bytes]"]
BOTH = f"{ROOT}{os.pathsep}{ROOT / 'tests'}"
DASK = [sys.executable, "-m", "dask"]
MANY = 20
_OF_THE_PERSON = ("XDG_CACHE_HOME", "PYTHONWARNINGS")


@dataclass
class Cluster:
    """A scheduler and its workers, each a process in a folder of its own."""

    folder: Path
    environment: dict[str, str]
    hidden: Path
    address: str = ""

    def start(self, name: str, *words: str, **more: str) -> "subprocess.Popen[bytes]":
        """Start a process of dask that sees nothing of the hidden folder, where the system can keep it from that."""
        own = self.folder / name
        for one in ("home", "tmp"):
            (own / one).mkdir(parents=True, exist_ok=True)
        kept = {key: value for key, value in self.environment.items() if key not in _OF_THE_PERSON}
        environment = {**kept, "HOME": str(own / "home"), "TMPDIR": str(own / "tmp"), "PYTHONPATH": BOTH, **more}
        command = [*hiding(self.hidden), *DASK, *words]
        with (own / "said").open("wb") as said:
            return subprocess.Popen(command, cwd=own, env=environment, stdout=said, stderr=said)

    def worker(self, name: str, **more: str) -> "subprocess.Popen[bytes]":
        """Start a worker, and wait until the scheduler knows it."""
        words = ("worker", self.address, "--no-nanny", "--nthreads", "1", "--no-dashboard", "--name", name)
        process = self.start(name, *words, **more)
        self.wait_for(name, "Registered to:", process)
        return process

    def wait_for(self, name: str, words: str, process: "subprocess.Popen[bytes]") -> None:
        while words not in (self.folder / name / "said").read_text(encoding="utf-8"):
            assert process.poll() is None, (self.folder / name / "said").read_text(encoding="utf-8")
            time.sleep(0.05)

    def left(self, name: str) -> list[Path]:
        """Return what lies in the temporary folder of a worker that is none of dask's own files."""
        return [path for path in (self.folder / name / "tmp").rglob("*") if "cop-plan" in path.name]


def hiding(folder: Path) -> list[str]:
    """Return what runs a command that finds the folder empty; nothing where the system allows nobody to do that."""
    if shutil.which("unshare") is None:
        return []
    for how in (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"]):
        command = [*how, "sh", "-c", f'mount -t tmpfs none "{folder}" && exec "$@"', "sh"]
        if (
            shutil.which("unshare")
            and not subprocess.run([*command, "true"], capture_output=True, check=False).returncode
        ):
            return command
    return []


@pytest.fixture(scope="module")
def communities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the person who asks."""
    folder = tmp_path_factory.mktemp("communities")
    for at in range(MANY):
        written(folder / f"{at:02}" / "community.yaml", f"Readers {at:02}")
    (folder / "shared").mkdir()
    (folder / "shared" / "schools.csv").write_text("school,jurisdiction\nElm Street School,North\n", encoding="utf-8")
    return folder


def written(definition: Path, name: str) -> Path:
    definition.parent.mkdir(parents=True, exist_ok=True)
    text = MINIMAL.replace("Readers", name) + "membership: {schools: ../shared/schools.csv}\n"
    definition.write_text(text, encoding="utf-8")
    return definition


@pytest.fixture(scope="module")
def dask(
    tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str], communities: Path
) -> Iterator[tuple[Cluster, Processes]]:
    """A cluster of two workers, which does again what was on a worker that died, once."""
    one = Cluster(tmp_path_factory.mktemp("dask"), environment, communities)
    file = one.folder / "scheduler.json"
    words = ("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
    started = {
        "scheduler": one.start("scheduler", *words, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="1"),
    }
    try:
        one.wait_for("scheduler", "Scheduler at:", started["scheduler"])
        said = (one.folder / "scheduler" / "said").read_text(encoding="utf-8")
        one.address = next(word for word in said.split() if word.startswith("tcp://127.0.0.1:"))
        started |= {name: one.worker(name) for name in ("first", "second")}
        yield one, started
    finally:
        for process in started.values():
            process.kill()
            process.wait(PATIENCE_SECONDS)


def asked(address: str, communities: Path) -> list[str]:
    """Return the command that makes all years on the cluster."""
    files = sorted(str(path.relative_to(communities)) for path in communities.glob("*/community.yaml"))
    return [sys.executable, "-m", "cop_plan", "schedule", *files, "--today", TODAY, "--cluster", address]


def outputs(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_with_a_worker_killed_every_year_is_made_once_as_it_is_made_here(
    dask: tuple[Cluster, Processes],
    communities: Path,
    environment: dict[str, str],
    run: Run,
    tmp_path: Path,
) -> None:
    one, started = dask
    here = shutil.copytree(communities, tmp_path / "here")
    with (tmp_path / "err").open("wb") as err:
        process = subprocess.Popen(asked(one.address, communities), cwd=communities, env=environment, stderr=err)
        while not (communities / "01" / "plan" / "cop-plan.lock").is_file():
            assert process.poll() is None
            time.sleep(0.01)
        started["first"].send_signal(signal.SIGKILL)
        assert process.poll() is None, "the worker was killed too late to tell anything"
        assert process.wait(PATIENCE_SECONDS) == 0
    said = (tmp_path / "err").read_text(encoding="utf-8")
    local = run("schedule", *sorted(path.relative_to(here) for path in here.glob("*/community.yaml")),
                *("--today", TODAY), cwd=here)  # fmt: skip
    assert said == local.err
    assert said.count("wrote plan.md") == MANY
    assert outputs(communities) == outputs(here)
    assert not [path for path in communities.rglob("*") if path.name.startswith(".")]
    assert not one.left("second")


def test_the_workers_see_nothing_of_the_folder(dask: tuple[Cluster, Processes], communities: Path) -> None:
    one, _ = dask
    if not hiding(communities):
        pytest.skip("the system lets nobody hide a folder from a process")
    with cluster._connected(one.address) as client:
        assert list(client.run(os.listdir, str(communities)).values()) == [[]]


def test_a_portfolio_read_on_the_cluster_is_the_one_read_here(
    dask: tuple[Cluster, Processes], communities: Path, run: Run, tmp_path: Path
) -> None:
    one, _ = dask
    for name in ("literacy-for-all", "lire-a-sept"):
        shutil.copytree(ROOT / "examples" / name, communities / "examples" / name)
    (communities / "examples" / "broken").mkdir()
    (communities / "examples" / "broken" / "community.yaml").write_text(
        "name: Broken\nyear: someday\n", encoding="utf-8"
    )
    words = ["portfolio", "examples", "00", "01", "--today", "2027-01-15"]
    there = run(*words, "--out", "there", "--cluster", one.address, cwd=communities, XDG_CACHE_HOME=str(tmp_path / "1"))
    here = run(*words, "--out", "here", cwd=communities, XDG_CACHE_HOME=str(tmp_path / "2"))
    assert (there.code, there.out) == (here.code, here.out)
    assert there.err.replace("there", "here") == here.err
    assert outputs(communities / "there") == outputs(communities / "here")
    kept = run(*words, "--out", "there", "--cluster", one.address, cwd=communities, XDG_CACHE_HOME=str(tmp_path / "1"))
    assert kept.out == here.out
    assert not one.left("second")
    for name in ("examples", "there", "here"):
        shutil.rmtree(communities / name)


def test_what_lies_there_already_is_not_sent_again(
    dask: tuple[Cluster, Processes], communities: Path, environment: dict[str, str]
) -> None:
    one, _ = dask
    before = outputs(communities)
    command = [*asked(one.address, communities)[:-1], "tcp://nobody.invalid:1"]  # which nobody asks
    done = subprocess.run(command, cwd=communities, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("nothing changed in") == MANY
    assert outputs(communities) == before


def test_what_stops_one_year_is_told_in_its_turn_with_the_names_that_the_person_gave(
    dask: tuple[Cluster, Processes], communities: Path, run: Run
) -> None:
    one, _ = dask
    broken, edited, linked = (communities / name / "community.yaml" for name in ("05", "06", "07"))
    broken.write_text("name: Readers 05\nyear: someday\n", encoding="utf-8")
    (edited.parent / "plan" / "plan.md").write_text("mine", encoding="utf-8")
    shutil.rmtree(linked.parent / "plan")
    (communities / "linked").mkdir()
    (linked.parent / "plan").symlink_to(communities / "linked")
    written(edited, "Writers")
    names = [path.relative_to(communities) for path in (broken, edited, linked)]
    words = ["schedule", *names, "--today", TODAY]
    local = run(*words, "--dry-run", "--workers", "1", cwd=communities)
    done = run(*words, "--cluster", one.address, cwd=communities)
    assert (done.code, local.code) == (4, 4)
    assert done.err.splitlines()[:7] == local.err.splitlines()[:7]
    assert "07/community.yaml: made on this machine: the way to 07/plan leads over links" in done.err
    assert {path.name for path in (communities / "linked").iterdir()} == {*OUTPUTS, "cop-plan.lock"}
    assert not one.left("second")


def test_an_interrupt_leaves_whole_files_and_no_work_behind(
    dask: tuple[Cluster, Processes],
    communities: Path,
    environment: dict[str, str],
    tmp_path: Path,
) -> None:
    one, _ = dask
    into = tmp_path / "published"
    command = [*asked(one.address, communities), "--out", str(into)]
    with (tmp_path / "err").open("wb") as err:
        process = subprocess.Popen(command, cwd=communities, env=environment, stderr=err, start_new_session=True)
        while not list(into.glob("*/cop-plan.lock")):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_SECONDS) == 130
    assert (tmp_path / "err").read_text(encoding="utf-8").splitlines()[-1] == "interrupted"
    assert not list(into.rglob("*.new"))
    for page in into.rglob("*.html"):
        assert page.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert len(list(into.iterdir())) < MANY
    with cluster._connected(one.address) as client:
        while any(client.processing().values()):
            time.sleep(0.05)


def end(name: str) -> str:
    """Do the work on a name, which for one of them ends whatever does it."""
    if name == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    return name.upper()


def test_what_ends_every_worker_is_told_and_the_others_are_done(
    dask: tuple[Cluster, Processes],
) -> None:
    one, started = dask
    started |= {name: one.worker(name) for name in ("third", "fourth")}
    started["second"].terminate()
    started["second"].wait(PATIENCE_SECONDS)
    started["fifth"] = one.worker("fifth")
    task = cluster.Task[str, object](
        paths=lambda _: (),
        make=end,
        put=lambda _, returned: returned.value,
        here=lambda name, why: ("here", name, why),
        failed=lambda name, why: ("failed", name, str(why)),
        known=lambda name: "KNOWN" if name == "known" else None,
    )
    # What waits on a worker that dies counts as what ended it: nothing waits behind the one that does.
    done = [*cluster.each(one.address, task, ["a", "known", "b", "deadly"]), *cluster.each(one.address, task, ["c"])]
    assert done == [
        "A",
        "KNOWN",
        "B",
        ("failed", "deadly", "each worker that was to do it died; nothing of it was written"),
        "C",
    ]


def test_another_version_there_is_refused(dask: tuple[Cluster, Processes], run: Run, tmp_path: Path) -> None:
    one, started = dask
    other = tmp_path / "other"
    shutil.copytree(ROOT / "cop_plan", other / "cop_plan", ignore=shutil.ignore_patterns("__pycache__"))
    (other / "cop_plan" / "base" / "version.py").write_text('__version__ = "0.9.0"\n', encoding="utf-8")
    started["other"] = one.worker("other", PYTHONPATH=str(other))
    definition = written(tmp_path / "readers" / "community.yaml", "Readers")
    done = run("schedule", definition, "--today", TODAY, "--cluster", one.address)
    assert done.code == 3
    assert f"has cop-plan 0.9.0, and here it is {__version__}: install the same on both" in done.err
    assert not (definition.parent / "plan").exists()


def test_an_address_at_which_nobody_answers_is_told() -> None:
    with pytest.raises(Unreadable) as told, cluster._connected("tcp://127.0.0.1:9", patience_seconds=1):
        pass
    assert (told.value.file, told.value.reason) == ("tcp://127.0.0.1:9", "no scheduler of dask answers there")


def test_a_program_that_says_nothing_there_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"tcp://127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(Unreadable) as told, cluster._connected(address, patience_seconds=1):
            pass
    assert (told.value.file, told.value.reason) == (address, "no scheduler of dask answers there")


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-Server\r\n", bytes(64), b"\xff" * 64], ids=str
)
def test_a_program_that_answers_otherwise_there_is_no_scheduler(answer: bytes) -> None:
    class Other(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(answer)

    with socketserver.TCPServer(("127.0.0.1", 0), Other) as other:
        threading.Thread(target=other.serve_forever, args=(0.01,)).start()
        address = f"tcp://127.0.0.1:{other.server_address[1]}"
        with pytest.raises(Unreadable) as told, cluster._connected(address, patience_seconds=1):
            pass
        other.shutdown()
    assert (told.value.file, told.value.reason) == (address, "no scheduler of dask answers there")


def test_a_program_of_dask_that_is_no_scheduler_is_told() -> None:
    from distributed import core

    def ask(address: str) -> None:
        with pytest.raises(Unreadable, match="no scheduler of dask answers there"), cluster._connected(address, 1):
            pass

    async def serve() -> None:
        server: Any = core.Server({})  # type: ignore[no-untyped-call]
        await server.listen("tcp://127.0.0.1:0")
        await asyncio.to_thread(ask, server.address)
        await server.close()

    with ThreadPoolExecutor(1) as apart:  # in this thread a browser's loop may run
        apart.submit(lambda: asyncio.run(serve())).result()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("nonsense", "--cluster: 'nonsense' is no address of a scheduler, such as tcp://10.0.0.5:8786"),
        ("http://example.org:80", "--cluster: 'http://example.org:80' is no address of a scheduler"),
        ("tcp://127.0.0.1", "--cluster: 'tcp://127.0.0.1' is no address of a scheduler"),
        ("", "--cluster: '' is no address of a scheduler"),
        ("tls://127.0.0.1:8786", "--cluster: an address tls://… needs certificates: cop-plan help scale"),
    ],
)
def test_what_is_no_address_is_refused_and_nobody_is_asked(address: str, said: str, run: Run, tmp_path: Path) -> None:
    definition = written(tmp_path / "readers" / "community.yaml", "Readers")
    definition.write_text(MINIMAL, encoding="utf-8")
    done = run("schedule", definition, "--today", TODAY, "--cluster", address)
    assert (done.code, said in done.err) == (2, True), done.err
    assert "Traceback" not in done.err


def test_what_dask_logs_of_a_worker_that_dies_is_not_shown() -> None:
    with pytest.raises(Unreadable), cluster._connected("tcp://127.0.0.1:9", patience_seconds=1):
        pass
    loggers = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]
    assert "distributed.client" in loggers
    assert not [name for name in loggers if logging.getLogger(name).isEnabledFor(logging.WARNING)]


@pytest.mark.parametrize("option", [["--pdf"], ["--workers", "2"], ["--out", "-"], ["--move", "webinar-1=2026-10-01"]])
def test_what_is_done_on_this_machine_alone_is_refused(option: list[str], run: Run, tmp_path: Path) -> None:
    definition = written(tmp_path / "readers" / "community.yaml", "Readers")
    done = run("schedule", definition, "--cluster", "tcp://127.0.0.1:9", "--today", TODAY, *option)
    assert done.code == 2
    assert "--cluster and --" in done.err


def test_without_the_extra_the_run_says_how_to_get_it_and_writes_nothing(
    environment: dict[str, str], tmp_path: Path
) -> None:
    definition = written(tmp_path / "readers" / "community.yaml", "Readers")
    program = "import sys; sys.modules['distributed'] = None; from cop_plan.__main__ import main; main()"
    command = [sys.executable, "-c", program, "schedule", str(definition), "--cluster", "tcp://127.0.0.1:9"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'cop-plan[cluster]'" in done.stderr
    assert not (definition.parent / "plan").exists()
