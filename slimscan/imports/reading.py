"""One way to read a sheet, and what has to be said of it before anything is scored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from slimscan.errors import Fault, Problem
from slimscan.imports.code_set import is_number
from slimscan.imports.columns import Columns
from slimscan.imports.dates import is_day_number, read_date
from slimscan.imports.headers import names_told, told
from slimscan.imports.tools.tool import AnswerTable, Sheet, Tool
from slimscan.text import clean_line

_ROWS_LOOKED_AT = 10


@dataclass(frozen=True)
class Reading:
    """One way to read a sheet."""

    tool: Tool
    sheet: Sheet
    table: AnswerTable
    columns: Columns
    together: tuple[str, ...] = ()
    """The questions that stood in more than one column."""
    others: tuple[str, ...] = ()
    """The names of the other sheets that have items."""


def remarks_of(reading: Reading) -> Iterator[Problem]:
    """What has to be said of a table that was found."""
    sheet = reading.sheet
    yield from sheet.remarks
    if reading.others:
        others = clean_line(", ".join(reading.others))
        values = {"sheet": clean_line(sheet.name), "others": others}
        yield Problem(Fault.SHEET_CHOSEN, values, sheet.file)
    if sheet.titles and any(header.option for header in reading.table.headers):
        yield Problem(Fault.HEADERS_FROM_TWO_ROWS, {"row": sheet.first[0][0]}, sheet.file)
    elif sheet.above:
        yield Problem(Fault.HEADER_BELOW, {"row": sheet.first[0][0]}, sheet.file)
    if reading.together:
        items = names_told(reading.together)
        yield Problem(Fault.COLUMNS_TOGETHER, {"items": items}, sheet.file)
    yield from _near_questions(reading)
    if unused := reading.columns.unused:
        named = {"count": len(unused), "columns": names_told(map(told, unused))}
        yield Problem(Fault.MAPPING_UNUSED, named, sheet.file)
    yield from _day_numbers(reading)
    yield from _numbers_by_order(reading)
    for fault in reading.table.remarks:
        yield Problem(fault, {}, sheet.file)


def _near_questions(reading: Reading) -> Iterator[Problem]:
    """Says that columns are like a question that no column holds; their answers would be lost."""
    columns = reading.columns
    held = {one.id for one in columns.items.values()}
    held |= {one.id for one in columns.changes.values()}
    near = [key for key, code in columns.ignored.items() if code and code not in held]
    if near:
        like = {"count": len(near), "columns": names_told(map(told, near))}
        yield Problem(Fault.COLUMNS_NEAR, like, reading.sheet.file)


def _day_numbers(reading: Reading) -> Iterator[Problem]:
    """Says that dates stand as the numbers of days, with one of them read."""
    place = reading.columns.people.get("measured_on")
    for _, row in reading.sheet.first[1:] if place is not None else ():
        if place is not None and place < len(row) and is_day_number(row[place]):
            number = str(row[place])
            values = {"number": number, "day": read_date(number)}
            yield Problem(Fault.DATES_AS_NUMBERS, values, reading.sheet.file)
            return


def _numbers_by_order(reading: Reading) -> Iterator[Problem]:
    """Says of a tool that numbers options itself that its numbers are taken for the codes."""
    if not reading.table.numbered:
        return
    for _, cells in islice(reading.table.rows, _ROWS_LOOKED_AT):
        if any(place < len(cells) and is_number(cells[place]) for place in reading.columns.items):
            values = {"tool": reading.tool.title}
            yield Problem(Fault.NUMBERS_BY_ORDER, values, reading.sheet.file)
            return
