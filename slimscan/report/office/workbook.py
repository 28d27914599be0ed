"""A whole workbook (XLSX): an overview with its main table, a chart and words, then tables.

The same content gives the same bytes.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from slimscan.report.office.letters import FONT
from slimscan.report.office.tables import (
    HIGHEST_ROW,
    LINE,
    BookStyles,
    BookTable,
    begin_book,
    lines_of,
    name_book,
    set_foot,
    write_head,
    write_row,
    write_table,
    write_text,
)

_ACROSS = 112
"""How wide the columns of an overview are together, in signs."""
_OVERVIEW_COLUMNS = 7
_OVERVIEW_COLUMN = 16
_LONGEST_LINE = 2000


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
    lead: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    table: BookTable
    chart: BookChart | None
    told: tuple[tuple[str, tuple[str, ...]], ...]
    """Headings with what stands under them, a text a line; those without a text are left out."""
    before: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The same, told before the table."""


@dataclass(frozen=True)
class WholeBook:
    """A whole workbook."""

    title: str
    made_on: date
    overview: Overview
    tables: tuple[BookTable, ...]
    palette: Mapping[str, str] = field(default_factory=dict)


def workbook_bytes(told: WholeBook) -> bytes:
    """The workbook as a file."""
    file = io.BytesIO()
    with begin_book(file, in_memory=True) as book:
        name_book(book, told.title, told.made_on)
        styles = BookStyles(book, told.palette)
        write_overview(book, book.add_worksheet(told.overview.name), told.overview, styles)
        for table in told.tables:
            write_table(book.add_worksheet(table.name), table, styles)
    return file.getvalue()


def write_overview(book: Any, sheet: Any, told: Overview, styles: BookStyles) -> None:
    """Write the first sheet of a book."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, _OVERVIEW_COLUMNS - 1, _OVERVIEW_COLUMN)
    for place, column in enumerate(told.table.columns[1:_OVERVIEW_COLUMNS], start=1):
        sheet.set_column(place, place, max(_OVERVIEW_COLUMN, replace(column, width=0).wide))
    row = _write_lines(sheet, 0, (told.title,), styles, size=18, bold=True, color=styles.accent)
    row = _write_lines(sheet, row, told.lead, styles, size=12)
    row = _write_facts(sheet, row + 1, told.facts, styles)
    row = _write_told(sheet, row, told.before, styles)
    if told.table.rows:
        row = _write_main_table(book, sheet, row + 1, told, styles)
    _write_told(sheet, row, told.told, styles)
    set_foot(sheet)


def _write_main_table(book: Any, sheet: Any, top: int, told: Overview, styles: BookStyles) -> int:
    """Write the table of an overview with its chart; gives the row under them."""
    write_head(sheet, top, told.table.columns, styles)
    for number, cells in enumerate(told.table.rows, start=top + 1):
        write_row(sheet, number, told.table.columns, cells, styles)
    row = top + len(told.table.rows) + 1
    if told.chart and _has_numbers(told):
        _insert_chart(book, sheet, told, top, row)
        row += _CHART_ROWS + 1
    return row


def _has_numbers(told: Overview) -> bool:
    """Whether there is anything to draw."""
    places = told.chart.series if told.chart else ()
    return any(row[place] is not None for row in told.table.rows for place in places)


def _write_told(
    sheet: Any, row: int, told: Sequence[tuple[str, Sequence[str]]], styles: BookStyles
) -> int:
    """Write what there is to say under its headings; gives the row under it."""
    for heading, lines in told:
        if lines:
            bold = styles.of(bold=True, font_size=13, font_color=styles.accent, valign="vcenter")
            write_text(sheet, row + 1, 0, heading, bold)
            sheet.set_row(row + 1, 1.5 * LINE)
            row = _write_lines(sheet, row + 2, lines, styles)
    return row


def _write_facts(sheet: Any, row: int, facts: Sequence[tuple[str, str]], styles: BookStyles) -> int:
    for label, text in facts:
        write_text(sheet, row, 0, label, styles.of(font_color=styles.soft))
        write_text(sheet, row, 1, text, styles.of(num_format="@"))
        row += 1
    return row


def _write_lines(  # noqa: PLR0913
    sheet: Any,
    row: int,
    lines: Sequence[str],
    styles: BookStyles,
    *,
    size: int = 10,
    bold: bool = False,
    color: str = "#000000",
) -> int:
    """Write texts over the width of the overview, each in a row as high as it needs."""
    style = styles.of(text_wrap=True, align="left", font_size=size, bold=bold, font_color=color)
    across, high = _ACROSS * (9 if bold else 10) / size, LINE * size / 10
    for line in (part for text in lines for part in _parted(text)):
        sheet.merge_range(row, 0, row, _OVERVIEW_COLUMNS - 1, "", style)
        write_text(sheet, row, 0, line, style)
        sheet.set_row(row, min(high * lines_of(line, across) + 2, HIGHEST_ROW))
        row += 1
    return row


def _parted(text: str) -> Sequence[str]:
    """A text in as many parts as it needs for rows that are no higher than a row can be."""
    if len(text) <= _LONGEST_LINE:
        return (text,)
    return textwrap.wrap(text, _LONGEST_LINE)


_CHART_ROWS = 17
_GRID = {"visible": True, "line": {"color": "#d3d9e0", "width": 0.75}}
_LABELS = {"name": FONT, "size": 10}


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
            "data_labels": {"value": True, "font": _LABELS},
            "fill": {"color": f"#{colour}"},
            "gap": 60,
        }
        if number == 0:
            series["points"] = [{"fill": {"color": f"#{one}"}} for one in asked.colours]
        chart.add_series(series)
    chart.set_title({"name": asked.title, "name_font": {**_LABELS, "size": 13}, "overlay": False})
    # The names run from the top; then the numbers under the bars are the "high" end.
    scale = {"min": 0, "max": 100, "major_unit": 20, "label_position": "high"}
    chart.set_x_axis(
        {**scale, "major_gridlines": _GRID, "line": {"none": True}, "num_font": _LABELS}
    )
    chart.set_y_axis({"reverse": True, "num_font": _LABELS})
    alone = len(asked.series) == 1
    chart.set_legend({"none": True} if alone else {"position": "bottom", "font": _LABELS})
    chart.set_size({"width": 820, "height": _CHART_ROWS * 20 - 8})
    sheet.insert_chart(below + 1, 0, chart, {"description": asked.about, "x_offset": 4})
