"""A workbook with the plan, read: what it was when it was written, and what stands in it now.

A hidden sheet keeps every line as it was written. So what people changed is known, wherever they
sorted, and so is what changed in the plan itself in the meantime.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from slimscan.errors import Fault, InputError, Problem, Unreadable, input_error
from slimscan.plan.plan_lines import (
    PLAN_COLUMNS,
    PlanLine,
    column_heads,
    columns_named,
    settled,
    settled_text,
    sheet_language,
)
from slimscan.text import clean_line

KEPT_SHEET = "slimscan"
KEPT_MARK = "slimscan plan 1"
OWN_MARK = "own"

NumberedRow = tuple[int, Sequence[object]]
"""The number of a row as the program counts, and its cells."""


@dataclass(frozen=True)
class ReadLine:
    """A line of the sheet: by column what stands there, and the name of its cell (`C7`)."""

    line: PlanLine
    cells: Mapping[str, str]


@dataclass(frozen=True)
class PlanSheet:
    """A workbook with a plan: its lines when it was written, and as they are now."""

    written: tuple[PlanLine, ...]
    lines: tuple[ReadLine, ...]
    problems: tuple[Problem, ...]
    """What stands in a cell and cannot be read."""


@dataclass
class _Found:
    lines: list[ReadLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_plan_sheet(
    sheets: Iterable[tuple[str, Iterable[NumberedRow]]], scan_id: str, file: str
) -> PlanSheet:
    """The plan in the sheets of a workbook, each by its name.

    Raises `InputError` when it is no workbook with a plan, or the plan of another scan.
    """
    by_name = dict(sheets)
    written = _written(list(by_name.pop(KEPT_SHEET, ())), scan_id, file)
    for rows in by_name.values():
        found = _lines(rows, file)
        if found is not None:
            return PlanSheet(written, tuple(found.lines), tuple(found.problems))
    raise input_error(Fault.PLAN_BOOK_NONE, file)


def _written(rows: Sequence[NumberedRow], scan_id: str, file: str) -> tuple[PlanLine, ...]:
    if not rows or str(rows[0][1][0]) != KEPT_MARK:
        raise input_error(Fault.PLAN_BOOK_NONE, file)
    if str(rows[0][1][1]) != scan_id:
        raise input_error(Fault.PLAN_BOOK_OTHER, file)
    lines = []
    for _, cells in rows[1:]:
        texts = [str(cell or "") for cell in (*cells, *[None] * len(PLAN_COLUMNS))]
        own, kept = texts[0] == OWN_MARK, texts[1 : len(PLAN_COLUMNS) + 1]
        told = zip(PLAN_COLUMNS, kept, strict=True)
        lines.append(PlanLine({name: settled_text(name, text) for name, text in told}, own))
    return tuple(lines)


def _lines(rows: Iterable[NumberedRow], file: str) -> _Found | None:
    """The lines under the heads of the columns; nothing in a sheet without these."""
    places: dict[str, int] = {}
    found = _Found()
    language = ""
    for number, cells in rows:
        if not places:
            places = columns_named(cells)
            language = sheet_language(cells)
            heads = zip(PLAN_COLUMNS, column_heads(language), strict=True)
            for name, head in heads if places else ():
                if name not in places:
                    values = {"column": head}
                    found.problems.append(Problem(Fault.PLAN_COLUMN_GONE, values, file))
            continue
        names = {name: f"{column_letters(place)}{number}" for name, place in places.items()}
        texts = dict(_settled_cells(places, cells, names, language, file, found.problems))
        if any(text for name, text in texts.items() if name != "number"):
            found.lines.append(ReadLine(PlanLine(texts), names))
    return found if places else None


def _settled_cells(  # noqa: PLR0913, PLR0917
    places: Mapping[str, int],
    cells: Sequence[object],
    names: Mapping[str, str],
    language: str,
    file: str,
    problems: list[Problem],
) -> Iterator[tuple[str, str]]:
    """What stands in the columns of one row; what cannot be read is told, and stands as nothing."""
    heads = dict(zip(PLAN_COLUMNS, column_heads(language), strict=True))
    for name, place in places.items():
        cell = cells[place] if place < len(cells) else None
        if isinstance(cell, Unreadable):
            values = {"column": heads[name], "value": clean_line(cell.text, 40)}
            problems.append(Problem(cell.fault, values, f"{file}:{names[name]}"))
            continue
        try:
            yield name, settled(name, cell, language)
        except InputError as error:
            problems.extend(problems_at(error, f"{file}:{names[name]}"))


def problems_at(error: InputError, place: str) -> Iterator[Problem]:
    """The problems of an error, as those of this place."""
    return (Problem(one.fault, one.values, place) for one in error.problems)


def column_letters(place: int) -> str:
    """The letters of a column, counted from 0: A, B, ... Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
