"""The plan as a workbook to work in: lists to choose from, empty rows for own actions.

`plan.plan_sheet` reads it back. What stood in it when it was written is kept on a hidden sheet.
"""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from slimscan.language import Words, words
from slimscan.plan.plan_lines import (
    DAY_COLUMNS,
    LISTED_STATUSES,
    OWN_COLUMNS,
    PLAN_COLUMNS,
    PlanLine,
    column_heads,
    plan_lines,
)
from slimscan.plan.plan_sheet import KEPT_MARK, KEPT_SHEET, OWN_MARK
from slimscan.plan.working_list import WorkingList
from slimscan.report.look import PLAIN, palette_of
from slimscan.report.office.package import xml_text
from slimscan.report.office.tables import (
    FORMATS,
    LINE,
    BookColumn,
    BookStyles,
    CellKind,
    begin_book,
    lines_of,
    name_book,
    row_height,
    set_foot,
    set_paper,
    write_cell,
    write_head,
    write_text,
)
from slimscan.scan.model import Scan

_EMPTY_ROWS = 25
_WIDTHS = (6, 10, 44, 14, 22, 13, 13, 13, 44, 54, 12)
_STEP_WIDTH = 80
_STEPS = ("fill", "status", "own", "leave", "read", "once")


def plan_xlsx(plan: WorkingList, scan: Scan, language: str, called: str) -> bytes:
    """The plan of a scan as a workbook; `called` names the scan in a command."""
    say, lines = words(language, "plan"), plan_lines(plan, language)
    organisation = scan.profile.organisation or say["nameless"]
    file = io.BytesIO()
    with begin_book(file, in_memory=True) as book:
        title = say("title", organisation=organisation)
        name_book(book, title, scan.measured_on)
        styles = BookStyles(book, palette_of(PLAIN))
        sheet = book.add_worksheet(say["book.sheet"])
        _write_plan(sheet, lines, say, styles)
        _write_steps(book.add_worksheet(say["book.how"]), title, called, say, styles)
        _keep(book.add_worksheet(KEPT_SHEET), lines, scan.id)
    return file.getvalue()


def _write_plan(sheet: Any, lines: tuple[PlanLine, ...], say: Words, styles: BookStyles) -> None:
    columns = tuple(
        BookColumn(head, width, _kind(name))
        for name, head, width in zip(PLAN_COLUMNS, column_heads(say.language), _WIDTHS, strict=True)
    )
    last = len(lines) + _EMPTY_ROWS
    write_head(sheet, 0, columns, styles)
    for place, column in enumerate(columns):
        # An empty cell has its column's form too: what is typed there stays what it is.
        empty = styles.of(num_format=FORMATS[column.kind], text_wrap=column.kind == "text")
        sheet.set_column(place, place, column.width, empty)
    for row, line in enumerate(lines, start=1):
        texts = [line.texts[name] for name in PLAN_COLUMNS]
        sheet.set_row(row, row_height(columns, texts))
        for place, (column, name) in enumerate(zip(columns, PLAN_COLUMNS, strict=True)):
            value = _value(name, line.texts[name], say)
            write_cell(sheet, row, place, column.kind, value, styles)
    _add_checks(sheet, lines, last, say)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    set_paper(sheet, sum(_WIDTHS), naming=3)
    sheet.freeze_panes(1, 3)


def _kind(name: str) -> CellKind:
    if name in DAY_COLUMNS:
        return "day"
    return {"number": "whole", "days": "number"}.get(name, "text")  # type: ignore[return-value]


def _value(name: str, text: str, say: Words) -> str | float | date | None:
    if not text:
        return None
    if name in DAY_COLUMNS:
        return date.fromisoformat(text)
    if name == "status":
        return say[f"status.{text}"]
    return float(text) if name in ("number", "days") else text


def _add_checks(sheet: Any, lines: tuple[PlanLine, ...], last: int, say: Words) -> None:
    """Lists and limits, so that most of what cannot be read back cannot be typed either."""
    place = {name: number for number, name in enumerate(PLAN_COLUMNS)}
    statuses = [say[f"status.{one}"] for one in LISTED_STATUSES]
    told = {"validate": "list", "source": statuses, "error_message": say["book.choose"]}
    sheet.data_validation(1, place["status"], last, place["status"], told)
    for name in DAY_COLUMNS:
        days = {
            "validate": "date",
            "criteria": "between",
            "minimum": date(2000, 1, 1),
            "maximum": date(2099, 12, 31),
            "error_message": say["book.day"],
        }
        sheet.data_validation(1, place[name], last, place[name], days)
    number = {
        "validate": "decimal",
        "criteria": ">",
        "value": 0,
        "error_message": say["book.number_of_days"],
    }
    sheet.data_validation(1, place["days"], last, place["days"], number)
    fixed = {"validate": "custom", "value": "=FALSE", "error_message": say["book.fixed"]}
    for row, line in enumerate(lines, start=1):
        for name in ("number", "id", *(() if line.own else OWN_COLUMNS[:2])):
            sheet.data_validation(row, place[name], row, place[name], fixed)


def _write_steps(sheet: Any, title: str, called: str, say: Words, styles: BookStyles) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _STEP_WIDTH)
    big = styles.of(bold=True, font_size=16, font_color=styles.accent, text_wrap=True, align="left")
    write_text(sheet, 0, 0, title, big)
    sheet.set_row(0, 1.6 * LINE * lines_of(title, _STEP_WIDTH * 9 / 16) + 4)
    for row, step in enumerate(_STEPS, start=2):
        told = say(f"book.steps.{step}", scan=called)
        write_text(sheet, row, 0, f"{row - 1}. {told}", styles.of(text_wrap=True))
        sheet.set_row(row, row_height((BookColumn("", _STEP_WIDTH),), (told,)) + 4)
    set_foot(sheet)


def _keep(sheet: Any, lines: tuple[PlanLine, ...], scan_id: str) -> None:
    """Keep what was written, so that reading knows what people changed."""
    sheet.very_hidden()
    sheet.write_string(0, 0, KEPT_MARK)
    sheet.write_string(0, 1, scan_id)
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, OWN_MARK if line.own else "action")
        for place, name in enumerate(PLAN_COLUMNS, start=1):
            sheet.write_string(row, place, xml_text(line.texts[name]))
