"""All input files, one after another or spread over the cores."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from slimscan.batch.files import Progress
from slimscan.batch.read.inputs import SourceFile
from slimscan.batch.read.parts import CleanPart, Order, read_part
from slimscan.errors import ExitCode, Fault, InputError, MachineError, Problem, SlimscanError

SMALL = 16 * 1024 * 1024
"""Files of so many bytes together are read before a second process has started."""

_DAY = 24 * 60 * 60.0

ReadJob = tuple[int, SourceFile]

_NO_ANSWERS = frozenset({Fault.TABLE_NO_ITEMS, Fault.TABLE_EMPTY})
"""What is wrong with a file that holds no answers at all."""
_NO_TABLE = frozenset(
    {
        *(one for one in Fault if one.startswith(("file_is_", "json_", "yaml_"))),
        Fault.ANSWERS_KIND_UNKNOWN,
        Fault.ANSWERS_SHAPE,
        Fault.ARCHIVE_TOO_LARGE,
        Fault.ARCHIVE_UNREADABLE,
        Fault.FILE_TOO_LARGE,
        Fault.NOT_UTF8,
        Fault.PARQUET_UNREADABLE,
        Fault.TABLE_WIDE,
        Fault.WORKBOOK_TOO_LARGE,
        Fault.WORKBOOK_UNREADABLE,
    }
)
"""What is wrong with a file that is no table, or is damaged; that is said beside its name."""


@dataclass(frozen=True)
class Unread:
    """A file that cannot be read, or that this machine cannot read."""

    problems: tuple[Problem, ...]
    exit_code: ExitCode = ExitCode.INPUT
    passed: bool = False
    """Whether it was found in a folder and is no table of answers: it does not stop the others."""


Read = CleanPart | Unread


@dataclass(frozen=True)
class ReadFiles:
    """What was read of all files."""

    parts: list[CleanPart]
    passed: list[Problem]
    """The files of folders that are no tables of answers."""


def read_files(
    order: Order, sources: Sequence[SourceFile], jobs: int | None, progress: Progress
) -> ReadFiles:
    """Read every file; raises `InputError` with the problems of all that cannot be read.

    A file that was found in a folder and holds no answers, such as a `readme.txt`, is passed over.
    Raises `MachineError` that names a file whose process was stopped, or when the disk is full.
    """
    numbered = list(enumerate(sources, start=1))
    processes = min(jobs or os.cpu_count() or 1, len(sources))
    if processes == 1 or sum(one.path.stat().st_size for one in sources) < SMALL:
        read = [try_part(order, progress, job) for job in numbered]
    else:
        read = _spread(order, numbered, processes, progress)
    return sort_read(read)


def sort_read(read: Sequence[Read]) -> ReadFiles:
    """What was read, and what was passed over; raises as `read_files`."""
    parts = [one for one in read if isinstance(one, CleanPart)]
    unread = [one for one in read if isinstance(one, Unread)]
    for one in unread:
        if one.exit_code is ExitCode.MACHINE:
            raise MachineError(one.problems)
    refused = [one for one in unread if not one.passed] if parts else unread
    if refused:
        raise InputError(problem for one in refused for problem in one.problems)
    return ReadFiles(parts, [problem for one in unread for problem in _passed_over(one)])


def _passed_over(one: Unread) -> Iterator[Problem]:
    """What is said of a file that is passed over: why, unless it just holds no answers."""
    yield from (problem for problem in one.problems if problem.fault in _NO_TABLE)
    yield Problem(Fault.FILE_PASSED, {}, one.problems[0].file)


def try_part(order: Order, progress: Progress, job: ReadJob) -> Read:
    """A file that was read, or why it cannot be."""
    number, source = job
    try:
        return read_part(order, number, source, progress)
    except SlimscanError as error:
        passed = source.in_folder and _holds_no_answers(source, error.problems)
        return Unread(error.problems, error.exit_code, passed)


def _holds_no_answers(source: SourceFile, problems: Iterable[Problem]) -> bool:
    prose = source.path.suffix.lower() == ".txt"
    return all(
        one.fault in _NO_ANSWERS | _NO_TABLE or (prose and one.fault is Fault.TABLE_BROKEN)
        for one in problems
    )


def _spread(
    order: Order, numbered: Sequence[ReadJob], processes: int, progress: Progress
) -> list[Read]:
    """Each process reads one file at a time; how far it is shows when a file is done."""
    from slimscan.batch.workers import Crew, spread  # several large files are few batches

    crew = Crew(processes, seconds=_DAY)
    found: dict[int, Read] = {}
    for outcome in spread(partial(_reader, order), numbered, crew):
        number, source = outcome.job
        found[number] = outcome.value or _lost(source)
        if isinstance(outcome.value, CleanPart):
            progress(outcome.value.tally.read)
    return [found[number] for number, _ in numbered]


def _reader(order: Order) -> partial[Read]:
    return partial(try_part, order, _silent)


def _silent(rows: int) -> None:
    """Rows that a process has read are told when its file is done."""


def _lost(source: SourceFile) -> Unread:
    return Unread((Problem(Fault.BATCH_READER_DIED, {}, source.file),), ExitCode.MACHINE)
