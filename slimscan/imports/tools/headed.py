"""What importers share: the header row, the names in a header, rows to pass over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice

from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.headers import shown
from slimscan.imports.tools.facts import header_fillers, unfinished_marks
from slimscan.imports.tools.tool import Header, Passed, Sheet, SheetRow
from slimscan.text import fold, plain

Cells = Sequence[object]


def first_row(sheet: Sheet, place: int = 0) -> tuple[str, ...]:
    """One of the first rows with anything in it, as texts; empty when there is none."""
    cells = sheet.first[place][1] if place < len(sheet.first) else ()
    if all(isinstance(cell, str) for cell in cells):
        return _plain_texts(tuple(map(str, cells)))
    return tuple(plain(shown(cell)) for cell in cells)


@lru_cache(maxsize=8)
def _plain_texts(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Every tool looks at the same rows, and a wide one takes a while."""
    return tuple(plain(shown(cell)) for cell in cells)


def own_headers(sheet: Sheet) -> tuple[Header, ...]:
    """The headers of a table that is nobody's own, with those of a row of titles above them."""
    names = first_row(sheet)
    if not sheet.titles:
        return tuple(map(Header, names))
    return two_row_headers(tuple(plain(shown(cell)) for cell in sheet.titles), names)


def two_row_headers(titles: Sequence[str], rows: Sequence[str]) -> tuple[Header, ...]:
    """A header a column from a row of titles and the row below it.

    A title stands above the first of its columns only, so it is filled across to where the next one
    begins. What is below it is a row of a table, or an option with a column of its own.
    """
    headers = []
    above = ""
    for place in range(max(len(titles), len(rows))):
        title = titles[place] if place < len(titles) else ""
        row = rows[place] if place < len(rows) else ""
        filler = fold(row) in header_fillers()
        above = title or ("" if filler or not row else above)
        if filler or not row:
            headers.append(Header(title or row, (title,) if title else ()))
        elif above:
            headers.append(Header(f"{above} - {row}", (row, above), option=row))
        else:
            headers.append(Header(row))
    return tuple(headers)


@dataclass(frozen=True)
class Answers:
    """The rows below the header rows that hold answers, read as often as they are asked for."""

    sheet: Sheet
    headers: int = 1
    """How many header rows there are."""
    passed_over: Callable[[Cells], Fault | None] | None = None
    """Why a row holds no answers that count, if so; those are told to `passed`."""
    change: Callable[[object], object] | None = None
    """Makes another value of every cell."""
    passed: Passed = field(default_factory=Passed)
    looked_at: Sequence[int] | None = None
    """The only columns that `passed_over` looks at, by their place; nothing when not told."""

    def __iter__(self) -> Iterator[SheetRow]:
        self.passed.rows = 0
        return self.among(islice(self.sheet.rows, self.headers, None))

    def among(self, rows: Iterable[SheetRow]) -> Iterator[SheetRow]:
        """Those of some rows, the next ones below the header rows, that hold answers."""
        for number, cells in rows:
            reason = self.passed_over(cells) if self.passed_over else None
            if reason and not self.passed.taken:
                self.passed.add(number, reason)
            elif self.change:
                yield number, [self.change(cell) for cell in cells]
            else:
                yield number, cells


def column_of(rows: Iterable[SheetRow], place: int) -> Iterator[object]:
    """The cells in one column of the answers; of a table of answers the others are left alone."""
    if not isinstance(rows, Answers):
        yield from (cells[place] for _, cells in rows if place < len(cells))
        return
    change = rows.change
    for _, cells in replace(rows, change=None):
        if place < len(cells):
            yield change(cells[place]) if change else cells[place]


def rows_below(sheet: Sheet) -> Iterable[SheetRow]:
    """The rows below a single header row."""
    return Answers(sheet)


def finished_below(sheet: Sheet, headers: int = 1) -> Answers:
    """The rows below the header rows of a tool that is not known, without unfinished ones."""
    known = unfinished_marks()
    places = [at for at, name in enumerate(first_row(sheet)) if fold(name) in known.columns]

    def unfinished(cells: Cells) -> Fault | None:
        marked = any(cell_text(cells, place) in known.words for place in places)
        return Fault.PASSED_STATUS if marked else None

    return Answers(sheet, headers, unfinished if places else None, looked_at=places)


def cell_text(cells: Cells, place: int | None) -> str:
    """The case-folded text in a cell; empty where there is none."""
    if place is None or place >= len(cells) or cells[place] is None:
        return ""
    return str(cells[place]).strip().casefold()


def columns_among(own: Mapping[str, int], *names: str) -> tuple[int, ...]:
    """Where those of a tool's own columns stand that are there."""
    return tuple(own[name] for name in names if name in own)


def endings(header: str, separator: str) -> tuple[str, ...]:
    """A joined header, then what follows each separator in it, from long to short."""
    parts = header.split(separator)
    return tuple(separator.join(parts[start:]).strip() for start in range(len(parts)))


def not_an_export(sheet: Sheet, title: str, expected: str) -> InputError:
    """Says that the sheet has not the columns that this tool's exports always have."""
    values = {"tool": title, "expected": expected}
    return InputError([Problem(Fault.EXPORT_OTHER_TOOL, values, sheet.file)])
