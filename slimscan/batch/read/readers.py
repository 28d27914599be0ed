"""All input files, one after another or spread over the cores."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from slimscan.batch.files import Progress
from slimscan.batch.read.parts import CleanPart, Order, read_part
from slimscan.batch.workers import Crew, spread
from slimscan.errors import ExitCode, Fault, InputError, MachineError, Problem, SlimscanError

SMALL = 16 * 1024 * 1024
"""Files of so many bytes together are read before a second process has started."""

_DAY = 24 * 60 * 60.0

_Job = tuple[int, Path]


@dataclass(frozen=True)
class Unread:
    """A file that cannot be read, or that this machine cannot read."""

    problems: tuple[Problem, ...]
    exit_code: ExitCode = ExitCode.INPUT


Read = CleanPart | Unread


def read_files(
    order: Order, paths: Sequence[Path], jobs: int | None, progress: Progress
) -> list[CleanPart]:
    """Read every file; raises `InputError` with the problems of all that cannot be read.

    Raises `MachineError` that names a file whose process was stopped, or when the disk is full.
    """
    numbered = list(enumerate(paths, start=1))
    processes = min(jobs or os.cpu_count() or 1, len(paths))
    if processes == 1 or sum(path.stat().st_size for path in paths) < SMALL:
        read = [_read(order, progress, job) for job in numbered]
    else:
        read = _spread(order, numbered, processes, progress)
    unread = [one for one in read if isinstance(one, Unread)]
    for one in unread:
        if one.exit_code is ExitCode.MACHINE:
            raise MachineError(one.problems)
    if unread:
        raise InputError(problem for one in unread for problem in one.problems)
    return [one for one in read if isinstance(one, CleanPart)]


def _read(order: Order, progress: Progress, job: _Job) -> Read:
    try:
        return read_part(order, *job, progress)
    except SlimscanError as error:
        return Unread(error.problems, error.exit_code)


def _spread(
    order: Order, numbered: Sequence[_Job], processes: int, progress: Progress
) -> list[Read]:
    """Each process reads one file at a time; how far it is shows when a file is done."""
    crew = Crew(processes, seconds=_DAY)
    found: dict[int, Read] = {}
    for outcome in spread(partial(_reader, order), numbered, crew):
        number, path = outcome.job
        found[number] = outcome.value or _lost(path)
        if isinstance(outcome.value, CleanPart):
            progress(outcome.value.tally.read)
    return [found[number] for number, _ in numbered]


def _reader(order: Order) -> partial[Read]:
    return partial(_read, order, _silent)


def _silent(rows: int) -> None:
    """Rows that a process has read are told when its file is done."""


def _lost(path: Path) -> Unread:
    return Unread((Problem(Fault.BATCH_READER_DIED, {}, str(path)),), ExitCode.MACHINE)
