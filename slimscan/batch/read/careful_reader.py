"""The careful way: the rows of any export, column by column in chunks, into clean frames.

A row that cannot be read costs itself: every reason is written down, and the others go on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from slimscan.batch.read.rejects import Reject, RejectFile
from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.code_set import is_number
from slimscan.imports.dates import is_undated
from slimscan.imports.tools.tool import SheetRow
from slimscan.questionnaire.models import Change, Item
from slimscan.questionnaire.profile_fields import PROFILE_FIELDS

if TYPE_CHECKING:
    import polars as pl

    from slimscan.imports.export import Export

ROW = "__row"
"""The number of a row as a person counts in its file."""

_CHUNK = 20_000
_NUMBERS_TOLD = 5
REFUSED = -128
REFUSED_TEXT = "\0"
"""Stand for a cell that is refused; cleaned texts hold no NUL. They never leave this room."""


def is_free(name: str) -> bool:
    """Whether a column beside the answers holds any text; the others hold few distinct values."""
    return name not in PROFILE_FIELDS and name != "measured_on"


PLAIN_TEXT = r"^[!-%'-~]+( [!-%'-~]+)*$"
LONGEST_PLAIN = 40
"""A text that cleaning leaves as it is: printable ASCII, single spaces, no `&`, not long."""

_PLAIN = re.compile(PLAIN_TEXT)
_MOST_KEPT = 50_000


@dataclass
class RowTally:
    """How many rows were read, and what became of those that are not scored."""

    read: int = 0
    rejected: int = 0
    blank: int = 0
    passed: int = 0
    short: int = 0
    """Rows with fewer cells than there are columns, whatever became of them."""
    numbered: int = 0
    """Those of the rejected that hold a number which is no code."""
    numbers: set[str] = field(default_factory=set)
    """Some of these numbers."""
    undated: int = 0
    """Rows with something for a date that is none, or can be read in two ways."""
    no_date: str = ""
    """The first of these."""

    def count_undated(self, text: str, rows: int = 1) -> None:
        """Count rows with a date that cannot be read."""
        self.undated += rows
        self.no_date = self.no_date or text

    @property
    def kept(self) -> int:
        """How many rows are left to score."""
        return self.read - self.rejected - self.blank - self.passed


class ColumnReader(dict[Any, Any]):
    """A column by what its distinct cells stand for, each worked out once."""

    def __init__(self, name: str, read: Callable[[object], Any], item: bool = False) -> None:
        super().__init__()
        self.name, self.item = name, item
        self.refused: object = REFUSED if item else REFUSED_TEXT
        self._read = read
        self._free = not item and is_free(name)
        self._problems: dict[object, Problem] = {}

    def read(self, cells: Sequence[object]) -> list[Any]:
        """What the cells stand for; `refused` where that is nothing."""
        if len(self) > _MOST_KEPT:
            self.clear()
            self._problems.clear()
        keys = _keys(cells)
        if self._free:
            return [key if _is_plain(key) else self[key] for key in keys]
        return list(map(self.__getitem__, keys))

    def problem(self, cell: object) -> Problem:
        """Why this cell, read last, was refused."""
        return self._problems[next(iter(_keys([cell])))]

    def __missing__(self, key: Any) -> Any:
        try:
            value = self._read(key.cell if isinstance(key, _Typed) else key)
        except InputError as error:
            value = self.refused
            self._problems[key] = error.problems[0]
        self[key] = value
        return value


@dataclass(frozen=True)
class _Typed:
    """A cell that is no text: `1`, `1.0` and `True` are equal to Python, but not one answer."""

    kind: type
    text: str
    cell: object = field(compare=False)


def _is_plain(cell: object) -> bool:
    return isinstance(cell, str) and len(cell) <= LONGEST_PLAIN and bool(_PLAIN.fullmatch(cell))


def _keys(cells: Sequence[object]) -> Iterable[Any]:
    if set(map(type, cells)) <= {str, type(None)}:
        return cells
    return [
        cell if cell is None or isinstance(cell, str) else _Typed(type(cell), str(cell), cell)
        for cell in cells
    ]


class RowReader:
    """Reads the rows of one export; what it refuses goes to `rejects`."""

    def __init__(self, export: Export, rejects: RejectFile) -> None:
        self.export, self.tally = export, RowTally()
        self._rejects = rejects
        self.columns = _readers(export)

    def frames(self, rows: Iterable[SheetRow]) -> Iterator[pl.DataFrame]:
        """The rows in chunks, each without those that are blank or were refused."""
        waiting = iter(rows)
        while chunk := list(islice(waiting, _CHUNK)):
            yield self.frame(chunk)

    def frame(self, rows: Sequence[SheetRow]) -> pl.DataFrame:
        """One chunk of rows, by `__row` and the person columns and items that the file has."""
        import polars as pl

        width = len(self.export.columns.headers)
        if self.export.short_rows_count:
            self.tally.short += sum(len(row[1]) < width for row in rows)
        cells = list(zip(*(_of_width(row[1], width) for row in rows), strict=True))
        read = {place: one.read(cells[place]) for place, one in self.columns.items()}
        refused = self._refused(rows, cells, read)
        self._count_undated(cells, read)
        for number in sorted(refused):
            self._rejects.write(refused[number])
        columns: dict[str, Any] = {ROW: pl.Series([row[0] for row in rows], dtype=pl.Int64())}
        for place, one in self.columns.items():
            columns[one.name] = pl.Series(read[place], dtype=pl.Int8() if one.item else pl.String())
        kept = pl.DataFrame(columns).filter(
            pl.Series([number not in refused for number in range(len(rows))])
        )
        items = [one.name for one in self.columns.values() if one.item]
        filled = kept.filter(~pl.all_horizontal(pl.col(items).is_null()))
        self.tally.read += len(rows)
        self.tally.rejected += len(refused)
        self.tally.blank += kept.height - filled.height
        return filled

    def finish(self) -> None:
        """Count the rows that were passed over, and write down those that are no rows."""
        self.tally.passed = self.export.passed
        self.tally.read += self.export.passed
        for problem in self.export.broken:
            self._rejects.write([Reject(problem.line, problem)])
        self.tally.read += len(self.export.broken)
        self.tally.rejected += len(self.export.broken)

    def _refused(
        self,
        rows: Sequence[SheetRow],
        cells: Sequence[Sequence[object]],
        read: Mapping[int, Sequence[object]],
    ) -> dict[int, list[Reject]]:
        """Every reason why a row is refused, by its place in the chunk."""
        width = len(self.export.columns.headers)
        refused: dict[int, list[Reject]] = {
            number: [_too_long(row, width)]
            for number, row in enumerate(rows)
            if len(row[1]) > width and any(map(_filled, row[1][width:]))
        }
        for place, one in self.columns.items():
            if one.refused not in read[place]:
                continue
            header = self.export.columns.headers[place] or one.name
            for number, value in enumerate(read[place]):
                if value == one.refused:
                    cell = cells[place][number]
                    problem = one.problem(cell)
                    reject = Reject(rows[number][0], problem, header, str(cell))
                    refused.setdefault(number, []).append(reject)
        for number in sorted(refused):
            self._count_numbers(refused[number])
        return refused

    def _count_undated(
        self, cells: Sequence[Sequence[object]], read: Mapping[int, Sequence[object]]
    ) -> None:
        place = self.export.columns.people.get("measured_on")
        if place is not None:
            for cell, moment in zip(cells[place], read[place], strict=True):
                if moment == "" and is_undated(cell):
                    self.tally.count_undated(str(cell).strip())

    def _count_numbers(self, rejects: Iterable[Reject]) -> None:
        numbers = {
            one.value.strip()
            for one in rejects
            if one.problem.fault is Fault.ANSWER_UNKNOWN and is_number(one.value)
        }
        self.tally.numbered += bool(numbers)
        if len(self.tally.numbers) < _NUMBERS_TOLD:
            self.tally.numbers |= numbers


def _readers(export: Export) -> dict[int, ColumnReader]:
    """A reader for every column that holds something, by its place."""

    def item(question: Item, cell: object) -> int | None:
        return export.answer(question, cell).cell

    def change(question: Change, cell: object) -> int | None:
        return export.change(question, cell).cell

    columns = export.columns
    readers = {
        at: ColumnReader(key, partial(export.person_cell, key))
        for key, at in columns.people.items()
    }
    for at, one in columns.items.items():
        readers[at] = ColumnReader(one.id, partial(item, one), item=True)
    for at, asked in columns.changes.items():
        readers[at] = ColumnReader(asked.id, partial(change, asked), item=True)
    return readers


def _of_width(cells: Sequence[object], width: int) -> Sequence[object]:
    if len(cells) == width:
        return cells
    return (*cells[:width], *(None for _ in range(width - len(cells))))


def _filled(cell: object) -> bool:
    return cell is not None and bool(str(cell).strip())


def _too_long(row: SheetRow, width: int) -> Reject:
    values = {"given": len(row[1]), "expected": width}
    return Reject(row[0], Problem(Fault.TABLE_ROW_LONG, values))
