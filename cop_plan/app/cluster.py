"""Work on many definitions on other machines: a cluster of dask, through its executor. There is no engine of ours.

What is sent is a bundle, so that a worker needs the program and nothing else: no folder is shared. dask itself does a
job again whose worker died; the work is the same then, and what came of it is written once, here. What a cluster cannot
do is done here.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, Generic, TypeVar

from cop_plan.app import bundle
from cop_plan.app.bundle import ChangedMeanwhile, OtherVersions, Returned, Unsendable
from cop_plan.base.errors import Misuse, Unreadable, quote
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence, sentence

# What dask declares no types for.
Client = Any

Job = TypeVar("Job")
Result = TypeVar("Result")

_ANSWERS_WITHIN_SECONDS = 10
_MAX_WITHOUT_WORKERS_SECONDS = 300

# So many jobs are with the cluster at once, or as many more as keep all workers busy, and no more than so many bytes.
_AHEAD, _AHEAD_OF_A_WORKER, _MAX_AHEAD_BYTES = 64, 4, 64_000_000

# So often a job is sent again because files were otherwise here than there.
_MAX_ROUNDS = 4


@frozen
class Task(Generic[Job, Result]):
    """What is done for each job.

    `paths` are the files that it is likely to read. `make` is done on the cluster, found there by its name, and `put`
    here, with what came of it: it writes what is to be written, and calls `refuse_changed` before. `here` does all of
    it on this machine, and `failed` is what a job comes to that cannot be done: both get the reason. `known` is what a
    job comes to that need not be done, None for others.
    """

    paths: Callable[[Job], Iterable[Path]]
    make: Callable[[Job], object]
    put: Callable[[Job, Returned], Result]
    here: Callable[[Job, Sentence], Result]
    failed: Callable[[Job, Sentence], Result]
    known: Callable[[Job], Result | None]


def each(address: str, task: Task[Job, Result], jobs: Sequence[Job]) -> Iterator[Result]:
    """Yield what each job comes to, in their order.

    Raises Misuse where dask is not installed, Unreadable where no cluster answers at the address, or none of ours.
    """
    with _connected(address) as client, _executor(client) as executor:
        most = max(_AHEAD, _AHEAD_OF_A_WORKER * len(client.nthreads()))
        yield from _Run(address, client, executor, task).results(jobs, most)


@contextlib.contextmanager
def _connected(address: str, patience_seconds: float = _ANSWERS_WITHIN_SECONDS) -> Iterator[Client]:
    try:
        import distributed  # costs an import of half a second, and is an extra
    except ModuleNotFoundError:
        said = sentence("--cluster needs the extra 'cluster': pip install 'cop-plan[cluster]'")
        raise Misuse(said) from None
    _silence("distributed")
    _refuse_no_address(address)
    with ThreadPoolExecutor(1) as apart:  # in this thread another loop may run already
        is_greeted = apart.submit(asyncio.run, _is_greeted(address, patience_seconds)).result()
    nobody = Unreadable(address, sentence("no scheduler of dask answers there"))
    if not is_greeted:
        raise nobody
    connect: Any = distributed.Client
    try:
        client: Client = connect(address, timeout=patience_seconds, set_as_default=False)
    except OSError:  # it is gone again
        raise nobody from None
    try:
        _refuse_others(address, client)
        yield client
    finally:
        with contextlib.suppress(Exception):  # it may be gone
            client.close(timeout=_ANSWERS_WITHIN_SECONDS)


async def _is_greeted(address: str, patience_seconds: float) -> bool:
    """Return whether a scheduler answers at an address.

    A client would wait for ever for a program that says nothing, and fall over what others say.
    """
    import distributed
    from distributed.comm import core
    from distributed.core import send_recv

    security: Any = distributed.Security
    connect: Any = core.connect
    greeting = connect(address, timeout=patience_seconds, **security().get_connection_args("client"))
    try:
        # On top of its own patience, in which it tries again and again where nothing listens.
        met = await asyncio.wait_for(greeting, patience_seconds + 1)
        try:
            known = await asyncio.wait_for(send_recv(met, op="identity"), patience_seconds)
        finally:
            met.abort()
        is_scheduler = "workers" in known
    except Exception:  # dask takes what another program says for its own: a length, a pickle, whatever it may be
        return False
    return is_scheduler


def _refuse_no_address(address: str) -> None:
    """Raise Misuse where no scheduler can be at an address: what dask begins there, it cannot end."""
    import distributed
    from distributed.comm import addressing, registry

    security: Any = distributed.Security
    try:
        scheme, place = addressing.parse_address(address)
        registry.get_backend(scheme)
        addressing.parse_host_port(place)
    except ValueError:
        raise Misuse(
            sentence(
                "--cluster: {address} is no address of a scheduler, such as tcp://10.0.0.5:8786", address=quote(address)
            )
        ) from None
    try:
        certified = scheme != "tls" or security().get_connection_args("client").get("ssl_context") is not None
    except (OSError, ValueError):
        certified = False
    if not certified:
        raise Misuse(
            sentence("--cluster: an address tls://… needs certificates: cop-plan help scale says where to name them")
        )


def _silence(package: str) -> None:
    """Let no logger of a package write on the terminal: what is wrong is told here.

    Those below it have levels of their own in its configuration.
    """
    for name in [package, *logging.root.manager.loggerDict]:
        if name.partition(".")[0] == package:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _refuse_others(address: str, client: Client) -> None:
    """Raise Unreadable where the cluster has other versions than this program: it could write other bytes."""
    try:
        found = {
            sentence("the worker {worker}", worker=worker): theirs
            for worker, theirs in client.run(bundle.versions, on_error="return").items()
        }
    except Exception:  # whatever goes wrong on the way
        raise Unreadable(address, sentence("its workers do not answer")) from None
    try:
        found[sentence("the scheduler")] = client.run_on_scheduler(bundle.versions)
    except Exception as error:
        found[sentence("the scheduler")] = error
    for machine, theirs in found.items():
        if not isinstance(theirs, dict):
            version = bundle.versions()["cop-plan"]
            said = sentence("{machine} has no cop-plan: install {version} there", machine=machine, version=version)
            raise Unreadable(address, said)
        for what, ours in bundle.versions().items():
            if (version := theirs.get(what, "?")) != ours:
                said = sentence(
                    "{machine} has {what} {version}, and here it is {ours}: install the same on both",
                    machine=machine,
                    what=what,
                    version=version,
                    ours=ours,
                )
                raise Unreadable(address, said)


@contextlib.contextmanager
def _executor(client: Client) -> Iterator[Executor]:
    """Yield the cluster's executor; what nobody asks for any more is taken back."""
    executor = client.get_executor(pure=False)
    try:
        yield executor
    finally:
        with contextlib.suppress(Exception):
            executor.shutdown(wait=False)


@frozen
class _Order(Generic[Job, Result]):
    """A job that was sent, with `more` files than it was likely to read; without a future it was not, and `why` not."""

    job: Job
    future: "Future[bytes] | None" = None
    size: int = 0
    more: Sequence[Path] = ()
    known: Result | None = None
    why: Sentence = Sentence("")


class _Run(Generic[Job, Result]):
    """The jobs of a run, as they are sent and come back."""

    def __init__(self, address: str, client: Client, executor: Executor, task: Task[Job, Result]) -> None:
        self._address, self._client, self._executor, self._task = address, client, executor, task

    def results(self, jobs: Sequence[Job], most: int) -> Iterator[Result]:
        """Yield what each job comes to, in their order."""
        sent = deque[_Order[Job, Result]]()
        for job in jobs:
            sent.append(self._sent(job))
            while len(sent) >= most or sum(one.size for one in sent) > _MAX_AHEAD_BYTES or _is_done(sent):
                yield self._result(sent.popleft())
        while sent:
            yield self._result(sent.popleft())

    def _sent(self, job: Job, more: Iterable[Path] = ()) -> _Order[Job, Result]:
        if (known := self._task.known(job)) is not None:
            return _Order(job, known=known)
        more = tuple(dict.fromkeys(more))
        try:
            packed = bundle.pack(job, [*self._task.paths(job), *more])
        except Unsendable as unfit:
            return _Order(job, why=unfit.why)
        return _Order(job, self._executor.submit(_work, self._task.make, packed), len(packed), more)

    def _result(self, order: _Order[Job, Result]) -> Result:
        """Return what a job comes to. Raises Unreadable where the cluster is gone."""
        job = order.job
        for _ in range(_MAX_ROUNDS):
            if order.known is not None:
                return order.known
            if order.future is None:
                return self._task.here(job, order.why)
            returned = self._returned(order, order.future)
            if not isinstance(returned, Returned):
                return returned
            try:
                return self._task.put(job, returned)
            except ChangedMeanwhile as changed:
                order = self._sent(job, [*order.more, *_all_of(changed.paths)])
        return self._task.failed(job, sentence("somebody changed it meanwhile, more than once; run this again"))

    def _returned(self, order: _Order[Job, Result], future: "Future[bytes]") -> Returned | Result:
        """Return what came back for a job, or what the job comes to where nothing did. Raises Unreadable."""
        from distributed import KilledWorker

        self._await(future)
        try:
            return bundle.opened(future.result())
        except CancelledError:
            raise self._gone() from None
        except OtherVersions:
            said = sentence("a worker has another version of cop-plan or of what it needs")
            raise Unreadable(self._address, said) from None
        except KilledWorker:
            why = sentence("each worker that was to do it died; nothing of it was written")
            return self._task.failed(order.job, why)
        except Exception as error:  # whatever went wrong there goes wrong here too, or not
            return self._task.here(order.job, sentence("a worker says {why}", why=quote(str(error))))

    def _await(self, future: "Future[bytes]") -> None:
        """Wait until a job is done. Raises Unreadable where there is no worker to do it."""
        waited = 0
        while not wait([future], _ANSWERS_WITHIN_SECONDS).done:
            waited = 0 if self._has_workers() else waited + _ANSWERS_WITHIN_SECONDS
            if waited >= _MAX_WITHOUT_WORKERS_SECONDS:
                raise Unreadable(self._address, sentence("no worker is left there; start some, and run this again"))

    def _has_workers(self) -> bool:
        try:
            return bool(self._client.nthreads())
        except Exception:
            raise self._gone() from None

    def _gone(self) -> Unreadable:
        said = sentence("the scheduler answers no more; run this again: what is written is not made again")
        return Unreadable(self._address, said)


def _is_done(sent: "deque[_Order[Any, Any]]") -> bool:
    return bool(sent) and (sent[0].future is None or sent[0].future.done())


def _all_of(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield paths, and of a folder all that lies in it: its names are part of its state."""
    for path in paths:
        yield path
        if path.is_dir():
            yield from path.iterdir()


def _work(make: Callable[[Any], object], packed: bytes) -> bytes:
    """Do the work on a bundle, on a worker. What a killed one leaves, dask takes away where the next one starts."""
    from distributed import get_worker

    return bundle.run(make, packed, Path(get_worker().local_directory))
