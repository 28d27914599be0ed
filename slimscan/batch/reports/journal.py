"""Which reports of a folder are done, and from what: the same order goes on where it stopped."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from slimscan.disk.durable import cannot_write
from slimscan.errors import Fault, input_error

_NAME = ".journal"
_ENDING = ".jsonl"


@dataclass
class Journal:
    """The files made so far, each with the hash of all that it was made from."""

    path: Path
    handle: int
    done: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where the files stand."""
        return self.path.parent

    def has(self, file: str, content: str) -> bool:
        """Whether this file was made from this content and is still there."""
        return self.done.get(file) == content and (self.folder / file).is_file()

    def here(self, files: Iterable[str] | None = None) -> list[str]:
        """The files that were made and are still there; of these alone, when some are named."""
        named = self.done if files is None else files
        return [file for file in named if file in self.done and (self.folder / file).is_file()]

    def add(self, file: str, content: str) -> None:
        """Keep that a file was made, durable when this returns; `MachineError` when it fails."""
        line = json.dumps({"file": file, "content": content, "at": time.time_ns()}) + "\n"
        try:
            _write_all(self.handle, line.encode())
            os.fsync(self.handle)
        except OSError as error:
            raise cannot_write(self.path, error) from None
        self.done[file] = content


def has_journal(folder: Path) -> bool:
    """Whether reports were ever made in this folder."""
    return any(folder.glob(f"{_NAME}*{_ENDING}"))


@contextlib.contextmanager
def open_journal(folder: Path, shard: tuple[int, int] = (1, 1)) -> Iterator[Journal]:
    """The journal of a folder, for this run alone; every shard writes one of its own.

    What other shards wrote counts too, so that the number of shards may change between runs. Raises
    `InputError` when another run has it, `MachineError` when the folder cannot be written.
    """
    number, of = shard
    name = _NAME if of == 1 else f"{_NAME}-{number}-of-{of}"
    path = folder / f"{name}{_ENDING}"
    with _held_alone(folder, name):
        try:
            handle = _opened(path)
        except OSError as error:
            raise cannot_write(path, error) from None
        try:
            yield Journal(path, handle, _read_all(folder))
        finally:
            os.close(handle)


@contextlib.contextmanager
def _held_alone(folder: Path, name: str) -> Iterator[None]:
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f"{name}.lock", mode=0o600)
        lock.acquire(timeout=0)
    except Timeout:
        raise input_error(Fault.REPORTS_LOCKED, folder) from None
    except OSError as error:
        raise cannot_write(folder, error) from None
    try:
        yield
    finally:
        lock.release()


def _opened(path: Path) -> int:
    """The journal, ready for a new line: a run that was killed may have left half a one."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    size = os.fstat(handle).st_size
    if size and os.pread(handle, 1, size - 1) != b"\n":
        _write_all(handle, b"\n")
    return handle


def _write_all(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]


def _read_all(folder: Path) -> dict[str, str]:
    """What the journals say was made last; a line that is not whole says nothing."""
    entries: list[tuple[int, str, str]] = []
    for path in folder.glob(f"{_NAME}*{_ENDING}"):
        for line in path.read_bytes().splitlines():
            with contextlib.suppress(ValueError, KeyError, TypeError):
                entry = json.loads(line)
                name = Path(str(entry["file"])).name
                entries.append((int(entry["at"]), name, str(entry["content"])))
    return {file: content for _, file, content in sorted(entries)}
