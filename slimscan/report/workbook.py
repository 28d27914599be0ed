"""Documents as a workbook (XLSX): tables to filter, and one sheet that tells them at a glance.

What is written is said as data (`BookTable`, `Overview`); this is the only place that knows how a
workbook is made. A text is always written as a text, so nothing from outside becomes a formula, a
link, a date or a number. Numbers and days are written as such, and a spreadsheet program shows them
in the way of its own country. The same content gives the same bytes.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Literal

from slimscan.report.moment import moment_made
from slimscan.report.office.package import xml_text

CellKind = Literal["text", "whole", "signed", "number", "day"]
FORMATS: Mapping[CellKind, str | int] = {
    "text": "@",
    "whole": "0",
    "signed": '+0;"\N{MINUS SIGN}"0;0',
    "number": "General",
    "day": 14,
}
"""Number 14 is the short date of the country that the program is set to."""

_LONGEST_LABEL = 255
"""A longer text in a cell that is marked as text is shown as ##### by some programs."""
_LONGEST_CELL = 32_767
_LINE = 15
_HIGHEST_ROW = 409
"""The height of a line, in points."""
_ACROSS = 118
"""How many signs fit beside each other over the columns of an overview."""
_OVERVIEW_COLUMNS = 7
_SIGNS_A_PAGE = 280


@dataclass(frozen=True)
class ToldNumber:
    """A number of which people see these words, such as "at most 10"."""

    number: int
    told: str


CellValue = str | int | float | date | ToldNumber | None


@dataclass(frozen=True)
class Column:
    """A column of a table; `width` in signs; with `bar` its cells show a bar from 0 to 100."""

    title: str
    width: int
    kind: CellKind = "text"
    bar: bool = False


@dataclass(frozen=True)
class BookTable:
    """A table on a sheet of its own: one header row, then rows of as many cells."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[CellValue, ...], ...]


@dataclass(frozen=True)
class BookChart:
    """Bars from 0 to 100 beside the table of an overview: its first column names them.

    `series` are places of columns in the table; the first has a colour a row.
    """

    title: str
    about: str
    """What it shows, for whoever does not see it."""
    series: tuple[int, ...]
    colours: tuple[str, ...]


@dataclass(frozen=True)
class Overview:
    """The first sheet: what it is of, its main table with a chart, and what there is to say."""

    name: str
    title: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    table: BookTable
    chart: BookChart | None
    told: tuple[tuple[str, tuple[str, ...]], ...]
    """Headings with what stands under them, a text a line; those without a text are left out."""


@dataclass(frozen=True)
class Book:
    """A whole workbook."""

    title: str
    made_on: date
    overview: Overview
    tables: tuple[BookTable, ...]
    palette: Mapping[str, str] = field(default_factory=dict)


def workbook_bytes(told: Book) -> bytes:
    """The workbook as a file."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        created = moment_made(told.made_on).replace(tzinfo=None)
        book.set_properties({"title": xml_text(told.title), "author": "", "created": created})
        styles = BookStyles(book, told.palette)
        _write_overview(book, told.overview, styles)
        for table in told.tables:
            write_table(book.add_worksheet(table.name), table, styles)
    return file.getvalue()


def shown_number(told: str) -> CellValue:
    """A number as people see it, as a number; any other text, such as a dash, as it is."""
    plain = told.replace("\N{MINUS SIGN}", "-").removeprefix("+")
    return int(plain) if plain.removeprefix("-").isdecimal() else told


class BookStyles:
    """The formats of a workbook, made when they are first needed."""

    def __init__(self, book: Any, palette: Mapping[str, str]) -> None:
        self._book, self._made = book, {}  # type: Any, dict[tuple[tuple[str, object], ...], Any]
        self.accent = f"#{palette.get('accent', '1b2430')}"
        self.wash = f"#{palette.get('wash-deep', 'dde3ea')}"
        self.soft = f"#{palette.get('soft', '55606e')}"

    def of(self, **properties: object) -> Any:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "top", **properties})
        return self._made[key]

    def header(self, kind: CellKind = "text") -> Any:
        """A head: it stands over its numbers where numbers are under it."""
        aligned = {} if kind == "text" else _BESIDE
        colours = {"font_color": "#ffffff", "bg_color": self.accent}
        return self.of(bold=True, text_wrap=True, valign="vcenter", **colours, **aligned)


def write_table(sheet: Any, table: BookTable, styles: BookStyles) -> None:
    """Write a table from the first cell on, with a filter, its head kept in sight and printed."""
    last = max(len(table.rows), 1)
    write_head(sheet, 0, table.columns, styles)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
    for number, row in enumerate(table.rows, start=1):
        sheet.set_row(number, row_height(table.columns, row))
        write_row(sheet, number, table.columns, row, styles)
    for place, column in enumerate(table.columns):
        if column.bar and table.rows:
            sheet.conditional_format(1, place, last, place, _bar(styles))
    sheet.autofilter(0, 0, last, len(table.columns) - 1)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    _set_paper(sheet, sum(column.width for column in table.columns))


def row_height(columns: Sequence[Column], cells: Sequence[CellValue]) -> float:
    """How high a row has to be, in points; not every program finds that out by itself."""
    lines = 1
    for column, cell in zip(columns, cells, strict=True):
        if isinstance(cell, str):
            parts = (math.ceil(len(part) / (1.1 * column.width)) for part in cell.split("\n"))
            lines = max(lines, sum(max(1, part) for part in parts))
    return min(_LINE * lines + 2, _HIGHEST_ROW)


def write_head(sheet: Any, row: int, columns: Sequence[Column], styles: BookStyles) -> None:
    """Write the names of columns."""
    sheet.set_row(row, max(2 * _LINE, row_height(columns, [one.title for one in columns])) + 4)
    for place, column in enumerate(columns):
        write_text(sheet, row, place, column.title, styles.header(column.kind))


def write_row(
    sheet: Any, row: int, columns: Sequence[Column], cells: Sequence[CellValue], styles: BookStyles
) -> None:
    """Write the cells of one row; an empty one stays empty."""
    for place, (column, value) in enumerate(zip(columns, cells, strict=True)):
        write_cell(sheet, row, place, column.kind, value, styles)


_BESIDE: dict[str, object] = {"align": "right", "indent": 1}
"""Numbers stand to the right, with a gap before the text in the next column."""


def write_cell(  # noqa: PLR0913, PLR0917
    sheet: Any, row: int, place: int, kind: CellKind, value: CellValue, styles: BookStyles
) -> None:
    """Write one value as what it is, whatever it looks like."""
    if value is None or value == "":
        return
    if isinstance(value, ToldNumber):
        shown = value.told.replace('"', "")
        style = styles.of(num_format=f'"{shown}"', **_BESIDE)
        sheet.write_number(row, place, value.number, style)
    elif isinstance(value, str):
        write_text(sheet, row, place, value, _text_style(value, kind, styles))
    elif isinstance(value, date):
        midnight = datetime.combine(value, time())
        sheet.write_datetime(row, place, midnight, styles.of(num_format=FORMATS["day"], **_BESIDE))
    else:
        sheet.write_number(row, place, value, styles.of(num_format=FORMATS[kind], **_BESIDE))


def write_text(sheet: Any, row: int, place: int, text: str, style: Any) -> None:
    """Write a text as a text, as much of it as a cell can hold."""
    sheet.write_string(row, place, xml_text(text)[:_LONGEST_CELL], style)


def _text_style(text: str, kind: CellKind, styles: BookStyles) -> Any:
    """A text among numbers, such as a dash, stands to the right as they do."""
    marked = FORMATS["text"] if len(text) <= _LONGEST_LABEL else "General"
    if kind == "text":
        return styles.of(num_format=marked, text_wrap=True)
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


def _set_paper(sheet: Any, width: int = 0) -> None:
    """On A4, a wide one over more pages, with its name and page numbers under it."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(max(1, math.ceil(width / _SIGNS_A_PAGE)), 0)
    sheet.set_footer("&L&A&R&P / &N")
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _write_overview(book: Any, told: Overview, styles: BookStyles) -> None:
    sheet = book.add_worksheet(told.name)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, _OVERVIEW_COLUMNS - 1, 13)
    sheet.set_row(0, 2 * _LINE)
    big = styles.of(bold=True, font_size=18, font_color=styles.accent)
    write_text(sheet, 0, 0, told.title, big)
    row = _write_lines(sheet, 1, (told.lead,), styles.of(text_wrap=True, font_size=12))
    row = _write_facts(sheet, row + 1, told.facts, styles)
    top = row + 1
    write_head(sheet, top, told.table.columns, styles)
    for number, cells in enumerate(told.table.rows, start=top + 1):
        write_row(sheet, number, told.table.columns, cells, styles)
    row = top + len(told.table.rows) + 1
    if told.chart and told.table.rows:
        _insert_chart(book, sheet, told, top, row)
        row += _CHART_ROWS + 1
    for heading, lines in told.told:
        if lines:
            bold = styles.of(bold=True, font_size=13, font_color=styles.accent)
            write_text(sheet, row + 1, 0, heading, bold)
            row = _write_lines(sheet, row + 2, lines, styles.of(text_wrap=True))
    _set_paper(sheet)
    sheet.set_portrait()


def _write_facts(sheet: Any, row: int, facts: Sequence[tuple[str, str]], styles: BookStyles) -> int:
    for label, text in facts:
        write_text(sheet, row, 0, label, styles.of(font_color=styles.soft))
        write_text(sheet, row, 1, text, styles.of(num_format="@"))
        row += 1
    return row


def _write_lines(sheet: Any, row: int, lines: Sequence[str], style: Any) -> int:
    """Write texts over the width of the overview, each in a row as high as it needs."""
    for line in lines:
        sheet.merge_range(row, 0, row, _OVERVIEW_COLUMNS - 1, "", style)
        write_text(sheet, row, 0, line, style)
        sheet.set_row(row, _LINE * 1.1 * max(1, math.ceil(len(line) / _ACROSS)) + 2)
        row += 1
    return row


_CHART_ROWS = 17
_GRID = {"visible": True, "line": {"color": "#d3d9e0", "width": 0.75}}


def _insert_chart(book: Any, sheet: Any, told: Overview, top: int, below: int) -> None:
    """A bar chart of the table under it, of which every number is in the table."""
    asked = told.chart
    if asked is None:
        return
    first, last = top + 1, top + len(told.table.rows)
    chart = book.add_chart({"type": "bar"})
    for number, place in enumerate(asked.series):
        colour = asked.colours[0] if number == 0 else "9aa5b1"
        series: dict[str, object] = {
            "name": [told.name, top, place],
            "categories": [told.name, first, 0, last, 0],
            "values": [told.name, first, place, last, place],
            "data_labels": {"value": True},
            "fill": {"color": f"#{colour}"},
            "gap": 60,
        }
        if number == 0:
            series["points"] = [{"fill": {"color": f"#{one}"}} for one in asked.colours]
        chart.add_series(series)
    chart.set_title({"name": asked.title, "name_font": {"size": 13}, "overlay": False})
    # The names run from the top; then the numbers under the bars are the "high" end.
    scale = {"min": 0, "max": 100, "major_unit": 20, "label_position": "high"}
    chart.set_x_axis({**scale, "major_gridlines": _GRID, "line": {"none": True}})
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"none": True} if len(asked.series) == 1 else {"position": "bottom"})
    chart.set_size({"width": 820, "height": _CHART_ROWS * 20 - 8})
    sheet.insert_chart(below + 1, 0, chart, {"description": asked.about, "x_offset": 4})
