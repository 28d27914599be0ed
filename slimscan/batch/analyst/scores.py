"""The sheet of scores: one row a respondent, under the names that `scores.csv` has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slimscan.batch.files import BatchFolder, kept_among
from slimscan.language import Words
from slimscan.report.office.tables import BookColumn, BookRow, BookTable, CellKind, CellValue
from slimscan.scoring.scores import COUNTS

if TYPE_CHECKING:
    import polars as pl

MOST_SCORES = 100_000
"""More respondents stay in `scores.parquet`: no spreadsheet program works with them."""

_NUMBER = r"^-?\d{1,12}([.,]\d{1,9})?$"
_BROKEN = r"^-?\d{1,12}[.,]\d{1,9}$"
_THOUSANDS = r"^-?\d{1,3}[.,]\d{3}$"
_ZEROS = r"^-?0\d"


class ScoresSheet:
    """The scores of a batch as rows of a sheet."""

    def __init__(self, folder: Path, own: Words) -> None:
        import polars as pl

        path = BatchFolder(folder).scores
        self._frame = pl.scan_parquet(path / "**/*.parquet" if path.is_dir() else path)
        self._own = own
        schema = self._frame.collect_schema()
        self._kinds: Mapping[str, Any] = schema
        self.kept = kept_among(schema)

    @cached_property
    def count(self) -> int:
        """How many respondents there are."""
        import polars as pl

        return int(self._frame.select(pl.len()).collect(engine="streaming").item())

    @property
    def fits(self) -> bool:
        """Whether they stand in the workbook."""
        return self.count <= MOST_SCORES

    @property
    def table(self) -> BookTable:
        """The sheet without its rows."""
        columns = (self._column(name, kind) for name, kind in self._kinds.items())
        return BookTable(self._own["sheet.scores"], tuple(columns), ())

    def _column(self, name: str, kind: Any) -> BookColumn:
        if _is_text(kind):
            return BookColumn(name, 20, "number" if name in self.numeric else "text")
        return BookColumn(name, 14, "whole" if name.endswith(COUNTS) else "tenth")

    @cached_property
    def numeric(self) -> frozenset[str]:
        """The columns of the branch's own that hold numbers, such as weights."""
        return frozenset(name for name in self.kept if holds_numbers(self._frame, name))

    @property
    def kept_kinds(self) -> Mapping[str, CellKind]:
        """What stands in each column of the branch's own."""
        return {name: "number" if name in self.numeric else "text" for name in self.kept}

    def rows(self) -> Iterator[BookRow]:
        """The respondents one by one."""
        places = [place for place, name in enumerate(self._kinds) if name in self.numeric]
        for batch in self._frame.collect_batches(chunk_size=10_000, maintain_order=True):
            for row in batch.iter_rows():
                cells: list[CellValue] = list(row)
                for place in places:
                    cells[place] = number_of(str(row[place] or ""))
                yield tuple(cells)


def holds_numbers(frame: pl.LazyFrame, name: str) -> bool:
    """Whether a column of texts holds numbers that a spreadsheet program may reckon with.

    All of its filled cells are numbers, and one at least has decimals: a column of digits alone may
    be codes or identities, and stays text; so does one that may have marks at its thousands.
    """
    import polars as pl

    text = pl.col(name).str.strip_chars()
    filled = text != ""
    told = frame.select(
        text.filter(filled).str.contains(_NUMBER).all().alias("numbers"),
        text.filter(filled).str.contains(_BROKEN).any().alias("broken"),
        text.filter(filled).str.contains(_THOUSANDS).any().alias("thousands"),
        text.filter(filled).str.contains(_ZEROS).any().alias("zeros"),
    ).collect(engine="streaming")
    [(numbers, broken, thousands, zeros)] = told.rows()
    return bool(numbers and broken and not thousands and not zeros)


def number_of(text: str) -> float | None:
    """A number with a decimal comma or point; None for an empty text."""
    return float(text.strip().replace(",", ".")) if re.search(r"\d", text) else None


def _is_text(kind: Any) -> bool:
    import polars as pl

    return bool(kind == pl.String)
