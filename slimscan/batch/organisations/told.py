"""What is told of organisations, as the bytes of files: to people, to a workbook, and as data.

Of many organisations the same few values are told, so what follows their names is made once.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from slimscan.batch.organisations.released import ReleasedColumns
from slimscan.batch.organisations.staff import Organisation
from slimscan.privacy import TOTAL, End, ReleasedValue
from slimscan.text import spreadsheet_cell

_LINE_END = "\r\n"

_ENDS = {End.AT_MOST: "<=", End.AT_LEAST: ">="}


@dataclass(frozen=True)
class ToldSlice:
    """What is told of some organisations: parts of files, as their bytes."""

    organisations: int
    lines: bytes
    values: bytes
    released: bytes


def told_of(organisations: Iterable[Organisation], own: Mapping[str, tuple[str, ...]]) -> ToldSlice:
    """What is told of these organisations; `own` are the branch's own values by their keys."""
    lines, values = _Lines(_told), _Lines(_as_data)
    file: list[str] = []
    shown: list[str] = []
    released = ReleasedColumns()
    count = 0
    for each in organisations:
        count += 1
        beside = own[each.key]
        file += lines.of(each, spreadsheet_cell, beside)
        shown += values.of(each, str, beside)
        released.take(each)
    return ToldSlice(count, "".join(file).encode(), "".join(shown).encode(), released.as_parquet())


class _Lines:
    """The values of organisations as lines of a table."""

    def __init__(self, told: Callable[[ReleasedValue], Sequence[str]]) -> None:
        self._told = told
        self._made: dict[int, str] = {}
        self._values: list[ReleasedValue] = []
        """Those that a text was made of, so that no other one gets its place."""

    def of(
        self, one: Organisation, named: Callable[[str], str], beside: Sequence[str]
    ) -> Iterator[str]:
        """The lines of an organisation; `named` is how a name is written."""
        end = _joined(("", *map(named, beside))) if beside else ""
        end = f"{end}{_LINE_END}"
        for group in one.delivery.release.groups:
            shown = [value for value in group.values if value.mean is not None]
            if shown:
                cell = "" if group.cell == TOTAL else named(group.cell.name)
                start = _joined((named(one.name), cell))
                yield f"{start}{f'{end}{start}'.join(self._texts(shown))}{end}"

    def _texts(self, values: Sequence[ReleasedValue]) -> list[str]:
        made = self._made
        try:
            return [made[one] for one in map(id, values)]
        except KeyError:
            for value in values:
                if id(value) not in made:
                    made[id(value)] = _joined(("", *self._told(value)))
                    self._values.append(value)
            return [made[id(value)] for value in values]


def _told(value: ReleasedValue) -> tuple[str, ...]:
    mean = f"{_ENDS[value.end] if value.end else ''}{value.mean}"
    return value.scale, str(value.people), mean, "" if value.sd is None else str(value.sd)


def _as_data(value: ReleasedValue) -> tuple[str, ...]:
    """The same for a workbook: there the end stands apart."""
    end = value.end.value if value.end else ""
    return value.scale, str(value.people), str(value.mean), end


class _Passing:
    """A file that gives back what is written to it: a line costs no file of its own."""

    def write(self, text: str) -> str:
        return text


_as_line = csv.writer(_Passing(), lineterminator=_LINE_END).writerow


def _joined(cells: Sequence[str]) -> str:
    """Two cells or more as a part of a line."""
    return str(_as_line(cells)).removesuffix(_LINE_END)
