"""The sheets of a workbook (XLSX), looked at as a zip before it is opened, and read row by row."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice, repeat
from pathlib import Path
from typing import Any

from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.answer_values import Unreadable
from slimscan.imports.tools.tool import SHOWN_FIRST, Sheet, SheetRow
from slimscan.imports.zip_check import check_workbook

_STRETCH = 200


@dataclass(frozen=True)
class _Rows:
    """The rows of one sheet with anything in them; the workbook is opened anew each time."""

    path: Path
    sheet: int
    formulas: bool
    """Whether any cell has a formula: then it is opened once more, to see which."""

    def __iter__(self) -> Iterator[SheetRow]:
        with _reading(self.path), ExitStack() as books:
            stored = _rows(_opened(self.path, books, data_only=True), self.sheet)
            written: Iterator[Any] = repeat(())
            if self.formulas:
                written = _rows(_opened(self.path, books, data_only=False), self.sheet)
            for number, (cells, formulas) in enumerate(zip(stored, written, strict=False), start=1):
                values = [_value(cell) for cell in cells]
                for place, (value, cell) in enumerate(zip(values, formulas, strict=False)):
                    if value is None and cell.data_type == "f":
                        values[place] = Unreadable(Fault.CELL_FORMULA, str(cell.value))
                if any(value is not None and value != "" for value in values):
                    yield number, values


def workbook_sheets(path: Path) -> tuple[Sheet, ...]:
    """Every sheet of a workbook; raises `InputError` when it cannot be read."""
    formulas = check_workbook(path)
    with _reading(path), ExitStack() as books:
        names = [sheet.title for sheet in _opened(path, books, data_only=True).worksheets]
    sheets = []
    for place, name in enumerate(names):
        rows = _Rows(path, place, formulas)
        sheets.append(Sheet(str(path), "xlsx", name, tuple(islice(rows, SHOWN_FIRST)), rows))
    return tuple(sheets)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        # A damaged workbook breaks its reader in any of a dozen ways; none of them is our fault.
        values = {"reason": type(error).__name__}
        raise InputError([Problem(Fault.WORKBOOK_UNREADABLE, values, str(path))]) from None


def _opened(path: Path, books: ExitStack, data_only: bool) -> Any:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(path, read_only=True, data_only=data_only)
    books.callback(book.close)
    return book


def _rows(book: Any, place: int) -> Iterator[Any]:
    sheet = book.worksheets[place]
    # The stated size of a sheet is often wrong; the cells that are there count.
    sheet.reset_dimensions()
    rows = iter(sheet.iter_rows())
    while True:
        # In stretches, so that warnings are ignored while rows are read, and only then.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            stretch = list(islice(rows, _STRETCH))
        if not stretch:
            return
        yield from stretch


def _value(cell: Any) -> object:
    if cell.data_type == "e":
        return Unreadable(Fault.CELL_ERROR, str(cell.value))
    # As text, because for Python the truth is 1.
    return str(cell.value).upper() if isinstance(cell.value, bool) else cell.value
