"""Work spread over processes: one that dies or hangs costs the job in its hands, never the run.

Every worker has a pipe of its own and one job at a time, so a worker can be killed at any moment:
there is no shared queue that it could leave locked.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum, auto
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from slimscan.disk.interrupts import interrupts_later
from slimscan.errors import Fault, machine_error

START_SECONDS = 120.0
MOST_FAILED_STARTS = 3

Job = TypeVar("Job")
Value = TypeVar("Value")
Prepare = Callable[[], Callable[[Job], Value]]
"""Called once in every worker; what it gives does the jobs. It must be picklable."""


class Loss(StrEnum):
    """Why a job has no value."""

    DIED = auto()
    TOO_SLOW = auto()


@dataclass(frozen=True)
class JobOutcome(Generic[Job, Value]):
    """A job with its value, or with how it was lost."""

    job: Job
    value: Value | None = None
    lost: Loss | None = None


@dataclass(frozen=True)
class Crew:
    """How many workers, how long one job may take, and after how many jobs a worker is renewed."""

    processes: int
    seconds: float = 120
    renew_after: int = 25


def spread(
    prepare: Prepare[Job, Value], jobs: Iterable[Job], crew: Crew
) -> Generator[JobOutcome[Job, Value], None, None]:
    """Every job's outcome, as they come; closing the iterator kills the workers at once.

    `jobs` is read in this process, one job ahead. Raises `MachineError` when workers die before
    they have begun.
    """
    team = _Team(prepare, crew)
    waiting = iter(jobs)
    try:
        upcoming = next(waiting, None)
        while upcoming is not None or team.busy:
            if upcoming is not None:
                team.fill()
            while upcoming is not None and team.take(upcoming):
                upcoming = next(waiting, None)
            yield from team.outcomes()
    finally:
        team.dismiss()


class SideWorker(Generic[Job, Value]):
    """One worker that does a job while this process goes on with something else.

    Leaving the context kills it at once. It does one job at a time: ask for the value of one before
    the next.
    """

    def __init__(self, prepare: Prepare[Job, Value]) -> None:
        self._worker = _started(prepare)

    def __enter__(self) -> SideWorker[Job, Value]:
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.end()

    def begin(self, job: Job) -> None:
        """Give it a job."""
        with contextlib.suppress(OSError):  # whoever asks for the value will know
            self._worker.pipe.send(job)

    def value(self) -> Value | None:
        """What came of the job, once it is done; None when the worker died over it."""
        pipe = self._worker.pipe
        try:
            if not self._worker.ready:
                pipe.recv()
                self._worker.ready = True
            value: Value = pipe.recv()
        except (EOFError, OSError):
            return None
        return value


@dataclass(eq=False)
class _Worker:
    """One process as its employer sees it. Until it says so it is not ready for a first job."""

    process: Any
    pipe: Connection
    deadline: float
    ready: bool = False
    job: Any = None
    jobs_done: int = 0

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


@dataclass
class _Team(Generic[Job, Value]):
    prepare: Prepare[Job, Value]
    crew: Crew
    workers: list[_Worker] = field(default_factory=list)
    failed_starts: int = 0

    @property
    def busy(self) -> bool:
        return any(worker.job is not None for worker in self.workers)

    def fill(self) -> None:
        """Start workers until there are enough."""
        while len(self.workers) < self.crew.processes:
            self.workers.append(_started(self.prepare))

    def take(self, job: Job) -> bool:
        """Give the job to a worker that is ready; False when there is none."""
        for worker in [one for one in self.workers if one.ready]:
            try:
                worker.pipe.send(job)
            except OSError:
                self._drop(worker)
                continue
            worker.ready, worker.job = False, job
            worker.deadline = time.monotonic() + self.crew.seconds
            return True
        return False

    def outcomes(self) -> list[JobOutcome[Job, Value]]:
        """Wait until something happens, and give what was done or lost."""
        waited_for = [worker for worker in self.workers if not worker.ready]
        if not waited_for:
            return []
        first = min(worker.deadline for worker in waited_for)
        heard = wait([one.pipe for one in waited_for], max(0.0, first - time.monotonic()))
        found = [self._heard(one) for one in waited_for if one.pipe in heard]
        now = time.monotonic()
        late = [one for one in waited_for if one.pipe not in heard and one.deadline <= now]
        found += [self._lost(worker, Loss.TOO_SLOW) for worker in late]
        return [outcome for outcome in found if outcome is not None]

    def dismiss(self) -> None:
        for worker in self.workers:
            worker.process.kill()
        for worker in self.workers:
            worker.end()
        self.workers = []

    def _heard(self, worker: _Worker) -> JobOutcome[Job, Value] | None:
        try:
            value = worker.pipe.recv()
        except (EOFError, OSError):
            return self._lost(worker, Loss.DIED)
        job, worker.job, worker.ready = worker.job, None, True
        if job is None:
            self.failed_starts = 0
            return None
        worker.jobs_done += 1
        if worker.jobs_done >= self.crew.renew_after:
            self._drop(worker)
        return JobOutcome(job, value)

    def _lost(self, worker: _Worker, loss: Loss) -> JobOutcome[Job, Value] | None:
        self._drop(worker)
        if worker.job is not None:
            return JobOutcome(worker.job, lost=loss)
        self.failed_starts += 1
        if self.failed_starts >= MOST_FAILED_STARTS:
            raise machine_error(Fault.WORKERS_NOT_STARTED, times=self.failed_starts)
        return None

    def _drop(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        worker.end()


def _started(prepare: Prepare[Any, Any]) -> _Worker:
    """A new worker. Processes are spawned: a fork would inherit locks that nobody opens."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, gc.get_threshold()), daemon=True)
    # Blocking it holds it back in this thread only, and others may hear it: those of polars do.
    with interrupts_later(), _interrupts_held():
        process.start()
    theirs.close()
    worker = _Worker(process, ours, time.monotonic() + START_SECONDS)
    # Not among the arguments: of what is large Python would wait for ever where a child has died.
    with contextlib.suppress(OSError):  # whoever waits for it to be ready will know
        worker.pipe.send(prepare)
    return worker


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """A child started here never hears Ctrl-C, from its first moment on; we hear it afterwards.

    Windows cannot hold it: there a child ignores it as soon as it runs.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Whoever starts first starts Python's tracker too, and that would let Ctrl-C through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection, between_collections: tuple[int, int, int]) -> None:
    """The life of a worker: hear what it is for, get ready, say so, and do one job after another.

    It looks for garbage as seldom as its employer does.
    """
    gc.set_threshold(*between_collections)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _be_silent()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError):  # nobody is there any more
        prepare: Prepare[Any, Any] = pipe.recv()
        work = prepare()
        pipe.send(None)
        while True:
            pipe.send(work(pipe.recv()))


def _be_silent() -> None:
    """What libraries print, and tracebacks, are not for the screen."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _end_with_parent() -> None:
    """A worker does not outlive the run: its next file could land in the middle of a new one."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
