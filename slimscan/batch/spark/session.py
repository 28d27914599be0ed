"""The Spark session that is there, else one for this batch alone; and what Spark could not do."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import slimscan
from slimscan.batch.results import prove_polars
from slimscan.batch.spark.tasks import do_on_workers
from slimscan.errors import Fault, input_error, machine_error
from slimscan.scoring.scales import Scales

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@contextlib.contextmanager
def spark_session(master: str | None) -> Iterator[SparkSession]:
    """The Spark session that is there, else one for this batch alone.

    Raises `MachineError` when Spark cannot be used here.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise machine_error(Fault.SPARK_MISSING, reason="pyspark") from None
    running = SparkSession.getActiveSession()
    if running is not None:
        yield _with_thrifty_workers(running)
        return
    builder = SparkSession.builder.appName("slimscan")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    try:
        session = (builder.master(master) if master else builder).getOrCreate()
        # A warning of Spark's may hold a whole plan; what fails is told by its name.
        session.sparkContext.setLogLevel("ERROR")
    except PySparkException as error:
        reason = error.getCondition() or type(error).__name__
        raise machine_error(Fault.SPARK_MISSING, reason=reason) from None
    try:
        yield _with_thrifty_workers(session)
    finally:
        session.stop()


def check_workers(session: SparkSession, scales: Scales) -> None:
    """Raise `MachineError` when a worker has another slimscan, or one that gets scores wrong."""
    from py4j.protocol import Py4JJavaError  # type: ignore[import-untyped]

    context = session.sparkContext
    count = context.defaultParallelism
    try:
        versions = set(do_on_workers(context.parallelize(range(count), count), _version))
    except Py4JJavaError as error:
        if "ModuleNotFoundError" not in str(error):
            raise
        versions = {"-"}
    if others := versions - {slimscan.__version__}:
        found = ", ".join(sorted(others))
        raise machine_error(Fault.SPARK_WORKERS, found=found, here=slimscan.__version__)
    do_on_workers(context.parallelize(range(count), count), partial(_prove, scales))


def _version(_: Iterable[int]) -> Iterator[str]:
    """On a worker: which slimscan it has."""
    yield slimscan.__version__


def _prove(scales: Scales, _: Iterable[int]) -> Iterator[None]:
    """On a worker: let its polars score hard answers."""
    prove_polars(scales)
    yield None


def _with_thrifty_workers(session: SparkSession) -> SparkSession:
    """Spark starts a process a core already: more threads in each only cost memory."""
    session.sparkContext.environment["POLARS_MAX_THREADS"] = "1"
    return session


@contextlib.contextmanager
def spark_failures() -> Iterator[None]:
    """What Spark could not do, by its own name for it: its texts may hold answers."""
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        reason = error.getCondition() or type(error).__name__
        if reason == "PATH_NOT_FOUND":
            path = (error.getMessageParameters() or {}).get("path", "")
            raise input_error(Fault.FILE_MISSING, path) from None
        raise machine_error(Fault.SPARK_FAILED, reason=reason) from None
    except Py4JJavaError as error:
        reason = str(error.java_exception.getClass().getName())
        raise machine_error(Fault.SPARK_FAILED, reason=reason) from None


def is_there(session: SparkSession, url: str) -> bool:
    """Whether there is anything at this URL."""
    path, files = _file_at(session, url)
    return bool(files.exists(path))


def remove_at(session: SparkSession, url: str) -> None:
    """Take away what was written at this URL, as far as that is possible."""
    path, files = _file_at(session, url)
    with contextlib.suppress(Exception):
        files.delete(path, True)


def _file_at(session: SparkSession, url: str) -> tuple[Any, Any]:
    """A path of the cluster, and the file system that it is of."""
    jvm: Any = session._jvm
    path = jvm.org.apache.hadoop.fs.Path(url)
    return path, path.getFileSystem(session._jsc.hadoopConfiguration())
