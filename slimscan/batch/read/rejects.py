"""Why rows were left out: `rejects.csv` and `passed.csv`, a line a reason, as rows are read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from slimscan.disk.durable import cannot_write
from slimscan.errors import Fault, Problem
from slimscan.imports.headers import told
from slimscan.language import problem_text
from slimscan.text import clean_line, spreadsheet_cell

_LONGEST_VALUE = 40
LONGEST_REASON = 600


@dataclass(frozen=True, slots=True)
class Reject:
    """One reason why a row was left out; `row` counts as a person does in that file."""

    row: int | None
    problem: Problem
    column: str = ""
    value: str = ""


class LineFile:
    """Lines about the rows of one input file, on disk as they come."""

    def __init__(self, path: Path, file: str, language: str) -> None:
        self._path, self._file, self._language = path, spreadsheet_cell(clean_line(file)), language
        self._texts: dict[tuple[str, ...], str] = {}

    def __enter__(self) -> Self:
        self._out = _opened(self._path)
        self._writer = csv.writer(self._out, lineterminator="\n")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._out.close()
        except OSError as full:
            raise cannot_write(self._path, full) from None

    def write_lines(self, lines: Iterable[tuple[object, ...]]) -> None:
        """Add lines behind the file's name; raises `MachineError` when the disk takes no more."""
        try:
            self._writer.writerows((self._file, *line) for line in lines)
        except OSError as error:
            raise cannot_write(self._path, error) from None

    def reason(self, problem: Problem) -> str:
        """A problem in words, without its place."""
        key = (problem.fault, *map(str, problem.values.values()))
        if key not in self._texts:
            if len(self._texts) > 10_000:
                self._texts.clear()
            text = problem_text(Problem(problem.fault, problem.values), self._language)
            self._texts[key] = spreadsheet_cell(clean_line(text, LONGEST_REASON))
        return self._texts[key]


class RejectFile(LineFile):
    """The rejects of one input file."""

    def write(self, rejects: Iterable[Reject]) -> None:
        """Add lines; raises `MachineError` when the disk takes no more."""
        self.write_lines(map(self._line, rejects))

    def _line(self, reject: Reject) -> tuple[object, ...]:
        value = spreadsheet_cell(clean_line(reject.value, _LONGEST_VALUE))
        column = spreadsheet_cell(told(clean_line(reject.column, LONGEST_REASON)))
        row = "" if reject.row is None else reject.row
        return (row, column, value, self.reason(reject.problem))


class PassedFile(LineFile):
    """The rows of one input file that its tool marks as no answers that count."""

    def add(self, row: int, reason: Fault) -> None:
        """Add one row; raises `MachineError` when the disk takes no more."""
        self.write_lines([(row, self.reason(Problem(reason)))])


def write_listing(path: Path, header: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """A table of texts, safe for a spreadsheet program."""
    with _opened(path) as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        for line in lines:
            writer.writerow([spreadsheet_cell(clean_line(text, LONGEST_REASON)) for text in line])


def join_lines(path: Path, header: Sequence[str], parts: Iterable[Path]) -> None:
    """All lines in one file under a header."""
    with _opened(path) as out:
        csv.writer(out, lineterminator="\n").writerow(header)
        for part in parts:
            with part.open(encoding="utf-8", newline="") as lines:
                while chunk := lines.read(1 << 20):
                    out.write(chunk)


def _opened(path: Path) -> TextIO:
    try:
        path.touch(mode=0o600)
        return path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise cannot_write(path, error) from None


def moved_lines(lines: bytes, before: int) -> bytes:
    """Lines about a part of a file with the number that each row has in the whole file."""
    if not before or not lines:
        return lines
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    for file, row, *others in csv.reader(io.StringIO(lines.decode(), newline="")):
        writer.writerow([file, int(row) + before if row else row, *others])
    return out.getvalue().encode()
