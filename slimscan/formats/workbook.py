"""Answer tables in a workbook (XLSX), looked at as a zip before it is opened."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from functools import partial
from typing import Any

from slimscan.errors import Fault, InputError, Problem
from slimscan.formats.columns import match_columns
from slimscan.formats.delivery import Delivery, Source
from slimscan.formats.rows import Row, read_rows
from slimscan.formats.values import Unreadable
from slimscan.formats.zip_check import check_workbook


def read_workbook(source: Source, content: bytes) -> Delivery:
    """The answers on the sheet that fits the questionnaire best; raises `InputError`."""
    check_workbook(source.file, content)
    sheets = _sheets(source, content)
    if not any(sheets):
        raise InputError([Problem(Fault.TABLE_EMPTY, {}, source.file)])
    best: list[Row] = max(sheets, key=partial(_fits, source))
    return read_rows(source, best)


def _fits(source: Source, sheet: list[Row]) -> int:
    """How many item columns the first row with anything in it has."""
    header = next((cells for _, cells in sheet if any(cell is not None for cell in cells)), ())
    try:
        return len(match_columns(source, header).items)
    except InputError:
        return 0


def _sheets(source: Source, content: bytes) -> list[list[Row]]:
    """Every sheet's rows. Opened twice: with the stored values, and with the formulas."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            books = [
                load_workbook(io.BytesIO(content), read_only=True, data_only=values)
                for values in (True, False)
            ]
            try:
                return [
                    list(_rows(*pair)) for pair in zip(*(b.worksheets for b in books), strict=True)
                ]
            finally:
                for book in books:
                    book.close()
    except Exception as error:
        # A damaged workbook breaks its reader in any of a dozen ways; none of them is our fault.
        values = {"reason": type(error).__name__}
        raise InputError([Problem(Fault.WORKBOOK_UNREADABLE, values, source.file)]) from error


def _rows(values: Any, formulas: Any) -> Iterator[Row]:
    # The stated size of a sheet is often wrong; the cells that are there count.
    values.reset_dimensions()
    formulas.reset_dimensions()
    pairs = zip(values.iter_rows(), formulas.iter_rows(), strict=True)
    for number, (stored, written) in enumerate(pairs, start=1):
        cells = [_value(one, other) for one, other in zip(stored, written, strict=True)]
        if any(cell is not None for cell in cells):
            yield number, cells


def _value(stored: Any, written: Any) -> object:
    if stored.data_type == "e":
        return Unreadable(Fault.CELL_ERROR, str(stored.value))
    if stored.value is None and written.data_type == "f":
        return Unreadable(Fault.CELL_FORMULA, str(written.value))
    return stored.value
