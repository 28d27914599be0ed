"""What the texts, or the numbers, in columns of answers stand for.

The careful reader is asked once for every text in a column; what it said holds for a whole table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from slimscan.batch.read.careful_reader import REFUSED
from slimscan.batch.read.frame_answers import cell_of_code

if TYPE_CHECKING:
    import polars as pl

StandFor = Callable[[int, Sequence[str]], Sequence[int | None]]
"""What texts in the column at a place stand for."""

_UNKNOWN = -127
"""Stands for a cell that was not met before; like `REFUSED` below all that stands for answers."""
_CODES = frozenset(map(str, range(100)))
"""What may be read as a number, just as it is written."""
_MOST_KNOWN = 1_000
"""So many texts of a column are remembered; rows with others are read one by one."""


class TextCells:
    """The columns of answers in a table, by their place."""

    def __init__(self, places: Iterable[int], stand_for: StandFor) -> None:
        self._known: dict[int, dict[str, int | None]] = {place: {} for place in places}
        self._stand_for = stand_for
        self._of_texts: dict[int, pl.Expr] = {}
        self._of_codes: dict[int, pl.Expr] = {}

    def read(self, texts: pl.DataFrame, coded: bool) -> pl.DataFrame:
        """The cells in each column, or `REFUSED`; columns are called by their place."""
        import polars as pl

        cells = texts.select(self._cells_of(place, coded) for place in self._known)
        new = [int(name) for name in odd_columns(cells) if (cells[name] == _UNKNOWN).any()]
        if not new:
            return cells
        for place in new:
            self._learn(place, texts[str(place)])
        learned = texts.select(self._cells_of(place, coded) for place in new)
        return cells.with_columns(learned.select(pl.all().replace(_UNKNOWN, REFUSED)))

    def _learn(self, place: int, column: pl.Series) -> None:
        """Remember what these texts stand for."""
        known = self._known[place]
        texts = column.drop_nulls().unique().cast(str)
        new = [text for text in texts if text not in known]
        if len(known) + len(new) <= _MOST_KNOWN:
            known |= zip(new, self._stand_for(place, new), strict=True)
            self._of_texts.pop(place, None)
            self._of_codes.pop(place, None)

    def _cells_of(self, place: int, coded: bool) -> pl.Expr:
        """What is known of texts, or of numbers, in a column; `_UNKNOWN` for others.

        Many expressions take longer to make than to work out, so they are kept.
        """
        kept = self._of_codes if coded else self._of_texts
        if place not in kept:
            kept[place] = self._of_code(place) if coded else self._of_text(place)
        return kept[place]

    def _of_code(self, place: int) -> pl.Expr:
        import polars as pl

        known = self._known[place].items()
        codes = [(int(text), cell) for text, cell in known if text in _CODES]
        return cell_of_code(pl.col(str(place)), codes, _UNKNOWN).alias(str(place))

    def _of_text(self, place: int) -> pl.Expr:
        import polars as pl

        known = self._known[place]
        return pl.col(str(place)).replace_strict(
            list(known), list(known.values()), default=_UNKNOWN, return_dtype=pl.Int8()
        )


def odd_columns(cells: pl.DataFrame) -> list[str]:
    """The columns that hold anything beside what stands for an answer, or for none."""
    least = zip(cells.columns, cells.min().row(0), strict=True)
    return [name for name, cell in least if cell is not None and cell <= _UNKNOWN]
