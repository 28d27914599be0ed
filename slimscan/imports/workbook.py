"""The sheets of a workbook (XLSX), looked at as a zip before it is opened, and read row by row."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice, repeat
from pathlib import Path
from typing import Any

from slimscan.errors import Fault, InputError, Problem, Unreadable
from slimscan.imports.tools.tool import SHOWN_FIRST, Sheet, SheetRow
from slimscan.imports.zip_check import STRICT, check_workbook

_STRETCH = 200


@dataclass(frozen=True)
class _Rows:
    """The rows of one sheet with anything in them; the workbook is opened anew each time."""

    path: Path
    book: _Book
    sheet: int
    formulas: bool
    """Whether any cell has a formula: then it is opened once more, to see which."""

    def __iter__(self) -> Iterator[SheetRow]:
        with reading_workbook(self.path), ExitStack() as books:
            stored = _rows(self.book.opened(books, data_only=True), self.sheet)
            written: Iterator[Any] = repeat(())
            if self.formulas:
                written = _rows(self.book.opened(books, data_only=False), self.sheet)
            for number, (cells, formulas) in enumerate(zip(stored, written, strict=False), start=1):
                values = [_value(cell) for cell in cells]
                for place, (value, cell) in enumerate(zip(values, formulas, strict=False)):
                    if value is None and cell.data_type == "f":
                        values[place] = Unreadable(Fault.CELL_FORMULA, str(cell.value))
                if any(value is not None and value != "" for value in values):
                    yield number, values


@dataclass(frozen=True)
class _Book:
    """A workbook that can be opened more than once."""

    path: Path
    translated: bytes | None = None
    """A Strict Open XML workbook with the names that its reader knows."""

    def opened(self, books: ExitStack, data_only: bool) -> Any:
        """The workbook, closed with `books`."""
        from openpyxl import load_workbook

        content = self.path if self.translated is None else io.BytesIO(self.translated)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(content, read_only=True, data_only=data_only)
        books.callback(book.close)
        return book


def workbook_sheets(path: Path) -> tuple[Sheet, ...]:
    """Every sheet of a workbook; raises `InputError` when it cannot be read."""
    parts = check_workbook(path)
    with reading_workbook(path), ExitStack() as books:
        book = _Book(path, _translated(path) if parts.strict else None)
        kept_in = [(one.title, _part(one)) for one in book.opened(books, data_only=True).worksheets]
    sheets = []
    for place, (name, part) in enumerate(kept_in):
        rows = _Rows(path, book, place, parts.formulas)
        first = tuple(islice(rows, SHOWN_FIRST))
        remarks = [Problem(Fault.CELLS_MERGED, {}, str(path))] if part in parts.merged else []
        sheets.append(Sheet(str(path), "xlsx", name, first, rows, remarks=remarks))
    return tuple(sheets)


def _part(sheet: Any) -> str:
    """The file in the workbook that holds a sheet; its reader tells it nowhere else."""
    return str(sheet._worksheet_path).lstrip("/")


_STRICT_NAMES = (
    (f"{STRICT}spreadsheetml/main", "http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        f"{STRICT}officeDocument/",
        "http://schemas.openxmlformats.org/officeDocument/2006/",
    ),
    (f"{STRICT}drawingml/", "http://schemas.openxmlformats.org/drawingml/2006/"),
)


def _translated(path: Path) -> bytes:
    """A Strict Open XML workbook as an ordinary one: the parts are alike but for their names."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as given, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as taken:
        for name in given.namelist():
            content = given.read(name)
            if name.endswith((".xml", ".rels")):
                for strict, usual in _STRICT_NAMES:
                    content = content.replace(strict.encode(), usual.encode())
            taken.writestr(name, content)
    return made.getvalue()


@contextmanager
def reading_workbook(path: Path) -> Iterator[None]:
    """Whatever a workbook's reader says while it reads, as an `InputError`."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        # A damaged workbook breaks its reader in any of a dozen ways; none of them is our fault.
        values = {"reason": type(error).__name__}
        raise InputError([Problem(Fault.WORKBOOK_UNREADABLE, values, str(path))]) from None


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
