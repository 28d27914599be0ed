"""Running tests in a child of a process that has the libraries already: half a second, not three."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest

PASSED, FAILED, BROKEN, NONE_RAN = 0, 1, 3, 5
"""What pytest says, as numbers."""
NOT_SWAPPED = 20
OUT_OF_TIME = -1
OPTIONS = (
    *("-x", "-q", "-p", "no:randomly", "-p", "no:xdist", "-p", "no:cacheprovider"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning", "--hypothesis-seed=0"),
)
_WAITS = 20
"""How much longer than its processor time a child may take by the clock: machines are busy."""
FEW_EXAMPLES = 15
LIBRARIES = (
    *("coverage", "hypothesis.strategies", "pytest"),
    *("filelock", "jinja2", "markupsafe", "narwhals", "numpy", "openpyxl", "polars", "pydantic"),
    *(
        "rich.console",
        "rich.markdown",
        "rich.progress",
        "rich.table",
        "typer.main",
        "typer.testing",
    ),
    *("xlsxwriter", "yaml"),
)
"""Imported but not used by the parent: none may have started a thread when a child is forked."""


class FewExamples:
    """Lets hypothesis try fewer examples where a test does not say how many it needs."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        from hypothesis import settings

        usual = settings.get_profile("slimscan")
        settings.register_profile("few", usual, max_examples=FEW_EXAMPLES)
        settings.load_profile("few")


class NamesKiller:
    """Notes which test failed."""

    def __init__(self, log: Path) -> None:
        self.target = _killer_file(log)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.target.write_text(report.nodeid, encoding="utf-8")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.target.write_text("", encoding="utf-8")


def killer_of(log: Path) -> str:
    """The test that failed last among those that speak in this log."""
    return _killer_file(log).read_text(encoding="utf-8")


def _killer_file(log: Path) -> Path:
    return log.with_suffix(".killer")


def load_libraries() -> None:
    """Import what every child needs, so that it need not; nothing of slimscan."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    for library in LIBRARIES:
        import_module(library)


def run_tests(
    tree: Path,
    tests: Sequence[str],
    seconds: int,
    log: Path,
    plugins: Sequence[object] = (),
    begin: Callable[[], object] = lambda: None,
) -> int:
    """What pytest says of these tests, in a child that has so many seconds of processor time.

    `begin` is called in the child before anything of slimscan is imported.
    """

    def tried() -> int:
        named = NamesKiller(log)
        os.environ["PYTHONPATH"] = str(tree)
        sys.path.insert(0, str(tree))
        begin()
        return pytest.main([*OPTIONS, f"--basetemp={place_of(log)}", *tests], [*plugins, named])

    return in_child(tree, seconds, log, tried)


def place_of(log: Path) -> Path:
    """Where the tests that speak in this log have their files."""
    return log.with_suffix(".tmp")


def in_child(tree: Path, seconds: int, log: Path, work: Callable[[], int]) -> int:
    """What `work` gives in a child that has so many seconds of processor time."""
    child = os.fork()
    if child == 0:
        code = BROKEN
        try:
            _become_child(tree, seconds, log)
            code = work()
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(int(code))
    return _wait_for(child, seconds * _WAITS)


def _become_child(tree: Path, seconds: int, log: Path) -> None:
    os.setsid()
    with log.open("wb") as stream, open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(stream.fileno(), 1)
        os.dup2(stream.fileno(), 2)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    os.chdir(tree)


def _wait_for(child: int, seconds: float) -> int:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            _end_group(child)
            return os.WEXITSTATUS(status) if os.WIFEXITED(status) else OUT_OF_TIME
        time.sleep(0.02)
    _end_group(child)
    os.waitpid(child, 0)
    return OUT_OF_TIME


def _end_group(child: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
