"""Which files are read, and the folder for what is half done."""

from __future__ import annotations

import contextlib
import glob
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from slimscan.durable import cannot_write
from slimscan.errors import Fault, InputError, Problem

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".json", ".jsonl", ".ndjson", ".zip", ".parquet")
"""What is read in a folder; a file that is named is read whatever it is called."""

_WORK = ".work-"
_HELD = "held"
_SAMPLE = 256 * 1024


def input_files(given: Iterable[Path]) -> list[Path]:
    """The files themselves: a folder stands for the files in it, a pattern for what it fits.

    Raises `InputError` with everything that is not there.
    """
    found: list[Path] = []
    problems: list[Problem] = []
    for path in given:
        if path.is_dir():
            inside = [one for one in sorted(path.iterdir()) if _is_answers(one)]
            found += inside
            if not inside:
                problems.append(Problem(Fault.BATCH_NO_FILES, {}, str(path)))
        elif path.exists():
            found.append(path)
        else:
            fitting = [Path(name) for name in sorted(glob.glob(str(path)))]  # noqa: PTH207
            found += fitting
            if not fitting:
                problems.append(Problem(Fault.FILE_MISSING, {}, str(path)))
    if problems:
        raise InputError(problems)
    return list(dict.fromkeys(found))


def _is_answers(path: Path) -> bool:
    hidden = path.name.startswith((".", "~"))
    return path.is_file() and not hidden and path.suffix.lower() in ENDINGS


def expected_rows(paths: Iterable[Path]) -> int | None:
    """About how many rows there are, by the length of the first lines; only text tells."""
    return sum(map(_expected, paths)) if all(_is_text(path) for path in paths) else None


def _is_text(path: Path) -> bool:
    return path.suffix.lower() in (".csv", ".tsv", ".txt", ".jsonl", ".ndjson")


def _expected(path: Path) -> int:
    with path.open("rb") as content:
        start = content.read(_SAMPLE)
    return round(path.stat().st_size * (start.count(b"\n") or 1) / max(len(start), 1))


@contextlib.contextmanager
def work_folder(folder: Path) -> Iterator[Path]:
    """A folder for half-done files, gone afterwards; so is what a killed run left behind.

    Raises `MachineError` when nothing can be written there.
    """
    from filelock import FileLock

    try:
        folder.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(folder)
        work = Path(tempfile.mkdtemp(prefix=_WORK, dir=folder))
    except OSError as error:
        raise cannot_write(folder, error) from None
    try:
        with FileLock(work / _HELD):
            yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _remove_abandoned(folder: Path) -> None:
    """Half-done files hold answers too; those of a run that still goes on stay."""
    from filelock import FileLock, Timeout

    for work in folder.glob(f"{_WORK}*"):
        try:
            with FileLock(work / _HELD, blocking=False):
                shutil.rmtree(work, ignore_errors=True)
        except (Timeout, OSError):
            continue
