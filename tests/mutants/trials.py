"""Running tests in a child of a process that has the libraries already: half a second, not three."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

PASSED, FAILED, NONE_RAN = 0, 1, 5
OUT_OF_TIME = -1
_WAITS = 12
"""How much longer than its processor time a child may take by the clock: machines are busy."""
FEW_EXAMPLES = 15


class FewExamples:
    """Lets hypothesis try fewer examples where a test does not say how many it needs."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        from hypothesis import settings

        usual = settings.get_profile("slimscan")
        settings.register_profile("few", usual, max_examples=FEW_EXAMPLES)
        settings.load_profile("few")


def load_libraries() -> None:
    """Import what every child needs, so that it need not; nothing of slimscan."""


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
    child = os.fork()
    if child == 0:
        _become_child(tree, seconds, log)
        begin()
        options = ["-x", "-q", "-p", "no:randomly", "-p", "no:xdist", "-p", "no:cacheprovider"]
        place = f"--basetemp={log.with_suffix('.tmp')}"
        code = 3
        try:
            code = pytest.main([*options, place, "--hypothesis-seed=0", *tests], list(plugins))
        finally:
            sys.stdout.flush()
            os._exit(int(code))
    return _wait_for(child, seconds * _WAITS)


def _become_child(tree: Path, seconds: int, log: Path) -> None:
    os.setsid()
    with log.open("wb") as stream:
        os.dup2(stream.fileno(), 1)
        os.dup2(stream.fileno(), 2)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    os.chdir(tree)
    os.environ["PYTHONPATH"] = str(tree)
    sys.path.insert(0, str(tree))


def _wait_for(child: int, seconds: float) -> int:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            _end_group(child)
            return os.WEXITSTATUS(status) if os.WIFEXITED(status) else OUT_OF_TIME
        time.sleep(0.05)
    _end_group(child)
    os.waitpid(child, 0)
    return OUT_OF_TIME


def _end_group(child: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
