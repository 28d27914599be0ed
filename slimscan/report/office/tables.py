"""Tables of a workbook (XLSX): a filter, a head that stays, and cells that are what they are.

What is written is said as data (`BookTable`). A text is always written as a text, so nothing from
outside becomes a formula, a link, a date or a number. Numbers and days are written as such, and a
spreadsheet program shows them in the way of its own country.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Literal

from slimscan.report.moment import moment_made
from slimscan.report.office.letters import FONT, ems
from slimscan.report.office.package import xml_text

CellKind = Literal["text", "whole", "signed", "ratio", "number", "tenth", "day"]
FORMATS: Mapping[CellKind, str | int] = {
    "text": "@",
    "whole": "0",
    "signed": '+0;"\N{MINUS SIGN}"0;0',
    "ratio": '0.00;"\N{MINUS SIGN}"0.00;0.00',
    "number": "General",
    "tenth": "0.0",
    "day": 14,
}
"""Number 14 is the short date of the country that the program is set to."""

_LONGEST_LABEL = 255
"""A longer text in a cell that is marked as text is shown as ##### by some programs."""
_LONGEST_CELL = 32_767
LINE = 13
"""The height of a line, in points."""
HIGHEST_ROW = 409
_SIGNS_A_PAGE = 280


@dataclass(frozen=True)
class ToldNumber:
    """A number of which people see these words, such as "at most 10"."""

    number: int
    told: str


CellValue = str | int | float | date | ToldNumber | None
BookRow = tuple[CellValue, ...]


@dataclass(frozen=True)
class BookColumn:
    """A column of a table; `width` in signs; with `bar` its cells show a bar from 0 to 100."""

    title: str
    width: int
    kind: CellKind = "text"
    bar: bool = False

    @property
    def wide(self) -> int:
        """Its width, and never less than the longest word of its title."""
        longest = max(map(ems, self.title.split()), default=0.0)
        return max(self.width, math.ceil(longest * _BOLD / _EMS_A_SIGN + _INDENT))


@dataclass(frozen=True)
class BookTable:
    """A table on a sheet of its own: one header row, then rows of as many cells."""

    name: str
    columns: tuple[BookColumn, ...]
    rows: tuple[BookRow, ...]
    naming: int = 1
    """How many columns say what a row is of: they come back on every sheet of paper."""

    def filled(self) -> BookTable:
        """The table without columns in which nothing stands, which take room from the others."""
        kept = [
            place
            for place in range(len(self.columns))
            if place < self.naming or any(row[place] not in (None, "") for row in self.rows)
        ]
        return replace(
            self,
            columns=tuple(self.columns[place] for place in kept),
            rows=tuple(tuple(row[place] for place in kept) for row in self.rows),
        )


def shown_number(told: str) -> CellValue:
    """A number as people see it, as a number; any other text, such as a dash, as it is."""
    plain = told.replace("\N{MINUS SIGN}", "-").removeprefix("+")
    return int(plain) if plain.removeprefix("-").isdecimal() else told


def begin_book(file: Any, **options: object) -> Any:
    """An empty workbook, which goes into this file when it is closed."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    return Workbook(
        file, {"default_format_properties": {"font_name": FONT, "font_size": 10}, **options}
    )


def name_book(book: Any, title: str, made_on: date) -> None:
    """Say what a workbook is and when it was made; nobody is named as who made it."""
    created = moment_made(made_on).replace(tzinfo=None)
    book.set_properties({"title": xml_text(title), "author": "", "created": created})


class BookStyles:
    """The formats of a workbook, made when they are first needed."""

    def __init__(self, book: Any, palette: Mapping[str, str]) -> None:
        self._book, self._made = book, {}  # type: Any, dict[tuple[tuple[str, object], ...], Any]
        self._numbers: dict[str | int, Any] = {}
        self.accent = f"#{palette.get('accent', '1b2430')}"
        self.wash = f"#{palette.get('wash-deep', 'dde3ea')}"
        self.soft = f"#{palette.get('soft', '55606e')}"

    def of(self, **properties: object) -> Any:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "top", **properties})
        return self._made[key]

    def number(self, shown: str | int) -> Any:
        """The format of a number that is shown so; of many cells it is one of a few."""
        if shown not in self._numbers:
            self._numbers[shown] = self.of(num_format=shown, **_BESIDE)
        return self._numbers[shown]

    def header(self, kind: CellKind = "text") -> Any:
        """A head: it stands over its numbers where numbers are under it."""
        aligned = _AFTER if kind == "text" else _BESIDE
        colours = {"font_color": "#ffffff", "bg_color": self.accent}
        return self.of(bold=True, text_wrap=True, valign="vcenter", **colours, **aligned)


def write_table(sheet: Any, table: BookTable, styles: BookStyles) -> None:
    """Write a table from the first cell on, with a filter, its head kept in sight and printed.

    A column in which nothing stands is left out.
    """
    table = table.filled()
    begin_table(sheet, table, styles)
    for number, row in enumerate(table.rows, start=1):
        sheet.set_row(number, row_height(table.columns, row))
        write_row(sheet, number, table.columns, row, styles)
    end_table(sheet, table, len(table.rows), styles)


def begin_table(sheet: Any, table: BookTable, styles: BookStyles) -> None:
    """Write the head of a table, of which the rows may come one by one."""
    write_head(sheet, 0, table.columns, styles)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.wide)


def end_table(sheet: Any, table: BookTable, rows: int, styles: BookStyles) -> None:
    """Give a table of so many rows its bars, its filter, and a head that stays and is printed."""
    last = max(rows, 1)
    for place, column in enumerate(table.columns):
        if column.bar and rows:
            sheet.conditional_format(1, place, last, place, _bar(styles))
    sheet.autofilter(0, 0, last, len(table.columns) - 1)
    set_paper(sheet, sum(column.wide for column in table.columns), table.naming)


def row_height(columns: Sequence[BookColumn], cells: Sequence[CellValue]) -> float:
    """How high a row has to be, in points; not every program finds that out by itself."""
    lines = 1
    for column, cell in zip(columns, cells, strict=True):
        if isinstance(cell, str):
            lines = max(lines, lines_of(cell, column.wide - _INDENT))
    return min(LINE * lines + 4, HIGHEST_ROW)


def lines_of(text: str, across: float) -> int:
    """How many lines a text takes in a column of this width."""
    parts = (math.ceil(ems(part) / (_EMS_A_SIGN * across)) for part in text.split("\n"))
    return sum(max(1, part) for part in parts)


_BOLD = 1.08
"""How much wider bold letters are."""
_EMS_A_SIGN = 0.5
"""A column is so many digits wide; a line breaks between words, so it is not filled to its end."""


def write_head(sheet: Any, row: int, columns: Sequence[BookColumn], styles: BookStyles) -> None:
    """Write the names of columns."""
    sheet.set_row(row, max(2 * LINE, row_height(columns, [one.title for one in columns])) + 4)
    for place, column in enumerate(columns):
        write_text(sheet, row, place, column.title, styles.header(column.kind))


def write_row(
    sheet: Any,
    row: int,
    columns: Sequence[BookColumn],
    cells: Sequence[CellValue],
    styles: BookStyles,
) -> None:
    """Write the cells of one row; an empty one stays empty."""
    for place, (column, value) in enumerate(zip(columns, cells, strict=True)):
        write_cell(sheet, row, place, column.kind, value, styles)


_BESIDE: dict[str, object] = {"align": "right", "indent": 1}
"""Numbers stand to the right, with a gap before the text in the next column."""
_AFTER: dict[str, object] = {"align": "left", "indent": 1}
"""Texts stand to the left, whichever way they are read, with a gap after the column before."""
_INDENT = 1.5
"""How many signs such a gap takes."""


def write_cell(  # noqa: PLR0913, PLR0917
    sheet: Any, row: int, place: int, kind: CellKind, value: CellValue, styles: BookStyles
) -> None:
    """Write one value as what it is, whatever it looks like."""
    if value is None or value == "":
        return
    if isinstance(value, ToldNumber):
        shown = value.told.replace('"', "")
        sheet.write_number(row, place, value.number, styles.number(f'"{shown}"'))
    elif isinstance(value, str):
        write_text(sheet, row, place, value, _text_style(value, kind, styles))
    elif isinstance(value, date):
        midnight = datetime.combine(value, time())
        sheet.write_datetime(row, place, midnight, styles.number(FORMATS["day"]))
    else:
        sheet.write_number(row, place, value, styles.number(FORMATS[kind]))


def write_text(sheet: Any, row: int, place: int, text: str, style: Any) -> None:
    """Write a text as a text, as much of it as a cell can hold."""
    sheet.write_string(row, place, xml_text(text)[:_LONGEST_CELL], style)


def _text_style(text: str, kind: CellKind, styles: BookStyles) -> Any:
    """A text among numbers, such as a dash, stands to the right as they do."""
    marked = FORMATS["text"] if len(text) <= _LONGEST_LABEL else "General"
    if kind == "text":
        return styles.of(num_format=marked, text_wrap=True, **_AFTER)
    return styles.of(num_format=marked, **_BESIDE)


def _bar(styles: BookStyles) -> dict[str, object]:
    return {
        "type": "data_bar",
        "bar_color": styles.wash,
        "bar_solid": True,
        "bar_border_color": styles.wash,
        "min_type": "num",
        "max_type": "num",
        "min_value": 0,
        "max_value": 100,
    }


def set_paper(sheet: Any, width: int, naming: int) -> None:
    """A table on A4, a wide one over more pages, each with its head and the columns that name a
    row; these stay in sight too."""
    across = max(1, math.ceil(width / _SIGNS_A_PAGE))
    sheet.freeze_panes(1, naming if across > 1 else 0)
    sheet.repeat_rows(0)
    if across > 1:
        sheet.repeat_columns(0, naming - 1)
    set_foot(sheet, across)
    sheet.set_landscape()


def set_foot(sheet: Any, across: int = 1) -> None:
    """On A4, so many pages wide, with its name and page numbers under it."""
    sheet.set_paper(9)
    sheet.fit_to_pages(across, 0)
    sheet.set_footer("&L&A&R&P / &N")
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
