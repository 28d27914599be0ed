"""What the texts, or the numbers, in columns of answers stand for.

The careful reader is asked once for every text in a column; what it said holds for a whole table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
_LONGEST_LIST = 100
"""So many texts of a column may be read as their place in a list."""


class TextCells:
    """The columns of answers in a table, by their place."""

    def __init__(self, places: Iterable[int], stand_for: StandFor) -> None:
        self._known: dict[int, dict[str, int | None]] = {place: {} for place in places}
        self._stand_for = stand_for
        self._surprising: set[int] = set()
        self._lists: dict[int, pl.Enum] = {}
        self._cells: dict[tuple[int, str], pl.Expr] = {}

    def lists(self) -> dict[int, pl.Enum]:
        """The columns that may be read as places in a list, as long as no other text turns up.

        That is faster than texts that are looked up. A column that had another text than those of
        its list is not read so any more.
        """
        import polars as pl

        for place in self._known.keys() - self._surprising - self._lists.keys():
            texts = _by_cell(self._known[place])
            if 1 < len(texts) < _LONGEST_LIST:
                self._lists[place] = pl.Enum(texts)
        return self._lists

    def read(self, texts: pl.DataFrame) -> pl.DataFrame:
        """The cells in each column, or `REFUSED`; columns are called by their place."""
        import polars as pl

        kinds = texts.schema
        cells = texts.select(self._cells_of(place, kinds) for place in self._known)
        new = [int(name) for name in odd_columns(cells) if (cells[name] == _UNKNOWN).any()]
        if not new:
            return cells
        for place in new:
            self._learn(place, texts[str(place)])
        learned = texts.select(self._cells_of(place, kinds) for place in new)
        return cells.with_columns(learned.select(pl.all().replace(_UNKNOWN, REFUSED)))

    def _learn(self, place: int, column: pl.Series) -> None:
        """Remember what these texts stand for."""
        import polars as pl

        known = self._known[place]
        if known and column.dtype == pl.String:
            self._surprising.add(place)
        texts = column.drop_nulls().unique().cast(str)
        new = [text for text in texts if text not in known]
        if len(known) + len(new) <= _MOST_KNOWN:
            known |= zip(new, self._stand_for(place, new), strict=True)
        self._lists.pop(place, None)
        self._cells = {key: cells for key, cells in self._cells.items() if key[0] != place}

    def _cells_of(self, place: int, kinds: Mapping[str, pl.DataType]) -> pl.Expr:
        """What is known of a column that was read as one of these kinds; `_UNKNOWN` for the rest.

        Many expressions take longer to make than to work out, so they are kept.
        """
        import polars as pl

        kind = kinds[str(place)]
        key = place, str(kind.base_type())
        if key not in self._cells:
            if kind == pl.String:
                self._cells[key] = self._of_texts(place)
            elif kind == pl.Int8:
                self._cells[key] = self._of_codes(place)
            else:
                self._cells[key] = self._of_list(place)
        return self._cells[key]

    def _of_codes(self, place: int) -> pl.Expr:
        import polars as pl

        known = self._known[place].items()
        codes = [(int(text), cell) for text, cell in known if text in _CODES]
        return cell_of_code(pl.col(str(place)), codes, _UNKNOWN).alias(str(place))

    def _of_list(self, place: int) -> pl.Expr:
        import polars as pl

        known = self._known[place]
        codes = [(at, known.get(text)) for at, text in enumerate(_by_cell(known))]
        places = pl.col(str(place)).to_physical().cast(pl.Int8())
        return cell_of_code(places, codes, _UNKNOWN).alias(str(place))

    def _of_texts(self, place: int) -> pl.Expr:
        import polars as pl

        known = self._known[place]
        return pl.col(str(place)).replace_strict(
            list(known), list(known.values()), default=_UNKNOWN, return_dtype=pl.Int8()
        )


def _by_cell(known: dict[str, int | None]) -> list[str]:
    """The empty text, then all others in the order of their cells, so that these go together."""
    return sorted(
        known | {"": None}, key=lambda text: (known.get(text) is not None, known.get(text) or 0)
    )


def odd_columns(cells: pl.DataFrame) -> list[str]:
    """The columns that hold anything beside what stands for an answer, or for none."""
    least = zip(cells.columns, cells.min().row(0), strict=True)
    return [name for name, cell in least if cell is not None and cell <= _UNKNOWN]
