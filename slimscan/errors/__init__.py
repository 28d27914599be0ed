"""What can go wrong, as data: exit codes, problems with their place, errors that carry them.

The words for every `Fault` stand in `reports/languages/<language>/problems.yaml`, one entry a
fault, in every language; code and tests speak of the entry, never of the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from slimscan.errors.catalogue import Fault as Fault


class ExitCode(IntEnum):
    """The exit codes that users script against."""

    DONE = 0
    BUG = 1
    USAGE = 2
    INPUT = 3
    MACHINE = 4
    DONE_WITH_REJECTS = 5
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: which entry of the catalogue, with what, and where.

    `line` and `column` count from 1; `file` is the path as the user named it.
    """

    fault: Fault
    values: Mapping[str, object] = field(default_factory=dict)
    file: str | None = None
    line: int | None = None
    column: int | None = None

    @property
    def place(self) -> str:
        """`file:line:column`, as far as it is known."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


@dataclass(frozen=True)
class Unreadable:
    """A cell that holds no value: an error, or a formula that was never worked out."""

    fault: Fault
    text: str

    def __str__(self) -> str:
        return self.text


class SlimscanError(Exception):
    """Work that cannot go on, with every problem found and the exit code it ends in."""

    exit_code = ExitCode.INPUT

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.fault for problem in self.problems))


class InputError(SlimscanError):
    """What was given (a file, an answer, a name) has problems."""


class UsageError(SlimscanError):
    """The command was asked for something it does not do."""

    exit_code = ExitCode.USAGE


class MachineError(SlimscanError):
    """This machine cannot do it: a library is missing, a folder is read-only, the disk is full."""

    exit_code = ExitCode.MACHINE


_remarks: list[Problem] = []


def remark(problem: Problem) -> None:
    """Keep what is to be told when the work is done: it went well, but not quite as was asked."""
    if problem not in _remarks:
        _remarks.append(problem)


def take_remarks() -> tuple[Problem, ...]:
    """What was kept to be told, in order; afterwards nothing is left."""
    taken = tuple(_remarks)
    _remarks.clear()
    return taken


def input_error(fault: Fault, file: str | Path | None = None, **values: object) -> InputError:
    """An `InputError` of one problem."""
    return InputError([Problem(fault, values, None if file is None else str(file))])


def usage_error(fault: Fault, **values: object) -> UsageError:
    """A `UsageError` of one problem."""
    return UsageError([Problem(fault, values)])


def machine_error(fault: Fault, file: str | Path | None = None, **values: object) -> MachineError:
    """A `MachineError` of one problem."""
    return MachineError([Problem(fault, values, None if file is None else str(file))])
