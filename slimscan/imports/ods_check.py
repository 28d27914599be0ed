"""Looking at an OpenDocument spreadsheet before its reader does: what repeats, and errors."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from slimscan.errors import Fault, InputError, Problem, Unreadable
from slimscan.imports.tools.tool import MOST_COLUMNS
from slimscan.imports.zip_check import (
    MOST_ROWS,
    MOST_UNPACKED,
    PartLimitError,
    check_sizes,
)

CONTENT = "content.xml"
_MOST_CELLS = 10_000_000
"""With what is repeated; a reader holds them all."""
_MOST_SPACES = 10_000
"""In a row; a few letters can ask for a billion of them."""
_LONGEST_ERROR = 40


@dataclass
class SheetParts:
    """What the sheets hold that their reader does not tell."""

    unreadable: dict[int, dict[int, dict[int, Unreadable]]] = field(default_factory=dict)
    """Cells with an error or a formula never worked out, by sheet, row and column from 0."""
    merged: set[int] = field(default_factory=set)
    """The sheets in which cells are merged, from 0."""


def check_spreadsheet(path: Path) -> SheetParts:
    """What stands in the sheets beside values.

    Raises `InputError` unless the file is sound and of a size that can be read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            check_sizes(archive, MOST_UNPACKED)
            walk = _Walk()
            with archive.open(CONTENT) as content:
                walk.parser().ParseFile(content)
            return walk.found
    except PartLimitError as refused:
        large = {"reason": str(refused)}
        raise InputError([Problem(Fault.WORKBOOK_TOO_LARGE, large, str(path))]) from None
    except OSError:
        raise
    except Exception as error:
        # A damaged zip or its XML breaks their readers in a dozen ways; none of them is our fault.
        values = {"reason": type(error).__name__}
        raise InputError([Problem(Fault.WORKBOOK_UNREADABLE, values, str(path))]) from None


@dataclass
class _Cell:
    """A cell while it is read, with the cells that repeat it."""

    row: int
    column: int
    repeated: int
    error: bool
    formula: str
    text: str = ""


@dataclass
class _Walk:
    """Goes through the elements, and counts rows and columns with what is repeated."""

    found: SheetParts = field(default_factory=SheetParts)
    _sheet: int = -1
    _row: int = 0
    _rows: int = 1
    _column: int = 0
    _cells: int = 0
    _cell: _Cell | None = None

    def parser(self) -> expat.XMLParserType:
        """A reader that tells this walk of every element."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._letters
        parser.StartDoctypeDeclHandler = self._doctype
        return parser

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._sheet, self._row = self._sheet + 1, 0
        elif name == "table:table-row":
            self._rows = _times(attributes, "table:number-rows-repeated")
            self._column = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._begin_cell(attributes)
        elif name == "text:s" and _times(attributes, "text:c") > _MOST_SPACES:
            raise PartLimitError(f"{attributes['text:c']} x ' '")

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        repeated = _times(attributes, "table:number-columns-repeated")
        kind = attributes.get("office:value-type", "")
        formula = attributes.get("table:formula", "")
        error = attributes.get("calcext:value-type") == "error" or bool(
            formula and kind == "string" and attributes.get("office:string-value") == ""
        )
        if "table:number-columns-spanned" in attributes:
            self.found.merged.add(self._sheet)
        if kind or formula:
            self._check(self._row + self._rows, self._column + repeated, repeated)
        never_worked_out = formula if formula and not kind else ""
        self._cell = _Cell(self._row, self._column, repeated, error, never_worked_out)
        self._column += repeated

    def _check(self, rows: int, columns: int, repeated: int) -> None:
        """Refuse what is far away, and what is too much in all."""
        if rows > MOST_ROWS or columns > MOST_COLUMNS:
            raise PartLimitError(f"{rows} x {columns}")
        self._cells += self._rows * repeated
        if self._cells > _MOST_CELLS:
            raise PartLimitError(f"{self._cells} cells")

    def _letters(self, text: str) -> None:
        if self._cell and len(self._cell.text) < _LONGEST_ERROR:
            self._cell.text += text

    def _end(self, name: str) -> None:
        if name == "table:table-row":
            self._row += self._rows
        elif self._cell and name in ("table:table-cell", "table:covered-table-cell"):
            self._end_cell(self._cell)
            self._cell = None

    def _end_cell(self, cell: _Cell) -> None:
        if cell.error:
            held = Unreadable(Fault.CELL_ERROR, cell.text or "#")
        elif cell.formula:
            held = Unreadable(Fault.CELL_FORMULA, cell.formula)
        else:
            return
        sheet = self.found.unreadable.setdefault(self._sheet, {})
        for row in range(cell.row, cell.row + self._rows):
            columns = range(cell.column, cell.column + cell.repeated)
            sheet.setdefault(row, {}).update(dict.fromkeys(columns, held))

    def _doctype(self, *_: object) -> None:
        raise PartLimitError("DOCTYPE")


def _times(attributes: Mapping[str, str], name: str) -> int:
    written = attributes.get(name, "1")
    if not written.isdecimal() or len(written) > 9:
        raise PartLimitError(written[:20])
    return max(int(written), 1)
