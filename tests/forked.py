"""Runs commands in a broken world, one process each, forked from one that has everything loaded.

As a program it takes one run a line on standard input, as JSON (`World`), and prints one outcome a
line. A run takes some tens of milliseconds, so that hundreds of them fit in a test.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import mmap
import os
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from limits import PATIENCE

EVENTS = {
    "open": "open",
    "os.rename": "rename",
    "os.link": "rename",
    "os.remove": "unlink",
    "os.rmdir": "unlink",
    "os.mkdir": "mkdir",
    "fcntl.flock": "lock",
    "fcntl.lockf": "lock",
}
"""The kinds of calls that can be made to fail, by Python's own events for them."""

KINDS = (*dict.fromkeys(EVENTS.values()), "fsync")


@dataclass(frozen=True)
class World:
    """What a command is run in. `fail` is a kind of call, `at` which of them fails (from 1).

    Of writes `at` is the size of a file that cannot be passed, in bytes.
    """

    arguments: tuple[str, ...]
    folder: str
    environment: dict[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    """Variables that are not there."""
    closed: tuple[int, ...] = ()
    full: tuple[int, ...] = ()
    removed: bool = False
    """Whether the current folder is gone."""
    powerless: bool = False
    """Whether rights count for us too, as they do not for a program that runs as root."""
    homeless: bool = False
    """Whether no list of users knows us."""
    fail: str = ""
    at: int = 0
    under: str = ""
    """Only calls on files below this folder count."""
    drawn: bool = True
    """Whether a PDF is really drawn; without, four bytes stand for it, and a run is ten times faster."""


@dataclass(frozen=True)
class Outcome:
    """How a run ended; `calls` counts those of every kind that could fail."""

    code: int
    out: str
    err: str
    calls: dict[str, int] = field(default_factory=dict)

    @property
    def said(self) -> str:
        return self.out + self.err


def run_all(worlds: Iterable[World]) -> list[Outcome]:
    """Every run's outcome, in order."""
    lines = "".join(json.dumps(asdict(world)) + "\n" for world in worlds)
    done = subprocess.run(
        [sys.executable, __file__],
        input=lines,
        capture_output=True,
        text=True,
        timeout=PATIENCE * 4,
    )
    assert done.returncode == 0, done.stderr
    return [Outcome(**json.loads(line)) for line in done.stdout.splitlines()]


def main() -> None:
    _load()
    for line in sys.stdin:
        print(json.dumps(asdict(_forked(World(**json.loads(line))))), flush=True)


def _load() -> None:
    """Everything that any command imports: loading it takes longer than what is tried."""
    import openpyxl
    import polars
    import weasyprint
    import xlsxwriter

    import slimscan.batch.outcome
    import slimscan.batch.spark.run
    import slimscan.cli.app
    import slimscan.report.comparison.files
    import slimscan.report.scan.files
    import slimscan.report.worksheets.worksheets
    import slimscan.terminal.scorecard  # noqa: F401

    assert all((openpyxl, polars, weasyprint, xlsxwriter))


def _forked(world: World) -> Outcome:
    out, err = _Pipe(), _Pipe()
    calls = mmap.mmap(-1, len(KINDS))
    child = os.fork()
    if child == 0:
        _be(world, out.end, err.end, calls)
    code = _waited_for(child)
    return Outcome(code, out.text(), err.text(), dict(zip(KINDS, calls[:], strict=True)))


class _Pipe:
    """A pipe that holds all that a run says; a limit on files does not count for it."""

    def __init__(self) -> None:
        self.start, self.end = os.pipe()
        fcntl.fcntl(self.end, fcntl.F_SETPIPE_SZ, 1 << 20)

    def text(self) -> str:
        os.close(self.end)
        with open(self.start, encoding="utf-8", errors="replace") as said:
            return said.read()


def _waited_for(child: int) -> int:
    ends = time.monotonic() + PATIENCE
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > ends:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.002)


def _be(world: World, out: int, err: int, calls: mmap.mmap) -> None:
    """The run itself; never returns."""
    code = 70
    try:
        _enter(world, out, err)
        if not world.drawn:
            for module in [one for one in sys.modules.values() if hasattr(one, "write_pdf")]:
                module.write_pdf = lambda *_, **__: b"%PDF"  # type: ignore[attr-defined]
        _make_fail(world, calls)
        code = _command(world)
    except BaseException:
        os.write(err, f"Traceback outside the command\n{traceback.format_exc()}".encode())
    finally:
        os._exit(code)


def _enter(world: World, out: int, err: int) -> None:
    folder = Path(world.folder)
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(folder)
    if world.removed:
        folder.rmdir()
    os.environ.update(world.environment)
    for name in world.without:
        os.environ.pop(name, None)
    nowhere, full = os.open(os.devnull, os.O_RDONLY), os.open("/dev/full", os.O_WRONLY)
    for number, given, name, mode in (
        (0, nowhere, "stdin", "r"),
        (1, out, "stdout", "w"),
        (2, err, "stderr", "w"),
    ):
        if number in world.closed:
            os.close(number)
        else:
            os.dup2(full if number in world.full else given, number)
        there = None
        if number not in world.closed:
            there = open(number, mode, closefd=False)  # noqa: SIM115
        setattr(sys, name, there)
        setattr(sys, f"__{name}__", there)
    if world.powerless:
        _lose_power()
    if world.homeless:
        import pwd

        pwd.getpwuid = _unknown  # type: ignore[assignment]


def _lose_power() -> None:
    """Give up what lets root pass by all rights; the files stay its own."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    assert ctypes.CDLL(None, use_errno=True).capset(header, (ctypes.c_uint32 * 6)()) == 0


def _unknown(number: int) -> None:
    raise KeyError(number)


def _command(world: World) -> int:
    from slimscan.cli.run import run_program as slimscan

    sys.argv = ["slimscan", *(os.fsdecode(one.encode("latin-1")) for one in world.arguments)]
    try:
        slimscan()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(bool(end.code))
        # As the interpreter does it when it ends.
        try:
            sys.stdout.flush()
        except OSError:
            code = 120
        return code
    return 0


def _make_fail(world: World, calls: mmap.mmap) -> None:
    """Let the `at`-th call of a kind fail on files below a folder, and count them all.

    Writes fail from so many bytes of a file on, also those of libraries in C and Rust.
    """
    if world.fail == "write":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (world.at, resource.RLIM_INFINITY))
        return
    if not world.under:
        return

    def call(kind: str, path: object) -> None:
        if _is_below(path, world.under):
            place = KINDS.index(kind)
            calls[place] = min(calls[place] + 1, 255)
            if kind == world.fail and calls[place] == world.at:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if event in EVENTS:
            call(EVENTS[event], given[0])

    real = os.fsync

    def fsync(file: Any) -> None:
        call("fsync", file if isinstance(file, int) else file.fileno())
        real(file)

    os.fsync = fsync
    sys.addaudithook(hook)


def _is_below(path: object, folder: str) -> bool:
    if isinstance(path, int):
        try:
            path = os.readlink(f"/proc/self/fd/{path}")
        except OSError:
            return False
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    if not isinstance(path, str | os.PathLike):
        return False
    return os.path.abspath(path).startswith(folder)


if __name__ == "__main__":
    main()
