"""The sheets of an OpenDocument spreadsheet (.ods), looked at before its reader opens it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from slimscan.errors import Fault, Problem
from slimscan.imports.ods_check import SheetParts, check_spreadsheet
from slimscan.imports.tools.tool import SHOWN_FIRST, Sheet, SheetRow
from slimscan.imports.workbook import reading_workbook


@dataclass(frozen=True)
class _Rows:
    """The rows of one sheet with anything in them; the file is opened anew each time."""

    path: Path
    sheet: int
    parts: SheetParts

    def __iter__(self) -> Iterator[SheetRow]:
        with reading_workbook(self.path):
            sheet = _opened(self.path).get_sheet_by_index(self.sheet)
            rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
        held = self.parts.unreadable.get(self.sheet, {})
        rows += [[] for _ in range(max(held, default=-1) + 1 - len(rows))]
        for number, cells in enumerate(rows):
            values = list(map(_value, cells))
            for column, unreadable in held.get(number, {}).items():
                values += [None] * (column + 1 - len(values))
                values[column] = unreadable
            if any(value is not None for value in values):
                yield number + 1, values


def spreadsheet_sheets(path: Path) -> tuple[Sheet, ...]:
    """Every sheet of an OpenDocument spreadsheet; raises `InputError` when it cannot be read."""
    parts = check_spreadsheet(path)
    with reading_workbook(path):
        names = list(_opened(path).sheet_names)
    sheets = []
    for place, name in enumerate(names):
        rows = _Rows(path, place, parts)
        first = tuple(islice(rows, SHOWN_FIRST))
        remarks = [Problem(Fault.CELLS_MERGED, {}, str(path))] if place in parts.merged else []
        # Of the same kind as a workbook: survey tools make neither in another way.
        sheets.append(Sheet(str(path), "xlsx", name, first, rows, remarks=remarks))
    return tuple(sheets)


def _opened(path: Path) -> Any:
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path(path)


def _value(cell: object) -> object:
    """A cell as that of a workbook: nothing for an empty one, the truth as text."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return None if cell == "" else cell
