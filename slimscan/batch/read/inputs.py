"""Which files are read, and the folder for what is half done."""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from slimscan.disk.durable import cannot_write
from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.sheets import READERS, ending
from slimscan.text import clean_line

_NOT_READ = (".xls", ".xlsb", ".numbers", ".sav", ".dta", ".rds")
"""Tables of other programs: in a folder it is said that they are passed over, and why."""
ENDINGS = frozenset({*READERS, ".parquet", *_NOT_READ})
"""What is looked at in a folder; a file that is named is read whatever it is called."""

_WORK = ".work-"
_HELD = "held"
_SAMPLE = 256 * 1024


@dataclass(frozen=True)
class SourceFile:
    """An input file: where it can be read, and how the user knows it."""

    path: Path
    file: str
    """The file as it is shown."""
    in_folder: bool = False
    """Whether nobody named it: it was found in a folder, and may be no table of answers."""

    @classmethod
    def named(cls, path: Path, in_folder: bool = False) -> SourceFile:
        """A file of this machine; a byte in its name that is no UTF-8 is shown as a mark."""
        return cls(path, os.fsencode(path).decode("utf-8", "replace"), in_folder)

    @property
    def name(self) -> str:
        """Its name without the folders above it."""
        return clean_line(self.file.rstrip("/").rpartition("/")[2])

    @property
    def stem(self) -> str:
        """Its name without the ending."""
        known = ending(Path(self.name))
        return self.name.removesuffix(self.name[len(self.name) - len(known) :]).strip()

    def readable(self, work: Path, number: int) -> SourceFile:
        """The same file under a name that every reader takes."""
        try:
            str(self.path).encode()
        except UnicodeEncodeError:
            link = work / f"{number:06}-input{ending(Path(self.name))}"
            link.symlink_to(self.path.resolve())
            return replace(self, path=link)
        return self

    def shown_in(self, problem: Problem) -> Problem:
        """A problem with the file as the user knows it."""
        read_as = str(self.path)
        if problem.file is None or not problem.file.startswith(read_as):
            return problem
        return replace(problem, file=self.file + problem.file[len(read_as) :])


def input_files(given: Iterable[Path]) -> list[SourceFile]:
    """The files themselves: a folder stands for the files in it, a pattern for what it fits.

    Raises `InputError` with everything that is not there.
    """
    found: dict[Path, SourceFile] = {}
    problems: list[Problem] = []
    for path in given:
        if path.is_dir():
            inside = [one for one in sorted(path.iterdir()) if _is_answers(one)]
            for one in inside:
                found.setdefault(one, SourceFile.named(one, in_folder=True))
            if not inside:
                problems.append(Problem(Fault.BATCH_NO_FILES, {}, str(path)))
            continue
        # A name may look like a pattern and be a file all the same.
        there = [path] if path.exists() else [Path(name) for name in sorted(glob.glob(str(path)))]  # noqa: PTH207
        found |= {one: SourceFile.named(one) for one in there}
        if not there:
            problems.append(Problem(Fault.FILE_MISSING, {}, str(path)))
    if problems:
        raise InputError(problems)
    return list(found.values())


def _is_answers(path: Path) -> bool:
    hidden = path.name.startswith((".", "~"))
    return path.is_file() and not hidden and ending(path) in ENDINGS


def expected_rows(sources: Iterable[SourceFile]) -> int | None:
    """About how many rows there are, by the length of the first lines; only text tells."""
    paths = [one.path for one in sources]
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
