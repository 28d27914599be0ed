"""Reports that the workers of a cluster draw: the pages come here, and are put in place here.

They go in waves, so that no more pages are on their way than a few for every worker. A report at
which a worker dies is tried once more by itself; then it fails, and costs no other.
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.batch.reports.jobs import ReportJob
from slimscan.batch.reports.worker import Attempt, ReportMaker
from slimscan.batch.spark.tasks import do_on_workers
from slimscan.batch.workers import JobOutcome, Loss
from slimscan.disk.durable import PRIVATE, write_durably

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import SparkSession

_JOBS_A_WORKER = 8
"""So many reports a core make a wave."""


@dataclass(frozen=True)
class _Drawn:
    """One job as it went, with the pages that came of it in the order of its files."""

    place: int
    attempt: Attempt
    pages: tuple[bytes, ...]


def make_on_workers(
    session: SparkSession, maker: ReportMaker, jobs: Iterable[ReportJob]
) -> Generator[JobOutcome[ReportJob, Attempt], None, None]:
    """Every job's outcome, as they come; `jobs` is read in this process, a wave ahead."""
    context = session.sparkContext
    shared = context.broadcast(maker)
    waiting = iter(jobs)
    try:
        while wave := list(islice(waiting, _JOBS_A_WORKER * context.defaultParallelism)):
            for drawn in _drawn(session, shared, wave):
                yield _put(wave, drawn)
    finally:
        shared.destroy()


def _drawn(
    session: SparkSession, maker: Broadcast[ReportMaker], wave: Sequence[ReportJob]
) -> Iterator[_Drawn | int]:
    """What came of the jobs; of one that was lost its place."""
    from py4j.protocol import Py4JJavaError  # type: ignore[import-untyped]

    placed = list(enumerate(wave))
    try:
        yield from _wave(session, maker, placed)
    except Py4JJavaError:
        for one in placed:
            try:
                yield from _wave(session, maker, [one])
            except Py4JJavaError:
                yield one[0]


def _wave(
    session: SparkSession,
    maker: Broadcast[ReportMaker],
    placed: Sequence[tuple[int, ReportJob]],
) -> list[_Drawn]:
    rows = session.sparkContext.parallelize(placed, len(placed))
    return do_on_workers(rows, partial(_draw, maker))


def _draw(
    maker: Broadcast[ReportMaker], placed: Iterable[tuple[int, ReportJob]]
) -> Iterator[_Drawn]:
    """On a worker: the pages of some jobs."""
    for place, job in placed:
        with tempfile.TemporaryDirectory() as folder:
            files = tuple((form, Path(folder) / path.name) for form, path in job.files)
            attempt = maker.value.make(replace(job, files=files))
            made = not attempt.trouble
            pages = tuple(path.read_bytes() for _, path in files) if made else ()
        yield _Drawn(place, attempt, pages)


def _put(wave: Sequence[ReportJob], drawn: _Drawn | int) -> JobOutcome[ReportJob, Attempt]:
    """Write the pages of a job where they are wanted."""
    if isinstance(drawn, int):
        return JobOutcome(wave[drawn], lost=Loss.DIED)
    job = wave[drawn.place]
    for (_, path), page in zip(job.files, drawn.pages, strict=False):
        write_durably(path, page, PRIVATE)
    return JobOutcome(job, drawn.attempt)
