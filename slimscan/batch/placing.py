"""The results of a batch put in place together: a folder holds those of one run, never a mixture.

A run makes its files in a hidden folder inside the output folder. At its end the earlier files are
laid aside, the new ones moved to their place, and `run.json` names the run that all are of. What
stops half-way brings the earlier files back: the run itself, or the next command that comes by.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from slimscan.batch.files import BatchFolder
from slimscan.disk.durable import cannot_write, sync_folder, write_durably
from slimscan.errors import Fault, InputError, Problem, SlimscanError, input_error

_MAKING = ".results-"
_HELD = "held"
_BEFORE = "before"
"""Holds the earlier files as long as the new ones are not all in place."""
_FORMAT = 1


@dataclass(frozen=True)
class RunStamp:
    """Which run the files in a folder are of. `mark` tells a batch from others (`repeating`)."""

    run: str
    mark: str
    made_on: str
    files: dict[str, int]
    """The size of each file in bytes."""


def read_run(folder: BatchFolder) -> RunStamp | None:
    """The stamp of the run whose results stand in the folder; nothing when there is none."""
    try:
        content = json.loads(folder.run.read_text(encoding="utf-8"))
        return RunStamp(content["run"], content["mark"], content["made_on"], content["files"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def check_one_run(folder: BatchFolder) -> None:
    """Raise `InputError` when a file in the folder is not the one that its run left there.

    So it does when the file that names the run cannot be read, for then nobody can tell.
    """
    restore_interrupted(folder)
    stamp = read_run(folder)
    if stamp is None and folder.run.exists():
        raise input_error(Fault.BATCH_MIXED, folder.run)
    for name, size in (stamp.files if stamp else {}).items():
        path = folder.path / name
        if path in folder.reckoned_with and (not path.exists() or path.stat().st_size != size):
            raise input_error(Fault.BATCH_MIXED, path)


@contextlib.contextmanager
def results_together(folder: BatchFolder, mark: str, made_on: date) -> Iterator[BatchFolder]:
    """A folder to make results in; they come to `folder` together, when all went well.

    What was left out stays readable when nothing was scored. Raises `MachineError` when a file
    cannot be put in place; every error says when the earlier results still stand.
    """
    earlier = folder.scores.exists()
    try:
        with _making_in(folder) as work:
            new = BatchFolder(work / "new", folder.path)
            new.path.mkdir()
            if folder.ledger.exists():
                shutil.copy2(folder.ledger, new.ledger)
            try:
                yield new
            except InputError as error:
                raise _with_rejects(error, new, folder) from None
            _stamp(new, mark, made_on)
            _put_in_place(work, new.path, folder.path, _old_names(folder))
    except OSError as error:
        raise _told(cannot_write(folder.path, error), folder, earlier) from None
    except SlimscanError as error:
        raise _told(error, folder, earlier) from None


def restore_interrupted(folder: BatchFolder) -> None:
    """Bring back the earlier results where a run was killed while it put its own in place."""
    from filelock import FileLock, Timeout

    for work in folder.path.glob(f"{_MAKING}*"):
        with contextlib.suppress(Timeout, OSError), FileLock(work / _HELD, blocking=False):
            _roll_back(work, folder.path)
            shutil.rmtree(work, ignore_errors=True)


def _told(error: SlimscanError, folder: BatchFolder, earlier: bool) -> SlimscanError:
    """The error, with what stands in the folder now."""
    if not earlier:
        return error
    told = Problem(Fault.BATCH_EARLIER_STANDS, {}, str(folder.path))
    return type(error)((*error.problems, told))


@contextlib.contextmanager
def _making_in(folder: BatchFolder) -> Iterator[Path]:
    """A hidden folder, gone afterwards unless the earlier results are still in it.

    So are the folders that were made for it and stayed empty.
    """
    from filelock import FileLock

    made = [one for one in (folder.path, *folder.path.parents) if not one.exists()]
    folder.path.mkdir(parents=True, exist_ok=True)
    restore_interrupted(folder)
    work = Path(tempfile.mkdtemp(prefix=_MAKING, dir=folder.path))
    lock = FileLock(work / _HELD)
    try:
        lock.acquire()
        yield work
    finally:
        with contextlib.suppress(OSError):
            lock.release()
        if not (work / _BEFORE).exists():
            shutil.rmtree(work, ignore_errors=True)
        with contextlib.suppress(OSError):
            for one in made:
                one.rmdir()  # a folder with anything in it stays


def _with_rejects(error: InputError, new: BatchFolder, folder: BatchFolder) -> InputError:
    """The error of a batch that was refused, its reasons kept where they mix with nothing."""
    if not new.rejects.exists():
        return error
    kept = folder.refused if folder.scores.exists() else folder.rejects
    new.rejects.replace(kept)
    problems = [
        replace(one, values={**one.values, "rejects": kept}) if "rejects" in one.values else one
        for one in error.problems
    ]
    return InputError(problems)


def _stamp(new: BatchFolder, mark: str, made_on: date) -> None:
    content: dict[str, Any] = {
        "format": _FORMAT,
        "run": secrets.token_hex(4),
        "mark": mark,
        "made_on": made_on.isoformat(),
        "files": {path.name: path.stat().st_size for path in _files(new.path)},
    }
    write_durably(new.run, json.dumps(content, indent=1) + "\n")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file())


def _old_names(folder: BatchFolder) -> set[str]:
    """The files of the earlier run, and the reasons of one that was refused meanwhile."""
    stamp = read_run(folder)
    return {*(stamp.files if stamp else ()), folder.refused.name}


def _put_in_place(work: Path, new: Path, target: Path, old: Iterable[str]) -> None:
    """Move the new files to their place, all or none."""
    names = [path.name for path in _files(new)]
    _lay_aside(work, target, {*names, *old}, names)
    try:
        for name in names:
            (new / name).replace(target / name)
        for name in set(old) - set(names):
            (target / name).unlink(missing_ok=True)
        (work / _BEFORE).rename(work / "done")
    except BaseException:
        _roll_back(work, target)
        raise
    with contextlib.suppress(OSError):
        sync_folder(target)


def _lay_aside(work: Path, target: Path, names: Iterable[str], new: Iterable[str]) -> None:
    """Keep the earlier files, under a name that appears only once all of them are there."""
    keeping = work / "keeping"
    keeping.mkdir()
    for name in names:
        if (target / name).exists():
            _link(target / name, keeping / name)
    write_durably(work / "new.json", json.dumps(list(new)))
    keeping.rename(work / _BEFORE)


def _link(path: Path, copy: Path) -> None:
    """A second name for a file; a copy where the disk knows no second names."""
    try:
        os.link(path, copy)
    except OSError:
        shutil.copy2(path, copy)


def _roll_back(work: Path, target: Path) -> None:
    """Bring back what was laid aside; doing it twice does no harm."""
    before = work / _BEFORE
    if not before.is_dir():
        return
    for name in json.loads((work / "new.json").read_text(encoding="utf-8")):
        if not (before / name).exists():
            (target / name).unlink(missing_ok=True)
    for path in _files(before):
        back = work / "back"
        back.unlink(missing_ok=True)
        _link(path, back)
        back.replace(target / path.name)
    before.rename(work / "restored")
