"""What is told of organisations, as the bytes of files: to people, to a workbook, and as data.

Of many organisations the same few values are told, so what follows their names is made once.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from slimscan.batch.organisations.released import ReleasedColumns
from slimscan.batch.organisations.staff import Organisation
from slimscan.privacy import TOTAL, End, ReleasedValue
from slimscan.text import spreadsheet_cell

_LINE_END = "\r\n"

_ENDS = {End.AT_MOST: "<=", End.AT_LEAST: ">="}


@dataclass(frozen=True)
class ToldSlice:
    """What is told of some organisations, as the bytes of parts of files.

    `lines` are for people, `shown` for a workbook (`shown_groups_in`), `released` for the summary.
    """

    organisations: int
    lines: bytes
    shown: bytes
    released: bytes


def told_of(
    organisations: Iterable[Organisation],
    own: Mapping[str, tuple[str, ...]],
    scales: Sequence[str],
) -> ToldSlice:
    """What is told of these organisations; `own` are the branch's own values by their keys.

    `scales` are the ids of all that are scored.
    """
    as_told, as_data = _Texts(_told), _Texts(_as_data)
    lines: list[str] = []
    shown: list[str] = []
    released = ReleasedColumns()
    count = 0
    for each in organisations:
        count += 1
        beside = own[each.key]
        for group in each.delivery.release.groups:
            values = [value for value in group.values if value.mean is not None]
            if values:
                team = "" if group.cell == TOTAL else group.cell.name
                lines.append(_lines(each.name, team, as_told.of(values), beside))
                means = dict(zip([one.scale for one in values], as_data.of(values), strict=True))
                cells = (each.name, team, str(values[0].people), *beside)
                shown.append(_row(cells, [means.get(scale, _NO_MEAN) for scale in scales]))
        released.take(each)
    return ToldSlice(count, "".join(lines).encode(), "".join(shown).encode(), released.as_parquet())


def _lines(name: str, team: str, texts: Sequence[str], beside: Sequence[str]) -> str:
    """A group for people: a line for every value."""
    start = _joined((spreadsheet_cell(name), spreadsheet_cell(team)))
    end = _joined(("", *map(spreadsheet_cell, beside))) if beside else ""
    end = f"{end}{_LINE_END}"
    return f"{start}{f'{end}{start}'.join(texts)}{end}"


def _row(cells: Sequence[str], texts: Sequence[str]) -> str:
    """A group for a workbook: one line with all of its values."""
    return f"{_joined(cells)}{''.join(texts)}{_LINE_END}"


@dataclass(frozen=True)
class ShownGroup:
    """What may be shown of an organisation, or of a team of it."""

    organisation: str
    team: str
    """Empty for everyone."""
    people: str
    own: Sequence[str]
    """The values of the columns that the branch keeps of its own."""
    means: Sequence[str]
    """For every scale the mean and, if it is at an end of the scale, which: `read_mean` parts them.

    Empty where it is not shown.
    """


def shown_groups_in(path: Path, own: int) -> Iterator[ShownGroup]:
    """What a file of shown groups tells, in its order, where a branch keeps so many columns."""
    with path.open(encoding="utf-8", newline="") as lines:
        for organisation, team, people, *cells in csv.reader(lines):
            yield ShownGroup(organisation, team, people, cells[:own], cells[own:])


def read_mean(text: str) -> tuple[int, str | None] | None:
    """The mean of a shown group and the end that it is at; None where it is not shown."""
    mean, _, end = text.partition(_AT)
    return (int(mean), end or None) if mean else None


_AT = "@"
_NO_MEAN = ","


class _Texts:
    """What values are as cells of a line, each made once."""

    def __init__(self, told: Callable[[ReleasedValue], Sequence[str]]) -> None:
        self._told = told
        self._made: dict[int, str] = {}
        self._values: list[ReleasedValue] = []
        """Those that a text was made of, so that no other one gets its place."""

    def of(self, values: Sequence[ReleasedValue]) -> list[str]:
        """The text of each, which begins with what parts it from the cell before."""
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
    """The mean for a workbook, which says the end in words."""
    return (f"{value.mean}{_AT}{value.end.value}" if value.end else str(value.mean),)


class _Passing:
    """A file that gives back what is written to it: a line costs no file of its own."""

    def write(self, text: str) -> str:
        return text


_as_line = csv.writer(_Passing(), lineterminator=_LINE_END).writerow


def _joined(cells: Sequence[str]) -> str:
    """Two cells or more as a part of a line."""
    return str(_as_line(cells)).removesuffix(_LINE_END)
